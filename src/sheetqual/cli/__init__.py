"""The command line: translates options into calls, and results into text.

The commands stand in the modules beside this one, and are loaded when they are called.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from sheetqual._version import __version__
from sheetqual.errors import ProfileError, SheetqualError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["main", "run"]

_STOPPED: Final = 130
_BAD: Final = 2
_MODULES: Final = {
    "score": "scoring",
    "explain": "scoring",
    "demo": "demonstration",
    "check": "profiles",
    "diff": "profiles",
    "backtest": "backtesting",
    "capacity": "backtesting",
    "history": "profiles",
    "new": "workspaces",
    "publish": "publishing",
    "profile": "publishing",
    "merge": "merging",
    "update": "merging",
    "export": "calling",
    "forget": "forgetting",
    "suggest": "learning",
}
"""Command -> the module beside this one that it stands in."""


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
    code = _guarded()
    try:
        sys.stderr.flush()
    except OSError:  # Nobody can be told more; Python would try again at its end, and call that a failure.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    sys.exit(code)


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
        return _failed(
            [*error.lines(), f"{count} {'fault' if count == 1 else 'faults'}; mend the profile, and try again."]
        )
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
    """A group that loads its commands when they are called, those of other rooms through entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*_MODULES, *super().list_commands(ctx), *(entry.name for entry in self._entries())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _MODULES.get(cmd_name)
        if module is not None:
            found = getattr(import_module(f"sheetqual.cli.{module}"), cmd_name)
            return found if isinstance(found, click.Command) else None
        for entry in self._entries():
            if entry.name == cmd_name:
                gc.enable()  # Other rooms stay open for long.
                loaded = entry.load()
                return loaded if isinstance(loaded, click.Command) else None
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # noqa: PLC0415 - only mistakes need it

            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            if near:
                message = f"{error.message} Did you mean '{near[0]}'?"
                raise click.UsageError(message, ctx) from None
            raise

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
