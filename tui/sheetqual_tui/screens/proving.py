"""Past leads beside the list: read aside, and every profile that is tried is held against how they ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.worker import get_current_worker

from sheetqual_tui.cells import safe
from sheetqual_tui.failures import saying
from sheetqual_tui.messages import PastLost, PastRead, Told, Tried
from sheetqual_tui.past import read_past
from sheetqual_tui.ranking import Stopped
from sheetqual_tui.screens.editing import Editing
from sheetqual_tui.screens.learning import LearnScreen

if TYPE_CHECKING:
    from textual.timer import Timer

    from sheetqual_tui.app import SheetqualApp
    from sheetqual_tui.past import Past
    from sheetqual_tui.ranking import Ranking, View
    from sheetqual_tui.session import Opening
    from sheetqual_tui.settings import PastChoice

__all__ = ["Proving"]

_REST: Final = 0.4
"""Seconds without another view after which a long trial begins: keys pressed one after the other come first."""


class Proving(Editing):
    """The desk, with what is known of past leads."""

    app: SheetqualApp

    def __init__(self, opening: Opening, ranking: Ranking | None) -> None:
        """Take a list; arguments as for `Desk`."""
        super().__init__(opening, ranking)
        self.past: Past | None = None
        self.past_choice: PastChoice | None = None
        self._is_trying = False
        self._rest: Timer | None = None

    # Which past leads

    def take_up_past(self) -> None:
        """Hold profiles against the past leads that the command line names, else those that were chosen before."""
        self.past_choice = self.opening.past or self.app.past_for(self.opening.leads)
        self._read_past_now()

    def use_past(self, choice: PastChoice) -> None:
        """Hold profiles against other past leads from now on."""
        if choice != self.past_choice or self.past is None:
            self.past_choice = choice
            self._read_past_now()

    def adopt(self, ranking: Ranking) -> None:
        """Show a list, and read again how its own leads ended where it was read again."""
        super().adopt(ranking)
        if self.past is None or not self.past.is_of(ranking.scored):
            self._read_past_now()

    def _read_past_now(self) -> None:
        if self.past_choice is not None and self.ranking is not None:
            self._read_past(self.past_choice, self.opening, self.ranking)

    @work(thread=True, group="past", exclusive=True, description="reading past leads")
    def _read_past(self, choice: PastChoice, opening: Opening, ranking: Ranking) -> None:
        worker = get_current_worker()

        def progress(_done: int, _total: int | None) -> None:
            if worker.is_cancelled:
                raise Stopped

        with saying(lambda text: self.post_message(PastLost(choice, text))):
            self.post_message(PastRead(read_past(choice, opening, ranking.scored, progress)))

    @on(PastRead)
    def _past_read(self, message: PastRead) -> None:
        if message.past.choice != self.past_choice:
            return
        self.past = message.past
        self.app.keep_past(self.opening.leads, message.past.choice)
        self.try_out(anew=True)
        self.show_trial()

    @on(PastLost)
    def _past_lost(self, message: PastLost) -> None:
        """Go on without past leads that are not there any more, and say so once."""
        if message.choice == self.past_choice:
            self.past = self.past_choice = None
            self.app.keep_past(self.opening.leads, None)
            if self.view is not None:
                self.view = replace(self.view, trial=None)
            self.show_trial()
            text = f"Changes are not held against past leads. {message.text}"
            self.notify(safe(text), severity="warning", timeout=10, markup=False)

    # Trials

    def try_out(self, *, anew: bool = False) -> None:
        """Hold the view's profile against past leads: at once if that is quick, else in a worker.

        Args:
            anew: Whether other past leads are there now.
        """
        past, view, ranking = self.past, self.view, self.ranking
        if past is None or view is None or ranking is None or not past.is_of(ranking.scored):
            return
        if view.trial is not None and not anew:
            return
        if past.is_quick(view.board) and not self._is_trying:
            with saying(self.warn):
                self.view = ranking.tried(view, past)
        else:
            if self._rest is not None:
                self._rest.stop()
            self._rest = self.set_timer(_REST, self._try_aside_now)

    def _try_aside_now(self) -> None:
        if self._is_trying or self.is_looking or self.past is None or self.view is None or self.ranking is None:
            # What runs begins the next trial when it is done.
            return
        self._is_trying = True
        self._try_aside(self.ranking, self.view, self.past)

    @work(thread=True, group="trial", description="trying")
    def _try_aside(self, ranking: Ranking, view: View, past: Past) -> None:
        tried = view
        with saying(lambda text: self.post_message(Told(text))):
            tried = ranking.tried(view, past)
        self.post_message(Tried(tried, past))

    @on(Tried)
    def _tried(self, message: Tried) -> None:
        self._is_trying = False
        view, tried = self.view, message.view
        if view is None:
            return
        if message.past is self.past and view.board is tried.board and view.wanted.top == tried.wanted.top:
            # Other filters may have made another view of the same leads meanwhile.
            self.view = replace(view, trial=tried.trial)
            self.show_trial()
        else:
            self.try_out(anew=message.past is not self.past)

    @property
    def awaits_trial(self) -> bool:
        """Whether it is about to be known how the view's profile does on past leads."""
        return self.past_choice is not None and (self.view is None or self.view.trial is None)

    def show_trial(self) -> None:
        """Show how the view's profile does on past leads."""

    # Learning

    def action_learn(self) -> None:
        """Learn from customers."""
        if self.ranking is None:
            self.warn("The list is still being read; learn from it once it is there.")
        else:
            self.app.push_screen(LearnScreen(self))
