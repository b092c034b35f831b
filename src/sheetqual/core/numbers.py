"""Reading a number, or a range of numbers, from what people type into a cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from sheetqual.core.words import WHITE, has_false_digits

__all__ = ["Interval", "NumberText", "exactly", "read_number"]

DecimalMark = Literal["auto", ".", ","]


@dataclass(frozen=True, slots=True)
class Interval:
    """All the numbers that a cell may stand for; a plain number is an interval of one.

    Attributes:
        low: The lower end, or None where there is none.
        high: The upper end, or None where there is none.
        low_open: Whether the lower end itself is left out (``>200``).
        high_open: Whether the upper end itself is left out (``<10``).
    """

    low: float | None
    high: float | None
    low_open: bool = False
    high_open: bool = False

    def at_least(self, bound: float) -> bool | None:
        """Tell whether every number is at least `bound`, none is (False), or only some (None)."""
        if self.low is not None and self.low >= bound:
            return True
        if self.high is not None and (self.high < bound or (self.high_open and self.high <= bound)):
            return False
        return None

    def at_most(self, bound: float) -> bool | None:
        """Tell whether every number is at most `bound`, none is (False), or only some (None)."""
        if self.high is not None and self.high <= bound:
            return True
        if self.low is not None and (self.low > bound or (self.low_open and self.low >= bound)):
            return False
        return None

    def between(self, low: float, high: float) -> bool | None:
        """Tell whether every number lies in [low, high], none does (False), or only some (None)."""
        above, below = self.at_least(low), self.at_most(high)
        if above is False or below is False:
            return False
        return True if above and below else None

    def equals(self, number: float) -> bool | None:
        """Tell whether the cell is that number, can't be it (False), or might be (None)."""
        return self.between(number, number)


def exactly(number: float) -> Interval:
    """Return the interval of one number."""
    return Interval(number, number)


@dataclass(frozen=True, slots=True)
class NumberText:
    """A number read from text.

    Attributes:
        interval: The numbers it may stand for.
        currencies: The currencies named beside it, as ISO codes (``kr`` for any crown).
    """

    interval: Interval
    currencies: frozenset[str] = frozenset()


_K, _M, _B = Decimal(10) ** 3, Decimal(10) ** 6, Decimal(10) ** 9

_MULTIPLIERS: Final = {
    **dict.fromkeys(("hundred", "hundreds", "cento", "hundre", "сотен", "сотни", "صد"), Decimal(100)),
    **dict.fromkeys(("dozen", "dozens"), Decimal(12)),
    **dict.fromkeys(
        (
            *("k", "thousand", "thousands", "thsd", "mila", "mille", "migliaia", "tusen"),
            *("к", "тыс", "тысяч", "тысяча", "тысячи", "т", "هزار"),
        ),
        _K,
    ),
    **dict.fromkeys(
        (
            *("m", "mm", "mn", "mln", "mio", "mill", "million", "millions"),
            *("milione", "milioni", "millioner", "млн", "миллион", "миллиона", "миллионов", "میلیون"),
        ),
        _M,
    ),
    **dict.fromkeys(
        (
            *("b", "bn", "bln", "billion", "billions", "mld", "mrd", "miliardo", "miliardi"),
            *("milliard", "milliarder", "млрд", "миллиард", "миллиарда", "миллиардов", "میلیارد"),
        ),
        _B,
    ),
}

_CURRENCIES: Final = {
    **{sign: code for code, signs in {
        "USD": ("$", "usd", "us$", "dollar", "dollars", "dollari", "доллар", "долларов", "دلار"),
        "EUR": ("€", "eur", "euro", "euros", "евро", "یورو"),
        "GBP": ("£", "gbp", "pound", "pounds", "sterling", "sterline", "фунтов", "پوند"),
        "RUB": ("₽", "rub", "rur", "руб", "рублей", "рубля", "рубль", "р"),
        "JPY": ("¥", "jpy", "yen"),
        "INR": ("₹", "inr", "rs", "rupees"),
        "IRR": ("﷼", "irr", "rial", "rials", "ریال", "toman", "تومان"),
        "NOK": ("nok",),
        "SEK": ("sek",),
        "DKK": ("dkk",),
        "CHF": ("chf",),
        "PLN": ("pln", "zł", "zl"),
        "TRY": ("try", "₺"),
        "UAH": ("uah", "₴", "грн"),
        "KZT": ("kzt", "₸"),
        "AUD": ("aud", "a$"),
        "CAD": ("cad", "c$", "ca$"),
        "AED": ("aed",),
        "CNY": ("cny", "rmb"),
        "kr": ("kr", "kroner", "kronor", "крон"),
    }.items() for sign in signs},
}  # fmt: skip

_SCALED_CODE: Final = re.compile(r"(k|t|m|b)(nok|eur|usd|sek|dkk|gbp|chf|rub)\Z")
_SCALES: Final = {"k": _K, "t": _K, "m": _M, "b": _B}

_ABOUT: Final = frozenset(
    (
        *("~", "≈", "ca", "circa", "c", "approx", "approximately", "about", "around", "roughly", "appr", "est"),
        *("estimated", "nearly", "almost", "total", "totale", "quasi", "intorno a", "cirka", "omtrent", "rundt"),
        *("около", "примерно", "приблизительно", "порядка", "حدود", "حدودا", "تقریبا", "در حدود", "about"),
    ),
)
_AT_LEAST: Final = frozenset(
    (
        *("≥", ">=", "=>", "at least", "from", "min", "minimum", "not less than", "no less than", "starting at"),
        *("almeno", "da", "minimo", "a partire da", "minst", "fra", "от", "не менее", "минимум", "حداقل", "از"),
    ),
)
_MORE_THAN: Final = frozenset(
    (
        *(">", "more than", "over", "above", "greater than", "exceeding"),
        *("più di", "oltre", "sopra", "over", "mer enn", "flere enn", "более", "больше", "свыше"),
        *("более чем", "больше чем", "بیش از", "بیشتر از", "بالای"),
    ),
)
_AT_MOST: Final = frozenset(
    (
        *("≤", "<=", "=<", "at most", "up to", "max", "maximum", "not more than", "no more than", "until"),
        *("al massimo", "massimo", "fino a", "opptil", "inntil", "maks", "høyst", "до", "не более", "максимум"),
        *("حداکثر", "تا"),
    ),
)
_LESS_THAN: Final = frozenset(
    (
        *("<", "less than", "fewer than", "under", "below", "lower than"),
        *("meno di", "sotto", "mindre enn", "færre enn", "менее", "меньше", "менее чем", "меньше чем"),
        *("کمتر از", "زیر"),
    ),
)
_OR_MORE: Final = frozenset(
    (
        *("+", "or more", "and more", "or above", "and above", "and up", "or over", "plus", "and over"),
        *("o più", "e oltre", "in su", "eller mer", "eller flere", "og mer", "og oppover"),
        *("и более", "и больше", "или более", "или больше", "и выше", "یا بیشتر", "به بالا", "و بیشتر"),
    ),
)
_OR_LESS: Final = frozenset(
    (
        *("or less", "or fewer", "or below", "and below", "and under"),
        *("o meno", "eller mindre", "eller færre", "и менее", "и меньше", "или менее", "или меньше"),
        *("یا کمتر", "به پایین"),
    ),
)
_OPENERS: Final = frozenset(("between", "from", "tra", "fra", "mellom", "da", "от", "между", "از", "بین"))
_TO: Final = frozenset(("to", "and", "till", "til", "og", "a", "e", "до", "и", "تا", "و", "-"))

_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_BLANKS: Final = dict.fromkeys(map(ord, "\u00a0\u2007\u2008\u2009\u200a\u202f\u2060\u200b"), " ")
_SEPARATORS: Final = {ord("٬"): "'", ord("’"): "'", ord("٫"): ".", ord("،"): ",", ord("٪"): "%"}
_TIDY: Final = {**_DASHES, **_BLANKS, **_SEPARATORS, **dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f"), "")}
_LETTERS: Final = str.maketrans({"\u064a": "\u06cc", "\u0643": "\u06a9", "ё": "е"})

_DIGITS: Final = re.compile(
    r"""(?:(?<=^)|(?<=[^\d.,]))
        (?: \d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?     # 12 500,50 and 12'500
          | \d[\d.,]*\d | \d | [.,]\d+ )
        (?:e[+-]?\d{1,3}(?![\w]))?""",
    re.VERBOSE,
)
_PIECE: Final = re.compile(r"\s*((?:us|ca|[ac])\$|[^\W\d_]+(?:[23](?!\w))?|[<>]=?|=[<>]?|[^\w\s])")
_LEADING_ZERO: Final = re.compile(r"0\d")  # "05-2026" is a month, "-5" a range's end never.
_NO_CENTS: Final = re.compile(r"(?<=\d)[,.]-(?!\d)")  # "kr 500,-"
_EXPONENT: Final = re.compile(r"(?<=[^\W\d_])[²³](?!\w)")  # "300 m²"
_LONGEST: Final = 80
_MOST_UNITS: Final = 4
_MOST_EXPONENT: Final = 99
_RANGE: Final = 2
_THOUSANDS: Final = 3


def read_number(text: str, decimal: DecimalMark = "auto") -> NumberText | None:
    """Read the number, or the range of numbers, that a text states.

    Currency signs, units and words such as "approx." are skipped; ``k``, ``m``, ``mln``, ``bn``
    and the words for thousand, million and billion in five languages multiply; a percent sign
    divides by 100; ``11-50``, ``200+``, ``<10``, ``$10M - $50M`` and "up to 40" are ranges.

    Args:
        text: The cell's text.
        decimal: The decimal mark, or ``auto``: where both marks stand the last is the decimal
            one; a single one followed by exactly three digits separates thousands, unless the
            whole part is 0 or a multiplier, percent sign or exponent follows.

    Returns:
        The number, or None where the text is not one number or one range.
    """
    text = text.strip(WHITE)
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return NumberText(exactly(int(text)))
    if has_false_digits(text) and has_false_digits(_EXPONENT.sub("", text)):
        return None
    tidy = unicodedata.normalize("NFKC", text.translate(_TIDY)).translate(_TIDY).casefold().translate(_LETTERS)
    tidy = _NO_CENTS.sub("", " ".join(_western(tidy).split()))
    negative = tidy.startswith("(") and tidy.endswith(")")
    if negative:
        tidy = tidy[1:-1].strip()
    spans = [match for match in _DIGITS.finditer(tidy) if not _is_exponent_of_a_unit(tidy, match)]
    if not spans or len(spans) > _RANGE:
        return None
    before = _pieces(tidy[: spans[0].start()])
    after = _pieces(tidy[spans[-1].end() :])
    if before is None or after is None:
        return None
    if len(spans) == 1:
        return _one(before, spans[0].group(), after, decimal, negative=negative)
    middle = _pieces(tidy[spans[0].end() : spans[1].start()])
    if negative or middle is None:
        return None
    return _two(before, spans[0].group(), middle, spans[1].group(), after, decimal)


def _western(text: str) -> str:
    return "".join(str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char for char in text)


_POWER: Final = re.compile(r"(?<![^\W\d_])(?:[ckdm]?m|ft|[кс]?м)\Z")


def _is_exponent_of_a_unit(text: str, match: re.Match[str]) -> bool:
    """Tell whether the digit belongs to a unit such as ``m2``."""
    return match.group() in ("2", "3") and _POWER.search(text, 0, match.start()) is not None


def _pieces(text: str) -> list[str] | None:
    """Cut the text around the digits into words and signs; None where it holds anything else."""
    pieces: list[str] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _PIECE.match(text, position)
        if match is None:
            return None
        piece = match.group(1)
        position = match.end()
        if piece != ".":
            pieces.append(piece)
    return pieces


@dataclass(slots=True)
class _Around:
    """What stands before or after the digits, sorted out."""

    scale: Decimal = Decimal(1)
    unit: bool = False
    currencies: frozenset[str] = frozenset()
    minus: bool = False
    rest: tuple[str, ...] = ()


def _sort_out(pieces: list[str]) -> _Around:
    """Take multipliers, percent, currencies and minus out of the pieces; the rest keeps its order."""
    around = _Around()
    rest: list[str] = []
    currencies: set[str] = set()
    for position, piece in enumerate(pieces):
        scaled = _SCALED_CODE.match(piece)
        if piece in _MULTIPLIERS:
            around.scale *= _MULTIPLIERS[piece]
            around.unit = True
        elif scaled:
            around.scale *= _SCALES[scaled.group(1)]
            around.unit = True
            currencies.add(_CURRENCIES[scaled.group(2)])
        elif piece == "%":
            around.scale /= 100
            around.unit = True
        elif piece in _CURRENCIES:
            currencies.add(_CURRENCIES[piece])
        elif piece == "-" and not around.minus and not rest:
            around.minus = True
        elif piece == "-" and rest and position < len(pieces) - 1:
            continue
        else:
            rest.append(piece)
    around.currencies = frozenset(currencies)
    around.rest = tuple(rest)
    return around


def _side(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """Drop the words that only say "about"; None when some other word stands before a number."""
    text = " ".join(words)
    while text:
        for about in _ABOUT:
            if text == about or text.startswith(about + " "):
                text = text[len(about) :].strip()
                break
        else:
            break
    return tuple(text.split())


def _is_unit(words: tuple[str, ...]) -> bool:
    spelled = sum(word[0].isalpha() for word in words)
    return spelled <= _MOST_UNITS and all(word[0].isalpha() or word in ("/", "(", ")", "'", '"') for word in words)


_ENDS: Final = {"at_least": (True, False), "more": (True, True), "at_most": (False, False), "less": (False, True)}


def _bound(text: str) -> str | None:
    for name, words in (("at_least", _AT_LEAST), ("more", _MORE_THAN), ("at_most", _AT_MOST), ("less", _LESS_THAN)):
        if text in words:
            return name
    return None


def _one(
    before: list[str],
    digits: str,
    after: list[str],
    decimal: DecimalMark,
    *,
    negative: bool,
) -> NumberText | None:
    left, right = _sort_out(before), _sort_out(after)
    if right.minus or not _MULTIPLIERS.keys().isdisjoint(before):
        return None
    number = _digits(digits, decimal, unit=left.unit or right.unit)
    if number is None:
        return None
    number *= left.scale * right.scale * (-1 if left.minus or negative else 1)
    words = _side(left.rest)
    bound: str | None = None
    if words and words != ("+",):
        bound = _bound(" ".join(words))
        if bound is None:
            return None
    tail, tail_bound = _tail(right.rest)
    if not _is_unit(tail) or (bound and tail_bound):
        return None
    currencies = left.currencies | right.currencies
    return NumberText(_interval(number, bound or tail_bound), currencies)


def _tail(words: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Split "or more" and "or less" off the words after a number, wherever they stand."""
    for ends, name in ((_OR_MORE, "at_least"), (_OR_LESS, "at_most")):
        for size in (1, 2):
            for start in range(len(words) - size + 1):
                if " ".join(words[start : start + size]) in ends:
                    return words[:start] + words[start + size :], name
    return words, None


def _interval(number: Decimal, bound: str | None) -> Interval:
    value = _plain(number)
    if bound is None:
        return exactly(value)
    lower, open_end = _ENDS[bound]
    return Interval(value, None, low_open=open_end) if lower else Interval(None, value, high_open=open_end)


def _two(  # noqa: PLR0913, PLR0917 - a range has that many parts
    before: list[str],
    first: str,
    middle: list[str],
    second: str,
    after: list[str],
    decimal: DecimalMark,
) -> NumberText | None:
    left, right = _sort_out(before), _sort_out(after)
    if right.minus or left.unit:
        return None
    cut = next((place for place, piece in enumerate(middle) if piece in _TO), None)
    if cut is None:
        return None
    between_left, between_right = _sort_out(middle[:cut]), _sort_out(middle[cut + 1 :])
    if between_right.unit:
        return None
    words, tail = _side(left.rest), _side(between_right.rest)
    if (words and not set(words) <= _OPENERS) or tail or between_left.minus:
        return None
    if not _is_unit(between_left.rest) or not _is_unit(right.rest) or _tail(right.rest)[1]:
        return None
    low = _digits(first, decimal, unit=between_left.unit or right.unit)
    high = _digits(second, decimal, unit=right.unit)
    if low is None or high is None or _LEADING_ZERO.match(first):
        return None
    low *= -1 if left.minus else 1
    high *= -1 if between_right.minus else 1
    if between_left.unit:
        low *= between_left.scale
    elif low <= high:  # "10 - 50k" is 10k to 50k, "500 - 1k" is 500 to 1000.
        low *= right.scale
    high *= right.scale
    if low > high:
        return None
    currencies = left.currencies | right.currencies | between_left.currencies | between_right.currencies
    return NumberText(Interval(_plain(low), _plain(high)), currencies)


def _digits(digits: str, decimal: DecimalMark, *, unit: bool) -> Decimal | None:
    """Turn digits with separators into a number; None where the separators make no sense."""
    mantissa, _, exponent = digits.partition("e")
    mantissa = mantissa.replace(" ", "").replace("'", "")
    grouped = mantissa != digits.partition("e")[0]
    mark = _decimal_mark(mantissa, decimal, decided=unit or bool(exponent) or grouped)
    whole, fraction = mantissa, ""
    if mark:
        whole, _, fraction = mantissa.rpartition(mark)
        if mark in whole:
            return None
    separators = {char for char in whole if not char.isdigit()}
    if separators:
        groups = whole.split(separators.pop())
        if not groups[0] or len(groups[-1]) != _THOUSANDS or any(len(group) not in (2, 3) for group in groups[1:]):
            return None
        whole = "".join(groups)
    if not (whole or fraction).isdigit() or (fraction and not fraction.isdigit()):
        return None
    number = Decimal(f"{whole or 0}.{fraction or 0}")
    if not exponent:
        return number
    return number.scaleb(int(exponent)) if abs(int(exponent)) <= _MOST_EXPONENT else None


def _decimal_mark(digits: str, decimal: DecimalMark, *, decided: bool) -> str | None:
    """Return the mark that stands before the fraction, or None where there is no fraction.

    Args:
        digits: Digits with points and commas.
        decimal: The profile's decimal mark, or ``auto``.
        decided: Whether something else shows that a single mark can't separate thousands.
    """
    if decimal != "auto":
        return decimal if decimal in digits else None
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "." if digits.rindex(".") > digits.rindex(",") else ","
    if points + commas != 1:
        return None
    mark = "." if points else ","
    whole, _, fraction = digits.partition(mark)
    thousands = len(fraction) == _THOUSANDS and whole.strip("0") and not decided
    return None if thousands else mark


def _plain(number: Decimal) -> float:
    return int(number) if number == number.to_integral_value() else float(number)
