"""Days are read from native cells, ISO, the profile's order, months' names and serials."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sheetqual.core.dates import day_of, from_serial, read_date

if TYPE_CHECKING:
    from sheetqual.core.dates import DateOrder

DAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd"])
@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-01", " 2026-03-01 ", "2026-03-01T10:00:00", "2026-03-01 10:00", "2026-03-01T10:00:00Z"),
        *("2026-03-01T10:00:00.250+01:00", "2026/03/01", "2026.3.1", "20260301", "۲۰۲۶-۰۳-۰۱", "\u200f2026-03-01"),
        *("1 March 2026", "1st of March 2026", "March 1, 2026", "Mar 1 2026", "1-Mar-2026", "Sunday, 1 March 2026"),
        *("1 marzo 2026", "1. mars 2026", "1 марта 2026", "۱ مارس ۲۰۲۶", "dom. 1 marzo 2026", "46082", "46082.75"),
        *("46082,5", "1 MARCH 2026 9:30 pm"),
    ],
)
def test_iso_names_of_months_and_serials_are_understood_in_every_order(text: str, order: DateOrder) -> None:
    """46,023 is 1 January 2026 in the 1900 system; 59 days later is 1 March."""
    assert read_date(text, order) == DAY


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("01/03/2026", "dmy"),
        ("1.3.2026", "dmy"),
        ("1-3-26", "dmy"),
        ("1 3 2026", "dmy"),
        ("01/03/2026 10:30", "dmy"),
        ("03/01/2026", "mdy"),
        ("3/1/26", "mdy"),
        ("26/3/1", "ymd"),
        ("26-03-01", "ymd"),
    ],
)
def test_text_is_read_in_the_profiles_order(text: str, order: DateOrder) -> None:
    assert read_date(text, order) == DAY


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("12/25/2025", "dmy"),
        ("25/12/2025", "mdy"),
        ("25/12/2025", "ymd"),
        ("31.02.2026", "dmy"),
        ("2026-13-01", "dmy"),
        ("1404/01/15", "dmy"),
        ("1899-12-31", "dmy"),
        ("1 brumaire 2026", "dmy"),
        ("brumaire 1 2026", "dmy"),
        ("next year", "dmy"),
        ("Q3 2026", "dmy"),
        ("", "dmy"),
        ("1/2.2026", "dmy"),
        ("2026-03-01 or later", "dmy"),
        ("1" * 61, "dmy"),
        ("0", "dmy"),
    ],
)
def test_what_is_no_day_is_not_read(text: str, order: DateOrder) -> None:
    """An order that can't be is never swapped: nothing is silently another day."""
    assert read_date(text, order) is None


def test_years_of_two_digits_are_near_ours() -> None:
    assert read_date("1.3.68", "dmy") == dt.date(2068, 3, 1)
    assert read_date("1.3.69", "dmy") == dt.date(1969, 3, 1)


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (1, dt.date(1900, 1, 1)),
        (59, dt.date(1900, 2, 28)),
        (60, None),
        (61, dt.date(1900, 3, 1)),
        (46082, DAY),
        (46082.99, DAY),
        (2958464, dt.date(9999, 12, 30)),
        (0, None),
        (0.5, None),
        (-1, None),
        (2958466, None),
    ],
)
def test_serials_count_as_excel_does_with_its_false_leap_day(serial: float, day: dt.date | None) -> None:
    """Excel takes 1900 for a leap year: 60 is 29 February 1900, which never was."""
    assert from_serial(serial) == day


def test_serials_of_1904_are_1462_days_less() -> None:
    """The two systems lie 1,462 days apart (Microsoft, "Date systems in Excel")."""
    assert from_serial(46082 - 1462, epoch_1904=True) == DAY
    assert read_date(str(46082 - 1462), "dmy", epoch_1904=True) == DAY
    assert from_serial(1, epoch_1904=True) == dt.date(1904, 1, 2)
    assert from_serial(2957004, epoch_1904=True) is None


def test_the_day_of_a_moment_is_its_date() -> None:
    assert day_of(dt.datetime(2026, 3, 1, 23, 59)) == DAY  # noqa: DTZ001 - cells have no time zone
    assert day_of(DAY) == DAY


def test_the_last_day_of_the_calendar_is_a_serial() -> None:
    """Excel's last day, 31 December 9999, is serial 2,958,465."""
    assert from_serial(2958465) == dt.date(9999, 12, 31)


def test_iso_is_always_understood() -> None:
    """Method.md section 2: "ISO dates are always understood"; exports write "never" as 9999-12-31."""
    assert read_date("9999-12-31", "dmy") == dt.date(9999, 12, 31)


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd"])
@pytest.mark.parametrize(
    "text",
    [
        *("1-Feb-26", "1 Feb 26", "Feb 1, 2026", "Feb 1, 26", "1. februar 2026", "1 febbraio 2026", "1 февраля 2026"),
        *("01-FEB-26", "1/Feb/2026", "1st of February 26", "1-Feb-26 10:30", "Sun, 1 Feb 26", "1. feb. 26"),
        *(
            "1° febbraio 2026",
            "1º febbraio 2026",
            "1 febbraio 26",
            "1 февр. 2026 г.",
            "1 февраля 2026 года",
            "1 фев 26",
        ),
        *("\ufeff2026-02-01\u200b", "2026-02-01\u3000"),
    ],
)
def test_a_day_with_the_name_of_its_month_is_read_in_every_order(text: str, order: DateOrder) -> None:
    """Excel's own short date is d-mmm-yy; a month's name says where the day stands."""
    assert read_date(text, order) == dt.date(2026, 2, 1)


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (1, "jan gen gennaio januar янв января"),
        (2, "feb februar febbraio фев февр февраля"),
        (3, "mar mars marzo мар марта"),
        (4, "apr april aprile апр апреля"),
        (5, "may mai mag maggio мая"),
        (6, "jun juni giu giugno июн июня"),
        (7, "jul juli lug luglio июл июля"),
        (8, "aug august ago agosto авг августа"),
        (9, "sep sept september set sett settembre сен сент сентября"),
        (10, "oct okt oktober ott ottobre окт октября"),
        (11, "nov november novembre ноя нояб ноября"),
        (12, "dec des desember dic dicembre дек декабря"),
    ],
)
def test_months_and_their_short_forms_are_known_in_four_languages(month: int, names: str) -> None:
    days = {f"{text}": read_date(text, "dmy") for name in names.split() for text in (f"1. {name} 26", f"1-{name}.-26")}
    assert days == dict.fromkeys(days, dt.date(2026, month, 1))


@pytest.mark.parametrize(
    "text", ["1²/03/2026", "① Feb 2026", "1 Feb 2026¹", "Feb 1, 202", "Feb 26", "1-Feb-2", "1 г 26"]
)
def test_nothing_is_silently_another_day(text: str) -> None:
    """The normal form (NFKC) of ``1²`` is 12."""
    assert read_date(text, "dmy") is None


@pytest.mark.parametrize("text", ["Mar. 1, 2026", "mar. 1 2026"])
def test_a_month_may_be_shortened_with_a_full_stop(text: str) -> None:
    assert read_date(text, "mdy") == DAY
