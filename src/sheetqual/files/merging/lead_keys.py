"""What a cell says of who a lead is: ids, e-mail addresses and phone numbers, as comparisons see them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import WHITE, cell_text
from sheetqual.core.words import Word, fold_word, vocabulary

if TYPE_CHECKING:
    from sheetqual.core.values import Cell

__all__ = ["ID_LETTERS", "NO_KEYS", "email_keys", "id_text", "is_own_id", "phone_keys", "said_text"]

ID_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What our own ids are made of: no letter looks like a digit."""
_OWN_ID: Final = re.compile(f"L-[{ID_LETTERS}]{{6}}")
_WHOLE: Final = re.compile(r"(\d+)\.0+", re.ASCII)
_UNKNOWN: Final = frozenset(text for text, word in vocabulary({}).items() if word is Word.UNKNOWN)
NO_KEYS: Final[frozenset[str]] = frozenset()
"""The keys of a cell that has none."""


def is_own_id(text: str) -> bool:
    """Tell whether an id is one that we made."""
    return bool(_OWN_ID.fullmatch(text))


def id_text(cell: Cell) -> str | None:
    """Return an id as text, the same whether a workbook holds it as number or as text; None where there is none."""
    text = said_text(cell)
    whole = _WHOLE.fullmatch(text)
    return (whole[1] if whole else text) or None


def said_text(cell: Cell) -> str:
    """Return a cell's text; the empty one where it is blank or one of the words for unknown."""
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN is a blank, too
        return ""
    text = (cell if isinstance(cell, str) else cell_text(cell)).strip(WHITE)
    folded = text.lower().rstrip(" .!") if text.isascii() else fold_word(text)
    return "" if folded in _UNKNOWN else text


_EMAIL: Final = re.compile(r"(?<![^\s;,:<>()\[\]\"'|])[^\s;,:<>()\[\]\"'|]+@[^\s;,:<>()\[\]\"'|?]+")
"""Only tried where a word begins: tried at each of its letters, long texts would take long."""


def email_keys(cell: Cell) -> frozenset[str]:
    """Return the e-mail addresses in a cell, as comparisons see them."""
    if not isinstance(cell, str) or "@" not in cell:
        return NO_KEYS
    return frozenset(found.strip(".") for found in _EMAIL.findall(cell.strip(WHITE).casefold()))


_PHONE_PARTS: Final = re.compile(r"[;,\n|]|\s/\s")
_BETWEEN: Final = dict.fromkeys(map(ord, " +-"))
_EXTENSION: Final = re.compile(r"(?<=\d)[\s.(]*[^\W\d_].*", re.DOTALL)
_EXPONENT: Final = re.compile(r"\d[.,]?\d*e[+-]?\d+", re.IGNORECASE)
_COUNTRIES_OF_EIGHT: Final = ("47", "45")
_COMPARED: Final = 9
_SHORTEST: Final = 7
_EIGHT: Final = 8


def phone_keys(cell: Cell) -> frozenset[str]:
    """Return the phone numbers in a cell, as comparisons see them.

    Two numbers are one where their last nine digits are, or all of them where they have seven or
    eight. A workbook that took a number for an amount has lost its zero or plus in front, so these
    count for nothing.
    """
    if isinstance(cell, str):
        plain = cell.translate(_BETWEEN) if cell.isascii() else ""
        if plain.isdecimal():
            return _number_keys(plain)
        parts = _PHONE_PARTS.split(cell)
        return NO_KEYS.union(*(_number_keys(_digits(part.strip(WHITE))) for part in parts))
    if isinstance(cell, (int, float)) and cell == cell // 1:
        return _number_keys(str(int(cell)))
    return NO_KEYS


def _digits(text: str) -> str:
    """Return the digits of one number as people write it, without what it is called by in the house."""
    whole = _WHOLE.fullmatch(text)
    if whole:
        return whole[1]
    if _EXPONENT.fullmatch(text):
        return ""
    plain = _EXTENSION.sub("", text.replace("(0)", ""))
    return "".join(str(unicodedata.decimal(char)) for char in plain if char.isdecimal())


def _number_keys(digits: str) -> frozenset[str]:
    significant = digits.lstrip("0")
    if len(significant) < _SHORTEST or len(set(significant)) == 1:
        return NO_KEYS
    key = digits[-_COMPARED:].lstrip("0")
    keys = [key] if len(key) >= _SHORTEST else []
    # Norway and Denmark have eight digits and no zero in front; with their country there are ten.
    if len(significant) == len("47") + _EIGHT and significant.startswith(_COUNTRIES_OF_EIGHT):
        keys.append(significant[-_EIGHT:])
    return frozenset(keys)
