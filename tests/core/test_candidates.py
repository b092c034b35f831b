"""Which columns of a list look like criteria, and which only say who a lead is."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

import pytest

from sheetqual.core.candidates import Candidate, CandidateKind, candidates
from sheetqual.core.identity import LeadPlaces
from sheetqual.core.reading import Reader

from .helpers import cell


def found(
    header: str,
    cells: Sequence[object],
    lead: LeadPlaces | None = None,
    taken: Sequence[int] = (),
) -> Candidate | None:
    """Return what a list of that one column gives."""
    columns = {0: [cell(one) for one in cells]}
    candidate = candidates([header], columns, reader=Reader(), lead=lead or LeadPlaces(), taken=taken)
    return candidate[0] if candidate else None


def kind(header: str, cells: Sequence[object]) -> str | None:
    candidate = found(header, cells)
    return None if candidate is None else candidate.kind.value


NUMBERS = [12, 250, 40, 1100, 75, 33, 8, 610, 95, 180]
DAYS = [f"{day:02}.03.2026" for day in range(1, 11)]
CHOICES = ["trade show", "referral", "web form"] * 4


def test_a_column_of_yes_and_no_in_any_language_is_a_yes_or_no() -> None:
    assert kind("Decision maker", ["yes", "no", "да", "nei", "in parte", "بله", "TRUE", None]) == "yes_no"
    assert kind("Trial", [1, 0, 0, 1, 1, 0]) == "yes_no"
    assert kind("Trial", ["yes"] * 9 + ["no"] * 9 + ["ask Bob"] * 2) == "yes_no"
    assert kind("Trial", ["yes"] * 8 + ["no"] * 8 + [f"ask {name}" for name in "abcd"]) == "choice"


def test_numbers_that_happen_to_be_mostly_0_and_1_are_counted() -> None:
    assert kind("Children", [0, 1] * 12 + [2, 3]) == "choice"
    assert kind("Children", [0, 1] * 12 + [2, 3, 4, 5]) == "number"


def test_numbers_have_a_cut_that_people_would_choose() -> None:
    assert found("Employees", NUMBERS) == Candidate(0, "Employees", CandidateKind.NUMBER, 1.0, cut=100)
    assert kind("Employees", ["1-10", "11-50", "51-200", "201-500", "501-1000", "1001+", "200+"]) == "number"
    assert kind("Budget", ["10k", "£2m", "25,000 USD", "1 200", "900", "15k", "n/a", "?"]) == "number"


@pytest.mark.parametrize(
    ("cells", "cut"),
    [
        ([22, 27, 31, 27, 24, 26, 28, 29], 25),
        ([0, 0, 0, 0, 0, 100, 200, 210, 220, 230, 400], 200),
        ([0.03, 0.05, 0.06, 0.2, 0.3, 0.04, 0.07], 0.05),
        ([900, 1100, 1300, 1400, 1700, 2600, 5200], 1000),
        ([-5, -1, -3, -2, -4, 0, 0], None),
        ([111, 112, 113, 114, 115, 116, 111], 100),
        (["<10", "<20", "<30", "<40", "<50", "<60"], 25),
        ([5e-324, 1e-323, 1.5e-323, 2e-323, 2.5e-323, 3e-323], 2e-323),
        ([1e308, 1.5e308, 1.1e308, 1.2e308, 1.3e308, 1.4e308, 1.3e308], 1e308),
    ],
)
def test_the_cut_is_round_near_the_median_of_the_positive_numbers_and_parts_the_leads(
    cells: list[object], cut: float | None
) -> None:
    candidate = found("Amount", cells)
    assert candidate is not None
    assert candidate.kind is CandidateKind.NUMBER
    assert candidate.cut == cut


def test_a_whole_cut_has_no_decimals() -> None:
    candidate = found("Employees", NUMBERS)
    assert candidate is not None
    assert isinstance(candidate.cut, int)


def test_days_are_dates_but_bare_numbers_are_none() -> None:
    assert kind("Decide by", DAYS) == "date"
    assert kind("Decide by", [dt.date(2026, 3, day) for day in range(1, 8)]) == "date"
    assert kind("Decide by", [dt.datetime.fromisoformat(f"2026-03-0{day} 09:00") for day in range(1, 8)]) == "date"
    assert kind("Decide by", [*DAYS[:8], "soon", "later"]) == "date"
    assert kind("Serial", [46000, 45100, 45210, 44999, 45500, 46100, 45999]) == "number"


def test_a_choice_has_its_texts_as_most_commonly_written_with_their_leads() -> None:
    cells = ["SaaS", "saas ", "SaaS", "Retail", "RETAIL", "RETAIL", "retail", "Energy", "?", ""]
    candidate = found("Industry", cells)
    assert candidate is not None
    assert candidate.kind is CandidateKind.CHOICE
    assert candidate.values == (("RETAIL", 4), ("SaaS", 3), ("Energy", 1))
    assert candidate.filled == 0.8


def test_a_choice_has_2_to_12_texts_and_fewer_than_half_as_many_as_answers() -> None:
    assert kind("Source", ["a", "b", "a", "b"]) is None
    assert kind("Source", ["a", "b", "a", "b", "a"]) == "choice"
    assert kind("Source", [f"source {place % 12}" for place in range(30)]) == "choice"
    assert kind("Source", [f"source {place % 13}" for place in range(30)]) is None


def test_a_column_with_one_answer_is_none() -> None:
    assert kind("Source", ["fair"] * 9) is None
    assert kind("Trial", ["yes", "TRUE", "x", "1", "ja", "да", "", ""]) is None
    assert kind("Decide by", ["01.03.2026"] * 9) is None
    assert kind("Employees", [50] * 9) is None


def test_a_column_that_few_leads_have_an_answer_in_is_none() -> None:
    answers: list[object] = ["a", "b", "a"]
    assert kind("Source", [*answers, "", None, "?", "unknown", "#N/A"]) is None
    assert kind("Source", ["a", "b", "a", "b", "a", *[""] * 12]) is None
    assert kind("Source", ["a", "b", "a", "b", "a", *[""] * 11]) == "choice"


def test_four_leads_are_enough_and_three_are_not() -> None:
    assert kind("Decides", ["yes", "no", "yes", "no"]) == "yes_no"
    assert kind("Decides", ["yes", "no", "yes"]) is None
    assert kind("Decides", []) is None


@pytest.mark.parametrize("part", ["id", "name", "company", "phone", "email", "owner", "first", "last"])
def test_columns_that_say_who_a_lead_is_are_none(part: str) -> None:
    assert found("Source", CHOICES, LeadPlaces(**{part: (0,)})) is None


def test_the_country_may_be_a_choice_and_nothing_else() -> None:
    country = LeadPlaces(country=(0,))
    candidate = found("Land", ["NO", "SE", "NO", "DK", "NO", "SE", "SE"], country)
    assert candidate is not None
    assert candidate.kind is CandidateKind.CHOICE
    assert found("Country", NUMBERS, country) is None


def test_columns_without_a_header_taken_ones_and_overrides_are_none() -> None:
    assert found(" \u200b", CHOICES) is None
    assert found("Source", CHOICES, taken=[0]) is None
    assert found("Override reason", CHOICES) is None
    assert found("overstyrt_av", CHOICES) is None


@pytest.mark.parametrize(
    "header",
    [
        *("Record ID", "customer_id", "Lead No.", "Kundenr", "Organisasjonsnummer", "№ договора", "Номер заявки"),
        *("شناسه", "شماره مشتری", "Codice cliente", "Phone Number", "Mobile", "Telefono ufficio", "Телефон", "تلفن"),
        *("E-mail", "E-post", "ایميل", "Website", "LinkedIn URL", "Zip code", "Postal Code", "CAP", "Индекс"),
        *("Address", "Indirizzo", "Gateadresse", "Адрес", "آدرس", "Notes", "Note interne", "Merknad", "Комментарий"),
        *("Address 2", "یادداشت", "کد پستی"),
    ],
)
def test_ids_ways_to_reach_somebody_and_notes_are_known_by_their_headers(header: str) -> None:
    assert kind(header, CHOICES) is None
    assert kind(header, NUMBERS) is None


@pytest.mark.parametrize("header", ["No. of Employees", "Number of Employees", "2024", "Mobile subscriptions", "#"])
def test_a_header_that_only_has_such_a_word_in_it_is_no_id(header: str) -> None:
    assert kind(header, NUMBERS) == "number"


def test_a_yes_or_no_may_be_about_a_phone() -> None:
    assert kind("Opted out of phone", ["yes", "no", "no", "yes"]) == "yes_no"


@pytest.mark.parametrize(
    "cells",
    [
        [16300, 16307, 16311, 16319, 16324, 16333, 16341],
        [907, 903, 899, 898, 871, 853, 811],
        [3, 1, 7, 5, 4, 2, 6],
        [84352, 67413, 30919, 55501, 91117, 20203, 77729],
        ["99585283", "41120453", "40211977", "97311208", "92228116", "45600871"],
        ["0646892029", "0611112222", "0646892029", "0646811111", "0633344455", "0622211100", "0644445555"],
        ["0101", "0182", "0255", "0301", "0301", "0405", "0502"],
        ["+4799585283", "+4741120453", "+4740211977", "+4797311208", "+4792228116", "+4799999999"],
    ],
)
def test_numbers_that_name_leads_are_no_amounts(cells: list[object]) -> None:
    assert kind("Ref", cells) is None


@pytest.mark.parametrize(
    "cells",
    [
        [1200000, 830000, 45000, 9900000, 310000, 77000, 505000],
        [5384211, 83127, 1209, 77341233, 4127, 91817, 240113],
        [1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
        [16300, 16307, 16311, 16319, 16324, 16333, 16341, 16300],
        [25, 31, 58, 42, 37, 64, 29, 55],
        ["11-50", "51-200", "1-10", "201-500", "501-1000", "1001-5000"],
    ],
)
def test_amounts_may_all_be_different_and_are_no_ids(cells: list[object]) -> None:
    assert kind("Ref", cells) == "number"


def test_what_people_write_freely_is_no_choice() -> None:
    long = [
        "Met at the fair and promised to come back to us in May",
        "Wants to hear from us once the budget is through",
    ]
    assert kind("Talk", long * 4) is None
    assert kind("Reached at", ["info@a.example", "www.b.example", "info@a.example"] * 4) is None
    assert kind("Talk", [f"something else {place}" for place in range(40)]) is None


def test_candidates_come_in_the_order_of_the_columns() -> None:
    columns = {2: NUMBERS, 0: ["yes", "no"] * 5, 1: [str(place) for place in range(10)]}
    found = candidates(["Trial", "ID", "Size"], columns, reader=Reader(), lead=LeadPlaces())  # type: ignore[arg-type]
    assert [(one.place, one.kind.value) for one in found] == [(0, "yes_no"), (2, "number")]


def test_of_very_many_different_cells_a_part_is_read_and_the_common_ones_always() -> None:
    generator = random.Random(4)
    amounts: list[object] = [generator.lognormvariate(8, 1) for _ in range(6000)]
    candidate = found("Revenue", [*amounts, *[""] * 4000])
    assert candidate is not None
    assert (candidate.kind, candidate.cut) == (CandidateKind.NUMBER, 2000)
    assert candidate.filled == pytest.approx(0.6)
    notes: list[object] = [f"note {place}" for place in range(700)]
    assert kind("Trial", [*["yes", "no"] * 4500, *notes]) == "yes_no"
    assert kind("Talk", [*["maybe later", "call me"] * 4500, *notes]) is None
    assert kind("Ref", [generator.randrange(10**7, 10**8) for _ in range(2000)]) is None
