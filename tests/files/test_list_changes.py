"""What a plan brings into a workbook, and what it leaves as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from sheetqual.errors import OutputError
from sheetqual.files.list_changes import ListFile, changing, write_change, write_receipt
from sheetqual.files.merging.plan import Kind
from sheetqual.files.workspaces import new_workspace

from .whole import Allowed, Area, differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MIDNIGHT = NOW.replace(month=1, day=2, hour=0, tzinfo=None)
HEADERS = ("Record ID", "Name", "E-mail", "Budget", "Since")
ANNA = ("1", "Anna Berg", "anna@x.no", 100, date(2026, 1, 2))
OLA = ("2", "Ola Dahl", "ola@y.no", None, None)


def save(path: Path, *rows: Sequence[Any], headers: Sequence[str] = HEADERS, table: bool = False) -> Path:
    book = openpyxl.Workbook()
    leads = book.worksheets[0]
    leads.append(list(headers))
    for row in rows:
        leads.append(list(row))
    if table:
        leads.add_table(Table(displayName="Leads", ref=leads.dimensions))
    book.save(path)
    return path


def sheet_of(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path).worksheets[0]


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    return list(sheet_of(path).iter_rows(values_only=True))


def do(command: Any, master: Path, other: Path, **options: Any) -> tuple[dict[Kind, int], list[str]]:
    """Carry a plan out; return what was decided, and the columns whose formulas were left."""
    base = options.pop("base", None)
    with changing(
        command, ListFile(master), ListFile(other), base=None if base is None else ListFile(base), **options
    ) as change:
        return dict(change.plan.counts), [] if change.is_none else write_change(change)


def test_answers_fill_blanks_and_conflicts_stay(tmp_path: Path) -> None:
    master = save(tmp_path / "leads.xlsx", ANNA, OLA)
    other = save(
        tmp_path / "back.xlsx",
        (*ANNA[:3], 200, ANNA[4], "reached"),
        (*OLA[:3], 5, None, None),
        headers=(*HEADERS, "Disposition"),
    )
    before = master.read_bytes()
    counts, _ = do("merge", master, other)
    assert counts == {Kind.CONFLICT: 1, Kind.FILLED: 2, Kind.COLUMN_ADDED: 1}
    assert rows_of(master) == [
        (*HEADERS, "Disposition"),
        (*ANNA[:4], MIDNIGHT, "reached"),
        (*OLA[:3], 5, None, None),
    ]
    assert (tmp_path / "leads.xlsx.bak").read_bytes() == before
    allowed = Allowed(cells={"Sheet": [Area([6]), Area([4], frozenset({3}))]})
    assert differences(tmp_path / "leads.xlsx.bak", master, allowed) == []


def test_what_only_they_changed_is_taken_with_the_list_as_it_was_given_out(tmp_path: Path) -> None:
    given = save(tmp_path / "given.xlsx", ANNA)
    master = save(tmp_path / "leads.xlsx", ANNA)
    other = save(tmp_path / "back.xlsx", (*ANNA[:3], 200, ANNA[4]))
    assert do("merge", master, other, base=given)[0] == {Kind.TAKEN: 1}
    assert rows_of(master)[1][3] == 200


def test_a_list_without_ids_gets_some_that_stay(tmp_path: Path) -> None:
    master = save(tmp_path / "leads.xlsx", ANNA[1:], OLA[1:], headers=HEADERS[1:], table=True)
    other = save(tmp_path / "back.xlsx", (*OLA[1:3], 7, None), headers=HEADERS[1:])
    do("merge", master, other)
    (*_, header), *rows = rows_of(master)
    ids = [row[-1] for row in rows]
    assert header == "Lead ID"
    assert len(set(ids)) == 2
    assert all(text.startswith("L-") for text in ids)
    assert sheet_of(master).tables["Leads"].ref == "A1:E3"
    do("merge", master, save(tmp_path / "again.xlsx", (*OLA[1:3], 8, None), headers=HEADERS[1:]))
    assert [row[-1] for row in rows_of(master)[1:]] == ids


def test_new_leads_go_below_in_the_table_with_its_formulas_checks_and_colours(tmp_path: Path) -> None:
    master = tmp_path / "leads.xlsx"
    book = openpyxl.Workbook()
    leads = book.worksheets[0]
    leads.append((*HEADERS, "Twice"))
    for number, lead in enumerate((ANNA, OLA), start=2):
        leads.append((*lead, f"=D{number}*2"))
        leads.cell(number, 4).number_format = "0.00 €"
        leads.cell(number, 4).fill = PatternFill("solid", start_color="FFEEEEEE")
    leads.add_table(Table(displayName="Leads", ref="A1:F3"))
    check = DataValidation("whole", formula1="0", operator="greaterThan")
    check.add("D2:D3")
    leads.add_data_validation(check)
    leads.conditional_formatting.add("D2:D3", CellIsRule("greaterThan", ["50"]))  # type: ignore[no-untyped-call]
    book.save(master)
    new = ("3", "Eva Lund", "eva@z.no", 300, date(2026, 5, 6))
    counts, left = do("update", master, save(tmp_path / "export.xlsx", ANNA, OLA, new))
    assert counts == {Kind.ADDED: 1}
    assert left == []
    after = sheet_of(master)
    assert after.tables["Leads"].ref == "A1:F4"
    assert [cell.value for cell in after[4]] == [*new[:4], MIDNIGHT.replace(month=5, day=6), "=D4*2"]
    assert after["D4"].number_format == "0.00 €"
    assert after["D4"].fill.start_color.rgb == "FFEEEEEE"
    assert after["E4"].is_date
    assert str(after.data_validations.dataValidation[0].sqref) == "D2:D4"
    assert [str(one.sqref) for one in after.conditional_formatting] == ["D2:D4"]


def test_a_formula_that_cannot_go_on_is_told(tmp_path: Path) -> None:
    master = tmp_path / "leads.xlsx"
    book = openpyxl.Workbook()
    leads = book.worksheets[0]
    leads.append((*HEADERS, "All"))
    leads.append((*ANNA, None))
    leads["F2"] = ArrayFormula("F2:F2", "=SUM(D2:D2*2)")
    book.save(master)
    counts, left = do("update", master, save(tmp_path / "export.xlsx", ANNA, OLA))
    assert counts[Kind.ADDED] == 1
    assert left == ["All"]
    assert rows_of(master)[2][5] is None


def test_columns_of_formulas_are_never_written_over(tmp_path: Path) -> None:
    master = save(tmp_path / "leads.xlsx", (*ANNA[:3], "=50+50", ANNA[4]))
    counts, _ = do("merge", master, save(tmp_path / "back.xlsx", (*ANNA[:3], 7, ANNA[4])))
    assert Kind.CONFLICT not in counts
    assert rows_of(master)[1][3] == "=50+50"


def test_one_formula_makes_no_column_of_formulas(tmp_path: Path) -> None:
    rows = [(str(one), f"Lead {one}", f"l{one}@x.no", 100, None) for one in range(1, 7)]
    master = save(tmp_path / "leads.xlsx", *rows[:2], (*rows[2][:3], "=50+50", None), *rows[3:])
    export = [(*row[:3], 200 + one, None) for one, row in enumerate(rows)]
    do("update", master, save(tmp_path / "one.xlsx", *rows))
    new = ("9", "Eva Lund", "eva@z.no", 300, None)
    counts, left = do("update", master, save(tmp_path / "two.xlsx", *export, new))
    assert counts[Kind.TAKEN] == 5
    assert counts[Kind.ADDED] == 1
    assert left == []
    assert [row[3] for row in rows_of(master)[1:]] == [200, 201, "=50+50", 203, 204, 205, 300]


def test_new_leads_do_not_go_below_a_total(tmp_path: Path) -> None:
    master = save(tmp_path / "leads.xlsx", ANNA, OLA, (), ("Total", None, None, "=SUM(D2:D3)", None))
    before = master.read_bytes()
    with pytest.raises(OutputError, match="Row 5 of sheet Sheet looks like a total"):
        do("update", master, save(tmp_path / "export.xlsx", ("3", "Eva Lund", "eva@z.no", 300, None)))
    assert master.read_bytes() == before


def test_new_columns_look_like_the_persons_own(tmp_path: Path) -> None:
    made = new_workspace(tmp_path / "new")
    export = save(tmp_path / "export.xlsx", (*ANNA, "open"), headers=(*HEADERS, "Stage"))
    do("update", made.workbook, export)
    leads = sheet_of(made.workbook)
    fills = {cell.value: cell.fill.start_color.rgb for cell in leads[1]}
    assert fills["Stage"] != fills["Score"]


def test_the_next_export_changes_only_what_the_team_left_alone(tmp_path: Path) -> None:
    master = save(tmp_path / "leads.xlsx", ANNA, OLA)
    do("update", master, save(tmp_path / "one.xlsx", ANNA, OLA))
    book = openpyxl.load_workbook(master)
    assert book["sheetqual base"].sheet_state == "veryHidden"
    book.worksheets[0]["B3"] = "Ola Dahl jr."
    book.save(master)
    second = save(tmp_path / "two.xlsx", (*ANNA[:3], 150, ANNA[4]), ("2", "Ola Dahle", "ola@y.no", 9, None))
    counts, _ = do("update", master, second)
    assert counts == {Kind.TAKEN: 1, Kind.FILLED: 1, Kind.CONFLICT: 1}
    assert [row[:4] for row in rows_of(master)[1:]] == [(*ANNA[:3], 150), ("2", "Ola Dahl jr.", "ola@y.no", 9)]
    before = master.read_bytes()
    assert do("update", master, second)[0].get(Kind.TAKEN) is None
    assert master.read_bytes() == before


def test_a_new_workspace_is_filled_by_an_export(tmp_path: Path) -> None:
    made = new_workspace(tmp_path / "new")
    export = save(tmp_path / "export.xlsx", *((*ANNA, "open") for _ in range(1)), headers=(*HEADERS, "Stage"))
    do("update", made.workbook, export)
    leads = sheet_of(made.workbook)
    first = {header.value: cell.value for header, cell in zip(leads[1], leads[2], strict=True)}
    assert (first["Name"], first["Budget"], first["Record ID"], first["Stage"]) == ("Anna Berg", 100, "1", "open")
    assert leads.tables["Leads"].ref.endswith("2")


@pytest.mark.parametrize("below", ["note", "totals"])
def test_what_stands_below_the_leads_is_not_written_over(below: str, tmp_path: Path) -> None:
    master = tmp_path / "leads.xlsx"
    book = openpyxl.Workbook()
    leads = book.worksheets[0]
    for row in (HEADERS, ANNA, ("Total", None, None, 100) if below == "totals" else ()):
        leads.append(row)
    if below == "totals":
        table = Table(displayName="Leads", ref="A1:E3")
        table.totalsRowCount = 1
        leads.add_table(table)
    else:
        leads["A3"] = " "
        leads["B3"] = "  "
    book.save(master)
    before = master.read_bytes()
    with pytest.raises(OutputError, match="row of totals" if below == "totals" else "where new leads go"):
        do("update", master, save(tmp_path / "export.xlsx", OLA))
    assert master.read_bytes() == before


def test_a_list_of_another_kind_becomes_a_new_workbook(tmp_path: Path) -> None:
    master = tmp_path / "leads.csv"
    master.write_text("Record ID,Name,Budget\n1,Anna Berg,\n2,=1+1,5\n", encoding="utf-8")
    before = master.read_bytes()
    other = save(tmp_path / "back.xlsx", ("1", "Anna Berg", 70), headers=("Record ID", "Name", "Budget"))
    do("merge", master, other)
    assert master.read_bytes() == before
    rows = rows_of(tmp_path / "leads.xlsx")
    assert rows[0] == ("Record ID", "Name", "Budget")
    assert (str(rows[1][0]), *rows[1][1:]) == ("1", "Anna Berg", 70)
    assert rows[2][1] == "=1+1"
    assert sheet_of(tmp_path / "leads.xlsx")["B3"].data_type == "s"
    with pytest.raises(
        OutputError, match="is there already: if it has your list since the last time, give that one instead"
    ):
        do("merge", master, other)


def test_a_receipt_names_what_was_taken_and_replaces_no_other(tmp_path: Path) -> None:
    master = save(tmp_path / "leads.xlsx", OLA)
    other = save(tmp_path / "back.xlsx", (*OLA[:3], 5, None))
    with changing("merge", ListFile(master), ListFile(other)) as change:
        write_change(change)
        paths = [
            write_receipt(change, None, when=NOW, master="leads.xlsx", other="back.xlsx"),
            write_receipt(change, None, when=NOW, master="leads.xlsx", other="back.xlsx"),
            write_receipt(change, tmp_path / "r.json", when=NOW, master="leads.xlsx", other="back.xlsx"),
        ]
    assert [path.name for path in paths] == [
        "leads.merge-20261122-120000.json",
        "leads.merge-20261122-120000-2.json",
        "r.json",
    ]
    said = json.loads(paths[0].read_text(encoding="utf-8"))
    assert said["taken"][0] == {
        "kind": "filled",
        "lead": "Ola Dahl",
        "row": 2,
        "other_row": 2,
        "column": "Budget",
        "theirs": "5",
        "how": "id",
    }


def test_a_list_that_changes_while_it_is_merged_is_left_alone(tmp_path: Path) -> None:
    master = save(tmp_path / "leads.xlsx", OLA)
    other = save(tmp_path / "back.xlsx", (*OLA[:3], 5, None))
    with changing("merge", ListFile(master), ListFile(other)) as change:
        save(master, ANNA)
        with pytest.raises(OutputError, match="was changed by another program"):
            write_change(change)
    assert rows_of(master)[1][1] == "Anna Berg"


def test_the_file_that_is_written_is_named(tmp_path: Path) -> None:
    master = save(tmp_path / "leads.xlsx", OLA)
    other = save(tmp_path / "back.xlsx", (*OLA[:3], 5, None))
    with changing("merge", ListFile(master), ListFile(other), out=tmp_path / "copy.xlsx") as change:
        assert change.written.name == "copy.xlsx"
        assert replace(change, target=replace(change.target, out=None)).written == master
        write_change(change)
    assert rows_of(master)[1][3] is None
    assert rows_of(tmp_path / "copy.xlsx")[1][3] == 5
