"""The screen that opens a list: one of those opened before, or one that is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Footer, Input, Static

from sheetqual.errors import ProfileError, SheetqualError
from sheetqual_tui.cells import fit, safe, shown
from sheetqual_tui.paths import LISTS, Paths, complete
from sheetqual_tui.screens.dialog import Page
from sheetqual_tui.session import Opening
from sheetqual_tui.settings import Recent
from sheetqual_tui.start import open_list, open_recent
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual_tui.settings import Settings
    from sheetqual_tui.start import Start

__all__ = ["OpenScreen"]

_OFFERED = LISTS[:-1]
_MOST_HERE = 20


class Recents(LineList):
    """The lists opened before, the latest first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"recents--name", "recents--quiet"}
    DEFAULT_CSS = """
    Recents {
        & > .recents--name { color: $foreground; text-style: bold; }
        & > .recents--quiet { color: $foreground 72%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.open_it", "Open", tooltip="Open the list", id="open_recent"),
    ]

    def __init__(self, recents: Sequence[Recent]) -> None:
        """Take the lists."""
        super().__init__(id="recents")
        self.recents = recents

    def on_mount(self) -> None:
        """Say how many there are."""
        self.set_count(len(self.recents))
        self.border_title = "Opened before, and in this folder"

    def on_click(self, event: events.Click) -> None:
        """Open a list that is clicked twice."""
        if event.chain == 2 and self.row_at(event) == self.cursor:  # noqa: PLR2004 - a double click
            self.screen.action_open_it()  # type: ignore[attr-defined]

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return the line of one list: its name, its profile, its folder."""
        one = self.recents[row]
        whole = self.style_of("lines--cursor") if cursor else None
        path = Path(one.leads)
        name = safe(f"{path.name}{f' · {one.sheet}' if one.sheet else ''}")
        room = min(cell_len(name), width // 2)
        rest = safe(f"{_profile(one)}  {one.when or 'in this folder'}  {path.parent}")
        return [
            Segment(f" {fit(name, room)}  ", whole or self.style_of("recents--name")),
            Segment(fit(rest, max(0, width - room - 3)), whole or self.style_of("recents--quiet")),
        ]


def _profile(one: Recent) -> str:
    """Return a list's profile with its folder, since most are called alike."""
    if one.profile is None:
        return "its own profile" if one.when else ""
    path = Path(one.profile)
    return f"{path.parent.name}/{path.name}"


def _here(known: Sequence[Recent]) -> list[Recent]:
    """Return the lists of the folder that the program was started in, but for those known."""
    names = {one.leads for one in known}
    try:
        found = sorted(path for path in Path.cwd().iterdir() if path.suffix.casefold() in _OFFERED and path.is_file())
    except OSError:
        return []
    return [Recent(str(path)) for path in found if str(path) not in names and not path.name.startswith((".", "~$"))]


class OpenScreen(Page[Opening | None]):
    """Asks which list to open; gives how, or None."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", key_display="Esc", tooltip="Go back, or leave where nothing is open"),
        Binding("q", "leave", "Back", tooltip="Go back, or leave where nothing is open", show=False),
        Binding("tab", "complete", "Next part", tooltip="Complete the path, or go to the next part", show=False),
        Binding("shift+tab", "app.focus_previous", "Part before", show=False),
    ]

    def __init__(self, start: Start, settings: Settings, now: Opening | None = None) -> None:
        """Take what is remembered.

        Args:
            start: How the screen was started.
            settings: What is remembered.
            now: What is open now, if anything.
        """
        super().__init__()
        self._start = start
        self._settings = settings
        self._now = now

    def compose(self) -> ComposeResult:
        """Show two lines to write on above the lists opened before."""
        with Vertical(id="open"):
            yield Static("Open a list", classes="question")
            yield Static("List: .xlsx, .xlsm, .xlsb, .xls, .ods or .csv", classes="quiet")
            yield Input(placeholder="leads.xlsx", id="path", compact=True, suggester=Paths(LISTS))
            yield Static(
                "Profile: empty for the one it was opened with, its workbook's, or profile.toml beside it",
                classes="quiet",
            )
            yield Input(placeholder="profile.toml", id="profile", compact=True, suggester=Paths((".toml",)))
            yield Static("", id="said", markup=False)
            yield Recents([*self._settings.recent, *_here(self._settings.recent)[:_MOST_HERE]])
        yield Footer(show_command_palette=False, compact=True)

    def fill(self) -> None:
        """Put the cursor on the lists, or where one is named."""
        recents = self.query_one(Recents)
        recents.display = bool(recents.recents)
        (recents if recents.recents else self.query_one("#path", Input)).focus()
        if self._now is not None:
            self.query_one("#path", Input).value = str(self._now.leads)

    def _open(self, how: Opening) -> None:
        if how.leads.is_file():
            self.dismiss(how)
        else:
            self._say(f"{how.leads.name} can't be found; check its name and its folder.")

    def _try(self, make: object) -> None:
        try:
            self._open(make())  # type: ignore[operator]
        except ProfileError as error:
            self._say(error.lines()[0])
        except SheetqualError as error:
            self._say(str(error))
        except (OSError, RuntimeError, ValueError):
            self._say("That name can't be used; give a shorter, plain one.")

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(shown(text))

    def action_open_it(self) -> None:
        """Open the list under the cursor."""
        recents = self.query_one(Recents)
        if recents.recents:
            one = recents.recents[recents.cursor]
            self._try(lambda: open_recent(one, self._start, self._settings))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if not self.is_open:
            return
        leads, profile = self.query_one("#path", Input).value, self.query_one("#profile", Input).value
        if not leads.strip():
            self._say("Give the list's file, such as leads.xlsx.")
            return
        self._try(lambda: open_list(leads, profile, self._start, self._settings))

    def action_complete(self) -> None:
        """Complete the path that is typed; go on where nothing is to complete."""
        if not complete(self.focused):
            self.focus_next()

    def action_leave(self) -> None:
        """Open nothing."""
        self.dismiss(None)
