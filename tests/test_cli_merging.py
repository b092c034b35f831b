"""Merging and updating, as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from .test_cli import TODAY, sheetqual

HEADERS = ("Record ID", "Name", "Company", "Need", "Budget")


def save(path: Path, *rows: tuple[object, ...], headers: tuple[str, ...] = HEADERS) -> Path:
    book = openpyxl.Workbook()
    for row in (headers, *rows):
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A folder with a list, and the one that came back."""
    save(tmp_path / "leads.xlsx", ("1", "Anna", "Acme", "yes", None), ("2", "Bo", "Bolt", "no", 5))
    save(
        tmp_path / "back.xlsx",
        ("1", "Anna", "Acme", "no", 9000, "reached"),
        ("2", "Bo", "Bolt", "no", 5, None),
        ("7", "Zoe", "Zeta", "yes", 1, "reached"),
        headers=(*HEADERS, "Disposition"),
    )
    return tmp_path


def cells(path: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_merge_says_what_it_took_and_what_is_left_to_decide(lists: Path) -> None:
    done = sheetqual("merge", "back.xlsx", "leads.xlsx", cwd=lists)
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 rows of the returned list found in your list" in done.stderr
    assert "1 conflict to decide; yours stays until then" in done.stderr
    assert 'row 2, Anna (Acme): Need: yours "yes", returned "no"; left as it was' in done.stderr
    assert "Zoe (Zeta)" in done.stderr
    assert cells(lists / "leads.xlsx")[1] == ("1", "Anna", "Acme", "yes", 9000, "reached")
    (receipt,) = lists.glob("leads.merge-*.json")
    said = json.loads(receipt.read_text(encoding="utf-8"))
    assert [(one["column"], one["theirs"]) for one in said["taken"]] == [("Budget", "9000"), ("Disposition", "reached")]
    assert said["conflicts"][0]["mine"] == "yes"
    assert (lists / "leads.xlsx.bak").exists()


def test_a_dry_run_writes_nothing(lists: Path) -> None:
    before = sorted((path.name, path.read_bytes()) for path in lists.iterdir())
    done = sheetqual("merge", "back.xlsx", "leads.xlsx", "--dry-run", "--strict", cwd=lists)
    assert done.returncode == 1
    assert "Nothing was written; leave out --dry-run to do it." in done.stderr
    assert sorted((path.name, path.read_bytes()) for path in lists.iterdir()) == before


def test_the_base_shows_who_changed_what(lists: Path) -> None:
    save(lists / "given.xlsx", ("1", "Anna", "Acme", "yes", None), ("2", "Bo", "Bolt", "no", 5))
    done = sheetqual("merge", "back.xlsx", "leads.xlsx", "--base", "given.xlsx", "--no-backup", cwd=lists)
    assert done.returncode == 0
    assert cells(lists / "leads.xlsx")[1][3] == "no"
    assert not (lists / "leads.xlsx.bak").exists()


def test_update_adds_new_leads_and_a_second_time_nothing(lists: Path) -> None:
    done = sheetqual("update", "leads.xlsx", "back.xlsx", "--receipt", "r.json", "-o", "new.xlsx", cwd=lists)
    assert done.returncode == 0, done.stderr
    assert "1 new lead added" in done.stderr
    assert cells(lists / "new.xlsx")[3] == ("7", "Zoe", "Zeta", "yes", 1, "reached")
    assert len(cells(lists / "leads.xlsx")) == 3
    assert json.loads((lists / "r.json").read_text(encoding="utf-8"))["command"] == "update"
    before = (lists / "new.xlsx").read_bytes()
    again = sheetqual("update", "new.xlsx", "back.xlsx", cwd=lists)
    assert "Nothing changes in your list." in again.stderr
    assert (lists / "new.xlsx").read_bytes() == before


def test_swapped_lists_are_noticed(lists: Path) -> None:
    assert sheetqual("update", "leads.xlsx", "back.xlsx", cwd=lists).returncode == 0
    before = (lists / "back.xlsx").read_bytes()
    done = sheetqual("update", "back.xlsx", "leads.xlsx", cwd=lists)
    assert done.returncode == 2
    assert "leads.xlsx is your own list, not an export; did you swap the two?" in done.stderr
    assert (lists / "back.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("merge", "back.xlsx", "back.xlsx"), "Both lists are the same file"),
        (("merge", "gone.xlsx", "leads.xlsx"), "gone.xlsx can't be found"),
        (("merge", "back.xlsx", "gone.xlsx"), "gone.xlsx can't be found"),
        (("merge", "back.xlsx", "leads.xlsx", "-o", "x.csv"), "should end in .xlsx"),
        (("merge", "back.xlsx", "leads.xlsx", "-o", "leads.xlsx"), "is your list itself"),
        (("merge", "back.xlsx", "leads.xlsx", "-o", "back.xlsx"), "is a list that came; choose another name"),
        (("merge", "back.xlsx", "leads.xlsx", "--receipt", "back.xlsx"), "is there already; give the receipt another"),
        (("merge", "back.xlsx", "leads.xlsx", "--receipt", "no/r.json"), "does not exist; make it first"),
        (("merge", "back.xlsx", "leads.xlsx", "--base", "leads.xlsx"), "are the same file"),
        (("update", "leads.xlsx", "leads.toml"), "leads.toml can't be found"),
        (("merge", "back.xlsx", "leads.xlsx", "--sheet", "Sheat"), 'did you mean "Sheet"?'),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(arguments: tuple[str, ...], said: str, lists: Path) -> None:
    before = (lists / "leads.xlsx").read_bytes()
    done = sheetqual(*arguments, cwd=lists)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert (lists / "leads.xlsx").read_bytes() == before
    assert not list(lists.glob("*.json"))


def test_of_several_that_write_at_once_each_is_done_or_told(lists: Path) -> None:
    profile = 'schema = 1\nname = "P"\n[[criterion]]\nid = "n"\ncolumns = ["Need"]\nwant = { yes = true }\n'
    (lists / "p.toml").write_text(profile, encoding="utf-8")
    commands = [
        ("score", "leads.xlsx", "-p", "p.toml", "--in-place", "--as-of", TODAY),
        ("publish", "p.toml", "leads.xlsx"),
        ("merge", "back.xlsx", "leads.xlsx"),
        ("update", "leads.xlsx", "back.xlsx"),
    ] * 2

    def run(command: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sheetqual", *command], cwd=lists, capture_output=True, encoding="utf-8", check=False
        )

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(run, commands))
    told = ("was changed by another program since it was read", "another sheetqual")
    for command, one in zip(commands, done, strict=True):
        assert one.returncode == 0 or (one.returncode == 2 and any(text in one.stderr for text in told)), one.stderr
        assert command
    book = openpyxl.load_workbook(lists / "leads.xlsx")
    headers = [cell.value for cell in book.worksheets[0][1]]
    kinds = {command[0] for command, one in zip(commands, done, strict=True) if one.returncode == 0}
    assert kinds
    assert ("Score" in headers) == ("score" in kinds)
    assert ("LeadProfile" in book.defined_names) == ("publish" in kinds)
    assert not list(lists.glob(".*"))
