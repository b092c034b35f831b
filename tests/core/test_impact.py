"""What a change of the profile does to a list."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.impact import Turn, impact, kendall_tau_b, rank_biased_overlap
from sheetqual.core.profile import Temperature

from .helpers import THREE, board_of

HEADERS = ["A", "B", "C"]
ROWS: list[list[object]] = [["yes", 1, "x"], ["no", 60, "SaaS"], ["yes", 60, "x"], ["no", 1, "SaaS"]]


def test_a_move_turns_leads_and_changes_the_top() -> None:
    old = board_of(THREE, HEADERS, ROWS)
    new = old.moved(0, 2)
    said = impact(old, new, top=2)
    assert [old.verdict(lead).score for lead in range(4)] == [61_000, 39_000, 89_000, 11_000]
    assert [new.verdict(lead).score for lead in range(4)] == [11_000, 89_000, 72_000, 28_000]
    assert said.turns == (
        Turn(1, Temperature.COLD, Temperature.HOT),
        Turn(0, Temperature.WARM, Temperature.COLD),
    )
    assert said.counts() == {(Temperature.COLD, Temperature.HOT): 1, (Temperature.WARM, Temperature.COLD): 1}
    assert (said.entered, said.left) == ((1,), (0,))
    assert said.tau == 0
    assert said.overlap < 1


def test_nothing_changes_where_nothing_is_changed() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    said = impact(board, board, top=3)
    assert (said.turns, said.entered, said.left) == ((), (), ())
    assert [said.tau, said.overlap] == pytest.approx([1, 1])


def test_boards_of_other_leads_cannot_be_compared() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    with pytest.raises(ValueError, match="same leads"):
        impact(board, board_of(THREE, HEADERS, ROWS[:2]), top=1)
    with pytest.raises(ValueError, match="at least 1"):
        impact(board, board, top=0)


def test_the_overlap_of_opposite_orders_is_the_methods() -> None:
    """Method.md section 10: extrapolated RBO(abcde, edcba, p = .9) = .737775."""
    assert rank_biased_overlap([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], 0.9) == pytest.approx(0.737775, abs=5e-7)


def test_the_overlap_of_nothing_is_whole() -> None:
    assert rank_biased_overlap([], [], 0.5) == 1


def test_only_the_best_lead_counts_where_one_is_called() -> None:
    assert rank_biased_overlap([1, 2, 3], [1, 3, 2], 0) == 1
    assert rank_biased_overlap([1, 2, 3], [2, 1, 3], 0) == 0


def test_there_is_no_correlation_with_a_score_that_is_always_the_same() -> None:
    assert kendall_tau_b({(1, 5): 3, (2, 5): 4}) is None
    assert kendall_tau_b({(5, 1): 3, (5, 2): 4}) is None


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=40))
def test_the_correlation_is_scipys(pairs: list[tuple[int, int]]) -> None:
    stats = pytest.importorskip("scipy.stats")
    said = kendall_tau_b(Counter(pairs))
    if said is None:
        assert len({one for one, _ in pairs}) == 1 or len({one for _, one in pairs}) == 1
    else:
        firsts, seconds = zip(*pairs, strict=True)
        assert said == pytest.approx(stats.kendalltau(firsts, seconds).statistic)


@given(st.permutations(range(8)), st.floats(0, 0.99))
def test_the_overlap_lies_between_none_and_whole(order: list[int], persistence: float) -> None:
    said = rank_biased_overlap(list(range(8)), order, persistence)
    assert 0 <= said <= 1 + 1e-9


def test_only_leads_to_call_are_among_the_top() -> None:
    text = THREE + '[suppress]\ncolumns = ["S"]\n'
    rows = [["yes", 60, "SaaS", "x"], ["yes", 60, "x", ""], ["yes", 1, "x", ""]]
    old = board_of(text, [*HEADERS, "S"], rows)
    said = impact(old, old.moved(0, 2), top=1)
    assert (said.entered, said.left) == ((), ())
    assert impact(old, board_of(text, [*HEADERS, "S"], [rows[0], rows[2], rows[1]]), top=1).entered == (2,)
