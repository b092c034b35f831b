"""``sheetqual excel doctor``: finds what keeps the functions from working in Excel, and says what to do."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheetqual.excel.checks.answers import Check, Found
    from sheetqual.excel.checks.case import Case

__all__ = ["doctor"]

_FOUND: Final = 1
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "ok": {"fg": "green"},
    # With a ground of their own, so that they can be read on dark and on light terminals.
    "warning": {"fg": "black", "bg": "yellow"},
    "problem": {"fg": "bright_white", "bg": "red", "bold": True},
    "could not look": {"bold": True},
}
_STATES: Final = tuple(_STYLES)
_MARK: Final = max(map(len, _STATES))
_NAME: Final = 16
_NARROW, _WIDE = 50, 110


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to show the result.",
)
def doctor(form: str) -> int:
    """Find what keeps the functions from working in Excel, and say what to do.

    Nothing is changed. The exit code is 1 when there is a problem, else 0.
    """
    from sheetqual.excel.checks import examine  # noqa: PLC0415 - the help needs none of it

    examined = examine(_this_case())
    states = _as_json(examined) if form == "json" else _as_lines(examined)
    return _FOUND if states["problem"] else 0


def _this_case() -> Case:
    from sheetqual.excel.checks.case import Case  # noqa: PLC0415
    from sheetqual.excel.checks.registry import WindowsRegistry  # noqa: PLC0415
    from sheetqual.excel.machine import this_machine  # noqa: PLC0415

    return Case(this_machine(), WindowsRegistry())


def _as_json(examined: Iterable[tuple[Check, Found]]) -> Counter[str]:
    report = [
        {"check": check.name, "state": found.state.value, "found": found.found, "advice": found.advice}
        for check, found in examined
    ]
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return Counter(one["state"] for one in report)


def _as_lines(examined: Iterable[tuple[Check, Found]]) -> Counter[str]:
    states: Counter[str] = Counter()
    for check, found in examined:
        states[found.state.value] += 1
        _show(check, found)
    if states.total() > 1:  # Where nothing else was looked at, that one line says all.
        click.echo()
        click.echo(_summary(states))
    return states


def _show(check: Check, found: Found) -> None:
    from sheetqual.files.safe_text import for_terminal  # noqa: PLC0415

    mark = click.style(found.state.value, **_STYLES[found.state.value])
    padding = " " * (_MARK - len(found.state.value))
    indent = " " * (_MARK + _NAME + 4)
    first, *more = _lines(for_terminal(found.found), len(indent))
    colour = False if os.environ.get("NO_COLOR") else None
    click.echo(f"{mark}{padding}  {check.name:<{_NAME}}  {first}", color=colour)
    for line in more:
        click.echo(indent + line)
    if found.advice:
        first, *more = _lines(for_terminal(found.advice), len(indent) + 3)
        click.echo(f"{indent}-> {first}")
        for line in more:
            click.echo(f"{indent}   {line}")


def _lines(text: str, indent: int) -> list[str]:
    """Break a text for a person at a terminal; other programs get it on one line."""
    if not sys.stdout.isatty():
        return [text]
    width = min(_WIDE, max(_NARROW, shutil.get_terminal_size().columns)) - indent
    return wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False) or [""]


def _summary(states: Counter[str]) -> str:
    problems, warnings, unseen = (states[one] for one in ("problem", "warning", "could not look"))
    parts = [
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in ((problems, "problem"), (warnings, "warning"))
        if number
    ]
    if unseen:
        parts.append(f"{unseen} could not be looked at")
    if not parts:
        return "All is well. If a cell shows a message all the same, it says what to do."
    listed = ", ".join(parts)
    if problems:
        return f"{listed}. Begin with the first problem, then run 'sheetqual excel doctor' again."
    return f"{listed}. The functions should work."
