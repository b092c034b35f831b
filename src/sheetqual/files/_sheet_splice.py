"""Cells put into a sheet part, row by row, with everything else in it as it was.

The part is never held as a whole: rows pass through, and only those that get cells are looked into.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.files._markup import Edits, Element, parse, text_of
from sheetqual.files._positions import column_letters, column_number
from sheetqual.files._refusals import Refused, damaged, unusual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

__all__ = ["Content", "NewColumns", "splice"]

_LONGEST_HEAD: Final = 8_000_000
_LONGEST_ROW: Final = 64_000_000
_LONGEST_TAIL: Final = 200_000_000
_HIDDEN: Final = re.compile(rb"<!--(?:.*?-->|.*\Z)|<!\[CDATA\[(?:.*?\]\]>|.*\Z)", re.DOTALL)
"""What only looks like markup; at the end of what has been read so far it may be still open."""
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_TEXT: Final = 32_767
_MOST_TAILS: Final = 20_000
_BEFORE_FORMATS: Final = frozenset(
    (
        *("sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
        *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    ),
)
"""What stands before a sheet's conditional formats, by the schema."""

Content = str | float | None
"""What a cell is to hold; None leaves it blank."""


@dataclass(frozen=True, slots=True)
class NewColumns:
    """Cells for some columns of a sheet.

    Attributes:
        places: The columns, from 0, in ascending order.
        header_row: The row of the headers, as Excel shows it.
        headers: The text of each column's header; None leaves the cell there as it is.
        rows: The content of each column by row, as Excel shows it.
        widths: The width of each column, for those whose width the sheet does not say.
        style: Called with the style of the cell beside, or of the cell that is replaced; returns the
            style of a new cell below the header.
        formats: Conditional formats to add, made for a name-space prefix; None for none.
    """

    places: Sequence[int]
    header_row: int
    headers: Sequence[str | None]
    rows: Mapping[int, Sequence[Content]]
    widths: Sequence[float]
    style: Callable[[int], int]
    formats: Callable[[str], str] | None = None


def splice(pieces: Iterable[bytes], columns: NewColumns) -> Iterator[bytes]:
    """Yield a sheet part with cells put in.

    Args:
        pieces: The part as it is, in UTF-8.
        columns: The cells.

    Raises:
        Refused: The part is damaged, or is written so that it can't be changed safely.
    """
    source = _Source(pieces)
    root, head = _head(source)
    writer = _Rows(columns, root.prefix.encode())
    yield _new_head(head, root, columns)
    yield from writer.rows(source)
    yield _new_tail(source.rest(_LONGEST_TAIL), head, root, columns)


class _Source:
    """A part that is looked at from the front, and read on when that is not enough."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self.text = b""
        self.shown = b""

    def more(self, limit: int) -> bool:
        """Read on; False at the end.

        Raises:
            Refused: There is more than that without a place to cut.
        """
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self.text += piece
        if len(self.text) > limit:
            raise unusual()
        # What stands in comments and CDATA only looks like markup; so it is not shown.
        self.shown = _HIDDEN.sub(_blanked, self.text) if b"<!" in self.text else self.text
        return True

    def take(self, end: int) -> bytes:
        """Return the front up to a position, and forget it."""
        front, self.text, self.shown = self.text[:end], self.text[end:], self.shown[end:]
        return front

    def rest(self, limit: int) -> bytes:
        """Return everything that is left."""
        parts = [self.text, *self._pieces]
        if sum(map(len, parts)) > limit:
            raise unusual()
        return b"".join(parts)


def _blanked(hidden: re.Match[bytes]) -> bytes:
    return b" " * len(hidden[0])


def _head(source: _Source) -> tuple[Element, bytes]:
    """Return the root and everything up to the first row, and leave the source there."""
    mark = re.compile(rb"<((?:[^<>\s/!?:]+:)?)sheetData\s*(/?)>")
    while (found := mark.search(source.shown)) is None:
        if not source.more(_LONGEST_HEAD):
            raise damaged()
    if found[2]:
        raise Refused("has no rows on that sheet.")
    head = source.take(found.end())
    root = parse(head + b"</" + found[1] + b"sheetData></" + found[1] + b"worksheet>")
    if root.name != "worksheet":
        raise damaged()
    return root, head


def _new_head(head: bytes, root: Element, columns: NewColumns) -> bytes:
    """Return the text before the rows with the sheet's extent and column widths brought up to date."""
    edits = Edits(head)
    last = columns.places[-1]
    dimension = root.first("dimension")
    if dimension is not None:
        ref = dimension.attributes.get("ref", "")
        if (wider := _wider(ref, last)) != ref:
            edits.set(dimension, ref=wider)
    _set_widths(edits, root, columns)
    return edits.result()


def _wider(ref: str, last: int) -> str:
    """Return a range that reaches to a column at least."""
    found = re.fullmatch(r"([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?", ref)
    if not found:
        return ref
    first, top = found[1], found[2]
    right, bottom = found[3] or first, found[4] or top
    if column_number(right.encode()) >= last:
        return ref
    return f"{first}{top}:{column_letters(last).decode()}{bottom}"


def _set_widths(edits: Edits, root: Element, columns: NewColumns) -> None:
    cols = root.first("cols")
    known = [(int(one.attributes["min"]), int(one.attributes["max"])) for one in cols.all("col")] if cols else []
    new = [
        (place + 1, width)
        for place, width in zip(columns.places, columns.widths, strict=True)
        if not any(first <= place + 1 <= last for first, last in known)
    ]
    if any(first > place for place, _ in new for first, _ in known):
        return  # Widths beyond ours stand there; ours would have to go between them.
    prefix = root.prefix
    texts = [f'<{prefix}col min="{place}" max="{place}" width="{width:g}" customWidth="1"/>' for place, width in new]
    if not texts:
        return
    if cols is not None:
        edits.append(cols, "".join(texts))
        return
    for data in root.all("sheetData"):
        edits.insert(data.start, f"<{prefix}cols>{''.join(texts)}</{prefix}cols>")


def _new_tail(tail: bytes, head: bytes, root: Element, columns: NewColumns) -> bytes:
    """Return the text after the rows with conditional formats added."""
    if columns.formats is None:
        return tail
    opening = head[: root.inside]
    whole = opening + f"<{root.prefix}sheetData>".encode() + tail
    shift = len(whole) - len(tail)
    before = [child.end for child in parse(whole).children if child.name in _BEFORE_FORMATS]
    edits = Edits(tail)
    edits.insert(before[-1] - shift, columns.formats(root.prefix))
    return edits.result()


class _Rows:
    """Puts cells into the rows that get some."""

    def __init__(self, columns: NewColumns, prefix: bytes) -> None:
        self._columns = columns
        self._letters = [column_letters(place) for place in columns.places]
        self._first, self._last = columns.places[0], columns.places[-1]
        self._prefix = prefix
        self._row_tag = b"<" + prefix + b"row"
        self._row_end = b"</" + prefix + b"row>"
        self._data_end = b"</" + prefix + b"sheetData>"
        self._cell_tag = b"<" + prefix + b"c"
        self._cell = re.compile(
            rb"<" + re.escape(prefix) + rb"c(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</" + re.escape(prefix) + rb"c\s*>)",
            re.DOTALL,
        )
        self._styles: dict[int, int] = {}
        self._tails: dict[tuple[int, Content], bytes] = {}

    def rows(self, source: _Source) -> Iterator[bytes]:
        """Yield the rows up to the end of the sheet's data, which stays in the source."""
        number = 0
        while True:
            out: list[bytes] = []
            done = 0
            text, shown = source.text, source.shown
            while True:
                start = shown.find(self._row_tag, done)
                stop = shown.find(self._data_end, done, start if start >= 0 else len(shown))
                if stop >= 0:
                    out.append(text[done:stop])
                    source.take(stop)
                    yield b"".join(out)
                    return
                if start < 0:
                    break
                inside = shown.find(b">", start) + 1
                if not inside:
                    break
                tag = text[start:inside]
                closes_itself = tag.endswith(b"/>")
                close = inside if closes_itself else shown.find(self._row_end, inside)
                if close < 0:
                    break
                end = inside if closes_itself else close + len(self._row_end)
                number = _row_number(tag, number + 1)
                contents = self._contents(number)
                if contents is None:
                    out.append(text[done:end])
                else:
                    out += (text[done:start], self._row(tag, text[inside:close], shown[inside:close], number, contents))
                done = end
            source.take(done)
            yield b"".join(out)
            if not source.more(_LONGEST_ROW):
                raise damaged()

    def _contents(self, number: int) -> Sequence[Content] | None:
        if number == self._columns.header_row:
            return self._columns.headers
        return self._columns.rows.get(number)

    def _row(self, tag: bytes, inner: bytes, shown: bytes, number: int, contents: Sequence[Content]) -> bytes:
        """Return a row with its cells."""
        last = shown.rfind(self._cell_tag + b" ")
        at = _ATTRIBUTE_R.search(shown, last) if last >= 0 else None
        if at and column_number(at[1]) < self._first and shown.find(b">", last) > at.end():
            beside = _style(shown[last : shown.find(b">", last)]) if column_number(at[1]) == self._first - 1 else 0
            added = [
                self._new(place, number, content, beside, is_header=number == self._columns.header_row)
                for place, content in enumerate(contents)
            ]
            return self._framed(tag, inner + b"".join(added))
        return self._framed(tag, self._merged(inner, shown, number, contents))

    def _merged(self, inner: bytes, shown: bytes, number: int, contents: Sequence[Content]) -> bytes:
        """Return a row's cells with ours among or in the place of those that are there."""
        wanted = dict(zip(self._columns.places, enumerate(contents), strict=True))
        is_header = number == self._columns.header_row
        out: list[bytes] = []
        done, column, beside = 0, -1, 0
        for cell in self._cell.finditer(shown):
            at = _ATTRIBUTE_R.search(cell[1])
            column = column_number(at[1]) if at else column + 1
            out.append(inner[done : cell.start()])
            for place in [place for place in wanted if place < column]:
                index, content = wanted.pop(place)
                out.append(self._new(index, number, content, beside, is_header=is_header))
            old = inner[cell.start() : cell.end()]
            style = _style(cell[1])
            if column in wanted:
                index, content = wanted.pop(column)
                if content is None and is_header:
                    out.append(old)
                else:
                    _refuse_shared(old)
                    out.append(self._cell_with(index, number, content, style))
            else:
                out.append(old)
            done, beside = cell.end(), style
        out.append(inner[done:])
        for index, content in wanted.values():
            out.append(self._new(index, number, content, beside, is_header=is_header))
        return b"".join(out)

    def _new(self, index: int, number: int, content: Content, beside: int, *, is_header: bool) -> bytes:
        style = beside if is_header else self._style_beside(beside)
        return self._cell_with(index, number, content, style)

    def _style_beside(self, beside: int) -> int:
        style = self._styles.get(beside)
        if style is None:
            style = self._styles[beside] = self._columns.style(beside)
        return style

    def _cell_with(self, index: int, number: int, content: Content, style: int) -> bytes:
        tail = self._tails.get((style, content))
        if tail is None:
            styled = f' s="{style}"' if style else ""
            tail = f"{styled}{_filled(content, self._prefix.decode())}".encode()
            if len(self._tails) < _MOST_TAILS:  # Most scores and reasons come again and again.
                self._tails[style, content] = tail
        return b'%s r="%s%d"%s' % (self._cell_tag, self._letters[index], number, tail)

    def _framed(self, tag: bytes, inner: bytes) -> bytes:
        """Return a row's tag, cells and end."""
        opening = tag[:-2] + b">" if tag.endswith(b"/>") else tag
        if b"spans" in opening:
            opening = _SPANS.sub(self._wider_span, opening)
        return b"".join((opening, inner, self._row_end))

    def _wider_span(self, spans: re.Match[bytes]) -> bytes:
        return b"%s%d:%d%s" % (
            spans[1],
            min(int(spans[2]), self._first + 1),
            max(int(spans[3]), self._last + 1),
            spans[4],
        )


_ATTRIBUTE_R: Final = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{1,3})\d{1,7}\s*["']""")
_ROW_R: Final = re.compile(rb"""\sr\s*=\s*["']\s*(\d{1,7})\s*["']""")
_CELL_S: Final = re.compile(rb"""\ss\s*=\s*["']\s*(\d{1,6})\s*["']""")
_SPANS: Final = re.compile(rb"""(\sspans\s*=\s*["'])(\d{1,5}):(\d{1,5})(["'])""")
_SHARED: Final = re.compile(rb"""<(?:[^<>\s/!?:]+:)?f\s[^<>]*\bt\s*=\s*["'](?:shared|array|dataTable)["']""")


def _row_number(tag: bytes, following: int) -> int:
    found = _ROW_R.search(tag)
    return int(found[1]) if found else following


def _style(tag: bytes) -> int:
    found = _CELL_S.search(tag)
    return int(found[1]) if found else 0


def _refuse_shared(cell: bytes) -> None:
    if _SHARED.search(cell):
        raise Refused("has formulas on which others depend in the columns to write; delete those columns first.")


def _filled(content: Content, prefix: str) -> str:
    """Return the end of a cell's tag with its content."""
    if content is None:
        return "/>"
    if isinstance(content, str):
        text = text_of(_CONTROL.sub("", content)[:_LONGEST_TEXT])
        kept = ' xml:space="preserve"' if text != text.strip() else ""
        return f' t="inlineStr"><{prefix}is><{prefix}t{kept}>{text}</{prefix}t></{prefix}is></{prefix}c>'
    return f"><{prefix}v>{content!r}</{prefix}v></{prefix}c>"
