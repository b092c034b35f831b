"""Columns that give the end away: what stands there was only known once a lead had become a customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.evidence import Share, auc, gives_away
from sheetqual.core.learning.columns import ColumnKind, SetAside

if TYPE_CHECKING:
    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.columns import Column

__all__ = ["Suspicion", "leaks_of"]

_FEWEST_OTHERS: Final = 20
_ENOUGH: Final = 30
_LEAK: Final = 0.9
_STRONG: Final = 0.75
_RARE: Final = 10


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A column that parts customers from others better than what is known before a call usually does.

    Attributes:
        header: Its header.
        pairs: In how many of 100 pairs of a customer and another lead it tells the two apart the right
            way, ties counting half.
    """

    header: str
    pairs: int


def leaks_of(cases: Cases, columns: Iterable[Column]) -> tuple[list[Column], list[SetAside], list[Suspicion]]:
    """Sort out the columns that give the end away.

    A column does where nearly all customers and nearly no others have one of its answers, or a number
    beyond some cut, or any answer at all; where nearly everybody who has it is a customer; or where
    the column alone tells customers from others in at least 90 of 100 pairs, chance allowed for. That
    is only asked with 30 customers or more: of fewer, some column always does well.

    Args:
        cases: Past leads.
        columns: Their columns that can teach something.

    Returns:
        The columns to learn from, those set aside, and those learned from that are strong enough for a
        person to think about.
    """
    clean: list[Column] = []
    aside: list[SetAside] = []
    strong: list[Suspicion] = []
    for column in columns:
        why = None if column.place in cases.kept else _why_a_leak(cases, column)
        if why:
            aside.append(SetAside(column.place, column.header, "leak", why))
            continue
        clean.append(column)
        area = _area(cases, column)
        if area and area[0] >= _STRONG and column.place not in cases.kept:
            strong.append(Suspicion(column.header, round(area[1] * 100)))
    return clean, aside, strong


def _why_a_leak(cases: Cases, column: Column) -> str | None:
    """Return why a column gives the end away, in one sentence; None where it does not."""
    for won, lost in _groups(column):
        customers, others = Share(won, cases.won), Share(lost, cases.lost)
        if others.total >= _FEWEST_OTHERS and gives_away(customers, others):
            return (
                f"gives the end away: the same there for {won:,} of {cases.won:,} customers and "
                f"{lost:,} of {cases.lost:,} others"
            )
    area = _area(cases, column)
    if area and area[0] >= _LEAK:
        return f"gives the end away: it alone tells customers from others in {area[1] * 100:.0f} of 100 pairs"
    return None


def _groups(column: Column) -> Iterable[tuple[int, int]]:
    """Yield the customers and others of every group that a column could part from the rest."""
    yield column.answered
    values = _values(column)
    yield from values
    if column.kind is ColumnKind.NUMBER:
        for ordered in (values, values[::-1]):
            won = lost = 0
            for pair in ordered:
                won, lost = won + pair[0], lost + pair[1]
                yield won, lost


def _values(column: Column) -> list[tuple[int, int]]:
    """Return the customers and others of each different answer; numbers in ascending order."""
    merged: dict[object, tuple[int, int]] = {}
    for reading, (won, lost) in column.answers():
        key: object = reading.word or reading.text
        if column.kind is ColumnKind.NUMBER:
            read = reading.number()
            low = read.interval.low if read else None
            key = float("-inf") if low is None else low
        had = merged.get(key, (0, 0))
        merged[key] = had[0] + won, had[1] + lost
    if column.kind is ColumnKind.NUMBER:
        return [merged[key] for key in sorted(merged)]  # type: ignore[type-var]
    return list(merged.values())


def _rate(pair: tuple[int, int]) -> float:
    return pair[0] / (pair[0] + pair[1])


def _area(cases: Cases, column: Column) -> tuple[float, float] | None:
    """Return how well a column alone parts customers from others: the least that it may be, and what it seems.

    Numbers stand in their order or against it, other answers in the order of how often they end well;
    those of few leads count as one. Blanks are an answer of their own where all stand in one list. None
    with too few leads to tell.
    """
    if min(cases.won, cases.lost) < _ENOUGH:
        return None
    values = _values(column)
    rest = (cases.won - column.answered[0], cases.lost - column.answered[1])
    blank = [rest] if cases.one_list and any(rest) else []
    if column.kind is ColumnKind.NUMBER:
        rankings: Sequence[list[tuple[int, int]]] = ([*blank, *values], [*blank, *values[::-1]])
    else:
        answers = [*values, *blank]
        common = [pair for pair in answers if pair[0] + pair[1] >= _RARE]
        rare = [pair for pair in answers if pair[0] + pair[1] < _RARE]
        pooled = [(sum(won for won, _ in rare), sum(lost for _, lost in rare))] if rare else []
        ranked = sorted([*common, *pooled], key=_rate)
        rankings = (ranked,)
    areas = [found for ranking in rankings if (found := auc(dict(enumerate(ranking))))]
    if not areas:
        return None
    best = max(areas, key=lambda found: found.value)
    return best.interval[0] if best.error is not None else 0.0, best.value
