"""The worksheet functions for Excel: thin, over the same core as every other front end.

Each takes one lead or a block of them, the headers above, and a profile: published cells, or the
path of a file. What goes wrong is a short message in the cell, never a traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import xlwings as xw

from sheetqual.core.worksheet import (
    FUNCTIONS,
    PARAMETERS,
    Function,
    lead_values,
    said_in_cell,
    score_temperatures,
    scores_alone,
)
from sheetqual.errors import SheetqualError
from sheetqual.excel.arguments import block, cell, day, profile_text, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LEADASK", "LEADPRODUCT", "LEADRANGE", "LEADSCORE", "LEADSTATUS", "LEADTEMP", "LEADWHY"]

_CATEGORY: Final = "sheetqual"


def _worksheet_function(function: Function) -> Callable[..., Any]:
    """Return a function of the core as one that xlwings can register."""

    def called(leads: Any, headers: Any = None, profile: Any = None, today: Any = None) -> Any:
        try:
            return _column(_values(function, leads, headers, profile, today))
        except Exception as error:  # noqa: BLE001 - a traceback in a cell helps nobody
            return said_in_cell(error)

    called.__name__ = called.__qualname__ = function.name
    called.__doc__ = function.summary
    for parameter in PARAMETERS:
        called = xw.arg(parameter.name, ndim=2, err_to_str=True, doc=parameter.doc)(called)
    registered: Callable[..., Any] = xw.func(category=_CATEGORY)(called)
    return registered


def _values(function: Function, leads: Any, headers: Any, profile: Any, today: Any) -> list[Any]:
    if function.name == "LEADTEMP" and (profile is None or not _has_text(headers)):
        scores = scores_alone(block(leads))
        if scores is not None:
            return score_temperatures(scores, profile_text(headers if profile is None else profile))
    text = profile_text(profile)
    if headers is None:
        message = "no headers; choose the header row over these leads as second argument"
        raise SheetqualError(message)
    names = [name if type(name) is str else cell(name) for row in rows_of(headers) for name in row]
    return lead_values(function.name, rows_of(leads), names, text, day(today), cell)


def _column(values: list[Any]) -> Any:
    """Return one value as it is, several as a column."""
    return values[0] if len(values) == 1 else [[value] for value in values]


def _has_text(headers: Any) -> bool:
    return headers is not None and any(one is not None and one != "" for row in rows_of(headers) for one in row)


LEADSCORE = _worksheet_function(FUNCTIONS["LEADSCORE"])
LEADTEMP = _worksheet_function(FUNCTIONS["LEADTEMP"])
LEADSTATUS = _worksheet_function(FUNCTIONS["LEADSTATUS"])
LEADWHY = _worksheet_function(FUNCTIONS["LEADWHY"])
LEADASK = _worksheet_function(FUNCTIONS["LEADASK"])
LEADRANGE = _worksheet_function(FUNCTIONS["LEADRANGE"])
LEADPRODUCT = _worksheet_function(FUNCTIONS["LEADPRODUCT"])
