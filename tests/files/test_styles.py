"""The styles of a workbook: what is there stays, byte for byte, and what new cells need comes behind it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from sheetqual.files._markup import parse
from sheetqual.files._refusals import Refused
from sheetqual.files._styles import Look, NoStyles, Styles

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FORMATS = (
    '<numFmts count="4"><numFmt numFmtId="164" formatCode="[Red]0.0"/>'
    '<numFmt numFmtId="165" formatCode="dd\\.mm\\.yy"/>'
    '<numFmt numFmtId="166" formatCode="&quot;day&quot; 0"/>'
    '<numFmt numFmtId="167" formatCode="[$-409]mmmm yyyy"/></numFmts>'
)
FONTS = '<fonts count="2"><font><sz val="11"/></font><font><u/><color theme="10"/></font></fonts>'
FILLS = (
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
)
BORDERS = '<borders count="1"><border/></borders>'
CELLS = (
    '<cellXfs count="9"><xf numFmtId="0" fontId="0"/>'
    '<xf numFmtId="14" fontId="0" borderId="0" applyNumberFormat="1"><alignment horizontal="left"/></xf>'
    '<xf numFmtId="49" fontId="0" quotePrefix="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="1" xfId="1"/>'
    '<xf numFmtId="164" fontId="0"/><xf numFmtId="165" fontId="0"/><xf numFmtId="166" fontId="0"/>'
    '<xf numFmtId="167" fontId="0"/><xf fontId="0"/></cellXfs>'
)
FEW = '<dxfs count="0"/>'
EXTRAS = '<extLst><ext uri="{X}"><y:z xmlns:y="u"/></ext></extLst>'
WHOLE = f"<?xml version='1.0'?>\n<styleSheet {MAIN}>{FORMATS}{FONTS}{FILLS}{BORDERS}{CELLS}{FEW}{EXTRAS}</styleSheet>"


def styles(text: str = WHOLE) -> Styles:
    return Styles(text.encode())


def entries(text: bytes, section: str) -> list[str]:
    """Return the entries of a section, whose count has to be true."""
    found = parse(text).first(section)
    assert found is not None
    assert found.attributes["count"] == str(len(found.children))
    return [text[one.start : one.end].decode() for one in found.children]


def test_nothing_is_changed_by_looking() -> None:
    made = styles()
    assert made.plain(0) == 0
    assert made.plain(8) == 8
    assert made.day(1, with_time=False) == 1
    assert made.result() == WHOLE.encode()


def test_a_plain_style_is_like_its_model_without_the_number_format() -> None:
    made = styles()
    assert made.plain(1) == 9
    result = made.result()
    assert entries(result, "cellXfs")[9] == (
        '<xf numFmtId="0" fontId="0" borderId="0" applyNumberFormat="1"><alignment horizontal="left"/></xf>'
    )
    assert entries(result, "cellXfs")[:9] == entries(WHOLE.encode(), "cellXfs")


def test_a_style_that_is_there_is_not_added_again() -> None:
    made = styles()
    assert [made.plain(4), made.plain(5), made.plain(6), made.plain(4)] == [0, 0, 0, 0]
    assert made.result() == WHOLE.encode()
    again = styles()
    again.plain(1)
    assert Styles(again.result()).plain(1) == 9
    twice = Styles(again.result())
    twice.plain(1)
    assert twice.result() == again.result()


def test_the_mark_of_a_text_is_not_taken_over() -> None:
    made = styles()
    new = made.plain(2)
    assert entries(made.result(), "cellXfs")[new] == '<xf numFmtId="0" fontId="0" quotePrefix="0"/>'


def test_a_style_like_a_link_becomes_one_in_the_first_font() -> None:
    made = styles()
    new = made.plain(3)
    assert entries(made.result(), "cellXfs")[new] == '<xf numFmtId="0" fontId="0" fillId="1" xfId="0"/>'


@pytest.mark.parametrize("base", [-1, 9, 70_000])
def test_a_style_that_nobody_knows_is_the_first(base: int) -> None:
    made = styles()
    assert made.plain(base) == 0
    assert made.result() == WHOLE.encode()


@pytest.mark.parametrize(
    ("base", "with_time", "number"), [(0, False, 14), (0, True, 22), (4, False, 14), (6, True, 22)]
)
def test_a_day_gets_a_format_of_days_where_there_is_none(base: int, *, with_time: bool, number: int) -> None:
    made = styles()
    new = made.day(base, with_time=with_time)
    assert f'numFmtId="{number}"' in entries(made.result(), "cellXfs")[new]
    assert 'applyNumberFormat="1"' in entries(made.result(), "cellXfs")[new]


@pytest.mark.parametrize("base", [1, 5, 7])
def test_a_day_keeps_a_format_of_days(base: int) -> None:
    assert styles().day(base, with_time=True) == base


def test_a_colour_is_added_once() -> None:
    made = styles()
    assert [made.fill_format("F4B6B0"), made.fill_format("FBE3A6"), made.fill_format("F4B6B0")] == [0, 1, 0]
    result = made.result()
    assert len(entries(result, "dxfs")) == 2
    assert 'bgColor rgb="FFF4B6B0"' in entries(result, "dxfs")[0]
    assert Styles(result).fill_format("FBE3A6") == 1


def test_sections_that_are_missing_are_made_where_the_schema_wants_them() -> None:
    made = styles(WHOLE.replace('<dxfs count="0"/>', "").replace(BORDERS, ""))
    made.fill_format("F4B6B0")
    made.of(Look(line="000000", fill="FFFFFF"))
    result = made.result()
    names = [child.name for child in parse(result).children]
    assert names == ["numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs", "extLst"]
    assert len(entries(result, "dxfs")) == 1
    assert len(entries(result, "borders")) == 2, "the first is what cells have by default"


@pytest.mark.parametrize("make", [lambda made: made.plain(1), lambda made: made.of(Look(fill="123456", line="ABCDEF"))])
def test_the_rest_of_the_part_stays_byte_for_byte(make: Callable[[Styles], int]) -> None:
    made = styles()
    make(made)
    result = made.result()
    for section in ("fonts", "fills", "borders", "cellXfs"):
        old = entries(WHOLE.encode(), section)
        assert entries(result, section)[: len(old)] == old
    assert result.startswith(f"<?xml version='1.0'?>\n<styleSheet {MAIN}>{FORMATS}".encode())
    assert result.endswith(f'<dxfs count="0"/>{EXTRAS}</styleSheet>'.encode())


def test_a_look_is_made_of_font_fill_line_and_alignment() -> None:
    made = styles()
    look = Look(font='<b/><sz val="16"/>', fill="1F6F8B", line="BFBFBF", alignment='vertical="top"')
    place = made.of(look)
    assert made.of(look) == place
    result = made.result()
    style = re.search(r'fontId="(\d+)" fillId="(\d+)" borderId="(\d+)"', entries(result, "cellXfs")[place])
    assert style
    assert entries(result, "fonts")[int(style[1])] == '<font><b/><sz val="16"/></font>'
    assert "FF1F6F8B" in entries(result, "fills")[int(style[2])]
    assert "FFBFBFBF" in entries(result, "borders")[int(style[3])]
    assert entries(result, "cellXfs")[place].endswith('<alignment vertical="top"/></xf>')


def test_tags_get_the_prefix_of_the_part() -> None:
    text = re.sub(r"<(/?)(?=[a-zA-Z])(?!y:)", r"<\1x:", WHOLE).replace("xmlns=", "xmlns:x=", 1)
    made = styles(text)
    assert made.plain(1) == 9
    made.fill_format("F4B6B0")
    made.of(Look(fill="123456", line="ABCDEF"))
    result = made.result().decode()
    added = result.replace(text, "")
    assert not re.findall(r"<(?!/?x:|\?xml|/?y:)[^>]*>", added)
    assert parse(made.result()).name == "styleSheet"


@pytest.mark.parametrize("section", [CELLS, FONTS], ids=["cellXfs", "fonts"])
def test_a_part_without_a_section_keeps_what_cells_have_by_default(section: str) -> None:
    made = styles(WHOLE.replace(section, ""))
    made.of(Look(font='<b/><sz val="16"/>', fill="1F6F8B", line="BFBFBF"))
    result = made.result()
    name = "cellXfs" if section == CELLS else "fonts"
    assert "16" not in entries(result, name)[0]
    assert 'fillId="2"' not in entries(result, name)[0]


def test_a_part_that_closes_itself_is_opened() -> None:
    made = styles(f"<styleSheet {MAIN}/>")
    made.fill_format("F4B6B0")
    assert len(entries(made.result(), "dxfs")) == 1


@pytest.mark.parametrize("text", ["", "<styleSheet>", "no markup"])
def test_a_part_that_is_no_markup_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        styles(text)


def test_a_workbook_without_styles_has_the_same_one_everywhere() -> None:
    assert NoStyles().plain(3) == 3
    assert NoStyles().day(3, with_time=True) == 3
