"""Reads what callers give back, whatever it is: journals of the screen, and call sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sheetqual.errors import LeadsFileError
from sheetqual.files.calls.do_not_call import NoCallEntry, add_to_own_list
from sheetqual.files.calls.journal import effective, read_journal
from sheetqual.files.calls.reports import journal_reports, sheet_reports
from sheetqual.files.calls.returned_sheet import read_returned_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sheetqual.files.calls.reports import Report
    from sheetqual.files.calls.returning import Silent

__all__ = ["CameBack", "keep_silent", "read_calls"]

_JOURNAL = ".jsonl"


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
        if path.suffix.casefold() == _JOURNAL:
            journal = read_journal(path)
            warnings += journal.warnings
            reports += journal_reports(effective(journal.entries), path.name)
            continue
        returned = read_returned_sheet(path)
        if returned is not None:
            warnings += returned.warnings
            reports += sheet_reports(returned, path.name)
        elif len(paths) == 1:
            return None
        else:
            message = f"{path.name} is no call sheet and no journal of calls; merge a list that came back by itself."
            raise LeadsFileError(message)
    return CameBack(tuple(sorted(reports, key=lambda report: report.until)), tuple(warnings))


def keep_silent(silent: Sequence[Silent], folder: Path, today: date) -> int:
    """Put those who asked not to be called again on the team's own do-not-call list.

    Args:
        silent: Who asked.
        folder: Where the list is.
        today: The day it is noted, where the call has none.

    Returns:
        How many were not on it yet.

    Raises:
        OutputError: The list can't be written.
    """
    entries = [
        NoCallEntry(
            one.whom.phones,
            one.whom.emails,
            one.whom.name or one.whom.company or "",
            date.fromisoformat(one.heard.moment[:10]) if one.heard.moment else today,
            one.heard.by,
        )
        for one in silent
    ]
    return add_to_own_list(folder, entries, today=today) if entries else 0
