"""The two lines at the top: which list, which profile, and how many leads of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.strip import Strip
from textual.widget import Widget

from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual_tui.cells import fit, safe

if TYPE_CHECKING:
    from rich.style import Style

    from sheetqual.files.lists import ScoredList
    from sheetqual_tui.ranking import View

__all__ = ["Headline"]


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
        & > .headline--quiet { color: $foreground 60%; }
        & > .headline--unsaved { color: $text-warning; text-style: bold; }
        & > .headline--hot { color: $text-error; text-style: bold; }
        & > .headline--warm { color: $text-warning; text-style: bold; }
        & > .headline--cold { color: $text-primary; text-style: bold; }
        & > .headline--out { color: $foreground 60%; text-style: bold; }
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
        self._view: View | None = None

    def set_names(self, scored: ScoredList, version: int, *, unsaved: bool) -> None:
        """Say what is open.

        Args:
            scored: The list.
            version: The profile's version in its file.
            unsaved: Whether the order shown has not been saved.
        """
        table = scored.table
        self._list = safe(f"{table.source} · {table.sheet}" if table.sheet else table.source)
        self._profile = safe(scored.file.profile.name)
        self._version = f" v{version}"
        self._unsaved = unsaved
        self._findings = len(scored.findings)
        self.refresh()

    def set_view(self, view: View) -> None:
        """Count what a view shows."""
        self._view = view
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
            return Text()
        labels, counts = view.board.profile.score.labels, view.counts
        text = Text()
        shown = len(view.leads)
        if view.filters.active:
            words = view.filters.words(labels)
            text.append(safe(f"{shown:,} of {len(view.board):,} shown: {words}"), style=self._style("unsaved"))
            text.append("  Esc shows all", style=self._style("quiet"))
            return text
        text.append(f"{shown:,} leads ", style=self._style("quiet"))
        for temperature in Temperature:
            text.append(f" {counts.temperatures.get(temperature, 0):,}", style=self._style(temperature.value))
            text.append(f" {safe(labels[temperature])} ", style=self._style("quiet"))
        queues = [(queue.value, counts.queues.get(queue, 0)) for queue in Queue if counts.queues.get(queue, 0)]
        text.append(" │ ", style=self._style("quiet"))
        for place, (name, number) in enumerate(queues):
            part = f" {number:,} {name} "
            others = sum(count for _, count in queues[place:])
            last = place == len(queues) - 1
            rest = f" {others:,} others"
            if text.cell_len + len(part) + (0 if last else len(rest)) > width:
                text.append(rest, style=self._style("quiet"))
                break
            text.append(f" {number:,}", style=self._style("title"))
            text.append(f" {name} ", style=self._style("quiet"))
        return text
