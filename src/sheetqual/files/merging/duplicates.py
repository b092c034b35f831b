"""Who is who within one list: the leads that it has more than once."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from sheetqual.files.merging.identities import identities
from sheetqual.files.merging.likeness import CROWD, agree, conflict, name_blocks, same_by_name, same_ids
from sheetqual.files.merging.matching import How

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from sheetqual.files.merging.identities import LeadList, Who, Whole
    from sheetqual.files.merging.name_words import SortedWords

__all__ = ["Groups", "duplicates", "find_groups"]


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


def duplicates(leads: LeadList) -> Groups:
    """Find the leads that a list has more than once, by the same keys as `match_lists`."""
    return find_groups(identities(leads, leads)[0])


def find_groups(everybody: Sequence[Who]) -> Groups:
    """Return the leads that stand in a list more than once, from who its leads are."""
    copies: dict[tuple[tuple[str | None, ...], Whole], list[int]] = {}
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
        if agree([everybody[lead] for lead in leads]):
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
    everybody: Sequence[Who], leads: Iterable[int], links: Iterable[tuple[int, int]]
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
            if same_ids(everybody[one], everybody[other]):
                by_id.join(one, other)
    certain = {lead for group in by_id.all() for lead in group}
    between = {
        lead: tuple(sorted(neighbours))
        for lead, neighbours in linked.items()
        if lead not in certain and not agree([everybody[other] for other in neighbours])
    }
    for one, more in linked.items():
        for other in more:
            if one not in between and other not in between:
                others.join(one, other)
    sure = [group for group in others.all() if agree([everybody[lead] for lead in group])]
    grouped = {lead for group in sure for lead in group}
    return [*sure, *(group for group in by_id.all() if group[0] not in grouped)], between


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


def _links(everybody: Sequence[Who], leads: Sequence[int]) -> set[tuple[int, int]]:
    """Return the pairs of leads, of those given, that are one by some key."""
    links: set[tuple[int, int]] = set()
    for same in _gathered(everybody, leads, lambda who: [one for one in enumerate(who.ids) if one[1]]):
        links.update((same[0], other) for other in same[1:])
    for one, other in _pairs(_gathered(everybody, leads, _keys)):
        if not conflict(everybody[one], everybody[other]):
            links.add((one, other))
    names = _repeated(everybody[lead].name.sorted for lead in leads)
    companies = _repeated(everybody[lead].company.sorted for lead in leads)
    for one, other in _pairs(_gathered(everybody, leads, lambda who: name_blocks(who, names, companies))):
        first, second = everybody[one], everybody[other]
        if (one, other) not in links and same_ids(first, second) is not False and same_by_name(first, second):
            links.add((one, other))
    return links


def _repeated(names: Iterable[SortedWords]) -> set[SortedWords]:
    return {name for name, count in Counter(names).items() if name and count > 1}


def _keys(who: Who) -> Iterable[Hashable]:
    return chain(product((How.EMAIL,), who.emails), product((How.PHONE,), who.phones))


def _gathered(
    everybody: Sequence[Who], leads: Iterable[int], keys: Callable[[Who], Iterable[Hashable]]
) -> Iterable[list[int]]:
    """Return the leads that share a key, for each key."""
    found: dict[Hashable, list[int]] = {}
    for lead in leads:
        for key in keys(everybody[lead]):
            found.setdefault(key, []).append(lead)
    return [same for same in found.values() if len(same) > 1]


def _pairs(blocks: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    for block in blocks:
        if len(block) <= CROWD:
            yield from combinations(block, 2)
