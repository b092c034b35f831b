"""What a check answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetqual.excel.checks.case import Case

__all__ = ["Check", "Found", "State", "inside", "ok", "problem", "unseen", "warning"]


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    UNSEEN = "could not look"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found.

    Attributes:
        state: How it stands.
        found: What there is, in one short clause.
        advice: What to do next; empty when there is nothing to do.
    """

    state: State
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at.

    Attributes:
        name: What is looked at, in a few words.
        look: Finds out how it stands; None where the question does not arise. May raise anything.
        hint: What to do when it can't look.
    """

    name: str
    look: Callable[[Case], Found | None]
    hint: str


def ok(found: str, advice: str = "") -> Found:
    """Return that all is well."""
    return Found(State.OK, found, advice)


def warning(found: str, advice: str) -> Found:
    """Return that something may cause trouble."""
    return Found(State.WARNING, found, advice)


def problem(found: str, advice: str) -> Found:
    """Return that the functions will not work."""
    return Found(State.PROBLEM, found, advice)


def unseen(reason: str, advice: str) -> Found:
    """Return that it could not be seen how the thing stands."""
    return Found(State.UNSEEN, reason, advice)


def inside(advice: str) -> str:
    """Return an advice as it stands within a sentence."""
    return advice[:1].lower() + advice[1:]
