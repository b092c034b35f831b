"""Whether the add-in lies where Excel loads it, whole, and alone."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.excel.checks.answers import Found, ok, problem, warning
from sheetqual.excel.checks.interpreter import AGAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetqual.excel.checks.case import Case

__all__ = ["addin_file", "macros_of", "other_addins", "web_mark"]

_OURS: Final = re.compile(r"^\s*(?:public\s+)?function\s+leadscore\b", re.IGNORECASE | re.MULTILINE)
_WITH_MACROS: Final = {".xlam", ".xla", ".xlsm", ".xlsb", ".xls"}
_LARGEST: Final = 30_000_000
"""Bytes of a file that is looked through for our functions."""
_INTERNET: Final = 3


def addin_file(case: Case) -> Found:
    """Look whether the add-in is in Excel's start folder, and is what this version would put there."""
    if not case.exists(case.addin):
        if case.exists(case.configuration_file):
            return problem(
                f"the add-in has disappeared from Excel's start folder: {case.addin}",
                f"Often a virus scanner took it: look into its history (Windows Security > Protection history), allow "
                f"the file; then {AGAIN}.",
            )
        return problem("the add-in is not installed", f"Now {AGAIN}.")
    if not zipfile.is_zipfile(case.addin):
        return problem(f"the add-in is damaged: {case.addin}", f"Close Excel, then {AGAIN}.")
    if not case.is_current:
        return warning(
            f"the add-in was made by another version of sheetqual: {case.addin}", f"Close Excel, then {AGAIN}."
        )
    return ok(f"{case.addin} is as this version makes it")


def web_mark(case: Case) -> Found | None:
    """Look whether Windows takes the add-in for a file from the internet, whose macros Excel blocks."""
    if not case.exists(case.addin):
        return None
    mark = case.text_of(Path(f"{case.addin}:Zone.Identifier"))
    zone = next((line.partition("=")[2] for line in mark.splitlines() if line.strip().startswith("ZoneId=")), "")
    if not zone.strip().isdecimal() or int(zone) < _INTERNET:
        return ok("Windows does not take the add-in for a download")
    return problem(
        "Windows takes the add-in for a download from the internet, so Excel blocks its macros",
        f"Right-click {case.addin} > Properties, mark Unblock, press OK; then start Excel again.",
    )


def other_addins(case: Case) -> Found:
    """Look for other files that Excel opens at its start and that bring functions of the same names."""
    rivals = [str(path) for path in _opened_by_excel(case) if _has_our_functions(case, path)]
    if rivals:
        return warning(
            f"another file brings functions of the same names: {', '.join(rivals)}",
            "Excel takes one of the two, and you can't choose which. Close Excel and delete it, or take its mark "
            "away in Excel: File > Options > Add-ins > Go.",
        )
    return ok("no other add-in brings functions of the same names")


def _opened_by_excel(case: Case) -> Iterator[Path]:
    """Give the files that Excel opens at its start, without our own."""
    ours = str(case.addin).casefold()
    seen = {ours}
    options = case.values(rf"HKCU\Software\Microsoft\Office\{case.office}\Excel\Options")
    chosen = [str(value) for name, value in options.items() if name.upper().startswith("OPEN")]
    # Such as: /R "C:\Users\Me\AppData\Roaming\Microsoft\AddIns\old.xlam"
    paths = [Path(value.rpartition("/R ")[2].strip().strip('"')) for value in chosen]
    folders = [case.start_folder, *map(Path, [str(options["AltStartup"])] if options.get("AltStartup") else [])]
    for folder in folders:
        paths += [folder / name for name in case.names(folder, "*.xl*")]
    for path in paths:
        if not path.is_absolute():
            path = case.addins_folder / path.name  # noqa: PLW2901 - Excel leaves out its own folder
        if str(path).casefold() not in seen:
            seen.add(str(path).casefold())
            yield path


def _has_our_functions(case: Case, path: Path) -> bool:
    if path.suffix.casefold() not in _WITH_MACROS or not case.exists(path) or path.stat().st_size > _LARGEST:
        return False
    if path.name.casefold() == case.addin.name.casefold():
        return True
    try:
        return any(_OURS.search(source) for source in macros_of(path).values())
    except Exception:  # noqa: BLE001 - what can't be read, such as an add-in with a password, is not ours
        return False


def macros_of(path: Path) -> dict[str, str]:
    """Return a workbook's or add-in's VBA modules by their names.

    Raises:
        Exception: It can't be read, in one of many ways.
    """
    from pyopenvba import ExcelFile  # noqa: PLC0415 - takes a while, and most of the doctor does without

    with ExcelFile(path) as book:
        return dict(book.vba_modules())
