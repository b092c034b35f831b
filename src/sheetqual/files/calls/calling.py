"""A calling session under way, without any screen: what to ask next, what the answers make of the score, who is next.

Everything noted is in the caller's journal before the new state comes back. The list itself stays
as it is: answers count as if they stood in its cells, until they are merged.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import GATES, HELD_AT_ZERO, REFUSED_ANSWER, UNDATED_ANSWER, UNKNOWN_ANSWER, VALUES, Gate
from sheetqual.core.call_answers import ENGLISH, AnswerChoice, Typed, answer_choices, columns_to_fill, typed
from sheetqual.core.dispositions import Disposition
from sheetqual.core.judge import Judge, Queue
from sheetqual.core.match import match
from sheetqual.core.plan import compile_plan
from sheetqual.core.profile import Temperature
from sheetqual.core.questions import Planner
from sheetqual.core.reading import cell_text, is_blank
from sheetqual.core.schema import STAGES
from sheetqual.core.words import fold, fold_header
from sheetqual.errors import LeadsFileError, OutputError, SheetqualError
from sheetqual.files.calls.journal import (
    Entry,
    LeadIndex,
    LeadKey,
    Referral,
    effective,
    journals_beside,
    new_id,
    read_journal,
)
from sheetqual.files.calls.session import Ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from sheetqual.core.judge import Verdict
    from sheetqual.core.plan import Plan
    from sheetqual.core.profile import Criterion, Profile, Question
    from sheetqual.core.values import Cell
    from sheetqual.files.calls.journal import Journal
    from sheetqual.files.calls.session import Call, CallSession

__all__ = ["CallState", "Calling", "Contact", "Progress"]

_BUSY: Final = timedelta(minutes=30)
"""A call that somebody began and did not end goes on for no longer than this."""
_LONGEST_NOTE: Final = 10_000
_LONGEST_CELL: Final = 2_000
_LONGEST_WAS: Final = 10_000
_LONGEST_NAME: Final = 500
_MOST_CONTACTS: Final = 20
_TAKEN_BACK: Final = ("answer", "outcome", "note", "refer")
"""What undoing takes back; that a call was begun or left stays true."""
_UNWRITTEN: Final = ("Cc", "Cs", "Cn")


@dataclass(frozen=True, slots=True)
class Contact:
    """A call that somebody else made to a lead, or is making.

    Attributes:
        by: Who.
        at: When, with the time zone.
        ended: How it ended; None where it goes on, or was broken off.
    """

    by: str
    at: datetime
    ended: Disposition | None


@dataclass(frozen=True, slots=True)
class CallState:
    """Where a call stands.

    Attributes:
        place: The call's place among the caller's, from 0.
        call: The call.
        verdict: What the lead gets now, with the answers given.
        next: What to ask next, or None; `stop` then says why.
        choices: The answers to that which are a key away.
        stop: Why to ask no more, in one line; None while there is more to ask.
        answers: The answers that count, a column the last one, in the order they were given.
        asked: How many criteria have been asked about in this call.
        most: How many may be asked about at this stage, or None.
        outcome: How the call ended, the last one said in this session, by anybody; or None.
        notes: What was noted.
        referred: Who decides instead.
        elsewhere: Who else has called the lead in this session, or is calling it; or None.
        last: What undoing would take back, or None.
    """

    place: int
    call: Call
    verdict: Verdict
    next: Ask | None
    choices: tuple[AnswerChoice, ...]
    stop: str | None
    answers: tuple[Entry, ...]
    asked: int
    most: int | None
    outcome: Entry | None
    notes: tuple[Entry, ...]
    referred: tuple[Entry, ...]
    elsewhere: Contact | None
    last: Entry | None

    @property
    def callback(self) -> datetime | date | None:
        """When to call again, as it was said in this session; or None."""
        return self.outcome.call_again if self.outcome else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a caller has come.

    Attributes:
        calls: How many calls there are.
        done: How many need no more calling now.
        ended: How those ended that were made in this session.
    """

    calls: int
    done: int
    ended: Mapping[Disposition, int]

    @property
    def left(self) -> int:
        """How many calls are still to be made."""
        return self.calls - self.done


class Calling:
    """The calls of one person, resumed where their journal ends.

    Answers of others count, too, and nobody calls a lead that another is calling.

    Attributes:
        session: The session, of all callers.
        journal: The caller's journal.
        calls: The caller's calls, in order; all of them where none is shared out to the caller by name.
        warnings: What a person should know of the journals.
    """

    def __init__(  # noqa: PLR0913 - what a session begins with
        self,
        session: CallSession,
        journal: Journal,
        *,
        others: Sequence[Entry] = (),
        words: Mapping[str, str] = ENGLISH,
        since: datetime | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Read the journals beside the list.

        Args:
            session: Whom to call.
            journal: The caller's journal.
            others: What others noted, besides what stands in journals beside the list.
            words: The words that answers are written in, as for `answer_choices`.
            since: From when on calls belong to this session; the midnight before it begins when None.
            clock: What time it is, with the time zone; the computer's clock when None.
        """
        self.session = session
        self.journal = journal
        self.warnings: tuple[str, ...] = ()
        self._scored = session.scored
        self._profile: Profile = session.scored.board.profile
        self._words = words
        self._me = fold(journal.person)
        self._clock = clock or (lambda: datetime.now(UTC).astimezone())
        self._since = since or session.when.replace(hour=0, minute=0, second=0, microsecond=0)
        mine = [call for call in session.calls if fold(call.caller) == self._me]
        self.calls: tuple[Call, ...] = tuple(mine or session.calls)
        self._keys = {call.lead: self._key(call) for call in session.calls}
        self._leads = list(self._keys)
        self._index = LeadIndex(list(self._keys.values()))

        headers = session.scored.table.headers
        self._targets = {one.id: columns_to_fill(one, headers) for one in self._profile.criteria}
        self._there: dict[str, int] = {}
        for place, header in enumerate(headers):
            self._there.setdefault(fold_header(header), place)
        self._plan, self._places = self._compiled(())
        self._judge = Judge(self._profile, self._plan.layout)
        self._stage = session.settings.stage
        self._questions = {one.id: _stage_questions(one, self._stage) for one in self._profile.criteria}
        asked_here = [replace(one, questions=self._questions[one.id]) for one in self._profile.criteria]
        self._planner = Planner(Judge(replace(self._profile, criteria=tuple(asked_here)), self._plan.layout))
        self._verdicts: dict[bytes, Verdict] = {}
        self._choices: dict[tuple[str, str], tuple[AnswerChoice, ...]] = {}

        self._given = tuple(others)
        self._read: dict[Path, tuple[tuple[int, ...], tuple[Entry, ...], tuple[str, ...]]] = {}
        self._fresh: list[Entry] = []
        self._latest = self._since
        self._of: dict[int, list[Entry]] = {}
        self._silent: dict[str, Entry] = {}
        self._skipped: dict[int, list[str]] = defaultdict(list)
        self._gather()
        self.refresh()

    def _key(self, call: Call) -> LeadKey:
        scored, lead = self._scored, call.lead
        texts = (scored.id(lead), scored.name(lead), scored.company(lead))
        own_id, name, company = (text and text[:_LONGEST_NAME] for text in texts)
        return LeadKey(
            scored.table.rows[lead],
            own_id,
            name,
            company,
            phones=tuple(phone.e164 for phone in call.phones)[:_MOST_CONTACTS],
            emails=tuple(email[:_LONGEST_NAME] for email in call.emails)[:_MOST_CONTACTS],
        )

    # What is known

    def state(self, place: int) -> CallState:
        """Return where a call stands.

        Args:
            place: The call's place among `calls`, from 0.
        """
        call = self.calls[place]
        entries = self._of.get(call.lead, [])
        pattern = self._pattern(call.lead)
        verdict = self._verdict(pattern)
        asked = self._asked(entries)
        stop, criterion = self._what_next(call.lead, pattern, verdict, asked)
        ask = self._ask(call, criterion) if criterion else None
        return CallState(
            place=place,
            call=call,
            verdict=verdict,
            next=ask,
            choices=self.choices(ask.criterion.id, ask.column) if ask else (),
            stop=stop,
            answers=tuple(sorted(self._current(call.lead).values(), key=entries.index)),
            asked=len(asked),
            most=self._profile.depth.get(self._stage),
            outcome=self._outcome(entries),
            notes=tuple(one for one in entries if one.kind == "note"),
            referred=tuple(one for one in entries if one.kind == "refer"),
            elsewhere=self._elsewhere(entries),
            last=self._last(entries),
        )

    def place_of(self, number: int) -> int:
        """Return the place of a call by its number in the session.

        Raises:
            KeyError: It is none of the caller's calls.
        """
        for place, call in enumerate(self.calls):
            if call.number == number:
                return place
        raise KeyError(number)

    def columns(self, criterion_id: str) -> tuple[str, ...]:
        """Return the headers that answers about a criterion go under; several where its condition reads several.

        Raises:
            KeyError: There is no such criterion.
        """
        return self._targets[criterion_id]

    def choices(self, criterion_id: str, column: str | None = None) -> tuple[AnswerChoice, ...]:
        """Return the answers about a criterion that are a key away.

        Args:
            criterion_id: The criterion.
            column: One of `columns`; the first when None.

        Raises:
            KeyError: There is no such criterion.
        """
        key = criterion_id, column or self._targets[criterion_id][0]
        if key not in self._choices:
            self._choices[key] = answer_choices(self._plan, self._profile.criterion(criterion_id), key[1], self._words)
        return self._choices[key]

    def check(self, criterion_id: str, text: str, column: str | None = None) -> Typed:
        """Check what is being typed; arguments as for `choices`.

        Raises:
            KeyError: There is no such criterion.
        """
        column = column or self._targets[criterion_id][0]
        return typed(self._plan, self._profile.criterion(criterion_id), column, text[:_LONGEST_CELL])

    def next_open(self, place: int = -1) -> int | None:
        """Return the place of the next call to make, or None where there is none.

        Left out are calls that ended, those to leads that somebody else is calling right now, and
        everybody who asked not to be called.

        Args:
            place: The place to go on from; after the last call it goes on with the first.
        """
        count = len(self.calls)
        order = [(place + step) % count for step in range(1, count + 1)]
        return next((one for one in order if self._is_open(self.calls[one].lead)), None)

    def progress(self) -> Progress:
        """Return how far the caller has come."""
        ends = [self._outcome(self._of.get(call.lead, [])) for call in self.calls]
        done = sum(self._is_done(call.lead) for call in self.calls)
        return Progress(len(self.calls), done, Counter(one.ended for one in ends if one and one.ended))

    # What is noted

    def answer(
        self,
        place: int,
        criterion_id: str,
        said: AnswerChoice | Typed | str,
        *,
        column: str | None = None,
    ) -> CallState:
        """Note an answer; it takes the place of an earlier one.

        Args:
            place: The call's place.
            criterion_id: What the answer is about.
            said: One of `choices`, or what was typed.
            column: One of `columns`; None for the one that is to be asked about next.

        Raises:
            KeyError: There is no such criterion.
            SheetqualError: Nothing was typed.
            OutputError: The journal can't be written. The answer counts, and is written with the next entry.
        """
        lead = self.calls[place].lead
        column = column or self._column(lead, self._profile.criterion(criterion_id))
        if isinstance(said, str):
            said = self.check(criterion_id, said, column)
        if not said.cell:
            message = "There is no answer yet; type one, or press the key of one."
            raise SheetqualError(message)
        return self._note(
            place,
            "answer",
            criterion=criterion_id,
            column=column,
            was=self._text(lead, column)[:_LONGEST_WAS] or None,
            cell=said.cell,
            means=said.means if isinstance(said, AnswerChoice) else None,
        )

    def skip(self, place: int, criterion_id: str) -> CallState:
        """Ask about a criterion later; nothing is noted.

        Raises:
            KeyError: There is no such criterion.
        """
        skipped = self._skipped[self.calls[place].lead]
        with suppress(ValueError):
            skipped.remove(criterion_id)
        skipped.append(self._profile.criterion(criterion_id).id)
        return self.state(place)

    def outcome(
        self,
        place: int,
        disposition: Disposition,
        callback: datetime | date | None = None,
        *,
        phone: str | None = None,
    ) -> CallState:
        """Note how a call ended.

        Args:
            place: The call's place.
            disposition: How it ended.
            callback: When to call again, if that was agreed; without a time zone it is the caller's own time.
            phone: The number called, in E.164; the first one when None.

        Raises:
            SheetqualError: They asked not to be called, which stays so.
            OutputError: The journal can't be written. The outcome counts, and is written with the next entry.
        """
        call = self.calls[place]
        said = self._outcome(self._of.get(call.lead, []))
        if said is not None and said.ended is Disposition.DO_NOT_CALL and disposition is not Disposition.DO_NOT_CALL:
            message = "They asked not to be called, and that stays so; if the key was a slip, undo it."
            raise SheetqualError(message)
        phone = phone or (call.phones[0].e164 if call.phones else None)
        again = callback.isoformat() if callback is not None else None
        return self._note(place, "outcome", disposition=disposition.value, callback=again, phone=phone)

    def note(self, place: int, text: str) -> CallState:
        """Note what else was said; a blank text is nothing.

        Raises:
            OutputError: The journal can't be written. The note is kept, and written with the next entry.
        """
        text = _written(text)[:_LONGEST_NOTE].strip()
        return self._note(place, "note", text=text) if text else self.state(place)

    def refer(self, place: int, name: str, company: str = "", phone: str = "", email: str = "") -> CallState:
        """Note who decides instead.

        Args:
            place: The call's place.
            name: Their name.
            company: Their company; the lead's own when empty.
            phone: Their number, as it was said.
            email: Their e-mail address.

        Raises:
            SheetqualError: Nothing is said of them.
            OutputError: The journal can't be written. What was said is kept, and written with the next entry.
        """
        name, company, phone, email = (
            " ".join(_written(one).split())[:_LONGEST_CELL] for one in (name, company, phone, email)
        )
        if not (name or phone or email):
            message = "Write the name, the number or the address of who decides."
            raise SheetqualError(message)
        return self._note(place, "refer", referral=Referral(name, company, phone, email))

    def undo(self, place: int) -> CallState:
        """Take back what the caller noted last about a lead in this session, if anything.

        Raises:
            OutputError: The journal can't be written. It is taken back, and written with the next entry.
        """
        last = self._last(self._of.get(self.calls[place].lead, []))
        return self.state(place) if last is None else self._note(place, "undo", of=last.id)

    def start(self, place: int) -> CallState:
        """Note that the caller begins to call a lead, so that nobody else does.

        Raises:
            OutputError: The journal can't be written; it will be, with the next entry.
        """
        mine = self._mine(self._of.get(self.calls[place].lead, []))
        return self.state(place) if mine and mine[-1].kind == "start" else self._note(place, "start")

    def leave(self, place: int) -> CallState:
        """Note that the caller leaves a lead without having called it.

        Raises:
            OutputError: The journal can't be written; it will be, with the next entry.
        """
        return self._note(place, "leave")

    def refresh(self) -> tuple[int, ...]:
        """Read the journals beside the list that have changed.

        Returns:
            The places of the calls about which something is known now that was not before, or the other way round.
        """
        with suppress(OutputError):  # It was said when it happened, and is tried again with the next entry.
            self.journal.flush()
        if not self._read_files():
            return ()
        before = self._of
        self._fresh = list(self.journal.waiting)
        self._gather()
        return tuple(
            place for place, call in enumerate(self.calls) if before.get(call.lead, []) != self._of.get(call.lead, [])
        )

    # Entries

    def _read_files(self) -> bool:
        """Read journals that have changed; tell whether any has."""
        paths = journals_beside(self.journal.leads)
        gone = self._read.keys() - set(paths)
        for path in gone:
            del self._read[path]
        has_changed = bool(gone)
        for path in paths:
            try:
                stat = path.stat()
                stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
                if path in self._read and self._read[path][0] == stamp:
                    continue
                journal = read_journal(path)
            except (OSError, LeadsFileError):
                continue  # A synchroniser has it; what was read before stands.
            self._read[path] = (stamp, journal.entries, journal.warnings)
            has_changed = True
        return has_changed

    def _gather(self) -> None:
        """Sort what counts of all journals by lead."""
        read = list(self._read.values())
        self.warnings = tuple(said for _, _, warnings in read for said in warnings)
        entries = effective([*self._given, *(one for _, some, _ in read for one in some), *self._fresh])
        self._of = {}
        self._silent = {}
        found: dict[LeadKey, int | None] = {}
        for entry in entries:
            if entry.lead is not None:
                if entry.lead not in found:
                    found[entry.lead] = self._index.find(entry.lead)
                place = found[entry.lead]
                if place is not None:
                    self._of.setdefault(self._leads[place], []).append(entry)
                self._hear_no(entry, entry.lead)
        self._plan, self._places = self._compiled(self._new_columns())

    def _hear_no(self, entry: Entry, lead: LeadKey) -> None:
        """Remember by which numbers and addresses somebody asked not to be called."""
        if entry.ended is Disposition.DO_NOT_CALL:
            for contact in (*lead.phones, *map(fold, lead.emails)):
                self._silent.setdefault(contact, entry)

    def _note(self, place: int, kind: str, **said: object) -> CallState:
        """Add an entry to the journal, and count it, also where it could not be written yet."""
        lead = self.calls[place].lead
        self._latest = max(self._latest, self._clock())  # Clocks are put back at times.
        entry = Entry(
            id=new_id(),
            at=self._latest.isoformat(),
            by=self.journal.person,
            list=self._scored.table.source,
            kind=kind,
            lead=self._keys[lead],
            profile=self._scored.file.sha256,
            **said,  # type: ignore[arg-type]
        )
        try:
            self.journal.append(entry)
        finally:
            self._count(lead, entry)
        return self.state(place)

    def _count(self, lead: int, entry: Entry) -> None:
        self._fresh.append(entry)
        if entry.kind == "undo" or entry.ended is Disposition.DO_NOT_CALL:
            self._gather()
            return
        self._of[lead] = sorted([*self._of.get(lead, []), entry], key=lambda one: one.when)
        if entry.column is not None and fold_header(entry.column) not in self._there:
            self._plan, self._places = self._compiled(self._new_columns())

    # Cells and scores

    def _new_columns(self) -> tuple[str, ...]:
        """Return the columns that the list lacks and answers make, in the order of the criteria.

        A column that is there, if only for one lead, may mean something for the others: a blank in it
        is an answer where the profile assumes one.
        """
        answered = {column for lead in self._of for column in self._current(lead)}
        wanted = {fold_header(column): column for columns in self._targets.values() for column in columns}
        return tuple(column for folded, column in wanted.items() if folded in answered and folded not in self._there)

    def _compiled(self, added: tuple[str, ...]) -> tuple[Plan, dict[str, int]]:
        """Return the plan for the list with some columns more, and where its headers, folded, stand."""
        table, day = self._scored.table, self._scored.board.plan.today
        plan = compile_plan(self._profile, (*table.headers, *added), today=day, epoch_1904=table.epoch_1904)
        more = {fold_header(header): place for place, header in enumerate(added, start=len(table.headers))}
        return plan, self._there | more

    def _current(self, lead: int) -> dict[str, Entry]:
        """Return the answers that count for a lead: folded header -> the last one.

        Where the list says something else by now than anybody saw or answered in a call, it was
        changed meanwhile, and the list counts.
        """
        given: dict[str, list[Entry]] = {}
        for entry in self._of.get(lead, []):
            if entry.kind == "answer" and entry.column is not None:
                given.setdefault(fold_header(entry.column), []).append(entry)
        return {
            header: answers[-1]
            for header, answers in given.items()
            if self._is_news(self._listed(lead, header), answers)
        }

    @staticmethod
    def _is_news(listed: str, answers: Iterable[Entry]) -> bool:
        known = {fold(text or "") for one in answers for text in (one.was, one.cell)}
        return fold(listed[:_LONGEST_WAS]) in known

    def _listed(self, lead: int, header: str) -> str:
        """Return the cell of a lead in the list as text, by its folded header; empty where it is blank or missing."""
        column = self._scored.table.columns.get(self._there.get(header, -1))
        return "" if column is None or is_blank(column[lead]) else cell_text(column[lead])

    def _text(self, lead: int, column: str) -> str:
        """Return what stands in a cell now, as text."""
        header = fold_header(column)
        entry = self._current(lead).get(header)
        return self._listed(lead, header) if entry is None else entry.cell or ""

    def _pattern(self, lead: int) -> bytes:
        """Return a lead's answers, those given in calls in the place of its cells."""
        table = self._scored.table
        count = len(table.headers)
        cells: dict[int, list[Cell]] = {
            place: [table.columns[place][lead] if place < count else None] for place in self._plan.wanted_places()
        }
        for header, entry in self._current(lead).items():
            if self._places.get(header) in cells:
                cells[self._places[header]] = [entry.cell]
        return match(self._plan, cells, [table.rows[lead]]).patterns.rows[0]

    def _verdict(self, pattern: bytes) -> Verdict:
        if pattern not in self._verdicts:
            self._verdicts[pattern] = self._judge.verdict(pattern)
        return self._verdicts[pattern]

    # What to ask next

    def _asked(self, entries: Iterable[Entry]) -> dict[str, set[str]]:
        """Return what the caller asked in this call: criterion -> folded headers."""
        asked: dict[str, set[str]] = {}
        has_ended = False
        for one in self._mine(entries):
            if one.kind == "start" and has_ended:
                asked, has_ended = {}, False
            elif one.kind == "answer" and one.criterion in self._targets:
                asked.setdefault(one.criterion or "", set()).add(fold_header(one.column or ""))
            has_ended = has_ended or one.kind == "outcome"
        return asked

    def _what_next(
        self,
        lead: int,
        pattern: bytes,
        verdict: Verdict,
        asked: Mapping[str, set[str]],
    ) -> tuple[str | None, Criterion | None]:
        """Return why to ask no more, or what to ask about."""
        stop = self._decided(lead, verdict)
        if stop:
            return stop, None
        codes = {one.id: pattern[self._plan.layout.criteria[one.id]] for one in self._profile.criteria}
        askable = [
            one
            for one in self._profile.criteria
            if (self._questions[one.id] or not one.questions) and not self._is_done_with(one, asked)
        ]
        begun = (one for one in askable if one.id in asked and codes[one.id] in (UNKNOWN_ANSWER, UNDATED_ANSWER))
        if (one := next(begun, None)) is not None:
            return None, one
        most = self._profile.depth.get(self._stage)
        if most is not None and len(asked) >= most:
            return f"enough for this call: {most} {'question' if most == 1 else 'questions'} asked", None
        left = [one for one in askable if one.id not in asked]
        half = [one for one in left if one.required and _is_half(codes[one.id])]
        skipped = self._skipped[lead]
        if (one := next((one for one in half if one.id not in skipped), None)) is not None:
            return None, one
        now = {one.id for one in left if one.id not in skipped}
        found = self._planner.next_question(self._masked(pattern, now), verdict)
        if found is not None:
            return None, self._profile.criterion(found.criterion.id)
        open_ = {one.id: one for one in left if VALUES[codes[one.id]] is None or one in half}
        later = next((one for one in skipped if one in open_ and codes[one] != REFUSED_ANSWER), None)
        return (None, open_[later]) if later else ("nothing more to ask in this call", None)

    def _is_done_with(self, criterion: Criterion, asked: Mapping[str, set[str]]) -> bool:
        return asked.get(criterion.id, set()) >= {fold_header(one) for one in self._targets[criterion.id]}

    def _masked(self, pattern: bytes, askable: set[str]) -> bytes:
        """Return a pattern in which nothing but some criteria can be asked about.

        What nobody can ask counts like a refusal then, which the planner takes for something that may
        turn out well, but not now. What was answered by half is no question any more.
        """
        codes = bytearray(pattern)
        for one in self._profile.criteria:
            place = self._plan.layout.criteria[one.id]
            code = codes[place]
            if VALUES[code] is None:
                codes[place] = code if one.id in askable else REFUSED_ANSWER
            elif _is_half(code):
                codes[place] = VALUES[code] or HELD_AT_ZERO
        return bytes(codes)

    def _decided(self, lead: int, verdict: Verdict) -> str | None:
        """Return why no answer matters any more, or None."""
        labels = self._profile.score.labels
        if (entry := self._asked_not_to_be_called(lead)) is not None:
            return f"stop here: asked not to be called ({entry.by}, {_moment(entry.when, self._clock())})"
        if verdict.out:
            why = next(one.text for one in verdict.reasons if one.code.startswith(("failed:", "refused:")))
            return f"{labels[Temperature.OUT]}: {why}"
        has_turned = verdict.queue not in (Queue.CALL, self._scored.board.verdict(lead).queue)
        if verdict.queue is Queue.SUPPRESSED or (
            has_turned and not (verdict.settled and verdict.queue is Queue.NURTURE)
        ):
            return f"stop here: {verdict.reasons[0].text}"
        return f"stop here: {labels[verdict.temperature]} whatever else comes" if verdict.settled else None

    def _ask(self, call: Call, criterion: Criterion) -> Ask:
        column = self._column(call.lead, criterion)
        for one in call.asks:
            if one.criterion.id == criterion.id:
                return replace(one, criterion=criterion, column=column)
        questions = [one.ask for one in self._questions[criterion.id]] or [f"Ask about {criterion.name}."]
        return Ask(criterion, questions[0], tuple(questions[1:]), column)

    def _column(self, lead: int, criterion: Criterion) -> str:
        """Return the column that the next answer about a criterion goes under."""
        columns = self._targets[criterion.id]
        asked = self._asked(self._of.get(lead, [])).get(criterion.id, set())
        open_ = [one for one in columns if fold_header(one) not in asked] or list(columns)
        return next((one for one in open_ if not self._text(lead, one)), open_[0])

    # Calls that ended

    def _outcome(self, entries: Iterable[Entry]) -> Entry | None:
        """Return how a call ended in this session; that somebody asked not to be called counts whenever it was."""
        ends = [one for one in entries if one.kind == "outcome"]
        final = [one for one in ends if one.ended is Disposition.DO_NOT_CALL]
        return next(reversed(final or [one for one in ends if one.when >= self._since]), None)

    def _asked_not_to_be_called(self, lead: int) -> Entry | None:
        """Return the entry by which a lead, or whoever shares its number or address, asked not to be called."""
        said = self._outcome(self._of.get(lead, []))
        if said is not None and said.ended is Disposition.DO_NOT_CALL:
            return said
        key = self._keys[lead]
        contacts = (*key.phones, *map(fold, key.emails))
        return next((self._silent[one] for one in contacts if one in self._silent), None)

    def _is_done(self, lead: int) -> bool:
        if self._asked_not_to_be_called(lead):
            return True
        said = self._outcome(self._of.get(lead, []))
        if said is None:
            return False
        again = said.call_again
        if said.ended is not Disposition.CALL_BACK or not isinstance(again, datetime):
            return True
        own = again if again.tzinfo else again.replace(tzinfo=self.session.when.tzinfo)
        return not said.when < own <= self._clock()

    def _is_open(self, lead: int) -> bool:
        if self._is_done(lead):
            return False
        theirs = self._theirs(self._of.get(lead, []))
        is_under_way = bool(theirs) and theirs[-1].kind not in ("outcome", "leave")
        return not (is_under_way and self._clock() - theirs[-1].when < _BUSY)

    def _mine(self, entries: Iterable[Entry]) -> list[Entry]:
        return [one for one in entries if fold(one.by) == self._me and one.when >= self._since]

    def _theirs(self, entries: Iterable[Entry]) -> list[Entry]:
        return [one for one in entries if fold(one.by) != self._me and one.when >= self._since]

    def _elsewhere(self, entries: Iterable[Entry]) -> Contact | None:
        theirs = self._theirs(entries)
        is_left = bool(theirs) and theirs[-1].kind == "leave"
        talks = [one for one in theirs if one.kind in _TAKEN_BACK or (one.kind == "start" and not is_left)]
        ends = [one for one in talks if one.kind == "outcome"]
        last = next(reversed(ends or talks), None)
        return Contact(last.by, last.when, last.ended) if last else None

    def _last(self, entries: Iterable[Entry]) -> Entry | None:
        return next((one for one in reversed(self._mine(entries)) if one.kind in _TAKEN_BACK), None)


def _stage_questions(criterion: Criterion, stage: str) -> tuple[Question, ...]:
    """Return what to ask about a criterion at a stage: what is asked then, or should have been asked before."""
    for one in reversed(STAGES[: STAGES.index(stage) + 1]):
        questions = tuple(question for question in criterion.questions if question.stage == one)
        if questions:
            return questions
    return ()


def _is_half(code: int) -> bool:
    """Tell whether an answer has a value, but leaves its gate open."""
    return GATES[code] is Gate.OPEN and VALUES[code] is not None


def _written(text: str) -> str:
    """Return a text without signs that nobody writes; lines stay lines."""
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in _UNWRITTEN)


def _moment(moment: datetime, now: datetime) -> str:
    own = moment.astimezone(now.tzinfo)
    return f"{own:%H:%M}" if own.date() == now.date() else f"{own:%Y-%m-%d}"
