"""Conditions as formulas: what a condition says of the cells that a criterion reads.

A formula's value is a truth of `sheetqual.core.answers`, or `UNREAD` and more where a cell can't be
read exactly as the core reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from sheetqual.core.answers import NO, PARTLY, UNKNOWN, YES
from sheetqual.core.conditions import All, Not, Test
from sheetqual.core.native.formula import LONGEST_TEXT, let, number, quoted
from sheetqual.core.native.reading import MARK, is_readable
from sheetqual.core.phrases import condition_in_words
from sheetqual.core.reading import cell_text
from sheetqual.core.words import Word, fold, fold_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.conditions import Condition, Wanted

__all__ = ["UNREAD", "Columns", "NotNativeError", "condition_formula", "serial"]

UNREAD: Final = 1000
"""The truth of a condition whose cell can't be read; with the column's number added."""
_EPOCH: Final = date(1899, 12, 30)

Columns: TypeAlias = "Mapping[tuple[str, ...], int]"
"""The headers of a column -> its number among those that a criterion reads."""


class NotNativeError(Exception):
    """A condition that formulas can't ask exactly; its text says which, and what comes nearest."""


def serial(day: date) -> int:
    """Return a day as formulas count it."""
    return (day - _EPOCH).days


def condition_formula(condition: Condition, columns: Columns, words: Mapping[str, Word]) -> str:
    """Return the formula of a condition, over the local names ``cell_N`` and ``reading_N``.

    Args:
        condition: The condition.
        columns: The columns that its comparisons read.
        words: Every known answer, folded, with what it means.

    Raises:
        NotNativeError: It can't be asked exactly.
    """
    match condition:
        case Test():
            return _test(condition, columns[condition.columns], words)
        case Not():
            part = _sure(condition.part, columns, words)
            return let((("part", part),), f"IF($part={YES},{NO},IF($part={NO},{YES},$part))")
        case _:
            names = [f"part_{place}" for place in range(1, len(condition.parts) + 1)]
            parts = [_sure(part, columns, words) for part in condition.parts]
            worst = f"MAX({','.join(f'${name}' for name in names)})"
            decides = NO if isinstance(condition, All) else YES
            decided = "+".join(f"IF(${name}={decides},1,0)" for name in names)
            return let(zip(names, parts, strict=True), f"IF({decided}>0,{decides},{worst})")


def _sure(condition: Condition, columns: Columns, words: Mapping[str, Word]) -> str:
    """Return the formula of a part of a composition, where half a yes is unknown."""
    formula = condition_formula(condition, columns, words)
    halves = isinstance(condition, Test) and condition.operator in ("yes", "no")
    return f"sheetqual.sure({formula})" if halves else formula


def _test(test: Test, place: int, words: Mapping[str, Word]) -> str:
    cell, reading, unread = f"$cell_{place}", f"$reading_{place}", UNREAD + place
    if test.operator == "known":
        return _known(reading, unread, wanted=bool(test.wanted))
    if test.operator in ("yes", "no"):
        wanted = "Y" if (test.operator == "yes") is bool(test.wanted) else "N"
        other = "N" if wanted == "Y" else "Y"
        answer = (
            f'IF(LEFT({reading},1)="{wanted}",{YES},IF(LEFT({reading},1)="{other}",{NO},'
            f'IF(LEFT({reading},1)="P",{PARTLY},{UNKNOWN})))'
        )
        return _of_value(reading, unread, answer)
    return _of_value(reading, unread, _COMPARISONS[test.operator](test, cell, reading, unread, words))


def _of_value(reading: str, unread: int, answer: str) -> str:
    """Return an answer that counts where there is a value, and the state of the cell elsewhere."""
    return let(
        (("state", f"sheetqual.state({reading})"),),
        f"IF($state=9,{unread},IF($state>0,$state,{answer}))",
    )


def _known(reading: str, unread: int, *, wanted: bool) -> str:
    yes, no = (YES, NO) if wanted else (NO, YES)
    return let(
        (("state", f"sheetqual.state({reading})"),),
        f'IF($state=9,{unread},IF($state=6,6,IF(OR(LEFT({reading},1)="E",LEFT({reading},1)="M"),{UNKNOWN},'
        f"IF($state=0,{yes},{no}))))",
    )


_Words: TypeAlias = "Mapping[str, Word]"
_Compare: TypeAlias = "Callable[[Test, str, str, int, _Words], str]"


def _truth(condition: str) -> str:
    return f"IF({condition},{YES},{NO})"


def _numeric(cell: str, reading: str, unread: int, condition: str) -> str:
    return let(
        (("number", f"sheetqual.number({cell},{reading})"),),
        f'IF($number="?",{UNKNOWN},IF($number="!",{unread},{_truth(condition)}))',
    )


def _dated(cell: str, reading: str, unread: int, condition: str) -> str:
    return let(
        (("when", f"sheetqual.day({cell},{reading})"),),
        f'IF($when="?",{UNKNOWN},IF($when="!",{unread},{_truth(condition)}))',
    )


def _textual(cell: str, reading: str, unread: int, condition: str) -> str:
    return let(
        (("text", f"sheetqual.said({cell},{reading})"),),
        f'IF($text="!",{unread},{_truth(condition)})',
    )


def _literal(test: Test, wanted: Wanted) -> str:
    """Return a number of a condition as it stands in a formula."""
    text = number(wanted) if isinstance(wanted, (int, float)) else None
    if text is None:
        raise NotNativeError(f"{condition_in_words(test)}: Excel keeps 15 digits of a number; give it with fewer")
    return text


def _side(test: Test, bound: Wanted) -> str:
    """Return on which side of a bound the number is: below, at, or above 0."""
    return f"sheetqual.side($number,{_literal(test, bound)})"


def _words_of(test: Test, text: str) -> str:
    """Return a text of a condition, folded, as it stands in a formula."""
    folded = fold(text)
    if len(folded) > LONGEST_TEXT:
        raise NotNativeError(f"{condition_in_words(test)}: at most {LONGEST_TEXT} characters fit a formula; shorten it")
    if not is_readable(folded):
        odd = next((char for char in folded if not is_readable(char)), folded)
        raise NotNativeError(f"{condition_in_words(test)}: formulas don't read '{odd}'; use another spelling")
    return quoted(folded)


def _at_least(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    return _numeric(cell, reading, unread, f"{_side(test, test.wanted)}>=0")


def _at_most(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    return _numeric(cell, reading, unread, f"{_side(test, test.wanted)}<=0")


def _between(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    low, high = test.wanted if isinstance(test.wanted, tuple) else (test.wanted, test.wanted)
    if isinstance(low, date) and isinstance(high, date):
        return _dated(cell, reading, unread, f"AND($when>={serial(low)},$when<={serial(high)})")
    return _numeric(cell, reading, unread, f"AND({_side(test, low)}>=0,{_side(test, high)}<=0)")


def _bound(test: Test) -> date:
    return cast("date", test.wanted)  # The profile's reader has seen to it.


def _before(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    return _dated(cell, reading, unread, f"$when<{serial(_bound(test))}")


def _after(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    return _dated(cell, reading, unread, f"$when>{serial(_bound(test))}")


def _within_days(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    return _dated(cell, reading, unread, f"ABS($when-$today)<={_literal(test, test.wanted)}")


def _older_than_days(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    return _dated(cell, reading, unread, f"$today-$when>{_literal(test, test.wanted)}")


def _later_than_days(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    return _dated(cell, reading, unread, f"$when-$today>{_literal(test, test.wanted)}")


def _contains(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    return _textual(cell, reading, unread, f"ISNUMBER(FIND({_words_of(test, str(test.wanted))},$text))")


def _like(test: Test, cell: str, reading: str, unread: int, _words: _Words) -> str:
    pattern = fold(str(test.wanted))
    pieces = pattern.split("*")
    if "?" in pattern or sum(map(bool, pieces[1:-1])) > 1:
        raise NotNativeError(f"{condition_in_words(test)}: use a pattern with * alone, at its ends, or `contains`")
    if len(pieces) == 1:
        return _textual(cell, reading, unread, f"EXACT($text,{_words_of(test, pattern)})")
    start, end, middle = pieces[0], pieces[-1], "".join(pieces[1:-1])
    for piece in (start, end, middle):
        _words_of(test, piece)
    # The middle stands between the start and the end, without sharing a sign with either.
    between = f"MID($text,{len(start) + 1},MAX(0,LEN($text)-{len(start) + len(end)}))"
    holds = [f"LEN($text)>={len(start) + len(end)}"]
    holds += [f"EXACT(LEFT($text,{len(start)}),{quoted(start)})"] if start else []
    holds += [f"EXACT(RIGHT($text,{len(end)}),{quoted(end)})"] if end else []
    holds += [f"ISNUMBER(FIND({quoted(middle)},{between}))"] if middle else []
    return _textual(cell, reading, unread, f"AND({','.join(holds)})")


def _is(test: Test, cell: str, reading: str, unread: int, words: _Words) -> str:
    return _is_one(test, test.wanted, cell, reading, unread, words)


def _is_one(  # noqa: PLR0913, PLR0917 - a comparison, and all that it is compared with
    test: Test, wanted: Wanted, cell: str, reading: str, unread: int, words: _Words
) -> str:
    """Return the formula that asks for one value; it follows `sheetqual.core.conditions`, line by line."""
    if isinstance(wanted, date):
        return _dated(cell, reading, unread, f"$when={serial(wanted)}")
    text = fold(cell_text(wanted) if isinstance(wanted, float) else str(wanted))
    stands_for_truth = isinstance(wanted, bool) or text in ("0", "1", "true", "false")
    is_number = isinstance(wanted, (int, float)) and not isinstance(wanted, bool)
    is_text = isinstance(wanted, str) and text not in ("true", "false")
    meant = {Word.YES: "Y", Word.NO: "N"}.get(words[word]) if (word := fold_word(text)) in words else None
    answered = f'OR(LEFT({reading},1)="Y",LEFT({reading},1)="N")'
    if is_number:
        compared = _numeric(cell, reading, unread, f"{_side(test, wanted)}=0")
        if not stands_for_truth:
            # A number may be one of the profile's own words for yes or no.
            is_same = f"AND(LEFT({reading},1)={quoted(str(meant))},{_is_truth(f'MID({reading},2,9)')})"
            return compared if meant is None else f"IF({is_same},{YES},{compared})"
        return f"IF({answered},{_truth(f'LEFT({reading},1)={quoted(str(meant))}')},{compared})"
    equal = f"EXACT($text,{_words_of(test, text)})"
    if is_text and len(text) == 1 and text.isalpha():
        return _textual(cell, reading, unread, equal)
    if stands_for_truth:
        letter = "AND(LEN($text)=1,ISNUMBER(FIND($text,sheetqual.letters)))" if is_text else "FALSE"
        same = f"IF(AND({answered},NOT({letter})),LEFT({reading},1)={quoted(str(meant))},FALSE)"
        return _textual(cell, reading, unread, f"OR({equal},{same})")
    if meant is not None:
        is_truth = _is_truth("$text")
        return _textual(cell, reading, unread, f"OR({equal},AND(LEFT({reading},1)={quoted(meant)},{is_truth}))")
    return _textual(cell, reading, unread, equal)


def _is_truth(text: str) -> str:
    """Return the condition that a text stands for true or false."""
    truths = quoted(MARK + MARK.join(("0", "1", "false", "true")) + MARK)
    return f"ISNUMBER(FIND({quoted(MARK)}&{text}&{quoted(MARK)},{truths}))"


def _one_of(test: Test, cell: str, reading: str, unread: int, words: _Words) -> str:
    wanted = test.wanted if isinstance(test.wanted, tuple) else (test.wanted,)
    plain = [one for one in wanted if _is_plain_text(one, words)]
    parts = [
        _textual(cell, reading, unread, f"ISNUMBER(FIND({quoted(MARK)}&$text&{quoted(MARK)},{chunk}))")
        for chunk in _chunks(test, [str(one) for one in plain])
    ]
    parts += [_is_one(test, one, cell, reading, unread, words) for one in wanted if one not in plain]
    if len(parts) == 1:
        return parts[0]
    names = [f"choice_{place}" for place in range(1, len(parts) + 1)]
    any_yes, any_no, worst = (
        "+".join(f"IF(${name}={YES},1,0)" for name in names),
        "+".join(f"IF(${name}={NO},1,0)" for name in names),
        f"MAX({','.join(f'${name}' for name in names)})",
    )
    return let(
        zip(names, parts, strict=True),
        f"IF({any_yes}>0,{YES},IF({worst}>={UNREAD},{unread},IF({any_no}>0,{NO},{UNKNOWN})))",
    )


def _is_plain_text(wanted: Wanted, words: _Words) -> bool:
    """Tell whether a choice is a text that means nothing else, so that it can be looked up in a list."""
    if not isinstance(wanted, str):
        return False
    text = fold(wanted)
    return text not in ("0", "1", "true", "false") and words.get(fold_word(text)) not in (Word.YES, Word.NO)


def _chunks(test: Test, choices: Sequence[str]) -> list[str]:
    """Return choices as lists that each fit into a formula's text."""
    chunks: list[str] = []
    current = MARK
    for choice in choices:
        _words_of(test, choice)
        folded = fold(choice)
        if len(current) + len(folded) + 1 > LONGEST_TEXT and current != MARK:
            chunks.append(quoted(current))
            current = MARK
        current += folded + MARK
        if len(current) > LONGEST_TEXT:
            raise NotNativeError(f"{condition_in_words(test)}: '{choice}' is too long for a formula; shorten it")
    return [*chunks, quoted(current)] if current != MARK else chunks


def _not_one_of(test: Test, cell: str, reading: str, unread: int, words: _Words) -> str:
    said = _one_of(test, cell, reading, unread, words)
    return let((("said", said),), f"IF($said={YES},{NO},IF($said={NO},{YES},$said))")


_COMPARISONS: Final[dict[str, _Compare]] = {
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
