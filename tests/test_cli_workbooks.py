"""The commands that write into workbooks, as a person runs them."""

from __future__ import annotations

import io
import re
import shutil
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest

from sheetqual.cli import _guarded

from .files import hostile
from .files.test_workbook import ENCRYPTED, HEADERS, OURS, altered, as_table, filled, protected, shown, workbook
from .files.whole import Allowed, Area, differences
from .test_cli import PROFILE, TODAY
from .test_cli import sheetqual as program

PUBLISHED = Allowed(sheets={"sheetqual", "Priorities"}, names={"LeadProfile", "LeadPriorities"})
SCORES = Allowed(cells={"Leads": [Area(range(4, 10), range(1, 5))]})
NEWER = PROFILE.replace('name = "Small"', 'name = "Small"\nversion = 2').replace("1000", "2000")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A folder with a profile and a list in a workbook."""
    workbook(tmp_path / "leads.xlsx", as_table("A1:C4"))
    (tmp_path / "profile.toml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@dataclass(frozen=True)
class Done:
    """What a command said, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def sheetqual(*arguments: object, cwd: Path) -> Done:
    """Run a command right here, many times faster than as a program of its own, with no terminal anywhere."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    given = ["sheetqual", *map(str, arguments)]
    with chdir(cwd), patch.object(sys, "argv", given), redirect_stdout(out), redirect_stderr(err):
        code = _guarded()
    said = []
    for stream in (out, err):
        stream.flush()
        said.append(stream.buffer.getvalue().decode())
    return Done(code, *said)


def score(cwd: Path, *arguments: object, profile: str | None = "profile.toml") -> Done:
    given = () if profile is None else ("--profile", profile)
    return sheetqual("score", *arguments, *given, "--as-of", TODAY, cwd=cwd)


# ---- score -----------------------------------------------------------------------------------


def test_scores_are_written_into_the_workbook_with_a_backup(team: Path) -> None:
    before = (team / "leads.xlsx").read_bytes()
    done = program("score", "leads.xlsx", "-p", "profile.toml", "--in-place", "--as-of", TODAY, cwd=team)
    assert (done.returncode, done.stdout) == (0, "")
    said = done.stderr.splitlines()
    assert said[:3] == [
        "Wrote the scores of 3 leads: columns D to I of sheet Leads in leads.xlsx.",
        "The workbook as it was before is leads.xlsx.bak.",
        "Look at (1 finding):",
    ]
    assert files(team) == {"leads.xlsx", "leads.xlsx.bak", "profile.toml"}
    assert (team / "leads.xlsx.bak").read_bytes() == before
    (team / "was.xlsx").write_bytes(before)
    assert differences(team / "was.xlsx", team / "leads.xlsx", SCORES) == []
    assert shown(team / "leads.xlsx")[0] == [*HEADERS, *OURS]
    first = (team / "leads.xlsx").read_bytes()
    again = score(team, "leads.xlsx", "--in-place")
    assert again.stderr.startswith("Refreshed the scores of 3 leads: columns D to I of sheet Leads in leads.xlsx.\n")
    assert (team / "leads.xlsx.bak").read_bytes() == first


def test_a_backup_can_be_done_without(team: Path) -> None:
    done = score(team, "leads.xlsx", "--in-place", "--no-backup")
    assert done.returncode == 0
    assert ".bak" not in done.stderr
    assert files(team) == {"leads.xlsx", "profile.toml"}
    assert shown(team / "leads.xlsx")[1][3] == 100


def test_strict_counts_findings_when_the_scores_are_written(team: Path) -> None:
    assert score(team, "leads.xlsx", "--in-place", "--strict").returncode == 1
    assert shown(team / "leads.xlsx")[1][3] == 100


def test_a_copy_gets_the_scores_and_the_list_stays(team: Path) -> None:
    before = (team / "leads.xlsx").read_bytes()
    done = score(team, "leads.xlsx", "-o", "copy.xlsx")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("Wrote the scores of 3 leads: columns D to I of sheet Leads in copy.xlsx.\n")
    assert files(team) == {"leads.xlsx", "copy.xlsx", "profile.toml"}
    assert (team / "leads.xlsx").read_bytes() == before
    assert differences(team / "leads.xlsx", team / "copy.xlsx", SCORES) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "copy.xlsm"), "A copy of leads.xlsx should end in .xlsx, too."),
        (("-o", "leads.xlsx"), "leads.xlsx is your list itself; choose another name, so that nothing in it is lost."),
        (("-o", "./LINK.xlsx"), "LINK.xlsx is your list itself; choose another name, "),
        (("-o", "copy.ods"), "'copy.ods' should end in .json, .csv, .xlsx or .xlsm; choose one of them."),
        (("-o", "none/copy.xlsx"), "The folder none does not exist; make it first, or choose another one."),
        (("--in-place", "-o", "x.xlsx"), "--in-place writes into the workbook itself; leave out -o and --format."),
        (("--in-place", "--format", "csv"), "--in-place writes into the workbook itself; leave out -o and --format."),
        (("--no-backup",), "--no-backup goes with --in-place."),
        (("-o", "x.xlsx", "--no-backup"), "--no-backup goes with --in-place."),
        (("-o", "x.xlsx", "--format", "csv"), "-o x.xlsx writes xlsx, but --format says csv; leave one of them out."),
        (("--in-place", "--sheet", "Laeds"), 'leads.xlsx has no sheet "Laeds", only "Leads"; did you mean "Leads"?'),
    ],
)
def test_a_mistake_is_answered_and_nothing_is_written(team: Path, arguments: tuple[str, ...], said: str) -> None:
    (team / "LINK.xlsx").symlink_to(team / "leads.xlsx")
    before = (team / "leads.xlsx").read_bytes()
    done = score(team, "leads.xlsx", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Error: {said}" in done.stderr
    assert (team / "leads.xlsx").read_bytes() == before
    assert files(team) == {"leads.xlsx", "LINK.xlsx", "profile.toml"}


def test_a_copy_of_a_workbook_with_macros_keeps_its_ending(team: Path) -> None:
    (team / "leads.xlsx").rename(team / "leads.xlsm")
    done = score(team, "leads.xlsm", "-o", "copy.xlsx")
    assert (done.returncode, done.stderr) == (2, "Error: A copy of leads.xlsm should end in .xlsm, too.\n")
    assert score(team, "leads.xlsm", "-o", "copy.xlsm").returncode == 0
    assert files(team) == {"leads.xlsm", "copy.xlsm", "profile.toml"}


def test_a_workbook_under_the_name_of_a_list_is_still_a_workbook(team: Path) -> None:
    (team / "leads.xlsx").rename(team / "leads.csv")
    done = score(team, "leads.csv", "--in-place")
    assert done.stderr.startswith("Wrote the scores of 3 leads: columns D to I of sheet Leads in leads.csv.\n")
    assert files(team) == {"leads.csv", "leads.csv.bak", "profile.toml"}


def test_a_workbook_that_must_not_be_changed_is_one_sentence(team: Path) -> None:
    protected(team / "leads.xlsx")
    before = (team / "leads.xlsx").read_bytes()
    done = score(team, "leads.xlsx", "--in-place")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: leads.xlsx has a protected sheet; in Excel, choose Review, Unprotect Sheet, save, and try again.\n"
    )
    assert (team / "leads.xlsx").read_bytes() == before
    assert files(team) == {"leads.xlsx", "profile.toml"}


@pytest.mark.parametrize("name", ["none.xlsx", "none.csv"])
def test_a_list_that_is_not_there_is_one_sentence(team: Path, name: str) -> None:
    done = score(team, name, "--in-place")
    assert (done.returncode, done.stderr) == (2, f"Error: {name} can't be found; check its name and its folder.\n")


def test_a_list_that_is_no_workbook_gets_a_new_one_beside_it(team: Path) -> None:
    (team / "list.csv").write_text("Name,Need,Budget\nAnna,yes,5000\nBo,no,5000\n", encoding="utf-8")
    before = (team / "list.csv").read_bytes()
    for name in ("list-scored.xlsx", "list-scored-2.xlsx"):
        others = {one: (team / one).read_bytes() for one in files(team)}
        done = score(team, "list.csv", "--in-place")
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr.splitlines() == [
            "Scores can be written into .xlsx and .xlsm workbooks only, so list.csv stays as it is.",
            f"Wrote 2 leads to {name}.",
        ]
        assert shown(team / name)[1][:3] == [2, 100, "hot"]
        assert {one: (team / one).read_bytes() for one in others} == others
    assert (team / "list.csv").read_bytes() == before


def test_an_open_document_gets_a_new_workbook_beside_it(team: Path) -> None:
    cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    rows = [["Name", "Need", "Budget"], ["Anna", "yes", "5000"]]
    data = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    hostile.write_ods(team / "list.ods", f"<table:table table:name='Leads'>{data}</table:table>")
    done = score(team, "list.ods", "--in-place")
    assert done.returncode == 0, done.stderr
    assert "so list.ods stays as it is." in done.stderr
    assert shown(team / "list-scored.xlsx")[1][1:3] == [100, "hot"]


def test_a_new_workbook_has_no_macros(team: Path) -> None:
    (team / "list.csv").write_text("Name,Need,Budget\nAnna,yes,5000\n", encoding="utf-8")
    done = score(team, "list.csv", "-o", "out.xlsm")
    assert (done.returncode, done.stderr) == (2, "Error: A new workbook has no macros; give out.xlsx as its name.\n")
    assert not (team / "out.xlsm").exists()


def test_the_sheet_and_the_header_row_can_be_given(tmp_path: Path) -> None:
    def second(sheet: Any) -> None:
        other = sheet.parent.create_sheet("Second")
        other["A2"] = "Name Need Budget"
        for row in (["Name", "Need", "Budget"], ["Zoe", "yes", 1]):
            other.append(row)

    workbook(tmp_path / "leads.xlsx", second)
    (tmp_path / "profile.toml").write_text(PROFILE, encoding="utf-8")
    done = score(tmp_path, "leads.xlsx", "--in-place", "--sheet", "second", "--header-row", 3)
    assert done.stderr.startswith("Wrote the scores of 1 lead: columns D to I of sheet Second in leads.xlsx.\n")
    assert shown(tmp_path / "leads.xlsx", "Second")[2] == [*HEADERS, *OURS]
    assert shown(tmp_path / "leads.xlsx")[0] == HEADERS


# ---- publish ---------------------------------------------------------------------------------


def test_a_profile_is_published_and_published_again(team: Path) -> None:
    before = (team / "leads.xlsx").read_bytes()
    done = program("publish", "profile.toml", "leads.xlsx", cwd=team)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Published Small, version 1 in leads.xlsx.\n"
    assert (team / "leads.xlsx.bak").read_bytes() == before
    assert differences(team / "leads.xlsx.bak", team / "leads.xlsx", PUBLISHED) == []
    again = sheetqual("publish", "profile.toml", "leads.xlsx", "--no-backup", cwd=team)
    assert again.stderr == "Published Small, version 1 again in leads.xlsx.\n"
    assert (team / "leads.xlsx.bak").read_bytes() == before
    assert files(team) == {"leads.xlsx", "leads.xlsx.bak", "profile.toml"}


def test_a_profile_is_published_into_a_copy(team: Path) -> None:
    done = sheetqual("publish", "profile.toml", "leads.xlsx", "-o", "copy.xlsx", cwd=team)
    assert (done.returncode, done.stderr) == (0, "Published Small, version 1 in copy.xlsx.\n")
    assert files(team) == {"leads.xlsx", "copy.xlsx", "profile.toml"}
    assert differences(team / "leads.xlsx", team / "copy.xlsx", PUBLISHED) == []


def test_one_of_several_workbooks_may_fail_and_the_others_get_theirs(team: Path) -> None:
    workbook(team / "good.xlsx")
    (team / "list.csv").write_text("Name\nAnna\n", encoding="utf-8")
    done = sheetqual("publish", "profile.toml", "leads.xlsx", "none.xlsx", "list.csv", "good.xlsx", cwd=team)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "Published Small, version 1 in leads.xlsx.",
        "Error: none.xlsx can't be found; check its name and its folder.",
        "Error: list.csv can't carry a profile; only .xlsx and .xlsm workbooks can.",
        "Published Small, version 1 in good.xlsx.",
    ]
    assert (team / "list.csv").read_text(encoding="utf-8") == "Name\nAnna\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("leads.xlsx", "b.xlsx", "-o", "c.xlsx"), "-o takes one workbook; give the others a command of their own."),
        (("leads.xlsx", "-o", "c.xlsm"), "'c.xlsm' should end in .xlsx."),
        (("leads.xlsx", "-o", "leads.xlsx"), "leads.xlsx is your list itself; choose another name, "),
        (("none.xlsx",), "none.xlsx can't be found; check its name and its folder."),
        (("profile.toml",), "profile.toml can't carry a profile; only .xlsx and .xlsm workbooks can."),
        ((), "Missing argument 'WORKBOOK...'"),
    ],
)
def test_a_mistake_in_publish_is_answered(team: Path, arguments: tuple[str, ...], said: str) -> None:
    before = {name: (team / name).read_bytes() for name in files(team)}
    done = sheetqual("publish", "profile.toml", *arguments, cwd=team)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Error: {said}" in done.stderr
    assert {name: (team / name).read_bytes() for name in files(team)} == before


def test_a_broken_profile_is_not_published(team: Path) -> None:
    (team / "profile.toml").write_text("name = ", encoding="utf-8")
    before = (team / "leads.xlsx").read_bytes()
    done = sheetqual("publish", "profile.toml", "leads.xlsx", cwd=team)
    assert done.returncode == 2
    assert "profile.toml:1" in done.stderr
    assert (team / "leads.xlsx").read_bytes() == before


def test_an_encrypted_workbook_is_said_to_be_one_in_publish(team: Path) -> None:
    (team / "leads.xlsx").write_bytes(ENCRYPTED)
    done = sheetqual("publish", "profile.toml", "leads.xlsx", cwd=team)
    assert done.returncode == 2
    assert "is protected with a password" in done.stderr


def test_an_encrypted_workbook_is_said_to_be_one_in_score(team: Path) -> None:
    (team / "leads.xlsx").write_bytes(ENCRYPTED)
    assert "is protected with a password" in score(team, "leads.xlsx", "--in-place").stderr
    assert "is protected with a password" in score(team, "leads.xlsx", "--in-place", profile=None).stderr
    assert files(team) == {"leads.xlsx", "profile.toml"}


def test_a_workbook_whose_name_has_no_ending_gets_a_copy_with_a_profile(team: Path) -> None:
    shutil.copyfile(team / "leads.xlsx", team / "download")
    done = sheetqual("publish", "profile.toml", "download", "-o", "copy.xlsx", cwd=team)
    assert done.returncode == 0, done.stderr


# ---- profile show ----------------------------------------------------------------------------


@pytest.fixture
def carrying(team: Path) -> Path:
    """A folder whose workbook carries the profile."""
    done = sheetqual("publish", "profile.toml", "leads.xlsx", "--no-backup", cwd=team)
    assert done.returncode == 0, done.stderr
    return team


def show(cwd: Path, *arguments: object) -> Done:
    return sheetqual("profile", "show", "leads.xlsx", *arguments, cwd=cwd)


def test_a_published_profile_is_shown_with_its_master(carrying: Path) -> None:
    done = program("profile", "show", "leads.xlsx", cwd=carrying)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert re.fullmatch(
        r"leads\.xlsx carries Small, version 1, published from profile\.toml on \d{4}-\d\d-\d\d\.", lines[0]
    )
    assert lines[1] == "2 criteria, the most important first:"
    text = done.stdout
    assert text.index("Need") < text.index("Budget")
    assert lines[-1] == "profile.toml says the same: the workbook is up to date."


@pytest.mark.parametrize(
    ("master", "said", "change"),
    [
        (NEWER, "profile.toml is newer: version 2.", "Budget: what it wants changed"),
        (NEWER.replace("version = 2", ""), "profile.toml was changed since, though its version is the same.", "Budget"),
        (f"# a note\n{PROFILE}", "profile.toml was changed since, though its version is the same.", "only its notes"),
    ],
)
def test_what_the_master_says_otherwise_is_shown_with_the_way_out(
    carrying: Path, master: str, said: str, change: str
) -> None:
    (carrying / "profile.toml").write_text(master, encoding="utf-8")
    done = show(carrying)
    assert done.returncode == 0
    assert f"\n{said}\n" in done.stdout
    assert change in done.stdout.partition(said)[2]
    assert "publish profile.toml leads.xlsx" in done.stdout
    assert "2000" not in sheetqual("profile", "show", "leads.xlsx", "--toml", cwd=carrying).stdout


def test_a_master_that_is_older_is_asked_about(team: Path) -> None:
    (team / "profile.toml").write_text(NEWER, encoding="utf-8")
    sheetqual("publish", "profile.toml", "leads.xlsx", cwd=team)
    (team / "profile.toml").write_text(PROFILE, encoding="utf-8")
    assert "\nprofile.toml is older: version 1. Has the master been replaced?\n" in show(team).stdout


def test_without_a_master_the_way_to_name_it_is_said(carrying: Path) -> None:
    (carrying / "profile.toml").rename(carrying / "team.toml")
    done = show(carrying)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == (
        "The team's master is not beside the workbook; name it with --profile to compare."
    )
    named = show(carrying, "--profile", "team.toml")
    assert named.stdout.splitlines()[-1] == "team.toml says the same: the workbook is up to date."
    broken = show(carrying, "--profile", "none.toml")
    assert (broken.returncode, broken.stdout) == (2, "")


def test_the_profile_itself_can_be_printed_and_used(carrying: Path) -> None:
    done = show(carrying, "--toml")
    assert (done.returncode, done.stdout, done.stderr) == (0, PROFILE, "")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.xlsx", "none.xlsx can't be found; check its name and its folder."),
        ("leads.xlsx", "leads.xlsx carries no profile; put one in with 'sheetqual publish PROFILE leads.xlsx'."),
        ("profile.toml", "profile.toml can't carry a profile; only .xlsx and .xlsm workbooks can."),
    ],
)
def test_a_workbook_that_carries_no_profile_shows_none(team: Path, name: str, said: str) -> None:
    done = sheetqual("profile", "show", name, cwd=team)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: {said}")
    assert len(done.stderr.splitlines()) == 1


def test_a_broken_published_profile_is_shown_with_its_faults(carrying: Path) -> None:
    book = openpyxl.load_workbook(carrying / "leads.xlsx")
    book["sheetqual"]["A4"] = "naem = 'Need'"
    book.save(carrying / "leads.xlsx")
    for done in (show(carrying), score(carrying, "leads.xlsx", profile=None)):
        assert (done.returncode, done.stdout) == (2, "")
        assert "LeadProfile in leads.xlsx:4" in done.stderr
        assert done.stderr.endswith("mend the profile, and try again.\n")


# ---- Without --profile -----------------------------------------------------------------------


def test_scoring_and_explaining_take_the_published_profile(carrying: Path) -> None:
    with_it = score(carrying, "leads.xlsx", "--format", "json")
    (carrying / "profile.toml").unlink()
    without = score(carrying, "leads.xlsx", "--format", "json", profile=None)
    assert without.returncode == 0, without.stderr
    assert without.stdout == with_it.stdout
    explained = sheetqual("explain", "leads.xlsx", "--row", 2, cwd=carrying)
    assert explained.returncode == 0, explained.stderr
    assert "Anna" in explained.stdout
    done = score(carrying, "leads.xlsx", "--in-place", profile=None)
    assert done.returncode == 0
    assert shown(carrying / "leads.xlsx")[1][3:5] == [100, "hot"]


def test_a_given_profile_comes_before_the_published_one(carrying: Path) -> None:
    (carrying / "other.toml").write_text(PROFILE.replace("yes = true", "no = true"), encoding="utf-8")
    assert score(carrying, "leads.xlsx", "--in-place", profile="other.toml").returncode == 0
    assert [row[4] for row in shown(carrying / "leads.xlsx")[1:]] == ["out", "hot", "cold"]


@pytest.mark.parametrize("command", [("score",), ("explain", "--row", 2)])
def test_without_any_profile_the_way_out_is_said(team: Path, command: tuple[object, ...]) -> None:
    (team / "profile.toml").rename(team / "other.toml")
    done = sheetqual(*command, "leads.xlsx", cwd=team)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: leads.xlsx carries no profile, and no profile.toml is beside it; give one with --profile PROFILE, or "
        "publish one into it.\n"
    )


def test_the_profile_beside_a_list_is_its_own(team: Path) -> None:
    named = sheetqual("score", "leads.xlsx", "-p", "profile.toml", cwd=team)
    assert sheetqual("score", "leads.xlsx", cwd=team).stdout == named.stdout


def test_a_list_that_can_carry_no_profile_is_not_offered_one(team: Path) -> None:
    (team / "list.csv").write_text("Name,Need\nAnna,yes\n", encoding="utf-8")
    (team / "profile.toml").unlink()
    done = sheetqual("score", "list.csv", cwd=team)
    assert done.returncode == 2
    assert "--profile" in done.stderr
    assert "publish" not in done.stderr


def test_a_missing_list_is_said_to_be_missing_also_without_a_profile(team: Path) -> None:
    done = sheetqual("score", "none.xlsx", cwd=team)
    assert (done.returncode, done.stderr) == (2, "Error: none.xlsx can't be found; check its name and its folder.\n")


# ---- From a new workspace on -----------------------------------------------------------------


def test_a_new_workspace_is_filled_in_and_scored(tmp_path: Path) -> None:
    done = program("new", "team", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    path = tmp_path / "team" / "leads.xlsx"
    book = openpyxl.load_workbook(path)
    assert {"Leads", "How to", "Priorities", "sheetqual"} <= set(book.sheetnames)
    headers = [str(cell.value) for cell in book.worksheets[0][1]]
    assert headers[-6:] == OURS
    wanted = dict.fromkeys(headers[:-6], "yes")
    filled(path, {**wanted, headers[0]: "Anna"}, {headers[0]: "Bo"})
    shutil.copyfile(path, tmp_path / "before.xlsx")
    scored = sheetqual("score", "team/leads.xlsx", "--in-place", "--as-of", TODAY, cwd=tmp_path)
    assert scored.returncode == 0, scored.stderr
    assert scored.stderr.startswith("Refreshed the scores of 2 leads: columns ")
    first = headers.index("Score") + 1
    allowed = Allowed(cells={"Leads": [Area(range(first, first + 6), range(1, 4))]})
    assert differences(tmp_path / "before.xlsx", path, allowed) == []
    rows = shown(path)
    assert all(isinstance(row[first - 1], float) for row in rows[1:3])
    assert rows[1][first] in {"hot", "warm", "cold", "out"}
    assert "says the same" in sheetqual("profile", "show", "team/leads.xlsx", cwd=tmp_path).stdout


def test_a_title_of_a_sheet_that_a_terminal_would_obey_is_made_harmless(team: Path) -> None:
    altered(
        team / "leads.xlsx",
        {"xl/workbook.xml": lambda text: text.replace('name="Leads"', 'name="Le\u202eads&#9;x"')},
    )
    done = score(team, "leads.xlsx", "--in-place")
    assert done.returncode == 0, done.stderr
    assert "\u202e" not in done.stderr
    assert "of sheet Leads x in leads.xlsx" in done.stderr
