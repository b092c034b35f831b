"""Opening lists: those opened before, those that are named, and what is remembered of them."""

from __future__ import annotations

import os
import shutil
import tomllib
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from sheetqual.errors import SheetqualError
from sheetqual.files.profiles import read_profile
from sheetqual.files.publishing import read_published
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.publishing import publish_into
from sheetqual_tui.screens.main import MainScreen
from sheetqual_tui.screens.open import OpenScreen, Recents
from sheetqual_tui.session import Opening
from sheetqual_tui.settings import Recent, Settings, read_settings, settings_path
from sheetqual_tui.start import Start, find_profile, open_list, open_recent, recent_of
from tests.tui.conftest import DAY, SAMPLES, START
from tests.tui.helpers import (
    SMALL,
    change,
    content,
    drawn,
    headline,
    lines,
    main,
    on_top,
    order,
    said,
    settle,
    type_text,
    view,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.helpers import MakeApp

NO_ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")


def faults(app: SheetqualApp) -> str:
    """Return what the screen that opens lists says."""
    return str(app.screen.query_one("#said", Static).render())


# Which profile


def test_the_profile_given_counts_before_all_others(software: Opening, savings: Opening) -> None:
    recent = Settings(recent=(recent_of(software),))
    assert find_profile(software.leads, str(savings.file.path), recent).path == savings.file.path
    assert find_profile(software.leads, None, recent).path == software.file.path


def test_a_list_opens_with_the_profile_it_was_opened_with_last(software: Opening, savings: Opening) -> None:
    before = replace(recent_of(software), profile=str(savings.file.path))
    assert find_profile(software.leads, None, Settings(recent=(before,))).path == savings.file.path


def test_a_profile_that_is_gone_since_is_looked_for_elsewhere(software: Opening) -> None:
    before = replace(recent_of(software), profile=str(software.leads.with_name("gone.toml")))
    assert find_profile(software.leads, None, Settings(recent=(before,))).path == software.file.path


def test_the_profile_of_the_workbook_counts_before_the_one_beside_it(software: Opening) -> None:
    from datetime import datetime

    publish_into(software.file, software.leads, datetime(2026, 10, 1, tzinfo=UTC), None)
    assert software.file.path is not None
    write(software.file.path, software.file.text.replace("Rotaline outbound", "Another one"))
    found = find_profile(software.leads, None, Settings())
    assert found.path is None
    assert found.profile.name == "Rotaline outbound"
    published = read_published(software.leads)
    assert published is not None
    assert found.profile == published.file.profile


def test_a_list_without_any_profile_says_what_to_do(software: Opening) -> None:
    assert software.file.path is not None
    software.file.path.unlink()
    with pytest.raises(SheetqualError, match=r"name one \(--profile\)"):
        find_profile(software.leads, None, Settings())


def test_a_list_is_opened_by_its_path_and_the_home_folder_is_known(
    software: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(software.leads.parent))
    opened = open_list(" ~/leads.xlsx ", "", START, Settings())
    assert opened.leads == software.leads
    assert opened.file.path == software.file.path
    assert open_list("~/leads.xlsx", "~/profile.toml", START, Settings()).file.path == software.file.path


def test_a_list_is_opened_again_as_it_was_opened_before(software: Opening) -> None:
    opening = replace(software, sheet="Leads", header_row=1, encoding="cp1252")
    again = open_recent(recent_of(opening), START, Settings())
    assert (again.leads, again.sheet, again.header_row, again.encoding) == (opening.leads, "Leads", 1, "cp1252")
    assert again.file.profile == opening.file.profile


# The screen


async def test_lists_opened_before_are_offered_the_latest_first(software: Opening, savings: Opening) -> None:
    for opening in (software, savings):
        shown = SheetqualApp(START, opening, opening.read())
        async with shown.run_test(size=SMALL) as pilot:
            await settle(pilot)
    shown = SheetqualApp(START)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert on_top(shown, OpenScreen)
        recents = shown.screen.query_one(Recents)
        assert recents.has_focus
        rows = drawn(recents)
        assert "leads.csv" in rows[0]
        assert "profile.toml  2026-10-01" in rows[0]
        assert "leads.xlsx" in rows[1]
        await pilot.press("down", "enter")
        await settle(pilot, 2)
        assert on_top(shown, MainScreen)
        assert len(view(shown).leads) == 321
        await settle(pilot)
    remembered = read_settings()[0].recent
    assert [one.leads for one in remembered] == [str(software.leads), str(savings.leads)]


async def test_a_list_is_opened_by_typing_its_path(software: Opening) -> None:
    shown = SheetqualApp(START)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert on_top(shown, OpenScreen)
        assert shown.screen.query_one("#path").has_focus
        shown.screen.query_one("#path", Input).value = str(software.leads.parent) + "/lea"
        await pilot.press("end")
        await pilot.pause(0.2)
        await pilot.press("right")
        assert shown.screen.query_one("#path", Input).value == str(software.leads)
        await pilot.press("enter")
        await settle(pilot, 2)
        assert "Rotaline outbound v4" in headline(shown)[0]
        assert len(view(shown).leads) == 321


@pytest.mark.parametrize(
    ("path", "profile", "words"),
    [
        ("", "", "Give the list's file"),
        ("nowhere.xlsx", "", "nowhere.xlsx can't be found"),
        ("leads.xlsx", "gone.toml", "There is no file"),
        ("leads.xlsx", "leads.xlsx", "did you swap the two"),
        ("leads.xlsx", "broken.toml", "broken.toml"),
        ("x" * 300, "", "can't be"),
        ("\0", "", "can't be"),
        (".", "", ""),
    ],
)
async def test_what_cannot_be_opened_is_said_and_asked_again(
    software: Opening, monkeypatch: pytest.MonkeyPatch, path: str, profile: str, words: str
) -> None:
    write(software.leads.with_name("broken.toml"), "nmae = 3\n")
    monkeypatch.chdir(software.leads.parent)
    shown = SheetqualApp(START)
    async with shown.run_test(size=SMALL) as pilot:
        shown.screen.query_one("#path", Input).value = path
        shown.screen.query_one("#profile", Input).value = profile
        shown.screen.query_one("#path").focus()
        await pilot.press("enter")
        await settle(pilot)
        assert on_top(shown, OpenScreen)
        assert faults(shown)
        assert words in faults(shown)


async def test_a_list_opened_before_that_is_gone_is_said(software: Opening) -> None:
    gone = replace(recent_of(software), leads=str(software.leads.with_name("old.xlsx")))
    shown = SheetqualApp(START, settings=Settings(recent=(gone,)))
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        assert "old.xlsx can't be found" in faults(shown)


async def test_a_list_that_turns_out_to_be_none_is_said_in_the_screen(software: Opening) -> None:
    write(software.leads.with_name("odd.csv"), "")
    assert software.file.path is not None
    opening = open_list(str(software.leads.with_name("odd.csv")), str(software.file.path), START, Settings())
    shown = SheetqualApp(START, opening)
    async with shown.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "odd.csv" in "\n".join(lines(shown))
        await pilot.press("ctrl+o")
        assert on_top(shown, OpenScreen)
        await pilot.press("escape")
        assert on_top(shown, MainScreen)


@NO_ROOT
async def test_a_list_that_may_not_be_read_is_said(software: Opening) -> None:
    software.leads.chmod(0)
    shown = SheetqualApp(START, software)
    async with shown.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "leads.xlsx" in "\n".join(lines(shown))


async def test_a_list_that_another_program_holds_is_said_and_can_be_tried_again(
    software: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    shown = SheetqualApp(START, software)
    with monkeypatch.context() as patch:
        patch.setattr("sheetqual.files.tables.open", locked, raising=False)
        patch.setattr("pathlib.Path.open", locked)
        async with shown.run_test(size=SMALL) as pilot:
            await settle(pilot)
            told = "\n".join(lines(shown))
            assert "leads.xlsx" in told
            assert "r tries again" in told
            patch.undo()
            await pilot.press("r")
            await settle(pilot, 2)
            assert len(view(shown).leads) == 321


async def test_another_list_takes_the_place_of_the_one_that_is_open(
    software: Opening, savings: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("t", "space", "2", "ctrl+o")
        path = shown.screen.query_one("#path", Input)
        assert path.value == str(software.leads)
        path.focus()
        path.value = str(savings.leads)
        await pilot.press("enter")
        await settle(pilot, 3)
        assert len(view(shown).leads) == 280
        assert sum(main(shown).marks) == 0
        assert sum(isinstance(screen, MainScreen) for screen in shown.screen_stack) == 1
        await pilot.press("2", "J")
        assert order(shown)[:2] == ["spare", "children"]
        await pilot.press("q", "d")
        await pilot.pause()
    assert not shown.is_running


async def test_leaving_without_opening_anything_leaves(software: Opening) -> None:
    shown = SheetqualApp(START)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert not shown.is_running
    assert shown.return_code == 0


# What is remembered


async def test_the_theme_is_there_again_in_the_next_session(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        shown.theme = "nord"
        await settle(pilot, 2)
    again = app(software)
    assert again.theme == "nord"
    async with again.run_test(size=SMALL) as pilot:
        again.theme = "textual-dark"
        await settle(pilot, 2)
    assert app(software).theme == "textual-dark"


async def test_a_theme_that_is_gone_does_no_harm(software: Opening) -> None:
    shown = SheetqualApp(START, software, software.read(), Settings(theme="no such theme"))
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "Bianca" in "\n".join(lines(shown))


async def test_the_mouse_is_switched_off_and_stays_off(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        assert shown.has_mouse
        await pilot.press("f8")
        assert "The mouse is off" in said(shown)
        await settle(pilot, 2)
    again = app(software)
    async with again.run_test(size=SMALL) as pilot:
        assert not again.has_mouse
        await pilot.press("f8")
        await settle(pilot, 2)
    assert app(software).has_mouse


async def test_a_session_without_a_mouse_does_not_switch_it_off_for_the_next_one(software: Opening) -> None:
    shown = SheetqualApp(Start(DAY, mouse=False, bidi="off"), software, software.read())
    async with shown.run_test(size=SMALL) as pilot:
        assert not shown.has_mouse
        await settle(pilot)
    assert read_settings()[0].mouse


async def test_who_orders_letters_is_chosen_and_remembered(software: Opening) -> None:
    shown = SheetqualApp(Start(DAY), software, software.read())
    async with shown.run_test(size=SMALL) as pilot:
        shown.action_bidi()
        await pilot.pause()
        await pilot.press("end", "up", "enter")
        await settle(pilot, 2)
    assert tomllib.loads(content(settings_path()).decode())["bidi"] == "on"


async def test_settings_that_cannot_be_kept_are_said_once_and_nothing_else_suffers(
    software: Opening, app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a file", "")
    monkeypatch.setenv("SHEETQUAL_CONFIG_DIR", str(tmp_path / "a file" / "settings"))
    shown = app(software)
    async with shown.run_test(size=SMALL, notifications=True) as pilot:
        await settle(pilot, 2)
        assert said(shown).count("Your settings were not kept") == 1
        await pilot.press("f8", "f8")
        await settle(pilot, 2)
        assert said(shown).count("Your settings were not kept") == 1
        await pilot.press("2", "J", "s")
        await settle(pilot, 2)
        assert "As saved." in change(shown)


async def test_two_sessions_forget_nothing_of_each_other(software: Opening, savings: Opening) -> None:
    one = SheetqualApp(START, software, software.read())
    async with one.run_test(size=SMALL) as pilot:
        await settle(pilot)
        two = SheetqualApp(START, savings, savings.read())
        async with two.run_test(size=SMALL) as other:
            two.theme = "nord"
            await settle(other, 2)
        one.keep_keys("save", "w")
        await settle(pilot, 2)
    settings = read_settings()[0]
    assert settings.theme == "nord"
    assert settings.keys == {"save": "w"}
    assert {one.leads for one in settings.recent} == {str(software.leads), str(savings.leads)}


async def test_a_list_in_a_folder_that_may_only_be_read_can_be_looked_at(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "software", tmp_path / "there")
    opening = Opening(tmp_path / "there" / "leads.xlsx", read_profile(tmp_path / "there" / "profile.toml"), DAY)
    (tmp_path / "there").chmod(0o500)
    try:
        shown = SheetqualApp(START, opening, opening.read())
        async with shown.run_test(size=SMALL) as pilot:
            await pilot.press("2", "J", "1", "slash")
            await type_text(pilot, "li")
            assert len(view(shown).leads) > 0
    finally:
        (tmp_path / "there").chmod(0o700)


def test_a_recent_list_names_how_it_was_opened(software: Opening) -> None:
    assert recent_of(software) == Recent(str(software.leads), str(software.file.path), when="2026-10-01")
