"""The command line: translates options into calls, and results into text."""

from __future__ import annotations

import gc
import io
import os
import shlex
import shutil
import signal
import sys
from contextlib import nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from sheetqual._version import __version__
from sheetqual.errors import OutputError, ProfileError, SheetqualError
from sheetqual.options import as_of_option, list_options, profile_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from sheetqual.files.lists import ScoredList
    from sheetqual.files.profiles import ProfileFile

__all__ = ["main", "run"]

_STOPPED: Final = 130
_BAD: Final = 2
_FOUND: Final = 1
_LARGE: Final = 3_000_000
_SHOWN: Final = 20


def run() -> NoReturn:
    """Run the command line; every failure is a sentence and an exit code, never a traceback."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # Closed by whoever started us.
            nowhere = Path(os.devnull).open("r" if name == "stdin" else "w", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, nowhere)
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)):
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _terminated)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal says itself what it can show; files and other programs get UTF-8.
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")
    sys.exit(_guarded())


class _Terminated(KeyboardInterrupt):
    """Somebody ended the program; it cleans up as after Ctrl-C."""


def _terminated(number: int, _frame: object) -> NoReturn:
    raise _Terminated(128 + number)


def _guarded() -> int:  # noqa: C901 - one branch a kind of failure
    try:
        if "_SHEETQUAL_COMPLETE" in os.environ:
            main.main(prog_name="sheetqual")
        with main.make_context("sheetqual", sys.argv[1:]) as context:
            code = main.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except ProfileError as error:
        count = len(error.faults)
        return _failed([*error.lines(), f"{count} {'fault' if count == 1 else 'faults'}; nothing was scored."])
    except SheetqualError as error:
        return _failed([f"Error: {error}"])
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except _Terminated as ended:
        return int(ended.args[0])
    except (KeyboardInterrupt, click.Abort):
        return _failed(["Stopped; nothing was left half done."], _STOPPED)
    except OSError as error:
        # Nothing more can be said there, not even at the exit.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # Whoever read our output, such as `head`, has seen enough.
            return 0
        return _failed([f"Error: the result could not be written out ({error.strerror or error})."])
    except MemoryError:
        return _failed(["Error: this computer has too little memory for that list; split it into smaller files."])
    except Exception as error:
        if os.environ.get("SHEETQUAL_DEBUG"):
            raise
        return _failed(
            [
                f"Error: something unexpected went wrong ({type(error).__name__}: {error}).",
                "Your list is as it was. Please report it; with SHEETQUAL_DEBUG=1 set, the details are shown.",
            ],
        )
    return code if isinstance(code, int) else 0


def _failed(lines: Iterable[str], code: int = _BAD) -> int:
    from sheetqual.files.safe_text import for_terminal  # noqa: PLC0415 - only failures need it

    with suppress(OSError):
        for line in lines:
            click.echo(for_terminal(line), err=True)
    return code


class _Rooms(click.Group):
    """A group that also finds the commands of other rooms, through entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *(entry.name for entry in self._entries())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            return command
        for entry in self._entries():
            if entry.name == cmd_name:
                gc.enable()  # Other rooms stay open for long.
                loaded = entry.load()
                return loaded if isinstance(loaded, click.Command) else None
        return None

    @staticmethod
    def _entries() -> Iterable[Any]:
        from importlib.metadata import entry_points  # noqa: PLC0415 - 25 ms that most commands don't need

        return entry_points(group="sheetqual.commands")


@click.group(
    cls=_Rooms,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: sheetqual demo",
)
@click.version_option(__version__, "-V", "--version", message="sheetqual %(version)s")
def main() -> None:
    """Qualify and score the sales leads in your workbook.

    Your criteria stand in a profile, in order of importance. Everything stays on this computer.
    """


def _read(leads: str, file: ProfileFile, today: date, *, keep_all: bool, **options: Any) -> ScoredList:
    from sheetqual.files.lists import score_list  # noqa: PLC0415 - after the options have been checked

    with _progress(f"Reading {Path(leads).name}", leads) as progress:
        return score_list(leads, file, today=today, keep_all=keep_all, progress=progress, **options)


def _progress(title: str, path: str | None = None) -> AbstractContextManager[Callable[[int, int | None], None] | None]:
    """Return a progress bar on a terminal; nothing when standard error is piped."""
    large = path is None
    with suppress(OSError):
        large = large or os.path.getsize(str(path)) > _LARGE  # noqa: PTH202 - no Path object is needed
    if not sys.stderr.isatty() or not large:
        return nullcontext()
    from sheetqual.terminal import LateProgress  # noqa: PLC0415

    return LateProgress(title, at_once=path is not None)


@main.command()
@click.argument("leads", type=click.Path())
@profile_option
@click.option("-o", "--output", metavar="OUT", type=click.Path(), help="Write a .json, .csv or .xlsx file instead.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to show the result.",
)
@click.option("--top", metavar="N", type=click.IntRange(min=0), help="Show only the N best leads in the table.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a cell could not be read.")
@as_of_option
@list_options
def score(  # noqa: PLR0913 - one argument an option
    leads: str,
    profile_path: str,
    output: str | None,
    form: str,
    top: int | None,
    *,
    strict: bool,
    today: date,
    **options: Any,
) -> int:
    """Score the leads of a workbook or CSV file, best first.

    LEADS is an .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file.
    """
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415

    kind = form if output is None else _kind(output, leads)
    file = read_profile(profile_path)
    scored = _read(leads, file, today, keep_all=kind in ("csv", "xlsx"), **options)
    if output is not None:
        _write(scored, output, kind)
    elif kind == "json":
        sys.stdout.flush()
        for part in _json(scored):
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
    elif kind == "csv":
        sys.stdout.flush()
        for text in _csv(scored):
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        _tell_findings(scored)
    else:
        _show(scored, top)
    return _FOUND if strict and scored.findings else 0


def _kind(output: str, leads: str) -> str:
    kind = Path(output).suffix.casefold().removeprefix(".")
    if kind not in ("json", "csv", "xlsx"):
        message = f"'{Path(output).name}' should end in .json, .csv or .xlsx; choose one of them."
        raise OutputError(message)
    with suppress(OSError):
        if Path(output).samefile(leads):
            message = f"{Path(output).name} is your list itself; choose another name, so that nothing in it is lost."
            raise OutputError(message)
    return kind


def _json(scored: ScoredList) -> Iterator[bytes]:
    from sheetqual.files.json_output import json_parts  # noqa: PLC0415

    return json_parts(scored)


def _csv(scored: ScoredList) -> Iterator[str]:
    from sheetqual.files.exports import csv_parts  # noqa: PLC0415

    return csv_parts(scored)


def _write(scored: ScoredList, output: str, kind: str) -> None:
    if kind == "json":
        from sheetqual.files.atomic import replacing  # noqa: PLC0415

        with replacing(output) as stream:
            for part in _json(scored):
                stream.write(part)
    else:
        from sheetqual.files.exports import export  # noqa: PLC0415

        with _progress(f"Writing {Path(output).name}") as progress:
            export(scored, output, progress=progress)
    _tell(f"Wrote {_count(len(scored.board), 'lead')} to {output}.")
    _tell_findings(scored)


def _tell(text: str) -> None:
    from sheetqual.files.safe_text import for_terminal  # noqa: PLC0415

    with suppress(OSError):
        click.echo(for_terminal(text), err=True)


def _tell_findings(scored: ScoredList) -> None:
    """Say on standard error what a person should look at in the list."""
    from sheetqual.core.report import finding_lines  # noqa: PLC0415

    lines = finding_lines(scored.findings)
    if lines:
        _tell(f"Look at ({_count(len(scored.findings), 'finding')}):")
    for line in lines[:_SHOWN]:
        _tell(f"  {line}")
    if len(lines) > _SHOWN:
        _tell(f"  and {len(lines) - _SHOWN} more kinds; --format json lists all")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else what + 's'}"


def _show(scored: ScoredList, top: int | None) -> None:
    from sheetqual.terminal import Screen  # noqa: PLC0415

    screen = Screen()
    shown = top if top is not None or not screen.is_terminal else _SHOWN
    screen.ranked(scored, shown, hint=f" (--top {len(scored.board)} shows all)")
    if screen.is_terminal:
        screen.line()
        screen.counts(scored.board)
        screen.findings(scored.findings)
    else:
        _tell_findings(scored)


@main.command()
@click.argument("leads", type=click.Path())
@profile_option
@click.option("--row", metavar="N", type=click.IntRange(min=1), required=True, help="The lead's row in the list.")
@as_of_option
@list_options
def explain(leads: str, profile_path: str, row: int, *, today: date, **options: Any) -> None:
    """Explain one lead: its points, what is unknown, what would make it hot."""
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415
    from sheetqual.terminal import Screen  # noqa: PLC0415

    scored = _read(leads, read_profile(profile_path), today, keep_all=False, **options)
    rows = scored.table.rows
    if row not in rows:
        message = f"Row {row} holds no lead; the leads of {scored.table.source} stand in rows {rows[0]} to {rows[-1]}."
        raise SheetqualError(message)
    screen = Screen()
    screen.explanation(scored, rows.index(row))
    mine = [finding for finding in scored.findings if finding.row == row]
    if mine:
        screen.line()
        screen.findings(mine)


@main.command()
@click.argument("profile", type=click.Path())
@click.argument("leads", type=click.Path(), required=False)
@click.option("--strict", is_flag=True, help="Exit with 1 when there is something to look at.")
@as_of_option
@list_options
def check(profile: str, leads: str | None, *, strict: bool, today: date, **options: Any) -> int:
    """Say everything that is wrong with a profile, or with a profile against a list."""
    from sheetqual.core.judge import Judge  # noqa: PLC0415
    from sheetqual.core.plan import compile_plan  # noqa: PLC0415
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415
    from sheetqual.terminal import Screen  # noqa: PLC0415

    file = read_profile(profile)
    screen = Screen()
    count = len(file.profile.criteria)
    screen.line(f"{Path(profile).name} is sound: {count} {'criterion' if count == 1 else 'criteria'}.", "bold")
    screen.priorities(Judge(file.profile, compile_plan(file.profile, (), today=today).layout))
    if leads is None:
        return 0
    scored = _read(leads, file, today, keep_all=False, **options)
    screen.line()
    screen.counts(scored.board)
    if scored.findings:
        screen.findings(scored.findings)
    else:
        screen.line(f"Every cell that the profile needs in {scored.table.source} could be read.")
    return _FOUND if strict and scored.findings else 0


@main.command()
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
    scored = _read(str(leads), read_profile(profile), today, keep_all=False)
    screen = Screen()
    screen.line(f"The leads of a small software team, scored by {profile}:", "bold")
    screen.line()
    screen.ranked(scored, 15)
    screen.line()
    screen.counts(scored.board)
    screen.line()
    screen.line("Try next:", "bold")
    ours = _called_as()
    arguments = f"{_quoted(leads)} --profile {_quoted(profile)}"
    row = scored.table.rows[scored.board.order[0]]
    for command, what in (
        (f"{ours} tui {arguments}", "move priorities and see who turns hot"),
        (f"{ours} explain {arguments} --row {row}", "why the best lead is the best"),
        (f"{ours} score {arguments} -o scored.xlsx", "the same list as a new workbook"),
        (f"{ours} check {_quoted(profile)} {_quoted(leads)}", "what could not be read"),
    ):
        screen.line(f"  {command}")
        screen.line(f"      {what}", "dim")
    if screen.is_terminal and sys.stdin.isatty() and sys.stderr.isatty():
        screen.line()
        if click.confirm("Open the list on the screen now?", default=True):
            _open_screen(str(leads), str(profile), today)


def _called_as() -> str:
    """Return how to call sheetqual again from here."""
    script = Path(sys.argv[0])
    if script.name == "__main__.py":
        return f"{_quoted(Path(sys.executable))} -m sheetqual"
    found = shutil.which("sheetqual")
    if found and Path(found).resolve() == script.resolve():
        return "sheetqual"
    with suppress(ValueError):
        return _quoted(Path(os.path.relpath(script)))
    return _quoted(script)


def _quoted(path: Path) -> str:
    """Return a path as a shell takes it."""
    if os.name == "nt":
        return f'"{path}"' if " " in str(path) else str(path)
    return shlex.quote(str(path))


def _open_screen(leads: str, profile: str, today: date) -> None:
    command = main.get_command(click.Context(main), "tui")
    if command is None:
        message = "The screen is not installed; install sheetqual again with all its parts."
        raise SheetqualError(message)
    command.main(
        [leads, "--profile", profile, "--as-of", today.isoformat()],
        standalone_mode=False,
        prog_name="sheetqual tui",
    )
