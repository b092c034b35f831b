"""The add-in, put into this user's LibreOffice and taken out again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.calc.describe import IDENTIFIER, OLDEST
from sheetqual.calc.package import addin_bytes
from sheetqual.errors import SheetqualError

if TYPE_CHECKING:
    from sheetqual.calc.office import Computer

__all__ = ["default_path", "install", "uninstall"]

_FILE: Final = "sheetqual.oxt"
_BY_HAND: Final = f"or run 'sheetqual calc build -o {_FILE}' and double-click that file"


def default_path(profile: str | None) -> str | None:
    """Return the whole path of the profile that formulas need not name; None for none.

    Raises:
        SheetqualError: There is no such file, or it can't be opened.
        ProfileError: Its text is refused.
    """
    if profile is None:
        return None
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415 - most workbooks carry their profile

    read_profile(profile)
    return str(Path(profile).resolve())


def install(computer: Computer, profile: str | None = None) -> None:
    """Put the add-in into LibreOffice, in the place of an older one.

    Args:
        computer: The computer.
        profile: The path of the profile to use where a formula names none.

    Raises:
        SheetqualError: LibreOffice is missing, running or too old, or the user is root.
        ProfileError: The profile is refused.
    """
    path = default_path(profile)
    unopkg = _ready(computer)
    with tempfile.TemporaryDirectory(prefix="sheetqual-") as folder:
        file = Path(folder) / _FILE
        file.write_bytes(addin_bytes(path))
        ran = computer.run(unopkg, ["add", "--force", "--suppress-license", str(file)])
    if ran.code != 0:
        message = (
            f"LibreOffice did not take the add-in ({_said(ran.output)}); it needs LibreOffice {OLDEST} or newer. "
            f"Bring LibreOffice up to date, {_BY_HAND}."
        )
        raise SheetqualError(message)


def uninstall(computer: Computer) -> bool:
    """Take the add-in out of LibreOffice, and tell whether it was there.

    Raises:
        SheetqualError: LibreOffice is missing or running, or the user is root.
    """
    unopkg = _ready(computer)
    if computer.run(unopkg, ["list", IDENTIFIER]).code != 0:
        return False
    ran = computer.run(unopkg, ["remove", IDENTIFIER])
    if ran.code != 0:
        message = (
            f"LibreOffice did not let go of the add-in ({_said(ran.output)}); remove it there, under Tools, Extensions."
        )
        raise SheetqualError(message)
    return True


def _ready(computer: Computer) -> Path:
    if computer.is_administrator:
        message = "LibreOffice changes no add-ins for root; run this as the user who works with LibreOffice."
        raise SheetqualError(message)
    unopkg = computer.unopkg()
    if unopkg is None:
        message = f"LibreOffice can't be found on this computer; install LibreOffice {OLDEST} or newer, {_BY_HAND}."
        raise SheetqualError(message)
    if computer.is_running():
        message = (
            "LibreOffice is running, or broke off last time; close all its windows (if none is open, open and close "
            "it once), then try again."
        )
        raise SheetqualError(message)
    return unopkg


def _said(output: str) -> str:
    """Return the line that says what was wrong."""
    lines = [line.strip().removeprefix("ERROR: ").removeprefix("Exception occurred: ") for line in output.splitlines()]
    return next((line.rstrip(".") for line in lines if line and "javaldx" not in line), "no reason given")
