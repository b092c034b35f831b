"""How the screen was started, and how a list finds its profile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sheetqual.errors import SheetqualError
from sheetqual.files.profile_of_list import BESIDE, profile_of_list
from sheetqual.files.profiles import read_profile
from sheetqual_tui.session import Opening
from sheetqual_tui.settings import Recent

if TYPE_CHECKING:
    from datetime import date

    from sheetqual.files.profiles import ProfileFile
    from sheetqual_tui.settings import Settings

__all__ = ["Start", "find_profile", "open_list", "open_recent", "recent_of"]


@dataclass(frozen=True, slots=True)
class Start:
    """What the command line says besides the list.

    Attributes:
        today: The day of scoring.
        mouse: Whether the mouse may be used.
        bidi: Who puts text that runs from right to left in order; None as remembered.
    """

    today: date
    mouse: bool = True
    bidi: str | None = None


def find_profile(leads: Path, given: str | None, settings: Settings) -> ProfileFile:
    """Return the profile of a list: the one given, that of its workbook, the last one, or the one beside it.

    Args:
        leads: The list.
        given: The profile's path, or None to look for it.
        settings: What is remembered.

    Raises:
        SheetqualError: There is none, or it can't be read.
    """
    if given is not None:
        return read_profile(given)
    path = str(leads.absolute())
    for recent in settings.recent:
        if recent.leads == path and recent.profile is not None and Path(recent.profile).is_file():
            return read_profile(recent.profile)
    found = profile_of_list(leads)
    if found is not None:
        return found
    message = (
        f"No profile was found for {leads.name}; name one (--profile), put {BESIDE} beside the list, "
        f"or make one from its columns: sheetqual new --from {leads.name} FOLDER."
    )
    raise SheetqualError(message)


def open_list(leads: str, profile: str | None, start: Start, settings: Settings) -> Opening:
    """Return how to open a list that somebody names.

    Raises:
        SheetqualError: Its profile can't be found or read.
    """
    path = Path(leads.strip()).expanduser()
    given = profile.strip() if profile and profile.strip() else None
    return Opening(
        path, find_profile(path, None if given is None else str(Path(given).expanduser()), settings), start.today
    )


def open_recent(recent: Recent, start: Start, settings: Settings) -> Opening:
    """Return how to open a list as it was opened before.

    Raises:
        SheetqualError: Its profile can't be found or read.
    """
    path = Path(recent.leads)
    file = find_profile(path, recent.profile, settings)
    return Opening(path, file, start.today, recent.sheet, recent.header_row, recent.encoding)


def recent_of(opening: Opening) -> Recent:
    """Return what to remember of a list that is open."""
    profile = opening.file.path
    return Recent(
        leads=str(opening.leads.absolute()),
        profile=None if profile is None else str(profile.absolute()),
        sheet=opening.sheet,
        header_row=opening.header_row,
        encoding=opening.encoding,
        when=opening.today.isoformat(),
    )
