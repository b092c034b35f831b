"""Why one lead ranks above another, in a few words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheetqual.core.explain import why_above

from .helpers import THREE, board_of
from .test_judge import PENALTIES, TWO
from .test_laws import CASES, SEEDS, case

if TYPE_CHECKING:
    from sheetqual.core.board import Board

HEADERS = ["A", "B", "C", "P", "Q"]


def board(*rows: list[object], text: str = THREE + PENALTIES) -> Board:
    return board_of(text, HEADERS, [[*row, *(["no"] * (5 - len(row)))] for row in rows])


def test_the_score_comes_first_and_then_what_makes_the_difference() -> None:
    rows = board(["yes", 60, "x"], ["yes", 1, "?"])
    assert why_above(rows, 0, 1) == ["89 points against 61", "Budget: 28 against 0"]
    rows = board(["yes", 60, "SaaS"], ["?", 1, "x"])
    assert why_above(rows, 0, 1) == [
        "100 points against 0",
        "Need: 61 against not known",
        "Budget: 28 against 0",
        "Industry: 11 against 0",
    ]


def test_what_the_other_does_better_on_comes_last() -> None:
    rows = board(["yes", 1, "x"], ["no", 60, "SaaS"])
    assert why_above(rows, 0, 1) == [
        "61 points against 39",
        "Need: 61 against 0",
        "that one does better on Budget and Industry",
    ]


def test_penalties_make_a_difference_either_way() -> None:
    taken = board(["yes", 60, "SaaS", "no"], ["yes", 60, "SaaS", "yes"])
    assert why_above(taken, 0, 1) == ["100 points against 85", "Tied to a contract: 15 points off that one"]
    worse = board(["yes", 60, "SaaS", "yes"], ["yes", 1, "SaaS", "no"])
    assert why_above(worse, 0, 1) == [
        "85 points against 72",
        "Budget: 28 against 0",
        "that one does better on Tied to a contract",
    ]


def test_of_many_criteria_the_four_that_count_most_are_named() -> None:
    text = "".join(f'[[criterion]]\nid = "{one}"\ncolumns = ["{one}"]\nwant = {{ yes = true }}\n' for one in "ABCPQ")
    said = why_above(board(["yes"] * 5, ["no"] * 5, text=text), 0, 1)
    assert [one.split(":")[0] for one in said] == ["100 points against 0", "A", "B", "C", "P"]


def test_of_equal_scores_the_one_that_could_reach_more_stands_higher() -> None:
    rows = board(["yes", 1, "?"], ["yes", "?", "x"])
    assert why_above(rows, 1, 0) == ["the same score, but this lead could still reach 89, that one only 72"]


def test_where_all_is_equal_the_list_decides() -> None:
    rows = board(["yes", 1, "x"], ["yes", 1, "Other"])
    assert why_above(rows, 0, 1) == ["the same score and range; it stands higher in the list"]


def test_leads_with_the_same_answers_stay_together() -> None:
    text = TWO.replace("required = true", "")
    rows = board(["yes", "no"], ["no", "yes"], ["yes", "no"], text=text)
    assert list(rows.order) == [0, 2, 1]
    assert why_above(rows, 2, 1) == ["the same score and range; a lead with its answers stands higher in the list"]


def test_a_lead_that_is_out_says_why() -> None:
    rows = board(["?", "?", "?"], ["yes", "refused", "SaaS"], ["refused", 60, "x"])
    assert why_above(rows, 0, 1) == ["that one is out (refused to answer: Budget)"]
    assert why_above(rows, 1, 2) == [
        "that one is out (refused to answer: Need)",
        "this lead is out, too, but it stands higher in the list",
    ]


def test_a_refusal_that_drops_nobody_is_called_one() -> None:
    rows = board(["yes", 60, "x"], ["yes", "refused", "x"], text='[routing]\nrefusal = "required"\n' + THREE)
    assert why_above(rows, 0, 1) == ["89 points against 61", "Budget: 28 against a refusal"]


@pytest.mark.parametrize(("upper", "lower"), [(1, 0), (0, 0)])
def test_a_lead_that_is_not_above_has_no_reason_to_be(upper: int, lower: int) -> None:
    with pytest.raises(ValueError, match="rank above"):
        why_above(board(["yes", 60, "x"], ["yes", 1, "x"]), upper, lower)


@CASES
@given(SEEDS, st.data())
def test_of_any_two_leads_the_higher_one_has_reasons(seed: int, data: st.DataObject) -> None:
    some = case(seed)[4]
    places = st.integers(0, len(some) - 1)
    first, second = sorted((data.draw(places), data.draw(places)))
    assume(first != second)
    upper, lower = some.order[first], some.order[second]
    said = why_above(some, upper, lower)
    this, that = some.verdict(upper), some.verdict(lower)
    assert said
    assert said[0].startswith("that one is out (") is that.out
    if scores := re.fullmatch(r"([\d.]+) points against ([\d.]+)", said[0]):
        assert [float(one) for one in scores.groups()] == [this.score / 1000, that.score / 1000]
        assert len(said) > 1
    else:
        assert that.out or this.score == that.score
    with pytest.raises(ValueError, match="rank above"):
        why_above(some, lower, upper)
