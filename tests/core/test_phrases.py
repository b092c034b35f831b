"""Conditions read as people say them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from sheetqual.core.conditions import All, Any_, Not, Test
from sheetqual.core.parse import parse_profile
from sheetqual.core.phrases import _PHRASES, condition_in_words, wishes_in_words
from sheetqual.core.schema import CONDITION

if TYPE_CHECKING:
    from sheetqual.core.conditions import Wanted


@pytest.mark.parametrize(
    ("operator", "wanted", "said"),
    [
        ("is", "S", "S"),
        ("is", True, "yes"),
        ("is", 1234567, "1,234,567"),
        ("is", 2.5, "2.5"),
        ("one_of", ("IT",), "IT"),
        ("one_of", ("IT", "NO", False), "IT, NO or no"),
        ("one_of", "IT", "IT"),
        ("not_one_of", ("IT", "NO"), "anything but IT or NO"),
        ("contains", "in-house", 'with "in-house" in it'),
        ("like", "a*", 'like "a*"'),
        ("at_least", 10000, "10,000 or more"),
        ("at_most", 0.5, "0.5 or less"),
        ("between", (1, 9), "from 1 to 9"),
        ("between", 5, "5"),
        ("yes", True, "yes"),
        ("yes", False, "no"),
        ("no", True, "no"),
        ("no", False, "yes"),
        ("known", True, "filled in"),
        ("known", False, "blank"),
        ("before", date(2026, 12, 1), "before 2026-12-01"),
        ("after", date(2026, 12, 1), "after 2026-12-01"),
        ("within_days", 90, "at most 90 days away"),
        ("older_than_days", 60, "more than 60 days ago"),
        ("later_than_days", 120, "more than 120 days ahead"),
        ("suppresses", True, "anything but no"),
        ("is", ("a", "b"), "a or b"),
    ],
)
def test_a_comparison_in_words(operator: str, wanted: Wanted, said: str) -> None:
    assert condition_in_words(Test(operator, wanted, ("Budget", "Spend"))) == f"Budget: {said}"


def test_every_comparison_of_the_vocabulary_has_words() -> None:
    assert set(CONDITION) - {"all", "any", "not", "column"} <= set(_PHRASES)


def test_compositions_say_what_belongs_together() -> None:
    one, other = Test("yes", True, ("A",)), Test("yes", True, ("B",))
    assert condition_in_words(All((one, Not(other)))) == "A: yes and not (B: yes)"
    assert condition_in_words(Any_((All((one, other)), other))) == "(A: yes and B: yes), or B: yes"


def test_grades_come_in_the_order_in_which_they_are_tried() -> None:
    text = (
        '[profile]\nname = "x"\n[[criterion]]\nid = "a"\nname = "A"\ncolumns = ["Size"]\n'
        "grades = [ { when = { at_least = 200 }, value = 1 }, { when = { at_least = 50 }, value = 0.5 } ]\n"
        '[[criterion]]\nid = "b"\nname = "B"\ncolumns = ["Need"]\nwant = { yes = true }\n'
    )
    graded, wanted = parse_profile(text.replace("[profile]\n", "")).criteria
    assert wishes_in_words(graded) == ["100 %: Size: 200 or more", "else 50 %: Size: 50 or more"]
    assert wishes_in_words(wanted) == ["Need: yes"]
