"""A calling session as one caller works on it: what is shown and noted, and whom others must not call meanwhile."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sheetqual.errors import OutputError, SheetqualError
from sheetqual.files.calls.journal import read_journal
from sheetqual_tui.screens.callback import moment_in_words
from sheetqual_tui.screens.choose import Choice
from sheetqual_tui.widgets.call import entry_in_words

if TYPE_CHECKING:
    from pathlib import Path

    from sheetqual.core.profile import Profile
    from sheetqual.files.calls.calling import Calling, CallState, Progress

__all__ = ["CallsMade", "Found", "Job", "Sitting"]


@dataclass(frozen=True, slots=True)
class CallsMade:
    """What came of a time in call mode.

    Attributes:
        calls: How many calls ended.
        answers: How many answers were noted.
        notes: How many notes were written, and people named who decide instead.
        path: The journal that they are in.
    """

    calls: int
    answers: int
    notes: int
    path: Path

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was noted."""
        return not (self.calls or self.answers or self.notes)

    @property
    def words(self) -> str:
        """What was written and where, as a sentence."""
        if self.is_nothing:
            return "Nothing was noted."
        counts = (self.calls, "call"), (self.answers, "answer"), (self.notes, "note")
        parts = [f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in counts if count]
        return f"Noted in {self.path.name}: {', '.join(parts)}."


@dataclass(frozen=True, slots=True)
class Found:
    """Where things stand after a key.

    Attributes:
        place: The call to show, or None for none.
        state: Where it stands.
        progress: How far the session has come.
        said: What became of the key.
        fault: What is wrong with the journal, as long as something waits to be written.
        refused: Why nothing was noted.
    """

    place: int | None
    state: CallState | None
    progress: Progress
    said: str = ""
    fault: str = ""
    refused: str = ""


Job: TypeAlias = Callable[[], Found]


class Sitting:
    """A session, as one caller works on it from now on; everything here may be called from any thread.

    A lead that is called is marked in the journal as begun, so that nobody else calls it meanwhile,
    and as left if nothing comes of it.
    """

    def __init__(self, calling: Calling) -> None:
        """Take the session."""
        self.calling = calling
        self._lock = threading.RLock()
        self._place: int | None = None
        self._begun: int | None = None
        self._is_untouched = True
        self._came_from: int | None = None
        self._noted: dict[str, str] = {}
        self._fault = ""

    def look(self, place: int | None, said: str = "", refused: str = "") -> Found:
        """Return where a call stands, to be shown."""
        with self._lock:
            calling = self.calling
            self._place = place
            fault = ""
            if waiting := len(calling.journal.waiting):
                kept = "1 entry is" if waiting == 1 else f"{waiting:,} entries are"
                fault = f"{self._fault} {kept} kept here, and written as soon as that works."
            state = None if place is None else calling.state(place)
            return Found(place, state, calling.progress(), said, fault, refused)

    def look_again(self) -> Found:
        """Return where the call shown stands by what others have noted meanwhile; where none was left, the next one."""
        with self._lock:
            self.calling.refresh()
            return self.look(self._place) if self._place is not None else self.begin(self.calling.next_open())

    def go(self, place: int) -> Found:
        """Show a call."""
        with self._lock:
            self._came_from = None
            self._leave_all_but(place)
            return self.look(place)

    def step(self, by: int) -> Found:
        """Show the next call, or the one before; after the last one comes the first."""
        with self._lock:
            count = len(self.calling.calls)
            if not count:
                return self.look(None)
            place = self._place if self._place is not None else -1 if by > 0 else 0
            return self.go((place + by) % count)

    def stay(self, place: int) -> Found:
        """Begin a call that has been looked at for a while, if it is still shown."""
        with self._lock:
            if place == self._place:
                self._claim(place)
            return self.look(self._place)

    def begin(self, place: int | None, said: str = "") -> Found:
        """Show a call and begin it, where it is still to be made."""
        with self._lock:
            self._leave_all_but(place)
            if place is not None:
                self._claim(place)
            return self.look(place, said)

    def first(self) -> Found:
        """Show the call that was broken off, or else the first one to make."""
        with self._lock:
            self.calling.refresh()
            place = self._broken_off()
            return self.begin(self.calling.next_open() if place is None else place)

    def _broken_off(self) -> int | None:
        """Return the place of the call that the journal ends with, if it did not end and is still to be made."""
        calling, scored = self.calling, self.calling.session.scored
        with suppress(SheetqualError):
            last = next(reversed(read_journal(calling.journal.path).entries), None)
            if last is None or last.lead is None or last.kind in ("outcome", "leave"):
                return None
            for place, call in enumerate(calling.calls):
                known = scored.table.rows[call.lead], scored.id(call.lead), scored.name(call.lead)
                if known == (last.lead.row, last.lead.id, last.lead.name):
                    return place if calling.next_open(place - 1) == place else None
        return None

    def note(self, place: int, change: Callable[[], CallState]) -> Found:
        """Note something about a lead."""
        with self._lock:
            self._claim(place)
            refused = self._try(change)
            if not refused:
                self._is_untouched = False
                self._count(place)
            return self.look(place, refused=refused)

    def skip(self, place: int, criterion: str) -> Found:
        """Ask about a criterion later."""
        with self._lock:
            self.calling.skip(place, criterion)
            return self.look(place)

    def end(self, place: int, change: Callable[[], CallState]) -> Found:
        """Note how a call ended, and show the next one."""
        with self._lock:
            found = self.note(place, change)
            if found.refused or found.state is None or found.state.outcome is None:
                return found
            self._begun = None
            name = self.calling.session.scored.label(self.calling.calls[place].lead)
            said = f"{entry_in_words(found.state.outcome, self._profile)}: {name}"
            self.calling.refresh()
            found = self.begin(self.calling.next_open(place), said)
            self._came_from = place
            return found

    def take_back(self) -> Found:
        """Take back the last thing noted: about the lead shown, or else the end of the call before it."""
        with self._lock:
            place = self._place
            last = None if place is None else self.calling.state(place).last
            if last is None and self._came_from is not None:
                place = self._came_from
                last = self.calling.state(place).last
            if last is None or place is None:
                return self.look(place, refused="There is nothing to take back about this lead.")
            self._leave_all_but(place)
            self._came_from = None
            back = place
            self._try(lambda: self.calling.undo(back))
            self._noted.pop(last.id, None)
            return self.look(place, f"Taken back: {entry_in_words(last, self._profile)}")

    def listed(self) -> list[Choice]:
        """Return every call as a choice, with where it stands."""
        scored, calls = self.calling.session.scored, self.calling.calls
        choices = []
        for place, call in enumerate(calls):
            with self._lock:  # One at a time: keys shall not wait for all of them.
                state = self.calling.state(place)
            label, company = scored.label(call.lead), scored.company(call.lead)
            who = label if company in (None, label) else f"{label}, {company}"
            choices.append(Choice(str(place), f"{place + 1:>{len(str(len(calls)))}}  {who}", _standing(state)))
        return choices

    def leave(self) -> tuple[CallsMade, str]:
        """Leave the lead shown; return what came of the sitting, and what is wrong if something is not written."""
        with self._lock:
            self._leave_all_but(None)
            with suppress(OutputError):
                self.calling.journal.flush()
            kinds = Counter(self._noted.values())
            notes = kinds["note"] + kinds["refer"]
            made = CallsMade(kinds["outcome"], kinds["answer"], notes, self.calling.journal.path)
            return made, self.look(self._place).fault

    @property
    def _profile(self) -> Profile:
        return self.calling.session.scored.board.profile

    def _try(self, change: Callable[[], CallState]) -> str:
        """Note something; return why nothing was noted. What only could not be written counts."""
        try:
            change()
        except OutputError as error:
            self._fault = str(error)
        except SheetqualError as error:
            return str(error)
        return ""

    def _count(self, place: int) -> None:
        last = self.calling.state(place).last
        if last is not None:
            self._noted[last.id] = last.kind

    def _claim(self, place: int) -> None:
        """Begin a call that is still to be made."""
        if place != self._begun and self.calling.next_open(place - 1) == place:
            self._leave_all_but(place)
            self._try(lambda: self.calling.start(place))
            self._begun, self._is_untouched = place, True

    def _leave_all_but(self, place: int | None) -> None:
        """Leave a lead that was begun, if nothing came of it."""
        begun = self._begun
        if begun is None or begun == place:
            return
        self._begun = None
        if self._is_untouched:
            self._try(lambda: self.calling.leave(begun))


def _standing(state: CallState) -> str:
    """Return where a call stands, in a few words."""
    if state.outcome is not None:
        again = state.callback
        return f"{state.outcome.disposition}, {moment_in_words(again)}" if again else f"{state.outcome.disposition}"
    if state.elsewhere is not None:
        return f"{state.elsewhere.by}: {state.elsewhere.ended or 'calling'}"
    return {0: "", 1: "1 answer"}.get(len(state.answers), f"{len(state.answers)} answers")
