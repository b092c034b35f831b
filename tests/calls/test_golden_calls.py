"""What callers get, as it was last looked at: one file a format, and the receipt."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from sheetqual.core.calling import CallFilter
from sheetqual.files.calls.exporting import export_calls, targets_of
from sheetqual.files.calls.preparing import prepare_session
from sheetqual.files.calls.session import SessionSettings
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile

from .sessions import PERSIAN_PROFILE, WHEN, rich_session

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
DAY = date(2026, 11, 21)
Golden = Callable[[str, str], None]


@pytest.mark.parametrize("ending", ["csv", "html", "ics", "vcf"])
def test_files_for_callers_are_as_they_were_looked_at(tmp_path: Path, ending: str, golden: Golden) -> None:
    path = tmp_path / f"calls.{ending}"
    export_calls(rich_session(tmp_path), targets_of(path), now=NOW)
    golden(f"calls/calls.{ending}", path.read_bytes().decode().replace("\r\n", "\n").replace("\ufeff", ""))


def test_persian_cards_are_as_they_were_looked_at(tmp_path: Path, golden: Golden) -> None:
    path = tmp_path / "calls.html"
    export_calls(rich_session(tmp_path, PERSIAN_PROFILE), targets_of(path), now=NOW, language="fa")
    golden("calls/calls.fa.html", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "it"])
def test_call_sheets_are_as_they_were_looked_at(tmp_path: Path, language: str, golden: Golden) -> None:
    path = tmp_path / "calls.xlsx"
    export_calls(rich_session(tmp_path), targets_of(path), now=NOW, language=language)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    keys = [cell.column for cell in sheet[1] if str(cell.comment or "") == "" and cell.column == sheet.max_column]
    lines = [
        " | ".join(str("" if cell.value is None else cell.value) for cell in row if cell.column not in keys)
        for row in sheet.iter_rows()
    ]
    golden(f"calls/calls.{language}.xlsx.txt", "\n".join(line.replace("\n", " / ") for line in lines) + "\n")


def test_the_receipt_and_the_rejects_of_a_sample_are_as_they_were_looked_at(
    tmp_path: Path, samples: Path, golden: Golden
) -> None:
    file = read_profile(samples / "software" / "profile.toml")
    leads = samples / "software" / "leads.xlsx"
    scored = score_list(leads, file, today=DAY, keep_all=True)
    settings = SessionSettings(CallFilter(), top=25, sample=2, callers=("Anna", "Ben"), share="evenly")
    session = prepare_session(scored, settings, leads, when=WHEN)
    target = targets_of(tmp_path / "calls.csv")
    export_calls(session, target, now=NOW)
    said = json.loads(target.receipt.read_text(encoding="utf-8"))
    golden("calls/receipt.json", json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    golden("calls/receipt.html", target.page.read_text(encoding="utf-8"))
    golden("calls/rejects.csv", target.rejects.read_bytes().decode().replace("\r\n", "\n").replace("\ufeff", ""))
