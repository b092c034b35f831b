"""How far a team's calls reach: where the cut falls among the leads to call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import Queue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheetqual.core.board import Board
    from sheetqual.core.profile import Temperature

__all__ = ["Capacity", "Cut", "capacity", "cut"]

_POINT: Final = 1000
_NAMED: Final = 3
"""So many leads are named on each side of the cut."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where so many calls end, going down from the best score. Scores are in thousandths of a point.

    Attributes:
        calls: How many calls there are.
        leads: How many leads there are to call.
        score: The least score that is called; None where too many share the very best score.
        taken: How many leads have that score or more; never more than the calls.
        below: The best score that is not called; None where every lead is.
        tied: How many leads share that score though some of them would still fit: nothing tells them
            apart, so none is taken; 0 where the calls end between two scores.
    """

    calls: int
    leads: int
    score: int | None
    taken: int
    below: int | None
    tied: int

    @property
    def left_over(self) -> int:
        """How many calls are left, for a tie or for want of leads."""
        return self.calls - self.taken

    @property
    def threshold(self) -> int | None:
        """The threshold to write into a profile, in thousandths: whole points where those part the same leads."""
        if self.score is None:
            return None
        whole = self.score - self.score % _POINT
        return whole if self.below is None or whole > self.below else self.score


def cut(by_score: Mapping[int, int], calls: int) -> Cut:
    """Find where so many calls end. A tie across the last call cuts above it.

    Args:
        by_score: Score in thousandths of a point -> number of leads to call that have it, at least 1.
        calls: How many leads can be called, at least 1.

    Raises:
        ValueError: There are no calls.
    """
    if calls < 1:
        message = "a cut needs at least one call"
        raise ValueError(message)
    taken, last = 0, None
    for score in sorted(by_score, reverse=True):
        if taken + by_score[score] > calls:
            tied = by_score[score] if taken < calls else 0
            return Cut(calls, sum(by_score.values()), last, taken, score, tied)
        taken += by_score[score]
        last = score
    return Cut(calls, taken, last, taken, None, 0)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a team's calls reach of a list.

    Attributes:
        per_day: How many calls a day.
        days: How many days.
        cut: Where they end.
        inside: The leads that are called, by temperature.
        outside: The leads to call that are not, by temperature.
        above: The last leads that are called, best first; places in the list.
        below: The first leads that are not, best first.
    """

    per_day: int
    days: int
    cut: Cut
    inside: Mapping[Temperature, int]
    outside: Mapping[Temperature, int]
    above: tuple[int, ...]
    below: tuple[int, ...]

    def days_for(self, *bands: Temperature) -> int:
        """Return how many whole days it takes to call every lead to call of some temperatures."""
        leads = sum(self.inside[band] + self.outside[band] for band in bands)
        return -(-leads // self.per_day)


def capacity(board: Board, per_day: int, days: int = 1) -> Capacity:
    """Find where a team's calls end in a list: of the leads to call alone, by score.

    Args:
        board: The list.
        per_day: How many calls a day, at least 1.
        days: How many days, at least 1.

    Raises:
        ValueError: There are no calls.
    """
    summaries, sizes = board.summaries, board.sizes
    to_call = [pattern for pattern in board.pattern_order if summaries.queues[pattern] is Queue.CALL]
    counts: Counter[int] = Counter()
    for pattern in to_call:
        counts[summaries.scores[pattern]] += sizes[pattern]
    found = cut(counts, per_day * days)
    inside: Counter[Temperature] = Counter()
    outside: Counter[Temperature] = Counter()
    taken: list[int] = []
    rest: list[int] = []
    for pattern in to_call:
        is_in = found.score is not None and summaries.scores[pattern] >= found.score
        (inside if is_in else outside)[summaries.temperatures[pattern]] += sizes[pattern]
        (taken if is_in else rest).append(pattern)
    last = list(islice(_leads(board, reversed(taken), backwards=True), _NAMED))
    return Capacity(
        per_day=per_day,
        days=days,
        cut=found,
        inside=inside,
        outside=outside,
        above=tuple(reversed(last)),
        below=tuple(islice(_leads(board, rest), _NAMED)),
    )


def _leads(board: Board, patterns: Iterable[int], *, backwards: bool = False) -> Iterable[int]:
    for pattern in patterns:
        leads = board.leads_of(pattern)
        yield from reversed(leads) if backwards else leads
