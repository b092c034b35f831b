"""Calling sessions, as a team runs them: export, call, merge, export again."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from sheetqual.core.dispositions import Disposition
from sheetqual.files.calls.calling import Calling
from sheetqual.files.calls.journal import Journal
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile
from sheetqual.files.tables import read_leads
from sheetqual_tui.calling import begin_calling, bring_in
from sheetqual_tui.session import Opening

from .test_cli import sheetqual

DAY = "2026-11-23"
PROFILE = """
name = "Acme"
region = "NO"
[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
questions = [ { ask = "What do you do now?" } ]
[[criterion]]
id = "budget"
columns = ["Budget"]
want = { at_least = 10000 }
questions = [ { ask = "What have you set aside?" } ]
[[criterion]]
id = "decides"
columns = ["Decision maker"]
want = { yes = true }
required = true
on_fail = "refer"
questions = [ { ask = "Who signs?" } ]
[suppress]
columns = ["Do not call"]
[scripts]
opening = "Hello!"
"""
LEADS = (
    ("Name", "Company", "Phone", "E-mail", "Owner", "Need", "Budget", "Decision maker", "Do not call"),
    ("Kari Nordmann", "Fjord AS", "22 00 01 10", "kari@fjord.example.com", "Anna", "yes", None, "yes", None),
    ("Ola Hansen", "Vik AS", "+47 22 00 02 10", "ola@vik.example.com", "Ben", "yes", 20000, None, None),
    ("Eva Dahl", "Dahl AS", 22000310, "eva@dahl.example.com", "Anna", None, None, None, None),
    ("Lars Moe", "Moe AS", "0047 22000410", "lars@moe.example.com", "Ben", None, 5000, "yes", None),
    ("Per Lie", "Lie AS", "22 00 05 10", "per@lie.example.com", "Anna", "yes", None, None, None),
    ("Ida Krog", "Krog AS", "12", "ida@krog.example.com", "Anna", "yes", None, None, None),
    ("Una Berg", "Berg AS", "22 00 07 10", "una@berg.example.com", "Anna", "yes", None, None, "yes"),
)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A folder with a list and a profile."""
    book = openpyxl.Workbook()
    for row in LEADS:
        book.worksheets[0].append(list(row))
    book.save(tmp_path / "leads.xlsx")
    (tmp_path / "profile.toml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


def export(team: Path, name: str, *options: object, day: str = DAY) -> dict[str, object]:
    """Export a session; return its receipt."""
    done = sheetqual(
        *("export", "leads.xlsx", "-p", "profile.toml", "-o", name, "--at", f"{day} 09:30+01:00", *options), cwd=team
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    stem = name.rpartition(".")[0]
    said: dict[str, object] = json.loads((team / f"{stem}.receipt.json").read_text(encoding="utf-8"))
    return said


def reasons(receipt: dict[str, object]) -> dict[str, int]:
    """Return why leads are left out, and how many."""
    return {one["code"]: one["count"] for one in receipt["reasons"]}  # type: ignore[attr-defined]


def names(path: Path) -> list[str]:
    """Return who is to be called, from a file for diallers."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [row["name"] for row in csv.DictReader(stream)]


def rejects(team: Path, stem: str) -> dict[str, str]:
    """Return who is left out, and why."""
    with (team / f"{stem}.rejects.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["name"]: row["code"] for row in csv.DictReader(stream)}


def lead(team: Path, name: str) -> dict[str, object]:
    """Return the cells of a lead in the team's list."""
    table = read_leads(team / "leads.xlsx", names=["Need"], keep_all=True)
    place = table.columns[table.headers.index("Name")].index(name)
    return {header: table.columns[at][place] for at, header in enumerate(table.headers) if at in table.columns}


def fill(path: Path, answers: dict[str, dict[str, object]]) -> None:
    """Fill in a call sheet, as a caller does in Excel."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = {cell.value: place for place, cell in enumerate(sheet[1])}
    for row in sheet.iter_rows(min_row=2):
        for header, value in answers.get(str(row[at["Name"]].value), {}).items():
            row[at[header]].value = value  # type: ignore[assignment]
    book.save(path)


def test_a_day_of_calls(team: Path) -> None:
    # In the morning the manager makes a call sheet.
    receipt = export(team, "calls.xlsx")
    assert receipt["counts"] == {"leads": 7, "called": 5, "sample": 0, "left_out": 2}
    assert reasons(receipt) == {"suppressed": 1, "no_phone": 1}
    assert rejects(team, "calls") == {"Una Berg": "suppressed", "Ida Krog": "no_phone"}
    # Anna calls two of them with the sheet.
    again = datetime(2026, 11, 24, 14, 30)  # noqa: DTZ001 - as a cell has it
    fill(
        team / "calls.xlsx",
        {
            "Kari Nordmann": {"Disposition": "reached", "Call notes": "likes it"},
            "Eva Dahl": {"Need": "yes", "Disposition": "call back", "Call back at": again},
        },
    )
    done = sheetqual("export", "leads.xlsx", "-p", "profile.toml", "-o", "calls.xlsx", cwd=team)
    assert done.returncode == 2
    assert "calls.xlsx is a call sheet with answers in it" in done.stderr
    # Ben calls the others on the screen, until his laptop dies.
    opening = Opening(team / "leads.xlsx", read_profile(team / "profile.toml"), datetime.fromisoformat(DAY).date())
    calling = calling_of(opening, "Ben")
    place = {calling.session.scored.name(call.lead): at for at, call in enumerate(calling.calls)}
    ola, lars = place["Ola Hansen"], place["Lars Moe"]
    before = calling.state(ola).verdict
    state = calling.answer(ola, "decides", next(one for one in calling.choices("decides") if one.key == "n"))
    assert before.ceiling > 0
    assert state.verdict.out
    assert state.stop
    calling.refer(ola, "Siv Vik", phone="+47 22 00 09 10")
    calling.outcome(ola, Disposition.REACHED)
    calling.outcome(lars, Disposition.DO_NOT_CALL)
    del calling
    # He goes on where he was.
    calling = calling_of(opening, "Ben")
    place = {calling.session.scored.name(call.lead): at for at, call in enumerate(calling.calls)}
    assert "Lars Moe" not in place
    assert calling.state(place["Ola Hansen"]).outcome is not None
    calling.outcome(place["Per Lie"], Disposition.NO_ANSWER)
    # In the evening both are brought into the list, one of them twice.
    done = sheetqual("merge", "calls.xlsx", "leads.calls-ben.jsonl", "leads.xlsx", "-p", "profile.toml", cwd=team)
    assert done.returncode == 0, done.stderr
    assert "1 lead put on the do-not-call list, do-not-call.csv." in done.stderr
    assert "5 calls noted" in done.stderr
    assert "1 new lead noted" in done.stderr
    bytes_before = (team / "leads.xlsx").read_bytes()
    done = sheetqual("merge", "leads.calls-ben.jsonl", "calls.xlsx", "leads.xlsx", "-p", "profile.toml", cwd=team)
    assert "Nothing changes in your list." in done.stderr
    assert (team / "leads.xlsx").read_bytes() == bytes_before
    kari, ola_now = lead(team, "Kari Nordmann"), lead(team, "Ola Hansen")
    assert (kari["Disposition"], kari["Attempts"], lead(team, "Eva Dahl")["Need"]) == ("reached", 1, "yes")
    assert "likes it" in str(kari["Call notes"])
    assert (ola_now["Decision maker"], ola_now["Disposition"]) == ("no", "reached")
    assert lead(team, "Eva Dahl")["Call back at"] == again
    assert lead(team, "Lars Moe")["Do not call"] == "yes"
    assert lead(team, "Siv Vik")["Referred by"] == "Ola Hansen"
    assert lead(team, "Siv Vik")["Company"] == "Vik AS"
    # The list is scored anew, and the next day's calls are made of it.
    done = sheetqual("score", "leads.xlsx", "-p", "profile.toml", "--in-place", cwd=team)
    assert lead(team, "Kari Nordmann")["Temperature"] == "hot"
    export(team, "next.csv", day="2026-11-24")
    assert names(team / "next.csv")[0] == "Eva Dahl"
    assert set(names(team / "next.csv")) == {"Eva Dahl", "Per Lie", "Siv Vik"}
    assert rejects(team, "next") == {
        "Kari Nordmann": "called:reached",
        "Ola Hansen": "called:reached",
        "Lars Moe": "suppressed",
        "Ida Krog": "no_phone",
        "Una Berg": "suppressed",
    }


def calling_of(opening: Opening, caller: str) -> Calling:
    """Return a session on the screen, without the screen."""
    from sheetqual.core.calling import CallFilter
    from sheetqual.files.calls.session import SessionSettings

    return begin_calling(opening, opening.read(), SessionSettings(CallFilter()), caller, lambda _done, _total: None)


def test_the_screen_brings_a_journal_into_the_list_itself(team: Path) -> None:
    opening = Opening(team / "leads.xlsx", read_profile(team / "profile.toml"), datetime.fromisoformat(DAY).date())
    calling = calling_of(opening, "Ben")
    calling.outcome(0, Disposition.NO_ANSWER)
    said = bring_in(opening, calling.journal.path, lambda _done, _total: None)
    assert said.startswith("1 call is in leads.xlsx now; the receipt is leads.merge-")
    assert bring_in(opening, calling.journal.path, lambda _done, _total: None) == "leads.xlsx has all of it already."


def test_a_journal_that_is_not_merged_yet_counts_in_the_next_export(team: Path) -> None:
    opening = Opening(team / "leads.xlsx", read_profile(team / "profile.toml"), datetime.fromisoformat(DAY).date())
    calling = calling_of(opening, "Ben")
    place = {calling.session.scored.name(call.lead): at for at, call in enumerate(calling.calls)}
    calling.outcome(place["Per Lie"], Disposition.DO_NOT_CALL)
    calling.outcome(place["Eva Dahl"], Disposition.REACHED)
    export(team, "calls.csv")
    assert set(names(team / "calls.csv")) == {"Kari Nordmann", "Ola Hansen", "Lars Moe"}
    assert rejects(team, "calls")["Eva Dahl"] == "called:reached"


def test_leads_are_shared_out_into_files(team: Path) -> None:
    receipt = export(team, "calls.csv", "--share", "owner", "--split", "--top", "1", "--per", "caller")
    assert receipt["files"] == ["calls-Ben.csv", "calls-Anna.csv"]
    assert names(team / "calls-Ben.csv") == ["Ola Hansen"]
    assert len(names(team / "calls-Anna.csv")) == 1
    assert not (team / "calls.csv").exists()


@pytest.mark.parametrize("ending", ["xlsx", "csv", "html", "ics", "vcf"])
def test_every_format_is_written(team: Path, ending: str) -> None:
    export(team, f"calls.{ending}")
    assert (team / f"calls.{ending}").stat().st_size


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-o", "calls.doc"), "should end in .xlsx, .csv, .html, .ics or .vcf"),
        (("-o", "leads.xlsx"), "leads.xlsx is your list itself"),
        (("-o", "nowhere/calls.csv"), "nowhere does not exist"),
        (("-o", "c.csv", "--temperature", "boiling"), "There is no temperature 'boiling'"),
        (("-o", "c.csv", "--temperature", " , "), "--temperature names nothing"),
        (("-o", "c.csv", "--queue", "suppressed"), "There is no queue 'suppressed'"),
        (("-o", "c.csv", "--product", "Saver"), "The profile has no product 'Saver'"),
        (("-o", "c.csv", "--region", "Atlantis"), "'Atlantis' is no country"),
        (("-o", "c.csv", "--hours", "20-9"), "'20-9' are no hours of a day"),
        (("-o", "c.csv", "--hours", "nine"), "'nine' are no hours of a day"),
        (("-o", "c.csv", "--at", "soon"), "'soon' is no time"),
        (("-o", "c.csv", "--as-of", "soon"), "'soon' is not a date"),
        (("-o", "c.csv", "--share", "evenly"), "Name who calls"),
        (("-o", "c.csv", "--share", "product"), "no products"),
        (("-o", "c.csv", "--split"), "--split goes with"),
        (("-o", "c.csv", "--per", "caller", "--top", "2"), "--per caller goes with"),
        (("-o", "c.csv", "--per", "product"), "The profile has no products"),
        (("-o", "c.csv", "--per", "caller", "--share", "owner"), "--per goes with --top"),
        (("-o", "c.csv", "--callers", " , "), "--callers names nobody"),
        (("-o", "c.csv", "--hours", "9:75-20"), "are no hours of a day"),
        (("-o", "c.csv", "--at", "0001-01-01"), "is not of our time"),
        (("-o", "c.csv", "--language", "xx"), "There is no language 'xx'"),
        (("-o", "c.csv", "--suppress", "lost.csv"), "lost.csv"),
        (("-o", "c.csv", "--receipt", "leads.xlsx"), "should end in .json"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(team: Path, options: tuple[str, ...], said: str) -> None:
    before = sorted(path.name for path in team.iterdir())
    done = sheetqual("export", "leads.xlsx", "-p", "profile.toml", *options, cwd=team)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in team.iterdir()) == before


def test_with_strict_an_old_do_not_call_list_is_a_finding(team: Path) -> None:
    (team / "dnc-2020-01-01.csv").write_text("22000110\n", encoding="utf-8")
    options = ("--suppress", "dnc-2020-01-01.csv", "--strict")
    done = sheetqual("export", "leads.xlsx", "-p", "profile.toml", "-o", "c.csv", *options, cwd=team)
    assert done.returncode == 1
    assert "Look at: dnc-2020-01-01.csv is of 2020-01-01; fetch a newer one before calling." in done.stderr
    page = (team / "c.receipt.html").read_text(encoding="utf-8")
    assert "fetch it again" in page
    for name, *_ in LEADS[1:]:
        assert str(name) not in page
        assert str(name) not in (team / "c.receipt.json").read_text(encoding="utf-8")


def test_answers_that_both_sides_changed_are_left_for_a_person(team: Path) -> None:
    export(team, "calls.xlsx")
    fill(team / "calls.xlsx", {"Lars Moe": {"Need": "no"}})
    book = openpyxl.load_workbook(team / "leads.xlsx")
    book.worksheets[0]["F5"] = "yes"
    book.save(team / "leads.xlsx")
    done = sheetqual("merge", "calls.xlsx", "leads.xlsx", "--strict", cwd=team)
    assert done.returncode == 1
    assert 'Lars Moe (Moe AS): Need: yours "yes", returned "no"; left as it was' in done.stderr
    assert lead(team, "Lars Moe")["Need"] == "yes"
    assert lead(team, "Lars Moe")["Disposition"] == "reached"


def test_a_dry_run_of_calls_writes_nothing(team: Path) -> None:
    export(team, "calls.xlsx")
    fill(team / "calls.xlsx", {"Lars Moe": {"Disposition": "do not call"}})
    before = {path.name: path.read_bytes() for path in team.iterdir()}
    done = sheetqual("merge", "calls.xlsx", "leads.xlsx", "--dry-run", cwd=team)
    assert done.returncode == 0
    assert "1 call noted" in done.stderr
    assert {path.name: path.read_bytes() for path in team.iterdir()} == before


def test_calls_and_lists_that_came_back_are_not_merged_in_one_go(team: Path) -> None:
    Journal(team / "leads.xlsx", "Anna")
    (team / "back.csv").write_text("Name,Company,Need\nKari Nordmann,Fjord AS,yes\n", encoding="utf-8")
    done = sheetqual("merge", "leads.calls-anna.jsonl", "back.csv", "leads.xlsx", cwd=team)
    assert done.returncode == 2
    assert "back.csv is no call sheet and no journal of calls" in done.stderr


def test_callers_read_the_language_of_the_list(team: Path) -> None:
    text = (team / "profile.toml").read_text(encoding="utf-8")
    (team / "leads.csv").write_text("Name,Phone,Need\nKari,22000110,vet ikke\nOla,22000210,ja\n", encoding="utf-8")
    (team / "profile.toml").write_text(text, encoding="utf-8")
    done = sheetqual("export", "leads.csv", "-p", "profile.toml", "-o", "calls.html", cwd=team)
    assert done.returncode == 0, done.stderr
    assert '<html lang="nb"' in (team / "calls.html").read_text(encoding="utf-8")
    scored = score_list(
        team / "leads.csv", read_profile(team / "profile.toml"), today=datetime.fromisoformat(DAY).date()
    )
    assert len(scored.board) == 2


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("do-not-call.csv", ()),
        ("robinson.csv", ("--suppress", "robinson.csv")),
        ("leads.csv", ("--callers", "Anna", "--split")),
        ("x.csv", ("--receipt", "profile.json")),
        ("calls.csv", ("--receipt", "x.rejects.json")),
    ],
)
def test_nothing_takes_the_place_of_what_calls_are_made_of(team: Path, name: str, options: tuple[str, ...]) -> None:
    (team / "do-not-call.csv").write_text("Phone\n+4722000110\n", encoding="utf-8")
    (team / "robinson.csv").write_text("22000210\n", encoding="utf-8")
    (team / "leads.xlsx").rename(team / "leads-Anna.csv")
    (team / "profile.toml").rename(team / "profile.html")
    (team / "calls.rejects.csv").mkdir()
    before = {path.name: path.read_bytes() for path in team.iterdir() if path.is_file()}
    done = sheetqual("export", "leads-Anna.csv", "-p", "profile.html", "-o", name, *options, cwd=team)
    assert done.returncode == 2, done.stderr
    assert {path.name: path.read_bytes() for path in team.iterdir() if path.is_file()} == before


def test_the_receipt_page_does_not_take_the_place_of_the_cards(team: Path) -> None:
    done = sheetqual(
        *("export", "leads.xlsx", "-p", "profile.toml", "-o", "calls.html", "--receipt", "calls.json"), cwd=team
    )
    assert done.returncode == 0
    assert "tel:+4722000110" in (team / "calls.html").read_text(encoding="utf-8")
    assert "leads to call" in (team / "calls.receipt.html").read_text(encoding="utf-8")


def test_every_caller_who_is_named_gets_a_file(team: Path) -> None:
    export(team, "calls.csv", "--callers", "Anna,Ben,Carl", "--split", "--top", "2")
    assert [len(names(team / f"calls-{caller}.csv")) for caller in ("Anna", "Ben", "Carl")] == [1, 1, 0]
    export(team, "calls.xlsx", "--callers", "Anna,Ben,Carl", "--top", "2")
    assert openpyxl.load_workbook(team / "calls.xlsx").sheetnames[:3] == ["Anna", "Ben", "Carl"]


def test_a_call_sheet_is_not_taken_for_the_list(team: Path) -> None:
    export(team, "calls.xlsx")
    before = (team / "calls.xlsx").read_bytes()
    done = sheetqual("merge", "leads.xlsx", "calls.xlsx", cwd=team)
    assert (done.returncode, (team / "calls.xlsx").read_bytes()) == (2, before)
    assert "calls.xlsx is a call sheet, not your list; did you swap the two?" in done.stderr
    done = sheetqual("merge", "lost.jsonl", "leads.xlsx", cwd=team)
    assert (done.returncode, "lost.jsonl can't be found" in done.stderr) == (2, True)
    done = sheetqual("merge", "calls.xlsx", "leads.xlsx", cwd=team)
    assert "Nothing is written there yet" in done.stderr


def test_who_asked_not_to_be_called_is_kept_though_the_list_can_not_be_written(team: Path) -> None:
    export(team, "calls.xlsx")
    fill(team / "calls.xlsx", {"Lars Moe": {"Disposition": "do not call", "Call": "22 00 99 10"}})
    (team / "~$leads.xlsx").write_bytes(b"")
    done = sheetqual("merge", "calls.xlsx", "leads.xlsx", cwd=team)
    assert done.returncode == 2
    assert "1 lead put on the do-not-call list, do-not-call.csv." in done.stderr
    kept = (team / "do-not-call.csv").read_text(encoding="utf-8-sig")
    assert "+4722000410" in kept
    assert "22 00 99 10" in kept
    (team / "~$leads.xlsx").unlink()
    export(team, "next.csv")
    assert "Lars Moe" not in names(team / "next.csv")


def test_a_call_sheet_saved_as_text_still_says_how_calls_ended(team: Path) -> None:
    export(team, "calls.xlsx")
    fill(team / "calls.xlsx", {"Lars Moe": {"Disposition": "do not call"}, "Eva Dahl": {"Disposition": "no answer"}})
    sheet = openpyxl.load_workbook(team / "calls.xlsx").worksheets[0]
    with (team / "calls.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(sheet.iter_rows(values_only=True))
    done = sheetqual("merge", "calls.csv", "leads.xlsx", cwd=team)
    assert done.returncode == 0, done.stderr
    assert "calls.csv has lost what was given out" in done.stderr
    assert "2 calls noted" in done.stderr
    assert (lead(team, "Lars Moe")["Disposition"], lead(team, "Eva Dahl")["Disposition"]) == (
        "do not call",
        "no answer",
    )
    assert "Why call" not in lead(team, "Lars Moe")
    assert "+47" in (team / "do-not-call.csv").read_text(encoding="utf-8-sig")


def test_a_row_sorted_apart_from_its_key_is_who_is_shown(team: Path) -> None:
    export(team, "calls.xlsx")
    book = openpyxl.load_workbook(team / "calls.xlsx")
    sheet = book.worksheets[0]
    at = {cell.value: place for place, cell in enumerate(sheet[1])}
    rows = list(sheet.iter_rows(min_row=2))
    keys = [row[at["Key"]].value for row in rows]
    for row, key in zip(rows, keys[1:] + keys[:1], strict=True):
        row[at["Key"]].value = key
        if row[at["Name"]].value == "Lars Moe":
            row[at["Disposition"]].value = "do not call"
    book.save(team / "calls.xlsx")
    sheetqual("merge", "calls.xlsx", "leads.xlsx", cwd=team)
    assert lead(team, "Lars Moe")["Disposition"] == "do not call"
    assert {lead(team, name).get("Disposition") for name in ("Eva Dahl", "Per Lie", "Ola Hansen")} == {None}


def test_a_list_that_can_not_be_changed_gets_a_workbook_which_is_the_list_from_then_on(team: Path) -> None:
    rows = list(openpyxl.load_workbook(team / "leads.xlsx").worksheets[0].iter_rows(values_only=True))
    (team / "leads.xlsx").unlink()
    with (team / "leads.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    journal = Journal(team / "leads.csv", "Anna")
    opening = Opening(team / "leads.csv", read_profile(team / "profile.toml"), datetime.fromisoformat(DAY).date())
    calling_of(opening, "Anna").outcome(0, Disposition.NO_ANSWER)
    done = sheetqual("merge", journal.path.name, "leads.csv", cwd=team)
    assert "leads.csv can't be changed and stays as it is; use leads.xlsx from now on." in done.stderr
    done = sheetqual("merge", journal.path.name, "leads.csv", cwd=team)
    assert (done.returncode, "give that one instead" in done.stderr) == (2, True)
    done = sheetqual("merge", journal.path.name, "leads.xlsx", cwd=team)
    assert "Nothing changes in your list." in done.stderr
