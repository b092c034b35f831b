"""Takes a person out of a workbook: their rows are emptied, and what else the package remembers of them goes.

Every other cell and every other part stays byte for byte.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final

from sheetqual.errors import OutputError
from sheetqual.files._editing import Editing
from sheetqual.files._formulas import with_whole_cells
from sheetqual.files._markup import Edits, parse
from sheetqual.files._package import Package, rels_name
from sheetqual.files._positions import cell_name
from sheetqual.files._refusals import Refused, unusual
from sheetqual.files._sheet_change import KEEP, Outcome, SheetChange
from sheetqual.files._sheet_splice import splice
from sheetqual.files._sheet_tables import Box
from sheetqual.files.forgetting.sheet_cells import (
    CELL,
    UNKNOWN,
    Position,
    listed,
    shared_index,
    shared_texts,
    without_texts,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sheetqual.files._book import Sheet
    from sheetqual.files._markup import Element
    from sheetqual.files._sheet_change import Content
    from sheetqual.files.forgetting.traces import Traces

__all__ = ["Emptied", "Emptying", "ListRows"]

_KIND: Final = re.compile(rb"""\st\s*=\s*["'][^"']*["']""")
_FORMULA: Final = re.compile(rb"<(?:[^<>\s/!?:]+:)?f[\s/>]")
_CONSTANT: Final = re.compile(rb"<(?:[^<>\s/!?:]+:)?(?:v|is)[\s>]")
_RESULT: Final = re.compile(rb"<((?:[^<>\s/!?:]+:)?)v(?:\s[^<>]*)?(?:/>|>.*?</\1v\s*>)", re.DOTALL)
_MERGED: Final = re.compile(rb"""<(?:[^<>\s/!?:]+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([^"']*)["']""")
_DATA_END: Final = re.compile(rb"</((?:[^<>\s/!?:]+:)?)sheetData\s*>")
_HEADED: Final = 2
"""A header and what stands right below it are no list yet."""
_ENCODING: Final = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s[^<>]*?\bencoding\s*=\s*["']([^"']*)["']""")
_LONGEST_END: Final = 200
_LARGEST_TAIL: Final = 40_000_000


@dataclass(frozen=True, slots=True)
class ListRows:
    """A person's rows on a sheet.

    Attributes:
        rows: Their numbers, as Excel shows them.
        header_row: The row of the headers; 0 for a sheet of ours, which is all list.
        who: Positions of the columns that say who a lead is.
        leads: How many leads the list has.
    """

    rows: frozenset[int]
    header_row: int = 0
    who: frozenset[int] = frozenset()
    leads: int = 0


@dataclass(slots=True)
class Emptied:
    """What became of a workbook.

    Attributes:
        said: What was taken out of it.
        left: What stays on a person's rows, since it is no part of the list.
    """

    said: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Emptying:
    """What is to be taken out of a workbook.

    Attributes:
        rows: A person's rows, by the name of the sheet.
        traces: What gives the person away.
    """

    rows: Mapping[str, ListRows]
    traces: Traces

    def write(self, path: Path, out: IO[bytes]) -> Emptied:
        """Write the workbook without it.

        Args:
            path: The workbook as it is.
            out: Where it goes; must be able to seek.

        Raises:
            OutputError: It can't be changed; the text says why.
        """
        with _erasing(path) as erasing:
            done = _Work(erasing, self.rows, self.traces).done()
            erasing.write(out)
        return done


@contextmanager
def _erasing(path: Path) -> Iterator[_Erasing]:
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            yield _Erasing(Package(archive))
    except Refused as refusal:
        raise OutputError(f"{path.name} {refusal}") from None
    except (zipfile.BadZipFile, EOFError, ValueError):
        message = f"{path.name} is damaged and can't be changed; open it in Excel, save it again."
        raise OutputError(message) from None


class _Erasing(Editing):
    """A workbook some of whose parts get another text."""

    def put(self, part: str, text: bytes | Callable[[], Iterator[bytes]]) -> None:
        """Give a part another text."""
        self._changed[part] = text


@dataclass(slots=True)
class _Run:
    """The cells of a column that hold something: their first and last row, and how many they are."""

    first: int
    last: int
    count: int = 0

    def add(self, row: int) -> None:
        """Count a cell further down."""
        self.last = row
        self.count += 1


@dataclass(slots=True)
class _Seen:
    """What a look through a sheet found.

    Attributes:
        mine: The constants on a person's rows, by row and column; of a shared text its number, else None.
        shared: The shared texts that other cells use.
        filled: In which rows from the header down cells hold something, by column.
        merged: Cells that are one.
        has_formula: Whether any cell has a formula.
        has_stale: Whether the result of a formula is to go.
        is_plain: Whether every shared text could be told.
    """

    mine: dict[int, dict[int, int | None]] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)
    filled: dict[int, _Run] = field(default_factory=dict)
    merged: list[Box] = field(default_factory=list)
    has_formula: bool = False
    has_stale: bool = False
    is_plain: bool = True


class _Work:
    """Says what becomes of each part of a workbook."""

    def __init__(self, erasing: _Erasing, rows: Mapping[str, ListRows], traces: Traces) -> None:
        self._erasing, self._package = erasing, erasing.package
        self._rows, self._traces = rows, traces
        self._emptied = Emptied()
        self._sheets = [sheet for sheet in erasing.sheets if sheet.part in self._package]

    def done(self) -> Emptied:
        """Decide about all parts, and return what becomes of them."""
        seen = {sheet: self._look(sheet) for sheet in self._sheets}
        for sheet, one in seen.items():
            rows = self._rows.get(sheet.name)
            if rows:
                self._spare(sheet, rows, one)
            if one.mine or one.has_stale:
                self._change(sheet, rows.rows if rows else frozenset(), one)
            if rows:
                self._notes(sheet, rows.rows)
        self._forget_texts(seen.values())
        if self._erasing.has_formulas or any(one.has_formula for one in seen.values()):
            self._erasing.recalculate()
        return self._emptied

    def _look(self, sheet: Sheet) -> _Seen:
        seen = _Seen()
        known = self._rows.get(sheet.name)
        wanted = known.rows if known else frozenset()
        header = known.header_row if known else 0
        position = Position()
        _refuse_wide(next(self._package.open(sheet.part), b""))
        for piece in with_whole_cells(self._package.open(sheet.part)):
            gives_away = self._traces.are_in_markup(piece.decode(errors="replace"))
            for found in CELL.finditer(piece):
                at = position.of(found)
                if at is None or not found["inner"]:
                    continue
                row, column = at
                if known and row >= header:
                    seen.filled.setdefault(column, _Run(row, row)).add(row)
                if _FORMULA.search(found["inner"]):
                    seen.has_formula = True
                    if row in wanted or (gives_away and self._is_stale(found["inner"])):
                        seen.has_stale = seen.has_stale or _RESULT.search(found["inner"]) is not None
                    continue
                index = shared_index(found)
                seen.is_plain = seen.is_plain and index != UNKNOWN
                if row in wanted and _CONSTANT.search(found["inner"]):
                    seen.mine.setdefault(row, {})[column] = index
                elif index is not None:
                    seen.shared.add(index)
            if b"mergeCell" in piece:
                seen.merged += [
                    box for ref in _MERGED.findall(piece) if (box := Box.of(ref.decode("ascii", "replace")))
                ]
        return seen

    def _is_stale(self, inner: bytes) -> bool:
        result = _RESULT.search(inner)
        return result is not None and self._traces.are_in_markup(result[0].decode(errors="replace"))

    def _spare(self, sheet: Sheet, known: ListRows, seen: _Seen) -> None:
        """Leave alone what stands on a person's rows, but is no part of the list."""
        tables = self._erasing.tables(sheet)
        own = [table.box for table in tables if known.who and table.box.top == known.header_row]
        own = [box for box in own if any(box.left <= place <= box.right for place in known.who)]
        others = [table.box for table in tables if table.box not in own]
        apart = _apart(known, seen, own)
        for row, cells in seen.mine.items():
            left = [
                column
                for column in cells
                if column in apart
                or any(_holds(box, row, column) for box in others)
                or any(_holds(box, row, column) and not _lies_in(box, known.rows) for box in seen.merged)
            ]
            for column in left:
                index = cells.pop(column)
                if index is not None:
                    seen.shared.add(index)
            if left:
                names = listed([cell_name(column, row) for column in left])
                self._emptied.left.append(
                    f"{names} of sheet {sheet.name} stand beside their row, but apart from the list; look there"
                )
        seen.mine = {row: cells for row, cells in seen.mine.items() if cells}

    def _change(self, sheet: Sheet, rows: frozenset[int], seen: _Seen) -> None:
        """Empty a person's rows on a sheet, and forget what formulas gave there."""
        erasing, package, traces = self._erasing, self._package, self._traces
        places = sorted({column for cells in seen.mine.values() for column in cells})
        contents: dict[int, Sequence[Content]] = {
            row: [None if place in cells else KEEP for place in places] for row, cells in seen.mine.items()
        }
        change = SheetChange(places, contents, 0, erasing.styles)

        def pieces() -> Iterator[bytes]:
            parts = package.open(sheet.part)
            if places:
                parts = splice(parts, change, Outcome())
            if rows:
                parts = _with_tail(parts, lambda tail: _without_links(tail, rows)[0])
            return _without_results(parts, rows, traces) if seen.has_stale else parts

        erasing.put(sheet.part, pieces)
        if rows:
            self._links(sheet, rows)
        if seen.mine:
            self._emptied.said.append(self._told(sheet, sorted(seen.mine)))
        elif seen.has_stale:
            self._emptied.said.append(f"results of formulas on sheet {sheet.name} (Excel calculates them anew)")

    def _told(self, sheet: Sheet, rows: Sequence[int]) -> str:
        some = "row" if len(rows) == 1 else "rows"
        if not self._rows[sheet.name].header_row:
            return f"what the hidden sheet {sheet.name} remembers of them"
        return f"{some} {listed(list(map(str, rows)), most=20)} of sheet {sheet.name} emptied"

    def _links(self, sheet: Sheet, rows: frozenset[int]) -> None:
        """Take out where the links of a person's rows lead."""
        part = rels_name(sheet.part)
        if part not in self._package:
            return
        kept: list[bytes] = []
        gone: set[str] = set()

        def look(tail: bytes) -> bytes:
            new, ids = _without_links(tail, rows)
            kept.append(new)
            gone.update(ids)
            return new

        for _ in _with_tail(self._package.open(sheet.part), look):
            pass
        gone = {one for one in gone if not any(f'"{one}"'.encode() in tail for tail in kept)}
        if not gone:
            return
        text = self._package.read(part)
        edits = Edits(text)
        for one in parse(text).children:
            if one.attributes.get("Id") in gone:
                edits.replace(one.start, one.end, "")
        self._erasing.put(part, edits.result())

    def _notes(self, sheet: Sheet, rows: frozenset[int]) -> None:
        """Empty the notes and the comments on a person's rows."""
        count = 0
        for one in self._package.relationships(sheet.part):
            if one.kind not in ("comments", "threadedComment") or not one.target or one.target not in self._package:
                continue
            text = self._package.read(one.target)
            edits = Edits(text)
            emptied = sum(_empty_note(edits, note) for note in _notes_in(parse(text)) if _stands_in(note, rows))
            if emptied:
                self._erasing.put(one.target, edits.result())
                count += emptied if one.kind == "comments" else 0
        if count:
            self._emptied.said.append(f"{count} {'note' if count == 1 else 'notes'} on sheet {sheet.name} emptied")

    def _forget_texts(self, seen: Iterable[_Seen]) -> None:
        """Blank the shared texts that only a person's cells use, and with them those that no cell uses.

        What merges and updates have replaced may stand there still, under an address that nobody knows any more.
        """
        part = self._erasing.related("sharedStrings")
        looks = list(seen)
        if not part or part not in self._package or not all(one.is_plain for one in looks):
            return
        used = set[int]().union(*(one.shared for one in looks))
        gives_away = {number for number, _ in shared_texts(self._package.open(part), self._traces)} - used
        mine = {index for one in looks for cells in one.mine.values() for index in cells.values() if index is not None}
        if gives_away - mine:
            self._emptied.said.append("texts that no cell shows any more")
        if gives_away or mine - used:
            self._erasing.put(part, lambda: without_texts(self._package.open(part), used))


def _refuse_wide(start: bytes) -> None:
    """Refuse a sheet that is not in UTF-8: nobody could tell which texts its cells show."""
    said = _ENCODING.match(start[:_LONGEST_END])
    if b"\0" in start[:_LONGEST_END] or (said and said[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii")):
        raise unusual()


def _apart(known: ListRows, seen: _Seen, own: Sequence[Box]) -> set[int]:
    """Return the columns of what stands beside a list: a short block behind an empty column, such as a price list."""
    if not known.header_row:
        return set()
    blocks: list[list[int]] = []
    for column in sorted(seen.filled):
        if blocks and blocks[-1][-1] == column - 1:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    return {
        column
        for block in blocks
        if known.who.isdisjoint(block) and _is_short([seen.filled[column] for column in block], known.leads)
        for column in block
        if not any(box.left <= column <= box.right for box in own)
    }


def _is_short(runs: Sequence[_Run], leads: int) -> bool:
    """Tell whether columns are filled without a gap, but not for every lead; what is said of some leads has gaps."""
    longest = max(run.count for run in runs)
    return _HEADED < longest <= leads // 2 and all(run.last - run.first + 1 == run.count for run in runs)


def _holds(box: Box, row: int, column: int) -> bool:
    return box.left <= column <= box.right and box.top <= row <= box.bottom


def _lies_in(box: Box, rows: frozenset[int]) -> bool:
    return all(row in rows for row in range(box.top, box.bottom + 1))


# --- Sheets -----------------------------------------------------------------------------------


def _with_tail(pieces: Iterable[bytes], change: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """Yield a sheet part with what stands behind its rows changed.

    Raises:
        Refused: There is too much of that.
    """
    before = b""
    parts = iter(pieces)
    for piece in parts:
        text = before + piece
        end = _DATA_END.search(text)
        if end:
            yield text[: end.start()]
            tail = b"".join([text[end.start() :], *parts])
            if len(tail) > _LARGEST_TAIL:
                raise unusual()
            yield change(tail)
            return
        yield text[:-_LONGEST_END]
        before = text[-_LONGEST_END:]
    yield before


def _without_links(tail: bytes, rows: frozenset[int]) -> tuple[bytes, set[str]]:
    """Return what stands behind a sheet's rows without the links of some rows, and the ids of where they lead."""
    end = _DATA_END.match(tail)
    if end is None or b"hyperlink" not in tail:
        return tail, set()
    head = b"<%sworksheet><%ssheetData>" % (end[1], end[1])
    root = parse(head + tail)
    edits = Edits(head + tail)
    ids: set[str] = set()
    for links in root.all("hyperlinks"):
        gone = [one for one in links.children if _stands_in(one, rows)]
        ids.update(one.attributes["id"] for one in gone if "id" in one.attributes)
        if len(gone) == len(links.children):
            edits.replace(links.start, links.end, "")  # An empty list of links is none.
            continue
        for one in gone:
            edits.replace(one.start, one.end, "")
    return edits.result()[len(head) :], ids


def _without_results(pieces: Iterable[bytes], rows: frozenset[int], traces: Traces) -> Iterator[bytes]:
    """Yield a sheet part without what formulas gave on some rows, or gave of the person."""
    position = Position()

    def changed(found: re.Match[bytes]) -> bytes:
        at = position.of(found)
        inner: bytes | None = found["inner"]
        if at is None or not inner or not _FORMULA.search(inner):
            return found[0]
        result = _RESULT.search(inner)
        if not result or (at[0] not in rows and not traces.are_in_markup(result[0].decode(errors="replace"))):
            return found[0]
        prefix = found["p"]
        return b"<%sc%s>%s</%sc>" % (prefix, _KIND.sub(b"", found["said"]), _RESULT.sub(b"", inner), prefix)

    for piece in with_whole_cells(pieces):
        yield CELL.sub(changed, piece)


def _stands_in(one: Element, rows: frozenset[int]) -> bool:
    box = Box.of(one.attributes.get("ref", ""))
    return box is not None and _lies_in(box, rows)


def _notes_in(root: Element) -> Iterator[Element]:
    """Yield the notes of a part of notes, or of one of comments that can be answered."""
    for one in root.children:
        if one.name == "threadedComment":
            yield one
        elif one.name == "commentList":
            yield from one.all("comment")


def _empty_note(edits: Edits, note: Element) -> bool:
    """Empty a note; tell whether there was something in it."""
    text = note.first("text")
    if text is None or text.closes_itself or text.inside == text.close:
        return False
    is_rich = bool(text.children)
    edits.replace(text.inside, text.close, f"<{text.prefix}t></{text.prefix}t>" if is_rich else "")
    for more in note.children:
        if more.name in ("mentions", "extLst"):  # They say where in the text a name or a link stands.
            edits.replace(more.start, more.end, "")
    return True
