"""Writes call sheets: a workbook to call from, whose answers find their way back into the list."""

from __future__ import annotations

import io
from contextlib import suppress
from copy import copy
from datetime import date, datetime
from itertools import chain, zip_longest
from math import ceil
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from sheetqual.core.dispositions import DISPOSITIONS
from sheetqual.errors import OutputError
from sheetqual.files.atomic import replacing
from sheetqual.files.calls.call_columns import CallColumns, Look, Part
from sheetqual.files.calls.given_out import GIVEN, Given
from sheetqual.files.calls.sheet_names import sheet_names
from sheetqual.files.exports import SheetWriter
from sheetqual.files.safe_text import for_terminal, runs_right_to_left

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.comments import Comment
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

    from sheetqual.core.values import Cell
    from sheetqual.files.calls.call_columns import Column
    from sheetqual.files.calls.session import Call, CallSession
    from sheetqual.files.calls.words import CallWords

__all__ = ["write_call_sheet"]

_STEP: Final = 256
_MOST_ROWS: Final = 1_048_576
_LISTS: Final = "Lists"
_RESERVED: Final = ("History", _LISTS, GIVEN)
"""Names that no sheet of calls may have; the first is Excel's own."""


def write_call_sheet(  # noqa: PLR0913 - what to write, where and in which words
    session: CallSession,
    sheets: Mapping[str, Sequence[Call]],
    path: str | os.PathLike[str],
    words: CallWords,
    language: str,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Write a workbook to call from: one row a lead, with room for every answer.

    Every text is written as text, never as a formula. A hidden sheet remembers what was given out, so
    that `sheetqual.files.calls.returned_sheet` can tell what callers have written.

    Args:
        session: The session.
        sheets: Name of a sheet -> those of the session's calls that stand on it, in order.
        path: The file; one that is there is replaced as a whole.
        words: The words on the sheets.
        language: Their language, such as ``en``.
        progress: Called with rows written and their total, the last time right before the file takes
            its place; what it raises stops the work, and the old file stays.

    Raises:
        OutputError: The file can't be written, or there are more calls than a sheet has rows.
    """
    import openpyxl  # noqa: PLC0415 - 100 ms that other formats do not need

    if any(len(calls) >= _MOST_ROWS for calls in sheets.values()):
        raise OutputError("So many calls do not fit into one sheet; take fewer leads, or write a .csv instead.")
    total = sum(map(len, sheets.values()))
    with replacing(path) as out, io.BytesIO() as stream:
        book = openpyxl.Workbook(write_only=True)
        try:
            for done in _CallBook(book, session, sheets, words, language).write():
                if progress and done % _STEP == 0:
                    progress(done, total)
            book.save(stream)
            out.write(stream.getvalue())
            if progress:
                progress(total, total)
        except BaseException:
            # Else the writers of its sheets would complain when they are taken apart.
            for sheet in book.worksheets:
                with suppress(Exception):
                    sheet.close()
            raise


_HEADER_FILLS: Final = {
    Part.LEAD: "FF44546A",
    Part.ANSWER: "FF1F6F8B",
    Part.RESULT: "FF7A5A2E",
    Part.MARK: "FFF2F2F2",
}
_INK: Final = "FF1A1A1A"
_GREY: Final = "FF8C8C8C"
_WHITE: Final = "FFFFFFFF"
_RULE: Final = "FFBFC5CC"
_SIZE: Final = 13
_FONTS: Final = {
    Look.HEADER: (12, True, _WHITE),
    Look.SHORT_HEADER: (12, True, _WHITE),
    Look.FACT: (12, False, _INK),
    Look.NAME: (_SIZE, True, _INK),
    Look.DIAL: (_SIZE, True, _INK),
    Look.LATIN: (11, False, _INK),
    Look.MOMENT: (12, False, _INK),
    Look.DAY: (12, False, _INK),
    Look.MARK: (9, False, _GREY),
}
"""Size, whether bold, and colour; the others are plain."""
_CENTRED: Final = (Look.SHORT, Look.SHORT_HEADER)
_HEADER_LOOKS: Final = {Look.SHORT: Look.SHORT_HEADER, Look.MARK: Look.MARK}
_FORMATS: Final = {
    Look.DAY: "yyyy-mm-dd",
    Look.MOMENT: "yyyy-mm-dd hh:mm",
    # What is typed there stays as it is: Excel would take the zero from a number, the end from a long id, and
    # a note that begins with a dash for a formula.
    **dict.fromkeys((Look.LATIN, Look.DIAL, Look.NOTES, Look.MARK), "@"),
}
_FROM_LEFT: Final = 1
_FROM_RIGHT: Final = 2
_HEADER_HEIGHT: Final = 48
_LETTERS: Final = 11
"""So many letters of a text of size one go into a width of one."""
_SPACING: Final = 1.25
"""The height of a line, against the size of its letters."""
_AIR: Final = 8
_LEAST_LINES: Final = 3
_MOST_LINES: Final = 20
_USUALLY: Final = 0.9
_A4: Final = 9
_NOTE_WIDTH: Final = 300
_NOTE_LETTERS: Final = 38
_NOTE_LINE: Final = 18


class _Pen:
    """Makes the cells of a sheet; a look is worked out once, as doing so for each cell would take longest."""

    def __init__(self, sheet: Worksheet, *, right_to_left: bool = False) -> None:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.cell.cell import Cell as SheetCell  # noqa: PLC0415

        self._sheet, self._new, self._kind = sheet, WriteOnlyCell, SheetCell
        self._right_to_left = right_to_left
        self._write = SheetWriter(cast("Any", sheet))
        self._styles: dict[tuple[Look, str | None, int], StyleArray] = {}

    def plain(self, value: Cell) -> object:
        """Return a cell without a look; None where a text would show nothing."""
        said = self._write.cell(value)
        return None if said == "" else said

    def header(self, column: Column) -> SheetCell:
        """Return the header of a column, with a note that says what to ask."""
        look = _HEADER_LOOKS.get(column.look, Look.HEADER)
        cell = self.cell(column.header, look, _HEADER_FILLS[column.part])
        if column.answer:
            cell.comment = _note(column.answer.questions)
        return cell

    def cell(self, value: Cell, look: Look, fill: str | None) -> SheetCell:
        """Return a cell."""
        if look is Look.MOMENT and isinstance(value, date) and not isinstance(value, datetime):
            look = Look.DAY
        said = self.plain(value)
        cell: Any = said if isinstance(said, self._kind) else self._new(self._sheet, value=cast("Any", said))
        style = copy(self._style(look, fill, _direction(value, look)))
        if cell.has_style:  # quotes around what looks like a formula, the usual format of a day
            style.quotePrefix = cell._style.quotePrefix  # noqa: SLF001 - openpyxl gives a look in parts, and slowly
            style.numFmtId = style.numFmtId or cell._style.numFmtId  # noqa: SLF001
        cell._style = style  # noqa: SLF001
        return cast("SheetCell", cell)

    def _style(self, look: Look, fill: str | None, direction: int) -> StyleArray:
        key = look, fill, direction
        if key not in self._styles:
            self._styles[key] = self._new_style(*key)
        return self._styles[key]

    def _new_style(self, look: Look, fill: str | None, direction: int) -> StyleArray:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415 - see write_call_sheet

        cell: Any = self._new(self._sheet)
        size, is_bold, colour = _FONTS.get(look, (_SIZE, False, _INK))
        cell.font = Font(name="Calibri", size=size, bold=is_bold, color=colour)
        is_centred = look in _CENTRED
        near = "right" if self._right_to_left else "left"
        cell.alignment = Alignment(
            "center" if is_centred else near,
            vertical="center",
            wrap_text=True,
            indent=0 if is_centred else 1,
            readingOrder=direction,
        )
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        rule = Side("thin", color=_RULE)
        cell.border = Border(rule, rule, rule, rule)
        cell.number_format = _FORMATS.get(look, "General")
        return cast("StyleArray", cell._style)  # noqa: SLF001 - see cell


def _direction(value: Cell, look: Look) -> int:
    """Return the direction that a cell is read in: that of its text, whichever way the sheet runs.

    Else a number in a Persian sheet would lose its plus to the other end, and a Persian question in an
    English one its question mark.
    """
    if look in (Look.LATIN, Look.DIAL, Look.MARK):
        return _FROM_LEFT
    if not isinstance(value, str):
        return 0
    return _FROM_RIGHT if runs_right_to_left(value) else _FROM_LEFT


def _note(questions: Sequence[str]) -> Comment:
    from openpyxl.comments import Comment  # noqa: PLC0415 - see write_call_sheet

    texts = [" ".join(for_terminal(question).split()) for question in questions]
    lines = sum(_lines(text, _NOTE_LETTERS) + 1 for text in texts)
    return Comment("\n\n".join(texts), "sheetqual", width=_NOTE_WIDTH, height=_NOTE_LINE * (lines + 1))


def _lines(text: str, letters: float) -> int:
    """Return how many lines a text takes that is broken after so many letters."""
    return sum(max(1, ceil(len(line) / letters)) for line in text.split("\n"))


class _CallBook:
    """A workbook of call sheets that is being written."""

    def __init__(
        self,
        book: Workbook,
        session: CallSession,
        sheets: Mapping[str, Sequence[Call]],
        words: CallWords,
        language: str,
    ) -> None:
        """Make its sheets; arguments as for `write_call_sheet`."""
        self._book, self._session, self._words, self._language = book, session, words, language
        shown = sheets or {words.title: ()}
        self._columns = CallColumns(session, [*chain.from_iterable(shown.values())], words, language)
        names = sheet_names(shown, words.title, _RESERVED)
        self._sheets = [(_new_sheet(book, name), calls) for name, calls in zip(names, shown.values(), strict=True)]
        self._lists = _new_sheet(book, _LISTS, "hidden")
        self._given = _new_sheet(book, GIVEN, "veryHidden")
        self._remember = _Pen(self._given).plain
        self._choices: list[tuple[Cell, ...]] = []

    def write(self) -> Iterator[int]:
        """Fill the sheets; yield how many rows are done after each."""
        self._begin_given()
        done = 0
        for place, (sheet, calls) in enumerate(self._sheets, start=1):
            for _ in self._fill(sheet, calls, "Calls" if place == 1 else f"Calls_{place}"):
                done += 1
                yield done
        pen = _Pen(self._lists)
        for row in zip_longest(*self._choices):
            self._lists.append([pen.plain(choice) for choice in row])

    def _fill(self, sheet: Worksheet, calls: Sequence[Call], table: str) -> Iterator[None]:
        columns = self._columns.of(calls)
        right_to_left = runs_right_to_left(self._words.title)
        self._set_up(sheet, columns, len(calls), right_to_left=right_to_left)
        self._make_table(sheet, columns, len(calls), table)
        self._make_drop_downs(sheet, columns, len(calls))
        pen = _Pen(sheet, right_to_left=right_to_left)
        sheet.row_dimensions[1].height = _HEADER_HEIGHT
        sheet.append([pen.header(column) for column in columns])
        rows = [[column.value(call) for column in columns] for call in calls]
        # Mostly alike: sorting moves leads, but not the heights of their rows.
        heights = [_height(row, columns) for row in rows]
        usual = sorted(heights)[int(len(heights) * _USUALLY)] if heights else 0
        for number, (call, row) in enumerate(zip(calls, rows, strict=True), start=2):
            sheet.row_dimensions[number].height = max(usual, heights[number - 2])
            cells = zip(row, columns, strict=True)
            sheet.append([pen.cell(value, one.look, one.fill(call) if one.fill else None) for value, one in cells])
            self._given.append([*map(self._remember, self._columns.given(call, sheet.title))])
            yield

    def _begin_given(self) -> None:
        """Say on the hidden sheet what all of its rows have in common."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.workbook.defined_name import DefinedName  # noqa: PLC0415

        table, file = self._session.scored.table, self._session.scored.file
        about = self._columns.headers | {
            Given.LIST: table.source,
            Given.PROFILE: file.profile.name,
            Given.VERSION: file.profile.version,
            Given.SHA256: file.sha256,
            Given.DATES: file.profile.dates,
            Given.LANGUAGE: self._language,
            Given.WHEN: self._session.when.isoformat(),
        }
        answers = self._columns.answers
        self._given.append([*map(self._remember, (*Given, *(answer.header for answer in answers)))])
        self._given.append(
            [*map(self._remember, (*(about.get(one) for one in Given), *(answer.column for answer in answers)))]
        )
        last = get_column_letter(len(Given) + len(answers))
        rows = 2 + sum(len(calls) for _, calls in self._sheets)
        self._book.defined_names[GIVEN] = DefinedName(GIVEN, attr_text=f"{GIVEN}!$A$1:${last}${rows}")

    def _set_up(self, sheet: Worksheet, columns: Sequence[Column], count: int, *, right_to_left: bool) -> None:
        """Set what people see first, and how the sheet is printed: one page wide."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.worksheet.page import PageMargins  # noqa: PLC0415
        from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

        for place, column in enumerate(columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.freeze_panes = "C2"
        sheet.sheet_view.rightToLeft = right_to_left
        sheet.print_title_rows = "1:1"
        printed = sum(column.part is not Part.MARK for column in columns)
        sheet.print_area = f"A1:{get_column_letter(printed)}{count + 1}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins = PageMargins(left=0.25, right=0.25, top=0.3, bottom=0.5, header=0.2, footer=0.2)
        footer: Any = sheet.HeaderFooter.oddFooter
        footer.left.text = f"&A  {self._session.when:%Y-%m-%d}"
        footer.center.text = f"&P {self._words.of} &N"

    @staticmethod
    def _make_table(sheet: Worksheet, columns: Sequence[Column], count: int, name: str) -> None:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.worksheet.table import Table, TableStyleInfo  # noqa: PLC0415

        table = Table(displayName=name, ref=f"A1:{get_column_letter(len(columns))}{max(count, 1) + 1}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        table._initialise_columns()  # type: ignore[attr-defined]  # noqa: SLF001 - writing it would do so, too late
        for column, said in zip(columns, table.tableColumns, strict=True):
            said.name = column.header
        sheet.tables.add(table)

    def _make_drop_downs(self, sheet: Worksheet, columns: Sequence[Column], count: int) -> None:
        """Give columns their drop-downs, whose choices stand on a hidden sheet."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see write_call_sheet
        from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

        for place, column in enumerate(columns, start=1):
            choices, strict = self._offered(column)
            if not choices:
                continue
            if choices not in self._choices:
                self._choices.append(choices)
            letter, own = get_column_letter(self._choices.index(choices) + 1), get_column_letter(place)
            drop_down = DataValidation(
                "list",
                formula1=f"{_LISTS}!${letter}$1:${letter}${len(choices)}",
                allow_blank=True,
                showErrorMessage=strict,
                # A person may know better: words of other languages are understood too.
                errorStyle="warning" if strict else None,
            )
            drop_down.add(f"{own}2:{own}{max(count, 1) + 1}")
            sheet.data_validations.append(drop_down)

    def _offered(self, column: Column) -> tuple[tuple[Cell, ...], bool]:
        """Return what a column's drop-down offers, and whether other answers are asked about."""
        if column.answer:
            return column.answer.choices, column.answer.strict
        if column.header == self._columns.headers[Given.DISPOSITION]:
            return tuple(DISPOSITIONS.get(self._language, DISPOSITIONS["en"]).values()), True
        return (), False


def _new_sheet(book: Workbook, name: str, state: Literal["visible", "hidden", "veryHidden"] = "visible") -> Worksheet:
    # It writes its rows one by one, and else has all that other sheets have.
    sheet = cast("Worksheet", book.create_sheet(name))
    sheet.sheet_state = state
    return sheet


def _height(row: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Return the height of a row in points: room for its lines, and for a pen."""
    least = _LEAST_LINES * _SIZE
    for cell, column in zip(row, columns, strict=True):
        if isinstance(cell, str):
            size = _FONTS[column.look][0] if column.look in _FONTS else _SIZE
            least = max(least, _lines(cell, (column.width - 1) * _LETTERS / size) * size)
    return min(least, _MOST_LINES * _SIZE) * _SPACING + _AIR
