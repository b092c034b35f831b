"""Draw the pictures of README and docs anew, from the samples.

Those of the screen are SVG; those of workbooks are made by LibreOffice and pdftoppm (poppler-utils).
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import openpyxl
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from sheetqual.core.calling import CallFilter
from sheetqual.files.calls.exporting import export_calls, targets_of
from sheetqual.files.calls.preparing import prepare_session
from sheetqual.files.calls.session import SessionSettings
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile
from sheetqual.files.publishing import publish
from sheetqual.files.workbook import target_of, write_scores
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.session import Opening
from sheetqual_tui.settings import Settings
from sheetqual_tui.start import Start

if TYPE_CHECKING:
    from openpyxl import Workbook

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SOFTWARE = ROOT / "samples" / "software"
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""A picture asks nobody for a font."""
TODAY = date(2026, 11, 21)


async def draw(
    name: str, *keys: str, size: tuple[int, int] = (120, 32), folder: Path = SOFTWARE, leads: str = "leads.xlsx"
) -> None:
    """Draw the screen after some keys.

    Args:
        name: The picture's name, without its ending.
        keys: The keys to press.
        size: Columns and rows of the terminal.
        folder: Where the list is.
        leads: The list's name.
    """
    opening = Opening(folder / leads, read_profile(SOFTWARE / "profile.toml"), TODAY)
    app = SheetqualApp(Start(TODAY), opening, opening.read(), Settings())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await (pilot.pause(1.0) if key == "wait" else pilot.press(key))
        await pilot.pause(1.0)
        picture = _FONT.sub("", app.export_screenshot(title="sheetqual"))
        (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")


async def draw_all() -> None:
    """Draw every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # Nobody's settings show in a picture, or change by it.
        os.environ["SHEETQUAL_CONFIG_DIR"] = folder
        await draw("screen")
        await draw("moved", "2", "J", "J")
        await draw("criterion", "2", "j", "enter")
        await draw("calls", "3")
        await draw("overview", "4")
        past = ("L", "enter", "wait", "enter", "enter", "wait")
        await draw("learning", *past, size=(140, 36), leads="outcomes.csv")
        shutil.copytree(SOFTWARE, Path(folder, "calls"))
        begin = ("3", "C", "A", "n", "n", "a", "enter", "wait", "wait")
        await draw("calling", *begin, *("right",) * 4, "wait", folder=Path(folder, "calls"))


def draw_call_sheet() -> None:
    """Draw a call sheet as LibreOffice prints it."""
    leads = SOFTWARE / "leads.xlsx"
    scored = score_list(leads, read_profile(SOFTWARE / "profile.toml"), today=TODAY, keep_all=True)
    when = datetime(TODAY.year, TODAY.month, TODAY.day, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    session = prepare_session(scored, SessionSettings(CallFilter(), top=12), leads, when=when)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export_calls(session, targets_of(folder / "calls.xlsx"), now=when)
        office = f"-env:UserInstallation=file://{folder}/office"
        run("soffice", office, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "calls.xlsx")
        part = ("-x", 20, "-y", 20, "-W", 1600, "-H", 560)
        run("pdftoppm", "-png", "-r", 140, "-singlefile", *part, folder / "calls.pdf", PICTURES / "call-sheet")


def draw_workbooks() -> None:
    """Draw leads with their scores, and the sheet of priorities, as LibreOffice prints them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "leads.xlsx")
        shutil.copy(SOFTWARE / "leads.xlsx", path)
        file = read_profile(SOFTWARE / "profile.toml")
        seen = target_of(path)
        write_scores(score_list(path, file, today=TODAY), seen)
        publish(file, target_of(path), now=datetime.combine(TODAY, datetime.min.time(), UTC))
        book = openpyxl.load_workbook(path)
        leads = book["Leads"]
        for place, header in enumerate(leads[1], start=1):
            letter = get_column_letter(place)
            leads.column_dimensions[letter].hidden = header.value not in _SHOWN
            header.fill = PatternFill("solid", start_color="FF1F6F8B")  # LibreOffice draws no styles of tables.
        leads.delete_rows(16, leads.max_row)
        leads.tables["Leads"].ref = f"A1:{letter}15"
        leads.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        leads.page_setup.orientation = "landscape"
        for name, sheet, top, height in (("scores", "Leads", 80, 165), ("priorities", "Priorities", 30, 500)):
            for one in book:
                one.sheet_state = "visible" if one.title == sheet else "hidden"
            book.active = book.index(book[sheet])
            print_sheet(book, Path(folder), name, top, height)


_SHOWN = ("Company", "Need", "Budget", "Decision maker", "Score", "Temperature", "Queue", "Reason", "Lowest", "Highest")


def print_sheet(book: Workbook, folder: Path, name: str, top: int, height: int) -> None:
    """Print the visible sheet of a workbook, and keep the top of the page.

    Args:
        book: The workbook.
        folder: A folder to work in.
        name: The picture's name, without its ending.
        top: Where the part of the page begins that is kept, in points of the picture.
        height: How much of it is kept.
    """
    book.save(folder / f"{name}.xlsx")
    office = f"-env:UserInstallation=file://{folder}/office"
    run("soffice", office, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / f"{name}.xlsx")
    part = ("-x", 30, "-y", top, "-W", 1000, "-H", height)
    run("pdftoppm", "-png", "-r", 90, "-singlefile", *part, folder / f"{name}.pdf", PICTURES / name)


def run(*command: object) -> None:
    """Run a program."""
    subprocess.run([str(one) for one in command], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words


if __name__ == "__main__":
    asyncio.run(draw_all())
    draw_workbooks()
    draw_call_sheet()
