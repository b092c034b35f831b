"""What the source texts on lead qualification ask for, row by row, worked out by hand.

The rows are those of the table in section 1 of the method; docs/ explains each to its users. What
is learned from customers, and what calling sessions bring back, has pages of its own.
"""

from __future__ import annotations

import datetime as dt

import pytest

from sheetqual.core.impact import impact
from sheetqual.core.judge import Queue, Status, Verdict, plain_points
from sheetqual.core.lint import lint
from sheetqual.core.profile import Level, Temperature
from tests.core.helpers import TODAY, board_of, one_board, profile, verdict_of

FOUR = """
[[criterion]]
id = "need"
name = "Need"
columns = ["Need"]
want = { yes = true }
[[criterion]]
id = "budget"
name = "Budget"
columns = ["Budget"]
want = { at_least = 10000 }
[[criterion]]
id = "size"
name = "Company size"
columns = ["Employees"]
grades = [ { when = { at_least = 200 }, value = 1 }, { when = { at_least = 11 }, value = 0.5 } ]
[[criterion]]
id = "trade"
name = "Trade"
columns = ["Trade"]
want = { one_of = ["Hotels", "Clinics"] }
"""
"""52, 27, 15 and 6 points."""
HEADERS = ["Need", "Budget", "Employees", "Trade"]


def score(text: str, **cells: object) -> float:
    return plain_points(of(text, cells).score)


def of(text: str, cells: dict[str, object]) -> Verdict:
    return one_board(text, cells).verdict(0)


def test_the_ideal_prospect_sorts_contacts_into_whales_the_useless_and_those_between() -> None:
    """52 + 27 + 15 = 94 is hot; 52 + 7.5 = 59.5 is warm; 27 + 6 = 33 is cold."""
    rows = [["yes", 20_000, 500, "Farms"], ["yes", 5, "11-50", "Farms"], ["no", 20_000, 1, "Hotels"]]
    board = board_of(FOUR, HEADERS, rows)
    assert [plain_points(board.verdict(lead).score) for lead in range(3)] == [94, 59.5, 33]
    assert [board.verdict(lead).temperature for lead in range(3)] == ["hot", "warm", "cold"]


def test_qualities_in_order_of_importance_give_the_points() -> None:
    """Moved to the top, the trade is worth 52, the need 27, the budget 15 and the size 6."""
    rows = [["yes", 1, 1, "Farms"], ["no", 1, 1, "Hotels"]]
    board = board_of(FOUR, HEADERS, rows)
    moved = board.moved(3, 0)
    assert [plain_points(board.verdict(lead).score) for lead in range(2)] == [52, 6]
    assert [plain_points(moved.verdict(lead).score) for lead in range(2)] == [27, 52]


def test_system_a_counts_the_qualities() -> None:
    """Four alike are worth 25 each: three of them are hot at 70, two are warm."""
    text = '[score]\nweights = "equal"\n' + FOUR
    assert verdict_of(text, Need="yes", Budget=20_000, Employees=1, Trade="Hotels").score == 75_000
    two = verdict_of(text, Need="yes", Budget=1, Employees=1, Trade="Hotels")
    assert (two.score, two.temperature) == (50_000, Temperature.WARM)


def test_system_b_sums_points_and_shows_who_changes_when_priorities_do() -> None:
    """Own points 50, 30, 15, 5 of 100; need and budget make 80."""
    text = '[score]\nweights = "points"\n' + FOUR
    for one, points in (("need", 100), ("budget", 60), ("size", 30), ("trade", 10)):
        text = text.replace(f'id = "{one}"', f'id = "{one}"\npoints = {points}')
    board = board_of(text, HEADERS, [["yes", 20_000, 1, "Farms"], ["yes", 1, 500, "Hotels"]])
    assert [plain_points(board.verdict(lead).score) for lead in range(2)] == [80, 70]
    moved = board.moved(0, 3)  # Budget 50, size 30, trade 15, need 5.
    assert [plain_points(moved.verdict(lead).score) for lead in range(2)] == [55, 50]
    turns = impact(board, moved, top=1).turns
    assert [(turn.lead, turn.before, turn.after) for turn in turns] == [(0, "hot", "warm"), (1, "hot", "warm")]


def test_qualification_comes_before_the_score() -> None:
    """All 100 points do not save a lead whose knockout fails; what it would have had is kept."""
    text = FOUR.replace('id = "trade"', 'id = "trade"\nrequired = true')
    out = verdict_of(text, Need="yes", Budget=20_000, Employees=500, Trade="Farms")
    assert (out.score, out.temperature, out.status) == (0, Temperature.OUT, Status.DISQUALIFIED)
    assert sum(points or 0 for points in out.points.values()) == 94_000


def test_two_or_three_simple_questions_on_a_cold_call_and_more_later() -> None:
    text = FOUR
    for one, stage in (("need", "cold_call"), ("budget", "discovery"), ("size", "cold_call"), ("trade", "cold_call")):
        question = f'questions = [ {{ ask = "What of {one}?", stage = "{stage}" }} ]'
        text = text.replace(f'id = "{one}"', f'id = "{one}"\n{question}')
    text += "[depth]\ncold_call = 2\n"
    plan = one_board(text, dict.fromkeys(HEADERS, "?")).call_plan(0)
    assert [(stage.name, [step.criterion.id for step in stage.steps]) for stage in plan.stages] == [
        ("cold_call", ["need", "size"]),
        ("discovery", ["budget", "trade"]),
    ]


def test_a_missing_necessary_quality_stops_right_there() -> None:
    text = FOUR.replace('id = "need"', 'id = "need"\nrequired = true')
    board = one_board(text, {"Need": "no", "Budget": "?", "Employees": "?", "Trade": "?"})
    assert board.verdict(0).settled
    assert board.next_question(0) is None


@pytest.mark.parametrize(
    ("children", "planning", "status"),
    [
        (0, "no", Status.DISQUALIFIED),
        (0, "yes", Status.QUALIFIED),
        (2, "no", Status.QUALIFIED),
        (0, "?", Status.OPEN),
    ],
)
def test_a_knockout_may_be_compound(children: int, planning: str, status: Status) -> None:
    text = """
[[criterion]]
id = "family"
columns = ["Children"]
want = { any = [ { at_least = 1 }, { column = "Planning", yes = true } ] }
required = true
"""
    assert verdict_of(text, Children=children, Planning=planning).status is status


def test_the_buying_temperature_is_an_interest_and_the_bad_question_is_found() -> None:
    text = FOUR.replace('id = "need"', 'id = "need"\nkind = "interest"')
    assert verdict_of(text, Need="yes", Budget=1, Employees=1, Trade="x").interest == 52_000
    bad = FOUR.replace('id = "need"', 'id = "need"\nquestions = [ { ask = "Do you want to buy?" } ]')
    good = 'questions = [ { ask = "What do you have already? Since when? What do you dislike about it?" } ]'
    assert "asks_to_buy" in {advice.code for advice in lint(profile(bad))}
    fine = {advice.code for advice in lint(profile(FOUR.replace('id = "need"', f'id = "need"\n{good}')))}
    assert not fine & {"asks_to_buy", "asks_to_buy_required", "closed_question"}


def test_nobody_is_dropped_on_the_automatic_no() -> None:
    question = 'required = true\nquestions = [ { ask = "Will you buy?" } ]'
    advice = lint(profile(FOUR.replace('id = "need"', f'id = "need"\n{question}')))
    assert "asks_to_buy_required" in {one.code for one in advice}


def test_who_does_not_decide_is_referred_and_a_consumer_decides_alone() -> None:
    text = """
[[criterion]]
id = "decides"
columns = ["Decides"]
level = "stakeholder"
want = { yes = true }
required = true
on_fail = "refer"
"""
    assert verdict_of(text, Decides="no").queue is Queue.REFER
    assert verdict_of(text, Decides="").status is Status.OPEN
    assert verdict_of(text.replace("on_fail", 'assume = "yes"\non_fail'), Decides="").status is Status.QUALIFIED


def test_an_existing_contract_is_an_obstacle() -> None:
    """52 + 27 = 79, less 15 is 64: no longer hot."""
    text = FOUR + (
        '[[penalty]]\nid = "contract"\nname = "Tied"\ncolumns = ["Ends"]\n'
        "when = { later_than_days = 365 }\npoints = 15\n"
    )
    tied = verdict_of(text, Need="yes", Budget=20_000, Employees=1, Trade="x", Ends="2028-01-01")
    assert (tied.score, tied.temperature, dict(tied.penalties)) == (64_000, Temperature.WARM, {"contract": 15_000})


def test_a_refusal_drops_and_a_complaint_does_not() -> None:
    refused = verdict_of(FOUR, Need="yes", Budget="refused", Employees=500, Trade="Hotels")
    assert (refused.queue, refused.temperature, refused.status) == (Queue.DROPPED, "out", Status.QUALIFIED)
    complained = verdict_of(FOUR, Need="yes", Budget="complained", Employees=500, Trade="Hotels")
    assert (complained.queue, complained.score) == (Queue.CALL, 73_000)
    assert "complained:budget" in {reason.code for reason in complained.reasons}


def test_the_product_that_fits_best_is_named_beside_the_second_best() -> None:
    """Saver: budget 75, need 25. Grower: size 61, need 28, budget 11."""
    text = FOUR + (
        '[[product]]\nname = "Saver"\norder = ["budget", "need"]\n'
        '[[product]]\nname = "Grower"\norder = ["size", "need", "budget"]\n'
    )
    verdict = verdict_of(text, Need="yes", Budget=1, Employees=500, Trade="x")
    assert verdict.products == (("Grower", 89_000), ("Saver", 25_000))


def three_levels(**cells: object) -> tuple[str, str | None, str]:
    text = "".join(
        f'[[criterion]]\nid = "{one}"\ncolumns = ["{one}"]\nlevel = "{level}"\n'
        "want = { yes = true }\nrequired = true\n"
        for one, level in (("who", "stakeholder"), ("what", "opportunity"), ("firm", "organisation"))
    )
    verdict = of(text, cells)
    return verdict.status, verdict.level, verdict.reasons[0].code


def test_a_lead_advances_only_when_all_three_levels_pass_and_stops_at_the_first_that_fails() -> None:
    assert three_levels(firm="yes", what="yes", who="yes")[:2] == (Status.QUALIFIED, None)
    assert three_levels(firm="yes", what="?", who="?")[:2] == (Status.OPEN, Level.OPPORTUNITY)
    assert three_levels(firm="?", what="no", who="?") == (Status.DISQUALIFIED, Level.OPPORTUNITY, "failed:what")
    assert three_levels(firm="no", what="no", who="no") == (Status.DISQUALIFIED, Level.ORGANISATION, "failed:firm")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"Trial": "yes"}, "PQL"),
        ({"Source": "form"}, "CQL"),
        ({"Need": "yes"}, "SQL"),
        ({"Need": "?", "Budget": 20_000, "Employees": 500}, "MQL"),
        ({"Need": "?"}, "Unqualified"),
        ({"Need": "no", "Trial": "yes"}, "Unqualified"),
    ],
)
def test_leads_are_unqualified_mql_sql_pql_or_cql(cells: dict[str, object], kind: str) -> None:
    """Open, with 27 + 15 = 42 points it is an MQL; out, it is Unqualified whatever its source."""
    text = FOUR.replace('id = "need"', 'id = "need"\nrequired = true') + (
        '[types]\nPQL = { column = "Trial", yes = true }\nCQL = { column = "Source", one_of = ["form"] }\n'
    )
    blank: dict[str, object] = {"Need": "?", "Budget": 1, "Employees": 1, "Trade": "x", "Trial": "no", "Source": "fair"}
    assert of(text, {**blank, **cells}).type == kind


@pytest.mark.parametrize(
    ("cells", "queue"),
    [
        ({}, Queue.CALL),
        ({"Budget": 1, "Employees": 1, "Trade": "x", "Need": "partly"}, Queue.NURTURE),
        ({"When": "2029-01-01"}, Queue.LOST),
        ({"Need": "no"}, Queue.NURTURE),
        ({"Trade": "refused"}, Queue.DROPPED),
        ({"Trade": "refused", "Do not call": "x"}, Queue.SUPPRESSED),
    ],
)
def test_every_lead_has_a_queue(cells: dict[str, object], queue: Queue) -> None:
    """Half of the need's 52 points are 26 at most: it cannot become warm."""
    text = FOUR.replace('id = "need"', 'id = "need"\nrequired = true') + (
        '[horizon]\ncolumns = ["When"]\nlost_when = { later_than_days = 365 }\n[suppress]\ncolumns = ["Do not call"]\n'
    )
    full: dict[str, object] = {"Need": "yes", "Budget": 20_000, "Employees": 500, "Trade": "Hotels"}
    assert of(text, {**full, "When": "", "Do not call": "", **cells}).queue is queue


def test_closed_questions_are_found() -> None:
    text = FOUR.replace('id = "size"', 'id = "size"\nquestions = [ { ask = "Are you a large company?" } ]')
    found = [advice for advice in lint(profile(text), text) if advice.code == "closed_question"]
    assert [(advice.criterion, text.splitlines()[(advice.line or 0) - 1][:9]) for advice in found] == [
        ("size", "questions"),
    ]


def test_engagement_counts_with_care() -> None:
    """A visit 30 days ago is worth half of the trade's 6 points, and no visits open a knockout."""
    visit = (
        'id = "visit"\nkind = "interest"\ncolumns = ["Visit"]\nwant = { known = true }\ndecay = { half_life_days = 30 }'
    )
    text = FOUR.replace(
        'id = "trade"\nname = "Trade"\ncolumns = ["Trade"]\nwant = { one_of = ["Hotels", "Clinics"] }', visit
    )
    ago = TODAY - dt.timedelta(30)
    assert score(text, Need="no", Budget=1, Employees=1, Visit=ago) == 3
    gated = text.replace('id = "need"', 'id = "need"\nrequired = true')
    assert verdict_of(gated, Need="no", Budget=20_000, Employees=500, Visit=TODAY).temperature is Temperature.OUT


@pytest.mark.parametrize(("size", "points"), [("11-50", 7.5), ("200+", 15), ("1-10", 0), ("150 - 300", 0)])
def test_company_sizes_are_understood_as_they_are_written(size: str, points: float) -> None:
    """150 - 300 may be either grade, so it is unknown and earns nothing yet."""
    assert score(FOUR, Need="no", Budget=1, Employees=size, Trade="x") == points


def test_qualification_goes_on_with_every_answer() -> None:
    """Floor and ceiling close in: 0-100, then 52-100, then 52-73, then 59.5-65.5, then settled."""
    cells: dict[str, object] = dict.fromkeys(HEADERS, "?")
    spans = []
    for header, answer in (("", ""), ("Need", "yes"), ("Budget", 5), ("Employees", "11-50"), ("Trade", "Hotels")):
        if header:
            cells[header] = answer
        verdict = of(FOUR, cells)
        spans.append((plain_points(verdict.floor), plain_points(verdict.ceiling), verdict.settled))
    assert spans == [(0, 100, False), (52, 100, False), (52, 73, False), (59.5, 65.5, True), (65.5, 65.5, True)]


def test_quality_over_quantity_takes_the_best_few() -> None:
    rows = [["yes", 20_000, 500, "x"], ["no", 1, 1, "x"], ["yes", 1, 1, "Hotels"]]
    assert list(board_of(FOUR, HEADERS, rows).order[:2]) == [0, 2]
