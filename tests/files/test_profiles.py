"""Saving an order into a profile's text: everything its owner wrote stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
    before = parse_profile(text)
    new = reordered_text(text, moved_criteria(before, 0, 1))
    after = parse_profile(new)
    assert [criterion.id for criterion in after.criteria] == ["b", "a"]
    assert after.version == before.version + 1
    assert set(after.criteria) == set(before.criteria)
    assert ("\r\n" in new) is ("\r\n" in text)
    for comment in re.findall(r"(?m)(?:^| )# .*$", text.replace("\r\n", "\n")):
        assert comment.strip() in new.replace("\r\n", "\n")


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
