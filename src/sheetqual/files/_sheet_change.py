"""What is to become of a sheet: cells, columns, colours, and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

from sheetqual.files._refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheetqual.files._sheet_tables import Box

__all__ = ["KEEP", "CellStyles", "Content", "Formula", "Occupied", "Outcome", "Rule", "SheetChange"]


class _Keep(Enum):
    KEEP = "keep"


KEEP: Final = _Keep.KEEP
"""In the place of a content: the cell stays as it is."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula for a cell.

    Attributes:
        text: The formula, without its equals sign.
        dynamic: Whether it is a dynamic array.
    """

    text: str
    dynamic: bool = False


Content: TypeAlias = str | float | Formula | date | time | timedelta | Literal[_Keep.KEEP] | None
"""What a cell is to hold; None leaves it blank."""


class CellStyles(Protocol):
    """Gives the styles of new cells."""

    def plain(self, base: int) -> int:
        """Return a style like another one that shows numbers as they are."""

    def day(self, base: int, *, with_time: bool) -> int:
        """Return a style like another one that shows a day."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A colour for the cells of a column that hold a text.

    Attributes:
        text: The text.
        format: Makes the conditional format, and returns its index.
    """

    text: str
    format: Callable[[], int]


@dataclass(frozen=True, slots=True)
class SheetChange:
    """Cells to be put into a sheet.

    Attributes:
        places: The columns that get cells, from 0, in ascending order.
        rows: The content of each of them by row, as Excel shows it, with the header's row.
        header_row: The row of the headers.
        fresh: Which of the columns are new to the sheet: where they get cells, nothing may stand.
        empty: Rows that the new columns pass though they get no cells there: nothing may stand there, either.
        cleared: Rows in which what stands in the columns is wiped out, but for formulas.
        widths: The width of some columns, where the sheet does not say it.
        styles: Gives the styles of new cells.
        coloured: The column whose cells are coloured by `rules`, unless the sheet has colours there.
        rules: Its colours.
        filtered: Tells what becomes of the sheet's filter, from where it lies; None for the same.
        fresh_rows: Rows below the list: where they get cells, nothing may stand.
        model_row: The row whose cells new ones in columns that are there look like; the first that gets
            cells when None.
        guarded: Columns in which nothing may stand where a fresh row gets cells, whether it gets one
            there or not.
        header_like: The column whose header those of new columns look like; the one beside when None.
        grown: The last row of the list, and the last one there is to be: what is checked or coloured
            down to the first then is so down to the other.
        epoch_1904: Whether the workbook counts days from 1904.
        functions: The columns whose contents are what a function of ours gives: where a cell holds a call
            of it, the formula stays and the content is kept beside it, for programs that don't calculate.
        dynamic: The cell metadata that makes a formula a dynamic array; None where no content is one.
    """

    places: Sequence[int]
    rows: Mapping[int, Sequence[Content]]
    header_row: int
    styles: CellStyles
    fresh: frozenset[int] = frozenset()
    empty: range = range(0)
    cleared: range = range(0)
    widths: Mapping[int, float] = field(default_factory=dict)
    coloured: int | None = None
    rules: Sequence[Rule] = ()
    filtered: Callable[[Box], Box | None] = lambda _: None
    fresh_rows: range = range(0)
    model_row: int | None = None
    guarded: frozenset[int] = frozenset()
    header_like: int | None = None
    grown: tuple[int, int] | None = None
    epoch_1904: bool = False
    functions: Mapping[int, str] = field(default_factory=dict)
    dynamic: int | None = None


class Occupied(Refused):
    """Something stands where new columns go.

    Attributes:
        right: The last column of it.
    """

    def __init__(self, text: str, right: int) -> None:
        """Keep where it stands."""
        super().__init__(text)
        self.right = right


@dataclass(slots=True)
class Outcome:
    """What turned out while cells were put in.

    Attributes:
        formula_gone: Whether a formula is no longer there.
        filtered: Where the sheet's filter lay, and where it lies now, if it was moved.
    """

    formula_gone: bool = False
    filtered: tuple[Box, Box] | None = None
