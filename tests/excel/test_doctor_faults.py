"""What keeps the add-in from working: each fault is made on a simulated PC, and exactly its check turns."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetqual.excel.checks import CHECKS
from sheetqual.excel.checks.answers import State
from sheetqual.excel.machine import Ran

from .doctor_pc import (
    CHILDREN,
    CLICK_TO_RUN,
    EXECUTABLES,
    GUARD,
    MACRO_CALLS,
    MANAGED,
    OFFICE,
    PACKAGES,
    PC,
    POLICY,
    RULES,
    XLWINGS,
    Fault,
    addin_file,
    addin_of_other_version,
    answering,
    based_on,
    both,
    configured_without_interpreter,
    disabled_item,
    excel_path_in_the_store,
    from_here,
    lose_excel,
    only_store_excel,
    opened_at_start,
    other_dll,
    profile_file,
    reconfigured,
    running,
    setting,
    slow,
    told,
    uninstalled,
    with_interpreter,
)

WARNING, PROBLEM = State.WARNING, State.PROBLEM


@pytest.fixture
def pc(tmp_path: Path) -> PC:
    return PC(tmp_path)


LONG = "/".join(["a-folder-with-a-long-name-of-fifty-letters-and-more"] * 40)
VENV_DEEP = Path("env") / "Scripts" / "python.exe"
XLSTART = "Roaming/Microsoft/Excel/XLSTART"

FAULTS: list[tuple[str, Fault, dict[str, State]]] = [
    ("no Excel", lose_excel, {"Excel": PROBLEM}),
    ("Excel of the Store", only_store_excel, {"Excel": PROBLEM}),
    ("Excel started from the Store's folder", excel_path_in_the_store, {"Excel": PROBLEM}),
    (
        "two Offices",
        setting(rf"{PACKAGES}\Microsoft.Office.Desktop_16", "x", 1),
        {"Excel": WARNING},
    ),
    ("not installed", uninstalled, {"Add-in file": PROBLEM}),
    ("add-in taken away", lambda pc: pc.addin.unlink(), {"Add-in file": PROBLEM}),
    ("add-in damaged", lambda pc: pc.addin.write_bytes(b"PK"), {"Add-in file": PROBLEM}),
    ("add-in of another version", addin_of_other_version, {"Add-in file": WARNING}),
    (
        "mark of the web",
        lambda pc: Path(f"{pc.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n"),
        {"Blocked download": PROBLEM},
    ),
    (
        "disabled after a crash",
        setting(rf"{OFFICE}\Resiliency\DisabledItems", "4F", disabled_item(r"c:\users\x\xlstart\sheetqual.xlam")),
        {"Disabled items": PROBLEM},
    ),
    ("VBA off", setting(rf"{POLICY}\common", "VBAOff", 1), {"Macro settings": PROBLEM}),
    (
        "VBA off for the PC",
        setting(r"HKLM\SOFTWARE\Policies\Microsoft\Office\16.0\common", "vbaoff", 1),
        {"Macro settings": PROBLEM},
    ),
    (
        "only signed start macros",
        setting(rf"{POLICY}\common\security", "RequireAlwaysOnMacroSig", 1),
        {"Macro settings": PROBLEM},
    ),
    (
        "only listed add-ins",
        setting(rf"{POLICY}\excel\resiliency", "RestrictToList", 1),
        {"Macro settings": PROBLEM},
    ),
    (
        "add-in on the black list",
        setting(rf"{POLICY}\excel\resiliency\addinlist", "sheetqual.xlam", "0"),
        {"Macro settings": PROBLEM},
    ),
    ("no add-ins", setting(rf"{OFFICE}\Security", "DisableAllAddins", 1), {"Macro settings": PROBLEM}),
    (
        "signed add-ins only",
        setting(rf"{POLICY}\Excel\Security", "RequireAddinSig", 1),
        {"Macro settings": PROBLEM},
    ),
    ("macros off", setting(rf"{POLICY}\Excel\Security", "VBAWarnings", 4), {"Macro settings": WARNING}),
    ("signed macros only", setting(rf"{OFFICE}\Security", "VBAWarnings", 3), {"Macro settings": WARNING}),
    (
        "no trusted folders",
        setting(rf"{OFFICE}\Security\Trusted Locations", "AllLocationsDisabled", 1),
        {"Trusted folder": WARNING},
    ),
    (
        "macros off and no trusted folders",
        both(
            setting(rf"{POLICY}\Excel\Security", "VBAWarnings", 4),
            setting(rf"{POLICY}\Excel\Security\Trusted Locations", "AllLocationsDisabled", 1),
        ),
        {"Macro settings": PROBLEM, "Trusted folder": WARNING},
    ),
    ("settings gone", lambda pc: pc.machine.conf_path.unlink(), {"Settings file": WARNING}),
    ("settings without Python", configured_without_interpreter, {"Settings file": WARNING}),
    (
        "Python of the Store",
        from_here(with_interpreter(lambda pc: pc.root / "Microsoft" / "WindowsApps" / "python.exe")),
        {"Python's place": PROBLEM},
    ),
    ("environment on the Store's Python", based_on("Program Files/WindowsApps/Python"), {"Python's place": PROBLEM}),
    (
        "environment in OneDrive",
        from_here(with_interpreter(lambda pc: pc.root / "OneDrive - Acme" / VENV_DEEP)),
        {"Python's place": WARNING},
    ),
    ("Python deleted", lambda pc: pc.python.unlink(), {"Python for Excel": PROBLEM}),
    ("environment's Python deleted", lambda pc: (pc.root / "Python312").rmdir(), {"Python for Excel": PROBLEM}),
    (
        "another Python",
        with_interpreter(lambda pc: pc.root / "other" / "Scripts" / "python.exe"),
        {"Python for Excel": WARNING},
    ),
    (
        "long command",
        reconfigured(packages="C:\\" + LONG),
        {"Start command": PROBLEM},
    ),
    ("Office may start nothing", setting(RULES, CHILDREN, "1"), {"Defender rules": PROBLEM}),
    (
        "Office may start nothing, in capitals",
        setting(RULES, f"{{{CHILDREN.upper()}}}", 1),
        {"Defender rules": PROBLEM},
    ),
    (
        "Office may start nothing, by Intune",
        setting(MANAGED, "ASRRules", f"{EXECUTABLES}=2|{CHILDREN}=1"),
        {"Defender rules": PROBLEM},
    ),
    ("macros may not call Windows", setting(RULES, MACRO_CALLS, "1"), {"Defender rules": PROBLEM}),
    ("Office asks before it starts", setting(RULES, CHILDREN, "6"), {"Defender rules": WARNING}),
    ("notes are taken", setting(RULES, CHILDREN, "2"), {"Defender rules": WARNING}),
    ("Office may make no programs", setting(RULES, EXECUTABLES, "1"), {"Defender rules": WARNING}),
    (
        "Python hangs",
        answering(Ran(None, "", timed_out=True)),
        {"Python starts": PROBLEM},
    ),
    ("Python fails", answering(Ran(1, "Fatal Python error: init_fs_encoding")), {"Python starts": PROBLEM}),
    ("Python can't be started", answering(Ran(None, "Access is denied")), {"Python starts": PROBLEM}),
    ("old Python", told(version=[3, 9]), {"Python starts": PROBLEM}),
    (
        "pywin32 broken",
        told(faults={"com": "ImportError: DLL load failed while importing pythoncom", "udfs": "ImportError: com"}),
        {"Link to Excel": PROBLEM},
    ),
    (
        "sheetqual missing",
        told(faults={"udfs": "ModuleNotFoundError: No module named 'sheetqual'"}, sheetqual=None),
        {"Functions": PROBLEM},
    ),
    ("other xlwings", told(xlwings="0.20.8"), {"Functions": PROBLEM}),
    ("other sheetqual", told(sheetqual="0.0.1"), {"Functions": WARNING}),
    ("slow start", slow(7.5), {"Waiting time": WARNING}),
    ("slow start with numpy", slow(9, "numpy", "pandas"), {"Waiting time": WARNING}),
    ("DLL gone", lambda pc: (pc.environment / f"xlwings64-{XLWINGS}.dll").unlink(), {"Excel's DLL": PROBLEM}),
    ("DLL of another version", other_dll, {"Excel's DLL": PROBLEM}),
    (
        "guarded folders",
        setting(rf"HKLM\SOFTWARE\Microsoft\{GUARD}\Controlled Folder Access", "EnableControlledFolderAccess", 1),
        {"Guarded folders": WARNING},
    ),
    (
        "guarded folders by policy",
        setting(
            rf"HKLM\SOFTWARE\Policies\Microsoft\{GUARD}\Controlled Folder Access", "EnableControlledFolderAccess", "1"
        ),
        {"Guarded folders": WARNING},
    ),
    (
        "Excel as administrator",
        setting(
            r"HKCU\Software\Microsoft\Windows NT\CurrentVersion\AppCompatFlags\Layers",
            r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE",
            "~ RUNASADMIN",
        ),
        {"Administrator": WARNING},
    ),
    ("old server", running("2001-02-03T04:05:06"), {"Running now": WARNING}),
    (
        "old copy in the add-ins folder",
        both(
            addin_file("Roaming/Microsoft/AddIns", "sheetqual.xlam", "Other"),
            opened_at_start("Roaming/Microsoft/AddIns/sheetqual.xlam"),
        ),
        {"Other add-ins": WARNING},
    ),
    (
        "renamed copy in the start folder",
        addin_file(XLSTART, "old.xlam", "LeadScore"),
        {"Other add-ins": WARNING},
    ),
    (
        "copy in the other start folder",
        both(
            addin_file("start", "mine.xlam", "LEADSCORE"),
            lambda pc: pc.set(rf"{OFFICE}\Options", "AltStartup", str(pc.root / "start")),
        ),
        {"Other add-ins": WARNING},
    ),
    ("profile gone", profile_file(None), {"Default profile": PROBLEM}),
    ("profile faulty", profile_file("name = 5\n"), {"Default profile": PROBLEM}),
]


@pytest.mark.parametrize(("fault", "expected"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_each_fault_turns_exactly_its_check(pc: PC, fault: Fault, expected: dict[str, State]) -> None:
    fault(pc)
    examined = pc.examine()
    bad = {name: found for name, found in examined.items() if found.state is not State.OK}
    assert {name: found.state for name, found in bad.items()} == expected
    assert all(found.advice and found.found for found in bad.values())


def test_every_check_but_the_informing_one_has_a_fault_in_the_table() -> None:
    turned = {name for _, _, expected in FAULTS for name in expected}
    assert {check.name for check in CHECKS} - turned == {"Windows", "Virus protection"}


HARMLESS: list[tuple[str, Fault]] = [
    ("Office on the ARM processor", setting(CLICK_TO_RUN, "Platform", "arm64")),
    ("Office's app without Excel", setting(rf"{PACKAGES}\Microsoft.MicrosoftOfficeHub_18", "x", 1)),
    (
        "a file of the own network",
        lambda pc: Path(f"{pc.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=1\n"),
    ),
    (
        "another add-in disabled",
        setting(
            rf"{OFFICE}\Resiliency\DisabledItems",
            "4F",
            disabled_item(r"c:\x\other.xlam").replace(b"s\0h\0e", b"t\0h\0e"),
        ),
    ),
    ("another Office's policy", setting(r"HKCU\Software\Policies\Microsoft\Office\15.0\common", "vbaoff", 1)),
    ("macros asked about", setting(rf"{POLICY}\Excel\Security", "VBAWarnings", 2)),
    (
        "a policy before the user's choice",
        both(
            setting(rf"{POLICY}\Excel\Security", "VBAWarnings", 2),
            setting(rf"{OFFICE}\Security", "VBAWarnings", 4),
        ),
    ),
    (
        "only listed add-ins, ours among them",
        both(
            setting(rf"{POLICY}\excel\resiliency", "RestrictToList", 1),
            setting(rf"{POLICY}\excel\resiliency\addinlist", "sheetqual.xlam", "1"),
        ),
    ),
    (
        "no trusted folders, and all macros allowed",
        both(
            setting(rf"{OFFICE}\Security\Trusted Locations", "AllLocationsDisabled", 1),
            setting(rf"{OFFICE}\Security", "VBAWarnings", 1),
        ),
    ),
    ("rules off", both(setting(RULES, CHILDREN, "0"), setting(RULES, EXECUTABLES, "2"))),
    (
        "a rule of the PC that the company switches off",
        both(
            setting(RULES.replace(r"\Policies", ""), CHILDREN, 1),
            setting(RULES, CHILDREN, 0),
        ),
    ),
    ("Python of 32 bits", told(bits=32)),
    ("numpy that is quick", slow(1.5, "numpy")),
    ("the other DLL gone", lambda pc: (pc.environment / f"xlwings32-{XLWINGS}.dll").unlink()),
    (
        "DLL beside Python",
        lambda pc: (pc.environment / f"xlwings64-{XLWINGS}.dll").rename(pc.python.parent / f"xlwings64-{XLWINGS}.dll"),
    ),
    (
        "guarded folders that Python may write to",
        both(
            setting(rf"HKLM\SOFTWARE\Microsoft\{GUARD}\Controlled Folder Access", "EnableControlledFolderAccess", 1),
            lambda pc: pc.set(
                rf"HKLM\SOFTWARE\Microsoft\{GUARD}\Controlled Folder Access\AllowedApplications", str(pc.python), 1
            ),
        ),
    ),
    (
        "guarding that takes notes",
        setting(rf"HKLM\SOFTWARE\Microsoft\{GUARD}\Controlled Folder Access", "EnableControlledFolderAccess", 2),
    ),
    ("a new server", running("2999-02-03T04:05:06")),
    ("an old Python of somebody else", running("2001-02-03T04:05:06", "import antigravity")),
    ("xlwings' own add-in", addin_file(XLSTART, "xlwings.xlam", "Fibonacci")),
    ("a plain workbook", lambda pc: (pc.machine.startup_folder / "Book.xlsx").write_bytes(b"PK")),
    ("a broken add-in", lambda pc: (pc.machine.startup_folder / "broken.xlam").write_bytes(b"PK")),
    ("an add-in that is gone", opened_at_start("gone/sheetqual.xlam")),
    ("our own add-in, ticked", opened_at_start(f"{XLSTART}/sheetqual.xlam")),
    ("a sound profile", profile_file('name = "A"\n[[criterion]]\nid = "n"\ncolumns = ["N"]\nwant = { yes = true }\n')),
    ("another environment variable for the cloud", lambda pc: pc.variables.update(OneDrive=str(pc.root / "en"))),
]


@pytest.mark.parametrize("change", [one[1] for one in HARMLESS], ids=[one[0] for one in HARMLESS])
def test_what_only_looks_like_a_fault_is_none(pc: PC, change: Fault) -> None:
    change(pc)
    assert pc.not_ok() == {}
