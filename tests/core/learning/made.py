"""Past leads made up for tests."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from sheetqual.core.identity import LeadPlaces
from sheetqual.core.learning.cases import Cases
from sheetqual.core.learning.columns import Column, SetAside, columns_of
from tests.core.helpers import cell


def cases(  # noqa: PLR0913 - each is a part of a list
    won: int,
    columns: Mapping[str, Sequence[object]],
    *,
    lead: LeadPlaces | None = None,
    aside: Mapping[int, str] | None = None,
    kept: frozenset[int] = frozenset(),
    one_list: bool = True,
) -> Cases:
    """Return past leads, the customers first."""
    leads = max(map(len, columns.values()))
    return Cases(
        tuple(columns),
        {place: [cell(one) for one in cells] for place, cells in enumerate(columns.values())},
        bytes([1] * won + [0] * (leads - won)),
        lead=lead or LeadPlaces(),
        aside=aside or {},
        kept=kept,
        one_list=one_list,
    )


def shared(  # noqa: PLR0913, PLR0917 - reads as it is said
    mine: int, won: int, theirs: int, lost: int, has: object = "yes", not_: object = "no"
) -> list[object]:
    """Return a column that so many customers and so many others have something in; the others have something else."""
    return [has] * mine + [not_] * (won - mine) + [has] * theirs + [not_] * (lost - theirs)


def noise(seed: int, leads: int, *answers: object) -> list[object]:
    """Return a column that says nothing."""
    return random.Random(seed).choices(answers, k=leads)


def column(header: str, cells: Sequence[object], lead: LeadPlaces | None = None) -> Column | SetAside:
    """Return what a list of that one column gives."""
    columns, aside = columns_of(cases(1, {header: cells}, lead=lead))
    return columns[0] if columns else aside[0]
