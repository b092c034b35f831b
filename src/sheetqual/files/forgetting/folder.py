"""The files of a workspace, and what each of them is."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.errors import SheetqualError
from sheetqual.files._sniff import Kind, NotLeads, kind_of
from sheetqual.files.calls.do_not_call import OWN_LIST

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Found", "Sort", "Walk", "sort_of", "walked"]

_MOST: Final = 20_000
_MARKS: Final = ("~$", ".~lock.")
"""How the names of small files begin by which Excel and LibreOffice know that a workbook is open."""
_LEFT_BEHIND: Final = re.compile(r"\..+\.(?:[0-9a-f]{8}\.)+tmp")
_JOURNAL: Final = re.compile(r".+\.calls-.+\.jsonl")


class Sort(Enum):
    """What a file of a workspace is."""

    WORKBOOK = "workbook"
    OTHER_BOOK = "workbook that can't be changed"
    RECORDS = "records"
    JOURNAL = "journal"
    RECEIPT = "receipt"
    CARDS = "cards"
    CALENDAR = "calendar"
    CONTACTS = "contacts"
    DO_NOT_CALL = "do-not-call list"
    LEFT_BEHIND = "left behind"
    OTHER = "other"


_SORTS: Final = {
    ".csv": Sort.RECORDS,
    ".tsv": Sort.RECORDS,
    ".html": Sort.CARDS,
    ".htm": Sort.CARDS,
    ".ics": Sort.CALENDAR,
    ".vcf": Sort.CONTACTS,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a workspace.

    Attributes:
        path: Where it is.
        name: Its name from the folder on.
    """

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Walk:
    """The files of a workspace.

    Attributes:
        files: Those that can be looked into, in the order of their names.
        passed: The names of links, which are not followed, and of folders that can't be opened.
    """

    files: tuple[Found, ...]
    passed: tuple[tuple[str, str], ...]


def walked(folder: str | os.PathLike[str]) -> Walk:
    """Return all files in a folder and the folders in it.

    Args:
        folder: The folder.

    Raises:
        SheetqualError: It is none, or holds far more files than a workspace.
    """
    top = Path(folder)
    if not top.is_dir():
        what = "is no folder; give the folder of the workspace." if top.exists() else "can't be found; check its name."
        message = f"{top} {what}"
        raise SheetqualError(message)
    files: list[Found] = []
    passed: list[tuple[str, str]] = []

    def closed(error: OSError) -> None:
        name = os.path.relpath(error.filename or top, top)
        passed.append((name, "this folder can't be opened; check that you may read it"))

    for around, folders, names in os.walk(top, onerror=closed):
        folders.sort()
        for name in (*folders, *sorted(names)):
            path = Path(around, name)
            shown = path.relative_to(top).as_posix()
            if path.is_symlink():
                passed.append((shown, "is a link, and what it leads to was not looked at"))
            elif name in folders or name.startswith(_MARKS):
                continue
            elif _is_file(path):
                files.append(Found(path, shown))
        if len(files) > _MOST:
            message = f"{top} holds more than {_MOST:,} files; give the folder of one workspace."
            raise SheetqualError(message)
    return Walk(tuple(files), tuple(passed))


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def sort_of(path: Path, do_not_call: Collection[str] = ()) -> tuple[Sort, Kind | None]:
    """Tell what a file is: workbooks by their first bytes, everything else by its name.

    Args:
        path: The file.
        do_not_call: Names of further lists of people who must not be called, in lower case.

    Returns:
        What it is, and as what kind of list it can be read, or None.

    Raises:
        NotLeads: It is protected with a password, or damaged.
        OSError: It can't be opened.
    """
    name = path.name.casefold().removesuffix(".bak")
    if _LEFT_BEHIND.fullmatch(name):
        return Sort.LEFT_BEHIND, None
    if name == OWN_LIST or name in do_not_call:
        return Sort.DO_NOT_CALL, _kind(path)
    kind = _kind(path)
    suffix = Path(name).suffix
    if kind is Kind.XLSX:
        return Sort.WORKBOOK, kind
    if kind in (Kind.XLS, Kind.XLSB, Kind.ODS):
        return Sort.OTHER_BOOK, kind
    if kind is None and suffix in (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"):
        kind_of(path)  # Says what is wrong with it.
    if _JOURNAL.fullmatch(name):
        return Sort.JOURNAL, None
    if suffix == ".json" and not name.endswith(".history.json"):
        return Sort.RECEIPT, None
    sort = _SORTS.get(suffix, Sort.OTHER)
    return sort, kind if sort is Sort.RECORDS else None


def _kind(path: Path) -> Kind | None:
    try:
        return kind_of(path)
    except NotLeads:
        return None
