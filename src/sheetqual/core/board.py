"""The board: a list's patterns, judged and in order. Moving a priority makes a new board."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import replace
from functools import cached_property
from operator import add
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import GATES, VALUES, YES, Gate
from sheetqual.core.judge import FULL, OWN_TYPES, Judge, Queue, Status, Summaries, Verdict
from sheetqual.core.pool import pool_shares
from sheetqual.core.profile import Level, Temperature, Weighting
from sheetqual.core.questions import Planner
from sheetqual.core.robust import Robust
from sheetqual.core.schema import STAGES
from sheetqual.core.weights import product_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sheetqual.core.match import Matches
    from sheetqual.core.patterns import Patterns
    from sheetqual.core.plan import Plan
    from sheetqual.core.profile import Profile
    from sheetqual.core.questions import CallPlan, NextQuestion
    from sheetqual.core.robust import Robustness

__all__ = ["Board", "moved_criteria"]

_LEVELS: Final = tuple(Level)
_OPEN: Final = len(_LEVELS)
"""A level's mark that a requirement of it is open stands so many bits above the mark that one fails."""


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
        self._sizes: list[int] | None = None

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
        return self._leads_in(self.pattern_order)

    @cached_property
    def call_order(self) -> array[int]:
        """The leads' places in the list, those first of whom most is to be expected; of equal ones the best."""
        expected = self.expected
        return self._leads_in(sorted(self.pattern_order, key=lambda pattern: -expected[pattern]))

    def _leads_in(self, patterns: Iterable[int]) -> array[int]:
        rows = self._pattern_rows()
        order = array("I")
        order.frombytes(b"".join([rows[pattern] for pattern in patterns]))
        return order

    def leads_of(self, pattern: int) -> array[int]:
        """Return the places of a pattern's leads in the list, ascending, by the pattern's number."""
        leads = array("I")
        leads.frombytes(self._pattern_rows()[pattern])
        return leads

    def _pattern_rows(self) -> list[bytes]:
        """Return each pattern's leads as packed bytes; made once and shared with moved boards."""
        if self._rows is None:
            self._rows = [array("I", leads).tobytes() for leads in self.matches.leads_by_pattern()]
        return self._rows

    @property
    def sizes(self) -> list[int]:
        """How many leads each pattern has; counted once and shared with moved boards."""
        if self._sizes is None:
            if self._rows is None:
                counted = Counter(self.matches.pattern_of)
                self._sizes = list(map(counted.__getitem__, range(len(self.matches.patterns))))
            else:
                width = array("I").itemsize
                self._sizes = [len(rows) // width for rows in self._rows]
        return self._sizes

    @cached_property
    def _gates(self) -> bytes:
        """For each pattern, a bit a level with a failed requirement, and above them one a level with an open one."""
        places = self.plan.layout.criteria
        marks = {}
        for criterion in self.profile.criteria:
            if criterion.required:
                fails = 1 << _LEVELS.index(criterion.level)
                bits = {Gate.FAILS: fails, Gate.OPEN: fails << _OPEN, Gate.HOLDS: 0}
                marks[places[criterion.id]] = [bits[gate] for gate in GATES]
        return _marked(self.matches.patterns, marks)

    @cached_property
    def statuses(self) -> list[Status]:
        """How far the qualification of each pattern has come."""
        return list(map([_status(gates) for gates in range(1 << 2 * _OPEN)].__getitem__, self._gates))

    @cached_property
    def levels(self) -> list[Level | None]:
        """The level of each pattern, as in `Verdict.level`."""
        return list(map([_level(gates) for gates in range(1 << 2 * _OPEN)].__getitem__, self._gates))

    @cached_property
    def passed(self) -> list[int]:
        """How many levels each pattern has passed, from the first on: all requirements hold up to there."""
        return list(map([_first(gates | gates >> _OPEN) for gates in range(1 << 2 * _OPEN)].__getitem__, self._gates))

    @cached_property
    def settled(self) -> list[bool]:
        """Whether no answer can change the temperature of each pattern any more."""
        summaries, band = self.summaries, self.profile.score.band
        bands = {score: band(score) for score in {*summaries.floors, *summaries.ceilings}}
        rows = zip(summaries.floors, summaries.ceilings, summaries.temperatures, self.statuses, strict=True)
        return [
            temperature is Temperature.OUT or (bands[floor] is bands[ceiling] and status is not Status.OPEN)
            for floor, ceiling, temperature, status in rows
        ]

    @cached_property
    def types(self) -> list[str]:
        """The lead type of each pattern."""
        marks = {}
        for bit, name in enumerate(OWN_TYPES):
            if name in self.plan.layout.types:
                marks[self.plan.layout.types[name]] = [(truth == YES) << bit for truth in range(256)]
        own = [next((name for bit, name in enumerate(OWN_TYPES) if mark >> bit & 1), None) for mark in range(4)]
        facts = list(
            zip(
                map(own.__getitem__, _marked(self.matches.patterns, marks)),
                self.statuses,
                self.summaries.temperatures,
                strict=True,
            ),
        )
        known = {one: self.judge.lead_type(*one) for one in set(facts)}
        return list(map(known.__getitem__, facts))

    @cached_property
    def products(self) -> list[str | None]:
        """The product that fits each pattern best; None throughout where the profile has no products."""
        patterns, layout, profile = self.matches.patterns, self.plan.layout, self.profile
        taken = {
            layout.penalties[penalty.id]: [penalty.thousandths if truth == YES else 0 for truth in range(256)]
            for penalty in profile.penalties
        }
        off = _summed(patterns, taken)
        scores: list[list[int]] = []
        for product in profile.products:
            worth = {
                layout.criteria[one]: [tenths * (value or 0) for value in VALUES]
                for one, tenths in zip(product.order, product_points(profile, product), strict=True)
            }
            earned = zip(_summed(patterns, worth), off, strict=True)
            scores.append([min(FULL, max(0, points - lost)) for points, lost in earned])
        if not scores:
            return [None] * len(patterns)
        names = [product.name for product in profile.products]
        return [names[one.index(max(one))] for one in zip(*scores, strict=True)]

    @cached_property
    def completeness(self) -> list[int]:
        """The share of each pattern's points whose answers are known, in thousandths."""
        worth = {
            self.plan.layout.criteria[one]: [points // 100 if value is None else 0 for value in VALUES]
            for one, points in self.judge.points.items()
        }
        return [1000 - unknown for unknown in _summed(self.matches.patterns, worth)]

    @cached_property
    def expected(self) -> list[int]:
        """What each pattern's score comes to on average once everything is known, in thousandths of a point.

        An unknown answer counts as much as it does on average, by the profile's pool, else by the known
        answers of this list. It is for the order of calls alone, and is never shown as a score.
        """
        pool = {**pool_shares(self.plan.layout, self.matches), **self.profile.pool}
        worth = {
            self.plan.layout.criteria[one]: [round(points * pool[one]) if value is None else 0 for value in VALUES]
            for one, points in self.judge.points.items()
        }
        hoped = _summed(self.matches.patterns, worth)
        is_out = [temperature is Temperature.OUT for temperature in self.summaries.temperatures]
        scores = self.summaries.scores
        return [score if out else score + more for score, out, more in zip(scores, is_out, hoped, strict=True)]

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

    def call_plan(self, lead: int, first: str = STAGES[0]) -> CallPlan:
        """Return everything to ask the lead at that place of the list, stage by stage.

        Args:
            lead: The lead.
            first: The stage that it has come to; those before it are over.
        """
        pattern = self.matches.patterns.rows[self.matches.pattern_of[lead]]
        return self._planner.call_plan(pattern, self.verdict(lead), first)

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
        for temperature, queue, leads in zip(summaries.temperatures, summaries.queues, self.sizes, strict=True):
            temperatures[temperature] += leads
            queues[queue] += leads
        return temperatures, queues

    def with_profile(self, profile: Profile) -> Board:
        """Return the same leads under another profile, one that `sheetqual.core.plan.reads_alike`."""
        board = Board(self.plan, self.matches, profile)
        board._rows = self._pattern_rows()
        board._sizes = self.sizes
        return board

    def moved(self, place: int, to: int) -> Board:
        """Return the board with one criterion moved.

        Args:
            place: The criterion's place in the order, from 0.
            to: Its new place; a place beyond an end is that end.
        """
        return self.with_profile(moved_criteria(self.profile, place, to))


def _marked(patterns: Patterns, marks: Mapping[int, Sequence[int]]) -> bytes:
    """Return the marks of each pattern, joined bit by bit.

    Args:
        patterns: The patterns.
        marks: Place in a pattern -> the mark of each code there, of eight bits.
    """
    marked = 0
    for plane in patterns.planes:
        table = bytearray(256)
        for byte, codes in enumerate(plane.codes):
            for place, code in zip(plane.places, codes, strict=True):
                if place in marks:
                    table[byte] |= marks[place][code]
        # As one long number: that is far quicker than byte by byte.
        marked |= int.from_bytes(plane.column.translate(table))
    return marked.to_bytes(len(patterns))


def _summed(patterns: Patterns, worth: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the sum of what each pattern's codes are worth.

    Args:
        patterns: The patterns.
        worth: Place in a pattern -> what each code there is worth.
    """
    sums = [0] * len(patterns)
    for plane in patterns.planes:
        table = [
            sum(worth[place][code] for place, code in zip(plane.places, codes, strict=True) if place in worth)
            for codes in plane.codes
        ]
        if any(table):
            sums = list(map(add, sums, map(table.__getitem__, plane.column)))
    return sums


def _first(bits: int) -> int:
    """Return the first level that is marked, by its place among the levels; their number where none is."""
    return next((place for place in range(_OPEN) if bits >> place & 1), _OPEN)


def _status(gates: int) -> Status:
    if _first(gates) < _OPEN:
        return Status.DISQUALIFIED
    return Status.OPEN if gates else Status.QUALIFIED


def _level(gates: int) -> Level | None:
    failed = _first(gates)
    first = failed if failed < _OPEN else _first(gates >> _OPEN)
    return _LEVELS[first] if first < _OPEN else None


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
