"""The few objects of Excel that xlwings touches while it converts arguments, and cells to fill them.

A cell is written the way a person sees it (a date as a date, an error as a `CellError`); ``Value`` and
``Value2`` answer what Excel would answer. Numbers become floats: Excel has no whole numbers, so an int
in what Python receives is always an error code.
"""
# ruff: noqa: N802 - the properties bear the names of Excel's object model

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from .win32_standins import RANGE_IID, ComObject, TimeType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "MISSING",
    "Cell",
    "CellError",
    "FakeApplication",
    "FakeRange",
    "FakeWorkbook",
    "FakeWorksheet",
    "block",
    "cell",
    "column",
    "row",
    "value2",
]

MISSING = -2147352572
"""An optional argument that the formula leaves out, as a VBA wrapper passes it on."""


class CellError(Enum):
    """An error cell, with the number that COM delivers; xlwings knows only the seven oldest."""

    NULL = -2146826288
    DIV0 = -2146826281
    VALUE = -2146826273
    REF = -2146826265
    NAME = -2146826259
    NUM = -2146826252
    NA = -2146826246
    GETTING_DATA = -2146826245
    SPILL = -2146826243
    BLOCKED = -2146826241
    CALC = -2146826238


Cell: TypeAlias = str | float | bool | date | datetime | Decimal | CellError | None
"""A cell as a person sees it; a Decimal is a number in a currency format."""

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers know no time zone


def _serial(day: date) -> float:
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001
    return (moment - _EPOCH).total_seconds() / 86400


def _as_value(content: Cell) -> object:
    match content:
        case datetime():
            return TimeType(*content.timetuple()[:6], content.microsecond, tzinfo=UTC)
        case date():
            return TimeType(content.year, content.month, content.day, tzinfo=UTC)
        case Decimal():
            return content
        case _:
            return _as_value2(content)


def _as_value2(content: Cell) -> object:
    match content:
        case CellError():
            return content.value
        case date():
            return _serial(content)
        case int() | Decimal() if not isinstance(content, bool):
            return float(content)
        case _:
            return content


class FakeApplication(ComObject):
    """Excel itself."""

    com_name = "_Application"
    Name: ClassVar = "Microsoft Excel"
    Version: ClassVar = "16.0"
    Hwnd: ClassVar = 4711


class FakeWorkbook(ComObject):
    """A workbook; the add-in counts as one, and its name decides about the generated VBA."""

    com_name = "_Workbook"

    def __init__(self, name: str = "leads.xlsx", sheets: Sequence[str] = ("Leads", "sheetqual")) -> None:
        """Make a workbook with empty sheets of these names."""
        self.Name = name
        self.FullName = f"C:\\Users\\ada\\{name}"
        self.Application = FakeApplication()
        self.Worksheets = FakeWorksheets(self, sheets)


class FakeWorksheets(ComObject):
    """A workbook's sheets, which xlwings looks through for embedded code."""

    com_name = "Sheets"

    def __init__(self, workbook: FakeWorkbook, names: Sequence[str]) -> None:
        """Make the sheets."""
        self._sheets = tuple(FakeWorksheet(workbook, name) for name in names)

    @property
    def Count(self) -> int:
        """The number of sheets."""
        return len(self._sheets)

    def __iter__(self) -> Iterator[FakeWorksheet]:
        """Go through the sheets in order."""
        return iter(self._sheets)


class FakeWorksheet(ComObject):
    """A sheet."""

    com_name = "_Worksheet"

    def __init__(self, workbook: FakeWorkbook, name: str) -> None:
        """Make an empty sheet of a workbook."""
        self.Name = name
        self.Parent = workbook
        self.Application = workbook.Application


class _Lines(ComObject):
    """The rows or columns of a range, of which only the number is ever asked."""

    def __init__(self, count: int) -> None:
        self.Count = count


class FakeRange(ComObject):
    """A range with its cells, as generated VBA passes it to Python."""

    com_name = "Range"
    com_iid = RANGE_IID

    def __init__(
        self,
        cells: Sequence[Sequence[Cell]],
        at: tuple[int, int] = (1, 1),
        sheet: FakeWorksheet | None = None,
    ) -> None:
        """Place rows of cells on a sheet.

        Args:
            cells: Rows of equal length, at least one cell.
            at: Row and column of the first cell, from 1.
            sheet: The sheet, or None for the first one of a new workbook.
        """
        self._cells = tuple(map(tuple, cells))
        if not self._cells or not self._cells[0] or len({len(line) for line in self._cells}) > 1:
            raise ValueError("a range needs cells, and rows of the same length")
        self.Row, self.Column = at
        self.Worksheet = sheet or next(iter(FakeWorkbook().Worksheets))
        self.Application = self.Worksheet.Application
        self.Rows = _Lines(len(self._cells))
        self.Columns = _Lines(len(self._cells[0]))

    @property
    def Count(self) -> int:
        """The number of cells."""
        return self.Rows.Count * self.Columns.Count

    @property
    def Address(self) -> str:
        """The absolute address, ``$A$1:$C$4``; columns up to Z."""
        first = f"${chr(64 + self.Column)}${self.Row}"
        last = f"${chr(63 + self.Column + self.Columns.Count)}${self.Row + self.Rows.Count - 1}"
        return first if self.Count == 1 else f"{first}:{last}"

    @property
    def Value(self) -> object:
        """The values with dates as dates and currency as Decimal; a single cell's without a tuple."""
        values = tuple(tuple(map(_as_value, line)) for line in self._cells)
        return values[0][0] if self.Count == 1 else values

    @property
    def Value2(self) -> object:
        """The bare values, dates as serial numbers; a single cell's without a tuple."""
        values = tuple(tuple(map(_as_value2, line)) for line in self._cells)
        return values[0][0] if self.Count == 1 else values


def cell(content: Cell) -> FakeRange:
    """Return a range of one cell."""
    return FakeRange([[content]])


def row(*contents: Cell) -> FakeRange:
    """Return a range of one row."""
    return FakeRange([contents])


def column(*contents: Cell) -> FakeRange:
    """Return a range of one column."""
    return FakeRange([[content] for content in contents])


def block(*rows: Sequence[Cell]) -> FakeRange:
    """Return a range of several rows."""
    return FakeRange(rows)


def value2(cells: FakeRange) -> object:
    """Return what a wrapper that says ``leads.Value2`` passes instead of the range."""
    return cells.Value2
