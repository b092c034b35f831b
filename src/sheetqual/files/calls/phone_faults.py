"""What is wrong with what stands in a phone column, in plain English, as the end of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import cell_text, is_finite
from sheetqual.files.calls.countries import country_name
from sheetqual.files.calls.dialling import NOWHERE, spaced, valid_number
from sheetqual.files.calls.phone_texts import digits_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phonenumbers import PhoneNumber

__all__ = ["CUT_OFF", "NO_NUMBER", "several_readings", "shown", "why_not_valid"]

CUT_OFF: Final = "Excel has cut off digits"
NO_NUMBER: Final = "no phone number in it"
_NO_COUNTRY: Final = "no country code, and the list names no country"
_COUNTED: Final = ("no", "one", "two", "three", "four", "five")
_SHARED: Final = (1, 7)
"""The country codes of several large countries."""


def several_readings(numbers: Iterable[PhoneNumber]) -> str:
    """Return what to say where digits may be any of some numbers."""
    words = list(map(spaced, numbers))
    return f"{_COUNTED[len(words)]} readings are possible: {' or '.join(words)}"


def why_not_valid(text: str, home: str | None) -> str:
    """Return what is wrong with a text that is no valid number.

    Args:
        text: What should be one number, as people write it.
        home: The country that it belongs to without a country code, as ISO 3166 letters; None for none.
    """
    from phonenumbers import NumberParseException, parse  # noqa: PLC0415 - slow, and only calls need it

    digits = digits_of(text)
    is_abroad = "+" in text or digits.startswith("00")
    if is_abroad and "+" not in text and valid_number(f"+{digits[2:]}", None):
        return "write + instead of 00, which is not dialled everywhere"
    try:
        return _reason(parse(text, home), home)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            return _no_country(home, is_abroad=is_abroad)
        return f"too {'long' if error.error_type == NumberParseException.TOO_LONG else 'short'} for a phone number"


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
    if number.country_code in _SHARED or regions[0] == NOWHERE:
        return f"the countries of +{number.country_code}"
    return country_name(regions[0])


def _no_country(home: str | None, *, is_abroad: bool) -> str:
    if is_abroad:
        return "its country code belongs to no country"
    return f"no phone numbers are known for {country_name(home)}" if home else _NO_COUNTRY


def shown(number: float) -> str:
    """Return a number cell as text, also one that nothing can show."""
    return cell_text(number) if is_finite(number) else "a number beyond all limits"
