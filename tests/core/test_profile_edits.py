"""Changes of a profile, one at a time: what they change, what they leave, and what they refuse."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.parse import parse_profile
from sheetqual.core.profile import Criterion, Weighting
from sheetqual.core.profile_edits import (
    free_id,
    id_of,
    value_at,
    with_criterion,
    with_points,
    with_tie,
    with_value,
    without_criterion,
)
from sheetqual.core.weights import criterion_points
from sheetqual.errors import ProfileError

TEXT = """\
schema = 1
name = "Team"
version = 3

[score]
hot = 65

[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
questions = [{ ask = "Why?" }, { ask = "Since when?" }]

[[criterion]]
id = "size"
columns = ["Employees"]
want = { at_least = 10 }
tied_with_previous = true

[[criterion]]
id = "budget"
columns = ["Budget"]
want = { at_least = 1000 }

[[product]]
name = "Saver"
order = ["budget", "size"]

[[product]]
name = "Solo"
order = ["size"]

[pool]
size = 0.4
need = 0.2
"""
PROFILE = parse_profile(TEXT)
OWN = with_value(PROFILE, ("score", "weights"), "points")
SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*/profile.toml"))


def ids(profile: object) -> list[str]:
    return [one.id for one in profile.criteria]  # type: ignore[attr-defined]


def test_a_value_is_read_and_changed_by_its_path() -> None:
    assert value_at(PROFILE, ("score", "hot")) == 65
    assert value_at(PROFILE, ("score", "warm")) is None
    assert value_at(PROFILE, ("criterion", 9, "name")) is None
    changed = with_value(PROFILE, ("score", "warm"), 30)
    assert changed.score.warm == 30_000
    assert with_value(changed, ("score", "warm"), None) == PROFILE


def test_a_table_that_loses_its_last_value_goes_too() -> None:
    deeper = with_value(PROFILE, ("horizon", "lost_when"), {"column": "Timeline", "later_than_days": 365})
    assert deeper.horizon is not None
    assert with_value(deeper, ("horizon", "lost_when"), None) == PROFILE
    assert with_value(PROFILE, ("horizon", "columns"), None) == PROFILE


def test_a_path_one_behind_the_last_adds_a_table() -> None:
    first = with_value(
        PROFILE, ("penalty", 0), {"id": "tied", "when": {"column": "Contract", "yes": True}, "points": 5}
    )
    assert [one.id for one in first.penalties] == ["tied"]
    asked = with_value(PROFILE, ("criterion", 0, "questions", 2, "ask"), "What then?")
    assert [one.ask for one in asked.criteria[0].questions] == ["Why?", "Since when?", "What then?"]
    fewer = with_value(PROFILE, ("criterion", 0, "questions", 0), None)
    assert [one.ask for one in fewer.criteria[0].questions] == ["Since when?"]
    other = with_value(PROFILE, ("criterion", 0, "questions", 1), {"ask": "How?"})
    assert [one.ask for one in other.criteria[0].questions] == ["Why?", "How?"]


def test_what_makes_no_sense_is_refused_in_words() -> None:
    with pytest.raises(ProfileError, match="lies above"):
        with_value(PROFILE, ("score", "warm"), 90)
    with pytest.raises(ProfileError, match="takes"):
        with_value(PROFILE, ("score", "hot"), "high")


def test_points_of_ones_own_begin_with_those_it_has_had() -> None:
    assert [one.points for one in OWN.criteria] == [Fraction(tenths, 10) for tenths in criterion_points(PROFILE)]
    assert criterion_points(OWN) == criterion_points(PROFILE)
    again = with_value(with_value(OWN, ("score", "weights"), "rank"), ("score", "weights"), "points")
    assert again == OWN


def test_points_in_tenths_stay_in_tenths() -> None:
    many = parse_profile(
        "schema = 1\n"
        + "".join(f'[[criterion]]\nid = "c{at}"\ncolumns = ["C"]\nwant = {{ yes = true }}\n' for at in range(30))
    )
    own = with_value(many, ("score", "weights"), "points")
    assert criterion_points(own) == criterion_points(many)
    assert any(one.points is not None and one.points.denominator == 10 for one in own.criteria)


def test_other_points_take_a_criterion_to_its_place() -> None:
    up = with_points(OWN, 2, Fraction(90))
    assert ids(up) == ["budget", "need", "size"]
    assert not up.criteria[0].tied_with_previous
    assert up.criteria[2].tied_with_previous
    down = with_points(OWN, 0, Fraction(1))
    assert ids(down) == ["size", "budget", "need"]
    assert not down.criteria[0].tied_with_previous
    assert ids(with_points(OWN, 0, Fraction(99))) == ids(OWN)
    last = with_points(OWN, 2, Fraction(1))
    assert ids(last) == ids(OWN)
    middle = with_points(with_tie(OWN, 1), 1, Fraction(2))
    assert ids(middle) == ["need", "budget", "size"]


def test_a_tied_criterion_that_moves_leaves_the_one_below_it_alone() -> None:
    tied = with_tie(OWN, 2)
    up = with_points(tied, 1, Fraction(95))
    assert ids(up) == ["size", "need", "budget"]
    assert [one.tied_with_previous for one in up.criteria] == [False, False, True]


def test_points_below_zero_are_refused() -> None:
    with pytest.raises(ProfileError):
        with_points(OWN, 0, Fraction(-1))


def test_a_new_criterion_gets_the_points_of_the_one_above_it() -> None:
    new = Criterion("new", "New", ("New",), want=Comparison("yes", True, ("New",)))
    assert ids(with_criterion(PROFILE, new, 1)) == ["need", "new", "size", "budget"]
    assert with_criterion(OWN, new, 2).criteria[2].points == OWN.criteria[1].points
    assert with_criterion(OWN, new, 0).criteria[0].points == OWN.criteria[0].points


def test_a_removed_criterion_is_forgotten_everywhere() -> None:
    left = without_criterion(PROFILE, 1)
    assert ids(left) == ["need", "budget"]
    assert [(one.name, one.order) for one in left.products] == [("Saver", ("budget",))]
    assert dict(left.pool) == {"need": 0.2}


def test_what_was_tied_to_a_removed_criterion_stands_alone_then() -> None:
    assert not without_criterion(PROFILE, 0).criteria[0].tied_with_previous
    tied = with_tie(PROFILE, 2)
    assert without_criterion(tied, 1).criteria[1].tied_with_previous


def test_the_last_criterion_stays() -> None:
    alone = without_criterion(without_criterion(PROFILE, 2), 1)
    with pytest.raises(ProfileError):
        without_criterion(alone, 0)


def test_a_tie_is_made_and_undone_and_the_first_has_none() -> None:
    assert with_tie(with_tie(PROFILE, 2), 2) == PROFILE
    assert with_tie(PROFILE, 2).criteria[2].tied_with_previous
    with pytest.raises(ProfileError, match="none above it"):
        with_tie(PROFILE, 0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Company size", "company_size"), ("Størrelse – år", "storrelse_ar"), ("بودجه", ""), ("12", ""), ("", "")],
)
def test_an_id_is_made_of_latin_letters(name: str, expected: str) -> None:
    assert id_of(name) == expected


def test_a_taken_id_gets_a_number() -> None:
    assert free_id("Need", ["need", "need_2"]) == "need_3"
    assert free_id("بودجه", []) == "criterion"


@given(st.text(max_size=80), st.lists(st.text(max_size=5), max_size=3))
def test_a_free_id_is_always_a_sound_one(name: str, taken: list[str]) -> None:
    found = free_id(name, taken)
    assert found not in taken
    parse_profile(f'schema = 1\n[[criterion]]\nid = "{found}"\ncolumns = ["A"]\nwant = {{ yes = true }}\n')


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_moving_points_of_ones_own_keeps_every_weighting_sound(path: Path) -> None:
    profile = with_value(parse_profile(path.read_text("utf-8")), ("score", "weights"), "points")
    assert profile.score.weights is Weighting.POINTS
    for place in range(len(profile.criteria)):
        assert sorted(ids(with_points(profile, place, Fraction(17)))) == sorted(ids(profile))
