"""One lead on the whole screen, with its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.widgets import Footer

from sheetqual_tui.failures import saying
from sheetqual_tui.messages import Asked, Told
from sheetqual_tui.screens.dialog import Page
from sheetqual_tui.widgets.detail import Detail

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual_tui.app import SheetqualApp
    from sheetqual_tui.ranking import View

__all__ = ["LeadScreen"]


class LeadScreen(Page[int]):
    """Shows a lead, and the ones before and after it; gives the row it was left at."""

    app: SheetqualApp

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right,l", "step(1)", "Next lead", key_display="n"),
        Binding("p,left,h", "step(-1)", "Previous lead", key_display="p"),
        Binding("y", "copy", "Copy", tooltip="Copy what is shown about the lead"),
        Binding("escape,enter,q", "leave", "Back", key_display="Esc", tooltip="Go back to the list"),
    ]

    def __init__(self, view: View, row: int) -> None:
        """Take a view and a row of it.

        Args:
            view: The leads shown.
            row: The one to show first.
        """
        super().__init__()
        self._view = view
        self._row = row

    def compose(self) -> ComposeResult:
        """Show one pane."""
        yield Detail(with_cells=True, id="whole")
        yield Footer(show_command_palette=False, compact=True)

    def fill(self) -> None:
        """Show the lead."""
        self._show()

    def _show(self) -> None:
        detail, view, row = self.query_one(Detail), self._view, self._row
        lead = view.leads[row]
        detail.show(view.scored, lead, view.below(row))
        detail.border_title = f"Rank {view.ranks[row]:,}, in row {view.scored.table.rows[lead]:,} of the list"
        self._ask(lead)

    @work(thread=True, group="ask", exclusive=True, description="asking")
    def _ask(self, lead: int) -> None:
        view = self._view
        with saying(lambda text: self.post_message(Told(text))):
            self.post_message(Asked(view, lead, view.question(lead)))

    @on(Asked)
    def _asked(self, message: Asked) -> None:
        self.query_one(Detail).set_question(message.lead, message.question)

    def action_step(self, by: int) -> None:
        """Show the next lead, or the one before."""
        self._row = max(0, min(self._row + by, len(self._view.leads) - 1))
        self._show()

    def action_copy(self) -> None:
        """Copy what is shown."""
        self.app.copy(self.query_one(Detail).text())

    def action_leave(self) -> None:
        """Go back to the list."""
        self.dismiss(self._row)
