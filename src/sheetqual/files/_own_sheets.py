"""Sheets of our own, as parts of a workbook."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from sheetqual.errors import LeadsFileError
from sheetqual.files._book import Book
from sheetqual.files._package import Package
from sheetqual.files._positions import column_letters
from sheetqual.files._refusals import Refused
from sheetqual.files._sheet_splice import filled
from sheetqual.files._sheet_tables import Box
from sheetqual.files._sheets import calamine_at_work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sheetqual.files._editing import Editing

__all__ = [
    "OwnCell",
    "OwnSheet",
    "own_sheet",
    "put_own_sheet",
    "quoted_sheet",
    "read_own_sheet",
    "sheet_part",
]


@dataclass(frozen=True, slots=True)
class OwnCell:
    """A cell of a sheet of ours.

    Attributes:
        content: What it holds; None for nothing.
        style: The index of its style.
    """

    content: str | float | None
    style: int = 0


def sheet_part(  # noqa: PLR0913 - each is a setting of the sheet's
    namespace: str,
    rows: Sequence[Sequence[OwnCell]],
    *,
    widths: Sequence[float] = (),
    merged: Sequence[str] = (),
    frozen: int = 0,
    is_report: bool = False,
    right_to_left: bool = False,
) -> str:
    """Return the part of a sheet.

    Args:
        namespace: The name space of its elements.
        rows: Its cells, row by row from the first.
        widths: The widths of its columns, in characters.
        merged: Ranges of cells that are one.
        frozen: So many rows at the top stay when one scrolls.
        is_report: Whether people read and print it, and change nothing on it; rows are then as high as
            their texts need.
        right_to_left: Whether it runs from right to left.
    """
    fit = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if is_report else ""
    views = '<sheetViews><sheetView workbookViewId="0"{}{}>{}</sheetView></sheetViews>'.format(
        ' showGridLines="0"' if is_report else "",
        ' rightToLeft="1"' if right_to_left else "",
        f'<pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" activePane="bottomLeft" state="frozen"/>'
        if frozen
        else "",
    )
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width:g}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    data = "".join(
        f'<row r="{number}"{_height(row, widths) if is_report else ""}>{_cells(number, row)}</row>'
        for number, row in enumerate(rows, start=1)
        if row
    )
    ends = [
        '<sheetProtection sheet="1" objects="1" scenarios="1"/>' if is_report else "",
        f'<mergeCells count="{len(merged)}">{"".join(f"<mergeCell ref={chr(34)}{one}{chr(34)}/>" for one in merged)}'
        "</mergeCells>"
        if merged
        else "",
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        if is_report
        else "",
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{namespace}">{fit}{views}{f"<cols>{columns}</cols>" if columns else ""}'
        f"<sheetData>{data}</sheetData>{''.join(ends)}</worksheet>"
    )


_LEAST_ROWS: Final = 4
"""What a sheet is about may stand beside a text that is shorter."""
_LINE: Final = 15.0
_HIGHEST: Final = 409.0
_ROOM: Final = 5.0


def _height(row: Sequence[OwnCell], widths: Sequence[float]) -> str:
    """Return the height of a row, since not every program finds it itself; that of a lone text is its font's."""
    if len(row) == 1:
        return ""
    lines = max(
        sum(max(1, ceil(len(line) / (width - 1))) for line in cell.content.split("\n"))
        if isinstance(cell.content, str)
        else 1
        for cell, width in zip(row, widths, strict=False)
    )
    return f' ht="{min(lines * _LINE + _ROOM, _HIGHEST):g}" customHeight="1"'


def _cells(number: int, row: Sequence[OwnCell]) -> str:
    return "".join(
        f'<c r="{column_letters(place).decode()}{number}"{f" s={chr(34)}{cell.style}{chr(34)}" if cell.style else ""}'
        f"{filled(cell.content)}"
        for place, cell in enumerate(row)
        if cell.content is not None or cell.style
    )


def own_sheet(path: Path, defined: str, is_ours: Callable[[str, Sequence[Sequence[str]]], bool]) -> str | None:
    """Return the name of a sheet of ours in a workbook, whatever people call it now, or None.

    Args:
        path: An .xlsx or .xlsm workbook.
        defined: The defined name by which the sheet is known.
        is_ours: Tells from the sheet's name and its cells whether it is ours: a person may have given
            that name to cells of their own.

    Raises:
        LeadsFileError: The workbook can't be read.
    """
    found = read_own_sheet(path, defined)
    return found.sheet if found and is_ours(found.sheet, found.rows) else None


def put_own_sheet(edited: Editing, own: str | None, wanted: str, text: str, state: str = "visible") -> str:
    """Write a sheet of ours anew, or add it.

    Args:
        edited: The workbook.
        own: The name of the sheet, or None where there is none yet.
        wanted: The name it gets when it is new.
        text: Its part.
        state: Whether it is visible, hidden or veryHidden when it is new.

    Returns:
        Its name.
    """
    if own is None:
        return edited.add_sheet(wanted, text, state=state)
    edited.set_sheet(edited.sheet(own), text)
    return own


def quoted_sheet(name: str) -> str:
    """Return a sheet's name as formulas hold it."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """What a sheet of ours holds.

    Attributes:
        sheet: Its name.
        rows: Its cells as texts, row by row.
        box: The block that its defined name means.
    """

    sheet: str
    rows: list[list[str]]
    box: Box


def read_own_sheet(path: Path, defined: str) -> OwnSheet | None:
    """Return what a sheet of ours holds.

    Args:
        path: An .xlsx or .xlsm workbook.
        defined: The defined name by which the sheet is known.

    Returns:
        None where the workbook has no such sheet.

    Raises:
        LeadsFileError: The workbook can't be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            known = Book(Package(archive)).name(defined)
    except Refused as refusal:
        raise LeadsFileError(f"{path.name} {refusal}") from None
    except (zipfile.BadZipFile, EOFError, ValueError, OSError):
        raise LeadsFileError(f"{path.name} is damaged and can't be read; open it in Excel, save it again.") from None
    box = Box.of(known.refers.rpartition("!")[2]) if known else None
    if known is None or box is None or not (sheet := known.sheet_name):
        return None
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - 3 ms that a CSV file does not need

    with calamine_at_work(path.name), path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
        if sheet not in book.sheet_names:
            return None
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=max(box.bottom, _LEAST_ROWS))
    return OwnSheet(sheet, [[str(cell) for cell in row] for row in rows], box)
