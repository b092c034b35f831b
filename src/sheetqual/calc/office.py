"""LibreOffice on this computer, as far as it matters: a seam, so that tests can simulate other systems."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

__all__ = ["Computer", "Ran", "this_computer"]

_LONGEST: Final = 120
"""Seconds for LibreOffice's extension program, which takes two."""
_AFTER: Final = 5
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a program.

    Attributes:
        code: Its exit code; None when it could not be started, or took too long and was ended.
        output: What it printed, errors included.
    """

    code: int | None
    output: str


@dataclass(frozen=True)
class Computer:
    """A computer that LibreOffice may be installed on.

    Attributes:
        platform: Its system, as Python names it.
        env: The environment variables.
        home: The user's folder.
        root: Where the system's own folders are.
        is_administrator: Whether this runs as root, for whom LibreOffice takes no add-ins.
    """

    platform: str = sys.platform
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    home: Path = field(default_factory=Path.home)
    root: Path = Path("/")
    is_administrator: bool = hasattr(os, "geteuid") and os.geteuid() == 0

    def unopkg(self) -> Path | None:
        """Return LibreOffice's own program for extensions, or None where there is none."""
        return next((path for path in self._places() if path.is_file()), None)

    def is_running(self) -> bool:
        """Tell whether this user's LibreOffice runs, or ended so badly that it did not tidy up.

        In both cases its program for extensions would start a LibreOffice that nobody sees, and that
        stays.
        """
        return (self._settings() / ".lock").exists()

    def run(self, program: Path, arguments: Sequence[str]) -> Ran:
        """Run a program, with everything that it starts, for at most two minutes."""
        try:
            process = subprocess.Popen(  # noqa: S603 - the program is LibreOffice's own
                [program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=self._clean(),
                start_new_session=True,
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            return Ran(None, str(error.strerror or error))
        try:
            output, _ = process.communicate(timeout=_LONGEST)
        except subprocess.TimeoutExpired:
            _end(process)
            return Ran(None, "it took too long")
        except BaseException:
            _end(process)
            raise
        return Ran(process.returncode, output.decode(errors="replace"))

    def _clean(self) -> dict[str, str]:
        """Return the environment without the Python that sheetqual runs in.

        LibreOffice would take that for its own, find no UNO in it, and leave the functions out.
        """
        env = {name: text for name, text in self.env.items() if not name.upper().startswith("PYTHON")}
        if self.platform != "win32":
            env["PATH"] = os.defpath
        return env

    def _places(self) -> Iterator[Path]:
        if self.platform == "win32":
            folders = dict.fromkeys(
                self.env.get(name) for name in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)")
            )
            # The one ending in .com is for programs: it waits until the work is done.
            yield from (Path(folder) / "LibreOffice" / "program" / "unopkg.com" for folder in folders if folder)
            return
        if self.platform == "darwin":
            inside = Path("Applications/LibreOffice.app/Contents/MacOS/unopkg")
            yield from (self.root / inside, self.home / inside)
            return
        for name in ("unopkg", "libreoffice", "soffice"):
            found = shutil.which(name, path=self.env.get("PATH", ""))
            if found:
                yield Path(found).resolve().with_name("unopkg")
        installed = sorted((self.root / "opt").glob("libreoffice*"), reverse=True)
        for folder in (self.root / "usr/lib/libreoffice", self.root / "usr/lib64/libreoffice", *installed):
            yield folder / "program" / "unopkg"

    def _settings(self) -> Path:
        """Return the folder where LibreOffice keeps this user's settings."""
        if self.platform == "win32":
            base = Path(self.env.get("APPDATA") or self.home / "AppData" / "Roaming")
            return base / "LibreOffice" / "4"
        if self.platform == "darwin":
            return self.home / "Library" / "Application Support" / "LibreOffice" / "4"
        return Path(self.env.get("XDG_CONFIG_HOME") or self.home / ".config") / "libreoffice" / "4"


def this_computer() -> Computer:
    """Return the computer that this runs on."""
    return Computer()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and those it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=_AFTER)
