"""The commands that check a profile against what happened, as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from .test_cli import in_terminal, sheetqual

PROFILE = """\
name = "Small"
[score]
labels = { hot = "caldo" }
[[criterion]]
id = "points"
name = "Points"
columns = ["Points"]
grades = [ { when = { at_least = 9 }, value = 0.9 }, { when = { at_least = 5 }, value = 0.5 } ]
"""
GROUPS = ((9, 12, 30), (5, 10, 50), (1, 6, 120))
"""Points, customers and leads of method.md section 10."""
AS_OF = ("--as-of", "2026-06-23")


def leads_csv() -> str:
    lines = ["Name,Points,End,Created"]
    for points, won, leads in GROUPS:
        for place in range(leads):
            day = f"2026-{1 + place % 5:02}-15"
            lines.append(f"Lead {points}-{place},{points},{'yes' if place < won else 'no'},{day}")
    return "\n".join([*lines, "Open,9,,2026-01-15", ""])


@pytest.fixture
def past(tmp_path: Path) -> Path:
    """A folder with a profile and a list of past leads."""
    (tmp_path / "profile.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "past.csv").write_text(leads_csv(), encoding="utf-8")
    return tmp_path


def test_a_backtest_as_json_holds_the_methods_numbers(past: Path) -> None:
    done = sheetqual("backtest", "past.csv", "--outcome", "End=yes", "--calls", 40, "--format", "json", cwd=past)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["leads"], said["customers"], said["others"], said["open"]) == (200, 28, 172, 1)
    hot = said["bands"][0]
    assert (hot["band"], hot["label"], hot["leads"], hot["customers"]) == ("hot", "caldo", 30, 12)
    assert [round(hot[key], 4) for key in ("rate", "low", "high", "lift", "capture")] == [
        *(0.4, 0.2459, 0.5768, 2.8571, 0.4286),
    ]
    assert hot["overlaps_next"] is True
    assert said["bands"][3]["rate"] is None
    assert round(said["auc"]["value"], 4) == 0.7554
    assert set(said["auc"]) == {"value", "error", "low", "high"}
    assert set(said["top"][0]) == {"calls", "score", "customers", "capture", "rate", "lift"}
    assert said["gains"] == [[0, 0], [0.15, 0.4286], [0.4, 0.7857], [1, 1]]
    assert said["thresholds"]["capacity"]["cutoff"] == 90
    assert said["thresholds"]["capacity"]["left_over"] == 10
    assert said["thresholds"]["outcomes"]["hot"] == 90
    assert [period["period"] for period in said["periods"]] == ["older", "newer"]
    assert said["date"] == "Created"
    assert said["profile"]["name"] == "Small"
    assert {finding["code"] for finding in said["findings"]} == {"few", "overlap"}


def test_without_days_calls_and_enough_customers_less_is_said(past: Path) -> None:
    text = leads_csv().replace(",Created", ",Remark").splitlines()
    (past / "past.csv").write_text("\n".join(text[:35]), encoding="utf-8")
    said = json.loads(
        sheetqual("backtest", "past.csv", "--outcome", "End=yes", "--format", "json", cwd=past).stdout,
    )
    assert said["periods"] == []
    assert said["date"] is None
    assert said["thresholds"]["capacity"] is None


def test_a_backtest_is_shown_in_words_at_any_width(past: Path) -> None:
    done = sheetqual("backtest", "past.csv", "--outcome", "End=yes", "--calls", 40, cwd=past, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "200 leads with a known outcome: 28 became customers (14 %). 1 lead still open, left out." in said
    assert "- caldo and warm can't be told apart yet: 12 of 30 against 10 of 50" in said
    assert "A customer scores higher than another lead in 76 of 100 pairs (50 is chance)." in said
    assert "The next 50 all score 50 and don't all fit" in said
    assert "  hot = 90\n  warm = 40" in said
    assert "Newer: 2026-0" in said
    drawn = [line for line in said.splitlines() if "of leads " in line]
    assert len(drawn) == 10
    assert all(len(line) <= 80 and "│" in line for line in drawn)
    code, shown = in_terminal("backtest", "past.csv", "--outcome", "End=yes", "--date", "Name", cwd=past, columns=60)
    assert code == 2
    assert "has no two days that can be read" in shown.replace("\r\n", " ")


def test_a_report_is_one_page_that_needs_and_runs_nothing(past: Path) -> None:
    hostile = PROFILE.replace("Small", "<script>alert(1)</script>&").replace("caldo", "<b>&hot</b>")
    (past / "profile.toml").write_text(hostile, encoding="utf-8")
    done = sheetqual("backtest", "past.csv", "--outcome", "End=yes", "--calls", 40, "-o", "report.html", cwd=past)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Wrote the report to report.html.\n")
    page = (past / "report.html").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in page
    assert "&lt;script&gt;" in page
    for forbidden in ("<script", "<b>", "http:", "https:", "src=", "url(", "@import", "href="):
        assert forbidden not in page
    body = ET.fromstring(page[page.index("<body>") : page.index("</html>")])  # noqa: S314 - we wrote it
    assert len(body.findall(".//svg")) == 2
    assert "hot = 90" in "".join(body.itertext())


def test_a_report_of_little_says_so(past: Path) -> None:
    (past / "past.csv").write_text("Points,End\n9,yes\n5,no\n", encoding="utf-8")
    done = sheetqual("backtest", "past.csv", "--outcome", "End=yes", "-o", "report.html", cwd=past)
    assert done.returncode == 0, done.stderr
    page = (past / "report.html").read_text(encoding="utf-8")
    assert "far too few" in page
    assert "no leads" in page
    assert "No thresholds are proposed" in page
    shown = sheetqual("backtest", "past.csv", "--outcome", "End=yes", cwd=past).stdout
    assert "How far that is chance can't be said" in shown


def test_json_goes_into_a_file_as_it_goes_to_the_screen(past: Path) -> None:
    arguments = ("backtest", "past.csv", "--outcome", "End=yes", *AS_OF)
    assert sheetqual(*arguments, "-o", "report.json", cwd=past).returncode == 0
    assert (past / "report.json").read_text(encoding="utf-8") == sheetqual(
        *arguments, "--format", "json", cwd=past
    ).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--outcome", "Emd=yes"), "The list has no column 'Emd'. Did you mean 'End'?"),
        (("--outcome", "End=won"), "No lead has 'won' in the column 'End'."),
        (("--outcome", "End"), "write COLUMN=VALUE"),
        (("--outcome", "End=yes", "--date", "Craeted"), "Did you mean 'Created'?"),
        (("--outcome", "End=yes", "--calls", "0"), "Invalid value for '--calls'"),
        (("--outcome", "End=yes", "-o", "past.csv"), "should end in .html or .json"),
        (("--outcome", "End=yes", "-o", "past.html"), "is your list itself"),
        (("--outcome", "End=yes", "-p", "p.json", "-o", "p.json"), "is your profile itself"),
        (("--outcome", "End=yes", "-o", "x.html", "--format", "json"), "leave one of them out"),
        ((), "Missing option '--outcome'"),
    ],
)
def test_a_mistake_in_backtest_is_said_and_nothing_is_written(
    past: Path, arguments: tuple[str, ...], said: str
) -> None:
    (past / "past.html").hardlink_to(past / "past.csv")
    (past / "p.json").write_text(PROFILE, encoding="utf-8")
    before = {path.name: path.read_bytes() for path in past.iterdir()}
    done = sheetqual("backtest", "past.csv", *arguments, cwd=past)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in past.iterdir()} == before


def test_capacity_says_where_the_calls_of_a_day_end(past: Path) -> None:
    done = sheetqual("capacity", "past.csv", "--calls", 31, "--days", 2, cwd=past)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("62 calls reach the 31 leads to call that score 90 or more. The next 50 all score 50")
    assert "      90  Open (row 202)\n" in done.stdout
    assert "      50  Lead 5-0 (row 32)\n" in done.stdout
    assert "At 31 a day, all caldo leads take 1 day, caldo and warm 3 days." in done.stdout
    assert done.stdout.endswith("  hot = 90\n  warm = 40\n")


def test_capacity_as_json_names_the_leads_at_the_cut(past: Path) -> None:
    said = json.loads(sheetqual("capacity", "past.csv", "--calls", 20, "--format", "json", cwd=past).stdout)
    assert (said["cutoff"], said["taken"], said["left_over"], said["tied"]) == (None, 0, 20, 31)
    assert said["thresholds"] == {"hot": None, "warm": None}
    assert [lead["row"] for lead in said["first_out"]] == [2, 3, 4]
    assert said["bands"][0] == {"band": "hot", "label": "caldo", "in": 0, "left_out": 31}
    said = json.loads(sheetqual("capacity", "past.csv", "--calls", 31, "--format", "json", cwd=past).stdout)
    assert (said["cutoff"], said["taken"], said["left_over"], said["tied"]) == (90, 31, 0, 0)
    assert said["thresholds"] == {"hot": 90, "warm": 40}


def test_a_list_with_nobody_to_call_says_so(past: Path) -> None:
    (past / "past.csv").write_text("Points\n1\n", encoding="utf-8")
    assert sheetqual("capacity", "past.csv", "--calls", 3, cwd=past).stdout == "There is no lead to call.\n"


def test_capacity_names_leads_as_well_as_it_can(past: Path) -> None:
    (past / "past.csv").write_text("Name,Company,Points\nAnna,Acme,9\n,,9\n", encoding="utf-8")
    shown = sheetqual("capacity", "past.csv", "--calls", 3, cwd=past).stdout
    assert "      90  Anna, Acme (row 2)\n      90  row 3\n" in shown


def test_diff_with_outcomes_says_which_profile_does_better(past: Path) -> None:
    (past / "flat.toml").write_text(PROFILE.replace("at_least = 5", "at_least = 0"), encoding="utf-8")
    arguments = ("diff", "flat.toml", "profile.toml", "past.csv", "--outcome", "End=yes")
    done = sheetqual(*arguments, cwd=past)
    assert done.returncode == 0, done.stderr
    assert "Customers among the best 20: 8 -> 8." in done.stdout
    assert "The new profile tells customers from others better, by more than chance: +" in done.stdout
    said = json.loads(sheetqual(*arguments, "--format", "json", cwd=past).stdout)["backtest"]
    assert round(said["new"]["auc"]["value"], 4) == 0.7554
    assert said["difference"]["more_than_chance"] is True
    assert said["top"] == {"calls": 20, "old": 8, "new": 8}
    alone = sheetqual("diff", "flat.toml", "profile.toml", "--outcome", "End=yes", cwd=past)
    assert (alone.returncode, "give LEADS, too" in alone.stderr) == (2, True)
