"""What the leads table shows: the leads that pass the filters, in their order, and what has changed."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import compress
from operator import and_
from typing import TYPE_CHECKING, Final

from sheetqual.core.identity import column_texts, lead_text
from sheetqual.core.impact import shift
from sheetqual.core.judge import Queue
from sheetqual.core.plan import reads_alike
from sheetqual.core.profile import Level, Temperature
from sheetqual.core.reading import cell_text
from sheetqual.core.words import fold
from sheetqual.files.lists import rescored
from sheetqual_tui.columns import column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.impact import Shift
    from sheetqual.core.profile import Profile
    from sheetqual.core.values import Cell
    from sheetqual.files.lists import ScoredList
    from sheetqual_tui.past import Past, Trial

__all__ = [
    "FACETS",
    "Filters",
    "NeedsReading",
    "Ranking",
    "Sort",
    "Stopped",
    "View",
    "Wanted",
    "ranks_of",
    "sorted_view",
]

_CHUNK: Final = 8192
_QUICK: Final = 12_000
PASSED: Final = "all passed"
NOBODY: Final = "nobody"
NO_PRODUCT: Final = "none"


class Stopped(Exception):  # noqa: N818 - no error: nobody wants the answer any more
    """Work was given up because other work is wanted instead."""


class NeedsReading(Exception):  # noqa: N818 - no error: the list is read again
    """A profile reads a column that was not kept when the list was read."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which leads to show. None of a kind stands for all of that kind.

    Attributes:
        text: What the name, company, e-mail address or id contains, in any case; empty for all.
        temperature: The temperatures to show.
        queue: The queues to show.
        level: The levels at which the leads stand, or ``all passed``.
        product: The products that fit best.
        owner: The owners; ``nobody`` for leads without one.
        marked: Whether only marked leads are shown.
        same: Columns in which leads have one of certain texts: the column's key, and the texts.
    """

    text: str = ""
    temperature: frozenset[str] | None = None
    queue: frozenset[str] | None = None
    level: frozenset[str] | None = None
    product: frozenset[str] | None = None
    owner: frozenset[str] | None = None
    marked: bool = False
    same: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def active(self) -> bool:
        """Whether any lead might be hidden."""
        is_narrowed = bool(self.text.strip()) or self.marked or bool(self.same)
        return is_narrowed or any(getattr(self, facet) is not None for facet in FACETS)

    def with_facet(self, facet: str, chosen: frozenset[str] | None) -> Filters:
        """Return the filters with other values chosen of one of `FACETS`; None for all of them."""
        return replace(self, **{facet: chosen})  # type: ignore[arg-type]

    def with_texts(self, key: str, texts: tuple[str, ...]) -> Filters:
        """Return the filters with other texts wanted in a column; none for any text."""
        kept = tuple(one for one in self.same if one[0] != key)
        return replace(self, same=(*kept, (key, texts)) if texts else kept)

    def words(self, labels: Mapping[Temperature, str]) -> str:
        """Return what is shown, in words."""
        parts = []
        if self.temperature is not None:
            parts.append(" or ".join(labels[one] for one in Temperature if one in self.temperature))
        if self.queue is not None:
            parts.append(f"{_either(one for one in Queue if one in self.queue)} queue")
        if self.level is not None:
            parts.append(f"at {_either(sorted(self.level))}" if self.level != {PASSED} else "all levels passed")
        if self.product is not None:
            parts.append(f"best for {_either(sorted(self.product))}")
        if self.owner is not None:
            parts.append(f"of {_either(sorted(self.owner))}")
        parts += [f"{column(key).header}: {_either(text or 'blank' for text in texts)}" for key, texts in self.same]
        if self.marked:
            parts.append("marked")
        if self.text.strip():
            parts.append(f"'{self.text.strip()}'")
        return ", ".join(parts)


FACETS: Final = ("temperature", "queue", "level", "product", "owner")
"""The kinds of filters with values to choose from."""


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)


@dataclass(frozen=True, slots=True)
class Sort:
    """What the leads shown are sorted by, instead of by rank.

    Attributes:
        key: The column's key.
        down: Whether the greatest comes first.
    """

    key: str
    down: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a view is to show.

    Attributes:
        profile: The profile.
        filters: Which leads.
        sort: In which order, if not by rank.
        marks: For each lead 1 if it is marked; looked at only where a filter asks for it.
        top: How many leads a calling session takes.
    """

    profile: Profile
    filters: Filters = Filters()
    sort: Sort | None = None
    marks: bytes = b""
    top: int = 25

    @property
    def shown_marks(self) -> bytes:
        """The marks, as far as they play a part."""
        return self.marks if self.filters.marked else b""

    def is_same(self, other: Wanted) -> bool:
        """Tell whether another wish is for the same view."""
        return (self.profile, self.filters, self.sort, self.shown_marks, self.top) == (
            other.profile,
            other.filters,
            other.sort,
            other.shown_marks,
            other.top,
        )


@dataclass(frozen=True, slots=True)
class View:
    """What the table shows.

    Attributes:
        wanted: What was asked for.
        scored: The list under the profile shown.
        leads: The places in the list of the leads shown, in the order shown.
        ranks: Their ranks in the whole list, from 1.
        found: For each lead 1 if it has the text looked for; None without one.
        temperatures: How many leads of the whole list have each temperature.
        queues: How many leads of the whole list are in each queue.
        shift: What the profile changes against the saved one, or None while it is the saved one.
        decimals: How many decimals the scores need.
        hot_calls: How many hot leads of the whole list are to be called.
        trial: How the profile does on past leads; None where that is not known, or not yet.
    """

    wanted: Wanted
    scored: ScoredList
    leads: Sequence[int]
    ranks: Sequence[int]
    found: bytes | None
    temperatures: Mapping[Temperature, int]
    queues: Mapping[Queue, int]
    shift: Shift | None
    decimals: int
    hot_calls: int = 0
    trial: Trial | None = None

    @property
    def board(self) -> Board:
        """The leads under the profile shown."""
        return self.scored.board

    def question(self, lead: int) -> str | None:
        """Return what to ask a lead next, which may take a second to find; None when all is decided."""
        question = self.board.next_question(self.board.matches.pattern_of[lead])
        return question.ask if question else None

    def below(self, row: int) -> int | None:
        """Return the lead that ranks below that of a row, where the next row shows it; else None."""
        is_by_rank = self.wanted.sort is None and row + 1 < len(self.leads)
        return self.leads[row + 1] if is_by_rank else None

    @property
    def filters(self) -> Filters:
        """Which leads are shown."""
        return self.wanted.filters


def ranks_of(board: Board) -> array[int]:
    """Return the rank of each lead in the whole list, from 1, by its place in the list."""
    ranks = array("I", bytes(4 * len(board)))
    for rank, lead in enumerate(board.order, start=1):
        ranks[lead] = rank
    return ranks


class Ranking:
    """A list of leads under the saved profile; makes views of it.

    Attributes:
        scored: The list, under the saved profile.
    """

    def __init__(self, scored: ScoredList) -> None:
        """Take a list.

        Args:
            scored: The list, under the saved profile.
        """
        self.scored = scored

    @classmethod
    def prepared(cls, scored: ScoredList) -> Ranking:
        """Return a list's ranking with everything worked out that the first views need."""
        ranking = cls(scored)
        _ = ranking.saved_ranks, ranking.first
        return ranking

    @property
    def saved(self) -> Board:
        """The board under the saved profile."""
        return self.scored.board

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.saved)

    @cached_property
    def first(self) -> View:
        """All leads under the saved profile."""
        return self.look(Wanted(self.saved.profile))

    @property
    def is_quick(self) -> bool:
        """Whether a view takes no longer than a person notices."""
        matches = self.saved.matches
        return len(matches.patterns) + len(matches.pattern_of) // 5 <= _QUICK

    @cached_property
    def saved_ranks(self) -> array[int]:
        """The rank of each lead under the saved profile, by its place in the list."""
        return ranks_of(self.saved)

    @cached_property
    def owners(self) -> list[str]:
        """The owner of each lead, by its place in the list; ``nobody`` where there is none."""
        texts = column_texts(self.scored.table.columns, self.scored.places.owner, len(self))
        return [text or NOBODY for text in texts]

    def look(
        self,
        wanted: Wanted,
        before: View | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> View:
        """Return a view.

        Args:
            wanted: What to show.
            before: The view until now; what has not changed is taken from it.
            stop: Asked now and then; work ends when it says so.

        Raises:
            Stopped: It said so.
            NeedsReading: The profile reads a column that was not kept.
        """
        if before is not None and before.board.profile == wanted.profile:
            scored, temperatures, queues, decimals, hot_calls = (
                before.scored,
                before.temperatures,
                before.queues,
                before.decimals,
                before.hot_calls,
            )
        else:
            scored = self._under(wanted.profile, before)
            temperatures, queues = scored.board.counts()
            decimals = _decimals(scored.board.summaries.scores)
            hot_calls = _hot_calls(scored.board)
        board = scored.board
        is_before = before is not None and board is before.board and before.wanted.top == wanted.top
        if before is not None and is_before:
            change, trial = before.shift, before.trial
        else:
            change = None if board.profile == self.saved.profile else shift(self.saved, board, wanted.top)
            trial = None
        if change is not None:
            _ = self.saved_ranks
        found = self._found(wanted.filters.text, before, stop)
        leads, ranks = self._chosen(board, wanted, found)
        view = View(wanted, scored, leads, ranks, found, temperatures, queues, change, decimals, hot_calls, trial)
        return view if wanted.sort is None else sorted_view(view, wanted.sort)

    def tried(self, view: View, past: Past) -> View:
        """Return a view with how its profile does on past leads, against the saved one."""
        return replace(view, trial=past.trial(self.saved, view.board, view.wanted.top))

    def _under(self, profile: Profile, before: View | None) -> ScoredList:
        """Return the list under a profile, matched anew only where the profile reads it differently."""
        if profile == self.saved.profile:
            return self.scored
        known = [self.scored, *([before.scored] if before is not None else [])]
        for scored in known:
            if reads_alike(scored.board.plan.profile, profile):
                return scored.with_board(scored.board.with_profile(profile))
        anew = rescored(self.scored, profile)
        if anew is None:
            raise NeedsReading
        return anew

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
        found = bytearray(len(self))
        for start in range(0, len(found), _CHUNK):
            if stop():
                raise Stopped
            chunk = range(start, min(start + _CHUNK, len(found)))
            for lead in chunk if among is None else compress(chunk, among[start : chunk.stop]):
                if needle in " ".join([_text(cells[lead]) for cells in columns]).casefold():
                    found[lead] = 1
        return bytes(found)

    def _named(self) -> list[list[Cell]]:
        """Return the columns that are looked through: those that say who a lead is."""
        places = self.scored.places
        columns = self.scored.table.columns
        looked = (places.name, places.first, places.last, places.company, places.email, places.id)
        return [columns[place] for place in dict.fromkeys(one for part in looked for one in part) if place in columns]

    def _chosen(self, board: Board, wanted: Wanted, found: bytes | None) -> tuple[Sequence[int], Sequence[int]]:
        order = board.order
        ranks = range(1, len(order) + 1)
        filters = wanted.filters
        if not filters.active:
            return order, ranks
        by_pattern = bytes([1]) * len(board.matches.patterns)
        for facet in FACETS[:-1]:
            chosen = getattr(filters, facet)
            if chosen is not None:
                by_pattern = bytes(map(and_, by_pattern, [one in chosen for one in facet_of(board, facet)]))
        flags = bytes(map(by_pattern.__getitem__, map(board.matches.pattern_of.__getitem__, order)))
        by_lead = [one for one in (found, wanted.shown_marks or None) if one is not None]
        if filters.owner is not None:
            by_lead.append(bytes([owner in filters.owner for owner in self.owners]))
        if filters.marked and not wanted.marks:
            by_lead.append(bytes(len(board)))
        by_lead += [self._same(key, texts) for key, texts in filters.same]
        for marks in by_lead:
            flags = bytes(map(and_, flags, map(marks.__getitem__, order)))
        return array("I", compress(order, flags)), array("I", compress(ranks, flags))

    def _same(self, key: str, texts: Sequence[str]) -> bytes:
        """Return for each lead 1 if it has one of some texts in a column that does not depend on the profile."""
        said = column(key).said
        wanted = set(map(fold, texts))
        if said is None:
            return bytes(1) * len(self)
        known: dict[str, bool] = {}
        found = bytearray(len(self))
        for lead, one in enumerate(said(self.scored)):
            if one not in known:
                known[one] = fold(one) in wanted
            found[lead] = known[one]
        return bytes(found)

    def facet_counts(self, board: Board, facet: str) -> dict[str, int]:
        """Return the values of a kind of filter in the whole list, with the number of their leads."""
        if facet == "owner":
            return dict(Counter(self.owners).most_common())
        counts: Counter[str] = Counter()
        for value, size in zip(facet_of(board, facet), board.sizes, strict=True):
            counts[value] += size
        known = _ORDERS.get(facet)
        return {value: counts[value] for value in known if counts[value]} if known else dict(counts.most_common())


_ORDERS: Final = {
    "temperature": tuple(map(str, Temperature)),
    "queue": tuple(map(str, Queue)),
    "level": (*map(str, Level), PASSED),
}


def facet_of(board: Board, facet: str) -> Sequence[str]:
    """Return the value of each pattern for a kind of filter other than the owner."""
    match facet:
        case "temperature":
            return board.summaries.temperatures
        case "queue":
            return board.summaries.queues
        case "level":
            return [level or PASSED for level in board.levels]
        case _:
            return [product or NO_PRODUCT for product in board.products]


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "" if cell is None else cell_text(cell)


def sorted_view(view: View, sort: Sort) -> View:
    """Return a view with its leads sorted; of equals the better one comes first, blanks come last."""
    by = column(sort.key)
    leads = view.leads
    if by.by_pattern is not None:
        of_pattern = by.by_pattern(view)
        keys = list(map(of_pattern.__getitem__, map(view.board.matches.pattern_of.__getitem__, leads)))
    elif by.by_lead is not None:
        keys = list(map(by.by_lead(view).__getitem__, leads))
    else:
        return view if not sort.down else _placed(view, range(len(leads) - 1, -1, -1))
    filled = [place for place, key in enumerate(keys) if key is not None]
    blank = [place for place, key in enumerate(keys) if key is None]
    filled.sort(key=keys.__getitem__, reverse=sort.down)  # type: ignore[arg-type]
    return _placed(view, [*filled, *blank])


def _placed(view: View, places: Sequence[int]) -> View:
    """Return a view with its leads in another order, given by their places in the old one."""
    parts = {field.name: getattr(view, field.name) for field in fields(View)}
    leads = array("I", map(view.leads.__getitem__, places))
    return View(**parts | {"leads": leads, "ranks": array("I", map(view.ranks.__getitem__, places))})


def _hot_calls(board: Board) -> int:
    kinds = zip(board.summaries.temperatures, board.summaries.queues, board.sizes, strict=True)
    return sum(size for temperature, queue, size in kinds if temperature is Temperature.HOT and queue is Queue.CALL)


def _decimals(scores: Sequence[int]) -> int:
    distinct = set(scores)
    for decimals, unit in ((0, 1000), (1, 100), (2, 10)):
        if not any(score % unit for score in distinct):
            return decimals
    return 3


def marks_key(scored: ScoredList, lead: int) -> tuple[str, ...]:
    """Return what a lead is known by when its list is read again.

    That is its id, else its name, company and e-mail address, else all its cells.
    """
    if found := scored.id(lead):
        return (found,)
    columns, places = scored.table.columns, scored.places
    who = (scored.name(lead) or "", scored.company(lead) or "", lead_text(columns, places.email, lead) or "")
    return who if any(who) else tuple(text for _, text in scored.cells(lead))
