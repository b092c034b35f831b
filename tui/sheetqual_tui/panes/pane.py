"""What the parts of the main screen have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container

from sheetqual_tui.screens.lead import LeadScreen
from sheetqual_tui.widgets.leads_table import LeadsTable

if TYPE_CHECKING:
    from sheetqual_tui.ranking import View
    from sheetqual_tui.screens.proving import Proving

__all__ = ["Pane", "TablePane"]


class Pane(Container):
    """A part of the main screen. What changes while it is hidden is shown once it is not."""

    DEFAULT_CSS = "Pane { height: 1fr; width: 100%; }"

    def __init__(self, desk: Proving, id: str) -> None:  # noqa: A002 - Textual's name
        """Take the desk, whose list and profile it shows."""
        super().__init__(id=id)
        self.desk = desk
        self._stale: set[str] = {"list", "draft", "view"}

    def note(self, what: str) -> None:
        """Show that the list, the draft or the view has changed: now, or when the pane is shown again.

        Args:
            what: ``list``, ``draft``, ``view`` or ``trial``.
        """
        self._stale.add(what)
        if self.display and self.is_mounted:
            self.catch_up()

    def catch_up(self) -> None:
        """Show what has changed while the pane was hidden."""
        stale, self._stale = self._stale, set()
        if "list" in stale:
            self.show_list()
        if "draft" in stale:
            self.show_draft()
        if "view" in stale:
            self.show_view()
        elif "trial" in stale:
            self.show_trial()

    def show_list(self) -> None:
        """Show another list; a view follows."""

    def show_draft(self) -> None:
        """Show the profile as it is being changed."""

    def show_view(self) -> None:
        """Show the view."""

    def show_trial(self) -> None:
        """Show how the view's profile does on past leads."""

    def show_columns(self) -> None:
        """Show other columns."""

    def show_marks(self) -> None:
        """Show other marks."""

    def focus_first(self) -> None:
        """Put the cursor where one begins."""


class TablePane(Pane):
    """A part of the main screen with a table of leads."""

    @property
    def table(self) -> LeadsTable:
        """The leads."""
        return self.query_one(LeadsTable)

    def show_list(self) -> None:
        """Show another list."""
        if self.desk.ranking is not None:
            self.table.set_list(self.desk.ranking, self.desk.marks)

    def show_columns(self) -> None:
        """Show other columns."""
        self.table.set_columns(self.desk.columns)

    def show_marks(self) -> None:
        """Show other marks."""
        self.table.marks = self.desk.marks
        self.table.refresh()

    def open_lead(self, view: View | None, table: LeadsTable) -> None:
        """Show the selected lead of a table on the whole screen; the cursor goes to the one it is left at."""

        def left(row: int | None) -> None:
            if row is not None:
                table.cursor = row

        if view is not None and table.lead is not None:
            self.app.push_screen(LeadScreen(view, table.cursor), left)
