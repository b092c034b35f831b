"""Error cells and the first day of .xlsb, .xls and .ods files, which calamine does not show.

What is found here is added to what calamine reads; a file that can't be followed gives nothing,
and calamine has the last word on whether it can be read at all.
"""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from sheetqual.files._xlsx_scan import SheetScan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Seen", "biff_errors", "look_through", "ods_errors", "xlsb_errors"]

_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_MOST_REPEATED = 100_000
_UNFOLLOWED = (
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    LookupError,
    OverflowError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(slots=True)
class Seen:
    """What a look through a workbook found.

    Attributes:
        scans: The scan of each sheet by the sheet's name.
        epoch_1904: Whether the workbook counts days from 1904.
    """

    scans: dict[str, SheetScan] = field(default_factory=dict)
    epoch_1904: bool = False

    def scan(self, sheet: str) -> SheetScan:
        """Return what was found in a sheet."""
        return self.scans.get(sheet) or SheetScan()

    def add(self, sheet: str, row: int, column: int, name: str) -> None:
        """Note an error cell."""
        self.scans.setdefault(sheet, SheetScan()).errors.add(row, column, name)


def look_through(path: Path) -> Seen:
    """Look through a workbook."""
    seen = Seen()
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                if "content.xml" in archive.namelist():
                    ods_errors(archive.read("content.xml"), seen)
                else:
                    xlsb_errors(archive, seen)
        else:
            biff_errors(_stream_of(path.read_bytes()), seen)
    except _UNFOLLOWED:
        return seen
    return seen


_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_ODS_NAME = re.compile(rb'\stable:name="([^"]*)"')
_ODS_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')
_ODS_TEXT = re.compile(rb"<text:p[^>]*>([^<]*)<")
_ODS_ERROR = b'calcext:value-type="error"'
_ODS_1904 = re.compile(rb'<table:null-date[^>]*table:date-value="1904-01-01"')


def ods_errors(content: bytes, seen: Seen) -> None:
    """Note the error cells of an OpenDocument spreadsheet, which LibreOffice keeps as blank texts."""
    seen.epoch_1904 = _ODS_1904.search(content) is not None
    if _ODS_ERROR not in content:
        return
    sheet = ""
    row = column = rows = 0
    for match in _ODS_TAG.finditer(content):
        kind, attributes = match[1], match[2]
        if kind == b"table":
            name = _ODS_NAME.search(attributes)
            sheet = html.unescape(name[1].decode()) if name else ""
            row = rows = 0
        elif kind == b"table-row":
            row += rows
            rows = _repeated(_ODS_ROWS, attributes)
            column = 0
        else:
            columns = _repeated(_ODS_COLUMNS, attributes)
            if _ODS_ERROR in attributes and rows * columns <= _MOST_REPEATED:
                text = _ODS_TEXT.search(content, match.end(), match.end() + 500)
                error = html.unescape(text[1].decode()) if text and text[1] else "#VALUE!"
                for at in product(range(row, row + rows), range(column, column + columns)):
                    seen.add(sheet, *at, error)
            column += columns


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ID = re.compile(rb'\bId="([^"]*)"')
_TARGET = re.compile(rb'\bTarget="([^"]*)"')
_XLSB_ROW, _XLSB_WORKBOOK, _XLSB_SHEET = 0, 153, 156
_XLSB_ERRORS = {3, 11}


def xlsb_errors(archive: zipfile.ZipFile, seen: Seen) -> None:  # noqa: C901 - the format in one place
    """Note the error cells of a binary workbook ([MS-XLSB] 2.4)."""
    targets = {}
    for attributes in _RELATIONSHIP.findall(archive.read("xl/_rels/workbook.bin.rels")):
        key, target = _ID.search(attributes), _TARGET.search(attributes)
        if key and target:
            path = target[1].decode()
            targets[key[1].decode()] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    sheets = []
    for kind, data in _xlsb_records(archive.read("xl/workbook.bin")):
        if kind == _XLSB_WORKBOOK:
            seen.epoch_1904 = bool(data[0] & 1)
        elif kind == _XLSB_SHEET:
            key_text, after = _wide_text(data, 8)
            name, _ = _wide_text(data, after)
            sheets.append((name, targets.get(key_text, "")))
    for name, part in sheets:
        row = 0
        if part not in archive.namelist():
            continue
        for kind, data in _xlsb_records(archive.read(part)):
            if kind == _XLSB_ROW:
                (row,) = struct.unpack_from("<I", data)
            elif kind in _XLSB_ERRORS:
                seen.add(name, row, struct.unpack_from("<I", data)[0], _CODES.get(data[8], "#VALUE!"))


def _wide_text(data: memoryview, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", data, at)
    end = at + 4 + 2 * length
    return bytes(data[at + 4 : end]).decode("utf-16-le"), end


def _xlsb_records(part: bytes) -> Iterator[tuple[int, memoryview]]:
    view = memoryview(part)
    at, end = 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        for _ in range(4):
            byte = part[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, view[at : at + size]
        at += size


_BOF, _EOF, _SHEET, _DATE_MODE, _FORMULA, _BOOL_OR_ERROR = 0x0809, 0x000A, 0x0085, 0x0022, 0x0006, 0x0205
_BIFF8 = 0x0600
_IS_ERROR, _NO_NUMBER = 2, 0xFF


def biff_errors(stream: bytes, seen: Seen) -> None:
    """Note the error cells of an old Excel workbook's stream ([MS-XLS] 2.4)."""
    version = 0
    sheets = []
    for kind, data in _biff_records(stream, 0):
        if kind == _BOF:
            (version,) = struct.unpack_from("<H", data)
        elif kind == _DATE_MODE:
            seen.epoch_1904 = data[0] == 1
        elif kind == _SHEET:
            (offset,) = struct.unpack_from("<I", data)
            length = data[6]
            if version == _BIFF8:
                wide = data[7] & 1
                raw = bytes(data[8 : 8 + length * (2 if wide else 1)])
                name = raw.decode("utf-16-le" if wide else "latin-1")
            else:
                name = bytes(data[7 : 7 + length]).decode("cp1252", "replace")
            sheets.append((name, offset))
    for name, offset in sheets:
        for kind, data in _biff_records(stream, offset):
            if kind == _BOOL_OR_ERROR and data[7] == 1:
                row, column, _, code = struct.unpack_from("<HHHB", data)
            elif kind == _FORMULA and data[6] == _IS_ERROR and data[12] == data[13] == _NO_NUMBER:
                row, column, _, _, _, code = struct.unpack_from("<HHHBBB", data)
            else:
                continue
            seen.add(name, row, column, _CODES.get(code, "#VALUE!"))


def _biff_records(stream: bytes, at: int) -> Iterator[tuple[int, memoryview]]:
    """Yield the records from a BOF record to its EOF, without those of charts in between."""
    view = memoryview(stream)
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1
        if depth == 1:
            yield kind, view[at + 4 : at + 4 + size]
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        at += 4 + size


_FREE = 0xFFFFFFFA
_ENTRY = 128


def _stream_of(file: bytes) -> bytes:  # noqa: C901 - the format in one place
    """Return the workbook's stream out of an OLE container ([MS-CFB] 2)."""
    shift, mini_shift = struct.unpack_from("<HH", file, 30)
    directory, cutoff, mini_start = (
        struct.unpack_from("<I", file, 48)[0],
        struct.unpack_from("<I", file, 56)[0],
        struct.unpack_from("<I", file, 60)[0],
    )
    size = 1 << shift

    def sector(index: int) -> bytes:
        return file[(index + 1) << shift : (index + 2) << shift]

    tables = list(struct.unpack_from("<109I", file, 76))
    further, count = struct.unpack_from("<II", file, 68)
    for _ in range(min(count, len(file) >> shift)):
        *more, further = struct.unpack(f"<{size // 4}I", sector(further))
        tables += more
    fat: list[int] = []
    for table in tables:
        if table < _FREE:
            fat += struct.unpack(f"<{size // 4}I", sector(table))

    def chain(start: int) -> bytes:
        found: list[bytes] = []
        while start < _FREE and len(found) <= len(fat):
            found.append(sector(start))
            start = fat[start]
        return b"".join(found)

    entries = chain(directory)
    root_start = struct.unpack_from("<I", entries, 116)[0]
    for at in range(0, len(entries), _ENTRY):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name.lower() not in {"workbook", "book"}:
            continue
        start, total = struct.unpack_from("<II", entries, at + 116)
        if total >= cutoff:
            return chain(start)[:total]
        minis = struct.unpack(f"<{len(chain(mini_start)) // 4}I", chain(mini_start))
        holder = chain(root_start)
        found: list[bytes] = []
        while start < _FREE and len(found) <= len(minis):
            found.append(holder[start << mini_shift : (start + 1) << mini_shift])
            start = minis[start]
        return b"".join(found)[:total]
    raise LookupError
