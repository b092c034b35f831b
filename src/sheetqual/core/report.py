"""Findings in words: those that are alike on one line, with their rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sheetqual.core.values import Finding

__all__ = ["finding_lines", "rows_in_words"]

_MOST_ROWS: Final = 6
_MOST_VALUE: Final = 30


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """Return findings as lines for people; those of one column and kind share a line."""
    groups: dict[tuple[str, str | None, str], _Group] = {}
    for finding in findings:
        key = (finding.code, finding.column, finding.text)
        group = groups.get(key) or groups.setdefault(key, _Group(finding))
        group.count += 1
        if finding.row is not None and len(group.rows) < _MOST_ROWS:
            group.rows.append(finding.row)
        group.value = group.value or finding.value
    return [_line(group) for group in groups.values()]


@dataclass(slots=True)
class _Group:
    """Findings that share a line: as much of them as the line says, since there may be millions."""

    first: Finding
    count: int = 0
    rows: list[int] = field(default_factory=list)
    value: str | None = None


def _line(group: _Group) -> str:
    first = group.first
    where = f"{first.column}: " if first.column else ""
    if first.row is None:
        return f"{where}{first.text}"
    value = f"'{_cut(group.value)}'" if group.value else ""
    shown = f", such as {value}" if value else ""
    many = f"{group.count:,} cells{shown}: " if group.count > 1 else f"{value}: " if value else ""
    return f"{where}{many}{first.text} ({rows_in_words(group.rows, group.count)})"


def rows_in_words(rows: Sequence[int], count: int | None = None) -> str:
    """Return row numbers in words, the first few of many.

    Args:
        rows: The rows, or the first few of them.
        count: How many they are, where not all of them are given.
    """
    count = count or len(rows)
    if count == 1:
        return f"row {rows[0]}"
    shown = ", ".join(map(str, rows[:_MOST_ROWS]))
    more = f" and {count - _MOST_ROWS:,} more" if count > _MOST_ROWS else ""
    return f"rows {shown}{more}"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_VALUE else f"{text[: _MOST_VALUE - 1]}…"
