"""Plans what goes into a team's list: answers that came back, or the next export of a CRM.

A plan says which cell of the list gets which value, which columns and leads are new, and how each
of it was decided. It opens and writes nothing. Nothing that the team wrote is replaced unless it is
known that only the other side changed it; whatever both changed is left for a person.
"""

from __future__ import annotations

import math
import re
import secrets
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sheetqual.core.identity import lead_text
from sheetqual.core.reading import WHITE, cell_text, is_blank
from sheetqual.core.reconcile import NO_FINGERPRINT, Outcome, decide, fingerprint, meaning
from sheetqual.core.words import fold_header
from sheetqual.files._positions import column_letters
from sheetqual.files.matching import (
    ID_LETTERS,
    Doubt,
    How,
    LeadList,
    Match,
    allot,
    id_text,
    is_own_id,
    match_lists,
)
from sheetqual.files.score_columns import own_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.matching import Allotment, Cluster, Matching

__all__ = [
    "BASE_MARK",
    "ID_HEADER",
    "Base",
    "Decision",
    "Kind",
    "LeadList",
    "MergePlan",
    "NewColumn",
    "NewRow",
    "plan_merge",
    "plan_update",
]

ID_HEADER: Final = "Lead ID"
"""The header of the column of ids that we make."""
_ID_LENGTH: Final = 6

Command: TypeAlias = Literal["merge", "update"]


class Kind(StrEnum):
    """How something was decided."""

    TAKEN = "taken"
    FILLED = "filled"
    KEPT = "kept"
    CONFLICT = "conflict"
    ADDED = "added lead"
    UNMATCHED = "unmatched"
    AMBIGUOUS = "ambiguous"
    MAYBE = "maybe the same lead"
    NAMELESS = "nothing says who it is"
    DOUBTFUL = "one of several in the export"
    JOINED = "joined duplicate"
    DIFFERENT = "duplicates differ"
    MISSING = "not in the export"
    ID_MADE = "id made"
    REPEATED_ID = "repeated id"
    NO_ID = "without id"
    COLUMN_ADDED = "column added"
    COLUMN_LEFT = "column left out"
    COLUMN_KEPT = "column not touched"


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that was decided, or that a person has to decide.

    Attributes:
        kind: How it was decided.
        lead: What to call the lead; empty where it is about no single lead.
        row: The lead's row in the master, or None.
        other: The lead's row in the other list, or None.
        column: The column's header, or None.
        mine: The cell as it was in the master; of duplicates that differ, the one that counts.
        theirs: The cell of the other list.
        how: By what the lead was found in the master, or None.
        rows: Rows of other leads that it is about: the candidates in the master, or for
            duplicates the row of the other list that they were joined to.
    """

    kind: Kind
    lead: str = ""
    row: int | None = None
    other: int | None = None
    column: str | None = None
    mine: Cell = None
    theirs: Cell = None
    how: How | None = None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column that the master gets.

    Attributes:
        header: Its header.
        values: The cells by the master's rows; none for blanks.
    """

    header: str
    values: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class NewRow:
    """A lead that the master gets, below its own.

    Attributes:
        cells: Its cells by column position; none for blanks.
        new: Its cells in the new columns, by their place in `MergePlan.new_columns`.
        other: Its row in the other list.
    """

    cells: Mapping[int, Cell]
    new: Mapping[int, Cell]
    other: int


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What goes into the master.

    Attributes:
        command: What the plan is for.
        cells: New values of cells, by row and column position.
        new_columns: Columns to add, in order.
        new_rows: Leads to add, in order.
        decisions: How each of it was decided, and what is left for a person.
        counts: How many decisions there are of each kind; kinds without any are left out.
        known: How many leads of the other list were found in the master.
        base: What the export said, for the next update; None for a merge.
    """

    command: Command
    cells: Mapping[int, Mapping[int, Cell]]
    new_columns: Sequence[NewColumn]
    new_rows: Sequence[NewRow]
    decisions: Sequence[Decision]
    counts: Mapping[Kind, int]
    known: int
    base: Base | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether the master stays as it is."""
        return not (self.cells or self.new_columns or self.new_rows)


BASE_MARK: Final = "sheetqual update 1"
"""The first cell of the row of headers, in the sheet that keeps a base."""
_PRINT_LENGTH: Final = len(NO_FINGERPRINT)
_PRINTS: Final = re.compile(r"[\w.~-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Base:
    """What the last export said, so that the next one shows who has changed what.

    Attributes:
        headers: The export's headers, folded; one that stands there twice is there twice.
        prints: A lead's id -> the fingerprints of its cells, joined in the order of the headers.
    """

    headers: tuple[str, ...] = ()
    prints: Mapping[str, str] = field(default_factory=dict)

    def to_rows(self) -> list[list[str]]:
        """Return the base as rows of texts, for a sheet that nobody sees."""
        rows = [[BASE_MARK, _check(*self.headers), *self.headers]]
        rows += [[key, prints + _check(key, prints)] for key, prints in self.prints.items()]
        return rows

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[Cell]]) -> Base:
        """Read a base from a sheet; what a person has changed in it is left out.

        Args:
            rows: The sheet's rows in any order, blank cells as None or empty texts.
        """
        texts = [[cell_text(cell).strip(WHITE) for cell in row] for row in rows]
        headers: tuple[str, ...] | None = None
        for _, *others in (row for row in texts if row and row[0] == BASE_MARK):
            named = tuple(others[1:])
            while named and not named[-1]:
                named = named[:-1]
            if others and others[0] == _check(*named):
                headers = named
        if headers is None:
            return cls((), {})
        width = len(headers) * _PRINT_LENGTH
        prints: dict[str, str] = {}
        twice: set[str] = set()
        for key, text, *_ in (row for row in texts if len(row) > 1 and row[0] != BASE_MARK):
            joined, check = text[:width], text[width:]
            is_ours = key and len(joined) == width and _PRINTS.fullmatch(joined) and check == _check(key, joined)
            if is_ours and prints.setdefault(key, joined) != joined:
                twice.add(key)
        return cls(headers, {key: joined for key, joined in prints.items() if key not in twice})


def _check(*texts: str) -> str:
    """Return what shows that a row of the sheet is as we wrote it."""
    return fingerprint("\t".join(("base", *texts)))


def _numbered(headers: Iterable[str]) -> list[tuple[str, int]]:
    """Return each header with how many of its name came before it."""
    seen: Counter[str] = Counter()
    numbered = []
    for header in headers:
        numbered.append((header, seen[header]))
        seen[header] += 1
    return numbered


class _Prints(dict["Cell", str]):
    """Remembers the fingerprints of a column's cells."""

    def __missing__(self, cell: Cell) -> str:
        self[cell] = made = fingerprint(cell)
        return made


_PAIRED_ROLES: Final = ("id", "name", "first", "last", "company", "email")
_WHO_ROLES: Final = ("id", "name", "first", "last", "company", "phone", "email")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of two lists hold the same.

    Attributes:
        pairs: Position in the master and in the other list.
        added: Positions of columns that only the other list has.
        untouched: Positions of the other list's columns that the master has, but ignores.
        unnamed: Positions of the other list's columns without a header.
    """

    pairs: tuple[tuple[int, int], ...]
    added: tuple[int, ...]
    untouched: tuple[int, ...]
    unnamed: tuple[int, ...]


def _answers(leads: LeadList) -> list[int]:
    """Return the positions of the columns that are the list's own."""
    return [place for place in _not_ours(leads) if place not in leads.ignore]


def _not_ours(leads: LeadList) -> list[int]:
    ours = own_places(leads.table.headers)
    return [place for place in sorted(leads.table.columns) if place not in ours]


def _named(leads: LeadList, places: Iterable[int]) -> dict[tuple[str, int], int]:
    """Return the columns that have a header, by the header and how many of its name came before."""
    headers = leads.table.headers
    folded = [(place, header) for place in places if (header := fold_header(headers[place]))]
    numbered = _numbered(header for _, header in folded)
    return {one: place for one, (place, _) in zip(numbered, folded, strict=True)}


def _pair(other: LeadList, master: LeadList) -> _Columns:
    """Find the columns of two lists that hold the same.

    Headers say so; columns that say who a lead is may have other headers, too.
    """
    places = _answers(other)
    mine, theirs = _named(master, _not_ours(master)), _named(other, places)
    pairs = {place: mine[one] for one, place in theirs.items() if one in mine}
    untouched = {place for place, own in pairs.items() if own in master.ignore}
    unpaired = {place for one, place in mine.items() if one not in theirs and place not in master.ignore}
    for role in _PAIRED_ROLES:
        ours = [place for place in getattr(master.places, role) if place in unpaired]
        found = [place for place in getattr(other.places, role) if place in theirs.values() and place not in pairs]
        if len(ours) != 1 or len(found) != 1:
            continue
        if role == "id" and _has_own_ids(master, ours[0]) != _has_own_ids(other, found[0]):
            continue
        pairs[found[0]] = ours[0]
        unpaired.discard(ours[0])
    return _Columns(
        tuple((pairs[place], place) for place in sorted(pairs) if place not in untouched),
        tuple(place for place in theirs.values() if place not in pairs),
        tuple(sorted(untouched)),
        tuple(place for place in places if place not in theirs.values()),
    )


def _has_own_ids(leads: LeadList, place: int) -> bool:
    """Tell whether most ids of a column are ones that we made."""
    cells = leads.table.columns[place]
    own = sum(isinstance(cell, str) and "L-" in cell and is_own_id(cell.strip(WHITE)) for cell in cells)
    return own > 0 and 2 * own >= sum(id_text(cell) is not None for cell in cells)


def _holds_something(leads: LeadList, place: int) -> bool:
    return not all(map(is_blank, leads.table.columns[place]))


@dataclass(slots=True)
class _Contents:
    """How many cells of a column hold what."""

    numbers: int = 0
    days: int = 0
    moments: int = 0
    others: int = 0


class _Fitter:
    """Makes the texts of a CSV file what the other cells of a column are: numbers, or days."""

    def __init__(self, columns: Mapping[int, Sequence[Cell]]) -> None:
        self._columns = columns
        self._contents: dict[int, _Contents] = {}

    def fit(self, place: int, cell: Cell, old: Cell = None) -> Cell:
        """Return a cell as it goes into a column.

        Args:
            place: The column's position.
            cell: The new cell.
            old: The one it replaces, which does not count.
        """
        if not isinstance(cell, str):
            return cell
        contents = self._contents.get(place)
        if contents is None:
            contents = self._contents[place] = _contents(self._columns[place])
        is_other = isinstance(old, str) and not is_blank(old)
        if contents.others - is_other:
            return cell
        if contents.numbers and not contents.days:
            return _number(cell)
        if contents.days and not contents.numbers:
            return _day(cell, moments=bool(contents.moments))
        return cell


def _contents(cells: Iterable[Cell]) -> _Contents:
    found = _Contents()
    for cell in cells:
        if isinstance(cell, (int, float)):
            found.numbers += 1
        elif isinstance(cell, date):
            found.days += 1
            found.moments += isinstance(cell, datetime)
        elif not is_blank(cell):
            found.others += 1
    return found


def _number(text: str) -> Cell:
    try:
        number = float(text)
    except ValueError:
        return text
    # So 007 and numbers of twenty digits stay as they are written.
    plain = cell_text(number)
    tidy = text.strip(WHITE)
    return (
        number
        if math.isfinite(number) and (plain == tidy or ("." in tidy and tidy.rstrip("0").rstrip(".") == plain))
        else text
    )


def _day(text: str, *, moments: bool) -> Cell:
    said = meaning(text)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return text
    if meaning(moment) != said:
        return text
    return moment if moments or len(said) > len("2026-03-01") else moment.date()


class _Ids:
    """The ids of the master's leads: those it has, and those we make."""

    def __init__(self, other: LeadList, master: LeadList, columns: _Columns) -> None:
        self._master, self._other = master, other
        holding = [place for place in other.places.id if place in columns.added and _holds_something(other, place)]
        self.own: int | None = next((place for place in master.places.id if _has_own_ids(master, place)), None)
        paired = {mine: theirs for mine, theirs in columns.pairs if _holds_something(other, theirs)}
        if self.own is None and not any(_holds_something(master, place) for place in master.places.id):
            headers = master.table.headers
            empty = (place for place in master.places.id if fold_header(headers[place]) == fold_header(ID_HEADER))
            self.own = next((place for place in empty if place not in paired), None)
        self.theirs: int | None = next((place for place in holding if _has_own_ids(other, place)), None)
        self.makes_column = self.own is None and not master.places.id and (not holding or self.theirs is not None)
        self.is_ours = self.own is not None or self.makes_column
        self._given = set(_all_ids(master)) if self.is_ours else set()
        self._taken = self._given.union(_all_ids(other)) if self.is_ours else set()
        self._source = self.theirs if self.own is None else dict(columns.pairs).get(self.own)

    def existing(self, lead: int) -> list[str]:
        """Return the ids that a lead of the master has, our own first."""
        columns = self._master.table.columns
        texts = [text for place in self._master.places.id if (text := id_text(columns[place][lead]))]
        return sorted(texts, key=lambda text: not is_own_id(text))

    def shared(self) -> set[str]:
        """Return the ids that more than one lead of the master has, whatever the column."""
        owners: dict[str, int] = {}
        for place in self._master.places.id:
            for lead, cell in enumerate(self._master.table.columns[place]):
                if (text := id_text(cell)) and owners.setdefault(text, lead) != lead:
                    owners[text] = -1
        return {text for text, lead in owners.items() if lead < 0}

    def next(self, lead: int | None) -> str:
        """Return an id for a lead: the one we made that the other list has for it, else a new one.

        Args:
            lead: The lead's place in the other list, or None where it is not there.
        """
        text = None
        if self._source is not None and lead is not None:
            text = id_text(self._other.table.columns[self._source][lead])
        if text is None or text in self._given or not is_own_id(text):
            text = self._made()
        self._given.add(text)
        return text

    def _made(self) -> str:
        while True:
            made = "L-" + "".join(secrets.choice(ID_LETTERS) for _ in range(_ID_LENGTH))
            if made not in self._taken:
                self._taken.add(made)
                return made


def _all_ids(leads: LeadList) -> Iterator[str]:
    for place in leads.places.id:
        for cell in leads.table.columns[place]:
            if text := id_text(cell):
                yield text


def plan_merge(answered: LeadList, master: LeadList, base: LeadList | None = None) -> MergePlan:
    """Plan what a returned list brings into the master: answers, dispositions, callbacks.

    Leads are never added, and the columns that say who a lead is are only filled where they are
    blank. Where two rows of the returned list answer differently for one lead, a person decides.

    Args:
        answered: The returned list.
        master: The team's list.
        base: The list as it was given out; without it, what differs is left for a person.
    """
    return _Merge(answered, master, base).plan()


def plan_update(master: LeadList, export: LeadList, base: Base | None = None) -> MergePlan:
    """Plan what the next export of a CRM brings into the master: changes, and new leads.

    Args:
        master: The team's list.
        export: The export.
        base: What the last export said; without it, what differs is left for a person.
    """
    return _Update(export, master, base or Base()).plan()


@dataclass(frozen=True, slots=True)
class _Pair:
    """A column of the master, and the other list's with the same."""

    place: int
    header: str
    mine: Sequence[Cell]
    other: int
    theirs: Sequence[Cell]


class _Planner:
    """What both plans have in common."""

    command: Command

    def __init__(self, other: LeadList, master: LeadList) -> None:
        self._other, self._master = other, master
        self._columns = _pair(other, master)
        self._fitter = _Fitter(master.table.columns)
        self._ids = _Ids(other, master, self._columns)
        self._cells: dict[int, dict[int, Cell]] = {}
        self._new_columns: list[NewColumn] = []
        self._new_rows: list[NewRow] = []
        self._decisions: list[Decision] = []
        self._made_ids: dict[int, str] = {}
        columns, others, headers = master.table.columns, other.table.columns, master.table.headers
        self._pairs = [
            _Pair(place, headers[place], columns[place], theirs, others[theirs])
            for place, theirs in self._columns.pairs
        ]
        self._added = [place for place in self._columns.added if place != self._ids.theirs]

    def _plan(self, known: int, base: Base | None = None) -> MergePlan:
        for place in self._columns.unnamed:
            if _holds_something(self._other, place):
                letters = column_letters(place).decode()
                self._decisions.append(Decision(Kind.COLUMN_LEFT, column=letters))
        for place in self._columns.untouched:
            if _holds_something(self._other, place):
                self._decisions.append(Decision(Kind.COLUMN_KEPT, column=self._other.table.headers[place]))
        counts = Counter(decision.kind for decision in self._decisions)
        return MergePlan(
            self.command,
            self._cells,
            self._new_columns,
            self._new_rows,
            self._decisions,
            {kind: counts[kind] for kind in Kind if counts[kind]},
            known,
            base,
        )

    def _row(self, lead: int) -> int:
        return self._master.table.rows[lead]

    def _other_row(self, lead: int) -> int:
        return self._other.table.rows[lead]

    def _rows(self, leads: Iterable[int]) -> tuple[int, ...]:
        return tuple(map(self._row, leads))

    def _tell_ids(self, matching: Matching) -> None:
        for one, leads in matching.repeated.items():
            self._decisions.append(
                Decision(Kind.REPEATED_ID, mine=one, row=self._row(leads[0]), rows=self._rows(leads))
            )
        if not self._ids.is_ours:
            for lead in matching.without_id:
                self._decisions.append(Decision(Kind.NO_ID, _label(self._master, lead), self._row(lead)))

    def _make_ids(self, theirs: Mapping[int, int]) -> None:
        """Give an id to every lead of the master that has none, where the ids are ours.

        Args:
            theirs: The master's leads -> the leads of the other list that they are.
        """
        if not self._ids.is_ours:
            return
        own = None if self._ids.own is None else self._master.table.columns[self._ids.own]
        for lead in range(len(self._master.table.rows)):
            if own is not None and not is_blank(own[lead]):
                continue
            text = self._made_ids[lead] = self._ids.next(theirs.get(lead))
            row = self._row(lead)
            if self._ids.own is not None:
                self._cells.setdefault(row, {})[self._ids.own] = text
            self._decisions.append(Decision(Kind.ID_MADE, _label(self._master, lead), row, theirs=text))
        if self._ids.makes_column:
            values = {self._row(lead): text for lead, text in self._made_ids.items()}
            self._new_columns.append(NewColumn(ID_HEADER, values))
            self._decisions.append(Decision(Kind.COLUMN_ADDED, column=ID_HEADER))

    def _mine(self, pair: _Pair, lead: int) -> Cell:
        """Return a cell of the master, or the id that it gets."""
        old = pair.mine[lead]
        return self._made_ids.get(lead, old) if pair.place == self._ids.own else old

    def _take(self, kind: Kind, place: int, old: Cell, new: Cell, said: Decision) -> None:
        """Put a cell into the plan, and say so."""
        row = said.row
        if row is not None:
            self._cells.setdefault(row, {})[place] = self._fitter.fit(place, new, old)
            self._decisions.append(replace(said, kind=kind, mine=old, theirs=new))


def _label(leads: LeadList, lead: int) -> str:
    """Return what to call a lead: its name and company, else its id or row."""
    columns, places = leads.table.columns, leads.places
    name = lead_text(columns, places.name, lead)
    if not name:
        parts = (lead_text(columns, places.first, lead), lead_text(columns, places.last, lead))
        name = " ".join(part for part in parts if part)
    company = lead_text(columns, places.company, lead)
    if name and company:
        return f"{name} ({company})"
    return name or company or lead_text(columns, places.id, lead) or f"row {leads.table.rows[lead]}"


class _Merge(_Planner):
    """Plans what a returned list brings."""

    command = "merge"

    def __init__(self, answered: LeadList, master: LeadList, base: LeadList | None) -> None:
        super().__init__(answered, master)
        self._who = {place for role in _WHO_ROLES for place in getattr(master.places, role)}
        self._base_leads: dict[int, int | None] = {}
        self._base_cells: dict[int, Sequence[Cell]] = {}
        if base is not None:
            for lead, match in enumerate(match_lists(base, master).matches):
                if match.master is not None:
                    # Two rows for one lead: nobody knows which one was answered.
                    self._base_leads[match.master] = None if match.master in self._base_leads else lead
            pairs = dict(_pair(base, answered).pairs)
            self._base_cells = {theirs: base.table.columns[place] for theirs, place in pairs.items()}

    def plan(self) -> MergePlan:
        """Return the plan."""
        matching = match_lists(self._other, self._master)
        self._tell_ids(matching)
        known: dict[int, list[int]] = {}
        for lead, match in enumerate(matching.matches):
            if match.master is None:
                self._tell_unmatched(lead, match)
            else:
                known.setdefault(match.master, []).append(lead)
        self._make_ids({master: leads[0] for master, leads in known.items()})
        added: dict[int, dict[int, Cell]] = {place: {} for place in self._added}
        for master, leads in sorted(known.items()):
            self._reconcile(master, leads, matching.matches[leads[0]].how, added)
        for place, values in added.items():
            if values:
                header = self._other.table.headers[place]
                self._new_columns.append(NewColumn(header, values))
                self._decisions.append(Decision(Kind.COLUMN_ADDED, column=header))
        return self._plan(sum(map(len, known.values())))

    def _tell_unmatched(self, lead: int, match: Match) -> None:
        rows = self._rows(match.candidates)
        kind = _KIND_OF_DOUBT[match.doubt]
        self._decisions.append(Decision(kind, _label(self._other, lead), other=self._other_row(lead), rows=rows))

    def _reconcile(self, master: int, leads: list[int], how: How | None, added: Mapping[int, dict[int, Cell]]) -> None:
        label = _label(self._master, master)
        row = self._row(master)
        said = Decision(Kind.KEPT, label, row, self._other_row(leads[0]), how=how)
        for lead in leads[1:]:
            rows = (self._other_row(leads[0]),)
            self._decisions.append(replace(said, kind=Kind.JOINED, other=self._other_row(lead), rows=rows))
        for pair in self._pairs:
            old = self._mine(pair, master)
            if len(leads) == 1 and ((new := pair.theirs[leads[0]]) is old or new == old):
                continue
            base = self._base_print(master, pair)
            for lead, new, outcome in _wishes(base, old, ((lead, pair.theirs[lead]) for lead in leads)):
                about = replace(said, column=pair.header, other=self._other_row(lead), mine=old, theirs=new)
                self._settle(pair.place, outcome, about)
        for place, values in added.items():
            theirs, header = self._other.table.columns[place], self._other.table.headers[place]
            for lead, new, outcome in _wishes(None, None, ((lead, theirs[lead]) for lead in leads)):
                kind = _KIND_OF[outcome]
                self._decisions.append(replace(said, kind=kind, column=header, other=self._other_row(lead), theirs=new))
                if kind is Kind.FILLED:
                    values[row] = new

    def _base_print(self, master: int, pair: _Pair) -> str | None:
        lead, cells = self._base_leads.get(master), self._base_cells.get(pair.other)
        return None if lead is None or cells is None else fingerprint(cells[lead])

    def _settle(self, place: int, outcome: Outcome, about: Decision) -> None:
        is_who = place in self._master.places.id or (place in self._who and not _gives_way(about.mine))
        if outcome is Outcome.CONFLICT:
            self._decisions.append(replace(about, kind=Kind.CONFLICT))
        elif outcome is Outcome.CLEARED or is_who:
            self._decisions.append(about)
        else:
            self._take(_KIND_OF[outcome], place, about.mine, about.theirs, about)


_KIND_OF: Final = {
    Outcome.FILLED: Kind.FILLED,
    Outcome.TAKEN: Kind.TAKEN,
    Outcome.CLEARED: Kind.KEPT,
    Outcome.CONFLICT: Kind.CONFLICT,
}
_KIND_OF_DOUBT: Final[Mapping[Doubt | None, Kind]] = {
    Doubt.NEW: Kind.UNMATCHED,
    Doubt.MAYBE: Kind.MAYBE,
    Doubt.AMBIGUOUS: Kind.AMBIGUOUS,
    Doubt.BETWEEN: Kind.DOUBTFUL,
    Doubt.NAMELESS: Kind.NAMELESS,
}


def _gives_way(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that a known answer would not replace."""
    return decide(None, cell, "known") in (Outcome.FILLED, Outcome.TAKEN)


def _says_something(cell: Cell) -> bool:
    return decide(None, None, cell) is Outcome.FILLED


def _wishes(base: str | None, mine: Cell, theirs: Iterable[tuple[int, Cell]]) -> list[tuple[int, Cell, Outcome]]:
    """Return the cells of one lead's rows that would change something, each meaning once.

    Two that would say different things are a conflict, whatever each is on its own.
    """
    wishes: dict[str, tuple[int, Cell, Outcome]] = {}
    cleared: dict[str, tuple[int, Cell, Outcome]] = {}
    for lead, cell in theirs:
        outcome = decide(base, mine, cell)
        if outcome is Outcome.CLEARED:
            cleared.setdefault(meaning(cell), (lead, cell, outcome))
        elif outcome not in (Outcome.EQUAL, Outcome.OURS):
            wishes.setdefault(meaning(cell), (lead, cell, outcome))
    if len(wishes) > 1:
        wishes = {said: (lead, cell, Outcome.CONFLICT) for said, (lead, cell, _) in wishes.items()}
    return [*wishes.values(), *cleared.values()]


@dataclass(frozen=True, slots=True)
class _Coming:
    """A lead that the master gets."""

    cells: dict[int, Cell]
    added: dict[int, Cell]
    id: str | None
    other: int


class _Update(_Planner):
    """Plans what an export brings."""

    command = "update"

    def __init__(self, export: LeadList, master: LeadList, base: Base) -> None:
        super().__init__(export, master)
        named = _named(export, _answers(export))
        self._used = list(named.values())
        self._used_columns = [export.table.columns[place] for place in self._used]
        index = {place: index for index, place in enumerate(self._used)}
        self._old = base
        old = {one: number for number, one in enumerate(_numbered(base.headers))}
        new = [one for one in named if one not in old]
        self._headers = (*base.headers, *(header for header, _ in new))
        self._sources = [index.get(named.get(one, -1)) for one in (*old, *new)]
        starts = {place: old[one] * _PRINT_LENGTH for one, place in named.items() if one in old}
        self._placed = [(pair, index[pair.other], starts.get(pair.other)) for pair in self._pairs]
        self._added_columns = [(place, index[place]) for place in self._added]
        self._id_indexes = [index[place] for place in export.places.id if place in index]
        self._memory = [_Prints() for _ in self._used]
        self._shared = self._ids.shared()
        self._new_prints: dict[str, str] = {}
        self._stale: set[str] = set()
        self._coming: list[_Coming] = []

    def plan(self) -> MergePlan:
        """Return the plan."""
        allotment = allot(self._other, self._master)
        self._tell_ids(allotment.matching)
        known = {cluster.master: cluster for cluster in allotment.clusters if cluster.master is not None}
        self._make_ids({master: cluster.leads[0] for master, cluster in known.items()})
        added: dict[int, dict[int, Cell]] = {place: {} for place in self._added}
        for master, cluster in known.items():
            self._update(master, cluster, added)
        for cluster in allotment.clusters:
            if cluster.master is None:
                self._add(cluster)
        self._add_columns(added)
        self._tell_left(allotment)
        seen = set(known).union(one for match in allotment.left.values() for one in match.candidates)
        for lead in range(len(self._master.table.rows)):
            if lead not in seen:
                self._decisions.append(Decision(Kind.MISSING, _label(self._master, lead), self._row(lead)))
        return self._plan(sum(len(cluster.leads) for cluster in known.values()), self._new_base())

    def _tell_left(self, allotment: Allotment) -> None:
        for lead, match in allotment.left.items():
            rows = self._rows(match.candidates)
            if match.doubt is Doubt.BETWEEN:
                rows = tuple(map(self._other_row, allotment.groups.doubtful[lead]))
            label, other = _label(self._other, lead), self._other_row(lead)
            self._decisions.append(Decision(_KIND_OF_DOUBT[match.doubt], label, other=other, rows=rows))

    def _best_first(self, leads: Sequence[int]) -> Sequence[int]:
        """Return the rows of one lead, the one with most cells first; of two, the later one."""
        if len(leads) == 1:
            return leads
        filled = {lead: sum(_says_something(cells[lead]) for cells in self._used_columns) for lead in leads}
        return sorted(leads, key=lambda lead: (filled[lead], lead), reverse=True)

    def _joined(self, leads: Sequence[int], said: _Said) -> list[Cell]:
        """Return the cells of a lead: those of its first row, its blanks filled from the others."""
        first, *others = leads
        if not others:
            return [cells[first] for cells in self._used_columns]
        joined: list[Cell] = [None] * len(self._used)
        for lead in leads:
            about = replace(said.named(), other=self._other_row(lead), rows=(self._other_row(first),))
            if lead != first:
                self._decisions.append(replace(about, kind=Kind.JOINED))
            for index, cells in enumerate(self._used_columns):
                outcome = decide(None, joined[index], cells[lead])
                if outcome in (Outcome.FILLED, Outcome.TAKEN):
                    joined[index] = cells[lead]
                elif outcome is Outcome.CONFLICT and not _gives_way(cells[lead]):
                    header = self._other.table.headers[self._used[index]]
                    two = replace(about, column=header, mine=joined[index], theirs=cells[lead])
                    self._decisions.append(replace(two, kind=Kind.DIFFERENT))
        return joined

    def _update(self, master: int, cluster: Cluster, added: Mapping[int, dict[int, Cell]]) -> None:
        row = self._row(master)
        leads = self._best_first(cluster.leads)
        how = next((one for one in cluster.how if one), None)
        said = _Said(self._master, master, Decision(Kind.KEPT, "", row, self._other_row(leads[0]), how=how))
        cells = self._joined(leads, said)
        made = self._made_ids.get(master)
        ids = [*([made] if made else ()), *self._ids.existing(master), *self._their_ids(cells)]
        ids = [one for one in ids if one not in self._shared]
        prints = next((found for one in ids if (found := self._old.prints.get(one)) is not None), None)
        for pair, index, start in self._placed:
            new, old = cells[index], self._mine(pair, master)
            if new is old or new == old:
                continue
            base = None
            if prints is not None and start is not None:
                base = prints[start : start + _PRINT_LENGTH]
                base = None if base == NO_FINGERPRINT else base
            if new is None and base is None:
                continue
            outcome = decide(base, old, new)
            if outcome not in (Outcome.EQUAL, Outcome.OURS):
                self._settle(pair, outcome, old, new, said.named())
        for place, index in self._added_columns:
            cell = cells[index]
            if not is_blank(cell):
                added[place][row] = cell
                header = self._other.table.headers[place]
                self._decisions.append(replace(said.named(), kind=Kind.FILLED, column=header, theirs=cell))
        self._remember(ids, cells, prints)

    def _settle(self, pair: _Pair, outcome: Outcome, old: Cell, new: Cell, said: Decision) -> None:
        about = replace(said, column=pair.header, mine=old, theirs=new)
        is_id = pair.place in self._master.places.id and not _gives_way(old)
        if outcome is Outcome.CONFLICT:
            self._decisions.append(replace(about, kind=Kind.CONFLICT))
        elif outcome is Outcome.CLEARED or is_id:
            self._decisions.append(about)
        else:
            self._take(_KIND_OF[outcome], pair.place, old, new, about)

    def _their_ids(self, cells: Sequence[Cell]) -> list[str]:
        return [text for index in self._id_indexes if (text := id_text(cells[index]))]

    def _add(self, cluster: Cluster) -> None:
        leads = self._best_first(cluster.leads)
        said = _Said(self._other, leads[0], Decision(Kind.ADDED, other=self._other_row(leads[0])))
        self._decisions.append(said.named())
        if cluster.candidates:
            self._decisions.append(replace(said.named(), kind=Kind.MAYBE, rows=self._rows(cluster.candidates)))
        theirs = self._joined(leads, said)
        cells = {
            pair.place: self._fitter.fit(pair.place, cell)
            for pair, index, _ in self._placed
            if not is_blank(cell := theirs[index])
        }
        self._write_name(cells, leads)
        made = self._ids.next(leads[0]) if self._ids.is_ours else None
        if made and self._ids.own is not None:
            cells[self._ids.own] = made
        added = {place: cell for place, index in self._added_columns if not is_blank(cell := theirs[index])}
        self._coming.append(_Coming(cells, added, made, self._other_row(leads[0])))
        self._remember([*([made] if made else ()), *self._their_ids(theirs)], theirs, None)

    def _write_name(self, cells: dict[int, Cell], leads: Iterable[int]) -> None:
        """Write a name in one cell where the master has it so, and the export in two."""
        own, theirs = self._master.places, self._other.places
        if (
            not own.name
            or own.name[0] in self._master.ignore
            or any(place in cells for place in (*own.name, *own.first, *own.last))
        ):
            return
        columns = self._other.table.columns
        for lead in leads:
            parts = (lead_text(columns, theirs.first, lead), lead_text(columns, theirs.last, lead))
            if name := " ".join(part for part in parts if part):
                cells[own.name[0]] = name
                return

    def _add_columns(self, added: Mapping[int, Mapping[int, Cell]]) -> None:
        numbers: dict[int, int] = {}
        for place, values in added.items():
            if values or any(place in one.added for one in self._coming):
                header = self._other.table.headers[place]
                numbers[place] = len(self._new_columns)
                self._new_columns.append(NewColumn(header, values))
                self._decisions.append(Decision(Kind.COLUMN_ADDED, column=header))
        for one in self._coming:
            new = {numbers[place]: cell for place, cell in one.added.items()}
            if one.id and self._ids.makes_column:
                new[0] = one.id
            self._new_rows.append(NewRow(one.cells, new, one.other))

    def _remember(self, ids: Sequence[str], cells: Sequence[Cell], old: str | None) -> None:
        """Note what the export says of a lead, under its first id."""
        if not ids:
            return
        self._stale.update(ids)
        prints = [memory[cell] for memory, cell in zip(self._memory, cells, strict=True)]
        said = []
        for number, index in enumerate(self._sources):
            start = number * _PRINT_LENGTH
            if index is not None:
                said.append(prints[index])
            else:
                said.append(old[start : start + _PRINT_LENGTH] if old else NO_FINGERPRINT)
        self._new_prints.setdefault(ids[0], "".join(said))

    def _new_base(self) -> Base:
        more = NO_FINGERPRINT * (len(self._headers) - len(self._old.headers))
        kept = {key: prints + more for key, prints in self._old.prints.items() if key not in self._stale}
        return Base(self._headers, kept | self._new_prints)


class _Said:
    """What is said of a lead; its name is only made where something is."""

    def __init__(self, leads: LeadList, lead: int, about: Decision) -> None:
        self._leads, self._lead, self._about = leads, lead, about

    def named(self) -> Decision:
        """Return what is said, with the lead's name."""
        if not self._about.lead:
            self._about = replace(self._about, lead=_label(self._leads, self._lead))
        return self._about
