"""Whether there is a Windows and an Excel that the add-in can work in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.excel.checks.answers import Found, ok, problem, warning

if TYPE_CHECKING:
    from sheetqual.excel.checks.case import Case

__all__ = ["Excel", "administrator", "excel", "find_excel", "windows"]

_NATIVE: Final = (
    "'sheetqual publish --native' puts the functions into the workbook itself, for Excel 365 and 2024 anywhere"
)
_CLICK_TO_RUN: Final = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_APP_PATH: Final = r"Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_STORE_PACKAGES: Final = (
    r"HKCU\Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
)
_VERSIONS: Final = ("16.0", "15.0", "14.0")


@dataclass(frozen=True, slots=True)
class Excel:
    """An Excel on this PC.

    Attributes:
        kind: How it was installed, in words.
        version: Its version, as far as it is known.
        bits: 32 or 64; None where it is not known.
        is_from_store: Whether it is the Microsoft Store's, which starts no other programs.
    """

    kind: str
    version: str = ""
    bits: int | None = None
    is_from_store: bool = False


def windows(case: Case) -> Found:
    """Look whether this is Windows."""
    if case.is_windows:
        return ok("Windows")
    return problem(
        "this is not Windows, and only Excel for Windows can run the add-in",
        f"{_NATIVE}; for LibreOffice there is 'sheetqual calc install'.",
    )


def excel(case: Case) -> Found:
    """Look for Excel, and for the one that can't start other programs."""
    installed = case.excel
    store = any(name.casefold().startswith("microsoft.office.desktop") for name in case.subkeys(_STORE_PACKAGES))
    if installed is None and not store:
        return problem(
            "no Excel is installed on this PC",
            f"Install the desktop Excel from office.com. Excel in the browser can't run the add-in, but {_NATIVE}.",
        )
    if installed is None or installed.is_from_store:
        return problem(
            "Excel comes from the Microsoft Store: it can't start Python",
            "Windows Settings > Apps: uninstall Microsoft Office, then install it from office.com (the licence stays).",
        )
    bits = f", {installed.bits}-bit" if installed.bits else ""
    words = " ".join(one for one in ("Excel", installed.version) if one) + f"{bits} ({installed.kind})"
    if store:
        return warning(
            f"{words}, and a second Office from the Microsoft Store",
            "Uninstall the Store's Office (Windows Settings > Apps), so that workbooks open in the other one.",
        )
    return ok(words)


def find_excel(case: Case) -> Excel | None:
    """Return the Excel that Windows would start, or None."""
    products = case.value(_CLICK_TO_RUN, "VersionToReport")
    if products:
        platform = str(case.value(_CLICK_TO_RUN, "Platform") or "")
        # Office on ARM processors runs add-ins of 64 bits, too.
        return Excel("Click-to-Run", str(products), {"x86": 32, "x64": 64, "arm64": 64}.get(platform.casefold()))
    for version in _VERSIONS:
        for software, bits in ((r"HKLM\SOFTWARE", 64), (r"HKLM\SOFTWARE\WOW6432Node", 32)):
            if case.value(rf"{software}\Microsoft\Office\{version}\Excel\InstallRoot", "Path"):
                return Excel("classic installation", version, bits)
    path = ""
    for software in (r"HKLM\SOFTWARE", r"HKCU\Software"):
        path = path or str(case.value(rf"{software}\{_APP_PATH}", "") or "")
    if not path:
        return None
    if "windowsapps" in path.casefold():
        return Excel("Microsoft Store", is_from_store=True)
    return Excel("unknown installation", bits=32 if "(x86)" in path else None)


def administrator(case: Case) -> Found | None:
    """Look whether Excel always starts as administrator, where the server of a plain user is out of reach."""
    layers = r"Software\Microsoft\Windows NT\CurrentVersion\AppCompatFlags\Layers"
    for hive in ("HKCU", "HKLM"):
        for program, how in case.values(rf"{hive}\{layers}").items():
            if program.casefold().endswith("excel.exe") and "RUNASADMIN" in str(how).upper():
                return warning(
                    "Excel always starts as administrator, apart from what you start yourself",
                    f"Take the mark from Run this program as an administrator: right-click {program} > Properties > "
                    "Compatibility.",
                )
    return ok("Excel starts as you, not as administrator")
