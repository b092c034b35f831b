"""What the tests of the screen look at it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from rich.cells import cell_len
from textual.app import App
from textual.widgets import Static

from sheetqual_tui.screens.export import ExportDialog
from sheetqual_tui.widgets.headline import Headline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.pilot import Pilot
    from textual.screen import Screen
    from textual.widget import Widget

    from sheetqual.core.profile import Profile
    from sheetqual_tui.app import SheetqualApp
    from sheetqual_tui.ranking import View
    from sheetqual_tui.screens.main import MainScreen
    from sheetqual_tui.session import Opening

    MakeApp = Callable[[Opening], SheetqualApp]

Some = TypeVar("Some", bound="Screen[object]")
SMALL = (80, 24)
LARGE = (140, 40)


def drawn(widget: Widget) -> list[str]:
    """Return the lines that a widget draws."""
    return [widget.render_line(y).text for y in range(widget.content_region.height)]


def lines(app: App[None]) -> list[str]:
    """Return the lines of the whole screen, as a person sees them."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def main(app: SheetqualApp) -> MainScreen:
    """Return the main screen."""
    screen = app.main_screen
    assert screen is not None
    return screen


def view(app: SheetqualApp) -> View:
    """Return what is shown."""
    shown = main(app).view
    assert shown is not None
    return shown


def ids(profile: Profile) -> list[str]:
    """Return a profile's criteria, by id."""
    return [one.id for one in profile.criteria]


def order(app: SheetqualApp) -> list[str]:
    """Return the criteria of the ranking shown, by id."""
    return ids(view(app).board.profile)


def change(app: SheetqualApp) -> str:
    """Return the line that says what a profile changes."""
    return str(main(app).query_one("#change", Static).render())


def headline(app: SheetqualApp) -> list[str]:
    """Return the two lines at the top."""
    return drawn(main(app).query_one(Headline))


def said(app: SheetqualApp) -> str:
    """Return what the messages on the screen say."""
    return "\n".join(notification.message for notification in app._notifications)


def dialog_says(app: SheetqualApp) -> str:
    """Return all the texts of the dialog that is open."""
    return "\n".join(str(one.render()) for one in app.screen.query(Static))


def is_exporting(app: SheetqualApp) -> bool:
    """Tell whether the dialog that exports is open."""
    return isinstance(app.screen, ExportDialog)


def as_screen(app: SheetqualApp, kind: type[Some]) -> Some:
    """Return the screen on top, which is of a kind."""
    assert isinstance(app.screen, kind), f"{app.screen} is no {kind.__name__}"
    return app.screen


def widths(texts: Iterable[str]) -> set[int]:
    """Return how many cells wide some lines are."""
    return set(map(cell_len, texts))


async def settle(pilot: Pilot[None], times: int = 1) -> None:
    """Wait until workers are done and what they said is shown; of work that leads to more, several times."""
    for _ in range(times):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Press the keys of a text."""
    names = {" ": "space", ".": "full_stop", ",": "comma", "-": "minus", "/": "slash", "_": "underscore"}
    await pilot.press(*(names.get(letter, letter) for letter in text))
