"""Phone numbers as people and spreadsheets leave them: read, mended where that is certain, compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from sheetqual.core.reading import cell_text, is_error_name
from sheetqual.files.calls.dialling import (
    NOWHERE,
    abroad_keys,
    e164_of,
    from_abroad,
    home_keys,
    may_be_mistyped,
    national_keys,
    plan_of,
    spaced,
    valid_number,
)
from sheetqual.files.calls.phone_faults import (
    CUT_OFF,
    NO_NUMBER,
    several_readings,
    shown,
    why_not_valid,
)
from sheetqual.files.calls.phone_texts import (
    ASIDE,
    GROUPED,
    LETTER,
    MISREAD,
    PAUSES,
    SHORT_TAIL,
    SLASHES,
    VANITY,
    chunks_of,
    damaged_digits,
    digits_of,
    parts_of,
    pieces_of,
    plain_text,
    runs_in,
    whole_digits,
)
from sheetqual.files.merging.lead_keys import said_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from phonenumbers import PhoneNumber

    from sheetqual.core.values import Cell
    from sheetqual.files.calls.dialling import DiallingPlan

__all__ = ["EXTENSION", "Phone", "PhoneFault", "PhoneReader", "in_words", "local_time", "zone_at"]

EXTENSION: Final = "ext."
"""What an extension is called where people read a number."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that can be called.

    Attributes:
        e164: The number with its country code, such as ``+4722334455``.
        extension: What to dial in the house, or empty.
        region: The country as ISO 3166 letters; None where the number belongs to none.
        zone: The time zone, such as ``Europe/Oslo``, where there is only one; else None.
        text: The number as it stands in the list.
        zones: All time zones that it may belong to.
    """

    e164: str
    extension: str
    region: str | None
    zone: str | None
    text: str
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneFault:
    """Something in a phone column that cannot be called.

    Attributes:
        text: What stands in the list.
        why: What is wrong with it, in plain English, as the end of a sentence.
    """

    text: str
    why: str


_Found: TypeAlias = "Phone | PhoneFault"

_NO_ZONE: Final = "Etc/Unknown"
_SHORTEST_KEY: Final = 5
_STRAY: Final = 7
"""Fewer digits than these, among words and beside a number, are a date, a floor, an hour."""
_LONGEST_PAUSE: Final = 6
"""What follows a comma with more digits than these is a second number, no extension."""
_REMEMBERED: Final = 1 << 16


def local_time(zone: str | None, when: datetime) -> datetime | None:
    """Return the time in a zone; None where the zone is not known.

    Args:
        zone: A time zone, such as ``Europe/Oslo``, or None.
        when: The moment, with its time zone.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - only calls need the time elsewhere

    if zone is None:
        return None
    try:
        return when.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_at(phone: Phone | None, when: datetime) -> str | None:
    """Return a zone that has the time of a number at a moment; None where nobody can tell the time there.

    A number that may belong to several zones has a time where all their clocks show the same: those of Norway do in
    Oslo and on Svalbard, those of Italy in Rome and in the Vatican.

    Args:
        phone: The number, or None.
        when: The moment, with its time zone.
    """
    if phone is None or phone.zone is not None:
        return None if phone is None else phone.zone
    times = [local_time(zone, when) for zone in phone.zones]
    offsets = {None if one is None else one.utcoffset() for one in times}
    return phone.zones[0] if len(offsets) == 1 and None not in offsets else None


def in_words(phone: Phone) -> str:
    """Return a number as people read and dial it, such as ``+47 22 33 44 55 ext. 12``."""
    from phonenumbers import parse  # noqa: PLC0415 - slow, and only calls need it

    number = spaced(parse(phone.e164))
    return f"{number} {EXTENSION} {phone.extension}" if phone.extension else number


class PhoneReader:
    """Reads the cells of phone columns; each distinct one once.

    What people typed is read as libphonenumber reads it. What a spreadsheet took for an amount has
    lost its plus or its zeros, and is a number only where a single one can have been meant.
    """

    def __init__(self, region: str | None) -> None:
        """Take the country that numbers without a country code belong to.

        Args:
            region: ISO 3166 letters; None where nobody said.
        """
        self._region = region.upper() if region else None
        self._found: dict[tuple[type, Cell, str | None], tuple[_Found, ...]] = {}
        self._keys: dict[tuple[type, Cell, str | None], frozenset[str]] = {}
        self._valid = lru_cache(maxsize=_REMEMBERED)(valid_number)

    def read(self, cell: Cell, region: str | None = None) -> tuple[_Found, ...]:
        """Return the numbers in a cell, in order, and what could not be read.

        Args:
            cell: A cell of any kind; a blank one, and one that says "unknown", gives nothing.
            region: The lead's own country as ISO 3166 letters, which wins over the reader's.
        """
        home = region.upper() if region else self._region
        known = (type(cell), cell, home)
        if known not in self._found:
            alike: dict[object, _Found] = {}
            for one in self._cell(cell, home):
                alike.setdefault((one.e164, one.extension) if isinstance(one, Phone) else one, one)
            self._found[known] = tuple(alike.values())
        return self._found[known]

    def keys(self, cell: Cell, region: str | None = None) -> frozenset[str]:
        """Return the digits under which the numbers in a cell may stand in another list.

        Two spellings of one number share a key. This errs on the side of finding a number: every
        way to read it counts. Extensions are no part of it.

        Args:
            cell: A cell of any kind.
            region: The lead's own country as ISO 3166 letters, tried beside the reader's.
        """
        known = (type(cell), cell, region)
        if known not in self._keys:
            homes = dict.fromkeys((region.upper() if region else self._region, self._region))
            plans = [plan for home in homes if home and (plan := plan_of(home))]
            spellings = {key for piece in pieces_of(cell) for key in self._spellings(piece, plans)}
            self._keys[known] = frozenset(key for key in spellings if len(key) >= _SHORTEST_KEY)
        return self._keys[known]

    # --- Reading

    def _cell(self, cell: Cell, home: str | None) -> Sequence[_Found]:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return [] if cell != cell else [self._native(cell, home)]  # noqa: PLR0124 - NaN is a blank
        if isinstance(cell, (date, time, timedelta)):
            return [PhoneFault(cell_text(cell), "a date or a time, not a phone number")]
        text = said_text(cell)
        if not text:
            return []
        if is_error_name(text):
            return [PhoneFault(text, "an error of the workbook, not a phone number")]
        found = self._text(text, home)
        if len(found) == 1:
            return [replace(found[0], text=text)]
        return [replace(one, text=one.text.replace("#", f" {EXTENSION} ")) for one in found]

    def _native(self, number: float, home: str | None) -> _Found:
        """Read a number cell: it never had a plus or a zero in front, whatever was typed."""
        if number < 0:
            return PhoneFault(shown(number), "an amount below zero, not a phone number")
        digits = whole_digits(number)
        return self._mended(digits, home) if digits else PhoneFault(shown(number), CUT_OFF)

    def _text(self, text: str, home: str | None) -> Sequence[_Found]:
        plain = plain_text(text)
        damaged = damaged_digits(plain)
        if damaged is not None:
            return [self._mended(damaged, home) if damaged else PhoneFault(text, CUT_OFF)]
        if GROUPED.fullmatch(plain):
            return [self._digits_only(plain, home)]
        if MISREAD.search(plain):
            # What is left without the letter may well be somebody else's number.
            return [PhoneFault(text, "a letter stands among the digits")]
        runs = runs_in(plain)
        found = [one for run in runs for chunk in chunks_of(run) for one in self._chunk(chunk, home)]
        return found if len(runs) == 1 and not LETTER.search(plain) else self._among_words(found, plain, home)

    def _among_words(self, found: Sequence[_Found], plain: str, home: str | None) -> Sequence[_Found]:
        """Judge what was found where words stand around it: "tel. 22 33 44 55 (ask for Ola)"."""
        if any(isinstance(one, Phone) for one in found):
            return [one for one in found if isinstance(one, Phone) or len(digits_of(one.text)) >= _STRAY]
        if number := self._spelled_out(plain, home):
            return [_phone(number, plain)]
        faults = [one for one in found if isinstance(one, PhoneFault)]
        return [max(faults, key=lambda fault: len(digits_of(fault.text)), default=PhoneFault(plain, NO_NUMBER))]

    def _spelled_out(self, plain: str, home: str | None) -> PhoneNumber | None:
        """Read letters as those on a telephone's keys; only numbers for many callers are written with them."""
        from phonenumbers import PhoneNumberType, number_type  # noqa: PLC0415 - slow, and only calls need it

        number = self._valid(plain, home) if VANITY.fullmatch(plain) else None
        for_many = {PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE}
        return number if number and number_type(number) in for_many else None

    def _chunk(self, chunk: str, home: str | None) -> Sequence[_Found]:
        """Read what is one number, one with an extension after a comma, or several."""
        pauses = parts_of(PAUSES, chunk)
        if len(pauses) > 1 and not self._valid(pauses[-1], home):
            whole = self._valid(chunk, home)
            if whole and 0 < len(whole.extension or "") <= _LONGEST_PAUSE:
                return [_phone(whole, chunk)]
        return [one for part in pauses for one in self._slashed(part, home)]

    def _slashed(self, text: str, home: str | None) -> Sequence[_Found]:
        """Read what is one number, or several between signs that stand within numbers, too."""
        parts = parts_of(SLASHES, text)
        whole = self._valid(text, home)
        if len(parts) > 1 and all(self._valid(part, home) for part in parts):
            return [self._one(part, home) for part in parts]
        tail = (SHORT_TAIL if whole else ASIDE).fullmatch(text)
        if tail and self._valid(tail[1], home):
            # "030 231250/51" is two numbers; dialled as one it is a stranger's.
            return [self._one(tail[1], home), PhoneFault(tail[2], "too short for a phone number")]
        if whole or len(parts) == 1:
            return [self._one(text, home)]
        found = [self._one(part, home) for part in parts]
        # What stands in front may be the code of another country: "44 - 2079460958".
        is_apart = isinstance(found[0], Phone) or len(digits_of(parts[0])) >= _STRAY
        return found if is_apart and any(isinstance(one, Phone) for one in found) else [self._one(text, home)]

    def _one(self, text: str, home: str | None) -> _Found:
        if text.isdecimal():
            return self._digits_only(text, home)
        number = self._valid(text, home)
        return _phone(number, text) if number else PhoneFault(text, why_not_valid(text, home))

    def _digits_only(self, text: str, home: str | None) -> _Found:
        """Read a text of digits, or of groups of three: it kept its zeros, unless a spreadsheet had it before."""
        digits = digits_of(text)
        number = self._valid(text, home)
        if number is None:
            return self._mended(digits, home)
        plan = plan_of(home) if home else None
        if plan and plan.trunk and digits.startswith(plan.code) and not plan.trunk.match(digits):
            # Nobody leaves out the zero that belongs in front; so a plus may be what is missing.
            abroad = self._valid(f"+{digits}", None)
            if abroad and abroad != number:
                return PhoneFault(text, several_readings([number, abroad]))
        return _phone(number, text)

    def _mended(self, digits: str, home: str | None) -> _Found:
        """Read digits that may have lost a plus or zeros: a number only where a single one is possible."""
        numbers = {e164_of(number): number for number in self._readings(digits, home)}
        if not numbers:
            return PhoneFault(digits, why_not_valid(digits, home))
        if len(numbers) > 1:
            return PhoneFault(digits, several_readings(numbers.values()))
        number = next(iter(numbers.values()))
        if may_be_mistyped(digits, number, home):
            return PhoneFault(digits, f"{why_not_valid(digits, home)}; with a plus it would be {spaced(number)}")
        return _phone(number, digits)

    def _readings(self, digits: str, home: str | None) -> Iterator[PhoneNumber]:
        """Return every valid number that damaged digits may have been."""
        plan = plan_of(home) if home else None
        forms: list[tuple[str, str | None]]
        if digits.startswith("+"):
            forms = [(digits, None)]
        elif digits.startswith("00"):
            forms = [(digits, home), (f"+{digits[2:]}", None)]
        elif digits.startswith("0") or len(digits) < _SHORTEST_KEY:
            # A year with a zero in front is a number in Norway.
            forms = [(digits, home)]
        elif plan:
            forms = [(digits, home), (f"0{digits}", home)]
            forms += [(f"+{rest}", None) for rest in from_abroad(digits, plan)]
        else:
            # It may be valid with a plus in front, but as well without one in any country.
            forms = []
        return (number for text, region in forms if (number := self._valid(text, region)))

    # --- Comparing

    def _spellings(self, piece: str, plans: Sequence[DiallingPlan]) -> Iterator[str]:
        """Return the keys of what may be one number, too short ones among them."""
        plain = piece.partition("#")[0]
        digits = digits_of(plain)
        significant = digits.lstrip("0")
        if len(digits) < _SHORTEST_KEY:
            # Four digits are a whole number on some islands, and a piece of one elsewhere.
            yield from (e164_of(number)[1:] for plan in plans if (number := self._valid(plain, plan.region)))
            return
        yield significant
        if "+" in plain or digits.startswith("00"):
            yield from abroad_keys(significant)
        elif plain == digits == significant:
            for rest in {significant}.union(*(from_abroad(digits, plan) for plan in plans)):
                if self._valid(f"+{rest}", None):
                    yield from abroad_keys(rest)
            for plan in plans:
                yield from national_keys(f"0{digits}", plan)
        if "+" not in plain:
            for plan in plans:
                yield from home_keys(digits, plan)
        if "(0)" in plain:
            yield from self._spellings(plain.replace("(0)", ""), plans)


def _phone(number: PhoneNumber, text: str) -> Phone:
    from phonenumbers import region_code_for_number  # noqa: PLC0415 - slow, and only calls need it
    from phonenumbers.timezone import time_zones_for_number  # noqa: PLC0415

    region = region_code_for_number(number)
    zones = tuple(zone for zone in time_zones_for_number(number) if zone != _NO_ZONE)
    return Phone(
        e164=e164_of(number),
        extension=number.extension or "",
        region=None if region == NOWHERE else region,
        zone=zones[0] if len(zones) == 1 else None,
        text=text,
        zones=zones,
    )
