"""Whom the rows of a sheet name: the phone numbers and e-mail addresses in it, whatever its shape.

Every cell is read, and what may well be a number or an address counts as one, but no day, id or amount.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import cell_text, is_error_name, is_finite
from sheetqual.core.words import WHITE
from sheetqual.files._grid import SEARCHED_ROWS
from sheetqual.files.calls.addresses import UNSEEN, address_keys
from sheetqual.files.calls.countries import CountryReader
from sheetqual.files.calls.no_call_columns import PHONE_MARKS, PHONE_WORDS, Columns, Role, columns_below, places_in
from sheetqual.files.merging.lead_keys import NO_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.calls.phones import PhoneReader

__all__ = ["PeopleNamed"]

_STEP: Final = 2_000
"""Rows between two reports of progress."""
_FEWEST: Final = 5
"""So many digits a number has at least, as the shortest ones that services have."""
_FEWEST_ANYWHERE: Final = 7
"""So many digits it has where nothing says that it is a number."""
_AREA: Final = 3
"""So many digits an area code has in North America."""
_MOST: Final = 15
"""So many digits a number has at most, says E.164."""
_NUMBER: Final = re.compile(
    rf"(?:(?:{'|'.join((*PHONE_MARKS, *sorted(PHONE_WORDS)))})[^\W\d_]*+[ .:]*+)?"
    r"(?P<number>[+(\[ ]*\d[\d()\[\]./ +-]*(?P<extension>(?:x|ext\.?|доб\.?|int\.?|#) ?\d{1,6})?)",
    re.IGNORECASE,
)
_INSIDE: Final = re.compile(r"[+(]{0,2}\d(?:[()./ -]{0,3}\d){6,}")
_DAMAGED: Final = re.compile(r"[+(]*\d[\d()., /+-]*(?:[eE]\+?\d+)?")
_COMMENT: Final = ("#", "//")
_EXPONENT: Final = re.compile(r"\d(?:[.,]\d+)?e\+?\d{1,2}", re.IGNORECASE)
_D: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_Y: Final = r"(?:1[34]|19|20)\d\d"  # Iran counts its years from another one.
_DAY: Final = re.compile(
    rf"(?<![\d+./-])(?:{_Y}(?P<one>[-./]){_D}(?P=one){_D}|{_D}(?P<two>[-./]){_D}(?P=two){_Y})(?![./-]?\d)"
)
_WHOLE_DAY: Final = re.compile(rf"(?:{_DAY.pattern})(?: +\d\d?\.\d\d(?:\.\d\d)?)?")
_COMPACT_DAY: Final = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_PARTS: Final = re.compile(r"[;,|\r\n\t/]|\s{2,}")
_NONE: Final[frozenset[int]] = frozenset()


class PeopleNamed:
    """Whom a file names.

    Attributes:
        numbers: The keys of each number, as often as it stands there.
        addresses: Addresses and domains, as `address_keys` gives them.
        unread: How many rows name nobody.
        header: The last header.
        columns: What its columns hold.
    """

    def __init__(self, reader: PhoneReader) -> None:
        """Begin with nobody.

        Args:
            reader: Reads phone numbers.
        """
        self.numbers: list[frozenset[str]] = []
        self.addresses: set[str] = set()
        self.unread = 0
        self.header: Sequence[Cell] = ()
        self.columns: Columns = {}
        self._reader = reader
        self._countries = CountryReader()
        self._country: int | None = None
        self._region: str | None = None

    def read(
        self, rows: Sequence[Sequence[Cell]], progress: Callable[[int, int | None], None] | None = None, done: int = 0
    ) -> None:
        """Read one sheet.

        Args:
            rows: Its rows, from the first one on.
            progress: Called with the rows done.
            done: The rows done before.
        """
        days = _day_columns(rows)
        self._begin_below((), {})
        for number in range(self._heading(rows, days), len(rows)):
            if progress and number % _STEP == 0:
                progress(done + number, None)
            row, is_comment = _uncommented(rows[number])
            numbers, addresses = self._found(row, days)
            if numbers or addresses:
                self.numbers += numbers
                self.addresses |= addresses
            elif columns := columns_below(row, is_sure=True):
                self._begin_below(row, columns)
            else:
                self.unread += not is_comment and _says_something(row)

    def _heading(self, rows: Sequence[Sequence[Cell]], days: frozenset[int]) -> int:
        """Read up to the first row that names somebody, and return its place.

        What stands above a header is its title. Where no header is known, the first row may be one.
        """
        above: list[Sequence[Cell]] = []
        for first, whole in enumerate(rows):
            row, is_comment = _uncommented(whole)
            if any(self._found(row, days)):
                may_be_header = above and not self.columns and not _has_damaged_number(above[0])
                self.unread += len(above) - bool(may_be_header)
                return first
            columns = columns_below(row, is_sure=is_comment or len(above) > SEARCHED_ROWS)
            if columns and len(columns) >= len(self.columns):
                self._begin_below(row, columns)
                above = [*filter(_has_damaged_number, above)]
            elif not is_comment and _says_something(row):
                above.append(row)
        self.unread += len(above)
        return len(rows)

    def _begin_below(self, header: Sequence[Cell], columns: Columns) -> None:
        self.header, self.columns = header, columns
        self._country = next(iter(places_in(header).country), None)
        self._region = None

    def _keys(self, cell: Cell) -> frozenset[str]:
        return self._reader.keys(cell, self._region)

    def _found(self, row: Sequence[Cell], days: frozenset[int]) -> tuple[list[frozenset[str]], frozenset[str]]:
        """Return the numbers and addresses in a row."""
        if self._country is not None:
            self._region = self._countries.read(row[self._country]) if self._country < len(row) else None
        numbers: list[frozenset[str]] = []
        addresses = NO_KEYS
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            addresses |= address_keys(cell)
            role = self.columns.get(place, Role.OTHER)
            if (role is Role.NOBODY and not _is_abroad(cell)) or (role is Role.OTHER and place in days):
                continue
            here = self._in_phone_column(cell) if role is Role.PHONE else self._anywhere(cell)
            if here and place and (whole := _with_area(row[place - 1], cell)):
                here[-1] |= self._keys(whole)
            numbers += here
        return numbers or self._beside_words(row, days), addresses

    def _in_phone_column(self, cell: Cell) -> list[frozenset[str]]:
        """Return the numbers of a cell that should hold nothing else."""
        if not isinstance(cell, str):
            return self._native(cell, _FEWEST)
        text = _plain(cell)
        whole = self._keys(text)
        if _EXPONENT.fullmatch(text) or not _PARTS.search(text):
            return [whole] if whole else []
        parts = [self._keys(part) for part in _PARTS.split(text) if not _WHOLE_DAY.fullmatch(part)]
        return _joined(whole, parts)

    def _anywhere(self, cell: Cell) -> list[frozenset[str]]:
        """Return the numbers of a cell that may hold anything: those that look like one and nothing else."""
        if not isinstance(cell, str):
            return self._native(cell, _FEWEST_ANYWHERE)
        if _count_digits(cell) < _FEWEST_ANYWHERE:
            return []
        text = _plain(cell)
        whole = self._number(text)
        rest = _DAY.sub(";", text)
        if _EXPONENT.fullmatch(text) or (whole and not _PARTS.search(rest)):
            return [whole] if whole else []
        parts = [keys for part in _PARTS.split(rest) if (keys := self._number(part.strip()))]
        return _joined(whole, parts if len(parts) > 1 or not whole or rest != text else [])

    def _native(self, cell: Cell, fewest: int) -> list[frozenset[str]]:
        """Return the number that a workbook took for an amount."""
        if not isinstance(cell, (int, float)) or not is_finite(cell) or cell < 0 or cell != int(cell):
            return []
        keys = self._keys(cell) if fewest <= len(str(int(cell))) <= _MOST else NO_KEYS
        return [keys] if keys else []

    def _number(self, text: str) -> frozenset[str]:
        """Return the keys of a text that looks like a number and nothing else."""
        if _EXPONENT.fullmatch(text):
            return self._keys(text)
        found = _NUMBER.fullmatch(text)
        if not found or _WHOLE_DAY.fullmatch(text):
            return NO_KEYS
        digits = "".join(filter(str.isdecimal, found["number"].removesuffix(found["extension"] or "")))
        is_number = len(digits) >= _FEWEST_ANYWHERE and len(digits.lstrip("0")) <= _MOST
        return self._keys(found["number"]) if is_number else NO_KEYS

    def _beside_words(self, row: Sequence[Cell], days: frozenset[int]) -> list[frozenset[str]]:
        """Return the numbers in a row that have words around them, such as ``T: 22 33 44 55 (Ola)``.

        The number of an order may be among them: it costs a call at most.
        """
        texts = [
            _DAY.sub(";", _plain(cell))
            for place, cell in enumerate(row)
            if isinstance(cell, str) and self.columns.get(place, Role.OTHER) is Role.OTHER and place not in days
        ]
        inside = [number for text in texts if not _EXPONENT.search(text) for number in _INSIDE.findall(text)]
        return [keys for number in inside if (keys := self._number(number))]


def _is_abroad(cell: Cell) -> bool:
    """Tell whether a cell begins as only a phone number does, whatever its column should hold."""
    return isinstance(cell, str) and _plain(cell).startswith(("+", "tel:+"))


def _with_area(before: Cell, cell: Cell) -> str | None:
    """Return a number whose area code stands in a cell of its own, as America's register has them."""
    area, rest = cell_text(before).strip(), cell_text(cell).strip()
    if len(area) == _AREA and len(rest) == _FEWEST_ANYWHERE and f"{area}{rest}".isdecimal():
        return f"{area}{rest}"
    return None


def _joined(whole: frozenset[str], parts: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Return the numbers in a text that may be one number or several."""
    first, *others = [keys for keys in parts if keys] or [NO_KEYS]
    return [keys for keys in (first | whole.difference(*others), *others) if keys]


def _uncommented(row: Sequence[Cell]) -> tuple[Sequence[Cell], bool]:
    """Return a row without the sign that makes a comment of it, and whether there was one."""
    for place, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if not isinstance(cell, str) or not cell.lstrip(WHITE).startswith(_COMMENT) or is_error_name(cell):
            break
        return [*row[:place], cell.lstrip(f"{WHITE}#/"), *row[place + 1 :]], True
    return row, False


def _says_something(row: Sequence[Cell]) -> bool:
    """Tell whether a row has more in it than blanks and lines."""
    return any(any(map(str.isalnum, cell)) if isinstance(cell, str) else cell is not None for cell in row)


def _has_damaged_number(row: Sequence[Cell]) -> bool:
    """Tell whether a row that names nobody may have done so before a spreadsheet spoiled it."""
    texts = [_plain(cell) for cell in row if isinstance(cell, str)]
    return any(_DAMAGED.fullmatch(text) and not _WHOLE_DAY.fullmatch(text) for text in texts)


def _day_columns(rows: Sequence[Sequence[Cell]]) -> frozenset[int]:
    """Return the places of columns of days such as 20261001, which some countries have as phone numbers, too.

    All of a column's must be days, and something else in the sheet must name people.
    """
    days: Counter[int] = Counter()
    others: set[int] = set()
    for row in rows:
        for place, cell in enumerate(row):
            if place in others or cell is None or cell == "":
                continue
            text = cell if isinstance(cell, str) else str(cell)
            if _COMPACT_DAY.fullmatch(text):
                days[place] += 1
            elif "@" in text or (_NUMBER.fullmatch(text) and _count_digits(text) >= _FEWEST_ANYWHERE):
                others.add(place)
    return frozenset(place for place, found in days.items() if found > 1 and place not in others) if others else _NONE


def _plain(text: str) -> str:
    """Return a text with the digits and signs of every script as ASCII has them."""
    if not text.isascii():
        chars = unicodedata.normalize("NFKC", text).translate(UNSEEN)
        text = "".join(map(_plain_char, chars))
    return text.strip(" \t\r\n'")


def _plain_char(char: str) -> str:
    if char.isascii():
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if unicodedata.category(char) == "Pd" or char == "\u2212":
        return "-"
    return " " if char.isspace() else char


def _count_digits(text: str) -> int:
    return sum(map(str.isdecimal, text))
