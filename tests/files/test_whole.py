"""What is written into a workbook leaves the rest of it whole, for other programs too.

First that the comparer finds damage of every kind, then that there is none in real workbooks.
"""

# ruff: noqa: E501 - markup is easiest to read unbroken

from __future__ import annotations

import json
import os
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from . import office
from .hostile import MAIN, OFFICE, PACKAGE, SHEET_TYPE, TYPES
from .whole import Allowed, Area, Book, Box, differences

if TYPE_CHECKING:
    from sheetqual.files._sheet_change import Content
    from sheetqual.files.profiles import ProfileFile

    from .office import Sheets

COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
REVISION = "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORKSHEET = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"'

# --- A small workbook, and all that an edit may do to it --------------------------------------

BEFORE = {
    "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/tables/table1.xml" ContentType="{SHEET_TYPE}.table+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/calcChain.xml" ContentType="{SHEET_TYPE}.calcChain+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/><bookViews><workbookView activeTab="0"/></bookViews>'
    '<sheets><sheet name="Leads" sheetId="1" r:id="rId1"/><sheet name="Plain" sheetId="4" r:id="rId2"/></sheets>'
    '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">Plain!$A$1:$C$3</definedName>'
    '<definedName name="Rate">Plain!$B$2</definedName></definedNames><calcPr calcId="191029"/></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="/xl/worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId4" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>'
    f'<Relationship Id="rId5" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'{WORKSHEET} xmlns:mc="{COMPATIBILITY}" mc:Ignorable="xr" xmlns:xr="{REVISION}" xr:uid="{{1}}"><!-- ours --><dimension ref="A1:C4"/>'
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>\n<cols><col min="1" max="5" width="20" style="1"/></cols>'
    '<sheetData><row r="1" spans="1:3" ht="30"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    '<row r="2" spans="1:3"><c r="A2" t="s"><v>3</v></c><c r="B2"><v>1.0</v></c><c r="C2" t="inlineStr"><is><t xml:space="preserve"> NO </t></is></c></row>'
    '<row r="3"><c r="A3" t="str"><f>UPPER("b")</f><v>B</v></c><c r="B3" s="1"><v>2.50</v></c></row></sheetData>'
    '<conditionalFormatting sqref="B2:B4"><cfRule type="cellIs" dxfId="0" priority="1" operator="greaterThan"><formula>2</formula></cfRule></conditionalFormatting>'
    '<hyperlinks><hyperlink ref="A2" r:id="rId1"/></hyperlinks><pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'
    '<tableParts count="1"><tablePart r:id="rId2"/></tableParts><extLst><ext uri="{A}"><x:one xmlns:x="urn:one">kept</x:one></ext></extLst></worksheet>',
    "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/hyperlink" Target="https://example.com" TargetMode="External"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/table" Target="../tables/table1.xml"/></Relationships>',
    "xl/tables/table1.xml": f'<table xmlns="{MAIN}" id="1" name="Table1" displayName="Table1" ref="A1:C4"><autoFilter ref="A1:C4"/><tableColumns count="3">'
    '<tableColumn id="1" name="Company"/><tableColumn id="2" name="Budget"/><tableColumn id="3" name="Country"/></tableColumns><tableStyleInfo name="TableStyleMedium2"/></table>',
    "xl/worksheets/sheet2.xml": f'{WORKSHEET}><dimension ref="A1:D3"/><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    '<row r="2"><c r="B2"><v>5</v></c><c r="D2"><f>B2</f><v>5</v></c></row></sheetData><autoFilter ref="A1:C3"/></worksheet>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/></font></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0"/><xf fontId="1" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0"/></cellStyles><dxfs count="1"><dxf><font><i/></font></dxf></dxfs></styleSheet>',
    "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A3" i="1"/><c r="D2" i="4"/></calcChain>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>Company</t></si><si><t>Budget</t></si><si><t>Country</t></si><si><t>Acme</t></si></sst>',
}

Changes: TypeAlias = Mapping[str, list[tuple[str, str]]]

EDIT: Changes = {
    "[Content_Types].xml": [
        (f'<Override PartName="/xl/calcChain.xml" ContentType="{SHEET_TYPE}.calcChain+xml"/>', ""),
        ("</Types>", f'<Override PartName="/xl/worksheets/sheet3.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/></Types>'),
    ],
    "xl/workbook.xml": [
        ("</sheets>", '<sheet name="sheetqual" sheetId="5" r:id="rId6"/></sheets>'),
        ("Plain!$A$1:$C$3", "Plain!$A$1:$D$3"),
        ("</definedNames>", '<definedName name="LeadProfile">sheetqual!$A$1</definedName></definedNames>'),
        ("<calcPr ", '<calcPr fullCalcOnLoad="1" '),
    ],
    "xl/_rels/workbook.xml.rels": [
        (f'<Relationship Id="rId4" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>', ""),
        ("</Relationships>", f'<Relationship Id="rId6" Type="{OFFICE}/worksheet" Target="worksheets/sheet3.xml"/></Relationships>'),
    ],
    "xl/worksheets/sheet1.xml": [
        ('<dimension ref="A1:C4"/>', '<dimension ref="A1:D6"/>'),
        ('<col min="1" max="5" width="20" style="1"/>', '<col min="1" max="3" width="20" style="1"/><col min="4" max="4" width="7" style="1"/><col min="5" max="5" width="20" style="1"/>'),
        ('spans="1:3" ht="30"', 'spans="1:4" ht="30"'),
        ("<v>2</v></c></row>", '<v>2</v></c><c r="D1" t="inlineStr"><is><t>Score</t></is></c></row>'),
        ('<row r="2" spans="1:3">', '<row r="2" spans="1:4">'),
        ("NO </t></is></c></row>", 'NO </t></is></c><c r="D2" s="2"><v>9.5</v></c></row>'),
        ("</row></sheetData>", '</row><row r="6"><c r="D6" s="2"><v>1</v></c></row></sheetData>'),
        ("<hyperlinks>", '<conditionalFormatting sqref="D2:D9"><cfRule type="cellIs" dxfId="1" priority="2" operator="greaterThan"><formula>2</formula></cfRule></conditionalFormatting><hyperlinks>'),
    ],
    "xl/tables/table1.xml": [
        ('displayName="Table1" ref="A1:C4"', 'displayName="Table1" ref="A1:D4"'),
        ('<autoFilter ref="A1:C4"/>', '<autoFilter ref="A1:D4"/>'),
        ('count="3"', 'count="4"'),
        ("</tableColumns>", '<tableColumn id="4" name="Score"/></tableColumns>'),
    ],
    "xl/worksheets/sheet2.xml": [
        ('<c r="D2"><f>B2</f><v>5</v></c>', '<c r="D2"><v>7</v></c>'),
        ('<autoFilter ref="A1:C3"/>', '<autoFilter ref="A1:D3"/>'),
    ],
    "xl/styles.xml": [
        ("<fonts ", '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0"/></numFmts><fonts '),
        ('<cellXfs count="2">', '<cellXfs count="3">'),
        ("</cellXfs>", '<xf numFmtId="164" fontId="1" fillId="0" borderId="0" xfId="0"/></cellXfs>'),
        ('<dxfs count="1">', '<dxfs count="2">'),
        ("</dxfs>", "<dxf><font><b/></font></dxf></dxfs>"),
    ],
    "xl/calcChain.xml": [],
}  # fmt: skip
NEW_SHEET = f'{WORKSHEET}><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Profile</t></is></c></row></sheetData></worksheet>'

ALLOWED = Allowed(
    cells={"Leads": [Area([4])], "Plain": [Area([4], range(2, 3))]}, sheets={"sheetqual"}, names={"LeadProfile"}
)


def changed(parts: Mapping[str, str], changes: Changes) -> dict[str, str]:
    """Return parts with some texts replaced, each of which stands there."""
    made = dict(parts)
    for name, pairs in changes.items():
        for old, new in pairs:
            assert old in made[name], (name, old)
            made[name] = made[name].replace(old, new, 1)
    return made


AFTER = changed(BEFORE, EDIT) | {"xl/worksheets/sheet3.xml": NEW_SHEET}
del AFTER["xl/calcChain.xml"]


def saved(path: Path, parts: Mapping[str, str]) -> Path:
    """Write parts into a zip file, the same each time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text if name.endswith(".rels") else HEAD + text)
    return path


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return saved(tmp_path / "before.xlsx", BEFORE)


# --- The comparer -----------------------------------------------------------------------------


def test_an_identical_copy_has_no_differences(before: Path, tmp_path: Path) -> None:
    assert differences(before, saved(tmp_path / "after.xlsx", BEFORE), Allowed()) == []
    assert differences(before, before, ALLOWED) == []


@pytest.mark.filterwarnings("ignore:Unknown extension")
def test_an_edit_that_does_all_that_is_allowed_has_no_differences(before: Path, tmp_path: Path) -> None:
    after = saved(tmp_path / "after.xlsx", AFTER)
    assert differences(before, after, ALLOWED) == []
    assert openpyxl.load_workbook(after)["Leads"]["D2"].value == 9.5


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        (Allowed(), "sheet1.xml"),
        (replace(ALLOWED, sheets=()), "sheetqual is new"),
        (replace(ALLOWED, names=()), "leadprofile"),
        (replace(ALLOWED, cells={"Leads": [Area([4])]}), "sheet2.xml"),
        (replace(ALLOWED, cells={"Leads": [Area([4], {1, 2})], "Plain": [Area([4])]}), "D6 is new"),
        (replace(ALLOWED, cells={"Leads": [Area([4])], "Plain": [Area([4], {3})]}), "D2"),
        (replace(ALLOWED, cells={"Leads": [Area([5])], "Plain": [Area([4])]}), "D1 is new"),
    ],
)
def test_what_is_not_allowed_is_a_difference(before: Path, tmp_path: Path, allowed: Allowed, said: str) -> None:
    found = differences(before, saved(tmp_path / "after.xlsx", AFTER), allowed)
    assert any(said in one for one in found), found


LEADS, PLAIN, BOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
TABLE, STYLES, LISTED, RELATIONS = "xl/tables/table1.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"  # fmt: skip
DAMAGE: Mapping[str, tuple[str, str, str]] = {
    "a style changed": (LEADS, '<c r="A1" s="1"', '<c r="A1" s="0"'),
    "a cell shifted": (LEADS, '<c r="B3"', '<c r="C3"'),
    "a cell gone": (LEADS, '<c r="B2"><v>1.0</v></c>', ""),
    "a cell added": (LEADS, '<row r="3">', '<row r="3"><c r="E3"/>'),
    "a cell without its position": (LEADS, '<c r="B2">', "<c>"),
    "a number written otherwise": (LEADS, "<v>1.0</v>", "<v>1</v>"),
    "blanks no longer kept": (LEADS, '<t xml:space="preserve"> NO', "<t> NO"),
    "a text trimmed": (LEADS, "> NO </t>", ">NO</t>"),
    "a formula gone": (LEADS, '<f>UPPER("b")</f>', ""),
    "a row's attribute lost": (LEADS, ' ht="30"', ""),
    "a row gone": (LEADS, '<row r="3"><c r="A3" t="str"><f>UPPER("b")</f><v>B</v></c><c r="B3" s="1"><v>2.50</v></c></row>', ""),
    "an empty row added": (LEADS, '<row r="6">', '<row r="5"/><row r="6">'),
    "rows in another order": (LEADS, '<row r="6">', '<row r="2"><c r="D2"><v>1</v></c></row><row r="6">'),
    "cells in another order": (LEADS, '<c r="D2" s="2"><v>9.5</v></c></row>', '<c r="D2"/><c r="B2"/></row>'),
    "a width lost": (LEADS, '<col min="5" max="5" width="20" style="1"/>', ""),
    "a width for another column": (LEADS, '<col min="5" max="5"', '<col min="5" max="6"'),
    "a column's style lost": (LEADS, '<col min="4" max="4" width="7" style="1"/>', '<col min="4" max="4" width="7"/>'),
    "columns that overlap": (LEADS, '<col min="1" max="3"', '<col min="1" max="4"'),
    "an extent of nothing": (LEADS, "A1:D6", "A1:D9"),
    "an extent too small": (LEADS, "A1:D6", "A1:C6"),
    "a span too small": (LEADS, 'spans="1:4" ht', 'spans="1:2" ht'),
    "an extension list dropped": (LEADS, '<extLst><ext uri="{A}"><x:one xmlns:x="urn:one">kept</x:one></ext></extLst>', ""),
    "an extension emptied": (LEADS, ">kept<", "><"),
    "a comment dropped": (LEADS, "<!-- ours -->", ""),
    "an attribute of an extension lost": (LEADS, ' xr:uid="{1}"', ""),
    "a prefix no longer declared": (LEADS, f' xmlns:xr="{REVISION}" xr:uid="{{1}}"', ""),
    "a prefix of another meaning": (LEADS, REVISION, "urn:other"),
    "elements in another order": (LEADS, "<pageMargins", '<conditionalFormatting sqref="D3"/><pageMargins'),
    "a format of other cells": (LEADS, 'sqref="D2:D9"', 'sqref="C2:D9"'),
    "a format changed": (LEADS, 'operator="greaterThan"', 'operator="lessThan"'),
    "a format without a style": (LEADS, 'dxfId="1"', 'dxfId="2"'),
    "a cell without a style": (LEADS, '<c r="D2" s="2">', '<c r="D2" s="3">'),
    "a value that is none": (LEADS, "<v>9.5</v>", "<v>nan</v>"),
    "new blanks that are not kept": (LEADS, "<is><t>Score</t>", "<is><t>Score </t>"),
    "no XML": (LEADS, "</sheetData>", ""),
    "another namespace": (LEADS, f'<worksheet xmlns="{MAIN}"', '<worksheet xmlns="urn:other"'),
    "a member dropped": ("xl/sharedStrings.xml", "*", ""),
    "a member changed": ("xl/sharedStrings.xml", "Acme", "Acne"),
    "a member that nobody wanted": ("xl/other.xml", "", "<other/>"),
    "a selected new sheet": ("xl/worksheets/sheet3.xml", "<sheetView ", '<sheetView tabSelected="1" '),
    "a new sheet in another order": ("xl/worksheets/sheet3.xml", "</worksheet>", "<cols/></worksheet>"),
    "two table columns of one name": (TABLE, 'name="Score"', 'name="COUNTRY"'),
    "two table columns of one id": (TABLE, 'id="4" name="Score"', 'id="3" name="Score"'),
    "a table column that its header does not say": (TABLE, 'name="Score"', 'name="Points"'),
    "a table's column renamed": (TABLE, 'name="Budget"', 'name="Bugdet"'),
    "a wrong number of table columns": (TABLE, 'count="4"', 'count="3"'),
    "a table too wide": (TABLE, 'displayName="Table1" ref="A1:D4"', 'displayName="Table1" ref="A1:E4"'),
    "a table too long": (TABLE, 'displayName="Table1" ref="A1:D4"', 'displayName="Table1" ref="A1:D5"'),
    "a table's filter left behind": (TABLE, '<autoFilter ref="A1:D4"/>', '<autoFilter ref="A1:C4"/>'),
    "a table's look lost": (TABLE, '<tableStyleInfo name="TableStyleMedium2"/>', ""),
    "a filter moved": (PLAIN, '<autoFilter ref="A1:D3"/>', '<autoFilter ref="B1:D3"/>'),
    "a filter's name left behind": (BOOK, "$D$3", "$C$3"),
    "a font changed": (STYLES, '<sz val="11"/>', '<sz val="12"/>'),
    "a style put between": (STYLES, '<xf fontId="0"/>', '<xf fontId="0"/><xf numFmtId="0"/>'),
    "a wrong number of styles": (STYLES, '<cellXfs count="3">', '<cellXfs count="2">'),
    "a number format's number taken": (STYLES, '<numFmt numFmtId="164"', '<numFmt numFmtId="14"'),
    "a font that is not there": (STYLES, '<xf numFmtId="164" fontId="1"', '<xf numFmtId="164" fontId="2"'),
    "a section of the styles lost": (STYLES, '<cellStyles count="1"><cellStyle name="Normal" xfId="0"/></cellStyles>', ""),
    "a named style added": (STYLES, "</cellStyles>", '<cellStyle name="Own" xfId="0"/></cellStyles>'),
    "a sheet renamed": (BOOK, 'name="Plain"', 'name="Plane"'),
    "a sheet hidden": (BOOK, 'name="Plain"', 'name="Plain" state="hidden"'),
    "a sheet put first": (BOOK, '<sheets><sheet name="Leads" sheetId="1" r:id="rId1"/>', '<sheets><sheet name="new" sheetId="9" r:id="rId6"/><sheet name="Leads" sheetId="1" r:id="rId1"/>'),
    "two sheets of one number": (BOOK, 'sheetId="5"', 'sheetId="4"'),
    "two sheets of one part": (BOOK, 'r:id="rId6"', 'r:id="rId1"'),
    "two sheets of one name": (BOOK, 'name="sheetqual"', 'name="LEADS"'),
    "a name's meaning changed": (BOOK, "Plain!$B$2", "Plain!$B$3"),
    "a name of another sheet": (BOOK, 'localSheetId="1"', 'localSheetId="0"'),
    "a name gone": (BOOK, '<definedName name="Rate">Plain!$B$2</definedName>', ""),
    "a name that nobody wanted": (BOOK, "</definedNames>", '<definedName name="Other">1</definedName></definedNames>'),
    "a name twice": (BOOK, "</definedNames>", '<definedName name="leadprofile">1</definedName></definedNames>'),
    "how it calculates lost": (BOOK, ' calcId="191029"', ""),
    "the calculation before the names": (BOOK, "<definedNames>", "<calcPr/><definedNames>"),
    "an attribute of the view changed": (BOOK, 'activeTab="0"', 'activeTab="1"'),
    "a relationship to nowhere": (RELATIONS, "sheet3.xml", "sheet4.xml"),
    "a relationship gone": (RELATIONS, f'<Relationship Id="rId5" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>', ""),
    "a relationship's id changed": (RELATIONS, 'Id="rId5"', 'Id="rId7"'),
    "two relationships of one id": (RELATIONS, 'Id="rId6"', 'Id="rId5"'),
    "a calculation chain that is gone, but named": (RELATIONS, "</Relationships>", f'<Relationship Id="rId4" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>'),
    "a content type lost": (LISTED, f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>', ""),
    "a new sheet without its content type": (LISTED, f'<Override PartName="/xl/worksheets/sheet3.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>', ""),
    "a content type of nothing": (LISTED, "</Types>", '<Override PartName="/xl/gone.xml" ContentType="a/b"/></Types>'),
    "a comment in front": (LEADS, "", "<!-- -->"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_of_this_kind_is_found(before: Path, tmp_path: Path, kind: str) -> None:
    name, old, new = DAMAGE[kind]
    if old == "*":
        parts = {key: text for key, text in AFTER.items() if key != name}
    elif old == "":
        parts = AFTER | {name: new + AFTER.get(name, "")}
    else:
        parts = changed(AFTER, {name: [(old, new)]})
    assert differences(before, saved(tmp_path / "after.xlsx", parts), ALLOWED)


def test_a_chain_that_names_a_formula_that_is_gone_is_found(before: Path, tmp_path: Path) -> None:
    kept = {"xl/worksheets/sheet2.xml": [('<c r="D2"><f>B2</f><v>5</v></c>', '<c r="D2"><v>7</v></c>')]}
    found = differences(before, saved(tmp_path / "after.xlsx", changed(BEFORE, kept)), ALLOWED)
    assert found == ["xl/calcchain.xml: D2 of Plain holds no formula any more"]


def test_formats_inside_the_columns_may_go_only_where_that_is_allowed(before: Path, tmp_path: Path) -> None:
    start, end = BEFORE[LEADS].index("<conditionalFormatting"), BEFORE[LEADS].index("<hyperlinks>")
    gone = saved(tmp_path / "after.xlsx", BEFORE | {LEADS: BEFORE[LEADS][:start] + BEFORE[LEADS][end:]})
    allowed = Allowed(cells={"Leads": [Area([2])]})
    assert "its rules are gone" in differences(before, gone, allowed)[0]
    assert differences(before, gone, replace(allowed, formats_replaced=True)) == []


def test_a_sheet_that_was_published_may_be_published_anew(tmp_path: Path) -> None:
    before = saved(tmp_path / "before.xlsx", AFTER)
    other = changed(AFTER, {"xl/worksheets/sheet3.xml": [("Profile", "Another")]})
    after = saved(tmp_path / "after.xlsx", other)
    assert differences(before, after, ALLOWED) == []
    assert differences(before, after, replace(ALLOWED, sheets=())) != []


def test_further_members_may_be_new_where_they_are_named(before: Path, tmp_path: Path) -> None:
    parts = BEFORE | {"xl/metadata.xml": "<metadata/>"}
    after = saved(tmp_path / "after.xlsx", parts)
    assert differences(before, after, Allowed()) == ["xl/metadata.xml: is new"]
    assert differences(before, after, Allowed(members=r"xl/metadata\.xml")) == []


# --- Damage to the archive --------------------------------------------------------------------


def rezipped(path: Path, change: Callable[[zipfile.ZipInfo], zipfile.ZipInfo | None], *, level: int = 6) -> None:
    """Write the small workbook with other entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in BEFORE.items():
            info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            info.compress_type = zipfile.ZIP_DEFLATED
            if entry := change(info):
                data = text if name.endswith(".rels") else HEAD + text
                archive.writestr(entry, data, compresslevel=level)


def dated(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    info.date_time = (2026, 1, 2, 3, 4, 8)
    return info


def stored(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    info.compress_type = zipfile.ZIP_STORED
    return info


def executable(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    info.external_attr = 0o755 << 16
    return info


def marked(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    info.extra = struct.pack("<2H", 0x9999, 0)
    return info


@pytest.mark.parametrize("change", [dated, stored, executable, marked])
def test_a_member_that_is_stored_otherwise_is_found(
    before: Path, tmp_path: Path, change: Callable[[zipfile.ZipInfo], zipfile.ZipInfo]
) -> None:
    after = tmp_path / "after.xlsx"
    rezipped(after, lambda info: change(info) if info.filename == "xl/sharedStrings.xml" else info)
    assert differences(before, after, ALLOWED)


def test_a_member_that_is_packed_anew_is_found(before: Path, tmp_path: Path) -> None:
    after = tmp_path / "after.xlsx"
    rezipped(after, lambda info: info, level=0)
    assert any("stored with other bytes" in one for one in differences(before, after, ALLOWED))


def test_members_in_another_order_are_found(before: Path, tmp_path: Path) -> None:
    parts = dict(reversed(BEFORE.items()))
    assert differences(before, saved(tmp_path / "after.xlsx", parts), Allowed()) == [
        "zip: its members stand in another order"
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "XL/SharedStrings.xml"])
def test_a_member_twice_is_found(before: Path, name: str) -> None:
    after = before.with_name("after.xlsx")
    after.write_bytes(before.read_bytes())
    with zipfile.ZipFile(after, "a") as archive:
        archive.writestr(name, "<sst/>")
    assert any("2 members" in one for one in differences(before, after, ALLOWED))


def in_header(data: bytes, place: int) -> bytes:
    """Return an archive in which one byte of the local header of the shared strings is another."""
    at = data.index(b"xl/sharedStrings.xml") - 30 + place
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


ARCHIVE_DAMAGE: Mapping[str, Callable[[bytes], bytes]] = {
    "a checksum in a header": lambda data: in_header(data, 14),
    "a packed size in a header": lambda data: in_header(data, 18),
    "a size in a header": lambda data: in_header(data, 22),
    "a method in a header": lambda data: in_header(data, 8),
    "flags in a header": lambda data: in_header(data, 6),
    "a name in a header": lambda data: in_header(data, 30),
    "packed data": lambda data: in_header(data, 60),
    "bytes in front": lambda data: b"#!" + data,
    "bytes behind": lambda data: data + b"\0\0",
    "a cut end": lambda data: data[:-9],
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("kind", ARCHIVE_DAMAGE)
def test_damage_to_the_archive_is_found(before: Path, kind: str) -> None:
    after = before.with_name("after.xlsx")
    after.write_bytes(ARCHIVE_DAMAGE[kind](before.read_bytes()))
    assert differences(before, after, ALLOWED)


def test_sizes_behind_the_data_are_taken_where_they_are_right(before: Path) -> None:
    after = before.with_name("after.xlsx")
    with after.open("wb") as stream, zipfile.ZipFile(_Unseekable(stream), "w") as archive:
        archive.writestr("a.xml", "<a/>")
    assert list(Book(after).faults()) == []
    data = after.read_bytes()
    at = data.index(b"PK\7\x08") + 4
    after.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    assert any("no sizes" in one for one in Book(after).faults())


class _Unseekable:
    """A stream that zipfile can't go back in, so that sizes come behind the data."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream

    def write(self, data: bytes, /) -> int:
        return self.stream.write(data)

    def flush(self) -> None:
        self.stream.flush()

    def close(self) -> None:
        self.stream.close()


# --- LibreOffice ------------------------------------------------------------------------------


def test_libreoffice_shows_values_formulas_errors_and_repeated_cells(tmp_path: Path, soffice: str) -> None:
    path, broken = tmp_path / "book.xlsx", tmp_path / "broken.xlsx"
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "It's"
    for row in ([1.5, "a  b", True], [], ["=A1*2", "=1/0", None, "x"], [7, 7, 7], [7, 7, 7]):
        page.append(row)
    page["A1"].number_format = "0%"
    book.create_sheet("Empty")
    book.save(path)
    broken.write_bytes(path.read_bytes()[:900])
    found = office.values(soffice, [path, broken])
    assert found[broken] is None
    sheets = found[path]
    assert sheets is not None
    assert list(sheets) == ["It's", "Empty"]
    assert sheets["Empty"] == {}
    cells = sheets["It's"]
    assert (cells[1, 1].kind, cells[1, 1].value, cells[1, 1].text) == ("percentage", "1.5", "150%")
    assert cells[1, 2].text == "a  b"
    assert cells[1, 3].text == "TRUE"
    assert (cells[3, 1].value, cells[3, 1].formula) == ("3", "of:=[.A1]*2")
    assert cells[3, 2].is_error
    assert cells[3, 4].text == "x"
    assert {at: cells[at].value for at in cells if at[0] >= 4} == {(r, c): "7" for r in (4, 5) for c in (1, 2, 3)}


FAKE_OFFICE = """#!/bin/sh
while [ "$1" != --outdir ]; do shift; done
mkdir "$2"
out="$2"
shift 2
for file in "$@"; do
    case $(cat "$file") in
        crash) kill -9 $$ ;;
        hang) sleep 99 ;;
        refused) continue ;;
    esac
    echo '<a/>' > "$out/$(basename "$file" .xlsx).fods"
done
"""


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_one_workbook_that_takes_libreoffice_down_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "soffice"
    fake.write_text(FAKE_OFFICE)
    fake.chmod(0o755)
    monkeypatch.setattr(office, "START", 1)
    monkeypatch.setattr(office, "EACH", 0.1)
    said = ["good", "crash", "good", "refused", "good", "hang", "good"]
    paths = [tmp_path / f"{at}.xlsx" for at in range(len(said))]
    for path, word in zip(paths, said, strict=True):
        path.write_text(word)
    found = office.values(str(fake), paths)
    assert [found[path] is not None for path in paths] == [word == "good" for word in said]


def shown(value: str, formula: str | None = None) -> office.Shown:
    return office.Shown("float", value, value, formula)


@pytest.mark.parametrize(
    ("formula", "columns", "told"),
    [
        (None, [4], True),
        (None, [1], False),
        ("of:=[.B1]", [4], True),
        ("of:=NOW()-[.B1]", [4], False),
        ("of:=SUM([.B1:.E1])", [4], False),
        ("of:=SUM(['My sheet'.$B:.$E])", [4], True),
        ("of:=SUM([$S.$B:.$E])", [4], False),
        ("of:=[.A2]", [4], False),
    ],
)
def test_other_values_are_told_unless_they_may_differ(formula: str | None, columns: list[int], *, told: bool) -> None:
    before, after = (
        {"S": {(1, 1): shown(value, formula), (2, 1): shown("0", "of:=[.D9]"), (1, 4): shown(value)}}
        for value in ("1", "2")
    )
    allowed = Allowed(cells={"S": [Area([4]), Area(columns)]})
    found = office.same_values(before, after, allowed)
    assert bool(found) == told, found


def test_a_workbook_that_libreoffice_refuses_only_now_is_told() -> None:
    assert office.same_values({}, None, Allowed()) == ["LibreOffice no longer opens it"]
    assert office.same_values(None, None, Allowed()) == []
    assert office.same_values({"S": {}}, {}, Allowed()) != []
    assert office.same_values({"S": {}}, {"S": {}, "sheetqual": {}}, Allowed(sheets={"sheetqual"})) == []


# --- Real workbooks ---------------------------------------------------------------------------

Edit: TypeAlias = Callable[[Path, Path], Allowed | None]
"""Writes one workbook into another file; says what it may have changed, or None where it refused."""


class _SameStyles:
    """New cells look like those beside them."""

    @staticmethod
    def plain(base: int) -> int:
        return base

    @staticmethod
    def day(base: int, *, with_time: bool) -> int:  # noqa: ARG004 - they never hold days
        return base


def merged_to(path: Path, part: str) -> list[int]:
    """Return the last columns of merged cells, and 0, as nothing new can stand in those."""
    merged = Book(path).root(part.casefold()).first("mergeCells")
    boxes = [Box.read(one.attributes.get("ref")) for one in merged.elements] if merged else []
    return [0, *(box.right for box in boxes if box)]


def two_columns(source: Path, target: Path) -> Allowed | None:
    """Put two columns beside what stands in each sheet."""
    from sheetqual.files._package import Package, rewrite
    from sheetqual.files._refusals import Refused
    from sheetqual.files._sheet_change import Outcome, SheetChange
    from sheetqual.files._sheet_splice import splice
    from sheetqual.files._xlsx_scan import Workbook

    cells: dict[str, list[Area]] = {}
    changes = {}
    try:
        with zipfile.ZipFile(source) as archive:
            package = Package(archive)
            for sheet, part in Workbook(archive).sheets.items():
                if not part or "worksheets" not in part or part not in package:
                    continue
                held = CalamineWorkbook.from_path(source).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                filled = [number for number, row in enumerate(held, start=1) if any(cell != "" for cell in row)]
                if not filled:
                    continue
                width = max(*map(len, held), *merged_to(source, part))
                rows: dict[int, list[Content]] = {number: [f"é<&> {number} ", number + 0.5] for number in filled[1:]}
                change = SheetChange(
                    places=[width, width + 1],
                    rows={filled[0]: ["Scöre", "Temp"], **rows},
                    header_row=filled[0],
                    styles=_SameStyles(),
                    fresh=frozenset((width, width + 1)),
                    widths={width: 10, width + 1: 12},
                )
                changes[part] = partial(splice, package.open(part), change, Outcome())
                cells[sheet] = [Area((width + 1, width + 2), frozenset(filled))]
            with target.open("wb") as out:
                rewrite(package, out, changes)
    except (Refused, zipfile.BadZipFile):
        return None
    return Allowed(cells=cells) if cells else None


def _profile(header: str) -> ProfileFile:
    """Return a profile that reads a column of any name."""
    from sheetqual.files.profiles import profile_from_text

    text = f'schema = 1\nname = "All"\n[[criterion]]\nid = "a"\nname = "A"\ncolumns = [{json.dumps(header, ensure_ascii=False)}]\nwant = {{ known = true }}\n'
    return profile_from_text(text, "all.toml")


def _lists(path: Path) -> Iterator[tuple[str, int, str]]:
    """Yield the sheets of a workbook that may be read as a list: name, header row, the text of a header."""
    from sheetqual.core.reading import cell_text

    try:
        book = CalamineWorkbook.from_path(path)
    except Exception:  # noqa: BLE001 - damaged ones have nothing to score
        return
    for sheet in book.sheet_names:
        try:
            held = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except Exception:  # noqa: BLE001, S112 - a sheet of charts
            continue
        for number, row in enumerate(held, start=1):
            texts = [cell_text(cell) for cell in row if str(cell).strip(" \n\0")]
            if texts and any(cell != "" for later in held[number:] for cell in later):
                yield sheet, number, texts[0]
                break


def scores(source: Path, target: Path, times: int = 1) -> Allowed | None:
    """Write scores into the first sheet that can be read as a list."""
    from sheetqual.errors import SheetqualError
    from sheetqual.files._positions import column_number
    from sheetqual.files.lists import score_list
    from sheetqual.files.workbook import target_of, write_scores

    for sheet, header_row, header in _lists(source):
        shutil.copyfile(source, target)
        file = _profile(header)
        try:
            for _ in range(times):
                seen = target_of(target)
                scored = score_list(target, file, today=date(2026, 11, 22), sheet=sheet, header_row=header_row)
                done = write_scores(scored, seen)
        except SheetqualError:
            assert target.read_bytes() == source.read_bytes()
            continue
        first, last = (column_number(letters.encode()) + 1 for letters in done.columns.split(" to "))
        return Allowed(cells={sheet: [Area(range(first, last + 1), frozenset((header_row, *scored.table.rows)))]})
    return None


def publishing(source: Path, target: Path, natively: Sequence[bool | None] = (None,)) -> Allowed | None:
    """Publish a profile, once for each way of having native functions."""
    from sheetqual.core.native.functions import native_functions
    from sheetqual.errors import SheetqualError
    from sheetqual.files.publishing import PRIORITIES_NAME, PROFILE_NAME, publish, read_published
    from sheetqual.files.workbook import target_of

    shutil.copyfile(source, target)
    file = _profile(" <Größe> ")
    try:
        for native in natively:
            publish(file, target_of(target), now=datetime(2026, 11, 22, tzinfo=UTC), native=native)
    except SheetqualError:
        assert target.read_bytes() == source.read_bytes()
        return None
    published = read_published(target)
    assert published
    assert published.file.text == file.text
    functions = native_functions(file.profile, has_day=False) if natively[-1] else None
    names = {*functions.names, *functions.texts} if functions else set()
    return Allowed(sheets={"sheetqual", "Priorities"}, names={PROFILE_NAME, PRIORITIES_NAME, *names})


# Another edit is one more line here: a function that writes `source`, edited, to `target`, and
# returns what it was to change, in the words of Allowed; None where there was nothing to edit.
# The number is that of the workbooks that it has to manage, so that refusing all does not pass.
EDITS: Mapping[str, tuple[Edit, int]] = {
    "two columns": (two_columns, 200),
    "scores": (scores, 140),
    "scores twice": (partial(scores, times=2), 140),
    "publishing": (publishing, 250),
    "publishing twice": (partial(publishing, natively=(None, None)), 250),
    "publishing natively": (partial(publishing, natively=(True,)), 250),
    "publishing natively and back": (partial(publishing, natively=(True, None, False)), 250),
}

Edited: TypeAlias = Mapping[Path, tuple[Path, Allowed]]


@pytest.fixture(scope="module", params=list(EDITS))
def edited(request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Edited:
    """The shared workbooks, each with an edited copy and what may differ in it."""
    edit, least = EDITS[request.param]
    folder = tmp_path_factory.mktemp("edited")
    made = {}
    for at, source in enumerate(workbooks(shared)):
        target = folder / f"{at}{source.suffix}"
        if allowed := edit(source, target):
            made[source] = (target, allowed)
    assert len(made) >= least
    return made


def workbooks(shared: Path) -> list[Path]:
    """Return the shared workbooks that can be written into."""
    return sorted((shared / "workbooks").rglob("*.xls[xm]"))


@pytest.fixture(scope="module")
def originals(shared: Path, soffice: str) -> Mapping[Path, Sheets | None]:
    """What LibreOffice shows of the shared workbooks; loaded once for all edits."""
    return office.values(soffice, workbooks(shared))


def told(found: Iterator[tuple[Path, list[str]]]) -> list[str]:
    """Return the first differences of each workbook, with its name."""
    return [f"{path.name}: {one}" for path, differing in found for one in differing[:5]]


@pytest.mark.needs_shared
def test_a_real_workbook_is_the_same_as_itself(shared: Path) -> None:
    files = [path for path in workbooks(shared) if zipfile.is_zipfile(path)]
    assert len(files) > 250
    assert told((path, differences(path, path, Allowed())) for path in files) == []


@pytest.mark.needs_shared
def test_real_workbooks_keep_every_byte_and_every_element(edited: Edited) -> None:
    assert told((source, differences(source, *made)) for source, made in edited.items()) == []


# The edits that hold the others in them.
@pytest.mark.needs_shared
@pytest.mark.parametrize("edited", ["two columns", "scores twice", "publishing twice"], indirect=True)
def test_libreoffice_shows_the_same_values_in_real_workbooks(
    edited: Edited, originals: Mapping[Path, Sheets | None], soffice: str
) -> None:
    after = office.values(soffice, [target for target, _ in edited.values()])
    found = (
        (source, office.same_values(originals[source], after[target], allowed))
        for source, (target, allowed) in edited.items()
    )
    assert told(found) == []
    cells = sum(len(sheet) for sheets in originals.values() if sheets for sheet in sheets.values())
    assert cells > 5000
