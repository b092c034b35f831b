"""What Calc hands over -> what its cells show.

This goes into the add-in, beside a copy of the core: it imports nothing else, and runs on every
Python that LibreOffice 25.2 and later bring, which begins with 3.10.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sheetqual.core.dates import from_serial
from sheetqual.core.reading import cell_text, is_blank
from sheetqual.core.worksheet import (
    lead_values,
    published_text,
    said_in_cell,
    score_temperatures,
    scores_alone,
    scoring_day,
)
from sheetqual.errors import Fault, ProfileError, SheetqualError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sheetqual.core.values import Cell
    from sheetqual.core.worksheet import Shown

__all__ = ["DEFAULT_PROFILE", "answer"]

Matrix: TypeAlias = "tuple[tuple[Any, ...], ...]"
"""Cells row by row, as UNO hands them over and wants them back."""

DEFAULT_PROFILE: Final = "default_profile.txt"
"""The file beside this one that says where the profile is that formulas need not name."""

_ERROR: Final = "#N/A"
"""An error cell: which error it shows, Calc does not say, and for a lead all are one."""
_TALL: Final = 2_000
_WIDE: Final = 200
"""Ranges larger than these may be whole columns or rows, most of them empty."""
_DATETIME: Final = 2
"""com.sun.star.sheet.CellFlags.DATETIME: numbers that are typed in and shown as a day or a time"""
_LOGICAL: Final = 1024
"""com.sun.star.util.NumberFormat.LOGICAL"""
_COUNTS_FROM: Final = 1899
_LARGEST: Final = 4_000_000
"""Bytes of a profile file: a film named so shall not fill the memory."""


def answer(  # noqa: PLR0913, PLR0917 - a formula's arguments
    function: str, document: Any, leads: Any, headers: Any, profile: Any, today: Any
) -> Matrix:
    """Return what a worksheet function shows of leads.

    Args:
        function: Its name.
        document: The document that calls.
        leads: The range of the leads, or of scores; None when left out.
        headers: Values, None when left out. So are the others.
        profile: The published cells, or a file's path.
        today: The day of scoring.

    Returns:
        A row a lead; one row with a short message when something is wrong.
    """
    try:
        values = _values(function, document, leads, (_given(headers), _given(profile), _given(today)))
        return tuple([(value,) for value in values])
    except Exception as error:  # noqa: BLE001 - a traceback in a cell helps nobody
        return ((said_in_cell(error),),)


def _values(function: str, document: Any, leads: Any, others: tuple[Any, Any, Any]) -> Sequence[Shown]:
    headers, profile, today = others
    if leads is None:
        message = "no lead; choose the lead's cells as first argument"
        raise SheetqualError(message)
    rows = _rows(leads)
    names = () if headers is None else _names(headers)
    if function == "LEADTEMP" and (profile is None or not any(names)):
        scores = scores_alone(rows)
        if scores is not None:
            return score_temperatures(scores, _profile_text(headers if profile is None else profile))
        if all(is_blank(cell) for row in rows for cell in row):
            return [""] * len(rows)  # A score that is not there yet has no temperature.
    text = _profile_text(profile)
    if not any(names):
        message = "no headers; choose the header row over these leads as second argument"
        raise SheetqualError(message)
    _check_days(document)
    if len(names) > _WIDE and len(names) == len(rows[0]):
        width = max(place for place, name in enumerate(names, start=1) if name)
        names, rows = names[:width], tuple([row[:width] for row in rows])
    return lead_values(function, _as_in_files(rows, leads, document), names, text, _day(today))


def _given(argument: Any) -> Any:
    """Return an argument; None for one that is left out, or a single blank cell, which arrives as 0."""
    while isinstance(argument, tuple) and len(argument) == 1:
        argument = argument[0]
    return argument or None


# --- Leads --------------------------------------------------------------------------------------


def _rows(leads: Any) -> Matrix:
    """Return the cells of a range; of whole columns only as far as the sheet is used."""
    address = leads.getRangeAddress()
    if address.EndRow - address.StartRow > _TALL:
        cursor = leads.getSpreadsheet().createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO takes no names
        last = max(address.StartRow, min(address.EndRow, cursor.getRangeAddress().EndRow))
        width, height = address.EndColumn - address.StartColumn, last - address.StartRow
        leads = leads.getCellRangeByPosition(0, 0, width, height)
    rows: Matrix = leads.getDataArray()
    for row in rows:
        if None in row:  # An error: a blank is an empty text.
            return tuple([tuple([_ERROR if cell is None else cell for cell in row]) for row in rows])
    return rows


def _as_in_files(rows: Matrix, leads: Any, document: Any) -> Matrix:
    """Return cells with days and truth values as other programs have them; Calc hands over numbers."""
    numbers = [
        (down, across) for down, row in enumerate(rows) for across, cell in enumerate(row) if type(cell) is float
    ]
    if not numbers:
        return rows
    others: dict[tuple[int, int], Cell] = {place: _moment(rows[place[0]][place[1]]) for place in _days(rows, leads)}
    for place in numbers:
        if rows[place[0]][place[1]] in _ONE_AND_ZERO and place not in others:
            truth = _truth(rows, leads, document, place)
            if truth is not None:
                others[place] = truth
    if not others:
        return rows
    return tuple(
        [tuple([others.get((down, across), cell) for across, cell in enumerate(row)]) for down, row in enumerate(rows)]
    )


_ONE_AND_ZERO: Final = frozenset((0.0, 1.0))


def _days(rows: Matrix, leads: Any) -> Iterator[tuple[int, int]]:
    """Yield the places of the cells that show a day or a time."""
    own = None
    for found in leads.queryContentCells(_DATETIME).getRangeAddresses():
        own = own or leads.getRangeAddress()
        for row in range(found.StartRow, found.EndRow + 1):
            for column in range(found.StartColumn, found.EndColumn + 1):
                down, across = row - own.StartRow, column - own.StartColumn
                if down < len(rows) and across < len(rows[down]) and type(rows[down][across]) is float:
                    yield down, across


def _moment(serial: float) -> Cell:
    """Return a serial as a day, with the time of day where it has one; a time alone stays a number."""
    day = from_serial(serial)
    if day is None or serial.is_integer():
        return serial if day is None else day
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - cells know no zones
    return midnight + timedelta(seconds=min(round(serial % 1 * 86_400), 86_399))


def _truth(rows: Matrix, leads: Any, document: Any, place: tuple[int, int]) -> str | None:
    """Return the name of a cell's truth value, or None where it is the number 1 or 0."""
    down, across = place
    cell, name = leads.getCellByPosition(across, down), "TRUE" if rows[down][across] else "FALSE"
    if cell.getFormula() == f"={name}()":  # As in .xlsx files, whatever the format makes of it.
        return name
    # What another formula returned shows on the screen only, in any language; but a format of one's
    # own may show words for numbers.
    if any(map(str.isdigit, cell.getString())):
        return None
    logical = document.getNumberFormats().getByKey(cell.getPropertyValue("NumberFormat")).Type & _LOGICAL
    return name if logical else None


def _check_days(document: Any) -> None:
    """Check that the document counts its days as Excel does.

    Raises:
        SheetqualError: It does not; every date would be read wrongly.
    """
    if document.getPropertyValue("NullDate").Year != _COUNTS_FROM:
        message = "this document counts its days from another year, such as 1904; copy the leads into a new document"
        raise SheetqualError(message)


# --- Headers, profile, day ----------------------------------------------------------------------


def _names(headers: Any) -> tuple[str, ...]:
    if not isinstance(headers, tuple):
        return (cell_text(headers),)
    return _joined(headers)


@lru_cache(maxsize=64)
def _joined(rows: Matrix) -> tuple[str, ...]:
    return tuple([cell_text(cell) for row in _table(rows) for cell in row])


def _table(rows: Any) -> Sequence[Sequence[Cell]]:
    """Return an argument as rows of cells: a block, a row, or one cell."""
    if not isinstance(rows, tuple):
        return ((rows,),)
    return rows if rows and isinstance(rows[0], tuple) else (rows,)


def _day(today: Any) -> date:
    return scoring_day(today, datetime.now().astimezone().date())


def _profile_text(profile: Any) -> str:
    """Return a profile's text from published cells, one line a row, or from a file's path.

    Raises:
        SheetqualError: There is no profile, or the file can't be read.
    """
    text = None if profile is None else _published(profile)
    if text is None:
        path = _default_profile()
        if path is None:
            message = "no profile; give the published cells (LeadProfile) or a file's path as third argument"
            raise SheetqualError(message)
        return _from_file(path)
    if not isinstance(profile, tuple) and text.strip().casefold().endswith(".toml"):
        return _from_file(text.strip())
    return text


@lru_cache(maxsize=16)
def _published(profile: Any) -> str | None:
    return published_text(_table(profile))


@lru_cache(maxsize=1)
def _default_profile() -> str | None:
    try:
        return Path(__file__).with_name(DEFAULT_PROFILE).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def _from_file(path: str) -> str:
    try:
        stat = Path(path).stat()
    except (OSError, ValueError):
        stat = None
    if stat is None or not S_ISREG(stat.st_mode):  # Another kind of file might never end.
        message = f"there is no profile at {path}"
        raise SheetqualError(message)
    return _file_text(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8)
def _file_text(path: str, _modified: int, size: int) -> str:
    try:
        raw = Path(path).read_bytes() if size <= _LARGEST else b"\xff"
    except OSError as error:
        message = f"{path} can't be opened ({error.strerror or error})"
        raise SheetqualError(message) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        fault = Fault("this is not UTF-8 text; save the file as UTF-8 in your editor")
        raise ProfileError(path, [fault]) from None
