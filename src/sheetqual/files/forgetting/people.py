"""Who is to be forgotten: one person, told from everybody else whom the files of a folder name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetqual.files.merging.lead_keys import NO_KEYS, email_keys, id_text, is_own_id, phone_keys
from sheetqual.files.merging.likeness import CROWD, Likeness, name_likeness
from sheetqual.files.merging.name_words import Words, name_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

__all__ = ["Person", "Sighting", "find_people", "is_telling"]

_TELLING: Final = 5
_TELLING_NUMBER: Final = 9


class Sighting(NamedTuple):
    """A place of a file that says who a lead is; no dataclass, since long lists make so many.

    Attributes:
        file: The file.
        sheet: The sheet's name; None for a text file.
        row: The row, record, line or card there, from 1.
        ids: The ids that stand there.
        emails: The e-mail addresses, as comparisons see them.
        phones: The phone numbers, as comparisons see them.
        name: The person's name.
        company: The company.
        label: What to call the lead.
    """

    file: Path
    sheet: str | None
    row: int
    ids: frozenset[str] = NO_KEYS
    emails: frozenset[str] = NO_KEYS
    phones: frozenset[str] = NO_KEYS
    name: Words = Words()
    company: Words = Words()
    label: str = ""

    @property
    def is_nobody(self) -> bool:
        """Whether nothing there tells one person from another."""
        return not (self.ids or self.emails or self.phones or self.name.sorted)

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing but a name."""
        return not (self.ids or self.emails or self.phones or self.company.sorted)

    def without_name(self) -> Sighting:
        """Return the same without a name and a company."""
        return self._replace(name=Words(), company=Words(), label="")


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and all that is known to be theirs alone.

    Attributes:
        sightings: Where they stand.
        ids: Their ids.
        emails: Their e-mail addresses.
        phones: Their phone numbers.
        names: Their name, in every spelling.
        companies: Their companies, but for those where somebody else has that name.
        has_namesake: Whether somebody else has their name.
    """

    sightings: tuple[Sighting, ...]
    ids: frozenset[str] = NO_KEYS
    emails: frozenset[str] = NO_KEYS
    phones: frozenset[str] = NO_KEYS
    names: frozenset[Words] = frozenset()
    companies: frozenset[Words] = frozenset()
    has_namesake: bool = False

    @property
    def label(self) -> str:
        """What to call them; empty where no file says it."""
        return next((one.label for one in self.sightings if one.name.sorted), "") or next(
            (one.label for one in self.sightings if one.label), ""
        )


def is_telling(one: str) -> bool:
    """Tell whether an id is found in a text only where it is meant: 17 stands for much, L-7KQ2RX for one thing."""
    return len(one) >= _TELLING_NUMBER or (len(one) >= _TELLING and not one.isdecimal())


def find_people(who: str, sightings: Sequence[Sighting]) -> list[Person]:
    """Return everybody whom a name, an e-mail address, a phone number or an id fits.

    Args:
        who: The name, address, number or id.
        sightings: What the files say of who leads are.

    Returns:
        One person where it is clear who is meant. Somebody of whom no file but its text is known is
        one without sightings, but never by name.
    """
    emails, phones = email_keys(who), phone_keys(who)
    if emails:
        phones = NO_KEYS
    fitting = [number for number, one in enumerate(sightings) if _fits(who, emails, phones, one)]
    if not fitting:
        own = id_text(who)
        if not (emails or phones or (own and is_telling(own) and any(map(str.isdigit, own)))):
            return []
        ids = frozenset([own]) if own and not emails else NO_KEYS
        return [Person((), ids, emails, phones)]
    known = _Known(sightings)
    groups = _joined([known.around(number) for number in fitting if not sightings[number].is_bare])
    bare = {number for number in fitting if sightings[number].is_bare}
    # Whom the name alone is said of is the only one of that name there is.
    if not groups:
        groups = [bare]
    elif len(groups) == 1:
        groups = [groups[0] | bare]
    elif bare:
        groups.append(bare)
    people = [known.person(group) for group in groups]
    if len(people) == 1:
        return [_with_keys(people[0], emails, phones)]
    return people


def _fits(who: str, emails: AbstractSet[str], phones: AbstractSet[str], one: Sighting) -> bool:
    if emails:
        return not emails.isdisjoint(one.emails)
    if not phones.isdisjoint(one.phones):
        return True
    own = (id_text(who) or "").casefold()
    if own and any(own == other.casefold() for other in one.ids):
        return True
    name = name_words(who)
    return bool(name.sorted) and _is_same(name, one.name)


def _with_keys(person: Person, emails: frozenset[str], phones: frozenset[str]) -> Person:
    """Return a person with what they were asked for by, whoever else may have it."""
    return Person(
        person.sightings,
        person.ids,
        person.emails | emails,
        person.phones | phones,
        person.names,
        person.companies,
        person.has_namesake,
    )


def _joined(groups: Iterable[set[int]]) -> list[set[int]]:
    """Return groups that have nobody in common."""
    apart: list[set[int]] = []
    for group in groups:
        meeting = [one for one in apart if not one.isdisjoint(group)]
        apart = [one for one in apart if one.isdisjoint(group)]
        apart.append(group.union(*meeting))
    return apart


def _is_same(one: Words, other: Words) -> bool:
    return bool(one.sorted) and (one.sorted == other.sorted or one.joined == other.joined)


def _are_alike(names: Iterable[Words], known: Collection[Words]) -> bool:
    """Tell whether some names may all be those of one person."""
    distinct = {name for name in names if name.sorted}
    if known:
        return all(any(name_likeness(name, own) is not Likeness.DIFFERENT for own in known) for name in distinct)
    return len(distinct) <= CROWD and all(
        name_likeness(one, other) is not Likeness.DIFFERENT for one, other in combinations(distinct, 2)
    )


class _Known:
    """Tells which sightings are of one person."""

    def __init__(self, sightings: Sequence[Sighting]) -> None:
        self._sightings = sightings

    def around(self, seed: int) -> set[int]:
        """Return all sightings of the person that one of them is of."""
        members = {seed}
        while more := self._more(members) - members:
            members |= more
        return members

    def person(self, members: Collection[int]) -> Person:
        """Return the person that some sightings are of."""
        mine = [self._sightings[number] for number in sorted(members)]
        names = frozenset(one.name for one in mine if one.name.sorted)
        emails, phones = self._own("emails", members), self._own("phones", members)
        others = [
            one
            for number, one in enumerate(self._sightings)
            if number not in members and any(_is_same(one.name, name) for name in names)
        ]
        taken = {one.company.sorted for one in others}
        return Person(
            tuple(mine),
            frozenset(self._own_ids(members)),
            frozenset(emails),
            frozenset(phones),
            names,
            frozenset(one.company for one in mine if one.company.sorted and one.company.sorted not in taken),
            # Who is nothing but a name may be this one.
            has_namesake=any(not one.is_bare for one in others),
        )

    def _more(self, members: AbstractSet[int]) -> set[int]:
        """Return the sightings that share a key with a person, and those with the same name and company."""
        more: set[int] = set()
        for part in ("emails", "phones"):
            for numbers in self._own(part, members).values():
                more.update(numbers)
        for numbers in self._own_ids(members).values():
            more.update(number for number in numbers if self._has_same_id(number, members))
        more.update(self._of_same_name(members))
        return more

    def _own(self, part: str, members: AbstractSet[int] | Collection[int]) -> dict[str, list[int]]:
        """Return a person's addresses or numbers with who has them; what people of other names share is no one's."""
        wanted = frozenset().union(*(getattr(self._sightings[number], part) for number in members))
        found: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self._sightings):
            keys: frozenset[str] = getattr(one, part)
            if keys and not keys.isdisjoint(wanted):
                for key in keys & wanted:
                    found[key].append(number)
        names = self._names(members)
        firms = [set(self._sightings[number].company.sorted) for number in members]
        return {
            key: numbers
            for key, numbers in found.items()
            if _are_alike(
                (
                    name
                    for name in (self._sightings[number].name for number in numbers)
                    # Some lists have the company under the name.
                    if not any(firm and firm.issubset(name.sorted) for firm in firms)
                ),
                names,
            )
        }

    def _own_ids(self, members: AbstractSet[int] | Collection[int]) -> dict[str, list[int]]:
        """Return a person's ids with who has them; what two people of one list have by mistake is no one's."""
        mine = [self._sightings[number] for number in members]
        wanted = frozenset().union(*(one.ids for one in mine))
        lists = {(one.file, one.sheet) for one in mine}
        names = self._names(members)
        found: dict[str, list[int]] = defaultdict(list)
        shared: set[str] = set()
        for number, one in enumerate(self._sightings):
            if not one.ids or one.ids.isdisjoint(wanted):
                continue
            keys = one.ids & wanted
            if _are_alike([one.name], names):
                for key in keys:
                    found[key].append(number)
            elif (one.file, one.sheet) in lists:
                shared |= keys
        return {key: numbers for key, numbers in found.items() if key not in shared}

    def _has_same_id(self, number: int, members: AbstractSet[int]) -> bool:
        """Tell whether an id that a person has is there that person's: other lists may count from 1, too."""
        one = self._sightings[number]
        if any(name_likeness(one.name, name) >= Likeness.CLOSE for name in self._names(members)):
            return True
        if self._contradicts(one, members):
            return False
        mine = frozenset().union(*(self._sightings[other].ids for other in members))
        return any(is_telling(key) for key in one.ids & mine) or self._is_reached_alike(one, members)

    def _of_same_name(self, members: AbstractSet[int]) -> set[int]:
        pairs = {
            (one.name, one.company)
            for one in (self._sightings[number] for number in members)
            if one.name.sorted and one.company.sorted
        }
        if not pairs:
            return set()
        spellings = {spelling for name, _ in pairs for spelling in (name.sorted, name.joined)}
        return {
            number
            for number, one in enumerate(self._sightings)
            if (one.name.sorted in spellings or one.name.joined in spellings)
            and number not in members
            and any(_is_same(one.name, name) and _is_same(one.company, company) for name, company in pairs)
            and not self._contradicts(one, members)
        }

    def _names(self, members: Iterable[int]) -> set[Words]:
        return {name for number in members if (name := self._sightings[number].name).sorted}

    def _is_reached_alike(self, one: Sighting, members: Iterable[int]) -> bool:
        mine = [self._sightings[number] for number in members]
        return any(one.emails & other.emails or one.phones & other.phones for other in mine)

    def _contradicts(self, one: Sighting, members: Iterable[int]) -> bool:
        """Tell whether a sighting has another address, number or id than a person."""
        mine = [self._sightings[number] for number in members]
        if self._is_reached_alike(one, members):
            return False
        for part in ("emails", "phones"):
            if getattr(one, part) and any(getattr(other, part) for other in mine):
                return True
        return any(
            one.ids.isdisjoint(other.ids)
            and (
                (one.file, one.sheet) == (other.file, other.sheet)
                or (any(map(is_own_id, one.ids)) and any(map(is_own_id, other.ids)))
            )
            for other in mine
            if one.ids and other.ids
        )
