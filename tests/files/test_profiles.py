"""Saving an order into a profile's text: everything its owner wrote stays."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.board import moved_criteria
from sheetqual.core.parse import parse_profile
from sheetqual.core.profile import Criterion, Profile, Weighting
from sheetqual.core.profile_merge import has_moved, with_order
from sheetqual.errors import OutputError, ProfileError
from sheetqual.files._toml_text import OddTextError
from sheetqual.files.history import history_path, read_history
from sheetqual.files.profiles import (
    Merge,
    ProfileChangedError,
    ProfileFile,
    draft_text,
    edited_text,
    merge_profile,
    read_profile,
    restore_text,
    save_pool,
    save_profile,
    save_profile_as,
)

FIRST = '[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = { yes = true } # inline\n'
SECOND = (
    '[[ criterion ]] # spaced\nid = "b"\ncolumns = ["B"]\nwant = { known = true }\n[criterion.decay]\n'
    'half_life_days = 3\n[[criterion.questions]]\nask = """\n[[criterion]]\n"""\n'
)


@pytest.mark.parametrize(
    "text",
    [
        FIRST + SECOND,
        FIRST + "[score]\nhot = 80\n" + SECOND + '[lead]\nid = ["No"]\n',
        (FIRST + SECOND).replace("[criterion.", '[ "criterion" . '),
        FIRST.replace("columns", 'questions = [{ ask = """\nlook [here # \\"""\n"""}]\ncolumns') + SECOND,
        (FIRST + "\n" + SECOND).replace("\n", "\r\n"),
        (FIRST + SECOND).rstrip("\n"),
        FIRST.replace("id", "\tid") + SECOND,
        FIRST + '[scripts]\nopening = "x"\n# about b\n' + SECOND + "# end\n",
        "version = 7 # v\n" + FIRST + "\n# cb\n" + SECOND,
        FIRST + SECOND + "\n# the end\n",
        "# one\n\n# two\n" + FIRST + SECOND,
        'name = """x\n[[criterion]]\n"""\n' + FIRST + SECOND,
        FIRST + "questions = [ { ask = \"a # ''' b\" } ]\n" + SECOND,
        FIRST + "questions = [\n  { ask = 'x [[criterion]]' },\n]\n" + SECOND,
    ],
)
def test_a_new_order_keeps_every_word_and_comment(text: str) -> None:
    moved = moved_criteria(parse_profile(text), 0, 1)
    new = edited_text(text, moved)
    assert [criterion.id for criterion in moved.criteria] == ["b", "a"]
    assert parse_profile(new) == replace(moved, version=moved.version + 1)
    assert ("\r\n" in new) is ("\r\n" in text)
    for comment in re.findall(r"(?m)(?:^| )# .*$", text.replace("\r\n", "\n")):
        assert comment.strip() in new.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("head", "raised"),
    [
        ('name = "n"\n', 'name = "n"\nversion = 2\n'),
        ('name = "n" # why\n\n# ----\n\n', 'name = "n" # why\nversion = 2\n\n# ----\n\n'),
        ('name = """\n# n"""\n\n', 'name = """\n# n"""\nversion = 2\n\n'),
        ("# Title\n# line\n\n", "# Title\n# line\nversion = 2\n\n"),
        ("", "version = 2\n\n"),
        ("# about scores\n[score]\nhot = 80\n\n", "version = 2\n\n# about scores\n[score]\nhot = 80\n\n"),
        ("version = 1 # one\n", "version = 2 # one\n"),
    ],
)
def test_a_version_stands_with_the_keys_at_the_top_and_comments_stay_with_their_criterion(
    head: str, raised: str
) -> None:
    first, second = "# about a\n" + FIRST, "# about b\n" + SECOND
    text = head + first + "\n" + second
    assert edited_text(text, moved_criteria(parse_profile(text), 0, 1)) == raised + second + "\n" + first


@pytest.mark.parametrize("blank", ["", "\n", "\n\n\n"])
@pytest.mark.parametrize("tail", ["", "[score]\nhot = 80\n"])
def test_blank_lines_stay_and_moving_back_gives_the_same_text(blank: str, tail: str) -> None:
    text = "version = 1\n" + FIRST + blank + SECOND + tail
    moved = edited_text(text, moved_criteria(parse_profile(text), 0, 1))
    assert moved == "version = 2\n" + SECOND + blank + FIRST + tail
    back = edited_text(moved, moved_criteria(parse_profile(moved), 1, 0))
    assert back == text.replace("version = 1", "version = 3")


def test_a_tie_that_ends_keeps_its_comment() -> None:
    text = FIRST + SECOND.replace('id = "b"', 'id = "b"\ntied_with_previous = true  # as good as a')
    new = edited_text(text, moved_criteria(parse_profile(text), 0, 1))
    assert "tied_with_previous = false  # as good as a\n" in new


def test_a_new_tie_stands_with_its_criterions_keys_not_below_the_comments_of_the_next_table() -> None:
    tied = '[[criterion]]\nid = "c"\ncolumns = ["C"]\ntied_with_previous = true\nwant = { yes = true }\n'
    for ending in ("", "\n# the end\n", "\n# about decay\n[criterion.decay]\nhalf_life_days = 3\n"):
        third = f'  [[criterion]]\n  id = "d"\n  columns = ["D"]\n  want = {{ yes = true }} # w\n{ending}'
        text = FIRST + tied + third
        new = edited_text(text, moved_criteria(parse_profile(text), 2, 1))
        assert f"  want = {{ yes = true }} # w\n  tied_with_previous = true\n{ending}" in new


@given(data=st.data())
def test_comments_stay_with_their_criterion_whatever_is_moved(data: st.DataObject) -> None:
    spaces = st.sampled_from(["", "\n", "\n\n"])
    blocks = []
    for one in "abcd":
        comment = f"# of {one}\n"
        above = comment * data.draw(st.integers(1, 2))
        tie = data.draw(st.sampled_from(["", f"tied_with_previous = true {comment}"])) if one != "a" else ""
        keys = f'id = "{one}" {comment}columns = ["{one}"]\nwant = {{ yes = true }}\n'
        rest = data.draw(
            st.sampled_from(["", f"\n{comment}", f"{comment}[criterion.decay]\nhalf_life_days = 3 {comment}"])
        )
        blocks.append(f"{above}[[criterion]]\n{keys}{tie}{data.draw(spaces)}{rest}{data.draw(spaces)}")
        if rest.endswith(f"\n{comment}") and one != "d":
            blocks.append("\n")
    text = data.draw(st.sampled_from(["", 'name = "n"\n', "# Title\n\n", "version = 5 # five\n"])) + "".join(blocks)
    place = st.integers(0, 3)
    for _ in range(3):
        moved = moved_criteria(parse_profile(text), data.draw(place), data.draw(place))
        count = text.count("# of ")
        text = edited_text(text, moved)
        assert parse_profile(text) == replace(moved, version=moved.version + 1)
        owners = [owner for owner, _ in groupby(re.findall(r"# of (\w)", text))]
        assert owners == [criterion.id for criterion in moved.criteria]
        assert text.count("# of ") == count


def refuse(*_: object) -> NoReturn:
    raise OddTextError


@pytest.mark.parametrize("odd", [refuse, lambda *_: "99", lambda *_: "-1", lambda *_: "["])
def test_a_file_that_cannot_be_edited_without_loss_is_left_alone_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: Callable[..., object]
) -> None:
    path = tmp_path / "p.toml"
    path.write_text("version = 1 # one\n" + FIRST + SECOND, encoding="utf-8")
    file = read_profile(path)
    monkeypatch.setattr("sheetqual.files._profile_text.edited_value", odd)
    with pytest.raises(OutputError, match=r"^p\.toml can't be reordered safely; move the .* tables by hand\.$"):
        save_profile(file, moved_criteria(file.profile, 0, 1))
    assert path.read_text(encoding="utf-8") == file.text


def test_a_subtable_that_would_change_hands_is_refused_with_a_sentence() -> None:
    text = FIRST + "[score]\nhot = 80\n[criterion.decay]\nhalf_life_days = 3\n" + SECOND
    with pytest.raises(OutputError, match="can't be reordered safely"):
        edited_text(text, moved_criteria(parse_profile(text), 0, 1))


def test_criteria_in_one_list_are_left_alone_with_a_sentence() -> None:
    text = 'criterion = [ { id="a",columns=["A"],want={yes=true} }, { id="b",columns=["B"],want={yes=true} } ]\n'
    with pytest.raises(OutputError, match="can't be reordered"):
        edited_text(text, moved_criteria(parse_profile(text), 0, 1))


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(FIRST + SECOND, encoding="utf-8")
    file = read_profile(path)
    path.write_text(FIRST + SECOND + "# mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match="changed by another program"):
        save_profile(file, moved_criteria(file.profile, 0, 1))
    assert path.read_text(encoding="utf-8").endswith("# mine\n")


def test_a_saved_order_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(FIRST + SECOND, encoding="utf-8")
    file = read_profile(path)
    saved = save_profile(file, moved_criteria(file.profile, 0, 1))
    assert saved == read_profile(path)
    assert [criterion.id for criterion in saved.profile.criteria] == ["b", "a"]


def test_a_file_that_is_gone_is_not_made_again_behind_its_owners_back(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(FIRST + SECOND, encoding="utf-8")
    file = read_profile(path)
    path.unlink()
    for save in (save_profile, merge_profile):
        with pytest.raises(OutputError, match=r"^p\.toml is gone; nothing was saved\. Put it back, then save again\.$"):
            save(file, moved_criteria(file.profile, 0, 1))
    assert list(tmp_path.iterdir()) == []


def test_a_state_comes_back_over_no_file_that_appears_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.toml"

    def appearing(new: Path, target: Path) -> None:
        path.write_text("# somebody's\n", encoding="utf-8")
        link(new, target)

    link = os.link
    monkeypatch.setattr(os, "link", appearing)
    with pytest.raises(OutputError, match="is there already and stays as it is"):
        restore_text(path, FIRST, least=1, note="back")
    assert path.read_text(encoding="utf-8") == "# somebody's\n"
    assert list(tmp_path.iterdir()) == [path]


# Two have changed one profile


@dataclass(frozen=True)
class One:
    """A criterion as somebody writes it."""

    id: str
    tied: bool = False
    points: int = 10
    name: str = "n"
    least: int = 1

    def text(self, place: int) -> str:
        tie = "tied_with_previous = true  # as good\n" if self.tied and place else ""
        return (
            f'# of {self.id}\n[[criterion]]\nid = "{self.id}"\nname = "{self.name} {self.id}"\n'
            f'columns = ["{self.id}"]\npoints = {self.points}\n{tie}want = {{ at_least = {self.least} }}\n\n'
        )


def written(ones: Iterable[One], weights: str = "rank", version: int = 1, hot: int = 70) -> ProfileFile:
    """Return the profile of some criteria."""
    head = f'version = {version}\n\n[score]\nweights = "{weights}"\nhot = {hot}\n\n'
    text = head + "".join(one.text(place) for place, one in enumerate(ones))
    return ProfileFile(Path("p.toml"), text, parse_profile(text))


def order(profile: Profile) -> str:
    """Return the order of criteria, with ``=`` before one that is tied with the one above."""
    return "".join(("=" if one.tied_with_previous else "") + one.id for one in profile.criteria)


def of(shown: str) -> list[One]:
    """Return criteria from an order as `order` shows it."""
    return [One(id=one[-1], tied=one[0] == "=") for one in re.findall("=?.", shown)]


def moved(file: ProfileFile, *moves: tuple[int, int]) -> Profile:
    profile = file.profile
    for place, to in moves:
        profile = moved_criteria(profile, place, to)
    return profile


def ordered(theirs: str, ours: str) -> str:
    return order(with_order(written(of(theirs)).profile, written(of(ours)).profile))


@pytest.mark.parametrize(
    ("theirs", "ours", "both"),
    [
        ("abc", "cab", "cab"),
        ("abnc", "cab", "cabn"),
        ("anbc", "bca", "bcan"),
        ("nabc", "cab", "ncab"),
        ("nmabc", "cab", "nmcab"),
        ("anmbc", "cba", "cbanm"),
        ("ac", "cab", "ca"),
        ("nm", "cab", "nm"),
        ("an", "cab", "an"),
        # A tie of theirs goes with its criterion, and one of ours is not torn apart.
        ("a=nbc", "cba", "cba=n"),
        ("a=nbc", "ca=b", "ca=n=b"),
        ("anbc", "ca=b", "ca=bn"),
        ("anb=c", "a=bc", "a=bnc"),
        ("a=b=nc", "cab", "cab=n"),
        ("bc", "a=bc", "bc"),
        ("bc", "a=b=c", "b=c"),
        ("b=c", "a=bc", "bc"),
        ("n=abc", "bca", "nbca"),
        ("an=m=bc", "bca", "bcan=m"),
    ],
)
def test_an_order_is_put_on_what_somebody_else_made_of_the_profile(theirs: str, ours: str, both: str) -> None:
    assert ordered(theirs, ours) == both


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        ("abc", "abc", False),
        ("abc", "ac", False),
        ("abc", "nambc", False),
        ("abc", "a=nbc", False),
        ("a=bc", "nbc", False),
        ("abc", "acb", True),
        ("abc", "a=bc", True),
        ("a=bc", "abc", True),
        ("a=bc", "b=ac", True),
        ("ab=c", "a=c", True),
        ("abc", "n=abc", True),
        ("abc", "an=bc", True),
        ("abc", "cn", False),
    ],
)
def test_moving_and_tying_is_told_from_adding_and_removing(before: str, after: str, *, moves: bool) -> None:
    assert has_moved(written(of(before)).profile, written(of(after)).profile) is moves


def test_points_of_a_teams_own_stay_at_their_places() -> None:
    theirs = [One("a", points=40), One("n", points=30), One("b", points=20), One("c", points=10)]
    base = [One("a", points=30), One("b", points=20), One("c", points=10)]
    both = with_order(written(theirs, "points").profile, moved(written(base, "points"), (2, 0)))
    assert [f"{one.id} {one.points}" for one in both.criteria] == ["c 40", "a 30", "n 20", "b 10"]


@st.composite
def meetings(draw: st.DrawFn) -> tuple[ProfileFile, Profile, ProfileFile]:
    """Draw a profile, an order that somebody gave it, and what somebody else made of it."""
    few = st.integers(1, 9)
    weights = draw(st.sampled_from(["rank", "points", "equal"]))
    ids = "abcdef"[: draw(st.integers(1, 6))]
    base = going_down([One(one, draw(st.booleans()), draw(few)) for one in ids])
    place = st.integers(0, len(base) - 1)
    file = written(base, weights)
    ours = moved(file, *draw(st.lists(st.tuples(place, place), max_size=4)))
    theirs = [one for one in base if draw(st.integers(0, 4))] or base[:1]
    theirs = [
        replace(
            one,
            points=draw(st.just(one.points) | few),
            least=draw(st.just(one.least) | few),
            name=draw(st.sampled_from(["n", "renamed"])),
        )
        for one in theirs
    ]
    for new in "xyz"[: draw(st.integers(0, 3))]:
        theirs.insert(draw(st.integers(0, len(theirs))), One(new, draw(st.booleans()), draw(few)))
    if draw(st.booleans()):
        theirs = draw(st.permutations(theirs))
    version, hot = draw(st.integers(1, 5)), draw(st.sampled_from([70, 80]))
    return file, ours, written(going_down(theirs), draw(st.just(weights) | st.just("points")), version, hot)


def going_down(ones: Sequence[One]) -> list[One]:
    """Return criteria with the same points going down the order, as they must."""
    points = sorted((one.points for one in ones), reverse=True)
    return [replace(one, points=its) for one, its in zip(ones, points, strict=True)]


def bare(one: Criterion) -> Criterion:
    return replace(one, tied_with_previous=False, points=None)


@given(meetings())
def test_whatever_somebody_else_changed_but_the_order_survives(
    drawn: tuple[ProfileFile, Profile, ProfileFile],
) -> None:
    _, ours, theirs = drawn
    both = with_order(theirs.profile, ours)
    was = {one.id: one for one in theirs.profile.criteria}
    assert sorted(one.id for one in both.criteria) == sorted(was)
    assert replace(both, criteria=()) == replace(theirs.profile, criteria=())
    assert [bare(one) for one in both.criteria] == [bare(was[one.id]) for one in both.criteria]
    known = {one.id for one in ours.criteria}
    shared = [one.id for one in both.criteria if one.id in known]
    assert shared == [one.id for one in ours.criteria if one.id in was]
    if both.score.weights is Weighting.POINTS:
        assert [one.points for one in both.criteria] == [one.points for one in theirs.profile.criteria]
    else:
        assert {one.id: one.points for one in both.criteria} == {one: was[one].points for one in was}
    assert with_order(both, ours) == both
    saved = edited_text(theirs.text, both)
    assert parse_profile(saved) == replace(both, version=theirs.profile.version + 1)
    for comment in re.findall("# of .", theirs.text):
        assert comment in saved


@given(meetings())
def test_what_nobody_else_changed_becomes_our_order_exactly(drawn: tuple[ProfileFile, Profile, ProfileFile]) -> None:
    file, ours, theirs = drawn
    assert with_order(file.profile, ours) == ours
    assert with_order(theirs.profile, theirs.profile) == theirs.profile
    assert not has_moved(file.profile, file.profile)
    assert not has_moved(theirs.profile, theirs.profile)


@given(meetings())
def test_what_moves_nothing_needs_no_choice(drawn: tuple[ProfileFile, Profile, ProfileFile]) -> None:
    file, _, theirs = drawn
    if not has_moved(file.profile, theirs.profile):
        # Without moves of ours, theirs stands as it is.
        assert order(with_order(theirs.profile, file.profile)) == order(theirs.profile)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the file of a profile of three criteria."""
    file = tmp_path / "p.toml"
    file.write_text(written(of("abc")).text, encoding="utf-8")
    return file


def met(path: Path, change: Callable[[Path], object]) -> Merge:
    """Save an order after somebody else has changed the profile; return what is offered."""
    file = read_profile(path)
    change(path)
    ours = moved(file, (2, 0))
    before = path.read_bytes()
    with pytest.raises(ProfileChangedError):
        save_profile(file, ours)
    merge = merge_profile(file, ours)
    assert path.read_bytes() == before
    return merge


def test_a_merged_order_is_saved_above_their_version_and_both_are_in_the_history(path: Path) -> None:
    def rename(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("n b", "Budget").replace("version = 1", "version = 7"), encoding="utf-8")

    merge = met(path, rename)
    assert (merge.moved, merge.changes, merge.who, merge.when) == (False, ("Budget: its name changed",), "", "")
    saved = save_profile(merge.theirs, merge.profile)
    assert saved == read_profile(path)
    assert (saved.profile.version, order(saved.profile)) == (8, "cab")
    assert "Budget" in saved.text
    states = read_history(path)
    assert [one.text for one in states] == [merge.theirs.text, saved.text]


def test_who_saved_the_other_order_and_when_is_told_from_the_history(path: Path) -> None:
    merge = met(path, lambda path: save_profile(read_profile(path), moved(read_profile(path), (1, 0))))
    last = read_history(path)[-1]
    assert (merge.who, merge.when) == (last.who, last.when)
    assert merge.moved
    assert merge.changes[0] == "n b moved from place 2 to 1"
    assert (order(merge.theirs.profile), order(merge.profile)) == ("bac", "cab")


def test_a_damaged_history_tells_nobody_but_the_order_is_merged(path: Path) -> None:
    history_path(path).write_text("{", encoding="utf-8")
    merge = met(path, lambda path: path.write_text(path.read_text(encoding="utf-8") + "# end\n", encoding="utf-8"))
    assert (merge.who, merge.changes) == ("", ("only its notes changed",))


def test_a_profile_that_is_broken_meanwhile_is_said_and_stays(path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        met(path, lambda path: path.write_text("schema = 1\nnmae = 3\n", encoding="utf-8"))
    said = str(caught.value)
    assert said.startswith("p.toml was changed by another program and is no sound profile now (p.toml:2: unknown key")
    assert said.endswith("); nothing was saved. Mend it, then save again.")
    assert path.read_text(encoding="utf-8") == "schema = 1\nnmae = 3\n"


def test_an_order_that_did_not_come_from_a_file_is_not_merged() -> None:
    file = replace(written(of("ab")), path=None)
    with pytest.raises(OutputError, match="did not come from a file"):
        merge_profile(file, file.profile)


def test_the_pool_is_saved_once_with_comments_kept_and_its_history(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    text = '# Ours.\nschema = 1\nname = "P"\nversion = 3\n'
    text += '\n[[criterion]]\nid = "a" # first\ncolumns = ["A"]\nwant = { yes = true }\n'
    path.write_text(text, encoding="utf-8")
    saved = save_pool(read_profile(path), {"a": 0.25}, "pool counted in leads.xlsx")
    assert dict(saved.profile.pool) == {"a": 0.25}
    assert saved.profile.version == 4
    assert path.read_text(encoding="utf-8") == text.replace("version = 3", "version = 4") + "\n[pool]\na = 0.25\n"
    assert read_history(path)[-1].changes[0] == "pool counted in leads.xlsx"
    assert save_pool(saved, {"a": 0.25}, "again") is saved
    again = save_pool(saved, {"a": 0.5}, "again")
    assert path.read_text(encoding="utf-8").count("[pool]") == 1
    assert again.profile.version == 5


# Changes of any kind


def renamed(profile: Profile, name: str, place: int = 1) -> Profile:
    criteria = list(profile.criteria)
    criteria[place] = replace(criteria[place], name=name)
    return replace(profile, criteria=tuple(criteria))


def test_any_change_is_saved_with_what_its_history_is_to_say(path: Path) -> None:
    file = read_profile(path)
    saved = save_profile(file, replace(renamed(file.profile, "Budget"), region="NO"), "as agreed")
    assert saved == read_profile(path)
    assert (saved.profile.criteria[1].name, saved.profile.region, saved.profile.version) == ("Budget", "NO", 2)
    assert read_history(path)[-1].changes == ("as agreed", "Budget: its name changed", "the region changed")


def test_what_is_no_profile_is_not_saved(path: Path) -> None:
    file = read_profile(path)
    with pytest.raises(ProfileError, match="'warm'"):
        save_profile(file, replace(file.profile, score=replace(file.profile.score, warm=99_000)))
    assert path.read_text(encoding="utf-8") == file.text


def test_a_draft_is_the_text_that_is_not_saved_yet(path: Path) -> None:
    file = read_profile(path)
    text = draft_text(file, renamed(file.profile, "Budget"))
    assert text == file.text.replace('"n b"', '"Budget"')
    named = file.text.replace("version = 1\n", 'version = 1\nname = "p"\n')
    assert draft_text(replace(file, path=None), file.profile) == named


def test_a_changed_profile_is_saved_as_another_file_with_its_version_and_a_history(path: Path) -> None:
    file = read_profile(path)
    other = path.with_name("other.TOML")
    saved = save_profile_as(file, renamed(file.profile, "Budget"), other)
    assert saved == read_profile(other)
    assert (saved.path, saved.profile.version, saved.profile.name) == (other, 1, "p")
    assert path.read_text(encoding="utf-8") == file.text
    assert [one.text for one in read_history(other)] == [saved.text]
    assert 'name = "p"' in saved.text


def test_a_published_profile_is_saved_as_a_file(path: Path) -> None:
    published = replace(read_profile(path), path=None)
    other = path.with_name("mine.toml")
    assert save_profile_as(published, published.profile, str(other)).path == other
    with pytest.raises(OutputError, match="did not come from a file"):
        save_profile(published, published.profile)


def test_a_file_that_stands_there_is_replaced_only_when_asked(path: Path) -> None:
    file = read_profile(path)
    other = path.with_name("other.toml")
    other.write_text(file.text + "# theirs\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"is there already and stays as it is; choose another place\.$"):
        save_profile_as(file, file.profile, other)
    assert other.read_text(encoding="utf-8").endswith("# theirs\n")
    saved = save_profile_as(file, file.profile, other, replace=True)
    assert "# theirs" not in saved.text
    assert [one.text for one in read_history(other)] == [file.text + "# theirs\n", saved.text]
    other.write_text("broken", encoding="utf-8")
    save_profile_as(file, file.profile, other, replace=True)
    assert read_profile(other).profile.criteria == file.profile.criteria
    save_profile_as(file, file.profile, path.with_name("new.toml"), replace=True)
    assert path.with_name("new.toml").exists()


def test_a_profile_is_not_saved_over_its_own_file_that_somebody_changed(path: Path) -> None:
    file = read_profile(path)
    path.write_text(file.text + "# theirs\n", encoding="utf-8")
    with pytest.raises(ProfileChangedError):
        save_profile_as(file, file.profile, path, replace=True)
    assert path.read_text(encoding="utf-8").endswith("# theirs\n")


def test_a_profile_needs_a_name_that_ends_as_one(path: Path) -> None:
    file = read_profile(path)
    with pytest.raises(OutputError, match=r"^leads\.xlsx is no name for a profile; end it with \.toml\.$"):
        save_profile_as(file, file.profile, path.with_name("leads.xlsx"))
    assert list(path.parent.iterdir()) == [path]


def test_changes_of_both_are_merged_and_what_both_changed_differently_is_told(path: Path) -> None:
    file = read_profile(path)
    theirs = replace(renamed(renamed(file.profile, "Theirs"), "C", 2), region="NO")
    save_profile(file, theirs)
    merge = merge_profile(file, replace(renamed(file.profile, "Ours"), name="Team"))
    assert merge.conflicts == ("Ours: its name",)
    saved = save_profile(merge.theirs, merge.profile)
    assert [one.name for one in saved.profile.criteria] == ["n a", "Ours", "C"]
    assert (saved.profile.name, saved.profile.region, saved.profile.version) == ("Team", "NO", 3)


def test_changes_that_do_not_go_together_are_said_and_nothing_is_saved(path: Path) -> None:
    def many(start: str) -> Profile:
        more = [replace(file.profile.criteria[0], id=f"{start}{place}") for place in range(20)]
        return replace(file.profile, criteria=(*file.profile.criteria, *more))

    file = read_profile(path)
    theirs = save_profile(file, many("t"))
    with pytest.raises(OutputError, match=r"your changes do not go together .*at most 40.*Save yours as another file"):
        merge_profile(file, many("o"))
    assert read_profile(path) == theirs
