"""Who a lead is: the profile's headers, or common names."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from sheetqual.core.identity import column_texts, identity_headers, lead_places, lead_text
from sheetqual.core.plan import compile_plan
from sheetqual.core.profile import LeadColumns

from .helpers import THREE, TODAY, profile

if TYPE_CHECKING:
    from sheetqual.core.values import Cell


def places_of(headers: list[str], lead: str = "") -> dict[str, tuple[int, ...]]:
    """Return where each part of a lead's identity stands in a list."""
    found = compile_plan(profile(lead + THREE), headers, today=TODAY).lead
    return {name: places for name in found.__slots__ if (places := getattr(found, name))}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["Record ID", "NAME", "company", "E-mail"], {"id": (0,), "name": (1,), "company": (2,), "email": (3,)}),
        (["Kundenr", "Navn", "Bedrift", "Tlf"], {"id": (0,), "name": (1,), "company": (2,), "phone": (3,)}),
        (
            ["Nominativo", "Azienda", "Cellulare", "Paese"],
            {"name": (0,), "company": (1,), "phone": (2,), "country": (3,)},
        ),
        (
            ["ФИО", "Компания", "Телефон", "Ответственный"],
            {"name": (0,), "company": (1,), "phone": (2,), "owner": (3,)},
        ),
        (["شناسه", "شرکت", "موبایل", "ایمیل"], {"id": (0,), "company": (1,), "phone": (2,), "email": (3,)}),
        (["Mobile", "Phone"], {"phone": (1, 0)}),
    ],
)
def test_common_names_are_found_in_five_languages(headers: list[str], expected: dict[str, tuple[int, ...]]) -> None:
    assert places_of(headers) == expected


def test_the_profiles_own_headers_take_the_place_of_the_common_ones() -> None:
    assert places_of(["Phone", "Direct line"], '[lead]\nphone = ["Direct line"]\n') == {"phone": (1,)}


def test_a_name_in_two_parts_is_not_taken_for_a_whole_one() -> None:
    """In Italian and Russian lists "Nome" or "Имя" is the first name where a last name stands beside it."""
    assert places_of(["Имя", "Фамилия"]) == {"first": (0,), "last": (1,)}
    assert places_of(["Имя"]) == {"name": (0,), "first": (0,)}
    own = places_of(["Имя", "Фамилия"], '[lead]\nname = ["Имя"]\n')
    assert own == {"name": (0,), "first": (0,), "last": (1,)}


def test_every_header_that_may_say_who_a_lead_is_can_be_asked_for() -> None:
    headers = set(identity_headers(LeadColumns(phone=("Direct line",))))
    assert {"Direct line", "Record ID", "First name", "Cognome", "ФИО"} <= headers
    assert "Phone" not in headers


def test_two_columns_of_one_name_are_both_found() -> None:
    assert lead_places(LeadColumns(), {"phone": [2, 5]}).phone == (2, 5)


COLUMNS: dict[int, list[Cell]] = {
    0: [" Ann ", "", None, "\u200b", 7.0, math.nan],
    1: ["x", "Bo", 5, "Cy", "z", None],
}
TEXTS = ["Ann", "Bo", "5", "Cy", "7", None]


def test_the_first_cell_that_is_not_blank_is_the_text() -> None:
    assert [lead_text(COLUMNS, (0, 1), lead) for lead in range(6)] == TEXTS
    assert lead_text(COLUMNS, (), 0) is None


def test_a_column_of_texts_says_the_same_as_lead_by_lead() -> None:
    assert column_texts(COLUMNS, (0, 1), 6) == TEXTS
    assert column_texts(COLUMNS, (), 2) == [None, None]
    assert column_texts({0: ["a", "b"]}, (0,), 2) == ["a", "b"]


def test_a_column_of_texts_knows_invisible_blanks() -> None:
    columns: dict[int, list[Cell]] = {0: ["Ann", "\u200b"], 1: ["x", "Bo"]}
    assert column_texts(columns, (0, 1), 2) == [lead_text(columns, (0, 1), lead) for lead in (0, 1)]


def test_a_column_of_answers_is_nobodys_name() -> None:
    text = '[[criterion]]\nid = "c"\ncolumns = ["Contact"]\nwant = { is = "cellular" }\n'
    assert compile_plan(profile(text), ["Contact", "Company"], today=TODAY).lead.name == ()
    named = text + '[lead]\nname = ["Contact"]\n'
    assert compile_plan(profile(named), ["Contact", "Company"], today=TODAY).lead.name == (0,)
