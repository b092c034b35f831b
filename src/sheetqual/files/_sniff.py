"""What a file really is, by its first bytes and never by its name."""

from __future__ import annotations

import mmap
from enum import Enum
from typing import IO, TYPE_CHECKING

from sheetqual.files._csv import looks_like_utf16

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

__all__ = ["Kind", "NotLeads", "kind_of"]


class Kind(Enum):
    """The kinds of file that are read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"

    @property
    def suffixes(self) -> frozenset[str]:
        """The suffixes by which calamine knows this kind."""
        return frozenset({".xlsx", ".xlsm"} if self is Kind.XLSX else {f".{self.value}"})


class NotLeads(Exception):  # noqa: N818 - not an error of the program; the text completes ``<file> ...``
    """A file is none of the kinds that are read."""


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = "is damaged and can't be read; open it in Excel, save it again, and try once more."
_PROTECTED = "is protected with a password; open it in Excel, remove the password, save."
_SAVE_AS = "open it in Excel, save it as .xlsx, and try once more."
_GIVE = ", not a list of leads; give a workbook or a CSV file."
_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM\x00", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"MZ\x90", "a program"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file"),
)
_ZIPPED = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("visio/", "a Visio drawing"),
)
_OLD_EXCEL = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_WEB = (
    b"<html",
    b"<!doctype html",
    b"<!--",
    b"<table",
    b"<meta",
    b"<head",
    b"<body",
    b"<style",
    b"<div",
    b"mime-version:",
)


def kind_of(path: Path) -> Kind:
    """Tell what a file is.

    Raises:
        NotLeads: It is nothing that is read; the text says what it is.
        OSError: It can't be opened.
    """
    with path.open("rb") as stream:
        start = stream.read(4096)
        if start.startswith(b"PK"):
            return _zipped(stream)
        if start.startswith(_OLE):
            return _compound(stream)
    if start.startswith(_OLD_EXCEL):
        raise NotLeads(f"was written by a very old Excel; {_SAVE_AS}")
    for mark, what in _OTHERS:
        if start.startswith(mark):
            raise NotLeads(f"is {what}{_GIVE}")
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_WEB):
        raise NotLeads(f"is a web page under the name of a list; {_SAVE_AS}")
    if head.startswith((b"<?xml", b"<workbook")):
        raise NotLeads(f"is an XML file, not a workbook; {_SAVE_AS}")
    if _is_junk(start):
        raise NotLeads("is not a list of leads, or is damaged; give a workbook or a CSV file.")
    return Kind.TEXT


def _is_junk(start: bytes) -> bool:
    """Tell whether these bytes are no text in any encoding."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or looks_like_utf16(start):
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1a\x1e\x1f" for byte in start)  # noqa: PLR2004
    return controls * 10 > len(start)


def _zipped(stream: IO[bytes]) -> Kind:
    import zipfile  # noqa: PLC0415 - a CSV file needs none

    try:
        with zipfile.ZipFile(stream) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
            if "mimetype" in names and "content.xml" in names:
                return _open_document(archive)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise NotLeads(_DAMAGED) from None
    if any(name.startswith("xl/") and name.endswith(".bin") and "workbook" in name for name in names):
        return Kind.XLSB
    if any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    if "content.xml" in names:
        return Kind.ODS
    for folder, what in _ZIPPED:
        if any(name.startswith(folder) for name in names):
            raise NotLeads(f"is {what}{_GIVE}")
    if any(name.endswith((".iwa", "index.zip")) for name in names):
        raise NotLeads("is an Apple Numbers file; export it from Numbers as Excel or CSV, and use that.")
    if "[content_types].xml" in names:
        return Kind.XLSX
    raise NotLeads("is a zip file without a workbook in it; unpack it, and give the list itself.")


def _open_document(archive: zipfile.ZipFile) -> Kind:
    kind = archive.open("mimetype").read(200).decode("ascii", "replace")
    if "spreadsheet" in kind:
        return Kind.ODS
    raise NotLeads(f"is a text document or a drawing{_GIVE}")


def _compound(stream: IO[bytes]) -> Kind:
    """Tell apart what Office keeps in its old container, by the names of its streams."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:

        def has(name: str) -> bool:
            return data.find(name.encode("utf-16-le") + b"\0\0") >= 0

        if has("EncryptedPackage"):
            raise NotLeads(_PROTECTED)
        if has("Workbook") or has("Book") or has("WORKBOOK") or has("BOOK"):
            return Kind.XLS
        if has("WordDocument"):
            raise NotLeads(f"is a Word document{_GIVE}")
        if has("PowerPoint Document"):
            raise NotLeads(f"is a PowerPoint presentation{_GIVE}")
    raise NotLeads(_DAMAGED)
