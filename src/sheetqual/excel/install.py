"""Putting the add-in where Excel loads it by itself, and taking it away again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.errors import OutputError, SheetqualError
from sheetqual.excel.addin import build_addin
from sheetqual.excel.configuration import configuration_of, read_configuration

if TYPE_CHECKING:
    from sheetqual.excel.machine import Machine

__all__ = ["EXCEL", "Installed", "install", "uninstall"]

EXCEL: Final = "excel.exe"


@dataclass(frozen=True, slots=True)
class Installed:
    """What became of an installation.

    Attributes:
        addin: Where the add-in is.
        conf: Where its configuration is.
        interpreter: The Python that answers.
        profile: The profile used where a formula names none, or None.
        was_there: Whether an older one was replaced.
        excel_runs: Whether Excel is open, and loads it only when it starts again.
    """

    addin: Path
    conf: Path
    interpreter: str
    profile: Path | None
    was_there: bool
    excel_runs: bool


def install(machine: Machine, profile: Path | None = None) -> Installed:
    """Put the add-in where Excel loads it when it starts, or bring it up to date.

    Args:
        machine: This PC.
        profile: The profile to use where a formula names none; None keeps the one set before.

    Raises:
        SheetqualError: It can't be; everything is as it was before.
    """
    _check(machine)
    addin, conf = machine.addin_path, machine.conf_path
    chosen = _profile_path(profile) if profile is not None else _profile_before(conf)
    configuration = configuration_of(machine, str(chosen or ""))
    excel_runs = EXCEL in machine.processes()
    content = build_addin(configuration)
    _make_folder(addin.parent)
    _make_folder(conf.parent)
    before = _content(addin)
    if before != content:
        if before is not None and excel_runs:
            raise _held("replaced")
        _write(addin, content)
    with suppress(OSError):  # A copy that was downloaded would stay blocked though its content is ours.
        Path(f"{addin}:Zone.Identifier").unlink()
    try:
        _write(conf, configuration.text().encode("ascii"))
    except BaseException:
        _put_back(addin, before, content)
        raise
    return Installed(addin, conf, configuration.interpreter, chosen, before is not None, excel_runs)


def uninstall(machine: Machine) -> list[Path]:
    """Take away what `install` put there, and nothing else.

    Returns:
        The files that are gone; none where nothing was installed.

    Raises:
        SheetqualError: Excel holds the add-in, or the system says no.
    """
    files = [path for path in (machine.addin_path, machine.conf_path) if path.is_file()]
    if machine.addin_path in files and EXCEL in machine.processes():
        raise _held("removed")
    for path in files:
        try:
            path.unlink()
        except OSError as error:
            message = f"{path} can't be removed ({error.strerror or error}); close Excel, then try again."
            raise OutputError(message) from None
    with suppress(OSError):  # Something else may stand there.
        machine.conf_path.parent.rmdir()
    return files


def _check(machine: Machine) -> None:
    if not machine.is_windows:
        message = (
            "Only Excel on Windows can load the add-in. Build the file for a Windows PC with 'sheetqual excel build "
            "-o sheetqual.xlam', or use LibreOffice Calc with 'sheetqual calc install'."
        )
        raise SheetqualError(message)
    if machine.is_store_python:
        message = (
            "This Python comes from the Microsoft Store, which hides its files from Excel. Install Python from "
            "python.org, install sheetqual with it, and run this command again."
        )
        raise SheetqualError(message)
    if not machine.dll_folder:
        message = "The DLL of xlwings is missing beside this Python; install sheetqual again, then run this command."
        raise SheetqualError(message)


def _profile_path(profile: Path) -> Path:
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415 - few name one

    read_profile(str(profile))
    return profile.absolute()


def _profile_before(conf: Path) -> Path | None:
    before = read_configuration(conf)
    return Path(before.profile) if before and before.profile else None


def _held(what: str) -> OutputError:
    return OutputError(
        f"Excel is open and uses the add-in, so it can't be {what}; close all windows of Excel, then try again."
    )


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"{path} can't be read ({error.strerror or error}); close Excel, then try again."
        raise OutputError(message) from None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {folder} can't be made ({error.strerror or error}); ask whoever looks after this PC."
        raise OutputError(message) from None


def _write(path: Path, content: bytes) -> None:
    from sheetqual.files.atomic import replacing  # noqa: PLC0415

    with replacing(path) as stream:
        stream.write(content)


def _put_back(addin: Path, before: bytes | None, content: bytes) -> None:
    """Undo the first half of an installation whose second half failed."""
    with suppress(OSError, SheetqualError):
        if before is None:
            addin.unlink()
        elif before != content:
            _write(addin, before)
