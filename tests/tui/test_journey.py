"""A morning with the screen, from opening a list to opening it again."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from sheetqual.core.impact import impact
from sheetqual.core.profile import Temperature
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.screens.main import MainScreen
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
    order,
    said,
    settle,
    type_text,
    view,
)

if TYPE_CHECKING:
    from sheetqual_tui.session import Opening
    from tests.tui.helpers import MakeApp


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_morning_with_the_screen(software: Opening, app: MakeApp, size: tuple[int, int]) -> None:
    path = software.file.path
    assert path is not None
    before = software.file.profile
    shown = app(software)
    async with shown.run_test(size=size) as pilot:
        # Look at the hot leads of one owner, with the columns one likes.
        await pilot.press("c")
        await choose(pilot, "#", "Score", "Temp.", "Name", "Owner", "Why", several=True)
        await pilot.press("f")
        await edit(pilot, "temperature")
        await choose(pilot, "hot", several=True)
        await pilot.press("escape")
        assert len(view(shown).leads) == 50
        await pilot.press("space", "space")

        # Move a criterion, and see what it would do.
        await pilot.press("2", "down", "K", "K")
        assert order(shown)[0] == "budget"
        measured = impact(score_list(software.leads, software.file, today=DAY).board, view(shown).board, 25)
        text = main(shown).query_one(Impact).text()
        for (was, now), count in measured.counts().items():
            assert f"{count} {was} → {now}" in text

        # Change more of the profile: a threshold, a new criterion with values from the list, steps.
        await pilot.press("comma")
        await edit(pilot, "score/hot")
        await answer(pilot, "72")
        await pilot.press("escape", "a")
        await type_text(pilot, "Source")
        await pilot.press("enter")
        place = [one.name for one in main(shown).draft.now.criteria].index("Source")
        await edit(pilot, f"criterion/{place}/want")
        await pilot.press("space")
        await choose(pilot, "Source")
        await choose(pilot, "is one of")
        await choose(pilot, "referral", "web form", several=True)
        await pilot.press("enter")
        await pilot.pause()
        await edit(pilot, "steps")
        await pilot.press("escape")
        changed = main(shown).draft.now
        assert len(changed.criteria) == len(before.criteria) + 1
        assert changed.criteria[place].grades[0].value == Fraction(1)

        # Take everything back and make it again.
        steps = len(main(shown).draft.past)
        await pilot.press(*["u"] * steps)
        assert main(shown).draft.now == before
        assert not main(shown).unsaved
        await pilot.press(*["U"] * steps)
        assert main(shown).draft.now == changed

        # Save it, and export whom to call.
        await pilot.press("s")
        await settle(pilot, 3)
        assert not main(shown).unsaved
        assert "v5" in headline(shown)[0]
        await pilot.press("3")
        await edit(pilot, "capacity")
        await answer(pilot, "20")
        calls = main(shown).calls.shown
        assert calls is not None
        called = list(calls.leads)
        await pilot.press("e")
        shown.screen.query_one("#name", Input).value = "calls.csv"
        await pilot.press("enter")
        await settle(pilot, 2)
        assert "20 leads in" in said(shown)
        shown_order = list(view(shown).board.order)
        await pilot.press("q")
        await pilot.pause()
    assert not shown.is_running
    assert shown.return_code == 0

    # What was written is what scoring the list by the saved profile says.
    saved = read_profile(path)
    assert saved.profile == replace(changed, version=5)
    scored = score_list(software.leads, saved, today=DAY)
    assert list(scored.board.order) == shown_order
    text = content(software.leads.with_name("calls.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [int(row["Row"]) for row in rows] == [scored.table.rows[lead] for lead in called]
    for row, lead in zip(rows, called, strict=True):
        verdict = scored.board.verdict(lead)
        assert float(row["Score"]) == verdict.score / 1000
        assert row["Temperature"] == verdict.temperature
        assert row["Queue"] == "call"

    # Open it again, from the lists opened before.
    again = SheetqualApp(START)
    async with again.run_test(size=size) as pilot:
        await pilot.pause()
        assert isinstance(again.screen, OpenScreen)
        await pilot.press("enter")
        await settle(pilot, 3)
        assert isinstance(again.screen, MainScreen)
        assert main(again).draft.now == saved.profile
        assert list(view(again).leads) == shown_order
        assert main(again).leads.table.chosen == ("rank", "score", "temperature", "name", "owner", "why")
        assert drawn(main(again).leads.table)[0].split()[:4] == ["#", "Score", "Temp.", "Name"]
        assert view(again).temperatures[Temperature.HOT] == scored.board.counts()[0][Temperature.HOT]

        # The first version is still there.
        await pilot.press("H", "end", "enter")
        await pilot.pause()
        assert ids(main(again).draft.now) == ids(before)
        assert main(again).unsaved
        await pilot.press("2")
        assert "Nothing yet." not in main(again).query_one(Impact).text()
        await pilot.press("s")
        await settle(pilot, 3)
    assert replace(read_profile(path).profile, version=before.version) == before
    # Its notes have come back with the criteria that were never touched.
    assert "# no problem, nothing to sell: stop right there" in read_profile(path).text


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
        await pilot.press("t", "e")
        shown.screen.query_one("#name", Input).value = "roventi.csv"
        await pilot.press("enter")
        await settle(pilot, 2)
    saved = read_profile(path)
    scored = score_list(savings.leads, saved, today=DAY)
    hot = [lead for lead in scored.board.order if scored.board.verdict(lead).temperature is Temperature.HOT]
    rows = list(
        csv.reader(io.StringIO(content(savings.leads.with_name("roventi.csv")).decode("utf-8-sig"), newline=""))
    )
    rows = (
        rows
        if len(rows[0]) > 1
        else list(
            csv.reader(
                io.StringIO(content(savings.leads.with_name("roventi.csv")).decode("utf-8-sig"), newline=""),
                delimiter=";",
            )
        )
    )
    assert [int(row[rows[0].index("Row")]) for row in rows[1:]] == [scored.table.rows[lead] for lead in hot]
    assert {row[rows[0].index("Temperature")] for row in rows[1:]} == {"rovente"}
