"""What the leads table shows: the leads that pass the filters, best first, and what has changed."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from operator import and_
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual.core.reading import cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.profile import Profile
    from sheetqual.core.values import Cell
    from sheetqual.files.lists import ScoredList

__all__ = ["Change", "Counts", "Filters", "Ranking", "Stopped", "View"]

_CHUNK: Final = 8192
_QUICK: Final = 12_000
_WARMTH: Final = {
    Temperature.HOT: 3,
    Temperature.WARM: 2,
    Temperature.COLD: 1,
    Temperature.OUT: 0,
}
EVERY: Final = frozenset(Temperature)


class Stopped(Exception):  # noqa: N818 - no error: nobody wants the answer any more
    """Work was given up because other work is wanted instead."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which leads to show.

    Attributes:
        text: What the name or company contains, in any case; empty for all.
        temperatures: The temperatures to show.
        queue: The queue to show, or None for all.
    """

    text: str = ""
    temperatures: frozenset[Temperature] = EVERY
    queue: Queue | None = None

    @property
    def active(self) -> bool:
        """Whether any lead might be hidden."""
        return bool(self.text.strip()) or self.temperatures != EVERY or self.queue is not None

    def words(self, labels: Mapping[Temperature, str]) -> str:
        """Return what is shown, in words."""
        parts = []
        if self.temperatures != EVERY:
            parts.append(" or ".join(labels[one] for one in Temperature if one in self.temperatures))
        if self.queue is not None:
            parts.append(f"{self.queue} queue")
        if self.text.strip():
            parts.append(f"'{self.text.strip()}'")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many leads of the whole list are of each temperature and queue."""

    temperatures: Mapping[Temperature, int]
    queues: Mapping[Queue, int]


@dataclass(frozen=True, slots=True)
class Change:
    """What an order does, against the saved one.

    Attributes:
        risen: How many leads become warmer, by the temperature they get.
        cooled: How many become colder.
        called: How many more leads are to be called; negative for fewer.
    """

    risen: Mapping[Temperature, int] = field(default_factory=dict)
    cooled: int = 0
    called: int = 0

    def sentence(self, labels: Mapping[Temperature, str]) -> str:
        """Return it in words."""
        parts = [
            f"{self.risen[one]:,} {_verb(self.risen[one], 'become')} {labels[one]}"
            for one in Temperature
            if self.risen.get(one)
        ]
        if self.cooled:
            parts.append(f"{self.cooled:,} {_verb(self.cooled, 'cool')} down")
        if self.called:
            parts.append(f"{abs(self.called):,} {'more' if self.called > 0 else 'fewer'} to call")
        return ", ".join(parts) or "no lead changes its temperature"


def _verb(count: int, verb: str) -> str:
    return f"{verb}s" if count == 1 else verb


@dataclass(frozen=True, slots=True)
class View:
    """What the table shows.

    Attributes:
        board: The leads under the order shown.
        filters: Which of them are shown.
        leads: The places in the list of the leads shown, best first.
        ranks: Their ranks in the whole list, from 1.
        found: For each lead 1 if its name or company has the text looked for; None without one.
        counts: How many there are of each kind in the whole list.
        change: What the order changes, or None while it is the saved one.
        decimals: How many decimals the scores need.
    """

    board: Board
    filters: Filters
    leads: Sequence[int]
    ranks: Sequence[int]
    found: bytes | None
    counts: Counts
    change: Change | None
    decimals: int


class Ranking:
    """A list of leads and its saved order; makes views of it.

    Attributes:
        scored: The list.
        saved: Its board in the saved order.
    """

    def __init__(self, scored: ScoredList, saved: Board | None = None, sizes: Sequence[int] | None = None) -> None:
        """Take a list.

        Args:
            scored: The list.
            saved: Its board in the saved order; the list's own when None.
            sizes: How many leads have each pattern, if known.
        """
        self.scored = scored
        self.saved = saved or scored.board
        self._sizes = sizes

    @classmethod
    def prepared(cls, scored: ScoredList) -> Ranking:
        """Return a list's ranking with everything worked out that the first views need."""
        ranking = cls(scored)
        _ = ranking.saved_ranks, ranking.first
        return ranking

    @cached_property
    def first(self) -> View:
        """All leads in the saved order."""
        return self.look(self.saved.profile, Filters())

    def saved_as(self, board: Board, scored: ScoredList) -> Ranking:
        """Return the same leads with another saved order."""
        return Ranking(scored, board, self.sizes)

    @property
    def is_quick(self) -> bool:
        """Whether a view takes no longer than a person notices."""
        matches = self.scored.board.matches
        return len(matches.patterns) + len(matches.pattern_of) // 5 <= _QUICK

    @property
    def sizes(self) -> Sequence[int]:
        """How many leads have each pattern."""
        if self._sizes is None:
            matches = self.scored.board.matches
            counted = Counter(matches.pattern_of)
            self._sizes = [counted[pattern] for pattern in range(len(matches.patterns))]
        return self._sizes

    @cached_property
    def saved_ranks(self) -> array[int]:
        """The rank of each lead in the saved order, by its place in the list."""
        ranks = array("I", bytes(4 * len(self.saved)))
        for rank, lead in enumerate(self.saved.order, start=1):
            ranks[lead] = rank
        return ranks

    def look(
        self,
        profile: Profile,
        filters: Filters,
        before: View | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> View:
        """Return a view.

        Args:
            profile: The profile in the order to show.
            filters: Which leads to show.
            before: The view until now; what has not changed is taken from it.
            stop: Asked now and then; work ends when it says so.

        Raises:
            Stopped: It said so.
        """
        same = before is not None and before.board.profile == profile
        if before is not None and same:
            board, counts, change, decimals = before.board, before.counts, before.change, before.decimals
        else:
            board = self.saved if self.saved.profile == profile else self.saved.with_profile(profile)
            counts = self._counts(board)
            change = self._change(board)
            decimals = _decimals(board.summaries.scores)
        if change is not None:
            _ = self.saved_ranks
        found = self._found(filters.text, before, stop)
        leads, ranks = _chosen(board, filters, found)
        return View(board, filters, leads, ranks, found, counts, change, decimals)

    def _counts(self, board: Board) -> Counts:
        temperatures: Counter[Temperature] = Counter()
        queues: Counter[Queue] = Counter()
        summaries = board.summaries
        for temperature, queue, size in zip(summaries.temperatures, summaries.queues, self.sizes, strict=True):
            temperatures[temperature] += size
            queues[queue] += size
        return Counts(temperatures, queues)

    def _change(self, board: Board) -> Change | None:
        if board.profile.criteria == self.saved.profile.criteria:
            return None
        risen: Counter[Temperature] = Counter()
        cooled = called = 0
        old, new = self.saved.summaries, board.summaries
        rows = zip(old.temperatures, new.temperatures, old.queues, new.queues, self.sizes, strict=True)
        for was, now, queue_was, queue_now, size in rows:
            if was is not now:
                if _WARMTH[now] > _WARMTH[was]:
                    risen[now] += size
                else:
                    cooled += size
            if queue_was is not queue_now:
                called += size * ((queue_now is Queue.CALL) - (queue_was is Queue.CALL))
        return Change(risen, cooled, called)

    def _found(self, text: str, before: View | None, stop: Callable[[], bool]) -> bytes | None:
        needle = text.strip().casefold()
        if not needle:
            return None
        among = None
        if before is not None and before.found is not None:
            old = before.filters.text.strip().casefold()
            if old == needle:
                return before.found
            if old in needle:
                among = before.found
        columns = self._named()
        found = bytearray(len(self.scored.board))
        for start in range(0, len(found), _CHUNK):
            if stop():
                raise Stopped
            chunk = range(start, min(start + _CHUNK, len(found)))
            for lead in chunk if among is None else compress(chunk, among[start : chunk.stop]):
                if needle in " ".join([_text(cells[lead]) for cells in columns]).casefold():
                    found[lead] = 1
        return bytes(found)

    def _named(self) -> list[list[Cell]]:
        """Return the columns that are looked through: the parts of the name, and the company."""
        places = self.scored.places
        columns = self.scored.table.columns
        named = dict.fromkeys((*places.name, *places.first, *places.last, *places.company))
        return [columns[place] for place in named if place in columns]


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "" if cell is None else cell_text(cell)


def _chosen(board: Board, filters: Filters, found: bytes | None) -> tuple[Sequence[int], Sequence[int]]:
    order = board.order
    ranks = range(1, len(order) + 1)
    if not filters.active:
        return order, ranks
    summaries = board.summaries
    keeps = bytes(
        temperature in filters.temperatures and (filters.queue is None or queue is filters.queue)
        for temperature, queue in zip(summaries.temperatures, summaries.queues, strict=True)
    )
    flags = bytes(map(keeps.__getitem__, map(board.matches.pattern_of.__getitem__, order)))
    if found is not None:
        flags = bytes(map(and_, flags, map(found.__getitem__, order)))
    return array("I", compress(order, flags)), array("I", compress(ranks, flags))


def _decimals(scores: Sequence[int]) -> int:
    distinct = set(scores)
    for decimals, unit in ((0, 1000), (1, 100), (2, 10)):
        if not any(score % unit for score in distinct):
            return decimals
    return 3
