"""Every saved state of the profile, what changed in each, and the way back to one."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import on
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from sheetqual.core.changes import profile_changes
from sheetqual.core.parse import parse_profile
from sheetqual.core.profile import Profile
from sheetqual.errors import ProfileError
from sheetqual_tui.cells import fit, safe, shown
from sheetqual_tui.screens.dialog import Dialog
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual.files.history import Entry

__all__ = ["HistoryScreen"]


class Versions(LineList):
    """The saved states, the latest first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"versions--quiet", "versions--name"}
    DEFAULT_CSS = """
    Versions {
        height: auto;
        max-height: 10;
        & > .versions--name { color: $foreground; }
        & > .versions--quiet { color: $foreground 72%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Take the states, the latest first."""
        super().__init__(id="versions")
        self.entries = entries

    def on_mount(self) -> None:
        """Say how many there are."""
        self.set_count(len(self.entries))
        self.styles.height = min(10, max(1, len(self.entries)))

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return the line of one state: version, day, who, and what changed."""
        one = self.entries[row]
        whole = self.style_of("lines--cursor") if cursor else None
        head = f" v{one.version:<4}{when_in_words(one.when):<18}{fit(safe(one.who), 12)} "
        what = safe("; ".join(one.changes) or "the first one kept")
        return [
            Segment(head, whole or self.style_of("versions--quiet")),
            Segment(fit(what, max(0, width - len(head))), whole or self.style_of("versions--name")),
        ]


def when_in_words(when: str) -> str:
    """Return an ISO moment as day and time here; as it stands where it is none."""
    with suppress(ValueError, OverflowError, OSError):
        return f"{datetime.fromisoformat(when).astimezone():%d %b %Y %H:%M}"
    return safe(when)[:17]


class HistoryScreen(Dialog[Profile | None]):
    """Shows the states; gives the profile to go back to, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,r", "restore", "Go back", key_display="Enter", tooltip="Take this state back; s saves it then"),
        Binding("escape,q", "leave", "Close", key_display="Esc", tooltip="Change nothing"),
    ]

    def __init__(self, entries: Sequence[Entry], now: Profile) -> None:
        """Take the states.

        Args:
            entries: The saved states, the oldest first.
            now: The profile as it stands, saved or not.
        """
        super().__init__()
        self._entries = entries[::-1]
        self._now = now

    def compose(self) -> ComposeResult:
        """Show the states above what changed in one."""
        with Vertical(classes="dialog wide") as dialog:
            dialog.border_title = "History"
            dialog.border_subtitle = "Enter goes back to this state  Esc closes"
            if not self._entries:
                yield Static("Nothing has been saved here yet. The first save begins the history.", markup=False)
                return
            yield Versions(self._entries)
            with VerticalScroll(can_focus=False, classes="details"):
                yield Static("", id="said", markup=False)

    @on(LineList.Selected)
    def _selected(self) -> None:
        self._show()

    def fill(self) -> None:
        """Show the latest state."""
        if self._entries:
            self._show()

    def _show(self) -> None:
        entry = self._entries[self.query_one(Versions).cursor]
        lines = [f"Version {entry.version}, saved {when_in_words(entry.when)} by {entry.who}:"]
        lines += [f"• {change}" for change in entry.changes or ("the first state that was kept",)]
        lines += ["", *self._against_now(entry)]
        self.query_one("#said", Static).update("\n".join(map(shown, lines)))

    def _against_now(self, entry: Entry) -> list[str]:
        try:
            then = parse_profile(entry.text)
        except ProfileError as error:
            return [f"It can't be used any more: {error.lines()[0]}"]
        changes = profile_changes(self._now, then)
        if not changes:
            return ["It says the same as the profile now."]
        return ["Going back to it would mean:", *(f"• {change}" for change in changes)]

    def action_restore(self) -> None:
        """Give the profile of the state."""
        if not self._entries:
            self.dismiss(None)
            return
        try:
            self.dismiss(parse_profile(self._entries[self.query_one(Versions).cursor].text))
        except ProfileError as error:
            self.notify(safe(error.lines()[0]), severity="error", markup=False)

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
