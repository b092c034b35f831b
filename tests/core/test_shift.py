"""What a screen shows beside a moving criterion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.board import Board
from sheetqual.core.impact import Impact, Shift, impact, shift
from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature

from .helpers import THREE, board_of
from .test_impact import HEADERS, ROWS
from .test_laws import CASES, SEEDS, case


def agrees(said: Shift, slow: Impact, names: int) -> bool:
    """Tell whether a shift says what the impact says, and names its first leads."""
    named = {
        pair: tuple(turn.lead for turn in slow.turns if (turn.before, turn.after) == pair)[:names]
        for pair in slow.counts()
    }
    return (said.counts, said.named, said.entered, said.left) == (slow.counts(), named, slow.entered, slow.left)


def more_calls(old: Board, new: Board) -> int:
    is_call = [[board.verdict(lead).queue is Queue.CALL for lead in range(len(board))] for board in (old, new)]
    return sum(is_call[1]) - sum(is_call[0])


@CASES
@given(SEEDS, st.integers(0, 11), st.integers(0, 11), st.integers(1, 70), st.integers(0, 9))
def test_a_shift_is_the_impact_where_they_overlap(seed: int, place: int, to: int, top: int, names: int) -> None:
    """Whether the boards share their patterns or not."""
    _, headers, rows, today, old = case(seed)
    moved = old.moved(place % len(old.profile.criteria), to)
    for new in (
        moved,
        board_of(moved.profile, headers, rows, today),
        board_of(old.profile, headers, rows[::-1], today),
    ):
        said = shift(old, new, top, names)
        assert agrees(said, impact(old, new, top), names)
        assert said.called == more_calls(old, new)
        assert said.top == top


def test_the_leads_that_turn_are_counted_and_the_best_are_named() -> None:
    old = board_of(THREE, HEADERS, [*ROWS, *ROWS])
    said = shift(old, old.moved(0, 2), top=2, names=1)
    warmer, colder = (Temperature.COLD, Temperature.HOT), (Temperature.WARM, Temperature.COLD)
    assert said.counts == {warmer: 2, colder: 2}
    assert said.named == {warmer: (1,), colder: (0,)}
    assert (said.entered, said.left, said.called) == ((1, 5), (2, 6), 0)


def test_nothing_shifts_where_nothing_is_changed() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    assert shift(board, board, top=3) == Shift(3, {}, {}, (), (), 0)


def test_boards_of_other_leads_do_not_shift() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    with pytest.raises(ValueError, match="same leads"):
        shift(board, board_of(THREE, HEADERS, ROWS[:2]), top=1)
    with pytest.raises(ValueError, match="at least 1"):
        shift(board, board, top=0)
