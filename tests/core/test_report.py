"""Findings in words."""

from __future__ import annotations

from sheetqual.core.report import finding_lines, rows_in_words
from sheetqual.core.values import Finding


def unread(row: int, value: str, column: str = "Budget") -> Finding:
    return Finding("unreadable", "can't be read", row, column, value)


def test_findings_that_are_alike_share_a_line_in_the_order_of_the_first() -> None:
    findings = [unread(2, "lots"), unread(3, "x", "Size"), unread(5, "lots"), unread(9, "plenty")]
    assert finding_lines(findings) == [
        "Budget: 3 cells, such as 'lots': can't be read (rows 2, 5, 9)",
        "Size: 'x': can't be read (row 3)",
    ]


def test_a_finding_about_a_column_or_a_list_has_no_rows() -> None:
    findings = [Finding("missing_column", "is missing", column="Size"), Finding("encoding", "read as cp1252")]
    assert finding_lines(findings) == ["Size: is missing", "read as cp1252"]


def test_findings_without_values_do_without() -> None:
    assert finding_lines([Finding("x", "is odd", 2)]) == ["is odd (row 2)"]
    assert finding_lines([Finding("x", "is odd", 2), Finding("x", "is odd", 3)]) == ["2 cells: is odd (rows 2, 3)"]


def test_a_long_value_is_cut() -> None:
    (line,) = finding_lines([unread(2, "y" * 31)])
    assert line == f"Budget: '{'y' * 29}…': can't be read (row 2)"
    assert finding_lines([unread(2, "y" * 30)]) == [f"Budget: '{'y' * 30}': can't be read (row 2)"]


def test_many_rows_are_cut_short() -> None:
    assert rows_in_words([7]) == "row 7"
    assert rows_in_words(range(2, 8)) == "rows 2, 3, 4, 5, 6, 7"
    assert rows_in_words(range(2, 2000)) == "rows 2, 3, 4, 5, 6, 7 and 1,992 more"
