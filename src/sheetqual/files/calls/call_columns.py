"""The columns of call sheets: what stands in them for a call, how it looks, and what is remembered of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import plain_points
from sheetqual.core.reading import cell_text
from sheetqual.core.words import fold_header
from sheetqual.files.calls.answer_columns import answer_columns
from sheetqual.files.calls.given_out import Given
from sheetqual.files.calls.moments import in_own_time
from sheetqual.files.calls.phones import in_words, local_time, zone_at
from sheetqual.files.calls.sheet_names import DistinctHeaders
from sheetqual.files.score_columns import COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sheetqual.core.values import Cell
    from sheetqual.files.calls.answer_columns import AnswerColumn
    from sheetqual.files.calls.phones import Phone
    from sheetqual.files.calls.session import Call, CallSession
    from sheetqual.files.calls.words import CallWords

__all__ = ["CallColumns", "Column", "Look", "Part"]

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


class Part(Enum):
    """What a column is there for."""

    LEAD = "lead"
    ANSWER = "answer"
    RESULT = "result"
    MARK = "mark"


class Look(Enum):
    """How the cells of a column look; fonts, formats and directions go by it."""

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
class Column:
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
    look: Look
    value: Callable[[Call], Cell]
    part: Part = Part.LEAD
    fill: Callable[[Call], str | None] | None = None
    answer: AnswerColumn | None = None


class CallColumns:
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
        headers = DistinctHeaders()
        # Ours first: it is a list's own column "Score" that gets a number behind it.
        self._ours = {word: headers.take(getattr(words, word)) for word in _OUR_WORDS}
        self._key = headers.take("Key")
        self._own = {part: headers.take(self._own_header(part)) for part in _USUAL}
        self.answers = answer_columns(calls, self._scored, language, headers)
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

    def of(self, calls: Sequence[Call]) -> list[Column]:
        """Return the columns of a sheet."""
        asked = {fold_header(ask.column) for call in calls for ask in call.asks}
        answers = [self._answer(answer, calls) for answer in self.answers if answer.key in asked]
        return [*self._who(calls), *self._what(calls), *answers, *self._result(), *self._marks(calls)]

    def _who(self, calls: Sequence[Call]) -> Iterator[Column]:
        """Yield who is called, and on which number."""
        scored, ours, own = self._scored, self._ours, self._own
        yield Column(ours["number"], _wide_enough(ours["number"], []), Look.SHORT, lambda call: call.number)
        if any(scored.name(call.lead) for call in calls):
            yield Column(own["name"], 19, Look.NAME, lambda call: scored.name(call.lead))
        if any(scored.company(call.lead) for call in calls):
            yield Column(own["company"], 17, Look.TEXT, lambda call: scored.company(call.lead))
        yield Column(ours["call"], 20, Look.DIAL, self._dial)
        if any(call.phones[1:] for call in calls):
            yield Column(ours["more_numbers"], 18, Look.LATIN, self._more_numbers)
        if any(call.emails for call in calls):
            yield Column(own["email"], 24, Look.LATIN, lambda call: "\n".join(call.emails))

    def _what(self, calls: Sequence[Call]) -> Iterator[Column]:
        """Yield what to know before calling, and what to ask."""
        ours, board = self._ours, self._scored.board
        labels, verdict = board.profile.score.labels, board.verdict
        yield Column(ours["time_there"], 11, Look.SHORT, self._time_there)
        if len({call.caller for call in calls}) > 1:
            # Where a sheet belongs to one caller, its name says so.
            yield Column(ours["caller"], 13, Look.TEXT, lambda call: call.caller)
        yield Column(
            ours["temperature"],
            _wide_enough(ours["temperature"], labels.values()),
            Look.SHORT,
            lambda call: labels[verdict(call.lead).temperature],
            fill=lambda call: f"FF{COLOURS[verdict(call.lead).temperature]}",
        )
        yield Column(
            ours["score"],
            _wide_enough(ours["score"], ["100"]),
            Look.SHORT,
            lambda call: plain_points(verdict(call.lead).score),
        )
        if board.profile.products:
            yield Column(ours["product"], 13, Look.TEXT, lambda call: verdict(call.lead).product)
        yield Column(ours["why"], 30, Look.FACT, self._why)
        yield Column(ours["ask"], 37, Look.TEXT, self._questions)

    def _answer(self, answer: AnswerColumn, calls: Sequence[Call]) -> Column:
        values = [answer.shown(self._scored, call.lead) for call in calls]
        # Numbers and days that are wider than their column show as #####.
        unbroken = [cell_text(value) for value in values if value is not None and not isinstance(value, str)]
        choices = [str(choice)[:_WIDEST_CHOICE] for choice in answer.choices]
        return Column(
            answer.header,
            max(13, _wide_enough(answer.header, [*unbroken, *choices])),
            Look.SHORT,
            lambda call: answer.shown(self._scored, call.lead),
            part=Part.ANSWER,
            fill=lambda call: _ASKED if any(fold_header(ask.column) == answer.key for ask in call.asks) else None,
            answer=answer,
        )

    def _result(self) -> Iterator[Column]:
        """Yield how the call ended."""
        ours = self._ours
        for word, width, look, value in (
            ("disposition", 15, Look.TEXT, _nothing),
            ("callback", 20, Look.MOMENT, self._callback),
            ("notes", 32, Look.NOTES, _nothing),
        ):
            yield Column(ours[word], width, look, value, Part.RESULT, fill=lambda _call: _RESULT)

    def _marks(self, calls: Sequence[Call]) -> Iterator[Column]:
        """Yield what brings answers back to their leads."""
        scored = self._scored
        if any(scored.id(call.lead) for call in calls):
            yield Column(self._own["id"], 11, Look.MARK, lambda call: scored.id(call.lead), Part.MARK)
        yield Column(self._key, 11, Look.MARK, self._key_of, Part.MARK)

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
        return None if call.callback is None else in_own_time(call.callback, self._session.when)


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
