"""A pattern meets the weights: score, temperature, status, level, queue and reasons."""

from __future__ import annotations

import itertools

import pytest

from sheetqual.core.judge import FULL, Status, plain_points
from sheetqual.core.profile import Kind, Level, Profile, Score, Temperature

from .helpers import THREE, board_of, one_board, profile, verdict_of

TWO = """
[score]
weights = "equal"
[[criterion]]
id = "a"
name = "Decides"
columns = ["A"]
level = "stakeholder"
want = { yes = true }
required = true
on_fail = "refer"
[[criterion]]
id = "b"
name = "Needs it"
columns = ["B"]
want = { yes = true }
"""
"""Two criteria of 50 points; A is required."""

PENALTIES = """
[[penalty]]
id = "contract"
name = "Tied to a contract"
columns = ["P"]
when = { yes = true }
points = 15
[[penalty]]
id = "small"
columns = ["Q"]
when = { yes = true }
points = 80.5
"""


@pytest.mark.parametrize(
    ("score", "temperature"),
    [
        (FULL, "hot"),
        (70_000, "hot"),
        (69_999, "warm"),
        (40_000, "warm"),
        (39_999, "cold"),
        (0, "cold"),
    ],
)
def test_a_threshold_belongs_to_the_band_above(score: int, temperature: str) -> None:
    """Method.md section 5: hot if score >= hot, warm if >= warm, else cold."""
    assert Score().band(score) == temperature


def test_the_score_is_the_points_earned_so_far() -> None:
    """61 + ? + 11; floor as score, ceiling with what is unknown (method.md section 5)."""
    verdict = verdict_of(THREE, A="yes", B="?", C="SaaS")
    assert (verdict.score, verdict.floor, verdict.ceiling) == (72_000, 72_000, 100_000)
    assert dict(verdict.points) == {"a": 61_000, "b": None, "c": 11_000}
    assert (verdict.completeness, verdict.temperature, verdict.settled) == (720, Temperature.HOT, True)
    assert not verdict.out


def test_unknown_penalties_lower_the_floor_only() -> None:
    verdict = verdict_of(THREE + PENALTIES, A="yes", B=60, C="?", P="?", Q="no")
    assert (verdict.score, verdict.floor, verdict.ceiling) == (89_000, 74_000, 100_000)
    assert (dict(verdict.penalties), verdict.open_penalties) == ({}, ("contract",))


def test_known_penalties_lower_everything() -> None:
    verdict = verdict_of(THREE + PENALTIES, A="yes", B=60, C="?", P="yes", Q="no")
    assert (verdict.score, verdict.floor, verdict.ceiling) == (74_000, 74_000, 85_000)
    assert dict(verdict.penalties) == {"contract": 15_000}


def test_sums_come_first_and_clamping_last() -> None:
    """Method.md section 5; 61 + 28 - 15 - 80.5 = -6.5, and with Industry 4.5."""
    verdict = verdict_of(THREE + PENALTIES, A="yes", B=60, C="?", P="yes", Q="yes")
    assert (verdict.score, verdict.floor, verdict.ceiling) == (0, 0, 4_500)
    assert dict(verdict.penalties) == {"contract": 15_000, "small": 80_500}


@pytest.mark.parametrize(
    ("a", "b", "settled"),
    [("yes", "yes", True), ("yes", "?", False), ("?", "yes", False), ("partly", "yes", False), ("no", "?", True)],
)
def test_a_lead_is_settled_within_one_band_and_with_no_gate_open(a: str, b: str, *, settled: bool) -> None:
    """Method.md section 5: settled when floor and ceiling lie in one band and no required one is open."""
    assert verdict_of(TWO, A=a, B=b).settled is settled


def test_a_failed_requirement_puts_a_lead_out_and_keeps_its_points() -> None:
    """Method.md section 5: score, floor and ceiling 0, settled; ``points`` is never zeroed."""
    verdict = verdict_of(TWO + PENALTIES, A="no", B="yes", P="yes", Q="?")
    assert (verdict.score, verdict.floor, verdict.ceiling, verdict.settled) == (0, 0, 0, True)
    assert (verdict.temperature, verdict.out, verdict.type) == (Temperature.OUT, True, "Unqualified")
    assert (verdict.status, verdict.level, verdict.queue) == (Status.DISQUALIFIED, Level.STAKEHOLDER, "refer")
    assert dict(verdict.points) == {"a": 0, "b": 50_000}
    assert (dict(verdict.penalties), verdict.completeness) == ({"contract": 15_000}, 1000)


def test_a_required_criterion_holds_above_zero() -> None:
    """Method.md section 5: a required criterion holds when its value is above 0."""
    text = '[[criterion]]\nid = "a"\ncolumns = ["A"]\nrequired = true\n'
    text += "grades = [{ when = { at_least = 5 }, value = 0.01 }]"
    assert verdict_of(text, A=5).status is Status.QUALIFIED
    assert verdict_of(text, A=4).status is Status.DISQUALIFIED


def test_a_refused_question_drops_the_lead() -> None:
    """Method.md section 6: dropped is out; status stays what the gates say."""
    verdict = verdict_of(TWO, A="yes", B="refused")
    assert (verdict.queue, verdict.temperature, verdict.status) == ("dropped", "out", "qualified")
    assert [reason.code for reason in verdict.reasons][:2] == ["refused:b", "earned"]


def test_a_refusal_and_a_failed_gate_are_dropped_and_disqualified() -> None:
    verdict = verdict_of(TWO, A="no", B="refused")
    assert (verdict.queue, verdict.status, verdict.level) == ("dropped", "disqualified", "stakeholder")


def test_only_a_required_refusal_drops_where_the_profile_says_so() -> None:
    """Method.md section 2, [routing]."""
    text = '[routing]\nrefusal = "required"\n' + TWO
    assert verdict_of(text, A="yes", B="refused").queue == "call"
    assert verdict_of(text, A="yes", B="refused").ceiling == FULL
    verdict = verdict_of(text, A="refused", B="yes")
    assert (verdict.queue, verdict.status, verdict.level) == ("dropped", "open", "stakeholder")


def test_a_complaint_is_flagged_and_no_refusal() -> None:
    verdict = verdict_of(TWO, A="complained", B="yes")
    assert (verdict.status, verdict.queue, verdict.score, verdict.settled) == ("open", "call", 50_000, False)
    assert verdict.reasons[-1].code == "complained:a"
    assert verdict.reasons[-1].text == "complained about Decides, which is no refusal: explain and go on"


LEVELS = """
[[criterion]]
id = "first"
columns = ["A"]
level = "stakeholder"
want = { yes = true }
required = true
on_fail = "dropped"
[[criterion]]
id = "second"
columns = ["B"]
level = "organisation"
want = { yes = true }
required = true
on_fail = "lost"
[[criterion]]
id = "third"
columns = ["C"]
want = { yes = true }
required = true
[[criterion]]
id = "fourth"
columns = ["D"]
level = "organisation"
want = { yes = true }
required = true
on_fail = "refer"
"""


@pytest.mark.parametrize(
    ("answers", "status", "level", "queue"),
    [
        ("nnnn", "disqualified", "organisation", "lost"),
        ("nynn", "disqualified", "organisation", "refer"),
        ("nyny", "disqualified", "opportunity", "nurture"),
        ("nyyy", "disqualified", "stakeholder", "dropped"),
        ("n???", "disqualified", "stakeholder", "dropped"),
        ("y?yy", "open", "organisation", "call"),
        ("?y?y", "open", "opportunity", "call"),
        ("?yyy", "open", "stakeholder", "call"),
        ("yyyy", "qualified", None, "call"),
    ],
)
def test_levels_are_climbed_in_order_and_a_failure_ends_it_at_once(
    answers: str, status: str, level: str | None, queue: str
) -> None:
    """Method.md section 6: the first in level order, then priority; failed goes before open."""
    cells = {column: {"y": "yes", "n": "no"}.get(said, said) for column, said in zip("ABCD", answers, strict=True)}
    board = one_board(LEVELS, cells)
    verdict = board.verdict(0)
    assert (verdict.status, verdict.level, verdict.queue) == (status, level, queue)
    assert board.summaries.queues == [verdict.queue]


QUEUES = TWO + '[suppress]\ncolumns = ["S"]\n[horizon]\ncolumns = ["H"]\nlost_when = { later_than_days = 365 }\n'


def test_the_first_queue_that_applies_is_the_one() -> None:
    """Method.md section 6: suppressed, dropped, on_fail, lost, nurture ("cannot become warm"), call."""
    for suppressed, refused, failed, late, hopeless in itertools.product((True, False), repeat=5):
        cells = {
            "A": "no" if failed else "partly",
            "B": "refused" if refused else "no" if hopeless else "yes",
            "H": "2030-01-01" if late else "2026-03-02",
            "S": "yes" if suppressed else "no",
        }
        expected = (
            ("suppressed", suppressed),
            ("dropped", refused),
            ("refer", failed),
            ("lost", late),
            ("nurture", hopeless),
            ("call", True),
        )
        board = one_board(QUEUES, cells)
        verdict = board.verdict(0)
        assert verdict.queue == next(queue for queue, applies in expected if applies), cells
        assert board.summaries.queues == [verdict.queue]
        assert verdict.out is (refused or failed)


def test_what_cannot_become_warm_is_nurtured_whatever_its_status() -> None:
    """Method.md section 6: ceiling < warm; exactly warm is called."""
    text = "[score]\nwarm = 39\n" + THREE
    assert verdict_of(text, A="no", B="?", C="?").queue == "call"
    nurtured = verdict_of(text.replace("39", "39.001"), A="no", B="?", C="?")
    assert (nurtured.queue, nurtured.out, nurtured.status) == ("nurture", False, "qualified")
    assert nurtured.reasons[0].text == "cannot become warm: 39 points at most"


TYPES = '\n[types]\nPQL = { column = "Trial", yes = true }\nCQL = { column = "Source", is = "form" }\n'


@pytest.mark.parametrize(
    ("cells", "lead_type"),
    [
        ({"A": "yes", "B": "yes", "Trial": "yes", "Source": "form"}, "PQL"),
        ({"A": "yes", "B": "yes", "Trial": "?", "Source": "form"}, "CQL"),
        ({"A": "yes", "B": "no", "Trial": "no", "Source": "fair"}, "SQL"),
        ({"A": "?", "B": "yes", "Trial": "no", "Source": ""}, "MQL"),
        ({"A": "?", "B": "no", "Trial": "no", "Source": ""}, "Unqualified"),
        ({"A": "no", "B": "yes", "Trial": "yes", "Source": "form"}, "Unqualified"),
        ({"A": "?", "B": "?", "Trial": "yes", "Source": ""}, "PQL"),
    ],
)
def test_lead_types_are_tried_in_order(cells: dict[str, object], lead_type: str) -> None:
    """Method.md section 6: PQL, CQL, SQL, MQL, else Unqualified; an out lead is Unqualified."""
    assert one_board(TWO + TYPES, cells).verdict(0).type == lead_type


def test_without_a_requirement_only_a_hot_lead_is_sales_qualified() -> None:
    """Method.md section 6: SQL = qualified and (a required criterion exists or the lead is hot)."""
    assert verdict_of(THREE, A="yes", B=60, C="x").type == "SQL"
    assert verdict_of(THREE, A="yes", B=5, C="x").type == "MQL"
    assert verdict_of(THREE, A="no", B=5, C="x").type == "Unqualified"


def reasons_of(text: str | Profile, **cells: object) -> list[tuple[str, str]]:
    return [(reason.code, reason.text) for reason in one_board(text, cells).verdict(0).reasons]


def test_reasons_name_what_decided_first() -> None:
    text = QUEUES + PENALTIES
    assert reasons_of(text, A="no", B="refused", P="yes", Q="?", S="yes", H="2030-01-01") == [
        ("suppressed", "asked not to be called"),
        ("refused:b", "refused to answer: Needs it"),
        ("failed:a", "Decides: no; ask who decides"),
        ("horizon", "buys too late to call now"),
        ("penalty:contract", "Tied to a contract: 15 points off"),
        ("unknown", "not known: small"),
    ]
    assert reasons_of(text, A="?", B="yes", P="no", Q="yes", S="", H="") == [
        ("cannot_become_warm", "cannot become warm: 19.5 points at most"),
        ("earned", "has Needs it"),
        ("penalty:small", "small: 80.5 points off"),
        ("open:a", "still to find out: Decides (required)"),
    ]


def test_a_failed_requirement_says_that_it_is_required() -> None:
    text = TWO.replace('on_fail = "refer"', 'on_fail = "nurture"')
    assert reasons_of(text, A="no", B="no") == [("failed:a", "Decides: no, and it is required")]


def test_a_lead_with_nothing_to_its_name_has_a_reason_as_well() -> None:
    assert reasons_of("[score]\nwarm = 0\n" + THREE, A="no", B=1, C="x") == [("nothing", "has none of the qualities")]


def test_many_names_are_cut_short() -> None:
    criterion = '[[criterion]]\nid = "c{0}"\ncolumns = ["C"]\nwant = {{ yes = true }}\n'
    other = "".join(f'[[criterion]]\nid = "d{number}"\ncolumns = ["D"]\nwant = {{ yes = true }}\n' for number in "abc")
    for count, said in ((4, "c0, c1, c2, c3"), (5, "c0, c1, c2 and 2 more"), (9, "c0, c1, c2 and 6 more")):
        text = "".join(criterion.format(number) for number in range(count)) + other
        assert ("earned", f"has {said}") in reasons_of(text, C="yes", D="no")


def test_a_lead_that_has_nearly_everything_is_told_what_it_lacks() -> None:
    criterion = '[[criterion]]\nid = "c{0}"\nname = "Name {0}"\ncolumns = ["C{0}"]\nwant = {{ yes = true }}\n'
    text = "".join(criterion.format(number) for number in range(4))
    yes = dict.fromkeys(("C0", "C1", "C2", "C3"), "yes")
    assert reasons_of(text, **yes)[0] == ("earned", "has all 4 qualities")
    assert reasons_of(text, **{**yes, "C2": "no"})[0] == ("earned", "has all but Name 2")
    assert reasons_of(text, **{**yes, "C2": "no", "C1": ""})[0] == ("earned", "has Name 0, Name 3")
    five = text + criterion.format(4)
    assert reasons_of(five, **yes, C4="no")[0] == ("earned", "has all but Name 4")


def test_points_look_whole_where_they_are_whole() -> None:
    assert [plain_points(thousandths) for thousandths in (0, 5_000, 5_500, 99_125)] == [0, 5, 5.5, 99.125]
    assert isinstance(plain_points(5_000), int)


def test_another_order_of_the_same_criteria_finds_their_places() -> None:
    read = profile(THREE)
    board = board_of(read, ["A", "B", "C"], [["yes", 1, "SaaS"]])
    turned = board.moved(0, 2)
    assert dict(turned.judge.points) == {"b": 61_000, "c": 28_000, "a": 11_000}
    assert turned.verdict(0).score == 39_000


PRODUCTS = (
    THREE
    + """
[[product]]
name = "Saver"
order = ["b", "a"]
[[product]]
name = "Grower"
order = ["c", "b"]
[[product]]
name = "Starter"
order = ["a"]
"""
)


def test_the_best_fit_product_has_the_highest_score_of_its_own_order() -> None:
    """Two criteria weigh 75 and 25, one 100; method.md section 4."""
    assert verdict_of(PRODUCTS, A="no", B=60, C="SaaS").products == (
        ("Grower", 100_000),
        ("Saver", 75_000),
        ("Starter", 0),
    )


def test_of_products_that_fit_alike_the_first_named_is_best() -> None:
    verdict = verdict_of(PRODUCTS, A="yes", B=60, C="x")
    assert verdict.product == "Saver"
    assert verdict.products[:2] == (("Saver", 100_000), ("Starter", 100_000))
    assert verdict_of(PRODUCTS, A="?", B="?", C="?").products[0] == ("Saver", 0)
    assert verdict_of(THREE, A="yes", B=60, C="x").product is None


def test_products_keep_their_scores_when_the_lead_is_out_and_lose_to_penalties() -> None:
    penalty = '[[penalty]]\nid = "p"\ncolumns = ["P"]\nwhen = { yes = true }\npoints = 30\n'
    verdict = verdict_of(PRODUCTS + penalty, A="refused", B=60, C="SaaS", P="yes")
    assert verdict.out
    assert verdict.products == (("Grower", 70_000), ("Saver", 45_000), ("Starter", 0))


def test_points_are_handed_to_a_products_own_order() -> None:
    text = '[score]\nweights = "points"\n' + PRODUCTS
    for one, points in zip("abc", (60, 30, 10), strict=True):
        text = text.replace(f'id = "{one}"', f'id = "{one}"\npoints = {points}')
    products = dict(verdict_of(text, A="yes", B=1, C="SaaS").products)
    assert products == {"Saver": 33_000, "Grower": 75_000, "Starter": 100_000}


def test_a_product_whose_criteria_have_no_points_weighs_them_alike() -> None:
    text = '[score]\nweights = "points"\n' + PRODUCTS.replace('order = ["b", "a"]', 'order = ["c", "b"]')
    for one, points in zip("abc", (60, 0, 0), strict=True):
        text = text.replace(f'id = "{one}"', f'id = "{one}"\npoints = {points}')
    assert dict(verdict_of(text, A="yes", B=60, C="x").products)["Saver"] == 50_000


def test_fit_and_interest_are_counted_apart() -> None:
    text = THREE.replace('id = "b"', 'id = "b"\nkind = "interest"')
    verdict = verdict_of(text, A="yes", B=60, C="?")
    assert (verdict.fit, verdict.interest) == (61_000, 28_000)
    assert one_board(text, {"A": 1, "B": 1, "C": 1}).judge.kind_points == {Kind.FIT: 72_000, Kind.INTEREST: 28_000}


def test_a_gate_cannot_be_bought_with_clicks() -> None:
    text = THREE.replace('id = "b"', 'id = "b"\nkind = "interest"').replace('id = "c"', 'id = "c"\nrequired = true')
    verdict = verdict_of(text, A="yes", B=60, C="Banking")
    assert (verdict.score, verdict.temperature, verdict.status) == (0, "out", "disqualified")
    assert (verdict.fit, verdict.interest) == (61_000, 28_000)
