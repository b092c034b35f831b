"""The command that removes a person from everything in a workspace."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from sheetqual.cli.shared import progress_bar, tell
from sheetqual.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheetqual.files.forgetting import Forgetting, Note

__all__ = ["forget"]

_UNDONE: Final = 2


@click.command()
@click.argument("who")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and write nothing.")
@click.option("--yes", is_flag=True, help="Remove without asking.")
def forget(who: str, folder: str, *, dry_run: bool, yes: bool) -> int:
    """Remove a person from all files of a workspace.

    WHO is an e-mail address, a phone number, an id or a full name; DIR is the folder with your lists. Rows of
    workbooks are emptied, backups too; records, call cards and lines of journals go. No copy is kept.
    """
    from sheetqual.files.forgetting import SeveralFitError, carry_out, plan_forgetting  # noqa: PLC0415

    try:
        with progress_bar(f"Looking through {folder}") as progress:
            forgetting = plan_forgetting(who, folder, progress=progress)
    except SeveralFitError as several:
        _tell_all(several.lines)
        raise
    is_asked = sys.stdin.isatty() and sys.stderr.isatty() and not (yes or dry_run)
    if dry_run or is_asked or not yes:
        _tell_plan(forgetting)
        if not (forgetting.removals and is_asked and click.confirm("Remove all of this for good, now?", err=True)):
            _tell_why_not(forgetting, dry_run=dry_run, is_asked=is_asked)
            # A script must not take it for done.
            return 0 if dry_run or is_asked or not forgetting.removals else _UNDONE
    with progress_bar("Writing") as progress:
        report = carry_out(forgetting, progress=progress)
    tell(f"{forgetting.label}: removed")
    _tell_notes(report.done or ())
    if not report.done:
        tell("  nothing")
    if any(note.text.endswith("emptied") for note in report.done):
        tell("An emptied row stays as a blank one; in Excel, right-click its number to delete it.")
    _tell_rest(forgetting)
    if report.failed:
        tell("Not removed:")
        _tell_all(f"  {note.text}" for note in report.failed)
        message = "Not everything could be removed; see to the files named last, and run the same command again."
        raise OutputError(message)
    return 0


def _tell_plan(forgetting: Forgetting) -> None:
    tell(f"{forgetting.label}: to be removed")
    for removal in forgetting.removals:
        _tell_all(f"  {removal.file}: {said}" for said in removal.said)
    if not forgetting.removals:
        tell("  nothing")
    _tell_rest(forgetting)
    if forgetting.undone:
        tell("Can't be removed now:")
        _tell_all(f"  {note.text}" for note in forgetting.undone)


def _tell_why_not(forgetting: Forgetting, *, dry_run: bool, is_asked: bool) -> None:
    if not forgetting.removals:
        return
    if dry_run:
        tell("Nothing was removed; leave out --dry-run to do it.")
    elif is_asked:
        tell("Nothing was removed.")
    else:
        tell("Nothing was removed, since nobody could be asked; add --yes to do it.")


def _tell_rest(forgetting: Forgetting) -> None:
    """Tell what stays, and why."""
    for title, notes in (
        ("Kept:", forgetting.kept),
        ("Left for you:", forgetting.left),
        ("Not looked into:", forgetting.unread),
    ):
        if notes:
            tell(title)
            _tell_notes(notes)
    if not forgetting.kept:
        tell(
            "No do-not-call list here names them; if they are not to be called again, add them to do-not-call.csv, "
            "or the next export of your CRM may bring them back."
        )


def _tell_notes(notes: Iterable[Note]) -> None:
    _tell_all(f"  {note.file}: {note.text}" for note in notes)


def _tell_all(lines: Iterable[str]) -> None:
    for line in lines:
        tell(line)
