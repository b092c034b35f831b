"""Making cell text harmless: for spreadsheets that would run it, for terminals that would obey it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["for_csv", "for_terminal", "is_formula_like"]

_BLANK: Final = r"[^\S\t\r\n]"
_MARK: Final = "[=+\\-@＝＋－＠]"
_RISKY: Final = re.compile(rf"\s*{_MARK}|[\t\r\n]")
_PLAIN: Final = (
    rf"{_BLANK}*+(?:\+\d[\d ().\u00a0-]*+(?:\s?(?:x|ext\.?)\s?\d+)?+"  # a phone number
    rf"|[-+]?\d+(?:[.,]\d+)*+%?+"  # a plain number
    rf"|-++){_BLANK}*+"
)
_WHOLE: Final = re.compile(rf"{_PLAIN}\Z")
_SEPARATORS: Final = ";\t\r\n"
_INSIDE: Final = re.compile(rf'([{_SEPARATORS}])((?:{_BLANK}|")*+)(?={_MARK})')
_UP_TO: Final = {one: re.compile(rf"{_PLAIN}(?:[\r\n{one}]|\Z)") for one in _SEPARATORS}


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet might run a text as a formula.

    Phone numbers such as ``+47 22 33 44 55``, plain numbers and the lone ``-`` are not such texts.
    """
    return bool(_RISKY.match(text)) and not _WHOLE.match(text)


def for_csv(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula: risky ones get an apostrophe in front.

    Where lists are separated by semicolons, Excel does not see the quotes around a text of ours,
    and cuts it at semicolons and line ends; so risky pieces get an apostrophe, too.
    """
    return _INSIDE.sub(_piece, f"'{text}" if is_formula_like(text) else text)


def _piece(start: re.Match[str]) -> str:
    # Only what ends a cell for everybody who begins one here makes the piece a whole cell.
    is_plain = _UP_TO[start[1]].match(start.string, start.end())
    return start[0] if is_plain else f"{start[0]}'"


_KEPT_FORMATS: Final = "\u200c\u200d"


def for_terminal(text: str) -> str:
    """Return a text on one line without anything a terminal would obey.

    Control characters, among them those that begin ANSI escapes, become ``�``, line breaks and tabs
    a blank. Marks that override the direction of writing are dropped; the joiners that Persian
    spelling needs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = []
    for char in text:
        category = unicodedata.category(char)
        if char.isspace():
            shown.append(" ")
        elif category in ("Cc", "Cs", "Co", "Cn"):
            shown.append("\ufffd")
        elif category != "Cf" or char in _KEPT_FORMATS:
            shown.append(char)
    return "".join(shown)


def runs_right_to_left(text: str) -> bool:
    """Tell whether the first letter of a text belongs to a script that runs from right to left."""
    directions = map(unicodedata.bidirectional, text)
    return next((direction in ("R", "AL") for direction in directions if direction in ("L", "R", "AL")), False)
