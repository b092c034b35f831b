"""What a person decided about a lead stands beside what is computed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sheetqual.core.judge import Queue
from sheetqual.core.overrides import Override, Overrides, override_in_words, read_overrides
from sheetqual.core.plan import all_headers, compile_plan
from sheetqual.core.profile import Temperature

from .helpers import THREE, TODAY, profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.values import Cell

HEADERS = ("A", "Override", "Override reason", "Override by", "Override date", "Override until")
LABELED = '[score]\nlabels = { hot = "Caldo" }\n' + THREE


def read(*rows: Sequence[Cell], headers: Sequence[str] = HEADERS, text: str = LABELED) -> Overrides:
    plan = compile_plan(profile(text), headers, today=TODAY)
    columns = {place: [row[place] for row in rows] for place in range(len(headers))}
    return read_overrides(plan, columns, range(2, 2 + len(rows)))


def one(*cells: Cell) -> Override:
    read_ = read(("yes", *cells))
    assert read_.findings == ()
    return read_.by_lead[0]


def test_an_override_keeps_its_reason_author_and_days() -> None:
    assert one("hot", " old friend ", "Bo", dt.date(2026, 2, 1), "2026-03-31") == Override(
        temperature=Temperature.HOT,
        queue=None,
        reason="old friend",
        author="Bo",
        made=dt.date(2026, 2, 1),
        until=dt.date(2026, 3, 31),
        active=True,
    )


@pytest.mark.parametrize(
    ("value", "what"),
    [("WARM", Temperature.WARM), ("caldo", Temperature.HOT), ("refer", Queue.REFER), (" Lost ", Queue.LOST)],
)
def test_an_override_is_a_temperature_in_either_wording_or_a_queue(value: str, what: Temperature | Queue) -> None:
    override = one(value, "r", "a", None, None)
    assert (override.temperature or override.queue) is what


def test_an_override_counts_up_to_its_last_day() -> None:
    assert one("hot", "r", "a", None, TODAY).active
    assert not one("hot", "r", "a", None, TODAY - dt.timedelta(1)).active


@pytest.mark.parametrize("blank", [None, "", "  ", "?", "n/a"])
def test_a_blank_is_no_override(blank: Cell) -> None:
    assert read(("yes", blank, "r", "a", None, None)) == Overrides({}, ())


def test_a_list_without_the_column_has_no_overrides() -> None:
    assert read(("yes", "why"), headers=("A", "Override reason")) == Overrides({}, ())


def test_an_override_that_says_nothing_known_is_a_finding() -> None:
    said = read(("yes", "warmish", "r", "a", None, None))
    assert said.by_lead == {}
    assert [(one.code, one.row, one.column, one.value) for one in said.findings] == [
        ("override", 2, "Override", "warmish")
    ]
    assert "hot, warm, cold, out, caldo" in said.findings[0].text


def test_an_error_cell_is_no_override_and_a_finding() -> None:
    said = read(("yes", "#REF!", "r", "a", None, None))
    assert said.by_lead == {}
    assert [one.text for one in said.findings] == ["this is no override, so there is none"]


def test_an_override_with_a_broken_last_day_is_left_out() -> None:
    said = read(("yes", "hot", "r", "a", None, "soon"))
    assert said.by_lead == {}
    assert said.findings[0].text == "this can't be read as a date, so the override is left out"


def test_an_override_with_a_broken_first_day_counts_and_is_a_finding() -> None:
    said = read(("yes", "hot", "r", "a", "once", None))
    assert said.by_lead[0].made is None
    assert [(one.column, one.text) for one in said.findings] == [("Override date", "this can't be read as a date")]


@pytest.mark.parametrize(
    ("reason", "author", "text"),
    [("", "a", "its reason"), ("r", None, "its author"), (None, "", "its reason and its author")],
)
def test_an_override_without_reason_or_author_counts_and_is_a_finding(reason: Cell, author: Cell, text: str) -> None:
    said = read(("yes", "hot", reason, author, None, None))
    assert said.by_lead[0].active
    assert [one.text for one in said.findings] == [f"an override should say {text}"]


def test_a_profile_may_name_the_columns_itself() -> None:
    named = '[override]\nvalue = ["Boss says"]\nauthor = ["Boss"]\n' + THREE
    said = read(("yes", "cold", "Kim"), headers=("A", "boss_says", "Boss"), text=named)
    assert said.by_lead[0].author == "Kim"
    assert {"Boss says", "Override until"} <= set(all_headers(profile(named)))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("hot", "old friend", "Bo", dt.date(2026, 2, 1), "2026-03-31"),
         "set to Caldo by Bo on 2026-02-01, until 2026-03-31: old friend"),
        (("lost", "left", "Bo", None, "2026-01-31"), "set to the lost queue by Bo, over since 2026-01-31: left"),
    ],
)  # fmt: skip
def test_an_override_is_said_in_one_sentence(cells: Sequence[Cell], words: str) -> None:
    assert override_in_words(one(*cells), profile(LABELED).score.labels) == words


def test_an_override_by_nobody_is_one_by_hand() -> None:
    override = read(("yes", "cold", None, None, None, None)).by_lead[0]
    assert override_in_words(override, profile(LABELED).score.labels) == "set to cold by hand"


def test_unknown_words_beside_an_override_are_blanks() -> None:
    override = read(("yes", "hot", "-", "n/a", "?", "-")).by_lead[0]
    assert (override.reason, override.author, override.made, override.until) == (None, None, None, None)
    assert override.active


def test_a_label_never_takes_the_place_of_a_queue() -> None:
    text = LABELED.replace('hot = "Caldo"', 'out = "lost"')
    override = read(("yes", "lost", "r", "a", None, None), text=text).by_lead[0]
    assert override.queue is Queue.LOST


def test_the_same_days_are_read_once_and_pointed_out_each_time() -> None:
    said = read(("yes", "hot", "r", "a", None, "soon"), ("yes", "hot", "r", "a", None, "soon"))
    assert [one.row for one in said.findings] == [2, 3]
