"""The columns of the leads table: what each shows of a lead, and how leads are sorted by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sheetqual.core.identity import lead_text
from sheetqual.core.judge import Queue, Status
from sheetqual.core.profile import Level, Temperature
from sheetqual.core.reading import State, cell_text
from sheetqual.core.words import fold, fold_header
from sheetqual_tui.cells import mark, points_text

if TYPE_CHECKING:
    from datetime import date

    from sheetqual.core.judge import Verdict
    from sheetqual.core.reading import Reader
    from sheetqual.core.values import Cell
    from sheetqual.files.lists import ScoredList
    from sheetqual_tui.ranking import View

__all__ = ["DEFAULT", "OWN", "Column", "column", "columns_of", "sort_keys", "usual_columns"]

SortKey: TypeAlias = "tuple[int, float | str] | int | str | None"
"""What leads are compared by; None, a blank, always comes last."""
OWN: Final = "="
"""What the key of one of the list's own columns begins with; its header follows."""
DEFAULT: Final = ("rank", "score", "temperature", "queue", "name", "company", "why")
_BEFORE: Final = DEFAULT[:4]
_INSTEAD: Final = 3
_MOST_MARKS: Final = 14
"""With more criteria, a mark for each would take the room of names."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the leads table.

    Attributes:
        key: Its name in the settings: ``score``, or ``=Header`` for one of the list's own.
        header: What stands above it.
        doc: What it shows, for who chooses columns.
        text: What it says of a lead, from the view, the row there, the lead and its verdict.
        right: Whether its texts end at the right.
        width: Its width in cells where that is fixed; 0 where its texts decide.
        style: The name of its style; the temperature's where it is empty.
        by_pattern: The keys that leads are sorted by, one a pattern; None where they differ by lead.
        by_lead: The keys that leads are sorted by, one a lead.
        said: The text of each lead, where it does not depend on the profile: what leads are the same by.
        facet: The kind of filter that has its values; empty where there is none.
    """

    key: str
    header: str
    doc: str
    text: Callable[[View, int, int, Verdict], str]
    right: bool = False
    width: int = 0
    style: str = "name"
    by_pattern: Callable[[View], Sequence[SortKey]] | None = None
    by_lead: Callable[[View], Sequence[SortKey]] | None = None
    said: Callable[[ScoredList], Iterable[str]] | None = None
    facet: str = ""


_WARMEST_FIRST: Final = {temperature: place for place, temperature in enumerate(Temperature)}
_QUEUES: Final = {queue: place for place, queue in enumerate(Queue)}
_LEVELS: Final = {level: place for place, level in enumerate(Level)}
_STATUSES: Final = {status: place for place, status in enumerate(Status)}
Part: TypeAlias = Literal["id", "name", "company", "owner", "phone", "email", "country"]


def _texts(texts: Sequence[str | None]) -> list[SortKey]:
    return [fold(text) or None if text else None for text in texts]


def _who(part: Part, header: str, doc: str) -> Column:
    """Return a column that shows a part of who a lead is."""

    def text(view: View, _row: int, lead: int, _verdict: Verdict) -> str:
        return identity(view.scored, part, lead) or ""

    def by_lead(view: View) -> list[SortKey]:
        return _texts([identity(view.scored, part, lead) for lead in range(len(view.board))])

    def said(scored: ScoredList) -> list[str]:
        return [identity(scored, part, lead) or "" for lead in range(len(scored.board))]

    return Column(part, header, doc, text, by_lead=by_lead, said=said, facet="owner" if part == "owner" else "")


def identity(scored: ScoredList, part: Part, lead: int) -> str | None:
    """Return a part of who a lead is, or None."""
    if part == "name":
        return scored.name(lead)
    return lead_text(scored.table.columns, getattr(scored.places, part), lead)


_FIXED: Final = (
    Column("rank", "#", "The rank in the whole list", lambda view, row, _lead, _verdict: str(view.ranks[row]),
           right=True, style="quiet"),
    Column("score", "Score", "Points earned so far; ? where the temperature is not settled",
           lambda view, _row, _lead, verdict: (
               f"{verdict.score / 1000:.{view.decimals}f}{' ' if verdict.settled else '?'}"
           ), right=True, style="", by_pattern=lambda view: view.board.summaries.scores),
    Column("temperature", "Temp.", "Hot, warm, cold or out",
           lambda view, _row, _lead, verdict: view.board.profile.score.labels[verdict.temperature], style="",
           facet="temperature",
           by_pattern=lambda view: [_WARMEST_FIRST[one] for one in view.board.summaries.temperatures]),
    Column("queue", "Queue", "Where the lead goes next", lambda _view, _row, _lead, verdict: verdict.queue.value,
           style="queue", facet="queue", by_pattern=lambda view: [_QUEUES[one] for one in view.board.summaries.queues]),
    _who("name", "Name", "The person's name"),
    _who("company", "Company", "The company"),
    _who("owner", "Owner", "Whose lead it is"),
    _who("phone", "Phone", "The phone number"),
    _who("email", "E-mail", "The e-mail address"),
    _who("country", "Country", "The country"),
    _who("id", "Id", "The lead's id"),
    Column("status", "Status", "Qualified, open or disqualified",
           lambda _view, _row, _lead, verdict: verdict.status.value,
           by_pattern=lambda view: [_STATUSES[one] for one in view.board.statuses]),
    Column("level", "Stands at", "The first level that is not passed yet",
           lambda _view, _row, _lead, verdict: verdict.level.value if verdict.level else "all passed",
           facet="level", by_pattern=lambda view: [_LEVELS[one] if one else len(_LEVELS) for one in view.board.levels]),
    Column("type", "Type", "The lead type: PQL, CQL, SQL, MQL", lambda _view, _row, _lead, verdict: verdict.type,
           by_pattern=lambda view: view.board.types),
    Column("product", "Product", "The product that fits best",
           lambda _view, _row, _lead, verdict: verdict.product or "",
           facet="product", by_pattern=lambda view: _texts(view.board.products)),
    Column("lowest", "Lowest", "The score if all that is unknown turns out badly",
           lambda _view, _row, _lead, verdict: points_text(verdict.floor), right=True, style="quiet",
           by_pattern=lambda view: view.board.summaries.floors),
    Column("highest", "Highest", "The score if all that is unknown turns out well",
           lambda _view, _row, _lead, verdict: points_text(verdict.ceiling), right=True, style="quiet",
           by_pattern=lambda view: view.board.summaries.ceilings),
    Column("known", "Known", "The share of points whose answers are known",
           lambda _view, _row, _lead, verdict: f"{verdict.completeness // 10} %", right=True, style="quiet",
           by_pattern=lambda view: view.board.completeness),
    Column("answers", "Answers", "A mark a criterion, most important first: ✓ yes, ~ in part, ✗ no, ? not known",
           lambda view, _row, _lead, verdict: "".join(
               mark(verdict.points[one.id], view.board.judge.points[one.id]) for one in view.board.profile.criteria
           )),
    Column("why", "Why", "Why it stands where it stands",
           lambda view, _row, lead, verdict: view.scored.reason_of(lead, verdict), style="quiet"),
)  # fmt: skip
_BY_KEY: Final = {one.key: one for one in _FIXED}


def column(key: str) -> Column:
    """Return the column of that key; one of the list's own may be there or not."""
    return _BY_KEY.get(key) or _own(key.removeprefix(OWN))


def _own(header: str) -> Column:
    """Return the column that shows a column of the list as it stands there."""

    def cells(scored: ScoredList) -> Sequence[Cell]:
        table = scored.table
        places = (place for place, one in enumerate(table.headers) if one == header and place in table.columns)
        found = next(places, None)
        return [None] * len(scored.board) if found is None else table.columns[found]

    def text(view: View, _row: int, lead: int, _verdict: Verdict) -> str:
        return cell_text(cells(view.scored)[lead])

    def by_lead(view: View) -> list[SortKey]:
        return sort_keys(cells(view.scored), view.board.plan.reader)

    def said(scored: ScoredList) -> list[str]:
        return list(map(cell_text, cells(scored)))

    return Column(f"{OWN}{header}", header, "A column of your list", text, by_lead=by_lead, said=said)


def columns_of(scored: ScoredList) -> list[Column]:
    """Return every column there is for a list: ours, then the list's own."""
    table, places = scored.table, scored.places
    is_there = {"phone": places.phone, "email": places.email, "country": places.country, "owner": places.owner}
    is_there |= {"id": places.id, "company": places.company}
    absent = {key for key, found in is_there.items() if not found}
    if not scored.board.profile.products:
        absent.add("product")
    # What one of ours shows as it stands there needs no second choice of the same name.
    ours = {
        found[0]
        for key, found in is_there.items()
        if len(found) == 1 and _BY_KEY[key].header == table.headers[found[0]]
    }
    own = dict.fromkeys(
        header for place, header in enumerate(table.headers) if header and place in table.columns and place not in ours
    )
    return [*(one for one in _FIXED if one.key not in absent), *map(_own, own)]


def usual_columns(scored: ScoredList) -> tuple[str, ...]:
    """Return the columns that a list is shown with before anybody chooses others.

    A list that names nobody shows what its most important criteria read instead.
    """
    places = scored.places
    who = [
        *(["name"] if places.name or places.first or places.last else []),
        *(["company"] if places.company else []),
    ]
    if not who:
        table = scored.table
        there = {fold_header(table.headers[place]): table.headers[place] for place in sorted(table.columns)}
        named = (fold_header(header) for one in scored.board.profile.criteria for header in one.columns)
        who = [f"{OWN}{there[header]}" for header in dict.fromkeys(named) if header in there][:_INSTEAD]
    marks = ["answers"] if len(scored.board.profile.criteria) <= _MOST_MARKS else []
    return (*_BEFORE, *marks, *who, "why")


def sort_keys(cells: Sequence[Cell], reader: Reader) -> list[SortKey]:
    """Return what cells are sorted by: numbers first, then days, then texts; None where there is no answer."""
    known: dict[Cell, SortKey] = {}
    keys = []
    for cell in cells:
        if cell not in known:
            known[cell] = _key(cell, reader)
        keys.append(known[cell])
    return keys


def _key(cell: Cell, reader: Reader) -> SortKey:
    reading = reader.read(cell)
    if reading.state in (State.BLANK, State.UNKNOWN):
        return None
    number = reading.number()
    if number is not None:
        interval = number.interval
        return (0, float(interval.low if interval.low is not None else interval.high or 0))
    day: date | None = reading.day()
    return (1, float(day.toordinal())) if day else (2, reading.text)
