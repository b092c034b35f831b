"""A scored list as a table for people: CSV, or a new workbook."""

from __future__ import annotations

import csv
import io
import re
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import cell_text, is_blank
from sheetqual.errors import OutputError
from sheetqual.files.atomic import replacing
from sheetqual.files.safe_text import for_csv, is_formula_like
from sheetqual.files.score_columns import COLOURS, ROW, WIDTHS, Scores, own_places, score_headers

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from sheetqual.core.profile import Temperature
    from sheetqual.core.values import Cell
    from sheetqual.files.lists import ScoredList
    from sheetqual.files.score_columns import ScoreValue

__all__ = ["SheetWriter", "check_target", "csv_parts", "export", "is_same_file", "write_csv", "write_xlsx"]

_XLSX_ROWS: Final = 1_048_576
_XLSX_COLUMNS: Final = 16_384
_XLSX_TEXT: Final = 32_767
_CHUNK: Final = 4096
_STEP: Final = 256
"""Leads between two reports of progress, each of which may stop the work."""
_PRINTABLE: Final = 220
"""So many characters of width can still be read when they are squeezed onto one page."""
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TYPED: Final = ("=", "+", "-", "@", "#")
"""Texts that begin so would be taken for formulas or errors."""


def export(
    scored: ScoredList,
    path: str | os.PathLike[str],
    leads: Sequence[int] | None = None,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Write leads with their scores to a new .csv or .xlsx, best first.

    Args:
        scored: The list, read with all its columns.
        path: The file; one that is there is replaced as a whole.
        leads: The leads' places in the list, in the order to write them; all, best first, when
            None.
        progress: Called with leads written and their total, the last time right before the file
            takes its place; what it raises stops the work, and the old file stays.

    Raises:
        OutputError: The name ends in something else, or the file can't be written.
    """
    write = write_csv if _suffix(Path(path), ("csv", "xlsx")) == "csv" else write_xlsx
    write(scored, path, leads, progress=progress)


def check_target(output: str | os.PathLike[str], leads: str | os.PathLike[str], suffixes: Sequence[str]) -> str:
    """Check, before any work is done, that a file can be written where a list's scores shall go.

    Args:
        output: The file.
        leads: The list, which is never written over.
        suffixes: What the file's name may end in, without dots.

    Returns:
        What it ends in.

    Raises:
        OutputError: It ends in something else, is a folder or the list itself, stands in a folder
            that does not exist, or has a name that no file can have.
    """
    target = Path(output)
    suffix = _suffix(target, suffixes)
    try:
        there = target.stat()
    except (FileNotFoundError, NotADirectoryError):
        if not target.parent.is_dir():
            message = f"The folder {target.parent} does not exist; make it first, or choose another one."
            raise OutputError(message) from None
        return suffix
    except (OSError, ValueError):  # Too long a name, an unreadable folder, a character of no name.
        raise OutputError("That name can't be used; give a shorter, plain one.") from None
    if stat.S_ISDIR(there.st_mode):
        raise OutputError(f"{target} is a folder; give a file name.")
    if is_same_file(leads, target):
        message = f"{target.name} is your list itself; choose another name, so that nothing in it is lost."
        raise OutputError(message)
    return suffix


def is_same_file(one: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """Tell whether two names are those of one file; one that can't be looked at is no other."""
    with suppress(OSError, ValueError):
        return Path(one).samefile(other)
    return False


def _suffix(target: Path, suffixes: Sequence[str]) -> str:
    suffix = target.suffix.casefold().removeprefix(".")
    if suffix not in suffixes:
        *others, last = (f".{one}" for one in suffixes)
        wanted = f"{', '.join(others)} or {last}; choose one of them" if others else last
        raise OutputError(f"'{target.name}' should end in {wanted}.")
    return suffix


def _places(scored: ScoredList) -> list[int]:
    """Return the positions of the columns to write: all that hold something, but for scores of before."""
    headers = scored.table.headers
    ours = own_places(headers)
    return [
        place
        for place, cells in sorted(scored.table.columns.items())
        if place not in ours and (headers[place] or not all(map(is_blank, cells)))
    ]


def write_csv(
    scored: ScoredList,
    path: str | os.PathLike[str],
    leads: Sequence[int] | None = None,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Write leads with their scores as CSV: UTF-8 with a byte-order mark, so that Excel reads it.

    Raises:
        OutputError: The file can't be written.
    """
    with replacing(path) as stream:
        stream.write(b"\xef\xbb\xbf")
        for part in csv_parts(scored, leads, progress=progress):
            stream.write(part.encode())


def csv_parts(
    scored: ScoredList,
    leads: Sequence[int] | None = None,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> Iterator[str]:
    """Yield the parts of a scored list's CSV text; texts a spreadsheet would run are made harmless."""
    board, table = scored.board, scored.table
    chosen = board.order if leads is None else leads
    places = _places(scored)
    columns = [table.columns[place] for place in places]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    headers = [table.headers[place] for place in places]
    titles = score_headers(board.profile)
    scores = Scores(scored, titles)
    writer.writerow(map(for_csv, (ROW, *titles, *headers)))
    for count, lead in enumerate(chosen, start=1):
        own = (_csv_cell(cells[lead]) for cells in columns)
        writer.writerow([table.rows[lead], *(_csv_score(one) for one in scores.of(lead)), *own])
        if count % _CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
        if progress and count % _STEP == 0:
            progress(count, len(chosen))
    yield buffer.getvalue()
    if progress:
        progress(len(chosen), len(chosen))


def _csv_score(value: ScoreValue) -> ScoreValue:
    return for_csv(value) if isinstance(value, str) else value


def _csv_cell(cell: Cell) -> str:
    return for_csv(cell) if isinstance(cell, str) else cell_text(cell)


def write_xlsx(
    scored: ScoredList,
    path: str | os.PathLike[str],
    leads: Sequence[int] | None = None,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Write leads with their scores to a new workbook: header frozen, filters on, hot in colour.

    Every text is written as text, never as a formula.

    Raises:
        OutputError: The file can't be written, or there are more leads than a sheet has rows.
    """
    import openpyxl  # noqa: PLC0415 - 100 ms that scoring to the screen does not need
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    board, table = scored.board, scored.table
    chosen = board.order if leads is None else leads
    if len(chosen) >= _XLSX_ROWS:
        message = f"{len(chosen):,} leads do not fit into one sheet; write a .csv instead."
        raise OutputError(message)
    places = _places(scored)
    titles = score_headers(board.profile)
    ours = (ROW, *titles)
    if len(places) + len(ours) > _XLSX_COLUMNS:
        raise OutputError(f"{len(places):,} columns do not fit into one sheet; write a .csv instead.")
    columns = [table.columns[place] for place in places]
    headers = [*ours, *(table.headers[place] for place in places)]
    scores = Scores(scored, titles)
    with replacing(path) as stream:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Leads")
        try:
            write = SheetWriter(sheet)
            sheet.freeze_panes = "A2"
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{len(chosen) + 1}"
            widths = _widths(chosen, headers, columns)
            for place, width in enumerate(widths, start=1):
                sheet.column_dimensions[get_column_letter(place)].width = width
            sheet.print_title_rows = "1:1"
            sheet.page_setup.orientation = "landscape"
            if sum(widths) <= _PRINTABLE:
                sheet.page_setup.fitToHeight = 0
                sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
            sheet.append([write.header(header) for header in headers])
            for count, lead in enumerate(chosen, start=1):
                score, label, *said = scores.of(lead)
                own = [write.cell(cells[lead]) for cells in columns]
                temperature = write.temperature(str(label), board.verdict(lead).temperature)
                row = [table.rows[lead], score, temperature, *said]
                sheet.append([*map(write.plain, row), *own])
                if progress and count % _STEP == 0:
                    progress(count, len(chosen))
            book.save(stream)
            if progress:
                progress(len(chosen), len(chosen))
        except BaseException:
            # Else its writer would complain when it is taken apart, after its file is gone.
            with suppress(Exception):
                sheet.close()
            raise


class SheetWriter:
    """Makes the cells of a write-only sheet."""

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        """Make its looks."""
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
        from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

        self._sheet = sheet
        self._cell = WriteOnlyCell
        self._bold = Font(name="Calibri", size=11, bold=True)
        self._wrapped = Alignment(wrap_text=True, vertical="top")
        self._fills = {
            temperature: PatternFill("solid", start_color=f"FF{colour}") for temperature, colour in COLOURS.items()
        }

    def header(self, text: str) -> SheetCell:
        """Return a header cell."""
        cell = self._text(text)
        cell.font = self._bold
        cell.alignment = self._wrapped
        return cell

    def temperature(self, text: str, temperature: Temperature) -> SheetCell:
        """Return a cell in a temperature's colour."""
        cell = self._text(text)
        cell.fill = self._fills[temperature]
        return cell

    def plain(self, value: object) -> object:
        """Return a score column's value as it goes into the sheet."""
        return self.cell(value) if isinstance(value, str) else value

    def cell(self, value: Cell) -> object:
        """Return one of a lead's own cells as it goes into the sheet."""
        if isinstance(value, str):
            return self._text(value) if value[:1] in _TYPED else _clean(value)
        if isinstance(value, datetime) and value.tzinfo:
            return value.replace(tzinfo=None)
        return value

    def _text(self, text: str) -> SheetCell:
        cell: SheetCell = self._cell(self._sheet, value=None)
        cell.value = _clean(text)
        cell.data_type = "s"
        if is_formula_like(text):
            cell.quotePrefix = True
        return cell


def _clean(text: str) -> str:
    """Return a text as a workbook can hold it: without control characters, and not too long."""
    return _CONTROL.sub("", text)[:_XLSX_TEXT]


def _widths(
    leads: Sequence[int],
    headers: Sequence[str],
    columns: Sequence[Sequence[Cell]],
) -> list[float]:
    """Return a width for each column that shows most of its cells, in characters."""
    sample = leads[:200]
    longest: list[float] = [6, *(WIDTHS[header] for header in headers[1 : len(headers) - len(columns)])]
    longest += [
        max((len(cell_text(cells[lead])) for lead in sample if not is_blank(cells[lead])), default=0)
        for cells in columns
    ]
    return [
        min(44.0, max(7.0, width + 2.0, min(len(header), 14) + 3.0))
        for header, width in zip(headers, longest, strict=True)
    ]
