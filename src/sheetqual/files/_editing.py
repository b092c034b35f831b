"""Changes to a workbook, gathered part by part and written all at once.

Nothing is changed but what is asked for: every other part is copied as it is stored, and in the parts
concerned every other byte stays.
"""

from __future__ import annotations

import re
from posixpath import dirname, join, relpath
from typing import IO, TYPE_CHECKING, Final

from sheetqual.files._book import NO, Book, defined_name
from sheetqual.files._dynamic_arrays import CONTENT_TYPE, RELATIONSHIP, dynamic_array, new_metadata
from sheetqual.files._formulas import FormulaColumn, Formulas
from sheetqual.files._lead_calls import is_stored_anew, stored_calls
from sheetqual.files._markup import Edits, attribute_text, parse, text_of
from sheetqual.files._package import Package, rels_name, rewrite
from sheetqual.files._positions import cell_name
from sheetqual.files._refusals import Refused, damaged, unusual
from sheetqual.files._sheet_change import Outcome
from sheetqual.files._sheet_splice import splice
from sheetqual.files._sheet_tables import Box
from sheetqual.files._styles import NoStyles, Styles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sheetqual.files._book import Sheet
    from sheetqual.files._markup import Element
    from sheetqual.files._package import Part
    from sheetqual.files._sheet_change import SheetChange
    from sheetqual.files._sheet_tables import SheetTable

__all__ = ["Editing"]

_TYPES: Final = "[Content_Types].xml"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_NAMES: Final = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    "externalReferences",
)
_BEFORE_CALC: Final = (*_BEFORE_NAMES, "definedNames")
_LONGEST_NAME: Final = 31
_RELATIONS: Final = re.compile(
    rb"""xmlns:([^\s=]+)\s*=\s*["'](http://[^"']*/officeDocument/(?:2006/)?relationships)["']"""
)
_MAIN: Final = re.compile(rb"""xmlns(?::[^\s=]+)?\s*=\s*["'](http://[^"']*/spreadsheetml/(?:2006/)?main)["']""")
_FORMULA: Final = re.compile(rb"<(?:[^<>\s/!?:]+:)?f[\s/>]")
_FILTER: Final = "_xlnm._FilterDatabase"


class Editing(Book):
    """A workbook and what is to become of it.

    Attributes:
        styles: Its styles.
    """

    def __init__(self, package: Package) -> None:
        """Look at the workbook.

        Raises:
            Refused: It is damaged or unusual, or must not be changed: signed, marked as final.
        """
        super().__init__(package)
        _refuse_signed(package)
        self._changed: dict[str, Part] = {}
        self._types: list[tuple[str, str]] = []
        self._new_relations: list[tuple[str, str, str]] = []
        self._edits = Edits(self.text)
        self._new_sheets: list[str] = []
        self._new_names: dict[str, tuple[str, bool]] = {}
        self._gone_names: set[str] = set()
        self._recalculates = False
        self._outcomes: dict[Sheet, Outcome] = {}
        styles = self.related("styles")
        self._styles_part = styles if styles in package else None
        known = Styles(package.read(self._styles_part)) if self._styles_part else None
        # What nobody can use by now stays unused: some programs take half a list of styles for a broken one.
        self.styles = known if known and known.is_used else NoStyles()

    def change_sheet(
        self, sheet: Sheet, change: SheetChange, progress: Callable[[float], None] = lambda _: None
    ) -> None:
        """Put cells into a sheet when the workbook is written; once for each sheet.

        Args:
            sheet: The sheet.
            change: The cells.
            progress: Called with the share of the sheet that is done.
        """
        outcome = self._outcomes[sheet] = Outcome()
        size = max(self.package.size(sheet.part), 1)

        def pieces() -> Iterator[bytes]:
            done = 0
            for piece in self.package.open(sheet.part):
                yield piece
                done += len(piece)
                progress(done / size)

        self._changed[sheet.part] = lambda: splice(pieces(), change, outcome)

    def set_sheet(self, sheet: Sheet, text: str) -> None:
        """Write a sheet anew."""
        pieces = list(self.package.open(sheet.part))
        self._outcomes[sheet] = Outcome(formula_gone=_FORMULA.search(b"".join(pieces)) is not None)
        self._changed[sheet.part] = text.encode()

    def is_changed(self, sheet: Sheet) -> bool:
        """Tell whether something is to become of a sheet already."""
        return sheet.part in self._changed

    def store_calls(self, sheet: Sheet, dynamic: int | None) -> None:
        """Store the calls of sheetqual's functions in a sheet as dynamic arrays, or as plain formulas.

        Args:
            sheet: The sheet.
            dynamic: The cell metadata of `dynamic_arrays`; None for plain formulas.
        """
        self._outcomes[sheet] = Outcome(formula_gone=True)  # Excel's list of formulas tells the two apart.
        self._changed[sheet.part] = lambda: stored_calls(self.package.open(sheet.part), dynamic)
        for table in self.tables(sheet):
            self._store_table_calls(table.part, is_array=dynamic is not None)

    def _store_table_calls(self, part: str, *, is_array: bool) -> None:
        text = self.package.read(part)
        edits = Edits(text)
        changed = False
        for columns in parse(text).all("tableColumns"):
            for column in columns.all("tableColumn"):
                for formula in column.all("calculatedColumnFormula"):
                    if is_stored_anew(formula.text, dynamic=is_array) and is_array is not _is_array(formula):
                        changed = True
                        edits.replace(*_array_mark(text, formula, is_array=is_array))
        if changed:
            self._changed[part] = edits.result()

    def table_formulas(self, table: SheetTable) -> Formulas:
        """Return the formulas that a table gives to new rows."""
        columns = {}
        for some in parse(self.package.read(table.part)).all("tableColumns"):
            for place, column in enumerate(some.all("tableColumn"), start=table.box.left):
                formula = column.first("calculatedColumnFormula")
                if formula is not None and formula.text:
                    columns[place] = FormulaColumn(
                        formula.text, cell_name(place, table.box.top + 1), dynamic=_is_array(formula)
                    )
        return Formulas(columns, frozenset())

    def dynamic_arrays(self) -> int:
        """Return the number of the cell metadata that makes a formula a dynamic array; add it if it is missing.

        Raises:
            Refused: What the workbook says of cell metadata is damaged.
        """
        part = self.related(RELATIONSHIP)
        if part in self.package:
            number, self._changed[part] = dynamic_array(self.package.read(part))
            return number
        folder = dirname(self.part)
        part = join(folder, "metadata.xml")
        if part in self.package:
            part = self._free_part(join(folder, "metadata"))
        self._changed[part] = new_metadata(self.main_namespace)
        self._types.append((part, CONTENT_TYPE))
        kind = self._worksheet_kind().removesuffix("worksheet") + RELATIONSHIP
        self._new_relations.append((self._free_relation(), kind, relpath(part, folder)))
        return 1

    def grow_table(self, table: SheetTable, box: Box, headers: Sequence[str]) -> None:
        """Make a table larger.

        Args:
            table: The table.
            box: Where it is to lie.
            headers: The headers of its new columns, in order, none of which it has.

        Raises:
            Refused: It is filled by another program, or damaged.
        """
        if table.is_linked and headers:
            raise Refused(
                "has the leads in a table that a query fills, so no columns can be added to it; "
                "copy the leads into a plain table, or write a new file with -o.",
            )
        text = self.package.read(table.part)
        root = parse(text)
        columns = root.first("tableColumns")
        if columns is None:
            raise damaged()
        edits = Edits(text)
        edits.set(root, ref=str(box))
        own_filter = root.first("autoFilter")
        if own_filter is not None and Box.of(own_filter.attributes.get("ref", "")):
            edits.set(own_filter, ref=str(Box(box.left, box.top, box.right, box.bottom - table.totals)))
        there = list(columns.all("tableColumn"))
        last = max((int(one.attributes.get("id", "0")) for one in there), default=0)
        added = "".join(
            f'<{root.prefix}tableColumn id="{last + place}" name={attribute_text(_table_text(header))}/>'
            for place, header in enumerate(headers, start=1)
        )
        if headers:
            edits.set(columns, count=str(len(there) + len(headers)))
            edits.append(columns, added)
        self._changed[table.part] = edits.result()

    def add_sheet(self, wanted: str, text: str, *, state: str = "visible") -> str:
        """Add a sheet behind the others.

        Args:
            wanted: Its name, to which a number is added where another sheet has it.
            text: Its part.
            state: Whether it is visible, hidden or veryHidden.

        Returns:
            Its name.

        Raises:
            Refused: Nobody may add sheets.
        """
        if self.structure_is_locked:
            raise Refused(
                "protects its list of sheets; in Excel, choose Review, Protect Workbook to lift that, save, "
                "and try again.",
            )
        name = self._free_name(wanted)
        folder = dirname(self.part)
        part = self._free_part(join(folder, "worksheets", "sheet"))
        elements = self.sheet_elements
        ids = [int(one.attributes.get("sheetId", "0")) for one in elements]
        relation = self._free_relation()
        self._changed[part] = text.encode()
        self._types.append((part, _SHEET_TYPE))
        self._new_relations.append((relation, self._worksheet_kind(), relpath(part, folder)))
        prefix = self.root.prefix
        said = "" if state == "visible" else f' state="{state}"'
        opening = self.text[self.root.start : self.root.inside]
        bound, anywhere = _RELATIONS.search(opening), _RELATIONS.search(self.text)
        if anywhere is None:
            raise unusual()
        # Some programs bind the prefix at each sheet.
        binding = "" if bound else f' xmlns:{anywhere[1].decode()}="{anywhere[2].decode()}"'
        new_id = max(ids, default=0) + 1 + len(self._new_sheets)
        self._new_sheets.append(
            f'<{prefix}sheet name={attribute_text(name)} sheetId="{new_id}"{said}{binding} '
            f'{anywhere[1].decode()}:id="{relation}"/>',
        )
        return name

    def define(self, name: str, refers: str, *, hidden: bool = False) -> None:
        """Give cells a name in the whole workbook, in the place of what had it."""
        self._new_names[name] = (refers, hidden)

    def undefine(self, names: Iterable[str]) -> None:
        """Take away names of the whole workbook."""
        self._gone_names.update(name.casefold() for name in names)

    def recalculate(self) -> None:
        """Have Excel calculate every formula when it opens the workbook."""
        self._recalculates = True

    @property
    def has_formulas(self) -> bool:
        """Whether Excel keeps a list of the workbook's formulas."""
        return self.related("calcChain") in self.package

    @property
    def main_namespace(self) -> str:
        """The name space of the workbook's own elements; strict workbooks have another one.

        Raises:
            Refused: It has none that is known.
        """
        found = _MAIN.search(self.text[self.root.start : self.root.inside])
        if found is None:
            raise unusual()
        return found[1].decode()

    def write(self, out: IO[bytes]) -> None:
        """Write the workbook with all its changes.

        Args:
            out: Where it goes; must be able to seek.

        Raises:
            Refused: It is damaged, or a sheet can't be changed.
        """
        relations = rels_name(self.part)
        late: dict[str, Callable[[], bytes | None]] = {}
        if isinstance(self.styles, Styles) and self._styles_part is not None:
            late[self._styles_part] = self.styles.result
        chain = self.related("calcChain")
        if chain in self.package:
            late[chain] = lambda: None if self._formula_is_gone else self.package.read(chain)
        late[relations] = lambda: self._new_relations_text(relations)
        late[_TYPES] = lambda: self._new_types(chain)
        late[self.part] = self._new_book
        rewrite(self.package, out, self._changed, late)

    @property
    def _formula_is_gone(self) -> bool:
        return any(outcome.formula_gone for outcome in self._outcomes.values())

    def _worksheet_kind(self) -> str:
        """Return the type of a relationship to a sheet, as this workbook writes it."""
        root = parse(self.package.read(rels_name(self.part)))
        for one in root.children:
            if (kind := one.attributes.get("Type", "")).endswith("/worksheet"):
                return kind
        raise damaged()

    def _free_name(self, wanted: str) -> str:
        taken = {sheet.name.casefold() for sheet in self.sheets}
        name, number = wanted, 2
        while name.casefold() in taken:
            ending = f" {number}"
            name, number = f"{wanted[: _LONGEST_NAME - len(ending)]}{ending}", number + 1
        return name

    def _free_part(self, beginning: str) -> str:
        """Return a name that no part has, and of which nothing is said."""
        said = {
            one.attributes.get("PartName", "").lstrip("/").casefold()
            for one in parse(self.package.read(_TYPES)).children
        }
        number = 1
        while (part := f"{beginning}{number}.xml") in self.package or part in self._changed or part.casefold() in said:
            number += 1
        return part

    def _free_relation(self) -> str:
        taken = {one.id for one in self.relationships} | {one[0] for one in self._new_relations}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        return f"rId{number}"

    def _widen_filter(self, sheet: Sheet, old: Box, new: Box) -> None:
        """Let the hidden name of a sheet's filter follow the filter."""
        for some in self.root.all("definedNames"):
            for one in some.all("definedName"):
                known = defined_name(one)
                place, mark, ref = known.refers.rpartition("!")
                if known.name == _FILTER and known.sheet == sheet.index and Box.of(ref) == old:
                    self._edits.replace(one.inside, one.close, text_of(f"{place}{mark}{_absolute(new)}"))

    def _new_relations_text(self, part: str) -> bytes:
        text = self.package.read(part)
        root = parse(text)
        edits = Edits(text)
        added = "".join(
            f'<{root.prefix}Relationship Id="{id_}" Type="{kind}" Target={attribute_text(target)}/>'
            for id_, kind, target in self._new_relations
        )
        if added:
            edits.append(root, added)
        if self._formula_is_gone:
            for one in root.children:
                if one.attributes.get("Type", "").endswith("/calcChain"):
                    edits.replace(one.start, one.end, "")
        return edits.result()

    def _new_types(self, chain: str) -> bytes:
        text = self.package.read(_TYPES)
        root = parse(text)
        edits = Edits(text)
        added = "".join(
            f'<{root.prefix}Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in self._types
        )
        if added:
            edits.append(root, added)
        if chain and self._formula_is_gone:
            for one in root.children:
                if one.attributes.get("PartName", "").lstrip("/").casefold() == chain.casefold():
                    edits.replace(one.start, one.end, "")
        return edits.result()

    def _new_book(self) -> bytes:
        sheets = self.root.first("sheets")
        if sheets is None:
            raise damaged()
        if self._new_sheets:
            self._edits.append(sheets, "".join(self._new_sheets))
        for sheet, outcome in self._outcomes.items():
            if outcome.filtered:
                self._widen_filter(sheet, *outcome.filtered)
        self._save_names()
        if self._recalculates or self._formula_is_gone:
            self._save_calculation()
        return self._edits.result()

    def _save_names(self) -> None:
        if not self._new_names and not self._gone_names:
            return
        prefix, names = self.root.prefix, self.root.first("definedNames")
        there = {
            one.attributes.get("name", "").casefold(): one
            for one in (names.all("definedName") if names else ())
            if "localSheetId" not in one.attributes
        }
        kept = len(list(names.all("definedName"))) if names else 0
        added = ""
        for name, (refers, hidden) in self._new_names.items():
            old = there.pop(name.casefold(), None)
            if old is not None and not old.closes_itself:
                self._edits.replace(old.inside, old.close, text_of(refers))
                continue
            if old is not None:
                self._edits.replace(old.start, old.end, "")
                kept -= 1
            said = ' hidden="1"' if hidden else ""
            added += f'<{prefix}definedName name="{name}"{said}>{text_of(refers)}</{prefix}definedName>'
        gone = [one for name, one in there.items() if name in self._gone_names]
        if names is None:
            if added:
                self._edits.insert(self._behind(_BEFORE_NAMES), f"<{prefix}definedNames>{added}</{prefix}definedNames>")
        elif kept == len(gone) and not added:
            self._edits.replace(names.start, names.end, "")
        else:
            for one in gone:
                self._edits.replace(one.start, one.end, "")
            if added:
                self._edits.append(names, added)

    def _save_calculation(self) -> None:
        said = self.root.first("calcPr")
        if said is not None:
            self._edits.set(said, fullCalcOnLoad="1")
        else:
            self._edits.insert(self._behind(_BEFORE_CALC), f'<{self.root.prefix}calcPr fullCalcOnLoad="1"/>')

    def _behind(self, names: Sequence[str]) -> int:
        """Return the place behind the last of some elements of the workbook part."""
        return max(child.end for child in self.root.children if child.name in names)


def _is_array(formula: Element) -> bool:
    return formula.attributes.get("array", "").strip().casefold() not in NO


def _array_mark(text: bytes, formula: Element, *, is_array: bool) -> tuple[int, int, bytes]:
    """Return where the tag of a column's formula stands, and the tag as it is to be."""
    tag = text[formula.start : formula.inside]
    changed = re.sub(rb"""\sarray\s*=\s*["'][^"']*["']""", b"", tag)
    if is_array:
        changed = changed[:-1] + b' array="1">'
    return formula.start, formula.inside, changed


def _absolute(box: Box) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", str(box))


def _table_text(header: str) -> str:
    """Return a header as a table part holds it."""
    return re.sub("[\n\r\t]", lambda sign: f"_x{ord(sign[0]):04x}_", header)


def _refuse_signed(package: Package) -> None:
    names = package.names()
    if any(name.startswith("xl/revisions/") for name in names):
        raise Refused("is shared in the old way, with a log of changes; in Excel, stop sharing it, and try again.")
    if any(name.startswith("_xmlsignatures/") for name in names):
        raise Refused(
            "is signed, and any change would break the signature; "
            "save a copy of it without the signature, and use that."
        )
    if any(_is_final(package, name) for name in names if name.startswith("docprops/custom")):
        raise Refused("is marked as final; open it in Excel, choose Edit Anyway, save, and try again.")


def _is_final(package: Package, part: str) -> bool:
    """Tell whether a part of document properties says that nobody should change the workbook."""
    try:
        properties = parse(package.read(part)).children
    except Refused:
        return False
    return any(
        one.attributes.get("name") == "_MarkAsFinal"
        and "".join(child.text for child in one.children).strip().casefold() not in NO
        for one in properties
    )
