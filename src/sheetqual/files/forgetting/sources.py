"""Reads who the leads are, from every kind of file that says it row by row."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.identity import LeadPlaces, identity_headers, lead_places
from sheetqual.core.profile import LeadColumns
from sheetqual.core.words import fold_header
from sheetqual.errors import LeadsFileError
from sheetqual.files._book import Book
from sheetqual.files._package import Package
from sheetqual.files._refusals import Refused
from sheetqual.files._sniff import Kind
from sheetqual.files.calls.words import CALL_WORDS
from sheetqual.files.forgetting.people import Sighting
from sheetqual.files.merging.lead_keys import email_keys, id_text, phone_keys, said_text
from sheetqual.files.merging.name_words import company_words, name_words
from sheetqual.files.tables import read_leads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sheetqual.core.values import Cell
    from sheetqual.files.tables import LeadTable

__all__ = ["CARD", "ReadList", "card_sightings", "journal_sightings", "read_lists", "unfolded"]

_CALL_SHEETS: Final = LeadColumns(
    phone=("Phones", *(header for words in CALL_WORDS.values() for header in (words.call, words.more_numbers))),
    email=("E-mails", "Emails"),
)
"""How call sheets call what is not under the headers of the list."""

_ROW_ID: Final = re.compile(r"row-\d+", re.ASCII)
"""What files for diallers have where a lead has no id: it says nothing once rows have moved."""


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list in a file, or on one of its sheets.

    Attributes:
        file: The file.
        table: The columns that say who a lead is.
        places: Which they are.
    """

    file: Path
    table: LeadTable
    places: LeadPlaces

    def sightings(self) -> Iterator[Sighting]:
        """Yield who the leads are, but for rows that say it of nobody."""
        columns, places = self.table.columns, self.places

        def cells(some: Iterable[int], lead: int) -> list[Cell]:
            return [cell for place in some if place in columns and (cell := columns[place][lead]) is not None]

        for lead, row in enumerate(self.table.rows):
            name = _first(cells(places.name, lead))
            if not name:
                name = f"{_first(cells(places.first, lead))} {_first(cells(places.last, lead))}".strip()
            one = _sighting(
                (self.file, self.table.sheet, row),
                ids=[id_text(cell) for cell in cells(places.id, lead)],
                emails=cells(places.email, lead),
                phones=cells(places.phone, lead),
                name=name,
                company=_first(cells(places.company, lead)),
            )
            if not one.is_nobody:
                yield one


def _first(cells: Iterable[Cell]) -> str:
    return next((text for cell in cells if (text := said_text(cell))), "")


def _sighting(  # noqa: PLR0913 - each is a part of who somebody is
    where: tuple[Path, str | None, int],
    *,
    ids: Iterable[str | None],
    emails: Iterable[Cell],
    phones: Iterable[Cell],
    name: str,
    company: str,
) -> Sighting:
    return Sighting(
        *where,
        frozenset(one for one in ids if one and not _ROW_ID.fullmatch(one)),
        frozenset().union(*map(email_keys, emails)),
        frozenset().union(*map(phone_keys, phones)),
        name_words(name),
        company_words(company),
        f"{name} ({company})" if name and company else name or company,
    )


def read_lists(
    path: Path,
    kind: Kind,
    columns: Sequence[LeadColumns],
    encoding: str | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> list[ReadList]:
    """Read every list in a file: those of all sheets of an .xlsx or .xlsm workbook, else the one that there is.

    Args:
        path: The file.
        kind: What it is.
        columns: The headers that profiles give to who a lead is; common ones are known besides.
        encoding: The encoding of text that is not UTF-8.
        progress: Called about every 10,000 rows with the rows done and, if known, all of them.

    Returns:
        None of a file that holds no leads.

    Raises:
        Refused: A workbook is damaged or unusual.
    """
    names = list(dict.fromkeys(header for lead in (*columns, LeadColumns(), _CALL_SHEETS) for header in _headers(lead)))
    found = []
    for sheet in _sheets(path) if kind is Kind.XLSX else [None]:
        try:
            table = read_leads(path, names=names, sheet=sheet, encoding=encoding, may_be_empty=True, progress=progress)
        except LeadsFileError:
            continue
        found.append(ReadList(path, table, _places(columns, table.headers)))
    return found


def _headers(lead: LeadColumns) -> list[str]:
    return identity_headers(lead) if lead is not _CALL_SHEETS else [*lead.phone, *lead.email]


def _sheets(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            package = Package(archive)
            return [sheet.name for sheet in Book(package).sheets if sheet.part in package]
    except (zipfile.BadZipFile, EOFError, ValueError):
        message = "is damaged and can't be looked into; open it in Excel, save it again."
        raise Refused(message) from None


def _places(columns: Sequence[LeadColumns], headers: Sequence[str]) -> LeadPlaces:
    """Find the columns that say who a lead is, by the headers of profiles first, then by common ones."""
    at: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        if folded := fold_header(header):
            at.setdefault(folded, []).append(place)
    found = [lead_places(lead, at) for lead in (*columns, LeadColumns(), _CALL_SHEETS)]
    parts: dict[str, tuple[int, ...]] = {}
    for part in fields(LeadPlaces):
        some = [getattr(places, part.name) for places in found]
        # A further number is the person's, too; of two names one may be the product's.
        parts[part.name] = (
            tuple(dict.fromkeys(place for places in some for place in places))
            if part.name in ("id", "phone", "email")
            else next(filter(None, some), ())
        )
    return LeadPlaces(**parts)


def journal_sightings(path: Path, raw: bytes) -> Iterator[Sighting]:
    """Yield who the lines of a journal are about: the lead, and who decides instead.

    Args:
        path: The journal.
        raw: Its text: one JSON object a line.
    """
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            said: Any = json.loads(line)
        except (ValueError, RecursionError):
            continue
        for part in ("lead", "referral") if isinstance(said, dict) else ():
            if isinstance(said.get(part), dict):
                one = _of_object((path, None, number), said[part])
                if not one.is_nobody:
                    yield one


def _of_object(where: tuple[Path, str | None, int], said: Mapping[str, Any]) -> Sighting:
    def texts(*keys: str) -> list[str]:
        values = [said.get(key) for key in keys]
        some = [one for value in values for one in (value if isinstance(value, list) else [value])]
        return [str(one) for one in some if isinstance(one, (str, int))]

    return _sighting(
        where,
        ids=map(id_text, texts("id")),
        emails=texts("emails", "email"),
        phones=texts("phones", "phone"),
        name=next(iter(texts("name")), ""),
        company=next(iter(texts("company")), ""),
    )


CARD: Final = re.compile(
    rb"^BEGIN:VCARD[ \t]*\r?$.*?^END:VCARD[ \t]*\r?(?:\n|\Z)", re.DOTALL | re.MULTILINE | re.IGNORECASE
)
"""A contact, with its line ends."""
_FOLD: Final = re.compile(rb"\r?\n[ \t]")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


def unfolded(raw: bytes) -> str:
    """Return lines of a calendar or of contacts as texts, without folds and escapes."""
    plain = _FOLD.sub(b"", raw).decode(errors="replace")
    return _ESCAPE.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], plain)


def card_sightings(path: Path, raw: bytes) -> Iterator[Sighting]:
    """Yield who the contacts of a .vcf file are."""
    for number, card in enumerate(CARD.finditer(raw), start=1):
        said: dict[str, list[str]] = {}
        for line in _FOLD.sub(b"", card[0]).decode(errors="replace").splitlines():
            head, _, value = line.partition(":")
            key = head.partition(";")[0].rpartition(".")[2].upper()
            said.setdefault(key, []).append(value)
        company = _part(said.get("ORG", [""])[0])
        name = _part(said.get("FN", [""])[0], whole=True)
        one = _sighting(
            (path, None, number),
            ids=(),
            emails=said.get("EMAIL", []),
            phones=[number.removeprefix("tel:") for number in said.get("TEL", [])],
            # A lead without a name is filed under its company.
            name="" if name == company else name,
            company=company,
        )
        if not one.is_nobody:
            yield one


def _part(value: str, *, whole: bool = False) -> str:
    """Return the first part of a value, or all of it, without escapes."""
    first = value if whole else re.split(r"(?<!\\);", value, maxsplit=1)[0]
    return _ESCAPE.sub(lambda sign: " " if sign[1] in "nN" else sign[1], first).strip()
