"""Two people changed one list."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.reconcile import NO_FINGERPRINT, Outcome, decide, fingerprint, meaning

if TYPE_CHECKING:
    from sheetqual.core.values import Cell

SAME: list[list[Cell]] = [
    ["5", 5, 5.0, "5.0", " 5 ", "5.00", "۵"],
    [0.1, "0.1", "0.10"],
    [-7, "-7", -7.0],
    [1e22, "10000000000000000000000"],
    [0, -0.0, "0", "-0", "no", "No", "NO ", "FALSE", "нет"],
    [1, "1", "yes", "sì", "TRUE", "ja", "да", "بله"],
    [dt.date(2026, 3, 1), dt.datetime.fromisoformat("2026-03-01"), "2026-03-01", "2026-03-01 00:00"],
    ["2026-03-02T00:00:00", dt.date(2026, 3, 2)],
    [dt.datetime.fromisoformat("2026-03-01 09:30"), "2026-03-01 09:30", "2026-03-01T09:30:00.000"],
    [dt.time(9, 30), "09:30:00"],
    [dt.timedelta(hours=30), "1 day, 6:00:00"],
    [None, "", "  ", "\u200b", "\0", math.nan, "\x1c"],
    ["Acme Srl", " Acme  Srl", "Acme\u00a0Srl", "Ac\u200bme Srl\n", "\0Acme Srl"],
    ["Café", "Cafe\u0301"],
    ["?", "don't know", "non so", "vet ikke", "не знаю", "نمی دانم", "n/a"],
    ["refused", "ha rifiutato", "отказ"],
    ["1e-07", 1e-7],
    [math.inf, "inf"],
]
EACH = [one for group in SAME for one in group]


@pytest.mark.parametrize("group", SAME)
def test_what_says_the_same_is_the_same(group: list[Cell]) -> None:
    assert len({meaning(one) for one in group}) == 1
    assert len({fingerprint(one) for one in group}) == 1


def test_what_says_something_else_is_something_else() -> None:
    assert len({meaning(group[0]) for group in SAME}) == len(SAME)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME"),
        ("007", 7),
        ("0646892029", 646892029),
        ("1,5", 1.5),
        ("12345678901234567890", "12345678901234567891"),
        ("2026-03-01", "01/03/2026"),
        ("x²", "x2"),
        ("yes, if cheap", "yes"),
    ],
)
def test_what_only_may_be_the_same_is_not(one: Cell, other: Cell) -> None:
    assert meaning(one) != meaning(other)
    assert fingerprint(one) != fingerprint(other)


def test_fingerprints_are_the_same_everywhere() -> None:
    """They are kept in workbooks, so that they may never change."""
    known: dict[Cell, str] = {"Acme": "O_O2Zp", 5: "7V-S4a", None: "......", "2026-03-01": "jPZ1RN", "yes": "htaXcB"}
    assert {cell: fingerprint(cell) for cell in known} == known


@given(st.text())
def test_a_fingerprint_is_six_plain_characters(text: str) -> None:
    made = fingerprint(text)
    assert len(made) == 6
    assert made != NO_FINGERPRINT
    assert made.isascii()
    assert made.isprintable()


@pytest.mark.parametrize(
    ("mine", "theirs", "outcome"),
    [
        (None, None, Outcome.EQUAL),
        ("yes", "Yes", Outcome.EQUAL),
        (5.0, "5", Outcome.EQUAL),
        ("yes", None, Outcome.OURS),
        ("?", " ", Outcome.OURS),
        (None, "yes", Outcome.FILLED),
        (None, "?", Outcome.FILLED),
        ("?", "yes", Outcome.TAKEN),
        ("non so", 250, Outcome.TAKEN),
        ("#REF!", "yes", Outcome.TAKEN),
        ("?", "refused", Outcome.TAKEN),
        ("yes", "no", Outcome.CONFLICT),
        ("yes", "?", Outcome.CONFLICT),
        ("#REF!", "?", Outcome.CONFLICT),
        ("Acme", "ACME", Outcome.CONFLICT),
        ("yes", "#N/A", Outcome.CLEARED),
        (None, "#N/A", Outcome.CLEARED),
    ],
)
def test_without_a_base_only_what_is_unknown_gives_way(mine: Cell, theirs: Cell, outcome: Outcome) -> None:
    assert decide(None, mine, theirs) is outcome


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "outcome"),
    [
        ("no", "no", "yes", Outcome.TAKEN),
        (None, None, "yes", Outcome.FILLED),
        ("no", "yes", "NO", Outcome.OURS),
        (None, "yes", None, Outcome.OURS),
        ("no", None, "no", Outcome.OURS),
        ("no", "yes", "yes", Outcome.EQUAL),
        ("maybe", "yes", "no", Outcome.CONFLICT),
        ("no", None, "yes", Outcome.CONFLICT),
        ("yes", "yes", None, Outcome.CLEARED),
        ("yes", "no", None, Outcome.CLEARED),
        ("yes", "yes", "#REF!", Outcome.CLEARED),
        ("#REF!", "yes", "#REF!", Outcome.OURS),
        ("yes", "yes", "?", Outcome.TAKEN),
        (None, "?", "yes", Outcome.TAKEN),
        ("no", "don't know", "yes", Outcome.TAKEN),
        ("no", "non so", "refused", Outcome.TAKEN),
        ("yes", "?", "yes", Outcome.OURS),
        ("yes", "?", None, Outcome.CLEARED),
        ("yes", "?", "#N/A", Outcome.CLEARED),
        ("no", "yes", "?", Outcome.CONFLICT),
        (5, "5", 6, Outcome.TAKEN),
    ],
)
def test_with_a_base_the_side_that_changed_wins(base: Cell, mine: Cell, theirs: Cell, outcome: Outcome) -> None:
    assert decide(fingerprint(base), mine, theirs) is outcome


CELLS = st.sampled_from(EACH) | st.text(max_size=6) | st.integers(-9, 9) | st.floats()
BASES = st.none() | CELLS.map(fingerprint)


@given(CELLS, CELLS)
def test_fingerprints_are_equal_where_cells_say_the_same(one: Cell, other: Cell) -> None:
    assert (fingerprint(one) == fingerprint(other)) is (meaning(one) == meaning(other))


@given(BASES, CELLS, CELLS)
def test_blanks_replace_nothing(base: str | None, mine: Cell, theirs: Cell) -> None:
    outcome = decide(base, mine, theirs)
    if not meaning(theirs):
        assert outcome in (Outcome.EQUAL, Outcome.OURS, Outcome.CLEARED)
    if outcome is Outcome.FILLED:
        assert not meaning(mine)
    if outcome is Outcome.TAKEN and base is not None:
        assert fingerprint(mine) in (base, fingerprint("?"))


@given(BASES, CELLS, CELLS)
def test_what_was_taken_is_taken_once(base: str | None, mine: Cell, theirs: Cell) -> None:
    outcome = decide(base, mine, theirs)
    after = theirs if outcome in (Outcome.TAKEN, Outcome.FILLED) else mine
    assert decide(base, after, theirs) not in (Outcome.TAKEN, Outcome.FILLED)
    # The next time, what they say now is the base.
    assert decide(fingerprint(theirs), after, theirs) in (Outcome.EQUAL, Outcome.OURS)


@given(BASES, CELLS)
def test_a_cell_and_itself_are_equal(base: str | None, cell: Cell) -> None:
    assert decide(base, cell, cell) is Outcome.EQUAL
