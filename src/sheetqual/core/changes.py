"""What differs between two profiles, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import plain_points
from sheetqual.core.weights import points_by_criterion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheetqual.core.profile import Criterion, Profile

__all__ = ["profile_changes"]

_PARTS: Final = {
    "want": "what it wants",
    "grades": "its steps",
    "columns": "its columns",
    "decay": "its decay",
    "questions": "its questions",
    "assume": "what a blank means",
    "kind": "its kind",
    "level": "its level",
    "on_fail": "where a lead goes that fails it",
    "name": "its name",
}
_SECTIONS: Final = {
    "name": "the profile's name",
    "region": "the region",
    "decimal": "the decimal mark",
    "dates": "the order of dates",
    "encoding": "the encoding",
    "lead": "the columns that say who a lead is",
    "override": "the columns of overrides",
    "penalties": "the penalties",
    "horizon": "the horizon",
    "products": "the products",
    "types": "the lead types",
    "suppress": "who is never called",
    "refusal": "what a refusal does",
    "depth": "the questions per stage",
    "words": "the words",
    "pool": "the shares for the call plan",
    "scripts": "the scripts",
}


def profile_changes(old: Profile, new: Profile) -> list[str]:
    """Return what differs between two profiles, a short sentence a difference.

    Criteria that only make room for one that moved are not named; of a swap, the one that went up
    is.
    """
    before = {criterion.id: criterion for criterion in old.criteria}
    after = {criterion.id: criterion for criterion in new.criteria}
    changes = [
        f"{one.name} added at place {place}" for place, one in enumerate(new.criteria, 1) if one.id not in before
    ]
    changes += [f"{one.name} removed" for one in old.criteria if one.id not in after]
    changes += _moves(list(before), list(after), after)
    for one in new.criteria:
        if one.id in before:
            changes += _criterion_changes(before[one.id], one)
    changes += _score_changes(old, new)
    changes += [f"{what} changed" for name, what in _SECTIONS.items() if getattr(old, name) != getattr(new, name)]
    return changes


def _moves(old: list[str], new: list[str], criteria: Mapping[str, Criterion]) -> list[str]:
    """Name the fewest criteria whose move explains the new order."""
    stays = _longest_common(old, new)
    places = {one: (old.index(one) + 1, place) for place, one in enumerate(new, start=1) if one in old}
    return [
        f"{criteria[one].name} moved from place {was} to {now}"
        for one, (was, now) in places.items()
        if one not in stays and was != now
    ]


def _longest_common(old: list[str], new: list[str]) -> set[str]:
    """Return the longest run of ids that keep their order; of equally long ones, what was lower stays."""
    place = {one: at for at, one in enumerate(old)}
    best: list[list[str]] = []
    for one in (one for one in reversed(new) if one in place):
        after = [run for run in best if place[run[-1]] > place[one]]
        longest: list[str] = max(after, key=len, default=[])
        best.append([*longest, one])
    return {one for run in sorted(best, key=len, reverse=True)[:1] for one in run}


def _criterion_changes(old: Criterion, new: Criterion) -> Iterable[str]:
    if old.required != new.required:
        yield f"{new.name} is {'now' if new.required else 'no longer'} required"
    if old.tied_with_previous != new.tied_with_previous:
        yield f"{new.name} {'now shares' if new.tied_with_previous else 'no longer shares'} the rank of the one above"
    for name, what in _PARTS.items():
        if getattr(old, name) != getattr(new, name):
            yield f"{new.name}: {what} changed"


def _score_changes(old: Profile, new: Profile) -> Iterable[str]:
    if old.score.weights != new.score.weights:
        yield f"weights changed from {old.score.weights} to {new.score.weights}"
    for name in ("hot", "warm"):
        was, now = (getattr(one.score, name) for one in (old, new))
        if was != now:
            yield f"'{name}' changed from {plain_points(was):g} to {plain_points(now):g}"
    if dict(old.score.labels) != dict(new.score.labels):
        yield "the words for the temperatures changed"
    was_points, now_points = points_by_criterion(old), points_by_criterion(new)
    own = {one.id: one.points for one in old.criteria}
    for one in new.criteria:
        was, now = was_points.get(one.id), now_points[one.id]
        if was is not None and was != now:
            yield f"{one.name}: {was / 10:g} -> {now / 10:g} points"
        elif was is not None and own[one.id] != one.points:
            yield f"{one.name}: the points of its own changed, to the same share"
