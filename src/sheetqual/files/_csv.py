"""Reads leads from text: CSV with any of the usual delimiters and encodings.

Nothing is guessed that can be known: a byte order mark, then strict UTF-8 over the whole file, then
the encoding that was given, then cp1252 with a finding that says so. The delimiter is the
one under which the header names most of the columns looked for and the records have one width;
a first line ``sep=;``, as Excel writes it, settles it and is not a record.
"""

from __future__ import annotations

import codecs
import csv
import re
import threading
from collections import Counter, deque
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain, islice
from typing import IO, TYPE_CHECKING

from sheetqual.errors import LeadsFileError
from sheetqual.files._grid import (
    SEARCHED_ROWS,
    Gathered,
    Gatherer,
    Header,
    Request,
    choose_header,
    empty,
    header_beyond,
    header_blank,
    is_blank_row,
    named_in,
    no_header,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

__all__ = [
    "UNSEPARATED",
    "Beginning",
    "Decoding",
    "LongLineError",
    "Records",
    "begin_records",
    "field_limit",
    "find_encoding",
    "long_line",
    "looks_like_utf16",
    "read_csv",
]

UNSEPARATED = "\x1f"
"""The delimiter of files whose records have one cell; it stands in no text."""
_DELIMITERS = ",;\t|:"
_SAMPLE_RECORDS = 50
_SAMPLE_LINES = 2_000
_FIELD_LIMIT = 1 << 20
_LINES_LIMIT = 10_000
_BLOCK = 1 << 20
_CHUNK = 512
_PART = 16
_CHUNK_TEXT = 1 << 21
_PART_TEXT = 1 << 22
_MOST_COLUMNS = 16_384
_TRIAL = 600
_LINE_BLOCKS = 4
_NAMED_ROWS = 3
_SEP = re.compile(r'"?sep=([^"\r\n]?)"*\s*', re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_limit_lock = threading.Lock()


class LongLineError(Exception):
    """A line is so long that this is no list."""


@dataclass(slots=True)
class Decoding:
    """How a file's bytes become text.

    Attributes:
        encoding: The codec's name.
        errors: What becomes of bytes that mean nothing in it.
        filtered: Whether NUL characters have to be looked for.
        guessed: Whether nothing but a guess speaks for the encoding.
        nuls: Whether a NUL character was met and left out.
    """

    encoding: str
    errors: str = "strict"
    filtered: bool = False
    guessed: bool = False
    nuls: bool = False

    @contextmanager
    def lines(self, stream: IO[bytes]) -> Iterator[Iterator[str]]:
        """Give the file's lines from its start, each with its own line end."""
        stream.seek(0)
        text = TextIOWrapper(stream, self.encoding, self.errors, newline="")
        try:
            yield self._without_nuls(text) if self.filtered else text
        finally:
            text.detach()

    def _without_nuls(self, text: TextIOWrapper) -> Iterator[str]:
        # In UTF-16 the byte of a line feed may be half of a letter, so how long the lines are shows only here.
        longest = _LINE_BLOCKS * _BLOCK
        while line := text.readline(longest):
            if len(line) == longest:
                raise LongLineError
            if "\0" in line:
                self.nuls = True
                yield line.replace("\0", "")
            else:
                yield line


def looks_like_utf16(start: bytes) -> str | None:
    """Return the byte order of UTF-16 text without a mark: NULs in every other byte."""
    half = len(start) // 2
    if half < 2:  # noqa: PLR2004
        return None
    even, odd = start[: half * 2 : 2].count(0), start[1 : half * 2 : 2].count(0)
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return None


def read_csv(
    path: Path,
    source: str,
    request: Request,
    encoding: str | None,
    progress: Callable[[int, int | None], None] | None,
) -> Gathered:
    """Read a text file of leads.

    Raises:
        LeadsFileError: It can't be read, or has no leads.
    """
    with path.open("rb") as stream, field_limit():
        text = find_encoding(stream, source, encoding)
        try:
            with text.lines(stream) as lines:
                return _read(stream, lines, source, request, text, progress)
        except UnicodeError:
            raise _not_in(source, text.encoding) from None
        except LongLineError:
            raise long_line(source) from None


@contextmanager
def field_limit() -> Iterator[None]:
    """Raise the csv module's limit on cells, which holds for the whole process, and put it back."""
    with _limit_lock:
        before = csv.field_size_limit(_FIELD_LIMIT)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _not_in(source: str, encoding: str) -> LeadsFileError:
    return LeadsFileError(
        f"{source} is not written in {encoding}; leave --encoding out, or give another, such as cp1252."
    )


def long_line(source: str) -> LeadsFileError:
    """Return what to say of a file where a `LongLineError` was met."""
    return LeadsFileError(f"{source} has a line longer than any lead's; save the list again as CSV or .xlsx.")


def find_encoding(stream: IO[bytes], source: str, encoding: str | None) -> Decoding:
    """Return how a file's bytes become text; they are read once.

    Args:
        stream: The file, at its start.
        source: Its name.
        encoding: What it is written in where it does not say so itself; None when nobody knows.

    Raises:
        LeadsFileError: It is empty, has a line longer than any lead's, or there is no such encoding.
    """
    start = stream.read(4096)
    if not start:
        raise empty(source)
    survey = _survey(stream, source)
    for mark, name in _MARKS:
        if start.startswith(mark):
            wide = name != "utf-8-sig"
            return Decoding(name, "strict" if survey.utf8 else "replace", filtered=wide or survey.nuls)
    if encoding is not None:
        try:
            b"a".decode(encoding)
        except LookupError:
            raise LeadsFileError(
                f'"{encoding}" is not an encoding; give one such as utf-8, cp1252, cp1251 or utf-16.'
            ) from None
        except UnicodeError:
            pass  # A wide encoding: one byte is not a character.
    order = looks_like_utf16(start)
    if order:
        return Decoding(order, "replace", filtered=True)
    if survey.utf8:
        return Decoding("utf-8", filtered=survey.nuls)
    if encoding is not None:
        return Decoding(encoding, filtered=survey.nuls)
    return Decoding("cp1252", "replace", filtered=survey.nuls, guessed=True)


@dataclass(frozen=True, slots=True)
class _Survey:
    """What the bytes of a whole file show."""

    utf8: bool
    nuls: bool


def _survey(stream: IO[bytes], source: str) -> _Survey:
    """Read a file once, in blocks.

    Raises:
        LeadsFileError: A line is so long that this is no list.
    """
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    utf8, nuls, unbroken = True, False, 0
    while block := stream.read(_BLOCK):
        nuls = nuls or b"\0" in block
        unbroken = 0 if b"\n" in block or b"\r" in block else unbroken + 1
        if unbroken > _LINE_BLOCKS:
            raise long_line(source)
        # Plain ASCII is told much faster than it is decoded.
        if utf8 and (not block.isascii() or decoder.getstate()[0]):
            utf8 = _decodes(decoder, block)
    return _Survey(utf8 and _decodes(decoder, b"", final=True), nuls)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a file's first records show."""

    delimiter: str
    width: int
    share: float
    header: Header | None


def _sample(lines: Iterable[str]) -> list[str]:
    """Return a file's first lines, enough for the records looked at."""
    taken = []
    length = 0
    for line in islice(lines, _SAMPLE_LINES):
        taken.append(line)
        length += len(line)
        if length > _BLOCK:
            break
    return taken


def _shape(sample: list[str], delimiter: str, request: Request) -> _Shape | None:
    """Read the sample with a delimiter; None when that does not part the header."""
    reader = csv.reader(sample, delimiter=delimiter)
    records: list[list[str]] = []
    with suppress(csv.Error):  # The reading proper names the row; here the records before it will do.
        records.extend(islice(reader, _SAMPLE_RECORDS))
    filled = [(number, record) for number, record in enumerate(records, 1) if not is_blank_row(record)]
    if not filled:
        return None
    header: Header | None
    if request.header_row is not None:
        at = [record for number, record in filled if number == request.header_row]
        header = Header(request.header_row, tuple(at[0]), named_in(at[0], request)) if at else None
    else:
        first = filled[0][0]
        header = choose_header(((n, r) for n, r in filled if n < first + SEARCHED_ROWS), request)
    if header is None or not header.named:
        # Nothing says which record is the header: the commonest width stands for it.
        width = Counter(len(record) for _, record in filled).most_common(1)[0][0]
    else:
        width = len(header.texts)
    named = header is not None and header.named > 0
    below = [record for number, record in filled if header is None or not named or number >= header.row]
    share = sum(len(record) == width for record in below) / max(len(below), 1)
    return _Shape(delimiter, width, share, header)


def _find_delimiter(sample: list[str], request: Request) -> str:
    """Return the delimiter under which the sample makes most sense."""
    best = "\0"
    rank: tuple[int, float, int] | None = None
    alone = _shape(sample, UNSEPARATED, request)
    alone_named = alone.header.named if alone and alone.header else 0
    for delimiter in _DELIMITERS:
        shape = _shape(sample, delimiter, request)
        if shape is None or shape.width < 2:  # noqa: PLR2004
            continue
        named = shape.header.named if shape.header else 0
        if named < alone_named or (shape.share < 0.5 and not named):  # noqa: PLR2004
            continue
        if delimiter == ":" and (shape.share < 1 or not named):
            continue  # Times and web addresses have colons too.
        candidate = (named, shape.share, shape.width)
        if rank is None or candidate > rank:
            best, rank = delimiter, candidate
    return best if rank else UNSEPARATED


def _read(  # noqa: PLR0913, PLR0917 - one place where everything about a file comes together
    stream: IO[bytes],
    lines: Iterator[str],
    source: str,
    request: Request,
    text: Decoding,
    progress: Callable[[int, int | None], None] | None,
) -> Gathered:
    begun = begin_records(lines, source, request)
    records = begun.records
    found = _pass_header(records, _header(begun.sample, begun.delimiter, request), source, request)
    if len(found.texts) > _MOST_COLUMNS:
        raise LeadsFileError(
            f"{source} has {len(found.texts):,} columns, more than a sheet can hold; is it the right file?"
        )
    gatherer = Gatherer(found, request, progress, trial=_TRIAL, texts=True)
    ragged = _Ragged(len(found.texts))
    number = found.row + 1
    while chunk := records.take(_CHUNK):
        if set(map(len, chunk)) != {ragged.width}:
            chunk = ragged.evened(chunk, number)
        gatherer.add(chunk, range(number, number + len(chunk)))
        number += len(chunk)
    records.check_end(lambda: text.lines(stream), begun.skip)
    gathered = gatherer.gathered(source, None)
    if text.guessed:
        gathered.findings.append(("encoding", _GUESSED.format(source), None, None))
    if text.nuls:
        gathered.findings.append(("nul", _NULS.format(source), None, None))
    if ragged.count:
        gathered.findings.append(("ragged", ragged.text(), ragged.rows[0], None))
    return gathered


def _pass_header(records: Records, found: Header | None, source: str, request: Request) -> Header:
    """Read up to the header, and return it."""
    if request.header_row is None:
        if found is None:
            raise empty(source)
        if not found.named:
            raise no_header(source, request, found, sheets=False)
        deque(islice(records, found.row), maxlen=0)
        return found
    number = 0
    record: list[str] = []
    for number, record in enumerate(islice(records, request.header_row), 1):  # noqa: B007 - the last counts
        pass
    if not number:
        raise empty(source)
    if number < request.header_row:
        raise header_beyond(source, request.header_row, number)
    if is_blank_row(record):
        raise header_blank(source, request.header_row)
    return Header(request.header_row, tuple(record), named_in(record, request))


_GUESSED = (
    "{} is not UTF-8 and was read as cp1252 (Western European); if letters look wrong, give another "
    "encoding, such as --encoding cp1251."
)
_NULS = "{} had invisible NUL characters, which were left out; save it again as CSV to be rid of them."


def _header(sample: list[str], delimiter: str, request: Request) -> Header | None:
    shape = _shape(sample, delimiter, request)
    return shape.header if shape else None


class Records:
    """The records of a file, in turn; a quote that is never closed stops the reading.

    However long its lines and records are, no more than a few megabytes of text are held as records.
    """

    def __init__(self, lines: Iterable[str], delimiter: str, source: str) -> None:
        self._delimiter = delimiter
        self._reader = csv.reader(self._counted(lines), delimiter=delimiter)
        self._source = source
        self._text = 0
        self._most_text = 0
        self._read = 0
        self._last: list[str] = []

    def __iter__(self) -> Iterator[list[str]]:
        while chunk := self.take(1):
            yield chunk[0]

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self._text += len(line)
            if self._text > self._most_text:
                raise LongLineError
            yield line

    def _parts(self, most: int) -> Iterator[Iterator[list[str]]]:
        """Yield the next records, a few at a time, until they are enough or hold much text."""
        self._text = 0
        for _ in range(0, most, _PART):
            self._most_text = self._text + _PART_TEXT
            yield islice(self._reader, min(most, _PART))
            if self._text > _CHUNK_TEXT:
                return

    def take(self, most: int) -> list[list[str]]:
        """Return the next records, up to `most`, fewer where they are long.

        Raises:
            LeadsFileError: A quote is opened and not closed, or a record is longer than a lead.
        """
        before = self._reader.line_num
        chunk: list[list[str]] = []
        try:
            chunk.extend(chain.from_iterable(self._parts(most)))
        except LongLineError:
            raise LeadsFileError(
                f"{self._source} has more text near row {self._read + len(chunk) + 1} than any lead; "
                "save the list again as CSV or .xlsx."
            ) from None
        except csv.Error:
            raise self._unclosed(self._read + len(chunk) + 1) from None
        if self._reader.line_num - before > len(chunk) + _LINES_LIMIT:
            for index, record in enumerate(chunk, 1):
                if sum(cell.count("\n") + cell.count("\r") for cell in record) > _LINES_LIMIT:
                    raise self._unclosed(self._read + index)
        self._read += len(chunk)
        if chunk:
            self._last = chunk[-1]
        return chunk

    def _unclosed(self, record: int) -> LeadsFileError:
        return LeadsFileError(
            f'{self._source} has a quotation mark (") in row {record} that is not closed; close or remove it.'
        )

    def check_end(self, again: Callable[[], AbstractContextManager[Iterator[str]]], skip: int) -> None:
        """Refuse a last record whose quote is never closed and swallowed lines after it.

        Args:
            again: Gives the lines once more.
            skip: Lines that stand before the first record.

        Raises:
            LeadsFileError: The quote is not closed.
        """
        if not any("\n" in cell or "\r" in cell for cell in map(_without_ends, self._last)):
            return
        start = max(self._reader.line_num - _lines_of(self._last), 0) + skip
        try:
            with again() as lines:
                for _ in csv.reader(islice(lines, start, None), delimiter=self._delimiter, strict=True):
                    pass
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise self._unclosed(self._read) from None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the beginning of a file shows.

    Attributes:
        records: Its records, from the first one on.
        delimiter: What separates their cells; `UNSEPARATED` where nothing does.
        skip: Lines that stand before the first record.
        sample: The first lines behind these.
    """

    records: Records
    delimiter: str
    skip: int
    sample: list[str]


def begin_records(lines: Iterator[str], source: str, request: Request) -> Beginning:
    """Begin to read records, under the delimiter that a first line ``sep=`` names, else under the likeliest one.

    Args:
        lines: The file's lines, from its start.
        source: Its name.
        request: The columns looked for.

    Raises:
        LongLineError: A line is too long.
    """
    sample = _sample(lines)
    sep = _SEP.fullmatch(sample[0].lstrip("\ufeff")) if sample else None
    skip = 1 if sep else 0
    below = sample[skip:]
    delimiter = (sep and sep[1]) or _find_delimiter(below, request)
    return Beginning(Records(chain(below, lines), delimiter, source), delimiter, skip, below)


def _without_ends(cell: str) -> str:
    return cell.strip("\r\n")


def _lines_of(record: list[str]) -> int:
    """Return how many lines a record was read from."""
    return 1 + sum(cell.count("\n") + cell.count("\r") - cell.count("\r\n") for cell in record)


class _Ragged:
    """Evens out records that are shorter or longer than the header, and counts them."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.count = 0
        self.rows: list[int] = []

    def evened(self, chunk: list[list[str]], first: int) -> list[list[str]]:
        """Return the records, all as wide as the header."""
        width = self.width
        even = []
        for number, record in enumerate(chunk, first):
            if len(record) == width:
                even.append(record)
                continue
            if any(record):
                self.count += 1
                if len(self.rows) < _NAMED_ROWS:
                    self.rows.append(number)
            even.append((record + [""] * (width - len(record)))[:width])
        return even

    def text(self) -> str:
        """Return the finding's sentence."""
        rows = ", ".join(map(str, self.rows)) + (" …" if self.count > len(self.rows) else "")
        noun, verb = ("row has", "it was") if self.count == 1 else ("rows have", "they were")
        return f"{self.count} {noun} more or fewer cells than the header (row {rows}); {verb} cut or filled up."
