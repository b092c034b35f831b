"""Cells put into a sheet part, row by row, with everything else in it as it was.

The part is never held as a whole: rows pass through, and only those that get cells are looked into.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

from sheetqual.files._markup import Edits, Element, attribute_text, parse, text_of
from sheetqual.files._positions import column_letters, column_number
from sheetqual.files._refusals import Refused, damaged, unusual
from sheetqual.files._sheet_tables import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

__all__ = [
    "CONTROL",
    "KEEP",
    "CellStyles",
    "Content",
    "Formula",
    "Occupied",
    "Outcome",
    "Rule",
    "SheetChange",
    "filled",
    "splice",
]

_LONGEST_HEAD: Final = 8_000_000
_LONGEST_ROW: Final = 64_000_000
_LONGEST_TAIL: Final = 40_000_000
_HIDDEN: Final = re.compile(rb"<!--(?:.*?-->|.*\Z)|<!\[CDATA\[(?:.*?\]\]>|.*\Z)|<\?(?:.*?\?>|.*\Z)", re.DOTALL)
"""What only looks like markup; at the end of what has been read so far it may be still open."""
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_TEXT: Final = 32_767
_MOST_TAILS: Final = 20_000
_NUMBER: Final = b"\0"
"""No text of XML can hold it."""
_BEFORE_FORMATS: Final = frozenset(
    (
        *("sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
        *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    ),
)
"""What stands before a sheet's conditional formats, by the schema."""


class _Keep(Enum):
    KEEP = "keep"


KEEP: Final = _Keep.KEEP
"""In the place of a content: the cell stays as it is."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula for a cell, without its equals sign."""

    text: str


Content: TypeAlias = str | float | Formula | date | time | timedelta | Literal[_Keep.KEEP] | None
"""What a cell is to hold; None leaves it blank."""


class CellStyles(Protocol):
    """Gives the styles of new cells."""

    def plain(self, base: int) -> int:
        """Return a style like another one that shows numbers as they are."""

    def day(self, base: int, *, with_time: bool) -> int:
        """Return a style like another one that shows a day."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A colour for the cells of a column that hold a text.

    Attributes:
        text: The text.
        format: Makes the conditional format, and returns its index.
    """

    text: str
    format: Callable[[], int]


@dataclass(frozen=True, slots=True)
class SheetChange:
    """Cells to be put into a sheet.

    Attributes:
        places: The columns that get cells, from 0, in ascending order.
        rows: The content of each of them by row, as Excel shows it, with the header's row.
        header_row: The row of the headers.
        fresh: Which of the columns are new to the sheet: where they get cells, nothing may stand.
        empty: Rows that the new columns pass though they get no cells there: nothing may stand there, either.
        cleared: Rows in which what stands in the columns is wiped out, but for formulas.
        widths: The width of some columns, where the sheet does not say it.
        styles: Gives the styles of new cells.
        coloured: The column whose cells are coloured by `rules`, unless the sheet has colours there.
        rules: Its colours.
        filtered: Tells what becomes of the sheet's filter, from where it lies; None for the same.
        fresh_rows: Rows below the list: where they get cells, nothing may stand.
        model_row: The row whose cells new ones in columns that are there look like; the first that gets
            cells when None.
        guarded: Columns in which nothing may stand where a fresh row gets cells, whether it gets one
            there or not.
        header_like: The column whose header those of new columns look like; the one beside when None.
        grown: The last row of the list, and the last one there is to be: what is checked or coloured
            down to the first then is so down to the other.
        epoch_1904: Whether the workbook counts days from 1904.
    """

    places: Sequence[int]
    rows: Mapping[int, Sequence[Content]]
    header_row: int
    styles: CellStyles
    fresh: frozenset[int] = frozenset()
    empty: range = range(0)
    cleared: range = range(0)
    widths: Mapping[int, float] = field(default_factory=dict)
    coloured: int | None = None
    rules: Sequence[Rule] = ()
    filtered: Callable[[Box], Box | None] = lambda _: None
    fresh_rows: range = range(0)
    model_row: int | None = None
    guarded: frozenset[int] = frozenset()
    header_like: int | None = None
    grown: tuple[int, int] | None = None
    epoch_1904: bool = False


class Occupied(Refused):
    """Something stands where new columns go.

    Attributes:
        right: The last column of it.
    """

    def __init__(self, text: str, right: int) -> None:
        """Keep where it stands."""
        super().__init__(text)
        self.right = right


@dataclass(slots=True)
class Outcome:
    """What turned out while cells were put in.

    Attributes:
        formula_gone: Whether a formula is no longer there.
        filtered: Where the sheet's filter lay, and where it lies now, if it was moved.
    """

    formula_gone: bool = False
    filtered: tuple[Box, Box] | None = None


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
    writer = _Rows(change, root.prefix.encode(), _column_styles(root, change.places))
    yield _new_head(head, root, change)
    yield from writer.rows(source)
    yield _new_tail(source.rest(_LONGEST_TAIL), head, root, change, outcome)


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


def _new_head(head: bytes, root: Element, change: SheetChange) -> bytes:
    """Return the text before the rows with the sheet's extent and column widths brought up to date."""
    edits = Edits(head)
    dimension = root.first("dimension")
    if dimension is not None and (used := Box.of(dimension.attributes.get("ref", ""))):
        rows = change.rows.keys()
        wider = Box(
            min(used.left, change.places[0]),
            min(used.top, *rows),
            max(used.right, change.places[-1]),
            max(used.bottom, *rows),
        )
        if wider != used:
            edits.set(dimension, ref=str(wider))
    _set_widths(edits, root, change)
    return edits.result()


def _set_widths(edits: Edits, root: Element, change: SheetChange) -> None:
    """Give new columns a width, and show them where they would be hidden."""
    cols, prefix = root.first("cols"), root.prefix
    spans = [_span(one) for one in cols.all("col")] if cols else []
    for first, last, one in spans:
        ours = [place for place in change.widths if place in change.fresh and first <= place <= last]
        if ours and one.attributes.get("hidden", "0") not in ("0", "false"):
            edits.replace(one.start, one.end, _shown(one, first, last, ours, change.widths))
    new: dict[int, str] = {}
    for place, width in change.widths.items():
        if not any(first <= place <= last for first, last, _ in spans):
            new[place] = f'<{prefix}col min="{place + 1}" max="{place + 1}" width="{width:g}" customWidth="1"/>'
    for place, text in sorted(new.items()):
        after = next((one for first, _, one in spans if first > place), None)
        if after is not None:
            edits.insert(after.start, text)
        elif cols is not None:
            edits.append(cols, text) if not cols.closes_itself else None
    if cols is None and new:
        text = "".join(new[place] for place in sorted(new))
        for data in root.all("sheetData"):
            edits.insert(data.start, f"<{prefix}cols>{text}</{prefix}cols>")


def _column_styles(root: Element, places: Iterable[int]) -> dict[int, int]:
    """Return the styles of columns as a whole, which cells that are not there yet have."""
    cols = root.first("cols")
    spans = [_span(one) for one in cols.all("col")] if cols else []
    return {
        place: int(one.attributes["style"])
        for place in places
        for first, last, one in spans
        if first <= place <= last and one.attributes.get("style", "").isdigit()
    }


def _span(one: Element) -> tuple[int, int, Element]:
    """Return the first and last column that an element is about."""
    first, last = one.attributes.get("min", "").strip(), one.attributes.get("max", "").strip()
    if not (first.isdigit() and last.isdigit()):
        raise unusual()
    return int(first) - 1, int(last) - 1, one


def _shown(one: Element, first: int, last: int, ours: Sequence[int], widths: Mapping[int, float]) -> str:
    """Return a run of hidden columns with ours among them shown."""
    others = {name: value for name, value in one.attributes.items() if name not in ("min", "max")}
    shown = {name: value for name, value in others.items() if name not in ("hidden", "width", "customWidth")}
    spans: list[tuple[int, int, dict[str, str]]] = []
    start = first
    for place in sorted(ours):
        if start < place:
            spans.append((start, place - 1, others))
        spans.append((place, place, shown | {"width": f"{widths[place]:g}", "customWidth": "1"}))
        start = place + 1
    if start <= last:
        spans.append((start, last, others))
    return "".join(
        f'<{one.prefix}col min="{left + 1}" max="{right + 1}"'
        + "".join(f" {name}={attribute_text(value)}" for name, value in said.items())
        + "/>"
        for left, right, said in spans
    )


def _new_tail(tail: bytes, head: bytes, root: Element, change: SheetChange, outcome: Outcome) -> bytes:
    """Return the text after the rows with its filter and its conditional formats brought up to date.

    Raises:
        Refused: Cells are merged where new ones go, or the sheet is protected.
    """
    whole = head[: root.inside] + f"<{root.prefix}sheetData>".encode() + tail
    shift = len(whole) - len(tail)
    children = parse(whole).children
    _refuse_merged(children, change)
    edits = Edits(whole)
    if change.grown:
        _let_grow(edits, children, *change.grown)
    for child in children:
        if child.name == "sheetProtection" and child.attributes.get("sheet", "0") in _TRUE:
            raise Refused("has a protected sheet; in Excel, choose Review, Unprotect Sheet, save, and try again.")
        if child.name == "autoFilter" and (old := Box.of(child.attributes.get("ref", ""))):
            new = change.filtered(old)
            if new is not None and new != old:
                edits.set(child, ref=str(new))
                outcome.filtered = old, new
    _set_colours(edits, whole, children, root.prefix, change)
    return edits.result()[shift:]


def _let_grow(edits: Edits, children: Iterable[Element], old: int, new: int) -> None:
    """Let what colours or checks cells down to the last lead reach down to the new ones."""
    for child in children:
        for one in (child, *child.children):
            if one.name not in ("conditionalFormatting", "dataValidation"):
                continue
            refs = one.attributes.get("sqref", "").split()
            boxes = [Box.of(ref) for ref in refs]
            if any(box and box.top < box.bottom == old for box in boxes):
                grown = [
                    str(replace(box, bottom=new)) if box and box.top < box.bottom == old else ref
                    for box, ref in zip(boxes, refs, strict=True)
                ]
                edits.set(one, sqref=" ".join(grown))


def _refuse_merged(children: Iterable[Element], change: SheetChange) -> None:
    merged = [
        child.attributes.get("ref", "") for some in children if some.name == "mergeCells" for child in some.children
    ]
    if not merged or not change.fresh:
        return
    ours = Box(min(change.fresh), min(change.rows), max(change.fresh), max(change.rows))
    for ref in merged:
        box = Box.of(ref)
        if box and box.meets(ours):
            raise Occupied(f"has merged cells ({ref}) where new columns go; unmerge them in Excel first.", box.right)


def _set_colours(edits: Edits, whole: bytes, children: Sequence[Element], prefix: str, change: SheetChange) -> None:
    """Colour a column by its texts, unless it has colours: then they reach down to the last row."""
    rows = [row for row in change.rows if row != change.header_row]
    if change.coloured is None or not change.rules or not rows:
        return
    wanted = Box(change.coloured, change.header_row + 1, change.coloured, max(rows))
    there = False
    for one in children:
        boxes = [Box.of(ref) for ref in one.attributes.get("sqref", "").split()]
        if one.name != "conditionalFormatting" or not any(box and box.meets(wanted) for box in boxes):
            continue
        there = True
        _reword(edits, one, change.rules)
        if len(boxes) == 1 and (box := boxes[0]) and box.left == box.right and box.bottom < wanted.bottom:
            edits.set(one, sqref=str(Box(box.left, box.top, box.right, wanted.bottom)))
    newer = (Box.of(ref) for refs in _NEWER_FORMATS.findall(whole) for ref in refs.decode("utf-8", "replace").split())
    if there or any(box and box.meets(wanted) for box in newer):
        return
    last = max((int(number) for number in _PRIORITY.findall(whole)), default=0)
    rules = "".join(
        f'<{prefix}cfRule type="cellIs" dxfId="{rule.format()}" priority="{last + place}" operator="equal">'
        f"<{prefix}formula>{text_of(_quoted(rule.text))}</{prefix}formula></{prefix}cfRule>"
        for place, rule in enumerate(change.rules, start=1)
    )
    before = [child.end for child in children if child.name in _BEFORE_FORMATS]
    tag = f"{prefix}conditionalFormatting"
    edits.insert(before[-1], f'<{tag} sqref="{wanted}">{rules}</{tag}>')


def _reword(edits: Edits, formats: Element, rules: Sequence[Rule]) -> None:
    """Let colours of ours follow the words that a team has changed."""
    there = list(formats.all("cfRule"))
    formulas = [one.first("formula") for one in there]
    if len(there) != len(rules) or any(one.attributes.get("operator") != "equal" for one in there):
        return
    for formula, rule in zip(formulas, rules, strict=True):
        wanted = _quoted(rule.text)
        if (
            formula is not None
            and not formula.closes_itself
            and formula.text != wanted
            and _TEXT.fullmatch(formula.text)
        ):
            edits.replace(formula.inside, formula.close, text_of(wanted))


_TEXT: Final = re.compile(r'"(?:[^"]|"")*"')


def _quoted(text: str) -> str:
    """Return a text as a formula holds it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


_TRUE: Final = ("1", "true", "on")
_NEWER_FORMATS: Final = re.compile(rb"<(?:[^<>\s/!?:]+:)?sqref>([^<]*)<")
_PRIORITY: Final = re.compile(rb"""\spriority\s*=\s*["']\s*(\d{1,9})\s*["']""")


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
        done, column = 0, -1
        for cell in self._cell.finditer(shown):
            at = _ATTRIBUTE_R.search(cell[1])
            column = column_number(at[1]) if at else column + 1
            if column not in self._places or not _FILLED.search(cell[0]):
                continue
            if column in change.fresh:
                if number in change.empty:
                    where = f"{column_letters(column).decode()}{number}"
                    raise Occupied(
                        f"has something in {where}, where new columns go; move it away, and try again.", column
                    )
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
        styles: dict[int, int] = {}
        column = -1
        for cell in self._cell.finditer(shown):
            at = _ATTRIBUTE_R.search(cell[1])
            column = column_number(at[1]) if at else column + 1
            styles[column] = _style(cell[1])
        return styles

    def _merged(self, inner: bytes, shown: bytes, number: int, contents: Sequence[Content]) -> bytes:
        """Return a row's cells with ours among or in the place of those that are there."""
        wanted = {
            place: (index, content)
            for index, (place, content) in enumerate(zip(self._change.places, contents, strict=True))
            if content is not KEEP
        }
        out: list[bytes] = []
        done, column, beside = 0, -1, 0
        for cell in self._cell.finditer(shown):
            at = _ATTRIBUTE_R.search(cell[1])
            before, column = column, column_number(at[1]) if at else column + 1
            if column <= before:
                raise unusual()
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
                    where = f"{column_letters(column).decode()}{number}"
                    raise Refused(f"has something in {where}, where new leads go; move it away, and try again.")
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
                where = f"{self._letters[index].decode()}{number}"
                raise Occupied(f"has something in {where}, where new columns go; move it away, and try again.", place)
        elif number in self._change.fresh_rows:
            if _FILLED.search(old):
                where = f"{self._letters[index].decode()}{number}"
                raise Refused(f"has something in {where}, where new leads go; move it away, and try again.")
        elif self._formula.search(old) and number != self._change.header_row:
            # A formula is somebody's intention; a value in its place would be none.
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
