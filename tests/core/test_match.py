"""Leads meet a plan: patterns, and findings for what could not be read."""

from __future__ import annotations

import math
import tracemalloc

import pytest

from sheetqual.core.findings import Findings, Unread
from sheetqual.core.match import match
from sheetqual.core.plan import compile_plan
from sheetqual.core.values import Finding

from .helpers import THREE, TODAY, board_of, matches_of, profile

AMOUNT = '[[criterion]]\nid = "x"\ncolumns = ["X", "Y"]\nwant = { at_least = 5 }\n'


def test_leads_of_one_pattern_share_its_number() -> None:
    board = board_of(THREE, ["A", "B", "C"], [["yes", 60, "SaaS"], ["no", 1, "x"], [True, "60+", "RETAIL"]])
    assert list(board.matches.pattern_of) == [0, 1, 0]
    assert board.matches.leads_by_pattern() == [[0, 2], [1]]
    assert list(board.matches.rows) == [2, 3, 4]


def test_what_could_not_be_read_is_found_by_row_after_the_missing_columns() -> None:
    """Method.md section 3: a finding has row, column, value and why."""
    board = board_of(THREE, ["Note", " b ", "a"], [["x", "plenty", 1], ["", 5, "#REF!"], ["", "lots", "maybe so"]])
    assert board.matches.findings == (
        Finding("missing_column", "no column is called 'C', so Industry is unknown", column="C"),
        Finding("unreadable", "this can't be read as a number, so the answer is unknown", 2, " b ", "plenty"),
        Finding("error_cell", "the cell holds an error, so the answer is unknown", 3, "a", "#REF!"),
        Finding("unreadable", "this can't be read as a number, so the answer is unknown", 4, " b ", "lots"),
        Finding("unreadable", "this can't be read as yes or no, so the answer is unknown", 4, "a", "maybe so"),
    )


def test_a_finding_names_the_column_that_was_read() -> None:
    board = board_of(AMOUNT, ["X", "Y"], [[None, "plenty"], ["many", "few"], [math.nan, 5.5]])
    found = [(one.row, one.column, one.value) for one in board.matches.findings]
    assert found == [(2, "Y", "plenty"), (3, "X", "many")]


def test_a_cell_that_several_predicates_read_is_one_finding() -> None:
    text = AMOUNT + "[[penalty]]\nid = 'p'\ncolumns = ['X']\nwhen = { at_most = 1 }\npoints = 5\n"
    text += "[horizon]\ncolumns = ['X']\nlost_when = { later_than_days = 9 }\n"
    board = board_of(text, ["X"], [["plenty"]])
    assert [one.text for one in board.matches.findings] == [
        "this can't be read as a date, so the answer is unknown",
        "this can't be read as a number, so the answer is unknown",
    ]


def test_several_currencies_in_one_column_are_a_finding() -> None:
    """Method.md section 3: amounts are compared as they stand."""
    board = board_of(AMOUNT, ["X"], [["5 €"], ["$ 10"], [7], ["£2"]])
    assert board.matches.findings == (
        Finding("currencies", "amounts in several currencies (EUR, GBP, USD) are compared as they stand", column="X"),
    )


@pytest.mark.parametrize(
    ("cells", "mixed"),
    [
        (["5 kr", "NOK 5"], False),
        (["5 kr", "5 SEK"], False),
        (["5 kr", "5 €"], True),
        (["5 SEK", "5 NOK", "5 kr"], True),
        (["5 €", "5"], False),
    ],
)
def test_crowns_are_one_currency_with_the_country_that_is_named(cells: list[str], *, mixed: bool) -> None:
    findings = board_of(AMOUNT, ["X"], [[cell] for cell in cells]).matches.findings
    assert bool(findings) is mixed


def test_progress_is_told_for_every_predicate() -> None:
    plan = compile_plan(profile(THREE), ["A", "B", "C"], today=TODAY)
    told: list[tuple[int, int]] = []
    match(plan, {0: ["yes"], 1: [5], 2: ["x"]}, [2], progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_empty_list_has_no_patterns_and_no_findings_but_missing_columns() -> None:
    board = board_of(THREE, ["A", "B"], [])
    assert len(board.matches.patterns) == 0
    assert [finding.code for finding in board.matches.findings] == ["missing_column"]


def test_a_list_without_a_single_column_is_unknown_throughout() -> None:
    board = board_of(THREE, ["Note"], [["x"], ["y"]])
    assert list(board.matches.pattern_of) == [0, 0]
    assert board.verdict(0).completeness == 0


def test_a_plan_serves_list_after_list_without_remembering_what_could_not_be_read() -> None:
    plan = compile_plan(profile(AMOUNT), ["X"], today=TODAY)
    assert len(matches_of(plan, [["plenty"]]).findings) == 1
    assert matches_of(plan, [[5]]).findings == ()


def test_a_plan_serves_list_after_list_without_remembering_currencies() -> None:
    plan = compile_plan(profile(AMOUNT), ["X"], today=TODAY)
    matches_of(plan, [["5 €"], ["$ 10"]])
    assert matches_of(plan, [["5 €"]]).findings == ()


def test_a_great_number_means_the_same_whatever_stands_above_it() -> None:
    """Method.md section 3: "Beware: in Python 1, 1.0 and True are one dictionary key"."""
    text = '[[criterion]]\nid = "x"\ncolumns = ["X"]\nwant = { is = "1000000000000000" }'
    first, second = (board_of(text, ["X"], [[one], [other]]) for one, other in ((10**15, 1e15), (1e15, 10**15)))
    assert first.verdict(0).score == second.verdict(1).score


def test_many_kinds_of_unreadable_cells_are_all_found() -> None:
    cells = [f"word {number}" for number in range(40)]
    matches = matches_of(compile_plan(profile(AMOUNT), ["X"], today=TODAY), [[cell] for cell in cells])
    assert [finding.value for finding in matches.findings] == cells


def test_a_cell_that_stands_in_for_a_blank_one_is_found_in_its_own_column() -> None:
    rows: list[list[object]] = [["few", "many"], [" ", "many"], ["", "few"], [5, "few"], [None, "#REF!"]]
    found = [(one.code, one.row, one.column) for one in board_of(AMOUNT, ["X", "Y"], rows).matches.findings]
    assert found == [
        ("unreadable", 2, "X"),
        ("unreadable", 3, "Y"),
        ("unreadable", 4, "Y"),
        ("error_cell", 6, "Y"),
    ]


def test_a_list_of_nothing_but_unreadable_cells_takes_little_memory() -> None:
    """1,000,000 leads x 12 unreadable columns took 3.8 GB, more than 300 bytes a finding."""
    leads = 50_000
    plan = compile_plan(profile(THREE.replace("at_least = 50", "yes = true")), ["A", "B", "C"], today=TODAY)
    columns = {0: ["maybe so"] * leads, 1: ["plenty", "#REF!"] * (leads // 2), 2: ["Bank"] * leads}
    tracemalloc.start()
    try:
        findings = match(plan, columns, range(2, 2 + leads)).findings
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(findings) == 2 * leads
    assert peak < 60 * len(findings)


FOUND = [
    Finding("missing_column", "no column is called 'C', so Industry is unknown", column="C"),
    Finding("unreadable", "this can't be read as a number, so the answer is unknown", 2, "B", "plenty"),
    Finding("unreadable", "this can't be read as yes or no, so the answer is unknown", 3, "A", "maybe so"),
    Finding("error_cell", "the cell holds an error, so the answer is unknown", 3, "B", "#REF!"),
    Finding("unreadable", "this can't be read as yes or no, so the answer is unknown", 5, "A", "perhaps so"),
]
UNREAD: list[list[object]] = [["no", "plenty"], ["maybe so", "#REF!"], ["yes", 5], ["perhaps so", 60]]


def found() -> Findings:
    return board_of(THREE, ["A", "B"], UNREAD).matches.findings


def test_findings_are_a_sequence_like_any_other() -> None:
    findings = found()
    assert findings == FOUND == list(findings)
    assert findings != FOUND[1:]
    assert findings != [*FOUND[1:], FOUND[0]]
    assert findings != len(FOUND)
    assert [findings[place] for place in range(-5, 5)] == FOUND + FOUND
    assert FOUND[3] in findings
    assert FOUND[4] not in board_of(THREE, ["A", "B"], UNREAD[:3]).matches.findings
    for place in (5, -6):
        with pytest.raises(IndexError):
            findings[place]


@pytest.mark.parametrize("part", [slice(1, 3), slice(None), slice(9), slice(-2, None), slice(None, None, -2)])
def test_a_part_of_findings_is_a_sequence_too(part: slice) -> None:
    assert list(found()[part]) == FOUND[part]
    assert len(found()[part]) == len(FOUND[part])
    assert list(found()[part][1:]) == FOUND[part][1:]


def test_findings_can_stand_after_others() -> None:
    other = Finding("encoding", "read as cp1252")
    assert found().after([other, FOUND[0]]) == [other, FOUND[0], *FOUND]


def test_findings_come_by_row_whatever_the_order_of_the_leads() -> None:
    findings = matches_of(compile_plan(profile(AMOUNT), ["X"], today=TODAY), [["a"], ["b"], ["c"]], [9, 7, 8]).findings
    assert [(one.row, one.value) for one in findings] == [(7, "b"), (8, "c"), (9, "a")]


def test_one_lead_may_have_more_findings_than_a_byte_counts() -> None:
    unread = [Unread(f"C{place}", "a date", ["soon", "never"], b"\1\0") for place in range(300)]
    findings = Findings((), [*unread, Unread("D", "error", ["#N/A", "#REF!"], b"\1\1")], [2, 3])
    assert len(findings) == 302
    assert [findings[300].column, findings[301].value] == ["D", "#REF!"]
