"""Robustness: the numbers of method.md section 7, scipy's optimum, and what must always hold."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.robust import OUT, Robust, share_at_least

from .helpers import board_of, one_board

if TYPE_CHECKING:
    from sheetqual.core.robust import Robustness

ANSWERS = {"1": "yes", "0": "no", "?": "?", "h": "partly"}


def text_of(count: int, *, head: str = "", ties: tuple[int, ...] = (), tail: str = "", required: int = -1) -> str:
    criteria = [
        f'[[criterion]]\nid = "c{place}"\ncolumns = ["c{place}"]\nwant = {{ yes = true }}\n'
        + ("tied_with_previous = true\n" if place in ties else "")
        + ("required = true\n" if place == required else "")
        for place in range(count)
    ]
    return head + "".join(criteria) + tail


def robustness(answers: str, **options: object) -> Robustness:
    cells: dict[str, object] = {f"c{place}": ANSWERS[answer] for place, answer in enumerate(answers)}
    extra = options.pop("cells", {})
    assert isinstance(extra, dict)
    board = one_board(text_of(len(answers), **options), {**cells, **extra})  # type: ignore[arg-type]
    return board.robustness(0)


@pytest.mark.parametrize(
    ("answers", "lowest", "highest", "hot", "warm"),
    [
        ("1101", 200 / 3, 100, Fraction(249, 250), Fraction(1)),
        ("1011", 50, 100, Fraction(78, 125), Fraction(1)),
        ("0111", 0, 75, Fraction(1, 125), Fraction(93, 125)),
        ("1001", 100 / 3, 100, Fraction(81, 500), Fraction(123, 125)),
    ],
)
def test_the_table_of_the_method_comes_out(
    answers: str,
    lowest: float,
    highest: float,
    hot: Fraction,
    warm: Fraction,
) -> None:
    """Method.md section 7: the table of four criteria, thresholds 70 and 40."""
    means = [Fraction(total, count) for count, total in enumerate(accumulate(map(int, answers)), start=1)]
    assert share_at_least([mean - Fraction(7, 10) for mean in means]) == hot
    assert share_at_least([mean - Fraction(4, 10) for mean in means]) == warm
    said = robustness(answers)
    assert [said.lowest, said.highest] == pytest.approx([lowest, highest])
    assert [said.hot_share, said.warm_share] == pytest.approx([float(hot), float(warm)])
    assert said.always_hot is (lowest >= 70)


def test_unknown_answers_count_as_no_below_and_as_yes_above() -> None:
    said = robustness("1?")
    assert (said.lowest, said.highest) == (50, 100)
    assert said.hot_share == pytest.approx(0.6)


def test_a_tie_is_sorted_for_the_range_and_one_corner_for_the_share() -> None:
    said = robustness("01", ties=(1,))
    assert (said.lowest, said.highest) == (0, 100)
    assert (said.hot_share, said.warm_share) == (0, 1)


def test_equal_weights_are_one_tie() -> None:
    said = robustness("1110", head='[score]\nweights = "equal"\n')
    assert (said.lowest, said.highest) == (0, 100)
    assert (said.hot_share, said.always_hot) == (1, False)


def test_penalties_are_taken_off_and_raise_what_is_needed() -> None:
    penalty = '[[penalty]]\nid = "p"\ncolumns = ["P"]\nwhen = { yes = true }\npoints = 40\n'
    taken = robustness("11", tail=penalty, cells={"P": "yes"})
    assert (taken.lowest, taken.highest, taken.always_hot, taken.hot_share, taken.warm_share) == (60, 60, False, 0, 1)
    open_ = robustness("11", tail=penalty, cells={"P": "?"})
    assert (open_.lowest, open_.highest, open_.always_hot, open_.hot_share) == (60, 100, False, 1)
    assert robustness("00", tail=penalty, cells={"P": "yes"}).lowest == 0


def test_a_threshold_of_nothing_is_always_reached() -> None:
    said = robustness("00", head="[score]\nhot = 0\nwarm = 0\n")
    assert (said.always_hot, said.hot_share, said.warm_share) == (True, 1, 1)


def test_a_lead_that_is_out_is_never_hot() -> None:
    assert robustness("01", required=0) == OUT


def test_a_corner_right_on_the_threshold_counts_as_reached() -> None:
    """Running means 1, .7 and .8: in floats, .7 * 1000 is not 700 on every way to it."""
    text = (
        text_of(1)
        + '[[criterion]]\nid = "g"\ncolumns = ["g"]\ngrades = [ { when = { yes = true }, value = 0.4 } ]\n'
        + '[[criterion]]\nid = "c2"\ncolumns = ["c2"]\nwant = { yes = true }\n'
    )
    said = one_board(text, {"c0": "yes", "g": "yes", "c2": "yes"}).robustness(0)
    assert said.always_hot
    assert said.hot_share == 1


def test_leads_that_agree_in_what_counts_share_the_work() -> None:
    board = board_of(text_of(2), ["c0", "c1"], [["yes", "no"], ["yes", "no"]])
    robust = Robust(board.judge)
    pattern = board.matches.patterns.rows[0]
    assert robust.of(pattern, board.verdict(0)) is robust.of(pattern, board.verdict(1))


@given(st.lists(st.sampled_from("01?h"), min_size=1, max_size=7), st.sets(st.integers(1, 6)))
def test_the_range_holds_the_score_of_the_profile_itself(answers: list[str], ties: set[int]) -> None:
    kept = tuple(tie for tie in ties if tie < len(answers))
    text = text_of(len(answers), ties=kept)
    board = one_board(text, {f"c{place}": ANSWERS[answer] for place, answer in enumerate(answers)})
    said, verdict = board.robustness(0), board.verdict(0)
    # Rounding points to whole ones moves each by less than one.
    slack = len(answers)
    assert said.lowest - slack <= verdict.floor / 1000 <= said.highest + slack
    assert said.lowest - slack <= verdict.ceiling / 1000 <= said.highest + slack
    assert said.lowest <= said.highest
    assert 0 <= said.hot_share <= said.warm_share <= 1
    if said.always_hot and not kept:
        assert said.hot_share == 1


@given(st.lists(st.sampled_from("01?h"), min_size=1, max_size=7), st.data())
def test_no_answer_ever_widens_the_range(answers: list[str], data: st.DataObject) -> None:
    unknown = [place for place, answer in enumerate(answers) if answer == "?"]
    if not unknown:
        return
    before = robustness("".join(answers))
    answers[data.draw(st.sampled_from(unknown))] = data.draw(st.sampled_from("01h"))
    after = robustness("".join(answers))
    assert before.lowest <= after.lowest
    assert after.highest <= before.highest


@given(st.lists(st.sampled_from("01?h"), min_size=2, max_size=6))
def test_the_range_is_the_optimum_that_scipy_finds(answers: list[str]) -> None:
    optimize = pytest.importorskip("scipy.optimize")
    count = len(answers)
    order = [[0.0] * place + [-1.0, 1.0] + [0.0] * (count - place - 2) for place in range(count - 1)]
    values = {"0": (0, 0), "1": (1, 1), "h": (0.5, 0.5), "?": (0, 1)}
    found = []
    for end, sign in ((0, 1), (1, -1)):
        goal = [sign * values[answer][end] for answer in answers]
        solved = optimize.linprog(goal, A_ub=order, b_ub=[0] * len(order), A_eq=[[1] * count], b_eq=[1])
        found.append(sign * solved.fun * 100)
    said = robustness("".join(answers))
    assert [said.lowest, said.highest] == pytest.approx(found, abs=1e-6)
