"""Reading a day from a cell: native dates, ISO, text in the profile's order, Excel serials."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Final, Literal

from sheetqual.core.words import WHITE, has_false_digits

__all__ = ["DateOrder", "day_of", "from_serial", "is_part_of_year", "read_date"]

DateOrder = Literal["dmy", "mdy", "ymd"]

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january gennaio gen januar янв января январь ژانویه",
            "feb february febbraio februar фев февр февраля февраль فوریه",
            "mar march marzo mars мар марта март مارس",
            "apr april aprile апр апреля апрель آوریل",
            "may maggio mag mai мая май مه",
            "jun june giugno giu juni июн июня июнь ژوئن",
            "jul july luglio lug juli июл июля июль ژوئیه",
            "aug august agosto ago авг августа август اوت",
            "sep sept september settembre set sett сен сент сентября сентябрь سپتامبر",
            "oct october ottobre ott oktober okt окт октября октябрь اکتبر",
            "nov november novembre ноя нояб ноября ноябрь نوامبر",
            "dec december dicembre dic desember des дек декабря декабрь دسامبر",
        ),
        start=1,
    )
    for name in names.split()
}

_WEEKDAYS: Final = frozenset(
    [
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "lun",
        "gio",
        "ven",
        "sab",
        "dom",
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
        "man",
        "tir",
        "tirs",
        "ons",
        "tor",
        "tors",
        "fre",
        "lør",
        "søn",
        "mandag",
        "tirsdag",
        "onsdag",
        "torsdag",
        "fredag",
        "lørdag",
        "søndag",
        "пн",
        "вт",
        "ср",
        "чт",
        "пт",
        "сб",
        "вс",
        "понедельник",
        "вторник",
        "среда",
        "четверг",
        "пятница",
        "суббота",
        "воскресенье",
        "شنبه",
        "یکشنبه",
        "دوشنبه",
        "سه\u200cشنبه",
        "چهارشنبه",
        "پنجشنبه",
        "پنج\u200cشنبه",
        "جمعه",
    ],
)
_QUARTER: Final = re.compile(r"(?:q|t|k|кв)\.? ?[1-4]|[1-4]\.? ?(?:q|кв|kv|trim)\.?")

_YEAR_SIGN: Final = r"(?: ?г(?:ода|\.)?)?"  # "1 февраля 2026 г."
_TIME: Final = (
    _YEAR_SIGN + r"(?:[t ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|[+-]\d{2}:?\d{2})?)?\Z"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})" + _TIME)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([-./ ])(\d{1,2})\2(\d{4}|\d{2})" + _TIME)
_SHORT_YEAR_FIRST: Final = re.compile(r"(\d{2})([-./ ])(\d{1,2})\2(\d{1,2})" + _TIME)
_DAY_MONTH: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|o|°)?[-./ ]{1,2}(?:of |de |di )?([^\W\d_]+)[-.,/ ]{1,2}(\d{4}|\d{2})" + _TIME
)
_MONTH_DAY: Final = re.compile(r"([^\W\d_]+)[. ]{1,2}(\d{1,2})(?:st|nd|rd|th)?[, ]{1,2}(\d{4}|\d{2})" + _TIME)
_SERIAL: Final = re.compile(r"(?:\d{1,7}|\d{5}[.,]\d+)\Z")
_WEEKDAY: Final = re.compile(r"([^\W\d_]{2,12})[.,]{1,2} (?=.*\d)")

_EPOCH_1900: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_FALSE_LEAP_DAY: Final = 60
_LAST_SERIAL: Final = 2_958_465
_LONGEST: Final = 60
_CENTURY_PIVOT: Final = 69
_EARLIEST = 1900  # Before it lie the years of other calendars: 1404 is 2025 in Iran.


def from_serial(serial: float, *, epoch_1904: bool = False) -> date | None:
    """Return the day of an Excel date serial, or None where it is no day.

    Args:
        serial: Days since the workbook's epoch; a fraction is the time of day.
        epoch_1904: Whether the workbook counts from 1904.
    """
    if not 1 <= serial < _LAST_SERIAL + 1:
        return None
    days = int(serial)
    if epoch_1904:
        return _EPOCH_1904 + timedelta(days=days) if days < _LAST_SERIAL - 1462 else None
    if days == _FALSE_LEAP_DAY:  # Excel counts 29 February 1900, which never was.
        return None
    if days < _FALSE_LEAP_DAY:
        days += 1
    return _EPOCH_1900 + timedelta(days=days)


def read_date(text: str, order: DateOrder, *, epoch_1904: bool = False) -> date | None:
    """Read the day that a text states.

    Args:
        text: The cell's text: ISO (always understood), day, month and year in the given order,
            a month's name in one of five languages, or a bare number, which is an Excel serial.
        order: The order of day, month and year in text that is not ISO.
        epoch_1904: Whether serials count from 1904.

    Returns:
        The day, or None where the text is none or its year lies before 1900.
    """
    text = text.strip(WHITE)
    if len(text) > _LONGEST or has_false_digits(text):
        return None
    tidy = unicodedata.normalize("NFKC", text).casefold()
    tidy = "".join(str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char for char in tidy)
    tidy = " ".join(tidy.replace("\u200f", "").replace("\u200e", "").split())
    if (weekday := _WEEKDAY.match(tidy)) and weekday[1] not in _MONTHS:
        tidy = tidy[weekday.end() :]
    if match := _YEAR_FIRST.match(tidy) or _COMPACT.match(tidy):
        parts = match.groups()
        return _day(parts[0], parts[-2], parts[-1])
    if _SERIAL.match(tidy):
        return from_serial(float(tidy.replace(",", ".")), epoch_1904=epoch_1904)
    if order == "ymd":
        if match := _SHORT_YEAR_FIRST.match(tidy):
            return _day(match[1], match[3], match[4])
    elif match := _YEAR_LAST.match(tidy):
        day, month = (match[1], match[3]) if order == "dmy" else (match[3], match[1])
        return _day(match[4], month, day)
    if (match := _DAY_MONTH.match(tidy)) and match[2] in _MONTHS:
        return _day(match[3], _MONTHS[match[2]], match[1])
    if (match := _MONTH_DAY.match(tidy)) and match[1] in _MONTHS:
        return _day(match[3], _MONTHS[match[1]], match[2])
    return None


def is_part_of_year(text: str) -> bool:
    """Tell whether a text is nothing but a month, a day of the week or a quarter, in one of five languages.

    Args:
        text: The text, folded.
    """
    plain = text.rstrip(".")
    return plain in _MONTHS or plain in _WEEKDAYS or _QUARTER.fullmatch(text) is not None


def _day(year: str, month: str | int, day: str) -> date | None:
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004 - a year of two digits
        number += 2000 if number < _CENTURY_PIVOT else 1900
    if number < _EARLIEST:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def day_of(moment: date | datetime) -> date:
    """Return the day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment
