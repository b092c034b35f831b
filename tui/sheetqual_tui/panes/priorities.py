"""The priorities: the criteria, what moving them does, and the ranking as it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from sheetqual_tui.panes.pane import TablePane
from sheetqual_tui.widgets.impact import Impact
from sheetqual_tui.widgets.leads_table import LeadsTable
from sheetqual_tui.widgets.priorities import Priorities

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.message import Message

__all__ = ["PrioritiesPane"]


class PrioritiesPane(TablePane):
    """The criteria and their impact, beside or above the ranking."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "J,shift+j,shift+down,ctrl+down,alt+down",
            "move(1)",
            "Move",
            key_display="J/K",
            tooltip="Move the selected criterion down",
            id="move_down",
        ),
        Binding(
            "K,shift+k,shift+up,ctrl+up,alt+up",
            "move(-1)",
            "Move up",
            tooltip="Move the selected criterion up",
            show=False,
            id="move_up",
        ),
        Binding("a", "screen.add", "Add", tooltip="Add a criterion from a column of the list", id="add"),
        Binding("d,delete", "screen.remove", "Remove", key_display="d", tooltip="Take the criterion out", id="remove"),
        Binding(
            "equals_sign",
            "screen.tie",
            "Tie",
            key_display="=",
            tooltip="Share the rank of the one above",
            show=False,
            id="tie",
        ),
        Binding(
            "comma",
            "screen.edit_profile",
            "Profile",
            key_display=",",
            tooltip="Weights, thresholds, penalties, products and all else",
            id="profile",
        ),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the criteria, their impact and the ranking."""
        with Vertical(id="order"):
            yield Priorities(id="criteria")
            yield Impact(id="impact")
        yield LeadsTable(follows=False, id="ranking")

    @property
    def priorities(self) -> Priorities:
        """The criteria."""
        return self.query_one(Priorities)

    def on_mount(self) -> None:
        """Name the ranking."""
        self.table.border_title = "Ranking"

    def focus_first(self) -> None:
        """Put the cursor on the criteria."""
        self.priorities.focus()

    def show_draft(self) -> None:
        """Show the order at once; the ranking follows."""
        self.priorities.set_profile(self.desk.draft.now, self.desk.draft.file.profile)
        self._show_impact()

    def show_view(self) -> None:
        """Show the ranking, and what has changed in it."""
        view = self.desk.view
        if view is not None:
            self.table.set_view(view)
        self._show_impact()

    def show_trial(self) -> None:
        """Show how the profile does on past leads."""
        self._show_impact()

    def _show_impact(self) -> None:
        view, desk = self.desk.view, self.desk
        is_quick = desk.ranking is not None and desk.ranking.is_quick
        # A short list is ranked in this turn; of a long one, the ranking until now would say something else.
        follows = view is not None and view.wanted.profile != desk.draft.now and not is_quick
        self.query_one(Impact).show(view, unsaved=desk.unsaved, follows=follows, awaits=desk.awaits_trial)

    def hear(self, message: Message) -> bool:
        """Move or change a criterion, or open a lead."""
        match message:
            case Priorities.Moved():
                self.desk.move(message.place, message.to, message.grip)
            case Priorities.PutBack():
                self.desk.change(self.desk.draft.put_back(message.grip))
                self.priorities.select(message.home)
            case Priorities.Edited():
                self.desk.action_edit_criterion()
            case LeadsTable.Opened():
                self.open_lead(self.desk.view, self.table)
            case _:
                return False
        return True

    def action_move(self, by: int) -> None:
        """Move the selected criterion."""
        self.priorities.move_by(by)
