"""Writes into a person's workbook: what it was asked to write, and nothing else."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeVar

from sheetqual.core.words import fold_header
from sheetqual.errors import LeadsFileError, OutputError, SheetqualError
from sheetqual.files._editing import Editing
from sheetqual.files._lead_calls import lead_calls
from sheetqual.files._native_names import are_native
from sheetqual.files._package import Package
from sheetqual.files._positions import column_letters
from sheetqual.files._refusals import Refused
from sheetqual.files._sheet_change import KEEP, Occupied, Rule, SheetChange
from sheetqual.files._sheet_tables import Box
from sheetqual.files._sniff import Kind, NotLeads, kind_of
from sheetqual.files._styles import NoStyles, Styles
from sheetqual.files.atomic import replacing
from sheetqual.files.safe_writing import changed, check_free, is_unchanged, look, rewriting
from sheetqual.files.score_columns import (
    COLOURS,
    FUNCTION_OF,
    LONGEST_LABEL,
    OWN_MARK,
    PRODUCT,
    WIDTHS,
    Scores,
    score_places,
    workbook_headers,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sheetqual.files._book import Sheet
    from sheetqual.files._sheet_change import Content
    from sheetqual.files._sheet_tables import SheetTable
    from sheetqual.files.lists import ScoredList
    from sheetqual.files.safe_writing import Seen
    from sheetqual.files.tables import LeadTable

__all__ = [
    "ListSpot",
    "ScoresWritten",
    "Target",
    "by_share",
    "can_be_changed",
    "editing",
    "steady",
    "target_of",
    "with_room",
    "write_scores",
]

_COLUMNS: Final = 16_384


@dataclass(frozen=True, slots=True)
class Target:
    """A workbook to change, and where the changed one goes.

    Attributes:
        path: The workbook.
        seen: What it was before it was read.
        out: The file to write instead of it; None for the workbook itself.
        backup: Whether the workbook as it was is kept beside it.
    """

    path: Path
    seen: Seen
    out: Path | None = None
    backup: bool = True

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Open what is written.

        Raises:
            OutputError: The workbook was changed by somebody since it was looked at, or the file can't
                be written. Nothing is, then.
        """
        if self.out is None:
            with rewriting(self.seen, backup=self.backup) as stream:
                yield stream
            return
        with replacing(self.out) as stream:
            yield stream
            if not is_unchanged(self.seen):
                message = f"{self.path.name} was changed by another program meanwhile; run the command again."
                raise OutputError(message)


def target_of(
    path: str | os.PathLike[str], out: str | os.PathLike[str] | None = None, *, backup: bool = True
) -> Target:
    """Look at a workbook before it is read, so that nothing that happens meanwhile is lost.

    Args:
        path: The workbook.
        out: The file to write instead of it; None for the workbook itself.
        backup: Whether the workbook as it was is kept beside it.

    Raises:
        OutputError: It can't be changed now: open in Excel, read-only ...
        LeadsFileError: It can't be opened.
    """
    if out is None:
        check_free(path)
    return Target(Path(path), look(path), Path(out) if out is not None else None, backup)


def can_be_changed(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is a workbook of the kind that can be written into: .xlsx or .xlsm.

    Raises:
        LeadsFileError: It is protected with a password, damaged, or no list at all.
    """
    try:
        return kind_of(Path(path)) is Kind.XLSX
    except NotLeads as other:
        raise LeadsFileError(f"{Path(path).name} {other}") from None
    except OSError:
        return False


def by_share(progress: Callable[[int, int | None], None] | None, leads: int) -> Callable[[float], None]:
    """Return what tells of leads when it is told of the share that is done."""
    return lambda share: progress(int(leads * share), leads) if progress else None


@contextmanager
def steady(target: Target) -> Iterator[None]:
    """Read and write a workbook that others write, too.

    Whoever reads while another one writes may find anything wrong with it.

    Raises:
        OutputError: Something went wrong, and the workbook was changed since it was looked at.
    """
    try:
        yield
    except SheetqualError:
        if is_unchanged(target.seen):
            raise
        raise changed(target.path) from None


@contextmanager
def editing(target: Target) -> Iterator[Editing]:
    """Open a workbook for changes.

    Raises:
        OutputError: It can't be changed; the text says why.
    """
    name = target.path.name
    try:
        with target.path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            yield Editing(Package(archive))
    except Occupied as refusal:
        raise _NoRoomError(f"{name} {refusal}", refusal.right + 1) from None
    except Refused as refusal:
        raise OutputError(f"{name} {refusal}") from None
    except (zipfile.BadZipFile, EOFError, ValueError):
        raise OutputError(f"{name} is damaged and can't be changed; open it in Excel, save it again.") from None


@dataclass(frozen=True, slots=True)
class ScoresWritten:
    """Where scores were written.

    Attributes:
        sheet: The sheet.
        columns: The columns, as ``P to U``.
        added: Whether they are new there.
        needs_addin: Whether some of them are formulas that only an add-in computes.
    """

    sheet: str
    columns: str
    added: bool
    needs_addin: bool = False


def write_scores(
    scored: ScoredList,
    target: Target,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> ScoresWritten:
    """Write the scores of a list's leads beside them, or where they were written before.

    Args:
        scored: The list, read from the target's workbook.
        target: The workbook.
        progress: Called with leads done and their total.

    Returns:
        Where they stand.

    Raises:
        OutputError: The workbook can't be changed, or there is no room; it is untouched then.
    """
    return with_room(lambda start: _written(scored, target, start, progress))


_Written = TypeVar("_Written")


def with_room(write: Callable[[int | None], _Written]) -> _Written:
    """Write new columns where there is room for them.

    Args:
        write: Writes them from a column on, or right of the leads for None; raises what `editing`
            raises where something stands there.

    Raises:
        OutputError: There is no room anywhere.
    """
    start: int | None = None
    while True:
        try:
            return write(start)
        except _NoRoomError as occupied:
            if occupied.next is None:
                raise
            start = occupied.next


class _NoRoomError(OutputError):
    """Something stands where new columns would go; they may find room further right."""

    def __init__(self, message: str, next_place: int | None) -> None:
        super().__init__(message)
        self.next = next_place


@dataclass(frozen=True, slots=True)
class ListSpot:
    """Where a list of leads lies in its workbook.

    Attributes:
        sheet: Its sheet.
        table: The Excel table that it is, or None.
        others: The other tables of the sheet.
        header_row: The row of its header.
        last_row: The row of its last lead.
        left: Its first column that has a header.
        right: Its last column that has a header.
        headers: The text of its headers, by column.
    """

    sheet: Sheet
    table: SheetTable | None
    others: tuple[SheetTable, ...]
    header_row: int
    last_row: int
    left: int
    right: int
    headers: tuple[str, ...]

    @classmethod
    def of(cls, leads: LeadTable, edited: Editing) -> ListSpot:
        """Find a list that was read from a workbook.

        Raises:
            Refused: Its sheet is gone or damaged.
        """
        sheet = edited.sheet(leads.sheet or "")
        tables = edited.tables(sheet)
        named = [place for place in leads.columns if leads.headers[place]]
        table = max(
            (one for one in tables if one.headers and one.box.top == leads.header_row),
            key=lambda one: sum(one.box.left <= place <= one.box.right for place in named),
            default=None,
        )
        if table and not any(table.box.left <= place <= table.box.right for place in named):
            table = None
        right = max((place for place, text in enumerate(leads.headers) if text), default=0)
        return cls(
            sheet,
            table,
            tuple(one for one in tables if one is not table),
            leads.header_row,
            max(leads.rows, default=leads.header_row),
            table.box.left if table else min((place for place, text in enumerate(leads.headers) if text), default=0),
            table.box.right if table else right,
            leads.headers,
        )

    @property
    def table_rows(self) -> range:
        """The rows of the Excel table that the list is; none where it is no table."""
        return range(self.table.box.top, self.table.box.bottom + 1) if self.table else range(0)

    def columns_for(self, count: int, start: int | None = None) -> range:
        """Return where so many new columns go.

        Args:
            count: How many they are.
            start: A place further right to try, since there was no room; None at first.

        Raises:
            OutputError: There is no room, or a table could not grow over what stands beside it.
        """
        first = self.right + 1 if start is None else start
        places = range(first, first + count)
        box = Box(first, self.header_row, places[-1], self.table.box.bottom if self.table else self.last_row)
        blocked = [one.box.right for one in self.others if one.box.meets(box)]
        if places[-1] >= _COLUMNS or (self.table and (blocked or start is not None)):
            beside = "the table" if self.table else "the leads"
            message = (
                f"There is no room right of {beside} on sheet {self.sheet.name}; in Excel, insert {count} empty "
                "columns there, save, and try again."
            )
            raise _NoRoomError(message, None)
        return self.columns_for(count, max(blocked) + 1) if blocked else places

    def free_header(self, header: str) -> str:
        """Return a header that no other column of the list has."""
        taken = {fold_header(text) for text in self.headers if text}
        bare = header.removesuffix(OWN_MARK)
        others = (f"{bare}{OWN_MARK[:-1]} {number})" for number in count(2))
        return next(one for one in chain((header, f"{bare}{OWN_MARK}"), others) if fold_header(one) not in taken)

    def filter_with(self, added: Sequence[int], last_row: int) -> Callable[[Box], Box | None]:
        """Return what makes a plain list's filter follow the list, so that sorting by it keeps rows together.

        Args:
            added: The columns added at its right.
            last_row: The row of its last lead then.
        """

        def follow(box: Box) -> Box | None:
            if box.top != self.header_row or not box.left <= self.right <= box.right:
                return None
            right = max(box.right, *added) if added else box.right
            bottom = max(box.bottom, last_row) if box.bottom >= self.last_row else box.bottom
            return Box(box.left, box.top, right, bottom)

        return follow


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column each score goes into, and the headers of those that are new."""

    places: Mapping[str, int]
    fresh: Mapping[int, str]

    @classmethod
    def of(cls, scored: ScoredList, spot: ListSpot, start: int | None) -> _Layout:
        known = score_places(spot.headers)
        wanted = workbook_headers(scored.board.profile)
        if known:
            # Of our columns that somebody has deleted, none comes back.
            missing = [header for header in wanted if header == PRODUCT and header not in known]
            if PRODUCT not in wanted:
                known.pop(PRODUCT, None)
        else:
            missing = list(wanted)
        if not missing:
            return cls(known, {})
        places = spot.columns_for(len(missing), start)
        # Only a mark tells a column that stands alone from a person's own.
        mark = OWN_MARK if known and places[0] != max(known.values()) + 1 else ""
        fresh = {place: spot.free_header(f"{header}{mark}") for place, header in zip(places, missing, strict=True)}
        return cls(known | dict(zip(missing, places, strict=True)), fresh)


def _written(
    scored: ScoredList,
    target: Target,
    start: int | None,
    progress: Callable[[int, int | None], None] | None,
) -> ScoresWritten:
    with editing(target) as edited, target.opened() as out:
        spot = ListSpot.of(scored.table, edited)
        layout = _Layout.of(scored, spot, start)
        _put_scores(scored, edited, spot, layout, progress)
        edited.write(out)
        calls = () if layout.fresh or are_native(edited) else lead_calls(edited.package.open(spot.sheet.part))
        needs_addin = next(iter(calls), None) is not None
    places = layout.places.values()
    first, last = (column_letters(place).decode() for place in (min(places), max(places)))
    return ScoresWritten(spot.sheet.name, f"{first} to {last}", bool(layout.fresh), needs_addin)


def _put_scores(
    scored: ScoredList,
    edited: Editing,
    spot: ListSpot,
    layout: _Layout,
    progress: Callable[[int, int | None], None] | None,
) -> None:
    in_order = sorted(layout.places.items(), key=lambda one: one[1])
    places = [place for _, place in in_order]
    scores = Scores(scored, [header for header, _ in in_order])
    rows: dict[int, Sequence[Content]] = {row: scores.of(lead) for lead, row in enumerate(scored.table.rows)}
    rows[spot.header_row] = [layout.fresh.get(place, KEEP) for place in places]
    added = sorted(layout.fresh)
    change = SheetChange(
        places,
        rows,
        spot.header_row,
        edited.styles,
        fresh=frozenset(layout.fresh),
        empty=spot.table_rows,
        # In a table, a lead that is gone takes its score along; elsewhere a person may have written there.
        cleared=spot.table_rows[1 : -spot.table.totals or None] if spot.table else range(0),
        widths={place: WIDTHS[header] + 2 for header, place in in_order if place in layout.fresh},
        coloured=layout.places.get("Temperature"),
        rules=_rules(scored, edited.styles),
        filtered=spot.filter_with(added, spot.last_row),
        epoch_1904=edited.epoch_1904,
        functions={place: FUNCTION_OF[header] for header, place in in_order if header in FUNCTION_OF},
    )
    edited.change_sheet(spot.sheet, change, by_share(progress, len(scored.board)))
    if spot.table and added:
        box = spot.table.box
        edited.grow_table(
            spot.table, Box(box.left, box.top, added[-1], box.bottom), [layout.fresh[place] for place in added]
        )
    if edited.has_formulas or not layout.fresh:
        edited.recalculate()


def _rules(scored: ScoredList, styles: Styles | NoStyles) -> list[Rule]:
    if not isinstance(styles, Styles):
        return []
    labels = scored.board.profile.score.labels
    return [
        Rule(labels[one], partial(styles.fill_format, colour))
        for one, colour in COLOURS.items()
        if len(labels[one]) <= LONGEST_LABEL
    ]
