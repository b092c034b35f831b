"""What came back from calling: answers, how calls ended, who else decides. From call sheets and from journals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from sheetqual.core.dispositions import Disposition, disposition_of, weight_of
from sheetqual.files.calls.journal import LeadKey
from sheetqual.files.calls.moments import moment_from_text, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheetqual.core.values import Cell
    from sheetqual.files.calls.journal import Entry, Referral
    from sheetqual.files.calls.returned_sheet import ReturnedRow, ReturnedSheet

__all__ = ["Heard", "Report", "journal_reports", "latest", "logged", "sheet_reports"]


@dataclass(frozen=True, slots=True)
class Heard:
    """How one call ended.

    Attributes:
        at: When it was; only the day, where nobody noted the time.
        by: Who called, or empty.
        disposition: How it ended, or None where only something was noted.
        phone: The number that was called, in E.164, or empty.
        callback: When they are to be called again, in the caller's own time, or None.
        note: What else was said.
    """

    at: datetime | date
    by: str = ""
    disposition: Disposition | None = None
    phone: str = ""
    callback: datetime | date | None = None
    note: str = ""

    @property
    def moment(self) -> str:
        """When it was, as the log has it."""
        return moment_text(self.at)

    @property
    def day(self) -> str:
        """The day it was."""
        return self.moment[: len("2026-11-22")]

    @property
    def line(self) -> str:
        """The call as a line of the log; its time and caller come first, then how it ended and the number."""
        phone = f" {self.phone}" if self.phone else ""
        again = f" for {moment_text(self.callback)}" if self.callback is not None else ""
        return self._line(f"{self.disposition}{phone}{again}")

    @property
    def note_line(self) -> str:
        """What was said as a line of the notes."""
        return self._line(" ".join(self.note.split()))

    def _line(self, said: str) -> str:
        by = " ".join(self.by.replace(":", " ").split())
        return f"{self.moment} {by}: {said}" if by else f"{self.moment}: {said}"


@dataclass(slots=True)
class Report:
    """What came back about one lead.

    Attributes:
        whom: The lead.
        source: The file it came from.
        number: The row or line there.
        answers: A column's header -> its cell as it was given out, and as it is now.
        heard: The calls, in the order they were made.
        referred: Who decides instead.
        until: When the last of it was noted, as a text that sorts by time.
        also: Further numbers and addresses, as the caller has written them.
        clashes: Answers of others about the same lead that say something else: header and cell.
    """

    whom: LeadKey
    source: str
    number: int
    answers: dict[str, tuple[Cell, Cell]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    referred: list[Referral] = field(default_factory=list)
    until: str = ""
    also: tuple[str, ...] = ()
    clashes: list[tuple[str, Cell]] = field(default_factory=list)


def sheet_reports(returned: ReturnedSheet, source: str) -> list[Report]:
    """Return what a call sheet brings back, a report a row that somebody filled in."""
    reports = []
    day = returned.when.date()
    for row in returned.rows:
        whom = LeadKey(row.lead_row, row.lead_id, row.name, row.company, row.phones, row.emails)
        report = Report(whom, source, row.row, dict(row.answers), until=f"{day}", also=row.also)
        disposition = row.disposition or _implied(row)
        # What nobody understands is kept where people read it.
        unread = [] if row.disposition else [row.disposition_text]
        note = "; ".join(text for text in (*unread, row.callback_text, row.notes) if text)
        if disposition is not None or note:
            phone = row.phones[0] if row.phones else ""
            report.heard.append(Heard(day, row.caller, disposition, phone, row.callback, note))
        reports.append(report)
    return reports


def _implied(row: ReturnedRow) -> Disposition | None:
    """Return how a call ended that nobody has said of, but that other cells show."""
    if row.disposition_text:
        return None
    if row.callback is not None or row.callback_text:
        return Disposition.CALL_BACK
    return Disposition.REACHED if row.answers else None


def journal_reports(entries: Iterable[Entry], source: str) -> list[Report]:
    """Return what a journal brings back, a report a lead; what was taken back is left out before.

    Args:
        entries: What counts of the journal, in the order it was written.
        source: The journal's name.
    """
    reports: dict[tuple[object, ...], Report] = {}
    for number, entry in enumerate(entries, start=1):
        lead = entry.lead
        if lead is None or entry.kind not in ("answer", "outcome", "note", "refer"):
            continue
        key = (lead.id,) if lead.id else (lead.row, lead.name, lead.company)
        whom = LeadKey(lead.row, lead.id, lead.name, lead.company, lead.phones, lead.emails)
        report = reports.setdefault(key, Report(whom, source, number))
        report.until = f"{_own(entry.when):%Y-%m-%d %H:%M:%S}"
        _add(report, entry)
    return list(reports.values())


def _add(report: Report, entry: Entry) -> None:
    at = _own(entry.when)
    if entry.kind == "answer":
        header = entry.column or ""
        given = report.answers[header][0] if header in report.answers else entry.was
        report.answers[header] = (given, entry.cell)
    elif entry.kind == "outcome" and entry.ended is not None:
        report.heard.append(Heard(at, entry.by, entry.ended, entry.phone or "", _as_list_has_it(entry.call_again)))
    elif entry.kind == "note":
        report.heard.append(Heard(at, entry.by, note=entry.text or ""))
    elif entry.referral is not None:
        report.referred.append(entry.referral)


def _own(moment: datetime) -> datetime:
    """Return a moment in this computer's own time, without a time zone, as lists have it."""
    return moment.astimezone().replace(tzinfo=None) if moment.tzinfo else moment


def _as_list_has_it(moment: datetime | date | None) -> datetime | date | None:
    return _own(moment) if isinstance(moment, datetime) else moment


def latest(heard: Iterable[Heard]) -> Heard | None:
    """Return the call that counts of some, whatever their order; None where there is none.

    That is the last one. Where not all of the last day have a time, as on call sheets, it is the one that binds most:
    a call back that was agreed counts, though somebody else reached nobody.
    """
    calls = [one for one in heard if one.disposition is not None]
    last_day = max((one.day for one in calls), default="")
    calls = [one for one in calls if one.day == last_day]
    if all(isinstance(one.at, datetime) for one in calls):
        return max(calls, key=lambda one: (one.moment, _weight(one)), default=None)
    return max(calls, key=lambda one: (_weight(one), one.moment, one.line))


def _weight(heard: Heard) -> int:
    return -1 if heard.disposition is None else weight_of(heard.disposition)


_LOGGED: Final = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\d(?: \d\d:\d\d)?)(?P<by> [^:]*)?: (?P<how>[a-z ]+?)(?P<phone> \+\d{5,15})?"
    r"(?: for (?P<again>\d{4}-\d\d-\d\d(?: \d\d:\d\d)?))?"
)


def logged(line: str) -> Heard | None:
    """Return the call that a line of a log tells of; None where somebody else has written it."""
    found = _LOGGED.fullmatch(line)
    disposition = disposition_of(found["how"]) if found else None
    if found is None or disposition is None:
        return None
    try:
        again = moment_from_text(found["again"]) if found["again"] else None
        by, phone = (found["by"] or "").strip(), (found["phone"] or "").strip()
        return Heard(moment_from_text(found["at"]), by, disposition, phone, again)
    except ValueError:
        return None
