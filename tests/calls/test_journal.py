"""Journals of calls: what was acknowledged is never lost, whoever writes and whatever breaks."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetqual.core.dispositions import Disposition
from sheetqual.errors import LeadsFileError, OutputError
from sheetqual.files.calls import journal as module
from sheetqual.files.calls.journal import (
    Entry,
    Journal,
    LeadIndex,
    LeadKey,
    Referral,
    effective,
    journal_path,
    journals_beside,
    new_id,
    read_journal,
)

LEAD = LeadKey(7, "A1", "Maisie Eastlake", "Ravensworth Lifts", ("+442079460018",), ("maisie@firm.example.com",))
TIME = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

WRITER = """
import sys
from sheetqual.files.calls.journal import Entry, Journal, LeadKey, new_id
journal = Journal(sys.argv[1], "Anna")
for number in range(int(sys.argv[2])):
    text = f"{sys.argv[3]} {number} " + "سلام " * int(sys.argv[4])
    entry = Entry(new_id(), "2026-11-23T09:30:00+00:00", "Anna", "leads.xlsx", "note", LeadKey(number), text=text)
    print(journal.append(entry).id, flush=True)
"""


def note(text: str = "called", *, minutes: int = 0, by: str = "Anna", **said: Any) -> Entry:
    at = (TIME + timedelta(minutes=minutes)).isoformat()
    return dataclasses.replace(Entry(new_id(), at, by, "leads.xlsx", "note", LEAD, text=text), **said)


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    return tmp_path / "leads.xlsx"


def writer(leads: Path, entries: int, name: str = "w", words: int = 3) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(leads), str(entries), name, str(words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


# Writing


def test_what_is_appended_is_read_back(leads: Path) -> None:
    journal = Journal(leads, "Anna")
    entries = [
        note("Ring efter to\nnå \ud83d\ude00 کتاب"),
        dataclasses.replace(
            note(), kind="answer", criterion="budget", column="Budget", was="5k", cell="12k", text=None
        ),
        dataclasses.replace(note(), kind="outcome", disposition="call back", callback="2026-11-24T14:15:00", text=None),
        dataclasses.replace(note(), kind="refer", referral=Referral("Bo", phone="020 7946 0019"), text=None),
        dataclasses.replace(note(), kind="undo", of=new_id(), text=None),
        Entry(new_id(), TIME.isoformat(), "Anna", "leads.xlsx", "start"),
    ]
    for entry in entries:
        assert journal.append(entry) is entry
    read = read_journal(journal.path)
    assert (list(read.entries), read.unread, read.person, read.warnings) == (
        [dataclasses.replace(entries[0], text="Ring efter to\nnå 😀 کتاب"), *entries[1:]],
        0,
        "Anna",
        (),
    )
    assert read.entries[2].ended is Disposition.CALL_BACK
    assert read.entries[2].call_again == datetime(2026, 11, 24, 14, 15)  # noqa: DTZ001 - the caller's own time
    assert read.entries[1].call_again is None
    assert journal.path.read_bytes().isascii()


def test_a_day_to_call_again_is_a_day() -> None:
    assert note(callback="2026-11-24").call_again == date(2026, 11, 24)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no kill -9")
def test_killed_in_the_middle_of_writing_nothing_acknowledged_is_lost(leads: Path) -> None:
    process = writer(leads, 100_000, words=2000)
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _ in range(25)]
    process.send_signal(signal.SIGKILL)
    acknowledged += process.stdout.read().split()
    process.wait()
    assert process.returncode == -signal.SIGKILL
    read = read_journal(journal_path(leads, "Anna"))
    assert [entry.id for entry in read.entries][: len(acknowledged)] == acknowledged
    Journal(leads, "Anna").append(last := note("after"))
    again = read_journal(journal_path(leads, "Anna"))
    assert again.entries == (*read.entries, last)


@pytest.mark.parametrize("cut", [1, 40, -1])
def test_a_line_that_a_crash_cut_off_takes_no_other_with_it(leads: Path, cut: int) -> None:
    journal = Journal(leads, "Anna")
    first = journal.append(note("one"))
    whole = journal.path.read_bytes()
    torn = whole[:-1][:cut]
    journal.path.write_bytes(whole + torn)
    assert read_journal(journal.path).entries == (first,)
    assert read_journal(journal.path).unread == 0
    second = journal.append(note("two"))
    read = read_journal(journal.path)
    assert read.entries == (first, second)
    assert read.unread == 1
    assert read.warnings == ("1 line that can't be read is left out of leads.calls-anna.jsonl.",)


def test_a_last_line_that_only_lacks_its_end_counts(leads: Path) -> None:
    journal = Journal(leads, "Anna")
    first = journal.append(note())
    journal.path.write_bytes(journal.path.read_bytes()[:-1])
    assert read_journal(journal.path).entries == (first,)
    second = journal.append(note())
    assert read_journal(journal.path) == module.JournalRead((first, second), 0, "Anna")


def test_eight_programs_write_one_file_without_mixing_lines(leads: Path) -> None:
    processes = [writer(leads, 60, name=str(number), words=1500) for number in range(8)]
    acknowledged = [id_ for process in processes for id_ in process.communicate()[0].split()]
    read = read_journal(journal_path(leads, "Anna"))
    assert read.unread == 0
    assert sorted(entry.id for entry in read.entries) == sorted(acknowledged)
    assert len(acknowledged) == 480


def test_a_file_that_is_replaced_between_two_entries_grows_on(leads: Path) -> None:
    journal = Journal(leads, "Anna")
    first = journal.append(note("one"))
    other = leads.with_name("downloaded")
    other.write_bytes(journal.path.read_bytes())
    other.replace(journal.path)
    second = journal.append(note("two"))
    assert read_journal(journal.path).entries == (first, second)
    journal.path.unlink()
    third = journal.append(note("three"))
    assert read_journal(journal.path).entries == (third,)


def test_a_file_that_is_replaced_while_it_is_written_gets_the_entry_too(
    leads: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    journal = Journal(leads, "Anna")
    first = journal.append(note("one"))
    real = os.fsync
    times: list[int] = []

    def fsync(handle: int) -> None:
        real(handle)
        if not times:
            times.append(1)
            other = leads.with_name("downloaded")
            other.write_bytes(b"".join(journal.path.read_bytes().splitlines(keepends=True)[:1]))
            other.replace(journal.path)

    monkeypatch.setattr(os, "fsync", fsync)
    second = journal.append(note("two"))
    assert read_journal(journal.path).entries == (first, second)


def test_a_file_that_is_gone_each_time_is_said_to_be(leads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(leads, "Anna")
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        journal.path.unlink()

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OutputError, match=r"leads\.calls-anna\.jsonl could not be written"):
        journal.append(note())


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "check that you may change it"),
        (errno.EACCES, "close it in other programs"),
    ],
)
def test_what_cannot_be_written_is_kept_and_written_with_the_next(
    leads: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    said: str,
) -> None:
    journal = Journal(leads, "Anna")

    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        first, second = note("one"), note("two")
        for entry in (first, second):
            with pytest.raises(OutputError, match=said):
                journal.append(entry)
    assert list(journal.waiting) == [first, second]
    assert read_journal(journal.path).entries == ()
    third = journal.append(note("three"))
    assert read_journal(journal.path).entries == (first, second, third)
    assert not journal.waiting


def test_a_disk_that_takes_half_a_line_loses_nothing(leads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(leads, "Anna")
    real = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, data: real(handle, data[: len(data) // 2]))
        with pytest.raises(OutputError, match="disk is full"):
            journal.append(first := note("one"))
    second = journal.append(note("two"))
    assert read_journal(journal.path).entries == (first, second)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_nobody_may_write_into_is_a_sentence(leads: Path) -> None:
    leads.parent.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="check that you may change it"):
            Journal(leads, "Anna")
    finally:
        leads.parent.chmod(0o700)


def test_what_stands_in_the_way_of_a_journal_is_a_sentence(leads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputError, match="does not exist; make it first"):
        Journal(leads.parent / "nowhere" / "leads.xlsx", "Anna")
    journal_path(leads, "Bo").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        Journal(leads, "Bo")
    Journal(leads, "Carl").path.chmod(0o444)
    with pytest.raises(OutputError, match="is read-only"):
        Journal(leads, "Carl")

    def refuse(*_: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OutputError, match="check that you may change it"):
        Journal(leads, "Dora")


def test_a_journal_that_another_session_makes_meanwhile_is_taken(leads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = journal_path(leads, "Anna")
    real = Path.exists

    def exists(self: Path, **options: bool) -> bool:
        there = real(self, **options)
        if self == path and not there:
            path.touch()
        return there

    monkeypatch.setattr(Path, "exists", exists)
    assert Journal(leads, "Anna").path == path


def test_what_could_not_be_read_back_is_never_written(leads: Path) -> None:
    journal = Journal(leads, "Anna")
    for entry in (note(kind="gossip"), note(id="1"), note(at="2026-11-23T09:30:00"), note(disposition="bored")):
        with pytest.raises(ValueError):  # noqa: PT011 - the text is for nobody
            journal.append(entry)
    assert journal.path.read_bytes() == b""
    assert not journal.waiting


# Reading


def test_a_journal_that_is_missing_says_nothing(leads: Path) -> None:
    read = read_journal(journal_path(leads, "Anna Østby"))
    assert (read.entries, read.unread, read.person) == ((), 0, "anna-østby")


def test_a_journal_that_cannot_be_opened_is_a_sentence(leads: Path) -> None:
    with pytest.raises(LeadsFileError, match="can't be opened"):
        read_journal(leads.parent)


def good(**changes: object) -> dict[str, object]:
    lead = {"row": 7, "name": "Bo", "phones": ["+442079460018"], "emails": []}
    data = {"v": 1, "id": "0123456789ab", "at": "2026-11-23T09:30:00+01:00", "by": "Anna", "list": "leads.xlsx"}
    return {**data, "kind": "note", "lead": lead, "text": "hello", **changes}


BAD = [
    b"hello",
    b"{",
    b"[]",
    b"null",
    b"12",
    b"[" * 100_000,
    b'{"v":1,"v":' + b"9" * 5000 + b"}",
    b"\xff\xfe{}",
    b"\x00\x00\x00",
    json.dumps("v").encode(),
    *(
        json.dumps(good(**changes)).encode()
        for changes in (
            {"v": None},
            {"v": True},
            {"v": 0},
            {"v": "1"},
            {"v": 1.0},
            {"id": 7},
            {"id": "0123456789AB"},
            {"id": "0123"},
            {"at": "yesterday"},
            {"at": "2026-11-23T09:30:00"},
            {"at": ["2026"]},
            {"by": ""},
            {"kind": "gossip"},
            {"kind": None},
            {"kind": "outcome"},
            {"kind": "answer"},
            {"kind": "undo"},
            {"kind": "undo", "of": "x"},
            {"kind": "refer"},
            {"kind": "refer", "referral": "Bo"},
            {"kind": "refer", "referral": {"name": 7}},
            {"text": None},
            {"text": {"a": 1}},
            {"text": "x" * 50_000},
            {"text": "x" * 1_100_000},
            {"disposition": "bored"},
            {"callback": "soon"},
            {"lead": None},
            {"lead": "Bo"},
            {"lead": {"row": -1}},
            {"lead": {"row": True}},
            {"lead": {"row": 1.5}},
            {"lead": {"phones": "+442079460018"}},
            {"lead": {"phones": [7]}},
            {"lead": {"emails": ["x"] * 1000}},
        )
    ),
]


@pytest.mark.parametrize("line", BAD, ids=lambda line: line[-30:])
def test_a_line_that_is_no_entry_is_left_out_and_counted(leads: Path, line: bytes) -> None:
    path = journal_path(leads, "Anna")
    path.write_bytes(b"\n".join([b"\xef\xbb\xbf" + json.dumps(good()).encode(), line, b"", b" \r", line, b""]))
    read = read_journal(path)
    assert (len(read.entries), read.unread) == (1, 2)
    assert read.warnings == ("2 lines that can't be read are left out of leads.calls-anna.jsonl.",)


def test_unknown_fields_are_left_out_and_lone_halves_of_letters_mended(leads: Path) -> None:
    path = journal_path(leads, "Anna")
    path.write_text(json.dumps(good(text="a\ud83d b", colour="red", lead={"row": 3, "shoe": 44})) + "\r\n")
    (entry,) = read_journal(path).entries
    assert entry.text == "a\ufffd b"
    assert entry.lead == LeadKey(3)


def test_lines_of_a_newer_sheetqual_are_said_to_be(leads: Path) -> None:
    path = journal_path(leads, "Anna")
    newer = json.dumps(good(v=2, at=7))
    path.write_text("\n".join([newer, json.dumps(good()), "x", ""]))
    read = read_journal(path)
    assert (len(read.entries), read.unread) == (1, 2)
    assert read.warnings == (
        "1 line that can't be read is left out of leads.calls-anna.jsonl.",
        "1 line of a newer sheetqual is left out of leads.calls-anna.jsonl; update sheetqual to read them.",
    )
    path.write_text(f"{newer}\n{newer}\n")
    (said,) = read_journal(path).warnings
    assert said.startswith("2 lines of a newer sheetqual are left out")


def test_of_an_endless_journal_the_beginning_is_read(leads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST", 1000)
    journal = Journal(leads, "Anna")
    for number in range(20):
        journal.append(note(str(number)))
    read = read_journal(journal.path)
    assert 0 < len(read.entries) < 5
    assert read.unread == 1


@settings(max_examples=150, deadline=None)
@given(st.lists(st.binary(max_size=60) | st.just(json.dumps(good()).encode()), max_size=6))
def test_no_bytes_are_an_exception(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    path = tmp_path_factory.getbasetemp() / "leads.calls-x.jsonl"
    path.write_bytes(b"\n".join(lines))
    read = read_journal(path)
    assert len(read.entries) >= sum(line == json.dumps(good()).encode() for line in lines[1:])


# What counts


def test_copies_count_once_and_what_was_taken_back_not_at_all() -> None:
    one, two, three = note("one", minutes=3), note("two", minutes=1), note("three", minutes=2)
    undo = note(minutes=4, kind="undo", of=three.id)
    assert effective([one, two, one, three, undo, two]) == [two, one]


def test_nobody_takes_back_what_another_said() -> None:
    one = note("one")
    assert effective([one, note(minutes=1, kind="undo", of=one.id, by="Ben")]) == [one]
    assert effective([one, note(minutes=1, kind="undo", of=one.id, by=" ANNA")]) == []


def test_entries_come_in_the_order_of_their_times_wherever_they_were_made() -> None:
    early = note(at="2026-11-23T12:00:00+03:30")
    late = note(at="2026-11-23T09:00:00+00:00")
    ends = [note(at="0001-01-01T00:00:00+14:00"), note(at="9999-12-31T23:59:59-14:00")]
    assert effective([late, ends[1], early, ends[0]]) == [ends[0], early, late, ends[1]]
    same = [note(str(number)) for number in range(9)]
    assert effective(same) == same


# Names of files


@pytest.mark.parametrize(
    ("person", "word"),
    [
        ("Anna", "anna"),
        (" Anna  Østby ", "anna-østby"),
        ("Иван Петрович", "иван-петрович"),
        ("علی\u200cرضا", "علیرضا"),
        ("सुनीता", "सुनीता"),
        ("e\u0301va", "éva"),
        ('a/b\\c:d*e?f"g<h>i|j.k', "a-b-c-d-e-f-g-h-i-j-k"),
        ("..", "caller"),
        ("😀", "caller"),
        ("", "caller"),
        ("CON", "con-caller"),
        ("com1", "com1-caller"),
        ("x" * 100, "x" * 40),
        (f"{'x' * 39} y", "x" * 39),
        ("_vti_", "vti"),
    ],
)
def test_a_journal_s_name_is_one_that_every_system_takes(tmp_path: Path, person: str, word: str) -> None:
    assert journal_path(tmp_path / "leads.2026.xlsx", person) == tmp_path / f"leads.2026.calls-{word}.jsonl"
    assert read_journal(Journal(tmp_path / "leads.2026.xlsx", person).path).entries == ()


def test_nobody_is_a_caller_all_the_same(leads: Path) -> None:
    assert Journal(leads, "  ").person == "caller"


@pytest.mark.parametrize("person", ["x" * 100_000, "An\udce9", "Anna\nBo"])
def test_whatever_a_caller_is_called_their_entries_are_theirs(leads: Path, person: str) -> None:
    journal = Journal(leads, person)
    journal.append(note(by=journal.person))
    assert read_journal(journal.path).person == journal.person


def test_journals_and_the_copies_that_synchronisers_make_are_found(leads: Path) -> None:
    names = [
        "Leads.calls-dora.JSONL",
        "leads.calls-anna (1).jsonl",
        "leads.calls-anna (Anna's conflicted copy 2026-11-23).jsonl",
        "leads.calls-anna-PC2.jsonl",
        "leads.calls-anna.jsonl",
        "leads.calls-anna.sync-conflict-20261123-093000-ABCDEFG.jsonl",
        "leads.calls-ben.jsonl",
    ]
    for name in [
        *names,
        "leads.calls-anna.jsonl.tmp",
        ".leads.calls-anna.jsonl",
        "leads2.calls-anna.jsonl",
        "leads.xlsx",
    ]:
        (leads.parent / name).touch()
    (leads.parent / "leads.calls-folder.jsonl").mkdir()
    assert [path.name for path in journals_beside(leads)] == names
    assert journals_beside(leads.parent / "nowhere" / "leads.xlsx") == []


# Who a lead is

KEYS = [
    LEAD,
    LeadKey(8, "A2", "Bo Ek", "Heis AS", ("+4722000000",)),
    LeadKey(9, None, "Cy Dee", "Heis AS", ("+4722000000",), ("cy@heis.example.com",)),
    LeadKey(10, None, None, None, ("+4722000001",)),
    LeadKey(11, "A2", "Bo Ek", "Heis AS", ("+4722000000",)),
    LeadKey(12, None, "Eva Ro"),
]


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (LEAD, 0),
        (LeadKey(99, "a1"), 0),
        (LeadKey(7, "A9", "Maisie Eastlake", "Ravensworth Lifts"), None),
        (LeadKey(8, "A2"), 1),
        (LeadKey(11, "A2"), 4),
        (LeadKey(99, "A2"), 1),
        (LeadKey(9, None, "Cy Dee", "Heis AS", ("+4722000000",)), 2),
        (LeadKey(50, None, "CY DEE", "Heis AS", (), ("CY@heis.example.com",)), 2),
        (LeadKey(50, None, "Di Fox", "Heis AS", ("+4722000000",)), None),
        (LeadKey(9, None, "Di Fox", "Heis AS"), None),
        (LeadKey(9, None, "Cy Dee-Fox", "Heis AS", ("+4722000000",)), 2),
        (LeadKey(50, None, "Cy Dee", None), 2),
        (LeadKey(10, None, None, None, ("+4722000009",)), None),
        (LeadKey(50, None, None, None, ("+4722000001",)), 3),
        (LeadKey(12), 5),
        (LeadKey(50), None),
        (LeadKey(), None),
    ],
)
def test_a_lead_is_found_again_where_it_stands_now(key: LeadKey, place: int | None) -> None:
    assert LeadIndex(KEYS).find(key) == place


def test_in_an_empty_list_nobody_is_found() -> None:
    assert LeadIndex([]).find(LEAD) is None
