"""Thresholds from outcomes."""

from __future__ import annotations

import random

import pytest

from sheetqual.core.evidence import Share
from sheetqual.core.thresholds import Proposal, propose

PARTED = {85_500: (15, 5), 55_000: (6, 14), 15_000: (1, 29)}


def test_the_lines_part_what_differs() -> None:
    found = propose(PARTED)
    assert found == Proposal(85, 55, (Share(15, 20), Share(6, 20), Share(1, 30)), None)
    assert found.holds is None


def test_no_other_lines_make_the_outcomes_likelier() -> None:
    """Against trying every pair of lines with scipy's binomial likelihood."""
    binom = pytest.importorskip("scipy.stats").binom
    rng = random.Random(5)
    ends = {1000 * score: (won := rng.randint(0, score // 20), 6 - won) for score in range(0, 101, 4)}
    found = propose(ends)
    assert isinstance(found, Proposal)

    def likelihood(hot: int, warm: int) -> float | None:
        bands = [[0, 0], [0, 0], [0, 0]]
        for score, (won, lost) in ends.items():
            band = bands[(score < 1000 * hot) + (score < 1000 * warm)]
            band[0] += won
            band[1] += won + lost
        rates = [won / leads if leads else 0 for won, leads in bands]
        if min(leads for _, leads in bands) < 16 or not rates[0] > rates[1] > rates[2]:
            return None
        single = (
            won * _log(rate) + (leads - won) * _log(1 - rate) for (won, leads), rate in zip(bands, rates, strict=True)
        )
        return float(sum(single))

    def _log(rate: float) -> float:
        return float(binom.logpmf(1, 1, rate)) if rate else 0.0

    tried = [likelihood(hot, warm) for hot in range(2, 101) for warm in range(1, hot)]
    best = likelihood(found.hot, found.warm)
    assert best is not None
    assert abs(best - max(one for one in tried if one is not None)) < 1e-6


def test_newer_leads_say_whether_the_lines_hold() -> None:
    upside_down = {85_500: (1, 9), 55_000: (5, 5), 15_000: (9, 1)}
    nobody = {score: (0, lost) for score, (_, lost) in PARTED.items()}
    for newer, holds in ((PARTED, True), (upside_down, False), ({85_500: (1, 1)}, None), (nobody, None)):
        found = propose(PARTED, newer)
        assert isinstance(found, Proposal)
        assert found.holds is holds


def test_without_enough_or_without_a_difference_no_lines_are_drawn() -> None:
    few = propose({90_000: (9, 50), 10_000: (0, 50)})
    assert few == "of the 109 leads that are not out, only 9 became customers, which is too few"
    others = propose({90_000: (50, 1), 10_000: (50, 2)})
    assert others == "of the 103 leads that are not out, only 3 did not become customers, which is too few"
    assert "don't score clearly higher" in str(propose({90_000: (20, 20), 10_000: (20, 20)}))
    assert "don't score clearly higher" in str(propose({50_000: (20, 20)}))
    assert "no two lines" in str(propose({90_000: (20, 5), 10_000: (5, 20)}))
