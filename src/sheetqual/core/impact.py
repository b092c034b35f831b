"""What a change of the profile does to a list: who turns hot or cold, who enters or leaves the top."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import Queue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.profile import Temperature

__all__ = ["Impact", "Turn", "impact", "kendall_tau_b", "rank_biased_overlap"]

_NEGLIGIBLE: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Turn:
    """A lead that changes its temperature.

    Attributes:
        lead: Its place in the list.
        before: Its temperature under the old profile.
        after: Its temperature under the new one.
    """

    lead: int
    before: Temperature
    after: Temperature


@dataclass(frozen=True, slots=True)
class Impact:
    """The difference between two boards of the same leads.

    Attributes:
        top: The N of the top N.
        turns: The leads that change temperature, the best under the new profile first.
        entered: The leads that enter the top N of those to call, best first; places in the list.
        left: The leads that leave it, those that stood highest first.
        tau: Kendall's tau-b of the two scores, -1 to 1; None where one profile gives all the same.
        overlap: The rank-biased overlap of the two rankings, 0 to 1, weighted towards the top N.
    """

    top: int
    turns: tuple[Turn, ...]
    entered: tuple[int, ...]
    left: tuple[int, ...]
    tau: float | None
    overlap: float

    def counts(self) -> Mapping[tuple[Temperature, Temperature], int]:
        """Count the leads that change temperature, by the old and the new one."""
        return Counter((turn.before, turn.after) for turn in self.turns)


def impact(old: Board, new: Board, top: int) -> Impact:
    """Compare two boards of the same leads.

    Args:
        old: The leads under the old profile.
        new: The same leads, in the same places, under the new one.
        top: How many leads a calling session takes, at least 1.

    Raises:
        ValueError: The boards do not hold the same number of leads, or `top` is below 1.
    """
    if len(old) != len(new) or top < 1:
        message = "an impact needs two boards of the same leads, and a top of at least 1"
        raise ValueError(message)
    before = list(map(old.summaries.temperatures.__getitem__, old.matches.pattern_of))
    after = list(map(new.summaries.temperatures.__getitem__, new.matches.pattern_of))
    turns = [Turn(lead, before[lead], after[lead]) for lead in new.order if before[lead] is not after[lead]]
    was, now = _to_call(old, top), _to_call(new, top)
    stayed = set(was) & set(now)
    scores = zip(
        map(old.summaries.scores.__getitem__, old.matches.pattern_of),
        map(new.summaries.scores.__getitem__, new.matches.pattern_of),
        strict=True,
    )
    return Impact(
        top=top,
        turns=tuple(turns),
        entered=tuple(lead for lead in now if lead not in stayed),
        left=tuple(lead for lead in was if lead not in stayed),
        tau=kendall_tau_b(Counter(scores)),
        overlap=rank_biased_overlap(old.order, new.order, 1 - 1 / top),
    )


def _to_call(board: Board, top: int) -> list[int]:
    """Return the best leads that are to be called, so many at most."""
    queues, pattern_of = board.summaries.queues, board.matches.pattern_of
    return list(islice((lead for lead in board.order if queues[pattern_of[lead]] is Queue.CALL), top))


def kendall_tau_b(pairs: Mapping[tuple[int, int], int]) -> float | None:
    """Return Kendall's rank correlation of two scores, corrected for ties.

    Args:
        pairs: The two scores -> how many leads have them.

    Returns:
        The correlation, -1 to 1; None where one of the scores is the same for all.

    Source: M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33 (1945),
    239-251; counted as in W. R. Knight, "A computer method for calculating Kendall's tau with
    ungrouped data", Journal of the American Statistical Association 61 (1966), 436-439.
    """
    firsts: Counter[int] = Counter()
    seconds: Counter[int] = Counter()
    for (first, second), count in pairs.items():
        firsts[first] += count
        seconds[second] += count
    every = _pairs(sum(pairs.values()))
    tied_first = sum(map(_pairs, firsts.values()))
    tied_second = sum(map(_pairs, seconds.values()))
    if every in (tied_first, tied_second):
        return None
    tied_both = sum(map(_pairs, pairs.values()))
    agreeing = every - tied_first - tied_second + tied_both - 2 * _discordant(pairs, sorted(seconds))
    return agreeing / math.sqrt((every - tied_first) * (every - tied_second))


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _discordant(pairs: Mapping[tuple[int, int], int], seconds: Sequence[int]) -> int:
    """Count the pairs of leads that the two scores put into opposite orders."""
    tree = [0] * (len(seconds) + 1)  # Sums of counts by second score, as a Fenwick tree.
    seen = discordant = 0
    # Of pairs with one first score the lower second comes first, so that none counts against another.
    for (_, second), count in sorted(pairs.items()):
        at = place = bisect_left(seconds, second) + 1
        not_above = 0
        while at:
            not_above += tree[at]
            at -= at & -at
        discordant += (seen - not_above) * count
        seen += count
        while place < len(tree):
            tree[place] += count
            place += place & -place
    return discordant


def rank_biased_overlap(first: Sequence[int], second: Sequence[int], persistence: float) -> float:
    """Return how much two rankings of the same things agree, the top counting most.

    Args:
        first: A ranking, best first.
        second: A ranking of the same things.
        persistence: How likely a reader goes on from one rank to the next, 0 to less than 1.

    Returns:
        The extrapolated overlap, 0 to 1.

    Source: W. Webber, A. Moffat and J. Zobel, "A similarity measure for indefinite rankings", ACM
    Transactions on Information Systems 28 (2010), 20:1-20:38, equation 32.
    """
    if not first:
        return 1.0
    seen: set[int] = set()
    overlap, share = 0, 0.0
    weight = 1.0
    total = 0.0
    for depth, (one, other) in enumerate(zip(first, second, strict=True), start=1):
        overlap += (one in seen) + (other in seen) + (one == other)
        seen.add(one)
        seen.add(other)
        share = overlap / depth
        total += (1 - persistence) * weight * share
        weight *= persistence
        if weight < _NEGLIGIBLE:
            break
    return min(1.0, total + share * weight)
