"""Every condition of the vocabulary, and what it says of every kind of cell."""

from __future__ import annotations

import datetime as dt

import pytest

from sheetqual.core.answers import (
    COMPLAINED_ANSWER,
    NO,
    REFUSED_ANSWER,
    UNKNOWN,
    UNKNOWN_ANSWER,
    YES,
    open_value,
)
from sheetqual.core.conditions import All, Any_, Condition, Not, compile_condition, compile_test
from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.conditions import tests_of as comparisons_of
from sheetqual.core.reading import Reader

from .helpers import THREE, TODAY, answer_of, board_of, truth_of, why_unread

NUMBER = "this can't be read as a number, so the answer is unknown"
DATE = "this can't be read as a date, so the answer is unknown"
YES_OR_NO = "this can't be read as yes or no, so the answer is unknown"

Truth = bool | None


@pytest.mark.parametrize(
    ("condition", "cells"),
    [
        ('is = "Public sector"', [("PUBLIC  sector ", True), ("public", False), (5, False)]),
        ('is = "5"', [(5, True), (5.0, True), ("5", True), ("5.0", False)]),
        (
            "is = 5",
            [(5, True), (5.0, True), ("5", True), ("approx. 5", True), ("4-6", None), ("6-9", False), (6, False)],
        ),
        (
            "is = true",
            [
                (True, True),
                (1, True),
                ("yes", True),
                ("sì", True),
                ("بله", True),
                ("no", False),
                ("x", True),
                (0, False),
            ],
        ),
        ("is = false", [(False, True), (0, True), ("no", True), ("nei", True), ("yes", False)]),
        ('is = "yes"', [("Yes", True), (1, True), ("TRUE", True), ("no", False), ("ja", False)]),
        ("is = 2026-03-01", [("01.03.2026", True), (46082, True), ("2026-03-02", False)]),
        ('one_of = ["SaaS", "Straße"]', [("saas", True), ("STRASSE", True), ("Retail", False), (5, False)]),
        ('one_of = ["many", 5]', [("Many", True), (5, True), ("five", False), ("4-6", None), (6, False)]),
        ("one_of = [5, 50]", [(50, True), (6, False), ("4-6", None)]),
        ('not_one_of = ["SaaS", "Retail"]', [("saas", False), ("Bank", True)]),
        ("not_one_of = [5, 50]", [(50, False), (6, True), ("4-6", None)]),
        ('contains = " TECH "', [("Fintech", True), ("tech", True), ("te ch", False)]),
        ('like = "*tech*"', [("FinTech GmbH", True), ("tech", True), ("te", False)]),
        ('like = "s?as"', [("SaaS", True), ("saaas", False), ("sas", False)]),
        ('like = "a*b*c"', [("a--b--b--c", True), ("abc", True), ("a-c", False), ("abcd", False)]),
        ('like = "saas"', [("SaaS", True), ("saas2", False), ("", None)]),
        ('like = "sa*"', [("sa", True)]),
        ('like = "[s]"', [("[S]", True), ("s", False)]),
        ("at_least = 10", [(10, True), (9.99, False), ("10+", True), ("<10", False), ("5-10", None), ("2k", True)]),
        ("at_most = 10", [(10, True), (10.01, False), ("<10", True), ("5-10", True), ("5-11", None), (">10", False)]),
        ("between = [10, 50]", [(10, True), (50, True), (51, False), ("11-50", True), ("5-20", None)]),
        ("between = [2026-01-01, 2026-03-01]", [("2026-03-01", True), ("2026-01-01", True), ("2026-03-02", False)]),
        (
            "yes = true",
            [("ja", True), ("нет", False), (1, True), (1.0, True), (True, True), (0, False), ("TRUE", True)],
        ),
        ("yes = false", [("ja", False), ("нет", True), (True, False)]),
        ("no = true", [("ja", False), ("خیر", True), (False, True)]),
        ("no = false", [("ja", True), ("no", False)]),
        ("known = true", [("x", True), (0, True), ("no", True), (None, False), ("?", False), ("complained", False)]),
        ("known = false", [("x", False), (None, True), ("n/a", True)]),
        ("before = 2026-03-01", [("2026-02-28", True), ("2026-03-01", False)]),
        ("after = 2026-03-01", [("2026-03-01", False), ("2026-03-02", True)]),
        ("within_days = 7", [("2026-02-22", True), ("2026-02-21", False), ("2026-03-08", True), ("2026-03-09", False)]),
        ("older_than_days = 7", [("2026-02-22", False), ("2026-02-21", True), ("2026-03-20", False)]),
        ("later_than_days = 7", [("2026-03-08", False), ("2026-03-09", True), ("2026-01-01", False)]),
    ],
)
def test_a_condition_answers_yes_no_or_unknown(condition: str, cells: list[tuple[object, Truth]]) -> None:
    """The vocabulary of method.md section 2, against 1 March 2026 as the day of scoring."""
    assert [(value, truth_of(condition, value)) for value, _ in cells] == cells


ALL_KINDS = [
    *('is = "x"', "is = 5", "is = true", 'one_of = ["x"]', 'not_one_of = ["x"]', 'contains = "x"', 'like = "x"'),
    *("at_least = 5", "at_most = 5", "between = [1, 5]", "yes = true", "no = true", "before = 2026-03-01"),
    *("after = 2026-03-01", "within_days = 5", "older_than_days = 5", "later_than_days = 5", "is = 2026-03-01"),
    *("not = { at_least = 5 }", "all = [{ at_least = 5 }, { at_most = 9 }]", 'any = [{ is = "x" }, { like = "y" }]'),
]


@pytest.mark.parametrize("condition", ALL_KINDS)
@pytest.mark.parametrize("value", [None, "", "  ", "?", "-", "n/a", "-None-", "Select", "unknown", "don't know"])
def test_a_blank_or_unknown_word_makes_every_condition_unknown(condition: str, value: object) -> None:
    """Method.md section 2; ``known`` alone answers it with no."""
    assert truth_of(condition, value) is None
    assert not why_unread(condition, value)


@pytest.mark.parametrize("condition", [*ALL_KINDS, "known = true", "known = false"])
def test_a_refusal_is_unknown_and_says_so_in_every_condition(condition: str) -> None:
    """Method.md section 3: ``refused`` (its value is unknown, and it routes)."""
    assert answer_of(f'columns = ["X"]\nwant = {{ {condition} }}', X="refused") == REFUSED_ANSWER


@pytest.mark.parametrize("condition", ALL_KINDS)
def test_a_complaint_counts_as_unknown_and_is_flagged(condition: str) -> None:
    """Method.md section 3: ``complained`` (counts as unknown, flagged)."""
    assert answer_of(f'columns = ["X"]\nwant = {{ {condition} }}', X="complained") == COMPLAINED_ANSWER


@pytest.mark.parametrize("condition", [*ALL_KINDS, "known = true"])
@pytest.mark.parametrize("value", ["#N/A", "#REF!", "Err:504"])
def test_an_error_cell_is_unknown_and_a_finding(condition: str, value: str) -> None:
    """Method.md section 3: error cells are findings, too."""
    assert answer_of(f'columns = ["X"]\nwant = {{ {condition} }}', X=value) == UNKNOWN_ANSWER
    assert why_unread(condition, value) == ["the cell holds an error, so the answer is unknown"]


@pytest.mark.parametrize(
    ("condition", "value", "why"),
    [
        ("at_least = 5", "plenty", NUMBER),
        ("at_most = 5", True, NUMBER),
        ("between = [1, 5]", dt.date(2026, 3, 1), NUMBER),
        ("is = 5", "five", NUMBER),
        ("one_of = [5, 6]", "five", NUMBER),
        ("not_one_of = [5, 6]", "five", NUMBER),
        ("between = [2026-01-01, 2026-03-01]", "soon", DATE),
        ("before = 2026-03-01", "soon", DATE),
        ("after = 2026-03-01", True, DATE),
        ("within_days = 5", "next year", DATE),
        ("older_than_days = 5", "31.02.2026", DATE),
        ("later_than_days = 5", "Q3", DATE),
        ("is = 2026-03-01", "soon", DATE),
        ("yes = true", "interested", YES_OR_NO),
        ("no = true", 5, YES_OR_NO),
    ],
)
def test_what_cannot_be_read_is_unknown_and_a_finding(condition: str, value: object, why: str) -> None:
    """Method.md section 3: nothing is silently 0."""
    assert truth_of(condition, value) is None
    assert why_unread(condition, value) == [why]


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("yes = true", open_value(50)),
        ("no = true", open_value(50)),
        ("not = { yes = true }", UNKNOWN_ANSWER),
        ("all = [{ yes = true }, { known = true }]", UNKNOWN_ANSWER),
        ("any = [{ yes = true }, { known = true }]", 100),
    ],
)
def test_partly_is_a_half_under_yes_and_no_and_unknown_in_compositions(condition: str, answer: int) -> None:
    """Method.md section 3: ``partly`` (0.5 under ``yes`` or ``no``; a gate stays open)."""
    assert answer_of(f'columns = ["X"]\nwant = {{ {condition} }}', X="partly") == answer


def test_several_keys_in_one_condition_must_all_hold() -> None:
    """Method.md section 2."""
    said = {value: truth_of("at_least = 10, at_most = 50", value) for value in (9, 10, 50, 51, "20+")}
    assert said == {9: False, 10: True, 50: True, 51: False, "20+": None}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"A": "yes", "B": "?"}, 100),
        ({"A": "no", "B": "?"}, UNKNOWN_ANSWER),
        ({"A": "no", "B": 3}, 100),
        ({"A": "no", "B": 9}, NO),
    ],
)
def test_a_condition_inside_a_composition_may_name_its_own_column(cells: dict[str, object], said: int) -> None:
    """Method.md section 2: `any` holds as soon as one holds."""
    want = 'any = [{ yes = true }, { not = { column = "B", at_least = 5 } }]'
    assert answer_of(f'columns = ["A"]\nwant = {{ {want} }}', A=cells["A"], B=cells["B"]) == said


def test_the_day_of_scoring_moves_conditions_in_days() -> None:
    assert truth_of("within_days = 7", "2026-03-01") is True
    assert truth_of("within_days = 7", "2026-03-01", today=dt.date(2026, 4, 1)) is False


def test_every_comparison_is_found_in_the_order_it_is_written() -> None:
    one, two, three = (Comparison("is", text, ("X",)) for text in "abc")
    assert list(comparisons_of(Any_((one, Not(All((two, three))))))) == [one, two, three]


@pytest.mark.parametrize(
    ("condition", "truths"),
    [
        (Not(Comparison("is", "a", ("X",))), [NO, YES, UNKNOWN]),
        (All((Comparison("is", "a", ("X",)),)), [YES, NO, UNKNOWN]),
        (Comparison("is", "a", ("X",)), [YES, NO, UNKNOWN]),
    ],
)
def test_a_compiled_condition_maps_truths_to_its_own(condition: Condition, truths: list[int]) -> None:
    compiled = compile_condition(condition, lambda _: 0)
    assert [compiled([truth]) for truth in (YES, NO, UNKNOWN)] == truths


def test_a_single_value_serves_where_several_may_stand() -> None:
    ask = compile_test(Comparison("one_of", "saas", ("X",)), TODAY)
    assert ask(Reader().read("SaaS")) == YES


@pytest.mark.parametrize(
    ("condition", "cells"),
    [
        ('one_of = ["S", "M", "L"]', [("s", True), ("M", True), ("TRUE", False), (1, False), ("yes", False)]),
        ('not_one_of = ["N", "O"]', [("n", False), ("FALSE", True), (0, True), ("no", True)]),
        ('is = "Y"', [("y", True), (True, False), (1.0, False)]),
        ('is = "1"', [("S", False), ("x", False), ("TRUE", True), ("yes", True), (1, True)]),
    ],
)
def test_a_letter_among_texts_is_a_letter(condition: str, cells: list[tuple[object, Truth]]) -> None:
    """``s`` is yes in Italian; beside M and L it is a size."""
    assert [(value, truth_of(condition, value)) for value, _ in cells] == cells


@pytest.mark.parametrize(("condition", "value"), [("yes = true", "S"), ("is = true", "s"), ('is = "TRUE"', "y")])
def test_a_letter_is_an_answer_where_yes_or_no_is_asked(condition: str, value: str) -> None:
    assert truth_of(condition, value) is True


@pytest.mark.parametrize("condition", ["is = 12", "one_of = [12, 1]", "at_least = 12", "not_one_of = [12]"])
def test_a_small_figure_above_the_line_is_no_digit(condition: str) -> None:
    """The normal form (NFKC) of ``1²`` is 12."""
    assert truth_of(condition, "1²") is None
    assert why_unread(condition, "1²") == [NUMBER]


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "Err:504", " #VALUE! "])
def test_an_error_in_a_do_not_call_column_suppresses_and_is_a_finding(cell: str) -> None:
    """What it hides may be a yes, and a call too few is the smaller harm."""
    board = board_of(f'[suppress]\ncolumns = ["DNC"]\n{THREE}', ["A", "B", "C", "DNC"], [[1, 60, "SaaS", cell]])
    assert board.verdict(0).queue == "suppressed"
    assert [(one.code, one.column) for one in board.matches.findings] == [("error_cell", "DNC")]


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ("is = 5", 0, False),
        ('is = "maybe so"', "TRUE", False),
        ("is = 1", "no", False),
        ("is = 1", "ja", True),
        ("is = 1.0", "yes", True),
        ("is = false", 0.0, True),
        ('is = "yes"', 1.0, True),
        ('is = "ja"', "yes", False),
    ],
)
def test_true_one_and_yes_are_one_and_the_same(condition: str, value: object, *, holds: bool) -> None:
    assert truth_of(condition, value) is holds
