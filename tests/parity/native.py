"""Native functions in a workbook, evaluated by engines that know neither sheetqual nor each other."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
from openpyxl.utils import get_column_letter

from sheetqual.files.profiles import profile_from_text
from sheetqual.files.publishing import publish
from sheetqual.files.workbook import target_of

from .front_ends import LEADS, fill
from .sheets import NATIVE, Sheet, same

NOW = datetime(2026, 11, 21, tzinfo=UTC)
STALE = -12345.0
"""Stands in every formula's cell before the engines calculate: an answer of an earlier time."""
MESSAGE = "sheetqual: "
_VALUE = re.compile(rb"(</f>)(?:<v\s*/>|<v>[^<]*</v>)")

Place: TypeAlias = tuple[int, int]
"""Row and column, from 1."""
Read: TypeAlias = Callable[[Sequence[Place]], list[Any]]


def native_workbook(sheet: Sheet, path: Path, formulas: Mapping[Place, str]) -> Path:
    """Write a list with formulas, and publish its profile natively; formulas have no values but stale ones.

    Raises:
        SheetqualError: The profile can't become formulas.
    """
    book = openpyxl.Workbook()
    leads: Any = book.active
    leads.title = LEADS
    fill(leads, sheet)
    for place, formula in formulas.items():
        leads.cell(*place).value = f"={formula}"
    book.save(path)
    publish(profile_from_text(sheet.profile, "profile.toml"), target_of(path, backup=False), now=NOW, native=True)
    _make_stale(path, len(formulas))
    return path


def _make_stale(path: Path, count: int) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in parts if name.endswith("sheet1.xml"))
    parts[name], found = _VALUE.subn(rf"\g<1><v>{STALE}</v>".encode(), parts[name])
    assert found == count, "every formula's value is stale"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)


Call: TypeAlias = tuple[int, str]
"""A lead and a function."""


def all_calls(leads: Sequence[int]) -> list[Call]:
    """Return every native function of some leads."""
    return [(lead, function) for lead in leads for function in NATIVE]


def row_formulas(sheet: Sheet, calls: Sequence[Call]) -> dict[Place, str]:
    """Return the row form of some calls, beside their leads."""
    last = get_column_letter(len(sheet.headers))
    return {
        _place(sheet, call): f"{call[1]}(A{call[0] + 2}:{last}{call[0] + 2},$A$1:${last}$1,LeadProfile,{sheet.day:.0f})"
        for call in calls
    }


def block_formulas(sheet: Sheet) -> dict[Place, str]:
    """Return the block form of every native function: one formula over all leads, which spills."""
    last = get_column_letter(len(sheet.headers))
    return {
        _place(sheet, (0, function)): f"{function}(A2:{last}{len(sheet.rows) + 1},A1:{last}1,LeadProfile,"
        f"{sheet.day:.0f})"
        for function in NATIVE
    }


def _place(sheet: Sheet, call: Call) -> Place:
    return call[0] + 2, len(sheet.headers) + 2 + NATIVE.index(call[1])


@dataclass
class Judged:
    """What became of native calls.

    Attributes:
        found: What is otherwise than it should be.
        values: How many said what the core says.
        messages: How many declined with a message, as they may.
    """

    found: list[str] = field(default_factory=list)
    values: int = 0
    messages: int = 0

    def add(self, other: Judged) -> None:
        """Add up."""
        self.found += other.found
        self.values += other.values
        self.messages += other.messages


def judged(sheet: Sheet, who: str, read: Read, calls: Sequence[Call], *, is_exact: bool = False) -> Judged:
    """Compare what an engine shows with what the core says.

    Args:
        sheet: The list.
        who: The engine.
        read: It.
        calls: What to compare.
        is_exact: Whether what may be a message must be one.
    """
    said = Judged()
    for (lead, function), given in zip(calls, read([_place(sheet, call) for call in calls]), strict=True):
        wanted = sheet.expected[function][lead]
        may_decline = function in sheet.unread.get(lead, ())
        declines = isinstance(given, str) and given.startswith(MESSAGE) and given != wanted
        if may_decline and declines:
            said.messages += 1
        elif not declines and same(given, wanted) and not (is_exact and may_decline):
            said.values += 1
        else:
            should = "a message" if is_exact and may_decline else repr(wanted)
            cells = dict(zip(sheet.headers, sheet.rows[lead], strict=True))
            said.found.append(f"{who}, {sheet.name}, lead {lead}: {function} is {given!r}, should be {should}; {cells}")
    return said


def ironcalc(path: Path) -> Read:
    """Evaluate a workbook with IronCalc."""
    import ironcalc as engine

    model = engine.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()

    def read(places: Sequence[Place]) -> list[Any]:
        return [model.get_cell_value(0, *place) for place in places]

    return read


def formulon(path: Path) -> Read:
    """Evaluate a workbook with formulon."""
    import formulon as engine

    book = engine.Workbook.load(path.read_bytes())
    book.recalc()

    def read(places: Sequence[Place]) -> list[Any]:
        return [book.get_value(0, row - 1, column - 1).to_python() for row, column in places]

    return read


ENGINES: Mapping[str, Callable[[Path], Read]] = {"IronCalc": ironcalc, "formulon": formulon}
