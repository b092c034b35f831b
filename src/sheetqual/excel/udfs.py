"""The worksheet functions for Excel: thin, over the same core as every other front end.

Each takes one lead or a block of them, the headers above, and a profile: published cells, or the
path of a file. What goes wrong is a short message in the cell, never a traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import xlwings as xw

from sheetqual.core.worksheet import FUNCTIONS, PARAMETERS, Function, answers, said_in_cell
from sheetqual.excel.arguments import cell, profile_text, rows_of, single

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LEADASK", "LEADPRODUCT", "LEADRANGE", "LEADSCORE", "LEADSTATUS", "LEADTEMP", "LEADWHY"]

_CATEGORY: Final = "sheetqual"


def _worksheet_function(function: Function) -> Callable[..., Any]:
    """Return a function of the core as one that xlwings can register."""

    def called(leads: Any, headers: Any = None, profile: Any = None, today: Any = None) -> Any:
        try:
            values = answers(
                function.name, rows_of(leads), _given(headers), _given(profile), single(today), profile_text, cell
            )
            return _column(values)
        except Exception as error:  # noqa: BLE001 - a traceback in a cell helps nobody
            return said_in_cell(error)

    called.__name__ = called.__qualname__ = function.name
    called.__doc__ = function.summary
    for parameter in PARAMETERS:
        called = xw.arg(parameter.name, ndim=2, err_to_str=True, doc=parameter.doc)(called)
    registered: Callable[..., Any] = xw.func(category=_CATEGORY)(called)
    return registered


def _given(argument: Any) -> Any:
    return None if argument is None else rows_of(argument)


def _column(values: list[Any]) -> Any:
    """Return one value as it is, several as a column."""
    return values[0] if len(values) == 1 else [[value] for value in values]


LEADSCORE = _worksheet_function(FUNCTIONS["LEADSCORE"])
LEADTEMP = _worksheet_function(FUNCTIONS["LEADTEMP"])
LEADSTATUS = _worksheet_function(FUNCTIONS["LEADSTATUS"])
LEADWHY = _worksheet_function(FUNCTIONS["LEADWHY"])
LEADASK = _worksheet_function(FUNCTIONS["LEADASK"])
LEADRANGE = _worksheet_function(FUNCTIONS["LEADRANGE"])
LEADPRODUCT = _worksheet_function(FUNCTIONS["LEADPRODUCT"])
