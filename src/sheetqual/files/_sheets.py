"""Reads a sheet through calamine: which sheet, which header, which columns."""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from sheetqual.core.reading import cell_text, fold_header
from sheetqual.errors import LeadsFileError
from sheetqual.files._grid import (
    CHUNK,
    SEARCHED_ROWS,
    Gathered,
    Gatherer,
    Header,
    Request,
    choose_header,
    empty,
    header_beyond,
    header_blank,
    is_blank_row,
    named_in,
    nearest,
    no_header,
    quoted,
)
from sheetqual.files._refusals import Refused
from sheetqual.files._sniff import Kind
from sheetqual.files._xlsx_scan import SheetScan, Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from zipfile import ZipFile

    from python_calamine import CalamineSheet, CalamineWorkbook

    from sheetqual.core.values import Cell
    from sheetqual.files._sheet_tables import SheetTable

OWN_SHEET = "sheetqual"
"""The hidden sheet that carries a published profile."""


def damaged(source: str) -> LeadsFileError:
    """Return the error for a workbook that calamine can't read."""
    return LeadsFileError(f"{source} is damaged and can't be read; open it in Excel, save it again, and try once more.")


def protected(source: str) -> LeadsFileError:
    """Return the error for an encrypted workbook."""
    return LeadsFileError(f"{source} is protected with a password; open it in Excel, remove the password, save.")


def too_large(source: str) -> LeadsFileError:
    """Return the error for a workbook that needs more memory or time than it may."""
    return LeadsFileError(f"{source} is too large to be read; copy the leads into a new workbook, and use that.")


@contextlib.contextmanager
def calamine_at_work(source: str) -> Iterator[None]:
    """Turn whatever calamine raises into one sentence.

    A panic of its Rust code arrives as an exception outside `Exception`, known by its name alone.
    """
    try:
        yield
    except MemoryError:
        raise too_large(source) from None
    except Exception as error:
        if type(error).__name__ == "PasswordError":
            raise protected(source) from None
        if "limit exceeded" in str(error):
            raise too_large(source) from None
        raise damaged(source) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged(source) from error
        raise


def read_xlsx(
    path: Path,
    archive: ZipFile,
    source: str,
    request: Request,
    progress: Callable[[int, int | None], None] | None,
) -> Gathered:
    """Read an .xlsx or .xlsm file, each sheet looked through before calamine sees it.

    Raises:
        LeadsFileError: It can't be read, or has no leads.
    """
    with TemporaryDirectory(prefix="sheetqual-") as folder:
        scans: dict[str, SheetScan] = {}

        def look(sheet: str) -> SheetScan:
            if sheet not in scans:
                scans[sheet] = book.scan(sheet, Path(folder, f"{len(scans)}.xlsx"))
            return scans[sheet]

        try:
            book = Workbook(archive)
            gathered = read_sheets(path, Kind.XLSX, source, request, look, progress, book.own_sheets)
        except Refused as refusal:
            raise LeadsFileError(f"{source} {refusal}") from None
        gathered.epoch_1904 = book.epoch_1904
        return gathered


def read_sheets(  # noqa: PLR0913, PLR0917 - one place where everything about a workbook comes together
    path: Path,
    kind: Kind,
    source: str,
    request: Request,
    look: Callable[[str], SheetScan],
    progress: Callable[[int, int | None], None] | None,
    own: Collection[str] = (),
) -> Gathered:
    """Choose a sheet and read it.

    Args:
        path: The workbook.
        kind: What it is, whatever its suffix says.
        source: Its name, for messages.
        request: What is looked for.
        look: Looks through a sheet before calamine reads it.
        progress: Called about every 10,000 rows.
        own: The sheets that sheetqual has put there.

    Raises:
        LeadsFileError: It can't be read, or has no leads.
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - 3 ms that a CSV file does not need

    with calamine_at_work(source):
        if path.suffix.lower() in kind.suffixes:
            book = CalamineWorkbook.from_path(path)
        else:  # By path, calamine believes the suffix.
            with path.open("rb") as stream:
                book = CalamineWorkbook.from_filelike(stream)
    try:
        return _best_sheet(book, source, request, look, own).gather(progress)
    finally:
        book.close()


def _best_sheet(
    book: CalamineWorkbook, source: str, request: Request, look: Callable[[str], SheetScan], own: Collection[str]
) -> _Sheet:
    """Return the first sheet that has half of the names, else the one that has most."""
    best: _Sheet | None = None
    longest = 0
    for name in _candidates(book, source, request, own):
        sheet = _Sheet(book, name, look(name), source, request)
        sheet.find_header()
        longest = max(longest, sheet.last_row)
        if sheet.header is None:
            sheet.release()
            continue
        named = sheet.header.named
        if best is None or best.header is None or named > best.header.named:
            if best:
                best.release()
            best = sheet
        else:
            sheet.release()
        if named and named * 2 >= len(request.folded):
            break
    if best is None or best.header is None:
        if longest and request.header_row:
            if request.header_row <= longest:
                raise header_blank(source, request.header_row)
            raise header_beyond(source, request.header_row, longest)
        raise empty(source if request.sheet is None else f'The sheet "{request.sheet}" of {source}')
    if not best.header.named and request.header_row is None:
        raise no_header(source, request, best.header, sheets=True)
    return best


def _candidates(book: CalamineWorkbook, source: str, request: Request, own: Collection[str]) -> list[str]:
    """Return the sheets that may hold the list, in the workbook's order."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - see read_sheets

    sheets = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    names = [meta.name for meta in sheets]
    if request.sheet is not None:
        if request.sheet in names:
            return [request.sheet]
        wanted = request.sheet.strip().casefold()
        alike = [name for name in names if name.strip().casefold() == wanted]
        if alike:
            return alike[:1]
        near = nearest(request.sheet, names)
        hint = f'; did you mean "{near}"?' if near else "; give one of these with --sheet."
        raise LeadsFileError(f"{source} has no sheet {quoted([request.sheet], 1)}, only {quoted(names, 12)}{hint}")
    shown = [meta.name for meta in sheets if meta.visible == SheetVisibleEnum.Visible]
    # What sheetqual has put there is looked at last: a person may have a list under such a name.
    shown.sort(key=lambda name: name in own or name.casefold() == OWN_SHEET)
    if not shown:
        raise LeadsFileError(f"{source} has no visible sheet with leads; name the sheet with --sheet.")
    return shown


class _Sheet:
    """One sheet as calamine reads it, with rows, columns and errors in their true places."""

    def __init__(self, book: CalamineWorkbook, name: str, scan: SheetScan, source: str, request: Request) -> None:
        self._book = book
        self._name = name
        self._scan = scan
        self._source = source
        self._request = request
        self._loaded: CalamineSheet | None = None
        self.last_row = 0
        self.header: Header | None = None

    def release(self) -> None:
        """Let go of the sheet's memory while another is looked at."""
        self._loaded = None

    def _load(self) -> CalamineSheet:
        if self._loaded is None:
            with calamine_at_work(self._source):
                if self._scan.path:
                    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - see read_sheets

                    with CalamineWorkbook.from_path(self._scan.path) as moved:
                        self._loaded = moved.get_sheet_by_name(self._name)
                else:
                    self._loaded = self._book.get_sheet_by_name(self._name)
        return self._loaded

    def _numbers(self, first: int, count: int) -> Sequence[int]:
        """Return the true row numbers of `count` rows from the 0-based row `first` on."""
        moved = self._scan.row_map
        if moved is None:
            return range(first + 1, first + count + 1)
        return [row + 1 for row in moved[first : first + count]]

    def _places(self) -> Sequence[int]:
        """Return the true column position of each cell of a row."""
        sheet = self._load()
        left = sheet.start[1] if sheet.start else 0
        moved = self._scan.column_map
        return range(left, left + sheet.width) if moved is None else moved[left : left + sheet.width]

    def _chunks(self, size: int) -> Iterator[tuple[int, list[list[Cell]]]]:
        """Yield a 0-based first row and its rows, error cells included; the first chunk has `size` rows."""
        sheet = self._load()
        if sheet.start is None:
            return
        left = sheet.start[1]
        rows = sheet.iter_rows()
        first = 0
        while True:
            with calamine_at_work(self._source):
                chunk = cast("list[list[Cell]]", list(islice(rows, size)))
            if not chunk:
                return
            for row, column, name in self._scan.errors.between(first, first + len(chunk)):
                if 0 <= column - left < len(chunk[row - first]):
                    chunk[row - first][column - left] = name
            yield first, chunk
            first += len(chunk)
            size = CHUNK

    def find_header(self) -> None:
        """Find the header, and the number of the last row."""
        sheet = self._load()
        if sheet.start is None or sheet.end is None:
            return
        self.last_row = self._numbers(sheet.end[0], 1)[0]
        wanted = self._request.header_row
        if wanted is not None:
            found = self._header_at(wanted)
        else:
            top = sheet.start[0] + SEARCHED_ROWS
            _, chunk = next(self._chunks(top))
            found = choose_header(zip(self._numbers(0, len(chunk)), chunk, strict=True), self._request)
        if found:
            texts = [""] * (self._places()[-1] + 1)
            for position, text in zip(self._places(), found.texts, strict=True):
                texts[position] = text
            self.header = Header(found.row, tuple(texts), found.named)

    def _header_at(self, wanted: int) -> Header | None:
        for first, chunk in self._chunks(CHUNK):
            for number, row in zip(self._numbers(first, len(chunk)), chunk, strict=True):
                if number == wanted:
                    if is_blank_row(row):
                        return None
                    texts = tuple(map(cell_text, row))
                    return Header(number, texts, named_in(texts, self._request))
        return None

    def gather(self, progress: Callable[[int, int | None], None] | None) -> Gathered:
        """Read the leads below the header.

        Raises:
            LeadsFileError: There is none.
        """
        header = cast("Header", self.header)
        gatherer = Gatherer(header, self._request, progress, self._places())
        total = max(self.last_row - header.row, 0)
        table = self._table(header)
        below = _Below(table.box.bottom, table.totals) if table else None
        for first, chunk in self._chunks(CHUNK):
            numbers = self._numbers(first, len(chunk))
            skipped = bisect_right(numbers, header.row)
            rows, numbers = chunk[skipped:], numbers[skipped:]
            if below and len(numbers) and numbers[-1] > below.last:
                rows, numbers = below.without(rows, numbers)
            gatherer.add(rows, numbers, total)
        gathered = gatherer.gathered(self._source, self._name)
        if below and below.count:
            rows_are = "row is" if below.count == 1 else "rows are"
            why = f"{below.count} {rows_are} further below the table, and read as no leads."
            gathered.findings.append(("below_table", why, below.found, None))
        return gathered

    def _table(self, header: Header) -> SheetTable | None:
        """Return the Excel table that the header belongs to, or None."""
        named = [place for place, text in enumerate(header.texts) if text and fold_header(text) in self._request.folded]
        fitting = [
            table
            for table in self._scan.tables
            if table.headers and table.box.top == header.row
            if any(table.box.left <= place <= table.box.right for place in named)
        ]
        return fitting[0] if len(fitting) == 1 else None


class _Below:
    """Tells leads from what else stands below an Excel table.

    Its row of totals is none. Rows right below it are: not every program lets a table grow with them.
    What comes after a blank row is something else.

    Attributes:
        last: The last row of leads in the table.
        count: How many rows further below hold something.
        found: The first of them.
    """

    def __init__(self, bottom: int, totals: int) -> None:
        self.last = bottom - totals
        self.count = 0
        self.found: int | None = None
        self._next = bottom + 1
        self._ended = bool(totals)

    def without(self, rows: Sequence[list[Cell]], numbers: Sequence[int]) -> tuple[list[list[Cell]], list[int]]:
        """Return the rows that are leads, with their numbers."""
        kept: list[tuple[list[Cell], int]] = []
        for row, number in zip(rows, numbers, strict=True):
            if number <= self.last:
                kept.append((row, number))
            elif number >= self._next:
                self._look(row, number, kept)
        return [row for row, _ in kept], [number for _, number in kept]

    def _look(self, row: list[Cell], number: int, kept: list[tuple[list[Cell], int]]) -> None:
        is_blank = is_blank_row(row)
        self._ended = self._ended or is_blank or number != self._next
        self._next = number + 1
        if not self._ended:
            kept.append((row, number))
        elif not is_blank:
            self.count += 1
            self.found = self.found or number
