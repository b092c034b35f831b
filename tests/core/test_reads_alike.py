"""When another profile reads the same leads into the same patterns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.conditions import All, Not
from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.plan import reads_alike
from sheetqual.core.profile import (
    Assume,
    Decay,
    Grade,
    Kind,
    LeadColumns,
    Level,
    OnFail,
    OverrideColumns,
    Product,
    Profile,
    Score,
    Suppress,
    Temperature,
    Weighting,
)
from sheetqual.core.words import Word

from .helpers import board_of, profile
from .test_laws import CASES, SEEDS, case
from .test_parse import FULL

Change: TypeAlias = Callable[[Profile], Profile]


def of_criteria(**parts: Any) -> Change:
    """Return a change of every criterion."""
    return lambda read: replace(read, criteria=tuple(replace(one, **parts) for one in read.criteria))


def of_profile(**parts: Any) -> Change:
    return lambda read: replace(read, **parts)


def turned(read: Profile) -> Profile:
    return replace(read, criteria=read.criteria[::-1], penalties=read.penalties[::-1])


def own_points(read: Profile) -> Profile:
    criteria = tuple(replace(one, points=Fraction(place)) for place, one in enumerate(read.criteria, start=1))
    return replace(read, criteria=criteria, score=replace(read.score, weights=Weighting.POINTS))


def dearer_penalties(read: Profile) -> Profile:
    return replace(read, penalties=tuple(replace(one, thousandths=1, name="P") for one in read.penalties))


def two_products(read: Profile) -> Profile:
    first, last = read.criteria[0].id, read.criteria[-1].id
    return replace(read, products=(Product("One", (first,)), Product("Two", (last,))))


ALIKE: list[Change] = [
    turned,
    own_points,
    dearer_penalties,
    two_products,
    of_criteria(name="Renamed"),
    of_criteria(tied_with_previous=True),
    of_criteria(required=True, on_fail=OnFail.LOST, level=Level.ORGANISATION),
    of_criteria(required=False, kind=Kind.INTEREST),
    of_criteria(questions=()),
    of_profile(score=Score(Weighting.EQUAL, 50_000, 1_000, dict.fromkeys(Temperature, "x"))),
    of_profile(name="Other", version=99, refusal="required", products=(), depth={}, pool={}, scripts={}),
]


@CASES
@given(SEEDS, st.lists(st.sampled_from(ALIKE), min_size=1, max_size=4))
def test_under_a_profile_that_reads_alike_the_board_is_the_one_matched_anew(seed: int, changes: list[Change]) -> None:
    _, headers, rows, today, board = case(seed)
    read = board.profile
    for change in changes:
        read = change(read)
    assert reads_alike(board.plan.profile, read)
    quick, anew = board.with_profile(read), board_of(read, headers, rows, today)
    for lead in range(len(board)):
        assert quick.verdict(lead) == anew.verdict(lead)
        assert quick.call_plan(lead) == anew.call_plan(lead)
    assert quick.plan.lead == anew.plan.lead
    assert list(quick.order) == list(anew.order)


def first(**parts: Any) -> Change:
    """Return a change of the first criterion."""
    return lambda read: replace(read, criteria=(replace(read.criteria[0], **parts), *read.criteria[1:]))


def of_graded(grade: Grade) -> Change:
    return lambda read: replace(
        read,
        criteria=tuple(replace(one, grades=(grade, *one.grades[1:])) if one.grades else one for one in read.criteria),
    )


def of_decaying(**parts: Any) -> Change:
    return lambda read: replace(
        read, criteria=tuple(replace(one, **parts) if one.decay else one for one in read.criteria)
    )


def one_less(read: Profile) -> Profile:
    return replace(read, criteria=read.criteria[1:])


def other_penalty(read: Profile) -> Profile:
    return replace(read, penalties=tuple(replace(one, id="other") for one in read.penalties))


def opposite_penalty(read: Profile) -> Profile:
    return replace(read, penalties=tuple(replace(one, when=Not(one.when)) for one in read.penalties))


@pytest.mark.parametrize(
    "change",
    [
        first(id="new"),
        first(want=Comparison("at_least", 9_999, ("Budget", "Estimated budget"))),
        first(want=Comparison("at_least", 10_000, ("Budget",))),
        first(assume=Assume.UNKNOWN),
        of_graded(Grade(Comparison("at_least", 7, ("Employees",)), 100)),
        of_decaying(decay=Decay(1)),
        of_decaying(decay=None),
        of_decaying(columns=("Other",)),
        one_less,
        other_penalty,
        opposite_penalty,
        of_profile(penalties=()),
        of_profile(horizon=None),
        of_profile(suppress=Suppress(("Leave alone",))),
        of_profile(types={}),
        of_profile(types={"PQL": All(())}),
        of_profile(decimal=","),
        of_profile(dates="ymd"),
        of_profile(words={Word.YES: ("aye aye",)}),
        of_profile(lead=LeadColumns()),
        of_profile(override=OverrideColumns(value=("Ours",))),
    ],
)
def test_what_is_read_in_another_way_has_to_be_matched_anew(change: Change) -> None:
    read = profile(FULL)
    assert not reads_alike(read, change(read))
    assert reads_alike(change(read), change(read))


def test_a_comparison_with_true_is_none_with_1() -> None:
    read = profile('[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = { is = true }')
    other = profile('[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = { is = 1 }')
    assert read == other
    assert not reads_alike(read, other)


def test_columns_that_no_condition_reads_make_no_difference() -> None:
    text = '[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = { column = "B", yes = true }'
    assert reads_alike(profile(text), profile(text.replace('"A"', '"C"')))


def test_files_of_people_not_to_call_are_no_part_of_reading_the_list() -> None:
    read = profile(FULL)
    assert reads_alike(read, replace(read, suppress=replace(read.suppress, files=("more.csv",))))
