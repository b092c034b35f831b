"""Paths of files, completed as they are typed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.suggester import Suggester
from textual.widgets import Input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

__all__ = ["LISTS", "Paths", "complete"]

LISTS: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt")
"""What the names of lists end in."""


class Paths(Suggester):
    """Completes paths of lists or profiles as they are typed."""

    def __init__(self, suffixes: Sequence[str]) -> None:
        """Take what the names of files end in."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._suffixes = suffixes

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first path that begins so, or None."""
        return self.first(value) if value else None

    def first(self, value: str) -> str | None:
        """Return the first path that begins so, or None."""
        try:
            typed = Path(value).expanduser()
            folder, start = (typed, "") if value.endswith(("/", "\\")) else (typed.parent, typed.name)
            for path in sorted(folder.iterdir()):
                is_wanted = path.is_dir() or path.suffix.casefold() in self._suffixes
                if is_wanted and path.name.startswith(start) and not path.name.startswith((".", "~$")):
                    return f"{value}{path.name[len(start) :]}{'/' if path.is_dir() else ''}"
        except (OSError, RuntimeError, ValueError):
            return None
        return None


def complete(line: Widget | None) -> bool:
    """Complete the path that is typed on a line; tell whether there was anything to complete."""
    if not isinstance(line, Input) or not isinstance(line.suggester, Paths):
        return False
    found = line.suggester.first(line.value)
    if found is None or found == line.value:
        return False
    line.value = found
    line.cursor_position = len(found)
    return True
