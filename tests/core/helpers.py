"""Short ways to a profile, a plan, a board and a verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from sheetqual.core.board import Board
from sheetqual.core.match import Matches, match
from sheetqual.core.parse import parse_profile
from sheetqual.core.plan import Plan, compile_plan
from sheetqual.errors import ProfileError

if TYPE_CHECKING:
    from sheetqual.core.judge import Verdict
    from sheetqual.core.profile import Profile
    from sheetqual.core.values import Cell

TODAY = dt.date(2026, 3, 1)

THREE = """
[[criterion]]
id = "a"
name = "Need"
columns = ["A"]
want = { yes = true }
[[criterion]]
id = "b"
name = "Budget"
columns = ["B"]
want = { at_least = 50 }
[[criterion]]
id = "c"
name = "Industry"
columns = ["C"]
want = { one_of = ["SaaS", "Retail"] }
"""
"""Three criteria in order: 61, 28 and 11 points."""


def profile(text: str) -> Profile:
    """Return the profile of a TOML text that is sound."""
    return parse_profile(text, "test.toml")


def faults(text: str) -> list[str]:
    """Return the faults of a TOML text, as ``line: text``; an empty list for a sound one."""
    try:
        parse_profile(text, "bad.toml")
    except ProfileError as error:
        return [line.removeprefix("bad.toml:") for line in error.lines()]
    return []


def cell(value: object) -> Cell:
    """Return a value as the front ends hand it over: truth values as texts (core/values.py)."""
    return cast("Cell", str(value).upper() if isinstance(value, bool) else value)


def matches_of(
    plan: Plan,
    rows: Sequence[Sequence[object]],
    numbers: Sequence[int] | None = None,
) -> Matches:
    """Match rows of cells; they are numbered from 2 unless told otherwise."""
    columns = {place: [cell(row[place]) for row in rows] for place in range(len(plan.headers))}
    return match(plan, columns, numbers or range(2, 2 + len(rows)))


def board_of(
    text: str | Profile,
    headers: Sequence[str],
    rows: Sequence[Sequence[object]],
    today: dt.date = TODAY,
    *,
    epoch_1904: bool = False,
) -> Board:
    """Return the board of some rows under a profile."""
    parsed = profile(text) if isinstance(text, str) else text
    plan = compile_plan(parsed, headers, today=today, epoch_1904=epoch_1904)
    return Board(plan, matches_of(plan, rows))


def one_board(text: str | Profile, cells: Mapping[str, object], today: dt.date = TODAY) -> Board:
    """Return the board of one lead, its cells by header."""
    return board_of(text, list(cells), [list(cells.values())], today)


def verdict_of(text: str | Profile, today: dt.date = TODAY, **cells: object) -> Verdict:
    """Return the verdict on one lead; a header's blanks are written ``_``."""
    return one_board(text, cells, today).verdict(0)


def answer_of(criterion: str, today: dt.date = TODAY, **cells: object) -> int:
    """Return the answer byte of a criterion, given by its keys alone, for one lead."""
    text = f'[[criterion]]\nid = "x"\n{criterion}\n'
    return one_board(text, cells, today).matches.patterns.rows[0][0]


def truth_of(condition: str, value: object, head: str = "", today: dt.date = TODAY) -> bool | None:
    """Return what an inline condition says of one cell: yes, no or unknown.

    Args:
        condition: The condition's keys, such as ``at_least = 50``.
        value: The cell.
        head: Tables of the profile that come before the criterion.
        today: The day of scoring.
    """
    text = f'{head}\n[[criterion]]\nid = "x"\ncolumns = ["X"]\nwant = {{ {condition} }}\n'
    earned = verdict_of(text, today, X=value).points["x"]
    return None if earned is None else earned > 0


def why_unread(condition: str, value: object, head: str = "") -> list[str]:
    """Return the texts of the findings when a condition meets one cell."""
    text = f'{head}\n[[criterion]]\nid = "x"\ncolumns = ["X"]\nwant = {{ {condition} }}\n'
    return [finding.text for finding in one_board(text, {"X": value}).matches.findings]
