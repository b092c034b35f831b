"""Lists of leads are read as they stand, or refused in one sentence."""

# ruff: noqa: E501 - markup is easiest to read unbroken

from __future__ import annotations

import csv
import io
import os
import random
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from sheetqual.errors import LeadsFileError
from sheetqual.files import _csv, _limited, _other_errors, _sheets, _xlsx_scan
from sheetqual.files._grid import Gatherer, Header, Request
from sheetqual.files._package import Package
from sheetqual.files._positions import column_letters
from sheetqual.files._refusals import Refused
from sheetqual.files.tables import LeadTable, read_leads

from .hostile import MAIN, STRICT, row, sheet, text_cell, write_ods, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("Company", "Budget", "Country")
Rows = Sequence[Sequence[Any]]
SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: str | os.PathLike[str], **options: Any) -> str:
    options.setdefault("names", NAMES)
    with pytest.raises(LeadsFileError) as caught:
        read_leads(path, **options)
    text = str(caught.value)
    assert "\n" not in text
    assert "Traceback" not in text
    assert text.endswith((".", "?"))
    return text


def column(table: LeadTable, header: str) -> list[Any]:
    return table.columns[table.headers.index(header)]


def save(path: Path, *sheets: tuple[str, Rows], hidden: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        page = book.create_sheet(name)
        for cells in rows:
            page.append(cells)
        if name in hidden:
            page.sheet_state = "hidden"
    book.save(path)
    return path


LEADS: Rows = [["Company", "Budget", "Country"], ["Acme", 100, "NO"], ["Beta", 2.5, "IT"]]


# --- Workbooks: header, sheets, cells ---------------------------------------------------------


def test_an_xlsx_list_is_read_with_its_rows(tmp_path: Path) -> None:
    table = read_leads(save(tmp_path / "leads.xlsx", ("Leads", LEADS)), names=NAMES)
    assert (table.source, table.sheet) == ("leads.xlsx", "Leads")
    assert table.headers == ("Company", "Budget", "Country")
    assert column(table, "Company") == ["Acme", "Beta"]
    assert column(table, "Budget") == [100.0, 2.5]
    assert list(table.rows) == [2, 3]
    assert table.findings == ()
    assert not table.epoch_1904


def test_only_columns_looked_for_are_kept_unless_all_are_wanted(tmp_path: Path) -> None:
    path = save(tmp_path / "leads.xlsx", ("Leads", LEADS))
    assert list(read_leads(path, names=["budget "]).columns) == [1]
    assert list(read_leads(path, names=["budget"], keep_all=True).columns) == [0, 1, 2]


def test_headers_compare_folded(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("S", [["  COMPANY\nname ", "E-mail"], ["Acme", "a@b.c"]]))
    table = read_leads(path, names=["company_name", "e mail"])
    assert table.headers == ("  COMPANY\nname ", "E-mail")
    assert list(table.columns) == [0, 1]


def test_the_header_is_found_below_a_preamble_and_a_merged_row(tmp_path: Path) -> None:
    rows: Rows = [
        ["Exported by CRM"],
        [],
        ["Who", None, "What"],
        ["Company", "Country", "Budget"],
        ["Acme", "NO", 5],
    ]
    table = read_leads(save(tmp_path / "a.xlsx", ("S", rows)), names=NAMES)
    assert table.headers == ("Company", "Country", "Budget")
    assert list(table.rows) == [5]


def test_the_first_of_two_equally_good_header_rows_wins(tmp_path: Path) -> None:
    table = read_leads(save(tmp_path / "a.xlsx", ("S", [*LEADS, LEADS[0]])), names=NAMES)
    assert len(table.rows) == 3


def test_the_header_is_looked_for_from_the_first_used_row(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"S": sheet(row(500, "Company", "Budget") + row(502, "Acme", "5"))})
    table = read_leads(path, names=NAMES)
    assert list(table.rows) == [502]
    assert read_leads(path, names=NAMES, header_row=500).rows == table.rows


def test_a_list_that_starts_in_another_column_keeps_its_positions(tmp_path: Path) -> None:
    cells = text_cell("C3", "Company") + text_cell("E3", "Budget")
    below = text_cell("C4", "Acme") + '<c r="E4" t="e"><v>#N/A</v></c>'
    path = write_xlsx(tmp_path / "a.xlsx", {"S": sheet(f'<row r="3">{cells}</row><row r="4">{below}</row>')})
    table = read_leads(path, names=NAMES)
    assert table.headers == ("", "", "Company", "", "Budget")
    assert table.columns == {2: ["Acme"], 4: ["#N/A"]}


def test_a_header_of_numbers_and_dates_is_text(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("S", [["Company", 2024, date(2024, 1, 2), True], ["Acme", 1, 2, 3]]))
    assert read_leads(path, names=["2024"]).headers == ("Company", "2024", "2024-01-02", "TRUE")


def test_duplicate_headers_are_kept_and_found(tmp_path: Path) -> None:
    rows: Rows = [["Company", "Budget", "budget", "x", "x"], ["Acme", 1, 2, 3, 4]]
    table = read_leads(save(tmp_path / "a.xlsx", ("S", rows)), names=NAMES)
    assert table.columns == {0: ["Acme"], 1: [1.0], 2: [2.0]}
    assert [finding.code for finding in table.findings] == ["duplicate_header"]
    assert "column 2 and column 3" in table.findings[0].text


def test_a_header_row_that_is_given_need_not_name_anything(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("S", LEADS))
    table = read_leads(path, names=["Nothing"], header_row=2, keep_all=True)
    assert table.headers == ("Acme", "100", "NO")
    assert list(table.rows) == [3]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_header_row_beyond_or_blank_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "csv":
        write(path, "Company,Budget\n\nAcme,1\n")
    else:
        save(path, ("S", [["Company", "Budget"], [], ["Acme", 1]]))
    assert "ends at row 3" in refusal(path, header_row=30)
    assert "nothing in row 2" in refusal(path, header_row=2)
    assert "--header-row" in refusal(path, header_row=0)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_list_without_the_columns_says_what_it_has(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "csv":
        write(path, "Firma,Ort\nAcme,Oslo\n")
    else:
        save(path, ("S", [["Firma", "Ort"], ["Acme", "Oslo"]]))
    text = refusal(path, names=["a1", "b2", "c3", "d4"])
    assert f"a.{suffix}" in text
    assert '"a1", "b2", "c3"' in text
    assert "d4" not in text
    assert '"Firma", "Ort"' in text
    assert "--header-row" in text


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_header_without_leads_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "csv":
        write(path, "Company,Budget\n , \n\n")
    else:
        save(path, ("S", [["Company", "Budget"], [" ", None]]))
    assert "no leads below" in refusal(path)


def test_an_empty_workbook_or_file_is_refused(tmp_path: Path) -> None:
    assert "is empty" in refusal(save(tmp_path / "a.xlsx", ("S", [])))
    assert "is empty" in refusal(write(tmp_path / "a.csv", ""))
    assert "is empty" in refusal(write(tmp_path / "b.csv", "\n \n\n"))
    assert "is empty" in refusal(write(tmp_path / "c.csv", b"\xef\xbb\xbf"))
    assert 'sheet "S"' in refusal(save(tmp_path / "b.xlsx", ("S", [])), sheet="S")


def test_blank_rows_are_no_leads_but_count(tmp_path: Path) -> None:
    rows = [LEADS[0], [None, 5, None], [], [" ", None, "\t"], ["Acme", 0, None]]
    table = read_leads(save(tmp_path / "a.xlsx", ("S", rows)), names=NAMES)
    assert list(table.rows) == [2, 5]
    assert column(table, "Company") == [None, "Acme"]
    assert column(table, "Country") == [None, None]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_row_of_nothing_but_rare_white_space_is_no_lead(tmp_path: Path, suffix: str) -> None:
    blank = ["\u3000", "\u2003\u2028", "\u0085", "\u00ad", "\u200b\ufeff", "\u2060"]
    path = tmp_path / f"a.{suffix}"
    rows: Rows = [["Company", "Budget"], *([cell, None] for cell in blank), ["Acme", "\u3000"]]
    if suffix == "csv":
        write(path, "".join(f"{company},{budget or ''}\n" for company, budget in rows))
    else:
        save(path, ("S", rows))
    assert list(read_leads(path, names=NAMES).rows) == [8]


def test_columns_that_stand_twice_are_told_however_many_columns_there_are() -> None:
    """A look at every column before each took minutes."""
    texts = [f"c{place}" for place in range(200_000)]
    names = Request.of(texts, None, None, keep_all=False)
    gatherer = Gatherer(Header(1, (*texts, "C7", "c7"), 200_002), names, None)
    assert gatherer.duplicates == [("C7", 7, 200_000), ("c7", 7, 200_001)]


def test_a_row_of_nothing_but_zero_or_false_is_a_lead(tmp_path: Path) -> None:
    rows = [LEADS[0], [0, None, None], [None, False, None]]
    assert list(read_leads(save(tmp_path / "a.xlsx", ("S", rows)), names=NAMES).rows) == [2, 3]


def test_cells_keep_their_kind(tmp_path: Path) -> None:
    cells = [1, True, 1.5, "1", " x ", datetime(2024, 5, 6, 7, 8), date(2024, 5, 6), None]  # noqa: DTZ001
    rows: Rows = [["Company", "Budget"], *([cell, "b"] for cell in cells)]
    table = read_leads(save(tmp_path / "a.xlsx", ("S", rows)), names=NAMES)
    read = column(table, "Company")
    assert read == [1.0, "TRUE", 1.5, "1", " x ", datetime(2024, 5, 6, 7, 8), date(2024, 5, 6), None]  # noqa: DTZ001
    assert [type(cell) for cell in read[:4]] == [float, str, float, str]


def test_the_named_sheet_is_read_whatever_its_case(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("First", LEADS), ("Second", [LEADS[0], ["Only", 1, "X"]]))
    assert column(read_leads(path, names=NAMES, sheet="second"), "Company") == ["Only"]


def test_an_unknown_sheet_is_refused_with_the_nearest(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("Leads", LEADS), ("Other", LEADS))
    assert 'only "Leads", "Other"; did you mean "Leads"?' in refusal(path, sheet="Leeds")
    assert "--sheet" in refusal(path, sheet="zzz")


def test_the_sheet_with_the_names_is_found(tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xlsx",
        ("Notes", [["Company"], ["hello"]]),
        ("Empty", []),
        ("List", LEADS),
        ("Copy", LEADS),
    )
    assert read_leads(path, names=NAMES).sheet == "List"
    assert read_leads(path, names=[*NAMES, "d", "e", "f", "g"]).sheet == "List"


def test_the_best_of_all_sheets_is_reloaded(tmp_path: Path) -> None:
    many = [*NAMES, "d", "e", "f", "g", "h"]
    path = save(tmp_path / "a.xlsx", ("One", [["Company"], ["x"]]), ("Best", LEADS), ("Third", [["Budget"], [1]]))
    assert column(read_leads(path, names=many), "Company") == ["Acme", "Beta"]


def test_hidden_sheets_and_our_own_are_skipped(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("Secret", LEADS), ("sheetqual", LEADS), ("Shown", LEADS), hidden=("Secret",))
    assert read_leads(path, names=NAMES).sheet == "Shown"
    assert read_leads(path, names=NAMES, sheet="Secret").sheet == "Secret"


def test_the_1904_system_is_seen(tmp_path: Path) -> None:
    data = {"S": sheet(row(1, "Company") + row(2, "Acme"))}
    for value, expected in (("1", True), ("true", True), ("0", False)):
        path = write_xlsx(tmp_path / "a.xlsx", data, workbook_pr=f'<workbookPr date1904="{value}"/>')
        assert read_leads(path, names=NAMES).epoch_1904 is expected


# --- Error cells ------------------------------------------------------------------------------

HEADER = row(1, "Company", "Budget", "Country")


def grid(table: LeadTable) -> dict[tuple[int, int], Any]:
    return {
        (line, position): cell
        for position, cells in table.columns.items()
        for line, cell in zip(table.rows, cells, strict=True)
    }


def errors_read(path: Path, body: str, **options: Any) -> dict[tuple[int, int], Any]:
    write_xlsx(path, {"S": sheet(body, **options)})
    cells = grid(read_leads(path, names=NAMES))
    return {place: cell for place, cell in cells.items() if isinstance(cell, str) and cell.startswith("#")}


def test_error_cells_come_by_name_in_their_places(tmp_path: Path) -> None:
    body = (
        HEADER
        + f'<row r="2">{text_cell("A2", "Acme")}<c r="B2" t="e"><f>NA()</f><v>#N/A</v></c></row>'
        + "<row r='5'><c s='1' t='e' r='C5' ><v> #REF! </v></c></row>"
        + '<row r="6"><c r="A6" t = "e"><v>#DIV/0!</v></c><c r="B6" t="e"/><c r="C6" t="str"><v>t="e"</v></c></row>'
    )
    assert errors_read(tmp_path / "a.xlsx", body) == {(2, 1): "#N/A", (5, 2): "#REF!", (6, 0): "#DIV/0!"}


def test_newer_errors_that_calamine_does_not_know_come_by_name(tmp_path: Path) -> None:
    body = (
        HEADER
        + f'<row r="2">{text_cell("A2", "Acme")}<c r="B2" t="e"><f>X()</f><v>#SPILL!</v></c></row>'
        + '<row r="3"><c r="A3" t="e"><v>#CALC!</v></c><c r="B3"><v>5</v></c><c r="C3" t="e"><v>#N/A</v></c></row>'
    )
    path = write_xlsx(tmp_path / "a.xlsx", {"S": sheet(body)})
    assert grid(read_leads(path, names=NAMES)) == {
        (2, 0): "Acme",
        (2, 1): "#SPILL!",
        (2, 2): None,
        (3, 0): "#CALC!",
        (3, 1): 5.0,
        (3, 2): "#N/A",
    }


def test_error_cells_are_found_in_strict_workbooks(tmp_path: Path) -> None:
    body = HEADER + '<row r="3"><c r="B3" t="e"><v>#NAME?</v></c></row>'
    assert errors_read(tmp_path / "a.xlsx", body, namespace=STRICT) == {(3, 1): "#NAME?"}


def test_error_cells_without_positions_are_counted(tmp_path: Path) -> None:
    def cells(*parts: str) -> str:
        return "".join(parts)

    body = (
        f"<row>{cells(*(text_cell('', name) for name in NAMES))}</row>"
        f"<row>{text_cell('', 'Acme')}<c/><c t='e'><v>#NUM!</v></c></row>"
        f'<row r="7">{text_cell("B7", "x")}<c t="e"><v>#N/A</v></c></row>'
        f'<row><c t="e"><v>#NULL!</v></c></row>'
    )
    found = errors_read(tmp_path / "a.xlsx", body)
    assert found == {(2, 2): "#NUM!", (7, 2): "#N/A", (8, 0): "#NULL!"}


def test_error_cells_are_found_under_a_name_space_prefix(tmp_path: Path) -> None:
    def part(at: str, cell: str) -> str:
        return f'<x:row r="{at}">{cell}</x:row>'

    header = "".join(
        f'<x:c r="{letter}1" t="inlineStr"><x:is><x:t>{name}</x:t></x:is></x:c>'
        for letter, name in zip("ABC", NAMES, strict=True)
    )
    text = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        + part("1", header)
        + part("4", '<x:c r="B4" t="e"><x:v>#N/A</x:v></x:c>')
        + "</x:sheetData></x:worksheet>"
    )
    path = write_xlsx(tmp_path / "a.xlsx", {"S": text})
    assert grid(read_leads(path, names=NAMES))[4, 1] == "#N/A"


@pytest.mark.parametrize("piece", [64, 100, 257])
@pytest.mark.parametrize("positions", [True, False])
def test_error_cells_across_the_borders_of_pieces_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, *, positions: bool
) -> None:
    monkeypatch.setattr(_xlsx_scan, "_PIECE", piece)

    def at(ref: str) -> str:
        return f' r="{ref}"' if positions else ""

    lines = [
        f"<row{at(f'{n}')}>{text_cell(f'A{n}' if positions else '', 'x' * (n % 37))}"
        f'<c{at(f"B{n}")} t="e"><v>#N/A</v></c></row>'
        for n in range(2, 200)
    ]
    found = errors_read(tmp_path / "a.xlsx", HEADER + "".join(lines))
    assert found == {(n, 1): "#N/A" for n in range(2, 200)}


def test_error_cells_in_disorder_are_sorted(tmp_path: Path) -> None:
    body = HEADER + '<row r="9"><c r="B9" t="e"><v>#N/A</v></c></row><row r="3"><c r="C3" t="e"><v>#REF!</v></c></row>'
    assert errors_read(tmp_path / "a.xlsx", body) == {(9, 1): "#N/A", (3, 2): "#REF!"}


def test_error_cells_of_open_document_sheets_come_by_name(tmp_path: Path) -> None:
    def cell(text: str, attributes: str = 'office:value-type="string"') -> str:
        return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"

    error = 'table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"'
    tables = (
        '<table:table table:name="S"><table:table-row>'
        + "".join(map(cell, NAMES))
        + '</table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        + f"<table:table-row>{cell('Acme')}"
        + f"{cell('#N/A', error + chr(32) + 'table:number-columns-repeated=' + chr(34) + '2' + chr(34))}"
        + "</table:table-row></table:table>"
    )
    before = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    table = read_leads(write_ods(tmp_path / "a.ods", tables, before), names=NAMES)
    assert grid(table) == {(4, 0): "Acme", (4, 1): "#N/A", (4, 2): "#N/A"}
    assert table.epoch_1904


def test_error_cells_of_old_workbooks_are_found_in_their_records() -> None:
    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    bof = record(0x0809, struct.pack("<HH", 0x0600, 5) + bytes(12))
    eof = record(0x000A, b"")
    size = len(bof) + len(record(0x0022, bytes(2))) + len(record(0x0085, bytes(8 + 1))) + len(eof)
    stream = (
        bof
        + record(0x0022, b"\x01\x00")
        + record(0x0085, struct.pack("<IBBBB", size, 0, 0, 1, 0) + b"S")
        + eof
        + bof
        + bof
        + record(0x0205, struct.pack("<HHHBB", 9, 9, 0, 0x2A, 1))
        + eof
        + record(0x0205, struct.pack("<HHHBB", 3, 2, 0, 0x2A, 1))
        + record(0x0205, struct.pack("<HHHBB", 4, 2, 0, 1, 0))
        + record(0x0006, struct.pack("<HHH", 5, 1, 0) + bytes([2, 0, 0x17, 0, 0, 0, 0xFF, 0xFF]) + bytes(8))
        + eof
    )
    seen = _other_errors.Seen()
    _other_errors.biff_errors(stream, seen)
    assert list(seen.scan("S").errors.between(0, 99)) == [(3, 2, "#N/A"), (5, 1, "#REF!")]
    assert seen.epoch_1904


def test_error_cells_of_binary_workbooks_are_found_in_their_records(tmp_path: Path) -> None:
    def record(kind: int, data: bytes) -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return head + bytes([len(data)]) + data

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    book = record(153, struct.pack("<I", 1) + bytes(8)) + record(156, bytes(8) + wide("rId1") + wide("S"))
    part = record(0, struct.pack("<I", 6) + bytes(12)) + record(3, struct.pack("<II", 2, 0) + b"\x2a")
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", part)
    seen = _other_errors.look_through(tmp_path / "a.xlsb")
    assert list(seen.scan("S").errors.between(0, 99)) == [(6, 2, "#N/A")]
    assert seen.epoch_1904


# --- Hostile and broken workbooks -------------------------------------------------------------


def test_cells_at_the_ends_of_a_sheet_are_read_without_the_space_between(tmp_path: Path) -> None:
    body = (
        f'<row r="1">{text_cell("A1", "Company")}{text_cell("XFD1", "Budget")}</row>'
        f'<row r="700">{text_cell("B700", "note")}<c r="XFD700" t="e"><v>#N/A</v></c></row>'
        f'<row r="1048576">{text_cell("A1048576", "Acme")}{text_cell("XFD1048576", "7")}</row>'
    )
    table = read_leads(write_xlsx(tmp_path / "a.xlsx", {"S": sheet(body)}), names=NAMES)
    assert list(table.rows) == [700, 1_048_576]
    assert len(table.headers) == 16_384
    assert table.columns == {0: [None, "Acme"], 16_383: ["#N/A", "7"]}


def test_a_cell_outside_its_row_does_not_escape_the_scan(tmp_path: Path) -> None:
    body = f'{row(1, "Company", "Budget")}<row r="2">{text_cell("A2", "x")}<c r="XFD1048576"><v>1</v></c></row>'
    table = read_leads(write_xlsx(tmp_path / "a.xlsx", {"S": sheet(body)}), names=NAMES)
    assert list(table.rows) == [2, 1_048_576]


def test_z_in_the_last_row_is_read_without_the_space_between(tmp_path: Path) -> None:
    body = row(1, "Company") + f'<row r="1048576">{text_cell("Z1048576", "end")}</row>'
    table = read_leads(write_xlsx(tmp_path / "a.xlsx", {"S": sheet(body)}), names=NAMES)
    assert list(table.rows) == [1_048_576]
    assert table.columns == {0: [None]}


def test_a_row_or_column_beyond_what_excel_has_is_refused(tmp_path: Path) -> None:
    for ref in ("A4294967295", "ZZZ2", "A0", "A99999999999999", "ABCDE5"):
        body = row(1, "Company") + f'<row r="2"><c r="{ref}"><v>1</v></c></row>'
        assert "damaged" in refusal(write_xlsx(tmp_path / "a.xlsx", {"S": sheet(body)}))


def test_formatted_but_empty_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    body = row(1, "Company") + row(2, "Acme") + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    table = read_leads(write_xlsx(tmp_path / "a.xlsx", {"S": sheet(body)}), names=NAMES)
    assert column(table, "Company") == ["Acme"]
    assert len(table.headers) == 1


def test_cells_scattered_over_a_whole_sheet_are_refused(tmp_path: Path) -> None:
    def ref(n: int) -> str:
        return column_letters(n).decode()

    lines = "".join(f'<row r="{n * 200 + 2}"><c r="{ref(n)}{n * 200 + 2}"><v>1</v></c></row>' for n in range(5000))
    path = write_xlsx(tmp_path / "a.xlsx", {"S": sheet(row(1, "Company") + lines)})
    assert "too far apart" in refusal(path)


def test_a_zip_bomb_is_refused_at_once(tmp_path: Path) -> None:
    start = time.monotonic()
    path = write_xlsx(tmp_path / "a.xlsx", {"S": sheet(HEADER + " " * 250_000_000)})
    written = time.monotonic()
    assert "unpacks to far more" in refusal(path)
    assert time.monotonic() - written < max(1.0, written - start)


def test_shared_strings_that_unpack_to_far_more_are_refused_at_once(tmp_path: Path) -> None:
    """1 GB of them at a ratio of 166 was read, with 1.8 GB of memory."""
    rnd = random.Random(1)
    unit = b"".join(b"<si><t>" + rnd.randbytes(4).hex().encode() + b" " * 990 + b"</t></si>" for _ in range(1000))
    body = f'<row r="1"><c r="A1" t="s"><v>0</v></c></row>{row(2, "Acme")}'
    strings = b'<sst xmlns="%s"><si><t>Company</t></si>%s</sst>' % (MAIN.encode(), unit * 310)
    path = write_xlsx(tmp_path / "a.xlsx", {"S": sheet(body)}, extra={"xl/sharedStrings.xml": strings})
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/sharedStrings.xml")
    assert 50 < info.file_size / info.compress_size < 200
    tracemalloc.start()
    try:
        assert "unpacks to far more" in refusal(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("part", "size", "ratio", "refused"),
    [
        ("xl/worksheets/sheet1.xml", 440_000_000, 13, False),
        ("xl/worksheets/sheet1.xml", 1_280_000_000, 40, False),
        ("xl/sharedstrings.xml", 555_000_000, 8, False),
        ("xl/sharedstrings.xml", 216_000_000, 70, False),
        ("xl/sharedstrings.xml", 1_000_000_000, 166, True),
        ("xl/sharedstrings.xml", 800_000_000, 20, True),
        ("xl/worksheets/sheet1.xml", 600_000_000, 60, True),
        ("xl/worksheets/sheet1.dat", 600_000_000, 60, True),
        ("xl/worksheets/sheet1.xml", 120_000_000, 250, True),
        ("xl/worksheets/sheet1.xml", 2_100_000_000, 10, True),
    ],
)
def test_a_full_sheet_is_told_from_a_bomb_by_its_size_and_ratio(
    part: str, size: int, ratio: int, *, refused: bool
) -> None:
    """Measured on sheets of 1,048,576 rows and 12 columns: of equal texts, of few and of all different ones."""
    info = zipfile.ZipInfo(part)
    info.file_size, info.compress_size = size, size // ratio
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    archive = zipfile.ZipFile(empty)
    archive.filelist.append(info)
    if refused:
        with pytest.raises(Refused, match="unpacks to far more"):
            Package(archive)
    else:
        Package(archive)


def test_xml_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    good = sheet(row(1, "Company") + row(2, "Acme"))
    assert "as Excel does" in refusal(
        write_xlsx(tmp_path / "a.xlsx", {"S": good.replace('<?xml version="1.0" encoding="UTF-8"?>', bomb)})
    )
    for part in ("xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"):
        assert "as Excel does" in refusal(write_xlsx(tmp_path / "a.xlsx", {"S": good}, extra={part: bomb + "<x/>"}))


def test_damaged_workbooks_are_refused(tmp_path: Path) -> None:
    whole = save(tmp_path / "a.xlsx", ("S", LEADS)).read_bytes()
    for cut in (10, 500, len(whole) // 2, len(whole) - 30):
        assert "damaged" in refusal(write(tmp_path / "cut.xlsx", whole[:cut]))
    good = sheet(row(1, "Company") + row(2, "Acme"))
    assert "damaged" in refusal(write_xlsx(tmp_path / "b.xlsx", {"S": good}, extra={"xl/workbook.xml": "<a/>"}))
    assert "damaged" in refusal(write_xlsx(tmp_path / "c.xlsx", {"S": "junk < junk"}))
    assert "damaged" in refusal(write_xlsx(tmp_path / "d.xlsx", {"S": good[:-60]}))


def test_a_flipped_byte_never_shows_a_traceback(tmp_path: Path) -> None:
    whole = bytearray(save(tmp_path / "a.xlsx", ("S", LEADS)).read_bytes())
    for at in range(0, len(whole), 97):
        spoiled = bytearray(whole)
        spoiled[at] ^= 0xFF
        try:
            read_leads(write(tmp_path / "b.xlsx", bytes(spoiled)), names=NAMES)
        except LeadsFileError as error:
            assert "\n" not in str(error)  # noqa: PT017 - many of these files are read after all


def test_a_part_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("S", LEADS))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/Worksheets/Sheet1.xml", "<x/>")
    assert "damaged" in refusal(path)


def test_an_encrypted_zip_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("S", LEADS))
    data = bytearray(path.read_bytes())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    assert "protected with a password" in refusal(write(path, bytes(data)))


def test_a_panic_of_calamine_is_one_sentence() -> None:
    class PanicException(BaseException):
        pass

    with pytest.raises(LeadsFileError, match="damaged"), _sheets.calamine_at_work("leads.xlsx"):
        raise PanicException


def test_ctrl_c_passes_through() -> None:
    with pytest.raises(KeyboardInterrupt), _sheets.calamine_at_work("leads.xlsx"):
        raise KeyboardInterrupt


# --- Files of other kinds ---------------------------------------------------------------------


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.xlsx") == "no.xlsx can't be found; check its name and its folder."
    assert "is a folder" in refusal(tmp_path)
    (tmp_path / "a.numbers").mkdir()
    assert "Numbers" in refusal(tmp_path / "a.numbers")


def test_a_file_held_by_another_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.csv", "Company\nAcme\n")

    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(Path, "open", held)
    assert "close it in other programs" in refusal(path)


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"{\\rtf1\\ansi", "a text document"),
        (b"\x1f\x8b\x08\0", "a compressed file"),
        (b"<html><table><tr><td>Company</td></tr>", "a web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook>', "an XML file"),
        (b"\x09\x08\x08\x00\x00\x05", "a very old Excel"),
        (bytes(range(32)) * 20, "not a list of leads"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le"), "a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "with a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le") + bytes(900), "damaged"),
    ],
)
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "csv"])
def test_other_files_are_named_for_what_they_are(tmp_path: Path, start: bytes, what: str, suffix: str) -> None:
    assert what in refusal(write(tmp_path / f"a.{suffix}", start))


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("Index/Document.iwa", "Numbers"),
        ("photo.jpg", "zip file without a workbook"),
    ],
)
def test_other_zip_files_are_named_for_what_they_are(tmp_path: Path, member: str, what: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(member, "x")
    assert what in refusal(tmp_path / "a.xlsx")


def test_the_content_counts_and_not_the_suffix(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("S", LEADS))
    assert len(read_leads(path.rename(tmp_path / "a.xls"), names=NAMES).rows) == 2
    assert len(read_leads(write(tmp_path / "b.xlsx", "Company;Budget\nAcme;1\n"), names=NAMES).rows) == 1


def test_a_link_and_a_pipe_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Company,Budget\nAcme,1\n")
    (tmp_path / "link.csv").symlink_to(path)
    assert len(read_leads(tmp_path / "link.csv", names=NAMES).rows) == 1
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    for content in (path.read_bytes(), save(tmp_path / "a.xlsx", ("S", LEADS[:2])).read_bytes()):
        pipe = tmp_path / f"pipe{len(content)}"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(content,))
        writer.start()
        assert len(read_leads(pipe, names=NAMES).rows) == 1
        writer.join()


# --- The child process ------------------------------------------------------------------------


def ods_of(rows: str) -> str:
    return f'<table:table table:name="S">{rows}</table:table>'


def test_a_bomb_of_repeated_rows_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    path = write_ods(
        tmp_path / "a.ods",
        ods_of(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'),
    )
    assert "too large" in refusal(path)


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_limited, "SECONDS", 0.01)
    path = write_ods(tmp_path / "a.ods", ods_of("<table:table-row/>"))
    assert "too large" in refusal(path)


def test_a_child_that_dies_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_ods(tmp_path / "a.ods", ods_of("<table:table-row/>"))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "too large" in refusal(path)


def test_ctrl_c_leaves_no_child_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []

    class Interrupted(subprocess.Popen[bytes]):
        def communicate(self, *_: object, **__: object) -> Any:
            started.append(self)
            raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    path = write_ods(tmp_path / "a.ods", ods_of("<table:table-row/>"))
    with pytest.raises(KeyboardInterrupt):
        read_leads(path, names=NAMES)
    assert started[0].poll() is not None


def test_files_beside_the_leads_are_not_taken_for_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "pickle.py", "raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert "is empty" in refusal(write_ods(Path("a.ods"), ods_of("<table:table-row/>")))


# --- Text files -------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["Company", "Budget", "Country"], ["Acme", "1", "NO"], ["Beta", "2", "IT"]]
    path = write(tmp_path / "a.csv", "\n".join(delimiter.join(line) for line in lines))
    table = read_leads(path, names=NAMES)
    assert table.headers == ("Company", "Budget", "Country")
    assert table.columns == {0: ["Acme", "Beta"], 1: ["1", "2"], 2: ["NO", "IT"]}
    assert (table.sheet, list(table.rows), table.findings) == (None, [2, 3], ())


def test_a_european_file_keeps_its_decimal_commas(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Company;Budget\nAcme, Inc;1,5\nBeta, a, b, c;2,25\n")
    assert read_leads(path, names=NAMES).columns == {0: ["Acme, Inc", "Beta, a, b, c"], 1: ["1,5", "2,25"]}


def test_a_file_of_one_column_is_not_parted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Company\nAcme, Inc\nBeta, Ltd: x\nhttps://c.example\n")
    assert read_leads(path, names=NAMES).columns == {0: ["Acme, Inc", "Beta, Ltd: x", "https://c.example"]}
    path = write(tmp_path / "b.csv", "Website\nhttps://a.example\nhttps://b.example\n")
    assert read_leads(path, names=["Website"]).headers == ("Website",)


def test_the_first_line_sep_settles_the_delimiter(tmp_path: Path) -> None:
    table = read_leads(write(tmp_path / "a.csv", "sep=;\r\nCompany;Budget\r\nAcme;1,5\r\n"), names=NAMES)
    assert table.columns == {0: ["Acme"], 1: ["1,5"]}
    assert list(table.rows) == [2]


@pytest.mark.parametrize("sep", ['sep="', "sep=", 'sep=""', '"sep="', 'SEP="'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_first_line_sep_that_names_no_delimiter_is_passed(tmp_path: Path, sep: str, end: str) -> None:
    """Python 3.13 takes neither a quotation mark nor a line end for a delimiter."""
    table = read_leads(write(tmp_path / "a.csv", end.join([sep, "Company;Budget", '"Acme";1,5', ""])), names=NAMES)
    assert table.columns == {0: ["Acme"], 1: ["1,5"]}


def test_a_first_line_sep_may_name_a_tab(tmp_path: Path) -> None:
    table = read_leads(write(tmp_path / "a.csv", "sep=\t\nCompany\tBudget\nAcme\t1,5\n"), names=NAMES)
    assert table.columns == {0: ["Acme"], 1: ["1,5"]}


def test_a_file_of_nothing_but_sep_is_empty(tmp_path: Path) -> None:
    assert "is empty" in refusal(write(tmp_path / "a.csv", 'sep="'))


def test_quotes_are_respected(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'Company,Budget\n"Acme, ""the"" firm","two\nlines\r\nor three"\nBeta,2\n')
    table = read_leads(path, names=NAMES)
    assert table.columns == {0: ['Acme, "the" firm', "Beta"], 1: ["two\nlines\r\nor three", "2"]}
    assert list(table.rows) == [2, 3]


def test_blank_records_count(tmp_path: Path) -> None:
    table = read_leads(write(tmp_path / "a.csv", "Company,Budget\n\nAcme,\n,,\n ,\nBeta,2\n"), names=NAMES)
    assert list(table.rows) == [3, 6]
    assert table.columns == {0: ["Acme", "Beta"], 1: [None, "2"]}


def test_a_preamble_before_the_header_is_passed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Report, made today\n\nCompany;Budget\nAcme;1\nBeta;2\n")
    assert list(read_leads(path, names=NAMES).rows) == [4, 5]


def test_ragged_rows_are_evened_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Company,Budget,Country\nAcme\nBeta,1,NO,extra,more\nGamma,2,IT\nD,4\nE\n")
    table = read_leads(path, names=NAMES)
    assert table.columns == {
        0: ["Acme", "Beta", "Gamma", "D", "E"],
        1: [None, "1", "2", "4", None],
        2: [None, "NO", "IT", None, None],
    }
    (finding,) = table.findings
    assert (finding.code, finding.row) == ("ragged", 2)
    assert "4 rows have" in finding.text
    assert "(row 2, 3, 5 …)" in finding.text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_and_line_ends_are_told_apart(tmp_path: Path, encoding: str, end: str) -> None:
    text = end.join(["Company,Budget", "Ærlig Søn,1", "Beta,2", ""])
    table = read_leads(write(tmp_path / "a.csv", text.encode(encoding)), names=NAMES)
    assert table.columns == {0: ["Ærlig Søn", "Beta"], 1: ["1", "2"]}
    assert [finding.code for finding in table.findings] == (["encoding"] if encoding == "cp1252" else [])


def test_an_encoding_can_be_given(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Company,Budget\nОгни,1\n".encode("cp1251"))
    table = read_leads(path, names=NAMES, encoding="cp1251")
    assert table.columns[0] == ["Огни"]
    assert table.findings == ()
    assert "--encoding cp1251" in read_leads(path, names=NAMES).findings[0].text


def test_a_wrong_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"Company,Budget\nS\xf8n,1\n")
    assert "not an encoding" in refusal(path, encoding="klingon")
    assert "not an encoding" in refusal(path, encoding="hex")
    assert "not written in utf-8" in refusal(path, encoding="utf-8")
    assert "not written in utf-16" in refusal(path, encoding="utf-16")


def test_utf8_is_checked_across_blocks(tmp_path: Path) -> None:
    filler = "x" * ((1 << 20) - 1 - len("Company,Budget\n") - 2)
    path = write(tmp_path / "a.csv", f"Company,Budget\n{filler},1\nø,2\n")
    assert read_leads(path, names=NAMES).columns[0][1] == "ø"
    path = write(tmp_path / "b.csv", f"Company,Budget\nA,1\n{'B,2' + chr(10)}".encode() * 300_000 + b"\xff,1\n")
    assert read_leads(path, names=NAMES).findings[-1].code in {"encoding", "ragged"}


def test_nul_characters_are_left_out_and_told(tmp_path: Path) -> None:
    table = read_leads(write(tmp_path / "a.csv", b"Company,Budget\nAc\0me,1\n"), names=NAMES)
    assert table.columns[0] == ["Acme"]
    assert [finding.code for finding in table.findings] == ["nul"]


def test_a_quote_that_is_never_closed_names_its_row(tmp_path: Path) -> None:
    many = "".join(f"Lead {n},{n}\n" for n in range(60_000))
    path = write(tmp_path / "a.csv", "Company,Budget\nAcme,1\n" + 'Beta,"2\n' + many * 2)
    assert "row 3" in refusal(path)
    short = "".join(f"L{n},\n" for n in range(30_000))
    assert "row 2" in refusal(write(tmp_path / "b.csv", 'Company,Budget\nBeta,"2\n' + short))


def test_a_quote_that_swallows_the_last_leads_names_its_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'Company,Budget\nAcme,"1\n2"\nBeta,"2\nGamma,3\nDelta,4\n')
    assert "row 3" in refusal(path)
    path = write(tmp_path / "b.csv", 'sep=,\nCompany,Budget\nAcme,1\nBeta,"2\nGamma,3')
    assert "row 3" in refusal(path)


def test_a_closed_quote_at_the_end_is_no_fault(tmp_path: Path) -> None:
    for end in ("", "\n"):
        path = write(tmp_path / "a.csv", f'Company,Budget\nAcme,"1\n2\n"{end}')
        assert read_leads(path, names=NAMES).columns[1] == ["1\n2\n"]


def test_long_fields_are_read_and_the_limit_is_put_back(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    path = write(tmp_path / "a.csv", f"Company,Budget\n{'x' * 500_000},1\n")
    assert len(read_leads(path, names=NAMES).columns[0][0] or "") == 500_000  # type: ignore[arg-type]
    assert csv.field_size_limit() == before


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    assert "a line longer" in refusal(write(tmp_path / "a.csv", b"Company," + b"x" * 20_000_000))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_line_without_end_is_refused_in_wide_encodings(tmp_path: Path, encoding: str) -> None:
    """U+0A0A is a letter of Punjabi, and both its bytes are a line feed's."""
    text = "Company,Budget\nAcme,1\n" + "\u0a0a" * 5_000_000
    assert "a line longer" in refusal(write(tmp_path / "a.csv", text.encode(encoding)))


def test_records_are_held_by_their_text_and_not_by_their_number() -> None:
    """512 rows of a million cells each took all memory there is."""
    lines = ("ab," * 20_000 + "\n" for _ in range(600))
    records = _csv.Records(lines, ",", "a.csv")
    sizes = []
    while chunk := records.take(512):
        sizes.append(len(chunk))
        assert sum(map(len, chunk)) < 1_500_000
    assert sum(sizes) == 600
    assert len(_csv.Records(["a,b\n"] * 600, ",", "a.csv").take(512)) == 512


@pytest.mark.parametrize("rows", [["B,2" + ",ab" * 1_300_000] * 3, ['"\n",' * 1_100_000], ["B,2" + ",Я" * 999_000] * 4])
def test_a_record_longer_than_any_lead_is_refused(tmp_path: Path, rows: list[str]) -> None:
    path = write(tmp_path / "a.csv", "\n".join(["Company,Budget", "Acme,1", *rows]))
    assert "more text near row" in refusal(path)


def test_rows_far_wider_than_the_header_are_cut(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Company,Budget\n" + ("Acme,1" + "," * 30_000 + "\n") * 100)
    table = read_leads(path, names=NAMES)
    assert table.columns == {0: ["Acme"] * 100, 1: ["1"] * 100}
    assert list(table.rows) == list(range(2, 102))
    assert table.findings[0].text.startswith("100 rows have")


# --- Progress and size ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_progress_is_told_every_ten_thousand_rows(tmp_path: Path, kind: str) -> None:
    told: list[tuple[int, int | None]] = []
    path = tmp_path / f"a.{kind}"
    count = 25_000
    if kind == "csv":
        write(path, "Company,Budget\n" + "Acme,1\n" * count)
    else:
        lines = "".join(row(n, "Acme", "1") for n in range(2, count + 2))
        write_xlsx(path, {"S": sheet(row(1, "Company", "Budget") + lines)})
    read_leads(path, names=NAMES, progress=lambda done, total: told.append((done, total)))
    assert len(told) == 3
    assert told[-1] == (count, count)
    assert told[0][1] == (None if kind == "csv" else count)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_equal_texts_share_one_object(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Company,Budget\n" + "Acme & Sons,1\n" * 5000)
    cells = read_leads(path, names=NAMES).columns[0]
    assert len({id(cell) for cell in cells}) == 1


def test_columns_of_mostly_distinct_texts_are_read_whole(tmp_path: Path) -> None:
    lines = "".join(f"Lead {n},{'' if n % 3 else n}\n" for n in range(30_000))
    table = read_leads(write(tmp_path / "a.csv", "Company,Budget\n" + lines), names=NAMES)
    assert table.columns[0] == [f"Lead {n}" for n in range(30_000)]
    assert table.columns[1] == [None if n % 3 else str(n) for n in range(30_000)]


# --- Real files -------------------------------------------------------------------------------

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared workbooks are not on this machine")


@needs_shared
def test_every_shared_workbook_is_read_or_refused_in_one_line() -> None:
    read: Callable[..., LeadTable] = read_leads
    files = sorted(path for path in (SHARED / "workbooks").rglob("*.*") if path.suffix.startswith((".xl", ".od")))
    assert len(files) > 200
    leads = 0
    for path in files:
        start = time.monotonic()
        try:
            leads += len(read(path, names=(), header_row=1, keep_all=True).rows)
        except LeadsFileError as error:
            assert "\n" not in str(error)  # noqa: PT017 - both ends are right here
            assert path.name in str(error)  # noqa: PT017
        assert time.monotonic() - start < 60
    assert leads > 1000


@needs_shared
@pytest.mark.parametrize(
    ("name", "leads"),
    [("bank-full.csv", 45_211), ("hubspot-crm-exports-all-contacts.csv", 1585), ("pipedrive_leads.csv", 800)],
)
def test_the_shared_lists_have_the_right_number_of_leads(name: str, leads: int) -> None:
    table = read_leads(SHARED / "data" / name, names=(), header_row=1, keep_all=True)
    assert len(table.rows) == leads
    assert table.findings == ()


@needs_shared
@pytest.mark.parametrize("suffix", ["xlsx", "xlsb", "xls", "ods"])
def test_the_same_list_is_the_same_in_every_format(suffix: str) -> None:
    table = read_leads(
        SHARED / "workbooks" / "calamine" / f"any_sheets.{suffix}", names=(), header_row=1, keep_all=True
    )
    assert (table.sheet, list(table.rows)) == ("Visible", [2, 3, 5])


@needs_shared
@pytest.mark.parametrize("suffix", ["xlsx", "xlsb", "xls"])
def test_the_1904_system_is_seen_in_every_excel_format(suffix: str) -> None:
    table = read_leads(SHARED / "workbooks" / "calamine" / f"date_1904.{suffix}", names=(), header_row=1, keep_all=True)
    assert table.epoch_1904
    assert isinstance(table.columns[0][0], date)


@needs_shared
def test_encrypted_workbooks_ask_for_the_password_to_be_removed() -> None:
    for suffix in ("xlsx", "xlsb", "ods"):
        path = SHARED / "workbooks" / "calamine" / f"pass_protected.{suffix}"
        assert "remove the password" in refusal(path)


def test_utf8_goes_before_an_encoding_that_was_given(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Company,Budget\nSøn,1\n".encode())
    assert read_leads(path, names=NAMES, encoding="cp1252").columns[0] == ["Søn"]


def test_truth_values_are_texts_so_that_they_are_no_numbers(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ("S", [["Company", "Budget"], [True, 1], [False, 0], ["x", True]]))
    table = read_leads(path, names=NAMES)
    assert table.columns[0] == ["TRUE", "FALSE", "x"]
    assert table.columns[1] == [1, 0, "TRUE"]


def test_a_text_with_more_columns_than_a_sheet_is_refused(tmp_path: Path) -> None:
    header = ",".join(["Company", "Budget", *map(str, range(20_000))])
    path = write(tmp_path / "a.csv", f"{header}\n{',' * 20_001}\nAcme,1\n")
    assert "more than a sheet can hold" in refusal(path)


def test_a_table_s_row_of_totals_is_no_lead(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    leads = book.worksheets[0]
    for cells in (("Company", "Budget"), ("Acme", 5), ("Bolt", 6), ("Total", 11)):
        leads.append(cells)
    table = Table(displayName="Leads", ref="A1:B4")
    table.totalsRowCount = 1
    leads.add_table(table)
    book.save(tmp_path / "leads.xlsx")
    read = read_leads(tmp_path / "leads.xlsx", names=NAMES)
    assert column(read, "Company") == ["Acme", "Bolt"]
    assert list(read.rows) == [2, 3]
    assert read.header_row == 1
