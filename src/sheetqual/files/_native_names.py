"""Native functions in a workbook: the names that hold them, and the cells that they look things up in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.core.native.functions import FUNCTION_NAMES, PREFIX, TEXT_NAMES, native_functions, uses_dates
from sheetqual.files._lead_calls import lead_calls
from sheetqual.files._refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Collection

    from sheetqual.core.native.functions import NativeFunctions
    from sheetqual.core.profile import Profile
    from sheetqual.files._book import Book, Sheet
    from sheetqual.files._editing import Editing
    from sheetqual.files._lead_calls import Call

__all__ = ["TEXTS_COLUMN", "are_native", "define_functions", "functions_for", "remove_functions", "store_calls"]

_TEXTS: Final = frozenset(TEXT_NAMES)
TEXTS_COLUMN: Final = "F"
"""Where, on the sheet that holds the profile, the texts stand that formulas look things up in."""
_WITH_DAY: Final = 4


def are_native(book: Book) -> bool:
    """Tell whether a workbook carries functions of ours."""
    return any(_is_ours(book, name) for name in FUNCTION_NAMES)


_OURS: Final = "_xlfn.LAMBDA(_xlpm.q_"
"""How every function of ours begins."""


def _is_ours(book: Book, name: str) -> bool:
    known = book.name(name)
    return known is not None and known.refers.startswith(f"{_OURS}leads,")


def functions_for(profile: Profile, edited: Editing, own: Collection[str | None] = ()) -> NativeFunctions:
    """Return a profile's functions, with the arguments that the workbook's formulas give them.

    Args:
        profile: The profile.
        edited: The workbook.
        own: The names of its sheets that are ours.

    Raises:
        Refused: The workbook uses one of the names for something else, counts days from 1904, or its
            formulas call the functions in ways that can't both work.
        SheetqualError: The profile can't become formulas.
    """
    for name in FUNCTION_NAMES:
        known = [one for one in edited.names if one.name.upper() == name]
        if known and not (len(known) == 1 and _is_ours(edited, name)):
            raise Refused(
                f"uses the name {name} for something else; rename that in Excel (Formulas, Name Manager), and "
                "publish again.",
            )
    if edited.epoch_1904 and uses_dates(profile):
        raise Refused(
            "counts days from 1904, which native functions don't; use the add-in, or untick that in Excel's options "
            "(Advanced, 1904 date system).",
        )
    return native_functions(profile, has_day=_has_day(profile, edited, own))


def _has_day(profile: Profile, edited: Editing, own: Collection[str | None]) -> bool:
    """Tell whether the workbook's formulas give the day of scoring; a name can't leave arguments out."""
    calls = [
        (sheet, call)
        for sheet in edited.sheets
        if sheet.part in edited.package and sheet.name not in own
        for call in lead_calls(edited.package.open(sheet.part))
        if call.function in FUNCTION_NAMES
    ]
    counts: dict[int, tuple[Sheet, Call]] = {}
    for sheet, call in calls:
        counts.setdefault(call.arguments, (sheet, call))
    for count, (sheet, call) in counts.items():
        if not _WITH_DAY - 1 <= count <= _WITH_DAY:
            raise Refused(
                f"calls {call.function} with {count} {'argument' if count == 1 else 'arguments'} in "
                f"{sheet.name}!{call.cell}; native functions take the lead, its headers and LeadProfile. "
                "Change that formula, and publish again.",
            )
    if len(counts) > 1:
        (one, first), (other, second) = (counts[_WITH_DAY - 1], counts[_WITH_DAY])
        raise Refused(
            f"calls the functions with the day of scoring in {other.name}!{second.cell} and without it in "
            f"{one.name}!{first.cell}; native functions need all alike. Change one of them, and publish again.",
        )
    return _WITH_DAY in counts if counts else uses_dates(profile)


def define_functions(edited: Editing, functions: NativeFunctions, sheet: str) -> None:
    """Define the names.

    Args:
        edited: The workbook.
        functions: The functions.
        sheet: The sheet that holds the profile, as formulas name it.
    """
    remove_functions(edited)
    for row, name in enumerate(functions.texts, start=1):
        edited.define(name, f"{sheet}!${TEXTS_COLUMN}${row}", hidden=True)
    for name, formula in functions.names.items():
        edited.define(name, formula, hidden=name.startswith(PREFIX))


def remove_functions(edited: Editing) -> None:
    """Take the names away; those that are defined anew afterwards stay."""
    for one in edited.names:
        is_function = one.refers.startswith(_OURS) and one.name.casefold().startswith(PREFIX)
        is_text = one.name.casefold() in _TEXTS and f"!${TEXTS_COLUMN}$" in one.refers
        if one.sheet is None and (is_function or is_text or _is_ours(edited, one.name)):
            edited.undefine([one.name])


def store_calls(edited: Editing, *, native: bool) -> None:
    """Store every call as Excel stores calls of native functions, or of an add-in's."""
    sheets = [
        sheet
        for sheet in edited.sheets
        if sheet.part in edited.package
        and not edited.is_changed(sheet)
        and next(lead_calls(edited.package.open(sheet.part)), None)
    ]
    dynamic = edited.dynamic_arrays() if native and sheets else None
    for sheet in sheets:
        edited.store_calls(sheet, dynamic)
