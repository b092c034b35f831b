"""Leads as a worksheet function gets them."""

from __future__ import annotations

import pytest

from sheetqual.core.worksheet import compiled_profile, lead_verdicts, score_temperature
from sheetqual.errors import ProfileError, SheetqualError

from .helpers import THREE, TODAY, verdict_of

HEADERS = ["A", "B", "C"]


def test_a_block_of_cells_gets_a_verdict_a_row() -> None:
    said = lead_verdicts([["yes", 60, "SaaS"], [None, "", " "], ["no", "?", "x"]], HEADERS, THREE, TODAY)
    assert said[0] == verdict_of(THREE, A="yes", B=60, C="SaaS")
    assert said[1] is None
    assert said[2] == verdict_of(THREE, A="no", B="?", C="x")


def test_no_leads_get_no_verdicts() -> None:
    assert lead_verdicts([], HEADERS, THREE, TODAY) == []


def test_headers_may_be_any_cells() -> None:
    text = THREE.replace('columns = ["B"]', 'columns = ["2026"]')
    (verdict,) = lead_verdicts([["yes", 60, "x", 1]], ["a", 2026.0, None, ""], text, TODAY)
    assert verdict is not None
    assert verdict.points["b"] == 28_000


@pytest.mark.parametrize(
    ("leads", "headers", "said"),
    [
        ([["yes", 60]], HEADERS, "3 headers over 2 columns of leads; choose ranges of one width"),
        (
            [["yes", 60]],
            ["Name", "Phone"],
            "none of the profile's columns is among the headers; choose the header row as second argument",
        ),
    ],
)
def test_ranges_that_do_not_fit_are_refused_in_one_sentence(
    leads: list[list[object]], headers: list[str], said: str
) -> None:
    with pytest.raises(SheetqualError) as caught:
        lead_verdicts(leads, headers, THREE, TODAY)  # type: ignore[arg-type]
    assert str(caught.value) == said


def test_a_poor_profile_is_refused() -> None:
    with pytest.raises(ProfileError) as caught:
        lead_verdicts([["yes"]], ["A"], "nmae = 5", TODAY)
    assert caught.value.lines() == [
        "profile:1: unknown key 'nmae'; did you mean 'name'?",
        "profile: there is no [[criterion]]; a profile needs at least one",
    ]


def test_a_profile_is_read_once() -> None:
    assert compiled_profile(THREE) is compiled_profile(THREE)


@pytest.mark.parametrize(
    ("score", "word"), [(70, "caldo"), (69.999, "warm"), (40, "warm"), (39.999, "cold"), (0, "cold")]
)
def test_a_single_score_has_the_profiles_word_for_its_band(score: float, word: str) -> None:
    assert score_temperature(score, '[score]\nlabels = { hot = "caldo" }\n' + THREE) == word
