"""The codes of answers, and three-valued logic."""

from __future__ import annotations

import itertools

import pytest

from sheetqual.core.answers import (
    BLANK,
    COMPLAINED,
    COMPLAINED_ANSWER,
    GATES,
    HELD_AT_ZERO,
    NO,
    PARTLY,
    REFUSED,
    REFUSED_ANSWER,
    UNKNOWN,
    UNKNOWN_ANSWER,
    VALUES,
    YES,
    Gate,
    all_of,
    any_of,
    negated,
    open_value,
)

SURE = (NO, YES, BLANK, UNKNOWN, COMPLAINED, REFUSED)
THREE = {NO: False, YES: True}


def test_all_fails_as_soon_as_one_fails_and_any_holds_as_soon_as_one_holds() -> None:
    """Method.md section 2: in compositions three-valued logic applies (Kleene's)."""
    for one, other in itertools.product(SURE, repeat=2):
        left, right = THREE.get(one), THREE.get(other)
        both = False if False in (left, right) else None if None in (left, right) else True
        either = True if True in (left, right) else None if None in (left, right) else False
        assert THREE.get(all_of([one, other])) is both
        assert THREE.get(any_of([one, other])) is either


def test_what_is_unknown_stays_unknown_when_negated() -> None:
    assert [negated(truth) for truth in SURE] == [YES, NO, BLANK, UNKNOWN, COMPLAINED, REFUSED]


def test_a_refusal_speaks_before_a_complaint_and_both_before_other_unknowns() -> None:
    assert all_of([YES, COMPLAINED, REFUSED, UNKNOWN, BLANK]) == REFUSED
    assert any_of([NO, COMPLAINED, UNKNOWN, BLANK]) == COMPLAINED
    assert any_of([NO, UNKNOWN, BLANK]) == UNKNOWN
    assert all_of([YES, BLANK]) == BLANK


@pytest.mark.parametrize(
    ("code", "value", "gate"),
    [
        (0, 0, Gate.FAILS),
        (1, 1, Gate.HOLDS),
        (100, 100, Gate.HOLDS),
        (open_value(0), 0, Gate.OPEN),
        (open_value(50), 50, Gate.OPEN),
        (open_value(100), 100, Gate.OPEN),
        (HELD_AT_ZERO, 0, Gate.HOLDS),
        (UNKNOWN_ANSWER, None, Gate.OPEN),
        (REFUSED_ANSWER, None, Gate.OPEN),
        (COMPLAINED_ANSWER, None, Gate.OPEN),
    ],
)
def test_an_answer_has_a_value_and_a_gate(code: int, value: int | None, gate: Gate) -> None:
    """Method.md section 5: a required criterion holds when its value is above 0 (partly: open)."""
    assert (VALUES[code], GATES[code]) == (value, gate)


def test_every_answer_is_one_byte_of_its_own() -> None:
    codes = [
        *range(101),
        *map(open_value, range(101)),
        HELD_AT_ZERO,
        UNKNOWN_ANSWER,
        REFUSED_ANSWER,
        COMPLAINED_ANSWER,
    ]
    assert len(set(codes)) == len(codes)
    assert max(codes) < len(VALUES) == len(GATES) == 256
    assert PARTLY not in SURE
