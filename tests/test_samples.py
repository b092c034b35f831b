"""The sample lists and the shipped profiles hold together, whatever the core makes of them."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import python_calamine

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
TEAMS = ["software", "savings", "solar"]
LEADS = {"software": "leads.xlsx", "savings": "leads.csv", "solar": "leads.ods"}
TEMPLATES = sorted((ROOT / "templates" / "profiles").glob("*.toml"))
PROFILES = [SAMPLES / team / "profile.toml" for team in TEAMS] + TEMPLATES
ROWS_ABOVE_THE_HEADER = {"leads.ods": 3}
MOST_BYTES = 120_000

Table = dict[str, Any]


def read_profile(path: Path) -> Table:
    """Return a profile as tomllib gives it."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_rows(path: Path) -> list[list[object]]:
    """Return the header and the rows of one of the samples."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    if path.suffix == ".ods":
        table = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
        rows: list[list[object]] = [[*row] for row in table]
        return rows[ROWS_ABOVE_THE_HEADER[path.name] :]
    encoding, comma = {"software": ("utf-8", ","), "savings": ("cp1252", ";"), "solar": ("utf-8-sig", ";")}[
        path.parent.name
    ]
    with path.open(encoding=encoding, newline="") as file:
        return [list(row) for row in csv.reader(file, delimiter=comma)]


def columns_in(value: object) -> Iterator[str]:
    """Yield every column that conditions name, however deep they lie."""
    if isinstance(value, dict):
        if isinstance(value.get("column"), str):
            yield value["column"]
        for part in value.values():
            yield from columns_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from columns_in(part)


def questions_in(profile: Table) -> Iterator[Table]:
    """Yield every question of a profile."""
    for criterion in profile["criterion"]:
        yield from criterion.get("questions", [])


def test_the_lists_are_what_their_script_writes() -> None:
    checked = subprocess.run(
        [sys.executable, str(SAMPLES / "make_samples.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_profile_has_every_id_once(path: Path) -> None:
    profile = read_profile(path)
    ids = [table["id"] for key in ("criterion", "penalty") for table in profile.get(key, [])]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in ids)


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_products_order_names_criteria(path: Path) -> None:
    profile = read_profile(path)
    known = {criterion["id"] for criterion in profile["criterion"]}
    for product in profile.get("product", []):
        assert set(product["order"]) <= known


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_profile_asks_at_each_stage_and_every_question_has_a_cost(path: Path) -> None:
    profile = read_profile(path)
    questions = list(questions_in(profile))
    assert {"cold_call", "discovery"} <= {question["stage"] for question in questions}
    assert {question["stage"] for question in questions} <= set(profile["depth"])
    assert all(question["cost"] > 0 for question in questions)


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_question_is_open(path: Path) -> None:
    closed = re.compile(r"(do|does|did|is|are|have|has|will|would|can|vuole|ha|è|har|er|vil)\s", re.IGNORECASE)
    assert [question["ask"] for question in questions_in(read_profile(path)) if closed.match(question["ask"])] == []


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_profile_has_its_scripts_and_refers_the_wrong_contact(path: Path) -> None:
    profile = read_profile(path)
    assert set(profile["scripts"]) >= {"opening", "complaint", "account_review"}
    assert "refer" in {criterion.get("on_fail") for criterion in profile["criterion"]}


def test_points_given_by_a_team_descend_to_a_hundred() -> None:
    points = [criterion["points"] for criterion in read_profile(SAMPLES / "solar" / "profile.toml")["criterion"]]
    assert points == sorted(points, reverse=True)
    assert sum(points) == 100


@pytest.mark.parametrize("team", TEAMS)
def test_a_teams_criteria_find_their_columns(team: str) -> None:
    profile, header = (
        read_profile(SAMPLES / team / "profile.toml"),
        read_rows(SAMPLES / team / LEADS[team])[0],
    )
    for table in [*profile["criterion"], *profile["penalty"], profile["horizon"], profile["suppress"]]:
        assert set(table["columns"]) & set(header), table
    assert set(columns_in(profile)) <= set(header)
    for columns in profile["lead"].values():
        assert set(columns) & set(header) or columns == ["Land"]


@pytest.mark.parametrize("team", TEAMS)
def test_customers_and_past_leads_share_the_leads_columns(team: str) -> None:
    header = set(read_rows(SAMPLES / team / LEADS[team])[0])
    assert set(read_rows(SAMPLES / team / "customers.csv")[0]) == header
    past = set(read_rows(SAMPLES / team / "outcomes.csv")[0])
    assert len(past - header) == len(["closed on", "outcome", "contract signed on"])
    assert len(header - past) == len(["do not call", "notes"])


@pytest.mark.parametrize("team", TEAMS)
def test_a_sample_is_small_and_has_no_ragged_rows(team: str) -> None:
    for name in (LEADS[team], "customers.csv", "outcomes.csv"):
        path = SAMPLES / team / name
        assert path.stat().st_size < MOST_BYTES
        header, *rows = read_rows(path)
        assert {len(row) for row in rows} == {len(header)}
        assert len(set(header)) == len(header)


@pytest.mark.parametrize("team", TEAMS)
def test_no_address_can_belong_to_anybody(team: str) -> None:
    for name in (LEADS[team], "customers.csv", "outcomes.csv"):
        for row in read_rows(SAMPLES / team / name):
            for cell in row:
                if isinstance(cell, str) and "@" in cell:
                    assert re.search(r"[@.]example\.(com|org|net)\s*$", cell, re.IGNORECASE), cell


def test_the_software_list_is_an_excel_table_with_a_frozen_header() -> None:
    sheet = openpyxl.load_workbook(SAMPLES / "software" / "leads.xlsx").worksheets[0]
    assert sheet.tables["Leads"].ref == sheet.dimensions
    assert sheet.freeze_panes == "C2"
    assert sheet["A1"].font.bold


def test_the_software_list_holds_an_error_cell_and_a_note_that_looks_like_a_formula() -> None:
    cells = [cell for row in openpyxl.load_workbook(SAMPLES / "software" / "leads.xlsx").worksheets[0] for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "e"] == ["#N/A"]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert [cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
