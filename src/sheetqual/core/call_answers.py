"""What a caller can answer about a criterion with one key, and the cell that says so.

Nothing is offered that the profile would read otherwise: each cell is read as the profile reads it
before its key is handed out.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from sheetqual.core.answers import (
    COMPLAINED,
    COMPLAINED_ANSWER,
    GATES,
    NO,
    REFUSED,
    REFUSED_ANSWER,
    UNDATED_ANSWER,
    UNKNOWN,
    UNKNOWN_ANSWER,
    VALUES,
    YES,
    Gate,
)
from sheetqual.core.conditions import compile_test, tests_of
from sheetqual.core.numbers import Interval, read_number
from sheetqual.core.plan import compile_plan
from sheetqual.core.profile import Suppress
from sheetqual.core.reading import WHITE, cell_text
from sheetqual.core.words import Word, fold, fold_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sheetqual.core.conditions import Test, Wanted
    from sheetqual.core.numbers import DecimalMark
    from sheetqual.core.plan import Column, Plan
    from sheetqual.core.profile import Criterion

__all__ = ["ENGLISH", "AnswerChoice", "Means", "Typed", "answer_choices", "answer_columns", "columns_to_fill", "typed"]

Means = Literal["yes", "no", "partly", "unknown", "refused", "complained", "value"]

ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "yes": "yes",
        "no": "no",
        "partly": "partly",
        "unknown": "don't know",
        "refused": "refused",
        "complained": "complained",
    },
)
"""The words that answers are written in, unless a language has others."""

_MOST_NAMED: Final = 9


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer, a key away.

    Attributes:
        key: The key: ``y``, ``n``, ``p`` (partly), ``d`` (don't know), ``r`` (refused), ``c`` (complained), or
            ``1`` to ``9`` for a value that the profile names.
        label: What it says, for people.
        cell: The cell that says it.
        means: What it means for the criterion. ``yes`` is all of its points, ``no`` none of them; what is neither
            is a ``value``, as are all answers of the keys 1 to 9.
    """

    key: str
    label: str
    cell: str
    means: Means


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer that somebody typed.

    Attributes:
        cell: The cell that says it: the text on one line, without signs that don't show.
        is_read: Whether the profile can read it.
        value: What it alone makes of the criterion, in hundredths; None where that stays unknown.
        trouble: Why it can't be read, as ``that is no number``; else empty.
    """

    cell: str
    is_read: bool
    value: int | None
    trouble: str = ""


def answer_columns(criterion: Criterion) -> tuple[str, ...]:
    """Return every header that answers about a criterion may stand under, those to try first first."""
    return tuple(dict.fromkeys(header for group in _groups(criterion) for header in group))


def columns_to_fill(criterion: Criterion, headers: Sequence[str]) -> tuple[str, ...]:
    """Return the headers that answers about a criterion go under; several where its condition reads several.

    Args:
        criterion: The criterion.
        headers: The headers of the list. Of those that stand in for each other the first that the list has is
            taken, as the list spells it; where it has none, the first.
    """
    there: dict[str, str] = {}
    for header in headers:
        there.setdefault(fold_header(header), header)
    taken: dict[str, str] = {}
    for group in _groups(criterion):
        found = next((there[folded] for one in group if (folded := fold_header(one)) in there), group[0])
        taken.setdefault(fold_header(found), found)
    return tuple(taken.values())


def _groups(criterion: Criterion) -> list[tuple[str, ...]]:
    """Return the headers that stand in for each other, in the order in which the criterion reads them."""
    groups = [test.columns for condition in criterion.conditions for test in tests_of(condition)]
    return list(dict.fromkeys([*groups, criterion.columns] if criterion.decay else groups))


def answer_choices(
    plan: Plan,
    criterion: Criterion,
    column: str,
    words: Mapping[str, str] = ENGLISH,
) -> tuple[AnswerChoice, ...]:
    """Return the answers about a criterion that are a key away.

    Where the condition reads several columns, the answers are about what this one is compared with. Where no cell
    can say yes or no truthfully, as for a day, neither is offered: such answers are typed.

    Args:
        plan: The profile with the headers of the list.
        criterion: One of its criteria.
        column: One of `columns_to_fill`.
        words: The language's words for yes, no, partly, unknown, refused and complained.

    Raises:
        ValueError: The column is none of the criterion's.
    """
    alone = _Alone(plan, criterion, column)
    said = {**ENGLISH, **words}
    found: dict[str, AnswerChoice] = {}
    for key, label, cell in (*_words(alone, said), *_ranges(alone), *_named(alone)):
        code = alone.code(cell)
        if VALUES[code] is None or GATES[code] is Gate.OPEN or _is_offered(cell, found):
            continue
        if key is None:
            number = sum(one.isdigit() for one in found) + 1
            if number <= _MOST_NAMED:
                found[str(number)] = AnswerChoice(str(number), label, cell, "value")
        else:
            found[key] = AnswerChoice(key, label, cell, _MEANS.get(code, "value"))
    for key, means, is_meant in _STATES:
        if is_meant(alone.code(said[means])):
            found[key] = AnswerChoice(key, said[means], said[means], means)
    return tuple(found[key] for key in _KEYS if key in found)


def typed(plan: Plan, criterion: Criterion, column: str, text: str) -> Typed:
    """Check an answer that somebody typed.

    Args:
        plan: The profile with the headers of the list.
        criterion: One of its criteria.
        column: One of `columns_to_fill`.
        text: What was typed.

    Raises:
        ValueError: The column is none of the criterion's.
    """
    cell = _plain(text)
    if not cell:
        return Typed(cell, is_read=False, value=None, trouble="nothing was typed")
    alone = _Alone(plan, criterion, column)
    value = VALUES[alone.whole(cell)]
    trouble = alone.trouble(cell)
    if value is not None or not trouble:
        return Typed(cell, is_read=True, value=value)
    return Typed(cell, is_read=False, value=None, trouble=_TROUBLE[trouble])


_KEYS: Final = "ynp123456789drc"
_MEANS: Final[Mapping[int, Means]] = {100: "yes", 0: "no"}
_STATES: Final[tuple[tuple[str, Means, Callable[[int], bool]], ...]] = (
    ("p", "partly", lambda code: GATES[code] is Gate.OPEN and VALUES[code] is not None),
    ("d", "unknown", lambda code: code == UNKNOWN_ANSWER),
    ("r", "refused", lambda code: code == REFUSED_ANSWER),
    ("c", "complained", lambda code: code == COMPLAINED_ANSWER),
)
_TROUBLE: Final = {
    "a number": "that is no number",
    "a date": "that is no date",
    "yes or no": "that is neither yes nor no",
    "error": "that is what a spreadsheet writes for an error",
}
_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNWRITTEN: Final = ("Cc", "Cs", "Cn")


def _plain(text: str) -> str:
    """Return a text on one line, without signs that don't show or that turn the writing round."""
    line = " ".join(text.split())
    kept = [one for one in line if one not in _OVERRIDES and unicodedata.category(one) not in _UNWRITTEN]
    return "".join(kept).strip(WHITE)


class _Alone:
    """One criterion, as if the list had nothing but the columns to fill for it, and one of these."""

    def __init__(self, plan: Plan, criterion: Criterion, column: str) -> None:
        headers = columns_to_fill(criterion, plan.headers)
        self.place = [fold_header(header) for header in headers].index(fold_header(column))
        profile = replace(
            plan.profile,
            criteria=(criterion,),
            penalties=(),
            horizon=None,
            products=(),
            types={},
            suppress=Suppress(),
        )
        epoch_1904 = plan.reader.epoch_1904
        self.plan = compile_plan(profile, headers, today=plan.today, epoch_1904=epoch_1904)
        (self._grader,) = self.plan.graders
        self._has_others = len(headers) > 1
        tests = [test for condition in criterion.conditions for test in tests_of(condition)]
        self.tests = [test for test in tests if fold_header(column) in map(fold_header, test.columns)]

    def _mine(self) -> list[Column]:
        return [column for column in self._grader.columns if self.place in column.places]

    def whole(self, cell: str) -> int:
        """Return the answer that a cell alone makes of the criterion."""
        return self._grader.code(
            [column.signature(cell if self.place in column.places else None) for column in self._grader.columns],
        )

    def code(self, cell: str) -> int:
        """Return the answer that a cell gives; where other columns count too, to what this one is compared with."""
        if not self._has_others:
            return self.whole(cell)
        truths = {truth for column in self._mine() for truth in column.signature(cell)[1:-1]}
        if len(truths) > 1:
            return _BOTH if truths == {YES, NO} else UNDATED_ANSWER
        return _ANSWERS.get(truths.pop(), UNDATED_ANSWER) if truths else UNDATED_ANSWER

    def trouble(self, cell: str) -> str:
        """Return what a cell can't be read as, or nothing."""
        self.whole(cell)
        return next((column.trouble[cell] for column in self._mine() if cell in column.trouble), "")

    def satisfies(self, test: Test, cell: str) -> bool:
        """Tell whether a cell says what a comparison names."""
        truth = compile_test(test, self.plan.today)(self.plan.reader.read(cell))
        return truth == (NO if test.operator == "not_one_of" else YES)

    def word(self, text: str) -> Word | None:
        """Return whether a text that a comparison names says yes or no; letters such as S may be sizes."""
        word = self.plan.reader.word(text) if len(text) > 1 else None
        return word if word in (Word.YES, Word.NO) else None


_BOTH: Final = 50
"""Several comparisons with one cell are all decided, but not all alike."""
_ANSWERS: Final = {
    YES: 100,
    NO: 0,
    UNKNOWN: UNKNOWN_ANSWER,
    REFUSED: REFUSED_ANSWER,
    COMPLAINED: COMPLAINED_ANSWER,
}

_Candidate = tuple[str | None, str, str]
"""A key, or None for the next number; a label; a cell."""


def _is_offered(cell: str, found: Mapping[str, AnswerChoice]) -> bool:
    return any(fold(one.cell) == fold(cell) for one in found.values())


def _words(alone: _Alone, said: Mapping[str, str]) -> Iterator[_Candidate]:
    """Yield yes and no where the condition asks for them, in the profile's own words where it names them."""
    listed = _listed(alone.tests)
    named: dict[Word, str] = {}
    for _, one in listed:
        if isinstance(one, str) and (word := alone.word(one)):
            named.setdefault(word, one)
    asks = any(test.operator in ("yes", "no") for test in alone.tests)
    if asks or named or any(isinstance(one, bool) for _, one in listed):
        for key, word in (("y", Word.YES), ("n", Word.NO)):
            cell = named.get(word, said[word.value])
            yield key, cell, cell
    elif len({id(test) for test, _ in listed}) > 1 and alone.code(said["no"]) == 0:
        yield "n", "none of these", said["no"]


def _named(alone: _Alone) -> Iterator[_Candidate]:
    """Yield the values that comparisons name: of several words for one grade the first."""
    listed = _listed(alone.tests)
    has_words = any(isinstance(one, str) and alone.word(one) for _, one in listed)
    first: set[int] = set()
    has_several = len({id(test) for test, _ in listed}) > 1
    for test, one in listed:
        if isinstance(one, bool) or (isinstance(one, str) and has_words and alone.plan.reader.word(one)):
            continue
        cell = one.isoformat() if isinstance(one, date) else cell_text(one)  # type: ignore[arg-type]
        if alone.satisfies(test, cell) and not (has_several and id(test) in first):
            first.add(id(test))
            yield None, " ".join(cell.split()), cell


def _listed(tests: Iterable[Test]) -> list[tuple[Test, Wanted]]:
    """Return the values that comparisons name, with those comparisons."""
    return [
        (test, one)
        for test in tests
        if test.operator in ("is", "one_of", "not_one_of")
        for one in (test.wanted if isinstance(test.wanted, tuple) else (test.wanted,))
    ]


def _ranges(alone: _Alone) -> Iterator[_Candidate]:
    """Yield the ranges of numbers that one limit, or two, cut all numbers into; yes and no where there is one each."""
    limits = _limits(alone.tests)
    if limits is None:
        return
    pieces = list(_pieces(*limits, alone.plan.reader.decimal))
    holds = [bool(VALUES[alone.code(cell)]) for _, cell in pieces]
    for (label, cell), is_yes in zip(pieces, holds, strict=True):
        key = "y" if is_yes else "n"
        yield (key if holds.count(is_yes) == 1 else None), label, cell


def _limits(tests: Sequence[Test]) -> tuple[float | None, float | None] | None:
    """Return the least and the greatest number wanted, either of which may be missing; None where there is more to it.

    Numbers below zero are left out: a spreadsheet would take what begins with a minus for a formula.
    """
    lows: set[float] = set()
    highs: set[float] = set()
    for test in tests:
        match test.operator, test.wanted:
            case "at_least", int() | float() as low:
                lows.add(low)
            case "at_most", int() | float() as high:
                highs.add(high)
            case "between", (int() | float() as low, int() | float() as high):
                lows.add(low)
                highs.add(high)
            case "known", _:
                pass
            case _:
                return None
    limits = *lows, *highs
    if not limits or len(lows) > 1 or len(highs) > 1 or min(limits) < 0 or limits[0] > limits[-1]:
        return None
    return next(iter(lows), None), next(iter(highs), None)


def _pieces(low: float | None, high: float | None, decimal: DecimalMark) -> Iterator[tuple[str, str]]:
    """Yield ranges of numbers: what to call it, and how to write it."""
    pieces: list[tuple[str, str, Interval, tuple[float, ...]]] = []
    if low is not None and high is not None:
        form = "{}" if low == high else "{} to {}"
        pieces.append((form, form, Interval(low, high), (low, high)))
    if low is not None:
        pieces.append(("less than {}", "<{}", Interval(None, low, high_open=True), (low,)))
        if high is None:
            pieces.append(("{} or more", "{}+", Interval(low, None), (low,)))
    if high is not None:
        pieces.append(("more than {}", ">{}", Interval(high, None, low_open=True), (high,)))
        if low is None:
            pieces.append(("{} or less", "<={}", Interval(None, high), (high,)))
    for label, form, interval, numbers in pieces:
        cells = [form.format(*(f"{_spelled(one, decimal)}{end}" for one in numbers)) for end in ("", "0")]
        # "1.125" may be read as a thousand, "1.1250" never is.
        found = (cell for cell in cells if (read := read_number(cell, decimal)) and read.interval == interval)
        if (cell := next(found, None)) is not None:
            yield label.format(*map(_grouped, numbers)), cell


def _spelled(number: float, decimal: DecimalMark) -> str:
    text = cell_text(number)
    return text.replace(".", ",") if decimal == "," else text


def _grouped(number: float) -> str:
    return f"{number:,.10g}" if isinstance(number, float) else f"{number:,}"
