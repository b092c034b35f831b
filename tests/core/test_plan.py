"""A profile meets the headers of a list."""

from __future__ import annotations

import datetime as dt

import pytest

from sheetqual.core.answers import (
    COMPLAINED_ANSWER,
    HELD_AT_ZERO,
    REFUSED_ANSWER,
    UNDATED_ANSWER,
    UNKNOWN,
    UNKNOWN_ANSWER,
    YES,
    open_value,
)
from sheetqual.core.plan import all_headers, column_groups, compile_plan, horizon_days, profile_headers
from sheetqual.core.values import Cell, Finding

from .helpers import THREE, TODAY, answer_of, board_of, one_board, profile
from .test_parse import FULL

SIZE = """columns = ["X"]
grades = [ { when = { at_least = 200 }, value = 1 }, { when = { at_least = 50 }, value = 0.35 } ]"""
VISIT = 'columns = ["X"]\nwant = { known = true }\ndecay = { half_life_days = 30 }\n'


def test_every_predicate_has_a_place_in_the_pattern() -> None:
    layout = compile_plan(profile(FULL), [], today=TODAY).layout
    assert dict(layout.criteria) == {"budget": 0, "size": 1, "visit": 2, "need": 3}
    assert dict(layout.penalties) == {"contract": 4}
    assert (layout.horizon, layout.suppressed, dict(layout.types)) == (5, 6, {"PQL": 7, "CQL": 8})
    assert layout.size == 9


def test_a_profile_of_criteria_alone_has_no_other_places() -> None:
    layout = compile_plan(profile(THREE), [], today=TODAY).layout
    assert (layout.horizon, layout.suppressed, layout.size) == (None, None, 3)
    assert not layout.penalties
    assert not layout.types


def test_every_header_of_a_profile_is_named() -> None:
    assert set(profile_headers(profile(FULL))) == {
        *("Budget", "Estimated budget", "Employees", "Last visit", "Need", "Children", "Contract ends"),
        *("Timeline", "Trial", "Source", "Do not call"),
    }
    assert set(all_headers(profile(FULL))) >= {"Record ID", "Mobile", "E-mail", "Owner", "Budget", "First name"}
    assert "Phone number" not in all_headers(profile(FULL))
    assert "Phone number" in all_headers(profile(THREE))


def test_the_column_that_a_decay_counts_from_is_named_and_wanted() -> None:
    text = '[[criterion]]\nid = "a"\ncolumns = ["When"]\nwant = { column = "What", yes = true }\n'
    text += "decay = { half_life_days = 30 }"
    assert profile_headers(profile(text)) == ["What", "When"]
    plan = compile_plan(profile(text), ["Other", "when", "WHAT"], today=TODAY)
    assert plan.wanted_places() == {1, 2}


@pytest.mark.parametrize("header", ["Estimated budget", " ESTIMATED_budget ", "estimated-Budget"])
def test_headers_match_as_people_write_them(header: str) -> None:
    """Method.md section 3: header match."""
    plan = compile_plan(profile(FULL), [header], today=TODAY)
    assert plan.wanted_places() == {0}
    assert plan.headers == (header,)


def test_a_missing_column_is_a_finding_and_its_answers_are_unknown() -> None:
    """Method.md section 3: a criterion whose column is missing is a finding."""
    board = board_of(THREE, ["A", ""], [["yes", ""]])
    assert board.matches.findings == (
        Finding("missing_column", "no column is called 'B', so Budget is unknown", column="B"),
        Finding("missing_column", "no column is called 'C', so Industry is unknown", column="C"),
    )
    assert dict(board.verdict(0).points) == {"a": 61_000, "b": None, "c": None}


def test_a_missing_column_is_found_missing_once_with_all_its_names() -> None:
    text = FULL.replace("want = { at_least = 10000 }", "want = { all = [ { at_least = 1 }, { at_most = 9 } ] }")
    texts = [finding.text for finding in compile_plan(profile(text), [], today=TODAY).findings]
    assert texts.count("no column is called 'Budget' or 'Estimated budget', so Budget is unknown") == 1
    assert "no column is called 'Do not call', so do not call is unknown" in texts
    assert "no column is called 'Timeline', so horizon is unknown" in texts
    assert len(texts) == len(set(texts)) == 10


def test_no_assumption_fills_in_for_a_missing_column() -> None:
    """Method.md section 3: "its answers are unknown"; ``assume`` speaks of blanks."""
    assert answer_of('columns = ["Nowhere"]\nwant = { yes = true }\nassume = "yes"', X=1) == UNKNOWN_ANSWER


@pytest.mark.parametrize(
    ("assume", "cell", "answer"),
    [
        ("yes", None, 100),
        ("yes", " ", 100),
        ("yes", "?", UNKNOWN_ANSWER),
        ("yes", "refused", REFUSED_ANSWER),
        ("no", "", 0),
        ("no", "yes", 100),
        ("unknown", "", UNKNOWN_ANSWER),
    ],
)
def test_assume_says_what_a_blank_means(assume: str, cell: object, answer: int) -> None:
    """Method.md section 2, and section 1: B2C: the decision maker is implied."""
    assert answer_of(f'columns = ["X"]\nwant = {{ yes = true }}\nassume = "{assume}"', X=cell) == answer


def test_an_assumption_goes_before_known_and_before_decay() -> None:
    assert answer_of(VISIT + 'assume = "yes"', X=None) == 100
    assert answer_of(VISIT, X=None) == 0


def test_an_assumption_decides_where_a_blank_leaves_a_composition_open() -> None:
    keys = 'assume = "no"\nwant = { all = [ { column = "A", yes = true }, { column = "B", yes = true } ] }'
    assert answer_of(keys, A="yes", B=None) == 0
    assert answer_of(keys, A="yes", B="?") == UNKNOWN_ANSWER
    assert answer_of(keys, A=None, B=None) == 0


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        (200, 100),
        (199, 35),
        (49, 0),
        ("11-60", UNKNOWN_ANSWER),
        ("50-199", 35),
        ("60-300", UNKNOWN_ANSWER),
        ("200+", 100),
        ("?", UNKNOWN_ANSWER),
        ("complained", COMPLAINED_ANSWER),
        ("many", UNKNOWN_ANSWER),
    ],
)
def test_the_first_grade_that_is_not_false_decides(cell: object, answer: int) -> None:
    """Method.md section 3: if it is unknown, so is the criterion."""
    assert answer_of(SIZE, X=cell) == answer


def test_a_grade_that_is_matched_partly_is_worth_half_rounded_up() -> None:
    assert answer_of('columns = ["X"]\ngrades = [ { when = { yes = true }, value = 0.35 } ]', X="partly") == open_value(
        18
    )


def test_a_grade_of_zero_that_matches_hides_later_ones() -> None:
    keys = (
        'columns = ["X"]\ngrades = [ { when = { at_least = 9 }, value = 0 }, { when = { at_least = 1 }, value = 1 } ]'
    )
    assert answer_of(keys, X=10) == 0
    assert answer_of(keys, X=5) == 100


@pytest.mark.parametrize(
    ("age", "answer"),
    [(0, 100), (-5, 100), (1, 98), (10, 79), (30, 50), (90, 13), (229, 1), (230, HELD_AT_ZERO), (3000, HELD_AT_ZERO)],
)
def test_interest_decays_by_whole_days_rounded_half_up(age: int, answer: int) -> None:
    """Method.md section 5: v = value * 0.5^(age / half_life_days), rounded half up to 0.01.

    .5^(1/30) = .9772, .5^(10/30) = .7937, .5^3 = .125, .5^(229/30) = .00504, .5^(230/30) = .00492.
    """
    assert answer_of(VISIT, X=TODAY - dt.timedelta(age)) == answer


def test_a_grade_decays_from_its_value_and_keeps_its_gate() -> None:
    keys = """columns = ["X"]
grades = [ { when = { column = "Y", yes = true }, value = 0.5 } ]
decay = { half_life_days = 10 }"""
    ten, ages = TODAY - dt.timedelta(10), TODAY - dt.timedelta(1000)
    assert answer_of(keys, X=ten, Y="yes") == 25
    assert answer_of(keys, X=ten, Y="partly") == open_value(13)
    assert answer_of(keys, X=ages, Y="partly") == open_value(0)
    assert answer_of(keys, X=ten, Y="no") == 0
    assert answer_of(keys, X="?", Y="no") == 0
    assert answer_of(keys, X="?", Y="yes") == UNDATED_ANSWER
    assert answer_of(keys, X="soon", Y="yes") == UNDATED_ANSWER
    assert answer_of(keys, X="?", Y="partly") == UNKNOWN_ANSWER
    assert answer_of(keys, X=ten, Y="?") == UNKNOWN_ANSWER


def test_a_day_that_a_decay_cannot_read_is_a_finding() -> None:
    findings = one_board('[[criterion]]\nid = "x"\n' + VISIT, {"X": "soon"}).matches.findings
    assert [(finding.code, finding.row, finding.value) for finding in findings] == [("unreadable", 2, "soon")]


def test_columns_are_tried_in_turn_and_only_blanks_are_passed_over() -> None:
    """Method.md section 2: the first that exists and is not blank."""
    keys = 'columns = ["Nowhere", "A", "B"]\nwant = { at_least = 5 }'
    assert answer_of(keys, A="  ", B=9) == 100
    assert answer_of(keys, A=1, B=9) == 0
    assert answer_of(keys, A="?", B=9) == UNKNOWN_ANSWER
    assert answer_of(keys, A=None, B=None) == UNKNOWN_ANSWER


def test_two_columns_of_one_name_are_tried_in_turn_as_well() -> None:
    board = board_of(THREE, ["B", "A", "b"], [[None, "yes", 60], [10, "yes", 60]])
    assert [board.verdict(lead).points["b"] for lead in (0, 1)] == [28_000, 0]


@pytest.mark.parametrize(
    ("cell", "suppressed"),
    [
        ("yes", True),
        (1, True),
        ("opted out 3 May", True),
        (dt.date(2026, 1, 1), True),
        ("refused", True),
        ("complained", True),
        ("partly", True),
        ("no", False),
        (0, False),
        (False, False),
        (None, False),
        ("?", False),
        ("#N/A", True),
    ],
)
def test_any_column_that_says_anything_but_no_suppresses(cell: object, *, suppressed: bool) -> None:
    text = '[suppress]\ncolumns = ["DNC", "Robinson list"]\n' + THREE
    for cells in ({"DNC": cell, "Robinson list": "no"}, {"DNC": None, "Robinson list": cell}):
        board = one_board(text, {"A": 1, "B": 60, "C": "SaaS", **cells})
        assert (board.verdict(0).queue == "suppressed") is suppressed


def test_a_missing_do_not_call_column_suppresses_nobody() -> None:
    board = board_of('[suppress]\ncolumns = ["DNC"]\n' + THREE, ["A", "B", "C"], [[1, 60, "SaaS"]])
    assert board.verdict(0).queue == "call"
    assert [finding.column for finding in board.matches.findings] == ["DNC"]


def test_half_a_yes_is_an_unknown_obstacle() -> None:
    text = THREE + "[[penalty]]\nid = 'p'\ncolumns = ['P']\nwhen = { yes = true }\npoints = 5\n"
    patterns = [one_board(text, {"P": cell}).matches.patterns.rows[0][3] for cell in ("yes", "partly", "refused", None)]
    assert patterns == [YES, UNKNOWN, UNKNOWN, UNKNOWN]


def test_serial_days_count_from_the_workbooks_epoch() -> None:
    text = '[[criterion]]\nid = "x"\ncolumns = ["X"]\nwant = { is = 2026-03-01 }'
    assert board_of(text, ["X"], [[46082 - 1462]], epoch_1904=True).verdict(0).score == 100_000
    assert board_of(text, ["X"], [[46082 - 1462]]).verdict(0).score == 0


HORIZON = '[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = { yes = true }\n[horizon]\ncolumns = ["When", "Then"]\n'


@pytest.mark.parametrize(
    ("condition", "cells", "day"),
    [
        ("later_than_days = 365", ["yes", "2028-01-31", None], dt.date(2028, 1, 31)),
        ("later_than_days = 365", ["yes", None, dt.date(2028, 1, 31)], dt.date(2028, 1, 31)),
        ("later_than_days = 365", ["yes", "2026-04-01", None], None),
        ("later_than_days = 365", ["yes", None, None], None),
        ('is = "next year"', ["yes", "next year", None], None),
    ],
)
def test_a_lead_that_buys_too_late_is_looked_at_again_when_it_buys(
    condition: str,
    cells: list[Cell],
    day: dt.date | None,
) -> None:
    """Method.md section 6: "lost (horizon holds; with revisit date)"."""
    plan = compile_plan(profile(f"{HORIZON}lost_when = {{ {condition} }}"), ["A", "When", "Then"], today=TODAY)
    columns = {place: [one, one] for place, one in enumerate(cells)}
    assert horizon_days(plan, columns, [0, 1]) == ({0: day, 1: day} if day else {})


def test_without_a_horizon_there_is_no_day_to_look_again() -> None:
    assert horizon_days(compile_plan(profile(THREE), ["A"], today=TODAY), {0: ["yes"]}, [0]) == {}


def test_a_header_of_nothing_but_separators_is_no_column() -> None:
    plan = compile_plan(profile(THREE.replace('["B"]', '["_"]')), ["_", "A", "-"], today=TODAY)
    assert '["B"]' in THREE
    assert plan.wanted_places() == {1}


def test_headers_that_stand_in_for_each_other_come_together() -> None:
    text = THREE.replace('["B"]', '["Budget", "Estimated budget"]') + '[suppress]\ncolumns = ["Do not call", "DNC"]\n'
    assert column_groups(profile(text)) == [("A",), ("Budget", "Estimated budget"), ("C",), ("Do not call", "DNC")]
