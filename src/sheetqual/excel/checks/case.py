"""What the checks look at: a PC, and what several of them ask of it, asked once."""

from __future__ import annotations

import time
import zipfile
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.excel.addin import build_addin
from sheetqual.excel.checks.office import Excel, find_excel
from sheetqual.excel.checks.start import LIMIT, PROBE, Answer, read_answer
from sheetqual.excel.configuration import read_configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheetqual.excel.checks.registry import Registry
    from sheetqual.excel.configuration import Configuration
    from sheetqual.excel.machine import Machine, Ran

__all__ = ["Case"]

_CLOUD_FOLDERS: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


class Case:
    """One PC under examination.

    Attributes:
        machine: The PC.
        run: Runs a program for so many seconds at most.
    """

    def __init__(
        self,
        machine: Machine,
        registry: Registry,
        run: Callable[[Sequence[str], float], Ran] | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Keep what is to be looked at.

        Args:
            machine: The PC.
            registry: Its registry.
            run: Runs a program for so many seconds at most; `Machine.run` when None.
            clock: Counts seconds.
        """
        self.machine = machine
        self.run = run or machine.run
        self._registry = registry
        self._clock = clock

    # The registry

    def values(self, key: str) -> Mapping[str, object]:
        """Return the values of a registry key, by their names."""
        return self._registry.values(key)

    def value(self, key: str, name: str) -> object:
        """Return a value of the registry, whatever the case of its name; None where there is none."""
        folded = name.casefold()
        return next((value for one, value in self.values(key).items() if one.casefold() == folded), None)

    def subkeys(self, key: str) -> Sequence[str]:
        """Return the names of the keys below a registry key."""
        return self._registry.subkeys(key)

    def excel_setting(self, section: str, name: str) -> tuple[object, bool]:
        """Return a setting of Excel's, and whether a policy sets it: policies come before what a user chose."""
        below = rf"{self.office}\Excel\{section}"
        for policies in (r"HKCU\Software\Policies\Microsoft\Cloud\Office", r"HKCU\Software\Policies\Microsoft\Office"):
            value = self.value(rf"{policies}\{below}", name)
            if value is not None:
                return value, True
        return self.value(rf"HKCU\Software\Microsoft\Office\{below}", name), False

    @property
    def trusts_folders(self) -> bool:
        """Whether Excel knows trusted folders at all, among which its start folder is."""
        return self.excel_setting(r"Security\Trusted Locations", "AllLocationsDisabled")[0] != 1

    @cached_property
    def office(self) -> str:
        """Office's version as it stands in the registry: 16.0 from 2016 on."""
        number = str(self.value(r"HKLM\SOFTWARE\Classes\Excel.Application\CurVer", "") or "").rpartition(".")[2]
        return f"{number}.0" if number.isdecimal() else "16.0"

    @cached_property
    def excel(self) -> Excel | None:
        """The Excel of this PC."""
        return find_excel(self)

    # Files

    @staticmethod
    def exists(path: Path) -> bool:
        """Tell whether a file or folder is there.

        Raises:
            OSError: It may not be looked at.
        """
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    @staticmethod
    def names(folder: Path, pattern: str) -> list[str]:
        """Return the names of a folder's files that fit a pattern, sorted."""
        return sorted(path.name for path in folder.glob(pattern))

    @staticmethod
    def text_of(path: Path) -> str:
        """Return a file's text, and an empty one where there is no file."""
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def network_share(self, path: str) -> str:
        """Return the network folder that a path leads to, or an empty text."""
        if path.startswith("\\\\"):
            return path
        letter, colon, _ = path.partition(":")
        return str(self.value(rf"HKCU\Network\{letter}", "RemotePath") or "") if colon else ""

    def is_synced(self, path: str) -> bool:
        """Tell whether a path lies in a folder that OneDrive keeps in step."""
        folders = (self.environment.get(name, "") for name in _CLOUD_FOLDERS)
        return any(folder and Path(path).is_relative_to(folder) for folder in folders)

    # The add-in, and the Python that it starts

    @property
    def is_windows(self) -> bool:
        """Whether this is Windows."""
        return self.machine.is_windows

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables."""
        return self.machine.env

    @property
    def addin(self) -> Path:
        """Where the add-in lies."""
        return self.machine.addin_path

    @property
    def start_folder(self) -> Path:
        """The folder whose files Excel opens at its start."""
        return self.machine.startup_folder

    @property
    def addins_folder(self) -> Path:
        """The folder in which people put add-ins."""
        return self.machine.appdata / "Microsoft" / "AddIns"

    @property
    def configuration_file(self) -> Path:
        """The file that tells the add-in where Python is."""
        return self.machine.conf_path

    @property
    def this_python(self) -> Path:
        """The Python that runs now."""
        return Path(self.machine.executable)

    @cached_property
    def configuration(self) -> Configuration | None:
        """What the add-in was told when it was installed; None where it was not, or it can't be read."""
        return read_configuration(self.configuration_file)

    @property
    def is_current(self) -> bool:
        """Whether the add-in is what this version would put there, with the same settings.

        Raises:
            SheetqualError: It can't be made to compare it.
        """
        if self.configuration is None:
            return True
        made, there = (_parts(one) for one in (BytesIO(build_addin(self.configuration)), self.addin))
        return made == there

    @property
    def interpreter(self) -> Path:
        """The Python that Excel starts; before an installation this one, which it would set."""
        return Path(self.configuration.interpreter) if self.configuration else self.this_python

    @cached_property
    def pinned_xlwings(self) -> str:
        """The version of xlwings that the add-in was made of: the one that is installed here."""
        from importlib.metadata import version  # noqa: PLC0415 - takes a while

        return version("xlwings")

    @property
    def dll_folders(self) -> tuple[Path, ...]:
        """Where Excel looks for xlwings' DLL, in this order."""
        said = self.configuration.dll_folder if self.configuration else self.machine.dll_folder
        folder = self.interpreter.parent
        return tuple(dict.fromkeys((*([Path(said)] if said else []), folder, folder.parent)))

    @property
    def default_profile(self) -> Path | None:
        """The profile for formulas that name none."""
        return Path(self.configuration.profile) if self.configuration and self.configuration.profile else None

    @property
    def renewed(self) -> float:
        """When the add-in, its settings or sheetqual itself last changed, in seconds since 1970."""
        paths = (self.addin, self.configuration_file, Path(__file__))
        return max((path.stat().st_mtime for path in paths if self.exists(path)), default=0.0)

    @cached_property
    def base_folder(self) -> Path | None:
        """The folder of the Python that Excel's environment was made of; None where it is no environment."""
        for folder in (self.interpreter.parent.parent, self.interpreter.parent):
            for line in self.text_of(folder / "pyvenv.cfg").splitlines():
                key, _, value = line.partition("=")
                if key.strip() == "home" and value.strip():
                    return Path(value.strip())
        return None

    @cached_property
    def answer(self) -> Answer | None:
        """What Excel's Python says about itself; None where there is none."""
        if not self.exists(self.interpreter):
            return None
        packages = self.configuration.packages if self.configuration else self.machine.user_packages
        began = self._clock()
        ran = self.run([str(self.interpreter), "-E", "-B", "-c", PROBE, packages], LIMIT)
        seconds = self._clock() - began
        if ran.timed_out:
            return Answer(seconds, is_late=True)
        if ran.code is None:
            return Answer(seconds, is_refused=True, text=ran.output)
        return read_answer(ran.output, seconds)


def _parts(package: Path | BytesIO) -> dict[str, bytes]:
    """Return what a package holds, however tightly it is packed."""
    with zipfile.ZipFile(package) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
