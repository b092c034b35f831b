"""A list of any length with a cursor, drawn line by line; the leads and priorities build on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from rich.segment import Segment
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sheetqual_tui.widgets.heights import set_height

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.binding import BindingType

__all__ = ["LineList", "Listener"]


@runtime_checkable
class Listener(Protocol):
    """A part of a screen that lines speak to."""

    def hear(self, message: Message) -> bool:
        """Do what a message asks for; tell whether it was for this part."""


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list that draws a line when it is seen, so that its length costs nothing."""

    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--cursor", "lines--header"}
    DEFAULT_CSS = """
    LineList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > .lines--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
        }
        &:focus > .lines--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: bold;
        }
        & > .lines--header { color: $foreground; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor(1)", "Next line", show=False, id="line_down"),
        Binding("up,k", "cursor(-1)", "Previous line", show=False, id="line_up"),
        Binding("pagedown,ctrl+f", "page(1)", "Next page", show=False, id="page_down"),
        Binding("pageup,ctrl+b", "page(-1)", "Previous page", show=False, id="page_up"),
        Binding("home,g", "first", "First line", show=False, id="first"),
        Binding("end,G", "last", "Last line", show=False, id="last"),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    """The line the cursor is on, from 0. Moving it repaints two lines, not all."""

    class Selected(Message):
        """The cursor is on another line."""

        def __init__(self, lines: LineList, row: int) -> None:
            """Carry the list and the line."""
            self.lines = lines
            self.row = row
            super().__init__()

        @property
        def control(self) -> LineList:
            """The list."""
            return self.lines

    def __init__(self, *, header: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty.

        Args:
            header: Whether the first line of the widget shows headers and stays.
            id: The widget's id.
        """
        # Working a style out takes longer than drawing a line; Textual asks before its own start.
        self._styles: dict[str, Style] = {}
        super().__init__(id=id)
        self._count = 0
        self._header = int(header)

    @property
    def count(self) -> int:
        """The number of lines."""
        return self._count

    def set_count(self, count: int) -> None:
        """Say how many lines there are."""
        self._count = count
        set_height(self, count + self._header)

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return one line, at most `width` cells; to be overridden."""
        raise NotImplementedError

    def header_segments(self, width: int) -> list[Segment]:
        """Return the line of headers."""
        return [Segment(" " * width, self.style_of())]

    def render_line(self, y: int) -> Strip:
        """Draw the line at that height of the widget."""
        width = self.scrollable_content_region.width
        if y < self._header:
            return Strip(self.header_segments(width)).adjust_cell_length(width, self.style_of("lines--header"))
        row = y - self._header + self.scroll_offset.y
        if row >= self._count:
            return Strip.blank(width, self.style_of())
        cursor = row == self.cursor
        style = self.style_of("lines--cursor") if cursor else self.style_of()
        return Strip(self.segments(row, width, cursor=cursor)).adjust_cell_length(width, style)

    def style_of(self, name: str = "") -> Style:
        """Return the style of one of the component classes, or the widget's own, in the theme's colours."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(name) if name else self.rich_style
        return style

    def notify_style_update(self) -> None:
        """Forget the styles of another theme or state."""
        self._styles.clear()
        super().notify_style_update()

    def tell(self, message: Message) -> None:
        """Say something to the nearest part around that listens, in the same turn.

        A message would be heard a moment later; keys that somebody types ahead would meet what was
        there before it.
        """
        for part in self.ancestors:
            if isinstance(part, Listener) and part.hear(message):
                return

    @property
    def page(self) -> int:
        """How many lines can be seen at once."""
        return max(1, self.scrollable_content_region.height - self._header)

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a line."""
        return max(0, min(cursor, self._count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the lines concerned, scroll, and say so."""
        for row in (old, new):
            self.refresh_line(row + self._header)
        self.reveal()
        self.post_message(self.Selected(self, new))

    def reveal(self) -> None:
        """Scroll just far enough for the cursor's line to be seen."""
        top = self.scroll_offset.y
        if self.cursor < top:
            self.jump(self.cursor)
        elif self.cursor >= top + self.page:
            self.jump(self.cursor - self.page + 1)

    def jump(self, top: int) -> None:
        """Make a line the first one seen, as far as the list goes."""
        self.scroll_to(y=max(0, top), animate=False, immediate=True)

    def on_resize(self) -> None:
        """Keep the cursor's line in sight."""
        self.reveal()
        self.refresh()

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.refresh_line(self.cursor + self._header)

    def on_blur(self) -> None:
        """Show the cursor more quietly."""
        self.refresh_line(self.cursor + self._header)

    def row_at(self, event: events.MouseEvent) -> int:
        """Return the line under the mouse; it may lie beyond either end."""
        return event.y - self.gutter.top - self._header + self.scroll_offset.y

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor where the mouse is."""
        row = self.row_at(event)
        if event.button == 1 and self.scroll_offset.y <= row < self._count:
            self.cursor = row

    def action_cursor(self, by: int) -> None:
        """Move the cursor."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move the cursor and the view by a page."""
        top = self.scroll_offset.y + by * self.page
        self.jump(min(top, self._count - self.page))
        self.cursor += by * self.page

    def action_first(self) -> None:
        """Go to the first line."""
        self.cursor = 0

    def action_last(self) -> None:
        """Go to the last line."""
        self.cursor = self._count - 1
