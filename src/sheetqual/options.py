"""Options that several commands share, whichever room they belong to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import click

__all__ = ["as_of_option", "format_option", "list_options", "open_option", "profile_option", "published_profile_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date:
    """Turn --as-of into a day; today when it is left out."""
    if value is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' is not a date; write it like 2026-11-30.") from None


profile_option = click.option(
    "-p",
    "--profile",
    "profile_path",
    metavar="PROFILE",
    required=True,
    type=click.Path(),
    help="The profile: a TOML file with your criteria.",
)
"""Takes the profile's path, as `profile_path`."""

published_profile_option = click.option(
    "-p",
    "--profile",
    "profile_path",
    metavar="PROFILE",
    type=click.Path(),
    help="The profile, a TOML file; left out, the one published in the workbook, else profile.toml beside it.",
)
"""Takes the profile's path, as `profile_path`, or None."""

as_of_option = click.option(
    "--as-of",
    "today",
    metavar="DATE",
    callback=_day,
    help="Score as of this day, not today.",
)
"""Takes the day of scoring, as `today`."""


open_option = click.option(
    "--open",
    "still_open",
    metavar="VALUE",
    multiple=True,
    help='What stands in the outcome\'s column for leads whose end is not known yet, such as "In progress".',
)
"""Takes what leads have whose end is not known yet, as `still_open`."""

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to show the result.",
)
"""Takes how a result is shown, as `form`: for a person, or for another program."""


def list_options(command: _Command) -> _Command:
    """Add the options that say how a list is read: `sheet`, `header_row` and `encoding`."""
    for option in (
        click.option("--encoding", metavar="NAME", help='Encoding of a CSV file that is not UTF-8, such as "cp1251".'),
        click.option("--header-row", metavar="N", type=click.IntRange(min=1), help="Row of the headers, if not found."),
        click.option("--sheet", metavar="NAME", help="The sheet with the leads, if not found."),
    ):
        command = option(command)
    return command
