"""What the columns of a list of people who must not be called hold, going by their headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from sheetqual.core.identity import LeadPlaces, identity_headers, lead_places
from sheetqual.core.profile import LeadColumns
from sheetqual.core.words import fold_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.values import Cell

__all__ = ["PHONE_MARKS", "PHONE_WORDS", "Columns", "Role", "columns_below", "may_hold_numbers", "places_in"]

PHONE_WORDS: Final = frozenset(("tel", "mob", "cell", "cel", "fax", "gsm", "msisdn", "handy", "тел", "моб", "факс"))
"""A header that has one of these among its words is that of phone numbers."""
PHONE_MARKS: Final = (
    *("phone", "mobil", "telef", "cellul", "landline", "fastnett", "whatsapp", "tlf", "телефон", "мобил"),
    *("تلفن", "موبایل", "همراه"),
)
"""So is one that has one of these anywhere, as a part of a word too."""
_DATES_AND_AMOUNTS: Final = frozenset(
    (
        *("date", "dato", "datum", "since", "siden", "dal", "created", "updated", "timestamp", "дата", "تاریخ"),
        *("amount", "revenue", "turnover", "budget", "salary", "employees", "importo", "fatturato", "beløp"),
        *("omsetning", "сумма", "выручка", "бюджет", "مبلغ", "بودجه"),
    )
)
_IDS: Final = frozenset(("id", "ids", "uuid", "guid", "orgnr", "organisasjonsnummer", "vat", "piva", "инн"))
_ANY_NUMBER: Final = "номер"
"""Not only an id: in Russian, a phone number is headed by this word, too."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_DIGIT: Final = re.compile(r"\d")
_MOST_WORDS: Final = 4
"""A cell of more words is no header but a sentence about the list."""


class Role(Enum):
    """What a column holds: phone numbers, nothing that is a number of anybody, or something else."""

    PHONE = auto()
    NOBODY = auto()
    OTHER = auto()


Columns: TypeAlias = Mapping[int, Role]
"""Place of a column -> what it holds, where that is known."""


@cache
def _common() -> tuple[Mapping[str, Role], frozenset[str]]:
    """Return the usual headers, folded, with what their columns hold; and those of numbers and addresses."""
    headers = [fold_header(header) for header in identity_headers(LeadColumns())]
    places = lead_places(LeadColumns(), {header: [place] for place, header in enumerate(headers)})
    roles = dict.fromkeys(headers, Role.OTHER)
    roles |= {headers[place]: Role.NOBODY for place in places.id if headers[place] != _ANY_NUMBER}
    roles |= {headers[place]: Role.PHONE for place in places.phone}
    return roles, frozenset(headers[place] for place in (*places.phone, *places.email))


def _role(header: str) -> Role | None:
    """Return what a column holds, going by its folded header; None where that says nothing."""
    words = frozenset(_WORD.findall(header))
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    known = _common()[0].get(header)
    is_phone = may_hold_numbers(header)
    is_nobody = known is Role.NOBODY or words & (_IDS | _DATES_AND_AMOUNTS)
    if is_phone or is_nobody:
        return Role.OTHER if is_phone and is_nobody else Role.PHONE if is_phone else Role.NOBODY
    return known


def may_hold_numbers(header: str) -> bool:
    """Tell whether a folded header says that its column holds phone numbers, whatever else it says."""
    words = frozenset(_WORD.findall(header))
    return bool(
        _common()[0].get(header) is Role.PHONE or words & PHONE_WORDS or any(mark in header for mark in PHONE_MARKS)
    )


def places_in(header: Sequence[Cell]) -> LeadPlaces:
    """Return where a header says who somebody is."""
    by_header: dict[str, list[int]] = {}
    for place, cell in enumerate(header):
        if isinstance(cell, str):
            by_header.setdefault(fold_header(cell), []).append(place)
    return lead_places(LeadColumns(), by_header)


def columns_below(row: Sequence[Cell], *, is_sure: bool) -> Columns:
    """Return what the columns below a row hold, if it is a header; else nothing.

    Args:
        row: A row that names nobody.
        is_sure: Whether it is one only if it has a usual header of numbers or addresses, and no digits.
    """
    texts = {place: fold_header(cell) for place, cell in enumerate(row) if isinstance(cell, str) and cell}
    if is_sure and (not _common()[1].intersection(texts.values()) or _DIGIT.search("".join(texts.values()))):
        return {}
    roles = {place: role for place, text in texts.items() if (role := _role(text))}
    if set(roles.values()) == {Role.NOBODY} and len(roles) == sum(map(bool, texts.values())):
        return dict.fromkeys(roles, Role.OTHER)  # Where else should it say whom it is about?
    return roles
