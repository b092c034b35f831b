"""Whether Excel finds the right Python, in a place where it can start it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.excel.checks.answers import Found, ok, problem, warning
from sheetqual.excel.configuration import LONGEST_COMMAND

if TYPE_CHECKING:
    from sheetqual.excel.checks.case import Case

__all__ = ["AGAIN", "NEW_ENVIRONMENT", "command_length", "configuration", "interpreter", "library", "place"]

AGAIN: Final = "run 'sheetqual excel install'"
NEW_ENVIRONMENT: Final = f"Make the environment anew as docs/install.md says, then {AGAIN}."
_CLOUDS: Final = ("onedrive", "dropbox", "google drive", "my drive", "icloud", "sharepoint")


def configuration(case: Case) -> Found | None:
    """Look whether the file that tells the add-in where Python is can be read."""
    if case.configuration is not None:
        return ok(f"{case.configuration_file} names Excel's Python")
    if not case.exists(case.addin):
        return None
    # The add-in then starts the Python that it was made with.
    how = "name no Python" if case.exists(case.configuration_file) else "are gone"
    return warning(f"the add-in's settings {how}: {case.configuration_file}", f"Now {AGAIN}.")


def interpreter(case: Case) -> Found:
    """Look whether the Python that Excel will start is there, and is the one that runs now."""
    python = case.interpreter
    if not case.exists(python):
        return problem(f"Excel looks for Python where there is none any more: {python}", f"Now {AGAIN}.")
    home = case.base_folder
    if home is not None and not case.exists(home):
        return problem(f"the Python under Excel's environment is gone: {home}", NEW_ENVIRONMENT)
    if case.interpreter.parent != case.this_python.parent:
        return warning(
            f"Excel starts another Python than this one: {python}",
            f"If that is not on purpose, {AGAIN}, which sets {case.this_python}.",
        )
    return ok(f"Excel starts {python}")


def place(case: Case) -> Found:
    """Look whether the Python lies where Excel can start it, and will find it tomorrow."""
    for path in (case.interpreter, case.base_folder):
        if path is not None and "windowsapps" in _folders(path):
            return problem(
                f"Excel's Python comes from the Microsoft Store, which hides its files from Excel: {path}",
                "Install Python from python.org, and sheetqual with it as docs/install.md says; then " + AGAIN + ".",
            )
    python = str(case.interpreter)
    share = case.network_share(python)
    if share:
        return warning(
            f"Excel's Python lies on the network: {share}",
            "Functions start slowly, and not at all without the network: make the environment on this PC; then "
            f"{AGAIN}.",
        )
    if any(one.startswith(cloud) for one in _folders(case.interpreter) for cloud in _CLOUDS) or case.is_synced(python):
        return warning(
            f"Excel's Python lies in a folder that is kept in step with the cloud: {python}",
            rf"Files may be missing at times: make the environment elsewhere, such as C:\sheetqual; then {AGAIN}.",
        )
    return ok("Python lies on this PC")


def _folders(path: object) -> list[str]:
    return str(path).replace("\\", "/").casefold().split("/")


def library(case: Case) -> Found:
    """Look for the DLL through which Excel talks to Python: beside it, or one folder up."""
    excel, version = case.excel, case.pinned_xlwings
    kinds = [excel.bits] if excel is not None and excel.bits else [64, 32]
    again = f'"{case.interpreter}" -m pip install --force-reinstall --no-deps xlwings=={version}'
    for bits in kinds:
        name = f"xlwings{bits}-{version}.dll"
        if any(case.exists(folder / name) for folder in case.dll_folders):
            continue
        others = sorted({one for folder in case.dll_folders for one in case.names(folder, f"xlwings{bits}-*.dll")})
        if others:
            return problem(
                f"Excel's DLL is of another version: {', '.join(others)} instead of {name}", f"{again}; then {AGAIN}."
            )
        folders = " nor in ".join(str(folder) for folder in case.dll_folders)
        return problem(
            f"Excel's DLL is missing: {name} is neither in {folders}",
            f"A virus scanner may have taken it (Windows Security > Protection history). To get it back: {again}",
        )
    return ok(f"xlwings' DLL for Excel is there, in version {version}")


def command_length(case: Case) -> Found | None:
    """Look whether the command that starts Python is short enough for the DLL, which ends Excel otherwise."""
    if case.configuration is None:
        return None
    length = len(case.configuration.interpreter) + len(case.configuration.arguments)
    if length > LONGEST_COMMAND:
        return problem(
            f"the command that starts Python is too long: {length:,} characters, and Excel takes {LONGEST_COMMAND:,}",
            rf"Make the environment in a folder with a short name, such as C:\sheetqual; then {AGAIN}.",
        )
    return ok(f"the command that starts Python is short enough ({length:,} of {LONGEST_COMMAND:,} characters)")
