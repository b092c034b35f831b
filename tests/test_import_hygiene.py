"""Each room loads only what it needs: looked at in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOFTWARE = ROOT / "samples" / "software"
SAVINGS = ROOT / "samples" / "savings"

HEAVY = {
    "click",
    "openpyxl",
    "python_calamine",
    "rich",
    "textual",
    "tomlkit",
    "xlwings",
    "sheetqual_tui",
    "numpy",
    "pandas",
    "asyncio",
    "email",
    "arabic_reshaper",
    "bidi",
    "rapidfuzz",
    "phonenumbers",
    "icalendar",
    "babel",
}


def loaded(statement: str, *arguments: object) -> set[str]:
    """Return the heavy packages that are loaded after a statement has run."""
    program = (
        "import sys, json, contextlib, io\n"
        f"sys.argv[1:] = {[str(one) for one in arguments]!r}\n"
        "with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.suppress(SystemExit):\n"
        f"    {statement}\n"
        "sys.stderr.write(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "COVERAGE_PROCESS_START": ""},
    )
    return set(json.loads(done.stderr.splitlines()[-1])) & HEAVY


def test_the_package_itself_loads_nothing() -> None:
    assert loaded("import sheetqual") == set()


def test_the_version_is_answered_without_click() -> None:
    assert loaded("from sheetqual.__main__ import main; main()", "--version") == set()


@pytest.mark.parametrize(
    "module",
    [
        *("backtest", "board", "explain", "identity", "impact", "learning.study", "lint", "match", "overrides"),
        *("parse", "report", "schema", "worksheet"),
    ],
)
def test_the_core_needs_nothing_but_the_standard_library(module: str) -> None:
    assert loaded(f"import sheetqual.core.{module}") == set()


def test_scoring_a_csv_to_json_loads_no_workbook_library_and_no_screen() -> None:
    arguments = ("score", SAVINGS / "leads.csv", "-p", SAVINGS / "profile.toml", "--format", "json")
    assert loaded("from sheetqual.cli import run; run()", *arguments) == {"click"}


def test_scoring_a_workbook_loads_only_the_reader() -> None:
    arguments = ("score", SOFTWARE / "leads.xlsx", "-p", SOFTWARE / "profile.toml", "--format", "json")
    assert loaded("from sheetqual.cli import run; run()", *arguments) == {"click", "python_calamine"}


def test_the_table_adds_only_rich() -> None:
    arguments = ("score", SAVINGS / "leads.csv", "-p", SAVINGS / "profile.toml")
    assert loaded("from sheetqual.cli import run; run()", *arguments) == {"click", "rich"}


def test_learning_from_a_csv_loads_nothing_more() -> None:
    arguments = ("suggest", SOFTWARE / "outcomes.csv", "--outcome", "Outcome=Won", "--format", "json")
    assert loaded("from sheetqual.cli import run; run()", *arguments) <= {"click", "python_calamine"}


def test_help_loads_no_room() -> None:
    assert loaded("from sheetqual.cli import run; run()", "--help") <= {"click", "email", "sheetqual_tui"}


def test_the_screen_opens_without_what_only_saving_publishing_and_persian_need() -> None:
    assert loaded("import sheetqual_tui.app") <= {"asyncio", "rich", "textual", "sheetqual_tui"}
    publishing = "import sheetqual_tui.app, sys; assert 'sheetqual.files.publishing' not in sys.modules"
    loaded(publishing)


def test_only_the_screen_loads_textual_and_only_the_excel_room_xlwings() -> None:
    assert "textual" not in loaded("import sheetqual_tui.command")
    assert "xlwings" in loaded("import sheetqual.excel.udfs")
    assert {"openpyxl", "textual", "click"}.isdisjoint(loaded("import sheetqual.excel.udfs"))


def test_xlwings_paid_part_is_never_used() -> None:
    sources = [*ROOT.joinpath("src").rglob("*.py"), *ROOT.joinpath("tui").rglob("*.py")]
    assert sources
    for source in sources:
        text = source.read_text(encoding="utf-8")
        assert "xlwings.pro" not in text
        assert "xlwings.server" not in text
