"""A morning with the screen, from opening a list to opening it again."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.impact import impact
from sheetqual.core.profile import Temperature
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.screens.open import OpenScreen
from sheetqual_tui.widgets.impact import Impact
from tests.tui.conftest import DAY, START
from tests.tui.helpers import (
    LARGE,
    SMALL,
    answer,
    choose,
    content,
    drawn,
    edit,
    go_to,
    headline,
    ids,
    main,
    on_top,
    order,
    said,
    settle,
    type_text,
    view,
)

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from sheetqual.core.profile import Profile
    from sheetqual.files.lists import ScoredList
    from sheetqual_tui.session import Opening
    from tests.tui.helpers import MakeApp


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of an exported CSV file."""
    text = content(path).decode("utf-8-sig")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


async def look_around(pilot: Pilot[None], shown: SheetqualApp) -> None:
    """Look at the hot leads, with the columns one likes, and mark two."""
    await pilot.press("c")
    await choose(pilot, "#", "Score", "Temp.", "Name", "Why", "Status", several=True)
    await pilot.press("f")
    await edit(pilot, "temperature")
    await choose(pilot, "hot", several=True)
    await pilot.press("escape")
    assert len(view(shown).leads) == 50
    await pilot.press("space", "space")


async def move_a_criterion(pilot: Pilot[None], shown: SheetqualApp, opening: Opening) -> None:
    """Move a criterion, and see what it would do."""
    await pilot.press("2", "down", "K", "K")
    assert order(shown)[0] == "budget"
    measured = impact(score_list(opening.leads, opening.file, today=DAY).board, view(shown).board, 25)
    text = main(shown).query_one(Impact).text()
    for (was, now), count in measured.counts().items():
        assert f"{count} {was} → {now}" in text


async def change_the_profile(pilot: Pilot[None], shown: SheetqualApp) -> Profile:
    """Change a threshold, and add a criterion with values from the list, in steps."""
    await pilot.press("comma")
    await edit(pilot, "score/hot")
    await answer(pilot, "72")
    await pilot.press("escape", "a")
    await type_text(pilot, "Source")
    await pilot.press("enter")
    place = [one.name for one in main(shown).draft.now.criteria].index("Source")
    await edit(pilot, f"criterion/{place}/want")
    await pilot.press("enter")
    await choose(pilot, "referral", "web form", several=True)
    await pilot.press("escape")
    await edit(pilot, "steps")
    await choose(pilot, "in steps")
    await pilot.press("escape")
    changed = main(shown).draft.now
    (step,) = changed.criteria[place].grades
    assert (step.when, step.value) == (Comparison("one_of", ("referral", "web form"), ("Source",)), 100)
    return changed


async def take_back_and_make_again(pilot: Pilot[None], shown: SheetqualApp, before: Profile, changed: Profile) -> None:
    """Undo everything, and redo it."""
    steps = len(main(shown).draft.past)
    await pilot.press(*["u"] * steps)
    assert main(shown).draft.now == before
    assert not main(shown).unsaved
    await pilot.press(*["U"] * steps)
    assert main(shown).draft.now == changed


async def save_and_export(pilot: Pilot[None], shown: SheetqualApp) -> list[int]:
    """Save the profile, export the call list, and leave; return whom to call."""
    await pilot.press("s")
    await settle(pilot, 3)
    assert not main(shown).unsaved
    assert "v5" in headline(shown)[0]
    await pilot.press("3")
    await edit(pilot, "capacity")
    await answer(pilot, "20")
    calls = main(shown).calls.shown
    assert calls is not None
    await pilot.press("e")
    shown.screen.query_one("#name", Input).value = "calls.csv"
    await pilot.press("enter")
    await settle(pilot, 2)
    assert "20 leads to call in" in said(shown)
    await pilot.press("q")
    await pilot.pause()
    return list(calls.leads)


def check_what_was_written(opening: Opening, changed: Profile, called: list[int]) -> ScoredList:
    """Check that the files hold what scoring the list by the saved profile says; return that."""
    assert opening.file.path is not None
    saved = read_profile(opening.file.path)
    assert saved.profile == replace(changed, version=5)
    scored = score_list(opening.leads, saved, today=DAY)
    rows = rows_of(opening.leads.with_name("calls.csv"))
    assert len(rows) == len(called)
    names = [scored.id(lead) or f"row-{row}" for lead, row in enumerate(scored.table.rows)]
    lead_of = {name: lead for lead, name in enumerate(names)}
    for row in rows:
        verdict = scored.board.verdict(lead_of[row["id"]])
        assert verdict.queue == "call"
        assert row["reason"].startswith(f"{verdict.temperature}, {verdict.score / 1000:g} points: ")
    # Those of the list who can be called come in its order, and others take the places of those who can't.
    ids = [row["id"] for row in rows]
    assert [names[lead] for lead in called if names[lead] in ids] == [one for one in ids if lead_of[one] in called]
    return scored


async def open_again(size: tuple[int, int], scored: ScoredList, before: Profile) -> None:
    """Open the list from those opened before: all is as it was; go back to the first version, and save that."""
    again = SheetqualApp(START)
    async with again.run_test(size=size) as pilot:
        await pilot.pause()
        assert on_top(again, OpenScreen)
        await pilot.press("enter")
        await settle(pilot, 3)
        assert main(again).draft.now == scored.file.profile
        assert list(view(again).leads) == list(scored.board.order)
        assert view(again).temperatures == scored.board.counts()[0]
        assert main(again).leads.table.chosen == ("rank", "score", "temperature", "name", "why", "status")
        assert drawn(main(again).leads.table)[0].split()[:4] == ["#", "Score", "Temp.", "Name"]
        await pilot.press("H", "end", "enter")
        await pilot.pause()
        assert ids(main(again).draft.now) == ids(before)
        assert main(again).unsaved
        await pilot.press("2")
        assert "Nothing yet." not in main(again).query_one(Impact).text()
        await pilot.press("s")
        await settle(pilot, 3)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_morning_with_the_screen(software: Opening, app: MakeApp, size: tuple[int, int]) -> None:
    before = software.file.profile
    shown = app(software)
    async with shown.run_test(size=size) as pilot:
        await look_around(pilot, shown)
        await move_a_criterion(pilot, shown, software)
        changed = await change_the_profile(pilot, shown)
        await take_back_and_make_again(pilot, shown, before, changed)
        called = await save_and_export(pilot, shown)
    assert not shown.is_running
    assert shown.return_code == 0
    scored = check_what_was_written(software, changed, called)
    await open_again(size, scored, before)
    assert software.file.path is not None
    last = read_profile(software.file.path)
    assert replace(last.profile, version=before.version) == before
    # What was never touched has kept its notes through all of it.
    assert "# no problem, nothing to sell: stop right there" in last.text


async def test_a_morning_with_a_team_that_speaks_another_language(savings: Opening, app: MakeApp) -> None:
    path = savings.file.path
    assert path is not None
    shown = app(savings)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "end", "d", "comma")
        go_to(pilot, "types/CQL")
        await pilot.press("delete")
        await edit(pilot, "score/labels/hot")
        await answer(pilot, "rovente")
        await pilot.press("escape", "s")
        await settle(pilot, 3)
        assert "rovente" in headline(shown)[1]
        await pilot.press("1", "t", "e")
        shown.screen.query_one("#name", Input).value = "roventi.csv"
        await pilot.press("enter")
        await settle(pilot, 2)
    saved = read_profile(path)
    scored = score_list(savings.leads, saved, today=DAY)
    hot = [lead for lead in scored.board.order if scored.board.verdict(lead).temperature is Temperature.HOT]
    rows = rows_of(savings.leads.with_name("roventi.csv"))
    assert [int(row["Row"]) for row in rows] == [scored.table.rows[lead] for lead in hot]
    assert {row["Temperature"] for row in rows} == {"rovente"}
