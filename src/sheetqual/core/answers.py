"""The small codes that patterns are made of.

A criterion's **answer** is one byte: a value in hundredths, whether its gate holds, and the
answer's state. A **truth** is what a condition says of a lead; predicates that are no criteria
(penalties, horizon, suppression, lead types) put it into the pattern as it is.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

__all__ = [
    "BLANK",
    "COMPLAINED",
    "COMPLAINED_ANSWER",
    "GATES",
    "HELD_AT_ZERO",
    "NO",
    "PARTLY",
    "REFUSED",
    "REFUSED_ANSWER",
    "UNDATED_ANSWER",
    "UNKNOWN",
    "UNKNOWN_ANSWER",
    "VALUES",
    "YES",
    "Gate",
    "all_of",
    "any_of",
    "negated",
    "open_value",
]

NO: Final = 0
PARTLY: Final = 1
YES: Final = 2
BLANK: Final = 3
UNKNOWN: Final = 4
COMPLAINED: Final = 5
REFUSED: Final = 6

_OPPOSITE: Final = {YES: NO, NO: YES}


def all_of(truths: list[int]) -> int:
    """Return the truth of "all of these": no as soon as one is no, else unknown if one is."""
    return NO if NO in truths else max(truths)


def any_of(truths: list[int]) -> int:
    """Return the truth of "any of these": yes as soon as one is yes, else unknown if one is."""
    return YES if YES in truths else max(truths)


def negated(truth: int) -> int:
    """Return the truth of "not this"; what is unknown stays unknown."""
    return _OPPOSITE.get(truth, truth)


class Gate(Enum):
    """What an answer says to a required criterion."""

    FAILS = "fails"
    OPEN = "open"
    HOLDS = "holds"


_OPEN_FROM: Final = 101
HELD_AT_ZERO: Final = 202
"""A value that has decayed to nothing; the gate uses the undecayed one, which held."""
UNKNOWN_ANSWER: Final = 203
REFUSED_ANSWER: Final = 204
COMPLAINED_ANSWER: Final = 205
UNDATED_ANSWER: Final = 206
"""A value that decays from a day nobody knows; the gate uses the undecayed one, which held."""


def open_value(hundredths: int) -> int:
    """Return the answer that is worth so many hundredths and leaves its gate open ("partly")."""
    return _OPEN_FROM + hundredths


def _value(code: int) -> int | None:
    if code < _OPEN_FROM:
        return code
    if code < HELD_AT_ZERO:
        return code - _OPEN_FROM
    return 0 if code == HELD_AT_ZERO else None


def _gate(code: int) -> Gate:
    if code == 0:
        return Gate.FAILS
    return Gate.HOLDS if code < _OPEN_FROM or code in {HELD_AT_ZERO, UNDATED_ANSWER} else Gate.OPEN


VALUES: Final = tuple(_value(code) for code in range(256))
"""Answer -> its value in hundredths, or None where it is unknown."""

GATES: Final = tuple(_gate(code) for code in range(256))
"""Answer -> what it says to a required criterion."""
