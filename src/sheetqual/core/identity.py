"""Which columns of a list say who a lead is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from sheetqual.core.profile import LeadColumns
from sheetqual.core.reading import WHITE, cell_text, is_blank
from sheetqual.core.words import fold_header

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sheetqual.core.values import Cell

__all__ = ["LeadPlaces", "column_texts", "identity_headers", "lead_places", "lead_text"]

_COMMON: Final[Mapping[str, tuple[str, ...]]] = {
    "id": (
        *("Record ID", "Lead ID", "Lead - ID", "Contact ID", "ID", "Lead No", "Lead number", "Kundenr", "Номер"),
        *("شناسه",),
    ),
    "name": (
        *("Name", "Full name", "Contact name", "Lead name", "Person - Name", "Contact", "Contact person"),
        *("Nome e cognome", "Nominativo", "Nome completo", "Referente", "Contatto", "Navn", "Kontaktperson"),
        *("ФИО", "Имя", "Контакт", "Контактное лицо", "نام", "نام و نام خانوادگی", "مخاطب"),
    ),
    "company": (
        *("Company", "Company name", "Associated Company", "Organization - Name", "Organisation", "Organization"),
        *("Account", "Account name", "Azienda", "Ragione sociale", "Società", "Firma", "Bedrift", "Selskap"),
        *("Компания", "Организация", "Фирма", "شرکت", "نام شرکت"),
    ),
    "phone": (
        *("Phone", "Phone number", "Mobile", "Mobile phone", "Mobile Phone Number", "Telephone", "Cell"),
        *("Person - Phone - Mobile", "Person - Phone - Work", "Telefono", "Cellulare", "Telefon", "Mobil"),
        *("Mobilnummer", "Tlf", "Телефон", "Мобильный", "تلفن", "موبایل", "شماره تلفن"),
    ),
    "email": (
        *("E-mail", "Email", "Email address", "Person - Email - Work", "Mail", "Indirizzo e-mail", "E-post"),
        *("Epost", "Почта", "Эл. почта", "ایمیل"),
    ),
    "country": (
        *("Country", "Country/Region", "Organization - Country of Address", "Paese", "Nazione", "Land"),
        *("Страна", "کشور"),
    ),
    "owner": (
        *("Owner", "Lead owner", "Lead - Owner", "Contact owner", "Account owner", "Assigned to", "Sales rep"),
        *(
            "Responsabile",
            "Assegnato a",
            "Commerciale",
            "Consulente",
            "Venditore",
            "Ansvarlig",
            "Selger",
            "Ответственный",
            "Менеджер",
        ),
        *("مسئول", "کارشناس"),
    ),
}
_USUAL_BLANKS: Final = " \t\r\v\f\0"
_RARE_BLANKS: Final = tuple(set(WHITE) - set(_USUAL_BLANKS) - {"\n"})
_FIRST_NAMES: Final = ("First name", "Nome", "Fornavn", "Given name", "Имя", "نام")
_LAST_NAMES: Final = ("Last name", "Surname", "Cognome", "Etternavn", "Family name", "Фамилия", "نام خانوادگی")


@dataclass(frozen=True, slots=True)
class LeadPlaces:
    """Positions of the columns that say who a lead is, each tried in turn.

    A name may be in two parts: `first` and `last` are used where `name` has no column.
    """

    id: tuple[int, ...] = ()
    name: tuple[int, ...] = ()
    company: tuple[int, ...] = ()
    phone: tuple[int, ...] = ()
    email: tuple[int, ...] = ()
    country: tuple[int, ...] = ()
    owner: tuple[int, ...] = ()
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()


def identity_headers(lead: LeadColumns) -> list[str]:
    """Return every header that may say who a lead is, as a profile or common use has them."""
    headers: list[str] = []
    for part in fields(LeadColumns):
        headers += getattr(lead, part.name) or _COMMON[part.name]
    return [*headers, *_FIRST_NAMES, *_LAST_NAMES]


def lead_places(
    lead: LeadColumns,
    places: Mapping[str, Sequence[int]],
    answers: Collection[int] = (),
) -> LeadPlaces:
    """Find the columns that say who a lead is.

    Args:
        lead: The profile's headers; an empty one is found by common names.
        places: Folded header -> positions.
        answers: Positions of answers to criteria: a column "Contact" that says how somebody was
            reached is nobody's name.
    """
    found = {part.name: _find(getattr(lead, part.name) or _COMMON[part.name], places) for part in fields(LeadColumns)}
    first, last = _find(_FIRST_NAMES, places), _find(_LAST_NAMES, places)
    for part in ("id", "name"):
        if not getattr(lead, part):
            found[part] = tuple(place for place in found[part] if place not in answers)
    if not lead.name and first and last:
        found["name"] = tuple(place for place in found["name"] if place not in first)
    return LeadPlaces(**found, first=first, last=last)


def _find(headers: Iterable[str], places: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(place for header in headers for place in places.get(fold_header(header), ())))


def column_texts(columns: Mapping[int, Sequence[Cell]], places: Sequence[int], leads: int) -> Sequence[str | None]:
    """Return for every lead the first of some cells that is not blank, as text, or None.

    Args:
        columns: Position -> cells.
        places: The positions to try in turn.
        leads: The number of leads.
    """
    if not places:
        return [None] * leads
    cells = columns[places[0]]
    try:
        joined = "\n".join(cells)  # type: ignore[arg-type]
    except TypeError:
        return [lead_text(columns, places, lead) for lead in range(leads)]
    if not _has_blank_ends(joined):
        return cells  # type: ignore[return-value]
    return [lead_text(columns, places, lead) for lead in range(leads)]


def _has_blank_ends(joined: str) -> bool:
    """Tell whether any of some lines begins or ends with white space, or is empty."""
    if not joined.isascii() and any(blank in joined for blank in _RARE_BLANKS):
        return True
    framed = f"\n{joined}\n"
    return "\n\n" in framed or any(
        f"\n{blank}" in framed or f"{blank}\n" in framed for blank in _USUAL_BLANKS if blank in joined
    )


def lead_text(columns: Mapping[int, Sequence[Cell]], places: Sequence[int], lead: int) -> str | None:
    """Return the first of some cells of a lead that is not blank, as text, or None.

    Args:
        columns: Position -> cells.
        places: The positions to try in turn.
        lead: The lead's place in the columns.
    """
    for place in places:
        cell = columns[place][lead]
        if not is_blank(cell):
            return cell_text(cell).strip(WHITE)
    return None
