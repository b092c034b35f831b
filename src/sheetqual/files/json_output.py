"""A scored list as JSON, one object a lead.

Leads with one pattern differ only in their row, id, name and company, so everything else is
written once a pattern and joined.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from sheetqual.core.judge import plain_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetqual.core.judge import Verdict
    from sheetqual.core.values import Finding
    from sheetqual.files.lists import ScoredList

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
        "points": {
            one: None if points is None else plain_points(points) for one, points in verdict.points.items()
        },
        "penalties": {one: plain_points(points) for one, points in verdict.penalties.items()},
    }


def json_parts(scored: ScoredList) -> Iterator[str]:
    """Yield the parts of a scored list's JSON text, leads best first."""
    profile, board = scored.file.profile, scored.board
    head = {"name": profile.name, "version": profile.version, "sha256": scored.file.sha256}
    yield f'{{\n"profile": {_dumps(head)},\n"leads": [\n'
    rows, pattern_of = scored.table.rows, board.matches.pattern_of
    rest: dict[int, str] = {}
    separator = ""
    lines: list[str] = []
    for lead in board.order:
        pattern = pattern_of[lead]
        if pattern not in rest:
            rest[pattern] = _dumps(verdict_fields(board.pattern_verdict(pattern)))[1:]
        lines.append(
            f'{separator}{{"row": {rows[lead]}, "id": {_text(scored.id(lead))}, '
            f'"name": {_text(scored.name(lead))}, "company": {_text(scored.company(lead))}, {rest[pattern]}',
        )
        separator = ",\n"
        if len(lines) >= 4096:  # noqa: PLR2004 - some hundred kilobytes at a time
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)
    yield f'\n],\n"findings": [{_findings(scored.findings)}]\n}}\n'


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


def _text(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)
