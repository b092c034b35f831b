"""The vocabulary of conditions, and what a condition says of a lead.

Conditions answer in three-valued logic: what is blank, unreadable or refused makes a condition
unknown, never false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias, cast

from sheetqual.core.answers import (
    BLANK,
    COMPLAINED,
    NO,
    PARTLY,
    REFUSED,
    UNKNOWN,
    YES,
    all_of,
    any_of,
    negated,
)
from sheetqual.core.reading import Reading, State, cell_text
from sheetqual.core.words import Word, fold, fold_word, has_false_digits

__all__ = [
    "All",
    "Any_",
    "Ask",
    "Compiled",
    "Condition",
    "Not",
    "Test",
    "Wanted",
    "compile_condition",
    "compile_test",
    "tests_of",
]

Wanted: TypeAlias = "str | int | float | bool | date | tuple[Wanted, ...]"
"""What a condition compares with, as the profile states it."""


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison.

    Attributes:
        operator: A key of the vocabulary, such as ``at_least``.
        wanted: What it compares with.
        columns: The headers it reads, tried in turn.
    """

    operator: str
    wanted: Wanted
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Holds when all parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801 - the profile's word is `any`
    """Holds when any part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: Condition


Condition: TypeAlias = Test | All | Any_ | Not


def tests_of(condition: Condition) -> Iterator[Test]:
    """Yield every comparison in a condition, in the order it is written."""
    match condition:
        case Test():
            yield condition
        case Not():
            yield from tests_of(condition.part)
        case _:
            for part in condition.parts:
                yield from tests_of(part)


Compiled: TypeAlias = Callable[[Sequence[int]], int]
"""A condition ready to be asked: the truths of its comparisons in, its own truth out."""

Ask: TypeAlias = Callable[[Reading], "int | str"]
"""A comparison ready to be asked: a truth, or what the cell can't be read as."""


def compile_condition(condition: Condition, place: Callable[[Test], int]) -> Compiled:
    """Prepare a condition for many leads.

    Args:
        condition: The condition.
        place: Where among the truths handed over that of a comparison stands.

    Returns:
        A function from the truths of the comparisons to the truth of the condition, both of
        `sheetqual.core.answers`.
    """
    match condition:
        case Test():
            at = place(condition)
            return lambda truths: truths[at]
        case Not():
            part = compile_condition(condition.part, place)
            return lambda truths: negated(_SURE[part(truths)])
        case _:
            parts = [compile_condition(part, place) for part in condition.parts]
            join = all_of if isinstance(condition, All) else any_of
            return lambda truths: join([_SURE[part(truths)] for part in parts])


_SURE: Final = (NO, UNKNOWN, YES, BLANK, UNKNOWN, COMPLAINED, REFUSED)
"""Compositions know yes, no and unknown; half a yes is none of them."""

_STATES: Final = {
    State.BLANK: BLANK,
    State.UNKNOWN: UNKNOWN,
    State.ERROR: UNKNOWN,
    State.COMPLAINED: COMPLAINED,
    State.REFUSED: REFUSED,
}
_TRUTHS: Final[dict[bool | None, int]] = {True: YES, False: NO, None: UNKNOWN}

_Compare: TypeAlias = Callable[[Reading], "bool | str | None"]
"""A comparison with a reading that holds a value: yes, no, unknown, or what it can't be read as."""


def compile_test(test: Test, today: date) -> Ask:
    """Prepare one comparison.

    Args:
        test: The comparison.
        today: The day of scoring, for conditions in days.

    Returns:
        A function from a reading to a truth of `sheetqual.core.answers`, or to what the cell
        can't be read as ("a number").
    """
    if test.operator == "known":
        return _known(wanted=bool(test.wanted))
    if test.operator == "suppresses":
        return _suppresses
    if test.operator in ("yes", "no"):
        return _yes_or_no(Word.YES if (test.operator == "yes") is bool(test.wanted) else Word.NO)
    compare = _COMPARISONS[test.operator](test.wanted, today)

    def ask(reading: Reading) -> int | str:
        if reading.state is not State.VALUE:
            return _STATES[reading.state]
        said = compare(reading)
        return said if isinstance(said, str) else _TRUTHS[said]

    return ask


def _known(*, wanted: bool) -> Ask:
    def ask(reading: Reading) -> int | str:
        state = reading.state
        if state in (State.REFUSED, State.ERROR):
            return _STATES[state]
        return YES if (state is State.VALUE) is wanted else NO

    return ask


def _suppresses(reading: Reading) -> int:
    """Tell whether a do-not-call cell says anything but no: a date, a reason and a tick all do.

    So does an error cell: what it hides may be a yes, and a call too few is the smaller harm.
    """
    said = reading.state not in (State.BLANK, State.UNKNOWN)
    return YES if said and reading.word is not Word.NO else NO


def _yes_or_no(wanted: Word) -> Ask:
    def ask(reading: Reading) -> int | str:
        if reading.state is not State.VALUE:
            return _STATES[reading.state]
        if reading.word is None:
            return "yes or no"
        if reading.word is Word.PARTLY:
            return PARTLY
        return YES if reading.word is wanted else NO

    return ask


def _is(wanted: Wanted, _today: date) -> _Compare:
    if isinstance(wanted, date):
        return _on_day(lambda day: day == wanted)
    text = fold(cell_text(wanted) if isinstance(wanted, float) else str(wanted))
    stands_for_truth = isinstance(wanted, bool) or text in ("0", "1", "true", "false")
    number = None if isinstance(wanted, (str, bool, tuple)) else wanted
    # Among texts "S" is a size before it is an Italian yes; beside true, false and numbers a letter is an answer.
    is_text = isinstance(wanted, str) and text not in ("true", "false")

    def compare(reading: Reading) -> bool | str | None:
        if reading.text == text and (number is None or not has_false_digits(cell_text(reading.cell))):
            return True
        letters = is_text and (_is_letter(text) or _is_letter(reading.text))
        if reading.word in (Word.YES, Word.NO) and not letters and (stands_for_truth or reading.is_truth()):
            # TRUE, 1 and yes are one and the same.
            meant = reading.reader.words.get(fold_word(text))
            if meant is reading.word or stands_for_truth:
                return meant is reading.word
        if number is None:
            return False
        read = reading.number()
        return "a number" if read is None else read.interval.equals(number)

    return compare


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isalpha()


def _one_of(wanted: Wanted, today: date) -> _Compare:
    comparisons = [_is(one, today) for one in _many(wanted)]

    def compare(reading: Reading) -> bool | str | None:
        said = [one(reading) for one in comparisons]
        if True in said:
            return True
        if False in said:  # A text among the choices: a cell that is no number is none of them.
            return None if None in said else False
        return said[0] if None not in said else None

    return compare


def _not_one_of(wanted: Wanted, today: date) -> _Compare:
    one_of = _one_of(wanted, today)

    def compare(reading: Reading) -> bool | str | None:
        said = one_of(reading)
        return not said if isinstance(said, bool) else said

    return compare


def _contains(wanted: Wanted, _today: date) -> _Compare:
    text = fold(str(wanted))
    return lambda reading: text in reading.text


def _like(wanted: Wanted, _today: date) -> _Compare:
    pattern = fold(str(wanted))
    return lambda reading: _glob(pattern, reading.text)


def _glob(pattern: str, text: str) -> bool:
    """Match ``*`` and ``?`` over the whole text, without going back further than the last star."""
    at = place = 0
    star = resume = -1
    while place < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", text[place]):
            at += 1
            place += 1
        elif star >= 0:
            resume += 1
            at, place = star + 1, resume
        else:
            return False
    return set(pattern[at:]) <= {"*"}


def _at_least(wanted: Wanted, _today: date) -> _Compare:
    bound = _number(wanted)

    def compare(reading: Reading) -> bool | str | None:
        read = reading.number()
        return "a number" if read is None else read.interval.at_least(bound)

    return compare


def _at_most(wanted: Wanted, _today: date) -> _Compare:
    bound = _number(wanted)

    def compare(reading: Reading) -> bool | str | None:
        read = reading.number()
        return "a number" if read is None else read.interval.at_most(bound)

    return compare


def _between(wanted: Wanted, _today: date) -> _Compare:
    low, high = _many(wanted)
    if isinstance(low, date) and isinstance(high, date):
        first, last = low, high
        return _on_day(lambda day: first <= day <= last)
    bottom, top = _number(low), _number(high)

    def compare(reading: Reading) -> bool | str | None:
        read = reading.number()
        return "a number" if read is None else read.interval.between(bottom, top)

    return compare


def _on_day(holds: Callable[[date], bool]) -> _Compare:
    def compare(reading: Reading) -> bool | str | None:
        day = reading.day()
        return "a date" if day is None else holds(day)

    return compare


def _before(wanted: Wanted, _today: date) -> _Compare:
    bound = _day(wanted)
    return _on_day(lambda day: day < bound)


def _after(wanted: Wanted, _today: date) -> _Compare:
    bound = _day(wanted)
    return _on_day(lambda day: day > bound)


def _within_days(wanted: Wanted, today: date) -> _Compare:
    reach = timedelta(days=_number(wanted))
    return _on_day(lambda day: -reach <= day - today <= reach)


def _older_than_days(wanted: Wanted, today: date) -> _Compare:
    reach = timedelta(days=_number(wanted))
    return _on_day(lambda day: today - day > reach)


def _later_than_days(wanted: Wanted, today: date) -> _Compare:
    reach = timedelta(days=_number(wanted))
    return _on_day(lambda day: day - today > reach)


_COMPARISONS: Final[dict[str, Callable[[Wanted, date], _Compare]]] = {
    "is": _is,
    "one_of": _one_of,
    "not_one_of": _not_one_of,
    "contains": _contains,
    "like": _like,
    "at_least": _at_least,
    "at_most": _at_most,
    "between": _between,
    "before": _before,
    "after": _after,
    "within_days": _within_days,
    "older_than_days": _older_than_days,
    "later_than_days": _later_than_days,
}


def _many(wanted: Wanted) -> tuple[Wanted, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)


def _number(wanted: Wanted) -> float:
    return cast("float", wanted)  # The profile's reader has seen to it.


def _day(wanted: Wanted) -> date:
    return cast("date", wanted)
