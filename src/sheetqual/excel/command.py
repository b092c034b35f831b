"""``sheetqual excel``: the add-in, set up in one step."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import click

__all__ = ["excel"]


class _WithDoctor(click.Group):
    """Loads ``doctor`` when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "doctor"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name != "doctor":
            return super().get_command(ctx, cmd_name)
        found = import_module("sheetqual.excel.doctor").doctor
        return found if isinstance(found, click.Command) else None


@click.group(cls=_WithDoctor)
def excel() -> None:
    """Set up the functions for Excel on Windows, such as =LEADSCORE(...)."""


@excel.command()
@click.option(
    "-p", "--profile", metavar="PROFILE", type=click.Path(), help="The profile to use where a formula names none."
)
def install(profile: str | None) -> None:
    """Put the functions into Excel, or bring them up to date.

    Excel loads them whenever it starts, for every workbook. Nothing in Excel has to be set.
    """
    from sheetqual.excel.install import install as put_in  # noqa: PLC0415 - --help needs none of it
    from sheetqual.excel.machine import this_machine  # noqa: PLC0415

    done = put_in(this_machine(), None if profile is None else Path(profile))
    _say(f"{'Brought up to date' if done.was_there else 'Installed'}: {done.addin}")
    _say(f"Settings: {done.conf}")
    _say(f"Python: {done.interpreter}")
    if done.profile is not None:
        _say(f"Profile where a formula names none: {done.profile}")
    _say(
        "Close all windows of Excel, then open it again." if done.excel_runs else "Open Excel; the functions are there."
    )
    _say("If they are not, run 'sheetqual excel doctor'.")


@excel.command()
def uninstall() -> None:
    """Take the functions out of Excel, with all that install put on this PC."""
    from sheetqual.excel.install import uninstall as take_out  # noqa: PLC0415
    from sheetqual.excel.machine import this_machine  # noqa: PLC0415

    gone = take_out(this_machine())
    for path in gone:
        _say(f"Removed: {path}")
    if not gone:
        _say("Nothing to remove: the functions are not installed for this user.")


@excel.command()
@click.option("-o", "--output", metavar="FILE", required=True, type=click.Path(), help="The .xlam file to write.")
@click.option("--python", "interpreter", metavar="PATH", help="The python.exe that shall answer; this one if left out.")
@click.option("--dll", "dll_folder", metavar="FOLDER", help="The folder of xlwings' DLL, if it is not near Python.")
def build(output: str, interpreter: str | None, dll_folder: str | None) -> None:
    """Build the add-in as a file, on any system, for Excel on a Windows PC.

    That PC needs Python with sheetqual at the PATH given here.
    """
    from sheetqual.excel.addin import build_addin  # noqa: PLC0415
    from sheetqual.excel.configuration import Configuration, configuration_of  # noqa: PLC0415
    from sheetqual.excel.machine import this_machine  # noqa: PLC0415
    from sheetqual.files.atomic import replacing  # noqa: PLC0415

    target = Path(output)
    if target.suffix.casefold() != ".xlam":
        message = "An add-in's name ends in .xlam; give one such as -o sheetqual.xlam."
        raise click.UsageError(message)
    machine = this_machine()
    if interpreter is None:
        configuration = configuration_of(machine)
        if dll_folder is not None:
            configuration = replace(configuration, dll_folder=dll_folder)
    else:
        if not interpreter.casefold().endswith(".exe"):
            message = f"--python takes the path of a Windows PC's python.exe, not {interpreter}."
            raise click.UsageError(message)
        configuration = Configuration(interpreter, dll_folder or "")
        configuration.check()
    content = build_addin(configuration)
    with replacing(target) as stream:
        stream.write(content)
    _say(f"Built: {target}")
    _say(f"It starts Python at {configuration.interpreter}.")
    if interpreter is None and not machine.is_windows:
        _say("That is no Windows PC's Python; name the one there with --python PATH.")


@excel.command()
@click.argument("folder", type=click.Path())
def lite(folder: str) -> None:
    """Write the two files for xlwings Lite, Excel's Python on the Mac and on the web, into FOLDER."""
    from sheetqual.excel.lite_files import write_lite_files  # noqa: PLC0415

    for path in write_lite_files(Path(folder)):
        _say(f"Written: {path}")
    _say("docs/lite.md says where in Excel they go.")


def _say(text: str) -> None:
    from sheetqual.files.safe_text import for_terminal  # noqa: PLC0415

    click.echo(for_terminal(text))
