"""Reading one cell, as method.md section 3 says: its state, its number, its date, its yes or no.

Independent of ``src``: nothing here may import the program it is meant to check.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

STATES = ("yes", "no", "partly", "unknown", "refused", "complained")

BUILT_IN_WORDS: dict[str, list[str]] = {
    "yes": ["yes", "y", "true", "1", "sì", "si", "vero", "ja", "sant", "да", "بله", "بلی", "آری", "آره"],
    "no": ["no", "n", "false", "0", "falso", "nei", "usant", "нет", "نه", "خیر"],
    "partly": [
        "partly", "partially", "in part", "in parte", "parzialmente", "delvis", "частично", "تا حدی", "تاحدی",
    ],
    "unknown": [
        "?", "-", "–", "—", "n/a", "-none-", "select", "unknown", "don't know", "dont know", "do not know",
        "non so", "sconosciuto", "n.d.", "non noto", "seleziona", "vet ikke", "ukjent", "velg",
        "не знаю", "неизвестно", "н/д", "نمی دانم", "نمیدانم", "نامشخص", "نامعلوم", "ناشناخته",
    ],
    "refused": [
        "refused", "refuses", "refused to answer", "declined", "rifiutato", "rifiuta", "ha rifiutato",
        "nektet", "nekter", "nektet å svare", "отказ", "отказался", "отказалась", "отказано",
        "امتناع", "امتناع کرد", "خودداری کرد", "رد کرد",
    ],
    "complained": [
        "complained", "complains", "complaint", "reclamo", "si lamenta", "si è lamentato", "lamentela",
        "klaget", "klager", "klage", "жалоба", "жалуется", "пожаловался", "пожаловалась",
        "شکایت", "شکایت کرد", "شاکی",
    ],
}  # fmt: skip

ERRORS = {
    "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!",
    "#spill!", "#calc!", "#getting_data", "#field!", "#blocked!", "#unknown!", "#connect!", "#error!",
}  # fmt: skip

MULTIPLIERS: dict[str, int] = {
    **dict.fromkeys(["k", "thousand", "thousands", "mila", "mille", "tusen"], 10**3),
    **dict.fromkeys(["тыс", "тысяча", "тысячи", "тысяч", "هزار"], 10**3),
    **dict.fromkeys(["m", "mln", "mio", "million", "millions", "milione", "milioni"], 10**6),
    **dict.fromkeys(["mill", "millioner", "млн", "миллион", "миллиона", "миллионов", "میلیون"], 10**6),
    **dict.fromkeys(["bn", "billion", "billions", "mld", "miliardo", "miliardi", "mrd"], 10**9),
    **dict.fromkeys(["milliard", "milliarder", "млрд", "миллиард", "миллиарда", "миллиардов", "میلیارد"], 10**9),
}

# Words that make a range of one number (an ambiguity: section 3 names only the signs).
RANGE_PHRASES: list[tuple[str, str]] = [
    (r"or more|and more|or above|and above|and over|o più|eller mer|og mer|и более|и больше|و بیشتر", "+"),
    (r"بیش از|بیشتر از", ">"),
    (r"کمتر از", "<"),
    (r"at least|minimum|from|almeno|minst|fra|не менее|от|حداقل|از", "≥"),
    (r"at most|maximum|up to|fino a|al massimo|opptil|inntil|не более|до|حداکثر|تا", "≤"),
    (r"more than|over|above|più di|oltre|mer enn|более|свыше|больше", ">"),
    (r"less than|fewer than|under|below|meno di|mindre enn|færre enn|менее|меньше", "<"),
]
BETWEEN_WORDS = {"to", "and", "a", "e", "til", "og", "и", "و"}

MONTHS: list[list[str]] = [
    ["january", "jan", "gennaio", "gen", "januar", "января", "январь"],
    ["february", "feb", "febbraio", "februar", "февраля", "февраль"],
    ["march", "mar", "marzo", "mars", "марта", "март"],
    ["april", "apr", "aprile", "апреля", "апрель"],
    ["may", "maggio", "mag", "mai", "мая", "май"],
    ["june", "jun", "giugno", "giu", "juni", "июня", "июнь"],
    ["july", "jul", "luglio", "lug", "juli", "июля", "июль"],
    ["august", "aug", "agosto", "ago", "августа", "август"],
    ["september", "sep", "sept", "settembre", "set", "сентября", "сентябрь"],
    ["october", "oct", "ottobre", "ott", "oktober", "okt", "октября", "октябрь"],
    ["november", "nov", "novembre", "ноября", "ноябрь"],
    ["december", "dec", "dicembre", "dic", "desember", "des", "декабря", "декабрь"],
]


# --- texts ---


@cache
def fold(text: str) -> str:
    """Section 2: "Texts compare after NFKC, case-folding, trimming and folding of inner white space"."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def fold_header(text: str) -> str:
    """Section 3: "NFKC, case-folded, trimmed, inner white space, `_` and `-` folded to one blank"."""
    return fold(re.sub(r"[_-]", " ", unicodedata.normalize("NFKC", text)))


@cache
def fold_word(text: str) -> str:
    """Fold an answer word: as any text, and Persian letter variants, half-blanks, curly apostrophes."""
    text = text.replace("\u200c", " ").replace("ي", "ی").replace("ك", "ک").replace("\u2019", "'")
    return fold(ascii_digits(text))


def ascii_digits(text: str) -> str:
    """Section 3: "Persian and Arabic digits" (any decimal digit) become 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def cell_text(cell: object) -> str:
    """Give the text of a cell for a text condition; a whole float is written without its ``.0``."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


# --- answer states ---


@dataclass(frozen=True)
class Words:
    """The words of each state, folded; a profile's own come on top of the built-in ones."""

    of_state: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of_profile(cls, profile: dict[str, Any]) -> Words:
        """Section 2: "[words] # added to the built-in ones"."""
        own: dict[str, list[str]] = profile.get("words", {})
        return cls({s: frozenset(map(fold_word, [*BUILT_IN_WORDS[s], *own.get(s, [])])) for s in STATES})


def is_blank(cell: object) -> bool:
    """Tell whether a cell is empty, or text of nothing but white space."""
    return cell is None or (isinstance(cell, str) and fold(cell) == "")


def is_error(cell: object) -> bool:
    """Section 3: "Error cells (`#N/A`, `#REF!` …) are findings too"."""
    return isinstance(cell, str) and fold(cell) in ERRORS


def cell_state(cell: object, words: Words) -> str:
    """Section 3, "Answer states".

    Returns:
        One of ``blank``, ``error``, ``unknown``, ``refused``, ``complained``, ``partly``, ``value``.
    """
    if is_blank(cell):
        return "blank"
    if is_error(cell):
        return "error"
    if isinstance(cell, str):
        for state in ("refused", "complained", "unknown", "partly"):
            if fold_word(cell) in words.of_state[state]:
                return state
    return "value"


def read_yes(cell: object, words: Words) -> bool | None:
    """Section 3: "TRUE, 1 and yes are one and the same".

    Returns:
        True for yes, False for no, None when the cell says neither.
    """
    word = fold_word(cell_text(cell))
    if word in words.of_state["yes"]:
        return True
    if word in words.of_state["no"]:
        return False
    return None


# --- numbers ---


@dataclass(frozen=True)
class Interval:
    """All the numbers that a cell may mean; None is an end without bound, an open end is left out."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def at_least(self, bound: Fraction) -> bool | None:
        """Section 3: "holds when it holds for the whole range, fails when it fails for the whole range"."""
        if self.low is not None and self.low >= bound:
            return True
        if self.high is not None and (self.high < bound or (self.high == bound and self.high_open)):
            return False
        return None

    def at_most(self, bound: Fraction) -> bool | None:
        """As `at_least`, the other way round."""
        if self.high is not None and self.high <= bound:
            return True
        if self.low is not None and (self.low > bound or (self.low == bound and self.low_open)):
            return False
        return None


@dataclass
class Amount:
    """One number inside a text, with what follows it."""

    literal: str
    negative: bool = False
    exponent: int | None = None
    multiplier: int = 1
    percent: bool = False


def exact(number: float) -> Fraction:
    """Turn a native number into the fraction that it prints as: 0.1 is one tenth."""
    return Fraction(repr(number))


def read_number(cell: object, decimal: str = "auto") -> Interval | None:
    """Section 3, "Numbers: native; text with currency signs, blanks, ...".

    Args:
        cell: what stands in the cell; its state has been looked at before.
        decimal: ``"."``, ``","`` or ``"auto"``, from ``[reading]``.

    Returns:
        The range of numbers it may mean (a single number is a range of one), or None when it can't be read.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return Interval(exact(cell), exact(cell)) if math.isfinite(cell) else None
    if isinstance(cell, str):
        return number_in_text(cell, decimal)
    return None


TOKEN = re.compile(
    r"""(?P<number>[.,]?\d+(?:[.,'\u2019\u066b\u066c]\d+)*(?:\ \d{3}(?!\d)(?:[.,\u066b\u066c]\d+)*)*)
        (?:e(?P<exponent>[+-]?\d+))?
      | (?P<word>[^\W\d_]+)
      | (?P<operator>[<>\u2264\u2265])
      | (?P<dash>[-])
      | (?P<plus>[+])
      | (?P<percent>[%\u066a])
      | (?P<skip>[\s.~\u2248\u200c\u200e\u200f]|[$\u00a2-\u00a5\u058f\u060b\u20a0-\u20cf\ufdfc])
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


def tidy_number_text(text: str) -> str:
    """Section 3: Persian and Arabic digits, blanks and dashes of all kinds made plain before reading."""
    text = ascii_digits(unicodedata.normalize("NFKC", text)).casefold()
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    text = " ".join(text.split())
    text = re.sub(r"(?<=\d),-+$", "", text)  # the Norwegian "500,-"
    text = re.sub(r"\([^()\d]*\)", " ", text)  # "(estimated)"
    text = re.sub("<=|=<", "≤", re.sub(">=|=>", "≥", text))
    for phrases, sign in RANGE_PHRASES:
        text = re.sub(rf"(?<!\w)(?:{phrases})(?!\w)", f" {sign} ", text)
    return " ".join(text.split())


def number_in_text(text: str, decimal: str) -> Interval | None:
    """Section 3: "Unit words and signs are skipped", "Ranges such as `11-50`, `200+`, `<10`"."""
    text = tidy_number_text(text)
    in_brackets = re.fullmatch(r"(\D*)\((.*\d.*)\)(\D*)", text)  # "(250,000)" (negative)
    if in_brackets:
        text = "".join(in_brackets.groups())
    if inside_a_name(text):
        return None
    found = Amounts()
    for token in TOKEN.finditer(text):
        found.take(token)
    if found.puzzled or found.minus or len(found.amounts) != (2 if found.dash else 1):
        return None
    return interval_of(found, decimal, in_brackets=bool(in_brackets))


@dataclass
class Amounts:
    """The numbers of a text, and the signs that make a range of them, gathered token by token."""

    amounts: list[Amount] = field(default_factory=list)
    operator: str = ""  # "<", "≥" ... before the number
    minus: bool = False  # a minus sign waits for its number
    dash: bool = False  # a range of two numbers
    plus: bool = False  # "200+"
    after_number: bool = False  # a multiplier may follow
    puzzled: bool = False  # this is no number

    def take(self, token: re.Match[str]) -> None:
        """Take the next token."""
        if token.group("number"):
            self.number(token.group("number"), token.group("exponent"))
        elif token.group("word"):
            self.word(token.group("word"))
        elif token.group("operator"):
            self.sign(token.group("operator"))
        elif token.group("dash"):
            self.hyphen()
        elif token.group("plus"):
            self.plus = self.plus or len(self.amounts) == 1
        elif token.group("percent") and self.amounts:
            self.amounts[-1].percent = True
        elif not token.group("skip"):
            self.puzzled = True

    def number(self, literal: str, exponent: str | None) -> None:
        """Take a number; a second one only behind a dash."""
        self.puzzled |= len(self.amounts) != (1 if self.dash else 0)
        self.amounts.append(Amount(literal, self.minus, int(exponent) if exponent else None))
        self.minus, self.after_number = False, True

    def word(self, word: str) -> None:
        """Multiply, join two ends ("10 to 50"), or skip a unit."""
        if word in MULTIPLIERS and self.after_number:
            self.amounts[-1].multiplier *= MULTIPLIERS[word]
            return
        if word in BETWEEN_WORDS and len(self.amounts) == 1:
            self.dash = True
        self.after_number = False

    def hyphen(self) -> None:
        """Take a dash: between two numbers, else a minus."""
        if len(self.amounts) == 1 and not self.dash:
            self.dash = True
        else:
            self.puzzled |= self.minus
            self.minus = True
        self.after_number = False

    def sign(self, operator: str) -> None:
        """Take a comparison sign; "≥ 10 ≤ 50" is "from 10 up to 50"."""
        if self.operator == "≥" and operator == "≤" and len(self.amounts) == 1:
            self.dash = True
        else:
            self.puzzled |= bool(self.amounts or self.operator)
            self.operator = operator


def inside_a_name(text: str) -> bool:
    """Tell whether a digit is part of a name such as "B2B": letters on both sides, no multiplier behind."""
    glued = re.search(r"[^\W\d_]\d+([^\W\d_]+)", text)
    return glued is not None and glued.group(1) not in MULTIPLIERS and not re.match(r"e\d", text[glued.start(1) :])


def interval_of(found: Amounts, decimal: str, *, in_brackets: bool) -> Interval | None:
    """Make the range out of one amount and its sign, or of two amounts."""
    share_unit(found.amounts)
    values = [value_of(amount, decimal) for amount in found.amounts]
    numbers = [-v if in_brackets else v for v in values if v is not None]
    two = len(found.amounts) > 1
    if len(numbers) < len(found.amounts) or (found.plus and (found.operator or two)):
        return None
    if two:
        return Interval(min(numbers), max(numbers))
    number = numbers[0]
    above, below = found.plus or found.operator in (">", "≥"), found.operator in ("<", "≤")
    return Interval(
        None if below else number,
        None if above else number,
        low_open=found.operator == ">",
        high_open=found.operator == "<",
    )


def share_unit(amounts: list[Amount]) -> None:
    """Let the unit of "10-50k" and "5-10%" belong to both ends, unless that turns the range ("500-2k")."""
    if len(amounts) < 2:
        return
    first, second = amounts
    if second.percent:
        first.percent = True
    if first.multiplier == 1 and first.exponent is None and second.multiplier > 1:
        first.multiplier = second.multiplier
        ends = [value_of(first, "auto"), value_of(second, "auto")]
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            first.multiplier = 1


def value_of(amount: Amount, decimal: str) -> Fraction | None:
    """Section 3: "Percent signs divide by 100"; `k`, `m` and the like multiply; exponents as usual."""
    unit_follows = amount.multiplier > 1 or amount.exponent is not None or amount.percent
    value = literal_value(amount.literal, decimal, unit_follows=unit_follows)
    if value is None:
        return None
    value *= amount.multiplier * Fraction(10) ** (amount.exponent or 0)
    if amount.percent:
        value /= 100
    return -value if amount.negative else value


def literal_value(literal: str, decimal: str, *, unit_follows: bool) -> Fraction | None:
    """Section 3, the two decimal conventions.

    "With `auto`, when both separators stand the last is the decimal one; a single separator followed by
    exactly three digits is a thousands separator, unless the whole part is 0 or a unit or exponent follows".
    """
    grouped_by_blanks = bool(re.search(r"[ '\u2019\u066c]", literal))
    for piece in re.split(r"[ '\u2019\u066c]", literal)[1:]:
        if not re.match(r"\d{3}(?!\d)", piece):
            return None
    literal = re.sub(r"[ '\u2019\u066c]", "", literal)
    if "\u066b" in literal:  # the Arabic decimal sign says so itself
        literal, point = literal.replace("\u066b", "D"), "D"
    elif decimal in (".", ","):
        point = decimal
    else:
        point = decimal_point(literal, unit_follows=unit_follows or grouped_by_blanks)
    whole, sign, rest = literal.partition(point) if point else (literal, "", "")
    if (sign and not rest.isdecimal()) or not grouped_by_threes(whole):
        return None
    return Fraction(f"{re.sub('[.,]', '', whole) or '0'}.{rest or '0'}")


def decimal_point(literal: str, *, unit_follows: bool) -> str:
    """Find the decimal separator under ``auto``; an empty text when there is none."""
    seen = [c for c in literal if c in ".,"]
    if not seen:
        return ""
    if len(set(seen)) > 1:
        return seen[-1]
    if len(seen) > 1:
        return ""
    whole, _, rest = literal.partition(seen[0])
    thousands = len(rest) == 3 and int(whole or "0") != 0 and not unit_follows
    return "" if thousands else seen[0]


def grouped_by_threes(whole: str) -> bool:
    """Tell whether each thousands separator has exactly three digits behind it, and all are alike."""
    separators = {c for c in whole if c in ".,"}
    groups = re.split("[.,]", whole)
    return len(separators) <= 1 and all(len(group) == 3 for group in groups[1:])


# --- dates ---


def read_date(cell: object, order: str = "dmy", *, epoch_1904: bool = False) -> dt.date | None:
    """Section 3: "Dates: native; ISO; text by `reading.dates`; a bare number ... is an Excel serial".

    Args:
        cell: what stands in the cell; its state has been looked at before.
        order: ``dmy``, ``mdy`` or ``ymd``.
        epoch_1904: whether the workbook counts days from 1904.

    Returns:
        The day, or None when it can't be read.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return date_of_serial(cell, epoch_1904=epoch_1904)
    if isinstance(cell, str):
        return date_in_text(fold(ascii_digits(cell)), order, epoch_1904=epoch_1904)
    return None


LAST_SERIAL = 2958465  # 9999-12-31
FAKE_DAY = 60  # 1900-02-29, a day that never was


def date_of_serial(serial: float, *, epoch_1904: bool) -> dt.date | None:
    """Section 3: an Excel serial, "1900 system, or 1904 where the workbook says so"; hours are cut off."""
    if not math.isfinite(serial) or serial < 0:
        return None
    days = math.floor(serial)
    if epoch_1904:
        return dt.date(1904, 1, 1) + dt.timedelta(days) if days <= LAST_SERIAL - 1462 else None
    if days in (0, FAKE_DAY) or days > LAST_SERIAL:
        return None
    return dt.date(1899, 12, 31 if days < FAKE_DAY else 30) + dt.timedelta(days)


def date_in_text(text: str, order: str, *, epoch_1904: bool) -> dt.date | None:
    """Read ISO first, then a serial, then the profile's order, then month names."""
    text = re.sub(r"(?<=\d)[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?(z|[+-]\d{2}:?\d{2})?$", "", text)
    for iso in (r"(\d{4})-(\d{1,2})-(\d{1,2})", r"(\d{4})(\d\d)(\d\d)"):
        if match := re.fullmatch(iso, text):
            return day(*match.groups())
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return date_of_serial(float(text), epoch_1904=epoch_1904)
    if match := re.fullmatch(r"(\d{1,4})([/. -])(\d{1,2})\2(\d{1,4})\.?", text):
        parts = [match.group(1), match.group(3), match.group(4)]
        year_first = len(parts[0]) == 4
        named = dict(zip("ymd" if year_first else order, parts, strict=True))
        return day(named["y"], named["m"], named["d"])
    return date_with_month_name(text)


def date_with_month_name(text: str) -> dt.date | None:
    """Read "3 March 2025" and "March 3, 2025"."""
    match = re.fullmatch(r"(\d{1,2})\.?[ -]([^\W\d_]+)\.?,?[ -](\d{4})", text)
    if match:
        number, name, year = match.groups()
    elif match := re.fullmatch(r"([^\W\d_]+)\.? (\d{1,2}),? (\d{4})", text):
        name, number, year = match.groups()
    else:
        return None
    for month, names in enumerate(MONTHS, start=1):
        if name in names:
            return day(year, str(month), number)
    return None


def day(year: str, month: str, number: str) -> dt.date | None:
    """Make a date; two-digit years as Excel does (up to 29 is 20xx); None for a day that does not exist."""
    full = int(year)
    if len(year) <= 2:
        full += 2000 if full < 30 else 1900
    if full < 1900:
        return None
    try:
        return dt.date(full, int(month), int(number))
    except ValueError:
        return None
