"""Decorated functions that show how cells arrive in Python and how results arrive in cells.

Annotations here are what xlwings understands; on Windows it evaluates them while it decorates.
"""
# ruff: noqa: N802 - Any is the one annotation for cells; a function has the name Excel shows

from __future__ import annotations

from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import xlwings as xw

if TYPE_CHECKING:
    from collections.abc import Callable


@xw.func
def PLAIN(content: Any) -> Any:
    """Show an argument without any option."""
    return repr(content)


@xw.func(category="sheetqual")
@xw.arg("leads", ndim=2, doc="One row or more.")
@xw.arg("headers", ndim=2)
def SEEN(leads: Any, headers: Any = None, profile: Any = "default", today: Any = None) -> Any:
    """Show every argument as it arrives."""
    return repr((leads, headers, profile, today))


@xw.func
@xw.arg("leads", ndim=2, err_to_str=True)
def ERRORS(leads: Any) -> Any:
    """Show error cells by their names."""
    return repr(leads)


@xw.func
@xw.arg("leads", ndim=2, dates=date, numbers=int, empty="")
def OPTIONS(leads: Any) -> Any:
    """Show dates as days, numbers as whole ones and blanks as empty text."""
    return repr(leads)


@xw.func
@xw.arg("leads", ndim=2)
def TUPLES(leads: tuple[tuple[Any, ...], ...]) -> str:
    """Show rows as tuples, because the annotation says so."""
    return repr(leads)


@xw.func
@xw.arg("leads", "raw")
def RAW(leads: Any) -> Any:
    """Show what came through COM, without xlwings' cleaning."""
    return repr(leads)


@xw.func
@xw.arg("*rest", ndim=1)
def REST(*rest: Any) -> Any:
    """Count the arguments."""
    return len(rest)


RESULTS: dict[str, Any] = {
    "number": 71,
    "true": True,
    "nothing": None,
    "day": date(2026, 5, 1),
    "one in one": [[5]],
    "list": [1, None, "x"],
    "column": [[1], [None], ["x"]],
    "tuples": ((1, 2), (3, 4)),
    "jagged": [[1], [2, 3]],
    "object": object(),
}


@xw.func
def RESULT(name: Any) -> Any:
    """Return one of many kinds of results."""
    return RESULTS[name]


@xw.func
@xw.ret(transpose=True)
def DOWN() -> Any:
    """Return a list that goes down instead of across."""
    return [1, 2, 3]


@xw.func
def FAIL() -> Any:
    """Fail, with a message of two lines."""
    raise ValueError("the profile is missing\nrun publish")


def _in_words(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def guarded(*args: Any) -> Any:
        try:
            return function(*args)
        except ValueError as error:
            return f"{error}"

    return guarded


@xw.func
@xw.arg("score", ndim=2)
@_in_words
def GUARDED(score: Any, limit: Any = 50.0) -> Any:
    """Answer with a message instead of a traceback; the guard stands below xlwings' decorators."""
    raise ValueError(f"{score} is below {limit}")


@xw.func
async def LATER(content: Any) -> Any:
    """Answer from the event loop."""
    return content


@xw.arg("content", doc="Anything.")
@xw.func(category="sheetqual", volatile=True)
def FORGETFUL(content: Any) -> Any:
    """Lose its category and volatile, because xw.func is not the topmost decorator."""
    return content


@xw.func
def UNION(content: str | None = None) -> Any:
    """Carry an annotation that xlwings takes for a converter and doesn't know."""
    return content
