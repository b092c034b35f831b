"""Why one lead stands where it stands."""

from __future__ import annotations

import pytest

from sheetqual.core.explain import (
    criterion_lines,
    kinds_in_words,
    levels_in_words,
    next_step,
    path_to_hot,
    products_in_words,
    robustness_in_words,
    summary,
)
from sheetqual.core.robust import Robustness

from .helpers import THREE, one_board, profile
from .test_judge import LEVELS, PENALTIES, QUEUES, TWO

HOT_60 = TWO.replace("[score]", "[score]\nhot = 60")


def told(text: str, **cells: object) -> tuple[str, str]:
    """Return a lead's summary and its path to hot."""
    board = one_board(text, cells)
    verdict = board.verdict(0)
    return summary(board.judge, verdict), path_to_hot(board.judge, verdict)


@pytest.mark.parametrize(
    ("cells", "state", "path"),
    [
        (
            {"A": "yes", "B": 60, "C": "SaaS"},
            "hot: 100 points, settled; goes to the call queue",
            "It is hot already.",
        ),
        (
            {"A": "yes", "B": "?", "C": "?"},
            "warm: 61 points, not settled yet, between 61 and 100 when all is known; goes to the call queue",
            "It becomes hot if it turns out well on Budget.",
        ),
        (
            {"A": "?", "B": "?", "C": "?"},
            "cold: 0 points, not settled yet, between 0 and 100 when all is known; goes to the call queue",
            "It becomes hot if it turns out well on Need and Budget.",
        ),
        (
            {"A": "yes", "B": 1, "C": "?"},
            "warm: 61 points, not settled yet, between 61 and 72 when all is known; goes to the call queue",
            "It becomes hot if it turns out well on Industry.",
        ),
        (
            {"A": "no", "B": "?", "C": "?"},
            "cold: 0 points, settled; goes to the nurture queue",
            "It cannot become hot by finding out more: 39 of 70 points at most.",
        ),
        (
            {"A": "refused", "B": 60, "C": "SaaS"},
            "out: goes to the dropped queue",
            "It is out and cannot become hot; its answers would have to change.",
        ),
    ],
)
def test_a_lead_is_explained_in_sentences(cells: dict[str, object], state: str, path: str) -> None:
    assert told(THREE, **cells) == (state, path)


def test_open_requirements_must_hold_besides() -> None:
    partly_open = HOT_60.replace("hot = 60", "hot = 50")
    assert told(partly_open, A="?", B="yes")[1] == "It is hot already, but Decides must still hold."
    assert told(HOT_60, A="?", B="yes")[1] == "It becomes hot if it turns out well on Decides."
    gates = LEVELS.replace("first", "f").replace(
        'want = { yes = true }\nrequired = true\non_fail = "refer"', "want = { yes = true }"
    )
    assert told(gates, A="yes", B="partly", C="?", D="?")[1] == (
        "It becomes hot if it turns out well on third; second must hold, too."
    )


def test_a_lead_with_an_open_gate_is_not_settled_even_without_a_span() -> None:
    assert told(TWO, A="partly", B="yes")[0] == "hot: 75 points, not settled yet; goes to the call queue"


def test_penalties_make_the_way_longer() -> None:
    cells = {"A": "yes", "B": "?", "C": "?", "P": "yes", "Q": "no"}
    assert told(THREE + PENALTIES, **cells)[1] == "It becomes hot if it turns out well on Budget."
    cells["P"], harder = "yes", PENALTIES.replace("points = 15", "points = 25")
    assert told(THREE + harder, **cells)[1] == "It becomes hot if it turns out well on Budget and Industry."


def test_a_score_below_zero_has_a_longer_way_than_it_shows() -> None:
    """28 - 30 = -2, shown as 0: Need alone would make 59 of 60, so Industry is needed as well."""
    text = "[score]\nhot = 60\nwarm = 10\n" + THREE + PENALTIES.replace("points = 15", "points = 30")
    said = told(text, A="?", B=60, C="?", P="yes", Q="no")
    assert said[0].startswith("cold: 0 points")
    assert said[1] == "It becomes hot if it turns out well on Need and Industry."


def test_three_names_are_joined_with_commas() -> None:
    said = told("[score]\nhot = 100\n" + THREE, A="?", B="?", C="?")[1]
    assert said == "It becomes hot if it turns out well on Need, Budget and Industry."


def test_the_teams_own_words_are_used() -> None:
    labelled = '[score]\nlabels = { hot = "caldo", out = "fuori" }\n' + THREE
    assert told(labelled, A="yes", B=60, C="SaaS")[0].startswith("caldo: 100 points")
    assert told(labelled, A="refused", B=60, C="SaaS")[1].startswith("It is out and cannot become caldo")


@pytest.mark.parametrize(
    ("cells", "notes"),
    [
        ({"A": "yes", "B": "yes"}, ["required", ""]),
        ({"A": "no", "B": "refused"}, ["no, and it is required", "refused to answer"]),
        ({"A": "?", "B": "complained"}, ["required, still to find out", "complained"]),
        ({"A": "refused", "B": "no"}, ["refused to answer", ""]),
    ],
)
def test_every_criterion_has_a_line_with_a_note(cells: dict[str, object], notes: list[str]) -> None:
    board = one_board(TWO, cells)
    lines = criterion_lines(board.judge, board.verdict(0))
    assert [line.note for line in lines] == notes
    assert [line.worth for line in lines] == [50_000, 50_000]
    assert [line.earned for line in lines] == list(board.verdict(0).points.values())
    assert [line.criterion.id for line in lines] == ["a", "b"]


@pytest.mark.parametrize(
    ("cells", "step"),
    [
        ({"A": "yes", "B": "yes"}, "call"),
        ({"A": "partly", "B": "no"}, "stay in touch; no call now"),
        ({"A": "yes", "B": "yes", "H": "2030-01-01"}, "look again later"),
        ({"A": "no", "B": "yes"}, "ask who decides"),
        ({"A": "yes", "B": "refused"}, "leave it"),
        ({"A": "yes", "B": "yes", "S": "x"}, "do not call"),
    ],
)
def test_every_queue_has_a_next_step(cells: dict[str, object], step: str) -> None:
    assert next_step(one_board(QUEUES, cells).verdict(0)) == step


def test_a_complaint_leaves_a_requirement_to_find_out() -> None:
    """Method.md section 3: complained counts as unknown, so a required criterion is open (section 5)."""
    text = HOT_60.replace("hot = 60", "hot = 50")
    assert told(text, A="complained", B="yes")[1] == "It is hot already, but Decides must still hold."


def test_a_refusal_that_does_not_route_is_still_noted() -> None:
    """Method.md section 3: refused is an answer state of its own."""
    board = one_board('[routing]\nrefusal = "required"\n' + TWO, {"A": "yes", "B": "refused"})
    assert criterion_lines(board.judge, board.verdict(0))[1].note == "refused to answer"


def test_a_half_yes_to_a_requirement_becomes_hot_only_by_a_clear_one() -> None:
    text = '[score]\nhot = 80\n[[criterion]]\nid = "a"\nname = "Need"\ncolumns = ["A"]\nwant = { yes = true }\n'
    text += 'required = true\n[[criterion]]\nid = "b"\ncolumns = ["B"]\nwant = { yes = true }\n'
    board = one_board(text, {"A": "partly", "B": "yes"})
    assert path_to_hot(board.judge, board.verdict(0)) == "It becomes hot only with a clear yes to Need."
    board = one_board(text, {"A": "partly", "B": "no"})
    assert "cannot become hot" in path_to_hot(board.judge, board.verdict(0))


THREE_LEVELS = """
[[criterion]]
id = "a"
name = "Trade"
columns = ["A"]
want = { yes = true }
required = true
level = "organisation"
[[criterion]]
id = "b"
name = "Visit"
columns = ["B"]
want = { yes = true }
kind = "interest"
[[criterion]]
id = "c"
name = "Decides"
columns = ["C"]
want = { yes = true }
required = true
level = "stakeholder"
"""


def test_the_levels_say_what_holds_them_up() -> None:
    board = one_board(THREE_LEVELS, {"A": "no", "B": "yes", "C": "?"})
    said = levels_in_words(board.judge, board.verdict(0))
    assert said == "organisation failed (Trade), opportunity passed, stakeholder open (Decides)"
    without = one_board(THREE, {"A": "no", "B": 1, "C": "x"})
    assert levels_in_words(without.judge, without.verdict(0)) is None


def test_fit_and_interest_are_said_where_there_are_both() -> None:
    board = one_board(THREE_LEVELS, {"A": "yes", "B": "yes", "C": "?"})
    assert kinds_in_words(board.judge, board.verdict(0)) == "fit 61 of 72, interest 28 of 28"
    without = one_board(THREE, {"A": "no", "B": 1, "C": "x"})
    assert kinds_in_words(without.judge, without.verdict(0)) is None


def test_products_are_said_best_first() -> None:
    products = "".join(f'[[product]]\nname = "P{one}"\norder = ["{one}"]\n' for one in "ab")
    verdict = one_board(THREE_LEVELS + products, {"A": "no", "B": "yes", "C": "?"}).verdict(0)
    assert products_in_words(verdict) == "Pb fits best with 100 points; Pa 0"
    alone = one_board(THREE_LEVELS + products[: len(products) // 2], {"A": "yes", "B": "?", "C": "?"}).verdict(0)
    assert products_in_words(alone) == "Pa fits best with 100 points"
    assert products_in_words(one_board(THREE, {"A": "no", "B": 1, "C": "x"}).verdict(0)) is None


@pytest.mark.parametrize(
    ("robustness", "said"),
    [
        (
            Robustness(70.4, 100, always_hot=True, hot_share=1, warm_share=1),
            "70 to 100 points, so hot whatever the exact weights.",
        ),
        (
            Robustness(0, 85, always_hot=False, hot_share=0, warm_share=0),
            "0 to 85 points; as known so far, never warm.",
        ),
        (
            Robustness(0, 85, always_hot=False, hot_share=0, warm_share=0.004),
            "0 to 85 points; as known so far, hot under none of them and at least warm under 1 %.",
        ),
        (
            Robustness(40, 100, always_hot=False, hot_share=0.996, warm_share=1),
            "40 to 100 points; as known so far, hot under 99 % of them and at least warm under all.",
        ),
    ],
)
def test_robustness_is_said_without_rounding_to_all_or_nothing(robustness: Robustness, said: str) -> None:
    labels = profile(THREE).score.labels
    assert robustness_in_words(robustness, labels) == f"With other weights in the same order: {said}"


def test_an_obstacle_that_may_still_come_is_said_of_a_hot_lead() -> None:
    penalty = '[[penalty]]\nid = "p"\nname = "A contract"\ncolumns = ["P"]\nwhen = { yes = true }\npoints = 40\n'
    board = one_board(THREE + penalty, {"A": "yes", "B": 60, "C": "x", "P": "?"})
    said = path_to_hot(board.judge, board.verdict(0))
    assert said == "It is hot already, but A contract may still take points off."
