"""A person who is forgotten is nowhere any more, and everybody else is as before."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from sheetqual.errors import SheetqualError
from sheetqual.files._csv import looks_like_utf16
from sheetqual.files._sniff import Kind
from sheetqual.files.forgetting import Forgetting, Report, SeveralFitError, carry_out, plan_forgetting
from sheetqual.files.forgetting.cuts import Cuts, entry_spans, record_spans
from sheetqual.files.forgetting.people import Person, Sighting, find_people
from sheetqual.files.forgetting.sources import read_lists
from sheetqual.files.forgetting.traces import Traces, markup_text
from sheetqual.files.list_changes import ListFile, changing, write_change
from sheetqual.files.merging.lead_keys import email_keys, phone_keys
from sheetqual.files.merging.name_words import company_words, name_words

from . import office
from .hostile import write_ods
from .whole import Allowed, Area, differences

EMAIL = "anna.berg@acme.example"
PHONE = "+47 99 88 77 66"
OWN_ID = "L-7KQ2RX"
HEADERS = ("Lead ID", "Name", "Company", "E-mail", "Phone", "Budget", "Remarks")
ANNA = (OWN_ID, "Anna Berg", "Acme AS", EMAIL, PHONE, 1200, "likes fjords")
BO = ("L-8MN3PT", "Bo Dahl", "Acme AS", "bo@acme.example", "+47 22 33 44 55", 900, "likes hills")
CARLA = ("L-9WX4YZ", "Carla Neri", "Bolt srl", "carla@bolt.example", "+39 06 5555 0123", 50, None)

Ready = Callable[[str], None]


def book(path: Path, *rows: tuple[object, ...], headers: tuple[object, ...] = HEADERS, title: str = "Leads") -> Path:
    """Write a list of leads as a workbook."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in (headers, *rows):
        sheet.append(list(row))
    save(made, path)
    return path


def save(made: openpyxl.Workbook, path: Path) -> None:
    """Write a workbook as Excel does, with the texts of all sheets in one part."""
    made.save(path)
    texts: list[str] = []

    def shared(text: str) -> str:
        return re.sub(r't="inlineStr"><is>(.*?)</is>', to_index, text)

    def to_index(cell: re.Match[str]) -> str:
        if cell[1] not in texts:
            texts.append(cell[1])
        return f't="s"><v>{texts.index(cell[1])}</v>'

    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    repacked(path, dict.fromkeys(sheets, shared))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    typed = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{typed}"/></Types>'
    relation = f'<Relationship Id="rIdS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    items = "".join(f"<si>{text}</si>" for text in texts)
    repacked(
        path,
        {
            "[Content_Types].xml": lambda text: text.replace("</Types>", override),
            "xl/_rels/workbook.xml.rels": lambda text: text.replace("</Relationships>", relation),
        },
        {"xl/sharedStrings.xml": f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{main}">{items}</sst>'},
    )


def repacked(path: Path, change: Mapping[str, Callable[[str], str]], extra: Mapping[str, str] | None = None) -> None:
    """Change some parts of a package, and add others."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    for name, made in change.items():
        parts[name] = made(parts[name].decode()).encode()
    parts |= {name: text.encode() for name, text in (extra or {}).items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def team_list(path: Path) -> Path:
    """Write a list as teams have it: a table, notes, links, formulas with their results, a sheet for people."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Leads"
    for lead in ((*HEADERS, "Greeting"), ANNA, BO, CARLA):
        sheet.append(list(lead))
    for row in (2, 3, 4):
        sheet[f"H{row}"] = f'="Dear "&B{row}'
        sheet[f"D{row}"].hyperlink = f"mailto:{sheet.cell(row, 4).value}"
    sheet["B2"].comment = Comment("Anna is on leave until May", "Ole")
    sheet["B3"].comment = Comment("Bo is in at eight", "Ole")
    sheet.add_table(Table(displayName="Leads", ref="A1:H4"))
    other = made.create_sheet("Best")
    other["A1"] = "Best lead"
    other["B1"] = "=Leads!B2"
    save(made, path)
    results = {"H2": "Dear Anna Berg", "H3": "Dear Bo Dahl", "H4": "Dear Carla Neri", "B1": "Anna Berg"}

    def with_results(text: str) -> str:
        def add(cell: re.Match[str]) -> str:
            return f'<c r="{cell[1]}" t="str">{cell[2]}<v>{results[cell[1]]}</v></c>'

        return re.sub(r'<c r="(\w+)"[^>]*>(<f>.*?</f>)<v ?/>(?:</v>)?</c>', add, text)

    def with_thread(text: str) -> str:
        kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
        more = f'<Relationship Id="rIdT" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/>'
        return text.replace("</Relationships>", f"{more}</Relationships>")

    thread = (
        '<?xml version="1.0" encoding="UTF-8"?><ThreadedComments '
        'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="C2" dT="2026-01-01T00:00:00.00" personId="{A}" id="{B}"><text>@Ole ask Anna Berg</text>'
        '<mentions><mention mentionpersonId="{A}" mentionId="{C}" startIndex="0" length="4"/></mentions>'
        "</threadedComment>"
        '<threadedComment ref="C3" dT="2026-01-01T00:00:00.00" personId="{A}" id="{D}"><text>ask Bo</text>'
        "</threadedComment></ThreadedComments>"
    )
    kind = "application/vnd.ms-excel.threadedcomments+xml"
    override = f'<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="{kind}"/>'
    repacked(
        path,
        {
            "xl/worksheets/sheet1.xml": with_results,
            "xl/worksheets/sheet2.xml": with_results,
            "xl/worksheets/_rels/sheet1.xml.rels": with_thread,
            "[Content_Types].xml": lambda text: text.replace("</Types>", f"{override}</Types>"),
        },
        {"xl/threadedComments/threadedComment1.xml": thread},
    )
    return path


JOURNAL = [
    {"v": 1, "kind": "start", "by": "Ole", "lead": {"row": 3, "id": BO[0], "name": "Bo Dahl"}},
    {"v": 1, "kind": "note", "lead": {"row": 2, "id": OWN_ID, "name": "Anna Berg", "company": "Acme AS"}, "text": "x"},
    {"v": 1, "kind": "note", "lead": {"row": 3, "id": BO[0], "name": "Bo Dahl", "phones": ["+4722334455"]}},
    {"v": 1, "kind": "answer", "lead": {"phones": ["+4799887766"], "emails": [EMAIL]}, "criterion": "budget"},
    {"v": 1, "kind": "refer", "lead": {"id": BO[0]}, "referral": {"name": "Anna Berg", "phone": "99 88 77 66"}},
]
MERGED = {
    "command": "merge",
    "counts": {"taken": 3},
    "taken": [
        {"kind": "taken", "lead": "Anna Berg (Acme AS)", "row": 2, "column": "Budget", "mine": "1", "theirs": "1200"},
        {"kind": "taken", "lead": "Bo Dahl (Acme AS)", "row": 3, "column": "Budget", "mine": "1", "theirs": "900"},
        {"kind": "filled", "lead": "row 2", "column": "E-mail", "theirs": EMAIL.upper()},
    ],
    "warnings": [f"{PHONE} is called twice", "all is well"],
}
CARDS = """<!doctype html>
<html><body><main>
<article class="card" id="call-1">
<header><h2>Anna Berg</h2><p class="company">Acme AS</p></header><a href="tel:+4799887766">{phone}</a></article>
<article class="card" id="call-2">
<header><h2>Bo Dahl</h2><p class="company">Acme AS</p></header><a href="tel:+4722334455">22 33 44 55</a></article>
</main></body></html>
""".format(phone=PHONE.replace(" ", "&nbsp;"))
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    "BEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:Call Anna Berg (Acme\r\n  AS)\r\n"
    "DESCRIPTION:Call: +47998\r\n 87766\\nWhy: keen\r\n"
    "BEGIN:VALARM\r\nTRIGGER:-PT10M\r\nEND:VALARM\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:2@x\r\nSUMMARY:Call Bo Dahl (Acme AS)\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
CONTACTS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Berg\r\nN:;Anna Berg;;;\r\nORG:Acme AS\r\nTEL;TYPE=VOICE:+4799887766\r\n"
    f"EMAIL;TYPE=INTERNET:{EMAIL}\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo Dahl\r\nORG:Acme AS\r\nTEL:+4722334455\r\nEND:VCARD\r\n"
)
REJECTS = (
    "row;id;name;company;phone;e-mail;detail\r\n"
    '3;L-8MN3PT;Bo Dahl;Acme AS;22334455;;"two lines\r\nand a ""word"""\r\n'
    f'2;{OWN_ID};Anna Berg;Acme AS;99887766;{EMAIL};"sør\r\nfor fjorden"\r\n'
    "4;L-9WX4YZ;Carla Neri;Bolt srl;0655550123;;"
)
CRITERION = '[[criterion]]\nid = "a"\ncolumns = ["Budget"]\nwant = { known = true }\n'
DIALLER = f"id\tphone\tname\n{OWN_ID}\t+4799887766\tAnna Berg\nL-8MN3PT\t+4722334455\tBo Dahl\n"


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with files of all kinds."""
    folder = tmp_path_factory.mktemp("workspace")
    leads = team_list(folder / "leads.xlsx")
    export = book(folder / "export.xlsx", ANNA, BO, CARLA)
    with changing("update", ListFile(leads), ListFile(export), backup=False) as change:
        write_change(change)
    shutil.copy(leads, folder / "leads.xlsx.bak")
    (folder / "old").mkdir()
    book(folder / "old" / "2024.xlsx", BO, ANNA, title="Kunder")
    (folder / "calls.rejects.csv").write_bytes(REJECTS.encode("cp1252"))
    (folder / "dialler.tsv").write_bytes(DIALLER.encode("utf-16"))
    lines = [json.dumps(line) for line in JOURNAL]
    (folder / "leads.calls-ole.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    receipt = json.dumps(MERGED, ensure_ascii=False, indent=1)
    (folder / "leads.merge-20260101-101010.json").write_text(receipt, encoding="utf-8")
    (folder / "calls.html").write_text(CARDS, encoding="utf-8")
    (folder / "calls.ics").write_bytes(CALENDAR.encode())
    (folder / "calls.vcf").write_bytes(CONTACTS.encode())
    left = folder / ".leads.xlsx.0a1b2c3d.tmp"
    left.write_bytes((folder / "export.xlsx").read_bytes()[:3000])
    os.utime(left, (0, 0))
    return folder


@pytest.fixture
def workspace(model: Path, tmp_path: Path) -> Path:
    """A workspace of one's own with files of all kinds."""
    return shutil.copytree(model, tmp_path / "workspace")


def forget(who: str, folder: Path) -> Report:
    return carry_out(plan_forgetting(who, folder))


def said(report: Report) -> list[str]:
    return [f"{note.file}: {note.text}" for note in report.done]


def left(forgetting: Forgetting) -> list[str]:
    return [f"{note.file}: {note.text}" for note in forgetting.left]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def texts_of(name: str, raw: bytes) -> Iterable[tuple[str, str]]:
    """Yield all that can be read in a file, with the parts of packages unpacked."""
    if zipfile.is_zipfile(io.BytesIO(raw)):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for info in archive.infolist():
                yield f"{name}: {info.filename}", archive.read(info).decode("utf-8", "replace")
    elif raw.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_like_utf16(raw[:100]):
        yield name, raw.decode("utf-16")
    else:
        yield name, raw.decode("utf-8", "replace")


def betrayals(folder: Path, but: Iterable[str] = ()) -> list[str]:
    """Return the files that still say something of Anna; written without anything of the code that removes it."""
    found = []
    for name, raw in contents(folder).items():
        if name in but:
            continue
        for where, text in texts_of(name, raw):
            plain = re.sub(r"\r?\n ", "", text).casefold()
            digits = re.sub(r"\D", "", plain)
            if "anna" in plain or OWN_ID.casefold() in plain or "99887766" in digits:
                found.append(where)
    return found


# --- A whole workspace ------------------------------------------------------------------------


@pytest.mark.parametrize("who", [EMAIL, "0047 99887766", OWN_ID, "BERG, Anna"])
def test_nothing_of_a_person_is_left_whatever_they_are_asked_for_by(who: str, workspace: Path) -> None:
    assert len(betrayals(workspace)) > 15
    report = forget(who, workspace)
    assert not report.failed
    assert betrayals(workspace) == []
    assert left(report.forgetting) == []
    assert said(report) == [
        "calls.html: 1 card removed",
        "calls.ics: 1 event removed",
        "calls.vcf: 1 contact removed",
        "leads.calls-ole.jsonl: 3 lines removed",
        "leads.merge-20260101-101010.json: 3 entries removed",
        "calls.rejects.csv: row 3 removed",
        "dialler.tsv: row 2 removed",
        "export.xlsx: row 2 of sheet Leads emptied",
        *(
            f"{name}: {what}"
            for name in ("leads.xlsx", "leads.xlsx.bak")
            for what in (
                "row 2 of sheet Leads emptied",
                "1 note on sheet Leads emptied",
                "results of formulas on sheet Best (Excel calculates them anew)",
                "what the hidden sheet sheetqual base remembers of them",
            )
        ),
        "old/2024.xlsx: row 3 of sheet Kunder emptied",
        ".leads.xlsx.0a1b2c3d.tmp: was left behind by a save that was broken off; deleted",
    ]
    assert not list(workspace.rglob("*.bak.bak"))
    assert not list(workspace.rglob("*.csv.bak"))


def test_everybody_else_is_as_before_in_text_files(workspace: Path) -> None:
    forget(EMAIL, workspace)

    def text(name: str, encoding: str = "utf-8") -> str:
        return (workspace / name).read_bytes().decode(encoding)

    one, two, _, four = REJECTS.split("\r\n2;", maxsplit=1)[0], "", "", ""
    assert text("calls.rejects.csv", "cp1252") == f"{one}\r\n{REJECTS.rpartition(chr(10))[2]}{two}{four}"
    assert text("dialler.tsv", "utf-16") == DIALLER.replace(f"{OWN_ID}\t+4799887766\tAnna Berg\n", "")
    journal = [json.loads(line) for line in text("leads.calls-ole.jsonl").splitlines()]
    assert journal == [JOURNAL[0], JOURNAL[2]]
    taken: Any = MERGED["taken"]
    merged = {**MERGED, "taken": [taken[1]], "warnings": ["all is well"]}
    assert json.loads(text("leads.merge-20260101-101010.json")) == merged
    begin, end = CARDS.index('<article class="card" id="call-1"'), CARDS.index('<article class="card" id="call-2"')
    assert text("calls.html") == CARDS[:begin] + CARDS[end:]
    begin, end = CALENDAR.index("BEGIN:VEVENT"), CALENDAR.rindex("BEGIN:VEVENT")
    assert text("calls.ics") == CALENDAR[:begin] + CALENDAR[end:]
    assert text("calls.vcf") == CONTACTS[CONTACTS.rindex("BEGIN:VCARD") :]


def test_everything_else_in_a_workbook_is_as_before(model: Path, workspace: Path) -> None:
    forget(EMAIL, workspace)
    allowed = Allowed(
        cells={"Leads": [Area(range(1, 9), {2})], "Best": [Area({2}, {1})], "sheetqual base": [Area({1, 2}, {2})]},
        members=r"xl/sharedstrings\.xml|xl/comments/.*|xl/threadedcomments/.*|xl/worksheets/_rels/sheet1\.xml\.rels",
    )
    found = differences(model / "leads.xlsx", workspace / "leads.xlsx", allowed)
    assert all("hyperlink" in one for one in found), found
    before, after = (openpyxl.load_workbook(folder / "leads.xlsx")["Leads"] for folder in (model, workspace))
    for row in range(1, 5):
        for column in range(1, 9):
            old, new = before.cell(row, column), after.cell(row, column)
            is_gone = row == 2 and column < 8
            assert new.value == (None if is_gone else old.value)
            assert new.style_id == old.style_id
            assert (new.hyperlink and new.hyperlink.target) == (
                None if is_gone else (old.hyperlink and old.hyperlink.target)
            )
    assert after["B3"].comment.text == "Bo is in at eight"
    assert after["B2"].comment.text == ""
    with zipfile.ZipFile(workspace / "leads.xlsx") as archive:
        thread = archive.read("xl/threadedComments/threadedComment1.xml").decode()
    assert "<text></text></threadedComment>" in thread
    assert "<text>ask Bo</text>" in thread


def test_libreoffice_shows_the_others_and_nothing_of_the_person(workspace: Path, soffice: str) -> None:
    forget(EMAIL, workspace)
    paths = [workspace / "leads.xlsx", workspace / "old" / "2024.xlsx"]
    shown = office.values(soffice, paths, starts=1)
    leads, older = (shown[path] for path in paths)
    assert leads
    assert older
    assert [leads["Leads"].get((2, column)) for column in range(1, 8)] == [None] * 7
    assert leads["Leads"][2, 8].text == "Dear "
    assert [leads["Leads"][row, 2].text for row in (3, 4)] == ["Bo Dahl", "Carla Neri"]
    assert leads["Leads"][3, 8].text == "Dear Bo Dahl"
    assert "Anna" not in leads["Best"][1, 2].text
    assert (older["Kunder"][2, 2].text, older["Kunder"].get((3, 2))) == ("Bo Dahl", None)


def test_planning_writes_nothing(workspace: Path) -> None:
    before = contents(workspace)
    assert plan_forgetting(EMAIL, workspace).removals
    assert contents(workspace) == before


def test_a_second_time_nobody_fits(workspace: Path) -> None:
    forget(EMAIL, workspace)
    before = contents(workspace)
    with pytest.raises(SheetqualError, match="Nobody fits"):
        plan_forgetting(EMAIL, workspace)
    assert contents(workspace) == before


def test_a_file_that_is_open_in_excel_is_named_and_the_others_are_done(workspace: Path) -> None:
    mark = workspace / "~$leads.xlsx"
    mark.write_bytes(b"\x03Ola")
    before = (workspace / "leads.xlsx").read_bytes()
    report = forget(EMAIL, workspace)
    (failed,) = report.failed
    assert "leads.xlsx is open in Excel (Ola); close it there, then try again." in failed.text
    assert (workspace / "leads.xlsx").read_bytes() == before
    assert {where.partition(":")[0] for where in betrayals(workspace)} == {"leads.xlsx"}
    mark.unlink()
    # Whatever the person is asked for by, the list that is left still says the rest.
    assert not forget("Anna Berg", workspace).failed
    assert betrayals(workspace) == []


def test_what_was_changed_since_it_was_read_is_not_written(workspace: Path) -> None:
    forgetting = plan_forgetting(EMAIL, workspace)
    changed = book(workspace / "export.xlsx", ANNA, BO).read_bytes()
    report = carry_out(forgetting)
    assert [note.file for note in report.failed] == ["export.xlsx"]
    assert "was changed by another program" in report.failed[0].text
    assert (workspace / "export.xlsx").read_bytes() == changed


# --- What stays -------------------------------------------------------------------------------


def test_who_must_not_be_called_stays_on_that_list(workspace: Path) -> None:
    kept = workspace / "do-not-call.csv"
    kept.write_text(f"phone,e-mail,date\n{PHONE},{EMAIL},2026-01-01\n", encoding="utf-8")
    own = workspace / "robinson.csv"
    own.write_text("phone,name\n99887766,Somebody Else\n", encoding="utf-8")
    (workspace / "profile.toml").write_text(f'[suppress]\nfiles = ["robinson.csv"]\n{CRITERION}', encoding="utf-8")
    before = kept.read_bytes(), own.read_bytes()
    report = forget("Anna Berg", workspace)
    assert (kept.read_bytes(), own.read_bytes()) == before
    assert [(note.file, "keeps them from being called" in note.text) for note in report.forgetting.kept] == [
        ("do-not-call.csv", True),
        ("robinson.csv", True),
    ]
    assert betrayals(workspace, ("do-not-call.csv", "robinson.csv")) == []


def test_what_can_only_be_told_is_told_and_stays(workspace: Path) -> None:
    others: dict[str, bytes] = {
        "notes.md": b"# To do\n\nring Anna Berg\n",
        "mail.eml": f"From: Anna <{EMAIL}>\r\n\r\nHello\r\n".encode(),
        "profile.toml": f"# thanks to {EMAIL}\n{CRITERION}".encode(),
        "profile.history.json": json.dumps({"entries": [{"text": f"# {EMAIL}"}]}).encode(),
        "other.json": json.dumps([{"name": "Anna Berg"}]).encode(),
        "Anna Berg.txt": b"nothing",
        "torn.calls-eve.jsonl": b'{"lead": {"name": "Anna Berg", "comp',
    }
    for name, raw in others.items():
        (workspace / name).write_bytes(raw)
    with zipfile.ZipFile(workspace / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(workspace / "export.xlsx", "export.xlsx")
    (workspace / "scan.pdf").write_bytes(b"%PDF-1.4 ...")
    (workspace / "link.csv").symlink_to(workspace / "dialler.tsv")
    rows = (("Name", "E-mail"), ("Bo Dahl", "bo@acme.example"), ("Anna Berg", EMAIL))
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    cells = ("".join(map(cell.format, row)) for row in rows)
    data = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    write_ods(workspace / "older.ods", f'<table:table table:name="Ark1">{data}</table:table>')
    report = forget(EMAIL, workspace)
    told = left(report.forgetting)
    assert "notes.md: line 3 mentions them; look there" in told
    assert "Anna Berg.txt: its name mentions them; rename it" in told
    assert any(line.startswith("older.ods: row 3 of sheet Ark1: this kind of file can't be changed") for line in told)
    named = {note.file for note in report.forgetting.left}
    assert named == {*others, "archive.zip", "older.ods"}
    assert {note.file for note in report.forgetting.unread} == {"scan.pdf", "link.csv"}
    for name, raw in others.items():
        assert (workspace / name).read_bytes() == raw
    assert betrayals(workspace, {*named, "link.csv"}) == []


def test_other_sheets_and_rows_that_mention_the_person_are_named(tmp_path: Path) -> None:
    leads = book(tmp_path / "leads.xlsx", ANNA, BO, (*CARLA[:6], "knows Anna Berg"))
    made = openpyxl.load_workbook(leads)
    notes = made.create_sheet("Notes")
    notes["B3"] = f"write to {EMAIL}"
    hidden = made.create_sheet("Old")
    hidden["C9"] = 4799887766
    hidden.sheet_state = "hidden"
    made.properties.creator = "Anna Berg"
    save(made, leads)
    report = forget(EMAIL, tmp_path)
    assert left(report.forgetting) == [
        "leads.xlsx: its properties mention them; in Excel, choose File, Info",
        "leads.xlsx: sheet Leads also mentions them, in cell G4; look there",
        "leads.xlsx: sheet Notes also mentions them, in cell B3; look there",
        "leads.xlsx: hidden sheet Old also mentions them, in cell C9; look there",
    ]
    assert openpyxl.load_workbook(leads)["Leads"]["G4"].value == "knows Anna Berg"


def test_texts_that_no_cell_shows_any_more_go_too(tmp_path: Path) -> None:
    leads = book(tmp_path / "leads.xlsx", ANNA, BO)
    repacked(
        leads,
        {"xl/worksheets/sheet1.xml": lambda text: re.sub(r'<row r="2".*?</row>', "", text)},
    )
    report = forget(EMAIL, tmp_path)
    assert said(report) == ["leads.xlsx: texts that no cell shows any more"]
    assert betrayals(tmp_path) == []
    values = list(openpyxl.load_workbook(leads)["Leads"].iter_rows(values_only=True))
    assert values[-1] == BO


def test_a_shared_text_that_somebody_else_shows_stays(tmp_path: Path) -> None:
    leads = book(tmp_path / "leads.xlsx", ANNA, BO)
    forget(EMAIL, tmp_path)
    values = list(openpyxl.load_workbook(leads)["Leads"].iter_rows(values_only=True))
    assert values == [HEADERS, (None,) * 7, BO]


def test_what_stands_beside_the_list_stays(tmp_path: Path) -> None:
    leads = book(tmp_path / "leads.xlsx", ANNA, *([BO] * 6))
    made = openpyxl.load_workbook(leads)
    sheet = made["Leads"]
    beside: dict[str, str | int] = {"J1": "Country", "K1": "Rate", "J2": "NO", "K2": 25, "J3": "IT", "K3": 22}
    beside |= {"T1": "Code", "U1": "Town", "T2": 1, "U2": "Oslo", "T3": 2, "U3": "Roma"}
    for cell, value in {**beside, "M2": "rang on Monday", "O1": "Mood", "O2": "keen"}.items():
        sheet[cell] = value
    sheet.add_table(Table(displayName="Towns", ref="T1:U3"))
    save(made, leads)
    report = forget(EMAIL, tmp_path)
    sheet = openpyxl.load_workbook(leads)["Leads"]
    assert [sheet.cell(2, column).value for column in (10, 11, 20, 21)] == ["NO", 25, 1, "Oslo"]
    assert [sheet.cell(2, column).value for column in (*range(1, 8), 13, 15)] == [None] * 9
    assert left(report.forgetting) == [
        "leads.xlsx: J2, K2, T2 and 1 more of sheet Leads stand beside their row, but apart from the list; look there"
    ]


def test_a_protected_sheet_is_left_with_a_sentence(tmp_path: Path) -> None:
    leads = book(tmp_path / "leads.xlsx", ANNA, BO)
    made = openpyxl.load_workbook(leads)
    made["Leads"].protection.sheet = True
    save(made, leads)
    before = leads.read_bytes()
    book(tmp_path / "second.xlsx", ANNA)
    report = forget(EMAIL, tmp_path)
    assert [note.file for note in report.failed] == ["leads.xlsx"]
    assert "Unprotect Sheet" in report.failed[0].text
    assert leads.read_bytes() == before
    assert said(report) == ["second.xlsx: row 2 of sheet Leads emptied"]


def test_a_copy_that_is_being_written_is_left_for_later(tmp_path: Path) -> None:
    book(tmp_path / "leads.xlsx", ANNA)
    (tmp_path / ".leads.xlsx.0a1b2c3d.tmp").write_bytes(b"PK...")
    report = forget(EMAIL, tmp_path)
    assert [note.file for note in report.failed] == [".leads.xlsx.0a1b2c3d.tmp"]
    assert (tmp_path / ".leads.xlsx.0a1b2c3d.tmp").exists()


# --- Who is meant -----------------------------------------------------------------------------


def test_homonyms_are_listed_and_nothing_is_done(tmp_path: Path) -> None:
    other = ("L-2ABC34", "Anna Berg", "Zeta", "anna@zeta.example", "+47 40 00 00 01", 1, "")
    leads = book(tmp_path / "leads.xlsx", ANNA, BO, other)
    before = leads.read_bytes()
    with pytest.raises(SeveralFitError, match='"Anna Berg" fits 2 different people') as several:
        plan_forgetting("Anna Berg", tmp_path)
    assert several.value.lines == [
        "Anna Berg (Acme AS): leads.xlsx, row 2 of sheet Leads",
        "Anna Berg (Zeta): leads.xlsx, row 4 of sheet Leads",
    ]
    assert leads.read_bytes() == before
    report = forget(EMAIL, tmp_path)
    assert said(report) == ["leads.xlsx: row 2 of sheet Leads emptied"]
    assert left(report.forgetting) == [
        "leads.xlsx: row 4 of sheet Leads has the same name, but other details; left alone"
    ]


def test_a_number_of_an_office_identifies_nobody(tmp_path: Path) -> None:
    office_number = "+47 22 00 00 22"
    anna = (*ANNA[:4], f"{PHONE}; {office_number}", 1, "")
    leads = book(tmp_path / "leads.xlsx", anna, (*BO[:4], office_number, 1, ""))
    (tmp_path / "dialler.csv").write_text("phone\n+4722000022\n+4799887766\n", encoding="utf-8")
    with pytest.raises(SeveralFitError, match="full name or id"):
        plan_forgetting(office_number, tmp_path)
    report = forget("Anna Berg", tmp_path)
    assert said(report) == ["dialler.csv: row 3 removed", "leads.xlsx: row 2 of sheet Leads emptied"]
    assert openpyxl.load_workbook(leads)["Leads"]["E3"].value == office_number
    assert (tmp_path / "dialler.csv").read_text(encoding="utf-8") == "phone\n+4722000022\n"


def seen(row: int, said: str, *ids: str, file: str = "a.csv") -> Sighting:
    """Return a sighting from a name, a company, and addresses and numbers, parted by bars."""
    name, company, keys = said.split("|")
    words = name_words(name), company_words(company)
    return Sighting(Path(file), None, row, frozenset(ids), email_keys(keys), phone_keys(keys), *words, name)


def rows_of(person: Person) -> list[int]:
    return [one.row for one in person.sightings]


ANNA_X = seen(1, "Anna Berg|X|a@x.example")
OFFICE = [seen(1, "Anna Berg|X|info@x.example"), seen(2, "Bo Dahl|X|info@x.example")]
NUMBERED = [seen(1, "Anna Berg|X|a@x.example", "17"), seen(2, "Solar panel||", "17", file="products.csv")]
SEVERAL = [ANNA_X, seen(2, "Anna Berg|X|a@x.example, b@x.example"), seen(3, "A. Berg||b@x.example")]
NAMELESS = [ANNA_X, seen(2, "|X|a@x.example;22334455"), seen(3, "Bo Dahl|X|22334455")]
OLDER = [seen(1, "Anna Berg|X|new@x.example", "17"), seen(2, "Anna Berg||old@x.example", "17", file="b.csv")]


@pytest.mark.parametrize(
    ("who", "sightings", "expected"),
    [
        pytest.param("a@x.example", SEVERAL, [[1, 2, 3]], id="one person under several addresses"),
        pytest.param("info@x.example", OFFICE, [[1], [2]], id="an address that two people share is nobody's"),
        pytest.param("Anna Berg", OFFICE, [[1]], id="nor does it lead to the other one"),
        pytest.param("Anna Berg", NAMELESS, [[1, 2]], id="a row without a name does not join two people"),
        pytest.param("Anna Berg", NUMBERED, [[1]], id="lists that count from 1 are about different things"),
        pytest.param("17", NUMBERED, [[1], [2]], id="so such a number fits both"),
        pytest.param("new@x.example", OLDER, [[1, 2]], id="id and name are the same, the address is older"),
        pytest.param("Anna Berg", [ANNA_X, seen(2, "Anna Berg|X|c@x.example")], [[1], [2]], id="another address"),
        pytest.param("a@x.example", [ANNA_X, seen(2, "Berg Anna|X AS|22334455")], [[1, 2]], id="name and company"),
        pytest.param("anna berg", [ANNA_X, seen(2, "Anna Berg||")], [[1, 2]], id="the only one of that name"),
        pytest.param("a@x.example", [ANNA_X, seen(2, "Anna Berg||")], [[1]], id="a name says nothing of an address"),
        pytest.param("a@x.example", [ANNA_X, seen(2, "X AS||a@x.example")], [[1, 2]], id="a company as a name"),
        pytest.param("Anna", [ANNA_X], [], id="half a name is none"),
    ],
)
def test_who_is_meant(who: str, sightings: list[Sighting], expected: list[list[int]]) -> None:
    assert sorted(map(rows_of, find_people(who, sightings))) == expected


def test_an_id_that_two_rows_of_one_list_have_by_mistake_is_nobodys() -> None:
    both = [seen(1, "Anna Berg|X|a@x.example", "9001"), seen(2, "Bo Dahl|Y|", "9001")]
    (person,) = find_people("a@x.example", [*both, seen(3, "||", "9001", file="b.csv")])
    assert rows_of(person) == [1]
    assert person.ids == frozenset()


def test_who_is_in_no_list_is_found_by_an_address_alone(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps({"command": "export", "warnings": [EMAIL, "x"]}), encoding="utf-8")
    assert said(forget(EMAIL, tmp_path)) == ["r.json: 1 entry removed"]
    for nobody in ("Anna Berg", "17", "Acme AS", EMAIL):
        with pytest.raises(SheetqualError, match="Nobody fits"):
            plan_forgetting(nobody, tmp_path)


def test_a_copy_that_was_left_behind_is_nobody(tmp_path: Path) -> None:
    left_behind = tmp_path / ".leads.xlsx.0a1b2c3d.tmp"
    left_behind.write_bytes(b"PK")
    os.utime(left_behind, (0, 0))
    with pytest.raises(SheetqualError, match="Nobody fits"):
        plan_forgetting(EMAIL, tmp_path)


def test_only_folders_are_looked_through(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(SheetqualError, match="is no folder"):
        plan_forgetting(EMAIL, file)
    with pytest.raises(SheetqualError, match="can't be found"):
        plan_forgetting(EMAIL, tmp_path / "gone")


# --- Traces in texts --------------------------------------------------------------------------


def traces(name: str = "Bjørn Ås", company: str = "Fjell AS", keys: str = f"{EMAIL}, 99887766", **more: Any) -> Traces:
    person = Person(
        (),
        frozenset([OWN_ID, "17"]),
        email_keys(keys),
        phone_keys(keys),
        frozenset([name_words(name)]),
        frozenset([company_words(company)]),
        **more,
    )
    return Traces(person)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"to {EMAIL.upper()}.", True),
        (f"to joanna.{EMAIL}", False),
        (f"to {EMAIL}.au", False),
        ("ring 998 87 766 today", True),
        ("ring 0047-99.88.77.66", True),
        ("ring +47 (99) 88 77 66 ext. 5", True),
        ("ring ۹۹۸۸۷۷۶۶", True),
        ("order 998877665", False),
        ("ring 1299887766", False),
        ("ring +39 099 88 77 66", True),
        ("ring 22 33 44 55 99 88 77 66", True),
        (f"see {OWN_ID.lower()}", True),
        (f"see X{OWN_ID}", False),
        ("page 17", False),
        ("met Bjorn As there", True),
        ("ÅS, BJØRN", True),
        ("Bjørn\nÅs", False),
        ("9988\n7766", False),
        ("Bjørn Åsen", False),
    ],
)
def test_traces_in_texts(text: str, *, found: bool) -> None:
    assert traces().are_in(text) is found


def test_a_name_that_others_have_counts_only_with_the_company() -> None:
    some = traces(has_namesake=True)
    assert not some.are_in("Bjørn Ås rang")
    assert some.are_in("Bjørn Ås (Fjell)")
    assert some.are_in_record(["Bjørn Ås", "x", "Fjell AS"])


def test_half_a_name_counts_only_with_the_company() -> None:
    some = traces("Anna", "Acme AS")
    assert some.are_in("Anna (Acme AS)")
    assert some.are_in_record(["Anna", "Acme"])
    assert some.is_about("Call Anna (Acme)", "Call Anna (Acme)")
    for other in ("Anna", "Anna Schmidt (Acme)", "Anna rang"):
        assert not some.are_in(other)


def test_a_number_without_an_area_code_is_not_found_in_longer_ones() -> None:
    some = traces(keys="555 0123")
    assert some.are_in("ring 555-0123")
    assert some.are_in("ring 0555 0123")
    assert not some.are_in("ring +39 06 5555 0123")


def test_a_card_of_somebody_else_that_mentions_the_person_is_not_theirs() -> None:
    assert traces().is_about("Call Bjørn Ås (Fjell AS)", "99887766")
    assert not traces().is_about("Call Bo Dahl", f"Referred by {EMAIL}")
    assert not traces().is_about("Call Bo Dahl", "nothing")


@pytest.mark.parametrize(
    "markup",
    [
        "<si><r><t>Bjørn</t></r><r><rPr><b/><sz val='11'/></rPr><t xml:space='preserve'> Ås</t></r></si>",
        '<s v="Bj&#248;rn &#xC5;s"/>',
        "<p>Bjørn&nbsp;<b>Ås</b></p>",
        f'<Relationship Target="mailto:{EMAIL}" Id="rId1"/>',
        "<a:t>+47 99 88 77 66</a:t>",
        "<p>x</p><!-- Bjørn Ås -->",
    ],
)
def test_traces_in_markup(markup: str) -> None:
    assert traces().are_in_markup(markup)


def test_cells_beside_each_other_are_no_name() -> None:
    assert not traces().are_in_markup("<c><v>Bjørn</v></c><c><v>Ås</v></c>")
    assert not traces().are_in_markup("<c><v>9988</v></c><c><v>7766</v></c>")


@given(st.text(alphabet="<>/='\"a b&;!-", max_size=60))
def test_any_markup_is_read(text: str) -> None:
    assert isinstance(markup_text(text), str)


# --- Pieces of text files ---------------------------------------------------------------------

CELLS = st.text(alphabet="ab,;\t\"\n\r'ø漢 =1", max_size=8)


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    is_separated=st.booleans(),
    data=st.data(),
)
def test_records_go_and_every_other_byte_stays(  # noqa: PLR0913, PLR0917 - each is a way to write CSV
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    delimiter: str,
    end: str,
    encoding: str,
    quoting: Any,
    data: st.DataObject,
    *,
    is_separated: bool,
) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=quoting)
    pieces = []
    for row in (("Name", "E-mail", "Company"), *((f"N{at}", *row) for at, row in enumerate(rows))):
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(row)
        pieces.append(buffer.getvalue())
    if is_separated:
        pieces[0] = f"sep={delimiter}{end}{pieces[0]}"
    path = tmp_path_factory.getbasetemp() / "records.csv"
    path.write_bytes("".join(pieces).encode(encoding))
    (read,) = read_lists(path, Kind.TEXT, [])
    gone = data.draw(st.sets(st.sampled_from(range(len(rows)))))
    spans = record_spans(path.read_bytes(), read, {at + 2 for at in gone})
    assert spans is not None
    kept = "".join(piece for at, piece in enumerate(pieces, start=-1) if at not in gone)
    assert Cuts(tuple(spans)).without(path.read_bytes()) == kept.encode(encoding)


JSON = st.recursive(
    st.sampled_from(["Bjørn Ås", "x", "Bo", 7, None, True, 1.5, EMAIL]),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.sampled_from("abcdef"), inside, max_size=4),
    max_leaves=25,
)


def expected(value: Any, *, in_entry: bool = False) -> Any:
    """Return a JSON value without its entries that mention the person."""
    if isinstance(value, dict):
        return {key: expected(one, in_entry=in_entry) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    kept = []
    for one in value:
        if isinstance(one, str):
            if in_entry or not mentions(one):
                kept.append(one)
            continue
        left_of_it = expected(one, in_entry=in_entry or isinstance(one, dict))
        if not (isinstance(one, dict) and mentions(left_of_it)):
            kept.append(left_of_it)
    return kept


def mentions(value: Any) -> bool:
    return any(word in json.dumps(value, ensure_ascii=False) for word in ("Bjørn Ås", EMAIL))


@settings(deadline=None)
@given(value=JSON, indent=st.sampled_from([None, 1, 4]), is_ascii=st.booleans())
def test_entries_go_and_the_rest_of_a_json_text_stays(value: Any, indent: int | None, *, is_ascii: bool) -> None:
    raw = json.dumps(value, indent=indent, ensure_ascii=is_ascii).encode()
    found = entry_spans(raw, traces())
    assert found is not None
    assert json.loads(Cuts(tuple(found[0])).without(raw)) == expected(value)


def test_what_is_no_json_is_left_alone() -> None:
    assert entry_spans(b'{"a": [}', traces()) is None
    assert entry_spans(b"[" * 100_000, traces()) is None


# --- A law ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_forgetting_one_of_many_leaves_all_the_others(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    leads = []
    for at in range(40):
        who = f"L-{at:06}", f"Given{at} Family{at}", f"Firm{at % 7}", f"p{at}@firm{at % 7}.example", f"+4740{at:06}"
        leads.append((*who, at, date(2026, 1, 1)))
    path = book(tmp_path / "leads.xlsx", *rng.sample(leads, len(leads)))
    before = list(openpyxl.load_workbook(path)["Leads"].iter_rows(values_only=True))
    gone = rng.choice(leads)
    forget(str(rng.choice(gone[:2] + gone[3:5])), tmp_path)
    after = list(openpyxl.load_workbook(path)["Leads"].iter_rows(values_only=True))
    assert after == [(None,) * 7 if row[0] == gone[0] else row for row in before]
