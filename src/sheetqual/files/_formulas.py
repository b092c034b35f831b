"""The formulas of a list: which columns they fill, and how they go on in new rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final

from sheetqual.files._positions import column_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["FormulaColumn", "Formulas", "formulas_of", "with_whole_cells"]

_CELL: Final = re.compile(
    rb"""<(?:[^<>\s/!?:]+:)?c\s(?P<cell>[^<>]*)>\s*<(?:[^<>\s/!?:]+:)?f(?P<said>\s[^<>]*?)?(?:/>|>(?P<text>[^<]*)<)"""
)
_AT: Final = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*([A-Za-z]{1,3})(\d{1,7})\s*["']""")
_SHARED: Final = re.compile(rb"""\st\s*=\s*["']shared["']""")
_INDEX: Final = re.compile(rb"""\ssi\s*=\s*["'](\d{1,9})["']""")
_OTHER: Final = re.compile(rb"""\st\s*=\s*["'](?:array|dataTable)["']""")
_REF: Final = re.compile(rb"""\sref\s*=\s*["']([^"']*)["']""")
_META: Final = re.compile(rb"""(?:^|\s)cm\s*=\s*["']\d{1,9}["']""")


@dataclass(frozen=True, slots=True)
class FormulaColumn:
    """A column of a list that formulas fill.

    Attributes:
        text: The formula of its first lead, or of the cell that shares it; None for one that can't be
            written anew.
        origin: The cell for which that text is meant.
        dynamic: Whether it is a dynamic array, such as a call of a native function.
    """

    text: str | None
    origin: str
    dynamic: bool = False

    def at(self, cell: str) -> str | None:
        """Return the formula as it is in another cell, or None."""
        if self.text is None:
            return None
        from openpyxl.formula.tokenizer import TokenizerError  # noqa: PLC0415 - 100 ms that few need
        from openpyxl.formula.translate import Translator, TranslatorError  # noqa: PLC0415

        try:
            translated: str = Translator(f"={self.text}", origin=self.origin).translate_formula(cell)
        except (TokenizerError, TranslatorError, ValueError, IndexError):
            return None
        return translated[1:]


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a list.

    Attributes:
        columns: The columns that formulas fill: at least half of the leads have one there.
        cells: Row and column of every formula elsewhere.
    """

    columns: Mapping[int, FormulaColumn]
    cells: frozenset[tuple[int, int]]


def formulas_of(pieces: Iterable[bytes], rows: Collection[int]) -> Formulas:
    """Return the formulas of a list.

    Args:
        pieces: The sheet's part.
        rows: The rows of its leads.
    """
    found: dict[int, FormulaColumn] = {}
    cells: dict[int, list[int]] = {}
    wanted = frozenset(rows)
    shared: dict[bytes, FormulaColumn] = {}
    for text in with_whole_cells(pieces):
        for cell in _CELL.finditer(text):
            at = _AT.search(cell["cell"])
            if not at:
                continue
            said = cell["said"] or b""
            own = FormulaColumn(_readable(cell["text"]), f"{at[1].decode().upper()}{int(at[2])}")
            index = _INDEX.search(said) if _SHARED.search(said) else None
            if index:
                own = shared.setdefault(index[1], own)
            elif _OTHER.search(said):
                own = _dynamic(cell["cell"], said, own) or FormulaColumn(None, own.origin)
            if int(at[2]) in wanted:
                found.setdefault(column_number(at[1]), own)
                cells.setdefault(column_number(at[1]), []).append(int(at[2]))
    columns = {place: own for place, own in found.items() if 2 * len(cells[place]) >= len(wanted)}
    others = ((row, place) for place, some in cells.items() if place not in columns for row in some)
    return Formulas(columns, frozenset(others))


def _dynamic(cell: bytes, said: bytes, own: FormulaColumn) -> FormulaColumn | None:
    """Return a formula as the dynamic array of one cell that it is, or None."""
    ref, meta = _REF.search(said), _META.search(cell)
    if not ref or not meta or ref[1].decode().upper() != own.origin:
        return None
    return FormulaColumn(own.text, own.origin, dynamic=True)


def with_whole_cells(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """Yield a part in pieces none of which ends within a cell."""
    carry = b""
    for piece in pieces:
        text = carry + piece
        cut = _cut(text)
        carry = text[cut:]
        yield text[:cut]
    yield carry


_START: Final = re.compile(rb"<(?:[^<>\s/!?:]+:)?c(?=[\s/>])")
_END: Final = re.compile(rb"</(?:[^<>\s/!?:]+:)?c\s*>")
_STEP: Final = 1 << 14


def _cut(text: bytes) -> int:
    """Return the last place where a text can be cut without cutting a cell, or a tag."""
    start = -1
    for begin in range(max(0, len(text) - _STEP), -_STEP, -_STEP):
        for found in _START.finditer(text, max(0, begin), min(len(text), max(0, begin) + 2 * _STEP)):
            start = found.start()
        if start >= 0:
            break
    tag = max(text.rfind(b"<"), 0)
    if start < 0:
        return tag
    end = _END.search(text, start)
    if end:
        return max(end.end(), tag)
    inside = text.find(b">", start)
    return max(inside + 1, tag) if inside > 0 and text[inside - 1 : inside] == b"/" else start


def _readable(text: bytes | None) -> str | None:
    return unescape(text.decode("utf-8", "replace")) if text else None
