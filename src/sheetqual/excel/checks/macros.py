"""Whether Excel's own rules let the add-in load: disabled items, macro settings, policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.excel.checks.answers import Found, inside, ok, problem, warning

if TYPE_CHECKING:
    from sheetqual.excel.checks.case import Case

__all__ = ["disabled_items", "macro_settings", "trusted_folder"]

_NAME: Final = "sheetqual"
_ASK_IT: Final = "Ask your IT, who alone can change it, to allow sheetqual.xlam in Excel's start folder ({folder})."
_TRUST_CENTER: Final = "In Excel: File > Options > Trust Center > Trust Center Settings > {page}."
_ASKS, _SIGNED_ONLY, _NONE = 2, 3, 4
"""Excel's numbers for what it does with macros; 1 allows all."""


def disabled_items(case: Case) -> Found:
    """Look whether Excel itself has switched the add-in off, as it does after a crash."""
    for item in case.values(rf"HKCU\Software\Microsoft\Office\{case.office}\Excel\Resiliency\DisabledItems").values():
        # Each item is a few numbers, then path and name in UTF-16.
        if isinstance(item, bytes) and _NAME in item.decode("utf-16-le", errors="replace").casefold():
            return problem(
                "Excel has switched the add-in off, as it does after a crash",
                "In Excel: File > Options > Add-ins, choose Disabled Items beside Manage, press Go, choose sheetqual, "
                "press Enable; then start Excel again.",
            )
    return ok("the add-in is not among Excel's disabled items")


def macro_settings(case: Case) -> Found:
    """Look whether macros and add-ins may run at all."""
    ask_it = _ASK_IT.format(folder=case.start_folder)
    policies = rf"HKCU\Software\Policies\Microsoft\Office\{case.office}"
    machine_wide = rf"HKLM\SOFTWARE\Policies\Microsoft\Office\{case.office}"
    if 1 in {case.value(key + r"\common", "vbaoff") for key in (policies, machine_wide)}:
        return problem("a policy switches all of Office's macros off", ask_it)
    if case.value(policies + r"\common\security", "requirealwaysonmacrosig") == 1:
        return problem("a policy silently refuses add-ins with macros that nobody signed", ask_it)
    managed = case.value(policies + r"\excel\resiliency\addinlist", "sheetqual.xlam")
    if str(managed) == "0" or (managed is None and case.value(policies + r"\excel\resiliency", "restricttolist") == 1):
        return problem("a policy allows only listed add-ins, and sheetqual.xlam is not among them", ask_it)
    for name, what in (
        ("DisableAllAddins", "all add-ins are switched off"),
        ("RequireAddinSig", "only signed add-ins are allowed"),
    ):
        setting, by_policy = case.excel_setting("Security", name)
        if setting == 1:
            page = _TRUST_CENTER.format(page="Add-ins, and take the mark away")
            return problem(f"{what} ({_by(by_policy)})", ask_it if by_policy else page)
    return _macros(case, ask_it)


def _macros(case: Case, ask_it: str) -> Found:
    level, by_policy = case.excel_setting("Security", "VBAWarnings")
    if level not in {_SIGNED_ONLY, _NONE}:
        return ok("macros and add-ins may run")
    what = "only signed macros may run" if level == _SIGNED_ONLY else "macros are switched off"
    page = _TRUST_CENTER.format(page='Macro Settings, "Disable all macros with notification"')
    advice = ask_it if by_policy else page
    if not case.trusts_folders:
        return problem(f"{what} ({_by(by_policy)}), in Excel's start folder, too", advice)
    return warning(
        f"{what} ({_by(by_policy)}); Excel's start folder is normally exempt",
        f"Nothing to do as long as =LEADSCORE(...) answers. If it gives #NAME?: {inside(advice)}",
    )


def trusted_folder(case: Case) -> Found:
    """Look whether Excel's start folder counts as a trusted location."""
    if case.trusts_folders:
        return ok("Excel trusts its start folder")
    _, by_policy = case.excel_setting(r"Security\Trusted Locations", "AllLocationsDisabled")
    page = _TRUST_CENTER.format(page='Trusted Locations, and take the mark from "Disable all Trusted Locations"')
    if case.excel_setting("Security", "VBAWarnings")[0] == 1:
        return ok("Excel trusts no folder, but lets all macros run")
    return warning(
        f"Excel trusts no folder, not even its own start folder ({_by(by_policy)})",
        f"Excel may ask at each start: enable the macros of sheetqual.xlam. To be rid of it: "
        f"{inside(_ASK_IT.format(folder=case.start_folder) if by_policy else page)}",
    )


def _by(policy: bool) -> str:  # noqa: FBT001 - it is the answer to the question asked just before
    return "by policy" if policy else "in Excel's Trust Center"
