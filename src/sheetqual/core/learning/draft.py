"""A draft profile from past leads, and how well it does on leads that it has not seen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import accumulate, compress
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sheetqual.core.board import Board
from sheetqual.core.conditions import Test
from sheetqual.core.evidence import Auc, auc
from sheetqual.core.learning.asking import criterion_on, question_about
from sheetqual.core.learning.columns import ColumnKind
from sheetqual.core.learning.drafting import FOLDS, Learned, folds_of, learn_by_folds
from sheetqual.core.learning.likeness import Copies, holders_of
from sheetqual.core.learning.qualities import Verdict
from sheetqual.core.match import match
from sheetqual.core.outcome import LOST
from sheetqual.core.plan import compile_plan
from sheetqual.core.profile import Assume, Criterion, Grade, Profile, Question, Score, Weighting
from sheetqual.core.profile_edits import free_id
from sheetqual.core.thresholds import Proposal, propose

if TYPE_CHECKING:
    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.coding import Condition
    from sheetqual.core.learning.columns import Column
    from sheetqual.core.learning.lessons import Lessons
    from sheetqual.core.learning.qualities import Quality

__all__ = ["Draft", "criterion_of", "draft_of", "ends_by_score", "held_out", "is_too_good", "newest_held_out"]

_ENOUGH: Final = 30
"""With so many customers and as many others, criteria are chosen on leads held back."""
_TOO_GOOD: Final = 0.93
_HOT_SHARE: Final = 0.2
_WARM_SHARE: Final = 0.5
_POINT: Final = 1000
_MOST_POINTS: Final = 100
_ANY_DAY: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A profile proposed from past leads.

    Attributes:
        profile: The profile.
        learned: What each of its criteria comes from, in their order.
        qualities: The supported qualities of each of them, those of least chance first.
        copies: Columns left out as near copies: header -> the header of the one that is in.
        by_folds: Whether its criteria were chosen on leads held back.
    """

    profile: Profile
    learned: tuple[Learned, ...]
    qualities: tuple[tuple[Quality, ...], ...]
    copies: tuple[tuple[str, str], ...]
    by_folds: bool


def draft_of(cases: Cases, lessons: Lessons, name: str, base: Profile | None = None) -> Draft | None:
    """Make a profile of what past leads teach.

    Only columns with a supported quality come in. With 30 customers and 30 others or more, criteria and
    points are chosen by how they do on leads held back; with fewer, the supported qualities stand in the
    order of their evidence, near copies of a stronger one left out.

    Args:
        cases: Past leads.
        lessons: What they teach.
        name: What to call the profile.
        base: A profile whose way of reading and of naming leads it takes over.

    Returns:
        The draft; None where nothing is supported.
    """
    supported: dict[int, list[Quality]] = {}
    for quality in lessons.qualities:
        if quality.verdict is Verdict.SUPPORTED:
            supported.setdefault(quality.place, []).append(quality)
    columns = [column for column in lessons.columns if column.place in supported]
    by_folds = min(cases.won, cases.lost) >= _ENOUGH
    learned = learn_by_folds(cases, columns) if by_folds else []
    copies: list[tuple[str, str]] = []
    if not learned:
        by_folds = False
        learned, copies = _from_few(cases, columns, supported)
    if not learned:
        return None
    qualities = tuple(tuple(supported[one.column.place]) for one in learned)
    profile = _profile(learned, name, base, by_folds=by_folds)
    if by_folds:
        profile = replace(profile, score=_thresholds(profile, cases))
    return Draft(profile, tuple(learned), qualities, tuple(copies), by_folds)


def _from_few(
    cases: Cases, columns: Sequence[Column], supported: dict[int, list[Quality]]
) -> tuple[list[Learned], list[tuple[str, str]]]:
    """Return the columns with supported qualities, those of least chance first, without near copies."""
    by_place = {column.place: column for column in columns}
    learned: list[Learned] = []
    left_out: list[tuple[str, str]] = []
    taken = Copies(len(cases.ends))
    for place, found in supported.items():
        column = by_place[place]
        best = found if column.kind is ColumnKind.CHOICE else found[:1]
        other = taken.take(column.header, holders_of(cases, column, best))
        if other is not None:
            left_out.append((column.header, other))
            continue
        steps = tuple(((one.operator, one.wanted), 100) for one in best)
        learned.append(Learned(column, steps, 1.0, None))
    return learned, left_out


def _profile(learned: Sequence[Learned], name: str, base: Profile | None, *, by_folds: bool) -> Profile:
    points = _points([one.strength for one in learned]) if by_folds else [0] * len(learned)
    criteria: list[Criterion] = []
    for one, own in sorted(zip(learned, points, strict=True), key=lambda pair: -pair[1]):
        criterion = criterion_of(one, {had.id for had in criteria}, base)
        criteria.append(replace(criterion, points=Fraction(own)) if by_folds else criterion)
    score = Score(weights=Weighting.POINTS if by_folds else Weighting.RANK)
    if base is None:
        return Profile(name, tuple(criteria), score=score)
    return Profile(
        name,
        tuple(criteria),
        region=base.region,
        decimal=base.decimal,
        dates=base.dates,
        encoding=base.encoding,
        score=replace(score, labels=base.score.labels),
        lead=base.lead,
        override=base.override,
        suppress=base.suppress,
        words=base.words,
        depth=base.depth,
        scripts=base.scripts,
        pool=MappingProxyType({}),
    )


def _points(strengths: Sequence[float]) -> list[int]:
    """Return whole points that sum to 100, at least one each, by largest remainder."""
    total = sum(strengths)
    exact = [max(1.0, strength / total * 100) for strength in strengths]
    exact = [1 + (one - 1) * (100 - len(exact)) / (sum(exact) - len(exact)) for one in exact]
    points = [int(one) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: (points[place] - exact[place], place))
    for place in by_rest[: 100 - sum(points)]:
        points[place] += 1
    return points


def criterion_of(learned: Learned, taken: set[str], base: Profile | None = None) -> Criterion:
    """Return the criterion that was learned.

    Args:
        learned: What past leads teach.
        taken: The ids there are.
        base: A profile; where a criterion of it reads the same column, its name, headers, level and questions
            are taken over.
    """
    column = learned.column
    header = column.header
    own = criterion_on(base, header) if base else None
    headers = own.columns if own else (header,)
    grades = _grades(learned)
    alone = grades[0] if len(grades) == 1 and grades[0][1] == 100 else None  # noqa: PLR2004 - full value
    criterion = Criterion(
        own.id if own and own.id not in taken else free_id(header, taken),
        own.name if own else header,
        columns=headers,
        want=Test(*alone[0], headers) if alone else None,
        grades=() if alone else tuple(Grade(Test(*condition, headers), value) for condition, value in grades),
        assume=Assume.NO if column.kind is ColumnKind.MARK else Assume.UNKNOWN,
        questions=(Question(question_about(header, column.kind, is_dated=column.is_dated)),),
    )
    if own is None:
        return criterion
    return replace(criterion, level=own.level, kind=own.kind, questions=own.questions or criterion.questions)


def _grades(learned: Learned) -> list[tuple[Condition, int]]:
    """Return the steps of a criterion as a person would write them: joined where they are worth the same."""
    if learned.column.kind is ColumnKind.NUMBER:
        joined: list[tuple[Condition, int]] = []
        for condition, value in learned.steps:
            if joined and joined[-1][1] == value and condition[0] == joined[-1][0][0] == "at_least":
                joined[-1] = condition, value
            else:
                joined.append((condition, value))
        while joined[-1][1] == 0:
            joined.pop()
        return joined
    by_value: dict[int, list[Condition]] = {}
    for condition, value in learned.steps:
        if value:
            by_value.setdefault(value, []).append(condition)
    return [(_one(by_value[value]), value) for value in sorted(by_value, reverse=True)]


def _one(conditions: Sequence[Condition]) -> Condition:
    if len(conditions) == 1:
        return conditions[0]
    return "one_of", tuple(wanted for _, wanted in conditions)


def _thresholds(profile: Profile, cases: Cases) -> Score:
    """Return a profile's score with the thresholds that part customers best, else that leave few hot.

    Of two lists, the leads alone decide: how many of them shall be hot.
    """
    if not cases.one_list:
        cases = cases.part([end == LOST for end in cases.ends])
    ends = ends_by_score(profile, cases)
    found = propose(ends)
    if isinstance(found, Proposal):
        return replace(profile.score, hot=found.hot * _POINT, warm=found.warm * _POINT)
    warm = max(1, _line(ends, _WARM_SHARE))
    hot = min(_MOST_POINTS, max(warm + 1, _line(ends, _HOT_SHARE)))
    return replace(profile.score, hot=hot * _POINT, warm=min(warm, hot - 1) * _POINT)


def _line(ends: Mapping[int, tuple[int, int]], share: float) -> int:
    """Return the whole points that a share of the leads reach, or a little more of them."""
    scores = sorted(ends, reverse=True)
    sums = list(accumulate(sum(ends[score]) for score in scores))
    return scores[bisect_left(sums, sums[-1] * share)] // _POINT


def ends_by_score(profile: Profile, cases: Cases) -> dict[int, tuple[int, int]]:
    """Score past leads by a profile.

    Returns:
        Score in thousandths of a point -> how many customers and how many others have it.
    """
    plan = compile_plan(profile, cases.headers, today=_ANY_DAY, epoch_1904=cases.reader.epoch_1904)
    board = Board(plan, match(plan, cases.columns, range(len(cases.ends))))
    won = [0] * len(board.sizes)
    for pattern in compress(board.matches.pattern_of, cases.ends):
        won[pattern] += 1
    ends: dict[int, tuple[int, int]] = {}
    for score, size, customers in zip(board.summaries.scores, board.sizes, won, strict=True):
        had = ends.get(score, (0, 0))
        ends[score] = had[0] + customers, had[1] + size - customers
    return ends


Learn = Callable[["Cases"], "Draft | None"]


def held_out(cases: Cases, learn: Learn, progress: Callable[[int, int | None], None] | None = None) -> Auc | None:
    """Return how well drafts do on leads that they have not seen, each fold of leads held back in turn.

    Args:
        cases: Past leads.
        learn: From leads to a draft, everything that chooses in it done anew.
        progress: Called with the folds done and their number.

    Returns:
        The mean over the folds, a draft without criteria counting as chance; None with too few leads, and of
        two lists, where a score would also tell which of them a lead stands in.
    """
    if min(cases.won, cases.lost) < _ENOUGH or not cases.one_list:
        return None
    folds = folds_of(cases.ends)
    found: list[Auc] = []
    for fold in range(FOLDS):
        found.append(_tried(*_parted(cases, [other != fold for other in folds]), learn))
        if progress:
            progress(fold + 1, FOLDS)
    errors = [one.error or 0.0 for one in found]
    return Auc(sum(one.value for one in found) / FOLDS, sum(error * error for error in errors) ** 0.5 / FOLDS)


def newest_held_out(cases: Cases, is_older: Sequence[bool], learn: Learn) -> Auc | None:
    """Return how well a draft from older leads does on the newer ones; None where either have only one end.

    Args:
        cases: Past leads.
        is_older: Whether each lead is among the older ones.
        learn: From leads to a draft.
    """
    older, newer = _parted(cases, is_older)
    if not (older.won and older.lost and newer.won and newer.lost):
        return None
    return _tried(older, newer, learn)


def _parted(cases: Cases, is_seen: Sequence[bool]) -> tuple[Cases, Cases]:
    return cases.part(is_seen), cases.part([not one for one in is_seen])


def _tried(seen: Cases, unseen: Cases, learn: Learn) -> Auc:
    draft = learn(seen)
    return (auc(ends_by_score(draft.profile, unseen)) if draft else None) or Auc(0.5, None)


def is_too_good(found: Auc | None) -> bool:
    """Tell whether a draft does so well on leads held back that a column must give the end away."""
    return found is not None and found.value >= _TOO_GOOD
