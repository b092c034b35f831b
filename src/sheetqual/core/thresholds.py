"""Thresholds from outcomes: the two cuts of a score that part how often leads become customers best."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from sheetqual.core.evidence import Share, auc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Proposal", "propose"]

Bands = tuple[Share, Share, Share]
"""Customers of hot, warm and cold leads."""

_POINT: Final = 1000
_MOST: Final = 100
_FEWEST: Final = 10
"""So many customers and so many others are needed, and so many leads in each band."""
_SMALLEST: Final = 10
"""A band has at least one lead in so many ..."""
_ENOUGH: Final = 100
"""... though so many always do."""
_NO_DIFFERENCE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two thresholds for a profile, in whole points.

    Attributes:
        hot: The least score of a hot lead.
        warm: The least score of a warm lead.
        bands: Customers of the leads it was found with, hot ones first.
        checked: The same of newer leads that played no part in it; None where there are none.
    """

    hot: int
    warm: int
    bands: Bands
    checked: Bands | None

    @property
    def holds(self) -> bool | None:
        """Whether newer leads rank alike, hot above warm above cold; None where that can't be seen."""
        if self.checked is None or not all(share.total for share in self.checked):
            return None
        if not any(share.count for share in self.checked):
            return None
        hot, warm, cold = (share.value for share in self.checked)
        return hot >= warm >= cold and hot > cold


def propose(ends: Mapping[int, tuple[int, int]], newer: Mapping[int, tuple[int, int]] | None = None) -> Proposal | str:
    """Propose thresholds.

    Of all pairs of whole points that leave each band enough leads, and in which hot leads become customers
    more often than warm ones and those more often than cold ones, the pair under which what happened is
    likeliest is taken; of equal ones the highest.

    Args:
        ends: Score in thousandths of a point -> how many leads became customers, and how many did not. Leads
            that are out are none of them: thresholds don't move those.
        newer: The same of leads that the proposal is to be checked with.

    Returns:
        The proposal, or why there is none, in words.
    """
    won, lost = (sum(pair[group] for pair in ends.values()) for group in (0, 1))
    if min(won, lost) < _FEWEST:
        few = f"only {won:,} became customers" if won < _FEWEST else f"only {lost:,} did not become customers"
        return f"of the {won + lost:,} leads that are not out, {few}, which is too few"
    area = auc(ends)
    if area is None or area.interval[0] <= _NO_DIFFERENCE:
        return "customers don't score clearly higher than the others, so no line would part them"
    above = _from_above(ends)
    least = max(_FEWEST, min(_ENOUGH, -(-(won + lost) // _SMALLEST)))
    best: tuple[float, int, int] | None = None
    for hot in range(_MOST, 1, -1):
        if above[hot].total < least:
            continue
        for warm in range(hot - 1, 0, -1):
            bands = _bands(above, hot, warm)
            if min(share.total for share in bands) < least:
                continue
            if bands[0].value > bands[1].value > bands[2].value:
                likelihood = sum(map(_likelihood, bands))
                if best is None or likelihood > best[0] + 1e-9:
                    best = likelihood, hot, warm
    if best is None:
        return f"no two lines leave {least:,} leads or more in each band, and the higher band the better customers"
    _, hot, warm = best
    checked = _bands(_from_above(newer), hot, warm) if newer else None
    return Proposal(hot, warm, _bands(above, hot, warm), checked)


def _from_above(ends: Mapping[int, tuple[int, int]]) -> list[Share]:
    """Return, for each whole number of points, the customers among the leads with so many or more."""
    won, leads = [0] * (_MOST + 1), [0] * (_MOST + 1)
    for score, (customers, others) in ends.items():
        won[score // _POINT] += customers
        leads[score // _POINT] += customers + others
    sums = (list(accumulate(reversed(counts)))[::-1] for counts in (won, leads))
    return [Share(*pair) for pair in zip(*sums, strict=True)]


def _bands(above: Sequence[Share], hot: int, warm: int) -> Bands:
    def between(low: int, high: int) -> Share:
        return Share(above[low].count - above[high].count, above[low].total - above[high].total)

    return above[hot], between(warm, hot), between(0, warm)


def _likelihood(share: Share) -> float:
    """Return the logarithm of how likely the outcomes of a band are if each of its leads has its share as chance."""
    lost = share.total - share.count
    return sum(count * math.log(count / share.total) for count in (share.count, lost) if count)
