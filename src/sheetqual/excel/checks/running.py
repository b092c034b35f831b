"""What runs now, and the profile that formulas use when they name none."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from sheetqual.errors import ProfileError, SheetqualError
from sheetqual.excel.checks.answers import Found, ok, problem, unseen, warning

if TYPE_CHECKING:
    from sheetqual.excel.checks.case import Case

__all__ = ["default_profile", "old_server"]

_EXCEL: Final = "excel.exe"
_LIMIT: Final = 20.0
_LIST: Final = (
    "Get-CimInstance Win32_Process -Filter \"Name LIKE 'python%'\" | ForEach-Object "
    "{ (Get-Date $_.CreationDate -Format s) + ' ' + $_.CommandLine }"
)
"""PowerShell, which gives a Python a line: when it started, and its command."""
_CALLED: Final = "xlwings"


def old_server(case: Case) -> Found:
    """Look for a Python that Excel started before the add-in or sheetqual was renewed."""
    programs = case.machine.processes()
    if programs and _EXCEL not in programs:
        return ok("Excel is closed")
    ran = case.run(["powershell", "-NoProfile", "-NonInteractive", "-Command", _LIST], _LIMIT)
    if ran.code != 0:
        return unseen("Windows did not list its programs", "After an update of sheetqual, close Excel once.")
    renewed = case.renewed
    for line in ran.output.splitlines():
        when, _, command = line.strip().partition(" ")
        try:
            started = datetime.fromisoformat(when)
        except ValueError:
            continue
        if _CALLED in command and "serve" in command and started.timestamp() < renewed:
            return warning(
                f"Excel still uses a Python that started before sheetqual was renewed ({started:%d %B, %H:%M})",
                "Close all of Excel's windows, and open Excel again.",
            )
    return ok("Excel is open, with nothing outdated")


def default_profile(case: Case) -> Found | None:
    """Look whether the profile for formulas that name none is there, and sound."""
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415 - often there is none

    path = case.default_profile
    if path is None:
        return ok("none is set; formulas name their profile")
    advice = "Set another one: sheetqual excel install --profile PROFILE"
    try:
        read_profile(path)
    except ProfileError as error:
        return problem(
            f"{path} has {len(error.faults)} {'fault' if len(error.faults) == 1 else 'faults'}",
            f'See them all: sheetqual check "{path}"',
        )
    except SheetqualError as error:
        return problem(str(error), advice)
    return ok(f"{path} is sound")
