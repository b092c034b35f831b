"""Past leads for tests: their scores are what stands in their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sheetqual.core.arrival import Arrivals, arrivals
from sheetqual.core.board import Board
from sheetqual.core.outcome import Outcomes, parse_outcome, read_outcomes

from .helpers import board_of, cell

_GRADES = ", ".join(f"{{ when = {{ at_least = {points} }}, value = {points / 100} }}" for points in range(100, 0, -5))
SCORES = f"""
[[criterion]]
id = "points"
name = "Points"
columns = ["Points"]
grades = [ {_GRADES} ]
[suppress]
columns = ["No calls"]
"""
"""A profile whose score is the cell, in steps of five; who refuses is out."""
HEADERS = ("Points", "No calls", "End", "Created")
OUT = "refused"

Lead = tuple[object, object]
"""A lead's points and how it ended."""


def past_board(leads: Iterable[Lead], days: Sequence[object] = (), profile: str = SCORES) -> Board:
    """Return the board of some past leads; all of them may be called."""
    rows = [[points, "", end, ""] for points, end in leads]
    for row, day in zip(rows, days, strict=False):
        row[3] = day
    return board_of(profile, HEADERS, rows)


def ends_of(leads: Iterable[Lead]) -> Outcomes:
    """Return how they ended: as customers if it says yes."""
    board = past_board([])
    rule, place = parse_outcome("End=yes", HEADERS)
    return read_outcomes(rule, place, [cell(end) for _, end in leads], board.plan.reader)


def times_of(leads: Sequence[Lead], days: Sequence[object], wanted: str | None = None) -> Arrivals | None:
    """Return when they came in."""
    columns = {2: [cell(end) for _, end in leads], 3: [cell(day) for day in days]}
    return arrivals(HEADERS, columns, past_board([]).plan.reader, ends_of(leads), wanted)


def some(points: object, customers: int, leads: int) -> list[Lead]:
    """Return leads with the same points, the first of them customers."""
    return [(points, "yes" if place < customers else "no") for place in range(leads)]
