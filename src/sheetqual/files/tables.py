"""Reads leads from workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) and text files (.csv, .tsv, .txt).

What a file is shows in its first bytes; its name plays no part. Only the columns that are looked
for are kept, and a column's equal values share one object, so long lists fit into memory.

Error cells come as their names (``#N/A``), in every format: from the cells' types in .xlsx, .xlsm,
.xlsb and .xls, and in .ods from LibreOffice's own mark; an .ods file that another program wrote has
no such mark, and its error cells are whatever text or blank that program left. The 1904 date system
is seen in all of them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from sheetqual.core.values import Cell, Finding
from sheetqual.errors import LeadsFileError
from sheetqual.files._csv import read_csv
from sheetqual.files._grid import Request
from sheetqual.files._sniff import Kind, NotLeads, kind_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from sheetqual.files._grid import Gathered

__all__ = ["LeadTable", "read_leads"]


@dataclass(frozen=True, slots=True)
class LeadTable:
    """A list of leads, as it stands in a file.

    Attributes:
        source: The file's name, without its folder.
        sheet: The sheet's name; None for a text file.
        headers: The text of every header cell by column position, empty for blank ones.
        columns: The cells of each kept column, one a lead, by column position (the first is 0).
        rows: Each lead's row: the sheet's, as Excel shows it, or the CSV record's number with the
            first record as 1, blank records counted.
        epoch_1904: Whether the workbook counts days from 1904.
        findings: What a person should look at.
        header_row: The header's row, counted like those of the leads.
    """

    source: str
    sheet: str | None
    headers: tuple[str, ...]
    columns: Mapping[int, list[Cell]]
    rows: Sequence[int]
    epoch_1904: bool
    findings: tuple[Finding, ...]
    header_row: int = 1


def read_leads(  # noqa: PLR0913 - each is one of the command line's options
    path: str | os.PathLike[str],
    *,
    names: Collection[str],
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    keep_all: bool = False,
    may_be_empty: bool = False,
    progress: Callable[[int, int | None], None] | None = None,
) -> LeadTable:
    """Read a list of leads.

    Args:
        path: A workbook or a text file.
        names: The header names looked for; spelling is compared as `fold_header` folds it.
        sheet: The sheet's name; None for the first visible one that has at least half of the
            names, else the one that has most.
        header_row: The header's 1-based row; None for the row among the first 20 that has most
            of the names.
        encoding: A text file's encoding, where it has no byte order mark; None for UTF-8, else
            cp1252 with a finding.
        keep_all: Whether columns that are not looked for are kept too.
        may_be_empty: Whether a header without any lead below it is a list, too.
        progress: Called about every 10,000 rows with the rows done and, if known, all of them.

    Returns:
        The leads; blank rows are none.

    Raises:
        LeadsFileError: The file can't be read, or has no leads; the text says what to do.
    """
    source = Path(path).name or str(path)
    request = Request.of(names, sheet, header_row, keep_all=keep_all, may_be_empty=may_be_empty)
    if header_row is not None and header_row < 1:
        raise LeadsFileError("The header row must be 1 or more; give another --header-row.")
    try:
        with _regular(Path(path), source) as file:
            gathered = _read(file, source, request, encoding, progress)
    except OSError as error:
        raise _cannot_open(source, error) from None
    return LeadTable(
        source,
        gathered.sheet,
        gathered.headers,
        gathered.columns,
        gathered.rows,
        gathered.epoch_1904,
        tuple(Finding(code, text, row, column) for code, text, row, column in gathered.findings),
        gathered.header_row,
    )


def _read(
    path: Path,
    source: str,
    request: Request,
    encoding: str | None,
    progress: Callable[[int, int | None], None] | None,
) -> Gathered:
    try:
        kind = kind_of(path)
    except NotLeads as other:
        raise LeadsFileError(f"{source} {other}") from None
    match kind:
        case Kind.TEXT:
            return read_csv(path, source, request, encoding, progress)
        case Kind.XLSX:
            import zipfile  # noqa: PLC0415 - CSV files come without these

            from sheetqual.files._sheets import damaged, read_xlsx  # noqa: PLC0415

            try:
                with zipfile.ZipFile(path) as archive:
                    return read_xlsx(path, archive, source, request, progress)
            except zipfile.BadZipFile:
                raise damaged(source) from None
        case _:
            from sheetqual.files._limited import read_limited  # noqa: PLC0415

            return read_limited(path, kind, source, request, progress)


@contextmanager
def _regular(path: Path, source: str) -> Iterator[Path]:
    """Give a file that can be read more than once: what comes through a pipe is copied first."""
    mode = path.stat().st_mode
    if path.is_dir():
        if path.suffix.lower() == ".numbers":
            raise LeadsFileError(
                f"{source} is an Apple Numbers file; export it from Numbers as Excel or CSV, and use that."
            )
        raise LeadsFileError(f"{source} is a folder; give the file with the leads in it.")
    if S_ISREG(mode):
        yield path
        return
    import shutil  # noqa: PLC0415 - pipes are rare
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="sheetqual-") as folder:
        copy = Path(folder, "leads")
        with path.open("rb") as pipe, copy.open("wb") as file:
            shutil.copyfileobj(pipe, file)
        yield copy


def _cannot_open(source: str, error: OSError) -> LeadsFileError:
    if isinstance(error, FileNotFoundError):
        return LeadsFileError(f"{source} can't be found; check its name and its folder.")
    if isinstance(error, PermissionError):
        return LeadsFileError(f"{source} can't be opened; close it in other programs, and check that you may read it.")
    return LeadsFileError(f"{source} can't be read; copy it to another folder, and try the copy.")
