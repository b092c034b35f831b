"""The Excel tables of a sheet: where they lie, and how one grows to the right and downwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.files._markup import parse
from sheetqual.files._positions import column_letters, column_number
from sheetqual.files._refusals import damaged

if TYPE_CHECKING:
    from sheetqual.files._markup import Element
    from sheetqual.files._package import Package

__all__ = ["Box", "SheetTable", "tables_of"]

_REF: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")


@dataclass(frozen=True, slots=True)
class Box:
    """A block of cells: columns from 0, rows as Excel shows them, all of them included."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, ref: str) -> Box | None:
        """Return the block that a reference such as ``A1:C9`` names, or None."""
        found = _REF.fullmatch(ref.strip())
        if not found:
            return None
        left, top = column_number(found[1].encode()), int(found[2])
        right = column_number(found[3].encode()) if found[3] else left
        bottom = int(found[4]) if found[4] else top
        return cls(min(left, right), min(top, bottom), max(left, right), max(top, bottom))

    def __str__(self) -> str:
        """Return the block as Excel writes it."""
        first = f"{column_letters(self.left).decode()}{self.top}"
        last = f"{column_letters(self.right).decode()}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    def meets(self, other: Box) -> bool:
        """Tell whether two blocks have a cell in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class SheetTable:
    """An Excel table.

    Attributes:
        part: The name of its part.
        name: Its own name.
        box: Where it lies, with its header and its totals.
        headers: How many header rows it has, 0 or 1.
        totals: How many rows of totals it has.
        is_linked: Whether another program fills it: a query, or an XML map.
    """

    part: str
    name: str
    box: Box
    headers: int
    totals: int
    is_linked: bool


def tables_of(package: Package, sheet: str) -> list[SheetTable]:
    """Return the tables of a sheet.

    Args:
        package: The workbook.
        sheet: The name of the sheet's part.

    Raises:
        Refused: One of them is damaged.
    """
    return [
        _table(one.target, parse(package.read(one.target)))
        for one in package.relationships(sheet)
        if one.kind == "table" and one.target
    ]


def _table(part: str, root: Element) -> SheetTable:
    said = root.attributes
    box = Box.of(said.get("ref", ""))
    if box is None:
        raise damaged()
    return SheetTable(
        part,
        said.get("displayName", ""),
        box,
        _number(said.get("headerRowCount"), 1),
        _number(said.get("totalsRowCount"), 0),
        said.get("tableType", "worksheet") != "worksheet",
    )


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.strip().isdigit() else usual
