"""Saving an order into a profile's text: everything its owner wrote stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import NoReturn

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from tomlkit.exceptions import KeyAlreadyPresent

from sheetqual.core.board import moved_criteria
from sheetqual.core.parse import parse_profile
from sheetqual.errors import OutputError
from sheetqual.files.profiles import read_profile, reordered_text, save_order

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
    new = reordered_text(text, moved)
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
    assert reordered_text(text, moved_criteria(parse_profile(text), 0, 1)) == raised + second + "\n" + first


@pytest.mark.parametrize("blank", ["", "\n", "\n\n\n"])
@pytest.mark.parametrize("tail", ["", "[score]\nhot = 80\n"])
def test_blank_lines_stay_and_moving_back_gives_the_same_text(blank: str, tail: str) -> None:
    text = "version = 1\n" + FIRST + blank + SECOND + tail
    moved = reordered_text(text, moved_criteria(parse_profile(text), 0, 1))
    assert moved == "version = 2\n" + SECOND + blank + FIRST + tail
    back = reordered_text(moved, moved_criteria(parse_profile(moved), 1, 0))
    assert back == text.replace("version = 1", "version = 3")


def test_a_tie_that_ends_keeps_its_comment() -> None:
    text = FIRST + SECOND.replace('id = "b"', 'id = "b"\ntied_with_previous = true  # as good as a')
    new = reordered_text(text, moved_criteria(parse_profile(text), 0, 1))
    assert "tied_with_previous = false  # as good as a\n" in new


def test_a_new_tie_stands_with_its_criterions_keys_not_below_the_comments_of_the_next_table() -> None:
    tied = '[[criterion]]\nid = "c"\ncolumns = ["C"]\ntied_with_previous = true\nwant = { yes = true }\n'
    for ending in ("", "\n# the end\n", "\n# about decay\n[criterion.decay]\nhalf_life_days = 3\n"):
        third = f'  [[criterion]]\n  id = "d"\n  columns = ["D"]\n  want = {{ yes = true }} # w\n{ending}'
        text = FIRST + tied + third
        new = reordered_text(text, moved_criteria(parse_profile(text), 2, 1))
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
        text = reordered_text(text, moved)
        assert parse_profile(text) == replace(moved, version=moved.version + 1)
        owners = [owner for owner, _ in groupby(re.findall(r"# of (\w)", text))]
        assert owners == [criterion.id for criterion in moved.criteria]
        assert text.count("# of ") == count


def refuse_twice(_text: str) -> NoReturn:
    raise KeyAlreadyPresent("criterion")


def without_comments(document: tomlkit.TOMLDocument) -> str:
    return tomlkit.api.dumps(document.unwrap())


@pytest.mark.parametrize(("name", "odd"), [("parse", refuse_twice), ("dumps", without_comments)])
def test_a_file_that_cannot_be_edited_without_loss_is_left_alone_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, odd: Callable[..., object]
) -> None:
    path = tmp_path / "p.toml"
    path.write_text("version = 1 # one\n" + FIRST + SECOND, encoding="utf-8")
    file = read_profile(path)
    monkeypatch.setattr(tomlkit, name, odd)
    with pytest.raises(OutputError, match=r"^p\.toml can't be reordered safely; move the .* tables by hand\.$"):
        save_order(file, moved_criteria(file.profile, 0, 1))
    assert path.read_text(encoding="utf-8") == file.text


def test_a_subtable_that_would_change_hands_is_refused_with_a_sentence() -> None:
    text = FIRST + "[score]\nhot = 80\n[criterion.decay]\nhalf_life_days = 3\n" + SECOND
    with pytest.raises(OutputError, match="can't be reordered safely"):
        reordered_text(text, moved_criteria(parse_profile(text), 0, 1))


def test_criteria_in_one_list_are_left_alone_with_a_sentence() -> None:
    text = 'criterion = [ { id="a",columns=["A"],want={yes=true} }, { id="b",columns=["B"],want={yes=true} } ]\n'
    with pytest.raises(OutputError, match="can't be reordered"):
        reordered_text(text, moved_criteria(parse_profile(text), 0, 1))


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(FIRST + SECOND, encoding="utf-8")
    file = read_profile(path)
    path.write_text(FIRST + SECOND + "# mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match="changed by another program"):
        save_order(file, moved_criteria(file.profile, 0, 1))
    assert path.read_text(encoding="utf-8").endswith("# mine\n")


def test_a_saved_order_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(FIRST + SECOND, encoding="utf-8")
    file = read_profile(path)
    saved = save_order(file, moved_criteria(file.profile, 0, 1))
    assert saved == read_profile(path)
    assert [criterion.id for criterion in saved.profile.criteria] == ["b", "a"]
