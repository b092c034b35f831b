"""What a session works with, as values: where the list is, the order of priorities, and its past."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.board import moved_criteria
from sheetqual.errors import LeadsFileError, OutputError
from sheetqual.files.exports import check_target, export
from sheetqual.files.lists import score_list

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sheetqual.core.board import Board
    from sheetqual.core.profile import Criterion, Profile
    from sheetqual.files.lists import ScoredList
    from sheetqual.files.profiles import ProfileFile

    Progress = Callable[[int, int | None], None]
    Criteria = tuple[Criterion, ...]
    Stamp = tuple[int, int, int]

__all__ = ["Opening", "Orders", "board_under", "export_leads", "export_path", "proposed_export", "stamp"]

_KEPT_WHOLE: Final = 30_000_000
"""Lists up to this size, in bytes, keep all their columns in memory; larger ones are read again
when they are exported."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a list is opened, so that it can be opened the same way again.

    Attributes:
        leads: The list's file.
        file: The profile.
        today: The day of scoring.
        sheet: The sheet's name, or None.
        header_row: The header's row, or None.
        encoding: The encoding of a text file, or None.
    """

    leads: Path
    file: ProfileFile
    today: date
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None

    def read(self, progress: Progress | None = None, *, whole: bool = False) -> ScoredList:
        """Read and score the list.

        Args:
            progress: Called with the rows read and their total, where known.
            whole: Whether to keep every column even of a very large file.

        Raises:
            SheetqualError: It can't be read.
        """
        return score_list(
            self.leads,
            self.file,
            today=self.today,
            sheet=self.sheet,
            header_row=self.header_row,
            encoding=self.encoding,
            keep_all=whole or self.keeps_all,
            progress=progress,
        )

    @property
    def keeps_all(self) -> bool:
        """Whether reading keeps the columns that only an export needs."""
        try:
            return self.leads.stat().st_size <= _KEPT_WHOLE
        except OSError:
            return True


def has_every_column(opening: Opening, scored: ScoredList) -> bool:
    """Tell whether a list was read with all its columns."""
    headers, columns = scored.table.headers, scored.table.columns
    if len(columns) >= len(headers):
        return True
    # A sheet may have no cells at all to the left of the list, and so no columns.
    return opening.keeps_all and all(place in columns for place, header in enumerate(headers) if header)


def proposed_export(leads: Path) -> str:
    """Return the name to propose for an export of a list."""
    return f"{leads.stem}-scored.xlsx"


def export_path(opening: Opening, name: str) -> Path:
    """Return the file that a name means: beside the list, unless it says another folder.

    Raises:
        OutputError: The name is empty, ends in something else than .csv or .xlsx, is the list or
            the profile itself, or can't be written for another reason.
    """
    name = name.strip()
    if not name:
        raise OutputError("Give the file a name, such as calls.xlsx.")
    try:
        path = opening.leads.absolute().parent / Path(name).expanduser()
    except RuntimeError:  # A home that is none.
        raise OutputError("That name can't be used; give a shorter, plain one.") from None
    check_target(path, opening.leads, ("xlsx", "csv"))
    with suppress(OSError):
        if opening.file.path is not None and path.samefile(opening.file.path):
            raise OutputError("That is the profile itself; choose another name.")
    return path


def stamp(path: Path) -> Stamp | None:
    """Return what changes when a file is written; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def export_leads(
    opening: Opening,
    scored: ScoredList,
    path: Path,
    leads: Sequence[int],
    progress: Progress,
) -> None:
    """Write leads with their scores, in the order given.

    A list that was too large to be kept whole is read again.

    Raises:
        SheetqualError: The list has changed since it was opened, or the file can't be written.
    """
    if not has_every_column(opening, scored):
        again = opening.read(progress, whole=True)
        before = scored.board.matches
        now = again.board.matches
        if (now.pattern_of, now.patterns.rows) != (before.pattern_of, before.patterns.rows):
            message = f"{scored.table.source} has changed since it was opened; open it again, then export it."
            raise LeadsFileError(message)
        scored = again.with_board(scored.board)
    export(scored, path, leads, progress=progress)


def board_under(scored: ScoredList, profile: Profile) -> Board | None:
    """Return a list's board under another profile, or None where the list must be read again for it.

    Args:
        scored: The list.
        profile: The profile.
    """
    alike = _but_order(scored.file.profile) == _but_order(profile)
    return scored.board.with_profile(profile) if alike else None


def _but_order(profile: Profile) -> Profile:
    """Return what of a profile stays the same when criteria are moved and the file is saved."""
    criteria = [replace(one, tied_with_previous=False, points=None) for one in profile.criteria]
    return replace(profile, version=1, criteria=tuple(sorted(criteria, key=lambda one: one.id)))


@dataclass(frozen=True, slots=True)
class Orders:
    """The order of priorities, what it was before, and what was taken back.

    Attributes:
        file: The profile as saved.
        now: The criteria as they stand.
        past: The orders before, oldest first.
        future: The orders taken back, the next one last.
        grip: Which drag or grab made the last step; 0 for a single move.
    """

    file: ProfileFile
    now: Criteria
    past: tuple[Criteria, ...] = ()
    future: tuple[Criteria, ...] = ()
    grip: int = 0

    @classmethod
    def of(cls, file: ProfileFile) -> Orders:
        """Return the order a profile's file has."""
        return cls(file, file.profile.criteria)

    @property
    def profile(self) -> Profile:
        """The profile in this order."""
        return replace(self.file.profile, criteria=self.now)

    @property
    def unsaved(self) -> bool:
        """Whether the order differs from the file's."""
        return self.now != self.file.profile.criteria

    def moved(self, place: int, to: int, grip: int = 0) -> Orders:
        """Return the orders after one criterion has moved.

        Args:
            place: Its place, from 0.
            to: Its new place.
            grip: The drag or grab it belongs to; all moves of one are taken back together.
        """
        now = moved_criteria(self.profile, place, to).criteria
        if now == self.now:
            return self
        past = self.past if grip and grip == self.grip else (*self.past, self.now)
        return Orders(self.file, now, past, (), grip)

    def undone(self) -> Orders:
        """Return the orders with the last step taken back."""
        if not self.past:
            return self
        return Orders(self.file, self.past[-1], self.past[:-1], (*self.future, self.now))

    def redone(self) -> Orders:
        """Return the orders with the step last taken back made again."""
        if not self.future:
            return self
        return Orders(self.file, self.future[-1], (*self.past, self.now), self.future[:-1])

    def put_back(self, grip: int) -> Orders:
        """Return the orders as they were before a drag or grab, as if it had not been."""
        if grip != self.grip or not self.past:
            return self
        return Orders(self.file, self.past[-1], self.past[:-1])

    def reset(self) -> Orders:
        """Return to the order of the file; that, too, can be undone."""
        return Orders(self.file, self.file.profile.criteria, (*self.past, self.now)) if self.unsaved else self

    def saved(self, file: ProfileFile) -> Orders:
        """Return the same orders after the file has been written."""
        return replace(self, file=file)
