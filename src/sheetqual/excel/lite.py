"""The worksheet functions for xlwings Lite, which runs Python inside Excel on the Mac, on the web and on Windows.

Thin, over the core. Nothing but the core and the standard library is imported, so that a small wheel
with no dependencies is all that has to get there (`lite_files`); its `main.py` hands cells over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sheetqual.core.worksheet import answers, published_text, said_in_cell
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
        day = _cell(today[0][0] if today else None)
        values = answers(function, leads or [[None]], headers, profile, day, _text, _cell)
    except Exception as error:  # noqa: BLE001 - a traceback in a cell helps nobody
        return said_in_cell(error)
    return values[0] if len(values) == 1 else [[value] for value in values]


def _text(profile: Sequence[Sequence[object]] | None) -> str:
    text = published_text([[_cell(cell) for cell in row] for row in profile or ()])
    if text is None or text.strip().casefold().endswith(".toml"):
        message = "no profile; give the published cells (LeadProfile) as third argument; files can't be read here"
        raise SheetqualError(message)
    return text


def _cell(value: Any) -> Cell:
    """Return a cell as the core reads it: whole numbers arrive as such, truth values go by their names."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return float(value)
    return value if value is None or isinstance(value, (str, float)) else str(value)
