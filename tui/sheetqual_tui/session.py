"""Where a list is, how it is read, and where its leads are written to."""

from __future__ import annotations

import gc
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.profile_edits import id_of
from sheetqual.errors import LeadsFileError, OutputError
from sheetqual.files.exports import check_target, export, is_same_file
from sheetqual.files.lists import score_list, score_lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from sheetqual.core.profile import Profile
    from sheetqual.files.lists import ScoredList
    from sheetqual.files.profiles import ProfileFile
    from sheetqual_tui.settings import PastChoice

    Progress = Callable[[int, int | None], None]
    Stamp = tuple[int, int, int]

_LONG: Final = 2_000_000
"""Lists of more bytes are long enough for the collector to be felt."""

__all__ = ["Opening", "beside", "export_leads", "export_path", "proposed_export", "stamp", "uncollected", "whole"]

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
        past: Where it says how past leads ended, if the command line says so.
    """

    leads: Path
    file: ProfileFile
    today: date
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    past: PastChoice | None = None

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

    def read_for(self, draft: Profile, progress: Progress | None = None) -> ScoredList:
        """Read and score the list, with the columns that an unsaved profile reads, too.

        Args:
            draft: The unsaved profile.
            progress: Called with the rows read and their total, where known.

        Raises:
            SheetqualError: It can't be read.
        """
        scored, _ = score_lists(
            self.leads,
            [self.file, replace(self.file, profile=draft)],
            today=self.today,
            sheet=self.sheet,
            header_row=self.header_row,
            encoding=self.encoding,
            keep_all=self.keeps_all,
            progress=progress,
        )
        return scored

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


def proposed_export(leads: Path, words: str = "") -> str:
    """Return a name that is not taken yet, to propose for an export.

    Args:
        leads: The list.
        words: Which of its leads are written, in words; empty for all. The name itself for a call list.
    """
    which = id_of(words).replace("_", "-")
    stem = words if words.startswith("calls-") else f"{leads.stem}-{which or 'scored'}"
    number, name = 1, f"{stem}.xlsx"
    while (leads.absolute().parent / name).exists():
        number += 1
        name = f"{stem}-{number}.xlsx"
    return name


def export_path(opening: Opening, name: str, endings: Sequence[str] = ("xlsx", "csv")) -> Path:
    """Return the file that a name means: beside the list, unless it says another folder.

    Args:
        opening: How the list was opened.
        name: The name as typed.
        endings: What it may end in, without the dot; the first one when it has no ending.

    Raises:
        OutputError: The name is empty, ends in something else, is the list or the profile itself, or
            can't be written for another reason.
    """
    path = beside(opening.leads, name, "", "calls.xlsx")
    if not path.suffix:
        path = path.with_name(f"{path.name}.{endings[0]}")
    check_target(path, opening.leads, endings)
    if opening.file.path is not None and is_same_file(path, opening.file.path):
        raise OutputError("That is the profile itself; choose another name.")
    return path


def beside(leads: Path, name: str, suffix: str, example: str) -> Path:
    """Return the file that a name means: beside the list, unless it says another folder.

    Args:
        leads: The list.
        name: The name as typed.
        suffix: What its name must end in, without the dot; empty for anything.
        example: A name to propose where there is none.

    Raises:
        OutputError: The name is empty, can't be one, or ends in something else.
    """
    name = name.strip()
    if not name:
        raise OutputError(f"Give the file a name, such as {example}.")
    try:
        path = leads.absolute().parent / Path(name).expanduser()
        path.exists()
    except (RuntimeError, OSError, ValueError):  # A home that is none; a name that no file can have.
        raise OutputError("That name can't be used; give a shorter, plain one.") from None
    if suffix and not path.suffix:
        path = path.with_name(f"{path.name}.{suffix}")
    if suffix and path.suffix.casefold() != f".{suffix}":
        raise OutputError(f"'{path.name}' should end in .{suffix}.")
    if not path.parent.is_dir():
        raise OutputError(f"The folder {path.parent} does not exist; make it first, or choose another one.")
    return path


@contextmanager
def uncollected(leads: Path) -> Iterator[None]:
    """Read a list without the garbage collector; have it pass over what was read of a long one from then on.

    A list's cells never form cycles, but walking millions of them holds the whole screen up.
    """
    gc.disable()
    try:
        yield
    finally:
        with suppress(OSError):
            if leads.stat().st_size > _LONG:
                gc.freeze()
        gc.enable()


def stamp(path: Path) -> Stamp | None:
    """Return what changes when a file is written; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def whole(opening: Opening, scored: ScoredList, progress: Progress) -> ScoredList:
    """Return a list with all its columns; one that was too large to be kept whole is read again.

    Raises:
        SheetqualError: The list has changed since it was opened, or can't be read.
    """
    if has_every_column(opening, scored):
        return scored
    again = opening.read(progress, whole=True)
    before = scored.board.matches
    now = again.board.matches
    if (now.pattern_of, now.patterns.rows) != (before.pattern_of, before.patterns.rows):
        message = f"{scored.table.source} has changed since it was opened; open it again, then export it."
        raise LeadsFileError(message)
    return again.with_board(scored.board)


def export_leads(
    opening: Opening,
    scored: ScoredList,
    path: Path,
    leads: Sequence[int],
    progress: Progress,
) -> None:
    """Write leads with their scores, in the order given.

    Raises:
        SheetqualError: The list has changed since it was opened, or the file can't be written.
    """
    export(whole(opening, scored, progress), path, leads, progress=progress)
