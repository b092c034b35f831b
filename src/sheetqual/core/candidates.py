"""Which columns of a list look like qualities of a lead, and so like criteria of a profile."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from sheetqual.core.column_answers import ColumnAnswers, says_who
from sheetqual.core.overrides import override_headers
from sheetqual.core.profile import OverrideColumns
from sheetqual.core.reading import WHITE
from sheetqual.core.words import fold_header

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sheetqual.core.identity import LeadPlaces
    from sheetqual.core.numbers import Interval
    from sheetqual.core.reading import Reader
    from sheetqual.core.values import Cell

__all__ = ["Candidate", "CandidateKind", "candidates"]

_EVERY_LEAD: Final = 0.95
_FEWEST_LEADS: Final = 4
_LEAST_FILLED: Final = 0.3
_MOST_CHOICES: Final = 12
_FEWEST_NUMBERS: Final = 6


class CandidateKind(StrEnum):
    """What the answers in a column are, and so which condition fits it."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that looks like a criterion.

    Attributes:
        place: Its position in the list.
        header: Its header.
        kind: What its answers are.
        filled: The share of leads that have an answer there, 0 to 1; unknown words are none.
        values: For a choice: each text as it is most commonly written and the number of its leads,
            the commonest first; else empty.
        cut: For numbers: a round number near the middle of those above zero, for ``at_least``; None
            where none is above zero.
    """

    place: int
    header: str
    kind: CandidateKind
    filled: float
    values: tuple[tuple[str, int], ...] = ()
    cut: float | None = None

    @property
    def tells_leads_apart(self) -> bool:
        """Whether having an answer is a quality: a date that every lead has, such as its record's, is none."""
        return self.kind is not CandidateKind.DATE or self.filled < _EVERY_LEAD


def candidates(
    headers: Sequence[str],
    columns: Mapping[int, Sequence[Cell]],
    *,
    reader: Reader,
    lead: LeadPlaces,
    taken: Collection[int] = (),
) -> list[Candidate]:
    """Find the columns that look like criteria.

    Columns that say who a lead is, what a person decided about it or how to reach it are none, nor
    are notes, columns with a single answer and those that few leads have an answer in.

    Args:
        headers: The list's headers, by position.
        columns: Position -> cells.
        reader: How cells are read.
        lead: The columns that say who a lead is; of these only the country may be a choice.
        taken: Positions to leave out, such as those that a profile reads already.

    Returns:
        The candidates, in the order of the list's columns.
    """
    who = (lead.id, lead.name, lead.company, lead.phone, lead.email, lead.owner, lead.first, lead.last)
    passed_over = {*taken, *(place for places in who for place in places)}
    decided = set(map(fold_header, override_headers(OverrideColumns())))
    found = []
    for place, cells in sorted(columns.items()):
        header = headers[place]
        if place in passed_over or not header.strip(WHITE) or fold_header(header) in decided:
            continue
        one = _candidate(ColumnAnswers(cells, reader), place, header, only_choice=place in lead.country)
        if one is not None:
            found.append(one)
    return found


def _candidate(answers: ColumnAnswers, place: int, header: str, *, only_choice: bool) -> Candidate | None:
    """Return the candidate that a column is, or None."""
    if answers.leads < _FEWEST_LEADS or answers.answered < _LEAST_FILLED * answers.leads:
        return None
    filled = answers.answered / answers.leads
    if not only_choice:
        if answers.is_yes_no():
            return Candidate(place, header, CandidateKind.YES_NO, filled)
        if says_who(header):
            return None
        if answers.is_date():
            return Candidate(place, header, CandidateKind.DATE, filled)
        numbers = answers.numbers()
        if len(numbers) >= _FEWEST_NUMBERS:
            if answers.are_ids(numbers):
                return None
            return Candidate(place, header, CandidateKind.NUMBER, filled, cut=_cut(numbers))
    values = answers.choices(_MOST_CHOICES)
    return Candidate(place, header, CandidateKind.CHOICE, filled, values) if values else None


def _cut(numbers: Mapping[Interval, float]) -> float | None:
    """Return a round number near the median of those above zero that parts the leads, if one does."""
    values = sorted((one.low if one.low is not None else one.high or 0, weight) for one, weight in numbers.items())
    positive = [(value, weight) for value, weight in values if value > 0]
    if not positive:
        return None
    sums = list(accumulate(weight for _, weight in positive))
    median = positive[bisect_left(sums, sums[-1] / 2)][0]
    size = math.floor(math.log10(median))
    rounds = [float(f"{digit}e{size + shift}") for shift in (-1, 0, 1) for digit in (1, 2, 5)]
    rounds = [one for one in (*rounds, 25.0) if 0 < one < math.inf]
    parting = [one for one in rounds if values[0][0] < one <= values[-1][0]]
    cut = min(parting or rounds, key=lambda one: abs(math.log(one / median)))
    return int(cut) if cut.is_integer() else cut
