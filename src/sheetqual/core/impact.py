"""What a change of the profile does to a list: who turns hot or cold, who enters or leaves the top."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import compress
from operator import is_not
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import Queue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.profile import Temperature

__all__ = ["Impact", "Shift", "Turn", "impact", "kendall_tau_b", "rank_biased_overlap", "shift"]

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


@dataclass(frozen=True, slots=True)
class Shift:
    """The difference between two boards of the same leads as far as a screen follows it live.

    Attributes:
        top: The N of the top N.
        counts: How many leads change temperature, by the old and the new one.
        named: Some of the leads of each such pair, best under the new profile first; places in the
            list.
        entered: The leads that enter the top N of those to call, best first; places in the list.
        left: The leads that leave it, those that stood highest first.
        called: How many more leads are to be called; negative for fewer.
    """

    top: int
    counts: Mapping[tuple[Temperature, Temperature], int]
    named: Mapping[tuple[Temperature, Temperature], tuple[int, ...]]
    entered: tuple[int, ...]
    left: tuple[int, ...]
    called: int


def shift(old: Board, new: Board, top: int, names: int = 5) -> Shift:
    """Compare two boards of the same leads, quickly enough to do so at each move of a criterion.

    Boards that share their patterns are compared pattern by pattern, others lead by lead.

    Args:
        old: The leads under the old profile.
        new: The same leads, in the same places, under the new one.
        top: How many leads a calling session takes, at least 1.
        names: How many leads to name of each pair of temperatures, at most.

    Raises:
        ValueError: The boards do not hold the same number of leads, or `top` is below 1.
    """
    _check(old, new, top)
    shared = old.matches is new.matches
    counts = _turned_patterns(old, new) if shared else _turned_leads(old, new)
    missing = {pair: min(names, count) for pair, count in counts.items()}
    wanted = sum(missing.values())
    named: dict[tuple[Temperature, Temperature], list[int]] = {pair: [] for pair in counts}
    for pair, leads in _turning_patterns(old, new) if shared else _turning_leads(old, new):
        if not wanted:
            break
        taken = leads[: missing[pair]]
        named[pair] += taken
        missing[pair] -= len(taken)
        wanted -= len(taken)
    entered, left = _crossed(old, new, top)
    return Shift(
        top=top,
        counts=counts,
        named={pair: tuple(leads) for pair, leads in named.items()},
        entered=entered,
        left=left,
        called=_calls(new) - _calls(old),
    )


def _turned_patterns(old: Board, new: Board) -> Counter[tuple[Temperature, Temperature]]:
    """Count the leads that change temperature, on boards that share their patterns."""
    before, after = old.summaries.temperatures, new.summaries.temperatures
    counts: Counter[tuple[Temperature, Temperature]] = Counter()
    for was, now, size in zip(before, after, new.sizes, strict=True):
        if was is not now:
            counts[was, now] += size
    return counts


def _turning_patterns(old: Board, new: Board) -> Iterator[tuple[tuple[Temperature, Temperature], Sequence[int]]]:
    """Yield the leads that change temperature, a pattern's at once, the best under the new profile first."""
    before, after = old.summaries.temperatures, new.summaries.temperatures
    for pattern in new.pattern_order:
        if before[pattern] is not after[pattern]:
            yield (before[pattern], after[pattern]), new.leads_of(pattern)


def _by_lead(board: Board) -> list[Temperature]:
    return list(map(board.summaries.temperatures.__getitem__, board.matches.pattern_of))


def _turned_leads(old: Board, new: Board) -> Counter[tuple[Temperature, Temperature]]:
    """Count the leads that change temperature, on any two boards."""
    pairs = Counter(zip(_by_lead(old), _by_lead(new), strict=True))
    return Counter({pair: count for pair, count in pairs.items() if pair[0] is not pair[1]})


def _turning_leads(old: Board, new: Board) -> Iterator[tuple[tuple[Temperature, Temperature], Sequence[int]]]:
    """Yield the leads that change temperature, one by one, the best under the new profile first."""
    before, after = _by_lead(old), _by_lead(new)
    turns = bytes(map(is_not, before, after))
    for lead in compress(new.order, map(turns.__getitem__, new.order)):
        yield (before[lead], after[lead]), (lead,)


def _calls(board: Board) -> int:
    """Return how many leads are to be called."""
    return sum(size for size, queue in zip(board.sizes, board.summaries.queues, strict=True) if queue is Queue.CALL)


def _crossed(old: Board, new: Board, top: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the leads that enter the top N of those to call, and those that leave it."""
    was, now = _to_call(old, top), _to_call(new, top)
    stayed = set(was).intersection(now)
    return tuple(lead for lead in now if lead not in stayed), tuple(lead for lead in was if lead not in stayed)


def _check(old: Board, new: Board, top: int) -> None:
    if len(old) != len(new) or top < 1:
        message = "an impact needs two boards of the same leads, and a top of at least 1"
        raise ValueError(message)


def impact(old: Board, new: Board, top: int) -> Impact:
    """Compare two boards of the same leads.

    Args:
        old: The leads under the old profile.
        new: The same leads, in the same places, under the new one.
        top: How many leads a calling session takes, at least 1.

    Raises:
        ValueError: The boards do not hold the same number of leads, or `top` is below 1.
    """
    _check(old, new, top)
    before, after = _by_lead(old), _by_lead(new)
    turns = [Turn(lead, before[lead], after[lead]) for lead in new.order if before[lead] is not after[lead]]
    entered, left = _crossed(old, new, top)
    scores = zip(
        map(old.summaries.scores.__getitem__, old.matches.pattern_of),
        map(new.summaries.scores.__getitem__, new.matches.pattern_of),
        strict=True,
    )
    return Impact(
        top=top,
        turns=tuple(turns),
        entered=entered,
        left=left,
        tau=kendall_tau_b(Counter(scores)),
        overlap=rank_biased_overlap(old.order, new.order, 1 - 1 / top),
    )


def _to_call(board: Board, top: int) -> array[int]:
    """Return the best leads that are to be called, so many at most."""
    queues, best = board.summaries.queues, array("I")
    for pattern in board.pattern_order:
        if len(best) >= top:
            break
        if queues[pattern] is Queue.CALL:
            best += board.leads_of(pattern)
    return best[:top]


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
