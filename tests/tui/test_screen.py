"""What a manager does on the screen, key by key."""

from __future__ import annotations

import csv
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from rich.cells import cell_len
from textual.widgets import Button, Footer, Input, Static
from textual.widgets._toast import Toast

from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual.core.weights import criterion_points
from sheetqual.files.atomic import replacing
from sheetqual.files.profiles import read_profile
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.export import ExportDialog
from sheetqual_tui.screens.lead import LeadScreen
from sheetqual_tui.screens.main import MainScreen
from sheetqual_tui.session import Opening
from sheetqual_tui.widgets.detail import Detail
from sheetqual_tui.widgets.leads_table import LeadsTable
from sheetqual_tui.widgets.priorities import Priorities
from tests.tui.conftest import START
from tests.tui.helpers import (
    LARGE,
    SMALL,
    change,
    drawn,
    headline,
    is_exporting,
    lines,
    main,
    on_top,
    order,
    settle,
    view,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.helpers import MakeApp


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("name", ["Software team", "A team whose profile has a name that goes on and on"])
async def test_a_long_list_name_is_cut_before_what_needs_the_users_eye(
    software: Opening, app: MakeApp, width: int, name: str
) -> None:
    leads = software.leads.with_name(f"leads of the whole autumn{' and the winter' * 3}.xlsx")
    software.leads.rename(leads)
    profile = replace(software.file.profile, name=name)
    shown = app(replace(software, leads=leads, file=replace(software.file, profile=profile)))
    async with shown.run_test(size=(width, 24)) as pilot:
        await pilot.press("2", "J")
        line = headline(shown)[0]
        findings = len(view(shown).scored.findings)
        assert f"…  {findings} to look at  " in line
        assert line.startswith("leads of")
        assert line.endswith(f" v{profile.version} * not saved")
        assert name[:8] in line
        assert cell_len(line) == width - 2


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_messages_leave_the_lines_of_changes_and_keys_free(
    software: Opening, app: MakeApp, size: tuple[int, int]
) -> None:
    shown = app(software)
    async with shown.run_test(size=size, notifications=True) as pilot:
        main(shown).notify("A long message. " * 12)
        last = 0
        for _ in range(100):  # A busy machine lays it out a moment later.
            await pilot.pause(0.02)
            last = max((toast.region.bottom for toast in shown.screen.query(Toast)), default=0)
            if last:
                break
        assert 0 < last <= main(shown).query_one("#change").region.y
        assert last <= main(shown).query_one(Footer).region.y


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_list_is_shown_with_its_profile_best_lead_first(
    software: Opening, app: MakeApp, size: tuple[int, int]
) -> None:
    shown = app(software)
    async with shown.run_test(size=size) as pilot:
        await pilot.pause()
        table = drawn(main(shown).leads.table)
        assert "Score" in table[0]
        assert "Bianca" in table[1]
        assert "hot" in table[1]
        head = headline(shown)
        assert "leads.xlsx" in head[0]
        assert "Rotaline outbound v4" in head[0]
        assert "50 hot" in head[1]
        assert "50 hot (44 to call)" in head[1]
        assert "Bianca Tramontin" in main(shown).leads.detail.text()


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("which", ["software", "savings"])
async def test_the_priorities_are_shown_with_their_points_beside_the_ranking(
    request: pytest.FixtureRequest, app: MakeApp, size: tuple[int, int], which: str
) -> None:
    opening: Opening = request.getfixturevalue(which)
    shown = app(opening)
    async with shown.run_test(size=size) as pilot:
        await pilot.press("2")
        rows = drawn(main(shown).query_one(Priorities))
        criteria = opening.file.profile.criteria
        for row, one, tenths in zip(rows, criteria, criterion_points(opening.file.profile), strict=False):
            assert one.name[:15] in row
            assert f" {tenths / 10:g} " in row
            assert ("*" in row) is one.required
        ranking = drawn(main(shown).query_one("#ranking"))
        best = view(shown).board.verdict(view(shown).leads[0])
        label = opening.file.profile.score.labels[best.temperature]
        assert ranking[1].split()[:4] == ["1", f"{best.score / 1000:.2f}", label, "call"]
        assert "As saved. J and K move a criterion" in change(shown)
        told = "\n".join(lines(shown))
        assert "What it would change" in told
        assert "Ranking" in told


async def test_a_move_changes_points_and_ranking_at_once_and_undo_takes_it_back(
    software: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.pause()
        before = list(view(shown).leads)
        await pilot.press("2", "J", "J")
        assert order(shown)[:3] == ["budget", "authority", "need"]
        assert list(view(shown).leads) != before
        priorities = drawn(main(shown).query_one(Priorities))
        assert "Budget" in priorities[0]
        assert "34" in priorities[0]
        assert "▼" in priorities[2]
        assert "become hot" in change(shown)
        assert "Move" in drawn(main(shown).query_one("#ranking"))[0]
        await pilot.press("u", "u")
        assert list(view(shown).leads) == before
        assert order(shown)[0] == "need"
        await pilot.press("ctrl+y")
        assert order(shown)[0] == "budget"
        await pilot.press("R")
        assert list(view(shown).leads) == before


@pytest.mark.parametrize("down", ["J", "shift+down", "ctrl+down", "alt+down"])
async def test_every_key_for_moving_down_moves_down(software: Opening, app: MakeApp, down: str) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", down)
        assert order(shown)[:2] == ["budget", "need"]


async def test_a_grabbed_criterion_moves_with_the_arrows_and_is_one_step_to_undo(
    software: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "space", "down", "down", "down", "space")
        assert order(shown)[3] == "need"
        assert not main(shown).query_one(Priorities).is_held
        await pilot.press("u")
        assert order(shown)[0] == "need"


async def test_escape_puts_a_grabbed_criterion_back(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "j", "space", "down", "down", "escape")
        assert order(shown)[:2] == ["need", "budget"]
        assert main(shown).query_one(Priorities).cursor == 1
        assert not main(shown).unsaved


async def test_a_criterion_is_dragged_with_the_mouse(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        priorities = main(shown).query_one(Priorities)
        await pilot.mouse_down(priorities, offset=(8, 1))
        await pilot.hover(priorities, offset=(8, 3))
        await pilot.mouse_up(priorities, offset=(8, 3))
        await pilot.pause()
        assert order(shown)[:3] == ["budget", "authority", "need"]
        assert not priorities.is_held


async def test_the_selected_lead_stays_selected_while_the_ranking_changes(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press(*"jjjjjjjjjjjjjjjjjjjj")
        lead, row = main(shown).leads.table.lead, main(shown).leads.table.cursor
        await pilot.press("2")
        # The ranking beside the priorities is for its best leads: its cursor keeps its row.
        ranking = main(shown).query_one("#ranking", LeadsTable)
        assert main(shown).table is ranking
        await pilot.press("J", "J", "J")
        assert ranking.cursor == 0
        assert ranking.lead == view(shown).leads[0]
        await pilot.press("1")
        table = main(shown).leads.table
        assert table.lead == lead
        assert table.cursor != row
        assert table.scroll_offset.y <= table.cursor < table.scroll_offset.y + table.page


async def test_saving_keeps_the_comments_and_raises_the_version(software: Opening, app: MakeApp) -> None:
    path = software.file.path
    assert path is not None
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "s")
        await settle(pilot)
        assert not main(shown).unsaved
        assert "v5" in headline(shown)[0]
    text = path.read_text("utf-8")
    assert "# no problem, nothing to sell: stop right there" in text
    again = read_profile(path)
    assert again.profile.version == 5
    assert [criterion.id for criterion in again.profile.criteria][:2] == ["budget", "need"]


async def test_a_profile_changed_by_another_program_is_not_overwritten(software: Opening, app: MakeApp) -> None:
    path = software.file.path
    assert path is not None
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J")
        path.write_text(path.read_text("utf-8") + "\n# mine\n", "utf-8")
        await pilot.press("s")
        await settle(pilot)
        assert on_top(shown, Ask)
        await pilot.press("escape")
        assert main(shown).unsaved
    assert path.read_text("utf-8").endswith("# mine\n")


async def test_leaving_with_an_unsaved_order_asks_first(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "q")
        assert on_top(shown, Ask)
        await pilot.press("escape")
        assert on_top(shown, MainScreen)
        await pilot.press("ctrl+q", "s")
        await settle(pilot)
        assert not shown.is_running
    assert software.file.path is not None
    assert read_profile(software.file.path).profile.version == 5


async def test_leaving_without_changes_asks_nothing(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("q")
        await pilot.pause()
        assert not shown.is_running


async def test_the_search_shows_leads_as_a_name_is_typed_and_escape_ends_it(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("slash", *"KETTLEW")
        found = view(shown).leads
        assert 0 < len(found) < 321
        scored = software.read()
        assert all("kettlew" in f"{scored.name(lead)} {scored.company(lead)}".casefold() for lead in found)
        await pilot.press("enter")
        assert main(shown).leads.table.has_focus
        await pilot.press("2", "J")
        assert order(shown)[0] == "budget"
        assert len(view(shown).leads) == len(found)
        await pilot.press("escape")
        assert len(view(shown).leads) == 321


async def test_a_search_that_finds_nothing_says_so(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("slash", *"zzzz[b]")
        said = main(shown).query_one("#nothing-said", Static)
        assert main(shown).leads.has_class("-empty")
        assert "No lead matches: 'zzzz[b]'." in str(said.render())
        await pilot.press("escape")
        assert not main(shown).leads.has_class("-empty")
        assert main(shown).leads.table.has_focus


async def test_the_search_begins_in_the_leads_whatever_part_is_shown(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3", "slash", *"kettlew")
        assert main(shown).leads.display
        assert main(shown).leads.find.has_focus
        assert view(shown).filters.text == "kettlew"


async def test_temperatures_and_queues_are_shown_one_after_the_other(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        board = view(shown).board
        for temperature in Temperature:
            await pilot.press("t")
            leads = view(shown).leads
            assert {board.verdict(lead).temperature for lead in leads} == {temperature}
            assert f"{len(leads):,} of 321 shown: {temperature}" in headline(shown)[1]
        await pilot.press("t")
        assert len(view(shown).leads) == 321
        there = [queue for queue in Queue if view(shown).queues.get(queue)]
        for queue in there:
            await pilot.press("Q")
            assert {board.verdict(lead).queue for lead in view(shown).leads} == {queue}
        await pilot.press("Q")
        assert len(view(shown).leads) == 321
        await pilot.press("t", "Q", "0")
        assert len(view(shown).leads) == 321
        await pilot.press("t", "escape")
        assert len(view(shown).leads) == 321


@pytest.mark.parametrize("name", ["calls.csv", "calls.xlsx"])
async def test_the_leads_shown_are_exported_with_formulas_made_harmless(
    hostile: Opening, app: MakeApp, name: str
) -> None:
    shown = app(hostile)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("t", "e")
        shown.screen.query_one("#name", Input).value = name
        await pilot.press("enter")
        await settle(pilot)
        assert on_top(shown, MainScreen)
    path = hostile.leads.parent / name
    if name.endswith(".csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [list(row) for row in csv.reader(stream)]
    else:
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)
        rows = [[str(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]
    assert len(rows) == 3
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["Phone"] == "+47 22 33 44 55"
    assert row["Company"].lstrip("'").startswith("=HYPERLINK")
    assert name.endswith(".xlsx") or row["Company"].startswith("'")


async def test_an_export_asks_before_it_replaces_a_file(software: Opening, app: MakeApp) -> None:
    there = software.leads.parent / "leads-scored.xlsx"
    there.write_text("precious", "utf-8")
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("e")
        # The name proposed is one that is free.
        name = shown.screen.query_one("#name", Input)
        assert name.value == "leads-scored-2.xlsx"
        name.value = "leads-scored.xlsx"
        await pilot.press("enter")
        await settle(pilot)
        assert there.read_text("utf-8") == "precious"
        assert on_top(shown, ExportDialog)
        assert str(shown.screen.query_one("#go", Button).label) == "Replace"
        await pilot.press("enter")
        await settle(pilot)
    assert there.read_bytes().startswith(b"PK")


async def test_an_export_asks_before_it_replaces_what_it_wrote_itself(software: Opening, app: MakeApp) -> None:
    path = software.leads.parent / "calls.xlsx"
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        for is_there in (False, True):
            await pilot.press("e")
            shown.screen.query_one("#name", Input).value = "calls.xlsx"
            await pilot.press("enter")
            await settle(pilot, 2)
            assert is_exporting(shown) is is_there
        assert "exists already" in str(shown.screen.query_one("#said", Static).render())
        path.write_text("notes of a colleague", "utf-8")
        await pilot.press("escape")
    assert path.read_text("utf-8") == "notes of a colleague"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("leads.xlsx", "your list itself"),
        ("calls.doc", ".xlsx or .csv"),
        ("", "Give the file a name"),
        ("nowhere/calls.csv", "does not exist"),
    ],
)
async def test_a_name_that_cannot_be_written_is_refused(software: Opening, app: MakeApp, name: str, said: str) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("e")
        shown.screen.query_one("#name", Input).value = name
        await pilot.press("enter")
        await settle(pilot)
        assert said in str(shown.screen.query_one("#said", Static).render())
        await pilot.press("escape")
        assert on_top(shown, MainScreen)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_hostile_cells_are_shown_as_they_stand_and_shift_no_column(
    hostile: Opening, app: MakeApp, size: tuple[int, int]
) -> None:
    shown = app(hostile)
    async with shown.run_test(size=size) as pilot:
        await pilot.pause()
        table = main(shown).leads.table
        rows = drawn(table)[:5]
        assert "[bold]Bo[/" in rows[1]
        assert "\x1b" not in "".join(rows)
        assert "\u202e" not in "".join(rows)
        assert "�[31mRed�]0;" in rows[2]
        assert {cell_len(row) for row in rows} == {table.scrollable_content_region.width}
        companies = [
            cell_len(row[: row.index(word)])
            for row, word in zip(rows, ("Company", "=HYPER", "بازرگانی", "👨", "Plain"), strict=True)
        ]
        assert len(set(companies)) == 1
        assert "…" in rows[4]
        assert "[red]Small[/red]" in headline(shown)[0]
        assert "Need [b]now[/b]" in main(shown).leads.detail.text()
        await pilot.press("2")
        assert "Need [b]now[/b]" in drawn(main(shown).query_one(Priorities))[0]
        await pilot.press("J", "q")
        assert on_top(shown, Ask)
        assert "[red]Small[/red]" in str(shown.screen.query_one(".question", Static).render())


async def test_enter_opens_a_lead_with_its_cells_and_leaving_selects_it(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "n", "n")
        assert on_top(shown, LeadScreen)
        assert "In the list" in shown.screen.query_one(Detail).text()
        await pilot.press("escape")
        assert main(shown).leads.table.cursor == 2


async def test_the_detail_says_what_is_unknown_and_what_would_make_the_lead_hot(
    software: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=LARGE) as pilot:
        await pilot.press(*"jj")
        text = main(shown).leads.detail.text()
        assert "? Company size" in text
        assert "?/8" in text
        assert "It is hot already." in text
        assert "at least 90.9, at most 98.9" in text


async def test_copying_puts_the_row_on_the_clipboard(hostile: Opening, app: MakeApp) -> None:
    shown = app(hostile)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("y")
        assert on_top(shown, Ask)
        await pilot.press("y")
        fields = shown.clipboard.split("\t")
        assert fields[:5] == ["1", "100", "hot", "call", "✓✓"]
        assert fields[6].startswith("'=HYPERLINK")


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (40, 10), (20, 5)])
async def test_a_tiny_terminal_gets_a_sentence(software: Opening, app: MakeApp, size: tuple[int, int]) -> None:
    shown = app(software)
    async with shown.run_test(size=size) as pilot:
        await pilot.pause()
        assert main(shown).query_one("#small").display
        assert not main(shown).query_one("#body").display
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not main(shown).query_one("#small").display
        assert "Bianca" in drawn(main(shown).leads.table)[1]


async def test_the_palette_works_by_keys(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"export")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause()
        assert on_top(shown, ExportDialog)


@pytest.mark.parametrize(
    ("part", "panes"),
    [
        ("1", ["leads-table", "detail"]),
        ("2", ["criteria", "impact", "ranking"]),
        ("3", ["call-filter", "left-out", "calls-table"]),
        ("4", ["pictures"]),
    ],
)
@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_tab_goes_round_the_panes_of_a_part(
    software: Opening, app: MakeApp, size: tuple[int, int], part: str, panes: list[str]
) -> None:
    shown = app(software)
    async with shown.run_test(size=size) as pilot:
        await pilot.press(part)
        seen = []
        for _ in range(len(panes) + 1):
            assert shown.focused is not None
            seen.append(shown.focused.id)
            await pilot.press("tab")
        assert seen == [*panes, panes[0]]
        await pilot.press("shift+tab")
        assert shown.focused is not None
        assert shown.focused.id == panes[0]


async def test_a_click_selects_a_lead_and_the_ends_are_one_key_away(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        table = main(shown).leads.table
        await pilot.click(table, offset=(10, 5))
        assert table.cursor == 3
        await pilot.press("G")
        assert table.cursor == 320
        await pilot.press("pageup")
        assert table.cursor == 320 - table.page
        await pilot.press("g")
        assert (table.cursor, table.scroll_offset.y) == (0, 0)


@pytest.mark.parametrize("theme", ["textual-light", "nord", "ansi-light"])
async def test_every_theme_shows_the_list(software: Opening, app: MakeApp, theme: str) -> None:
    shown = app(software)
    async with shown.run_test(size=LARGE) as pilot:
        shown.theme = theme
        await pilot.pause()
        assert "Bianca" in drawn(main(shown).leads.table)[1]
        assert "Bianca" in main(shown).leads.detail.text()


async def test_a_long_list_is_read_behind_a_screen_that_says_so(
    software: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    plain = Opening.read

    def slow(opening: Opening, progress: Callable[[int, int | None], None] | None = None) -> object:
        if progress is not None:
            progress(100, 321)
        assert go_on.wait(20)
        return plain(opening, progress)

    monkeypatch.setattr(Opening, "read", slow)
    shown = SheetqualApp(START, software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.pause(0.2)
        told = "\n".join(lines(shown))
        assert "Reading leads.xlsx … 100 rows" in told
        assert "Reading the list …" in headline(shown)[1]
        # The priorities are there already, and can be moved.
        await pilot.press("2", "J")
        assert "Budget" in drawn(main(shown).query_one(Priorities))[0]
        assert main(shown).unsaved
        go_on.set()
        await settle(pilot, 3)
        assert order(shown)[0] == "budget"
        await pilot.press("1")
        assert "321 leads" in headline(shown)[1]
        assert len(drawn(main(shown).leads.table)) > 3


async def test_a_list_that_cannot_be_read_gets_a_sentence_and_exit_code_2(software: Opening) -> None:
    whole = software.leads.read_bytes()
    software.leads.write_bytes(b"PK\x03\x04 broken")
    shown = SheetqualApp(START, software)
    async with shown.run_test(size=SMALL) as pilot:
        await settle(pilot)
        said = str(main(shown).query_one("#nothing-said", Static).render())
        assert "leads.xlsx" in said
        assert "r tries again" in said
        software.leads.write_bytes(whole)
        await pilot.press("r")
        await settle(pilot, 2)
        assert len(view(shown).leads) == 321
        software.leads.write_bytes(b"PK\x03\x04 broken")
    shown = SheetqualApp(START, software)
    async with shown.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("q")
        await pilot.pause()
    assert shown.return_code == 2


async def test_long_rankings_are_made_aside_and_the_last_order_wins(
    software: Opening, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetqual_tui.ranking._QUICK", 0)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "J", "J", "slash", *"ltd")
        await settle(pilot, 4)
        assert order(shown)[3] == "need"
        assert view(shown).filters.text == "ltd"
        assert "become hot" in change(shown)


async def test_an_export_asked_for_while_ranking_writes_what_will_be_shown(
    software: Opening, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetqual_tui.ranking._QUICK", 0)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        screen = main(shown)
        screen.action_next_temperature()
        screen.action_export()
        await settle(pilot, 3)
        assert on_top(shown, ExportDialog)
        assert "50 leads (hot)" in str(shown.screen.query_one(".question", Static).render())


async def test_an_export_that_is_cancelled_writes_nothing(
    software: Opening, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*arguments: object) -> None:
        progress = arguments[-1]
        assert callable(progress)
        with replacing(software.leads.parent / "leads-scored.xlsx"):
            while True:
                progress(1, 2)
                time.sleep(0.01)

    monkeypatch.setattr("sheetqual_tui.exporting.export_leads", endless)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("e")
        dialog = shown.screen
        assert isinstance(dialog, ExportDialog)
        before = set(software.leads.parent.iterdir())
        dialog._go()
        await pilot.pause()
        dialog.action_cancel()
        for _ in range(200):
            await pilot.pause(0.02)
            if set(software.leads.parent.iterdir()) == before:
                break
        assert set(software.leads.parent.iterdir()) == before
        assert on_top(shown, MainScreen)
