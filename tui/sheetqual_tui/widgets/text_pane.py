"""A pane of styled lines that wraps them to its width and scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sheetqual.core.profile import Temperature
from sheetqual_tui.widgets.heights import set_height

if TYPE_CHECKING:
    from rich.style import Style
    from rich.text import Text
    from textual.binding import BindingType

__all__ = ["TextPane"]

_WIDEST: Final = 100


class TextPane(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines to read; what they are is its heirs' matter."""

    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False
    WIDEST: ClassVar[int] = _WIDEST
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"text--{temperature}" for temperature in Temperature),
        "text--title",
        "text--quiet",
        "text--good",
        "text--bad",
        "text--unknown",
        "text--heading",
        "text--bar",
    }
    DEFAULT_CSS = """
    TextPane {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        padding: 0 1;
        & > .text--title { text-style: bold; }
        & > .text--heading { color: $text-accent; text-style: bold; }
        & > .text--quiet { color: $foreground 72%; }
        & > .text--good { color: $text-success; }
        & > .text--bad { color: $text-error; }
        & > .text--unknown { color: $text-warning; }
        & > .text--bar { color: $text-primary; }
        & > .text--hot { color: $text-error; text-style: bold; }
        & > .text--warm { color: $text-warning; text-style: bold; }
        & > .text--cold { color: $text-primary; text-style: bold; }
        & > .text--out { color: $foreground 72%; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "Down", show=False, id="scroll_down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="scroll_up"),
        Binding("pagedown,ctrl+f,space", "scroll_page(1)", "Next page", show=False, id="scroll_page_down"),
        Binding("pageup,ctrl+b", "scroll_page(-1)", "Previous page", show=False, id="scroll_page_up"),
        Binding("home,g", "scroll_home", "Top", show=False, id="scroll_top"),
        Binding("end,G", "scroll_end", "Bottom", show=False, id="scroll_bottom"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        # Working a style out takes longer than drawing a line; Textual asks before its own start.
        self._styles: dict[str, Style] = {}
        super().__init__(id=id)
        self._texts: list[Text] = []
        self._strips: dict[int, Strip] = {}
        self._width = 0

    def make_lines(self, width: int) -> list[Text]:
        """Return the lines for a width in cells; to be overridden."""
        raise NotImplementedError

    def style(self, name: str = "") -> Style:
        """Return a style: title, quiet, heading, good, bad, unknown, bar, a temperature's, or the pane's own."""
        style = self._styles.get(name)
        if style is None:
            style = self.get_component_rich_style(f"text--{name}") if name else self.rich_style
            self._styles[name] = style
        return style

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        if self.scrollable_content_region.width != self._width:
            self.draw()

    def notify_style_update(self) -> None:
        """Draw anew in another theme."""
        self._styles.clear()
        super().notify_style_update()
        if self.is_mounted:
            self.call_later(self.draw)

    def draw(self) -> None:
        """Make the lines anew; each is drawn when it is seen."""
        self._width = width = self.scrollable_content_region.width
        room = min(width, self.WIDEST)
        console = self.app.console
        self._texts = []
        self._strips.clear()
        if width > 0:
            for line in self.make_lines(room):
                self._texts += line.wrap(console, room) if line.cell_len > room else [line]
        set_height(self, len(self._texts))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        strip = self._strips.get(row)
        if strip is None:
            strip = self._strips[row] = self._drawn(row, width)
        return strip

    def _drawn(self, row: int, width: int) -> Strip:
        base = self.style()
        if row >= len(self._texts):
            return Strip.blank(width, base)
        text = self._texts[row]
        text.rstrip()
        # Rich leaves out the style of a text without spans.
        text.stylize_before(text.style)
        return Strip(text.render(self.app.console)).apply_style(base).adjust_cell_length(width, base)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + by, animate=False, immediate=True)

    def action_scroll_page(self, by: int) -> None:
        """Scroll by a page."""
        self.action_scroll(by * max(1, self.scrollable_content_region.height - 1))

    def action_scroll_home(self) -> None:
        """Scroll to the top."""
        self.scroll_to(y=0, animate=False, immediate=True)

    def action_scroll_end(self) -> None:
        """Scroll to the end."""
        self.scroll_to(y=len(self._texts), animate=False, immediate=True)

    def text(self) -> str:
        """Return what is shown, as plain text."""
        return "\n".join(line.plain.rstrip() for line in self._texts)
