"""The commands that bring what came back, or what a CRM exports, into the team's list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sheetqual.cli.shared import FOUND, ask_before_replacing, count, progress_bar, tell
from sheetqual.errors import OutputError

if TYPE_CHECKING:
    from sheetqual.files.calls.coming_back import CameBack
    from sheetqual.files.list_changes import Change
    from sheetqual.files.merging.plan import Command

__all__ = ["merge", "update"]

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def _options(command: _Decorated) -> _Decorated:
    """Add what both commands take."""
    for option in (
        click.option("--strict", is_flag=True, help="Exit with 1 when something is left for a person to decide."),
        click.option("--encoding", metavar="NAME", help='Encoding of CSV files that are not UTF-8, such as "cp1251".'),
        click.option("--other-sheet", metavar="NAME", help="The sheet of the list that came, if not found."),
        click.option("--header-row", metavar="N", type=click.IntRange(min=1), help="Row of your list's headers."),
        click.option("--sheet", metavar="NAME", help="The sheet of your list, if not found."),
        click.option(
            "-p",
            "--profile",
            "profile_path",
            metavar="PROFILE",
            type=click.Path(),
            help="Says which columns hold the id, name ...; the list's own, published or beside it, if left out.",
        ),
        click.option("--no-backup", is_flag=True, help="Keep no .bak of your list as it was."),
        click.option(
            "--receipt",
            metavar="FILE",
            type=click.Path(),
            help="Where the receipt goes; beside your list when left out.",
        ),
        click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing."),
        click.option(
            "-o",
            "--output",
            metavar="OUT",
            type=click.Path(),
            help="Write a copy of your list instead of the list itself.",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("answered", type=click.Path(), nargs=-1, required=True)
@click.argument("leads", type=click.Path())
@click.option(
    "--base",
    metavar="FILE",
    type=click.Path(),
    help="The list as you gave it out: what only they changed is then taken over what you had.",
)
@_options
def merge(answered: tuple[str, ...], leads: str, base: str | None, **options: Any) -> int:
    """Bring answers back into your list: from call sheets, from call mode, or from a returned list.

    ANSWERED is what came back: call sheets (.xlsx), journals of call mode (.jsonl), several at once; or a list
    that a colleague has filled in. LEADS is your own list. Leads are found by their id, else by e-mail, phone, or
    company and name. Blank cells are filled and new columns added; where both say something else, yours stays and
    the case is named. Who asked not to be called goes on the do-not-call list. A receipt says what was taken.
    """
    from sheetqual.files.calls.coming_back import is_call_sheet, read_calls  # noqa: PLC0415 - after the options have been parsed

    output = _checked_output(options["output"], leads, [*answered, *([base] if base is not None else [])])
    _check_receipt(options["receipt"])
    if is_call_sheet(Path(leads)):
        message = f"{Path(leads).name} is a call sheet, not your list; did you swap the two?"
        raise OutputError(message)
    came_back = read_calls(list(map(Path, answered)))
    if came_back is None:
        return _change("merge", leads, answered[0], base, output, options)
    if base is not None:
        message = "--base goes with a returned list; a call sheet and a journal know what was given out."
        raise click.UsageError(message)
    return _take_calls(came_back, leads, answered, output, options)


@click.command()
@click.argument("master", type=click.Path())
@click.argument("new_export", type=click.Path())
@_options
def update(master: str, new_export: str, **options: Any) -> int:
    """Bring the next export of your CRM into your list.

    MASTER is your list, NEW_EXPORT what the CRM exports now. New leads are added below the others; known
    ones are brought up to date where your team has changed nothing since the last update. Where both
    changed, yours stays and the case is named. Leads that the export lacks stay.
    """
    output = _checked_output(options["output"], master, [new_export])
    _check_receipt(options["receipt"])
    return _change("update", master, new_export, None, output, options)


def _take_calls(
    came_back: CameBack, master: str, answered: Sequence[str], output: Path | None, options: dict[str, Any]
) -> int:
    """Bring what came back from calling into a list."""
    from sheetqual.files.calls.coming_back import keep_silent  # noqa: PLC0415
    from sheetqual.files.calls.do_not_call import OWN_LIST  # noqa: PLC0415
    from sheetqual.files.list_changes import ListFile, changing_by_calls  # noqa: PLC0415
    from sheetqual.files.merging.receipts import receipt_lines  # noqa: PLC0415
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415

    profile = read_profile(options["profile_path"]).profile if options["profile_path"] else None
    for warning in came_back.warnings:
        tell(f"Look at: {warning}")
    if not options["dry_run"]:
        # Before anything else, so that nobody who asked not to be called is, whatever becomes of the list.
        folders = [Path(master).absolute().parent, *([output.absolute().parent] if output is not None else [])]
        silenced = keep_silent(came_back.reports, folders, datetime.now().astimezone().date())
        if silenced.added:
            tell(f"{count(silenced.added, 'lead')} put on the do-not-call list, {OWN_LIST}.")
        for where in silenced.nameless:
            tell(f"Look at: {where} asked not to be called, but has no number or address to put on a list.")
    with ExitStack() as stack:
        with progress_bar(f"Reading {Path(master).name}", master) as progress:
            change, back = stack.enter_context(
                changing_by_calls(
                    came_back.reports,
                    ListFile(Path(master), options["sheet"], options["header_row"], options["encoding"]),
                    out=output,
                    profile=profile,
                    backup=not options["no_backup"],
                    progress=progress,
                )
            )
        if not options["dry_run"]:
            _write(change, options, master, ", ".join(Path(one).name for one in answered))
        if not came_back.reports:
            tell("Nothing is written there yet, so nothing changes in your list.")
            return FOUND if options["strict"] and came_back.warnings else 0
        said = ((back.calls, "call"), (back.callbacks, "call back"), (back.referred, "new lead"))
        for number, what in said:
            if number:
                tell(f"{count(number, what)} noted")
        _tell_change(change, receipt_lines(change.plan), options)
    return FOUND if options["strict"] and (_is_left_to_decide(change) or came_back.warnings) else 0


def _tell_change(change: Change, lines: Sequence[str], options: dict[str, Any]) -> None:
    for line in lines:
        tell(line)
    if options["dry_run"]:
        tell("Nothing was written; leave out --dry-run to do it.")
    elif not change.plan.changes_nothing:
        live = change.live_columns
        which = f"{' and '.join(live)} follow by themselves; the other scores" if live else "The scores"
        tell(f"{which} are still the old ones: sheetqual score {change.written.name} --in-place")


def _change(  # noqa: PLR0913, PLR0917 - what is asked, and of which lists
    command: Command, master: str, other: str, base: str | None, output: Path | None, options: dict[str, Any]
) -> int:
    from sheetqual.files.list_changes import ListFile, changing  # noqa: PLC0415
    from sheetqual.files.merging.receipts import receipt_lines  # noqa: PLC0415
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415

    encoding = options["encoding"]
    profile = read_profile(options["profile_path"]).profile if options["profile_path"] else None
    with ExitStack() as stack:
        with progress_bar(f"Reading {Path(master).name}", master) as progress:
            change = stack.enter_context(
                changing(
                    command,
                    ListFile(Path(master), options["sheet"], options["header_row"], encoding),
                    ListFile(Path(other), options["other_sheet"], None, encoding),
                    out=output,
                    base=ListFile(Path(base), None, None, encoding) if base is not None else None,
                    profile=profile,
                    backup=not options["no_backup"],
                    progress=progress,
                )
            )
        if not options["dry_run"]:
            _write(change, options, master, other)
        _tell_change(change, receipt_lines(change.plan), options)
    return FOUND if options["strict"] and _is_left_to_decide(change) else 0


def _checked_output(output: str | None, master: str, others: Sequence[str]) -> Path | None:
    """Check, before any work is done, that the result can be written, and is none of the lists that came."""
    from sheetqual.files.exports import check_target, is_same_file  # noqa: PLC0415

    for other in others:
        if is_same_file(master, other):
            message = "Both lists are the same file; give the list that came, and your own."
            raise OutputError(message)
    if output is None:
        return None
    check_target(output, master, ["xlsm" if Path(master).suffix.casefold() == ".xlsm" else "xlsx"])
    if any(is_same_file(output, other) for other in others):
        message = f"{Path(output).name} is a list that came; choose another name, so that nothing in it is lost."
        raise OutputError(message)
    ask_before_replacing(output)
    return Path(output)


def _check_receipt(receipt: str | None) -> None:
    """Check, before anything is written, that the receipt can be; it never replaces a file."""
    if receipt is None:
        return
    path = Path(receipt)
    if path.exists():
        message = f"{path.name} is there already; give the receipt another name."
        raise OutputError(message)
    if not path.parent.is_dir():
        message = f"The folder {path.parent} does not exist; make it first, or choose another one."
        raise OutputError(message)


def _write(change: Change, options: dict[str, Any], master: str, other: str) -> None:
    from sheetqual.files.list_changes import write_change, write_receipt  # noqa: PLC0415

    if change.is_none and change.target.out is None:
        return
    name = change.written.name
    if change.plan.changes_nothing and change.target.out is None:
        tell(f"{name} now remembers what this export says.")
    with progress_bar(f"Writing {name}") as progress:
        left = write_change(change, progress=progress)
    receipt = write_receipt(
        change,
        Path(options["receipt"]) if options["receipt"] else None,
        when=datetime.now().astimezone(),
        master=Path(master).name,
        other=Path(other).name,
    )
    backup = (
        f"; as it was before, it is {change.target.seen.path.name}.bak"
        if change.target.out is None and change.target.backup
        else ""
    )
    tell(f"Wrote {name}{backup}. The receipt is {receipt.name}.")
    if change.target.out is not None and not options["output"]:
        tell(f"{Path(master).name} can't be changed and stays as it is; use {name} from now on.")
    if left:
        tell(f"Formulas of these columns were not carried on into the new rows: {', '.join(left)}; fill them down.")


def _is_left_to_decide(change: Change) -> bool:
    from sheetqual.files.merging.plan import Kind  # noqa: PLC0415

    kinds = (Kind.CONFLICT, Kind.AMBIGUOUS, Kind.MAYBE, Kind.UNMATCHED, Kind.NAMELESS, Kind.DOUBTFUL, Kind.DIFFERENT)
    return any(change.plan.counts.get(kind) for kind in kinds)
