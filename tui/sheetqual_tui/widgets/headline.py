"""The lines at the top: the parts of the screen, which list and profile, how many leads of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual_tui.cells import fit, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual import events

    from sheetqual_tui.ranking import View

__all__ = ["Headline", "Tabs"]

_LEAST: Final = 12


class Tabs(Widget):
    """The parts of the screen, with their keys; a click goes there."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--tab", "tabs--active", "tabs--key"}
    DEFAULT_CSS = """
    Tabs {
        height: 1;
        background: $panel;
        & > .tabs--tab { color: $foreground 80%; background: $panel; }
        & > .tabs--key { color: $text-accent; background: $panel; text-style: bold; }
        & > .tabs--active { color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold; }
    }
    """

    class Chosen(Message):
        """A part of the screen is to be shown."""

        def __init__(self, name: str) -> None:
            """Carry its id."""
            self.name = name
            super().__init__()

    def __init__(self, tabs: Sequence[tuple[str, str]], id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Take the parts: id and title."""
        super().__init__(id=id)
        self._tabs = tuple(tabs)
        self._active = self._tabs[0][0]

    def show(self, active: str) -> None:
        """Show which part is active."""
        self._active = active
        self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is one
        """Draw the line."""
        width = self.content_region.width
        base = self.rich_style
        text = Text()
        for place, (name, title) in enumerate(self._tabs, start=1):
            if name == self._active:
                text.append(f" {place} {title} ", style=self.get_component_rich_style("tabs--active"))
            else:
                text.append(f" {place} ", style=self.get_component_rich_style("tabs--key"))
                text.append(f"{title} ", style=self.get_component_rich_style("tabs--tab"))
        text.truncate(width)
        return Strip(text.render(self.app.console)).apply_style(base).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """Go to the part that is clicked."""
        at = 0
        for name, title in self._tabs:
            at += cell_len(title) + 4
            if event.x < at:
                self.post_message(self.Chosen(name))
                return


class Headline(Widget):
    """The list, the profile and the counts."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"headline--{temperature}" for temperature in Temperature),
        "headline--title",
        "headline--quiet",
        "headline--unsaved",
    }
    DEFAULT_CSS = """
    Headline {
        height: 2;
        padding: 0 1;
        background: $panel;
        & > .headline--title { text-style: bold; }
        & > .headline--quiet { color: $foreground 72%; }
        & > .headline--unsaved { color: $text-warning; text-style: bold; }
        & > .headline--hot { color: $text-error; text-style: bold; }
        & > .headline--warm { color: $text-warning; text-style: bold; }
        & > .headline--cold { color: $text-primary; text-style: bold; }
        & > .headline--out { color: $foreground 72%; text-style: bold; }
    }
    """

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(id=id)
        self._list = ""
        self._profile = ""
        self._version = ""
        self._unsaved = False
        self._findings = 0
        self._marked = 0
        self._view: View | None = None

    def set_names(self, leads: str, profile: str, version: int, *, findings: int, unsaved: bool) -> None:
        """Say what is open.

        Args:
            leads: The list's name.
            profile: The profile's name.
            version: The profile's version in its file.
            findings: How many things there are in the list to look at.
            unsaved: Whether the profile shown has not been saved.
        """
        self._list = safe(leads)
        self._profile = safe(profile)
        self._version = f" v{version}"
        self._unsaved = unsaved
        self._findings = findings
        self.refresh()

    def set_view(self, view: View | None, marked: int) -> None:
        """Count what a view shows, and the marks."""
        self._view = view
        self._marked = marked
        self.refresh()

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"headline--{name}")

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines."""
        width = self.content_region.width
        text = self._names(width) if y == 0 else self._counts(width)
        text.truncate(width)
        base = self.rich_style
        return Strip(text.render(self.app.console)).apply_style(base).adjust_cell_length(width, base)

    def _names(self, width: int) -> Text:
        look = f"  {self._findings:,} to look at" if self._findings else ""
        mark = " * not saved" if self._unsaved else ""
        # Names give way, both to the same length; what needs the user's eye stays.
        room = max(0, width - cell_len(look + mark + self._version) - 2)
        named = min(cell_len(self._list), max(room // 2, room - cell_len(self._profile)))
        profile = fit(self._profile, min(cell_len(self._profile), room - named)).rstrip()
        text = Text(fit(self._list, named).rstrip(), style=self._style("title"))
        text.append(look, style=self._style("unsaved"))
        text.append(" " * max(0, width - text.cell_len - cell_len(profile + self._version + mark)))
        text.append(profile + self._version)
        text.append(mark, style=self._style("unsaved"))
        return text

    def _counts(self, width: int) -> Text:
        view = self._view
        if view is None:
            return Text("Reading the list …", style=self._style("quiet"))
        labels = view.board.profile.score.labels
        marked = f"  {self._marked:,} marked" if self._marked else ""
        text = Text()
        shown = len(view.leads)
        if view.filters.active:
            end = f"  Esc shows all{marked}"
            words = safe(f"{shown:,} of {len(view.board):,} shown: {view.filters.words(labels)}")
            room = max(_LEAST, width - len(end))
            text.append(fit(words, min(cell_len(words), room)).rstrip(), style=self._style("unsaved"))
            text.append(end, style=self._style("quiet"))
            return text
        text.append(f"{shown:,} {'lead' if shown == 1 else 'leads'} ", style=self._style("quiet"))
        for temperature in Temperature:
            text.append(f" {view.temperatures.get(temperature, 0):,}", style=self._style(temperature.value))
            text.append(f" {safe(labels[temperature])} ", style=self._style("quiet"))
            if temperature is Temperature.HOT and view.hot_calls < view.temperatures.get(temperature, 0):
                text.append(f"({view.hot_calls:,} to call) ", style=self._style("quiet"))
        text.append(marked, style=self._style("unsaved"))
        self._append_queues(text, width)
        return text

    def _append_queues(self, text: Text, width: int) -> None:
        """Add the queues, as many as fit; the others in one number."""
        view = self._view
        if view is None:
            return
        queues = [(queue.value, view.queues.get(queue, 0)) for queue in Queue if view.queues.get(queue, 0)]
        room = width - text.cell_len - 4
        count = _fitting(queues, room)
        others = sum(number for _, number in queues[count:])
        if not count:
            return
        text.append(" │ ", style=self._style("quiet"))
        for name, number in queues[:count]:
            text.append(f" {number:,}", style=self._style("title"))
            text.append(f" {name} ", style=self._style("quiet"))
        if others and text.cell_len + len(_others(others)) <= width:
            text.append(_others(others), style=self._style("quiet"))


def _fitting(queues: Sequence[tuple[str, int]], room: int) -> int:
    """Return how many queues fit into a line, with the others in one number; the first of them even without."""
    widths = [len(f" {number:,} {name} ") for name, number in queues]
    for count in range(len(queues), 0, -1):
        others = sum(number for _, number in queues[count:])
        if sum(widths[:count]) + (len(_others(others)) if others else 0) <= room:
            return count
    return int(bool(widths) and widths[0] <= room)


def _others(number: int) -> str:
    return f" {number:,} others"
