"""What every plan for a team's list begins and ends with: its columns, its ids, what is told of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sheetqual.core.identity import lead_text
from sheetqual.core.reading import is_blank
from sheetqual.files._positions import column_letters
from sheetqual.files.merging.cell_fitting import Fitter
from sheetqual.files.merging.column_pairs import holds_something, pair_columns
from sheetqual.files.merging.lead_ids import ID_HEADER, LeadIds
from sheetqual.files.merging.plan import Decision, Kind, MergePlan, NewColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.merging.identities import LeadList
    from sheetqual.files.merging.matching import Matching
    from sheetqual.files.merging.plan import Base, Command, NewRow

__all__ = ["ColumnPair", "Planner", "lead_label"]


@dataclass(frozen=True, slots=True)
class ColumnPair:
    """A column of the master, and the other list's with the same.

    Attributes:
        place: Its position in the master.
        header: Its header there.
        mine: Its cells there.
        other: Its position in the other list.
        theirs: Its cells there.
    """

    place: int
    header: str
    mine: Sequence[Cell]
    other: int
    theirs: Sequence[Cell]


class Planner:
    """What both plans have in common.

    Attributes:
        command: What the plan is for.
    """

    command: Command

    def __init__(self, other: LeadList, master: LeadList) -> None:
        """Pair the columns of both lists.

        Args:
            other: The list that came.
            master: The team's list.
        """
        self._other, self._master = other, master
        self._columns = pair_columns(other, master)
        self._fitter = Fitter(master.table.columns)
        self._ids = LeadIds(other, master, self._columns)
        self._cells: dict[int, dict[int, Cell]] = {}
        self._new_columns: list[NewColumn] = []
        self._new_rows: list[NewRow] = []
        self._decisions: list[Decision] = []
        self._made_ids: dict[int, str] = {}
        columns, others, headers = master.table.columns, other.table.columns, master.table.headers
        self._pairs = [
            ColumnPair(place, headers[place], columns[place], theirs, others[theirs])
            for place, theirs in self._columns.pairs
        ]
        self._added = [place for place in self._columns.added if place != self._ids.theirs]

    def _plan(self, known: int, base: Base | None = None) -> MergePlan:
        for place in self._columns.unnamed:
            if holds_something(self._other, place):
                letters = column_letters(place).decode()
                self._decisions.append(Decision(Kind.COLUMN_LEFT, column=letters))
        for place in self._columns.untouched:
            if holds_something(self._other, place):
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
                self._decisions.append(Decision(Kind.NO_ID, lead_label(self._master, lead), self._row(lead)))

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
            self._decisions.append(Decision(Kind.ID_MADE, lead_label(self._master, lead), row, theirs=text))
        if self._ids.makes_column:
            values = {self._row(lead): text for lead, text in self._made_ids.items()}
            self._new_columns.append(NewColumn(ID_HEADER, values))
            self._decisions.append(Decision(Kind.COLUMN_ADDED, column=ID_HEADER))

    def _mine(self, pair: ColumnPair, lead: int) -> Cell:
        """Return a cell of the master, or the id that it gets."""
        old = pair.mine[lead]
        return self._made_ids.get(lead, old) if pair.place == self._ids.own else old

    def _take(self, kind: Kind, place: int, old: Cell, new: Cell, said: Decision) -> None:
        """Put a cell into the plan, and say so."""
        row = said.row
        if row is not None:
            self._cells.setdefault(row, {})[place] = self._fitter.fit(place, new, old)
            self._decisions.append(replace(said, kind=kind, mine=old, theirs=new))


def lead_label(leads: LeadList, lead: int) -> str:
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
