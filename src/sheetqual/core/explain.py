"""Why one lead stands where it stands: its points, what is unknown, what would make it hot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import Queue, Verdict, plain_points
from sheetqual.core.profile import Kind, Level, Temperature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.board import Board
    from sheetqual.core.judge import Judge
    from sheetqual.core.profile import Criterion
    from sheetqual.core.robust import Robustness

__all__ = [
    "Line",
    "criterion_lines",
    "kinds_in_words",
    "levels_in_words",
    "next_step",
    "path_to_hot",
    "points_in_words",
    "products_in_words",
    "range_in_words",
    "robustness_in_words",
    "status_in_words",
    "summary",
    "why_above",
]

_MOST_CRITERIA: Final = 4
"""So many criteria are named of those that put one lead above another."""


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
    names = {penalty.id: penalty.name for penalty in judge.profile.penalties}
    codes = {reason.code for reason in verdict.reasons}
    open_gates = [one.name for one in judge.profile.criteria if f"open:{one.id}" in codes]
    if verdict.score >= score.hot:
        still = [f"{_and(open_gates)} must still hold"] if open_gates else []
        if verdict.floor < score.hot:
            still.append(f"{_and([names[one] for one in verdict.open_penalties])} may still take points off")
        return f"It is {hot} already{', but ' if still else ''}{' and '.join(still)}."
    if verdict.ceiling < score.hot:
        half = _half_open(judge, verdict)
        if half and verdict.ceiling + sum(half.values()) >= score.hot:
            return f"It becomes {hot} only with a clear yes to {_and(list(half))}."
        most = f"{plain_points(verdict.ceiling):g}"
        return f"It cannot become {hot} by finding out more: {most} of {plain_points(score.hot):g} points at most."
    chosen = _fewest(judge, verdict)
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


def _fewest(judge: Judge, verdict: Verdict) -> list[str]:
    """Return the names of the fewest unknown criteria that would make a lead hot, the weightiest first."""
    needed = judge.profile.score.hot - verdict.earned
    unknown = [
        (judge.points[criterion.id], criterion.name)
        for criterion in judge.profile.criteria
        if verdict.points[criterion.id] is None and criterion.id not in verdict.refused
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


def levels_in_words(judge: Judge, verdict: Verdict) -> str | None:
    """Return where each level stands and what holds it up; None without required criteria."""
    required = [criterion for criterion in judge.profile.criteria if criterion.required]
    if not required:
        return None
    codes = {reason.code for reason in verdict.reasons}
    said = []
    for level in Level:
        for state in ("failed", "open"):
            why = [one.name for one in required if one.level is level and f"{state}:{one.id}" in codes]
            if why:
                said.append(f"{level} {state} ({_and(why)})")
                break
        else:
            said.append(f"{level} passed")
    return ", ".join(said)


def kinds_in_words(judge: Judge, verdict: Verdict) -> str | None:
    """Return the points of fit and of interest; None where all criteria are of one kind."""
    if not all(judge.kind_points.values()):
        return None
    return ", ".join(
        f"{kind} {plain_points(earned):g} of {plain_points(judge.kind_points[kind]):g}"
        for kind, earned in ((Kind.FIT, verdict.fit), (Kind.INTEREST, verdict.interest))
    )


def products_in_words(verdict: Verdict) -> str | None:
    """Return the product that fits best and how the others do; None without products."""
    if not verdict.products:
        return None
    (best, score), *others = verdict.products
    rest = ", ".join(f"{name} {plain_points(points):g}" for name, points in others)
    return f"{best} fits best with {plain_points(score):g} points{f'; {rest}' if rest else ''}"


def robustness_in_words(robustness: Robustness, labels: Mapping[Temperature, str]) -> str:
    """Return how far a lead's temperature depends on the exact weights, as one sentence."""
    hot, warm = labels[Temperature.HOT], labels[Temperature.WARM]
    low, high = f"{robustness.lowest:.0f}", f"{robustness.highest:.0f}"
    span = f"With other weights in the same order: {low if low == high else f'{low} to {high}'} points"
    if robustness.always_hot:
        return f"{span}, so {hot} whatever the exact weights."
    if not robustness.warm_share:
        return f"{span}; as known so far, never {warm}."
    is_hot, is_warm = _percent(robustness.hot_share), _percent(robustness.warm_share)
    return f"{span}; as known so far, {hot} under {is_hot} of them and at least {warm} under {is_warm}."


def _percent(share: float) -> str:
    """Return a share in whole per cent; one that is not all or nothing never looks so."""
    if share in (0, 1):
        return "all" if share else "none"
    return f"{min(99, max(1, round(share * 100)))} %"


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


def status_in_words(judge: Judge, verdict: Verdict) -> str:
    """Return the queue that a lead goes to and the reason for that, as one text.

    A lead to call has one where requirements decide: ``call: qualified``, or the first that is
    still open.
    """
    if verdict.queue is not Queue.CALL:
        return f"{verdict.queue}: {verdict.reasons[0].text}"
    for reason in verdict.reasons:
        if reason.code.startswith("open:"):
            return f"{verdict.queue}: {reason.text}"
    return f"{verdict.queue}: qualified" if any(one.required for one in judge.profile.criteria) else f"{verdict.queue}"


def range_in_words(verdict: Verdict) -> str:
    """Return the lowest and the highest score a lead can still get; one number where they are the same."""
    low, high = f"{plain_points(verdict.floor):.10g}", f"{plain_points(verdict.ceiling):.10g}"
    return low if low == high else f"{low} to {high}"


def points_in_words(judge: Judge, verdict: Verdict) -> str:
    """Return the points a lead has on each criterion and what is taken off, as one text."""
    said = [
        f"{line.criterion.name} {'?' if line.earned is None else f'{plain_points(line.earned):.10g}'}"
        f" of {plain_points(line.worth):.10g}"
        for line in criterion_lines(judge, verdict)
    ]
    names = {penalty.id: penalty.name for penalty in judge.profile.penalties}
    said += [f"{names[one]} -{plain_points(taken):.10g}" for one, taken in verdict.penalties.items()]
    said += [f"{names[one]} -?" for one in verdict.open_penalties]
    why = (reason.text for reason in verdict.reasons if reason.code.startswith(("failed:", "refused:")))
    return "; ".join([*([next(why)] if verdict.out else []), ", ".join(said)])


def why_above(board: Board, upper: int, lower: int) -> list[str]:
    """Return why one lead ranks above another, the decisive reason first, as short sentences without full stops.

    They are called "this lead" and "that one".

    Args:
        board: The leads.
        upper: The place in the list of the lead that ranks higher.
        lower: The place in the list of the other.

    Raises:
        ValueError: The first does not rank above the second.
    """
    this, that = board.verdict(upper), board.verdict(lower)
    if _standing(board, upper, this) >= _standing(board, lower, that):
        message = "the first lead has to rank above the second"
        raise ValueError(message)
    if that.out:
        why = next(reason.text for reason in that.reasons if reason.code.startswith(("failed:", "refused:")))
        said = [f"that one is out ({why})"]
        return [*said, f"this lead is out, too, but {_earlier(upper, lower)}"] if this.out else said
    if this.score == that.score:
        if this.ceiling == that.ceiling:
            return [f"the same score and range; {_earlier(upper, lower)}"]
        best = f"this lead could still reach {_points(this.ceiling)}, that one only {_points(that.ceiling)}"
        return [f"the same score, but {best}"]
    return [f"{_points(this.score)} points against {_points(that.score)}", *_differences(board.judge, this, that)]


def _standing(board: Board, lead: int, verdict: Verdict) -> tuple[int, int, bool, int, int]:
    """Return what leads are ordered by, the least first: see `Board.pattern_order`."""
    return -verdict.score, -verdict.ceiling, verdict.out, board.matches.pattern_of[lead], lead


def _earlier(upper: int, lower: int) -> str:
    # Leads with the same answers stay together, where the first of them stands.
    return "it stands higher in the list" if upper < lower else "a lead with its answers stands higher in the list"


def _differences(judge: Judge, this: Verdict, that: Verdict) -> list[str]:
    """Return what one lead has earned more of than another, the most first, and then what less."""
    criteria = judge.profile.criteria
    more = {one.id: (this.points[one.id] or 0) - (that.points[one.id] or 0) for one in criteria}
    gains = sorted((one for one in criteria if more[one.id] > 0), key=lambda one: -more[one.id])
    said = [f"{one.name}: {_earned(this, one)} against {_earned(that, one)}" for one in gains[:_MOST_CRITERIA]]
    lost = [one for one in judge.profile.penalties if that.penalties.get(one.id, 0) > this.penalties.get(one.id, 0)]
    said += [f"{one.name}: {_points(one.thousandths)} points off that one" for one in lost]
    less = [one.name for one in criteria if more[one.id] < 0]
    less += [
        one.name for one in judge.profile.penalties if this.penalties.get(one.id, 0) > that.penalties.get(one.id, 0)
    ]
    return [*said, f"that one does better on {_and(less)}"] if less else said


def _earned(verdict: Verdict, criterion: Criterion) -> str:
    earned = verdict.points[criterion.id]
    if earned is None:
        return "a refusal" if criterion.id in verdict.refused else "not known"
    return _points(earned)


def _points(thousandths: int) -> str:
    return f"{plain_points(thousandths):g}"
