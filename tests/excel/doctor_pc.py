"""A simulated Windows PC on which the add-in works, and what can be broken on it."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import xlwings

from sheetqual._version import __version__
from sheetqual.excel.addin import build_addin
from sheetqual.excel.checks import CHECKS, examine
from sheetqual.excel.checks.answers import Found, State
from sheetqual.excel.checks.case import Case
from sheetqual.excel.checks.start import LIMIT
from sheetqual.excel.configuration import Configuration, read_configuration
from sheetqual.excel.machine import Machine, Ran

XLWINGS = version("xlwings")
OFFICE = r"HKCU\Software\Microsoft\Office\16.0\Excel"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0"
GUARD = r"Windows Defender\Windows Defender Exploit Guard"
RULES = rf"HKLM\SOFTWARE\Policies\Microsoft\{GUARD}\ASR\Rules"
MANAGED = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
PACKAGES = (
    r"HKCU\Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
)
APP_PATH = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
SECURITY_CENTER = r"HKLM\SOFTWARE\Microsoft\Security Center\Provider\Av"
CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
MACRO_CALLS = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
EXECUTABLES = "3b576869-a4ec-4529-8536-b80a7769e899"


@dataclass(frozen=True)
class SimulatedMachine(Machine):
    """A Windows whose files lie in a folder of the test."""

    pc: PC | None = None

    @property
    def appdata(self) -> Path:
        assert self.pc is not None
        return self.pc.root / "Roaming"

    @property
    def dll_folder(self) -> str:
        assert self.pc is not None
        return str(self.pc.environment)

    @property
    def user_packages(self) -> str:
        return ""

    def processes(self) -> frozenset[str]:
        assert self.pc is not None
        return frozenset(self.pc.programs)


@dataclass
class PC:
    """A PC on which everything is well, until a test breaks something."""

    root: Path
    is_windows: bool = True
    keys: dict[str, dict[str, object]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=lambda: {"explorer.exe"})
    variables: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.8
    told: dict[str, Any] = field(default_factory=dict)
    ran: Ran | None = None
    listed: Ran = field(default_factory=lambda: Ran(0, ""))
    commands: list[Sequence[str]] = field(default_factory=list)
    now: float = 100.0
    here: Path | None = None

    def __post_init__(self) -> None:
        self.told = {
            "version": [3, 12],
            "bits": 64,
            "faults": {},
            "heavy": [],
            "xlwings": XLWINGS,
            "sheetqual": __version__,
        }
        self.keys = {
            CLICK_TO_RUN: {"VersionToReport": "16.0.17328.20184", "Platform": "x64"},
            r"HKLM\SOFTWARE\Classes\Excel.Application\CurVer": {"": "Excel.Application.16"},
            rf"{SECURITY_CENTER}\{{1}}": {"DISPLAYNAME": "Windows Defender"},
        }
        base = self.root / "Python312"
        base.mkdir()
        scripts = self.python.parent
        scripts.mkdir(parents=True)
        self.python.touch()
        (self.environment / "pyvenv.cfg").write_text(f"home = {base}\ninclude-system-site-packages = false\n")
        for bits in (64, 32):
            (self.environment / f"xlwings{bits}-{XLWINGS}.dll").touch()
        self.machine.conf_path.parent.mkdir(parents=True)
        self.configure(Configuration(str(self.python), str(self.environment)))
        self.machine.startup_folder.mkdir(parents=True)
        put_addin(self.machine)

    @property
    def environment(self) -> Path:
        return self.root / "env"

    @property
    def python(self) -> Path:
        return self.environment / "Scripts" / "python.exe"

    @property
    def machine(self) -> SimulatedMachine:
        return SimulatedMachine(
            is_windows=self.is_windows,
            env=self.variables,
            executable=str(self.here or self.python),
            pc=self,
        )

    @property
    def addin(self) -> Path:
        return self.machine.addin_path

    @property
    def configuration(self) -> Configuration:
        there = read_configuration(self.machine.conf_path)
        assert there is not None
        return there

    def configure(self, configuration: Configuration) -> None:
        self.machine.conf_path.write_text(configuration.text(), encoding="ascii", newline="")

    def run(self, command: Sequence[str], timeout: float) -> Ran:
        self.commands.append(command)
        assert timeout <= LIMIT
        if command[0] == "powershell":
            return self.listed
        self.now += self.seconds
        return self.ran or Ran(0, f"sheetqual:{json.dumps(self.told)}\n")

    def values(self, key: str) -> Mapping[str, object]:
        if key in self.refused:
            raise PermissionError(13, "Access is denied")
        return self.keys.get(key, {})

    def subkeys(self, key: str) -> Sequence[str]:
        below = [one.removeprefix(key + "\\") for one in self.keys if one.startswith(key + "\\")]
        return list(dict.fromkeys(one.partition("\\")[0] for one in below))

    def set(self, key: str, name: str, value: object) -> None:
        self.keys.setdefault(key, {})[name] = value

    def examine(self) -> dict[str, Found]:
        case = Case(self.machine, self, self.run, lambda: self.now)
        return {check.name: found for check, found in examine(case)}

    def not_ok(self) -> dict[str, State]:
        return {name: found.state for name, found in self.examine().items() if found.state is not State.OK}


def put_addin(machine: Machine) -> None:
    """Put the add-in there that this version makes."""
    configuration = read_configuration(machine.conf_path)
    assert configuration is not None
    machine.addin_path.write_bytes(build_addin(configuration))


Fault = Callable[[PC], object]


def disabled_item(path: str) -> bytes:
    """Return an item as Excel writes it: a kind, two lengths, and two texts in UTF-16."""
    texts = [f"{text}\0".encode("utf-16-le") for text in (path, "sheetqual")]
    return struct.pack("<III", 2, *map(len, texts)) + b"".join(texts)


def lose_excel(pc: PC) -> None:
    del pc.keys[CLICK_TO_RUN]


def only_store_excel(pc: PC) -> None:
    lose_excel(pc)
    pc.keys[rf"{PACKAGES}\Microsoft.Office.Desktop.Excel_16051.12527_x86__8wekyb3d8bbwe"] = {}


def excel_path_in_the_store(pc: PC) -> None:
    lose_excel(pc)
    pc.set(APP_PATH, "", r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel_16\Office16\EXCEL.EXE")


def addin_of_other_version(pc: PC) -> None:
    shutil.copy(Path(xlwings.__file__).parent / "quickstart_addin.xlam", pc.addin)


def uninstalled(pc: PC) -> None:
    pc.addin.unlink()
    pc.machine.conf_path.unlink()


def configured_without_interpreter(pc: PC) -> None:
    pc.machine.conf_path.write_text("profile=\r\n")


def reconfigured(**changes: str) -> Fault:
    def change(pc: PC) -> None:
        pc.configure(replace(pc.configuration, **changes))
        put_addin(pc.machine)

    return change


def with_interpreter(make: Callable[[PC], Path]) -> Fault:
    """Let Excel start a Python elsewhere, which is there."""

    def change(pc: PC) -> None:
        python = make(pc)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        pc.configure(replace(pc.configuration, interpreter=str(python)))
        put_addin(pc.machine)

    return change


def from_here(change: Fault) -> Fault:
    """Let the doctor run in the Python that Excel starts, wherever that is."""

    def changed(pc: PC) -> None:
        change(pc)
        pc.here = Path(pc.configuration.interpreter)

    return changed


def based_on(folder: str) -> Fault:
    def change(pc: PC) -> None:
        base = pc.root / folder
        base.mkdir(parents=True)
        (pc.environment / "pyvenv.cfg").write_text(f"home = {base}\n")

    return change


def on_mapped_drive(pc: PC) -> None:
    letter = str(pc.python).partition(":")[0]
    pc.set(rf"HKCU\Network\{letter}", "RemotePath", r"\\server\share")


def other_dll(pc: PC) -> None:
    (pc.environment / f"xlwings64-{XLWINGS}.dll").rename(pc.environment / "xlwings64-0.20.8.dll")


def told(**changes: Any) -> Fault:
    return lambda pc: pc.told.update(changes)


def answering(ran: Ran) -> Fault:
    def change(pc: PC) -> None:
        pc.ran = ran

    return change


def slow(seconds: float, *heavy: str) -> Fault:
    def change(pc: PC) -> None:
        pc.seconds = seconds
        pc.told["heavy"] = list(heavy)

    return change


def setting(key: str, name: str, value: object) -> Fault:
    return lambda pc: pc.set(key, name, value)


def both(*changes: Fault) -> Fault:
    def change(pc: PC) -> None:
        for one in changes:
            one(pc)

    return change


def running(started: str, serving: str = "import xlwings;xlwings.serve('{1-2}')") -> Fault:
    def change(pc: PC) -> None:
        pc.programs.add("excel.exe")
        pc.listed = Ran(0, f'\r\n{started} "{pc.python}" -E -P -c "{serving}"\r\n')

    return change


def addin_file(folder: str, name: str, function: str) -> Fault:
    """Put an add-in with one function somewhere."""

    def change(pc: PC) -> None:
        from pyopenvba import ExcelFile

        target = pc.root / folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with ExcelFile(Path(xlwings.__file__).parent / "quickstart_addin.xlam") as book:
            code = f'Attribute VB_Name = "Other"\r\nPublic Function {function}(x)\r\nEnd Function\r\n'
            book.vba_project().add_module("Other", code)
            book.save(target)

    return change


def opened_at_start(name: str) -> Fault:
    return lambda pc: pc.set(rf"{OFFICE}\Options", "OPEN1", f'/R "{pc.root / name}"')


def profile_file(text: str | None) -> Fault:
    def change(pc: PC) -> None:
        path = pc.root / "profile.toml"
        if text is not None:
            path.write_text(text)
        pc.configure(replace(pc.configuration, profile=str(path)))
        put_addin(pc.machine)

    return change


@pytest.fixture
def pc(tmp_path: Path) -> PC:
    return PC(tmp_path)


def test_on_a_sound_pc_every_check_is_made_and_all_is_well(pc: PC) -> None:
    examined = pc.examine()
    assert list(examined) == [check.name for check in CHECKS]
    assert {found.state for found in examined.values()} == {State.OK}, examined
