"""How a list finds its profile, where nobody names one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.errors import SheetqualError
from sheetqual.files.profiles import read_profile

if TYPE_CHECKING:
    from pathlib import Path

    from sheetqual.files.profiles import ProfileFile

__all__ = ["BESIDE", "profile_of_list"]

BESIDE: Final = "profile.toml"
"""The name of a profile that belongs to the lists beside it."""


def profile_of_list(leads: Path) -> ProfileFile | None:
    """Return the profile that a list's workbook carries, else the one beside it; None where there is neither.

    Args:
        leads: The list.

    Raises:
        SheetqualError: The list is missing or a folder, or the profile can't be read.
    """
    if not leads.exists():
        message = f"{leads.name} can't be found; check its name and its folder."
        raise SheetqualError(message)
    if leads.is_dir():
        message = f"{leads.name or leads} is a folder; give the list in it."
        raise SheetqualError(message)
    from sheetqual.files.publishing import read_published  # noqa: PLC0415 - most lists come with a profile

    published = read_published(leads)
    if published is not None:
        return published.file
    beside = leads.absolute().with_name(BESIDE)
    return read_profile(beside) if beside.is_file() else None
