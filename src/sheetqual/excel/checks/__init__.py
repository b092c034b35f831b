"""What can keep the functions from working in Excel: one small function a thing, all over one `Case`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.errors import SheetqualError
from sheetqual.excel.checks import addin, interpreter, macros, office, protection, running, start
from sheetqual.excel.checks.answers import Check, Found, State, unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetqual.excel.checks.case import Case

__all__ = ["CHECKS", "examine"]

_ASK_IT: Final = "If functions do not work, ask your IT to look at it."
_SETTINGS: Final = "In Excel, look into File > Options > Trust Center > Trust Center Settings."
_AGAIN: Final = f"Close Excel, then {interpreter.AGAIN}."

CHECKS: Final = (
    Check("Windows", office.windows, ""),
    Check("Excel", office.excel, "In Excel, look into File > Account > About Excel."),
    Check("Add-in file", addin.addin_file, _AGAIN),
    Check("Blocked download", addin.web_mark, _AGAIN),
    Check("Disabled items", macros.disabled_items, "In Excel, look into File > Options > Add-ins > Disabled Items."),
    Check("Macro settings", macros.macro_settings, _SETTINGS),
    Check("Trusted folder", macros.trusted_folder, _SETTINGS),
    Check("Settings file", interpreter.configuration, _AGAIN),
    Check("Python's place", interpreter.place, _AGAIN),
    Check("Python for Excel", interpreter.interpreter, _AGAIN),
    Check("Start command", interpreter.command_length, _AGAIN),
    Check("Defender rules", protection.attack_rules, _ASK_IT),
    Check("Python starts", start.python, _AGAIN),
    Check("Link to Excel", start.windows_library, _AGAIN),
    Check("Functions", start.packages, _AGAIN),
    Check("Waiting time", start.functions, _AGAIN),
    Check("Excel's DLL", interpreter.library, _AGAIN),
    Check("Virus protection", protection.antivirus, _ASK_IT),
    Check("Guarded folders", protection.folder_guard, _ASK_IT),
    Check("Administrator", office.administrator, "Start Excel plainly, not as administrator."),
    Check("Running now", running.old_server, "After an update of sheetqual, close Excel once."),
    Check("Other add-ins", addin.other_addins, "In Excel, look into File > Options > Add-ins."),
    Check("Default profile", running.default_profile, "Set another one: sheetqual excel install --profile PROFILE"),
)
"""Everything that is looked at, first things first."""


def examine(case: Case) -> Iterator[tuple[Check, Found]]:
    """Look at everything, and give each answer as soon as there is one.

    Where there is no Windows, nothing else matters: that is said alone. A check that fails itself becomes
    "could not look".
    """
    for check in CHECKS:
        try:
            found = check.look(case)
        except Exception as error:  # noqa: BLE001 - whatever one check trips over, the others still help
            found = unseen(_in_words(error), check.hint)
        if found is None:
            continue
        yield check, found
        if check.look is office.windows and found.state is State.PROBLEM:
            return


def _in_words(error: Exception) -> str:
    if isinstance(error, SheetqualError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"something unexpected ({type(error).__name__}: {error})"
