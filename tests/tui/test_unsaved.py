"""What becomes of changes when the screen is ended from outside: a closed window, a kill."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sheetqual.core.board import moved_criteria
from sheetqual.files.profiles import read_profile
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.draft import Draft
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.session import Opening
from sheetqual_tui.settings import settings_path
from sheetqual_tui.unsaved import find_unsaved, forget_unsaved, keep_unsaved

if sys.platform == "win32":
    pytest.skip("signals and pseudo-terminals are not tested on Windows", allow_module_level=True)

from tests.tui.terminal import Terminal

MakeApp = Callable[[Opening], SheetqualApp]


def moved(opening: Opening) -> Draft:
    """Return a draft of a profile with its first criterion moved down."""
    return Draft.of(opening.file).moved(0, 2)


def path_of(opening: Opening) -> Path:
    """Return the profile's file."""
    assert opening.file.path is not None
    return opening.file.path


def test_changes_are_kept_for_their_own_profile_and_forgotten_on_request(software: Opening, savings: Opening) -> None:
    keep_unsaved(moved(software))
    found = find_unsaved(path_of(software))
    assert found is not None
    assert found.profile.criteria == moved_criteria(software.file.profile, 0, 2).criteria
    assert find_unsaved(path_of(savings)) is None
    forget_unsaved(path_of(software))
    assert find_unsaved(path_of(software)) is None


def test_a_profile_without_changes_or_without_a_file_keeps_nothing(software: Opening) -> None:
    keep_unsaved(Draft.of(software.file))
    assert find_unsaved(path_of(software)) is None


def test_kept_changes_can_be_read_by_nobody_else_and_hold_no_leads(software: Opening) -> None:
    keep_unsaved(moved(software))
    (kept,) = settings_path().parent.glob("unsaved-*.json")
    assert kept.stat().st_mode & 0o077 == 0
    assert "Bianca" not in kept.read_text("utf-8")


def test_broken_kept_changes_are_none(software: Opening) -> None:
    keep_unsaved(moved(software))
    (kept,) = settings_path().parent.glob("unsaved-*.json")
    kept.write_bytes(b"\xff\x00 = [")
    assert find_unsaved(path_of(software)) is None


@pytest.mark.parametrize(
    ("key", "taken", "asked_again"), [("t", True, False), ("d", False, False), ("escape", False, True)]
)
async def test_kept_changes_are_offered_when_the_profile_is_opened_again(
    software: Opening, app: MakeApp, key: str, *, taken: bool, asked_again: bool
) -> None:
    keep_unsaved(moved(software))
    shown = app(software)
    async with shown.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(shown.screen, Ask)
        await pilot.press(key)
        main = shown.main_screen
        assert main is not None
        assert main.unsaved is taken
        if taken:
            await pilot.press("u")
            assert not main.unsaved
    assert (find_unsaved(path_of(software)) is not None) is asked_again


async def test_kept_changes_that_are_saved_already_are_not_offered(software: Opening, app: MakeApp) -> None:
    keep_unsaved(moved(software))
    (kept,) = settings_path().parent.glob("unsaved-*.json")
    data = {"base": software.file.text, "changed": software.file.text}
    kept.write_text(json.dumps(data), "utf-8")
    shown = app(software)
    async with shown.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert shown.screen is shown.main_screen
    assert find_unsaved(path_of(software)) is None


async def test_kept_changes_are_joined_with_what_somebody_saved_since(software: Opening, app: MakeApp) -> None:
    keep_unsaved(moved(software))
    path = path_of(software)
    path.write_text(software.file.text.replace("hot = 70", "hot = 81"), "utf-8")
    shown = app(replace(software, file=read_profile(path)))
    async with shown.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("t")
        main = shown.main_screen
        assert main is not None
        assert main.draft.now.score.hot == 81_000
        assert main.draft.now.criteria[0].id == "budget"


def test_a_window_that_is_closed_ends_the_program_and_keeps_the_changes(
    software: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(
        [str(software.leads), "-p", str(software.file.path), "--as-of", "2026-10-01"],
        changes={"SHEETQUAL_CONFIG_DIR": os.environ["SHEETQUAL_CONFIG_DIR"]},
    )
    try:
        terminal.until("As saved")
        terminal.press(b"2")
        terminal.until("J and K")
        terminal.press(b"J")
        terminal.until("become hot")
        os.close(terminal._master)
        terminal.send(signal.SIGHUP)
        deadline = time.monotonic() + 20
        while terminal._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert terminal._process.poll() == 128 + signal.SIGHUP
    finally:
        terminal._master = os.open(os.devnull, os.O_RDWR)
        terminal.close()
    found = find_unsaved(path_of(software))
    assert found is not None
    assert found.profile.criteria[0].id == "budget"
