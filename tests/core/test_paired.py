"""Two scores on the same leads."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.paired import AucDifference, auc_difference

leads = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), min_size=4, max_size=30)


def counted(leads: list[tuple[int, int, bool]]) -> dict[tuple[int, int], tuple[int, int]]:
    counts = Counter(leads)
    return {(old, new): (counts[old, new, True], counts[old, new, False]) for old, new, _ in leads}


def above(customer: int, other: int) -> float:
    return (customer > other) + (customer == other) / 2


@given(leads)
def test_the_error_is_delongs_computed_pair_by_pair(leads: list[tuple[int, int, bool]]) -> None:
    """DeLong, DeLong and Clarke-Pearson 1988, equations 4 to 6, over the differences of placements."""
    from statistics import mean, variance

    said = auc_difference(counted(leads))
    customers = [(old, new) for old, new, won in leads if won]
    others = [(old, new) for old, new, won in leads if not won]
    if not customers or not others:
        assert said is None
        return
    gain = [[above(mine[1], theirs[1]) - above(mine[0], theirs[0]) for theirs in others] for mine in customers]
    assert said is not None
    assert said.value == pytest.approx(mean(map(mean, gain)))
    if min(len(customers), len(others)) < 2:
        assert (said.error, said.is_more_than_chance, said.interval) == (None, False, (-1, 1))
        assert said.chance == (None if said.value else 1)
        return
    spread = variance(map(mean, gain)) / len(customers) + variance(map(mean, zip(*gain, strict=True))) / len(others)
    assert said.error is not None
    assert said.error**2 == pytest.approx(spread, abs=1e-12)


def test_the_chance_is_the_normal_distributions() -> None:
    norm = pytest.importorskip("scipy.stats").norm
    said = auc_difference(
        counted([(1, 2, True), (2, 2, True), (1, 1, False), (2, 1, False), (0, 1, False), (1, 2, False)])
    )
    assert said is not None
    assert said.error
    assert said.chance == pytest.approx(2 * norm.sf(abs(said.value) / said.error))
    low, high = said.interval
    assert low <= said.value <= high


def test_a_difference_that_is_the_same_for_every_lead_is_no_proof() -> None:
    said = auc_difference({(1, 1): (0, 2), (1, 2): (2, 0)})
    assert isinstance(said, AucDifference)
    assert (said.value, said.error, said.chance) == (0.5, 0, None)
