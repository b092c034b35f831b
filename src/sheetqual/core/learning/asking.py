"""What to ask about a column: open questions, in words that a person can better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetqual.core.learning.columns import ColumnKind

if TYPE_CHECKING:
    from sheetqual.core.learning.columns import ColumnKind as _Kind

__all__ = ["question_about"]


def question_about(header: str, kind: _Kind, *, is_dated: bool = False) -> str:
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
