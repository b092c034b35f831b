"""Criteria that know how a lead ended: they make a profile look good on past leads, and only there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetqual.core.answers import VALUES, YES
from sheetqual.core.evidence import Share, gives_away

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sheetqual.core.board import Board

__all__ = ["Leak", "leaks"]


@dataclass(frozen=True, slots=True)
class Leak:
    """A criterion or obstacle that reads the outcome, or all but gives it away.

    Attributes:
        id: Its id.
        name: Its name for people.
        reads_outcome: Whether it reads the outcome's own column.
        customers: How many of the customers have it.
        others: How many of the others have it.
    """

    id: str
    name: str
    reads_outcome: bool
    customers: Share
    others: Share


def leaks(board: Board, outcome: int, ends: Mapping[int, tuple[int, int]]) -> list[Leak]:
    """Find what of a profile gives the outcome away, the most important criterion first.

    Args:
        board: The list under the profile.
        outcome: The position of the outcome's column.
        ends: Pattern -> how many of its leads became customers, and how many did not.
    """
    won, lost = (sum(pair[group] for pair in ends.values()) for group in (0, 1))
    found = []
    for place, one, name, holds in _held(board):
        having = [pair for pattern, pair in ends.items() if holds[board.matches.patterns.rows[pattern][place]]]
        customers = Share(sum(pair[0] for pair in having), won)
        others = Share(sum(pair[1] for pair in having), lost)
        columns = board.plan.graders[place].columns
        reads_outcome = any(outcome in column.places for column in columns)
        if reads_outcome or gives_away(customers, others):
            found.append(Leak(one, name, reads_outcome, customers, others))
    return found


def _held(board: Board) -> Iterator[tuple[int, str, str, tuple[bool, ...]]]:
    """Yield the place in a pattern, id and name of what is to be looked at, and by code whether a lead has it."""
    layout, profile = board.plan.layout, board.profile
    earns = tuple(bool(value) for value in VALUES)
    for criterion in profile.criteria:
        yield layout.criteria[criterion.id], criterion.id, criterion.name, earns
    spared = tuple(code != YES for code in range(256))
    for penalty in profile.penalties:
        yield layout.penalties[penalty.id], penalty.id, penalty.name, spared
