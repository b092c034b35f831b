"""How often a condition holds in a list, against each lead's own verdict."""

from __future__ import annotations

from datetime import date

from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.parse import parse_profile
from sheetqual.core.plan import compile_plan
from sheetqual.core.tally import Tally, tally

PROFILE = parse_profile(
    """
schema = 1
[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
required = true
[[penalty]]
id = "tied"
when = { column = "Tied", yes = true }
points = 5
[suppress]
columns = ["Do not call"]
[words]
yes = ["aye"]
"""
)
HEADERS = ("Need", "Tied", "Do not call", "Size")
COLUMNS = {
    0: ["yes", "no", "", "aye", "partly"],
    1: ["no"] * 5,
    2: ["yes"] * 5,
    3: ["10", "200", "11-50", "?", "many"],
}
PLAN = compile_plan(PROFILE, HEADERS, today=date(2026, 11, 22))


def test_holds_fails_and_unknown_add_up_to_the_leads() -> None:
    assert tally(PLAN, Comparison("yes", True, ("Need",)), COLUMNS, 5) == Tally(3, 1, 1)
    assert tally(PLAN, Comparison("at_least", 50, ("Size",)), COLUMNS, 5) == Tally(1, 1, 3)


def test_the_profiles_own_words_count() -> None:
    only = {0: ["aye"]}
    assert tally(PLAN, Comparison("yes", True, ("Need",)), only, 1) == Tally(1, 0, 0)


def test_a_column_that_the_list_has_not_is_unknown() -> None:
    assert tally(PLAN, Comparison("yes", True, ("Elsewhere",)), COLUMNS, 5) == Tally(0, 0, 5)


def test_a_column_that_was_not_kept_gives_no_answer() -> None:
    assert tally(PLAN, Comparison("at_least", 50, ("Size",)), {0: COLUMNS[0]}, 5) is None
