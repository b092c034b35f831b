"""The leads: which are shown, in which order, in which columns, which are marked, and what is copied."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.widgets import Input

from sheetqual.core.identity import lead_text
from sheetqual.core.judge import Queue, Status
from sheetqual.core.profile import Level, Temperature
from sheetqual.core.reading import State
from sheetqual.core.words import fold
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import profile_from_text, read_profile
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.clipboard import copy_path
from sheetqual_tui.columns import columns_of, usual_columns
from sheetqual_tui.ranking import NO_PRODUCT, NOBODY, PASSED, Filters, Ranking, Sort, Wanted
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.choose import Choose
from sheetqual_tui.screens.filters import FilterScreen
from sheetqual_tui.screens.lead import LeadScreen
from sheetqual_tui.session import Opening
from sheetqual_tui.start import Start
from sheetqual_tui.widgets.detail import Detail
from sheetqual_tui.widgets.leads_table import LeadsTable
from tests.tui.conftest import DAY, HOSTILE_PROFILE, SAMPLES
from tests.tui.helpers import (
    LARGE,
    SMALL,
    choices,
    choose,
    content,
    dialog_says,
    drawn,
    edit,
    go_to,
    headline,
    lines,
    main,
    on_top,
    said,
    settle,
    sheet_says,
    type_text,
    view,
    widths,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sheetqual.core.judge import Verdict
    from sheetqual.files.lists import ScoredList
    from tests.tui.helpers import MakeApp


# Filters


def passes(scored: ScoredList, lead: int, filters: Filters, marks: bytes) -> bool:
    """Tell whether a lead passes the filters, from its verdict alone."""
    verdict = scored.board.verdict(lead)
    owner = lead_text(scored.table.columns, scored.places.owner, lead) or NOBODY
    facts = {
        "temperature": verdict.temperature,
        "queue": verdict.queue,
        "level": verdict.level or PASSED,
        "product": verdict.product or NO_PRODUCT,
        "owner": owner,
    }
    if any(
        getattr(filters, facet) is not None and fact not in getattr(filters, facet) for facet, fact in facts.items()
    ):
        return False
    email = lead_text(scored.table.columns, scored.places.email, lead) or ""
    named = f"{scored.name(lead) or ''} {scored.company(lead) or ''} {email} {scored.id(lead) or ''}"
    return filters.text.casefold() in named.casefold() and (not filters.marked or bool(marks[lead]))


@pytest.mark.parametrize("sample", ["savings/leads.csv", "software/leads.xlsx"])
def test_filters_of_every_kind_combine(sample: str) -> None:
    path = SAMPLES / sample
    file = profile_from_text(path.with_name("profile.toml").read_text("utf-8"), "profile.toml")
    scored = score_list(path, file, today=DAY, keep_all=True)
    ranking = Ranking(scored)
    chance = random.Random(7)
    hits = 0
    for _ in range(300):
        marks = bytes(chance.random() < 0.5 for _ in range(len(scored.board)))
        filters = Filters(text=chance.choice(["", "", "", "a", "AN", "@", "ò"]), marked=chance.random() < 0.3)
        for facet in ("temperature", "queue", "level", "product", "owner"):
            values = list(ranking.facet_counts(scored.board, facet))
            if chance.random() < 0.35:
                filters = filters.with_facet(facet, frozenset(chance.sample(values, chance.randint(1, len(values)))))
        shown = ranking.look(Wanted(file.profile, filters, marks=marks))
        wanted = [lead for lead in scored.board.order if passes(scored, lead, filters, marks)]
        assert list(shown.leads) == wanted, filters
        assert list(shown.ranks) == [list(scored.board.order).index(lead) + 1 for lead in wanted]
        hits += bool(wanted)
    assert hits > 100


@pytest.mark.parametrize("sample", ["savings/leads.csv", "software/leads.xlsx"])
def test_the_number_beside_each_filter_is_that_of_its_leads(sample: str) -> None:
    path = SAMPLES / sample
    file = profile_from_text(path.with_name("profile.toml").read_text("utf-8"), "profile.toml")
    scored = score_list(path, file, today=DAY, keep_all=True)
    ranking = Ranking(scored)
    for facet in ("temperature", "queue", "level", "product", "owner"):
        counts = ranking.facet_counts(scored.board, facet)
        assert sum(counts.values()) == len(scored.board)
        for value, count in counts.items():
            filters = Filters().with_facet(facet, frozenset({value}))
            assert sum(passes(scored, lead, filters, b"") for lead in range(len(scored.board))) == count


async def test_filters_are_chosen_in_a_sheet_and_count_at_once(savings: Opening, app: MakeApp) -> None:
    shown = app(savings)
    async with shown.run_test(size=SMALL) as pilot:
        scored = view(shown).scored
        await pilot.press("f")
        assert on_top(shown, FilterScreen)
        assert "280 of 280 leads shown" in dialog_says(shown)
        await edit(pilot, "temperature")
        assert choices(shown) == {"caldo": "33", "tiepido": "89", "freddo": "96", "fuori": "62"}
        await choose(pilot, "caldo", "tiepido", several=True)
        await edit(pilot, "product")
        await choose(pilot, "Piano Studi", several=True)
        await edit(pilot, "owner")
        owner = next(iter(choices(shown)))
        await choose(pilot, owner, several=True)
        filters = Filters(
            temperature=frozenset({"hot", "warm"}), product=frozenset({"Piano Studi"}), owner=frozenset({owner})
        )
        assert main(shown).filters == filters
        wanted = [lead for lead in scored.board.order if passes(scored, lead, filters, b"")]
        assert list(view(shown).leads) == wanted
        assert f"{len(wanted)} of 280 leads shown" in dialog_says(shown)
        assert sheet_says(shown, "temperature") == "caldo, tiepido"
        await pilot.press("escape")
        assert f"{len(wanted)} of 280 shown: caldo or tiepido, best for Piano Studi, of" in headline(shown)[1]
        await pilot.press("f")
        go_to(pilot, "product")
        await pilot.press("delete")
        assert main(shown).filters.product is None
        await pilot.press("0")
        assert not main(shown).filters.active
        assert "280 of 280 leads shown" in dialog_says(shown)


async def test_taking_all_values_of_a_kind_is_no_filter(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("f")
        await edit(pilot, "temperature")
        await choose(pilot, *choices(shown), several=True)
        assert main(shown).filters.temperature is None
        assert sheet_says(shown, "temperature") == "any"


async def test_a_filter_follows_the_priorities(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("t", "2", "J", "J")
        board = view(shown).board
        assert {board.verdict(lead).temperature for lead in view(shown).leads} == {Temperature.HOT}
        assert len(view(shown).leads) == view(shown).temperatures[Temperature.HOT]


# Order

_ORDERS: dict[str, Callable[[ScoredList, int, Verdict], object]] = {
    "score": lambda _scored, _lead, verdict: verdict.score,
    "temperature": lambda _scored, _lead, verdict: list(Temperature).index(verdict.temperature),
    "queue": lambda _scored, _lead, verdict: list(Queue).index(verdict.queue),
    "status": lambda _scored, _lead, verdict: list(Status).index(verdict.status),
    "level": lambda _scored, _lead, verdict: list(Level).index(verdict.level) if verdict.level else len(Level),
    "type": lambda _scored, _lead, verdict: verdict.type,
    "product": lambda _scored, _lead, verdict: fold(verdict.product or "") or None,
    "lowest": lambda _scored, _lead, verdict: verdict.floor,
    "highest": lambda _scored, _lead, verdict: verdict.ceiling,
    "known": lambda _scored, _lead, verdict: verdict.completeness,
    "name": lambda scored, lead, _verdict: fold(scored.name(lead) or "") or None,
    "company": lambda scored, lead, _verdict: fold(scored.company(lead) or "") or None,
    "id": lambda scored, lead, _verdict: fold(scored.id(lead) or "") or None,
}


@pytest.mark.parametrize("sample", ["savings/leads.csv", "software/leads.xlsx"])
def test_every_column_sorts_up_and_down_with_the_better_of_equals_first_and_blanks_last(sample: str) -> None:
    path = SAMPLES / sample
    file = profile_from_text(path.with_name("profile.toml").read_text("utf-8"), "profile.toml")
    scored = score_list(path, file, today=DAY, keep_all=True)
    ranking = Ranking(scored)
    order = list(scored.board.order)
    reader = scored.board.plan.reader
    for one in columns_of(scored):
        for down in (False, True):
            sorted_view = ranking.look(Wanted(file.profile, sort=Sort(one.key, down)))
            got = list(sorted_view.leads)
            assert sorted(got) == sorted(order)
            assert [order[rank - 1] for rank in sorted_view.ranks] == got
            if one.key in ("rank", "why"):
                assert got == (order[::-1] if down else order)
                continue
            texts = [one.text(sorted_view, row, lead, scored.board.verdict(lead)) for row, lead in enumerate(got)]
            # A word for "nobody knows" says no more than a blank.
            is_own = one.key.startswith("=")
            said_nothing = [
                reader.read(text).state in (State.BLANK, State.UNKNOWN) if is_own else not text.strip()
                for text in texts
            ]
            if one.key not in ("type", "product"):
                first = said_nothing.index(True) if True in said_nothing else len(texts)
                assert all(said_nothing[first:]), (one.key, down)
            key = _ORDERS.get(one.key)
            if key is None:
                continue
            keys = {lead: key(scored, lead, scored.board.verdict(lead)) for lead in order}
            filled = [lead for lead in order if keys[lead] is not None]
            blank = [lead for lead in order if keys[lead] is None]
            wanted = sorted(filled, key=keys.__getitem__, reverse=down) + blank  # type: ignore[arg-type]
            assert got == wanted, (one.key, down)


def test_amounts_sort_as_numbers_and_days_as_days(software: Opening) -> None:
    scored = software.read()
    ranking = Ranking(scored)
    reader = scored.board.plan.reader
    for header in ("Budget", "Decide by"):
        cells = next(cells for place, cells in scored.table.columns.items() if scored.table.headers[place] == header)
        view_ = ranking.look(Wanted(software.file.profile, sort=Sort(f"={header}")))
        readings = [reader.read(cells[lead]) for lead in view_.leads]
        numbers = [found.interval.low for one in readings if (found := one.number()) and found.interval.low is not None]
        days = [one.day() for one in readings if not one.number() and one.day()]
        assert numbers == sorted(numbers)
        assert days == sorted(days)  # type: ignore[type-var]
        assert len(numbers) + len(days) > 50


async def test_a_column_sorts_by_its_key_up_down_and_by_rank_again(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        by_rank = list(view(shown).leads)
        table = main(shown).leads.table
        assert table.chosen == usual_columns(view(shown).scored)
        await pilot.press(*["right"] * 5, "o")
        assert "Name▲" in drawn(table)[0]
        names = [fold(view(shown).scored.name(lead) or "") for lead in view(shown).leads]
        filled = [name for name in names if name]
        assert names[: len(filled)] == sorted(filled)
        await pilot.press("o")
        assert "Name▼" in drawn(table)[0]
        names = [fold(view(shown).scored.name(lead) or "") for lead in view(shown).leads]
        assert names[: len(filled)] == sorted(filled, reverse=True)
        await pilot.press("o")
        assert "Name▼" not in drawn(table)[0]
        assert list(view(shown).leads) == by_rank
        # What counts sorts the greatest first.
        await pilot.press("left", "left", "left", "left", "o")
        assert "▼" in drawn(table)[0]


async def test_a_click_on_a_header_sorts(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        table = main(shown).leads.table
        at = drawn(table)[0].index("Company")
        await pilot.click(table, offset=(at + 2, 1))
        assert main(shown).sort == Sort("company")


async def test_the_rank_stays_that_of_the_whole_list_however_it_is_sorted(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press(*["right"] * 5, "o", "t")
        order = list(view(shown).board.order)
        row = drawn(main(shown).leads.table)[1]
        assert int(row.split()[0]) == order.index(view(shown).leads[0]) + 1


# Columns


async def test_columns_that_were_chosen_are_there_again_in_the_next_session(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=LARGE) as pilot:
        await pilot.press("c")
        assert on_top(shown, Choose)
        assert list(choices(shown))[:8] == ["#", "Score", "Temp.", "Queue", "Answers", "Name", "Company", "Why"]
        assert {"Owner", "E-mail", "Status", "Industry"} <= set(choices(shown))
        await choose(pilot, "#", "Score", "Name", "Status", "Industry", several=True)
        header = drawn(main(shown).leads.table)[0]
        assert header.split() == ["#", "Score", "Name", "Status", "Industry"]
        await pilot.press("2")
        assert drawn(main(shown).query_one("#ranking"))[0].split()[-1].startswith("Indus")
        await settle(pilot)
    again = app(software)
    async with again.run_test(size=LARGE) as pilot:
        assert main(again).leads.table.chosen == ("rank", "score", "name", "status", "=Industry")
        assert drawn(main(again).leads.table)[0].split() == ["#", "Score", "Name", "Status", "Industry"]
        await pilot.press("c")
        await choose(pilot, "#", "Score", "Temp.", "Queue", "Answers", "Name", "Company", "Why", several=True)
        await settle(pilot)


async def test_the_order_of_columns_is_changed(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("c")
        shown.screen.query_one("#choices").focus()
        await pilot.press("home", *["down"] * 5, *["K"] * 5, "enter")
        await pilot.pause()
        assert main(shown).leads.table.chosen[:2] == ("name", "rank")
        assert drawn(main(shown).leads.table)[0].split()[0] == "Name"


async def test_columns_that_do_not_fit_are_reached_by_the_arrows(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        main(shown).columns = tuple(one.key for one in columns_of(view(shown).scored))
        main(shown).leads.show_columns()
        table = main(shown).leads.table
        for place in range(len(main(shown).columns)):
            header = drawn(table)[0]
            assert widths(drawn(table)) == {table.scrollable_content_region.width}
            name = columns_of(view(shown).scored)[place].header
            assert name[:4] in header, (place, name, header)
            await pilot.press("right")
        assert "‹" in drawn(table)[0]
        await pilot.press(*["left"] * len(main(shown).columns))
        assert table.column == 0
        assert "‹" not in drawn(table)[0]


# Marks


async def test_leads_are_marked_counted_shown_alone_and_unmarked(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        first = list(view(shown).leads)[:2]
        await pilot.press("space", "m")
        assert [lead for lead, mark in enumerate(main(shown).marks) if mark] == sorted(first)
        assert drawn(main(shown).leads.table)[1].startswith("●")
        assert "2 marked" in headline(shown)[1]
        await pilot.press("f")
        await edit(pilot, "marked")
        await pilot.press("escape")
        assert list(view(shown).leads) == first
        assert "2 of 321 shown: marked" in headline(shown)[1]
        # Unmarking hides the lead at once.
        await pilot.press("home", "space")
        assert list(view(shown).leads) == first[1:]
        await pilot.press("escape")
        assert len(view(shown).leads) == 321


async def test_all_leads_shown_are_marked_and_unmarked(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("t", "M")
        assert sum(main(shown).marks) == 50
        await pilot.press("escape")
        assert {view(shown).board.verdict(lead).temperature for lead, mark in enumerate(main(shown).marks) if mark} == {
            Temperature.HOT
        }
        await pilot.press("M")
        assert sum(main(shown).marks) == 321
        await pilot.press("M")
        assert sum(main(shown).marks) == 0
        assert "marked" not in headline(shown)[1]


async def test_marked_leads_are_exported_alone(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("space", "down", "space", "f")
        await edit(pilot, "marked")
        await pilot.press("escape")
        leads = [view(shown).scored.name(lead) for lead in view(shown).leads]
        await pilot.press("e")
        shown.screen.query_one("#name", Input).value = "marked.csv"
        await pilot.press("enter")
        await settle(pilot, 2)
    text = content(software.leads.with_name("marked.csv")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == 3
    assert [name in row for name, row in zip(leads, rows[1:], strict=True)] == [True, True]


# Copy


async def test_the_cell_and_the_reason_are_copied(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press(*["right"] * 5, "y")
        assert on_top(shown, Ask)
        assert "The cell Name: Bianca Tramontin" in "\n".join(lines(shown))
        await pilot.press("c")
        assert shown.clipboard == "Bianca Tramontin"
        assert "Copied." in said(shown)
        assert content(copy_path()) == b"Bianca Tramontin"
        await pilot.press("y", "w")
        assert shown.clipboard.startswith("Bianca Tramontin: has ")
        await pilot.press("y", "y")
        assert shown.clipboard.split("\t")[:5] == ["1", "93.00", "hot", "call", "✓✓✓✓~~?✓"]
        before = shown.clipboard
        await pilot.press("y", "escape")
        assert shown.clipboard == before
    assert not copy_path().exists()


async def test_a_lead_copied_from_its_own_screen_is_kept_beside_the_clipboard_too(
    software: Opening, app: MakeApp
) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "y")
        text = shown.screen.query_one(Detail).text()
        assert shown.clipboard == text
        assert content(copy_path()).decode() == text


async def test_the_lead_of_the_right_part_is_copied(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("3", "tab", "tab", "down", "down")
        table = main(shown).calls.table
        assert table.has_focus
        assert table.lead is not None
        await pilot.press("y", "w")
        assert shown.clipboard.startswith(view(shown).scored.label(table.lead))


# One lead


async def test_the_detail_of_the_selected_lead_follows_the_cursor(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=LARGE) as pilot:
        scored = view(shown).scored
        for _ in range(5):
            lead = main(shown).leads.table.lead
            assert lead is not None
            assert scored.label(lead) in main(shown).leads.detail.text()
            await pilot.press("down")
        await pilot.pause(0.3)
        await settle(pilot)
        lead = main(shown).leads.table.lead
        assert lead is not None
        question = view(shown).board.next_question(view(shown).board.matches.pattern_of[lead])
        assert question is None or question.ask[:20] in main(shown).leads.detail.text()


async def test_a_lead_is_opened_by_a_double_click_and_stepped_through(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.click(main(shown).leads.table, offset=(12, 4), times=2)
        await pilot.pause()
        assert on_top(shown, LeadScreen)
        await pilot.press("p", "p", "p", "p", "p")
        assert view(shown).scored.label(view(shown).leads[0]) in shown.screen.query_one(Detail).text()
        await pilot.press("escape")
        assert main(shown).leads.table.cursor == 0


# Cells


@pytest.fixture(params=["hostile", "solar"])
def difficult(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    """Return a list with wide characters, emoji, Persian and Russian."""
    if request.param == "hostile":
        found: Opening = request.getfixturevalue("hostile")
        return found
    return Opening(SAMPLES / "solar" / "leads.ods", read_profile(SAMPLES / "solar" / "profile.toml"), DAY)


@pytest.mark.parametrize(("size", "bidi"), [((60, 16), "on"), (LARGE, "off")])
async def test_every_line_of_every_part_is_exactly_as_wide_as_the_screen(
    difficult: Opening, size: tuple[int, int], bidi: str
) -> None:
    shown = SheetqualApp(Start(DAY, bidi=bidi), replace(difficult), difficult.read())
    async with shown.run_test(size=size) as pilot:

        async def check(what: str) -> None:
            await pilot.pause()
            for number, line in enumerate(lines(shown)):
                assert cell_len(line) == size[0], (what, number, line)
                assert not set(line) & set("\u200d\ufe0f\ufe0e\x1b\x07\u202e"), (what, number, line)

        for part in "1234":
            await pilot.press(part)
            await check(part)
        await pilot.press("2", "J")
        await check("moved")
        for keys in ("enter", "a", "comma", "f", "c", "question_mark", "e", "y"):
            await pilot.press("2", keys)
            await check(keys)
            await pilot.press("escape")
        await pilot.press("1", "G", "enter")
        await check("lead")


@pytest.mark.parametrize("bidi", ["on", "off"])
async def test_columns_stay_below_their_headers_whatever_the_cells_hold(difficult: Opening, bidi: str) -> None:
    shown = SheetqualApp(Start(DAY, bidi=bidi), difficult, difficult.read())
    async with shown.run_test(size=LARGE) as pilot:
        await pilot.pause()
        table = main(shown).leads.table
        width = table.scrollable_content_region.width
        for row in range(min(60, table.count)):
            parts = [cell_len(segment.text) for segment in table.segments(row, width, cursor=False)]
            heads = [cell_len(segment.text) for segment in table.header_segments(width)]
            gap = table._gap(width)
            # A header and its gap are two pieces, a cell and its gap are one.
            expected = [heads[0], *(heads[at] + gap for at in range(1, len(heads), 2))]
            # The marks of the answers are pieces of their own.
            assert set(accumulate(expected)) <= set(accumulate(parts))
            assert sum(parts) == sum(expected)


NASTY = st.text(st.sampled_from("aZ 東京アسلامآשל👨👩👧❤️🏽🇮🇷e\u0301\u200d\u200c\u202e\x1b\x07[]\t\n٣ﷲ"), max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.tuples(NASTY, NASTY), min_size=1, max_size=6))
def test_a_table_of_any_texts_is_drawn_in_cells_of_known_width(
    names: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:

    path = tmp_path_factory.mktemp("nasty") / "leads.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Name", "Company", "Need", "Size"])
        writer.writerows([[name, company, "yes", "20"] for name, company in names])
    scored = score_list(path, profile_from_text(HOSTILE_PROFILE, "profile.toml"), today=DAY, keep_all=True)
    ranking = Ranking(scored)
    table = LeadsTable()
    table._styles = _AnyStyle()  # type: ignore[assignment]
    table.set_list(ranking, bytearray(len(ranking)))
    table._view = ranking.first
    for width in (30, 58, 78, 120):
        table._laid_out = None
        heads = table._layout(width)
        total = 1 + sum(one.width + table._gap(width) for one in heads)
        for row in range(len(ranking)):
            assert sum(cell_len(part.text) for part in table.segments(row, width, cursor=False)) == total


class _AnyStyle(dict[str, object]):
    def get(self, _key: str, _default: object = None) -> object:
        return Style.null()


# Search


async def test_the_search_looks_at_names_companies_mails_and_ids(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        scored = view(shown).scored
        lead = view(shown).leads[40]
        for text in (scored.id(lead), lead_text(scored.table.columns, scored.places.email, lead)):
            if text:
                await pilot.press("slash")
                main(shown).leads.find.value = text
                await pilot.pause()
                assert lead in view(shown).leads
                await pilot.press("escape")


async def test_the_search_and_the_filters_count_together(software: Opening, app: MakeApp) -> None:
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("t", "slash")
        await type_text(pilot, "li")
        filters = Filters(text="li", temperature=frozenset({"hot"}))
        scored = view(shown).scored
        assert list(view(shown).leads) == [one for one in scored.board.order if passes(scored, one, filters, b"")]
        assert "hot, 'li'" in headline(shown)[1]
