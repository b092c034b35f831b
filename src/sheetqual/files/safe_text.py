"""Making cell text harmless: for spreadsheets that would run it, for terminals that would obey it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["for_csv", "for_terminal", "is_formula_like"]

_RISKY: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_PHONE: Final = re.compile(r"\+\d[\d ().\u00a0-]*(?:\s?(?:x|ext\.?)\s?\d+)?\Z")
_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)*%?\Z")
_SHORT_MARK: Final = re.compile(r"-+\Z")


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet might run a text as a formula.

    Phone numbers such as ``+47 22 33 44 55``, plain numbers and the lone ``-`` are not such texts.
    """
    if not _RISKY.match(text):
        return False
    plain = text.strip()
    return not (_PHONE.match(plain) or _NUMBER.match(plain) or _SHORT_MARK.match(plain)) or plain != text


def for_csv(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula: risky ones get an apostrophe in front."""
    return f"'{text}" if is_formula_like(text) else text


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
