"""Where a file mentions a person: looked for in all of it, and told so that somebody finds the place."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import Enum
from typing import IO, TYPE_CHECKING, Final

from sheetqual.files._book import NO, Book
from sheetqual.files._csv import looks_like_utf16
from sheetqual.files._formulas import with_whole_cells
from sheetqual.files._package import Package
from sheetqual.files._positions import cell_name
from sheetqual.files._refusals import Refused
from sheetqual.files.forgetting.sheet_cells import CELL, Position, listed, shared_index, shared_texts
from sheetqual.files.forgetting.sources import unfolded
from sheetqual.files.forgetting.traces import with_overlap

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    from sheetqual.files._book import Sheet
    from sheetqual.files.forgetting.traces import Traces

__all__ = ["Look", "look_into", "text_remains", "workbook_remains"]

_PIECE: Final = 1 << 20
_LARGEST: Final = 200_000_000
_DEEPEST: Final = 3
_SNIFFED: Final = 4096
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".ico", ".woff", ".ttf")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ESCAPED: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt])")
_FOLDED: Final = (".ics", ".vcf", ".eml")
_BAD_ZIP: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError, ValueError)


class Look(Enum):
    """What a look into a file found."""

    MENTIONED = "mentioned"
    SILENT = "silent"
    CLOSED = "closed"


def look_into(path: Path, traces: Traces) -> Look:
    """Tell whether a file of any kind mentions a person.

    Args:
        path: The file: text, a zip file with anything in it, or one of Office's.
        traces: What is looked for.

    Returns:
        CLOSED where it can't be looked into: pictures, PDF, what is encrypted or far too large.

    Raises:
        OSError: It can't be read.
    """
    with path.open("rb") as stream:
        start = stream.read(_SNIFFED)
        stream.seek(0)
        if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _in_zip(stream, traces, 1)
        if start.startswith(_OLE):
            return _in_binary(stream, traces)
        if _is_binary(start):
            return Look.CLOSED
        if path.suffix.casefold() in _FOLDED and path.stat().st_size <= _LARGEST:
            return _found(_is_in_text(unfolded(stream.read()), traces))
        text = io.TextIOWrapper(stream, _encoding(start), errors="replace", newline="")
        pieces = iter(lambda: text.read(_PIECE), "")
        return _found(any(_is_in_text(piece, traces) for piece in with_overlap(pieces)))


def _found(found: object) -> Look:
    return Look.MENTIONED if found else Look.SILENT


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    wide = looks_like_utf16(start)
    if wide:
        return wide
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return "cp1252" if error.start < len(start) - 4 else "utf-8"
    return "utf-8"


def _is_binary(start: bytes) -> bool:
    if start.startswith(b"%PDF"):
        return True
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_like_utf16(start):
        return False
    return sum(byte < 32 and byte not in b"\t\n\v\f\r\x1b" for byte in start) * 10 > len(start)  # noqa: PLR2004


def _is_in_text(text: str, traces: Traces) -> bool:
    if "\\" in text:  # As JSON writes letters and line ends.
        text = _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)) if sign[1] else "\n", text)
    return traces.are_in(text) or ("<" in text and traces.are_in_markup(text))


def _in_binary(stream: IO[bytes], traces: Traces) -> Look:
    """Look into a file whose texts stand between other bytes, in one or two bytes a letter."""
    raw = stream.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        return Look.CLOSED
    texts = (raw.decode("latin-1"), raw.decode("utf-16-le", "replace"), raw[1:].decode("utf-16-le", "replace"))
    return _found(any(map(traces.are_in, texts)))


def _in_zip(stream: IO[bytes], traces: Traces, depth: int) -> Look:
    looks = set()
    try:
        with zipfile.ZipFile(stream) as archive:
            for info in archive.infolist():
                if info.is_dir() or info.filename.casefold().endswith(_PICTURES):
                    continue
                if info.file_size > _LARGEST or depth > _DEEPEST:
                    looks.add(Look.CLOSED)
                    continue
                looks.add(_in_member(info.filename, archive.read(info), traces, depth))
                if Look.MENTIONED in looks:
                    return Look.MENTIONED
    except _BAD_ZIP:
        return Look.CLOSED
    return Look.CLOSED if Look.CLOSED in looks else Look.SILENT


def _in_member(name: str, raw: bytes, traces: Traces, depth: int) -> Look:
    if traces.are_in(name):
        return Look.MENTIONED
    if raw.startswith(b"PK\x03\x04"):
        return _in_zip(io.BytesIO(raw), traces, depth + 1)
    if raw.startswith(b"%PDF"):
        return Look.CLOSED
    if _is_binary(raw[:_SNIFFED]):
        return _in_binary(io.BytesIO(raw), traces)
    text = unfolded(raw) if name.casefold().endswith(_FOLDED) else raw.decode(_encoding(raw), "replace")
    return _found(_is_in_text(text, traces))


def text_remains(raw: bytes, traces: Traces, *, is_folded: bool = False) -> list[str]:
    """Return where a text mentions a person, as what follows the file's name; nothing where it does not.

    Args:
        raw: The text.
        traces: What is looked for.
        is_folded: Whether a line may go on in the next one, as in calendars and contacts.
    """
    text = unfolded(raw) if is_folded else raw.decode(_encoding(raw), "replace")
    if not _is_in_text(text, traces):
        return []
    lines = [] if is_folded else [str(at) for at, line in enumerate(text.split("\n"), 1) if _is_in_text(line, traces)]
    if not lines:
        return ["mentions them; look there"]
    return [
        f"line {lines[0]} mentions them; look there"
        if len(lines) == 1
        else f"lines {listed(lines)} mention them; look there"
    ]


# --- Workbooks --------------------------------------------------------------------------------


def workbook_remains(stream: IO[bytes], traces: Traces) -> list[str]:
    """Return where a workbook mentions a person, as what follows the file's name; nothing where it does not.

    Args:
        stream: An .xlsx or .xlsm workbook.
        traces: What is looked for.

    Raises:
        Refused: It is damaged or unusual.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            return list(_Remains(Package(archive), traces).said())
    except (zipfile.BadZipFile, EOFError, ValueError):
        message = "is damaged and can't be looked into; open it in Excel, save it again."
        raise Refused(message) from None


_OF_A_SHEET: Final = {
    "comments": "a note",
    "threadedComment": "a comment",
    "drawing": "a drawing",
    "vmlDrawing": "a drawing",
    "chart": "a chart",
    "table": "a table or its filter",
    "pivotTable": "a pivot table",
    "hyperlink": "a link",
}
_PARTS: Final = (
    ("pivotcache", "a pivot table keeps a copy of them; in Excel, right-click it, choose Refresh, and save"),
    (
        "externallink",
        "keeps values of another workbook that mention them; in Excel, choose Data, Edit Links, Break Link",
    ),
    ("docprops", "its properties mention them; in Excel, choose File, Info"),
)


class _Remains:
    """Looks for a person in all parts of a workbook."""

    def __init__(self, package: Package, traces: Traces) -> None:
        self._package, self._traces = package, traces
        self._book = Book(package)
        self._sheets = {sheet.part.casefold(): sheet for sheet in self._book.sheets}
        self._owners = dict(self._owned())
        self._texts = self._book.related("sharedStrings").casefold()

    def said(self) -> Iterator[str]:
        """Yield a sentence for each place."""
        shared: set[int] = set()
        if self._texts in self._package:
            shared = {number for number, _ in shared_texts(self._package.open(self._texts), self._traces)}
        shown: set[int] = set()
        for part in self._package.names():
            if part in self._sheets:
                yield from self._in_sheet(self._sheets[part], shared, shown)
            elif part != self._texts and not part.endswith(_PICTURES) and self._is_in(part):
                yield self._told(part)
        if shared - shown:
            yield "keeps texts of theirs that no cell shows; open it in Excel, and save it"

    def _owned(self) -> Iterator[tuple[str, tuple[Sheet, str]]]:
        """Yield the parts that hang on sheets, with the sheet and what they are."""
        for sheet in self._book.sheets:
            for one in self._package.relationships(sheet.part) if sheet.part in self._package else ():
                if one.target and one.target in self._package:
                    yield one.target.casefold(), (sheet, _OF_A_SHEET.get(one.kind, "something"))
                    for two in self._package.relationships(one.target):
                        if two.target:
                            yield two.target.casefold(), (sheet, _OF_A_SHEET.get(two.kind, "something"))

    def _is_in(self, part: str) -> bool:
        raw = self._package.open(part)
        if part.endswith(".bin"):
            return _in_binary(io.BytesIO(b"".join(raw)), self._traces) is Look.MENTIONED
        pieces = (piece.decode(errors="replace") for piece in raw)
        return any(map(self._traces.are_in_markup, with_overlap(pieces)))

    def _in_sheet(self, sheet: Sheet, shared: Container[int], shown: set[int]) -> Iterator[str]:
        if not shared and not self._is_in(sheet.part):
            return
        cells: list[str] = []
        is_elsewhere = False
        position = Position()
        for piece in with_whole_cells(self._package.open(sheet.part)):
            gives_away = self._traces.are_in_markup(piece.decode(errors="replace"))
            for found in CELL.finditer(piece):
                at = position.of(found)
                if at is None or not found["inner"]:
                    continue
                index = shared_index(found)
                if index is not None and index in shared:
                    shown.add(index)
                elif not (gives_away and self._traces.are_in_markup(found["inner"].decode(errors="replace"))):
                    continue
                cells.append(cell_name(at[1], at[0]))
            if gives_away:
                rest = CELL.sub(b"\n", piece).decode(errors="replace")
                is_elsewhere = is_elsewhere or self._traces.are_in_markup(rest)
        name = self._name(sheet)
        if cells:
            some = "cell" if len(cells) == 1 else "cells"
            yield f"{name} also mentions them, in {some} {listed(cells)}; look there"
        if is_elsewhere:
            yield f"{name} also mentions them outside of its cells: in a drop-down, a rule or a heading; look there"

    def _name(self, sheet: Sheet) -> str:
        state = self._book.sheet_elements[sheet.index].attributes.get("state", "visible")
        return f"{'sheet' if state == 'visible' or state in NO else 'hidden sheet'} {sheet.name}"

    def _told(self, part: str) -> str:
        owner = self._owners.get(part) or self._owners.get(part.replace("_rels/", "").removesuffix(".rels"))
        if owner:
            return f"{owner[1]} on {self._name(owner[0])} also mentions them; look there"
        sheet = self._sheets.get(part.replace("_rels/", "").removesuffix(".rels"))
        if sheet:
            return f"a link on {self._name(sheet)} also mentions them; look there"
        known = next((said for mark, said in _PARTS if mark in part), "")
        return known or f"its part {part} also mentions them"
