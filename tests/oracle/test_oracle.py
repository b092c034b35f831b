"""The oracle against numbers worked out by hand from method.md; every sum stands in a comment."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from fractions import Fraction
from typing import Any

import pytest

from .asking import Costs, Open, Situation, gates_in_order, next_question
from .cases import Case, Column, Draw, make_case
from .reading import Interval, read_date, read_number
from .robust import highest_mean, lowest_mean, share_at_least, vertex_means
from .scoring import (
    completeness,
    expected_score,
    order_weights,
    points_from,
    product_points,
    score_floor_ceiling,
    score_leads,
    tied,
)

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
    # 59.375 + 27.0833 x .3 + 6.25 x .4 = 59.375 + 8.125 + 2.5
    assert expected_score(weights, values, [F(0), F(3, 10), F(0), F(4, 10)], F(0)) == 70


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


# --- products and kinds ---

PRODUCTS = """
[[product]]
name = "Saver"
order = ["c", "a"]
[[product]]
name = "Plus"
order = ["b"]
[[product]]
name = "Basic"
order = ["c", "a"]
"""


def test_26_a_product_has_weights_from_its_own_order_alone() -> None:
    # Saver and Basic: c 75, a 25; Plus: b 100. A yes, B known to be too small, C wanted: 100, 0, 100
    result = score(THREE + PRODUCTS, A="yes", B=40, C="SaaS")
    ranked = [{"name": "Saver", "score": 100}, {"name": "Basic", "score": 100}, {"name": "Plus", "score": 0}]
    has(result, score=72, product="Saver", products=ranked)
    # B is wanted and C is not: 25, 100, 25
    has(score(THREE + PRODUCTS, A="yes", B=50, C="Banking"), product="Plus")
    # nobody knows anything: all 0, the first named fits best
    has(score(THREE + PRODUCTS, A="?", B="", C=None), product="Saver")
    has(score(THREE, A="yes"), product=None, products=[])


def test_27_penalties_come_off_a_product_too_and_out_leads_have_real_scores() -> None:
    # the contract takes 15; Saver 25 - 15 = 10, Plus 0 - 15, clamped to 0
    profile = (THREE + PENALTIES + PRODUCTS).replace("want = { yes = true }", "want = { yes = true }\nrequired = true")
    result = score(profile, A="yes", B=40, C="Banking", Ends=TODAY + dt.timedelta(500))
    assert [p["score"] for p in result["products"]] == [10, 10, 0]
    # the contract unknown: nothing off. A fails: out, with 75 points for Saver from C alone
    result = score(profile, A="no", B=40, C="SaaS", Ends="")
    has(result, temperature="out", score=0, product="Saver", order_range=[0, 0], always_hot=False, hot_share=0)
    assert [p["score"] for p in result["products"]] == [75, 75, 0]
    has(result, warm_share=0, next_question=None, question_cost=None, fit=11, interest=0)


def test_28_a_product_hands_the_named_criterias_points_to_its_order() -> None:
    profile: dict[str, Any] = {
        "score": {"weights": "points"},
        "criterion": [{"id": "a", "points": 40}, {"id": "b", "points": 15}, {"id": "c", "points": 10}],
        "product": [{"name": "P", "order": ["c", "a"]}],
    }
    # 40 and 10, sorted onto c, a: 80 and 20 of 100
    assert product_points(profile) == {"P": {"c": 80, "a": 20}}
    profile["score"] = {"weights": "rank_sum"}
    # 2/3, 1/3; the tie of the profile's order is none of the product's
    profile["criterion"][1]["tied_with_previous"] = True
    assert product_points(profile) == {"P": {"c": 67, "a": 33}}
    profile["score"] = {"weights": "equal"}
    assert product_points(profile) == {"P": {"c": 50, "a": 50}}


def test_29_sub_scores_sum_the_points_of_a_kind() -> None:
    # two criteria: size 75 (fit), visit 25 (interest) halved by 30 days
    profile = GRADES.split('[[criterion]]\nid = "budget"', maxsplit=1)[0] + VISIT
    result = score(profile, Employees=100, Visit=TODAY - dt.timedelta(30))
    has(result, fit=F(75, 2), interest=F(25, 2), score=50)
    has(score(profile, Employees="?", Visit=TODAY), fit=0, interest=25)


# --- section 7 ---

FOUR = "".join(f'[[criterion]]\nid = "{c}"\ncolumns = ["{c}"]\nwant = {{ yes = true }}\n' for c in "abcd")


@pytest.mark.parametrize(
    ("v", "low", "high", "hot", "warm"),
    [
        ("1101", F(200, 3), 100, F(249, 250), 1),
        ("1011", 50, 100, F(78, 125), 1),
        ("0111", 0, 75, F(1, 125), F(93, 125)),
        ("1001", F(100, 3), 100, F(81, 500), F(123, 125)),
    ],
)
def test_the_table_of_robustness_comes_out(v: str, low: Fraction, high: int, hot: Fraction, warm: Fraction) -> None:
    result = score(FOUR, **dict(zip("abcd", v, strict=True)))
    has(result, order_range=[low, high], hot_share=hot, warm_share=warm, always_hot=False)


def test_unknowns_and_penalties_widen_the_range() -> None:
    # v = 1 ? 1: means at 0: 1, 1/2, 2/3; at 1: all 1. The contract, known, takes 15; unknown only from the lowest
    known = score(THREE + PENALTIES, A="yes", B="?", C="SaaS", Ends=TODAY + dt.timedelta(500))
    # B unknown leaves the second penalty (80) unknown as well: 50 - 15 - 80 is clamped to 0
    has(known, order_range=[0, 85], always_hot=False)
    one = THREE + PENALTIES.split('[[penalty]]\nid = "small"', maxsplit=1)[0]
    has(score(one, A="yes", B="?", C="SaaS", Ends=TODAY + dt.timedelta(500)), order_range=[35, 85])
    has(score(one, A="yes", B="?", C="SaaS", Ends="?"), order_range=[35, 100])
    has(score(one, A="yes", B=50, C="SaaS", Ends="?"), order_range=[85, 100], always_hot=True, hot_share=1)


def test_the_share_takes_known_penalties_to_the_threshold() -> None:
    # v = 1 0, vertices 1 and 1/2: the score is even between 50 and 100; over 70 in 3/5, over 85 in 3/10
    two = GATED.replace('weights = "equal"', "").replace("required = true", "")
    has(score(two, A="yes", B="no"), hot_share=F(3, 5), warm_share=1, order_range=[50, 100])
    contract = PENALTIES.split('[[penalty]]\nid = "small"', maxsplit=1)[0]
    late = TODAY + dt.timedelta(500)
    # 40 + 15 = 55: 9/10
    has(score(two + contract, A="yes", B="no", Ends=late), hot_share=F(3, 10), warm_share=F(9, 10))
    # an unknown penalty counts only in the lowest
    has(score(two + contract, A="yes", B="no", Ends="?"), hot_share=F(3, 5), order_range=[35, 100])


def test_equal_weights_are_one_tie() -> None:
    # A yes, B no: anything between 0 and 100 for the range; one vertex, the mean .5, for the share
    profile = GATED.replace("required = true", "")
    has(score(profile, A="yes", B="no"), order_range=[0, 100], hot_share=0, warm_share=1, always_hot=False)


def test_undecided_ties_sort_for_the_range_and_share_their_weight_in_the_share() -> None:
    # v = 1 | 0 1 tied: ascending 1 0 1: means 1, 1/2, 2/3; descending 1 1 0: 1, 1, 2/3
    values, ties = [F(1), F(0), F(1)], [False, False, True]
    assert lowest_mean(values, ties) == F(1, 2)
    assert highest_mean(values, ties) == 1
    # the tie ends at 3: vertices 1 and 2/3, even between them: over .7 in .3 / (1/3)
    assert vertex_means(values, ties) == [1, F(2, 3)]
    assert share_at_least(values, ties, F(7, 10)) == F(9, 10)


def test_the_threshold_itself_is_reached() -> None:
    assert share_at_least([F(1, 2)] * 3, [False] * 3, F(1, 2)) == 1
    assert share_at_least([F(1, 2)] * 3, [False] * 3, F(51, 100)) == 0
    # a threshold of 0 is reached whatever the penalties
    profile = "[score]\nhot = 50\nwarm = 0\n" + THREE + PENALTIES
    has(score(profile, A="yes", B=4, C="Banking", Ends=TODAY), score=0, warm_share=1, order_range=[0, 20])


def random_values(draw: Draw) -> tuple[list[Fraction | None], list[bool]]:
    """Draw the values of a few criteria, many of them alike, and what is tied."""
    count = draw.whole(1, 9)
    choices = [F(0), F(1), F(0), F(1), F(1, 2), F(draw.whole(0, 100), 100)]
    values = [None if draw.chance(0.2) else draw.pick(choices) for _ in range(count)]
    return values, [place > 0 and draw.chance(0.3) for place in range(count)]


def filled(values: list[Fraction | None], unknown: int) -> list[Fraction]:
    """Put 0 or 1 for what is unknown."""
    return [F(unknown) if v is None else v for v in values]


def test_the_range_is_that_of_a_linear_programme() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    for seed in range(120):
        values, ties = random_values(Draw(seed))
        count = len(values)
        group = [sum(not tie for tie in ties[: place + 1]) for place in range(count)]
        # a criterion of one tie group weighs no less than any of the next; within a group nothing is said
        rows = [
            [(place == j) - (place == i) for place in range(count)]
            for i in range(count)
            for j in range(count)
            if group[j] == group[i] + 1
        ]
        bounds = {"A_ub": rows, "b_ub": [0] * len(rows)} if rows else {}
        whole = {"A_eq": [[1] * count], "b_eq": [1]}
        low = optimize.linprog([float(v) for v in filled(values, 0)], **bounds, **whole)
        high = optimize.linprog([-float(v) for v in filled(values, 1)], **bounds, **whole)
        assert float(lowest_mean(filled(values, 0), ties)) == pytest.approx(low.fun, abs=1e-9)
        assert float(highest_mean(filled(values, 1), ties)) == pytest.approx(-high.fun, abs=1e-9)


def sampled_share(values: list[Fraction], ties: list[bool], threshold: Fraction, draws: int, seed: int) -> float:
    """Draw weights evenly: of all that sum to 1, put in order; criteria that are tied weigh the same.

    Without ties sorting even draws keeps them even. Tie groups of sizes s have group weights y with
    sum s y = 1: rejection would starve, so the group weights are mixed of the corners of that simplex.
    """
    stream = random.Random(seed)
    floats, ends = [float(v) for v in values], [i + 1 for i, tie in enumerate([*ties[1:], False]) if not tie]
    hits = 0
    for _ in range(draws):
        if any(ties):
            mix = [stream.expovariate(1) for _ in ends]
            shares = [m / end for m, end in zip(mix, ends, strict=True)]
            weights = [sum(s for s, end in zip(shares, ends, strict=True) if end > i) for i in range(len(floats))]
        else:
            weights = sorted((stream.expovariate(1) for _ in floats), reverse=True)
        hits += sum(w * v for w, v in zip(weights, floats, strict=True)) >= float(threshold) * sum(weights)
    return hits / draws


def test_the_share_agrees_with_sampling() -> None:
    for seed in range(30):
        unknown, ties = random_values(Draw(seed))
        values = filled(unknown, 0)
        # a threshold that no vertex lies on, for the sake of floats
        threshold = F(Draw(seed).pick([137, 311, 419, 523, 701, 803]), 1009)
        share = share_at_least(values, ties, threshold)
        assert 0 <= share <= 1
        # 5000 draws: four standard deviations are at most .028
        assert float(share) == pytest.approx(sampled_share(values, ties, threshold, 5000, seed), abs=0.03)


def varsi(means: list[Fraction], threshold: Fraction) -> Fraction:
    """Section 7, the recurrence as it stands there."""
    above = [a - threshold for a in means if a >= threshold]
    below = [a - threshold for a in means if a < threshold]
    if not below or not above:
        return F(not below)
    table = {(0, k): F(0) for k in range(len(below) + 1)} | {(j, 0): F(1) for j in range(1, len(above) + 1)}
    for j, y in enumerate(above, 1):
        for k, x in enumerate(below, 1):
            table[j, k] = (y * table[j, k - 1] - x * table[j - 1, k]) / (y - x)
    return table[len(above), len(below)]


def test_the_share_agrees_with_the_recurrence() -> None:
    for seed in range(400):
        draw = Draw(seed)
        unknown, ties = random_values(draw)
        values = filled(unknown, 0)
        threshold = F(draw.whole(0, 100), draw.pick([100, 100, 60, 7]))
        assert share_at_least(values, ties, threshold) == varsi(vertex_means(values, ties), threshold)


# --- section 8 ---

FIVE = [F(46), F(26), F(15), F(9), F(4)]
FIVE_CHANCES = [F(5, 10), F(3, 10), F(6, 10), F(4, 10), F(7, 10)]


def situation(questions: list[Open], **known: Fraction) -> Situation:
    """Give the situation of a lead of whom nothing is known but what the keywords say."""
    start = {"earned": F(0), "doubt": F(0), "beyond": F(0), "hot": F(70), "warm": F(40)} | known
    return Situation(stuck=False, questions=tuple(questions), **start)


@pytest.mark.parametrize(("required", "best", "in_order"), [(None, 264, 271), (1, 145, 215)])
def test_five_questions_cost_what_the_method_says(required: int | None, best: int, in_order: int) -> None:
    pairs = enumerate(zip(FIVE, FIVE_CHANCES, strict=True))
    five = situation([Open(points, chance, F(1), place == required) for place, (points, chance) in pairs])
    assert Costs(five).expected() == F(best, 100)
    assert Costs(five, range(5)).expected() == F(in_order, 100)


def test_five_questions_cost_the_same_in_a_profile() -> None:
    profile = FOUR + '[[criterion]]\nid = "e"\ncolumns = ["e"]\nwant = { yes = true }\n'
    profile += "[pool]\na = 0.5\nb = 0.3\nc = 0.6\nd = 0.4\ne = 0.7\n"
    has(score(profile), question_cost=2.64, next_question={"criterion": "a", "ask": "Ask about a."})
    gated = profile.replace('id = "b"', 'id = "b"\nrequired = true')
    has(score(gated), question_cost=1.45, next_question={"criterion": "b", "ask": "Ask about b."})


def test_gates_alone_go_by_cost_over_chance_to_fail() -> None:
    names = ["budget", "decision maker", "territory", "need"]
    costs, fails = [F(2), F(1), F(1, 2), F(1)], [F(5, 10), F(4, 10), F(1, 10), F(3, 10)]
    order = gates_in_order(fails, costs)
    assert [names[place] for place in order] == ["decision maker", "need", "budget", "territory"]
    gates = [Open(F(25), 1 - fail, cost, required=True) for fail, cost in zip(fails, costs, strict=True)]
    # 1 + .6 x 1 + .6 x .7 x 2 + .6 x .7 x .5 x .5 = 2.545, and nothing is cheaper
    assert Costs(situation(gates), order).expected() == F(2545, 1000)
    assert Costs(situation(gates)).expected() == F(2545, 1000)
    answers: tuple[bool | None, ...] = (None,) * 4
    for place in order:
        costs_here = Costs(situation(gates))
        choices = {p: costs_here.asking(answers, p) for p in costs_here.choices(answers)}
        assert min(choices, key=lambda p: choices[p]) == place
        answers = (*answers[:place], True, *answers[place + 1 :])


def plain_cost(of: Situation, answers: tuple[bool | None, ...]) -> Fraction:
    """Give the least expected cost in fractions, without memory and without common denominators."""
    if of.decided(answers):
        return F(0)
    costs = []
    for place, question in enumerate(of.questions):
        if answers[place] is None:
            yes, no = ((*answers[:place], truth, *answers[place + 1 :]) for truth in (True, False))
            later = question.chance * plain_cost(of, yes) + (1 - question.chance) * plain_cost(of, no)
            costs.append(question.cost + later)
    return min(costs, default=F(0))


def test_whole_numbers_give_the_cost_that_fractions_give() -> None:
    for seed in range(60):
        draw = Draw(seed)
        questions = [
            Open(
                points=F(draw.whole(1, 300), 10),
                chance=F(draw.whole(0, 20), 20),
                cost=F(draw.pick([1, 2, 5]), draw.pick([1, 2, 4])),
                required=draw.chance(0.2),
            )
            for _ in range(draw.whole(1, 5))
        ]
        of = situation(questions, earned=F(draw.whole(-10, 60)), doubt=F(draw.pick([0, 0, 15])))
        nothing: tuple[bool | None, ...] = (None,) * len(questions)
        assert Costs(of).expected() == plain_cost(of, nothing)


def test_30_the_more_important_is_asked_first_where_both_cost_the_same() -> None:
    # 50 50: both have to be asked whatever the first says (0-50, 50-100): 1 + .5 = 1.5 either way
    profile = GATED.replace("required = true", "") + 'questions = [{ ask = "And B?", cost = 0.5 }]\n'
    has(score(profile), next_question={"criterion": "a", "ask": "Ask about a."}, question_cost=1.5)
    # with A known only B is left; its own words and cost
    question = {"criterion": "b", "ask": "And B?"}
    has(score(profile, A="yes"), next_question=question, question_cost=0.5)
    # A required: half the time its no ends it. A first 1 + .25, B first .5 + 1
    gate = profile.replace("columns", "required = true\ncolumns", 1).replace('id = "a"', 'id = "a"\nname = "The A"')
    has(score(gate), next_question={"criterion": "a", "ask": "Ask about The A."}, question_cost=1.25)


def test_31_only_the_first_question_of_a_criterion_counts() -> None:
    questions = 'questions = [{ ask = "First?", cost = 3, stage = "presentation" }, { ask = "Second?", cost = 1 }]\n'
    profile = FOUR + questions
    # a and b make 79 of 52 27 15 6: hot whatever c and d say
    has(score(profile, a="yes", b="yes"), settled=True, next_question=None, question_cost=None)
    # a and c make 67, d would make it 73: only d can tell, and costs 3
    result = score(profile, a="yes", b="no", c="yes")
    has(result, next_question={"criterion": "d", "ask": "First?"}, question_cost=3)


def test_32_what_cannot_be_asked_keeps_a_lead_open() -> None:
    routing = '[routing]\nrefusal = "required"\n'
    # a refused (52 points nobody learns), b open: 21 to 100; whatever b says, there is nothing left to ask
    question = {"criterion": "b", "ask": "Ask about b."}
    has(score(routing + FOUR, a="refused", c="yes", d="yes"), next_question=question, question_cost=1)
    has(score(routing + FOUR, a="refused", b="no", c="yes", d="yes"), settled=False, next_question=None)
    # c refused (15): 52 to 100. b first: a yes is 79, hot; after a no 52 to 73 still waits for d: 1 + .5
    has(score(routing + FOUR, a="yes", c="refused"), next_question=question, question_cost=1.5)
    # complained is asked again
    has(score(FOUR, a="yes", b="complained", c="no", d="no"), next_question=question)
    # partly keeps the gate open and is not asked; both others are asked to the end: 2
    gate = FOUR.replace('id = "a"', 'id = "a"\nrequired = true')
    has(score(gate, a="partly", b="yes"), settled=False, question_cost=2)
    has(score(gate, a="partly", b="yes", c="yes", d="yes"), settled=False, next_question=None, question_cost=None)


def test_33_unknown_penalties_keep_the_floor_down() -> None:
    # 61 28 11 and nobody knows of the contract: A and C known, B open: 72 - 15 = 57 to 100.
    # yes: 85 to 100, hot. no: 57 to 72, nothing left to ask. One question either way
    one = THREE + PENALTIES.split('[[penalty]]\nid = "small"', maxsplit=1)[0]
    has(score(one, A="yes", B="?", C="SaaS", Ends="?"), next_question={"criterion": "b", "ask": "Ask about b."})
    # without the penalty 72 is hot already
    has(score(THREE, A="yes", B="?", C="SaaS"), settled=True, next_question=None)


def test_a_clamped_score_is_what_meets_the_thresholds() -> None:
    # -2 to 3 is 0 to 3: warm where 0 is
    below = situation([Open(F(5), F(1, 2), F(1))], earned=F(-2), warm=F(0))
    assert next_question(below) == (None, None)


def test_34_beyond_twelve_the_likeliest_to_decide_comes_first() -> None:
    # 13 alike of 5 points each and 30 earned: 30 to 95. Nothing decides but the gate's no, likelier at place 7
    open_questions = [Open(F(5), F(1, 2), F(1), required=place in (4, 7)) for place in range(13)]
    open_questions[7] = Open(F(5), F(1, 4), F(1), required=True)
    assert next_question(situation(open_questions, earned=F(30))) == (7, None)
    # at three times the cost it is not: 1/2 over 1 against 3/4 over 3
    open_questions[7] = Open(F(5), F(1, 4), F(3), required=True)
    assert next_question(situation(open_questions, earned=F(30))) == (4, None)
    # with no gate nothing decides: points over cost, then priority
    plain = [Open(F(5), F(1, 2), F(2) if place < 3 else F(1)) for place in range(13)]
    assert next_question(situation(plain, earned=F(30))) == (3, None)
    plain[9] = Open(F(6), F(1, 2), F(1))
    assert next_question(situation(plain, earned=F(30))) == (9, None)
    # a band decided by one answer: 66 to 70 with 13 of .3, hot only if every one is a yes
    low = [Open(F(3, 10), F(9, 10) if place != 5 else F(1, 10), F(1)) for place in range(13)]
    assert next_question(situation(low, earned=F(661, 10))) == (5, None)


def test_extra_fields_hang_together() -> None:
    for seed in range(60):
        text, headers, rows, as_of = make_case(seed)
        profile = tomllib.loads(text)
        for result in score_leads(profile, headers, rows, as_of):
            low, high = result["order_range"]
            assert 0 <= low <= high <= 100
            if result["temperature"] != "out":
                assert low <= result["score"] <= high
            assert 0 <= result["hot_share"] <= result["warm_share"] <= 1
            assert not result["always_hot"] or result["hot_share"] == 1
            assert result["fit"] + result["interest"] == sum(p or 0 for p in result["points"].values())
            assert [p["name"] for p in result["products"]][:1] == [result["product"]] * bool(result["products"])
            assert not result["settled"] or result["next_question"] is None
            assert result["next_question"] is not None or result["question_cost"] is None
            assert result["question_cost"] is None or result["question_cost"] > 0


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
        assert 2 <= len(tomllib.loads(text)["criterion"]) <= 25
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
