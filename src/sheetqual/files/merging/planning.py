"""Plans what goes into a team's list: answers that came back, or the next export of a CRM.

A plan says which cell of the list gets which value, which columns and leads are new, and how each
of it was decided. It opens and writes nothing. Nothing that the team wrote is replaced unless it is
known that only the other side changed it; whatever both changed is left for a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sheetqual.core.identity import lead_text
from sheetqual.core.reading import is_blank
from sheetqual.core.reconcile import NO_FINGERPRINT, Outcome, decide, fingerprint, meaning
from sheetqual.files.merging.allotment import allot
from sheetqual.files.merging.column_pairs import answer_places, named_places, numbered_headers, pair_columns
from sheetqual.files.merging.lead_keys import id_text
from sheetqual.files.merging.matching import Doubt, match_returned
from sheetqual.files.merging.plan import PRINT_LENGTH, Base, Decision, Kind, NewColumn, NewRow
from sheetqual.files.merging.planner import Planner, lead_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.merging.allotment import Allotment, Cluster
    from sheetqual.files.merging.identities import LeadList
    from sheetqual.files.merging.matching import How, Match, Matching
    from sheetqual.files.merging.plan import MergePlan
    from sheetqual.files.merging.planner import ColumnPair

__all__ = ["plan_known", "plan_merge", "plan_update"]

_WHO_ROLES: Final = ("id", "name", "first", "last", "company", "phone", "email")


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


def plan_known(answered: LeadList, master: LeadList, base: LeadList, matching: Matching) -> MergePlan:
    """Plan what answers bring into the master whose leads have been found there already.

    Args:
        answered: The answers, a row a lead.
        master: The team's list.
        base: The same rows as they were given out.
        matching: Where the rows stand in the master.
    """
    return _Merge(answered, master, base, matching).plan()


def plan_update(master: LeadList, export: LeadList, base: Base | None = None) -> MergePlan:
    """Plan what the next export of a CRM brings into the master: changes, and new leads.

    Args:
        master: The team's list.
        export: The export.
        base: What the last export said; without it, what differs is left for a person.
    """
    return _Update(export, master, base or Base()).plan()


class _Merge(Planner):
    """Plans what a returned list brings."""

    command = "merge"

    def __init__(
        self, answered: LeadList, master: LeadList, base: LeadList | None, matching: Matching | None = None
    ) -> None:
        super().__init__(answered, master)
        self._matching = matching or match_returned(answered, master)
        self._who = {place for role in _WHO_ROLES for place in getattr(master.places, role)}
        self._base_leads: dict[int, int | None] = {}
        self._base_cells: dict[int, Sequence[Cell]] = {}
        if base is not None:
            for lead, match in enumerate((matching or match_returned(base, master)).matches):
                if match.master is not None:
                    # Two rows for one lead: nobody knows which one was answered.
                    self._base_leads[match.master] = None if match.master in self._base_leads else lead
            # The list came from the master: what means the same there does so in both.
            pairs = dict(pair_columns(base, replace(answered, groups=master.groups)).pairs)
            self._base_cells = {theirs: base.table.columns[place] for theirs, place in pairs.items()}

    def plan(self) -> MergePlan:
        """Return the plan."""
        matching = self._matching
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
        label, other = lead_label(self._other, lead), self._other_row(lead)
        self._decisions.append(Decision(kind, label, other=other, how=match.how, rows=rows))

    def _reconcile(self, master: int, leads: list[int], how: How | None, added: Mapping[int, dict[int, Cell]]) -> None:
        label = lead_label(self._master, master)
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

    def _base_print(self, master: int, pair: ColumnPair) -> str | None:
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
    Doubt.OTHER_PERSON: Kind.MAYBE,
    Doubt.SHARED_ID: Kind.AMBIGUOUS,
    Doubt.OTHER_ID: Kind.MAYBE,
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


class _Prints(dict["Cell", str]):
    """Remembers the fingerprints of a column's cells."""

    def __missing__(self, cell: Cell) -> str:
        self[cell] = made = fingerprint(cell)
        return made


@dataclass(frozen=True, slots=True)
class _Coming:
    """A lead that the master gets."""

    cells: dict[int, Cell]
    added: dict[int, Cell]
    id: str | None
    other: int


class _Update(Planner):
    """Plans what an export brings."""

    command = "update"

    def __init__(self, export: LeadList, master: LeadList, base: Base) -> None:
        super().__init__(export, master)
        named = named_places(export, answer_places(export))
        self._used = list(named.values())
        self._used_columns = [export.table.columns[place] for place in self._used]
        index = {place: index for index, place in enumerate(self._used)}
        self._old = base
        old = {one: number for number, one in enumerate(numbered_headers(base.headers))}
        new = [one for one in named if one not in old]
        self._headers = (*base.headers, *(header for header, _ in new))
        self._sources = [index.get(named.get(one, -1)) for one in (*old, *new)]
        starts = {place: old[one] * PRINT_LENGTH for one, place in named.items() if one in old}
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
                self._decisions.append(Decision(Kind.MISSING, lead_label(self._master, lead), self._row(lead)))
        return self._plan(sum(len(cluster.leads) for cluster in known.values()), self._new_base())

    def _tell_left(self, allotment: Allotment) -> None:
        for lead, match in allotment.left.items():
            rows = self._rows(match.candidates)
            if match.doubt is Doubt.BETWEEN:
                rows = tuple(map(self._other_row, allotment.groups.doubtful[lead]))
            label, other = lead_label(self._other, lead), self._other_row(lead)
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
                base = prints[start : start + PRINT_LENGTH]
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

    def _settle(self, pair: ColumnPair, outcome: Outcome, old: Cell, new: Cell, said: Decision) -> None:
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
            start = number * PRINT_LENGTH
            if index is not None:
                said.append(prints[index])
            else:
                said.append(old[start : start + PRINT_LENGTH] if old else NO_FINGERPRINT)
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
            self._about = replace(self._about, lead=lead_label(self._leads, self._lead))
        return self._about
