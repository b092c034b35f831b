"""Every key of a profile's text is found at its line."""

from __future__ import annotations

import tomllib
import tracemalloc

import pytest

from sheetqual.core.toml_lines import Path, TomlLines, endless_key

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


@pytest.mark.parametrize(
    "text",
    [
        'a = """x\\"""\nb = 1\n"""\nc = 2',
        'a = """x\\\n""\n"""""\nc = 2',
        "a = '''x\n\\'''''\n\nc = 2",
        'a = [ """}]\nb = 1\n""", { c = 1 } ]\nc = 2',
        'a = ["\\"", "]"] # """\n\n\nc = 2',
    ],
)
def test_a_long_text_ends_where_toml_says(text: str) -> None:
    assert set(tomllib.loads(text)) == {"a", "c"}
    assert TomlLines(text).line(("c",)) == 4
    assert TomlLines(text).line(("b",)) is None


def test_a_bracket_within_a_text_of_a_list_is_no_bracket() -> None:
    lines = TomlLines('a = [\n{ x = """\n}]{{""" },\n{ x = "\\"}" },\n{ x = 1 }]')
    assert [lines.line(("a", place)) for place in range(4)] == [2, 4, 5, 1]


def test_a_key_of_very_many_parts_takes_little_memory() -> None:
    """Ten thousand parts took 0.8 GB."""
    text = ".".join(["a"] * 10_000)
    tracemalloc.start()
    try:
        lines = TomlLines(f"{text} = 1\n[{text}]\nb = 1")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert lines.line(("a",) * 30) == 1
    assert peak < 5_000_000


def test_every_table_of_a_very_long_list_is_found() -> None:
    """One look through a list finds all of its tables; a look for each would take for ever."""
    lines = TomlLines("a = [\n" + "{ x = 1 },\n" * 20_000 + "]")
    assert [lines.line(("a", place, "x")) for place in range(20_000)] == list(range(2, 20_002))


def test_a_key_of_an_inline_table_is_not_looked_for_without_end() -> None:
    far = TomlLines("a = { x = [\n" + f'"{"y" * 97}",\n' * 300 + "], y = 1, z = 1 }")
    assert far.line(("a", "x")) == far.line(("a", "z")) == 1
    near = TomlLines("a = { x = [\n" + f'"{"y" * 97}",\n' * 100 + "], y = 1, z = 1 }")
    assert near.line(("a", "z")) == 102
    assert near.line(("a", "z" * 1_000)) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\n" + ".".join("a" * 21) + " = 1", 2),
        (".".join("a" * 20) + " = 1", None),
        (".".join("a" * 30) + " # = 1", None),
        ("a = 1\nb = '" + "." * 2_000 + "'", None),
        ("a = 1\nb = { " + ".".join("a" * 2_002) + " = 1 }", 2),
    ],
)
def test_a_key_that_would_take_all_memory_is_found_before_it_is_read(text: str, line: int | None) -> None:
    assert endless_key(text) == line


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085"])
def test_only_a_newline_ends_a_line(separator: str) -> None:
    """Method.md section 2: each fault with its line; TOML 1.0 knows LF and CRLF alone."""
    assert TomlLines(f"# a{separator}b\nkey = 1").line(("key",)) == 2
