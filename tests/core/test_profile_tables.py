"""A profile becomes tables, and the tables become the same profile again."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.conditions import All, Any_, Condition, Not, Wanted
from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.parse import build_profile, parse_profile
from sheetqual.core.profile_tables import condition_table, criterion_table, profile_table, same_value
from sheetqual.core.schema import TABLES, TOP
from sheetqual.errors import ProfileError
from tests.oracle.cases import make_case

from .helpers import THREE, profile
from .test_parse import FULL

ROOT = Path(__file__).parents[2]
PROFILES = sorted([*ROOT.glob("templates/profiles/*.toml"), *ROOT.glob("samples/*/profile*.toml")])


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_tables_of_every_ready_profile_make_the_same_profile(path: Path) -> None:
    read = parse_profile(path.read_text(encoding="utf-8"), path.name)
    table = profile_table(read)
    assert build_profile(table) == read
    assert same_value(profile_table(build_profile(table)), table)


@given(st.integers(0, 10**6), st.booleans())
def test_the_tables_of_any_profile_make_the_same_profile(seed: int, corners: bool) -> None:  # noqa: FBT001
    read = parse_profile(make_case(seed, corners=corners)[0])
    assert build_profile(profile_table(read)) == read


def test_a_profile_with_every_key_loses_none_and_keeps_the_order_of_the_schema() -> None:
    read = profile(FULL + '[override]\nuntil = ["Until"]\n')
    table = profile_table(read)
    assert build_profile(table) == read
    assert list(table) == list(TOP)
    for criterion in table["criterion"]:
        assert list(criterion) == [key for key in TABLES["criterion"] if key in criterion]
    said = tomllib.loads(FULL)
    assert (table["score"], table["product"], table["words"]) == (
        {"warm": 40.5, "labels": {"hot": "caldo", "warm": "tiepido", "cold": "freddo", "out": "fuori"}},
        said["product"],
        said["words"],
    )
    assert table["penalty"] == said["penalty"]


def test_what_equals_its_default_is_left_out() -> None:
    text = (
        '[reading]\ndecimal = "auto"\n[score]\nhot = 70.0\nlabels = { hot = "hot" }\n[lead]\nid = []\n'
        '[suppress]\ncolumns = []\n[routing]\nrefusal = "any"\n[[criterion]]\nid = "a"\nname = "a"\ncolumns = ["A"]\n'
        'level = "opportunity"\nrequired = false\npoints = 2.0\nquestions = [{ ask = "?", stage = "cold_call" }]\n'
        'want = { at_least = 3.0, column = "A" }\n'
    )
    read = parse_profile(text, "Our profile.toml")
    want = {"at_least": 3}
    criterion = {"id": "a", "columns": ["A"], "want": want, "points": 2, "questions": [{"ask": "?"}]}
    assert profile_table(read) == {"schema": 1, "name": "Our profile", "version": 1, "criterion": [criterion]}
    assert type(criterion_table(read.criteria[0])["points"]) is int


def test_a_profile_whose_file_has_no_name_has_none_in_its_tables() -> None:
    read = parse_profile(THREE, ".toml")
    assert "name" not in profile_table(read)
    assert build_profile(profile_table(read), ".toml") == read


def test_numbers_stay_as_long_as_they_are_written() -> None:
    numbers: list[Wanted] = [1e300, 0.1, -2.5, 12345678901234567890, True, dt.date(2026, 1, 2), "x"]
    table = condition_table(Comparison("one_of", tuple(numbers), ("A",)), ("A",))
    assert list(map(type, table["one_of"])) == list(map(type, numbers))
    assert table["one_of"] == numbers


A, B = ("A",), ("B",)


def yes(columns: tuple[str, ...] = A) -> Comparison:
    return Comparison("yes", True, columns)


def known(columns: tuple[str, ...] = A) -> Comparison:
    return Comparison("known", True, columns)


@pytest.mark.parametrize(
    ("condition", "table"),
    [
        (yes(), {"yes": True}),
        (yes(B), {"yes": True, "column": "B"}),
        (Not(yes(B)), {"not": {"yes": True}, "column": "B"}),
        (All((yes(), known())), {"yes": True, "known": True}),
        (All((yes(B), known(B))), {"yes": True, "known": True, "column": "B"}),
        (All((known(), yes())), {"all": [{"known": True}, {"yes": True}]}),
        (All((yes(), yes())), {"all": [{"yes": True}, {"yes": True}]}),
        (All((yes(),)), {"all": [{"yes": True}]}),
        (All((yes(), known(B))), {"all": [{"yes": True}, {"known": True, "column": "B"}]}),
        (Any_((yes(), known(B))), {"any": [{"yes": True}, {"known": True, "column": "B"}]}),
        (
            All((yes(B), Any_((known(B),)), Not(yes()))),
            {"yes": True, "any": [{"known": True}], "not": {"yes": True, "column": "A"}, "column": "B"},
        ),
        (All((yes(), All((known(), yes(B))))), {"yes": True, "all": [{"known": True}, {"yes": True, "column": "B"}]}),
    ],
)
def test_a_condition_names_a_column_only_where_it_reads_another_one(
    condition: Condition, table: dict[str, Any]
) -> None:
    assert condition_table(condition, A) == table
    criterion = {"id": "x", "columns": ["A"], "want": table}
    assert build_profile({"criterion": [criterion]}).criteria[0].want == condition


def test_a_condition_keeps_to_the_columns_of_its_table_where_those_are_several() -> None:
    both = ("A", "B")
    condition = All((yes(B), known(both)))
    assert condition_table(condition, both) == {"all": [{"yes": True, "column": "B"}, {"known": True}]}


def test_several_columns_that_no_table_around_names_are_refused() -> None:
    criterion = profile(THREE).criteria[0]
    with pytest.raises(ValueError, match="not the columns of its table"):
        criterion_table(replace(criterion, want=yes(("X", "Y"))))


def test_a_condition_of_the_greatest_depth_stays_within_the_limit() -> None:
    inside = '{ column = "C", yes = true, not = { column = "B", no = true } }'
    for _ in range(9):
        inside = f'{{ column = "B", known = true, any = [{inside}] }}'
    read = profile(f'[[criterion]]\nid = "x"\ncolumns = ["A", "B"]\nwant = {inside}\n')
    assert build_profile(profile_table(read)) == read


def test_true_is_not_one_but_a_whole_number_is_a_number() -> None:
    assert same_value({"a": [1, 2.0]}, {"a": [1.0, 2]})
    assert not same_value({"a": [1]}, {"a": [True]})
    assert not same_value([1], [1, 2])
    assert not same_value({"a": 1}, {"b": 1})
    assert not same_value([], {})


def test_tables_with_faults_are_refused_with_all_of_them_and_without_lines() -> None:
    criterion = {"id": "a", "columns": ["A"], "want": {"at_least": "x"}, "levle": "fit"}
    with pytest.raises(ProfileError) as caught:
        build_profile({"criterion": [criterion, criterion]}, "mine.toml")
    assert all(line.startswith("mine.toml: ") for line in caught.value.lines())
    said = str(caught.value)
    assert "'at_least' takes a number" in said
    assert "unknown key 'levle'; did you mean 'level'?" in said
    assert "the id 'a' is taken by another criterion; each needs its own" in said


def test_tables_without_a_criterion_are_no_profile() -> None:
    with pytest.raises(ProfileError, match=r"there is no \[\[criterion\]\]"):
        build_profile({})


def test_a_profile_of_tables_is_called_as_its_file_is() -> None:
    table = {"criterion": [{"id": "a", "columns": ["A"], "want": {"yes": True}}]}
    assert build_profile(table, "Our own.toml").name == "Our own"
    assert build_profile(table).name == "profile"
