"""The screen that changes which key does what."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from sheetqual_tui.cells import fit
from sheetqual_tui.keymap import Action, actions, keys_in_words
from sheetqual_tui.screens.dialog import Dialog
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual_tui.app import SheetqualApp

__all__ = ["KeysScreen"]

_KEEPS = ("escape", "enter", "ctrl+q", "ctrl+c")
"""Keys that stay what they are: without them nobody would find the way back."""


class Actions(LineList):
    """What keys do, one a line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"actions--keys", "actions--does", "actions--own"}
    DEFAULT_CSS = """
    Actions {
        & > .actions--keys { color: $text-accent; text-style: bold; }
        & > .actions--own { color: $text-warning; text-style: bold; }
        & > .actions--does { color: $foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="actions")
        self.actions: list[Action] = []

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return the line of one action: its keys, and what they do."""
        one = self.actions[row]
        whole = self.style_of("lines--cursor") if cursor else None
        keys = "actions--own" if one.is_own else "actions--keys"
        return [
            Segment(f" {fit(keys_in_words(one.keys), 24)}  ", whole or self.style_of(keys)),
            Segment(fit(one.does, max(0, width - 27)), whole or self.style_of("actions--does")),
        ]


class KeysScreen(Dialog[None]):
    """Shows what every key does; Enter and another key change it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "Change", key_display="Enter", tooltip="Press another key for it"),
        Binding("delete,backspace", "reset", "Set back", tooltip="Give it the keys it comes with"),
        Binding("escape,q", "leave", "Close", key_display="Esc", tooltip="Close"),
    ]

    app: SheetqualApp

    def __init__(self) -> None:
        """Begin without asking."""
        super().__init__()
        self.asks = False

    def compose(self) -> ComposeResult:
        """Show the keys above what to press."""
        with Vertical(classes="dialog tall") as dialog:
            dialog.border_title = "Keys"
            dialog.border_subtitle = "Enter changes  Del sets back  Esc closes"
            yield Actions()
            yield Static("", id="said", markup=False)

    def fill(self) -> None:
        """Fill the list."""
        self._show()

    @property
    def _list(self) -> Actions:
        return self.query_one(Actions)

    def _show(self) -> None:
        self._list.actions = actions(self.app.settings.keys)
        self._list.set_count(len(self._list.actions))
        self._list.refresh()

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(text)

    def action_ask(self) -> None:
        """Wait for the key that is to do it."""
        self.asks = True
        self._say(f"Press the key for “{self._list.actions[self._list.cursor].does}”, or Esc.")

    def on_key(self, event: events.Key) -> None:
        """Take the key that is pressed."""
        if not self.asks:
            return
        event.stop()
        event.prevent_default()
        self.asks = False
        one = self._list.actions[self._list.cursor]
        if event.key == "escape":
            self._say("")
        elif event.key in _KEEPS:
            self._say(f"{keys_in_words(event.key)} stays what it is; choose another key.")
        elif other := self._taken(event.key, one):
            self._say(f"{keys_in_words(event.key)} is taken: {other.does}. Choose another key.")
        else:
            self.app.keep_keys(one.id, event.key)
            self._show()
            self._say(f"{keys_in_words(event.key)} does it from now on. Del sets it back.")

    def _taken(self, key: str, one: Action) -> Action | None:
        """Return another action that a key does already, or None."""
        others = (other for other in self._list.actions if other.id != one.id)
        return next((other for other in others if key in other.keys.split(",")), None)

    def action_reset(self) -> None:
        """Give the action the keys it comes with."""
        one = self._list.actions[self._list.cursor]
        self.app.keep_keys(one.id, None)
        self._show()
        self._say("Set back.")

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
