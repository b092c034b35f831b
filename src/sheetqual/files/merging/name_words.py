"""The words of people's names and of companies, as comparisons see them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from sheetqual.core.words import fold_word

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SortedWords", "Words", "company_words", "name_words"]

SortedWords: TypeAlias = tuple[str, ...]
"""The words of one name, in the order of the alphabet."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a name.

    Attributes:
        sorted: The words, in the order of the alphabet.
        joined: All of them in one, as written, for who writes De Luca and who DeLuca.
    """

    sorted: SortedWords = ()
    joined: str = ""


_NOBODY: Final = Words()
_LETTERS: Final = re.compile(r"[^\W_]+")
_PLAIN: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "ı": "i"})
_TITLES: Final = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "dr", "prof", "sig", "signor", "signora", "sigra", "dott", "dottssa", "ssa"),
        *("ing", "avv", "rag", "geom", "arch", "herr", "fru", "frau", "г", "гн", "господин", "госпожа"),
        *("اقا", "اقای", "خانم", "دکتر", "مهندس"),
    )
)
_FORMS: Final = frozenset(
    (
        *("srl", "srls", "spa", "sas", "snc", "sapa", "ss", "scarl", "scrl", "soc", "coop"),
        *("ltd", "limited", "llc", "llp", "lp", "inc", "incorporated", "corp", "corporation", "plc", "co", "company"),
        *("gmbh", "mbh", "ag", "kg", "ohg", "ug", "gbr", "ek", "ev", "sarl", "sa", "eurl", "sl", "slu", "lda"),
        *("as", "asa", "ans", "enk", "nuf", "ba", "da", "aps", "ab", "hb", "oy", "oyj", "bv", "nv", "sro", "zoo", "sp"),
        *("ооо", "зао", "оао", "пао", "ао", "ип", "нао", "тоо"),
        *("شرکت", "سهامی", "خاص", "عام", "مسئولیت", "محدود", "با"),
    )
)


def name_words(text: str) -> Words:
    """Return the words of a person's name, without titles."""
    words = _plain_words(text)
    return _words([word for word in words if word not in _TITLES] or words)


def company_words(text: str) -> Words:
    """Return the words of a company's name, without its legal form at either end."""
    # S.p.A. and A/S are one word each.
    words: list[str] = []
    letters = ""
    for word in (*_plain_words(text), ""):
        if len(word) == 1:
            letters += word
            continue
        words += [one for one in (letters, word) if one]
        letters = ""
    kept = list(words)
    while kept and kept[-1] in _FORMS:
        kept.pop()
    while kept and kept[0] in _FORMS:
        kept.pop(0)
    return _words(kept or words)


def _plain_words(text: str) -> list[str]:
    if text.isascii():
        return _LETTERS.findall(text.lower())
    decomposed = unicodedata.normalize("NFKD", fold_word(text).translate(_PLAIN))
    return _LETTERS.findall("".join(char for char in decomposed if not unicodedata.combining(char)))


def _words(words: Sequence[str]) -> Words:
    return Words(tuple(sorted(words)), "".join(words)) if words else _NOBODY
