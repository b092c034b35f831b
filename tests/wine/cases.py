"""Leads as Excel's cells hold them, and what the core says of them on this machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeAlias

from sheetqual.core.values import Cell
from sheetqual.core.worksheet import Shown, lead_values
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile
from tests.oracle.cases import make_case

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
TEAMS = ("software", "savings", "solar")
TODAY = date(2026, 11, 21)
MADE_UP = range(4000, 4024)
"""The seeds of the lists that are made up; each has its own profile."""

ERRORS = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
    "#SPILL!": 2045,
    "#CALC!": 2050,
}
"""The numbers of Excel's errors, as in VBA's CVErr."""

Held: TypeAlias = str | float | bool | None
"""What a cell holds; an error is its name."""


@dataclass(frozen=True, slots=True)
class Case:
    """A list under a profile.

    Attributes:
        name: What to call it.
        headers: The headers.
        rows: The leads.
        profile: The profile's text.
        today: The day of scoring.
    """

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Held]]
    profile: str
    today: date

    @property
    def serial(self) -> float:
        """The day of scoring as Excel's number."""
        return serial(self.today)

    def expected(self, function: str) -> list[Shown]:
        """Return what the core says of the leads."""
        rows = [[_core(cell) for cell in row] for row in self.rows]
        return lead_values(function, rows, self.headers, self.profile, self.today)


def sample(team: str) -> Case:
    """Return a sample team's list."""
    folder = SAMPLES / team
    file = read_profile(folder / "profile.toml")
    table = score_list(next(folder.glob("leads.*")), file, today=TODAY, keep_all=True).table
    places = sorted(table.columns)
    rows = [[held(table.columns[place][lead]) for place in places] for lead in range(len(table.rows))]
    return Case(team, [table.headers[place] for place in places], rows, file.text, TODAY)


def made_up(seed: int) -> Case:
    """Return a list with everything that goes wrong in lists, under a profile of its own."""
    text, headers, rows, today = make_case(seed, corners=True)
    cells = [[held(cell) for cell in row] for row in rows]
    return Case(f"made up, {seed}", headers, cells, text, today)


def held(cell: object) -> Held:
    """Return a cell as Excel holds it: every number a float, every date a number."""
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, date):
        return serial(cell)
    if isinstance(cell, (int, float)):
        return float(cell) if math.isfinite(cell) else None
    return str(cell)


def serial(day: date) -> float:
    """Return a date or a date with a time as Excel's number."""
    moment = day if isinstance(day, datetime) else datetime.combine(day, time())
    gone = moment.replace(tzinfo=None) - datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones
    return gone.days + gone.seconds / 86_400


def _core(cell: Held) -> Cell:
    return {True: "TRUE", False: "FALSE"}[cell] if isinstance(cell, bool) else cell
