"""Every key of a profile's text is found at its line."""

from __future__ import annotations

import pytest

from sheetqual.core.toml_lines import Path, TomlLines

TEXT = '''\
# a comment with [brackets] and key = 1
schema = 1
"quoted key" = 2
'single' = 3
[score]
labels.hot = "caldo"
labels . cold = "freddo"
hot = 70 # not warm

[[criterion]]
id = "a"
want = { all = [ { at_least = 1 }, { not = { yes = true } } ] }
grades = [
    { when = { at_least = 200 }, value = 1 },  # } not the end
    { when = { like = "a } ] {" }, value = 0.5 },

    { when = { is = 'x "' }, value = 0.25 },
]

[[criterion]]
id = "b"
[criterion.want]
yes = true
[[criterion.questions]]
ask = """
id = "not a key"
[[criterion]]
"""
cost = 1
[[criterion.questions]]
ask = "second"

[ criterion . decay ]
half_life_days = 30
[pool]
a = 0.5
last = { x = { y = 1 } }
'''

LINES = TEXT.splitlines()


def at(text: str, nth: int = 0) -> int:
    """Return the line of the nth line that holds a text."""
    return [number for number, line in enumerate(LINES, start=1) if text in line][nth]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("schema",), at("schema")),
        (("quoted key",), at("quoted key")),
        (("single",), at("single")),
        (("score",), at("[score]")),
        (("score", "labels", "hot"), at("labels.hot")),
        (("score", "labels", "cold"), at("labels . cold")),
        (("score", "labels"), at("labels.hot")),
        (("score", "warm"), at("[score]")),
        (("criterion",), None),
        (("criterion", 0), at("[[criterion]]")),
        (("criterion", 0, "id"), at('id = "a"')),
        (("criterion", 0, "want", "all", 1, "not", "yes"), at("want = { all")),
        (("criterion", 0, "grades"), at("grades")),
        (("criterion", 0, "grades", 0, "value"), at("200")),
        (("criterion", 0, "grades", 1, "when", "like"), at("like")),
        (("criterion", 0, "grades", 1, "value"), at("like")),
        (("criterion", 0, "grades", 2, "when", "is"), at("is = 'x")),
        (("criterion", 0, "grades", 2), at("is = 'x")),
        (("criterion", 0, "grades", 9), at("grades")),
        (("criterion", 0, "grades", 0, "nowhere"), at("200")),
        (("criterion", 0, "missing"), at("[[criterion]]")),
        (("criterion", 1), at("[[criterion]]", 1)),
        (("criterion", 1, "id"), at('id = "b"')),
        (("criterion", 1, "want", "yes"), at("yes = true", 1)),
        (("criterion", 1, "questions", 0, "ask"), at('ask = """')),
        (("criterion", 1, "questions", 0, "cost"), at("cost = 1")),
        (("criterion", 1, "questions", 1, "ask"), at("second")),
        (("criterion", 1, "decay", "half_life_days"), at("half_life_days")),
        (("criterion", 1, "decay"), at("decay")),
        (("pool", "a"), at("a = 0.5")),
        (("last", "x", "y"), None),
        (("pool", "last", "x", "y"), at("last")),
        (("nowhere",), None),
        ((), None),
    ],
)
def test_a_path_is_found_at_its_line_or_at_the_table_around_it(path: Path, line: int | None) -> None:
    assert TomlLines(TEXT).line(path) == line


def test_an_element_of_a_list_that_never_closes_is_at_the_lists_line() -> None:
    lines = TomlLines('a = [\n{ x = 1 },\n"')
    assert lines.line(("a", 0, "x")) == 2
    assert lines.line(("a", 5)) == 1


def test_a_key_within_one_of_the_same_name_is_at_its_own_line() -> None:
    assert TomlLines("want = { all = [\n{ yes = true } ], want = 5 }").line(("want", "want")) == 2


def test_the_first_of_two_equal_keys_is_the_one() -> None:
    assert TomlLines("a = 1\na = 2").line(("a",)) == 1


def test_a_long_text_of_one_line_hides_nothing_after_it() -> None:
    assert TomlLines('a = """x"""\nb = 1').line(("b",)) == 2


def test_an_empty_text_has_no_lines() -> None:
    assert TomlLines("").line(("a",)) is None


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085"])
def test_only_a_newline_ends_a_line(separator: str) -> None:
    """Method.md section 2: each fault with its line; TOML 1.0 knows LF and CRLF alone."""
    assert TomlLines(f"# a{separator}b\nkey = 1").line(("key",)) == 2
