"""A workbook with defined names and formulas, written by hand, and what ironcalc makes of it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Value", "evaluated"]

Value = str | float | bool | None
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument"
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def evaluated(
    path: Path,
    names: Mapping[str, str],
    texts: Mapping[str, str],
    cells: Sequence[Sequence[Value]],
    formulas: Sequence[str],
) -> list[str]:
    """Return what formulas come to, as they are shown.

    Args:
        path: Where the workbook is written.
        names: Defined name -> formula.
        texts: Defined name -> the text of a cell.
        cells: The cells of the sheet, row by row from the first; ``#N/A`` and its kin are error cells.
        formulas: The formulas, which stand below.
    """
    import ironcalc

    first = len(cells) + 2
    rows = [[_cell(row, column, value) for column, value in enumerate(some, 1)] for row, some in enumerate(cells, 1)]
    lines = [f'<row r="{number}">{"".join(row)}</row>' for number, row in enumerate(rows, 1)]
    lines += [
        f'<row r="{row}"><c r="A{row}" cm="1" t="str"><f t="array" ref="A{row}">{escape(formula)}</f><v>old</v></c>'
        "</row>"
        for row, formula in enumerate(formulas, first)
    ]
    looked_up = "".join(f'<row r="{row}">{_cell(row, 1, text)}</row>' for row, text in enumerate(texts.values(), 1))
    defined = {name: f"hidden!$A${row}" for row, name in enumerate(texts, 1)} | dict(names)
    _write(path, "".join(lines), looked_up, defined)
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    return [model.get_formatted_cell_value(0, first + place, 1) for place in range(len(formulas))]


def _cell(row: int, column: int, value: Value) -> str:
    at = f'r="{get_column_letter(column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c {at}><v>{value!r}</v></c>"
    if value.startswith("#"):
        return f'<c {at} t="e"><v>{value}</v></c>'
    return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _write(path: Path, first: str, second: str, names: Mapping[str, str]) -> None:
    defined = "".join(f'<definedName name="{name}">{escape(text)}</definedName>' for name, text in names.items())
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(("leads", "hidden"), 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml"), ("styles", "styles.xml")),
            1,
        )
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets>'
        f"<definedNames>{defined}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{first}</sheetData></worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{second}</sheetData></worksheet>',
        "xl/styles.xml": _STYLES,
        "xl/metadata.xml": f'<metadata xmlns="{_MAIN}"/>',
        "docProps/app.xml": f'<Properties xmlns="{_OFFICE.replace("relationships", "extended-properties")}"/>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"/>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
