"""Two profiles side by side, and a list under both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetqual.core.changes import profile_changes
from sheetqual.core.impact import impact
from sheetqual.core.judge import plain_points
from sheetqual.core.weights import points_by_criterion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.impact import Impact
    from sheetqual.files.lists import ScoredList
    from sheetqual.files.profiles import ProfileFile

__all__ = ["Comparison", "PointsRow", "compare", "diff_json"]


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One criterion's points under two profiles; None where a profile does not have it.

    Attributes:
        id: The criterion's id.
        name: Its name.
        old: Its points under the old profile.
        new: Its points under the new one.
    """

    id: str
    name: str
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two profiles.

    Attributes:
        changes: The differences, a sentence each.
        points: Every criterion's points, in the new order, then those that are gone.
        lists: A list of leads under the old and the new profile; empty without a list.
        impact: What happens to its leads; None without a list.
    """

    changes: tuple[str, ...]
    points: tuple[PointsRow, ...]
    lists: tuple[ScoredList, ...]
    impact: Impact | None


def compare(files: Sequence[ProfileFile], lists: Sequence[ScoredList], top: int) -> Comparison:
    """Compare two profiles.

    Args:
        files: The old profile and the new one.
        lists: The same leads under both, or nothing.
        top: How many leads a calling session takes.
    """
    old, new = (file.profile for file in files)
    before, after = points_by_criterion(old), points_by_criterion(new)
    names = {one.id: one.name for one in (*old.criteria, *new.criteria)}
    return Comparison(
        changes=tuple(profile_changes(old, new)),
        points=tuple(
            PointsRow(one, names[one], *(points[one] / 10 if one in points else None for points in (before, after)))
            for one in {**after, **before}
        ),
        lists=tuple(lists),
        impact=impact(lists[0].board, lists[1].board, top) if lists else None,
    )


def diff_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON."""
    said: dict[str, Any] = {
        "changes": comparison.changes,
        "points": [
            {"criterion": row.id, "name": row.name, "old": row.old, "new": row.new} for row in comparison.points
        ],
    }
    found = comparison.impact
    if found is None:
        return said
    return said | {
        "leads": len(comparison.lists[0].board),
        "top": found.top,
        "turned": [_lead(comparison, turn.lead) for turn in found.turns],
        "entered": [_lead(comparison, lead) for lead in found.entered],
        "left": [_lead(comparison, lead) for lead in found.left],
        "tau_b": found.tau,
        "rank_biased_overlap": found.overlap,
    }


def _lead(comparison: Comparison, lead: int) -> dict[str, Any]:
    scored = comparison.lists[0]
    verdicts = [one.board.verdict(lead) for one in comparison.lists]
    return {
        "row": scored.table.rows[lead],
        "id": scored.id(lead),
        "name": scored.name(lead),
        "company": scored.company(lead),
        **{
            when: {"score": plain_points(verdict.score), "temperature": verdict.temperature, "queue": verdict.queue}
            for when, verdict in zip(("old", "new"), verdicts, strict=True)
        },
    }
