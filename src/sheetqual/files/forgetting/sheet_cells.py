"""The cells of a sheet part and the texts that they share, as they are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sheetqual.files._positions import column_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sheetqual.files.forgetting.traces import Traces

__all__ = ["CELL", "UNKNOWN", "Position", "listed", "shared_index", "shared_texts", "without_texts"]

CELL: Final = re.compile(
    rb"<(?P<p>(?:[^<>\s/!?:]+:)?)(?:row(?=[\s/>])(?P<row>[^<>]*)>"
    rb"|c(?=[\s/>])(?P<said>[^<>]*?)(?:/>|>(?P<inner>.*?)</(?P=p)c\s*>))",
    re.DOTALL,
)
"""A cell, or the beginning of a row."""
_AT: Final = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{1,3})(\d{1,7})\s*["']""")
_ROW: Final = re.compile(rb"""\sr\s*=\s*["']\s*(\d{1,7})\s*["']""")
_SHARED: Final = re.compile(rb"""\st\s*=\s*["']s["']""")
_INDEX: Final = re.compile(rb"<(?:[^<>\s/!?:]+:)?v(?:\s[^<>]*)?>\s*(\d{1,9})\s*<")
_TEXT: Final = re.compile(
    rb"<(?P<p>(?:[^<>\s/!?:]+:)?)si(?=[\s/>])[^<>]*?(?:/>|>.*?</(?P=p)si\s*>)",
    re.DOTALL,
)
_TEXT_END: Final = re.compile(rb"</(?:[^<>\s/!?:]+:)?si\s*>")
UNKNOWN: Final = -1
"""The number of a shared text that can't be read."""
_SHOWN: Final = 3


class Position:
    """Follows where the cells of a sheet stand; some programs don't write it at each of them."""

    def __init__(self) -> None:
        """Begin before the first row."""
        self._row = 0
        self._column = -1

    def of(self, found: re.Match[bytes]) -> tuple[int, int] | None:
        """Return row and column of a cell, or None for the beginning of a row."""
        if found["row"] is not None:
            at = _ROW.search(found["row"])
            self._row, self._column = (int(at[1]) if at else self._row + 1), -1
            return None
        at = _AT.search(found["said"])
        if at:
            self._row, self._column = int(at[2]), column_number(at[1])
        else:
            self._column += 1
        return self._row, self._column


def shared_index(cell: re.Match[bytes]) -> int | None:
    """Return the number of the shared text that a cell shows; None for other cells."""
    if not _SHARED.search(cell["said"]):
        return None
    number = _INDEX.search(cell["inner"] or b"")
    return int(number[1]) if number else UNKNOWN


def _whole_texts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the part of shared texts in pieces none of which ends within one."""
    before = b""
    for piece in pieces:
        text = before + piece
        cut = max((end.end() for end in _TEXT_END.finditer(text)), default=0)
        yield text[:cut]
        before = text[cut:]
    yield before


def shared_texts(pieces: Iterable[bytes], traces: Traces) -> Iterator[tuple[int, str]]:
    """Yield the shared texts that give a person away, with their numbers.

    Args:
        pieces: The part of shared texts.
        traces: What is looked for.
    """
    number = 0
    for piece in _whole_texts(pieces):
        gives_away = traces.are_in_markup(piece.decode(errors="replace"))
        for found in _TEXT.finditer(piece):
            if gives_away and traces.are_in_markup(text := found[0].decode(errors="replace")):
                yield number, text
            number += 1


def without_texts(pieces: Iterable[bytes], kept: set[int]) -> Iterator[bytes]:
    """Yield the part of shared texts with all but some of them blank; their numbers stay."""
    number = -1

    def changed(found: re.Match[bytes]) -> bytes:
        nonlocal number
        number += 1
        return b"<%ssi><%st/></%ssi>" % ((found["p"],) * 3) if number not in kept else found[0]

    for piece in _whole_texts(pieces):
        yield _TEXT.sub(changed, piece)


def listed(names: Sequence[str], most: int = _SHOWN) -> str:
    """Return some names in words; of many only the first ones."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
