"""What customers share and others don't."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.evidence import Share
from sheetqual.core.learning.columns import columns_of
from sheetqual.core.learning.lessons import Lessons, lessons_of
from sheetqual.core.learning.qualities import Quality, Verdict, in_words, qualities_of

from .made import cases, noise, shared


def only(lessons: Lessons, name: str) -> Quality:
    return next(one for one in lessons.qualities if one.name == name)


def test_six_of_six_customers_and_forty_of_a_hundred_others() -> None:
    """Method.md section 9."""
    need = only(lessons_of(cases(6, {"Need": shared(6, 6, 40, 100)})), "Need: yes")
    assert (need.customers, need.others) == (Share(6, 6), Share(40, 100))
    assert need.p == pytest.approx(0.00549082, rel=1e-5)
    assert need.customers.interval == pytest.approx((0.6097, 1), abs=5e-5)
    assert need.verdict is Verdict.SUPPORTED
    assert need.counts == "6 of 6 customers, 40 of 100 others"
    assert need.difference == pytest.approx(0.6)
    assert (need.operator, need.wanted, need.test.columns) == ("yes", True, ("Need",))


def test_verdicts_take_into_account_how_much_was_tried() -> None:
    need = shared(5, 6, 40, 100)
    useless = {f"C{place}": noise(place, 106, "a", "b") for place in range(30)}
    alone, among = (lessons_of(cases(6, {"Need": need} | more)) for more in ({}, useless))
    assert only(alone, "Need: yes").p == only(among, "Need: yes").p == pytest.approx(0.0484625, rel=1e-5)
    assert only(alone, "Need: yes").verdict is Verdict.SUPPORTED
    assert only(among, "Need: yes").verdict is Verdict.HINT
    assert only(among, "C1: a").verdict is Verdict.NOT_ENOUGH


def test_numbers_are_cut_where_people_would_and_their_p_counts_the_cuts() -> None:
    rnd = random.Random(1)
    few = [float(rnd.randrange(1, 160)) for _ in range(200)]
    many = [float(rnd.randrange(60, 200)) for _ in range(40)]
    found = lessons_of(cases(40, {"Employees": [*many, *few]}))
    best = found.qualities[0]
    assert (best.operator, best.wanted) == ("at_least", 50)
    assert best.name == "Employees: 50 or more"
    assert best.p < 1e-4
    assert {one.operator for one in found.qualities} == {"at_least", "at_most"}
    assert found.with_verdict(Verdict.SUPPORTED) == [best]


def test_a_day_or_a_tick_counts_as_given() -> None:
    visit = ["03.03.2026", "04.03.2026"] * 10 + [None] * 5 + ["05.03.2026"] * 20 + [None] * 80
    found = lessons_of(cases(25, {"Visit": visit, "Trial": shared(20, 25, 20, 100, "x", None)}))
    assert only(found, "Visit: filled in").test.operator == "known"
    assert only(found, "Trial: yes").verdict is Verdict.SUPPORTED


def test_choices_are_held_against_the_others_text_by_text() -> None:
    source = ["Fair"] * 40 + ["web"] * 15 + ["fair", "web", "call", "mail"] * 30
    found = lessons_of(cases(55, {"Source": source}))
    assert {one.name for one in found.qualities} >= {"Source: Fair", "Source: call"}
    assert only(found, "Source: Fair").others == Share(30, 120)  # However they are spelled.
    assert found.qualities[0].name == "Source: Fair"


def test_what_so_few_have_that_it_could_prove_nothing_is_not_tried() -> None:
    found = lessons_of(cases(50, {"Source": ["a", "b"] * 49 + ["once", "c"] * 1 + ["a", "b"] * 30}))
    assert not any(one.name == "Source: once" for one in found.qualities)


def test_what_is_only_better_known_of_customers_is_no_quality_of_theirs() -> None:
    known = ["fair", "web"] * 20 + (["fair", "web"] * 50 + [None] * 300)
    apart = lessons_of(cases(40, {"Source": known}, one_list=False))
    together = lessons_of(cases(40, {"Source": known}, one_list=True))
    assert {one.verdict for one in apart.qualities} == {Verdict.NOT_ENOUGH}
    assert {one.verdict for one in together.qualities} == {Verdict.SUPPORTED}
    assert together.qualities[0].known == (40, 100)


@given(st.integers(0, 10_000))
def test_the_verdicts_never_depend_on_the_order_of_leads(seed: int) -> None:
    rnd = random.Random(seed)
    rows = [(rnd.choice(("yes", "no")), rnd.choice("abc"), rnd.randrange(9)) for _ in range(40)]
    mixed = [*rnd.sample(rows[:10], 10), *rnd.sample(rows[10:], 30)]
    found = [
        {(one.name, one.p, one.q) for one in qualities_of(leads, columns_of(leads)[0])}
        for leads in (
            cases(10, dict(zip(("A", "B", "C"), map(list, zip(*some, strict=True)), strict=True)))
            for some in (rows, mixed)
        )
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("operator", "wanted", "words"),
    [
        ("at_least", 20_000, "20,000 or more"),
        ("at_most", 5, "5 or less"),
        ("known", True, "given"),
        ("one_of", ("a", "b"), "a or b"),
        ("is", "Lifts", "Lifts"),
        ("no", True, "no"),
    ],
)
def test_conditions_have_words(operator: str, wanted: str | float | tuple[str, ...], words: str) -> None:
    assert in_words(operator, wanted) == words
