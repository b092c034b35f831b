"""Conditions in words, for people who read what counts and never see the profile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from sheetqual.core.conditions import All, Not, Test

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheetqual.core.conditions import Condition, Wanted
    from sheetqual.core.profile import Criterion

__all__ = ["condition_in_words", "wishes_in_words"]


def wishes_in_words(criterion: Criterion) -> list[str]:
    """Return what a criterion wants, as ``Budget: 10,000 or more``, a line a grade.

    Of grades, the first that holds decides; each comes with its share of the points.
    """
    if criterion.want is not None:
        return [condition_in_words(criterion.want)]
    return [
        f"{'else ' if place else ''}{grade.value} %: {condition_in_words(grade.when)}"
        for place, grade in enumerate(criterion.grades)
    ]


def condition_in_words(condition: Condition) -> str:
    """Return what a condition asks for, as ``Budget: 10,000 or more``.

    Args:
        condition: The condition.
    """
    match condition:
        case Test():
            return f"{condition.columns[0]}: {_PHRASES[condition.operator](condition.wanted)}"
        case Not():
            return f"not ({condition_in_words(condition.part)})"
        case _:
            joined = " and " if isinstance(condition, All) else ", or "
            return joined.join(_in_brackets(part) for part in condition.parts)


def _in_brackets(part: Condition) -> str:
    said = condition_in_words(part)
    return said if isinstance(part, (Test, Not)) else f"({said})"


def _plain(wanted: Wanted) -> str:
    match wanted:
        case bool():
            return "yes" if wanted else "no"
        case float() | int():
            return f"{wanted:,.10g}" if isinstance(wanted, float) else f"{wanted:,}"
        case date():
            return wanted.isoformat()
        case tuple():
            return _list(wanted)
    return wanted


def _list(wanted: Sequence[Wanted], joined: str = "or") -> str:
    *others, last = map(_plain, wanted)
    return f"{', '.join(others)} {joined} {last}" if others else last


def _many(wanted: Wanted) -> str:
    return _list(wanted) if isinstance(wanted, tuple) else _plain(wanted)


def _flag(yes: str, no: str) -> Callable[[Wanted], str]:
    return lambda wanted: yes if wanted else no


_PHRASES: Final[Mapping[str, Callable[[Wanted], str]]] = {
    "is": _plain,
    "one_of": _many,
    "not_one_of": lambda wanted: f"anything but {_many(wanted)}",
    "contains": lambda wanted: f'with "{_plain(wanted)}" in it',
    "like": lambda wanted: f'like "{_plain(wanted)}"',
    "at_least": lambda wanted: f"{_plain(wanted)} or more",
    "at_most": lambda wanted: f"{_plain(wanted)} or less",
    "between": lambda wanted: f"from {_list(wanted, 'to')}" if isinstance(wanted, tuple) else _plain(wanted),
    "yes": _flag("yes", "no"),
    "no": _flag("no", "yes"),
    "known": _flag("filled in", "blank"),
    "before": lambda wanted: f"before {_plain(wanted)}",
    "after": lambda wanted: f"after {_plain(wanted)}",
    "within_days": lambda wanted: f"at most {_plain(wanted)} days away",
    "older_than_days": lambda wanted: f"more than {_plain(wanted)} days ago",
    "later_than_days": lambda wanted: f"more than {_plain(wanted)} days ahead",
    "suppresses": _flag("anything but no", "no"),
}
