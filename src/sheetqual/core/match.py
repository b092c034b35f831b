"""Leads meet a plan: answer patterns, numbered, and findings.

Weights play no part here, so a list is matched once, however often priorities move.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from sheetqual.core.findings import Findings, Unread
from sheetqual.core.patterns import Patterns, number_patterns
from sheetqual.core.reading import is_blank
from sheetqual.core.values import Finding

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Mapping, Sequence

    from sheetqual.core.plan import Column, Grader, Plan
    from sheetqual.core.values import Cell

__all__ = ["Matches", "match"]

_BLOCK: Final = 32_768

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Matches:
    """A list's leads as answer patterns.

    Attributes:
        patterns: The distinct patterns.
        pattern_of: For each lead, the number of its pattern.
        rows: For each lead, its row in the list.
        findings: What could not be read, by row; missing columns first.
    """

    patterns: Patterns
    pattern_of: array[int]
    rows: Sequence[int]
    findings: Findings

    def leads_by_pattern(self) -> list[list[int]]:
        """Return, for each pattern, the places of its leads in ascending order."""
        groups: list[list[int]] = [[] for _ in range(len(self.patterns))]
        for lead, group in enumerate(map(groups.__getitem__, self.pattern_of)):
            group.append(lead)
        return groups


class _Memo(dict[K, V], Generic[K, V]):
    """A dictionary that asks for what it does not hold yet."""

    def __init__(self, ask: Callable[[K], V]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, key: K) -> V:
        self[key] = value = self._ask(key)
        return value


def match(
    plan: Plan,
    columns: Mapping[int, Sequence[Cell]],
    rows: Sequence[int],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Matches:
    """Turn leads into patterns.

    Args:
        plan: The plan for the list's headers.
        columns: Position -> that column's cells, one a lead; those in `Plan.wanted_places`.
        rows: Each lead's row in the list.
        progress: Called with the number of predicates matched and their total.

    Returns:
        The patterns, which lead has which, and what could not be read.
    """
    codes: list[bytes] = []
    unread: dict[tuple[int, str], int] = {}
    currencies: dict[int, set[str]] = {}
    for place, grader in enumerate(plan.graders):
        codes.append(_codes(grader, columns, len(rows)))
        for column in grader.columns:
            for position in column.places[:1]:
                currencies.setdefault(position, set()).update(column.currencies)
            _gather(column, columns, unread)
        if progress:
            progress(place + 1, len(plan.graders))
    patterns, pattern_of = number_patterns(codes, len(rows))
    return Matches(
        patterns=patterns,
        pattern_of=pattern_of,
        rows=rows,
        findings=Findings(
            (
                *plan.findings,
                *starmap(lambda position, codes: _mixed(plan.headers[position], codes), _several(currencies)),
            ),
            [
                Unread(plan.headers[position], why, columns[position], marks.to_bytes(len(rows)))
                for (position, why), marks in sorted(unread.items())
            ],
            rows,
        ),
    )


def _codes(grader: Grader, columns: Mapping[int, Sequence[Cell]], leads: int) -> bytes:
    """Return the code of one predicate for every lead."""
    if len(grader.columns) == 1:
        column = grader.columns[0]
        if not column.places:
            return bytes([grader.code((column.signature(None),))]) * leads
        memo: _Memo[Cell, int] = _Memo(lambda cell: grader.code((column.signature(cell),)))
        cells = _cells(column, columns)
        # In blocks, between which other threads get their turn.
        parts = (cells[start : start + _BLOCK] for start in range(0, leads, _BLOCK))
        return b"".join([bytes(map(memo.__getitem__, part)) for part in parts])
    said = []
    for column in grader.columns:
        signatures = _Memo(column.signature)
        cells = _cells(column, columns) if column.places else [None] * leads
        said.append(map(signatures.__getitem__, cells))
    joined: _Memo[tuple[tuple[int, ...], ...], int] = _Memo(grader.code)
    return bytes(map(joined.__getitem__, zip(*said, strict=True)))


def _cells(column: Column, columns: Mapping[int, Sequence[Cell]]) -> Sequence[Cell]:
    """Return a column's cells: of several columns, for each lead the first that is not blank."""
    cells = columns[column.places[0]]
    for place in column.places[1:]:
        cells = [
            other if cell is None or cell == "" or is_blank(cell) else cell
            for cell, other in zip(cells, columns[place], strict=True)
        ]
    return cells


def _gather(column: Column, columns: Mapping[int, Sequence[Cell]], unread: dict[tuple[int, str], int]) -> None:
    """Mark the leads whose cells could not be read, and forget what was met.

    Args:
        column: A column whose cells have been asked.
        columns: Position -> cells.
        unread: Position and what its cells can't be read as -> a mark a lead, as one long number.
    """
    column.currencies.clear()
    kinds: dict[str, set[Cell]] = {}
    for cell, why in column.trouble.items():
        kinds.setdefault(why, set()).add(cell)
    column.trouble.clear()
    if not kinds:
        return
    taken = 0
    for place in column.places:
        cells = columns[place]
        for why, known in kinds.items():
            marks = int.from_bytes(map(known.__contains__, cells)) & ~taken
            if marks:
                unread[place, why] = unread.get((place, why), 0) | marks
        if place != column.places[-1]:
            filled: _Memo[Cell, bool] = _Memo(lambda cell: not is_blank(cell))
            taken |= int.from_bytes(map(filled.__getitem__, cells))


def _several(currencies: Mapping[int, set[str]]) -> list[tuple[int, set[str]]]:
    several = []
    for position, codes in sorted(currencies.items()):
        apart = codes - {"kr"} if codes & {"NOK", "SEK", "DKK"} else codes
        if len(apart) > 1:
            several.append((position, apart))
    return several


def _mixed(header: str, codes: set[str]) -> Finding:
    named = ", ".join(sorted(codes))
    return Finding("currencies", f"amounts in several currencies ({named}) are compared as they stand", column=header)
