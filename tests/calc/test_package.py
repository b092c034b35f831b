"""The .oxt file: what is in it, and which Pythons it runs on."""

from __future__ import annotations

import ast
import io
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from sheetqual.calc import package
from sheetqual.calc.command import calc
from sheetqual.calc.package import addin_bytes, addin_files
from sheetqual.core.worksheet import FUNCTIONS, PARAMETERS
from sheetqual.errors import SheetqualError

ROOT = Path(__file__).resolve().parent.parent.parent
OLDEST_PYTHON = (3, 10)
TRIAL = """\
import pkgutil, importlib, sys
sys.path.insert(0, sys.argv[1])
import sheetqual.core
from sheetqual._older import tomllib
for module in pkgutil.iter_modules(sheetqual.core.__path__):
    importlib.import_module(f"sheetqual.core.{module.name}")
from sheetqual.core.worksheet import FUNCTIONS, lead_values
from sheetqual.core.toml_lines import lines_of
from sheetqual.core.profile import Temperature
from datetime import date
import sheetqual.calc.answers
profile = '''name = "T"
[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
note = \"\"\"a "quoted" text\"\"\"
'''
for text in (profile.replace("note = ", "wrong = "), profile.replace("want", "[")):
    try:
        lead_values("LEADSCORE", [["yes"]], ["Need"], text, date(2026, 1, 1))
    except Exception as error:
        print(type(error).__name__, error)
profile = profile.replace("note", "#")
for name in FUNCTIONS:
    print(name, lead_values(name, [["yes"], ["no"], [None], [""]], ["Need"], profile, date(2026, 1, 1)))
print(f"{Temperature.HOT} {Temperature.HOT!s}", tomllib.loads("a = 1"))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oxt")
    with zipfile.ZipFile(io.BytesIO(addin_bytes())) as archive:
        archive.extractall(folder)
    return folder


def run(python: str, folder: Path, before: str = "") -> str:
    done = subprocess.run(
        [python, "-S", "-c", before + TRIAL, folder / "pythonpath"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_sources_give_the_same_bytes() -> None:
    assert addin_bytes() == addin_bytes()
    assert addin_bytes("here") != addin_bytes()


def test_it_names_every_function_with_help_for_each_argument(unpacked: Path) -> None:
    text = (unpacked / "functions.xcu").read_text(encoding="utf-8")
    assert re.findall(r'"CompatibilityName"><value xml:lang="en">(\w+)<', text) == list(FUNCTIONS)
    for parameter in PARAMETERS:
        assert text.count(f'<node oor:name="{parameter.name}"') == len(FUNCTIONS)
    types = (unpacked / "functions.idl").read_text(encoding="utf-8")
    component = (unpacked / "component.py").read_text(encoding="utf-8")
    for name in FUNCTIONS:
        assert f" {name.lower()}(\n" in types
        assert f'answer("{name}", ' in component
    for path in unpacked.rglob("*.x[mc][lu]"):
        ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own


def test_it_needs_nothing_but_the_standard_library_and_uno(unpacked: Path) -> None:
    known = {*sys.stdlib_module_names, "uno", "unohelper", "com", "sheetqual"}
    for path in unpacked.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
                assert not names[0].startswith("sheetqual.files"), path
            assert {name.partition(".")[0] for name in names} <= known, path


def test_its_sources_are_of_no_newer_language_than_its_oldest_python(unpacked: Path) -> None:
    for path in unpacked.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        ast.parse(source, feature_version=OLDEST_PYTHON)
        if path.name != "_older.py":
            assert not re.search(r"(?m)^(from enum import .*StrEnum|import tomllib|from datetime import .*UTC)", source)
        patterns_of_3_11 = re.search(r"[\])}][*+}]\+|\(\?>", source)
        assert not patterns_of_3_11 or "from sheetqual._older import re\n" in source, path


def test_what_an_older_python_lacks_comes_with_it(unpacked: Path) -> None:
    hidden = (
        "import sys, enum, re\n"
        "sys.version_info = (3, 10, 0, 'final', 0)\n"
        "sys.modules['tomllib'] = None\n"
        "del enum.StrEnum\n"
    )
    here = run(sys.executable, unpacked)
    assert "ProfileError profile:6: unknown key 'wrong'" in here
    assert "LEADSCORE [100, 0, '', '']" in here
    assert run(sys.executable, unpacked, hidden) == here


@pytest.mark.parametrize("version", ["3.10", "3.12", "3.13"])
def test_other_pythons_say_the_same(unpacked: Path, version: str) -> None:
    python = shutil.which(f"python{version}")
    if python is None or subprocess.run([python, "-V"], capture_output=True, check=False).returncode:
        pytest.skip(f"python{version} is not installed")
    assert run(python, unpacked) == run(sys.executable, unpacked)


def test_the_default_profile_goes_in_as_a_path() -> None:
    assert (
        addin_files("/home/ada/team.toml")["pythonpath/sheetqual/calc/default_profile.txt"] == "/home/ada/team.toml\n"
    )
    assert not [path for path in addin_files() if path.endswith(".txt") and "pythonpath" in path]


def test_a_python_without_sources_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(package, "files", lambda name: tmp_path if name == "tomllib" else files(name))
    with pytest.raises(SheetqualError, match="comes without the source"):
        addin_bytes()


def test_build_writes_the_file_and_says_what_to_do_with_it(tmp_path: Path) -> None:
    target = tmp_path / "lead scores.oxt"
    done = CliRunner().invoke(calc, ["build", "-o", str(target)])
    assert done.exit_code == 0
    assert "Double-click" in done.output
    assert target.read_bytes() == addin_bytes()


def test_build_wants_a_name_that_libreoffice_knows(tmp_path: Path) -> None:
    done = CliRunner().invoke(calc, ["build", "-o", str(tmp_path / "sheetqual.zip")])
    assert done.exit_code == 2
    assert "ends in .oxt" in done.output
    assert not list(tmp_path.iterdir())


def test_build_refuses_a_profile_that_is_none(tmp_path: Path) -> None:
    done = CliRunner().invoke(calc, ["build", "-o", str(tmp_path / "a.oxt"), "-p", str(tmp_path / "none.toml")])
    assert isinstance(done.exception, SheetqualError)
    assert not list(tmp_path.iterdir())


def test_a_wheel_holds_what_is_copied() -> None:
    # Everything that `addin_files` reads is a Python source of the package, which a wheel always has.
    assert {path.suffix for path in (ROOT / "src/sheetqual/calc").iterdir() if path.is_file()} == {".py"}
