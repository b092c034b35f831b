"""Reads call sheets that come back: what callers have written, and for whom."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from sheetqual.core.dates import read_date
from sheetqual.core.dispositions import Disposition, disposition_of
from sheetqual.core.reading import WHITE, cell_text, is_blank, is_error_name
from sheetqual.core.words import fold_header
from sheetqual.errors import LeadsFileError
from sheetqual.files._book import Book
from sheetqual.files._package import Package
from sheetqual.files._refusals import Refused
from sheetqual.files._sniff import Kind, NotLeads, kind_of
from sheetqual.files.calls.given_out import GIVEN, Given
from sheetqual.files.safe_text import for_terminal
from sheetqual.files.tables import read_leads

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.dates import DateOrder
    from sheetqual.core.values import Cell
    from sheetqual.files.tables import LeadTable

__all__ = ["ReturnedRow", "ReturnedSheet", "holds_answers", "read_returned_sheet"]


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """What a caller has written about a lead.

    Attributes:
        sheet: The name of the sheet.
        row: The row on it, as Excel shows it.
        key: What tells which lead it is; empty where the caller added the row by hand.
        lead_row: The lead's row in the list; None where the caller added it.
        lead_id: The lead's id in the list, or None.
        name: Its name, or None.
        company: Its company, or None.
        phones: Its numbers, in E.164.
        emails: Its e-mail addresses.
        answers: Header in the list -> what was given out, and what stands there now: where the caller has
            written something else. A cell that was cleared is no answer.
        disposition: How the call ended; None where nothing is said, or nothing that is known.
        disposition_text: What is said of it.
        callback: When to call again, in the caller's own time; None where nothing is said, or nothing that
            can be read.
        callback_text: What is said of that and can't be read.
        notes: What else was said.
        caller: Who called; empty where the session was not shared out.
        also: A number and addresses that the row shows now, as written, where they are others than were given out.
    """

    sheet: str
    row: int
    key: str
    lead_row: int | None
    lead_id: str | None
    name: str | None
    company: str | None
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    answers: Mapping[str, tuple[Cell, Cell]]
    disposition: Disposition | None
    disposition_text: str
    callback: datetime | date | None
    callback_text: str
    notes: str
    caller: str
    also: tuple[str, ...] = ()

    @property
    def is_touched(self) -> bool:
        """Whether the caller has written anything."""
        said = self.answers, self.disposition_text, self.callback, self.callback_text, self.notes
        return not self.key or any(said)


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """A call sheet that came back.

    Attributes:
        list_name: The name of the list's file.
        profile_sha256: The SHA-256 of the profile that it was made with.
        language: The language of its words.
        when: When its session began.
        rows: What callers have written, sheet by sheet; rows without anything are left out.
        warnings: What a person should know.
    """

    list_name: str
    profile_sha256: str
    language: str
    when: datetime
    rows: tuple[ReturnedRow, ...]
    warnings: tuple[str, ...]


def holds_answers(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is a call sheet with something written on it that would be lost with it."""
    if not Path(path).exists():
        return False
    try:
        returned = read_returned_sheet(path)
    except LeadsFileError:
        return True  # It is one, and nobody knows what is on it.
    return returned is not None and bool(returned.rows)


def read_returned_sheet(path: str | os.PathLike[str]) -> ReturnedSheet | None:
    """Read a call sheet that came back, however its rows were sorted, and whatever program saved it.

    Args:
        path: The file.

    Returns:
        What callers have written; None where the file is none of our call sheets.

    Raises:
        LeadsFileError: It is one, but can't be read.
    """
    file = Path(path)
    given = _read_given(file)
    if given is None:
        return None
    sheets = [sheet for name in given.sheets if (sheet := _read_sheet(file, name, given))]
    rows = [row for sheet in sheets for row in sheet.read() if row.is_touched]
    warnings = [*_missing(given, sheets), *(said for sheet in sheets for said in sheet.warnings), *_copies(rows)]
    return ReturnedSheet(
        given.about(Given.LIST),
        given.about(Given.SHA256),
        given.about(Given.LANGUAGE),
        given.when,
        tuple(rows),
        tuple(warnings),
    )


# --- What was given out -----------------------------------------------------------------------

_ON_SHEETS: Final = (
    *(Given.KEY, Given.ID, Given.NUMBER, Given.NAME, Given.COMPANY, Given.CALL, Given.EMAILS, Given.CALLER),
    *(Given.DISPOSITION, Given.CALLBACK, Given.NOTES),
)
_WHO: Final = (Given.NAME, Given.COMPANY, Given.CALL, Given.EMAILS)
_NAMED: Final = 8
"""So many rows are named."""
_SHOWN: Final = 40
_INTERNATIONAL: Final = re.compile(r"\+[0-9][0-9 ().-]{4,20}")
_ADDRESS: Final = re.compile(r"[^\s,;]+@[^\s,;]+")
_WRITTEN: Final = (Given.DISPOSITION, Given.CALLBACK, Given.NOTES)


@dataclass(frozen=True, slots=True)
class _Who:
    """Who a row is about; attributes as those of `ReturnedRow`."""

    key: str = ""
    row: int | None = None
    id: str | None = None
    name: str | None = None
    company: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    caller: str = ""


class _GivenOut:
    """What the hidden sheet remembers.

    Attributes:
        sheets: The names of the sheets that may be call sheets.
        headers: The header of each column that callers see.
        answers: Header of an answer on the sheets -> its position on the hidden sheet.
        when: When the session began.
        dates: The order of day, month and year in the list's texts.
    """

    def __init__(self, table: LeadTable, sheets: Sequence[str] | None) -> None:
        """Keep it.

        Raises:
            ValueError: Somebody has written on the hidden sheet.
        """
        self._table = table
        self._places = {part: place for place, part in enumerate(Given)}
        self._leads = range(1, len(table.rows))
        self.headers = {part: self.about(part) for part in _ON_SHEETS}
        self.answers = {table.headers[place]: place for place in sorted(table.columns)[len(Given) :]}
        self.when = datetime.fromisoformat(self.about(Given.WHEN))
        self.dates = cast("DateOrder", self.about(Given.DATES))
        self.sheets = sheets or list(self.leads_by_sheet)
        self._by_key = {self.text(Given.KEY, lead): lead for lead in self._leads}
        self._by_number = {self.text(Given.NUMBER, lead): lead for lead in self._leads}

    @property
    def leads_by_sheet(self) -> dict[str, set[int]]:
        """Which leads stood on which sheet."""
        found: dict[str, set[int]] = {}
        for lead in self._leads:
            found.setdefault(self.text(Given.SHEET, lead), set()).add(lead)
        return found

    def about(self, part: Given) -> str:
        """Return what all leads have in common: below a column that callers see, its header."""
        return self.text(part, 0)

    def cell(self, part: Given, lead: int) -> Cell:
        """Return what was given out."""
        return self._table.columns[self._places[part]][lead]

    def text(self, part: Given, lead: int) -> str:
        """Return what was given out, as text."""
        return _said(self.cell(part, lead))

    def answer(self, header: str, lead: int) -> Cell:
        """Return the answer that was given out."""
        return self._table.columns[self.answers[header]][lead]

    def column(self, header: str) -> str:
        """Return the header that an answer has in the list."""
        return cell_text(self.answer(header, 0))

    def who(self, lead: int) -> _Who:
        """Return who a lead is."""
        return _Who(
            key=self.text(Given.KEY, lead),
            row=int(self.text(Given.ROW, lead)),
            id=_as_it_is(self.cell(Given.ID, lead)),
            name=_as_it_is(self.cell(Given.NAME, lead)),
            company=_as_it_is(self.cell(Given.COMPANY, lead)),
            phones=tuple(self.text(Given.PHONES, lead).split()),
            emails=tuple(self.text(Given.EMAILS, lead).split()),
            caller=self.text(Given.CALLER, lead),
        )

    def find(self, shown: Mapping[Given, str]) -> int | None:
        """Return which lead a row is: by its key, or where that was cleared, by all that says who it is.

        Where all that is shown is another lead's, the row was sorted apart from its key: who was called is who is
        shown.
        """
        key = shown.get(Given.KEY)
        lead = self._by_key.get(key.upper()) if key else self._by_number.get(shown.get(Given.NUMBER, ""))
        if (key and lead is None) or (lead is not None and self.is_same(lead, shown)):
            return lead
        if not any(shown.get(part) for part in _WHO):
            return lead if key else None
        alike = [one for one in self._leads if self.is_same(one, shown)]
        if len(alike) == 1:
            return alike[0]
        return lead if key else None

    def is_same(self, lead: int, shown: Mapping[Given, str]) -> bool:
        """Tell whether a row still says of a lead who it is."""
        return all(shown[part] == self.text(part, lead) for part in _WHO if part in shown)


def _read_given(path: Path) -> _GivenOut | None:
    """Read the hidden sheet; None where the file has none."""
    try:
        kind = kind_of(path)
        if kind is Kind.TEXT:
            return None
        name, sheets = _sheets_of(path) if kind is Kind.XLSX else (GIVEN, None)
        table = read_leads(path, names=list(Given), sheet=name, header_row=1, keep_all=True)
        if table.headers[: len(Given)] != tuple(Given):
            return None
        return _GivenOut(table, sheets)
    except (OSError, ValueError, KeyError, NotLeads, Refused, LeadsFileError, zipfile.BadZipFile):
        return None


def _sheets_of(path: Path) -> tuple[str, list[str]]:
    """Return the name of an Excel workbook's hidden sheet, and those of the visible ones."""
    with zipfile.ZipFile(path) as archive:
        book = Book(Package(archive))
    states = [one.attributes.get("state", "visible") for one in book.sheet_elements]
    named = book.name(GIVEN)
    shown = [sheet.name for sheet, state in zip(book.sheets, states, strict=True) if state == "visible"]
    return named.sheet_name if named else GIVEN, shown


# --- What stands on the sheets now ------------------------------------------------------------


def _read_sheet(path: Path, name: str, given: _GivenOut) -> _CallSheet | None:
    """Read a sheet; None where it is none of ours."""
    names = [*given.headers.values(), *given.answers]
    try:
        table = read_leads(path, names=names, sheet=name, keep_all=True, may_be_empty=True)
    except LeadsFileError:
        return None
    sheet = _CallSheet(given, table)
    return sheet if sheet.is_ours else None


class _CallSheet:
    """A sheet as it came back.

    Attributes:
        leads: Which lead each of its rows is; None for one that the caller added.
        answers: Header of an answer -> its position.
        warnings: What a person should know.
    """

    def __init__(self, given: _GivenOut, table: LeadTable) -> None:
        self._given, self._table, self._name = given, table, table.sheet or ""
        places: dict[str, int] = {}
        for place in sorted(table.columns):
            places.setdefault(fold_header(table.headers[place]), place)
        folded = {part: fold_header(header) for part, header in given.headers.items()}
        self._places = {part: places[key] for part, key in folded.items() if key in places}
        self.answers = {header: places[key] for header in given.answers if (key := fold_header(header)) in places}
        self._shown = [self._who(row) for row in range(len(table.rows))]
        self.leads = [given.find(shown) for shown in self._shown]
        self.warnings: list[str] = []

    @property
    def is_ours(self) -> bool:
        """Whether it is a call sheet: callers may have sheets of their own."""
        return Given.KEY in self._places or {Given.DISPOSITION, Given.NOTES} <= self._places.keys()

    def read(self) -> list[ReturnedRow]:
        """Return what is written on its rows."""
        for part in _WRITTEN:
            if part not in self._places:
                self._warn(f'has no column "{self._given.headers[part]}" any more; what was written there is missing.')
        self.warnings += [
            f'The sheet "{self._name}": {finding.text}'
            for finding in self._table.findings
            if finding.code == "below_table"
        ]
        rows = [self._row(row, lead) for row, lead in enumerate(self.leads) if lead is not None or self._is_lead(row)]
        self._warn_of_rows(
            (row for row, shown in enumerate(self._shown) if self.leads[row] is None and shown.get(Given.KEY)),
            "of another call sheet; nothing is known of what was given out.",
        )
        self._warn_of_rows(
            (row for row, lead in enumerate(self.leads) if lead is not None and not self._is_same(row, lead)),
            "with another name, company, number or address than was given out; make such changes in your list.",
        )
        return rows

    def _warn(self, text: str) -> None:
        self.warnings.append(f'The sheet "{self._name}" {text}')

    def _warn_of_rows(self, rows: Iterable[int], text: str) -> None:
        numbers = [f"{self._table.rows[row]}" for row in rows]
        if numbers:
            more = " …" if len(numbers) > _NAMED else ""
            said = ", ".join(numbers[:_NAMED])
            self._warn(f"has {'a row' if len(numbers) == 1 else 'rows'} ({said}{more}) {text}")

    def _cell(self, part: Given, row: int) -> Cell:
        place = self._places.get(part)
        return None if place is None else self._table.columns[place][row]

    def _text(self, part: Given, row: int) -> str:
        return _said(self._cell(part, row))

    def _who(self, row: int) -> dict[Given, str]:
        return {part: self._text(part, row) for part in (Given.KEY, Given.NUMBER, *_WHO) if part in self._places}

    def _is_same(self, row: int, lead: int) -> bool:
        return self._given.is_same(lead, self._shown[row])

    def _is_lead(self, row: int) -> bool:
        """Tell whether a row that the caller added says anything."""
        places = [*(self._places.get(part) for part in (Given.ID, *_WHO, *_WRITTEN)), *self.answers.values()]
        return any(place is not None and not is_blank(self._table.columns[place][row]) for place in places)

    def _row(self, row: int, lead: int | None) -> ReturnedRow:
        who = self._added(row) if lead is None else self._given.who(lead)
        disposition_text = self._text(Given.DISPOSITION, row)
        disposition = disposition_of(disposition_text) if disposition_text else None
        if disposition_text and disposition is None:
            self._warn_of(Given.DISPOSITION, row, disposition_text, "choose one of its list")
        callback, callback_text = self._callback(row, lead, disposition)
        if callback_text:
            self._warn_of(Given.CALLBACK, row, callback_text, "write a day or a time, such as 2026-11-24 14:30")
        return ReturnedRow(
            sheet=self._name,
            row=self._table.rows[row],
            key=who.key,
            lead_row=who.row,
            lead_id=who.id,
            name=who.name,
            company=who.company,
            phones=who.phones,
            emails=who.emails,
            answers=self._answers(row, lead),
            disposition=disposition,
            disposition_text=disposition_text,
            callback=callback,
            callback_text=callback_text,
            notes=self._notes(row),
            caller=self._text(Given.CALLER, row) or who.caller,
            also=self._also(row, who),
        )

    def _also(self, row: int, who: _Who) -> tuple[str, ...]:
        """Return the number and the addresses that a row shows now, where they are others than were given out."""
        number, emails = self._text(Given.CALL, row), _ADDRESS.findall(self._text(Given.EMAILS, row))
        digits = re.sub(r"[^0-9]", "", number.partition(" ext. ")[0])
        known = {phone.removeprefix("+") for phone in who.phones}
        return (
            *([number] if digits and digits not in known else ()),
            *(one for one in emails if one not in who.emails),
        )

    def _added(self, row: int) -> _Who:
        """Return who a row is about that the caller added."""
        number = self._text(Given.CALL, row)
        return _Who(
            id=_as_it_is(self._cell(Given.ID, row)),
            name=_as_it_is(self._cell(Given.NAME, row)),
            company=_as_it_is(self._cell(Given.COMPANY, row)),
            phones=(f"+{re.sub(r'[^0-9]', '', number)}",) if _INTERNATIONAL.fullmatch(number) else (),
            emails=tuple(_ADDRESS.findall(self._text(Given.EMAILS, row))),
        )

    def _answers(self, row: int, lead: int | None) -> dict[str, tuple[Cell, Cell]]:
        answers = {}
        for header, place in self.answers.items():
            before = None if lead is None else self._given.answer(header, lead)
            now = self._table.columns[place][row]
            if is_blank(now) or _said(now) == _said(before):
                continue
            if isinstance(now, str) and is_error_name(now):
                self._warn_of(header, row, now, "write the answer there again")
                continue
            answers[self._given.column(header)] = before, now
        return answers

    def _notes(self, row: int) -> str:
        cell = self._cell(Given.NOTES, row)
        text = cell_text(cell).strip(WHITE)
        if is_error_name(text):
            self._warn_of(Given.NOTES, row, text, "write there again what was said")
            return ""
        return text

    def _warn_of(self, column: Given | str, row: int, text: str, remedy: str) -> None:
        header = self._given.headers[column] if isinstance(column, Given) else column
        shown = for_terminal(text)[:_SHOWN]
        self._warn(f'says "{shown}" under "{header}" in row {self._table.rows[row]}, which can\'t be read; {remedy}.')

    def _callback(
        self, row: int, lead: int | None, disposition: Disposition | None
    ) -> tuple[datetime | date | None, str]:
        """Return when to call again, and what can't be read of it."""
        now = self._cell(Given.CALLBACK, row)
        before = None if lead is None else self._given.cell(Given.CALLBACK, lead)
        is_old = _said(now) == _said(before) and disposition is not Disposition.CALL_BACK
        if is_blank(now) or is_old:
            return None, ""
        moment = _moment(now, self._given.when.replace(tzinfo=None), self._given.dates)
        return moment, "" if moment else _said(now)


def _missing(given: _GivenOut, sheets: Sequence[_CallSheet]) -> list[str]:
    """Return what to say of sheets and columns that have not come back."""
    there = {lead for sheet in sheets for lead in sheet.leads}
    said = [
        f'The sheet "{name}" is not there any more; what was written on it is missing.'
        for name, leads in given.leads_by_sheet.items()
        if there.isdisjoint(leads)
    ]
    answers = {header for sheet in sheets for header in sheet.answers}
    said += [
        f'The column "{header}" is not there any more; what was written in it is missing.'
        for header in given.answers
        if sheets and header not in answers
    ]
    return said


def _copies(rows: Sequence[ReturnedRow]) -> list[str]:
    """Return what to say of leads that stand on the sheets twice."""
    places: dict[str, list[str]] = {}
    for row in rows:
        if row.key:
            places.setdefault(row.key, []).append(f'row {row.row} of "{row.sheet}"')
    return [
        f"One lead stands there {len(where)} times ({', '.join(where[:_NAMED])}); look whether they agree."
        for where in places.values()
        if len(where) > 1
    ]


def _said(cell: Cell) -> str:
    """Return a cell as text, without what programs change in white space."""
    return "" if is_blank(cell) else " ".join(cell_text(cell).split())


def _as_it_is(cell: Cell) -> str | None:
    """Return a cell as text, or None for a blank one, as lists give the names and ids of their leads."""
    return None if is_blank(cell) else cell_text(cell).strip(WHITE)


# --- When to call again -----------------------------------------------------------------------

_CLOCK: Final = re.compile(
    r"(?:(?P<day>.*[^\s,])[\s,]+|(?P<iso>\d{4}-\d\d-\d\d)T)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?"
)
_SERIAL_YEARS: Final = 1904
"""Up to this year lie the days on which spreadsheets put times that have none."""


def _moment(cell: Cell, when: datetime, dates: DateOrder) -> datetime | date | None:
    """Return the moment or the day that a cell names, or None where that is in doubt.

    Args:
        cell: The cell.
        when: When the session began, in the caller's own time; a time alone is the next one after it.
        dates: The order of day, month and year in texts.
    """
    match cell:
        case datetime() if cell.year <= _SERIAL_YEARS:
            return _next(cell.time(), when)
        case datetime():
            rounded = (cell + timedelta(seconds=30)).replace(second=0, microsecond=0, tzinfo=None)
            return rounded if rounded.time() != time.min else rounded.date()
        case date():
            return cell
        case time():
            return _next(cell, when)
        case timedelta() if timedelta(0) < cell < timedelta(days=1):
            return _next((datetime.combine(when.date(), time.min) + cell).time(), when)
        case str():
            return _moment_of_text(cell.strip(WHITE), when, dates)
    return None


def _moment_of_text(text: str, when: datetime, dates: DateOrder) -> datetime | date | None:
    found = _CLOCK.fullmatch(text)
    day_text = (found["day"] or found["iso"]) if found else text
    try:
        clock = time(int(found["hour"]), int(found["minute"])) if found else None
    except ValueError:
        return None
    if clock and not day_text:
        return _next(clock, when)
    # Bare numbers are the days of a spreadsheet, and mostly none that was meant.
    day = None if not day_text or day_text.isdecimal() else read_date(day_text, dates)
    if day is None or day < when.date():
        return None
    return datetime.combine(day, clock) if clock else day


def _next(clock: time, when: datetime) -> datetime:
    """Return the next moment at which clocks show a time."""
    moment = datetime.combine(when.date(), clock.replace(second=0, microsecond=0, tzinfo=None))
    return moment if moment > when else moment + timedelta(days=1)
