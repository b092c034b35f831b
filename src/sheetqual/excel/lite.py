"""The worksheet functions for xlwings Lite, which runs Python inside Excel on the Mac, on the web and on Windows.

Thin, over the core. Nothing but the core and the standard library is imported, so that a small wheel
with no dependencies is all that has to get there (`lite_files`); its `main.py` hands cells over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sheetqual.core.worksheet import (
    Shown,
    lead_values,
    published_text,
    said_in_cell,
    score_temperatures,
    scores_alone,
    scoring_day,
)
from sheetqual.errors import SheetqualError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.values import Cell

__all__ = ["shown"]


def shown(function: str, leads: Any, headers: Any = None, profile: Any = None, today: Any = None) -> Any:
    """Return what a worksheet function shows: a value for one lead, a column for a block.

    Args:
        function: Its name.
        leads: Rows of cells, or None for a blank cell; so are the others.
        headers: The headers over the leads.
        profile: The published profile.
        today: The day of scoring.
    """
    try:
        values = _values(function, leads or [[None]], headers, profile, today)
    except Exception as error:  # noqa: BLE001 - a traceback in a cell helps nobody
        return said_in_cell(error)
    return values[0] if len(values) == 1 else [[value] for value in values]


def _values(function: str, leads: Sequence[Sequence[Any]], headers: Any, profile: Any, today: Any) -> list[Shown]:
    if function == "LEADTEMP" and (profile is None or not _has_text(headers)):
        scores = scores_alone(_cells(leads))
        if scores is not None:
            return score_temperatures(scores, _text(headers if profile is None else profile))
    text = _text(profile)
    if headers is None:
        message = "no headers; choose the header row over these leads as second argument"
        raise SheetqualError(message)
    names = [name for row in _cells(headers) for name in row]
    day = scoring_day(_cell(today[0][0] if today else None))
    return lead_values(function, leads, names, text, day, _cell)


def _text(profile: Any) -> str:
    text = published_text(_cells(profile or []))
    if text is None or text.strip().casefold().endswith(".toml"):
        message = "no profile; give the published cells (LeadProfile) as third argument; files can't be read here"
        raise SheetqualError(message)
    return text


def _has_text(rows: Any) -> bool:
    return any(cell not in {None, ""} for row in _cells(rows or []) for cell in row)


def _cells(rows: Sequence[Sequence[Any]]) -> list[list[Cell]]:
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: Any) -> Cell:
    """Return a cell as the core reads it: whole numbers arrive as such, truth values go by their names."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return float(value)
    return value if value is None or isinstance(value, (str, float)) else str(value)
