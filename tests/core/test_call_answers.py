"""What a caller can answer with one key: nothing is offered that the profile would read otherwise."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetqual.core.answers import COMPLAINED_ANSWER, GATES, REFUSED_ANSWER, UNKNOWN_ANSWER, VALUES, Gate
from sheetqual.core.call_answers import ENGLISH, AnswerChoice, answer_choices, answer_columns, columns_to_fill, typed
from sheetqual.core.plan import compile_plan
from tests.conftest import ROOT

from .helpers import TODAY, matches_of, profile
from .test_laws import SEEDS, case

if TYPE_CHECKING:
    from sheetqual.core.call_answers import Typed
    from sheetqual.core.plan import Plan

LANGUAGES = tomllib.loads((ROOT / "templates" / "languages.toml").read_text(encoding="utf-8"))


def plan_of(keys: str, head: str = "", headers: tuple[str, ...] = ("X",)) -> Plan:
    """Return the plan of a profile with one criterion, given by its keys alone."""
    return compile_plan(profile(f'{head}\n[[criterion]]\nid = "x"\n{keys}\n'), headers, today=TODAY)


def offered(keys: str, head: str = "", column: str = "X", **words: str) -> dict[str, AnswerChoice]:
    """Return the choices of one criterion by their keys."""
    plan = plan_of(f'columns = ["X"]\n{keys}', head)
    return {one.key: one for one in answer_choices(plan, plan.profile.criteria[0], column, words or ENGLISH)}


def said(keys: str, head: str = "", column: str = "X", **words: str) -> list[tuple[str, str, str, str]]:
    choices = offered(keys, head, column, **words).values()
    return [(one.key, one.label, one.cell, one.means) for one in choices if one.key not in "drc"]


def type_in(keys: str, text: str, column: str = "X", head: str = "") -> Typed:
    plan = plan_of(f'columns = ["X"]\n{keys}', head)
    return typed(plan, plan.profile.criteria[0], column, text)


YES_NO = [("y", "yes", "yes", "yes"), ("n", "no", "no", "no"), ("p", "partly", "partly", "partly")]


def test_yes_no_partly_and_the_three_other_states_are_a_key_away() -> None:
    choices = offered("want = { yes = true }")
    assert list(choices) == ["y", "n", "p", "d", "r", "c"]
    assert said("want = { yes = true }") == YES_NO
    assert {key: choices[key].means for key in "drc"} == {"d": "unknown", "r": "refused", "c": "complained"}
    assert choices["d"].cell == choices["d"].label == "don't know"


def test_yes_is_what_they_said_and_means_tells_what_it_makes_of_the_criterion() -> None:
    assert [(key, means) for key, _, _, means in said("want = { no = true }")] == [
        ("y", "no"),
        ("n", "yes"),
        ("p", "partly"),
    ]
    assert [means for _, _, _, means in said("want = { not = { yes = true } }")] == ["no", "yes"]
    assert [means for *_, means in said("grades = [{ when = { yes = true }, value = 0.5 }]")] == [
        "value",
        "no",
        "partly",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_every_language_are_read_as_meant(language: str) -> None:
    words = {name: LANGUAGES[language][name] for name in ENGLISH}
    choices = offered("want = { yes = true }", **words)
    assert {one.means: one.cell for one in choices.values()} == words


@pytest.mark.parametrize(
    ("want", "yes", "no"),
    [
        ("at_least = 10000", ("10,000 or more", "10000+"), ("less than 10,000", "<10000")),
        ("at_most = 12", ("12 or less", "<=12"), ("more than 12", ">12")),
        ("at_least = 0.5", ("0.5 or more", "0.5+"), ("less than 0.5", "<0.5")),
        ("at_least = 1.125", ("1.125 or more", "1.1250+"), ("less than 1.125", "<1.1250")),
        ("at_least = 5, known = true", ("5 or more", "5+"), ("less than 5", "<5")),
        ("not = { at_least = 5 }", ("less than 5", "<5"), ("5 or more", "5+")),
    ],
)
def test_a_number_wanted_is_a_key_away_as_a_range(want: str, yes: tuple[str, str], no: tuple[str, str]) -> None:
    assert said(f"want = {{ {want} }}") == [("y", *yes, "yes"), ("n", *no, "no")]


def test_a_comma_is_written_where_the_profile_reads_commas() -> None:
    comma = '[reading]\ndecimal = ","'
    assert [cell for _, _, cell, _ in said("want = { at_least = 1.125 }", comma)] == ["1,125+", "<1,125"]


@pytest.mark.parametrize("want", ["between = [10, 50]", "at_least = 10, at_most = 50"])
def test_between_two_numbers_no_is_one_of_two_ranges(want: str) -> None:
    assert said(f"want = {{ {want} }}") == [
        ("y", "10 to 50", "10 to 50", "yes"),
        ("1", "less than 10", "<10", "value"),
        ("2", "more than 50", ">50", "value"),
    ]


def test_one_number_alone_is_written_as_it_is() -> None:
    assert said("want = { between = [7, 7] }")[0] == ("y", "7", "7", "yes")


@pytest.mark.parametrize(
    "keys",
    [
        "want = { at_least = -5 }",
        "want = { at_least = 5e-120 }",
        "want = { any = [{ at_least = 5 }, { at_least = 9 }] }",
        "want = { any = [{ at_least = 50 }, { at_most = 9 }] }",
        "want = { all = [{ at_least = 5 }, { contains = 'm' }] }",
        "want = { between = [2026-01-01, 2026-02-01] }",
        "want = { after = 2026-01-01 }",
        "want = { contains = 'm' }",
        "grades = [{ when = { at_least = 9 }, value = 1 }, { when = { at_least = 5 }, value = 0.5 }]",
        "want = { yes = true }\ndecay = { half_life_days = 9 }",
    ],
)
def test_where_no_cell_says_yes_truthfully_the_answer_is_typed(keys: str) -> None:
    assert "y" not in offered(keys)
    assert not any(key.isdigit() for key in offered(keys))


def test_named_values_have_numbers() -> None:
    assert said('want = { one_of = ["SaaS", "Retail", "saas", 12, 2026-03-01, "?"] }') == [
        ("1", "SaaS", "SaaS", "value"),
        ("2", "Retail", "Retail", "value"),
        ("3", "12", "12", "value"),
        ("4", "2026-03-01", "2026-03-01", "value"),
    ]
    assert [cell for _, _, cell, _ in said('want = { not_one_of = ["nord", "north"] }')] == ["nord", "north"]


def test_no_more_than_nine_values_are_named() -> None:
    listed = ", ".join(f'"v{place}"' for place in range(12))
    assert [key for key, *_ in said(f"want = {{ one_of = [{listed}] }}")] == list("123456789")


def test_of_several_words_for_one_grade_the_first_is_named_and_none_of_these_is_no() -> None:
    grades = """grades = [
        { when = { one_of = ["now", "at once"] }, value = 1 },
        { when = { one_of = ["later", "now", "some day"] }, value = 0.5 },
    ]"""
    assert said(grades) == [
        ("n", "none of these", "no", "no"),
        ("1", "now", "now", "value"),
        ("2", "later", "later", "value"),
    ]


def test_none_of_these_is_not_offered_where_the_profile_would_take_it_for_a_value() -> None:
    grades = (
        "grades = [{ when = { is = 'now' }, value = 1 }, { when = { not_one_of = ['never', 'late'] }, value = 0.5 }]"
    )
    assert [key for key, *_ in said(grades)] == ["1", "2"]


def test_values_that_are_words_for_yes_and_no_have_their_keys() -> None:
    assert said('want = { is = "Yes" }', yes="sì", no="no") == [("y", "Yes", "Yes", "yes"), ("n", "no", "no", "no")]
    assert said('want = { one_of = ["yes", "y", "aye aye"] }') == [
        ("y", "yes", "yes", "yes"),
        ("n", "no", "no", "no"),
        ("1", "aye aye", "aye aye", "value"),
    ]
    assert [key for key, *_ in said("want = { is = true }")] == ["y", "n"]


def test_letters_that_may_be_sizes_stay_values() -> None:
    assert [(key, cell) for key, _, cell, _ in said('want = { one_of = ["S", "M"] }')] == [("1", "S"), ("2", "M")]


def test_not_knowing_is_not_offered_where_it_would_count_as_a_no() -> None:
    assert list(offered("want = { known = true }")) == ["r"]


COMPOUND = """columns = ["Children"]
want = { any = [
    { column = "Children", at_least = 1 },
    { column = "Planned", yes = true },
    { column = "Notes", all = [{ contains = "m" }, { contains = "k" }] },
    { column = "Who", any = [{ yes = true }, { no = true }] },
] }"""


def test_of_a_condition_over_several_columns_each_is_asked_about() -> None:
    plan = plan_of(COMPOUND, headers=("children", "Name"))
    (criterion,) = plan.profile.criteria
    assert columns_to_fill(criterion, plan.headers) == ("children", "Planned", "Notes", "Who")
    by_column = {
        column: [(one.key, one.cell, one.means) for one in answer_choices(plan, criterion, column)]
        for column in columns_to_fill(criterion, plan.headers)
    }
    others = [("d", "don't know", "unknown"), ("r", "refused", "refused"), ("c", "complained", "complained")]
    assert by_column == {
        "children": [("y", "1+", "yes"), ("n", "<1", "no"), *others],
        "Planned": [("y", "yes", "yes"), ("n", "no", "no"), *others],
        "Notes": others,
        "Who": [("y", "yes", "value"), ("n", "no", "value"), *others],
    }


def test_a_day_that_an_answer_decays_from_is_a_column_of_its_own() -> None:
    plan = plan_of('columns = ["Seen"]\nwant = { column = "X", yes = true }\ndecay = { half_life_days = 30 }')
    (criterion,) = plan.profile.criteria
    assert columns_to_fill(criterion, plan.headers) == ("X", "Seen")
    assert answer_choices(plan, criterion, "Seen") == ()
    assert [one.key for one in answer_choices(plan, criterion, "X")] == ["y", "n", "d", "r", "c"]


def test_answers_go_under_the_first_header_that_the_list_has() -> None:
    (criterion,) = plan_of('columns = ["Budget", "Estimated budget"]\nwant = { yes = true }').profile.criteria
    assert answer_columns(criterion) == ("Budget", "Estimated budget")
    assert columns_to_fill(criterion, ["Name", "estimated_BUDGET", "Estimated budget"]) == ("estimated_BUDGET",)
    assert columns_to_fill(criterion, ["Name"]) == ("Budget",)


def test_a_column_that_is_none_of_the_criterions_is_refused() -> None:
    plan = plan_of('columns = ["X"]\nwant = { yes = true }')
    with pytest.raises(ValueError, match="list"):
        answer_choices(plan, plan.profile.criteria[0], "Y")


@pytest.mark.parametrize(
    ("want", "text", "value", "trouble"),
    [
        ("at_least = 10000", "12k", 100, ""),
        ("at_least = 10000", "5000-15000", None, ""),
        ("at_least = 10000", "a lot", None, "that is no number"),
        ("at_least = 10000", "refused", None, ""),
        ("after = 2026-01-01", "1.5.2026", 100, ""),
        ("after = 2026-01-01", "in May", None, "that is no date"),
        ("yes = true", "maybe so", None, "that is neither yes nor no"),
        ("yes = true", "#N/A", None, "that is what a spreadsheet writes for an error"),
        ("contains = 'm'", "whatever", 0, ""),
        ("any = [{ at_least = 5 }, { is = 'many' }]", "many", 100, ""),
    ],
)
def test_what_is_typed_is_checked(want: str, text: str, value: int | None, trouble: str) -> None:
    answer = type_in(f"want = {{ {want} }}", text)
    assert (answer.cell, answer.value, answer.is_read, answer.trouble) == (text, value, not trouble, trouble)


def test_what_is_typed_stands_on_one_line_without_signs_that_do_not_show() -> None:
    assert type_in("want = { contains = 'm' }", "  \u202eham\r\n\tand\x07 jam \u200b").cell == "ham and jam"
    assert not type_in("want = { contains = 'm' }", " \u200b\t").is_read
    assert type_in("want = { contains = 'm' }", "کتاب\u200cفروشی").cell == "کتاب\u200cفروشی"


def test_what_is_typed_for_one_of_several_columns_is_checked_for_that_one() -> None:
    plan = plan_of(COMPOUND)
    (criterion,) = plan.profile.criteria
    assert typed(plan, criterion, "Children", "two").trouble == "that is no number"
    assert typed(plan, criterion, "Children", "2").value == 100
    assert typed(plan, criterion, "Notes", "two").is_read


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from(sorted(LANGUAGES)))
def test_every_cell_offered_is_read_as_what_it_means(seed: int, language: str) -> None:
    text, headers, _, today, _ = case(seed)
    read = profile(text)
    names = list(dict.fromkeys(one for criterion in read.criteria for one in columns_to_fill(criterion, headers)))
    wide = [*headers, *(one for one in names if one not in headers)]
    plan = compile_plan(read, wide, today=today)
    words = {name: LANGUAGES[language][name] for name in ENGLISH}
    for place, criterion in enumerate(read.criteria):
        columns = columns_to_fill(criterion, headers)
        assert columns == columns_to_fill(criterion, wide)
        for choice in answer_choices(plan, criterion, columns[0], words) if len(columns) == 1 else ():
            row = [choice.cell if header == columns[0] else None for header in wide]
            code = matches_of(plan, [row]).patterns.rows[0][place]
            assert is_as_meant(code, choice.means), (choice, code)


def is_as_meant(code: int, means: str) -> bool:
    value, is_open = VALUES[code], GATES[code] is Gate.OPEN
    return {
        "yes": value == 100,
        "no": value == 0 and not is_open,
        "value": value is not None and not is_open,
        "partly": value is not None and is_open,
        "unknown": code == UNKNOWN_ANSWER,
        "refused": code == REFUSED_ANSWER,
        "complained": code == COMPLAINED_ANSWER,
    }[means]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9) | st.floats(0, 10**6).map(lambda one: round(one, 4)), st.sampled_from(["auto", ".", ","]))
def test_ranges_offered_are_read_as_the_numbers_meant(number: float, decimal: str) -> None:
    head = f'[reading]\ndecimal = "{decimal}"'
    choices = offered(f"want = {{ at_least = {number!r} }}", head)
    assert {key: choices[key].means for key in choices if key in "yn"} == {"y": "yes", "n": "no"}
    reader = plan_of('columns = ["X"]\nwant = { yes = true }', head).reader
    above, below = (reader.read(choices[key].cell).number() for key in "yn")
    assert above is not None
    assert below is not None
    assert (above.interval.low, below.interval.high, below.interval.high_open) == (number, number, True)


def test_a_day_is_read_in_the_list_s_own_calendar() -> None:
    text = '[[criterion]]\nid = "x"\ncolumns = ["X"]\nwant = { before = 1905-01-01 }\n'
    plan = compile_plan(profile(text), ["X"], today=dt.date(2026, 3, 1), epoch_1904=True)
    assert typed(plan, plan.profile.criteria[0], "X", "200").value == 100
