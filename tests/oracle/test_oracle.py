"""The oracle against numbers worked out by hand from method.md; every sum stands in a comment."""

from __future__ import annotations

import datetime as dt
import tomllib
from fractions import Fraction
from typing import Any

import pytest

from .cases import Case, Column, Draw, make_case
from .reading import Interval, read_date, read_number
from .scoring import completeness, order_weights, points_from, score_floor_ceiling, score_leads, tied

TODAY = dt.date(2026, 3, 1)
F = Fraction

# Rank-order points of three criteria: 61 28 11.
THREE = """
[[criterion]]
id = "a"
columns = ["A"]
want = { yes = true }
[[criterion]]
id = "b"
columns = ["B"]
want = { at_least = 50 }
[[criterion]]
id = "c"
columns = ["C"]
want = { one_of = ["SaaS", "Retail"] }
"""

# Two criteria of equal weight, 50 50; A is required.
GATED = """
[score]
weights = "equal"
[[criterion]]
id = "a"
columns = ["A"]
want = { yes = true }
required = true
on_fail = "refer"
level = "stakeholder"
[[criterion]]
id = "b"
columns = ["B"]
want = { yes = true }
"""


def score(profile: str, **cells: object) -> dict[str, Any]:
    """Score one lead whose columns are named by the keywords ("Do_not_call" is "Do not call")."""
    return score_leads(tomllib.loads(profile), list(cells), [list(cells.values())], TODAY)[0]


def has(result: dict[str, Any], **expected: object) -> None:
    """Check the named fields."""
    assert {name: result[name] for name in expected} == expected


# --- section 4 ---


@pytest.mark.parametrize(
    ("n", "points"),
    [
        (2, [75, 25]),
        (3, [61, 28, 11]),
        (4, [52, 27, 15, 6]),
        (5, [46, 26, 15, 9, 4]),
        (10, [29, 19, 14, 11, 9, 7, 5, 3, 2, 1]),
    ],
)
def test_rank_order_points_are_those_of_the_table(n: int, points: list[int]) -> None:
    assert points_from(order_weights("rank", n)) == points


def test_rank_sum_weights_of_three_are_3_2_1_sixths() -> None:
    assert order_weights("rank_sum", 3) == [F(3, 6), F(2, 6), F(1, 6)]


def test_equal_remainders_go_to_the_more_important() -> None:
    # 3 x 33.33: the first gets the odd point
    assert points_from(order_weights("equal", 3)) == [34, 33, 33]


def test_tied_criteria_share_the_mean_of_their_weights() -> None:
    # 11/18 5/18 2/18 with the last two tied: 11/18, 3.5/18 twice = 61.11, 19.44, 19.44: 61 20 19
    weights = tied(order_weights("rank", 3), [False, False, True])
    assert weights == [F(11, 18), F(7, 36), F(7, 36)]
    assert points_from(weights) == [61, 20, 19]


def test_points_go_to_tenths_where_one_would_be_zero() -> None:
    # 1 of 401 is 0.249 of 100: 0 as a whole number; in thousandths 498.75 498.75 2.49 -> 499 499 2
    assert points_from([F(200, 401), F(200, 401), F(1, 401)]) == [F(499, 10), F(499, 10), F(2, 10)]


# --- section 5 ---


def test_the_worked_example_of_four_criteria() -> None:
    weights = [100 * w for w in order_weights("rank", 4)]
    values = [F(1), None, F(1, 2), None]
    earned, floor, ceiling = score_floor_ceiling(weights, values, F(0), F(0))
    # 52.0833 + 14.5833 / 2 = 59.375; the unknown 27.0833 + 6.25 on top = 92.7083; known 66.67 of 100
    assert (earned, floor) == (F(59375, 1000), F(59375, 1000))
    assert round(float(ceiling), 4) == 92.7083
    assert completeness(weights, values) == F(2, 3)


# --- leads worked out by hand ---


def test_01_all_known_sums_the_points() -> None:
    # 61 + 0 (40 < 50) + 11 = 72, hot from 70 on; no required criterion and hot: SQL
    result = score(THREE, A="ja", B="40", C=" saas ")
    has(
        result,
        score=72,
        floor=72,
        ceiling=72,
        temperature="hot",
        settled=True,
        status="qualified",
        level=None,
    )
    has(result, queue="call", completeness=1, points={"a": 61, "b": 0, "c": 11}, type="SQL", unreadable=[])


def test_02_an_unknown_widens_the_interval() -> None:
    # A unknown: 28 + 11 = 39 (cold), ceiling 100; completeness .39
    result = score(THREE, A="?", B=60, C="Retail")
    has(result, score=39, floor=39, ceiling=100, temperature="cold", settled=False, completeness=F(39, 100))
    has(result, points={"a": None, "b": 28, "c": 11}, type="Unqualified", queue="call")


def test_03_partly_is_a_half() -> None:
    # 61 / 2 + 28 = 58.5, warm; C is known not to be in the list
    has(
        score(THREE, A="partly", B=50, C="Banking"),
        score=F(117, 2),
        temperature="warm",
        settled=True,
        type="MQL",
    )


def test_04_text_in_a_number_condition_is_unknown_and_a_finding() -> None:
    # 61 + ? + 11: 72 to 100, one band
    result = score(THREE, A=True, B="plenty", C="Retail")
    has(result, score=72, ceiling=100, settled=True, unreadable=["B"])


def test_05_a_range_over_the_bound_is_unknown() -> None:
    # 11-60 may or may not be at least 50: 61 + 11 = 72 to 100; 11-50 too; 51-60 is; <10 is not
    has(score(THREE, A=1, B="11-60", C="Retail"), score=72, ceiling=100, unreadable=[])
    has(score(THREE, A=1, B="51 – 60 employees", C="Retail"), score=100, ceiling=100)
    has(score(THREE, A=1, B="<10", C="Retail"), score=72, ceiling=72)


def test_06_cannot_become_warm_goes_to_nurture() -> None:
    # A no: at most 28 + 11 = 39 < 40
    has(
        score(THREE, A="nei", B=None, C=None),
        score=0,
        ceiling=39,
        queue="nurture",
        settled=True,
        status="qualified",
    )


def test_07_a_failed_knockout_is_out_with_its_points_kept() -> None:
    # what it would have had: 50 for B
    result = score(GATED, A="нет", B="да")
    has(result, score=0, floor=0, ceiling=0, temperature="out", settled=True, status="disqualified")
    has(result, level="stakeholder", queue="refer", type="Unqualified", points={"a": 0, "b": 50})


def test_08_an_open_knockout_keeps_the_lead_provisional() -> None:
    # partly: 25 + 50 = 75 either way, but the gate is open
    result = score(GATED, A="partly", B="yes")
    has(
        result,
        score=75,
        floor=75,
        ceiling=75,
        temperature="hot",
        settled=False,
        status="open",
        level="stakeholder",
    )
    has(result, type="MQL")


def test_09_a_refusal_drops_the_lead_and_leaves_the_status() -> None:
    result = score(GATED, A="yes", B="refused")
    has(
        result,
        score=0,
        temperature="out",
        settled=True,
        status="qualified",
        queue="dropped",
        type="Unqualified",
    )
    has(result, answers={"a": "value", "b": "refused"}, points={"a": 50, "b": None}, completeness=F(1, 2))


def test_10_only_required_refusals_drop_when_the_profile_says_so() -> None:
    profile = '[routing]\nrefusal = "required"\n' + GATED
    # B refused: 50 to 100; A holds, so qualified
    has(
        score(profile, A="yes", B="Refused"),
        score=50,
        ceiling=100,
        temperature="warm",
        queue="call",
        type="SQL",
    )
    has(score(profile, A="refused", B="yes"), temperature="out", status="open", queue="dropped")


def test_11_a_complaint_is_no_refusal() -> None:
    result = score(GATED, A="complained", B="yes")
    has(result, score=50, ceiling=100, status="open", queue="call", settled=False)
    has(result, answers={"a": "complained", "b": "value"})


def test_12_the_first_failure_in_level_order_decides_the_queue() -> None:
    # b (level opportunity by default) comes before a (stakeholder), though a has priority
    profile = GATED + 'required = true\non_fail = "lost"\n'
    has(score(profile, A="no", B="no"), status="disqualified", level="opportunity", queue="lost")
    # opportunity still open, stakeholder failed: it ends at once
    has(score(profile, A="no", B="?"), status="disqualified", level="stakeholder", queue="refer")


PENALTIES = """
[[penalty]]
id = "contract"
columns = ["Ends"]
when = { later_than_days = 365 }
points = 15
[[penalty]]
id = "small"
columns = ["B"]
when = { at_most = 5 }
points = 80
"""


def test_13_penalties_known_and_unknown() -> None:
    # 61 + 28 + 11 - 15 = 85 (500 days ahead)
    result = score(THREE + PENALTIES, A="yes", B=60, C="SaaS", Ends=TODAY + dt.timedelta(500))
    has(result, score=85, floor=85, ceiling=85, penalties={"contract": 15})
    # nobody knows the end of the contract: floor 100 - 15; both in the hot band
    has(
        score(THREE + PENALTIES, A="yes", B=60, C="SaaS", Ends=""),
        score=100,
        floor=85,
        ceiling=100,
        penalties={},
    )


def test_14_sums_come_first_and_clamping_last() -> None:
    # 61 + 0 + ? - 80: -19 to -8, clamped to 0 at both ends
    has(
        score(THREE + PENALTIES, A="yes", B=4, C="?", Ends=TODAY),
        score=0,
        floor=0,
        ceiling=0,
        queue="nurture",
    )
    # A unknown: 0 + 11 - 80 to 72 - 80
    has(score(THREE + PENALTIES, A="?", B=4, C="SaaS", Ends=TODAY), ceiling=0, penalties={"small": 80})


GRADES = """
[[criterion]]
id = "size"
columns = ["Employees"]
grades = [ { when = { at_least = 200 }, value = 1 }, { when = { at_least = 50 }, value = 0.5 } ]
[[criterion]]
id = "budget"
columns = ["Budget", "Estimated budget"]
want = { at_least = 10000 }
"""


def test_15_grades_take_the_first_match() -> None:
    # two criteria: 75 25. 120 employees: .5 x 75 = 37.5, + 25 for 4,5 mln
    has(score(GRADES, Employees="approx. 120", Budget="4,5 mln ₽"), points={"size": F(75, 2), "budget": 25})
    # 11-50: fails the first grade for certain, the second is unknown, so the criterion is
    has(score(GRADES, Employees="11-50", Budget=0), points={"size": None, "budget": 0}, ceiling=75)
    # 201-500 matches at once; 2-10 matches none: 0
    has(score(GRADES, Employees="201 – 500", Budget=0), points={"size": 75, "budget": 0})
    has(score(GRADES, Employees="2-10 employees", Budget=0), points={"size": 0, "budget": 0})


def test_16_columns_are_tried_in_turn() -> None:
    columns: dict[str, object] = {"Employees": 10, "Budget": "  ", "Estimated budget": "12 000"}
    profile = tomllib.loads(GRADES)
    rows = [list(columns.values()), [10, "9k", "12 000"]]
    blank_first, both = score_leads(profile, ["Employees", " BUDGET ", "estimated_budget"], rows, TODAY)
    has(blank_first, points={"size": 0, "budget": 25})
    has(both, points={"size": 0, "budget": 0})


def test_17_a_missing_column_is_unknown() -> None:
    has(score(GRADES, Employees=300), score=75, ceiling=100, completeness=F(3, 4), unreadable=[])


def test_18_assume_says_what_a_blank_means() -> None:
    profile = GATED.replace("required = true", 'assume = "yes"\nrequired = true')
    has(score(profile, A=None, B="no"), score=50, settled=True, status="qualified", type="SQL")
    profile = profile.replace('assume = "yes"', 'assume = "no"')
    has(score(profile, A="", B="yes"), temperature="out", queue="refer", status="disqualified")


COMPOSED = """
[[criterion]]
id = "family"
columns = ["Children"]
want = { any = [ { yes = true }, { all = [ PLANNED, { not = { column = "Age", at_least = 45 } } ] } ] }
""".replace("PLANNED", '{ column = "Planned", yes = true }')


def test_19_compositions_follow_three_valued_logic() -> None:
    # one criterion: 100 points
    has(score(COMPOSED, Children="yes", Planned="?", Age=None), score=100)
    has(score(COMPOSED, Children="no", Planned="yes", Age=30), score=100)
    has(score(COMPOSED, Children="no", Planned="?", Age=50), score=0, ceiling=0)  # `all` fails by the age alone
    has(score(COMPOSED, Children="?", Planned="no", Age=30), score=0, ceiling=100)  # `any` waits for Children
    has(score(COMPOSED, Children="no", Planned="yes", Age="40-50"), ceiling=100, completeness=0)


VISIT = """
[[criterion]]
id = "visit"
kind = "interest"
columns = ["Visit"]
want = { known = true }
decay = { half_life_days = 30 }
"""


def test_20_interest_decays_by_whole_days_rounded_half_up() -> None:
    # 100 x .5^(30/30) = 50; .5^(90/30) = .125 -> .13; .5^(10/30) = .7937 -> .79; the future has age 0
    has(score(VISIT, Visit=TODAY - dt.timedelta(30)), score=50)
    has(score(VISIT, Visit=dt.datetime(2025, 12, 1, 8, 0)), score=13)  # noqa: DTZ001
    has(score(VISIT, Visit="2026-02-19"), score=79)
    has(score(VISIT, Visit="05/03/2026"), score=100)
    # a blank is not known: 0 points, and that is certain
    has(score(VISIT, Visit=None), score=0, ceiling=0, completeness=1)


def test_21_gates_use_the_undecayed_value() -> None:
    # 10 years of half-lives of 30 days: nothing left of the points, but the visit happened
    result = score(VISIT + "required = true\n", Visit="2016-03-01")
    has(result, score=0, status="qualified", queue="nurture", temperature="cold")


HORIZON = """
[horizon]
columns = ["Timeline"]
lost_when = { later_than_days = 365 }
[suppress]
columns = ["Do not call"]
[types]
PQL = { column = "Trial", yes = true }
CQL = { column = "Source", one_of = ["form", "click-to-call"] }
"""


def test_22_buys_next_year_goes_to_lost() -> None:
    # 2027-03-01 is exactly 365 days ahead: not later; the next day is
    has(score(THREE + HORIZON, A="yes", B=60, C="SaaS", Timeline="2027-03-01"), queue="call")
    has(
        score(THREE + HORIZON, A="yes", B=60, C="SaaS", Timeline="2027-03-02"),
        queue="lost",
        score=100,
        type="SQL",
    )


def test_23_suppression_comes_before_every_queue() -> None:
    has(score(GATED + HORIZON, A="yes", B="yes", Do_not_call="yes"), queue="suppressed", score=100)
    has(score(GATED + HORIZON, A="no", B="yes", Do_not_call=1), queue="suppressed", temperature="out")
    has(score(GATED + HORIZON, A="yes", B="yes", Do_not_call="no"), queue="call")


def test_24_lead_types_are_tried_in_order() -> None:
    has(score(GATED + HORIZON, A="yes", B="no", Trial="yes", Source="Form"), type="PQL")
    has(score(GATED + HORIZON, A="yes", B="no", Trial="?", Source="Form"), type="CQL")
    has(score(GATED + HORIZON, A="yes", B="no", Trial="no", Source="fair"), type="SQL")  # 50 points, gate held
    has(score(GATED + HORIZON, A="?", B="yes", Trial="no", Source="fair"), type="MQL")  # 50 points, gate open
    has(score(GATED + HORIZON, A="?", B="no", Trial="no", Source=None), type="Unqualified")
    has(score(GATED + HORIZON, A="no", B="yes", Trial="yes", Source="form"), type="Unqualified")  # out


def test_25_own_words_error_cells_and_points() -> None:
    profile = '[words]\nyes = ["aye"]\nrefused = ["hung up"]\n[score]\nweights = "points"\nhot = 60\nwarm = 30\n'
    profile += '[[criterion]]\nid = "a"\npoints = 30\ncolumns = ["A"]\nwant = { yes = true }\n'
    profile += '[[criterion]]\nid = "b"\npoints = 20\ncolumns = ["B"]\nwant = { like = "*TECH*" }\n'
    # 30 of 50 and 20 of 50: 60 and 40 points
    has(
        score(profile, A="Aye", B="#N/A"),
        score=60,
        ceiling=100,
        temperature="hot",
        settled=True,
        unreadable=["B"],
    )
    has(score(profile, A="no", B="Ｆｉｎｔｅｃｈ"), score=40, temperature="warm", type="MQL")
    has(score(profile, A="Hung  Up", B="x"), queue="dropped", temperature="out")


# --- section 3, as seen in real exports ---


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("approx. 40", 40, 40),
        ("~300", 300, 300),
        ("2-10 employees", 2, 10),
        ("201 – 500", 201, 500),
        ("$10M - $50M", 10**7, 5 * 10**7),
        ("4,5 mln ₽", 4500000, 4500000),
        ("NOK 12 000 000", 12000000, 12000000),
        ("£2m", 2000000, 2000000),
        ("(250,000)", -250000, -250000),
        ("1.5e6", 1500000, 1500000),
        ("0.125", F(1, 8), F(1, 8)),
        ("1.250m", 1250000, 1250000),
        ("200+", 200, None),
        ("<10", None, 10),
        ("12%", F(12, 100), F(12, 100)),
        ("1.234,56", F(123456, 100), F(123456, 100)),
        ("۱۲۰۰۰", 12000, 12000),
        ("3 هزار", 3000, 3000),
        ("2 milliarder", 2 * 10**9, 2 * 10**9),
    ],
)
def test_numbers_seen_in_exports_are_read(text: str, low: int | None, high: int | None) -> None:
    number = read_number(text)
    assert number is not None
    assert (number.low, number.high) == (low, high)


@pytest.mark.parametrize("cell", ["", "plenty", "12:30", "2024-05-03", "B2B", "5 6", True, TODAY, float("nan")])
def test_what_is_no_number_is_not_read(cell: object) -> None:
    assert read_number(cell) is None


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        (46082, "dmy"),
        (46082.9, "dmy"),
        ("2026-03-01", "mdy"),
        ("2026-03-01T10:00:00", "dmy"),
        ("1.3.2026", "dmy"),
        ("03/01/2026", "mdy"),
        ("2026/03/01", "ymd"),
        (dt.datetime(2026, 3, 1, 23, 59), "dmy"),  # noqa: DTZ001
    ],
)
def test_dates_are_read(cell: object, order: str) -> None:
    # 2026-01-01 is serial 46023; 59 days later is the first of March
    assert read_date(cell, order) == TODAY


def test_serials_of_1904_are_1462_days_less() -> None:
    assert read_date(46082 - 1462, epoch_1904=True) == TODAY


# --- the generator ---


def test_a_seed_always_gives_the_same_valid_case() -> None:
    for seed in range(40):
        text, headers, rows, as_of = make_case(seed)
        assert make_case(seed) == (text, headers, rows, as_of)
        assert 2 <= len(tomllib.loads(text)["criterion"]) <= 12
        assert all(len(row) == len(headers) for row in rows)
        assert 30 <= len(rows) <= 60


@pytest.mark.parametrize("corners", [False, True])
def test_floor_and_ceiling_enclose_the_score(*, corners: bool) -> None:
    for seed in range(40):
        text, headers, rows, as_of = make_case(seed, corners=corners)
        for result in score_leads(tomllib.loads(text), headers, rows, as_of):
            assert 0 <= result["floor"] <= result["score"] <= result["ceiling"] <= 100


@pytest.mark.parametrize("decimal", ["auto", ".", ","])
def test_every_way_to_write_a_number_reads_as_that_number(decimal: str) -> None:
    for number in (7, 40, 1000, 12500, 250000, 1250000, 20000000):
        for seed in range(5):
            case = Case(Draw(seed), corners=False, as_of=TODAY, decimal=decimal, dates="dmy")
            for text in case.ways_to_write(number):
                read = read_number(text, decimal)
                assert read is not None, text
                assert read.low == read.high, text
                assert read.low is not None
                assert int(read.low) == number, text


@pytest.mark.parametrize("dates", ["dmy", "mdy", "ymd"])
def test_every_way_to_write_a_date_reads_as_a_near_day(dates: str) -> None:
    case = Case(Draw(1), corners=False, as_of=TODAY, decimal="auto", dates=dates)
    column = Column("Visit", "date", days=[-30])
    for _ in range(300):
        date = read_date(case.date_cell(column), dates)
        assert date is not None
        assert -330 <= (date - TODAY).days <= 220


def test_a_range_decides_only_as_a_whole() -> None:
    assert Interval(F(11), F(50)).at_least(F(11)) is True
    assert Interval(F(11), F(50)).at_least(F(51)) is False
    assert Interval(F(11), F(50)).at_least(F(20)) is None
    assert Interval(None, F(10), high_open=True).at_least(F(10)) is False
