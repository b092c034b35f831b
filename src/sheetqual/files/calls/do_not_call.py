"""Who must not be called: suppression files in whatever shape they come, and the team's own list.

Whoever is called against their will is wronged; whoever is left out in error is one call less. So every cell of
every row is read, and what may well be a number or an address counts as one.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto
from functools import cache
from itertools import chain, count, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from sheetqual.core.identity import LeadPlaces, identity_headers, lead_places
from sheetqual.core.profile import LeadColumns
from sheetqual.core.reading import cell_text, is_error_name, is_finite
from sheetqual.core.words import WHITE, fold, fold_header
from sheetqual.errors import LeadsFileError, OutputError
from sheetqual.files._csv import (
    _SEP,
    _field_limit,
    _find_delimiter,
    _find_encoding,
    _long_line,
    _LongLineError,
    _Records,
    _sample,
)
from sheetqual.files._grid import SEARCHED_ROWS, Request, empty, header_blank
from sheetqual.files._sniff import Kind, NotLeads, kind_of
from sheetqual.files.atomic import creating, worded
from sheetqual.files.calls.countries import CountryReader
from sheetqual.files.calls.phones import PhoneReader
from sheetqual.files.calls.session import SourceOfNo
from sheetqual.files.merging.lead_keys import NO_KEYS, email_keys
from sheetqual.files.safe_text import for_csv, for_terminal
from sheetqual.files.safe_writing import is_unchanged, look, rewriting
from sheetqual.files.tables import read_leads

if TYPE_CHECKING:
    from sheetqual.core.values import Cell

__all__ = [
    "OWN_LIST",
    "NoCallEntry",
    "NoCalls",
    "add_to_own_list",
    "address_keys",
    "own_list_near",
    "read_no_calls",
]

Progress: TypeAlias = Callable[[int, int | None], None]
_Keys: TypeAlias = frozenset[str]

OWN_LIST: Final = "do-not-call.csv"
"""The name of the list of those who asked the team itself not to be called."""
_FRESH: Final = timedelta(days=30)
"""So long a file is good: registers of people who object ask callers to check every month or so."""
_STEP: Final = 2_000
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True)
class NoCalls:
    """Who must not be called.

    Attributes:
        sources: The files that say so.
        phones: A key of a number, as `PhoneReader.keys` gives them -> the name of the first file that has it.
        emails: An address, as `address_keys` gives them -> the same.
        domains: What stands behind the @ of addresses all of which are meant -> the same; subdomains are not meant.
    """

    sources: tuple[SourceOfNo, ...] = ()
    phones: Mapping[str, str] = field(default_factory=dict)
    emails: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)

    def why(self, phone_keys: Iterable[str], emails: Iterable[str]) -> str | None:
        """Return the name of a file that names a person; None where none does.

        Args:
            phone_keys: The keys of all numbers of the person, as `PhoneReader.keys` gives them.
            emails: All addresses of the person, in any spelling.
        """
        for key in phone_keys:
            if key in self.phones:
                return self.phones[key]
        for address in chain.from_iterable(map(address_keys, emails)):
            named = self.emails.get(address) or self.domains.get(_host(address))
            if named is not None:
                return named
        return None


def read_no_calls(
    files: Sequence[Path],
    reader: PhoneReader,
    *,
    today: date,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> NoCalls:
    """Read who must not be called: numbers, addresses and domains in files of any shape, with or without a header.

    Args:
        files: The files; one that is given twice is read once.
        reader: Reads phone numbers; those without a country code belong to its region.
        today: The day of calling.
        encoding: The encoding of text files that are not UTF-8.
        progress: Called with the rows done.

    Raises:
        LeadsFileError: A file is missing or can't be read, so calling would be unsafe.
    """
    distinct: dict[str, Path] = {}
    for path in files:
        distinct.setdefault(os.path.realpath(path), path)
    sources: list[SourceOfNo] = []
    phones: dict[str, str] = {}
    emails: dict[str, str] = {}
    domains: dict[str, str] = {}
    done = 0
    for path in distinct.values():
        named = _Named(reader)
        with _worded(path):
            sheets, day = _sheets(path, encoding), _day_of(path, today)
        for rows in sheets:
            named.read(rows, progress, done)
            done += len(rows)
        for key in chain.from_iterable(named.numbers):
            phones.setdefault(key, path.name)
        for address in named.addresses:
            if address.startswith("@"):
                domains.setdefault(_host(address), path.name)
            else:
                emails.setdefault(address, path.name)
        sources.append(_source(path.name, named, day, today))
    if progress:
        progress(done, done)
    return NoCalls(tuple(sources), phones, emails, domains)


def _source(name: str, named: _Named, day: date, today: date) -> SourceOfNo:
    is_old = name.casefold() != OWN_LIST and day < today - _FRESH
    return SourceOfNo(name, day, _count_distinct(named.numbers), len(named.addresses), named.unread, is_old)


def _count_distinct(numbers: Iterable[_Keys]) -> int:
    """Count numbers, where those that share a key are one."""
    above: dict[str, str] = {}

    def top(key: str) -> str:
        while above.setdefault(key, key) != key:
            above[key] = key = above[above[key]]
        return key

    for keys in numbers:
        first, *others = keys
        for other in others:
            above[top(other)] = top(first)
        top(first)
    return sum(key == higher for key, higher in above.items())


_YEAR_FIRST: Final = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(\d\d)[-_. ]?(\d\d)(?:\d{4}|\d{6})?(?!\d)")
_YEAR_LAST: Final = re.compile(r"(?<!\d)(\d{1,2})[-_. ](\d{1,2})[-_. ](20\d\d)(?!\d)")


def _day_of(path: Path, today: date) -> date:
    """Return the day a file is of: the last one in its name that has come, else that of its last change."""
    named = [(year, month, day) for year, month, day in _YEAR_FIRST.findall(path.name)]
    named += [(year, month, day) for day, month, year in _YEAR_LAST.findall(path.name)]
    days = [day for parts in named if (day := _valid(*map(int, parts))) and day <= today]
    if days:
        return max(days)
    return min(datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date(), today)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# E-mail addresses

_UNSEEN: Final = dict.fromkeys(ord(char) for char in WHITE if not char.isspace())
_AT: Final = re.compile("[@＠﹫]")
_BETWEEN: Final = re.compile(r"[\s;,:<>()\[\]\"'|?]+")
_NO_LABEL: Final = re.compile(r"xn--|.*[\s;,:<>()\[\]\"'|?@.]|\Z", re.DOTALL)
_LONGEST_LABEL: Final = 63
_LONGEST_ADDRESS: Final = 1_000


def address_keys(cell: Cell) -> frozenset[str]:
    """Return the e-mail addresses in a cell, as comparisons see them; ``@acme.com`` stands for all of a domain.

    Case, width, signs that do not show, and the two spellings of a domain (``münchen.de`` and
    ``xn--mnchen-3ya.de``) make no difference.
    """
    if not isinstance(cell, str) or not _AT.search(cell):
        return NO_KEYS
    text = cell if cell.isascii() else fold(cell).translate(_UNSEEN)
    pieces = (piece for piece in _BETWEEN.split(text) if "@" in piece and len(piece) <= _LONGEST_ADDRESS)
    found = chain.from_iterable(email_keys(f"*{piece}" if piece.startswith("@") else piece) for piece in pieces)
    return frozenset(key for address in found if (key := _canonical(address)))


def _canonical(address: str) -> str | None:
    """Return an address as comparisons see it; None for what is none, such as a name in a social network."""
    local, _, host = address.rpartition("@")
    if not host.isascii() or "xn--" in host:
        host = ".".join(_label(label) for label in host.replace("。", ".").split("."))
    host, local = host.strip("."), local.rpartition("@")[2].strip(".")
    if local == "*":
        return f"@{host}" if "." in host else None
    return f"{local}@{host}" if local and host else None


def _label(label: str) -> str:
    """Return a part of a domain in its own letters."""
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:
        plain = fold(label.removeprefix("xn--").encode().decode("punycode")).translate(_UNSEEN)
    except (UnicodeError, ValueError):
        return label
    return label if _NO_LABEL.match(plain) else plain


def _host(address: str) -> str:
    return address.rpartition("@")[2]


# Phone numbers

_FEWEST: Final = 5
"""So many digits a number has at least, as the shortest ones that services have."""
_FEWEST_ANYWHERE: Final = 7
"""So many digits it has where nothing says that it is a number."""
_AREA: Final = 3
"""So many digits an area code has in North America."""
_MOST: Final = 15
"""So many digits a number has at most, says E.164."""
_PHONE_WORDS: Final = frozenset(("tel", "mob", "cell", "cel", "fax", "gsm", "msisdn", "handy", "тел", "моб", "факс"))
_PHONE_MARKS: Final = (
    *("phone", "mobil", "telef", "cellul", "landline", "fastnett", "whatsapp", "tlf", "телефон", "мобил"),
    *("تلفن", "موبایل", "همراه"),
)
_NUMBER: Final = re.compile(
    rf"(?:(?:{'|'.join((*_PHONE_MARKS, *sorted(_PHONE_WORDS)))})[^\W\d_]*+[ .:]*+)?"
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


def _plain(text: str) -> str:
    """Return a text with the digits and signs of every script as ASCII has them."""
    if not text.isascii():
        chars = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
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


class _Role(Enum):
    """What a column holds, going by its header."""

    PHONE = auto()
    NOBODY = auto()
    OTHER = auto()


_Columns: TypeAlias = Mapping[int, _Role]


class _Named:
    """Whom a file names.

    Attributes:
        numbers: The keys of each number, as often as it stands there.
        addresses: Addresses and domains, as `address_keys` gives them.
        unread: How many rows name nobody.
        header: The last header.
        columns: What its columns hold.
    """

    def __init__(self, reader: PhoneReader) -> None:
        self.numbers: list[_Keys] = []
        self.addresses: set[str] = set()
        self.unread = 0
        self.header: Sequence[Cell] = ()
        self.columns: _Columns = {}
        self._reader = reader
        self._countries = CountryReader()
        self._country: int | None = None
        self._region: str | None = None

    def read(self, rows: Sequence[Sequence[Cell]], progress: Progress | None = None, done: int = 0) -> None:
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
            elif columns := _header(row, is_sure=True):
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
            columns = _header(row, is_sure=is_comment or len(above) > SEARCHED_ROWS)
            if columns and len(columns) >= len(self.columns):
                self._begin_below(row, columns)
                above = [*filter(_has_damaged_number, above)]
            elif not is_comment and _says_something(row):
                above.append(row)
        self.unread += len(above)
        return len(rows)

    def _begin_below(self, header: Sequence[Cell], columns: _Columns) -> None:
        self.header, self.columns = header, columns
        self._country = next(iter(_places(header).country), None)
        self._region = None

    def _keys(self, cell: Cell) -> _Keys:
        return self._reader.keys(cell, self._region)

    def _found(self, row: Sequence[Cell], days: frozenset[int]) -> tuple[list[_Keys], frozenset[str]]:
        """Return the numbers and addresses in a row."""
        if self._country is not None:
            self._region = self._countries.read(row[self._country]) if self._country < len(row) else None
        numbers: list[_Keys] = []
        addresses = NO_KEYS
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            addresses |= address_keys(cell)
            role = self.columns.get(place, _Role.OTHER)
            if (role is _Role.NOBODY and not _is_abroad(cell)) or (role is _Role.OTHER and place in days):
                continue
            here = self._in_phone_column(cell) if role is _Role.PHONE else self._anywhere(cell)
            if here and place and (whole := _with_area(row[place - 1], cell)):
                here[-1] |= self._keys(whole)
            numbers += here
        if not numbers and not addresses and not self.columns:
            numbers = self._beside_words(row)
        return numbers, addresses

    def _in_phone_column(self, cell: Cell) -> list[_Keys]:
        """Return the numbers of a cell that should hold nothing else."""
        if not isinstance(cell, str):
            return self._native(cell, _FEWEST)
        text = _plain(cell)
        whole = self._keys(text)
        if _EXPONENT.fullmatch(text) or not _PARTS.search(text):
            return [whole] if whole else []
        parts = [self._keys(part) for part in _PARTS.split(text) if not _WHOLE_DAY.fullmatch(part)]
        return _joined(whole, parts)

    def _anywhere(self, cell: Cell) -> list[_Keys]:
        """Return the numbers of a cell that may hold anything: those that look like one and nothing else."""
        if not isinstance(cell, str):
            return self._native(cell, _FEWEST_ANYWHERE)
        if _count_digits(cell) < _FEWEST_ANYWHERE:
            return []
        text = _plain(cell)
        whole = self._number(text)
        rest = _DAY.sub(";", text)
        if _EXPONENT.fullmatch(text) or not _PARTS.search(rest):
            return [whole] if whole else []
        parts = [keys for part in _PARTS.split(rest) if (keys := self._number(part.strip()))]
        return _joined(whole, parts if len(parts) > 1 or not whole or rest != text else [])

    def _native(self, cell: Cell, fewest: int) -> list[_Keys]:
        """Return the number that a workbook took for an amount."""
        if not isinstance(cell, (int, float)) or not is_finite(cell) or cell < 0 or cell != int(cell):
            return []
        keys = self._keys(cell) if fewest <= len(str(int(cell))) <= _MOST else NO_KEYS
        return [keys] if keys else []

    def _number(self, text: str) -> _Keys:
        """Return the keys of a text that looks like a number and nothing else."""
        if _EXPONENT.fullmatch(text):
            return self._keys(text)
        found = _NUMBER.fullmatch(text)
        if not found or _WHOLE_DAY.fullmatch(text):
            return NO_KEYS
        digits = "".join(filter(str.isdecimal, found["number"].removesuffix(found["extension"] or "")))
        is_number = len(digits) >= _FEWEST_ANYWHERE and len(digits.lstrip("0")) <= _MOST
        return self._keys(found["number"]) if is_number else NO_KEYS

    def _beside_words(self, row: Sequence[Cell]) -> list[_Keys]:
        """Return the numbers in a line of text that nothing separates, such as ``22 33 44 55 Ola Nordmann``."""
        filled = [cell for cell in row if cell is not None and cell != ""]
        if len(filled) != 1 or not isinstance(filled[0], str) or _EXPONENT.search(filled[0]):
            return []
        text = _DAY.sub(";", _plain(filled[0]))
        return [keys for found in _INSIDE.findall(text) if (keys := self._number(found))]


def _is_abroad(cell: Cell) -> bool:
    """Tell whether a cell begins as only a phone number does, whatever its column should hold."""
    return isinstance(cell, str) and _plain(cell).startswith(("+", "tel:+"))


def _with_area(before: Cell, cell: Cell) -> str | None:
    """Return a number whose area code stands in a cell of its own, as America's register has them."""
    area, rest = cell_text(before).strip(), cell_text(cell).strip()
    if len(area) == _AREA and len(rest) == _FEWEST_ANYWHERE and f"{area}{rest}".isdecimal():
        return f"{area}{rest}"
    return None


def _joined(whole: _Keys, parts: Iterable[_Keys]) -> list[_Keys]:
    """Return the numbers in a text that may be one number or several."""
    first, *others = [keys for keys in parts if keys] or [NO_KEYS]
    return [keys for keys in (first | whole.difference(*others), *others) if keys]


# Rows and headers

_DATES_AND_AMOUNTS: Final = frozenset(
    (
        *("date", "dato", "datum", "since", "siden", "dal", "created", "updated", "timestamp", "дата", "تاریخ"),
        *("amount", "revenue", "turnover", "budget", "salary", "employees", "importo", "fatturato", "beløp"),
        *("omsetning", "сумма", "выручка", "бюджет", "مبلغ", "بودجه"),
    )
)
_IDS: Final = frozenset(("id", "ids", "uuid", "guid", "orgnr", "organisasjonsnummer", "vat", "piva", "инн"))
_ANY_NUMBER: Final = "номер"
"""Not only an id: in Russian, a phone number is headed by this word, too."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_NONE: Final[frozenset[int]] = frozenset()
_MOST_WORDS: Final = 4
"""A cell of more words is no header but a sentence about the list."""


@cache
def _common() -> tuple[Mapping[str, _Role], frozenset[str]]:
    """Return the usual headers, folded, with what their columns hold; and those of numbers and addresses."""
    headers = [fold_header(header) for header in identity_headers(LeadColumns())]
    places = lead_places(LeadColumns(), {header: [place] for place, header in enumerate(headers)})
    roles = dict.fromkeys(headers, _Role.OTHER)
    roles |= {headers[place]: _Role.NOBODY for place in places.id if headers[place] != _ANY_NUMBER}
    roles |= {headers[place]: _Role.PHONE for place in places.phone}
    return roles, frozenset(headers[place] for place in (*places.phone, *places.email))


def _role(header: str) -> _Role | None:
    """Return what a column holds, going by its folded header; None where that says nothing."""
    words = frozenset(_WORD.findall(header))
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    known = _common()[0].get(header)
    is_phone = known is _Role.PHONE or words & _PHONE_WORDS or any(mark in header for mark in _PHONE_MARKS)
    is_nobody = known is _Role.NOBODY or words & (_IDS | _DATES_AND_AMOUNTS)
    if is_phone or is_nobody:
        return _Role.OTHER if is_phone and is_nobody else _Role.PHONE if is_phone else _Role.NOBODY
    return known


def _places(header: Sequence[Cell]) -> LeadPlaces:
    """Return where a header says who somebody is."""
    by_header: dict[str, list[int]] = {}
    for place, cell in enumerate(header):
        if isinstance(cell, str):
            by_header.setdefault(fold_header(cell), []).append(place)
    return lead_places(LeadColumns(), by_header)


def _header(row: Sequence[Cell], *, is_sure: bool) -> _Columns:
    """Return what the columns below a row hold, if it is a header; else nothing.

    Args:
        row: A row that names nobody.
        is_sure: Whether it is one only if it has a usual header of numbers or addresses, and no digits.
    """
    texts = {place: fold_header(cell) for place, cell in enumerate(row) if isinstance(cell, str) and cell}
    if is_sure and (not _common()[1].intersection(texts.values()) or any(map(_count_digits, texts.values()))):
        return {}
    roles = {place: role for place, text in texts.items() if (role := _role(text))}
    if set(roles.values()) == {_Role.NOBODY} and len(roles) == sum(map(bool, texts.values())):
        return dict.fromkeys(roles, _Role.OTHER)  # Where else should it say whom it is about?
    return roles


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


# Files

_BLANK_ROWS: Final = 50
"""So many blank rows may stand above a sheet's first one."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text file.

    Attributes:
        rows: Its records, from the first one on; of any width.
        delimiter: What separates their cells; a control character where nothing does.
        codec: Its encoding, as Python calls it.
    """

    rows: Sequence[Sequence[str]]
    delimiter: str
    codec: str


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    """Say of a file that can't be read why it is needed.

    Raises:
        LeadsFileError: It can't be read.
    """
    try:
        yield
    except FileNotFoundError:
        raise _unsafe(path, f"can't be found in {path.parent.absolute()}", "put it there") from None
    except OSError as error:
        raise _unsafe(path, f"can't be opened ({error.strerror or type(error).__name__})") from None
    except NotLeads as other:
        raise _unsafe(path, _clause(str(other))) from None
    except LeadsFileError as error:
        said = str(error)
        is_named = said.startswith(path.name)
        why = _clause(said.removeprefix(path.name)) if is_named else f"can't be read ({_clause(said)})"
        raise _unsafe(path, why) from None


def _clause(sentence: str) -> str:
    """Return what a sentence says is wrong, without what it says to do."""
    return sentence.partition(";")[0].strip(" .")


def _unsafe(path: Path, why: str, remedy: str = "put one there that can be read") -> LeadsFileError:
    if path.name.casefold() != OWN_LIST:
        remedy += ", or take it out of files under [suppress] in the profile"
    return LeadsFileError(f"{path.name} {why}, and calling without it would be unsafe; {remedy}.")


def _sheets(path: Path, encoding: str | None) -> list[Sequence[Sequence[Cell]]]:
    """Return all rows of all sheets of a file.

    Raises:
        LeadsFileError: It can't be read.
        NotLeads: It is no list.
        OSError: It can't be opened.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise NotLeads("is no ordinary file")  # What comes through a pipe can be read only once.
    if not status.st_size:
        return []
    return [_read_text(path, encoding).rows] if kind_of(path) is Kind.TEXT else _read_workbook(path)


def _read_text(path: Path, encoding: str | None) -> _Text:
    """Read a text file as it stands; `read_leads` would cut records that are longer than the first one.

    Raises:
        LeadsFileError: It can't be read.
        OSError: It can't be opened.
    """
    try:
        return _decoded(path, encoding)
    except UnicodeError:
        return _decoded(path, None)  # Names may suffer, but whom it is about stands there in digits and plain letters.


def _decoded(path: Path, encoding: str | None) -> _Text:
    """Read a text file in an encoding; None for the one that fits best.

    Raises:
        LeadsFileError: It can't be read.
        UnicodeError: It has another encoding.
        OSError: It can't be opened.
    """
    request = Request.of(identity_headers(LeadColumns()), None, None, keep_all=True)
    with path.open("rb") as stream, _field_limit():
        text = _find_encoding(stream, path.name, encoding)
        try:
            with text.lines(stream) as lines:
                sample = _sample(lines)
                told = _SEP.fullmatch(sample[0].lstrip("\ufeff")) if sample else None
                skip = 1 if told else 0
                delimiter = (told and told[1]) or _find_delimiter(sample[skip:], request)
                records = _Records(chain(sample[skip:], lines), delimiter, path.name)
                rows = list(records)
                records.check_end(lambda: text.lines(stream), skip)
        except _LongLineError:
            raise _long_line(path.name) from None
    return _Text(rows, delimiter, text.encoding)


def _read_workbook(path: Path) -> list[Sequence[Sequence[Cell]]]:
    """Read all sheets of a workbook but those that only programs see.

    Raises:
        LeadsFileError: It can't be read.
        OSError: It can't be opened.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - workbooks are rare

    # What a first reading under its limits gets through can be opened without them.
    best, rows = _read_sheet(path, None)
    with path.open("rb") as stream:
        book = CalamineWorkbook.from_filelike(stream)
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible != SheetVisibleEnum.VeryHidden
        ]
    return [rows if name == best else _read_sheet(path, name)[1] for name in names]


def _read_sheet(path: Path, sheet: str | None) -> tuple[str | None, Sequence[Sequence[Cell]]]:
    """Read a sheet from its first row that is not blank; the first visible sheet with one when None.

    Returns:
        Its name, and its rows; no rows where it is empty.

    Raises:
        LeadsFileError: It can't be read.
    """
    is_empty = str(empty(path.name if sheet is None else f'The sheet "{sheet}" of {path.name}'))
    for first in range(1, _BLANK_ROWS + 2):
        try:
            table = read_leads(path, names=(), sheet=sheet, header_row=first, keep_all=True, may_be_empty=True)
        except LeadsFileError as error:
            if str(error) == is_empty:
                return sheet, []
            if str(error) != str(header_blank(path.name, first)):
                raise
        else:
            cells = [table.columns[place] for place in sorted(table.columns)]
            return table.sheet, [table.headers, *zip(*cells, strict=True)]
    raise LeadsFileError(f"{path.name} has nothing in its first rows.")


# The team's own list

_TRIES: Final = 100
"""So often somebody else may be faster before this looks like a fault."""
_OWN_HEADERS: Final = ("Phone", "E-mail", "Name", "Since", "Source")
_UNSEPARATED: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class NoCallEntry:
    """Somebody who asked the team not to be called.

    Attributes:
        phones: Their numbers, in E.164.
        emails: Their e-mail addresses.
        name: Their name, or empty.
        since: The day they asked.
        source: Where they asked: a session, a call sheet.
    """

    phones: tuple[str, ...]
    emails: tuple[str, ...]
    name: str
    since: date
    source: str


def own_list_near(leads: Path, profile: Path | None) -> list[Path]:
    """Return the team's own lists that there are: beside a list of leads, and beside a profile."""
    near: dict[str, Path] = {}
    for beside in (leads, profile):
        if beside is not None and (path := beside.parent / OWN_LIST).exists():
            near.setdefault(os.path.realpath(path), path)
    return [*near.values()]


def add_to_own_list(folder: Path, entries: Sequence[NoCallEntry], *, today: date) -> int:
    """Add people to the team's own list; a new list is begun where there is none.

    Numbers and addresses that stand there already are not added again. What others wrote stays as it is,
    byte for byte, also when they write at the same time.

    Args:
        folder: Where the list stands.
        entries: The people; those without a number or an address that can be compared are left out.
        today: The day of adding.

    Returns:
        How many of them were added.

    Raises:
        LeadsFileError: The list that is there can't be read; it is untouched.
        OutputError: It can't be written; it is untouched.
    """
    path = folder / OWN_LIST
    for _ in range(_TRIES):
        added = _add(path, entries, today)
        if added is not None:
            return added
    message = f"{path.name} is being changed all the time by other programs; close it there, then try again."
    raise OutputError(message)


def _add(path: Path, entries: Sequence[NoCallEntry], today: date) -> int | None:
    """Add people to a list; None where somebody else changed it meanwhile.

    Raises:
        LeadsFileError: The list can't be read.
        OutputError: It can't be written.
    """
    if not path.exists():
        new = _not_in_list(entries, NoCalls())
        try:
            if new:
                with creating(path) as stream:
                    stream.write(_begun(new))
        except OutputError:
            if path.exists():
                return None
            raise
        return len(new)
    seen = look(path)
    new = _not_in_list(entries, read_no_calls([path], PhoneReader(None), today=today))
    try:
        if new:
            with worded(path), rewriting(seen, backup=False) as stream:
                stream.write(_extended(path, new))
    except OutputError:
        if is_unchanged(seen):
            raise
        return None
    return len(new)


def _not_in_list(entries: Iterable[NoCallEntry], known: NoCalls) -> list[NoCallEntry]:
    """Return people with the numbers and addresses that a list has not; those with any."""
    reader = PhoneReader(None)
    numbers, addresses = set(known.phones), set(known.emails)
    new = []
    for entry in entries:
        phones, emails = [], []
        for phone in entry.phones:
            keys = reader.keys(phone)
            if keys and not _stands_among(phone, keys, numbers):
                phones.append(phone)
                numbers |= keys
        for email in entry.emails:
            keys = address_keys(email)
            if keys and not keys <= addresses and known.why((), (email,)) is None:
                emails.append(email)
                addresses |= keys
        if phones or emails:
            new.append(replace(entry, phones=tuple(phones), emails=tuple(emails)))
    return new


def _stands_among(phone: str, keys: _Keys, numbers: set[str]) -> bool:
    """Tell whether a number is among others, be it without its country; one that is another country's is not it."""
    shared = keys & numbers
    if not shared or "".join(filter(str.isdecimal, phone)) in shared:
        return bool(shared)
    return not any(other.endswith(tuple(shared)) for other in numbers - shared)


def _extended(path: Path, new: Sequence[NoCallEntry]) -> bytes:
    """Return what is in a list and below it, in its own encoding and columns, new people.

    Raises:
        LeadsFileError: The list can't be read.
        OutputError: It is a workbook, or can't hold what is new.
        OSError: It can't be opened.
    """
    content = path.read_bytes()
    if not content:
        return _begun(new)
    if kind_of(path) is not Kind.TEXT:
        message = f"{path.name} is no text file; open it, save it as CSV UTF-8 under this name, and try again."
        raise OutputError(message)
    text = _read_text(path, None)
    codec = text.codec.removesuffix("-sig")
    if codec in {"utf-16", "utf-32"}:
        codec += "-le" if content.startswith(codecs.BOM_UTF16_LE) else "-be"
    ends = [end for end in ("\r\n", "\n", "\r") if end.encode(codec) in content]
    is_ended = content.endswith(tuple(end.encode(codec) for end in ends))
    newline = ends[0] if ends else "\r\n"
    named = _Named(PhoneReader(None))
    named.read(text.rows)
    rows = _rows(new, _own_places(named.header, named.columns))
    added = _csv_text(rows, "," if text.delimiter == _UNSEPARATED else text.delimiter, newline)
    return content + ("" if is_ended else newline).encode(codec) + _encoded(added, codec, path)


def _begun(new: Sequence[NoCallEntry]) -> bytes:
    """Return a new list, as Excel reads it."""
    rows = [_OWN_HEADERS, *_rows(new, range(len(_OWN_HEADERS)))]
    return codecs.BOM_UTF8 + _csv_text(rows, ",", "\r\n").encode()


def _own_places(header: Sequence[Cell], columns: _Columns) -> list[int]:
    """Return the places in a list of somebody's own for what `_OWN_HEADERS` name; beside its columns if need be."""
    known = _places(header)
    phones = [place for place, role in sorted(columns.items()) if role is _Role.PHONE]
    since, source = (
        [place for place, cell in enumerate(header) if isinstance(cell, str) and fold_header(cell) == wanted]
        for wanted in map(fold_header, _OWN_HEADERS[3:])
    )
    found = (phones, known.email, known.name, since, source)
    beside = count(len(header))
    return [places[0] if places else next(beside) for places in found]


def _rows(entries: Iterable[NoCallEntry], places: Sequence[int]) -> list[list[str]]:
    """Return a row for each number of each person; an address stands beside a number."""
    rows = []
    for entry in entries:
        about = (_one_line(entry.name), entry.since.isoformat(), _one_line(entry.source))
        for phone, email in zip_longest(entry.phones, entry.emails, fillvalue=""):
            row = [""] * (max(places) + 1)
            for place, text in zip(places, (phone, email, *about), strict=True):
                row[place] = for_csv(text)
            rows.append(row)
    return rows


def _one_line(text: str) -> str:
    return " ".join(for_terminal(text).split())


def _csv_text(rows: Iterable[Sequence[str]], delimiter: str, newline: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return buffer.getvalue()


def _encoded(text: str, codec: str, path: Path) -> bytes:
    """Return a text in the encoding of a list. Names may suffer, but addresses must not.

    Raises:
        OutputError: An address would.
    """
    said = text.encode(codec, "replace")
    if address_keys(text) != address_keys(said.decode(codec)):
        message = (
            f"{path.name} can't hold an e-mail address in these letters; open it, save it as CSV UTF-8, and try again."
        )
        raise OutputError(message)
    return said
