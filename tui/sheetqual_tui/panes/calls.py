"""The call list: whom to call in the next session, and why the others are left out."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.containers import Vertical
from textual.message import Message

from sheetqual.core.calling import CallFilter, CallList, call_list
from sheetqual.core.judge import Queue
from sheetqual.core.profile import Level, Temperature
from sheetqual.core.schema import STAGES
from sheetqual.files.calls.session import SessionSettings
from sheetqual_tui.failures import saying
from sheetqual_tui.messages import Told
from sheetqual_tui.panes.pane import TablePane
from sheetqual_tui.ranking import NO_PRODUCT, NOBODY, PASSED, View, ranks_of, sorted_view
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.widgets.leads_table import LeadsTable
from sheetqual_tui.widgets.sheet import Sheet, SheetRow
from sheetqual_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

    from sheetqual_tui.ranking import Ranking
    from sheetqual_tui.screens.proving import Proving

__all__ = ["CallsPane"]

_CALLED: Final = frozenset(one for one in Temperature if one is not Temperature.OUT)
_MOST: Final = 1_000_000
_SESSION: Final = ("stage", "callers", "sample")
_ALSO: Final = "Calls and exports also leave out duplicates, do-not-call lists, bad numbers and who was reached."
_STAGES: Final = {stage: stage.replace("_", " ") for stage in STAGES}
_TITLES: Final = {
    "temperatures": "Which temperatures?",
    "queues": "Which queues?",
    "levels": "At which level do they stand?",
    "product": "Which product?",
    "owner": "Whose leads?",
}


class LeftOut(TextPane):
    """Why leads are left out, and how many."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="left-out")
        self._calls: CallList | None = None
        self.border_title = "Left out"

    def show(self, calls: CallList | None) -> None:
        """Show the reasons of a call list."""
        self._calls = calls
        self.draw()

    def make_lines(self, width: int) -> list[Text]:  # noqa: ARG002 - each line is short
        """Return a line a reason."""
        if self._calls is None:
            return [Text("Counting …", style=self.style("quiet"))]
        more = Text(_ALSO, style=self.style("quiet"))
        if not self._calls.left_out:
            return [Text("Nobody so far.", style=self.style("quiet")), more]
        digits = max(len(f"{count:,}") for _, count in self._calls.left_out)
        lines = []
        for reason, count in self._calls.left_out:
            lines.append(Text.assemble((f"{count:>{digits},}  ", self.style("title")), reason))
        return [*lines, more]


class CallsPane(TablePane):
    """What decides about the call list, beside the leads on it."""

    class Counted(Message):
        """A call list is ready."""

        def __init__(self, view: View, wanted: CallFilter, calls: CallList, shown: View) -> None:
            """Carry what it was made of, the list, and the view that shows it."""
            self.view = view
            self.wanted = wanted
            self.calls = calls
            self.shown = shown
            super().__init__()

    class NotCounted(Told):
        """A call list could not be made; the desk says why, as of any trouble."""

    FACETS: ClassVar = {"temperatures": "temperature", "queues": "queue", "levels": "level", "product": "product"}

    def __init__(self, desk: Proving, id: str) -> None:  # noqa: A002 - Textual's name
        """Begin with hot and warm leads to call, as many as a session takes."""
        super().__init__(desk, id)
        self.wanted = CallFilter(temperatures=_CALLED, capacity=desk.top)
        self.callers: tuple[str, ...] = ()
        self.stage: str = STAGES[0]
        self.sample = 0
        self.shown: View | None = None
        self.is_counting = False

    def compose(self) -> ComposeResult:
        """Lay out the settings, the reasons and the leads."""
        with Vertical(id="choice"):
            yield Sheet(id="call-filter")
            yield LeftOut()
        yield LeadsTable(id="calls-table")

    def on_mount(self) -> None:
        """Name the parts."""
        self.query_one(Sheet).border_title = "Call"
        self.table.border_title = "Call list"

    def focus_first(self) -> None:
        """Put the cursor on the settings."""
        self.query_one(Sheet).focus()

    @property
    def session_settings(self) -> SessionSettings:
        """What the calling session is to be."""
        wanted = self.wanted
        owner = "" if wanted.owner == NOBODY else wanted.owner
        return SessionSettings(
            replace(wanted, capacity=None, owner=owner),
            top=wanted.capacity,
            callers=self.callers,
            share="evenly" if self.callers else None,
            stage=self.stage,
            sample=self.sample,
        )

    def show_list(self) -> None:
        """Show another list."""
        self.shown = None
        super().show_list()

    def show_draft(self) -> None:
        """Show the settings, in the profile's words."""
        self._show_rows()

    def show_view(self) -> None:
        """Choose anew."""
        self._show_rows()
        self._count()

    # The settings

    def _show_rows(self) -> None:
        labels = self.desk.draft.now.score.labels
        wanted = self.wanted
        every = {"levels": "any", "product": "any", "owner": "anybody"}
        levels = None if wanted.levels is None else ", ".join(one or PASSED for one in _in_order(wanted.levels))
        rows = [
            SheetRow(
                "capacity",
                "Calls",
                "no limit" if wanted.capacity is None else f"{wanted.capacity:,}",
                "How many calls the session has room for; the best leads come first.",
            ),
            SheetRow(
                "temperatures",
                "Temperatures",
                ", ".join(labels[one] for one in Temperature if one in wanted.temperatures),
                "Which temperatures are called.",
            ),
            SheetRow(
                "queues",
                "Queues",
                ", ".join(one.value for one in Queue if one in wanted.queues),
                "Which queues are called; who asked not to be called never is.",
            ),
            SheetRow(
                "levels", "Stands at", levels or every["levels"], "At which level leads stand.", quiet=levels is None
            ),
            SheetRow(
                "owner",
                "Owner",
                wanted.owner or every["owner"],
                "Whose leads are called.",
                quiet=wanted.owner is None,
            ),
        ]
        if self.desk.draft.now.products:
            product = SheetRow(
                "product",
                "Product",
                wanted.product or every["product"],
                "The product that fits best.",
                quiet=wanted.product is None,
            )
            rows.insert(4, product)
        rows += [
            SheetRow("stage", "Questions", _STAGES[self.stage], "Which questions stand on the call sheet."),
            SheetRow(
                "callers",
                "Callers",
                ", ".join(self.callers) or "not shared out",
                "Who calls; an export shares the leads out evenly among them.",
                quiet=not self.callers,
            ),
            SheetRow(
                "sample",
                "Random leads",
                f"{self.sample:,}" if self.sample else "none",
                "So many random leads from below the cut are added, to learn whether the profile is right.",
                quiet=not self.sample,
            ),
        ]
        self.query_one(Sheet).set_rows(rows)

    def hear(self, message: Message) -> bool:
        """Change what decides about the list, or open a lead of it."""
        match message:
            case Sheet.Edit():
                self._edit(message)
            case LeadsTable.Opened():
                self.open_lead(self.shown, self.table)
            case _:
                return False
        return True

    def _edit(self, message: Sheet.Edit) -> None:
        key = message.key
        if key in _SESSION:
            self._edit_session(key, is_cleared=isinstance(message, Sheet.Clear))
        elif isinstance(message, Sheet.Clear):
            plain = CallFilter(temperatures=_CALLED, capacity=None)
            self.want(replace(self.wanted, **{key: getattr(plain, key)}))
        elif key == "capacity":
            self._ask_capacity()
        else:
            self._ask_values(key)

    def _edit_session(self, key: str, *, is_cleared: bool) -> None:
        """Change what an export and the calls depend on, but not who is on the list."""

        def typed(text: str | None) -> None:
            if text is not None:
                value: object = tuple(dict.fromkeys(name for one in text.split(",") if (name := one.strip())))
                self._set_session(key, value if key == "callers" else int(text.strip() or 0))

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._set_session(key, keys[0])

        if is_cleared:
            self._set_session(key, {"callers": (), "sample": 0, "stage": STAGES[0]}[key])
        elif key == "stage":
            choices = [Choice(stage, said) for stage, said in _STAGES.items()]
            self.app.push_screen(Choose("Which questions?", choices, (self.stage,)), chosen)
        elif key == "callers":
            doc = "Names with commas between them. Nothing means that the leads are not shared out."
            self.app.push_screen(Prompt("Who calls?", ", ".join(self.callers), doc=doc), typed)
        else:
            doc = "They are called too, and marked, so that you learn whether the profile leaves out good ones."
            now = str(self.sample or "")
            self.app.push_screen(Prompt("How many random leads?", now, check=_is_count, doc=doc), typed)

    def _set_session(self, key: str, value: object) -> None:
        setattr(self, key, value)
        self._show_rows()

    def _ask_capacity(self) -> None:
        def check(text: str) -> str | None:
            text = text.strip()
            is_fine = not text or (text.isascii() and text.isdigit() and 0 < int(text) <= _MOST)
            return None if is_fine else "Give a whole number above 0, or nothing for no limit."

        def typed(text: str | None) -> None:
            if text is not None:
                capacity = int(text) if text.strip() else None
                if capacity is not None:
                    self.desk.set_top(capacity)
                self.want(replace(self.wanted, capacity=capacity))

        now = "" if self.wanted.capacity is None else str(self.wanted.capacity)
        doc = "The best leads come first. Nothing means no limit."
        self.app.push_screen(Prompt("How many calls?", now, check=check, doc=doc), typed)

    def _ask_values(self, key: str) -> None:
        view, ranking = self.desk.view, self.desk.ranking
        if view is None or ranking is None:
            return
        counts = ranking.facet_counts(view.board, self.FACETS.get(key, key))
        labels = view.board.profile.score.labels
        counts.pop(Queue.SUPPRESSED.value, None)
        choices = [Choice(one, _label(one, key, labels), f"{count:,}") for one, count in counts.items()]
        several = key in ("temperatures", "queues", "levels")
        if not several:
            choices = [
                Choice("", "anybody" if key == "owner" else "any"),
                *(one for one in choices if one.key != NO_PRODUCT),
            ]
        now = getattr(self.wanted, key)
        taken = [one or PASSED for one in _in_order(now)] if several and now is not None else [now or ""]
        if several and now is None:
            taken = [one.key for one in choices]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self.want(_with(self.wanted, key, keys))

        self.app.push_screen(Choose(_TITLES[key], choices, tuple(taken), several=several), chosen)

    def want(self, wanted: CallFilter) -> None:
        """Choose other leads."""
        self.wanted = wanted
        self._show_rows()
        self._count()

    # The leads

    def _count(self) -> None:
        view, ranking = self.desk.view, self.desk.ranking
        if view is None or ranking is None:
            self.query_one(LeftOut).show(None)
        elif ranking.is_quick:
            self._take(_counted(ranking, view, self.wanted))
        elif not self.is_counting:
            self.is_counting = True
            self.query_one(LeftOut).show(None)
            self._count_aside(ranking, view, self.wanted)

    @work(thread=True, group="calls", description="choosing")
    def _count_aside(self, ranking: Ranking, view: View, wanted: CallFilter) -> None:
        with saying(lambda text: self.post_message(self.NotCounted(text))):
            self.post_message(_counted(ranking, view, wanted))

    @on(NotCounted)
    def _not_done(self) -> None:
        self.is_counting = False
        self.desk.gave_up()

    @on(Counted)
    def _done(self, message: Counted) -> None:
        self.is_counting = False
        if message.view is self.desk.view and message.wanted == self.wanted:
            self._take(message)
            self.desk.show_calls()
        else:
            self._count()

    def _take(self, counted: Counted) -> None:
        self.shown = counted.shown
        self.query_one(LeftOut).show(counted.calls)
        self.table.set_view(counted.shown)
        leads = len(counted.calls.leads)
        self.table.border_title = f"Call list: {leads:,} {'lead' if leads == 1 else 'leads'}"

    def words(self) -> str:
        """Return what decides about the list, in words."""
        labels = self.desk.draft.now.score.labels
        wanted = self.wanted
        parts = [" or ".join(labels[one] for one in Temperature if one in wanted.temperatures)]
        if wanted.owner:
            parts.append(f"of {wanted.owner}")
        if wanted.product:
            parts.append(f"best for {wanted.product}")
        return ", ".join(parts)


def _is_count(text: str) -> str | None:
    text = text.strip()
    is_fine = not text or (text.isascii() and text.isdigit() and int(text) <= _MOST)
    return None if is_fine else "Give a whole number, or nothing for none."


def _counted(ranking: Ranking, view: View, wanted: CallFilter) -> CallsPane.Counted:
    owners, owner = None, wanted
    if wanted.owner is not None:
        owners = [one if one != NOBODY else "" for one in ranking.owners]
        owner = replace(wanted, owner="" if wanted.owner == NOBODY else wanted.owner)
    calls = call_list(view.board, owner, owners, view.scored.overrides.by_lead)
    ranks = ranks_of(view.board)
    parts = {field.name: getattr(view, field.name) for field in fields(View)}
    shown = View(**parts | {"leads": calls.leads, "ranks": [ranks[lead] for lead in calls.leads]})
    sort = view.wanted.sort
    return CallsPane.Counted(view, wanted, calls, shown if sort is None else sorted_view(shown, sort))


def _in_order(values: frozenset[Level | None] | frozenset[str]) -> Sequence[str | None]:
    known: list[str | None] = [*Temperature, *Queue, *Level, None]
    return [one for one in known if one in values]


def _label(value: str, key: str, labels: Mapping[Temperature, str]) -> str:
    return labels[Temperature(value)] if key == "temperatures" else value


def _with(wanted: CallFilter, key: str, keys: Sequence[str]) -> CallFilter:
    """Return a call filter with something else chosen."""
    match key:
        case "temperatures":
            return replace(wanted, temperatures=frozenset(map(Temperature, keys)))
        case "queues":
            return replace(wanted, queues=frozenset(map(Queue, keys)))
        case "levels":
            return replace(wanted, levels=frozenset(None if one == PASSED else Level(one) for one in keys))
        case "product":
            return replace(wanted, product=keys[0] or None)
    return replace(wanted, owner=keys[0] or None)
