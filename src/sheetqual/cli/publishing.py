"""The commands that put a profile into workbooks, and show what a workbook carries."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetqual.cli.shared import ask_before_replacing, count, propose, quoted, read_list, tell
from sheetqual.errors import OutputError, SheetqualError
from sheetqual.options import as_of_option

if TYPE_CHECKING:
    from datetime import date

    from sheetqual.files.profiles import ProfileFile
    from sheetqual.files.publishing import Published
    from sheetqual.terminal import Screen

__all__ = ["profile", "publish"]

_BAD = 2


@click.command()
@click.argument("profile", type=click.Path())
@click.argument("workbooks", metavar="WORKBOOK...", type=click.Path(), nargs=-1, required=True)
@click.option("-o", "--output", metavar="OUT", type=click.Path(), help="Write a copy of the workbook instead.")
@click.option("--no-backup", is_flag=True, help="Keep no .bak of the workbook as it was.")
@click.option(
    "--pool",
    metavar="LEADS",
    type=click.Path(),
    help="First count in LEADS how often each criterion holds, and save that in the profile for the call plan.",
)
@click.option(
    "--native/--no-native",
    "native",
    default=None,
    help="Write functions into the workbook that work in Excel 365 and 2024 with nothing installed; or take them out.",
)
@as_of_option
def publish(  # noqa: PLR0913 - one argument an option
    profile: str,
    workbooks: tuple[str, ...],
    output: str | None,
    *,
    no_backup: bool,
    pool: str | None,
    native: bool | None,
    today: date,
) -> int:
    """Put a profile into workbooks, for the functions there and for people to read.

    WORKBOOK is an .xlsx or .xlsm file. It gets a sheet "Priorities" with the criteria in their order, and
    a hidden one with the profile itself; the next publishing replaces both. Nothing else in it changes.
    """
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415

    if output is not None and len(workbooks) > 1:
        message = "-o takes one workbook; give the others a command of their own."
        raise click.UsageError(message)
    file = read_profile(profile)
    if pool is not None:
        file = _with_pool(file, pool, today)
    now = datetime.now().astimezone()
    failed = False
    for path in workbooks:
        try:
            _publish(file, path, output, now, backup=not no_backup, native=native)
        except SheetqualError as error:
            if len(workbooks) == 1:
                raise
            # The others get theirs all the same.
            tell(f"Error: {error}")
            failed = True
    return _BAD if failed else 0


def _with_pool(file: ProfileFile, leads: str, today: date) -> ProfileFile:
    """Save into a profile how often each criterion holds in a list."""
    from sheetqual.core.pool import pool_shares  # noqa: PLC0415
    from sheetqual.files.profiles import save_pool  # noqa: PLC0415

    scored = read_list(leads, file, today, keep_all=False)
    shares = pool_shares(scored.board.plan.layout, scored.board.matches)
    saved = save_pool(file, shares, f"pool counted in {Path(leads).name}")
    name = file.path.name if file.path else "The profile"
    if saved is file:
        tell(f"{name} says already how often each criterion holds there.")
    else:
        tell(f"Saved in {name} how often each criterion holds in {Path(leads).name}: version {saved.profile.version}.")
    return saved


def _publish(  # noqa: PLR0913 - a profile, a workbook, and how
    file: ProfileFile, path: str, output: str | None, now: datetime, *, backup: bool, native: bool | None
) -> None:
    from sheetqual.core.native.functions import FUNCTION_NAMES  # noqa: PLC0415
    from sheetqual.files.exports import check_target  # noqa: PLC0415
    from sheetqual.files.publishing import publish as publish_into  # noqa: PLC0415
    from sheetqual.files.workbook import can_be_changed, target_of  # noqa: PLC0415

    name = Path(path).name
    if Path(path).exists() and not can_be_changed(path):
        message = f"{name} can't carry a profile; only .xlsx and .xlsm workbooks can."
        raise OutputError(message)
    if output is not None:
        check_target(output, path, ["xlsm" if Path(path).suffix.casefold() == ".xlsm" else "xlsx"])
        ask_before_replacing(output)
    done = publish_into(file, target_of(path, output, backup=backup), now=now, native=native)
    what = f"{file.profile.name}, version {file.profile.version}"
    tell(f"Published {what} {'again ' if done.again else ''}in {Path(output).name if output else name}.")
    if done.is_native:
        tell(
            f"{', '.join(FUNCTION_NAMES)} work there with nothing installed, in Excel 365 and 2024; the others need "
            "the add-in."
        )
    elif done.was_native:
        tell("Its functions need the add-in again.")


@click.group()
def profile() -> None:
    """Look at the profiles that workbooks carry."""


@profile.command()
@click.argument("workbook", type=click.Path())
@click.option("--profile", "master", metavar="PROFILE", type=click.Path(), help="The team's master to compare with.")
@click.option("--toml", "as_toml", is_flag=True, help="Print the profile itself, to save it as a file.")
def show(workbook: str, master: str | None, *, as_toml: bool) -> None:
    """Show the profile that a workbook carries, and whether the team's master is newer.

    The master is the file it was published from, if it stands beside the workbook.
    """
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415
    from sheetqual.files.publishing import master_of, read_published  # noqa: PLC0415
    from sheetqual.files.workbook import can_be_changed  # noqa: PLC0415

    path = Path(workbook)
    if not path.exists():
        message = f"{path.name} can't be found; check its name and its folder."
        raise SheetqualError(message)
    published = read_published(path)
    if published is None and not can_be_changed(path):
        message = f"{path.name} can't carry a profile; only .xlsx and .xlsm workbooks can."
        raise SheetqualError(message)
    if published is None:
        message = f"{path.name} carries no profile; put one in with 'sheetqual publish PROFILE {path.name}'."
        raise SheetqualError(message)
    if as_toml:
        sys.stdout.write(published.file.text)
        return
    _show(path, published, read_profile(master) if master is not None else master_of(published, path))


def _show(path: Path, published: Published, master: ProfileFile | None) -> None:
    from sheetqual.core.judge import Judge  # noqa: PLC0415
    from sheetqual.core.plan import compile_plan  # noqa: PLC0415
    from sheetqual.terminal import Screen  # noqa: PLC0415

    screen = Screen()
    said = published.file.profile
    where = f" from {published.source}" if published.source else ""
    when = f", published{where} on {published.when[:10]}" if published.when else ""
    screen.line(f"{path.name} carries {said.name}, version {said.version}{when}.", "bold")
    screen.line(f"{count(len(said.criteria), 'criterion')}, the most important first:")
    layout = compile_plan(said, (), today=datetime.now().astimezone().date()).layout
    screen.priorities(Judge(said, layout))
    screen.line()
    _compare(screen, path, published, master)


def _compare(screen: Screen, path: Path, published: Published, master: ProfileFile | None) -> None:
    """Say whether the team's master is newer than what a workbook carries."""
    from sheetqual.core.changes import profile_changes  # noqa: PLC0415
    from sheetqual.files.publishing import is_same  # noqa: PLC0415

    if master is None or master.path is None:
        screen.line("The team's master is not beside the workbook; name it with --profile to compare.", "dim")
        return
    name = master.path.name
    if is_same(published, master):
        screen.line(f"{name} says the same: the workbook is up to date.", "green")
        return
    here, there = published.file.profile, master.profile
    if there.version > here.version:
        screen.line(f"{name} is newer: version {there.version}.", "yellow")
    elif there.version < here.version:
        screen.line(f"{name} is older: version {there.version}. Has the master been replaced?", "yellow")
    else:
        screen.line(f"{name} was changed since, though its version is the same.", "yellow")
    for change in profile_changes(here, there) or ["only its notes changed"]:
        screen.line(f"  {change}")
    propose(screen, "To bring the workbook up to date:", (f"publish {quoted(master.path)} {quoted(path)}", ""))
