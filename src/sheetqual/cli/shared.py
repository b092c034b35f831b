"""What several commands share: reading with progress, and talking beside the result."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sheetqual.errors import OutputError, SheetqualError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date

    from sheetqual.files.lists import ScoredList
    from sheetqual.files.profiles import ProfileFile
    from sheetqual.terminal import Screen

    Progress = Callable[[int, int | None], None]

__all__ = [
    "FOUND",
    "SHOWN",
    "ask_before_replacing",
    "count",
    "profile_of",
    "progress_bar",
    "propose",
    "quoted",
    "read_list",
    "tell",
    "tell_findings",
]

FOUND: Final = 1
"""The exit code of ``--strict`` where there is something to look at."""
SHOWN: Final = 20
"""So many lines of a long list are shown to a person."""
_LARGE: Final = 3_000_000


def read_list(leads: str, file: ProfileFile, today: date, *, keep_all: bool, **options: Any) -> ScoredList:
    """Read and score a list, with a progress bar where it takes a while.

    Raises:
        LeadsFileError: The list can't be read.
    """
    from sheetqual.files.lists import score_list  # noqa: PLC0415 - after the options have been checked

    with progress_bar(f"Reading {Path(leads).name}", leads) as progress:
        return score_list(leads, file, today=today, keep_all=keep_all, progress=progress, **options)


def profile_of(leads: str, profile: str | None) -> ProfileFile:
    """Return the profile that was given, else the one that the list's workbook carries, else the one beside it.

    Raises:
        SheetqualError: There is none, or it can't be read.
    """
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415 - after the options have been checked

    if profile is not None:
        return read_profile(profile)
    from sheetqual.files.profile_of_list import BESIDE, profile_of_list  # noqa: PLC0415 - a given profile needs none

    found = profile_of_list(Path(leads))
    if found is None:
        from sheetqual.files.workbook import can_be_changed  # noqa: PLC0415 - most lists come with a profile

        others = ", or publish one into it" if can_be_changed(leads) else ""
        name = Path(leads).name
        message = f"{name} carries no profile, and no {BESIDE} is beside it; give one with --profile PROFILE{others}."
        raise SheetqualError(message)
    return found


def ask_before_replacing(output: str, option: str = "-o") -> None:
    """Ask a person at a terminal before a file is replaced.

    Args:
        output: The file.
        option: The option that it was given with.

    Raises:
        OutputError: They said no.
    """
    is_asked = Path(output).exists() and sys.stdin.isatty() and sys.stderr.isatty()
    if is_asked and not click.confirm(f"{Path(output).name} exists already. Replace it?", err=True):
        message = f"Nothing was written; give another name with {option}."
        raise OutputError(message)


def progress_bar(title: str, path: str | None = None) -> AbstractContextManager[Progress | None]:
    """Return a progress bar on a terminal; nothing when standard error is piped."""
    large = path is None
    with suppress(OSError):
        large = large or os.path.getsize(str(path)) > _LARGE  # noqa: PTH202 - no Path object is needed
    if not sys.stderr.isatty() or not large:
        return nullcontext()
    from sheetqual.terminal import LateProgress  # noqa: PLC0415

    return LateProgress(title, at_once=path is not None)


def tell(text: str) -> None:
    """Say something on standard error, whatever the result on standard output is."""
    from sheetqual.files.safe_text import for_terminal  # noqa: PLC0415

    with suppress(OSError):
        click.echo(for_terminal(text), err=True)


def tell_findings(scored: ScoredList) -> None:
    """Say on standard error what a person should look at in the list."""
    from sheetqual.core.report import finding_lines  # noqa: PLC0415

    lines = finding_lines(scored.findings)
    if lines:
        tell(f"Look at ({count(len(scored.findings), 'finding')}):")
    for line in lines[:SHOWN]:
        tell(f"  {line}")
    if len(lines) > SHOWN:
        tell(f"  and {len(lines) - SHOWN} more kinds; --format json lists all")


def count(number: int, what: str) -> str:
    """Return a number of things in words."""
    many = "criteria" if what == "criterion" else f"{what}s"
    return f"{number:,} {what if number == 1 else many}"


def propose(screen: Screen, title: str, *commands: tuple[str, str]) -> None:
    """Show commands to go on with: what to type after the program's name, and what it is for."""
    screen.line(title, "bold")
    for command, what in commands:
        screen.line(f"  {_called_as()} {command}")
        screen.line(f"      {what}", "dim")


def _called_as() -> str:
    """Return how to call sheetqual again from here."""
    script = Path(sys.argv[0])
    if script.name == "__main__.py":
        return f"{quoted(Path(sys.executable))} -m sheetqual"
    found = shutil.which("sheetqual")
    if found and Path(found).resolve() == script.resolve():
        return "sheetqual"
    with suppress(ValueError):
        return quoted(Path(os.path.relpath(script)))
    return quoted(script)


def quoted(path: Path) -> str:
    """Return a path as a shell takes it."""
    if os.name == "nt":
        return f'"{path}"' if " " in str(path) else str(path)
    return shlex.quote(str(path))
