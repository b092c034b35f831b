"""Functions that need nothing installed, in a workbook: written, made anew, taken out, and carried on."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from sheetqual.errors import OutputError, SheetqualError
from sheetqual.files._dynamic_arrays import dynamic_array, new_metadata
from sheetqual.files._lead_calls import calls_in, is_lone_call, lead_calls, stored_calls, with_value
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import ProfileFile, profile_from_text, read_profile
from sheetqual.files.publishing import Done, publish, read_published
from sheetqual.files.workbook import target_of, write_scores
from sheetqual.files.workspaces import new_workspace

from .office import values
from .test_workbook import altered, members, part
from .whole import Allowed, Area, differences

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PROFILE = """\
name = "Team"
[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
required = true
[[criterion]]
id = "budget"
columns = ["Budget"]
want = { at_least = 1000 }
"""
DATED = PROFILE + '[[criterion]]\nid = "due"\ncolumns = ["Due"]\nwant = { later_than_days = 10 }\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, BOOK, META = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/metadata.xml"
SPAN = "Leads[[#This Row],[Company]:[Due]],Leads[[#Headers],[Company]:[Due]],LeadProfile"
OURS = {"LEADSCORE", "LEADTEMP", "LEADSTATUS", "LEADRANGE"}


def book(path: Path, *formulas: str, rows: int = 3, table: bool = True, **settings: Any) -> Path:
    """Make a workbook with leads and formulas beside them."""
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    sheet.title = "Leads"
    sheet.append(["Company", "Need", "Budget", "Due", *(f"F{place}" for place in range(len(formulas)))])
    for row in range(2, rows + 2):
        sheet.append([f"Firm {row}", "yes" if row % 2 else "no", 500 * row, None])
        for place, formula in enumerate(formulas):
            sheet.cell(row, 5 + place).value = f"={formula}"
    if table:
        sheet.add_table(Table(displayName="Leads", ref=f"A1:{sheet.cell(rows + 1, 4 + len(formulas)).coordinate}"))
    for name, value in settings.items():
        setattr(workbook, name, value)
    workbook.save(path)
    return path


def published(path: Path, text: str = PROFILE, *, native: bool | None = True) -> Done:
    file = ProfileFile(Path("p.toml"), text, profile_from_text(text, "p.toml").profile)
    return publish(file, target_of(path, backup=False), now=NOW, native=native)


def names(path: Path) -> dict[str, str]:
    found = re.findall(r'<definedName name="([^"]*)"[^>]*>([^<]*)<', part(path, BOOK))
    return {name: unescape(refers) for name, refers in found}


def cells(path: Path) -> dict[str, str]:
    """Return each cell of the first sheet that has a formula, as it is stored."""
    found = re.findall(r'(<c r="([A-Z]+\d+)"[^>]*>(?:(?!</c>).)*<f.*?</c>)', part(path, SHEET))
    return {at: cell for cell, at in found}


def test_the_functions_are_names_that_hold_lambdas(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", f"LEADSCORE({SPAN})")
    assert published(path) == Done(again=False, is_native=True, was_native=False)
    known = names(path)
    assert known.keys() >= OURS
    for name in OURS:
        assert known[name].startswith("_xlfn.LAMBDA(_xlpm.q_leads,_xlpm.q_headers,_xlpm.q_profile,IF(")
    assert known["sheetqual.alphabet"] == "'sheetqual'!$F$1"
    hidden = re.findall(r'<definedName name="(sheetqual\.[^"]*)" hidden="1">', part(path, BOOK))
    assert set(hidden) == {name for name in known if name.startswith("sheetqual.")}
    assert not re.findall(r"<definedName[^>]*>=", part(path, BOOK))


def test_calls_are_stored_as_excel_stores_its_own(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", f"LEADSCORE({SPAN})", "SUM(C2)", f'"x"&LEADTEMP({SPAN})')
    published(path)
    stored = cells(path)
    assert stored["E2"].startswith(f'<c r="E2" cm="1"><f t="array" ref="E2">LEADSCORE({SPAN})</f>')
    assert stored["G4"].startswith('<c r="G4" cm="1"><f t="array" ref="G4">"x"&amp;LEADTEMP(')
    assert stored["F3"].startswith('<c r="F3"><f>SUM(C2)</f>')
    assert 'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"' in part(
        path, "[Content_Types].xml"
    )
    assert "/sheetMetadata" in part(path, "xl/_rels/workbook.xml.rels")
    assert 'fullCalcOnLoad="1"' in part(path, BOOK)
    read = openpyxl.load_workbook(path)["Leads"]
    assert isinstance(read["E2"].value, ArrayFormula)
    assert read["F2"].value == "=SUM(C2)"


def test_publishing_changes_nothing_else(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", "SUM(C2)")
    before = Path(shutil.copyfile(path, tmp_path / "before.xlsx"))
    published(path)
    allowed = Allowed(sheets={"sheetqual", "Priorities"}, names=set(names(path)))
    assert differences(before, path, allowed) == []
    assert META not in members(path)


def test_the_next_publishing_makes_them_anew_unasked(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", f"LEADSCORE({SPAN})")
    published(path)
    before = names(path)["sheetqual.earned"]
    swapped = PROFILE.replace("at_least = 1000", "at_least = 2000").replace('"need"', '"wish"')
    done = published(path, '[score]\nweights = "equal"\n' + swapped.replace('name = "Team"\n', ""), native=None)
    assert done == Done(again=True, is_native=True, was_native=True)
    after = names(path)
    assert after["sheetqual.earned"] != before
    assert "2000" in after["sheetqual.criterion_02"]
    assert 'cm="1"' in cells(path)["E2"]


def test_names_of_criteria_that_are_gone_go_too(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx")
    published(path, DATED)
    assert "sheetqual.criterion_03" in names(path)
    published(path, PROFILE, native=None)
    assert "sheetqual.criterion_03" not in names(path)
    assert "sheetqual.criterion_02" in names(path)


def test_they_are_taken_out_again(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", f"LEADSCORE({SPAN})", "SUM(C2)")
    plain = {at: cell.replace("<v></v>", "<v/>") for at, cell in cells(path).items()}
    published(path)
    done = published(path, native=False)
    assert done == Done(again=True, is_native=False, was_native=True)
    assert names(path).keys() == {"LeadProfile", "LeadPriorities"}
    assert {at: cell.replace("<v></v>", "<v/>") for at, cell in cells(path).items()} == plain
    sheet = part(path, _profile_part(path))
    assert '<c r="F1"' not in sheet


def _profile_part(path: Path) -> str:
    sheets = [name for name in members(path) if name.startswith("xl/worksheets/sheet")]
    return next(name for name in sheets if "[[criterion]]" in part(path, name))


def test_a_workbook_without_them_stays_without(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", f"LEADSCORE({SPAN})")
    assert published(path, native=None) == Done(again=False, is_native=False, was_native=False)
    assert not OURS & names(path).keys()
    assert "cm=" not in cells(path)["E2"]


@pytest.mark.parametrize(("text", "day", "count"), [(PROFILE, "", 3), (DATED, "", 3), (PROFILE, ",TODAY()", 4)])
def test_the_arguments_are_those_that_the_formulas_give(text: str, day: str, count: int, tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", f"LEADSCORE({SPAN}{day})")
    published(path, text)
    assert names(path)["LEADSCORE"].partition("IF(")[0].count("_xlpm.") == count


def test_without_formulas_the_day_is_an_argument_where_the_profile_uses_dates(tmp_path: Path) -> None:
    for text, count in ((PROFILE, 3), (DATED, 4)):
        path = book(tmp_path / "leads.xlsx")
        published(path, text)
        assert names(path)["LEADSCORE"].partition("IF(")[0].count("_xlpm.") == count


@pytest.mark.parametrize(
    ("formulas", "said"),
    [
        (
            [f"LEADSCORE({SPAN},TODAY())", f"LEADTEMP({SPAN})"],
            "calls the functions with the day of scoring in Leads!E2 and without it in Leads!F2; native functions need",
        ),
        (
            ["LEADTEMP(C2,LeadProfile)"],
            "calls LEADTEMP with 2 arguments in Leads!E2; native functions take the lead, its headers and LeadProfile.",
        ),
        (["LEADSCORE(C2)"], "calls LEADSCORE with 1 argument in Leads!E2;"),
    ],
)
def test_formulas_that_can_not_all_work_are_named(formulas: list[str], said: str, tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", *formulas)
    before = path.read_bytes()
    with pytest.raises(OutputError) as refused:
        published(path)
    assert str(refused.value).startswith(f"leads.xlsx {said}")
    assert path.read_bytes() == before


def test_a_name_of_somebody_elses_is_not_taken(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx")
    own = '<definedNames><definedName name="LEADSCORE">Leads!$A$1</definedName></definedNames>'
    path = altered(path, {BOOK: lambda text: re.sub("<definedNames ?/>|(?=<calcPr)", own, text, count=1)})
    with pytest.raises(OutputError, match="uses the name LEADSCORE for something else; rename that in Excel"):
        published(path)
    assert published(path, native=None).is_native is False
    assert names(path)["LEADSCORE"] == "Leads!$A$1"


def test_days_from_1904_are_refused_only_where_they_matter(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904)
    with pytest.raises(OutputError, match="counts days from 1904, which native functions don't; use the add-in"):
        published(path, DATED)
    assert published(path, PROFILE).is_native


def test_a_profile_that_no_formula_can_say_leaves_the_workbook_alone(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx")
    before = path.read_bytes()
    with pytest.raises(SheetqualError, match=r"Budget, Budget: like .*: use a pattern with"):
        published(path, PROFILE.replace("want = { at_least = 1000 }", 'name = "Budget"\nwant = { like = "1?" }'))
    assert path.read_bytes() == before


def test_formulas_that_share_one_text_get_each_their_own(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", "1", "1", table=False)
    sheet = part(path, SHEET)
    shared = "LEADSCORE($A2:$D2,$A$1:$D$1,LeadProfile)"
    first = f'<c r="E2"><f t="shared" ref="E2:E4" si="0">{shared}</f><v>1</v></c>'
    sheet = re.sub(r'<c r="E2"[^>]*>.*?</c>', first, sheet)
    for row in (3, 4):
        sheet = re.sub(rf'<c r="E{row}"[^>]*>.*?</c>', f'<c r="E{row}"><f t="shared" si="0"/><v>1</v></c>', sheet)
    path = altered(path, {SHEET: lambda _: sheet})
    published(path)
    stored = cells(path)
    assert stored["E4"] == (
        '<c r="E4" cm="1"><f t="array" ref="E4">LEADSCORE($A4:$D4,$A$1:$D$1,LeadProfile)</f><v>1</v></c>'
    )
    assert "shared" not in part(path, SHEET)


def test_a_block_that_one_formula_fills_stays_one() -> None:
    block = b'<row r="2"><c r="E2" cm="1"><f t="array" ref="E2:E9">LEADSCORE(A2:D9,A1:D1,LeadProfile)</f></c></row>'
    assert b"".join(stored_calls([block], None)) == block
    assert b"".join(stored_calls([block], 3)) == block


def test_other_cells_and_cells_without_a_place_stay() -> None:
    other = b'<c r="B2" cm="2"><f t="array" ref="B2">SORT(A1:A9)</f></c>'
    sheet = b"<row><c><f>LEADSCORE(A2:D2,A1:D1,P)</f></c>%s</row>" % other
    assert b"".join(stored_calls([sheet], 1)) == sheet


def test_what_a_workbook_says_of_other_arrays_is_kept() -> None:
    fresh = new_metadata(MAIN)
    assert dynamic_array(fresh) == (1, fresh)
    other = (
        f'<m:metadata xmlns:m="{MAIN}"><m:metadataTypes count="1"><m:metadataType name="XLRICHVALUE"/>'
        '</m:metadataTypes><m:cellMetadata count="1"><m:bk><m:rc t="1" v="0"/></m:bk></m:cellMetadata></m:metadata>'
    ).encode()
    number, joined = dynamic_array(other)
    assert number == 2
    assert b'<m:metadataTypes count="2">' in joined
    assert b'<m:rc t="2" v="0"/>' in joined
    assert dynamic_array(joined) == (2, joined)
    alone = (
        f'<metadata xmlns="{MAIN}"><metadataTypes count="1"><metadataType name="XLDAPR"/></metadataTypes></metadata>'
    )
    number, joined = dynamic_array(alone.encode())
    assert number == 1
    assert dynamic_array(joined) == (1, joined)
    collapsed = fresh.replace(b'fDynamic="1"', b'fDynamic="0"')
    number, joined = dynamic_array(collapsed)
    assert number == 2
    assert dynamic_array(joined) == (2, joined)


@pytest.mark.parametrize(
    ("formula", "calls"),
    [
        ("LEADSCORE(A2:D2,A1:D1,LeadProfile)", (("LEADSCORE", 3),)),
        ("LeadTemp( A2, , LeadProfile , TODAY( ))", (("LEADTEMP", 4),)),
        ('IF(LEADSCORE(A2,B2,C2)>5,LEADTEMP(A2,"a,b",{1,2}),"LEADASK(1)")', (("LEADSCORE", 3), ("LEADTEMP", 3))),
        ("LEADSCORE()", (("LEADSCORE", 0),)),
        ("MYLEADSCORE(1)+SUM(1,2)", ()),
        ('"broken', ()),
    ],
)
def test_calls_are_counted_with_their_arguments(formula: str, calls: tuple[tuple[str, int], ...]) -> None:
    assert calls_in(formula) == calls


def test_a_kept_result_follows_the_score_beside_its_formula(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "team", native=True)
    sheet = openpyxl.load_workbook(workspace.workbook)["Leads"]
    headers = [cell.value for cell in sheet[1]]
    lead = {"Name": "Ada", "Company": "Acme", "Budget": 50000, "Decision maker": "yes", "Need": "yes"}
    (tmp_path / "in.csv").write_text(
        ",".join(lead) + "\n" + ",".join(map(str, lead.values())) + "\n" + "Bob,Base,,no,no\n", encoding="utf-8"
    )
    _update(workspace.workbook, tmp_path / "in.csv")
    assert 'cm="1"' in cells(workspace.workbook)["M3"]
    scored = score_list(workspace.workbook, read_profile(workspace.profile), today=NOW.date())
    write_scores(scored, target_of(workspace.workbook, backup=False))
    stored = cells(workspace.workbook)
    place = openpyxl.utils.get_column_letter(headers.index("Score") + 1)
    beside = openpyxl.utils.get_column_letter(headers.index("Temperature") + 1)
    assert re.search(r"</f><v>94</v></c>", stored[f"{place}2"])
    assert re.search(r' t="str"><f .*</f><v>hot</v></c>', stored[f"{beside}2"])
    assert re.search(r"</f><v>0</v></c>", stored[f"{place}3"])


def _update(workbook: Path, export: Path) -> str:
    from click.testing import CliRunner

    from sheetqual.cli.merging import update

    done = CliRunner().invoke(update, [str(workbook), str(export)])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_kept_result_takes_the_place_of_the_one_before() -> None:
    cell = b'<c r="A1" s="3" t="str"><f>LEADTEMP(1,,P)</f><v>old</v></c>'
    assert with_value(cell, "a<b") == b'<c r="A1" s="3" t="str"><f>LEADTEMP(1,,P)</f><v>a&lt;b</v></c>'
    assert with_value(cell, 12.5) == b'<c r="A1" s="3"><f>LEADTEMP(1,,P)</f><v>12.5</v></c>'
    bare = b'<x:c r="A1"><x:f>LEADTEMP(1,,P)</x:f><x:v/></x:c>'
    assert with_value(bare, "hot") == b'<x:c r="A1" t="str"><x:f>LEADTEMP(1,,P)</x:f><x:v>hot</x:v></x:c>'


@pytest.mark.parametrize(
    ("formula", "is_one"),
    [
        ("LEADSCORE(A1:B1,A2:B2,P)", True),
        ("LEADSCORE(A1:B1,A2:B2,P,TODAY())", True),
        ("leadscore('a)b'!A1,&quot;)&quot;,P)", True),
        ("LEADSCORE(A1:B1,A2:B2,P)*2", False),
        ("(LEADSCORE(A1:B1,A2:B2,P))", False),
        ("LEADSCORE(A1)+LEADSCORE(B1)", False),
        ("LEADTEMP(A1:B1,A2:B2,P)", False),
        ("LEADSCORE(A1", False),
    ],
)
def test_only_a_formula_that_is_nothing_but_the_call_keeps_our_result(formula: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_lone_call(f'<c r="A1"><f>{formula}</f><v>1</v></c>'.encode(), "LEADSCORE") is is_one


def test_a_new_workbook_has_score_and_temperature_as_formulas_of_its_table(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "plain")
    table = unescape(part(workspace.workbook, "xl/tables/table1.xml"))
    assert table.count("<calculatedColumnFormula>LEAD") == 2
    span = "[Name]:[Do not call]"
    assert f"LEADTEMP(Leads[[#This Row],{span}],Leads[[#Headers],{span}],LeadProfile,TODAY())" in table
    native = new_workspace(tmp_path / "native", native=True)
    assert part(native.workbook, "xl/tables/table1.xml").count('<calculatedColumnFormula array="1">LEAD') == 2
    assert names(native.workbook).keys() >= OURS
    published(native.workbook, PROFILE, native=False)
    assert part(native.workbook, "xl/tables/table1.xml").count("<calculatedColumnFormula>LEAD") == 2


def test_libreoffice_opens_such_a_workbook_and_shows_no_wrong_score(tmp_path: Path, soffice: str) -> None:
    """LibreOffice 25.2 knows no LAMBDA, and calculates dynamic arrays whenever it opens them."""
    path = book(tmp_path / "leads.xlsx", f"LEADSCORE({SPAN})", "SUM(C2)", table=False)
    published(path)
    shown = values(soffice, [path])[path]
    assert shown is not None
    assert all(shown["Leads"][row, 5].is_error for row in (2, 3, 4))
    assert [shown["Leads"][row, 6].text for row in (2, 3, 4)] == ["1000"] * 3
    assert [shown["Leads"][row, 1].text for row in (2, 3, 4)] == ["Firm 2", "Firm 3", "Firm 4"]
    assert shown["Priorities"][1, 1].text == "Team"
    published(path, native=False)
    again = values(soffice, [path])[path]
    assert again is not None
    assert again["Leads"].keys() == shown["Leads"].keys()


def test_update_says_which_columns_follow_by_themselves(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "team")
    (tmp_path / "in.csv").write_text("Name,Company,Need\nAda,Acme,yes\n", encoding="utf-8")
    said = _update(workspace.workbook, tmp_path / "in.csv")
    assert "Score and Temperature follow by themselves; the other scores are still the old ones" in said
    (tmp_path / "in.csv").write_text("Name,Company,Need\nAda,Acme,no\nBob,Base,yes\n", encoding="utf-8")
    assert "Score and Temperature follow by themselves" in _update(workspace.workbook, tmp_path / "in.csv")


def test_nothing_of_the_package_goes_where_excel_keeps_no_list_of_formulas(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx", f"LEADSCORE({SPAN})")
    before = Path(shutil.copyfile(path, tmp_path / "before.xlsx"))
    assert "xl/calcChain.xml" not in members(path)
    published(path)
    types = part(path, "[Content_Types].xml")
    assert types.count("<Default ") == part(before, "[Content_Types].xml").count("<Default ") > 0
    native = new_workspace(tmp_path / "team", native=True).workbook
    assert 'Extension="rels"' in part(native, "[Content_Types].xml")
    scores = [Area({5}, {2, 3, 4})]
    allowed = Allowed(sheets={"sheetqual", "Priorities"}, names=set(names(path)), cells={"Leads": scores})
    # openpyxl writes an empty value beside a formula.
    found = [one for one in differences(before, path, allowed) if "'' is no value" not in one]
    assert found == ["xl/metadata.xml: is new"]


@pytest.mark.parametrize("size", [200, 40_000])
def test_long_stretches_without_cells_are_kept(size: int) -> None:
    ends = b"".join(b'<hyperlink ref="A%d" display="%s"/>' % (row, b"x" * 100) for row in range(size))
    formula = b'<c r="E%d"><f>LEADSCORE(A%d:D%d,A$1:D$1,P)</f><v>1</v></c>'
    rows = b"".join(b"<row>%s</row>" % (formula % (row, row, row)) for row in range(2, 6))
    empty = b"".join(b'<row r="%d" ht="15"/>' % row for row in range(10, size))
    sheet = b"<sheetData>%s%s%s</sheetData>%s" % (rows, empty, rows, ends)
    for prefix in (b"", b"x:"):
        given = re.sub(rb"<(/?)(?=[a-z])", rb"<\1" + prefix, sheet)
        for step in (997, 262_144):
            pieces = [given[at : at + step] for at in range(0, len(given), step)]
            stored = b"".join(stored_calls(pieces, 1))
            assert stored.count(b' cm="1"') == 8
            assert b"".join(stored_calls([stored[at : at + step] for at in range(0, len(stored), step)], None)) == given
            assert len(list(lead_calls(pieces))) == 8


def test_formulas_that_would_come_to_something_else_stay_as_they_are() -> None:
    rows = "A2:D2,A$1:D$1,LeadProfile"
    block = "LEADSCORE(A2:D9,A$1:D$1,LeadProfile)"
    kept = [f"SUM(FILTER(A2:A9,{block}&gt;70))", f"LEADSCORE({rows})*B:B", '"call LEADSCORE(x) "&amp;A2']
    of_leads = [block, "LEADSCORE(Leads[[Name]:[Need]],H,P)", f"LEADSCORE(OFFSET({rows}),A$1:D$1,LeadProfile)"]
    of_a_lead = [
        f"LEADSCORE({rows})",
        f"IF(LEADSCORE({rows})&gt;B2,Limit,1)",
        "LEADTEMP(70,,LeadProfile)",
        f"LEADSCORE(Leads!{rows})",
        "LEADSCORE(Leads[@[Name]:[Need]],Leads[[#Headers],[Name]:[Need]],LeadProfile)",
    ]
    for formula in kept + of_leads + of_a_lead:
        plain = f'<c r="E2"><f>{formula}</f></c>'.encode()
        dynamic = f'<c r="E2" cm="4"><f t="array" ref="E2">{formula}</f></c>'.encode()
        assert b"".join(stored_calls([plain], 4)) == (plain if formula in kept else dynamic)
        assert b"".join(stored_calls([dynamic], None)) == (plain if formula in of_a_lead else dynamic)


def test_update_brings_back_what_another_program_forgot_about_dynamic_arrays(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "team", native=True)
    openpyxl.load_workbook(workspace.workbook).save(workspace.workbook)
    assert META not in members(workspace.workbook)
    (tmp_path / "in.csv").write_text("Name,Company,Need\nAda,Acme,yes\n", encoding="utf-8")
    _update(workspace.workbook, tmp_path / "in.csv")
    assert 'cm="1"' in cells(workspace.workbook)["M2"]
    assert META in members(workspace.workbook)


def test_a_trial_formula_on_our_own_sheet_keeps_no_old_profile(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx")
    published(path)
    workbook = openpyxl.load_workbook(path)
    workbook["sheetqual"]["H1"] = "=LEADSCORE(Leads!A2:D2,Leads!A1:D1,LeadProfile,1,2,3)"
    workbook.save(path)
    published(path, PROFILE.replace('name = "Team"', 'name = "Team"\nversion = 7'), native=None)
    found = read_published(path)
    assert found is not None
    assert found.file.profile.version == 7


def test_names_of_other_people_stay(tmp_path: Path) -> None:
    path = book(tmp_path / "leads.xlsx")
    theirs = (
        '<definedName name="sheetqual.discount">0.2</definedName>'
        '<definedName name="Mine">1+sheetqual.discount</definedName>'
    )
    own = f"<definedNames>{theirs}</definedNames>"
    path = altered(path, {BOOK: lambda text: re.sub("<definedNames ?/>|(?=<calcPr)", own, text, count=1)})
    published(path)
    published(path, native=False)
    assert names(path)["sheetqual.discount"] == "0.2"
    local = '<definedName name="LeadTemp" localSheetId="0">1</definedName>'
    path = altered(path, {BOOK: lambda text: text.replace("<definedNames>", f"<definedNames>{local}")})
    with pytest.raises(OutputError, match="uses the name LEADTEMP for something else"):
        published(path)


def test_a_rich_error_beside_a_formula_goes_with_its_result() -> None:
    cell = b'<calc:c r="A1" t="e" vm="3"><calc:f>LEADTEMP(1,,P)</calc:f><calc:v>#N/A</calc:v><calc:extLst/></calc:c>'
    assert with_value(cell, "hot") == (
        b'<calc:c r="A1" t="str"><calc:f>LEADTEMP(1,,P)</calc:f><calc:v>hot</calc:v><calc:extLst/></calc:c>'
    )
