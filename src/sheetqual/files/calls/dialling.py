"""How countries dial: what stands before a number at home and abroad, and the digits it may have in another list.

Numbers are those of libphonenumber. A key is digits without plus or zeros in front, under which two
spellings of a number meet.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from phonenumbers import PhoneMetadata, PhoneNumber

__all__ = [
    "NOWHERE",
    "DiallingPlan",
    "abroad_keys",
    "e164_of",
    "from_abroad",
    "home_keys",
    "may_be_mistyped",
    "national_keys",
    "plan_of",
    "spaced",
    "valid_number",
]

NOWHERE: Final = "001"
"""What libphonenumber has for a country where a number belongs to none."""
_TOO_MANY: Final = 2
"""So many digits more than a country's numbers have are no slip of the finger."""


@dataclass(frozen=True, slots=True)
class DiallingPlan:
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
def plan_of(region: str) -> DiallingPlan | None:
    """Return how a country dials; None where libphonenumber does not know.

    Args:
        region: The country, as ISO 3166 letters.
    """
    from phonenumbers import PhoneMetadata, region_codes_for_country_code  # noqa: PLC0415 - slow

    own = PhoneMetadata.metadata_for_region(region)
    if own is None:
        return None
    sharing = map(PhoneMetadata.metadata_for_region, region_codes_for_country_code(own.country_code or 0))
    return DiallingPlan(
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


def from_abroad(digits: str, plan: DiallingPlan) -> set[str]:
    """Return what digits that lost a plus or zeros were, if these were dialled to call abroad."""
    rests = {digits}
    for zeros in ("0", "00"):
        # Two zeros are not all that is dialled: 0011 in Australia, 011 in America.
        if dialled := plan.abroad.match(zeros + digits):
            rests.add((zeros + digits)[dialled.end() :])
    return rests


def abroad_keys(digits: str) -> Iterator[str]:
    """Return the keys of digits that begin with a country code."""
    from phonenumbers import region_code_for_country_code  # noqa: PLC0415 - slow, and only calls need it

    yield digits
    code, rest = _coded(digits)
    if not code:
        return
    yield rest.lstrip("0")
    if plan := plan_of(region_code_for_country_code(int(code))):
        yield from _within(rest, plan)
        if plan.is_odd:
            yield from _number_keys(f"+{digits}", None)


def home_keys(digits: str, plan: DiallingPlan) -> Iterator[str]:
    """Return the keys of digits as they are dialled in a country, within it and abroad."""
    yield from national_keys(digits, plan)
    if digits.startswith(plan.code):
        yield from abroad_keys(digits)
    if dialled := plan.abroad.match(digits):
        yield from abroad_keys(digits[dialled.end() :])


def national_keys(digits: str, plan: DiallingPlan) -> Iterator[str]:
    """Return the keys of digits as they are dialled within a country."""
    yield plan.code + digits
    yield from _within(digits, plan)
    if plan.is_odd:
        yield from _number_keys(digits, plan.region)


def _within(digits: str, plan: DiallingPlan) -> Iterator[str]:
    trunk = plan.trunk.match(digits) if plan.trunk else None
    if trunk:
        yield plan.code + digits[trunk.end() :]
        yield digits[trunk.end() :].lstrip("0")


def _number_keys(text: str, home: str | None) -> Iterator[str]:
    from phonenumbers import NumberParseException, parse  # noqa: PLC0415 - slow, and only calls need it

    with suppress(NumberParseException):
        number = parse(text, home)
        yield e164_of(number)[1:]
        yield _national(number).lstrip("0")


def valid_number(text: str, home: str | None) -> PhoneNumber | None:
    """Return the number that a text is; None where it is no valid one.

    Args:
        text: One number, as people write it.
        home: The country that it belongs to without a country code, as ISO 3166 letters; None for none.
    """
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
    plan = plan_of(region_code_for_country_code(int(code))) if code else None
    if plan is None or plan.is_odd:
        return bool(code)
    return len(rest) in plan.lengths or bool(plan.trunk and plan.trunk.match(rest))


def may_be_mistyped(digits: str, number: PhoneNumber, home: str | None) -> bool:
    """Tell whether what would be another country's number has about as many digits as those at home.

    Args:
        digits: What was typed, perhaps with a plus.
        number: The number that it would be.
        home: The country at home, as ISO 3166 letters; None for none.
    """
    plan = plan_of(home) if home and digits[0] not in "+0" else None
    if plan is None or str(number.country_code) == plan.code:
        return False
    return len(digits) < max(plan.lengths) + _TOO_MANY


def e164_of(number: PhoneNumber) -> str:
    """Return a number with its country code, such as ``+4722334455``."""
    return f"+{number.country_code}{_national(number)}"


def _national(number: PhoneNumber) -> str:
    from phonenumbers import national_significant_number  # noqa: PLC0415 - slow, and only calls need it

    return national_significant_number(number)


def spaced(number: PhoneNumber) -> str:
    """Return a number in groups of digits, such as ``+47 22 33 44 55``."""
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415 - slow, and only calls need it

    return format_number(number, PhoneNumberFormat.INTERNATIONAL)
