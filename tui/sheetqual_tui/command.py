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
from sheetqual.options import as_of_option, list_options, profile_option

if TYPE_CHECKING:
    from sheetqual_tui.session import Opening

__all__ = ["tui"]

_AT_ONCE: Final = 1_000_000
"""Files up to this size, in bytes, are read before the screen opens."""
_BAD: Final = 2


@click.command()
@click.argument("leads", type=click.Path())
@profile_option
@list_options
@as_of_option
def tui(  # noqa: PLR0913 - one argument an option
    *,
    leads: str,
    profile_path: str,
    sheet: str | None,
    header_row: int | None,
    encoding: str | None,
    today: date,
) -> None:
    """Rank a list on the screen, and see what other priorities would do.

    LEADS is an .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file. Press ? inside for every key.
    """
    _check_terminal()
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415 - after the terminal has been looked at
    from sheetqual_tui.session import Opening  # noqa: PLC0415

    try:
        file = read_profile(profile_path)
        opening = Opening(Path(leads), file, today, sheet, header_row, encoding)
        click.get_current_context().exit(_run(opening))
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


def _run(opening: Opening) -> int:
    """Open the screen, and return the exit code."""
    scored = opening.read() if _is_small(opening.leads) else None
    from sheetqual_tui.app import SheetqualApp  # noqa: PLC0415 - Textual takes a while to load

    app = SheetqualApp(opening, scored)
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
