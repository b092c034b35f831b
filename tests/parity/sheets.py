"""A list of leads under a profile: what every front end is given, and what the core says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias

from sheetqual.core.values import Cell
from sheetqual.core.worksheet import FUNCTIONS, Shown, lead_values
from tests.wine.cases import ERRORS, Held, held, serial

Answers: TypeAlias = Mapping[str, Sequence[Shown]]
"""Function -> what it shows of each lead."""
NATIVE: Sequence[str] = ("LEADSCORE", "LEADTEMP", "LEADSTATUS", "LEADRANGE")
"""The functions that need nothing installed."""
SHOWN = 5
"""So many differences are told at a time."""

_ERROR_BASE = -2_146_828_288


@dataclass(frozen=True)
class Sheet:
    """A list under a profile.

    Attributes:
        name: What to call it.
        profile: The profile's text.
        headers: The headers.
        rows: The leads; a date is a date cell, the name of an error is an error cell.
        today: The day of scoring.
        unread: Lead -> the native functions that may say no more of it than a message.
    """

    name: str
    profile: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    today: date
    unread: Mapping[int, Sequence[str]] = field(default_factory=dict)

    @property
    def day(self) -> float:
        """The day of scoring as a sheet counts it."""
        return serial(self.today)

    @property
    def lines(self) -> list[list[str]]:
        """The profile as it stands in cells."""
        return [[line] for line in self.profile.splitlines()]

    @cached_property
    def cells(self) -> list[list[Held]]:
        """The leads as a sheet holds them: days are numbers."""
        return [[held(cell) for cell in row] for row in self.rows]

    @cached_property
    def expected(self) -> Answers:
        """What the core says of each lead, one at a time, where days are numbers."""
        return self._said([[_core(cell) for cell in row] for row in self.cells])

    @cached_property
    def dated(self) -> Answers:
        """What the core says of each lead, one at a time, where days are days."""
        rows = zip(self.rows, self.cells, strict=True)
        return self._said(
            [
                [cell if isinstance(cell, date) else _core(number) for cell, number in zip(*pair, strict=True)]
                for pair in rows
            ]
        )

    def _said(self, rows: Sequence[Sequence[Cell]]) -> Answers:
        return {
            function: [
                value for row in rows for value in lead_values(function, [row], self.headers, self.profile, self.today)
            ]
            for function in FUNCTIONS
        }


def _core(cell: Held) -> Cell:
    return {True: "TRUE", False: "FALSE"}[cell] if isinstance(cell, bool) else cell


def value2(rows: Sequence[Sequence[Held]]) -> object:
    """Return cells as Excel's ``Value2`` hands them over: one cell stands alone, errors are numbers."""
    given = tuple(tuple(map(_value2, row)) for row in rows)
    return given[0][0] if len(given) == len(given[0]) == 1 else given


def _value2(cell: Held) -> object:
    return _ERROR_BASE + ERRORS[cell] if isinstance(cell, str) and cell in ERRORS else cell


def differences(sheet: Sheet, who: str, told: Answers, wanted: Answers) -> list[str]:
    """Return where a front end says otherwise than the core, each with what it takes to see it again.

    Args:
        sheet: The list.
        who: The front end.
        told: What it says.
        wanted: What it should say.
    """
    return [
        f"{who}, {sheet.name}, lead {lead}: {function} is {given!r}, should be {should!r}; "
        f"{dict(zip(sheet.headers, sheet.rows[lead], strict=True))}"
        for function, values in told.items()
        for lead, (given, should) in enumerate(zip(values, wanted[function], strict=True))
        if not same(given, should)
    ]


def same(given: Shown, wanted: Shown) -> bool:
    """Tell whether two values are one, to the last digit; a number is not a text."""
    return isinstance(given, str) is isinstance(wanted, str) and given == wanted


def check(found: Sequence[str]) -> None:
    """Fail with the first differences."""
    more = f"\nand {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    assert not found, "\n".join(found[:SHOWN]) + more
