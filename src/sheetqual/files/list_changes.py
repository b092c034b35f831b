"""Brings a plan into a team's workbook: answers, new columns, new leads, and what the export said."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.identity import identity_headers, lead_places
from sheetqual.core.plan import all_headers, column_groups
from sheetqual.core.profile import LeadColumns
from sheetqual.core.reading import cell_text
from sheetqual.core.words import fold_header
from sheetqual.errors import OutputError, SheetqualError
from sheetqual.files._book import BASE_NAME, PROFILE_NAME
from sheetqual.files._formulas import formulas_of
from sheetqual.files._lead_calls import has_call
from sheetqual.files._own_sheets import OwnCell, put_own_sheet, quoted_sheet, read_own_sheet, sheet_part
from sheetqual.files._positions import cell_name
from sheetqual.files._sheet_change import KEEP, Formula, SheetChange
from sheetqual.files._sheet_tables import Box
from sheetqual.files.atomic import creating, free_path
from sheetqual.files.calls.returning import answer_headers, plan_calls
from sheetqual.files.exports import SheetWriter
from sheetqual.files.lists import no_pauses
from sheetqual.files.merging.identities import LeadList
from sheetqual.files.merging.plan import BASE_MARK, Base, Kind
from sheetqual.files.merging.planning import plan_merge, plan_update
from sheetqual.files.merging.receipts import receipt_json
from sheetqual.files.profile_of_list import profile_of_list
from sheetqual.files.safe_writing import look
from sheetqual.files.score_columns import own_places
from sheetqual.files.tables import read_leads
from sheetqual.files.workbook import ListSpot, Target, by_share, can_be_changed, editing, steady, target_of, with_room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sheetqual.core.profile import Profile
    from sheetqual.files._editing import Editing
    from sheetqual.files._formulas import Formulas
    from sheetqual.files._sheet_change import Content
    from sheetqual.files.calls.reports import Report
    from sheetqual.files.calls.returning import CallsBack
    from sheetqual.files.merging.plan import Command, MergePlan, NewColumn
    from sheetqual.files.tables import LeadTable

__all__ = ["Change", "ListFile", "changing", "changing_by_calls", "write_change", "write_receipt"]

_BASE_SHEET: Final = "sheetqual base"
_NARROWEST: Final = 10
_WIDEST: Final = 40
_ROOM: Final = 3
_SAMPLE: Final = 200


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list and how it is read.

    Attributes:
        path: Its file.
        sheet: The sheet's name; None for the best one.
        header_row: The header's row, from 1; None to find it.
        encoding: The encoding of a CSV file that is not UTF-8.
    """

    path: Path
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A plan for a list, and where it goes.

    Attributes:
        plan: The plan.
        table: The list as it was read.
        target: The workbook to change.
        formulas: The formulas of the list.
        before: What the export before said.
        base_sheet: The sheet of the workbook that remembers that, or None.
    """

    plan: MergePlan
    table: LeadTable
    target: Target
    formulas: Formulas
    before: Base
    base_sheet: str | None

    @property
    def is_none(self) -> bool:
        """Whether there is nothing to write."""
        return self.plan.changes_nothing and self.plan.base in (None, self.before)

    @property
    def live_columns(self) -> list[str]:
        """The headers of the columns that worksheet functions of ours fill."""
        headers = self.table.headers
        places = [
            place for place, column in self.formulas.columns.items() if column.text and has_call(column.text.encode())
        ]
        return [headers[place] for place in sorted(places) if place < len(headers)]

    @property
    def written(self) -> Path:
        """The file that is written."""
        return self.target.out or self.target.path


@contextmanager
def changing(  # noqa: PLR0913 - each is one of the command line's options
    command: Command,
    master: ListFile,
    other: ListFile,
    *,
    out: Path | None = None,
    base: ListFile | None = None,
    profile: Profile | None = None,
    backup: bool = True,
    progress: Callable[[int, int | None], None] | None = None,
) -> Iterator[Change]:
    """Plan what one list brings into another.

    Args:
        command: Whether answers come back (``merge``), or the next export of a CRM (``update``).
        master: The team's list. One that is no .xlsx or .xlsm workbook is made into a new .xlsx.
        other: The list that came.
        out: The file to write; None for the master itself, or for a new .xlsx beside it.
        base: For a merge, the list as it was given out.
        profile: Says under which headers a lead's id, name ... stand; the one that the
            master carries, or that stands beside it, when None.
        backup: Whether the master as it was is kept beside it.
        progress: Called with rows read and their total, where known.

    Raises:
        LeadsFileError: A list can't be read.
        OutputError: The master can't be changed now.
    """
    if command == "update" and _is_ours(other.path) and not _is_ours(master.path):
        message = f"{other.path.name} is your own list, not an export; did you swap the two?"
        raise OutputError(message)
    with no_pauses(), tempfile.TemporaryDirectory(prefix="sheetqual-") as folder:
        theirs = _read(other, profile, [], progress)
        profile = profile or _own_profile(master.path)
        target, file = _target(master, theirs.table.headers, Path(folder), out, profile, backup=backup)
        with steady(target):
            change = _planned(command, target, file, theirs, base, profile, progress)
        yield change


@contextmanager
def changing_by_calls(  # noqa: PLR0913 - see changing
    reports: Sequence[Report],
    master: ListFile,
    *,
    out: Path | None = None,
    profile: Profile | None = None,
    backup: bool = True,
    progress: Callable[[int, int | None], None] | None = None,
) -> Iterator[tuple[Change, CallsBack]]:
    """Plan what calling brings into a list.

    Args:
        reports: What came back, the earlier before the later.
        master: The team's list; see `changing`.
        out: The file to write; see `changing`.
        profile: Says under which headers a lead's id, name ... stand, and which column marks who must not be
            called; the one that the master carries, or that stands beside it, when None.
        backup: Whether the master as it was is kept beside it.
        progress: Called with rows read and their total, where known.

    Raises:
        LeadsFileError: The list can't be read.
        OutputError: The master can't be changed now.
    """
    with no_pauses(), tempfile.TemporaryDirectory(prefix="sheetqual-") as folder:
        headers = answer_headers(reports)
        profile = profile or _own_profile(master.path)
        target, file = _target(master, headers, Path(folder), out, profile, backup=backup)
        with steady(target):
            mine, formulas = _own_list(target, file, profile, headers, progress)
            back = plan_calls(reports, mine, profile)
        plan = _sparing(back.plan, formulas, mine.table)
        yield Change(plan, mine.table, target, formulas, Base(), None), replace(back, plan=plan)


def _own_list(  # noqa: PLR0913 - see changing
    target: Target,
    file: ListFile,
    profile: Profile | None,
    headers: Sequence[str],
    progress: Callable[[int, int | None], None] | None,
    *,
    may_be_empty: bool = False,
) -> tuple[LeadList, Formulas]:
    """Read the team's list, and find its formulas."""
    mine = _read(file, profile, headers, progress, may_be_empty=may_be_empty)
    with editing(target) as edited:
        spot = ListSpot.of(mine.table, edited)
        formulas = formulas_of(edited.package.open(spot.sheet.part), mine.table.rows)
        if not mine.table.rows and spot.table:
            formulas = edited.table_formulas(spot.table)
    return replace(mine, ignore=frozenset(formulas.columns), groups=_groups(profile)), formulas


def _planned(  # noqa: PLR0913, PLR0917 - see changing
    command: Command,
    target: Target,
    file: ListFile,
    theirs: LeadList,
    base: ListFile | None,
    profile: Profile | None,
    progress: Callable[[int, int | None], None] | None,
) -> Change:
    """Read the team's list, and plan what comes into it."""
    mine, formulas = _own_list(target, file, profile, theirs.table.headers, progress, may_be_empty=command == "update")
    before, base_sheet = (Base(), None) if command == "merge" else _read_base(target.path)
    if command == "merge":
        given = None if base is None else _read(base, profile, mine.table.headers, progress)
        plan = plan_merge(theirs, mine, given)
    else:
        plan = plan_update(mine, theirs, before)
    return Change(_sparing(plan, formulas, mine.table), mine.table, target, formulas, before, base_sheet)


def _groups(profile: Profile | None) -> list[tuple[str, ...]]:
    """Return the headers that mean the same, as a profile lists them."""
    if profile is None:
        return []
    lead = [getattr(profile.lead, part.name) for part in fields(LeadColumns)]
    return [group for group in (*lead, *column_groups(profile)) if len(group) > 1]


def _sparing(plan: MergePlan, formulas: Formulas, table: LeadTable) -> MergePlan:
    """Return a plan that writes over no formula; what it would have put there is told."""
    spared = {(row, table.headers[place]) for row, place in formulas.cells if place in plan.cells.get(row, ())}
    if not spared:
        return plan
    cells = {
        row: {place: cell for place, cell in some.items() if (row, place) not in formulas.cells}
        for row, some in plan.cells.items()
    }
    decisions = [
        replace(one, kind=Kind.KEPT)
        if one.kind in (Kind.TAKEN, Kind.FILLED) and (one.row, one.column) in spared
        else one
        for one in plan.decisions
    ]
    counts = Counter(one.kind for one in decisions)
    return replace(plan, cells={row: some for row, some in cells.items() if some}, decisions=decisions, counts=counts)


def _read(
    file: ListFile,
    profile: Profile | None,
    headers: Sequence[str],
    progress: Callable[[int, int | None], None] | None,
    *,
    may_be_empty: bool = False,
) -> LeadList:
    """Read a list with all its columns, and find out who is in it."""
    lead = profile.lead if profile else LeadColumns()
    names = [*identity_headers(lead), *(all_headers(profile) if profile else ()), *filter(None, headers)]
    table = read_leads(
        file.path,
        names=names,
        sheet=file.sheet,
        header_row=file.header_row,
        encoding=file.encoding or (profile.encoding if profile else None),
        keep_all=True,
        may_be_empty=may_be_empty,
        progress=progress,
    )
    places: dict[str, list[int]] = {}
    for place, header in enumerate(table.headers):
        if folded := fold_header(header):
            places.setdefault(folded, []).append(place)
    return LeadList(table, lead_places(lead, places))


def _is_ours(path: Path) -> bool:
    """Tell whether a workbook carries what only a team's own list does."""
    if not path.exists() or not can_be_changed(path):
        return False
    return any(read_own_sheet(path, name) is not None for name in (BASE_NAME, PROFILE_NAME))


def _own_profile(path: Path) -> Profile | None:
    """Return the profile of a list, if it has one that can be read."""
    try:
        file = profile_of_list(path)
    except SheetqualError:
        return None
    return file.profile if file else None


def _target(  # noqa: PLR0913 - see changing
    master: ListFile, headers: Sequence[str], folder: Path, out: Path | None, profile: Profile | None, *, backup: bool
) -> tuple[Target, ListFile]:
    """Return the workbook to change, and how to read it; of a list of another kind, a copy as a workbook."""
    path = master.path
    if not path.exists() or can_be_changed(path):
        return target_of(path, out, backup=backup), master
    new = out if out is not None else path.with_suffix(".xlsx")
    if out is None and new.exists():
        message = (
            f"{path.name} can't be changed. {new.name} is there already: if it has your list since the last time, give "
            "that one instead; else name a new workbook with -o."
        )
        raise OutputError(message)
    table = _read(master, profile, headers, None).table
    copy = folder / f"{path.stem}.xlsx"
    _save_as_workbook(table, copy)
    return Target(copy, look(copy), new, backup=False), ListFile(copy, header_row=1)


def _save_as_workbook(table: LeadTable, path: Path) -> None:
    """Write a list as a plain workbook: its header, and its leads in their order."""
    import openpyxl  # noqa: PLC0415 - 100 ms that a workbook does not need

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(table.sheet or "Leads")
    places = range(len(table.headers))
    writer = SheetWriter(sheet)
    sheet.append([writer.header(table.headers[place]) for place in places])
    columns = [table.columns.get(place) for place in places]
    for lead in range(len(table.rows)):
        sheet.append([writer.cell(cells[lead]) if cells is not None else None for cells in columns])
    book.save(path)


def _read_base(path: Path) -> tuple[Base, str | None]:
    """Return what the last export said, and the sheet that remembers it; none that a person made is one."""
    found = read_own_sheet(path, BASE_NAME)
    if found is None:
        return Base(), None
    is_ours = any(row[:1] == [BASE_MARK] for row in found.rows)
    return Base.from_rows(found.rows), found.sheet if is_ours else None


def write_change(change: Change, *, progress: Callable[[int, int | None], None] | None = None) -> list[str]:
    """Write a planned change.

    Args:
        change: The plan, and where it goes.
        progress: Called with leads done and their total.

    Returns:
        The headers of the columns whose formulas could not be carried on into new rows.

    Raises:
        OutputError: The workbook can't be changed, or there is no room; it is untouched then.
    """
    with steady(change.target):
        return with_room(lambda start: _written(change, start, progress))


def _written(change: Change, start: int | None, progress: Callable[[int, int | None], None] | None) -> list[str]:
    with editing(change.target) as edited, change.target.opened() as out:
        spot = ListSpot.of(change.table, edited)
        left = _put_plan(edited, spot, change, start, progress)
        if change.plan.base is not None:
            _put_base(edited, change.base_sheet, change.plan.base)
        edited.write(out)
    return left


def _put_plan(
    edited: Editing,
    spot: ListSpot,
    change: Change,
    start: int | None,
    progress: Callable[[int, int | None], None] | None,
) -> list[str]:
    plan = change.plan
    places = list(spot.columns_for(len(plan.new_columns), start)) if plan.new_columns else []
    headers = _free_headers(spot, [column.header for column in plan.new_columns])
    first = spot.last_row + 1
    new_rows = range(first, first + len(plan.new_rows))
    cells: dict[int, dict[int, Content]] = {row: dict(some) for row, some in plan.cells.items()}
    if places:
        cells[spot.header_row] = dict(zip(places, headers, strict=True))
    for place, column in zip(places, plan.new_columns, strict=True):
        for row, cell in column.values.items():
            cells.setdefault(row, {})[place] = cell
    for row, lead in zip(new_rows, plan.new_rows, strict=True):
        cells[row] = {**lead.cells, **{places[at]: cell for at, cell in lead.new.items()}}
    left = _carry_on(cells, change, new_rows)
    if new_rows:
        _check_below(spot, change)
    if not any(cells.values()):
        return left
    wanted = sorted({place for row in cells.values() for place in row})
    last_row = new_rows[-1] if new_rows else spot.last_row
    old_last = spot.table.box.bottom - spot.table.totals if spot.table else spot.last_row
    sheet_change = SheetChange(
        wanted,
        {row: [some.get(place, KEEP) for place in wanted] for row, some in cells.items()},
        spot.header_row,
        edited.styles,
        fresh=frozenset(places),
        widths={place: _width(column) for place, column in zip(places, plan.new_columns, strict=True)},
        filtered=spot.filter_with(places, last_row),
        fresh_rows=new_rows,
        guarded=frozenset(range(spot.left, spot.right + 1)) - change.formulas.columns.keys(),
        header_like=_last_of_theirs(spot),
        model_row=min(change.table.rows, default=None),
        grown=(old_last, last_row) if last_row > old_last else None,
        epoch_1904=edited.epoch_1904,
        dynamic=edited.dynamic_arrays() if _has_dynamic(cells) else None,
    )
    count = len(change.table.rows) + len(new_rows)
    edited.change_sheet(spot.sheet, sheet_change, by_share(progress, count))
    if spot.table:
        box = spot.table.box
        grown = Box(box.left, box.top, max([box.right, *places]), max(box.bottom, last_row))
        if grown != box:
            edited.grow_table(spot.table, grown, headers)
    edited.recalculate()
    return left


def _has_dynamic(cells: Mapping[int, Mapping[int, Content]]) -> bool:
    return any(isinstance(one, Formula) and one.dynamic for row in cells.values() for one in row.values())


def _last_of_theirs(spot: ListSpot) -> int | None:
    """Return the last column with a header that is not one of ours."""
    ours = own_places(spot.headers)
    return max((place for place, text in enumerate(spot.headers) if text and place not in ours), default=None)


def _free_headers(spot: ListSpot, wanted: Sequence[str]) -> list[str]:
    """Return headers that neither the list nor another new column has."""
    headers: list[str] = []
    for header in wanted:
        spot = replace(spot, headers=(*spot.headers, *headers[-1:]))
        headers.append(spot.free_header(header))
    return headers


def _check_below(spot: ListSpot, change: Change) -> None:
    """Refuse to put leads where a table has its totals, or below what may be a total.

    Raises:
        OutputError: It has some.
    """
    if not spot.table and any(row == spot.last_row for row, _ in change.formulas.cells):
        message = (
            f"Row {spot.last_row} of sheet {spot.sheet.name} looks like a total, and new leads would go below it; move "
            "it away, or make the list a table (Ctrl+T without that row), and try again."
        )
        raise OutputError(message)
    if spot.table and spot.table.totals:
        message = (
            f"The table on sheet {spot.sheet.name} has a row of totals where new leads go; in Excel, turn off "
            "Table Design, Total Row, save, and try again."
        )
        raise OutputError(message)


def _carry_on(cells: dict[int, dict[int, Content]], change: Change, new_rows: range) -> list[str]:
    """Give new leads the formulas of the last one; return the headers of columns where that can't be done."""
    left = []
    for place, column in change.formulas.columns.items() if new_rows else ():
        formulas = {row: column.at(cell_name(place, row)) for row in new_rows}
        if any(formula is None for formula in formulas.values()):
            left.append(change.table.headers[place] if place < len(change.table.headers) else cell_name(place, 1)[:-1])
            continue
        for row, formula in formulas.items():
            cells[row].setdefault(place, Formula(formula or "", dynamic=column.dynamic))
    return left


def _width(column: NewColumn) -> float:
    sample = islice(column.values.values(), _SAMPLE)
    longest = max([len(column.header), *(len(cell_text(cell)) for cell in sample)])
    return min(max(longest + _ROOM, _NARROWEST), _WIDEST)


def _put_base(edited: Editing, own: str | None, base: Base) -> None:
    """Keep what the export said, where nobody stumbles over it."""
    rows = [[OwnCell(text or None) for text in row] for row in base.to_rows()]
    text = sheet_part(edited.main_namespace, rows)
    name = put_own_sheet(edited, own, _BASE_SHEET, text, state="veryHidden")
    edited.define(BASE_NAME, f"{quoted_sheet(name)}!$A$1:$B${len(rows)}", hidden=True)


def write_receipt(change: Change, path: Path | None, *, when: datetime, master: str, other: str) -> Path:
    """Write what was done, and what is left for a person, as JSON.

    Args:
        change: What was written.
        path: The file; None for one beside what was written, which never replaces another one.
        when: When that was.
        master: The name of the list.
        other: The name of the list that came.

    Returns:
        The file.

    Raises:
        OutputError: It can't be written.
    """
    text = json.dumps(receipt_json(change.plan, when=when, master=master, other=other), ensure_ascii=False, indent=1)
    if path is None:
        stem = f"{change.written.stem}.{change.plan.command}-{when.strftime('%Y%m%d-%H%M%S')}"
        path = free_path(change.written.with_name(f"{stem}.json"))
    with creating(path) as stream:
        stream.write(text.encode() + b"\n")
    return path
