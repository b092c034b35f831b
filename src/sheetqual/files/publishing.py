"""A profile in a workbook: for the functions there, and for people to read.

The profile's text stands line by line in a hidden sheet, under a defined name that formulas refer to.
A second sheet shows the criteria in their order; it is for reading and printing. Both are known by
their defined names, whatever people call the sheets, and are written anew at the next publishing.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import Judge, plain_points
from sheetqual.core.phrases import condition_in_words, wishes_in_words
from sheetqual.core.plan import compile_plan
from sheetqual.errors import OutputError, ProfileError
from sheetqual.files._book import PRIORITIES_NAME, PROFILE_NAME
from sheetqual.files._editing import Editing
from sheetqual.files._markup import CONTROL
from sheetqual.files._native_names import (
    TEXTS_COLUMN,
    are_native,
    define_functions,
    functions_for,
    remove_functions,
    store_calls,
)
from sheetqual.files._own_sheets import OwnCell, own_sheet, put_own_sheet, quoted_sheet, read_own_sheet, sheet_part
from sheetqual.files._package import Package
from sheetqual.files._positions import column_number
from sheetqual.files._refusals import Refused
from sheetqual.files._sheets import calamine_at_work
from sheetqual.files._styles import Look, Styles
from sheetqual.files.lead_workbook import PRIORITIES_SHEET
from sheetqual.files.profiles import profile_from_text, read_profile
from sheetqual.files.safe_text import runs_right_to_left
from sheetqual.files.workbook import can_be_changed, editing, steady

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from datetime import date

    from sheetqual.core.native.functions import NativeFunctions
    from sheetqual.core.profile import Profile
    from sheetqual.files.profiles import ProfileFile
    from sheetqual.files.workbook import Target

__all__ = ["PRIORITIES_NAME", "PROFILE_NAME", "Done", "Published", "publish", "read_published", "with_profile"]

_PROFILE_SHEET: Final = "sheetqual"
_LONGEST_CELL: Final = 32_767
_SOURCE: Final = "Published from"
_WHEN: Final = "Published on"


@dataclass(frozen=True, slots=True)
class Published:
    """A profile that a workbook carries.

    Attributes:
        file: The profile.
        source: The name of the file it was published from; empty where nobody knows.
        when: The moment of publishing, as ISO 8601; empty where nobody knows.
    """

    file: ProfileFile
    source: str
    when: str


def publish(file: ProfileFile, target: Target, *, now: datetime, native: bool | None = None) -> Done:
    """Put a profile into a workbook, in the place of the one before.

    Args:
        file: The profile.
        target: The workbook.
        now: The moment to be named in it.
        native: Whether the workbook gets functions that need nothing installed, or loses them; None to
            make them anew where it has them.

    Returns:
        What was done.

    Raises:
        OutputError: The workbook can't be changed, or the profile does not fit into cells.
        SheetqualError: The profile can't become native functions.
    """
    lines = _lines(file)
    with steady(target):
        return _published(file, target, lines, now, native=native)


@dataclass(frozen=True, slots=True)
class Done:
    """What a publishing did.

    Attributes:
        again: Whether the profile took the place of another one.
        is_native: Whether the workbook has functions that need nothing installed.
        was_native: Whether it had them before.
    """

    again: bool
    is_native: bool
    was_native: bool


def _published(file: ProfileFile, target: Target, lines: Sequence[str], now: datetime, *, native: bool | None) -> Done:
    _check_readable(target.path)
    own = _Own(
        own_sheet(target.path, PROFILE_NAME, _is_profile), own_sheet(target.path, PRIORITIES_NAME, _is_priorities)
    )
    with editing(target) as edited, target.opened() as out:
        was_native = are_native(edited)
        is_native = was_native if native is None else native
        functions = functions_for(file.profile, edited, (own.profile, own.priorities)) if is_native else None
        _put(edited, own, lines, file, now, functions)
        if is_native or was_native:
            store_calls(edited, native=is_native)
        edited.write(out)
    return Done(own.profile is not None, is_native, was_native)


@dataclass(frozen=True, slots=True)
class _Own:
    """The sheets of ours that a workbook has."""

    profile: str | None = None
    priorities: str | None = None


def _is_profile(name: str, rows: Sequence[Sequence[str]]) -> bool:
    return name.casefold().startswith(_PROFILE_SHEET) or any(row[2:3] == [_SOURCE] for row in rows[:1])


def _is_priorities(_name: str, rows: Sequence[Sequence[str]]) -> bool:
    return [row[:2] for row in rows[_HEADER - 1 : _HEADER]] == [list(_TITLES[:2])]


def _check_readable(path: Path) -> None:
    """Check that the profile could be read again from a workbook.

    Raises:
        SheetqualError: It could not: nothing in it can be read.
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - 3 ms that a CSV file does not need

    if can_be_changed(path):
        with calamine_at_work(path.name), path.open("rb") as stream:
            CalamineWorkbook.from_filelike(stream).close()


def with_profile(workbook: bytes, file: ProfileFile, *, now: datetime, native: bool = False) -> bytes:
    """Return a workbook of our own making with a profile published in it; arguments as for `publish`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        edited = Editing(Package(archive))
        functions = functions_for(file.profile, edited) if native else None
        _put(edited, _Own(), _lines(file), file, now, functions)
        if native:
            store_calls(edited, native=True)
        edited.write(out)
    return out.getvalue()


def _lines(file: ProfileFile) -> list[str]:
    lines = plain_text(file.text).split("\n")
    for number, line in enumerate(lines, start=1):
        if len(line) > _LONGEST_CELL:
            name = file.path.name if file.path else "The profile"
            message = f"{name}:{number}: this line is longer than a cell can be; break it up, and publish again."
            raise OutputError(message)
    return lines


def _refuse_taken(edited: Editing, own: _Own) -> None:
    """Refuse to take a name away from cells, or a table, of somebody's.

    Raises:
        Refused: One of our names has another meaning.
    """
    tables = {table.name.casefold() for sheet in edited.sheets if sheet.part for table in edited.tables(sheet)}
    for name, sheet in ((PROFILE_NAME, own.profile), (PRIORITIES_NAME, own.priorities)):
        known = edited.name(name)
        is_other = known is not None and sheet is None and known.refers and "#REF!" not in known.refers
        if is_other or name.casefold() in tables:
            raise Refused(
                f"uses the name {name} for something else; rename that in Excel (Formulas, Name Manager), and publish "
                "again.",
            )


def _put(  # noqa: PLR0913, PLR0917 - what is put, where, and when
    edited: Editing,
    own: _Own,
    lines: Sequence[str],
    file: ProfileFile,
    now: datetime,
    functions: NativeFunctions | None,
) -> None:
    _refuse_taken(edited, own)
    sheet = _put_profile(edited, own.profile, lines, file, now, functions)
    if functions:
        define_functions(edited, functions, sheet)
    else:
        remove_functions(edited)
    _put_priorities(edited, own.priorities, file.profile, now.date())
    edited.recalculate()


def plain_text(text: str) -> str:
    """Return a profile's text as it stands in cells: without what cells can't hold, and its last blank ones."""
    return CONTROL.sub("", text.removeprefix("\ufeff").replace("\r\n", "\n")).rstrip("\n")


def _put_profile(  # noqa: PLR0913, PLR0917 - see _put
    edited: Editing,
    own: str | None,
    lines: Sequence[str],
    file: ProfileFile,
    now: datetime,
    functions: NativeFunctions | None,
) -> str:
    """Write the sheet that holds the profile, and return it as formulas name it."""
    said = [(_SOURCE, file.path.name if file.path else ""), (_WHEN, now.isoformat(timespec="seconds"))]
    rows = [[OwnCell(line or None)] for line in lines]
    rows += [[] for _ in range(len(said) - len(rows))]
    for row, (what, value) in zip(rows, said, strict=False):
        row += [*(OwnCell(None) for _ in range(2 - len(row))), OwnCell(what), OwnCell(value or None)]
    texts = list(functions.texts.values()) if functions else []
    rows += [[] for _ in range(len(texts) - len(rows))]
    for row, value in zip(rows, texts, strict=False):
        row += [*(OwnCell(None) for _ in range(column_number(TEXTS_COLUMN.encode()) - len(row))), OwnCell(value)]
    text = sheet_part(edited.main_namespace, rows, widths=[90, 4, 18, 30])
    name = put_own_sheet(edited, own, _PROFILE_SHEET, text, state="hidden")
    edited.define(PROFILE_NAME, f"{quoted_sheet(name)}!$A$1:$A${len(lines)}")
    return quoted_sheet(name)


def _put_priorities(edited: Editing, own: str | None, profile: Profile, today: date) -> None:
    right_to_left = runs_right_to_left("".join(criterion.name for criterion in profile.criteria))
    styles = edited.styles if isinstance(edited.styles, Styles) else None
    rows = _Priorities(profile, styles, right_to_left=right_to_left).rows(today)
    text = sheet_part(
        edited.main_namespace,
        rows,
        widths=_PRIORITY_WIDTHS,
        merged=["A1:E1", "A2:E2"],
        frozen=_HEADER,
        is_report=True,
        right_to_left=right_to_left,
    )
    name = put_own_sheet(edited, own, PRIORITIES_SHEET, text)
    edited.define(PRIORITIES_NAME, f"{quoted_sheet(name)}!$A$1:$E${len(rows)}", hidden=True)


_PRIORITY_WIDTHS: Final = (6, 30, 10, 52, 60)
_HEADER: Final = 4
_TITLES: Final = ("No.", "Criterion", "What counts", "What to ask")
_RULE: Final = "BFBFBF"


class _Priorities:
    """The rows of the sheet that people read."""

    def __init__(self, profile: Profile, styles: Styles | None, *, right_to_left: bool) -> None:
        self._profile = profile
        self._styles = styles
        self._direction = ' readingOrder="2"' if right_to_left else ""
        self._looks: dict[str, int] = {}

    def rows(self, today: date) -> list[list[OwnCell]]:
        """Return them: a title, the criteria from the most important on, and what takes points off."""
        profile = self._profile
        points = Judge(profile, compile_plan(profile, (), today=today).layout).points
        rows = [
            [self._cell("title", profile.name)],
            [self._cell("note", self._about(today))],
            [],
            self._header(*_TITLES),
        ]
        rank = 0
        for place, criterion in enumerate(profile.criteria, start=1):
            rank = rank if criterion.tied_with_previous else place
            wishes = wishes_in_words(criterion)
            if criterion.required:
                wishes.append(f"Required; without it, the lead goes to the {criterion.on_fail.value} queue.")
            asks = "\n".join(question.ask for question in criterion.questions)
            rows.append(self._row(rank, criterion.name, plain_points(points[criterion.id]), "\n".join(wishes), asks))
        if profile.penalties:
            rows += [[], self._header("", "Points off", "When", "")]
        rows += [
            self._row(None, penalty.name, -plain_points(penalty.thousandths), condition_in_words(penalty.when), "")
            for penalty in profile.penalties
        ]
        return rows

    def _about(self, today: date) -> str:
        score = self._profile.score
        hot, warm = (f"{plain_points(one):g}" for one in (score.hot, score.warm))
        return (
            f"Version {self._profile.version}, published on {today.isoformat()}. The most important comes first. "
            f"Hot from {hot} points, warm from {warm}, of 100. "
            "This sheet is for reading; the next publishing replaces it."
        )

    def _header(self, number: str, name: str, wish: str, asks: str) -> list[OwnCell]:
        looks = ("number", "header", "number", "header", "header")
        return [self._cell(look, text) for look, text in zip(looks, (number, name, "Points", wish, asks), strict=True)]

    def _row(self, rank: int | None, name: str, points: float, wish: str, asks: str) -> list[OwnCell]:
        return [
            self._cell("middle", rank),
            self._cell("name", name),
            self._cell("middle", points),
            self._cell("text", wish),
            self._cell("text", asks or None),
        ]

    def _cell(self, look: str, content: str | float | None) -> OwnCell:
        if self._styles is None:
            return OwnCell(content)
        if look not in self._looks:
            known = _LOOKS[look]
            self._looks[look] = self._styles.of(replace(known, alignment=known.alignment + self._direction))
        return OwnCell(content, self._looks[look])


def _font(size: int = 11, colour: str = "", *, bold: bool = False) -> str:
    said = f'<color rgb="FF{colour}"/>' if colour else ""
    return f'{"<b/>" if bold else ""}<sz val="{size}"/>{said}<name val="Calibri"/><family val="2"/>'


_LOOKS: Final = {
    "title": Look(font=_font(16, bold=True), alignment='vertical="center"'),
    "note": Look(font=_font(colour="595959"), alignment='vertical="top" wrapText="1"'),
    "header": Look(font=_font(colour="FFFFFF", bold=True), fill="1F6F8B", alignment='vertical="center" wrapText="1"'),
    "number": Look(font=_font(colour="FFFFFF", bold=True), fill="1F6F8B", alignment='horizontal="center"'),
    "middle": Look(font=_font(), line=_RULE, alignment='horizontal="center" vertical="top"'),
    "name": Look(font=_font(bold=True), line=_RULE, alignment='vertical="top" wrapText="1"'),
    "text": Look(font=_font(), line=_RULE, alignment='vertical="top" wrapText="1"'),
}


def read_published(path: str | os.PathLike[str]) -> Published | None:
    """Return the profile that a workbook carries, or None.

    Args:
        path: An .xlsx or .xlsm workbook.

    Raises:
        LeadsFileError: The workbook can't be read.
        ProfileError: What it carries is no sound profile.
    """
    file = Path(path)
    found = read_own_sheet(file, PROFILE_NAME) if can_be_changed(file) else None
    if found is None:
        return None
    cells, box = found.rows, found.box
    lines = [row[box.left] if len(row) > box.left else "" for row in cells[box.top - 1 : box.bottom]]
    beside = (row[box.left + 2 : box.left + 4] for row in cells)
    said = {pair[0]: pair[1] for pair in beside if len(pair) == 2 and pair[0]}  # noqa: PLR2004 - what, and which
    profile = profile_from_text("\n".join(lines) + "\n", f"{PROFILE_NAME} in {file.name}")
    return Published(profile, said.get(_SOURCE, ""), said.get(_WHEN, ""))


def is_same(published: Published, master: ProfileFile) -> bool:
    """Tell whether a workbook carries the very text of a profile."""
    return plain_text(published.file.text) == plain_text(master.text)


def master_of(published: Published, workbook: Path) -> ProfileFile | None:
    """Return the team's master beside a workbook, where it is: the file it was published from."""
    for name in dict.fromkeys((published.source, "profile.toml")):
        path = workbook.parent / name
        if name and Path(name).name == name and path.is_file():
            try:
                return read_profile(path)
            except ProfileError:
                return None
    return None
