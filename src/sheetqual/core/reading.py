"""Reading one cell: which answer it gives, and as which number, day or text it can be compared."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from enum import Enum
from typing import TYPE_CHECKING, Final

from sheetqual.core.dates import DateOrder, day_of, from_serial, read_date
from sheetqual.core.numbers import DecimalMark, NumberText, exactly, read_number
from sheetqual.core.words import ERROR_NAMES, WHITE, Word, fold, fold_header, fold_word, has_false_digits, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.values import Cell

__all__ = ["WHITE", "Reader", "Reading", "State", "cell_text", "fold_header", "is_blank", "is_error_name", "is_finite"]


class State(Enum):
    """What a cell is, before anything is asked of it."""

    BLANK = "blank"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    COMPLAINED = "complained"
    ERROR = "error"
    VALUE = "value"


_STATE_OF_WORD: Final = {
    Word.UNKNOWN: State.UNKNOWN,
    Word.REFUSED: State.REFUSED,
    Word.COMPLAINED: State.COMPLAINED,
}
_TRUTHS: Final = frozenset(("1", "true", "0", "false"))


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing to read: no value, or nothing but white space and signs that don't show."""
    return cell is None or (isinstance(cell, str) and not cell.strip(WHITE)) or _is_nan(cell)


def _is_nan(cell: Cell) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


def is_finite(number: float) -> bool:
    """Tell whether a number has a finite float near it; a whole number of 400 digits has none."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def is_error_name(text: str) -> bool:
    """Tell whether a text is the name of an error cell, such as ``#REF!`` or ``Err:504``."""
    name = text.strip(WHITE)
    return (name.startswith("#") and name.casefold() in ERROR_NAMES) or (name.startswith("Err:") and name[4:].isdigit())


def cell_text(cell: Cell) -> str:
    """Return a cell as text, the same for a cell and for its export to CSV.

    Whole numbers have no decimal point, days no time of day when it is midnight.
    """
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time.min:
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


class Reading:
    """One cell as a profile reads it; its text, numbers and days are read on demand.

    Attributes:
        cell: The cell.
        reader: The reader it was read by.
        state: What it is.
        word: What it means if it is one of the known words, else None.
        currencies: The currencies named in it, once it has been read as a number.
    """

    __slots__ = ("_number", "_text", "cell", "currencies", "reader", "state", "word")

    def __init__(self, cell: Cell, reader: Reader) -> None:
        """Read the state of a cell."""
        self.cell = cell
        self.reader = reader
        self.word: Word | None = None
        self.currencies: frozenset[str] = frozenset()
        self._text: str | None = None
        self._number: NumberText | bool | None = False
        self.state = State.VALUE
        if isinstance(cell, str):
            if not cell.strip(WHITE):
                self.state = State.BLANK
            elif is_error_name(cell):
                self.state = State.ERROR
            elif (word := reader.word(cell)) is not None:
                self.word = word
                self.state = _STATE_OF_WORD.get(word, State.VALUE)
        elif is_blank(cell):
            self.state = State.BLANK
        elif cell in (0, 1):  # TRUE, 1 and yes are one and the same.
            self.word = Word.YES if cell else Word.NO

    @property
    def text(self) -> str:
        """The cell's folded text, for comparisons."""
        if self._text is None:
            self._text = fold(cell_text(self.cell))
        return self._text

    def is_truth(self) -> bool:
        """Tell whether the cell is TRUE or 1, FALSE or 0, natively or as text."""
        return self.text in _TRUTHS

    def number(self) -> NumberText | None:
        """Return the cell as a number or range of numbers, or None where it is none."""
        if isinstance(self._number, bool):
            self._number = self._as_number()
        return self._number

    def _as_number(self) -> NumberText | None:
        cell = self.cell
        if isinstance(cell, str):
            read = read_number(cell, self.reader.decimal)
            self.currencies = read.currencies if read else self.currencies
            return read
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return NumberText(exactly(cell)) if is_finite(cell) else None
        return None

    def day(self) -> date | None:
        """Return the cell as a day, or None where it is none."""
        cell = self.cell
        if isinstance(cell, str):
            return read_date(cell, self.reader.dates, epoch_1904=self.reader.epoch_1904)
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            if not is_finite(cell):
                return None
            epoch_1904 = self.reader.epoch_1904
            day = from_serial(cell, epoch_1904=epoch_1904)
            if day is None and cell > 0 and cell == int(cell):  # 20261231
                day = read_date(str(int(cell)), self.reader.dates, epoch_1904=epoch_1904)
            return day
        if isinstance(cell, date):
            return day_of(cell)
        return None


class Reader:
    """How a profile reads cells.

    Attributes:
        words: Every known answer, folded, with what it means.
        decimal: The decimal mark of numbers in text, or ``auto``.
        dates: The order of day, month and year in text.
        epoch_1904: Whether serial days count from 1904.
    """

    __slots__ = ("_initials", "_longest", "dates", "decimal", "epoch_1904", "words")

    def __init__(
        self,
        *,
        decimal: DecimalMark = "auto",
        dates: DateOrder = "dmy",
        words: Mapping[Word, tuple[str, ...]] | None = None,
        epoch_1904: bool = False,
    ) -> None:
        """Join the profile's words with the built-in ones."""
        self.decimal: DecimalMark = decimal
        self.dates: DateOrder = dates
        self.words = vocabulary(words or {})
        self.epoch_1904 = epoch_1904
        self._initials = {word[0] for word in self.words}
        self._longest = max(map(len, self.words)) * 2

    def word(self, text: str) -> Word | None:
        """Return what a text means if it is one of the known words, else None."""
        if len(text) > self._longest:
            return None
        if text.isascii() and text[0].lower() not in self._initials and not text[0].isspace():
            return None
        word = self.words.get(fold_word(text))
        return None if word and has_false_digits(text) else word

    def read(self, cell: Cell) -> Reading:
        """Read one cell."""
        return Reading(cell, self)
