"""Who the leads of a list are, made ready to be compared with those of another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sheetqual.core.words import fold_header
from sheetqual.files.merging.lead_keys import NO_KEYS, email_keys, id_text, phone_keys, said_text
from sheetqual.files.merging.name_words import SortedWords, Words, company_words, name_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from sheetqual.core.identity import LeadPlaces
    from sheetqual.core.values import Cell
    from sheetqual.files.tables import LeadTable

__all__ = ["LeadList", "Who", "Whole", "identities", "people"]


@dataclass(frozen=True, slots=True)
class LeadList:
    """A list of leads, and which of its columns say who they are.

    Attributes:
        table: The list, read with all its columns.
        places: Where it says who a lead is.
        ignore: Positions of columns that are nobody's answers.
        groups: Headers that mean the same, in order of preference, for each column that has several.
    """

    table: LeadTable
    places: LeadPlaces
    ignore: Collection[int] = ()
    groups: Sequence[tuple[str, ...]] = ()


Whole: TypeAlias = tuple[SortedWords, SortedWords, frozenset[str], frozenset[str]]
"""All that a list says of who a lead is, but for ids: name, company, e-mail addresses, phone numbers."""


class Who(NamedTuple):
    """Who a lead is, as comparisons see it; no dataclass, since long lists make so many.

    Attributes:
        ids: Its ids, in the order of the columns compared; None where it has none.
        emails: Its e-mail addresses.
        phones: Its phone numbers.
        name: Its name.
        company: Its company.
        whole: All of these but the ids, to find who is equal in everything.
    """

    ids: tuple[str | None, ...]
    emails: frozenset[str]
    phones: frozenset[str]
    name: Words
    company: Words
    whole: Whole

    @property
    def is_nobody(self) -> bool:
        """Whether nothing says who the lead is."""
        return not (self.emails or self.phones or self.name.sorted or self.company.sorted)


def identities(other: LeadList, master: LeadList) -> tuple[list[Who], list[Who]]:
    """Return who the leads of two lists are.

    Ids are compared where both lists have them under one header, else those of the first column of
    each. What else the other list has as ids still parts its own leads from each other.
    """
    mine, theirs = _id_places(master), _id_places(other)
    pairs: list[tuple[int, int | None]] = [(place, mine[one]) for one, place in theirs.items() if one in mine]
    if not pairs and mine and theirs:
        pairs = [(next(iter(theirs.values())), next(iter(mine.values())))]
    paired = {place for place, _ in pairs}
    pairs += [(place, None) for place in theirs.values() if place not in paired]
    known: dict[tuple[bool, str], Words] = {}
    return (
        _all_who(other, [place for place, _ in pairs], known),
        _all_who(master, [place for _, place in pairs], known),
    )


def people(leads: LeadList) -> list[Who]:
    """Return who the leads of a list are, whatever their ids: a CRM gives one person two of them."""
    return _all_who(leads, (), {})


def _id_places(leads: LeadList) -> dict[str, int]:
    places: dict[str, int] = {}
    for place in leads.places.id:
        if place in leads.table.columns:
            places.setdefault(fold_header(leads.table.headers[place]), place)
    return places


def _all_who(leads: LeadList, spaces: Sequence[int | None], known: dict[tuple[bool, str], Words]) -> list[Who]:
    columns, places = leads.table.columns, leads.places

    def some(wanted: Iterable[int]) -> list[list[Cell]]:
        return [columns[place] for place in wanted if place in columns]

    count = len(leads.table.rows)
    ids = [[None] * count if place is None else [id_text(cell) for cell in columns[place]] for place in spaces]
    emails, phones = _all_keys(some(places.email), email_keys), _all_keys(some(places.phone), phone_keys)
    names, companies = some(places.name), some(places.company)
    firsts, lasts = some(places.first), some(places.last)
    everybody: list[Who] = []
    for lead in range(count):
        text = _first(names, lead)
        if not text and (firsts or lasts):
            text = f"{_first(firsts, lead)} {_first(lasts, lead)}".strip()
        name = known.get((True, text))
        if name is None:
            name = known[True, text] = name_words(text)
        text = _first(companies, lead)
        company = known.get((False, text))
        if company is None:
            company = known[False, text] = company_words(text)
        mails, calls = emails.get(lead, NO_KEYS), phones.get(lead, NO_KEYS)
        whole = (name.sorted, company.sorted, mails, calls)
        everybody.append(Who(tuple([cells[lead] for cells in ids]), mails, calls, name, company, whole))
    return everybody


def _all_keys(columns: Iterable[Sequence[Cell]], keys: Callable[[Cell], frozenset[str]]) -> dict[int, frozenset[str]]:
    """Return the keys of every lead that has any, from some columns."""
    found: dict[int, frozenset[str]] = {}
    for cells in columns:
        for lead, cell in enumerate(cells):
            if cell is not None and (own := keys(cell)):
                found[lead] = found[lead] | own if lead in found else own
    return found


def _first(columns: Sequence[Sequence[Cell]], lead: int) -> str:
    for cells in columns:
        if text := said_text(cells[lead]):
            return text
    return ""
