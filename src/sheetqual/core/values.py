"""The small values that travel between the rooms: cells and findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

__all__ = ["Cell", "Finding"]

Cell: TypeAlias = str | int | float | datetime | date | time | timedelta | None
"""A cell as a front end hands it over.

A blank is None or an empty text. An error cell arrives as its name: ``"#N/A"``, ``"#REF!"``; so does
a truth value: ``"TRUE"``, ``"FALSE"``. (Python takes True and 1 for one dictionary key, and a number
condition reads 1 but not TRUE; as a CSV file they look the same this way, too.)
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a list that a person should look at; the work goes on.

    Attributes:
        code: What kind of finding, for programs: ``unreadable``, ``error_cell``,
            ``missing_column``, ``duplicate_header``, ``currencies``, ``encoding`` ...
        text: Why, in one sentence.
        row: The sheet's row, or the CSV record's number with the header as 1; None where the
            finding is about a column or the whole list.
        column: The column's header, or None.
        value: The cell as text, or None.
    """

    code: str
    text: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
