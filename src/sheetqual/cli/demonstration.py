"""The command that shows what sheetqual does, on a small team's leads."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sheetqual.cli.shared import propose, quoted, read_list
from sheetqual.errors import SheetqualError
from sheetqual.options import as_of_option

if TYPE_CHECKING:
    from datetime import date

__all__ = ["demo"]


@click.command()
@click.argument("folder", type=click.Path(), default="sheetqual-demo")
@as_of_option
def demo(folder: str, *, today: date) -> None:
    """Make a small workspace to play with, and score it.

    The files go into FOLDER, sheetqual-demo when left out.
    """
    from sheetqual.files.demo import make_demo  # noqa: PLC0415
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415
    from sheetqual.terminal import Screen  # noqa: PLC0415

    leads, profile = make_demo(folder)
    scored = read_list(str(leads), read_profile(profile), today, keep_all=False)
    screen = Screen()
    screen.line(f"The leads of a small software team, scored by {profile}:", "bold")
    screen.line()
    screen.ranked(scored, 15)
    screen.line()
    screen.counts(scored.board)
    screen.line()
    arguments = f"{quoted(leads)} --profile {quoted(profile)}"
    row = scored.table.rows[scored.board.order[0]]
    customers, past = leads.with_name("customers.csv"), leads.with_name("outcomes.csv")
    propose(
        screen,
        "Try next:",
        (f"tui {arguments}", "move priorities and see who turns hot"),
        (f"explain {arguments} --row {row}", "why the best lead is the best"),
        (f"score {arguments} -o scored.xlsx", "a copy of the workbook with the scores beside the leads"),
        (f"export {arguments} -o calls.xlsx --top 20", "a call sheet for the 20 to call first"),
        (f"check {quoted(profile)} {quoted(leads)}", "what could not be read"),
        (f"suggest {quoted(leads)} --customers {quoted(customers)}", "what the best customers share"),
        (f"backtest {quoted(past)} --outcome Outcome=Won --as-of 2026-06-23", "whether hot leads became customers"),
    )
    if screen.is_terminal and sys.stdin.isatty() and sys.stderr.isatty():
        screen.line()
        if click.confirm("Open the list on the screen now?", default=True):
            _open_screen(str(leads), str(profile), today)


def _open_screen(leads: str, profile: str, today: date) -> None:
    group = click.get_current_context().find_root().command
    command = group.get_command(click.Context(group), "tui") if isinstance(group, click.Group) else None
    if command is None:
        message = "The screen is not installed; install sheetqual again with all its parts."
        raise SheetqualError(message)
    command.main(
        [leads, "--profile", profile, "--as-of", today.isoformat()],
        standalone_mode=False,
        prog_name="sheetqual tui",
    )
