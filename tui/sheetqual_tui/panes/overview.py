"""The overview: the whole list in pictures."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.worker import get_current_worker

from sheetqual.core.overview import overview, question_worth
from sheetqual_tui.failures import saying
from sheetqual_tui.messages import Seen, Told
from sheetqual_tui.panes.pane import Pane
from sheetqual_tui.widgets.overview import Overview

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from sheetqual_tui.ranking import View

__all__ = ["OverviewPane"]

_PATIENCE: Final = 4.0
"""Seconds after which the question worth most is taken from what has been worked out so far."""


class OverviewPane(Pane):
    """Pictures of the whole list under the profile shown."""

    _of: View | None = None

    def compose(self) -> ComposeResult:
        """Show the pictures."""
        yield Overview(id="pictures")

    @property
    def pictures(self) -> Overview:
        """The pictures."""
        return self.query_one(Overview)

    def focus_first(self) -> None:
        """Put the cursor on the pictures, to scroll."""
        self.pictures.focus()

    def show_view(self) -> None:
        """Count anew; what was counted stays until that is done."""
        view = self.desk.view
        if view is None:
            self.pictures.show(None, None, None)
        elif self._of is None or view.board is not self._of.board:
            self._of = view
            if self.pictures.is_empty:
                self.pictures.show(view, None, None)
            self._count(view)

    @work(thread=True, group="overview", exclusive=True, description="counting")
    def _count(self, view: View) -> None:
        worker = get_current_worker()
        deadline = time.monotonic() + _PATIENCE

        def stop() -> bool:
            return worker.is_cancelled or time.monotonic() > deadline

        with saying(lambda text: self.post_message(Told(text))):
            numbers = overview(view.board)
            self.post_message(Seen(view, numbers, None))
            worth = question_worth(view.board, stop=stop)
            if not worker.is_cancelled:
                self.post_message(Seen(view, numbers, worth))

    @on(Seen)
    def _seen(self, message: Seen) -> None:
        if self._of is not None and message.view.board is self._of.board:
            self.pictures.show(message.view, message.overview, message.worth)
