"""The profile is changed in place: everything in it, one undoable step at a time."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from sheetqual.core.condition_edits import nodes
from sheetqual.core.conditions import All, Any_, Not
from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.impact import impact
from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature, Weighting
from sheetqual.core.profile_edits import value_at
from sheetqual.core.weights import criterion_points
from sheetqual.files.profiles import read_profile
from sheetqual_tui.screens.choose import Choose
from sheetqual_tui.screens.condition import Conditions, ConditionScreen
from sheetqual_tui.screens.main import MainScreen
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.screens.sheets import CriterionScreen, EntriesScreen, EntryScreen, FieldsScreen, ProfileScreen
from sheetqual_tui.widgets.impact import Impact
from sheetqual_tui.widgets.priorities import Priorities
from tests.tui.helpers import (
    LARGE,
    SMALL,
    answer,
    as_screen,
    change,
    choices,
    choose,
    dialog_says,
    drawn,
    edit,
    go_to,
    ids,
    main,
    on_top,
    order,
    said,
    settle,
    sheet_says,
    type_text,
    view,
)

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from sheetqual.core.profile import Profile
    from sheetqual_tui.app import SheetqualApp
    from sheetqual_tui.session import Opening
    from tests.tui.helpers import MakeApp


def now(app: SheetqualApp) -> Profile:
    """Return the profile as it is being changed."""
    return main(app).draft.now


def table(app: SheetqualApp, *path: str | int) -> Any:
    """Return a value of the profile as TOML has it."""
    return value_at(now(app), path)


async def open_criterion(pilot: Pilot[None], place: int) -> None:
    """Open the sheet of a criterion."""
    await pilot.press("2", "home", *["down"] * place, "enter")
    await pilot.pause()
    assert on_top(pilot.app, CriterionScreen)


async def open_profile(pilot: Pilot[None]) -> None:
    """Open the sheet of all else."""
    await pilot.press("2", "comma")
    await pilot.pause()
    assert on_top(pilot.app, ProfileScreen)


def check_ranking(app: SheetqualApp, opening: Opening) -> None:
    """Check that what is shown is what scoring the list by the profile from scratch says."""
    from dataclasses import replace

    scored = replace(opening, file=replace(opening.file, profile=now(app))).read()
    assert list(view(app).leads) == list(scored.board.order)
    assert all(view(app).board.verdict(lead) == scored.board.verdict(lead) for lead in scored.board.order)


# Criteria


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_criterion_is_added_from_a_column_below_the_selected_one(
    software: Opening, app: MakeApp, size: tuple[int, int]
) -> None:
    shown = app(software)
    async with shown.run_test(size=size) as pilot:
        await pilot.press("2", "down", "a")
        offered = choices(shown)
        headers = [header for header in software.read().table.headers if header]
        assert sorted(offered) == sorted(headers)
        assert "read already" not in offered[next(iter(offered))]
        assert "read already" in offered["Need"]
        await type_text(pilot, "sour")
        assert list(choices(shown)) == ["Source", "sour"]
        await pilot.press("enter")
        assert as_screen(shown, CriterionScreen).title_now() == "Source"
        assert [one.name for one in now(shown).criteria][2] == "Source"
        assert now(shown).criteria[2].columns == ("Source",)
        await pilot.press("escape")
        assert main(shown).selected_place() == 2
        row = drawn(main(shown).query_one(Priorities))[2]
        assert row.startswith("+")
        assert "Source" in row
        check_ranking(shown, software)
        await pilot.press("u")
        assert ids(now(shown)) == ids(software.file.profile)
        assert not main(shown).unsaved


async def test_a_criterion_can_be_added_for_a_header_that_this_list_lacks(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "a")
        await type_text(pilot, "Fleet")
        await pilot.press("enter")
        assert now(shown).criteria[1].columns == ("Fleet",)
        assert table(shown, "criterion", 1, "want") == {"known": True}
        await pilot.press("escape")
        check_ranking(shown, software)


async def test_a_new_criterion_begins_with_what_its_column_holds(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "a")
        await type_text(pilot, "Source")
        await pilot.press("enter")
        values = dict(main(shown).values(["Source"]))
        assert set(table(shown, "criterion", 1, "want")["one_of"]) <= set(values)


async def test_taking_a_criterion_out_takes_it_out_of_the_products_too(savings: Opening, app: MakeApp) -> None:
    shown = app(savings)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "down", "d")
        assert "spare" not in ids(now(shown))
        assert all("spare" not in product.order for product in now(shown).products)
        assert "Quanto può mettere da parte removed" in said(shown)
        assert "Quanto può" not in "".join(drawn(main(shown).query_one(Priorities)))
        check_ranking(shown, savings)
        await pilot.press("u")
        assert now(shown) == savings.file.profile
        await pilot.press("U")
        assert "spare" not in ids(now(shown))


async def test_the_last_criterion_stays(hostile: Opening, app: MakeApp) -> None:
    shown = app(hostile)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "d", "d")
        assert len(now(shown).criteria) == 1
        assert "needs at least one criterion" in said(shown)


async def test_a_tie_shares_the_points_and_a_second_one_ends_it(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "equals_sign")
        assert "none above it to share a rank with" in said(shown)
        assert not main(shown).unsaved
        await pilot.press("down", "equals_sign")
        points = criterion_points(now(shown))
        assert points[0] == points[1]
        rows = drawn(main(shown).query_one(Priorities))
        assert "1=" in rows[0]
        assert "1=" in rows[1]
        check_ranking(shown, software)
        await pilot.press("equals_sign")
        assert not main(shown).unsaved
        await pilot.press("u", "u")
        assert main(shown).draft.past == ()


async def test_a_criterion_is_renamed_and_an_empty_name_is_refused(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/name")
        await answer(pilot, "Pain 痛み")
        assert now(shown).criteria[0].name == "Pain 痛み"
        assert as_screen(shown, CriterionScreen).title_now() == "Pain 痛み"
        assert ids(now(shown)) == ids(software.file.profile)


async def test_a_flag_is_turned_and_brings_along_what_belongs_to_it(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 1)
        await edit(pilot, "criterion/1/required")
        assert now(shown).criteria[1].required
        await edit(pilot, "criterion/1/on_fail")
        await choose(pilot, "lost")
        assert str(now(shown).criteria[1].on_fail) == "lost"
        await pilot.press("escape")
        check_ranking(shown, software)
        await pilot.press("u", "u")
        assert not main(shown).unsaved


async def test_a_criterion_reads_other_columns_in_the_order_chosen(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/columns")
        assert next(iter(choices(shown))) == "Need"
        await choose(pilot, "Need", "Trial", several=True)
        assert now(shown).criteria[0].columns == ("Need", "Trial")
        await edit(pilot, "criterion/0/columns")
        listed = as_screen(shown, Choose)._list
        listed.focus()
        listed.cursor = 1
        await pilot.press("K", "enter")
        await pilot.pause()
        assert now(shown).criteria[0].columns == ("Trial", "Need")
        await pilot.press("escape")
        check_ranking(shown, software)


# Conditions


async def test_values_are_picked_with_the_number_of_their_leads(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "a")
        await type_text(pilot, "Source")
        await pilot.press("enter")
        await edit(pilot, "criterion/1/want")
        assert on_top(shown, ConditionScreen)
        await pilot.press("enter")
        read = software.read().table
        column = next(cells for place, cells in read.columns.items() if read.headers[place] == "Source")
        counts = Counter(str(cell).strip() for cell in column if cell not in (None, ""))
        offered = choices(shown)
        assert {label: int(count.split()[0]) for label, count in offered.items()} == counts
        assert [int(one.split()[0]) for one in offered.values()] == sorted(counts.values(), reverse=True)
        await choose(pilot, "web form", "referral", several=True)
        holds = counts["web form"] + counts["referral"]
        assert f"Holds for {holds} of 321 leads" in dialog_says(shown)
        await pilot.press("escape")
        assert set(table(shown, "criterion", 1, "want")["one_of"]) == {"web form", "referral"}
        await pilot.press("escape")
        check_ranking(shown, software)


async def test_a_value_that_no_lead_has_yet_can_be_typed(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 7)
        await edit(pilot, "criterion/7/want")
        await pilot.press("space")
        before = len(as_screen(shown, Choose)._taken)
        shown.screen.query_one("#search").focus()
        await type_text(pilot, "Iceland")
        await pilot.press("enter")
        await pilot.press("enter", "escape")
        wanted = table(shown, "criterion", 7, "want")["one_of"]
        assert wanted[-1] == "Iceland"
        assert len(wanted) == before + 1


async def test_lines_are_joined_by_and_or_turned_round_and_taken_out(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/want")

        async def add(key: str, column: str, operator: str) -> None:
            await pilot.press(key)
            await choose(pilot, column)
            await choose(pilot, operator)

        await add("o", "Trial", "is yes")
        screen = as_screen(shown, ConditionScreen)
        assert isinstance(screen._condition, Any_)
        assert [type(part) for part in screen._condition.parts] == [Comparison, Comparison]
        assert "any of these" in drawn(screen.query_one(Conditions))[0]
        await pilot.press("home", "down", "n")
        assert isinstance(screen._condition.parts[0], Not)
        assert "not: " in drawn(screen.query_one(Conditions))[1]
        await pilot.press("n", "end")
        await add("a", "Source", "is filled in")
        both = [node for node in nodes(screen._condition) if isinstance(node.condition, All)]
        assert len(both) == 1
        assert len(nodes(screen._condition)) == 5
        await pilot.press("end", "d")
        assert len(nodes(screen._condition)) == 3
        assert table(shown, "criterion", 0, "want") == {"any": [{"yes": True}, {"column": "Trial", "yes": True}]}
        await pilot.press("escape")
        check_ranking(shown, software)


async def test_what_must_hold_too_is_joined_to_the_whole_group_that_is_selected(
    software: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/want")
        await pilot.press("o")
        await choose(pilot, "Trial")
        await choose(pilot, "is yes")
        await pilot.press("home", "a")
        await choose(pilot, "Source")
        await choose(pilot, "is filled in")
        either = Any_((Comparison("yes", True, ("Need",)), Comparison("yes", True, ("Trial",))))
        assert now(shown).criteria[0].want == All((either, Comparison("known", True, ("Source",))))


@pytest.mark.parametrize(
    ("operator", "typed", "table_"),
    [
        ("is at least", "12 500", {"at_least": 12500}),
        ("is at least", "2,5", {"at_least": 2.5}),
        ("lies between", "10 to 50", {"between": [10, 50]}),
        ("lies between", "10-50", {"between": [10, 50]}),
        ("lies between", "1 000 to 2 000", {"between": [1000, 2000]}),
        ("contains", "lift", {"contains": "lift"}),
        ("looks like (* and ?)", "lif*", {"like": "lif*"}),
        ("is a day at most … days away", "30", {"within_days": 30}),
    ],
)
async def test_a_comparison_is_typed_as_people_write_it(
    software: Opening, app: MakeApp, operator: str, typed: str, table_: dict[str, object]
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/want")
        await pilot.press("v")
        await choose(pilot, operator)
        await answer(pilot, typed)
        assert on_top(shown, ConditionScreen), dialog_says(shown)
        assert table(shown, "criterion", 0, "want") == table_


@pytest.mark.parametrize(
    ("operator", "typed"), [("is at least", "many"), ("lies between", "10"), ("lies between", "50 to 10")]
)
async def test_a_comparison_that_makes_no_sense_is_said_and_stays_open(
    software: Opening, app: MakeApp, operator: str, typed: str
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/want")
        await pilot.press("v")
        await choose(pilot, operator)
        await answer(pilot, typed)
        prompt = as_screen(shown, Prompt)
        assert prompt.query_one("#said").has_class("-bad")
        await pilot.press("escape", "escape", "escape")
        assert not main(shown).unsaved


async def test_each_change_of_a_condition_counts_at_once_and_can_be_undone(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/want")
        await pilot.press("n")
        assert table(shown, "criterion", 0, "want") == {"not": {"yes": True}}
        await pilot.press("n")
        assert not main(shown).unsaved
        await pilot.press("n", "c")
        await choose(pilot, "Trial")
        assert now(shown).criteria[0].want == Not(Comparison("yes", True, ("Trial",)))
        await pilot.press("escape")
        check_ranking(shown, software)
        await pilot.press("u", "u", "u", "u")
        assert not main(shown).unsaved


async def test_the_last_line_of_a_condition_stays(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/want")
        await pilot.press("d", "escape")
        assert "at least one line" in said(shown)
        assert not main(shown).unsaved


# Steps


async def test_a_condition_becomes_steps_and_a_condition_again(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "steps")
        await choose(pilot, "in steps")
        assert table(shown, "criterion", 0, "grades") == [{"when": {"yes": True}, "value": 1}]
        assert "want" not in table(shown, "criterion", 0)
        await edit(pilot, "criterion/0/grades")
        assert on_top(shown, EntriesScreen)
        await pilot.press("a")
        await choose(pilot, "Need")
        await choose(pilot, "is filled in")
        assert on_top(shown, EntryScreen)
        await edit(pilot, "criterion/0/grades/1/value")
        await answer(pilot, "25 %")
        await pilot.press("escape")
        assert table(shown, "criterion", 0, "grades")[1] == {"when": {"known": True}, "value": 0.25}
        await pilot.press("K")
        assert [one["value"] for one in table(shown, "criterion", 0, "grades")] == [0.25, 1]
        await pilot.press("d")
        assert table(shown, "criterion", 0, "grades") == [{"when": {"yes": True}, "value": 1}]
        await pilot.press("escape")
        await edit(pilot, "steps")
        await choose(pilot, "all or nothing")
        assert table(shown, "criterion", 0, "want") == {"yes": True}
        await pilot.press("escape")
        check_ranking(shown, software)
        assert not main(shown).unsaved


async def test_the_last_step_stays(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "steps")
        await choose(pilot, "in steps")
        await edit(pilot, "criterion/0/grades")
        await pilot.press("d")
        assert table(shown, "criterion", 0, "grades") == [{"when": {"yes": True}, "value": 1}]
        assert said(shown)


async def test_steps_that_are_open_stay_those_of_their_criterion_while_a_move_is_undone(
    software: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", *["down"] * 4, "K", "enter")
        assert as_screen(shown, CriterionScreen).title_now() == "Company size"
        await edit(pilot, "criterion/3/grades")
        await pilot.press("u")
        assert ids(now(shown)) == ids(software.file.profile)
        await pilot.press("d")
        assert now(shown).criteria[3] == software.file.profile.criteria[3]
        assert len(now(shown).criteria[4].grades) == 2


# Points and thresholds


async def test_thresholds_move_leads_between_temperatures(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_profile(pilot)
        await edit(pilot, "score/hot")
        await answer(pilot, "80")
        assert now(shown).score.hot == 80_000
        assert sheet_says(shown, "score/hot") == "80"
        hot = view(shown).temperatures[Temperature.HOT]
        assert hot == sum(
            view(shown).board.verdict(lead).score >= 80_000
            for lead in view(shown).leads
            if view(shown).board.verdict(lead).temperature is not Temperature.OUT
        )
        await pilot.press("escape")
        check_ranking(shown, software)
        assert "cool down" in change(shown)


async def test_a_threshold_that_makes_no_sense_is_said_and_nothing_changes(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_profile(pilot)
        for typed in ("30", "hot", "101", "-1"):
            await edit(pilot, "score/hot")
            await answer(pilot, typed)
            prompt = as_screen(shown, Prompt)
            assert prompt.query_one("#said").has_class("-bad")
            await pilot.press("escape")
        assert not main(shown).unsaved
        assert main(shown).draft.past == ()


async def test_points_of_ones_own_begin_with_those_of_the_order_and_sort_the_criteria(
    software: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        before = criterion_points(software.file.profile)
        await open_profile(pilot)
        await edit(pilot, "score/weights")
        await choose(pilot, "points of your own")
        assert now(shown).score.weights is Weighting.POINTS
        assert criterion_points(now(shown)) == before
        await pilot.press("escape")
        check_ranking(shown, software)
        await open_criterion(pilot, 4)
        assert as_screen(shown, CriterionScreen).title_now() == "Company size"
        await edit(pilot, "criterion/4/points")
        await answer(pilot, "30")
        assert as_screen(shown, CriterionScreen).title_now() == "Company size"
        assert ids(now(shown))[:3] == ["need", "size", "budget"]
        assert now(shown).criteria[1].points == Fraction(30)
        assert sheet_says(shown, "criterion/1/points") == "30"
        await pilot.press("escape")
        assert main(shown).selected_place() == 1
        check_ranking(shown, software)
        await pilot.press("u", "u")
        assert not main(shown).unsaved


async def test_points_that_are_no_number_are_refused(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_profile(pilot)
        await edit(pilot, "score/weights")
        await choose(pilot, "points of your own")
        await pilot.press("escape")
        await open_criterion(pilot, 0)
        past = main(shown).draft.past
        for typed in ("-5", "a lot"):
            await edit(pilot, "criterion/0/points")
            await answer(pilot, typed)
            assert on_top(shown, Prompt), typed
            await pilot.press("escape")
        assert main(shown).draft.past == past


async def test_points_with_seven_digits_can_be_changed_without_losing_any(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_profile(pilot)
        await edit(pilot, "score/weights")
        await choose(pilot, "points of your own")
        await pilot.press("escape")
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/points")
        await answer(pilot, "34.567891")
        points = now(shown).criteria[0].points
        await edit(pilot, "criterion/0/points")
        await pilot.press("enter")
        assert now(shown).criteria[0].points == points


# All else


async def test_questions_are_added_changed_moved_and_taken_out(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/questions")
        await pilot.press("a")
        await answer(pilot, "What would help?")
        assert on_top(shown, EntryScreen)
        await edit(pilot, "criterion/0/questions/2/stage")
        await choose(pilot, "discovery")
        await edit(pilot, "criterion/0/questions/2/cost")
        await answer(pilot, "3")
        await pilot.press("escape", "K", "K")
        asked = table(shown, "criterion", 0, "questions")
        assert asked[0]["ask"] == "What would help?"
        assert asked[0]["stage"] == "discovery"
        assert asked[0]["cost"] == 3
        await pilot.press("d")
        assert len(table(shown, "criterion", 0, "questions")) == 2
        for _ in range(6):
            await pilot.press("u")
        assert not main(shown).unsaved


async def test_penalties_are_added_changed_and_taken_out(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=LARGE) as pilot:
        await open_profile(pilot)
        await edit(pilot, "penalty")
        await pilot.press("a")
        await answer(pilot, "Came from cold call")
        await choose(pilot, "Source")
        await choose(pilot, "is one of")
        await choose(pilot, "cold call", several=True)
        assert on_top(shown, EntryScreen)
        await edit(pilot, "penalty/2/points")
        await answer(pilot, "20")
        await pilot.press("escape")
        assert table(shown, "penalty", 2) == {
            "id": "came_from_cold_call",
            "name": "Came from cold call",
            "when": {"column": "Source", "one_of": ["cold call"]},
            "points": 20,
        }
        await pilot.press("escape", "escape")
        check_ranking(shown, software)
        await open_profile(pilot)
        await edit(pilot, "penalty")
        await pilot.press("end", "d", "escape", "escape")
        assert len(now(shown).penalties) == 2


async def test_a_profile_without_penalties_gets_its_first(hostile: Opening, app: MakeApp) -> None:
    shown = app(hostile)
    async with shown.run_test(size=SMALL) as pilot:
        await open_profile(pilot)
        await edit(pilot, "penalty")
        assert "None yet; press a to add one." in dialog_says(shown)
        await pilot.press("d", "enter", "J", "a")
        await answer(pilot, "   ")
        assert on_top(shown, Prompt)
        await pilot.press("escape")
        await pilot.press("a")
        await answer(pilot, "Small")
        await choose(pilot, "Size")
        await choose(pilot, "is at most")
        await answer(pilot, "5")
        assert on_top(shown, EntryScreen)
        await pilot.press("escape", "escape", "escape")
        assert [one.name for one in now(shown).penalties] == ["Small"]
        check_ranking(shown, hostile)


async def test_products_are_added_and_their_order_is_chosen(savings: Opening, app: MakeApp) -> None:
    shown = app(savings)
    async with shown.run_test(size=SMALL) as pilot:
        await open_profile(pilot)
        await edit(pilot, "product")
        await pilot.press("a")
        await answer(pilot, "Piano Casa")
        await edit(pilot, "product/2/order")
        await choose(pilot, "Reddito netto della famiglia", "Decide", several=True)
        assert [one.name for one in now(shown).products] == ["Piano Studi", "Piano Serenità", "Piano Casa"]
        assert set(now(shown).products[2].order) == {"income", "authority"}
        await pilot.press("escape", "escape", "escape")
        check_ranking(shown, savings)


async def test_words_of_ones_own_are_read_at_once(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_profile(pilot)
        await edit(pilot, "words/no")
        await answer(pilot, "nein\nnon\nyes")
        assert on_top(shown, Prompt, ProfileScreen)
        if on_top(shown, Prompt):
            await pilot.press("escape")
        await edit(pilot, "words/no")
        await answer(pilot, "nein\n\n  njet \n")
        assert table(shown, "words", "no") == ["nein", "njet"]
        await pilot.press("escape")
        check_ranking(shown, software)


async def test_words_for_the_temperatures_are_used_everywhere(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_profile(pilot)
        await edit(pilot, "score/labels/hot")
        await answer(pilot, "brennend")
        await pilot.press("escape")
        assert now(shown).score.labels[Temperature.HOT] == "brennend"
        assert "50 brennend" in drawn(main(shown).query_one("#headline"))[1]


async def test_which_columns_say_who_a_lead_is_can_be_changed(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_profile(pilot)
        await edit(pilot, "lead/name")
        await choose(pilot, "E-mail", several=True)
        await pilot.press("escape")
        assert table(shown, "lead", "name") == ["E-mail"]
        await settle(pilot, 3)
        scored = view(shown).scored
        assert "@" in (scored.name(view(shown).leads[0]) or "")
        await pilot.press("u")
        await settle(pilot, 3)
        assert not main(shown).unsaved
        assert view(shown).scored.name(view(shown).leads[0]) == "Bianca Tramontin"


async def test_delete_sets_a_value_back_to_what_holds_without_it(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 5)
        go_to(pilot, "criterion/5/decay/half_life_days")
        await pilot.press("delete")
        assert "decay" not in table(shown, "criterion", 5)
        go_to(pilot, "criterion/5/name")
        await pilot.press("delete")
        assert on_top(shown, CriterionScreen)
        check = table(shown, "criterion", 5)
        assert "columns" in check
        go_to(pilot, "criterion/5/want")
        await pilot.press("delete")
        assert "want" in table(shown, "criterion", 5)
        assert said(shown)
        assert on_top(shown, CriterionScreen)


@pytest.mark.parametrize("which", ["software", "savings"])
async def test_every_kind_of_value_of_a_profile_can_be_opened_and_left(
    request: pytest.FixtureRequest, app: MakeApp, which: str
) -> None:
    opening: Opening = request.getfixturevalue(which)
    shown = app(opening)
    async with shown.run_test(size=SMALL) as pilot:
        for place in (None, 0, 1):
            await (open_profile(pilot) if place is None else open_criterion(pilot, place))
            sheet, depth = as_screen(shown, FieldsScreen), len(shown.screen_stack)
            seen = set()
            for key, field in list(sheet._fields.items()):
                kind = (field.key.shape, field.path[0], field.is_set)
                if field.key.shape == "flag" or kind in seen:
                    continue
                seen.add(kind)
                await edit(pilot, key)
                assert shown.screen is not sheet, key
                # A condition that is not set asks for its first line; that is one dialog more.
                await pilot.press(*["escape"] * (len(shown.screen_stack) - depth))
                await pilot.pause()
                assert shown.screen is sheet, key
            await pilot.press("escape")
        assert not main(shown).unsaved


# Undo and redo


async def test_everything_can_be_taken_back_and_made_again(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        states = [now(shown)]
        await pilot.press("2", "J")
        states.append(now(shown))
        await pilot.press("home", "down", "equals_sign")
        states.append(now(shown))
        await pilot.press("end", "d")
        states.append(now(shown))
        await open_profile(pilot)
        await edit(pilot, "score/warm")
        await answer(pilot, "35")
        states.append(now(shown))
        await pilot.press("escape")
        await pilot.press("a")
        await type_text(pilot, "Source")
        await pilot.press("enter", "escape")
        states.append(now(shown))
        assert len(set(map(id, states))) == 6
        for state in reversed(states[:-1]):
            await pilot.press("u")
            assert now(shown) == state
            assert view(shown).board.profile == state
        await pilot.press("u")
        assert not main(shown).unsaved
        for state in states[1:]:
            await pilot.press("U")
            assert now(shown) == state
        check_ranking(shown, software)
        await pilot.press("R")
        assert not main(shown).unsaved
        await pilot.press("u")
        assert now(shown) == states[-1]


async def test_a_sheet_closes_when_undoing_takes_its_criterion_away(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "a")
        await type_text(pilot, "Source")
        await pilot.press("enter")
        assert on_top(shown, CriterionScreen)
        await pilot.press("u")
        await pilot.pause()
        assert on_top(shown, MainScreen)
        assert not main(shown).unsaved


async def test_an_entry_closes_when_undoing_takes_it_away(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await open_criterion(pilot, 0)
        await edit(pilot, "criterion/0/questions")
        await pilot.press("a")
        await answer(pilot, "What would help?")
        assert on_top(shown, EntryScreen)
        await pilot.press("u")
        await pilot.pause()
        assert on_top(shown, EntriesScreen)
        await pilot.press("escape", "escape")
        assert on_top(shown, MainScreen)
        assert not main(shown).unsaved


async def test_putting_a_grabbed_criterion_back_leaves_what_can_be_made_again(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "u", "space", "down", "escape")
        assert not main(shown).unsaved
        await pilot.press("U")
        assert main(shown).unsaved


# Impact


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_impact_is_that_of_the_core_and_names_leads(
    software: Opening, app: MakeApp, size: tuple[int, int]
) -> None:
    shown = app(software)
    async with shown.run_test(size=size) as pilot:
        await pilot.press("2", "J", "J")
        saved = software.read().board
        measured = impact(saved, view(shown).board, 25)
        text = main(shown).query_one(Impact).text()
        labels = view(shown).board.profile.score.labels
        for (was, then), count in measured.counts().items():
            assert f"{count} {labels[was]} → {labels[then]}" in text
            turned = [turn.lead for turn in measured.turns if (turn.before, turn.after) == (was, then)]
            assert view(shown).scored.label(turned[0])[:20] in text
        entered, left = len(measured.entered), len(measured.left)
        assert f"+ {entered} enter{'s' if entered == 1 else ''} the 25 to call first" in text
        assert f"− {left} leave{'s' if left == 1 else ''} the 25 to call first" in text
        assert view(shown).scored.label(measured.entered[0]) in text
        called = sum(saved.verdict(lead).queue is Queue.CALL for lead in range(len(saved)))
        then_called = view(shown).queues[Queue.CALL]
        if called != then_called:
            assert f"{abs(called - then_called)} {'more' if then_called > called else 'fewer'} to call in all." in text
        await pilot.press("u", "u")
        assert "Nothing yet." in main(shown).query_one(Impact).text()


async def test_the_impact_shows_before_anything_is_saved(software: Opening, app: MakeApp) -> None:
    path = software.file.path
    assert path is not None
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J")
        assert read_profile(path).profile == software.file.profile
        assert "become hot" in change(shown)
        assert order(shown)[0] == "budget"
