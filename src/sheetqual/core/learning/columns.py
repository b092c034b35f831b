"""Which columns can teach something: what their answers are, and why the others are set aside."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sheetqual.core.column_answers import ColumnAnswers, says_who
from sheetqual.core.dates import is_part_of_year
from sheetqual.core.overrides import override_headers
from sheetqual.core.profile import OverrideColumns
from sheetqual.core.reading import WHITE, State
from sheetqual.core.words import Word, fold_header

if TYPE_CHECKING:
    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.numbers import Interval
    from sheetqual.core.reading import Reading
    from sheetqual.core.values import Cell

__all__ = ["Column", "ColumnKind", "SetAside", "columns_of"]


class ColumnKind(StrEnum):
    """What the answers of a column are, and so which conditions fit it."""

    YES_NO = "yes_no"
    MARK = "mark"
    """The same answer for all who have one: a tick, or a day of something that not all have done."""
    CHOICE = "choice"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A column that is not learned from.

    Attributes:
        place: Its position in the list.
        header: Its header.
        code: Why, for programs: ``leak``, ``id``, ``text``, ``date``, ``same``, ``few``, ``ours``,
            ``asked`` (left out by the user) or ``given`` (left out beforehand).
        why: Why, in one sentence.
    """

    place: int
    header: str
    code: str
    why: str


@dataclass(frozen=True)
class Column:
    """A column that can teach something.

    Attributes:
        place: Its position in the list.
        header: Its header.
        kind: What its answers are.
        counts: Its different cells -> how many customers and how many others have each.
        readings: The same cells, read.
    """

    place: int
    header: str
    kind: ColumnKind
    counts: Mapping[Cell, tuple[int, int]]
    readings: Mapping[Cell, Reading]

    @cached_property
    def answers(self) -> list[tuple[Reading, tuple[int, int]]]:
        """Each different answer with its counts; blanks and unknown words are none."""
        pairs = ((self.readings[cell], counts) for cell, counts in self.counts.items())
        return [(reading, counts) for reading, counts in pairs if reading.state is State.VALUE]

    @cached_property
    def answered(self) -> tuple[int, int]:
        """How many customers and how many others have an answer."""
        counts = [counts for _, counts in self.answers]
        return sum(won for won, _ in counts), sum(lost for _, lost in counts)

    @cached_property
    def is_dated(self) -> bool:
        """Whether a mark is a day, so that having one is what counts."""
        return any(reading.word is None and reading.day() is not None for reading, _ in self.answers)

    @cached_property
    def ends(self) -> list[tuple[int, int]]:
        """The customers and others of each different answer; of numbers, in ascending order, what is none first."""
        merged: dict[object, tuple[int, int]] = {}
        for reading, (won, lost) in self.answers:
            key: object = reading.word or reading.text
            if self.kind is ColumnKind.NUMBER:
                read = reading.number()
                key = -math.inf if read is None else _low(read.interval)
            had = merged.get(key, (0, 0))
            merged[key] = had[0] + won, had[1] + lost
        if self.kind is ColumnKind.NUMBER:
            return [merged[key] for key in sorted(merged)]  # type: ignore[type-var]
        return list(merged.values())

    @cached_property
    def numbers(self) -> dict[float, int]:
        """The different numbers, ranges by their lower end, with how many leads have each."""
        numbers: dict[float, int] = {}
        for reading, counts in self.answers:
            read = reading.number()
            if read is not None:
                number = _low(read.interval)
                numbers[number] = numbers.get(number, 0) + sum(counts)
        return numbers


def _low(interval: Interval) -> float:
    return float(interval.low if interval.low is not None else interval.high or 0)


_FEWEST: Final = 5
"""So many leads must have an answer."""
_EVERY_LEAD: Final = 0.95
_FEWEST_NUMBERS: Final = 3
_MOST_CHOICES: Final = 200
_LEAST_WORDS: Final = 0.8
_PARTS_OF_DATES: Final = frozenset(
    (
        *("day", "month", "weekday", "day of week", "day of month", "quarter", "week", "hour"),
        *("giorno", "mese", "settimana", "ora", "orario", "dag", "måned", "uke", "ukedag", "time", "tid", "kvartal"),
        *(
            "день",
            "месяц",
            "неделя",
            "день недели",
            "час",
            "время",
            "квартал",
            "klokkeslett",
            "روز",
            "ماه",
            "هفته",
            "ساعت",
        ),
    ),
)


def columns_of(cases: Cases) -> tuple[list[Column], list[SetAside]]:
    """Sort the columns of past leads into those that can teach something and the others.

    Args:
        cases: The leads.

    Returns:
        The columns and what is set aside, each in the order of the list.
    """
    columns: list[Column] = []
    aside: list[SetAside] = []
    decided = set(map(fold_header, override_headers(OverrideColumns())))
    for place, cells in sorted(cases.columns.items()):
        header = cases.headers[place].strip(WHITE)
        if not header:
            continue
        if place in cases.aside:
            aside.append(SetAside(place, header, "given", cases.aside[place]))
            continue
        if fold_header(header) in decided:
            aside.append(SetAside(place, header, "ours", "what a person decided about the lead"))
            continue
        found = _kind(cases, place, header, ColumnAnswers(cells, cases.reader))
        if isinstance(found, SetAside):
            aside.append(found)
            continue
        counts = cases.counts(place)
        columns.append(Column(place, header, found, counts, cases.readings(place, counts)))
    return columns, aside


def _kind(cases: Cases, place: int, header: str, answers: ColumnAnswers) -> ColumnKind | SetAside:  # noqa: C901, PLR0912 - one check after the other
    def set_aside(code: str, why: str) -> SetAside:
        return SetAside(place, header, code, why)

    lead = cases.lead
    if place in {*lead.company, *lead.phone, *lead.email, *lead.owner, *lead.first, *lead.last}:
        return set_aside("id", "says who the lead is or who looks after it")
    if answers.answered < _FEWEST:
        return set_aside("few", "hardly anybody has an answer there")
    texts = answers.texts()
    is_choice = place in lead.country
    if not is_choice:
        if answers.is_yes_no():
            return ColumnKind.YES_NO
        if says_who(header):
            return set_aside("id", "an id, an address or a note")
        if answers.is_date():
            if answers.answered >= _EVERY_LEAD * answers.leads:
                return set_aside("date", "a date that every lead has")
            return ColumnKind.MARK
        if _is_part_of_date(header, texts):
            return set_aside("date", "a day, month or hour on which something was done; the next lead has another one")
    if len(texts) == 1:
        if answers.answered >= _EVERY_LEAD * answers.leads:
            return set_aside("same", "everybody has the same answer")
        return ColumnKind.MARK
    numbers = {} if is_choice else answers.numbers()
    if len(numbers) >= _FEWEST_NUMBERS:
        return set_aside("id", "numbers that name leads") if answers.are_ids(numbers) else ColumnKind.NUMBER
    if answers.choices(_MOST_CHOICES):
        return ColumnKind.CHOICE
    if place in {*lead.id, *lead.name}:
        return set_aside("id", "says who the lead is")
    return set_aside("text", "people's own words, hardly ever the same twice")


def _is_part_of_date(header: str, texts: Mapping[Word | str, float]) -> bool:
    total = sum(texts.values())
    words = sum(count for text, count in texts.items() if isinstance(text, str) and is_part_of_year(text))
    if words >= _LEAST_WORDS * total:
        return True
    return fold_header(header) in _PARTS_OF_DATES and all(
        isinstance(text, Word) or text.replace(":", "").isdecimal() for text in texts
    )
