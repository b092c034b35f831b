"""Seeded random profiles and messy leads for comparing the program with the oracle.

Every choice comes from ``random.Random(seed).random()``, whose stream is the same in every Python.
The default cases keep to what method.md says plainly; ``corners=True`` adds what it leaves open:
see AMBIGUITIES.md.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
THOUSAND, MILLION = 10**3, 10**6
Table = dict[str, Any]


def listed(text: str) -> list[str]:
    """Split a list that is written as one text, by bars."""
    return text.split("|")


NAMES = {
    "yes": listed("Decision maker|Has need|Trial|Existing customer|Children|Owns a house|Has budget"),
    "number": listed("Budget|Employees|Annual revenue|Seats|Deal size|Sites"),
    "percent": listed("Growth rate|Margin|Win chance"),
    "date": listed("Last visit|Contract ends|First contact|Renewal|Last call|Founded"),
    "text": listed("Industry|Segment|Source|Job title|Region|Product interest"),
}
YES: list[object] = [True, 1, 1.0, *listed("yes|Yes|YES|y|true|TRUE|1| yes |sì|Sì|ja|Ja|да|Да|بله")]
NO: list[object] = [False, 0, 0.0, *listed("no|No|NO|n|false|FALSE|0| no|nei|Nei|нет|Нет|نه|خیر")]
PARTLY = ["partly", "Partly", " PARTLY "]
BLANK: list[object] = [None, "", "  ", "\u00a0"]
UNKNOWN = listed("?|-|n/a|N/A|-None-|Select|unknown|Unknown|don't know|non so|vet ikke|ukjent|не знаю|неизвестно")
UNKNOWN += ["نمی\u200cدانم"]
REFUSED = listed("refused|Refused|REFUSED |rifiutato|nektet|отказался|امتناع کرد")
COMPLAINED = listed("complained|Complained|reclamo|klaget|жалоба|شکایت")
ERRORS = listed("#N/A|#REF!|#VALUE!|#DIV/0!|#NAME?|#NUM!")
JUNK = listed("call back after lunch|see notes|as discussed|lots & lots|как обычно")
TEXTS = listed("SaaS|Retail|Fintech|Public  sector|Straße und Wege|Software house|Med-Tech|Café chain")
TEXTS += listed("Нефть и газ|فناوری|Olje og gass|Trade fair|Web form|click-to-call")
GLOBS = listed("*tech*|s*|*ware house|??tail|*-to-*|caf? *|нефть*|saas")
PARTS = listed("tech|SOFT| og |e|газ|strasse|fé")

MANY = (21, 25)
EARLY = 0.25
POOL_SHARES = [0, 1, 0.5, 0.5, 0.04, 0.15, 0.3, 0.333, 0.4, 0.62, 0.7, 0.875, 0.9, 0.99]

A_DATE = dt.date(2025, 3, 4)
CORNER_CELLS: dict[str, list[object]] = {
    "yes": [5, *listed("maybe|interested|yes, next year|x|1.0|۱|None|no!|delvis|in parte|si|✓|none")],
    "number": [
        True,
        A_DATE,
        *listed("1234.567|12 345.678|1.250 employees|over 100|up to 50|at least 20|>=50|10-50k|500-2k|<10|>100"),
        *listed("kr 500,-|1'200|-5-10|12,34|1,23,456|B2B|5 or more|from 10 to 50|до 50 тыс.|(11-50)|fifty|none"),
        *listed("2 thousand million|12 500|10/20|۱۲٬۰۰۰|500-|2-10-20"),
    ],
    "percent": [True, 7, *listed("12.500%|5-10%|7|٪۵|0.10-0.20|0.125|<0.2")],
    "date": [
        *[True, 0, 12, 60, 2025, 45000.75, -3],
        *listed("2025|45700|3.4.25|12/25/2025|2025/03/04|3 Mar 2026|20250304|2025-W10-2|next year|Q3 2026"),
        *listed("1404/01/15|۲۰۲۵-۰۳-۰۴|yes|12 months"),
    ],
    "text": [5, 5.0, True, A_DATE, *listed("yes|*|[s]|unknown sector|sa\u200caas|Select one")],
}
ANY_CORNER: list[object] = [float("nan"), *listed("refused|complained|#N/A|?|partly|n.d.|na|#SPILL!|Err:504")]


class Draw:
    """Choices out of one stream of random numbers."""

    def __init__(self, seed: int) -> None:
        """Start the stream."""
        self._random = random.Random(seed)

    def chance(self, share: float) -> bool:
        """Be true in this share of the draws."""
        return self._random.random() < share

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """Draw one of the options."""
        return options[self.whole(0, len(options) - 1)]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Draw so many different options, in random order."""
        left = list(options)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(min(count, len(left)))]


@dataclass
class Column:
    """One column of the sheet: what it is about and what its cells must not hold."""

    name: str
    flavour: str
    bounds: list[float] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    within: list[int] = field(default_factory=list)
    banned: set[str] = field(default_factory=set)
    blank_share: float = 0.12
    missing: bool = False


@dataclass
class Case:
    """A case while it is being made."""

    draw: Draw
    corners: bool
    as_of: dt.date
    decimal: str
    dates: str
    many: bool = False  # more criteria than an exact plan of questions takes
    columns: list[Column] = field(default_factory=list)

    # --- columns ---

    def column(self, flavour: str, banned: str = "", *, fresh: bool = False) -> Column:
        """Take a new column, or now and then one that stands already.

        Args:
            flavour: what its cells are about.
            banned: the kinds of cells that would be ambiguous there, with blanks between.
            fresh: never take one that stands already.
        """
        same = [c for c in self.columns if c.flavour == flavour and not c.missing]
        if same and not fresh and self.draw.chance(0.2):
            column = self.draw.pick(same)
        else:
            taken = {c.name for c in self.columns}
            name = self.draw.pick(NAMES[flavour])
            names = [name, *(f"{name} {i}" for i in range(2, 60))]
            column = Column(next(n for n in names if n not in taken), flavour)
            self.columns.append(column)
        if not self.corners:
            column.banned |= set(banned.split())
        return column

    # --- conditions ---

    def simple(self, column: Column) -> Table:
        """Draw a simple condition that suits the column, and note its bounds there."""
        draw = self.draw
        if column.flavour == "yes":
            return {"yes": True} if draw.chance(0.75) else {"no": True}
        if column.flavour == "percent":
            bound = draw.pick([0.05, 0.1, 0.15, 0.2, 0.25])
            column.bounds.append(bound)
            return {"at_least" if draw.chance(0.7) else "at_most": bound}
        if column.flavour == "number":
            return self.number_condition(column)
        if column.flavour == "date":
            return self.date_condition(column)
        return self.text_condition()

    def number_condition(self, column: Column) -> Table:
        """Draw one of the number conditions."""
        low = self.draw.pick([5, 10, 50, 200, 1000, 5000, 10000, 50000, 2000000])
        high = low * self.draw.pick([2, 4, 5, 10])
        column.bounds += [low, high]
        return self.draw.pick(
            [
                {"at_least": low},
                {"at_least": low},
                {"at_most": high},
                {"between": [low, high]},
                {"at_least": low, "at_most": high},
            ]
        )

    def date_condition(self, column: Column) -> Table:
        """Draw one of the date conditions."""
        key = self.draw.pick(["before", "after", "within_days", "older_than_days", "later_than_days"])
        days = self.draw.pick([7, 14, 30, 90, 180, 365])
        if key in ("before", "after"):
            ahead = self.draw.pick([-400, -200, -60, -10, 30, 150])
            column.days.append(ahead)
            return {key: self.as_of + dt.timedelta(ahead)}
        column.days.append(days if key == "later_than_days" else -days)
        if key == "within_days" and not self.corners:
            column.within.append(days)
        return {key: days}

    def text_condition(self) -> Table:
        """Draw one of the text conditions."""
        draw = self.draw
        key = draw.pick(["is", "one_of", "one_of", "not_one_of", "contains", "like", "both"])
        if key == "is":
            return {"is": draw.pick(TEXTS)}
        if key in ("one_of", "not_one_of"):
            return {key: draw.some(TEXTS, draw.whole(1, 5))}
        if key == "contains":
            return {"contains": draw.pick(PARTS)}
        if key == "like":
            return {"like": draw.pick(GLOBS)}
        return {"contains": draw.pick(PARTS), "not_one_of": draw.some(TEXTS, 2)}

    def composition(self, depth: int = 2) -> Table:
        """Draw a composition whose conditions each name their own column."""
        draw = self.draw

        def part() -> Table:
            if depth > 1 and draw.chance(0.3):
                return self.composition(depth - 1)
            flavour = draw.pick(["yes", "yes", "number", "date", "text"])
            column = self.column(flavour, "partly refused complained junk error")
            known = flavour in ("date", "text") and draw.chance(0.25)
            return {"column": column.name, **({"known": True} if known else self.simple(column))}

        key = draw.pick(["all", "any", "any", "not"])
        if key == "not":
            return {"not": part()}
        return {key: [part() for _ in range(draw.whole(2, 3))]}

    def grades(self, column: Column) -> list[Table]:
        """Draw two or three grades over one column."""
        draw = self.draw
        values = draw.pick([[1, 0.5, 0.25], [1, 0.6, 0.1], [0.8, 0.35, 0.01], [1, 0.75, 0], [0.5, 1, 0.33]])
        count = draw.whole(2, 3)
        if column.flavour == "number":
            top = draw.pick([200, 1000, 50000])
            bounds = [top, top // 4, top // 20][:count]
            column.bounds += bounds
            whens: list[Table] = [{"at_least": b} for b in bounds]
        elif column.flavour == "date":
            within = [7, 30, 180][:count]
            column.days += [-d for d in within]
            column.within += [] if self.corners else within
            whens = [{"within_days": d} for d in within]
        else:
            whens = [self.text_condition() for _ in range(count)]
        return [{"when": when, "value": value} for when, value in zip(whens, values, strict=False)]

    # --- cells ---

    def cell(self, column: Column) -> object:
        """Draw one cell that suits its column."""
        draw = self.draw
        if self.corners and draw.chance(0.12):
            return draw.pick([*CORNER_CELLS[column.flavour], *CORNER_CELLS[column.flavour], *ANY_CORNER])
        if draw.chance(column.blank_share / 4 if self.many else column.blank_share):
            return draw.pick(BLANK)
        special: list[tuple[str, float, list[Any]]] = [
            ("unknown", 0.02 if self.many else 0.07, UNKNOWN),
            ("refused", 0.015, REFUSED),
            ("complained", 0.02, COMPLAINED),
            ("error", 0.012, ERRORS),
            ("junk", 0.02, JUNK),
        ]
        for kind, share, cells in special:
            fits = kind not in column.banned and (kind, column.flavour) != ("junk", "text")
            if draw.chance(share) and fits:
                return draw.pick(cells)
        makers: dict[str, Callable[[Column], object]] = {
            "yes": self.yes_cell,
            "number": self.number_cell,
            "percent": self.percent_cell,
            "date": self.date_cell,
            "text": self.text_cell,
        }
        return makers[column.flavour](column)

    def yes_cell(self, column: Column) -> object:
        """Draw yes, no or, where it is plain what that means, partly."""
        if "partly" not in column.banned and self.draw.chance(0.08):
            return self.draw.pick(PARTLY)
        return self.draw.pick(YES if self.draw.chance(0.6) else NO)

    def number_cell(self, column: Column) -> object:
        """Draw a number near the bounds asked for, or a range of numbers, the way people write them."""
        draw = self.draw
        near = draw.pick(column.bounds or [100])
        number = max(1, int(near * draw.pick([0.2, 0.5, 0.9, 1, 1, 1.1, 1.5, 2, 5])))
        if draw.chance(0.2):
            return self.number_range(number, column)
        if draw.chance(0.35):
            return draw.pick([number, float(number), number + 0.5])
        if draw.chance(0.04):
            return draw.pick([-number, f"-{number}", f"({number})", f"({self.grouped(number)})"])
        return draw.pick(self.ways_to_write(number))

    def grouped(self, number: int) -> str:
        """Write thousands separators that the profile's reading understands."""
        marks = {"auto": [",", ".", " ", "\u00a0"], ".": [",", " "], ",": [".", " "]}[self.decimal]
        return f"{number:,}".replace(",", self.draw.pick(marks))

    def ways_to_write(self, number: int) -> list[str]:
        """List texts that all mean this number under the profile's reading."""
        grouped, digits = self.grouped(number), str(number)
        ways = [digits, grouped, f"approx. {digits}", f"~{digits}", f"{digits} employees", f" {digits} "]
        ways += [f"${grouped}", f"€ {grouped}", f"{digits} kr", f"£{digits}", f"{digits} ₽"]
        ways.append(f"NOK {number:,}".replace(",", " "))
        ways.append("".join(chr(ord("۰") + int(c)) for c in digits))
        ways.append("".join(chr(ord("٠") + int(c)) for c in digits))
        with_comma, with_point = f"{number:,}.00", f"{number:,}".replace(",", ".") + ",50"
        if number >= THOUSAND:
            both = {"auto": [with_comma, with_point, f"{digits},5", f"{digits}.25"]}
            ways += both.get(self.decimal, [with_comma if self.decimal == "." else with_point])
        if number >= THOUSAND and number % 100 == 0:
            rest = f"{self.point()}{number % THOUSAND // 100}" if number % THOUSAND else ""
            short = f"{number // THOUSAND}{rest}"
            ways += [f"{short}k", f"${short}K"]
            ways += [f"{short} {word}" for word in listed("k|thousand|тыс.|tusen|mila|هزار")]
        if number >= MILLION and number % THOUSAND == 0:
            rest = f"{self.point()}{number % MILLION // THOUSAND:03}" if number % MILLION else ""
            short = f"{number // MILLION}{rest}"
            ways += [f"£{short}m", f"${short}M", f"{short} mln ₽", f"{number // THOUSAND}e3"]
            ways += [f"{short} {word}" for word in listed("million|mio|millioner|milioni|млн|میلیون")]
        return ways

    def point(self) -> str:
        """Draw a decimal separator that the profile's reading understands."""
        return self.draw.pick([".", ","]) if self.decimal == "auto" else self.decimal

    def number_range(self, number: int, column: Column) -> str:
        """Draw a range: two ends, open above, open below (never exactly at a bound)."""
        draw = self.draw
        high = max(number + 1, int(number * draw.pick([1.2, 2, 4])))
        below = number + 1 if number in column.bounds else number
        ways = [
            f"{number}-{high}",
            f"{number} – {high}",
            f"{number} - {high} employees",
            f"{number}+",
            f"<{below}",
        ]
        if number % MILLION == 0 and high % MILLION == 0:
            ways.append(f"${number // MILLION}M - ${high // MILLION}M")
        return draw.pick(ways)

    def percent_cell(self, column: Column) -> object:
        """Draw a share: 25%, 0.25, 12.5%."""
        percent = int(100 * self.draw.pick(column.bounds or [0.1])) + self.draw.pick([-4, -1, 0, 0, 1, 5, 20])
        decimal = f"0{self.point()}{percent:02}"
        return self.draw.pick([f"{percent}%", f"{percent} %", f"{percent}{self.point()}5%", percent / 100, decimal])

    def date_cell(self, column: Column) -> object:
        """Draw a day near the bounds asked for, native or written."""
        draw = self.draw
        ahead = draw.pick(column.days or [-30]) + draw.pick([-300, -40, -7, -1, 0, 0, 1, 8, 45, 250])
        if any(0 < ahead <= days for days in column.within):
            ahead = -ahead
        date = self.as_of + dt.timedelta(ahead)
        y, m, d = date.year, date.month, date.day
        in_order = {
            "dmy": [f"{d:02}/{m:02}/{y}", f"{d}.{m}.{y}", f"{d:02}-{m:02}-{y}"],
            "mdy": [f"{m:02}/{d:02}/{y}", f"{m}/{d}/{y}"],
            "ymd": [f"{y}/{m:02}/{d:02}", f"{y}.{m:02}.{d:02}"],
        }[self.dates]
        serial = (date - dt.date(1899, 12, 30)).days
        noon = dt.datetime(y, m, d, 12, 30)  # noqa: DTZ001
        iso = [date.isoformat(), f"{date.isoformat()}T09:15:00", f" {date.isoformat()}"]
        return draw.pick([date, date, noon, *iso, *in_order, serial, float(serial), serial + 0.5])

    def text_cell(self, _column: Column) -> object:
        """Draw one of the texts, written carelessly."""
        text = self.draw.pick(TEXTS)
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
        ways = [text, text.upper(), text.lower(), f"  {text} ", text.replace(" ", "   "), wide]
        return self.draw.pick([*ways, unicodedata.normalize("NFD", text)])

    # --- the profile's tables ---

    def criterion(self, number: int) -> Table:
        """Draw one criterion."""
        draw = self.draw
        table: Table = {"id": f"c{number}", "name": f"Criterion {number}"}
        if draw.chance(0.1):
            del table["name"]
        shapes = [self.shape_simple] * 6 + [self.shape_grades, self.shape_composition] * 2
        if not self.many:  # a blank is an answer there
            shapes += [self.shape_known, self.shape_decay]
        draw.pick([*shapes, self.shape_fallback])(table)
        if draw.chance(0.6):
            table["level"] = draw.pick(["organisation", "opportunity", "stakeholder"])
        if draw.chance(0.35) and "kind" not in table:
            table["kind"] = draw.pick(["fit", "interest"])
        if draw.chance(0.03 if self.many else 0.15):
            table["required"] = True
            if draw.chance(0.8):
                table["on_fail"] = draw.pick(["nurture", "lost", "dropped", "refer"])
        if draw.chance(0.5):
            table["questions"] = [self.question(number, place) for place in range(draw.pick([1, 1, 2, 3]))]
        return table

    def question(self, number: int, place: int) -> Table:
        """Draw a question; only a criterion's first one counts for the plan."""
        draw = self.draw
        table: Table = {"ask": f"How is it with point {number}{'abc'[place]}?"}
        if draw.chance(0.7):
            table["stage"] = draw.pick(["cold_call", "discovery", "presentation"])
        if draw.chance(0.7):
            table["cost"] = draw.pick([1, 1, 1, 2, 3, 0.5, 1.5, 0.1, 2.75])
        return table

    def shape_simple(self, table: Table) -> None:
        """One condition over one column, which may be missing or have a meaning for blanks."""
        draw = self.draw
        flavour = draw.pick(["yes", "yes", "number", "number", "percent", "date", "text"])
        column = self.column(flavour)
        table |= {"columns": [column.name], "want": self.simple(column)}
        if draw.chance(0.2) and not self.many:
            table["assume"] = draw.pick(["yes", "no", "unknown"])
            if table["assume"] != "unknown" and not self.corners:
                column.banned.add("unknown")
        elif draw.chance(0.06):
            table["columns"] = [f"Nowhere {draw.whole(1, 9)}"]

    def shape_known(self, table: Table) -> None:
        """Ask whether the cell is filled in at all."""
        column = self.column(self.draw.pick(["date", "text"]), "refused complained error")
        column.blank_share = 0.4
        table |= {"columns": [column.name], "want": {"known": self.draw.chance(0.9) or not self.corners}}
        if self.corners and self.draw.chance(0.3):
            table["assume"] = self.draw.pick(["yes", "no"])

    def shape_grades(self, table: Table) -> None:
        """Grades over numbers, dates or texts (over yes and partly only among the corners)."""
        column = self.column(self.draw.pick(["number", "number", "date", "text"]))
        table |= {"columns": [column.name], "grades": self.grades(column)}
        if self.corners and self.draw.chance(0.3):
            column = self.column("yes")
            table |= {"columns": [column.name], "grades": [{"when": {"yes": True}, "value": 0.7}]}
            table["assume"] = self.draw.pick(["yes", "no", "unknown"])

    def shape_composition(self, table: Table) -> None:
        """Compound conditions, with own columns."""
        table["want"] = self.composition()
        table["columns"] = [first_column(table["want"])]
        if self.corners and self.draw.chance(0.3):
            table["assume"] = self.draw.pick(["yes", "no"])

    def shape_fallback(self, table: Table) -> None:
        """Two columns tried in turn, the first often blank or missing."""
        draw = self.draw
        flavour = draw.pick(["yes", "number", "text"])
        first, second = self.column(flavour, "unknown error", fresh=True), self.column(flavour, fresh=True)
        first.blank_share = 0.5
        first.missing = draw.chance(0.2)
        want = self.simple(first)
        second.bounds += first.bounds
        table |= {"columns": [first.name, second.name], "want": want}

    def shape_decay(self, table: Table) -> None:
        """Interest that fades."""
        draw = self.draw
        column = self.column("date", "refused complained error junk")
        column.blank_share = 0.3
        table |= {"kind": "interest", "columns": [column.name], "want": {"known": True}}
        column.days += [-10, -60]
        if draw.chance(0.4):
            table["want"] = {"within_days": 365}
            column.within += [] if self.corners else [365]
        elif draw.chance(0.3):
            del table["want"]
            table["grades"] = self.grades(column)
        table["decay"] = {"half_life_days": draw.pick([7, 14, 30, 30, 60, 90, 365])}

    def other_condition(self) -> tuple[list[str], Table]:
        """Draw the columns and the condition of a penalty."""
        banned = "partly refused complained"
        if self.draw.chance(0.2):
            condition = self.composition(1)
            return [first_column(condition)], condition
        column = self.column(self.draw.pick(["yes", "number", "date", "text"]), banned)
        return [column.name], self.simple(column)

    def typed(self) -> Table:
        """Draw the condition of a lead type."""
        column = self.column(self.draw.pick(["yes", "text", "date"]), "partly refused complained error junk")
        return {"column": column.name, **self.simple(column)}


def first_column(condition: Table) -> str:
    """Find the first column that a composition names."""
    if "column" in condition:
        name: str = condition["column"]
        return name
    inner = condition.get("not") or (condition.get("all") or condition["any"])[0]
    return first_column(inner)


# --- TOML ---


def toml(value: object) -> str:
    """Write a value as inline TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {toml(v)}' for key, v in value.items())} }}"
    return value.isoformat() if isinstance(value, dt.date) else repr(value)


def section(heading: str, table: Table) -> str:
    """Write a table, one key a line."""
    return "\n".join([heading, *(f"{key} = {toml(value)}" for key, value in table.items()), ""])


# --- the whole ---


def criteria_and_score(case: Case) -> list[str]:
    """Draw the criteria in their order, and how they are weighed."""
    draw = case.draw
    weights = draw.pick(["rank", "rank", "rank", "rank_sum", "equal", "points"])
    count = draw.whole(*MANY) if case.many else draw.whole(2, 12)
    criteria = [case.criterion(i) for i in range(1, count + 1)]
    points = sorted((draw.whole(1, 60) for _ in criteria), reverse=True)
    for place, criterion in enumerate(criteria):
        if weights == "points":
            criterion["points"] = points[place]
        if place and draw.chance(0.15) and (weights != "points" or case.corners):
            criterion["tied_with_previous"] = True
    warm = draw.pick([0.5, 0, 12.5]) if draw.chance(0.04) else draw.whole(20, 45)
    score: Table = {"weights": weights, "hot": warm + draw.whole(10, 40), "warm": warm}
    if case.many and draw.chance(0.6):  # so that one answer of many decides
        score |= {"hot": draw.whole(88, 99), "warm": draw.whole(1, 5)}
    if draw.chance(0.2):
        score["labels"] = {"hot": "caldo", "warm": "tiepido", "cold": "freddo", "out": "fuori"}
    criterion_tables = [section("[[criterion]]", criterion) for criterion in criteria]
    return [section("[score]", score), *criterion_tables, *products_and_pool([c["id"] for c in criteria], draw)]


def products_and_pool(ids: list[str], draw: Draw) -> list[str]:
    """Draw the products, now and then two that always score alike, and how often the criteria hold."""
    parts: list[str] = []
    if draw.chance(0.5):
        orders = [draw.some(ids, draw.whole(1, len(ids))) for _ in range(draw.whole(1, 4))]
        orders += [draw.pick(orders)] if draw.chance(0.3) else []
        names = draw.some(["Saver", "Plus", "Økonomi", "Сервис", "Basic"], len(orders))
        products = zip(names, orders, strict=True)
        parts += [section("[[product]]", {"name": name, "order": order}) for name, order in products]
    if draw.chance(0.6):
        shares = {name: draw.pick(POOL_SHARES) for name in ids if draw.chance(0.7)}
        parts += [section("[pool]", shares)] if shares else []
    return parts


def obstacles(case: Case) -> list[str]:
    """Draw the penalties and the horizon."""
    draw = case.draw
    parts: list[str] = []
    for number in range(draw.pick([0, 0, 1, 1, 2, 3])):
        columns, when = case.other_condition()
        table = {"id": f"p{number}", "name": f"Obstacle {number}", "columns": columns, "when": when}
        parts.append(section("[[penalty]]", {**table, "points": draw.pick([3, 5, 10, 15, 30])}))
    if draw.chance(0.4):
        column = case.column("date", "refused complained error")
        days = draw.pick([90, 180, 365])
        column.days += [days, days + 100]
        parts.append(section("[horizon]", {"columns": [column.name], "lost_when": {"later_than_days": days}}))
    return parts


def types_and_routes(case: Case) -> tuple[list[str], Column | None]:
    """Draw lead types, suppression, routing and own words.

    Returns:
        The tables, and the suppression column if there is one.
    """
    draw = case.draw
    parts: list[str] = []
    if draw.chance(0.5):
        names = draw.pick([["PQL"], ["CQL"], ["PQL", "CQL"]])
        parts.append(section("[types]", {name: case.typed() for name in names}))
    suppress = None
    if draw.chance(0.4):
        suppress = Column("Do not call", "yes", blank_share=0.6)
        suppress.banned |= set() if case.corners else {"partly", "refused", "complained", "error", "junk"}
        case.columns.append(suppress)
        parts.append(section("[suppress]", {"columns": ["Do not call"]}))
    if draw.chance(0.6):
        parts.append(section("[routing]", {"refusal": draw.pick(["any", "required"])}))
    if draw.chance(0.2):
        parts.append(section("[words]", {word: [own] for own, word in OWN_WORDS.items()}))
    return parts, suppress


OWN_WORDS = {"aye": "yes", "nay": "no", "hung up": "refused", "tbd": "unknown"}


def make_profile(case: Case, seed: int) -> tuple[str, Column | None]:
    """Draw a profile.

    Returns:
        Its TOML text, and the suppression column if it has one.
    """
    parts = [f'schema = 1\nname = "Case {seed}"\nversion = 1\nregion = "NO"\n']
    parts.append(section("[reading]", {"decimal": case.decimal, "dates": case.dates}))
    parts.append(section("[lead]", {"id": ["Record ID"], "name": ["Name"]}))
    parts += criteria_and_score(case)
    parts += obstacles(case)
    routes, suppress = types_and_routes(case)
    return "\n".join([*parts, *routes]), suppress


def add_own_words(row: list[object], columns: list[Column], draw: Draw) -> None:
    """Put the profile's own words into a few cells that hold the like already."""
    like: dict[str, list[Any]] = {"yes": YES, "no": NO, "refused": REFUSED, "unknown": UNKNOWN}
    for place, column in enumerate(columns):
        for own, word in OWN_WORDS.items():
            cell = row[place]
            suits = column.flavour == "yes" or word in ("refused", "unknown")
            if isinstance(cell, str) and cell in like[word] and suits and draw.chance(0.3):
                row[place] = own


def careless_header(name: str, draw: Draw) -> str:
    """Write a header as people do; it still matches."""
    ways = [
        name,
        name,
        name,
        name.upper(),
        name.replace(" ", "_"),
        name.lower().replace(" ", "-"),
        f" {name}  ",
    ]
    return draw.pick(ways)


def make_case(seed: int, *, corners: bool = False) -> tuple[str, list[str], list[list[object]], dt.date]:
    """Make a valid profile and a sheet of leads to score with it.

    Args:
        seed: the same seed gives the same case, in every Python.
        corners: also draw what method.md leaves open.

    Returns:
        The profile as TOML text, the headers, the rows, the day of scoring.
    """
    draw = Draw(seed)
    as_of = dt.date(2025, 1, 1) + dt.timedelta(draw.whole(0, 700))
    decimal = draw.pick(["auto", "auto", "auto", ".", ","])
    case = Case(draw, corners, as_of, decimal, draw.pick(["dmy", "dmy", "mdy", "ymd"]), many=draw.chance(0.05))
    text, suppress = make_profile(case, seed)
    columns = draw.some([c for c in case.columns if not c.missing], len(case.columns))
    headers = ["Record ID", "Name", *(careless_header(c.name, draw) for c in columns), "Notes"]
    rows: list[list[object]] = []
    for number in range(1, draw.whole(30, 60) + 1):
        cells = [case.cell(column) for column in columns]
        empty_some(cells, case)
        if suppress is not None and not corners:
            clear_refusals(cells, cells[columns.index(suppress)])
        if "\n[words]\n" in text:
            add_own_words(cells, columns, draw)
        rows.append([number, f"Lead {number}", *cells, draw.pick(["", None, *JUNK])])
    return text, headers, rows, as_of


def empty_some(cells: list[object], case: Case) -> None:
    """Empty some cells of a lead that few questions have been put to yet."""
    draw = case.draw
    if not draw.chance(EARLY):
        return
    left = draw.pick([2, 2, 3, 3]) if case.many else len(cells) - draw.whole(2, 5)
    asked = draw.some(range(len(cells)), max(0, left))
    cells[:] = [cell if place in asked else None for place, cell in enumerate(cells)]


def clear_refusals(cells: list[object], suppression: object) -> None:
    """Blank the refusals of a suppressed lead: whether it is out besides is a corner."""
    if suppression in YES:
        cells[:] = [None if isinstance(cell, str) and cell in REFUSED else cell for cell in cells]
