"""What goes into the master: answers that came back, and the next export."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sheetqual.core.reading import is_blank
from sheetqual.core.reconcile import NO_FINGERPRINT, fingerprint, meaning
from sheetqual.files.merging.identities import LeadList
from sheetqual.files.merging.lead_keys import is_own_id
from sheetqual.files.merging.matching import How
from sheetqual.files.merging.plan import Base, Decision, Kind, MergePlan
from sheetqual.files.merging.planning import plan_merge, plan_update
from sheetqual.files.merging.receipts import receipt_json, receipt_lines
from sheetqual.files.score_columns import ROW, SCORE_HEADERS

from .test_matching import leads

if TYPE_CHECKING:
    from sheetqual.core.values import Cell

HEADERS = ("Record ID", "Name", "Company", "E-mail", "Budget")
ANN = ("1", "Ann Hill", "Acme", "ann@acme.com")
BO = ("2", "Bo Wood", "Beta", "bo@beta.com")


def after(master: LeadList, plan: MergePlan) -> LeadList:
    """Return the master as it is when a plan was carried out."""
    table = master.table
    columns = {place: list(cells) for place, cells in table.columns.items()}
    rows = list(table.rows)
    for row, cells in plan.cells.items():
        for place, cell in cells.items():
            columns[place][rows.index(row)] = cell
    for new in plan.new_columns:
        columns[len(columns)] = [new.values.get(row) for row in rows]
    first = len(table.headers)
    for one in plan.new_rows:
        for place, column in columns.items():
            column.append(one.cells.get(place) if place < first else one.new.get(place - first))
    headers = (*table.headers, *(new.header for new in plan.new_columns))
    return leads(headers, *zip(*(columns[place] for place in range(len(headers))), strict=True))


def of_kind(plan: MergePlan, *kinds: Kind) -> list[Decision]:
    """Return the decisions of some kinds."""
    return [decision for decision in plan.decisions if decision.kind in kinds]


def told(plan: MergePlan) -> list[tuple[Kind, int | None, str | None, Cell, Cell]]:
    """Return what was decided about cells."""
    return [
        (one.kind, one.row, one.column, one.mine, one.theirs)
        for one in plan.decisions
        if one.column and one.kind is not Kind.COLUMN_ADDED
    ]


# Merge


def test_answers_come_back_by_the_leads_id() -> None:
    master = leads(HEADERS, (*ANN, None), (*BO, "?"))
    plan = plan_merge(leads(HEADERS, ("2", "", "", "", "yes"), (1.0, "", "", "", 250.0)), master)
    assert plan.cells == {2: {4: 250.0}, 3: {4: "yes"}}
    assert told(plan) == [(Kind.FILLED, 2, "Budget", None, 250.0), (Kind.TAKEN, 3, "Budget", "?", "yes")]
    assert plan.known == 2
    assert of_kind(plan, Kind.TAKEN)[0].how is How.ID
    assert of_kind(plan, Kind.TAKEN)[0].lead == "Bo Wood (Beta)"


def test_what_both_say_differently_is_left_for_a_person() -> None:
    plan = plan_merge(leads(HEADERS, (*ANN, "no")), leads(HEADERS, (*ANN, "yes")))
    assert plan.changes_nothing
    assert told(plan) == [(Kind.CONFLICT, 2, "Budget", "yes", "no")]


def test_what_only_the_returned_list_changed_is_taken() -> None:
    master = leads(HEADERS, (*ANN, "yes"), (*BO, "yes"), ("3", "Cy", "", "", "no"), ("4", "Di", "", "", "no"))
    given_out = leads(HEADERS, (*ANN, "yes"), (*BO, "no"), ("3", "Cy", "", "", "yes"), ("4", "Di", "", "", "no"))
    answered = leads(HEADERS, (*ANN, "no"), (*BO, "no"), ("3", "Cy", "", "", "partly"), ("4", "Di"))
    plan = plan_merge(answered, master, given_out)
    assert told(plan) == [
        (Kind.TAKEN, 2, "Budget", "yes", "no"),
        (Kind.CONFLICT, 4, "Budget", "no", "partly"),
        (Kind.KEPT, 5, "Budget", "no", None),
    ]


def test_a_lead_given_out_twice_has_no_base() -> None:
    given_out = leads(HEADERS, (*ANN, "yes"), (*ANN, "no"))
    plan = plan_merge(leads(HEADERS, (*ANN, "no")), leads(HEADERS, (*ANN, "yes")), given_out)
    assert told(plan) == [(Kind.CONFLICT, 2, "Budget", "yes", "no")]


def test_who_a_lead_is_is_only_filled_in() -> None:
    master = leads(HEADERS, ("1", "Ann Hill", "Acme", None), BO)
    answered = leads(HEADERS, ("1", "Anna Hill", None, "ann@acme.com"), ("2", "Bo Wood", "Gamma"))
    given_out = leads(HEADERS, ("1", "Ann Hill", "Acme", None), BO)
    assert told(plan_merge(answered, master, given_out)) == [
        (Kind.KEPT, 2, "Name", "Ann Hill", "Anna Hill"),
        (Kind.KEPT, 2, "Company", "Acme", None),
        (Kind.FILLED, 2, "E-mail", None, "ann@acme.com"),
        (Kind.KEPT, 3, "Company", "Beta", "Gamma"),
        (Kind.KEPT, 3, "E-mail", "bo@beta.com", None),
    ]
    assert told(plan_merge(answered, master)) == [
        (Kind.CONFLICT, 2, "Name", "Ann Hill", "Anna Hill"),
        (Kind.FILLED, 2, "E-mail", None, "ann@acme.com"),
        (Kind.CONFLICT, 3, "Company", "Beta", "Gamma"),
    ]


def test_columns_of_the_returned_list_are_added_where_they_hold_something() -> None:
    answered = leads((*HEADERS, "Disposition", "Notes", "", "Callback"), (*ANN, None, "called", " ", "x", None), BO)
    plan = plan_merge(answered, leads(HEADERS, ANN, BO))
    assert [(one.header, one.values) for one in plan.new_columns] == [("Disposition", {2: "called"})]
    assert told(plan) == [
        (Kind.FILLED, 2, "Disposition", None, "called"),
        (Kind.COLUMN_LEFT, None, "H", None, None),
    ]
    assert of_kind(plan, Kind.COLUMN_ADDED)[0].column == "Disposition"


def test_an_error_is_no_disposition() -> None:
    plan = plan_merge(leads((*HEADERS, "Notes"), (*ANN, None, "#REF!")), leads(HEADERS, ANN))
    assert told(plan) == [(Kind.KEPT, 2, "Notes", None, "#REF!")]
    assert plan.changes_nothing


def test_our_own_columns_come_back_without_being_answers() -> None:
    own = (ROW, *SCORE_HEADERS)
    answered = leads((*own, *HEADERS, "Mood"), (*range(len(own)), *ANN, "yes", "x"))
    plan = plan_merge(LeadList(answered.table, answered.places, [len(own) + 5]), leads(HEADERS, ANN))
    assert told(plan) == [(Kind.FILLED, 2, "Budget", None, "yes")]


def test_a_column_that_the_master_ignores_is_neither_changed_nor_added() -> None:
    """The master's formulas are none of the other list's business."""
    other = leads((*HEADERS, "Total", "Total"), (*ANN, "yes", 5.0, 6.0))
    master = leads((*HEADERS, "Total", "Total"), (*ANN, None, 7.0), ignore=[5])
    for plan in (plan_merge(other, master), plan_update(master, other)):
        assert plan.cells == {2: {4: "yes", 6: 6.0}}
        assert not plan.new_columns
        assert [one.column for one in of_kind(plan, Kind.COLUMN_KEPT)] == ["Total"]
        assert "1 column of yours not touched" in receipt_lines(plan)
        assert "Total: filled by formulas in your list, so theirs is left out" in receipt_lines(plan)


def test_a_users_own_status_is_no_column_of_ours() -> None:
    own = (ROW, *SCORE_HEADERS)
    answered = leads((*own, *HEADERS, "Status"), (*range(len(own)), *ANN, None, "open"))
    assert plan_merge(answered, leads((*HEADERS, "Status"), ANN)).cells == {2: {5: "open"}}


def test_columns_of_one_name_are_paired_in_their_order() -> None:
    headers = ("Record ID", "Note", "Note", "note ")
    plan = plan_merge(leads(headers, ("1", "a", "b", "c")), leads(headers[:3], ("1", None, "b")))
    assert plan.cells == {2: {1: "a"}}
    assert [(one.header, one.values) for one in plan.new_columns] == [("note ", {2: "c"})]


def test_columns_that_say_who_a_lead_is_are_paired_whatever_they_are_called() -> None:
    plan = plan_merge(leads(("ID", "E-post", "Budget"), ("1", "a@x.no", "yes")), leads(("Record ID", "Mail"), ("1",)))
    assert plan.cells == {2: {1: "a@x.no"}}
    assert [one.header for one in plan.new_columns] == ["Budget"]


GROUPS = (("Phone", "Phone number", "Mobile phone"), ("Decision maker", "Decision Maker?"))


def grouped(headers: Sequence[str], *rows: Sequence[Cell], ignore: Sequence[int] = ()) -> LeadList:
    """Return a list whose profile knows several headers for some columns."""
    return replace(leads(headers, *rows, ignore=ignore), groups=GROUPS)


def test_columns_are_paired_by_the_headers_that_mean_the_same() -> None:
    master = grouped(("Record ID", "Mobile phone", "Decision Maker?"), ("1",))
    other = leads(("Record ID", "Phone number", "phone ", "DECISION MAKER"), ("1", "a", "b", "yes"))
    for plan in (plan_merge(other, master), plan_update(master, other)):
        assert plan.cells == {2: {1: "b", 2: "yes"}}
        assert [(one.header, one.values) for one in plan.new_columns] == [("Phone number", {2: "a"})]


def test_equal_headers_are_paired_before_others_that_mean_the_same() -> None:
    master = grouped(("Record ID", "Phone", "Phone number"), ("1",))
    plan = plan_merge(leads(("Record ID", "Mobile phone", "Phone"), ("1", "a", "b")), master)
    assert plan.cells == {2: {1: "b", 2: "a"}}
    # Once its header is there, a column is nobody else's.
    plan = plan_merge(
        leads(("Record ID", "Mobile phone", "Phone"), ("1", "a", "b")), grouped(("Record ID", "Phone"), ("1",))
    )
    assert plan.cells == {2: {1: "b"}}
    assert [one.header for one in plan.new_columns] == ["Mobile phone"]


def test_of_two_columns_that_mean_the_same_none_is_guessed() -> None:
    master = grouped(("Record ID", "Phone", "Phone number"), ("1",))
    plan = plan_merge(leads(("Record ID", "Mobile phone"), ("1", "a")), master)
    assert not plan.cells
    assert [one.header for one in plan.new_columns] == ["Mobile phone"]


def test_ignored_columns_are_in_no_group() -> None:
    master = grouped(("Record ID", "Phone"), ("1",), ignore=[1])
    plan = plan_merge(leads(("Record ID", "Mobile phone"), ("1", "a")), master)
    assert [one.header for one in plan.new_columns] == ["Mobile phone"]
    other = leads(("Record ID", "Mobile phone"), ("1", "a"), ignore=[1])
    assert plan_merge(other, grouped(("Record ID", "Phone"), ("1",))).changes_nothing


def test_the_base_is_found_under_another_header_too() -> None:
    headers = ("Record ID", "Decision maker")
    answered = leads(("Record ID", "Decision Maker?"), ("1", "no"))
    plan = plan_merge(answered, grouped(headers, ("1", "yes")), leads(headers, ("1", "yes")))
    assert told(plan) == [(Kind.TAKEN, 2, "Decision maker", "yes", "no")]


def test_ids_of_ours_are_in_no_group_with_a_crms() -> None:
    master = replace(leads(("Lead ID", "Name"), ("L-7K3QX2", "Ann")), groups=(("Lead ID", "Record ID"),))
    plan = plan_update(master, leads(("Record ID", "Name"), ("5", "Ann")))
    assert [(one.header, one.values) for one in plan.new_columns] == [("Record ID", {2: "5"})]


def test_an_id_that_was_filled_down_brings_no_stranger_into_a_lead() -> None:
    master = leads(HEADERS, (*ANN, "yes"), (*BO, "yes"))
    answered = leads(HEADERS, (*ANN, "no"), ("1", *BO[1:], "partly"))
    plan = plan_merge(answered, master, master)
    assert plan.cells == {2: {4: "no"}}
    assert [(one.other, one.how, one.rows) for one in of_kind(plan, Kind.AMBIGUOUS)] == [(3, How.ID, (2, 3))]
    assert (
        "row 3 of the returned list, Bo Wood (Beta): has the id of row 2 of your list, but looks like row 3; "
        "another row fits that id; left out"
    ) in receipt_lines(plan)


def test_who_has_only_the_id_of_a_lead_is_left_for_a_person() -> None:
    master = leads(HEADERS, (*ANN, "yes"), (*BO, "yes"))
    plan = plan_merge(leads(HEADERS, ("1", "Cy", "Gamma", "", "no")), master, master)
    assert plan.changes_nothing
    assert plan.known == 0
    assert receipt_lines(plan) == [
        "0 rows of the returned list found in your list",
        "1 row left out: by the name or the id it is somebody else",
        "Nothing changes in your list.",
        "row 2 of the returned list, Cy (Gamma): has the id of row 2 of your list, but names somebody else; left out",
    ]
    # An export's ids are the CRM's own; nobody fills them down.
    assert plan_update(master, leads(HEADERS, ("1", "Cy Lake", "Gamma", "", "no"))).known == 1


def test_who_is_alike_but_has_another_id_is_told() -> None:
    plan = plan_merge(leads(HEADERS, ("9", *ANN[1:], "no")), leads(HEADERS, BO, (*ANN, "yes")))
    assert plan.changes_nothing
    assert [(one.how, one.rows) for one in of_kind(plan, Kind.MAYBE)] == [(How.EMAIL, (3,))]
    assert not of_kind(plan, Kind.UNMATCHED)
    assert (
        "row 2 of the returned list, Ann Hill (Acme): looks like row 3 of your list, but has another id; left out"
    ) in receipt_lines(plan)


def test_rows_that_are_not_in_the_master_are_told() -> None:
    ann = ("", "Ann Hill", "Acme", "info@acme.com")
    master = leads(HEADERS, ann, ann, ("4", "Di"))
    answered = leads(
        HEADERS,
        ("9", "Cy Lake", "Gamma"),
        ("", "Ann Hill", "Acme"),
        ("", "Bo Wood", "", "info@acme.com"),
        ("", "", "", "", "yes"),
    )
    plan = plan_merge(answered, master)
    assert plan.changes_nothing
    assert [(one.kind, one.other, one.rows) for one in plan.decisions] == [
        (Kind.NO_ID, None, ()),
        (Kind.NO_ID, None, ()),
        (Kind.UNMATCHED, 2, ()),
        (Kind.AMBIGUOUS, 3, (2, 3)),
        (Kind.MAYBE, 4, (2, 3)),
        (Kind.NAMELESS, 5, ()),
    ]


def test_two_answers_for_one_lead_are_for_a_person() -> None:
    headers = (*HEADERS, "Need", "Note")
    master = leads(headers[:-1], (*ANN, "?", "yes"))
    answered = leads(headers, (*ANN, "yes", "yes", "a"), (*ANN, "no", None, "b"), ("1", "", "", "", "?", "no", "a"))
    plan = plan_merge(answered, master)
    assert plan.changes_nothing
    assert told(plan) == [
        (Kind.CONFLICT, 2, "Budget", "?", "yes"),
        (Kind.CONFLICT, 2, "Budget", "?", "no"),
        (Kind.CONFLICT, 2, "Need", "yes", "no"),
        (Kind.CONFLICT, 2, "Note", None, "a"),
        (Kind.CONFLICT, 2, "Note", None, "b"),
    ]
    assert [(one.other, one.rows) for one in of_kind(plan, Kind.JOINED)] == [(3, (2,)), (4, (2,))]


def test_of_two_rows_the_one_that_answers_counts() -> None:
    plan = plan_merge(leads(HEADERS, (*ANN, "yes"), ANN), leads(HEADERS, (*ANN, "?")))
    assert plan.cells == {2: {4: "yes"}}


def test_ids_that_stand_twice_in_the_master_are_told() -> None:
    plan = plan_merge(leads(HEADERS, (*ANN, "no")), leads(HEADERS, ANN, ("1", "Cy Lake"), BO))
    assert [(one.mine, one.rows) for one in of_kind(plan, Kind.REPEATED_ID)] == [("1", (2, 3))]
    assert plan.cells == {2: {4: "no"}}


# Ids


def test_a_list_without_ids_gets_some() -> None:
    master = leads(HEADERS[1:], ANN[1:], BO[1:])
    plan = plan_merge(leads(HEADERS[1:], (*ANN[1:], "yes")), master)
    (column,) = plan.new_columns
    assert column.header == "Lead ID"
    assert set(column.values) == {2, 3}
    assert all(is_own_id(str(one)) for one in column.values.values())
    assert len(set(column.values.values())) == 2
    assert [one.row for one in of_kind(plan, Kind.ID_MADE)] == [2, 3]
    again = plan_merge(leads(HEADERS[1:], (*ANN[1:], "yes")), after(master, plan))
    assert again.changes_nothing


def test_a_returned_list_may_know_the_ids_already() -> None:
    headers = ("Lead ID", "Name", "Company")
    answered = leads(headers, ("L-7K3QX2", *ANN[1:3]), ("L-7K3QX2", *BO[1:3]), ("L-7K3QX4", "Cy"))
    plan = plan_merge(answered, leads(headers[1:], BO[1:3], ANN[1:3]))
    (column,) = plan.new_columns
    assert "L-7K3QX2" in column.values.values()
    assert len(set(column.values.values())) == 2
    filled = plan_merge(answered, leads(headers, ("L-7K3QX9", "Di"), (None, "Cy"), (None, "Ed")))
    assert filled.cells[3] == {0: "L-7K3QX4"}
    assert is_own_id(str(filled.cells[4][0]))
    assert not filled.new_columns


def test_the_ids_of_a_crm_are_the_crms() -> None:
    assert plan_merge(leads(HEADERS, ANN), leads(HEADERS, ANN, (None, "Bo Wood"))).changes_nothing
    plan = plan_merge(leads(HEADERS, ANN), leads(HEADERS[1:], ANN[1:], BO[1:]))
    assert [(one.header, one.values) for one in plan.new_columns] == [("Record ID", {2: "1"})]


def test_an_empty_column_for_our_ids_is_filled() -> None:
    plan = plan_merge(leads(("Name",), ("Ann",)), leads(("Lead ID", "Name"), (None, "Ann")))
    assert is_own_id(str(plan.cells[2][0]))
    assert not plan.new_columns
    plan = plan_merge(leads(("Name",), ("Ann",)), leads(("Record ID", "Name"), (None, "Ann")))
    assert plan.changes_nothing


def test_an_id_of_ours_is_never_replaced() -> None:
    headers = ("Lead ID", "Name", "E-mail")
    master = leads(headers, ("L-7K3QX2", "Ann", "a@x.com"))
    for plan in (
        plan_merge(leads(headers, ("77", "Ann", "a@x.com")), master),
        plan_update(master, leads(headers, ("77", "Ann", "a@x.com"))),
    ):
        assert plan.changes_nothing
        assert told(plan) == [(Kind.CONFLICT, 2, "Lead ID", "L-7K3QX2", "77")]


# Update


def test_new_leads_are_added_and_known_ones_brought_up_to_date() -> None:
    master = leads((*HEADERS, "Note"), (*ANN, "yes", "call back"), (*BO, "no"))
    first = plan_update(master, leads(HEADERS, (*ANN, "yes"), (*BO, "yes")))
    export = leads(
        (*HEADERS, "City"), (*BO, "no", "Oslo"), (*ANN, "no", None), ("3", "Cy Lake", None, None, 7.0, "Rome")
    )
    plan = plan_update(after(master, first), export, first.base)
    assert plan.cells == {2: {4: "no"}}
    assert [(one.header, one.values) for one in plan.new_columns] == [("City", {3: "Oslo"})]
    (new,) = plan.new_rows
    assert new.cells == {0: "3", 1: "Cy Lake", 4: 7.0}
    assert new.new == {0: "Rome"}
    assert new.other == 4
    assert [(one.lead, one.other) for one in of_kind(plan, Kind.ADDED)] == [("Cy Lake", 4)]


def test_without_a_base_differences_are_left_for_a_person() -> None:
    master = leads(HEADERS, (*ANN, "yes"), (*BO, None), ("3", "Cy", "", "", "?"))
    plan = plan_update(master, leads(HEADERS, (*ANN, "no"), (*BO, "no"), ("3", "Cy", "", "", "no")))
    assert told(plan) == [
        (Kind.CONFLICT, 2, "Budget", "yes", "no"),
        (Kind.FILLED, 3, "Budget", None, "no"),
        (Kind.TAKEN, 4, "Budget", "?", "no"),
    ]


def test_what_the_team_changed_stays() -> None:
    old = leads(HEADERS, (*ANN, "yes"), (*BO, "yes"), ("3", "Cy", "", "", "yes"))
    base = plan_update(old, old).base
    master = leads(HEADERS, (*ANN, "partly"), (*BO, "partly"), ("3", "Cy", "", "", "yes"))
    plan = plan_update(master, leads(HEADERS, (*ANN, "yes"), (*BO, "no"), ("3", "Cy")), base)
    assert plan.changes_nothing
    assert told(plan) == [
        (Kind.CONFLICT, 3, "Budget", "partly", "no"),
        (Kind.KEPT, 4, "Budget", "yes", None),
    ]


def test_a_conflict_is_told_once() -> None:
    master, export = leads(HEADERS, (*ANN, "yes")), leads(HEADERS, (*ANN, "no"))
    first = plan_update(master, export)
    assert of_kind(first, Kind.CONFLICT)
    assert not plan_update(master, export, first.base).decisions


def test_leads_that_are_not_in_the_export_stay() -> None:
    plan = plan_update(leads(HEADERS, ANN, BO), leads(HEADERS, BO))
    assert plan.changes_nothing
    assert [(one.kind, one.row, one.lead) for one in plan.decisions] == [(Kind.MISSING, 2, "Ann Hill (Acme)")]


def test_rows_of_one_lead_are_joined() -> None:
    headers = (*HEADERS, "Need")
    export = leads(
        headers,
        ("", "Ann Hill", "Acme", None, "no", None),
        ("", "Hill, Ann", "ACME Ltd", "ann@acme.com", "?", "yes"),
        ("", "Ann Hill", "Acme", "ann@acme.com", "yes", "no"),
    )
    plan = plan_update(leads(headers, (*BO,)), export)
    (new,) = plan.new_rows
    assert new.cells == {1: "Ann Hill", 2: "Acme", 3: "ann@acme.com", 4: "yes", 5: "no"}
    assert [(one.other, one.rows) for one in of_kind(plan, Kind.JOINED)] == [(3, (4,)), (2, (4,))]
    assert [(one.other, one.column, one.mine, one.theirs) for one in of_kind(plan, Kind.DIFFERENT)] == [
        (3, "Name", "Ann Hill", "Hill, Ann"),
        (3, "Company", "Acme", "ACME Ltd"),
        (3, "Need", "no", "yes"),
        (2, "Budget", "yes", "no"),
    ]


def test_blanks_of_the_best_row_are_filled_from_the_others() -> None:
    export = leads(HEADERS, ("1", "Ann Hill", "Acme", None, None), ("1", None, None, "ann@acme.com", "yes"), BO)
    plan = plan_update(leads(HEADERS, ("1",), BO), export)
    assert plan.cells == {2: {1: "Ann Hill", 2: "Acme", 3: "ann@acme.com", 4: "yes"}}


def test_who_may_be_there_already_is_added_and_told() -> None:
    master = leads(HEADERS, ("", "Ann Hill", "", "info@acme.com"), ("", "Cy", "Gamma"), ("", "Cy", "Gamma"))
    export = leads(HEADERS, ("", "Bo Wood", "", "info@acme.com"), ("", "Cy", "Gamma"), ("", None, None, None, "yes"))
    plan = plan_update(master, export)
    assert [one.cells for one in plan.new_rows] == [{1: "Bo Wood", 3: "info@acme.com"}]
    assert [(one.kind, one.other, one.rows) for one in of_kind(plan, Kind.MAYBE, Kind.AMBIGUOUS, Kind.NAMELESS)] == [
        (Kind.MAYBE, 2, (2,)),
        (Kind.AMBIGUOUS, 3, (3, 4)),
        (Kind.NAMELESS, 4, ()),
    ]
    assert [one.row for one in of_kind(plan, Kind.MISSING)] == [2]


def test_a_row_that_may_be_either_of_two_is_left_for_a_person() -> None:
    headers = ("Name", "Phone")
    export = leads(headers, ("Ann Hill", "22334455"), (None, "22334455"), ("Bo Wood", "22334455"))
    plan = plan_update(leads(headers, ("Cy Lake", None)), export)
    assert [one.other for one in plan.new_rows] == [2, 4]
    assert [(one.other, one.rows) for one in of_kind(plan, Kind.DOUBTFUL)] == [(3, (2, 4))]


def test_new_leads_get_ids_where_ids_are_ours() -> None:
    headers = ("Lead ID", "Name")
    plan = plan_update(leads(headers, ("L-7K3QX2", "Ann")), leads(("Name",), ("Bo",)))
    assert is_own_id(str(plan.new_rows[0].cells[0]))
    plan = plan_update(leads(headers, ("L-7K3QX2", "Ann")), leads(headers, ("L-7K3QX4", "Bo")))
    assert plan.new_rows[0].cells == {0: "L-7K3QX4", 1: "Bo"}
    plan = plan_update(leads(("Name",), ("Ann",)), leads(("Name", "City"), ("Bo", "Oslo")))
    assert [one.header for one in plan.new_columns] == ["Lead ID", "City"]
    assert is_own_id(str(plan.new_rows[0].new[0]))
    assert plan.new_rows[0].new[1] == "Oslo"
    plan = plan_update(leads(HEADERS, ANN), leads(HEADERS[1:], BO[1:]))
    assert 0 not in plan.new_rows[0].cells


def test_an_exports_ids_are_taken_where_the_master_has_none_or_ours() -> None:
    export = leads(HEADERS, ANN, BO)
    plan = plan_update(leads(HEADERS[1:], ANN[1:]), export)
    assert [(one.header, one.values) for one in plan.new_columns] == [("Record ID", {2: "1"})]
    assert plan.new_rows[0].new == {0: "2"}
    assert plan.base is not None
    assert set(plan.base.prints) == {"1", "2"}
    plan = plan_update(leads(("Lead ID", *HEADERS[1:]), ("L-7K3QX2", *ANN[1:])), export)
    assert [(one.header, one.values) for one in plan.new_columns] == [("Record ID", {2: "1"})]
    assert plan.base is not None
    assert all(map(is_own_id, plan.base.prints))


def test_a_name_in_two_cells_becomes_one() -> None:
    export = leads(("Record ID", "First name", "Last name"), ("3", "Cy", "Lake"))
    plan = plan_update(leads(HEADERS, ANN), export)
    assert plan.new_rows[0].cells == {0: "3", 1: "Cy Lake"}
    assert [one.header for one in plan.new_columns] == ["First name", "Last name"]
    plan = plan_update(leads(HEADERS, ANN, ignore=[1]), export)
    assert plan.new_rows[0].cells == {0: "3"}


def test_an_empty_list_is_filled_by_the_first_export() -> None:
    plan = plan_update(leads(HEADERS), leads((*HEADERS, "City"), (*ANN, "yes", "Rome"), (*ANN, "yes", "Rome"), BO))
    assert [one.cells[0] for one in plan.new_rows] == ["1", "2"]
    assert plan.base is not None
    assert set(plan.base.prints) == {"1", "2"}
    assert is_own_id(str(plan_update(leads(("Name",)), leads(("Name",), ("Ann",))).new_rows[0].new[0]))


NOON = dt.datetime.fromisoformat("2026-03-01 12:00")


@pytest.mark.parametrize(
    ("column", "text", "cell"),
    [
        ([5.0, None], "12345.67", 12345.67),
        ([5.0, None], " 12 ", 12.0),
        ([5.0, None], "12.50", 12.5),
        ([5.0, "?"], "12", 12.0),
        ([5.0, None], "1,5", "1,5"),
        ([5.0, None], "007", "007"),
        ([5.0, None], "12345678901234567891", "12345678901234567891"),
        ([5.0, None], "nan", "nan"),
        ([5.0, None], "don't know yet", "don't know yet"),
        (["a", None], "12", "12"),
        ([None, None], "12", "12"),
        ([5.0, dt.date(2026, 1, 1), None], "12", "12"),
        ([dt.date(2026, 1, 1), None], "2026-03-01", dt.date(2026, 3, 1)),
        ([dt.date(2026, 1, 1), None], "2026-03-01 12:00", NOON),
        ([NOON, None], "2026-03-01", NOON.replace(hour=0)),
        ([dt.date(2026, 1, 1), None], "01/03/2026", "01/03/2026"),
        ([dt.date(2026, 1, 1), None], "2026-13-01", "2026-13-01"),
        ([dt.date(2026, 1, 1), None], "20260301", "20260301"),
    ],
)
def test_texts_become_what_the_column_holds(column: list[Cell], text: str, cell: Cell) -> None:
    headers = ("Record ID", "X")
    master = leads(headers, *((str(place), one) for place, one in enumerate(column)))
    last = str(len(column) - 1)
    for plan in (
        plan_merge(leads(headers, (last, text)), master),
        plan_update(master, leads(headers, (last, text))),
    ):
        taken = plan.cells[1 + len(column)][1]
        assert taken == cell
        assert type(taken) is type(cell)


# The base


def base_of(headers: Sequence[str], *rows: Sequence[Cell]) -> Base:
    """Return the base after an export."""
    export = leads(headers, *rows)
    base = plan_update(export, export).base
    assert base is not None
    return base


def test_a_base_keeps_what_the_export_said() -> None:
    base = base_of(("Record ID", "Note", "Note"), ("1", "a", None))
    assert base.headers == ("record id", "note", "note")
    assert base.prints == {"1": fingerprint("1") + fingerprint("a") + fingerprint(None)}
    assert Base.from_rows(base.to_rows()) == base


def test_a_base_remembers_leads_and_columns_that_are_not_in_the_export() -> None:
    base = base_of(("Record ID", "Need", "Budget"), ("1", "yes", "no"), ("2", "no", "no"))
    master = leads(("Record ID", "Need", "Budget", "City"), ("1", "yes", "no"), ("2", "no", "no"))
    later = plan_update(master, leads(("Record ID", "City", "Budget"), ("2", "Oslo", "yes")), base).base
    assert later is not None
    assert later.headers == ("record id", "need", "budget", "city")
    assert later.prints == {
        "1": base.prints["1"] + NO_FINGERPRINT,
        "2": "".join(map(fingerprint, ("2", "no", "yes", "Oslo"))),
    }
    new = leads(("Record ID", "City"), ("3", "Rome"))
    latest = plan_update(master, new, later).base
    assert latest is not None
    assert latest.prints["3"] == fingerprint("3") + 2 * NO_FINGERPRINT + fingerprint("Rome")
    # What nobody has exported yet has no base.
    plan = plan_update(leads(("Record ID", "Need"), ("3", "yes")), leads(("Record ID", "Need"), ("3", "no")), latest)
    assert told(plan) == [(Kind.CONFLICT, 2, "Need", "yes", "no")]


def test_a_lead_is_found_in_the_base_by_any_of_its_ids() -> None:
    master = leads(("Record ID", "Lead ID", "Budget"), (None, "L-7K3QX2", "yes"))
    base = Base(("budget",), {"L-7K3QX2": fingerprint("yes"), "1": fingerprint("no")})
    export = leads(("Record ID", "Lead ID", "Budget"), ("1", "L-7K3QX2", "no"))
    plan = plan_update(master, export, base)
    assert (Kind.TAKEN, 2, "Budget", "yes", "no") in told(plan)
    assert plan.base is not None
    assert set(plan.base.prints) == {"L-7K3QX2"}


def test_an_id_that_two_leads_have_finds_no_base() -> None:
    master = leads(
        ("Record ID", "Customer", "E-mail", "Budget"), ("1", "", "a@x.com", "yes"), ("1", "", "b@x.com", "no")
    )
    export = leads(("E-mail", "Budget"), ("a@x.com", "no"))
    plan = plan_update(master, export, Base(("budget",), {"1": fingerprint("yes")}))
    assert told(plan) == [(Kind.CONFLICT, 2, "Budget", "yes", "no")]
    assert plan.base is not None
    assert set(plan.base.prints) == {"1"}


def test_a_base_that_a_person_has_touched_is_used_as_far_as_it_is_ours() -> None:
    base = base_of(("Record ID", "Need"), ("1", "yes"), ("2", "no"), ("3", "no"))
    rows: list[list[Cell]] = [list(row) for row in base.to_rows()]
    head, one, two, three = rows
    assert Base.from_rows([three, [None], [], one, [*head, None, ""], two]) == base
    assert Base.from_rows([head, [2.0, two[1]], one, one]).prints == {"1": base.prints["1"], "2": base.prints["2"]}
    swapped = [head, [one[0], two[1]], [two[0], one[1]], three]
    assert Base.from_rows(swapped).prints == {"3": base.prints["3"]}
    cut = [head, [one[0], str(one[1])[:-3]], [two[0], None], [three[0]]]
    assert Base.from_rows(cut).prints == {}
    assert Base.from_rows([one, two]) == Base()
    assert Base.from_rows([[*head[:2], "need", "record id"], one]) == Base()
    assert Base.from_rows([head[:1], one]) == Base()
    assert Base.from_rows([]) == Base()


def test_a_base_that_says_two_things_of_a_lead_says_nothing() -> None:
    first, second = (base_of(("Record ID", "Need"), ("1", one)).to_rows() for one in ("yes", "no"))
    assert Base.from_rows([*first, second[1]]).prints == {}


@given(st.lists(st.lists(st.none() | st.text(max_size=5) | st.floats(), max_size=3), max_size=4))
def test_no_sheet_is_an_error(rows: list[list[Cell]]) -> None:
    assert Base.from_rows(rows) == Base()


# Receipts


def receipts(plan: MergePlan) -> tuple[dict[str, object], list[str]]:
    """Return both receipts of a plan."""
    when = dt.datetime.fromisoformat("2026-03-01T12:00:00+01:00")
    receipt = receipt_json(plan, when=when, master="leads.xlsx", other="answers.csv")
    assert json.loads(json.dumps(receipt)) == receipt
    return receipt, receipt_lines(plan)


def test_the_receipt_of_a_merge() -> None:
    master = leads(HEADERS, (*ANN, "yes"), (*BO, "?"), (None, "Cy", "Gamma"), (None, "Cy", "Gamma"))
    answered = leads(
        HEADERS,
        ("1", "Ann Hill", "Acme", None, "no\x1b[31m"),
        ("2", None, None, None, 250.0),
        ("", "Cy", "Gamma"),
        ("", "Di Moor", "Beta", "bo@beta.com"),
        ("", "Ed", "Delta"),
        ("", None, None, None, "yes"),
        ("2",),
    )
    receipt, lines = receipts(plan_merge(answered, master))
    assert lines == [
        "3 rows of the returned list found in your list",
        "1 answer taken over",
        "1 further row of a lead, joined",
        "1 row in the returned list, but not in yours",
        "1 row left out: more than one lead or row fits",
        "1 row left out: by the name or the id it is somebody else",
        "1 row left out: nothing says who it is",
        "1 conflict to decide; yours stays until then",
        "2 leads of your list without an id",
        'row 2, Ann Hill (Acme): Budget: yours "yes", returned "no�[31m"; left as it was',
        "row 4 of the returned list, Cy (Gamma): fits rows 4 and 5 of your list equally well; left out",
        "row 5 of the returned list, Di Moor (Beta): may be row 3 of your list after all; left out",
        "row 6 of the returned list, Ed (Delta): in the returned list, but not in your list",
        "row 7 of the returned list: nothing says who it is; left out",
    ]
    assert list(receipt) == [
        *("command", "when", "master", "other", "counts", "taken", "conflicts", "kept", "unmatched", "ambiguous"),
        *("maybe", "added", "joined", "missing", "ids", "columns"),
    ]
    assert receipt["when"] == "2026-03-01T12:00:00+01:00"
    assert receipt["taken"] == [
        {
            "kind": "taken",
            "lead": "Bo Wood (Beta)",
            "row": 3,
            "other_row": 3,
            "column": "Budget",
            "mine": "?",
            "theirs": "250",
            "how": "id",
        }
    ]
    assert receipt["ambiguous"] == [{"kind": "ambiguous", "lead": "Cy (Gamma)", "other_row": 4, "rows": [4, 5]}]


def test_the_receipt_of_an_update() -> None:
    headers = ("Record ID", "Name", "Phone", "Budget")
    master = leads(headers, ("1", "Ann", "22334455", "yes"), ("1", "Bo"), ("2", "Cy"), ("3", "Di"))
    export = leads(
        (*headers, ""),
        ("2", "Cy", None, "no", "x"),
        ("", "Ed Hill", "22334455"),
        ("", "Ed Moor", "11335577"),
        ("", None, "11335577"),
        ("", "Flo Moor", "11335577"),
        ("3", "Di", None, "no"),
        ("3", "Di", None, "yes"),
    )
    receipt, lines = receipts(plan_update(master, export))
    assert lines == [
        "7 rows in the export, of these:",
        "2 rows found in your list",
        "3 new leads added",
        "1 further row of a lead, joined",
        "1 row left out: of several leads of the export",
        "1 of the new leads perhaps in your list already",
        "2 blank cells filled",
        "1 cell different in rows of one lead",
        "1 id of several leads each, so nobody is found by them",
        "1 column without a header left out",
        "2 leads of your list not in the export; they stay",
        "row 3 of the export, Ed Hill: may be row 2 of your list after all; added",
        "row 5 of the export, row 5: may be any of rows 4 and 6 of the export; left out",
        'row 7 of the export, Di: Budget: "no" here, "yes" in row 8; "yes" counts',
        'the id "1" stands in rows 2 and 3 of your list; give each lead its own',
        "column E of the export has no header; left out",
    ]
    assert receipt["command"] == "update"


def test_long_receipts_are_cut() -> None:
    master = leads(HEADERS, *((str(one), "Ann", "", "", "x" * 99) for one in range(15)))
    answered = leads(HEADERS, *((str(one), "Ann", "", "", "y") for one in range(15)))
    lines = receipt_lines(plan_merge(answered, master), most=2)
    assert len(lines) == 6
    assert lines[2] == "Nothing changes in your list."
    assert f'"{"x" * 59}…"' in lines[3]
    assert lines[5] == "... and 13 more of these; the receipt names them all"


# Laws

IDS = st.sampled_from(["", "", "1", "2", "3"])
NAMES = st.sampled_from(["", "Ann Hill", "Hill, Ann", "Bo Wood", "Giovanni Rossi", "Giovani Rossi"])
COMPANIES = st.sampled_from(["", "Acme", "ACME Ltd", "Fjell AS"])
MAILS = st.sampled_from(["", "a@x.com", "b@x.com", "info@x.com"])
ANSWERS = st.sampled_from(
    [None, "", "?", "yes", "Yes", "no", 5.0, "5", "6", "2026-03-01", dt.date(2026, 3, 1), "#REF!"]
)
ROWS = st.lists(st.tuples(IDS, NAMES, COMPANIES, MAILS, ANSWERS, ANSWERS), min_size=1, max_size=6)
SIX = (*HEADERS, "Need")
OTHER = (*HEADERS, "Disposition")
EXPORTS = ROWS.filter(lambda rows: len({bool(row[0]) for row in rows}) == 1)
"""As CRMs write them: with an id for every lead, or for none."""
LAWS = settings(deadline=None, max_examples=100)


def by_row(plan: MergePlan, column: str | None = None) -> Mapping[int | None, list[Decision]]:
    """Return the decisions about a column by row of the master."""
    found: dict[int | None, list[Decision]] = {}
    for one in plan.decisions:
        if column is None or one.column == column:
            found.setdefault(one.row, []).append(one)
    return found


def tells_more(plan: MergePlan) -> bool:
    """Tell whether a plan changes who a lead is; more rows may find it then, and others no longer."""
    return any(place < SIX.index("Budget") for cells in plan.cells.values() for place in cells)


def nothing_is_lost(master: LeadList, plan: MergePlan) -> None:
    """Check that every cell that a plan replaces is named with its old value."""
    for row, cells in plan.cells.items():
        for place, cell in cells.items():
            old = master.table.columns[place][row - 2]
            header = master.table.headers[place]
            assert meaning(old) != meaning(cell)
            if not is_blank(old):
                named = by_row(plan, header)[row]
                assert [one.mine for one in named if one.kind is Kind.TAKEN] == [old]


@LAWS
@given(ROWS)
def test_a_list_with_ids_merged_with_itself_stays_as_it_is(rows: list[Sequence[Cell]]) -> None:
    whole = leads(SIX, *((str(place), *row[1:]) for place, row in enumerate(rows)))
    for plan in (plan_merge(whole, whole), plan_merge(whole, whole, whole), plan_update(whole, whole)):
        assert plan.changes_nothing
        assert not plan.decisions


@LAWS
@given(ROWS, ROWS, st.sampled_from(["", "as the master is"]))
def test_merging_twice_changes_nothing_the_second_time(
    mine: list[Sequence[Cell]], theirs: list[Sequence[Cell]], given_out: str
) -> None:
    master, answered = leads(SIX, *mine), leads(OTHER, *theirs)
    base = master if given_out else None
    once = plan_merge(answered, master, base)
    nothing_is_lost(master, once)
    merged = after(master, once)
    assume(not of_kind(once, Kind.AMBIGUOUS, Kind.MAYBE))
    assume(not tells_more(once) or all(one.how is How.ID for one in once.decisions))
    again = plan_merge(answered, merged, base)
    assert again.changes_nothing


@LAWS
@given(ROWS, ROWS, st.sampled_from(["", "as the master is"]))
def test_every_answer_arrives_or_is_named(
    mine: list[Sequence[Cell]], theirs: list[Sequence[Cell]], given_out: str
) -> None:
    master, answered = leads(SIX, *mine), leads(OTHER, *theirs)
    plan = plan_merge(answered, master, master if given_out else None)
    tables = master.table, after(master, plan).table
    said = {meaning(cell) for table in tables for cells in table.columns.values() for cell in cells}
    said |= {meaning(one.theirs) for one in plan.decisions}
    unfound = {one.other for one in plan.decisions if not one.row}
    for place, row in enumerate(theirs):
        if place + 2 not in unfound:
            assert {meaning(cell) for cell in row} <= said | {""}


@LAWS
@given(ROWS, EXPORTS)
@example([("", "", "", "", None, None)], [("", "", "", "", None, None)])
def test_updating_twice_changes_nothing_the_second_time(
    mine: list[Sequence[Cell]], theirs: list[Sequence[Cell]]
) -> None:
    master, export = leads(SIX, *mine), leads(OTHER, *theirs)
    once = plan_update(master, export)
    nothing_is_lost(master, once)
    updated = after(master, once)
    assume(not of_kind(once, Kind.AMBIGUOUS, Kind.DOUBTFUL))
    assume(not (tells_more(once) and of_kind(once, Kind.JOINED)))
    again = plan_update(updated, export, once.base)
    assert again.changes_nothing
    if not of_kind(again, Kind.AMBIGUOUS):
        assert again.base == once.base


def said(cells: Mapping[int, Mapping[int, Cell]]) -> dict[int, dict[int, str]]:
    """Return what cells say, in the order of their columns."""
    return {row: {place: meaning(one) for place, one in sorted(by_place.items())} for row, by_place in cells.items()}


@LAWS
@given(ROWS, ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_export_makes_no_difference(
    mine: list[Sequence[Cell]], theirs: list[Sequence[Cell]], rnd: Random
) -> None:
    shuffled = list(theirs)
    rnd.shuffle(shuffled)
    first, second = (plan_update(leads(SIX, *mine), leads(SIX, *rows)) for rows in (theirs, shuffled))
    assume(not of_kind(first, Kind.DIFFERENT))  # Ties go by the order.
    assert said(first.cells) == said(second.cells)
    assert first.base == second.base
    rows, others = ([repr(said({0: one.cells})) for one in plan.new_rows] for plan in (first, second))
    assert sorted(rows) == sorted(others)
    assert first.counts == second.counts


@LAWS
@given(ROWS, ROWS)
def test_every_row_of_the_export_is_somewhere(mine: list[Sequence[Cell]], theirs: list[Sequence[Cell]]) -> None:
    plan = plan_update(leads(SIX, *mine), leads(SIX, *theirs))
    unfound = {
        one.other for one in of_kind(plan, Kind.ADDED, Kind.AMBIGUOUS, Kind.DOUBTFUL, Kind.NAMELESS, Kind.JOINED)
    }
    assert plan.known + len({one.other for one in of_kind(plan, Kind.ADDED)}) <= len(theirs)
    assert plan.known + len(unfound) >= len(theirs)
    assert receipt_lines(plan)[0].split()[0] == str(len(theirs))


@LAWS
@given(ROWS)
def test_a_base_survives_its_sheet(rows: list[Sequence[Cell]]) -> None:
    whole = leads(SIX, *rows)
    base = plan_update(whole, whole).base
    assert base is not None
    assert Base.from_rows(base.to_rows()) == base
