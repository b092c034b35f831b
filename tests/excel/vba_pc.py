"""Runs the add-in's own VBA, read back from the built file, on a PC that is simulated at its edges.

Real: the modules as Excel would compile them, run by pyOpenVBA's interpreter over its model of Excel,
and `XLPython.CallUDF` of xlwings behind them. Stand-ins: the functions declared in DLLs, and
``CreateObject``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._model import Workbook
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter import EMPTY, MISSING, VBAArray, VBAErrorValue, VBAObject, member, method

from .harness import udf_module, windows

__all__ = ["VbaPC", "Workbook", "modules_of"]

_LEFT_OUT: Final = -2147352572
_EXCEL_ERROR: Final = -2146828288
_STUBS: Final = """
Private Function XLPyDLLActivateAuto(ByRef Result As Variant, ByVal Config As String, ByVal Mode As Long) As Long
    XLPyDLLActivateAuto = CreateObject("Test.PC").Activate(Config)
    If XLPyDLLActivateAuto = 0 Then
        Set Result = CreateObject("Test.PC").Python
    Else
        Result = CreateObject("Test.PC").Trouble
    End If
End Function
Private Function LoadLibraryW(ByVal path As String) As Long
    LoadLibraryW = CreateObject("Test.PC").Load(path)
End Function
Private Function SetCurrentDirectoryW(ByVal path As String) As Long
    SetCurrentDirectoryW = CreateObject("Test.PC").ChangeFolder(path)
End Function
Private Function StrPtr(ByVal text As String) As String
    StrPtr = text
End Function
Private Function EnvironmentText(ByVal key As String) As String
    EnvironmentText = CreateObject("Test.PC").Variable(key)
End Function
Private Function CurrentFolder() As String
    CurrentFolder = CreateObject("Test.PC").Folder
End Function
Private Function IsInCodePage(ByVal text As String) As Boolean
    IsInCodePage = CreateObject("Test.PC").Knows(text)
End Function
"""


def modules_of(addin: bytes, folder: Path) -> dict[str, str]:
    """Return an add-in's modules by name."""
    path = folder / "read-back.xlam"
    path.write_bytes(addin)
    with ExcelFile(path) as book:
        modules: dict[str, str] = book.vba_modules()
    return modules


def _without_windows(source: str) -> str:
    """Take out what only Windows has, so that the stand-ins take its place."""
    joined = re.sub(r" _\r?\n\s*", " ", source)
    joined = re.sub(r"(?m)^Private Declare .*$", "", joined)
    for name in ("EnvironmentText", "CurrentFolder", "IsInCodePage"):
        joined, times = re.subn(rf"(?ms)^Private Function {name}\(.*?^End Function\r?$", "", joined)
        assert times == 1, name
    return joined + _STUBS


def _python_value(value: Any) -> Any:
    """Turn a VBA value into what the COM server receives."""
    if value is MISSING:
        return _LEFT_OUT
    if isinstance(value, VBAErrorValue):
        return _EXCEL_ERROR + int(value.number)
    if isinstance(value, VBAArray):
        if len(value.bounds) == 1:
            return tuple(map(_python_value, value.items))
        (top, bottom), (left, right) = value.bounds
        rows = range(top, bottom + 1)
        return tuple(tuple(_python_value(value.get([row, at])) for at in range(left, right + 1)) for row in rows)
    if value is EMPTY:
        return None
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _vba_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return VBAArray([(1, len(value)), (1, len(value[0]))], items=[one for row in value for one in row])
    return float(value) if isinstance(value, int) else value


class Counting(Workbook):  # type: ignore[misc]
    """What the model of Excel lacks: whether a workbook counts its days from 1904."""

    @member
    def Date1904(self) -> object:  # noqa: N802
        return Workbook.counts_from_1904


Workbook.counts_from_1904 = False
Workbook._vba_members["date1904"] = Counting._vba_members["date1904"]


class Python(VBAObject):  # type: ignore[misc]
    """The COM server."""

    vba_type_name = "XLPython"

    def __init__(self, pc: VbaPC) -> None:
        """Belong to a PC."""
        self.pc = pc

    @method
    def CallUDF(self, script: str, name: str, arguments: VBAArray) -> object:  # noqa: N802
        if self.pc.lost:
            self.pc.lost -= 1
            raise VBARuntimeError(462, "The remote server machine does not exist or is unavailable")
        given = tuple(map(_python_value, arguments.items))
        self.pc.calls.append((script, name, given))
        if self.pc.trouble_in_python:
            raise VBARuntimeError(-2147352567, self.pc.trouble_in_python)
        udf_module(script)
        return _vba_value(windows().call(script, name, given))


class TestFiles(VBAObject):  # type: ignore[misc]
    """Scripting.FileSystemObject."""

    __test__ = False
    vba_type_name = "FileSystemObject"

    def __init__(self, pc: VbaPC) -> None:
        """Belong to a PC."""
        self.pc = pc

    @method
    def FileExists(self, path: str) -> object:  # noqa: N802
        return path in self.pc.files

    @method
    def OpenTextFile(self, path: str, _mode: object) -> object:  # noqa: N802
        return TestText(self.pc.files[path])


class TestText(VBAObject):  # type: ignore[misc]
    """A file that is open."""

    __test__ = False
    vba_type_name = "TextStream"

    def __init__(self, content: str) -> None:
        """Hold a file's content."""
        self.content = content

    @member
    def AtEndOfStream(self) -> object:  # noqa: N802
        return not self.content

    @method
    def ReadAll(self) -> object:  # noqa: N802
        return self.content

    @method
    def Close(self) -> object:  # noqa: N802
        return EMPTY


class TestWindows(VBAObject):  # type: ignore[misc]
    """What the declared functions do."""

    __test__ = False
    vba_type_name = "PC"

    def __init__(self, pc: VbaPC) -> None:
        """Belong to a PC."""
        self.pc = pc

    @method
    def Activate(self, command: str) -> object:  # noqa: N802
        self.pc.starts.append((self.pc.folder, command))
        return -1 if self.pc.trouble else 0

    @member
    def Python(self) -> object:  # noqa: N802
        return Python(self.pc)

    @member
    def Trouble(self) -> object:  # noqa: N802
        return self.pc.trouble

    @method
    def Load(self, path: str) -> object:  # noqa: N802
        self.pc.loaded.append(path)
        return 1 if path in self.pc.dlls else 0

    @method
    def ChangeFolder(self, path: str) -> object:  # noqa: N802
        self.pc.folder = path
        return 1

    @method
    def Variable(self, key: str) -> object:  # noqa: N802
        return self.pc.variables.get(key, "")

    @member
    def Folder(self) -> object:  # noqa: N802
        return self.pc.folder

    @method
    def Knows(self, text: str) -> object:  # noqa: N802
        return text.encode(self.pc.code_page, "replace").decode(self.pc.code_page) == text


@dataclass
class VbaPC:
    """A PC with Excel and an add-in.

    Attributes:
        modules: The add-in's modules.
        files: What the add-in finds, by path.
        dlls: The DLLs that can be loaded.
    """

    modules: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)
    dlls: set[str] = field(default_factory=set)
    variables: dict[str, str] = field(default_factory=lambda: {"APPDATA": "C:\\Users\\Ада\\AppData\\Roaming"})
    code_page: str = "cp1252"
    folder: str = "C:\\Users\\Ада\\Documents"
    trouble: str = ""
    trouble_in_python: str = ""
    lost: int = 0
    calls: list[tuple[str, str, tuple[Any, ...]]] = field(default_factory=list)
    starts: list[tuple[str, str]] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open Excel with the add-in and an empty workbook."""
        self.excel = ExcelApplication()
        self.excel.add_workbook()
        self.sheet = self.excel.sheet(1)
        made = {
            "Test.PC": lambda: TestWindows(self),
            "Scripting.FileSystemObject": lambda: TestFiles(self),
        }
        self.excel.interpreter.host.create = lambda name: made[name]()  # type: ignore[no-untyped-call]
        for name, source in self.modules.items():
            if name.startswith("Sheetqual"):
                text = _without_windows(source) if name == "SheetqualWindows" else source
                text = re.sub(r"(?m)^Attribute LEAD.*$", "", text)  # Help texts run nothing.
                self.excel.add_module(text, name=name)

    def fill(self, corner: str, *rows: tuple[object, ...]) -> None:
        """Write rows of cells into the sheet."""
        letter, top = corner[0], int(corner[1:])
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                if value is not None:
                    self.sheet.set_value(f"{chr(ord(letter) + across)}{top + down}", value)

    def range(self, address: str) -> object:
        """Return cells of the sheet, as a formula passes them."""
        return self.sheet.sheet.vba_get("Range", [address])

    def call(self, function: str, *arguments: object) -> Any:
        """Call a function as a formula does; a block's column comes as a list."""
        passed = [self.range(one[1:]) if isinstance(one, str) and one[:1] == "=" else one for one in arguments]
        answer = self.excel.run(function, *passed)
        return list(answer.items) if isinstance(answer, VBAArray) else answer
