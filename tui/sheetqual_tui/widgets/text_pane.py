"""A pane of styled lines that wraps them to its width and scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.style import Style
from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sheetqual.core.profile import Temperature

if TYPE_CHECKING:
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
        & > .text--quiet { color: $foreground 60%; }
        & > .text--good { color: $text-success; }
        & > .text--bad { color: $text-error; }
        & > .text--unknown { color: $text-warning; }
        & > .text--bar { color: $text-primary; }
        & > .text--hot { color: $text-error; text-style: bold; }
        & > .text--warm { color: $text-warning; text-style: bold; }
        & > .text--cold { color: $text-primary; text-style: bold; }
        & > .text--out { color: $foreground 60%; text-style: bold; }
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
        super().__init__(id=id)
        self._lines: list[Strip] = []
        self._width = 0
        self._base = Style.null()

    def make_lines(self, width: int) -> list[Text]:
        """Return the lines for a width in cells; to be overridden."""
        raise NotImplementedError

    def style(self, name: str) -> Style:
        """Return one of the styles: title, quiet, heading, good, bad, unknown, bar, or a temperature's."""
        return self.get_component_rich_style(f"text--{name}")

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        if self.scrollable_content_region.width != self._width:
            self.draw()

    def notify_style_update(self) -> None:
        """Draw anew in another theme."""
        super().notify_style_update()
        if self.is_mounted:
            self.call_later(self.draw)

    def draw(self) -> None:
        """Make the lines anew."""
        self._width = self.scrollable_content_region.width
        self._lines = self._strips(self._width) if self._width > 0 else []
        self.virtual_size = Size(0, len(self._lines))
        self.refresh()

    def _strips(self, width: int) -> list[Strip]:
        base = self._base = self.rich_style
        room = min(width, self.WIDEST)
        console = self.app.console
        strips = []
        for line in self.make_lines(room):
            for part in line.wrap(console, room) if line.plain and line.cell_len > room else [line]:
                part.rstrip()
                # Rich leaves out the style of a text without spans.
                part.stylize_before(part.style)
                strips.append(Strip(part.render(console)).apply_style(base).adjust_cell_length(width, base))
        return strips

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        return self._lines[row] if row < len(self._lines) else Strip.blank(width, self._base)

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
        self.scroll_to(y=len(self._lines), animate=False, immediate=True)

    def text(self) -> str:
        """Return what is shown, as plain text."""
        return "\n".join(line.text.rstrip() for line in self._lines)
