"""Why one lead stands where it stands: its points, what is unknown, what would make it hot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetqual.core.judge import Queue, Verdict, plain_points
from sheetqual.core.profile import Temperature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.judge import Judge
    from sheetqual.core.overrides import Override
    from sheetqual.core.profile import Criterion

__all__ = ["Line", "criterion_lines", "next_step", "override_in_words", "path_to_hot", "summary"]


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a lead's explanation; points in thousandths.

    Attributes:
        criterion: The criterion.
        earned: The points earned, or None while unknown.
        worth: The points it is worth at most.
        note: What else there is to say: ``required``, ``not met, and required`` ...
    """

    criterion: Criterion
    earned: int | None
    worth: int
    note: str


def criterion_lines(judge: Judge, verdict: Verdict) -> list[Line]:
    """Return the lines of a lead's explanation, most important criterion first."""
    codes = {reason.code for reason in verdict.reasons}
    lines = []
    for criterion in judge.profile.criteria:
        note = "required" if criterion.required else ""
        if criterion.id in verdict.refused:
            codes.add(f"refused:{criterion.id}")
        for state, said in (
            ("failed", "no, and it is required"),
            ("refused", "refused to answer"),
            ("complained", "complained"),
            ("open", "required, still to find out"),
        ):
            if f"{state}:{criterion.id}" in codes:
                note = said
                break
        lines.append(Line(criterion, verdict.points[criterion.id], judge.points[criterion.id], note))
    return lines


def summary(judge: Judge, verdict: Verdict) -> str:
    """Return a lead's state in one sentence: temperature, score, range and queue."""
    label = judge.profile.score.labels[verdict.temperature]
    if verdict.out:
        return f"{label}: goes to the {verdict.queue} queue"
    score = f"{plain_points(verdict.score):g}"
    span = f", between {plain_points(verdict.floor):g} and {plain_points(verdict.ceiling):g} when all is known"
    settled = ", settled" if verdict.settled else f", not settled yet{span if verdict.floor != verdict.ceiling else ''}"
    return f"{label}: {score} points{settled}; goes to the {verdict.queue} queue"


def path_to_hot(judge: Judge, verdict: Verdict) -> str:
    """Return what would make a lead hot, in one sentence."""
    score = judge.profile.score
    hot = score.labels[Temperature.HOT]
    if verdict.out:
        return f"It is out and cannot become {hot}; its answers would have to change."
    needed = score.hot - verdict.score
    codes = {reason.code for reason in verdict.reasons}
    open_gates = [one.name for one in judge.profile.criteria if f"open:{one.id}" in codes]
    if needed <= 0:
        still = f", but {_and(open_gates)} must still hold" if open_gates else ""
        return f"It is {hot} already{still}."
    if verdict.ceiling < score.hot:
        half = _half_open(judge, verdict)
        if half and verdict.ceiling + sum(half.values()) >= score.hot:
            return f"It becomes {hot} only if it turns out a clear yes on {_and(list(half))}."
        most = f"{plain_points(verdict.ceiling):g}"
        return f"It cannot become {hot} by finding out more: {most} of {plain_points(score.hot):g} points at most."
    chosen = _fewest(judge, verdict, needed)
    rest = [name for name in open_gates if name not in chosen]
    also = f"; {_and(rest)} must hold, too" if rest else ""
    return f"It becomes {hot} if it turns out well on {_and(chosen)}{also}."


def _half_open(judge: Judge, verdict: Verdict) -> dict[str, int]:
    """Return the required criteria answered with "partly", and what a clear yes would add to each."""
    codes = {reason.code for reason in verdict.reasons}
    return {
        criterion.name: judge.points[criterion.id] - earned
        for criterion in judge.profile.criteria
        if f"open:{criterion.id}" in codes and (earned := verdict.points[criterion.id])
    }


def _fewest(judge: Judge, verdict: Verdict, needed: int) -> list[str]:
    """Return the names of the fewest unknown criteria that earn the points needed.

    The most important ones come first, so that the sum is reached soonest; one that turns out not
    to be needed at the end is left out.
    """
    taken = sum(verdict.penalties.values())
    earned = sum(points for points in verdict.points.values() if points is not None) - taken
    needed = judge.profile.score.hot - earned
    unknown = [
        (judge.points[criterion.id], criterion.name)
        for criterion in judge.profile.criteria
        if verdict.points[criterion.id] is None
    ]
    unknown.sort(key=lambda one: -one[0])
    chosen: list[tuple[int, str]] = []
    for worth, name in unknown:
        if needed <= 0:
            break
        chosen.append((worth, name))
        needed -= worth
    return [name for _, name in chosen]


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def override_in_words(override: Override, labels: Mapping[Temperature, str]) -> str:
    """Return what a person decided about a lead, as one sentence without its full stop."""
    what = labels[override.temperature] if override.temperature else f"the {override.queue} queue"
    by = f" by {override.author}" if override.author else " by hand"
    made = f" on {override.made.isoformat()}" if override.made else ""
    until = "" if override.until is None else f", {'until' if override.active else 'over since'} {override.until}"
    why = f": {override.reason}" if override.reason else ""
    return f"set to {what}{by}{made}{until}{why}"


def next_step(verdict: Verdict) -> str:
    """Return what to do next with a lead, in a few words."""
    return {
        Queue.CALL: "call",
        Queue.NURTURE: "stay in touch; no call now",
        Queue.LOST: "look again later",
        Queue.REFER: "ask who decides",
        Queue.DROPPED: "leave it",
        Queue.SUPPRESSED: "do not call",
    }[verdict.queue]
