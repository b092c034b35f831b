"""What a person decided about a lead, kept in columns of the list beside what is computed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import Queue
from sheetqual.core.profile import OverrideColumns, Temperature
from sheetqual.core.reading import WHITE, State, cell_text, is_blank
from sheetqual.core.values import Finding
from sheetqual.core.words import fold, fold_header

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sheetqual.core.plan import Plan
    from sheetqual.core.reading import Reader
    from sheetqual.core.values import Cell

__all__ = ["Override", "Overrides", "override_headers", "override_in_words", "read_overrides"]

_COMMON: Final[Mapping[str, tuple[str, ...]]] = {
    "value": ("Override", "Forzatura", "Overstyring", "Решение вручную", "تصمیم دستی"),
    "reason": (
        *("Override reason", "Reason for override", "Motivo forzatura", "Overstyring grunn", "Причина решения"),
        *("دلیل تصمیم",),
    ),
    "author": ("Override by", "Overridden by", "Forzatura di", "Overstyrt av", "Кто решил", "تصمیم گیرنده"),
    "date": ("Override date", "Overridden on", "Data forzatura", "Overstyrt dato", "Дата решения", "تاریخ تصمیم"),
    "until": (
        *("Override until", "Override expires", "Forzatura fino al", "Overstyrt til", "Решение до"),
        *("تصمیم تا",),
    ),
}


@dataclass(frozen=True, slots=True)
class Override:
    """What a person decided about a lead, whatever its score.

    Attributes:
        temperature: The temperature it is to have, or None.
        queue: The queue it is to be in, or None.
        reason: Why, as written; None where it is missing.
        author: Who decided; None where it is missing.
        made: When, or None.
        until: The last day on which it counts; None where it does not end.
        active: Whether it counts on the day of scoring.
    """

    temperature: Temperature | None
    queue: Queue | None
    reason: str | None
    author: str | None
    made: date | None
    until: date | None
    active: bool


@dataclass(frozen=True, slots=True)
class Overrides:
    """The overrides of a list.

    Attributes:
        by_lead: A lead's place in the list -> its override.
        findings: Overrides that can't be read, or that lack a reason or an author; by row.
    """

    by_lead: Mapping[int, Override]
    findings: tuple[Finding, ...]


def override_headers(columns: OverrideColumns) -> list[str]:
    """Return every header under which overrides may stand, as a profile or common use has them."""
    return [header for part in fields(OverrideColumns) for header in getattr(columns, part.name) or _COMMON[part.name]]


def override_in_words(override: Override, labels: Mapping[Temperature, str]) -> str:
    """Return what a person decided about a lead, as one sentence without its full stop."""
    what = labels[override.temperature] if override.temperature else f"the {override.queue} queue"
    by = f" by {override.author}" if override.author else " by hand"
    made = f" on {override.made.isoformat()}" if override.made else ""
    until = "" if override.until is None else f", {'until' if override.active else 'over since'} {override.until}"
    why = f": {override.reason}" if override.reason else ""
    return f"set to {what}{by}{made}{until}{why}"


def read_overrides(plan: Plan, columns: Mapping[int, Sequence[Cell]], rows: Sequence[int]) -> Overrides:
    """Read what people decided about the leads of a list.

    Args:
        plan: The plan for the list's headers.
        columns: Position -> cells.
        rows: Each lead's row in the list.
    """
    named = plan.profile.override
    places: dict[str, int] = {}
    by_header = {fold_header(header): place for place, header in reversed(list(enumerate(plan.headers))) if header}
    for part in fields(OverrideColumns):
        for header in getattr(named, part.name) or _COMMON[part.name]:
            place = by_header.get(fold_header(header))
            if place is not None and place in columns:
                places.setdefault(part.name, place)
    if "value" not in places:
        return Overrides({}, ())
    reading = _Reading(plan, columns, rows, places)
    by_lead: dict[int, Override] = {}
    for lead, cell in enumerate(columns[places["value"]]):
        state = reading.state(cell)
        if state in (State.ERROR, State.REFUSED):
            reading.find_other(lead)
        if state is not State.VALUE:
            continue
        override = reading.override(lead, cell)
        if override is not None:
            by_lead[lead] = override
    return Overrides(by_lead, tuple(reading.findings))


class _Reading:
    """Reads the overrides of one list."""

    def __init__(
        self,
        plan: Plan,
        columns: Mapping[int, Sequence[Cell]],
        rows: Sequence[int],
        places: Mapping[str, int],
    ) -> None:
        self.findings: list[Finding] = []
        self._plan, self._columns, self._rows, self._places = plan, columns, rows, places
        self._reader: Reader = plan.reader
        labels = plan.profile.score.labels
        # The words that mean the same for every team win.
        self._meanings: dict[str, Temperature | Queue] = {fold(label): one for one, label in labels.items()}
        self._meanings |= {temperature.value: temperature for temperature in Temperature}
        self._meanings |= {queue.value: queue for queue in Queue}
        self._states: dict[Cell, State] = {}
        self._days: dict[Cell, tuple[date | None, bool]] = {}

    def override(self, lead: int, cell: Cell) -> Override | None:
        """Return a lead's override; None, and a finding, where it can't be read."""
        what = self._meanings.get(fold(cell_text(cell)))
        if what is None:
            words = ", ".join(dict.fromkeys((*map(str, Temperature), *self._meanings)))
            self._find("override", f"an override is one of: {words}; this one is left out", lead, "value")
            return None
        until, readable = self._day(lead, "until")
        made, _ = self._day(lead, "date")
        if not readable:
            return None
        reason, author = self._text(lead, "reason"), self._text(lead, "author")
        missing = [name for name, said in (("reason", reason), ("author", author)) if said is None]
        if missing:
            self._find("override", f"an override should say its {' and its '.join(missing)}", lead, "value")
        return Override(
            temperature=what if isinstance(what, Temperature) else None,
            queue=what if isinstance(what, Queue) else None,
            reason=reason,
            author=author,
            made=made,
            until=until,
            active=until is None or self._plan.today <= until,
        )

    def state(self, cell: Cell) -> State:
        """Return what a cell is."""
        state = self._states.get(cell)
        if state is None:
            state = self._states[cell] = State.BLANK if is_blank(cell) else self._reader.read(cell).state
        return state

    def find_other(self, lead: int) -> None:
        """Point out an override whose cell holds an error, or a word that is none."""
        self._find("override", "this is no override, so there is none", lead, "value")

    def _text(self, lead: int, part: str) -> str | None:
        place = self._places.get(part)
        cell = None if place is None else self._columns[place][lead]
        if self.state(cell) is not State.VALUE:
            return None
        return cell_text(cell).strip(WHITE)

    def _day(self, lead: int, part: str) -> tuple[date | None, bool]:
        """Return a day, and whether the cell could be read."""
        place = self._places.get(part)
        cell = None if place is None else self._columns[place][lead]
        known = self._days.get(cell)
        if known is None:
            is_said = self.state(cell) in (State.VALUE, State.ERROR)
            day = self._reader.read(cell).day() if is_said else None
            known = self._days[cell] = (day, not is_said or day is not None)
        if not known[1]:
            left_out = ", so the override is left out" if part == "until" else ""
            self._find("override", f"this can't be read as a date{left_out}", lead, part)
        return known

    def _find(self, code: str, text: str, lead: int, part: str) -> None:
        place = self._places[part]
        header = self._plan.headers[place]
        self.findings.append(Finding(code, text, self._rows[lead], header, cell_text(self._columns[place][lead])))
