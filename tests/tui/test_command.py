"""The command ``sheetqual tui``: what it refuses, and the screen with real keys in a real terminal."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sheetqual.files.profiles import read_profile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sheetqual_tui.session import Opening

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not tested on Windows", allow_module_level=True)

from tests.tui.terminal import RUN, Terminal, environment


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
    terminal.until("As saved.")
    terminal.press(b"2")
    terminal.until("What it would change")
    terminal.press(b"J")
    terminal.until("become hot")
    terminal.press(b"\x1b[1;2B")  # Shift+Down
    terminal.until("Not saved")
    terminal.press(b"\x1a")  # Ctrl+Z
    terminal.until("Undone")
    terminal.press(b"s")
    terminal.until("Saved profile.toml as version 5")
    terminal.press(b"q")
    assert terminal.ended() == 0
    assert software.file.path is not None
    assert [one.id for one in read_profile(software.file.path).profile.criteria][:2] == ["budget", "need"]


def test_a_real_mouse_drags_a_criterion(software: Opening, terminals: list[Terminal]) -> None:
    terminal = Terminal(arguments(software))
    terminals.append(terminal)
    terminal.until("As saved.")
    terminal.press(b"2")
    terminal.until("What it would change")
    row = next(number for number, line in enumerate(terminal.screen(), start=1) if "Planning costs" in line)
    terminal.press(f"\x1b[<0;10;{row}M\x1b[<32;10;{row + 1}M\x1b[<32;10;{row + 2}M\x1b[<0;10;{row + 2}m".encode())
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
    terminal.until("As saved.")
    terminal.press(b"2")
    terminal.until("What it would change")
    terminal.press(b"J")
    terminal.until("become hot")
    terminal.send(number)
    assert terminal.ended() == 128 + number
    assert b"\x1b[?1049l" in terminal.seen
    assert b"\x1b[?25h" in terminal.seen


def test_without_colour_the_screen_works(software: Opening, terminals: list[Terminal]) -> None:
    terminal = Terminal(arguments(software), changes={"NO_COLOR": "1"})
    terminals.append(terminal)
    terminal.until("As saved.")
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
        [*RUN, *arguments(software)],
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
    terminal = Terminal(arguments(software), changes=changes)
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


def test_without_a_list_those_opened_before_are_offered(
    software: Opening, terminals: list[Terminal], tmp_path: Path
) -> None:
    changes = {"SHEETQUAL_CONFIG_DIR": str(tmp_path / "remembered")}
    terminal = Terminal(arguments(software), changes=changes)
    terminals.append(terminal)
    terminal.until("As saved.")
    terminal.press(b"q")
    assert terminal.ended() == 0
    terminal = Terminal(["--as-of", "2026-10-01"], changes=changes)
    terminals.append(terminal)
    terminal.until("Opened before")
    terminal.press(b"\r")
    terminal.until("Bianca")
    terminal.press(b"q")
    assert terminal.ended() == 0


def test_a_list_finds_the_profile_beside_it(software: Opening, terminals: list[Terminal]) -> None:
    terminal = Terminal([str(software.leads), "--as-of", "2026-10-01"])
    terminals.append(terminal)
    terminal.until("Rotaline outbound v4")
    terminal.press(b"q")
    assert terminal.ended() == 0


def test_without_the_mouse_the_terminal_keeps_it(software: Opening, terminals: list[Terminal]) -> None:
    terminal = Terminal([*arguments(software), "--no-mouse"])
    terminals.append(terminal)
    terminal.until("As saved.")
    # Textual asks for the mouse as it starts; the last word must be ours.
    assert terminal.seen.rfind(b"\x1b[?1000l") > terminal.seen.rfind(b"\x1b[?1000h")
    terminal.press(b"q")
    assert terminal.ended() == 0


@pytest.mark.parametrize("bidi", ["on", "off"])
def test_who_orders_letters_can_be_said(software: Opening, terminals: list[Terminal], bidi: str) -> None:
    terminal = Terminal([*arguments(software), "--bidi", bidi])
    terminals.append(terminal)
    terminal.until("As saved.")
    assert (b"\x1b[8l" in terminal.seen) is (bidi == "on")
    terminal.press(b"q")
    assert terminal.ended() == 0
