"""Leads as a worksheet function gets them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.judge import plain_points
from sheetqual.core.worksheet import (
    FUNCTIONS,
    answers,
    compiled_profile,
    lead_values,
    published_text,
    said_in_cell,
    score_temperatures,
    scores_alone,
    scoring_day,
)
from sheetqual.errors import Fault, ProfileError, SheetqualError

from .helpers import THREE, TODAY, verdict_of

HEADERS = ["A", "B", "C"]
NOON = datetime(2026, 11, 21, 12)  # noqa: DTZ001 - a cell knows no time zone


def values(leads: Any, headers: Any = HEADERS, text: str = THREE, function: str = "LEADSCORE") -> list[Any]:
    return lead_values(function, leads, headers, text, TODAY)


def test_a_block_of_cells_gets_a_value_a_row() -> None:
    said = values([["yes", 60, "SaaS"], [None, "", " "], ["no", "?", "x"]])
    first, last = (verdict_of(THREE, A="yes", B=60, C="SaaS"), verdict_of(THREE, A="no", B="?", C="x"))
    assert said == [plain_points(first.score), "", plain_points(last.score)]


def test_no_leads_get_no_values() -> None:
    assert values([]) == []


def test_headers_may_be_any_cells() -> None:
    text = THREE.replace('columns = ["B"]', 'columns = ["2026"]')
    row = ["yes", 60, "x", 1]
    assert values([row], ["a", 2026.0, None, ""], text) != values(
        [["yes", None, "x", 1]], ["a", 2026.0, None, ""], text
    )


def test_a_programs_own_cells_are_translated_first() -> None:
    def convert(cell: object) -> str:
        return {True: "TRUE", False: "FALSE"}[bool(cell)]

    translated = lead_values("LEADSCORE", [[True, 60.0, "SaaS"]], HEADERS, THREE, TODAY, convert)
    assert translated == values([["yes", 60.0, "SaaS"]])


PROFILE = """
[[criterion]]
id = "need"
name = "Need"
columns = ["Need"]
want = { yes = true }
required = true
questions = [{ ask = "What bothers you?", stage = "cold_call" }]
[[criterion]]
id = "budget"
name = "Budget"
columns = ["Budget", "Estimated budget"]
want = { at_least = 1000 }
[[criterion]]
id = "size"
name = "Size"
columns = ["Staff"]
grades = [{ when = { at_least = 50 }, value = 1 }, { when = { at_least = 10 }, value = 0.35 }]
[[penalty]]
id = "tied"
name = "Tied"
columns = ["Tied"]
when = { yes = true }
points = 7.5
[[product]]
name = "Basic"
order = ["size"]
[[product]]
name = "Pro"
order = ["budget", "need"]
"""
NAMES = ["Need", "Budget", "Estimated budget", "Staff", "Tied"]


@pytest.mark.parametrize(
    ("row", "function", "shown"),
    [
        (["yes", 2000, None, 20, "no"], "LEADSCORE", 92.85),
        (["yes", 2000, None, 20, "no"], "LEADTEMP", "hot"),
        (["yes", 2000, None, 20, "no"], "LEADSTATUS", "call: qualified"),
        (["yes", 2000, None, 20, "no"], "LEADWHY", "Need 61 of 61, Budget 28 of 28, Size 3.85 of 11"),
        (["yes", 2000, None, 20, "no"], "LEADRANGE", "92.85"),
        (["yes", 2000, None, 20, "no"], "LEADASK", ""),
        (["yes", 2000, None, 20, "no"], "LEADPRODUCT", "Pro"),
        ([None, None, "3k", 20, None], "LEADSTATUS", "call: still to find out: Need (required)"),
        ([None, None, "3k", 20, None], "LEADRANGE", "24.35 to 92.85"),
        ([None, None, "3k", 20, None], "LEADASK", "What bothers you?"),
        ([None, None, "3k", 20, None], "LEADWHY", "Need ? of 61, Budget 28 of 28, Size 3.85 of 11, Tied -?"),
        (["no", "?", None, 20, "yes"], "LEADSTATUS", "nurture: Need: no, and it is required"),
        (["no", "?", None, 20, "yes"], "LEADRANGE", "0"),
        (
            ["no", "?", None, 20, "yes"],
            "LEADWHY",
            "Need: no, and it is required; Need 0 of 61, Budget ? of 28, Size 3.85 of 11, Tied -7.5",
        ),
        (["no", "?", None, 20, "yes"], "LEADASK", ""),
        (["no", 5, None, 99, "yes"], "LEADPRODUCT", "Basic"),
        (["refused", 5, None, 99, "yes"], "LEADSTATUS", "dropped: refused to answer: Need"),
    ],
)
def test_each_function_shows_its_part_of_the_verdict(row: list[Any], function: str, shown: str | float) -> None:
    assert values([row], NAMES, PROFILE, function) == [shown]


def test_without_requirements_a_lead_to_call_has_no_reason_beside_its_queue() -> None:
    assert values([["yes", 60, "SaaS"]], function="LEADSTATUS") == ["call"]


def test_a_lead_is_read_as_by_matching_a_list_whatever_stands_in_its_cells() -> None:
    assert values([[" ", None, "2000", "x", "?"]], NAMES, PROFILE) == [28]


def test_much_that_was_remembered_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["yes" if place % 2 else "no", place, None, place * 3, "no"] for place in range(50)]
    expected = {name: values(rows, NAMES, PROFILE, name) for name in FUNCTIONS}
    monkeypatch.setattr("sheetqual.core.worksheet._MOST_REMEMBERED", 3)
    text = PROFILE + "\n# forgetful"
    assert {name: values(rows, NAMES, text, name) for name in FUNCTIONS} == expected


@pytest.mark.parametrize(
    ("leads", "headers", "said"),
    [
        ([["yes", 60]], HEADERS, "3 headers over 2 columns of leads; choose ranges of one width"),
        (
            [["yes", 60]],
            ["Name", "Phone"],
            "none of the profile's columns is among the headers; choose the header row as second argument",
        ),
    ],
)
def test_ranges_that_do_not_fit_are_refused_in_one_sentence(
    leads: list[list[object]], headers: list[str], said: str
) -> None:
    with pytest.raises(SheetqualError) as caught:
        values(leads, headers)
    assert str(caught.value) == said


def test_a_poor_profile_is_refused() -> None:
    with pytest.raises(ProfileError) as caught:
        values([["yes"]], ["A"], "nmae = 5")
    assert caught.value.lines() == [
        "profile:1: unknown key 'nmae'; did you mean 'name'?",
        "profile: there is no [[criterion]]; a profile needs at least one",
    ]


def test_a_profile_is_read_once() -> None:
    assert compiled_profile(THREE) is compiled_profile(THREE)


@pytest.mark.parametrize(
    ("score", "word"), [(70, "caldo"), (69.999, "warm"), (40, "warm"), (39.999, "cold"), (0, "cold")]
)
def test_a_single_score_has_the_profiles_word_for_its_band(score: float, word: str) -> None:
    text = '[score]\nlabels = { hot = "caldo" }\n' + THREE
    assert score_temperatures([score, None], text) == [word, ""]


def test_a_column_of_numbers_and_blanks_is_one_of_scores() -> None:
    assert scores_alone([[70.0], [None], [" "], [5]]) == [70.0, None, None, 5]
    assert scores_alone([[70.0, 1.0]]) is None
    assert scores_alone([["yes"]]) is None
    assert scores_alone([[None]]) is None


def test_published_cells_are_the_profiles_lines() -> None:
    assert published_text([['name = "x"'], [None], ["[score]"], [""]]) == 'name = "x"\n\n[score]\n'
    assert published_text([[None], []]) is None


@pytest.mark.parametrize("cell", [date(2026, 11, 21), NOON, 46347.0, 46347.9, "21.11.2026", None, ""])
def test_the_day_of_scoring_may_be_a_date_a_serial_a_text_or_today(cell: Any) -> None:
    assert scoring_day(cell, date(2026, 11, 21)) == date(2026, 11, 21)


@pytest.mark.parametrize("cell", ["soon", -1.0, timedelta(days=3)])
def test_what_is_no_day_is_refused(cell: Any) -> None:
    with pytest.raises(SheetqualError, match=r"the last argument should be a day, such as TODAY\(\)"):
        scoring_day(cell, TODAY)


def test_what_goes_wrong_is_a_short_text() -> None:
    assert said_in_cell(SheetqualError("no")) == "sheetqual: no"
    assert said_in_cell(ProfileError("p", [Fault("bad", 3)])) == "sheetqual: profile line 3: bad"
    assert said_in_cell(ProfileError("p", [Fault("bad"), Fault("x")])) == "sheetqual: profile: bad (and 1 more)"
    assert said_in_cell(KeyError("x")) == "sheetqual: something unexpected went wrong (KeyError)"


@given(st.lists(st.lists(st.sampled_from(["yes", "no", "?", None, 5, 50.0, "refused", "2k"]), min_size=5, max_size=5)))
def test_a_block_says_what_its_rows_say(rows: list[list[Any]]) -> None:
    for name in FUNCTIONS:
        block = values(rows, NAMES, PROFILE, name)
        assert block == [one for row in rows for one in values([row], NAMES, PROFILE, name)]


def told(function: str, leads: Any, headers: Any = (NAMES,), profile: Any = None, today: Any = None) -> list[Any]:
    """Ask as a program does whose truth values are its own."""

    def convert(cell: object) -> Any:
        return {True: "TRUE", False: "FALSE"}.get(cell, cell) if isinstance(cell, bool) else cell

    return answers(function, leads, headers, profile, today, lambda rows: published_text(rows or [[PROFILE]]), convert)  # type: ignore[arg-type,return-value]


def test_a_programs_arguments_become_what_its_cells_show() -> None:
    lead = [True, 2000.0, None, 20.0, False]
    assert told("LEADSCORE", [lead, [None] * 5]) == [92.85, ""]
    assert told("LEADTEMP", [lead], (NAMES,), [[line] for line in PROFILE.split("\n")], 46347.0) == ["hot"]


def test_scores_alone_need_no_headers() -> None:
    for headers, profile in ((None, None), ([[None]], [[PROFILE]]), ([[PROFILE]], None)):
        assert told("LEADTEMP", [[70.0], [None]], headers, profile) == ["hot", ""]
    assert told("LEADTEMP", [[None], [" "]], None) == ["", ""]
    with pytest.raises(SheetqualError, match="no headers; choose the header row"):
        told("LEADTEMP", [["yes"]], [[" "]], [[PROFILE]])
    with pytest.raises(SheetqualError, match="no headers; choose the header row"):
        told("LEADSCORE", [[70.0]], None)
