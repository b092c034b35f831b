"""Whether two qualities are nearly the same one: which leads have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.core.learning.qualities import holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.columns import Column
    from sheetqual.core.learning.qualities import Quality

__all__ = ["Copies", "bits_of", "holders_of"]

_NEAR: Final = 0.8


def holders_of(cases: Cases, column: Column, qualities: Sequence[Quality]) -> int:
    """Return the leads that have any of some qualities of a column, a bit for each lead."""
    tests = [holds(one.operator, one.wanted) for one in qualities]
    has = {cell: any(test(reading) for test in tests) for cell, reading in column.readings.items()}
    return bits_of(map(has.__getitem__, cases.columns[column.place]))


def bits_of(leads: Iterable[int]) -> int:
    """Return a number with a bit for each lead that is in.

    Args:
        leads: 1 for each lead that is in, 0 for each other one.
    """
    return int.from_bytes(bytes(leads))


class Copies:
    """Qualities taken so far, to tell whether another one is a near copy: a correlation of 0.8 or more."""

    def __init__(self, leads: int) -> None:
        """Begin with none.

        Args:
            leads: The number of leads.
        """
        self._leads = leads
        self._taken: list[tuple[str, int]] = []

    def take(self, name: str, who: int) -> str | None:
        """Take a quality, unless it is a near copy of one that was taken.

        Args:
            name: Its name.
            who: The leads that have it, as `holders_of` returns them.

        Returns:
            The name of the one that it copies; None where it was taken.
        """
        for other, had in self._taken:
            if self._correlation(who, had) >= _NEAR:
                return other
        self.add(name, who)
        return None

    def add(self, name: str, who: int) -> None:
        """Take a quality, near copy or not."""
        self._taken.append((name, who))

    def _correlation(self, one: int, other: int) -> float:
        ones, others, both = one.bit_count(), other.bit_count(), (one & other).bit_count()
        spread = ones * (self._leads - ones) * others * (self._leads - others)
        return (self._leads * both - ones * others) / spread**0.5 if spread else 0.0
