"""Findings in words: those that are alike on one line, with their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sheetqual.core.values import Finding

__all__ = ["finding_lines", "rows_in_words"]

_MOST_ROWS: Final = 6
_MOST_VALUE: Final = 30


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """Return findings as lines for people; those of one column and kind share a line."""
    groups: dict[tuple[str, str | None, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.column, finding.text), []).append(finding)
    return [_line(group) for group in groups.values()]


def _line(group: Sequence[Finding]) -> str:
    first = group[0]
    where = f"{first.column}: " if first.column else ""
    if first.row is None:
        return f"{where}{first.text}"
    values = list(dict.fromkeys(f"'{_cut(finding.value)}'" for finding in group if finding.value))
    shown = f", such as {values[0]}" if values else ""
    rows = rows_in_words([finding.row for finding in group if finding.row is not None])
    many = f"{len(group):,} cells{shown}: " if len(group) > 1 else f"{values[0]}: " if values else ""
    return f"{where}{many}{first.text} ({rows})"


def rows_in_words(rows: Sequence[int]) -> str:
    """Return row numbers in words, the first few of many."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    shown = ", ".join(map(str, rows[:_MOST_ROWS]))
    more = f" and {len(rows) - _MOST_ROWS:,} more" if len(rows) > _MOST_ROWS else ""
    return f"rows {shown}{more}"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_VALUE else f"{text[: _MOST_VALUE - 1]}…"
