"""What the list itself says of earlier calls: how they ended, when to call again, which numbers were wrong."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from sheetqual.core.dispositions import Disposition, disposition_of
from sheetqual.core.reading import Reader, cell_text, is_blank
from sheetqual.core.words import fold_header
from sheetqual.files.calls.words import call_headers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.lists import ScoredList

__all__ = [
    "NO_FACTS",
    "CallFacts",
    "call_facts",
    "fact_places",
    "log_lines",
    "moment_of",
    "moment_text",
    "whole_number",
]


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known of the calls to a lead.

    Attributes:
        disposition: How the last call ended, or None.
        callback: When somebody agreed to be called again, or None; a moment without a time zone is the caller's own.
        attempts: How often it was called.
        wrong_numbers: Numbers that were wrong, in E.164.
        last_call: When the last call was, as the log has it; empty where nobody knows.
    """

    disposition: Disposition | None = None
    callback: datetime | date | None = None
    attempts: int = 0
    wrong_numbers: frozenset[str] = frozenset()
    last_call: str = ""


NO_FACTS: Final = CallFacts()
_MOST_DIGITS: Final = 7
_WRONG: Final = re.compile(r"^[^:]*:\d\d [^:]*: (?P<how>[^:+]+?) (?P<number>\+\d{5,15})", re.MULTILINE)


def fact_places(headers: Sequence[str]) -> dict[str, int]:
    """Return where a list keeps what is known of calls.

    Returns:
        The field of `sheetqual.files.calls.words.CallWords` -> the position of its column; those there are.
    """
    folded = [fold_header(header) for header in headers]
    found = {}
    for part in ("disposition", "callback", "attempts", "last_call", "call_log", "notes", "referred_by"):
        names = call_headers(part)
        place = next((place for place, header in enumerate(folded) if header in names), None)
        if place is not None:
            found[part] = place
    return found


def call_facts(scored: ScoredList) -> Mapping[int, CallFacts]:
    """Return what a list says of earlier calls, by a lead's place in it; leads without any are left out."""
    table, profile = scored.table, scored.board.profile
    places = {part: place for part, place in fact_places(table.headers).items() if place in table.columns}
    columns = {part: table.columns[place] for part, place in places.items()}
    reader = Reader(dates=profile.dates, epoch_1904=table.epoch_1904)
    found = {}
    for lead in range(len(table.rows)):
        cells = {part: cells[lead] for part, cells in columns.items()}
        if not all(map(is_blank, cells.values())):
            found[lead] = _facts(cells, reader)
    return found


def _facts(cells: Mapping[str, Cell], reader: Reader) -> CallFacts:
    disposition = disposition_of(cell_text(cells.get("disposition")))
    callback = moment_of(cells.get("callback"), reader)
    if disposition not in (None, Disposition.CALL_BACK):
        callback = None
    log = cell_text(cells.get("call_log"))
    counted = whole_number(cells.get("attempts"))
    wrong = {one["number"] for one in _WRONG.finditer(log) if disposition_of(one["how"]) is Disposition.WRONG_NUMBER}
    last = moment_text(cells.get("last_call"), reader)
    return CallFacts(disposition, callback, max(counted, len(log_lines(log))), frozenset(wrong), last)


def whole_number(cell: Cell) -> int:
    """Return the number of times that a cell says, as number or as text; 0 where it says none."""
    said = cell_text(cell).strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < _MOST_DIGITS else 0


def moment_text(cell: Cell, reader: Reader) -> str:
    """Return the moment, or the day, that a cell names, as a text that sorts by time; empty where it names none."""
    moment = moment_of(cell, reader)
    if moment is None:
        return ""
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def log_lines(cell: Cell) -> list[str]:
    """Return the calls that a log names, a line each."""
    return [line.strip() for line in cell_text(cell).splitlines() if line.strip()]


def moment_of(cell: Cell, reader: Reader) -> datetime | date | None:
    """Return the moment, or the day, that a cell names; None where it names none.

    Args:
        cell: The cell.
        reader: How the list's days are read.
    """
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        day, _, clock = cell.strip().replace("T", " ").rpartition(" ")
        found = reader.read(day).day() if day and ":" in clock else None
        if found is not None:
            with suppress(ValueError):
                return datetime.combine(found, time.fromisoformat(clock))
            return None
    return reader.read(cell).day()
