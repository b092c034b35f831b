"""Past leads, scored, against how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetqual.core.backtest import Band, _gains, backtest, backtest_pair, gains_at
from sheetqual.core.evidence import Share
from sheetqual.core.profile import Temperature

from .past import OUT, Lead, ends_of, past_board, some, times_of

METHOD = [*some(90, 12, 30), *some(50, 10, 50), *some(10, 6, 120)]
"""The leads of method.md section 10: hot 12 of 30, warm 10 of 50, cold 6 of 120."""

past_leads = st.lists(
    st.tuples(st.sampled_from([90, 75, 60, 45, 20, "", OUT]), st.sampled_from(["yes", "no", ""])),
    min_size=2,
    max_size=60,
).filter(lambda leads: {"yes", "no"} <= {end for _, end in leads})


def rounded(band: Band) -> tuple[float, ...]:
    low, high = band.share.interval
    return tuple(round(one, 4) for one in (band.share.value, low, high, band.lift or 0, band.capture))


def test_the_bands_are_the_methods() -> None:
    """Method.md section 10; the intervals are scipy's (`binomtest(...).proportion_ci(method="wilson")`)."""
    record = backtest(past_board(METHOD), ends_of(METHOD)).record
    hot, warm, cold, out = record.bands
    assert rounded(hot) == (0.4, 0.2459, 0.5768, 2.8571, 0.4286)
    assert rounded(warm) == (0.2, 0.1124, 0.3304, 1.4286, 0.3571)
    assert rounded(cold) == (0.05, 0.0231, 0.1048, 0.3571, 0.2143)
    assert (out.share.total, out.lift, out.capture, out.overlaps_next) == (0, None, 0, None)
    assert (hot.overlaps_next, warm.overlaps_next, cold.overlaps_next) == (True, False, None)
    assert record.auc is not None
    assert record.auc.value == pytest.approx(0.7554, abs=5e-5)


def test_a_band_without_leads_is_passed_over() -> None:
    leads = [*some(90, 3, 4), *some(10, 2, 4)]
    hot, warm, _, _ = backtest(past_board(leads), ends_of(leads)).record.bands
    assert (hot.overlaps_next, warm.overlaps_next) == (True, None)


def test_open_leads_count_nowhere_and_those_who_are_out_in_their_own_band() -> None:
    leads: list[Lead] = [*some(90, 1, 2), (90, ""), *some(OUT, 1, 3)]
    test = backtest(past_board(leads), ends_of(leads))
    assert (test.record.share.total, test.outcomes.open) == (5, 1)
    assert test.record.bands[-1].temperature is Temperature.OUT
    assert test.record.bands[-1].share.total == 3


def test_the_best_so_many_share_the_customers_of_a_tie_they_cut() -> None:
    leads = [*some(90, 5, 5), *some(80, 4, 10), *some(10, 1, 85)]
    top = {one.calls: one for one in backtest(past_board(leads), ends_of(leads), calls=5).top}
    assert list(top) == [5, 10, 20, 30, 50]
    assert (top[5].customers, top[5].rate, top[5].lift, top[5].score) == (5, 1, 10, 90_000)
    assert (top[10].customers, top[10].capture, top[10].score) == (7, 0.7, 80_000)
    assert top[20].customers == pytest.approx(9 + 5 / 85)


def test_more_calls_than_leads_hold_them_all() -> None:
    leads = some(90, 1, 3)
    (top,) = (one for one in backtest(past_board(leads), ends_of(leads), calls=10).top if one.calls == 3)
    assert (top.customers, top.capture) == (1, 1)


def test_calls_reach_only_whom_they_may() -> None:
    leads = [*some(90, 1, 1), *some(80, 1, 2), *some(70, 0, 1), *some(60, 0, 1), *some(10, 1, 3)]
    reach = backtest(past_board(leads), ends_of(leads), calls=2).reach
    assert reach is not None
    assert (reach.cut.score, reach.cut.left_over, reach.share.count, reach.share.total) == (90_000, 1, 1, 1)
    assert reach.cut.leads == 5, "who cannot become warm is not called"


def test_older_and_newer_leads_stand_side_by_side_and_thresholds_are_found_with_the_older() -> None:
    leads = [*some(90, 15, 20), *some(50, 6, 20), *some(10, 1, 30)] * 2
    days = ["2025-01-01"] * 70 + ["2026-01-01"] * 70
    when = times_of(leads, days)
    assert when is not None
    test = backtest(past_board(leads, days), ends_of(leads), when)
    assert test.older is not None
    assert test.newer is not None
    assert test.older.share == test.newer.share
    assert not isinstance(test.proposal, str)
    assert (test.proposal.hot, test.proposal.warm, test.proposal.holds) == (90, 50, True)
    assert test.proposal.bands == test.proposal.checked


def test_a_lead_without_a_day_is_neither_older_nor_newer() -> None:
    leads = some(90, 2, 4)
    days = ["2025-01-01", "2026-01-01", "2026-01-02", "?"]
    test = backtest(past_board(leads, days), ends_of(leads), times_of(leads, days, "Created"))
    assert test.older is not None
    assert test.newer is not None
    assert test.older.share.total + test.newer.share.total == 3


def test_a_long_curve_of_gains_is_thinned_out() -> None:
    gains = _gains(dict.fromkeys(range(1001), (1, 1)), Share(1001, 2002))
    assert 150 < len(gains) <= 201
    assert (gains[0], gains[-1]) == ((0, 0), (1, 1))


@settings(max_examples=40)
@given(past_leads)
def test_gains_rise_from_nobody_to_everybody(leads: Sequence[Lead]) -> None:
    test = backtest(past_board(leads), ends_of(leads))
    assert (test.gains[0], test.gains[-1]) == ((0, 0), (1, 1))
    assert list(test.gains) == sorted(test.gains)
    assert gains_at(test.gains, 1) == 1
    assert all(more.capture >= fewer.capture - 1e-12 for fewer, more in pairwise(test.top))
    assert all(0 <= one.capture <= 1 + 1e-12 for one in test.top)


@settings(max_examples=40)
@given(past_leads)
def test_the_bands_hold_every_customer_once(leads: Sequence[Lead]) -> None:
    test = backtest(past_board(leads), ends_of(leads))
    assert sum(band.share.count for band in test.record.bands) == test.outcomes.won
    assert sum(band.capture for band in test.record.bands) == pytest.approx(1)


def test_two_profiles_are_compared_on_the_same_leads() -> None:
    leads: list[Lead] = [*some(90, 8, 10), *some(50, 4, 10), *some(10, 1, 10), (90, "")]
    old, ends = past_board(leads), ends_of(leads)
    upside_down = past_board([(100 - int(str(points)), end) for points, end in leads])
    pair = backtest_pair(old, upside_down, ends, 10)
    assert list(pair.reached) == [8, 1]
    assert pair.difference is not None
    assert pair.difference.is_more_than_chance
    assert pair.difference.old == pair.old.record.auc
    assert pair.difference.new == pair.new.record.auc
    same = backtest_pair(old, old, ends, 1000)
    assert list(same.reached) == [13, 13]
    assert same.difference is not None
    assert (same.difference.value, same.difference.chance) == (0, 1)
