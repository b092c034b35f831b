"""Windows' registry, as far as the checks read it: a seam beside `Machine`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Registry", "WindowsRegistry"]


class Registry(Protocol):
    r"""What the checks ask of a registry; keys are written with their root, as ``HKCU\Software``."""

    def values(self, key: str) -> Mapping[str, object]:
        """Return a key's values by their names, the key's own under an empty name; none where there is no key.

        Raises:
            OSError: The key may not be read.
        """

    def subkeys(self, key: str) -> Sequence[str]:
        """Return the names of the keys below a key; none where there is no key.

        Raises:
            OSError: The key may not be read.
        """


class WindowsRegistry:
    """The registry of this PC; an empty one where there is no Windows."""

    @staticmethod
    def values(key: str) -> Mapping[str, object]:
        """Return a key's values by their names."""
        return _read(key)[0]

    @staticmethod
    def subkeys(key: str) -> Sequence[str]:
        """Return the names of the keys below a key."""
        return _read(key)[1]


def _read(key: str) -> tuple[dict[str, object], list[str]]:
    values: dict[str, object] = {}
    subkeys: list[str] = []
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - only Windows has it

        root, _, path = key.partition("\\")
        hive = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[root]
        try:
            # A Python of 32 bits would otherwise see a part of the registry that Windows keeps for it alone.
            with winreg.OpenKey(hive, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
                below, many, _ = winreg.QueryInfoKey(opened)
                for index in range(many):
                    name, value, _ = winreg.EnumValue(opened, index)
                    values[name] = value
                subkeys.extend(winreg.EnumKey(opened, index) for index in range(below))
        except FileNotFoundError:
            pass
    return values, subkeys
