"""What calling brings into a list: each call once, whoever comes first; nothing lost where two say different things."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetqual.core.dispositions import Disposition
from sheetqual.core.identity import LeadPlaces
from sheetqual.core.values import Cell
from sheetqual.files.calls.journal import LeadKey, Referral
from sheetqual.files.calls.reports import Heard, Report, latest, logged, sheet_reports
from sheetqual.files.calls.returned_sheet import ReturnedRow, ReturnedSheet
from sheetqual.files.calls.returning import plan_calls
from sheetqual.files.merging.identities import LeadList
from sheetqual.files.merging.plan import Kind, MergePlan
from sheetqual.files.tables import LeadTable

HEADERS = ("Lead ID", "Name", "Company", "Phone", "E-mail", "Need")
DAYS = (date(2026, 11, 22), date(2026, 11, 23))


def master(rows: list[list[Cell]] | None = None, headers: tuple[str, ...] = HEADERS) -> LeadList:
    """Return a list of two leads, or of some rows."""
    rows = rows or [
        ["A1", "Kari Berg", "Fjord AS", "22000110", "kari@fjord.example.com", None],
        ["A2", "Ola Dahl", "Vik AS", "22000210", "ola@vik.example.com", "yes"],
    ]
    columns = {place: [row[place] for row in rows] for place in range(len(headers))}
    table = LeadTable("leads.xlsx", "Leads", headers, columns, range(2, 2 + len(rows)), epoch_1904=False, findings=())
    return LeadList(table, LeadPlaces(id=(0,), name=(1,), company=(2,), phone=(3,), email=(4,)))


def after(leads: LeadList, plan: MergePlan) -> LeadList:
    """Return a list once a plan has been carried out."""
    headers = [*leads.table.headers, *(column.header for column in plan.new_columns)]
    columns = {place: list(cells) for place, cells in leads.table.columns.items()}
    rows = list(leads.table.rows)
    for place, column in enumerate(plan.new_columns, start=len(leads.table.headers)):
        columns[place] = [column.values.get(row) for row in rows]
    for row, cells in plan.cells.items():
        for place, cell in cells.items():
            columns[place][rows.index(row)] = cell
    table = replace(leads.table, headers=tuple(headers), columns=columns)
    return replace(leads, table=table)


def cells(leads: LeadList) -> dict[tuple[str, int], Cell]:
    """Return the cells of a list that are not blank, by header and row."""
    return {
        (header, row): cell
        for place, header in enumerate(leads.table.headers)
        for row, cell in zip(leads.table.rows, leads.table.columns[place], strict=True)
        if cell not in (None, "")
    }


def report(lead: int, heard: list[Heard], answers: dict[str, tuple[Cell, Cell]] | None = None) -> Report:
    """Return what came back about the first or the second lead."""
    key = (LeadKey(2, "A1", "Kari Berg", "Fjord AS"), LeadKey(3, "A2", "Ola Dahl", "Vik AS"))[lead]
    return Report(key, "calls.xlsx", lead + 2, answers or {}, heard)


moments = st.sampled_from(DAYS) | st.datetimes(datetime(2026, 11, 22), datetime(2026, 11, 23, 23)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0)
)
calls = st.builds(
    Heard,
    moments,
    st.sampled_from(("Anna", "Ben", "")),
    st.sampled_from(Disposition),
    st.sampled_from(("+4722000110", "")),
    st.none(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.lists(calls, min_size=1, max_size=3)), min_size=1, max_size=4))
def test_calls_end_the_same_in_whatever_order_and_however_often_they_come_back(
    made: list[tuple[int, list[Heard]]],
) -> None:
    reports = [report(lead, heard) for lead, heard in made]
    at_once = after(master(), plan_calls(reports, master(), None).plan)
    other_way = after(master(), plan_calls(reports[::-1], master(), None).plan)
    assert cells(at_once) == cells(other_way)
    one_by_one = master()
    for one in [*reports, *reports[:1]]:
        one_by_one = after(one_by_one, plan_calls([one], one_by_one, None).plan)
    assert cells(one_by_one) == cells(at_once)
    assert plan_calls(reports, at_once, None).plan.changes_nothing


@given(calls)
def test_a_line_of_the_log_tells_the_whole_call(one: Heard) -> None:
    assert logged(one.line) == one


@pytest.mark.parametrize("line", ["", "called him", "2026-13-01 Anna: reached", "2026-11-22 Anna: sang", "x: reached"])
def test_other_lines_of_a_log_tell_nothing(line: str) -> None:
    assert logged(line) is None


@pytest.mark.parametrize("order", [1, -1])
def test_what_binds_most_counts_where_nobody_knows_what_came_last(order: int) -> None:
    again = Heard(DAYS[0], "Anna", Disposition.CALL_BACK, "", datetime(2026, 12, 1, 10))  # noqa: DTZ001
    nobody = Heard(DAYS[0], "Ben", Disposition.NO_ANSWER)
    assert latest([again, nobody][::order]) is again
    timed = Heard(datetime(2026, 11, 22, 15), "Ben", Disposition.NO_ANSWER)  # noqa: DTZ001
    assert latest([again, timed][::order]) is again
    later = replace(nobody, at=DAYS[1])
    assert latest([again, later][::order]) is later
    assert latest([]) is None


def test_two_answers_that_differ_are_left_for_a_person() -> None:
    first, second = report(0, [], {"Need": (None, "yes")}), report(0, [], {"Need": (None, "no")})
    plan = plan_calls([first, second], master(), None).plan
    conflicts = [one for one in plan.decisions if one.kind is Kind.CONFLICT]
    assert [(one.column, one.mine, one.theirs) for one in conflicts] == [("Need", "yes", "no")]
    assert plan.counts[Kind.CONFLICT] == 1
    assert cells(after(master(), plan))["Need", 2] == "yes"
    assert not plan_calls([first, first], master(), None).plan.counts.get(Kind.CONFLICT)


def test_an_answer_counts_against_what_was_given_out() -> None:
    changed = plan_calls([report(1, [], {"Need": ("yes", "no")})], master(), None).plan
    assert cells(after(master(), changed))["Need", 3] == "no"
    stale = plan_calls([report(1, [], {"Need": ("no", "refused")})], master(), None).plan
    assert stale.counts[Kind.CONFLICT] == 1
    assert cells(after(master(), stale))["Need", 3] == "yes"


def test_a_lead_that_stands_there_twice_is_known_by_its_row() -> None:
    twice = master([["", "Kari Berg", "Fjord AS", None, None, None]] * 2)
    back = plan_calls([Report(LeadKey(3, None, "Kari Berg", "Fjord AS"), "j", 1, {"Need": (None, "yes")})], twice, None)
    assert cells(after(twice, back.plan)).get(("Need", 3)) == "yes"
    assert ("Need", 2) not in cells(after(twice, back.plan))


def test_who_is_not_in_the_list_is_named() -> None:
    stranger = Report(LeadKey(9, "Z9", "Zoe", "Zeta"), "calls.xlsx", 7, {"Need": (None, "yes")})
    back = plan_calls([stranger], master(), None)
    assert back.plan.counts == {Kind.UNMATCHED: 1}
    assert [one.lead for one in back.plan.decisions] == ["Zoe (Zeta)"]


def test_who_decides_instead_comes_in_once() -> None:
    named = report(0, [])
    named.referred.append(Referral("Siv Moe", phone="+4722000910"))
    back = plan_calls([named], master(), None)
    (row,) = back.plan.new_rows
    said = {HEADERS[place]: cell for place, cell in row.cells.items()}
    assert (said["Name"], said["Company"], said["Phone"]) == ("Siv Moe", "Fjord AS", "+4722000910")
    assert [column.header for column in back.plan.new_columns] == ["Referred by"]
    assert list(row.new.values()) == ["Kari Berg"]
    known = master(
        [["A1", "Kari Berg", "Fjord AS", "22000110", "", ""], ["A9", "Siv Moe", "Fjord AS", "22000910", "", ""]]
    )
    assert not plan_calls([named], known, None).plan.new_rows


@pytest.mark.parametrize(
    ("row", "disposition", "note"),
    [
        ({"answers": {"Need": (None, "yes")}}, Disposition.REACHED, ""),
        ({"disposition_text": "sang along", "answers": {"Need": (None, "yes")}}, None, "sang along"),
        ({"callback_text": "next week", "answers": {"Need": (None, "yes")}}, Disposition.CALL_BACK, "next week"),
        ({"disposition": Disposition.MESSAGE, "disposition_text": "voicemail"}, Disposition.MESSAGE, ""),
        ({"notes": "nice"}, None, "nice"),
    ],
)
def test_what_a_sheet_does_not_say_of_a_call_is_not_made_up(
    row: dict[str, object], disposition: Disposition | None, note: str
) -> None:
    plain: dict[str, object] = {
        "sheet": "Calls",
        "row": 2,
        "key": "K-1",
        "lead_row": 2,
        "lead_id": "A1",
        "name": "Kari",
        "company": None,
        "phones": (),
        "emails": (),
        "answers": {},
        "disposition": None,
        "disposition_text": "",
        "callback": None,
        "callback_text": "",
        "notes": "",
        "caller": "",
    }
    when = datetime(2026, 11, 22, 9, tzinfo=UTC)
    returned = ReturnedSheet("leads.xlsx", "", "en", when, (ReturnedRow(**plain | row),), ())  # type: ignore[arg-type]
    (made,) = sheet_reports(returned, "calls.xlsx")
    assert [(one.disposition, one.note) for one in made.heard] == [(disposition, note)]
