"""Scores in a person's own workbook: where they stand, how they look, and that nothing else changes."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pytest
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.formatting.rule import CellIsRule, Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from sheetqual.errors import LeadsFileError, OutputError
from sheetqual.files.lead_workbook import Words, lead_workbook
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import profile_from_text
from sheetqual.files.score_columns import COLOURS, OWN_MARK, SCORE_HEADERS, own_places, score_places
from sheetqual.files.workbook import ScoresWritten, can_be_changed, target_of, write_scores

from . import hostile
from .whole import Allowed, Area, differences

Change: TypeAlias = Callable[[str], str]

TODAY = date(2026, 11, 21)
BOOK = "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"
TYPES = "[Content_Types].xml"
TABLE = "xl/tables/table1.xml"
PROFILE = """\
name = "Small"
[[criterion]]
id = "need"
name = "Need"
columns = ["Need"]
want = { yes = true }
required = true
[[criterion]]
id = "budget"
name = "Budget"
columns = ["Budget"]
want = { at_least = 1000 }
"""
PRODUCTS = f"""{PROFILE}
[[product]]
name = "Boat"
order = ["budget"]
[[product]]
name = "Car"
order = ["need", "budget"]
"""
HEADERS = ["Name", "Need", "Budget"]
LEADS: list[list[Any]] = [["Anna", "yes", 5000], ["Bo", "no", 5000], ["Carl", None, "ask him"]]
OURS = ["Score", "Temperature", "Queue", "Reason", "Lowest", "Highest"]
POINTS = [[100, "hot"], [0, "out"], [0, "cold"]]
"""The scores and temperatures of the leads."""


def workbook(
    path: Path,
    change: Callable[[Worksheet], None] = lambda _: None,
    *,
    headers: Sequence[str] = HEADERS,
    leads: Iterable[Sequence[Any]] = LEADS,
    top: int = 1,
) -> Path:
    """Write a workbook with a list, changed as is wished."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Leads"
    for row, cells in enumerate([headers, *leads], start=top):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column, value)
    change(sheet)
    book.save(path)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's workbook stands."""
    return tmp_path / "leads.xlsx"


def as_table(ref: str, totals: int = 0) -> Callable[[Worksheet], None]:
    """Return what makes an Excel table of some cells."""

    def make(sheet: Worksheet) -> None:
        table = Table(displayName="People", ref=ref, totalsRowCount=totals or None)
        if totals:
            bottom = int(re.sub(r".*\D", "", ref))
            table.autoFilter = AutoFilter(ref=re.sub(r"\d+$", str(bottom - totals), ref))
        sheet.add_table(table)

    return make


def altered(path: Path, changes: Mapping[str, Change | None], added: Mapping[str, str | bytes] | None = None) -> Path:
    """Change the text of a workbook's parts, take some away (None), and add others."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        text = parts.pop(name).decode()
        if change is not None:
            new = change(text)
            assert new != text, name
            parts[name] = new.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**parts, **(added or {})}.items():
            archive.writestr(name, part)
    return path


def swap(old: str, new: str) -> Change:
    """Return what puts one text in the place of another."""
    return lambda text: text.replace(old, new)


def part(path: Path, name: str) -> str:
    """Return the text of a part."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def members(path: Path) -> list[str]:
    """Return the names of all parts."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def put(  # noqa: PLR0913 - each is something a person can choose
    path: Path,
    text: str = PROFILE,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    out: Path | None = None,
    columns: Collection[int] | None = None,
    formats_replaced: bool = False,
) -> ScoresWritten:
    """Write scores, and check that nothing differs but the score columns.

    Args:
        path: The workbook.
        text: The profile.
        sheet: The sheet, as an option.
        header_row: The header's row, as an option.
        out: Where the changed workbook goes.
        columns: The columns that may differ, where they don't stand together.
        formats_replaced: Whether a conditional format in them may grow.
    """
    before = path.with_name(f"before-{path.name}")
    shutil.copyfile(path, before)
    target = target_of(path, out, backup=False)
    scored = score_list(path, profile_from_text(text, "p.toml"), today=TODAY, sheet=sheet, header_row=header_row)
    done = write_scores(scored, target)
    first, last = map(column_index_from_string, done.columns.split(" to "))
    area = Area(columns or range(first, last + 1), {scored.table.header_row, *scored.table.rows})
    allowed = Allowed(cells={done.sheet: [area]}, formats_replaced=formats_replaced)
    assert differences(before, out or path, allowed) == []
    return done


def shown(path: Path, sheet: str | None = None) -> list[list[Any]]:
    """Return the rows of a sheet as calamine reads them."""
    book = CalamineWorkbook.from_path(path)
    return book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)


def write(path: Path, cells: Mapping[str, Any]) -> None:
    """Write cells as a person would."""
    book = openpyxl.load_workbook(path)
    for ref, value in cells.items():
        book.worksheets[0][ref] = value
    book.save(path)


def sheet_of(path: Path, name: str | None = None) -> Worksheet:
    """Return a sheet as openpyxl reads it."""
    book = openpyxl.load_workbook(path)
    found = book[name] if name else book.worksheets[0]
    assert isinstance(found, Worksheet)
    return found


def bold_x() -> Rule:
    """Return a conditional format of the person's."""
    rule: Rule = CellIsRule("equal", ['"x"'], font=Font(bold=True))  # type: ignore[no-untyped-call]
    return rule


def colours(sheet: Worksheet) -> dict[str, list[str]]:
    """Return the formulas of a sheet's conditional formats by their cells."""
    return {
        str(one.sqref): [formula for rule in one.rules for formula in rule.formula]
        for one in sheet.conditional_formatting
    }


# ---- Where they go ---------------------------------------------------------------------------


def test_scores_stand_right_of_a_plain_list(path: Path) -> None:
    done = put(workbook(path))
    assert done == ScoresWritten("Leads", "D to I", added=True)
    rows = shown(path)
    assert rows[0] == [*HEADERS, *OURS]
    assert [row[3:5] for row in rows[1:]] == POINTS
    assert [row[5] for row in rows[1:]] == ["call", "nurture", "call"]
    assert [row[7:] for row in rows[1:]] == [[100, 100], [0, 0], [0, 100]]
    assert all(row[6] for row in rows[1:])
    assert [cell.value for cell in sheet_of(path)[2]][3:5] == POINTS[0]


def test_a_copy_gets_the_scores_and_the_workbook_stays(path: Path, tmp_path: Path) -> None:
    workbook(path)
    before = path.read_bytes()
    put(path, out=tmp_path / "copy.xlsx")
    assert path.read_bytes() == before
    assert shown(tmp_path / "copy.xlsx")[0] == [*HEADERS, *OURS]


def test_an_excel_table_grows_with_its_scores(path: Path) -> None:
    put(workbook(path, as_table("A1:C4")))
    table = sheet_of(path).tables["People"]
    assert table.ref == "A1:I4"
    assert table.autoFilter is not None
    assert table.autoFilter.ref == "A1:I4"
    assert [column.name for column in table.tableColumns] == [*HEADERS, *OURS] == shown(path)[0]
    assert [column.id for column in table.tableColumns] == list(range(1, 10))
    assert 'tableColumns count="9"' in part(path, TABLE)


def test_the_ids_of_new_table_columns_are_above_all_others(path: Path) -> None:
    workbook(path, as_table("A1:C4"))
    altered(path, {TABLE: swap('id="2" name="Need"', 'id="17" name="Need"')})
    put(path)
    assert [column.id for column in sheet_of(path).tables["People"].tableColumns][2:] == [3, *range(18, 24)]


def test_a_tables_row_of_totals_is_no_lead_and_stays(path: Path) -> None:
    def totals(sheet: Worksheet) -> None:
        sheet.append(["Total", None, 10_000])
        as_table("A1:C5", totals=1)(sheet)

    put(workbook(path, totals))
    table = sheet_of(path).tables["People"]
    assert (table.ref, table.autoFilter and table.autoFilter.ref) == ("A1:I5", "A1:I4")
    assert shown(path)[4] == ["Total", "", 10_000, *[""] * 6]


def in_use(*refs: str) -> Callable[[Worksheet], None]:
    """Return what makes a table of the list, and puts something beside it."""

    def make(sheet: Worksheet) -> None:
        as_table("A1:C4")(sheet)
        for ref in refs:
            sheet[ref] = "mine"

    return make


NO_ROOM = (
    "There is no room right of the table on sheet Leads; in Excel, insert 6 empty columns there, save, and try again."
)


@pytest.mark.parametrize("refs", [("D1",), ("D2",), ("I4",), ("F1", "H3")])
def test_a_table_does_not_grow_over_cells_in_use(path: Path, refs: tuple[str, ...]) -> None:
    workbook(path, in_use(*refs))
    before = path.read_bytes()
    with pytest.raises(OutputError) as refused:
        put(path)
    assert str(refused.value) == NO_ROOM
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["before-leads.xlsx", "leads.xlsx"]


def test_a_table_grows_where_only_cells_further_right_are_in_use(path: Path) -> None:
    put(workbook(path, in_use("J1", "J2", "J3")))
    assert sheet_of(path).tables["People"].ref == "A1:I4"


def test_a_table_does_not_grow_over_cells_beside_its_totals(path: Path) -> None:
    def totals(sheet: Worksheet) -> None:
        sheet.append(["Total", None, 10_000, None, "mine"])
        as_table("A1:C5", totals=1)(sheet)

    workbook(path, totals)
    with pytest.raises(OutputError, match="no room"):
        put(path)


def test_a_table_does_not_grow_over_formulas_beside_its_blank_rows(path: Path) -> None:
    def formula(sheet: Worksheet) -> None:
        as_table("A1:C6")(sheet)
        sheet["D5"] = '=IF(A5="","","mine")'

    workbook(path, formula)
    with pytest.raises(OutputError, match="no room"):
        put(path)


def test_a_table_does_not_grow_over_another_one(path: Path) -> None:
    def two(sheet: Worksheet) -> None:
        as_table("A1:C4")(sheet)
        sheet["H3"], sheet["H4"] = "Other", 1
        sheet.add_table(Table(displayName="Others", ref="H3:H4"))

    workbook(path, two)
    with pytest.raises(OutputError) as refused:
        put(path)
    assert str(refused.value) == NO_ROOM


def test_a_table_that_a_query_fills_gets_no_columns(path: Path) -> None:
    workbook(path, as_table("A1:C4"))
    altered(path, {TABLE: swap('ref="A1:C4"', 'tableType="queryTable" ref="A1:C4"')})
    with pytest.raises(OutputError, match="in a table that a query fills, so no columns can be added"):
        put(path)


def test_a_plain_list_passes_what_stands_further_right(path: Path) -> None:
    def notes(sheet: Worksheet) -> None:
        sheet["E3"] = "a note without a header"

    assert put(workbook(path, notes)).columns == "F to K"


def test_a_header_further_right_belongs_to_the_list(path: Path) -> None:
    def notes(sheet: Worksheet) -> None:
        sheet["F1"] = "Notes"

    assert put(workbook(path, notes)).columns == "G to L"


def test_rows_that_reach_far_to_the_right_are_passed(path: Path) -> None:
    def far(sheet: Worksheet) -> None:
        for column in range(5, 60, 2):
            sheet.cell(2 + column % 3, column, "x")

    assert put(workbook(path, far)).columns == "BH to BM"


def test_a_merged_title_above_a_list_is_not_in_the_way(path: Path) -> None:
    def title(sheet: Worksheet) -> None:
        sheet["A1"] = "Our leads"
        sheet.merge_cells("A1:J2")

    assert put(workbook(path, title, top=3)).columns == "D to I"
    assert [str(one) for one in sheet_of(path).merged_cells.ranges] == ["A1:J2"]


def test_merged_cells_beside_the_leads_are_passed(path: Path) -> None:
    def box(sheet: Worksheet) -> None:
        sheet["E3"] = "a remark"
        sheet.merge_cells("E3:F4")

    assert put(workbook(path, box)).columns == "G to L"


def test_a_second_table_beside_a_plain_list_is_passed(path: Path) -> None:
    def second(sheet: Worksheet) -> None:
        for row, text in enumerate(["Region", "North", "South"], start=3):
            sheet.cell(row, 6, text)
        sheet.add_table(Table(displayName="Regions", ref="F3:G5"))
        sheet["G3"] = "Column1"

    assert put(workbook(path, second)).columns == "H to M"
    assert sheet_of(path).tables["Regions"].ref == "F3:G5"


def test_a_second_table_that_is_still_empty_is_passed_too(path: Path) -> None:
    def second(sheet: Worksheet) -> None:
        sheet["F2"] = "Region"
        sheet.add_table(Table(displayName="Regions", ref="F2:F9"))

    assert put(workbook(path, second, top=5)).columns == "G to L"


def test_of_two_tables_side_by_side_the_one_with_the_leads_grows(path: Path) -> None:
    def second(sheet: Worksheet) -> None:
        for row, text in enumerate(["Region", "North"], start=1):
            sheet.cell(row, 12, text)
        sheet.add_table(Table(displayName="Regions", ref="L1:L2"))
        as_table("A1:C4")(sheet)

    workbook(path, second)
    put(path)
    assert {table.displayName: table.ref for table in sheet_of(path).tables.values()} == {
        "Regions": "L1:L2",
        "People": "A1:I4",
    }


def test_a_header_in_row_5_is_found_and_the_rows_above_stay(path: Path) -> None:
    def above(sheet: Worksheet) -> None:
        sheet["A1"], sheet["D3"], sheet["H2"] = "Our leads", "a remark", 7

    done = put(workbook(path, above, top=5))
    assert done.columns == "D to I"
    assert shown(path)[4] == [*HEADERS, *OURS]
    assert [row[3:5] for row in shown(path)[5:]] == POINTS


def test_a_table_in_row_5_grows(path: Path) -> None:
    put(workbook(path, as_table("A5:C8"), top=5))
    assert sheet_of(path).tables["People"].ref == "A5:I8"


def two_sheets(sheet: Worksheet) -> None:
    """Add a second sheet with a list, of another name that has to be escaped."""
    assert sheet.parent is not None
    other = sheet.parent.create_sheet('R&D <"2">')
    for row in (["Name", "Need", "Budget"], ["Zoe", "yes", 1]):
        other.append(row)


def test_the_sheet_can_be_chosen(path: Path) -> None:
    workbook(path, two_sheets)
    done = put(path, sheet='r&d <"2">')
    assert done == ScoresWritten('R&D <"2">', "D to I", added=True)
    assert shown(path)[0] == HEADERS
    assert shown(path, 'R&D <"2">')[1][3:5] == [75, "hot"]


def test_rows_between_that_hold_no_lead_stay_blank(path: Path) -> None:
    leads: list[list[Any]] = [LEADS[0], [None, None, None], LEADS[1], LEADS[2]]
    put(workbook(path, leads=leads))
    assert [row[3] for row in shown(path)] == ["Score", 100, "", 0, 0]


def test_a_row_whose_lead_was_cleared_is_no_lead_any_more(path: Path) -> None:
    put(workbook(path))
    write(path, {"A3": None, "B3": None, "C3": None})
    scored = score_list(path, profile_from_text(PROFILE, "p.toml"), today=TODAY)
    assert list(scored.table.rows) == [2, 4]


def test_a_sheet_without_any_room_is_refused(path: Path) -> None:
    def far(sheet: Worksheet) -> None:
        sheet["XFB1"] = "far"

    workbook(path, far)
    with pytest.raises(OutputError) as refused:
        put(path)
    assert str(refused.value) == NO_ROOM.replace("the table", "the leads")


def test_a_header_over_merged_cells_is_passed(path: Path) -> None:
    assert put(workbook(path, lambda sheet: sheet.merge_cells("C1:D1"))).columns == "E to J"


def test_a_table_without_a_header_row_of_its_own_stays(path: Path) -> None:
    def bare(sheet: Worksheet) -> None:
        sheet.add_table(Table(displayName="Bare", ref="A2:C4", headerRowCount=0))

    assert put(workbook(path, bare)).columns == "D to I"
    assert sheet_of(path).tables["Bare"].ref == "A2:C4"


def filtered(ref: str) -> Callable[[Worksheet], None]:
    """Return what puts a filter on a sheet."""

    def make(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = ref
        sheet.auto_filter.add_filter_column(1, ["yes", "no"])

    return make


def test_a_filter_and_the_name_behind_it_grow_with_the_list(path: Path) -> None:
    workbook(path, filtered("A1:C4"))
    assert "_xlnm._FilterDatabase" in part(path, BOOK)
    put(path)
    assert sheet_of(path).auto_filter.ref == "A1:I4"
    assert ">'Leads'!$A$1:$I$4</definedName>" in part(path, BOOK)
    put(path)
    assert sheet_of(path).auto_filter.ref == "A1:I4"


@pytest.mark.parametrize("ref", ["A2:C4", "A1:B4", "A1:M4"])
def test_a_filter_of_other_cells_stays(path: Path, ref: str) -> None:
    put(workbook(path, filtered(ref)))
    assert sheet_of(path).auto_filter.ref == ref


def test_a_filter_grows_also_over_a_column_that_was_passed(path: Path) -> None:
    def note(sheet: Worksheet) -> None:
        filtered("A1:C4")(sheet)
        sheet["D3"] = "a note"

    assert put(workbook(path, note)).columns == "E to J"
    assert sheet_of(path).auto_filter.ref == "A1:J4"


def test_hidden_columns_at_the_right_are_shown_where_scores_go(path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        for letter in "CDEFGHIJK":
            sheet.column_dimensions[letter].hidden = True

    workbook(path, hide)
    put(path)
    hidden = re.findall(
        r'<col [^>]*min="(\d+)" max="(\d+)"[^>]*hidden="1"|<col [^>]*hidden="1"[^>]*', part(path, SHEET)
    )
    assert hidden
    sheet = sheet_of(path)
    spans = [(one.min, one.max) for one in sheet.column_dimensions.values() if one.hidden]
    gone = {column for first, last in spans if first and last for column in range(first, last + 1)}
    assert gone == {3, 10, 11}


def test_the_columns_get_a_width_that_their_texts_need(path: Path) -> None:
    put(workbook(path))
    sheet = sheet_of(path)
    assert sheet.column_dimensions["G"].width == 44
    assert sheet.column_dimensions["D"].width == 9


# ---- Columns of the same name ----------------------------------------------------------------


OWN = ["Name", "Need", "Budget", "Score", "Temperature"]
OWN_LEADS: list[list[Any]] = [["Anna", "yes", 5000, 3, "mild"], ["Bo", "no", 5000, 4, "icy"]]


def test_a_persons_own_columns_stay_theirs_and_a_second_run_refreshes_ours(path: Path) -> None:
    workbook(path, headers=OWN, leads=OWN_LEADS)
    assert put(path) == ScoresWritten("Leads", "F to K", added=True)
    headers = [*OWN, f"Score{OWN_MARK}", f"Temperature{OWN_MARK}", *OURS[2:]]
    assert shown(path)[0] == headers
    write(path, {"B3": "yes"})
    assert put(path) == ScoresWritten("Leads", "F to K", added=False)
    rows = shown(path)
    assert rows[0] == headers
    assert [row[3:7] for row in rows[1:]] == [[3, "mild", 100, "hot"], [4, "icy", 100, "hot"]]


def test_own_columns_in_a_table_stay_theirs(path: Path) -> None:
    put(workbook(path, as_table("A1:E3"), headers=OWN, leads=OWN_LEADS))
    names = [column.name for column in sheet_of(path).tables["People"].tableColumns]
    assert names == shown(path)[0] == [*OWN, f"Score{OWN_MARK}", f"Temperature{OWN_MARK}", *OURS[2:]]


def test_a_name_that_differs_in_case_alone_is_taken_too(path: Path) -> None:
    put(workbook(path, as_table("A1:D4"), headers=[*HEADERS, "SCORE"], leads=[[*lead, "x"] for lead in LEADS]))
    assert shown(path)[0][4:6] == [f"Score{OWN_MARK}", "Temperature"]


def moved(path: Path, before: str, header: str) -> None:
    """Insert a column of the person's before another one, as Excel does."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.insert_cols(column_index_from_string(before))
    sheet[f"{before}1"] = header
    for row in range(2, sheet.max_row + 1):
        sheet[f"{before}{row}"] = f"{header} {row}"
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    book.save(path)


def test_columns_that_were_moved_apart_are_refreshed_where_they_are(path: Path) -> None:
    put(workbook(path))
    moved(path, "F", "Mine")
    moved(path, "H", "Other")
    write(path, {"B3": "yes"})
    apart = [4, 5, 7, 9, 10, 11]
    assert put(path, columns=apart) == ScoresWritten("Leads", "D to K", added=False)
    rows = shown(path)
    assert rows[0] == [*HEADERS, "Score", "Temperature", "Mine", "Queue", "Other", "Reason", "Lowest", "Highest"]
    assert rows[2][3:8] == [100, "hot", "Mine 3", "call", "Other 3"]


def test_columns_in_another_order_are_refreshed_where_they_are(path: Path) -> None:
    order = ["Highest", "Score", "Name", "Reason", "Need", "Temperature", "Budget", "Queue", "Lowest"]
    leads = [[0, 0, name, "", need, "", budget, "", 0] for name, need, budget in LEADS]
    workbook(path, headers=order, leads=leads)
    done = put(path, columns=[1, 2, 4, 6, 8, 9])
    assert not done.added
    rows = shown(path)
    assert rows[0] == order
    assert [row[1] for row in rows[1:]] == [100, 0, 0]
    assert [row[5] for row in rows[1:]] == ["hot", "out", "cold"]


def test_our_columns_beside_own_ones_are_refreshed_also_when_they_were_moved_apart(path: Path) -> None:
    put(workbook(path, headers=OWN, leads=OWN_LEADS))
    moved(path, "H", "Mine")
    assert not put(path, columns=[6, 7, *range(9, 13)]).added


def test_score_columns_are_known_by_standing_together_or_by_being_all_there() -> None:
    assert score_places(["Name", *OURS]) == {header: place for place, header in enumerate(OURS, start=1)}
    assert list(score_places(["Name", *OURS[:5]])) == list(OURS[:5]), "somebody has deleted one"
    assert score_places(["Name", *OURS[:3]]) == {}
    assert list(score_places(["Name", *OURS, "Status", "Level"])) == list(OURS), "these are a person's"
    moved = ["Name", "Score", "Score (sheetqual)", "Temperature", "Note", *OURS[2:]]
    assert score_places(moved) == {"Score": 2, "Temperature": 3} | {one: at for at, one in enumerate(OURS[2:], 5)}
    assert list(score_places(["Score", "x", *(f"{one} (sheetqual)" for one in OURS)]).values()) == [2, 3, 4, 5, 6, 7]
    assert score_places(["Score", "Name", "Temperature"]) == {}
    assert list(score_places(["Row", *SCORE_HEADERS, "Name"]).values()) == list(range(1, 12))
    assert own_places(["Row", *SCORE_HEADERS, "Best product", "Name"]) == list(range(13))
    assert own_places(["Name", *OURS]) == list(range(1, 7))
    assert own_places(["Row", "Name"]) == []


@pytest.mark.parametrize("header", ["Status", "Best product", "Next question"])
def test_a_persons_own_column_right_of_ours_stays_theirs(path: Path, header: str) -> None:
    put(workbook(path))
    write(path, {"J1": header, "J2": "called 3 Nov"})
    assert not put(path).added
    assert shown(path)[1][9] == "called 3 Nov"


def test_columns_of_ours_that_were_deleted_do_not_come_back(path: Path) -> None:
    put(workbook(path))
    book = openpyxl.load_workbook(path)
    book["Leads"].delete_cols(6)
    book.save(path)
    assert put(path) == ScoresWritten("Leads", "D to H", added=False)
    assert shown(path)[0] == [*HEADERS, "Score", "Temperature", "Reason", "Lowest", "Highest"]


def test_ours_are_found_again_though_the_list_has_a_column_of_every_name(path: Path) -> None:
    headers = ("Name", "Need", "Score", "Score (sheetqual)")
    workbook(path, headers=headers, leads=[("Anna", "yes", 1, 2), ("Bo", "no", 3, 4)])
    put(path)
    assert shown(path)[0][4] == "Score (sheetqual 2)"
    book = openpyxl.load_workbook(path)
    book["Leads"].insert_cols(7)
    book.save(path)
    assert not put(path).added
    assert not put(path).added
    assert [row[2:4] for row in shown(path)[1:]] == [[1, 2], [3, 4]]


def test_colours_follow_the_words_of_the_team(path: Path) -> None:
    put(workbook(path))
    labels = f'{PROFILE}\n[score.labels]\nhot = "A & B"\n'
    put(path, labels, formats_replaced=True)
    text = part(path, SHEET)
    assert "<formula>&quot;A &amp; B&quot;</formula>" in text or '<formula>"A &amp; B"</formula>' in text
    assert text.count("<conditionalFormatting") == 1


def test_a_copy_is_not_made_of_a_workbook_that_changed_meanwhile(path: Path, tmp_path: Path) -> None:
    workbook(path)
    target = target_of(path, tmp_path / "copy.xlsx")
    file = profile_from_text(PROFILE, "p.toml")
    scored = score_list(path, file, today=TODAY)
    workbook(path, leads=[("Eva", "no", 1), *LEADS])
    with pytest.raises(OutputError, match="was changed by another program meanwhile"):
        write_scores(scored, target)
    assert not (tmp_path / "copy.xlsx").exists()


# ---- Products and decisions of people --------------------------------------------------------


def test_products_add_a_column_for_the_best_one(path: Path) -> None:
    assert put(workbook(path, as_table("A1:C4")), PRODUCTS).columns == "D to J"
    rows = shown(path)
    assert rows[0][9] == "Best product"
    assert {row[9] for row in rows[1:]} <= {"Boat", "Car", ""}
    assert rows[1][9]
    assert put(path, PRODUCTS) == ScoresWritten("Leads", "D to J", added=False)


def test_a_profile_that_gets_products_adds_their_column_to_the_others(path: Path) -> None:
    put(workbook(path, as_table("A1:C4")))
    assert put(path, PRODUCTS).added
    assert shown(path)[0] == [*HEADERS, *OURS, "Best product"]
    assert sheet_of(path).tables["People"].ref == "A1:J4"
    assert not put(path, PRODUCTS).added


def test_the_column_of_the_best_product_is_refreshed_though_it_stands_apart(path: Path) -> None:
    put(workbook(path))
    write(path, {"J1": "Mine", "J2": "x"})
    put(path, PRODUCTS, columns=[*range(4, 10), 11])
    assert not put(path, PRODUCTS, columns=[*range(4, 10), 11]).added


def test_what_a_person_decided_stands_in_the_reason(path: Path) -> None:
    headers = [*HEADERS, "Override", "Override by"]
    leads: list[list[Any]] = [["Anna", "yes", 5000, "cold", "Kim"], ["Ann", "yes", 5000, None, None]]
    put(workbook(path, headers=headers, leads=leads))
    first, second = (row[8] for row in shown(path)[1:])
    assert first == f"set to cold by Kim (computed: {second})"
    assert shown(path)[1][5:7] == [100, "hot"]


# ---- Formats ---------------------------------------------------------------------------------


def styled(change: Callable[[SheetCell], None], columns: str = "C") -> Callable[[Worksheet], None]:
    """Return what changes the look of the leads' cells in some columns."""

    def make(sheet: Worksheet) -> None:
        for letter in columns:
            for row in (2, 3, 4):
                cell = sheet[f"{letter}{row}"]
                assert isinstance(cell, SheetCell)
                change(cell)

    return make


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "@", "0.0%", "h:mm", "#,##0.00 €", '"x"0'])
def test_number_formats_of_a_neighbour_do_not_leak(path: Path, code: str) -> None:
    def change(cell: SheetCell) -> None:
        cell.number_format = code

    put(workbook(path, styled(change)))
    sheet = sheet_of(path)
    assert {cell.number_format for row in sheet["D2:I4"] for cell in row} == {"General"}
    assert sheet["C2"].number_format == code
    assert isinstance(shown(path)[1][3], float)


def test_borders_fills_and_fonts_of_a_neighbour_are_taken_over(path: Path) -> None:
    def change(cell: SheetCell) -> None:
        cell.border = Border(bottom=Side("thin"))
        cell.fill = PatternFill("solid", start_color="FFEEEEEE")
        cell.font = Font(name="Arial", size=9)

    def header(sheet: Worksheet) -> None:
        styled(change)(sheet)
        sheet["C1"].font = Font(bold=True)

    put(workbook(path, header))
    sheet = sheet_of(path)
    for cell in (cell for row in sheet["D2:I4"] for cell in row):
        assert cell.border.bottom.style == "thin"
        assert cell.fill.start_color.rgb == "FFEEEEEE"
        assert (cell.font.name, cell.font.sz) == ("Arial", 9)
    assert all(cell.font.b for row in sheet["D1:I1"] for cell in row)


def test_a_links_underline_does_not_leak(path: Path) -> None:
    def change(cell: SheetCell) -> None:
        cell.hyperlink = "https://example.com"
        cell.font = Font(underline="single", color="FF0563C1")
        cell.fill = PatternFill("solid", start_color="FFEEEEEE")

    put(workbook(path, styled(change)))
    sheet = sheet_of(path)
    assert {cell.font.u for row in sheet["D2:I4"] for cell in row} == {None}
    assert sheet["D2"].fill.start_color.rgb == "FFEEEEEE"
    assert sheet["C2"].font.u == "single"
    assert sheet["D2"].hyperlink is None


def test_blank_cells_with_a_format_of_days_show_scores_as_numbers(path: Path) -> None:
    def change(cell: SheetCell) -> None:
        cell.number_format = "yyyy-mm-dd"

    put(workbook(path, styled(change, columns="DE")))
    assert not isinstance(shown(path)[1][3], date)
    assert sheet_of(path)["D2"].number_format == "General"


def test_a_persons_format_of_a_score_column_stays(path: Path) -> None:
    put(workbook(path))
    book = openpyxl.load_workbook(path)
    for row in (2, 3, 4):
        book.worksheets[0][f"D{row}"].number_format = "0.00"
        book.worksheets[0][f"D{row}"].fill = PatternFill("solid", start_color="FF00FF00")
    book.save(path)
    put(path)
    assert sheet_of(path)["D3"].number_format == "0.00"
    assert sheet_of(path)["D3"].fill.start_color.rgb == "FF00FF00"


def test_leads_added_later_get_scores_that_look_like_the_others(path: Path) -> None:
    put(workbook(path))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in (2, 3, 4):
        sheet[f"D{row}"].number_format = "0.00"
    sheet.append(["Di", "yes", 9])
    sheet["C5"].number_format = "yyyy-mm-dd"
    book.save(path)
    put(path, formats_replaced=True)
    assert sheet_of(path)["D5"].number_format == "0.00"
    assert shown(path)[4][3:5] == [75, "hot"]


LABELLED = PROFILE.replace(
    'name = "Small"', 'name = "Small"\n[score]\nlabels = { hot = "h\\"e\\"iß", cold = "<kalt>" }\n'
)


def test_temperatures_are_coloured_once_in_the_profiles_own_words(path: Path) -> None:
    put(workbook(path), LABELLED)
    wanted = {"E2:E4": ['"h""e""iß"', '"warm"', '"<kalt>"', '"out"']}
    assert colours(sheet_of(path)) == wanted
    put(path, LABELLED)
    assert colours(sheet_of(path)) == wanted
    rules = [rule for one in sheet_of(path).conditional_formatting for rule in one.rules]
    assert [rule.dxf.fill.end_color.rgb for rule in rules if rule.dxf and rule.dxf.fill] == [
        f"FF{colour}" for colour in COLOURS.values()
    ]
    assert [row[4] for row in shown(path)[1:]] == ['h"e"iß', "out", "<kalt>"]


def test_a_label_that_is_too_long_for_a_formula_is_not_put_into_one(path: Path) -> None:
    put(workbook(path), LABELLED.replace("<kalt>", "k" * 256))
    assert max(len(one) for found in colours(sheet_of(path)).values() for one in found) <= 257


@pytest.mark.parametrize("cells", ["E2:E4", "A1:Z100", "E4"])
def test_colours_that_a_sheet_has_there_stay_alone(path: Path, cells: str) -> None:
    def own(sheet: Worksheet) -> None:
        sheet.conditional_formatting.add(cells, bold_x())

    put(workbook(path, own))
    assert list(colours(sheet_of(path)).values()) == [['"x"']]


def test_colours_elsewhere_come_first(path: Path) -> None:
    def own(sheet: Worksheet) -> None:
        sheet.conditional_formatting.add("A2:C4", bold_x())

    put(workbook(path, own))
    assert list(colours(sheet_of(path))) == ["A2:C4", "E2:E4"]
    priorities = [rule.priority for one in sheet_of(path).conditional_formatting for rule in one.rules]
    assert priorities == [1, 2, 3, 4, 5]


def test_colours_reach_down_to_leads_that_were_added(path: Path) -> None:
    put(workbook(path))
    write(path, {"A5": "Di", "B5": "yes", "A7": "Ed", "B7": "no"})
    put(path, formats_replaced=True)
    assert list(colours(sheet_of(path))) == ["E2:E7"]


# ---- The same again --------------------------------------------------------------------------


def test_an_identical_second_run_changes_no_byte_of_styles_table_and_sheet(path: Path) -> None:
    workbook(path, as_table("A1:C4"))
    put(path)
    names = [STYLES, TABLE, SHEET, TYPES, BOOK_RELATIONS, "xl/worksheets/_rels/sheet1.xml.rels"]
    before = {name: part(path, name) for name in names}
    done = put(path)
    assert not done.added
    assert {name: part(path, name) for name in names} == before


def test_a_third_run_changes_no_byte_at_all(path: Path) -> None:
    put(workbook(path))
    put(path)
    before = path.read_bytes()
    put(path)
    with zipfile.ZipFile(path) as archive:
        now = {name: archive.read(name) for name in archive.namelist()}
    path.write_bytes(before)
    with zipfile.ZipFile(path) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == now


# ---- Formulas --------------------------------------------------------------------------------

CHAIN = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</calcChain>'
CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
CHAIN_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"


def with_chain(path: Path, *refs: str) -> Path:
    """Add the list of formulas that Excel keeps."""
    entries = "".join(f'<c r="{ref}" i="1"/>' for ref in refs)
    return altered(
        path,
        {
            TYPES: swap("</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{CHAIN_TYPE}"/></Types>'),
            BOOK_RELATIONS: swap(
                "</Relationships>",
                f'<Relationship Id="rId77" Type="{CHAIN_KIND}" Target="calcChain.xml"/></Relationships>',
            ),
            BOOK: swap(' fullCalcOnLoad="1"', ""),
        },
        {"xl/calcChain.xml": CHAIN.format(entries)},
    )


def test_a_formula_of_a_persons_in_a_score_cell_stays(path: Path) -> None:
    put(workbook(path))
    write(path, {"D2": "=1+1", "C3": "=2+2"})
    put(with_chain(path, "D2", "C3"))
    assert 'r="D2"' in part(path, "xl/calcChain.xml")
    assert 'fullCalcOnLoad="1"' in part(path, BOOK)
    assert sheet_of(path)["D2"].value == "=1+1"
    assert sheet_of(path)["C3"].value == "=2+2"
    assert sheet_of(path)["D3"].value is not None


def test_what_stands_below_a_table_after_a_blank_row_is_no_lead(path: Path) -> None:
    workbook(path, as_table("A1:C4"))
    write(path, {"A5": "Eva", "B5": "yes", "A7": "Summe hot", "E7": '=COUNTIF(E2:E4,"hot")'})
    put(path)
    put(path)
    after = sheet_of(path)
    assert after["D5"].value is not None, "right below the table is a lead that the table did not grow with"
    assert [after.cell(7, column).value for column in range(4, 10)] == [None, '=COUNTIF(E2:E4,"hot")', *[None] * 4]


def test_the_list_of_formulas_stays_when_none_is_written_over(path: Path) -> None:
    def formula(sheet: Worksheet) -> None:
        sheet["A9"] = '=COUNTIF(E:E,"hot")'

    with_chain(workbook(path, formula, top=1), "A9")
    assert "fullCalcOnLoad" not in part(path, BOOK)
    put(path)
    assert 'r="A9"' in part(path, "xl/calcChain.xml")
    assert 'fullCalcOnLoad="1"' in part(path, BOOK)


def test_new_columns_alone_need_no_new_calculation(path: Path) -> None:
    altered(workbook(path), {BOOK: swap(' fullCalcOnLoad="1"', "")})
    put(path)
    assert "fullCalcOnLoad" not in part(path, BOOK)
    put(path)
    assert 'fullCalcOnLoad="1"' in part(path, BOOK)


def test_a_workbook_that_says_nothing_of_calculation_is_told_to_calculate(path: Path) -> None:
    put(workbook(path))
    altered(path, {BOOK: lambda text: re.sub("<calcPr[^>]*/>", "", text)})
    put(path)
    assert '<calcPr fullCalcOnLoad="1"/></workbook>' in part(path, BOOK)


# ---- What is refused -------------------------------------------------------------------------


def signed(path: Path) -> Path:
    return altered(path, {}, {"_xmlsignatures/sig1.xml": "<Signature/>"})


def final(path: Path) -> Path:
    properties = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://'
        'schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-'
        '08002B2CF9AE}" pid="2" name="_MarkAsFinal"><vt:bool>true</vt:bool></property></Properties>'
    )
    return altered(path, {}, {"docProps/custom.xml": properties})


def protected(path: Path) -> Path:
    return workbook(path, lambda sheet: sheet.protection.enable())


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (protected, "leads.xlsx has a protected sheet; in Excel, choose Review, Unprotect Sheet, save, and try again."),
        (signed, "leads.xlsx is signed, and any change would break the signature; "),
        (final, "leads.xlsx is marked as final; open it in Excel, choose Edit Anyway, save, and try again."),
    ],
)
def test_a_workbook_that_must_not_be_changed_is_left_alone(
    path: Path, spoil: Callable[[Path], Path], said: str
) -> None:
    spoil(workbook(path))
    before = path.read_bytes()
    with pytest.raises(OutputError) as refused:
        put(path)
    assert str(refused.value).startswith(said)
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["before-leads.xlsx", "leads.xlsx"]


def test_a_mark_that_says_not_final_is_none(path: Path) -> None:
    final(workbook(path))
    altered(path, {"docProps/custom.xml": swap(">true<", ">false<")})
    assert put(path).added


def test_locked_sheets_of_a_workbook_do_not_keep_scores_out(path: Path) -> None:
    def lock(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.security = WorkbookProtection(lockStructure=True)

    assert put(workbook(path, lock)).added


ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4088) + "EncryptedPackage".encode("utf-16-le") + bytes(2)


def test_an_encrypted_workbook_is_said_to_be_one(path: Path) -> None:
    path.write_bytes(ENCRYPTED)
    with pytest.raises(LeadsFileError, match="is protected with a password"):
        can_be_changed(path)
    with pytest.raises(LeadsFileError, match="is protected with a password"):
        put(path)
    assert path.read_bytes() == ENCRYPTED


@pytest.mark.parametrize("name", ["list.csv", "list.ods", "none.xlsx"])
def test_only_workbooks_of_excel_can_be_changed(tmp_path: Path, name: str) -> None:
    other = tmp_path / name
    if other.suffix == ".csv":
        other.write_text("Name,Need\nAnna,yes\n", encoding="utf-8")
    elif other.suffix == ".ods":
        hostile.write_ods(other, "<table:table table:name='Leads'/>")
    assert not can_be_changed(other)
    assert can_be_changed(workbook(tmp_path / "leads.xlsx"))


def test_a_workbook_open_in_excel_is_refused_before_it_is_read(path: Path) -> None:
    workbook(path)
    path.with_name("~$leads.xlsx").write_bytes(b"\x03Kim")
    with pytest.raises(OutputError, match="is open in Excel"):
        target_of(path)
    assert target_of(path, path.with_name("copy.xlsx")).out


def test_a_workbook_that_changed_since_it_was_read_is_left_alone(path: Path) -> None:
    workbook(path)
    target = target_of(path)
    scored = score_list(path, profile_from_text(PROFILE, "p.toml"), today=TODAY)
    write(path, {"A9": "Zoe"})
    with pytest.raises(OutputError, match="was changed by another program since it was read"):
        write_scores(scored, target)
    assert shown(path)[0] == HEADERS
    assert [one.name for one in path.parent.iterdir()] == ["leads.xlsx"]


def test_work_that_is_stopped_leaves_the_workbook_alone(path: Path) -> None:
    before = workbook(path).read_bytes()
    scored = score_list(path, profile_from_text(PROFILE, "p.toml"), today=TODAY)

    def stop(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_scores(scored, target_of(path), progress=stop)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["leads.xlsx"]


# ---- Workbooks of other kinds ----------------------------------------------------------------


def test_a_workbook_with_macros_keeps_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsm")
    macros = bytes(range(256)) * 9
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    altered(
        path,
        {
            TYPES: lambda text: text.replace(
                "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "vnd.ms-excel.sheet.macroEnabled.main+xml",
            ).replace(
                "</Types>", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
            ),
            BOOK_RELATIONS: swap(
                "</Relationships>", f'<Relationship Id="rId66" Type="{kind}" Target="vbaProject.bin"/></Relationships>'
            ),
        },
        {"xl/vbaProject.bin": macros},
    )
    assert put(path).added
    with zipfile.ZipFile(path) as archive:
        assert archive.read("xl/vbaProject.bin") == macros
    assert openpyxl.load_workbook(path, keep_vba=True).vba_archive is not None


def strict(path: Path) -> Path:
    """Make a workbook one of strict Open XML."""
    names = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    kinds = (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )

    def change(text: str) -> str:
        return text.replace(*names).replace(*kinds)

    parts = [name for name in members(path) if change(part(path, name)) != part(path, name)]
    return altered(path, dict.fromkeys(parts, change))


def test_a_workbook_of_strict_open_xml_gets_scores(path: Path) -> None:
    strict(workbook(path, as_table("A1:C4")))
    put(path)
    rows = shown(path)
    assert rows[0] == [*HEADERS, *OURS]
    assert [row[3:5] for row in rows[1:]] == POINTS
    assert 'ref="A1:I4"' in part(path, TABLE)
    assert not put(path).added


def test_a_workbook_whose_tags_have_a_prefix_gets_scores(path: Path) -> None:
    def prefixed(text: str) -> str:
        text = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text)
        return text.replace(
            'xmlns="http://schemas.openxmlformats.org/spreadsheetml',
            'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml',
        )

    workbook(path, as_table("A1:C4"))
    altered(path, dict.fromkeys([SHEET, STYLES, TABLE], prefixed))
    put(path)
    assert [row[3:5] for row in shown(path)[1:]] == POINTS
    sheet = sheet_of(path)
    assert sheet.tables["People"].ref == "A1:I4"
    assert list(colours(sheet)) == ["E2:E4"]


def test_a_workbook_without_styles_gets_scores_and_no_colours(path: Path) -> None:
    data = hostile.row(1, *HEADERS) + hostile.row(2, "Anna", "yes", "5000")
    hostile.write_xlsx(path, {"Leads": hostile.sheet(data)})
    put(path)
    assert shown(path)[1][3:5] == [100, "hot"]
    assert "conditionalFormatting" not in part(path, SHEET)
    assert STYLES not in members(path)


DATED = PROFILE.replace("want = { at_least = 1000 }", "want = { within_days = 30 }").replace('"Budget"', '"Met"')


def test_a_workbook_that_counts_from_1904_gets_the_same_scores(path: Path) -> None:
    def make(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as openpyxl has it

    leads = [["Anna", "yes", date(2026, 11, 10)], ["Bo", "yes", date(2020, 1, 1)]]
    workbook(path, make, headers=["Name", "Need", "Met"], leads=leads)
    assert 'date1904="1"' in part(path, BOOK)
    put(path, DATED)
    rows = shown(path)
    assert [row[3] for row in rows[1:]] == [100, 75]
    assert rows[1][2] == date(2026, 11, 10)


def test_a_list_of_5000_rows_gets_its_scores(path: Path) -> None:
    leads = [[f"Lead {number}", ("yes", "no", None)[number % 3], number] for number in range(5000)]
    workbook(path, as_table("A1:C5001"), leads=leads)
    before = part(path, SHEET)
    scored = score_list(path, profile_from_text(PROFILE, "p.toml"), today=TODAY)
    write_scores(scored, target_of(path))
    for old, new in zip(*(re.findall("<row .*?</row>", text) for text in (before, part(path, SHEET))), strict=True):
        assert new.startswith(old.removesuffix("</row>"))
    rows = shown(path)
    assert len(rows) == 5001
    assert [row[3:5] for row in rows[1:4]] == [[75, "hot"], [0, "out"], [0, "cold"]]
    assert rows[4999][3:5] == [100, "hot"]
    assert rows[5000][3:5] == [0, "out"]
    assert 'ref="A1:I5001"' in part(path, TABLE)


def test_progress_is_told_in_leads_up_to_their_number(path: Path) -> None:
    workbook(path)
    told: list[tuple[int, int | None]] = []
    scored = score_list(path, profile_from_text(PROFILE, "p.toml"), today=TODAY)
    write_scores(scored, target_of(path), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)
    assert told == sorted(told)


# ---- The workbook for leads ------------------------------------------------------------------


def filled(path: Path, *leads: Mapping[str, Any]) -> Path:
    """Write leads into an empty workbook for them, and let the table grow as Excel does."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    for row, lead in enumerate(leads, start=2):
        for header, value in lead.items():
            sheet.cell(row, headers.index(header) + 1, value)
    table = sheet.tables["Leads"]
    table.ref = re.sub(r"\d+$", str(len(leads) + 1), table.ref)
    if table.autoFilter:
        table.autoFilter.ref = table.ref
    book.save(path)
    return path


@pytest.fixture
def empty_workbook(path: Path) -> Path:
    """An empty workbook for the leads of the small profile."""
    path.write_bytes(lead_workbook(profile_from_text(PROFILE, "p.toml").profile, Words()))
    return path


def test_a_new_workbook_has_score_columns_that_are_filled_in(empty_workbook: Path) -> None:
    headers = [cell.value for cell in sheet_of(empty_workbook)[1]]
    assert headers[-6:] == OURS
    colours_before = colours(sheet_of(empty_workbook))
    filled(empty_workbook, {"Need": "yes", "Budget": 5000}, {"Need": "no"})
    done = put(empty_workbook)
    assert not done.added
    first = headers.index("Score")
    assert done.columns.split(" to ")[0] == get_column_letter(first + 1)
    assert [row[first : first + 2] for row in shown(empty_workbook)[1:3]] == [[100, "hot"], [0, "out"]]
    assert colours(sheet_of(empty_workbook)) == colours_before
    assert list(colours_before.values()) == [['"hot"', '"warm"', '"cold"', '"out"']]


def test_the_colours_of_a_new_workbook_are_those_of_scored_ones(empty_workbook: Path) -> None:
    (ranges,) = sheet_of(empty_workbook).conditional_formatting
    letter = get_column_letter([cell.value for cell in sheet_of(empty_workbook)[1]].index("Temperature") + 1)
    assert str(ranges.sqref) == f"{letter}2:{letter}1001"
    found = [rule.dxf.fill.end_color.rgb for rule in ranges.rules if rule.dxf and rule.dxf.fill]
    assert found == [f"FF{colour}" for colour in COLOURS.values()]


def test_a_new_workbook_says_how_to_fill_it_in(empty_workbook: Path) -> None:
    guide = sheet_of(empty_workbook, "How to")
    lines = [str(cell.value) for cell in guide["A"]]
    assert lines[0] == "How to"
    assert "Write “don't know” when they don't know, “refused” when they won't say." in lines[2]
    assert any("The sheet Priorities shows what counts" in line for line in lines)
    assert not any("{" in line for line in lines)


def test_a_guide_in_other_words_has_them_filled_in() -> None:
    words = Words(unknown="vet ikke", leads="سرنخ‌ها", how_to="Slik", guide=("Skriv {unknown} = ukjent.", "=1+1"))
    profile = profile_from_text(LABELLED, "p.toml").profile
    book = openpyxl.load_workbook(io.BytesIO(lead_workbook(profile, words)))
    guide = book["Slik"]
    assert [cell.value for cell in guide["A"]] == ["Slik", "Skriv vet ikke = ukjent.", "=1+1"]
    assert guide["A3"].data_type == "s"
    assert guide.sheet_view.rightToLeft
    leads = book.worksheets[0]
    assert list(colours(leads).values()) == [['"h""e""iß"', '"warm"', '"<kalt>"', '"out"']]


def test_a_profile_that_reads_a_column_called_score_keeps_it_apart(path: Path) -> None:
    own = PROFILE.replace('columns = ["Budget"]', 'columns = ["Score"]').replace("at_least = 1000", "at_least = 3")
    path.write_bytes(lead_workbook(profile_from_text(own, "p.toml").profile, Words()))
    headers = [str(cell.value) for cell in sheet_of(path)[1]]
    assert headers.count("Score") == headers.count(f"Score{OWN_MARK}") == 1
    filled(path, {"Need": "yes", "Score": 4})
    assert not put(path, own).added
    row = dict(zip(headers, shown(path)[1], strict=True))
    assert (row["Score"], row[f"Score{OWN_MARK}"], row["Temperature"]) == (4, 100, "hot")


def test_a_new_workbook_for_products_has_their_column(path: Path) -> None:
    path.write_bytes(lead_workbook(profile_from_text(PRODUCTS, "p.toml").profile, Words()))
    filled(path, {"Need": "yes", "Budget": 5000})
    assert not put(path, PRODUCTS).added
    assert shown(path)[0][-1] == "Best product"
    assert shown(path)[1][-1] in {"Boat", "Car"}


def test_styles_are_copied_never_changed(path: Path) -> None:
    def change(cell: SheetCell) -> None:
        cell.number_format = "0.0%"

    workbook(path, styled(change))
    before = copy(sheet_of(path)["C2"]._style)
    put(path)
    assert sheet_of(path)["C2"]._style == before
