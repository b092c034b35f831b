"""Writes call sheets: a workbook to call from, whose answers find their way back into the list."""

from __future__ import annotations

import re
import secrets
import tomllib
from collections import defaultdict
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from itertools import chain, zip_longest
from math import ceil
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from sheetqual.core.conditions import tests_of
from sheetqual.core.dispositions import DISPOSITIONS
from sheetqual.core.judge import plain_points
from sheetqual.core.reading import cell_text, is_blank, is_error_name
from sheetqual.core.words import fold_header
from sheetqual.errors import OutputError
from sheetqual.files.atomic import replacing
from sheetqual.files.calls.phones import in_words, local_time, zone_at
from sheetqual.files.exports import SheetWriter
from sheetqual.files.lead_workbook import Words, lead_columns
from sheetqual.files.resources import templates_folder
from sheetqual.files.safe_text import for_terminal, runs_right_to_left
from sheetqual.files.score_columns import COLOURS

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.comments import Comment
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

    from sheetqual.core.values import Cell
    from sheetqual.files.calls.phones import Phone
    from sheetqual.files.calls.session import Ask, Call, CallSession
    from sheetqual.files.calls.words import CallWords
    from sheetqual.files.lead_workbook import LeadColumn
    from sheetqual.files.lists import ScoredList

__all__ = ["GIVEN", "Given", "write_call_sheet"]

GIVEN: Final = "CallsGiven"
"""The hidden sheet that remembers what was given out, and the defined name by which it is found."""


class Given(StrEnum):
    """The columns of that sheet, in their order, by their headers; behind them come the answers.

    Its first row is about all the others: below a column that callers see, it holds the header that
    they see; below an answer, the header that the answer has in the list. Every other row is a lead.
    """

    KEY = "Key"
    SHEET = "Sheet"
    ROW = "Row"
    ID = "ID"
    NUMBER = "Number"
    NAME = "Name"
    COMPANY = "Company"
    CALL = "Call"
    EMAILS = "E-mails"
    PHONES = "Phones"
    CALLER = "Caller"
    DISPOSITION = "Disposition"
    CALLBACK = "Call back"
    NOTES = "Notes"
    LIST = "List"
    PROFILE = "Profile"
    VERSION = "Version"
    SHA256 = "SHA-256"
    DATES = "Dates"
    LANGUAGE = "Language"
    WHEN = "When"


_STEP: Final = 256
_MOST_ROWS: Final = 1_048_576


def write_call_sheet(  # noqa: PLR0913 - what to write, where and in which words
    session: CallSession,
    sheets: Mapping[str, Sequence[Call]],
    path: str | os.PathLike[str],
    words: CallWords,
    language: str,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Write a workbook to call from: one row a lead, with room for every answer.

    Every text is written as text, never as a formula. A hidden sheet remembers what was given out, so
    that `sheetqual.files.calls.returned_sheet` can tell what callers have written.

    Args:
        session: The session.
        sheets: Name of a sheet -> those of the session's calls that stand on it, in order.
        path: The file; one that is there is replaced as a whole.
        words: The words on the sheets.
        language: Their language, such as ``en``.
        progress: Called with rows written and their total, the last time right before the file takes
            its place; what it raises stops the work, and the old file stays.

    Raises:
        OutputError: The file can't be written, or there are more calls than a sheet has rows.
    """
    import openpyxl  # noqa: PLC0415 - 100 ms that other formats do not need

    if any(len(calls) >= _MOST_ROWS for calls in sheets.values()):
        raise OutputError("So many calls do not fit into one sheet; take fewer leads, or write a .csv instead.")
    total = sum(map(len, sheets.values()))
    with replacing(path) as stream:
        book = openpyxl.Workbook(write_only=True)
        try:
            for done in _CallBook(book, session, sheets, words, language).write():
                if progress and done % _STEP == 0:
                    progress(done, total)
            book.save(stream)
            if progress:
                progress(total, total)
        except BaseException:
            # Else the writers of its sheets would complain when they are taken apart.
            for sheet in book.worksheets:
                with suppress(Exception):
                    sheet.close()
            raise


# --- Headers ----------------------------------------------------------------------------------

_HEADER_BYTES: Final = 400
_SHEET_BYTES: Final = 62
"""In UTF-16; Excel takes 255 letters for a table's header, and 31 for the name of a sheet."""
_NO_SHEET: Final = re.compile(r"[\[\]:*?/\\]")
_LISTS: Final = "Lists"
_RESERVED: Final = ("History", _LISTS, GIVEN)


class _Headers:
    """Gives headers that a table can hold: on one line, not too long, none like another."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, text: str) -> str:
        """Return the header for a text: itself, else with a number behind it."""
        plain = _one_line(text, _HEADER_BYTES)
        plain = plain if fold_header(plain) else "?"
        header, number = plain, 2
        while fold_header(header) in self._taken:
            header, number = f"{plain} ({number})", number + 1
        self._taken.add(fold_header(header))
        return header


def _sheet_names(names: Iterable[str], usual: str) -> list[str]:
    """Return names that sheets can have, none like another."""
    taken = {name.casefold() for name in _RESERVED}
    made = []
    for wanted in names:
        plain = _one_line(_NO_SHEET.sub(" ", wanted), _SHEET_BYTES).strip("' ") or usual
        name, number = plain, 2
        while name.casefold() in taken:
            ending = f" {number}"
            name, number = _one_line(plain, _SHEET_BYTES - 2 * len(ending)) + ending, number + 1
        taken.add(name.casefold())
        made.append(name)
    return made


def _one_line(text: str, size: int) -> str:
    """Return a text on one line, cut to so many bytes of UTF-16."""
    line = " ".join(for_terminal(text).split())
    return line.encode("utf-16-le")[:size].decode("utf-16-le", "ignore").strip()


# --- Answers ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answer:
    """A column that answers are written into.

    Attributes:
        column: Its header in the list.
        header: Its header on the sheets.
        place: Its position in the list, or None.
        questions: What to ask to fill it in.
        choices: What its drop-down offers; empty for none.
        strict: Whether other answers are asked about.
    """

    column: str
    header: str
    place: int | None
    questions: tuple[str, ...] = ()
    choices: tuple[Cell, ...] = ()
    strict: bool = False

    @property
    def key(self) -> str:
        """Its header in the list, folded."""
        return fold_header(self.column)

    def given(self, scored: ScoredList, lead: int) -> Cell:
        """Return what the list holds of a lead."""
        cell = None if self.place is None else scored.table.columns[self.place][lead]
        return None if is_blank(cell) else cell

    def shown(self, scored: ScoredList, lead: int) -> Cell:
        """Return what callers see of it: nothing where the list holds an error."""
        cell = self.given(scored, lead)
        return None if isinstance(cell, str) and is_error_name(cell) else cell


def _answers(calls: Sequence[Call], scored: ScoredList, language: str, headers: _Headers) -> list[_Answer]:
    """Return the columns for all that is asked, those first that are asked about first."""
    profile = scored.board.profile
    asked: dict[str, list[tuple[int, Ask]]] = defaultdict(list)
    for call in calls:
        for place, ask in enumerate(call.asks):
            asked[fold_header(ask.column)].append((place, ask))
    priority = {criterion.id: place for place, criterion in enumerate(profile.criteria)}
    order = sorted(
        asked.values(),
        key=lambda asks: (fmean(place for place, _ in asks), min(priority[ask.criterion.id] for _, ask in asks)),
    )
    offered = {fold_header(column.header): column for column in lead_columns(profile, _answer_words(language))}
    places = {fold_header(scored.table.headers[place]): place for place in sorted(scored.table.columns, reverse=True)}
    return [_answer([ask for _, ask in asks], offered, places, headers) for asks in order]


def _answer(
    asks: Sequence[Ask], offered: Mapping[str, LeadColumn], places: Mapping[str, int], headers: _Headers
) -> _Answer:
    column = asks[0].column
    answer = _Answer(
        column,
        headers.take(column),
        places.get(fold_header(column)),
        tuple(dict.fromkeys(chain.from_iterable((ask.ask, *ask.others) for ask in asks))),
    )
    alike = (offered[one] for one in _read_together(asks[0]) if one in offered)
    like = next(alike, None)
    if like is None:
        return answer
    choices = (one if isinstance(one, (int, float, date)) else " ".join(str(one).split()) for one in like.choices)
    return replace(answer, choices=tuple(choices), strict=like.strict)


def _read_together(ask: Ask) -> list[str]:
    """Return the folded headers that say the same as the one that an answer goes under, that one first."""
    criterion, key = ask.criterion, fold_header(ask.column)
    read = [criterion.columns, *(test.columns for one in criterion.conditions for test in tests_of(one))]
    groups = ([fold_header(header) for header in group] for group in read)
    return [key, *chain.from_iterable(group for group in groups if key in group)]


def _answer_words(language: str) -> Words:
    """Return the answers that drop-downs offer in a language."""
    said = tomllib.loads((templates_folder() / "languages.toml").read_text(encoding="utf-8")).get(language, {})
    return Words(**{name: said[name] for name in ("yes", "partly", "no", "unknown", "refused") if name in said})


# --- What stands in the columns ---------------------------------------------------------------


class _Part(Enum):
    """What a column is there for."""

    LEAD = "lead"
    ANSWER = "answer"
    RESULT = "result"
    MARK = "mark"


class _Look(Enum):
    """How the cells of a column look."""

    HEADER = "header"
    SHORT_HEADER = "short header"
    TEXT = "text"
    NAME = "name"
    LATIN = "latin"
    DIAL = "dial"
    FACT = "fact"
    SHORT = "short"
    DAY = "day"
    MOMENT = "moment"
    NOTES = "notes"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a call sheet.

    Attributes:
        header: Its header.
        width: Its width, in characters.
        look: How its cells look.
        value: What stands in it.
        part: What it is there for.
        fill: The colour behind its cells, or None.
        answer: The answers that are written into it.
    """

    header: str
    width: float
    look: _Look
    value: Callable[[Call], Cell]
    part: _Part = _Part.LEAD
    fill: Callable[[Call], str | None] | None = None
    answer: _Answer | None = None


_OUR_WORDS: Final = (
    *("number", "call", "more_numbers", "time_there", "caller", "temperature", "score", "product", "why", "ask"),
    *("disposition", "callback", "notes"),
)
_USUAL: Final = {"id": "ID", "name": "Name", "company": "Company", "email": "E-mail"}
_ASKED: Final = "FFFFF2CC"
_RESULT: Final = "FFF7F1E8"
_FEW: Final = 3
_WIDEST_ANSWER: Final = 22
_WIDEST_CHOICE: Final = 13


class _Columns:
    """Says what stands in the columns of a workbook's sheets.

    Attributes:
        answers: The columns that answers are written into, in order.
    """

    def __init__(self, session: CallSession, calls: Sequence[Call], words: CallWords, language: str) -> None:
        """Choose headers and answers, the same for all sheets.

        Args:
            session: The session.
            calls: All calls of the workbook.
            words: The words of its language.
            language: The language.
        """
        self._session, self._scored, self._words = session, session.scored, words
        headers = _Headers()
        # Ours first: it is a list's own column "Score" that gets a number behind it.
        self._ours = {word: headers.take(getattr(words, word)) for word in _OUR_WORDS}
        self._key = headers.take("Key")
        self._own = {part: headers.take(self._own_header(part)) for part in _USUAL}
        self.answers = _answers(calls, self._scored, language, headers)
        self._numbers: dict[Phone, str] = {}
        self._times: dict[str | None, str] = {}
        # Without vowels it spells nothing, and no program takes it for a number or a day.
        self._mark = "".join(secrets.choice("BCDFGHJKLMNPQRSTVWXZ") for _ in range(4))

    @property
    def headers(self) -> dict[Given, Cell]:
        """The headers that callers see."""
        ours, own = self._ours, self._own
        return {
            Given.KEY: self._key,
            Given.ID: own["id"],
            Given.NUMBER: ours["number"],
            Given.NAME: own["name"],
            Given.COMPANY: own["company"],
            Given.CALL: ours["call"],
            Given.EMAILS: own["email"],
            Given.CALLER: ours["caller"],
            Given.DISPOSITION: ours["disposition"],
            Given.CALLBACK: ours["callback"],
            Given.NOTES: ours["notes"],
        }

    def given(self, call: Call, sheet: str) -> list[Cell]:
        """Return what the hidden sheet remembers of a call."""
        scored, lead = self._scored, call.lead
        said: dict[Given, Cell] = {
            Given.KEY: self._key_of(call),
            Given.SHEET: sheet,
            Given.ROW: scored.table.rows[lead],
            Given.ID: scored.id(lead),
            Given.NUMBER: call.number,
            Given.NAME: scored.name(lead),
            Given.COMPANY: scored.company(lead),
            Given.CALL: self._dial(call),
            Given.EMAILS: "\n".join(call.emails),
            Given.PHONES: " ".join(phone.e164 for phone in call.phones),
            Given.CALLER: call.caller,
            Given.CALLBACK: self._callback(call),
        }
        return [*(said.get(one) for one in Given), *(answer.given(scored, lead) for answer in self.answers)]

    def _own_header(self, part: str) -> str:
        """Return the header that the list has for who a lead is, else the profile's, else the usual one."""
        table, lead = self._scored.table, self._scored.board.profile.lead
        there = [table.headers[place] for place in getattr(self._scored.places, part) if table.headers[place]]
        return next(iter((*there, *getattr(lead, part))), _USUAL[part])

    def of(self, calls: Sequence[Call]) -> list[_Column]:
        """Return the columns of a sheet."""
        asked = {fold_header(ask.column) for call in calls for ask in call.asks}
        answers = [self._answer(answer, calls) for answer in self.answers if answer.key in asked]
        return [*self._who(calls), *self._what(calls), *answers, *self._result(), *self._marks(calls)]

    def _who(self, calls: Sequence[Call]) -> Iterator[_Column]:
        """Yield who is called, and on which number."""
        scored, ours, own = self._scored, self._ours, self._own
        yield _Column(ours["number"], _wide_enough(ours["number"], []), _Look.SHORT, lambda call: call.number)
        if any(scored.name(call.lead) for call in calls):
            yield _Column(own["name"], 19, _Look.NAME, lambda call: scored.name(call.lead))
        if any(scored.company(call.lead) for call in calls):
            yield _Column(own["company"], 17, _Look.TEXT, lambda call: scored.company(call.lead))
        yield _Column(ours["call"], 20, _Look.DIAL, self._dial)
        if any(call.phones[1:] for call in calls):
            yield _Column(ours["more_numbers"], 18, _Look.LATIN, self._more_numbers)
        if any(call.emails for call in calls):
            yield _Column(own["email"], 24, _Look.LATIN, lambda call: "\n".join(call.emails))

    def _what(self, calls: Sequence[Call]) -> Iterator[_Column]:
        """Yield what to know before calling, and what to ask."""
        ours, board = self._ours, self._scored.board
        labels, verdict = board.profile.score.labels, board.verdict
        yield _Column(ours["time_there"], 11, _Look.SHORT, self._time_there)
        if len({call.caller for call in calls}) > 1:
            # Where a sheet belongs to one caller, its name says so.
            yield _Column(ours["caller"], 13, _Look.TEXT, lambda call: call.caller)
        yield _Column(
            ours["temperature"],
            _wide_enough(ours["temperature"], labels.values()),
            _Look.SHORT,
            lambda call: labels[verdict(call.lead).temperature],
            fill=lambda call: f"FF{COLOURS[verdict(call.lead).temperature]}",
        )
        yield _Column(
            ours["score"],
            _wide_enough(ours["score"], ["100"]),
            _Look.SHORT,
            lambda call: plain_points(verdict(call.lead).score),
        )
        if board.profile.products:
            yield _Column(ours["product"], 13, _Look.TEXT, lambda call: verdict(call.lead).product)
        yield _Column(ours["why"], 30, _Look.FACT, self._why)
        yield _Column(ours["ask"], 37, _Look.TEXT, self._questions)

    def _answer(self, answer: _Answer, calls: Sequence[Call]) -> _Column:
        values = [answer.shown(self._scored, call.lead) for call in calls]
        # Numbers and days that are wider than their column show as #####.
        unbroken = [cell_text(value) for value in values if value is not None and not isinstance(value, str)]
        choices = [str(choice)[:_WIDEST_CHOICE] for choice in answer.choices]
        return _Column(
            answer.header,
            max(13, _wide_enough(answer.header, [*unbroken, *choices])),
            _Look.SHORT,
            lambda call: answer.shown(self._scored, call.lead),
            part=_Part.ANSWER,
            fill=lambda call: _ASKED if any(fold_header(ask.column) == answer.key for ask in call.asks) else None,
            answer=answer,
        )

    def _result(self) -> Iterator[_Column]:
        """Yield how the call ended."""
        ours = self._ours
        for word, width, look, value in (
            ("disposition", 15, _Look.TEXT, _nothing),
            ("callback", 20, _Look.MOMENT, self._callback),
            ("notes", 32, _Look.NOTES, _nothing),
        ):
            yield _Column(ours[word], width, look, value, _Part.RESULT, fill=lambda _call: _RESULT)

    def _marks(self, calls: Sequence[Call]) -> Iterator[_Column]:
        """Yield what brings answers back to their leads."""
        scored = self._scored
        if any(scored.id(call.lead) for call in calls):
            yield _Column(self._own["id"], 11, _Look.MARK, lambda call: scored.id(call.lead), _Part.MARK)
        yield _Column(self._key, 11, _Look.MARK, self._key_of, _Part.MARK)

    def _dial(self, call: Call) -> str | None:
        return self._in_words(call.phones[0]) if call.phones else None

    def _more_numbers(self, call: Call) -> str:
        return "\n".join(map(self._in_words, call.phones[1:]))

    def _in_words(self, phone: Phone) -> str:
        if phone not in self._numbers:
            self._numbers[phone] = in_words(phone)
        return self._numbers[phone]

    def _key_of(self, call: Call) -> str:
        return f"{self._mark}-{call.number}"

    def _time_there(self, call: Call) -> str:
        zone = zone_at(call.phones[0] if call.phones else None, self._session.when)
        if zone not in self._times:
            there = local_time(zone, self._session.when)
            self._times[zone] = _clock(there, self._session.when) if there else self._words.unknown
        return self._times[zone]

    def _why(self, call: Call) -> str:
        return f"({self._words.sample}) {call.why}" if call.is_sample else call.why

    def _questions(self, call: Call) -> str:
        if not call.asks:
            return self._words.nothing
        return "\n".join(f"{place}. {' '.join(ask.ask.split())}" for place, ask in enumerate(call.asks, start=1))

    def _callback(self, call: Call) -> datetime | date | None:
        callback = call.callback
        if isinstance(callback, datetime) and callback.tzinfo:
            return callback.astimezone(self._session.when.tzinfo).replace(tzinfo=None)
        return callback


def _nothing(_call: Call) -> None:
    """Leave room for the caller."""


def _wide_enough(header: str, texts: Iterable[str]) -> float:
    """Return a width at which neither a header's words nor some texts are broken, if they are not too long."""
    words = [*header.split(), *texts]
    return min(max(map(len, words)), _WIDEST_ANSWER) + _FEW


def _clock(there: datetime, here: datetime) -> str:
    """Return a time elsewhere and how far it is from ours, such as ``15:40 (+1 h)``."""
    apart = there.replace(tzinfo=None) - here.replace(tzinfo=None)
    hours, minutes = divmod(round(abs(apart).total_seconds() / 60), 60)
    if not (hours or minutes):
        return f"{there:%H:%M}"
    sign = "+" if apart.total_seconds() > 0 else "-"
    return f"{there:%H:%M} ({sign}{hours}{f':{minutes:02}' if minutes else ''}\u00a0h)"


# --- The workbook -----------------------------------------------------------------------------

_HEADER_FILLS: Final = {
    _Part.LEAD: "FF44546A",
    _Part.ANSWER: "FF1F6F8B",
    _Part.RESULT: "FF7A5A2E",
    _Part.MARK: "FFF2F2F2",
}
_INK: Final = "FF1A1A1A"
_GREY: Final = "FF8C8C8C"
_WHITE: Final = "FFFFFFFF"
_RULE: Final = "FFBFC5CC"
_SIZE: Final = 13
_FONTS: Final = {
    _Look.HEADER: (12, True, _WHITE),
    _Look.SHORT_HEADER: (12, True, _WHITE),
    _Look.FACT: (12, False, _INK),
    _Look.NAME: (_SIZE, True, _INK),
    _Look.DIAL: (_SIZE, True, _INK),
    _Look.LATIN: (11, False, _INK),
    _Look.MOMENT: (12, False, _INK),
    _Look.DAY: (12, False, _INK),
    _Look.MARK: (9, False, _GREY),
}
"""Size, whether bold, and colour; the others are plain."""
_CENTRED: Final = (_Look.SHORT, _Look.SHORT_HEADER)
_HEADER_LOOKS: Final = {_Look.SHORT: _Look.SHORT_HEADER, _Look.MARK: _Look.MARK}
_FORMATS: Final = {
    _Look.DAY: "yyyy-mm-dd",
    _Look.MOMENT: "yyyy-mm-dd hh:mm",
    # What is typed there stays as it is: Excel would take the zero from a number, the end from a long id, and
    # a note that begins with a dash for a formula.
    **dict.fromkeys((_Look.LATIN, _Look.DIAL, _Look.NOTES, _Look.MARK), "@"),
}
_FROM_LEFT: Final = 1
_FROM_RIGHT: Final = 2
_HEADER_HEIGHT: Final = 48
_LETTERS: Final = 11
"""So many letters of a text of size one go into a width of one."""
_SPACING: Final = 1.25
"""The height of a line, against the size of its letters."""
_AIR: Final = 8
_LEAST_LINES: Final = 3
_MOST_LINES: Final = 20
_USUALLY: Final = 0.9
_A4: Final = 9
_NOTE_WIDTH: Final = 300
_NOTE_LETTERS: Final = 38
_NOTE_LINE: Final = 18


class _Pen:
    """Makes the cells of a sheet; a look is worked out once, as doing so for each cell would take longest."""

    def __init__(self, sheet: Worksheet, *, right_to_left: bool = False) -> None:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.cell.cell import Cell as SheetCell  # noqa: PLC0415

        self._sheet, self._new, self._kind = sheet, WriteOnlyCell, SheetCell
        self._right_to_left = right_to_left
        self._write = SheetWriter(cast("Any", sheet))
        self._styles: dict[tuple[_Look, str | None, int], StyleArray] = {}

    def plain(self, value: Cell) -> object:
        """Return a cell without a look; None where a text would show nothing."""
        said = self._write.cell(value)
        return None if said == "" else said

    def header(self, column: _Column) -> SheetCell:
        """Return the header of a column, with a note that says what to ask."""
        look = _HEADER_LOOKS.get(column.look, _Look.HEADER)
        cell = self.cell(column.header, look, _HEADER_FILLS[column.part])
        if column.answer:
            cell.comment = _note(column.answer.questions)
        return cell

    def cell(self, value: Cell, look: _Look, fill: str | None) -> SheetCell:
        """Return a cell."""
        if look is _Look.MOMENT and isinstance(value, date) and not isinstance(value, datetime):
            look = _Look.DAY
        said = self.plain(value)
        cell: Any = said if isinstance(said, self._kind) else self._new(self._sheet, value=cast("Any", said))
        style = copy(self._style(look, fill, _direction(value, look)))
        if cell.has_style:  # quotes around what looks like a formula, the usual format of a day
            style.quotePrefix = cell._style.quotePrefix  # noqa: SLF001 - openpyxl gives a look in parts, and slowly
            style.numFmtId = style.numFmtId or cell._style.numFmtId  # noqa: SLF001
        cell._style = style  # noqa: SLF001
        return cast("SheetCell", cell)

    def _style(self, look: _Look, fill: str | None, direction: int) -> StyleArray:
        key = look, fill, direction
        if key not in self._styles:
            self._styles[key] = self._new_style(*key)
        return self._styles[key]

    def _new_style(self, look: _Look, fill: str | None, direction: int) -> StyleArray:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415 - see write_call_sheet

        cell: Any = self._new(self._sheet)
        size, is_bold, colour = _FONTS.get(look, (_SIZE, False, _INK))
        cell.font = Font(name="Calibri", size=size, bold=is_bold, color=colour)
        is_centred = look in _CENTRED
        near = "right" if self._right_to_left else "left"
        cell.alignment = Alignment(
            "center" if is_centred else near,
            vertical="center",
            wrap_text=True,
            indent=0 if is_centred else 1,
            readingOrder=direction,
        )
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        rule = Side("thin", color=_RULE)
        cell.border = Border(rule, rule, rule, rule)
        cell.number_format = _FORMATS.get(look, "General")
        return cast("StyleArray", cell._style)  # noqa: SLF001 - see cell


def _direction(value: Cell, look: _Look) -> int:
    """Return the direction that a cell is read in: that of its text, whichever way the sheet runs.

    Else a number in a Persian sheet would lose its plus to the other end, and a Persian question in an
    English one its question mark.
    """
    if look in (_Look.LATIN, _Look.DIAL, _Look.MARK):
        return _FROM_LEFT
    if not isinstance(value, str):
        return 0
    return _FROM_RIGHT if runs_right_to_left(value) else _FROM_LEFT


def _note(questions: Sequence[str]) -> Comment:
    from openpyxl.comments import Comment  # noqa: PLC0415 - see write_call_sheet

    texts = [" ".join(for_terminal(question).split()) for question in questions]
    lines = sum(_lines(text, _NOTE_LETTERS) + 1 for text in texts)
    return Comment("\n\n".join(texts), "sheetqual", width=_NOTE_WIDTH, height=_NOTE_LINE * (lines + 1))


def _lines(text: str, letters: float) -> int:
    """Return how many lines a text takes that is broken after so many letters."""
    return sum(max(1, ceil(len(line) / letters)) for line in text.split("\n"))


class _CallBook:
    """A workbook of call sheets that is being written."""

    def __init__(
        self,
        book: Workbook,
        session: CallSession,
        sheets: Mapping[str, Sequence[Call]],
        words: CallWords,
        language: str,
    ) -> None:
        """Make its sheets; arguments as for `write_call_sheet`."""
        self._book, self._session, self._words, self._language = book, session, words, language
        shown = sheets or {words.title: ()}
        self._columns = _Columns(session, [*chain.from_iterable(shown.values())], words, language)
        names = _sheet_names(shown, words.title)
        self._sheets = [(_new_sheet(book, name), calls) for name, calls in zip(names, shown.values(), strict=True)]
        self._lists = _new_sheet(book, _LISTS, "hidden")
        self._given = _new_sheet(book, GIVEN, "veryHidden")
        self._remember = _Pen(self._given).plain
        self._choices: list[tuple[Cell, ...]] = []

    def write(self) -> Iterator[int]:
        """Fill the sheets; yield how many rows are done after each."""
        self._begin_given()
        done = 0
        for place, (sheet, calls) in enumerate(self._sheets, start=1):
            for _ in self._fill(sheet, calls, "Calls" if place == 1 else f"Calls_{place}"):
                done += 1
                yield done
        pen = _Pen(self._lists)
        for row in zip_longest(*self._choices):
            self._lists.append([pen.plain(choice) for choice in row])

    def _fill(self, sheet: Worksheet, calls: Sequence[Call], table: str) -> Iterator[None]:
        columns = self._columns.of(calls)
        right_to_left = runs_right_to_left(self._words.title)
        self._set_up(sheet, columns, len(calls), right_to_left=right_to_left)
        self._make_table(sheet, columns, len(calls), table)
        self._make_drop_downs(sheet, columns, len(calls))
        pen = _Pen(sheet, right_to_left=right_to_left)
        sheet.row_dimensions[1].height = _HEADER_HEIGHT
        sheet.append([pen.header(column) for column in columns])
        rows = [[column.value(call) for column in columns] for call in calls]
        # Mostly alike: sorting moves leads, but not the heights of their rows.
        heights = [_height(row, columns) for row in rows]
        usual = sorted(heights)[int(len(heights) * _USUALLY)] if heights else 0
        for number, (call, row) in enumerate(zip(calls, rows, strict=True), start=2):
            sheet.row_dimensions[number].height = max(usual, heights[number - 2])
            cells = zip(row, columns, strict=True)
            sheet.append([pen.cell(value, one.look, one.fill(call) if one.fill else None) for value, one in cells])
            self._given.append([*map(self._remember, self._columns.given(call, sheet.title))])
            yield

    def _begin_given(self) -> None:
        """Say on the hidden sheet what all of its rows have in common."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.workbook.defined_name import DefinedName  # noqa: PLC0415

        table, file = self._session.scored.table, self._session.scored.file
        about = self._columns.headers | {
            Given.LIST: table.source,
            Given.PROFILE: file.profile.name,
            Given.VERSION: file.profile.version,
            Given.SHA256: file.sha256,
            Given.DATES: file.profile.dates,
            Given.LANGUAGE: self._language,
            Given.WHEN: self._session.when.isoformat(),
        }
        answers = self._columns.answers
        self._given.append([*map(self._remember, (*Given, *(answer.header for answer in answers)))])
        self._given.append(
            [*map(self._remember, (*(about.get(one) for one in Given), *(answer.column for answer in answers)))]
        )
        last = get_column_letter(len(Given) + len(answers))
        rows = 2 + sum(len(calls) for _, calls in self._sheets)
        self._book.defined_names[GIVEN] = DefinedName(GIVEN, attr_text=f"{GIVEN}!$A$1:${last}${rows}")

    def _set_up(self, sheet: Worksheet, columns: Sequence[_Column], count: int, *, right_to_left: bool) -> None:
        """Set what people see first, and how the sheet is printed: one page wide."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.worksheet.page import PageMargins  # noqa: PLC0415
        from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

        for place, column in enumerate(columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.freeze_panes = "C2"
        sheet.sheet_view.rightToLeft = right_to_left
        sheet.print_title_rows = "1:1"
        printed = sum(column.part is not _Part.MARK for column in columns)
        sheet.print_area = f"A1:{get_column_letter(printed)}{count + 1}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins = PageMargins(left=0.25, right=0.25, top=0.3, bottom=0.5, header=0.2, footer=0.2)
        footer: Any = sheet.HeaderFooter.oddFooter
        footer.left.text = f"&A  {self._session.when:%Y-%m-%d}"
        footer.center.text = f"&P {self._words.of} &N"

    @staticmethod
    def _make_table(sheet: Worksheet, columns: Sequence[_Column], count: int, name: str) -> None:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.worksheet.table import Table, TableStyleInfo  # noqa: PLC0415

        table = Table(displayName=name, ref=f"A1:{get_column_letter(len(columns))}{max(count, 1) + 1}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        table._initialise_columns()  # type: ignore[attr-defined]  # noqa: SLF001 - writing it would do so, too late
        for column, said in zip(columns, table.tableColumns, strict=True):
            said.name = column.header
        sheet.tables.add(table)

    def _make_drop_downs(self, sheet: Worksheet, columns: Sequence[_Column], count: int) -> None:
        """Give columns their drop-downs, whose choices stand on a hidden sheet."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

        for place, column in enumerate(columns, start=1):
            choices, strict = self._offered(column)
            if not choices:
                continue
            if choices not in self._choices:
                self._choices.append(choices)
            letter, own = get_column_letter(self._choices.index(choices) + 1), get_column_letter(place)
            drop_down = DataValidation(
                "list",
                formula1=f"{_LISTS}!${letter}$1:${letter}${len(choices)}",
                allow_blank=True,
                showErrorMessage=strict,
                # A person may know better: words of other languages are understood too.
                errorStyle="warning" if strict else None,
            )
            drop_down.add(f"{own}2:{own}{max(count, 1) + 1}")
            sheet.data_validations.append(drop_down)

    def _offered(self, column: _Column) -> tuple[tuple[Cell, ...], bool]:
        """Return what a column's drop-down offers, and whether other answers are asked about."""
        if column.answer:
            return column.answer.choices, column.answer.strict
        if column.header == self._columns.headers[Given.DISPOSITION]:
            return tuple(DISPOSITIONS.get(self._language, DISPOSITIONS["en"]).values()), True
        return (), False


def _new_sheet(book: Workbook, name: str, state: Literal["visible", "hidden", "veryHidden"] = "visible") -> Worksheet:
    # It writes its rows one by one, and else has all that other sheets have.
    sheet = cast("Worksheet", book.create_sheet(name))
    sheet.sheet_state = state
    return sheet


def _height(row: Sequence[Cell], columns: Sequence[_Column]) -> float:
    """Return the height of a row in points: room for its lines, and for a pen."""
    least = _LEAST_LINES * _SIZE
    for cell, column in zip(row, columns, strict=True):
        if isinstance(cell, str):
            size = _FONTS[column.look][0] if column.look in _FONTS else _SIZE
            least = max(least, _lines(cell, (column.width - 1) * _LETTERS / size) * size)
    return min(least, _MOST_LINES * _SIZE) * _SPACING + _AIR
