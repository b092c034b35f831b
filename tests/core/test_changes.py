"""What differs between two profiles, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sheetqual.core.board import moved_criteria
from sheetqual.core.changes import profile_changes

from .helpers import THREE, profile
from .test_parse import FULL


def test_a_profile_does_not_differ_from_itself() -> None:
    assert profile_changes(profile(FULL), profile(FULL)) == []


def test_a_move_is_named_with_the_points_it_changes() -> None:
    old = profile(THREE)
    assert profile_changes(old, moved_criteria(old, 2, 0)) == [
        "Industry moved from place 3 to 1",
        "Industry: 11 -> 61 points",
        "Need: 61 -> 28 points",
        "Budget: 28 -> 11 points",
    ]


def test_of_a_swap_the_one_that_went_up_is_named() -> None:
    old = profile(THREE)
    assert profile_changes(old, moved_criteria(old, 0, 1))[0] == "Budget moved from place 2 to 1"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Need"', 'name = "Pain"', ["Pain: its name changed"]),
        ("want = { at_least = 50 }", "want = { at_least = 60 }", ["Budget: what it wants changed"]),
        ('columns = ["B"]', 'columns = ["B"]\nrequired = true', ["Budget is now required"]),
        (THREE, '[score]\nhot = 80\nlabels = { hot = "caldo" }\n' + THREE,
         ["'hot' changed from 70 to 80", "the words for the temperatures changed"]),
        (THREE, 'region = "IT"\n' + THREE, ["the region changed"]),
        (THREE, THREE + '[scripts]\nopening = "Hello"\n', ["the scripts changed"]),
    ],
)  # fmt: skip
def test_what_changed_is_said(old: str, new: str, said: list[str]) -> None:
    assert profile_changes(profile(THREE), profile(THREE.replace(old, new))) == said


def test_other_weights_are_said_with_the_points_they_give() -> None:
    changes = profile_changes(profile(THREE), profile('[score]\nweights = "equal"\n' + THREE))
    assert changes[0] == "weights changed from rank to equal"
    assert "Need: 61 -> 34 points" in changes


def test_criteria_that_come_and_go_are_named() -> None:
    old = profile(THREE)
    fewer = replace(old, criteria=old.criteria[1:])
    assert profile_changes(old, fewer)[0] == "Need removed"
    assert profile_changes(fewer, old)[:1] == ["Need added at place 1"]


def test_what_is_no_longer_required_is_said() -> None:
    old = profile(THREE.replace('columns = ["B"]', 'columns = ["B"]\nrequired = true'))
    assert profile_changes(old, profile(THREE)) == ["Budget is no longer required"]


def test_every_part_of_a_profile_is_spoken_of() -> None:
    """A part that is added to profiles must be added to what a history shows, too."""
    from dataclasses import fields

    from sheetqual.core.changes import _PARTS, _SECTIONS
    from sheetqual.core.profile import Criterion, Profile

    assert {one.name for one in fields(Profile)} - set(_SECTIONS) == {"criteria", "score", "version"}
    assert {one.name for one in fields(Criterion)} - set(_PARTS) == {"id", "required", "points", "tied_with_previous"}


def test_points_that_grow_alike_are_said_to_have_changed() -> None:
    text = '[score]\nweights = "points"\n' + THREE
    small, large = text, text
    for one, points in zip("abc", (60, 30, 10), strict=True):
        small = small.replace(f'id = "{one}"', f'id = "{one}"\npoints = {points}')
        large = large.replace(f'id = "{one}"', f'id = "{one}"\npoints = {points * 2}')
    assert (
        profile_changes(profile(small), profile(large))[0] == "Need: the points of its own changed, to the same share"
    )


def test_a_rank_that_is_shared_from_now_on_is_said() -> None:
    from dataclasses import replace

    old = profile(THREE)
    first, second, *others = old.criteria
    tied = replace(old, criteria=(first, replace(second, tied_with_previous=True), *others))
    name = second.name
    assert f"{name} now shares the rank of the one above" in profile_changes(old, tied)
    assert f"{name} no longer shares the rank of the one above" in profile_changes(tied, old)
