"""Every key there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.keys import format_key
from textual.screen import ModalScreen
from textual.widgets import Static

from sheetqual_tui.cells import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["HelpScreen", "help_groups"]


def help_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every key with what it does, in groups, from the bindings themselves."""
    from sheetqual_tui.app import SheetqualApp  # noqa: PLC0415 - these import this module
    from sheetqual_tui.screens.lead import LeadScreen  # noqa: PLC0415
    from sheetqual_tui.screens.leads import LeadsScreen  # noqa: PLC0415
    from sheetqual_tui.widgets.detail import Detail  # noqa: PLC0415
    from sheetqual_tui.widgets.leads_table import LeadsTable  # noqa: PLC0415
    from sheetqual_tui.widgets.line_list import LineList  # noqa: PLC0415
    from sheetqual_tui.widgets.priorities import Priorities  # noqa: PLC0415

    return [
        ("Everywhere", list(_said((*LeadsScreen.BINDINGS, *SheetqualApp.BINDINGS)))),
        ("In the leads and priorities", list(_said(LineList.BINDINGS))),
        ("In the leads", list(_said(LeadsTable.BINDINGS))),
        ("In the priorities", list(_said(Priorities.BINDINGS))),
        ("In the lead's pane", list(_said(Detail.BINDINGS))),
        ("On a lead's own screen", list(_said(LeadScreen.BINDINGS))),
        (
            "With the mouse",
            [
                ("click", "Select a lead, a criterion or a pane"),
                ("double click", "Open a lead"),
                ("drag", "Move a criterion"),
                ("wheel", "Scroll"),
            ],
        ),
    ]


def _said(bindings: Iterable[BindingType]) -> Iterator[tuple[str, str]]:
    for binding in bindings:
        if isinstance(binding, Binding):
            # The bare letter says what a kitty keyboard calls shift+letter.
            keys = [key for key in binding.key.split(",") if key not in ("shift+j", "shift+k")]
            yield "  ".join(_named(key) for key in keys), binding.tooltip or binding.description


def _named(key: str) -> str:
    parts = key.split("+")
    names = {"escape": "Esc", "pagedown": "PgDn", "pageup": "PgUp", "ctrl": "Ctrl", "shift": "Shift", "alt": "Alt"}
    short = {"space": "Space", "enter": "Enter", "home": "Home", "end": "End", "tab": "Tab", "f1": "F1"}
    return "+".join((names | short).get(part) or format_key(part) for part in parts)


class HelpScreen(ModalScreen[None]):
    """Lists every key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "app.pop_screen", "Close"),
        Binding("down,j", "roll(1)", "Down", show=False),
        Binding("up,k", "roll(-1)", "Up", show=False),
        Binding("pagedown,space", "roll(10)", "Next page", show=False),
        Binding("pageup", "roll(-10)", "Previous page", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Show the groups below each other."""
        with VerticalScroll(classes="dialog") as scroll:
            scroll.border_title = "Keys"
            scroll.border_subtitle = "Esc closes"
            yield Static(self._text(), markup=False)

    @staticmethod
    def _text() -> Content:
        groups = help_groups()
        room = min(26, max(cell_len(keys) for _, group in groups for keys, _ in group))
        parts: list[str | tuple[str, str]] = []
        for title, group in groups:
            parts.append((f"{title}\n", "bold $text-accent"))
            for keys, does in group:
                if cell_len(keys) > room:
                    parts += [(f"  {keys}\n", "bold"), f"  {' ' * room}  {does}\n"]
                else:
                    parts += [(f"  {fit(keys, room)}", "bold"), f"  {does}\n"]
            parts.append("\n")
        return Content.assemble(*parts)

    def action_roll(self, by: int) -> None:
        """Scroll."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
