"""A workbook as its workbook part describes it: sheets, defined names, settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.files._markup import parse
from sheetqual.files._refusals import damaged
from sheetqual.files._sheet_tables import tables_of

if TYPE_CHECKING:
    from sheetqual.files._markup import Element
    from sheetqual.files._package import Package
    from sheetqual.files._sheet_tables import SheetTable

__all__ = [
    "BASE_NAME",
    "NO",
    "OWN_NAMES",
    "PRIORITIES_NAME",
    "PROFILE_NAME",
    "Book",
    "DefinedName",
    "Sheet",
    "defined_name",
]

NO: Final = ("", "0", "false", "off")
"""What a setting says that is not on."""


PROFILE_NAME: Final = "LeadProfile"
"""The defined name under which formulas find the profile."""
PRIORITIES_NAME: Final = "LeadPriorities"
"""The defined name by which the sheet for people is found again."""
BASE_NAME: Final = "LeadBase"
"""The defined name of what the last export said."""
OWN_NAMES: Final = tuple(name.casefold() for name in (PROFILE_NAME, PRIORITIES_NAME, BASE_NAME))
"""The defined names of the sheets that sheetqual puts into a workbook, in lower case."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        name: Its name.
        part: The name of its part.
        index: Its place among all sheets, from 0.
    """

    name: str
    part: str
    index: int


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name that a workbook gives to cells.

    Attributes:
        name: The name.
        refers: What it refers to, as a formula without the equals sign.
        sheet: The index of the sheet it belongs to; None for the whole workbook.
    """

    name: str
    refers: str
    sheet: int | None

    @property
    def sheet_name(self) -> str:
        """The name of the sheet it refers to, or nothing."""
        return self.refers.rpartition("!")[0].removeprefix("'").removesuffix("'").replace("''", "'")


class Book:
    """A workbook.

    Attributes:
        package: Its parts.
        part: The name of its workbook part.
        text: The text of that part.
        root: The element of that part.
        relationships: What that part says about others.
        sheets: Its sheets.
        names: Its defined names.
    """

    def __init__(self, package: Package) -> None:
        """Read the workbook part.

        Raises:
            Refused: It is damaged or unusual.
        """
        self.package = package
        self.part = package.book
        self.text = package.read(self.part)
        self.root = parse(self.text)
        if self.root.name != "workbook":
            raise damaged()
        self.relationships = package.relationships(self.part)
        self.sheets = self._read_sheets()
        self.names = self._read_names()

    @property
    def epoch_1904(self) -> bool:
        """Whether the workbook counts days from 1904."""
        said = self.root.first("workbookPr")
        return said is not None and said.attributes.get("date1904", "").strip().casefold() not in NO

    @property
    def structure_is_locked(self) -> bool:
        """Whether nobody may add or remove sheets."""
        said = self.root.first("workbookProtection")
        return said is not None and said.attributes.get("lockStructure", "").strip().casefold() not in NO

    def sheet(self, name: str) -> Sheet:
        """Return a sheet by its name.

        Raises:
            Refused: There is none.
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise damaged()

    def name(self, name: str) -> DefinedName | None:
        """Return a name of the whole workbook, or None."""
        wanted = name.casefold()
        return next((one for one in self.names if one.sheet is None and one.name.casefold() == wanted), None)

    def tables(self, sheet: Sheet) -> list[SheetTable]:
        """Return the tables of a sheet."""
        return tables_of(self.package, sheet.part)

    def related(self, kind: str) -> str:
        """Return the name of the workbook's part of a kind, or nothing."""
        return next((one.target for one in self.relationships if one.kind == kind and one.target), "")

    @property
    def sheet_elements(self) -> list[Element]:
        """The elements of its sheets in the workbook part."""
        return [one for some in self.root.all("sheets") for one in some.all("sheet")]

    def _read_sheets(self) -> list[Sheet]:
        targets = {one.id: one.target for one in self.relationships}
        return [
            Sheet(
                one.attributes.get("name", ""),
                targets.get(one.attributes.get("id", "")) or "",
                index,
            )
            for index, one in enumerate(self.sheet_elements)
        ]

    def _read_names(self) -> list[DefinedName]:
        return [defined_name(one) for some in self.root.all("definedNames") for one in some.all("definedName")]


def defined_name(one: Element) -> DefinedName:
    """Return the defined name that an element of the workbook part gives."""
    said = one.attributes.get("localSheetId")
    index = int(said) if said and said.isdigit() else None
    return DefinedName(one.attributes.get("name", ""), one.text.strip(), index)
