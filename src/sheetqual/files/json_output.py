"""A scored list as JSON, one object a lead.

Leads with one pattern differ only in their row, id, name and company, so everything else is
written once a pattern and joined.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import plain_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.judge import Reason, Verdict
    from sheetqual.core.questions import NextQuestion
    from sheetqual.core.robust import Robustness
    from sheetqual.core.values import Finding
    from sheetqual.files.lists import ScoredList

_CHUNK: Final = 128
"""Leads written at a time: so few that their memory is used again for the next ones."""
_FLAGS: Final = {True: "true", False: "false"}

__all__ = ["json_parts", "pattern_json"]


def pattern_json(verdict: Verdict, robustness: Robustness, question: NextQuestion | None) -> str:
    """Return what JSON says of a pattern, without the braces; points as numbers, whole where they are whole."""
    reasons = ",".join(map(_reason, verdict.reasons))
    points = ",".join([f"{_text(one)}:{_points(earned)}" for one, earned in verdict.points.items()])
    penalties = ",".join([f"{_text(one)}:{_points(taken)}" for one, taken in verdict.penalties.items()])
    products = ",".join([f'{{"name":{_text(name)},"score":{_points(score)}}}' for name, score in verdict.products])
    level = f'"{verdict.level}"' if verdict.level else "null"
    return (
        f'"score":{_points(verdict.score)},"floor":{_points(verdict.floor)},"ceiling":{_points(verdict.ceiling)},'
        f'"settled":{_FLAGS[verdict.settled]},"temperature":"{verdict.temperature}","status":"{verdict.status}",'
        f'"level":{level},"queue":"{verdict.queue}","reasons":[{reasons}],"type":"{verdict.type}",'
        f'"completeness":{verdict.completeness / 1000},"points":{{{points}}},"penalties":{{{penalties}}},'
        f'"fit":{_points(verdict.fit)},"interest":{_points(verdict.interest)},'
        f'"product":{_text(verdict.product)},"products":[{products}],'
        f'"always_hot":{_FLAGS[robustness.always_hot]},"hot_share":{robustness.hot_share},'
        f'"warm_share":{robustness.warm_share},"order_range":[{robustness.lowest},{robustness.highest}],'
        f'"next_question":{_question(question)}'
    )


@lru_cache(maxsize=4096)
def _points(thousandths: int | None) -> str:
    return "null" if thousandths is None else json.dumps(plain_points(thousandths))


@lru_cache(maxsize=1024)
def _text(text: str | int | None) -> str:
    return _dumps(text)


def _question(question: NextQuestion | None) -> str:
    if question is None:
        return "null"
    return f'{{"criterion":{_text(question.criterion.id)},"ask":{_text(question.ask)}}}'


@lru_cache(maxsize=4096)
def _reason(reason: Reason) -> str:
    return _dumps({"code": reason.code, "text": reason.text})


def json_parts(
    scored: ScoredList,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> Iterator[bytes]:
    """Yield the parts of a scored list's JSON text as UTF-8, leads best first.

    Args:
        scored: The list.
        progress: Called with leads written and their total.
    """
    profile, board = scored.file.profile, scored.board
    head = {"name": profile.name, "version": profile.version, "sha256": scored.file.sha256}
    yield f'{{\n"profile": {_dumps(head)},\n"leads": [\n'.encode()
    rows, pattern_of, order = scored.table.rows, board.matches.pattern_of, board.order
    (id_mark, ids), (name_mark, names), (company_mark, companies) = map(_as_json, scored.identities())
    revisits = _revisits(scored)
    overrides = _overrides(scored)
    rest = _Rest(board)
    separator = b",\n"
    everything = (rows, ids, names, companies, revisits, overrides)
    for start in range(0, len(order), _CHUNK):
        leads = order[start : start + _CHUNK]
        # Encoded apart, so that one name in Persian does not make the rest of its lead slow to encode.
        who = zip(*(map(one.__getitem__, leads) for one in everything), strict=True)
        heads = "\0".join(
            [
                f'{{"row":{row},"id":{id_mark}{lead_id}{id_mark},"name":{name_mark}{name}{name_mark},'
                f'"company":{company_mark}{company}{company_mark},"revisit":{revisit},'
                f'"override":{override},'
                for row, lead_id, name, company, revisit, override in who
            ],
        )
        tails = map(rest.__getitem__, map(pattern_of.__getitem__, leads))
        joined = zip(repeat(separator), heads.encode("utf-8", "replace").split(b"\0"), tails, strict=False)
        yield b"".join(chain.from_iterable(joined)).removeprefix(b"" if start else separator)
        if progress:
            progress(start + len(leads), len(order))
    yield b'\n],\n"findings": ['
    yield from _findings(scored.findings)
    yield b"]\n}\n"


def _revisits(scored: ScoredList) -> list[str]:
    """Return for every lead, as JSON, when to look again at it."""
    revisits = ["null"] * len(scored.board)
    for lead, day in scored.revisits(range(len(scored.board))).items():
        revisits[lead] = f'"{day.isoformat()}"'
    return revisits


def _overrides(scored: ScoredList) -> list[str]:
    """Return for every lead, as JSON, what a person decided about it."""
    overrides = ["null"] * len(scored.board)
    for lead, override in scored.overrides.by_lead.items():
        days = {"date": override.made, "until": override.until}
        overrides[lead] = _dumps(
            {
                "temperature": override.temperature,
                "queue": override.queue,
                "reason": override.reason,
                "author": override.author,
                **{name: day.isoformat() if day else None for name, day in days.items()},
                "active": override.active,
            },
        )
    return overrides


class _Rest(dict[int, bytes]):
    """Pattern number -> everything that JSON says of its leads after their company."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board

    def __missing__(self, pattern: int) -> bytes:
        board = self._board
        verdict, question = board.pattern_verdict(pattern), board.next_question(pattern)
        self[pattern] = text = f"{pattern_json(verdict, board.robustness(pattern), question)}}}".encode()
        return text


def _findings(findings: Iterable[Finding]) -> Iterator[bytes]:
    """Yield findings as JSON, some at a time: there may be millions."""
    lines = (
        f'{{"code":{_text(finding.code)},"text":{_text(finding.text)},"row":{_text(finding.row)},'
        f'"column":{_text(finding.column)},"value":{_text(finding.value)}}}'
        for finding in findings
    )
    start = "\n"
    while some := list(islice(lines, _CHUNK)):
        yield (start + ",\n".join(some)).encode("utf-8", "replace")
        start = ",\n"
    if start != "\n":
        yield b"\n"


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
