"""The profile is saved, saved under another name, taken back from its history, published, and read again."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from sheetqual.core.board import moved_criteria
from sheetqual.core.profile_edits import with_value
from sheetqual.files.history import history_path, read_history
from sheetqual.files.profiles import read_profile, save_profile
from sheetqual.files.publishing import read_published
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.ranking import Filters
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.choose import Choose
from sheetqual_tui.screens.history import HistoryScreen, Versions
from sheetqual_tui.screens.open import OpenScreen
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.session import Opening
from tests.tui.conftest import START
from tests.tui.helpers import (
    SMALL,
    answer,
    change,
    choices,
    choose,
    content,
    dialog_says,
    drawn,
    edit,
    headline,
    ids,
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
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet
    from textual.pilot import Pilot

    from tests.tui.helpers import MakeApp


@pytest.fixture
def path(software: Opening) -> Path:
    """Return the file of the profile."""
    assert software.file.path is not None
    return software.file.path


def note_leads(opening: Opening, change_sheet: Callable[[Worksheet], None]) -> None:
    """Change the list as somebody does in Excel."""
    book = openpyxl.load_workbook(opening.leads)
    sheet = book["Leads"]
    change_sheet(sheet)
    book.save(opening.leads)


def run(code: str, *arguments: str) -> None:
    """Run a piece of Python in another process."""
    subprocess.run([sys.executable, "-c", code, *arguments], check=True)


async def until(pilot: Pilot[None], is_true: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    for _ in range(100):
        if is_true():
            return
        await pilot.pause(0.05)
    raise AssertionError


# Saving


async def test_edits_are_saved_so_that_the_file_says_the_same_and_keeps_its_notes(
    software: Opening, app: MakeApp, path: Path
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "comma")
        await edit(pilot, "score/hot")
        await answer(pilot, "75")
        await edit(pilot, "routing/refusal")
        await choose(pilot, "only where it is required")
        await pilot.press("escape", "end", "d", "home", "J", "a")
        await type_text(pilot, "Source")
        await pilot.press("enter", "escape")
        draft = main(shown).draft.now
        await pilot.press("s")
        await settle(pilot, 2)
        assert not main(shown).unsaved
        assert "Saved profile.toml as version 5." in said(shown)
        assert "As saved." in change(shown)
    saved = read_profile(path)
    assert saved.profile == replace(draft, version=5)
    notes = [
        line.split("#", 1)[1] for line in software.file.text.splitlines() if "#" in line and "territory" not in line
    ]
    kept = sum(note in saved.text for note in notes)
    assert kept >= len(notes) - 2
    assert "# Everything after a" in saved.text


async def test_saving_is_offered_only_while_something_is_unsaved(software: Opening, app: MakeApp, path: Path) -> None:
    before = content(path)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("s", "ctrl+s")
        await settle(pilot)
        assert content(path) == before
        await pilot.press("2", "J", "u", "s")
        await settle(pilot)
        assert content(path) == before


async def test_what_was_saved_can_be_undone_and_saved_again(software: Opening, app: MakeApp, path: Path) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "s")
        await settle(pilot, 2)
        await pilot.press("u")
        assert main(shown).unsaved
        assert order(shown)[0] == "need"
        await pilot.press("s")
        await settle(pilot, 2)
    assert ids(read_profile(path).profile) == ids(software.file.profile)
    assert read_profile(path).profile.version == 6


async def test_changes_made_while_saving_stay_unsaved(
    software: Opening, app: MakeApp, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(*arguments: object) -> object:
        assert go_on.wait(20)
        return save_profile(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("sheetqual_tui.screens.saving.save_profile", slow)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "s", "J")
        go_on.set()
        await settle(pilot, 3)
        assert ids(read_profile(path).profile)[:3] == ["budget", "need", "authority"]
        assert order(shown)[:3] == ["budget", "authority", "need"]
        assert main(shown).unsaved
        await pilot.press("s")
        await settle(pilot, 3)
    assert ids(read_profile(path).profile)[:3] == ["budget", "authority", "need"]


async def test_a_profile_is_saved_under_another_name_and_work_goes_on_there(
    software: Opening, app: MakeApp, path: Path
) -> None:
    before = content(path)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "S")
        assert on_top(shown, Prompt)
        await answer(pilot, "profile.toml")
        assert "exists already" in dialog_says(shown)
        await answer(pilot, "north.txt")
        assert "should end in .toml" in dialog_says(shown)
        await answer(pilot, "north.toml")
        await settle(pilot, 2)
        assert not main(shown).unsaved
        assert content(path) == before
        north = path.with_name("north.toml")
        assert ids(read_profile(north).profile)[:2] == ["budget", "need"]
        await pilot.press("J", "s")
        await settle(pilot, 2)
        assert content(path) == before
        assert ids(read_profile(north).profile)[2] == "need"
        recent = shown.settings.recent[0]
        assert recent.profile == str(north)


async def test_a_profile_that_came_with_a_workbook_asks_for_a_name(software: Opening, app: MakeApp) -> None:
    shown = app(replace(software, file=replace(software.file, path=None)))
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("H")
        assert "came with a workbook" in said(shown)
        await pilot.press("2", "J", "s")
        assert on_top(shown, Prompt)
        await answer(pilot, "mine.toml")
        await settle(pilot, 2)
        assert not main(shown).unsaved
    assert ids(read_profile(software.leads.with_name("mine.toml")).profile)[0] == "budget"


# History


async def test_the_history_shows_versions_and_goes_back_to_one(software: Opening, app: MakeApp, path: Path) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("H")
        assert on_top(shown, HistoryScreen)
        assert "Nothing has been saved here yet" in dialog_says(shown)
        await pilot.press("escape", "2", "J", "s")
        await settle(pilot, 2)
        await pilot.press("J", "s")
        await settle(pilot, 2)
        assert [one.version for one in read_history(path)] == [4, 5, 6]
        before = content(path)
        await pilot.press("H")
        rows = drawn(shown.screen.query_one(Versions))
        assert [row.split()[0] for row in rows if row.strip()] == ["v6", "v5", "v4"]
        assert "It says the same as the profile now." in dialog_says(shown)
        await pilot.press("down", "down")
        await pilot.pause()
        assert "Version 4" in dialog_says(shown)
        assert "Going back to it would mean:" in dialog_says(shown)
        await pilot.press("enter")
        await pilot.pause()
        assert order(shown) == ids(software.file.profile)
        assert main(shown).unsaved
        assert content(path) == before
        await pilot.press("u")
        assert order(shown)[2] == "need"
        assert not main(shown).unsaved
        await pilot.press("U", "s")
        await settle(pilot, 2)
    assert ids(read_profile(path).profile) == ids(software.file.profile)
    assert read_profile(path).profile.version == 7


async def test_a_version_that_is_no_profile_any_more_is_said(software: Opening, app: MakeApp, path: Path) -> None:
    save_profile(software.file, moved_criteria(software.file.profile, 0, 1))
    history = history_path(path)
    write(history, content(history).decode().replace("schema = 1", "schema = 99", 1))
    shown = app(replace(software, file=read_profile(path)))
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("H")
        if on_top(shown, HistoryScreen):
            await pilot.press("end")
            await pilot.pause()
            assert "can't be used any more" in dialog_says(shown)
            await pilot.press("enter")
            await pilot.pause()
        assert not main(shown).unsaved
        assert said(shown)


# Publishing


async def test_the_profile_is_published_into_a_workbook(software: Opening, app: MakeApp, path: Path) -> None:
    copy = software.leads.with_name("copy.xlsx")
    copy.write_bytes(software.leads.read_bytes())
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "P")
        assert "Save the profile first" in said(shown)
        await pilot.press("s")
        await settle(pilot, 2)
        await pilot.press("P")
        assert on_top(shown, Prompt)
        await answer(pilot, "nowhere.xlsx")
        assert "can't be found" in dialog_says(shown)
        await answer(pilot, "copy.xlsx")
        assert on_top(shown, Choose)
        await choose(pilot, "The sheetqual add-in")
        await settle(pilot, 2)
        assert "version 5" in said(shown)
        assert not main(shown).changed.leads
    published = read_published(copy)
    assert published is not None
    assert published.file.profile == read_profile(path).profile


async def test_publishing_into_the_list_itself_is_no_change_to_be_read_again(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("P", "enter")
        await pilot.pause()
        await choose(pilot, "The sheetqual add-in")
        await settle(pilot, 2)
        assert read_published(software.leads) is not None
        main(shown)._look_at_files()
        await settle(pilot, 2)
        assert not main(shown).changed.leads
        assert "changed by another program" not in change(shown)


# Reading again


async def test_a_list_saved_in_excel_is_read_again_with_marks_and_unsaved_priorities(
    software: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("space", "space", "2", "J", "1")
        marked = {view(shown).scored.id(lead) for lead, mark in enumerate(main(shown).marks) if mark}
        assert len(marked) == 2

        def add(sheet: Worksheet) -> None:
            sheet.insert_rows(sheet.max_row // 2)
            sheet.append([None, None, "Somebody New"])
            sheet.move_range(f"A2:{sheet.cell(2, sheet.max_column).coordinate}", rows=0)

        note_leads(software, add)
        main(shown)._look_at_files()
        await settle(pilot, 2)
        assert "leads.xlsx was changed by another program" in change(shown)
        await pilot.press("r")
        await settle(pilot, 3)
        assert "changed by another program" not in change(shown)
        assert {view(shown).scored.id(lead) for lead, mark in enumerate(main(shown).marks) if mark} == marked
        assert order(shown)[0] == "budget"
        assert main(shown).unsaved
        assert list(view(shown).leads) == list(
            replace(software, file=replace(software.file, profile=main(shown).draft.now)).read().board.order
        )


async def test_the_screen_notices_by_itself_that_the_list_was_saved(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.pause()
        software.leads.touch()
        await until(pilot, lambda: "leads.xlsx was changed by another program" in change(shown))


async def test_filters_and_sorting_stay_when_the_list_is_read_again(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("t", "l", "l", "l", "l", "o")
        before = list(view(shown).leads)
        software.leads.touch()
        await pilot.press("r")
        await settle(pilot, 3)
        assert list(view(shown).leads) == before
        assert main(shown).filters.temperature == frozenset({"hot"})
        assert main(shown).sort is not None


async def test_marks_made_while_the_list_is_read_again_stay(
    software: Opening, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    plain = Opening.read

    def slow(opening: Opening, progress: Callable[[int, int | None], None] | None = None) -> object:
        assert go_on.wait(20)
        return plain(opening, progress)

    shown = app(software)
    monkeypatch.setattr(Opening, "read", slow)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("space", "r", "space", "space")
        assert sum(main(shown).marks) == 3
        go_on.set()
        await settle(pilot, 3)
        assert sum(main(shown).marks) == 3


async def test_a_list_that_vanished_stays_as_it_was_read_before(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        software.leads.unlink()
        await pilot.press("r")
        await settle(pilot, 2)
        assert "The list stays as it was read before." in said(shown)
        assert len(view(shown).leads) == 321
        assert "321 leads" in headline(shown)[1]
        await pilot.press("2", "J")
        assert order(shown)[0] == "budget"


async def test_a_list_that_is_broken_stays_as_it_was_read_before(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        software.leads.write_bytes(b"PK\x03\x04 half a file")
        await pilot.press("r")
        await settle(pilot, 2)
        assert "stays as it was read before" in said(shown)
        assert len(view(shown).leads) == 321


async def test_a_list_may_come_back_with_a_new_column_and_fewer_leads(hostile: Opening, app: MakeApp) -> None:
    shown = app(hostile)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("space", "G")
        write(hostile.leads, "Name,Company,Need,Size,Phone,Notes,Budget\nBo,X,yes,20,,,5\nAnn,Y,no,,,,7\n")
        await pilot.press("r")
        await settle(pilot, 3)
        assert len(view(shown).leads) == 2
        await pilot.press("2", "a")
        assert "Budget" in choices(shown)
        await type_text(pilot, "Budget")
        await pilot.press("enter", "escape")
        assert main(shown).draft.now.criteria[1].columns == ("Budget",)
        assert len(view(shown).leads) == 2


async def test_a_list_without_leads_says_so_and_is_read_once_it_has_some(hostile: Opening) -> None:
    whole = content(hostile.leads).decode()
    write(hostile.leads, "Name,Company,Need,Size,Phone,Notes\n")
    shown = SheetqualApp(START, hostile)
    async with shown.run_test(size=SMALL) as pilot:
        await settle(pilot)
        told = "\n".join(lines(shown))
        assert "no leads below it" in told
        assert "r tries again, Ctrl+O opens another list, q quits." in told
        # Nothing to do anything with, and nothing that ends the screen.
        await pilot.press("space", "M", "enter", "o", "y", "e", "t", "Q", "0", "G", "pagedown", "f", "c")
        assert "nothing to export" in said(shown)
        await pilot.press("2", "J", "enter", "escape", "3", "enter", "escape", "4", "1")
        assert main(shown).draft.now.criteria[0].id == "size"
        write(hostile.leads, whole)
        await pilot.press("r")
        await settle(pilot, 3)
        assert len(view(shown).leads) == 4
        assert order(shown)[0] == "size"


async def test_a_list_that_lost_all_its_leads_stays_as_it_was_read_before(hostile: Opening, app: MakeApp) -> None:
    shown = app(hostile)
    async with shown.run_test(size=SMALL) as pilot:
        write(hostile.leads, "Name,Company,Need,Size,Phone,Notes\n")
        await pilot.press("r")
        await settle(pilot, 2)
        assert "no leads below it" in said(shown)
        assert len(view(shown).leads) == 4


async def test_a_profile_that_was_changed_is_read_again_without_a_question(
    software: Opening, app: MakeApp, path: Path
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        save_profile(software.file, moved_criteria(software.file.profile, 3, 0))
        main(shown)._look_at_files()
        await settle(pilot, 2)
        assert "profile.toml was changed by another program" in change(shown)
        await pilot.press("r")
        await settle(pilot, 3)
        assert order(shown)[0] == "timing"
        assert "v5" in headline(shown)[0]
        assert not main(shown).unsaved
        assert "changed by another program" not in change(shown)


async def test_a_profile_that_was_changed_a_moment_ago_is_read_again_too(
    software: Opening, app: MakeApp, path: Path
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.pause()
        save_profile(software.file, moved_criteria(software.file.profile, 3, 0))
        await pilot.press("r")
        await settle(pilot, 3)
        main(shown)._look_at_files()
        await settle(pilot, 2)
        assert order(shown)[0] == "timing" or "profile.toml was changed by another program" in change(shown)


async def test_unsaved_changes_stay_on_top_of_theirs_when_the_profile_is_read_again(
    software: Opening, app: MakeApp, path: Path
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J")
        save_profile(software.file, with_value(software.file.profile, ("score", "hot"), 80))
        main(shown)._look_at_files()
        await settle(pilot, 2)
        await pilot.press("r")
        await settle(pilot, 3)
        assert "Your changes are kept on top of theirs." in said(shown)
        assert order(shown)[0] == "budget"
        assert main(shown).draft.now.score.hot == 80_000
        assert main(shown).unsaved
        await pilot.press("u")
        assert main(shown).draft.now == read_profile(path).profile
        await pilot.press("U", "s")
        await settle(pilot, 3)
        assert not on_top(shown, Ask)
    saved = read_profile(path).profile
    assert (ids(saved)[0], saved.score.hot, saved.version) == ("budget", 80_000, 6)


async def test_what_both_changed_is_said_and_ours_is_shown(software: Opening, app: MakeApp, path: Path) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "comma")
        await edit(pilot, "score/hot")
        await answer(pilot, "90")
        await pilot.press("escape")
        save_profile(software.file, with_value(software.file.profile, ("score", "hot"), 80))
        main(shown)._look_at_files()
        await settle(pilot, 2)
        await pilot.press("r")
        await settle(pilot, 3)
        assert "You both changed" in said(shown)
        assert main(shown).draft.now.score.hot == 90_000
        await pilot.press("s")
        await settle(pilot, 3)
    assert read_profile(path).profile.score.hot == 90_000


async def test_what_both_changed_is_asked_about_when_saving(software: Opening, app: MakeApp, path: Path) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "comma")
        await edit(pilot, "score/hot")
        await answer(pilot, "90")
        await pilot.press("escape")
        save_profile(software.file, with_value(software.file.profile, ("score", "hot"), 80))
        await pilot.press("s")
        await settle(pilot, 2)
        assert on_top(shown, Ask)
        assert "You both changed, and yours would count:" in dialog_says(shown)
        await pilot.press("t")
        await settle(pilot, 3)
        assert main(shown).draft.now.score.hot == 80_000
        assert not main(shown).unsaved


async def test_a_profile_that_is_broken_on_disk_is_said_and_what_is_shown_stays(
    software: Opening, app: MakeApp, path: Path
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        write(path, "nmae = 3\n")
        main(shown)._look_at_files()
        await settle(pilot, 2)
        await pilot.press("r")
        await settle(pilot, 2)
        assert said(shown)
        assert order(shown) == ids(software.file.profile)


# Opening another list


async def test_saving_before_another_list_is_opened_goes_on_to_open_it(
    software: Opening, app: MakeApp, path: Path
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "ctrl+o")
        assert on_top(shown, Ask)
        await pilot.press("s")
        await settle(pilot, 2)
        assert read_profile(path).profile.version == 5
        assert on_top(shown, OpenScreen)


async def test_unsaved_changes_can_be_dropped_to_open_another_list(software: Opening, app: MakeApp, path: Path) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "ctrl+o", "d")
        assert on_top(shown, OpenScreen)
        await pilot.press("escape")
        assert order(shown)[0] == "budget"
        assert main(shown).filters == Filters()


async def test_another_process_saves_while_the_screen_is_open(software: Opening, app: MakeApp, path: Path) -> None:
    code = (
        "import sys; from sheetqual.core.profile_edits import with_value;"
        "from sheetqual.files.profiles import read_profile, save_profile;"
        "file = read_profile(sys.argv[1]); save_profile(file, with_value(file.profile, ('score', 'warm'), 30))"
    )
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J")
        run(code, str(path))
        await pilot.press("s")
        await settle(pilot, 2)
        assert "Your changes and theirs do not touch each other." in dialog_says(shown)
        await pilot.press("m")
        await settle(pilot, 4)
    saved = read_profile(path).profile
    assert (ids(saved)[0], saved.score.warm, saved.version) == ("budget", 30_000, 6)
