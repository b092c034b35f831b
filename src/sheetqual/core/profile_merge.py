"""Two people have changed one profile: what becomes of both."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.parse import build_profile
from sheetqual.core.profile import Weighting
from sheetqual.core.profile_tables import profile_table, same_value
from sheetqual.core.schema import TABLES, TOP
from sheetqual.errors import ProfileError

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Sequence

    from sheetqual.core.profile import Criterion, Profile

__all__ = ["has_moved", "merged_profile", "with_order"]

Table = dict[str, Any]

_TIED: Final = "tied_with_previous"
_ORDERS: Final = {
    "criterion": "the order of the criteria",
    "penalty": "the order of the penalties",
    "product": "the order of the products",
}
_PARTS: Final = {
    "name": "its name",
    "columns": "its columns",
    "level": "its level",
    "kind": "its kind",
    "want": "what it wants",
    "required": "whether it is required",
    "on_fail": "where a lead goes that fails it",
    "assume": "what a blank means",
    "points": "its points",
    "decay": "its decay",
    "questions": "its questions",
    "when": "when it counts",
    "order": "its order of criteria",
}
_SECTIONS: Final = {
    ("name",): "the profile's name",
    ("region",): "the region",
    ("reading", "decimal"): "the decimal mark",
    ("reading", "dates"): "the order of dates",
    ("reading", "encoding"): "the encoding",
    ("score", "weights"): "where the points come from",
    ("score", "hot"): "'hot'",
    ("score", "warm"): "'warm'",
    ("score", "labels"): "the words for the temperatures",
    ("lead",): "the columns that say who a lead is",
    ("override",): "the columns of overrides",
    ("horizon",): "the horizon",
    ("types",): "the lead types",
    ("suppress",): "who is never called",
    ("routing",): "what a refusal does",
    ("depth",): "the questions per stage",
    ("words",): "the words",
    ("pool",): "the shares for the call plan",
    ("scripts",): "the scripts",
}
_TOGETHER: Final = (
    ("score", ("hot", "warm"), "'hot' and 'warm'"),
    ("words", tuple(TABLES["words"]), "the words"),
    ("horizon", tuple(TABLES["horizon"]), "the horizon"),
)
"""Keys that make sense only together, and what they say."""


def merged_profile(base: Profile, ours: Profile, theirs: Profile) -> tuple[Profile, tuple[str, ...]]:
    """Merge what two people made of a profile.

    What only one of them changed is taken from there. Where both changed the same thing in
    different ways, ours stays. Criteria and penalties are told apart by their ids, products by
    their names, all else by its keys; a condition and a list are taken as wholes. A table that one
    removed and the other changed stays.

    Args:
        base: The profile that both began with.
        ours: What we made of it.
        theirs: What somebody else made of it.

    Returns:
        The merged profile with the version of `theirs`, and a short sentence for each thing that
        both changed differently, such as "Budget: what it wants".

    Raises:
        ProfileError: The two do not go together.
    """
    if ours in (base, theirs):
        return theirs, ()
    if theirs == base:
        return replace(ours, version=theirs.version), ()
    merge = _Merge(base, ours, theirs)
    return build_profile(merge.table()), tuple(dict.fromkeys(merge.conflicts))


def has_moved(before: Profile, after: Profile) -> bool:
    """Tell whether criteria have another order or other ties among those that both profiles have.

    Args:
        before: A profile.
        after: The profile after changes of any kind.

    Returns:
        Whether moving or tying criteria was among the changes.
    """
    common = {one.id for one in before.criteria} & {one.id for one in after.criteria}
    if _groups(before, common) != _groups(after, common):
        return True
    # A new criterion may be tied to one that was there, but not the other way round.
    return any(not common.isdisjoint(group) and group[0] not in common for group in _groups(after))


def with_order(theirs: Profile, ours: Profile) -> Profile:
    """Return a profile with its criteria in the order and with the ties of another one.

    A criterion that only `theirs` has stays behind the one that it follows there. The points of a
    team's own stay at their places, as when criteria are moved.

    Args:
        theirs: What all else is taken from.
        ours: What the order is taken from; of its criteria, some may be missing in the other.

    Returns:
        The same criteria as in `theirs`, in the order of `ours`.
    """
    own = {one.id: one for one in theirs.criteria}
    groups = _merged_groups(ours, theirs, own)
    criteria = [replace(own[one], tied_with_previous=place > 0) for group in groups for place, one in enumerate(group)]
    if theirs.score.weights is Weighting.POINTS:
        criteria = [replace(one, points=was.points) for one, was in zip(criteria, theirs.criteria, strict=True)]
    return replace(theirs, criteria=tuple(criteria))


class _Merge:
    """The tables of three profiles on their way to those of one.

    Attributes:
        conflicts: What both changed differently, in words.
    """

    def __init__(self, base: Profile, ours: Profile, theirs: Profile) -> None:
        """Take the three profiles."""
        self.conflicts: list[str] = []
        self._profiles = (base, ours, theirs)
        self._tables = [profile_table(profile) for profile in self._profiles]
        self._by_points = all(profile.score.weights is Weighting.POINTS for profile in self._profiles)

    def table(self) -> Table:
        """Return the merged tables."""
        whole: Table = {}
        for key in TOP:
            if key == "version":
                whole[key] = self._profiles[2].version
            elif key in _ORDERS:
                whole[key] = self._named(key)
            else:
                whole[key] = self._value([table.get(key) for table in self._tables], (key,))
        whole["criterion"] = self._pointed(self._ordered(whole["criterion"]), whole["score"])
        self._mend(whole)
        return {key: value for key, value in whole.items() if value or key == "version"}

    def _value(self, values: Sequence[Any], path: tuple[str, ...]) -> Any:
        """Return what becomes of the value that stands at a path in all three; None where it is not there."""
        base, ours, theirs = values
        if same_value(base, theirs) or same_value(ours, theirs):
            return ours
        if same_value(base, ours):
            return theirs
        tables = [one or {} for one in (base, ours, theirs)]
        if all(isinstance(one, dict) for one in tables) and not _is_condition(path):
            keys = dict.fromkeys(key for table in tables for key in table)
            merged = {key: self._value([table.get(key) for table in tables], (*path, key)) for key in keys}
            return {key: value for key, value in merged.items() if value is not None}
        self.conflicts.append(_SECTIONS[next(path[:size] for size in (1, 2) if path[:size] in _SECTIONS)])
        return ours

    def _named(self, kind: str) -> list[Table]:
        """Return what becomes of the tables that have an id or a name, in their order."""
        identity = "name" if kind == "product" else "id"
        base, ours, theirs = ({one[identity]: one for one in table.get(kind, ())} for table in self._tables)
        lead, other = ours, theirs
        if kind != "criterion" and _is_reordered(base, theirs):
            if not _is_reordered(base, ours):
                lead, other = theirs, ours
            elif _is_reordered(ours, theirs):
                self.conflicts.append(_ORDERS[kind])
        merged = {name: self._one(kind, base.get(name), ours.get(name), theirs.get(name)) for name in ours | theirs}
        order = list(lead)
        place = 0
        for name in other:
            if name not in lead:
                order.insert(place, name)
            place = order.index(name) + 1
        return [one for name in order if (one := merged[name]) is not None]

    def _one(self, kind: str, base: Table | None, ours: Table | None, theirs: Table | None) -> Table | None:
        """Return what becomes of a criterion, a penalty or a product; None where it is removed."""
        if ours is None or theirs is None:
            left = ours or theirs
            if base is None or left is None:
                return left
            placed = self._placed(kind)
            if same_value(*({key: one[key] for key in one.keys() - placed} for one in (base, left))):
                return None
            self.conflicts.append(f"{_title(left)}: removed by one and changed by the other, so it stays")
            return left
        merged: Table = {}
        fights = []
        for keys in _groups_of_keys(kind):
            if self._placed(kind) & keys.keys():
                merged |= {key: ours[key] for key in keys if key in ours}
                continue
            was, mine, other = ({key: one[key] for key in keys if key in one} for one in (base or {}, ours, theirs))
            if not (same_value(mine, was) or same_value(other, was) or same_value(mine, other)):
                fights.append(f"{_title(ours)}: {next(iter(keys.values()))}")
            merged |= other if same_value(mine, was) else mine
        if kind != "product" and not _is_sound(kind, merged):
            self.conflicts.append(f"{_title(ours)}: all of it, since the changes do not go together")
            return ours
        self.conflicts += fights
        return merged

    def _placed(self, kind: str) -> set[str]:
        """Return the keys that belong to a criterion's place more than to the criterion."""
        if kind != "criterion":
            return set()
        return {_TIED, "points"} if self._by_points else {_TIED}

    def _ordered(self, criteria: list[Table]) -> list[Table]:
        """Put the criteria in their order, with their ties."""
        base, ours, theirs = self._profiles
        lead, other = ours, theirs
        if has_moved(base, theirs):
            common = {one.id for one in ours.criteria} & {one.id for one in theirs.criteria}
            if not has_moved(base, ours):
                lead, other = theirs, ours
            elif _groups(ours, common) != _groups(theirs, common):
                self.conflicts.append(_ORDERS["criterion"])
        own = {one["id"]: one for one in criteria}
        groups = _merged_groups(lead, other, own)
        return [own[one] | {_TIED: place > 0} for group in groups for place, one in enumerate(group)]

    def _pointed(self, criteria: list[Table], score: Table | None) -> list[Table]:
        """Give the criteria their points; those of a team's own stay at their places when criteria are moved."""
        points = self._points_by_place(criteria) if self._by_points else [one.get("points") for one in criteria]
        last = next((one for one in points if one is not None), None)
        if last is None:
            return criteria
        filled: list[float] = []
        for one in points:
            last = last if one is None else one
            filled.append(last)
        if (score or {}).get("weights") == Weighting.POINTS:
            filled.sort(reverse=True)
        return [one | {"points": its} for one, its in zip(criteria, filled, strict=True)]

    def _points_by_place(self, criteria: Sequence[Table]) -> list[float | None]:
        was, mine, other = ([one["points"] for one in table["criterion"]] for table in self._tables)
        count = len(criteria)
        if mine == was and len(other) == count:
            return other
        if other == was and len(mine) == count:
            return mine
        if len(was) == len(mine) == len(other) == count:
            places = list(zip(was, mine, other, strict=True))
            merged = [theirs if ours == base else ours for base, ours, theirs in places]
            falls = all(above >= below for above, below in pairwise(merged))
            if not falls or any(base not in (ours, theirs) and ours != theirs for base, ours, theirs in places):
                self.conflicts.append("the points")
            return merged if falls else mine
        by_id = [{one["id"]: one["points"] for one in table["criterion"]} for table in self._tables]
        return [self._points_of(one, *(points.get(one["id"]) for points in by_id)) for one in criteria]

    def _points_of(self, one: Table, base: float | None, ours: float | None, theirs: float | None) -> float | None:
        if ours is None or theirs is None:
            return theirs if ours is None else ours
        if base not in (ours, theirs) and ours != theirs:
            self.conflicts.append(f"{_title(one)}: {_PARTS['points']}")
        return theirs if ours == base else ours

    def _mend(self, whole: Table) -> None:
        """Take out what names a criterion that is gone, and settle what only both together make a fault."""
        ids = {one["id"] for one in whole["criterion"]}
        products = [one | {"order": [name for name in one["order"] if name in ids]} for one in whole["product"]]
        whole["product"] = [one for one in products if one["order"]]
        whole["pool"] = {name: share for name, share in (whole["pool"] or {}).items() if name in ids}
        for section, keys, said in _TOGETHER:
            if not _is_sound(section, whole[section]):
                kept = {key: value for key, value in whole[section].items() if key not in keys}
                mine = self._tables[1].get(section, {})
                whole[section] = kept | {key: mine[key] for key in keys if key in mine}
                self.conflicts.append(said)


def _is_condition(path: Sequence[str]) -> bool:
    keys = TABLES.get(path[0], {})
    return path[-1] in keys and keys[path[-1]].shape == "condition"


def _title(table: Table) -> str:
    return str(table.get("name") or table["id"])


def _is_reordered(before: Collection[str], after: Collection[str]) -> bool:
    return [one for one in before if one in after] != [one for one in after if one in before]


def _groups_of_keys(kind: str) -> Iterator[dict[str, str]]:
    """Yield the keys that are merged as one, with what they say."""
    for key in TABLES[kind]:
        if key == "want":
            # A criterion has one of the two, so that one of each would be a fault.
            yield {"want": _PARTS["want"], "grades": ""}
        elif key != "grades":
            yield {key: _PARTS.get(key, "")}


def _is_sound(kind: str, table: Table | None) -> bool:
    """Tell whether a table makes sense by itself, whatever stands beside it."""
    whole: Table = {"criterion": [{"id": "any", "want": {"column": "any", "yes": True}, "points": 1}]}
    if kind == "criterion":
        whole = {kind: [{**(table or {}), "points": 1, _TIED: False}]}
    elif table:
        whole[kind] = [table] if kind == "penalty" else table
    try:
        build_profile(whole)
    except ProfileError:
        return False
    return True


def _merged_groups(lead: Profile, other: Profile, among: Container[str]) -> list[list[str]]:
    """Return criteria in the order of `lead`, those that only `other` has behind what they follow there."""
    groups = _groups(lead, among)
    known = {one.id for one in lead.criteria}
    above = ""
    for one in other.criteria:
        if one.id in among:
            if one.id not in known:
                _put_behind(groups, above, one)
            above = one.id
    return groups


def _put_behind(groups: list[list[str]], above: str, one: Criterion) -> None:
    """Put a criterion behind another one: into its group if it is tied, else behind that group."""
    place = next((place for place, group in enumerate(groups) if above in group), None)
    if place is not None and one.tied_with_previous:
        group = groups[place]
        group.insert(group.index(above) + 1, one.id)
    else:
        groups.insert(0 if place is None else place + 1, [one.id])


def _groups(profile: Profile, among: Container[str] | None = None) -> list[list[str]]:
    """Return the ids of criteria in their order, those that are tied together."""
    groups: list[list[str]] = []
    for one in profile.criteria:
        if not groups or not one.tied_with_previous:
            groups.append([])
        if among is None or one.id in among:
            groups[-1].append(one.id)
    return [group for group in groups if group]
