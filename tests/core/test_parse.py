"""A profile's text becomes a profile, or is refused with every fault at once."""

from __future__ import annotations

import datetime as dt
import random
import string
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetqual.core.conditions import All, Any_, Not
from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.parse import parse_profile
from sheetqual.core.profile import (
    Assume,
    Decay,
    Grade,
    Horizon,
    Kind,
    LeadColumns,
    Level,
    OnFail,
    Penalty,
    Product,
    Question,
    Suppress,
    Temperature,
    Weighting,
)
from sheetqual.core.words import Word
from sheetqual.errors import Fault, ProfileError, SheetqualError
from tests.oracle.cases import make_case

from .helpers import THREE, faults, profile

FULL = """\
#:schema ./profile.schema.json
schema = 1
name = "Acme outbound"
version = 3
region = "NO"

[reading]
decimal = "auto"
dates = "dmy"
encoding = "cp1252"

[score]
weights = "rank"
hot = 70
warm = 40.5
labels = { hot = "caldo", warm = "tiepido", cold = "freddo", out = "fuori" }

[lead]
id = ["Record ID"]
name = ["Name"]
company = ["Company"]
phone = ["Phone", "Mobile"]
email = ["E-mail"]
country = ["Country"]
owner = ["Owner"]

[[criterion]]
id = "budget"
name = "Budget"
columns = ["Budget", "Estimated budget"]
level = "stakeholder"
kind = "fit"
want = { at_least = 10000 }
required = true
on_fail = "refer"
assume = "no"
tied_with_previous = false
questions = [ { ask = "What have you set aside for this?", stage = "discovery", cost = 2 } ]

[[criterion]]
id = "size"
columns = ["Employees"]
tied_with_previous = true
grades = [ { when = { at_least = 200 }, value = 1 }, { when = { at_least = 50 }, value = 0.35 } ]

[[criterion]]
id = "visit"
name = "Visited the site"
kind = "interest"
columns = ["Last visit"]
want = { known = true }
decay = { half_life_days = 30 }

[[criterion]]
id = "need"
want = { column = "Need", any = [{ yes = true }, { not = { column = "Children", yes = true, known = true } }] }

[[penalty]]
id = "contract"
name = "Tied to a contract"
columns = ["Contract ends"]
when = { later_than_days = 365 }
points = 15.5

[horizon]
columns = ["Timeline"]
lost_when = { later_than_days = 365 }

[[product]]
name = "Saver"
order = ["need", "budget", "size"]

[types]
PQL = { column = "Trial", yes = true }
CQL = { column = "Source", one_of = ["form", "click-to-call"] }

[suppress]
columns = ["Do not call"]
files = ["dnc.csv"]

[routing]
refusal = "required"

[depth]
cold_call = 3
discovery = 6
presentation = 12

[words]
yes = ["aye"]

[pool]
budget = 0.4

[scripts]
opening = "Good morning"
complaint = "I see"
account_review = "May I look?"
"""
"""Every key of method.md section 2, with values other than the defaults."""


def criterion(keys: str) -> str:
    """Return the text of a profile with one criterion of these keys."""
    return f'[[criterion]]\nid = "a"\ncolumns = ["A"]\n{keys}\n'


def want(condition: str) -> str:
    return criterion(f"want = {{ {condition} }}")


def test_every_key_of_the_method_reaches_the_profile() -> None:
    read = profile(FULL)
    assert (read.name, read.version, read.region, read.encoding) == ("Acme outbound", 3, "NO", "cp1252")
    assert (read.decimal, read.dates, read.refusal) == ("auto", "dmy", "required")
    assert (read.score.weights, read.score.hot, read.score.warm) == (Weighting.RANK, 70_000, 40_500)
    assert read.score.labels[Temperature.OUT] == "fuori"
    assert read.lead == LeadColumns(
        *(("Record ID",), ("Name",), ("Company",), ("Phone", "Mobile"), ("E-mail",), ("Country",), ("Owner",)),
    )
    budget, size, visit, need = read.criteria
    assert (budget.level, budget.kind, budget.required) == (Level.STAKEHOLDER, Kind.FIT, True)
    assert (budget.on_fail, budget.assume, budget.tied_with_previous) == (OnFail.REFER, Assume.NO, False)
    assert budget.columns == ("Budget", "Estimated budget")
    assert budget.want == Comparison("at_least", 10000, budget.columns)
    assert budget.questions == (Question("What have you set aside for this?", "discovery", 2),)
    assert (size.name, size.tied_with_previous, size.want) == ("size", True, None)
    assert size.grades == (
        Grade(Comparison("at_least", 200, ("Employees",)), 100),
        Grade(Comparison("at_least", 50, ("Employees",)), 35),
    )
    assert (visit.kind, visit.decay) == (Kind.INTEREST, Decay(30))
    assert need.want == Any_(
        (
            Comparison("yes", True, ("Need",)),
            Not(All((Comparison("yes", True, ("Children",)), Comparison("known", True, ("Children",))))),
        ),
    )
    late = Comparison("later_than_days", 365, ("Contract ends",))
    assert read.penalties == (Penalty("contract", "Tied to a contract", ("Contract ends",), late, 15_500),)
    assert read.horizon == Horizon(("Timeline",), Comparison("later_than_days", 365, ("Timeline",)))
    assert read.products == (Product("Saver", ("need", "budget", "size")),)
    assert dict(read.types) == {
        "PQL": Comparison("yes", True, ("Trial",)),
        "CQL": Comparison("one_of", ("form", "click-to-call"), ("Source",)),
    }
    assert read.suppress == Suppress(("Do not call",), ("dnc.csv",))
    assert dict(read.depth) == {"cold_call": 3, "discovery": 6, "presentation": 12}
    assert dict(read.words) == {Word.YES: ("aye",)}
    assert dict(read.pool) == {"budget": 0.4}
    assert set(read.scripts) == {"opening", "complaint", "account_review"}
    assert read.criterion("size") is size
    with pytest.raises(KeyError):
        read.criterion("nothing")


def test_what_is_left_out_takes_its_default() -> None:
    read = parse_profile(want("yes = true"), "teams/acme.toml")
    assert (read.name, read.version, read.region, read.encoding) == ("acme", 1, None, None)
    assert (read.decimal, read.dates, read.refusal) == ("auto", "dmy", "any")
    assert (read.score.hot, read.score.warm) == (70_000, 40_000)
    assert {one.value: label for one, label in read.score.labels.items()} == {
        one.value: one.value for one in Temperature
    }
    (only,) = read.criteria
    assert (only.name, only.level, only.kind, only.on_fail) == ("a", Level.OPPORTUNITY, Kind.FIT, OnFail.NURTURE)
    assert (only.assume, only.required, only.points, only.decay) == (Assume.UNKNOWN, False, None, None)
    assert read.horizon is None


def test_thresholds_may_be_equal() -> None:
    assert faults("[score]\nhot = 50\nwarm = 50\n" + want("yes = true")) == []


def test_a_byte_order_mark_is_skipped() -> None:
    assert profile("\ufeff" + want("yes = true")).criteria[0].id == "a"


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ("between = [2026-01-01, 2026-03-01]", (dt.date(2026, 1, 1), dt.date(2026, 3, 1))),
        ('between = ["2026-01-01", 2026-03-01T10:00:00]', (dt.date(2026, 1, 1), dt.date(2026, 3, 1))),
        ("between = [0, 0]", (0, 0)),
        ("between = [-5, 0.5]", (-5, 0.5)),
        ("before = 2026-03-01T10:00:00Z", dt.date(2026, 3, 1)),
        ('after = " 2026-03-01 "', dt.date(2026, 3, 1)),
        ("is = 2026-03-01T10:00:00", dt.date(2026, 3, 1)),
        ("is = false", False),
        ("is = 0.5", 0.5),
        ('one_of = ["x", 5, true, 2026-03-01]', ("x", 5, True, dt.date(2026, 3, 1))),
    ],
)
def test_dates_and_numbers_reach_the_condition(condition: str, wanted: object) -> None:
    test = profile(want(condition)).criteria[0].want
    assert isinstance(test, Comparison)
    assert test.wanted == wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [" there is no [[criterion]]; a profile needs at least one"]),
        ("criterion = 5", ["1: 'criterion' takes tables, [[criterion]]"]),
        ("criterion = []", ["1: 'criterion' takes tables, [[criterion]]"]),
        (
            "schema = 2\n" + want("yes = true"),
            ["1: this profile needs a newer sheetqual; update sheetqual"],
        ),
        ("version = -1\n" + want("yes = true"), ["1: 'version' takes a number from 0, not -1"]),
        ("version = 1.5\n" + want("yes = true"), ["1: 'version' takes a whole number"]),
        ("version = true\n" + want("yes = true"), ["1: 'version' takes a whole number"]),
        ('name = ""\n' + want("yes = true"), ["1: 'name' takes a text in quotes"]),
        (
            "[lead]\nname = [5]\n" + want("yes = true"),
            ['2: \'name\' takes a list of texts, such as ["Budget", "Estimated budget"]'],
        ),
        ("[score]\nhot = true\n" + want("yes = true"), ["2: 'hot' takes a number"]),
        ("[score]\nhot = inf\n" + want("yes = true"), ["2: 'hot' takes a number"]),
        ("[score]\nhot = 101\n" + want("yes = true"), ["2: 'hot' takes a number from 0 to 100, not 101"]),
        ("[score]\nhot = 70.0005\n" + want("yes = true"), ["2: 'hot' has at most three decimals, not 70.0005"]),
        (
            "[score]\nhot = 30\nwarm = 60\n" + want("yes = true"),
            ["3: 'warm' (60) lies above 'hot' (30); swap them"],
        ),
        (
            '[score]\nweights = "rnk"\n' + want("yes = true"),
            ['2: \'weights\' takes one of "rank", "rank_sum", "equal", "points", not \'rnk\'; did you mean \'rank\'?'],
        ),
        (
            "[score]\nweights = 5\n" + want("yes = true"),
            ['2: \'weights\' takes one of "rank", "rank_sum", "equal", "points"'],
        ),
        (
            '[reading]\nencoding = "utf-99"\n' + want("yes = true"),
            ['2: no encoding is called "utf-99"; try "cp1252" or "cp1251"'],
        ),
        (
            '[reading]\nencoding = "a\\u0000"\n' + want("yes = true"),
            ['2: no encoding is called "a\x00"; try "cp1252" or "cp1251"'],
        ),
        ("reading = 5\n" + want("yes = true"), ["1: 'reading' takes a table, [reading]"]),
        ("pool = 5\n" + want("yes = true"), ["1: 'pool' takes a table of numbers"]),
        ("[pool]\na = 2\n" + want("yes = true"), ["2: 'a' takes a number from 0 to 1, not 2"]),
        (
            "[pool]\nneed = 0.5\n" + want("yes = true").replace('"a"', '"needs"'),
            ["2: [pool] names 'need', which is no criterion; did you mean 'needs'?"],
        ),
        (criterion(""), ["1: the criterion 'a' has neither 'want' nor 'grades'; it needs one of them"]),
        (
            criterion("want = { yes = true }\ngrades = [ { when = { no = true }, value = 1 } ]"),
            ["1: the criterion 'a' has both 'want' and 'grades'; it needs one of them"],
        ),
        (criterion("want = 5"), ["4: 'want' takes a condition such as { at_least = 100 }"]),
        (criterion("grades = 5"), ["4: 'grades' takes a list of tables, [ { … } ]"]),
        (
            criterion("grades = [ { value = 2 } ]"),
            ["4: 'when' is missing here", "4: 'value' takes a number from 0 to 1, not 2"],
        ),
        (
            criterion("grades = [ { when = { yes = true }, value = 0.125 } ]"),
            ["4: a grade's value is a multiple of 0.01, not 0.125"],
        ),
        (criterion("grades = [ { when = { yes = true } } ]"), ["4: 'value' is missing here"]),
        (want("yes = 1"), ["4: 'yes' takes true or false"]),
        (want("at_leest = 5"), ["4: unknown key 'at_leest'; did you mean 'at_least'?"]),
        (want("between = [5]"), ["4: 'between' takes two numbers or two dates, such as [10, 50]"]),
        (want("between = 5"), ["4: 'between' takes two numbers or two dates, such as [10, 50]"]),
        (want('between = ["x", "y"]'), ["4: 'between' takes two numbers or two dates, such as [10, 50]"]),
        (want("between = [50, 5]"), ["4: 'between' needs the smaller number first, not 50 and 5"]),
        (
            want("between = [2026-03-01, 2026-01-01]"),
            ["4: 'between' needs the earlier date first, not 2026-03-01 and 2026-01-01"],
        ),
        (want("between = [5, 2026-01-01]"), ["4: 'between' takes a number"]),
        (want("before = 5"), ["4: 'before' takes a date such as 2027-01-31"]),
        (want('before = "soon"'), ["4: 'before' takes a date such as 2027-01-31"]),
        (want("is = [5]"), ["4: 'is' takes a text, a number, a date, true or false"]),
        (want("is = nan"), ["4: 'is' takes a text, a number, a date, true or false"]),
        (want("one_of = []"), ["4: 'one_of' takes a list with at least one value"]),
        (want("one_of = [[5]]"), ["4: 'one_of' takes a text, a number, a date, true or false"]),
        (want("all = []"), ["4: 'all' takes a list with at least one condition"]),
        (want("all = [5]"), ["4: 'all' takes a condition such as { at_least = 100 }"]),
        (want("any = [{ all = [{ yes = 5 }] }]"), ["4: 'yes' takes true or false"]),
        (want("not = { yes = 5 }"), ["4: 'yes' takes true or false"]),
        (want("not = {" * 30 + "yes = true" + "}" * 30), ["4: this condition is nested too deeply"]),
        (
            want("yes = true").replace('columns = ["A"]\n', ""),
            ["3: 'yes' has no column to read; add columns = [\"…\"]"],
        ),
        (
            "[[criterion]]\nid = 'a'\nwant = { column = 'A', yes = true }\ndecay = { half_life_days = 5 }",
            ["4: the criterion 'a' needs 'columns' with the date that its decay counts from"],
        ),
        (
            want("yes = true") + "tied_with_previous = true",
            ["5: the first criterion has none above it to be tied with"],
        ),
        (
            want("yes = true") + want("no = true"),
            ["6: the id 'a' is taken by the criterion in line 1; each needs its own"],
        ),
        (
            want("yes = true").replace('"a"', '"a b"'),
            ["2: the id 'a b' may hold only letters a-z, digits, _ and -"],
        ),
        (
            want("yes = true") + "points = 5\n" + want("no = true").replace('"a"', '"b"'),
            ["6: the criterion 'b' has no 'points'; give them to all criteria or to none"],
        ),
        (
            '[score]\nweights = "points"\n' + want("yes = true"),
            ["3: the criterion 'a' has no 'points'; give them to all criteria or to none"],
        ),
        (
            '[score]\nweights = "points"\n' + want("yes = true") + "points = 0",
            ["7: all points are 0; give the first criterion the most"],
        ),
        (
            '[score]\nweights = "points"\n'
            + want("yes = true")
            + "points = 5\n"
            + want("no = true").replace('"a"', '"b"')
            + "points = 6",
            ["12: 'b' has more points than 'a' above it; move it up or change the points"],
        ),
        (
            want("yes = true") + "[[penalty]]\nid = 'p'\nwhen = { column = 'X', yes = true }\npoints = 1.0005",
            ["8: points have at most three decimals, not 1.0005"],
        ),
        (
            want("yes = true") + "[[penalty]]\ncolumns = ['X']\n",
            ["5: 'id' is missing here", "5: 'when' is missing here", "5: 'points' is missing here"],
        ),
        (
            want("yes = true") + "[[penalty]]\nid = 'p'\nwhen = { yes = true }\npoints = 1",
            ["7: 'yes' has no column to read; add columns = [\"…\"]"],
        ),
        (want("yes = true") + "[horizon]\ncolumns = ['X']", ["5: 'lost_when' is missing here"]),
        (
            want("yes = true") + "[horizon]\nlost_when = { yes = true }",
            ["6: 'yes' has no column to read; add columns = [\"…\"]"],
        ),
        (
            want("yes = true") + "[types]\nPQL = { yes = true }",
            ["6: 'yes' has no column to read; add columns = [\"…\"]"],
        ),
        (
            want("yes = true")
            + "[[product]]\nname = 'P'\norder = ['b', 'a', 'a']\n[[product]]\nname = 'P'\norder = []",
            [
                "7: the product 'P' names 'b', which is no criterion",
                "7: the product 'P' names a criterion twice",
                "9: two products are called 'P'",
                "10: the product 'P' needs at least one criterion in its order",
            ],
        ),
        (
            want("yes = true") + "[words]\nyes = ['aye', 'Aye!']\nno = ['AYE']",
            ["7: 'AYE' can't mean both yes and no"],
        ),
        (criterion("columns = 5").replace('columns = ["A"]\n', "") + "want = { yes = true }", None),
    ],
)
def test_a_fault_is_named_with_its_line_and_the_way_out(text: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = ['3: \'columns\' takes a list of texts, such as ["Budget", "Estimated budget"]']
    assert faults(text) == expected


def test_an_empty_condition_lists_what_it_may_hold() -> None:
    (said,) = faults(want('column = "X"'))
    assert said.startswith('4: this condition is empty; it needs one of "after", "all", "any", "at_least"')
    assert '"column"' not in said


def test_a_table_of_sound_parts_needs_no_columns_of_its_own() -> None:
    assert faults(want("yes = true") + "[lead]\nid = []\n[suppress]\ncolumns = []\n") == []


POOR = """\
schema = 1
nmae = "Acme"
version = "three"
lables = 5

[reading]
decimal = ";"

[score]
weights = "ranks"
hot = 40
warm = 70
Labels = { hot = "caldo" }

[[criterion]]
id = "budget"
colums = ["Budget"]
want = { at_leest = 10000 }
required = "yes"
wieght = 40

[[criterion]]
id = "budget"
columns = ["Employees"]
grades = [
  { when = { at_least = 200 }, value = 1 },
  { when = { at_least = "fifty" }, value = 0.33 },
]
on_fail = "nurtur"

[[criterion]]
name = "No id"
columns = ["X"]
want = { between = [9, 1] }
decay = { half_life = 30 }

[[penalty]]
id = "contract"
columns = "Contract ends"
when = { later_than_days = -1 }
points = 150

[[product]]
name = "Saver"
order = ["budgets"]

[pool]
budge = 0.4

[words]
yse = ["aye"]
"""

FAULTS_OF_POOR = """\
2: unknown key 'nmae'; did you mean 'name'?
3: 'version' takes a whole number
4: unknown key 'lables'; did you mean 'labels', which belongs to score?
7: 'decimal' takes one of "auto", ".", ",", not ';'
10: 'weights' takes one of "rank", "rank_sum", "equal", "points", not 'ranks'; did you mean 'rank'?
12: 'warm' (70) lies above 'hot' (40); swap them
13: unknown key 'Labels'; did you mean 'labels'?
17: unknown key 'colums'; did you mean 'columns'?
18: unknown key 'at_leest'; did you mean 'at_least'?
19: 'required' takes true or false
20: unknown key 'wieght'; did you mean 'weights', which belongs to score?
23: the id 'budget' is taken by the criterion in line 15; each needs its own
27: 'at_least' takes a number
29: 'on_fail' takes one of "nurture", "lost", "dropped", "refer", not 'nurtur'; did you mean 'nurture'?
31: 'id' is missing here
34: 'between' needs the smaller number first, not 9 and 1
35: 'half_life_days' is missing here
35: unknown key 'half_life'; did you mean 'half_life_days'?
39: 'columns' takes a list of texts, such as ["Budget", "Estimated budget"]
40: 'later_than_days' takes a number from 0 to 200000, not -1
41: 'points' takes a number from 0 to 100, not 150
45: the product 'Saver' names 'budgets', which is no criterion; did you mean 'budget'?
48: [pool] names 'budge', which is no criterion; did you mean 'budget'?
51: unknown key 'yse'; did you mean 'yes'?
"""


def test_a_poor_profile_is_refused_with_every_fault_at_once() -> None:
    """Method.md section 2: refused as a whole, with every fault at once, and the nearest valid word."""
    assert sorted(faults(POOR), key=_line_first) == sorted(FAULTS_OF_POOR.splitlines(), key=_line_first)


def _line_first(said: str) -> tuple[int, str]:
    line, _, text = said.partition(": ")
    return int(line), text


def test_faults_stand_in_the_order_of_their_lines() -> None:
    lines = [int(said.partition(":")[0]) for said in faults(POOR)]
    assert lines == sorted(lines)


def test_a_fault_is_said_as_file_line_and_text() -> None:
    """Method.md section 2: ``bad.toml:12: unknown key ...``."""
    with pytest.raises(ProfileError) as caught:
        parse_profile("nmae = 5\n" + want("yes = true"), "bad.toml")
    assert str(caught.value) == "bad.toml:1: unknown key 'nmae'; did you mean 'name'?"
    assert caught.value.source == "bad.toml"
    assert caught.value.faults == (Fault("unknown key 'nmae'; did you mean 'name'?", 1),)
    assert isinstance(caught.value, SheetqualError)


def test_a_fault_without_a_line_comes_last_as_file_and_text() -> None:
    error = ProfileError("bad.toml", [Fault("second", 2), Fault("nowhere")])
    assert error.lines() == ["bad.toml:2: second", "bad.toml: nowhere"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('name = "x\n' + POOR, 1, "illegal character"),
        (POOR + "broken", len(POOR.splitlines()) + 1, "at the end of the file"),
        ("a = 1\na = 2\n", 2, "a second time"),
        ("a = hot\n", 1, "invalid value"),
    ],
)
def test_a_syntax_error_stands_alone(text: str, line: int, what: str) -> None:
    """Method.md section 2: a TOML syntax error alone, since nothing after it can be trusted."""
    (said,) = faults(text)
    assert said.startswith(f"{line}: this is not valid TOML: ")
    assert what in said
    assert said.endswith(("(a text needs quotes, a list needs brackets)", "keep one of them"))


@pytest.mark.parametrize("text", ["a = " + "[" * 9000 + "]" * 9000, "a = " + "9" * 5000])
def test_what_python_cannot_hold_is_a_fault_as_well(text: str) -> None:
    assert faults(text) == [" the file is nested too deeply or holds an impossible number"]


def test_a_file_too_long_for_a_profile_is_a_fault() -> None:
    assert faults("# x\n" * 300_000) == [" the file is too long for a profile; is it the right one?"]


def test_more_criteria_than_anyone_can_weigh_are_a_fault() -> None:
    """Method.md section 2: at most 40 criteria."""
    text = "".join(want("yes = true").replace('"a"', f'"c{number}"') for number in range(41))
    assert faults(text) == ["161: there are 41 criteria; at most 40 make sense"]
    assert faults(text[: text.rindex("[[")]) == []


def test_points_with_three_decimals_are_exact() -> None:
    text = '[score]\nweights = "points"\n' + want("yes = true") + "points = 0.1"
    assert profile(text).criteria[0].points == Fraction(1, 10)


def only_profile_errors(text: str) -> None:
    """Parse a text; anything but a profile or its refusal is a failure."""
    refused: tuple[Fault, ...] | None = None
    try:
        parse_profile(text)
    except ProfileError as error:
        refused = error.faults
    assert refused is None or refused
    assert all(fault.line is None or fault.line >= 1 for fault in refused or ())


WORDS = [
    *("[", "]", "{", "}", "=", '"', "'", ",", ".", "\n", " ", "#", "[[criterion]]\n", "want", "grades", "true", "0.5"),
    *(
        "= {}",
        "= []",
        "= 5",
        '= "x"',
        "nan",
        "inf",
        "-1",
        "1e400",
        "2026-01-01",
        "07:32:00",
        "\u2028",
        "\\u0000",
        '"""',
    ),
    *("not = {", "all = [{", "column", "is", "between = [", "id", "columns", "points", "decay", "[pool]\n", "\r\n"),
]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_mutated_profiles_are_read_or_refused_and_never_crash(data: st.DataObject) -> None:
    """Method.md section 2: never a traceback."""
    text = data.draw(st.sampled_from([FULL, POOR, THREE]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        end = min(len(text), at + data.draw(st.sampled_from([0, 0, 1, 3, 12, 60])))
        text = text[:at] + data.draw(st.sampled_from(WORDS) | st.text(max_size=3)) + text[end:]
    only_profile_errors(text)


VALUES = st.recursive(
    st.sampled_from(
        [
            *("5", "-5", "0", "0.5", "1e9", "nan", "inf", "true", "false", '""', '"x"', '"yes"', "'A'", "2026-01-01"),
            *("2026-01-01T10:00:00Z", "07:32:00", '"2026-01-01"', "[]", "{}", '["A"]', "[1, 5]", '"rank"', "200000"),
        ],
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
        | st.dictionaries(
            st.sampled_from(["yes", "is", "all", "any", "not", "between", "column", "when", "value", "ask", "one_of"]),
            inner,
            max_size=3,
        ).map(lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}")
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(FULL.splitlines()) - 1), VALUES)
def test_a_key_may_hold_anything_and_nothing_crashes(number: int, value: str) -> None:
    lines = FULL.splitlines()
    key, equals, _ = lines[number].partition(" = ")
    lines[number] = f"{key}{equals}{value}" if equals else lines[number]
    only_profile_errors("\n".join(lines))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    only_profile_errors(text)


def test_the_oracles_profiles_survive_lost_and_doubled_lines() -> None:
    draw = random.Random(11)
    for seed in range(40):
        lines = make_case(seed, corners=True)[0].splitlines()
        for _ in range(3):
            at = draw.randrange(len(lines))
            lines[at : at + 1] = draw.choice(
                [[], [lines[at]] * 2, [lines[at][: draw.randrange(20)]], [string.printable]]
            )
        only_profile_errors("\n".join(lines))


HUGE = "1" * 400


@pytest.mark.parametrize(
    "text",
    [
        want(f"at_least = {HUGE}"),
        want(f"between = [1, {HUGE}]"),
        f"version = {HUGE}\n" + want("yes = true"),
        f"[score]\nhot = {HUGE}\n" + want("yes = true"),
        f"[pool]\na = {HUGE}\n" + want("yes = true"),
    ],
)
def test_a_number_beyond_all_bounds_is_a_fault(text: str) -> None:
    """Method.md section 2: never a traceback."""
    only_profile_errors(text)


@pytest.mark.parametrize("name", ["hex", "rot13", "base64", "zlib"])
def test_an_encoding_must_be_one_of_text(name: str) -> None:
    """A CSV file can't be decoded by it later: LookupError, "is not a text encoding"."""
    assert faults(f'[reading]\nencoding = "{name}"\n' + want("yes = true"))


def test_a_newer_schema_asks_for_a_newer_sheetqual() -> None:
    assert any("newer sheetqual" in said for said in faults("schema = 2\n" + want("yes = true")))


@pytest.mark.parametrize(
    "text",
    [
        criterion("grades = [ { when = { yes = 5 }, value = 0.125 } ]"),
        "[score]\nhot = 70.0005\nwarm = 40.0005\n" + want("yes = true"),
    ],
)
def test_one_fault_hides_no_other(text: str) -> None:
    """Method.md section 2: refused as a whole, with every fault at once."""
    assert len(faults(text)) == 2
