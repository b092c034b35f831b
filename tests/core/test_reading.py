"""One cell: its state, its text, and as which number or day it can be compared."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import pytest

from sheetqual.core.numbers import exactly
from sheetqual.core.reading import Reader, State, cell_text, is_blank, is_error_name
from sheetqual.core.words import Word

if TYPE_CHECKING:
    from sheetqual.core.values import Cell

NOON = dt.datetime(2026, 3, 1, 12, 30)  # noqa: DTZ001 - cells have no time zone


@pytest.mark.parametrize(
    "cell",
    [
        *(None, "", "  ", "\u00a0", "\u200b\t\n", "\ufeff", math.nan, "\u3000", "\u2003", "\u2028", "\u0085"),
        *("\u00ad", "\u200c\u200d", "\u2060", "\u2800", "\u3164", "\u202a\u202c", "\u00a0\u3000 \u200e\u00ad"),
    ],
)
def test_white_space_and_nothing_are_blank(cell: Cell) -> None:
    assert is_blank(cell)
    reading = Reader().read(cell)
    assert (reading.state, reading.word) == (State.BLANK, None)


@pytest.mark.parametrize("cell", [0, 0.0, "0", "-", ".", NOON, dt.time(1), math.inf])
def test_what_says_something_is_not_blank(cell: Cell) -> None:
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "state", "word"),
    [
        ("yes", State.VALUE, Word.YES),
        ("TRUE", State.VALUE, Word.YES),
        (1, State.VALUE, Word.YES),
        (1.0, State.VALUE, Word.YES),
        ("1", State.VALUE, Word.YES),
        ("FALSE", State.VALUE, Word.NO),
        (0, State.VALUE, Word.NO),
        (0.0, State.VALUE, Word.NO),
        ("yes\u200b", State.VALUE, Word.YES),
        ("\ufeffyes\ufeff", State.VALUE, Word.YES),
        ("no\u3000", State.VALUE, Word.NO),
        ("✔\ufe0f", State.VALUE, Word.YES),
        ("①", State.VALUE, None),
        ("¹", State.VALUE, None),
        ("Partly", State.VALUE, Word.PARTLY),
        ("SaaS", State.VALUE, None),
        (5, State.VALUE, None),
        (NOON, State.VALUE, None),
        ("n/a", State.UNKNOWN, Word.UNKNOWN),
        (" -None- ", State.UNKNOWN, Word.UNKNOWN),
        ("Refused.", State.REFUSED, Word.REFUSED),
        ("жалоба", State.COMPLAINED, Word.COMPLAINED),
        ("#N/A", State.ERROR, None),
        ("#ref!", State.ERROR, None),
        ("#REF!\u200b", State.ERROR, None),
        ("Err:504", State.ERROR, None),
        ("Err: 504", State.VALUE, None),
        ("#1 in the market", State.VALUE, None),
    ],
)
def test_a_cell_has_one_state(cell: Cell, state: State, word: Word | None) -> None:
    """Method.md section 3: TRUE, 1 and yes are one and the same; error cells are no answers."""
    reading = Reader().read(cell)
    assert (reading.state, reading.word) == (state, word)


def test_a_cells_text_is_folded_once_and_kept() -> None:
    reading = Reader().read("  Public  SECTOR ")
    assert reading.text == "public sector"
    assert reading.text is reading.text


def test_a_text_too_long_for_a_word_is_none() -> None:
    assert Reader().read("yes " + "really " * 30).word is None


def test_an_error_stays_an_error_even_as_a_profiles_own_word() -> None:
    reader = Reader(words={Word.YES: ("#N/A", "aye")})
    assert reader.read("#N/A").state is State.ERROR
    assert reader.read("aye").word is Word.YES


@pytest.mark.parametrize(("text", "error"), [(" #N/A ", True), ("Err:12", True), ("#NA", False), ("n/a", False)])
def test_error_names_are_told_from_texts(text: str, *, error: bool) -> None:
    assert is_error_name(text) is error


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (False, "FALSE"),
        (5, "5"),
        (5.0, "5"),
        (5.5, "5.5"),
        (1e16, "10000000000000000"),
        (" as is ", " as is "),
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.datetime(2026, 3, 1), "2026-03-01"),  # noqa: DTZ001
        (NOON, "2026-03-01 12:30:00"),
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=1), "1:00:00"),
    ],
)
def test_a_cell_as_text_looks_like_its_export(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (5, 5),
        (2.5, 2.5),
        ("1.5k", 1500),
        ("plenty", None),
        (math.inf, None),
        (True, None),
        (NOON, None),
        (None, None),
    ],
)
def test_a_cell_is_a_number_or_none(cell: Cell, number: float | None) -> None:
    read = Reader().read(cell).number()
    assert (read and read.interval) == (None if number is None else exactly(number))


def test_the_reader_keeps_the_profiles_decimal_mark() -> None:
    read = Reader(decimal=".").read("1.250").number()
    assert read is not None
    assert read.interval == exactly(1.25)


def test_the_currencies_of_the_last_number_are_kept() -> None:
    reading = Reader().read("5 €")
    assert reading.currencies == frozenset()
    reading.number()
    assert reading.currencies == {"EUR"}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (NOON, dt.date(2026, 3, 1)),
        (dt.date(2026, 3, 1), dt.date(2026, 3, 1)),
        ("01.03.2026", dt.date(2026, 3, 1)),
        (46082, dt.date(2026, 3, 1)),
        (46082.5, dt.date(2026, 3, 1)),
        (20260301, dt.date(2026, 3, 1)),
        (20260301.0, dt.date(2026, 3, 1)),
        (20260301.5, None),
        (60, None),
        (-3, None),
        (math.inf, None),
        (True, None),
        (dt.time(9, 30), None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_cell_is_a_day_or_none(cell: Cell, day: dt.date | None) -> None:
    assert Reader().read(cell).day() == day


def test_serials_count_from_1904_where_the_workbook_says_so() -> None:
    reader = Reader(epoch_1904=True)
    assert reader.read(46082 - 1462).day() == reader.read("44620").day() == dt.date(2026, 3, 1)


def test_only_one_zero_true_and_false_are_truth_values_as_they_stand() -> None:
    reader = Reader()
    assert [reader.read(cell).is_truth() for cell in (1, "TRUE", 0.0, "false")] == [True] * 4
    assert [reader.read(cell).is_truth() for cell in ("yes", 2, "no")] == [False] * 3


def test_a_serial_beyond_the_calendar_of_1904_is_no_day() -> None:
    reader = Reader(epoch_1904=True)
    assert reader.read("2957100").day() is None
    assert reader.read(2957100).day() is None


def test_a_whole_number_beyond_floats_does_no_harm() -> None:
    """User errors never show a traceback (design.md)."""
    Reader().read(10**400).number()
