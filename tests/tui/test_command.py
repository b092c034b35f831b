"""The command ``sheetqual tui``: what it refuses, and the screen with real keys in a real terminal."""

from __future__ import annotations

import os
import select
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sheetqual.files.profiles import read_profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetqual_tui.session import Opening

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not tested on Windows", allow_module_level=True)

import fcntl
import pty
import termios

ROOT = Path(__file__).parents[2]
RUN = "from sheetqual_tui.command import tui; tui(prog_name='sheetqual tui')"
PATIENCE = 30.0


def environment(**changes: str) -> dict[str, str]:
    """Return an environment in which the checkout's packages are found."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "LC_ALL")}
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT / "tui")))
    return kept | {"PYTHONPATH": paths, "TERM": "xterm-256color", "LANG": "C.UTF-8"} | changes


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, arguments: list[str], **changes: str) -> None:
        """Start it."""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-c", RUN, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(**changes),
            start_new_session=True,
        )
        os.close(slave)
        self.seen = b""

    def until(self, text: str) -> None:
        """Read until a text has been shown since the last key."""
        wanted = text.encode()
        deadline = time.monotonic() + PATIENCE
        while wanted not in self.seen:
            ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                pytest.fail(f"{text!r} was not shown")
            try:
                self.seen += os.read(self._master, 65536)
            except OSError:
                pytest.fail(f"the program ended before it showed {text!r}: {self.seen[-400:]!r}")

    def press(self, keys: bytes) -> None:
        """Send keys; what is shown from now on is their doing."""
        self.seen = b""
        os.write(self._master, keys)

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def ended(self) -> int:
        """Read to the end, and return the exit code."""
        deadline = time.monotonic() + PATIENCE
        while select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))[0]:
            try:
                if not (part := os.read(self._master, 65536)):
                    break
            except OSError:
                break
            self.seen += part
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        """End the program if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    started: list[Terminal] = []
    yield started
    for terminal in started:
        terminal.close()


def arguments(opening: Opening) -> list[str]:
    """Return the command line for an opening."""
    return [str(opening.leads), "-p", str(opening.file.path), "--as-of", "2026-10-01"]


def test_real_keys_move_a_criterion_save_it_and_leave(software: Opening, terminals: list[Terminal]) -> None:
    terminal = Terminal(arguments(software))
    terminals.append(terminal)
    terminal.until("Bianca")
    terminal.until("Order as saved")
    terminal.press(b"J")
    terminal.until("become hot")
    terminal.press(b"\x1b[1;2B")  # Shift+Down
    terminal.until("Not saved")
    terminal.press(b"\x1a")  # Ctrl+Z
    terminal.until("Undone")
    terminal.press(b"s")
    terminal.until("Saved as version 5")
    terminal.press(b"q")
    assert terminal.ended() == 0
    assert software.file.path is not None
    assert [one.id for one in read_profile(software.file.path).profile.criteria][:2] == ["budget", "need"]


def test_a_real_mouse_drags_a_criterion(software: Opening, terminals: list[Terminal]) -> None:
    terminal = Terminal(arguments(software))
    terminals.append(terminal)
    terminal.until("Order as saved")
    terminal.press(b"\x1b[<0;10;14M\x1b[<32;10;15M\x1b[<32;10;16M\x1b[<0;10;16m")
    terminal.until("become hot")
    terminal.press(b"q")
    terminal.until("Leave without saving")
    terminal.press(b"d")
    assert terminal.ended() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_killed_screen_leaves_the_terminal_as_it_was(
    software: Opening,
    terminals: list[Terminal],
    number: signal.Signals,
) -> None:
    terminal = Terminal(arguments(software))
    terminals.append(terminal)
    terminal.until("Order as saved")
    terminal.press(b"J")
    terminal.until("become hot")
    terminal.send(number)
    assert terminal.ended() == 128 + number
    assert b"\x1b[?1049l" in terminal.seen
    assert b"\x1b[?25h" in terminal.seen


def test_without_colour_the_screen_works(software: Opening, terminals: list[Terminal]) -> None:
    terminal = Terminal(arguments(software), NO_COLOR="1")
    terminals.append(terminal)
    terminal.until("Order as saved")
    terminal.press(b"\x11")
    assert terminal.ended() == 0


def test_help_is_shown_without_loading_textual() -> None:
    code = (
        "import sys, sheetqual_tui.command as c\n"
        "try: c.tui(['--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'textual', 'rich', 'openpyxl'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert "--as-of" in done.stdout


def test_without_a_terminal_it_says_what_to_use_instead(software: Opening) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments(software)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2
    assert done.stderr == "sheetqual tui needs a terminal; use 'sheetqual score' instead.\n"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"TERM": "dumb"}, "can't show a screen"), ({"PYTHONIOENCODING": "latin-1"}, "shows UTF-8")],
)
def test_a_terminal_that_cannot_show_it_gets_a_sentence(
    software: Opening, terminals: list[Terminal], changes: dict[str, str], said: str
) -> None:
    terminal = Terminal(arguments(software), **changes)
    terminals.append(terminal)
    assert terminal.ended() == 2
    assert said in terminal.seen.decode()
    assert "Traceback" not in terminal.seen.decode()


@pytest.mark.parametrize("which", ["leads", "profile"])
def test_a_missing_file_is_said_before_the_screen_opens(
    software: Opening, terminals: list[Terminal], which: str
) -> None:
    profile = software.file.path
    assert profile is not None
    (software.leads if which == "leads" else profile).unlink()
    terminal = Terminal(arguments(software))
    terminals.append(terminal)
    assert terminal.ended() == 2
    assert "Error: " in terminal.seen.decode()
    assert "\x1b[?1049h" not in terminal.seen.decode()
