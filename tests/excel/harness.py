"""Calls decorated functions the way Excel does, through the real ``XLPython.CallUDF`` of xlwings.

    from fake_excel import block, row
    from harness import call_udf, vba_wrapper

    call_udf("sheetqual.excel.udfs", "LEADSCORE", block(["Acme", 50]), row("Company", "Seats"))

Real: the decorators, ``CallUDF``, ``call_udf``, every converter, ``generate_vba_wrapper``. Stand-ins:
pywin32 (`win32_standins`), Excel (`fake_excel`), and in this module the two steps after ``CallUDF``:
pywin32's conversion of the result and the text that an exception becomes.
"""

from __future__ import annotations

import atexit
import io
import traceback
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from .fake_excel import MISSING, FakeRange, FakeWorkbook
from .win32_standins import CDispatch, ComObject, PyIDispatch, WindowsXlwings

__all__ = ["call_udf", "exception_text", "udf_module", "vba_wrapper", "windows"]


@cache
def windows() -> WindowsXlwings:
    """Return the one copy of xlwings as imported on Windows."""
    copy = WindowsXlwings()
    atexit.register(copy.close)
    return copy


def udf_module(name: str) -> Any:
    """Return a module imported with the real decorators: its functions carry ``__xlfunc__``."""
    return windows().module(name)


def call_udf(
    module_name: str,
    function_name: str,
    *args: object,
    caller: FakeRange | None = None,
    workbook: FakeWorkbook | None = None,
    raising: bool = False,
) -> Any:
    """Call a function as a formula does and return what arrives in the cell.

    Args:
        module_name: The module with the decorated functions.
        function_name: One of them.
        *args: Ranges of `fake_excel`, plain values as ``.Value2`` gives them, or `MISSING`. Optional
            arguments left out at the end are passed as `MISSING`, as VBA does.
        caller: The formula's cell (``Application.Caller``).
        workbook: The workbook that the wrapper names.
        raising: Let an exception through instead of turning it into the cell's text.

    Returns:
        A scalar; a flat tuple for one row; a tuple of rows otherwise. Dates are naive datetimes.

    Raises:
        TypeError: The formula leaves out an argument without default, or gives too many: Excel would
            not let Python know.
    """
    passed = _complete(udf_module(module_name), function_name, args)
    caller = caller or FakeRange([[None]], at=(2, 26))
    objects = [PyIDispatch(com) for com in (workbook or FakeWorkbook(), caller)]
    try:
        return _variant(windows().call(module_name, function_name, tuple(map(_marshalled, passed)), *objects))
    except Exception as error:
        if raising:
            raise
        return exception_text(error)


def vba_wrapper(module_name: str, workbook_name: str = "sheetqual.xlam") -> str:
    """Return the VBA that xlwings generates for a module in a workbook or add-in of this name."""
    module = udf_module(module_name)
    text = io.StringIO()
    workbook = CDispatch(PyIDispatch(FakeWorkbook(workbook_name)))
    with windows().active():
        windows().xlwings.udfs.generate_vba_wrapper(module_name, module, text, workbook)
    return text.getvalue()


def exception_text(error: BaseException) -> str:
    """Return the text an exception becomes: the traceback's lines from the last to the first.

    pywin32 hands out ``Unexpected Python Error: `` and the traceback; xlwings' DLL drops the first
    line and turns the others round, so the message comes first; the wrapper shows ``Err.Description``.
    """
    lines = "".join(traceback.format_exception(error, chain=False)).split("\n")
    return "\n".join(line for line in reversed(lines[1:]) if line)


def _complete(module: Any, function_name: str, args: tuple[object, ...]) -> tuple[object, ...]:
    """Add what the wrapper passes for the arguments a formula leaves out."""
    parameters = getattr(module, function_name).__xlfunc__["args"]
    if any(parameter["vararg"] for parameter in parameters):
        return args
    if len(args) > len(parameters):
        raise TypeError(f"{function_name} takes {len(parameters)} arguments, the formula gives {len(args)}")
    completed = args + (MISSING,) * (len(parameters) - len(args))
    for parameter, arg in zip(parameters, completed, strict=True):
        if arg is MISSING and "optional" not in parameter:
            raise TypeError(f"{function_name} needs {parameter['name']}: Excel refuses the formula")
    return completed


def _marshalled(arg: object) -> object:
    return PyIDispatch(arg) if isinstance(arg, ComObject) else arg


def _variant(value: Any) -> Any:
    """Convert a result as pywin32 does, which knows fewer types than Python."""
    match value:
        case datetime():
            return value.replace(tzinfo=None)
        case None | bool() | int() | float() | str() | Decimal():
            return value
        case date():
            pass
        case Sequence():
            return tuple(map(_variant, value))
    raise TypeError(f"Objects of type '{type(value).__name__}' can not be converted to a COM VARIANT")
