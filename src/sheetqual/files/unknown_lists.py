"""A list of which nothing is known: where its header is, and which of its columns say who a lead is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.candidates import CandidateKind, candidates
from sheetqual.core.identity import LeadPlaces, identity_headers, lead_places
from sheetqual.core.overrides import override_headers
from sheetqual.core.profile import LeadColumns, OverrideColumns
from sheetqual.core.words import fold_header
from sheetqual.errors import LeadsFileError
from sheetqual.files.tables import read_leads

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection

    from sheetqual.core.reading import Reader
    from sheetqual.files.tables import LeadTable

__all__ = ["lead_places_of", "read_unknown_list"]

_WORDY: Final = (CandidateKind.YES_NO, CandidateKind.CHOICE)
_SEARCHED_ROWS: Final = 5


def read_unknown_list(  # noqa: PLR0913 - each is one of the command line's options
    path: str | os.PathLike[str],
    *,
    also: Collection[str] = (),
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> LeadTable:
    """Read a list of which nothing is known, perhaps not even where its header is, with all its columns.

    Args:
        path: The list.
        also: Headers that it may have, beside those that say who a lead is.
        sheet: The sheet's name; the best one when None.
        header_row: The header's row, from 1; found when None.
        encoding: The encoding of a CSV file that is not UTF-8.
        progress: Called with rows read and their total, where known.

    Raises:
        LeadsFileError: The list can't be read, or nothing in it looks like a header.
    """
    names = [*also, *identity_headers(LeadColumns()), *override_headers(OverrideColumns())]
    known = {fold_header(name) for name in names}

    def read(row: int | None) -> LeadTable:
        return read_leads(
            path, names=names, sheet=sheet, header_row=row, encoding=encoding, keep_all=True, progress=progress
        )

    if header_row is not None:
        return read(header_row)
    named: LeadTable | None = None
    refusal = ""
    try:
        named = read(None)
    except LeadsFileError as error:
        refusal = str(error)
    if named and len({fold_header(header) for header in named.headers} & known) > 1:
        return named
    # A single such name might as well be an answer: a "Contact" among "E-mail" and "Letter".
    for row in range(1, _SEARCHED_ROWS + 1):
        try:
            found = read(row)
        except LeadsFileError as error:
            if str(error) == refusal:
                raise
            continue
        if sum(bool(header.strip()) for header in found.headers) > 1:
            return found
    if named is None:
        source = Path(path).name
        raise LeadsFileError(f"No row of {source} looks like a header; give the number of its row with --header-row.")
    return named


def lead_places_of(table: LeadTable, reader: Reader) -> LeadPlaces:
    """Return which columns of a list say who a lead is, going by their names and by what stands in them."""
    places: dict[str, list[int]] = {}
    for place, header in enumerate(table.headers):
        places.setdefault(fold_header(header), []).append(place)
    # A column "Contact" that says how somebody was reached is nobody's name.
    anything = candidates(table.headers, table.columns, reader=reader, lead=LeadPlaces())
    answers = {candidate.place for candidate in anything if candidate.kind in _WORDY}
    return lead_places(LeadColumns(), places, answers)
