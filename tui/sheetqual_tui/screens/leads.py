"""The main screen: ranked leads, priorities, and the selected lead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual.files.profiles import ProfileChangedError, merge_order, save_order
from sheetqual.files.safe_text import for_csv
from sheetqual_tui.cells import safe
from sheetqual_tui.failures import saying
from sheetqual_tui.meeting import meeting
from sheetqual_tui.messages import Exported, Failed, Looked, Met, NotLooked, Reopened, Saved
from sheetqual_tui.ranking import EVERY, Filters, Ranking, Stopped, View
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.export import ExportDialog
from sheetqual_tui.screens.help import HelpScreen
from sheetqual_tui.screens.lead import LeadScreen
from sheetqual_tui.session import Opening, Orders, board_under, stamp
from sheetqual_tui.widgets.detail import Detail
from sheetqual_tui.widgets.headline import Headline
from sheetqual_tui.widgets.leads_table import LeadsTable, row_texts
from sheetqual_tui.widgets.priorities import Priorities

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual.core.board import Board
    from sheetqual.core.profile import Profile
    from sheetqual.files.lists import ScoredList
    from sheetqual.files.profiles import Merge, ProfileFile
    from sheetqual_tui.session import Stamp

__all__ = ["LeadsScreen"]

_TEMPERATURES = tuple(Temperature)


class LeadsScreen(Screen[None]):
    """Ranked leads above or beside the priorities and the selected lead."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (120, "-wide")]  # noqa: RUF012 - no ClassVar in Textual
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-low"), (36, "-high")]  # noqa: RUF012
    AUTO_FOCUS = "#leads"
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
        Binding("u,ctrl+z", "undo", "Undo", key_display="u", tooltip="Take the last move back"),
        Binding("ctrl+y,U", "redo", "Redo", tooltip="Make an undone move again", show=False),
        Binding("R", "reset", "Reset", tooltip="Go back to the saved order", show=False),
        Binding("s,ctrl+s", "save", "Save", key_display="s", tooltip="Save the order into the profile"),
        Binding("slash", "find", "Find", key_display="/", tooltip="Find a name or company as you type"),
        Binding("f", "next_temperature", "Filter", tooltip="Show one temperature after the other"),
        Binding("F", "next_queue", "Queue", tooltip="Show one queue after the other", show=False),
        Binding("1", "toggle_temperature('hot')", "Hot on or off", tooltip="Show or hide hot leads", show=False),
        Binding("2", "toggle_temperature('warm')", "Warm on or off", tooltip="Show or hide warm leads", show=False),
        Binding("3", "toggle_temperature('cold')", "Cold on or off", tooltip="Show or hide cold leads", show=False),
        Binding(
            "4", "toggle_temperature('out')", "Out on or off", tooltip="Show or hide leads that are out", show=False
        ),
        Binding("0", "show_all", "All leads", tooltip="Show all leads again", show=False),
        Binding("escape", "back", "All leads", tooltip="Leave the search; show all leads", show=False),
        Binding("e", "export", "Export", tooltip="Write the leads shown to an Excel or CSV file"),
        Binding("y", "copy", "Copy row", tooltip="Copy the selected lead's row", show=False),
        Binding("tab,l", "app.focus_next", "Next pane", key_display="Tab", tooltip="Go to the next pane", show=False),
        Binding("shift+tab,h", "app.focus_previous", "Previous pane", tooltip="Go to the pane before", show=False),
        Binding("question_mark,f1", "help", "Help", key_display="?", tooltip="Show every key"),
        Binding("q", "app.quit", "Quit", tooltip="Leave; asks first if the order is not saved"),
    ]

    def __init__(self, opening: Opening, ranking: Ranking) -> None:
        """Show a list.

        Args:
            opening: How it was opened.
            ranking: The list.
        """
        super().__init__()
        self._opening = opening
        self._ranking = ranking
        self._orders = Orders.of(ranking.scored.file)
        self._view = ranking.first
        self._filters = self._view.filters
        self._wanted: tuple[Profile, Filters] = (self._orders.profile, self._filters)
        self._possible = (False, False, False)
        self._is_looking = False
        self._is_saving = False
        self._is_merging = False
        self._quits_when_saved = False
        self._exports_when_shown = False
        self._written: dict[Path, Stamp | None] = {}

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield Headline(id="headline")
        with Container(id="body"):
            with Vertical(id="list"):
                yield Input(
                    id="find", placeholder="Name or company; Enter goes to the list, Esc shows all", compact=True
                )
                yield LeadsTable(id="leads")
                yield Static("", id="nothing", markup=False)
            with Container(id="side"):
                yield Priorities(id="priorities")
                yield Detail(id="detail")
        yield Static("", id="change", markup=False)
        yield Footer(show_command_palette=False, compact=True)
        yield Static(
            "This terminal is too small for sheetqual.\nPlease make it at least 60 wide and 16 high.", id="small"
        )

    def on_mount(self) -> None:
        """Fill the panes."""
        self._table.set_list(self._ranking)
        self._table.border_title = "Leads"
        self._show_orders()
        self._show(self._view)

    @property
    def _table(self) -> LeadsTable:
        return self.query_one(LeadsTable)

    @property
    def _priorities(self) -> Priorities:
        return self.query_one(Priorities)

    @property
    def _detail(self) -> Detail:
        return self.query_one(Detail)

    @property
    def unsaved(self) -> bool:
        """Whether leaving would lose something."""
        return self._orders.unsaved

    @property
    def view(self) -> View:
        """What the table shows."""
        return self._view

    # What is shown

    def _show_orders(self) -> None:
        """Show the order of priorities at once; the ranking follows."""
        self._priorities.set_profile(self._orders.profile, self._orders.file.profile)
        self.query_one(Headline).set_names(
            self._ranking.scored, self._orders.file.profile.version, unsaved=self._orders.unsaved
        )
        possible = (bool(self._orders.past), bool(self._orders.future), self._orders.unsaved)
        if possible != self._possible:
            # The footer is built anew by this, which takes longer than all the rest.
            self._possible = possible
            self.refresh_bindings()

    def _show(self, view: View) -> None:
        """Show a view."""
        self._view = view
        self._table.set_view(view)
        self.query_one(Headline).set_view(view)
        empty = not view.leads
        self.set_class(empty, "-empty")
        if empty:
            words = view.filters.words(view.board.profile.score.labels)
            said = f"No lead matches: {safe(words)}.\nPress Esc to show all leads."
            self.query_one("#nothing", Static).update(
                said if view.filters.active else "There are no leads in this list."
            )
        self._show_lead()
        self._show_change()

    def _show_lead(self) -> None:
        self._detail.show(self._ranking.scored, self._view.board, self._table.lead)
        shown = len(self._view.leads)
        if shown:
            self._detail.border_title = f"Lead {self._table.cursor + 1:,} of {shown:,}"

    def _show_change(self) -> None:
        line = self.query_one("#change", Static)
        line.set_class(self._orders.unsaved, "-unsaved")
        change = self._view.change
        if self._is_looking:
            line.update("Ranking …", layout=False)
        elif not self._orders.unsaved or change is None:
            line.update("Order as saved. J and K move a criterion, and show what that would do.", layout=False)
        else:
            said = change.sentence(self._view.board.profile.score.labels)
            line.update(f"Not saved: {safe(said)}.", layout=False)

    # Asking for another view

    def _look(self) -> None:
        """Make the view that is wanted now: at once if that is quick, else in a worker."""
        self._wanted = (self._orders.profile, self._filters)
        if self._ranking.is_quick:
            with saying(lambda text: self.post_message(NotLooked(text))):
                self._show(self._ranking.look(*self._wanted, self._view))
        elif not self._is_looking:
            self._is_looking = True
            self._show_change()
            # What has been pressed shows first; ranking takes its turn after that.
            self.call_after_refresh(self._look_aside_now)

    def _look_aside_now(self) -> None:
        self._look_aside(self._ranking, *self._wanted, self._view)

    # A description, since Textual would else write out a million leads to describe the worker.
    @work(thread=True, group="look", description="ranking")
    def _look_aside(self, ranking: Ranking, profile: Profile, filters: Filters, before: View) -> None:
        def stop() -> bool:
            return self._wanted[1].text != filters.text

        with saying(lambda text: self.post_message(NotLooked(text))):
            try:
                view: View | None = ranking.look(profile, filters, before, stop)
            except Stopped:
                view = None
            self.post_message(Looked(view))

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        self._is_looking = False
        view = message.view
        if view is not None:
            self._show(view)
        if view is None or (view.board.profile.criteria, view.filters) != (self._wanted[0].criteria, self._wanted[1]):
            self._look()
        elif self._exports_when_shown:
            self.action_export()

    @on(NotLooked)
    def _not_looked(self, message: NotLooked) -> None:
        self._is_looking = False
        self._exports_when_shown = False
        self._show_change()
        self._warn(message.text)

    def _filter(self, filters: Filters) -> None:
        if filters != self._filters:
            self._filters = filters
            self._look()

    def _order(self, orders: Orders) -> None:
        # Once an order is merged into another profile, the list is read again; what moves then is lost.
        if orders != self._orders and not self._is_merging:
            self._orders = orders
            self._show_orders()
            self._look()

    # What widgets say

    @on(LeadsTable.Selected, "#leads")
    def _lead_selected(self) -> None:
        self._show_lead()

    @on(LeadsTable.Opened)
    def _lead_opened(self) -> None:
        lead = self._table.lead
        if lead is not None:
            self.app.push_screen(LeadScreen(self._ranking.scored, self._view, self._table.cursor), self._lead_left)

    def _lead_left(self, row: int | None) -> None:
        if row is not None:
            self._table.cursor = row

    @on(Priorities.Moved)
    def _criterion_moved(self, message: Priorities.Moved) -> None:
        self._move(message.place, message.to, message.grip)

    @on(Priorities.PutBack)
    def _criterion_put_back(self, message: Priorities.PutBack) -> None:
        self._order(self._orders.put_back(message.grip))
        self._priorities.select(message.home)

    @on(Input.Changed, "#find")
    def _text_changed(self, event: Input.Changed) -> None:
        self._filter(Filters(event.value, self._filters.temperatures, self._filters.queue))

    @on(Input.Submitted, "#find")
    def _text_submitted(self) -> None:
        self._table.focus()

    # Priorities

    def _move(self, place: int, to: int, grip: int = 0) -> None:
        before = self._orders
        self._order(before.moved(place, to, grip))
        if self._orders is not before:
            self._priorities.select(to)

    def action_move(self, by: int) -> None:
        """Move the selected criterion."""
        self._priorities.move_by(by)

    def _retrace(self, orders: Orders, said: str) -> None:
        """Take another order from the past or future; the same criterion stays selected."""
        if orders is self._orders:
            return
        selected = self._orders.now[self._priorities.cursor].id
        self._order(orders)
        self._priorities.select([criterion.id for criterion in orders.now].index(selected))
        self.notify(said, timeout=2)

    def action_undo(self) -> None:
        """Take the last move back."""
        self._retrace(self._orders.undone(), "Undone.")

    def action_redo(self) -> None:
        """Make a move again."""
        self._retrace(self._orders.redone(), "Done again.")

    def action_reset(self) -> None:
        """Go back to the saved order."""
        self._retrace(self._orders.reset(), "Back to the saved order; u undoes this.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what would do nothing now."""
        possible = {
            "undo": bool(self._orders.past),
            "redo": bool(self._orders.future),
            "reset": self._orders.unsaved,
            "save": self._orders.unsaved,
        }.get(action, True)
        return super().check_action(action, parameters) if possible else None

    # Saving

    def action_save(self) -> None:
        """Save the order into the profile's file."""
        if not self._is_saving:
            self._begin_to_save(self._orders.file, self._orders.profile)

    def save_and_quit(self) -> None:
        """Save, and leave if that works."""
        self._quits_when_saved = True
        self.action_save()

    def _begin_to_save(self, file: ProfileFile, profile: Profile) -> None:
        self._is_saving = True
        self._save(self._ranking.scored, file, profile)

    @work(thread=True, group="save", description="saving")
    def _save(self, scored: ScoredList, file: ProfileFile, profile: Profile) -> None:
        with saying(lambda text: self.post_message(Failed(text))):
            try:
                saved = save_order(file, profile)
            except ProfileChangedError:
                merge = merge_order(file, profile)
                self.post_message(Met(merge, board_under(scored, merge.theirs.profile)))
            else:
                self.post_message(Saved(saved, board_under(scored, saved.profile)))

    @on(Saved)
    def _saved(self, message: Saved) -> None:
        self._is_saving = False
        self.notify(
            f"Saved as version {message.file.profile.version}.", title=safe(message.file.profile.name), markup=False
        )
        if self._quits_when_saved:
            self.app.exit()
        else:
            self._use(message.file, message.board, self._orders.saved(message.file))

    def _use(self, file: ProfileFile, board: Board | None, orders: Orders) -> None:
        """Show the leads under another state of the profile, read again where that takes it."""
        if board is None:
            self._is_merging = True
            self.post_message(Reopened(file))
            return
        scored = self._ranking.scored
        self._ranking = self._ranking.saved_as(board, replace(scored, board=board, file=file))
        self._orders = orders
        self._table.set_list(self._ranking)
        self._show_orders()
        self._look()

    @on(Met)
    def _met(self, message: Met) -> None:
        """Ask what becomes of an order when somebody else has changed the profile."""
        self._is_saving = self._is_merging = False
        merge, board = message.merge, message.board
        quits, self._quits_when_saved = self._quits_when_saved, False

        def answered(answer: str | None) -> None:
            if answer == "mine":
                self._quits_when_saved = quits
                self._keep(merge, board)
            elif answer == "theirs":
                self._take(merge, board, quits=quits)

        if merge.profile == merge.theirs.profile:
            self._take(merge, board, quits=quits)
            self.notify("The same order is saved already.", title=safe(merge.profile.name), markup=False)
        else:
            self.app.push_screen(meeting(merge), answered)

    def _keep(self, merge: Merge, board: Board | None) -> None:
        """Save our order into their profile."""
        theirs = merge.theirs
        if board is not None:
            orders = Orders(theirs, merge.profile.criteria, (theirs.profile.criteria,))
            self._use(theirs, board, orders)
        self._is_merging = board is None
        self._begin_to_save(theirs, merge.profile)

    def _take(self, merge: Merge, board: Board | None, *, quits: bool) -> None:
        """Show their profile, without our moves."""
        if quits:
            self.app.exit()
        else:
            self._use(merge.theirs, board, Orders.of(merge.theirs))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self._is_saving = self._is_merging = False
        self._quits_when_saved = False
        self._warn(message.text)

    def _warn(self, text: str) -> None:
        self.notify(safe(text), severity="error", timeout=12, markup=False)

    # Filters

    def action_find(self) -> None:
        """Look for a name or company as it is typed."""
        self.add_class("-finding")
        self.query_one("#find", Input).focus()

    def action_next_temperature(self) -> None:
        """Show one temperature after the other, then all."""
        steps = [EVERY, *(frozenset({one}) for one in _TEMPERATURES)]
        now = self._filters.temperatures
        place = steps.index(now) if now in steps else -1
        self._filter(Filters(self._filters.text, steps[(place + 1) % len(steps)], self._filters.queue))

    def action_next_queue(self) -> None:
        """Show one queue after the other, then all; empty ones are passed over."""
        steps: list[Queue | None] = [None, *(one for one in Queue if self._view.counts.queues.get(one))]
        now = self._filters.queue
        place = steps.index(now) if now in steps else -1
        queue = steps[(place + 1) % len(steps)]
        self._filter(Filters(self._filters.text, self._filters.temperatures, queue))

    def action_toggle_temperature(self, name: str) -> None:
        """Show or hide a temperature; the first one chosen hides the others."""
        one = Temperature(name)
        now = self._filters.temperatures
        chosen = frozenset({one}) if now == EVERY else now ^ {one}
        self._filter(Filters(self._filters.text, chosen or EVERY, self._filters.queue))

    def action_show_all(self) -> None:
        """Show all leads."""
        self.remove_class("-finding")
        find = self.query_one("#find", Input)
        if find.has_focus:
            self._table.focus()
        with self.prevent(Input.Changed):
            find.value = ""
        self._filter(Filters())

    def action_back(self) -> None:
        """Leave the search and the filters."""
        self.action_show_all()

    # The rest

    def action_export(self) -> None:
        """Write the leads shown to a file; if others are about to be shown, those."""
        self._exports_when_shown = self._is_looking
        if self._is_looking:
            return
        if not self._view.leads:
            self.notify("No lead is shown, so there is nothing to export.", severity="warning")
            return
        scored = self._ranking.scored.with_board(self._view.board)
        words = self._view.filters.words(self._view.board.profile.score.labels)
        dialog = ExportDialog(self._opening, scored, self._view.leads, words, self._written)
        self.app.push_screen(dialog, self._exported)

    def _exported(self, message: Exported | None) -> None:
        if message is not None:
            self._written[message.path] = stamp(message.path)
            leads = "1 lead" if message.leads == 1 else f"{message.leads:,} leads"
            self.notify(safe(f"{leads} in {message.path}"), title="Exported", timeout=8, markup=False)

    def action_copy(self) -> None:
        """Copy the selected lead's row as text, for a spreadsheet or a mail."""
        if self._table.lead is None:
            return
        texts = row_texts(self._ranking.scored, self._view, self._table.cursor)
        self.app.copy_to_clipboard("\t".join(for_csv(safe(text.strip())) for text in texts))
        self.notify("The row is on the clipboard.", timeout=2)

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen())

    def on_descendant_focus(self) -> None:
        """Hide an empty search line once another pane is used."""
        find = self.query_one("#find", Input)
        if not find.has_focus and not find.value:
            self.remove_class("-finding")

    def ask_to_quit(self) -> None:
        """Ask what becomes of an order that is not saved."""

        def answered(answer: str | None) -> None:
            if answer == "save":
                self.save_and_quit()
            elif answer == "discard":
                self.app.exit()

        version = self._orders.file.profile.version + 1
        name = safe(self._orders.file.profile.name)
        self.app.push_screen(
            Ask(
                f"The new order of {name} is not saved.",
                (("save", "s", f"Save as version {version}"), ("discard", "d", "Leave without saving")),
                stay="Stay here",
            ),
            answered,
        )
