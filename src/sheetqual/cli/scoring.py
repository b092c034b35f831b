"""The commands that score: a whole list, or one lead of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheetqual.cli.shared import FOUND, SHOWN, count, progress_bar, read_list, tell, tell_findings
from sheetqual.errors import OutputError, SheetqualError
from sheetqual.options import as_of_option, list_options, profile_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sheetqual.files.lists import ScoredList

__all__ = ["explain", "score"]


@click.command()
@click.argument("leads", type=click.Path())
@profile_option
@click.option("-o", "--output", metavar="OUT", type=click.Path(), help="Write a .json, .csv or .xlsx file instead.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to show the result.",
)
@click.option("--top", metavar="N", type=click.IntRange(min=0), help="Show only the N best leads in the table.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a cell could not be read.")
@as_of_option
@list_options
def score(  # noqa: PLR0913 - one argument an option
    leads: str,
    profile_path: str,
    output: str | None,
    form: str,
    top: int | None,
    *,
    strict: bool,
    today: date,
    **options: Any,
) -> int:
    """Score the leads of a workbook or CSV file, best first.

    LEADS is an .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file.
    """
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415

    kind = form if output is None else _kind(output, leads)
    if form not in ("table", kind):
        message = f"-o {output} writes {kind}, but --format says {form}; leave one of them out."
        raise click.UsageError(message)
    file = read_profile(profile_path)
    scored = read_list(leads, file, today, keep_all=kind in ("csv", "xlsx"), **options)
    if output is not None:
        _write(scored, output, kind)
    elif kind == "json":
        sys.stdout.flush()
        from sheetqual.files.json_output import json_parts  # noqa: PLC0415

        for part in json_parts(scored):
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
    elif kind == "csv":
        sys.stdout.flush()
        for text in _csv(scored):
            sys.stdout.buffer.write(_shown(text).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        tell_findings(scored)
    else:
        _show(scored, top)
    return FOUND if strict and scored.findings else 0


def _kind(output: str, leads: str) -> str:
    from sheetqual.files.exports import check_target  # noqa: PLC0415

    kind = check_target(output, leads, ("json", "csv", "xlsx"))
    is_asked = Path(output).exists() and sys.stdin.isatty() and sys.stderr.isatty()
    if is_asked and not click.confirm(f"{Path(output).name} exists already. Replace it?", err=True):
        message = "Nothing was written; give another name with -o."
        raise OutputError(message)
    return kind


def _shown(text: str) -> str:
    """Return CSV text as it goes out: what a terminal would obey is made harmless there."""
    if not sys.stdout.isatty():
        return text
    from sheetqual.files.safe_text import for_terminal  # noqa: PLC0415

    return "\n".join(map(for_terminal, text.split("\r\n")))


def _csv(scored: ScoredList) -> Iterator[str]:
    from sheetqual.files.exports import csv_parts  # noqa: PLC0415

    return csv_parts(scored)


def _write(scored: ScoredList, output: str, kind: str) -> None:
    if kind == "json":
        from sheetqual.files.atomic import replacing  # noqa: PLC0415
        from sheetqual.files.json_output import json_parts  # noqa: PLC0415

        with progress_bar(f"Writing {Path(output).name}") as progress, replacing(output) as stream:
            for part in json_parts(scored, progress=progress):
                stream.write(part)
    else:
        from sheetqual.files.exports import export  # noqa: PLC0415

        with progress_bar(f"Writing {Path(output).name}") as progress:
            export(scored, output, progress=progress)
    tell(f"Wrote {count(len(scored.board), 'lead')} to {output}.")
    tell_findings(scored)


def _show(scored: ScoredList, top: int | None) -> None:
    from sheetqual.terminal import Screen  # noqa: PLC0415

    screen = Screen()
    shown = top if top is not None or not screen.is_terminal else SHOWN
    screen.ranked(scored, shown, hint=f" (--top {len(scored.board)} shows all)")
    if screen.is_terminal:
        screen.line()
        screen.counts(scored.board)
        screen.findings(scored.findings)
    else:
        tell_findings(scored)


@click.command()
@click.argument("leads", type=click.Path())
@profile_option
@click.option("--row", metavar="N", type=click.IntRange(min=1), required=True, help="The lead's row in the list.")
@as_of_option
@list_options
def explain(leads: str, profile_path: str, row: int, *, today: date, **options: Any) -> None:
    """Explain one lead: its points, what is unknown, what would make it hot."""
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415
    from sheetqual.terminal import Screen  # noqa: PLC0415

    scored = read_list(leads, read_profile(profile_path), today, keep_all=False, **options)
    rows = scored.table.rows
    if row not in rows:
        message = f"Row {row} holds no lead; the leads of {scored.table.source} stand in rows {rows[0]} to {rows[-1]}."
        raise SheetqualError(message)
    screen = Screen()
    screen.explanation(scored, rows.index(row))
    mine = [finding for finding in scored.findings if finding.row == row]
    if mine:
        screen.line()
        screen.findings(mine)
