"""Which question to ask next: the order that costs least until a lead's temperature is decided."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import GATES, REFUSED_ANSWER, UNDATED_ANSWER, VALUES, Gate
from sheetqual.core.profile import Temperature
from sheetqual.core.schema import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sheetqual.core.judge import Judge, Verdict
    from sheetqual.core.profile import Criterion, Question

__all__ = ["CallPlan", "NextQuestion", "Planner", "Stage", "Step"]

_MOST_EXACT: Final = 12
"""With so many unknown criteria the best order is found exactly; beyond, step by step."""
_ALWAYS: Final = -(10**9)
_ENDLESS: Final = float("inf")
_MERGED: Final = 7
"""With so few unknown criteria, states that only differ in points that make no difference are one."""
_MOST_STATES: Final = 800_000
"""So many states are remembered for other leads, which takes some 100 MB."""
_SAME: Final = 1e-9
"""Expected costs that differ by less are the same: the more important criterion is asked first."""


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The question to ask now.

    Attributes:
        criterion: The criterion that it finds out about.
        ask: Its words.
        cost: What finding out costs from here on, on average, until the temperature is decided;
            with questions of cost 1, their number. None where there are too many unknown criteria
            to know.
    """

    criterion: Criterion
    ask: str
    cost: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a call plan.

    Attributes:
        criterion: The criterion that it finds out about.
        ask: Its words.
        others: Other questions of that stage about the same, if the first does not get there.
        if_yes: The temperature that a yes decides whatever was answered before, or None.
        if_no: The temperature that a no decides whatever was answered before, or None.
        again: Whether it has been answered by half, which leaves a requirement open.
    """

    criterion: Criterion
    ask: str
    others: tuple[str, ...]
    if_yes: Temperature | None
    if_no: Temperature | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """The questions of one stage, in the order to ask them.

    Attributes:
        name: ``cold_call``, ``discovery`` or ``presentation``.
        most: The most questions to ask there, or None.
        steps: The questions.
    """

    name: str
    most: int | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class CallPlan:
    """What to ask a lead.

    Attributes:
        next: The question that gets furthest for its cost, at whatever stage; None when all is
            decided.
        stages: The questions by stage; a stage without questions is left out.
    """

    next: NextQuestion | None
    stages: tuple[Stage, ...]


class Planner:
    """A profile's questions, ready to be put into order for any lead.

    What has been worked out for one lead serves all that have the same criteria unknown and the
    same points.

    Source: D. Gkenosis, N. Grammel, L. Hellerstein and D. Kletenik, "The Stochastic Score
    Classification Problem", ESA 2018; for gates alone the order is that of L. G. Mitten, "An
    analytic solution to the least cost testing sequence problem", Journal of Industrial
    Engineering 11 (1960), 17.
    """

    def __init__(self, judge: Judge) -> None:
        """Look up what each criterion costs to ask, and how often it holds."""
        self._judge = judge
        self._criteria = judge.profile.criteria
        self._at = [judge.layout.criteria[criterion.id] for criterion in self._criteria]
        self._searches: dict[tuple[int, int, bool, int, str | None], _Search] = {}

    def next_question(self, pattern: bytes, verdict: Verdict) -> NextQuestion | None:
        """Return the question to ask next, or None when the temperature is decided.

        Args:
            pattern: The lead's answers.
            verdict: What they get.
        """
        if verdict.out or verdict.settled:
            return None
        open_ = self._unknown(pattern)
        search = self._search(pattern, verdict, open_, open_, None)
        first, cost = search.best(open_, verdict.earned)
        if first is None:
            return None
        criterion = self._criteria[first]
        return NextQuestion(criterion, _words(criterion, _question(criterion, None)), cost)

    def call_plan(self, pattern: bytes, verdict: Verdict, first: str = STAGES[0]) -> CallPlan:
        """Return everything to ask a lead, stage by stage, in the order to ask it.

        The order is the best one as long as each answer is the likelier of those that leave the
        lead undecided; what a stage may not ask, for its depth, comes at the next one. Required
        criteria that were answered by half come first: nothing is settled without them.

        Args:
            pattern: The lead's answers.
            verdict: What they get.
            first: The stage that the lead has come to; those before it are over.
        """
        if verdict.out or verdict.settled:
            return CallPlan(None, ())
        again = self._half_open(pattern)
        left = self._unknown(pattern)
        earned = verdict.earned
        stages = []
        is_first = not again
        for stage in STAGES[STAGES.index(first) :]:
            questions = [_question(criterion, stage) for criterion in self._criteria]
            most = self._judge.profile.depth.get(stage)
            steps = [
                self._step(place, questions[place], None, Temperature.OUT, again=True)
                for place in _places(again)[:most]
                if questions[place] or not self._criteria[place].questions
            ]
            again &= ~_mask(self._criteria.index(step.criterion) for step in steps)
            askable = _mask(place for place in _places(left) if questions[place] or not self._criteria[place].questions)
            search = self._search(pattern, verdict, left, askable, stage, expects_halves=True)
            for place, if_yes, if_no, then in search.path(askable, earned):
                if most is not None and len(steps) == most:
                    break
                # Later ones depend on the answers before, but for a knockout's no.
                sure = (if_yes, if_no) if is_first else (None, Temperature.OUT if if_no is Temperature.OUT else None)
                steps.append(self._step(place, questions[place], *sure))
                earned = then
                left &= ~(1 << place)
                is_first = False
            if steps:
                stages.append(Stage(stage, most, tuple(steps)))
            if not again and search.decided(left & askable, earned):
                break
        return CallPlan(self.next_question(pattern, verdict), tuple(stages))

    def _step(
        self,
        place: int,
        question: Question | None,
        if_yes: Temperature | None,
        if_no: Temperature | None,
        *,
        again: bool = False,
    ) -> Step:
        criterion = self._criteria[place]
        others = tuple(
            one.ask for one in criterion.questions if question and one is not question and one.stage == question.stage
        )
        return Step(criterion, _words(criterion, question), others, if_yes, if_no, again)

    def _half_open(self, pattern: bytes) -> int:
        """Return, as bits, the required criteria that were answered by half."""
        return _mask(
            place
            for place, at in enumerate(self._at)
            if self._criteria[place].required and GATES[pattern[at]] is Gate.OPEN and VALUES[pattern[at]] is not None
        )

    def _unknown(self, pattern: bytes) -> int:
        """Return, as bits, the criteria that can still be asked: unknown, and not refused."""
        return _mask(
            place for place, at in enumerate(self._at) if VALUES[pattern[at]] is None and pattern[at] != REFUSED_ANSWER
        )

    def _search(  # noqa: PLR0913 - everything that tells one state of knowledge from another
        self,
        pattern: bytes,
        verdict: Verdict,
        left: int,
        askable: int,
        stage: str | None,
        *,
        expects_halves: bool = False,
    ) -> _Search:
        """Return the search for a state of knowledge.

        Args:
            pattern: The lead's answers.
            verdict: What they get.
            left: The criteria that are still unknown, as bits; others have been asked by then.
            askable: Those of them that can be asked, as bits.
            stage: The stage of the call, or None for any.
            expects_halves: Whether requirements answered by half are asked again apart from this.
        """
        hoped, stuck, held = 0, False, 0
        for place, at in enumerate(self._at):
            answer, criterion, bit = pattern[at], self._criteria[place], 1 << place
            is_open = criterion.required and GATES[answer] is Gate.OPEN
            if VALUES[answer] is not None:
                stuck = stuck or (is_open and not expects_halves)
            elif not bit & askable and (bit & left or answer == REFUSED_ANSWER):
                hoped += self._judge.points[criterion.id]
                stuck = stuck or is_open
            if answer == UNDATED_ANSWER:
                held |= bit
        key = (verdict.may_lose, hoped, stuck, held, stage)
        search = self._searches.get(key)
        if search is None:
            search = self._searches[key] = _Search(self._judge, *key)
        return search


class _Search:
    """The least expected cost from any state of knowledge that shares what cannot be asked.

    A state is the criteria still to ask, as bits, and the points earned, in thousandths.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - as the key has it
        self,
        judge: Judge,
        may_lose: int,
        hoped: int,
        stuck: bool,  # noqa: FBT001
        held: int,
        stage: str | None,
    ) -> None:
        """Prepare.

        Args:
            judge: The profile's weights.
            may_lose: Points that unknown penalties may take.
            hoped: Points of unknown criteria that cannot be asked.
            stuck: Whether a required criterion that cannot be asked is open.
            held: The criteria whose requirement holds although their points are unknown, as bits.
            stage: The stage of the call, or None for any.
        """
        profile = judge.profile
        self._score = profile.score
        # A score is clamped at 0, so a threshold of 0 is always reached.
        self._hot, self._warm = profile.score.hot or _ALWAYS, profile.score.warm or _ALWAYS
        self._may_lose, self._hoped, self._stuck = may_lose, hoped, stuck
        self._points = [judge.points[criterion.id] for criterion in profile.criteria]
        self._required = _mask(place for place, one in enumerate(profile.criteria) if one.required)
        self._open_gates = self._required & ~held
        self._chance = [profile.pool.get(criterion.id, 0.5) for criterion in profile.criteria]
        questions = [_question(criterion, stage) for criterion in profile.criteria]
        self._cost = [1.0 if question is None else float(question.cost) for question in questions]
        self._askable = [
            (place, 1 << place, *facts)
            for place, facts in enumerate(zip(self._points, self._chance, self._cost, strict=True))
        ]
        self._least: dict[int, dict[int, float]] = {}
        self._states = 0
        self._worth: dict[int, int] = {}
        self._sums: dict[int, list[int]] = {}
        bounds = (self._hot, self._warm)
        self._shifts = sorted({bound + off for bound in bounds for off in (may_lose, -hoped)})

    def best(self, open_: int, earned: int) -> tuple[int | None, float | None]:
        """Return the criterion to ask first, if any, and the least expected cost, where it is known."""
        if not open_ or self.decided(open_, earned):
            return None, 0.0
        if open_.bit_count() > _MOST_EXACT:
            return self._greedy(open_, earned), None
        if self._states > _MOST_STATES:
            self._least.clear()
            self._states = 0
        first, least = None, _ENDLESS
        for place, cost in self._costs(open_, earned):
            if cost < least - _SAME:
                first, least = place, cost
        return first, least

    def path(self, open_: int, earned: int) -> Iterator[tuple[int, Temperature | None, Temperature | None, int]]:
        """Yield what to ask one after the other: criterion, what a yes and a no decide, points then.

        Goes on with the likelier of the answers that leave the lead undecided, and ends when both
        decide it.
        """
        while True:
            place, _ = self.best(open_, earned)
            if place is None:
                return
            rest = open_ & ~(1 << place)
            if_yes, if_no = self._outcomes(place, rest, earned)
            goes_well = if_yes is None and (if_no is not None or self._chance[place] >= 0.5)  # noqa: PLR2004 - even chances
            then = earned + self._points[place] if goes_well else earned
            yield place, if_yes, if_no, then
            if if_yes is not None and if_no is not None:
                return
            open_, earned = rest, then

    def decided(self, open_: int, earned: int) -> bool:
        """Tell whether no answer can change the temperature any more."""
        if self._stuck or open_ & self._open_gates:
            return False
        low, high = earned - self._may_lose, earned + self._worth_of(open_)
        return (low >= self._hot) == (high >= self._hot) and (low >= self._warm) == (high >= self._warm)

    def _worth_of(self, open_: int) -> int:
        """Return the points that are still to come at best."""
        worth = self._worth.get(open_)
        if worth is None:
            worth = self._worth[open_] = sum(self._points[place] for place in _places(open_)) + self._hoped
        return worth

    def _costs(self, open_: int, earned: int) -> Iterator[tuple[int, float]]:
        """Yield each criterion that can be asked, and the least expected cost of asking it first."""
        hot, warm, gates = self._hot, self._warm, self._open_gates
        for place, bit, points, chance, cost in self._askable:
            if not open_ & bit:
                continue
            rest = open_ ^ bit
            if not rest:
                yield place, cost
                continue
            # As in `decided`, which would be called some hundred thousand times from here.
            worth = self._worth_of(rest)
            is_open = self._stuck or rest & gates
            total = cost
            low, high = earned + points - self._may_lose, earned + points + worth
            if is_open or (low >= hot) != (high >= hot) or (low >= warm) != (high >= warm):
                total += chance * self._exact(rest, earned + points)
            if not self._required & bit:
                low, high = earned - self._may_lose, earned + worth
                if is_open or (low >= hot) != (high >= hot) or (low >= warm) != (high >= warm):
                    total += (1 - chance) * self._exact(rest, earned)
            yield place, total

    def _exact(self, open_: int, earned: int) -> float:
        """Return the least expected cost from an undecided state."""
        known = self._least.get(open_)
        if known is None:
            known = self._least[open_] = {}
        key = self._alike(open_, earned) if open_.bit_count() <= _MERGED else earned
        least = known.get(key)
        if least is None:
            least = known[key] = min([cost for _, cost in self._costs(open_, earned)])
            self._states += 1
        return least

    def _alike(self, open_: int, earned: int) -> int:
        """Return a number that is the same for points that no outcome of the questions tells apart.

        What is still to come adds the sum of some of the points that are open. So of the points
        earned nothing counts but which of those sums reach each threshold, for sure and at best.
        """
        sums = self._sums.get(open_)
        if sums is None:
            reached = [0]
            for place in _places(open_):
                reached += [one + self._points[place] for one in reached]
            sums = self._sums[open_] = sorted(set(reached))
        alike = 0
        for shift in self._shifts:
            alike = alike << 16 | bisect_left(sums, shift - earned)
        return -1 - alike

    def _greedy(self, open_: int, earned: int) -> int:
        def gain(place: int) -> tuple[float, float]:
            if_yes, if_no = self._outcomes(place, open_ & ~(1 << place), earned)
            chance = self._chance[place]
            decides = (chance if if_yes else 0) + (1 - chance if if_no else 0)
            return round(decides / self._cost[place], 12), round(self._points[place] / self._cost[place], 9)

        return max(_places(open_), key=gain)

    def _outcomes(self, place: int, rest: int, earned: int) -> tuple[Temperature | None, Temperature | None]:
        """Return the temperatures that a yes and a no decide."""
        if_yes = self._outcome(rest, earned + self._points[place])
        if self._required >> place & 1:
            return if_yes, Temperature.OUT
        return if_yes, self._outcome(rest, earned)

    def _outcome(self, open_: int, earned: int) -> Temperature | None:
        return self._score.band(max(0, earned)) if self.decided(open_, earned) else None


def _question(criterion: Criterion, stage: str | None) -> Question | None:
    """Return the question to ask at a stage: its own, or one that should have been asked before.

    Without a stage, the first one there is.
    """
    if stage is None:
        return next(iter(criterion.questions), None)
    upto = STAGES[: STAGES.index(stage) + 1]
    for one in reversed(upto):
        for question in criterion.questions:
            if question.stage == one:
                return question
    return None


def _words(criterion: Criterion, question: Question | None) -> str:
    return question.ask if question else f"Ask about {criterion.name}."


def _places(bits: int) -> list[int]:
    """Return the places of the bits that are set, lowest first."""
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


def _mask(places: Iterator[int] | Sequence[int]) -> int:
    mask = 0
    for place in places:
        mask |= 1 << place
    return mask
