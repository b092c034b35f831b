"""A look through an Excel workbook before calamine sees it.

calamine holds a sheet as one block from its first used cell to its last, and it ends the whole
process when that block does not fit into memory; it also hides error cells. So each sheet part is
read once beforehand, in pieces: how far the sheet reaches, and which cells hold errors. Sheets as
Excel writes them pass with a few searches per piece; anything unusual (a name-space prefix, cells
without a position, another order of attributes) goes through a slower, exact reading.

A sheet of few cells that lie far apart is handed over with its rows and columns moved together.
"""

from __future__ import annotations

import re
import sys
import zipfile
from array import array
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from sheetqual.files._book import OWN_NAMES, Book
from sheetqual.files._package import Package
from sheetqual.files._positions import column_letters, column_number
from sheetqual.files._refusals import Refused, damaged, unusual
from sheetqual.files._sheet_tables import SheetTable, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["ErrorCells", "SheetScan", "Workbook"]

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_PIECE = 1 << 18
_CARRY_LIMIT = 1 << 22
_EASY_BOX = 20_000_000
_DENSE_BOX = 60_000_000
_SPARSE = 4
_BYTES_OF_CELL = 20
_LONGEST_LETTERS = 3
_LONGEST_NUMBER = 7
_LONGEST_TAG = 4096
_CALAMINE_ERRORS = frozenset({b"#NULL!", b"#DIV/0!", b"#VALUE!", b"#REF!", b"#NAME?", b"#NUM!", b"#N/A", b""})
_LETTERS_IN_ALPHABET = 26

_ROOT = re.compile(rb"<(?:([^<>\s/!?:]+):)?worksheet[\s>]")
_TOKEN = re.compile(rb"<(?:[^<>\s/!?:]+:)?(row|c)(?=[\s/>])([^<>]*)>")
_AT = re.compile(rb"""\sr\s{0,9}=\s{0,9}["']\s{0,9}\$?([A-Za-z]{0,99})\$?(\d{0,99})\s{0,9}["']""")
_IS_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_ERROR_VALUE = re.compile(rb"<(?:[^<>\s/!?:]+:)?v(?:\s[^<>]*)?>([^<]*)<")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What is searched for in a sheet whose tags have a certain prefix.

    Attributes:
        row_tag: How a row's tag begins.
        cell_tag: How a cell's tag begins.
        close: How a cell ends.
        row: A row's tag, with its number.
        places: Every cell's letters and number.
        not_narrow: A cell's tag that is not written as Excel does, or lies beyond Z or row 999,999.
        not_plain: A cell's tag that is not written as Excel does.
        foreign: A cell's or row's tag with another prefix.
    """

    row_tag: bytes
    cell_tag: bytes
    close: bytes
    row: re.Pattern[bytes]
    places: re.Pattern[bytes]
    not_narrow: re.Pattern[bytes]
    not_plain: re.Pattern[bytes]
    foreign: re.Pattern[bytes]


@cache
def _patterns(prefix: bytes) -> _Patterns:
    start = b"<" + prefix + b":" if prefix else b"<"
    tag = re.escape(start)
    other = rb"<(?!" + tag[1:] + rb")(?:[^<>\s/!?:]+:)?" if prefix else rb"<[^<>\s/!?:]+:"
    return _Patterns(
        row_tag=start + b"row ",
        cell_tag=start + b"c ",
        close=start.replace(b"<", b"</") + b"c>",
        row=re.compile(tag + rb'row\s[^>]*?\br="(\d{1,7})"'),
        places=re.compile(tag + rb'c r="([A-Z]+)(\d+)"'),
        not_narrow=re.compile(tag + rb'c(?! r="[A-Z][1-9]\d{0,5}"|[A-Za-z])'),
        not_plain=re.compile(tag + rb'c(?! r="[A-Z]{1,3}(?:[1-9]\d{0,5}|10[0-4]\d{4})"|[A-Za-z])'),
        foreign=re.compile(other + rb"(?:c|row)[\s/>]"),
    )


class ErrorCells:
    """The error cells of a sheet: 0-based position and name, in the order of the sheet."""

    def __init__(self) -> None:
        """Start with none."""
        self._positions: array[int] = array("Q")
        self._names: list[str] = []
        self._sorted = True
        self.written: set[bytes] = set()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._positions)

    def add_cell(self, row: int, column: int, value: re.Match[bytes] | None) -> None:
        """Add one with its value as it stands in the part."""
        raw = value[1] if value else b""
        self.written.add(raw)
        self.add(row, column, raw.strip().decode("utf-8", "replace") or "#VALUE!")

    def add(self, row: int, column: int, name: str) -> None:
        """Add one."""
        position = row * MAX_COLUMNS + column
        if self._positions and position < self._positions[-1]:
            self._sorted = False
        self._positions.append(position)
        self._names.append(sys.intern(name))

    def between(self, first: int, last: int) -> Iterator[tuple[int, int, str]]:
        """Yield row, column and name of those in rows `first` to `last`, without `last`."""
        if not self._sorted:
            order = sorted(range(len(self._positions)), key=self._positions.__getitem__)
            self._positions = array("Q", [self._positions[index] for index in order])
            self._names = [self._names[index] for index in order]
            self._sorted = True
        start = bisect_left(self._positions, first * MAX_COLUMNS)
        end = bisect_left(self._positions, last * MAX_COLUMNS)
        for index in range(start, end):
            row, column = divmod(self._positions[index], MAX_COLUMNS)
            yield row, column, self._names[index]


@dataclass(slots=True)
class SheetScan:
    """What a look through a sheet part found.

    Attributes:
        errors: The sheet's error cells.
        row_map: Where the rows were moved together: the true 0-based row of each row, else None.
        column_map: The same for columns.
        path: Where the sheet was written anew for that, else None.
        tables: The sheet's Excel tables.
    """

    errors: ErrorCells = field(default_factory=ErrorCells)
    row_map: list[int] | None = None
    column_map: list[int] | None = None
    path: Path | None = None
    tables: tuple[SheetTable, ...] = ()


@dataclass(slots=True)
class _Extent:
    """How far a sheet reaches, and how full it is."""

    rows: int = 0
    columns: int = 0
    filled: int = 0

    @property
    def box(self) -> int:
        return self.rows * self.columns

    @property
    def fits(self) -> bool:
        return self.box <= _EASY_BOX or (self.box <= _DENSE_BOX and self.filled * _SPARSE >= self.box)


class Workbook:
    """An .xlsx or .xlsm file, looked at without calamine.

    Attributes:
        package: Its parts.
        epoch_1904: Whether it counts days from 1904.
        sheets: The part of each sheet by the sheet's name.
        own_sheets: The names of the sheets that sheetqual has put there.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Read the workbook part.

        Raises:
            Refused: It is encrypted, a zip bomb, damaged or written with XML entities.
        """
        book = Book(Package(archive))
        self.package = book.package
        self.epoch_1904 = book.epoch_1904
        self.sheets = {sheet.name: sheet.part for sheet in book.sheets}
        self.own_sheets = {name.sheet_name for name in book.names if name.name.casefold() in OWN_NAMES}
        for name in self.package.names():
            if name.endswith(("sharedstrings.xml", "styles.xml")):
                _refuse_entities(next(self.package.open(name), b"")[:1024])

    def scan(self, sheet: str, scratch: Path) -> SheetScan:
        """Look through a sheet.

        Args:
            sheet: Its name.
            scratch: A file that may be written, for a sheet of few cells that lie far apart.

        Returns:
            Its error cells, and where it was written anew.

        Raises:
            Refused: It is too large to hand over, or damaged.
        """
        part = self.sheets.get(sheet, "")
        scan = self._scan(part, scratch)
        with suppress(Refused):  # Its cells can be read whatever became of its tables.
            scan.tables = tuple(tables_of(self.package, part))
        return scan

    def _scan(self, part: str, scratch: Path) -> SheetScan:
        quick = self._quick(part)
        if quick is not None and quick[0].fits and quick[1].written <= _CALAMINE_ERRORS:
            return SheetScan(quick[1])
        exact = _Exact()
        for _ in exact.cells(self.package.open(part)):
            pass
        if exact.extent.fits and exact.errors.written <= _CALAMINE_ERRORS:
            return SheetScan(exact.errors)
        return self._rewritten(part, exact, scratch)

    def _quick(  # noqa: C901 - one pass, for speed
        self, part: str
    ) -> tuple[_Extent, ErrorCells] | None:
        """Look through a sheet that is written as Excel writes it; None when it is not.

        While all cells lie in columns A to Z and rows below 1,000,000, neither is counted: that
        is at most what calamine can hold, and the row of the last tag in each piece will do.
        """
        errors = ErrorCells()
        extent = _Extent(columns=_LETTERS_IN_ALPHABET)
        look: _Patterns | None = None
        narrow = True
        carry = b""
        for piece, final in _with_last(self.package.open(part)):
            data = carry + piece
            if look is None:
                _refuse_entities(data[:1024])
                root = _ROOT.search(data[:4096])
                if root is None:
                    return None
                look = _patterns(root[1] or b"")
            cut = len(data) if final else max(data.rfind(look.row_tag), data.rfind(look.cell_tag))
            if cut <= 0:
                cut = max(data.rfind(b"<"), 0)
            data, carry = data[:cut], data[cut:]
            if len(carry) > _CARRY_LIMIT or (b":" in data and look.foreign.search(data)):
                return None
            if narrow and look.not_narrow.search(data):
                narrow = False
            if not narrow:
                if look.not_plain.search(data):
                    return None
                found = look.places.findall(data)
                extent.filled += len(found)
                for letters in {place[0] for place in found}:
                    extent.columns = max(extent.columns, column_number(letters) + 1)
                extent.rows = max(extent.rows, max(map(int, {place[1] for place in found}), default=0))
            last = look.row.match(data, max(data.rfind(look.row_tag), 0))
            if last:
                extent.rows = max(extent.rows, int(last[1]))
            if not _errors_in(data, look, errors):
                return None
        if extent.rows > MAX_ROWS or extent.columns > MAX_COLUMNS:
            return None
        # A full row needs at least as many bytes as this: enough to tell a full sheet from a sparse one.
        extent.filled = max(extent.filled, self.package.size(part) // _BYTES_OF_CELL)
        return extent, errors

    def _rewritten(self, part: str, exact: _Exact, scratch: Path) -> SheetScan:
        """Write a workbook whose sheet calamine can take.

        In a sheet that reaches too far, the used rows and columns follow one another; error cells
        all have a name that calamine knows.
        """
        rows, columns = sorted(exact.used_rows), sorted(exact.used_columns)
        moved = not exact.extent.fits
        if moved and len(rows) * len(columns) > _EASY_BOX:
            raise Refused("has cells too far apart to be read; copy the leads into a new workbook, and use that.")
        new_row = {row: index for index, row in enumerate(rows)}
        new_column = {column: index for index, column in enumerate(columns)}
        with zipfile.ZipFile(scratch, "w", zipfile.ZIP_STORED) as out:
            sheet = self.package.stored_name(part)
            for name in self.package.names():
                other = self.package.stored_name(name)
                if other != sheet and name.endswith((".xml", ".rels")) and "/worksheets/" not in name:
                    with out.open(other, "w", force_zip64=True) as stream:
                        stream.writelines(self.package.open(name))
            with out.open(sheet, "w", force_zip64=True) as stream:
                after_error = False
                for before, row, column, attributes in _Exact().cells(self.package.open(part)):
                    if after_error:
                        stream.write(_ERROR_VALUE.sub(_plain_error, before, count=1))
                    else:
                        stream.write(before)
                    after_error = row >= 0 and b"e" in attributes and _IS_ERROR.search(attributes) is not None
                    if row >= 0 and moved:
                        stream.write(b' r="%s%d"' % (column_letters(new_column[column]), new_row[row] + 1))
                        stream.write(_AT.sub(b"", attributes))
                    else:
                        stream.write(attributes)
        if not moved:
            return SheetScan(exact.errors, path=scratch)
        errors = ErrorCells()
        for row, column, name in exact.errors.between(0, MAX_ROWS):
            errors.add(new_row[row], new_column[column], name)
        return SheetScan(errors, rows, columns, scratch)


def _plain_error(value: re.Match[bytes]) -> bytes:
    return value[0].removesuffix(value[1] + b"<") + b"#N/A<"


def _errors_in(data: bytes, look: _Patterns, errors: ErrorCells) -> bool:
    """Add the error cells among whole cells; False when one has no position."""
    for mark in (b'"e"', b"'e'"):
        if mark[:1] == b"'" and b"'" not in data:
            continue
        at = data.find(mark)
        while at >= 0:
            end = data.find(b">", at, at + _LONGEST_TAG)
            tag = data[data.rfind(b"<", max(0, at - _LONGEST_TAG), at) : end]
            if end >= 0 and tag.startswith(look.cell_tag) and _IS_ERROR.search(tag) and not tag.endswith(b"/"):
                where = _AT.search(tag)
                if not where or not where[1] or not where[2]:
                    return False
                following = data.find(look.cell_tag, end)
                stop = following if following >= 0 else len(data)
                close = data.find(look.close, end, stop)
                value = _ERROR_VALUE.search(data, end + 1, close if close >= 0 else stop)
                errors.add_cell(int(where[2]) - 1, column_number(where[1]), value)
            at = data.find(mark, at + 3)
    return True


class _Exact:
    """The slower reading of a sheet part: every row and cell in turn."""

    def __init__(self) -> None:
        self.extent = _Extent()
        self.errors = ErrorCells()
        self.used_rows: set[int] = set()
        self.used_columns: set[int] = set()

    def cells(self, pieces: Iterator[bytes]) -> Iterator[tuple[bytes, int, int, bytes]]:
        """Yield the text before each tag's attributes, the cell's place, and the attributes.

        A row's tag and an empty cell have place -1; the last text has no attributes.
        """
        row = column = -1
        waiting: tuple[bytes, bytes, bytes] | None = None
        carry = b""
        for data, final in _with_last(pieces):
            text = carry + data
            done = 0
            for match in _TOKEN.finditer(text):
                between = text[done : match.start(2)]
                if waiting:
                    row, column, used = self._settle(waiting, between, row, column)
                    yield waiting[0], row if used else -1, column if used else -1, waiting[2]
                waiting = (between, match[1], match[2])
                done = match.end(2)
            carry = text[done:]
            if final:
                if waiting:
                    row, column, used = self._settle(waiting, carry, row, column)
                    yield waiting[0], row if used else -1, column if used else -1, waiting[2]
                yield carry, -1, -1, b""
            elif len(carry) > _CARRY_LIMIT:
                if waiting:
                    row, column, used = self._settle(waiting, carry, row, column)
                    yield waiting[0], row if used else -1, column if used else -1, waiting[2]
                    waiting = None
                yield carry[:-_PIECE], -1, -1, b""
                carry = carry[-_PIECE:]

    def _settle(self, tag: tuple[bytes, bytes, bytes], after: bytes, row: int, column: int) -> tuple[int, int, bool]:
        """Return where a row or cell lies, and whether it is a cell that holds something."""
        _, kind, attributes = tag
        where = _AT.search(attributes)
        if kind == b"row":
            numbered = where is not None and 0 < len(where[2]) <= _LONGEST_NUMBER
            return (int(where[2]) - 1 if where and numbered else row + 1), -1, False
        if where and where[1] and where[2]:
            if len(where[1]) > _LONGEST_LETTERS or len(where[2]) > _LONGEST_NUMBER:
                raise damaged()
            row, column = int(where[2]) - 1, column_number(where[1])
        else:
            row, column = max(row, 0), column + 1
        if not (0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS):
            raise damaged()
        if attributes.endswith(b"/") or after.startswith(b"></"):
            return row, column, False
        self.used_rows.add(row)
        self.used_columns.add(column)
        self.extent.rows = max(self.extent.rows, row + 1)
        self.extent.columns = max(self.extent.columns, column + 1)
        self.extent.filled += 1
        if b"e" in attributes and _IS_ERROR.search(attributes):
            self.errors.add_cell(row, column, _ERROR_VALUE.search(after))
        return row, column, True


def _refuse_entities(start: bytes) -> None:
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start or b"<\0!\0D\0O\0C\0" in start:
        raise unusual()


def _with_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each piece with whether it is the last; an empty last one is added."""
    for piece in pieces:
        yield piece, False
    yield b"", True
