"""The add-in in a real LibreOffice: whole lists lead by lead, every form of a formula, and what is kept on saving."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from sheetqual.core.explain import points_in_words, range_in_words, status_in_words
from sheetqual.core.judge import Judge, plain_points
from sheetqual.core.worksheet import FUNCTIONS
from sheetqual.files.lists import ScoredList, score_list
from sheetqual.files.profiles import ProfileFile, profile_from_text, read_profile
from sheetqual.files.publishing import publish
from sheetqual.files.workbook import target_of
from sheetqual.files.workspaces import new_workspace
from tests.files.office import Sheets, Shown

from .office import Office

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
MOST = 300
Answers: TypeAlias = dict[str, dict[int, str | float]]

PROFILE = """\
name = "Test"
[score]
hot = 70
warm = 40
labels = { hot = "caldo" }
[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
required = true
[[criterion]]
id = "budget"
columns = ["Budget"]
want = { at_least = 1000 }
[[criterion]]
id = "due"
columns = ["Due"]
want = { later_than_days = 10 }
"""
LEADS: list[list[Any]] = [
    ["yes", 2000, date(2026, 12, 24)],
    ["yes", 2000, None],
    ["no", 2000, None],
    [None, None, None],
    ["#N/A", 2000, date(2026, 12, 24)],
    ["yes", "#DIV/0!", "#REF!"],
    [True, "1.500", "24.12.2026"],
    ["yes", True, 46380],
    ["#N/A", "#N/A", "#N/A"],
]


# --- The core's own answers -----------------------------------------------------------------------


def told(scored: ScoredList) -> Answers:
    """Return what each function should show in each row of a list."""
    board, profile = scored.board, scored.file.profile
    judge = Judge(profile, board.plan.layout)
    answers: Answers = {name: {} for name in FUNCTIONS}
    for lead, verdict in board.verdicts():
        question = board.next_question(board.matches.pattern_of[lead])
        shown: dict[str, str | float] = {
            "LEADSCORE": plain_points(verdict.score),
            "LEADTEMP": profile.score.labels[verdict.temperature],
            "LEADSTATUS": status_in_words(judge, verdict),
            "LEADWHY": points_in_words(judge, verdict),
            "LEADASK": question.ask if question else "",
            "LEADRANGE": range_in_words(verdict),
            "LEADPRODUCT": verdict.product or "",
        }
        for name, value in shown.items():
            answers[name][scored.table.rows[lead]] = value
    return answers


def value(shown: Shown | None) -> str | float:
    """Return what a cell shows as a number or a text."""
    if shown is None:
        return ""
    assert not shown.is_error, shown
    return float(shown.value) if shown.kind == "float" else shown.text


def read_back(sheet: dict[tuple[int, int], Shown], rows: Any, first: int) -> Answers:
    """Return what the columns of functions, which begin at one, show."""
    return {name: {row: value(sheet.get((row, first + place))) for row in rows} for place, name in enumerate(FUNCTIONS)}


# --- Workbooks ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A workbook with functions, and what they should show."""

    path: Path
    sheet: str
    first: int
    answers: Answers


def add_functions(sheet: Worksheet, leads: Worksheet, *, rows: int, width: int, first: int) -> None:
    """Put a column a function beside a list, or onto another sheet."""
    where = "" if sheet is leads else f"'{leads.title}'!"
    last = get_column_letter(width)
    for place, name in enumerate(FUNCTIONS):
        for row in range(2, rows + 2):
            sheet.cell(
                row, first + place
            ).value = f"={name}({where}A{row}:{last}{row},{where}$A$1:${last}$1,LeadProfile,DATE(2026,11,22))"


def sample_case(folder: Path, samples: Path) -> Case:
    """A sample's list with errors and truth values strewn in, its profile published."""
    file = read_profile(samples / "software" / "profile.toml")
    book = openpyxl.load_workbook(samples / "software" / "leads.xlsx")
    (source, *others) = book.worksheets
    for other in others:
        book.remove(other)
    source.delete_rows(MOST + 2, source.max_row)
    width = source.max_column
    odd: tuple[str | bool, ...] = ("#N/A", "#REF!", True, False)
    for row in range(5, MOST, 7):
        source.cell(row, row % width + 1).value = odd[row % 4]
    add_functions(source, source, rows=MOST, width=width, first=width + 2)
    path = folder / "sample.xlsx"
    for name in list(source.tables):
        del source.tables[name]
    book.save(path)
    publish(file, target_of(path, backup=False), now=NOW)
    scored = score_list(path, file, today=TODAY, sheet=source.title, keep_all=True)
    assert len(scored.board) > MOST * 0.9
    return Case(path, source.title, width + 2, told(scored))


def workspace_cases(folder: Path) -> tuple[Case, Case]:
    """A workspace as `new`, `update` and `publish` make it, under its profile and under a changed one."""
    workspace = new_workspace(folder / "workspace")
    rows = list(openpyxl.load_workbook(workspace.workbook).worksheets[0].iter_rows(max_row=2, values_only=True))
    headers = [str(header) for header, below in zip(*rows, strict=True) if not str(below).startswith("=")]
    headers = headers[: headers.index("Do not call") + 1]
    export = folder / "export.csv"
    lines = [",".join(lead(row, headers)) for row in range(MOST)]
    export.write_text("\n".join([",".join(headers), *lines]), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "sheetqual", "update", workspace.workbook, export, "-o", folder / "updated.xlsx"],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    book = openpyxl.load_workbook(folder / "updated.xlsx")
    leads = book.worksheets[0]
    count = leads.max_row - 1
    add_functions(book.create_sheet("Scores"), leads, rows=count, width=len(headers), first=1)
    before, after = folder / "before.xlsx", folder / "after.xlsx"
    book.save(before)
    book.save(after)
    file = read_profile(workspace.profile)
    changed = changed_profile(file)
    publish(changed, target_of(after, backup=False), now=NOW)
    return (
        Case(before, "Scores", 1, told(score_list(before, file, today=TODAY, sheet=leads.title))),
        Case(after, "Scores", 1, told(score_list(after, changed, today=TODAY, sheet=leads.title))),
    )


def lead(row: int, headers: list[str]) -> list[str]:
    """Return one made-up lead of an export; many cells are blank, refused, errors or in words."""
    answers = ("yes", "no", "", "n/a", "partly", "5000", "20k", "2026-12-24", "#N/A", "CEO", "yes", "60000")
    own = {
        "Name": f"Person {row}",
        "Company": f"Firm {row}",
        "Phone": "",
        "E-mail": f"p{row}@firm{row}.example",
        "Record ID": f"R{row}",
        "Do not call": "yes" if row % 50 == 0 else "",
    }
    return [
        own.get(header, answers[(row * 7 + place * (row % 5 + 1)) % len(answers)])
        for place, header in enumerate(headers)
    ]


def changed_profile(file: ProfileFile) -> ProfileFile:
    """Return a profile with its first two criteria swapped."""
    head, first, second, *rest = re.split(r"(?m)^(?=\[\[criterion\]\])", file.text)
    text = "".join([head, second, first, *rest])
    assert text != file.text
    return profile_from_text(text, "profile.toml")


def forms_workbook(folder: Path, profile_path: Path) -> Path:
    """A small list, and on a second sheet a formula of each form."""
    book = openpyxl.Workbook()
    leads = book.active
    assert isinstance(leads, Worksheet)
    leads.title = "Leads"
    leads.append(["Need", "Budget", "Due", "Score"])
    for row, cells in enumerate(LEADS, start=2):
        leads.append(cells)
        leads.cell(
            row, 4
        ).value = f"=LEADSCORE(Leads[[#This Row],[Need]:[Due]],Leads[[#Headers],[Need]:[Due]],LeadProfile,{DAY})"
    leads.add_table(Table(displayName="Leads", ref=f"A1:D{len(LEADS) + 1}"))
    words = book.create_sheet("profile")
    for line in PROFILE.splitlines():
        words.append([line])
    book.defined_names["LeadProfile"] = DefinedName("LeadProfile", attr_text=f"profile!$A$1:$A${words.max_row}")
    forms = book.create_sheet("Forms")
    for row, (_, formula, _) in enumerate(FORMS, start=1):
        forms.cell(row, 1).value = f"={formula.replace('PATH', str(profile_path))}"
    for column, formula in enumerate(BLOCKS, start=3):
        place = f"{get_column_letter(column)}1"
        forms[place] = ArrayFormula(f"{place}:{get_column_letter(column)}{len(LEADS)}", f"={formula}")
    path = folder / "forms.xlsx"
    book.save(path)
    return path


LEAD, HEADERS, DAY = "Leads!A2:C2", "Leads!$A$1:$C$1", "DATE(2026,11,22)"
FORMS: list[tuple[str, str, str | float]] = [
    ("a row", f"LEADSCORE({LEAD},{HEADERS},LeadProfile,{DAY})", 100),
    ("a day as text", f'LEADSCORE({LEAD},{HEADERS},LeadProfile,"22.11.2026")', 100),
    ("another day", f"LEADSCORE({LEAD},{HEADERS},LeadProfile,DATE(2026,12,23))", 89),
    ("a blank day", f"LEADSCORE(Leads!A3:C3,{HEADERS},LeadProfile,Leads!Z9)", 89),
    ("a path", f'LEADSCORE({LEAD},{HEADERS},"PATH",{DAY})', 100),
    ("one cell", "LEADSCORE(Leads!A3,Leads!A1,LeadProfile)", 61),
    ("one blank cell", "LEADSCORE(Leads!A5,Leads!A1,LeadProfile)", ""),
    ("a reference that is worked out", f"LEADSCORE(OFFSET(Leads!A1:C1,2,0),{HEADERS},LeadProfile)", 89),
    ("a score", "LEADTEMP(Leads!D3,,LeadProfile)", "caldo"),
    ("a score, the profile second", "LEADTEMP(Leads!D3,LeadProfile)", "caldo"),
    ("no score yet", "LEADTEMP(Leads!D5,,LeadProfile)", ""),
    ("no lead", f"LEADSCORE(,{HEADERS},LeadProfile)", "sheetqual: no lead; choose the lead's cells as first argument"),
    (
        "no headers",
        f"LEADSCORE({LEAD},,LeadProfile)",
        "sheetqual: no headers; choose the header row over these leads as second argument",
    ),
    (
        "no profile",
        f"LEADTEMP({LEAD},{HEADERS})",
        "sheetqual: no profile; give the published cells (LeadProfile) or a file's path as third argument",
    ),
    (
        "ranges that do not fit",
        "LEADSCORE(Leads!A2:B2,Leads!A1:C1,LeadProfile)",
        "sheetqual: 3 headers over 2 columns of leads; choose ranges of one width",
    ),
    (
        "a bad profile",
        f'LEADWHY({LEAD},{HEADERS},"nmae = 1")',
        "sheetqual: profile line 1: unknown key 'nmae'; did you mean 'name'? (and 1 more)",
    ),
    (
        "no such file",
        f'LEADSTATUS({LEAD},{HEADERS},"/no/such.toml")',
        "sheetqual: there is no profile at /no/such.toml",
    ),
    (
        "no day",
        f'LEADSCORE({LEAD},{HEADERS},LeadProfile,"some day")',
        "sheetqual: the last argument should be a day, such as TODAY()",
    ),
]
BLOCKS: dict[str, list[str | float]] = {
    f"LEADSCORE(Leads!A2:C{len(LEADS) + 1},{HEADERS},LeadProfile,{DAY})": [100, 89, 0, "", 39, 61, 100, 72, 0],
    f"LEADTEMP(Leads!A2:C{len(LEADS) + 1},{HEADERS},LeadProfile,{DAY})": [
        *("caldo", "caldo", "out", "", "cold", "warm", "caldo", "caldo", "cold"),
    ],
    "LEADTEMP(Leads!D2:D5,,LeadProfile)": ["caldo", "caldo", "cold", ""],
}


def year_1904_workbook(folder: Path) -> Path:
    """A workbook of an old Mac."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (["Need", "Budget", "Due"], ["yes", 1, date(2026, 12, 24)]):
        sheet.append(row)
    sheet["E1"] = "=LEADSCORE(A2:C2,A1:C1,F1)"
    sheet["F1"] = PROFILE
    path = folder / "mac.xlsx"
    book.save(path)
    return path


@dataclass(frozen=True)
class Looked:
    """What LibreOffice showed of the workbooks, as they were and after saving as .ods."""

    sample: Case
    before: Case
    after: Case
    sheets: dict[str, Sheets]
    kept: dict[str, Sheets]
    xlsx: Path


@pytest.fixture(scope="module")
def looked(office: Office, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Looked:
    folder = tmp_path_factory.mktemp("workbooks")
    profile = folder / "team.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    sample = sample_case(folder, samples)
    before, after = workspace_cases(folder)
    paths = [sample.path, before.path, after.path, forms_workbook(folder, profile), year_1904_workbook(folder)]
    sheets = {path.stem: shown for path, shown in zip(paths, office.shown(paths), strict=True)}
    saved = office.convert(paths[-2:], "ods")
    kept = {path.stem: shown for path, shown in zip(saved, office.shown(saved), strict=True)}
    return Looked(sample, before, after, sheets, kept, office.convert([paths[-2]], "xlsx")[0])


# --- What must hold -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("which", ["sample", "before", "after"])
def test_every_lead_gets_what_the_core_gives_it(looked: Looked, which: str, name: str) -> None:
    case: Case = getattr(looked, which)
    expected = case.answers[name]
    shown = read_back(looked.sheets[which][case.sheet], expected, case.first)[name]
    assert len(expected) > MOST * 0.9
    assert shown == expected


def test_a_changed_profile_published_again_changes_the_values(looked: Looked) -> None:
    before, after = (looked.sheets[name]["Scores"] for name in ("before", "after"))
    scores = [(value(before.get((row, 1))), value(after.get((row, 1)))) for row in range(2, MOST)]
    assert sum(one != other for one, other in scores) > MOST / 10


@pytest.mark.parametrize(("place", "form"), list(enumerate(FORMS, start=1)), ids=[form[0] for form in FORMS])
def test_a_formula_of_this_form(looked: Looked, place: int, form: tuple[str, str, str | float]) -> None:
    assert value(looked.sheets["forms"]["Forms"].get((place, 1))) == form[2]


@pytest.mark.parametrize(("place", "formula"), list(enumerate(BLOCKS, start=3)))
def test_a_block_gives_a_column(looked: Looked, place: int, formula: str) -> None:
    sheet, expected = looked.sheets["forms"]["Forms"], BLOCKS[formula]
    assert [value(sheet.get((row, place))) for row in range(1, len(expected) + 1)] == expected


def test_structured_references_read_their_own_row(looked: Looked) -> None:
    sheet = looked.sheets["forms"]["Leads"]
    assert [value(sheet.get((row, 4))) for row in range(2, len(LEADS) + 2)] == next(iter(BLOCKS.values()))


def test_days_counted_from_1904_are_refused_not_misread(looked: Looked) -> None:
    (sheet,) = looked.sheets["mac"].values()
    assert "counts its days from another year" in str(value(sheet[1, 5]))


def test_an_ods_file_keeps_formulas_and_values(looked: Looked) -> None:
    first, again = looked.sheets["forms"]["Forms"], looked.kept["forms"]["Forms"]
    assert {at: (shown.kind, shown.text) for at, shown in again.items()} == {
        at: (shown.kind, shown.text) for at, shown in first.items()
    }
    assert all("LEAD" in (again[row, 1].formula or "").upper() for row in range(1, len(FORMS) + 1))


def test_an_xlsx_file_saved_by_libreoffice_has_the_same_function_names(looked: Looked) -> None:
    with zipfile.ZipFile(looked.xlsx) as archive:
        formulas = re.findall(r"<f[^>]*>([^<]*)</f>", archive.read("xl/worksheets/sheet3.xml").decode())
    assert len(formulas) == len(FORMS) + len(BLOCKS)
    assert all(re.match(r"LEAD[A-Z]+\(", formula) for formula in formulas)


def test_a_profile_set_at_installation_needs_no_naming(
    able_soffice: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("default")
    profile = folder / "team.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    office = Office(able_soffice, folder)
    office.add(str(profile))
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (["Need", "Budget", "Due"], ["yes", 2000, None]):
        sheet.append(row)
    sheet["E1"] = "=LEADSCORE(A2:C2,A1:C1)"
    sheet["E2"] = "=LEADTEMP(E1)"
    book.save(folder / "default.xlsx")
    (sheets,) = office.shown([folder / "default.xlsx"])
    (shown,) = sheets.values()
    assert [value(shown[1, 5]), value(shown[2, 5])] == [89, "caldo"]
