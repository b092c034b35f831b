"""What may be a phone number in a cell: texts tidied and taken apart, amounts of spreadsheets unfolded to digits."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import WHITE, is_finite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetqual.core.values import Cell

__all__ = [
    "ASIDE",
    "GROUPED",
    "LETTER",
    "MISREAD",
    "PAUSES",
    "SHORT_TAIL",
    "SLASHES",
    "VANITY",
    "chunks_of",
    "damaged_digits",
    "digits_of",
    "parts_of",
    "pieces_of",
    "plain_text",
    "runs_in",
    "whole_digits",
]

_PRECISE: Final = 15
"""How many digits of a number a spreadsheet keeps."""
_EXACT: Final = 10**_PRECISE
_BREAKS: Final = "\n\r\v\f\u0085\u2028\u2029"
_TIDY: Final = {
    **{ord(char): " " if char.isspace() else "" for char in WHITE},
    **dict.fromkeys(map(ord, _BREAKS), "\n"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－ー"), "-"),
    ord("＋"): "+",
    ord("﹢"): "+",
    ord("（"): "(",
    ord("）"): ")",
    ord("／"): "/",
    ord("．"): ".",
    ord("＃"): "#",
    ord("٫"): ".",
    ord("،"): ",",
    ord("؛"): ";",
    ord("\t"): "  ",
}
_QUOTED: Final = re.compile(r'="([^"]*)"|[\'’`]+(.*)', re.DOTALL)
_ADDRESS: Final = re.compile(r"[^\s;,:<>()]*@\S*")
_LABELS: Final = (
    *("extensi[oó]\u0301?n?", "extn?", "xtn?", "x", "anexo", "interno", "int"),
    *("linje", "lokal", "anknytning", "ankn", "durchwahl", "dw", "nebenstelle", "nst", "poste", "toestel", "tst"),
    *("добавочный", "доб", "داخلی", "داخلي"),
)
_EXTENSION: Final = re.compile(
    rf"(?<=[\d)\]])[ ,;]*[(\[]?(?:{'|'.join(_LABELS)}|[#~])[ .:=,#-]*(\d{{1,9}})(?!\d)(?![ .-]+\d)[)\]#]?"
    r"|(?<=\d)[ -]+(\d{1,6})#(?!\d)",
    re.IGNORECASE,
)
_SIMPLE: Final = re.compile(r"[+(]*\d[\d()-]*(?: \(?\d[\d()-]*)*(?<=\d)", re.ASCII)
"""One number beyond doubt: most cells are so, and need no closer look to be compared."""
MISREAD: Final = re.compile(r"\d[^\W\d_xXхХ]\d|\d[Oo]\b")
"""A single letter between two digits, as O for 0; an x begins what to dial in the house."""
LETTER: Final = re.compile(r"[^\W\d_]")
"""A letter of any script: where one stands, there are words around a number."""
_RUN: Final = re.compile(r"(?:(?<![+(\[])[+(\[]+)?\d[\d .()\[\]/\\|,;#*+\n-]*")
_NEXT_NUMBER: Final = re.compile(r"[|\n]+|(?<=[\d)])[ /,;\\-]*(?=[(\[]*\+)")
PAUSES: Final = re.compile(r"[,;]+")
"""What stands between numbers, and before an extension."""
SLASHES: Final = re.compile(r" *[/\\]+ *| -+ | {2,}")
"""What stands between numbers, and within one."""
SHORT_TAIL: Final = re.compile(r"(.*\d) *[/\\] *(\d{1,3})", re.DOTALL)
"""A number, and the few last digits of another: the two are its groups."""
ASIDE: Final = re.compile(r"(.*\d)(?: *[/\\] *(?=\d{1,3}\Z)| +(?=\([\d .-]+\)\Z))(.+)", re.DOTALL)
"""A number, and what may be only an aside, such as ``(3)``: the two are its groups."""
_WHOLE: Final = re.compile(r"(\+?\d{5,})[.,]0+", re.ASCII)
_FRACTION: Final = re.compile(r"[1-9]\d{6,}(?:\.\d+|,\d{1,2})|[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.ASCII | re.IGNORECASE)
_EXPONENT: Final = re.compile(r"(\d+)(?:[.,](\d+))?e\+?(\d{1,3})", re.ASCII | re.IGNORECASE)
_AMOUNT: Final = re.compile(r"([1-9]\d{0,2}(?:(?:,\d{3}){2,}|(?:'\d{3}){2,}))(?:[.,]0+)?", re.ASCII)
GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3}){2,}|(?: \d{3}){2,})", re.ASCII)
"""Groups of three digits, as amounts have them and numbers too."""
VANITY: Final = re.compile(r"\+?[\d(][\d ().-]*[A-Z][A-Z\d .-]*", re.ASCII)
"""A number with letters for some of its digits, such as ``1-800-FLOWERS``."""
_BLANKS: Final = re.compile(r" {3,}")


def whole_digits(number: float) -> str | None:
    """Return the digits of a number cell; None where they can't be all there were."""
    if not is_finite(number) or not 0 <= number < _EXACT or number != int(number):
        return None
    return str(int(number))


def damaged_digits(plain: str) -> str | None:
    """Return the digits of a text that was an amount before; empty where some are lost, None where it was none."""
    if whole := _WHOLE.fullmatch(plain):
        digits = whole[1]
    elif amount := _AMOUNT.fullmatch(plain):
        digits = digits_of(amount[1])
    elif exponent := _EXPONENT.fullmatch(plain):
        digits = _unfolded(*exponent.groups(default=""))
    else:
        return "" if _FRACTION.fullmatch(plain) else None
    return digits if len(digits_of(digits)) <= _PRECISE else ""


def _unfolded(whole: str, fraction: str, exponent: str) -> str:
    """Return the digits of a number with an exponent; empty where not all of them are shown."""
    places = int(exponent)
    if places > len(fraction) or fraction[places:].strip("0"):
        return ""
    return (whole + fraction[:places]).lstrip("0")


def digits_of(text: str) -> str:
    """Return the digits in a text, of whatever script."""
    return "".join(filter(str.isdecimal, text))


def plain_text(text: str) -> str:
    """Return a text with Western digits and signs, without what shows nothing, its extensions as ``#12``."""
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    text = _BLANKS.sub("  ", text.translate(_TIDY)).strip()
    if quoted := _QUOTED.fullmatch(text):
        text = (quoted[1] or quoted[2] or "").strip()
    if "@" in text:
        text = _ADDRESS.sub(" ", text)
    return _EXTENSION.sub(r"#\1\2", text) if LETTER.search(text) or "#" in text or "~" in text else text


def runs_in(plain: str) -> list[str]:
    """Return the stretches of a text that are digits and the signs between them."""
    return [run.rstrip(" .,;|/\\\n-([#*") for run in _RUN.findall(plain)]


def chunks_of(run: str) -> list[str]:
    """Return the parts of a stretch that are certainly apart."""
    return [chunk.strip(" .,;/\\-") for chunk in _NEXT_NUMBER.split(run) if digits_of(chunk)]


def parts_of(between: re.Pattern[str], text: str) -> list[str]:
    """Return the parts of a text between separators, those with digits."""
    return [part.strip() for part in between.split(text) if digits_of(part)]


def pieces_of(cell: Cell) -> Iterator[str]:
    """Return all that may be a number in a cell."""
    if isinstance(cell, (int, float)):
        yield whole_digits(cell) or ""
    if not isinstance(cell, str):
        return
    if _SIMPLE.fullmatch(cell):
        yield cell
        return
    plain = plain_text(cell)
    damaged = damaged_digits(plain)
    if damaged is not None:
        yield damaged
        return
    if VANITY.fullmatch(plain):
        yield _on_keys(plain)
    for run in runs_in(plain):
        for chunk in chunks_of(run):
            for piece in parts_of(PAUSES, chunk):
                yield piece
                yield from parts_of(SLASHES, piece)
                if tail := ASIDE.fullmatch(piece):
                    yield tail[1]


def _on_keys(text: str) -> str:
    from phonenumbers import convert_alpha_characters_in_number  # noqa: PLC0415 - slow, and only calls need it

    return convert_alpha_characters_in_number(text)
