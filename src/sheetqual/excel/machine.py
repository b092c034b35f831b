"""The PC that the add-in is for, as far as it matters: a seam, so that tests can simulate Windows.

Everything that asks the system something goes through a `Machine`; `this_machine` is the real one.
A simulated one is a subclass, or an instance with other attributes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

__all__ = ["ADD_IN", "Machine", "Ran", "this_machine"]

ADD_IN: Final = "sheetqual.xlam"
_STORE: Final = ("\\windowsapps\\", "\\pythonsoftwarefoundation.python.")
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_TO_END: Final = 5.0


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a command.

    Attributes:
        code: Its exit code; None when it could not be started, or took too long and was ended.
        output: What it printed, errors included; what the system said when it could not be started.
        timed_out: Whether it took too long.
    """

    code: int | None
    output: str
    timed_out: bool = False


@dataclass(frozen=True)
class Machine:
    """The PC and the Python that sheetqual runs in.

    Attributes:
        is_windows: Whether it is a Windows PC, the only kind whose Excel loads the add-in.
        env: The environment variables.
        executable: This Python, as the system spells it.
        base_prefix: The folder of the Python that a virtual environment was made of.
    """

    is_windows: bool = sys.platform == "win32"
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    executable: str = sys.executable
    base_prefix: str = sys.base_prefix

    @property
    def appdata(self) -> Path:
        """The folder where programs keep this user's settings.

        Excel starts Python with an environment whose letters beyond ASCII may be wrong, so the
        system is asked, not the variable.
        """
        return _settings_folder()

    @property
    def conf_path(self) -> Path:
        """The add-in's configuration: what `sheetqual.excel.configuration` reads and writes."""
        return self.appdata / "sheetqual" / "excel.conf"

    @property
    def startup_folder(self) -> Path:
        """The folder whose workbooks and add-ins Excel opens whenever it starts."""
        return self.appdata / "Microsoft" / "Excel" / "XLSTART"

    @property
    def addin_path(self) -> Path:
        """Where the add-in is put."""
        return self.startup_folder / ADD_IN

    @property
    def is_store_python(self) -> bool:
        """Whether this Python comes from the Microsoft Store: what it writes, Excel does not find."""
        return any(mark in path.casefold() for mark in _STORE for path in (self.executable, self.base_prefix))

    @property
    def dll_folder(self) -> str:
        """The folder of the DLL of xlwings that Excel loads; empty where this Python has none."""
        return _dll_folder()

    @property
    def user_packages(self) -> str:
        """The user's own packages folder, if this Python uses one; else empty.

        Python looks for it with the environment that Excel may pass on wrongly.
        """
        import site  # noqa: PLC0415

        folder = site.getusersitepackages() if site.ENABLE_USER_SITE else ""
        return folder if folder and Path(folder).is_dir() else ""

    def processes(self) -> frozenset[str]:
        """Return the names of the programs that run, in lower case, such as ``excel.exe``."""
        if not self.is_windows:
            return frozenset()
        ran = self.run(["tasklist", "/fo", "csv", "/nh"], timeout=10)
        lines = ran.output.splitlines() if ran.code == 0 else []
        return frozenset(line.split('"')[1].lower() for line in lines if line.startswith('"'))

    def run(self, command: Sequence[str], timeout: float) -> Ran:
        """Run a command without a window until it ends itself, and wait no longer than so many seconds.

        What it prints goes through a file: a pipe ends only when all that the command has started has
        ended, too, and a server, or a Python behind Windows' starter of an environment, can hold it
        for ever.
        """
        with TemporaryFile() as output:
            try:
                process = subprocess.Popen(  # noqa: S603 - every caller names the program itself
                    list(command),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    creationflags=_NO_WINDOW,
                )
            except (OSError, ValueError) as error:
                return Ran(None, str(error))
            late = False
            try:
                process.wait(timeout)
            except subprocess.TimeoutExpired:
                late = True
                process.kill()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_TO_END)
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        return Ran(None if late else process.returncode, text, timed_out=late)


@lru_cache(maxsize=1)
def _settings_folder() -> Path:
    from platformdirs import user_config_path  # noqa: PLC0415 - asks the system, which takes a while

    return user_config_path(roaming=True)


@lru_cache(maxsize=1)
def _dll_folder() -> str:
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415 - slow, and seldom needed

    try:
        found = distribution("xlwings")
    except PackageNotFoundError:
        return ""
    dlls = [file for file in found.files or () if file.name.startswith("xlwings") and file.suffix == ".dll"]
    return str(Path(str(found.locate_file(dlls[0]))).resolve().parent) if dlls else ""


def this_machine() -> Machine:
    """Return the PC that sheetqual runs on."""
    return Machine()
