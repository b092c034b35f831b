"""Numbers and ranges are read the way people write them."""

from __future__ import annotations

import pytest

from sheetqual.core.numbers import Interval, exactly, read_number

Ends = tuple[float | None, float | None]


def ends(text: str, decimal: str = "auto") -> Ends | None:
    """Return the ends of the interval a text is read as."""
    read = read_number(text, decimal)  # type: ignore[arg-type]
    return None if read is None else (read.interval.low, read.interval.high)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("approx. 40", (40, 40)),
        ("~300", (300, 300)),
        ("2-10 employees", (2, 10)),
        ("201 – 500", (201, 500)),
        ("$10M - $50M", (10_000_000, 50_000_000)),
        ("4,5 mln ₽", (4_500_000, 4_500_000)),
        ("NOK 12 000 000", (12_000_000, 12_000_000)),
        ("£2m", (2_000_000, 2_000_000)),
        ("(250,000)", (-250_000, -250_000)),
        ("1.5e6", (1_500_000, 1_500_000)),
        ("11-50", (11, 50)),
        ("200+", (200, None)),
        ("<10", (None, 10)),
        ("0.125", (0.125, 0.125)),
        ("1.250m", (1_250_000, 1_250_000)),
        ("1.250", (1250, 1250)),
        ("1,250", (1250, 1250)),
        ("1.234,56", (1234.56, 1234.56)),
        ("1,234.56", (1234.56, 1234.56)),
        ("25%", (0.25, 0.25)),
        ("12.5 %", (0.125, 0.125)),
    ],
)
def test_every_example_of_the_method_is_read(text: str, expected: Ends) -> None:
    """Method.md section 3, "Seen in real exports and to be read", and the rules before it."""
    assert ends(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["3 thousand", "3 mila", "3 tusen", "3 тысячи", "۳ هزار"], 3_000),
        (["3 million", "3 milioni", "3 millioner", "3 миллиона", "۳ میلیون"], 3_000_000),
        (["3 billion", "3 miliardi", "3 milliarder", "3 миллиарда", "۳ میلیارد"], 3_000_000_000),
        (["3k", "3 K", "3 тыс.", "3 т", "TNOK 3"], 3_000),
        (["3m", "3 mln", "3 mio", "3 mio.", "3 млн", "MNOK 3", "3 mill."], 3_000_000),
        (["3bn", "3 mrd", "3 mld", "3 млрд", "3 thousand million"], 3_000_000_000),
        (["about 300", "circa 300", "omtrent 300", "около 300", "حدود ۳۰۰"], 300),
        (["approx. ca. 300", "total 300", "300 employees", "300 m²", "300 m2", "USD 300"], 300),
        (["3 hundred", "300.", "300,-", "+300", "300 kr", "kr 300", "300 $ / month"], 300),
    ],
)
def test_words_beside_a_number_multiply_or_are_skipped(texts: list[str], expected: int) -> None:
    """Method.md section 3: thousand, million and billion in English, Italian, Norwegian, Russian, Persian."""
    assert {text: ends(text) for text in texts} == dict.fromkeys(texts, (expected, expected))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["at least 20", "almeno 20", "minst 20", "не менее 20", "حداقل ۲۰"], Interval(20, None)),
        (["≥ 20", ">=20", "20+", "20 or more", "20 o più", "20 eller mer", "20 и более"], Interval(20, None)),
        (["more than 20", "più di 20", "mer enn 20", "более 20", "بیش از ۲۰"], Interval(20, None, low_open=True)),
        (["> 20", "over 20", "above 20"], Interval(20, None, low_open=True)),
        (["up to 20", "fino a 20", "inntil 20", "до 20", "حداکثر ۲۰"], Interval(None, 20)),
        (["≤ 20", "<= 20", "20 or less", "20 o meno", "20 eller mindre"], Interval(None, 20)),
        (["less than 20", "meno di 20", "mindre enn 20", "менее 20", "کمتر از ۲۰"], Interval(None, 20, high_open=True)),
        (["< 20", "under 20", "below 20"], Interval(None, 20, high_open=True)),
        (["10-20", "from 10 to 20", "da 10 a 20", "fra 10 til 20", "от 10 до 20", "از ۱۰ تا ۲۰"], Interval(10, 20)),
        (["10 to 20", "between 10 and 20", "tra 10 e 20", "10 — 20", "approx. 10-20"], Interval(10, 20)),
        (["10-20k", "10k-20k", "10 - 20 тыс."], Interval(10_000, 20_000)),
        (["500-2k", "500 - 2 thousand"], Interval(500, 2_000)),
        (["-5-10", "-5 - 10", "−5 – 10"], Interval(-5, 10)),
        (["-10--5", "-10 - -5"], Interval(-10, -5)),
        (["5%-10%", "5-10%"], Interval(0.05, 0.1)),
        (["20 employees or more", "about 20 or more"], Interval(20, None)),
    ],
)
def test_ranges_are_read_in_signs_and_in_words(texts: list[str], expected: Interval) -> None:
    for text in texts:
        read = read_number(text)
        assert read is not None, text
        assert read.interval == expected, text


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1.250", ".", 1.25),
        ("1.250", ",", 1250),
        ("1,250", ".", 1250),
        ("1,250", ",", 1.25),
        ("1,250.5", ".", 1250.5),
        ("1.250,5", ",", 1250.5),
        ("12.500 €", "auto", 12500),
        ("12 500,50", "auto", 12500.5),
        ("12'500.25", "auto", 12500.25),
        ("12 500.125", "auto", 12500.125),
        ("1.250%", "auto", 0.0125),
        ("1.250e3", "auto", 1250),
        ("1.5e-2", "auto", 0.015),
        ("00.125", "auto", 0.125),
        ("1.000.000", "auto", 1_000_000),
        ("1,00,000", "auto", 100_000),
        (".5", "auto", 0.5),
        ("٫5", "auto", 0.5),
        ("۱۲٬۰۰۰", "auto", 12_000),
        ("١٢٣", "auto", 123),
        ("1\u00a0234", "auto", 1234),
        ("1\u202f234,5", "auto", 1234.5),
    ],
)
def test_the_decimal_mark_is_the_profiles_or_found_out(text: str, decimal: str, expected: float) -> None:
    assert ends(text, decimal) == (expected, expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", "plenty", "fifty", "B2B", "12:30", "2024-05-03", "10/20", "5 6", "1 2 3", "12 and 3 offices and 2"),
        *("1.2,3.4", "1,2,3", "1.5.2", "10,00,00", "1..2", "50-10", "05-2026", "k5", "[5]", "(5", "=5", "5 + 3"),
        *("some 5 words before", "five 5", "5 or more or less people here now", "more than 5 or more", "5-", "5 -"),
        *("(11-50)", "10 x 20", "10 per 20", "k10-20", "10 - k20", "10 -- x 20", "10 - about x 20", "to 5"),
        *(
            "x 10-20",
            "10-20 one two three four five",
            "5 one two three four five",
            "10 - 20 -",
            "10 = - 20",
            "1.5.2-3",
            "3-1.5.2",
        ),
        *("5_", "_5", "5 _ 6", "10 - - - 20", "9" * 81, "1.2.3,4", ",.5", ".1,2", "1,.5", "10 # 20"),
    ],
)
def test_what_is_not_one_number_or_range_is_not_read(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["1,5", "12,34", "1,23,4567", "1.234,5", "1.2.3"])
def test_separators_that_make_no_sense_under_the_profiles_mark_are_not_read(text: str) -> None:
    assert read_number(text, ".") is None


@pytest.mark.parametrize(
    ("text", "currencies"),
    [
        ("$5", {"USD"}),
        ("5 руб.", {"RUB"}),
        ("€5 - €10", {"EUR"}),
        ("MNOK 4,5", {"NOK"}),
        ("4,5 MNOK", {"NOK"}),
        ("5 kr", {"kr"}),
        ("5 تومان", {"IRR"}),
        ("$5 - €10", {"USD", "EUR"}),
        ("$ 5 USD", {"USD"}),
        ("5", set()),
    ],
)
def test_the_currencies_beside_a_number_are_named(text: str, currencies: set[str]) -> None:
    read = read_number(text)
    assert read is not None
    assert read.currencies == currencies


def test_a_number_of_many_digits_stays_exact() -> None:
    assert ends("12345678901234567890") == (12345678901234567890, 12345678901234567890)


@pytest.mark.parametrize(
    ("interval", "bound", "at_least", "at_most"),
    [
        (exactly(10), 10, True, True),
        (exactly(10), 11, False, True),
        (exactly(10), 9, True, False),
        (Interval(11, 50), 11, True, None),
        (Interval(11, 50), 50, None, True),
        (Interval(11, 50), 51, False, True),
        (Interval(11, 50), 10, True, False),
        (Interval(200, None), 200, True, None),
        (Interval(200, None), 199, True, False),
        (Interval(200, None), 201, None, None),
        (Interval(None, 10, high_open=True), 10, False, True),
        (Interval(None, 10, high_open=True), 9, None, None),
        (Interval(None, 10), 10, None, True),
        (Interval(50, None, low_open=True), 50, True, False),
        (Interval(50, None), 50, True, None),
    ],
)
def test_a_comparison_holds_or_fails_for_the_whole_range_only(
    interval: Interval,
    bound: float,
    at_least: bool | None,  # noqa: FBT001 - a truth of three values
    at_most: bool | None,  # noqa: FBT001
) -> None:
    """Method.md section 3: holds for the whole range, fails for the whole range, else unknown."""
    assert interval.at_least(bound) is at_least
    assert interval.at_most(bound) is at_most


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        (Interval(11, 50), True),
        (Interval(10, 100), True),
        (Interval(9, 50), None),
        (Interval(11, 101), None),
        (Interval(101, 200), False),
        (Interval(1, 9), False),
        (Interval(None, None), None),
    ],
)
def test_between_takes_in_both_ends(interval: Interval, said: bool | None) -> None:  # noqa: FBT001
    assert interval.between(10, 100) is said


def test_a_range_is_a_number_only_if_it_has_no_other() -> None:
    assert exactly(5).equals(5) is True
    assert Interval(4, 6).equals(5) is None
    assert Interval(6, 9).equals(5) is False


@pytest.mark.parametrize("text", ["٪25", "۲۵٪"])
def test_a_persian_percent_sign_divides_by_100(text: str) -> None:
    """Method.md section 3: "Percent signs divide by 100", with Persian digits to be read."""
    assert ends(text) == (0.25, 0.25)


def test_an_exponent_out_of_reach_is_no_range() -> None:
    """``1e400`` is one number, or none that can be read; it is not "1 to 400"."""
    assert ends("1e400") != (1, 400)


def test_a_range_or_more_has_no_upper_end() -> None:
    """Method.md section 3: a comparison holds when it holds for the whole range."""
    assert ends("10-20 or more") != (10, 20)


def test_a_hyphen_within_a_unit_is_skipped() -> None:
    read = read_number("5 full-time staff")
    assert read is not None
    assert read.interval == exactly(5)


def test_a_cyrillic_k_multiplies_too() -> None:
    read = read_number("10к")
    assert read is not None
    assert read.interval == exactly(10_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("51-200 employees (LinkedIn)", (51, 200)),
        ("1,001-5,000 employees (as of today)", (1001, 5000)),
        ("40 people in the company", (40, 40)),
        ("$ 5 / seat and month", (5, 5)),
    ],
)
def test_up_to_four_words_after_a_number_are_a_unit(text: str, expected: Ends) -> None:
    """Method.md section 3: unit words and signs are skipped; LinkedIn's sizes come with its name."""
    assert ends(text) == expected


@pytest.mark.parametrize(
    "text", ["1²", "10²", "1¹", "½", "2½", "①", "⑴", "⒈", "㊿", "5㏠", "⁵", "₅", "kr²5", "5 m²³", "፩፪", "5 CO₂"]
)
def test_signs_that_are_no_digits_are_no_part_of_a_number(text: str) -> None:
    """The normal form (NFKC) makes 12 of ``1²`` and (1), which is minus one, of ``⑴``: nothing is silently a number."""
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["12 m²", "12m³", "12 km²", "12 м²", "12㎡", "１２", "𝟏𝟐", "۱۲", "१२"])
def test_digits_of_every_script_and_powers_of_units_are_read(text: str) -> None:
    assert ends(text) == (12, 12)


@pytest.mark.parametrize("text", ["12\u200b", "\ufeff12", "\u200e12\u200f", "\u300012\u2028", "\u00ad12"])
def test_signs_that_do_not_show_at_the_ends_of_a_number_are_skipped(text: str) -> None:
    assert ends(text) == (12, 12)


@pytest.mark.parametrize(
    ("text", "currency"), [("US$5m", "USD"), ("us$ 5 mln", "USD"), ("A$ 5m", "AUD"), ("C$5m", "CAD"), ("CA$5m", "CAD")]
)
def test_a_dollar_says_whose_it_is(text: str, currency: str) -> None:
    read = read_number(text)
    assert read is not None
    assert (read.interval, read.currencies) == (exactly(5_000_000), frozenset((currency,)))


def test_signs_of_comparison_are_known_either_way_round() -> None:
    assert (ends("=>20"), ends("=<20")) == (ends(">=20"), ends("<=20")) == ((20, None), (None, 20))
