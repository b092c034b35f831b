"""An order of priorities as past leads suggest it, beside the order there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import VALUES
from sheetqual.core.conditions import tests_of
from sheetqual.core.evidence import Share, benjamini_hochberg, fisher_greater
from sheetqual.core.learning.likeness import Copies, bits_of, holders_of
from sheetqual.core.learning.qualities import HINT, Verdict, verdict_of
from sheetqual.core.match import match
from sheetqual.core.plan import compile_plan
from sheetqual.core.profile import Assume

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.lessons import Lessons
    from sheetqual.core.learning.qualities import Quality
    from sheetqual.core.profile import Criterion, Profile

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


def order_of(
    cases: Cases, lessons: Lessons, profile: Profile | None, today: date
) -> tuple[list[Place], list[tuple[str, str]]]:
    """Propose an order: what is supported first, by its evidence; below it what is not, as it stood.

    Columns with supported qualities that no criterion reads come in as new ones, but for near copies
    of what is there.

    Args:
        cases: Past leads.
        lessons: What they teach.
        profile: The present profile; None where there is none.
        today: The day of scoring.

    Returns:
        The order, and the near copies: header -> what it copies.
    """
    taken = Copies(len(cases.ends))
    present = _present(cases, profile, today, taken) if profile else []
    read = _places_read(cases, profile, today) if profile else set()
    new, copies = _new(cases, lessons, read, taken)
    supported = sorted(
        (place for place in [*present, *new] if place.verdict is Verdict.SUPPORTED),
        key=lambda place: (place.p, place.others.value - place.customers.value),
    )
    return [*supported, *(place for place in present if place.verdict is not Verdict.SUPPORTED)], copies


def _places_read(cases: Cases, profile: Profile, today: date) -> set[int]:
    plan = compile_plan(profile, cases.headers, today=today, epoch_1904=cases.reader.epoch_1904)
    graders = plan.graders[: len(profile.criteria)]
    return {place for grader in graders for column in grader.columns for place in column.places}


def _present(cases: Cases, profile: Profile, today: date, taken: Copies) -> list[Place]:
    plan = compile_plan(profile, cases.headers, today=today, epoch_1904=cases.reader.epoch_1904)
    matches = match(plan, cases.columns, range(len(cases.ends)))
    pairs: list[tuple[Share, Share]] = []
    chances: list[float] = []
    for criterion, place in plan.layout.criteria.items():
        values = [VALUES[pattern[place]] for pattern in matches.patterns.rows]
        met = bits_of((values[pattern] or 0) >= _HALF for pattern in matches.pattern_of)
        known = bits_of(values[pattern] is not None for pattern in matches.pattern_of)
        taken.add(profile.criterion(criterion).name, met)
        pairs.append(_shares(cases, met, None))
        told = pairs[-1] if cases.one_list else _shares(cases, met, known)
        chances.append(max(fisher_greater(*pairs[-1]), fisher_greater(*told)))
    unsure = [not cases.one_list and _counts_blanks(criterion) for criterion in profile.criteria]
    verdicts = [
        verdict_of(p, q, is_unsure=is_unsure)
        for p, q, is_unsure in zip(chances, benjamini_hochberg(chances), unsure, strict=True)
    ]
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


def _shares(cases: Cases, met: int, known: int | None) -> tuple[Share, Share]:
    """Return how many customers and how many others are among some leads, of all or of those known."""
    won = bits_of(cases.ends)
    customers, others = (met & won).bit_count(), (met & ~won).bit_count()
    if known is None:
        return Share(customers, cases.won), Share(others, cases.lost)
    return Share(customers, (known & won).bit_count()), Share(others, (known & ~won).bit_count())


def _counts_blanks(criterion: Criterion) -> bool:
    """Tell whether a criterion takes a blank for an answer, so that it may only say who filled in a list."""
    known = any(test.operator == "known" for condition in criterion.conditions for test in tests_of(condition))
    return known or criterion.assume is not Assume.UNKNOWN


def _new(
    cases: Cases, lessons: Lessons, read: Collection[int], taken: Copies
) -> tuple[list[Place], list[tuple[str, str]]]:
    by_place: dict[int, list[Quality]] = {}
    for quality in lessons.with_verdict(Verdict.SUPPORTED):
        if quality.place not in read:
            by_place.setdefault(quality.place, []).append(quality)
    columns = {column.place: column for column in lessons.columns}
    places: list[Place] = []
    copies: list[tuple[str, str]] = []
    for place, found in by_place.items():
        best = found[0]
        other = taken.take(best.column, holders_of(cases, columns[place], found))
        if other is None:
            counts = (best.customers, best.others, best.p)
            places.append(Place(best.column, None, None, *counts, best.verdict, qualities=tuple(found)))
        else:
            copies.append((best.column, other))
    return places, copies
