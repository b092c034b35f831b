"""xlwings Lite says what the core says: every topic and lists that are made up, in Pyodide; `.ci/full` runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sheetqual.core.worksheet import FUNCTIONS
from tests.pyodide.lite import Files, run
from tests.wine.cases import ERRORS, Held

from .forms import FORMS, resolved
from .made_up import FIRST_MESSY, MESSY, TIDY, messy, tidy
from .sheets import Answers, check, differences
from .table import TOPICS

LINE = "314"
SHARE = 3
"""Pyodide gets one list of so many that are made up."""


def office(rows: Sequence[Sequence[Held]]) -> list[list[Any]]:
    """Return cells as Office hands them over: an error as an object, a blank as null."""
    return [
        [{"type": "Error", "basicValue": cell} if isinstance(cell, str) and cell in ERRORS else cell for cell in row]
        for row in rows
    ]


def column(answer: Any) -> list[Any]:
    return [one for (one,) in answer] if isinstance(answer, list) else [answer]


def test_lite_says_what_the_core_says(files: Files) -> None:
    sheets = [topic.sheet for topic in TOPICS]
    sheets += [tidy(seed) for seed in range(0, TIDY, SHARE)]
    sheets += [messy(FIRST_MESSY + seed) for seed in range(0, MESSY, SHARE)]
    shared: dict[str, Any] = {}
    calls: list[list[Any]] = []
    for number, sheet in enumerate(sheets):
        given = [office(sheet.cells), [list(sheet.headers)], sheet.lines, [[sheet.day]]]
        names = [f"{number} {what}" for what in ("leads", "headers", "profile", "today")]
        shared |= dict(zip(names, given, strict=True))
        calls += [[function, [{"shared": name} for name in names]] for function in FUNCTIONS]
    results = iter(run(LINE, files, calls, shared)["results"])
    found: list[str] = []
    for sheet in sheets:
        told: Answers = {function: column(next(results)["answer"]) for function in FUNCTIONS}
        found += differences(sheet, "Lite", told, sheet.expected)
    check(found)


def test_lite_takes_every_form_of_a_formula(files: Files) -> None:
    forms = [form for form in FORMS if form.lite]
    results = run(LINE, files, [list(resolved(form, "", office)) for form in forms])["results"]
    told = {form.what: column(result["answer"]) for form, result in zip(forms, results, strict=True)}
    assert told == {form.what: form.column for form in forms}
