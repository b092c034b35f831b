"""The dialog that shows only some leads: by temperature, queue, level, product, owner and marks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from sheetqual.core.profile import Temperature
from sheetqual_tui.columns import OWN, column
from sheetqual_tui.ranking import FACETS, Filters
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.dialog import Dialog
from sheetqual_tui.widgets.sheet import Sheet, SheetRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.message import Message

    from sheetqual_tui.screens.editing import Editing

__all__ = ["FilterScreen"]

_COLUMN: Final = "column:"
_LABELS: Final = {
    "temperature": ("Temperature", "Hot, warm, cold or out."),
    "queue": ("Queue", "Where the lead goes next."),
    "level": ("Stands at", "The first level that is not passed yet."),
    "product": ("Product", "The product that fits best."),
    "owner": ("Owner", "Whose lead it is."),
}


class FilterScreen(Dialog[None]):
    """Chooses which leads are shown; each choice counts at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f", "leave", "Close", key_display="Esc", tooltip="Close; the choice stays"),
        Binding("0", "all", "All leads", tooltip="Show all leads again"),
    ]

    def __init__(self, desk: Editing) -> None:
        """Take the desk whose leads are shown."""
        super().__init__()
        self.desk = desk

    def compose(self) -> ComposeResult:
        """Show the kinds of filters above what they leave."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Show only"
            dialog.border_subtitle = "Enter chooses  Del clears  0 shows all  Esc closes"
            yield Sheet(id="sheet")
            yield Static("", id="said", markup=False, classes="quiet")

    def fill(self) -> None:
        """Fill the sheet."""
        self._show()

    def _show(self) -> None:
        view = self.desk.view
        if view is None:
            return
        labels = view.board.profile.score.labels
        rows = []
        for facet in FACETS:
            if facet == "product" and not view.board.profile.products:
                continue
            label, doc = _LABELS[facet]
            chosen: frozenset[str] | None = getattr(self.desk.filters, facet)
            said = "any" if chosen is None else ", ".join(sorted(_named(one, facet, labels) for one in chosen))
            rows.append(SheetRow(facet, label, said, doc, quiet=chosen is None))
        marked = self.desk.filters.marked
        rows.append(
            SheetRow("marked", "Marked", "only marked" if marked else "any", "Space marks a lead.", quiet=not marked)
        )
        for key, texts in self.desk.filters.same:
            rows.append(SheetRow(f"{_COLUMN}{key}", column(key).header, ", ".join(text or "blank" for text in texts)))
        rows.append(
            SheetRow(_COLUMN, "A column …", "any", "Leads with certain values in a column of your list.", quiet=True)
        )
        self.query_one(Sheet).set_rows(rows)
        self.query_one(Sheet).styles.height = len(rows)
        self.query_one("#said", Static).update(f"{len(view.leads):,} of {len(view.board):,} leads shown")

    def hear(self, message: Message) -> bool:
        """Choose other leads."""
        if isinstance(message, Sheet.Edit):
            self._edit(message)
            return True
        return False

    def _edit(self, message: Sheet.Edit) -> None:
        key = message.key
        if key == "marked":
            is_on = not self.desk.filters.marked and not isinstance(message, Sheet.Clear)
            self._use(replace(self.desk.filters, marked=is_on))
        elif key.startswith(_COLUMN):
            self._column(key.removeprefix(_COLUMN), is_cleared=isinstance(message, Sheet.Clear))
        elif isinstance(message, Sheet.Clear):
            self._use(self.desk.filters.with_facet(key, None))
        else:
            self._choose(key)

    def _column(self, key: str, *, is_cleared: bool) -> None:
        """Choose a column, or values of one."""
        if is_cleared:
            self._use(self.desk.filters.with_texts(key, ()))
        elif key:
            self._values(key)
        else:
            choices = [Choice(f"{OWN}{header}", header, said) for header, said in self.desk.headers()]

            def chosen(keys: tuple[str, ...] | None) -> None:
                if keys is not None:
                    self._values(keys[0])

            self.app.push_screen(Choose("Which column?", choices), chosen)

    def _values(self, key: str) -> None:
        header = column(key).header
        choices = [Choice(value, value, said) for value, said in self.desk.values((header,))]
        taken = next((texts for one, texts in self.desk.filters.same if one == key), ())

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._use(self.desk.filters.with_texts(key, keys))

        self.app.push_screen(Choose(header, choices, taken, several=True, none="None taken: all are shown"), chosen)

    def _choose(self, facet: str) -> None:
        view, ranking = self.desk.view, self.desk.ranking
        if view is None or ranking is None:
            return
        labels = view.board.profile.score.labels
        counts = ranking.facet_counts(view.board, facet)
        choices = [Choice(one, _named(one, facet, labels), f"{count:,}") for one, count in counts.items()]
        now: frozenset[str] | None = getattr(self.desk.filters, facet)

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                every = not keys or set(keys) >= set(counts)
                self._use(self.desk.filters.with_facet(facet, None if every else frozenset(keys)))

        dialog = Choose(_LABELS[facet][0], choices, sorted(now or ()), several=True, none="None taken: all are shown")
        self.app.push_screen(dialog, chosen)

    def _use(self, filters: Filters) -> None:
        self.desk.filter(filters)
        self._show()
        self.set_timer(0.3, self._show)

    def action_all(self) -> None:
        """Show all leads again."""
        self._use(Filters(self.desk.filters.text))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def _named(value: str, facet: str, labels: Mapping[Temperature, str]) -> str:
    return labels[Temperature(value)] if facet == "temperature" else value
