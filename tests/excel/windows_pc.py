"""A Windows PC in a folder, for what is put on it and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sheetqual.excel.machine import Machine

__all__ = ["PYTHON", "WindowsPC"]

PYTHON = "C:\\Users\\Ada\\env\\Scripts\\python.exe"


@dataclass(frozen=True)
class WindowsPC(Machine):
    """A PC whose user's settings are in a folder of the test."""

    is_windows: bool = True
    executable: str = PYTHON
    base_prefix: str = "C:\\Python313"
    home: Path = field(default_factory=Path)
    runs: frozenset[str] = frozenset({"explorer.exe"})
    dlls: str = "C:\\Users\\Ada\\env"
    packages: str = ""

    @property
    def appdata(self) -> Path:
        return self.home

    @property
    def dll_folder(self) -> str:
        return self.dlls

    @property
    def user_packages(self) -> str:
        return self.packages

    def processes(self) -> frozenset[str]:
        return self.runs
