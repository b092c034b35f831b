"""Names that Excel takes: for the columns of a table and the sheets of a workbook, none like another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sheetqual.core.words import fold_header
from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DistinctHeaders", "sheet_names"]

_HEADER_BYTES: Final = 400
_SHEET_BYTES: Final = 62
"""In UTF-16; Excel takes 255 letters for a table's header, and 31 for the name of a sheet."""
_NO_SHEET: Final = re.compile(r"[\[\]:*?/\\]")


class DistinctHeaders:
    """Gives headers that a table can hold: on one line, not too long, none like another."""

    def __init__(self) -> None:
        """Begin with none."""
        self._taken: set[str] = set()

    def take(self, text: str) -> str:
        """Return the header for a text: itself, else with a number behind it."""
        plain = _one_line(text, _HEADER_BYTES)
        plain = plain if fold_header(plain) else "?"
        header, number = plain, 2
        while fold_header(header) in self._taken:
            header, number = f"{plain} ({number})", number + 1
        self._taken.add(fold_header(header))
        return header


def sheet_names(names: Iterable[str], usual: str, reserved: Iterable[str]) -> list[str]:
    """Return names that sheets can have, none like another.

    Args:
        names: What the sheets are to be called.
        usual: What one is called where nothing is left of its name.
        reserved: Names that none of them may have.
    """
    taken = {name.casefold() for name in reserved}
    made = []
    for wanted in names:
        plain = _one_line(_NO_SHEET.sub(" ", wanted), _SHEET_BYTES).strip("' ") or usual
        name, number = plain, 2
        while name.casefold() in taken:
            ending = f" {number}"
            name, number = _one_line(plain, _SHEET_BYTES - 2 * len(ending)) + ending, number + 1
        taken.add(name.casefold())
        made.append(name)
    return made


def _one_line(text: str, size: int) -> str:
    """Return a text on one line, cut to so many bytes of UTF-16."""
    line = " ".join(for_terminal(text).split())
    return line.encode("utf-16-le")[:size].decode("utf-16-le", "ignore").strip()
