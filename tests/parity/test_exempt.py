"""What front ends can't know of each other's leads: declared once, and still so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sheetqual.errors import SheetqualError
from sheetqual.excel.lite import shown
from sheetqual.files.profiles import profile_from_text
from sheetqual.files.publishing import publish
from sheetqual.files.workbook import target_of

from .exempt import dates_elsewhere
from .front_ends import LEADS, by_list, by_udf, fill, workbook
from .made_up import made_up
from .native import NOW
from .sheets import Sheet
from .table import NO, OPEN, TODAY, YES, one

LATER = dt.date(2026, 6, 2)


def sheet_of(want: str, *cells: Any) -> Sheet:
    return Sheet("exempt", one(want), ("Name", "Answer"), [["Acme", cell] for cell in cells], TODAY)


def test_a_date_cell_is_a_date_to_lists_and_a_number_to_functions(tmp_path: Path) -> None:
    sheet = sheet_of("{ at_least = 40000 }", LATER, 50000)
    assert dates_elsewhere(sheet) == {0}
    assert by_list(sheet, workbook(sheet, tmp_path / "leads.xlsx"))["LEADRANGE"] == [OPEN, YES]
    assert by_udf(sheet, block=True)["LEADRANGE"] == [YES, YES]


@pytest.mark.parametrize("batch", range(4))
def test_only_such_leads_differ_between_days_and_numbers(batch: int) -> None:
    for sheet in made_up(batch, 4):
        exempt = dates_elsewhere(sheet)
        for function, values in sheet.expected.items():
            for lead, (number, day) in enumerate(zip(values, sheet.dated[function], strict=True)):
                assert number == day or lead in exempt, (sheet.name, lead, function)


def test_a_date_cell_where_a_date_is_asked_for_is_not_exempt() -> None:
    assert dates_elsewhere(sheet_of("{ after = 2026-06-01 }", LATER)) == frozenset()
    assert dates_elsewhere(sheet_of("{ known = true }", LATER)) == frozenset()
    assert dates_elsewhere(sheet_of("{ is = 2026-06-02 }", LATER)) == frozenset()


def workbook_of_1904(sheet: Sheet, path: Path) -> Path:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    leads: Any = book.worksheets[0]
    leads.title = LEADS
    fill(leads, sheet)
    book.save(path)
    return path


def test_days_counted_from_1904_are_known_to_lists_alone(tmp_path: Path) -> None:
    sheet = sheet_of("{ after = 2026-06-01 }", LATER)
    path = workbook_of_1904(sheet, tmp_path / "mac.xlsx")
    assert by_list(sheet, path)["LEADRANGE"] == [YES]
    handed_over = [["Acme", float((LATER - dt.date(1904, 1, 1)).days)]]
    assert shown("LEADRANGE", handed_over, [list(sheet.headers)], sheet.lines) == NO
    with pytest.raises(SheetqualError, match="counts days from 1904"):
        publish(profile_from_text(sheet.profile, "p.toml"), target_of(path, backup=False), now=NOW, native=True)
