"""How much counts say: shares with their uncertainty, whether a difference may be chance, how well a score parts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Auc", "Share", "auc", "benjamini_hochberg", "fisher_greater", "gives_away", "looks_known_later"]

_Z: Final = 1.959963984540054
"""The normal quantile of 97.5 %: all intervals are of 95 %."""
_NEGLIGIBLE: Final = 1e-17
_ENOUGH: Final = 20
_NEARLY_ALL: Final = 0.9
_HARDLY_ANY: Final = 0.02
_NO_HONEST: Final = 20.0
_STRANGE: Final = 15.0
_FEW: Final = 5
_NO_CHANCE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with how far the share may be chance.

    Attributes:
        count: How many have it.
        total: Of how many.
    """

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nobody is 0."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson score interval of 95 %, 0 to 1; of nobody it is everything.

        Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
        Journal of the American Statistical Association 22 (1927), 209-212.
        """
        if not self.total:
            return 0.0, 1.0
        share, spread = self.value, _Z * _Z / self.total
        middle = (share + spread / 2) / (1 + spread)
        half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / self.total + spread / (4 * self.total))
        low = 0.0 if self.count == 0 else max(0.0, middle - half)
        return low, 1.0 if self.count == self.total else min(1.0, middle + half)

    def overlaps(self, other: Share) -> bool:
        """Tell whether the two intervals have something in common."""
        (low, high), (other_low, other_high) = self.interval, other.interval
        return low <= other_high and other_low <= high


def gives_away(customers: Share, others: Share) -> bool:
    """Tell whether a quality all but says who became a customer, and so was hardly known before.

    It does where nearly all customers and hardly any others have it: of fewer than 20 customers, where
    none of 20 others or more has. It also does where customers have it so much more often than others,
    20 times at the least that both intervals allow, that no honest quality comes near. How many of the
    leads are customers plays no part.
    """
    if others.total >= _ENOUGH and customers.value >= _NEARLY_ALL:
        most = _HARDLY_ANY if customers.total >= _ENOUGH else 0.0
        if others.value <= most:
            return True
    return _times_more(customers, others) >= _NO_HONEST


def looks_known_later(customers: Share, others: Share) -> bool:
    """Tell whether a quality is so much one of customers that a person should think about when it is known."""
    alone = others.count == 0 and customers.count >= _FEW and fisher_greater(customers, others) <= _NO_CHANCE
    return alone or _times_more(customers, others) >= _STRANGE


def _times_more(customers: Share, others: Share) -> float:
    """Return how many times more often customers have it, at the least that both intervals allow."""
    return customers.interval[0] / (others.interval[1] or 1.0)


def fisher_greater(first: Share, second: Share) -> float:
    """Return how likely chance alone puts so many or more of the holders into the first group.

    This is Fisher's exact test, one-sided: the upper tail of the hypergeometric distribution.

    Args:
        first: How many of the first group have a quality, such as of the customers.
        second: How many of the others have it.

    Returns:
        The probability, 0 to 1.

    Source: R. A. Fisher, "The logic of inductive inference", Journal of the Royal Statistical
    Society 98 (1935), 39-82.
    """
    group, everybody = first.total, first.total + second.total
    holders = first.count + second.count
    least, most = max(0, holders - second.total), min(group, holders)
    if first.count <= least:
        return 1.0
    # The shorter tail is summed: terms fall from the mean on, so the sum ends soon and nothing cancels.
    upper = first.count > (group + 1) * (holders + 1) / (everybody + 2)
    places = range(first.count, most + 1) if upper else range(first.count - 1, least - 1, -1)
    total, term, before = 0.0, 1.0, places[0]
    for place in places:
        if place != before:
            high = max(place, before)
            ratio = (holders - high + 1) * (group - high + 1) / (high * (second.total - holders + high))
            term *= ratio if place > before else 1 / ratio
            before = place
        total += term
        if term < total * _NEGLIGIBLE:
            break
    logarithm = (
        _ln_choose(holders, places[0])
        + _ln_choose(everybody - holders, group - places[0])
        - _ln_choose(everybody, group)
        + math.log(total)
    )
    tail = min(1.0, math.exp(logarithm))
    return tail if upper else 1.0 - tail


def _ln_choose(things: int, chosen: int) -> float:
    return math.lgamma(things + 1) - math.lgamma(chosen + 1) - math.lgamma(things - chosen + 1)


def benjamini_hochberg(chances: Sequence[float]) -> list[float]:
    """Return each test's q: the least rate of false discoveries at which it counts as one.

    Args:
        chances: The p of each test, 0 to 1.

    Returns:
        The q of each, in the same order.

    Source: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", Journal of the
    Royal Statistical Society B 57 (1995), 289-300.
    """
    adjusted = [1.0] * len(chances)
    least = 1.0
    ascending = sorted(range(len(chances)), key=chances.__getitem__)
    for rank, place in reversed(list(enumerate(ascending, start=1))):
        least = min(least, chances[place] * len(chances) / rank)
        adjusted[place] = least
    return adjusted


@dataclass(frozen=True, slots=True)
class Auc:
    """How well a score parts customers from others.

    Attributes:
        value: How likely a customer has a higher score than another lead, ties counting half; 0 to 1,
            and 0.5 where the score says nothing.
        error: Its standard error; None where a group has fewer than two.
    """

    value: float
    error: float | None

    @property
    def interval(self) -> tuple[float, float]:
        """The interval of 95 %, 0 to 1; everything where the error is not known."""
        if self.error is None:
            return 0.0, 1.0
        return max(0.0, self.value - _Z * self.error), min(1.0, self.value + _Z * self.error)


def auc(by_score: Mapping[int, tuple[int, int]]) -> Auc | None:
    """Return the area under the receiver operating characteristic of a score.

    Args:
        by_score: Score -> number of customers and of others that have it.

    Returns:
        The area and its standard error; None where there are no customers or no others.

    Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, "Comparing the areas under two or
    more correlated receiver operating characteristic curves", Biometrics 44 (1988), 837-845.
    """
    counts = [by_score[score] for score in sorted(by_score)]
    customers, others = (sum(pair[group] for pair in counts) for group in (0, 1))
    if not customers or not others:
        return None
    customers_below = others_below = 0
    above_others: list[tuple[float, int]] = []
    below_customers: list[tuple[float, int]] = []
    for mine, theirs in counts:
        above_others.append(((others_below + theirs / 2) / others, mine))
        below_customers.append((1 - (customers_below + mine / 2) / customers, theirs))
        customers_below += mine
        others_below += theirs
    area = math.fsum(share * count for share, count in above_others) / customers
    error = None
    if customers > 1 and others > 1:
        variances = (
            math.fsum((share - area) ** 2 * count for share, count in placed) / (size - 1) / size
            for placed, size in ((above_others, customers), (below_customers, others))
        )
        error = math.sqrt(sum(variances))
    return Auc(area, error)
