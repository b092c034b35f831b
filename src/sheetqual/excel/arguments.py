"""What Excel hands over -> what the core reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.worksheet import published_text
from sheetqual.errors import SheetqualError
from sheetqual.excel.settings import default_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.values import Cell

__all__ = ["cell", "profile_text", "rows_of", "single"]

_ERROR_BASE: Final = -2_146_828_288
_ERRORS: Final = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}


def cell(value: Any) -> Cell:
    """Return a cell as the core reads it.

    Excel's numbers are always floats, so a whole number is the code of an error; currency cells
    are decimals, and truth values go by their names.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return _ERRORS.get(value - _ERROR_BASE, "#UNKNOWN!") if value < 0 else value
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, (str, float, date)):
        return value
    return str(value)


def rows_of(value: Any) -> Sequence[Sequence[Any]]:
    """Return an argument as rows of Excel's own cells: a block, a row, or one cell."""
    rows = value if isinstance(value, (list, tuple)) else ((value,),)
    return rows if rows and isinstance(rows[0], (list, tuple)) else [[one] for one in rows]


def single(value: Any) -> Cell:
    """Return an argument that is one cell."""
    while isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    return cell(value)


def profile_text(rows: Sequence[Sequence[Any]] | None) -> str:
    """Return a profile's text from published cells, one line a row, or from a file's path.

    Without either it is the text of the profile that was set when the add-in was installed.

    Raises:
        SheetqualError: There is no profile, or the file can't be read.
    """
    text = published_text(rows or ())
    if text is None:
        default = default_profile()
        if default is None:
            message = "no profile; give the published cells (LeadProfile) or a file's path as third argument"
            raise SheetqualError(message)
        return _from_file(str(default))
    if rows and len(rows) == 1 and text.strip().casefold().endswith(".toml"):
        return _from_file(text.strip())
    return text


def _from_file(path: str) -> str:
    try:
        stat = Path(path).stat()
    except (OSError, ValueError):
        stat = None
    if stat is None or not S_ISREG(stat.st_mode):  # Another kind of file might never end.
        message = f"there is no profile at {path}"
        raise SheetqualError(message)
    return _file_text(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8)
def _file_text(path: str, _modified: int, _size: int) -> str:
    from sheetqual.files.profiles import read_profile  # noqa: PLC0415 - most sheets carry their profile

    return read_profile(path).text
