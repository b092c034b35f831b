"""A program in a pseudo-terminal, and what a person sees there: for tests and benchmarks of the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parents[2]
RUN = (sys.executable, "-c", "from sheetqual_tui.command import tui; tui(prog_name='sheetqual tui')")
"""The screen alone."""
SHEETQUAL = (sys.executable, "-m", "sheetqual", "tui")
"""The screen as users start it."""
PATIENCE = 30.0
QUIET = 0.06
"""Output of one key comes in one piece or two; after this long without any, it is over."""
_OURS = ("NO_COLOR", "LC_ALL", "COLUMNS", "LINES", "SHEETQUAL_CONFIG_DIR")


def environment(**changes: str) -> dict[str, str]:
    """Return an environment in which the checkout's packages are found."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT / "tui")))
    return kept | {"PYTHONPATH": paths, "TERM": "xterm-256color", "LANG": "C.UTF-8"} | changes


class Terminal:
    """A program in a pseudo-terminal.

    Attributes:
        seen: The bytes since the last key.
        size: Columns and lines.
    """

    def __init__(
        self,
        arguments: Iterable[str],
        size: tuple[int, int] = (80, 24),
        program: Sequence[str] = RUN,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        """Start it, with settings of its own.

        Args:
            arguments: The command line after the program.
            size: Columns and lines.
            program: What is run.
            changes: What is different in its environment.
        """
        self.seen = b""
        self.size = size
        self._settings = tempfile.TemporaryDirectory(prefix="sheetqual-settings-")
        self._emulated = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._emulated)
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._ended = False
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._pressed = self._last = time.perf_counter()
        self._process = subprocess.Popen(
            [*program, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(**{"SHEETQUAL_CONFIG_DIR": self._settings.name, **(changes or {})}),
            start_new_session=True,
        )
        os.close(slave)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def press(self, keys: bytes) -> None:
        """Send keys; what is shown from now on is their doing."""
        while self._receive(0):
            pass
        self._emulate()
        self._emulated.dirty.clear()
        self.seen = b""
        self._pressed = self._last = time.perf_counter()
        os.write(self._master, keys)

    def until(self, text: str, patience: float = PATIENCE) -> float:
        """Wait until a text stands on a line drawn since the last key; return the seconds since that key."""

        def is_there() -> bool:
            lines = self._emulated.display
            return any(text in lines[number] for number in self._emulated.dirty if number < len(lines))

        return self._wait(is_there, f"{text!r} was not shown", patience)

    def until_true(self, shown: Callable[[list[str]], bool], patience: float = PATIENCE) -> float:
        """Wait until something is true of the screen's lines; return the seconds since the last key."""
        return self._wait(lambda: shown(self._emulated.display), "what was waited for was not shown", patience)

    def settle(self, quiet: float = QUIET, first: float = 2.0) -> float:
        """Wait until nothing has come for a while.

        What came is not emulated meanwhile, so that a wait does not get longer by it.

        Args:
            quiet: That while, in seconds.
            first: How long the first output since the last key may take.

        Returns:
            The seconds from the last key to the last output; 0 without any.
        """
        if self.seen or self._receive(first):
            while self._receive(quiet):
                pass
        return self._last - self._pressed

    def screen(self) -> list[str]:
        """Return the lines that a person sees now."""
        while self._receive(0):
            pass
        self._emulate()
        return list(self._emulated.display)

    def highlighted(self) -> list[str]:
        """Return the lines that have a background no other line has at that place, up to its end: cursors, mostly."""
        shown = self.screen()
        columns, lines = self.size
        grounds = [
            [cell.fg if cell.reverse else cell.bg for cell in map(row.__getitem__, range(columns))]
            for row in map(self._emulated.buffer.__getitem__, range(lines))
        ]
        usual = [Counter(row[column] for row in grounds) for column in range(columns)]
        texts = []
        for text, row in zip(shown, grounds, strict=True):
            alone = [column for column, ground in enumerate(row) if usual[column][ground] == 1]
            if alone:
                texts.append(text[: alone[-1] + 1].strip())
        return texts

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def ended(self) -> int:
        """Read to the end, and return the exit code."""
        deadline = time.perf_counter() + PATIENCE
        while self._receive(max(0.0, deadline - time.perf_counter())):
            pass
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        """End the program if it still runs, and forget its settings."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)
        self._settings.cleanup()

    def _wait(self, is_shown: Callable[[], bool], failure: str, patience: float) -> float:
        deadline = time.perf_counter() + patience
        moment = self._pressed
        while not is_shown():
            # What has come is taken from the terminal before the slow work, so that its moment is right.
            while self._receive(0):
                pass
            if not self._waiting and not self._receive(max(0.0, deadline - time.perf_counter())):
                what = "the program ended" if self._ended else "nothing more came"
                lines = "\n".join(line.rstrip() for line in self._emulated.display)
                raise AssertionError(f"{failure}; {what}:\n{lines}")
            moment, part = self._waiting.popleft()
            self._stream.feed(part)
        return moment - self._pressed

    def _receive(self, seconds: float) -> bool:
        """Take what comes within some seconds; tell whether anything came."""
        if self._ended or not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self._master, 65536)
        except OSError:  # So Linux says that nobody has the terminal open any more.
            part = b""
        self._ended = not part
        if part:
            self._last = time.perf_counter()
            self._waiting.append((self._last, part))
            self.seen += part
        return bool(part)

    def _emulate(self) -> None:
        while self._waiting:
            self._stream.feed(self._waiting.popleft()[1])
