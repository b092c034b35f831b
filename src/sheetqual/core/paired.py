"""Two scores of the same past leads: whether one parts customers from others better than the other."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.evidence import Auc, auc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["AucDifference", "auc_difference"]

_Z: Final = 1.959963984540054
_CHANCE: Final = 0.05
_NEGLIGIBLE: Final = 1e-12


@dataclass(frozen=True, slots=True)
class AucDifference:
    """How much better a new score parts customers from others than an old one, on the same leads.

    Attributes:
        old: The old score's area.
        new: The new score's area.
        error: The standard error of the difference; None where a group has fewer than two.
    """

    old: Auc
    new: Auc
    error: float | None

    @property
    def value(self) -> float:
        """The new area less the old one, -1 to 1."""
        return self.new.value - self.old.value

    @property
    def interval(self) -> tuple[float, float]:
        """The interval of 95 % of the difference, -1 to 1; everything where the error is not known."""
        if self.error is None:
            return -1.0, 1.0
        return max(-1.0, self.value - _Z * self.error), min(1.0, self.value + _Z * self.error)

    @property
    def chance(self) -> float | None:
        """How likely chance alone makes a difference as large, two-sided, 0 to 1; None where that is not known.

        A difference that is the same for every lead has no error, which is no proof that there is none.
        """
        if self.error is None or self.error < _NEGLIGIBLE:
            return None if self.value else 1.0
        return math.erfc(abs(self.value) / self.error / math.sqrt(2))

    @property
    def is_more_than_chance(self) -> bool:
        """Whether the difference is hard to explain by chance, at 5 %."""
        return self.chance is not None and self.chance < _CHANCE


def auc_difference(pairs: Mapping[tuple[int, int], tuple[int, int]]) -> AucDifference | None:
    """Compare the areas under the receiver operating characteristics of two scores of the same leads.

    Args:
        pairs: Old and new score -> how many leads with both became customers, and how many did not.

    Returns:
        The difference; None where there are no customers or no others.

    Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, "Comparing the areas under two or
    more correlated receiver operating characteristic curves", Biometrics 44 (1988), 837-845.
    """
    ends = [_ends((pair[side], counts) for pair, counts in pairs.items()) for side in (0, 1)]
    old, new = map(auc, ends)
    if old is None or new is None:
        return None
    sizes = [sum(counts[group] for counts in pairs.values()) for group in (0, 1)]
    error = None
    if min(sizes) > 1:
        places = [_placed(one, sizes) for one in ends]
        mean = new.value - old.value
        variance = 0.0
        for group, size in enumerate(sizes):
            spread = math.fsum(
                (places[1][pair[1]][group] - places[0][pair[0]][group] - mean) ** 2 * counts[group]
                for pair, counts in pairs.items()
            )
            variance += spread / (size - 1) / size
        error = math.sqrt(variance)
    return AucDifference(old, new, error)


def _ends(counted: Iterable[tuple[int, tuple[int, int]]]) -> dict[int, tuple[int, int]]:
    won: Counter[int] = Counter()
    lost: Counter[int] = Counter()
    for score, (customers, others) in counted:
        won[score] += customers
        lost[score] += others
    return {score: (won[score], lost[score]) for score in won}


def _placed(ends: Mapping[int, tuple[int, int]], sizes: list[int]) -> dict[int, tuple[float, float]]:
    """Return, by score, the share of others below a customer, and of customers above another; ties count half."""
    customers_below = others_below = 0
    placed = {}
    for score in sorted(ends):
        won, lost = ends[score]
        placed[score] = ((others_below + lost / 2) / sizes[1], 1 - (customers_below + won / 2) / sizes[0])
        customers_below += won
        others_below += lost
    return placed
