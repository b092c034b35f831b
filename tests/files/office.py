"""What LibreOffice shows of workbooks: many of them in one start, which takes seconds.

`soffice --convert-to fods` writes each workbook as one XML file with every value, formula and
error; that needs nothing but the package libreoffice-calc-nogui, no python3-uno and no socket.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from xml.parsers import expat

from .whole import LAST_COLUMN, LAST_ROW, Allowed, Box, letters, place

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value")

START = 30
"""Seconds for LibreOffice to start."""
EACH = 5
"""Seconds for a workbook more: they take a tenth of a second, on a busy machine a whole one."""

VOLATILE = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|CELL|INFO)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows: the type and the value behind it, the text on the screen, and the formula.

    The result of an array formula goes over some rows and columns.
    """

    kind: str
    value: str
    text: str
    formula: str | None = None
    rows: int = 1
    columns: int = 1

    @property
    def is_error(self) -> bool:
        """Whether it shows an error."""
        return self.kind == "error"


Sheets: TypeAlias = dict[str, dict[tuple[int, int], Shown]]


def values(soffice: str, paths: Sequence[Path], *, starts: int = 2) -> dict[Path, Sheets | None]:
    """Return what LibreOffice shows of workbooks, by sheet and by row and column from 1.

    Args:
        soffice: The program.
        paths: The workbooks.
        starts: So many LibreOffices share the work at a time.

    Returns:
        None for a workbook that LibreOffice does not open, or does not get through.
    """
    shares = [paths[at::starts] for at in range(starts)]
    with ThreadPoolExecutor(starts) as pool:
        done = pool.map(lambda share: _converted(soffice, share), shares)
        return {path: sheets for one in done for path, sheets in one.items()}


def _converted(soffice: str, paths: Sequence[Path]) -> dict[Path, Sheets | None]:
    """Load workbooks in one start; where that breaks off, those that are left in halves."""
    if not paths:
        return {}
    found: dict[Path, Sheets | None] = {}
    with tempfile.TemporaryDirectory(prefix="office-") as name:
        folder = Path(name)
        finished = _run(soffice, paths, folder)
        for at, path in enumerate(paths):
            made = folder / "out" / f"{at:05}.fods"
            found[path] = _sheets(made.read_bytes()) if made.is_file() else None
    left = [path for path, sheets in found.items() if sheets is None]
    if not finished and len(paths) > 1:
        # One of them took LibreOffice down, or too long: the others must not suffer for it.
        half = (len(left) + 1) // 2
        for some in (left[:half], left[half:]):
            found.update(_converted(soffice, some))
    return found


def _run(soffice: str, paths: Sequence[Path], folder: Path) -> bool:
    """Convert workbooks; return whether LibreOffice came to its end."""
    copies = folder / "in"
    copies.mkdir()
    names = []
    for at, path in enumerate(paths):
        # Numbers, as two may have one name; copies, as it puts lock files beside what it opens.
        names.append(str(copies / f"{at:05}{path.suffix}"))
        shutil.copyfile(path, names[-1])
    command = [
        soffice,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--convert-to", "fods", "--outdir", str(folder / "out")),
        *names,
    ]
    # soffice is a script that starts others: only their group can be ended.
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd=folder
    )
    try:
        return process.wait(START + EACH * len(paths)) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


# --- Flat OpenDocument ------------------------------------------------------------------------


@dataclass(slots=True)
class _Cell:
    """A cell that is being read."""

    attributes: Mapping[str, str]
    lines: list[str]
    times: int


class _Reader:
    """Reads the sheets of a flat OpenDocument file while expat goes through it."""

    def __init__(self) -> None:
        self.sheets: Sheets = {}
        self.sheet: dict[tuple[int, int], Shown] = {}
        self.row = self.column = 0
        self.rows: int = 1
        self.pending: list[tuple[int, Shown]] = []
        self.cell: _Cell | None = None
        self.notes = 0  # how deep in notes and drawings, which hold texts and tables of their own
        self.in_text = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        space, _, local = name.rpartition(" ")
        if self.notes or local in {"annotation", "shapes"} or space.endswith(":drawing:1.0"):
            self.notes += 1
        elif space == TEXT:
            self._text(local, attributes)
        elif space != TABLE:
            return
        elif local == "table":
            self.sheet = self.sheets.setdefault(attributes[f"{TABLE} name"], {})
            self.row = 0
        elif local == "table-row":
            self.column, self.pending = 0, []
            self.rows = int(attributes.get(f"{TABLE} number-rows-repeated", "1"))
        elif local in {"table-cell", "covered-table-cell"}:
            self.cell = _Cell(attributes, [], int(attributes.get(f"{TABLE} number-columns-repeated", "1")))

    def _text(self, local: str, attributes: Mapping[str, str]) -> None:
        """Take an element in a text."""
        self.in_text += 1
        if not self.cell:
            return
        if local == "p":
            self.cell.lines.append("")
        elif self.cell.lines:
            blanks = {"s": " " * int(attributes.get(f"{TEXT} c", "1")), "tab": "\t", "line-break": "\n"}
            self.cell.lines[-1] += blanks.get(local, "")

    def characters(self, text: str) -> None:
        """Take some text."""
        if self.cell and self.cell.lines and self.in_text and not self.notes:
            self.cell.lines[-1] += text

    def end(self, name: str) -> None:
        """Take the end of an element."""
        space, _, local = name.rpartition(" ")
        if self.notes:
            self.notes -= 1
        elif space == TEXT:
            self.in_text -= 1
        elif space == TABLE and local in {"table-cell", "covered-table-cell"} and self.cell:
            shown = _shown(self.cell)
            if shown:
                self.pending.extend((self.column + at, shown) for at in range(1, self.cell.times + 1))
            self.column += self.cell.times
            self.cell = None
        elif space == TABLE and local == "table-row":
            for below in range(1, self.rows + 1) if self.pending else ():
                self.sheet.update(((self.row + below, column), shown) for column, shown in self.pending)
            self.row += self.rows


def _shown(cell: _Cell) -> Shown | None:
    """Return what a cell shows, or None for an empty one."""
    kind = cell.attributes.get(f"{CALC} value-type", cell.attributes.get(f"{OFFICE} value-type", ""))
    formula = cell.attributes.get(f"{TABLE} formula")
    if not kind and formula is None and not cell.lines:
        return None
    value = next((cell.attributes[f"{OFFICE} {one}"] for one in VALUES if f"{OFFICE} {one}" in cell.attributes), "")
    spanned = [int(cell.attributes.get(f"{TABLE} number-matrix-{one}-spanned", "1")) for one in ("rows", "columns")]
    return Shown(kind, value, "\n".join(cell.lines), formula, *spanned)


def _sheets(data: bytes) -> Sheets:
    """Return the sheets of a flat OpenDocument file."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.Parse(data, True)
    return reader.sheets


# --- Comparison -------------------------------------------------------------------------------


ONE = r"\$?((?:'(?:[^']|'')*'|[^.\]'])*)\.\$?([A-Z]{0,3})\$?(\d*)"
REFERENCE = re.compile(rf"\[{ONE}(?::{ONE})?\]")


def same_values(before: Sheets | None, after: Sheets | None, ignoring: Allowed) -> list[str]:
    """Return what LibreOffice shows otherwise of a workbook, but for the cells that may differ.

    Cells whose formula gives another value at each load, and those that read cells that may differ,
    are passed over.
    """
    if before is None or after is None:
        return [] if before is None else ["LibreOffice no longer opens it"]
    return list(_unlike(before, after, ignoring))


def _unlike(before: Sheets, after: Sheets, ignoring: Allowed) -> Iterator[str]:
    names, now_names = ([name for name in one if name not in ignoring.sheets] for one in (before, after))
    if names != now_names:
        yield f"the sheets were {names}, are {now_names}"
    loose = _loose(before, ignoring)
    for name in names:
        was, now = before[name], after.get(name, {})
        for at in sorted({*was, *now}):
            one, other = was.get(at), now.get(at)
            if one != other and (name, *at) not in loose and not ignoring.covers(name, *at):
                yield f"{name}!{letters(at[1])}{at[0]}: showed {one}, shows {other}"


def _loose(sheets: Sheets, ignoring: Allowed) -> set[tuple[str, int, int]]:
    """Return the cells whose value hangs on the time, on chance or on cells that may differ."""
    formulas = [
        (name, at, shown, list(_references(name, shown.formula)))
        for name, cells in sheets.items()
        for at, shown in cells.items()
        if shown.formula
    ]
    found: set[tuple[str, int, int]] = set()
    size = -1
    while size < len(found):
        size = len(found)
        for name, (row, column), shown, references in formulas:
            if (name, row, column) in found:
                continue
            reads = any(_reads(sheet, box, found, ignoring) for sheet, box in references)
            if reads or VOLATILE.search(shown.formula or ""):
                found.update((name, row + y, column + x) for y in range(shown.rows) for x in range(shown.columns))
    return found


def _references(name: str, formula: str) -> Iterator[tuple[str, Box]]:
    """Yield the sheets and the ranges that a formula reads."""
    for one in REFERENCE.finditer(formula):
        sheet, left, top, _, right, bottom = one.groups()
        sheet = sheet.strip("'").replace("''", "'") if sheet else name
        start, end = place(f"{left or 'A'}{top or 1}"), place(f"{right or left or 'XFD'}{bottom or top or LAST_ROW}")
        if start and end:
            yield sheet, Box(*start, end[0] if bottom or top else LAST_ROW, end[1] if right or left else LAST_COLUMN)


def _reads(sheet: str, box: Box, found: set[tuple[str, int, int]], ignoring: Allowed) -> bool:
    """Return whether a range has cells that are found, or that may differ."""
    for area in ignoring.cells.get(sheet, ()):
        rows = range(box.top, box.bottom + 1)
        if any(box.left <= one <= box.right for one in area.columns) and (
            area.rows is None or any(row in area.rows for row in rows)
        ):
            return True
    return any(name == sheet and box.holds(Box(row, column, row, column)) for name, row, column in found)
