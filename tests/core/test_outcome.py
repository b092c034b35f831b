"""How past leads ended, as a column says."""

from __future__ import annotations

import pytest

from sheetqual.core.outcome import (
    LOST,
    OPEN,
    WON,
    OutcomeRule,
    Outcomes,
    open_finding,
    others_in_words,
    parse_outcome,
    read_outcomes,
)
from sheetqual.core.reading import Reader
from sheetqual.errors import SheetqualError

from .helpers import cell

HEADERS = ["Name", "Deal stage", "a=b", ""]


def ends(value: str, *cells: object) -> Outcomes:
    return read_outcomes(OutcomeRule("Deal stage", value), 1, [cell(one) for one in cells], Reader())


def test_a_column_and_its_value_are_found_however_they_are_spelled() -> None:
    assert parse_outcome("deal_stage= Won ", HEADERS) == (OutcomeRule("Deal stage", "Won"), 1)
    assert parse_outcome("A=B=yes", HEADERS) == (OutcomeRule("a=b", "yes"), 2)
    assert parse_outcome("Deal stage=a=b", HEADERS) == (OutcomeRule("Deal stage", "a=b"), 1)
    assert str(OutcomeRule("Deal stage", "Won")) == "Deal stage=Won"


@pytest.mark.parametrize("text", ["Won", "=Won", "Deal stage=", " = "])
def test_what_is_no_column_and_value_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SheetqualError, match="write COLUMN=VALUE, such as Outcome=Won"):
        parse_outcome(text, HEADERS)


def test_a_column_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(SheetqualError, match=r"no column 'Deal stge'. Did you mean 'Deal stage'"):
        parse_outcome("Deal stge=Won", HEADERS)
    with pytest.raises(SheetqualError, match=r"no column 'Xyz'. It has 'Name', 'Deal stage', 'a=b'."):
        parse_outcome("Xyz=Won", HEADERS)
    with pytest.raises(SheetqualError, match="…"):
        parse_outcome("Xyz=Won", [f"H{place}" for place in range(9)])


def test_who_has_the_value_became_a_customer_and_blanks_are_open() -> None:
    found = ends("Won", "Won", "won ", "Lost", "", "n/a", "#N/A", "refused", None)
    assert found.ends == bytes([WON, WON, LOST, OPEN, OPEN, OPEN, LOST, OPEN])
    assert (found.won, found.lost, found.open) == (2, 2, 4)


def test_a_column_of_nothing_but_the_value_says_no_by_blanks() -> None:
    assert ends("x", "x", "", None).ends == bytes([WON, LOST, LOST])


@pytest.mark.parametrize(
    ("value", "cells", "won"),
    [
        ("yes", ["Sì", True, 1, "no", "nei"], 3),
        ("1", [1.0, "1", 0, 2], 2),
        ("1000", ["1,000", 1000, "10"], 2),
        ("None", ["None", "Won", "Won"], 1),
    ],
)
def test_the_value_is_met_by_all_that_mean_it(value: str, cells: list[object], won: int) -> None:
    assert ends(value, *cells).won == won


def test_nobody_or_everybody_teaches_nothing() -> None:
    with pytest.raises(
        SheetqualError, match=r"No lead has 'Won' in the column 'Deal stage'. There it says 'Open', 'No'."
    ):
        ends("Won", "Open", "Open", "No")
    with pytest.raises(SheetqualError, match="It is empty"):
        ends("Won", None, "")
    with pytest.raises(SheetqualError, match="nobody to compare them with"):
        ends("Won", "Won", "Won")


def test_leads_that_are_still_open_are_left_out_when_named_and_pointed_out_when_not() -> None:
    stages = [cell(one) for one in ("Won", "Lost", "Lost", "In progress", "Åpen", "")]
    rule, place = parse_outcome("Deal stage=Won", HEADERS, ("in progress", "åpen"))
    assert read_outcomes(rule, place, stages, Reader()).ends == bytes([WON, LOST, LOST, OPEN, OPEN, OPEN])
    found = ends("Won", *stages)
    assert found.others == (("Lost", 2), ("In progress", 1), ("Åpen", 1))
    assert others_in_words(found) == "Lost 2, In progress 1, Åpen 1"
    finding = open_finding(found)
    assert finding is not None
    assert finding.text.endswith('--open "In progress" --open "Åpen"')
    assert open_finding(ends("Won", "Won", "Lost")) is None
    assert others_in_words(ends("x", "x", "")) == "blank 1"
    assert others_in_words(ends("Won", "Won", *"abcdefgh")).endswith("and 2 more kinds")
