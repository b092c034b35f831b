"""A scored list as JSON, one object a lead.

Leads with one pattern differ only in their row, id, name and company, so everything else is
written once a pattern and joined.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import plain_points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.judge import Reason, Verdict
    from sheetqual.core.values import Finding
    from sheetqual.files.lists import ScoredList

_CHUNK: Final = 128
"""Leads written at a time: so few that their memory is used again for the next ones."""
_FLAGS: Final = {True: "true", False: "false"}

__all__ = ["json_parts", "verdict_json"]


def verdict_json(verdict: Verdict) -> str:
    """Return what JSON says of a verdict, without the braces; points as numbers, whole where they are whole."""
    reasons = ",".join(map(_reason, verdict.reasons))
    points = ",".join([f"{_text(one)}:{_points(earned)}" for one, earned in verdict.points.items()])
    penalties = ",".join([f"{_text(one)}:{_points(taken)}" for one, taken in verdict.penalties.items()])
    level = f'"{verdict.level}"' if verdict.level else "null"
    return (
        f'"score":{_points(verdict.score)},"floor":{_points(verdict.floor)},"ceiling":{_points(verdict.ceiling)},'
        f'"settled":{_FLAGS[verdict.settled]},"temperature":"{verdict.temperature}","status":"{verdict.status}",'
        f'"level":{level},"queue":"{verdict.queue}","reasons":[{reasons}],"type":"{verdict.type}",'
        f'"completeness":{verdict.completeness / 1000},"points":{{{points}}},"penalties":{{{penalties}}}'
    )


@lru_cache(maxsize=4096)
def _points(thousandths: int | None) -> str:
    return "null" if thousandths is None else json.dumps(plain_points(thousandths))


@lru_cache(maxsize=1024)
def _text(text: str | int | None) -> str:
    return _dumps(text)


@lru_cache(maxsize=4096)
def _reason(reason: Reason) -> str:
    return _dumps({"code": reason.code, "text": reason.text})


def json_parts(scored: ScoredList) -> Iterator[bytes]:
    """Yield the parts of a scored list's JSON text as UTF-8, leads best first."""
    profile, board = scored.file.profile, scored.board
    head = {"name": profile.name, "version": profile.version, "sha256": scored.file.sha256}
    yield f'{{\n"profile": {_dumps(head)},\n"leads": [\n'.encode()
    rows, pattern_of, order = scored.table.rows, board.matches.pattern_of, board.order
    (id_mark, ids), (name_mark, names), (company_mark, companies) = map(_as_json, scored.identities())
    revisits = _revisits(scored)
    rest = _Rest(board)
    separator = b",\n"
    for start in range(0, len(order), _CHUNK):
        leads = order[start : start + _CHUNK]
        # Encoded apart, so that one name in Persian does not make the rest of its lead slow to encode.
        who = zip(*(map(one.__getitem__, leads) for one in (rows, ids, names, companies, revisits)), strict=True)
        heads = "\0".join(
            [
                f'{{"row":{row},"id":{id_mark}{lead_id}{id_mark},"name":{name_mark}{name}{name_mark},'
                f'"company":{company_mark}{company}{company_mark},"revisit":{revisit},'
                for row, lead_id, name, company, revisit in who
            ],
        )
        tails = map(rest.__getitem__, map(pattern_of.__getitem__, leads))
        joined = zip(repeat(separator), heads.encode("utf-8", "replace").split(b"\0"), tails, strict=False)
        yield b"".join(chain.from_iterable(joined)).removeprefix(b"" if start else separator)
    yield f'\n],\n"findings": [{_findings(scored.findings)}]\n}}\n'.encode("utf-8", "replace")


def _revisits(scored: ScoredList) -> list[str]:
    """Return for every lead, as JSON, when to look again at it."""
    revisits = ["null"] * len(scored.board)
    for lead, day in scored.revisits(range(len(scored.board))).items():
        revisits[lead] = f'"{day.isoformat()}"'
    return revisits


class _Rest(dict[int, bytes]):
    """Pattern number -> everything that JSON says of its leads after their company."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board

    def __missing__(self, pattern: int) -> bytes:
        self[pattern] = text = f"{verdict_json(self._board.pattern_verdict(pattern))}}}".encode()
        return text


def _findings(findings: tuple[Finding, ...]) -> str:
    lines = [
        f'{{"code":{_text(finding.code)},"text":{_text(finding.text)},"row":{_text(finding.row)},'
        f'"column":{_text(finding.column)},"value":{_text(finding.value)}}}'
        for finding in findings
    ]
    return "\n" + ",\n".join(lines) + "\n" if lines else ""


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _as_json(texts: Sequence[str | None]) -> tuple[str, Sequence[str | None]]:
    """Return many texts as JSON: the mark to put on both sides of each, and the texts.

    Most columns hold nothing that JSON writes otherwise, and only need quotes.
    """
    with suppress(TypeError):  # One of them is None.
        joined = "\n".join(texts)  # type: ignore[arg-type]
        if '"' not in joined and "\\" not in joined and _is_plain(joined, len(texts)):
            return '"', texts
    return "", [_dumps(text) for text in texts]


def _is_plain(joined: str, count: int) -> bool:
    """Tell whether lines hold no control character and no line break of their own."""
    return joined.count("\n") == count - 1 and joined.replace("\n", "").isprintable()
