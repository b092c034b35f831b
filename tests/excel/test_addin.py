"""The add-in as a file, read back as Excel and a virus scanner would read it."""

from __future__ import annotations

import inspect
import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from oletools.olevba import VBA_Parser

from sheetqual.core.worksheet import FUNCTIONS, PARAMETERS
from sheetqual.errors import SheetqualError
from sheetqual.excel import addin, vba
from sheetqual.excel.addin import build_addin
from sheetqual.excel.configuration import Configuration

from .harness import udf_module

PATHS = [
    "C:\\Users\\Ada\\env\\Scripts\\python.exe",
    "C:\\Program Files\\O'Brien & Söhne\\python.exe",
    "C:\\Пользователи\\Жанна\\python.exe",
    "\\\\server\\share\\env\\Scripts\\python.exe",
    "C:\\" + "long folder name\\" * 60 + "python.exe",
]


@cache
def built(interpreter: str = PATHS[0]) -> bytes:
    return build_addin(Configuration(interpreter, "C:\\Users\\Ada\\env"))


@cache
def sources(interpreter: str = PATHS[0]) -> dict[str, str]:
    """Return what oletools, a reader of its own, finds in the file."""
    parser = VBA_Parser("sheetqual.xlam", data=built(interpreter))
    found = {name: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return found


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        return package.read(name)


def test_the_add_in_has_our_modules_and_none_of_the_sample() -> None:
    assert set(sources()) == {
        "ThisWorkbook.cls",
        "Sheet2.cls",
        "SheetqualFunctions.bas",
        "SheetqualBridge.bas",
        "SheetqualWindows.bas",
    }


@pytest.mark.parametrize(
    "leftover",
    [
        *(
            "SampleCall",
            "RunPython",
            "ActiveWorkbook",
            "ActiveSheet",
            "xlwings.conf",
            "myaddin",
            "OneDrive",
            "SharePoint",
        ),
        *(
            "LICENSE_KEY",
            "MsgBox",
            "cmd.exe",
            "/K ",
            "WScript",
            "Conda",
            "PYTHONPATH",
            "Auto_Open",
            "Application.Caller",
        ),
    ],
)
def test_nothing_of_theirs_is_left_in_the_chain(leftover: str) -> None:
    for code in sources().values():
        assert leftover.casefold() not in code.casefold()


def test_nothing_of_the_samples_makers_is_left_in_any_part() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        assert package.testzip() is None
        for name in package.namelist():
            content = package.read(name).lower()
            for word in (b"felix", b"myaddin", b"interpreter_win", b"m\0y\0a\0d\0d\0i\0n"):
                assert word not in content, (name, word)
            if name.endswith((".xml", ".rels")):
                ET.fromstring(content)  # noqa: S314 - just built


def test_the_package_holds_together() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        names = package.namelist()
    assert names[0] == "[Content_Types].xml"
    types = part("[Content_Types].xml").decode()
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in types
    for listed in re.findall(r'PartName="/([^"]+)"', types):
        assert listed in names
    assert 'visibility="hidden"' in part("xl/workbook.xml").decode()
    assert b"fullCalcOnLoad" not in part("xl/workbook.xml")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_there_once_with_the_cores_parameters(name: str) -> None:
    code = sources()["SheetqualFunctions.bas"]
    declared = re.findall(rf"(?m)^Public Function {name}\((.*)\) As Variant\r?$", code)
    first, *others = (f"ByVal {parameter.name} As Variant" for parameter in PARAMETERS)
    assert declared == [", ".join([first, *(f"Optional {one}" for one in others)])]
    given = ", ".join(parameter.name for parameter in PARAMETERS)
    assert code.count(f'{name} = Answer("{name}", {given})') == 1
    assert code.count(f"Attribute {name}.VB_Description = ") == 1
    assert code.count(f'Describe "{name}", ') == 1


def test_there_are_no_other_worksheet_functions() -> None:
    public = re.findall(r"(?m)^Public Function (\w+)", sources()["SheetqualFunctions.bas"])
    assert public == list(FUNCTIONS)
    for name in ("SheetqualBridge.bas", "SheetqualWindows.bas"):
        assert "\nOption Private Module" in sources()[name].replace("\r", "")


def test_the_call_fits_the_python_function() -> None:
    module = udf_module("sheetqual.excel.udfs")
    for name in FUNCTIONS:
        info: Any = getattr(module, name).__xlfunc__
        assert [argument["name"] for argument in info["args"]] == [parameter.name for parameter in PARAMETERS]
        assert ["optional" in argument for argument in info["args"]] == [False, *[True] * (len(PARAMETERS) - 1)]
        assert not inspect.iscoroutinefunction(getattr(module, name))
    assert '"sheetqual.excel.udfs"' in sources()["SheetqualBridge.bas"]


def test_help_has_a_text_for_every_argument() -> None:
    code = sources()["SheetqualFunctions.bas"]
    assert 'Category:="sheetqual"' in code
    for text in [*(one.summary for one in FUNCTIONS.values()), *(one.doc for one in PARAMETERS)]:
        assert len(text) <= 255
        assert '"' + text.replace('"', '""') + '"' in code


@pytest.mark.parametrize("interpreter", PATHS)
def test_vba_accepts_every_line(interpreter: str) -> None:
    for code in sources(interpreter).values():
        assert code.isascii()
        lines = code.replace("\r\n", "\n").split("\n")
        assert max(map(len, lines)) < 1023
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            if line.endswith("_"):
                assert line.endswith(" _")
                assert following.startswith("    ")
            body = re.sub(r'"[^"]*"', "", line.partition("'")[0] if '"' not in line else line)
            assert body.count('"') == 0 or line.lstrip().startswith("'"), line
        for kind in ("Function", "Sub"):
            begun = len(re.findall(rf"(?m)^(?:Public|Private) {kind} ", code))
            assert begun == len(re.findall(rf"(?m)^End {kind}\b", code))
        depth = 0
        for line in lines:
            depth += bool(re.match(r"\s*(If .* Then$|For |With |Select |#If )", line))
            depth -= bool(re.match(r"\s*(End If|Next|End With|End Select|#End If)\b", line))
            assert depth >= 0
        joined = re.sub(r" _\n\s*", " ", "\n".join(lines))
        multi = len(re.findall(r"(?m)^\s*If .* Then$", joined))
        assert multi == len(re.findall(r"(?m)^\s*End If$", joined))


@pytest.mark.parametrize("interpreter", PATHS)
def test_pyopenvba_parses_every_module(interpreter: str, tmp_path: Path) -> None:
    from pyopenvba.interpreter import parse_module

    from .vba_pc import modules_of

    for name, source in modules_of(built(interpreter), tmp_path).items():
        assert parse_module(source, name=name) is not None


def test_the_dll_is_the_one_of_the_xlwings_that_is_installed() -> None:
    from importlib.metadata import version

    code = sources()["SheetqualWindows.bas"]
    assert set(re.findall(r'Lib "(xlwings[^"]+)"', code)) == {
        f"xlwings64-{version('xlwings')}.dll",
        f"xlwings32-{version('xlwings')}.dll",
    }
    assert "@" not in code


def test_the_licence_of_xlwings_goes_with_it() -> None:
    notice = sources()["SheetqualWindows.bas"]
    for words in ("BSD 3-clause license", "Zoomer Analytics LLC", "POSSIBILITY OF SUCH DAMAGE"):
        assert words in notice


def test_the_same_configuration_gives_the_same_bytes() -> None:
    assert built() == build_addin(Configuration(PATHS[0], "C:\\Users\\Ada\\env"))
    assert built() != built(PATHS[1])


def test_excel_compiles_the_source_and_runs_nothing_else() -> None:
    from pyopenvba.cfb import CFB

    container = CFB.from_bytes(part("xl/vbaProject.bin"))
    compiled = container.get_stream_in_storage("VBA", "_VBA_PROJECT")
    assert not any(compiled[5:])
    assert not any("__SRP" in name for name in container.list_streams())
    parser = VBA_Parser("vbaProject.bin", data=part("xl/vbaProject.bin"))
    assert parser.detect_vba_stomping() is False
    parser.close()


def test_the_project_has_its_own_name_in_both_places() -> None:
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import decompress, parse_vba_project

    container = CFB.from_bytes(part("xl/vbaProject.bin"))
    project = parse_vba_project(container)
    assert project.name == "sheetqual"
    assert project.validate(container) == []
    assert b'Name="sheetqual"' in container.get_stream("PROJECT")
    assert b"MyAddin" not in decompress(container.get_stream_in_storage("VBA", "dir"))


def test_an_xlwings_that_ships_something_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = Configuration(PATHS[0])
    with pytest.raises(SheetqualError, match="not as expected"):
        vba.modules(configuration, "'Version: none\n")
    other = tmp_path / "quickstart_addin.xlam"
    monkeypatch.setattr(addin, "_shipped", lambda: other)
    with pytest.raises(SheetqualError, match="could not be made"):
        build_addin(configuration)
    for content in (b"no zip", built()):
        other.write_bytes(content)
        with pytest.raises(SheetqualError, match="not as expected"):
            build_addin(configuration)
    monkeypatch.undo()
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(SheetqualError, match="xlwings is missing"):
        build_addin(configuration)
