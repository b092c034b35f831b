"""The command that learns from customers: what they share, in which order it counts, and a draft profile."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheetqual.cli.shared import ask_before_replacing, progress_bar, propose, quoted, tell
from sheetqual.errors import OutputError, SheetqualError
from sheetqual.options import as_of_option, format_option, list_options, open_option

if TYPE_CHECKING:
    from datetime import date

    from sheetqual.core.learning.study import Study
    from sheetqual.files.learning.past_leads import PastLeads, Wish
    from sheetqual.files.profiles import ProfileFile

__all__ = ["suggest"]


@click.command()
@click.argument("leads", type=click.Path())
@click.option("--customers", metavar="FILE", type=click.Path(), help="A list of your best customers; six are enough.")
@click.option(
    "--outcome", metavar="COLUMN=VALUE", help='Or the column of LEADS that says who became one, such as "Outcome=Won".'
)
@open_option
@click.option(
    "--ignore", metavar="COLUMN", multiple=True, help="Leave a column out, such as one filled in after the call."
)
@click.option("--keep", metavar="COLUMN", multiple=True, help="Compare a column even if it gives the end away.")
@click.option("--draft", "draft_path", metavar="PROFILE.toml", type=click.Path(), help="Write a draft profile there.")
@click.option("--date", "day", metavar="COLUMN", help="The column that says when a lead came in, if not found.")
@click.option(
    "-p",
    "--profile",
    "profile_path",
    metavar="PROFILE",
    type=click.Path(),
    help="Your present profile, to propose an order against; left out, the one published in LEADS or beside it.",
)
@format_option
@as_of_option
@list_options
def suggest(  # noqa: PLR0913, PLR0917 - one argument an option
    leads: str,
    customers: str | None,
    outcome: str | None,
    still_open: tuple[str, ...],
    ignore: tuple[str, ...],
    keep: tuple[str, ...],
    draft_path: str | None,
    day: str | None,
    profile_path: str | None,
    form: str,
    *,
    today: date,
    **options: Any,
) -> None:
    """Say what your best customers share and other leads don't.

    LEADS is a list of leads. Say who became a customer with --customers (a file) or --outcome (a column
    of LEADS). You get the qualities with their counts, an order of priorities, and with --draft a
    profile that scores at once. Nothing of yours is changed.
    """
    if (customers is None) == (outcome is None):
        message = 'Say who became a customer: either --customers FILE or --outcome COLUMN=VALUE, such as "Outcome=Won".'
        raise click.UsageError(message)
    if outcome is None and (day is not None or still_open):
        message = f"{'--date' if day is not None else '--open'} goes with --outcome."
        raise click.UsageError(message)
    file = _present_profile(leads, profile_path)
    if draft_path is not None:
        _check_draft(draft_path, leads, customers, file)
    from sheetqual.core.learning.study import draft_name, study_of, with_draft  # noqa: PLC0415 - after the options were checked
    from sheetqual.files.learning.past_leads import Wish  # noqa: PLC0415

    wish = Wish(file.profile if file else None, today, ignore, keep, day, still_open)
    past = _read(leads, customers, outcome, wish, options)
    with progress_bar("Comparing columns") as progress:
        study = study_of(past.cases, wish.profile, today, progress)
    if draft_path is not None:
        with progress_bar("Trying the draft on leads held back") as progress:
            study = with_draft(study, draft_name(past.file), past.is_older, progress)
        if study.draft is not None:
            from sheetqual.files.learning.draft_text import write_draft  # noqa: PLC0415 - only drafts need it

            write_draft(study, study.draft, draft_path, today, past.source)
    if form == "json":
        from sheetqual.files.learning.study_json import study_json  # noqa: PLC0415

        json.dump(study_json(past, study, file), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        sys.stdout.flush()
    else:
        _show(past, study, file, leads, draft_path)
    if draft_path is not None and study.draft is None:
        message = (
            f"No draft was written to {draft_path}: no quality is supported. More customers, or more columns that "
            "say what they are like, would help."
        )
        raise SheetqualError(message)


def _present_profile(leads: str, path: str | None) -> ProfileFile | None:
    from sheetqual.files.profile_of_list import profile_of_list  # noqa: PLC0415
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415

    return read_profile(path) if path is not None else profile_of_list(Path(leads))


def _check_draft(draft: str, leads: str, customers: str | None, file: ProfileFile | None) -> None:
    """Check, before any work is done, that a draft can be written where it is wanted.

    Raises:
        OutputError: It would stand in the place of something it was made from, or can't be written.
    """
    from sheetqual.files.exports import check_target, is_same_file  # noqa: PLC0415

    check_target(draft, leads, ("toml",))
    if customers is not None:
        check_target(draft, customers, ("toml",))
    if file is not None and file.path is not None and is_same_file(draft, file.path):
        message = f"{Path(draft).name} is your present profile; give the draft another name, and compare the two."
        raise OutputError(message)
    ask_before_replacing(draft, "--draft")


def _read(leads: str, customers: str | None, outcome: str | None, wish: Wish, options: dict[str, Any]) -> PastLeads:
    from sheetqual.files.learning.past_leads import ListOptions, read_customers, read_past_leads  # noqa: PLC0415

    with progress_bar(f"Reading {Path(leads).name}", leads) as progress:
        if customers is not None:
            return read_customers(leads, customers, wish, ListOptions(**options), progress)
        return read_past_leads(leads, outcome or "", wish, ListOptions(**options), progress)


def _show(past: PastLeads, study: Study, file: ProfileFile | None, leads: str, draft: str | None) -> None:
    from sheetqual.terminal_learning import LearningScreen  # noqa: PLC0415

    screen = LearningScreen()
    screen.study(past, study, file)
    if draft is None or study.draft is None:
        if study.order and draft is None:
            tell("With --draft NAME.toml, you get a profile of it that scores at once.")
        return
    screen.draft(study, study.draft, draft)
    screen.line()
    list_, profile = quoted(Path(leads)), quoted(Path(draft))
    propose(
        screen,
        "Next:",
        (f"score {list_} --profile {profile}", "score leads by the draft"),
        (f"tui {list_} --profile {profile}", "look at it, and change what you know better"),
        *((f"diff {quoted(file.path)} {profile} {list_}", "what it would change"),) if file and file.path else (),
    )
