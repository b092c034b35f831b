"""Changes of a profile, one at a time: each gives another sound profile, or says what is wrong."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.parse import build_profile
from sheetqual.core.profile import Weighting
from sheetqual.core.profile_tables import profile_table
from sheetqual.core.weights import criterion_points

if TYPE_CHECKING:
    from collections.abc import Collection

    from sheetqual.core.profile import Criterion, Profile
    from sheetqual.core.toml_lines import Path

__all__ = [
    "free_id",
    "id_of",
    "value_at",
    "with_criterion",
    "with_points",
    "with_tie",
    "with_value",
    "without_criterion",
]

_NO_ID: Final = re.compile(r"[^a-z0-9]+")
_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"})
_LONGEST_ID: Final = 40
_LONGEST_NAME: Final = 1_000


def value_at(profile: Profile, path: Path) -> Any:
    """Return what a profile's tables say at a path, as TOML has it; None where they say nothing."""
    value: Any = profile_table(profile)
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError):
            return None
    return value


def with_value(profile: Profile, path: Path, value: Any) -> Profile:
    """Return a profile with one value of its tables changed.

    Args:
        profile: The profile.
        path: The way to the value: keys and, in lists of tables, places from 0; one behind the last
            adds a table.
        value: The value as TOML has it; None to take it out, and a table or list that is empty then.

    Raises:
        ProfileError: The profile would not be sound; the error holds every fault.
    """
    table = profile_table(profile)
    _set(table, path, value)
    if path == ("score", "weights") and value == Weighting.POINTS:
        _give_points(table, profile)
    return build_profile(table, profile.name)


def _set(table: Any, path: Path, value: Any) -> None:
    key, *rest = path
    if rest:
        if isinstance(table, dict):
            table.setdefault(key, [] if isinstance(rest[0], int) else {})
        elif key == len(table):
            table.append({})
        _set(table[key], tuple(rest), value)
        if table[key] in ({}, []):
            del table[key]
    elif value is None:
        if not isinstance(table, dict) or key in table:
            del table[key]
    elif isinstance(table, list) and key == len(table):
        table.append(value)
    else:
        table[key] = value


def _give_points(table: dict[str, Any], profile: Profile) -> None:
    """Let a profile begin with the points it has had so far, unless all criteria have their own."""
    if any(criterion.points is None for criterion in profile.criteria):
        for one, tenths in zip(table["criterion"], criterion_points(profile), strict=True):
            one["points"] = tenths // 10 if tenths % 10 == 0 else tenths / 10


def with_criterion(profile: Profile, criterion: Criterion, place: int) -> Profile:
    """Return a profile with a criterion more, at a place from 0; its points are those of the one above it."""
    criteria = list(profile.criteria)
    if any(one.points is not None for one in criteria):
        near = criteria[max(0, place - 1)]
        criterion = replace(criterion, points=near.points)
    criteria.insert(place, criterion)
    return _checked(replace(profile, criteria=tuple(criteria)))


def without_criterion(profile: Profile, place: int) -> Profile:
    """Return a profile without the criterion at a place; products and the pool forget it, too.

    Raises:
        ProfileError: It is the last one.
    """
    criteria = list(profile.criteria)
    gone = criteria.pop(place)
    if place < len(criteria) and not gone.tied_with_previous:
        criteria[place] = replace(criteria[place], tied_with_previous=False)
    orders = [(one, tuple(id_ for id_ in one.order if id_ != gone.id)) for one in profile.products]
    pool = {id_: share for id_, share in profile.pool.items() if id_ != gone.id}
    return _checked(
        replace(
            profile,
            criteria=tuple(criteria),
            products=tuple(replace(one, order=order) for one, order in orders if order),
            pool=MappingProxyType(pool),
        )
    )


def with_tie(profile: Profile, place: int) -> Profile:
    """Return a profile in which a criterion shares the rank of the one above it, or no longer does.

    Raises:
        ProfileError: There is none above it.
    """
    criteria = list(profile.criteria)
    criteria[place] = replace(criteria[place], tied_with_previous=not criteria[place].tied_with_previous)
    return _checked(replace(profile, criteria=tuple(criteria)))


def with_points(profile: Profile, place: int, points: Fraction) -> Profile:
    """Return a profile in which a criterion has other points of its own, and the place that goes with them.

    Raises:
        ProfileError: Those points make no sense, or others have none.
    """
    criteria = list(profile.criteria)
    changed = replace(criteria[place], points=points)
    criteria[place] = changed
    ordered = sorted(criteria, key=lambda one: -(one.points or 0))
    if ordered != criteria:
        to = ordered.index(changed)
        ordered[to] = replace(changed, tied_with_previous=False)
        if place + 1 < len(criteria) and not changed.tied_with_previous and to != place:
            after = criteria[place + 1]
            at = ordered.index(after)
            ordered[at] = replace(after, tied_with_previous=False)
    return _checked(replace(profile, criteria=tuple(ordered)))


def _checked(profile: Profile) -> Profile:
    return build_profile(profile_table(profile), profile.name)


def id_of(name: str) -> str:
    """Return an id made of the Latin letters and digits of a name; empty where it has no such letter."""
    plain = unicodedata.normalize("NFKD", name[:_LONGEST_NAME].casefold().translate(_LETTERS))
    slug = _NO_ID.sub("_", plain.encode("ascii", "ignore").decode()).strip("_")[:_LONGEST_ID].strip("_")
    return slug if re.search("[a-z]", slug) else ""


def free_id(name: str, taken: Collection[str]) -> str:
    """Return an id for something of a name that is not taken yet.

    Args:
        name: Its name for people, in any script.
        taken: The ids there are.
    """
    plain = free = id_of(name) or "criterion"
    number = 1
    while free in taken:
        number += 1
        free = f"{plain}_{number}"
    return free
