"""Leads meet a plan: patterns, and findings for what could not be read."""

from __future__ import annotations

import math

import pytest

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
