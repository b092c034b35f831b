"""Columns that were filled in once a lead had become a customer."""

from __future__ import annotations

import random

import pytest

from sheetqual.core.learning.lessons import Lessons, lessons_of

from .made import cases, noise, shared


def leaks(lessons: Lessons) -> set[str]:
    return {one.header for one in lessons.aside if one.code == "leak"}


@pytest.mark.parametrize(
    "cells",
    [
        shared(95, 100, 5, 900),
        shared(100, 100, 0, 900, "12.03.2026", None),
        shared(60, 100, 0, 900, "12.03.2026", None),
        ["gold"] * 40 + ["silver"] * 60 + ["none"] * 900,
        [random.Random(3).randrange(100, 999) for _ in range(70)] + [0] * 30 + [0] * 900,
        [1, 2, 3] * 30 + [0] * 10 + [5, 6, 7] * 300,
        [float(number) for number in range(500, 600)] + [float(number % 560) for number in range(900)],
    ],
)
def test_a_column_that_gives_the_end_away_is_set_aside_with_the_reason(cells: list[object]) -> None:
    found = lessons_of(cases(100, {"Contract": cells, "Source": noise(1, 1000, "a", "b")}))
    assert leaks(found) == {"Contract"}
    assert next(one.why for one in found.aside).startswith("gives the end away")
    assert {one.column for one in found.qualities} == {"Source"}


def test_a_column_can_be_kept_all_the_same() -> None:
    found = lessons_of(cases(100, {"Contract": shared(100, 100, 0, 900)}, kept=frozenset({0})))
    assert not leaks(found)
    assert not found.suspicions


def test_a_noisy_copy_of_the_end_gives_it_away_too() -> None:
    rnd = random.Random(4)
    cells = ["yes" if bool(won) is (rnd.random() < 0.95) else "no" for won in [1] * 200 + [0] * 800]
    assert leaks(lessons_of(cases(200, {"Onboarded": cells}))) == {"Onboarded"}


def test_a_column_that_does_unusually_well_is_pointed_out_and_used() -> None:
    rnd = random.Random(5)
    minutes = [rnd.gauss(8, 4) for _ in range(200)] + [rnd.gauss(3.5, 3) for _ in range(800)]
    found = lessons_of(cases(200, {"Duration": [float(round(abs(one), 1)) for one in minutes]}))
    assert not leaks(found)
    (strong,) = found.suspicions
    assert strong.header == "Duration"
    assert 75 <= strong.pairs < 90


def test_an_honest_quality_is_no_leak_however_strong() -> None:
    for won, lost in ((6, 100), (60, 1000)):
        found = lessons_of(cases(won, {"Need": shared(won, won, lost * 4 // 10, lost)}))
        assert not leaks(found)


def test_few_customers_make_no_leak_of_chance() -> None:
    """Of a handful of customers, some column always does well."""
    rnd = random.Random(6)
    employees = [float(rnd.randrange(200, 400)) for _ in range(8)] + [float(rnd.randrange(5, 400)) for _ in range(300)]
    assert not lessons_of(cases(8, {"Employees": employees})).suspicions
    assert leaks(lessons_of(cases(8, {"Status": shared(8, 8, 0, 300, "customer", "lead")}))) == {"Status"}


def test_where_most_are_customers_a_sure_quality_is_no_leak() -> None:
    assert not leaks(lessons_of(cases(900, {"Need": shared(500, 900, 20, 100)})))


def test_of_two_lists_blanks_are_no_answer_of_their_own() -> None:
    """Known of all customers and of few others: that says who filled the lists in, and no more."""
    cells = [*noise(7, 100, "a", "b", "c"), *noise(8, 300, "a", "b", "c"), *[None] * 600]
    found = lessons_of(cases(100, {"Size": cells}, one_list=False))
    assert not found.suspicions
    assert lessons_of(cases(100, {"Size": cells}, one_list=True)).suspicions


def test_what_is_only_known_of_others_gives_nothing_away() -> None:
    cells = [*[None] * 100, *noise(9, 300, "a", "b"), *[None] * 600]
    assert not leaks(lessons_of(cases(100, {"Size": cells}, one_list=False)))


def test_values_that_only_customers_have_are_looked_at_together() -> None:
    kinds = ["gold"] * 12 + ["silver"] * 18 + noise(10, 970, "retail", "food", "other")
    assert leaks(lessons_of(cases(100, {"Type": kinds}))) == {"Type"}


def test_an_amount_that_only_customers_have_gives_the_end_away() -> None:
    paid = [*range(10, 50), *[0] * 60, *[0] * 895, *range(5)]
    assert leaks(lessons_of(cases(100, {"Paid": paid}))) == {"Paid"}


@pytest.mark.parametrize(
    ("mine", "won", "theirs", "lost"),
    [(120, 300, 6, 300), (240, 600, 8, 400), (360, 600, 12, 400), (450, 900, 30, 600)],
)
def test_where_many_are_customers_an_honest_quality_is_no_leak(mine: int, won: int, theirs: int, lost: int) -> None:
    found = lessons_of(cases(won, {"Trial": shared(mine, won, theirs, lost)}))
    assert not leaks(found)
    assert found.qualities[0].verdict == "supported"


def test_numbers_that_few_others_have_are_looked_at_to_their_end() -> None:
    amounts = [*range(50), *[None] * 50, *range(20, 60), *[None] * 860]
    found = lessons_of(cases(100, {"Amount": amounts}))
    assert not leaks(found)


def test_what_few_customers_and_nobody_else_have_is_pointed_out() -> None:
    found = lessons_of(cases(100, {"Contract": shared(11, 100, 0, 900, "x", None)}))
    assert [(one.header, one.pairs) for one in found.suspicions] == [("Contract", 56)]
    few = lessons_of(cases(6, {"Niche": shared(6, 6, 2, 200)}))
    assert not leaks(few)
