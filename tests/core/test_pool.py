"""How often a quality holds is counted among the leads who said."""

from __future__ import annotations

import pytest

from sheetqual.core.pool import pool_shares

from .helpers import THREE, board_of


def test_the_mean_of_known_answers_is_smoothed() -> None:
    """Method.md section 6: the pool's mean, smoothed +1/+2."""
    rows: list[list[object]] = [["yes", 60], ["yes", ""], ["no", 10], ["?", "?"]]
    board = board_of(THREE, ["A", "B"], rows)
    shares = pool_shares(board.plan.layout, board.matches)
    first, second, third = shares.values()
    assert first == pytest.approx((2 + 1) / (3 + 2))
    assert second == pytest.approx((1 + 1) / (2 + 2))
    assert third == 0.5
