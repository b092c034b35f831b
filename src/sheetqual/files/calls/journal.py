"""Journals of calls: everything a caller notes, on disk at once, in one file a person beside the list.

A journal only grows, by a line of JSON for each thing noted. So a crash loses nothing that was
acknowledged, and a folder that several people synchronise never has two writers of one file.
"""

from __future__ import annotations

import errno
import json
import os
import unicodedata
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.dispositions import Disposition
from sheetqual.core.words import fold
from sheetqual.errors import LeadsFileError, OutputError
from sheetqual.files.atomic import check_writable, creating, patiently, worded
from sheetqual.files.calls.moments import moment_from_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

__all__ = [
    "KINDS",
    "Entry",
    "Journal",
    "JournalRead",
    "LeadIndex",
    "LeadKey",
    "Referral",
    "effective",
    "journal_path",
    "journals_beside",
    "new_id",
    "read_journal",
]

KINDS: Final = ("answer", "outcome", "note", "refer", "undo", "start", "leave")
"""What an entry may be about."""

_FORMAT: Final = 1
_LARGEST: Final = 64_000_000
_LONGEST_LINE: Final = 1_000_000
_LONGEST_TEXT: Final = 40_000
_LONGEST_NAME: Final = 40
_LONGEST_PERSON: Final = 200
_MOST_CONTACTS: Final = 100
_RESERVED: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
)
_SOMEBODY: Final = "caller"
_ENDING: Final = ".jsonl"


@dataclass(frozen=True, slots=True)
class LeadKey:
    """Who a lead is, as far as the list says; enough to find it again when rows have moved.

    Attributes:
        row: Its row in the list.
        id: Its id, or None.
        name: The person's name, or None.
        company: The company, or None.
        phones: Its numbers, in E.164.
        emails: Its e-mail addresses.
    """

    row: int | None = None
    id: str | None = None
    name: str | None = None
    company: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Referral:
    """Somebody who decides instead, as the caller heard it.

    Attributes:
        name: Their name.
        company: Their company, or empty.
        phone: Their number as it was said, or empty.
        email: Their e-mail address, or empty.
    """

    name: str
    company: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a caller noted.

    Attributes:
        id: Twelve hexadecimal digits, no two entries alike.
        at: When, as ISO 8601 with the offset from UTC.
        by: Who.
        list: The name of the list's file.
        kind: One of `KINDS`.
        lead: The lead that it is about, or None.
        criterion: The criterion answered, by id.
        column: The header that the answer goes under.
        was: That cell before, as text; None where it was blank.
        cell: The cell now, as text.
        means: What the answer means, as in `sheetqual.core.call_answers.AnswerChoice`; None where it was typed.
        disposition: How the call ended, as a value of `sheetqual.core.dispositions.Disposition`.
        callback: When to call again, as ISO 8601: a day, or a moment in the caller's own time.
        phone: The number called, in E.164.
        text: What was noted.
        referral: Who decides instead.
        of: The id of the entry that is taken back.
        profile: The SHA-256 of the profile's text, in hexadecimal, or None.
    """

    id: str
    at: str
    by: str
    list: str
    kind: str
    lead: LeadKey | None = None
    criterion: str | None = None
    column: str | None = None
    was: str | None = None
    cell: str | None = None
    means: str | None = None
    disposition: str | None = None
    callback: str | None = None
    phone: str | None = None
    text: str | None = None
    referral: Referral | None = None
    of: str | None = None
    profile: str | None = None

    @property
    def when(self) -> datetime:
        """When it was noted, with its time zone."""
        return datetime.fromisoformat(self.at)

    @property
    def ended(self) -> Disposition | None:
        """How the call ended, or None."""
        return None if self.disposition is None else Disposition(self.disposition)

    @property
    def call_again(self) -> datetime | date | None:
        """When to call again: a day, or a moment, which may have no time zone; or None."""
        return None if self.callback is None else moment_from_text(self.callback)


@dataclass(frozen=True, slots=True)
class JournalRead:
    """What a journal says.

    Attributes:
        entries: Its entries, in the order they were written.
        unread: How many lines can't be read, those of a newer sheetqual among them.
        person: Whose it is.
        warnings: What a person should know, a sentence each.
    """

    entries: tuple[Entry, ...]
    unread: int
    person: str
    warnings: tuple[str, ...] = ()


def new_id() -> str:
    """Return an id for a new entry."""
    return os.urandom(6).hex()


def journal_path(leads: str | os.PathLike[str], person: str) -> Path:
    """Return where a person's journal of calls stands: ``leads.calls-anna.jsonl`` beside ``leads.xlsx``."""
    path = Path(os.path.realpath(leads))
    return path.with_name(f"{path.stem}.calls-{_file_word(person)}{_ENDING}")


def _file_word(person: str) -> str:
    """Return a name as every system and synchroniser takes it for part of a file's name."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", person).lower())
    kept = "".join(one if unicodedata.category(one)[0] in "LNM" else " " for one in folded if not _is_joiner(one))
    word = "-".join(kept.split())[:_LONGEST_NAME].strip("-")
    return f"{word}-{_SOMEBODY}" if word in _RESERVED else word or _SOMEBODY


def _is_joiner(char: str) -> bool:
    return unicodedata.category(char) == "Cf"


def journals_beside(leads: str | os.PathLike[str]) -> list[Path]:
    """Return the journals beside a list by name, the copies that synchronisers make of them among them."""
    path = Path(os.path.realpath(leads))
    start = _alike(f"{path.stem}.calls-")
    found: list[Path] = []
    # A folder that can't be looked into has no journals that could be read.
    with suppress(OSError):
        for one in path.parent.iterdir():
            name = _alike(one.name)
            if name.startswith(start) and name.endswith(_ENDING) and one.is_file():
                found.append(one)
    return sorted(found)


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


class Journal:
    """The journal of one person, ready to grow.

    Attributes:
        leads: The list's file.
        person: Who calls.
        path: The journal's file.
    """

    def __init__(self, leads: str | os.PathLike[str], person: str) -> None:
        """Open a person's journal; make it where there is none.

        Args:
            leads: The list's file.
            person: Who calls.

        Raises:
            OutputError: It can't be written.
        """
        self.leads = Path(leads)
        self.person = _sound(person.strip()[:_LONGEST_PERSON]) or _SOMEBODY
        self.path = journal_path(leads, person)
        self._waiting: list[Entry] = []
        with worded(self.path):
            if self.path.exists():
                patiently(lambda: check_writable(self.path))
                return
        try:
            with creating(self.path):
                pass
        except OutputError:
            if not self.path.exists():  # Another session of the same person may have made it meanwhile.
                raise

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """Entries that could not be written yet."""
        return tuple(self._waiting)

    def append(self, entry: Entry) -> Entry:
        """Write an entry; when this returns, it is on disk.

        Args:
            entry: The entry.

        Returns:
            The same entry.

        Raises:
            ValueError: It says what no journal could be read with, such as an unknown kind.
            OutputError: It can't be written. It is kept, and written with the next one.
        """
        _entry(_line(entry))
        self._waiting.append(entry)
        self.flush()
        return entry

    def flush(self) -> None:
        """Write what is waiting.

        Raises:
            OutputError: It can't be written, and goes on waiting.
        """
        if not self._waiting:
            return
        data = b"".join(map(_line, self._waiting))
        with worded(self.path):
            patiently(lambda: _add(self.path, data))
        self._waiting.clear()


_TRIES: Final = 5
_NEW_FILE: Final = 0o666


def _add(path: Path, data: bytes) -> None:
    """Add lines to a file, which a synchroniser may replace at any moment.

    Raises:
        OSError: They can't be added.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    for _ in range(_TRIES):
        handle = os.open(path, flags, _NEW_FILE)
        try:
            # A line that a crash cut off must not take the next one with it.
            text = data if _ends_a_line(handle) else b"\n" + data
            # In one go: other programs' lines come before or after.
            if os.write(handle, text) < len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
            if _is_still(handle, path):
                return
        finally:
            os.close(handle)
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


def _ends_a_line(handle: int) -> bool:
    if os.lseek(handle, 0, os.SEEK_END) == 0:
        return True
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) == b"\n"


def _is_still(handle: int, path: Path) -> bool:
    """Tell whether a file still has its name; if not, what was written went into one that is thrown away."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _line(entry: Entry) -> bytes:
    """Return an entry as a line of plain ASCII, so that no program in between can spoil a letter."""
    return json.dumps({"v": _FORMAT} | _to_dict(entry), separators=(",", ":")).encode("ascii") + b"\n"


def _to_dict(value: object) -> dict[str, Any]:
    """Return the fields of an entry, or of a part of one, that say something."""
    said = {}
    for field in fields(value):  # type: ignore[arg-type]
        one = getattr(value, field.name)
        if isinstance(one, (LeadKey, Referral)):
            one = _to_dict(one)
        if one not in (None, ()):
            said[field.name] = one
    return said


def read_journal(path: str | os.PathLike[str]) -> JournalRead:
    """Read a journal; lines that can't be read are left out, and counted.

    A last line that has no end is one that a crash cut off, or that is being written: it is left
    out, and not counted.

    Args:
        path: The journal's file; one that is missing says nothing.

    Raises:
        LeadsFileError: It can't be opened.
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
            raw = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        raw = b""
    except OSError as error:
        message = f"{file.name} can't be opened ({error.strerror or error}); check that you may read it."
        raise LeadsFileError(message) from None
    *lines, torn = raw.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    entries: list[Entry] = []
    unread = newer = 0
    for line in lines:
        if line.strip(b"\r\t "):
            try:
                entries.append(_entry(line))
            except _NewerError:
                newer += 1
            except (ValueError, TypeError, RecursionError):
                unread += 1
    with suppress(ValueError, TypeError, RecursionError):
        entries.append(_entry(torn))
    unread += len(raw) > _LARGEST
    person = entries[-1].by if entries else _person_of(file)
    return JournalRead(tuple(entries), unread + newer, person, tuple(_warnings(file.name, unread, newer)))


def _person_of(file: Path) -> str:
    return file.name[: -len(_ENDING)].rpartition(".calls-")[2]


def _warnings(name: str, unread: int, newer: int) -> Iterator[str]:
    if unread:
        are = "1 line that can't be read is" if unread == 1 else f"{unread:,} lines that can't be read are"
        yield f"{are} left out of {name}."
    if newer:
        were = "1 line of a newer sheetqual is" if newer == 1 else f"{newer:,} lines of a newer sheetqual are"
        yield f"{were} left out of {name}; update sheetqual to read them."


class _NewerError(ValueError):
    """A line is of a format that is not known yet."""


def _entry(line: bytes) -> Entry:
    """Read a line.

    Raises:
        _NewerError: It is of a newer format.
        ValueError: It is no entry.
        TypeError: A part of it is none.
        RecursionError: It is nested too deeply to be one.
    """
    if len(line) > _LONGEST_LINE:
        raise ValueError
    data: Any = json.loads(line.decode())
    if not isinstance(data, dict) or not _is_whole(data.get("v")) or data["v"] < 1:
        raise ValueError
    if data["v"] > _FORMAT:
        raise _NewerError
    texts = {name: _text(data, name) for name in _TEXTS}
    if not all(texts[name] for name in ("id", "at", "by", "list", "kind")) or texts["kind"] not in KINDS:
        raise ValueError
    entry = Entry(**texts, lead=_lead(data.get("lead")), referral=_referral(data.get("referral")))  # type: ignore[arg-type]
    if not _is_id(entry.id) or not (entry.of is None or _is_id(entry.of)) or entry.when.tzinfo is None:
        raise ValueError
    # Reading them raises ValueError where they make no sense.
    _ = entry.ended, entry.call_again
    if any(getattr(entry, name) is None for name in _NEEDS[entry.kind]):
        raise ValueError
    return entry


_TEXTS: Final = tuple(field.name for field in fields(Entry) if field.name not in ("lead", "referral"))
_NEEDS: Final = {
    "answer": ("lead", "criterion", "column", "cell"),
    "outcome": ("lead", "disposition"),
    "note": ("lead", "text"),
    "refer": ("lead", "referral"),
    "undo": ("of",),
    "start": (),
    "leave": (),
}


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_id(text: str) -> bool:
    return len(text) == 12 and all(one in "0123456789abcdef" for one in text)  # noqa: PLR2004 - as `Entry` says


def _text(data: dict[str, Any], name: str) -> str | None:
    """Return a text of an entry, or of a part of one; None where it is missing.

    Raises:
        ValueError: It is none, or too long.
    """
    value = data.get(name)
    if value is None:
        return None
    return _sound(value)


def _sound(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise ValueError
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _lead(data: object) -> LeadKey | None:
    if data is None:
        return None
    if not isinstance(data, dict):
        raise TypeError
    row = data.get("row")
    if row is not None and not (_is_whole(row) and row >= 0):
        raise ValueError
    texts = {name: _text(data, name) for name in ("id", "name", "company")}
    return LeadKey(row, **texts, phones=_many(data.get("phones")), emails=_many(data.get("emails")))


def _many(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > _MOST_CONTACTS:
        raise ValueError
    return tuple(map(_sound, value))


def _referral(data: object) -> Referral | None:
    if data is None:
        return None
    if not isinstance(data, dict):
        raise TypeError
    return Referral(**{field.name: _text(data, field.name) or "" for field in fields(Referral)})


def effective(entries: Iterable[Entry]) -> list[Entry]:
    """Return what counts of some entries, in the order of their times.

    Each counts once, however many copies of it there are. What its author took back does not count,
    nor is the taking back itself returned.
    """
    distinct: dict[str, Entry] = {}
    for entry in entries:
        distinct.setdefault(entry.id, entry)
    taken_back = {(fold(one.by), one.of) for one in distinct.values() if one.kind == "undo"}
    kept = [one for one in distinct.values() if one.kind != "undo" and (fold(one.by), one.id) not in taken_back]
    return sorted(kept, key=lambda one: one.when)


class LeadIndex:
    """Finds leads again by who they are, also where rows have moved.

    Ids decide where both sides have them. Else a lead is the same where two of these are: the row,
    the person with the company, a phone number or e-mail address; or one of them, and none of the
    last two is another.
    """

    def __init__(self, keys: Sequence[LeadKey]) -> None:
        """Look up who the leads are.

        Args:
            keys: The leads.
        """
        self._keys = keys
        self._by_mark: dict[Hashable, list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            for mark in _marks(key):
                self._by_mark[mark].append(place)

    def find(self, key: LeadKey) -> int | None:
        """Return the place of a lead among the keys, or None where it is not there."""
        found = sorted({place for mark in _marks(key) for place in self._by_mark.get(mark, ())})
        alike = {place: _likeness(key, self._keys[place]) for place in found}
        best = max(found, key=alike.__getitem__, default=None)
        return best if best is not None and alike[best] else None


_SAME_ID: Final = 10


def _likeness(key: LeadKey, other: LeadKey) -> int:
    """Return how much a lead is like another; 0 where it is another one."""
    facts = (
        (key.row is not None and key.row == other.row) or None,
        _is_same(((key.name, other.name), (key.company, other.company))),
        _is_meeting(_contacts(key), _contacts(other)),
    )
    same = facts.count(True)
    if key.id and other.id:
        return _SAME_ID + same if fold(key.id) == fold(other.id) else 0
    return same if same > 1 or False not in facts else 0


def _is_same(pairs: Iterable[tuple[str | None, str | None]]) -> bool | None:
    """Tell whether all texts that both sides have are the same; None where there are none."""
    both = [fold(one) == fold(other) for one, other in pairs if one and other]
    return all(both) if both else None


def _is_meeting(some: frozenset[str], others: frozenset[str]) -> bool | None:
    """Tell whether two sets have something in common; None where one has nothing."""
    return not some.isdisjoint(others) if some and others else None


def _contacts(key: LeadKey) -> frozenset[str]:
    return frozenset((*key.phones, *map(fold, key.emails)))


def _marks(key: LeadKey) -> Iterator[Hashable]:
    """Yield what a lead may be found by."""
    if key.id:
        yield "id", fold(key.id)
    if key.row is not None:
        yield "row", key.row
    if who := key.name or key.company:
        yield "who", fold(who)
    for contact in _contacts(key):
        yield "contact", contact
