"""Write the made-up lead lists of this folder, the same ones every time.

``python samples/make_samples.py`` rewrites them, ``--check`` tells (exit code 1) whether the files
still hold what this script writes. The profiles beside them are written by hand.

Nobody in these lists exists. E-mail addresses lie under example.com, .org and .net; British,
American, German, French and Swedish numbers come from the ranges kept for fiction.
Norwegian and Italian numbers are made up.
"""

# ruff: noqa: PLR2004 - the numbers are what the lists are made of; each stands once.

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import math
import random
import re
import sys
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Cell: TypeAlias = str | int | float | dt.date | None
Row: TypeAlias = dict[str, Cell]
Choices: TypeAlias = "Mapping[Cell, float]"
T = TypeVar("T")

HERE: Final = Path(__file__).parent
TODAY: Final = dt.date(2026, 11, 20)
"""The day the lists were exported; every date is counted from it."""

FIRST_CALLS: Final = TODAY - dt.timedelta(days=150)
"""The day on which the past leads were as their lists show them; they were won or lost later."""

ZIP_TIME: Final = (2026, 11, 20, 8, 0, 0)
"""Zip members carry it, so that the same content gives the same bytes."""

NOTHING: Final[Choices] = {None: 24, "": 2, "?": 3, "-": 2, "n/a": 4, "N/A": 2, "-None-": 2, "unknown": 1}
"""The ways in which people and programs leave a cell empty, with how often they do."""


class Dice(random.Random):
    """Seeded chance with the throws this script needs most."""

    def __init__(self, seed: str, today: dt.date = TODAY) -> None:
        """Take the seed, and the day from which days are counted."""
        super().__init__(seed)
        self.today = today

    def one(self, choices: Mapping[T, float]) -> T:
        """Return one of the choices, each as often as its weight says."""
        return self.choices(list(choices), list(choices.values()))[0]

    def hits(self, chance: float) -> bool:
        """Return True with the given chance."""
        return self.random() < chance

    def day(self, first: int, last: int) -> dt.date:
        """Return a day between `first` and `last` days after the list was made."""
        return self.today + dt.timedelta(days=self.randint(first, last))


@dataclass
class Lead:
    """A row, and what decides whether this lead would buy (which no list says)."""

    row: Row
    appeal: float


# --- People and their particulars

FIRST: Final = {
    "GB": (
        "Alfie Bethan Callum Daphne Elspeth Fergus Gwen Harriet Imogen Jasper Kitty Leighton Maisie "
        "Nigel Orla Piers Rosalind Saskia Toby Winifred"
    ),
    "US": (
        "Avery Brooke Carter Delia Emmett Faye Grayson Hollis Ivy Jolene Keaton Lorelei Mason Nora Otis "
        "Paige Reese Sawyer Tatum Wyatt"
    ),
    "NO": (
        "Aslaug Bjørnar Dagny Eirik Frøya Gunnhild Håvard Ingeborg Jørgen Kjersti Leiv Målfrid Njål "
        "Oddny Pål Ragnhild Sigurd Torill Vebjørn Åse"
    ),
    "DE": (
        "Anneliese Bernd Cosima Detlef Edda Falko Gesine Holger Ilka Jürgen Käthe Lutz Margrit Norbert "
        "Ottilie Reinhold Sieglinde Traugott Ute Wolfram"
    ),
    "IT": (
        "Alvise Bianca Camillo Donatella Eleonora Fabrizio Ginevra Ilario Letizia Maurizio Nicolò "
        "Ornella Patrizia Raffaele Serafina Tancredi Ugo Viola Zaira Niccolò"
    ),
    "FR": "Anselme Blandine Corentin Delphine Étienne Fleur Gaspard Hélène Loïc Maëlle",
    "SE": "Alrik Birgitta Cajsa Dag Ebba Folke Gunilla Hjalmar Linnéa Öjvind",
    "RU": "Аглая Богдан Варвара Глеб Дарина Ефим Зоя Иннокентий Лариса Мирон",
    "IR": "آرش بهار پویا رویا سهراب شیرین فرهاد کیان مهسا نیلوفر",
}
LAST: Final = {
    "GB": (
        "Ashdown Birtwhistle Cloverdale Dunmorrow Eastlake Fenwright Grimshott Hartlebury Inglethorpe "
        "Kettlewick Larkmead Mossingham Nettlefold Penhallow Quillfeather Ravensworth Stanniforth "
        "Thistlewood Umberleigh Wexcombe"
    ),
    "US": (
        "Abernolt Briarfield Coltrain Dunlevy Eversole Fairbrook Goodspell Halvern Ironwood Jessamine "
        "Kirkland Lovelock Merrifield Nighthart Oakhollow Prewitt Redfern Silverlake Tanglewood "
        "Westbrooke"
    ),
    "NO": (
        "Bjørkhaug Dalsnes Eikemo Fjellvåg Granlid Hagestrand Isdahl Kvernmo Lauvås Myrbråten Nordhagen "
        "Osterlid Rognan Skogheim Tveitli Ulvestad Vassbotn Ytterøy Åsgård Øvrelid"
    ),
    "DE": (
        "Ahornbach Birkental Dornfelder Eichstätter Fuchsloch Grünauer Hirschwinkel Immergrün "
        "Kaltbrunner Lindwurm Mühlgraben Nebelhorn Rabenstein Silberdistel Tannhäuser"
    ),
    "IT": (
        "Albacorta Bellorizzonte Castelmora Delfiore Fontanarossa Granduva Lagoscuro Montevento Nevosi "
        "Ortolanetti Pratoverde Quercialta Roccabruna Solemare Tramontin Ventimigli Acquafredda "
        "Boscolungo"
    ),
    "FR": ("Beaurivage Clairefontaine Desrosiers-Vent Hautebrume Lavandière Montferrand-Bris Pontsec Roquebrune"),
    "SE": "Almlund Björkdal Ekströmmen Granfors Hedvik Lindängen Nordslätt Snöskog",
    # Endings that fit women and men alike.
    "RU": "Белозеренко Дубравенко Зимогорских Кленовских Лугинских Медведенко Речных Соколенко",
    "IR": "آذرگون بهارستانی دماوندی سپیدرود کوهستانی مهرافروز نیک‌سرشت یاسمنی",
}


def person(dice: Dice, land: str) -> str:
    """Return a full name."""
    return f"{dice.choice(FIRST[land].split())} {dice.choice(LAST[land].split())}"


def plain(text: str) -> str:
    """Return the text as an e-mail address would spell it; empty for other scripts."""
    for letter, spelled in (("ø", "o"), ("å", "a"), ("æ", "ae"), ("ß", "ss")):
        text = text.lower().replace(letter, spelled)
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", ".", ascii_text).strip(".")


def email(dice: Dice, name: str, company: str = "") -> Cell:
    """Return an address, sometimes in capitals, without sense, or missing."""
    if dice.hits(0.09):
        return dice.one({None: 5, "n/a": 1, "not an email": 1, "see notes": 1})
    user = plain(name) or f"kunde{dice.randint(100, 999)}"
    host = dice.one({"example.com": 5, "example.org": 2, "example.net": 2})
    if company:
        host = f"{plain(company).split('.')[0]}.{host}"
    address = f"{user}@{host}"
    return address.upper() if dice.hits(0.04) else address


def phone(dice: Dice, land: str) -> Cell:
    """Return a number in one of the shapes that people type, or none."""
    if dice.hits(0.07):
        return dice.one(NOTHING)
    two, three, four = (f"{dice.randrange(10**digits):0{digits}}" for digits in (2, 3, 4))
    italian = dice.choice(("320", "331", "347", "349", "388"))
    norwegian = dice.choice(("40", "41", "46", "91", "95", "99"))
    area = dice.choice(("202", "303", "415", "512", "617", "773"))
    shapes = {
        "GB": (f"+44 20 7946 0{three}", f"020 7946 0{three}", f"(0113) 496 0{three}", f"+447700900{three}"),
        "US": (
            f"+1 {area}-555-01{two}",
            f"({area}) 555-01{two}",
            f"{area}.555.01{two}",
            f"+1{area}55501{two} x{two}",
        ),
        "NO": (
            f"+47 {norwegian}{two[0]} {two[1]}{three[0]} {three[:2]}{four[0]}"[:14],
            f"{norwegian}{three}{three}",
            f"{norwegian} {two} {three[:2]} {four[:2]}",
            f"0047{norwegian}{two}{four}",
        ),
        "DE": (
            f"+49 30 23125 {three}",
            f"030/23125-{three}",
            f"+49 (0)69 90009-{three}",
            f"0221 4710 {three}",
        ),
        "IT": (
            f"+39 {italian} {three}{four}",
            f"{italian}{three}{four}",
            f"{italian} {three} {four}",
            f"0039{italian}{three}{four}",
        ),
        "FR": (f"+33 1 99 00 {two} {three[:2]}", f"06 39 98 {two} {three[:2]}"),
        "SE": (f"+46 8 465 004 {two}", f"08-465 004 {two}", f"070-174 06 {two}"),
    }
    return dice.choice(shapes[{"RU": "NO", "IR": "NO"}.get(land, land)])


def typed_day(dice: Dice, day: dt.date) -> Cell:
    """Return a day as a date, or as text in one of the ways people write it."""
    spellings: Choices = {day: 14, f"{day:%d/%m/%Y}": 2, f"{day:%d.%m.%Y}": 2, day.isoformat(): 1}
    return dice.one(spellings)


def scuff(dice: Dice, rows: Sequence[Row], columns: Iterable[str]) -> None:
    """Leave stray blanks behind some texts, the way copying and pasting does."""
    for row in rows[5:]:
        for column in columns:
            text = row[column]
            if isinstance(text, str) and text and dice.hits(0.03):
                row[column] = dice.one({f"{text} ": 4, f" {text}": 2, f"{text}\u00a0": 1})


def twins(dice: Dice, rows: list[Row], number: int, columns: tuple[str, str, str]) -> None:
    """Enter some leads a second time, a little differently: the list has grown by hand.

    Args:
        dice: Chance.
        rows: The list, which grows.
        number: How many are entered twice.
        columns: Those of the key, the name and the e-mail address.
    """
    key, name, mail = columns
    for original in dice.sample(rows[20:], number):
        twin = dict(original)
        twin[key] = dice.one({None: 1, f"{original[key]}-2": 1})
        twin[name] = dice.one({str(original[name]).upper(): 2, str(original[name]).lower(): 1})
        if isinstance(original[mail], str):
            twin[mail] = str(original[mail]).capitalize()
        rows.insert(dice.randrange(25, len(rows)), twin)


# --- software: firms with crews on the road

TRADES: Final = {
    "Lifts & escalators": ("Lifts", "Heis", "Aufzüge", "Ascensori"),
    "Heating & plumbing": ("Heating", "Rør", "Heizungsbau", "Termoidraulica"),
    "Fire safety": ("Fire Safety", "Brannsikring", "Brandschutz", "Antincendio"),
    "Electrical": ("Electrical", "Elektro", "Elektrotechnik", "Impianti"),
    "Cleaning": ("Cleaning", "Renhold", "Gebäudereinigung", "Pulizie"),
    "Pest control": ("Pest Control", "Skadedyr", "Schädlingsdienst", "Disinfestazioni"),
    "Landscaping": ("Grounds", "Hage", "Gartenbau", "Giardini"),
    "Telecoms": ("Fibre", "Fiber", "Telekom", "Reti"),
}
TRADE_WEIGHTS: Final = dict(zip(TRADES, (12, 20, 12, 16, 16, 7, 8, 9), strict=True))
TRADE_WORD: Final = {"NO": 1, "SE": 1, "DE": 2, "IT": 3}
SUFFIX: Final = {
    "GB": "Ltd",
    "US": "Inc.",
    "NO": "AS",
    "DE": "GmbH",
    "IT": "S.r.l.",
    "FR": "SARL",
    "SE": "AB",
}
COUNTRY: Final = {
    "GB": {"United Kingdom": 8, "UK": 3, "GB": 1},
    "US": {"United States": 5, "USA": 3, "US": 1},
    "NO": {"Norway": 4, "Norge": 3},
    "DE": {"Germany": 4, "Deutschland": 2},
    "IT": {"Italy": 4, "Italia": 2},
    "FR": {"France": 1},
    "SE": {"Sweden": 1},
}
FAR_AWAY: Final = {"Australia": 3, "Brazil": 2, "United Arab Emirates": 2, "South Africa": 1, "Canada": 2}
SAYS_YES: Final[Mapping[str, Choices]] = {
    "GB": {"yes": 6, "Yes": 6, "Y": 3, True: 3, "YES": 1},
    "US": {"Yes": 6, "yes": 3, "TRUE": 2, 1: 1},
    "NO": {"Ja": 4, "ja": 3, "Yes": 2},
    "DE": {"Ja": 4, "Yes": 2},
    "IT": {"Sì": 4, "si": 3},
    "FR": {"oui": 3, "Yes": 1},
    "SE": {"Ja": 3, "yes": 1},
}
SAYS_NO: Final[Mapping[str, Choices]] = {
    "GB": {"no": 4, "No": 4, "N": 2, False: 2},
    "US": {"No": 4, "no": 2, "FALSE": 1},
    "NO": {"Nei": 4, "nei": 2},
    "DE": {"Nein": 3, "No": 1},
    "IT": {"No": 3, "no": 2},
    "FR": {"non": 2, "No": 1},
    "SE": {"no": 1},
}
SAYS_PARTLY: Final = {"NO": "delvis", "IT": "in parte", "DE": "teilweise", "FR": "en partie"}


def answer(dice: Dice, land: str, chances: Mapping[Literal["yes", "partly", "no"], float]) -> tuple[Cell, float]:
    """Return a yes or no as people of that country type it, and what it is worth; else no answer."""
    throw = dice.random()
    if throw < chances["yes"]:
        return dice.one(SAYS_YES[land]), 1
    throw -= chances["yes"]
    if throw < chances["partly"]:
        return SAYS_PARTLY.get(land, dice.one({"partly": 3, "Partly": 2})), 0.5
    throw -= chances["partly"]
    return (dice.one(SAYS_NO[land]), 0) if throw < chances["no"] else (dice.one(NOTHING), 0.3)


def typed_budget(dice: Dice, amount: int, land: str) -> Cell:
    """Return an amount as people write it, in their own money and with their own separators."""
    amount = round(amount, -3)
    k = amount // 1000
    dotted, spaced = f"{amount:,}".replace(",", "."), f"{amount:,}".replace(",", " ")
    common: dict[Cell, float] = {
        amount: 9,
        f"{k}k": 3,
        f"approx. {k}k": 2,
        f"{amount:,}": 2,
        f"{k}k-{k * 3 // 2}k": 1,
    }
    own: dict[str, dict[Cell, float]] = {
        "GB": {f"£{amount:,}": 4, f"£{k}k": 3, f"{amount:,} GBP": 1},
        "US": {f"{amount:,} USD": 3, f"${amount:,}": 3, f"${k}k+": 1},
        "NO": {f"NOK {amount * 12:,}".replace(",", " "): 2, spaced: 3, f"ca. {spaced}": 1},
        "DE": {f"€ {dotted}": 3, f"{dotted} EUR": 3},
        "IT": {f"€ {dotted}": 3, f"circa {dotted}": 1, f"{k} mila": 1},
        "FR": {f"{spaced} €": 3},
        "SE": {spaced: 2},
    }
    return dice.one({**common, **own[land]})


def typed_staff(dice: Dice, staff: int) -> Cell:
    """Return a head count as a number, a CRM's range, or something in between."""
    bounds = ((1, 10), (11, 50), (51, 200), (201, 500), (501, 1000), (1001, 5000))
    low, high = next(pair for pair in bounds if staff <= pair[1])
    spellings: Choices = {
        staff: 8,
        f"{low}-{high}": 7,
        f"{low} – {high}": 1,
        f"{low}-{high} employees": 2,
        f"~{round(staff, -1) or staff}": 1,
        f"approx. {staff}": 1,
        f"{staff:,}": 1,
        f"{low}+": 0.6,
    }
    return dice.one(spellings)


def typed_revenue(dice: Dice, revenue: float) -> Cell:
    """Return a turnover as data sellers and annual reports give it."""
    millions = revenue / 1e6
    if dice.hits(0.4):
        bounds = ((0, 1), (1, 5), (5, 10), (10, 50), (50, 250))
        low, high = next(pair for pair in bounds if millions <= pair[1] or pair[1] == bounds[-1][1])
        return f"${low}M - ${high}M" if low else "<1m"
    spellings: Choices = {
        round(revenue, -4): 4,
        f"£{millions:.1f}m": 3,
        f"€ {millions:.1f} mln".replace(".", ","): 2,
        f"{millions:.1f}e6": 0.5,
        f"{millions:.1f} million": 1,
    }
    return dice.one(spellings)


def software_lead(dice: Dice, number: int) -> Lead:
    """Return one firm that may need Rotaline's planning software."""
    land = dice.one({"GB": 40, "US": 15, "NO": 14, "DE": 12, "IT": 8, "FR": 5, "SE": 5})
    name = person(dice, land)
    trade = dice.one(TRADE_WEIGHTS)
    company = f"{dice.choice(LAST[land].split())} {TRADES[trade][TRADE_WORD.get(land, 0)]} {SUFFIX[land]}"
    keen = dice.random()
    staff = min(4800, max(3, round(math.exp(dice.gauss(4.6 + (trade == "Lifts & escalators") * 0.6, 1.15)))))
    need, wants = answer(dice, land, {"yes": 0.24 + 0.42 * keen, "partly": 0.1, "no": 0.24 - 0.2 * keen})
    power, decides = answer(dice, land, {"yes": 0.38 + 0.32 * keen, "partly": 0.05, "no": 0.19 - 0.06 * keen})
    amount = round(min(400_000, max(2000, math.exp(dice.gauss(9.95 + 0.5 * keen, 0.85)))))
    near = dice.one({"past": 5, "near": 34, "mid": 20, "far": 9, "next year": 9, "open": 23})
    spans = {
        "past": (-120, -1),
        "near": (2, 130),
        "mid": (121, 270),
        "far": (271, 364),
        "next year": (380, 760),
    }
    decide_by = None if near == "open" else typed_day(dice, dice.day(*spans[near]))
    contract = dice.day(-60, 900) if dice.hits(0.38) else None
    tool = dice.one(
        {
            "spreadsheet": 9,
            "Excel": 6,
            "whiteboard": 5,
            "paper": 4,
            "CrewBoard": 5,
            "DayPlan Pro": 4,
            "in-house system": 4,
            None: 12,
        }
    )
    row: Row = {
        "Record ID": 10_000 + number * 7,
        "Company": company,
        "Contact": name,
        "Job title": dice.one(
            {
                "Operations manager": 9,
                "Managing director": 7,
                "Head of service": 6,
                "Owner": 5,
                "IT manager": 4,
                "Planner": 4,
                "CFO": 2,
                None: 4,
            }
        ),
        "E-mail": email(dice, name, company),
        "Phone": phone(dice, land),
        "Country": dice.one(FAR_AWAY) if dice.hits(0.035) else dice.one(COUNTRY[land]),
        "Industry": dice.one({trade: 12, trade.lower(): 2, None: 1}),
        "Employees": dice.one(NOTHING) if dice.hits(0.12) else typed_staff(dice, staff),
        "Annual revenue": dice.one(NOTHING)
        if dice.hits(0.3)
        else typed_revenue(dice, staff * dice.uniform(6e4, 1.6e5)),
        "Need": need,
        "Budget": dice.one({"TBD": 5, **NOTHING}) if dice.hits(0.3) else typed_budget(dice, amount, land),
        "Decision maker": power,
        "Decide by": decide_by,
        "Current tool": tool,
        "Contract ends": contract,
        "Trial": dice.one({None: 20, "no": 5, "yes": 2 + 2 * keen}),
        "Last visit": dice.day(-300, -1) if dice.hits(0.3 + 0.3 * keen) else None,
        "Source": dice.one(
            {
                "cold call": 9,
                "trade show": 6,
                "web form": 6,
                "referral": 5,
                "demo request": 3,
                "click-to-call": 2,
                "newsletter": 4,
                "LinkedIn": 5,
                None: 2,
            }
        ),
        "Owner": dice.one({"Priya Larkmead": 6, "Tom Grimshott": 6, "Ingrid Osterlid": 4, "No owner": 1, None: 1}),
        "Do not call": dice.one({None: 60, "no": 20, "yes": 2, "x": 1}),
        "Created": dice.day(-420, -3),
        "Notes": None,
    }
    # What wins customers here is the need, the person, the day and (nobody has noticed) the trade;
    # the budget, second in the team's order, hardly matters.
    appeal = 2.2 * wants + 1.7 * decides + 1.0 * (near == "near") + 1.5 * (trade == "Lifts & escalators")
    return Lead(row, appeal + 0.5 * (staff > 200) + 0.1 * (amount > 40_000) - (contract is not None) * 0.4)


SOFTWARE_NOTES: Final = (
    "Met at the stand, asked for a call after the holidays",
    "Two planners, both about to retire",
    "Prefers mornings",
    "Spoke to reception only",
    "Wants references from the same trade",
    "Nice chat.\nCall back when the new depot opens",
    "=1+2 sites, says they will merge",
    "Asked about the export to payroll",
)


def software() -> list[Row]:
    """Return the list of Rotaline's leads."""
    dice = Dice("software leads")
    rows = [software_lead(dice, number).row for number in range(312)]
    for row in rows[6:]:
        if dice.hits(0.12):
            row["Notes"] = dice.choice(SOFTWARE_NOTES)
    rows[11]["Notes"] = SOFTWARE_NOTES[6]
    rows[17]["Notes"] = SOFTWARE_NOTES[5]
    rows[23]["Company"] = "[bold]Quillfeather[/bold] Lifts Ltd"
    rows[31]["Budget"] = "#N/A"
    rows[58]["Budget"] = "ask Tom"
    rows[64]["Employees"] = dt.date(2026, 11, 1)  # Excel took "11-1" for a date
    rows[77]["Decide by"] = "Q2 2027"
    rows[103]["Decide by"] = "next spring"
    rows[120]["Employees"] = "small"
    rows[131]["Annual revenue"] = "£2m"
    rows[140]["Budget"] = "£2m"
    rows[166]["Budget"] = "$10M - $50M"
    rows[171]["Decide by"] = "asap"
    for number, said in (
        (45, "refused"),
        (90, "won't say"),
        (133, "refused to answer"),
        (201, "prefer not to say"),
    ):
        rows[number]["Budget"] = said
    rows[222]["Decision maker"] = "refused"
    for number in (38, 112, 188, 260):
        rows[number]["Need"] = "complained"
    twins(dice, rows, 9, ("Record ID", "Company", "E-mail"))
    scuff(dice, rows, ("Company", "Contact", "Country", "Need", "Decision maker", "E-mail"))
    return rows


def software_customers() -> list[Row]:
    """Return Rotaline's eight best customers: what they share is not what the team looks at."""
    dice = Dice("software customers")
    rows: list[Row] = []
    while len(rows) < 8:
        row = software_lead(dice, 900 + len(rows)).row
        lifts = row["Industry"] == "Lifts & escalators"
        # Six of the eight look after lifts.
        if row["Country"] not in FAR_AWAY and lifts == (len(rows) < 6):
            row |= {
                "Need": "yes",
                "Decision maker": "yes",
                "Do not call": None,
                "Trial": None,
                "Contract ends": None,
            }
            row |= {"Source": "referral" if len(rows) % 4 else "trade show"}
            row["Employees"] = dice.choice((210, 260, 340, 480, 620))
            rows.append(row)
    return rows


# --- savings: families in Italy

PROVINCES: Final = (
    *("Bergamo", "Bologna", "Cuneo", "Ferrara", "Lecce", "Lucca", "Modena"),
    *("Padova", "Perugia", "Siena", "Trento", "Udine", "Varese"),
)
EMPLOYERS: Final = {
    "Comune": 5,
    "Ospedale civile": 5,
    "Scuola media Solemare": 4,
    "Officine Roccabruna": 4,
    "Molino Granduva S.p.A.": 3,
    "libero professionista": 5,
    "Tessitura Lagoscuro": 3,
    None: 6,
}
NIENTE: Final[Choices] = {None: 20, "?": 3, "-": 3, "n/d": 3, "non so": 3, "da definire": 1}


def euro(dice: Dice, amount: int) -> Cell:
    """Return an amount in euros as Italian families and advisers write it."""
    dotted = f"{amount:,}".replace(",", ".")
    return dice.one(
        {
            str(amount): 5,
            dotted: 3,
            f"{dotted},00": 3,
            f"{dotted},50": 1,
            f"€ {dotted}": 2,
            f"{dotted} euro": 1,
            f"circa {amount}": 1,
            f"{amount}-{amount * 6 // 5}": 1,
        },
    )


def savings_lead(dice: Dice, number: int) -> Lead:
    """Return one family that may want one of Semina's plans."""
    name = person(dice, "IT")
    keen = dice.random()
    age = dice.randint(24, 58)
    children = dice.one({0: 30, 1: 32, 2: 27, 3: 9, 4: 2})
    planned = (
        dice.one({"sì": 4, "Sì": 2, "forse": 3, "no": 6, "No": 3, None: 3})
        if age < 45
        else dice.one({"no": 6, None: 5})
    )
    income = round(max(900, dice.gauss(2250 + 350 * keen, 700)), -1)
    spare = round(max(0, income * dice.uniform(0, 0.12)), -1)
    interest = dice.one(
        {"alto": 7 * keen, "Alto": keen, "medio": 5, "Medio": 1, "basso": 6 - 4 * keen, None: 4, "?": 1}
    )
    when = dice.one(
        {
            "subito": 2 + 3 * keen,
            "entro un mese": 3,
            "entro 3 mesi": 6,
            "entro 6 mesi": 6,
            "entro un anno": 5,
            "oltre un anno": 1.6,
            "l'anno prossimo": 1,
            None: 6,
            "non so": 2,
        }
    )
    has_plan = dice.one({"no": 14, "No": 5, "sì": 5, "SI": 2, None: 3})
    decides = dice.one({None: 20, "sì": 6, "insieme": 4, "decide il coniuge": 2, "decidono i genitori": 0.7})
    row: Row = {
        "Codice": f"F{2000 + number * 3}",
        "Nome e cognome": name,
        "Cellulare": phone(dice, "IT"),
        "E-mail": email(dice, name),
        "Provincia": dice.choice(PROVINCES),
        "Datore di lavoro": dice.one(EMPLOYERS),
        "Età": age,
        "Figli": dice.one(NIENTE) if dice.hits(0.1) else dice.one({str(children): 9, f"{children} ": 1}),
        "Figli previsti": planned,
        "Reddito netto mensile": dice.one(NIENTE) if dice.hits(0.2) else euro(dice, int(income)),
        "Risparmio mensile": dice.one(NIENTE) if dice.hits(0.2) else euro(dice, int(spare)),
        "Ha già un piano": has_plan,
        "Interesse": interest,
        "Compra tra": when,
        "Decide in casa": decides,
        "Ultima newsletter letta": f"{dice.day(-330, -2):%d/%m/%Y}" if dice.hits(0.45) else None,
        "Fonte": dice.one(
            {"passaparola": 6, "modulo sul sito": 5, "fiera": 3, "richiamata": 2, "telefonata": 6, None: 1}
        ),
        "Consulente": dice.one({"Bianca Delfiore": 5, "Ugo Tramontin": 5, "Viola Nevosi": 4, None: 1}),
        "Non chiamare": dice.one({None: 50, "no": 10, "sì": 2}),
        "Note": None,
    }
    appeal = (
        1.6 * (children > 0)
        + 1.6 * (interest in {"alto", "Alto"})
        + 1.4 * (spare >= 120)
        - 0.8 * (has_plan in {"sì", "SI"})
    )
    return Lead(row, appeal + 1.2 * (row["Fonte"] == "passaparola") + 0.1 * (income >= 2000))


def savings() -> list[Row]:
    """Return the list of Semina's contacts."""
    dice = Dice("savings leads")
    rows = [savings_lead(dice, number).row for number in range(273)]
    notes = (
        "richiamare la sera",
        "parlato con la madre",
        "vuole capire i costi",
        "-",
        "molto gentile;\nrisentirsi a gennaio",
    )
    for row in rows[5:]:
        if dice.hits(0.1):
            row["Note"] = dice.choice(notes)
    rows[9]["Note"] = "=SOMMA(2 figli; 1 in arrivo)"
    rows[14]["Note"] = notes[-1]
    rows[21]["Datore di lavoro"] = "\x1b[31mTipografia Ventimigli\x1b[0m"
    rows[26]["Datore di lavoro"] = "[bold]Officine Roccabruna"
    rows[33]["Reddito netto mensile"] = "#N/D"
    rows[47]["Risparmio mensile"] = "#N/A"
    rows[52]["Reddito netto mensile"] = "dipende dal mese"
    rows[71]["Figli"] = "due gemelli"
    rows[88]["Risparmio mensile"] = "poco"
    rows[95]["Ultima newsletter letta"] = "estate"
    for number, said in (
        (40, "rifiuta"),
        (82, "non vuole rispondere"),
        (150, "ha rifiutato"),
        (199, "non vuole dirlo"),
    ):
        rows[number]["Reddito netto mensile"] = said
    for number in (61, 117, 230):
        rows[number]["Interesse"] = "si è lamentato"
    twins(dice, rows, 7, ("Codice", "Nome e cognome", "E-mail"))
    scuff(dice, rows, ("Nome e cognome", "Provincia", "Interesse", "Compra tra", "Ha già un piano"))
    return rows


def savings_customers() -> list[Row]:
    """Return Semina's best customers: nearly all of them came on a friend's advice."""
    dice = Dice("savings customers")
    rows: list[Row] = []
    for number in range(9):
        row = savings_lead(dice, 800 + number).row
        row |= {
            "Figli": str(1 + number % 3),
            "Interesse": "alto" if number else "medio",
            "Ha già un piano": "no",
        }
        row |= {
            "Fonte": "passaparola" if number != 4 else "fiera",
            "Compra tra": "entro 3 mesi",
            "Non chiamare": None,
        }
        rows.append(row | {"Decide in casa": None, "Risparmio mensile": str(150 + 25 * number)})
    return rows


# --- solar: houses around the Oslo fjord

PLACES: Final = (
    *("Asker", "Bærum", "Drammen", "Fredrikstad", "Halden", "Horten", "Moss"),
    *("Nesodden", "Sandefjord", "Ski", "Tønsberg", "Vestby"),
)
HOME_YES: Final[Mapping[str, Choices]] = {
    "NO": {"ja": 6, "Ja": 5, "selveier": 3},
    "GB": {"yes": 5, "Yes": 3},
    "RU": {"да": 5, "Да": 2},
    "IR": {"بله": 5, "آره": 1},
}
HOME_NO: Final[Mapping[str, Choices]] = {
    "NO": {"nei": 3, "leier": 4},
    "GB": {"no": 2, "tenant": 2},
    "RU": {"нет": 2, "съёмная": 1},
    "IR": {"خیر": 2, "نه": 1},
}
WANTS_YES: Final[Mapping[str, Choices]] = {
    "NO": {"ja": 6, "Ja": 4, "JA": 1},
    "GB": {"yes": 5, "Yes": 3},
    "RU": {"да": 5, "Да": 2},
    "IR": {"بله": 5, "آره": 1},
}
WANTS_NO: Final = {"NO": "nei", "GB": "no", "RU": "нет", "IR": "نه"}
HALFWAY: Final = {"NO": "delvis", "GB": "partly", "RU": "частично", "IR": "تا حدی"}
REFUSES: Final = {"NO": "vil ikke svare", "GB": "refused", "RU": "отказалась отвечать", "IR": "امتناع کرد"}
COMPLAINS: Final = {"NO": "klaget", "GB": "complained", "RU": "пожаловался", "IR": "شکایت کرد"}
NORTH: Final = {"NO": "nord", "GB": "north", "RU": "север", "IR": "شمال"}
SUNNY: Final[Mapping[str, Choices]] = {
    "NO": {"sør": 6, "sørvest": 3, "øst": 2, "vest": 2},
    "GB": {"south": 5, "west": 2, "east": 1},
    "RU": {"юг": 4, "запад": 1},
    "IR": {"جنوب": 4, "غرب": 1},
}
HOUSE: Final[Mapping[str, Choices]] = {
    "NO": {"enebolig": 9, "rekkehus": 3, "tomannsbolig": 2},
    "GB": {"house": 6, "semi-detached": 2},
    "RU": {"дом": 5},
    "IR": {"خانه": 5},
}
FLAT: Final = {"NO": "borettslag", "GB": "flat", "RU": "квартира", "IR": "آپارتمان"}
VET_IKKE: Final[Choices] = {None: 22, "?": 3, "-": 2, "vet ikke": 3, "n/a": 2}
PERSIAN_DIGITS: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def crowns(dice: Dice, amount: int, tongue: str) -> Cell:
    """Return a monthly bill in crowns as people tell it."""
    spaced = f"{amount:,}".replace(",", " ")
    choices: dict[Cell, float] = {
        amount: 10,
        f"{amount} kr": 3,
        f"ca. {amount}": 2,
        f"{spaced} kr": 2,
        f"kr {amount}": 1,
    }
    if tongue == "NO":
        choices[f"{amount}-{amount + 300}"] = 1
    if tongue == "IR":
        choices = {str(amount).translate(PERSIAN_DIGITS): 3, amount: 1}
    return dice.one(choices)


def solar_lead(dice: Dice, number: int) -> Lead:
    """Return one household that may want Solgløtt's panels."""
    tongue = dice.one({"NO": 68, "GB": 16, "RU": 8, "IR": 8})
    name = person(dice, tongue)
    keen = dice.random()
    owns = dice.one({"yes": 70, "no": 11, "unknown": 22 - 8 * keen})
    homes: Mapping[str, Choices] = {"yes": HOME_YES[tongue], "no": HOME_NO[tongue], "unknown": VET_IKKE}
    bill = round(max(300, dice.gauss(1500 + 400 * keen, 650)), -1)
    roof = dice.one({"sun": 62, "north": 7, "unknown": 24})
    wants = dice.one({"yes": 0.1 + 0.5 * keen, "part": 0.18, "no": 0.4 - 0.25 * keen, "unknown": 0.24})
    roofs: Mapping[str, Choices] = {"sun": SUNNY[tongue], "north": {NORTH[tongue]: 1}, "unknown": VET_IKKE}
    area: Choices = {
        dice.randint(25, 140): 8,
        f"{dice.randint(3, 12) * 10} kvm": 1,
        f"ca. {dice.randint(30, 90)}": 1,
    }
    said: Mapping[str, Choices] = {
        "yes": WANTS_YES[tongue],
        "part": {HALFWAY[tongue]: 1},
        "no": {WANTS_NO[tongue]: 1},
        "unknown": VET_IKKE,
    }
    near = dice.one({"near": 34, "mid": 25, "far": 9, "later": 10, "open": 26})
    spans = {"near": (5, 110), "mid": (101, 240), "far": (241, 360), "later": (375, 720)}
    row: Row = {
        "Kundenr": 5000 + number * 2,
        "Navn": name,
        "Mobil": phone(dice, tongue if tongue != "GB" else "NO"),
        "E-post": email(dice, name),
        "Sted": dice.choice(PLACES),
        "Språk": {"NO": "norsk", "GB": "engelsk", "RU": "russisk", "IR": "persisk"}[tongue],
        "Eier boligen": dice.one(homes[owns]),
        "Boligtype": FLAT[tongue] if dice.hits(0.08) else dice.one(HOUSE[tongue]) if dice.hits(0.96) else None,
        "Takflate m2": dice.one(area),
        "Takretning": dice.one(roofs[roof]),
        "Har solceller": dice.one({None: 30, "nei": 12, "ja": 2, "Ja": 1}),
        "Strømregning kr/mnd": dice.one(VET_IKKE) if dice.hits(0.2) else crowns(dice, int(bill), tongue),
        "Interessert": dice.one(said[wants]),
        "Ønsket oppstart": None if near == "open" else typed_day(dice, dice.day(*spans[near])),
        "Elbil": dice.one({None: 10, "x": 6, "ja": 3}),
        "Kilde": dice.one(
            {"nettskjema": 6, "web form": 1, "ring meg": 3, "messe": 4, "nabo": 4, "dørsalg": 5, None: 1}
        ),
        "Selger": dice.one({"Kjersti Granlid": 5, "Njål Vassbotn": 5, "Shirin Damavandi": 3, None: 1}),
        "Ikke ring": dice.one({None: 60, "nei": 10, "ja": 2, "x": 1}),
        "Notat": None,
    }
    appeal = 2.0 * (owns == "yes") + 1.7 * (wants == "yes") + 0.9 * (bill >= 2000) + 1.4 * (row["Kilde"] == "nabo")
    return Lead(row, appeal + 0.7 * (row["Elbil"] is not None) - 2.0 * (owns == "no") - 1.5 * (roof == "north"))


def solar() -> list[Row]:
    """Return the list of Solgløtt's leads."""
    dice = Dice("solar leads")
    rows = [solar_lead(dice, number).row for number in range(234)]
    tongue = {"norsk": "NO", "engelsk": "GB", "russisk": "RU", "persisk": "IR"}
    notes = (
        "Ring etter kl. 17",
        "Naboen har panel",
        "Fikk tilbud fra et annet firma",
        "Hyggelig.\nVil vente på støtteordningen",
    )
    for row in rows[5:]:
        if dice.hits(0.1):
            row["Notat"] = dice.choice(notes)
    rows[8]["Notat"] = "=2 tak, det ene mot nord"
    rows[13]["Notat"] = notes[-1]
    rows[19]["Navn"] = "[bold]Målfrid Isdahl"
    rows[28]["Strømregning kr/mnd"] = "#N/A"
    rows[36]["Strømregning kr/mnd"] = "mye om vinteren"
    rows[55]["Ønsket oppstart"] = "til våren"
    rows[69]["Takflate m2"] = "stor"
    for number in (42, 97):
        rows[number]["Eier boligen"] = REFUSES[tongue[str(rows[number]["Språk"])]]
    for number in (60, 110, 171, 205):
        rows[number]["Strømregning kr/mnd"] = REFUSES[tongue[str(rows[number]["Språk"])]]
    for number in (31, 74, 128, 160, 190):
        rows[number]["Interessert"] = COMPLAINS[tongue[str(rows[number]["Språk"])]]
    twins(dice, rows, 6, ("Kundenr", "Navn", "E-post"))
    scuff(dice, rows, ("Navn", "Sted", "Eier boligen", "Interessert", "Takretning"))
    return rows


def solar_customers() -> list[Row]:
    """Return Solgløtt's best customers: they charge a car and have a neighbour with panels."""
    dice = Dice("solar customers")
    rows: list[Row] = []
    for number in range(10):
        row = solar_lead(dice, 700 + number).row
        row |= {
            "Eier boligen": "ja",
            "Interessert": "ja",
            "Har solceller": None,
            "Ikke ring": None,
            "Boligtype": "enebolig",
        }
        row |= {
            "Elbil": "x" if number % 5 else None,
            "Kilde": "nabo" if number % 3 else "messe",
            "Takretning": "sør",
        }
        rows.append(row | {"Strømregning kr/mnd": 1500 + 130 * number})
    return rows


# --- Past leads, with how they ended


@dataclass(frozen=True)
class Ending:
    """How a team writes down that a lead was won or lost."""

    outcome: str
    won: str
    lost: str
    closed: str
    signed: str
    written: str
    drop: tuple[str, ...]


def past(seed: str, make: Callable[[Dice, int], Lead], number: int, share: float, ending: Ending) -> list[Row]:
    """Return past leads with their outcome; the share that was won is the given one.

    The column of the signed contract all but gives the outcome away: nothing to learn from.
    """
    dice = Dice(seed, FIRST_CALLS)
    leads = [make(dice, 3000 + place) for place in range(number)]
    luck = [lead.appeal + dice.gauss(0, 1.1) for lead in leads]
    bar = sorted(luck, reverse=True)[round(share * number)]
    rows: list[Row] = []
    for lead, chance in zip(leads, luck, strict=True):
        won, closed = chance > bar, dice.day(12, 145)
        row = {column: cell for column, cell in lead.row.items() if column not in ending.drop}
        row |= {
            ending.closed: f"{closed:{ending.written}}",
            ending.outcome: ending.won if won else ending.lost,
        }
        row[ending.signed] = f"{closed - dt.timedelta(days=dice.randint(0, 9)):{ending.written}}" if won else None
        rows.append(row)
    return rows


# --- Files


def csv_bytes(rows: Sequence[Row], *, encoding: str = "utf-8", comma: str = ",", dates: str = "%Y-%m-%d") -> bytes:
    """Return the rows as a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=comma, lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([f"{cell:{dates}}" if isinstance(cell, dt.date) else cell for cell in row.values()])
    return text.getvalue().encode(encoding)


def zip_bytes(members: Mapping[str, bytes], *, stored: Iterable[str] = ()) -> bytes:
    """Return a zip file in which nothing depends on the clock."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return packed.getvalue()


def members_of(packed: bytes) -> dict[str, bytes]:
    """Return what is in a zip file."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


WIDTHS: Final = {
    "Company": 34,
    "Contact": 24,
    "E-mail": 40,
    "Phone": 20,
    "Notes": 44,
    "Job title": 20,
    "Country": 17,
    "Industry": 19,
    "Annual revenue": 17,
    "Decision maker": 16,
    "Employees": 15,
    "Budget": 16,
}


def xlsx_bytes(rows: Sequence[Row]) -> bytes:
    """Return the rows as a workbook with one Excel table named Leads."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "Leads"
    headers = list(rows[0])
    sheet.append(headers)
    for row in rows:
        sheet.append(list(row.values()))
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, dt.date):
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"  # a note, not a formula
    for place, header in enumerate(headers, 1):
        sheet.cell(1, place).font = Font(bold=True, color="FFFFFF")
        sheet.cell(1, place).alignment = Alignment(vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(header, 13)
    sheet.row_dimensions[1].height = 22
    sheet.freeze_panes = "C2"  # the company stays in sight, too
    table = Table(displayName="Leads", ref=sheet.dimensions)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    sheet.add_table(table)
    book.properties.creator = "Rotaline"
    written = io.BytesIO()
    book.save(written)
    stamp = f"{dt.datetime(*ZIP_TIME):%Y-%m-%dT%H:%M:%SZ}".encode()  # noqa: DTZ001 - openpyxl writes the clock
    members = members_of(written.getvalue())
    members["docProps/core.xml"] = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", stamp, members["docProps/core.xml"])
    return zip_bytes(members)


XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
ODS_MIME: Final = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMES: Final = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for short, full in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "number": "datastyle",
        "of": "of",
    }.items()
)
ODS_MORE: Final = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ERRORS: Final = ("#N/A",)


def ods_cell(cell: Cell, style: str = "") -> str:
    """Return one cell of an OpenDocument table."""
    styled = f' table:style-name="{style}"' if style else ""
    if cell is None or cell == "":
        return f"<table:table-cell{styled}/>"
    if isinstance(cell, dt.date):
        value, shown = f'office:value-type="date" office:date-value="{cell.isoformat()}"', f"{cell:%d.%m.%Y}"
        styled = ' table:style-name="day"'
    elif isinstance(cell, int | float):
        value, shown = f'office:value-type="float" office:value="{cell}"', str(cell)
    elif cell in ERRORS:
        # As LibreOffice saves a formula that has failed.
        value = 'table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"'
        shown = cell
    else:
        value, shown = 'office:value-type="string"', cell
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell{styled} {value}>{lines}</table:table-cell>"


def ods_bytes(rows: Sequence[Row], title: str, groups: Mapping[str, int]) -> bytes:
    """Return the rows as an OpenDocument sheet below a title, a line about the export and merged groups."""
    headers = list(rows[0])
    hidden = f'<table:covered-table-cell table:number-columns-repeated="{len(headers) - 1}"/>'
    merged = f' table:number-columns-spanned="{len(headers)}" table:number-rows-spanned="1"'
    above = [
        ods_cell(title, "head").replace("<table:table-cell", f"<table:table-cell{merged}", 1) + hidden,
        ods_cell(f"Eksportert {TODAY:%d.%m.%Y}, {len(rows)} rader"),
        "".join(
            ods_cell(group, "head").replace(
                "<table:table-cell",
                f'<table:table-cell table:number-columns-spanned="{span}" table:number-rows-spanned="1"',
                1,
            )
            + f'<table:covered-table-cell table:number-columns-repeated="{span - 1}"/>'
            for group, span in groups.items()
        ),
        "".join(ods_cell(header, "head") for header in headers),
    ]
    body = ["".join(ods_cell(cell) for cell in row.values()) for row in rows]
    content = (
        f'{XML_HEAD}<office:document-content {ODS_NAMES} {ODS_MORE} office:version="1.3">'
        "<office:automatic-styles>"
        '<number:date-style style:name="dmy"><number:day number:style="long"/><number:text>.</number:text>'
        '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>'
        "</number:date-style>"
        '<style:style style:name="wide" style:family="table-column">'
        '<style:table-column-properties style:column-width="3.4cm"/></style:style>'
        '<style:style style:name="day" style:family="table-cell" style:data-style-name="dmy"/>'
        '<style:style style:name="head" style:family="table-cell">'
        '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
        '<office:body><office:spreadsheet><table:table table:name="Kunder">'
        f'<table:table-column table:style-name="wide" table:number-columns-repeated="{len(headers)}"/>'
        + "\n".join(f"<table:table-row>{cells}</table:table-row>" for cells in above + body)
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{XML_HEAD}<manifest:manifest manifest:version="1.3" '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:version="1.3" '
        f"manifest:media-type={quoteattr(ODS_MIME)}/>"
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    # The format wants the mimetype first and uncompressed.
    members = {"mimetype": ODS_MIME, "content.xml": content, "META-INF/manifest.xml": manifest}
    return zip_bytes({name: text.encode() for name, text in members.items()}, stored=["mimetype"])


def everything() -> dict[str, bytes]:
    """Return every file this script writes, by its path below this folder."""
    english = Ending("Outcome", "Won", "Lost", "Closed on", "Contract signed on", "%Y-%m-%d", ("Do not call", "Notes"))
    italian = Ending(
        "Esito", "Vinto", "Perso", "Chiuso il", "Contratto firmato il", "%d/%m/%Y", ("Non chiamare", "Note")
    )
    norwegian = Ending("Utfall", "Vunnet", "Tapt", "Avsluttet", "Kontrakt signert", "%d.%m.%Y", ("Ikke ring", "Notat"))
    groups = {"Hvem": 6, "Bolig og tak": 5, "Samtalen": 4, "Oppfølging": 4}
    cp1252, bom = (
        {"encoding": "cp1252", "comma": ";", "dates": "%d/%m/%Y"},
        {"encoding": "utf-8-sig", "comma": ";", "dates": "%d.%m.%Y"},
    )
    return {
        "software/leads.xlsx": xlsx_bytes(software()),
        "software/customers.csv": csv_bytes(software_customers()),
        "software/outcomes.csv": csv_bytes(past("software past", software_lead, 360, 0.24, english)),
        "savings/leads.csv": csv_bytes(savings(), **cp1252),
        "savings/customers.csv": csv_bytes(savings_customers(), **cp1252),
        "savings/outcomes.csv": csv_bytes(past("savings past", savings_lead, 320, 0.22, italian), **cp1252),
        "solar/leads.ods": ods_bytes(solar(), "Solgløtt AS: kundeliste", groups),
        "solar/customers.csv": csv_bytes(solar_customers(), **bom),
        "solar/outcomes.csv": csv_bytes(past("solar past", solar_lead, 300, 0.26, norwegian), **bom),
    }


def same(path: Path, wanted: bytes) -> bool:
    """Tell whether a file holds what it should; of packed files what is in them counts."""
    if not path.exists():
        return False
    found = path.read_bytes()
    if path.suffix == ".ods":
        return members_of(found) == members_of(wanted)
    if path.suffix == ".xlsx":
        # Another openpyxl may write other XML for the same cells.
        return cells_of(found) == cells_of(wanted)
    return found == wanted


def cells_of(packed: bytes) -> list[tuple[object, ...]]:
    """Return the values and kinds of all cells of a workbook's first sheet."""
    sheet = load_workbook(io.BytesIO(packed)).worksheets[0]
    return [tuple((cell.value, cell.data_type) for cell in row) for row in sheet.iter_rows()]


def main() -> int:
    """Write the files, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    check = parser.parse_args().check
    differing = [name for name, content in everything().items() if not same(HERE / name, content)]
    if check:
        sys.stderr.writelines(f"{name} differs from what make_samples.py writes\n" for name in differing)
        return 1 if differing else 0
    for name, content in everything().items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
