"""A sheet of settings: a name and a value a line, and a key to change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.message import Message

from sheetqual_tui.cells import fit, safe
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

__all__ = ["Sheet", "SheetRow"]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of a sheet.

    Attributes:
        key: What the line is known by; empty for a heading.
        label: Its name for people.
        said: Its value in words.
        doc: What it means, in a sentence.
        quiet: Whether the value is only what holds when nothing is set.
    """

    key: str
    label: str
    said: str = ""
    doc: str = ""
    quiet: bool = False


class Sheet(LineList):
    """Settings, one a line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"sheet--label", "sheet--value", "sheet--quiet", "sheet--heading"}
    DEFAULT_CSS = """
    Sheet {
        & > .sheet--label { color: $foreground 80%; }
        & > .sheet--value { color: $foreground; text-style: bold; }
        & > .sheet--quiet { color: $foreground 72%; }
        & > .sheet--heading { color: $text-accent; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "edit", "Change", key_display="Enter", tooltip="Change what the line says", id="change"),
        Binding("delete,backspace", "clear", "Clear", tooltip="Set it back to what holds without it", id="clear"),
    ]

    class Edit(Message):
        """A line is to be changed."""

        def __init__(self, sheet: Sheet, key: str) -> None:
            """Carry the sheet and the line's key."""
            self.sheet = sheet
            self.key = key
            super().__init__()

        @property
        def control(self) -> Sheet:
            """The sheet."""
            return self.sheet

    class Clear(Edit):
        """A line is to be set back."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(id=id)
        self._rows: tuple[SheetRow, ...] = ()

    @property
    def row(self) -> SheetRow | None:
        """The line under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    def set_rows(self, rows: Sequence[SheetRow]) -> None:
        """Show lines; the cursor stays on the line of the same key."""
        key = self.row.key if self.row is not None else None
        self._rows = tuple(rows)
        self.set_count(len(rows))
        places = [place for place, row in enumerate(rows) if row.key == key and key]
        with self.prevent(self.Selected):
            self.cursor = places[0] if places else min(self.cursor, max(0, len(rows) - 1))
        self._skip_headings(1)
        self.refresh()

    def select(self, key: str) -> None:
        """Put the cursor on the line of a key."""
        for place, row in enumerate(self._rows):
            if row.key == key:
                self.cursor = place

    def _skip_headings(self, by: int) -> None:
        """Go on from a heading to the next line that says something."""
        place = self.cursor
        while 0 <= place < self._count and not self._rows[place].key:
            place += by
        if not 0 <= place < self._count:
            place = next((at for at, row in enumerate(self._rows) if row.key), self.cursor)
        self.cursor = place

    def action_cursor(self, by: int) -> None:
        """Move the cursor; headings are passed over."""
        super().action_cursor(by)
        self._skip_headings(1 if by > 0 else -1)

    def action_page(self, by: int) -> None:
        """Move by a page; headings are passed over."""
        super().action_page(by)
        self._skip_headings(1 if by > 0 else -1)

    def action_first(self) -> None:
        """Go to the first line that is no heading."""
        super().action_first()
        self._skip_headings(1)

    def action_last(self) -> None:
        """Go to the last line that is no heading."""
        super().action_last()
        self._skip_headings(-1)

    def action_edit(self) -> None:
        """Ask for the line to be changed."""
        if self.row is not None and self.row.key:
            self.tell(self.Edit(self, self.row.key))

    def action_clear(self) -> None:
        """Ask for the line to be set back."""
        if self.row is not None and self.row.key:
            self.tell(self.Clear(self, self.row.key))

    def on_click(self, event: events.Click) -> None:
        """Change a line that is clicked twice."""
        if event.chain == 2 and self.row_at(event) == self.cursor:  # noqa: PLR2004 - a double click
            self.action_edit()

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return one line: its name and its value, or a heading."""
        one = self._rows[row]
        whole = self.style_of("lines--cursor") if cursor else None
        if not one.key:
            return [Segment(fit(f" {safe(one.label)}", width), self.style_of("sheet--heading"))]
        longest = max(cell_len(safe(other.label)) for other in self._rows if other.key)
        room = min(longest, max(12, width * 2 // 5))
        value = self.style_of("sheet--quiet" if one.quiet else "sheet--value")
        return [
            Segment(f" {fit(safe(one.label), room)}  ", whole or self.style_of("sheet--label")),
            Segment(fit(safe(one.said), max(0, width - room - 3)), whole or value),
        ]
