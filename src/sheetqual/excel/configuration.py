r"""What the add-in has to know, and the file that tells it: lines of ``key=value`` in ASCII.

VBA reads text in whatever code page the PC is set to, so that a name such as "Zoë" or "Жанна" in a path
would not survive. Every letter beyond ASCII is therefore written as ``%u`` and four digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

from sheetqual.errors import SheetqualError

if TYPE_CHECKING:
    from sheetqual.excel.machine import Machine

__all__ = ["LONGEST_COMMAND", "Configuration", "configuration_of", "decoded", "encoded", "read_configuration"]

LONGEST_COMMAND: Final = 1900
"""xlwings' DLL ends Excel when the command that starts Python takes 2,048 characters or more."""
_SERVE: Final = "import xlwings;xlwings.serve('$(CLSID)')"
_UNIT: Final = re.compile("%u([0-9a-fA-F]{4})")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the add-in has to know.

    Attributes:
        interpreter: The Python that answers the functions.
        dll_folder: Where xlwings' DLL is; empty to look beside the interpreter and one folder up.
        packages: The user's own packages folder, where Python would not find it by itself; else empty.
        profile: The profile to use where a formula names none; else empty.
    """

    interpreter: str
    dll_folder: str = ""
    packages: str = ""
    profile: str = ""

    @property
    def arguments(self) -> str:
        """What Python is started with: neither the open workbook's folder nor other programs' settings count."""
        start = f"import site;site.addsitedir({_literal(self.packages)});{_SERVE}" if self.packages else _SERVE
        return f'-E -P -c "{start}"'

    def text(self) -> str:
        """Return the file's content."""
        lines = [f"{field.name}={encoded(getattr(self, field.name))}" for field in fields(self)]
        return "".join(f"{line}\r\n" for line in [*lines, f"arguments={encoded(self.arguments)}"])

    def check(self) -> None:
        """Check that Excel can start Python so.

        Raises:
            SheetqualError: It can't; the sentence says why.
        """
        if not PureWindowsPath(self.interpreter).name or '"' in self.interpreter + self.packages:
            message = (
                f"{self.interpreter or 'An empty text'} is no path of a Python; give one such as C:\\...\\python.exe."
            )
            raise SheetqualError(message)
        if any(character < " " for value in (self.interpreter, self.dll_folder, self.profile) for character in value):
            message = "A path with a line break in it can't be used; rename the folder."
            raise SheetqualError(message)
        if len(self.interpreter) + len(self.arguments) > LONGEST_COMMAND:
            message = (
                "The path of this Python is too long for Excel; make an environment in a folder with a short name, "
                "such as C:\\sheetqual, and install from there."
            )
            raise SheetqualError(message)


def _literal(text: str) -> str:
    """Return a text as Python writes it, in ASCII and with no quote that the command line would end at."""
    inside = text.encode("unicode_escape").decode("ascii").replace("'", "\\x27").replace("$", "\\x24")
    return f"'{inside}'"


def encoded(text: str) -> str:
    """Return a text in ASCII: the percent sign and all beyond ASCII as UTF-16 units."""
    units = text.encode("utf-16-be", "surrogatepass")
    codes = [int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2)]
    return "".join(chr(code) if " " <= chr(code) <= "~" and code != ord("%") else f"%u{code:04X}" for code in codes)


def decoded(text: str) -> str:
    """Return the text that `encoded` wrote so."""
    wide = _UNIT.sub(lambda found: chr(int(found[1], 16)), text)
    return wide.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def read_configuration(path: Path) -> Configuration | None:
    """Read what was decided when the add-in was installed; None where there is none that can be read.

    Args:
        path: The file, `Machine.conf_path`.

    Returns:
        What it says; a line that nobody knows is passed over.
    """
    try:
        lines = path.read_bytes().decode("ascii", "replace").splitlines()
    except OSError:
        return None
    said = dict(line.split("=", 1) for line in lines if "=" in line)
    known = {field.name: decoded(said[field.name]) for field in fields(Configuration) if field.name in said}
    return Configuration(**known) if known.get("interpreter") else None


def configuration_of(machine: Machine, profile: str = "") -> Configuration:
    """Return the configuration for the Python that sheetqual runs in.

    Raises:
        SheetqualError: Excel could not start this Python.
    """
    interpreter = machine.executable
    if PureWindowsPath(interpreter).name.casefold() == "pythonw.exe":
        # The DLL hides the window by itself, and python.exe can say what went wrong.
        interpreter = str(PureWindowsPath(interpreter).with_name("python.exe"))
    made = Configuration(interpreter, machine.dll_folder, machine.user_packages, profile)
    if len(made.interpreter) + len(made.arguments) > LONGEST_COMMAND:
        # Nearly every environment finds its packages alone.
        made = replace(made, packages="")
    made.check()
    return made
