"""A profile in a workbook: it comes out as it went in, and the rest of the workbook stays."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from sheetqual.errors import LeadsFileError, OutputError, ProfileError
from sheetqual.files.lead_workbook import Words, lead_workbook
from sheetqual.files.profiles import ProfileFile, profile_from_text, read_profile
from sheetqual.files.publishing import (
    PRIORITIES_NAME,
    PROFILE_NAME,
    Published,
    is_same,
    master_of,
    publish,
    read_published,
    with_profile,
)
from sheetqual.files.workbook import target_of

from . import hostile
from .hostile import MAIN
from .test_workbook import (
    BOOK,
    ENCRYPTED,
    PROFILE,
    SHEET,
    TYPES,
    altered,
    as_table,
    final,
    members,
    part,
    protected,
    put,
    shown,
    signed,
    strict,
    swap,
    workbook,
)
from .whole import Allowed, differences

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OWN = {"sheetqual", "Priorities"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook with a list."""
    return workbook(tmp_path / "leads.xlsx")


def publish_into(path: Path, text: str = PROFILE, *, sheets: Sequence[str] = (), name: str = "p.toml") -> bool:
    """Publish a profile, and check that nothing differs but what it adds; return whether it replaced one."""
    before = path.with_name(f"before-{path.name}")
    shutil.copyfile(path, before)
    file = ProfileFile(Path(name), text, profile_from_text(text, name).profile)
    again = publish(file, target_of(path, backup=False), now=NOW).again
    allowed = Allowed(sheets={*OWN, *sheets}, names={PROFILE_NAME, PRIORITIES_NAME})
    assert differences(before, path, allowed) == []
    return again


def published(path: Path) -> Published:
    found = read_published(path)
    assert found is not None
    return found


def names(path: Path) -> dict[str, str]:
    """Return what the defined names of a workbook refer to."""
    found = re.findall(r'<definedName name="([^"]*)"[^>]*>([^<]*)<', part(path, BOOK))
    return dict(found)


def sheets(path: Path) -> dict[str, str]:
    """Return the sheets of a workbook and whether they are visible."""
    return {sheet.title: sheet.sheet_state for sheet in openpyxl.load_workbook(path).worksheets}


def rows_of(path: Path, name: str = "Priorities") -> list[list[object]]:
    return shown(path, name)


# ---- The text --------------------------------------------------------------------------------


def test_a_published_profile_is_read_as_it_was(path: Path) -> None:
    assert not publish_into(path)
    found = published(path)
    assert found.file.text == PROFILE
    assert found.file.profile == profile_from_text(PROFILE, "p.toml").profile
    assert (found.source, found.when) == ("p.toml", "2026-11-22T09:30:00+00:00")
    assert found.file.path is None
    assert sheets(path) == {"Leads": "visible", "sheetqual": "hidden", "Priorities": "visible"}
    lines = PROFILE.count("\n")
    assert names(path)[PROFILE_NAME] == f"'sheetqual'!$A$1:$A${lines}"
    assert [row[0] for row in rows_of(path, "sheetqual")] == PROFILE.splitlines()


LINES = [
    "",
    "  # blanks before, and behind  ",
    "\t# a tab before",
    "#=1+1",
    "# _x0041_ _x005F_ _x000a_ & <b> ]]> \"quotes\" 'more'",
    "# 😀 é é \u202e \u00a0 \u2028 \u0085 سرنخ",
    "",
    "",
    'x = """',
    "=1+1",
    "-1",
    "+1",
    "@x",
    "'apostrophe",
    "1",
    "1.0",
    "TRUE",
    "2026-01-02",
    "#N/A",
    "   ",
    "\t",
    '"""',
]
ODD = "\n".join(["name = 'Odd'", *LINES[:8], PROFILE.partition("\n")[2]]).rstrip("\n") + "\n"


def carried(path: Path, text: str) -> str:
    """Return what a workbook gives back of a text that need be no profile."""
    file = ProfileFile(Path("p.toml"), text, profile_from_text(PROFILE, "p.toml").profile)
    publish(file, target_of(path, backup=False), now=NOW)
    where = names(path)[PROFILE_NAME]
    sheet, _, ref = where.rpartition("!")
    last = int(ref.rpartition("$")[2])
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet.strip("'")).to_python(skip_empty_area=False)
    lines = [row[0] if row else "" for row in rows]
    assert all(isinstance(line, str) for line in lines)
    assert all(not line for line in lines[last:])
    return "\n".join(map(str, lines[:last])) + "\n"


def test_every_kind_of_line_comes_back_as_it_was(path: Path) -> None:
    text = "\n".join([*LINES, "end"]) + "\n"
    assert carried(path, text) == text
    publish_into(path, ODD)
    assert published(path).file.text == ODD


def test_a_profile_of_windows_is_the_same_without_its_line_ends(path: Path, tmp_path: Path) -> None:
    master = tmp_path / "win.toml"
    master.write_bytes(b"\xef\xbb\xbf" + ODD.replace("\n", "\r\n").encode())
    file = read_profile(master)
    publish(file, target_of(path, backup=False), now=NOW)
    found = published(path)
    assert found.file.text == ODD
    assert is_same(found, file)
    assert found.source == "win.toml"


def test_blank_lines_at_the_end_make_no_difference(path: Path) -> None:
    text = f"{PROFILE}\n\n"
    publish_into(path, text)
    assert published(path).file.text == PROFILE
    assert is_same(published(path), profile_from_text(text, "p.toml"))
    assert not is_same(published(path), profile_from_text(f"# new\n{text}", "p.toml"))


# Characters that TOML takes and XML holds.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.just("\t")
MARKS = st.sampled_from(["_x0041_", "_x005F_", "_x", "&#10;", "]]>", "=", "-", "'", " ", "<", "😀"])


@settings(max_examples=30, deadline=None)
@given(lines=st.lists(st.lists(CHARACTERS | MARKS, max_size=12).map("".join), max_size=6))
def test_any_lines_come_back_as_they_were(lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("lines") / "leads.xlsx"
    hostile.write_xlsx(path, {"Leads": hostile.sheet(hostile.row(1, "Name"))})
    text = "\n".join([*lines, "end"]) + "\n"
    text = text.removeprefix("\ufeff")
    assert carried(path, text) == text


def test_a_character_that_xml_cannot_hold_is_left_out_and_the_profile_is_the_same(path: Path) -> None:
    publish_into(path, f"# \uffff\n{PROFILE}")
    assert published(path).file.text == f"# \n{PROFILE}"
    assert is_same(published(path), profile_from_text(f"# \uffff\n{PROFILE}", "p.toml"))


def test_a_line_that_is_longer_than_a_cell_is_refused_with_its_number(path: Path) -> None:
    before = path.read_bytes()
    text = f"{PROFILE}# {'x' * 32_765}\n# {'x' * 32_766}\n"
    with pytest.raises(OutputError) as refused:
        publish_into(path, text)
    number = PROFILE.count("\n") + 2
    assert str(refused.value) == (
        f"p.toml:{number}: this line is longer than a cell can be; break it up, and publish again."
    )
    assert path.read_bytes() == before
    text = f"{PROFILE}# {'x' * 32_765}\n"
    publish_into(path, text)
    assert published(path).file.text == text


def test_a_broken_published_profile_gives_its_faults(path: Path) -> None:
    publish_into(path)
    book = openpyxl.load_workbook(path)
    book["sheetqual"]["A4"] = "naem = 'Need'"
    book.save(path)
    with pytest.raises(ProfileError) as refused:
        read_published(path)
    (line,) = refused.value.lines()
    assert line.startswith("LeadProfile in leads.xlsx:4: ")
    assert "name" in line


# ---- Publishing anew -------------------------------------------------------------------------

LONGER = PROFILE.replace('name = "Small"', 'name = "Longer"\nversion = 7\n# more\n# and more')
SHORTER = "\n".join(PROFILE.splitlines()[1:7]) + "\n"


@pytest.mark.parametrize(("first", "second"), [(LONGER, SHORTER), (SHORTER, LONGER), (PROFILE, PROFILE)])
def test_a_profile_takes_the_place_of_the_one_before(path: Path, first: str, second: str) -> None:
    assert not publish_into(path, first)
    assert publish_into(path, second)
    assert published(path).file.text == second
    assert list(sheets(path)) == ["Leads", "sheetqual", "Priorities"]
    count = len(second.splitlines())
    assert names(path)[PROFILE_NAME] == f"'sheetqual'!$A$1:$A${count}"
    assert [row[0] for row in rows_of(path, "sheetqual")] == second.splitlines()
    assert names(path).keys() == {PROFILE_NAME, PRIORITIES_NAME}
    assert part(path, BOOK).count("definedName ") == 2


def test_the_same_profile_changes_nothing_the_second_time(path: Path) -> None:
    publish_into(path)
    publish_into(path)
    before = {name: part(path, name) for name in members(path)}
    publish_into(path)
    assert {name: part(path, name) for name in members(path)} == before


def test_a_shorter_list_of_priorities_leaves_no_row_of_the_longer_one(path: Path) -> None:
    publish_into(path)
    assert [row[1] for row in rows_of(path)][4:] == ["Need", "Budget"]
    publish_into(path, SHORTER)
    assert [row[1] for row in rows_of(path)][4:] == ["Need"]
    assert names(path)[PRIORITIES_NAME] == "'Priorities'!$A$1:$E$5"


def test_a_persons_own_sheets_of_these_names_stay(tmp_path: Path) -> None:
    def own(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        for name in ("Sheetqual", "Priorities", "priorities 2"):
            sheet.parent.create_sheet(name)["A1"] = f"mine: {name}"

    path = workbook(tmp_path / "leads.xlsx", own)
    new = ["sheetqual 2", "Priorities 3"]
    for _ in range(2):
        before = tmp_path / "before.xlsx"
        shutil.copyfile(path, before)
        publish(profile_from_text(PROFILE, "p.toml"), target_of(path, backup=False), now=NOW)
        assert differences(before, path, Allowed(sheets=new, names={PROFILE_NAME, PRIORITIES_NAME})) == []
    assert list(sheets(path)) == ["Leads", "Sheetqual", "Priorities", "priorities 2", *new]
    assert published(path).file.text == PROFILE
    assert rows_of(path, "Priorities")[0][0] == "mine: Priorities"


def renamed(path: Path, **pairs: str) -> Path:
    """Rename sheets as Excel does, in the list of sheets and in what names refer to."""

    def change(text: str) -> str:
        for old, new in pairs.items():
            escaped = new.replace("&", "&amp;")
            doubled = escaped.replace("'", "''")
            text = text.replace(f'name="{old}"', f'name="{escaped}"').replace(f"'{old}'!", f"'{doubled}'!")
        return text

    return altered(path, {BOOK: change})


def test_sheets_that_people_renamed_are_found_again(path: Path) -> None:
    publish_into(path)
    renamed(path, sheetqual="Kim's R&D", Priorities="What counts!")
    assert published(path).file.text == PROFILE
    assert publish_into(path, LONGER, sheets=["Kim's R&D", "What counts!"])
    assert published(path).file.text == LONGER
    assert sheets(path) == {"Leads": "visible", "Kim's R&D": "hidden", "What counts!": "visible"}
    assert rows_of(path, "What counts!")[0][0] == "Longer"


def test_a_sheet_that_was_shown_or_moved_stays_where_it_is(path: Path) -> None:
    publish_into(path)
    altered(path, {BOOK: lambda text: re.sub(r'(<sheet [^>]*name="sheetqual"[^>]*) state="hidden"', r"\1", text)})
    book = openpyxl.load_workbook(path)
    book.move_sheet("Priorities", -2)
    book.save(path)
    publish_into(path, SHORTER)
    assert sheets(path) == {"Priorities": "visible", "Leads": "visible", "sheetqual": "visible"}
    assert list(sheets(path)) == ["Priorities", "Leads", "sheetqual"]
    assert published(path).file.text == SHORTER


def test_a_sheet_that_was_deleted_is_made_again(path: Path) -> None:
    publish_into(path)
    book = openpyxl.load_workbook(path)
    del book["Priorities"]
    book.defined_names[PRIORITIES_NAME].attr_text = "#REF!$A$1:$E$6"
    book.save(path)
    assert publish_into(path)
    assert list(sheets(path)) == ["Leads", "sheetqual", "Priorities"]


def without_profile_sheet(path: Path, refers: str) -> None:
    """Delete the hidden sheet; what its name refers to is gone then."""
    book = openpyxl.load_workbook(path)
    del book["sheetqual"]
    book.defined_names[PROFILE_NAME].attr_text = refers
    book.save(path)


@pytest.mark.parametrize("refers", ["#REF!", "#REF!$A$1:$A$14"])
def test_a_workbook_whose_profile_was_deleted_carries_none(path: Path, refers: str) -> None:
    publish_into(path)
    without_profile_sheet(path, refers)
    assert read_published(path) is None
    publish_into(path)
    assert published(path).file.text == PROFILE


@pytest.mark.parametrize("name", [PROFILE_NAME, "LEADPRIORITIES"])
def test_a_name_that_a_person_gave_to_own_cells_is_not_taken_away(path: Path, name: str) -> None:
    book = openpyxl.load_workbook(path)
    book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text="Leads!$A$1:$A$4")
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="for something else; rename that in Excel"):
        publish(profile_from_text(PROFILE, "p.toml"), target_of(path, backup=False), now=NOW)
    assert path.read_bytes() == before


def test_a_table_of_our_name_keeps_it(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0].add_table(Table(displayName="LeadProfile", ref="A1:B2"))
    book.save(path)
    with pytest.raises(OutputError, match="uses the name LeadProfile for something else"):
        publish_into(path)


def test_a_formula_that_somebody_put_on_our_sheet_leaves_no_trace_in_the_list_of_formulas(path: Path) -> None:
    publish_into(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name, text in parts.items() if b"What counts" in text and "worksheets" in name)
    parts[sheet] = parts[sheet].replace(b"</row>", b'<c r="Z1"><f>1+1</f><v>2</v></c></row>', 1)
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="Z1" i="3"/></calcChain>'.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(
        b"</Relationships>", f'<Relationship Id="rc" Type="{kind}" Target="calcChain.xml"/></Relationships>'.encode()
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    publish_into(path)
    with zipfile.ZipFile(path) as archive:
        assert "xl/calcChain.xml" not in archive.namelist()
        assert b"calcChain" not in archive.read(rels)


def test_other_names_stay_and_a_name_in_another_case_is_the_same(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    defined = openpyxl.workbook.defined_name.DefinedName
    book.defined_names["People"] = defined("People", attr_text="Leads!$A$2:$A$4")
    book.worksheets[0].defined_names["LeadProfile"] = defined("LeadProfile", attr_text="Leads!$B$2")
    book.worksheets[0].print_title_rows = "1:1"
    book.save(path)
    publish_into(path)
    assert published(path).file.text == PROFILE
    altered(path, {BOOK: swap(f'name="{PROFILE_NAME}">', 'name="LEADPROFILE">')})
    assert publish_into(path, SHORTER)
    assert published(path).file.text == SHORTER
    assert names(path)["People"] == "Leads!$A$2:$A$4"


# ---- Workbooks of all kinds ------------------------------------------------------------------


def test_a_workbook_without_a_profile_carries_none(path: Path, tmp_path: Path) -> None:
    assert read_published(path) is None
    (tmp_path / "leads.csv").write_text("Name,Need\nAnna,yes\n", encoding="utf-8")
    assert read_published(tmp_path / "leads.csv") is None


def test_libreoffice_keeps_a_published_profile(path: Path, tmp_path: Path, soffice: str) -> None:
    publish_into(path, ODD)
    done = subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless", "--norestore"),
            *("--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)),
        ],
        check=False,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    saved = tmp_path / "out" / "leads.xlsx"
    assert saved.is_file(), done.stderr
    found = published(saved)
    assert found.file.text == ODD
    assert (found.source, found.when) == ("p.toml", "2026-11-22T09:30:00+00:00")
    assert sheets(saved)["sheetqual"] == "hidden"
    assert rows_of(saved)[4][:3] == [1, "Need", 75]
    assert publish(profile_from_text(SHORTER, "p.toml"), target_of(saved, backup=False), now=NOW).again
    assert published(saved).file.text == SHORTER
    assert list(sheets(saved)) == ["Leads", "sheetqual", "Priorities"]


def test_a_workbook_of_strict_open_xml_carries_a_profile(path: Path) -> None:
    strict(path)
    publish_into(path)
    publish_into(path, LONGER)
    assert published(path).file.text == LONGER
    assert "purl.oclc.org/ooxml/spreadsheetml/main" in part(path, "xl/worksheets/sheet2.xml")
    assert "openxmlformats.org/officeDocument" not in part(path, BOOK) + part(path, "xl/_rels/workbook.xml.rels")
    assert rows_of(path)[4][:3] == [1, "Need", 75]


def test_a_workbook_without_styles_carries_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    hostile.write_xlsx(path, {"Leads": hostile.sheet(hostile.row(1, "Name"))})
    publish_into(path)
    assert published(path).file.text == PROFILE
    assert rows_of(path)[4][1] == "Need"
    assert " s=" not in part(path, "xl/worksheets/sheet3.xml")
    assert '<calcPr fullCalcOnLoad="1"/></workbook>' in part(path, BOOK)


def test_a_workbook_with_a_sheet_of_charts_carries_a_profile(tmp_path: Path) -> None:
    def charts(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.create_chartsheet("Chart", 0)

    path = workbook(tmp_path / "leads.xlsx", charts)
    publish_into(path)
    assert publish_into(path, LONGER)
    assert published(path).file.text == LONGER
    assert put(path).added


def test_a_workbook_part_whose_tags_have_a_prefix_carries_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    hostile.write_xlsx(path, {"Leads": hostile.sheet(hostile.row(1, "Name"))})
    prefixed = lambda text: re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text).replace("xmlns=", "xmlns:x=", 1)  # noqa: E731
    altered(path, {BOOK: prefixed})
    for _ in range(2):
        publish_into(path)
    assert published(path).file.text == PROFILE
    assert "<x:definedNames><x:definedName " in part(path, BOOK)
    assert "<x:sheet name=" in part(path, BOOK)


def test_macros_stay_where_a_profile_is_published(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsm")
    altered(
        path,
        {
            TYPES: swap(
                "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "vnd.ms-excel.sheet.macroEnabled.main+xml",
            )
        },
        {"xl/vbaProject.bin": b"macros\0" * 99},
    )
    altered(
        path, {TYPES: swap("</Types>", '<Default Extension="bin" ContentType="application/vnd.ms-office"/></Types>')}
    )
    publish_into(path)
    assert published(path).file.text == PROFILE


def test_scores_and_a_profile_go_into_one_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsx", as_table("A1:C4"))
    publish_into(path)
    assert put(path).added
    publish_into(path, LONGER)
    assert not put(path, published(path).file.text).added


def test_a_protected_sheet_of_leads_does_not_keep_a_profile_out(path: Path) -> None:
    protected(path)
    publish_into(path)
    assert published(path).file.text == PROFILE


def locked(path: Path) -> Path:
    """Protect the list of sheets of a workbook."""
    book = openpyxl.load_workbook(path)
    book.security = WorkbookProtection(lockStructure=True)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            locked,
            "leads.xlsx protects its list of sheets; in Excel, choose Review, Protect Workbook to lift that, save, ",
        ),
        (signed, "leads.xlsx is signed, and any change would break the signature; "),
        (final, "leads.xlsx is marked as final; open it in Excel, choose Edit Anyway, save, and try again."),
    ],
)
def test_a_workbook_that_must_not_be_changed_gets_no_profile(path: Path, spoil: object, said: str) -> None:
    assert callable(spoil)
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(OutputError) as refused:
        publish_into(path)
    assert str(refused.value).startswith(said)
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["before-leads.xlsx", "leads.xlsx"]


def test_a_locked_workbook_that_carries_a_profile_gets_the_next_one(path: Path) -> None:
    publish_into(path)
    locked(path)
    assert publish_into(path, LONGER)
    assert published(path).file.text == LONGER


def test_no_sheet_is_added_to_a_locked_workbook(path: Path) -> None:
    publish_into(path)
    without_profile_sheet(path, "#REF!")
    locked(path)
    with pytest.raises(OutputError, match="protects its list of sheets"):
        publish_into(path)


def test_an_encrypted_workbook_gets_no_profile(path: Path) -> None:
    path.write_bytes(ENCRYPTED)
    with pytest.raises(LeadsFileError, match="protected with a password"):
        publish(profile_from_text(PROFILE, "p.toml"), target_of(path, backup=False), now=NOW)
    assert path.read_bytes() == ENCRYPTED


# ---- The sheet for people --------------------------------------------------------------------

FULL = """\
name = "Team <A>"
version = 3
[[criterion]]
id = "need"
name = "Need & urge"
columns = ["Need"]
want = { yes = true }
required = true
on_fail = "lost"
questions = [ { ask = "What for?" }, { ask = "By when?" } ]
[[criterion]]
id = "budget"
name = "Budget"
columns = ["Budget"]
grades = [ { when = { at_least = 1000 }, value = 1 }, { when = { at_least = 500 }, value = 0.5 } ]
tied_with_previous = true
[[criterion]]
id = "size"
name = "=Size"
columns = ["Size"]
want = { at_least = 10 }
[[penalty]]
id = "far"
name = "Far away"
columns = ["Far"]
when = { yes = true }
points = 12.5
"""


def test_the_priorities_show_order_points_ties_required_penalties_and_questions(path: Path) -> None:
    publish_into(path, FULL)
    rows = rows_of(path)
    assert rows[0][0] == "Team <A>"
    assert rows[1][0] == (
        "Version 3, published on 2026-11-22. The most important comes first. Hot from 70 points, warm from 40, of 100. "
        "This sheet is for reading; the next publishing replaces it."
    )
    assert rows[3] == ["No.", "Criterion", "Points", "What counts", "What to ask"]
    assert [row[:2] for row in rows[4:7]] == [[1, "Need & urge"], [1, "Budget"], [3, "=Size"]]
    assert [row[2] for row in rows[4:7]] == [45, 44, 11]
    assert rows[4][3] == "Need: yes\nRequired; without it, the lead goes to the lost queue."
    assert rows[4][4] == "What for?\nBy when?"
    assert rows[5][3] == "100 %: Budget: 1,000 or more\nelse 50 %: Budget: 500 or more"
    assert rows[7] == [""] * 5
    assert rows[8][:4] == ["", "Points off", "Points", "When"]
    assert rows[9][:4] == ["", "Far away", -12.5, "Far: yes"]
    assert names(path)[PRIORITIES_NAME] == f"'Priorities'!$A$1:$E${len(rows)}"


def test_the_priorities_are_made_to_be_read_and_printed(path: Path) -> None:
    publish_into(path, FULL)
    sheet = openpyxl.load_workbook(path)["Priorities"]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "A5"
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:E1", "A2:E2"}
    assert sheet.page_setup.orientation == "landscape"
    assert sheet["A1"].font.b
    assert sheet["A1"].font.sz == 16
    assert sheet["B4"].fill.start_color.rgb == "FF1F6F8B"
    assert sheet["D5"].alignment.wrap_text
    assert sheet["B7"].data_type == "s"
    assert not sheet.sheet_view.rightToLeft
    assert sheet.row_dimensions[6].height == 35


def test_no_row_is_higher_than_excel_makes_them(path: Path) -> None:
    questions = ", ".join(f'{{ ask = "{number} {"x" * 90}" }}' for number in range(40))
    publish_into(path, PROFILE.replace("required = true", f"questions = [ {questions} ]"))
    height = openpyxl.load_workbook(path)["Priorities"].row_dimensions[5].height
    assert height is not None
    assert height <= 409.5


def test_criteria_in_a_script_from_the_right_make_a_sheet_from_the_right(path: Path) -> None:
    publish_into(path, PROFILE.replace('name = "Need"', 'name = "نیاز"'))
    sheet = openpyxl.load_workbook(path)["Priorities"]
    assert sheet.sheet_view.rightToLeft
    assert sheet["B5"].alignment.readingOrder == 2
    assert not openpyxl.load_workbook(path)["sheetqual"].sheet_view.rightToLeft


def test_the_second_publishing_adds_no_styles(path: Path) -> None:
    publish_into(path, FULL)
    before = part(path, "xl/styles.xml")
    publish_into(path, PROFILE)
    assert part(path, "xl/styles.xml") == before


# ---- Around it -------------------------------------------------------------------------------


def test_a_workbook_of_our_own_making_carries_its_profile(tmp_path: Path) -> None:
    file = profile_from_text(PROFILE, "p.toml")
    made = lead_workbook(file.profile, Words())
    path, before = tmp_path / "new.xlsx", tmp_path / "before.xlsx"
    before.write_bytes(made)
    path.write_bytes(with_profile(made, file, now=NOW))
    assert differences(before, path, Allowed(sheets=OWN, names={PROFILE_NAME, PRIORITIES_NAME})) == []
    assert published(path).file.text == PROFILE
    assert published(path).source == ""


def test_the_master_is_the_file_it_came_from_beside_the_workbook(path: Path, tmp_path: Path) -> None:
    publish_into(path, name="folder/team.toml")
    found = published(path)
    assert found.source == "team.toml"
    assert master_of(found, path) is None
    (tmp_path / "profile.toml").write_text(LONGER, encoding="utf-8")
    assert (master := master_of(found, path))
    assert master.text == LONGER
    (tmp_path / "team.toml").write_text(PROFILE, encoding="utf-8")
    assert (master := master_of(found, path))
    assert is_same(found, master)
    (tmp_path / "team.toml").write_text("name =", encoding="utf-8")
    assert master_of(found, path) is None


def test_a_source_that_names_another_folder_is_not_followed(path: Path, tmp_path: Path) -> None:
    publish_into(path)
    book = openpyxl.load_workbook(path)
    book["sheetqual"]["D1"] = "../secret.toml"
    book.save(path)
    (tmp_path.parent / "secret.toml").write_text(PROFILE, encoding="utf-8")
    assert published(path).source == "../secret.toml"
    assert master_of(published(path), path) is None


def test_a_profile_of_one_line_still_says_where_it_came_from(path: Path) -> None:
    text = 'criterion = [{id = "a", columns = ["Need"], want = {yes = true}}]\n'
    publish_into(path, text)
    assert names(path)[PROFILE_NAME] == "'sheetqual'!$A$1:$A$1"
    found = published(path)
    assert found.file.text == text
    assert found.source == "p.toml"
    assert found.when == "2026-11-22T09:30:00+00:00"


def test_the_sheet_of_leads_is_the_first_and_stays_chosen(path: Path) -> None:
    publish_into(path)
    assert "tabSelected" not in part(path, "xl/worksheets/sheet2.xml") + part(path, "xl/worksheets/sheet3.xml")
    assert part(path, SHEET)
    assert openpyxl.load_workbook(path).active.title == "Leads"  # type: ignore[union-attr]
