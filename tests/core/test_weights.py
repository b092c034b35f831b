"""From the priority order to weights and points, against reference numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sheetqual.core.weights import (
    criterion_points,
    equal,
    points,
    rank_order_centroid,
    rank_sum,
    tie_groups,
    tied,
    weights,
)
from tests.oracle.scoring import order_weights, points_from

from .helpers import THREE, profile

F = Fraction


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (2, [75, 25]),
        (3, [61, 28, 11]),
        (4, [52, 27, 15, 6]),
        (5, [46, 26, 15, 9, 4]),
        (10, [29, 19, 14, 11, 9, 7, 5, 3, 2, 1]),
    ],
)
def test_rank_order_centroid_points_are_those_of_the_table(n: int, expected: list[int]) -> None:
    """The table of method.md section 4.

    The weights are those of W. Edwards and F. H. Barron, "SMARTS and SMARTER", Organizational
    Behavior and Human Decision Processes 60 (1994), 306-325, rounded by largest remainder.
    """
    assert points(rank_order_centroid(n)) == [10 * share for share in expected]


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (1, [F(1)]),
        (2, [F(3, 4), F(1, 4)]),
        (3, [F(11, 18), F(5, 18), F(2, 18)]),
        (4, [F(25, 48), F(13, 48), F(7, 48), F(3, 48)]),
    ],
)
def test_rank_order_centroid_weights_are_exact(n: int, expected: list[Fraction]) -> None:
    """w_i = (1/n) sum of 1/j for j = i..n (Edwards and Barron 1994, SMARTER)."""
    assert rank_order_centroid(n) == expected


def test_the_check_of_section_5_comes_out_with_unrounded_weights() -> None:
    """Method.md section 5, "Check" (n = 4, weights of Edwards and Barron 1994).

    v = 1, ?, 1/2, ?; pool means .3, .4: floor 59.375, ceiling 92.7083, completeness .6667,
    expected 70.0.
    """
    one, two, three, four = (100 * weight for weight in rank_order_centroid(4))
    floor = one + three / 2
    assert floor == F("59.375")
    assert round(float(floor + two + four), 4) == 92.7083
    assert round(float((one + three) / 100), 4) == 0.6667
    assert floor + two * F("0.3") + four * F("0.4") == 70


def test_rank_sum_weights_fall_evenly() -> None:
    """w_i = 2(n + 1 - i) / (n(n + 1)) (Stillwell, Seaver and Edwards 1981)."""
    assert rank_sum(4) == [F(4, 10), F(3, 10), F(2, 10), F(1, 10)]
    assert points(rank_sum(3)) == [500, 330, 170]


def test_equal_weights_are_equal() -> None:
    assert equal(4) == [F(1, 4)] * 4


def test_of_equal_remainders_the_more_important_criterion_gets_the_unit() -> None:
    """Method.md section 4: so tied criteria may differ by one unit."""
    assert points(equal(3)) == [340, 330, 330]
    assert points(equal(7)) == [150, 150, 140, 140, 140, 140, 140]


def test_points_go_to_tenths_where_whole_ones_would_leave_a_zero() -> None:
    """Method.md section 4: where that would leave a criterion with 0, to tenths instead."""
    shares = points(rank_order_centroid(15))
    assert shares == [221, 155, 121, 99, 82, 69, 58, 48, 40, 33, 26, 20, 14, 9, 5]


@pytest.mark.parametrize("n", range(1, 41))
def test_points_are_those_of_the_oracle_for_every_number_of_criteria(n: int) -> None:
    for kind, by_rank in (("rank", rank_order_centroid), ("rank_sum", rank_sum), ("equal", equal)):
        assert [F(share, 10) for share in points(by_rank(n))] == points_from(order_weights(kind, n))


def test_a_criterion_without_weight_asks_for_no_tenths() -> None:
    assert points([F(2, 3), F(1, 3), F(0)]) == [670, 330, 0]


def test_a_weight_too_small_even_for_tenths_gets_none() -> None:
    assert points([F(9999, 10000), F(1, 10000)]) == [1000, 0]


def test_ties_take_the_mean_of_their_places() -> None:
    """Method.md section 4: the mean of the tied positions' weights."""
    assert tied(rank_order_centroid(3), [False, False, True]) == [F(11, 18), F(7, 36), F(7, 36)]
    assert tied(rank_order_centroid(3), [False, True, True]) == [F(1, 3)] * 3
    assert tied(rank_order_centroid(3), [False, False, False]) == rank_order_centroid(3)


def test_tie_groups_are_runs_and_the_first_place_starts_one() -> None:
    assert tie_groups([False, True, False, True, True]) == [range(2), range(2, 5)]
    assert tie_groups([True, False]) == [range(1), range(1, 2)]


def test_a_profiles_ties_reach_its_points() -> None:
    tying = THREE.replace('id = "c"', 'id = "c"\ntied_with_previous = true')
    assert criterion_points(profile(tying)) == [610, 200, 190]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("rank", [610, 280, 110]), ("rank_sum", [500, 330, 170]), ("equal", [340, 330, 330])],
)
def test_the_profile_says_how_points_come_from_the_order(kind: str, expected: list[int]) -> None:
    assert criterion_points(profile(f'[score]\nweights = "{kind}"\n{THREE}')) == expected


def test_own_points_are_normalised_by_their_sum() -> None:
    """Method.md section 4: ``points``: normalised by their sum the same way."""
    text = '[score]\nweights = "points"\n' + THREE
    for one, share in (("a", "45"), ("b", "30"), ("c", "0")):
        text = text.replace(f'id = "{one}"', f'id = "{one}"\npoints = {share}')
    assert weights(profile(text)) == [F(3, 5), F(2, 5), F(0)]
    assert criterion_points(profile(text)) == [600, 400, 0]
