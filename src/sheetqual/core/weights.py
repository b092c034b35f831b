"""From the order of the criteria to weights, and from weights to points."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from sheetqual.core.profile import Weighting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sheetqual.core.profile import Product, Profile

__all__ = [
    "criterion_points",
    "equal",
    "points",
    "points_by_criterion",
    "product_points",
    "rank_order_centroid",
    "rank_sum",
    "tie_groups",
    "tied",
    "weights",
]


def rank_order_centroid(n: int) -> list[Fraction]:
    """Return the rank-order centroid weights of n criteria, most important first.

    The weights are the centroid of all weights that agree with the order:
    w_i = (1/n) * sum of 1/j for j = i..n.

    Source: W. Edwards and F. H. Barron, "SMARTS and SMARTER", Organizational Behavior and Human
    Decision Processes 60 (1994), 306-325.
    """
    weights: list[Fraction] = []
    total = Fraction(0)
    for rank in range(n, 0, -1):
        total += Fraction(1, rank)
        weights.append(total / n)
    return weights[::-1]


def rank_sum(n: int) -> list[Fraction]:
    """Return the rank-sum weights of n criteria: w_i = 2(n + 1 - i) / (n(n + 1)).

    Source: W. G. Stillwell, D. A. Seaver and W. Edwards, "A comparison of weight approximation
    techniques in multiattribute utility decision making", Organizational Behavior and Human
    Performance 28 (1981), 62-77.
    """
    return [Fraction(2 * (n + 1 - rank), n * (n + 1)) for rank in range(1, n + 1)]


def equal(n: int) -> list[Fraction]:
    """Return n equal weights."""
    return [Fraction(1, n)] * n


_BY_RANK: Final[dict[Weighting, Callable[[int], list[Fraction]]]] = {
    Weighting.RANK: rank_order_centroid,
    Weighting.RANK_SUM: rank_sum,
    Weighting.EQUAL: equal,
}


def tie_groups(tied_with_previous: Sequence[bool]) -> list[range]:
    """Return the runs of places that share a rank, in order; most have one place."""
    starts = [place for place, tie in enumerate(tied_with_previous) if not tie or place == 0]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(tied_with_previous)], strict=True)]


def tied(weights: Sequence[Fraction], tied_with_previous: Sequence[bool]) -> list[Fraction]:
    """Give the criteria of each tie the mean of their places' weights."""
    return [
        sum((weights[place] for place in group), Fraction(0)) / len(group)
        for group in tie_groups(tied_with_previous)
        for _ in group
    ]


def points(weights: Sequence[Fraction]) -> list[int]:
    """Return weights as points in tenths that sum to exactly 1000.

    Weights that sum to 1, times 100, are rounded to whole points by largest remainder; where that
    would leave a criterion that has a weight with 0, to tenths instead. Of equal remainders the
    more important criterion gets the unit.
    """
    whole = _largest_remainder(weights, 100)
    if any(share == 0 and weight for share, weight in zip(whole, weights, strict=True)):
        return _largest_remainder(weights, 1000)
    return [share * 10 for share in whole]


def _largest_remainder(weights: Sequence[Fraction], total: int) -> list[int]:
    shares = [weight * total for weight in weights]
    floors = [share.__floor__() for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: (floors[place] - shares[place], place))
    for place in by_remainder[: total - sum(floors)]:
        floors[place] += 1
    return floors


def weights(profile: Profile) -> list[Fraction]:
    """Return the weights of a profile's criteria, in their order; they sum to 1."""
    criteria = profile.criteria
    ties = [criterion.tied_with_previous for criterion in criteria]
    by_rank = _BY_RANK.get(profile.score.weights)
    if by_rank is not None:
        return tied(by_rank(len(criteria)), ties)
    given = [criterion.points or Fraction(0) for criterion in criteria]
    total = sum(given, Fraction(0))
    return tied([one / total for one in given], ties)


def criterion_points(profile: Profile) -> list[int]:
    """Return the points of a profile's criteria in tenths, in their order; they sum to 1000."""
    return points(weights(profile))


def points_by_criterion(profile: Profile) -> dict[str, int]:
    """Return criterion id -> points in tenths, in the order of the criteria."""
    return dict(zip((criterion.id for criterion in profile.criteria), criterion_points(profile), strict=True))


def product_points(profile: Profile, product: Product) -> list[int]:
    """Return the points of a product's criteria in tenths, in the product's order; they sum to 1000.

    They come from that order alone. With points of the team's own, the points of the criteria
    that count for the product are handed to its order, the most to the first.
    """
    by_rank = _BY_RANK.get(profile.score.weights)
    if by_rank is not None:
        return points(by_rank(len(product.order)))
    given = sorted((profile.criterion(one).points or Fraction(0) for one in product.order), reverse=True)
    total = sum(given, Fraction(0))
    return points([one / total for one in given] if total else equal(len(given)))
