"""A scored list as JSON, one object a lead.

Leads with one pattern differ only in their row, id, name and company, so everything else is
written once a pattern and joined.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.judge import plain_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetqual.core.board import Board
    from sheetqual.core.judge import Verdict
    from sheetqual.core.values import Finding
    from sheetqual.files.lists import ScoredList

_CHUNK: Final = 2048
"""Leads written at a time: about a megabyte."""

__all__ = ["json_parts", "verdict_fields"]


def verdict_fields(verdict: Verdict) -> dict[str, Any]:
    """Return what JSON says of a verdict; points as numbers, whole where they are whole."""
    return {
        "score": plain_points(verdict.score),
        "floor": plain_points(verdict.floor),
        "ceiling": plain_points(verdict.ceiling),
        "settled": verdict.settled,
        "temperature": verdict.temperature.value,
        "status": verdict.status.value,
        "level": verdict.level.value if verdict.level else None,
        "queue": verdict.queue.value,
        "reasons": [{"code": reason.code, "text": reason.text} for reason in verdict.reasons],
        "type": verdict.type,
        "completeness": verdict.completeness / 1000,
        "points": {one: None if points is None else plain_points(points) for one, points in verdict.points.items()},
        "penalties": {one: plain_points(points) for one, points in verdict.penalties.items()},
    }


def json_parts(scored: ScoredList) -> Iterator[str]:
    """Yield the parts of a scored list's JSON text, leads best first."""
    profile, board = scored.file.profile, scored.board
    head = {"name": profile.name, "version": profile.version, "sha256": scored.file.sha256}
    yield f'{{\n"profile": {_dumps(head)},\n"leads": [\n'
    rows, pattern_of, order = scored.table.rows, board.matches.pattern_of, board.order
    ids, names, companies = map(_texts, scored.identities())
    rest = _Rest(board)
    separator = ""
    for start in range(0, len(order), _CHUNK):
        lines = [
            f'{{"row": {rows[lead]}, "id": {ids[lead]}, "name": {names[lead]}, '
            f'"company": {companies[lead]}, {rest[pattern_of[lead]]}'
            for lead in order[start : start + _CHUNK]
        ]
        yield separator + ",\n".join(lines)
        separator = ",\n"
    yield f'\n],\n"findings": [{_findings(scored.findings)}]\n}}\n'


class _Rest(dict[int, str]):
    """Pattern number -> everything that JSON says of its leads after their company."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board

    def __missing__(self, pattern: int) -> str:
        self[pattern] = text = _dumps(verdict_fields(self._board.pattern_verdict(pattern)))[1:]
        return text


def _findings(findings: tuple[Finding, ...]) -> str:
    lines = [
        _dumps(
            {
                "code": finding.code,
                "text": finding.text,
                "row": finding.row,
                "column": finding.column,
                "value": finding.value,
            },
        )
        for finding in findings
    ]
    return "\n" + ",\n".join(lines) + "\n" if lines else ""


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _texts(texts: list[str | None]) -> list[str]:
    """Return many texts as JSON at once: no line break is left in a JSON text to split at."""
    return json.dumps(texts, ensure_ascii=False, separators=("\n", ":"))[1:-1].split("\n")
