"""Whom to call, and why the others are left out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.calling import CallFilter, call_list
from sheetqual.core.judge import Queue
from sheetqual.core.overrides import Override
from sheetqual.core.profile import Level, Temperature
from sheetqual.core.words import fold

from .helpers import THREE, board_of
from .test_board import HEADERS, ROWS
from .test_laws import CASES, SEEDS, case
from .test_pattern_lists import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.board import Board

OWNERS = ["Ann", " ANN ", "ann", "Ben", None, "Straße", "STRASSE"]
LEVELS: tuple[Level | None, ...] = (*Level, None)


def decided(temperature: Temperature | None = None, queue: Queue | None = None, *, active: bool = True) -> Override:
    return Override(temperature, queue, "friend", "Bo", None, None, active)


def reason(  # noqa: PLR0913, PLR0917 - everything that decides
    board: Board,
    wanted: CallFilter,
    lead: int,
    owner: str | None,
    override: Override | None,
    taken: int,
) -> str | None:
    """Return why a lead is left out when so many have been taken already, or None; lead by lead and slowly."""
    verdict = board.verdict(lead)
    queue, temperature = verdict.queue, verdict.temperature
    if override and override.active and queue != "suppressed":
        queue, temperature = override.queue or queue, override.temperature or temperature
    if queue == "suppressed":
        return "asked not to be called"
    if queue not in wanted.queues:
        return f"another queue: {queue}"
    if temperature not in wanted.temperatures:
        return "another temperature"
    if wanted.levels is not None and verdict.level not in wanted.levels:
        return "another level"
    if wanted.product is not None and verdict.product != wanted.product:
        return "another product"
    if wanted.owner is not None and (owner is None or fold(owner) != fold(wanted.owner)):
        return "another owner"
    if wanted.capacity is not None and taken >= wanted.capacity:
        return f"beyond the capacity of {wanted.capacity}"
    return None


@st.composite
def filters(draw: st.DrawFn, products: list[str]) -> CallFilter:
    return CallFilter(
        temperatures=draw(st.frozensets(st.sampled_from(Temperature), min_size=1)),
        queues=draw(st.frozensets(st.sampled_from(Queue)) | st.just(frozenset({Queue.CALL}))),
        product=draw(st.none() | st.sampled_from([*products, "none of these"])),
        owner=draw(st.none() | st.sampled_from(["ann", "Ben", "strasse", "nobody"])),
        levels=draw(st.none() | st.frozensets(st.sampled_from(LEVELS))),
        capacity=draw(st.none() | st.integers(0, 20)),
    )


@CASES
@given(SEEDS, st.data())
def test_every_lead_is_either_chosen_or_left_out_for_the_first_reason(seed: int, data: st.DataObject) -> None:
    board = case(seed)[4]
    wanted = data.draw(filters([product.name for product in board.profile.products]))
    leads = range(len(board))
    whose = st.lists(st.sampled_from(OWNERS), min_size=len(board), max_size=len(board))
    owners = data.draw(st.none() | whose)
    decisions = st.builds(
        lambda temperature, queue, active: decided(temperature, queue, active=active),
        st.none() | st.sampled_from(Temperature),
        st.none() | st.sampled_from(Queue),
        st.booleans(),
    )
    by_hand: Mapping[int, Override] = data.draw(st.dictionaries(st.sampled_from(leads), decisions, max_size=8))
    chosen: list[int] = []
    left_out: Counter[str] = Counter()
    for lead in board.call_order:
        owner = owners[lead] if owners else None
        why = reason(board, wanted, lead, owner, by_hand.get(lead), len(chosen))
        if why is None:
            chosen.append(lead)
        else:
            left_out[why] += 1
    said = call_list(board, wanted, owners, by_hand)
    assert list(said.leads) == chosen
    assert dict(said.left_out) == left_out
    assert len(said.leads) + sum(count for _, count in said.left_out) == len(board)


def test_without_wishes_the_leads_to_call_are_called_best_first() -> None:
    said = call_list(board_of(THREE, HEADERS, ROWS), CallFilter(), None)
    assert list(said.leads) == [1, 4, 2, 3]
    assert said.left_out == (("another queue: nurture", 1), ("another queue: dropped", 1))


def test_reasons_stand_in_the_order_in_which_they_are_tried() -> None:
    text = THREE + PRODUCTS + '[suppress]\ncolumns = ["S"]\n'
    rows = [[*row, ""] for row in ROWS]
    rows += [["yes", 60, "SaaS", "x"], ["yes", 60, "x", ""], ["no", 60, "SaaS", ""], ["yes", 60, "SaaS", ""]]
    board = board_of(text, [*HEADERS, "S"], rows)
    warm = frozenset({Temperature.HOT, Temperature.WARM})
    queues = frozenset({Queue.CALL, Queue.SUPPRESSED})
    owners = ["Ann", "Ben", "Ann", "Ann", "Ann", "Ann", "Ann", "Ann", "Ann", "Ann"]
    wanted = CallFilter(warm, queues, "First", "ann", frozenset({None}), 3)
    said = call_list(board, wanted, owners, {8: decided(Temperature.WARM, Queue.CALL), 2: decided(Temperature.COLD)})
    assert [reason for reason, _ in said.left_out] == [
        "asked not to be called",
        "another queue: nurture",
        "another queue: dropped",
        "another temperature",
        "another product",
        "another owner",
        "beyond the capacity of 3",
    ]
    assert list(said.leads) == [4, 9, 7]


def test_what_a_person_decided_counts_but_moves_nobody_up() -> None:
    board = board_of(THREE, HEADERS, ROWS)
    hot = CallFilter(temperatures=frozenset({Temperature.HOT}))
    decisions = {
        0: decided(Temperature.HOT, Queue.CALL),
        1: decided(queue=Queue.LOST),
        3: decided(Temperature.HOT),
        2: decided(Temperature.HOT, active=False),
    }
    assert list(call_list(board, hot, None).leads) == [1, 4]
    assert list(call_list(board, hot, None, decisions).leads) == [4, 3, 0]
    assert board.verdict(0).queue == "nurture"
    decisions[0] = decided(queue=Queue.CALL)
    assert list(call_list(board, CallFilter(), None, decisions).leads) == [4, 2, 3, 0]


@pytest.mark.parametrize("queue", list(Queue))
def test_nobody_who_asked_not_to_be_called_is_let_through(queue: Queue) -> None:
    board = board_of(THREE + '[suppress]\ncolumns = ["S"]\n', [*HEADERS, "S"], [["yes", 60, "SaaS", "x"]])
    said = call_list(board, CallFilter(queues=frozenset(Queue)), None, {0: decided(Temperature.HOT, queue)})
    assert (list(said.leads), said.left_out) == ([], (("asked not to be called", 1),))


def test_a_person_can_decide_that_a_lead_is_not_to_be_called() -> None:
    board = board_of(THREE, HEADERS, ROWS[1:2])
    said = call_list(board, CallFilter(queues=frozenset(Queue)), None, {0: decided(queue=Queue.SUPPRESSED)})
    assert (list(said.leads), said.left_out) == ([], (("asked not to be called", 1),))


def test_leads_of_one_level_can_be_called() -> None:
    text = THREE.replace('id = "b"', 'id = "b"\nrequired = true\nlevel = "organisation"')
    board = board_of(text, HEADERS, ROWS)
    unsure = call_list(board, CallFilter(levels=frozenset({Level.ORGANISATION})), None)
    assert list(unsure.leads) == [2]
    assert ("another level", 2) in unsure.left_out
    assert list(call_list(board, CallFilter(levels=frozenset({None})), None).leads) == [1, 4]


def test_without_owners_nobody_has_the_one_wanted() -> None:
    said = call_list(board_of(THREE, HEADERS, ROWS), CallFilter(owner="Ann"), None)
    assert (list(said.leads), said.left_out[-1]) == ([], ("another owner", 4))


def test_nobody_is_called_from_a_board_of_nobody() -> None:
    said = call_list(board_of(THREE, HEADERS, []), CallFilter(owner="Ann", capacity=0), [])
    assert (list(said.leads), said.left_out) == ([], ())


FOUR = "".join(
    f'[[criterion]]\nid = "{one}"\ncolumns = ["{one}"]\ngrades = [{{ when = {{ is = "all" }}, value = 1 }}, '
    f'{{ when = {{ is = "half" }}, value = 0.5 }}]\n'
    for one in "abcd"
)


def test_what_is_to_be_expected_of_a_lead_takes_unknown_answers_at_their_mean() -> None:
    # Points 52, 27, 15 and 6; method.md has 70.0 for the weights before they are rounded to points.
    pool = "[pool]\nb = 0.3\nd = 0.4\n"
    board = board_of(FOUR + pool, list("abcd"), [["all", "?", "half", "?"]])
    assert board.expected == [52_000 + 8_100 + 7_500 + 2_400]
    assert board.summaries.scores == [59_500]


def test_without_a_pool_the_known_answers_of_the_list_are_one() -> None:
    rows = [["all", "all", "", ""], ["", "no", "", ""], ["", "half", "", ""]]
    board = board_of(FOUR, list("abcd"), rows)
    shares = {"a": round(2 / 3, 4), "c": 0.5, "d": 0.5}
    rest = round(15_000 * shares["c"]) + round(6_000 * shares["d"])
    assert board.expected == [
        52_000 + 27_000 + rest,
        round(52_000 * shares["a"]) + rest,
        13_500 + round(52_000 * shares["a"]) + rest,
    ]


@CASES
@given(SEEDS)
def test_expectations_lie_between_what_leads_have_and_what_they_can_reach(seed: int) -> None:
    board = case(seed)[4]
    summaries = board.summaries
    for score, ceiling, expected, temperature in zip(
        summaries.scores, summaries.ceilings, board.expected, summaries.temperatures, strict=True
    ):
        if temperature is Temperature.OUT:
            assert expected == score == 0
        else:
            assert expected >= score
            assert expected <= ceiling or board.profile.penalties
    assert sorted(board.call_order) == list(range(len(board)))
    pattern_of = board.matches.pattern_of
    in_order = [board.expected[pattern_of[lead]] for lead in board.call_order]
    assert in_order == sorted(in_order, reverse=True)
