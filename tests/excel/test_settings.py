"""The default profile and the configuration, as Python and VBA read them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.errors import SheetqualError
from sheetqual.excel import settings
from sheetqual.excel.configuration import Configuration, configuration_of, decoded, encoded, read_configuration

from .fake_excel import row
from .harness import call_udf
from .windows_pc import WindowsPC

PROFILE = 'name = "T"\n[[criterion]]\nid = "need"\ncolumns = ["Need"]\nwant = { yes = true }\n'


@pytest.fixture
def conf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "excel.conf"
    monkeypatch.setattr(settings, "_conf_path", lambda: path)
    return path


def write(conf: Path, profile: object) -> None:
    conf.write_bytes(Configuration("C:\\python.exe", profile=str(profile)).text().encode("ascii"))


def test_without_an_installation_there_is_no_default_profile(conf: Path) -> None:
    assert settings.default_profile() is None


def test_an_installation_may_have_no_default_profile(conf: Path) -> None:
    write(conf, "")
    assert settings.default_profile() is None


def test_a_function_uses_the_default_profile_and_notices_a_new_one(conf: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "première.toml", tmp_path / "вторая-очень-длинная.toml"
    first.write_text(PROFILE, encoding="utf-8")
    second.write_text(PROFILE.replace("yes = true", "no = true"), encoding="utf-8")
    arguments = ("sheetqual.excel.udfs", "LEADSCORE", row("yes"), row("Need"))
    write(conf, first)
    assert call_udf(*arguments) == 100
    write(conf, second)
    assert settings.default_profile() == second
    assert call_udf(*arguments) == 0
    conf.unlink()
    assert "no profile" in call_udf(*arguments)


def test_the_file_is_read_once_for_many_cells(conf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(conf, "p.toml")
    reads: list[Path] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: reads.append(path) or read_bytes(path))  # type: ignore[func-returns-value]
    assert {settings.default_profile() for _ in range(100)} == {Path("p.toml")}
    assert reads == [conf]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00junk", b"profile=x", b"interpreter=", b"interpreter"])
def test_a_damaged_file_counts_as_none(conf: Path, content: bytes) -> None:
    conf.write_bytes(content)
    assert read_configuration(conf) is None
    assert settings.default_profile() is None


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_survives_in_ascii(text: str) -> None:
    written = encoded(text)
    assert written.isascii()
    assert "\n" not in written
    assert "\r" not in written
    assert decoded(written) == text


@pytest.mark.parametrize(
    "path",
    [
        "C:\\Program Files\\Python\\python.exe",
        "C:\\Users\\O'Brien\\python.exe",
        "C:\\Users\\Jürgen\\python.exe",
        "C:\\Пользователи\\Жанна\\python.exe",
        "\\\\server\\share$\\env\\Scripts\\python.exe",
        "C:\\100%u00\\python.exe",
        "C:\\" + "very long " * 60 + "\\python.exe",
        "C:\\😀\\python.exe",
    ],
)
def test_every_windows_path_comes_back_as_it_was(tmp_path: Path, path: str) -> None:
    conf = tmp_path / "excel.conf"
    written = Configuration(path, path, path, path)
    conf.write_bytes(written.text().encode("ascii"))
    assert read_configuration(conf) == written


@pytest.mark.parametrize(
    "folder", ["C:\\Users\\Jürgen O'Neill\\Python\\", "\\\\srv\\$(CLSID)\\Жанна", "C:\\a\\u0041\\x41"]
)
def test_python_gets_its_packages_folder_letter_by_letter(folder: str) -> None:
    arguments = Configuration("python.exe", packages=folder).arguments
    program = arguments.removeprefix("-E -P -c ").strip('"')
    assert arguments.isascii()
    assert '"' not in program
    assert program.count("$(") == 1
    seen = program.replace("import site;site.addsitedir(", "print(ascii(").replace(");import xlwings", "));import sys#")
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ascii(folder)


def test_the_console_python_answers_where_the_windowed_one_runs(tmp_path: Path) -> None:
    pc = WindowsPC(home=tmp_path, executable="C:\\env\\Scripts\\pythonw.exe")
    assert configuration_of(pc).interpreter == "C:\\env\\Scripts\\python.exe"


@pytest.mark.parametrize(
    "interpreter", ["", "C:\\", 'C:\\a"b\\python.exe', "C:\\a\nb\\python.exe", "C:\\" + "x" * 2000]
)
def test_what_can_be_no_python_is_refused_in_one_sentence(interpreter: str) -> None:
    with pytest.raises(SheetqualError) as caught:
        Configuration(interpreter).check()
    assert str(caught.value).endswith(("python.exe.", "rename the folder.", "install from there."))
