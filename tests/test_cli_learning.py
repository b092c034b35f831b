"""The command that learns from customers, as a person runs it."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from sheetqual.core.learning.study import study_of
from sheetqual.files.learning.past_leads import ListOptions, Wish, read_past_leads

from .test_cli import sheetqual

TODAY = dt.date(2026, 6, 23)
ROOT = Path(__file__).resolve().parent.parent
SOFTWARE = ROOT / "samples" / "software"
PAST = SOFTWARE / "outcomes.csv"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A list of a hundred leads, three of them customers, and a file of six customers."""
    with (tmp_path / "leads.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ID", "E-mail", "Company", "Need", "Size", "Wish", "Done on"])
        for row in range(100):
            need = ("yes", "no")[row % 5 > 1]
            writer.writerow([row, f"a{row}@example.com", f"Firm {row}", need, row % 7 * 10, "abc"[row % 3], ""])
    (tmp_path / "best.csv").write_text(
        "E-mail,Company,Need,Size,Wish\n"
        "a0@example.com,,,,\n"  # Known from the list.
        "A5@example.com,,yes,,\n"
        ",Firm 10 Ltd,yes,,\n"
        "new1@example.com,Else,yes,40,a\n"
        "new2@example.com,Other,yes,30,b\n"
        "new3@example.com,More,yes,20,c\n"
        "new3@example.com,More,yes,20,c\n",  # The same one again.
        encoding="utf-8",
    )
    return tmp_path


def learned(*arguments: object, cwd: Path) -> dict[str, Any]:
    done = sheetqual("suggest", *arguments, "--format", "json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_customers_are_found_in_the_list_and_count_once(lists: Path) -> None:
    said = learned("leads.csv", "--customers", "best.csv", cwd=lists)
    assert (said["customers"], said["others"], said["found"], said["leads"]) == (6, 97, 3, 100)
    need = next(one for one in said["qualities"] if one["name"] == "Need: yes")
    assert need["text"] == "6 of 6 customers, 37 of 97 others"
    assert need["condition"] == {"yes": True}
    assert need["verdict"] == "supported"
    assert need["question"] == "How do things stand with “Need”?"
    assert [need["customers"][key] for key in ("count", "total", "share", "high")] == [6, 6, 1.0, 1.0]
    aside = {one["column"]: one["reason"] for one in said["set_aside"]}
    assert aside["E-mail"] == aside["Company"] == "id"
    assert said["profile"] is said["draft"] is said["outcome"] is None
    assert [place["name"] for place in said["order"]] == ["Need"]


def test_a_list_whose_customers_share_nothing_is_told_so(lists: Path) -> None:
    (lists / "best.csv").write_text(
        "E-mail\n" + "".join(f"a{row}@example.com\n" for row in (1, 12, 20, 33, 49, 76)), encoding="utf-8"
    )
    done = sheetqual("suggest", "leads.csv", "--customers", "best.csv", "--draft", "d.toml", cwd=lists)
    assert "ot enough evidence" in done.stdout
    assert "6 customers and 94 others: best.csv (6 of them found there, too) against leads.csv" in done.stdout
    assert "No draft was written to d.toml: no quality is supported." in done.stderr
    assert done.returncode == 2
    assert not (lists / "d.toml").exists()


def test_past_leads_teach_an_order_and_a_draft_that_scores_at_once(tmp_path: Path) -> None:
    options = (PAST, "--outcome", "Outcome=Won", "--as-of", "2026-06-23")
    done = sheetqual("suggest", *options, "--draft", "draft.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for line in (
        "outcomes.csv: 86 customers and 274 others",
        "Supported: customers have it more often than others, beyond chance",
        "Set aside: “Contract signed on” gives the end away",
        "Proposed order, against Rotaline outbound (a proposal: nothing is changed)",
        "On leads held back, a customer scores higher than another lead in ",
        "Learned from the older leads alone",
        "points  Planning costs them money",
    ):
        assert line in done.stdout, line
    profile = tomllib.loads((tmp_path / "draft.toml").read_text(encoding="utf-8"))
    assert sum(one["points"] for one in profile["criterion"]) == 100
    assert {"Need", "Industry"} <= {one["columns"][0] for one in profile["criterion"]}
    scored = sheetqual("score", PAST, "-p", "draft.toml", "--format", "json", cwd=tmp_path)
    assert scored.returncode == 0, scored.stderr
    temperatures = {lead["temperature"] for lead in json.loads(scored.stdout)["leads"]}
    assert temperatures == {"hot", "warm", "cold"}
    past = sheetqual("backtest", PAST, "-p", "draft.toml", "--outcome", "Outcome=Won", cwd=tmp_path)
    assert "- this profile was learned from these very leads" in past.stdout
    own = SOFTWARE / "profile.toml"
    compared = sheetqual("diff", own, "draft.toml", PAST, "--outcome", "Outcome=Won", cwd=tmp_path)
    assert "Before you believe it: Draft from outcomes.csv: this profile was learned from" in compared.stdout
    checked = sheetqual("check", "draft.toml", cwd=tmp_path)
    assert "is sound" in checked.stdout


def test_json_says_what_the_core_says(tmp_path: Path) -> None:
    said = learned(
        PAST, "--outcome", "Outcome=Won", "--ignore", "Industry", "--keep", "Contract signed on", cwd=tmp_path
    )
    assert said["outcome"] == "Outcome=Won"
    assert said["profile"]["name"] == "Rotaline outbound"
    aside = {one["column"]: one["reason"] for one in said["set_aside"]}
    assert aside["Industry"] == aside["Outcome"] == "given"
    assert "Contract signed on" not in aside
    assert said["qualities"][0]["name"] == "Contract signed on: filled in"
    past = read_past_leads(
        PAST,
        "Outcome=Won",
        Wish(None, TODAY, ("Industry",), ("Contract signed on",)),
        ListOptions(),
    )
    study = study_of(past.cases, None, TODAY)
    assert said["qualities"][0]["p"] == study.lessons.qualities[0].p
    moved = {place["criterion"]: (place["was"], number) for number, place in enumerate(said["order"], start=1)}
    assert moved["budget"][0] < moved["budget"][1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Say who became a customer: either --customers FILE or --outcome COLUMN=VALUE"),
        (("--customers", "best.csv", "--outcome", "Need=yes"), "Say who became a customer"),
        (("--customers", "best.csv", "--date", "Done on"), "--date goes with --outcome."),
        (("--customers", "none.csv"), "none.csv"),
        (("--customers", "leads.csv"), "Every lead of leads.csv is among the customers of leads.csv"),
        (("--outcome", "Need"), "write COLUMN=VALUE"),
        (("--outcome", "Nead=yes"), "no column 'Nead'. Did you mean 'Need'?"),
        (("--outcome", "Need=maybe"), "No lead has 'maybe' in the column 'Need'. There it says 'no', 'yes'."),
        (("--outcome", "Need=yes", "--ignore", "Wsh"), "no column 'Wsh' for --ignore. Did you mean 'Wish'?"),
        (("--outcome", "Need=yes", "--keep", "Q"), "no column 'Q' for --keep."),
        (("--outcome", "Need=yes", "--date", "Done on"), "no two days that can be read"),
        (("--customers", "best.csv", "--draft", "leads.csv"), ".toml"),
        (("--customers", "best.csv", "--draft", "none/d.toml"), "does not exist"),
        (("--customers", "best.csv", "--draft", "profile.toml"), "is your present profile"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(lists: Path, arguments: tuple[str, ...], words: str) -> None:
    if "profile.toml" in arguments:
        (lists / "profile.toml").write_text(
            'schema = 1\nname = "P"\n[[criterion]]\nid = "n"\nname = "N"\ncolumns = ["Need"]\nwant = { yes = true }\n',
            encoding="utf-8",
        )
    before = {path: path.read_bytes() for path in lists.iterdir()}
    done = sheetqual("suggest", "leads.csv", *arguments, cwd=lists)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in lists.iterdir()} == before


def test_lists_with_nothing_in_common_are_told_so(lists: Path) -> None:
    (lists / "best.csv").write_text("Naam,Stad\nJan,Gent\nPiet,Brugge\n", encoding="utf-8")
    done = sheetqual("suggest", "leads.csv", "--customers", "best.csv", cwd=lists)
    assert "No customer of best.csv is found in leads.csv" in done.stderr
    done = sheetqual("suggest", PAST.with_name("profile.toml"), "--outcome", "a=b", cwd=lists)
    assert "looks like a profile" in done.stderr


def written(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("header", "rows", "customers", "others"),
    [
        ("Company", [["FIRM 1 ltd"], ["Firm 2"]], 2, 98),
        ("Firma", [["Firm 1"], ["Firm 2"]], 2, 98),
        ("Name", [["Ann 7 Lee"], ["Nobody Here"]], 2, 99),
        ("ID,E-mail", [["3", "shared@example.com"], ["4", "a9@example.com"]], 2, 98),
        ("E-mail", [["shared@example.com"], ["a1@example.com"]], 2, 99),
        ("ID,E-mail", [["3", ""], ["3", "a3@example.com"], ["-", ""]], 1, 99),
    ],
)
def test_customers_are_who_they_are_said_to_be(
    tmp_path: Path, header: str, rows: list[list[str]], customers: int, others: int
) -> None:
    """A firm alone is enough, a switchboard's address is not, and an id decides before an address does."""
    written(
        tmp_path / "leads.csv",
        "ID,Name,E-mail,Company,Need,Wish",
        (
            [
                row,
                f"Ann {row} Lee",
                "shared@example.com" if row > 89 else f"a{row}@example.com",
                f"Firm {row}",
                need,
                wish,
            ]
            for row, need, wish in ((row, ("yes", "no")[row % 2], "abc"[row % 3]) for row in range(100))
        ),
    )
    written(tmp_path / "best.csv", header, rows)
    said = learned("leads.csv", "--customers", "best.csv", cwd=tmp_path)
    assert (said["customers"], said["others"]) == (customers, others)


def test_customers_that_are_only_better_known_teach_nothing_by_that(tmp_path: Path) -> None:
    rnd = random.Random(2)

    def row(number: int, filled: float) -> list[object]:
        cells = [rnd.choice("abc"), rnd.choice(("yes", "no")), rnd.randrange(9), "x", "03.03.2026"]
        return [f"a{number}@example.com", *(cell if rnd.random() < filled else "" for cell in cells)]

    header = "E-mail,Sector,Need,Size,Newsletter,Visit"
    written(tmp_path / "leads.csv", header, (row(number, 0.4) for number in range(400)))
    written(tmp_path / "best.csv", header, (row(number, 1.0) for number in range(1000, 1060)))
    done = sheetqual("suggest", "leads.csv", "--customers", "best.csv", "--draft", "d.toml", cwd=tmp_path)
    assert "none supported" in done.stdout or "none is more than chance" in done.stdout
    assert done.returncode == 2


def test_a_lead_that_stands_there_twice_counts_once_and_open_ends_are_pointed_out(tmp_path: Path) -> None:
    written(
        tmp_path / "leads.csv",
        "ID,Need,Need,Stage",
        (
            [row % 80, ("yes", "")[row % 4 > 0], "no", ("Won", "Lost", "Lost", "In progress")[row % 4]]
            for row in range(160)
        ),
    )
    said = learned("leads.csv", "--outcome", "Stage=Won", cwd=tmp_path)
    assert (said["customers"], said["others"]) == (20, 60)
    assert said["other_ends"] == {"Lost": 80, "In progress": 40}
    assert {one["code"] for one in said["findings"]} >= {"open", "repeated"}
    # Two columns under one header are read as scoring reads them.
    assert [one["text"] for one in said["qualities"] if one["name"] == "Need: no"] in (
        [],
        ["0 of 20 customers, 60 of 60 others"],
    )
    assert [one["column"] for one in said["set_aside"] if one["reason"] == "leak"] == ["Need"]
    closed = learned("leads.csv", "--outcome", "Stage=Won", "--open", "in progress", cwd=tmp_path)
    assert (closed["customers"], closed["others"], closed["open"]) == (20, 40, 40)
    assert "open" not in {one["code"] for one in closed["findings"]}


def test_what_many_leads_share_is_nobodys_id(tmp_path: Path) -> None:
    rows = [
        ["7", f"a{row // 2}@example.com" if row < 20 else "na@na.na", "yes", "x" if row % 3 == 0 else "-"]
        for row in range(90)
    ]
    written(tmp_path / "leads.csv", "ID,E-mail,Need,Won", rows)
    said = learned("leads.csv", "--outcome", "Won=x", cwd=tmp_path)
    assert said["customers"] + said["others"] == 80


def test_brackets_in_a_list_are_nothing_but_brackets(tmp_path: Path) -> None:
    rows = [["[bold]yes" if row % 3 == 0 else "[/red]", "x" if row % 6 == 0 else "-", row] for row in range(120)]
    written(tmp_path / "leads.csv", "[/red] Need,Won,E-mail", rows)
    done = sheetqual("suggest", "leads.csv", "--outcome", "Won=x", "--draft", "d.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "[/red] Need: [bold]yes" in done.stdout


def test_what_a_list_says_can_do_no_harm_in_a_draft(tmp_path: Path) -> None:
    evil = 'x"]\n[score]\nhot = 1 # '
    with (tmp_path / "leads.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f'Need "{evil}', "Won"])
        for row in range(200):
            writer.writerow(
                [evil if row % 4 == 0 or row % 7 == 0 else "\u202eno\x1b[31m", "x" if row % 8 == 0 else "-"]
            )
    done = sheetqual("suggest", "leads.csv", "--outcome", "Won=x", "--draft", "d.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    said = tomllib.loads((tmp_path / "d.toml").read_text(encoding="utf-8"))
    assert said["score"]["hot"] > 1
    assert len(said["criterion"]) == 1
    scored = sheetqual("score", "leads.csv", "-p", "d.toml", "--format", "json", cwd=tmp_path)
    assert {lead["score"] for lead in json.loads(scored.stdout)["leads"]} == {0, 100}
