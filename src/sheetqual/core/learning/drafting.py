"""A profile made of what customers share: few criteria, whole points, chosen by how they do on leads held back."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sheetqual.core.learning.coding import Sums, coded
from sheetqual.core.learning.columns import ColumnKind
from sheetqual.core.outcome import LOST, WON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.coding import Condition
    from sheetqual.core.learning.columns import Column

__all__ = ["FOLDS", "LEAST_GAIN", "MOST_CRITERIA", "Learned", "folds_of", "learn_by_folds"]

FOLDS: Final = 5
MOST_CRITERIA: Final = 10
LEAST_GAIN: Final = 1.0
"""A criterion must raise twice the log-likelihood of the leads held back by at least so much."""
_PRIOR: Final = 10.0
"""An answer counts as if so many more leads had ended as expected: rare ones are believed less."""
_LEAST_SPAN: Final = 0.05
_STEPS: Final = 4
"""Answers earn quarters of a criterion's points."""
_ROUNDS: Final = 3
_FEW_STEPS: Final = 3
_STEPS_OF_NEWTON: Final = 10
_SEED: Final = 20_261_122
_LEAST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Learned:
    """A criterion as past leads teach it.

    Attributes:
        column: Its column.
        steps: What holds, and its value in hundredths, the first that holds counts; values of 0 among them.
        strength: What the criterion is worth against others, above 0, in log-odds.
        gain: By how much it raised twice the log-likelihood of the leads held back, given the ones before it;
            None where too few customers are known for that.
    """

    column: Column
    steps: tuple[tuple[Condition, int], ...]
    strength: float
    gain: float | None


def folds_of(ends: bytes) -> list[int]:
    """Deal past leads out to folds, at random but the same each time; customers evenly, and others too.

    Args:
        ends: How each lead ended.

    Returns:
        The fold of each lead, from 0.
    """
    dealer = random.Random(_SEED)  # noqa: S311 - dealing out, not hiding
    folds = [0] * len(ends)
    for group in (WON, LOST):
        places = [place for place, end in enumerate(ends) if end == group]
        dealer.shuffle(places)
        for turn, place in enumerate(places):
            folds[place] = turn % FOLDS
    return folds


def learn_by_folds(cases: Cases, columns: Sequence[Column]) -> list[Learned]:
    """Choose criteria one after the other, each by how it does on leads held back.

    In each turn every column left is fitted to what the criteria so far do not explain, on four fifths
    of the leads, and judged by the log-likelihood of the other fifth. The best one joins, so a near copy
    of one that is in adds nothing and stays out. Then all are fitted once more beside each other.

    Args:
        cases: Past leads, with customers and others among them.
        columns: The columns to choose from.

    Returns:
        The criteria, strongest first; none where nothing does better than chance.

    Source: forward stagewise additive logistic regression, J. Friedman, T. Hastie and R. Tibshirani,
    "Additive logistic regression", Annals of Statistics 28 (2000), 337-407, with cross-validation for
    the choice.
    """
    return _Model(cases, columns).learned()


@dataclass(frozen=True, slots=True)
class _Term:
    """A criterion in the model: the value of each answer, in quarters, and what full value is worth."""

    grades: list[int]
    strength: float
    shift: float
    gain: float = 0.0

    def table(self) -> list[float]:
        """Return what each answer adds to the log-odds."""
        return [self.shift + self.strength * grade / _STEPS for grade in self.grades]


@dataclass(frozen=True, slots=True)
class _Tally:
    """Of each answer: leads, customers among them, and as many as the model expects."""

    leads: Sequence[float]
    won: Sequence[float]
    expected: Sequence[float]

    def less(self, other: _Tally) -> _Tally:
        return _Tally(
            *(
                [mine - theirs for mine, theirs in zip(own, others, strict=True)]
                for own, others in (
                    (self.leads, other.leads),
                    (self.won, other.won),
                    (self.expected, other.expected),
                )
            )
        )


class _Model:
    """What is expected of each lead, and the criteria that it comes from."""

    def __init__(self, cases: Cases, columns: Sequence[Column]) -> None:
        self._ends = [end == WON for end in cases.ends]
        self._folds = folds_of(cases.ends)
        rate = sum(self._ends) / len(self._ends)
        self._odds = [math.log(rate / (1 - rate))] * len(self._ends)
        self._chances = [rate] * len(self._ends)
        self._coded = [coded(cases, column) for column in columns]
        self._blanks_count = cases.one_list
        self._sums = [Sums(one.codes, one.size, self._folds, FOLDS) for one in self._coded]
        ones = [1] * len(self._ends)
        self._leads = [sums.of(ones) for sums in self._sums]
        self._won = [sums.of(self._ends) for sums in self._sums]
        self._terms: dict[int, _Term] = {}

    def learned(self) -> list[Learned]:
        left = list(range(len(self._coded)))
        while left and len(self._terms) < MOST_CRITERIA:
            terms = [(self._judged(place), place) for place in left]
            best, place = max(terms, key=lambda pair: (pair[0].gain, -pair[1]))
            if best.gain < LEAST_GAIN:
                break
            left.remove(place)
            self._terms[place] = best
            self._change(place, [0.0] * self._coded[place].size, best.table())
        for _ in range(_ROUNDS):
            for place in self._terms:
                self._refit(place)
        found = [self._as_learned(place, term) for place, term in self._terms.items()]
        return sorted((one for one in found if one.strength > 0), key=lambda one: -one.strength)

    def _tallies(self, place: int) -> tuple[_Tally, list[_Tally]]:
        """Return the tally of a column over all leads, and over each fold."""
        rows = (self._leads[place], self._won[place], self._sums[place].of(self._chances))
        if not self._blanks_count:
            # More is known of customers than of others: no answer must not count against anybody.
            leads, won, expected = ([[0.0, *fold[1:]] for fold in sums] for sums in rows)
            rows = (leads, won, expected)
        folds = [_Tally(*parts) for parts in zip(*rows, strict=True)]
        whole = _Tally(*([sum(column) for column in zip(*one, strict=True)] for one in rows))
        return whole, folds

    def _judged(self, place: int) -> _Term:
        """Fit a column to what is not explained yet; its gain is that on the leads held back."""
        kind = self._coded[place].column.kind
        whole, folds = self._tallies(place)
        gain = sum(_gain(fold, _fitted(whole.less(fold), kind)) for fold in folds)
        return replace(_fitted(whole, kind), gain=gain)

    def _refit(self, place: int) -> None:
        old = self._terms[place]
        self._change(place, old.table(), [0.0] * len(old.grades))
        new = replace(_fitted(self._tallies(place)[0], self._coded[place].column.kind), gain=old.gain)
        self._terms[place] = new
        self._change(place, [0.0] * len(new.grades), new.table())

    def _change(self, place: int, old: list[float], new: list[float]) -> None:
        added = [after - before for before, after in zip(old, new, strict=True)]
        if not self._blanks_count:
            added[0] = 0.0
        codes = self._coded[place].codes
        self._odds = [odds + added[code] for odds, code in zip(self._odds, codes, strict=True)]
        exp = math.exp
        self._chances = [1 / (1 + exp(-odds)) for odds in self._odds]

    def _as_learned(self, place: int, term: _Term) -> Learned:
        one = self._coded[place]
        values = [grade * 100 // _STEPS for grade in term.grades[2:]]
        return Learned(one.column, tuple(zip(one.conditions, values, strict=True)), term.strength, term.gain)


def _fitted(tally: _Tally, kind: ColumnKind) -> _Term:
    """Fit the value of each answer, and what full value is worth: nothing where no answer is worth anything.

    No answer and any other one earn nothing, so others earn what they are worth beyond these.
    """
    worth = [_worth(*one) for one in zip(tally.leads, tally.won, tally.expected, strict=True)]
    nothing = sum(tally.leads[:2])
    if nothing:
        base = sum(one * leads for one, leads in zip(worth[:2], tally.leads[:2], strict=True)) / nothing
    else:
        base = min((one for one, leads in zip(worth, tally.leads, strict=True) if leads), default=0.0)
    span = max(worth[2:], default=base) - base
    if span < _LEAST_SPAN:
        return _Term([0] * len(worth), 0.0, 0.0)
    if kind is ColumnKind.YES_NO:
        grades = [0, 0, *(_STEPS if one == max(worth[2:]) else 0 for one in worth[2:])]
    else:
        grades = [0, 0, *(round(max(0.0, one - base) / span * _STEPS) for one in worth[2:])]
    if kind is ColumnKind.NUMBER:
        grades = _without_odd_ends(grades)
    return _scaled(tally, grades, span)


def _without_odd_ends(grades: list[int]) -> list[int]:
    """Return the values of numbers, without a turn at either end that is a mere step: the few there are no proof."""
    numbers = grades[2:]
    for end, beside, beyond in ((0, 1, 2), (-1, -2, -3)):
        if len(numbers) > _FEW_STEPS and abs(numbers[end] - numbers[beside]) == 1:
            turns = (numbers[end] - numbers[beside]) * (numbers[beyond] - numbers[beside]) > 0
            numbers[end] = numbers[beside] if turns else numbers[end]
    return [0, 0, *numbers]


def _rate(leads: float, expected: float) -> float:
    """Return the share of customers expected among some leads, never quite nobody or everybody."""
    return min(1 - _LEAST, max(_LEAST, expected / leads))


def _worth(leads: float, won: float, expected: float) -> float:
    """Return how much better than expected an answer ends, in log-odds."""
    if leads <= 0:
        return 0.0
    rate = _rate(leads, expected)
    return math.log((won + _PRIOR * rate) / (leads - won + _PRIOR * (1 - rate))) - math.log(rate / (1 - rate))


def _scaled(tally: _Tally, grades: list[int], span: float) -> _Term:
    """Fit the worth of full value and the shift of all, by Newton's method."""
    shift, strength = 0.0, span
    rows = [
        (leads, won, _rate(leads, expected), grade / _STEPS)
        for leads, won, expected, grade in zip(tally.leads, tally.won, tally.expected, grades, strict=True)
        if leads > 0
    ]
    for _ in range(_STEPS_OF_NEWTON):
        slope = [0.0, -strength / _PRIOR]
        bend = [_LEAST, 0.0, 1 / _PRIOR]
        for leads, won, rate, value in rows:
            odds = math.exp(min(30.0, max(-30.0, shift + strength * value)))
            chance = rate * odds / (1 - rate + rate * odds)
            surplus, spread = won - leads * chance, leads * chance * (1 - chance)
            slope[0] += surplus
            slope[1] += surplus * value
            bend[0] += spread
            bend[1] += spread * value
            bend[2] += spread * value * value
        size = bend[0] * bend[2] - bend[1] * bend[1]
        steps = (bend[2] * slope[0] - bend[1] * slope[1]) / size, (bend[0] * slope[1] - bend[1] * slope[0]) / size
        shift += min(1.0, max(-1.0, steps[0]))
        strength += min(1.0, max(-1.0, steps[1]))
    return _Term(grades, strength, shift) if strength > 0 else _Term([0] * len(grades), 0.0, 0.0)


def _gain(tally: _Tally, term: _Term) -> float:
    """Return by how much a fit raises twice the log-likelihood of leads that it has not seen."""
    total = 0.0
    for leads, won, expected, added in zip(tally.leads, tally.won, tally.expected, term.table(), strict=True):
        if leads > 0:
            rate = _rate(leads, expected)
            total += won * added - leads * math.log(1 - rate + rate * math.exp(added))
    return 2 * total
