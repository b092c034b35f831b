"""What to ask about a column: the team's own question, else an open one that a person can better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetqual.core.conditions import tests_of
from sheetqual.core.learning.columns import ColumnKind
from sheetqual.core.words import fold_header

if TYPE_CHECKING:
    from sheetqual.core.learning.qualities import Quality
    from sheetqual.core.profile import Criterion, Profile

__all__ = ["criterion_on", "question_about", "question_for"]


def question_about(header: str, kind: ColumnKind, *, is_dated: bool = False) -> str:
    """Return an open question about what stands in a column.

    Args:
        header: The column's header.
        kind: What its answers are.
        is_dated: Whether its answers are days.
    """
    title = header.rstrip("?!:. ") or header
    match kind:
        case ColumnKind.NUMBER:
            return f"What figure should I note for “{title}”, roughly?"
        case ColumnKind.MARK if is_dated:
            return f"What date should I note for “{title}”, and what hangs on it?"
        case ColumnKind.CHOICE:
            return f"What can you tell me about “{title}”?"
        case _:
            return f"How do things stand with “{title}”?"


def question_for(quality: Quality, profile: Profile | None) -> str:
    """Return what to ask to find out about a quality.

    Args:
        quality: The quality.
        profile: A profile, whose own question counts where it reads the column.
    """
    own = criterion_on(profile, quality.column) if profile else None
    if own and own.questions:
        return own.questions[0].ask
    return question_about(quality.column, quality.kind, is_dated=quality.operator == "known")


def criterion_on(profile: Profile, header: str) -> Criterion | None:
    """Return the first criterion of a profile that reads a column and nothing else; None where there is none."""
    name = fold_header(header)
    for criterion in profile.criteria:
        tests = [test for condition in criterion.conditions for test in tests_of(condition)]
        if all(test.columns == criterion.columns for test in tests) and name in map(fold_header, criterion.columns):
            return criterion
    return None
