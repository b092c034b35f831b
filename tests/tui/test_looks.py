"""What the screen looks like: its text in both sizes, and colours that can be read on dark and on light."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.color import Color as RichColor
from textual.color import Color

from sheetqual_tui.app import SheetqualApp

if TYPE_CHECKING:
    from rich.segment import Segment
    from textual.strip import Strip

    from sheetqual_tui.session import Opening

    MakeApp = Callable[[Opening], SheetqualApp]
    Golden = Callable[[str, str], None]

SIZES = {"80x24": (80, 24), "140x40": (140, 40)}
LEAST = 3.0
"""The least contrast of large or quiet text, by WCAG 2."""
LOOKS = {
    "leads": (),
    "leads-filtered": ("t", "slash", *"lift", "enter"),
    "leads-sorted": ("l", "l", "l", "l", "o", "space", "space"),
    "lead": ("enter",),
    "priorities": ("2",),
    "priorities-moved": ("2", "J", "J"),
    "criterion": ("2", "j", "enter"),
    "condition": ("2", "enter", "j", "j", "j", "enter"),
    "steps": ("2", "j", "enter", "j", "j", "j", "enter"),
    "profile": ("2", "comma"),
    "add": ("2", "a"),
    "calls": ("3",),
    "overview": ("4",),
    "learning": ("L", "down", "down", "enter", "c", "tab", "enter"),
    "filters": ("f",),
    "columns": ("c",),
    "copy": ("y",),
    "help": ("question_mark",),
    "keys": ("question_mark", "k"),
    "quit": ("2", "J", "q"),
}


async def drawn(app: SheetqualApp, size: tuple[int, int], keys: tuple[str, ...], *, top: bool = False) -> list[Strip]:
    """Return the lines of the screen after some keys; of a dialog's alone where only the top is wanted."""
    async with app.run_test(size=size, notifications=False) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await app.workers.wait_for_complete()
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        dialog = next(iter(app.screen.query(".dialog")), None) if top else None
        if dialog is None:
            return strips
        area = dialog.region
        return [strip.crop(area.x, area.right) for strip in strips[area.y : area.bottom]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("look", LOOKS)
async def test_the_screen_shows_what_it_should(
    software: Opening, app: MakeApp, golden: Golden, look: str, size: str
) -> None:
    lines = await drawn(app(software), SIZES[size], LOOKS[look])
    assert all(cell_len("".join(part.text for part in line)) == SIZES[size][0] for line in lines)
    text = "\n".join("".join(part.text for part in line).rstrip() for line in lines) + "\n"
    golden(f"screen/{look}-{size}.txt", text)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "gruvbox"])
@pytest.mark.parametrize(
    "look", ["leads-sorted", "priorities-moved", "criterion", "calls", "overview", "columns", "help"]
)
async def test_every_text_can_be_read_on_dark_and_on_light(
    software: Opening, app: MakeApp, look: str, theme: str
) -> None:
    shown = app(software)
    shown.theme = theme
    lines = await drawn(shown, SIZES["140x40"], LOOKS[look], top=True)
    # Keys that would do nothing now are dimmed.
    assert {text for text, _ in faint(lines)} <= {"u", "s", "Undo", "Save"}


def faint(lines: Iterable[Strip]) -> set[tuple[str, float]]:
    """Return the texts that can't be read well, each with its contrast."""
    return {
        (part.text.strip(), round(contrast(part), 1))
        for line in lines
        for part in line
        if any(letter.isalnum() for letter in part.text) and contrast(part) < LEAST
    }


def contrast(part: Segment) -> float:
    """Return the contrast of a text with its background, 1 to 21."""
    style = part.style
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    front, back = _light(style.color), _light(style.bgcolor)
    return (max(front, back) + 0.05) / (min(front, back) + 0.05)


def _light(color: RichColor) -> float:
    """Return the relative luminance of a colour, by WCAG 2."""
    parts = []
    for value in Color.from_rich_color(color).rgb:
        share = value / 255
        parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
