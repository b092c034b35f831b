"""Puts the profile into workbooks, as the command line does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetqual.errors import OutputError
from sheetqual_tui.session import beside

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sheetqual.files.profiles import ProfileFile

__all__ = ["default_workbook", "publish_into", "workbook_path"]


def default_workbook(leads: Path) -> str:
    """Return the name of the workbook to propose: the list itself, where it can carry a profile."""
    from sheetqual.files.workbook import can_be_changed  # noqa: PLC0415 - most sessions publish nothing

    return leads.name if leads.exists() and can_be_changed(leads) else ""


def workbook_path(leads: Path, name: str) -> Path:
    """Return the workbook that a name means: beside the list, unless it says another folder.

    Raises:
        OutputError: The name is empty, or means no workbook that can carry a profile.
    """
    from sheetqual.files.workbook import can_be_changed  # noqa: PLC0415

    path = beside(leads, name, "", "leads.xlsx")
    if not path.exists():
        raise OutputError(f"{path.name} can't be found; check its name and its folder.")
    if not can_be_changed(path):
        raise OutputError(f"{path.name} can't carry a profile; only .xlsx and .xlsm workbooks can.")
    return path


def publish_into(file: ProfileFile, path: Path, now: datetime, native: bool | None) -> str:  # noqa: FBT001 - three states
    """Publish a profile, and return what was done, in words.

    Args:
        file: The profile.
        path: The workbook.
        now: The moment to be named in it.
        native: Whether the workbook gets functions that need nothing installed; None to leave that.

    Raises:
        SheetqualError: The workbook can't be changed.
    """
    from sheetqual.files.publishing import publish  # noqa: PLC0415
    from sheetqual.files.workbook import target_of  # noqa: PLC0415

    done = publish(file, target_of(path), now=now, native=native)
    how = " Its functions need nothing installed." if done.is_native else ""
    again = " again" if done.again else ""
    return f"{file.profile.name}, version {file.profile.version}, is{again} in {path.name}.{how}"
