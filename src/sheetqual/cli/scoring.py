"""The commands that score: a whole list, or one lead of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sheetqual.cli.shared import (
    FOUND,
    SHOWN,
    ask_before_replacing,
    count,
    profile_of,
    progress_bar,
    read_list,
    tell,
    tell_findings,
)
from sheetqual.errors import OutputError, SheetqualError
from sheetqual.options import as_of_option, list_options, published_profile_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sheetqual.files.lists import ScoredList
    from sheetqual.files.profiles import ProfileFile

__all__ = ["explain", "score"]


@click.command()
@click.argument("leads", type=click.Path())
@published_profile_option
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=click.Path(),
    help="Write a .json or .csv file instead, or a copy of the workbook with the scores in it.",
)
@click.option("--in-place", is_flag=True, help="Write the scores into the workbook itself, beside the leads.")
@click.option("--no-backup", is_flag=True, help="With --in-place, keep no .bak of the workbook as it was.")
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
    profile_path: str | None,
    output: str | None,
    form: str,
    top: int | None,
    *,
    in_place: bool,
    no_backup: bool,
    strict: bool,
    today: date,
    **options: Any,
) -> int:
    """Score the leads of a workbook or CSV file, best first.

    LEADS is an .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file. Scores are written into .xlsx and .xlsm
    workbooks, where everything else stays as it is; for other files, they come in a new workbook.
    """
    if in_place and (output is not None or form != "table"):
        message = "--in-place writes into the workbook itself; leave out -o and --format."
        raise click.UsageError(message)
    if no_backup and not in_place:
        message = "--no-backup goes with --in-place."
        raise click.UsageError(message)
    kind = form if output is None else _kind(output, leads)
    if form not in ("table", kind):
        message = f"-o {output} writes {kind}, but --format says {form}; leave one of them out."
        raise click.UsageError(message)
    reading = _Reading(leads, profile_of(leads, profile_path), today, options)
    if in_place:
        scored = _in_place(reading, backup=not no_backup)
    elif output is None:
        scored = reading.scored(keep_all=kind == "csv")
        _print(scored, kind, top)
    elif kind in _WORKBOOKS and _is_copied(leads, output):
        scored = _into_workbook(reading, output)
    else:
        scored = reading.scored(keep_all=kind != "json")
        _write(scored, output, kind)
    return FOUND if strict and scored.findings else 0


@dataclass(frozen=True)
class _Reading:
    """A list and how it is to be read and scored."""

    leads: str
    file: ProfileFile
    today: date
    options: dict[str, Any]

    def scored(self, *, keep_all: bool) -> ScoredList:
        """Read and score it."""
        return read_list(self.leads, self.file, self.today, keep_all=keep_all, **self.options)


_WORKBOOKS: Final = ("xlsx", "xlsm")


def _kind(output: str, leads: str) -> str:
    from sheetqual.files.exports import check_target  # noqa: PLC0415

    kind = check_target(output, leads, ("json", "csv", *_WORKBOOKS))
    ask_before_replacing(output)
    return kind


def _in_place(reading: _Reading, *, backup: bool) -> ScoredList:
    """Write scores into a list's own workbook, or into a new one where the list is none."""
    from sheetqual.files.atomic import free_path  # noqa: PLC0415
    from sheetqual.files.workbook import can_be_changed  # noqa: PLC0415

    path = Path(reading.leads)
    if not path.exists() or can_be_changed(path):
        return _into_workbook(reading, None, backup=backup)
    scored = reading.scored(keep_all=True)
    new = free_path(path.with_name(f"{path.stem}-scored.xlsx"))
    tell(f"Scores can be written into .xlsx and .xlsm workbooks only, so {path.name} stays as it is.")
    _write(scored, str(new), "xlsx")
    return scored


def _is_copied(leads: str, output: str) -> bool:
    """Tell whether a new workbook can be a copy of the list's own; one with macros keeps its ending."""
    from sheetqual.files.workbook import can_be_changed  # noqa: PLC0415

    had, gets = Path(leads).suffix.casefold(), Path(output).suffix.casefold()
    if not can_be_changed(leads):
        if gets == ".xlsm":
            message = f"A new workbook has no macros; give {Path(output).with_suffix('.xlsx').name} as its name."
            raise OutputError(message)
        return False
    if had == gets or had not in (".xlsx", ".xlsm"):
        return True
    message = f"A copy of {Path(leads).name} should end in {had}, too."
    raise OutputError(message)


def _into_workbook(reading: _Reading, out: str | None, *, backup: bool = False) -> ScoredList:
    """Write scores beside the leads of a workbook, or of a copy of it."""
    from sheetqual.files.workbook import steady, target_of, write_scores  # noqa: PLC0415

    name = Path(out or reading.leads).name
    target = target_of(reading.leads, out, backup=backup)
    with steady(target):
        scored = reading.scored(keep_all=False)
        with progress_bar(f"Writing {name}") as progress:
            done = write_scores(scored, target, progress=progress)
    what = f"{'Wrote' if done.added else 'Refreshed'} the scores of {count(len(scored.board), 'lead')}"
    tell(f"{what}: columns {done.columns} of sheet {done.sheet} in {name}.")
    if done.needs_addin:
        tell(
            "Some of them are formulas: Excel computes those with the add-in (sheetqual excel install), or, after "
            "sheetqual publish --native, with nothing installed."
        )
    if backup:
        tell(f"The workbook as it was before is {target.seen.path.name}.bak.")
    tell_findings(scored)
    return scored


def _print(scored: ScoredList, kind: str, top: int | None) -> None:
    """Write a scored list to standard output."""
    if kind == "json":
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
@published_profile_option
@click.option("--row", metavar="N", type=click.IntRange(min=1), required=True, help="The lead's row in the list.")
@as_of_option
@list_options
def explain(leads: str, profile_path: str | None, row: int, *, today: date, **options: Any) -> None:
    """Explain one lead: its points, what is unknown, what would make it hot."""
    from sheetqual.terminal import Screen  # noqa: PLC0415

    scored = read_list(leads, profile_of(leads, profile_path), today, keep_all=False, **options)
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
