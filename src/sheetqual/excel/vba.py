"""The add-in's VBA: what stands in ``bas/``, and the wrappers made of the core's list of functions.

All of it is ASCII, since VBA source has a code page and the next PC may have another one.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sheetqual.core.worksheet import FUNCTIONS, PARAMETERS, Function
from sheetqual.errors import SheetqualError
from sheetqual.excel.configuration import LONGEST_COMMAND

if TYPE_CHECKING:
    from sheetqual.excel.configuration import Configuration

__all__ = ["modules", "workbook_code"]

_CATEGORY: Final = "sheetqual"
_LONGEST_HELP: Final = 255
_PIECE: Final = 200
"""A VBA line holds 1,023 characters, and a statement 24 continuations; strings are cut into such pieces."""


def modules(configuration: Configuration, xlwings_source: str) -> dict[str, str]:
    """Return the add-in's modules.

    Args:
        configuration: What the add-in falls back to where the user has no configuration.
        xlwings_source: The VBA module that xlwings ships; its licence and version are taken from it.

    Returns:
        Sources by the modules' names.

    Raises:
        SheetqualError: xlwings' module is not as expected.
    """
    version = re.search(r"^'Version: (\d+(?:\.\d+)*)\s*$", xlwings_source, re.MULTILINE)
    notice = re.search(r"^'xlwings is distributed under.*?SUCH DAMAGE\.$", xlwings_source, re.MULTILINE | re.DOTALL)
    if version is None or notice is None:
        message = "The add-in that xlwings ships is not as expected; install the xlwings that sheetqual asks for."
        raise SheetqualError(message)
    said = {"@VERSION@": version[1], "@NOTICE@": _lines(notice[0]), "@LONGEST@": str(LONGEST_COMMAND)}
    windows = _file("SheetqualWindows")
    for mark, text in said.items():
        windows = windows.replace(mark, text)
    made = {
        "SheetqualFunctions": _functions(),
        "SheetqualBridge": _file("SheetqualBridge") + "\n" + _built_in(configuration),
        "SheetqualWindows": windows,
    }
    return {name: _as_vba(source) for name, source in made.items()}


def workbook_code() -> str:
    """Return what the add-in does when Excel opens it."""
    return _as_vba(_file("ThisWorkbook"))


def _file(name: str) -> str:
    return (files("sheetqual.excel") / "bas" / f"{name}.bas").read_text("ascii")


def _lines(text: str) -> str:
    return "\n".join(text.splitlines())


def _as_vba(source: str) -> str:
    source.encode("ascii")
    return _lines(source).replace("\n", "\r\n") + "\r\n"


def _functions() -> str:
    """Return the module with what people see: the functions, and their help."""
    parts = ['Attribute VB_Name = "SheetqualFunctions"\nOption Explicit\n']
    parts += map(_wrapper, FUNCTIONS.values())
    parts.append(_help())
    return "\n".join(parts)


def _wrapper(function: Function) -> str:
    first, *others = (f"ByVal {parameter.name} As Variant" for parameter in PARAMETERS)
    parameters = ", ".join([first, *(f"Optional {one}" for one in others)])
    given = ", ".join(parameter.name for parameter in PARAMETERS)
    return (
        f"Public Function {function.name}({parameters}) As Variant\n"
        f"Attribute {function.name}.VB_Description = {_text(function.summary)}\n"
        f'    {function.name} = Answer("{function.name}", {given})\n'
        "End Function\n"
    )


def _help() -> str:
    """Return what fills Excel's function wizard; where Excel refuses, functions work all the same."""
    called = "".join(f'    Describe "{one.name}", {_text(one.summary)}\n' for one in FUNCTIONS.values())
    arguments = ", _\n        ".join(_text(parameter.doc) for parameter in PARAMETERS)
    return (
        "Public Sub DescribeLeadFunctions()\n"
        "    On Error Resume Next\n"
        f"{called}"
        "    ' Help is no change that anybody should be asked to save.\n"
        "    ThisWorkbook.Saved = True\n"
        "End Sub\n\n"
        "Private Sub Describe(ByVal func As String, ByVal summary As String)\n"
        "    On Error Resume Next\n"
        '    Application.MacroOptions Macro:="\'" & ThisWorkbook.Name & "\'!" & func, Description:=summary, _\n'
        f'        Category:="{_CATEGORY}", ArgumentDescriptions:=Array( _\n        {arguments})\n'
        "End Sub\n"
    )


def _built_in(configuration: Configuration) -> str:
    lines = []
    for line in configuration.text().splitlines():
        pieces = [line[at : at + _PIECE] for at in range(0, len(line), _PIECE)]
        lines += [f"    text = text & {_text(piece)}\n" for piece in pieces]
        lines.append("    text = text & vbLf\n")
    return (
        "' The configuration that this add-in was built with; the one in the user's profile comes first.\n"
        "Private Function BuiltIn() As String\n"
        "    Dim text As String\n"
        f"{''.join(lines)}"
        "    BuiltIn = text\n"
        "End Function\n"
    )


def _text(text: str) -> str:
    """Return a text as VBA writes it."""
    return '"' + text[:_LONGEST_HELP].replace('"', '""') + '"'
