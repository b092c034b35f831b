"""Plans what comes back from calling into the team's list: answers, how calls ended, who else decides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetqual.core.dispositions import Disposition
from sheetqual.core.identity import LeadPlaces, lead_text
from sheetqual.core.reading import Reader, is_blank
from sheetqual.core.reconcile import meaning
from sheetqual.core.words import fold, fold_header
from sheetqual.files.calls.facts import fact_places, log_lines, said_moment, whole_number
from sheetqual.files.calls.reports import latest, logged
from sheetqual.files.calls.words import CALL_WORDS
from sheetqual.files.merging.identities import LeadList
from sheetqual.files.merging.lead_keys import id_text
from sheetqual.files.merging.matching import How, Match, Matching, match_returned
from sheetqual.files.merging.plan import Decision, Kind, NewColumn, NewRow
from sheetqual.files.merging.planner import lead_label
from sheetqual.files.merging.planning import plan_known, plan_update
from sheetqual.files.tables import LeadTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.profile import Profile
    from sheetqual.core.values import Cell
    from sheetqual.files.calls.journal import LeadKey, Referral
    from sheetqual.files.calls.reports import Report
    from sheetqual.files.merging.plan import MergePlan

__all__ = ["CallsBack", "answer_headers", "plan_calls"]

_SOURCE: Final = "the calls"


@dataclass(frozen=True, slots=True)
class CallsBack:
    """What calling brings into a list.

    Attributes:
        plan: What goes into which cell.
        calls: How many calls are new to the list.
        callbacks: How many leads are to be called back.
        referred: How many people are new who decide instead of another.
    """

    plan: MergePlan
    calls: int
    callbacks: int
    referred: int


def answer_headers(reports: Sequence[Report]) -> list[str]:
    """Return the headers of the columns that reports have answers for."""
    return list(dict.fromkeys(header for report in reports for header in report.answers))


def plan_calls(reports: Sequence[Report], master: LeadList, profile: Profile | None) -> CallsBack:
    """Plan what reports bring into a list.

    Every call is noted once, however often its report comes back. Answers are taken where nobody changed the cell
    since it was given out; where both sides did, it is left for a person.

    Args:
        reports: The reports, the earlier before the later.
        master: The team's list.
        profile: Says which column marks who must not be called; None where nobody knows.
    """
    return _Returning(reports, master, profile).calls_back()


class _Returning:
    """Joins reports by lead, and plans what each brings."""

    def __init__(self, reports: Sequence[Report], master: LeadList, profile: Profile | None) -> None:
        self._master, self._profile = master, profile
        found = _found(reports, master)
        self._reports: list[Report] = []
        self._matches: list[Match] = []
        at: dict[int, int] = {}
        for report, match in zip(reports, found.matches, strict=True):
            place = at.get(match.master) if match.master is not None else None
            if place is None:
                if match.master is not None:
                    at[match.master] = len(self._reports)
                self._reports.append(
                    replace(
                        report,
                        answers=dict(report.answers),
                        heard=list(report.heard),
                        referred=list(report.referred),
                        clashes=[],
                    )
                )
                self._matches.append(match)
            else:
                _join(self._reports[place], report)
        self._matching = replace(found, matches=self._matches)
        self._places = fact_places(master.table.headers)
        dates = profile.dates if profile is not None else "dmy"
        self._reader = Reader(dates=dates, epoch_1904=master.table.epoch_1904)
        self._cells: dict[int, dict[int, Cell]] = {}
        self._new: dict[str, dict[int, Cell]] = {}
        self._decisions: list[Decision] = []
        self._counts: Counter[str] = Counter()

    def calls_back(self) -> CallsBack:
        """Return the plan, and what it brings."""
        headers = answer_headers(self._reports)
        answered = _list_of(self._reports, headers, self._master, given=False)
        given = _list_of(self._reports, headers, self._master, given=True)
        plan = plan_known(answered, self._master, given, self._matching)
        for report, match in zip(self._reports, self._matches, strict=True):
            if match.master is not None:
                self._note(report, match.master, match.how)
        plan = self._with_notes(plan)
        plan = self._with_referred(plan)
        return CallsBack(plan, self._counts["calls"], self._counts["callbacks"], self._counts["referred"])

    # Calls

    def _note(self, report: Report, lead: int, how: How | None) -> None:
        """Note the calls to a lead that the list does not know yet."""
        old = log_lines(self._mine("call_log", lead))
        known = set(old)
        calls = {one.line: one for one in report.heard if one.disposition is not None}
        fresh = [one for line, one in calls.items() if line not in known]
        notes = [one.note_line for one in report.heard if one.note]
        said = Decision(Kind.FILLED, lead_label(self._master, lead), self._row(lead), report.number, how=how)
        if fresh:
            self._counts["calls"] += len(fresh)
            lines = sorted({*old, *(one.line for one in fresh)})
            self._put("call_log", lead, "\n".join(lines), said)
            self._put("attempts", lead, max(len(lines), self._attempts(lead) + len(fresh)), said)
        last = latest([*filter(None, map(logged, old)), *fresh]) if fresh else None
        if last is not None and last.day >= self._last_call(lead)[: len(last.day)]:
            self._put("disposition", lead, str(last.disposition), said)
            self._put("last_call", lead, max([self._last_call(lead), *(one.moment for one in fresh)]), said)
            is_again = last.disposition is Disposition.CALL_BACK and last.callback is not None
            self._counts["callbacks"] += is_again
            if is_again or not is_blank(self._mine("callback", lead)):
                self._put("callback", lead, last.callback if is_again else None, said)
        old_notes = log_lines(self._mine("notes", lead))
        if more := [line for line in dict.fromkeys(notes) if line not in old_notes]:
            self._put("notes", lead, "\n".join([*old_notes, *more]), said)
        if any(one.disposition is Disposition.DO_NOT_CALL for one in report.heard):
            self._suppress(lead, said)
        for header, theirs in report.clashes:
            mine = report.answers[header][1]
            self._decisions.append(replace(said, kind=Kind.CONFLICT, column=header, mine=mine, theirs=theirs))

    def _suppress(self, lead: int, said: Decision) -> None:
        """Mark a lead in the column that keeps it from being called, where the list has one."""
        if self._profile is None:
            return
        wanted = [fold_header(header) for header in self._profile.suppress.columns]
        headers = [fold_header(header) for header in self._master.table.headers]
        places = [headers.index(one) for one in wanted if one in headers]
        if places and all(is_blank(self._cell(place, lead)) for place in places):
            self._write(places[0], lead, "yes", said)

    def _put(self, part: str, lead: int, cell: Cell, said: Decision) -> None:
        """Put something into a column of calls, which the list gets where it lacks it."""
        place = self._places.get(part)
        if place is not None and place not in self._master.ignore:
            self._write(place, lead, cell, said)
        elif place is not None:  # A formula of the team's fills that column.
            said = replace(said, kind=Kind.KEPT, column=self._master.table.headers[place])
            self._decisions.append(replace(said, mine=self._cell(place, lead), theirs=cell))
        elif cell is not None:
            header = getattr(CALL_WORDS["en"], part)
            self._new.setdefault(header, {})[self._row(lead)] = cell
            self._decisions.append(replace(said, column=header, theirs=cell))

    def _write(self, place: int, lead: int, cell: Cell, said: Decision) -> None:
        old = self._cell(place, lead)
        self._cells.setdefault(self._row(lead), {})[place] = cell
        kind = Kind.FILLED if is_blank(old) else Kind.TAKEN
        header = self._master.table.headers[place]
        self._decisions.append(replace(said, kind=kind, column=header, mine=old, theirs=cell))

    def _attempts(self, lead: int) -> int:
        return whole_number(self._mine("attempts", lead))

    def _last_call(self, lead: int) -> str:
        return said_moment(self._mine("last_call", lead), self._reader)

    def _mine(self, part: str, lead: int) -> Cell:
        place = self._places.get(part)
        return None if place is None else self._cell(place, lead)

    def _cell(self, place: int, lead: int) -> Cell:
        column = self._master.table.columns.get(place)
        return None if column is None else column[lead]

    def _row(self, lead: int) -> int:
        return self._master.table.rows[lead]

    def _with_notes(self, plan: MergePlan) -> MergePlan:
        """Return a plan with what was noted of calls."""
        cells = {row: dict(some) for row, some in plan.cells.items()}
        for row, some in self._cells.items():
            cells[row] = {**cells.get(row, {}), **some}
        order = [getattr(CALL_WORDS["en"], part) for part in _NEW_ORDER]
        added = [NewColumn(header, self._new[header]) for header in order if header in self._new]
        told = [*self._decisions, *(Decision(Kind.COLUMN_ADDED, column=column.header) for column in added)]
        decisions = [*plan.decisions, *told]
        return replace(
            plan,
            cells=cells,
            new_columns=[*plan.new_columns, *added],
            decisions=decisions,
            counts=_counted(decisions),
        )

    # Who decides instead

    def _with_referred(self, plan: MergePlan) -> MergePlan:
        """Return a plan with the people who decide instead as leads of their own, if they are new."""
        said = [(one, report) for report in self._reports for one in report.referred]
        if not said:
            return plan
        people = _list_of_referred(said, self._master)
        found = plan_update(self._master, people)
        headers = [column.header for column in plan.new_columns]
        columns = list(plan.new_columns)
        rows = []
        for row in found.new_rows:
            new = {}
            for place, cell in row.new.items():
                header = found.new_columns[place].header
                if header not in headers:
                    headers.append(header)
                    columns.append(NewColumn(header, {}))
                new[headers.index(header)] = cell
            rows.append(NewRow(row.cells, new, row.other))
        told = [one for one in found.decisions if one.kind in (Kind.ADDED, Kind.MAYBE, Kind.AMBIGUOUS)]
        self._counts["referred"] = len(rows)
        decisions = [*plan.decisions, *told]
        return replace(plan, new_columns=columns, new_rows=rows, decisions=decisions, counts=_counted(decisions))


_NEW_ORDER: Final = ("disposition", "callback", "attempts", "last_call", "notes", "call_log")


def _counted(decisions: Sequence[Decision]) -> dict[Kind, int]:
    counts = Counter(decision.kind for decision in decisions)
    return {kind: counts[kind] for kind in Kind if counts[kind]}


def _join(one: Report, other: Report) -> None:
    """Add what another report says of the same lead."""
    for header, (given, now) in other.answers.items():
        before = one.answers.setdefault(header, (given, now))[1]
        if meaning(before) != meaning(now):
            one.clashes.append((header, now))
    one.heard += other.heard
    one.referred += other.referred


# Who is who


def _found(reports: Sequence[Report], master: LeadList) -> Matching:
    """Find the leads of some reports in a list: where they stood when they were given out, else by who they are."""
    matching = match_returned(_list_of(reports, (), master, given=True), master)
    lead_of = {row: lead for lead, row in enumerate(master.table.rows)}
    matches = [
        match if match.master is not None else _where_it_stood(report.whom, lead_of, master) or match
        for report, match in zip(reports, matching.matches, strict=True)
    ]
    return replace(matching, matches=matches)


def _where_it_stood(whom: LeadKey, lead_of: Mapping[int, int], master: LeadList) -> Match | None:
    """Return the lead in the row that somebody had, if it is still they: for lists that have one lead twice."""
    lead = None if whom.row is None else lead_of.get(whom.row)
    if lead is None or not (whom.name or whom.company):
        return None
    columns, places = master.table.columns, master.places
    parts = (lead_text(columns, places.first, lead), lead_text(columns, places.last, lead))
    name = lead_text(columns, places.name, lead) or " ".join(part for part in parts if part)
    company = lead_text(columns, places.company, lead) or ""
    ids = {id_text(columns[place][lead]) for place in places.id}
    same = fold(name) == fold(whom.name or "") and fold(company) == fold(whom.company or "")
    return Match(lead, How.NAME) if same and (not whom.id or whom.id in ids) else None


def _list_of(reports: Sequence[Report], headers: Sequence[str], master: LeadList, *, given: bool) -> LeadList:
    """Return reports as a list: who the leads are, and their answers, as they were given out or as they are now."""
    who = _who_columns(master, [_who_cells(report.whom) for report in reports])
    side = 0 if given else 1
    answers = [
        _Column(None, header, [report.answers.get(header, (None, None))[side] for report in reports])
        for header in headers
    ]
    # Who they are has been found out; here it only says what to call them.
    return _as_list([*who, *answers], [report.number for report in reports], ignore=range(len(who)) if headers else ())


def _list_of_referred(said: Sequence[tuple[Referral, Report]], master: LeadList) -> LeadList:
    """Return the people who decide instead as a list."""
    has_parts = not master.places.name and master.places.first and master.places.last
    cells = []
    for one, report in said:
        first, _, last = one.name.partition(" ")
        name = {"first": first, "last": last or None} if has_parts else {"name": one.name}
        company = one.company or report.whom.company
        cells.append({**name, "company": company, "phone": one.phone or None, "email": one.email or None})
    places = fact_places(master.table.headers)
    header = master.table.headers[places["referred_by"]] if "referred_by" in places else CALL_WORDS["en"].referred_by
    by = _Column(None, header, [report.whom.name or report.whom.company for _, report in said])
    return _as_list([*_who_columns(master, cells), by], [report.number for _, report in said])


def _who_cells(whom: LeadKey) -> dict[str, Cell]:
    return {
        "id": whom.id,
        "name": whom.name,
        "company": whom.company,
        "phone": "; ".join(whom.phones) or None,
        "email": "; ".join(whom.emails) or None,
    }


class _Column(NamedTuple):
    """A column of a list made of reports; its part says what it says of a lead."""

    part: str | None
    header: str
    cells: list[Cell]


_PLAIN: Final = {
    "id": "Lead ID",
    "name": "Name",
    "first": "First name",
    "last": "Last name",
    "company": "Company",
    "phone": "Phone",
    "email": "E-mail",
}


def _who_columns(master: LeadList, cells: Sequence[Mapping[str, Cell]]) -> list[_Column]:
    """Return columns that say who leads are, under the headers that the master has for it."""
    columns = []
    for part, plain in _PLAIN.items():
        values = [own.get(part) for own in cells]
        if any(value is not None for value in values):
            place = next(iter(getattr(master.places, part)), None)
            columns.append(_Column(part, plain if place is None else master.table.headers[place], values))
    return columns


def _as_list(columns: Sequence[_Column], rows: Sequence[int], *, ignore: Iterable[int] = ()) -> LeadList:
    headers = tuple(column.header for column in columns)
    cells = {place: column.cells for place, column in enumerate(columns)}
    table = LeadTable(_SOURCE, None, headers, cells, list(rows), epoch_1904=False, findings=())
    places = {column.part: (place,) for place, column in enumerate(columns) if column.part is not None}
    return LeadList(table, LeadPlaces(**places), ignore=frozenset(ignore))
