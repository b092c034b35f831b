"""Two people changed one list: which cell counts, and which ones only a person can decide."""

from __future__ import annotations

import binascii
import hashlib
import re
import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import WHITE, Reader, cell_text, is_blank, is_error_name
from sheetqual.core.words import Word

if TYPE_CHECKING:
    from sheetqual.core.values import Cell

__all__ = ["NO_FINGERPRINT", "Outcome", "decide", "fingerprint", "meaning"]


class Outcome(StrEnum):
    """What happens to a cell of the master when the same cell comes back from elsewhere."""

    EQUAL = "equal"
    FILLED = "filled"
    TAKEN = "taken"
    OURS = "ours"
    CLEARED = "cleared"
    CONFLICT = "conflict"


_READER: Final = Reader()
_LONGEST_WORD: Final = 40
_WORD_MARK: Final = "\n"
"""No text has it once its white space is folded, so no text is taken for a word."""
_UNKNOWN: Final = f"{_WORD_MARK}{Word.UNKNOWN.value}"
_TRUTHS: Final = ("0", "1")
_INVISIBLE: Final = dict.fromkeys((ord(char) for char in WHITE if not char.isspace()), None)
_DIGITS: Final = {zero + digit: str(digit) for zero in (0x06F0, 0x0660) for digit in range(10)}
_NUMBER: Final = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?")
_MOMENT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?")
_BLANK_PRINT: Final = "......"
NO_FINGERPRINT: Final = "~~~~~~"
"""Stands where a fingerprint would, for a cell of which nothing is known; no cell has it."""


def meaning(cell: Cell) -> str:
    """Return a text that is the same for cells that say the same.

    A number and its plain text are one, so are a day and its ISO text, and answers that are known
    words with one meaning. White space, signs that don't show and composed letters make no
    difference; everything else does, upper and lower case too. A blank is the empty text.
    """
    if is_blank(cell):
        return ""
    if isinstance(cell, str):
        return _text_meaning(cell)
    if isinstance(cell, (datetime, date)):
        return cell_text(cell)
    if isinstance(cell, (int, float)):
        text = cell_text(cell)
        return text if "e" in text else _number_meaning(text)
    return cell_text(cell)


def _text_meaning(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).translate(_DIGITS)
    text = " ".join(text.replace("\0", "").split())
    if not text:
        return ""
    if text[0] in "-0123456789":
        if _NUMBER.fullmatch(text):
            return _number_meaning(text)
        if moment := _MOMENT.fullmatch(text):
            return _moment_meaning(*moment.groups())
    word = _READER.word(text) if len(text) <= _LONGEST_WORD else None
    return text if word is None else f"{_WORD_MARK}{word.value}"


def _number_meaning(text: str) -> str:
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    if text in _TRUTHS:  # TRUE, 1 and yes are one and the same.
        return f"{_WORD_MARK}{(Word.YES if text == '1' else Word.NO).value}"
    return text


def _moment_meaning(day: str, minute: str | None, second: str | None) -> str:
    time = f"{minute or '00:00'}:{second or '00'}"
    return day if time == "00:00:00" else f"{day} {time}"


def fingerprint(cell: Cell) -> str:
    """Return six characters that are the same for cells that say the same, on every machine.

    They tell whether a cell has changed, but not what it was.
    """
    return _print(meaning(cell))


def _print(said: str) -> str:
    if not said:
        return _BLANK_PRINT
    digest = hashlib.blake2s(said.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return binascii.b2a_base64(digest)[:6].decode().replace("+", "-").replace("/", "_")


def decide(base: str | None, mine: Cell, theirs: Cell) -> Outcome:
    """Decide what happens to a cell that two sides may have changed.

    Nothing is ever replaced by a blank or by an error. Without a base only what is blank, unknown
    or an error gives way, and only to a known answer. With one, too, what is unknown gives way to
    a known answer, unless that is what both sides began with: then the unknown one is the newer.

    Args:
        base: The fingerprint of what both sides began with, or None where nobody knows.
        mine: The master's cell.
        theirs: The other side's cell.

    Returns:
        EQUAL: both say the same. FILLED: theirs goes where mine is blank. TAKEN: theirs replaces
        mine. OURS: only mine has changed, it stays. CLEARED: theirs is blank or an error where
        something was, mine stays. CONFLICT: both have changed, mine stays and a person decides.
    """
    ours, said = meaning(mine), meaning(theirs)
    if ours == said:
        return Outcome.EQUAL
    told = None if base is None else _print(said)
    if not said or is_error_name(said):
        return Outcome.OURS if (base is None and not said) or (told is not None and told == base) else Outcome.CLEARED
    if base is None:
        if not ours:
            return Outcome.FILLED
        gives_way = said != _UNKNOWN and (ours == _UNKNOWN or is_error_name(ours))
        return Outcome.TAKEN if gives_way else Outcome.CONFLICT
    if told == base:
        return Outcome.OURS
    if _print(ours) == base:
        return Outcome.TAKEN if ours else Outcome.FILLED
    # Who doesn't know contradicts nobody.
    return Outcome.TAKEN if ours == _UNKNOWN else Outcome.CONFLICT
