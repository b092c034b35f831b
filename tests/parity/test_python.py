"""Core per lead, core per pattern, command line and Excel add-in: the seven functions say the same everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetqual.core.profile import Temperature
from sheetqual.core.worksheet import compiled_profile
from tests.excel.harness import call_udf

from .forms import FORMS, PROFILE, Form, resolved
from .front_ends import UDFS, by_json, by_list, by_udf, without_open_penalties, workbook
from .made_up import made_up
from .sheets import Sheet, check, differences, value2
from .table import TOPICS, Topic

BATCHES = 8
ROW_FORMS = 4
"""A formula a lead is tried with one of so many lists that are made up; a block with each."""

each_topic = pytest.mark.parametrize("topic", TOPICS, ids=[topic.what for topic in TOPICS])


def in_lists(sheet: Sheet, folder: Path) -> list[str]:
    """Return where lists and the command line say otherwise."""
    path = workbook(sheet, folder / "leads.xlsx")
    return [
        *differences(sheet, "list", by_list(sheet, path), sheet.dated),
        *differences(sheet, "JSON", by_json(sheet, path), without_open_penalties(sheet.dated, sheet)),
    ]


def in_excel(sheet: Sheet, *, block: bool) -> list[str]:
    """Return where the Excel add-in says otherwise, with a formula a lead or one for all."""
    return differences(sheet, "a block" if block else "a row", by_udf(sheet, block=block), sheet.expected)


@each_topic
def test_each_lead_of_the_table_gets_what_it_should(topic: Topic) -> None:
    sheet = topic.sheet
    out = compiled_profile(sheet.profile).score.labels[Temperature.OUT]
    told = zip(sheet.expected["LEADRANGE"], sheet.expected["LEADTEMP"], strict=True)
    gets = [f"{said} out" if temperature == out else said for said, temperature in told]
    assert list(zip(sheet.rows, gets, strict=True)) == [
        (row, lead.gets) for row, lead in zip(sheet.rows, topic.leads, strict=True)
    ]


@each_topic
def test_lists_and_the_command_line_say_what_the_core_says(topic: Topic, tmp_path: Path) -> None:
    check(in_lists(topic.sheet, tmp_path))


@each_topic
def test_the_excel_add_in_says_what_the_core_says(topic: Topic) -> None:
    check(in_excel(topic.sheet, block=False) + in_excel(topic.sheet, block=True))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_lists_that_are_made_up_say_the_same_everywhere(batch: int, tmp_path: Path) -> None:
    found: list[str] = []
    for place, sheet in enumerate(made_up(batch, BATCHES)):
        found += in_lists(sheet, tmp_path) + in_excel(sheet, block=True)
        if place % ROW_FORMS == 0:
            found += in_excel(sheet, block=False)
    check(found)


@pytest.mark.parametrize("form", FORMS, ids=[form.what for form in FORMS])
def test_the_excel_add_in_takes_every_form_of_a_formula(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "team.toml"
    path.write_text(PROFILE, encoding="utf-8")
    function, arguments = resolved(form, str(path), value2)
    answer = call_udf(UDFS, function, *arguments)
    assert ([one for (one,) in answer] if isinstance(answer, tuple) else [answer]) == form.column
