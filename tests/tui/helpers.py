"""What the tests of the screen look at it with."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from rich.cells import cell_len
from textual.app import App
from textual.widgets import Input, Static, TextArea
from textual.worker import WorkerCancelled

from sheetqual_tui.screens.choose import Choices
from sheetqual_tui.screens.export import ExportDialog
from sheetqual_tui.widgets.headline import Headline
from sheetqual_tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from textual.pilot import Pilot
    from textual.screen import Screen
    from textual.widget import Widget

    from sheetqual.core.profile import Profile
    from sheetqual_tui.app import SheetqualApp
    from sheetqual_tui.ranking import View
    from sheetqual_tui.screens.main import MainScreen
    from sheetqual_tui.session import Opening

    MakeApp = Callable[[Opening], SheetqualApp]

Some = TypeVar("Some", bound="Screen[Any]")
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


def on_top(app: App[None], *kinds: type[Screen[Any]]) -> bool:
    """Tell whether the screen on top is of one of some kinds."""
    return isinstance(app.screen, kinds)


def as_screen(app: SheetqualApp, kind: type[Some]) -> Some:
    """Return the screen on top, which is of a kind."""
    assert isinstance(app.screen, kind), f"{app.screen} is no {kind.__name__}"
    return app.screen


def content(path: Path) -> bytes:
    """Return what a file holds."""
    return path.read_bytes()


def write(path: Path, text: str) -> None:
    """Write a file as another program does."""
    path.write_text(text, "utf-8")


def widths(texts: Iterable[str]) -> set[int]:
    """Return how many cells wide some lines are."""
    return set(map(cell_len, texts))


async def settle(pilot: Pilot[None], times: int = 1) -> None:
    """Wait until workers are done and what they said is shown; of work that leads to more, several times."""
    for _ in range(times):
        # A newer look at the files on disk takes the place of an older one.
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Press the keys of a text."""
    names = {" ": "space", ".": "full_stop", ",": "comma", "-": "minus", "/": "slash", "_": "underscore"}
    await pilot.press(*(names.get(letter, letter) for letter in text))


async def edit(pilot: Pilot[None], key: str) -> None:
    """Go to a line of the sheet on top, and press Enter there."""
    go_to(pilot, key)
    await pilot.press("enter")
    await pilot.pause()


def go_to(pilot: Pilot[None], key: str) -> None:
    """Go to a line of the sheet on top."""
    sheet = pilot.app.screen.query_one(Sheet)
    sheet.focus()
    sheet.select(key)
    assert sheet.row is not None
    assert sheet.row.key == key, f"{key} is not among {[row.key for row in sheet._rows]}"


def sheet_says(app: App[None], key: str) -> str:
    """Return the value on a line of the sheet on top."""
    return next(row.said for row in app.screen.query_one(Sheet)._rows if row.key == key)


def choices(app: App[None]) -> dict[str, str]:
    """Return the choices of the dialog on top, each with what is said of it."""
    return {one.label: one.said for one in app.screen.query_one(Choices)._choices}


async def choose(pilot: Pilot[None], *labels: str, several: bool = False) -> None:
    """Take choices in the dialog on top by the keyboard; those taken already and not named are left.

    Args:
        pilot: Presses the keys.
        labels: The choices.
        several: Whether several can be taken.
    """
    listed = pilot.app.screen.query_one(Choices)
    listed.focus()
    if several:
        for _ in range(listed.count * 3):
            wrong = [one for one in listed._choices if (one.key in listed._taken) is not (one.label in labels)]
            if not wrong:
                break
            listed.cursor = [one.key for one in listed._choices].index(wrong[0].key)
            await pilot.press("space")
            await pilot.pause()
    else:
        listed.cursor = list(choices(pilot.app)).index(labels[0])
    await pilot.press("enter")
    await pilot.pause()


async def answer(pilot: Pilot[None], text: str) -> None:
    """Write a text into the dialog on top, and accept it."""
    field = pilot.app.screen.query_one("#text")
    if isinstance(field, TextArea):
        field.text = text
        await pilot.press("ctrl+s")
    else:
        assert isinstance(field, Input)
        field.value = ""
        await type_text(pilot, text)
        await pilot.press("enter")
    await pilot.pause()
