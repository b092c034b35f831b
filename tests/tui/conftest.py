"""Lists and apps that the tests of the screen open."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sheetqual.files.profiles import read_profile
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.session import Opening
from sheetqual_tui.start import Start

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2026, 10, 1)
START = Start(DAY, bidi="off")
"""Text from right to left stays as it is read, whatever terminal runs the tests."""
SAMPLES = Path(__file__).parents[2] / "samples"

HOSTILE_PROFILE = """\
schema = 1
name = "[red]Small[/red]"
version = 1

[[criterion]]
id = "need"
name = "Need [b]now[/b]"
columns = ["Need"]
want = { yes = true }

[[criterion]]
id = "size"
name = "Size"
columns = ["Size"]
want = { at_least = 10 }
"""
HOSTILE_LEADS = """\
Name,Company,Need,Size,Phone,Notes
[bold]Bo[/bold],=HYPERLINK("http://x")\u202e,yes,20,+47 22 33 44 55,@SUM(1)
\x1b[31mRed\x1b]0;owned\x07,بازرگانی‌ها,yes,5,,
株式会社東京,👨‍👩‍👧 Family ❤️,no,50,,
Ann Very Long Name Indeed That Goes On And On And On And On,Plain Ltd,no,1,,
"""


@pytest.fixture(autouse=True)
def debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what nobody expected fail the test instead of becoming a sentence on the screen."""
    monkeypatch.setenv("SHEETQUAL_DEBUG", "1")


@pytest.fixture(autouse=True)
def nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is remembered or copied by a test from whoever runs it."""
    folder = tmp_path_factory.mktemp("user")
    monkeypatch.setenv("SHEETQUAL_CONFIG_DIR", str(folder / "settings"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))


@pytest.fixture
def software(tmp_path: Path) -> Opening:
    """Return the software team's list and profile, copied so that tests may save."""
    folder = tmp_path / "software"
    shutil.copytree(SAMPLES / "software", folder)
    return Opening(folder / "leads.xlsx", read_profile(folder / "profile.toml"), DAY)


@pytest.fixture
def savings(tmp_path: Path) -> Opening:
    """Return the savings advisers' list and profile, which has products, ties and words of its own."""
    folder = tmp_path / "savings"
    shutil.copytree(SAMPLES / "savings", folder)
    return Opening(folder / "leads.csv", read_profile(folder / "profile.toml"), DAY)


@pytest.fixture
def hostile(tmp_path: Path) -> Opening:
    """Return a list whose cells would like to take over the terminal or the spreadsheet."""
    leads, profile = tmp_path / "hostile.csv", tmp_path / "profile.toml"
    leads.write_bytes(HOSTILE_LEADS.replace("\n", "\r\n").encode())
    profile.write_text(HOSTILE_PROFILE, "utf-8")
    return Opening(leads, read_profile(profile), DAY)


@pytest.fixture
def app() -> Callable[[Opening], SheetqualApp]:
    """Return what makes an app from an opening."""
    return lambda opening: SheetqualApp(START, opening, opening.read())
