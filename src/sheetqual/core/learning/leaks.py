"""Columns that give the end away: what stands there was only known once a lead had become a customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.evidence import Share, auc, fisher_greater, gives_away, looks_known_later
from sheetqual.core.learning.columns import ColumnKind, SetAside

if TYPE_CHECKING:
    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.columns import Column

__all__ = ["Suspicion", "leaks_of"]

_ENOUGH: Final = 30
_LEAK: Final = 0.9
_STRONG: Final = 0.75
_RARE: Final = 10
_NO_CHANCE: Final = 0.001
_HARDLY_ANY: Final = 0.02
_LUMP: Final = 0.5
_MOST: Final = 0.5
_SOME: Final = 0.07
"""Of what so many others have, nobody would say that it gives the end away."""


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

    A column does where `sheetqual.core.evidence.gives_away` says so of one of its answers, of all
    answers together that are hardly ever others', of a number beyond some cut that most customers lie
    beyond, or of having any answer; or where the column alone tells customers from others in at least
    90 of 100 pairs, chance allowed for. That is only asked with 30 customers or more: of fewer, some
    column always does well.

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
        if column.place in cases.kept:
            clean.append(column)
            continue
        groups = [(Share(won, cases.won), Share(lost, cases.lost)) for won, lost in _groups(cases, column)]
        area = _area(cases, column)
        why = _why_a_leak(groups, area)
        if why:
            aside.append(SetAside(column.place, column.header, "leak", why))
            continue
        clean.append(column)
        if area and area[0] >= _STRONG:
            strong.append(Suspicion(column.header, round(area[1] * 100)))
        elif odd := [pair for pair in groups if looks_known_later(*pair)]:
            pairs = max((1 + customers.value - others.value) / 2 for customers, others in odd)
            strong.append(Suspicion(column.header, round(pairs * 100)))
    return clean, aside, strong


def _why_a_leak(groups: Iterable[tuple[Share, Share]], area: tuple[float, float] | None) -> str | None:
    """Return why a column gives the end away, in one sentence; None where it does not."""
    for customers, others in groups:
        if gives_away(customers, others):
            return (
                f"gives the end away: the same there for {customers.count:,} of {customers.total:,} customers and "
                f"{others.count:,} of {others.total:,} others"
            )
    if area and area[0] >= _LEAK:
        return f"gives the end away: it alone tells customers from others in {area[1] * 100:.0f} of 100 pairs"
    return None


def _groups(cases: Cases, column: Column) -> Iterator[tuple[int, int]]:
    """Yield the customers and others of every group that a column could part from the rest."""
    yield column.answered
    values = column.ends
    if column.kind is not ColumnKind.NUMBER:
        yield from values
        own = [
            pair
            for pair in values
            if fisher_greater(Share(pair[0], cases.won), Share(pair[1], cases.lost)) <= _NO_CHANCE
            and pair[1] * cases.won <= _HARDLY_ANY * pair[0] * cases.lost
        ]
        yield sum(won for won, _ in own), sum(lost for _, lost in own)
        return
    # A price of nothing, say, is no price: whoever has one stands above the lump.
    lump = max(values, key=sum)
    if sum(lump) >= _LUMP * sum(column.answered):
        yield column.answered[0] - lump[0], column.answered[1] - lump[1]
    for ordered in (values, values[::-1]):
        won = lost = 0
        for pair in ordered:
            won, lost = won + pair[0], lost + pair[1]
            if lost > _SOME * cases.lost:
                break
            if won >= _MOST * cases.won:
                yield won, lost


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
    values = column.ends
    rest = (cases.won - column.answered[0], cases.lost - column.answered[1])
    blank = [rest] if cases.one_list and any(rest) else []
    if column.kind is ColumnKind.NUMBER:
        rankings: Sequence[list[tuple[int, int]]] = ([*blank, *values], [*blank, *values[::-1]])
    else:
        answers = [*values, *blank]
        common = [pair for pair in answers if pair[0] + pair[1] >= _RARE]
        rare = [pair for pair in answers if pair[0] + pair[1] < _RARE]
        pooled = [(sum(won for won, _ in rare), sum(lost for _, lost in rare))] if rare else []
        rankings = (sorted([*common, *pooled], key=_rate),)
    areas = [found for ranking in rankings if (found := auc(dict(enumerate(ranking))))]
    if not areas:
        return None
    best = max(areas, key=lambda found: found.value)
    return best.interval[0] if best.error is not None else 0.0, best.value
