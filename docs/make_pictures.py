"""Draw the pictures of README and docs anew, from the samples, as SVG."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from pathlib import Path

from sheetqual.files.profiles import read_profile
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.session import Opening

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SOFTWARE = ROOT / "samples" / "software"
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""A picture asks nobody for a font."""
TODAY = date(2026, 11, 21)


async def draw(name: str, *keys: str, size: tuple[int, int] = (120, 32)) -> None:
    """Draw the screen after some keys.

    Args:
        name: The picture's name, without its ending.
        keys: The keys to press.
        size: Columns and rows of the terminal.
    """
    opening = Opening(SOFTWARE / "leads.xlsx", read_profile(SOFTWARE / "profile.toml"), TODAY)
    app = SheetqualApp(opening, opening.read())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause(0.3)
        picture = _FONT.sub("", app.export_screenshot(title="sheetqual"))
        (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")


async def draw_all() -> None:
    """Draw every picture."""
    PICTURES.mkdir(exist_ok=True)
    await draw("screen")
    await draw("moved", "tab", "J")


if __name__ == "__main__":
    asyncio.run(draw_all())
