"""A list at a glance: how its leads spread, how far they have come, and what is worth asking next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import REFUSED_ANSWER, VALUES
from sheetqual.core.judge import FULL, Queue, Status
from sheetqual.core.profile import Level, Temperature

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetqual.core.board import Board

__all__ = ["Overview", "QuestionWorth", "overview", "question_worth"]

_SCORE_BINS: Final = 20
_SHARE_BINS: Final = 10
_ALL: Final = 1000
"""All points known, in thousandths."""
_PATIENCE: Final = 4
"""After so many patterns `question_worth` asks whether to stop: one alone can take a second."""


@dataclass(frozen=True, slots=True)
class Overview:
    """How the leads of a list spread. All numbers count leads.

    Attributes:
        histogram: Those that are not out, by score: 20 bins of 5 points, the last with 100 in it.
        out: Those that are out.
        temperatures: All of them, by temperature.
        queues: All of them, by queue.
        funnel: Step -> leads that have come so far: ``all leads``; each level that has a required
            criterion, passed when its requirements and those of the levels before hold; and
            ``qualified``: passed through everything and to be called, so neither dropped for a
            refusal, nor too late, too weak, or asked not to be called.
        completeness: All of them by the share of points whose answers are known: 10 bins of 10 %,
            the last with 100 % in it.
        complete: Those of which everything is known.
        settled: Those to call whose temperature no answer can change any more.
        open: Criterion id -> leads to call of which that answer is still to be found out, most
            first; an answer that was refused is not, and criteria that are known of all are left out.
    """

    histogram: tuple[int, ...]
    out: int
    temperatures: Counter[Temperature]
    queues: Counter[Queue]
    funnel: tuple[tuple[str, int], ...]
    completeness: tuple[int, ...]
    complete: int
    settled: int
    open: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class QuestionWorth:
    """Which questions are worth asking over a whole list.

    Attributes:
        by_criterion: Criterion id -> leads whose best next question is about it, most first.
        asked: How many leads were looked at.
        of: How many leads to call are not settled.
    """

    by_criterion: tuple[tuple[str, int], ...]
    asked: int
    of: int


def overview(board: Board) -> Overview:
    """Count what a screen shows of a list at a glance, pattern by pattern."""
    sizes, summaries = board.sizes, board.summaries
    scores: Counter[int] = Counter()
    for score, temperature, size in zip(summaries.scores, summaries.temperatures, sizes, strict=True):
        if temperature is not Temperature.OUT:
            scores[score] += size
    shares: Counter[int] = Counter()
    for share, size in zip(board.completeness, sizes, strict=True):
        shares[share] += size
    to_call = _to_call(board)
    temperatures, queues = board.counts()
    return Overview(
        histogram=_binned(scores, FULL, _SCORE_BINS),
        out=temperatures[Temperature.OUT],
        temperatures=temperatures,
        queues=queues,
        funnel=_funnel(board, to_call),
        completeness=_binned(shares, _ALL, _SHARE_BINS),
        complete=shares[_ALL],
        settled=sum(size for size, settled in zip(to_call, board.settled, strict=True) if settled),
        open=_open(board, to_call),
    )


def _to_call(board: Board) -> list[int]:
    """Return how many leads to call each pattern has: all of its leads, or none."""
    return [size if queue is Queue.CALL else 0 for size, queue in zip(board.sizes, board.summaries.queues, strict=True)]


def _binned(counts: Counter[int], full: int, bins: int) -> tuple[int, ...]:
    """Return the sums of counts in bins of one width, from 0 to `full`, which belongs to the last bin."""
    binned = [0] * bins
    for value, count in counts.items():
        binned[min(bins - 1, value * bins // full)] += count
    return tuple(binned)


def _funnel(board: Board, to_call: list[int]) -> tuple[tuple[str, int], ...]:
    asked = {criterion.level for criterion in board.profile.criteria if criterion.required}
    passed: Counter[int] = Counter()
    for levels, size in zip(board.passed, board.sizes, strict=True):
        passed[levels] += size
    steps = [("all leads", len(board))]
    for place, level in enumerate(Level, start=1):
        if level in asked:
            steps.append((level.value, sum(count for levels, count in passed.items() if levels >= place)))
    rows = zip(to_call, board.statuses, strict=True)
    steps.append(("qualified", sum(size for size, status in rows if status is Status.QUALIFIED)))
    return tuple(steps)


def _open(board: Board, to_call: list[int]) -> tuple[tuple[str, int], ...]:
    by_place: Counter[int] = Counter()
    asked = set(board.plan.layout.criteria.values())
    for plane in board.matches.patterns.planes:
        by_byte = [0] * len(plane.codes)
        for byte, size in zip(plane.column, to_call, strict=True):
            by_byte[byte] += size
        for codes, size in zip(plane.codes, by_byte, strict=True):
            for place, code in zip(plane.places, codes, strict=True):
                if place in asked and VALUES[code] is None and code != REFUSED_ANSWER:
                    by_place[place] += size
    counts = [(one.id, by_place[board.plan.layout.criteria[one.id]]) for one in board.profile.criteria]
    return _most_first([one for one in counts if one[1]])


def _most_first(counts: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return counts of criteria, most first; of equal ones the more important criterion's first."""
    return tuple(sorted(counts, key=lambda one: -one[1]))


def question_worth(board: Board, *, most: int = 2000, stop: Callable[[], bool] = lambda: False) -> QuestionWorth:
    """Find out which questions are worth asking over a whole list: each lead's best next one, counted.

    Of long lists the commonest patterns stand for the others.

    Args:
        board: The leads.
        most: How many patterns to look at, at most.
        stop: Asked every few patterns; when it says so, what has been found by then is returned.
    """
    open_ = [
        (size, pattern)
        for pattern, (size, settled) in enumerate(zip(_to_call(board), board.settled, strict=True))
        if size and not settled
    ]
    commonest = sorted(open_, key=lambda one: -one[0])[:most]
    counts: Counter[str] = Counter()
    asked = 0
    for place, (size, pattern) in enumerate(commonest):
        if place % _PATIENCE == 0 and stop():
            break
        question = board.next_question(pattern)
        asked += size
        if question is not None:
            counts[question.criterion.id] += size
    found = [(one.id, counts[one.id]) for one in board.profile.criteria if one.id in counts]
    return QuestionWorth(_most_first(found), asked, sum(size for size, _ in open_))
