"""The same lead gets the same answer everywhere: one list through every front end and format."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheetqual.core.judge import plain_points
from sheetqual.core.reading import cell_text
from sheetqual.core.values import Cell
from sheetqual.excel.udfs import LEADSCORE, LEADTEMP
from sheetqual.files.lists import ScoredList, score_list
from sheetqual.files.profiles import read_profile

TODAY = date(2026, 11, 21)
Told = dict[int, tuple[float, str]]


@pytest.fixture(scope="module", params=["software", "savings", "solar"])
def scored(request: pytest.FixtureRequest, samples: Path) -> ScoredList:
    folder = samples / request.param
    profile = read_profile(folder / "profile.toml")
    return score_list(next(folder.glob("leads.*")), profile, today=TODAY, keep_all=True)


def told(scored: ScoredList) -> Told:
    """Return row -> score and temperature, as the board has them."""
    verdicts = {scored.table.rows[lead]: verdict for lead, verdict in scored.board.verdicts()}
    return {row: (plain_points(verdict.score), verdict.temperature.value) for row, verdict in verdicts.items()}


def cells(scored: ScoredList) -> tuple[list[str], list[list[Cell]]]:
    """Return the list's headers and rows."""
    places = sorted(scored.table.columns)
    headers = [scored.table.headers[place] for place in places]
    return headers, [[scored.table.columns[place][lead] for place in places] for lead in range(len(scored.board))]


def as_listed(scored: ScoredList, again: ScoredList) -> Told:
    """Return what a copy of a list says, by the rows of the original, in whose order it stands."""
    rows = dict(zip(again.table.rows, scored.table.rows, strict=True))
    return {rows[row]: answer for row, answer in told(again).items()}


def test_the_command_lines_json_says_what_the_board_says(scored: ScoredList, samples: Path) -> None:
    leads = next(samples.glob(f"*/{scored.table.source}"))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sheetqual", "score", leads, "--profile", leads.parent / "profile.toml"),
            *("--format", "json", "--as-of", TODAY.isoformat()),
        ],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    leads_told = json.loads(done.stdout)["leads"]
    assert {lead["row"]: (lead["score"], lead["temperature"]) for lead in leads_told} == told(scored)


def test_the_worksheet_functions_say_what_the_board_says(scored: ScoredList) -> None:
    headers, rows = cells(scored)
    text, profile = scored.file.text, scored.file.profile
    scores = LEADSCORE(rows, [headers], text, TODAY)
    temperatures = LEADTEMP(rows, [headers], [[line] for line in text.splitlines()], TODAY)
    labels = {label: temperature.value for temperature, label in profile.score.labels.items()}
    answers = {
        row: (score[0], labels[temperature[0]])
        for row, score, temperature in zip(scored.table.rows, scores, temperatures, strict=True)
    }
    assert answers == told(scored)


def test_one_cell_at_a_time_says_what_a_block_says(scored: ScoredList) -> None:
    headers, rows = cells(scored)
    block = LEADSCORE(rows[:40], [headers], scored.file.text, TODAY)
    assert [LEADSCORE([row], [headers], scored.file.text, TODAY) for row in rows[:40]] == [one for (one,) in block]


def test_serial_dates_as_excel_hands_them_over_score_like_dates(scored: ScoredList) -> None:
    headers, rows = cells(scored)

    def serial(cell: Cell) -> Cell:
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            return float((day - date(1899, 12, 30)).days)
        return cell

    number_columns = {"Employees"}  # A date there is an accident of Excel's; as a serial it looks like a number.
    if number_columns.isdisjoint(headers):
        as_serials = [[serial(cell) for cell in row] for row in rows]
        again = LEADSCORE(as_serials, [headers], scored.file.text, TODAY)
        assert again == LEADSCORE(rows, [headers], scored.file.text, TODAY)


def test_a_csv_copy_scores_like_the_list(scored: ScoredList, tmp_path: Path) -> None:
    headers, rows = cells(scored)
    with (tmp_path / "copy.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows([cell_text(cell) for cell in row] for row in rows)
    again = score_list(tmp_path / "copy.csv", scored.file, today=TODAY)
    assert as_listed(scored, again) == told(scored)


def test_an_xlsx_copy_scores_like_the_list(scored: ScoredList, tmp_path: Path) -> None:
    headers, rows = cells(scored)
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(headers)
    for row in rows:
        sheet.append(
            [openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", one) if isinstance(one, str) else one for one in row]
        )
    book.save(tmp_path / "copy.xlsx")
    again = score_list(tmp_path / "copy.xlsx", scored.file, today=TODAY)
    assert as_listed(scored, again) == told(scored)


def test_libreoffices_copies_score_like_the_list(
    scored: ScoredList,
    samples: Path,
    tmp_path: Path,
    soffice: str,
) -> None:
    if scored.table.source.endswith(".csv"):
        pytest.skip("LibreOffice would read the CSV with the settings of this computer")
    leads = next(samples.glob(f"*/{scored.table.source}"))
    for suffix in ("ods", "xls", "xlsx"):
        subprocess.run(
            [
                *(soffice, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless"),
                *("--convert-to", suffix, "--outdir", tmp_path / suffix, leads),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        again = score_list(tmp_path / suffix / f"leads.{suffix}", scored.file, today=TODAY)
        assert as_listed(scored, again) == told(scored), suffix
        assert len(again.findings) == len(scored.findings), suffix


def test_the_csv_output_says_what_the_board_says(scored: ScoredList) -> None:
    from sheetqual.files.exports import csv_parts

    rows = list(csv.DictReader(io.StringIO("".join(csv_parts(scored)))))
    labels = {label: temperature.value for temperature, label in scored.file.profile.score.labels.items()}
    answers = {int(row["Row"]): (float(row["Score"]), labels[row["Temperature"]]) for row in rows}
    assert answers == told(scored)
