"""Past leads to learn from: what was known of each, and whether it became a customer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from types import MappingProxyType
from typing import TYPE_CHECKING

from sheetqual.core.identity import LeadPlaces
from sheetqual.core.outcome import LOST, WON
from sheetqual.core.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.reading import Reading
    from sheetqual.core.values import Cell

__all__ = ["Cases"]


@dataclass(frozen=True)
class Cases:
    """Leads whose end is known; those that are still open are left out before.

    Attributes:
        headers: The list's headers, by position.
        columns: Position -> cells, one a lead.
        ends: `WON` for each lead that became a customer, `LOST` for each other one.
        reader: How cells are read.
        lead: The columns that say who a lead is.
        aside: Columns that are left out beforehand: position -> why, as a person reads it.
        kept: Columns that are looked at even if they seem to give the end away, by position.
        one_list: Whether customers and others stand in one list, so that blanks came about alike.
        memory: Position -> cells as they were read; parts of the leads share it.
    """

    headers: tuple[str, ...]
    columns: Mapping[int, Sequence[Cell]]
    ends: bytes
    reader: Reader = field(default_factory=Reader)
    lead: LeadPlaces = field(default_factory=LeadPlaces)
    aside: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    kept: frozenset[int] = frozenset()
    one_list: bool = True
    memory: dict[int, dict[Cell, Reading]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def won(self) -> int:
        """How many became customers."""
        return self.ends.count(WON)

    @cached_property
    def lost(self) -> int:
        """How many did not."""
        return self.ends.count(LOST)

    def counts(self, place: int) -> dict[Cell, tuple[int, int]]:
        """Count a column's different cells among customers and among others, in the order they come."""
        cells = self.columns[place]
        every, won = Counter(cells), Counter(compress(cells, self.ends))
        return {cell: (won[cell], count - won[cell]) for cell, count in every.items()}

    def part(self, wanted: Sequence[bool]) -> Cases:
        """Return some of the leads, in their order.

        Args:
            wanted: Whether to take each lead, by its place.
        """
        return Cases(
            self.headers,
            {place: list(compress(cells, wanted)) for place, cells in self.columns.items()},
            bytes(compress(self.ends, wanted)),
            self.reader,
            self.lead,
            self.aside,
            self.kept,
            self.one_list,
            self.memory,
        )

    def readings(self, place: int, cells: Iterable[Cell]) -> dict[Cell, Reading]:
        """Return different cells of a column as they are read, each read once for all parts of the leads."""
        known = self.memory.setdefault(place, {})
        read = self.reader.read
        for cell in cells:
            if cell not in known:
                known[cell] = read(cell)
        return {cell: known[cell] for cell in cells}
