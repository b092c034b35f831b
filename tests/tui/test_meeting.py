"""Somebody else saves the profile while an order is made: nothing of either is lost."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Button, Static

from sheetqual.core.board import moved_criteria
from sheetqual.errors import OutputError
from sheetqual.files.history import history_path, read_history
from sheetqual.files.profiles import Merge, merge_profile, read_profile, save_profile
from sheetqual_tui.meeting import meeting
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.widgets.priorities import Priorities
from tests.tui.helpers import LARGE, SMALL, drawn, headline, ids, main, order, said, settle, view

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from sheetqual_tui.app import SheetqualApp
    from sheetqual_tui.session import Opening
    from tests.tui.helpers import MakeApp

    Change = Callable[[Path], None]


@pytest.fixture
def path(software: Opening) -> Path:
    """Return the file of the profile."""
    assert software.file.path is not None
    return software.file.path


def note(path: Path) -> None:
    """Change nothing but a comment, in an editor."""
    path.write_text(path.read_text("utf-8") + "# a note\n", "utf-8")


def move(path: Path) -> None:
    """Move the last criterion to the top, in another sheetqual."""
    file = read_profile(path)
    save_profile(file, moved_criteria(file.profile, len(file.profile.criteria) - 1, 0))


def edit(path: Path) -> None:
    """Change what a criterion wants, and add one behind the first, in an editor."""
    text = path.read_text("utf-8").replace("version = 4", "version = 9")
    first, second = (text.index("[[criterion]]"), text.index('[[criterion]]\nid = "budget"'))
    added = '[[criterion]]\nid = "new"\nname = "New [b]one[/b]"\ncolumns = ["Company"]\nwant = { known = true }\n\n'
    path.write_text(text[:second] + added + text[second:], "utf-8")
    assert first < second


def put_back(path: Path, software: Opening) -> None:
    path.write_text(software.file.text, "utf-8")


def content(path: Path) -> bytes:
    return path.read_bytes()


def details(app: SheetqualApp) -> str:
    """Return what the question says besides its answers."""
    assert isinstance(app.screen, Ask)
    return "\n".join(str(one.render()) for one in app.screen.query(Static) if not isinstance(one, Button))


async def save_after(change: Change, path: Path, app: SheetqualApp, pilot: Pilot[None]) -> None:
    """Move the first criterion down; let somebody else change the profile; save."""
    await pilot.press("2", "J")
    change(path)
    await pilot.press("s")
    await settle(pilot)


async def reopened(pilot: Pilot[None]) -> None:
    """Wait until the list has been read again."""
    for _ in range(3):
        await settle(pilot)


@pytest.mark.parametrize(("change", "version"), [(note, 5), (move, 6), (edit, 10)])
async def test_my_order_is_saved_with_what_they_changed(
    software: Opening, app: MakeApp, path: Path, change: Change, version: int
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(change, path, shown, pilot)
        theirs = read_profile(path)
        assert main(shown).unsaved
        await pilot.press("m")
        await reopened(pilot)
        assert not main(shown).unsaved
        assert f"as version {version}." in said(shown)
        assert f"v{version}" in headline(shown)[0]
        saved = read_profile(path)
        assert saved.profile.version == version
        mine = [one for one in ids(saved.profile) if one != "new"]
        assert mine == ids(moved_criteria(software.file.profile, 0, 1))
        assert order(shown) == ids(saved.profile)
        assert set(ids(saved.profile)) == set(ids(theirs.profile))
        assert "# a note" not in theirs.text or saved.text.endswith("# a note\n")
        assert [one.text for one in read_history(path)][-2:] == [theirs.text, saved.text]
        # From here on, all is as ever.
        await pilot.press("2", "J", "s")
        await settle(pilot)
        assert read_profile(path).profile.version == version + 1
        assert not main(shown).unsaved


@pytest.mark.parametrize("change", [note, move, edit])
async def test_their_order_is_shown_with_nothing_to_save(
    software: Opening, app: MakeApp, path: Path, change: Change
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(change, path, shown, pilot)
        before = content(path)
        await pilot.press("t")
        await reopened(pilot)
        assert content(path) == before
        theirs = read_profile(path).profile
        assert not main(shown).unsaved
        assert order(shown) == ids(theirs)
        assert len(drawn(main(shown).query_one(Priorities))) >= len(theirs.criteria)
        assert f"v{theirs.version}" in headline(shown)[0]
        assert len(view(shown).leads) == len(software.read().board)


@pytest.mark.parametrize("change", [move, edit])
async def test_nothing_is_saved_until_somebody_says_so(
    software: Opening, app: MakeApp, path: Path, change: Change
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(change, path, shown, pilot)
        before = content(path)
        await pilot.press("escape")
        assert main(shown).unsaved
        assert order(shown)[:2] == ["budget", "need"]
        await pilot.press("s")
        await settle(pilot)
        assert isinstance(shown.screen, Ask)
        await pilot.press("ctrl+q")
        assert isinstance(shown.screen, Ask)
        assert "are not saved" in details(shown)
        await pilot.press("escape")
        assert content(path) == before


async def test_the_question_says_who_saved_what_and_both_orders(software: Opening, app: MakeApp, path: Path) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(move, path, shown, pilot)
        last = read_history(path)[-1]
        text = details(shown)
        names = {one.id: one.name for one in software.file.profile.criteria}
        assert f"{last.who} saved version 5 of Rotaline outbound, on " in text
        assert f" at {last.when[11:16]}." in text
        theirs = ", ".join(names[one] for one in ids(read_profile(path).profile)[:3])
        assert f"Their order: {theirs}" in text
        assert f"Your order: {names['budget']}, {names['need']}" in text
        assert f"- {names[ids(software.file.profile)[-1]]} moved from place" in text
        await pilot.press("escape")


async def test_a_change_in_an_editor_says_so_and_that_the_two_go_together(
    software: Opening, app: MakeApp, path: Path
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(edit, path, shown, pilot)
        text = details(shown)
        assert "Rotaline outbound was changed in another program meanwhile." in text
        assert "Your changes and theirs do not touch each other." in text
        assert "- New [b]one[/b] added at place 2" in text
        await pilot.press("escape")


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("change", [move, edit])
async def test_the_question_fits_the_screen_whatever_it_has_to_say(
    software: Opening, app: MakeApp, path: Path, size: tuple[int, int], change: Change
) -> None:
    shown = app(software)
    async with shown.run_test(size=size) as pilot:
        await save_after(change, path, shown, pilot)
        dialog = shown.screen.query_one(".dialog").region
        assert shown.screen.region.contains_region(dialog)
        for button in shown.screen.query(Button):
            assert dialog.contains_region(button.region)
            assert button.region.height == 1
        scroll = shown.screen.query_one(VerticalScroll)
        assert (shown.screen.query_one(".dialog").border_subtitle == "PgDn shows more") is (scroll.max_scroll_y > 0)
        if scroll.max_scroll_y:
            await pilot.press("pagedown")
            assert scroll.scroll_offset.y > 0
            await pilot.press("pageup", "down", "enter")
        else:
            await pilot.press("down", "enter")
        await reopened(pilot)
        assert order(shown) == ids(read_profile(path).profile)
        assert not main(shown).unsaved


async def test_answering_with_the_keys_of_buttons_keeps_my_order(software: Opening, app: MakeApp, path: Path) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(move, path, shown, pilot)
        await pilot.press("enter")
        await reopened(pilot)
        assert order(shown)[:2] == ["budget", "need"]
        await pilot.press("u")
        await pilot.pause()
        assert main(shown).unsaved


async def test_the_same_order_saved_by_both_needs_no_question(software: Opening, app: MakeApp, path: Path) -> None:
    def same(path: Path) -> None:
        file = read_profile(path)
        save_profile(file, moved_criteria(file.profile, 0, 1))

    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(same, path, shown, pilot)
        assert not main(shown).unsaved
        assert "The same is saved already." in said(shown)
        assert read_profile(path).profile.version == 5


@pytest.mark.parametrize("change", [move, edit])
@pytest.mark.parametrize("answer", ["m", "t"])
async def test_saving_to_leave_leaves_after_the_answer(
    software: Opening, app: MakeApp, path: Path, change: Change, answer: str
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J")
        change(path)
        version = read_profile(path).profile.version
        await pilot.press("q", "s")
        await settle(pilot)
        assert isinstance(shown.screen, Ask)
        await pilot.press(answer)
        await settle(pilot)
    assert shown._exit
    assert read_profile(path).profile.version == version + (answer == "m")


async def test_who_decides_nothing_does_not_leave_with_the_next_save(
    software: Opening, app: MakeApp, path: Path
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J")
        move(path)
        await pilot.press("q", "s")
        await settle(pilot)
        await pilot.press("escape", "s")
        await settle(pilot)
        await pilot.press("m")
        await reopened(pilot)
        assert not shown._exit
        assert not main(shown).unsaved


async def test_a_third_change_while_the_question_is_open_is_asked_about_too(
    software: Opening, app: MakeApp, path: Path
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(edit, path, shown, pilot)
        note(path)
        await pilot.press("m")
        await settle(pilot)
        assert "only its notes changed" in details(shown)
        await pilot.press("m")
        await reopened(pilot)
        saved = read_profile(path)
        assert saved.text.endswith("# a note\n")
        assert ids(saved.profile)[:3] == ["budget", "need", "new"]
        assert order(shown) == ids(saved.profile)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda path: path.write_text("nmae = 3\n", "utf-8"), "is no sound profile now"),
        (lambda path: path.unlink(), "is gone; nothing was saved. Put it back, then save again."),
    ],
)
async def test_a_profile_that_is_broken_or_gone_is_said_and_nothing_is_offered(
    software: Opening, app: MakeApp, path: Path, change: Change, words: str
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J")
        change(path)
        before = sorted(path.parent.iterdir())
        await pilot.press("s")
        await settle(pilot)
        assert shown.screen is main(shown)
        assert words in said(shown)
        assert main(shown).unsaved
        assert sorted(path.parent.iterdir()) == before
        put_back(path, software)
        await pilot.press("s")
        await settle(pilot)
        assert not main(shown).unsaved


async def test_a_merged_order_that_cannot_be_saved_stays_on_the_screen(
    software: Opening, app: MakeApp, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("The disk is full.")

    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(edit, path, shown, pilot)
        with monkeypatch.context() as patch:
            patch.setattr("sheetqual_tui.screens.saving.save_profile", full)
            await pilot.press("m")
            await settle(pilot)
        assert "The disk is full." in said(shown)
        assert main(shown).unsaved
        await pilot.press("2", "J", "u", "s")
        await settle(pilot)
        await pilot.press("m")
        await reopened(pilot)
        assert not main(shown).unsaved


SAVING = """
import sys
from sheetqual.core.board import moved_criteria
from sheetqual.files.profiles import read_profile, save_profile
file = read_profile(sys.argv[1])
save_profile(file, moved_criteria(file.profile, 3, 0))
"""


async def test_a_save_of_another_process_is_met_with_the_question(software: Opening, app: MakeApp, path: Path) -> None:
    def elsewhere(path: Path) -> None:
        subprocess.run([sys.executable, "-c", SAVING, str(path)], check=True)

    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await save_after(elsewhere, path, shown, pilot)
        assert "You both moved criteria" in details(shown)
        await pilot.press("m")
        await reopened(pilot)
    assert [one.version for one in read_history(path)] == [4, 5, 6]
    assert ids(read_profile(path).profile)[:2] == ["budget", "need"]


@pytest.mark.parametrize("when", ["", "soon", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_history_that_somebody_edited_breaks_no_question(software: Opening, path: Path, when: str) -> None:
    move(path)
    merge = replace(merge_profile(software.file, software.file.profile), who="\x1b[31mRed\n", when=when)
    dialog = meeting(merge)
    assert isinstance(merge, Merge)
    assert dialog._question.startswith("\ufffd[31mRed  saved version 5 of Rotaline outbound")
    assert history_path(path).exists()
