"""Phone numbers as people and spreadsheets leave them: read, mended where that is certain, compared."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from sheetqual.core.reading import WHITE, cell_text, is_error_name, is_finite
from sheetqual.files.calls.countries import country_name
from sheetqual.files.merging.lead_keys import said_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from phonenumbers import PhoneMetadata, PhoneNumber

    from sheetqual.core.values import Cell

__all__ = ["Phone", "PhoneFault", "PhoneReader", "in_words", "local_time", "zone_at"]


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

_CUT_OFF: Final = "Excel has cut off digits"
_NO_COUNTRY: Final = "no country code, and the list names no country"
_NO_NUMBER: Final = "no phone number in it"
_COUNTED: Final = ("no", "one", "two", "three", "four", "five")
_NOWHERE: Final = "001"
_SHARED: Final = (1, 7)
"""The country codes of several large countries."""
_NO_ZONE: Final = "Etc/Unknown"
_PRECISE: Final = 15
"""How many digits of a number a spreadsheet keeps."""
_EXACT: Final = 10**_PRECISE
_SHORTEST_KEY: Final = 5
_STRAY: Final = 7
"""Fewer digits than these, among words and beside a number, are a date, a floor, an hour."""
_LONGEST_PAUSE: Final = 6
"""What follows a comma with more digits than these is a second number, no extension."""
_TOO_MANY: Final = 2
"""So many digits more than a country's numbers have are no slip of the finger."""
_REMEMBERED: Final = 1 << 16

_BREAKS: Final = "\n\r\v\f\u0085\u2028\u2029"
_TIDY: Final = {
    **{ord(char): " " if char.isspace() else "" for char in WHITE},
    **dict.fromkeys(map(ord, _BREAKS), "\n"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－ー"), "-"),
    ord("＋"): "+",
    ord("﹢"): "+",
    ord("（"): "(",
    ord("）"): ")",
    ord("／"): "/",
    ord("．"): ".",
    ord("＃"): "#",
    ord("٫"): ".",
    ord("،"): ",",
    ord("؛"): ";",
    ord("\t"): "  ",
}
_QUOTED: Final = re.compile(r'="([^"]*)"|[\'’`]+(.*)', re.DOTALL)
_ADDRESS: Final = re.compile(r"[^\s;,:<>()]*@\S*")
_LABELS: Final = (
    *("extensi[oó]\u0301?n?", "extn?", "xtn?", "x", "anexo", "interno", "int"),
    *("linje", "lokal", "anknytning", "ankn", "durchwahl", "dw", "nebenstelle", "nst", "poste", "toestel", "tst"),
    *("добавочный", "доб", "داخلی", "داخلي"),
)
_EXTENSION: Final = re.compile(
    rf"(?<=[\d)\]])[ ,;]*[(\[]?(?:{'|'.join(_LABELS)}|[#~])[ .:=,#-]*(\d{{1,9}})(?!\d)(?![ .-]+\d)[)\]#]?"
    r"|(?<=\d)[ -]+(\d{1,6})#(?!\d)",
    re.IGNORECASE,
)
_SIMPLE: Final = re.compile(r"[+(]*\d[\d()-]*(?: \(?\d[\d()-]*)*(?<=\d)", re.ASCII)
"""One number beyond doubt: most cells are so, and need no closer look to be compared."""
_WORD: Final = re.compile(r"[^\W\d_]")
_RUN: Final = re.compile(r"(?:(?<![+(\[])[+(\[]+)?\d[\d .()\[\]/\\|,;#*+\n-]*")
_NEXT_NUMBER: Final = re.compile(r"[|\n]+|(?<=[\d)])[ /,;\\-]*(?=[(\[]*\+)")
_PAUSES: Final = re.compile(r"[,;]+")
_SLASHES: Final = re.compile(r" *[/\\]+ *| -+ | {2,}")
_SHORT_TAIL: Final = re.compile(r"(.*\d) *[/\\] *(\d{1,3})", re.DOTALL)
_ASIDE: Final = re.compile(r"(.*\d)(?: *[/\\] *(?=\d{1,3}\Z)| +(?=\([\d .-]+\)\Z))(.+)", re.DOTALL)
_WHOLE: Final = re.compile(r"(\+?\d{5,})[.,]0+", re.ASCII)
_FRACTION: Final = re.compile(r"[1-9]\d{6,}(?:\.\d+|,\d{1,2})|[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.ASCII | re.IGNORECASE)
_EXPONENT: Final = re.compile(r"(\d+)(?:[.,](\d+))?e\+?(\d{1,3})", re.ASCII | re.IGNORECASE)
_AMOUNT: Final = re.compile(r"([1-9]\d{0,2}(?:(?:,\d{3}){2,}|(?:'\d{3}){2,}))(?:[.,]0+)?", re.ASCII)
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3}){2,}|(?: \d{3}){2,})", re.ASCII)
_VANITY: Final = re.compile(r"\+?[\d(][\d ().-]*[A-Z][A-Z\d .-]*", re.ASCII)
_BLANKS: Final = re.compile(r" {3,}")


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

    number = _spaced(parse(phone.e164))
    return f"{number} ext. {phone.extension}" if phone.extension else number


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
        self._valid = lru_cache(maxsize=_REMEMBERED)(_valid)

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
            plans = [plan for home in homes if home and (plan := _plan(home))]
            spellings = {key for piece in _pieces(cell) for key in self._spellings(piece, plans)}
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
        return [replace(one, text=text if len(found) == 1 else one.text.replace("#", " ext. ")) for one in found]

    def _native(self, number: float, home: str | None) -> _Found:
        """Read a number cell: it never had a plus or a zero in front, whatever was typed."""
        if number < 0:
            return PhoneFault(_shown(number), "an amount below zero, not a phone number")
        digits = _whole_digits(number)
        return self._mended(digits, home) if digits else PhoneFault(_shown(number), _CUT_OFF)

    def _text(self, text: str, home: str | None) -> Sequence[_Found]:
        plain = _plain(text)
        damaged = _damaged_digits(plain)
        if damaged is not None:
            return [self._mended(damaged, home) if damaged else PhoneFault(text, _CUT_OFF)]
        if _GROUPED.fullmatch(plain):
            return [self._digits_only(plain, home)]
        runs = _runs(plain)
        found = [one for run in runs for chunk in _chunks(run) for one in self._chunk(chunk, home)]
        return found if len(runs) == 1 and not _WORD.search(plain) else self._among_words(found, plain, home)

    def _among_words(self, found: Sequence[_Found], plain: str, home: str | None) -> Sequence[_Found]:
        """Judge what was found where words stand around it: "tel. 22 33 44 55 (ask for Ola)"."""
        if any(isinstance(one, Phone) for one in found):
            return [one for one in found if isinstance(one, Phone) or len(_digits(one.text)) >= _STRAY]
        if number := self._spelled_out(plain, home):
            return [_phone(number, plain)]
        faults = [one for one in found if isinstance(one, PhoneFault)]
        return [max(faults, key=lambda fault: len(_digits(fault.text)), default=PhoneFault(plain, _NO_NUMBER))]

    def _spelled_out(self, plain: str, home: str | None) -> PhoneNumber | None:
        """Read letters as those on a telephone's keys; only numbers for many callers are written with them."""
        from phonenumbers import PhoneNumberType, number_type  # noqa: PLC0415 - slow, and only calls need it

        number = self._valid(plain, home) if _VANITY.fullmatch(plain) else None
        for_many = {PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE}
        return number if number and number_type(number) in for_many else None

    def _chunk(self, chunk: str, home: str | None) -> Sequence[_Found]:
        """Read what is one number, one with an extension after a comma, or several."""
        pauses = _parts(_PAUSES, chunk)
        if len(pauses) > 1 and not self._valid(pauses[-1], home):
            whole = self._valid(chunk, home)
            if whole and 0 < len(whole.extension or "") <= _LONGEST_PAUSE:
                return [_phone(whole, chunk)]
        return [one for part in pauses for one in self._slashed(part, home)]

    def _slashed(self, text: str, home: str | None) -> Sequence[_Found]:
        """Read what is one number, or several between signs that stand within numbers, too."""
        parts = _parts(_SLASHES, text)
        whole = self._valid(text, home)
        if len(parts) > 1 and all(self._valid(part, home) for part in parts):
            return [self._one(part, home) for part in parts]
        tail = (_SHORT_TAIL if whole else _ASIDE).fullmatch(text)
        if tail and self._valid(tail[1], home):
            # "030 231250/51" is two numbers; dialled as one it is a stranger's.
            return [self._one(tail[1], home), PhoneFault(tail[2], "too short for a phone number")]
        if whole or len(parts) == 1:
            return [self._one(text, home)]
        found = [self._one(part, home) for part in parts]
        # What stands in front may be the code of another country: "44 - 2079460958".
        is_apart = isinstance(found[0], Phone) or len(_digits(parts[0])) >= _STRAY
        return found if is_apart and any(isinstance(one, Phone) for one in found) else [self._one(text, home)]

    def _one(self, text: str, home: str | None) -> _Found:
        if text.isdecimal():
            return self._digits_only(text, home)
        number = self._valid(text, home)
        return _phone(number, text) if number else PhoneFault(text, self._why(text, home))

    def _digits_only(self, text: str, home: str | None) -> _Found:
        """Read a text of digits, or of groups of three: it kept its zeros, unless a spreadsheet had it before."""
        digits = _digits(text)
        number = self._valid(text, home)
        if number is None:
            return self._mended(digits, home)
        plan = _plan(home) if home else None
        if plan and plan.trunk and digits.startswith(plan.code) and not plan.trunk.match(digits):
            # Nobody leaves out the zero that belongs in front; so a plus may be what is missing.
            abroad = self._valid(f"+{digits}", None)
            if abroad and abroad != number:
                return PhoneFault(text, _several([number, abroad]))
        return _phone(number, text)

    def _mended(self, digits: str, home: str | None) -> _Found:
        """Read digits that may have lost a plus or zeros: a number only where a single one is possible."""
        numbers = {_e164(number): number for number in self._readings(digits, home)}
        if not numbers:
            return PhoneFault(digits, self._why(digits, home))
        if len(numbers) > 1:
            return PhoneFault(digits, _several(numbers.values()))
        number = next(iter(numbers.values()))
        if _may_be_mistyped(digits, number, home):
            return PhoneFault(digits, f"{self._why(digits, home)}; with a plus it would be {_spaced(number)}")
        return _phone(number, digits)

    def _readings(self, digits: str, home: str | None) -> Iterator[PhoneNumber]:
        """Return every valid number that damaged digits may have been."""
        plan = _plan(home) if home else None
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
            forms += [(f"+{rest}", None) for rest in _from_abroad(digits, plan)]
        else:
            # It may be valid with a plus in front, but as well without one in any country.
            forms = []
        return (number for text, region in forms if (number := self._valid(text, region)))

    def _why(self, text: str, home: str | None) -> str:
        """Return what is wrong with a text that is no valid number."""
        from phonenumbers import NumberParseException, parse  # noqa: PLC0415 - slow, and only calls need it

        digits = _digits(text)
        is_abroad = "+" in text or digits.startswith("00")
        if is_abroad and "+" not in text and self._valid(f"+{digits[2:]}", None):
            return "write + instead of 00, which is not dialled everywhere"
        try:
            return _reason(parse(text, home), home)
        except NumberParseException as error:
            if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
                return _no_country(home, is_abroad=is_abroad)
            return f"too {'long' if error.error_type == NumberParseException.TOO_LONG else 'short'} for a phone number"

    # --- Comparing

    def _spellings(self, piece: str, plans: Sequence[_Plan]) -> Iterator[str]:
        """Return the keys of what may be one number, too short ones among them."""
        plain = piece.partition("#")[0]
        digits = _digits(plain)
        significant = digits.lstrip("0")
        if len(digits) < _SHORTEST_KEY:
            # Four digits are a whole number on some islands, and a piece of one elsewhere.
            yield from (_e164(number)[1:] for plan in plans if (number := self._valid(plain, plan.region)))
            return
        yield significant
        if "+" in plain or digits.startswith("00"):
            yield from _abroad_keys(significant)
        elif plain == digits == significant:
            for rest in {significant}.union(*(_from_abroad(digits, plan) for plan in plans)):
                if self._valid(f"+{rest}", None):
                    yield from _abroad_keys(rest)
            for plan in plans:
                yield from _national_keys(f"0{digits}", plan)
        if "+" not in plain:
            for plan in plans:
                yield from _home_keys(digits, plan)
        if "(0)" in plain:
            yield from self._spellings(plain.replace("(0)", ""), plans)


# --- Dialling


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a country dials.

    Attributes:
        region: The country, as ISO 3166 letters.
        code: Its code.
        lengths: How many digits numbers have after the code.
        abroad: What is dialled before the code of another country.
        trunk: What is dialled before a number within the country, if anything.
        is_odd: Whether digits are exchanged, too, between what is dialled at home and from abroad.
    """

    region: str
    code: str
    lengths: frozenset[int]
    abroad: re.Pattern[str]
    trunk: re.Pattern[str] | None
    is_odd: bool


@cache
def _plan(region: str) -> _Plan | None:
    """Return how a country dials; None where libphonenumber does not know."""
    from phonenumbers import PhoneMetadata, region_codes_for_country_code  # noqa: PLC0415 - slow

    own = PhoneMetadata.metadata_for_region(region)
    if own is None:
        return None
    sharing = map(PhoneMetadata.metadata_for_region, region_codes_for_country_code(own.country_code or 0))
    return _Plan(
        region=region,
        code=str(own.country_code),
        lengths=frozenset(length for one in sharing for length in _lengths(one)),
        abroad=re.compile(own.international_prefix or "00"),
        trunk=re.compile(own.national_prefix_for_parsing) if own.national_prefix_for_parsing else None,
        is_odd=own.national_prefix_transform_rule is not None,
    )


def _lengths(metadata: PhoneMetadata | None) -> Sequence[int]:
    return metadata.general_desc.possible_length if metadata and metadata.general_desc else ()


def _coded(digits: str) -> tuple[str, str]:
    """Return a country code and the rest of some digits; the code is empty where no country has it."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE  # noqa: PLC0415 - slow, and only calls need it

    for size in (1, 2, 3):
        if digits[:size].isdecimal() and int(digits[:size]) in COUNTRY_CODE_TO_REGION_CODE:
            return digits[:size], digits[size:]
    return "", digits


def _from_abroad(digits: str, plan: _Plan) -> set[str]:
    """Return what digits that lost a plus or zeros were, if these were dialled to call abroad."""
    rests = {digits}
    for zeros in ("0", "00"):
        # Two zeros are not all that is dialled: 0011 in Australia, 011 in America.
        if dialled := plan.abroad.match(zeros + digits):
            rests.add((zeros + digits)[dialled.end() :])
    return rests


def _abroad_keys(digits: str) -> Iterator[str]:
    """Return the keys of digits that begin with a country code."""
    from phonenumbers import region_code_for_country_code  # noqa: PLC0415 - slow, and only calls need it

    yield digits
    code, rest = _coded(digits)
    if not code:
        return
    yield rest.lstrip("0")
    if plan := _plan(region_code_for_country_code(int(code))):
        yield from _within(rest, plan)
        if plan.is_odd:
            yield from _number_keys(f"+{digits}", None)


def _home_keys(digits: str, plan: _Plan) -> Iterator[str]:
    """Return the keys of digits as they are dialled in a country, within it and abroad."""
    yield from _national_keys(digits, plan)
    if digits.startswith(plan.code):
        yield from _abroad_keys(digits)
    if dialled := plan.abroad.match(digits):
        yield from _abroad_keys(digits[dialled.end() :])


def _national_keys(digits: str, plan: _Plan) -> Iterator[str]:
    yield plan.code + digits
    yield from _within(digits, plan)
    if plan.is_odd:
        yield from _number_keys(digits, plan.region)


def _within(digits: str, plan: _Plan) -> Iterator[str]:
    trunk = plan.trunk.match(digits) if plan.trunk else None
    if trunk:
        yield plan.code + digits[trunk.end() :]
        yield digits[trunk.end() :].lstrip("0")


def _number_keys(text: str, home: str | None) -> Iterator[str]:
    from phonenumbers import NumberParseException, parse  # noqa: PLC0415 - slow, and only calls need it

    with suppress(NumberParseException):
        number = parse(text, home)
        yield _e164(number)[1:]
        yield _national(number).lstrip("0")


def _valid(text: str, home: str | None) -> PhoneNumber | None:
    from phonenumbers import NumberParseException, is_valid_number, parse  # noqa: PLC0415 - slow

    if text.startswith("+") and text[1:].isdecimal() and not _may_be_valid(text[1:]):
        return None
    try:
        number = parse(text, home)
    except NumberParseException:
        return None
    return number if is_valid_number(number) else None


def _may_be_valid(digits: str) -> bool:
    """Tell whether digits that begin with a country code are as many as that country has; this is quick."""
    from phonenumbers import region_code_for_country_code  # noqa: PLC0415 - slow, and only calls need it

    code, rest = _coded(digits)
    plan = _plan(region_code_for_country_code(int(code))) if code else None
    if plan is None or plan.is_odd:
        return bool(code)
    return len(rest) in plan.lengths or bool(plan.trunk and plan.trunk.match(rest))


def _may_be_mistyped(digits: str, number: PhoneNumber, home: str | None) -> bool:
    """Tell whether what would be another country's number has about as many digits as those at home."""
    plan = _plan(home) if home and digits[0] not in "+0" else None
    if plan is None or str(number.country_code) == plan.code:
        return False
    return len(digits) < max(plan.lengths) + _TOO_MANY


def _e164(number: PhoneNumber) -> str:
    return f"+{number.country_code}{_national(number)}"


def _national(number: PhoneNumber) -> str:
    from phonenumbers import national_significant_number  # noqa: PLC0415 - slow, and only calls need it

    return national_significant_number(number)


def _spaced(number: PhoneNumber) -> str:
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415 - slow, and only calls need it

    return format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _phone(number: PhoneNumber, text: str) -> Phone:
    from phonenumbers import region_code_for_number  # noqa: PLC0415 - slow, and only calls need it
    from phonenumbers.timezone import time_zones_for_number  # noqa: PLC0415

    region = region_code_for_number(number)
    zones = tuple(zone for zone in time_zones_for_number(number) if zone != _NO_ZONE)
    return Phone(
        e164=_e164(number),
        extension=number.extension or "",
        region=None if region == _NOWHERE else region,
        zone=zones[0] if len(zones) == 1 else None,
        text=text,
        zones=zones,
    )


# --- What is wrong


def _several(numbers: Iterable[PhoneNumber]) -> str:
    words = list(map(_spaced, numbers))
    return f"{_COUNTED[len(words)]} readings are possible: {' or '.join(words)}"


def _reason(number: PhoneNumber, home: str | None) -> str:
    """Return why a number that could be read is not valid."""
    from phonenumbers import ValidationResult, is_possible_number_with_reason  # noqa: PLC0415 - slow

    place = _place(number, home)
    match is_possible_number_with_reason(number):
        case ValidationResult.TOO_SHORT:
            return f"too short for a number in {place}"
        case ValidationResult.TOO_LONG:
            return f"too long for a number in {place}"
        case ValidationResult.INVALID_LENGTH:
            return f"more or fewer digits than a number in {place} has"
        case ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return f"no area code, which a number in {place} needs"
    return f"no such number in {place}"


def _place(number: PhoneNumber, home: str | None) -> str:
    """Return the country of a number that is not valid, in English."""
    from phonenumbers import region_codes_for_country_code  # noqa: PLC0415 - slow, and only calls need it

    regions = region_codes_for_country_code(number.country_code or 0)
    if home in regions:
        return country_name(home)
    if number.country_code in _SHARED or regions[0] == _NOWHERE:
        return f"the countries of +{number.country_code}"
    return country_name(regions[0])


def _no_country(home: str | None, *, is_abroad: bool) -> str:
    if is_abroad:
        return "its country code belongs to no country"
    return f"no phone numbers are known for {country_name(home)}" if home else _NO_COUNTRY


# --- Spreadsheets' numbers


def _whole_digits(number: float) -> str | None:
    """Return the digits of a number cell; None where they can't be all there were."""
    if not is_finite(number) or not 0 <= number < _EXACT or number != int(number):
        return None
    return str(int(number))


def _shown(number: float) -> str:
    return cell_text(number) if is_finite(number) else "a number beyond all limits"


def _damaged_digits(plain: str) -> str | None:
    """Return the digits of a text that was an amount before; empty where some are lost, None where it was none."""
    if whole := _WHOLE.fullmatch(plain):
        digits = whole[1]
    elif amount := _AMOUNT.fullmatch(plain):
        digits = _digits(amount[1])
    elif exponent := _EXPONENT.fullmatch(plain):
        digits = _unfolded(*exponent.groups(default=""))
    else:
        return "" if _FRACTION.fullmatch(plain) else None
    return digits if len(_digits(digits)) <= _PRECISE else ""


def _unfolded(whole: str, fraction: str, exponent: str) -> str:
    """Return the digits of a number with an exponent; empty where not all of them are shown."""
    places = int(exponent)
    if places > len(fraction) or fraction[places:].strip("0"):
        return ""
    return (whole + fraction[:places]).lstrip("0")


# --- Texts


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _plain(text: str) -> str:
    """Return a text with Western digits and signs, without what shows nothing, its extensions as ``#12``."""
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    text = _BLANKS.sub("  ", text.translate(_TIDY)).strip()
    if quoted := _QUOTED.fullmatch(text):
        text = (quoted[1] or quoted[2] or "").strip()
    if "@" in text:
        text = _ADDRESS.sub(" ", text)
    return _EXTENSION.sub(r"#\1\2", text) if _WORD.search(text) or "#" in text or "~" in text else text


def _runs(plain: str) -> list[str]:
    """Return the stretches of a text that are digits and the signs between them."""
    return [run.rstrip(" .,;|/\\\n-([#*") for run in _RUN.findall(plain)]


def _chunks(run: str) -> list[str]:
    """Return the parts of a stretch that are certainly apart."""
    return [chunk.strip(" .,;/\\-") for chunk in _NEXT_NUMBER.split(run) if _digits(chunk)]


def _parts(between: re.Pattern[str], text: str) -> list[str]:
    """Return the parts of a text between separators, those with digits."""
    return [part.strip() for part in between.split(text) if _digits(part)]


def _pieces(cell: Cell) -> Iterator[str]:
    """Return all that may be a number in a cell."""
    if isinstance(cell, (int, float)):
        yield _whole_digits(cell) or ""
    if not isinstance(cell, str):
        return
    if _SIMPLE.fullmatch(cell):
        yield cell
        return
    plain = _plain(cell)
    damaged = _damaged_digits(plain)
    if damaged is not None:
        yield damaged
        return
    if _VANITY.fullmatch(plain):
        yield _on_keys(plain)
    for run in _runs(plain):
        for chunk in _chunks(run):
            for piece in _parts(_PAUSES, chunk):
                yield piece
                yield from _parts(_SLASHES, piece)
                if tail := _ASIDE.fullmatch(piece):
                    yield tail[1]


def _on_keys(text: str) -> str:
    from phonenumbers import convert_alpha_characters_in_number  # noqa: PLC0415 - slow, and only calls need it

    return convert_alpha_characters_in_number(text)
