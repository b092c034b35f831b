"""What every part of the main screen works with: the list, the profile being changed, and the view of both."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.screen import Screen
from textual.worker import get_current_worker

from sheetqual_tui.cells import safe
from sheetqual_tui.columns import DEFAULT
from sheetqual_tui.draft import Draft
from sheetqual_tui.failures import saying
from sheetqual_tui.messages import (
    Asked,
    Changed,
    ListRead,
    Looked,
    NotLooked,
    NotRead,
    Progressed,
    Told,
)
from sheetqual_tui.ranking import Filters, NeedsReading, Ranking, Sort, Stopped, View, Wanted, marks_key
from sheetqual_tui.session import stamp, uncollected

if TYPE_CHECKING:
    from sheetqual_tui.session import Opening, Stamp

__all__ = ["Desk"]

_TOP: Final = 25
_WATCH: Final = 2.0
"""Seconds between two looks at whether files have changed on disk."""


class Desk(Screen[None]):
    """Holds what is open, reads it, and makes views of it; what is shown is its heirs' matter."""

    def __init__(self, opening: Opening, ranking: Ranking | None) -> None:
        """Take a list.

        Args:
            opening: How it is opened.
            ranking: The list, if it has been read already.
        """
        super().__init__()
        self.opening = opening
        self.ranking = ranking
        self.draft = Draft.of(opening.file)
        self.view: View | None = None
        self.filters = Filters()
        self.sort: Sort | None = None
        self.top = _TOP
        self.columns: tuple[str, ...] = DEFAULT
        self.marks = bytearray(0 if ranking is None else len(ranking))
        self.failed = ""
        self.changed = Changed(leads=False, profile=False)
        self.is_reading = False
        self.is_looking = False
        self._reads_again = False
        self._marks_read = b""
        self._stamps: tuple[Stamp | None, Stamp | None] = self._stamps_now()
        self._stamps_before = self._stamps

    # What heirs show

    def show_list(self) -> None:
        """Show another list, or the same one under another saved profile; a view follows."""

    def show_view(self) -> None:
        """Show the view."""

    def show_draft(self) -> None:
        """Show the profile as it is being changed; a view follows."""

    def show_state(self) -> None:
        """Show what is being worked on, and what has changed on disk."""

    def show_progress(self, done: int, total: int | None) -> None:
        """Show how far reading has come."""

    def show_question(self, lead: int, question: str | None) -> None:
        """Show what to ask a lead next."""

    def warn(self, text: str) -> None:
        """Say what went wrong."""
        self.notify(safe(text), severity="error", timeout=12, markup=False)

    @property
    def unsaved(self) -> bool:
        """Whether leaving would lose something."""
        return self.draft.unsaved

    # Reading

    def begin_reading(self) -> None:
        """Read the list, or read it again; what is shown stays until that is done."""
        if self.is_reading:
            self._reads_again = True
            return
        self.is_reading = True
        self.failed = ""
        self._stamps_before = self._stamps
        self.note_leads()
        self._marks_read = bytes(self.marks)
        self.show_state()
        self._read(self.opening, self.draft, self.ranking, self._marks_read)

    # A description, since Textual would else write out a million leads to describe the worker.
    @work(thread=True, group="read", description="reading")
    def _read(self, opening: Opening, draft: Draft, before: Ranking | None, marks: bytes) -> None:
        worker = get_current_worker()

        def progress(done: int, total: int | None) -> None:
            if worker.is_cancelled:
                raise Stopped
            self.post_message(Progressed(done, total))

        with saying(lambda text: self.post_message(NotRead(text))):
            with uncollected(opening.leads):
                scored = opening.read_for(draft.now, progress) if draft.unsaved else opening.read(progress)
                ranking = Ranking.prepared(scored)
            self.post_message(ListRead(opening, ranking, _carried(before, marks, ranking)))

    @on(Progressed)
    def _progressed(self, message: Progressed) -> None:
        self.show_progress(message.done, message.total)

    @on(ListRead)
    def _list_read(self, message: ListRead) -> None:
        self.is_reading = False
        if self._reads_again or message.opening != self.opening:
            self._reads_again = False
            self.begin_reading()
            return
        is_same = bytes(self.marks) == self._marks_read
        self.marks = message.marks if is_same else _carried(self.ranking, bytes(self.marks), message.ranking)
        self.adopt(message.ranking)

    def adopt(self, ranking: Ranking) -> None:
        """Show a list, or the same one under another saved profile."""
        self.ranking = ranking
        if len(self.marks) != len(ranking):
            self.marks = bytearray(len(ranking))
        self.show_list()
        # At once, so that no row of the list before is drawn any more; what is wanted of it follows.
        self._take(ranking.first)
        self.look()

    @on(NotRead)
    def _not_read(self, message: NotRead) -> None:
        self.is_reading = self._reads_again = False
        self.gave_up()
        if self.ranking is None:
            self.failed = message.text
        else:
            # What is on disk is not what is shown: that stays said.
            self._stamps = (self._stamps_before[0], self._stamps[1])
            self.look_at_files_now()
            self.warn(f"{message.text} The list stays as it was read before.")
        self.show_state()

    # Looking

    @property
    def wanted(self) -> Wanted:
        """What is to be shown."""
        return Wanted(
            self.draft.now, self.filters, self.sort, bytes(self.marks) if self.filters.marked else b"", self.top
        )

    def look(self) -> None:
        """Make the view that is wanted now: at once if that is quick, else in a worker."""
        if self.ranking is None:
            return
        if self.ranking.is_quick:
            with saying(lambda text: self.post_message(NotLooked(text))):
                try:
                    self._take(self.ranking.look(self.wanted, self.view))
                except NeedsReading:
                    self.begin_reading()
        elif not self.is_looking:
            self.is_looking = True
            self.show_state()
            # What has been pressed shows first; ranking takes its turn after that.
            self.call_after_refresh(self._look_aside_now)

    def _look_aside_now(self) -> None:
        if self.ranking is not None:
            self._look_aside(self.ranking, self.wanted, self.view)

    @work(thread=True, group="look", description="ranking")
    def _look_aside(self, ranking: Ranking, wanted: Wanted, before: View | None) -> None:
        def stop() -> bool:
            return self.filters.text != wanted.filters.text

        with saying(lambda text: self.post_message(NotLooked(text))):
            try:
                self.post_message(Looked(ranking.look(wanted, before, stop)))
            except Stopped:
                self.post_message(Looked(None))
            except NeedsReading:
                self.post_message(Looked(None, needs_reading=True))

    def _take(self, view: View) -> None:
        self.view = view
        self.try_out()
        self.show_view()

    def try_out(self) -> None:
        """Hold the view's profile against past leads; heirs know some."""

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        self.is_looking = False
        view = message.view
        if message.needs_reading:
            self.begin_reading()
            return
        is_ours = self.ranking is not None and view is not None and view.scored.table is self.ranking.scored.table
        if view is not None and is_ours:
            self._take(view)
        if view is None or not is_ours or not view.wanted.is_same(self.wanted):
            self.look()
        else:
            self.show_state()

    def show_calls(self) -> None:
        """Go on with what waited for the call list."""

    def gave_up(self) -> None:
        """Forget what waited for a view."""

    @on(Told)
    def _told(self, message: Told) -> None:
        self.warn(message.text)

    @on(NotLooked)
    def _not_looked(self, message: NotLooked) -> None:
        self.is_looking = False
        self.gave_up()
        self.show_state()
        self.warn(message.text)

    def filter(self, filters: Filters) -> None:
        """Show other leads."""
        if filters != self.filters:
            self.filters = filters
            self.look()

    def set_top(self, top: int) -> None:
        """Say how many leads a calling session takes."""
        if top != self.top:
            self.top = top
            self.look()

    def change(self, draft: Draft) -> None:
        """Show another state of the profile."""
        if draft != self.draft:
            self.draft = draft
            self.show_draft()
            self.look()

    # The next question, which may take a while to find

    def ask(self, lead: int) -> None:
        """Find out what to ask a lead next; the answer is shown when it is there."""
        if self.view is not None:
            self._ask(self.view, lead)

    @work(thread=True, group="ask", exclusive=True, description="asking")
    def _ask(self, view: View, lead: int) -> None:
        with saying(lambda text: self.post_message(Told(text))):
            self.post_message(Asked(view, lead, view.question(lead)))

    @on(Asked)
    def _asked(self, message: Asked) -> None:
        if self.view is not None and message.view.board is self.view.board:
            self.show_question(message.lead, message.question)

    # Files that change on disk

    def watch_files(self) -> None:
        """Look now and then whether another program has changed what is open."""
        self.set_interval(_WATCH, self._look_at_files)

    def _stamps_now(self) -> tuple[Stamp | None, Stamp | None]:
        path = self.opening.file.path
        return stamp(self.opening.leads), stamp(path) if path is not None else None

    @work(thread=True, group="watch", exclusive=True, description="watching")
    def _look_at_files(self) -> None:
        # Aside, since a folder on a sleeping server takes its time.
        changed = self._changes_now()
        was = self.changed
        if (changed.leads, changed.profile, changed.gone) != (was.leads, was.profile, was.gone) and not self.is_reading:
            self.post_message(changed)

    @on(Changed)
    def _changed(self, message: Changed) -> None:
        self.changed = message
        self.show_state()

    def look_at_files_now(self) -> None:
        """See at once whether another program has changed what is open."""
        self.changed = self._changes_now()

    def _changes_now(self) -> Changed:
        was, now = self._stamps, self._stamps_now()
        leads, profile = (before != after for before, after in zip(was, now, strict=True))
        has_profile = self.opening.file.path is not None
        gone = (leads and now[0] is None) or (profile and has_profile and now[1] is None)
        return Changed(leads=leads, profile=profile, gone=gone)

    def note_profile(self) -> None:
        """Take the profile's file as it is on disk now for the one that is known."""
        self._stamps = (self._stamps[0], self._stamps_now()[1])
        self.changed = Changed(leads=self.changed.leads, profile=False)

    def note_leads(self) -> None:
        """Take the list's file as it is on disk now for the one that is known."""
        self._stamps = (self._stamps_now()[0], self._stamps[1])
        self.changed = Changed(leads=False, profile=self.changed.profile)


def _carried(before: Ranking | None, marks: bytes, ranking: Ranking) -> bytearray:
    """Return the marks of a list's leads after it has been read again."""
    carried = bytearray(len(ranking))
    if before is None or not any(marks):
        return carried
    marked = Counter(marks_key(before.scored, lead) for lead, mark in enumerate(marks) if mark)
    for lead in range(len(ranking)):
        key = marks_key(ranking.scored, lead)
        if marked[key]:
            # Of leads that nothing tells apart, as many are marked as were.
            marked[key] -= 1
            carried[lead] = 1
    return carried
