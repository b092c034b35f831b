"""Leads meet a plan: answer patterns, numbered, and findings.

Weights play no part here, so a list is matched once, however often priorities move.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from sheetqual.core.patterns import Patterns, number_patterns
from sheetqual.core.reading import cell_text, is_blank
from sheetqual.core.values import Finding

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sheetqual.core.plan import Column, Grader, Plan
    from sheetqual.core.values import Cell

__all__ = ["Matches", "match"]

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
    findings: tuple[Finding, ...]

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
    findings: dict[tuple[int, int, str], Finding] = {}
    currencies: dict[int, set[str]] = {}
    for place, grader in enumerate(plan.graders):
        codes.append(_codes(grader, columns, len(rows)))
        for column in grader.columns:
            for position in column.places[:1]:
                currencies.setdefault(position, set()).update(column.currencies)
            _gather(column, plan, columns, rows, findings)
        if progress:
            progress(place + 1, len(plan.graders))
    patterns, pattern_of = number_patterns(codes, len(rows))
    found = sorted(findings.items(), key=lambda item: item[0])
    return Matches(
        patterns=patterns,
        pattern_of=pattern_of,
        rows=rows,
        findings=(
            *plan.findings,
            *starmap(lambda position, codes: _mixed(plan.headers[position], codes), _several(currencies)),
            *(finding for _, finding in found),
        ),
    )


def _codes(grader: Grader, columns: Mapping[int, Sequence[Cell]], leads: int) -> bytes:
    """Return the code of one predicate for every lead."""
    if len(grader.columns) == 1:
        column = grader.columns[0]
        if not column.places:
            return bytes([grader.code((column.signature(None),))]) * leads
        memo: _Memo[Cell, int] = _Memo(lambda cell: grader.code((column.signature(cell),)))
        return bytes(map(memo.__getitem__, _cells(column, columns)))
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


_FEW: Final = 8
_WHY: Final = {
    "error": ("error_cell", "the cell holds an error, so the answer is unknown"),
    "yes or no": ("unreadable", "this can't be read as yes or no, so the answer is unknown"),
    "a number": ("unreadable", "this can't be read as a number, so the answer is unknown"),
    "a date": ("unreadable", "this can't be read as a date, so the answer is unknown"),
}


def _gather(
    column: Column,
    plan: Plan,
    columns: Mapping[int, Sequence[Cell]],
    rows: Sequence[int],
    findings: dict[tuple[int, int, str], Finding],
) -> None:
    """Find the rows of the cells that could not be read, and forget what was met."""
    column.currencies.clear()
    trouble = column.trouble
    if not trouble:
        return
    cells = _cells(column, columns)
    for lead in _troubled(cells, trouble):
        cell, row = cells[lead], rows[lead]
        why = trouble[cell]
        place = next(place for place in column.places if not is_blank(columns[place][lead]))
        code, text = _WHY[why]
        findings[row, place, why] = Finding(code, text, row, plan.headers[place], cell_text(cell))
    trouble.clear()


def _troubled(cells: Sequence[Cell], trouble: Mapping[Cell, str]) -> Iterator[int]:
    """Yield the places of the cells that could not be read."""
    if len(trouble) > _FEW:
        yield from (lead for lead, cell in enumerate(cells) if cell in trouble)
        return
    for cell in trouble:  # Searching a list for a value is far faster than asking each of its values.
        lead = -1
        with suppress(ValueError):
            while True:
                lead = cells.index(cell, lead + 1)
                yield lead


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
