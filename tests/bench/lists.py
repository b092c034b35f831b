"""Long lists for the benchmarks, made from the samples: the same answers, new people."""

from __future__ import annotations

import csv
import random
from datetime import date
from pathlib import Path

from sheetqual.core.reading import cell_text
from sheetqual.core.values import Cell
from sheetqual.files.tables import LeadTable, read_leads

SOFTWARE = Path(__file__).resolve().parents[2] / "samples" / "software"
TODAY = date(2026, 11, 21)
ANSWERS = (
    *("Country", "Employees", "Annual revenue", "Need", "Budget", "Decision maker"),
    *("Decide by", "Contract ends", "Last visit"),
)
"""Nine columns of answers; with id, person and company they make twelve."""


def sample_table() -> LeadTable:
    """Return the software team's list with all its columns."""
    return read_leads(SOFTWARE / "leads.xlsx", names=["Company", "Budget"], keep_all=True)


def long_rows(leads: int, *, like_samples: bool, seed: int = 1) -> tuple[list[str], list[list[Cell]]]:
    """Return headers and rows of a list of 12 columns.

    Args:
        leads: How many.
        like_samples: Whether each lead answers like one of the samples, or column by column at
            random.
        seed: For the same list again.
    """
    rnd = random.Random(seed)
    table = sample_table()
    answers = [table.columns[table.headers.index(header)] for header in ANSWERS]
    count = len(table.rows)
    rows: list[list[Cell]] = []
    for number in range(leads):
        who = [f"L{number:07}", f"Person {number}", f"Company {rnd.randrange(leads // 2)}"]
        if like_samples:
            like = rnd.randrange(count)
            rows.append([*who, *(column[like] for column in answers)])
        else:
            rows.append([*who, *(column[rnd.randrange(count)] for column in answers)])
    return ["Record ID", "Contact", "Company", *ANSWERS], rows


def write_csv(path: Path, headers: list[str], rows: list[list[Cell]]) -> None:
    """Write a list as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows([cell_text(cell) for cell in row] for row in rows)


def write_xlsx(path: Path, headers: list[str], rows: list[list[Cell]]) -> None:
    """Write a list as a workbook."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Leads")
    sheet.append(headers)
    for row in rows:
        sheet.append(row)
    book.save(path)


def as_value2() -> tuple[list[str], list[tuple[str | float | None, ...]]]:
    """Return the sample's headers and its leads as Excel's ``Value2`` has them: dates are serial numbers."""
    table = sample_table()
    places = sorted(table.columns)
    rows = zip(*(table.columns[place] for place in places), strict=True)
    return [table.headers[place] for place in places], [tuple(map(_value2, row)) for row in rows]


def _value2(cell: Cell) -> str | float | None:
    if isinstance(cell, date):
        return float(cell.toordinal() - date(1899, 12, 30).toordinal())
    return cell if isinstance(cell, str) else None if cell is None else float(cell_text(cell))
