"""The file for diallers, as a dialler and as a spreadsheet read it."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sheetqual.errors import OutputError
from sheetqual.files.calls.dialler import DIALLER_HEADERS, write_dialler_csv
from sheetqual.files.calls.session import CallSession
from sheetqual.files.safe_text import for_csv
from tests.calls.sessions import HOSTILE, PROFILE, Lead, rich_session, scored_leads, session_of


def rows_of(session: CallSession, path: Path) -> list[dict[str, str]]:
    write_dialler_csv(session, session.calls, path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def test_a_row_is_all_that_a_dialler_needs(tmp_path: Path) -> None:
    first, second, third, *_ = rows_of(rich_session(tmp_path), tmp_path / "calls.csv")
    assert first == {
        "id": "A1",
        "phone": "+442079460018",
        "extension": "12",
        "name": "Maisie Eastlake",
        "company": "Ravensworth Lifts Ltd",
        "time_zone": "Europe/London",
        "priority": "1",
        "reason": "has Need, Decision maker",
        "product": "",
        "caller": "",
        "callback": "2026-11-24 14:15",
        "sample": "",
    }
    assert (second["name"], second["callback"]) == ("سارا رضایی", "2026-11-26")
    assert (third["sample"], third["priority"]) == ("yes", "3")


def test_the_header_is_the_same_for_every_list(tmp_path: Path) -> None:
    session = replace(rich_session(tmp_path), calls=())
    assert rows_of(session, tmp_path / "calls.csv") == []
    assert (tmp_path / "calls.csv").read_bytes() == b"\xef\xbb\xbf" + ",".join(DIALLER_HEADERS).encode() + b"\r\n"


def test_rows_are_written_as_excel_and_diallers_read_them(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    rows_of(session, tmp_path / "calls.csv")
    raw = (tmp_path / "calls.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,phone,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == len(session.calls) + 1


def test_what_is_not_known_is_blank(tmp_path: Path) -> None:
    leads = [Lead("", "", need="yes"), Lead("Åse", "", id="7")]
    session = session_of(scored_leads(tmp_path, leads), {0: {"phones": ()}})
    first, second = rows_of(session, tmp_path / "calls.csv")
    blank = ("phone", "extension", "name", "company", "time_zone", "product", "caller", "callback", "sample")
    assert [first[header] for header in blank] == [""] * len(blank)
    assert (first["id"], second["id"], second["phone"]) == ("row-2", "7", "+982188000000")


def test_product_and_caller_are_told(tmp_path: Path) -> None:
    profile = f'{PROFILE}\n[[product]]\nname = "Saver"\norder = ["need"]\n'
    scored = scored_leads(tmp_path, [Lead("Åse", "", need="yes")], profile)
    (row,) = rows_of(session_of(scored, {0: {"caller": "Anna"}}), tmp_path / "calls.csv")
    assert (row["product"], row["caller"]) == ("Saver", "Anna")


def test_an_agreed_moment_is_told_in_the_callers_own_time(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("America/New_York"))
    first, *_ = rows_of(session_of(scored_leads(tmp_path), {0: {"callback": moment}}), tmp_path / "calls.csv")
    assert first["callback"] == "2026-11-24 15:00"


def test_no_text_runs_and_numbers_stay_as_they_are(tmp_path: Path) -> None:
    texts = ["=cmd|' /C calc'!A0", "+SUM(A1)", "@x", "\t=1", "a;=1+1", "-", "+47 22 33 44 55", *HOSTILE]
    leads = [Lead(text, text, id=f"{text}{at}") for at, text in enumerate(texts)]
    session = session_of(
        scored_leads(tmp_path, leads), {at: {"why": text, "caller": text} for at, text in enumerate(texts)}
    )
    rows = rows_of(session, tmp_path / "calls.csv")
    scored = session.scored
    for call, row in zip(session.calls, rows, strict=True):
        assert row["phone"] == call.phones[0].e164
        assert row["name"] == for_csv(scored.name(call.lead) or "")
        assert (row["reason"], row["caller"]) == (for_csv(call.why), for_csv(call.caller))
        assert row["id"] == for_csv(scored.id(call.lead) or "")
    assert [row["name"] for row in rows[:7]] == [
        *("'=cmd|' /C calc'!A0", "'+SUM(A1)", "'@x", "'=1", "a;'=1+1", "-", "+47 22 33 44 55")
    ]


def test_progress_ends_with_all_rows_and_may_stop_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetqual.files.calls.dialler._STEP", 2)
    session = rich_session(tmp_path)
    path = tmp_path / "calls.csv"
    path.write_text("before")
    told: list[tuple[int, int | None]] = []

    def tell(done: int, total: int | None) -> None:
        told.append((done, total))
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_dialler_csv(session, session.calls, path, progress=tell)
    assert (told, path.read_text()) == ([(2, 5), (4, 5), (5, 5)], "before")


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    with pytest.raises(OutputError, match="does not exist"):
        write_dialler_csv(session, session.calls, tmp_path / "no" / "calls.csv")
