"""Calc says what the core says: every topic and many lists that are made up, in one start of LibreOffice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from sheetqual.core.worksheet import FUNCTIONS, Shown
from tests.calc.office import Office
from tests.files.office import Sheets
from tests.files.office import Shown as Cell

from .forms import FORMS, PROFILE
from .forms import SHEET as FORM_SHEET
from .front_ends import LEADS, fill
from .made_up import FIRST_MESSY, MESSY, TIDY, messy, tidy
from .sheets import Answers, Sheet, check, differences
from .table import TOPICS

SHARE = 3
"""Calc gets one list of so many that are made up."""
BOOK = 40
"""So many lists go into a workbook."""
FORMS_BOOK = "forms"


def lists() -> list[Sheet]:
    """Return the lists that Calc gets."""
    topics = [topic.sheet for topic in TOPICS]
    return (
        topics
        + [tidy(seed) for seed in range(0, TIDY, SHARE)]
        + [messy(FIRST_MESSY + seed) for seed in range(0, MESSY, SHARE)]
    )


def lists_workbook(sheets: Sequence[Sheet], path: Path) -> Path:
    """Write lists, each with its profile on a sheet of its own; formulas a lead, and formulas a list."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(sheets):
        leads: Any = book.create_sheet(f"L{number}")
        profile: Any = book.create_sheet(f"P{number}")
        fill(leads, sheet)
        for row, (line,) in enumerate(sheet.lines, start=1):
            profile.cell(row, 1).value = line or None
        last, end = get_column_letter(len(sheet.headers)), len(sheet.rows) + 1
        rest = f"$A$1:${last}$1,P{number}!$A$1:$A${len(sheet.lines)},{sheet.day:.0f}"
        for at, function in enumerate(FUNCTIONS):
            column = first_column(sheet) + at
            for row in range(2, end + 1):
                leads.cell(row, column).value = f"={function}(A{row}:{last}{row},{rest})"
            there = get_column_letter(column + len(FUNCTIONS))
            leads[f"{there}2"] = ArrayFormula(f"{there}2:{there}{end}", f"={function}(A2:{last}{end},{rest})")
    book.save(path)
    return path


def first_column(sheet: Sheet) -> int:
    return len(sheet.headers) + 2


def forms_workbook(folder: Path) -> Path:
    """Write the small list, its profile under its name, and a column of cells for each form."""
    (folder / "team.toml").write_text(PROFILE, encoding="utf-8")
    book = openpyxl.Workbook()
    leads: Any = book.worksheets[0]
    leads.title = LEADS
    fill(leads, FORM_SHEET)
    profile: Any = book.create_sheet("sheetqual")
    for (line,) in FORM_SHEET.lines:
        profile.append([line])
    book.defined_names["LeadProfile"] = DefinedName("LeadProfile", attr_text=f"sheetqual!$A$1:$A${profile.max_row}")
    for place, form in enumerate(FORMS, start=10):
        there = get_column_letter(place)
        formula = "=" + form.formula.replace("PATH", f'"{folder / "team.toml"}"')
        leads[f"{there}10"] = ArrayFormula(f"{there}10:{there}{9 + len(form.column)}", formula)
    path = folder / f"{FORMS_BOOK}.xlsx"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def shown(office: Office, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[list[Sheet], Sheets]]:
    """What LibreOffice shows: lists with their workbook, the forms' workbook last."""
    folder = tmp_path_factory.mktemp("parity")
    sheets = lists()
    books = [sheets[at : at + BOOK] for at in range(0, len(sheets), BOOK)]
    paths = [lists_workbook(some, folder / f"lists{at}.xlsx") for at, some in enumerate(books)]
    told = office.shown([*paths, forms_workbook(folder)])
    return list(zip([*books, []], told, strict=True))


def value(cell: Cell | None) -> Shown:
    """Return what a cell shows as a number or a text."""
    if cell is None:
        return ""
    return float(cell.value) if cell.kind == "float" else f"error {cell.text}" if cell.is_error else cell.text


def read_back(sheet: Sheet, there: Mapping[tuple[int, int], Cell], first: int) -> Answers:
    """Return what the columns of functions show, which begin at one."""
    rows = range(2, len(sheet.rows) + 2)
    return {name: [value(there.get((row, first + at))) for row in rows] for at, name in enumerate(FUNCTIONS)}


def test_calc_says_what_the_core_says(shown: list[tuple[list[Sheet], Sheets]]) -> None:
    found: list[str] = []
    for sheets, told in shown:
        for number, sheet in enumerate(sheets):
            first, there = first_column(sheet), told[f"L{number}"]
            found += differences(sheet, "Calc, a row", read_back(sheet, there, first), sheet.dated)
            found += differences(sheet, "Calc, a block", read_back(sheet, there, first + len(FUNCTIONS)), sheet.dated)
    check(found)


def test_calc_takes_every_form_of_a_formula(shown: list[tuple[list[Sheet], Sheets]]) -> None:
    there = shown[-1][1][LEADS]
    told = {
        form.what: [value(there.get((10 + below, place))) for below in range(len(form.column))]
        for place, form in enumerate(FORMS, start=10)
    }
    assert told == {form.what: form.column for form in FORMS}
