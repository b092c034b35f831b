"""The leads: the table, and everything about the selected one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, ProgressBar, Static

from sheetqual_tui.cells import shown
from sheetqual_tui.panes.pane import TablePane
from sheetqual_tui.widgets.detail import Detail
from sheetqual_tui.widgets.leads_table import LeadsTable

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.message import Message
    from textual.timer import Timer

__all__ = ["LeadsPane"]

_ASK_AFTER: Final = 0.15
"""Seconds that the cursor must rest on a lead before its next question is worked out."""


class LeadsPane(TablePane):
    """The leads table above or beside the selected lead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # The same as the whole screen's, so that the line of keys shows it here.
        Binding("slash", "screen.find", "Find", key_display="/", tooltip="Find leads as you type", id="find"),
    ]
    _timer: Timer | None = None
    _is_showing = False

    def compose(self) -> ComposeResult:
        """Lay out the table, the search line and the lead."""
        with Vertical(id="list"):
            yield Input(
                id="find",
                placeholder="Name, company, e-mail or id; Enter goes to the list, Esc shows all",
                compact=True,
            )
            yield LeadsTable(id="leads-table")
            with Vertical(id="nothing"):
                yield Static("", id="nothing-said", markup=False)
                yield ProgressBar(id="progress", show_eta=False)
        yield Detail(id="detail")

    @property
    def detail(self) -> Detail:
        """The selected lead."""
        return self.query_one(Detail)

    def on_mount(self) -> None:
        """Name the table."""
        self.table.border_title = "Leads"
        self.watch(self.table, "cursor", self._moved, init=False)

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.focus()

    def show_view(self) -> None:
        """Show the leads of the view."""
        view = self.desk.view
        if view is None:
            self._show_nothing()
            return
        self._is_showing = True
        self.table.set_view(view)
        self._is_showing = False
        if not view.leads:
            words = view.filters.words(view.board.profile.score.labels)
            said = f"No lead matches: {shown(words)}.\nPress Esc to show all leads."
            self._say(said if view.filters.active else "There are no leads in this list.", "-empty")
        else:
            self._say("", "")
        self.show_lead()

    def _show_nothing(self) -> None:
        """Say why there is no list yet, or none at all."""
        if self.desk.failed:
            said = f"{shown(self.desk.failed)}\n\nr tries again, Ctrl+O opens another list, q quits."
            self._say(said, "-empty -failed")
        else:
            name = shown(self.desk.opening.leads.name)
            self._say(f"Reading {name} …\nThe priorities (2) can be changed meanwhile.", "-empty -reading")
        self.detail.show(None, None)

    def _say(self, text: str, classes: str) -> None:
        self.query_one("#nothing-said", Static).update(text)
        for one in ("-empty", "-failed", "-reading"):
            self.set_class(one in classes, one)

    def show_progress(self, done: int, total: int | None) -> None:
        """Show how far reading has come."""
        self.query_one(ProgressBar).update(total=total, progress=done)
        if self.desk.view is None:
            name = shown(self.desk.opening.leads.name)
            said = f"Reading {name} … {done:,} rows\nThe priorities (2) can be changed meanwhile."
            self.query_one("#nothing-said", Static).update(said)

    def show_lead(self) -> None:
        """Show the selected lead."""
        view, table = self.desk.view, self.table
        if view is None:
            return
        lead = table.lead
        self.detail.show(view.scored, lead, view.below(table.cursor))
        if lead is not None:
            self.detail.border_title = f"Lead {table.cursor + 1:,} of {len(view.leads):,}"
            self._ask_soon(lead)

    def _ask_soon(self, lead: int) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_ASK_AFTER, lambda: self.desk.ask(lead))

    def show_question(self, lead: int, question: str | None) -> None:
        """Show what to ask a lead next."""
        self.detail.set_question(lead, question)

    def _moved(self) -> None:
        """Show the lead in the same turn as the cursor: a message later, it would wait for another frame."""
        if not self._is_showing:
            self.show_lead()

    def hear(self, message: Message) -> bool:
        """Open the selected lead."""
        if isinstance(message, LeadsTable.Opened):
            self.open_lead(self.desk.view, self.table)
            return True
        return False

    # The search line

    @property
    def find(self) -> Input:
        """The search line."""
        return self.query_one("#find", Input)

    def action_find(self) -> None:
        """Look for leads as one types."""
        self.add_class("-finding")
        self.find.focus()

    def stop_finding(self) -> None:
        """Leave the search line, and empty it."""
        self.remove_class("-finding")
        if self.find.has_focus:
            self.table.focus()
        with self.prevent(Input.Changed):
            self.find.value = ""

    @on(Input.Submitted, "#find")
    def _submitted(self) -> None:
        self.table.focus()

    def on_descendant_focus(self) -> None:
        """Hide an empty search line once another part is used."""
        if not self.find.has_focus and not self.find.value:
            self.remove_class("-finding")
