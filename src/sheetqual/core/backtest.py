"""Did it work: past leads scored, and how they ended.

Everything is counted by answer pattern, so a long list costs little more than a short one.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sheetqual.core.capacity import cut
from sheetqual.core.evidence import Share, auc
from sheetqual.core.judge import Queue
from sheetqual.core.outcome import LOST, WON
from sheetqual.core.paired import auc_difference
from sheetqual.core.profile import Temperature
from sheetqual.core.profile_leaks import leaks
from sheetqual.core.thresholds import propose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.arrival import Arrivals
    from sheetqual.core.board import Board
    from sheetqual.core.capacity import Cut
    from sheetqual.core.evidence import Auc
    from sheetqual.core.outcome import Outcomes
    from sheetqual.core.paired import AucDifference
    from sheetqual.core.profile_leaks import Leak
    from sheetqual.core.thresholds import Proposal

__all__ = ["Backtest", "Band", "Pair", "Reach", "Record", "Top", "backtest", "backtest_pair", "gains_at"]

Ends = dict[int, tuple[int, int]]
"""Pattern, or score -> how many leads became customers, and how many did not."""

_TOPS: Final = (10, 20, 50, 100)
_TOP_SHARES: Final = (10, 20, 30, 50)
"""In per cent of the leads."""
_MOST_GAINS: Final = 200


@dataclass(frozen=True, slots=True)
class Band:
    """How the leads of one temperature ended.

    Attributes:
        temperature: The band.
        share: Its customers, of its leads.
        lift: Its share over that of all leads; None without leads.
        capture: The share of all customers that it holds, 0 to 1.
        overlaps_next: Whether its interval overlaps that of the next lower band that has leads; None
            without leads, or without such a band.
    """

    temperature: Temperature
    share: Share
    lift: float | None
    capture: float
    overlaps_next: bool | None


@dataclass(frozen=True, slots=True)
class Record:
    """How some past leads ended, against what their score says.

    Attributes:
        share: Their customers, of the leads whose outcome is known.
        bands: The same by temperature, hot first, out last.
        auc: How well the score parts customers from others; None where there are none of either.
    """

    share: Share
    bands: tuple[Band, ...]
    auc: Auc | None


@dataclass(frozen=True, slots=True)
class Top:
    """What the best leads hold.

    Attributes:
        calls: How many leads they are.
        score: The score of the last of them, in thousandths of a point.
        customers: How many of them became customers; where only some of the leads with that score are
            among them, each counts by its chance to be.
        capture: The share of all customers, 0 to 1.
        rate: The share of customers among them, 0 to 1.
        lift: That share over that of all leads.
    """

    calls: int
    score: int
    customers: float
    capture: float
    rate: float
    lift: float


@dataclass(frozen=True, slots=True)
class Reach:
    """What a number of calls reaches among the leads to call.

    Attributes:
        cut: Where the calls end.
        share: The customers among those who are called.
    """

    cut: Cut
    share: Share


@dataclass(frozen=True, slots=True)
class Backtest:
    """How past leads ended, against what their score says.

    Attributes:
        outcomes: How each of them ended.
        record: All of them whose outcome is known.
        top: What the best ones hold, the fewest first.
        gains: Points of the curve of gains, from (0, 0) to (1, 1): the share of leads called, best first,
            and the share of customers reached.
        reach: What the calls reach; None where their number was not given.
        proposal: Thresholds that part the outcomes best, or why there are none.
        arrivals: When the leads came in; None where that is not known.
        older: Those who came in first; None where that is not known.
        newer: Those who came in last; None where that is not known.
        leaks: What of the profile gives the outcome away.
    """

    outcomes: Outcomes
    record: Record
    top: tuple[Top, ...]
    gains: tuple[tuple[float, float], ...]
    reach: Reach | None
    proposal: Proposal | str
    arrivals: Arrivals | None
    older: Record | None
    newer: Record | None
    leaks: tuple[Leak, ...]


def backtest(board: Board, outcomes: Outcomes, arrivals: Arrivals | None = None, calls: int | None = None) -> Backtest:
    """Compare past leads' scores with how they ended.

    Args:
        board: The leads under the profile.
        outcomes: How each of them ended.
        arrivals: When they came in, where that is known.
        calls: How many calls a team can make, at least 1; None where that does not matter.
    """
    pattern_of = board.matches.pattern_of
    ends = _counted(zip(pattern_of, outcomes.ends, strict=True))
    older: Ends | None = None
    newer: Ends | None = None
    if arrivals is not None:
        border = arrivals.border.toordinal()
        dated = zip(pattern_of, outcomes.ends, arrivals.days, strict=True)
        parts = Counter((day >= border, pattern, end) for pattern, end, day in dated if day is not None)
        older, newer = (
            _counted_up({(pattern, end): count for (late, pattern, end), count in parts.items() if late is is_newer})
            for is_newer in (False, True)
        )
    scored = _by_score(board, ends)
    record = _record(board, ends)
    proposal = propose(
        _by_score(board, ends if older is None else older, only_in=True),
        None if newer is None else _by_score(board, newer, only_in=True),
    )
    return Backtest(
        outcomes=outcomes,
        record=record,
        top=_tops(scored, record.share, calls),
        gains=_gains(scored, record.share),
        reach=None if calls is None else _reach(board, ends, calls),
        proposal=proposal,
        arrivals=arrivals,
        older=None if older is None else _record(board, older),
        newer=None if newer is None else _record(board, newer),
        leaks=tuple(leaks(board, outcomes.place, ends)),
    )


def _counted(pairs: Iterable[tuple[int, int]]) -> Ends:
    return _counted_up(Counter(pairs))


def _counted_up(counts: Mapping[tuple[int, int], int]) -> Ends:
    """Return the customers and the others of each pattern that has any; leads still open don't count."""
    ends: Ends = {}
    for (pattern, end), count in counts.items():
        if end in {WON, LOST}:
            won, lost = ends.get(pattern, (0, 0))
            ends[pattern] = (won + count, lost) if end == WON else (won, lost + count)
    return ends


def _by_score(board: Board, ends: Ends, *, only_in: bool = False) -> Ends:
    """Return the customers and the others of each score, with or without the leads that are out."""
    summaries = board.summaries
    scored: Ends = {}
    for pattern, pair in ends.items():
        if not only_in or summaries.temperatures[pattern] is not Temperature.OUT:
            won, lost = scored.get(summaries.scores[pattern], (0, 0))
            scored[summaries.scores[pattern]] = (won + pair[0], lost + pair[1])
    return scored


def _record(board: Board, ends: Ends) -> Record:
    temperatures = board.summaries.temperatures
    won: Counter[Temperature] = Counter()
    leads: Counter[Temperature] = Counter()
    for pattern, pair in ends.items():
        won[temperatures[pattern]] += pair[0]
        leads[temperatures[pattern]] += sum(pair)
    overall = Share(won.total(), leads.total())
    shares = {band: Share(won[band], leads[band]) for band in Temperature}
    bands: list[Band] = []
    below: Share | None = None
    for temperature, share in reversed(shares.items()):
        has_leads = bool(share.total)
        overlaps = share.overlaps(below) if has_leads and below is not None else None
        lift = share.value / overall.value if has_leads and overall.count else None
        capture = share.count / overall.count if overall.count else 0.0
        bands.append(Band(temperature, share, lift, capture, overlaps))
        below = share if has_leads else below
    return Record(overall, tuple(reversed(bands)), auc(_by_score(board, ends)))


def _tops(scored: Ends, overall: Share, calls: int | None) -> tuple[Top, ...]:
    """Return what the best so many hold, for the numbers that people ask about."""
    some = {*_TOPS, *(math.ceil(overall.total * per_cent / 100) for per_cent in _TOP_SHARES)}
    sizes = sorted({size for size in some if size < overall.total} | ({min(calls, overall.total)} if calls else set()))
    tops: list[Top] = []
    leads = won = 0
    waiting = iter(sizes)
    size = next(waiting, None)
    for score in sorted(scored, reverse=True):
        customers, others = scored[score]
        while size is not None and size <= leads + customers + others:
            reached = _whole(won + (size - leads) * customers / (customers + others))
            rate = reached / size
            tops.append(Top(size, score, reached, reached / overall.count, rate, rate / overall.value))
            size = next(waiting, None)
        leads += customers + others
        won += customers
    return tuple(tops)


def _whole(number: float) -> float:
    """Return a number that is whole but for rounding as a whole one."""
    near = round(number)
    return near if math.isclose(number, near, abs_tol=1e-9) else number


def _gains(scored: Ends, overall: Share) -> tuple[tuple[float, float], ...]:
    points = [(0, 0)]
    for score in sorted(scored, reverse=True):
        customers, others = scored[score]
        points.append((points[-1][0] + customers + others, points[-1][1] + customers))
    step = overall.total / _MOST_GAINS if len(points) > _MOST_GAINS else 0
    kept = points[:1]
    for point in points[1:-1]:
        if point[0] - kept[-1][0] >= step:
            kept.append(point)
    kept.append(points[-1])
    return tuple((leads / overall.total, won / overall.count) for leads, won in kept)


def gains_at(gains: Sequence[tuple[float, float]], leads: float) -> float:
    """Return the share of customers that a share of the leads reaches, both 0 to 1, best leads first."""
    return next(
        # Reckoned back from the point above, so that it is met to the last digit.
        has - (has - had) * (after - leads) / (after - before)
        for (before, had), (after, has) in pairwise(gains)
        if leads <= after
    )


def _reach(board: Board, ends: Ends, calls: int) -> Reach:
    queues = board.summaries.queues
    to_call = _by_score(board, {pattern: pair for pattern, pair in ends.items() if queues[pattern] is Queue.CALL})
    found = cut({score: sum(pair) for score, pair in to_call.items()}, calls)
    won = sum(pair[0] for score, pair in to_call.items() if found.score is not None and score >= found.score)
    return Reach(found, Share(won, found.taken))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two profiles on the same past leads.

    Attributes:
        old: The leads under the old profile.
        new: The leads under the new one.
        difference: How much better the new score parts customers from others.
        calls: The N of the top N.
        reached: The customers among the N best, under the old profile and the new one.
    """

    old: Backtest
    new: Backtest
    difference: AucDifference | None
    calls: int
    reached: tuple[float, float]


def backtest_pair(old: Board, new: Board, outcomes: Outcomes, calls: int) -> Pair:
    """Compare two profiles on the same past leads.

    Args:
        old: The leads under the old profile.
        new: The same leads, in the same places, under the new one.
        outcomes: How each of them ended.
        calls: How many leads a calling session takes, at least 1.
    """
    counts = Counter(zip(old.matches.pattern_of, new.matches.pattern_of, outcomes.ends, strict=True))
    pairs: dict[tuple[int, int], tuple[int, int]] = {}
    for (before, after, end), count in counts.items():
        if end in {WON, LOST}:
            scores = old.summaries.scores[before], new.summaries.scores[after]
            won, lost = pairs.get(scores, (0, 0))
            pairs[scores] = (won + count, lost) if end == WON else (won, lost + count)
    tests = backtest(old, outcomes, calls=calls), backtest(new, outcomes, calls=calls)
    first, second = (_reached(test.top, min(calls, test.record.share.total)) for test in tests)
    return Pair(*tests, auc_difference(pairs), calls, (first, second))


def _reached(tops: Sequence[Top], calls: int) -> float:
    return next(top.customers for top in tops if top.calls == calls)
