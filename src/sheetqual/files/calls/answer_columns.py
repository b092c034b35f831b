"""The columns of a call sheet that answers are written into: for which questions, and what their drop-downs offer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from statistics import fmean
from typing import TYPE_CHECKING

from sheetqual.core.conditions import tests_of
from sheetqual.core.reading import is_blank, is_error_name
from sheetqual.core.words import fold_header
from sheetqual.files.calls.language import answer_words
from sheetqual.files.lead_workbook import Words, lead_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.calls.session import Ask, Call
    from sheetqual.files.calls.sheet_names import DistinctHeaders
    from sheetqual.files.lead_workbook import LeadColumn
    from sheetqual.files.lists import ScoredList

__all__ = ["AnswerColumn", "answer_columns"]


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column that answers are written into.

    Attributes:
        column: Its header in the list.
        header: Its header on the sheets.
        place: Its position in the list, or None.
        questions: What to ask to fill it in.
        choices: What its drop-down offers; empty for none.
        strict: Whether other answers are asked about.
    """

    column: str
    header: str
    place: int | None
    questions: tuple[str, ...] = ()
    choices: tuple[Cell, ...] = ()
    strict: bool = False

    @property
    def key(self) -> str:
        """Its header in the list, folded."""
        return fold_header(self.column)

    def given(self, scored: ScoredList, lead: int) -> Cell:
        """Return what the list holds of a lead."""
        cell = None if self.place is None else scored.table.columns[self.place][lead]
        return None if is_blank(cell) else cell

    def shown(self, scored: ScoredList, lead: int) -> Cell:
        """Return what callers see of it: nothing where the list holds an error."""
        cell = self.given(scored, lead)
        return None if isinstance(cell, str) and is_error_name(cell) else cell


def answer_columns(
    calls: Sequence[Call], scored: ScoredList, language: str, headers: DistinctHeaders
) -> list[AnswerColumn]:
    """Return the columns for all that is asked, those first that are asked about first.

    Args:
        calls: The calls in which it is asked.
        scored: Their list.
        language: The language of the drop-downs.
        headers: Gives the headers; it has taken those of all other columns.

    Raises:
        KeyError: There is no such language.
    """
    profile = scored.board.profile
    asked: dict[str, list[tuple[int, Ask]]] = defaultdict(list)
    for call in calls:
        for place, ask in enumerate(call.asks):
            asked[fold_header(ask.column)].append((place, ask))
    priority = {criterion.id: place for place, criterion in enumerate(profile.criteria)}
    order = sorted(
        asked.values(),
        key=lambda asks: (fmean(place for place, _ in asks), min(priority[ask.criterion.id] for _, ask in asks)),
    )
    said = answer_words(language)
    words = Words(said["yes"], said["partly"], said["no"], said["unknown"], said["refused"])
    offered = {fold_header(column.header): column for column in lead_columns(profile, words)}
    places = {fold_header(scored.table.headers[place]): place for place in sorted(scored.table.columns, reverse=True)}
    return [_answer([ask for _, ask in asks], offered, places, headers) for asks in order]


def _answer(
    asks: Sequence[Ask], offered: Mapping[str, LeadColumn], places: Mapping[str, int], headers: DistinctHeaders
) -> AnswerColumn:
    column = asks[0].column
    answer = AnswerColumn(
        column,
        headers.take(column),
        places.get(fold_header(column)),
        tuple(dict.fromkeys(chain.from_iterable((ask.ask, *ask.others) for ask in asks))),
    )
    alike = (offered[one] for one in _read_together(asks[0]) if one in offered)
    like = next(alike, None)
    if like is None:
        return answer
    choices = (one if isinstance(one, (int, float, date)) else " ".join(str(one).split()) for one in like.choices)
    return replace(answer, choices=tuple(choices), strict=like.strict)


def _read_together(ask: Ask) -> list[str]:
    """Return the folded headers that say the same as the one that an answer goes under, that one first."""
    criterion, key = ask.criterion, fold_header(ask.column)
    read = [criterion.columns, *(test.columns for one in criterion.conditions for test in tests_of(one))]
    groups = ([fold_header(header) for header in group] for group in read)
    return [key, *chain.from_iterable(group for group in groups if key in group)]
