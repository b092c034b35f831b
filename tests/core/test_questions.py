"""The next question: the numbers of method.md section 8, a brute-force optimum, and call plans."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetqual.core.profile import Temperature

from .helpers import board_of, one_board

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.questions import CallPlan, NextQuestion

FIVE = [0.5, 0.3, 0.6, 0.4, 0.7]
POINTS = [46, 26, 15, 9, 4]


def text_of(  # noqa: PLR0913 - a profile has many sides
    count: int,
    *,
    pool: Sequence[float] = (),
    required: Sequence[int] = (),
    costs: Sequence[float] = (),
    stages: Mapping[int, Sequence[str]] | None = None,
    head: str = "",
    tail: str = "",
) -> str:
    text = head
    for place in range(count):
        text += f'[[criterion]]\nid = "c{place}"\nname = "C{place}"\ncolumns = ["c{place}"]\nwant = {{ yes = true }}\n'
        text += "required = true\n" if place in required else ""
        if costs:
            text += f'questions = [ {{ ask = "What is c{place}?", cost = {costs[place]} }} ]\n'
        elif stages and place in stages:
            asked = ", ".join(f'{{ ask = "{stage}: what is c{place}?", stage = "{stage}" }}' for stage in stages[place])
            text += f"questions = [ {asked} ]\n"
    if pool:
        text += "[pool]\n" + "".join(f"c{place} = {share}\n" for place, share in enumerate(pool))
    return text + tail


def asking(text: str, count: int, **cells: object) -> Board:
    return one_board(text, {**{f"c{place}": "?" for place in range(count)}, **cells})


def next_of(text: str, count: int, **cells: object) -> NextQuestion:
    question = asking(text, count, **cells).next_question(0)
    assert question is not None
    return question


def plan_of(text: str, count: int, **cells: object) -> CallPlan:
    return asking(text, count, **cells).call_plan(0)


def test_five_criteria_take_the_expected_number_of_questions() -> None:
    """Method.md section 8: optimum 2.64 questions with P(yes) .5 .3 .6 .4 .7 and bands 40/70."""
    question = next_of(text_of(5, pool=FIVE), 5)
    assert question.cost == pytest.approx(2.64)
    assert question.criterion.id == "c0"


def test_a_knockout_is_asked_first_and_saves_questions() -> None:
    """Method.md section 8: with criterion 2 required, 1.45."""
    question = next_of(text_of(5, pool=FIVE, required=[1]), 5)
    assert question.cost == pytest.approx(1.45)
    assert question.criterion.id == "c1"


def test_gates_alone_go_by_cost_over_chance_of_failing() -> None:
    """Method.md section 8 (Mitten 1960): decision maker, need, budget, territory; cost 2.545."""
    text = text_of(4, pool=[0.5, 0.6, 0.9, 0.7], required=range(4), costs=[2, 1, 0.5, 1])
    assert next_of(text, 4).cost == pytest.approx(2.545)
    (stage,) = plan_of(text, 4).stages
    assert [step.criterion.id for step in stage.steps] == ["c1", "c3", "c0", "c2"]
    assert [step.if_no for step in stage.steps] == [Temperature.OUT] * 4


def test_nothing_is_asked_once_the_temperature_is_settled_or_the_lead_is_out() -> None:
    text = text_of(2, required=[0])
    for cells in ({"c0": "no"}, {"c0": "yes"}, {"c0": "refused"}):
        board = asking(text, 2, **cells)
        assert board.verdict(0).settled
        assert board.next_question(0) is None
        assert board.call_plan(0).stages == ()


def test_a_refused_question_is_not_asked_again_but_a_complaint_is() -> None:
    text = text_of(3, head='[routing]\nrefusal = "required"\n')
    assert next_of(text, 3, c0="refused").criterion.id == "c1"
    assert next_of(text, 3, c0="complained").criterion.id == "c0"


def test_nothing_is_left_to_ask_where_only_a_refusal_is_unknown() -> None:
    text = text_of(2, head='[routing]\nrefusal = "required"\n')
    board = asking(text, 2, c0="refused", c1="no")
    assert not board.verdict(0).settled
    assert board.next_question(0) is None


def test_a_gate_that_is_open_for_half_an_answer_keeps_the_lead_undecided() -> None:
    text = text_of(3, required=[0])
    question = next_of(text, 3, c0="partly", c1="yes")
    assert (question.criterion.id, question.cost) == ("c2", 1)


def test_an_unknown_penalty_keeps_the_floor_down() -> None:
    penalty = '[[penalty]]\nid = "p"\ncolumns = ["P"]\nwhen = { yes = true }\npoints = 40\n'
    text = text_of(2, tail=penalty)
    assert asking(text, 2, c0="yes", P="no").next_question(0) is None
    assert next_of(text, 2, c0="yes", P="?").criterion.id == "c1"


def test_a_criterion_without_a_question_gets_plain_words() -> None:
    question = next_of(text_of(2), 2)
    assert question.ask == "Ask about C0."
    assert next_of(text_of(2, costs=[1, 1]), 2).ask == "What is c0?"


def test_criteria_alike_in_everything_are_asked_in_their_order() -> None:
    text = text_of(3, pool=[0.3, 0.3, 0.3], head='[score]\nweights = "equal"\n')
    assert next_of(text, 3).criterion.id == "c0"


def test_a_threshold_of_nothing_is_reached_before_anything_is_asked() -> None:
    assert asking(text_of(2, head="[score]\nhot = 0\nwarm = 0\n"), 2).next_question(0) is None


def test_many_unknown_criteria_are_asked_by_what_decides_soonest() -> None:
    text = text_of(13, required=[12], costs=[1.0] * 13)
    question = next_of(text, 13)
    assert (question.criterion.id, question.cost) == ("c12", None)
    assert next_of(text_of(13), 13).criterion.id == "c0"
    stages = plan_of(text_of(13), 13).stages
    assert [step.criterion.id for step in stages[0].steps][:2] == ["c0", "c1"]


def test_nothing_is_asked_of_many_unknown_criteria_that_cannot_turn_the_lead() -> None:
    """One answer earns 23 points of the 40 that warm needs; the penalty takes 100 off."""
    penalty = '[[penalty]]\nid = "p"\ncolumns = ["P"]\nwhen = { yes = true }\npoints = 100\n'
    text = text_of(14, required=[0], tail=penalty)
    assert asking(text, 14, P="yes", c0="yes").next_question(0) is None
    stages = plan_of(text, 14, P="yes").stages
    assert [step.criterion.id for step in stages[0].steps] == ["c0"]


def test_greedy_gates_go_by_chance_of_failing_over_cost() -> None:
    pool = [0.9, 0.2, *[0.5] * 12]
    assert next_of(text_of(14, required=range(14), pool=pool), 14).criterion.id == "c1"


STAGES = {
    0: ["discovery"],
    1: ["cold_call", "discovery"],
    2: ["presentation"],
    3: ["cold_call"],
}


def test_a_call_plan_asks_each_criterion_at_its_stage() -> None:
    text = text_of(4, stages=STAGES, tail="[depth]\ncold_call = 1\ndiscovery = 6\n")
    plan = plan_of(text, 4)
    said = [(stage.name, stage.most, [step.ask for step in stage.steps]) for stage in plan.stages]
    assert said == [
        ("cold_call", 1, ["cold_call: what is c1?"]),
        ("discovery", 6, ["discovery: what is c0?", "cold_call: what is c3?"]),
        ("presentation", None, ["presentation: what is c2?"]),
    ]


def test_a_stage_that_has_no_questions_is_left_out() -> None:
    plan = plan_of(text_of(2, stages={0: ["presentation"], 1: ["presentation"]}), 2)
    assert [stage.name for stage in plan.stages] == ["presentation"]


def test_leads_with_the_same_criteria_unknown_share_the_work() -> None:
    text = text_of(3)
    board = board_of(text, ["c0", "c1", "c2"], [["?", "yes", "yes"], ["?", "no", "yes"]])
    first, second = board.next_question(0), board.next_question(1)
    assert first == second
    assert first is not None
    assert first.criterion.id == "c0"


def test_a_call_plan_says_which_answer_decides() -> None:
    (stage,) = plan_of(text_of(2), 2).stages
    assert [(step.if_yes, step.if_no) for step in stage.steps] == [(Temperature.HOT, Temperature.COLD)]


def test_only_what_is_sure_on_every_path_is_said_of_later_questions() -> None:
    text = text_of(4, required=[2])
    (stage,) = plan_of(text, 4).stages
    assert stage.steps[0].criterion.id == "c2"
    assert [step.if_no for step in stage.steps] == [Temperature.OUT, *[None] * (len(stage.steps) - 1)]
    assert {step.if_yes for step in stage.steps[1:]} == {None}
    late = plan_of(text_of(4, required=[3], pool=[0.5, 0.5, 0.5, 0.99]), 4).stages[0].steps
    assert [(step.criterion.id, step.if_no) for step in late if step.criterion.id == "c3"] == [("c3", Temperature.OUT)]


def test_a_requirement_answered_by_half_is_asked_again_first() -> None:
    text = text_of(3, required=[0], stages={0: ["cold_call", "cold_call"]})
    text = text.replace('"cold_call: what is c0?", stage = "cold_call" }, {', '"cold_call: what is c0?" }, {', 1)
    plan = plan_of(text, 3, c0="partly", c1="yes", c2="yes")
    assert plan.next is None
    ((first,),) = (stage.steps for stage in plan.stages)
    assert (first.criterion.id, first.again, first.if_no) == ("c0", True, Temperature.OUT)
    assert first.others == ("cold_call: what is c0?",)
    unsettled = plan_of(text_of(3, required=[0]), 3, c0="partly")
    assert [step.criterion.id for step in unsettled.stages[0].steps][:2] == ["c0", "c1"]


def test_what_can_decide_nothing_is_not_asked_beside_it() -> None:
    """Half of 61 and 28 make 58.5; the 11 points left cannot make it hot, so only the half is asked again."""
    plan = plan_of(text_of(3, required=[0]), 3, c0="partly", c1="yes", c2="?")
    assert [step.criterion.id for step in plan.stages[0].steps] == ["c0"]


def test_a_call_plan_ends_when_all_is_decided() -> None:
    """With 75 and 25 points, the first answer decides, so the later stage is not needed."""
    plan = plan_of(text_of(2, stages={0: ["cold_call"], 1: ["discovery"]}), 2)
    assert [stage.name for stage in plan.stages] == ["cold_call"]


def brute_force(board: Board, text: str, cells: dict[str, object]) -> float:
    """Return the least expected number of questions by trying every order of asking, cell by cell."""
    profile = board.profile

    @cache
    def cost(state: tuple[tuple[str, object], ...]) -> float:
        now = one_board(text, dict(state))
        verdict = now.verdict(0)
        unknown = [one.id for one in profile.criteria if verdict.points[one.id] is None]
        if verdict.out or verdict.settled or not unknown:
            return 0.0
        options = []
        for one in unknown:
            share = profile.pool.get(one, 0.5)
            answered = {answer: tuple({**dict(state), one: answer}.items()) for answer in ("yes", "no")}
            options.append(1 + share * cost(answered["yes"]) + (1 - share) * cost(answered["no"]))
        return min(options)

    return cost(tuple(cells.items()))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from([0.1, 0.3, 0.5, 0.8]), min_size=2, max_size=4),
    st.sets(st.integers(0, 3), max_size=2),
    st.sampled_from(["rank", "rank_sum", "equal"]),
    st.sampled_from([(70, 40), (55, 45), (100, 0), (20, 10)]),
    st.sampled_from(["?", "yes", "no", "partly"]),
    st.sampled_from(["yes", "no", "?"]),
)
def test_the_order_is_the_best_of_all_orders(  # noqa: PLR0913, PLR0917 - the sides of a random profile
    pool: list[float],
    required: set[int],
    weights: str,
    bands: tuple[int, int],
    first: str,
    penalty: str,
) -> None:
    count = len(pool)
    head = f'[score]\nweights = "{weights}"\nhot = {bands[0]}\nwarm = {bands[1]}\n'
    tail = '[[penalty]]\nid = "p"\ncolumns = ["P"]\nwhen = { yes = true }\npoints = 20\n'
    text = text_of(count, pool=pool, required=sorted(required), head=head, tail=tail)
    cells: dict[str, object] = {**{f"c{place}": "?" for place in range(count)}, "c0": first, "P": penalty}
    board = one_board(text, cells)
    question = board.next_question(0)
    best = brute_force(board, text, cells)
    assert (question.cost if question else 0) == pytest.approx(best)


def test_later_stages_know_what_was_asked_before() -> None:
    """A gate of 61 on the cold call; in discovery 28 more make it hot whatever the last 11 are."""
    stages = {0: ["cold_call"], 1: ["discovery"], 2: ["discovery"]}
    plan = plan_of(text_of(3, stages=stages, required=[0]), 3)
    assert [(stage.name, [step.criterion.id for step in stage.steps]) for stage in plan.stages] == [
        ("cold_call", ["c0"]),
        ("discovery", ["c1", "c2"]),
    ]
    board = asking(text_of(3, stages=stages, required=[0]), 3, c0="yes")
    assert [step.if_yes for step in board.call_plan(0).stages[0].steps] == [Temperature.HOT, None]


def test_a_knockout_whose_day_is_unknown_is_no_open_gate() -> None:
    """The gate holds already; asking the 75 points alone decides, at cost 1."""
    text = (
        '[[criterion]]\nid = "big"\ncolumns = ["B"]\nwant = { yes = true }\n'
        '[[criterion]]\nid = "visit"\ncolumns = ["V"]\nwant = { known = true }\nrequired = true\n'
        "decay = { half_life_days = 30 }\n"
    )
    question = one_board(text, {"B": "?", "V": "last spring"}).next_question(0)
    assert question is not None
    assert (question.criterion.id, question.cost) == ("big", 1)


def test_a_stage_asks_its_own_question_before_that_of_an_earlier_one() -> None:
    text = text_of(2, stages={0: ["cold_call", "discovery"], 1: ["cold_call"]}, tail="[depth]\ncold_call = 0\n")
    (stage,) = plan_of(text, 2).stages
    assert [step.ask for step in stage.steps] == ["discovery: what is c0?"]


def test_the_plan_goes_on_with_the_likelier_answer() -> None:
    """From 43 points of 26, 18, 13 ... on: after a likely yes the next heavy one decides, after a no it differs."""
    text = text_of(4, head="[score]\nhot = 60\nwarm = 30\n", pool=[0.8, 0.5, 0.5, 0.5])
    likely = [step.criterion.id for step in plan_of(text, 4).stages[0].steps]
    unlikely = [step.criterion.id for step in plan_of(text.replace("c0 = 0.8", "c0 = 0.2"), 4).stages[0].steps]
    assert likely[0] == unlikely[0] == "c0"
    assert likely != unlikely


def test_what_is_remembered_stays_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    from sheetqual.core import questions

    monkeypatch.setattr(questions, "_MOST_STATES", 3)
    text = text_of(5, pool=FIVE)
    board = board_of(text, [f"c{place}" for place in range(5)], [["?"] * 5, ["yes", "?", "?", "?", "?"], ["?"] * 5])
    first, again = board.next_question(0), board.next_question(0)
    assert first == again
    assert board.next_question(1) != first


def test_what_no_stage_has_room_for_is_left_out() -> None:
    text = text_of(4, tail="[depth]\ncold_call = 1\ndiscovery = 0\npresentation = 0\n")
    (stage,) = plan_of(text, 4).stages
    assert [step.criterion.id for step in stage.steps] == ["c0"]
