"""Where people would cut numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.learning.cuts import round_cuts


@pytest.mark.parametrize(
    ("numbers", "cuts"),
    [
        (range(100), [20, 50, 75]),
        ([1234 * one for one in range(100)], [20_000, 50_000, 100_000]),
        ([0, 0, 0, 0, 0, 0, 0, 1, 2, 3], [1, 2]),
        ([-1] * 80 + [90, 180, 270] * 5, [0]),
        ([0.01, 0.01, 0.02, 0.02, 0.05, 0.05, 0.11, 0.11], [0.02, 0.05, 0.1]),
        ([1, 2], [2]),
        ([-50, -20], [-20]),
        ([7], []),
        ([], []),
        ([33] * 5 + [34] * 5 + [36] * 5 + [37] * 5, [34, 35, 37]),
    ],
)
def test_cuts_are_round_numbers_near_the_quartiles(numbers: list[float], cuts: list[float]) -> None:
    assert round_cuts({one: list(numbers).count(one) for one in numbers}) == cuts


@given(
    st.dictionaries(
        st.one_of(st.integers(-(10**9), 10**9).map(float), st.floats(allow_nan=False, allow_infinity=False)),
        st.integers(1, 50),
        max_size=30,
    )
)
def test_every_cut_leaves_somebody_on_either_side(weights: dict[float, int]) -> None:
    cuts = round_cuts(weights)
    assert cuts == sorted(set(cuts))
    assert all(min(weights) < cut <= max(weights) for cut in cuts)
    assert bool(cuts) == (len(weights) > 1)
