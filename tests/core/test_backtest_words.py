"""A backtest in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sheetqual.core.backtest import Backtest, backtest, backtest_pair
from sheetqual.core.backtest_words import (
    auc_in_words,
    cut_in_words,
    ends_in_words,
    findings_of,
    number,
    pair_in_words,
    percent,
    period_in_words,
    proposal_in_words,
    range_in_words,
    reach_in_words,
    threshold_lines,
)
from sheetqual.core.board import Board
from sheetqual.core.capacity import cut
from sheetqual.core.evidence import Auc

from .helpers import profile
from .past import OUT, SCORES, Lead, ends_of, past_board, some, times_of

METHOD = [*some(90, 12, 30), *some(50, 10, 50), *some(10, 6, 120)]


def case(leads: list[Lead], days: Sequence[object] | None = None, text: str = SCORES) -> tuple[Backtest, Board]:
    board = past_board(leads, days or (), text)
    return backtest(board, ends_of(leads), times_of(leads, days) if days else None), board


def said_of(leads: list[Lead], days: Sequence[object] | None = None, text: str = SCORES) -> dict[str, str]:
    return {finding.code: finding.text for finding in findings_of(*case(leads, days, text))}


def test_shares_and_numbers_read_well() -> None:
    assert [percent(one) for one in (0, 0.0002, 0.05, 0.4, 1)] == ["0 %", "0.02 %", "5.0 %", "40 %", "100 %"]
    assert range_in_words(0.2459, 0.5768) == "25 - 58 %"
    assert (number(1234), number(13.5)) == ("1,234", "13.5")


def test_how_leads_ended_is_one_line() -> None:
    leads: list[Lead] = [*METHOD, (90, "")]
    assert ends_in_words(case(METHOD)[0]) == "200 leads with a known outcome: 28 became customers (14 %)."
    assert ends_in_words(case(leads)[0]).endswith(" 1 lead still open, left out.")


def test_the_area_is_said_in_pairs() -> None:
    assert auc_in_words(Auc(0.76, 0.02)) == (
        "A customer scores higher than another lead in 76 of 100 pairs (50 is chance).",
        "95 % range 72 to 80 pairs; AUC 0.760, standard error 0.020.",
    )
    assert auc_in_words(Auc(0.76, None))[1] == "How far that is chance can't be said; AUC 0.760."
    assert auc_in_words(Auc(1, 0))[1] == "How far that is chance can't be said; AUC 1.000."


def test_bands_that_can_t_be_told_apart_are_named_in_the_teams_words() -> None:
    text = SCORES + '[score]\nlabels = { hot = "caldo", warm = "tiepido" }\n'
    said = said_of(METHOD, text=text)
    assert said["overlap"] == "caldo and tiepido can't be told apart yet: 12 of 30 against 10 of 50"
    assert said["few"] == "only 28 became customers: take the shares as rough, and look at their ranges"


def test_a_lower_band_that_does_better_is_named() -> None:
    said = said_of([*some(90, 1, 30), *some(50, 30, 50), *some(10, 20, 50)])
    assert said["upside_down"] == "warm leads buy more often than hot ones: 30 of 50 against 1 of 30"
    unsure = said_of([*some(90, 9, 30), *some(50, 20, 50), *some(10, 1, 80)])
    assert unsure["upside_down"].endswith("20 of 50 against 9 of 30, though that may be chance")


def test_a_score_that_says_nothing_or_the_opposite_is_named() -> None:
    assert "no better than chance" in said_of([*some(90, 10, 20), *some(10, 10, 20)])["chance"]
    assert "the wrong way round" in said_of([*some(90, 1, 40), *some(10, 39, 40)])["wrong_way"]
    assert "chance" not in said_of([*some(90, 1, 1), *some(10, 0, 1)]), "of two leads nothing can be said"


@pytest.mark.parametrize(
    ("won", "lost", "said"), [(1, 50, "only 1 became a customer"), (50, 2, "only 2 did not become")]
)
def test_small_samples_are_said_to_be_small(won: int, lost: int, said: str) -> None:
    assert said_of([*some(90, won, won), *some(50, 0, lost)])["few"].startswith(said)


def test_leads_that_are_all_out_are_told_apart_by_nothing() -> None:
    leads = some(OUT, 40, 80)
    assert list(said_of(leads)) == ["all_out", "chance", "no_dates"]
    assert proposal_in_words(*case(leads))[0].endswith(
        "of the 0 leads that are not out, only 0 became customers, which is too few."
    )


def test_enough_leads_that_part_well_leave_little_to_say() -> None:
    assert list(said_of([*some(90, 80, 100), *some(50, 40, 100), *some(10, 5, 100)])) == ["no_dates"]


def test_leaks_are_named() -> None:
    head = '[[criterion]]\nid = "{0}"\nname = "{0}"\ncolumns = ["{0}"]\nwant = {{ is = "yes" }}\n'
    said = said_of(METHOD, text=head.format("End") + SCORES)
    assert said["leak_column"].startswith("End reads 'End', which says how leads ended; the results can't be trusted")
    board = past_board(METHOD, ["yes" if end == "yes" else "" for _, end in METHOD], head.format("Created") + SCORES)
    texts = [one.text for one in findings_of(backtest(board, ends_of(METHOD)), board) if one.code == "leak"]
    assert texts[0].startswith(
        "Created all but gives the outcome away (28 of 28 customers have it, and 0 of 172 others)"
    )


def test_what_the_list_lacks_is_named_unless_it_is_about_whom_to_call() -> None:
    text = (
        SCORES.replace("No calls", "Gone")
        + '[[criterion]]\nid = "b"\nname = "B"\ncolumns = ["B"]\nwant = { yes = true }\n'
    )
    leads: list[Lead] = [*METHOD, ("many", "no")]
    said = findings_of(*case(leads, text=text))
    assert [one.column for one in said if one.code == "missing_column"] == ["B"]
    assert next(one.text for one in said if one.code == "unreadable").startswith("1 cell that the profile needs")
    twice = findings_of(*case([*leads, ("many", "no")], text=text))
    assert next(one.text for one in twice if one.code == "unreadable").startswith("2 cells that the profile needs")


def days_of(older: int, newer: int) -> Sequence[object]:
    return ["2026-01-01"] * older + ["2026-02-28"] * newer


def test_a_profile_that_has_grown_old_is_named() -> None:
    older = [*some(90, 60, 70), *some(10, 5, 70)]
    said = findings_of(*case([*older, *some(90, 10, 30), *some(10, 10, 30)], days_of(140, 60)))
    assert [one.text for one in said if one.code == "worse_lately"] == [
        "the score does clearly worse on newer leads: a customer scores higher in 50 of 100 pairs there, in 89 before",
        "newer hot leads buy clearly less often: 10 of 30 became customers, 60 of 70 before",
    ]
    steady = said_of([*older, *some(90, 26, 30), *some(10, 2, 30)], days_of(140, 60))
    assert "worse_lately" not in steady
    one_sided = said_of([*older, *some(90, 0, 60)], days_of(140, 60))
    assert one_sided["worse_lately"].startswith("newer hot leads")


def test_leads_without_a_day_are_counted() -> None:
    said = said_of([*METHOD, (90, "no")], [*days_of(140, 60), "?"])
    assert said["undated"].startswith("1 lead without a day that can be read")


FADES = '[[criterion]]\nid = "v"\ncolumns = ["V"]\nwant = { known = true }\ndecay = { half_life_days = 9 }\n'
SOON = '[[penalty]]\nid = "s"\npoints = 1\ncolumns = ["V"]\nwhen = { later_than_days = 9 }\n'


@pytest.mark.parametrize(("text", "says"), [(FADES, True), (SOON, True), ("", False)])
def test_old_leads_scored_as_of_today_are_pointed_out_where_the_day_matters(text: str, *, says: bool) -> None:
    old: Sequence[object] = ["2025-01-01"] * 140 + ["2025-03-01"] * 60
    assert ("as_of" in said_of(METHOD, old, text + SCORES)) is says
    assert "as_of" not in said_of(METHOD, days_of(140, 60), text + SCORES)


def test_periods_have_titles() -> None:
    assert period_in_words(case(METHOD, days_of(140, 60))[0]) == (
        "Older: 2026-01-01 to 2026-02-27",
        "Newer: 2026-02-28 to 2026-02-28",
    )
    assert period_in_words(case(METHOD)[0]) == ("", "")


@pytest.mark.parametrize(
    ("by_score", "calls", "said"),
    [
        ({}, 2, "There is no lead to call."),
        ({90_000: 3}, 1, "All of the best 3 leads to call score 90: 1 call can't tell them apart."),
        ({90_000: 3}, 5, "5 calls reach all 3 leads to call, and 2 are left over."),
        ({90_000: 1}, 1, "1 call reaches the one lead to call."),
        (
            {90_000: 1, 74_500: 1},
            1,
            "1 call reaches the one lead to call that scores 90 or more; the next scores 74.5.",
        ),
        (
            {90_000: 1, 80_000: 2},
            2,
            "2 calls reach the one lead to call that scores 90 or more. "  # noqa: ISC004 - one sentence after another
            "The next 2 all score 80 and don't all fit, so the cut is above them; calls left over: 1.",
        ),
    ],
)
def test_where_calls_end_is_said(by_score: dict[int, int], calls: int, said: str) -> None:
    assert cut_in_words(cut(by_score, calls)) == said


def test_threshold_lines_keep_warm_unless_it_would_lie_above_hot() -> None:
    team = profile(SCORES)
    assert threshold_lines(cut({90_500: 1, 60_000: 1}, 1), team) == ("hot = 90", "warm = 40")
    assert threshold_lines(cut({90_000: 1, 20_000: 1}, 2), team) == ("hot = 20", "warm = 20")
    assert threshold_lines(cut({90_000: 2}, 1), team) == ()
    assert threshold_lines("too few", team) == ()


def test_what_calls_would_have_reached_is_said() -> None:
    for calls, end in ((30, " 12 of 30 of them became customers."), (10, "can't tell them apart.")):
        reach = backtest(past_board(METHOD), ends_of(METHOD), calls=calls).reach
        assert reach is not None
        assert reach_in_words(reach).endswith(end)


def test_proposed_thresholds_are_explained_with_their_check() -> None:
    part: list[Lead] = [*some(90, 15, 20), *some(50, 6, 20), *some(10, 1, 30)]
    test, board = case(part * 2, days_of(70, 70))
    assert threshold_lines(test.proposal, board.profile) == ("hot = 90", "warm = 50")
    assert proposal_in_words(test, board) == (
        "These thresholds part the outcomes best:",
        "older leads: hot 15 of 20 (75 %), warm 6 of 20 (30 %), cold 1 of 30 (3.3 %);",
        "newer leads, as a check: hot 15 of 20 (75 %), warm 6 of 20 (30 %), cold 1 of 30 (3.3 %).",
        "So the order holds there, too.",
    )
    assert proposal_in_words(*case(part))[-1] == "They could not be checked with newer leads."
    few = proposal_in_words(*case(some(90, 2, 4)))
    assert few[0].startswith("No thresholds are proposed from the outcomes: of the 4 leads that are not out, only 2")


def test_two_profiles_are_compared_in_one_sentence() -> None:
    old, ends = past_board(METHOD), ends_of(METHOD)
    flat = past_board([(90, end) for _, end in METHOD])
    better = pair_in_words(backtest_pair(flat, old, ends, 20))
    assert better.startswith("The new profile tells customers from others better, by more than chance: +25.5 of 100")
    assert "DeLong's test, p = " in better
    assert pair_in_words(backtest_pair(old, flat, ends, 20)).startswith(
        "The new profile tells customers from others worse"
    )
    assert pair_in_words(backtest_pair(old, old, ends, 20)) == "Both profiles tell customers from others equally well."
    moved = past_board([(20 if place == 0 else points, end) for place, (points, end) in enumerate(METHOD)])
    assert pair_in_words(backtest_pair(old, moved, ends, 20)).startswith("The difference may be chance: -")
    two: list[Lead] = [(90, "yes"), (10, "no")]
    few = backtest_pair(past_board([(90, "yes"), (90, "no")]), past_board(two), ends_of(two), 1)
    assert "can't be said of these leads" in pair_in_words(few)
