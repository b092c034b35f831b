"""Whether a workbook lost anything when it was written into: a comparison of two packages.

It knows the file formats and nothing of the code that writes them, so that both can't be wrong in
the same way: the zip archive as PKWARE's APPNOTE describes it, the parts as ECMA-376 does.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise, zip_longest
from pathlib import Path
from urllib.parse import unquote
from xml.parsers import expat

SHOWN = 25  # of the differences in one part
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
CHAIN = "/calcChain"
UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error)


def words(text: str) -> list[str]:
    """Return the words of a text: a list that stays short on the page."""
    return text.split()


SHEET_ORDER = words("""sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
    protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
    conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks
    colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF
    picture oleObjects controls webPublishItems tableParts extLst""")
BOOK_ORDER = words("""fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups
    externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes
    webPublishing fileRecoveryPr webPublishObjects extLst""")
STYLE_ORDER = words("numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst")
TABLE_ORDER = words("autoFilter sortState tableColumns tableStyleInfo extLst")
GROWING_STYLES = {"numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs"}
CELL_ORDER = ["f", "v", "is", "extLst"]


# --- What may differ --------------------------------------------------------------------------


@dataclass(frozen=True)
class Area:
    """Cells that may be new or changed: some columns, from 1, in some rows or in any."""

    columns: Collection[int]
    rows: Container[int] | None = None

    def covers(self, row: int, column: int) -> bool:
        """Return whether a cell lies in it."""
        return column in self.columns and (self.rows is None or row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """All that an edit may change.

    `Allowed(cells={"Leads": [Area(range(7, 9))]}, sheets={"sheetqual"}, names={"LeadProfile"})` lets
    columns G and H of the sheet Leads change in any row, with what hangs on them (widths, formats, a
    table or a filter that grows to the right), and a sheet and a name be added.
    """

    cells: Mapping[str, Sequence[Area]] = field(default_factory=dict)
    """By the name of the sheet."""
    sheets: Collection[str] = ()
    """Sheets that may be added. Where they stood before, their part may be any other now."""
    names: Collection[str] = ()
    """Defined names that may be added or given another meaning."""
    members: str = r"(?!)"
    """A pattern of further members that may be new, changed or gone; it has to match the whole name."""
    formats_replaced: bool = False
    """Whether conditional formats inside the allowed columns may go; otherwise only their cells may change."""

    def covers(self, sheet: str, row: int, column: int) -> bool:
        """Return whether a cell may be new or changed."""
        return any(area.covers(row, column) for area in self.cells.get(sheet, ()))

    def columns(self, sheet: str) -> frozenset[int]:
        """Return the columns in which cells may be new or changed."""
        return frozenset(column for area in self.cells.get(sheet, ()) for column in area.columns)


# --- XML --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Aside:
    """A comment or a processing instruction."""

    text: str


@dataclass(slots=True, eq=False)
class Node:
    """An element, with the prefixes that it declares and those that hold in it."""

    name: str
    attributes: dict[str, str]
    declared: dict[str, str]
    scope: dict[str, str]
    children: list[Child] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition("}")[2]

    @property
    def elements(self) -> list[Node]:
        """The elements in it."""
        return [child for child in self.children if isinstance(child, Node)]

    def called(self, *locals_: str) -> list[Node]:
        """Return the elements in it of some names."""
        return [child for child in self.elements if child.local in locals_]

    def first(self, local: str) -> Node | None:
        """Return the first element in it of a name."""
        return next(iter(self.called(local)), None)

    def walk(self) -> Iterator[Node]:
        """Yield it and all elements below."""
        yield self
        for child in self.elements:
            yield from child.walk()

    def text(self) -> str:
        """Return the text in it, without what is below."""
        return "".join(child for child in self.children if isinstance(child, str))


Child = Node | Aside | str


def parse(data: bytes) -> Node:
    """Return a document as a node without a name; raises expat.ExpatError."""
    root = Node("", {}, {}, {"xml": "http://www.w3.org/XML/1998/namespace"})
    stack, declared = [root], dict[str, str]()

    def qualified(name: str) -> str:
        uri, _, rest = name.rpartition(" ")
        return f"{{{uri}}}{rest}" if uri else rest

    def declare(prefix: str | None, uri: str | None) -> None:
        declared[prefix or ""] = uri or ""

    def start(name: str, attributes: dict[str, str]) -> None:
        own = dict(declared)
        declared.clear()
        scope = {**stack[-1].scope, **own} if own else stack[-1].scope
        node = Node(qualified(name), {qualified(key): value for key, value in attributes.items()}, own, scope)
        stack[-1].children.append(node)
        stack.append(node)

    def text(characters: str) -> None:
        children = stack[-1].children
        last = children[-1] if children else None
        if isinstance(last, str):
            children[-1] = last + characters
        else:
            children.append(characters)

    def head(version: str, encoding: str | None, standalone: int) -> None:
        root.attributes.update(version=version, encoding=(encoding or "utf-8").lower(), standalone=str(standalone))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.XmlDeclHandler = head
    parser.StartNamespaceDeclHandler = declare
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = text
    parser.CommentHandler = lambda said: stack[-1].children.append(Aside(f"<!--{said}-->"))
    parser.ProcessingInstructionHandler = lambda target, said: stack[-1].children.append(Aside(f"<?{target} {said}?>"))
    parser.Parse(data, True)
    return root


def at_most(child: Child | None) -> list[Child]:
    """Return a list of a child, or of none."""
    return [] if child is None else [child]


def unlike(before: Node, after: Node, where: str) -> Iterator[str]:
    """Yield what differs in two elements and all below: nothing may."""
    yield from unlike_outside(before, after, where)
    yield from unlike_lists(before.children, after.children, f"{where}/{after.local}")


def unlike_outside(before: Node, after: Node, where: str, *, but: Collection[str] = ()) -> Iterator[str]:
    """Yield what differs in the names, attributes and declared prefixes of two elements."""
    where = f"{where}/{after.local}"
    if before.name != after.name:
        yield f"{where}: was the element {before.name}"
        return
    for key in {**before.attributes, **after.attributes}:
        was, now = before.attributes.get(key), after.attributes.get(key)
        if was != now and key not in but:
            yield f"{where}/@{key}: was {was!r}, is {now!r}"
    for prefix, uri in before.declared.items():
        if after.declared.get(prefix) != uri:
            yield f"{where}: the prefix {prefix!r} no longer stands for {uri}"
    for prefix in after.declared.keys() - before.declared.keys():
        if prefix in before.scope:
            yield f"{where}: the prefix {prefix!r} has another meaning"


def unlike_lists(
    before: Sequence[Node | Aside | str], after: Sequence[Node | Aside | str], where: str
) -> Iterator[str]:
    """Yield what differs in two lists of children, in order."""
    for was, now in zip_longest(before, after):
        if isinstance(was, Node) and isinstance(now, Node):
            if was.name != now.name:
                # What follows is shifted, so that more would only repeat it.
                yield f"{where}: {was.local} is gone or moved, {now.local} stands there"
                return
            yield from unlike(was, now, where)
        elif was != now:
            yield f"{where}: was {brief(was)}, is {brief(now)}"
            if was is None or now is None:
                return


def brief(child: Child | None) -> str:
    """Return what stands for a child in a sentence."""
    if isinstance(child, Node):
        return f"the element {child.local} {child.attributes}"
    return "nothing" if child is None else child.text if isinstance(child, Aside) else repr(child[:80])


def solid(node: Node | None, *, but: str = "") -> list[Child]:
    """Return the children of an element that holds no text of its own, without the blanks between them."""
    children = node.children if node else []
    kept = [child for child in children if not (isinstance(child, str) and not child.strip())]
    return [child for child in kept if not (but and isinstance(child, Node) and child.local == but)]


def misplaced(node: Node, order: Sequence[str]) -> set[str]:
    """Return the pairs of children that the schema wants the other way round."""
    names = [child.local for child in node.elements if child.local in order]
    return {f"{one} before {other}" for one, other in pairwise(names) if order.index(one) > order.index(other)}


def unresolved(root: Node) -> set[str]:
    """Return the prefixes that markup compatibility names and nobody declares."""
    found: set[str] = set()
    for node in root.walk():
        lists = [node.attributes.get(f"{{{COMPATIBILITY}}}{key}", "") for key in ("Ignorable", "MustUnderstand")]
        if node.name == f"{{{COMPATIBILITY}}}Choice":
            lists.append(node.attributes.get("Requires", ""))
        found.update(prefix for one in lists for prefix in one.split() if prefix not in node.scope)
    return found


# --- References -------------------------------------------------------------------------------


def letters(column: int) -> str:
    """Return a column's letters."""
    return (letters((column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)


def place(reference: str) -> tuple[int, int] | None:
    """Return row and column of a reference such as B2, `$` or not."""
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})", reference)
    if not found:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


@dataclass(frozen=True)
class Box:
    """A range of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def read(cls, reference: str | None) -> Box | None:
        """Return the range that a reference such as A1:B9 names."""
        first, _, last = (reference or "").partition(":")
        start, end = place(first), place(last or first)
        return cls(*start, *end) if start and end else None

    def holds(self, other: Box) -> bool:
        """Return whether another range lies in it."""
        rows = self.top <= other.top and other.bottom <= self.bottom
        return rows and self.left <= other.left and other.right <= self.right

    def meets(self, other: Box) -> bool:
        """Return whether it has cells in common with another range."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right


def widened(before: Box | None, after: Box | None, columns: Collection[int], *, over_gap: bool = False) -> bool:
    """Return whether a range grew to the right alone: by nothing but allowed columns, or up to one of them."""
    if not before or not after:
        return False
    same = (before.top, before.left, before.bottom) == (after.top, after.left, after.bottom)
    added = range(before.right + 1, after.right + 1)
    reaches = after.right in columns if over_gap else all(column in columns for column in added)
    return same and reaches and after.holds(before)


def within(sqref: str, columns: Collection[int]) -> bool:
    """Return whether all ranges of a list lie in some columns."""
    boxes = [Box.read(one) for one in sqref.split()]
    return bool(boxes) and all(box and all(c in columns for c in range(box.left, box.right + 1)) for box in boxes)


def unescaped(text: str) -> str:
    """Return a text with the characters that Excel writes as _x000a_."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


# --- The archive ------------------------------------------------------------------------------


def slashed(name: str) -> str:
    """Return the key of a part: its name as other parts know it, whatever the case."""
    return name.replace("\\", "/").lstrip("/").casefold()


class Archive:
    """A zip file with each member as it is stored."""

    def __init__(self, path: Path) -> None:
        """Open a file; raises zipfile.BadZipFile."""
        self.data = path.read_bytes()
        self.zip = zipfile.ZipFile(io.BytesIO(self.data))
        self.infos = self.zip.infolist()
        self.by_name = {info.filename: info for info in self.infos}
        self.by_key = {slashed(info.filename): info for info in self.infos}

    def begin(self, info: zipfile.ZipInfo) -> int:
        """Return where a member's data begin, behind its local header."""
        names, extra = struct.unpack_from("<2H", self.data, info.header_offset + 26)
        return info.header_offset + 30 + int(names) + int(extra)

    def stored(self, info: zipfile.ZipInfo) -> bytes:
        """Return a member's data as they are stored."""
        begin = self.begin(info)
        return self.data[begin : begin + info.compress_size]

    def faults(self) -> Iterator[str]:
        """Yield where the archive contradicts itself, or holds bytes that belong to no member."""
        for name, count in Counter(slashed(info.filename) for info in self.infos).items():
            if count > 1:
                yield f"zip: {count} members are called {name}"
        try:
            if bad := self.zip.testzip():
                yield f"zip: {bad} has a wrong checksum"
        except UNREADABLE as error:
            yield f"zip: {error}"
            return
        here = 0
        for info in sorted(self.infos, key=lambda one: one.header_offset):
            if info.header_offset != here:
                yield f"zip: {info.header_offset - here} bytes lie before the header of {info.filename}"
            here = self.begin(info) + info.compress_size
            described = self._descriptor(here, info) if info.flag_bits & 8 else 0
            if described is None:
                yield f"zip: no sizes stand behind {info.filename}"
            here += described or 0
            yield from self._header_faults(info)
        yield from self._end_faults(here)

    def _descriptor(self, at: int, info: zipfile.ZipInfo) -> int | None:
        """Return the length of the data descriptor behind a member, of four kinds."""
        for pattern in ("<L2L", "<L2Q"):
            for mark in (b"PK\7\x08", b""):
                expected = mark + struct.pack(pattern, info.CRC, info.compress_size, info.file_size)
                if self.data.startswith(expected, at):
                    return len(expected)
        return None

    def _header_faults(self, info: zipfile.ZipInfo) -> Iterator[str]:
        """Yield what differs between the local header of a member and the central one."""
        mark, _, flags, method, _, _, crc, packed, size, length, extra = struct.unpack_from(
            "<4s5H3L2H", self.data, info.header_offset
        )
        at = info.header_offset + 30
        name = self.data[at : at + length]
        if (mark, flags, method) != (b"PK\3\4", info.flag_bits, info.compress_type):
            yield f"zip: the header of {info.filename} has other flags or another method"
        if name.decode("utf-8" if flags & 0x800 else "cp437") != info.orig_filename:
            yield f"zip: the header of {info.filename} has the name {name!r}"
        blanks = (0, 0, 0) if flags & 8 else ()
        sizes = (crc, packed, size)
        if 0xFFFFFFFF in (packed, size):
            sizes = (crc, *self._long_sizes(at + length, extra))
            blanks = (0, 0, 0) if flags & 8 else ()
        if sizes not in ((info.CRC, info.compress_size, info.file_size), blanks):
            yield f"zip: the header of {info.filename} has another checksum or other sizes"

    def _long_sizes(self, at: int, length: int) -> tuple[int, int]:
        """Return the packed and the whole size that a local header's zip64 field holds."""
        end = at + length
        while at + 4 <= end:
            kind, size = struct.unpack_from("<2H", self.data, at)
            if kind == 1 and size >= 16:
                whole, packed = struct.unpack_from("<2Q", self.data, at + 4)
                return int(packed), int(whole)
            at += 4 + size
        return -1, -1

    def _end_faults(self, here: int) -> Iterator[str]:
        """Yield what is wrong with the end of the directory."""
        at = len(self.data) - 22 - len(self.zip.comment)
        mark, disk, start, own, count, length, begin, _ = struct.unpack_from("<4s4H2LH", self.data, at)
        if mark != b"PK\5\6" or disk or start:
            yield "zip: bytes stand behind its end"
        elif 0xFFFF in (own, count) or 0xFFFFFFFF in (length, begin):
            if b"PK\6\6" not in self.data[here:at]:
                yield "zip: the end of its directory says nothing"
        elif (own, count) != (len(self.infos),) * 2:
            yield f"zip: its directory counts {count} members"
        elif begin != here or begin + length != at:
            yield "zip: its directory does not follow the last member"


class Book(Archive):
    """A workbook, with its parts as trees."""

    def __init__(self, path: Path) -> None:
        """Open a file; raises zipfile.BadZipFile."""
        super().__init__(path)
        self._trees: dict[str, Node] = {}

    def read(self, key: str) -> bytes:
        """Return a part's bytes, those that are stored where they can't be unpacked."""
        info = self.by_key.get(key)
        try:
            return self.zip.read(info) if info else b""
        except UNREADABLE:
            return self.stored(info) if info else b""

    def tree(self, key: str) -> Node:
        """Return a part's document, an empty one where it is missing or no XML."""
        if key not in self._trees:
            try:
                self._trees[key] = parse(self.read(key))
            except expat.ExpatError:
                self._trees[key] = Node("", {}, {}, {})
        return self._trees[key]

    def root(self, key: str) -> Node:
        """Return a part's root element."""
        return next(iter(self.tree(key).elements), Node("", {}, {}, {}))

    def relations(self, key: str) -> dict[str, tuple[str, str]]:
        """Return kind and target, the key of a part, of a part's relationships by their ids."""
        folder, _, name = key.rpartition("/")
        found = {}
        for one in self.root(f"{folder}/_rels/{name}.rels".lstrip("/")).called("Relationship"):
            if one.attributes.get("TargetMode") != "External":
                target = unquote(one.attributes.get("Target", "")).partition("#")[0]
                whole = target if target.startswith("/") else posixpath.join("/", folder, target)
                kind = one.attributes.get("Type", "")
                found[one.attributes.get("Id", "")] = (kind, slashed(posixpath.normpath(whole)))
        return found

    def related(self, key: str, kind: str) -> str:
        """Return the first part to which a part is related in some way, or an empty text."""
        return next((target for one, target in self.relations(key).values() if one.endswith(kind)), "")

    @cached_property
    def book(self) -> str:
        """The key of the workbook part."""
        return self.related("", "/officeDocument")

    @cached_property
    def styles(self) -> str:
        """The key of the styles part."""
        return self.related(self.book, "/styles")

    @cached_property
    def sheets(self) -> list[tuple[str, str, str]]:
        """Name, id and part's key of each sheet."""
        targets = self.relations(self.book)
        listed = self.root(self.book).first("sheets")
        found = []
        for one in listed.elements if listed else []:
            at = next((value for key, value in one.attributes.items() if key.endswith("}id")), "")
            key = targets.get(at, ("", ""))[1]
            found.append((one.attributes.get("name", ""), one.attributes.get("sheetId", ""), key))
        return found

    def count(self, section: str) -> int:
        """Return how many elements a section of the styles has."""
        node = self.root(self.styles).first(section) if self.styles else None
        return len(node.elements) if node else 0

    @cached_property
    def texts(self) -> list[str]:
        """The shared texts."""
        return [rich(one) for one in self.root(self.related(self.book, "/sharedStrings")).called("si")]

    def cells(self, key: str) -> dict[tuple[int, int], Node]:
        """Return the cells of a sheet part by row and column."""
        data = self.root(key).first("sheetData")
        return {(row, column): cell for row, node in rows_of(data) for column, cell in cells_of(node)} if data else {}

    def shown(self, cell: Node | None) -> str:
        """Return the text that a cell shows, numbers as they are written."""
        if cell is None:
            return ""
        inline, value = cell.first("is"), cell.first("v")
        if inline is not None:
            return rich(inline)
        text = value.text() if value else ""
        if cell.attributes.get("t") == "s":
            return self.texts[int(text)] if text.isdigit() and int(text) < len(self.texts) else ""
        return text

    @cached_property
    def kinds(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the content types: by extension, and by part's key."""
        root = self.root("[content_types].xml")
        extensions = {
            one.attributes.get("Extension", "").casefold(): one.attributes.get("ContentType", "")
            for one in root.called("Default")
        }
        parts = {
            slashed(one.attributes.get("PartName", "")): one.attributes.get("ContentType", "")
            for one in root.called("Override")
        }
        return extensions, parts

    def kind(self, key: str) -> str | None:
        """Return a part's content type."""
        extensions, parts = self.kinds
        return parts.get(key, extensions.get(key.rpartition(".")[2]))

    def dangling(self) -> set[str]:
        """Return the relationships to parts that are not there."""
        found = set()
        for key in self.by_key:
            folder, _, name = key.rpartition("/")
            if name.endswith(".rels") and folder.endswith("_rels"):
                source = f"{folder.removesuffix('_rels')}{name.removesuffix('.rels')}"
                for at, (_, target) in self.relations(source).items():
                    if target not in self.by_key:
                        found.add(f"{key}: {at} leads to {target}, which is not there")
        return found


def rich(node: Node) -> str:
    """Return the text of a text item, without its phonetic hints."""
    runs = [one.first("t") if one.local == "r" else one for one in node.called("t", "r")]
    return "".join(one.text() for one in runs if one)


def rows_of(data: Node) -> list[tuple[int, Node]]:
    """Return the rows with their numbers; a row without one follows the row before it."""
    found, number = [], 0
    for node in data.called("row"):
        said = node.attributes.get("r", "")
        number = int(said) if said.isdigit() else number + 1
        found.append((number, node))
    return found


def cells_of(row: Node) -> list[tuple[int, Node]]:
    """Return the cells with their columns; a cell without one follows the cell before it."""
    found, column = [], 0
    for node in row.called("c"):
        at = place(node.attributes.get("r", ""))
        column = at[1] if at else column + 1
        found.append((column, node))
    return found


# --- The comparison ---------------------------------------------------------------------------


def differences(before: Path, after: Path, allowed: Allowed) -> list[str]:
    """Return what differs in two workbooks beyond what is allowed, one sentence a difference."""
    try:
        old, new = Book(before), Book(after)
    except (zipfile.BadZipFile, struct.error) as error:
        return [f"zip: {error}"]
    try:
        return list(_Comparison(old, new, allowed).all())
    except struct.error as error:
        return [f"zip: a header is cut: {error}"]


class _Comparison:
    """Two workbooks and what may differ in them."""

    def __init__(self, before: Book, after: Book, allowed: Allowed) -> None:
        self.before, self.after, self.allowed = before, after, allowed
        self.names = {key: name for name, _, key in after.sheets}
        known = {name: key for name, _, key in before.sheets}
        self.own = {key for name, _, key in [*before.sheets, *after.sheets] if name in allowed.sheets and key}
        self.added = [sheet for sheet in after.sheets if sheet[0] not in known]
        self.chain = before.related(before.book, CHAIN)
        self.touched = {known[name]: name for name in allowed.cells if name in known}
        self.tables = {
            target: name
            for key, name in self.touched.items()
            for kind, target in before.relations(key).values()
            if kind.endswith("/table")
        }

    def all(self) -> Iterator[str]:
        """Yield all differences."""
        # Somebody may have a damaged workbook, as long as what was read of it is kept.
        yield from sorted({*self.after.faults()} - {*self.before.faults()})
        yield from self.members()
        yield from self.wholeness()
        for key, info in self.after.by_key.items():
            was = self.before.by_key.get(key)
            if was and not self.free(key):
                found = self.part(key)
                yield from (f"{info.filename}: {one}" for one in islice(found, SHOWN))
        for name, _, key in self.after.sheets:
            if key in self.own:
                yield from (f"{name}: {one}" for one in islice(self.new_sheet(key), SHOWN))
        yield from self.chained()

    # --- Members

    def free(self, key: str) -> bool:
        """Return whether a member may be anything."""
        return key in self.own or bool(re.fullmatch(self.allowed.members, key, re.IGNORECASE))

    def handled(self, key: str) -> bool:
        """Return whether a part may differ in some ways."""
        both = {self.before.book, self.before.styles, "[content_types].xml", *self.touched, *self.tables}
        folder, _, name = self.before.book.rpartition("/")
        return key in both or key == f"{folder}/_rels/{name}.rels".lstrip("/")

    def untouched(self, name: str) -> bool:
        """Return whether a member stands in both and may not differ."""
        both = name in self.before.by_name and name in self.after.by_name
        return both and not self.handled(slashed(name)) and not self.free(slashed(name))

    def members(self) -> Iterator[str]:
        """Yield members that are missing, new, in another place or not what they were."""
        if self.before.zip.comment != self.after.zip.comment:
            yield "zip: its comment differs"
        for name, info in self.before.by_name.items():
            key = slashed(name)
            if name not in self.after.by_name:
                if key != self.chain and not self.free(key):
                    yield f"{name}: is missing"
            elif not self.free(key):
                yield from self.same_member(info, self.after.by_name[name], touched=self.handled(key))
        for name in self.after.by_name:
            if name not in self.before.by_name and not self.free(slashed(name)):
                yield f"{name}: is new"
        names, now = ([name for name in one.by_name if self.untouched(name)] for one in (self.before, self.after))
        if names != now:
            yield "zip: its members stand in another order"

    def same_member(self, old: zipfile.ZipInfo, new: zipfile.ZipInfo, *, touched: bool) -> Iterator[str]:
        """Yield what differs in how a member is stored; the data of touched parts are compared elsewhere."""
        if touched:
            return
        facts = "external_attr internal_attr create_system comment date_time compress_type CRC file_size extra"
        for fact in words(facts):
            if getattr(old, fact) != getattr(new, fact):
                yield f"{new.filename}: {fact} was {getattr(old, fact)!r}, is {getattr(new, fact)!r}"
        if self.before.stored(old) != self.after.stored(new):
            yield f"{new.filename}: is stored with other bytes"

    def wholeness(self) -> Iterator[str]:
        """Yield relationships to nowhere, and parts without a content type or with another one."""
        yield from sorted(self.after.dangling() - self.before.dangling())
        for key, info in self.after.by_key.items():
            was, now = self.before.kind(key), self.after.kind(key)
            if info.is_dir() or key == "[content_types].xml":
                continue
            if key in self.before.by_key and was != now:
                yield f"{info.filename}: its content type was {was}, is {now}"
            elif now is None and key not in self.before.by_key:
                yield f"{info.filename}: has no content type"
        gone = {key for key in self.after.kinds[1] if key not in self.after.by_key}
        for key in sorted(gone - {key for key in self.before.kinds[1] if key not in self.before.by_key}):
            yield f"[Content_Types].xml: {key} is not there"

    # --- Parts

    def part(self, key: str) -> Iterator[str]:
        """Yield what differs in a part that may differ in some ways."""
        if not self.handled(key) or self.before.read(key) == self.after.read(key):
            return
        old, new = self.before.tree(key), self.after.tree(key)
        if not new.elements:
            yield "is no XML document"
            return
        yield from unlike_outside(old, new, "document")
        if [type(child) for child in solid(old)] != [type(child) for child in solid(new)]:
            yield "something stands before or behind the root element"
        asides = [child for child in old.children if not isinstance(child, Node)]
        yield from unlike_lists(asides, [child for child in new.children if not isinstance(child, Node)], "document")
        yield from (f"nobody declares {prefix}" for prefix in sorted(unresolved(new) - unresolved(old)))
        was, now = self.before.root(key), self.after.root(key)
        if key in self.touched:
            yield from _Sheet(self, self.touched[key], key).differences(was, now)
        elif key in self.tables:
            yield from self.table(was, now, self.tables[key])
        elif key == self.before.styles:
            yield from self.styles(was, now)
        elif key == self.before.book:
            yield from self.book(was, now)
        elif key == "[content_types].xml":
            yield from self.listed(was, now, "PartName")
        else:
            yield from self.listed(was, now, "Id")

    def listed(self, old: Node, new: Node, fact: str) -> Iterator[str]:
        """Yield what differs in the content types or the relationships: entries may be appended."""
        yield from unlike_outside(old, new, "")
        ids = [one.attributes.get(fact) for one in new.elements if fact in one.attributes]
        if fact == "PartName":
            ids = [one and one.casefold() for one in ids]
        yield from (f"{one} is listed twice" for one, count in Counter(ids).items() if count > 1)
        extensions = [one.attributes["Extension"] for one in new.elements if "Extension" in one.attributes]
        if len(extensions) != len({one.casefold() for one in extensions}):
            yield "an extension is listed twice"
        gone = bool(self.chain) and self.chain not in self.after.by_key
        kept = [child for child in solid(old) if not (gone and self.of_chain(child))]
        yield from unlike_lists(kept, solid(new)[: len(kept)], new.local)
        for child in solid(new)[len(kept) :]:
            if not isinstance(child, Node) or child.name not in {one.name for one in old.elements}:
                yield f"{brief(child)} is new"
            elif fact == "PartName" and "PartName" in child.attributes:
                key = slashed(child.attributes["PartName"])
                if key in self.before.by_key:
                    yield f"{key} is listed anew"

    def of_chain(self, child: Child) -> bool:
        """Return whether an entry names the calculation chain."""
        if not isinstance(child, Node):
            return False
        part = child.attributes.get("PartName")
        return child.attributes.get("Type", "").endswith(CHAIN) or bool(part and slashed(part) == self.chain)

    def styles(self, old: Node, new: Node) -> Iterator[str]:
        """Yield what differs in the styles: entries may be appended to some sections."""
        yield from unlike_outside(old, new, "")
        yield from sorted(misplaced(new, STYLE_ORDER) - misplaced(old, STYLE_ORDER))
        known = {child.local for child in old.elements}
        extra = [child for child in new.elements if child.local not in known and child.local in GROWING_STYLES]
        rest = [child for child in solid(new) if not any(child is one for one in extra)]
        if len({child.local for child in extra}) != len(extra):
            yield "a section stands there twice"
        pairs = list(zip(solid(old), rest, strict=False))
        if len(pairs) != max(len(solid(old)), len(rest)):
            yield "a section is missing or new"
        for was, now in pairs:
            if not (isinstance(was, Node) and isinstance(now, Node) and now.local in GROWING_STYLES):
                yield from unlike_lists([was], [now], "styles")
                continue
            grown = len(now.elements) > len(was.elements)
            yield from unlike_outside(was, now, "styles", but={"count"} if grown else ())
            yield from unlike_lists(solid(was), solid(now)[: len(solid(was))], now.local)
            yield from self.appended_styles(now, len(was.elements), counted="count" in was.attributes)
        for section in extra:
            yield from self.appended_styles(section, 0, counted=False)

    def appended_styles(self, section: Node, since: int, *, counted: bool) -> Iterator[str]:
        """Yield what is wrong with the entries appended to a section."""
        entries = section.elements[since:]
        if not entries:
            return
        count = section.attributes.get("count")
        if (counted or count) and count != str(len(section.elements)):
            yield f"{section.local}/@count is {count}, there are {len(section.elements)}"
        if section.local == "cellXfs" and len(section.elements) > 65_490:
            yield "there are more styles than Excel opens"
        numbers = Counter(number(one, "numFmtId") for one in section.elements)
        for at, entry in enumerate(entries, start=since):
            where = f"{section.local}[{at}]"
            if entry.name.rpartition("}")[0] != section.name.rpartition("}")[0]:
                yield f"{where}: is of another namespace"
            own = number(entry, "numFmtId")
            if section.local == "numFmts" and (numbers[own] > 1 or own < 164):
                yield f"{where}: the number {own} is taken"
            if section.local == "cellXfs":
                yield from (f"{where}: {one}" for one in self.style_faults(entry))

    def style_faults(self, entry: Node) -> Iterator[str]:
        """Yield the parts of a cell's style that are not there."""
        facts = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
        for fact, section in facts.items():
            if number(entry, fact) >= max(1, self.after.count(section)):
                yield f"there is no {fact} {number(entry, fact)}"
        formats = self.after.root(self.after.styles).first("numFmts")
        own = number(entry, "numFmtId")
        if own >= 164 and own not in {number(one, "numFmtId") for one in (formats.elements if formats else [])}:
            yield f"there is no number format {own}"

    def table(self, old: Node, new: Node, sheet: str) -> Iterator[str]:
        """Yield what differs in a table: it may grow to the right by allowed columns."""
        columns = self.allowed.columns(sheet)
        was, now = Box.read(old.attributes.get("ref")), Box.read(new.attributes.get("ref"))
        yield from unlike_outside(old, new, "", but={"ref"})
        if was != now and not widened(was, now, columns):
            yield f"@ref: was {old.attributes.get('ref')}, is {new.attributes.get('ref')}"
        yield from sorted(misplaced(new, TABLE_ORDER) - misplaced(old, TABLE_ORDER))
        for one, other in zip_longest(solid(old), solid(new)):
            if not (isinstance(one, Node) and isinstance(other, Node) and one.name == other.name):
                yield from unlike_lists(at_most(one), at_most(other), "table")
            elif one.local == "autoFilter":
                yield from self.filter(one, other, columns)
            elif one.local == "tableColumns":
                yield from unlike_outside(one, other, "table", but={"count"})
                yield from unlike_lists(solid(one), solid(other)[: len(solid(one))], "tableColumns")
            else:
                yield from unlike(one, other, "table")

    def filter(self, old: Node, new: Node, columns: Collection[int]) -> Iterator[str]:
        """Yield what differs in a filter: it may grow to the right by allowed columns."""
        yield from unlike_outside(old, new, "", but={"ref"})
        yield from unlike_lists(old.children, new.children, "autoFilter")
        was, now = old.attributes.get("ref"), new.attributes.get("ref")
        if was != now and not widened(Box.read(was), Box.read(now), columns, over_gap=True):
            yield f"autoFilter/@ref: was {was}, is {now}"

    # --- The workbook part

    def book(self, old: Node, new: Node) -> Iterator[str]:
        """Yield what differs in the workbook part."""
        yield from unlike_outside(old, new, "")
        yield from sorted(misplaced(new, BOOK_ORDER) - misplaced(old, BOOK_ORDER))
        fresh = [one for one in ("definedNames", "calcPr") if old.first(one) is None]
        kept = [one for one in solid(new) if not (isinstance(one, Node) and one.local in fresh)]
        for was, now in zip_longest(solid(old), kept):
            if not (isinstance(was, Node) and isinstance(now, Node) and was.name == now.name):
                yield from unlike_lists(at_most(was), at_most(now), "workbook")
            elif was.local == "sheets":
                yield from unlike_outside(was, now, "workbook")
                yield from unlike_lists(solid(was), solid(now)[: len(solid(was))], "sheets")
            elif was.local == "definedNames":
                yield from unlike_outside(was, now, "workbook")
                yield from self.defined(was, now)
            elif was.local == "calcPr":
                yield from unlike_outside(was, now, "workbook", but={"fullCalcOnLoad"})
                yield from unlike_lists(was.children, now.children, "calcPr")
            else:
                yield from unlike(was, now, "workbook")
        yield from self.appended_sheets(new)
        for node in new.called(*fresh):
            if node.local == "definedNames":
                yield from self.defined(Node(node.name, {}, {}, {}), node)
            elif node.attributes.keys() - {"fullCalcOnLoad"} or node.children:
                yield "calcPr is new"

    def appended_sheets(self, new: Node) -> Iterator[str]:
        """Yield what is wrong with the list of sheets."""
        listed = new.first("sheets")
        nodes = listed.elements if listed else []
        known = len(self.before.sheets)
        for fact in ("name", "sheetId", "id"):
            values = [
                value.casefold() for one in nodes for key, value in one.attributes.items() if fact == key.split("}")[-1]
            ]
            if len(values) != len(nodes) or len(set(values)) != len(nodes):
                yield f"sheets: each has to have its own {fact}"
        for name, number, key in self.after.sheets[known:]:
            if name not in self.allowed.sheets:
                yield f"sheets: {name} is new"
            bad = len(name.encode("utf-16-le")) > 62 or re.search(r"[][:*?/\\]|^'|'$", name)
            if bad or not number.isdigit() or not 0 < int(number) < 65_535:
                yield f"sheets: {name} with the number {number} is no name or number that Excel takes"
            if not (self.after.kind(key) or "").endswith("worksheet+xml"):
                yield f"sheets: {name} leads to no sheet"

    def defined(self, old: Node, new: Node) -> Iterator[str]:
        """Yield what differs in the defined names: some may be added or changed, filters may grow."""
        was, now = self.meanings(self.before, old), self.meanings(self.after, new)
        if len(now) != len(new.elements):
            yield "definedNames: a name is defined twice"
        free = {name.casefold() for name in self.allowed.names}
        kept = [key for key in was if key[0] not in free]
        if kept != [key for key in now if key[0] not in free]:
            yield f"definedNames: were {kept}, are {[key for key in now if key[0] not in free]}"
        for key in kept:
            if key in now and key[0] == "_xlnm._filterdatabase":
                yield from self.filtered(was[key], now[key], key[1])
            elif key in now:
                # The number of the sheet may differ as long as it names the same one.
                yield from unlike_outside(was[key], now[key], f"definedNames/{key[0]}", but={"localSheetId"})
                yield from unlike_lists(was[key].children, now[key].children, f"definedNames/{key[0]}")
        for (name, sheet), node in now.items():
            written = node.attributes.get("name", "")
            if name in free and (not node.text() or not re.fullmatch(r"[^\W\d][\w.\\]{0,254}", written)):
                yield f"definedNames: {written} means nothing, or is no name"
            if name in free and (place(written) or re.fullmatch(r"(?i)[rc]|r\d*c\d*", written)):
                yield f"definedNames: {written} reads like a cell"
            if sheet == "?":
                yield f"definedNames: {written} is of a sheet that is not there"

    @staticmethod
    def meanings(book: Book, names: Node) -> dict[tuple[str, str], Node]:
        """Return the defined names, in order, by name and by the sheet that is theirs alone."""
        found = {}
        for node in names.elements:
            local = node.attributes.get("localSheetId")
            sheet = "" if local is None else book.sheets[int(local)][0] if int(local) < len(book.sheets) else "?"
            found[node.attributes.get("name", "").casefold(), sheet] = node
        return found

    def filtered(self, old: Node, new: Node, sheet: str) -> Iterator[str]:
        """Yield what differs in the name behind a filter: it may grow to the right by allowed columns."""
        yield from unlike_outside(old, new, "definedNames", but={"localSheetId"})
        (name, _, was), (other, _, now) = old.text().rpartition("!"), new.text().rpartition("!")
        grown = widened(Box.read(was), Box.read(now), self.allowed.columns(sheet), over_gap=True)
        if was != now and (name != other or not grown):
            yield f"definedNames: the filter of {sheet} was {old.text()}, is {new.text()}"

    # --- New sheets, and what holds across parts

    def new_sheet(self, key: str) -> Iterator[str]:
        """Yield what is wrong with a sheet that may be new."""
        root = self.after.root(key)
        if root.local != "worksheet":
            yield "is no sheet"
        yield from sorted(misplaced(root, SHEET_ORDER))
        yield from (f"nobody declares {prefix}" for prefix in sorted(unresolved(self.after.tree(key))))
        for (row, column), cell in self.after.cells(key).items():
            yield from self.cell_faults(cell, f"{letters(column)}{row}", root)
        old = {name for name, _, _ in self.before.sheets}
        chosen = [
            node for node in root.walk() if node.local == "sheetView" and node.attributes.get("tabSelected") == "1"
        ]
        if chosen and self.names[key] not in old and len(self.after.sheets) > 1:
            # Two selected sheets are a group: what is typed into one goes into both.
            yield "is selected together with another sheet"

    def cell_faults(self, cell: Node, at: str, root: Node) -> Iterator[str]:
        """Yield what is wrong with a new or changed cell."""
        space = root.name.rpartition("}")[0]
        kind = cell.attributes.get("t", "n")
        value, inline = cell.first("v"), cell.first("is")
        if any(one.name.rpartition("}")[0] != space for one in cell.walk()):
            yield f"{at}: holds elements of another namespace"
        if cell.attributes.keys() - {"r", "s", "t", "cm", "vm", "ph"} or cell.attributes.get("r", at) != at:
            yield f"{at}: has the attributes {cell.attributes}"
        if misplaced(cell, CELL_ORDER) or any(one.local not in CELL_ORDER for one in cell.elements):
            yield f"{at}: holds {[one.local for one in cell.elements]}"
        if number(cell, "s") >= max(1, self.after.count("cellXfs")):
            yield f"{at}: there is no style {cell.attributes['s']}"
        if (kind == "inlineStr") != (inline is not None):
            yield f"{at}: is of type {kind} with another value"
        said = value.text() if value else ""
        if value and not self.fits(kind, said):
            yield f"{at}: {said!r} is no value of type {kind}"
        for text in [one for one in cell.walk() if one.local == "t"]:
            if text.text() != text.text().strip() and text.attributes.get(SPACE) != "preserve":
                yield f"{at}: its blanks are not kept"

    def fits(self, kind: str, said: str) -> bool:
        """Return whether a value is one of its type."""
        if kind == "n":
            return bool(re.fullmatch(r"-?(\d+\.?\d*|\.\d+)([Ee][-+]?\d+)?", said))
        if kind == "s":
            return said.isdigit() and int(said) < len(self.after.texts)
        return kind in {"str", "d"} or (kind == "b" and said in {"0", "1"}) or (kind == "e" and said.startswith("#"))

    def chained(self) -> Iterator[str]:
        """Yield entries of the calculation chain whose cell lost its formula: Excel repairs such files."""
        if not self.chain or self.chain not in self.after.by_key:
            return
        parts = {number: (name, key) for name, number, key in self.before.sheets}
        cells = {key: (self.before.cells(key), self.after.cells(key)) for key in self.touched}
        sheet = ""
        for entry in self.after.root(self.chain).called("c"):
            sheet = entry.attributes.get("i", sheet)
            at, (name, key) = place(entry.attributes.get("r", "")), parts.get(sheet, ("", ""))
            if at and key in cells:
                was, now = (one.get(at) for one in cells[key])
                if was and was.first("f") and not (now and now.first("f")):
                    yield f"{self.chain}: {entry.attributes.get('r')} of {name} holds no formula any more"


class _Sheet:
    """The part of one sheet in which some cells may differ."""

    def __init__(self, whole: _Comparison, name: str, key: str) -> None:
        self.whole, self.name, self.key = whole, name, key
        self.columns = whole.allowed.columns(name)

    def allows(self, row: int, column: int) -> bool:
        """Return whether a cell may be new or changed."""
        return self.whole.allowed.covers(self.name, row, column)

    def differences(self, old: Node, new: Node) -> Iterator[str]:
        """Yield what differs beyond what is allowed."""
        yield from unlike_outside(old, new, "")
        yield from sorted(misplaced(new, SHEET_ORDER) - misplaced(old, SHEET_ORDER))
        was, now = self.compared(old), self.compared(new)
        if old.first("cols") is None:
            now = [one for one in now if not (isinstance(one, Node) and one.local == "cols")]
        for one, other in zip_longest(was, now):
            if not (isinstance(one, Node) and isinstance(other, Node) and one.name == other.name):
                if one != other:
                    # What follows is shifted, so that more would only repeat it.
                    yield from unlike_lists(at_most(one), at_most(other), "worksheet")
                    break
            elif one.local == "dimension":
                yield from self.dimension(one, other, new)
            elif one.local == "sheetData":
                yield from self.data(one, other, new)
            elif one.local == "autoFilter":
                yield from self.whole.filter(one, other, self.columns)
            elif one.local != "cols":
                yield from unlike(one, other, "worksheet")
        yield from self.widths(old.first("cols"), new.first("cols"))
        yield from self.formats(old, new)
        yield from self.filter_name(old, new)
        yield from self.table_heads()

    def compared(self, node: Node) -> list[Child]:
        """Return the children of a sheet without the conditional formats inside the allowed columns."""
        return [one for one in solid(node) if not (isinstance(one, Node) and self.inside(one))]

    def inside(self, node: Node) -> bool:
        """Return whether an element is a conditional format of allowed columns alone."""
        return node.local == "conditionalFormatting" and within(node.attributes.get("sqref", ""), self.columns)

    def dimension(self, old: Node, new: Node, root: Node) -> Iterator[str]:
        """Yield what differs in the extent: it may grow to hold the new cells."""
        yield from unlike_outside(old, new, "worksheet", but={"ref"})
        yield from unlike_lists(old.children, new.children, "dimension")
        was, now = Box.read(old.attributes.get("ref")), Box.read(new.attributes.get("ref"))
        if was == now:
            return
        if not was or not now or not now.holds(was):
            yield f"dimension/@ref: was {old.attributes.get('ref')}, is {new.attributes.get('ref')}"
            return
        data = root.first("sheetData")
        places = [(row, column) for row, node in rows_of(data) for column, _ in cells_of(node)] if data else []
        rows, columns = [row for row, _ in places], [column for _, column in places]
        widest = Box(min(was.top, *rows), min(was.left, *columns), max(was.bottom, *rows), max(was.right, *columns))
        if not widest.holds(now):
            yield f"dimension/@ref: is {new.attributes.get('ref')}, where no cells are"
        for row, column in [at for at in places if self.allows(*at) and not now.holds(Box(*at, *at))][:1]:
            yield f"dimension/@ref: is {new.attributes.get('ref')}, but {letters(column)}{row} is there"

    # --- Rows and cells

    def data(self, old: Node, new: Node, root: Node) -> Iterator[str]:
        """Yield what differs in the rows."""
        yield from unlike_outside(old, new, "worksheet")
        was, now = rows_of(old), rows_of(new)
        known = {number for number, _ in was}
        for number, row in now:
            if number not in known:
                yield from self.new_row(number, row)
        kept = [(number, row) for number, row in now if number in known]
        if [number for number, _ in kept] != [number for number, _ in was]:
            gone = sorted(known - {number for number, _ in kept})
            yield f"rows are gone, repeated or in another order: {gone[:9]}"
        yield from unlike_lists(solid(old, but="row"), solid(new, but="row"), "sheetData")
        if rises([number for number, _ in was]) and not rises([number for number, _ in now]):
            yield "the rows do not stand in their order"
        for (number, one), (same, other) in zip(was, kept, strict=False):
            if number == same:
                yield from self.row(number, one, other)
        yield from self.cells(was, now, root)

    def new_row(self, number: int, row: Node) -> Iterator[str]:
        """Yield what is wrong with a row that was not there."""
        cells = [column for column, _ in cells_of(row)]
        if not any(self.allows(number, column) for column in cells):
            yield f"row {number} is new"
        if row.attributes.keys() - {"r", "spans"} or len(cells) != len(solid(row)):
            yield f"row {number} is new, with more than cells: {row.attributes}"

    def row(self, number: int, old: Node, new: Node) -> Iterator[str]:
        """Yield what differs in a row, but for its cells."""
        allowed = [column for column, _ in cells_of(new) if self.allows(number, column)]
        yield from unlike_outside(old, new, f"row {number}", but={"spans"} if allowed else ())
        if (spans := new.attributes.get("spans")) != old.attributes.get("spans"):
            ends = [tuple(map(int, one.split(":"))) for one in re.findall(r"\d+:\d+", spans or "")]
            if not ends or not all(any(a <= column <= b for a, b in ends) for column in allowed):
                yield f"row {number}/@spans: was {old.attributes.get('spans')}, is {spans}"
        yield from unlike_lists(solid(old, but="c"), solid(new, but="c"), f"row {number}")
        if rises([column for column, _ in cells_of(old)]) and not rises([column for column, _ in cells_of(new)]):
            yield f"row {number}: the cells do not stand in their order"

    def cells(self, was: list[tuple[int, Node]], now: list[tuple[int, Node]], root: Node) -> Iterator[str]:
        """Yield what differs in the cells."""
        old = [((row, column), cell) for row, node in was for column, cell in cells_of(node)]
        new = [((row, column), cell) for row, node in now for column, cell in cells_of(node)]
        was_outside, now_outside = ([one for one in cells if not self.allows(*one[0])] for cells in (old, new))
        was_places, now_places = [at for at, _ in was_outside], [at for at, _ in now_outside]
        for at in sorted({*was_places} ^ {*now_places}):
            yield f"{letters(at[1])}{at[0]} is {'gone' if at in was_places else 'new'}"
        if was_places != now_places:
            yield "the cells outside do not stand where they stood"
            return
        for (at, one), (_, other) in zip(was_outside, now_outside, strict=True):
            yield from unlike(one, other, f"{letters(at[1])}{at[0]}")
        known, there = dict(old), dict(new)
        for at in sorted(known.keys() - there.keys()):
            if self.allows(*at):
                yield f"{letters(at[1])}{at[0]} is gone"
        for at, cell in new:
            if self.allows(*at) and (at not in known or any(unlike(known[at], cell, ""))):
                yield from self.whole.cell_faults(cell, f"{letters(at[1])}{at[0]}", root)

    # --- Widths, formats, filters, tables

    def widths(self, old: Node | None, new: Node | None) -> Iterator[str]:
        """Yield columns that no longer have the width, the style and the rest that they had."""
        if old is None and new is None:
            return
        if old is not None and new is not None:
            yield from unlike_outside(old, new, "worksheet")
        was, now = column_runs(old), column_runs(new)
        if ordered(was) and not ordered(now):
            yield "cols: overlap, or stand in another order"
        edges = sorted({1, *(edge for run in [*was, *now] for edge in (run[0], run[1] + 1))})
        for column in sorted({*edges, *self.columns, *(column + 1 for column in self.columns)}):
            one, other = (attributes_at(runs, column) for runs in (was, now))
            if column in self.columns:
                loose = {"width", "customWidth", "bestFit", "hidden"}
                one = {key: value for key, value in one.items() if key not in loose}
                other = {key: value for key, value in other.items() if key not in loose} if one else {}
            if one != other and column <= LAST_COLUMN:
                yield f"cols: column {letters(column)} was {one}, is {other}"
        yield from unlike_lists(solid(old, but="col"), solid(new, but="col"), "cols")

    def formats(self, old: Node, new: Node) -> Iterator[str]:
        """Yield conditional formats of allowed columns that went, and new ones without a style."""
        count = self.whole.after.count("dxfs")
        inside = [one for one in new.called("conditionalFormatting") if self.inside(one)]
        for node in inside:
            for rule in node.called("cfRule"):
                if number(rule, "dxfId", -1) >= count:
                    yield f"conditionalFormatting {node.attributes['sqref']}: there is no such style"
            if node.name != new.name.replace("}worksheet", "}conditionalFormatting"):
                yield "conditionalFormatting: is of another namespace"
        if self.whole.allowed.formats_replaced:
            return
        for one in old.called("conditionalFormatting"):
            same = (not any(unlike_lists(solid(one), solid(other), "")) for other in inside)
            if self.inside(one) and not any(same):
                yield f"conditionalFormatting {one.attributes.get('sqref')}: its rules are gone"

    def filter_name(self, old: Node, new: Node) -> Iterator[str]:
        """Yield a filter that grew without the name behind it: Excel takes the name's word."""
        was, now = old.first("autoFilter"), new.first("autoFilter")
        if not was or not now or was.attributes.get("ref") == now.attributes.get("ref"):
            return
        book = self.whole.after
        names = book.root(book.book).first("definedNames")
        meanings = self.whole.meanings(book, names) if names else {}
        name = meanings.get(("_xlnm._filterdatabase", self.name))
        if name and Box.read(name.text().rpartition("!")[2]) != Box.read(now.attributes.get("ref")):
            yield f"autoFilter: is {now.attributes.get('ref')}, its name means {name.text()}"

    def table_heads(self) -> Iterator[str]:
        """Yield tables that overlap, or whose columns are not what their header cells say: Excel repairs those."""
        before, after = self.whole.before, self.whole.after
        cells = {before: before.cells(self.key), after: after.cells(self.key)}
        found = {
            book: [key for kind, key in book.relations(self.key).values() if kind.endswith("/table")]
            for book in (before, after)
        }
        faults = {
            book: {fault for key in found[book] for fault in table_faults(book, key, cells[book])} for book in found
        }
        yield from sorted(faults[after] - faults[before])
        boxes = [(key, Box.read(after.root(key).attributes.get("ref"))) for key in found[after]]
        for at, (key, box) in enumerate(boxes):
            for other, second in boxes[:at]:
                if box and second and box.meets(second):
                    yield f"{key} overlaps {other}"


def table_faults(book: Book, key: str, cells: Mapping[tuple[int, int], Node]) -> Iterator[str]:
    """Yield what in a table contradicts itself or its header cells."""
    root = book.root(key)
    box, listed = Box.read(root.attributes.get("ref")), root.first("tableColumns")
    if not box or listed is None:
        yield f"{key}: has no range or no columns"
        return
    columns = listed.elements
    if not len(columns) == box.right - box.left + 1 == number(listed, "count", len(columns)):
        yield f"{key}: has {len(columns)} columns in {root.attributes.get('ref')}"
    names = [unescaped(one.attributes.get("name", "")) for one in columns]
    if len({name.casefold() for name in names}) != len(names) or not all(names):
        yield f"{key}: two columns have one name"
    if len({one.attributes.get("id") for one in columns}) != len(columns):
        yield f"{key}: two columns have one id"
    styles = [number(one, f"{row}DxfId", -1) for one in columns for row in ("data", "headerRow", "totalsRow")]
    if max(styles, default=-1) >= book.count("dxfs"):
        yield f"{key}: a style of its columns is not there"
    own, bottom = root.first("autoFilter"), box.bottom - number(root, "totalsRowCount")
    if own and Box.read(own.attributes.get("ref")) != Box(box.top, box.left, bottom, box.right):
        yield f"{key}: its filter is {own.attributes.get('ref')}"
    if number(root, "headerRowCount", 1):
        for column, name in enumerate(names, start=box.left):
            said = unescaped(book.shown(cells.get((box.top, column))))
            yield from [f"{key}: the column {name!r} has the header {said!r}"] if said != name else []


Run = tuple[int, int, dict[str, str]]


def column_runs(cols: Node | None) -> list[Run]:
    """Return the first and last column and the attributes of each stretch of columns."""
    found = []
    for one in cols.called("col") if cols else []:
        rest = {key: value for key, value in one.attributes.items() if key not in {"min", "max"}}
        found.append((int(one.attributes.get("min", "0")), int(one.attributes.get("max", "0")), rest))
    return found


def attributes_at(runs: Iterable[Run], column: int) -> dict[str, str]:
    """Return the attributes of one column."""
    return next((rest for first, last, rest in runs if first <= column <= last), {})


def ordered(runs: Sequence[Run]) -> bool:
    """Return whether stretches of columns follow each other."""
    return all(first <= last for first, last, _ in runs) and all(one[1] < other[0] for one, other in pairwise(runs))


def rises(numbers: Sequence[int]) -> bool:
    """Return whether numbers rise."""
    return all(one < other for one, other in pairwise(numbers))


def number(node: Node, fact: str, otherwise: int = 0) -> int:
    """Return a whole number among an element's attributes."""
    said = node.attributes.get(fact, "")
    return int(said) if re.fullmatch(r"-?\d{1,18}", said) else otherwise
