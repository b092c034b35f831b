"""Which columns can teach something, and why the others can't."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sheetqual.core.identity import LeadPlaces
from sheetqual.core.learning.asking import question_about
from sheetqual.core.learning.coding import coded
from sheetqual.core.learning.columns import Column, ColumnKind, columns_of

from .made import cases, column

DAYS = [f"{day:02}.03.2026" for day in range(1, 13)]


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Need", ["yes", "no", "да", "nei", "partly", None] * 2, "yes_no"),
        ("Trial", ["x", None, "", "x", "x", "x", "x", None], "mark"),
        ("Stand", ["hall 4", None] * 6, "mark"),
        ("Last visit", [*DAYS, *[None] * 5], "mark"),
        ("Source", ["fair", "web", "call"] * 4, "choice"),
        ("City", ["Oslo", "Bergen", "Moss", "Oslo", "Moss"] * 3, "choice"),
        ("Children", [0, 1, 2, 3] * 3, "number"),
        ("Employees", ["11-50", "51-200", "200+", "9", "~30"] * 2, "number"),
    ],
)
def test_answers_are_recognised(header: str, cells: Sequence[object], kind: str) -> None:
    found = column(header, cells)
    assert isinstance(found, Column)
    assert found.kind == kind


@pytest.mark.parametrize(
    ("header", "cells", "code"),
    [
        ("Record ID", range(1000, 1012), "id"),
        ("Customer", range(1000, 1012), "id"),
        ("Phone", ["+47 40 00 00 01", "+47 40 00 00 02"] * 6, "id"),
        ("Comment", ["called twice", "no time"] * 6, "id"),
        ("Reasons", [f"they said that {number} was too much" for number in range(12)], "text"),
        ("Created", DAYS, "date"),
        ("month", ["may", "june", "Juli", "agosto"] * 3, "date"),
        ("Called in", ["Q1", "Q2", "q3", "кв. 4"] * 3, "date"),
        ("Contacted", ["Mon", "tirsdag", "среда"] * 4, "date"),
        ("Day", list(range(1, 13)), "date"),
        ("Country", ["Italy"] * 12, "same"),
        ("Twitter", ["a", "b", *[None] * 9], "few"),
        ("Override", ["hot", "cold"] * 6, "ours"),
    ],
)
def test_what_says_nothing_about_the_next_lead_is_set_aside(header: str, cells: Sequence[object], code: str) -> None:
    found = column(header, cells)
    assert not isinstance(found, Column)
    assert found.code == code
    assert found.why


def test_who_a_lead_is_teaches_nothing_but_a_country_does() -> None:
    names = [f"Name {number}" for number in range(12)]
    found, aside = columns_of(
        cases(
            2,
            {
                "Firm": ["A", "B"] * 6,
                "Who": names,
                "Land": ["Norway", "Italy"] * 6,
                "Contact": ["phone", "mail"] * 6,
                "": [1] * 12,
                "Won": ["x"] * 12,
            },
            lead=LeadPlaces(company=(0,), name=(1, 3), country=(2,)),
            aside={5: "says how the lead ended"},
        )
    )
    assert [one.header for one in found] == ["Land", "Contact"]
    assert [(one.header, one.code) for one in aside] == [("Firm", "id"), ("Who", "id"), ("Won", "given")]
    assert aside[2].why == "says how the lead ended"


def test_numbers_of_a_column_are_counted_with_ranges_by_their_lower_end() -> None:
    found = column("Employees", ["11-50", "11-50", "<10", "200+", 9, "1" + "0" * 400, "ask", 1, 2, 3, 4, 5])
    assert isinstance(found, Column)
    assert found.numbers == {11: 2, 10: 1, 200: 1, 9: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1}


@pytest.mark.parametrize(
    ("kind", "is_dated", "words"),
    [
        (ColumnKind.NUMBER, False, "What figure should I note for “Budget”, roughly?"),
        (ColumnKind.MARK, True, "What date should I note for “Budget”, and what hangs on it?"),
        (ColumnKind.MARK, False, "How do things stand with “Budget”?"),
        (ColumnKind.YES_NO, False, "How do things stand with “Budget”?"),
        (ColumnKind.CHOICE, False, "What can you tell me about “Budget”?"),
    ],
)
def test_questions_are_open(kind: ColumnKind, is_dated: bool, words: str) -> None:  # noqa: FBT001 - a parameter
    assert question_about("Budget?", kind, is_dated=is_dated) == words


def test_answers_are_numbered_as_scoring_reads_them() -> None:
    leads = cases(
        1,
        {
            "Need": ["yes", "no", "partly", "ask Bob", None, *["yes", "no"] * 20],
            "Employees": ["11-50", "<10", "~100", "soon", None, *[5, 60] * 20],
            "Kids": [1, 2, 3, 2, 2, *[2] * 40],
            "City": ["Oslo", "oslo ", "Moss", "Bergen", "?", *["Oslo", "Moss"] * 20],
            "Share": [0.5, 1.5, 2.5, 0.5, None, *[0.5, 2.5] * 20],
        },
    )
    found = {column.header: coded(leads, column) for column in columns_of(leads)[0]}
    assert list(found["Need"].codes[:5]) == [2, 3, 1, 0, 0]
    assert found["Employees"].conditions == (("at_least", 50), ("at_least", 10), ("at_most", 9))
    assert list(found["Employees"].codes[:5]) == [0, 4, 2, 0, 0]
    assert found["Kids"].conditions == ()
    assert found["City"].conditions == (("is", "Oslo"), ("is", "Moss"))
    assert list(found["City"].codes[:5]) == [2, 2, 3, 1, 0]
    assert found["Share"].conditions == (("at_least", 2), ("at_least", 1), ("at_most", 1))
