"""Phone cells: what people typed is read as libphonenumber reads it, what Excel damaged only where that is certain."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number

from sheetqual.core.values import Cell
from sheetqual.files.calls import dialling
from sheetqual.files.calls.countries import CountryReader
from sheetqual.files.calls.phones import Phone, PhoneFault, PhoneReader, in_words, local_time, zone_at

REGIONS = ("NO", "IT", "GB", "US", "DE", "FR", "ES", "SE", "DK", "NL", "RU", "IR", "CH")
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE)
CUT_OFF = "Excel has cut off digits"
SAYS_NOTHING = "no country code, and the list names no country"


@cache
def numbers(region: str) -> tuple[PhoneNumber, ...]:
    """Made-up numbers of a country that could exist, next to libphonenumber's examples."""
    dice = random.Random(region)
    found: dict[str, PhoneNumber] = {}
    for kind in KINDS:
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None:
            continue
        significant = phonenumbers.national_significant_number(example)
        for _ in range(8):
            tail = dice.randrange(1, 6)
            digits = significant[:-tail] + "".join(dice.choices("0123456789", k=tail))
            number = phonenumbers.parse(f"+{example.country_code}{digits}")
            if phonenumbers.is_valid_number(number):
                found[e164(number)] = number
    assert len(found) > 8
    return tuple(found.values())


def e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def national_digits(number: PhoneNumber) -> str:
    """What is dialled at home, zero or eight in front included."""
    text = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return "".join(char for char in text if char.isdigit())


def theirs(text: str, region: str | None) -> tuple[str, str] | None:
    """What libphonenumber makes of a text: E.164 and extension; None where it is no valid number."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    return (e164(number), number.extension or "") if phonenumbers.is_valid_number(number) else None


def ours(cell: Cell, region: str | None = None) -> list[tuple[str, str]]:
    return [(one.e164, one.extension) for one in PhoneReader(region).read(cell) if isinstance(one, Phone)]


def called(cell: Cell, region: str | None = None) -> list[str]:
    return [number for number, _ in ours(cell, region)]


def why(cell: Cell, region: str | None = None) -> str:
    (one,) = PhoneReader(region).read(cell)
    assert isinstance(one, PhoneFault)
    return one.why


def intact(number: PhoneNumber, region: str) -> Iterator[tuple[str, str | None]]:
    """The ways in which people and programs write a number, with the region it needs to be understood."""
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    abroad = "DE" if region != "DE" else "US"
    yield national, region
    yield national_digits(number), region
    yield national.replace(" ", "."), region
    yield national.replace(" ", "/", 1), region
    yield international, None
    yield international.replace(" ", "\u00a0"), None
    yield international.replace(" ", "-"), abroad
    yield e164(number), None
    yield phonenumbers.format_number(number, PhoneNumberFormat.RFC3966), None
    yield phonenumbers.format_out_of_country_calling_number(number, region), region
    yield phonenumbers.format_out_of_country_calling_number(number, abroad), abroad


def damaged(digits: str) -> Iterator[Cell]:
    """What is left of digits that a spreadsheet took for an amount, in every guise; all of them are there."""
    kept = digits.lstrip("0")
    yield int(kept)
    yield float(kept)
    yield f"{kept}.0"
    yield f"{kept},00"
    yield f"{int(kept):,}"
    yield f"{kept[0]}.{kept[1:]}E+{len(kept) - 1}"
    yield f"{kept[0]},{kept[1:]}e+{len(kept) - 1:02}"


def originals(number: PhoneNumber) -> list[str]:
    """The digits that somebody may have typed."""
    return [national_digits(number), e164(number)[1:], f"00{e164(number)[1:]}"]


# --- Intact


@pytest.mark.parametrize("region", REGIONS)
def test_an_intact_number_is_what_libphonenumber_says(region: str) -> None:
    for number in numbers(region):
        for text, home in intact(number, region):
            for label in ("", "x12", " ext. 345", ";ext=7", " #12", " доб. 5"):
                wanted = theirs(text + label, home)
                assert ours(text + label, home) == ([wanted] if wanted else []), text + label


def test_marks_that_do_not_show_are_no_part_of_a_number() -> None:
    assert ours("\u202a+47\u00a022\u200f 33 44\u00ad 55\u202c x12\u200b") == [("+4722334455", "12")]


@pytest.mark.parametrize("region", REGIONS)
def test_digits_of_any_script_are_digits(region: str) -> None:
    scripts = [str.maketrans("0123456789", digits) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９")]
    for number in numbers(region):
        text = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        assert {tuple(called(text.translate(script), region)) for script in scripts} == {(e164(number),)}


@given(st.sampled_from(REGIONS), st.text("0123456789 -.()/+", min_size=5, max_size=18))
def test_a_typed_text_that_libphonenumber_refuses_is_no_number(region: str, text: str) -> None:
    several = any(sign in text.strip(" -./") for sign in ("/", "  ", " -", "- ", "+", " ("))
    amount = text.strip(" -./()").replace(".", "").replace(" ", "").isdigit()
    if not several and not amount:
        wanted = theirs(text, region)
        assert ours(text, region) == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    ("text", "region", "number", "extension"),
    [
        ("tel. 22 33 44 55 (ask for Ola)", "NO", "+4722334455", ""),
        ("Mob: 99 88 77 66", "NO", "+4799887766", ""),
        ("call after 5, 22 33 44 55", "NO", "+4722334455", ""),
        ("+47 (Norway) 22 33 44 55", "NO", "+4722334455", ""),
        ("22 33 44 55 linje 12", "NO", "+4722334455", "12"),
        ("22 33 44 55 int.12", "NO", "+4722334455", "12"),
        ("06 6982 int. 12", "IT", "+39066982", "12"),
        ("02 1234 5678 interno: 305", "IT", "+390212345678", "305"),
        ("8 (495) 123-45-67 доб. 12", "RU", "+74951234567", "12"),
        ("8 (495) 123-45-67, добавочный 12", "RU", "+74951234567", "12"),
        ("۰۲۱-۸۸۷۷۶۶۵۵ داخلی ۱۲", "IR", "+982188776655", "12"),
        ("+98 21 8877 6655 (داخلی 12)", None, "+982188776655", "12"),
        ("(201) 555-0123 - 123#", "US", "+12015550123", "123"),
        ("201-555-0123,,12", "US", "+12015550123", "12"),
        ("+49(0)30 231250", None, "+4930231250", ""),
        ("+39 (0)2 1234 5678", None, "+390212345678", ""),
        ("030/231250-51", "DE", "+493023125051", ""),
        ("1-800-FLOWERS", "US", "+18003569377", ""),
        ("'+4722334455", None, "+4722334455", ""),
        ('="+4722334455"', None, "+4722334455", ""),
        ("ola@example.no 22334455", "NO", "+4722334455", ""),
        ("004722334455", "US", "+4722334455", ""),
        ("004722334455", None, "+4722334455", ""),
    ],
)
def test_one_number_is_found_in_what_people_write(text: str, region: str | None, number: str, extension: str) -> None:
    assert ours(text, region) == [(number, extension)]


@pytest.mark.parametrize(
    "text",
    [
        *["22 33 44 55 / 99 88 77 66", "22334455/99887766", "22334455;99887766", "22334455, 99887766"],
        *["22334455,99887766", "22334455 | +47 99887766", "22 33 44 55\n99 88 77 66", "22334455 or 99887766"],
        *["22334455 eller 99887766", "22334455 - 99887766", "22334455  99887766", "+4722334455 +4799887766"],
        *["Tel1: 22334455, Tel2: 99887766", "22334455 / 99887766 / 004722334455", "۲۲۳۳۴۴۵۵، ۹۹۸۸۷۷۶۶"],
    ],
)
def test_several_numbers_in_a_cell_are_several(text: str) -> None:
    assert called(text, "NO") == ["+4722334455", "+4799887766"]


def test_each_number_keeps_its_own_extension_and_text() -> None:
    found = PhoneReader("NO").read("22 33 44 55 x12 / 99 88 77 66")
    assert [(one.text, one.extension) for one in found if isinstance(one, Phone)] == [
        ("22 33 44 55 ext. 12", "12"),
        ("99 88 77 66", ""),
    ]


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("030 231250/51", "DE", "+4930231250"),
        ("22 33 44 55/56", "NO", "+4722334455"),
        ("22 33 44 55 (2)", "NO", "+4722334455"),
        ("22334455; 9988776", "NO", "+4722334455"),
    ],
)
def test_what_cannot_be_called_beside_a_number_is_said(text: str, region: str, number: str) -> None:
    first, second = PhoneReader(region).read(text)
    assert isinstance(first, Phone)
    assert first.e164 == number
    assert isinstance(second, PhoneFault)


@pytest.mark.parametrize(
    ("cell", "region"),
    [
        ("44 - 2079460958", "US"),
        ("+4,722334455E+10", "FR"),
        ("0171 1234 CEO", "DE"),
        ("ola99887766@example.no", "NO"),
        ("0047 22 33 44 55", "US"),
        ("22 33 44 55 66 77", "NO"),
        ("2026", "NO"),
        (2026, "NO"),
    ],
)
def test_a_wrong_number_is_not_made_up(cell: Cell, region: str) -> None:
    assert called(cell, region) == []


def test_the_countrys_own_numbers_keep_a_slash_after_the_area_code() -> None:
    assert called("0221 / 4710 123", "DE") == ["+492214710123"]
    assert called("+47 / 22334455") == ["+4722334455"]


def test_the_leads_country_wins_over_the_lists() -> None:
    reader = PhoneReader("NO")
    (found,) = reader.read("020 7946 0958", "GB")
    assert isinstance(found, Phone)
    assert found.region == "GB"
    assert isinstance(reader.read("020 7946 0958")[0], PhoneFault)
    assert isinstance(reader.read("22 33 44 55", "gb")[0], PhoneFault)


def test_what_is_known_of_a_number() -> None:
    assert PhoneReader("no").read("22 33 44 55") == (
        Phone("+4722334455", extension="", region="NO", zone="Europe/Oslo", text="22 33 44 55", zones=("Europe/Oslo",)),
    )
    (everywhere,) = PhoneReader(None).read("+800 1234 5678")
    assert isinstance(everywhere, Phone)
    assert (everywhere.region, everywhere.zone) == (None, None)


@pytest.mark.parametrize("region", REGIONS)
def test_the_zone_is_told_only_where_there_is_one(region: str) -> None:
    for number in numbers(region):
        (found,) = PhoneReader(None).read(e164(number))
        assert isinstance(found, Phone)
        zones = time_zones_for_number(number)
        assert found.zone == (zones[0] if len(zones) == 1 and zones[0] != "Etc/Unknown" else None)
        assert found.region == phonenumbers.region_code_for_number(number)


def test_zones_whose_clocks_agree_tell_the_time_there() -> None:
    when = datetime(2026, 7, 1, 12, tzinfo=UTC)
    mobile, toll_free, american = (read_one(text) for text in ("+47 400 00 001", "+1 800 234 5678", "+1 212 555 0142"))
    assert (mobile.zone, zone_at(mobile, when)) == (None, mobile.zones[0])
    assert (toll_free.zone, zone_at(toll_free, when)) == (None, None)
    assert zone_at(american, when) == american.zone == "America/New_York"
    assert zone_at(None, when) is None
    there = local_time(zone_at(mobile, when), when)
    assert there is not None
    assert f"{there:%H:%M}" == "14:00"


def read_one(text: str) -> Phone:
    (found,) = PhoneReader(None).read(text)
    assert isinstance(found, Phone)
    return found


# --- Damaged


@pytest.mark.parametrize("region", REGIONS)
def test_a_damaged_number_is_the_original_or_nothing(region: str) -> None:
    recovered = 0
    for number in numbers(region):
        for digits in originals(number):
            for cell in damaged(digits):
                (one,) = PhoneReader(region).read(cell)
                assert isinstance(one, PhoneFault) or one.e164 == e164(number), cell
                recovered += isinstance(one, Phone)
    assert recovered > 0


@pytest.mark.parametrize("region", REGIONS)
def test_where_two_readings_are_possible_none_is_taken(region: str) -> None:
    for number in numbers(region):
        for digits in originals(number):
            kept = digits.lstrip("0")
            forms = ((kept, region), (f"0{kept}", region), (f"00{kept}", region), (f"+{kept}", None))
            possible = {found[0] for text, home in forms if (found := theirs(text, home))}
            taken = called(float(kept), region)
            assert set(taken) <= possible
            assert bool(taken) == (len(possible) == 1)


@pytest.mark.parametrize("region", REGIONS)
def test_digits_that_lost_their_plus_are_never_another_number(region: str) -> None:
    for number in numbers(region):
        assert called(e164(number)[1:], region) in ([], [e164(number)])


@pytest.mark.parametrize("region", REGIONS)
def test_digits_that_are_valid_as_they_stand_are_a_text_that_kept_its_zeros(region: str) -> None:
    for number in numbers(region):
        digits = national_digits(number)
        assert called(digits, region) == called(f"'{digits}", region) == [e164(number)]


@pytest.mark.parametrize("region", REGIONS)
def test_a_number_that_lost_digits_is_a_fault(region: str) -> None:
    for number in numbers(region):
        digits = e164(number)[1:]
        shown = f"{float(digits):.5E}"
        for cell in (
            float(digits) + 0.5,
            f"{digits}.5",
            shown,
            shown.replace(".", ","),
            f"+{shown}",
            f"{digits[:5]}E+07",
        ):
            assert why(cell, region) == CUT_OFF, cell


@pytest.mark.parametrize(
    ("cell", "region", "number"),
    [
        (39021234567.0, "IT", "+39021234567"),
        ("39021234567.0", "IT", "+39021234567"),
        ("3.9021234567E+10", "IT", "+39021234567"),
        ("4,722334455E+09", "NO", "+4722334455"),
        ("4722334455", "NO", "+4722334455"),
        ("2079460958", "GB", "+442079460958"),
        (2079460958, "GB", "+442079460958"),
        ("212345678", "IT", "+390212345678"),
        ("4,722,334,455", "NO", "+4722334455"),
        ("4 722 334 455", "NO", "+4722334455"),
        ("4'722'334'455.00", "NO", "+4722334455"),
        (390212345678, "NO", "+390212345678"),
        ("+4722334455.0", None, "+4722334455"),
    ],
)
def test_what_excel_damaged_is_mended_where_that_is_certain(cell: Cell, region: str | None, number: str) -> None:
    assert called(cell, region) == [number]


def test_without_a_country_a_damaged_number_may_be_anybodys() -> None:
    assert why(4722334455) == why("4722334455") == why("4722334455.0") == SAYS_NOTHING


def test_a_mistyped_number_is_not_called_in_another_country() -> None:
    assert why("49925093", "NO") == "no such number in Norway; with a plus it would be +49 9250 93"
    assert why(4576239515, "GB").startswith("no such number in the United Kingdom; with a plus")


# --- What is wrong


@pytest.mark.parametrize(
    ("cell", "region", "reason"),
    [
        ("22 33 44", "NO", "more or fewer digits than a number in Norway has"),
        ("223", "NO", "too short for a number in Norway"),
        ("22 33 44 55 66", "NO", "too long for a number in Norway"),
        ("00 999 123456", "NO", "its country code belongs to no country"),
        ("19 00 00 00", "NO", "no such number in Norway"),
        ("555-0123", "US", "no area code, which a number in the United States needs"),
        ("+1 555", "NO", "too short for a number in the countries of +1"),
        ("+47 22 33", None, "too short for a number in Norway"),
        ("+999 123456", "NO", "its country code belongs to no country"),
        ("22 33 44 55", None, SAYS_NOTHING),
        ("22 33 44 55", "AQ", "no phone numbers are known for Antarctica"),
        ("0047 22 33 44 55", "US", "write + instead of 00, which is not dialled everywhere"),
        ("1" * 300, "NO", "too long for a phone number"),
        ("1", "NO", "too short for a phone number"),
        ("ask at the desk", "NO", "no phone number in it"),
        ("#N/A", "NO", "an error of the workbook, not a phone number"),
        (date(2026, 1, 2), "NO", "a date or a time, not a phone number"),
        (time(9), "NO", "a date or a time, not a phone number"),
        (timedelta(1), "NO", "a date or a time, not a phone number"),
        (-22334455, "NO", "an amount below zero, not a phone number"),
        (22334455.5, "NO", CUT_OFF),
        (1e15, "NO", CUT_OFF),
        pytest.param(10**5000, "NO", CUT_OFF, id="huge"),
        (float("inf"), "NO", CUT_OFF),
        ("4722334455000000.0", "NO", CUT_OFF),
        (4930231250, "SE", "no such number in Sweden; with a plus it would be +49 30 231250"),
        (84951234567, "RU", "two readings are possible: +7 495 123-45-67 or +84 951 234 567"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(cell: Cell, region: str | None, reason: str) -> None:
    assert why(cell, region) == reason


@pytest.mark.parametrize("cell", [None, "", " \u200b", "?", "n/a", "-", "unknown", "نامشخص", float("nan")])
def test_a_cell_that_says_nothing_gives_nothing(cell: Cell) -> None:
    assert PhoneReader("NO").read(cell) == ()
    assert PhoneReader("NO").keys(cell) == frozenset()


def test_a_number_that_stands_twice_is_read_once() -> None:
    assert called("22 33 44 55, +47 22334455; 0047 22334455", "NO") == ["+4722334455"]
    assert ours("22334455 / 22334455 x7", "NO") == [("+4722334455", ""), ("+4722334455", "7")]


CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.text(),
    st.text("0123456789٣+-().,;/|\\ \n\txeE#'\"=@int", max_size=40),
    st.integers(),
    st.floats(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@given(CELLS, st.sampled_from([None, "NO", "US", "BR", "AQ", "XX", "001", ""]), st.sampled_from([None, "IT", "AR"]))
def test_any_cell_can_be_read_and_what_is_called_can_be_compared(cell: Cell, own: str | None, home: str | None) -> None:
    reader = PhoneReader(home)
    for one in reader.read(cell, own):
        if isinstance(one, Phone):
            assert phonenumbers.is_valid_number(phonenumbers.parse(one.e164))
            assert one.e164[1:] in reader.keys(cell, own)
        else:
            assert one.why
    assert all(len(key) >= 5 and key.isdigit() for key in reader.keys(cell, own))


def test_a_very_long_cell_is_read_in_good_order() -> None:
    reader = PhoneReader("NO")
    for text in ("22334455; " * 2000, "x" * 100_000 + "22334455", "22334455" + " " * 50_000 + "!"):
        assert called(text, "NO") == ["+4722334455"]
        assert "4722334455" in reader.keys(text)
    for text in ("1 " * 20_000, "(" * 50_000, "1" + " " * 50_000 + "x", "1 - " * 20_000, "/1" * 20_000):
        assert called(text, "NO") == []
        assert reader.keys(f"{text}\n22334455") >= {"22334455"}


# --- Comparing


@pytest.mark.parametrize("region", REGIONS)
def test_two_spellings_of_a_number_share_a_key(region: str) -> None:
    home, nowhere = PhoneReader(region), PhoneReader(None)
    for number in numbers(region)[::2]:
        spellings: list[frozenset[str]] = []
        for text, needs in intact(number, region):
            spellings += [nowhere.keys(text, needs), nowhere.keys(f"{text} ext. 99", needs)]
            spellings += [home.keys(text)] if needs in {None, region} else []
        for digits in originals(number):
            spellings += [home.keys(cell) for cell in damaged(digits)]
            spellings += [home.keys(digits.lstrip("0")), nowhere.keys(int(digits), region)]
        for one, other in combinations(set(spellings), 2):
            assert one & other


@pytest.mark.parametrize("region", REGIONS)
def test_another_number_shares_no_key(region: str) -> None:
    reader = PhoneReader(region)
    for one, other in combinations(numbers(region), 2):
        for digits in (e164, national_digits):
            assert not reader.keys(digits(one)) & reader.keys(digits(other))


@pytest.mark.parametrize(
    ("one", "other", "region"),
    [
        ("22 33 44 55", "+47 22334455", "NO"),
        ("004722334455", "4722334455.0", "NO"),
        ("(0047) 22.33.44.55", 22334455, None),
        ("8 (495) 123-45-67", "+7 495 1234567", "RU"),
        ("06 1 234 5678", "+36 1 2345678", "HU"),
        ("+44 (0)20 7946 0958", "2079460958", None),
        ("+47 (0)22 33 44 55", "22334455", None),
        (114722334455, "+47 22 33 44 55", "US"),
        ("0011 47 22 33 44 55", "+4722334455", "AU"),
        (114722334455.0, "+4722334455", "AU"),
        ("011 15-2345-6789", "+54 9 11 2345-6789", "AR"),
        ("1-800-FLOWERS", "+1 800 356 9377", "US"),
        ("22 33 44 55 (2)", "+4722334455", "NO"),
        ("ring 22 33 44 55 / 99 88 77 66", "0047 99887766", "NO"),
        ("7986", "+683 7986", "NU"),
        ("02800", "+47 02800", "NO"),
        ("22334455 (do not call!)", "4,722334455E+09", "NO"),
    ],
)
def test_a_number_is_found_however_a_list_spells_it(one: Cell, other: Cell, region: str | None) -> None:
    reader = PhoneReader(region)
    assert reader.keys(one) & reader.keys(other)


def test_extensions_and_stray_digits_are_no_part_of_a_key() -> None:
    reader = PhoneReader("NO")
    assert reader.keys("22334455 x12345") == reader.keys("22334455 linje 99999") == reader.keys("22334455")
    assert reader.keys("22334455, 12") == reader.keys("22334455, 34")
    assert not reader.keys("22334455/56") & reader.keys("99887766/56")
    assert reader.keys("123") == reader.keys("4.72233E+09") == reader.keys(1e16) == frozenset()


def test_a_lead_is_compared_under_its_own_country_and_the_lists() -> None:
    assert PhoneReader("NO").keys("22334455", "DK") >= {"22334455", "4722334455", "4522334455"}


def test_a_reading_as_a_foreign_number_counts_only_where_it_is_valid() -> None:
    assert "22334455" in PhoneReader("US").keys(4722334455)
    assert PhoneReader("NO").keys(40404040) == {"40404040", "4740404040", "47040404040"}


@given(st.text("0123456789", min_size=6, max_size=17))
def test_the_quick_look_at_a_country_code_refuses_no_valid_number(digits: str) -> None:
    if theirs(f"+{digits}", None):
        assert dialling._may_be_valid(digits)


def test_a_text_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = PhoneReader("NO")
    cells = ("22 33 44 55", "+47 99887766 / 22334455", 4722334455, "12")
    before = [(reader.read(cell), reader.keys(cell)) for cell in cells]
    monkeypatch.setattr(phonenumbers, "parse", None)
    assert [(reader.read(cell), reader.keys(cell)) for cell in cells] == before


# --- The lists beside the project


@pytest.mark.needs_shared
@pytest.mark.parametrize(
    ("name", "columns", "country"),
    [
        (
            "pipedrive_leads.csv",
            ("Person - Phone - Work", "Person - Phone - Mobile"),
            "Organization - Country of Address",
        ),
        ("hubspot-crm-exports-all-contacts.csv", ("Phone Number", "Mobile Phone Number"), "Country/Region"),
    ],
)
def test_exports_of_other_programs_are_read_as_libphonenumber_reads_them(
    shared: Path, name: str, columns: tuple[str, ...], country: str
) -> None:
    countries, reader = CountryReader(), PhoneReader(None)
    several = 0
    with (shared / "data" / name).open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            own = countries.read(row[country])
            assert own
            for column in columns:
                found = reader.read(row[column], own)
                called_ones = [(one.e164, one.extension) for one in found if isinstance(one, Phone)]
                parts = row[column].split("/")
                wanted = [number for part in parts if (number := theirs(part, own))]
                assert called_ones == wanted, row[column]
                several += len(found) > 1
    assert several > 20


# --- Words and times


@pytest.mark.parametrize("region", REGIONS)
def test_a_number_is_shown_as_people_dial_it(region: str) -> None:
    for number in numbers(region):
        shown = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
        phone = Phone(e164(number), extension="", region=region, zone=None, text="")
        assert in_words(phone) == shown
        assert in_words(Phone(phone.e164, extension="12", region=region, zone=None, text="")) == f"{shown} ext. 12"


def test_the_time_there_follows_the_zone_and_its_summer() -> None:
    winter, summer = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC)
    for when, hour in ((winter, 13), (summer, 14)):
        there = local_time("Europe/Oslo", when)
        assert there == when
        assert there is not None
        assert there.hour == hour
    there = local_time("Asia/Tehran", winter)
    assert there is not None
    assert (there.hour, there.minute) == (15, 30)


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "a\0b"])
def test_an_unknown_zone_has_no_time(zone: str | None) -> None:
    assert local_time(zone, datetime(2026, 1, 15, 12, tzinfo=UTC)) is None


def test_the_slow_geocoder_is_never_loaded() -> None:
    assert "phonenumbers.geocoder" not in sys.modules


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("+474O234396", "DE"),
        ("+39O212348O95", "IT"),
        ("+12O15513437", "IT"),
        ("+982123454O83", "IR"),
        ("030 23l2504", "DE"),
    ],
)
def test_a_letter_for_a_digit_makes_no_other_number(text: str, region: str) -> None:
    (found,) = PhoneReader(region).read(text)
    assert isinstance(found, PhoneFault)
    assert found.why == "a letter stands among the digits"
