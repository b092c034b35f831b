"""Which columns of two lists hold the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import WHITE, is_blank
from sheetqual.core.words import fold_header
from sheetqual.files.merging.lead_keys import id_text, is_own_id
from sheetqual.files.score_columns import own_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheetqual.files.merging.identities import LeadList

__all__ = [
    "ColumnPairs",
    "answer_places",
    "has_own_ids",
    "holds_something",
    "named_places",
    "numbered_headers",
    "pair_columns",
]

_PAIRED_ROLES: Final = ("id", "name", "first", "last", "company", "email")


@dataclass(frozen=True, slots=True)
class ColumnPairs:
    """Which columns of two lists hold the same.

    Attributes:
        pairs: Position in the master and in the other list.
        added: Positions of columns that only the other list has.
        untouched: Positions of the other list's columns that the master has, but ignores.
        unnamed: Positions of the other list's columns without a header.
    """

    pairs: tuple[tuple[int, int], ...]
    added: tuple[int, ...]
    untouched: tuple[int, ...]
    unnamed: tuple[int, ...]


def pair_columns(other: LeadList, master: LeadList) -> ColumnPairs:
    """Find the columns of two lists that hold the same.

    Headers say so; columns that say who a lead is may have other headers, too, and so may those
    of the master's groups.
    """
    places = answer_places(other)
    mine, theirs = named_places(master, _not_ours(master)), named_places(other, places)
    pairs = {place: mine[one] for one, place in theirs.items() if one in mine}
    untouched = {place for place, own in pairs.items() if own in master.ignore}
    unpaired = {place for one, place in mine.items() if one not in theirs and place not in master.ignore}
    for role in _PAIRED_ROLES:
        ours = [place for place in getattr(master.places, role) if place in unpaired]
        found = [place for place in getattr(other.places, role) if place in theirs.values() and place not in pairs]
        if len(ours) != 1 or len(found) != 1:
            continue
        if role == "id" and has_own_ids(master, ours[0]) != has_own_ids(other, found[0]):
            continue
        pairs[found[0]] = ours[0]
        unpaired.discard(ours[0])
    _pair_groups(other, master, unpaired, theirs, pairs)
    return ColumnPairs(
        tuple((pairs[place], place) for place in sorted(pairs) if place not in untouched),
        tuple(place for place in theirs.values() if place not in pairs),
        tuple(sorted(untouched)),
        tuple(place for place in places if place not in theirs.values()),
    )


def _pair_groups(
    other: LeadList, master: LeadList, unpaired: set[int], theirs: Mapping[tuple[str, int], int], pairs: dict[int, int]
) -> None:
    """Pair the columns whose headers the master has as meaning the same.

    Args:
        other: The other list.
        master: The team's list.
        unpaired: Positions of the master's columns without a pair; those that get one are taken out.
        theirs: The other list's columns, by header.
        pairs: The pairs so far, by position in the other list; new ones are added.
    """
    for group in master.groups:
        order = {header: rank for rank, header in reversed([*enumerate(map(fold_header, group))])}
        ours = [place for place in unpaired if fold_header(master.table.headers[place]) in order]
        if len(ours) != 1:  # Nobody can tell for which of two columns theirs is meant.
            continue
        found = [(order[header], place) for (header, _), place in theirs.items() if header in order]
        place = min((one for one in found if one[1] not in pairs), default=(0, None))[1]
        if place is None or has_own_ids(master, ours[0]) != has_own_ids(other, place):
            continue
        pairs[place] = ours[0]
        unpaired.discard(ours[0])


def answer_places(leads: LeadList) -> list[int]:
    """Return the positions of the columns that are the list's own."""
    return [place for place in _not_ours(leads) if place not in leads.ignore]


def _not_ours(leads: LeadList) -> list[int]:
    ours = own_places(leads.table.headers)
    return [place for place in sorted(leads.table.columns) if place not in ours]


def named_places(leads: LeadList, places: Iterable[int]) -> dict[tuple[str, int], int]:
    """Return the columns that have a header, by the header and how many of its name came before."""
    headers = leads.table.headers
    folded = [(place, header) for place in places if (header := fold_header(headers[place]))]
    numbered = numbered_headers(header for _, header in folded)
    return {one: place for one, (place, _) in zip(numbered, folded, strict=True)}


def numbered_headers(headers: Iterable[str]) -> list[tuple[str, int]]:
    """Return each header with how many of its name came before it."""
    seen: Counter[str] = Counter()
    numbered = []
    for header in headers:
        numbered.append((header, seen[header]))
        seen[header] += 1
    return numbered


def has_own_ids(leads: LeadList, place: int) -> bool:
    """Tell whether most ids of a column are ones that we made."""
    cells = leads.table.columns[place]
    own = sum(isinstance(cell, str) and "L-" in cell and is_own_id(cell.strip(WHITE)) for cell in cells)
    return own > 0 and 2 * own >= sum(id_text(cell) is not None for cell in cells)


def holds_something(leads: LeadList, place: int) -> bool:
    """Tell whether any cell of a column is not blank."""
    return not all(map(is_blank, leads.table.columns[place]))
