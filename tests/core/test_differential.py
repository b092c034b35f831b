"""Lead by lead, the core says what the slow second implementation in tests/oracle says."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from tests.oracle.cases import make_case
from tests.oracle.scoring import score_leads

from .helpers import board_of

if TYPE_CHECKING:
    from sheetqual.core.board import Board

SEEDS = 160
BATCHES = 8


def points(thousandths: int | None) -> Fraction | None:
    return None if thousandths is None else Fraction(thousandths, 1000)


def said_of(board: Board, lead: int) -> dict[str, object]:
    """Return what the core says of a lead, in the oracle's terms."""
    verdict = board.verdict(lead)
    return {
        "score": points(verdict.score),
        "floor": points(verdict.floor),
        "ceiling": points(verdict.ceiling),
        "temperature": verdict.temperature,
        "settled": verdict.settled,
        "status": verdict.status,
        "level": verdict.level,
        "queue": verdict.queue,
        "completeness": Fraction(verdict.completeness, 1000),
        "points": {one: points(earned) for one, earned in verdict.points.items()},
        "penalties": {one: points(taken) for one, taken in verdict.penalties.items()},
        "type": verdict.type,
        "product": verdict.product,
        "products": [{"name": name, "score": points(score)} for name, score in verdict.products],
        "fit": points(verdict.fit),
        "interest": points(verdict.interest),
    }


def compare_robustness(board: Board, lead: int, expected: dict[str, Any]) -> None:
    """Compare what section 7 says: the truth exactly, shares and ranges as floats."""
    said = board.robustness(board.matches.pattern_of[lead])
    assert said.always_hot is expected["always_hot"]
    assert [said.lowest, said.highest, said.hot_share, said.warm_share] == pytest.approx(
        [*map(float, expected["order_range"]), float(expected["hot_share"]), float(expected["warm_share"])],
        abs=1e-9,
    )


def compare_question(board: Board, lead: int, expected: dict[str, Any]) -> None:
    """Compare what section 8 says: the very question, and what asking costs."""
    said = board.next_question(board.matches.pattern_of[lead])
    if said is None:
        assert expected["next_question"] is None
        return
    assert {"criterion": said.criterion.id, "ask": said.ask} == expected["next_question"]
    assert said.cost == (None if expected["question_cost"] is None else pytest.approx(expected["question_cost"]))


def unread(board: Board, row: int) -> set[str | None]:
    """Return the headers of a row's cells that could not be read."""
    return {finding.column for finding in board.matches.findings if finding.row == row}


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_lead_gets_what_the_oracle_says(batch: int) -> None:
    for seed in range(batch, SEEDS, BATCHES):
        text, headers, rows, today = make_case(seed)
        board = board_of(text, headers, rows, today)
        for lead, expected in enumerate(score_leads(tomllib.loads(text), headers, rows, today)):
            said = said_of(board, lead)
            known = {key: expected[key] for key in said}
            assert said == known, (seed, lead, dict(zip(headers, rows[lead], strict=True)))
            compare_robustness(board, lead, expected)
            compare_question(board, lead, expected)
            assert unread(board, lead + 2) == set(expected["unreadable"]), (seed, lead)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_quick_summaries_say_what_the_verdicts_say(batch: int) -> None:
    for seed in range(batch, SEEDS, BATCHES):
        text, headers, rows, today = make_case(seed)
        board = board_of(text, headers, rows, today)
        for lead, pattern in enumerate(board.matches.pattern_of):
            verdict = board.verdict(lead)
            summaries = board.summaries
            assert (
                summaries.scores[pattern],
                summaries.floors[pattern],
                summaries.ceilings[pattern],
                summaries.temperatures[pattern],
                summaries.queues[pattern],
            ) == (verdict.score, verdict.floor, verdict.ceiling, verdict.temperature, verdict.queue), (seed, lead)
