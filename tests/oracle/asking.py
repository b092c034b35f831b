"""Section 8: which question next, by plain recursion over every set of answers; exact.

Everything is brought to whole numbers first: points in their smallest common part, and the cost with k
questions open in parts of D^k, D being the common denominator of all P(yes). So two first questions that
cost the same in expectation compare as equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

MOST_FOR_EXACT = 12
Answers = tuple[bool | None, ...]


@dataclass(frozen=True)
class Open:
    """A criterion that can be asked about.

    ``gate_holds``: it is required, and its gate holds already though its (decayed) value is unknown.
    """

    points: Fraction
    chance: Fraction  # P(yes)
    cost: Fraction
    required: bool = False
    gate_holds: bool = False


@dataclass(frozen=True)
class Situation:
    """What is known of a lead before the next question.

    ``earned`` has the known penalties taken off; ``doubt`` is the sum of the unknown ones; ``beyond`` the
    points of criteria nobody can ask about; ``stuck`` whether a required criterion stays open for ever.
    """

    earned: Fraction
    doubt: Fraction
    beyond: Fraction
    stuck: bool
    hot: Fraction
    warm: Fraction
    questions: tuple[Open, ...]

    @cached_property
    def scale(self) -> int:
        """The number of parts of a point in which everything is whole."""
        own = [self.earned, self.doubt, self.beyond, self.hot, self.warm]
        return lcm(*(number.denominator for number in [*own, *(q.points for q in self.questions)]))

    @cached_property
    def parts(self) -> list[int]:
        """The points of each question, in parts."""
        return [int(q.points * self.scale) for q in self.questions]

    @cached_property
    def ends(self) -> tuple[int, int, int, int]:
        """Floor and ceiling before any question (nothing answered, nothing unknown), hot and warm, in parts."""
        numbers = (self.earned - self.doubt, self.earned + self.beyond, self.hot, self.warm)
        low, high, hot, warm = (int(number * self.scale) for number in numbers)
        return low, high, hot, warm

    def band(self, parts: int) -> int:
        """Section 5: "clamped to [0, 100]"; "hot if score >= hot, warm if >= warm, else cold"."""
        _, _, hot, warm = self.ends
        clamped = min(max(parts, 0), 100 * self.scale)
        return (clamped >= hot) + (clamped >= warm)

    def out(self, answers: Answers) -> bool:
        """Section 5: "out (a required criterion failed ...)"."""
        return any(q.required and a is False for q, a in zip(self.questions, answers, strict=True))

    def decided(self, answers: Answers) -> bool:
        """Section 8: "Stop as soon as the temperature is settled or the lead is out"; section 5, settled."""
        if self.out(answers):
            return True
        pairs = zip(self.questions, answers, strict=True)
        if self.stuck or any(q.required and not q.gate_holds and a is None for q, a in pairs):
            return False
        floor, ceiling, _, _ = self.ends
        for parts, answer in zip(self.parts, answers, strict=True):
            floor += parts if answer else 0
            ceiling += 0 if answer is False else parts
        return self.band(floor) == self.band(ceiling)


def answered(answers: Answers, place: int, *, yes: bool) -> Answers:
    """Give the answers with one more."""
    return (*answers[:place], yes, *answers[place + 1 :])


class Costs:
    """Expected costs until decided in one situation: the least there is, or that of a fixed order."""

    def __init__(self, situation: Situation, order: Sequence[int] | None = None) -> None:
        """Begin; with an order the first open question of it is always asked, else the best."""
        self.situation = situation
        self.order = order
        self.unit = lcm(*(q.chance.denominator for q in situation.questions))  # D
        self.coin = lcm(*(q.cost.denominator for q in situation.questions))
        self.yes = [int(q.chance * self.unit) for q in situation.questions]
        self.cost = [int(q.cost * self.coin) for q in situation.questions]
        self.known: dict[Answers, int] = {}

    def until_decided(self, answers: Answers) -> int:
        """Give the expected cost of going on, times the coin and D^(questions open); 0 with nothing to ask."""
        if answers not in self.known:
            choices = [] if self.situation.decided(answers) else self.choices(answers)
            self.known[answers] = min((self.asking(answers, place) for place in choices), default=0)
        return self.known[answers]

    def choices(self, answers: Answers) -> list[int]:
        """List what may be asked next."""
        places = [place for place, answer in enumerate(answers) if answer is None]
        return places if self.order is None else [p for p in self.order if p in places][:1]

    def asking(self, answers: Answers, place: int) -> int:
        """Give the expected cost when this question comes first, in the same unit."""
        after_yes = self.until_decided(answered(answers, place, yes=True))
        after_no = self.until_decided(answered(answers, place, yes=False))
        here: int = self.cost[place] * self.unit ** answers.count(None)
        return here + self.yes[place] * after_yes + (self.unit - self.yes[place]) * after_no

    def expected(self) -> Fraction:
        """Give the expected cost from the start."""
        nothing: Answers = (None,) * len(self.yes)
        return Fraction(self.until_decided(nothing), self.coin * self.unit ** len(self.yes))

    def best(self) -> int:
        """Find the first question of an optimal plan; the more important where several are."""
        nothing: Answers = (None,) * len(self.yes)
        return min(range(len(self.yes)), key=lambda place: (self.asking(nothing, place), place))


def greedy(situation: Situation) -> int:
    """Section 8: "beyond, greedy by P(band decided)/cost, ties by points/cost"; then by priority."""
    nothing: Answers = (None,) * len(situation.questions)

    def worth(place: int) -> tuple[Fraction, Fraction, int]:
        question = situation.questions[place]
        after_yes = situation.decided(answered(nothing, place, yes=True))
        after_no = situation.decided(answered(nothing, place, yes=False))
        decided = question.chance * after_yes + (1 - question.chance) * after_no
        return -decided / question.cost, -question.points / question.cost, place

    return min(range(len(situation.questions)), key=worth)


def next_question(situation: Situation) -> tuple[int | None, Fraction | None]:
    """Choose the next question.

    Returns:
        Its place (None when nothing is to be asked), and the expected cost until decided (None beyond 12).
    """
    count = len(situation.questions)
    if count == 0 or situation.decided((None,) * count):
        return None, None
    if count > MOST_FOR_EXACT:
        return greedy(situation), None
    costs = Costs(situation)
    return costs.best(), costs.expected()


def gates_in_order(chances_to_fail: list[Fraction], costs: list[Fraction]) -> list[int]:
    """Section 8: "Gates alone: ascending cost / P(fail) (Mitten 1960)"; one that never fails comes last."""
    places = range(len(costs))
    return sorted(places, key=lambda i: (chances_to_fail[i] == 0, costs[i] / (chances_to_fail[i] or 1), i))
