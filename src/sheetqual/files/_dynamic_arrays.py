"""What a workbook says of dynamic arrays: the metadata that a cell with such a formula refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.files._markup import Edits, parse
from sheetqual.files._refusals import damaged

if TYPE_CHECKING:
    from sheetqual.files._markup import Element

__all__ = ["CONTENT_TYPE", "RELATIONSHIP", "dynamic_array", "new_metadata"]

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
RELATIONSHIP: Final = "sheetMetadata"
_NAME: Final = "XLDAPR"
_SPACE: Final = "http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"
_TYPE: Final = (
    f'metadataType name="{_NAME}" minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1" '
    'splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" coerce="1" cellMeta="1"'
)
_PROPERTIES: Final = (
    '<{p}ext uri="{{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}}">'
    f'<xda:dynamicArrayProperties xmlns:xda="{_SPACE}" fDynamic="1" fCollapsed="0"/></{{p}}ext>'
)


def new_metadata(namespace: str) -> bytes:
    """Return the part of a workbook that has none yet; its cell metadata 1 is a dynamic array."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<metadata xmlns="{namespace}"><metadataTypes count="1"><{_TYPE}/></metadataTypes>'
        f'<futureMetadata name="{_NAME}" count="1"><bk><extLst>{_PROPERTIES.format(p="")}</extLst></bk>'
        "</futureMetadata>"
        '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
    ).encode()


def dynamic_array(text: bytes) -> tuple[int, bytes]:
    """Return the number of the cell metadata that makes a dynamic array, and the part that has it.

    Args:
        text: The part as it is.

    Raises:
        Refused: It is damaged.
    """
    root = parse(text)
    edits = Edits(text)
    kind = _kind(root, edits)
    value = _properties(root, edits)
    cells = root.first("cellMetadata")
    there = list(cells.all("bk")) if cells else []
    for number, block in enumerate(there, start=1):
        if any(_numbers(one) == (kind, value) for one in block.all("rc")):
            return number, text
    prefix = root.prefix
    added = f'<{prefix}bk><{prefix}rc t="{kind}" v="{value}"/></{prefix}bk>'
    if cells is not None:
        edits.set(cells, count=str(len(there) + 1))
        edits.append(cells, added)
    else:
        before = [one for one in root.children if one.name not in ("valueMetadata", "extLst")]
        if not before:
            raise damaged()
        edits.insert(before[-1].end, f'<{prefix}cellMetadata count="1">{added}</{prefix}cellMetadata>')
    return len(there) + 1, edits.result()


def _kind(root: Element, edits: Edits) -> int:
    """Return the number of the type, which is added where it is missing."""
    types = root.first("metadataTypes")
    if types is None:
        raise damaged()
    there = list(types.all("metadataType"))
    for number, one in enumerate(there, start=1):
        if one.attributes.get("name") == _NAME:
            return number
    edits.set(types, count=str(len(there) + 1))
    edits.append(types, f"<{root.prefix}{_TYPE}/>")
    return len(there) + 1


def _properties(root: Element, edits: Edits) -> int:
    """Return the number of the properties of a dynamic array, which are added where they are missing."""
    prefix = root.prefix
    block = f"<{prefix}bk><{prefix}extLst>{_PROPERTIES.format(p=prefix)}</{prefix}extLst></{prefix}bk>"
    future = next((one for one in root.all("futureMetadata") if one.attributes.get("name") == _NAME), None)
    if future is None:
        types = root.first("metadataTypes")
        before = [one for one in root.children if one.name in ("metadataTypes", "metadataStrings", "mdxMetadata")]
        if types is None or not before:
            raise damaged()
        edits.insert(
            before[-1].end,
            f'<{prefix}futureMetadata name="{_NAME}" count="1">{block}</{prefix}futureMetadata>',
        )
        return 0
    there = list(future.all("bk"))
    for number, one in enumerate(there):
        if any(
            said.attributes.get("fDynamic", "0") in ("1", "true")
            and said.attributes.get("fCollapsed", "0") in ("0", "")
            for listed in one.all("extLst")
            for ext in listed.all("ext")
            for said in ext.all("dynamicArrayProperties")
        ):
            return number
    edits.set(future, count=str(len(there) + 1))
    edits.append(future, block)
    return len(there)


def _numbers(one: Element) -> tuple[int, int]:
    kind, value = one.attributes.get("t", ""), one.attributes.get("v", "")
    return (int(kind), int(value)) if kind.isdigit() and value.isdigit() else (0, -1)
