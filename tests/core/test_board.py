"""The board: leads in order, and a new board for every move."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sheetqual.core.board import moved_criteria

from .helpers import THREE, board_of, profile
from .test_judge import TWO

if TYPE_CHECKING:
    from sheetqual.core.profile import Profile

HEADERS = ["A", "B", "C"]
ROWS: list[list[object]] = [
    ["no", 1, "x"],
    ["yes", 60, "SaaS"],
    ["yes", "?", "x"],
    ["yes", 1, "x"],
    ["yes", 60, "Retail"],
    ["refused", 60, "SaaS"],
]


def four(*ties: int, points: tuple[int, ...] = ()) -> Profile:
    """Return a profile of the criteria a, b, c, d, those at some places tied with the one above."""
    text = '[score]\nweights = "points"\n' if points else ""
    for place, name in enumerate("abcd"):
        text += f'[[criterion]]\nid = "{name}"\ncolumns = ["{name}"]\nwant = {{ yes = true }}\n'
        text += "tied_with_previous = true\n" if place in ties else ""
        text += f"points = {points[place]}\n" if points else ""
    return profile(text)


def shown(read: Profile) -> str:
    """Return the order of criteria, with ``=`` before one that is tied with the one above."""
    return "".join(("=" if one.tied_with_previous else "") + one.id for one in read.criteria)


def test_leads_stand_by_score_then_by_ceiling_then_by_place() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    assert list(board.order) == [1, 4, 2, 3, 0, 5]
    assert [lead for lead, _ in board.verdicts()] == list(board.order)
    assert [verdict.score for _, verdict in board.verdicts()] == [100_000, 100_000, 61_000, 61_000, 0, 0]
    assert len(board) == 6


def test_leads_that_are_out_stand_below_those_with_nothing() -> None:
    board = board_of(THREE, HEADERS, [["refused", 1, "x"], ["no", 1, "x"]])
    assert list(board.order) == [1, 0]


def test_leads_are_counted_by_temperature_and_queue() -> None:
    temperatures, queues = board_of(THREE, HEADERS, ROWS).counts()
    assert temperatures == Counter({"hot": 2, "warm": 2, "cold": 1, "out": 1})
    assert queues == Counter({"call": 4, "nurture": 1, "dropped": 1})


def test_a_board_of_nobody_is_empty() -> None:
    board = board_of(THREE, HEADERS, [])
    assert (len(board), list(board.order), board.counts()) == (0, [], (Counter(), Counter()))


def test_a_verdict_is_judged_once() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    assert board.verdict(1) is board.verdict(1)


def test_a_move_makes_a_new_board_of_the_same_patterns() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    before = [verdict.score for _, verdict in board.verdicts()]
    moved = board.moved(1, 0)
    assert moved.matches is board.matches
    assert [one.id for one in moved.profile.criteria] == ["b", "a", "c"]
    assert [one.id for one in board.profile.criteria] == ["a", "b", "c"]
    assert [verdict.score for _, verdict in board.verdicts()] == before
    assert list(moved.order) == list(board_of(moved.profile, HEADERS, ROWS).order)
    assert moved.verdict(3).score == 28_000


def test_another_profile_of_the_same_criteria_takes_the_leads_over() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    cooler = board.with_profile(profile("[score]\nhot = 100\nwarm = 90\n" + THREE))
    assert cooler.counts()[0] == Counter({"hot": 2, "cold": 3, "out": 1})


@pytest.mark.parametrize(
    ("ties", "place", "to", "expected"),
    [
        ((), 0, 3, "bcda"),
        ((), 3, 0, "dabc"),
        ((), 1, 2, "acbd"),
        ((), 1, 99, "acdb"),
        ((), 2, -5, "cabd"),
        ((), 2, 2, "abcd"),
        ((1,), 0, 3, "bcda"),
        ((1,), 1, 3, "acdb"),
        ((1,), 1, 0, "bacd"),
        ((1,), 3, 1, "a=d=bc"),
        ((1, 2), 0, 1, "b=a=cd"),
        ((1, 2), 1, 0, "ba=cd"),
        ((1, 2), 3, 2, "a=b=d=c"),
        ((2, 3), 0, 2, "b=c=a=d"),
        ((2, 3), 1, 0, "bac=d"),
        ((1, 3), 1, 2, "ac=b=d"),
    ],
)
def test_ties_stay_between_the_criteria_that_shared_a_rank(
    ties: tuple[int, ...], place: int, to: int, expected: str
) -> None:
    assert shown(moved_criteria(four(*ties), place, to)) == expected


def test_a_move_to_its_own_place_changes_nothing() -> None:
    read = four(1)
    assert moved_criteria(read, 3, 99) is read


def test_points_of_the_teams_own_stay_at_their_places() -> None:
    """Method.md section 4: moving hands the sorted points to the new positions."""
    moved = moved_criteria(four(points=(40, 30, 20, 10)), 3, 0)
    assert [one.id for one in moved.criteria] == ["d", "a", "b", "c"]
    assert [one.points for one in moved.criteria] == [40, 30, 20, 10]


def test_a_required_criterion_moved_stays_required() -> None:
    board = board_of(TWO, ["A", "B"], [["no", "yes"]])
    assert board.moved(0, 1).verdict(0).queue == "refer"
