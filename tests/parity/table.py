"""The hand-picked cases: one topic a row of the user guide's table, each with leads and what they get."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sheetqual.core.values import Cell

from .sheets import NATIVE, Sheet

TODAY: Final = dt.date(2026, 11, 21)
YES, NO, HALF, OPEN, OUT = "100", "0", "50", "0 to 100", "0 out"
"""What LEADRANGE shows where one criterion has all the points; `out` where the lead is."""
ALL: Final = tuple(NATIVE)
QUEUE: Final = ("LEADSTATUS",)


@dataclass(frozen=True)
class Lead:
    """A lead and what it gets.

    Attributes:
        cells: Its cells.
        gets: What LEADRANGE shows, and ``out`` where LEADTEMP says so; empty for a row that is blank.
        unread: The native functions that answer with a message.
    """

    cells: tuple[Cell, ...]
    gets: str
    unread: Sequence[str] = ()


@dataclass(frozen=True)
class Topic:
    """Something that profiles or leads do.

    Attributes:
        chapter: The heading that it stands under.
        what: What it is, as the guide says it.
        profile: A profile that does it.
        headers: The headers.
        leads: The leads.
        unread: What native functions answer with a message, as the guide says it; empty for nothing.
        refused: Why the profile can't be published natively, as the refusal says it; empty if it can.
        instead: What the guide says then.
        is_listed: Whether the guide's table has it.
    """

    chapter: str
    what: str
    profile: str
    headers: tuple[str, ...]
    leads: tuple[Lead, ...]
    unread: str = ""
    refused: str = ""
    instead: str = ""
    is_listed: bool = True

    @property
    def sheet(self) -> Sheet:
        """The topic as a list; the first column says who a lead is, if anything is there."""
        rows = [[f"Lead {place}" if lead.gets else None, *lead.cells] for place, lead in enumerate(self.leads, start=1)]
        unread = {place: lead.unread for place, lead in enumerate(self.leads) if lead.unread}
        return Sheet(self.what, self.profile, ("Name", *self.headers), rows, TODAY, unread)


# --- Writing topics ---------------------------------------------------------------------------------


def one(want: str, *, rest: str = "", head: str = "") -> str:
    """Return a profile with one criterion, which has all the points."""
    key = "grades" if want.startswith("[") else "want"
    return (
        f'schema = 1\nname = "Parity"\n{head}\n[[criterion]]\nid = "answer"\nname = "The answer"\n'
        f'columns = ["Answer"]\n{key} = {want}\nquestions = [{{ ask = "How is it?" }}]\n{rest}\n'
    )


def several(*criteria: str, rest: str = "", head: str = "") -> str:
    """Return a profile with a criterion a line: its column, then the keys it has."""
    tables = []
    for line in criteria:
        column, _, keys = line.partition(": ")
        said = keys.replace("; ", "\n")
        tables.append(
            f'[[criterion]]\nid = "{column.lower()}"\ncolumns = ["{column}"]\n{said}\n'
            f'questions = [{{ ask = "And {column.lower()}?" }}]'
        )
    return "\n".join(['schema = 1\nname = "Parity"', head, *tables, rest, ""])


def answers(gets: str, *cells: Cell, unread: Sequence[str] = ()) -> tuple[Lead, ...]:
    """Return leads of one cell that all get the same."""
    return tuple(Lead((cell,), gets, unread) for cell in cells)


def lead(gets: str, *cells: Cell, unread: Sequence[str] = ()) -> tuple[Lead, ...]:
    """Return one lead."""
    return (Lead(cells, gets, unread),)


def topic(  # noqa: PLR0913 - a row of the table
    chapter: str,
    what: str,
    profile: str,
    *leads: tuple[Lead, ...],
    headers: str = "Answer",
    unread: str = "",
    refused: str = "",
    instead: str = "",
    is_listed: bool = True,
) -> Topic:
    """Return a topic."""
    flat = tuple(one for some in leads for one in some)
    return Topic(chapter, what, profile, tuple(headers.split("|")), flat, unread, refused, instead, is_listed)


# --- The table --------------------------------------------------------------------------------------

CONDITIONS, ANSWERS, NUMBERS, DATES, COLUMNS, SCORES, ROUTES = (
    "Conditions",
    "Answers",
    "Numbers",
    "Dates",
    "Columns",
    "Scores",
    "Where leads go",
)
DAY, LATER = dt.date(2026, 6, 1), dt.date(2026, 12, 24)

TOPICS: Final = (
    topic(
        CONDITIONS,
        "`yes`",
        one("{ yes = true }"),
        answers(YES, "yes", " YES ", "y", "s", "x", "✓", "sì", "ja", "да", "بله", "yes!", True, 1, "1", "1.0", "true"),
        answers(NO, "no", "NO.", "n", "nei", "нет", "خیر", "✗", False, 0, "0", "false"),
        answers(OPEN, "maybe later", 5, "yes and no, mostly", 0.5, dt.date(2026, 1, 2)),
        answers(YES, "ｙｅｓ", "yes\u2009", unread=ALL),
        unread="full-width letters and other rare signs",
    ),
    topic(
        CONDITIONS,
        "`no`",
        one("{ no = true }"),
        answers(NO, "yes", True, 1, "да"),
        answers(YES, "no", False, 0, "0", "nope"),
        answers(HALF, "partly"),
        answers(OPEN, "maybe later", "?"),
    ),
    topic(
        CONDITIONS,
        "`known`",
        one("{ known = true }"),
        answers(YES, "anything", 0, False, "partly", "no", DAY, -1),
        answers(NO, "", "  ", None, "?", "n/a", "complained"),
        answers(OPEN, "#N/A"),
        answers(OUT, "refused"),
        answers(YES, "ａｎｙ", unread=ALL),
        unread="full-width letters and other rare signs",
    ),
    topic(
        CONDITIONS,
        "`known = false`",
        one("{ known = false }"),
        answers(NO, "anything", 0, False),
        answers(YES, "", None, "?", "complained"),
        answers(OPEN, "#REF!"),
    ),
    topic(
        CONDITIONS,
        "`is` with a text",
        one('{ is = "Public  Sector" }'),
        answers(YES, "public sector", " PUBLIC   SECTOR ", "Public\nSector", "Public\u00a0sector"),
        answers(NO, "public", "public-sector", 5, True, "publicsector"),
        answers(OPEN, "?", "unknown", "#VALUE!"),
        answers(NO, "Straße", "№ 7…"),
        answers(YES, "Ｐublic sector", unread=ALL),
        unread="full-width letters and other rare signs",
    ),
    topic(
        CONDITIONS,
        "`is` with a letter",
        one('{ is = "S" }'),
        answers(YES, "S", " s "),
        answers(NO, "yes", 1, True, "M", "sì"),
    ),
    topic(
        CONDITIONS,
        "`is` with a number",
        one("{ is = 1000 }"),
        answers(YES, 1000, 1000.0, "1000", "1,000", "1.000", "1000,0", "۱۰۰۰"),
        answers(NO, 1001, 999.5, "100", 0, "1.000,5"),
        answers(OPEN, "many", "?", "#NUM!", True),
        answers(YES, "1k"),
        answers(OPEN, "500-2000", unread=ALL),
        unread="`500-2000`",
    ),
    topic(
        CONDITIONS,
        '`is` with true, 1 or "yes"',
        one("{ is = true }"),
        answers(YES, True, 1, "1", "yes", "TRUE", "ja"),
        answers(NO, False, 0, "no", "something", 5),
        answers(OPEN, "?"),
    ),
    topic(
        CONDITIONS,
        "`is` with a date",
        one("{ is = 2026-06-01 }"),
        answers(YES, DAY, dt.datetime(2026, 6, 1, 12, 30), "2026-06-01", "01.06.2026", 46174),  # noqa: DTZ001
        answers(NO, LATER, "2026-06-02", 46175, "06.01.2026"),
        answers(OPEN, "soon", True, "?"),
        answers(YES, "1 June 2026", unread=ALL),
        unread="`1 June 2026`",
    ),
    topic(
        CONDITIONS,
        "`one_of`",
        one('{ one_of = ["SaaS", "Café chain", "нефть и газ", 7, true] }'),
        answers(YES, "saas", "CAFÉ CHAIN", "Нефть и Газ", 7, "7", True, 1, "yes"),
        answers(NO, "retail", "saas!", "seven", 8, False, "no"),
        answers(OPEN, "?", "#N/A"),
        answers(YES, "7 of them", unread=ALL),
        unread="a text with digits, where a number is among the choices",
    ),
    topic(
        CONDITIONS,
        "`not_one_of`",
        one('{ not_one_of = ["SaaS", "Retail"] }'),
        answers(NO, "saas", " retail "),
        answers(YES, "fintech", 5, True),
        answers(OPEN, "unknown", None, "#DIV/0!"),
    ),
    topic(
        CONDITIONS,
        "`contains`",
        one('{ contains = "Tech" }'),
        answers(YES, "fintech", "TECH", "Med-Tech lab"),
        answers(NO, "te ch", 5, "t*h"),
        answers(OPEN, "don't know"),
        answers(YES, "ﬁntech", unread=ALL),
        unread="joined letters and other rare signs",
    ),
    topic(
        CONDITIONS,
        "`contains`, where a number or true is asked",
        one('{ contains = "tru" }'),
        answers(NO, 1, "1", 1.0),
        answers(YES, True, "true"),
        answers(NO, 0, False, 1),
    ),
    topic(
        CONDITIONS,
        "`like` with `*`",
        one('{ like = "soft*house" }'),
        answers(YES, "Software house", "SOFTHOUSE"),
        answers(NO, "software houses", "a software house", "sofhouse", "softhous"),
    ),
    topic(
        CONDITIONS,
        "`like` with `*` at both ends",
        one('{ like = "*to*" }'),
        answers(YES, "click to call", "to"),
        answers(NO, "ta", 5),
    ),
    topic(
        CONDITIONS,
        "`like` with two `*`",
        one('{ like = "s*ft*ft" }'),
        answers(YES, "software lift", "sftft"),
        answers(NO, "soft", "sft", "a software lift", "software lifts"),
    ),
    topic(
        CONDITIONS,
        "`like` with `?`",
        one('{ like = "caf? *" }'),
        answers(YES, "Café chain", "cafe x"),
        answers(NO, "caf chain", "café"),
        refused='like "caf? *": use a pattern with * alone',
        instead="use `*` alone, or `contains`",
    ),
    topic(
        CONDITIONS,
        "`at_least`, `at_most`",
        one("{ at_least = 10, at_most = 49.5 }"),
        answers(YES, 10, 49.5, "10", 20.25),
        answers(NO, 9.99, 49.51, -20, 0, 1e9),
        answers(OPEN, "lots", "?", False, True),
    ),
    topic(
        CONDITIONS,
        "`between`, numbers",
        one("{ between = [1000, 5000] }"),
        answers(YES, 1000, 5000, "3.000"),
        answers(NO, 999.9, 5000.1, "300"),
    ),
    topic(
        CONDITIONS,
        "`between`, dates",
        one("{ between = [2026-05-01, 2026-06-01] }"),
        answers(YES, dt.date(2026, 5, 1), DAY, "2026-05-31"),
        answers(NO, dt.date(2026, 4, 30), LATER),
    ),
    topic(
        CONDITIONS,
        "`before`",
        one("{ before = 2026-06-01 }"),
        answers(YES, dt.date(2026, 5, 31), 1),
        answers(NO, DAY, "01/06/2026"),
        answers(OPEN, "?", "n/a"),
    ),
    topic(
        CONDITIONS,
        "`after`",
        one("{ after = 2026-06-01 }"),
        answers(YES, dt.date(2026, 6, 2), 2958465),
        answers(NO, DAY, 46174.9),
    ),
    topic(
        CONDITIONS,
        "`within_days`",
        one("{ within_days = 30 }"),
        answers(YES, TODAY, dt.date(2026, 10, 22), dt.date(2026, 12, 21)),
        answers(NO, dt.date(2026, 10, 21), dt.date(2026, 12, 22)),
    ),
    topic(
        CONDITIONS,
        "`older_than_days`",
        one("{ older_than_days = 30 }"),
        answers(YES, dt.date(2026, 10, 21)),
        answers(NO, dt.date(2026, 10, 22), LATER),
    ),
    topic(
        CONDITIONS,
        "`later_than_days`",
        one("{ later_than_days = 30 }"),
        answers(YES, dt.date(2026, 12, 22)),
        answers(NO, dt.date(2026, 12, 21), DAY),
    ),
    topic(
        CONDITIONS,
        "`all`, `any`, `not`",
        one(
            '{ any = [ { column = "Owner", yes = true }, { all = [ { column = "Seats", at_least = 10 }, '
            '{ not = { column = "Tied", yes = true } } ] } ] }'
        ),
        lead(YES, "yes", None, None),
        lead(YES, "?", 20, "no"),
        lead(NO, "no", 5, None),
        lead(NO, "no", None, "yes"),
        lead(OPEN, "no", 20, None),
        lead(OPEN, None, 20, "yes"),
        lead(OPEN, "partly", 5, "no"),
        lead(OPEN, "no", 20, "partly"),
        lead(YES, "yes", "approx. 40", "no"),
        lead(YES, "no", "approx. 40", "no", unread=ALL),
        headers="Owner|Seats|Tied",
        unread="what a condition in it doesn't read, where that decides",
    ),
    topic(
        CONDITIONS,
        "several keys at once",
        one('{ contains = "tech", not_one_of = ["Med-Tech"], known = true }'),
        answers(YES, "fintech"),
        answers(NO, "med-tech", "retail", None),
    ),
    topic(
        CONDITIONS,
        "a condition on an own `column`",
        one('{ column = "Seats", at_least = 10 }'),
        lead(YES, None, 10),
        lead(NO, "yes", 9),
        lead(OPEN, "yes", None),
        headers="Answer|Seats",
    ),
    # --- Answers
    topic(
        ANSWERS,
        "unknown, in five languages",
        one("{ at_least = 5 }"),
        answers(OPEN, "?", "-", "n/a", "-None-", "Select", "unknown", "Don’t know", "non so", "vet ikke"),
        answers(OPEN, "не знаю", "نمی\u200cدانم", "tbd."),
    ),
    topic(ANSWERS, "blank", one("{ yes = true }"), answers(OPEN, None, "", "  ", "\u00a0", "\t")),
    topic(
        ANSWERS,
        "refused: the lead is dropped",
        one("{ at_least = 5 }"),
        answers(OUT, "refused", "Won't say", "rifiutato", "nektet", "отказался", "امتناع کرد"),
    ),
    topic(
        ANSWERS,
        "refused: only a required answer drops",
        several(
            "Need: want = { yes = true }; required = true",
            "Budget: want = { at_least = 5 }",
            rest='[routing]\nrefusal = "required"',
        ),
        lead(OUT, "refused", 5),
        lead("75 to 100", "yes", "refused"),
        lead(OUT, "no", "refused"),
        headers="Need|Budget",
    ),
    topic(
        ANSWERS,
        "complained: not a refusal",
        one("{ at_least = 5 }"),
        answers(OPEN, "complained", "si lamenta", "klaget", "жалоба", "شکایت"),
    ),
    topic(
        ANSWERS,
        "partly: half the points, a gate stays open",
        several("Need: want = { yes = true }; required = true", "Fit: want = { no = true }"),
        lead("37.5 to 62.5", "partly", None),
        lead("50", "delvis", "in parte"),
        lead("87.5", "yes", "частично"),
        headers="Need|Fit",
    ),
    topic(
        ANSWERS,
        "words of your own",
        one(
            "{ yes = true }",
            rest='[words]\nyes = ["aye"]\nno = ["Nay", "no way"]\nunknown = ["tba later"]\n'
            'refused = ["hung up"]\ncomplained = ["grumbled"]\npartly = ["kind of"]',
        ),
        answers(YES, "aye", " AYE! "),
        answers(NO, "nay", "No way"),
        answers(OPEN, "tba later", "grumbled"),
        answers(OUT, "hung up"),
        answers(HALF, "kind of"),
    ),
    topic(
        ANSWERS,
        '`assume = "yes"`',
        one("{ yes = true }", rest='assume = "yes"'),
        answers(YES, None, "", "yes"),
        answers(NO, "no"),
        answers(OPEN, "?", "complained", "#N/A", "#SPILL!"),
        answers(OUT, "refused"),
    ),
    topic(
        ANSWERS,
        '`assume = "no"`',
        one("{ at_least = 10 }", rest='assume = "no"'),
        answers(NO, None, "  ", 5),
        answers(YES, 10),
        answers(OPEN, "?"),
    ),
    topic(
        ANSWERS,
        "error cells: unknown, never 0",
        one("{ at_most = 10 }"),
        answers(OPEN, "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
    ),
    topic(
        ANSWERS,
        "true and false",
        one('{ one_of = ["TRUE"] }'),
        answers(YES, True, "true", "yes", 1),
        answers(NO, False, "no", "5"),
    ),
    topic(
        ANSWERS,
        "a wholly blank row: no answer",
        one("{ yes = true }"),
        answers(YES, "yes"),
        answers("", None, "  ", "\u00a0"),
        answers(NO, "no"),
        answers("", None),
    ),
    # --- Numbers
    topic(
        NUMBERS,
        '`decimal = "auto"`',
        one("{ at_least = 1234.5 }"),
        answers(YES, "1234.5", "1234,5", "1,234.50", "1.234,50", "12.345", "12,345", "1.234.567", "1235", "۱۲۳۵"),
        answers(NO, "1234", "1.234", "1,234", "1234.4", "0.125", "0,125", "-12345", "12.34", "1234,49"),
        answers(OPEN, "many", "B"),
    ),
    topic(
        NUMBERS,
        '`decimal = "."`',
        one("{ at_least = 1234.5 }", head='[reading]\ndecimal = "."'),
        answers(YES, "1234.5", "1,234.5", "12,345"),
        answers(NO, "12.345", "1,234", "1234.499"),
    ),
    topic(
        NUMBERS,
        '`decimal = ","`',
        one("{ at_least = 1234.5 }", head='[reading]\ndecimal = ","'),
        answers(YES, "1234,5", "1.234,5", "12.345"),
        answers(NO, "12,345", "1.234", "1234,499"),
    ),
    topic(
        NUMBERS,
        "numbers in words, signs and units",
        one("{ at_least = 1000 }"),
        answers(YES, "1k", "€ 1 000", "NOK 12 000 000", "$10k"),
        answers(YES, "approx. 1000", "~3000", "1.5k", "4,5 mln ₽", "1.5e6", unread=ALL),
        answers(NO, "(250,000)", "500 employees", "50%", unread=ALL),
        unread="`approx. 1000`, `1.5k`, `50%`",
    ),
    topic(
        NUMBERS,
        "ranges such as `11-50`",
        one("{ at_least = 50 }"),
        answers(YES, "50-99", "200+", "51 – 200", unread=ALL),
        answers(NO, "11-49", "<10", unread=ALL),
        answers(OPEN, "11-50", "2-10000", unread=ALL),
        unread="`11-50`, `200+`, `<10`",
    ),
    topic(
        NUMBERS,
        "number cells",
        one("{ between = [-0.5, 1e12] }"),
        answers(YES, 0, 1, -0.5, 0.1, 1e12, 3, 2.5),
        answers(NO, -0.51, 1.1e12, 1e20),
    ),
    # --- Dates
    topic(
        DATES,
        "date cells, and numbers that are dates",
        one("{ after = 2026-06-01 }"),
        answers(YES, dt.date(2026, 6, 2), dt.datetime(2026, 6, 2, 0, 30), 46175, 46175.75, "46175", 20260602),  # noqa: DTZ001
        answers(NO, DAY, 46174, 60.5 + 1, 1, "20260601"),
        answers(OPEN, 0, -5, 60, 3000000, 20261301),
    ),
    topic(
        DATES,
        "`2026-06-02`, with a time or without",
        one("{ after = 2026-06-01 }"),
        answers(YES, "2026-06-02", " 2026-06-02", "2026-06-02T09:15:00", "2026-06-02 09:15"),
        answers(NO, "2026-06-01", "2024-02-29"),
        answers(OPEN, "2026-02-30", "2026-13-01", "1850-01-01"),
    ),
    topic(
        DATES,
        '`dates = "dmy"`',
        one("{ after = 2026-06-01 }"),
        answers(YES, "02.06.2026", "02/06/2026", "24-12-2026"),
        answers(NO, "06.02.2026", "01/06/2026"),
        answers(OPEN, "06/24/2026", "31.11.2026"),
        answers(YES, "2.6.26", "2.6.2026", "24/12/26", unread=ALL),
        unread="`2.6.26`; write two digits each and the year with four",
    ),
    topic(
        DATES,
        '`dates = "mdy"`',
        one("{ after = 2026-06-01 }", head='[reading]\ndates = "mdy"'),
        answers(YES, "06/02/2026", "12-24-2026"),
        answers(NO, "02/06/2026"),
        answers(OPEN, "24/06/2026"),
        answers(YES, "6/2/2026", unread=ALL),
        unread="`6/2/2026`; write two digits each and the year with four",
    ),
    topic(
        DATES,
        '`dates = "ymd"`',
        one("{ after = 2026-06-01 }", head='[reading]\ndates = "ymd"'),
        answers(YES, "2026-06-02"),
        answers(NO, "2026-05-31"),
        answers(YES, "2026/06/02", "2026.06.02", "26-06-02", unread=ALL),
        unread="`2026/06/02`; write `2026-06-02`",
    ),
    topic(
        DATES,
        "months as words",
        one("{ after = 2026-06-01 }"),
        answers(YES, "2 June 2026", "2. juni 2026", "2 июня 2026", unread=ALL),
        answers(NO, "1 giugno 2026", unread=ALL),
        unread="`2 June 2026`",
    ),
    topic(DATES, "a text that is no date", one("{ after = 2026-06-01 }"), answers(OPEN, "next spring", "?", True)),
    topic(
        DATES,
        "date cells where a number is asked for",
        one("{ at_least = 46174 }"),
        answers(YES, DAY, LATER, 50000),
        answers(NO, dt.date(2026, 5, 31), 40000),
        is_listed=False,
    ),
    topic(
        DATES,
        "date cells where a text is asked for",
        one('{ contains = "46174" }'),
        answers(YES, DAY, 46174),
        answers(NO, LATER, "2026-06-01"),
        is_listed=False,
    ),
    # --- Columns
    topic(
        COLUMNS,
        "headers written carelessly",
        one("{ at_least = 5 }").replace('"Answer"', '"Number of seats"'),
        answers(YES, 5),
        answers(NO, 4),
        headers="  NUMBER_of-Seats ",
    ),
    topic(
        COLUMNS,
        "several columns, tried in turn",
        one("{ at_least = 5 }").replace('["Answer"]', '["First", "Second", "Nowhere", "Third"]'),
        lead(YES, 5, 1, 1),
        lead(YES, None, 5, 1),
        lead(YES, "  ", None, 5),
        lead(OPEN, "?", 5, 5),
        lead(OPEN, None, None, ""),
        lead(NO, 0, 5, 5),
        headers="First|Second|Third",
    ),
    topic(
        COLUMNS,
        "a column that is missing",
        several("Need: want = { yes = true }", "Budget: want = { at_least = 5 }"),
        lead("75 to 100", "yes"),
        lead("0 to 25", "no"),
        headers="Need",
    ),
    topic(
        COLUMNS,
        "one header twice",
        several("Need: want = { yes = true }", "Budget: want = { at_least = 5 }"),
        lead("100", "yes", 5, 6, unread=ALL),
        lead("75", "yes", 1, 6, unread=ALL),
        lead("100", "yes", None, 6, unread=ALL),
        headers="Need|Budget|budget",
        unread="any lead; give the columns different headers",
    ),
    # --- Scores
    topic(
        SCORES,
        "`grades`",
        one(
            "[{ when = { at_least = 200 }, value = 1 }, { when = { at_least = 50 }, value = 0.55 }, "
            "{ when = { at_least = 10 }, value = 0.01 }]"
        ),
        answers("100", 200, "1.000"),
        answers("55", 199, 50),
        answers("1", 10),
        answers("0", 9.9, -1),
        answers(OPEN, "?", None, "many"),
    ),
    topic(
        SCORES,
        "`decay`",
        one("{ known = true }", rest="decay = { half_life_days = 30 }"),
        answers("100", TODAY, LATER),
        answers("50", dt.date(2026, 10, 22)),
        answers("25", dt.date(2026, 9, 22), "2026-09-22"),
        answers("98", dt.date(2026, 11, 20)),
        answers("0", dt.date(2020, 1, 1), None, "?"),
        answers(OPEN, "#N/A"),
        answers("25", "22 Sept 2026", unread=ALL),
        unread="dates that it doesn't read",
    ),
    topic(
        SCORES,
        "weights by order, with ties",
        several(
            "A: want = { yes = true }",
            "B: want = { yes = true }; tied_with_previous = true",
            "C: want = { yes = true }",
            "D: want = { yes = true }",
        ),
        lead("40 to 100", "yes", None, None, None),
        lead("14 to 60", "no", None, "yes", None),
        lead("100", "yes", "yes", "yes", "yes"),
        headers="A|B|C|D",
    ),
    topic(
        SCORES,
        "many criteria, tenths of points",
        several(*(f"C{place}: want = {{ yes = true }}" for place in range(1, 25))),
        lead("100", *(["yes"] * 24)),
        lead("0.2 to 100", *([None] * 23), "yes"),
        lead("48 to 84.3", "no", *([None] * 4), *(["yes"] * 19)),
        headers="|".join(f"C{place}" for place in range(1, 25)),
    ),
    topic(
        SCORES,
        '`weights = "points"`',
        several(
            "A: want = { yes = true }; points = 50",
            "B: want = { yes = true }; points = 20",
            "C: want = { yes = true }; points = 10",
            head='[score]\nweights = "points"\nhot = 80\nwarm = 12.5',
        ),
        lead("63 to 100", "yes", None, None),
        lead("12", "no", "no", "yes"),
        headers="A|B|C",
    ),
    topic(
        SCORES,
        '`weights = "equal"`',
        several(*(f"{one}: want = {{ yes = true }}" for one in "ABC"), head='[score]\nweights = "equal"'),
        lead("34 to 100", "yes", None, None),
        lead("33", "no", "no", "yes"),
        headers="A|B|C",
    ),
    topic(
        SCORES,
        '`weights = "rank_sum"`',
        several(*(f"{one}: want = {{ yes = true }}" for one in "ABC"), head='[score]\nweights = "rank_sum"'),
        lead("50 to 100", "yes", None, None),
        lead("17", "no", "no", "yes"),
        headers="A|B|C",
    ),
    topic(
        SCORES,
        "points with decimals",
        several(
            "A: want = { yes = true }; points = 81",
            "B: grades = [{ when = { at_least = 2 }, value = 0.24 }, { when = { at_least = 1 }, value = 0.07 }]; "
            "points = 19",
            head='[score]\nweights = "points"',
        ),
        lead("4.56", "no", 2),
        lead("1.33", "no", 1),
        lead("82.33", "yes", 1),
        lead("0 to 19", "no", None),
        headers="A|B",
    ),
    topic(
        SCORES,
        "penalties",
        one(
            "{ yes = true }",
            rest='[[penalty]]\nid = "tied"\nname = "Tied"\ncolumns = ["Tied"]\n'
            'when = { later_than_days = 30 }\npoints = 15\n[[penalty]]\nid = "far"\nname = "Far"\n'
            'columns = ["Far"]\nwhen = { yes = true }\npoints = 7.5',
        ),
        lead("85", "yes", LATER, "no"),
        lead("77.5 to 85", "yes", LATER, None),
        lead("77.5", "yes", LATER, "yes"),
        lead("0", "no", LATER, "yes"),
        lead("77.5 to 100", "yes", "?", "partly"),
        lead("85", "yes", "24 Dec 2026", "no", unread=ALL),
        headers="Answer|Tied|Far",
        unread="what a condition doesn't read",
    ),
    topic(
        SCORES,
        "labels of your own",
        one(
            "{ yes = true }",
            head="[score]\nhot = 70\nwarm = 40\n"
            'labels = { hot = "caldo", warm = "tiepido", cold = "freddo \\"1\\"", out = "fuori" }',
        ),
        answers(YES, "yes"),
        answers(HALF, "partly"),
        answers(NO, "no"),
        answers(OUT, "refused"),
    ),
    topic(
        SCORES,
        "products",
        several(
            "A: want = { yes = true }",
            "B: want = { yes = true }",
            rest='[[product]]\nname = "Saver"\norder = ["a"]\n[[product]]\nname = "Plus"\norder = ["b", "a"]',
        ),
        lead("100", "yes", "yes"),
        lead("25", "no", "yes"),
        lead("75", "yes", "no"),
        lead("0", "no", "no"),
        headers="A|B",
    ),
    # --- Where leads go
    topic(
        ROUTES,
        "required criteria at three levels",
        several(
            'Who: want = { yes = true }; required = true; level = "stakeholder"; on_fail = "refer"',
            'Need: want = { yes = true }; required = true; on_fail = "dropped"',
            'Area: want = { one_of = ["north"] }; required = true; level = "organisation"; on_fail = "lost"',
        ),
        lead("100", "yes", "yes", "north"),
        lead(OUT, "no", "no", "south"),
        lead(OUT, "no", "no", "north"),
        lead(OUT, "no", "yes", "north"),
        lead("89 to 100", "yes", "yes", "?"),
        lead("39 to 100", None, "yes", "north"),
        lead(OUT, None, None, "south"),
        headers="Who|Need|Area",
    ),
    topic(
        ROUTES,
        "the horizon",
        one("{ yes = true }", rest='[horizon]\ncolumns = ["When"]\nlost_when = { later_than_days = 365 }'),
        lead(YES, "yes", LATER),
        lead(YES, "yes", dt.date(2028, 1, 1)),
        lead(NO, "no", dt.date(2028, 1, 1)),
        lead(YES, "yes", "?"),
        lead(YES, "yes", "1 Jan 2028", unread=QUEUE),
        headers="Answer|When",
        unread="dates that it doesn't read, in `LEADSTATUS`",
    ),
    topic(
        ROUTES,
        "`suppress`",
        one("{ yes = true }", rest='[suppress]\ncolumns = ["Do not call", "Blocked"]'),
        lead(YES, "yes", None, None),
        lead(YES, "yes", "yes", None),
        lead(YES, "yes", "no", "since May"),
        lead(OUT, "refused", "x", None),
        lead(YES, "yes", "no", False),
        lead(YES, "yes", "#N/A", None),
        lead(YES, "yes", "refused", "?"),
        lead(YES, "yes", "ｎｏ", "no", unread=QUEUE),
        headers="Answer|Do not call|Blocked",
        unread="full-width letters and other rare signs, in `LEADSTATUS`",
    ),
    topic(
        ROUTES,
        "leads that can't become warm",
        several("A: want = { yes = true }", "B: want = { yes = true }"),
        lead("25", "no", "yes"),
        lead("0 to 25", "no", None),
        lead("0 to 75", None, "no"),
        headers="A|B",
    ),
)
