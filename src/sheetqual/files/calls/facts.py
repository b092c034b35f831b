"""What the list itself says of earlier calls: how they ended, when to call again, which numbers were wrong."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from sheetqual.core.dispositions import Disposition, disposition_of, weight_of
from sheetqual.core.reading import Reader, cell_text, is_blank
from sheetqual.core.words import fold_header
from sheetqual.files.calls.moments import moment_text
from sheetqual.files.calls.reports import latest, logged
from sheetqual.files.calls.words import call_headers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.lists import ScoredList

__all__ = [
    "NO_FACTS",
    "CallFacts",
    "call_facts",
    "disposition_places",
    "fact_places",
    "log_lines",
    "moment_of",
    "said_moment",
    "unread_facts",
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
_SHOWN: Final = 40
_MOST_DIGITS: Final = 7


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
    others = [table.columns[place] for place in disposition_places(table.headers) if place in table.columns]
    for lead in range(len(table.rows)):
        cells = {part: cells[lead] for part, cells in columns.items()}
        said = [cells[lead] for cells in others]
        if not all(map(is_blank, (*cells.values(), *said))):
            found[lead] = _facts(cells, said, reader)
    return found


_OUTCOMES: Final = frozenset(
    (
        *("outcome", "call outcome", "call result", "result", "disposition", "call disposition", "call status"),
        *("esito chiamata", "esito della chiamata", "resultat", "samtaleresultat", "результат звонка", "نتیجه تماس"),
    )
)
"""Headers of other programs under which stands how a call ended."""


def disposition_places(headers: Sequence[str]) -> list[int]:
    """Return the positions of all columns that may say how a call ended."""
    names = {*call_headers("disposition"), *_OUTCOMES}
    return [place for place, header in enumerate(headers) if fold_header(header) in names]


def unread_facts(scored: ScoredList) -> list[str]:
    """Return what a list says of earlier calls and nobody understands, as sentences for people."""
    table = scored.table
    places = fact_places(table.headers)
    reader = Reader(dates=scored.board.profile.dates, epoch_1904=table.epoch_1904)
    said = []
    if (place := places.get("disposition")) in table.columns:
        texts = {text for cell in table.columns[place or 0] if (text := cell_text(cell).strip())}
        if unknown := sorted(text for text in texts if disposition_of(text) is None):
            said.append(_unread(table.headers[place or 0], unknown, "nobody is left out by it"))
    if (place := places.get("callback")) in table.columns:
        texts = {
            cell_text(cell)
            for cell in table.columns[place or 0]
            if not is_blank(cell) and moment_of(cell, reader) is None
        }
        if texts:
            said.append(_unread(table.headers[place or 0], sorted(texts), "they are called now"))
    return said


def _unread(header: str, texts: Sequence[str], so: str) -> str:
    many = f" and {len(texts) - 1:,} more" if len(texts) > 1 else ""
    return f"{header}: '{texts[0][:_SHOWN]}'{many} can't be read, so {so}."


def _facts(cells: Mapping[str, Cell], said: Sequence[Cell], reader: Reader) -> CallFacts:
    dispositions = [one for cell in said if (one := disposition_of(cell_text(cell)))]
    calls = list(filter(None, map(logged, log_lines(cells.get("call_log")))))
    last_logged = latest(calls)
    if last_logged and (not dispositions or last_logged.disposition is Disposition.DO_NOT_CALL):
        dispositions += [last_logged.disposition] if last_logged.disposition else []
    disposition = max(dispositions, key=weight_of, default=None)
    callback = moment_of(cells.get("callback"), reader)
    if disposition not in (None, Disposition.CALL_BACK):
        callback = None
    counted = whole_number(cells.get("attempts"))
    wrong = {one.phone for one in calls if one.disposition is Disposition.WRONG_NUMBER and one.phone}
    last = said_moment(cells.get("last_call"), reader)
    return CallFacts(disposition, callback, max(counted, len(calls)), frozenset(wrong), last)


def whole_number(cell: Cell) -> int:
    """Return the number of times that a cell says, as number or as text; 0 where it says none."""
    said = cell_text(cell).strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < _MOST_DIGITS else 0


def said_moment(cell: Cell, reader: Reader) -> str:
    """Return the moment, or the day, that a cell names, as a text that sorts by time; empty where it names none."""
    moment = moment_of(cell, reader)
    return "" if moment is None else moment_text(moment)


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
