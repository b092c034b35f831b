"""Who is who between two lists, where the other one may have a lead more than once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetqual.files.merging.duplicates import find_groups
from sheetqual.files.merging.identities import identities
from sheetqual.files.merging.likeness import agree, conflict
from sheetqual.files.merging.matching import SHOWN, Doubt, How, Match, Matcher

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.files.merging.duplicates import Groups
    from sheetqual.files.merging.identities import LeadList, Who
    from sheetqual.files.merging.matching import Matching

__all__ = ["Allotment", "Cluster", "allot"]


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


def allot(other: LeadList, master: LeadList) -> Allotment:
    """Find the leads of one list in another, those that it has more than once as one.

    Args:
        other: The list whose leads are looked for.
        master: The list they are looked for in.
    """
    others, masters = identities(other, master)
    groups = find_groups(others)
    return _Allotting(others, masters, Matcher(others, masters).matching(), groups).allotment()


class _Allotting:
    """Joins what was found on its own with what stands in the list more than once."""

    def __init__(self, others: Sequence[Who], masters: Sequence[Who], matching: Matching, groups: Groups) -> None:
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
            master for master in masters if any(conflict(self._others[lead], self._masters[master]) for lead in group)
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
                fitting = [one for one in masters if not conflict(self._others[lead], self._masters[one])]
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
        candidates = tuple(sorted({one for lead in group for one in matches[lead].candidates})[:SHOWN])
        doubts = {matches[lead].doubt for lead in group}
        if Doubt.AMBIGUOUS in doubts:
            self._left.update(dict.fromkeys(group, Match(None, None, Doubt.AMBIGUOUS, candidates)))
        elif doubts == {Doubt.NAMELESS} and not any(any(self._others[lead].ids) for lead in group):
            self._left.update({lead: matches[lead] for lead in group})
        else:
            self._new.append(Cluster(None, tuple(group), (None,) * len(group), candidates))

    def _cluster(self, master: int) -> Cluster:
        matches, leads = self._matching.matches, sorted(self._known[master])
        if len(leads) > 1 and not agree([self._others[lead] for lead in leads]):
            through = [lead for lead in leads if matches[lead].master != master]
            self._left.update(dict.fromkeys(through, Match(None, None, Doubt.AMBIGUOUS, (master,))))
            leads = [lead for lead in leads if matches[lead].master == master]
        how = tuple(matches[lead].how if matches[lead].master == master else None for lead in leads)
        return Cluster(master, tuple(leads), how)
