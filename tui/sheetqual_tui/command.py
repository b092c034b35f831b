"""The command ``sheetqual tui``. Textual is imported only when it runs."""

from __future__ import annotations

import codecs
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from sheetqual.errors import ProfileError, SheetqualError
from sheetqual.options import as_of_option, list_options

if TYPE_CHECKING:
    from sheetqual_tui.session import Opening
    from sheetqual_tui.settings import Settings
    from sheetqual_tui.start import Start

__all__ = ["tui"]

_AT_ONCE: Final = 1_000_000
"""Files up to this size, in bytes, are read before the screen opens."""
_BAD: Final = 2


@click.command()
@click.argument("leads", type=click.Path(), required=False)
@click.option(
    "-p",
    "--profile",
    "profile_path",
    metavar="PROFILE",
    type=click.Path(),
    help="The profile; else the one the list was opened with last, its workbook's, or profile.toml beside it.",
)
@click.option(
    "--outcome",
    metavar="COLUMN=VALUE",
    help='Which past leads became customers, such as "Outcome=Won": each change of priorities is held against them.',
)
@click.option(
    "--past", metavar="FILE", type=click.Path(), help="The past leads of --outcome; left out, those of LEADS."
)
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal, to select text.")
@click.option(
    "--bidi",
    type=click.Choice(["auto", "on", "off"]),
    help="Who puts Persian, Arabic and Hebrew letters in order: sheetqual (on) or the terminal (off).",
)
@list_options
@as_of_option
def tui(  # noqa: PLR0913 - one argument an option
    *,
    leads: str | None,
    profile_path: str | None,
    outcome: str | None,
    past: str | None,
    no_mouse: bool,
    bidi: str | None,
    sheet: str | None,
    header_row: int | None,
    encoding: str | None,
    today: date,
) -> None:
    """Review leads on the screen, reorder priorities, and decide whom to call.

    LEADS is an .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file; without it, the lists opened last are
    offered. Press ? inside for every key.
    """
    if past is not None and outcome is None:
        message = '--past goes with --outcome COLUMN=VALUE, such as "Outcome=Won".'
        raise click.UsageError(message)
    if outcome is not None and leads is None:
        message = "--outcome goes with a list: sheetqual tui LEADS --outcome COLUMN=VALUE."
        raise click.UsageError(message)
    _check_terminal()
    from sheetqual_tui.settings import PastChoice, read_settings  # noqa: PLC0415 - after the terminal has been looked at
    from sheetqual_tui.start import Start, find_profile  # noqa: PLC0415

    settings, said = read_settings()
    start = Start(today, not no_mouse, bidi)
    try:
        opening = None
        if leads is not None:
            from sheetqual_tui.session import Opening  # noqa: PLC0415

            path = Path(leads)
            file = find_profile(path, profile_path, settings)
            choice = None if outcome is None else PastChoice(outcome, past and str(Path(past).expanduser().absolute()))
            opening = Opening(path, file, today, sheet, header_row, encoding, choice)
        click.get_current_context().exit(_run(start, opening, settings, said))
    except ProfileError as error:
        _refuse(*error.lines())
    except SheetqualError as error:
        _refuse(f"Error: {error}")


def _check_terminal() -> None:
    """Refuse with one line where the screen could not be drawn or would be unreadable."""
    instead = "use 'sheetqual score' instead"
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        _refuse(f"sheetqual tui needs a terminal; {instead}.")
    if os.environ.get("TERM") in ("dumb", "unknown"):
        _refuse(f"This terminal (TERM={os.environ['TERM']}) can't show a screen; {instead}.")
    stream = sys.__stderr__
    encoding = getattr(stream, "encoding", None) or "ascii"
    if codecs.lookup(encoding).name != "utf-8":
        _refuse(f"sheetqual tui needs a terminal that shows UTF-8, not {encoding}; set LANG to C.UTF-8, or {instead}.")


def _run(start: Start, opening: Opening | None, settings: Settings, said: str | None) -> int:
    """Open the screen, and return the exit code."""
    scored = opening.read() if opening is not None and _is_small(opening.leads) else None
    from sheetqual_tui.app import SheetqualApp  # noqa: PLC0415 - Textual takes a while to load

    app = SheetqualApp(start, opening, scored, settings, said)
    app.run()
    return app.return_code or 0


def _is_small(path: Path) -> bool:
    try:
        return path.stat().st_size <= _AT_ONCE
    except OSError:
        # Reading says in one sentence what is wrong.
        return True


def _refuse(*lines: str) -> NoReturn:
    from sheetqual.files.safe_text import for_terminal  # noqa: PLC0415 - only failures need it

    for line in lines:
        click.echo(for_terminal(line), err=True)
    raise click.exceptions.Exit(_BAD)
