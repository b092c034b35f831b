"""The lists that a board has of all its patterns: the same as each pattern's verdict, found much faster."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.answers import GATES, Gate
from sheetqual.core.judge import Status
from sheetqual.core.profile import Level

from .helpers import THREE, board_of, profile
from .test_board import HEADERS, ROWS
from .test_laws import CASES, SEEDS, case

if TYPE_CHECKING:
    from sheetqual.core.board import Board

LEVELS = """
[[criterion]]
id = "a"
columns = ["A"]
want = { yes = true }
level = "stakeholder"
required = true
[[criterion]]
id = "b"
columns = ["B"]
want = { yes = true }
level = "organisation"
required = true
"""
PRODUCTS = """
[[product]]
name = "First"
order = ["a", "c"]
[[product]]
name = "Second"
order = ["b", "c"]
"""


def passed(board: Board, pattern: int) -> int:
    """Count the levels up to the first with a requirement that does not hold, slowly."""
    codes, places = board.matches.patterns.rows[pattern], board.plan.layout.criteria
    for count, level in enumerate(Level):
        for one in board.profile.criteria:
            if one.required and one.level is level and GATES[codes[places[one.id]]] is not Gate.HOLDS:
                return count
    return len(Level)


@CASES
@given(SEEDS, st.integers(0, 11), st.integers(0, 11))
def test_the_lists_say_what_each_verdict_says(seed: int, place: int, to: int) -> None:
    board = case(seed)[4]
    for one in (board, board.moved(place % len(board.profile.criteria), to)):
        verdicts = [one.pattern_verdict(pattern) for pattern in range(len(one.matches.patterns))]
        assert one.levels == [verdict.level for verdict in verdicts]
        assert one.statuses == [verdict.status for verdict in verdicts]
        assert one.types == [verdict.type for verdict in verdicts]
        assert one.products == [verdict.product for verdict in verdicts]
        assert one.completeness == [verdict.completeness for verdict in verdicts]
        assert one.settled == [verdict.settled for verdict in verdicts]
        assert one.passed == [passed(one, pattern) for pattern in range(len(verdicts))]


@CASES
@given(SEEDS)
def test_the_sizes_count_each_patterns_leads_and_moved_boards_share_them(seed: int) -> None:
    text, headers, rows, today, known = case(seed)
    board = board_of(text, headers, rows, today)
    leads = Counter(board.matches.pattern_of)
    assert board.sizes == [leads[pattern] for pattern in range(len(board.matches.patterns))]
    assert board.moved(0, 1).sizes is board.sizes
    moved = replace_rows(known)
    assert moved.sizes == board.sizes
    for pattern, size in enumerate(board.sizes):
        places = list(board.leads_of(pattern))
        assert len(places) == size
        assert places == [lead for lead in range(len(board)) if board.matches.pattern_of[lead] == pattern]


def replace_rows(board: Board) -> Board:
    """Return the board with its leads put into order before anybody counts them."""
    again = board.with_profile(board.profile)
    again._sizes = None
    assert len(again.order) == len(board)
    return again


def test_a_failed_level_comes_before_an_open_one_although_that_is_lower() -> None:
    board = board_of(LEVELS, ["A", "B"], [["no", "?"], ["?", "?"], ["?", "yes"], ["yes", "yes"]])
    assert board.levels == [Level.STAKEHOLDER, Level.ORGANISATION, Level.STAKEHOLDER, None]
    assert board.statuses == [Status.DISQUALIFIED, Status.OPEN, Status.OPEN, Status.QUALIFIED]
    assert board.passed == [0, 0, 2, 3]


def test_of_products_that_fit_alike_the_first_of_the_profile_is_named() -> None:
    rows = [["yes", 60, "SaaS"], ["no", 60, "SaaS"], ["yes", 1, "SaaS"], ["no", 1, "SaaS"]]
    board = board_of(THREE + PRODUCTS, HEADERS, rows)
    assert board.products == ["First", "Second", "First", "First"]


def test_penalties_can_make_products_fit_alike() -> None:
    text = THREE + PRODUCTS + '[[penalty]]\nid = "p"\ncolumns = ["P"]\nwhen = { yes = true }\npoints = 95\n'
    board = board_of(text, [*HEADERS, "P"], [["no", 60, "x", "no"], ["no", 60, "x", "yes"]])
    assert board.products == ["Second", "First"]


def test_without_products_none_is_named() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    assert board.products == [None] * len(board.matches.patterns)


def test_a_board_of_nobody_has_empty_lists() -> None:
    board = board_of(LEVELS + PRODUCTS.replace('"c"', '"a"').replace('"a", "a"', '"a"'), ["A", "B"], [])
    lists = (board.sizes, board.levels, board.statuses, board.types, board.products, board.completeness, board.passed)
    assert all(one == [] for one in lists)


def test_lists_follow_the_profile_of_the_board() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    strict = tuple(replace(one, required=one.id == "b") for one in profile(THREE).criteria)
    changed = board.with_profile(replace(board.profile, criteria=strict))
    assert set(board.statuses) == {Status.QUALIFIED}
    assert changed.statuses == [changed.pattern_verdict(pattern).status for pattern in range(len(board.sizes))]
    assert Status.DISQUALIFIED in changed.statuses
