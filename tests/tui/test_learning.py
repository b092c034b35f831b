"""Learning from customers on the screen, and past leads beside what a change of priorities does."""

from __future__ import annotations

import csv
import shutil
import time
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from textual.widgets import Input, Static

from sheetqual.core.backtest import backtest, backtest_pair
from sheetqual.core.backtest_words import pair_in_words
from sheetqual.core.learning.leaks import Suspicion
from sheetqual.core.profile import Weighting
from sheetqual.files.backtests import outcomes_of
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile
from sheetqual_tui import past as past_module
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.command import tui
from sheetqual_tui.learning import Whom, in_proposed_order, learn
from sheetqual_tui.outcome_columns import answers_of, outcome_columns
from sheetqual_tui.past import trial_words
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.choose import Choose
from sheetqual_tui.screens.learning import LearnScreen
from sheetqual_tui.screens.main import MainScreen
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.settings import PastChoice, read_settings
from sheetqual_tui.widgets.impact import Impact
from sheetqual_tui.widgets.lessons import Lessons, Proposed, lesson_rows
from tests.tui.conftest import DAY, START
from tests.tui.helpers import (
    LARGE,
    SMALL,
    as_screen,
    choices,
    choose,
    content,
    ids,
    lines,
    main,
    on_top,
    said,
    settle,
    view,
)
from tests.tui.test_looks import faint

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from sheetqual.core.values import Cell
    from sheetqual_tui.learning import Learnt
    from sheetqual_tui.session import Opening, Progress
    from tests.tui.helpers import MakeApp

WON = "Outcome=Won"


@pytest.fixture
def ended(software: Opening) -> Opening:
    """Return the software team's past leads, of whom it is known how they ended."""
    return replace(software, leads=software.leads.with_name("outcomes.csv"))


def learning(app: SheetqualApp) -> LearnScreen:
    """Return the screen of learning, which is on top."""
    return as_screen(app, LearnScreen)


def learnt(app: SheetqualApp) -> Learnt:
    """Return what was learned."""
    found = learning(app).learnt
    assert found is not None
    return found


def shows(app: SheetqualApp, part: str) -> str:
    """Return what a line of the screen of learning says."""
    return str(learning(app).query_one(f"#{part}", Static).render())


async def give(pilot: Pilot[None], text: str) -> None:
    """Give a name that is asked for."""
    pilot.app.screen.query_one("#text", Input).value = text
    await pilot.press("enter")
    await pilot.pause()


async def go_to(pilot: Pilot[None], text: str) -> None:
    """Put the cursor on the line of a lesson."""
    listed = pilot.app.screen.query_one(Lessons)
    listed.focus()
    listed.select(next(at for at, row in enumerate(listed.rows) if text in row.text))
    await pilot.pause()


def impact(app: SheetqualApp) -> str:
    """Return what stands beside the priorities."""
    return main(app).query_one(Impact).text()


async def learn_from_the_list(pilot: Pilot[None], app: SheetqualApp) -> None:
    """Learn from the list that is open, as a person does."""
    await pilot.press("L")
    await settle(pilot)
    assert on_top(app, Choose)
    await pilot.press("enter")
    await settle(pilot, 2)
    assert next(iter(choices(app).items())) == ("Outcome", "Won, Lost")
    await choose(pilot, "Outcome")
    assert choices(app) == {"Won": "86 leads", "Lost": "274 leads"}
    await choose(pilot, "Won")
    await settle(pilot, 2)


# Learning


async def test_what_customers_share_is_learned_and_taken_into_the_profile_by_a_key(
    ended: Opening, app: MakeApp
) -> None:
    assert ended.file.path is not None
    before = content(ended.file.path)
    shown = app(ended)
    async with shown.run_test(size=LARGE) as pilot:
        await learn_from_the_list(pilot, shown)
        study = learnt(shown).study
        assert shows(shown, "heading") == "From outcomes.csv, Outcome=Won: 86 customers and 274 others"
        assert shows(shown, "summary") == study.summary
        seen = "\n".join(lines(shown))
        assert "Left out: Contract signed on gives the end away" in seen
        assert "63 of 86  73%  (63-81)   92 of 274  34%   <0.1%" in seen
        assert "What can you tell me about “Industry”?" in seen
        assert "3 ↑" in seen
        assert "new  Industry: Lifts" in seen
        assert main(shown).draft.past == ()

        # The order.
        await pilot.press("o")
        await settle(pilot)
        order = [one.criterion for one in study.order if one.criterion is not None]
        assert ids(main(shown).draft.now) == order
        assert {one.id: one.required for one in main(shown).draft.now.criteria} == {
            one.id: one.required for one in ended.file.profile.criteria
        }
        assert "4 of 8 criteria stand elsewhere" in shows(shown, "said")
        assert [one.was for one in learnt(shown).study.order if one.was] == list(range(1, 9))
        await pilot.press("o")
        assert "in the proposed order already" in shows(shown, "said")
        await pilot.press("u")
        await settle(pilot)
        assert main(shown).draft.now == ended.file.profile
        assert not main(shown).unsaved

        # One quality.
        await go_to(pilot, "Industry: Lifts")
        await pilot.press("a")
        await settle(pilot)
        added = main(shown).draft.now.criteria[2]
        assert (added.id, added.name) == ("industry_lifts_escalators", "Industry: Lifts & escalators")
        assert added.questions
        assert "Added as criterion 3" in shows(shown, "said")
        assert view(shown).board.profile.criteria[2] == added
        await pilot.press("u")
        await settle(pilot)
        assert main(shown).draft.now == ended.file.profile
        await pilot.press("U", "u")
        await settle(pilot)

        await pilot.press("escape")
        assert on_top(shown, MainScreen)
        assert not main(shown).unsaved
    assert content(ended.file.path) == before


async def test_a_column_is_left_out_or_looked_at_all_the_same_by_a_key(ended: Opening, app: MakeApp) -> None:
    shown = app(replace(ended, past=PastChoice(WON)))
    async with shown.run_test(size=SMALL) as pilot:
        await settle(pilot, 2)
        await pilot.press("L")
        await settle(pilot, 2)
        for theme in ("textual-light", "textual-dark"):
            shown.theme = theme
            await pilot.pause(0.3)
            assert faint(shown.screen._compositor.render_strips()) == set()
        await go_to(pilot, "Contract signed on")
        await pilot.press("x")
        await settle(pilot)
        assert any(one.column == "Contract signed on" for one in learnt(shown).study.lessons.qualities)
        await go_to(pilot, "Need: yes")
        await pilot.press("x")
        await settle(pilot)
        assert all(one.column != "Need" for one in learnt(shown).study.lessons.qualities)
        await go_to(pilot, "Need: left out, as asked")
        await pilot.press("x")
        await settle(pilot)
        assert any(one.column == "Need" for one in learnt(shown).study.lessons.qualities)
        await go_to(pilot, "Record ID")
        await pilot.press("x")
        assert "can't be compared" in shows(shown, "said")
        proposed = shown.screen.query_one(Proposed)
        proposed.focus()
        proposed.cursor = next(at for at, one in enumerate(proposed.places) if one.was)
        await pilot.press("a")
        assert "in your profile already" in shows(shown, "said")
        assert not main(shown).unsaved


async def test_customers_of_a_file_are_learned_from_and_a_draft_of_it_scores(software: Opening, app: MakeApp) -> None:
    folder = software.leads.parent
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("L")
        await settle(pilot)
        await choose(pilot, "A file of your best customers, against this list")
        assert on_top(shown, Prompt)
        await give(pilot, "nobody.csv")
        assert "nobody.csv can't be found" in str(shown.screen.query_one("#said", Static).render())
        await give(pilot, "customers.csv")
        await settle(pilot, 2)
        assert shows(shown, "heading") == "8 customers and 321 others: customers.csv against leads.xlsx"
        assert main(shown).past_choice is None
        for _ in range(2):
            await pilot.press("d")
            await pilot.pause()
            await give(pilot, "profile.toml")
            assert "present profile" in str(shown.screen.query_one("#said", Static).render())
            await give(pilot, "theirs.toml")
            await settle(pilot, 2)
        assert on_top(shown, Ask)
        await pilot.press("escape")
        text = "\n".join(row.text for row in shown.screen.query_one(Lessons).rows)
        assert "Draft in theirs.toml: 3 criteria" in text
        assert all(line.replace("--ignore", "x") in text for line in learnt(shown).study.performance_lines)
        assert not main(shown).unsaved
    scored = score_list(software.leads, read_profile(folder / "theirs.toml"), today=DAY)
    assert len(set(scored.board.summaries.scores)) > 2


async def test_what_cannot_be_learned_from_is_said_in_place_and_work_can_be_stopped(
    software: Opening, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = software.leads.parent
    (folder / "few.csv").write_text(
        "Name,Colour,Outcome\n" + "A,red,Won\nB,blue,Lost\nC,blue,Won\nD,red,Lost\n" * 4, "utf-8"
    )
    (folder / "empty.csv").write_text("", "utf-8")

    def never(_whom: Whom, _opening: Opening, _profile: object, progress: Progress) -> Learnt:
        while True:
            progress(1, 3)
            time.sleep(0.25)

    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("L")
        await settle(pilot)
        await choose(pilot, "Another file of past leads: a column says so")
        await give(pilot, "empty.csv")
        await settle(pilot, 2)
        assert "empty.csv" in shows(shown, "said")
        assert learning(shown).query_one("#said").has_class("-bad")
        await pilot.press("o", "d")
        assert "w chooses whom" in shows(shown, "said")
        await pilot.press("w")
        await pilot.pause()
        await choose(pilot, "Another file of past leads: a column says so")
        await give(pilot, "few.csv")
        await settle(pilot, 2)
        await choose(pilot, "Outcome")
        with monkeypatch.context() as patch:
            patch.setattr("sheetqual_tui.screens.learning.learn", never)
            await choose(pilot, "Won")
            await pilot.pause(0.1)
            assert shows(shown, "said") == "Learning from few.csv … 33%. Esc stops."
            await pilot.press("escape")
            await settle(pilot)
        assert "w chooses whom" in shows(shown, "said")
        learning(shown)._learn_from(Whom(WON, folder / "few.csv"))
        await settle(pilot, 2)
        assert "none supported" in shows(shown, "summary")
        await pilot.press("d")
        await give(pilot, "no.toml")
        await settle(pilot)
        assert shows(shown, "said").startswith("No draft was written: no quality is supported.")
        assert not (folder / "no.toml").exists()
        await pilot.press("escape", "2", "J")
        assert main(shown).unsaved


# Past leads beside the impact


async def test_a_change_is_held_against_past_leads_which_are_remembered_until_they_are_gone(
    software: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = software.leads.with_name("outcomes.csv")
    choice = PastChoice(WON, str(file))
    opening = replace(software, past=choice)
    old = score_list(file, software.file, today=DAY, keep_all=True)
    outcomes = outcomes_of(old, WON)
    shown = SheetqualApp(START, opening, opening.read())
    async with shown.run_test(size=LARGE) as pilot:
        await settle(pilot, 2)
        await pilot.press("2")
        assert "Past leads (86 of 360 became customers)" in impact(shown)
        alone = backtest(old.board, outcomes, calls=25)
        assert view(shown).trial is not None
        assert view(shown).trial.now == alone  # type: ignore[union-attr]
        await pilot.press("J", "J")
        await settle(pilot)
        pair = backtest_pair(old.board, old.board.with_profile(main(shown).draft.now), outcomes, 25)
        assert view(shown).trial.pair == pair  # type: ignore[union-attr]
        text = impact(shown)
        assert f"Top 25 hold {pair.reached[0]:g} → {pair.reached[1]:g} of them" in text
        areas = [f"{test.record.auc.value * 100:.0f}" for test in (pair.old, pair.new) if test.record.auc]
        assert f"A customer scores higher in {areas[0]} → {areas[1]} of 100 pairs" in text
        assert pair_in_words(pair).split(":")[0] in text.replace("\n", " ")
        await pilot.press("u", "u")
        assert view(shown).trial.now == alone  # type: ignore[union-attr]
        await settle(pilot, 2)
    assert read_settings()[0].past == {str(software.leads): choice}

    # Of many leads, aside.
    monkeypatch.setattr(past_module, "_QUICK", 0)
    monkeypatch.setattr("sheetqual_tui.screens.proving._REST", 0.1)
    again = SheetqualApp(START, software, software.read())
    async with again.run_test(size=SMALL) as pilot:
        await settle(pilot, 2)
        await pilot.press("2", "J", "J")
        await pilot.pause(0.3)
        await settle(pilot, 2)
        assert view(again).trial.pair == pair  # type: ignore[union-attr]
        assert "Customers in top 25: " in impact(again)
        # A profile that reads its leads in another way.
        main(again).action_remove()
        await pilot.pause(0.3)
        await settle(pilot, 2)
        other = score_list(file, replace(software.file, profile=main(again).draft.now), today=DAY, keep_all=True)
        assert view(again).trial.now.record == backtest(other.board, outcomes).record  # type: ignore[union-attr]

    file.unlink()
    last = SheetqualApp(START, software, software.read())
    async with last.run_test(size=SMALL) as pilot:
        await settle(pilot, 3)
        assert "Changes are not held against past leads. outcomes.csv can't be found." in said(last)
        await pilot.press("2", "J")
        assert "Customers" not in impact(last)
        await settle(pilot, 2)
    assert read_settings()[0].past == {}


async def test_the_list_s_own_leads_are_past_ones_once_it_is_known_how_they_ended(ended: Opening) -> None:
    opening = replace(ended, past=PastChoice("Outcome=Gone"))
    shown = SheetqualApp(START, opening, opening.read())
    async with shown.run_test(size=SMALL) as pilot:
        await settle(pilot, 2)
        assert "No lead has 'Gone' in the column 'Outcome'." in said(shown)
        main(shown).use_past(PastChoice(WON))
        await settle(pilot, 2)
        await pilot.press("2", "J")
        board = view(shown).board
        outcomes = outcomes_of(view(shown).scored, WON)
        assert main(shown).ranking is not None
        pair = backtest_pair(main(shown).ranking.saved, board, outcomes, 25)  # type: ignore[union-attr]
        assert view(shown).trial.pair == pair  # type: ignore[union-attr]
        # Saved, the same is the profile that others are held against.
        await pilot.press("s")
        await settle(pilot, 3)
        assert view(shown).trial.pair is None  # type: ignore[union-attr]
        assert view(shown).trial.now.record == pair.new.record  # type: ignore[union-attr]
        # Read again, so are its leads.
        with ended.leads.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        with ended.leads.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows[:200])
        await pilot.press("r")
        await settle(pilot, 4)
        assert view(shown).trial.now.record.share.total == 199  # type: ignore[union-attr]
        # What is learned from next is what L learns from at once.
        await pilot.press("L")
        await settle(pilot, 2)
        assert shows(shown, "heading").startswith("From outcomes.csv, Outcome=Won:")


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [(["leads.csv", "--past", "x.csv"], "--past goes with --outcome"), (["--outcome", WON], "goes with a list")],
)
def test_past_leads_on_the_command_line_need_what_belongs_to_them(arguments: list[str], refusal: str) -> None:
    result = CliRunner().invoke(tui, arguments)
    assert result.exit_code == 2
    assert refusal in result.output


# Without a screen


def test_points_stay_at_their_places_when_the_proposed_order_is_taken(ended: Opening) -> None:
    points = (40, 20, 15, 10, 6, 4, 3, 2)
    profile = replace(
        ended.file.profile,
        score=replace(ended.file.profile.score, weights=Weighting.POINTS),
        criteria=tuple(
            replace(one, points=Fraction(own), tied_with_previous=place == 3)
            for place, (one, own) in enumerate(zip(ended.file.profile.criteria, points, strict=True))
        ),
    )
    found = learn(Whom(WON), ended, profile, lambda _done, _total: None)
    taken = in_proposed_order(profile, found.study.order)
    assert ids(taken) == [one.criterion for one in found.study.order if one.criterion]
    assert [one.points for one in taken.criteria] == list(points)
    assert {one.id: one.want for one in taken.criteria} == {one.id: one.want for one in profile.criteria}
    assert not any(one.tied_with_previous for one in taken.criteria)
    assert in_proposed_order(taken, found.study.order) == taken


def test_columns_to_think_about_come_first_and_near_copies_are_named(ended: Opening) -> None:
    found = learn(Whom(WON), ended, ended.file.profile, lambda _done, _total: None)
    lessons = replace(found.study.lessons, suspicions=(Suspicion("Need", 76),))
    study = replace(found.study, lessons=lessons, copies=(("Tool", "Current tool"),))
    rows = lesson_rows(replace(found, study=study))
    assert [row.style for row in rows[:3]] == ["heading", "warning", "warning"]
    assert rows[2].place == found.past.table.headers.index("Need")
    assert "in 76 of 100 pairs" in rows[2].text
    assert "Tool says nearly the same as Current tool" in [row.text for row in rows]


@pytest.mark.parametrize(
    ("header", "cells", "first"),
    [
        ("Outcome", ["Lost", "Lost", "won", "Won", None], "won"),
        ("Deal stage", ["Open", "Open", "Closed Won"], "Closed Won"),
        ("Esito", ["Perso", "Perso", "Vinto"], "Vinto"),
        ("Utfall", ["Tapt", "Tapt", "Vunnet"], "Vunnet"),
        ("Результат", ["Отказ", "Отказ", "Да"], "Да"),
        ("نتیجه", ["از دست رفته", "از دست رفته", "مشتری"], "مشتری"),
    ],
)
def test_columns_that_look_like_the_end_of_leads_come_first_and_customers_first_in_them(
    header: str, cells: list[str | None], first: str
) -> None:
    columns: dict[int, list[Cell]] = {0: ["a", "b", "c", "d", "e"], 1: [*cells], 2: [None] * 5}
    found = outcome_columns(("Name", header, "Empty"), columns)
    assert [one.header for one in found] == [header, "Name"]
    assert found[0].is_likely
    assert found[0].counts[0][0] == first
    assert not answers_of("Outcome", [str(number) for number in range(20)]).is_likely


def test_too_few_past_leads_are_called_so(tmp_path: Path, software: Opening) -> None:
    few = tmp_path / "few.csv"
    with software.leads.with_name("outcomes.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    with few.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows[:20])
    past = past_module.read_past(PastChoice(WON, str(few)), software, software.read(), lambda _done, _total: None)
    board = software.read().board
    trial = past.trial(board, board.moved(0, 1), 50)
    words = trial_words(trial)
    assert "far too few" in words.warning
    assert words.is_better is None
    assert words.short[0].startswith("Customers in top 19: ")
    shutil.rmtree(tmp_path / "software")
