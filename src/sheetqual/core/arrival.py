"""When past leads came in: the column that says so, and where the older ones end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from sheetqual.core.outcome import OPEN
from sheetqual.core.reading import State
from sheetqual.core.words import WHITE, fold_header
from sheetqual.errors import SheetqualError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.outcome import Outcomes
    from sheetqual.core.reading import Reader
    from sheetqual.core.values import Cell

__all__ = ["Arrivals", "arrivals"]

_OLDER: Final = 0.7
"""The share of the leads that are the older ones."""
_NEARLY_ALL: Final = 0.95
_CREATED: Final = (
    *("Created", "Created at", "Created on", "Created date", "Create date", "Date created", "Creation date"),
    *("Created time", "Lead created", "Lead date", "Lead - Lead created", "Deal created", "Deal - Deal created"),
    *(
        "Date added",
        "Added on",
        "Added",
        "Received",
        "Received on",
        "Date received",
        "Registered",
        "Opened",
        "Open date",
    ),
    *("First contact", "Record created", "Creato", "Creato il", "Data creazione", "Data di creazione", "Creata il"),
    *("Data inserimento", "Inserito il", "Ricevuto il", "Data contatto", "Primo contatto", "Aperto il"),
    *("Opprettet", "Opprettet dato", "Opprettelsesdato", "Registrert", "Mottatt", "Dato opprettet", "Første kontakt"),
    *("Создан", "Создано", "Дата создания", "Дата создания лида", "Добавлен", "Получен", "Дата получения"),
    *("Дата обращения", "Первый контакт", "تاریخ ایجاد", "ایجاد شده", "ایجاد شده در", "تاریخ ثبت", "تاریخ دریافت"),
    "اولین تماس",
)
_DATES: Final = ("Date", "Data", "Dato", "Дата", "تاریخ")
_CLOSED: Final = (
    *("Closed", "Closed on", "Closed at", "Closed date", "Close date", "Closing date", "Date closed", "Won on"),
    *("Deal closed", "Deal - Deal closed on", "Decided on", "Outcome date", "Chiuso", "Chiuso il", "Data chiusura"),
    *("Data di chiusura", "Chiusa il", "Data esito", "Avsluttet", "Lukket", "Lukkedato", "Avsluttet dato"),
    *("Закрыт", "Закрыто", "Дата закрытия", "Дата завершения", "Завершен", "بسته شد", "بسته شده", "تاریخ بستن"),
    *("تاریخ پایان", "تاریخ نتیجه"),
)
_WANTED: Final = tuple(fold_header(name) for name in (*_CREATED, *_DATES, *_CLOSED))
"""The headers tried, those that say when a lead came in before those that say when it ended."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The order of past leads in time.

    Attributes:
        header: The column that says when.
        days: Each lead's day as its proleptic Gregorian ordinal, by its place in the list; None where
            there is none.
        undated: How many leads whose outcome is known have none.
        first: The day of the oldest lead whose outcome is known.
        border: The first day of the newer leads.
        last: The day of the newest one.
    """

    header: str
    days: Sequence[int | None]
    undated: int
    first: date
    border: date
    last: date


def arrivals(
    headers: Sequence[str],
    columns: Mapping[int, Sequence[Cell]],
    reader: Reader,
    outcomes: Outcomes,
    wanted: str | None = None,
) -> Arrivals | None:
    """Find out in which order past leads came in.

    Args:
        headers: The list's headers, by position.
        columns: Position -> cells.
        reader: How cells are read.
        outcomes: How the leads ended; only those whose outcome is known count.
        wanted: The header of the column that says when; when None, one with a common name that nearly
            all leads have a readable day in.

    Returns:
        The order; None where no such column is found.

    Raises:
        SheetqualError: There is no column of the name that is wanted, or no two days in it.
    """
    if wanted is not None:
        place = _place(headers, wanted)
        found = _read(headers[place], columns[place], reader, outcomes)
        if found is None:
            message = (
                f"The column '{headers[place]}' has no two days that can be read, so it does not say which leads are "
                "older; choose another --date."
            )
            raise SheetqualError(message)
        return found
    places: dict[str, int] = {}
    for place in columns:
        places.setdefault(fold_header(headers[place]), place)
    known = outcomes.won + outcomes.lost
    for name in _WANTED:
        if name in places and places[name] != outcomes.place:
            place = places[name]
            found = _read(headers[place], columns[place], reader, outcomes)
            if found is not None and found.undated <= known * (1 - _NEARLY_ALL):
                return found
    return None


def _place(headers: Sequence[str], wanted: str) -> int:
    folded = [fold_header(header) for header in headers]
    name = fold_header(wanted)
    if name and name in folded:
        return folded.index(name)
    near = get_close_matches(name, filter(None, folded), n=1)
    hint = f" Did you mean '{headers[folded.index(near[0])]}'?" if near else ""
    message = f"The list has no column '{wanted.strip(WHITE)}' for --date.{hint}"
    raise SheetqualError(message)


def _read(header: str, cells: Sequence[Cell], reader: Reader, outcomes: Outcomes) -> Arrivals | None:
    known: dict[Cell, int | None] = {}
    for cell in dict.fromkeys(cells):
        reading = reader.read(cell)
        day = reading.day() if reading.state is State.VALUE else None
        known[cell] = None if day is None else day.toordinal()
    days = list(map(known.__getitem__, cells))
    counts = Counter(day for day, end in zip(days, outcomes.ends, strict=True) if end != OPEN)
    undated = counts.pop(None, 0)
    if len(counts) < 2:  # noqa: PLR2004 - an order needs two
        return None
    ordered = sorted(day for day in counts if day is not None)
    sums = accumulate(counts[day] for day in ordered)
    share = _OLDER * sum(counts.values())
    # Leads of one day stay together, so the border is the one that comes nearest.
    border = min(zip(sums, pairwise(ordered), strict=False), key=lambda one: abs(one[0] - share))[1][1]
    first, border_day, last = map(date.fromordinal, (ordered[0], border, ordered[-1]))
    return Arrivals(header, days, undated, first, border_day, last)
