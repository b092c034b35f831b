"""The screen as a person meets it: real keys into a real terminal, and the moment at which it has answered.

Textual's own `Pilot` is not used, since it waits for 83 ms after every key.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from tests.bench import lists
from tests.bench.run import line, timed
from tests.tui.terminal import SHEETQUAL, Terminal, environment

# What depends on the screen's looks and keys stands here; all else only looks for people's names.
SIZE = (120, 40)
HEADER = "Score"
BUSY = re.compile("Reading|Loading|Ranking …")
DOWN = {"j": b"j", "the arrow": b"\x1b[B"}
PAGE_DOWN = b"\x1b[6~"
HOME = b"g"
MOVE_DOWN, MOVE_UP = b"J", b"K"
OPEN_PRIORITIES = (b"", b"2")
"""Tried in turn until a criterion moves."""
MOVED = re.compile("become|cool|no lead changes", re.IGNORECASE)
WHILE_LOADING = ((b"?", "closes"), (b"\x10", "Search"))
"""Keys tried in turn while a list loads, and what they bring; Esc closes it."""

PERSON = re.compile(r"Person")
"""A row of the list; names may be cut, but ranks tell rows apart."""
MANY = int(os.environ.get("BENCH_LEADS", "1000000"))
FEW = 10_000
PRESSES = 60
PAGES = 30
MOVES = 6
CALM = 0.7
"""Ranking a million leads may take so long; what comes later belongs to no key."""

_IMPORT = [sys.executable, "-c", "import textual.app"]
_EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("something")
Empty().run()
"""
_READ = """
import sys
from datetime import date
from pathlib import Path
from sheetqual.core.plan import all_headers
from sheetqual.files.profiles import read_profile
from sheetqual.files.tables import read_leads
from sheetqual_tui.session import Opening
file = read_profile(sys.argv[2])
opening = Opening(Path(sys.argv[1]), file, date.today())
table = read_leads(opening.leads, names=all_headers(file.profile), keep_all=opening.keeps_all)
print(Path("/proc/self/status").read_text())
"""


def screen() -> None:
    """First frame, loading, moving about, moving a criterion, memory."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder, "few.csv"), Path(folder, "many.csv")
        for path, count in ((few, FEW), (many, MANY)):
            lists.write_csv(path, *lists.long_rows(count, like_samples=True))
        _start(few)
        with _opened(few) as terminal:
            _loaded(terminal, FEW)
            _movements(terminal, FEW, None)
            _moves(terminal, FEW, 0.017)
        print(f"{MANY:,} leads x 12 columns, .csv, {many.stat().st_size / 1e6:.0f} MB")
        with _opened(many) as terminal:
            line("  something on the screen", terminal.until_true(lambda lines: any(map(str.strip, lines))))
            line("  the whole list on the screen", _loaded(terminal, MANY))
            held = _resident(Path(f"/proc/{terminal.pid}/status").read_text("utf-8"))
            _movements(terminal, MANY, 0.06)
            _moves(terminal, MANY, 0.25)
        _memory(many, held)
        with _opened(many) as terminal:
            _while_loading(terminal)


@contextmanager
def _opened(path: Path) -> Iterator[Terminal]:
    arguments = [str(path), "--profile", str(lists.SOFTWARE / "profile.toml"), "--as-of", lists.TODAY.isoformat()]
    terminal = Terminal(arguments, SIZE, SHEETQUAL, {"COLORTERM": "truecolor", **_compiled(path.parent)})
    try:
        yield terminal
    finally:
        terminal.close()


def _compiled(folder: Path) -> dict[str, str]:
    """Return the environment in which modules stay compiled from one start to the next, as installed ones are."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def _start(path: Path) -> None:
    """Measure the first frame, against what Textual takes for nothing."""
    compiled = _compiled(path.parent)
    bare = timed(lambda: subprocess.run(_IMPORT, check=True, env=environment(**compiled)), 5)
    empty = min(_first_frame_of_nothing(compiled) for _ in range(5))
    ours = min(_first_frame(path) for _ in range(5))
    line("python -c 'import textual.app'", bare)
    line("an empty app of Textual, its first frame", empty, bare)
    line(f"{FEW:,} leads, from the start to the first lead", ours, bare, 0.7)
    print(f"  against the empty app: {ours / empty:.2f} x")


def _first_frame_of_nothing(changes: dict[str, str]) -> float:
    terminal = Terminal([], SIZE, (sys.executable, "-c", _EMPTY), changes)
    try:
        return terminal.until("something")
    finally:
        terminal.close()


def _first_frame(path: Path) -> float:
    with _opened(path) as terminal:
        return terminal.until_true(lambda lines: any(HEADER in one for one in lines) and _shows_people(lines))


def _shows_people(lines: list[str]) -> bool:
    return any(map(PERSON.search, lines))


def _is_whole(lines: list[str], count: int) -> bool:
    whole = re.compile(rf"(?<!of ){count:,} leads| of {count:,}")
    return _shows_people(lines) and any(map(whole.search, lines)) and not any(map(BUSY.search, lines))


def _loaded(terminal: Terminal, count: int) -> float:
    seconds = terminal.until_true(lambda lines: _is_whole(lines, count), 300)
    terminal.settle(CALM)
    return seconds


def _movements(terminal: Terminal, leads: int, bound: float | None) -> None:
    """Measure from a key to the last output it causes, one key after the other."""
    for name, key in DOWN.items():
        terminal.press(HOME)
        terminal.settle(CALM)
        _pressed(terminal, f"  {leads:,} leads, Down ({name}) to repaint", key, PRESSES, bound and 0.02)
    terminal.press(HOME)
    terminal.settle(CALM)
    _pressed(terminal, f"  {leads:,} leads, PageDown to repaint", PAGE_DOWN, PAGES, bound)


def _pressed(terminal: Terminal, name: str, key: bytes, times: int, bound: float | None) -> None:
    took, cursors = [], [_cursor(terminal)]
    for _ in range(times):
        terminal.press(key)
        took.append(terminal.settle())
        cursors.append(_cursor(terminal))
    _report(name, took, bound)
    stayed = sum(before == now for before, now in pairwise(cursors))
    if stayed:
        print(f"  the cursor could not be seen moving after {stayed} of {times} keys; it was on {cursors[-1]}")


def _cursor(terminal: Terminal) -> list[str]:
    """Return the people on backgrounds of their own, with their ranks: the cursor is one of those."""
    return [text for text in terminal.highlighted() if PERSON.search(text)]


def _moves(terminal: Terminal, leads: int, bound: float) -> None:
    """Measure from the key that moves a criterion to the end of what it changes."""
    for opening in OPEN_PRIORITIES:
        if opening:
            terminal.press(opening)
            terminal.settle(CALM)
        terminal.press(MOVE_DOWN)
        try:
            terminal.until_true(lambda lines: any(map(MOVED.search, lines)), 5)
        except AssertionError:
            continue
        break
    else:
        print("  no criterion could be moved; see OPEN_PRIORITIES and MOVED in tests/bench/screen.py")
        return
    terminal.settle(CALM)
    # The saved order stays one move away: coming back to it changes the keys offered, too.
    took = [_ranked(terminal, key) for _ in range(MOVES) for key in (MOVE_DOWN, MOVE_UP)]
    _report(f"  {leads:,} leads, a move to the new ranking", took, bound)


def _ranked(terminal: Terminal, key: bytes) -> float:
    terminal.press(key)
    took = terminal.settle(CALM)
    while any(map(BUSY.search, terminal.screen())):
        took = terminal.settle(CALM)
    return took


def _while_loading(terminal: Terminal) -> None:
    """Measure from a key to what it brings while the list is being read."""
    terminal.until_true(lambda lines: any(map(BUSY.search, lines)))
    for key, mark in WHILE_LOADING:
        took = _answers(terminal, key, mark)
        if took:
            _report(f"  while it loads: a key ({key!r}) to repaint, {len(took)} keys", took, 0.1)
            return
    print("  no key brings anything while a list loads; see WHILE_LOADING in tests/bench/screen.py")


def _answers(terminal: Terminal, key: bytes, mark: str) -> list[float]:
    took: list[float] = []
    while not _is_whole(terminal.screen(), MANY):
        terminal.press(key)
        try:
            seconds = terminal.until(mark, 10 if took else 1)
            terminal.press(b"\x1b")
            terminal.until_true(lambda lines: not any(mark in one for one in lines), 10)
        except AssertionError as error:
            if took and not _is_whole(terminal.screen(), MANY):
                print(f"  the screen stopped answering after {len(took)} keys: {error}")
            break
        took.append(seconds)
        time.sleep(0.05)
    return took


def _report(name: str, took: list[float], bound: float | None) -> None:
    line(f"{name}, median", statistics.median(took), bound=bound)
    line(f"{'':{len(name) - len(name.lstrip())}}  the worst of {len(took)}", max(took))


def _memory(path: Path, held: int) -> None:
    """Compare what the screen holds in memory with the same rows, only read."""
    read = subprocess.run(
        [sys.executable, "-c", _READ, path, lists.SOFTWARE / "profile.toml"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=environment(),
    )
    rows = _resident(read.stdout)
    print(
        f"  memory: {held / 1e6:.0f} MB, the rows only read {rows / 1e6:.0f} MB:"
        f" {(held - rows) / MANY:.0f} bytes a lead  (wanted: at most 150)"
    )


def _resident(status: str) -> int:
    """Return the bytes that a process holds in memory, from what Linux says of it."""
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024
