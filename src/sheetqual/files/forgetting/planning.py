"""Plans what is to be forgotten of a person in the files of a workspace, and does it."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sheetqual.errors import LeadsFileError, OutputError, SheetqualError
from sheetqual.files._book import BASE_NAME
from sheetqual.files._own_sheets import read_own_sheet
from sheetqual.files._refusals import Refused
from sheetqual.files._sniff import NotLeads
from sheetqual.files.atomic import patiently, worded
from sheetqual.files.forgetting.cuts import (
    Cuts,
    article_spans,
    card_spans,
    entry_spans,
    event_spans,
    line_spans,
    record_spans,
)
from sheetqual.files.forgetting.folder import Sort, sort_of, walked
from sheetqual.files.forgetting.people import find_people
from sheetqual.files.forgetting.remains import Look, look_into, text_remains, workbook_remains
from sheetqual.files.forgetting.sheet_cells import listed
from sheetqual.files.forgetting.sources import card_sightings, journal_sightings, read_lists
from sheetqual.files.forgetting.traces import Traces
from sheetqual.files.forgetting.workbooks import Emptying, ListRows
from sheetqual.files.lists import no_pauses
from sheetqual.files.merging.lead_keys import email_keys, id_text, phone_keys
from sheetqual.files.profiles import read_profile
from sheetqual.files.publishing import read_published
from sheetqual.files.safe_writing import look, rewriting

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from sheetqual.core.profile import LeadColumns, Profile
    from sheetqual.files._sniff import Kind
    from sheetqual.files.forgetting.cuts import Span
    from sheetqual.files.forgetting.folder import Found
    from sheetqual.files.forgetting.people import Person, Sighting
    from sheetqual.files.forgetting.sources import ReadList
    from sheetqual.files.safe_writing import Seen

__all__ = ["Forgetting", "Note", "Removal", "Report", "SeveralFitError", "carry_out", "plan_forgetting"]

_Progress: TypeAlias = "Callable[[int, int | None], None]"

_STALE: Final = 120.0
"""So many seconds after its last change nobody is writing a hidden copy any more."""
_SHOWN: Final = 20
_ONLY_READ: Final = (Sort.OTHER, Sort.OTHER_BOOK, Sort.DO_NOT_CALL)
_RECEIPTS: Final = ("merge", "update", "export")


class SeveralFitError(SheetqualError):
    """What was given fits several people.

    Attributes:
        lines: Who they are, and where each of them stands.
    """

    def __init__(self, who: str, people: Sequence[Person], top: Path) -> None:
        """Name them."""
        super().__init__(
            f'"{who}" fits {len(people)} different people, so nothing was removed; give what only one of them has: '
            + (
                "their full name or id."
                if email_keys(who) or phone_keys(who)
                else "e-mail address, phone number or id."
            )
        )
        self.lines = [_whereabouts(person, top) for person in people[:_SHOWN]]
        if len(people) > _SHOWN:
            self.lines.append(f"and {len(people) - _SHOWN} more")


def _whereabouts(person: Person, top: Path) -> str:
    first, *others = person.sightings
    more = f" and {len(others)} more" if others else ""
    return f"{person.label or 'without a name'}: {first.file.relative_to(top).as_posix()}, {_row(first)}{more}"


def _row(one: Sighting) -> str:
    return f"row {one.row} of sheet {one.sheet}" if one.sheet else f"row {one.row}"


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about a file.

    Attributes:
        file: Its name, from the folder on.
        text: What there is to know, as it follows the name.
    """

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Removal:
    """What is to be taken out of a file.

    Attributes:
        file: Its name, from the folder on.
        said: What that is, in words.
        seen: The file as it was when it was read.
        change: How it is taken out; None where the file itself goes.
    """

    file: str
    said: tuple[str, ...]
    seen: Seen
    change: Cuts | Emptying | None


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What is to be forgotten of a person.

    Attributes:
        label: What to call the person.
        removals: What is to be taken out of which file.
        kept: What stays on purpose.
        left: What else mentions the person, for somebody to look at.
        undone: What could be taken out of a file if something did not stand in the way.
        unread: What could not be looked into.
    """

    label: str
    removals: tuple[Removal, ...]
    kept: tuple[Note, ...] = ()
    left: tuple[Note, ...] = ()
    undone: tuple[Note, ...] = ()
    unread: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was forgotten of a person.

    Attributes:
        forgetting: What was to be.
        done: What was taken out of which file.
        failed: Which files could not be written, and why.
    """

    forgetting: Forgetting
    done: tuple[Note, ...]
    failed: tuple[Note, ...]


def plan_forgetting(who: str, folder: str | os.PathLike[str], *, progress: _Progress | None = None) -> Forgetting:
    """Find a person in all files of a workspace, and say what is to be taken out; nothing is written.

    Args:
        who: Their e-mail address, phone number, id or full name.
        folder: The workspace; the folders in it belong to it, what links lead to does not.
        progress: Called with files done and their total.

    Raises:
        SeveralFitError: It is not clear who is meant.
        SheetqualError: Nobody fits, or the folder is none.
    """
    with no_pauses():
        plan = _Plan(who, folder, progress)
        person = plan.person()
        return plan.forgetting(person)


def carry_out(forgetting: Forgetting, *, progress: _Progress | None = None) -> Report:
    """Take out what was planned, file by file; one that can't be written keeps no other one from it.

    No file is kept as it was: that would defeat the purpose.

    Args:
        forgetting: The plan.
        progress: Called with files done and their total.
    """
    done: list[Note] = []
    failed: list[Note] = list(forgetting.undone)
    for number, removal in enumerate(forgetting.removals, start=1):
        try:
            _remove(removal)
        except SheetqualError as error:
            failed.append(Note(removal.file, str(error)))
        else:
            done += [Note(removal.file, said) for said in removal.said]
        if progress:
            progress(number, len(forgetting.removals))
    return Report(forgetting, tuple(done), tuple(failed))


def _remove(removal: Removal) -> None:
    path = removal.seen.path
    if removal.change is None:
        with worded(path):
            patiently(lambda: path.unlink(missing_ok=True))  # Writing beside it clears it away, too.
        return
    with rewriting(removal.seen, backup=False) as out:
        removal.change.write(path, out)


@dataclass(slots=True)
class _File:
    """A file of the workspace, as far as it was read.

    Attributes:
        found: Where it is.
        sort: What it is.
        seen: It as it was before it was read; None where it is never changed.
        lists: The lists in it.
    """

    found: Found
    sort: Sort
    seen: Seen | None
    lists: list[ReadList] = field(default_factory=list)


class _Plan:
    """Reads a workspace once, and plans what is to be forgotten."""

    def __init__(self, who: str, folder: str | os.PathLike[str], progress: _Progress | None) -> None:
        self._who, self._progress = who, progress
        walk = walked(folder)
        self._top = Path(folder)
        self._unread = [Note(name, text) for name, text in walk.passed]
        profiles = [profile for found in walk.files if (profile := _profile(found.path))]
        self._columns = list(dict.fromkeys(profile.lead for profile in profiles))
        self._do_not_call = {Path(name).name.casefold() for one in profiles for name in one.suppress.files}
        self._encoding = next((profile.encoding for profile in profiles if profile.encoding), None)
        self._removals: list[Removal] = []
        self._kept: list[Note] = []
        self._left: list[Note] = []
        self._undone: list[Note] = []
        self._closed: list[Note] = []
        self._sightings: list[Sighting] = []
        self._total = 2 * len(walk.files)
        self._files = [file for at, found in enumerate(walk.files) if (file := self._read(found, at))]

    # --- Reading

    def _read(self, found: Found, at: int) -> _File | None:
        if self._progress:
            self._progress(at, self._total)
        try:
            sort, kind = sort_of(found.path, self._do_not_call)
            # What can't be changed may be a film of some gigabytes.
            file = _File(found, sort, None if sort in _ONLY_READ else look(found.path))
            self._sightings += self._seen_in(file, kind)
        except (Refused, NotLeads) as refusal:
            self._unread.append(Note(found.name, str(refusal)))
            return None
        except (SheetqualError, OSError):
            said = f"{found.name} can't be opened; close it in other programs, and check that you may read it."
            self._closed.append(Note(found.name, said))
            return None
        return file

    def _seen_in(self, file: _File, kind: Kind | None) -> list[Sighting]:
        path = file.found.path
        if file.sort is Sort.JOURNAL:
            return list(journal_sightings(path, path.read_bytes()))
        if file.sort is Sort.CONTACTS:
            return list(card_sightings(path, path.read_bytes()))
        if kind is None:
            return []
        columns = [*self._columns]
        if file.sort is Sort.WORKBOOK and (own := _published(path)):
            columns.insert(0, own)
        file.lists = read_lists(path, kind, columns, self._encoding)
        seen = [one for read in file.lists for one in read.sightings()]
        # What stands there under a name may be the company's.
        return [one.without_name() for one in seen] if file.sort is Sort.DO_NOT_CALL else seen

    def person(self) -> Person:
        """Return the person who is meant.

        Raises:
            SeveralFitError: Several may be.
            SheetqualError: Nobody is known by that.
        """
        people = find_people(self._who, self._sightings)
        if len(people) > 1:
            raise SeveralFitError(self._who, people, self._top)
        if not people:
            raise self._nobody()
        return people[0]

    def _nobody(self) -> SheetqualError:
        closed = f" These can't be opened: {listed([note.file for note in self._closed])}." if self._closed else ""
        return SheetqualError(
            f'Nobody fits "{self._who}" in {self._top}; check the spelling, or give an e-mail address, a phone number '
            f"or an id.{closed}"
        )

    # --- Planning

    def forgetting(self, person: Person) -> Forgetting:
        """Return what is to be forgotten of a person.

        Raises:
            SheetqualError: No file says anything of them.
        """
        traces = Traces(person)
        rows: dict[Path, dict[str | None, set[int]]] = {}
        for one in person.sightings:
            rows.setdefault(one.file, {}).setdefault(one.sheet, set()).add(one.row)
        # Lists say most of who somebody is: as long as one is left, the rest is found again.
        last = (Sort.WORKBOOK, Sort.RECORDS)
        for at, file in enumerate(sorted(self._files, key=lambda file: file.sort in last), start=1):
            if self._progress:
                self._progress(self._total - len(self._files) + at, self._total)
            try:
                self._plan(file, rows.get(file.found.path, {}), person, traces)
            except (Refused, OSError):
                self._note(self._unread, file, ["can't be looked into; open it, save it again, and run this again"])
            except OutputError as error:
                self._undone.append(Note(file.found.name, str(error)))
        self._tell_of_namesakes(person)
        if not (person.sightings or self._removals or self._left or self._kept or self._undone):
            raise self._nobody()
        self._plan_left_behind()
        return Forgetting(
            person.label or self._who,
            tuple(self._removals),
            tuple(self._kept),
            tuple(self._left),
            (*self._closed, *self._undone),
            tuple(self._unread),
        )

    def _plan(self, file: _File, rows: dict[str | None, set[int]], person: Person, traces: Traces) -> None:
        name = file.found.name
        if traces.are_in(name):
            self._left.append(Note(name, "its name mentions them; rename it"))
        if file.sort is Sort.WORKBOOK:
            self._plan_workbook(file, rows, person, traces)
        elif file.sort is Sort.OTHER_BOOK and rows:
            self._note(self._left, file, [_unchangeable(sheet, some) for sheet, some in rows.items()])
        elif file.sort is not Sort.LEFT_BEHIND:
            found = Look.MENTIONED if rows else look_into(file.found.path, traces)
            if found is Look.CLOSED:
                self._unread.append(Note(name, "this kind of file was not looked into"))
            elif found is Look.MENTIONED:
                self._plan_text(file, rows.get(None) or set().union(*rows.values()), traces)

    def _plan_left_behind(self) -> None:
        """Plan to delete what broken-off saves left behind: copies of files that nobody can look into."""
        for file in self._files:
            if file.sort is not Sort.LEFT_BEHIND or file.seen is None:
                continue
            name = file.found.name
            with suppress(FileNotFoundError):
                if time.time() - file.seen.path.stat().st_mtime > _STALE:
                    self._remove(file, ["was left behind by a save that was broken off; deleted"], None)
                else:
                    self._undone.append(Note(name, f"{name} is being written just now; wait for some minutes."))

    def _plan_workbook(self, file: _File, rows: dict[str | None, set[int]], person: Person, traces: Traces) -> None:
        path = file.found.path
        wanted = {
            read.table.sheet or "": _list_rows(read, rows[read.table.sheet])
            for read in file.lists
            if rows.get(read.table.sheet)
        }
        wanted |= _base_rows(path, person)
        remains: list[str] = []
        if not wanted:
            with path.open("rb") as stream:
                remains = workbook_remains(stream, traces)
            if not remains:
                return
        change = Emptying(wanted, traces)
        # What will be left is known before anybody is asked.
        with TemporaryFile() as rehearsal:
            try:
                done = change.write(path, rehearsal)
            except OutputError:
                if wanted:
                    raise
                self._note(self._left, file, remains)
                return
            rehearsal.seek(0)
            remains = workbook_remains(rehearsal, traces)
        self._remove(file, done.said, change)
        self._note(self._left, file, [*done.left, *remains])

    def _plan_text(self, file: _File, rows: set[int], traces: Traces) -> None:
        if file.sort is Sort.DO_NOT_CALL:
            self._note(self._kept, file, ["names them, and is kept: it keeps them from being called again"])
            return
        raw = file.found.path.read_bytes()
        spans, said = _cut(file, raw, rows, traces)
        cuts = Cuts(tuple(spans))
        self._remove(file, [said] if spans else [], cuts)
        is_folded = file.sort in (Sort.CALENDAR, Sort.CONTACTS)
        remains = text_remains(cuts.without(raw), traces, is_folded=is_folded)
        if rows and not spans:
            numbers = listed(list(map(str, sorted(rows))), most=_SHOWN)
            remains = [f"row {numbers} is theirs, but can't be told apart for sure; take it out by hand"]
        self._note(self._left, file, remains or ([] if spans else ["mentions them; look there"]))

    def _tell_of_namesakes(self, person: Person) -> None:
        """Tell of others of that name, in case they are the same person after all."""
        if not person.has_namesake:
            return
        mine = set(person.sightings)
        spellings = {name.sorted for name in person.names}
        others = [one for one in self._sightings if one.name.sorted in spellings and one not in mine]
        for one in others[:_SHOWN]:
            name = one.file.relative_to(self._top).as_posix()
            self._left.append(Note(name, f"{_row(one)} has the same name, but other details; left alone"))

    def _remove(self, file: _File, said: Sequence[str], change: Cuts | Emptying | None) -> None:
        if said and file.seen is not None:
            self._removals.append(Removal(file.found.name, tuple(said), file.seen, change))

    def _note(self, notes: list[Note], file: _File, texts: Sequence[str]) -> None:
        notes += [Note(file.found.name, text) for text in texts]


def _cut(file: _File, raw: bytes, rows: set[int], traces: Traces) -> tuple[list[Span], str]:
    """Return what is to be cut out of a text file, and what that is in words."""
    match file.sort:
        case Sort.RECORDS if rows and file.lists:
            spans = record_spans(raw, file.lists[0], rows) or []
            numbers = listed(list(map(str, sorted(rows))), most=_SHOWN)
            return spans, f"{'row' if len(rows) == 1 else 'rows'} {numbers} removed"
        case Sort.JOURNAL:
            spans = line_spans(raw, rows)
            return spans, _removed(len(spans), "line|lines")
        case Sort.CONTACTS:
            spans = card_spans(raw, rows)
            return spans, _removed(len(spans), "contact|contacts")
        case Sort.CALENDAR:
            spans = event_spans(raw, traces)
            return spans, _removed(len(spans), "event|events")
        case Sort.CARDS:
            spans = article_spans(raw, traces)
            return spans, _removed(len(spans), "card|cards")
        case Sort.RECEIPT if _is_ours(raw) and (found := entry_spans(raw, traces)):
            return found[0], _removed(found[1], "entry|entries")
    return [], ""


def _removed(count: int, what: str) -> str:
    one, many = what.split("|")
    return f"{count:,} {one if count == 1 else many} removed"


def _is_ours(raw: bytes) -> bool:
    """Tell whether a JSON text is a receipt, or a list that was scored."""
    try:
        said: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and (said.get("command") in _RECEIPTS or {"profile", "leads"} <= said.keys())


def _unchangeable(sheet: str | None, rows: set[int]) -> str:
    some = "row" if len(rows) == 1 else "rows"
    of = f" of sheet {sheet}" if sheet else ""
    numbers = listed(list(map(str, sorted(rows))), most=_SHOWN)
    return f"{some} {numbers}{of}: this kind of file can't be changed here; open it in Excel, delete them, and save"


def _list_rows(read: ReadList, rows: set[int]) -> ListRows:
    places = read.places
    who = {
        place
        for part in (places.id, places.name, places.first, places.last, places.company, places.phone, places.email)
        for place in part
    }
    return ListRows(frozenset(rows), read.table.header_row, frozenset(who), len(read.table.rows))


def _base_rows(path: Path, person: Person) -> dict[str, ListRows]:
    """Return the rows of the hidden sheet in which a workbook remembers what the last export said of a person."""
    with suppress(LeadsFileError):
        found = read_own_sheet(path, BASE_NAME)
        if found is not None:
            rows = frozenset(
                number for number, row in enumerate(found.rows, start=1) if row and id_text(row[0]) in person.ids
            )
            return {found.sheet: ListRows(rows)} if rows else {}
    return {}


def _profile(path: Path) -> Profile | None:
    if path.suffix.casefold() != ".toml":
        return None
    try:
        return read_profile(path).profile
    except SheetqualError:
        return None


def _published(path: Path) -> LeadColumns | None:
    try:
        published = read_published(path)
    except SheetqualError:
        return None
    return published.file.profile.lead if published else None
