"""How alike two leads are: by their names, companies, phone numbers, e-mail addresses and ids."""

from __future__ import annotations

from enum import IntEnum
from itertools import combinations
from typing import TYPE_CHECKING, Final, TypeAlias

from rapidfuzz.fuzz import ratio

from sheetqual.files.merging.lead_keys import is_own_id

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence

    from sheetqual.files.merging.identities import Who
    from sheetqual.files.merging.name_words import SortedWords, Words

__all__ = [
    "CROWD",
    "Fit",
    "Likeness",
    "agree",
    "company_likeness",
    "conflict",
    "fit",
    "is_somebody_else",
    "name_blocks",
    "name_likeness",
    "same_by_name",
    "same_ids",
]

CROWD: Final = 20
"""An address or a number that more leads share says nothing about who one is."""
_SLIP: Final = 83
"""How alike two spellings of one word of a name must be, of 100.

One wrong letter in six gives 83 (Hansen, Hanson); in five it gives 80, and so many letters part
Marco from Mario and Maria from Marta.
"""
_SLIP_LETTERS: Final = 5
_COMPANY_SLIP: Final = 90
"""How alike two spellings of a company must be: one wrong letter in ten."""


class Likeness(IntEnum):
    """How two names go together; OPEN where nothing can be said."""

    DIFFERENT = 0
    OPEN = 1
    CLOSE = 2
    SAME = 3


def name_likeness(one: Words, other: Words) -> Likeness:
    """Tell whether two names are one person's."""
    if not one.sorted or not other.sorted:
        return Likeness.OPEN
    if one.sorted == other.sorted or one.joined == other.joined:
        return Likeness.SAME
    rest, others = _without(one.sorted, other.sorted), _without(other.sorted, one.sorted)
    if not rest or not others:  # A second name that one list leaves out.
        shared = min(len(one.sorted), len(other.sorted))
        return Likeness.CLOSE if shared > 1 else Likeness.OPEN
    if _script(one) != _script(other):
        return Likeness.OPEN
    if (len(rest), rest) > (len(others), others):  # The answer is the same whoever is asked about.
        rest, others = others, rest
    likeness = Likeness.CLOSE if len(rest) == len(others) else Likeness.OPEN
    for word in rest:
        slip = next((two for two in others if _is_slip(word, two, _SLIP)), None)
        short = slip or next((two for two in others if _is_short_for(word, two)), None)
        if short is None:
            return Likeness.DIFFERENT
        others.remove(short)
        if slip is None:
            likeness = Likeness.OPEN
    return likeness


def company_likeness(one: Words, other: Words) -> Likeness:
    """Tell whether two names are one company's."""
    if not one.sorted or not other.sorted:
        return Likeness.OPEN
    if one.sorted == other.sorted or one.joined == other.joined:
        return Likeness.SAME
    if set(one.sorted) <= set(other.sorted) or set(other.sorted) <= set(one.sorted):
        return Likeness.OPEN
    if _numbers(one) != _numbers(other):
        return Likeness.DIFFERENT
    is_slip = _is_slip(" ".join(one.sorted), " ".join(other.sorted), _COMPANY_SLIP)
    return Likeness.CLOSE if is_slip else Likeness.DIFFERENT


def _script(words: Words) -> int:
    """Return a number for the letters a name is written in: Latin, Cyrillic, Arabic ..."""
    return max(map(ord, words.joined)) >> 8 if not words.joined.isascii() else 0


def _is_slip(one: str, other: str, limit: int) -> bool:
    """Tell whether two words are two spellings of one.

    How a word ends is no slip: it parts Mario from Maria, Иванов from Иванова.
    """
    return (
        min(len(one), len(other)) >= _SLIP_LETTERS
        and one[0] == other[0]
        and one[-1] == other[-1]
        and ratio(one, other, score_cutoff=limit) >= limit
    )


def _is_short_for(one: str, other: str) -> bool:
    """Tell whether one word is an initial or a short form of another one: M and Alex, of Mario and Alexander."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (len(short) == 1 or (len(short) > 2 and len(long) > len(short) + 1))  # noqa: PLR2004


def _without(words: Iterable[str], others: Sequence[str]) -> list[str]:
    rest = list(others)
    left = []
    for word in words:
        if word in rest:
            rest.remove(word)
        else:
            left.append(word)
    return left


def _numbers(words: Words) -> list[str]:
    return [word for word in words.sorted if any(map(str.isdecimal, word))]


def same_ids(one: Who, other: Who) -> bool | None:
    """Tell whether two leads have the same id (True), different ones (False), or nobody can say.

    An id that we made and one of the CRM's say nothing about each other.
    """
    for mine, theirs in zip(one.ids, other.ids, strict=True):
        if mine and theirs:
            if mine == theirs:
                return True
            if is_own_id(mine) == is_own_id(theirs):
                return False
    return None


def conflict(one: Who, other: Who) -> bool:
    """Tell whether two leads can't be one."""
    same = same_ids(one, other)
    if same is None:
        return name_likeness(one.name, other.name) is Likeness.DIFFERENT
    return not same


def is_somebody_else(one: Who, other: Who, *, is_there_already: bool = False) -> bool:
    """Tell whether two leads clearly are two people, though they have one id.

    Ids are filled down and copied by mistake. A person may also be renamed, or another one come to
    a company; so names alone say it only where they have nothing in common.

    Args:
        one: A lead.
        other: The one that it has the id of.
        is_there_already: Whether a third one has the id, and the other one's name; then one
            company or one address of an office is no reason to take two people for one.
    """
    if name_likeness(one.name, other.name) is not Likeness.DIFFERENT:
        return False
    is_reached_alike = bool(one.emails & other.emails or one.phones & other.phones)
    is_half_alike = any(len(word) > 1 and word in other.name.sorted for word in one.name.sorted)
    if is_there_already:
        return not (is_reached_alike and is_half_alike)
    company = company_likeness(one.company, other.company)
    has_companies = bool(one.company.sorted and other.company.sorted)
    if is_reached_alike or (has_companies and company is not Likeness.DIFFERENT):
        return False
    return not is_half_alike or company is Likeness.DIFFERENT or _contradict(one, other)


def agree(everybody: Sequence[Who]) -> bool:
    """Tell whether some leads may all be one."""
    distinct = list({(who.ids, who.name): who for who in everybody}.values())
    if len(distinct) > CROWD:
        return _same_id(distinct)
    return not any(conflict(one, other) for one, other in combinations(distinct, 2))


def _same_id(everybody: Sequence[Who]) -> bool:
    """Tell whether some leads all have one id."""
    return any(None not in ids and len(set(ids)) == 1 for ids in zip(*(who.ids for who in everybody), strict=True))


def same_by_name(one: Who, other: Who) -> bool | None:
    """Tell whether two leads are one by company and name: yes, no, or perhaps (None)."""
    if one.whole == other.whole:
        return True
    names, companies = name_likeness(one.name, other.name), company_likeness(one.company, other.company)
    contradicted = _contradict(one, other)
    if not one.name.sorted and not other.name.sorted:
        return None if contradicted and companies >= Likeness.CLOSE else companies >= Likeness.CLOSE
    if not one.name.sorted or not other.name.sorted or names is Likeness.DIFFERENT:
        return False
    if not one.company.sorted or not other.company.sorted:
        return None if names is Likeness.SAME and not contradicted else False
    if companies is Likeness.DIFFERENT:
        return False
    if names is Likeness.SAME and companies is Likeness.SAME:
        return True
    if Likeness.OPEN not in (names, companies) and Likeness.SAME in (names, companies) and not contradicted:
        return True
    return None if Likeness.SAME in (names, companies) else False


def _contradict(one: Who, other: Who) -> bool:
    """Tell whether two leads have both an address or a number, and not the same."""
    return bool(
        (one.emails and other.emails and not one.emails & other.emails)
        or (one.phones and other.phones and not one.phones & other.phones)
    )


Fit: TypeAlias = tuple[int, int, bool, bool, int]
"""How well two leads go together, the weightiest first; the second is how alike the names are."""


def fit(one: Who, other: Who) -> Fit:
    """Return how well two leads go together, for comparisons."""
    return (
        (one.whole == other.whole) + (one.whole == other.whole and one.ids == other.ids),
        name_likeness(one.name, other.name),
        bool(one.emails & other.emails),
        bool(one.phones & other.phones),
        company_likeness(one.company, other.company),
    )


def name_blocks(who: Who, names: Collection[SortedWords], companies: Collection[SortedWords]) -> Iterator[Hashable]:
    """Yield the blocks a lead stands in; two leads that are one by company and name share one.

    Args:
        who: The lead.
        names: The names that more than one lead has; others make no blocks.
        companies: The companies that more than one lead has.
    """
    name, company = who.name, who.company
    if company.sorted in companies:
        for word in {*name.sorted, name.joined}:
            yield 0, company.sorted, word
    if company.sorted and not name.sorted:
        yield 1, company.joined
    if name.sorted in names:
        for word in {*company.sorted, company.joined}:
            yield 2, name.sorted, word
        yield 3, name.sorted
