"""Cells put into a workbook leave everything else in it as it was, byte for byte."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sheetqual.files._markup import Edits, parse
from sheetqual.files._package import Package, rewrite
from sheetqual.files._positions import column_letters, column_number
from sheetqual.files._refusals import Refused
from sheetqual.files._sheet_change import KEEP, Occupied, Outcome, Rule, SheetChange
from sheetqual.files._sheet_splice import splice
from sheetqual.files._sheet_tables import Box
from sheetqual.files._xlsx_scan import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheetqual.files._sheet_change import Content

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


class OtherStyles:
    """Every style becomes one that can be told from it."""

    @staticmethod
    def plain(base: int) -> int:
        return base + 100

    @staticmethod
    def day(base: int, *, with_time: bool) -> int:
        return base + (300 if with_time else 200)


def new(
    places: Sequence[int] = (1,),
    rows: Mapping[int, Sequence[Content]] | None = None,
    headers: Sequence[Content] = ("Score",),
    header_row: int = 1,
    **more: Any,
) -> SheetChange:
    cells = {header_row: headers} | dict(rows or {})
    options = {"fresh": frozenset(places)} | more
    return SheetChange(places, cells, header_row, OtherStyles(), **options)


def spliced(pieces: Sequence[bytes], change: SheetChange) -> bytes:
    return b"".join(splice(pieces, change, Outcome()))


def put(data: str, columns: SheetChange, *, before: str = "", after: str = "", pieces: int = 7) -> str:
    """Return what becomes of a sheet part, handed over in pieces of a few bytes."""
    text = f"{HEAD}{before}<sheetData>{data}</sheetData>{after}</worksheet>".encode()
    parts = [text[at : at + pieces] for at in range(0, len(text), pieces)]
    result = spliced(parts, columns).decode()
    assert result.startswith(HEAD)
    assert result.endswith(f"{after}</worksheet>")
    return result[result.index("<sheetData>") + 11 : result.index("</sheetData>")]


@pytest.mark.parametrize("pieces", [1, 3, 10_000])
def test_cells_are_put_behind_the_others_in_their_style(pieces: int) -> None:
    row = '<row r="1" spans="1:1"><c r="A1" s="4" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="5"><v>1</v></c></row>'
    assert put(row, new(rows={2: [9.5]}), pieces=pieces) == (
        '<row r="1" spans="1:2"><c r="A1" s="4" t="s"><v>0</v></c>'
        '<c r="B1" s="4" t="inlineStr"><is><t>Score</t></is></c></row>'
        '<row r="2"><c r="A2" s="5"><v>1</v></c><c r="B2" s="105"><v>9.5</v></c></row>'
    )


def test_a_cell_that_is_there_is_replaced_in_its_own_style_and_others_stay() -> None:
    data = '<row r="2"><c r="A2"/><c r="B2" s="7" vm="1"><v>2</v></c><c r="D2"><v>4</v></c></row>'
    change = new((1, 2), {2: ["warm", None]}, (KEEP, KEEP), fresh=frozenset({2}))
    assert put(data, change) == (
        '<row r="2"><c r="A2"/><c r="B2" s="7" t="inlineStr"><is><t>warm</t></is></c><c r="C2" s="107"/>'
        '<c r="D2"><v>4</v></c></row>'
    )


@pytest.mark.parametrize("formula", ["<f>1+1</f>", '<f t="shared" ref="B2:B9">A2</f>', '<f t="shared" si="0"/>'])
def test_a_formula_stays(formula: str) -> None:
    data = f'<row r="2"><c r="B2" s="7" cm="1">{formula}<v>2</v></c></row>'
    assert put(data, new(rows={2: [5]}, headers=(KEEP,), fresh=frozenset())) == data


def test_rows_and_cells_without_positions_are_counted() -> None:
    data = "<row><c><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row>"
    said = put(data, new((1,), {2: [5]}, (KEEP,), header_row=99, fresh=frozenset()))
    assert said == '<row><c><v>1</v></c></row><row><c><v>2</v></c><c r="B2"><v>5</v></c></row>'


def test_cells_without_a_position_behind_one_that_has_it_are_counted() -> None:
    data = '<row r="2"><c r="A2"/><c><v>1</v></c><c><v>2</v></c></row>'
    assert put(data, new((3,), {2: [5]}, (KEEP,))).endswith('<c><v>2</v></c><c r="D2" s="100"><v>5</v></c></row>')


def test_an_instruction_in_a_row_is_no_row() -> None:
    data = '<row r="2"><c r="A2"/><?pi </row> ?></row>'
    assert put(data, new(rows={2: [5]}, headers=(KEEP,))) == (
        '<row r="2"><c r="A2"/><?pi </row> ?><c r="B2" s="100"><v>5</v></c></row>'
    )


def test_widths_of_no_column_are_refused() -> None:
    with pytest.raises(Refused, match="not written as Excel does it"):
        put('<row r="2"/>', new(rows={2: [5]}, widths={1: 9}), before='<cols><col width="4"/></cols>')


def test_a_row_that_closes_itself_is_opened() -> None:
    assert put('<row r="2" ht="20"/>', new(rows={2: [5]}, headers=(KEEP,))) == (
        '<row r="2" ht="20"><c r="B2" s="100"><v>5</v></c></row>'
    )


def test_texts_are_escaped_and_their_blanks_kept() -> None:
    said = put('<row r="2"><c r="A2"/></row>', new(rows={2: [' <&> "\x07\ud800']}))
    assert 't="inlineStr"><is><t xml:space="preserve"> &lt;&amp;&gt; "</t></is></c></row>' in said


def test_what_only_looks_like_rows_is_no_row() -> None:
    data = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[</row><row r="2">]]></t></is></c></row><!-- <row r="2"> -->'
    )
    said = put(data, new(rows={2: [5]}))
    assert said.endswith('</row><!-- <row r="2"> --><row r="2"><c r="B2" s="100"><v>5</v></c></row>')
    assert '<![CDATA[</row><row r="2">]]></t></is></c><c r="B1"' in said


@pytest.mark.parametrize("inner", ["<v>1</v>", "<f>A1</f>", '<is><t>"x"</t></is>'])
def test_new_columns_cover_nothing(inner: str) -> None:
    with pytest.raises(Occupied, match="something in B2"):
        put(f'<row r="2"><c r="B2">{inner}</c></row>', new(rows={2: [5]}, headers=(KEEP,)))
    assert put('<row r="2"><c r="B2" s="3"/></row>', new(rows={2: [5]}, headers=(KEEP,))) == (
        '<row r="2"><c r="B2" s="103"><v>5</v></c></row>'
    )
    with pytest.raises(Occupied, match="merged cells"):
        put(
            '<row r="2"><c r="A2"/></row>',
            new(rows={2: [5]}),
            after='<mergeCells><mergeCell ref="A2:B3"/></mergeCells>',
        )


def test_rows_that_are_not_there_are_made_in_the_style_of_the_first() -> None:
    data = '<row r="1"><c r="A1"/></row><row r="2"><c r="A2" s="4"/></row><row r="9"><c r="A9"/></row>'
    change = new((0, 1), {2: [KEEP, 5], 7: ["x", 6], 8: [KEEP, KEEP], 12: [date(2026, 1, 2), KEEP]}, (KEEP, "Score"))
    change = replace(change, fresh=frozenset({1}))
    assert put(data, change) == (
        '<row r="1"><c r="A1"/><c r="B1" t="inlineStr"><is><t>Score</t></is></c></row>'
        '<row r="2"><c r="A2" s="4"/><c r="B2" s="104"><v>5</v></c></row>'
        '<row r="7"><c r="A7" s="4" t="inlineStr"><is><t>x</t></is></c><c r="B7" s="100"><v>6</v></c></row>'
        '<row r="9"><c r="A9"/></row>'
        '<row r="12"><c r="A12" s="204"><v>46024.0</v></c></row>'
    )


def test_rows_or_cells_out_of_order_are_refused() -> None:
    with pytest.raises(Refused):
        put('<row r="3"/><row r="2"/>', new(rows={2: [5]}))
    with pytest.raises(Refused):
        put('<row r="2"><c r="D2"/><c r="A2"/><c r="C2"/></row>', new(rows={2: [5]}))


def test_a_text_that_looks_like_an_escaped_character_stays_a_text() -> None:
    assert "_x005F_x0041_</t>" in put('<row r="2"><c r="A2"/></row>', new(rows={2: ["_x0041_"]}))


def test_a_protected_sheet_is_refused() -> None:
    with pytest.raises(Refused, match="Unprotect"):
        put('<row r="2"/>', new(rows={2: [5]}), after='<sheetProtection password="CC1A" sheet="1"/>')


def test_a_filter_follows_its_list() -> None:
    change = new(rows={2: [5]}, filtered=lambda box: Box(box.left, box.top, box.right + 1, box.bottom))
    text = f'{HEAD}<sheetData><row r="2"/></sheetData><autoFilter ref="A1:A2"><x/></autoFilter></worksheet>'.encode()
    outcome = Outcome()
    result = b"".join(splice([text], change, outcome))
    assert b'</sheetData><autoFilter ref="A1:B2"><x/></autoFilter></worksheet>' in result
    assert outcome.filtered == (Box(0, 1, 0, 2), Box(0, 1, 1, 2))


def test_hidden_columns_are_shown_where_scores_go() -> None:
    change = new((2, 3), {2: [5, 6]}, ("A", "B"), widths={2: 10, 3: 12})
    text = (
        f'{HEAD}<cols><col min="1" max="1" width="9"/><col min="2" max="9" hidden="1" style="4"/></cols>'
        '<sheetData><row r="2"/></sheetData></worksheet>'
    )
    assert (
        b'<col min="1" max="1" width="9"/><col min="2" max="2" hidden="1" style="4"/>'
        b'<col min="3" max="3" style="4" width="10" customWidth="1"/>'
        b'<col min="4" max="4" style="4" width="12" customWidth="1"/><col min="5" max="9" hidden="1" style="4"/></cols>'
    ) in spliced([text.encode()], change)


def test_the_extent_and_the_widths_follow() -> None:
    columns = new((2, 3), {}, ("Score", "Temp"), widths={2: 10, 3: 10})
    text = (
        f'{HEAD}<dimension ref="A1:B9"/><cols><col min="1" max="2" width="9"/><col min="9" max="9" width="4"/></cols>'
        '<sheetData><row r="1"><c r="B1"/></row></sheetData></worksheet>'
    )
    result = spliced([text.encode()], columns).decode()
    assert '<dimension ref="A1:D9"/>' in result
    assert (
        '<col min="1" max="2" width="9"/><col min="3" max="3" width="10" customWidth="1"/>'
        '<col min="4" max="4" width="10" customWidth="1"/><col min="9"'
    ) in result
    bare = spliced([re.sub("<cols>.*</cols>", "", text).encode()], columns)
    assert b'<cols><col min="3" max="3" width="10" customWidth="1"/>' in bare
    known = text.replace('max="2"', 'max="8"')
    assert known[: known.index("<sheetData>")].replace("A1:B9", "A1:D9") in spliced([known.encode()], columns).decode()


def coloured(rows: Mapping[int, Sequence[Content]], after: str, prefix: str = "") -> str:
    change = new(rows=rows, coloured=1, rules=[Rule('h"o<t', lambda: 7), Rule("cold", lambda: 8)])
    row = "".join(f'<{prefix}row r="{number}"/>' for number in rows)
    text = f"{HEAD}<sheetData>{row}</sheetData>{after}</worksheet>".replace("<", f"<{prefix}").replace(
        f"<{prefix}/", f"</{prefix}"
    )
    return spliced(
        [text.replace(f"<{prefix}{prefix}", f"<{prefix}").replace(f"<{prefix}?", "<?").encode()], change
    ).decode()


def test_formats_stand_where_the_schema_wants_them_and_come_last() -> None:
    after = (
        '<mergeCells/><conditionalFormatting sqref="A1"><cfRule priority="4"/></conditionalFormatting><pageMargins/>'
    )
    result = coloured({2: [5], 3: [6]}, after)
    assert (
        '</conditionalFormatting><conditionalFormatting sqref="B2:B3">'
        '<cfRule type="cellIs" dxfId="7" priority="5" operator="equal"><formula>"h""o&lt;t"</formula></cfRule>'
        '<cfRule type="cellIs" dxfId="8" priority="6" operator="equal"><formula>"cold"</formula></cfRule>'
        "</conditionalFormatting><pageMargins/>"
    ) in result


@pytest.mark.parametrize(
    ("there", "then"),
    [
        ('<conditionalFormatting sqref="B2:B2"/>', '<conditionalFormatting sqref="B2:B3"/>'),
        ('<conditionalFormatting sqref="B2:B9"/>', '<conditionalFormatting sqref="B2:B9"/>'),
        ('<conditionalFormatting sqref="A1:D9"/>', '<conditionalFormatting sqref="A1:D9"/>'),
        ("<extLst><sqref>B1:B9</sqref></extLst>", "<extLst><sqref>B1:B9</sqref></extLst>"),
    ],
)
def test_colours_that_are_there_stay_and_reach_to_the_last_lead(there: str, then: str) -> None:
    assert coloured({2: [5], 3: [6]}, there).endswith(f"</sheetData>{then}</worksheet>")


@pytest.mark.parametrize(
    "text",
    ["", "<worksheet>", f"{HEAD}<sheetData/></worksheet>", f"{HEAD}<sheetData><row r='1'>", "<chartsheet><sheetData>"],
)
def test_a_part_that_is_no_sheet_with_rows_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        spliced([text.encode()], new())


@given(st.integers(0, 16_383))
def test_letters_and_places_are_the_same(place: int) -> None:
    assert column_number(column_letters(place)) == place


def test_a_markup_edit_changes_nothing_else() -> None:
    text = b"<?xml version='1.0'?>\n<a:r xmlns:a='u' b = 'x > y'  ><!-- <c/> --><a:c k=\"1\"/>\n<d/></a:r>"
    root = parse(text)
    assert (root.name, root.prefix, root.attributes["b"]) == ("r", "a:", "x > y")
    first, last = root.children
    edits = Edits(text)
    edits.set(first, k='"2"', n="3")
    edits.append(last, "<e/>")
    edits.append(root, "<f/>")
    assert edits.result() == (
        b"<?xml version='1.0'?>\n<a:r xmlns:a='u' b = 'x > y'  ><!-- <c/> --><a:c k=\"&quot;2&quot;\" n=\"3\"/>\n"
        b"<d><e/></d><f/></a:r>"
    )
    assert Edits(text).result() == text


@pytest.mark.parametrize("text", [b"", b"<a>", b"<!DOCTYPE a><a/>", "<a/>".encode("utf-16")])
def test_markup_that_is_none_or_hides_something_is_refused(text: bytes) -> None:
    with pytest.raises(Refused):
        parse(text)


def copied(path: Path, changed: dict[str, bytes | None]) -> zipfile.ZipFile:
    out = io.BytesIO()
    with zipfile.ZipFile(path) as archive:
        rewrite(Package(archive), out, dict(changed))
    return zipfile.ZipFile(out)


def test_members_that_do_not_change_are_copied_as_they_are_stored(tmp_path: Path) -> None:
    path = tmp_path / "book.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"a" * 5000)
        archive.writestr(zipfile.ZipInfo("b.bin", (2001, 2, 3, 4, 5, 6)), b"stored")
        archive.writestr("gone.xml", b"gone")
        archive.writestr("new.xml", b"old")
    made = copied(path, {"gone.xml": None, "NEW.xml": b"new", "added.xml": b"added"})
    assert made.namelist() == ["a.xml", "b.bin", "new.xml", "added.xml"]
    assert [made.read(name) for name in made.namelist()] == [b"a" * 5000, b"stored", b"new", b"added"]
    assert made.getinfo("b.bin").date_time == (2001, 2, 3, 4, 5, 6)
    assert made.testzip() is None


def test_a_package_with_two_parts_of_one_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/A.xml", b"1")
        archive.writestr("xl/a.xml", b"2")
    with zipfile.ZipFile(path) as archive, pytest.raises(Refused, match="damaged"):
        Package(archive)


def test_relationships_name_whole_parts(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["A"])
    book.worksheets[0]["A1"].hyperlink = "https://example.com"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        package = Package(archive)
        kinds = {one.kind: one.target for one in package.relationships("xl/workbook.xml")}
        assert kinds["worksheet"] == SHEET
        assert kinds["styles"] == "xl/styles.xml"
        assert [(one.kind, one.target) for one in package.relationships(SHEET)] == [("hyperlink", None)]
        assert package.relationships("xl/styles.xml") == []
        assert "XL/Styles.xml" in package
        assert package.stored_name("XL/Styles.xml") == "xl/styles.xml"


def workbooks(shared: Path) -> Iterator[tuple[Path, zipfile.ZipFile, Package, dict[str, str]]]:
    for path in sorted((shared / "workbooks").rglob("*.xls[xm]")):
        try:
            archive = zipfile.ZipFile(path)
            yield path, archive, Package(archive), Workbook(archive).sheets
        except (zipfile.BadZipFile, Refused):
            continue


def test_every_real_workbook_keeps_all_that_it_held(shared: Path) -> None:
    """Two columns into every sheet: all other members the same bytes, all other cells the same values."""
    written, refused = 0, list[str]()
    for path, archive, package, sheets in workbooks(shared):
        for sheet, part in sheets.items():
            if not part or "worksheets" not in part or part not in package:
                continue
            before = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            filled = [number for number, cells in enumerate(before, start=1) if any(cell != "" for cell in cells)]
            if not filled:
                continue
            width = max(map(len, before))
            columns = new(
                (width, width + 1),
                {number: ["é<&> x ", 1.5] for number in filled[1:]},
                ("Scöre", "Temp"),
                filled[0],
                widths={width: 10, width + 1: 12},
            )
            out = io.BytesIO()
            try:
                rewrite(package, out, {part: partial(splice, package.open(part), columns, Outcome())})
            except (Occupied, Refused) as refusal:
                refused.append(str(refusal))
                continue
            made = zipfile.ZipFile(out)
            assert made.namelist() == archive.namelist()
            for info in archive.infolist():
                if info.filename.replace("\\", "/").casefold() != part:
                    assert made.read(info.filename) == archive.read(info.filename), (path, info.filename)
            out.seek(0)
            after = CalamineWorkbook.from_filelike(out).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            for number, cells in enumerate(before, start=1):
                now = after[number - 1]
                assert list(map(str, now[:width])) == [*map(str, cells), *[""] * (width - len(cells))], (path, number)
                if number in columns.rows and number != filled[0]:
                    assert now[width:] == ["é<&> x ", 1.5], (path, sheet, number)
            assert after[filled[0] - 1][width:] == ["Scöre", "Temp"]
            written += 1
    assert written > 250
    assert len(refused) < 20
    assert {text.split(" (")[0] for text in refused} <= {
        "has merged cells",
        "has a protected sheet; in Excel, choose Review, Unprotect Sheet, save, and try again.",
    }


def test_nothing_but_the_new_cells_differs_in_the_part_itself(samples: Path) -> None:
    with zipfile.ZipFile(samples / "software" / "leads.xlsx") as archive:
        text = archive.read(SHEET)
        width = CalamineWorkbook.from_path(samples / "software" / "leads.xlsx").get_sheet_by_index(0).width
    columns = new((width,), {number: [1] for number in range(2, 100)}, ("Score",))
    result = spliced([text], columns)
    added = re.compile(rb'<c r="%s\d+"(?: s="\d+")?(?: t="inlineStr"><is><t>Score</t></is>|><v>1</v>)</c>' % (
        column_letters(width)
    ))  # fmt: skip
    assert len(added.findall(result)) == 99
    back = added.sub(b"", result)
    differing = [(one, other) for one, other in zip(text.split(b"<"), back.split(b"<"), strict=False) if one != other]
    assert all(one.startswith((b"dimension", b"row", b"col")) for one, _ in differing[:1])
