"""Who is who: the leads of one list found in another, and the same lead twice in one list.

Two leads are one where they have the same id; else where they share an e-mail address or a phone
number and their names don't say otherwise; else where company and name are alike. What can't be
told is left for a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from rapidfuzz.fuzz import ratio

from sheetqual.core.reading import WHITE, cell_text
from sheetqual.core.words import Word, fold_header, fold_word, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence

    from sheetqual.core.identity import LeadPlaces
    from sheetqual.core.values import Cell
    from sheetqual.files.tables import LeadTable

__all__ = [
    "ID_LETTERS",
    "Allotment",
    "Cluster",
    "Doubt",
    "Groups",
    "How",
    "LeadList",
    "Match",
    "Matching",
    "allot",
    "duplicates",
    "email_keys",
    "id_text",
    "is_own_id",
    "match_lists",
    "phone_keys",
]

ID_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What our own ids are made of: no letter looks like a digit."""
_OWN_ID: Final = re.compile(f"L-[{ID_LETTERS}]{{6}}")
_WHOLE: Final = re.compile(r"(\d+)\.0+", re.ASCII)
_UNKNOWN: Final = frozenset(text for text, word in vocabulary({}).items() if word is Word.UNKNOWN)

_CROWD: Final = 20
"""An address or a number that more leads share says nothing about who one is."""
_SHOWN: Final = 20
"""Candidates named to a person; nobody chooses among more."""

_SLIP: Final = 83
"""How alike two spellings of one word of a name must be, of 100.

One wrong letter in six gives 83 (Hansen, Hanson); in five it gives 80, and so many letters part
Marco from Mario and Maria from Marta.
"""
_SLIP_LETTERS: Final = 5
_COMPANY_SLIP: Final = 90
"""How alike two spellings of a company must be: one wrong letter in ten."""


class How(StrEnum):
    """By what a lead was found in another list."""

    ID = "id"
    EMAIL = "e-mail"
    PHONE = "phone"
    NAME = "company and name"


class Doubt(StrEnum):
    """Why a lead was not found in another list."""

    NEW = "nobody is alike"
    MAYBE = "somebody else may be meant"
    AMBIGUOUS = "several fit equally well"
    BETWEEN = "it may be either of two leads of its own list"
    NAMELESS = "nothing says who it is"


@dataclass(frozen=True, slots=True)
class LeadList:
    """A list of leads, and which of its columns say who they are.

    Attributes:
        table: The list, read with all its columns.
        places: Where it says who a lead is.
        ignore: Positions of columns that are nobody's answers.
    """

    table: LeadTable
    places: LeadPlaces
    ignore: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Where a lead of one list stands in the master.

    Attributes:
        master: The lead's place in the master, or None.
        how: By what it was found, or None.
        doubt: Why it was not found, or None.
        candidates: The leads of the master that it may be, where that is in doubt.
    """

    master: int | None
    how: How | None = None
    doubt: Doubt | None = None
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """Where the leads of one list stand in the master.

    Attributes:
        matches: One for each lead of the list. Several that have one lead of the master are
            the same lead several times.
        repeated: Leads of the master with one and the same id, by id; such an id is no key.
        without_id: Leads of the master without an id, where it has a column of ids.
    """

    matches: Sequence[Match]
    repeated: Mapping[str, tuple[int, ...]]
    without_id: Sequence[int]


@dataclass(frozen=True, slots=True)
class Groups:
    """The leads that a list has more than once.

    Attributes:
        same: The places of each such lead, in order.
        doubtful: Leads that may be either of some that are not the same -> those; a person has to
            look.
    """

    same: Sequence[tuple[int, ...]]
    doubtful: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Cluster:
    """One lead, wherever it stands.

    Attributes:
        master: Its place in the master, or None for a new lead.
        leads: Its places in the other list.
        how: By what each of them was found in the master; None for one that is there through
            another one.
        candidates: The leads of the master that a new lead may be after all.
    """

    master: int | None
    leads: tuple[int, ...]
    how: tuple[How | None, ...]
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Allotment:
    """Every lead of a list with its place in the master, each once.

    Attributes:
        clusters: The leads, those of the master first, then the new ones in their order.
        left: Places of leads that only a person can decide about, with the reason.
        matching: Where each lead of the list was found on its own.
        groups: The leads that the list has more than once.
    """

    clusters: Sequence[Cluster]
    left: Mapping[int, Match]
    matching: Matching
    groups: Groups


class _Likeness(IntEnum):
    """How two names go together; OPEN where nothing can be said."""

    DIFFERENT = 0
    OPEN = 1
    CLOSE = 2
    SAME = 3


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a name, sorted; and joined as written, for who writes De Luca and who DeLuca."""

    sorted: tuple[str, ...] = ()
    joined: str = ""


_Sorted: TypeAlias = tuple[str, ...]
_Whole: TypeAlias = tuple[_Sorted, _Sorted, frozenset[str], frozenset[str]]
_NOBODY: Final = _Words()
_NO_KEYS: Final[frozenset[str]] = frozenset()


class _Who(NamedTuple):
    """Who a lead is, as comparisons see it; no dataclass, since long lists make so many."""

    ids: tuple[str | None, ...]
    emails: frozenset[str]
    phones: frozenset[str]
    name: _Words
    company: _Words
    whole: _Whole

    @property
    def is_nobody(self) -> bool:
        """Whether nothing says who the lead is."""
        return not (self.emails or self.phones or self.name.sorted or self.company.sorted)


def match_lists(other: LeadList, master: LeadList) -> Matching:
    """Find the leads of one list in another.

    Args:
        other: The list whose leads are looked for.
        master: The list they are looked for in.
    """
    return _Matcher(*_identities(other, master)).matching()


def duplicates(leads: LeadList) -> Groups:
    """Find the leads that a list has more than once, by the same keys as `match_lists`."""
    return _groups(_identities(leads, leads)[0])


def allot(other: LeadList, master: LeadList) -> Allotment:
    """Find the leads of one list in another, those that it has more than once as one.

    Args:
        other: The list whose leads are looked for.
        master: The list they are looked for in.
    """
    others, masters = _identities(other, master)
    groups = _groups(others)
    return _Allotting(others, masters, _Matcher(others, masters).matching(), groups).allotment()


def is_own_id(text: str) -> bool:
    """Tell whether an id is one that we made."""
    return bool(_OWN_ID.fullmatch(text))


def id_text(cell: Cell) -> str | None:
    """Return an id as text, the same whether a workbook holds it as number or as text; None where there is none."""
    text = _said(cell)
    whole = _WHOLE.fullmatch(text)
    return (whole[1] if whole else text) or None


def _said(cell: Cell) -> str:
    """Return a cell's text; the empty one where it is blank or one of the words for unknown."""
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN is a blank, too
        return ""
    text = (cell if isinstance(cell, str) else cell_text(cell)).strip(WHITE)
    folded = text.lower().rstrip(" .!") if text.isascii() else fold_word(text)
    return "" if folded in _UNKNOWN else text


_EMAIL: Final = re.compile(r"[^\s;,:<>()\[\]\"'|]+@[^\s;,:<>()\[\]\"'|?]+")


def email_keys(cell: Cell) -> frozenset[str]:
    """Return the e-mail addresses in a cell, as comparisons see them."""
    if not isinstance(cell, str) or "@" not in cell:
        return _NO_KEYS
    return frozenset(found.strip(".") for found in _EMAIL.findall(cell.strip(WHITE).casefold()))


_PHONE_PARTS: Final = re.compile(r"[;,\n|]|\s/\s")
_BETWEEN: Final = dict.fromkeys(map(ord, " +-"))
_EXTENSION: Final = re.compile(r"(?<=\d)[\s.(]*[^\W\d_].*", re.DOTALL)
_EXPONENT: Final = re.compile(r"\d[.,]?\d*e[+-]?\d+", re.IGNORECASE)
_COUNTRIES_OF_EIGHT: Final = ("47", "45")
_COMPARED: Final = 9
_SHORTEST: Final = 7
_EIGHT: Final = 8


def phone_keys(cell: Cell) -> frozenset[str]:
    """Return the phone numbers in a cell, as comparisons see them.

    Two numbers are one where their last nine digits are, or all of them where they have seven or
    eight. A workbook that took a number for an amount has lost its zero or plus in front, so these
    count for nothing.
    """
    if isinstance(cell, str):
        plain = cell.translate(_BETWEEN) if cell.isascii() else ""
        if plain.isdecimal():
            return _number_keys(plain)
        parts = _PHONE_PARTS.split(cell)
        return _NO_KEYS.union(*(_number_keys(_digits(part.strip(WHITE))) for part in parts))
    if isinstance(cell, (int, float)) and cell == cell // 1:
        return _number_keys(str(int(cell)))
    return _NO_KEYS


def _digits(text: str) -> str:
    """Return the digits of one number as people write it, without what it is called by in the house."""
    whole = _WHOLE.fullmatch(text)
    if whole:
        return whole[1]
    if _EXPONENT.fullmatch(text):
        return ""
    plain = _EXTENSION.sub("", text.replace("(0)", ""))
    return "".join(str(unicodedata.decimal(char)) for char in plain if char.isdecimal())


def _number_keys(digits: str) -> frozenset[str]:
    significant = digits.lstrip("0")
    if len(significant) < _SHORTEST or len(set(significant)) == 1:
        return _NO_KEYS
    key = digits[-_COMPARED:].lstrip("0")
    keys = [key] if len(key) >= _SHORTEST else []
    # Norway and Denmark have eight digits and no zero in front; with their country there are ten.
    if len(significant) == len("47") + _EIGHT and significant.startswith(_COUNTRIES_OF_EIGHT):
        keys.append(significant[-_EIGHT:])
    return frozenset(keys)


_LETTERS: Final = re.compile(r"[^\W_]+")
_PLAIN: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "ı": "i"})
_TITLES: Final = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "dr", "prof", "sig", "signor", "signora", "sigra", "dott", "dottssa", "ssa"),
        *("ing", "avv", "rag", "geom", "arch", "herr", "fru", "frau", "г", "гн", "господин", "госпожа"),
        *("اقا", "اقای", "خانم", "دکتر", "مهندس"),
    )
)
_FORMS: Final = frozenset(
    (
        *("srl", "srls", "spa", "sas", "snc", "sapa", "ss", "scarl", "scrl", "soc", "coop"),
        *("ltd", "limited", "llc", "llp", "lp", "inc", "incorporated", "corp", "corporation", "plc", "co", "company"),
        *("gmbh", "mbh", "ag", "kg", "ohg", "ug", "gbr", "ek", "ev", "sarl", "sa", "eurl", "sl", "slu", "lda"),
        *("as", "asa", "ans", "enk", "nuf", "ba", "da", "aps", "ab", "hb", "oy", "oyj", "bv", "nv", "sro", "zoo", "sp"),
        *("ооо", "зао", "оао", "пао", "ао", "ип", "нао", "тоо"),
        *("شرکت", "سهامی", "خاص", "عام", "مسئولیت", "محدود", "با"),
    )
)


def _plain_words(text: str) -> list[str]:
    if text.isascii():
        return _LETTERS.findall(text.lower())
    decomposed = unicodedata.normalize("NFKD", fold_word(text).translate(_PLAIN))
    return _LETTERS.findall("".join(char for char in decomposed if not unicodedata.combining(char)))


def _words(words: Sequence[str]) -> _Words:
    return _Words(tuple(sorted(words)), "".join(words)) if words else _NOBODY


def _name(text: str) -> _Words:
    words = _plain_words(text)
    return _words([word for word in words if word not in _TITLES] or words)


def _company(text: str) -> _Words:
    # S.p.A. and A/S are one word each.
    words: list[str] = []
    letters = ""
    for word in (*_plain_words(text), ""):
        if len(word) == 1:
            letters += word
            continue
        words += [one for one in (letters, word) if one]
        letters = ""
    kept = list(words)
    while kept and kept[-1] in _FORMS:
        kept.pop()
    while kept and kept[0] in _FORMS:
        kept.pop(0)
    return _words(kept or words)


def _script(words: _Words) -> int:
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


def _names(one: _Words, other: _Words) -> _Likeness:
    """Tell whether two names are one person's."""
    if not one.sorted or not other.sorted:
        return _Likeness.OPEN
    if one.sorted == other.sorted or one.joined == other.joined:
        return _Likeness.SAME
    rest, others = _without(one.sorted, other.sorted), _without(other.sorted, one.sorted)
    if not rest or not others:  # A second name that one list leaves out.
        shared = min(len(one.sorted), len(other.sorted))
        return _Likeness.CLOSE if shared > 1 else _Likeness.OPEN
    if _script(one) != _script(other):
        return _Likeness.OPEN
    if (len(rest), rest) > (len(others), others):  # The answer is the same whoever is asked about.
        rest, others = others, rest
    likeness = _Likeness.CLOSE if len(rest) == len(others) else _Likeness.OPEN
    for word in rest:
        slip = next((two for two in others if _is_slip(word, two, _SLIP)), None)
        short = slip or next((two for two in others if _is_short_for(word, two)), None)
        if short is None:
            return _Likeness.DIFFERENT
        others.remove(short)
        if slip is None:
            likeness = _Likeness.OPEN
    return likeness


def _companies(one: _Words, other: _Words) -> _Likeness:
    """Tell whether two names are one company's."""
    if not one.sorted or not other.sorted:
        return _Likeness.OPEN
    if one.sorted == other.sorted or one.joined == other.joined:
        return _Likeness.SAME
    if set(one.sorted) <= set(other.sorted) or set(other.sorted) <= set(one.sorted):
        return _Likeness.OPEN
    if _numbers(one) != _numbers(other):
        return _Likeness.DIFFERENT
    is_slip = _is_slip(" ".join(one.sorted), " ".join(other.sorted), _COMPANY_SLIP)
    return _Likeness.CLOSE if is_slip else _Likeness.DIFFERENT


def _numbers(words: _Words) -> list[str]:
    return [word for word in words.sorted if any(map(str.isdecimal, word))]


def _ids(one: _Who, other: _Who) -> bool | None:
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


def _conflict(one: _Who, other: _Who) -> bool:
    """Tell whether two leads can't be one."""
    same = _ids(one, other)
    if same is None:
        return _names(one.name, other.name) is _Likeness.DIFFERENT
    return not same


def _contradict(one: _Who, other: _Who) -> bool:
    """Tell whether two leads have both an address or a number, and not the same."""
    return bool(
        (one.emails and other.emails and not one.emails & other.emails)
        or (one.phones and other.phones and not one.phones & other.phones)
    )


def _by_name(one: _Who, other: _Who) -> bool | None:
    """Tell whether two leads are one by company and name: yes, no, or perhaps (None)."""
    if one.whole == other.whole:
        return True
    names, companies = _names(one.name, other.name), _companies(one.company, other.company)
    contradicted = _contradict(one, other)
    if not one.name.sorted and not other.name.sorted:
        return None if contradicted and companies >= _Likeness.CLOSE else companies >= _Likeness.CLOSE
    if not one.name.sorted or not other.name.sorted or names is _Likeness.DIFFERENT:
        return False
    if not one.company.sorted or not other.company.sorted:
        return None if names is _Likeness.SAME and not contradicted else False
    if companies is _Likeness.DIFFERENT:
        return False
    if names is _Likeness.SAME and companies is _Likeness.SAME:
        return True
    if _Likeness.OPEN not in (names, companies) and _Likeness.SAME in (names, companies) and not contradicted:
        return True
    return None if _Likeness.SAME in (names, companies) else False


_Fit: TypeAlias = tuple[int, int, bool, bool, int]


def _fit(one: _Who, other: _Who) -> _Fit:
    """Return how well two leads go together, for comparisons."""
    return (
        (one.whole == other.whole) + (one.whole == other.whole and one.ids == other.ids),
        _names(one.name, other.name),
        bool(one.emails & other.emails),
        bool(one.phones & other.phones),
        _companies(one.company, other.company),
    )


def _blocks(who: _Who, names: Collection[_Sorted], companies: Collection[_Sorted]) -> Iterator[Hashable]:
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


def _identities(other: LeadList, master: LeadList) -> tuple[list[_Who], list[_Who]]:
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
    known: dict[tuple[bool, str], _Words] = {}
    return (
        _all_who(other, [place for place, _ in pairs], known),
        _all_who(master, [place for _, place in pairs], known),
    )


def _id_places(leads: LeadList) -> dict[str, int]:
    places: dict[str, int] = {}
    for place in leads.places.id:
        if place in leads.table.columns:
            places.setdefault(fold_header(leads.table.headers[place]), place)
    return places


def _all_who(leads: LeadList, spaces: Sequence[int | None], known: dict[tuple[bool, str], _Words]) -> list[_Who]:
    columns, places = leads.table.columns, leads.places

    def some(wanted: Iterable[int]) -> list[list[Cell]]:
        return [columns[place] for place in wanted if place in columns]

    count = len(leads.table.rows)
    ids = [[None] * count if place is None else [id_text(cell) for cell in columns[place]] for place in spaces]
    emails, phones = _all_keys(some(places.email), email_keys), _all_keys(some(places.phone), phone_keys)
    names, companies = some(places.name), some(places.company)
    firsts, lasts = some(places.first), some(places.last)
    everybody: list[_Who] = []
    for lead in range(count):
        text = _first(names, lead)
        if not text and (firsts or lasts):
            text = f"{_first(firsts, lead)} {_first(lasts, lead)}".strip()
        name = known.get((True, text))
        if name is None:
            name = known[True, text] = _name(text)
        text = _first(companies, lead)
        company = known.get((False, text))
        if company is None:
            company = known[False, text] = _company(text)
        mails, calls = emails.get(lead, _NO_KEYS), phones.get(lead, _NO_KEYS)
        whole = (name.sorted, company.sorted, mails, calls)
        everybody.append(_Who(tuple([cells[lead] for cells in ids]), mails, calls, name, company, whole))
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
        if text := _said(cells[lead]):
            return text
    return ""


def _index(keys: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for lead, own in enumerate(keys):
        for key in own:
            index.setdefault(key, []).append(lead)
    return index


class _Matcher:
    """Finds the leads of one list in another."""

    def __init__(self, others: Sequence[_Who], masters: Sequence[_Who]) -> None:
        self._others, self._masters = others, masters
        spaces = range(len(others[0].ids) if others else 0)
        self._ids = [_index([one] if (one := who.ids[space]) else [] for who in masters) for space in spaces]
        self._emails = _index(who.emails for who in masters)
        self._phones = _index(who.phones for who in masters)
        self._blocks: dict[Hashable, list[int]] = {}
        self._common: tuple[Collection[_Sorted], Collection[_Sorted]] = ((), ())
        self._wholes: dict[_Whole, list[int]] = {}
        for lead, who in enumerate(masters):
            self._wholes.setdefault(who.whole, []).append(lead)

    def matching(self) -> Matching:
        """Return where each lead stands."""
        matches = [self._by_keys(who) for who in self._others]
        self._find_blocks([who for who, match in zip(self._others, matches, strict=True) if match.doubt])
        matches = [
            self._by_company(who, match) if match.doubt else match
            for who, match in zip(self._others, matches, strict=True)
        ]
        self._settle(matches)
        repeated = {one: tuple(leads) for ids in self._ids for one, leads in ids.items() if len(leads) > 1}
        has_ids = any(self._ids)
        without = [lead for lead, who in enumerate(self._masters) if has_ids and not any(who.ids)]
        return Matching(matches, repeated, without)

    def _by_keys(self, who: _Who) -> Match:
        """Find a lead by id, e-mail or phone; the doubt is what is left of it otherwise."""
        twins: tuple[int, ...] = ()
        for index, one in zip(self._ids, who.ids, strict=True):
            holders = index.get(one, []) if one else []
            if len(holders) == 1:
                return Match(holders[0], How.ID)
            twins = twins or tuple(holders)
        maybe: list[int] = []
        for how, leads in (
            (How.EMAIL, self._sharing(self._emails, who.emails)),
            (How.PHONE, self._sharing(self._phones, who.phones)),
        ):
            fits: list[int] = []
            others: list[int] = []
            for lead in leads:
                if twins and lead not in twins:
                    continue
                if (same := _ids(who, self._masters[lead])) is False:
                    continue
                is_other = not same and _names(who.name, self._masters[lead].name) is _Likeness.DIFFERENT
                (others if is_other else fits).append(lead)
            if fits:
                return self._best(who, how, fits)
            maybe += others
        if twins:
            return self._best(who, How.NAME, twins, strict=True)
        return self._doubt(who, maybe)

    def _sharing(self, index: Mapping[str, Sequence[int]], keys: Iterable[str]) -> Iterable[int]:
        found = [leads for key in keys if len(leads := index.get(key, ())) <= _CROWD]
        return found[0] if len(found) == 1 else sorted({lead for leads in found for lead in leads})

    def _best(self, who: _Who, how: How, leads: Sequence[int], *, strict: bool = False) -> Match:
        """Choose the lead that fits best; two that fit equally well are for a person.

        With `strict`, only one with the same name is chosen.
        """
        if len(leads) == 1 and not strict:
            return Match(leads[0], how)
        fits = {lead: _fit(who, self._masters[lead]) for lead in leads}
        best = max(fits.values())
        chosen = [lead for lead in leads if fits[lead] == best]
        if len(chosen) == 1 and not (strict and best[1] is not _Likeness.SAME):
            return Match(chosen[0], how)
        return Match(None, None, Doubt.AMBIGUOUS, tuple(sorted(chosen)[:_SHOWN]))

    def _doubt(self, who: _Who, maybe: Iterable[int]) -> Match:
        candidates = tuple(sorted(set(maybe))[:_SHOWN])
        if candidates:
            return Match(None, None, Doubt.MAYBE, candidates)
        return Match(None, None, Doubt.NAMELESS if who.is_nobody else Doubt.NEW)

    def _find_blocks(self, sought: Sequence[_Who]) -> None:
        """Note who stands in the blocks of the leads that are still looked for, and in no others."""
        if not sought:
            return
        names = {who.name.sorted for who in self._masters} & {who.name.sorted for who in sought}
        companies = {who.company.sorted for who in self._masters} & {who.company.sorted for who in sought}
        self._common = names - {()}, companies - {()}
        for who in sought:
            for block in _blocks(who, *self._common):
                self._blocks[block] = []
        for lead, who in enumerate(self._masters):
            for block in _blocks(who, *self._common):
                found = self._blocks.get(block)
                if found is not None and len(found) <= _CROWD:
                    found.append(lead)

    def _by_company(self, who: _Who, known: Match) -> Match:
        if known.doubt in (Doubt.AMBIGUOUS, Doubt.NAMELESS):
            return known
        equals = [lead for lead in self._wholes.get(who.whole, ()) if _ids(who, self._masters[lead]) is not False]
        if equals:
            return self._best(who, How.NAME, equals)
        fits, maybe = [], list(known.candidates)
        blocks = (self._blocks.get(block, ()) for block in _blocks(who, *self._common))
        for lead in sorted({lead for leads in blocks if len(leads) <= _CROWD for lead in leads}):
            other = self._masters[lead]
            if _ids(who, other) is False:
                continue
            verdict = _by_name(who, other)
            if verdict:
                fits.append(lead)
            elif verdict is None:
                maybe.append(lead)
        return self._best(who, How.NAME, fits) if fits else self._doubt(who, maybe)

    def _settle(self, matches: list[Match]) -> None:
        """Part the leads that were found as one lead of the master but can't all be it."""
        claims: dict[int, list[int]] = defaultdict(list)
        for lead, match in enumerate(matches):
            if match.master is not None:
                claims[match.master].append(lead)
        for master, leads in claims.items():
            if len(leads) == 1 or _agree([self._others[lead] for lead in leads]):
                continue
            ranks = {
                lead: (-_RANK[matches[lead].how], _fit(self._others[lead], self._masters[master])) for lead in leads
            }
            best = max(ranks.values())
            first, *more = (lead for lead in leads if ranks[lead] == best)
            if more:
                for lead in leads:
                    matches[lead] = Match(None, None, Doubt.AMBIGUOUS, (master,))
                continue
            # Once the best one is the master's lead, who differs from it differs from the master's.
            rest = [lead for lead in leads if lead != first]
            apart = {lead for lead in rest if _conflict(self._others[lead], self._others[first])}
            for lead in apart:
                matches[lead] = Match(None, None, Doubt.MAYBE, (master,))
            others = [lead for lead in rest if lead not in apart]
            if not _agree([self._others[lead] for lead in others]):
                for lead in others:
                    matches[lead] = Match(None, None, Doubt.AMBIGUOUS, (master,))


_RANK: Final[Mapping[How | None, int]] = {how: rank for rank, how in enumerate(How)}


def _agree(everybody: Sequence[_Who]) -> bool:
    """Tell whether some leads may all be one."""
    distinct = list({(who.ids, who.name): who for who in everybody}.values())
    if len(distinct) > _CROWD:
        return _same_id(distinct)
    return not any(_conflict(one, other) for one, other in combinations(distinct, 2))


def _same_id(everybody: Sequence[_Who]) -> bool:
    """Tell whether some leads all have one id."""
    return any(None not in ids and len(set(ids)) == 1 for ids in zip(*(who.ids for who in everybody), strict=True))


class _Sets:
    """Sets of leads that grow together."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, one: int) -> int:
        """Return the set a lead is in."""
        root = one
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(one, one)) != root:
            self._parent[one] = root
            one = parent
        return root

    def join(self, one: int, other: int) -> None:
        """Make two leads' sets one."""
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low

    def all(self) -> list[tuple[int, ...]]:
        """Return the sets of more than one lead, in order."""
        sets: dict[int, list[int]] = defaultdict(list)
        for one in sorted({*self._parent, *self._parent.values()}):
            sets[self.root(one)].append(one)
        return [tuple(leads) for leads in sets.values() if len(leads) > 1]


def _groups(everybody: Sequence[_Who]) -> Groups:
    """Return the leads that stand in a list more than once."""
    copies: dict[tuple[tuple[str | None, ...], _Whole], list[int]] = {}
    for lead, who in enumerate(everybody):
        if not who.is_nobody or any(who.ids):
            copies.setdefault((who.ids, who.whole), []).append(lead)
    by_first = {leads[0]: leads for leads in copies.values()}
    sets, links = _Sets(), _links(everybody, list(by_first))
    for one, other in links:
        sets.join(one, other)
    same: list[tuple[int, ...]] = []
    between: dict[int, tuple[int, ...]] = {}
    for leads in sets.all():
        if _agree([everybody[lead] for lead in leads]):
            same.append(leads)
        else:
            sure, doubted = _sure(everybody, leads, links)
            same += sure
            between |= doubted
    grouped = {lead for leads in same for lead in leads}
    same += [(first,) for first, leads in by_first.items() if len(leads) > 1 and first not in grouped]

    def whole(firsts: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(lead for first in firsts for lead in by_first[first]))

    doubtful = {lead: whole(others) for first, others in between.items() for lead in by_first[first]}
    return Groups(sorted(map(whole, same)), dict(sorted(doubtful.items())))


def _sure(
    everybody: Sequence[_Who], leads: Iterable[int], links: Iterable[tuple[int, int]]
) -> tuple[list[tuple[int, ...]], dict[int, tuple[int, ...]]]:
    """Part some leads, not all of which can be one.

    Returns:
        The groups that are sure; and those who may be either of two who are not the same, with these.
    """
    linked: dict[int, set[int]] = {lead: set() for lead in leads}
    by_id, others = _Sets(), _Sets()
    for one, other in links:
        if one in linked:
            linked[one].add(other)
            linked[other].add(one)
            if _ids(everybody[one], everybody[other]):
                by_id.join(one, other)
    certain = {lead for group in by_id.all() for lead in group}
    between = {
        lead: tuple(sorted(neighbours))
        for lead, neighbours in linked.items()
        if lead not in certain and not _agree([everybody[other] for other in neighbours])
    }
    for one, more in linked.items():
        for other in more:
            if one not in between and other not in between:
                others.join(one, other)
    sure = [group for group in others.all() if _agree([everybody[lead] for lead in group])]
    grouped = {lead for group in sure for lead in group}
    return [*sure, *(group for group in by_id.all() if group[0] not in grouped)], between


def _links(everybody: Sequence[_Who], leads: Sequence[int]) -> set[tuple[int, int]]:
    """Return the pairs of leads, of those given, that are one by some key."""
    links: set[tuple[int, int]] = set()
    for same in _gathered(everybody, leads, lambda who: [one for one in enumerate(who.ids) if one[1]]):
        links.update((same[0], other) for other in same[1:])
    for one, other in _pairs(_gathered(everybody, leads, _keys)):
        if not _conflict(everybody[one], everybody[other]):
            links.add((one, other))
    names = _repeated(everybody[lead].name.sorted for lead in leads)
    companies = _repeated(everybody[lead].company.sorted for lead in leads)
    for one, other in _pairs(_gathered(everybody, leads, lambda who: _blocks(who, names, companies))):
        first, second = everybody[one], everybody[other]
        if (one, other) not in links and _ids(first, second) is not False and _by_name(first, second):
            links.add((one, other))
    return links


def _repeated(names: Iterable[_Sorted]) -> set[_Sorted]:
    return {name for name, count in Counter(names).items() if name and count > 1}


def _keys(who: _Who) -> Iterable[Hashable]:
    return chain(product((How.EMAIL,), who.emails), product((How.PHONE,), who.phones))


def _gathered(
    everybody: Sequence[_Who], leads: Iterable[int], keys: Callable[[_Who], Iterable[Hashable]]
) -> Iterable[list[int]]:
    """Return the leads that share a key, for each key."""
    found: dict[Hashable, list[int]] = {}
    for lead in leads:
        for key in keys(everybody[lead]):
            found.setdefault(key, []).append(lead)
    return [same for same in found.values() if len(same) > 1]


def _pairs(blocks: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    for block in blocks:
        if len(block) <= _CROWD:
            yield from combinations(block, 2)


class _Allotting:
    """Joins what was found on its own with what stands in the list more than once."""

    def __init__(self, others: Sequence[_Who], masters: Sequence[_Who], matching: Matching, groups: Groups) -> None:
        self._others, self._masters = others, masters
        self._matching, self._groups = matching, groups
        self._known: dict[int, list[int]] = defaultdict(list)
        self._left: dict[int, Match] = {}
        self._new: list[Cluster] = []

    def allotment(self) -> Allotment:
        """Return every lead with its place."""
        grouped: set[int] = set()
        for group in self._groups.same:
            grouped.update(group)
            self._allot(group)
        for lead in range(len(self._others)):
            if lead not in grouped:
                self._allot((lead,))
        known = [self._cluster(master) for master in sorted(self._known)]
        new = sorted(self._new, key=lambda cluster: cluster.leads)
        return Allotment([*known, *new], dict(sorted(self._left.items())), self._matching, self._groups)

    def _allot(self, group: Sequence[int]) -> None:
        matches = self._matching.matches
        masters = {master for lead in group if (master := matches[lead].master) is not None}
        # Who stands between the master's lead and somebody else may be either.
        apart = {
            master for master in masters if any(_conflict(self._others[lead], self._masters[master]) for lead in group)
        }
        rest = []
        for lead in group:
            match = matches[lead]
            is_sure = match.how is How.ID
            if lead in self._groups.doubtful and not is_sure:
                self._left[lead] = Match(None, None, Doubt.BETWEEN)
            elif match.master in apart and not is_sure:
                self._left[lead] = Match(None, None, Doubt.AMBIGUOUS, tuple(sorted(apart)))
            elif match.master is not None:
                self._known[match.master].append(lead)
            elif match.doubt is Doubt.AMBIGUOUS:
                rest.append(lead)
            else:
                fitting = [one for one in masters if not _conflict(self._others[lead], self._masters[one])]
                if len(fitting) == 1 and not apart:
                    self._known[fitting[0]].append(lead)
                elif fitting:
                    self._left[lead] = Match(None, None, Doubt.AMBIGUOUS, tuple(sorted(fitting)))
                else:
                    rest.append(lead)
        if rest:
            self._allot_unknown(rest)

    def _allot_unknown(self, group: Sequence[int]) -> None:
        matches = self._matching.matches
        candidates = tuple(sorted({one for lead in group for one in matches[lead].candidates})[:_SHOWN])
        doubts = {matches[lead].doubt for lead in group}
        if Doubt.AMBIGUOUS in doubts:
            self._left.update(dict.fromkeys(group, Match(None, None, Doubt.AMBIGUOUS, candidates)))
        elif doubts == {Doubt.NAMELESS} and not any(any(self._others[lead].ids) for lead in group):
            self._left.update({lead: matches[lead] for lead in group})
        else:
            self._new.append(Cluster(None, tuple(group), (None,) * len(group), candidates))

    def _cluster(self, master: int) -> Cluster:
        matches, leads = self._matching.matches, sorted(self._known[master])
        if len(leads) > 1 and not _agree([self._others[lead] for lead in leads]):
            through = [lead for lead in leads if matches[lead].master != master]
            self._left.update(dict.fromkeys(through, Match(None, None, Doubt.AMBIGUOUS, (master,))))
            leads = [lead for lead in leads if matches[lead].master == master]
        how = tuple(matches[lead].how if matches[lead].master == master else None for lead in leads)
        return Cluster(master, tuple(leads), how)
