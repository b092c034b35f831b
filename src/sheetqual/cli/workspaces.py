"""The command that makes a new workspace: from a framework, or from the columns of a list."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheetqual.cli.shared import count, propose, quoted
from sheetqual.options import as_of_option, list_options

if TYPE_CHECKING:
    from datetime import date

    from sheetqual.terminal import Screen

__all__ = ["new"]


def _list_frameworks(context: click.Context, _param: click.Parameter, value: object) -> None:
    """Show the frameworks and stop."""
    if not value or context.resilient_parsing:
        return
    from sheetqual.files.workspaces import frameworks  # noqa: PLC0415
    from sheetqual.terminal import Screen  # noqa: PLC0415

    screen = Screen()
    for one in frameworks():
        others = ", ".join(language for language in one.languages if language != "en")
        screen.line(f"{one.id:<18} {one.summary}{f' (also in {others})' if others else ''}")
    context.exit()


@click.command()
@click.argument("folder", type=click.Path(), metavar="DIR")
@click.option("--framework", metavar="NAME", help="The framework to begin with; bant when left out.")
@click.option("--language", metavar="CODE", help="Its language: en, it, nb, ru or fa; en when left out.")
@click.option("--questions", metavar="NAME", help="A bank of further questions to draw on: spin.")
@click.option("--from", "leads", metavar="LEADS", type=click.Path(), help="Propose a profile from a list's columns.")
@click.option("--native", is_flag=True, help="Have its functions work in Excel 365 and 2024 with nothing installed.")
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_frameworks,
    help="List the frameworks.",
)
@as_of_option
@list_options
def new(  # noqa: PLR0913 - one argument an option
    folder: str,
    framework: str | None,
    language: str | None,
    questions: str | None,
    leads: str | None,
    *,
    native: bool,
    today: date,
    **options: Any,
) -> None:
    """Make a workspace in DIR: a profile to adapt, and an empty workbook for leads.

    With --from, the profile is a proposal made from the columns of a list that you have, and the list
    stays where it is. Files that are there already are never replaced.
    """
    from sheetqual.terminal import Screen  # noqa: PLC0415

    screen = Screen()
    if leads is not None:
        said = (*_named(framework, language, questions), ("native", native or None))
        given = [f"--{name}" for name, value in said if value is not None]
        if given:
            message = f"{' and '.join(given)} can't go with --from, which makes its own profile; leave one of them out."
            raise click.UsageError(message)
        _propose(screen, leads, folder, today, **options)
        return
    _refuse(options)
    from sheetqual.files.workspaces import new_workspace  # noqa: PLC0415

    made = new_workspace(
        folder, framework=framework or "bant", language=language or "en", questions=questions, native=native
    )
    screen.line(f"Made {made.workbook} for your leads and {made.profile} for your criteria.", "bold")
    screen.line()
    propose(
        screen,
        "Next:",
        (f"check {quoted(made.profile)}", "see the criteria; open the file in an editor to change them"),
        *_ways_to_functions(made.workbook, made.profile, native=native),
        (f"score {quoted(made.workbook)} --profile {quoted(made.profile)} --in-place", "once there are leads in it"),
    )


def _ways_to_functions(workbook: Path, profile: Path, *, native: bool) -> list[tuple[str, str]]:
    """Return what makes the workbook's functions work, on the systems where it can."""
    if native:
        return []
    ways = [("excel install", "have Excel compute the scores in it")] if sys.platform == "win32" else []
    return [
        *ways,
        (
            f"publish {quoted(profile)} {quoted(workbook)} --native",
            "or have Excel 365 compute them with nothing installed" if ways else "have Excel 365 compute its scores",
        ),
    ]


def _named(*values: str | None) -> list[tuple[str, str | None]]:
    return list(zip(("framework", "language", "questions"), values, strict=True))


def _refuse(options: dict[str, Any]) -> None:
    given = [f"--{name.replace('_', '-')}" for name, value in options.items() if value is not None]
    if given:
        message = f"{' and '.join(given)} says how a list is read; give --from with it, or leave it out."
        raise click.UsageError(message)


def _propose(screen: Screen, leads: str, folder: str, today: date, **options: Any) -> None:
    from sheetqual.files.proposals import propose_workspace  # noqa: PLC0415

    made = propose_workspace(leads, folder, today=today, **options)
    screen.line(f"Made {made.profile}: a proposal with {count(len(made.criteria), 'criterion')}.", "bold")
    screen.line(f"  {', '.join(made.criteria)}")
    screen.findings(made.findings)
    screen.line("Delete what does not matter, put the rest in order of importance, and say what you want.")
    screen.line()
    propose(
        screen,
        "Next:",
        (f"score {quoted(Path(leads))} --profile {quoted(made.profile)}", "score the list by it"),
        (f"tui {quoted(Path(leads))} --profile {quoted(made.profile)}", "move the criteria and see who turns hot"),
    )
