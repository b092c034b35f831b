"""What every kind of list has in common: which row is the header, which columns are kept.

Sheets and CSV files arrive here as chunks of rows of one length. Nothing here opens a file.
"""

from __future__ import annotations

import difflib
from array import array
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING

from sheetqual.core.reading import WHITE, cell_text, fold_header
from sheetqual.core.values import Cell
from sheetqual.errors import LeadsFileError
from sheetqual.files.score_columns import own_places

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence


CHUNK = 4096
"""Rows worked on at a time."""

PROGRESS_ROWS = 10_000
"""Rows between two reports of progress."""

SEARCHED_ROWS = 20
"""Rows among which the header is looked for."""

_MEMO_LIMIT = 65_536
_MOSTLY_DISTINCT = 0.6


@dataclass(frozen=True, slots=True)
class Request:
    """What the caller of `read_leads` asked for.

    Attributes:
        names: The header names looked for, as they were given.
        folded: The same, folded.
        sheet: The sheet's name, or None.
        header_row: The 1-based header row, or None.
        keep_all: Whether every column is kept.
        may_be_empty: Whether a list without leads is one, too.
    """

    names: tuple[str, ...]
    folded: frozenset[str]
    sheet: str | None
    header_row: int | None
    keep_all: bool
    may_be_empty: bool = False

    @classmethod
    def of(
        cls,
        names: Collection[str],
        sheet: str | None,
        header_row: int | None,
        *,
        keep_all: bool,
        may_be_empty: bool = False,
    ) -> Request:
        """Fold the names once."""
        folded = frozenset(fold_header(name) for name in names) - {""}
        return cls(tuple(names), folded, sheet, header_row, keep_all, may_be_empty)


@dataclass(frozen=True, slots=True)
class Header:
    """The header row that was chosen.

    Attributes:
        row: Its 1-based row.
        texts: The text of each of its cells, by column position.
        named: How many of the names looked for it has.
    """

    row: int
    texts: tuple[str, ...]
    named: int


@dataclass(slots=True)
class Gathered:
    """What was read, before it becomes a `LeadTable`; all of it can be pickled.

    Attributes:
        sheet: The sheet's name, or None for CSV.
        headers: The header texts by column position.
        columns: The kept columns by position.
        rows: The row number of each lead.
        header_row: The row number of the header.
        epoch_1904: Whether the workbook counts days from 1904.
        findings: Code, text, row and column of each finding.
    """

    sheet: str | None
    headers: tuple[str, ...]
    columns: dict[int, list[Cell]]
    rows: array[int]
    header_row: int = 1
    epoch_1904: bool = False
    findings: list[tuple[str, str, int | None, str | None]] = field(default_factory=list)


def is_blank_row(row: Iterable[Cell]) -> bool:
    """Tell whether no cell of a row holds anything but white space."""
    return all(cell is None or (type(cell) is str and not cell.strip(WHITE)) for cell in row)


def named_in(texts: Iterable[str], request: Request) -> int:
    """Count the names looked for that stand in a row."""
    return len(request.folded & {fold_header(text) for text in texts if text})


def choose_header(numbered: Iterable[tuple[int, Sequence[Cell]]], request: Request) -> Header | None:
    """Choose the row that names most of the names; the first on a tie.

    Args:
        numbered: Row numbers and rows, from the first used row on.
        request: What is looked for.

    Returns:
        The header, also when it names none; None when every row is blank.
    """
    best: Header | None = None
    for number, row in numbered:
        if is_blank_row(row):
            continue
        texts = tuple(cell_text(cell) for cell in row)
        header = Header(number, texts, named_in(texts, request))
        if best is None or header.named > best.named:
            best = header
    return best


def quoted(words: Iterable[str], most: int) -> str:
    """Return up to `most` words in quotation marks, on one line and cut to a readable length."""
    shown = [" ".join(word.split()) for word in words if word.strip()]
    texts = [f'"{word[:39]}…"' if len(word) > 40 else f'"{word}"' for word in shown[:most]]  # noqa: PLR2004
    return ", ".join(texts) + (" …" if len(shown) > most else "")


def nearest(word: str, words: Sequence[str]) -> str | None:
    """Return the word most like the one given, if any is."""
    folded = {fold_header(known): known for known in words}
    close = difflib.get_close_matches(fold_header(word), folded, n=1)
    return folded[close[0]] if close else None


def no_header(source: str, request: Request, header: Header, *, sheets: bool) -> LeadsFileError:
    """Return the error for a list in which none of the names stands."""
    remedy = "--header-row, --sheet or" if sheets else "--header-row or"
    return LeadsFileError(
        f"{source} has none of the columns looked for ({quoted(request.names, 3)}), but "
        f"{quoted(header.texts, 8)} in row {header.row}; give {remedy} the right columns in the profile."
    )


def header_beyond(source: str, row: int, last: int) -> LeadsFileError:
    """Return the error for a header row that lies below the list."""
    return LeadsFileError(f"{source} ends at row {last}, so row {row} can't be its header; give another --header-row.")


def header_blank(source: str, row: int) -> LeadsFileError:
    """Return the error for a header row without any text."""
    return LeadsFileError(f"{source} has nothing in row {row}, so that can't be its header; give another --header-row.")


def no_leads(source: str, header: Header) -> LeadsFileError:
    """Return the error for a list that ends with its header."""
    return LeadsFileError(
        f"{source} has a header in row {header.row} but no leads below it; add leads, or give another file."
    )


def empty(source: str) -> LeadsFileError:
    """Return the error for a list without any cell."""
    return LeadsFileError(f"{source} is empty; give a file with leads in it.")


class _Shared(dict[Cell, Cell]):
    """Gives for each value the first that was equal to it."""

    def __missing__(self, cell: Cell) -> Cell:
        self[cell] = cell
        return cell


class Gatherer:
    """Collects the kept columns of a list, chunk by chunk.

    Repeated texts and numbers of a column share one object, so that a long list of few distinct
    values needs little memory. A column's memory of its values is dropped when it grows past a
    limit: a column of mostly distinct values gains nothing from it.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of the reader's
        self,
        header: Header,
        request: Request,
        progress: Callable[[int, int | None], None] | None,
        places: Sequence[int] | None = None,
        trial: int = 10_000,
        *,
        texts: bool = False,
    ) -> None:
        """Decide which columns are kept.

        Args:
            header: The header.
            request: What is looked for.
            progress: Called about every `PROGRESS_ROWS` rows.
            places: The column position of each cell of a row, where that is not its index.
            trial: Distinct values after which a column of mostly distinct ones is no longer shared.
            texts: Whether every cell is a text.
        """
        self.header = header
        self._texts = texts
        self._may_be_empty = request.may_be_empty
        self._trial = trial
        folded = [fold_header(text) for text in header.texts]
        self._kept = [
            (index, position)
            for index, position in enumerate(places or range(len(folded)))
            if request.keep_all or (folded[position] and folded[position] in request.folded)
        ]
        self._pivot = self._kept[0][0] if self._kept else 0
        ours = set(own_places(header.texts))
        self._theirs = [position not in ours for position in places or range(len(folded))] if ours else None
        if self._theirs and not self._theirs[self._pivot]:
            self._pivot = next((index for index, _ in self._kept if self._theirs[index]), self._pivot)
        self._columns: dict[int, list[Cell]] = {position: [] for _, position in self._kept}
        self._memos: dict[int, _Shared | None] = {position: _Shared({"": None}) for _, position in self._kept}
        self._rows: array[int] = array("I")
        self._progress = progress
        self._told = 0
        first: dict[str, int] = {}
        self.duplicates = [
            (header.texts[position], first[name], position)
            for position, name in enumerate(folded)
            if name in request.folded and first.setdefault(name, position) != position
        ]

    def add(self, chunk: Sequence[Sequence[Cell]], numbers: Sequence[int], total: int | None = None) -> None:
        """Add rows of one length; blank ones are left out.

        Args:
            chunk: The rows.
            numbers: Each row's number.
            total: The number of rows to come in all, for the progress report, if known.
        """
        if not chunk:
            return
        cells = list(zip(*chunk, strict=True))
        blank = {
            index
            for index, cell in enumerate(cells[self._pivot])
            if (not cell or (type(cell) is str and cell[0] in WHITE)) and self._holds_nobody(chunk[index])
        }
        if blank:
            leads = [index not in blank for index in range(len(chunk))]
            cells = [tuple(compress(column, leads)) for column in cells]
            numbers = list(compress(numbers, leads))
        self._rows.extend(numbers)
        for index, position in self._kept:
            self._extend(position, cells[index])
        done = self.header.row + len(self._rows)
        if self._progress and done // PROGRESS_ROWS != self._told:
            self._told = done // PROGRESS_ROWS
            self._progress(len(self._rows), total)

    def _holds_nobody(self, row: Sequence[Cell]) -> bool:
        """Tell whether a row holds nothing, or nothing but the score of a lead that is gone."""
        return is_blank_row(row if self._theirs is None else compress(row, self._theirs))

    def _extend(self, position: int, cells: Sequence[Cell]) -> None:
        """Add cells to a column, sharing equal ones."""
        column = self._columns[position]
        memo = self._memos[position]
        if not self._texts and bool in set(map(type, cells)):
            cells = [("TRUE" if cell else "FALSE") if type(cell) is bool else cell for cell in cells]
        if memo is None:
            column.extend([None if cell == "" else cell for cell in cells] if "" in cells else cells)
            return
        column.extend(map(memo.__getitem__, cells))
        if len(memo) > _MEMO_LIMIT or len(memo) > _MOSTLY_DISTINCT * len(column) > self._trial:
            self._memos[position] = None

    def gathered(self, source: str, sheet: str | None) -> Gathered:
        """Return what was collected.

        Raises:
            LeadsFileError: There is no lead.
        """
        if not self._rows and not self._may_be_empty:
            raise no_leads(source, self.header)
        if self._progress:
            self._progress(len(self._rows), len(self._rows))
        gathered = Gathered(sheet, self.header.texts, self._columns, self._rows, self.header.row)
        for text, first, again in self.duplicates:
            why = f'The column "{text}" stands more than once: as column {first + 1} and column {again + 1}.'
            gathered.findings.append(("duplicate_header", why, self.header.row, text))
        return gathered
