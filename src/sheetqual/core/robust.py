"""How far a lead's score depends on the exact weights, given that their order stands.

All weights that agree with an order (w_1 >= ... >= w_n >= 0, sum 1) form a simplex whose corners
give the first k criteria 1/k each. A weighted sum over them lies between the least and the greatest
running mean of the values, and the share of them that reaches a threshold has a closed form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, chain
from operator import truediv
from typing import TYPE_CHECKING, Final, TypeVar

from sheetqual.core.answers import VALUES
from sheetqual.core.judge import FULL
from sheetqual.core.profile import Weighting
from sheetqual.core.schema import MOST_CRITERIA
from sheetqual.core.weights import tie_groups

if TYPE_CHECKING:
    from sheetqual.core.judge import Judge, Verdict

__all__ = ["OUT", "Robust", "Robustness", "share_at_least"]

_Number = TypeVar("_Number", float, Fraction)
_DIGITS: Final = 12
_COUNTS: Final = range(1, MOST_CRITERIA + 1)


@dataclass(frozen=True, slots=True)
class Robustness:
    """How a lead fares under all weights that agree with the profile's order.

    Attributes:
        lowest: The lowest score under any of them, if all that is unknown turns out badly; 0 to 100.
        highest: The highest score under any of them, if all that is unknown turns out well.
        always_hot: Whether the lead is hot under each of them, whatever is unknown.
        hot_share: The share of them under which it is hot as far as is known, 0 to 1.
        warm_share: The share of them under which it is at least warm, 0 to 1.
    """

    lowest: float
    highest: float
    always_hot: bool
    hot_share: float
    warm_share: float


OUT: Final = Robustness(0.0, 0.0, always_hot=False, hot_share=0.0, warm_share=0.0)
"""What a lead that is out has."""


def share_at_least(differences: Sequence[_Number]) -> _Number:
    """Return the share of a simplex over which a linear function is at least 0.

    Every step is a mean of two shares, so floats lose next to nothing.

    Args:
        differences: The function's values at the corners, as floats or as fractions.

    Source: G. Varsi, "The multidimensional content of the frustum of the simplex", Pacific Journal
    of Mathematics 46 (1973), 303-314.
    """
    below: list[_Number] = [one for one in differences if one < 0]
    zero: _Number = differences[0] * 0
    shares = [zero] * (len(below) + 1)
    shares[0] += 1
    for above in differences:
        if above >= 0:
            share = shares[0]
            for place, under in enumerate(below, start=1):
                share = shares[place] = (above * share - under * shares[place]) / (above - under)
    return shares[-1]


class Robust:
    """A profile's order, ready to say how robust a lead's temperature is."""

    def __init__(self, judge: Judge) -> None:
        """Find the criteria that share a rank; under equal weights all of them do."""
        profile = judge.profile
        together = profile.score.weights is Weighting.EQUAL
        self._score = profile.score
        self._places = [judge.layout.criteria[criterion.id] for criterion in profile.criteria]
        self._groups = tie_groups([together or criterion.tied_with_previous for criterion in profile.criteria])
        self._tied = len(self._groups) < len(self._places)
        self._ends = [group.stop for group in self._groups]
        self._known: dict[tuple[bytes, int, int], Robustness] = {}

    def of(self, pattern: bytes, verdict: Verdict) -> Robustness:
        """Return how robust a lead's score is.

        Args:
            pattern: The lead's answers.
            verdict: What they get.
        """
        if verdict.out:
            return OUT
        answers = bytes([pattern[place] for place in self._places])
        key = (answers, sum(verdict.penalties.values()), verdict.may_lose)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._of(*key)
        return known

    def _of(self, answers: bytes, taken: int, may_lose: int) -> Robustness:
        values = [VALUES[answer] for answer in answers]
        worst = [value or 0 for value in values]
        best = [100 if value is None else value for value in values]
        sums = list(accumulate(worst))
        lows, highs = sums, list(accumulate(best))
        if self._tied:
            lows, highs = self._sums(worst, descending=False), self._sums(best, descending=True)
        off, hot = taken + may_lose, self._score.hot
        lowest = min(map(truediv, lows, _COUNTS)) * 1000 - off
        highest = max(map(truediv, highs, _COUNTS)) * 1000 - taken
        return Robustness(
            lowest=round(min(max(lowest, 0.0), FULL) / 1000, _DIGITS),
            highest=round(min(max(highest, 0.0), FULL) / 1000, _DIGITS),
            always_hot=not hot or min(total * 1000 - (off + hot) * count for total, count in zip(lows, _COUNTS)) >= 0,  # noqa: B905 - the counts go on
            hot_share=self._share(sums, hot, taken),
            warm_share=self._share(sums, self._score.warm, taken),
        )

    def _sums(self, values: Sequence[int], *, descending: bool) -> list[int]:
        """Return the running sums, the criteria of a tie in the order asked for."""
        ordered = [sorted(values[group.start : group.stop], reverse=descending) for group in self._groups]
        return list(accumulate(chain.from_iterable(ordered)))

    def _share(self, sums: Sequence[int], threshold: int, taken: int) -> float:
        if not threshold:
            return 1.0
        least = threshold + taken
        # Whole numbers until the division, so that no rounding puts a corner on the wrong side.
        share = share_at_least([(sums[end - 1] * 1000 - least * end) / end for end in self._ends])
        return round(share, _DIGITS) + 0.0  # Never -0.0.
