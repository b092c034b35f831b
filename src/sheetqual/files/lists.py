"""A list of leads, read and scored: what the command line and the screen work with."""

from __future__ import annotations

import bisect
import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from sheetqual.core.board import Board
from sheetqual.core.identity import LeadPlaces, column_texts, lead_text
from sheetqual.core.judge import Queue
from sheetqual.core.match import match
from sheetqual.core.overrides import Overrides, override_in_words, read_overrides
from sheetqual.core.plan import all_headers, compile_plan, horizon_days, profile_headers, reads_alike
from sheetqual.core.reading import cell_text, is_blank
from sheetqual.core.words import fold_header
from sheetqual.errors import LeadsFileError
from sheetqual.files.tables import LeadTable, read_leads

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from sheetqual.core.judge import Verdict
    from sheetqual.core.profile import Profile
    from sheetqual.core.values import Finding
    from sheetqual.files.profiles import ProfileFile

__all__ = ["ScoredList", "no_pauses", "rescored", "score_list", "score_lists"]


@dataclass(frozen=True, slots=True)
class ScoredList:
    """A list of leads under a profile.

    Attributes:
        table: The leads as read.
        board: Who stands where.
        file: The profile, with its text.
        overrides: What people decided about its leads.
    """

    table: LeadTable
    board: Board
    file: ProfileFile
    overrides: Overrides

    @property
    def findings(self) -> Sequence[Finding]:
        """What a person should look at: in the file first, then in its cells."""
        return self.board.matches.findings.after((*self.table.findings, *self.overrides.findings))

    @property
    def places(self) -> LeadPlaces:
        """Which columns say who a lead is."""
        return self.board.plan.lead

    def id(self, lead: int) -> str | None:
        """Return the stable id of the lead at that place of the list, or None."""
        return lead_text(self.table.columns, self.places.id, lead)

    def name(self, lead: int) -> str | None:
        """Return the person's name of the lead at that place of the list, or None."""
        places, columns = self.places, self.table.columns
        whole = lead_text(columns, places.name, lead)
        if whole or not (places.first or places.last):
            return whole
        parts = (lead_text(columns, places.first, lead), lead_text(columns, places.last, lead))
        return " ".join(part for part in parts if part) or None

    def company(self, lead: int) -> str | None:
        """Return the company of the lead at that place of the list, or None."""
        return lead_text(self.table.columns, self.places.company, lead)

    def identities(self) -> tuple[Sequence[str | None], Sequence[str | None], Sequence[str | None]]:
        """Return every lead's id, name and company, by its place in the list: fast, for long lists."""
        columns, places, count = self.table.columns, self.places, len(self.board)
        names = column_texts(columns, places.name, count)
        if places.first or places.last:
            names = [self.name(lead) if name is None else name for lead, name in enumerate(names)]
        return column_texts(columns, places.id, count), names, column_texts(columns, places.company, count)

    def label(self, lead: int) -> str:
        """Return what to call the lead at that place of the list: its name, company or row."""
        return self.name(lead) or self.company(lead) or self.id(lead) or f"row {self.table.rows[lead]}"

    def reason(self, lead: int) -> str:
        """Return why the lead at that place of the list stands where it stands, in one line.

        What a person decided about it comes first, and what is computed beside it.
        """
        return self.reason_of(lead, self.board.verdict(lead))

    def reason_of(self, lead: int, verdict: Verdict) -> str:
        """Return why a lead stands where it stands under another verdict than the board's, in one line."""
        said = verdict.reasons[0].text
        override = self.overrides.by_lead.get(lead)
        if not override or not override.active:
            return said
        return f"{override_in_words(override, self.board.profile.score.labels)} (computed: {said})"

    def findings_of(self, lead: int) -> list[Finding]:
        """Return what a person should look at in the cells of the lead at that place of the list."""
        row, findings = self.table.rows[lead], self.board.matches.findings
        start = bisect.bisect_left(findings, row, key=lambda finding: finding.row or 0)
        mine = [finding for finding in self.overrides.findings if finding.row == row]
        return [*mine, *takewhile(lambda finding: finding.row == row, findings[start:])]

    def revisits(self, leads: Iterable[int]) -> dict[int, date]:
        """Return, of some leads, when to look again at those that buy too late to call now.

        Args:
            leads: The leads' places in the list.

        Returns:
            Lead -> day, where it is known.
        """
        queues, pattern_of = self.board.summaries.queues, self.board.matches.pattern_of
        lost = (lead for lead in leads if queues[pattern_of[lead]] is Queue.LOST)
        return horizon_days(self.board.plan, self.table.columns, lost)

    def cells(self, lead: int) -> list[tuple[str, str]]:
        """Return the header and text of each cell of a lead that was read and is not blank."""
        return [
            (self.table.headers[place], cell_text(cells[lead]))
            for place, cells in sorted(self.table.columns.items())
            if not is_blank(cells[lead])
        ]

    def with_board(self, board: Board) -> ScoredList:
        """Return the same list under another board of the same leads."""
        return replace(self, board=board)


def score_list(  # noqa: PLR0913 - each of these is an option of the user's
    path: str | os.PathLike[str],
    file: ProfileFile,
    *,
    today: date,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    keep_all: bool = False,
    progress: Callable[[int, int | None], None] | None = None,
) -> ScoredList:
    """Read a list of leads and score it.

    Args:
        path: The list's file.
        file: The profile.
        today: The day of scoring.
        sheet: The sheet's name; the best one when None.
        header_row: The header's row, from 1; found when None.
        encoding: The encoding of a CSV file that is not UTF-8; the profile's when None.
        keep_all: Whether to keep the columns that the profile does not need.
        progress: Called with rows read and their total, where known.

    Raises:
        LeadsFileError: The list can't be read.
    """
    (scored,) = score_lists(
        path,
        [file],
        today=today,
        sheet=sheet,
        header_row=header_row,
        encoding=encoding,
        keep_all=keep_all,
        progress=progress,
    )
    return scored


def score_lists(  # noqa: PLR0913 - each of these is an option of the user's
    path: str | os.PathLike[str],
    files: Sequence[ProfileFile],
    *,
    today: date,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    keep_all: bool = False,
    progress: Callable[[int, int | None], None] | None = None,
) -> list[ScoredList]:
    """Read a list of leads once, and score it by several profiles; arguments as for `score_list`.

    Raises:
        LeadsFileError: The list can't be read, or has none of a profile's columns.
    """
    if Path(path).suffix.casefold() == ".toml":
        raise LeadsFileError(f"{Path(path).name} looks like a profile, not a list; did you swap the two?")
    profiles = [file.profile for file in files]
    with no_pauses():
        table = read_leads(
            path,
            names=list(dict.fromkeys(header for profile in profiles for header in all_headers(profile))),
            sheet=sheet,
            header_row=header_row,
            encoding=encoding or profiles[0].encoding,
            keep_all=keep_all,
            progress=progress,
        )
        return [_scored(table, file, today) for file in files]


def _scored(table: LeadTable, file: ProfileFile, today: date) -> ScoredList:
    plan = compile_plan(file.profile, table.headers, today=today, epoch_1904=table.epoch_1904)
    if not plan.wanted_places():
        wanted = ", ".join(f"'{header}'" for header in profile_headers(file.profile)[:3])
        message = (
            f"{table.source} has none of the profile's columns ({wanted} …); "
            "give --sheet, --header-row or the right columns in the profile."
        )
        raise LeadsFileError(message)
    board = Board(plan, match(plan, table.columns, table.rows))
    return ScoredList(table, board, file, read_overrides(plan, table.columns, table.rows))


def rescored(scored: ScoredList, profile: Profile) -> ScoredList | None:
    """Return the same leads under another profile, without reading their file again.

    Leads are matched anew only where the profile reads them in another way. Where it names none of
    the list's columns, all answers are unknown. `ScoredList.file` stays the one there is on disk.

    Args:
        scored: The list.
        profile: The other profile.

    Returns:
        The list; None where it has a column that the profile may need, but that was not kept when
        the file was read.
    """
    board, table = scored.board, scored.table
    if reads_alike(board.plan.profile, profile):
        overrides = scored.overrides
        if profile.score.labels != board.profile.score.labels:  # A person may have decided in these words.
            overrides = read_overrides(replace(board.plan, profile=profile), table.columns, table.rows)
        return replace(scored, board=board.with_profile(profile), overrides=overrides)
    wanted = set(map(fold_header, all_headers(profile))) - {""}
    if any(place not in table.columns and fold_header(header) in wanted for place, header in enumerate(table.headers)):
        return None
    plan = compile_plan(profile, table.headers, today=board.plan.today, epoch_1904=table.epoch_1904)
    with no_pauses():
        board = Board(plan, match(plan, table.columns, table.rows))
        return replace(scored, board=board, overrides=read_overrides(plan, table.columns, table.rows))


@contextmanager
def no_pauses() -> Iterator[None]:
    """Keep the garbage collector from walking millions of cells, none of which form cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
