"""What a plan for a team's list says: its cells, columns and leads, and how each was decided."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sheetqual.core.reading import WHITE, cell_text
from sheetqual.core.reconcile import NO_FINGERPRINT, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.merging.matching import How

__all__ = [
    "BASE_MARK",
    "PRINT_LENGTH",
    "Base",
    "Command",
    "Decision",
    "Kind",
    "MergePlan",
    "NewColumn",
    "NewRow",
]

Command: TypeAlias = Literal["merge", "update"]
"""What a plan can be for."""


class Kind(StrEnum):
    """How something was decided."""

    TAKEN = "taken"
    FILLED = "filled"
    KEPT = "kept"
    CONFLICT = "conflict"
    ADDED = "added lead"
    UNMATCHED = "unmatched"
    AMBIGUOUS = "ambiguous"
    MAYBE = "maybe the same lead"
    NAMELESS = "nothing says who it is"
    DOUBTFUL = "one of several in the export"
    JOINED = "joined duplicate"
    DIFFERENT = "duplicates differ"
    MISSING = "not in the export"
    ID_MADE = "id made"
    REPEATED_ID = "repeated id"
    NO_ID = "without id"
    COLUMN_ADDED = "column added"
    COLUMN_LEFT = "column left out"
    COLUMN_KEPT = "column not touched"


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that was decided, or that a person has to decide.

    Attributes:
        kind: How it was decided.
        lead: What to call the lead; empty where it is about no single lead.
        row: The lead's row in the master, or None.
        other: The lead's row in the other list, or None.
        column: The column's header, or None.
        mine: The cell as it was in the master; of duplicates that differ, the one that counts.
        theirs: The cell of the other list.
        how: By what the lead was found in the master, or None; of one who was left out, by what
            it would have been found: an id that is somebody else's, or all but the id.
        rows: Rows of other leads that it is about: the candidates in the master (the one with the
            id first), or for duplicates the row of the other list that they were joined to.
    """

    kind: Kind
    lead: str = ""
    row: int | None = None
    other: int | None = None
    column: str | None = None
    mine: Cell = None
    theirs: Cell = None
    how: How | None = None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column that the master gets.

    Attributes:
        header: Its header.
        values: The cells by the master's rows; none for blanks.
    """

    header: str
    values: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class NewRow:
    """A lead that the master gets, below its own.

    Attributes:
        cells: Its cells by column position; none for blanks.
        new: Its cells in the new columns, by their place in `MergePlan.new_columns`.
        other: Its row in the other list.
    """

    cells: Mapping[int, Cell]
    new: Mapping[int, Cell]
    other: int


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What goes into the master.

    Attributes:
        command: What the plan is for.
        cells: New values of cells, by row and column position.
        new_columns: Columns to add, in order.
        new_rows: Leads to add, in order.
        decisions: How each of it was decided, and what is left for a person.
        counts: How many decisions there are of each kind; kinds without any are left out.
        known: How many leads of the other list were found in the master.
        base: What the export said, for the next update; None for a merge.
    """

    command: Command
    cells: Mapping[int, Mapping[int, Cell]]
    new_columns: Sequence[NewColumn]
    new_rows: Sequence[NewRow]
    decisions: Sequence[Decision]
    counts: Mapping[Kind, int]
    known: int
    base: Base | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether the master stays as it is."""
        return not (self.cells or self.new_columns or self.new_rows)


BASE_MARK: Final = "sheetqual update 1"
"""The first cell of the row of headers, in the sheet that keeps a base."""
PRINT_LENGTH: Final = len(NO_FINGERPRINT)
"""How many characters each fingerprint of a base has."""
_PRINTS: Final = re.compile(r"[\w.~-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Base:
    """What the last export said, so that the next one shows who has changed what.

    Attributes:
        headers: The export's headers, folded; one that stands there twice is there twice.
        prints: A lead's id -> the fingerprints of its cells, joined in the order of the headers.
    """

    headers: tuple[str, ...] = ()
    prints: Mapping[str, str] = field(default_factory=dict)

    def to_rows(self) -> list[list[str]]:
        """Return the base as rows of texts, for a sheet that nobody sees."""
        rows = [[BASE_MARK, _check(*self.headers), *self.headers]]
        rows += [[key, prints + _check(key, prints)] for key, prints in self.prints.items()]
        return rows

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[Cell]]) -> Base:
        """Read a base from a sheet; what a person has changed in it is left out.

        Args:
            rows: The sheet's rows in any order, blank cells as None or empty texts.
        """
        texts = [[cell_text(cell).strip(WHITE) for cell in row] for row in rows]
        headers: tuple[str, ...] | None = None
        for _, *others in (row for row in texts if row and row[0] == BASE_MARK):
            named = tuple(others[1:])
            while named and not named[-1]:
                named = named[:-1]
            if others and others[0] == _check(*named):
                headers = named
        if headers is None:
            return cls((), {})
        width = len(headers) * PRINT_LENGTH
        prints: dict[str, str] = {}
        twice: set[str] = set()
        for key, text, *_ in (row for row in texts if len(row) > 1 and row[0] != BASE_MARK):
            joined, check = text[:width], text[width:]
            is_ours = key and len(joined) == width and _PRINTS.fullmatch(joined) and check == _check(key, joined)
            if is_ours and prints.setdefault(key, joined) != joined:
                twice.add(key)
        return cls(headers, {key: joined for key, joined in prints.items() if key not in twice})


def _check(*texts: str) -> str:
    """Return what shows that a row of the sheet is as we wrote it."""
    return fingerprint("\t".join(("base", *texts)))
