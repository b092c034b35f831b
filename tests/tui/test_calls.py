"""The call list and the overview: the core's numbers, and files that hold exactly those leads."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from sheetqual.core.calling import CallFilter, call_list
from sheetqual.core.identity import column_texts
from sheetqual.core.judge import Queue
from sheetqual.core.overview import overview, question_worth
from sheetqual.core.profile import Level, Temperature
from sheetqual.files.profiles import read_profile
from sheetqual_tui.panes.calls import LeftOut
from sheetqual_tui.screens.calling import CallScreen
from sheetqual_tui.screens.lead import LeadScreen
from sheetqual_tui.screens.prompt import Prompt
from tests.tui.helpers import (
    LARGE,
    SMALL,
    answer,
    choices,
    choose,
    content,
    dialog_says,
    drawn,
    edit,
    go_to,
    main,
    on_top,
    order,
    said,
    settle,
    sheet_says,
    view,
)

if TYPE_CHECKING:
    from sheetqual.core.calling import CallList
    from sheetqual_tui.app import SheetqualApp
    from sheetqual_tui.session import Opening
    from tests.tui.helpers import MakeApp


CALLED = frozenset({Temperature.HOT, Temperature.WARM, Temperature.COLD})


def computed(app: SheetqualApp, wanted: CallFilter) -> CallList:
    """Return the call list of the core on the board shown."""
    scored = view(app).scored
    owners = [owner or "" for owner in column_texts(scored.table.columns, scored.places.owner, len(scored.board))]
    return call_list(scored.board, wanted, owners, scored.overrides.by_lead)


def check(app: SheetqualApp, wanted: CallFilter) -> None:
    """Check that the call list shown is the one of the core."""
    calls = computed(app, wanted)
    shown = main(app).calls.shown
    assert shown is not None
    assert list(shown.leads) == list(calls.leads)
    ranks = {lead: rank for rank, lead in enumerate(view(app).board.order, start=1)}
    assert list(shown.ranks) == [ranks[lead] for lead in calls.leads]
    left_out = main(app).query_one(LeftOut).text()
    assert [line.split(maxsplit=1) for line in left_out.splitlines()[: len(calls.left_out)]] == [
        [f"{count:,}", reason] for reason, count in calls.left_out
    ] or not calls.left_out
    leads = len(calls.leads)
    assert main(app).calls.table.border_title == f"Call list: {leads:,} lead{'' if leads == 1 else 's'}"


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("which", ["software", "savings"])
async def test_the_call_list_is_that_of_the_core(
    request: pytest.FixtureRequest, app: MakeApp, size: tuple[int, int], which: str
) -> None:
    shown = app(request.getfixturevalue(which))
    async with shown.run_test(size=size) as pilot:
        await pilot.press("3")
        wanted = CallFilter(temperatures=CALLED, capacity=25)
        check(shown, wanted)
        await edit(pilot, "capacity")
        await answer(pilot, "7")
        wanted = replace(wanted, capacity=7)
        check(shown, wanted)
        await edit(pilot, "capacity")
        await answer(pilot, "")
        wanted = replace(wanted, capacity=None)
        check(shown, wanted)
        assert sheet_says(shown, "capacity") == "no limit"
        labels = view(shown).board.profile.score.labels
        await edit(pilot, "temperatures")
        await choose(pilot, labels[Temperature.HOT], several=True)
        wanted = replace(wanted, temperatures=frozenset({Temperature.HOT}))
        check(shown, wanted)
        await edit(pilot, "temperatures")
        await choose(pilot, labels[Temperature.HOT], labels[Temperature.COLD], several=True)
        wanted = replace(wanted, temperatures=frozenset({Temperature.HOT, Temperature.COLD}))
        await edit(pilot, "queues")
        assert "suppressed" not in choices(shown)
        await choose(pilot, "call", "nurture", several=True)
        wanted = replace(wanted, queues=frozenset({Queue.CALL, Queue.NURTURE}))
        check(shown, wanted)
        await edit(pilot, "levels")
        offered = list(choices(shown))
        await choose(pilot, *offered[-2:], several=True)
        chosen = frozenset(None if one == "all passed" else Level(one) for one in offered[-2:])
        wanted = replace(wanted, levels=chosen)
        check(shown, wanted)
        await edit(pilot, "owner")
        owner = list(choices(shown))[1]
        await choose(pilot, owner)
        wanted = replace(wanted, owner="" if owner == "nobody" else owner)
        check(shown, wanted)
        for key in ("temperatures", "queues", "levels", "owner"):
            go_to(pilot, key)
            await pilot.press("delete")
        check(shown, CallFilter(temperatures=CALLED, capacity=None))


async def test_leads_of_nobody_and_of_one_product_are_called(savings: Opening, app: MakeApp) -> None:
    shown = app(savings)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3")
        await edit(pilot, "product")
        assert "Piano Studi" in choices(shown)
        await choose(pilot, "Piano Serenità")
        wanted = CallFilter(temperatures=CALLED, capacity=25, product="Piano Serenità")
        check(shown, wanted)
        await edit(pilot, "owner")
        if "nobody" in choices(shown):
            await choose(pilot, "nobody")
            check(shown, replace(wanted, owner=""))


async def test_a_number_of_calls_that_makes_no_sense_is_refused(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3")
        for typed in ("0", "-3", "many", "2.5", "٣"):
            await edit(pilot, "capacity")
            shown.screen.query_one("#text", Input).value = typed
            await pilot.press("enter")
            assert on_top(shown, Prompt), typed
            assert "whole number above 0" in dialog_says(shown)
            await pilot.press("escape")
        assert main(shown).calls.wanted.capacity == 25


async def test_the_call_list_follows_the_priorities_before_they_are_saved(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3", "2", "J", "J", "3")
        check(shown, CallFilter(temperatures=CALLED, capacity=25))
        await pilot.press("u")
        check(shown, CallFilter(temperatures=CALLED, capacity=25))


async def test_the_length_of_the_session_is_what_the_impact_speaks_of(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3")
        await edit(pilot, "capacity")
        await answer(pilot, "40")
        await pilot.press("2", "J", "J")
        assert "the 40 to call first" in main(shown).query_one("#impact").text()  # type: ignore[attr-defined]


async def test_the_export_of_the_call_list_is_a_session_of_its_leads_in_their_order(
    software: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "3")
        await edit(pilot, "capacity")
        await answer(pilot, "12")
        await edit(pilot, "callers")
        await answer(pilot, "Anna, Ben, Anna")
        await edit(pilot, "sample")
        await answer(pilot, "2")
        leads = call_list(view(shown).board, CallFilter(temperatures=CALLED), None).leads
        in_order = [view(shown).scored.id(lead) for lead in leads]
        await pilot.press("e")
        assert "Export the call list: up to 12 leads (hot or warm or cold)" in dialog_says(shown)
        shown.screen.query_one("#name", Input).value = "calls.csv"
        await pilot.press("enter")
        await settle(pilot, 3)
        assert "14 leads to call in" in said(shown)
        assert "calls.rejects.csv" in said(shown)
    path = software.leads.with_name("calls.csv")
    rows = list(csv.DictReader(io.StringIO(content(path).decode("utf-8-sig"), newline="")))
    assert len(rows) == 14
    assert [row["sample"] for row in rows] == [""] * 12 + ["yes"] * 2
    assert {row["caller"] for row in rows} == {"Anna", "Ben"}
    chosen = [row["id"] for row in rows[:12]]
    assert chosen == [one for one in in_order if one in chosen]
    receipt = json.loads(path.with_name("calls.receipt.json").read_text(encoding="utf-8"))
    assert any("not saved" in warning for warning in receipt["warnings"])


async def test_a_session_can_be_for_a_later_stage(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3")
        await edit(pilot, "stage")
        await choose(pilot, "discovery")
        assert main(shown).calls.session_settings.stage == "discovery"
        go_to(pilot, "stage")
        await pilot.press("delete")
        assert main(shown).calls.session_settings.stage == "cold_call"
        await edit(pilot, "sample")
        shown.screen.query_one("#text", Input).value = "a few"
        await pilot.press("enter")
        assert "Give a whole number" in dialog_says(shown)
        await pilot.press("escape")


async def test_a_lead_of_the_call_list_is_opened_with_those_around_it(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3", "tab", "tab", "down", "enter")
        assert on_top(shown, LeadScreen)
        table = main(shown).calls.table
        assert table.lead is not None
        assert view(shown).scored.label(table.lead) in "\n".join(drawn(shown.screen.query_one("#whole")))
        before = table.cursor
        await pilot.press("n", "escape")
        assert table.cursor == before + 1


async def test_leads_of_the_call_list_are_marked(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3", "tab", "tab", "M")
        calls = main(shown).calls.shown
        assert calls is not None
        assert [lead for lead, mark in enumerate(main(shown).marks) if mark] == sorted(calls.leads)


async def test_a_column_sorts_the_call_list_too_or_shows_no_arrow(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3", "tab", "tab", *["right"] * 5, "o")
        calls = main(shown).calls.shown
        assert calls is not None
        names = [(view(shown).scored.name(lead) or "").casefold() for lead in calls.leads]
        assert names == sorted(names) or "Name▲" not in drawn(main(shown).calls.table)[0]


async def test_a_long_list_is_counted_aside_and_the_last_wish_wins(
    software: Opening, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetqual_tui.ranking._QUICK", 0)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3")
        await edit(pilot, "capacity")
        await answer(pilot, "5")
        await edit(pilot, "capacity")
        await answer(pilot, "9")
        await settle(pilot, 4)
        check(shown, CallFilter(temperatures=CALLED, capacity=9))


# Overview


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("which", ["software", "savings"])
async def test_the_overview_shows_the_numbers_of_the_core(
    request: pytest.FixtureRequest, app: MakeApp, size: tuple[int, int], which: str
) -> None:
    shown = app(request.getfixturevalue(which))
    async with shown.run_test(size=size) as pilot:
        await pilot.press("4")
        await settle(pilot, 3)
        board = view(shown).board
        numbers, worth = overview(board), question_worth(board)
        text = main(shown).query_one("#pictures").text()  # type: ignore[attr-defined]
        words = " ".join(text.split())
        assert f"{sum(numbers.histogram)} leads, {numbers.out} more are out" in words
        labels = board.profile.score.labels
        for temperature, count in numbers.temperatures.items():
            assert f"{labels[temperature]} {count} " in words
        for queue, count in numbers.queues.items():
            assert f"{queue} {count} " in words
        for step, count in numbers.funnel:
            assert f"{step[:18]} {count} " in words or f"{step[:17]}… {count} " in words
        assert f"all {numbers.complete} " in words
        assert f"{numbers.settled} of {numbers.queues[Queue.CALL]} leads to call are settled already" in words
        names = {one.id: one.name for one in board.profile.criteria}
        best, leads = worth.by_criterion[0]
        assert f"{names[best]}: ask {leads} leads first." in words


async def test_the_overview_follows_the_priorities(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=LARGE) as pilot:
        await pilot.press("4")
        await settle(pilot, 3)
        await pilot.press("2", "J", "J", "4")
        await settle(pilot, 3)
        assert order(shown)[0] == "budget"
        numbers = overview(view(shown).board)
        words = " ".join(main(shown).query_one("#pictures").text().split())  # type: ignore[attr-defined]
        assert f"hot {numbers.temperatures[Temperature.HOT]} " in words


async def test_the_overview_scrolls(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("4")
        await settle(pilot, 3)
        await pilot.press("G")
        assert "worth" in "\n".join(drawn(main(shown).query_one("#pictures"))) or "ask" in "\n".join(
            drawn(main(shown).query_one("#pictures"))
        )
        await pilot.press("g")
        assert "Scores" in drawn(main(shown).query_one("#pictures"))[0]


async def test_calls_are_made_noted_and_brought_into_the_list(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3", "C")
        await answer(pilot, "  ")
        assert "Give a name" in dialog_says(shown)
        await answer(pilot, "Åse Vik")
        await settle(pilot, 2)
        assert on_top(shown, CallScreen)
        await pilot.press("o", "n")
        await settle(pilot, 1)
        await pilot.press("escape")
        await settle(pilot, 1)
        assert "leads.calls-åse-vik.jsonl" in dialog_says(shown)
        await pilot.press("m")
        await settle(pilot, 4)
        assert shown.settings.caller == "Åse Vik"
        scored = view(shown).scored
        assert "Disposition" in scored.table.headers
        place = scored.table.headers.index("Disposition")
        assert [one for one in scored.table.columns[place] if one] == ["no answer"]
    assert software.leads.with_name("leads.xlsx.bak").exists()
    assert len(list(software.leads.parent.glob("leads.merge-*.json"))) == 1


async def test_calls_that_are_not_safe_are_not_begun(software: Opening, app: MakeApp) -> None:
    assert software.file.path is not None
    text = software.file.path.read_text(encoding="utf-8")
    software.file.path.write_text(text.replace("[suppress]", '[suppress]\nfiles = ["lost.csv"]'), encoding="utf-8")
    opening = replace(software, file=read_profile(software.file.path))
    shown = app(opening)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3", "C")
        await answer(pilot, "Anna")
        await settle(pilot, 2)
        assert not on_top(shown, CallScreen)
        assert "lost.csv, the do-not-call list that the profile names, can't be found" in said(shown)
