"""Reads call sheets that have lost what was given out: saved as CSV, or copied into another workbook."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from sheetqual.core.dispositions import disposition_of
from sheetqual.core.identity import lead_places, lead_text
from sheetqual.core.profile import LeadColumns
from sheetqual.core.reading import Reader, cell_text, is_blank, is_error_name
from sheetqual.core.words import fold_header
from sheetqual.errors import LeadsFileError
from sheetqual.files.calls.facts import moment_of
from sheetqual.files.calls.returned_sheet import ReturnedRow, ReturnedSheet
from sheetqual.files.calls.words import CALL_WORDS
from sheetqual.files.tables import read_leads

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sheetqual.core.values import Cell
    from sheetqual.files.calls.words import CallWords
    from sheetqual.files.tables import LeadTable

__all__ = ["read_bare_sheet"]

_TELLING: Final = ("call", "why", "ask", "disposition", "notes")
"""A table with all of these is a call sheet."""
_OURS: Final = (
    *_TELLING,
    "number",
    "caller",
    "score",
    "temperature",
    "more_numbers",
    "time_there",
    "callback",
    "product",
)
_KEY: Final = "key"


def read_bare_sheet(path: Path) -> ReturnedSheet | None:
    """Read what callers have written on a call sheet that has lost what was given out.

    Args:
        path: The file.

    Returns:
        The rows that say how a call ended or what was said; None where the file is no call sheet.
    """
    headers = [getattr(words, part) for words in CALL_WORDS.values() for part in _TELLING]
    try:
        table = read_leads(path, names=headers, keep_all=True)
    except LeadsFileError:
        return None
    there = {fold_header(header) for header in table.headers}
    for language, words in CALL_WORDS.items():
        if all(fold_header(getattr(words, part)) in there for part in _TELLING):
            rows = tuple(row for row in _Bare(table, words).rows() if row.is_touched)
            warning = (
                f"{path.name} has lost what was given out, since it was saved or copied as something else; an answer "
                "on it counts only where your list has none, or the same."
            )
            return ReturnedSheet(path.name, "", language, datetime.now().astimezone(), rows, (warning,))
    return None


class _Bare:
    """The rows of such a sheet."""

    def __init__(self, table: LeadTable, words: CallWords) -> None:
        self._table = table
        places: dict[str, list[int]] = {}
        for place, header in enumerate(table.headers):
            if place in table.columns:
                places.setdefault(fold_header(header), []).append(place)
        self._ours = {
            part: places[header][0] for part in _OURS if (header := fold_header(getattr(words, part))) in places
        }
        self._who = lead_places(LeadColumns(), places)
        who = {place for part in ("id", "name", "company", "phone", "email") for place in getattr(self._who, part)}
        taken = {*self._ours.values(), *who, *places.get(_KEY, ())}
        self._answers = [place for place in table.columns if place not in taken and table.headers[place]]

    def rows(self) -> Iterable[ReturnedRow]:
        """Return the rows, with their answers where a call was made."""
        return map(self._row, range(len(self._table.rows)))

    def _row(self, lead: int) -> ReturnedRow:
        columns = self._table.columns
        said, notes = self._text("disposition", lead), self._text("notes", lead)
        number = self._text("call", lead)
        callback = moment_of(self._cell("callback", lead), Reader()) if said or notes else None
        answers: dict[str, tuple[Cell, Cell]] = {}
        for place in self._answers if said or notes else ():
            now = columns[place][lead]
            if not is_blank(now) and not (isinstance(now, str) and is_error_name(now)):
                answers[self._table.headers[place]] = (None, now)
        email = lead_text(columns, self._who.email, lead)
        return ReturnedRow(
            sheet=self._table.sheet or "",
            row=self._table.rows[lead],
            key="",
            lead_row=None,
            lead_id=lead_text(columns, self._who.id, lead),
            name=lead_text(columns, self._who.name, lead),
            company=lead_text(columns, self._who.company, lead),
            phones=(number,) if number else (),
            emails=(email,) if email else (),
            answers=answers,
            disposition=disposition_of(said) if said else None,
            disposition_text=said,
            callback=callback,
            callback_text="",
            notes=notes,
            caller=self._text("caller", lead),
        )

    def _text(self, part: str, lead: int) -> str:
        return " ".join(cell_text(self._cell(part, lead)).split())

    def _cell(self, part: str, lead: int) -> Cell:
        place = self._ours.get(part)
        return None if place is None else self._table.columns[place][lead]
