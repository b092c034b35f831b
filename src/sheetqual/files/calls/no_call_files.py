"""Reads files of people who must not be called as they stand: all rows of all sheets, of any width."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.identity import identity_headers
from sheetqual.core.profile import LeadColumns
from sheetqual.errors import LeadsFileError
from sheetqual.files._csv import LongLineError, begin_records, field_limit, find_encoding, long_line
from sheetqual.files._grid import Request, empty, header_blank
from sheetqual.files._sniff import Kind, NotLeads, kind_of
from sheetqual.files.tables import read_leads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sheetqual.core.values import Cell

__all__ = ["TextRows", "read_text", "sheets_of"]

_BLANK_ROWS: Final = 50
"""So many blank rows may stand above a sheet's first one."""


@dataclass(frozen=True, slots=True)
class TextRows:
    """A text file.

    Attributes:
        rows: Its records, from the first one on; of any width.
        delimiter: What separates their cells; `UNSEPARATED` where nothing does.
        codec: Its encoding, as Python calls it.
    """

    rows: Sequence[Sequence[str]]
    delimiter: str
    codec: str


def sheets_of(path: Path, encoding: str | None) -> list[Sequence[Sequence[Cell]]]:
    """Return all rows of all sheets of a file, those of a text file as its only one; none where it is empty.

    Args:
        path: The file.
        encoding: The encoding of a text file that is not UTF-8; None when nobody knows.

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
    return [read_text(path, encoding).rows] if kind_of(path) is Kind.TEXT else _read_workbook(path)


def read_text(path: Path, encoding: str | None) -> TextRows:
    """Read a text file as it stands; `read_leads` would cut records that are longer than the first one.

    Args:
        path: The file.
        encoding: What it is written in if it is not UTF-8; None when nobody knows.

    Raises:
        LeadsFileError: It can't be read.
        OSError: It can't be opened.
    """
    try:
        return _decoded(path, encoding)
    except UnicodeError:
        return _decoded(path, None)  # Names may suffer, but whom it is about stands there in digits and plain letters.


def _decoded(path: Path, encoding: str | None) -> TextRows:
    """Read a text file in an encoding; None for the one that fits best.

    Raises:
        LeadsFileError: It can't be read.
        UnicodeError: It has another encoding.
        OSError: It can't be opened.
    """
    request = Request.of(identity_headers(LeadColumns()), None, None, keep_all=True)
    with path.open("rb") as stream, field_limit():
        text = find_encoding(stream, path.name, encoding)
        try:
            with text.lines(stream) as lines:
                begun = begin_records(lines, path.name, request)
                rows = list(begun.records)
                begun.records.check_end(lambda: text.lines(stream), begun.skip)
        except LongLineError:
            raise long_line(path.name) from None
    return TextRows(rows, begun.delimiter, text.encoding)


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
