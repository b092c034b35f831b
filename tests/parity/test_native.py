"""Native functions say what the core says, or that they can't read a cell: in two engines, from the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetqual.errors import SheetqualError

from .forms import FORMS, SHEET, Form
from .made_up import FIRST_MESSY, MESSY, TIDY, messy, tidy
from .native import (
    ENGINES,
    MESSAGE,
    Call,
    Judged,
    Place,
    all_calls,
    block_formulas,
    judged,
    native_workbook,
    row_formulas,
)
from .sheets import Sheet, check
from .table import TOPICS, Topic

pytestmark = pytest.mark.usefixtures("engines")

BATCHES = 6
SLOW_SHARE = 30
"""formulon, which takes ten times as long, gets one list of so many."""
ALL_FUNCTIONS_OF = 1
"""Of a topic's leads after this one, formulon says the range only."""
MOST_MESSY = 12
"""So many leads of a messy list are enough."""
LEAST_VALUES = 0.8
"""Native functions read at least this share of what tidy people write."""

REFUSED = "this profile can't become Excel formulas"

PUBLISHED = [topic for topic in TOPICS if not topic.refused]


def by(engine: str, sheet: Sheet, calls: list[Call], path: Path, *, is_exact: bool = False) -> Judged:
    """Evaluate calls with an engine and compare; nothing is compared where the profile is refused."""
    try:
        native_workbook(sheet, path, row_formulas(sheet, calls))
    except SheetqualError as refusal:
        return Judged() if REFUSED in str(refusal) else Judged([f"{sheet.name}: {refusal}"])
    return judged(sheet, engine, ENGINES[engine](path), calls, is_exact=is_exact)


# --- The table ------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", PUBLISHED, ids=[topic.what for topic in PUBLISHED])
def test_ironcalc_shows_what_the_table_says(topic: Topic, tmp_path: Path) -> None:
    sheet = topic.sheet
    check(by("IronCalc", sheet, all_calls(range(len(sheet.rows))), tmp_path / "native.xlsx", is_exact=True).found)


@pytest.mark.parametrize("half", range(2))
def test_formulon_shows_what_the_table_says(half: int, tmp_path: Path) -> None:
    said = Judged()
    for topic in PUBLISHED[half::2]:
        sheet = topic.sheet
        calls = [call for call in all_calls(range(len(sheet.rows))) if needs_formulon(sheet, call)]
        said.add(by("formulon", sheet, calls, tmp_path / "native.xlsx", is_exact=True))
    check(said.found)
    assert said.values > len(PUBLISHED)
    assert said.messages


def needs_formulon(sheet: Sheet, call: Call) -> bool:
    """Tell whether a call is among those that formulon evaluates, too."""
    lead, function = call
    return lead < ALL_FUNCTIONS_OF or function == "LEADRANGE" or function in sheet.unread.get(lead, ())[:1]


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic.refused], ids=lambda topic: topic.what)
def test_what_formulas_can_not_say_is_refused_with_what_can(topic: Topic, tmp_path: Path) -> None:
    with pytest.raises(SheetqualError, match=REFUSED) as refusal:
        native_workbook(topic.sheet, tmp_path / "native.xlsx", {})
    assert topic.refused in str(refusal.value)


def test_a_topic_says_what_is_unread_exactly_where_a_lead_is() -> None:
    assert [topic.what for topic in TOPICS if bool(topic.unread) is not any(lead.unread for lead in topic.leads)] == []
    assert [topic.what for topic in TOPICS if bool(topic.refused) is not bool(topic.instead)] == []


# --- Lists that are made up -------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(BATCHES))
def test_ironcalc_reads_tidy_lists(batch: int, tmp_path: Path) -> None:
    check_tidy("IronCalc", [tidy(seed) for seed in range(batch, TIDY // 2, BATCHES)], tmp_path)


def test_formulon_reads_tidy_lists(tmp_path: Path) -> None:
    check_tidy("formulon", [tidy(seed) for seed in range(0, TIDY, SLOW_SHARE)], tmp_path)


def check_tidy(engine: str, sheets: list[Sheet], folder: Path) -> None:
    """Compare tidy lists; most calls must give values, and the others are declared."""
    said = Judged()
    for sheet in sheets:
        said.add(by(engine, sheet, all_calls(range(len(sheet.rows))), folder / "native.xlsx"))
    check(said.found)
    assert said.values >= LEAST_VALUES * (said.values + said.messages) > 0


@pytest.mark.parametrize("batch", range(2))
def test_messy_lists_get_the_cores_values_or_a_message(batch: int, tmp_path: Path) -> None:
    said = Judged()
    for seed in range(batch, max(4, MESSY // 3), 2):
        sheet = messy(FIRST_MESSY + seed)
        said.add(by("IronCalc", sheet, all_calls(range(MOST_MESSY)), tmp_path / "native.xlsx"))
    check(said.found)
    assert said.values
    assert said.messages


# --- Forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_block_spills_a_row_a_lead(engine: str, tmp_path: Path) -> None:
    sheet = tidy(1)
    path = native_workbook(sheet, tmp_path / "native.xlsx", block_formulas(sheet))
    leads = range(len(sheet.rows) if engine == "IronCalc" else 3)
    check(judged(sheet, engine, ENGINES[engine](path), all_calls(leads)).found)


def native_forms(*, has_day: bool) -> Iterator[tuple[Place, Form]]:
    """Yield the forms that a workbook's formulas may have together, each with room below it."""
    forms = [form for form in FORMS if form.has_day is has_day and not (form.instead and not form.native)]
    for place, form in enumerate(forms):
        yield (len(SHEET.rows) + 4, 10 + 2 * place), form


@pytest.mark.parametrize("has_day", [True, False])
@pytest.mark.parametrize("engine", ENGINES)
def test_native_functions_take_every_form_of_a_formula(engine: str, has_day: bool, tmp_path: Path) -> None:  # noqa: FBT001
    forms = dict(native_forms(has_day=has_day))
    path = native_workbook(SHEET, tmp_path / "native.xlsx", {place: form.formula for place, form in forms.items()})
    read = ENGINES[engine](path)
    shown = {
        form.what: read([(row + below, column) for below in range(len(form.column))])
        for (row, column), form in forms.items()
        if form.iron or engine != "IronCalc"
    }
    assert shown == {
        form.what: [form.native] if form.native else form.column for form in forms.values() if form.what in shown
    }
    assert all(form.native.startswith(MESSAGE) for form in forms.values() if form.native)
