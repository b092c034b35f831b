"""Which country a cell names: by letters, by name in several languages, or by its dialling code."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from sheetqual.core.words import fold_word
from sheetqual.files.merging.lead_keys import said_text
from sheetqual.files.resources import templates_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.values import Cell

__all__ = ["CountryReader", "country_name", "fold_country"]

_NAMES: Final = "countries.toml"
_LONGEST: Final = 200
_DIALLED: Final = re.compile(r"\(?(?:\+|00)\s?(\d{1,3})\)?", re.ASCII)
_PARTS: Final = re.compile(r"[()\[\]/|;,:\n\t+\d]|\s[-‐‑‒–—]\s")
_LETTERS_OF_CODES: Final = 3
_QUALIFIERS: Final = frozenset(["north", "south", "northern", "equatorial", "american", "bissau", "french"])
"""What makes another country of a name before it: "Sudan (South)"."""
_WITH_THE: Final = re.compile(
    r"United |British |Cayman |Central African |Czech |Dominican Rep|(?:Netherlands|Philippines|Bahamas|Maldives"
    r"|Seychelles|Comoros|Gambia)$|.* (?:Islands|Territor(?:y|ies))\b",
)


def fold_country(text: str) -> str:
    """Return a country's name as the search sees it: as `fold_word`, without accents and signs, without "the"."""
    if not text.isascii():
        # In Turkish the capital of the undotted i is what others write for the dotted one.
        parts = unicodedata.normalize("NFKD", text.replace("ı", "i"))
        text = "".join(char for char in parts if not unicodedata.combining(char))
    folded = fold_word(text)
    words = "".join(char if char.isalnum() else _between(char) for char in folded).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _between(sign: str) -> str:
    # "U.S.A." is one word, and so is the "d'Ivoire" that somebody typed without its apostrophe.
    if sign in ".'":
        return ""
    if sign == "&":
        return " and "
    # Some scripts write vowels as marks, which are part of the word.
    return sign if unicodedata.category(sign).startswith("M") else " "


@cache
def _names() -> dict[str, list[str]]:
    """Return alpha-2 letters -> alpha-3 letters, English name, further names."""
    with (templates_folder() / _NAMES).open("rb") as stream:
        return tomllib.load(stream)


@cache
def _known() -> Mapping[str, str]:
    known = {fold_country(name): letters for letters, names in _names().items() for name in names}
    return known | {letters.lower(): letters for letters in _names()}


def country_name(region: str) -> str:
    """Return a country's English name as it stands in a sentence, "the" included; the letters where they name none.

    Args:
        region: ISO 3166 alpha-2 letters.
    """
    names = _names().get(region)
    if names is None:
        return region
    return f"the {names[1]}" if _WITH_THE.match(names[1]) else names[1]


class CountryReader:
    """Reads the cells of a country column; each text once."""

    def __init__(self) -> None:
        """Start without having read anything: the names are loaded with the first text."""
        self._read: dict[str, str | None] = {}

    def read(self, cell: Cell) -> str | None:
        """Return the country as ISO 3166 alpha-2 letters; None where the cell names none, or several.

        Two letters count as a country only where nothing else stands beside them: in
        "Los Angeles, CA" they are no Canada.
        """
        if not isinstance(cell, str):
            return None
        if cell not in self._read:
            self._read[cell] = _country(cell)
        return self._read[cell]


def _country(text: str) -> str | None:
    if len(text) > _LONGEST or not said_text(text):
        return None
    folded, known = fold_country(text), _known()
    if folded in known:
        return known[folded]
    if dialled := _DIALLED.fullmatch(fold_word(text)):
        return _dialled(dialled[1])
    parts = [part for part in map(fold_country, _PARTS.split(text)) if part]
    named = {known[part] for part in parts if part in known}
    if len(named) != 1 or not _QUALIFIERS.isdisjoint(parts):
        return None
    is_spelled = any(part in known and len(part) > _LETTERS_OF_CODES for part in parts)
    return named.pop() if is_spelled or _DIALLED.search(text) else None


def _dialled(code: str) -> str | None:
    """Return the main country of a dialling code; None for codes that are of no country."""
    from phonenumbers import region_code_for_country_code  # noqa: PLC0415 - slow, and few cells hold codes

    region = region_code_for_country_code(int(code))
    return region if region in _names() else None
