"""Every key there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sheetqual_tui.cells import fit
from sheetqual_tui.keymap import groups, keys_in_words
from sheetqual_tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual_tui.app import SheetqualApp

__all__ = ["HelpScreen", "help_groups"]

_MOUSE: Final = [
    ("click", "Select a lead, a criterion, a value or a part of the screen"),
    ("double click", "Open a lead; change a criterion or a value"),
    ("click a header", "Sort by that column"),
    ("drag", "Move a criterion"),
    ("wheel", "Scroll"),
]


def help_groups(own: dict[str, str] | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every key with what it does, in groups, from the bindings themselves.

    Args:
        own: The keys that somebody has changed, by the binding's id.
    """
    said = [
        (
            title,
            [
                (keys_in_words((own or {}).get(one.id or "", one.key)), one.tooltip or one.description)
                for one in bindings
            ],
        )
        for title, bindings in groups()
    ]
    return [*said, ("With the mouse", _MOUSE)]


class HelpScreen(Dialog[None]):
    """Lists every key."""

    app: SheetqualApp

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "app.pop_screen", "Close"),
        Binding("k", "keys", "Change keys", tooltip="Change which key does what"),
        Binding("down,j", "roll(1)", "Down", show=False),
        Binding("up", "roll(-1)", "Up", show=False),
        Binding("pagedown,space", "roll(10)", "Next page", show=False),
        Binding("pageup", "roll(-10)", "Previous page", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Show the groups below each other."""
        with VerticalScroll(classes="dialog tall") as scroll:
            scroll.border_title = "Keys"
            scroll.border_subtitle = "k changes keys  Esc closes"
            yield Static(self._text(), markup=False)

    def _text(self) -> Content:
        said = help_groups(dict(self.app.settings.keys))
        room = min(26, max(cell_len(keys) for _, group in said for keys, _ in group))
        parts: list[str | tuple[str, str]] = []
        for title, group in said:
            parts.append((f"{title}\n", "bold $text-accent"))
            for keys, does in group:
                if cell_len(keys) > room:
                    parts += [(f"  {keys}\n", "bold"), f"  {' ' * room}  {does}\n"]
                else:
                    parts += [(f"  {fit(keys, room)}", "bold"), f"  {does}\n"]
            parts.append("\n")
        return Content.assemble(*parts)

    def action_keys(self) -> None:
        """Change which key does what."""
        self.app.pop_screen()
        self.app.action_keys()

    def action_roll(self, by: int) -> None:
        """Scroll."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
