"""An empty workbook to write leads into, made for a profile: a column for everything it reads."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Final, cast

from sheetqual.core.conditions import tests_of
from sheetqual.core.native.functions import uses_dates
from sheetqual.core.words import fold, fold_header
from sheetqual.files._book import PROFILE_NAME
from sheetqual.files.safe_text import runs_right_to_left
from sheetqual.files.score_columns import COLOURS, FUNCTION_OF, LONGEST_LABEL, OWN_MARK, WIDTHS, workbook_headers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

    from sheetqual.core.conditions import Condition, Test, Wanted
    from sheetqual.core.profile import Criterion, Profile

__all__ = ["PRIORITIES_SHEET", "TABLE", "LeadColumn", "Part", "Words", "lead_columns", "lead_workbook"]

TABLE: Final = "Leads"
"""The name of the Excel table, in every language: formulas begin with it."""

PRIORITIES_SHEET: Final = "Priorities"
"""The name of the sheet that shows what counts, in every language: publishing adds it."""

_LISTS: Final = "Lists"
_ROWS: Final = 1000
_IDENTITY: Final = ("name", "company", "phone", "email", "owner", "id")
_AS_TEXT: Final = ("phone", "id")
"""Excel would take the zero from 0646892029, and the end from an id of twenty digits."""
_LONGEST_HEADER: Final = 255


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language that a workbook is written in.

    Attributes:
        yes: The answer yes.
        partly: The answer between yes and no.
        no: The answer no.
        unknown: The answer of who does not know.
        refused: What to write for who would not say.
        leads: The name of the sheet.
        how_to: The name of the sheet that says how to fill it in.
        guide: What that sheet says; ``{unknown}``, ``{refused}`` and ``{priorities}`` are filled in.
    """

    yes: str = "yes"
    partly: str = "partly"
    no: str = "no"
    unknown: str = "don't know"
    refused: str = "refused"
    leads: str = "Leads"
    how_to: str = "How to"
    guide: tuple[str, ...] = ()


class Part(Enum):
    """What a column is there for."""

    IDENTITY = "identity"
    CRITERION = "criterion"
    REST = "rest"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class LeadColumn:
    """One column of the workbook.

    Attributes:
        header: Its header.
        part: What it is there for.
        questions: What to ask to fill it in.
        choices: What its drop-down offers; empty for none.
        strict: Whether other answers are asked about.
        text: Whether its cells hold text, whatever they look like.
        width: Its width, in characters.
    """

    header: str
    part: Part
    questions: tuple[str, ...] = ()
    choices: tuple[Wanted, ...] = ()
    strict: bool = False
    text: bool = False
    width: float = 0


_WIDTHS: Final = {"name": 24, "company": 26, "phone": 18, "email": 28, "owner": 18, "id": 14}
_NARROWEST: Final = 13
_WIDEST: Final = 36
_NARROW: Final = 10
_FILTER_BUTTON: Final = 6


def lead_columns(profile: Profile, words: Words) -> list[LeadColumn]:
    """Return the columns that a profile's leads are written into.

    Who the lead is comes first, then the criteria from the most important on, then what else the
    profile reads. Nothing is asked for twice.

    Args:
        profile: The profile.
        words: The language's words.
    """
    columns: dict[str, LeadColumn] = {}

    def add(header: str, part: Part, question: str | None = None, width: float = 0, *, text: bool = False) -> None:
        header = _header(header)
        key = fold_header(header)
        column = columns.get(key)
        if column is None:
            width = max(width, _NARROWEST, min(len(header) + _FILTER_BUTTON, _WIDEST))
            column = LeadColumn(header, part, text=text, width=width)
        if question and question not in column.questions:
            column = replace(column, questions=(*column.questions, question))
        columns[key] = column

    for name in _IDENTITY:
        for header in getattr(profile.lead, name)[:1]:
            add(header, Part.IDENTITY, width=_WIDTHS[name], text=name in _AS_TEXT)
    for criterion in profile.criteria:
        question = criterion.questions[0].ask if criterion.questions else None
        for headers in _criterion_headers(criterion):
            add(headers[0], Part.CRITERION, question)
    for headers in _other_headers(profile):
        if not any(fold_header(_header(header)) in columns for header in headers):
            add(headers[0], Part.REST)
    return [_with_choices(column, profile, words) for column in columns.values()]


def _header(text: str) -> str:
    """Return a header as a table can hold it."""
    return _clean(text)[:_LONGEST_HEADER].strip() or "?"


def _clean(text: str) -> str:
    """Return a text on one line, of letters that a workbook knows."""
    return "".join(one for one in " ".join(text.split()) if unicodedata.category(one) not in _UNKNOWN)


_UNKNOWN: Final = ("Cc", "Cs", "Cn")


def _criterion_headers(criterion: Criterion) -> list[tuple[str, ...]]:
    """Return the headers that a criterion reads, those that stand in for each other together."""
    conditions = criterion.conditions
    read = [test.columns for condition in conditions for test in tests_of(condition)]
    if criterion.columns in read or criterion.decay:
        read.insert(0, criterion.columns)
    return list(dict.fromkeys(read))


def _other_headers(profile: Profile) -> Iterator[tuple[str, ...]]:
    """Yield the headers that are read for something other than a criterion."""
    for condition in _other_conditions(profile):
        for test in tests_of(condition):
            yield test.columns
    if profile.suppress.columns:
        yield profile.suppress.columns


def _other_conditions(profile: Profile) -> list[Condition]:
    horizon = [profile.horizon.lost_when] if profile.horizon else []
    return [*(penalty.when for penalty in profile.penalties), *horizon, *profile.types.values()]


def _with_choices(column: LeadColumn, profile: Profile, words: Words) -> LeadColumn:
    """Return a column with the drop-down that its conditions call for."""
    key = fold_header(column.header)
    conditions = [condition for criterion in profile.criteria for condition in criterion.conditions]
    conditions += _other_conditions(profile)
    tests = [
        test
        for condition in conditions
        for test in tests_of(condition)
        if any(fold_header(_header(header)) == key for header in test.columns)
    ]
    asked = {test.operator for test in tests} - {"known"}
    if asked and asked <= {"yes", "no"}:
        choices: Iterable[Wanted] = (words.yes, words.partly, words.no, words.unknown, words.refused)
        return replace(column, choices=tuple(choices), strict=True)
    named = _named(tests, words)
    if not named:
        return column
    return replace(column, choices=tuple(_distinct([*named, words.unknown, words.refused])))


def _named(tests: Sequence[Test], words: Words) -> list[Wanted]:
    """Return the answers that comparisons name: of several words for one grade the first, and a no."""
    listed = [test for test in tests if test.operator in ("is", "one_of", "not_one_of")]
    all_wanted = [test.wanted if isinstance(test.wanted, tuple) else (test.wanted,) for test in listed]
    if len(listed) > 1:
        all_wanted = [*(wanted[:1] for wanted in all_wanted), (False,)]
    return [
        (words.yes if one else words.no) if isinstance(one, bool) else one for wanted in all_wanted for one in wanted
    ]


def _distinct(choices: Iterable[Wanted]) -> list[Wanted]:
    """Return choices without those that read the same as one before."""
    first: dict[str, Wanted] = {}
    for choice in choices:
        first.setdefault(fold(str(choice)), choice)
    return list(first.values())


def lead_workbook(profile: Profile, words: Words) -> bytes:
    """Return an empty workbook for a profile's leads, as an .xlsx file.

    Args:
        profile: The profile.
        words: The language's words.
    """
    import openpyxl  # noqa: PLC0415 - 100 ms that only a new workspace needs

    columns = [*(own := lead_columns(profile, words)), *_score_columns(profile, own)]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = words.leads
    sheet.sheet_view.rightToLeft = runs_right_to_left(words.leads)
    _write_headers(sheet, columns)
    _make_table(sheet, columns, profile)
    _make_drop_downs(book, sheet, columns)
    _colour_temperatures(sheet, columns, profile)
    _set_up_print(sheet)
    _write_guide(book, words)
    stream = io.BytesIO()
    book.save(stream)
    return _with_relative_paths(stream)


def _with_relative_paths(saved: io.BytesIO) -> bytes:
    """Return a workbook whose sheets name their parts as Excel does; some programs know no other way."""
    stream = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename.startswith("xl/worksheets/_rels/"):
                part = part.replace(b'Target="/xl/', b'Target="../')
            new.writestr(info, part)
    return stream.getvalue()


def _score_columns(profile: Profile, others: Sequence[LeadColumn]) -> list[LeadColumn]:
    """Return the columns that sheetqual fills in, under names that no other column has."""
    taken = {fold_header(column.header) for column in others}
    return [
        LeadColumn(
            f"{header}{OWN_MARK}" if fold_header(header) in taken else header,
            Part.SCORE,
            width=max(WIDTHS[header], len(header) + _FILTER_BUTTON),
        )
        for header in workbook_headers(profile)
    ]


_COLOURS: Final = {
    Part.IDENTITY: "FF44546A",
    Part.CRITERION: "FF1F6F8B",
    Part.REST: "FF6B7A8C",
    Part.SCORE: "FF7A5A2E",
}
_WHITE: Final = "FFFFFFFF"


def _write_headers(sheet: Worksheet, columns: Sequence[LeadColumn]) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415 - see lead_workbook
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    near = "right" if sheet.sheet_view.rightToLeft else "left"
    for place, column in enumerate(columns, start=1):
        cell = cast("SheetCell", sheet.cell(1, place))
        _write_text(cell, column.header)
        cell.font = Font(name="Calibri", size=11, bold=True, color=_WHITE)
        cell.fill = PatternFill("solid", start_color=_COLOURS[column.part])
        cell.alignment = Alignment(near, vertical="center", wrap_text=True, indent=1)
        if column.questions:
            note = "\n\n".join(map(_clean, column.questions))
            lines = sum(1 + len(question) // _NOTE_LETTERS for question in column.questions) + len(column.questions)
            cell.comment = Comment(note, "sheetqual", width=_NOTE_WIDTH, height=_NOTE_LINE * (lines + 1))
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        if column.text:
            sheet.column_dimensions[letter].number_format = "@"
        if column.part is Part.SCORE and WIDTHS.get(column.header, _WIDEST) < _NARROW:
            # A number at the right would touch the text beside it.
            sheet.column_dimensions[letter].alignment = Alignment("center")
    sheet.row_dimensions[1].height = _HEADER_HEIGHT
    sheet.freeze_panes = "B2"


_NOTE_WIDTH: Final = 300
_NOTE_LETTERS: Final = 38
_NOTE_LINE: Final = 18
_HEADER_HEIGHT: Final = 34


def _write_text(cell: SheetCell, text: str) -> None:
    """Write a text that is one, also where it looks like a formula."""
    cell.value = text
    cell.data_type = "s"


def _make_table(sheet: Worksheet, columns: Sequence[LeadColumn], profile: Profile) -> None:
    """Make the header and an empty row into an Excel table, which grows as leads are written below it.

    Scores and temperatures are formulas, which the table gives to every new row.
    """
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see lead_workbook
    from openpyxl.worksheet.table import Table, TableFormula, TableStyleInfo  # noqa: PLC0415

    table = Table(displayName=TABLE, ref=f"A1:{get_column_letter(len(columns))}2")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight15", showRowStripes=True)
    table._initialise_columns()  # type: ignore[attr-defined]  # noqa: SLF001 - writing it would do so, too late
    own = [column.header for column in columns if column.part is not Part.SCORE]
    for place, (column, said) in enumerate(zip(columns, table.tableColumns, strict=True), start=1):
        said.name = column.header
        function = FUNCTION_OF.get(column.header.removesuffix(OWN_MARK)) if column.part is Part.SCORE else None
        if function:
            formula = _call(function, own[0], own[-1], has_day=uses_dates(profile))
            said.calculatedColumnFormula = TableFormula(attr_text=formula)
            sheet.cell(2, place).value = f"={formula}"
    sheet.add_table(table)


def _call(function: str, first: str, last: str, *, has_day: bool) -> str:
    """Return a call of a function for the row that it stands in, as a file holds it."""
    span = f"[{_in_brackets(first)}]" if first == last else f"[{_in_brackets(first)}]:[{_in_brackets(last)}]"
    day = ",TODAY()" if has_day else ""
    return f"{function}({TABLE}[[#This Row],{span}],{TABLE}[[#Headers],{span}],{PROFILE_NAME}{day})"


def _in_brackets(header: str) -> str:
    """Return a header as formulas name it."""
    return re.sub(r"(['\[\]#@])", r"'\1", header)


def _make_drop_downs(book: Workbook, sheet: Worksheet, columns: Sequence[LeadColumn]) -> None:
    """Give columns their drop-downs, whose choices stand on a hidden sheet.

    A list within the sheet itself could hold no comma and no more than 255 letters.
    """
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see lead_workbook
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    lists: dict[tuple[tuple[Wanted, ...], bool], DataValidation] = {}
    for place, column in enumerate(columns, start=1):
        if not column.choices:
            continue
        key = column.choices, column.strict
        if key not in lists:
            letter = get_column_letter(len(lists) + 1)
            lists[key] = DataValidation(
                "list",
                formula1=f"{_LISTS}!${letter}$1:${letter}${len(column.choices)}",
                allow_blank=True,
                showErrorMessage=column.strict,
                # A person may know better: "x" and "да" are understood too.
                errorStyle="warning" if column.strict else None,
            )
            sheet.add_data_validation(lists[key])
        letter = get_column_letter(place)
        lists[key].add(f"{letter}2:{letter}{_ROWS + 1}")
    if not lists:
        return
    hidden = book.create_sheet(_LISTS)
    hidden.sheet_state = "hidden"
    for place, (choices, _) in enumerate(lists, start=1):
        for row, choice in enumerate(choices, start=1):
            _write_choice(cast("SheetCell", hidden.cell(row, place)), choice)


def _write_choice(cell: SheetCell, choice: Wanted) -> None:
    if isinstance(choice, (int, float, date)):
        cell.value = choice
    else:
        _write_text(cell, _clean(str(choice)))


def _colour_temperatures(sheet: Worksheet, columns: Sequence[LeadColumn], profile: Profile) -> None:
    """Have the temperature of each lead coloured, once it has one."""
    from openpyxl.formatting.rule import CellIsRule  # noqa: PLC0415 - see lead_workbook
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    headers = [column.header.removesuffix(OWN_MARK) if column.part is Part.SCORE else "" for column in columns]
    letter = get_column_letter(headers.index("Temperature") + 1)
    for temperature, colour in COLOURS.items():
        label = profile.score.labels[temperature].replace('"', '""')
        if len(label) > LONGEST_LABEL:
            continue
        fill = PatternFill("solid", start_color=f"FF{colour}", end_color=f"FF{colour}")
        rule = CellIsRule("equal", [f'"{label}"'], font=Font(color="FF000000"), fill=fill)  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(f"{letter}2:{letter}{_ROWS + 1}", rule)


def _write_guide(book: Workbook, words: Words) -> None:
    """Add the sheet that says how to fill in the leads."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - see lead_workbook

    sheet = book.create_sheet(words.how_to)
    right = runs_right_to_left(words.leads)
    sheet.sheet_view.rightToLeft = right
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 100
    lines = [words.how_to, *(_filled_in(line, words) for line in words.guide or _GUIDE)]
    for row, line in enumerate(lines, start=1):
        cell = cast("SheetCell", sheet.cell(row, 1))
        _write_text(cell, line)
        cell.font = Font(name="Calibri", size=16 if row == 1 else 12, bold=row == 1)
        cell.alignment = Alignment(
            "right" if right else "left", vertical="center", wrap_text=True, readingOrder=_FROM_RIGHT if right else 0
        )
        sheet.row_dimensions[row].height = _GUIDE_HEIGHT * (1 + len(line) // _GUIDE_LETTERS)
    _fit_to_page(sheet)


_GUIDE: Final = (
    "One row is one lead. Write the next one right below the last; the table grows with it.",
    "Leave blank what you have not asked yet. Write “{unknown}” when they don't know, “{refused}” when they won't say.",
    "The note on a header says what to ask.",
    "The sheet {priorities} shows what counts, the most important first.",
    "Score, Temperature, Queue, Reason, Lowest and Highest are filled in by sheetqual each time; don't write there.",
    "Your leads never leave this computer.",
)
_FROM_RIGHT: Final = 2
_GUIDE_HEIGHT: Final = 24
_GUIDE_LETTERS: Final = 90


def _filled_in(line: str, words: Words) -> str:
    for name, word in (("unknown", words.unknown), ("refused", words.refused), ("priorities", PRIORITIES_SHEET)):
        line = line.replace(f"{{{name}}}", word)
    return line


def _set_up_print(sheet: Worksheet) -> None:
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    _fit_to_page(sheet)


def _fit_to_page(sheet: Worksheet) -> None:
    """Print a sheet one page wide."""
    from openpyxl.worksheet.page import PageMargins  # noqa: PLC0415 - see lead_workbook
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
