"""The worksheet functions for Excel: thin, over the same core as every other front end.

Each takes one lead or a block of them, the headers above, and a profile: published cells, or the
path of a file. What goes wrong is a short message in the cell, never a traceback.
"""

# ruff: noqa: N802 - Excel's names are capitals, and xlwings reads the annotations

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import xlwings as xw

from sheetqual.core.judge import plain_points
from sheetqual.core.worksheet import compiled_profile, lead_verdicts, score_temperature
from sheetqual.errors import ProfileError, SheetqualError
from sheetqual.excel.arguments import block, day, profile_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetqual.core.judge import Verdict

__all__ = ["LEADSCORE", "LEADTEMP"]

_CATEGORY = "sheetqual"


def _in_words(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what goes wrong into a short text for the cell."""

    @wraps(function)
    def guarded(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except ProfileError as error:
            first, more = error.faults[0], len(error.faults) - 1
            where = f" line {first.line}" if first.line else ""
            others = f" (and {more} more)" if more else ""
            return f"sheetqual: profile{where}: {first.text}{others}"
        except SheetqualError as error:
            return f"sheetqual: {error}"
        except Exception as error:  # noqa: BLE001 - a traceback in a cell helps nobody
            return f"sheetqual: something unexpected went wrong ({type(error).__name__})"

    return guarded


def _column(values: list[Any]) -> Any:
    """Return one value as it is, several as a column."""
    return values[0] if len(values) == 1 else [[value] for value in values]


def _each(
    leads: Any,
    headers: Any,
    profile: Any,
    today: Any,
    shown: Callable[[Verdict, str], Any],
) -> Any:
    """Judge each lead of a block and return a column of what is shown of its verdict."""
    rows = block(leads)
    text = profile_text(profile)
    if headers is None:
        message = "no headers; choose the header row over these leads as second argument"
        raise SheetqualError(message)
    names = [name for row in block(headers) for name in row]
    verdicts = lead_verdicts(rows, names, text, day(today))
    return _column(["" if verdict is None else shown(verdict, text) for verdict in verdicts])


@xw.func(category=_CATEGORY)
@xw.arg("leads", ndim=2, err_to_str=True, doc="One lead's cells, or a block of leads.")
@xw.arg("headers", ndim=2, err_to_str=True, doc="The headers over these cells.")
@xw.arg("profile", ndim=2, err_to_str=True, doc="The published profile (LeadProfile), or a file's path.")
@xw.arg("today", doc="The day of scoring; today when left out.")
@_in_words
def LEADSCORE(leads: Any, headers: Any = None, profile: Any = None, today: Any = None) -> Any:
    """Return a lead's score from 0 to 100: the points it has earned so far; 0 when it is out."""
    return _each(leads, headers, profile, today, lambda verdict, _text: plain_points(verdict.score))


@xw.func(category=_CATEGORY)
@xw.arg("leads", ndim=2, err_to_str=True, doc="One lead's cells, a block of leads, or a score.")
@xw.arg("headers", ndim=2, err_to_str=True, doc="The headers over these cells; empty for a score.")
@xw.arg("profile", ndim=2, err_to_str=True, doc="The published profile (LeadProfile), or a file's path.")
@xw.arg("today", doc="The day of scoring; today when left out.")
@_in_words
def LEADTEMP(leads: Any, headers: Any = None, profile: Any = None, today: Any = None) -> Any:
    """Return a lead's temperature in the team's words: hot, warm, cold or out. Also of a score."""
    scores = _scores(leads)
    if scores is not None and (profile is None or not _has_text(headers)):
        text = profile_text(headers if profile is None else profile)
        return _column(["" if score is None else score_temperature(score, text) for score in scores])
    return _each(
        leads,
        headers,
        profile,
        today,
        lambda verdict, text: compiled_profile(text).score.labels[verdict.temperature],
    )


def _scores(leads: Any) -> list[float | None] | None:
    """Return the scores of a column of numbers and blanks, or None where it is none."""
    scores: list[float | None] = []
    for row in block(leads):
        if len(row) != 1 or not (row[0] is None or row[0] == "" or isinstance(row[0], (int, float))):
            return None
        scores.append(row[0] if isinstance(row[0], (int, float)) else None)
    return scores if any(score is not None for score in scores) else None


def _has_text(headers: Any) -> bool:
    return headers is not None and any(one not in (None, "") for row in block(headers) for one in row)
