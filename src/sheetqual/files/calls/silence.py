"""Finds everybody in a list who must not be called: who asked, and whoever is the same person or has their number."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final

from sheetqual.core.dispositions import Disposition, disposition_of
from sheetqual.core.identity import lead_places
from sheetqual.core.profile import LeadColumns
from sheetqual.core.reading import Reader, State, is_blank
from sheetqual.core.words import Word, fold_header
from sheetqual.files.calls.addresses import address_keys
from sheetqual.files.calls.facts import fact_places
from sheetqual.files.calls.no_call_columns import may_hold_numbers
from sheetqual.files.calls.phones import Phone
from sheetqual.files.merging.sounds import sound_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.calls.do_not_call import NoCalls
    from sheetqual.files.calls.phones import PhoneReader
    from sheetqual.files.lists import ScoredList
    from sheetqual.files.merging.identities import Who

__all__ = ["Contacts", "marked_leads", "overlooked_places", "silent_leads"]

_STEP: Final = 2_000
"""Leads between two reports of progress."""
_EMAIL_MARKS: Final = ("mail", "epost", "почта", "ایمیل", "pec")
"""A column whose header has one of these in it holds addresses, whatever else it is called."""
_OF_TIMES: Final = ("before", "after", "until", "checked", "hours", "fino al", "prima delle", "innen", " til", "до ")
"""A column whose header has one of these in it says when somebody may not be called, but not that they never may."""
_DIALLED: Final = re.compile(r"\s*\+?[\d\s()./-]{7,24}")
_SAMPLE: Final = 200
_MOST_OF_THEM: Final = 0.6


class Contacts:
    """The numbers and addresses of every lead, as do-not-call lists are compared with.

    Attributes:
        phones: The keys of each lead's numbers, cell by cell.
        emails: Each lead's addresses.
    """

    def __init__(
        self,
        scored: ScoredList,
        reader: PhoneReader,
        region_of: Callable[[int], str | None],
        progress: Callable[[int, int | None], None] | None = None,
    ) -> None:
        """Gather them from every column that holds any, as far as one can tell.

        Args:
            scored: The list.
            reader: Reads phone numbers.
            region_of: Returns where a lead's numbers without a country code belong, or None.
            progress: Called with leads done and their total.
        """
        self._scored, self._reader = scored, reader
        count, columns = len(scored.board), scored.table.columns
        phone_cells = [columns[place] for place in self._places("phone")]
        email_cells = [columns[place] for place in self._places("email")]
        self.phones: list[list[frozenset[str]]] = []
        self.emails: list[frozenset[str]] = []
        for lead in range(count):
            if progress and lead % _STEP == 0:
                progress(lead, count)
            region = region_of(lead)
            self.phones.append([reader.keys(cells[lead], region) for cells in phone_cells if cells[lead] is not None])
            self.emails.append(frozenset().union(*(address_keys(cells[lead]) for cells in email_cells)))

    def _places(self, part: str) -> list[int]:
        """Return the positions of all columns that hold phone numbers, or e-mail addresses."""
        table, own = self._scored.table, self._scored.places
        folded = {place: fold_header(table.headers[place]) for place in sorted(table.columns)}
        by_header: dict[str, list[int]] = defaultdict(list)
        for place, header in folded.items():
            by_header[header].append(place)
        known = {*getattr(own, part), *getattr(lead_places(LeadColumns(), by_header), part)}
        others = {*own.id, *own.name, *own.company, *fact_places(table.headers).values()}
        return [
            place
            for place, header in folded.items()
            if place in known
            or (place not in others and (_is_marked(header, part) or self._looks_like(table.columns[place], part)))
        ]

    def _looks_like(self, cells: Sequence[Cell], part: str) -> bool:
        """Tell whether most cells of a column are what a column of that sort holds."""
        sample = list(islice((cell for cell in cells if not is_blank(cell)), _SAMPLE))
        if part == "email":
            found = sum(isinstance(cell, str) and "@" in cell for cell in sample)
        else:
            found = sum(isinstance(cell, str) and self._is_number(cell) for cell in sample)
        return bool(sample) and found >= _MOST_OF_THEM * len(sample)

    def _is_number(self, text: str) -> bool:
        return bool(_DIALLED.fullmatch(text)) and any(isinstance(one, Phone) for one in self._reader.read(text))

    def has_any(self, lead: int, named: Collection[str]) -> bool:
        """Tell whether a lead has one of some numbers and addresses."""
        return any(key in named for key in self.emails[lead]) or any(
            key in named for keys in self.phones[lead] for key in keys
        )

    def label(self, lead: int) -> str:
        """Return what to call a lead."""
        return self._scored.label(lead)

    def keys(self, lead: int) -> frozenset[str]:
        """Return the keys of a lead's numbers, and its addresses."""
        return self.emails[lead].union(*self.phones[lead])


def _is_marked(header: str, part: str) -> bool:
    """Tell whether a header says that its column holds numbers, or addresses."""
    return may_hold_numbers(header) if part == "phone" else any(mark in header for mark in _EMAIL_MARKS)


def overlooked_places(scored: ScoredList) -> list[int]:
    """Return the positions of columns that say who must not be called, but that the profile does not name."""
    known = {fold_header(header) for header in scored.board.profile.suppress.columns}
    return [
        place
        for place, header in enumerate(scored.table.headers)
        if place in scored.table.columns
        and (folded := fold_header(header)) not in known
        and disposition_of(folded) is Disposition.DO_NOT_CALL
        and not any(mark in folded for mark in (*_EMAIL_MARKS, *_OF_TIMES))
    ]


def marked_leads(scored: ScoredList, places: Iterable[int]) -> set[int]:
    """Return the leads that such columns mark: with a tick, a day or a reason, but not with a no."""
    table, profile = scored.table, scored.board.profile
    reader = Reader(decimal=profile.decimal, dates=profile.dates, words=profile.words, epoch_1904=table.epoch_1904)
    found = set()
    for place in places:
        for lead, cell in enumerate(table.columns[place]):
            reading = reader.read(cell)
            if reading.state is State.VALUE and reading.word is not Word.NO:
                found.add(lead)
    return found


def silent_leads(  # noqa: PLR0913, PLR0917 - everything that keeps somebody from being called
    contacts: Contacts,
    asked: Mapping[int, str],
    no_calls: NoCalls,
    silent: Collection[str],
    people: Sequence[Who],
    groups: Iterable[Sequence[int]],
) -> dict[int, tuple[str, str]]:
    """Find who must not be called.

    Args:
        contacts: How the leads are reached.
        asked: Leads that asked not to be called -> the code of where they did.
        no_calls: The do-not-call lists.
        silent: Further numbers and addresses that must not be called.
        people: Who the leads are.
        groups: Leads that are one person, each group in the order of the list.

    Returns:
        Lead -> the code of the reason, and more about it: the list that names them, or who asked.
    """
    found: dict[int, tuple[str, str]] = {lead: (code, "") for lead, code in asked.items()}
    for lead in range(len(people)):
        if lead not in found:
            keys = frozenset().union(*contacts.phones[lead])
            if source := no_calls.why(keys, contacts.emails[lead]):
                found[lead] = ("suppressed:file", source)
    same = [*groups, *_alike(people, found)]
    _spread(found, same, contacts)
    named = {*silent, *(key for lead in found for key in contacts.keys(lead))}
    for lead in range(len(people)):
        if lead not in found and contacts.has_any(lead, named):
            found[lead] = ("suppressed:shared", "")
    _spread(found, same, contacts)
    return found


def _spread(found: dict[int, tuple[str, str]], same: Iterable[Sequence[int]], contacts: Contacts) -> None:
    """Add whoever is the same person as one of those found."""
    for group in same:
        silent = next((lead for lead in group if lead in found), None)
        if silent is not None:
            for lead in group:
                found.setdefault(lead, ("suppressed:shared", contacts.label(silent)))


def _alike(people: Sequence[Who], found: Collection[int]) -> list[list[int]]:
    """Return the leads whose name and company sound like those of one who must not be called."""
    by_sound: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for lead in found:
        who = people[lead]
        if who.name.sorted and who.company.sorted:
            by_sound.setdefault((sound_of(who.name), sound_of(who.company)), []).append(lead)
    if by_sound:
        for lead, who in enumerate(people):
            group = by_sound.get((sound_of(who.name), sound_of(who.company))) if who.name.sorted else None
            if group is not None and lead not in found:
                group.append(lead)
    return list(by_sound.values())
