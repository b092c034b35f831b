"""Leads as a worksheet function gets them: cells, headers and a profile's text, straight to verdicts.

Profiles and plans are kept between calls, by content, since a sheet calls with the same ones again
and again.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from sheetqual.core.judge import Judge, Verdict
from sheetqual.core.match import match
from sheetqual.core.parse import parse_profile
from sheetqual.core.plan import compile_plan, profile_headers
from sheetqual.core.reading import cell_text, is_blank
from sheetqual.core.words import fold_header
from sheetqual.errors import SheetqualError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sheetqual.core.plan import Plan
    from sheetqual.core.profile import Profile
    from sheetqual.core.values import Cell

__all__ = ["Rows", "compiled_profile", "lead_verdicts", "score_temperature"]

Rows: TypeAlias = "Sequence[Sequence[Cell]]"
"""A block of cells, row by row."""


@lru_cache(maxsize=16)
def compiled_profile(text: str) -> Profile:
    """Return the profile of a text.

    Raises:
        ProfileError: The text is refused.
    """
    return parse_profile(text, "profile")


@lru_cache(maxsize=64)
def _judged(text: str, headers: tuple[str, ...], today: date) -> tuple[Plan, Judge]:
    profile = compiled_profile(text)
    wanted = {fold_header(header) for header in profile_headers(profile)}
    if wanted.isdisjoint(map(fold_header, headers)):
        message = "none of the profile's columns is among the headers; choose the header row as second argument"
        raise SheetqualError(message)
    plan = compile_plan(profile, headers, today=today)
    return plan, Judge(profile, plan.layout)


def lead_verdicts(leads: Rows, headers: Sequence[Cell], text: str, today: date) -> list[Verdict | None]:
    """Judge leads given as cells.

    Args:
        leads: One row a lead.
        headers: The headers over the leads' cells.
        text: The profile, as TOML.
        today: The day of scoring.

    Returns:
        A verdict a row; None for a row that is wholly blank.

    Raises:
        ProfileError: The profile is refused.
        SheetqualError: The headers do not fit the leads, or name none of the profile's columns.
    """
    names = tuple(cell_text(header) for header in headers)
    if leads and len(leads[0]) != len(names):
        message = f"{len(names)} headers over {len(leads[0])} columns of leads; choose ranges of one width"
        raise SheetqualError(message)
    plan, judge = _judged(text, names, today)
    filled = [row for row in leads if not all(map(is_blank, row))]
    columns = {place: [row[place] for row in filled] for place in plan.wanted_places()}
    matches = match(plan, columns, range(len(filled)))
    verdicts = [judge.verdict(pattern) for pattern in matches.patterns.rows]
    judged = iter(matches.pattern_of)
    return [None if all(map(is_blank, row)) else verdicts[next(judged)] for row in leads]


def score_temperature(score: float, text: str) -> str:
    """Return the profile's word for the temperature of a score of 0 to 100.

    Raises:
        ProfileError: The profile is refused.
    """
    bands = compiled_profile(text).score
    return bands.labels[bands.band(round(score * 1000))]
