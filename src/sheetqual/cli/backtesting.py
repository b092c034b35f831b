"""The commands that check a profile against what happened, and against how many calls there are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from sheetqual.cli.shared import ask_before_replacing, profile_of, read_list, tell
from sheetqual.errors import OutputError
from sheetqual.options import as_of_option, format_option, list_options, open_option, published_profile_option

if TYPE_CHECKING:
    from datetime import date

__all__ = ["backtest", "capacity"]


@click.command()
@click.argument("leads", type=click.Path())
@published_profile_option
@click.option(
    "--outcome",
    metavar="COLUMN=VALUE",
    required=True,
    help="Which leads became customers, such as Outcome=Won.",
)
@open_option
@click.option("--date", "day", metavar="COLUMN", help="The column that says when leads came in, if not found.")
@click.option("--calls", metavar="N", type=click.IntRange(min=1), help="How many leads you can call.")
@click.option(
    "-o", "--output", metavar="OUT", type=click.Path(), help="Write a report to read and print, .html, or .json."
)
@format_option
@as_of_option
@list_options
def backtest(  # noqa: PLR0913, PLR0917 - one argument an option
    leads: str,
    profile_path: str | None,
    outcome: str,
    still_open: tuple[str, ...],
    day: str | None,
    calls: int | None,
    output: str | None,
    form: str,
    *,
    today: date,
    **options: Any,
) -> None:
    """Check a profile against past leads: do hot ones become customers?

    LEADS is a list of past leads with a column that says how each ended. It shows how many became
    customers in each band, what the best leads hold, and whether that still holds lately; and it
    proposes thresholds. Nothing is changed.
    """
    kind = form if output is None else _kind(output, leads, profile_path)
    if form == "json" and kind != "json":
        message = f"-o {output} writes {kind}, but --format says json; leave one of them out."
        raise click.UsageError(message)
    file = profile_of(leads, profile_path)
    scored = read_list(leads, file, today, keep_all=True, **options)
    from sheetqual.files.backtests import backtest_json, json_text, run_backtest  # noqa: PLC0415

    tested = run_backtest(scored, outcome, still_open=still_open, day=day, calls=calls)
    if output is None and kind == "table":
        from sheetqual.terminal_backtest import BacktestScreen  # noqa: PLC0415

        BacktestScreen().backtest(tested)
        return
    if kind == "html":
        from sheetqual.files.backtest_report import report_html  # noqa: PLC0415

        text = report_html(tested)
    else:
        text = json_text(backtest_json(tested))
    if output is None:
        sys.stdout.write(text)
        return
    from sheetqual.files.atomic import write_text  # noqa: PLC0415

    write_text(output, text)
    tell(f"Wrote the report to {output}.")


def _kind(output: str, leads: str, profile_path: str | None) -> str:
    """Return what to write into a file.

    Raises:
        OutputError: It can't be written, or is the list or the profile itself.
    """
    from sheetqual.files.exports import check_target, is_same_file  # noqa: PLC0415

    kind = check_target(output, leads, ("html", "json"))
    if profile_path is not None and is_same_file(profile_path, output):
        message = f"{output} is your profile itself; choose another name, so that nothing in it is lost."
        raise OutputError(message)
    ask_before_replacing(output)
    return kind


@click.command()
@click.argument("leads", type=click.Path())
@published_profile_option
@click.option("--calls", metavar="N", type=click.IntRange(min=1), required=True, help="How many calls you make a day.")
@click.option(
    "--days", metavar="D", type=click.IntRange(min=1), default=1, show_default=True, help="For how many days."
)
@format_option
@as_of_option
@list_options
def capacity(  # noqa: PLR0913 - one argument an option
    leads: str,
    profile_path: str | None,
    calls: int,
    days: int,
    form: str,
    *,
    today: date,
    **options: Any,
) -> None:
    """Say how far your calls reach: where the cut falls among the leads to call.

    Leads with the same score are called together or not at all, so calls may be left over.
    """
    scored = read_list(leads, profile_of(leads, profile_path), today, keep_all=False, **options)
    from sheetqual.files.backtests import capacity_json, capacity_of, json_text  # noqa: PLC0415

    found = capacity_of(scored, calls, days)
    if form == "json":
        sys.stdout.write(json_text(capacity_json(found)))
        return
    from sheetqual.terminal_backtest import BacktestScreen  # noqa: PLC0415

    BacktestScreen().capacity(found)
