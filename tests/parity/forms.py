"""The forms that a formula can have, and what each answers; one small list stands behind them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from openpyxl.utils.cell import range_boundaries

from sheetqual.core.values import Cell
from sheetqual.core.worksheet import Shown
from tests.wine.cases import Held

from .sheets import Sheet

PROFILE: Final = """\
schema = 1
name = "Forms"
[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
required = true
[[criterion]]
id = "budget"
columns = ["Budget"]
want = { at_least = 1000 }
"""
HEADERS: Final = ("Name", "Need", "Budget", "Score")
ROWS: Final[Sequence[Sequence[Cell]]] = (
    ("Acme", "yes", 2000, 70),
    ("Birch", "yes", None, 39.999),
    (None, None, None, None),
    ("Cedar", "no", "1.500", 100),
)
SHEET: Final = Sheet("forms", PROFILE, HEADERS, ROWS, date(2026, 11, 21))
BLOCK_SCORES: Final = (100, 75, "", 0)
DAY: Final = "46347"
DAYS_PLACE: Final = 3


@dataclass(frozen=True)
class Form:
    """A form of a formula.

    Attributes:
        what: What it is, as the guide says it.
        formula: The formula, over cells of the list (headers in row 1), LeadProfile, or PATH for a profile's file.
        shows: What it shows; a column for several leads.
        native: What native functions show instead; a message, or an empty text where they have it.
        instead: What the guide says of native functions then.
        lite: Whether xlwings Lite has it.
        iron: Whether IronCalc has it: it takes ``A1:A1`` for a value, where Excel keeps a range.
        is_listed: Whether the guide's table has it.
    """

    what: str
    formula: str
    shows: Shown | tuple[Shown, ...]
    native: str = ""
    instead: str = ""
    lite: bool = True
    iron: bool = True
    is_listed: bool = True

    @property
    def has_day(self) -> bool:
        """Whether it names the day of scoring."""
        return self.formula.count(",") == DAYS_PLACE

    @property
    def column(self) -> list[Shown]:
        """What it shows, cell by cell."""
        return list(self.shows) if isinstance(self.shows, tuple) else [self.shows]


WIDTHS: Final = "sheetqual: 4 headers over 3 columns of leads; choose ranges of one width"
NO_COLUMNS: Final = (
    "sheetqual: none of the profile's columns is among the headers; choose the header row as second argument"
)
NO_HEADERS: Final = "sheetqual: no headers; choose the header row over these leads as second argument"
NO_DAY: Final = "sheetqual: the last argument should be a day, such as TODAY()"

FORMS: Final = (
    Form("one lead: a row", f"LEADSCORE(A2:D2,A1:D1,LeadProfile,{DAY})", 100),
    Form("many leads: a block", f"LEADSCORE(A2:D5,A1:D1,LeadProfile,{DAY})", BLOCK_SCORES),
    Form(
        "many leads: a block of texts",
        f"LEADTEMP(A2:D5,A1:D1,LeadProfile,{DAY})",
        ("hot", "hot", "", "out"),
        is_listed=False,
    ),
    Form("the day left out: today", "LEADSCORE(A2:D5,A1:D1,LeadProfile)", BLOCK_SCORES),
    Form(
        "a lead's status without a day",
        "LEADSTATUS(A5:D5,A1:D1,LeadProfile)",
        "nurture: need: no, and it is required",
        is_listed=False,
    ),
    Form(
        "one column",
        f"LEADRANGE(B3:B3,B1:B1,LeadProfile,{DAY})",
        "75 to 100",
        native="sheetqual: choose two columns or more",
        instead="choose two columns or more",
    ),
    Form("a score: `LEADTEMP`", f"LEADTEMP(D2,F1,LeadProfile,{DAY})", "hot"),
    Form("a score that is not there yet", f"LEADTEMP(D4,F1,LeadProfile,{DAY})", ""),
    Form("a column of scores", f"LEADTEMP(D2:D5,F1,LeadProfile,{DAY})", ("hot", "cold", "", "hot"), iron=False),
    Form(
        "a profile's file instead of `LeadProfile`",
        f"LEADSCORE(A2:D2,A1:D1,PATH,{DAY})",
        100,
        instead="always the published profile",
        lite=False,
    ),
    Form("widths that differ", f"LEADSCORE(A2:C2,A1:D1,LeadProfile,{DAY})", WIDTHS, is_listed=False),
    Form("other headers", f"LEADSTATUS(C2:D2,A2:B2,LeadProfile,{DAY})", NO_COLUMNS, is_listed=False),
    Form("blank headers", f"LEADRANGE(C2:D2,F1:G1,LeadProfile,{DAY})", NO_HEADERS, native=NO_COLUMNS, is_listed=False),
    Form("a day that is none", "LEADRANGE(A2:D2,A1:D1,LeadProfile,-3)", NO_DAY, is_listed=False),
)


def resolved(
    form: Form, path: str, hand_over: Callable[[Sequence[Sequence[Held]]], object]
) -> tuple[str, list[object]]:
    """Return a form's function and its arguments, as a front end without a sheet gets them.

    Args:
        form: The form.
        path: The profile's file.
        hand_over: How it gets cells.
    """
    function, _, rest = form.formula.removesuffix(")").partition("(")
    cells: Mapping[str, Any] = {"LeadProfile": SHEET.lines, "PATH": [[path]]}
    arguments = [
        cells.get(part) or ([[float(part)]] if part.lstrip("-").isdigit() else block(part)) for part in rest.split(",")
    ]
    return function, [hand_over(one) for one in arguments]


def block(reference: str) -> list[list[Held]]:
    """Return the cells of a reference into the list."""
    left, top, right, bottom = (int(one or 0) for one in range_boundaries(reference))
    table: list[list[Held]] = [list(HEADERS), *SHEET.cells]
    return [
        [table[row - 1][column - 1] if column <= len(HEADERS) else None for column in range(left, right + 1)]
        for row in range(top, bottom + 1)
    ]
