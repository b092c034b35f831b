"""Cells put into a sheet part, row by row, with everything else in it as it was.

The part is never held as a whole: rows pass through, and only those that get cells are looked into.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sheetqual.files._lead_calls import has_call, is_lone_call, with_value
from sheetqual.files._markup import CONTROL, Element, parse, text_of
from sheetqual.files._positions import cell_name, column_letters, column_number
from sheetqual.files._refusals import Refused, damaged, unusual
from sheetqual.files._sheet_change import KEEP, Formula, Occupied
from sheetqual.files._sheet_frame import column_styles, new_head, new_tail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sheetqual.files._sheet_change import Content, Outcome, SheetChange

__all__ = ["filled", "splice"]

_LONGEST_HEAD: Final = 8_000_000
_LONGEST_ROW: Final = 64_000_000
_LONGEST_TAIL: Final = 40_000_000
_HIDDEN: Final = re.compile(rb"<!--(?:.*?-->|.*\Z)|<!\[CDATA\[(?:.*?\]\]>|.*\Z)|<\?(?:.*?\?>|.*\Z)", re.DOTALL)
"""What only looks like markup; at the end of what has been read so far it may be still open."""
_LONGEST_TEXT: Final = 32_767
_MOST_TAILS: Final = 20_000
_NUMBER: Final = b"\0"
"""No text of XML can hold it."""


def splice(pieces: Iterable[bytes], change: SheetChange, outcome: Outcome) -> Iterator[bytes]:
    """Yield a sheet part with cells put in.

    Args:
        pieces: The part as it is, in UTF-8.
        change: The cells.
        outcome: What turned out is noted there.

    Raises:
        Refused: The part is damaged, or is written so that it can't be changed safely; or something
            stands where new cells go.
    """
    source = _Source(pieces)
    root, head = _head(source)
    writer = _Rows(change, root.prefix.encode(), column_styles(root, change.places))
    yield new_head(head, root, change)
    yield from writer.rows(source)
    yield new_tail(source.rest(_LONGEST_TAIL), head, root, change, outcome)


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
        self.shown = _HIDDEN.sub(_blanked, self.text) if b"<!" in self.text or b"<?" in self.text else self.text
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


class _Rows:
    """Puts cells into the rows that get some."""

    def __init__(self, change: SheetChange, prefix: bytes, column_styles: Mapping[int, int]) -> None:
        self._change = change
        self._letters = [column_letters(place) for place in change.places]
        self._first, self._last = change.places[0], change.places[-1]
        self._places = frozenset(change.places)
        self._prefix = prefix
        self._row_tag = b"<" + prefix + b"row"
        self._row_end = b"</" + prefix + b"row>"
        self._data_end = b"</" + prefix + b"sheetData>"
        self._cell_tag = b"<" + prefix + b"c"
        self._cell = re.compile(
            rb"<" + re.escape(prefix) + rb"c(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</" + re.escape(prefix) + rb"c\s*>)",
            re.DOTALL,
        )
        self._formula = re.compile(rb"<" + re.escape(prefix) + rb"f[\s/>]")
        self._tails: dict[tuple[int, Content], bytes] = {}
        self._templates: dict[tuple[int, int], bytes] = {}
        """The cells of a row by its contents and the style beside; `_NUMBER` stands for the row's number."""
        self._pending = sorted(change.rows)
        self._next = 0
        self._model: dict[int, int] = {}
        """The style of the cells of the model row, by column."""
        self._header: int | None = None
        self._column_styles = column_styles

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
                    out += (text[done:stop], *self._missing(None))
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
                before, number = number, _row_number(tag, number + 1)
                if number <= before:
                    raise unusual()
                out += (text[done:start], *self._missing(number))
                contents = self._taken(number, shown, inside, close)
                if contents is None:
                    out += (text[start:inside], self._other(text[inside:close], shown[inside:close], number))
                    out.append(text[close:end])
                else:
                    out.append(self._row(tag, text[inside:close], shown[inside:close], number, contents))
                done = end
            source.take(done)
            yield b"".join(out)
            if not source.more(_LONGEST_ROW):
                raise damaged()

    def _taken(self, number: int, shown: bytes, inside: int, close: int) -> Sequence[Content] | None:
        """Return what a row gets, and count it as done; look at the row that is the model."""
        if number == self._change.model_row:
            self._model = self._styles_of(shown[inside:close])
        if self._next < len(self._pending) and self._pending[self._next] == number:
            self._next += 1
            contents = self._change.rows[number]
            return contents if any(content is not KEEP for content in contents) else None
        return None

    def _other(self, inner: bytes, shown: bytes, number: int) -> bytes:
        """Return the cells of a row that gets none."""
        change = self._change
        if not inner or (number not in change.empty and number not in change.cleared):
            return inner
        out: list[bytes] = []
        done = 0
        for column, cell in self._placed(shown):
            if column not in self._places or not _FILLED.search(cell[0]):
                continue
            if column in change.fresh:
                if number in change.empty:
                    raise Occupied(_in_the_way(column, number, "columns"), column)
            elif number in change.cleared and not self._formula.search(cell[0]):
                tag = b'%s r="%s%d"' % (self._cell_tag, column_letters(column), number)
                out += (inner[done : cell.start()], tag, self._tail(_style(cell[1]), None))
                done = cell.end()
        return b"".join((*out, inner[done:]))

    def _missing(self, number: int | None) -> Iterator[bytes]:
        """Yield the rows before a row, or at the end, that the part does not have."""
        while self._next < len(self._pending) and (number is None or self._pending[self._next] < number):
            row = self._pending[self._next]
            self._next += 1
            contents = self._change.rows[row]
            if any(content is not KEEP for content in contents):
                yield self._row(b'%s r="%d">' % (self._row_tag, row), b"", b"", row, contents)

    def _row(self, tag: bytes, inner: bytes, shown: bytes, number: int, contents: Sequence[Content]) -> bytes:
        """Return a row with its cells."""
        if number == self._change.header_row and self._change.header_like is not None:
            self._header = self._styles_of(shown).get(self._change.header_like)
        if self._change.model_row is None and not self._model and number != self._change.header_row:
            self._model = self._styles_of(shown)
        last = shown.rfind(self._cell_tag)
        at = _ATTRIBUTE_R.search(shown, last) if last >= 0 else None
        if (
            at
            and shown[last + len(self._cell_tag)] in _BLANKS
            and column_number(at[1]) < self._first
            and shown.find(b">", last) > at.end()
        ):
            beside = _style(shown[last : shown.find(b">", last)])
            return self._framed(tag, inner + self._added(number, contents, beside))
        return self._framed(tag, self._merged(inner, shown, number, contents))

    def _added(self, number: int, contents: Sequence[Content], beside: int) -> bytes:
        """Return the cells of a row that has none there; rows that hold the same share the work."""
        key = id(contents), beside
        template = self._templates.get(key) if number != self._change.header_row else None
        if template is None:
            template = b"".join(
                self._new(place, number, content, beside, written=_NUMBER)
                for place, content in enumerate(contents)
                if content is not KEEP
            )
            if number != self._change.header_row and len(self._templates) < _MOST_TAILS:
                self._templates[key] = template
        return template.replace(_NUMBER, b"%d" % number)

    def _styles_of(self, shown: bytes) -> dict[int, int]:
        return {column: _style(cell[1]) for column, cell in self._placed(shown)}

    def _placed(self, shown: bytes) -> Iterator[tuple[int, re.Match[bytes]]]:
        """Yield the cells of a row with their columns; one that says none follows the one before."""
        column = -1
        for cell in self._cell.finditer(shown):
            at = _ATTRIBUTE_R.search(cell[1])
            column = column_number(at[1]) if at else column + 1
            yield column, cell

    def _merged(self, inner: bytes, shown: bytes, number: int, contents: Sequence[Content]) -> bytes:
        """Return a row's cells with ours among or in the place of those that are there."""
        wanted = {
            place: (index, content)
            for index, (place, content) in enumerate(zip(self._change.places, contents, strict=True))
            if content is not KEEP
        }
        out: list[bytes] = []
        done, before, beside = 0, -1, 0
        for column, cell in self._placed(shown):
            if column <= before:
                raise unusual()
            before = column
            out.append(inner[done : cell.start()])
            for place in [place for place in wanted if place < column]:
                index, content = wanted.pop(place)
                out.append(self._new(index, number, content, beside))
            old = inner[cell.start() : cell.end()]
            style = _style(cell[1])
            if column in wanted:
                index, content = wanted.pop(column)
                out.append(self._replaced(index, number, content, style, old))
            else:
                if number in self._change.fresh_rows and column in self._change.guarded and _FILLED.search(old):
                    raise Refused(_in_the_way(column, number, "leads"))
                out.append(old)
            done, beside = cell.end(), style
        out.append(inner[done:])
        for index, content in wanted.values():
            out.append(self._new(index, number, content, beside))
        return b"".join(out)

    def _replaced(self, index: int, number: int, content: Content, style: int, old: bytes) -> bytes:
        """Return the cell that takes the place of another one."""
        place = self._change.places[index]
        if place in self._change.fresh:
            if number != self._change.header_row:
                style = self._change.styles.plain(style)
            if _FILLED.search(old):
                raise Occupied(_in_the_way(place, number, "columns"), place)
        elif number in self._change.fresh_rows:
            # The empty first row of a table has our formulas before it has a lead.
            if _FILLED.search(old) and not (isinstance(content, Formula) and has_call(old)):
                raise Refused(_in_the_way(place, number, "leads"))
        elif self._formula.search(old) and number != self._change.header_row:
            # A formula is somebody's intention; a value in its place would be none.
            function = self._change.functions.get(place)
            if function and isinstance(content, (str, float, int)) and is_lone_call(old, function):
                return with_value(old, content)
            return old
        return self._cell_with(index, b"%d" % number, content, style)

    def _new(self, index: int, number: int, content: Content, beside: int, written: bytes = b"") -> bytes:
        """Return a cell where there was none."""
        place = self._change.places[index]
        if place not in self._change.fresh and number != self._change.header_row:
            style = self._model.get(place, self._column_styles.get(place, 0))
        elif number == self._change.header_row:
            style = beside if self._header is None else self._header
        else:
            style = self._change.styles.plain(beside)
        return self._cell_with(index, written or b"%d" % number, content, style)

    def _cell_with(self, index: int, number: bytes, content: Content, style: int) -> bytes:
        if isinstance(content, Formula) and content.dynamic and self._change.dynamic is not None:
            prefix, at = self._prefix, self._letters[index] + number
            styled = b' s="%d"' % style if style else b""
            formula = text_of(content.text).encode()
            return b'%s r="%s"%s cm="%d"><%sf t="array" ref="%s">%s</%sf></%sc>' % (
                *(self._cell_tag, at, styled, self._change.dynamic),
                *(prefix, at, formula, prefix, prefix),
            )
        tail = self._tails.get((style, content))
        if tail is None:
            tail = self._tail(style, content)
            if len(self._tails) < _MOST_TAILS:  # Most scores and reasons come again and again.
                self._tails[style, content] = tail
        return b'%s r="%s%s"%s' % (self._cell_tag, self._letters[index], number, tail)

    def _tail(self, style: int, content: Content) -> bytes:
        if isinstance(content, (date, time, timedelta)):
            with_time = isinstance(content, datetime) and content.time() != time()
            style = self._change.styles.day(style, with_time=with_time)
            content = _serial(content, epoch_1904=self._change.epoch_1904)
        styled = f' s="{style}"' if style else ""
        return f"{styled}{filled(content, self._prefix.decode())}".encode()

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
_BLANKS: Final = b" \t\r\n"
_FILLED: Final = re.compile(rb"<(?:[^<>\s/!?:]+:)?(?:v|f|is)[\s/>]")
_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Excel would take the rest for a character that XML can't hold."""


def _in_the_way(place: int, row: int, what: str) -> str:
    return f"has something in {cell_name(place, row)}, where new {what} go; move it away, and try again."


def _row_number(tag: bytes, following: int) -> int:
    found = _ROW_R.search(tag)
    return int(found[1]) if found else following


def _style(tag: bytes) -> int:
    found = _CELL_S.search(tag)
    return int(found[1]) if found else 0


def _serial(content: date | time | timedelta, *, epoch_1904: bool) -> float:
    """Return a day, a time or a span as Excel counts it."""
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, to_excel  # noqa: PLC0415 - 100 ms that few need

    if isinstance(content, datetime):
        content = content.replace(tzinfo=None)
    return float(to_excel(content, MAC_EPOCH if epoch_1904 else WINDOWS_EPOCH))  # type: ignore[no-untyped-call]


def filled(content: Content, prefix: str = "") -> str:
    """Return the end of a cell's tag with its content: a text stays a text, whatever it looks like."""
    if content is None or content is KEEP:
        return "/>"
    if isinstance(content, str):
        text = text_of(_ESCAPED.sub("_x005F_", CONTROL.sub("", content)[:_LONGEST_TEXT]))
        kept = ' xml:space="preserve"' if text != text.strip() else ""
        return f' t="inlineStr"><{prefix}is><{prefix}t{kept}>{text}</{prefix}t></{prefix}is></{prefix}c>'
    if isinstance(content, Formula):
        return f"><{prefix}f>{text_of(content.text)}</{prefix}f></{prefix}c>"
    return f"><{prefix}v>{content!r}</{prefix}v></{prefix}c>"
