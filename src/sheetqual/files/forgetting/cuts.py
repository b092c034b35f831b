"""What is taken out of text files: whole records, lines, entries and cards; every other byte stays."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Final

from sheetqual.core.reading import cell_text
from sheetqual.files._csv import looks_like_utf16
from sheetqual.files.forgetting.sources import CARD, unfolded
from sheetqual.files.forgetting.traces import markup_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from sheetqual.files.forgetting.sources import ReadList
    from sheetqual.files.forgetting.traces import Traces

__all__ = ["Cuts", "Span", "article_spans", "card_spans", "entry_spans", "event_spans", "line_spans", "record_spans"]

Span = tuple[int, int]
"""From which byte of a file up to which."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Pieces to be taken out of a text file.

    Attributes:
        spans: Where they stand, in order; none meets another.
    """

    spans: tuple[Span, ...]

    def write(self, path: Path, out: IO[bytes]) -> None:
        """Write the file without them.

        Args:
            path: The file as it is.
            out: Where it goes.
        """
        out.write(self.without(path.read_bytes()))

    def without(self, raw: bytes) -> bytes:
        """Return a text without them."""
        parts, done = [], 0
        for start, end in self.spans:
            parts.append(raw[done:start])
            done = end
        return b"".join([*parts, raw[done:]])


# --- Records of CSV ---------------------------------------------------------------------------

_SEPARATOR: Final = re.compile(r'"?sep=([^"\r\n]?)"*\s*', re.IGNORECASE)
_DELIMITERS: Final = ",;\t|:\x1f"
_MARKS: Final = (
    (codecs.BOM_UTF8, "latin-1"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Records and their cells are parted by ASCII signs, which every other encoding in use has alike."""


def record_spans(raw: bytes, read: ReadList, rows: Collection[int]) -> list[Span] | None:
    """Find records of a CSV file.

    Args:
        raw: The file.
        read: The list in it, as it was read.
        rows: The numbers of the records.

    Returns:
        Where each stands with its line end; None where they can't be told for sure.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if raw.startswith(mark)), (b"", ""))
    encoding = encoding or looks_like_utf16(raw[:4096]) or "latin-1"
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        return None
    lines = list(io.StringIO(text, newline=""))
    separator = _SEPARATOR.fullmatch(lines[0]) if lines else None
    skipped = 1 if separator else 0
    start = len(mark) + sum(len(line.encode(encoding)) for line in lines[:skipped])
    delimiters = separator[1] if separator and separator[1] else _DELIMITERS
    for delimiter in delimiters:
        found = _Records(lines[skipped:], delimiter, encoding, start)
        try:
            spans = found.spans(read, rows)
        except csv.Error:
            continue
        if spans is not None:
            return spans
    return None


class _Records:
    """The records of a file under a delimiter."""

    def __init__(self, lines: Sequence[str], delimiter: str, encoding: str, start: int) -> None:
        self._lines, self._encoding, self._start = lines, encoding, start
        self._done = start
        self._reader = csv.reader(self._counted(), delimiter=delimiter)

    def _counted(self) -> Iterator[str]:
        for line in self._lines:
            self._done += len(line.encode(self._encoding))
            yield line.replace("\0", "")

    def spans(self, read: ReadList, rows: Collection[int]) -> list[Span] | None:
        """Return where some records stand; None where they are not the ones that were read."""
        table = read.table
        spans: list[Span] = []
        leads = {row: lead for lead, row in enumerate(table.rows)}
        begin = self._start
        for number, record in enumerate(self._reader, start=1):
            if number == table.header_row and not _are_same(record, table.headers):
                return None
            if number in rows:
                if number not in leads:
                    return None
                own = {place: cells[leads[number]] for place, cells in table.columns.items()}
                theirs = [cell_text(cell) for cell in own.values()]
                if not _are_same([record[place] if place < len(record) else "" for place in own], theirs):
                    return None
                spans.append((begin, self._done))
            begin = self._done
        return spans if len(spans) == len(rows) else None


def _are_same(cells: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether cells are the same, as far as their ASCII letters say it."""
    return [_ascii(cell) for cell in cells] == [_ascii(cell) for cell in others]


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode().replace("\0", "")


# --- Lines, cards, events, articles -----------------------------------------------------------

_EVENT: Final = re.compile(
    rb"^BEGIN:VEVENT[ \t]*\r?$.*?^END:VEVENT[ \t]*\r?(?:\n|\Z)", re.DOTALL | re.MULTILINE | re.IGNORECASE
)
_SUMMARY: Final = re.compile(r"^SUMMARY[^:\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
_ARTICLE: Final = re.compile(rb"<article[\s>].*?</article\s*>(?:[ \t]*\r?\n)?", re.DOTALL | re.IGNORECASE)
_HEADING: Final = re.compile(r"<h([1-6])[\s>].*?</h\1\s*>", re.DOTALL | re.IGNORECASE)


def line_spans(raw: bytes, numbers: Collection[int]) -> list[Span]:
    """Find lines by their numbers, from 1; each with its line end."""
    spans, begin = [], 0
    for number, line in enumerate(io.BytesIO(raw), start=1):
        if number in numbers:
            spans.append((begin, begin + len(line)))
        begin += len(line)
    return spans


def card_spans(raw: bytes, numbers: Collection[int]) -> list[Span]:
    """Find contacts of a .vcf file by their numbers, from 1."""
    return [card.span() for number, card in enumerate(CARD.finditer(raw), start=1) if number in numbers]


def event_spans(raw: bytes, traces: Traces) -> list[Span]:
    """Find the events of an .ics file that are about a person."""
    spans = []
    for event in _EVENT.finditer(raw):
        text = unfolded(event[0])
        summary = _SUMMARY.search(text)
        if traces.is_about(summary[1] if summary else "", text):
            spans.append(event.span())
    return spans


def article_spans(raw: bytes, traces: Traces) -> list[Span]:
    """Find the call cards of a page that are about a person."""
    spans = []
    for article in _ARTICLE.finditer(raw):
        page = article[0].decode(errors="replace")
        heading = _HEADING.search(page)
        if traces.is_about(markup_text(heading[0]) if heading else "", markup_text(page)):
            spans.append(article.span())
    return spans


# --- Entries of JSON --------------------------------------------------------------------------

_TOKEN: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]|[^\s{}\[\]:,"]+')


def entry_spans(raw: bytes, traces: Traces) -> tuple[list[Span], int] | None:
    """Find the entries of lists in a JSON text that mention a person: objects, and texts outside of such objects.

    Args:
        raw: The text, in UTF-8.
        traces: What is looked for.

    Returns:
        Where they stand, with what parts them from the next ones, and how many they are; None where
        this is no JSON.
    """
    try:
        json.loads(raw.removeprefix(codecs.BOM_UTF8))
    except (ValueError, RecursionError):
        return None
    finder = _Entries(traces)
    start = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
    for token in _TOKEN.finditer(raw, start):
        match token[0]:
            case b"{" | b"[" as sign:
                finder.open(sign, token.start())
            case b"}" | b"]":
                finder.close(token.end())
            case said:
                finder.value(said, token.span())
    return sorted(finder.spans), finder.count


@dataclass(slots=True)
class _Open:
    """An object or a list that has not ended.

    Attributes:
        sign: The bracket that it begins with.
        start: Where it begins.
        is_entry: Whether it is an object right in a list.
        in_entry: Whether it is one, or stands in one.
        spans: How many spans were found before it.
        count: How many entries were found before it.
        texts: What stands in it.
        items: Where the elements of a list stand.
        gone: Which of them go.
    """

    sign: bytes
    start: int
    is_entry: bool = False
    in_entry: bool = False
    spans: int = 0
    count: int = 0
    texts: list[str] = field(default_factory=list)
    items: list[Span] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)


class _Entries:
    """Finds the entries that mention a person; holds no more than one of them.

    Attributes:
        spans: Where they stand.
        count: How many they are.
    """

    def __init__(self, traces: Traces) -> None:
        self.spans: list[Span] = []
        self.count = 0
        self._traces = traces
        self._open = [_Open(b"", 0)]

    def open(self, sign: bytes, start: int) -> None:
        """Take note of an object or a list that begins."""
        around = self._open[-1]
        is_entry = around.sign == b"[" and sign == b"{"
        in_entry = around.in_entry or is_entry
        self._open.append(_Open(sign, start, is_entry, in_entry, len(self.spans), self.count))

    def close(self, end: int) -> None:
        """Decide about the object or list that ends."""
        done = self._open.pop()
        around = self._open[-1]
        self.spans += _gaps(done.items, done.gone)
        if done.is_entry and self._traces.are_in_record(done.texts):
            # What is in it goes with it.
            del self.spans[done.spans :]
            self.count = done.count + 1
            around.gone.add(len(around.items))
        elif around.in_entry:
            around.texts += done.texts
        if around.sign == b"[":
            around.items.append((done.start, end))

    def value(self, said: bytes, span: Span) -> None:
        """Take note of a plain value, or of the name of one."""
        around = self._open[-1]
        text = json.loads(said) if said.startswith(b'"') else said.decode()
        if around.in_entry:
            around.texts.append(text)
        elif around.sign == b"[" and self._traces.are_in_record([text]):
            around.gone.add(len(around.items))
            self.count += 1
        if around.sign == b"[":
            around.items.append(span)


def _gaps(items: Sequence[Span], gone: Collection[int]) -> Iterator[Span]:
    """Yield what to cut so that neither items nor the commas behind them are left over."""
    if not gone:
        return
    kept = [number for number in range(len(items)) if number not in gone]
    if not kept:
        yield items[0][0], items[-1][1]
        return
    if kept[0]:
        yield items[0][0], items[kept[0]][0]
    for one, following in pairwise(kept):
        if following > one + 1:
            yield items[one + 1][0], items[following][0]
    if kept[-1] + 1 < len(items):
        yield items[kept[-1]][1], items[-1][1]
