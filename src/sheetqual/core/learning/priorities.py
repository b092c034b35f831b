"""An order of priorities as past leads suggest it, beside the order there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import VALUES
from sheetqual.core.evidence import Share, benjamini_hochberg, fisher_greater
from sheetqual.core.learning.qualities import HINT, SUPPORTED, Verdict
from sheetqual.core.match import match
from sheetqual.core.plan import compile_plan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.lessons import Lessons
    from sheetqual.core.learning.qualities import Quality
    from sheetqual.core.profile import Profile

__all__ = ["Place", "order_of"]

_HALF: Final = 50
"""A graded criterion counts as met from half its value on."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the proposed order.

    Attributes:
        name: The criterion's name, or the header of a column that could become one.
        criterion: The id of a criterion that the profile has; None for a new one.
        was: Its place in the profile, from 1; None for a new one.
        customers: How many customers meet it.
        others: How many others do.
        p: How likely chance alone makes as many customers meet it.
        verdict: What the counts allow to say.
        is_contrary: Whether customers meet it less often than others, beyond chance.
        qualities: The supported qualities of a new one; else empty.
    """

    name: str
    criterion: str | None
    was: int | None
    customers: Share
    others: Share
    p: float
    verdict: Verdict
    is_contrary: bool = False
    qualities: tuple[Quality, ...] = ()


def order_of(cases: Cases, lessons: Lessons, profile: Profile | None, today: date) -> list[Place]:
    """Propose an order: what is supported first, by its evidence; below it what is not, as it stood.

    Columns with supported qualities that no criterion reads come in as new ones.

    Args:
        cases: Past leads.
        lessons: What they teach.
        profile: The present profile; None where there is none.
        today: The day of scoring.
    """
    present = _present(cases, profile, today) if profile else []
    read = _places_read(cases, profile, today) if profile else set()
    new = _new(lessons, read)
    supported = sorted(
        (place for place in [*present, *new] if place.verdict is Verdict.SUPPORTED),
        key=lambda place: (place.p, place.others.value - place.customers.value),
    )
    return [*supported, *(place for place in present if place.verdict is not Verdict.SUPPORTED)]


def _places_read(cases: Cases, profile: Profile, today: date) -> set[int]:
    plan = compile_plan(profile, cases.headers, today=today, epoch_1904=cases.reader.epoch_1904)
    graders = plan.graders[: len(profile.criteria)]
    return {place for grader in graders for column in grader.columns for place in column.places}


def _present(cases: Cases, profile: Profile, today: date) -> list[Place]:
    plan = compile_plan(profile, cases.headers, today=today, epoch_1904=cases.reader.epoch_1904)
    matches = match(plan, cases.columns, range(len(cases.ends)))
    values = [[VALUES[code] for code in pattern] for pattern in matches.patterns.rows]
    met = [[0, 0] for _ in profile.criteria]
    known = [[0, 0] for _ in profile.criteria]
    for pattern, won in zip(matches.pattern_of, cases.ends, strict=True):
        for place, value in enumerate(values[pattern][: len(met)]):
            if value is not None:
                known[place][not won] += 1
                met[place][not won] += value >= _HALF
    pairs = [(Share(won, cases.won), Share(lost, cases.lost)) for won, lost in met]
    chances = [fisher_greater(*pair) for pair in pairs]
    if not cases.one_list:
        told = (Share(*one) for counts in zip(met, known, strict=True) for one in zip(*counts, strict=True))
        chances = [max(p, fisher_greater(*pair)) for p, pair in zip(chances, zip(told, told, strict=True), strict=True)]
    verdicts = map(_verdict, chances, benjamini_hochberg(chances))
    return [
        Place(
            criterion.name,
            criterion.id,
            was,
            *pair,
            p,
            verdict,
            fisher_greater(*(Share(one.total - one.count, one.total) for one in pair)) <= HINT,
        )
        for was, (criterion, pair, p, verdict) in enumerate(
            zip(profile.criteria, pairs, chances, verdicts, strict=True), start=1
        )
    ]


def _verdict(p: float, q: float) -> Verdict:
    if q <= SUPPORTED:
        return Verdict.SUPPORTED
    return Verdict.HINT if p <= HINT else Verdict.NOT_ENOUGH


def _new(lessons: Lessons, read: Iterable[int]) -> list[Place]:
    by_place: dict[int, list[Quality]] = {}
    for quality in lessons.with_verdict(Verdict.SUPPORTED):
        if quality.place not in read:
            by_place.setdefault(quality.place, []).append(quality)
    return [
        Place(
            found[0].column,
            None,
            None,
            found[0].customers,
            found[0].others,
            found[0].p,
            Verdict.SUPPORTED,
            qualities=tuple(found),
        )
        for found in by_place.values()
    ]
