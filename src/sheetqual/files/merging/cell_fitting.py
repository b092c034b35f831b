"""Makes new cells what the other cells of their column are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sheetqual.core.reading import WHITE, cell_text, is_blank
from sheetqual.core.reconcile import meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.values import Cell

__all__ = ["Fitter"]


class Fitter:
    """Makes the texts of a CSV file what the other cells of a column are: numbers, or days."""

    def __init__(self, columns: Mapping[int, Sequence[Cell]]) -> None:
        """Take the columns.

        Args:
            columns: The list's columns by their positions.
        """
        self._columns = columns
        self._contents: dict[int, _Contents] = {}

    def fit(self, place: int, cell: Cell, old: Cell = None) -> Cell:
        """Return a cell as it goes into a column.

        Args:
            place: The column's position.
            cell: The new cell.
            old: The one it replaces, which does not count.
        """
        if not isinstance(cell, str):
            return cell
        contents = self._contents.get(place)
        if contents is None:
            contents = self._contents[place] = _contents(self._columns[place])
        is_other = isinstance(old, str) and not is_blank(old)
        if contents.others - is_other:
            return cell
        if contents.numbers and not contents.days:
            return _number(cell)
        if contents.days and not contents.numbers:
            return _day(cell, moments=bool(contents.moments))
        return cell


@dataclass(slots=True)
class _Contents:
    """How many cells of a column hold what."""

    numbers: int = 0
    days: int = 0
    moments: int = 0
    others: int = 0


def _contents(cells: Iterable[Cell]) -> _Contents:
    found = _Contents()
    for cell in cells:
        if isinstance(cell, (int, float)):
            found.numbers += 1
        elif isinstance(cell, date):
            found.days += 1
            found.moments += isinstance(cell, datetime)
        elif not is_blank(cell):
            found.others += 1
    return found


def _number(text: str) -> Cell:
    try:
        number = float(text)
    except ValueError:
        return text
    # So 007 and numbers of twenty digits stay as they are written.
    plain = cell_text(number)
    tidy = text.strip(WHITE)
    return (
        number
        if math.isfinite(number) and (plain == tidy or ("." in tidy and tidy.rstrip("0").rstrip(".") == plain))
        else text
    )


def _day(text: str, *, moments: bool) -> Cell:
    said = meaning(text)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return text
    if meaning(moment) != said:
        return text
    return moment if moments or len(said) > len("2026-03-01") else moment.date()
