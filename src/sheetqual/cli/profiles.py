"""The commands about profiles: what is wrong with one, what a change does, what it was before."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheetqual.cli.shared import FOUND, count, progress_bar, read_list, tell
from sheetqual.errors import ProfileError, SheetqualError
from sheetqual.options import as_of_option, format_option, list_options, open_option

if TYPE_CHECKING:
    from datetime import date

__all__ = ["check", "diff", "history"]


@click.command()
@click.argument("profile", type=click.Path())
@click.argument("leads", type=click.Path(), required=False)
@click.option("--strict", is_flag=True, help="Exit with 1 when there is something to look at.")
@as_of_option
@list_options
def check(profile: str, leads: str | None, *, strict: bool, today: date, **options: Any) -> int:
    """Say everything that is wrong or poor in a profile, or in a profile against a list."""
    from sheetqual.core.judge import Judge  # noqa: PLC0415
    from sheetqual.core.lint import lint, lint_list  # noqa: PLC0415
    from sheetqual.core.plan import compile_plan  # noqa: PLC0415
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415
    from sheetqual.terminal import Screen  # noqa: PLC0415

    file = read_profile(profile)
    screen = Screen()
    screen.line(f"{Path(profile).name} is sound: {count(len(file.profile.criteria), 'criterion')}.", "bold")
    screen.priorities(Judge(file.profile, compile_plan(file.profile, (), today=today).layout))
    advice = lint(file.profile, file.text)
    screen.advice(advice, Path(profile).name)
    if leads is None:
        return FOUND if strict and advice else 0
    scored = read_list(leads, file, today, keep_all=True, **options)
    screen.line()
    screen.counts(scored.board)
    if scored.findings:
        screen.findings(scored.findings)
    else:
        screen.line(f"Every cell that the profile needs in {scored.table.source} could be read.")
    about_list = lint_list(scored.board, scored.table.columns)
    screen.advice(about_list, scored.table.source)
    return FOUND if strict and (advice or about_list or scored.findings) else 0


@click.command()
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.argument("leads", type=click.Path(), required=False)
@click.option(
    "--top",
    metavar="N",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many leads a calling session takes: who enters these N, and who leaves them.",
)
@open_option
@click.option(
    "--outcome",
    metavar="COLUMN=VALUE",
    help="Also say which profile does better: which leads became customers, such as Outcome=Won.",
)
@format_option
@as_of_option
@list_options
def diff(  # noqa: PLR0913 - one argument an option
    old: str,
    new: str,
    leads: str | None,
    *,
    top: int,
    outcome: str | None,
    still_open: tuple[str, ...],
    form: str,
    today: date,
    **options: Any,
) -> None:
    """Say what changed between two profiles, and what that does to a list.

    OLD and NEW are profiles. With LEADS, the leads that change temperature and those that enter or
    leave the top N are named. With --outcome, LEADS are past leads, and both profiles are checked
    against how those ended.
    """
    if outcome is not None and leads is None:
        message = "--outcome needs a list of past leads: give LEADS, too."
        raise click.UsageError(message)
    from sheetqual.files.comparison import compare, diff_json  # noqa: PLC0415
    from sheetqual.files.lists import score_lists  # noqa: PLC0415
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415

    files = [read_profile(old), read_profile(new)]
    scored = []
    if leads is not None:
        with progress_bar(f"Reading {Path(leads).name}", leads) as progress:
            keep_all = outcome is not None
            scored = score_lists(leads, files, today=today, keep_all=keep_all, progress=progress, **options)
    comparison = compare(files, scored, top)
    pair = None
    if outcome is not None:
        from sheetqual.files.backtests import pair_json, run_pair  # noqa: PLC0415 - most comparisons have no outcomes

        pair = run_pair(scored, outcome, top, still_open)
    if form == "json":
        said = diff_json(comparison) | ({} if pair is None else {"backtest": pair_json(pair, scored)})
        json.dump(said, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    from sheetqual.terminal_backtest import BacktestScreen  # noqa: PLC0415

    screen = BacktestScreen()
    screen.comparison(comparison)
    if pair is not None:
        screen.pair(pair, scored)


@click.command()
@click.argument("profile", type=click.Path())
@click.option("--restore", metavar="N", type=click.IntRange(min=1), help="Make state N the profile again.")
def history(profile: str, restore: int | None) -> None:
    """List every saved state of a profile: who, when and what changed.

    The states stand in a file beside the profile, profile.history.json for profile.toml. Going back to
    one of them is a new state, so nothing is lost by it.
    """
    from sheetqual.files.history import history_path, read_history  # noqa: PLC0415
    from sheetqual.files.profiles import read_profile, restore_text  # noqa: PLC0415
    from sheetqual.terminal import Screen  # noqa: PLC0415

    if Path(profile).is_dir():
        read_profile(profile)
    name = Path(profile).name
    entries = read_history(profile)
    if restore is not None:
        if not 1 <= restore <= len(entries):
            kept = f"states 1 to {len(entries)}" if entries else "no states yet"
            message = f"There is no state {restore} of {name}; its history has {kept}."
            raise SheetqualError(message)
        least = max(entry.version for entry in entries)
        try:
            saved = restore_text(profile, entries[restore - 1].text, least=least, note=f"back to state {restore}")
        except ProfileError:
            message = f"State {restore} of {name} is no sound profile any more; choose another one."
            raise SheetqualError(message) from None
        tell(f"{name} is as it was in state {restore} again, saved as version {saved.profile.version}.")
        return
    screen = Screen()
    if not entries:
        read_profile(profile)
        screen.line(f"{name} has no history yet; it begins when the screen saves the profile.")
        return
    screen.line(f"{name}: {count(len(entries), 'state')} in {history_path(profile).name}", "bold")
    screen.history(entries)
    try:
        if entries[-1].text != read_profile(profile).text:
            screen.line("The profile was changed outside sheetqual since; the next save records that, too.", "yellow")
    except SheetqualError:
        screen.line(
            f"{name} itself is gone or broken now; --restore {len(entries)} brings its last state back.", "yellow"
        )
