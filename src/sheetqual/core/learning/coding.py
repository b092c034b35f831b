"""A column as small numbers: which of its answers each lead gave, so that long lists are added up fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from sheetqual.core.learning.columns import ColumnKind
from sheetqual.core.learning.cuts import round_cuts
from sheetqual.core.learning.qualities import mark_of, texts_of
from sheetqual.core.reading import State
from sheetqual.core.words import Word, fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetqual.core.conditions import Wanted
    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.columns import Column
    from sheetqual.core.reading import Reading

__all__ = ["Coded", "Condition", "Sums", "coded"]

Condition = tuple[str, "Wanted"]
"""A condition's key and what it compares with."""

_SHARES: Final = (0.03, 0.25, 0.5, 0.75, 0.97)
"""Numbers are cut near the quartiles, and near both ends, where few leads stand out."""
_RARE: Final = 10
_LEAST_SHARE: Final = 0.01
_MOST: Final = 60
_NO_ANSWER: Final = 0
_OTHER: Final = 1


@dataclass(frozen=True)
class Coded:
    """A column whose answers are numbered.

    Attributes:
        column: The column.
        conditions: What holds for the answers from 2 on, in their order; 0 is no answer and 1 any other
            one, neither of which can earn points. Of numbers the first that holds counts.
        codes: The answer of each lead.
    """

    column: Column
    conditions: tuple[Condition, ...]
    codes: bytes

    @property
    def size(self) -> int:
        """How many answers there are, no answer among them."""
        return len(self.conditions) + 2


def coded(cases: Cases, column: Column) -> Coded:
    """Number the answers of a column."""
    conditions, code_of = _CODINGS[column.kind](column)
    codes = {cell: code_of(reading) for cell, reading in column.readings.items()}
    return Coded(column, conditions, bytes(map(codes.__getitem__, cases.columns[column.place])))


def _yes_no(_column: Column) -> tuple[tuple[Condition, ...], Callable[[Reading], int]]:
    words = {Word.YES: _OTHER + 1, Word.NO: _OTHER + 2}

    def code_of(reading: Reading) -> int:
        if reading.state is not State.VALUE or reading.word is None:
            return _NO_ANSWER
        return words.get(reading.word, _OTHER)

    return (("yes", True), ("no", True)), code_of


def _mark(column: Column) -> tuple[tuple[Condition, ...], Callable[[Reading], int]]:
    return (mark_of(column),), lambda reading: _OTHER + 1 if reading.state is State.VALUE else _NO_ANSWER


def _choice(column: Column) -> tuple[tuple[Condition, ...], Callable[[Reading], int]]:
    leads: dict[str, int] = {}
    for reading, counts in column.answers:
        leads[reading.text] = leads.get(reading.text, 0) + sum(counts)
    common = sorted((text for text in texts_of(column) if leads.get(fold(text), 0) >= _RARE), key=fold)
    common = sorted(common, key=lambda text: -leads[fold(text)])[:_MOST]
    places = {fold(text): place for place, text in enumerate(common, start=_OTHER + 1)}

    def code_of(reading: Reading) -> int:
        return places.get(reading.text, _OTHER) if reading.state is State.VALUE else _NO_ANSWER

    return tuple(("is", text) for text in common), code_of


def _number(column: Column) -> tuple[tuple[Condition, ...], Callable[[Reading], int]]:
    numbers = column.numbers
    few = max(_RARE, sum(numbers.values()) * _LEAST_SHARE)
    cuts = [
        cut
        for cut in round_cuts(numbers, _SHARES)[::-1]
        if few <= sum(leads for number, leads in numbers.items() if number >= cut) <= sum(numbers.values()) - few
    ]
    conditions: list[Condition] = [("at_least", cut) for cut in cuts]
    if cuts:
        is_whole = all(number.is_integer() for number in numbers) and cuts[-1] == int(cuts[-1])
        conditions.append(("at_most", cuts[-1] - 1 if is_whole else cuts[-1]))

    def code_of(reading: Reading) -> int:
        read = reading.number() if reading.state is State.VALUE else None
        if read is None:
            return _NO_ANSWER
        for place, cut in enumerate(cuts, start=_OTHER + 1):
            holds = read.interval.at_least(cut)
            if holds is None:
                return _NO_ANSWER
            if holds:
                return place
        return _OTHER + 1 + len(cuts)

    return tuple(conditions), code_of


_CODINGS: Final = {
    ColumnKind.YES_NO: _yes_no,
    ColumnKind.MARK: _mark,
    ColumnKind.CHOICE: _choice,
    ColumnKind.NUMBER: _number,
}


class Sums:
    """Adds up something of every lead by fold and by answer of one column, again and again."""

    def __init__(self, codes: bytes, size: int, folds: Sequence[int], parts: int) -> None:
        """Sort the leads once.

        Args:
            codes: The answer of each lead.
            size: How many answers there are.
            folds: The fold of each lead, from 0.
            parts: How many folds there are.
        """
        keys = [fold * size + code for fold, code in zip(folds, codes, strict=True)]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        # The first lead twice, so that what is picked is a tuple however few there are.
        self._pick = itemgetter(*order, order[0])
        counts = [0] * (parts * size)
        for key in keys:
            counts[key] += 1
        ends = [sum(counts[: place + 1]) for place in range(len(counts))]
        self._spans = list(zip([0, *ends[:-1]], ends, strict=True))
        self._size = size

    def of(self, values: Sequence[float]) -> list[list[float]]:
        """Return the sums, a list of answers for each fold."""
        picked = self._pick(values)
        sums = [sum(picked[start:end]) for start, end in self._spans]
        return [sums[place : place + self._size] for place in range(0, len(sums), self._size)]
