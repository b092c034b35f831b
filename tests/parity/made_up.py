"""Lists that are made up: tidy ones, most of whose cells native functions read, and very messy ones."""

from __future__ import annotations

import datetime as dt
import math
import os
from typing import Any

from sheetqual.core.values import Cell
from tests.oracle.cases import (
    TEXTS,
    Case,
    Column,
    Draw,
    Table,
    add_own_words,
    careless_header,
    empty_some,
    listed,
    make_case,
    make_profile,
)

from .sheets import NATIVE, Sheet

ROWS = (12, 24)
"""So many leads a tidy list has."""
UNREAD_SHARE = 0.006
"""So many of a tidy list's cells are written in a way that native functions don't read."""

YES: list[Any] = [True, 1, 1.0, *listed("yes|Yes|YES|y|true|1| yes |sì|Ja|да|بله")]
NO: list[Any] = [False, 0, 0.0, *listed("no|No|n|false|0| no|nei|Нет|نه|خیر")]
PLAIN_TEXTS = TEXTS
GLOBS = listed("*tech*|s*|*ware house|*-to-*|нефть*|saas")
PARTS = listed("tech|SOFT| og |e|газ|fé")
UNREAD: dict[str, list[Any]] = {
    "yes": ["ｙｅｓ", "yes\u2009"],
    "number": listed("approx. 40|2-10|~300|1.5k|200+|40 employees"),
    "percent": listed("25%|٪۵"),
    "date": listed("3.4.25|3 Mar 2026|2026/3/4|12/3/26"),
    "text": ["Ｓａａｓ", "ﬁntech", "SaaS\u2009"],
}


class Tidy(Case):
    """A case whose cells are written as people write them who want to be understood."""

    odd = False
    """Whether the lead that is being made has a cell that native functions don't read."""

    def cell(self, column: Column) -> object:
        """Draw one cell that suits its column; now and then one that is hard to read."""
        if self.draw.chance(UNREAD_SHARE):
            self.odd = True
            return self.draw.pick(UNREAD[column.flavour])
        return super().cell(column)

    def yes_cell(self, column: Column) -> object:
        """Draw yes, no or partly."""
        if "partly" not in column.banned and self.draw.chance(0.08):
            return self.draw.pick(listed("partly|Partly| PARTLY |delvis|частично|تا حدی"))
        return self.draw.pick(YES if self.draw.chance(0.6) else NO)

    def number_cell(self, column: Column) -> object:
        """Draw a number near the bounds asked for."""
        draw = self.draw
        near = draw.pick(column.bounds or [100])
        number = max(1, int(near * draw.pick([0.2, 0.5, 0.9, 1, 1, 1.1, 1.5, 2, 5])))
        if draw.chance(0.5):
            return draw.pick([number, float(number), number + 0.5, -number])
        groups = {"auto": [",", "."], ".": [","], ",": ["."]}[self.decimal]
        points = {"auto": [".", ","], ".": ["."], ",": [","]}[self.decimal]
        grouped = f"{number:,}".replace(",", draw.pick(groups))
        persian = "".join(chr(ord("۰") + int(digit)) for digit in str(number))
        ways = [str(number), f" {number} ", grouped, persian, f"-{number}", f"{number}{draw.pick(points)}5"]
        if self.decimal == "auto":
            ways.append(f"{number:,}.50")
        return draw.pick(ways)

    def percent_cell(self, column: Column) -> object:
        """Draw a share, as a number or as a text."""
        percent = int(100 * self.draw.pick(column.bounds or [0.1])) + self.draw.pick([-4, -1, 0, 0, 1, 5, 20])
        return self.draw.pick([percent / 100, f"0{self.point()}{percent:02}"])

    def date_cell(self, column: Column) -> object:
        """Draw a day near the bounds asked for."""
        draw = self.draw
        day = self.as_of + dt.timedelta(
            draw.pick(column.days or [-30]) + draw.pick([-300, -40, -7, -1, 0, 0, 1, 8, 45, 250])
        )
        written = {"dmy": ["%d/%m/%Y", "%d.%m.%Y"], "mdy": ["%m/%d/%Y", "%m-%d-%Y"], "ymd": ["%Y-%m-%d"]}[self.dates]
        serial = (day - dt.date(1899, 12, 30)).days
        noon = dt.datetime.combine(day, dt.time(12, 30))
        iso = [day.isoformat(), f"{day.isoformat()}T09:15:00", f" {day.isoformat()}", f"{day.isoformat()} 09:15"]
        numbered = [serial, float(serial), serial + 0.5, str(serial), float(f"{day:%Y%m%d}")]
        return draw.pick([day, day, noon, *iso, *(day.strftime(one) for one in written), *numbered])

    def text_cell(self, _column: Column) -> object:
        """Draw one of the texts, written carelessly."""
        text = self.draw.pick(PLAIN_TEXTS)
        return self.draw.pick([text, text.upper(), text.lower(), f"  {text} ", text.replace(" ", "   ")])

    def text_condition(self) -> Table:
        """Draw one of the text conditions."""
        draw = self.draw
        some = draw.some(PLAIN_TEXTS, draw.whole(1, 5))
        return draw.pick(
            [
                {"is": some[0]},
                {"one_of": some},
                {"not_one_of": some},
                {"one_of": [*some, 7, True]},
                {"contains": draw.pick(PARTS)},
                {"like": draw.pick(GLOBS)},
                {"contains": draw.pick(PARTS), "not_one_of": some[:2]},
            ]
        )

    def number_condition(self, column: Column) -> Table:
        """Draw one of the number conditions."""
        wanted = super().number_condition(column)
        if self.draw.chance(0.2):
            bound = self.draw.pick(column.bounds)
            return self.draw.pick([{"is": bound}, {"one_of": [bound, 1]}, {"not_one_of": [bound, 0, 2.5]}])
        return wanted

    def date_condition(self, column: Column) -> Table:
        """Draw one of the date conditions."""
        wanted = super().date_condition(column)
        if self.draw.chance(0.2):
            day = self.as_of + dt.timedelta(self.draw.pick(column.days))
            return self.draw.pick([{"is": day}, {"between": [day - dt.timedelta(30), day]}, {"one_of": [day]}])
        return wanted


def tidy(seed: int) -> Sheet:
    """Return a list that native functions read, but for a few cells; the same seed gives the same list."""
    draw = Draw(seed)
    today = dt.date(2025, 1, 1) + dt.timedelta(draw.whole(0, 700))
    decimal = draw.pick(["auto", "auto", ".", ","])
    case = Tidy(draw, corners=False, as_of=today, decimal=decimal, dates=draw.pick(["dmy", "mdy", "ymd"]))
    profile, _ = make_profile(case, seed)
    columns = draw.some([one for one in case.columns if not one.missing], len(case.columns))
    rows: list[list[Cell]] = []
    unread: dict[int, tuple[str, ...]] = {}
    for number in range(draw.whole(*ROWS)):
        case.odd = False
        cells: list[Any] = [case.cell(column) for column in columns]
        if case.odd:
            unread[number] = tuple(NATIVE)
        empty_some(cells, case)
        if "\n[words]\n" in profile:
            add_own_words(cells, columns, draw)
        rows.append([f"Lead {number}", *cells])
    headers = ["Name", *(careless_header(column.name, draw) for column in columns)]
    return Sheet(f"tidy {seed}", profile, headers, rows, today, unread)


def messy(seed: int) -> Sheet:
    """Return a list with everything that goes wrong in lists; native functions may refuse any lead of it."""
    profile, headers, rows, today = make_case(seed, corners=True)
    cells = [[_written(cell) for cell in row] for row in rows]
    return Sheet(f"messy {seed}", profile, headers, cells, today, dict.fromkeys(range(len(cells)), tuple(NATIVE)))


def _written(cell: Any) -> Cell:
    """Return a cell as a workbook can hold it."""
    return None if isinstance(cell, float) and math.isnan(cell) else cell


CASES = int(os.environ.get("SHEETQUAL_PARITY_CASES", "1000"))
"""About so many tidy leads are made up, and half as many messy ones."""
TIDY = max(16, CASES // 18)
"""So many tidy lists."""
MESSY = max(4, CASES // 90)
"""So many messy lists, which are longer."""
FIRST_MESSY = 10_000
"""The seed of the first of them."""


def made_up(batch: int, batches: int) -> list[Sheet]:
    """Return a share of all lists that are made up, the tidy ones first."""
    tidy_ones = [tidy(seed) for seed in range(batch, TIDY, batches)]
    return tidy_ones + [messy(FIRST_MESSY + seed) for seed in range(batch, MESSY, batches)]
