"""Criteria that know how a lead ended."""

from __future__ import annotations

import pytest

from sheetqual.core.backtest import backtest

from .past import SCORES, Lead, ends_of, past_board

SIGNED = '[[criterion]]\nid = "signed"\nname = "Signed"\ncolumns = ["Created"]\nwant = { known = true }\n'
STUCK = '[[penalty]]\nid = "p"\nname = "Stuck"\npoints = 5\ncolumns = ["Created"]\nwhen = { known = true }\n'
READS = '[[criterion]]\nid = "end"\nname = "Ended"\ncolumns = ["End"]\nwant = { is = "yes" }\n'


def leads_of(won: int, lost: int) -> list[Lead]:
    return [*[(90, "yes")] * won, *[(50, "no")] * lost]


def named(leads: list[Lead], holds: list[bool], text: str) -> list[tuple[str, bool, int, int]]:
    board = past_board(leads, ["x" if one else "" for one in holds], profile=text + SCORES)
    found = backtest(board, ends_of(leads)).leaks
    return [(leak.name, leak.reads_outcome, leak.customers.count, leak.others.count) for leak in found]


def test_a_criterion_that_reads_the_outcome_is_named() -> None:
    said = named(leads_of(2, 8), [False] * 10, READS)
    assert ("Ended", True, 2, 0) in said


@pytest.mark.parametrize(
    ("won", "lost", "leaks"),
    [(18, 0, True), (18, 2, True), (17, 0, False), (18, 3, False)],
)
def test_what_nearly_all_customers_and_hardly_any_others_have_gives_the_outcome_away(
    won: int, lost: int, *, leaks: bool
) -> None:
    holds = [place < won for place in range(20)] + [place < lost for place in range(100)]
    said = named(leads_of(20, 100), holds, SIGNED)
    assert said == ([("Signed", False, won, lost)] if leaks else [])


def test_so_does_what_nearly_only_customers_have() -> None:
    leads = leads_of(400, 400)
    for won, lost, leaks in ((120, 0, True), (120, 8, False), (60, 0, False)):
        holds = [place < won for place in range(400)] + [place < lost for place in range(400)]
        assert bool(named(leads, holds, SIGNED)) is leaks
    mostly_won = leads_of(700, 300)
    assert not named(mostly_won, [place < 100 for place in range(1000)], SIGNED)


def test_so_does_an_obstacle_that_only_the_others_have() -> None:
    holds = [False] * 10 + [True] * 50
    assert named(leads_of(10, 50), holds, STUCK) == [("Stuck", False, 10, 0)]
