"""A new workspace: frameworks, the empty workbook, banks of questions, and profiles proposed from a list."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
import subprocess
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from sheetqual.core.board import Board
from sheetqual.core.identity import identity_headers
from sheetqual.core.match import match
from sheetqual.core.parse import parse_profile
from sheetqual.core.plan import all_headers, compile_plan
from sheetqual.core.profile import LeadColumns, Profile, Weighting
from sheetqual.core.reading import WHITE, Reader
from sheetqual.core.values import Cell, Finding
from sheetqual.core.words import Word
from sheetqual.errors import LeadsFileError, OutputError, SheetqualError
from sheetqual.files import workspaces
from sheetqual.files.lead_workbook import Part, Words, lead_columns, lead_workbook
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile
from sheetqual.files.proposals import propose_workspace, proposed_text
from sheetqual.files.resources import templates_folder
from sheetqual.files.tables import LeadTable, read_leads
from sheetqual.files.workspaces import Workspace, frameworks, new_workspace

TODAY = dt.date(2026, 3, 1)
NAMES = {"profile.toml", "profile.schema.json", "leads.xlsx", "README.md"}
EDITIONS = [(framework.id, language) for framework in frameworks() for language in framework.languages]

in_every_edition = pytest.mark.parametrize(("framework", "language"), EDITIONS)


def leads_sheet(workspace: Workspace) -> Worksheet:
    return openpyxl.load_workbook(workspace.workbook).worksheets[0]


def headers_of(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def choices_of(sheet: Worksheet, header: str) -> list[object]:
    """Return what the drop-down of a column offers, or nothing."""
    column = sheet.cell(1, headers_of(sheet).index(header) + 1).column_letter  # type: ignore[union-attr]
    for validation in sheet.data_validations.dataValidation:
        if f"{column}2:{column}1001" in str(validation.sqref).split():
            name, _, cells = str(validation.formula1).partition("!")
            assert sheet.parent is not None
            return [row[0].value for row in sheet.parent[name][cells.replace("$", "")]]
    return []


def fill(workspace: Workspace, *answers: dict[str, str]) -> None:
    """Write leads into a workbook as a person would, the first choice where none is given."""
    book = openpyxl.load_workbook(workspace.workbook)
    sheet = book.worksheets[0]
    for row, given_ in enumerate(answers, start=2):
        for column, header in enumerate(headers_of(sheet), start=1):
            choices = choices_of(sheet, header)
            sheet.cell(row, column, given_.get(header, str(choices[0]) if choices else f"{header} {row}"))
    book.save(workspace.workbook)


def missing_of(findings: Iterable[Finding]) -> list[str]:
    """Return what columns are missing for; of the names of do-not-call columns one is enough."""
    return [one.text for one in findings if one.code == "missing_column" and "so do not call is" not in one.text]


# ---- Frameworks ------------------------------------------------------------------------------


def test_every_framework_has_a_name_a_line_about_it_and_english() -> None:
    known = {framework.id: framework for framework in frameworks()}
    assert {"bant", "meddic", "champ", "hot_warm_cold", "three_levels"} <= known.keys()
    assert sorted(known) == [framework.id for framework in frameworks()]
    for framework in known.values():
        assert framework.languages[0] == "en"
        assert framework.name
        assert framework.summary[0].isupper()
        assert "\n" not in framework.summary
    assert known["bant"].name == "BANT"
    assert known["bant"].summary == "Budget, Authority, Need, Timeline."
    assert set(known["bant"].languages) >= {"en", "it", "nb", "ru", "fa"}


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"framework": "bamt"}, "There is no framework 'bamt'; did you mean 'bant'?"),
        ({"framework": "zzz"}, "There is no framework 'zzz'; choose one of anum, bant, "),
        ({"language": "itt"}, "There is no language 'itt'; did you mean 'it'?"),
        ({"language": "xx"}, "There is no language 'xx'; choose one of en, fa, it, nb, ru."),
        ({"framework": "champ", "language": "it"}, "The framework champ is not there in 'it', only in en; "),
        ({"questions": "spim"}, "There are no questions 'spim'; did you mean 'spin'?"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest_word(
    given_: dict[str, str],
    said: str,
    tmp_path: Path,
) -> None:
    with pytest.raises(SheetqualError) as refused:
        new_workspace(tmp_path / "new", **given_)  # type: ignore[arg-type]
    assert str(refused.value).startswith(said)
    assert not (tmp_path / "new").exists()


def test_a_framework_is_found_however_it_is_written(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "new", framework="BATS-desire trust", language="IT ")
    assert workspace.profile.read_bytes() == (
        (templates_folder() / "profiles" / "bats_desire_trust.it.toml").read_bytes()
    )


# ---- A workspace -----------------------------------------------------------------------------


@in_every_edition
def test_a_new_workspace_scores_as_soon_as_a_lead_is_in_it(framework: str, language: str, tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "deep" / "new", framework=framework, language=language)
    assert {path.name for path in workspace.folder.iterdir()} == NAMES
    file = read_profile(workspace.profile)
    with pytest.raises(LeadsFileError, match="no leads below it"):
        score_list(workspace.workbook, file, today=TODAY)
    fill(workspace, {}, {})
    scored = score_list(workspace.workbook, file, today=TODAY)
    assert len(scored.board) == 2
    assert missing_of(scored.findings) == []
    assert scored.name(0)
    assert scored.company(0)
    assert scored.board.verdict(0).completeness > 0


@in_every_edition
def test_a_new_workspace_has_the_framework_as_it_is(framework: str, language: str, tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path, framework=framework, language=language)
    suffix = "" if language == "en" else f".{language}"
    assert workspace.profile.read_bytes() == (
        (templates_folder() / "profiles" / f"{framework}{suffix}.toml").read_bytes()
    )
    schema = workspace.folder / "profile.schema.json"
    assert schema.read_bytes() == (templates_folder() / "profile.schema.json").read_bytes()
    lines = workspace.readme.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5
    assert "sheetqual score leads.xlsx --profile profile.toml" in lines[2]
    assert "{" not in "".join(lines)


@in_every_edition
def test_every_column_of_a_profile_is_in_its_workbook_once(framework: str, language: str, tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path, framework=framework, language=language)
    headers = headers_of(leads_sheet(workspace))
    profile = read_profile(workspace.profile).profile
    plan = compile_plan(profile, headers, today=TODAY)
    assert missing_of(plan.findings) == []
    assert len({header.casefold() for header in headers}) == len(headers)
    names = [columns[0] for columns in (profile.lead.name, profile.lead.company, profile.lead.phone) if columns]
    assert headers[: len(names)] == names
    firsts = [criterion.columns[0] for criterion in profile.criteria if criterion.columns]
    assert [header for header in headers if header in firsts] == list(dict.fromkeys(firsts))


def test_the_workbook_is_a_table_with_notes_and_drop_downs_ready_to_print(tmp_path: Path) -> None:
    sheet = leads_sheet(new_workspace(tmp_path))
    assert headers_of(sheet) == [
        *("Name", "Company", "Phone", "E-mail", "Owner", "Record ID"),
        *("Budget", "Decision maker", "Need", "Decide by"),
        *("Contract ends", "Do not call"),
        *("Score", "Temperature", "Queue", "Reason", "Lowest", "Highest"),
    ]
    assert sheet.title == "Leads"
    assert sheet.tables["Leads"].ref == "A1:R2"
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet["A1"].font.bold
    note = sheet["G1"].comment
    assert note is not None
    assert note.text == "How do you pay for projects like this, and what has been set aside?"
    assert sheet["A1"].comment is None
    assert choices_of(sheet, "Need") == ["yes", "partly", "no", "don't know", "refused"]
    assert choices_of(sheet, "Budget") == []
    assert sheet.column_dimensions["C"].number_format == "@", "a phone number keeps its zero"
    assert all(sheet.column_dimensions[column].width >= 12 for column in "ABCDEFGHIJKL")


def test_named_answers_are_offered_and_others_are_allowed(tmp_path: Path) -> None:
    sheet = leads_sheet(new_workspace(tmp_path, framework="champ"))
    choices = choices_of(sheet, "Priority")
    assert choices == ["top", "medium", "no", "don't know", "refused"]
    shown = {len(str(one.sqref).split()): one.showErrorMessage for one in sheet.data_validations.dataValidation}
    assert set(shown.values()) == {True, False}
    assert sheet.parent is not None
    assert sheet.parent["Lists"].sheet_state == "hidden"


@in_every_edition
def test_the_answers_offered_are_understood(framework: str, language: str, tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path, framework=framework, language=language)
    sheet = leads_sheet(workspace)
    reader = Reader(words=read_profile(workspace.profile).profile.words)
    offered = [choices_of(sheet, header) for header in headers_of(sheet)]
    assert any(offered)
    words = [Word.YES, Word.PARTLY, Word.NO, Word.UNKNOWN, Word.REFUSED]
    for choices in filter(None, offered):
        assert [reader.word(str(choice)) for choice in choices[-2:]] == words[-2:]
        if len(choices) == 5 and reader.word(str(choices[0])) is Word.YES:
            assert [reader.word(str(choice)) for choice in choices] == words


def test_persian_sheets_run_from_right_to_left(tmp_path: Path) -> None:
    assert leads_sheet(new_workspace(tmp_path / "fa", language="fa")).sheet_view.rightToLeft
    assert not leads_sheet(new_workspace(tmp_path / "ru", language="ru")).sheet_view.rightToLeft


def test_the_reader_of_leads_finds_the_sheet_and_its_header(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path, language="it")
    fill(workspace, {"Telefono": "0646892029"})
    profile = read_profile(workspace.profile).profile
    table = read_leads(workspace.workbook, names=all_headers(profile))
    assert table.sheet == "Contatti"
    assert table.columns[table.headers.index("Telefono")] == ["0646892029"]
    assert table.rows[0] == 2


@pytest.mark.parametrize(("framework", "language"), [("bant", "fa"), ("three_levels", "en")])
def test_libreoffice_opens_the_workbook(framework: str, language: str, tmp_path: Path, soffice: str) -> None:
    workspace = new_workspace(tmp_path / "new", framework=framework, language=language)
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless"),
            *("--convert-to", "xlsx", "--outdir", tmp_path / "copy", workspace.workbook),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    sheet = openpyxl.load_workbook(tmp_path / "copy" / "leads.xlsx").worksheets[0]
    ours = leads_sheet(workspace)
    assert headers_of(sheet) == headers_of(ours)
    assert [cell.comment is None for cell in sheet[1]] == [cell.comment is None for cell in ours[1]]
    assert len(sheet.data_validations.dataValidation) >= len(ours.data_validations.dataValidation)
    assert sheet.tables.keys() == {"Leads"}


def test_a_language_without_words_falls_back_to_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(templates_folder(), tmp_path / "templates")
    (tmp_path / "templates" / "languages.toml").write_text('[it]\nno = "nix"\n', encoding="utf-8")
    monkeypatch.setattr(workspaces, "templates_folder", lambda: tmp_path / "templates")
    workspace = new_workspace(tmp_path / "new", language="it")
    assert choices_of(leads_sheet(workspace), "Decisore") == ["yes", "partly", "nix", "don't know", "refused"]
    assert leads_sheet(workspace).title == "Leads"
    assert "Your leads never leave this computer." in workspace.readme.read_text(encoding="utf-8")


def profile_of(text: str) -> Profile:
    return parse_profile(text, "test.toml")


def test_a_criterion_over_several_columns_gets_all_of_them() -> None:
    profile = profile_of(
        """
        [[criterion]]
        id = "children"
        columns = ["Children", "Kids"]
        want = { any = [ { column = "Children", at_least = 1 }, { column = "Planned", yes = true } ] }
        questions = [ { ask = "Who is at home?" }, { ask = "second" } ]
        [[criterion]]
        id = "visit"
        columns = ["Visit"]
        want = { column = "Page", is = "prices, all, of them" }
        decay = { half_life_days = 10 }
        [[criterion]]
        id = "size"
        columns = ["Size"]
        want = { one_of = [3, 5, true, "5"] }
        [[criterion]]
        id = "again"
        columns = ["planned"]
        want = { yes = true }
        questions = [ { ask = "What is planned?" } ]
        [types]
        PQL = { column = "Trial", yes = true }
        """,
    )
    columns = lead_columns(profile, Words())
    assert [column.header for column in columns] == ["Children", "Planned", "Visit", "Page", "Size", "Trial"]
    assert columns[1].questions == ("Who is at home?", "What is planned?")
    assert columns[3].choices == ("prices, all, of them", "don't know", "refused")
    assert columns[4].choices == (3, 5, "yes", "don't know", "refused")
    assert [column.part for column in columns[-2:]] == [Part.CRITERION, Part.REST]


@settings(deadline=None)
@given(
    st.lists(st.text(min_size=1).filter(lambda text: text.strip(WHITE)), min_size=1, max_size=5),
    st.text(min_size=1, max_size=300),
)
def test_a_workbook_of_hostile_headers_reads_back(headers: list[str], choice: str) -> None:
    import io

    from sheetqual.files.proposals import _quoted

    criteria = [
        f'[[criterion]]\nid = "c{place}"\ncolumns = [{_quoted(header)}]\nwant = {{ is = {_quoted(choice)} }}\n'
        f"questions = [ {{ ask = {_quoted('?' + choice)} }} ]\n"
        for place, header in enumerate(headers)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        content = lead_workbook(profile_of("".join(criteria)), Words())
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    written = headers_of(sheet)
    assert len({header.casefold() for header in written}) == len(written)
    assert {cell.data_type for cell in sheet[1]} == {"s"}
    assert [column.name for column in sheet.tables["Leads"].tableColumns] == written


# ---- Questions -------------------------------------------------------------------------------


@pytest.mark.parametrize("framework", [framework.id for framework in frameworks()])
def test_spin_questions_come_after_a_criterions_own(framework: str, tmp_path: Path) -> None:
    bank = tomllib.loads((templates_folder() / "questions" / "spin.toml").read_text(encoding="utf-8"))["question"]
    before = read_profile(templates_folder() / "profiles" / f"{framework}.toml")
    suited = {criterion.id for criterion in before.profile.criteria} & {one for q in bank for one in q["suits"]}
    if not suited:
        with pytest.raises(SheetqualError, match="None of the spin questions fits a criterion"):
            new_workspace(tmp_path, framework=framework, questions="spin")
        return
    after = read_profile(new_workspace(tmp_path, framework=framework, questions="spin").profile)
    for old, new in zip(before.profile.criteria, after.profile.criteria, strict=True):
        added = [question["ask"] for question in bank if new.id in question["suits"]]
        assert [question.ask for question in new.questions] == [question.ask for question in old.questions] + added
    old_lines = before.text.splitlines()
    left = iter(after.text.splitlines())
    assert all(line in left for line in old_lines), "every line stands where it stood"


def test_a_bank_adds_to_a_criterion_that_has_no_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(templates_folder(), tmp_path / "templates")
    small = '# Small: one.\nname = "Small"\n[[criterion]]\nid = "need"\ncolumns = ["N"]\nwant = { yes = true } # why\n'
    (tmp_path / "templates" / "profiles" / "small.toml").write_text(small, encoding="utf-8")
    (tmp_path / "templates" / "profiles" / "odd.toml").write_text(small.replace("need", "x"), encoding="utf-8")
    monkeypatch.setattr(workspaces, "templates_folder", lambda: tmp_path / "templates")
    workspace = new_workspace(tmp_path / "new", framework="small", questions="SPIN")
    assert len(read_profile(workspace.profile).profile.criteria[0].questions) > 3
    assert workspace.profile.read_text(encoding="utf-8").startswith(small)
    with pytest.raises(SheetqualError, match="None of the spin questions fits a criterion of Small; "):
        new_workspace(tmp_path / "odd", framework="odd", questions="spin")


# ---- Nothing is lost -------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_file_that_is_there_is_never_written_over(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=rf"{name} is there already"):
        new_workspace(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {name}
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_a_link_to_nowhere_counts_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "leads.xlsx").symlink_to(tmp_path / "gone.xlsx")
    with pytest.raises(OutputError, match=r"leads\.xlsx is there already"):
        new_workspace(tmp_path)
    assert not (tmp_path / "gone.xlsx").exists()


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    new_workspace(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == NAMES | {"notes.txt"}


@pytest.mark.parametrize("inside", [".", "deeper/still"])
def test_a_file_where_the_folder_should_be_is_said(inside: str, tmp_path: Path) -> None:
    (tmp_path / "new").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="a file stands there"):
        new_workspace(tmp_path / "new" / inside)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be made"):
        new_workspace(tmp_path / ("x" * 300))


@pytest.mark.parametrize("fails", range(4))
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_half_way_takes_away_what_was_made(
    fails: int,
    failure: BaseException,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    synced: list[int] = []

    def fsync(handle: int) -> None:
        synced.append(handle)
        if len(synced) > fails:
            raise failure

    monkeypatch.setattr(os, "fsync", fsync)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "notes.txt").write_text("mine", encoding="utf-8")
    expected = OutputError if isinstance(failure, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        new_workspace(tmp_path / "a" / "b")
    synced.clear()
    with pytest.raises(expected):
        new_workspace(tmp_path / "here")
    assert [path.name for path in tmp_path.rglob("*")] == ["here", "notes.txt"]


# ---- Proposals -------------------------------------------------------------------------------


def proposed(leads: Path, folder: Path, **options: str | int) -> Profile:
    """Propose a profile, check that it scores the very list, and return it."""
    proposal = propose_workspace(leads, folder, today=TODAY, **options)  # type: ignore[arg-type]
    assert {path.name for path in folder.iterdir()} >= {"profile.toml", "profile.schema.json"}
    file = read_profile(proposal.profile)
    profile = file.profile
    assert proposal.criteria == tuple(criterion.name for criterion in profile.criteria)
    assert profile.score.weights is Weighting.EQUAL
    assert 1 <= len(profile.criteria) <= 12
    assert file.text.count("# PROPOSAL: ") == len(profile.criteria)
    scored = score_list(leads, file, today=TODAY, **options)  # type: ignore[arg-type]
    assert len(scored.board) == proposal.leads
    places = [scored.table.headers.index(criterion.columns[0]) for criterion in profile.criteria]
    assert places == sorted(places)
    for criterion in profile.criteria:
        earned = Counter(scored.board.verdict(lead).points[criterion.id] for lead in range(len(scored.board)))
        assert any(earned[points] for points in earned if points), f"{criterion.name} holds for somebody"
    return profile


@pytest.mark.parametrize("sample", ["savings/leads.csv", "software/leads.xlsx", "solar/leads.ods"])
def test_a_samples_list_gets_a_profile_that_scores_it(sample: str, samples: Path, tmp_path: Path) -> None:
    profile = proposed(samples / sample, tmp_path)
    assert profile.lead.name
    assert len(profile.criteria) >= 8


def test_an_export_of_a_crm_gets_a_sensible_profile(shared: Path, tmp_path: Path) -> None:
    profile = proposed(shared / "data" / "hubspot-crm-exports-all-contacts.csv", tmp_path)
    assert {"Industry", "Number of Employees", "Budget", "Decision Maker?"} <= {one.name for one in profile.criteria}
    assert "Create Date" not in {one.name for one in profile.criteria}, "every lead has one, so it tells nothing"
    assert profile.lead.id == ("Record ID",)
    assert profile.lead.phone == ("Phone Number", "Mobile Phone Number")


def test_how_somebody_was_reached_is_nobodys_name(shared: Path, tmp_path: Path) -> None:
    leads = shared / "data" / "bank-full.csv"
    profile = proposed(leads, tmp_path)
    assert "job" in {one.name for one in profile.criteria}
    assert profile.lead.name == ("Name",)
    scored = score_list(leads, read_profile(tmp_path / "profile.toml"), today=TODAY)
    assert scored.label(0) == "row 2"


def small_list(path: Path, *columns: tuple[str, Callable[[int], object]], title: str = "") -> Path:
    """Write a list of 30 leads; each column has a header and what stands in a row."""
    lines = [title] * bool(title)
    lines.append(";".join(header for header, _ in columns))
    lines += [";".join(str(cell(row)) for _, cell in columns) for row in range(30)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


NAME = ("Name", lambda row: f"Lead {row}")
SOURCE = ("How they came", lambda row: ["web", "fair", "web", "", "friend"][row % 5])
DECIDES = ("Decides?", lambda row: ["yes", "no", ""][row % 3])
SIZE = ("Size", lambda row: row % 10 * 20 + 3)
CALLED = ("Called on", lambda row: f"2026-02-{row % 27 + 1:02}" if row % 2 else "")


def test_each_kind_of_column_gets_its_condition_its_question_and_its_proposal(tmp_path: Path) -> None:
    leads = small_list(tmp_path / "leads.csv", NAME, SOURCE, DECIDES, SIZE, CALLED)
    proposal = propose_workspace(leads, tmp_path, today=TODAY)
    text = proposal.profile.read_text(encoding="utf-8")
    wants = [line for line in text.splitlines() if line.startswith("want")]
    assert wants == [
        'want = { one_of = ["web"] }',
        "want = { yes = true }",
        "want = { at_least = 100 }",
        "want = { known = true }",
    ]
    notes = text.replace("\n# ", " ")
    for words in (
        "PROPOSAL: 24 of 30 leads have an answer here, most often: web, fair, friend. Is this a quality of a good",
        "PROPOSAL: 20 of 30 leads have yes or no here. Is yes a quality of a good lead?",
        "PROPOSAL: 30 of 30 leads have a number here. Is 100 or more a quality of a good lead?",
        "PROPOSAL: 15 of 30 leads have a date here. Is it a quality of a good lead to have one?",
        "What can you tell me about “How they came”?",
        "How do things stand with “Decides”?",
        "made on 2026-03-01 from leads.csv (30 leads)",
    ):
        assert words in notes
    assert [one.id for one in proposed(leads, tmp_path / "2").criteria] == [
        *("how_they_came", "decides", "size", "called_on"),
    ]


def test_numbers_that_are_few_are_still_numbers(tmp_path: Path) -> None:
    few = ("Children", lambda row: [0, 0, 0, 1, 2, 2, "three"][row % 7])
    profile = proposed(small_list(tmp_path / "leads.csv", NAME, few), tmp_path)
    assert "want = { at_least = 2 }" in (tmp_path / "profile.toml").read_text(encoding="utf-8")
    assert profile.criteria[0].questions[0].ask == "What figure should I note for “Children”, roughly?"


def test_numbers_below_zero_are_proposed_as_known(tmp_path: Path) -> None:
    debts = ("Debt", lambda row: -5 - row % 9)
    proposed(small_list(tmp_path / "leads.csv", NAME, debts), tmp_path)
    assert "want = { known = true }" in (tmp_path / "profile.toml").read_text(encoding="utf-8")


def test_at_most_twelve_columns_are_proposed_the_best_filled_ones(tmp_path: Path) -> None:
    def filled(share: int) -> Callable[[int], object]:
        return lambda row: ["a", "b"][row % 2] if row < share else ""

    columns = [(f"Quality {place}", filled(12 if place == 3 else 30)) for place in range(14)]
    profile = proposed(small_list(tmp_path / "leads.csv", NAME, *columns), tmp_path)
    assert [one.name for one in profile.criteria] == [f"Quality {place}" for place in range(13) if place != 3]


def test_ids_are_made_of_headers_and_are_all_different(tmp_path: Path) -> None:
    def answer(row: int) -> object:
        return ["a", "b"][row % 2]

    headers = ["Größe (m²)", "Strøm", "Бюджет", "grosse_m2", "2026", "Budget €", "x" * 80]
    leads = small_list(tmp_path / "leads.csv", NAME, *((header, answer) for header in headers))
    profile = proposed(leads, tmp_path)
    assert [one.id for one in profile.criteria] == [
        *("grosse_m2", "strom", "c3", "grosse_m2_2", "c5", "budget", "x" * 40),
    ]


def test_a_column_that_stands_twice_is_proposed_once(tmp_path: Path) -> None:
    profile = proposed(small_list(tmp_path / "leads.csv", NAME, SOURCE, ("HOW-THEY came", SOURCE[1])), tmp_path)
    assert len(profile.criteria) == 1


def test_a_title_above_a_header_of_unknown_names_is_passed_over(tmp_path: Path) -> None:
    leads = small_list(tmp_path / "leads.csv", SOURCE, SIZE, title="Our leads of this year")
    assert [one.name for one in proposed(leads, tmp_path).criteria] == ["How they came", "Size"]


def test_an_answer_that_looks_like_a_header_makes_no_header(tmp_path: Path) -> None:
    way = ("Way in", lambda row: ["Contact", "Letter"][row % 2])
    leads = small_list(tmp_path / "leads.csv", way, SIZE)
    assert [one.name for one in proposed(leads, tmp_path).criteria] == ["Way in", "Size"]


def test_the_header_row_the_sheet_and_the_encoding_can_be_given(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Name", "Company", "Phone"])
    sheet = book.create_sheet("Mine")
    sheet.append(["Name", "Owner", "old header"])
    sheet.append(["Name", "Way", "Size"])
    for row in range(20):
        sheet.append([f"Lead {row}", ["a", "b"][row % 2], row % 8 * 5])
    book.save(tmp_path / "leads.xlsx")
    profile = proposed(tmp_path / "leads.xlsx", tmp_path / "1", sheet="Mine", header_row=2, encoding="cp1251")
    assert [one.name for one in profile.criteria] == ["Way", "Size"]
    assert profile.encoding is None
    leads = tmp_path / "leads.csv"
    small_list(leads, ("Имя", NAME[1]), ("Бюджет", SIZE[1]), ("Город", lambda row: ["Омск", "Уфа"][row % 2]))
    leads.write_bytes(leads.read_text(encoding="utf-8").encode("cp1251"))
    profile = proposed(leads, tmp_path / "2", encoding="cp1251")
    assert profile.encoding == "cp1251"
    assert [one.name for one in profile.criteria] == ["Бюджет", "Город"]


def test_what_sheetqual_wrote_itself_is_not_proposed(samples: Path, tmp_path: Path) -> None:
    from sheetqual.files.exports import export
    from sheetqual.files.score_columns import SCORE_HEADERS

    folder = samples / "software"
    scored = score_list(folder / "leads.xlsx", read_profile(folder / "profile.toml"), today=TODAY, keep_all=True)
    export(scored, tmp_path / "scored.xlsx")
    profile = proposed(tmp_path / "scored.xlsx", tmp_path)
    assert not {one.name for one in profile.criteria} & {"Row", *SCORE_HEADERS}


def test_a_list_without_qualities_is_refused_with_what_to_do(tmp_path: Path) -> None:
    leads = small_list(tmp_path / "leads.csv", NAME, ("Phone", lambda row: f"06468920{row}"))
    with pytest.raises(SheetqualError, match=r"No column of leads\.csv looks like a quality .* --framework bant"):
        propose_workspace(leads, tmp_path / "new", today=TODAY)
    assert not (tmp_path / "new").exists()


def test_a_list_that_cannot_be_read_is_refused_as_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(LeadsFileError, match="can't be found"):
        propose_workspace(tmp_path / "none.csv", tmp_path / "new", today=TODAY)
    (tmp_path / "one.csv").write_text("Way\na\nb\n" * 20, encoding="utf-8")
    with pytest.raises(LeadsFileError, match="looks like a header; give the number of its row with --header-row"):
        propose_workspace(tmp_path / "one.csv", tmp_path / "new", today=TODAY)
    leads = small_list(tmp_path / "leads.csv", NAME, SOURCE)
    with pytest.raises(LeadsFileError, match="ends at row 31"):
        propose_workspace(leads, tmp_path / "new", today=TODAY, header_row=99)


def test_a_proposal_never_writes_over_a_profile(tmp_path: Path) -> None:
    leads = small_list(tmp_path / "leads.csv", NAME, SOURCE)
    (tmp_path / "profile.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"profile\.toml is there already"):
        propose_workspace(leads, tmp_path, today=TODAY)
    assert (tmp_path / "profile.toml").read_text(encoding="utf-8") == "mine"


hostile_texts = st.one_of(
    st.text(min_size=1, max_size=12),
    st.sampled_from(
        [
            '"', "\\", '"""', "'''", "a\nb", "a\r\nb", "\n[[criterion]]\n", "# no", "\x00", "\x07\x1b[31m", "\x7f",
            "\u2028x", "\x85x", "\u202egnp.exe", "\u200b", "\u00ad", "\ufeffBOM", "\ud800", "💰" * 3, "=1+1",
            "x" * 10_000, "\x01" * 10_000, '"' * 10_000, "}, ]", "---", "a" + " " * 10_000,
        ]
    ),
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(hostile_texts, min_size=1, max_size=16),
    st.lists(hostile_texts, min_size=2, max_size=4, unique=True),
    hostile_texts,
)
def test_hostile_headers_and_answers_come_out_safe(headers: list[str], answers: list[str], source: str) -> None:
    cells: list[Cell] = [answers[row % len(answers)] for row in range(20)]
    columns = dict.fromkeys(range(len(headers)), cells)
    table = LeadTable(source, None, tuple(headers), columns, range(2, 22), epoch_1904=False, findings=())
    try:
        text = proposed_text(table, today=TODAY)
    except SheetqualError as refused:
        assert "No column of" in str(refused)  # noqa: PT017 - most hostile lists have a quality
        return
    text.encode()
    assert all(letter.isprintable() or letter in "\n\u200c\u200d" for letter in text)
    profile = parse_profile(text)
    plan = compile_plan(profile, headers, today=TODAY)
    assert not plan.findings
    board = Board(plan, match(plan, columns, table.rows))
    for criterion in profile.criteria:
        assert criterion.columns[0] in headers
        assert any(board.verdict(lead).points[criterion.id] for lead in range(20))


def test_the_longest_headers_and_answers_still_make_a_profile() -> None:
    headers = tuple(f"{place}" + "\x01" * 9_999 for place in range(20))
    cells: list[Cell] = ["yes", "no"] * 10
    columns = dict.fromkeys(range(20), cells)
    table = LeadTable("x.csv", None, headers, columns, range(2, 22), epoch_1904=False, findings=())
    profile = parse_profile(proposed_text(table, today=TODAY))
    assert len(profile.criteria) == 12
    assert all(len(criterion.name) <= 60 for criterion in profile.criteria)


def test_the_names_looked_for_are_those_of_every_language() -> None:
    assert {"Nome e cognome", "Navn", "ФИО", "نام"} <= set(identity_headers(LeadColumns()))
