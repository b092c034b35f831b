"""The board: a list's patterns, judged and in order. Moving a priority makes a new board."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from sheetqual.core.judge import Judge, Queue, Summaries, Verdict
from sheetqual.core.profile import Temperature, Weighting
from sheetqual.core.questions import Planner
from sheetqual.core.robust import Robust

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetqual.core.match import Matches
    from sheetqual.core.plan import Plan
    from sheetqual.core.profile import Profile
    from sheetqual.core.questions import CallPlan, NextQuestion
    from sheetqual.core.robust import Robustness

__all__ = ["Board", "moved_criteria"]


class Board:
    """A list of leads under a profile: who stands where, and why.

    Boards are values: nothing in one changes, and `moved` gives another that shares the patterns.

    Attributes:
        plan: How the leads were read.
        matches: Their patterns.
        profile: The profile with the criteria in this board's order.
    """

    def __init__(self, plan: Plan, matches: Matches, profile: Profile | None = None) -> None:
        """Judge the patterns.

        Args:
            plan: How the leads were read.
            matches: Their patterns.
            profile: The plan's profile in another order, or with other points or thresholds.
        """
        self.plan = plan
        self.matches = matches
        self.profile = profile or plan.profile
        self.judge = Judge(self.profile, plan.layout)
        self.summaries: Summaries = self.judge.summaries(matches.patterns)
        self._verdicts: dict[int, Verdict] = {}
        self._rows: list[bytes] | None = None

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.matches.pattern_of)

    @cached_property
    def pattern_order(self) -> list[int]:
        """The numbers of the patterns, best first.

        By score, then by what the lead could still reach, then by where it stands in the list.
        """
        summaries = self.summaries
        keys = [
            -(score << 20) - (ceiling << 1) + (temperature is Temperature.OUT)
            for score, ceiling, temperature in zip(
                summaries.scores,
                summaries.ceilings,
                summaries.temperatures,
                strict=True,
            )
        ]
        return sorted(range(len(keys)), key=keys.__getitem__)

    @cached_property
    def order(self) -> array[int]:
        """The leads' places in the list, best first."""
        rows = self._pattern_rows()
        order = array("I")
        order.frombytes(b"".join([rows[pattern] for pattern in self.pattern_order]))
        return order

    def _pattern_rows(self) -> list[bytes]:
        """Return each pattern's leads as packed bytes; made once and shared with moved boards."""
        if self._rows is None:
            self._rows = [array("I", leads).tobytes() for leads in self.matches.leads_by_pattern()]
        return self._rows

    def verdict(self, lead: int) -> Verdict:
        """Return everything there is to say of the lead at that place of the list."""
        return self.pattern_verdict(self.matches.pattern_of[lead])

    def pattern_verdict(self, pattern: int) -> Verdict:
        """Return everything there is to say of a pattern, by its number."""
        verdict = self._verdicts.get(pattern)
        if verdict is None:
            verdict = self._verdicts[pattern] = self.judge.verdict(self.matches.patterns.rows[pattern])
        return verdict

    @cached_property
    def _robust(self) -> Robust:
        return Robust(self.judge)

    @cached_property
    def _planner(self) -> Planner:
        return Planner(self.judge)

    def robustness(self, pattern: int) -> Robustness:
        """Return how far a pattern's temperature depends on the exact weights, by its number."""
        return self._robust.of(self.matches.patterns.rows[pattern], self.pattern_verdict(pattern))

    def next_question(self, pattern: int) -> NextQuestion | None:
        """Return what to ask next, by the pattern's number; None when all is decided."""
        return self._planner.next_question(self.matches.patterns.rows[pattern], self.pattern_verdict(pattern))

    def call_plan(self, lead: int) -> CallPlan:
        """Return everything to ask the lead at that place of the list, stage by stage."""
        return self._planner.call_plan(self.matches.patterns.rows[self.matches.pattern_of[lead]], self.verdict(lead))

    def verdicts(self) -> Iterator[tuple[int, Verdict]]:
        """Yield every lead's place in the list with its verdict, best first."""
        pattern_of = self.matches.pattern_of
        for lead in self.order:
            yield lead, self.pattern_verdict(pattern_of[lead])

    def counts(self) -> tuple[Counter[Temperature], Counter[Queue]]:
        """Count the leads by temperature and by queue."""
        temperatures: Counter[Temperature] = Counter()
        queues: Counter[Queue] = Counter()
        summaries = self.summaries
        for pattern, leads in Counter(self.matches.pattern_of).items():
            temperatures[summaries.temperatures[pattern]] += leads
            queues[summaries.queues[pattern]] += leads
        return temperatures, queues

    def with_profile(self, profile: Profile) -> Board:
        """Return the same leads under another profile of the same criteria and predicates."""
        board = Board(self.plan, self.matches, profile)
        board._rows = self._pattern_rows()
        return board

    def moved(self, place: int, to: int) -> Board:
        """Return the board with one criterion moved.

        Args:
            place: The criterion's place in the order, from 0.
            to: Its new place; a place beyond an end is that end.
        """
        return self.with_profile(moved_criteria(self.profile, place, to))


def moved_criteria(profile: Profile, place: int, to: int) -> Profile:
    """Return a profile with one criterion moved.

    With points of the team's own, the points stay at their places, so that their total and the
    thresholds keep their meaning. Ties stay between the criteria that shared a rank; a criterion
    that is put between tied ones joins them.

    Args:
        profile: The profile.
        place: The criterion's place in the order, from 0.
        to: Its new place; a place beyond an end is that end.
    """
    order = list(profile.criteria)
    to = max(0, min(to, len(order) - 1))
    if to == place:
        return profile
    after = order[place + 1] if place + 1 < len(order) else None
    moving = order.pop(place)
    if after is not None and after.tied_with_previous and not moving.tied_with_previous:
        order[place] = replace(after, tied_with_previous=False)
    joins = 0 < to < len(order) and order[to].tied_with_previous
    order.insert(to, replace(moving, tied_with_previous=joins))
    if profile.score.weights is Weighting.POINTS:
        order = [
            replace(criterion, points=above.points) for criterion, above in zip(order, profile.criteria, strict=True)
        ]
    return replace(profile, criteria=tuple(order))
