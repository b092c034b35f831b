"""Who is who in two lists."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheetqual.core.identity import lead_places
from sheetqual.core.profile import LeadColumns
from sheetqual.core.words import fold_header
from sheetqual.files.merging.allotment import allot
from sheetqual.files.merging.duplicates import duplicates
from sheetqual.files.merging.identities import LeadList
from sheetqual.files.merging.lead_keys import email_keys, id_text, is_own_id, phone_keys
from sheetqual.files.merging.matching import Doubt, How, Match, match_lists, match_returned
from sheetqual.files.tables import LeadTable

if TYPE_CHECKING:
    from sheetqual.core.values import Cell

HEADERS = ("Record ID", "Name", "Company", "E-mail", "Phone")


def leads(headers: Sequence[str], *rows: Sequence[Cell], ignore: Sequence[int] = ()) -> LeadList:
    """Return a list of leads; short rows end in blanks."""
    places: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        places.setdefault(fold_header(header), []).append(place)
    table = LeadTable(
        source="list.xlsx",
        sheet="Leads",
        headers=tuple(headers),
        columns={place: [row[place] if place < len(row) else None for row in rows] for place in range(len(headers))},
        rows=range(2, 2 + len(rows)),
        epoch_1904=False,
        findings=(),
    )
    return LeadList(table, lead_places(LeadColumns(), places), ignore)


def who(*rows: Sequence[Cell]) -> LeadList:
    """Return a list of who some leads are: id, name, company, e-mail and phone."""
    return leads(HEADERS, *rows)


def match(one: Sequence[Cell], *masters: Sequence[Cell]) -> Match:
    """Return where one lead stands among others."""
    return match_lists(who(one), who(*masters)).matches[0]


def how(one: Sequence[Cell], other: Sequence[Cell]) -> How | Doubt | None:
    """Return by what a lead is found as the only other one, or why not; it is the same the other way round."""
    found, back = match(one, other), match(other, one)
    assert found.how == back.how
    assert found.doubt == back.doubt or Doubt.NAMELESS in (found.doubt, back.doubt)
    return found.how or found.doubt


# Keys


@pytest.mark.parametrize(
    ("cell", "text"),
    [(12345.0, "12345"), ("12345", "12345"), (" 12345.0 ", "12345"), ("A-7", "A-7"), ("007", "007")],
)
def test_an_id_is_the_same_as_number_and_as_text(cell: Cell, text: str) -> None:
    assert id_text(cell) == text


@pytest.mark.parametrize("cell", [None, "", " ", "?", "n/a", "\u200b", float("nan")])
def test_a_blank_is_no_id(cell: Cell) -> None:
    assert id_text(cell) is None


def test_our_own_ids_are_known_by_their_shape() -> None:
    assert is_own_id("L-7K3QX2")
    assert not any(map(is_own_id, ("L-7K3QX", "L-7K3QX22", "L-7K3QO2", "l-7k3qx2", "12345", "L-1K3QX2")))


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("Ann@Example.COM ", {"ann@example.com"}),
        ("mailto:ann@example.com", {"ann@example.com"}),
        ("mailto:ann@example.com?subject=Hi", {"ann@example.com"}),
        ("Ann <ann@example.com>", {"ann@example.com"}),
        ("ann@example.com; bo@example.com, cy@example.com.", {"ann@example.com", "bo@example.com", "cy@example.com"}),
        ("n/a", set()),
        ("@", set()),
        (None, set()),
        (5.0, set()),
    ],
)
def test_addresses_are_found_however_they_are_written(cell: Cell, keys: set[str]) -> None:
    assert email_keys(cell) == keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+39 06 98765432", "0039 06 98765432"),
        ("+39 06 98765432", "06/98765432"),
        ("+39 06 98765432", 390698765432.0),
        ("06 98765432", 698765432.0),
        ("+47 22 33 44 55", "22334455"),
        ("+47 22 33 44 55", 4722334455.0),
        ("+47 22 33 44 55", 22334455),
        ("+44 (0)20 7946 0958", "020 7946 0958"),
        ("+7 (495) 123-45-67", "8 495 123 45 67"),
        ("+98 912 345 6789", "۰۹۱۲ ۳۴۵ ۶۷۸۹"),
        ("39069812345.0", "+39069812345"),
        ("22334455 ext. 12", "22 33 44 55"),
        ("22334455 int. 7", "tel. 22 33 44 55"),
        ("11223344; 22334455", "22334455"),
        ("11223344 / 22334455", "22334455"),
        ("555 1234", "5551234"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one: Cell, other: Cell) -> None:
    assert phone_keys(one) & phone_keys(other)


@pytest.mark.parametrize("cell", [None, "", "112", "12 34 56", "000000000", "9999999", 39069812345.5, "3,9E+10", "no"])
def test_what_is_no_number_is_no_key(cell: Cell) -> None:
    assert not phone_keys(cell)


def test_two_numbers_are_two() -> None:
    assert not phone_keys("+39 06 98765432") & phone_keys("+39 06 98765433")
    assert not phone_keys("2233445") & phone_keys("22334455")


# Two leads

FOUND: list[tuple[Sequence[Cell], Sequence[Cell], How | Doubt]] = [
    # Ids come first, whatever else is there.
    (("7", "Ann Hill"), (7.0, "Bo Wood"), How.ID),
    (("7", "Ann Hill", "Acme", "a@x.com"), ("8", "Ann Hill", "Acme", "a@x.com"), Doubt.NEW),
    (("7", "Ann Hill", "", "a@x.com"), ("", "Ann Hill", "", "a@x.com"), How.EMAIL),
    (("7", "Ann Hill", "", "a@x.com"), ("L-7K3QX2", "Ann Hill", "", "a@x.com"), How.EMAIL),
    (("L-7K3QX3", "Ann Hill", "", "a@x.com"), ("L-7K3QX2", "Ann Hill", "", "a@x.com"), Doubt.NEW),
    # Then addresses and numbers, unless the names are two people's.
    (("", "Ann Hill", "", "A@x.com"), ("", "Hill, Ann", "", "a@x.com"), How.EMAIL),
    (("", "", "", "a@x.com; b@x.com"), ("", "Ann Hill", "", "b@x.com"), How.EMAIL),
    (("", "Ann Hill", "", "info@x.com"), ("", "Bo Wood", "", "info@x.com"), Doubt.MAYBE),
    (("", "Ann Hill", "", "", "22334455"), ("", "A. Hill", "", "", "+4722334455"), How.PHONE),
    (("", "Ann Hill", "", "", "22334455"), ("", "Ann Wood", "", "", "22334455"), Doubt.MAYBE),
    (("", "Mario Rossi", "", "", "0698765432"), ("", "Maria Rossi", "", "", "0698765432"), Doubt.MAYBE),
    (("", "Alex Hill", "", "a@x.com"), ("", "Alexander Hill", "", "a@x.com"), How.EMAIL),
    (("", "Иван Петров", "", "i@x.ru"), ("", "Ivan Petrov", "", "i@x.ru"), How.EMAIL),
    (("", "?", "", "a@x.com"), ("", "Ann Hill", "", "a@x.com"), How.EMAIL),
    # Then company and name.
    (("", "Mario Rossi", "Acme S.r.l."), ("", "ROSSI, Mario", "ACME srl"), How.NAME),
    (("", "Mario Rossi", "Acme", "old@x.it"), ("", "Mario Rossi", "Acme", "new@x.it"), How.NAME),
    (("", "Dott. Mario Rossi", "Acme"), ("", "Mario Rossi", "Acme SpA"), How.NAME),
    (("", "Giovanni Rossi", "Acme"), ("", "Giovani Rossi", "Acme"), How.NAME),
    (("", "Giovanni Rossi", "Acme", "old@x.it"), ("", "Giovani Rossi", "Acme", "new@x.it"), Doubt.MAYBE),
    (("", "Mario Rossi", "Ferramenta Bianchi"), ("", "Mario Rossi", "Feramenta Bianchi Srl"), How.NAME),
    (("", "Mario Rossi", "Acme"), ("", "Mario Luigi Rossi", "Acme"), How.NAME),
    (("", "Mario Rossi", "Acme"), ("", "Maria Rossi", "Acme"), Doubt.NEW),
    (("", "Marco Rossi", "Acme"), ("", "Mario Rossi", "Acme"), Doubt.NEW),
    (("", "Mario Rossi", "Acme"), ("", "M. Rossi", "Acme"), Doubt.MAYBE),
    (("", "Mario Rossi", "Acme"), ("", "Mario Rossi", "Acme Italia"), Doubt.MAYBE),
    (("", "Mario Rossi", "Hotel Roma 12"), ("", "Mario Rossi", "Hotel Roma 21"), Doubt.NEW),
    (("", "Mario Rossi", "Acme"), ("", "Mario Rossi", "Beta"), Doubt.NEW),
    (("", "Mario Rossi", "Acme"), ("", "Mario Rossi"), Doubt.MAYBE),
    (("", "Mario De Luca", "Acme"), ("", "Mario DeLuca", "Acme"), How.NAME),
    (("", "Bjørn Hansen", "Fjell AS"), ("", "Bjorn Hanson", "A/S Fjell"), How.NAME),
    (("", "Kari Østby", "Østby & Sønn ANS"), ("", "Kari Ostby", "Ostby og Sonn"), Doubt.MAYBE),
    (("", "Александр Иванов", "ООО Ромашка"), ("", "Иванов Александр", "Ромашка, ООО"), How.NAME),
    (("", "Александр Иванов", "ООО Ромашка"), ("", "Александра Иванова", "Ромашка"), Doubt.NEW),
    (("", "Алёна Иванова", "ЗАО «Берёза»"), ("", "Алена Иванова", "Береза"), How.NAME),
    (("", "علي رضايي", "شرکت پارس"), ("", "علی رضایی", "پارس"), How.NAME),
    (("", "علی‌رضا محمدی", "پارس"), ("", "علیرضا محمدی", "شرکت پارس (سهامی خاص)"), How.NAME),
    (("", "Jürgen Müller", "Bau GmbH & Co. KG"), ("", "Jurgen Mueller", "Bau"), How.NAME),
    (("", "Ann Hill", "Co"), ("", "Ann Hill", "Co"), How.NAME),
    # Companies without a person.
    (("", "", "Acme Ltd"), ("", "", "ACME Limited"), How.NAME),
    (("", "", "Acme", "", "22334455"), ("", "", "Acme", "", "55443322"), Doubt.MAYBE),
    (("", "Ann Hill", "Acme"), ("", "", "Acme"), Doubt.NEW),
    # One who is known by the name alone is only found where nothing else is there.
    (("", "Ann Hill"), ("", "Ann Hill"), How.NAME),
    (("", "Ann Hill", "", "a@x.com"), ("", "Ann Hill", "", "b@x.com"), Doubt.NEW),
    (("", "", "", "", "12"), ("", "", "", "", "12"), Doubt.NAMELESS),
]


@pytest.mark.parametrize(("one", "other", "expected"), FOUND)
def test_two_leads_are_one_or_not(one: Sequence[Cell], other: Sequence[Cell], expected: How | Doubt) -> None:
    assert how(one, other) is expected


def test_names_in_two_cells_are_one_name() -> None:
    parts = leads(("First name", "Last name", "Company"), ("Mario", "Rossi", "Acme"))
    assert match_lists(parts, who(("", "Rossi Mario", "Acme"))).matches[0].how is How.NAME


# Several leads


def test_an_id_that_two_leads_have_is_no_key() -> None:
    masters = who(("7", "Ann Hill", "", "a@x.com"), ("7", "Bo Wood", "", "b@x.com"), ("", "Cy"))
    found = match_lists(who(("7", "", "", "b@x.com"), ("7", "Ann Hill"), ("7",), ("7", "Cy")), masters)
    assert [one.master for one in found.matches] == [1, 0, None, None]
    assert found.matches[2] == Match(None, None, Doubt.AMBIGUOUS, (0, 1))
    assert found.repeated == {"7": (0, 1)}
    assert list(found.without_id) == [2]


def test_lists_without_ids_have_nobody_without_one() -> None:
    found = match_lists(who(("7", "Ann")), leads(("Name",), ("Ann",)))
    assert not found.without_id
    assert not found.repeated


def test_the_lead_that_fits_better_is_found() -> None:
    masters = (("", "Ann Hill", "", "info@x.com"), ("", "Bo Wood", "", "info@x.com"))
    assert match(("", "Wood Bo", "", "info@x.com"), *masters).master == 1
    assert match(("", "", "", "info@x.com"), *masters) == Match(None, None, Doubt.AMBIGUOUS, (0, 1))
    assert match(("", "Cy Lake", "", "info@x.com"), *masters) == Match(None, None, Doubt.MAYBE, (0, 1))


def test_two_leads_that_fit_equally_well_are_for_a_person() -> None:
    masters = (("1", "Ann Hill", "Acme", "a@x.com"), ("2", "Ann Hill", "Acme", "b@x.com"))
    assert match(("", "Ann Hill", "Acme"), *masters) == Match(None, None, Doubt.AMBIGUOUS, (0, 1))
    assert match(("", "Ann Hill", "Acme", "b@x.com"), *masters) == Match(1, How.EMAIL)


def test_ids_under_one_header_are_compared() -> None:
    """A list may have the CRM's ids and ours."""
    masters = leads(("Lead ID", "Record ID", "Name"), ("L-7K3QX2", "5", "Ann"), ("5", "6", "Bo"))
    assert match_lists(leads(("Record ID",), ("5",)), masters).matches == [Match(0, How.ID)]
    assert match_lists(leads(("Lead ID",), ("5",)), masters).matches == [Match(1, How.ID)]


def test_ids_that_only_the_other_list_has_part_its_own_leads() -> None:
    other = who(("1", "Ann Hill", "", "a@x.com"), ("2", "Ann Hill", "", "a@x.com"))
    master = leads(HEADERS[1:], ("Ann Hill", "", "a@x.com"))
    assert {one.doubt for one in match_lists(other, master).matches} == {Doubt.AMBIGUOUS}
    assert len(allot(other, leads(HEADERS[1:], ("Bo Wood",))).clusters) == 2


def test_who_differs_from_the_best_is_somebody_else() -> None:
    other = who(("", "Ann Hill", "", "", "22334455"), ("", "Bo Wood", "", "b@x.com", "22334455"))
    found = match_lists(other, who(("", "", "", "b@x.com", "22334455")))
    assert found.matches == [Match(None, None, Doubt.MAYBE, (0,)), Match(0, How.EMAIL)]


def test_two_who_can_not_both_be_one_lead_are_for_a_person() -> None:
    other = who(("", "Ann Hill", "", "", "22334455"), ("", "Bo Wood", "", "", "22334455"))
    found = match_lists(other, who(("", "", "", "", "22334455")))
    assert set(found.matches) == {Match(None, None, Doubt.AMBIGUOUS, (0,))}
    more = who(*(("", name, "", "", "22334455") for name in ("Ann Hill", "Bo Wood")), ("7",))
    found = match_lists(more, who(("7", "", "", "", "22334455")))
    assert [one.doubt for one in found.matches] == [Doubt.AMBIGUOUS, Doubt.AMBIGUOUS, None]


def test_a_number_that_many_share_is_no_key() -> None:
    names = [
        f"{first} {last}"
        for first in ("Ann", "Bo", "Cy", "Di", "Ed")
        for last in ("Hill", "Wood", "Lake", "Moor", "Fen")
    ]
    masters = who(*(("", name, "Acme", "info@x.com", "22334455") for name in names))
    assert match_lists(masters, masters).matches == [Match(place, How.NAME) for place in range(25)]
    assert match_lists(who(("", "", "", "", "22334455")), masters).matches[0].doubt is Doubt.NEW


# A list that was given out


ANN = ("1", "Ann Hill", "Acme", "ann@acme.com", "22334455")


@pytest.mark.parametrize(
    ("one", "is_left"),
    [
        (("1", "Bo Wood", "Beta", "bo@beta.com"), True),
        (("1", "Bo Wood"), True),
        (("1", "Ann Wood", "Beta"), True),
        (("1", "Ann Wood", "", "ann@wood.com"), True),
        (("1", "Ann Wood"), False),
        (("1", "Anna Hill"), False),
        (("1", "Bo Wood", "ACME Ltd"), False),
        (("1", "Bo Wood", "Acme Italia"), False),
        (("1", "Bo Wood", "Beta", "ANN@acme.com"), False),
        (("1", "Bo Wood", "Beta", "", 4722334455.0), False),
        (("1", "", "Beta", "bo@beta.com"), False),
        (("1", "A. Hill", "Beta", "bo@beta.com"), False),
        (("1",), False),
    ],
)
def test_an_id_counts_for_nothing_where_it_clearly_is_somebody_elses(one: Sequence[Cell], *, is_left: bool) -> None:
    found = match_returned(who(one), who(ANN)).matches[0]
    assert found == (Match(None, How.ID, Doubt.OTHER_PERSON, (0,)) if is_left else Match(0, How.ID))
    assert match_lists(who(one), who(ANN)).matches[0] == Match(0, How.ID)


@pytest.mark.parametrize(
    "stranger",
    [("1", "Bo Wood", "Beta"), ("1", "Bo Wood", "Acme"), ("1", "Bo Wood", "Acme", "ann@acme.com"), ("1", "Bo Hill")],
)
def test_of_two_with_one_id_the_one_who_fits_is_found(stranger: Sequence[Cell]) -> None:
    found = match_returned(who(stranger, ("1", "Hill, Ann")), who(ANN)).matches
    assert found == [Match(None, How.ID, Doubt.SHARED_ID, (0,)), Match(0, How.ID)]


def test_two_strangers_with_one_id_are_both_left() -> None:
    found = match_returned(who(("1", "Bo Wood"), ("1", "Cy Lake")), who(ANN)).matches
    assert found == [Match(None, How.ID, Doubt.OTHER_PERSON, (0,))] * 2


def test_a_stranger_with_the_id_keeps_nobody_from_being_found() -> None:
    found = match_returned(who(("1", "Bo Wood", "Beta"), ("", *ANN[1:])), who(ANN)).matches
    assert found == [Match(None, How.ID, Doubt.OTHER_PERSON, (0,)), Match(0, How.EMAIL)]


def test_a_stranger_with_the_id_is_named_with_the_lead_that_is_alike() -> None:
    masters = who(ANN, ("2", "Bo Wood", "Beta", "bo@beta.com"))
    found = match_returned(who(("1", "Bo Wood", "Beta"), ANN), masters).matches
    assert found == [Match(None, How.ID, Doubt.SHARED_ID, (0, 1)), Match(0, How.ID)]


@pytest.mark.parametrize(
    ("one", "how"),
    [
        (("9", "Ann Hill", "", "ann@acme.com"), How.EMAIL),
        (("9", "Ann Hill", "", "", "22334455"), How.PHONE),
        (("9", "Ann Hill", "Acme"), How.NAME),
    ],
)
def test_who_is_alike_but_has_an_unknown_id_is_named(one: Sequence[Cell], how: How) -> None:
    assert match_returned(who(one), who(ANN)).matches == [Match(None, how, Doubt.OTHER_ID, (0,))]
    assert match_lists(who(one), who(ANN)).matches[0].doubt is Doubt.NEW


def test_who_only_may_be_alike_is_new() -> None:
    masters = who(ANN, ("2", *ANN[1:]))
    found = match_returned(who(("9", "Ann Hill"), ("9", "Bo Wood", "", "ann@acme.com"), ("9", *ANN[1:])), masters)
    assert [one.doubt for one in found.matches[:2]] == [Doubt.NEW, Doubt.NEW]
    assert found.matches[2] == Match(None, None, Doubt.MAYBE, (0, 1))


# One list


def test_a_lead_that_stands_there_twice_is_found() -> None:
    twice = who(
        ("1", "Ann Hill", "Acme", "a@x.com"),
        ("", "Bo Wood", "Acme"),
        ("", "Hill Ann", "", "a@x.com"),
        ("1", "Hill"),
        ("", "Wood, Bo", "ACME Ltd", "b@x.com"),
        ("2", "Cy Lake", "Acme", "c@x.com"),
        ("3", "Cy Lake", "Acme", "c@x.com"),
        ("", "Di Moor"),
        ("", "Di Moor"),
        (),
        (),
    )
    assert duplicates(twice).same == [(0, 2, 3), (1, 4), (7, 8)]


def test_nobody_in_between_joins_two_people() -> None:
    found = duplicates(
        who(
            ("", "Ann Hill", "", "", "22334455"),
            ("", "", "", "", "22334455"),
            ("", "Bo Wood", "", "", "22334455"),
            ("", "Hill Ann", "Acme", "", "22334455"),
        )
    )
    assert found.same == [(0, 3)]
    assert found.doubtful == {1: (0, 2, 3)}


def test_an_id_joins_whatever_the_names_say() -> None:
    found = duplicates(who(("1", "Ann Hill", "", "a@x.com"), ("1", "Ann Smith"), ("", "Ann Hill", "", "a@x.com")))
    assert found.same == [(0, 1)]
    assert not found.doubtful


def test_long_chains_are_joined_by_id_only() -> None:
    many = who(*(("7", f"Lead {chr(65 + one)}{one}") for one in range(30)))
    assert duplicates(many).same == [tuple(range(30))]


def test_an_export_meets_the_master_through_its_duplicates() -> None:
    other = who(("", "Ann Hill", "Acme", "a@x.com"), ("", "Ann Hill", "Acme", "", "22334455"), ("", "Bo"))
    found = allot(other, who(("", "", "", "", "22334455")))
    assert [(one.master, one.leads, one.how) for one in found.clusters] == [
        (0, (0, 1), (None, How.PHONE)),
        (None, (2,), (None,)),
    ]


def test_a_duplicate_of_two_leads_of_the_master_is_for_a_person() -> None:
    other = who(
        ("", "Ann Hill", "Acme", "a@x.com"),
        ("", "Ann Hill", "Acme", "", "22334455"),
        ("", "Ann Hill", "Acme Ltd", "c@x.com"),
    )
    master = who(("", "", "", "a@x.com"), ("", "", "", "", "22334455"))
    found = allot(other, master)
    assert [(one.master, one.leads) for one in found.clusters] == [(0, (0,)), (1, (1,))]
    assert found.left == {2: Match(None, None, Doubt.AMBIGUOUS, (0, 1))}


def test_who_stands_between_the_masters_lead_and_a_new_one_is_for_a_person() -> None:
    other = who(("", "", "", "", "22334455"), ("", "Bo Wood", "", "", "22334455"))
    found = allot(other, who(("", "Ann Hill", "", "", "22334455")))
    assert [(one.master, one.leads, one.candidates) for one in found.clusters] == [(None, (1,), (0,))]
    assert found.left == {0: Match(None, None, Doubt.AMBIGUOUS, (0,))}
    by_id = who(("1", "", "", "a@x.com"), ("", "Bo Wood", "", "a@x.com"))
    found = allot(by_id, who(("1", "Ann Hill", "", "a@x.com")))
    assert [(one.master, one.leads, one.candidates) for one in found.clusters] == [(0, (0,), ()), (None, (1,), (0,))]


def test_rows_that_say_nothing_are_left() -> None:
    found = allot(who((), ("9",)), who(("1", "Ann")))
    assert found.left == {0: Match(None, None, Doubt.NAMELESS)}
    assert [one.leads for one in found.clusters] == [(1,)]


# Laws

IDS = st.sampled_from(["", "", "1", "2", 3.0, "L-7K3QX2", "L-7K3QX3"])
NAMES = st.sampled_from(
    [
        "",
        "Ann Hill",
        "Hill, Ann",
        "Ann",
        "Bo Wood",
        "Giovanni Rossi",
        "Giovani Rossi",
        "Maria Rossi",
        "Мария Росси",
        "?",
    ]
)
COMPANIES = st.sampled_from(
    ["", "Acme", "ACME Ltd", "Acme Italia", "Ferramenta Bianchi", "Feramenta Bianchi", "Fjell AS"]
)
MAILS = st.sampled_from(["", "", "a@x.com", "b@x.com", "A@x.com; b@x.com", "info@x.com"])
PHONES: st.SearchStrategy[Cell] = st.sampled_from(["", "", "22334455", 4722334455.0, "+39 06 98765432", "0698765432"])
WHO = st.tuples(IDS, NAMES, COMPANIES, MAILS, PHONES)
LISTS = st.lists(WHO, max_size=7)


@given(WHO, WHO)
def test_it_is_the_same_which_list_is_looked_up_in_which(one: Sequence[Cell], other: Sequence[Cell]) -> None:
    how(one, other)


@given(WHO, WHO)
def test_duplicates_go_by_the_same_keys(one: Sequence[Cell], other: Sequence[Cell]) -> None:
    """Only rows that say nothing but an id are twice the same where nobody would be found."""
    expected = how(one, other)
    assert bool(duplicates(who(one, other)).same) is isinstance(expected, How)


@settings(deadline=None)
@given(LISTS, LISTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(
    others: list[Sequence[Cell]], masters: list[Sequence[Cell]], rnd: Random
) -> None:
    order = list(range(len(others)))
    rnd.shuffle(order)
    straight = match_lists(who(*others), who(*masters))
    shuffled = match_lists(who(*(others[one] for one in order)), who(*masters))
    assert [straight.matches[one] for one in order] == list(shuffled.matches)
    groups = {frozenset(one) for one in duplicates(who(*others)).same}
    assert groups == {
        frozenset(order[one] for one in group) for group in duplicates(who(*(others[one] for one in order))).same
    }


@settings(deadline=None)
@given(LISTS, LISTS)
def test_doubting_ids_only_takes_from_what_is_found(
    others: list[Sequence[Cell]], masters: list[Sequence[Cell]]
) -> None:
    """Without an id that is somebody else's, a returned list is matched as any other."""
    plain, doubted = match_lists(who(*others), who(*masters)), match_returned(who(*others), who(*masters))
    if not any(one.doubt in (Doubt.OTHER_PERSON, Doubt.SHARED_ID) for one in doubted.matches):
        assert [one.master for one in plain.matches] == [one.master for one in doubted.matches]
    for one in doubted.matches:
        assert (one.master is None) == (one.doubt is not None)


@settings(deadline=None)
@given(LISTS, LISTS)
def test_every_lead_is_in_one_place(others: list[Sequence[Cell]], masters: list[Sequence[Cell]]) -> None:
    found = allot(who(*others), who(*masters))
    placed = [lead for cluster in found.clusters for lead in cluster.leads]
    assert sorted([*placed, *found.left]) == list(range(len(others)))
    known = [cluster.master for cluster in found.clusters if cluster.master is not None]
    assert len(set(known)) == len(known)


@settings(deadline=None)
@given(LISTS, LISTS)
def test_different_ids_never_meet(others: list[Sequence[Cell]], masters: list[Sequence[Cell]]) -> None:
    def parts(one: Cell, other: Cell) -> bool:
        mine, theirs = id_text(one), id_text(other)
        return bool(mine and theirs and mine != theirs and is_own_id(mine) == is_own_id(theirs))

    found = allot(who(*others), who(*masters))
    for cluster in found.clusters:
        ids = [others[lead][0] for lead in cluster.leads]
        ids += [] if cluster.master is None else [masters[cluster.master][0]]
        assert not any(parts(one, other) for one in ids for other in ids)


@settings(deadline=None)
@given(st.lists(WHO, max_size=7, unique_by=lambda one: one[0]).map(lambda rows: [one for one in rows if one[0]]))
@example([("1", "", "", "", ""), ("2", "", "", "", "")])
def test_a_list_with_ids_is_found_in_itself(rows: list[Sequence[Cell]]) -> None:
    found = match_lists(who(*rows), who(*rows))
    assert found.matches == [Match(place, How.ID) for place in range(len(rows))]
