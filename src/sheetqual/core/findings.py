"""What could not be read in a list's cells: counted at once, put into words when somebody looks.

A list of a million leads may have a million cells that can't be read. So what is kept of them is one
byte a lead for each column and reason; a `Finding` is made each time one is asked for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import accumulate, compress, islice
from operator import eq
from typing import TYPE_CHECKING, Final, overload

from sheetqual.core.reading import cell_text
from sheetqual.core.values import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sheetqual.core.values import Cell

__all__ = ["Findings", "Unread"]

_WHY: Final = {
    "error": ("error_cell", "the cell holds an error, so the answer is unknown"),
    "yes or no": ("unreadable", "this can't be read as yes or no, so the answer is unknown"),
    "a number": ("unreadable", "this can't be read as a number, so the answer is unknown"),
    "a date": ("unreadable", "this can't be read as a date, so the answer is unknown"),
}


@dataclass(frozen=True, slots=True)
class Unread:
    """The cells of one column that could not be read, for one reason.

    Attributes:
        header: The column's header.
        why: What they can't be read as, or ``error``.
        cells: The column.
        marks: For each lead, 1 where its cell is one of them, else 0.
    """

    header: str
    why: str
    cells: Sequence[Cell]
    marks: bytes

    def finding(self, lead: int, row: int) -> Finding:
        """Return the finding for the lead at that place of the list."""
        code, text = _WHY[self.why]
        return Finding(code, text, row, self.header, cell_text(self.cells[lead]))


class Findings(Sequence[Finding]):
    """Findings in their order: first those about whole columns, then those about cells, by row.

    Equal to any sequence of the same findings.
    """

    __slots__ = ("_first", "_leads", "_rows", "_starts", "_unread")

    def __init__(self, first: Iterable[Finding], unread: Iterable[Unread], rows: Sequence[int]) -> None:
        """Keep what is needed to tell them.

        Args:
            first: The findings about columns.
            unread: What could not be read; of one row's findings, that of the first comes first.
            rows: Each lead's row in the list.
        """
        self._first = tuple(first)
        self._unread = tuple(unread)
        self._rows = rows
        counts = _sums([one.marks for one in self._unread])
        self._leads = array("I", sorted(compress(range(len(rows)), counts), key=rows.__getitem__))
        self._starts = array("Q", accumulate(map(counts.__getitem__, self._leads), initial=0))

    def after(self, first: Iterable[Finding]) -> Findings:
        """Return these findings after some others."""
        findings: Findings = copy(self)
        findings._first = (*first, *self._first)
        return findings

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._first) + self._starts[-1]

    def __iter__(self) -> Iterator[Finding]:
        """Yield them in their order."""
        yield from self._first
        for lead in self._leads:
            yield from self._of(lead)

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Finding]: ...
    def __getitem__(self, place: int | slice) -> Finding | Sequence[Finding]:
        """Return the one at a place, or those of a slice, which are made when they are asked for."""
        if isinstance(place, slice):
            return _Slice(self, range(*place.indices(len(self))))
        at = range(len(self))[place] - len(self._first)
        if at < 0:
            return self._first[at]
        group = bisect_right(self._starts, at) - 1
        return next(islice(self._of(self._leads[group]), at - self._starts[group], None))

    def __eq__(self, other: object) -> bool:
        """Tell whether another sequence holds the same findings."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def _of(self, lead: int) -> Iterator[Finding]:
        row = self._rows[lead]
        return (one.finding(lead, row) for one in self._unread if one.marks[lead])


class _Slice(Sequence[Finding]):
    """Some of the findings, still not made."""

    __slots__ = ("_findings", "_places")

    def __init__(self, findings: Findings, places: range) -> None:
        self._findings = findings
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Finding]: ...
    def __getitem__(self, place: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(place, slice):
            return _Slice(self._findings, self._places[place])
        return self._findings[self._places[place]]


_BYTE: Final = 255


def _sums(marks: Sequence[bytes]) -> Sequence[int]:
    """Return for each lead how many of its marks are set; nothing where there are no marks."""
    # As one long number: no byte of it can carry into the next, since no more are added than a byte counts.
    parts = [
        sum(map(int.from_bytes, marks[start : start + _BYTE])).to_bytes(len(marks[start]))
        for start in range(0, len(marks), _BYTE)
    ]
    return parts[0] if len(parts) == 1 else list(map(sum, zip(*parts, strict=True)))
