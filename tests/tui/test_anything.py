"""Any keys in any order: nothing ends the screen, nothing is drawn too wide, and what is shown is what is so."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from textual.widgets import Input, TextArea

from sheetqual.files.profiles import read_profile
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.session import Opening
from tests.tui.conftest import DAY, SAMPLES, START
from tests.tui.helpers import lines, main, settle

if TYPE_CHECKING:
    from pathlib import Path

KEYS = (
    *("1", "2", "2", "2", "3", "4", "t", "Q", "0", "o", "c", "f", "y", "space", "M", "m", "slash", "e", "H", "P"),
    *("J", "K", "J", "K", "a", "d", "equals_sign", "comma", "u", "u", "U", "R", "s", "S", "r", "question_mark", "n"),
    *("enter", "enter", "enter", "enter", "escape", "escape", "tab", "shift+tab", "delete", "backspace"),
    *("up", "down", "down", "down", "left", "right", "home", "end", "pageup", "pagedown", "g", "G", "k", "j", "h", "l"),
    *("x", "5", "full_stop", "ctrl+s", "ctrl+z", "ctrl+y", "shift+down", "f8", "ctrl+o"),
)
SIZES = ((60, 16), (80, 24), (140, 40), (40, 10))


def copied(sample: str, folder: Path) -> Opening:
    """Return a sample's list and profile in a folder of their own."""
    (folder / "there").mkdir()
    for path in (SAMPLES / sample).iterdir():
        (folder / "there" / path.name).write_bytes(path.read_bytes())
    leads = next((folder / "there").glob("leads.*"))
    return Opening(leads, read_profile(leads.with_name("profile.toml")), DAY)


@pytest.mark.parametrize("seed", range(3))
async def test_any_keys_in_any_order_do_no_harm(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr("sheetqual_tui.ranking._QUICK", chance.choice((0, 1_000_000)))
    opening = copied(("software", "savings")[seed % 2], tmp_path)
    shown = SheetqualApp(START, opening, opening.read())
    size = SIZES[seed % 3]
    pressed: list[str] = []
    async with shown.run_test(size=size) as pilot:
        for _ in range(90):
            key = chance.choice(KEYS)
            pressed.append(key)
            # Leaving, and lists that are not ours, are no part of this.
            if key in ("q", "ctrl+q") or not shown.is_running:
                continue
            if isinstance(shown.focused, (Input, TextArea)) and chance.random() < 0.5:
                key = "escape"
            await pilot.press(key)
            assert shown.is_running, pressed
            if chance.random() < 0.05:
                size = chance.choice(SIZES)
                await pilot.resize_terminal(*size)
                await pilot.pause()
            assert all(cell_len(line) == size[0] for line in lines(shown)), pressed[-12:]
        await settle(pilot, 4)
        while len(shown.screen_stack) > 2:
            shown.pop_screen()
        await settle(pilot, 4)
        screen = main(shown)
        if screen.view is not None and screen.ranking is not None:
            fresh = replace(screen.opening, file=replace(screen.opening.file, profile=screen.draft.now)).read()
            if fresh.table.rows == screen.view.scored.table.rows:
                assert list(screen.view.board.order) == list(fresh.board.order), pressed
            assert screen.view.wanted.is_same(screen.wanted), pressed
