"""Whether virus protection or a policy keeps Excel from starting Python."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING, Final

from sheetqual.excel.checks.answers import Found, inside, ok, problem, warning

if TYPE_CHECKING:
    from sheetqual.excel.checks.case import Case

__all__ = ["antivirus", "attack_rules", "folder_guard"]

_DEFENDER: Final = r"Microsoft\Windows Defender"
_GUARD: Final = r"Windows Defender Exploit Guard"
_POLICY: Final = rf"HKLM\SOFTWARE\Policies\{_DEFENDER}"
_LOCAL: Final = rf"HKLM\SOFTWARE\{_DEFENDER}"
_BLOCK, _AUDIT, _WARN = "1", "2", "6"

_CHILDREN: Final = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
_STOPPING: Final = {
    _CHILDREN: "Office may not start other programs",
    "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "macros may not call Windows",
}
"""Rules that the add-in can't work under: it loads a DLL, and starts Python."""
_DISTURBING: Final = {
    "3b576869-a4ec-4529-8536-b80a7769e899": "Office may not make programs",
    "75668c1f-73b5-4cf0-bb93-3ecf5cb7cc84": "Office may not reach into other programs",
    "01443614-cd74-433a-b99e-2ecdc07bfc25": "only well-known programs may run",
}
"""Rules that the add-in keeps, but that are known to take it for something else."""


def attack_rules(case: Case) -> Found:
    """Look at Microsoft Defender's attack surface reduction rules for Office."""
    states = _rules(case)
    excepted = _is_excepted(case)
    rules = [(guid, what, states.get(guid)) for guid, what in {**_STOPPING, **_DISTURBING}.items()]
    # What stops the functions comes first, whatever else there is.
    for guid, what, state in rules:
        if guid in _STOPPING and state == _BLOCK and not excepted:
            return problem(f"Microsoft Defender: {what} (rule {guid})", _ask_it(case, guid))
    for guid, what, state in rules:
        ask_it = inside(_ask_it(case, guid))
        if state == _BLOCK:
            return warning(
                f"Microsoft Defender: {what} (rule {guid}){', with exceptions for Python' if excepted else ''}",
                f"Nothing to do as long as =LEADSCORE(...) answers. If it does not: {ask_it}",
            )
        if guid in _STOPPING and state == _WARN:
            return warning(
                f"Microsoft Defender asks before it lets this pass: {what} (rule {guid})",
                f"When it asks, choose Unblock. To be rid of it: {ask_it}",
            )
        if guid in _STOPPING and state == _AUDIT:
            return warning(
                f"Microsoft Defender takes notes for now, and may block later: {what} (rule {guid})",
                f"Nothing to do today. To be safe: {ask_it}",
            )
    return ok("no Microsoft Defender rule keeps Excel from starting Python")


def _ask_it(case: Case, guid: str) -> str:
    return (
        f"Ask your IT to except {case.interpreter} and {case.addin} from the rule {guid} (Microsoft Defender, attack "
        "surface reduction)."
    )


def _rules(case: Case) -> dict[str, str]:
    """Return every rule's state by its GUID; what a company sets comes before what this PC sets."""
    rules: dict[str, str] = {}
    for root in (_LOCAL, _POLICY):
        for guid, state in case.values(rf"{root}\{_GUARD}\ASR\Rules").items():
            rules[guid.strip("{}").casefold()] = str(state)
    # Phone and PC management (Intune) writes all rules into one text: guid=1|guid=2.
    managed = case.value(rf"{_POLICY}\Policy Manager", "ASRRules")
    for one in str(managed or "").split("|"):
        guid, equals, state = one.partition("=")
        if equals:
            rules[guid.strip(" {}").casefold()] = state.strip()
    return rules


def _is_excepted(case: Case) -> bool:
    excepted = [
        *case.values(rf"{_LOCAL}\{_GUARD}\ASR\ASROnlyExclusions"),
        *case.values(rf"{_POLICY}\{_GUARD}\ASR\ASROnlyExclusions"),
    ]
    managed = case.value(rf"{_POLICY}\Policy Manager", "ASROnlyExclusions")
    excepted += [one.partition("=")[0] for one in str(managed or "").split("|")]
    python = case.interpreter
    return any(one and (python.is_relative_to(one) or fnmatch(str(python), one)) for one in map(str.strip, excepted))


def folder_guard(case: Case) -> Found:
    """Look at Controlled folder access: it lets nobody write into Documents."""
    key = rf"{_GUARD}\Controlled Folder Access"
    state = case.value(rf"{_POLICY}\{key}", "EnableControlledFolderAccess")
    by_policy = state is not None
    if not by_policy:
        state = case.value(rf"{_LOCAL}\{key}", "EnableControlledFolderAccess")
    if str(state) != _BLOCK:
        return ok("Controlled folder access does not guard your folders")
    allowed = {
        one.casefold() for root in (_LOCAL, _POLICY) for one in case.values(rf"{root}\{key}\AllowedApplications")
    }
    if str(case.interpreter).casefold() in allowed:
        return ok("Controlled folder access lets this Python write")
    allow = (
        f"ask your IT to allow {case.interpreter}"
        if by_policy
        else "Windows Security > Virus & threat protection > Ransomware protection > Allow an app through Controlled "
        f"folder access > {case.interpreter}"
    )
    return warning(
        "Controlled folder access guards Documents and Desktop",
        f"The functions work. If sheetqual can't write a workbook there: {allow}.",
    )


def antivirus(case: Case) -> Found:
    """Name other virus protection, where people have to look when a file disappears."""
    providers = r"HKLM\SOFTWARE\Microsoft\Security Center\Provider\Av"
    names = {str(case.value(rf"{providers}\{one}", "DISPLAYNAME") or "") for one in case.subkeys(providers)}
    others = sorted(name for name in names if name and "defender" not in name.casefold())
    if not others:
        return ok("no other virus protection than Windows' own")
    named = " and ".join(others)
    return ok(
        named,
        f"If sheetqual.xlam disappears or functions hang, allow {case.addin} and {case.interpreter} in {others[0]}.",
    )
