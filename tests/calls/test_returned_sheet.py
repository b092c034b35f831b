"""Call sheets that come back: whatever callers did to them, what they wrote is read, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from sheetqual.core.dispositions import DISPOSITIONS, Disposition
from sheetqual.files.calls.call_sheet import write_call_sheet
from sheetqual.files.calls.given_out import GIVEN
from sheetqual.files.calls.returned_sheet import ReturnedRow, ReturnedSheet, holds_answers, read_returned_sheet
from sheetqual.files.calls.session import Call, CallSession
from sheetqual.files.calls.words import CALL_WORDS
from tests.calls.sessions import (
    HOSTILE,
    PERSIAN_PROFILE,
    WHEN,
    Lead,
    call_of,
    rich_session,
    scored_leads,
    session_of,
)

Change = Callable[[Worksheet], object]


def written(session: CallSession, path: Path, sheets: Mapping[str, Sequence[Call]] | None = None) -> Path:
    write_call_sheet(session, sheets or {"Calls": session.calls}, path, CALL_WORDS["en"], "en")
    return path


@pytest.fixture(scope="module")
def given_out(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A call sheet as it is given out, on which everybody is asked about everything."""
    folder = tmp_path_factory.mktemp("given")
    session = rich_session(folder)
    asks = tuple(ask for call in session.calls for ask in call.asks)
    session = replace(session, calls=[replace(call, asks=asks) for call in session.calls])
    return written(session, folder / "calls.xlsx").read_bytes()


@pytest.fixture
def sheet(tmp_path: Path, given_out: bytes) -> Path:
    """The same in a file of its own."""
    path = tmp_path / "calls.xlsx"
    path.write_bytes(given_out)
    return path


@pytest.fixture(scope="module")
def long_sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A call sheet of many leads, which is only read."""
    folder = tmp_path_factory.mktemp("long")
    leads = [Lead(f"Lead {number}", "") for number in range(40)]
    return written(session_of(scored_leads(folder, leads)), folder / "calls.xlsx")


def column_of(path: Path, header: str, cells: Sequence[Any]) -> ReturnedSheet:
    """Write cells into a column of a sheet, each into the row of another lead, and read a copy of it."""
    book = openpyxl.load_workbook(path)
    for row, cell in enumerate(cells, start=1):
        put(row, header, cell)(book.worksheets[0])
    book.save(path.with_name("back.xlsx"))
    return read(path.with_name("back.xlsx"))


def changed(path: Path, *changes: Change) -> Path:
    """Change the first sheet of a workbook as a caller would."""
    book = openpyxl.load_workbook(path)
    for change in changes:
        change(book.worksheets[0])
    book.save(path)
    return path


def place(sheet: Worksheet, header: str) -> int:
    return [cell.value for cell in sheet[1]].index(header) + 1


def put(row: int, header: str, value: Any) -> Change:
    """Return what writes into the row of a lead, from 1."""
    return lambda sheet: setattr(sheet.cell(row + 1, place(sheet, header)), "value", value)


def read(path: Path) -> ReturnedSheet:
    returned = read_returned_sheet(path)
    assert returned is not None
    return returned


def only(returned: ReturnedSheet) -> ReturnedRow:
    (row,) = returned.rows
    return row


# --- What was written -------------------------------------------------------------------------


def test_a_sheet_that_nobody_wrote_on_brings_nothing(sheet: Path) -> None:
    returned = read(sheet)
    assert (returned.rows, returned.warnings) == ((), ())
    assert (returned.list_name, returned.language, returned.when) == ("leads.csv", "en", WHEN)
    assert not holds_answers(sheet)


def test_it_says_which_profile_it_was_made_with(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    assert read(written(session, tmp_path / "calls.xlsx")).profile_sha256 == session.scored.file.sha256


def test_a_row_brings_who_it_is_and_what_was_written(sheet: Path) -> None:
    changed(
        sheet,
        put(1, "Employees", 75),
        put(1, "Decision maker", "no"),
        put(1, "Disposition", "reached"),
        put(1, "Call back at", datetime(2026, 12, 1, 10, 0)),  # noqa: DTZ001 - as sheets have it
        put(1, "Call notes", " Was kind.\nAsks for an offer. "),
    )
    assert only(read(sheet)) == ReturnedRow(
        sheet="Calls",
        row=2,
        key=only(read(sheet)).key,
        lead_row=2,
        lead_id="A1",
        name="Maisie Eastlake",
        company="Ravensworth Lifts Ltd",
        phones=("+442079460018", "+447700900198"),
        emails=("maisie@ravensworth.example.com", "office@ravensworth.example.com"),
        answers={"Employees": (None, 75), "Decision maker": ("yes", "no")},
        disposition=Disposition.REACHED,
        disposition_text="reached",
        callback=datetime(2026, 12, 1, 10, 0),  # noqa: DTZ001 - in the caller's own time
        callback_text="",
        notes="Was kind.\nAsks for an offer.",
        caller="",
    )
    assert holds_answers(sheet)


@pytest.mark.parametrize("value", [None, "", "  ", "\u200b"])
def test_a_cell_that_was_cleared_is_no_answer(sheet: Path, value: str | None) -> None:
    changed(sheet, put(1, "Need", value), put(2, "Call back at", value), put(2, "Call notes", value))
    assert read(sheet).rows == ()


@pytest.mark.parametrize(("before", "now"), [("120", 120), ("yes", " yes "), ("40", "40\u00a0")])
def test_an_answer_that_says_the_same_is_none(tmp_path: Path, before: str, now: object) -> None:
    asks = call_of(scored_leads(tmp_path, [Lead("Nils", "")]), 0, 1).asks
    scored = scored_leads(tmp_path, [Lead("Åse", "Heis Vest AS", employees=before)])
    path = written(session_of(scored, {0: {"asks": asks}}), tmp_path / "calls.xlsx")
    assert read(changed(path, put(1, "Employees", now))).rows == ()
    assert only(read(changed(path, put(1, "Employees", "7")))).answers == {"Employees": (before, "7")}


def test_how_a_call_ended_is_understood_in_every_language(long_sheet: Path) -> None:
    words = {word.upper(): disposition for known in DISPOSITIONS.values() for disposition, word in known.items()}
    returned = column_of(long_sheet, "Disposition", list(words))
    assert {row.disposition_text: row.disposition for row in returned.rows} == words


def test_what_nobody_knows_is_kept_and_told(sheet: Path) -> None:
    returned = read(changed(sheet, put(3, "Disposition", "went badly")))
    assert (only(returned).disposition, only(returned).disposition_text) == (None, "went badly")
    (warning,) = returned.warnings
    said = 'The sheet "Calls" says "went badly" under "Disposition" in row 4, which can\'t be read'
    assert warning == f"{said}; choose one of its list."


# --- When to call again -----------------------------------------------------------------------

AFTERNOON = datetime(2026, 11, 23, 14, 30)  # noqa: DTZ001 - in the caller's own time


MOMENTS = (
    (AFTERNOON, AFTERNOON),
    (date(2026, 11, 24), date(2026, 11, 24)),
    (time(14, 30), AFTERNOON),
    (timedelta(hours=14, minutes=30), AFTERNOON),
    (time(9, 30), AFTERNOON.replace(day=24, hour=9)),
    ("14:30", AFTERNOON),
    (" 14:30:00 ", AFTERNOON),
    ("۱۴:۳۰", AFTERNOON),
    ("09:29", AFTERNOON.replace(day=24, hour=9, minute=29)),
    ("2026-11-23 14:30", AFTERNOON),
    ("2026-11-23T14:30", AFTERNOON),
    ("23.11.2026 14:30", AFTERNOON),
    ("23/11/2026 14:30", AFTERNOON),
    ("23/11/2026, 14:30", AFTERNOON),
    ("23 November 2026 14:30", AFTERNOON),
    ("24.11.2026", date(2026, 11, 24)),
    ("3.12.2026", date(2026, 12, 3)),
    ("03/12/2026", date(2026, 12, 3)),
)
IN_DOUBT = (
    *("tomorrow", "14.30", "25:00", "5", "46350", "11/24/2026 14:30", "24.11", "Monday 9:00", "22.11.2026", "14:3"),
    *("31.11.2026 10:00", "2026-11-24 25:61", "after 14:30 or so", "#VALUE!"),
)


def test_when_to_call_again(long_sheet: Path) -> None:
    returned = column_of(long_sheet, "Call back at", [cell for cell, _ in MOMENTS])
    assert [row.callback for row in returned.rows] == [moment for _, moment in MOMENTS]
    assert not any(row.callback_text for row in returned.rows)
    assert returned.warnings == ()


def test_a_time_in_doubt_is_no_time(long_sheet: Path) -> None:
    returned = column_of(long_sheet, "Call back at", IN_DOUBT)
    assert [(row.callback, row.callback_text) for row in returned.rows] == [(None, text) for text in IN_DOUBT]
    assert all(text in warning for text, warning in zip(IN_DOUBT, returned.warnings, strict=True))


def test_texts_are_read_in_the_profile_s_own_order(tmp_path: Path) -> None:
    scored = scored_leads(tmp_path)
    american = replace(scored.file.profile, dates="mdy")
    session = session_of(replace(scored, file=replace(scored.file, profile=american)))
    path = written(session, tmp_path / "calls.xlsx")
    assert only(read(changed(path, put(1, "Call back at", "12/3/2026 10:00")))).callback == datetime(2026, 12, 3, 10)  # noqa: DTZ001 - see AFTERNOON


def test_an_agreed_moment_counts_again_only_where_it_is_agreed_again(sheet: Path) -> None:
    row = only(read(changed(sheet, put(1, "Disposition", "reached"))))
    assert (row.callback, row.callback_text) == (None, "")
    row = only(read(changed(sheet, put(1, "Disposition", "call back"))))
    assert row.callback == datetime(2026, 11, 24, 14, 15)  # noqa: DTZ001 - see AFTERNOON


# --- Whatever callers do ----------------------------------------------------------------------


def test_rows_are_found_after_sorting_and_deleting_and_in_a_moved_table(sheet: Path) -> None:
    changed(sheet, put(4, "Call notes", "four"), put(2, "Call notes", "two"))
    expected = {row.key: row for row in read(sheet).rows}

    def shuffle(one: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in one.iter_rows(min_row=2)]
        one.delete_rows(2, len(rows))
        for at, row in enumerate((rows[3], rows[0], rows[1])):
            for column, value in enumerate(row, start=1):
                one.cell(at + 2, column).value = value
        one.insert_cols(3)
        one.cell(1, 3).value = "My own"
        one.cell(2, 3).value = "thoughts"
        one.insert_rows(1, 3)
        one.tables.clear()
        one.cell(1, 1).value = "Monday's calls"

    returned = read(changed(sheet, shuffle))
    assert [(row.row, row.notes) for row in returned.rows] == [(5, "four"), (7, "two")]
    assert {row.key: replace(row, row=expected[row.key].row) for row in returned.rows} == expected
    assert returned.warnings == ()


def test_rows_that_were_added_by_hand_come_back_as_they_are(sheet: Path) -> None:
    changed(
        sheet,
        put(6, "Name", "Kari Nordmann"),
        put(6, "Call", "+47 22 33 44 55"),
        put(6, "E-mail", "kari@example.com; office@example.com"),
        put(6, "Need", "yes"),
        put(6, "Employees", "#REF!"),
    )
    row = only(read(sheet))
    assert (row.key, row.lead_row, row.lead_id, row.name, row.company) == ("", None, None, "Kari Nordmann", None)
    assert (row.phones, row.emails) == (("+4722334455",), ("kari@example.com", "office@example.com"))
    assert row.answers == {"Need": (None, "yes")}
    assert row.is_touched


def test_a_row_without_anything_is_nobody(sheet: Path) -> None:
    assert read(changed(sheet, put(6, "No.", 6))).rows == ()


def test_a_copied_row_is_told_and_comes_back_twice(sheet: Path) -> None:
    def copy_row(one: Worksheet) -> None:
        for cell in one[2]:
            one.cell(7, cell.column or 1).value = cell.value

    returned = read(changed(sheet, put(1, "Call notes", "kind"), copy_row, put(6, "Call notes", "unkind")))
    assert [(row.row, row.lead_row, row.notes) for row in returned.rows] == [(2, 2, "kind"), (7, 2, "unkind")]
    assert returned.warnings == (
        'One lead stands there 2 times (row 2 of "Calls", row 7 of "Calls"); look whether they agree.',
    )


def test_a_key_that_was_cleared_is_made_up_for_by_who_the_row_is(sheet: Path) -> None:
    changed(sheet, put(1, "Key", None), put(1, "Call notes", "kind"), put(2, "Key", None), put(2, "Name", "Else"))
    first, second = read(sheet).rows
    assert (first.lead_row, first.answers, first.notes) == (2, {}, "kind")
    assert (second.lead_row, second.key, second.name, second.lead_id) == (None, "", "Else", "A2")


def test_a_key_column_that_was_deleted_is_made_up_for_too(sheet: Path) -> None:
    changed(sheet, put(2, "Call notes", "kind"), lambda one: one.delete_cols(place(one, "Key")))
    assert [(row.lead_row, row.notes) for row in read(sheet).rows] == [(3, "kind")]


def test_rows_of_another_call_sheet_are_told(sheet: Path) -> None:
    returned = read(changed(sheet, put(1, "Key", "ZZZZ-1")))
    assert (only(returned).key, only(returned).lead_row, only(returned).name) == ("", None, "Maisie Eastlake")
    assert returned.warnings == (
        'The sheet "Calls" has a row (2) of another call sheet; nothing is known of what was given out.',
    )


def test_what_is_changed_about_who_a_lead_is_is_told(sheet: Path) -> None:
    returned = read(changed(sheet, put(1, "Call", "+47 22 33 44 55"), put(3, "Company", "Other Ltd")))
    assert returned.rows == ()
    (warning,) = returned.warnings
    who = "with another name, company, number or address than was given out"
    assert warning == f'The sheet "Calls" has rows (2, 4) {who}; make such changes in your list.'


def test_errors_are_no_answers_but_told(sheet: Path) -> None:
    returned = read(changed(sheet, put(1, "Need", "=1/0"), put(2, "Need", "#NAME?"), put(3, "Call notes", "#NAME?")))
    assert returned.rows == ()
    assert [warning.split(" under ")[0] for warning in returned.warnings] == [
        'The sheet "Calls" says "#NAME?"',
        'The sheet "Calls" says "#NAME?"',
    ]


def test_a_column_that_is_gone_is_told(sheet: Path) -> None:
    changed(
        sheet,
        lambda one: one.delete_cols(place(one, "Disposition")),
        put(1, "Employees", 12),
        lambda one: setattr(one.cell(1, place(one, "Need")), "value", "Wants it"),
    )
    returned = read(sheet)
    assert only(returned).answers == {"Employees": (None, 12)}
    assert returned.warnings == (
        'The column "Need" is not there any more; what was written in it is missing.',
        'The sheet "Calls" has no column "Disposition" any more; what was written there is missing.',
    )


def test_rows_far_below_the_table_are_told(sheet: Path) -> None:
    returned = read(changed(sheet, put(9, "Name", "Somebody")))
    assert returned.rows == ()
    assert returned.warnings == ('The sheet "Calls": 1 row is further below the table, and read as no leads.',)


# --- Several callers --------------------------------------------------------------------------


def shared(folder: Path) -> Path:
    callers = {lead: {"caller": "Anna" if lead < 3 else "Bo"} for lead in range(5)}
    session = session_of(scored_leads(folder), callers)
    return written(session, folder / "calls.xlsx", {"Anna": session.calls[:3], "Bo": session.calls[3:]})


def test_what_every_caller_wrote_comes_back_with_who_called(tmp_path: Path) -> None:
    path = shared(tmp_path)
    book = openpyxl.load_workbook(path)
    put(2, "Disposition", "no answer")(book["Anna"])
    put(1, "Disposition", "no answer")(book["Bo"])
    book["Bo"].title = "Bo, done"
    book.create_sheet("Mine", 0).append(["Disposition", "my own notes"])
    book.create_sheet("Empty")
    book.save(path)
    returned = read(path)
    assert [(row.sheet, row.lead_row, row.caller) for row in returned.rows] == [
        ("Anna", 3, "Anna"),
        ("Bo, done", 5, "Bo"),
    ]
    assert returned.warnings == ()


def test_a_sheet_that_is_gone_is_told(tmp_path: Path) -> None:
    path = shared(tmp_path)
    book = openpyxl.load_workbook(path)
    put(1, "Call notes", "kind")(book["Bo"])
    del book["Anna"]
    book.save(path)
    returned = read(path)
    assert only(returned).lead_row == 5
    assert returned.warnings[0] == 'The sheet "Anna" is not there any more; what was written on it is missing.'


def test_another_caller_is_believed_where_the_sheet_is_shared(tmp_path: Path) -> None:
    session = session_of(scored_leads(tmp_path), {lead: {"caller": f"C{lead}"} for lead in range(5)})
    path = written(session, tmp_path / "calls.xlsx")
    changed(path, put(1, "Caller", "Dora"), put(1, "Call notes", "kind"), put(2, "Call notes", "kind"))
    assert [row.caller for row in read(path).rows] == ["Dora", "C1"]


# --- Files ------------------------------------------------------------------------------------


def test_other_files_are_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Name,Key\nÅse,ABCD-1\n", encoding="utf-8")
    (tmp_path / "damaged.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG")
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Name", "Key"])
    book.worksheets[0].append(["Åse", "ABCD-1"])
    book.save(tmp_path / "list.xlsx")
    book.create_sheet(GIVEN).append(["Key", "Sheet"])
    book[GIVEN].append(["ABCD-1", "Sheet"])
    book.save(tmp_path / "alike.xlsx")
    for path in (*tmp_path.iterdir(), tmp_path / "missing.xlsx", tmp_path):
        assert read_returned_sheet(path) is None
        assert not holds_answers(path)


def test_a_hidden_sheet_that_somebody_wrote_on_is_not_believed(sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    names = [cell.value for cell in book[GIVEN][1]]
    book[GIVEN].cell(2, names.index("When") + 1).value = "soon"
    book.save(sheet)
    assert read_returned_sheet(sheet) is None


def test_without_its_name_the_hidden_sheet_is_found_all_the_same(sheet: Path) -> None:
    changed(sheet, put(1, "Call notes", "kind"))
    book = openpyxl.load_workbook(sheet)
    del book.defined_names[GIVEN]
    book.save(sheet)
    assert only(read(sheet)).notes == "kind"


def test_ids_and_names_come_back_as_the_list_has_them(tmp_path: Path) -> None:
    leads = [Lead("Åse  Marie\nØvstebø", "Heis  Vest", id="A  1"), Lead("", "", id="0012")]
    path = written(session_of(scored_leads(tmp_path, leads)), tmp_path / "calls.xlsx")
    first, second = read(changed(path, put(1, "Call notes", "kind"), put(2, "Call notes", "kind"))).rows
    assert (first.lead_id, first.name, first.company) == ("A  1", "Åse  Marie\nØvstebø", "Heis  Vest")
    assert (second.lead_id, second.name, second.company) == ("0012", None, None)


def test_hostile_texts_come_back_as_they_went(tmp_path: Path) -> None:
    leads = [Lead(text, text, id=f"{at}{text}", need=text) for at, text in enumerate(("=1+1", "+1 2", "-", *HOSTILE))]
    path = written(session_of(scored_leads(tmp_path, leads)), tmp_path / "calls.xlsx")
    returned = read(path)
    assert (returned.rows, returned.warnings) == ((), ())
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        cell = row[place(book.worksheets[0], "Call notes") - 1]
        cell.value = "=1+1"
        cell.data_type = "s"
    book.save(path)
    assert [(row.lead_row, row.notes, row.answers) for row in read(path).rows] == [
        (at + 2, "=1+1", {}) for at in range(len(leads))
    ]


# --- A law, and other programs ----------------------------------------------------------------

TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20)
FILLED = st.dictionaries(
    st.integers(0, 4),
    st.fixed_dictionaries(
        {},
        optional={
            "Employees": st.integers(1, 10**6) | st.sampled_from(["11-50", "don't know"]),
            "Decision maker": st.sampled_from(["partly", "refused"]),
            "Disposition": st.sampled_from(list(DISPOSITIONS["fa"].values())),
            "Call notes": TEXTS.filter(lambda text: not text.startswith(("=", "#")) and any(map(str.isalpha, text))),
        },
    ),
    max_size=5,
)


@settings(max_examples=20, deadline=None)
@given(filled=FILLED, order=st.permutations(range(5)), gone=st.sets(st.integers(0, 4), max_size=2))
def test_what_is_filled_in_is_what_comes_back(
    given_out: bytes, filled: dict[int, dict[str, Any]], order: list[int], gone: set[int]
) -> None:
    book = openpyxl.load_workbook(BytesIO(given_out))
    sheet = book.worksheets[0]
    for lead, cells in filled.items():
        for header, value in cells.items():
            put(lead + 1, header, value)(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    sheet.delete_rows(2, len(rows))
    for number, lead in enumerate([lead for lead in order if lead not in gone], start=2):
        for column, value in enumerate(rows[lead], start=1):
            sheet.cell(number, column).value = value
    with TemporaryDirectory() as folder:
        book.save(Path(folder, "back.xlsx"))
        found = {row.lead_row: row for row in read(Path(folder, "back.xlsx")).rows}
    expected = {lead + 2: cells for lead, cells in filled.items() if cells and lead not in gone}
    assert found.keys() == expected.keys()
    for lead_row, cells in expected.items():
        returned = found[lead_row]
        answers = {header: cells[header] for header in ("Employees", "Decision maker") if header in cells}
        assert {header: now for header, (_, now) in returned.answers.items()} == answers
        assert returned.notes == cells.get("Call notes", "").strip()
        assert returned.disposition_text == cells.get("Disposition", "")


def test_what_libreoffice_saved_is_read_alike(tmp_path: Path, soffice: str) -> None:
    session = rich_session(tmp_path, PERSIAN_PROFILE)
    path = tmp_path / "calls.xlsx"
    write_call_sheet(session, {"تماس‌ها": session.calls}, path, CALL_WORDS["fa"], "fa")
    words = CALL_WORDS["fa"]
    changed(
        path,
        put(1, words.disposition, "تماس دوباره"),
        put(2, words.callback, AFTERNOON),
        put(3, "Need", "بله"),
        put(4, "Employees", 12.5),
        put(5, words.notes, "خوب بود،\n+47 22 33 44 55"),
    )
    before = read(path)
    assert len(before.rows) == 5
    for kind in ("xlsx", "ods"):
        converted(soffice, path, kind, tmp_path / kind)
        after = read(tmp_path / kind / f"calls.{kind}")
        assert after.rows == before.rows
        assert (after.warnings, after.when, after.profile_sha256) == ((), WHEN, before.profile_sha256)


def converted(soffice: str, path: Path, kind: str, folder: Path) -> None:
    """Have LibreOffice open a workbook and save it."""
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(folder), str(path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        assert process.wait(60) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
