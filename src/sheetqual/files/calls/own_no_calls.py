"""The team's own list of people who asked it not to be called: found, begun, and added to in its own shape."""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.words import fold_header
from sheetqual.errors import OutputError
from sheetqual.files._csv import UNSEPARATED
from sheetqual.files._sniff import Kind, kind_of
from sheetqual.files.atomic import creating, worded
from sheetqual.files.calls.addresses import address_keys
from sheetqual.files.calls.do_not_call import OWN_LIST, NoCalls, read_no_calls
from sheetqual.files.calls.no_call_columns import Columns, Role, places_in
from sheetqual.files.calls.no_call_files import read_text
from sheetqual.files.calls.no_call_rows import PeopleNamed
from sheetqual.files.calls.phones import PhoneReader
from sheetqual.files.safe_text import for_csv, for_terminal
from sheetqual.files.safe_writing import is_unchanged, look, rewriting

if TYPE_CHECKING:
    from sheetqual.core.values import Cell

__all__ = ["NoCallEntry", "add_to_own_list", "own_list_near"]

_TRIES: Final = 100
"""So often somebody else may be faster before this looks like a fault."""
_OWN_HEADERS: Final = ("Phone", "E-mail", "Name", "Since", "Source")


@dataclass(frozen=True, slots=True)
class NoCallEntry:
    """Somebody who asked the team not to be called.

    Attributes:
        phones: Their numbers, in E.164.
        emails: Their e-mail addresses.
        name: Their name, or empty.
        since: The day they asked.
        source: Where they asked: a session, a call sheet.
    """

    phones: tuple[str, ...]
    emails: tuple[str, ...]
    name: str
    since: date
    source: str


def own_list_near(leads: Path, profile: Path | None) -> list[Path]:
    """Return the team's own lists that there are: beside a list of leads, and beside a profile."""
    near: dict[str, Path] = {}
    for beside in (leads, profile):
        if beside is not None and (path := beside.parent / OWN_LIST).exists():
            near.setdefault(os.path.realpath(path), path)
    return [*near.values()]


def add_to_own_list(folder: Path, entries: Sequence[NoCallEntry], *, today: date) -> int:
    """Add people to the team's own list; a new list is begun where there is none.

    Numbers and addresses that stand there already are not added again. What others wrote stays as it is,
    byte for byte, also when they write at the same time.

    Args:
        folder: Where the list stands.
        entries: The people; those without a number or an address that can be compared are left out.
        today: The day of adding.

    Returns:
        How many of them were added.

    Raises:
        LeadsFileError: The list that is there can't be read; it is untouched.
        OutputError: It can't be written; it is untouched.
    """
    path = folder / OWN_LIST
    for _ in range(_TRIES):
        added = _add(path, entries, today)
        if added is not None:
            return added
    message = f"{path.name} is being changed all the time by other programs; close it there, then try again."
    raise OutputError(message)


def _add(path: Path, entries: Sequence[NoCallEntry], today: date) -> int | None:
    """Add people to a list; None where somebody else changed it meanwhile.

    Raises:
        LeadsFileError: The list can't be read.
        OutputError: It can't be written.
    """
    if not path.exists():
        new = _not_in_list(entries, NoCalls())
        try:
            if new:
                with creating(path) as stream:
                    stream.write(_begun(new))
        except OutputError:
            if path.exists():
                return None
            raise
        return len(new)
    seen = look(path)
    new = _not_in_list(entries, read_no_calls([path], PhoneReader(None), today=today))
    try:
        if new:
            with worded(path), rewriting(seen, backup=False) as stream:
                stream.write(_extended(path, new))
    except OutputError:
        if is_unchanged(seen):
            raise
        return None
    return len(new)


def _not_in_list(entries: Iterable[NoCallEntry], known: NoCalls) -> list[NoCallEntry]:
    """Return people with the numbers and addresses that a list has not; those with any."""
    reader = PhoneReader(None)
    numbers, addresses = set(known.phones), set(known.emails)
    new = []
    for entry in entries:
        phones, emails = [], []
        for phone in entry.phones:
            keys = reader.keys(phone)
            if keys and not _stands_among(phone, keys, numbers):
                phones.append(phone)
                numbers |= keys
        for email in entry.emails:
            keys = address_keys(email)
            if keys and not keys <= addresses and known.why((), (email,)) is None:
                emails.append(email)
                addresses |= keys
        if phones or emails:
            new.append(replace(entry, phones=tuple(phones), emails=tuple(emails)))
    return new


def _stands_among(phone: str, keys: frozenset[str], numbers: set[str]) -> bool:
    """Tell whether a number is among others, be it without its country; one that is another country's is not it."""
    shared = keys & numbers
    if not shared or "".join(filter(str.isdecimal, phone)) in shared:
        return bool(shared)
    return not any(other.endswith(tuple(shared)) for other in numbers - shared)


def _extended(path: Path, new: Sequence[NoCallEntry]) -> bytes:
    """Return what is in a list and below it, in its own encoding and columns, new people.

    Raises:
        LeadsFileError: The list can't be read.
        OutputError: It is a workbook, or can't hold what is new.
        OSError: It can't be opened.
    """
    content = path.read_bytes()
    if not content:
        return _begun(new)
    if kind_of(path) is not Kind.TEXT:
        message = f"{path.name} is no text file; open it, save it as CSV UTF-8 under this name, and try again."
        raise OutputError(message)
    text = read_text(path, None)
    codec = text.codec.removesuffix("-sig")
    if codec in {"utf-16", "utf-32"}:
        codec += "-le" if content.startswith(codecs.BOM_UTF16_LE) else "-be"
    ends = [end for end in ("\r\n", "\n", "\r") if end.encode(codec) in content]
    is_ended = content.endswith(tuple(end.encode(codec) for end in ends))
    newline = ends[0] if ends else "\r\n"
    named = PeopleNamed(PhoneReader(None))
    named.read(text.rows)
    rows = _rows(new, _own_places(named.header, named.columns))
    added = _csv_text(rows, "," if text.delimiter == UNSEPARATED else text.delimiter, newline)
    return content + ("" if is_ended else newline).encode(codec) + _encoded(added, codec, path)


def _begun(new: Sequence[NoCallEntry]) -> bytes:
    """Return a new list, as Excel reads it."""
    rows = [_OWN_HEADERS, *_rows(new, range(len(_OWN_HEADERS)))]
    return codecs.BOM_UTF8 + _csv_text(rows, ",", "\r\n").encode()


def _own_places(header: Sequence[Cell], columns: Columns) -> list[int]:
    """Return the places in a list of somebody's own for what `_OWN_HEADERS` name; beside its columns if need be."""
    known = places_in(header)
    phones = [place for place, role in sorted(columns.items()) if role is Role.PHONE]
    since, source = (
        [place for place, cell in enumerate(header) if isinstance(cell, str) and fold_header(cell) == wanted]
        for wanted in map(fold_header, _OWN_HEADERS[3:])
    )
    found = (phones, known.email, known.name, since, source)
    beside = count(len(header))
    return [places[0] if places else next(beside) for places in found]


def _rows(entries: Iterable[NoCallEntry], places: Sequence[int]) -> list[list[str]]:
    """Return a row for each number of each person; an address stands beside a number."""
    rows = []
    for entry in entries:
        about = (_one_line(entry.name), entry.since.isoformat(), _one_line(entry.source))
        for phone, email in zip_longest(entry.phones, entry.emails, fillvalue=""):
            row = [""] * (max(places) + 1)
            for place, text in zip(places, (phone, email, *about), strict=True):
                row[place] = for_csv(text)
            rows.append(row)
    return rows


def _one_line(text: str) -> str:
    return " ".join(for_terminal(text).split())


def _csv_text(rows: Iterable[Sequence[str]], delimiter: str, newline: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return buffer.getvalue()


def _encoded(text: str, codec: str, path: Path) -> bytes:
    """Return a text in the encoding of a list. Names may suffer, but addresses must not.

    Raises:
        OutputError: An address would.
    """
    said = text.encode(codec, "replace")
    if address_keys(text) != address_keys(said.decode(codec)):
        message = (
            f"{path.name} can't hold an e-mail address in these letters; open it, save it as CSV UTF-8, and try again."
        )
        raise OutputError(message)
    return said
