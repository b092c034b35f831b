"""Shares, tests and areas, against the numbers of method.md and of scipy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.evidence import Auc, Share, auc, benjamini_hochberg, fisher_greater

stats: Any = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        (Share(6, 6), 0.6097, 1),
        (Share(12, 30), 0.2459, 0.5768),
        (Share(10, 50), 0.1124, 0.3304),
        (Share(6, 120), 0.0231, 0.1048),
        (Share(0, 0), 0, 1),
    ],
)
def test_intervals_are_those_of_wilson(share: Share, low: float, high: float) -> None:
    """Method.md sections 9 and 10."""
    assert share.interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 300), st.integers(1, 300))
def test_an_interval_holds_its_share_and_is_scipys(count: int, more: int) -> None:
    share = Share(count, count + more)
    low, high = share.interval
    theirs = stats.binomtest(count, count + more).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert 0 <= low <= share.value <= high <= 1


def test_nobody_has_no_share() -> None:
    assert Share(0, 0).value == 0
    assert Share(1, 2).overlaps(Share(1, 3))
    assert not Share(90, 100).overlaps(Share(10, 100))


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        (Share(6, 6), Share(40, 100), 0.00549082),
        (Share(5, 6), Share(40, 100), 0.0484625),
        (Share(60, 100), Share(400, 1000), 9.5023e-5),
    ],
)
def test_chances_are_those_of_fisher(first: Share, second: Share, p: float) -> None:
    """Method.md section 9."""
    assert fisher_greater(first, second) == pytest.approx(p, rel=1e-5)


@given(st.data())
def test_chances_are_scipys(data: st.DataObject) -> None:
    sizes = [data.draw(st.sampled_from([1, 6, 30, 1000])), data.draw(st.sampled_from([1, 9, 100, 40_000]))]
    first, second = (Share(data.draw(st.integers(0, size)), size) for size in sizes)
    table = [[one.count, one.total - one.count] for one in (first, second)]
    theirs = stats.fisher_exact(table, "greater").pvalue
    assert fisher_greater(first, second) == pytest.approx(theirs, rel=1e-9, abs=1e-12)


def test_chances_of_long_lists_are_not_lost() -> None:
    assert fisher_greater(Share(978, 5289), Share(533, 39_922)) == 0.0
    assert 0 < fisher_greater(Share(4369, 5289), Share(24_916, 39_922)) < 1e-200
    assert fisher_greater(Share(0, 5289), Share(533, 39_922)) == 1


def test_false_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    """Method.md section 9; the numbers of their paper of 1995."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    chances += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]
    found = benjamini_hochberg(chances)
    assert (sum(q <= 0.05 for q in found), sum(q <= 0.10 for q in found)) == (4, 9)
    assert found == pytest.approx(list(stats.false_discovery_control(chances)))
    assert benjamini_hochberg(chances[::-1]) == found[::-1]
    assert benjamini_hochberg([]) == []


def test_the_area_of_three_bands_is_the_methods() -> None:
    """Method.md section 10: hot 12/30, warm 10/50, cold 6/120."""
    found = auc({3: (12, 18), 2: (10, 40), 1: (6, 114)})
    assert found is not None
    assert found.value == pytest.approx(0.7554, abs=5e-5)
    assert found.interval[0] < found.value < found.interval[1]


@given(st.dictionaries(st.integers(0, 9), st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1))
def test_areas_are_scipys(by_score: dict[int, tuple[int, int]]) -> None:
    won = [score for score, (customers, _) in by_score.items() for _ in range(customers)]
    lost = [score for score, (_, others) in by_score.items() for _ in range(others)]
    found = auc(by_score)
    if not won or not lost:
        assert found is None
        return
    assert found is not None
    theirs = stats.mannwhitneyu(won, lost).statistic / len(won) / len(lost)
    assert found.value == pytest.approx(theirs)
    assert (found.error is None) == (min(len(won), len(lost)) < 2)


def test_an_area_without_an_error_may_be_any() -> None:
    assert Auc(0.7, None).interval == (0.0, 1.0)
