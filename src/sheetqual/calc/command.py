"""``sheetqual calc``: the add-in for LibreOffice Calc."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["calc"]

_default_profile = click.option(
    "-p", "--profile", metavar="PROFILE", type=click.Path(), help="The profile to use where a formula names none."
)


@click.group()
def calc() -> None:
    """Set up the functions for LibreOffice Calc, such as =LEADSCORE(...)."""


@calc.command()
@_default_profile
def install(profile: str | None) -> None:
    """Put the functions into LibreOffice, or bring them up to date.

    LibreOffice loads them whenever it starts, for every document of this user.
    """
    from sheetqual.calc.install import default_path  # noqa: PLC0415 - --help needs none of it
    from sheetqual.calc.install import install as put_in  # noqa: PLC0415
    from sheetqual.calc.office import this_computer  # noqa: PLC0415

    put_in(this_computer(), profile)
    _say("Installed. Open LibreOffice Calc; the functions are there.")
    if profile is not None:
        _say(f"Profile where a formula names none: {default_path(profile)}")


@calc.command()
def uninstall() -> None:
    """Take the functions out of LibreOffice."""
    from sheetqual.calc.install import uninstall as take_out  # noqa: PLC0415
    from sheetqual.calc.office import this_computer  # noqa: PLC0415

    if take_out(this_computer()):
        _say("Removed. Formulas that use the functions show #NAME? from now on.")
    else:
        _say("Nothing to remove: the functions are not installed for this user.")


@calc.command()
@click.option("-o", "--output", metavar="FILE", required=True, type=click.Path(), help="The .oxt file to write.")
@_default_profile
def build(output: str, profile: str | None) -> None:
    """Build the add-in as a file, for LibreOffice on any computer.

    A double click on the file installs it; that computer needs nothing but LibreOffice.
    """
    from sheetqual.calc.install import default_path  # noqa: PLC0415
    from sheetqual.calc.package import addin_bytes  # noqa: PLC0415
    from sheetqual.files.atomic import replacing  # noqa: PLC0415

    target = Path(output)
    if target.suffix.casefold() != ".oxt":
        message = "An add-in's name ends in .oxt; give one such as -o sheetqual.oxt."
        raise click.UsageError(message)
    content = addin_bytes(default_path(profile))
    with replacing(target) as stream:
        stream.write(content)
    _say(f"Built: {target}")
    _say("Double-click it to install it; LibreOffice 25.2 or newer takes it.")


def _say(text: str) -> None:
    from sheetqual.files.safe_text import for_terminal  # noqa: PLC0415

    click.echo(for_terminal(text))
