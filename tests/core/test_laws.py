"""What holds for every profile and every lead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sheetqual.core.answers import GATES, VALUES, Gate
from sheetqual.core.board import Board, moved_criteria
from sheetqual.core.judge import FULL
from sheetqual.core.numbers import Interval, exactly, read_number
from sheetqual.core.parse import parse_profile
from sheetqual.core.patterns import number_patterns
from sheetqual.core.plan import compile_plan
from sheetqual.core.weights import criterion_points, equal, points, rank_order_centroid, rank_sum, tied
from sheetqual.core.words import fold, fold_header, fold_word
from sheetqual.files.profiles import edited_text
from tests.oracle.cases import make_case

from .helpers import board_of, cell, matches_of, profile, truth_of

if TYPE_CHECKING:
    from sheetqual.core.profile import Profile

SEEDS = st.integers(0, 60)
CASES = settings(max_examples=40, deadline=None)
NUMBERS = st.integers(-(10**9), 10**9) | st.fractions(-1000, 1000, max_denominator=8).map(float)


@lru_cache(maxsize=128)
def case(seed: int) -> tuple[str, list[str], list[list[object]], dt.date, Board]:
    """Return one of the oracle's cases with its board, made once."""
    text, headers, rows, today = make_case(seed)
    return text, headers, rows, today, board_of(text, headers, rows, today)


def ranked(n: int) -> st.SearchStrategy[tuple[list[Fraction], list[bool]]]:
    """Draw weights by rank for n criteria, with ties."""
    by_rank = st.sampled_from([rank_order_centroid, rank_sum, equal]).map(lambda weigh: weigh(n))
    own = st.lists(st.integers(0, 10**6), min_size=n, max_size=n).filter(any)
    given_points = own.map(lambda shares: [Fraction(one, sum(shares)) for one in sorted(shares, reverse=True)])
    return st.tuples(by_rank | given_points, st.lists(st.booleans(), min_size=n, max_size=n))


@given(st.integers(1, 40).flatmap(ranked))
def test_points_sum_to_100_for_any_weighting_and_ties(drawn: tuple[list[Fraction], list[bool]]) -> None:
    """Method.md section 4: numbers that sum to exactly 100."""
    weights, ties = drawn
    assert sum(points(tied(weights, ties))) == 1000


@given(st.integers(1, 40).flatmap(ranked))
def test_a_higher_rank_never_has_fewer_points(drawn: tuple[list[Fraction], list[bool]]) -> None:
    shares = points(tied(*drawn))
    assert shares == sorted(shares, reverse=True)


@given(st.integers(1, 40).flatmap(ranked))
def test_points_are_within_one_unit_of_their_weights_and_tied_ones_of_each_other(
    drawn: tuple[list[Fraction], list[bool]],
) -> None:
    """Method.md section 4: largest remainder; tied criteria may differ by one unit."""
    weights, ties = drawn
    weights = tied(weights, ties)
    shares = points(weights)
    unit = 10 if all(share % 10 == 0 for share in shares) else 1
    for place, (share, weight) in enumerate(zip(shares, weights, strict=True)):
        assert abs(share - weight * 1000) < unit
        if place and ties[place]:
            assert 0 <= shares[place - 1] - share <= unit


@CASES
@given(SEEDS, st.integers(0, 11), st.integers(0, 11))
def test_moving_a_criterion_never_changes_the_patterns(seed: int, place: int, to: int) -> None:
    """Design.md: weights play no part in matching, so nothing is matched again."""
    _, headers, rows, today, board = case(seed)
    place %= len(board.profile.criteria)
    moved = board.moved(place, to)
    assert moved.matches is board.matches
    again = board_of(moved.profile, headers, rows, today)
    for lead in range(len(board)):
        assert moved.verdict(lead) == again.verdict(lead)
    assert sorted(moved.order) == list(range(len(rows)))


@CASES
@given(SEEDS, st.integers(0, 11), st.integers(0, 11))
def test_moving_back_restores_the_profile_where_there_are_no_ties(seed: int, place: int, to: int) -> None:
    read = untied(case(seed)[4].profile)
    place, to = (one % len(read.criteria) for one in (place, to))
    moved = moved_criteria(read, place, to)
    assert {one.id for one in moved.criteria} == {one.id for one in read.criteria}
    assert moved_criteria(moved, to, place) == read
    assert criterion_points(moved) == criterion_points(read)


def untied(read: Profile) -> Profile:
    criteria = tuple(replace(criterion, tied_with_previous=False) for criterion in read.criteria)
    return replace(read, criteria=criteria)


@CASES
@given(SEEDS)
def test_the_score_lies_between_floor_and_ceiling(seed: int) -> None:
    for _, verdict in case(seed)[4].verdicts():
        assert 0 <= verdict.floor <= verdict.score <= verdict.ceiling <= FULL


@CASES
@given(SEEDS)
def test_a_failed_knockout_is_always_out(seed: int) -> None:
    """Method.md section 5: score, floor and ceiling 0, and settled."""
    board = case(seed)[4]
    required = [board.plan.layout.criteria[one.id] for one in board.profile.criteria if one.required]
    for lead, verdict in board.verdicts():
        pattern = board.matches.patterns.rows[board.matches.pattern_of[lead]]
        failed = any(GATES[pattern[place]] is Gate.FAILS for place in required)
        assert (verdict.status == "disqualified") is failed
        if failed:
            assert (verdict.temperature, verdict.settled) == ("out", True)
            assert (verdict.score, verdict.floor, verdict.ceiling) == (0, 0, 0)
            assert verdict.type == "Unqualified"


@CASES
@given(SEEDS, st.data())
def test_answering_a_question_never_widens_the_interval(seed: int, data: st.DataObject) -> None:
    board = case(seed)[4]
    rows = board.matches.patterns.rows
    pattern = data.draw(st.sampled_from(rows))
    before = board.judge.verdict(pattern)
    unknown = [
        place for one, place in board.plan.layout.criteria.items() if before.points[one] is None and not before.out
    ]
    assume(unknown)
    answered = bytearray(pattern)
    answered[data.draw(st.sampled_from(unknown))] = data.draw(st.integers(0, 202))
    after = board.judge.verdict(bytes(answered))
    if not after.out:
        assert before.floor <= after.floor <= after.ceiling <= before.ceiling
        assert after.completeness >= before.completeness
        assert not before.settled or after.temperature == before.temperature


@CASES
@given(SEEDS, st.randoms(use_true_random=False))
def test_permuting_leads_permutes_their_verdicts(seed: int, draw: Any) -> None:
    _, headers, rows, today, board = case(seed)
    order = list(range(len(rows)))
    draw.shuffle(order)
    shuffled = board_of(board.profile, headers, [rows[lead] for lead in order], today)
    assert [shuffled.verdict(place) for place in range(len(order))] == [board.verdict(lead) for lead in order]


@CASES
@given(SEEDS, st.integers(0, 29))
def test_a_lead_matched_alone_is_as_in_the_list(seed: int, lead: int) -> None:
    _, headers, rows, today, board = case(seed)
    plan = compile_plan(board.profile, headers, today=today)
    alone = matches_of(plan, [rows[lead]], [lead + 2])
    assert alone.patterns.rows == (board.matches.patterns.rows[board.matches.pattern_of[lead]],)
    assert [one for one in alone.findings if one.row] == [one for one in board.matches.findings if one.row == lead + 2]


@CASES
@given(SEEDS)
def test_the_leads_of_a_board_go_down_by_score_and_ceiling(seed: int) -> None:
    board = case(seed)[4]
    standing = [(-verdict.score, -verdict.ceiling, verdict.out) for _, verdict in board.verdicts()]
    assert standing == sorted(standing)
    temperatures, queues = board.counts()
    assert temperatures.total() == queues.total() == len(board)


@CASES
@given(SEEDS)
def test_a_score_is_the_sum_of_its_points_less_its_penalties(seed: int) -> None:
    for _, verdict in case(seed)[4].verdicts():
        if not verdict.out:
            earned = sum(value or 0 for value in verdict.points.values()) - sum(verdict.penalties.values())
            assert verdict.score == min(FULL, max(0, earned))


@given(
    st.integers(0, 40).flatmap(
        lambda leads: st.tuples(
            st.lists(st.binary(min_size=leads, max_size=leads), min_size=1, max_size=14),
            st.just(leads),
        ),
    ),
)
def test_numbered_patterns_give_any_columns_back(drawn: tuple[list[bytes], int]) -> None:
    columns, leads = drawn
    patterns, pattern_of = number_patterns(columns, leads)
    assert [patterns.rows[number] for number in pattern_of] == [
        bytes(column[lead] for column in columns) for lead in range(leads)
    ]
    assert len(set(patterns.rows)) == len(patterns) == len(set(pattern_of))


@settings(max_examples=400)
@given(st.text() | st.text(st.sampled_from(" _-\0\x80\xa0\xada\u200b\u3000")))
@example("_\0\x80")
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    for folded in (fold, fold_header):
        assert folded(folded(text)) == folded(text)
    assert fold_word(fold(text)) == fold_word(text)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["-", " - ", "–", " — ", " to "]))
def test_a_range_holds_both_its_ends(one: int, other: int, dash: str) -> None:
    low, high = sorted((one, other))
    read = read_number(f"{low}{dash}{high}")
    assert read is not None
    assert read.interval == Interval(low, high)


@given(st.integers(0, 10**12), st.sampled_from(["{:,}", "{}", "{:,}.00", "${}", "{} kr", "{}.0", "NOK {:,}"]))
def test_a_number_written_out_is_read_as_itself(number: int, way: str) -> None:
    read = read_number(way.format(number))
    assert read is not None
    assert read.interval == exactly(number)


@settings(max_examples=400)
@given(st.text(max_size=30) | st.text("0123456789.,- +%kmb€$()<>~'e", max_size=14))
def test_no_text_breaks_the_reader_of_numbers(text: str) -> None:
    for decimal in ("auto", ".", ","):
        read = read_number(text, decimal)
        if read and read.interval.low is not None and read.interval.high is not None:
            assert read.interval.low <= read.interval.high


def intervals() -> st.SearchStrategy[Interval]:
    ends = st.tuples(st.none() | NUMBERS, st.none() | NUMBERS, st.booleans(), st.booleans())
    return ends.filter(lambda one: one[0] is None or one[1] is None or one[0] < one[1]).map(lambda one: Interval(*one))


@given(intervals(), NUMBERS, NUMBERS)
def test_a_comparison_with_a_range_is_one_with_every_number_in_it(
    interval: Interval, bound: float, inside: float
) -> None:
    """Method.md section 3: holds, or fails, for the whole range."""
    low, high = interval.low, interval.high
    below = low is not None and (inside < low or (inside == low and interval.low_open))
    above = high is not None and (inside > high or (inside == high and interval.high_open))
    assume(not below and not above)
    assert interval.at_least(bound) in (None, inside >= bound)
    assert interval.at_most(bound) in (None, inside <= bound)
    assert interval.between(bound, bound + 5) in (None, bound <= inside <= bound + 5)


CELLS = st.sampled_from(
    [*("11-50", "200+", "<10", "?", "", "refused", "#N/A", "plenty", "5 - 12", "10", "yes"), None, 10, 9.5, 11, True],
)


@given(CELLS, st.integers(5, 15))
def test_a_condition_and_its_opposite_agree(value: object, bound: int) -> None:
    """Method.md section 2: three-valued logic; what is unknown stays unknown."""
    holds, fails = truth_of(f"at_least = {bound}", value), truth_of(f"not = {{ at_least = {bound} }}", value)
    assert fails is (None if holds is None else not holds)
    assert truth_of(f"not = {{ not = {{ at_least = {bound} }} }}", value) is holds


@given(CELLS, CELLS, st.integers(5, 15))
def test_all_and_any_are_each_others_mirror(one: object, other: object, bound: int) -> None:
    """De Morgan's law holds in three-valued logic, too."""
    parts = f"[{{ column = 'A', at_least = {bound} }}, {{ column = 'B', at_most = {bound} }}]"
    text = (
        f"[[criterion]]\nid = 'x'\nwant = {{ not = {{ all = {parts} }} }}\n"
        f"[[criterion]]\nid = 'y'\nwant = {{ any = [{{ not = {parts[1:].split('}, {', maxsplit=1)[0]}}} }}, "
        f"{{ not = {{{parts.split('}, {')[1][:-1]} }}] }}\n"
    )
    board = board_of(profile(text), ["A", "B"], [[cell(one), cell(other)]])
    pattern = board.matches.patterns.rows[0]
    assert VALUES[pattern[0]] == VALUES[pattern[1]]
    assert GATES[pattern[0]] == GATES[pattern[1]]


@CASES
@given(SEEDS, st.integers(0, 11), st.integers(0, 11))
def test_a_reordered_text_keeps_the_same_criteria(seed: int, place: int, to: int) -> None:
    """Saving the moved order gives a text that says exactly what the board says."""
    text, _, _, _, board = case(seed)
    moved = moved_criteria(board.profile, place % len(board.profile.criteria), to)
    new = edited_text(text, moved)
    again = parse_profile(new)
    assert replace(again, version=moved.version) == moved
    assert again.version == board.profile.version + 1
    assert {one.id for one in again.criteria} == {one.id for one in board.profile.criteria}
