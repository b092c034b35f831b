"""The main screen: leads, priorities, call list and overview of one list under one profile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.binding import Binding
from textual.containers import Container
from textual.widgets import Footer, Input, Static

from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual.core.profile_edits import id_of
from sheetqual.files.safe_text import for_csv
from sheetqual_tui.calling import begin_calling, bring_in, proposed_caller
from sheetqual_tui.cells import fit, safe
from sheetqual_tui.columns import DEFAULT, column, columns_of, usual_columns
from sheetqual_tui.exporting import CallsExport, LeadsExport, leads_in_words
from sheetqual_tui.failures import saying
from sheetqual_tui.messages import CallsFailed, CallsKept, CallsReady
from sheetqual_tui.panes.calls import CallsPane
from sheetqual_tui.panes.leads import LeadsPane
from sheetqual_tui.panes.overview import OverviewPane
from sheetqual_tui.panes.pane import Pane
from sheetqual_tui.panes.priorities import PrioritiesPane
from sheetqual_tui.ranking import Filters, Sort, facet_of
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.calling import CallScreen
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.export import ExportDialog
from sheetqual_tui.screens.filters import FilterScreen
from sheetqual_tui.screens.help import HelpScreen
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.screens.proving import Proving
from sheetqual_tui.widgets.headline import Headline, Tabs
from sheetqual_tui.widgets.leads_table import LeadsTable

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.message import Message
    from textual.timer import Timer

    from sheetqual_tui.app import SheetqualApp
    from sheetqual_tui.messages import Exported
    from sheetqual_tui.ranking import Ranking, View
    from sheetqual_tui.session import Opening
    from sheetqual_tui.sitting import CallsMade

__all__ = ["MainScreen"]

_PANES: Final = (("leads", "Leads"), ("priorities", "Priorities"), ("calls", "Call list"), ("overview", "Overview"))


_ONLY_IN: Final = {
    "filters": ("leads",),
    "next_temperature": ("leads",),
    "next_queue": ("leads",),
    "export": ("leads", "calls"),
    "call": ("calls",),
    "columns": ("leads", "priorities", "calls"),
}
"""Where keys of the whole screen do something."""
_ROOMY: Final = 100
"""With so many columns, the profile's file has room beside its name."""
_REST: Final = 0.3
"""Seconds without another change after which the keys at the bottom are dimmed or lit."""


class MainScreen(Proving):
    """Everything about one list under one profile, in four parts."""

    app: SheetqualApp

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (120, "-wide")]  # noqa: RUF012 - no ClassVar in Textual
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-low"), (36, "-high")]  # noqa: RUF012
    AUTO_FOCUS = "#leads-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "pane('leads')", "Leads", tooltip="Go to the leads", show=False, id="leads"),
        Binding("2", "pane('priorities')", "Priorities", tooltip="Go to the priorities", show=False, id="priorities"),
        Binding("3", "pane('calls')", "Call list", tooltip="Go to the call list", show=False, id="calls"),
        Binding("4", "pane('overview')", "Overview", tooltip="Go to the overview", show=False, id="overview"),
        Binding("slash", "find", "Find", tooltip="Find leads as you type", show=False, id="find"),
        Binding("f", "filters", "Filter", tooltip="Show only some leads", id="filter"),
        Binding(
            "t",
            "next_temperature",
            "Temperature",
            tooltip="Show one temperature after the other",
            show=False,
            id="temperature",
        ),
        Binding("Q", "next_queue", "Queue", tooltip="Show one queue after the other", show=False, id="queue"),
        Binding("0", "show_all", "All leads", tooltip="Show all leads again", show=False, id="all"),
        Binding("escape", "back", "All leads", tooltip="Leave the search; show all leads", show=False, id="back"),
        Binding("c", "columns", "Columns", tooltip="Choose the columns of the leads", show=False, id="columns"),
        Binding("u,ctrl+z", "undo", "Undo", key_display="u", tooltip="Take the last change back", id="undo"),
        Binding("U,ctrl+y", "redo", "Redo", tooltip="Make an undone change again", show=False, id="redo"),
        Binding("R", "reset", "Reset", tooltip="Go back to the saved profile", show=False, id="reset"),
        Binding("s,ctrl+s", "save", "Save", key_display="s", tooltip="Save the profile", id="save"),
        Binding("S", "save_as", "Save as", tooltip="Save the profile under another name", show=False, id="save_as"),
        Binding(
            "H",
            "history",
            "History",
            tooltip="Saved versions: what changed, and the way back",
            show=False,
            id="history",
        ),
        Binding("P", "publish", "Publish", tooltip="Put the saved profile into a workbook", show=False, id="publish"),
        Binding("e", "export", "Export", tooltip="Write the leads shown, or the call list, to a file", id="export"),
        Binding("C", "call", "Call", tooltip="Call the leads of the call list, one after the other", id="call"),
        Binding("L", "learn", "Learn", tooltip="Learn from customers what to look for", show=False, id="learn"),
        Binding("y", "copy", "Copy", tooltip="Copy the row, the cell or the reason", show=False, id="copy"),
        Binding("r", "reload", "Read again", tooltip="Read again what other programs changed", show=False, id="reload"),
        Binding(
            "tab",
            "app.focus_next",
            "Next part",
            key_display="Tab",
            tooltip="Go to the next part",
            show=False,
            id="next_part",
        ),
        Binding(
            "shift+tab",
            "app.focus_previous",
            "Part before",
            tooltip="Go to the part before",
            show=False,
            id="part_before",
        ),
        Binding("question_mark,f1", "help", "Help", key_display="?", tooltip="Show every key", id="help"),
        Binding("q", "app.quit", "Quit", tooltip="Leave; asks first if something is not saved", id="quit"),
    ]

    def __init__(self, opening: Opening, ranking: Ranking | None) -> None:
        """Show a list; arguments as for `Desk`."""
        super().__init__(opening, ranking)
        self._pane = "leads"
        self._possible = (False, False, False)
        self._dims: Timer | None = None
        self._exports_when_shown = False

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Tabs(_PANES, id="tabs")
        yield Headline(id="headline")
        with Container(id="body"):
            yield LeadsPane(self, "leads")
            yield PrioritiesPane(self, "priorities")
            yield CallsPane(self, "calls")
            yield OverviewPane(self, "overview")
        yield Static("", id="change", markup=False)
        yield Footer(show_command_palette=False, compact=True)
        yield Static("This window is too small for sheetqual.\nMake it at least 60 wide and 16 high.", id="small")

    def on_mount(self) -> None:
        """Show what is there, and read what is not."""
        for pane in self.panes:
            pane.display = pane.id == self._pane
        if self.ranking is not None:
            self.view = self.ranking.first
        self.show_list()
        self.show_draft()
        self.show_view()
        self.show_state()
        self.take_up_past()
        if self.ranking is None:
            self.begin_reading()
        self.watch_files()
        self.remember()
        self.take_up_unsaved()

    @property
    def panes(self) -> list[Pane]:
        """The four parts."""
        return list(self.query(Pane))

    @property
    def pane(self) -> Pane:
        """The part that is shown."""
        return next(pane for pane in self.panes if pane.id == self._pane)

    @property
    def leads(self) -> LeadsPane:
        """The leads."""
        return self.query_one(LeadsPane)

    @property
    def calls(self) -> CallsPane:
        """The call list."""
        return self.query_one(CallsPane)

    @property
    def table(self) -> LeadsTable | None:
        """The table of leads in the part that is shown."""
        return next(iter(self.pane.query(LeadsTable)), None)

    # What is shown

    def show_list(self) -> None:
        """Show another list in every part."""
        if self.ranking is not None:
            usual = usual_columns(self.ranking.scored)
            columns = self.app.columns_for(self.opening.leads) or usual
            if columns != self.columns:
                self.columns = columns
                for pane in self.panes:
                    pane.show_columns()
        for pane in self.panes:
            pane.note("list")
        self._show_names()

    def show_view(self) -> None:
        """Show the view in the part that is shown; the others follow when they are."""
        for pane in self.panes:
            pane.note("view")
        self._show_counts()
        self._show_names()
        self.show_state()
        self.show_sheets()
        if self._exports_when_shown and self.view is not None and self.view.wanted.is_same(self.wanted):
            self.action_export()

    def show_draft(self) -> None:
        """Show the profile at once; the ranking follows."""
        for pane in self.panes:
            pane.note("draft")
        self._show_names()
        self.show_state()
        possible = (bool(self.draft.past), bool(self.draft.future), self.draft.unsaved)
        if possible != self._possible:
            self._possible = possible
            # The footer is built anew by this, which takes longer than all the rest: it waits for a rest.
            if self._dims is not None:
                self._dims.stop()
            self._dims = self.set_timer(_REST, self.refresh_bindings)

    def _show_names(self) -> None:
        table = self.ranking.scored.table if self.ranking is not None else None
        name = self.opening.leads.name if table is None else table.source
        sheet = f" · {table.sheet}" if table is not None and table.sheet else ""
        scored = self.view.scored if self.view is not None else None
        path = self.draft.file.path
        self.query_one(Headline).set_names(
            f"{name}{sheet}",
            self.draft.now.name if path is None or self.size.width < _ROOMY else f"{path.name}: {self.draft.now.name}",
            self.draft.file.profile.version,
            findings=0 if scored is None else len(scored.findings),
            unsaved=self.draft.unsaved,
        )

    def _show_counts(self) -> None:
        self.query_one(Headline).set_view(self.view, self.marks.count(1))

    def show_state(self) -> None:
        """Say in one line what is going on: reading, changes on disk, or what the profile changes."""
        line = self.query_one("#change", Static)
        line.set_class(self.draft.unsaved or self.changed.leads or self.changed.profile, "-unsaved")
        line.update(safe(self._state()), layout=False)
        if self.view is None:
            self.leads.note("view")

    def _state(self) -> str:
        if self.is_reading and self.view is not None:
            return f"Reading {self.opening.leads.name} again …"
        if said := self._changed_files():
            return said
        if self.is_looking:
            return "Ranking …"
        if self.draft.unsaved:
            return self.change_sentence()
        if self._pane == "priorities":
            return "As saved. J and K move a criterion, and show what that would do."
        return "As saved. 2 goes to the priorities, ? shows every key."

    def _changed_files(self) -> str:
        """Say which files another program has changed or taken away; nothing where none."""
        path = self.opening.file.path
        files = [self.opening.leads.name] if self.changed.leads else []
        files += [path.name] if self.changed.profile and path is not None else []
        if not files:
            return ""
        named, is_one = " and ".join(files), len(files) == 1
        if self.changed.gone:
            return f"{named} {'is' if is_one else 'are'} gone from the folder; what was read stays here."
        were = "was" if is_one else "were"
        return f"{named} {were} changed by another program. r reads again; nothing of yours is lost."

    def show_trial(self) -> None:
        """Show how the view's profile does on past leads, in the part that has room for it."""
        for pane in self.panes:
            pane.note("trial")

    def show_progress(self, done: int, total: int | None) -> None:
        """Show how far reading has come."""
        self.leads.show_progress(done, total)
        if self.view is not None:
            share = f"{done / total:.0%}" if total else f"{done:,} rows"
            self.query_one("#change", Static).update(
                f"Reading {safe(self.opening.leads.name)} again … {share}", layout=False
            )

    def show_calls(self) -> None:
        """Go on with what waited for the call list."""
        if self._exports_when_shown and self._pane == "calls" and not self.is_looking:
            self.action_export()

    def gave_up(self) -> None:
        """Forget what waited for a view."""
        self._exports_when_shown = False

    def show_question(self, lead: int, question: str | None) -> None:
        """Show what to ask a lead next."""
        self.leads.show_question(lead, question)

    def remember(self) -> None:
        """Keep in mind what is open."""
        self.app.remember(self.opening)

    def on_screen_suspend(self) -> None:
        """Hide the line of keys while others work, and what was said before."""
        self.app.clear_notifications()
        self.query_one(Footer).styles.visibility = "hidden"

    def on_screen_resume(self) -> None:
        """Show the line of keys again."""
        self.query_one(Footer).styles.visibility = "visible"

    # The parts

    def action_pane(self, name: str) -> None:
        """Go to a part of the screen."""
        if name != self._pane:
            before, self._pane = self.pane, name
            self.pane.display = True
            before.display = False
            self.query_one(Tabs).show(name)
            self.pane.catch_up()
            self._follow(before)
            self.show_state()
            self.refresh_bindings()
        self.pane.focus_first()

    def _follow(self, before: Pane) -> None:
        """Select the lead that was selected in the part before."""
        there, here = next(iter(before.query(LeadsTable)), None), self.table
        if "priorities" in (before.id, self._pane):
            # The ranking beside the priorities is for its best leads.
            return
        if there is not None and here is not None and there.lead is not None:
            here.follow(there.lead)

    @on(Tabs.Chosen)
    def _tab_chosen(self, message: Tabs.Chosen) -> None:
        self.action_pane(message.name)

    def selected_place(self) -> int:
        """Return the place of the criterion that is selected."""
        return min(self.query_one(PrioritiesPane).priorities.cursor, len(self.draft.now.criteria) - 1)

    def select_criterion(self, place: int) -> None:
        """Select a criterion."""
        self.query_one(PrioritiesPane).priorities.select(place)

    def action_edit_criterion(self) -> None:
        """Change everything about the selected criterion."""
        if self._pane != "priorities":
            self.action_pane("priorities")
        super().action_edit_criterion()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what would do nothing now."""
        if action in _ONLY_IN and self._pane not in _ONLY_IN[action]:
            return False
        possible = {
            "undo": bool(self.draft.past),
            "redo": bool(self.draft.future),
            "reset": self.draft.unsaved,
            "save": self.draft.unsaved,
        }.get(action, True)
        return super().check_action(action, parameters) if possible else None

    # Filters and order

    def action_find(self) -> None:
        """Find leads as one types."""
        self.action_pane("leads")
        self.leads.action_find()

    @on(Input.Changed, "#find")
    def _text_changed(self, event: Input.Changed) -> None:
        self.filter(replace(self.filters, text=event.value))

    def action_filters(self) -> None:
        """Show only some leads."""
        if self.view is not None:
            self.app.push_screen(FilterScreen(self))

    def action_next_temperature(self) -> None:
        """Show one temperature after the other, then all."""
        self.filter(replace(self.filters, temperature=_next(self.filters.temperature, list(Temperature))))

    def action_next_queue(self) -> None:
        """Show one queue after the other, then all; empty ones are passed over."""
        there = [one for one in Queue if self.view is not None and self.view.queues.get(one)]
        self.filter(replace(self.filters, queue=_next(self.filters.queue, there)))

    def action_show_all(self) -> None:
        """Show all leads."""
        self.leads.stop_finding()
        self.filter(Filters())

    def action_back(self) -> None:
        """Leave the search and the filters."""
        self.action_show_all()

    def hear(self, message: Message) -> bool:
        """Filter, sort or mark leads."""
        match message:
            case LeadsTable.Same():
                self._same(message)
            case LeadsTable.Sorted():
                self._sort(message)
            case LeadsTable.Marked():
                self._mark(message)
            case _:
                return False
        return True

    def _same(self, message: LeadsTable.Same) -> None:
        """Show only leads with a certain value in a column, or all again."""
        by, view = column(message.key), self.view
        if view is None:
            return
        if by.facet:
            value = self._facet_value(by.facet, view)
            now = getattr(self.filters, by.facet)
            self.filter(self.filters.with_facet(by.facet, None if now == {value} else frozenset({value})))
        elif by.said is not None:
            is_so = (message.key, (message.text,)) in self.filters.same
            self.filter(self.filters.with_texts(message.key, () if is_so else (message.text,)))
        else:
            self.notify(f"{safe(by.header)} differs from lead to lead; choose another column.", timeout=4, markup=False)

    def _facet_value(self, facet: str, view: View) -> str:
        """Return the selected lead's value for a kind of filter."""
        lead = self.table.lead if self.table is not None else None
        if lead is None or self.ranking is None:
            return ""
        if facet == "owner":
            return self.ranking.owners[lead]
        return str(facet_of(view.board, facet)[view.board.matches.pattern_of[lead]])

    def _sort(self, message: LeadsTable.Sorted) -> None:
        key = message.key
        if self.sort is None or self.sort.key != key:
            self.sort = Sort(key, down=column(key).right and key != "rank")
        elif self.sort.down == (column(key).right and key != "rank"):
            self.sort = Sort(key, down=not self.sort.down)
        else:
            self.sort = None
        if self.table is not None:
            self.table.begin_anew()
        self.look()

    def action_columns(self) -> None:
        """Choose the columns of the leads, and their order."""
        if self.ranking is None:
            return
        choices = [Choice(one.key, one.header, one.doc) for one in columns_of(self.ranking.scored)]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self.columns = keys
                usual = usual_columns(self.ranking.scored) if self.ranking is not None else DEFAULT
                self.app.keep_columns(self.opening.leads, () if keys == usual else keys)
                for pane in self.panes:
                    pane.show_columns()

        self.app.push_screen(Choose("Columns of the leads", choices, self.columns, several=True, ordered=True), chosen)

    # Marks

    def _mark(self, message: LeadsTable.Marked) -> None:
        view = self.calls.shown if self._pane == "calls" else self.view
        if view is None:
            return
        if message.lead is not None:
            self.marks[message.lead] ^= 1
        else:
            mark = 0 if all(self.marks[lead] for lead in view.leads) else 1
            for lead in view.leads:
                self.marks[lead] = mark
        for pane in self.panes:
            pane.show_marks()
        self._show_counts()
        if self.filters.marked:
            self.look()

    # Export and copy

    def action_export(self) -> None:
        """Write the leads shown to a file; if others are about to be shown, those."""
        self._exports_when_shown = self.is_looking or (self._pane == "calls" and self.calls.is_counting)
        if self._exports_when_shown:
            return
        view = self.calls.shown if self._pane == "calls" else self.view
        if view is None or not view.leads:
            self.notify("No lead is shown, so there is nothing to export.", severity="warning")
            return
        export = self._calls_of(view) if self._pane == "calls" else self._leads_of(view)
        self.app.push_screen(ExportDialog(export), self._exported)

    def _leads_of(self, view: View) -> LeadsExport:
        words = view.filters.words(view.board.profile.score.labels)
        which = f" ({words})" if words else ""
        title = f"Export {leads_in_words(len(view.leads))}{which} with their scores"
        return LeadsExport(self.opening, view.scored, title, words, view.leads)

    def _calls_of(self, view: View) -> CallsExport:
        owner = id_of(self.calls.wanted.owner or "").replace("_", "-")
        name = "-".join(part for part in ("calls", owner, self.opening.today.isoformat()) if part)
        title = f"Export the call list: up to {leads_in_words(len(view.leads))} ({self.calls.words()})"
        is_saved = not self.draft.unsaved
        return CallsExport(self.opening, view.scored, title, name, self.calls.session_settings, is_saved)

    def _exported(self, message: Exported | None) -> None:
        if message is not None:
            self.notify(safe(message.said), title="Exported", timeout=10, markup=False)

    # Calling

    def action_call(self) -> None:
        """Call the leads of the call list."""
        view = self.calls.shown
        if view is None or not view.leads:
            self.notify("Nobody is on the call list.", severity="warning")
            return

        def named(caller: str | None) -> None:
            if caller is not None:
                self.app.keep_caller(caller.strip())
                self.notify("Checking numbers, duplicates and do-not-call lists …", timeout=60)
                self._begin_calling(view, caller.strip())

        doc = "Your calls are kept under this name, in a file beside the list."
        now = proposed_caller(self.app.settings.caller)
        self.app.push_screen(Prompt("Who calls?", now, check=_is_name, doc=doc), named)

    @work(thread=True, exclusive=True, group="calling", description="preparing")
    def _begin_calling(self, view: View, caller: str) -> None:
        with saying(lambda text: self.post_message(CallsFailed(text))):
            settings = self.calls.session_settings
            calling = begin_calling(self.opening, view.scored, settings, caller, lambda _done, _total: None)
            self.post_message(CallsReady(calling))

    @on(CallsReady)
    def _calls_ready(self, message: CallsReady) -> None:
        self.app.clear_notifications()
        if self.is_current:
            self.app.push_screen(CallScreen(message.calling), self._called)

    @on(CallsFailed)
    def _calls_failed(self, message: CallsFailed) -> None:
        self.app.clear_notifications()
        self.notify(safe(message.text), severity="error", timeout=12, markup=False)

    def _called(self, made: CallsMade | None) -> None:
        """Offer to bring what was noted into the list."""
        if made is None or made.is_nothing:
            return

        def answered(answer: str | None) -> None:
            if answer == "merge":
                self.notify(f"Writing into {safe(self.opening.leads.name)} …", timeout=60, markup=False)
                self._bring_in(made.path)

        details = f"They are safe in {made.path.name} either way; sheetqual merge brings them in at any time."
        answers = (("merge", "m", f"Bring them into {safe(self.opening.leads.name)} now"),)
        self.app.push_screen(Ask("Your calls are noted.", answers, stay="Later", details=safe(details)), answered)

    @work(thread=True, exclusive=True, group="calling", description="merging")
    def _bring_in(self, journal: Path) -> None:
        with saying(lambda text: self.post_message(CallsFailed(text))):
            self.post_message(CallsKept(bring_in(self.opening, journal, lambda _done, _total: None)))

    @on(CallsKept)
    def _calls_kept(self, message: CallsKept) -> None:
        self.app.clear_notifications()
        self.notify(safe(message.text), timeout=10, markup=False)
        self.action_reload()

    def action_copy(self) -> None:
        """Copy the row, the cell or the reason."""
        table = self.table
        if table is None or table.lead is None:
            return
        row, cell = table.copied_row(), table.copied_cell()
        why = self._why(table.lead)

        def answered(answer: str | None) -> None:
            copied = {"row": "\t".join(for_csv(text) for text in row), "cell": cell[1], "why": why}.get(answer or "")
            if copied is not None:
                self.app.copy(copied)

        self.app.push_screen(
            Ask(
                "Copy what?",
                (
                    ("row", "y", "The row, for a spreadsheet or a mail"),
                    ("cell", "c", f"The cell {safe(cell[0])}: {fit(safe(cell[1]), 30).rstrip()}"),
                    ("why", "w", "Why the lead stands where it stands"),
                ),
                stay="Nothing",
            ),
            answered,
        )

    def _why(self, lead: int) -> str:
        if self.view is None:
            return ""
        scored = self.view.scored
        reasons = "; ".join(reason.text for reason in scored.board.verdict(lead).reasons)
        return safe(f"{scored.label(lead)}: {reasons}")

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen())


def _is_name(text: str) -> str | None:
    return None if text.strip() else "Give a name, so that everybody knows whose calls these are."


def _next(now: frozenset[str] | None, steps: list[Temperature] | list[Queue]) -> frozenset[str] | None:
    """Return the filter after another one: each of the steps alone, then all."""
    if now is None:
        return frozenset({str(steps[0])}) if steps else None
    place = next((at for at, one in enumerate(steps) if now == {one}), len(steps) - 1)
    return frozenset({str(steps[place + 1])}) if place + 1 < len(steps) else None
