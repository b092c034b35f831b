"""What front ends can't know of each other's leads, each with its reason; nothing else may differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sheetqual.core.conditions import tests_of
from sheetqual.core.words import fold_header
from sheetqual.core.worksheet import compiled_profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetqual.core.conditions import Condition, Test
    from sheetqual.core.profile import Profile

    from .sheets import Sheet


@dataclass(frozen=True)
class Exemption:
    """A difference that stands.

    Attributes:
        what: When front ends differ, and how, as the guide says it.
        why: Why they must.
    """

    what: str
    why: str


DATE_CELLS: Final = Exemption(
    "A date cell in a column where a number or a text is asked for (`at_least`, `is`, `contains` …): lists, the "
    "command line and the Calc add-in see a date, which is no number; the others see the number that Excel keeps for "
    "it.",
    "Excel gives a formula a date as a bare number.",
)
YEAR_1904: Final = Exemption(
    "A workbook that counts its days from 1904 (old Macs): lists and the command line read it; the add-ins for Excel "
    "and Calc say so in the cell, and publishing natively is refused; xlwings Lite reads dates four years early.",
    "A formula gets a date as a bare number; xlwings Lite does not tell how the workbook counts.",
)
OPEN_PENALTIES: Final = Exemption(
    "A penalty that nobody knows yet: `LEADWHY` shows it as `-?`; the JSON of the command line leaves it out.",
    "JSON lists the penalties that are taken off.",
)
NATIVE_MESSAGE: Final = Exemption(
    "A cell that native functions don't read: they say so in the cell, beginning with `sheetqual: `. They never give "
    "another number.",
    "Plain formulas can't read everything that people write.",
)
EXEMPTIONS: Final = (DATE_CELLS, YEAR_1904, OPEN_PENALTIES, NATIVE_MESSAGE)


_OF_DAYS: Final = frozenset(("before", "after", "within_days", "older_than_days", "later_than_days", "known"))


def dates_elsewhere(sheet: Sheet) -> frozenset[int]:
    """Return the leads of a list to which `DATE_CELLS` applies."""
    asked = {
        fold_header(header)
        for condition in _conditions(compiled_profile(sheet.profile))
        for test in tests_of(condition)
        if test.operator not in _OF_DAYS and not _has_date(test)
        for header in test.columns
    }
    places = [place for place, header in enumerate(sheet.headers) if fold_header(header) in asked]
    return frozenset(
        lead for lead, row in enumerate(sheet.rows) if any(isinstance(row[place], date) for place in places)
    )


def _conditions(profile: Profile) -> Iterator[Condition]:
    for criterion in profile.criteria:
        yield from [criterion.want] if criterion.want is not None else [grade.when for grade in criterion.grades]
    yield from (penalty.when for penalty in profile.penalties)
    if profile.horizon:
        yield profile.horizon.lost_when


def _has_date(test: Test) -> bool:
    wanted = test.wanted if isinstance(test.wanted, tuple) else (test.wanted,)
    return any(isinstance(one, date) for one in wanted)
