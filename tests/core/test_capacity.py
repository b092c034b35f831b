"""How far calls reach."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.capacity import capacity, cut
from sheetqual.core.profile import Temperature

from .helpers import board_of
from .past import HEADERS, OUT, SCORES


def test_a_tie_across_the_last_call_cuts_above_it() -> None:
    """Method.md section 10: [90, 80, 80, 70, 60], N = 2 -> 90."""
    found = cut(Counter([90_000, 80_000, 80_000, 70_000, 60_000]), 2)
    assert (found.score, found.taken, found.left_over, found.tied, found.below) == (90_000, 1, 1, 2, 80_000)


def test_calls_that_end_between_two_scores_leave_nothing_over() -> None:
    found = cut(Counter([90_000, 80_000, 80_000, 70_000, 60_000]), 3)
    assert (found.score, found.left_over, found.tied, found.below) == (80_000, 0, 0, 70_000)


def test_enough_calls_reach_everybody() -> None:
    found = cut(Counter([90_000, 60_500]), 5)
    assert (found.score, found.left_over, found.tied, found.below, found.threshold) == (60_500, 3, 0, None, 60_000)


def test_too_many_with_the_very_best_score_leave_no_cut() -> None:
    found = cut(Counter([90_000] * 3), 2)
    assert (found.score, found.taken, found.tied, found.threshold) == (None, 0, 3, None)


def test_a_threshold_is_whole_where_that_parts_the_same_leads() -> None:
    assert cut({74_500: 1, 73_900: 1}, 1).threshold == 74_000
    assert cut({74_500: 1, 74_450: 1}, 1).threshold == 74_500


def test_no_calls_are_no_cut() -> None:
    with pytest.raises(ValueError, match="at least one call"):
        cut({1: 1}, 0)


@given(st.dictionaries(st.integers(0, 100_000), st.integers(1, 9), max_size=8), st.integers(1, 40))
def test_never_more_leads_are_taken_than_there_are_calls(by_score: dict[int, int], calls: int) -> None:
    found = cut(by_score, calls)
    least = found.score if found.score is not None else 100_001
    assert found.taken == sum(leads for score, leads in by_score.items() if score >= least) <= calls
    if found.below is not None:
        assert found.taken + by_score[found.below] > calls
        assert found.threshold is None or found.below < found.threshold <= least


def test_only_leads_to_call_count_and_those_at_the_cut_are_named() -> None:
    points = [90, 80, 80, 70, 60, 50, 5, OUT, 95]
    rows = [[one, "x" if one == 95 else "", "", ""] for one in points]
    found = capacity(board_of(SCORES, HEADERS, rows), per_day=1, days=4)
    assert (found.cut.leads, found.cut.taken) == (6, 4)
    assert (found.above, found.below) == ((1, 2, 3), (4, 5))
    assert found.inside == {Temperature.HOT: 4}
    assert found.outside == {Temperature.WARM: 2}
    assert (found.days_for(Temperature.HOT), found.days_for(Temperature.HOT, Temperature.WARM)) == (4, 6)


def test_of_leads_that_no_cut_parts_none_is_in() -> None:
    found = capacity(board_of(SCORES, HEADERS, [[90, "", "", ""]] * 2), per_day=1)
    assert (found.above, found.below, found.outside) == ((), (0, 1), {Temperature.HOT: 2})
