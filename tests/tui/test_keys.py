"""Every key: in the help, in the palette, and changed by whoever wants another one."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

import sheetqual_tui
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.keymap import actions, groups, keys_in_words
from sheetqual_tui.screens.export import ExportDialog
from sheetqual_tui.screens.help import HelpScreen, help_groups
from sheetqual_tui.screens.keys import Actions, KeysScreen
from sheetqual_tui.screens.main import MainScreen
from sheetqual_tui.settings import read_settings
from tests.tui.helpers import (
    LARGE,
    SMALL,
    change,
    dialog_says,
    lines,
    main,
    on_top,
    order,
    settle,
    view,
)

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from sheetqual_tui.session import Opening
    from tests.tui.helpers import MakeApp


def holders() -> list[type[Widget | SheetqualApp]]:
    """Return every class of ours that has keys."""
    found: set[type[Widget | SheetqualApp]] = {SheetqualApp}
    for module in pkgutil.walk_packages(sheetqual_tui.__path__, "sheetqual_tui."):
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, type) and issubclass(one, (Widget, Screen)) and one.__module__ == module.name:
                found.add(one)
    return sorted((one for one in found if one.__dict__.get("BINDINGS")), key=lambda one: one.__name__)


async def change_key(pilot: Pilot[None], binding: str, *keys: str) -> None:
    """Give a binding another key, as a person does."""
    listed = pilot.app.screen.query_one(Actions)
    listed.cursor = [one.id for one in listed.actions].index(binding)
    await pilot.press("enter", *keys)
    await pilot.pause()


def answer(app: SheetqualApp) -> str:
    """Return what the screen of keys says."""
    return str(app.screen.query_one("#said", Static).render())


# Help


@pytest.mark.parametrize("holder", holders(), ids=lambda holder: holder.__name__)
def test_every_key_says_what_it_does_and_those_of_the_screen_are_in_the_help(holder: type[Widget]) -> None:
    said = {does for _, group in help_groups() for _, does in group}
    in_groups = {binding.id for _, bindings in groups() for binding in bindings if binding.id}
    for binding in holder.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.description
        if binding.id:
            assert binding.id in in_groups, f"{holder.__name__}: {binding.id}"
        # Dialogs with nothing but Esc and Enter say so in their frames.
        if binding.tooltip and binding.key not in ("escape", "enter", "escape,q", "enter,r", "escape,q,f"):
            assert binding.tooltip in said, f"{holder.__name__}: {binding.tooltip}"


def test_no_two_bindings_share_an_id() -> None:
    found = [one.id for one in actions({})]
    assert len(found) == len(set(found))


def test_every_key_in_the_help_reads_as_on_a_keyboard() -> None:
    said = [keys for _, group in help_groups() for keys, _ in group]
    assert not [keys for keys in said if "_" in keys or not keys]
    assert keys_in_words("J,shift+j,shift+down") == "J  Shift+↓"


@pytest.mark.parametrize("size", [SMALL])
async def test_the_help_opens_everywhere_scrolls_and_closes(
    software: Opening, app: MakeApp, size: tuple[int, int]
) -> None:
    shown = app(software)
    async with shown.run_test(size=size) as pilot:
        for part in "1234":
            await pilot.press(part, "question_mark")
            assert on_top(shown, HelpScreen)
            assert "Everywhere" in "\n".join(lines(shown))
            if part == "1":
                await pilot.press(*["pagedown"] * 14)
                assert "With the mouse" in "\n".join(lines(shown))
            await pilot.press("escape")
            assert on_top(shown, MainScreen)
        await pilot.press("f1", "k")
        assert on_top(shown, KeysScreen)
        await pilot.press("escape")
        assert on_top(shown, MainScreen)


# Palette


async def test_the_palette_offers_everything_that_keys_do(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        everywhere = {"Save", "Undo", "Reset", "Help", "Quit", "Theme", "Keys", "History", "Publish", "Save as", "Open"}
        everywhere |= {"Leads", "Priorities", "Call list", "Overview", "Read again", "Right to left", "Mouse"}
        of_parts = {
            "1": {"Find", "Filter", "Export", "Copy", "Columns", "Sort", "Mark", "Temperature", "Queue"},
            "2": {"Add", "Remove", "Tie", "Profile", "Move", "Edit"},
            "3": {"Export", "Change", "Clear"},
            "4": set(),
        }
        await pilot.press("2", "J")
        for part, its_own in of_parts.items():
            await pilot.press(part)
            titles = {command.title for command in shown.get_system_commands(shown.screen)}
            assert everywhere | its_own <= titles, (part, (everywhere | its_own) - titles)


@pytest.mark.parametrize("title", ["Reset", "Undo"])
async def test_a_command_of_the_palette_is_carried_out(software: Opening, app: MakeApp, title: str) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J")
        assert main(shown).unsaved
        command = next(one for one in shown.get_system_commands(shown.screen) if one.title == title)
        await command.callback()
        await pilot.pause()
        assert not main(shown).unsaved


async def test_a_command_of_a_part_is_carried_out(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        command = next(one for one in shown.get_system_commands(shown.screen) if one.title == "Move")
        await command.callback()
        await pilot.pause()
        assert order(shown)[0] == "budget"


async def test_a_command_of_the_palette_opens_its_dialog(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        command = next(one for one in shown.get_system_commands(shown.screen) if one.title == "Export")
        await command.callback()
        await pilot.pause()
        assert on_top(shown, ExportDialog)


# Other keys


async def test_a_key_that_was_changed_works_and_is_there_in_the_next_session(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        shown.action_keys()
        await pilot.pause()
        assert on_top(shown, KeysScreen)
        await change_key(pilot, "move_down", "X")
        assert "X does it from now on" in answer(shown)
        await pilot.press("escape", "2", "J")
        assert not main(shown).unsaved
        await pilot.press("X")
        assert order(shown)[0] == "budget"
        await settle(pilot, 2)
    assert read_settings()[0].keys == {"move_down": "X"}
    again = app(software)
    async with again.run_test(size=LARGE) as pilot:
        await pilot.press("2", "X")
        assert order(again)[0] == "budget"
        await pilot.press("question_mark")
        assert "X " in dialog_says(again)
        await pilot.press("k")
        await pilot.pause()
        listed = again.screen.query_one(Actions)
        listed.cursor = [one.id for one in listed.actions].index("move_down")
        await pilot.press("delete", "escape", "u", "J")
        assert order(again)[0] == "budget"
        await settle(pilot, 2)
    assert read_settings()[0].keys == {}


async def test_a_key_that_is_taken_is_refused(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        shown.action_keys()
        await pilot.pause()
        await change_key(pilot, "save", "e")
        assert "e is taken: Write the leads shown" in answer(shown)
        await change_key(pilot, "save", "ctrl+z")
        assert "is taken" in answer(shown)
        for key in ("enter", "ctrl+c"):
            await change_key(pilot, "save", key)
            assert "stays what it is" in answer(shown)
        await change_key(pilot, "save", "escape")
        assert on_top(shown, KeysScreen)
        await settle(pilot)
        assert shown.settings.keys == {}


async def test_a_key_that_works_everywhere_is_refused_without_doing_its_work(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        shown.action_keys()
        await pilot.pause()
        await change_key(pilot, "save", "ctrl+p")
        assert on_top(shown, KeysScreen)
        assert "is taken" in answer(shown)


async def test_a_key_that_was_given_away_is_free_again(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        shown.action_keys()
        await pilot.pause()
        await change_key(pilot, "export", "E")
        await change_key(pilot, "save", "e")
        assert "e does it from now on" in answer(shown)
        await pilot.press("escape", "2", "J", "e")
        await settle(pilot, 2)
        assert not main(shown).unsaved
        await pilot.press("1", "E")
        assert on_top(shown, ExportDialog)


async def test_keys_that_make_no_sense_in_the_settings_do_no_harm(software: Opening) -> None:
    from sheetqual_tui.settings import Settings
    from tests.tui.conftest import START

    settings = Settings(keys={"save": "no such key", "nothing of ours": "x", "export": ""})
    shown = SheetqualApp(START, software, software.read(), settings)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "question_mark", "escape")
        assert order(shown)[0] == "budget"
        shown.action_keys()
        await pilot.pause()
        assert on_top(shown, KeysScreen)


# Keys in their places


async def test_keys_for_letters_are_typed_where_one_writes(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("slash", "q", "1", "2", "e", "question_mark")
        assert main(shown).leads.find.value == "q12e?"
        assert on_top(shown, MainScreen)
        assert view(shown).filters.text == "q12e?"


async def test_parts_are_reached_by_click_and_by_number(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        for number, pane in enumerate(("leads", "priorities", "calls", "overview"), start=1):
            await pilot.press(str(number))
            assert main(shown).pane.id == pane
            assert [one.id for one in main(shown).panes if one.display] == [pane]
            assert shown.focused is not None
            assert main(shown).pane in shown.focused.ancestors
        line = lines(shown)[0]
        for title, pane in (("Priorities", "priorities"), ("Overview", "overview"), ("Leads", "leads")):
            await pilot.click("#tabs", offset=(line.index(title) + 1, 0))
            await pilot.pause()
            assert main(shown).pane.id == pane


async def test_what_cannot_be_done_in_a_part_is_not_done_there(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("4", "t", "f", "d", "J", "equals_sign", "u", "U", "R", "s")
        assert on_top(shown, MainScreen)
        assert not main(shown).filters.active
        assert main(shown).draft.past == ()
        assert "As saved." in change(shown)
