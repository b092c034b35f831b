"""What stops the work, worded for sales people.

Two kinds of failure run through sheetqual. A `SheetqualError` stops the work and says in one
sentence what to do. A `sheetqual.core.values.Finding` travels with the result instead, and every
front end shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LAST: Final = 1_000_000_000
"""A fault of no line comes after those that have one."""

__all__ = ["Fault", "LeadsFileError", "OutputError", "ProfileError", "SheetqualError"]


class SheetqualError(Exception):
    """Stops the work; its text is one sentence for the user, saying what to do next."""


class LeadsFileError(SheetqualError):
    """A list of leads can't be read."""


class OutputError(SheetqualError):
    """A result can't be written; what stood at its place is untouched."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a profile.

    Attributes:
        text: What is wrong and what would be right, e.g. ``unknown key 'wieght'; did you mean
            'weights'?``.
        line: The 1-based line of the profile's text, or None where no line can be named.
    """

    text: str
    line: int | None = None


class ProfileError(SheetqualError):
    """A profile is refused as a whole, with everything that is wrong with it.

    Attributes:
        source: The profile's file name, as the user gave it.
        faults: Every fault, by line.
    """

    def __init__(self, source: str, faults: Iterable[Fault]) -> None:
        """Keep the faults in the order of their lines."""
        self.source = source
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or _LAST))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return each fault as ``file:line: text``."""
        return [
            f"{self.source}:{fault.line}: {fault.text}" if fault.line else f"{self.source}: {fault.text}"
            for fault in self.faults
        ]
