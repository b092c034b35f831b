"""A list at a glance, against counting lead by lead."""

from __future__ import annotations

from collections import Counter
from itertools import count, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.answers import GATES, Gate
from sheetqual.core.board import Board
from sheetqual.core.overview import Overview, overview, question_worth
from sheetqual.core.profile import Level

from .helpers import THREE, board_of
from .test_board import HEADERS, ROWS
from .test_laws import CASES, SEEDS, case
from .test_pattern_lists import LEVELS


def passes(board: Board, lead: int, levels: set[Level]) -> bool:
    """Tell whether all requirements of some levels hold for a lead."""
    codes = board.matches.patterns.rows[board.matches.pattern_of[lead]]
    places = board.plan.layout.criteria
    required = [one for one in board.profile.criteria if one.required and one.level in levels]
    return all(GATES[codes[places[one.id]]] is Gate.HOLDS for one in required)


def most_first(board: Board, counts: Counter[str]) -> list[tuple[str, int]]:
    order = [one.id for one in board.profile.criteria]
    return sorted(counts.items(), key=lambda one: (-one[1], order.index(one[0])))


def slow(board: Board) -> Overview:
    """Count lead by lead."""
    leads = range(len(board))
    verdicts = [board.verdict(lead) for lead in leads]
    to_call = [one for one in verdicts if one.queue == "call"]
    asked = {one.level for one in board.profile.criteria if one.required}
    levels = list(Level)
    funnel = [("all leads", len(board))]
    for place, level in enumerate(levels, start=1):
        if level in asked:
            funnel.append((str(level), sum(passes(board, lead, set(levels[:place])) for lead in leads)))
    funnel.append(("qualified", sum(one.status == "qualified" for one in to_call)))
    scores, shares = [one.score for one in verdicts if not one.out], [one.completeness for one in verdicts]
    unknown: Counter[str] = Counter()
    for one in to_call:
        unknown.update(name for name, points in one.points.items() if points is None and name not in one.refused)
    return Overview(
        histogram=tuple(
            sum(low <= score < low + 5_000 or (low == 95_000 and score == 100_000) for score in scores)
            for low in range(0, 100_000, 5_000)
        ),
        out=sum(one.out for one in verdicts),
        temperatures=Counter(one.temperature for one in verdicts),
        queues=Counter(one.queue for one in verdicts),
        funnel=tuple(funnel),
        completeness=tuple(
            sum(low <= share < low + 100 or (low == 900 and share == 1000) for share in shares)
            for low in range(0, 1000, 100)
        ),
        complete=shares.count(1000),
        settled=sum(one.settled for one in to_call),
        open=tuple(most_first(board, unknown)),
    )


@CASES
@given(SEEDS)
def test_the_overview_is_what_counting_lead_by_lead_gives(seed: int) -> None:
    board = case(seed)[4]
    said = overview(board)
    assert said == slow(board)
    assert sum(said.histogram) + said.out == sum(said.completeness) == len(board)


@CASES
@given(SEEDS)
def test_a_funnel_never_widens(seed: int) -> None:
    steps = [leads for _, leads in overview(case(seed)[4]).funnel]
    assert steps == sorted(steps, reverse=True)


def test_the_funnel_has_the_levels_that_ask_for_something() -> None:
    rows = [["no", "yes"], ["?", "yes"], ["yes", "yes"], ["yes", "?"], ["yes", "no"], ["yes", "refused"]]
    said = overview(board_of(LEVELS, ["A", "B"], rows))
    assert said.funnel == (("all leads", 6), ("organisation", 3), ("stakeholder", 1), ("qualified", 1))
    assert said.out == 3


def test_a_lead_dropped_for_a_refusal_passes_the_levels_but_is_not_qualified_for_calling() -> None:
    text = LEVELS + '[[criterion]]\nid = "c"\ncolumns = ["C"]\nwant = { yes = true }\n'
    said = overview(board_of(text, ["A", "B", "C"], [["yes", "yes", "refused"], ["yes", "yes", "?"]]))
    assert said.funnel == (("all leads", 2), ("organisation", 2), ("stakeholder", 2), ("qualified", 1))
    assert said.open == (("c", 1),)


def test_a_full_score_and_a_complete_lead_stand_in_the_last_bins() -> None:
    said = overview(board_of(THREE, HEADERS, ROWS))
    assert (said.histogram[0], said.histogram[12], said.histogram[19]) == (1, 2, 2)
    assert (said.completeness[9], said.completeness[7], said.completeness[3], said.complete) == (4, 1, 1, 4)
    assert said.funnel == (("all leads", 6), ("qualified", 4))
    assert (said.open, said.settled) == ((("b", 1),), 3)


def test_a_list_of_nobody_has_an_overview_too() -> None:
    board = board_of(THREE, HEADERS, [])
    assert overview(board) == slow(board)
    said = question_worth(board)
    assert (said.by_criterion, said.asked, said.of) == ((), 0, 0)


@CASES
@given(SEEDS, st.integers(0, 80))
def test_the_next_question_of_every_lead_to_call_is_counted_commonest_patterns_first(seed: int, most: int) -> None:
    board = case(seed)[4]
    leads = Counter(
        board.matches.pattern_of[lead]
        for lead in range(len(board))
        if board.verdict(lead).queue == "call" and not board.verdict(lead).settled
    )
    counts: Counter[str] = Counter()
    commonest = sorted(leads, key=lambda pattern: (-leads[pattern], pattern))[:most]
    for pattern in commonest:
        if question := board.next_question(pattern):
            counts[question.criterion.id] += leads[pattern]
    said = question_worth(board, most=most)
    assert list(said.by_criterion) == most_first(board, counts)
    assert (said.asked, said.of) == (sum(leads[pattern] for pattern in commonest), leads.total())


@pytest.mark.parametrize(("calls", "asked"), [(0, 0), (1, 4), (2, 8)])
def test_the_search_for_the_best_question_can_be_stopped(calls: int, asked: int) -> None:
    answers = ("yes", "?", "no")
    text = "".join(f'[[criterion]]\nid = "{one}"\ncolumns = ["{one}"]\nwant = {{ yes = true }}\n' for one in "abcde")
    text = '[score]\nweights = "equal"\n' + text
    rows = [list(row) for row in product(answers, repeat=5)]
    board = board_of(text, list("abcde"), rows)
    turns = count()
    said = question_worth(board, stop=lambda: next(turns) >= calls)
    assert said.of > 8
    assert said.asked == asked
    assert (said.by_criterion == ()) is (calls == 0)
