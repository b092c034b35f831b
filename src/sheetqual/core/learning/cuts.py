"""Where people would cut a column of numbers: at round ones near the quartiles."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["QUARTILES", "round_cuts"]

QUARTILES: Final = (0.25, 0.5, 0.75)
_REACH: Final = 0.1
"""A round number may stand so far from a quartile, as a share of the leads; half as far as the end is, near an end."""
_ROUND: Final = ((1.0, 2.0, 5.0), (3.0, 4.0, 2.5, 1.5, 6.0, 8.0, 7.5), (7.0, 9.0, 1.2, 3.5, 4.5))
"""First digits of round numbers, those that people prefer first."""


def round_cuts(weights: Mapping[float, float], shares: Sequence[float] = QUARTILES) -> list[float]:
    """Return where to cut numbers, for "at least so much".

    Args:
        weights: The different numbers -> how many leads have each.
        shares: The share of leads below each cut that is aimed at, 0 to 1.

    Returns:
        The cuts, ascending; each leaves somebody below it and somebody at or above it. Fewer than asked for
        where many leads have the same number.
    """
    numbers = sorted(weights)
    sums = list(accumulate((weights[number] for number in numbers), initial=0.0))
    below = [one / (sums[-1] or 1) for one in sums[:-1]]
    found = set()
    for share in shares if len(numbers) > 1 else ():
        reach = min(_REACH, min(share, 1 - share) / 2)
        first = max(1, bisect_left(below, share - reach))
        last = bisect_right(below, share + reach) - 1
        if first > last:
            # A lump of equal numbers hides the quartile: it is cut at its nearer side.
            first = last = min(
                (place for place in (first - 1, first) if 0 < place < len(numbers)),
                key=lambda place: abs(below[place] - share),
            )
        near = numbers[min(last, max(first, bisect_left(below, share)))]
        found.add(_roundest(numbers[first - 1], numbers[last], near))
    return sorted(found)


def _roundest(low: float, high: float, near: float) -> float:
    """Return the roundest number above one and up to another; the nearest one of equally round ones."""
    if low < 0 <= high:
        return 0
    for digits in _ROUND:
        fitting = [one for one in _multiples(digits, low, high) if low < one <= high]
        if fitting:
            return _plain(min(fitting, key=lambda one: abs(one - near)))
    return _plain(near)


def _multiples(digits: Iterable[float], low: float, high: float) -> Iterator[float]:
    sign = -1 if high < 0 else 1
    sizes = [math.floor(math.log10(abs(one))) for one in (low, high) if one]
    for size in range(min(sizes), max(sizes) + 1) if sizes else ():
        for digit in digits:
            yield sign * float(f"{digit}e{size}")


def _is_whole(number: float) -> bool:
    return number == int(number)


def _plain(number: float) -> float:
    return int(number) if _is_whole(number) and abs(number) < 1e15 else number  # noqa: PLR2004 - floats are whole above
