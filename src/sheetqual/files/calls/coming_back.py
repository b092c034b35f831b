"""Reads what callers give back, whatever it is: journals of the screen, and call sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sheetqual.core.dispositions import Disposition
from sheetqual.errors import LeadsFileError
from sheetqual.files.calls.bare_sheet import read_bare_sheet
from sheetqual.files.calls.journal import effective, read_journal
from sheetqual.files.calls.own_no_calls import NoCallEntry, add_to_own_list
from sheetqual.files.calls.reports import journal_reports, sheet_reports
from sheetqual.files.calls.returned_sheet import read_returned_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sheetqual.files.calls.reports import Report

__all__ = ["CameBack", "Silenced", "is_call_sheet", "keep_silent", "read_calls"]

_JOURNAL = ".jsonl"


@dataclass(frozen=True, slots=True)
class Silenced:
    """Who asked not to be called again.

    Attributes:
        added: How many were put on the do-not-call list.
        nameless: Where those stand who have no number and no address that could be put there.
    """

    added: int
    nameless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CameBack:
    """What came back from calling.

    Attributes:
        reports: The reports, the earlier before the later.
        warnings: What a person should know of the files.
    """

    reports: tuple[Report, ...]
    warnings: tuple[str, ...]


def read_calls(paths: Sequence[Path]) -> CameBack | None:
    """Read journals and call sheets; None where the one file given is neither, but a list that came back.

    Args:
        paths: The files.

    Raises:
        LeadsFileError: One of several files is neither, or one can't be read.
    """
    reports: list[Report] = []
    warnings: list[str] = []
    for path in paths:
        if not path.exists():
            message = f"{path.name} can't be found; check its name and its folder."
            raise LeadsFileError(message)
        if path.suffix.casefold() == _JOURNAL:
            journal = read_journal(path)
            warnings += journal.warnings
            reports += journal_reports(effective(journal.entries), path.name)
            continue
        returned = read_returned_sheet(path) or read_bare_sheet(path)
        if returned is not None:
            warnings += returned.warnings
            reports += sheet_reports(returned, path.name)
        elif len(paths) == 1:
            return None
        else:
            message = f"{path.name} is no call sheet and no journal of calls; merge a list that came back by itself."
            raise LeadsFileError(message)
    return CameBack(tuple(sorted(reports, key=lambda report: report.until)), tuple(warnings))


def is_call_sheet(path: Path) -> bool:
    """Tell whether a file is a call sheet."""
    return path.is_file() and read_returned_sheet(path) is not None


def keep_silent(reports: Iterable[Report], folders: Iterable[Path], today: date) -> Silenced:
    """Put those who asked not to be called again on the team's own do-not-call lists.

    Args:
        reports: What came back.
        folders: Where the lists are.
        today: The day it is noted, where the call has none.

    Returns:
        How many were not on a list yet, and who can't be put on one.

    Raises:
        OutputError: A list can't be written.
    """
    entries, nameless = [], []
    for report in reports:
        said = next((one for one in report.heard if one.disposition is Disposition.DO_NOT_CALL), None)
        if said is None:
            continue
        whom = report.whom
        phones = (*whom.phones, *(one for one in report.also if "@" not in one))
        emails = (*whom.emails, *(one for one in report.also if "@" in one))
        name = whom.name or whom.company or ""
        entries.append(NoCallEntry(phones, emails, name, date.fromisoformat(said.day), said.by))
        if not phones and not emails:
            nameless.append(f"{report.source}, row {report.number}{f': {name}' if name else ''}")
    added = [add_to_own_list(folder, entries, today=today) for folder in dict.fromkeys(folders)] if entries else []
    return Silenced(max(added, default=0), tuple(nameless))
