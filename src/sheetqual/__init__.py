"""Lead qualification and scoring for small sales teams, in the workbook they already have.

The front door: the few names a program needs. They are loaded when first asked for, so that
importing the package costs nothing.

Example:
    >>> from datetime import date
    >>> from sheetqual import read_profile, score_list
    >>> scored = score_list("leads.xlsx", read_profile("profile.toml"), today=date.today())
    >>> for lead, verdict in scored.board.verdicts():
    ...     print(scored.label(lead), verdict.score / 1000, verdict.temperature)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from sheetqual._version import __version__

if TYPE_CHECKING:
    from sheetqual.core.board import Board
    from sheetqual.core.parse import parse_profile
    from sheetqual.core.profile import Profile
    from sheetqual.core.values import Finding
    from sheetqual.errors import ProfileError, SheetqualError
    from sheetqual.files.lists import ScoredList, score_list
    from sheetqual.files.profiles import ProfileFile, read_profile

__all__ = [
    "Board",
    "Finding",
    "Profile",
    "ProfileError",
    "ProfileFile",
    "ScoredList",
    "SheetqualError",
    "__version__",
    "parse_profile",
    "read_profile",
    "score_list",
]

_HOMES: Final = {
    "Board": "core.board",
    "Finding": "core.values",
    "Profile": "core.profile",
    "ProfileError": "errors",
    "ProfileFile": "files.profiles",
    "ScoredList": "files.lists",
    "SheetqualError": "errors",
    "parse_profile": "core.parse",
    "read_profile": "files.profiles",
    "score_list": "files.lists",
}


def __getattr__(name: str) -> object:
    """Load a public name from where it lives."""
    if name in _HOMES:
        return getattr(import_module(f"sheetqual.{_HOMES[name]}"), name)
    message = f"module 'sheetqual' has no attribute '{name}'"
    raise AttributeError(message)
