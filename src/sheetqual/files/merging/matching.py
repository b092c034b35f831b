"""Who is who: the leads of one list found in another.

Two leads are one where they have the same id; else where they share an e-mail address or a phone
number and their names don't say otherwise; else where company and name are alike. What can't be
told is left for a person.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sheetqual.files.merging.identities import identities
from sheetqual.files.merging.likeness import (
    CROWD,
    Likeness,
    agree,
    conflict,
    fit,
    is_somebody_else,
    name_blocks,
    name_likeness,
    same_by_name,
    same_ids,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

    from sheetqual.files.merging.identities import LeadList, Who, Whole
    from sheetqual.files.merging.name_words import SortedWords

__all__ = ["SHOWN", "Doubt", "How", "Match", "Matcher", "Matching", "match_lists", "match_returned"]

SHOWN: Final = 20
"""Candidates named to a person; nobody chooses among more."""


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
    OTHER_PERSON = "its id is somebody else's"
    SHARED_ID = "its id is somebody else's, who is in the list, too"
    OTHER_ID = "somebody with another id is alike"


@dataclass(frozen=True, slots=True)
class Match:
    """Where a lead of one list stands in the master.

    Attributes:
        master: The lead's place in the master, or None.
        how: By what it was found, or would have been but for the doubt; or None.
        doubt: Why it was not found, or None.
        candidates: The leads of the master that it may be, where that is in doubt; of one whose
            id is somebody else's, the one with the id first.
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


def match_lists(other: LeadList, master: LeadList) -> Matching:
    """Find the leads of one list in another.

    Args:
        other: The list whose leads are looked for.
        master: The list they are looked for in.
    """
    return Matcher(*identities(other, master)).matching()


def match_returned(returned: LeadList, master: LeadList) -> Matching:
    """Find the leads of a list that was given out, and edited by hand since.

    An id counts for nothing there where it clearly is somebody else's, and who has an unknown one
    but is alike in all else is named.

    Args:
        returned: The list whose leads are looked for.
        master: The list they are looked for in.
    """
    return Matcher(*identities(returned, master)).matching(doubts_ids=True)


def _index(keys: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for lead, own in enumerate(keys):
        for key in own:
            index.setdefault(key, []).append(lead)
    return index


class Matcher:
    """Finds the leads of one list in another."""

    def __init__(self, others: Sequence[Who], masters: Sequence[Who]) -> None:
        """Note where each key of the master stands.

        Args:
            others: Who the leads are that are looked for.
            masters: Who those are that they are looked for among.
        """
        self._others, self._masters = others, masters
        spaces = range(len(others[0].ids) if others else 0)
        self._ids = [_index([one] if (one := who.ids[space]) else [] for who in masters) for space in spaces]
        self._emails = _index(who.emails for who in masters)
        self._phones = _index(who.phones for who in masters)
        self._blocks: dict[Hashable, list[int]] = {}
        self._common: tuple[Collection[SortedWords], Collection[SortedWords]] = ((), ())
        self._wholes: dict[Whole, list[int]] = {}
        for lead, who in enumerate(masters):
            self._wholes.setdefault(who.whole, []).append(lead)

    def matching(self, *, doubts_ids: bool = False) -> Matching:
        """Return where each lead stands.

        Args:
            doubts_ids: Whether an id may be a mistake.
        """
        matches = [self._by_keys(who) for who in self._others]
        if doubts_ids:
            self._part_by_id(matches)
        self._find_blocks([who for who, match in zip(self._others, matches, strict=True) if match.doubt])
        matches = [
            self._by_company(who, match) if match.doubt else match
            for who, match in zip(self._others, matches, strict=True)
        ]
        if doubts_ids:
            matches = [
                self._look_alike(who, match) if match.doubt and any(who.ids) else match
                for who, match in zip(self._others, matches, strict=True)
            ]
        self._settle(matches)
        repeated = {one: tuple(leads) for ids in self._ids for one, leads in ids.items() if len(leads) > 1}
        has_ids = any(self._ids)
        without = [lead for lead, who in enumerate(self._masters) if has_ids and not any(who.ids)]
        return Matching(matches, repeated, without)

    def _by_keys(self, who: Who) -> Match:
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
                if (same := same_ids(who, self._masters[lead])) is False:
                    continue
                is_other = not same and name_likeness(who.name, self._masters[lead].name) is Likeness.DIFFERENT
                (others if is_other else fits).append(lead)
            if fits:
                return self._best(who, how, fits)
            maybe += others
        if twins:
            return self._best(who, How.NAME, twins, strict=True)
        return self._doubt(who, maybe)

    def _part_by_id(self, matches: list[Match]) -> None:
        """Take those from a lead of the master who have its id, but clearly are somebody else."""
        found: dict[int, list[int]] = defaultdict(list)
        for lead, match in enumerate(matches):
            if match.how is How.ID and match.master is not None:
                found[match.master].append(lead)
        for master, leads in found.items():
            who = self._masters[master]
            named = {lead for lead in leads if name_likeness(self._others[lead].name, who.name) >= Likeness.CLOSE}
            apart = [lead for lead in leads if is_somebody_else(self._others[lead], who, is_there_already=bool(named))]
            doubt = Doubt.SHARED_ID if len(apart) < len(leads) else Doubt.OTHER_PERSON
            for lead in apart:
                matches[lead] = Match(None, How.ID, doubt, (master,))

    def _look_alike(self, who: Who, known: Match) -> Match:
        """Look for one who was not found by the id, as if there were none."""
        if known.doubt in (Doubt.AMBIGUOUS, Doubt.NAMELESS):
            return known
        without_id = who._replace(ids=(None,) * len(who.ids))
        found = self._by_keys(without_id)
        if found.doubt:
            found = self._by_company(without_id, found)
        if known.how is How.ID:
            more = () if found.master is None or found.master in known.candidates else (found.master,)
            return Match(None, How.ID, known.doubt, known.candidates + more)
        if found.master is not None:
            return Match(None, found.how, Doubt.OTHER_ID, (found.master,))
        if found.doubt is Doubt.AMBIGUOUS:
            return Match(None, None, Doubt.MAYBE, found.candidates)
        return known

    def _sharing(self, index: Mapping[str, Sequence[int]], keys: Iterable[str]) -> Iterable[int]:
        found = [leads for key in keys if len(leads := index.get(key, ())) <= CROWD]
        return found[0] if len(found) == 1 else sorted({lead for leads in found for lead in leads})

    def _best(self, who: Who, how: How, leads: Sequence[int], *, strict: bool = False) -> Match:
        """Choose the lead that fits best; two that fit equally well are for a person.

        With `strict`, only one with the same name is chosen.
        """
        if len(leads) == 1 and not strict:
            return Match(leads[0], how)
        fits = {lead: fit(who, self._masters[lead]) for lead in leads}
        best = max(fits.values())
        chosen = [lead for lead in leads if fits[lead] == best]
        if len(chosen) == 1 and not (strict and best[1] is not Likeness.SAME):
            return Match(chosen[0], how)
        return Match(None, None, Doubt.AMBIGUOUS, tuple(sorted(chosen)[:SHOWN]))

    def _doubt(self, who: Who, maybe: Iterable[int]) -> Match:
        candidates = tuple(sorted(set(maybe))[:SHOWN])
        if candidates:
            return Match(None, None, Doubt.MAYBE, candidates)
        return Match(None, None, Doubt.NAMELESS if who.is_nobody else Doubt.NEW)

    def _find_blocks(self, sought: Sequence[Who]) -> None:
        """Note who stands in the blocks of the leads that are still looked for, and in no others."""
        if not sought:
            return
        names = {who.name.sorted for who in self._masters} & {who.name.sorted for who in sought}
        companies = {who.company.sorted for who in self._masters} & {who.company.sorted for who in sought}
        self._common = names - {()}, companies - {()}
        for who in sought:
            for block in name_blocks(who, *self._common):
                self._blocks[block] = []
        for lead, who in enumerate(self._masters):
            for block in name_blocks(who, *self._common):
                found = self._blocks.get(block)
                if found is not None and len(found) <= CROWD:
                    found.append(lead)

    def _by_company(self, who: Who, known: Match) -> Match:
        if known.how or known.doubt in (Doubt.AMBIGUOUS, Doubt.NAMELESS):
            return known
        equals = [lead for lead in self._wholes.get(who.whole, ()) if same_ids(who, self._masters[lead]) is not False]
        if equals:
            return self._best(who, How.NAME, equals)
        fits, maybe = [], list(known.candidates)
        blocks = (self._blocks.get(block, ()) for block in name_blocks(who, *self._common))
        for lead in sorted({lead for leads in blocks if len(leads) <= CROWD for lead in leads}):
            other = self._masters[lead]
            if same_ids(who, other) is False:
                continue
            verdict = same_by_name(who, other)
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
            if len(leads) == 1 or agree([self._others[lead] for lead in leads]):
                continue
            ranks = {
                lead: (-_RANK[matches[lead].how], fit(self._others[lead], self._masters[master])) for lead in leads
            }
            best = max(ranks.values())
            first, *more = (lead for lead in leads if ranks[lead] == best)
            if more:
                for lead in leads:
                    matches[lead] = Match(None, None, Doubt.AMBIGUOUS, (master,))
                continue
            # Once the best one is the master's lead, who differs from it differs from the master's.
            rest = [lead for lead in leads if lead != first]
            apart = {lead for lead in rest if conflict(self._others[lead], self._others[first])}
            for lead in apart:
                matches[lead] = Match(None, None, Doubt.MAYBE, (master,))
            others = [lead for lead in rest if lead not in apart]
            if not agree([self._others[lead] for lead in others]):
                for lead in others:
                    matches[lead] = Match(None, None, Doubt.AMBIGUOUS, (master,))


_RANK: Final[Mapping[How | None, int]] = {how: rank for rank, how in enumerate(How)}
