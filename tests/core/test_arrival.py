"""When past leads came in."""

from __future__ import annotations

from datetime import date

import pytest

from sheetqual.core.arrival import arrivals
from sheetqual.core.outcome import OutcomeRule, Outcomes
from sheetqual.core.reading import Reader
from sheetqual.errors import SheetqualError

from .past import Lead, some, times_of

TEN = some(90, 5, 10)
DAYS = [f"{day:02}.03.2026" for day in range(1, 11)]


def test_seven_of_ten_leads_are_the_older_ones() -> None:
    when = times_of(TEN, DAYS)
    assert when is not None
    assert (when.header, when.first, when.border, when.last, when.undated) == (
        *("Created", date(2026, 3, 1), date(2026, 3, 8), date(2026, 3, 10)),
        0,
    )


def test_leads_of_one_day_stay_together() -> None:
    when = times_of(TEN, [*DAYS[:3], *[DAYS[4]] * 7])
    assert when is not None
    assert when.border == date(2026, 3, 5)


def test_open_leads_don_t_move_the_border() -> None:
    leads: list[Lead] = [*TEN, *[(90, "")] * 20]
    when = times_of(leads, [*DAYS, *["01.01.2020"] * 20])
    assert when is not None
    assert (when.first, when.border) == (date(2026, 3, 1), date(2026, 3, 8))


def test_a_column_with_many_gaps_is_only_taken_when_it_is_asked_for() -> None:
    gaps = [*DAYS[:6], *["soon"] * 4]
    assert times_of(TEN, gaps) is None
    when = times_of(TEN, gaps, "created")
    assert when is not None
    assert when.undated == 4


def test_the_order_of_day_and_month_is_the_profiles() -> None:
    outcomes = Outcomes(OutcomeRule("End", "yes"), 0, bytes([1, 0]))
    cells = ["02/03/2026", "03/02/2026"]
    firsts = []
    for reader in (Reader(dates="dmy"), Reader(dates="mdy")):
        when = arrivals(["Data creazione"], {0: cells}, reader, Outcomes(outcomes.rule, 5, outcomes.ends))
        assert when is not None
        firsts.append(when.days[0])
    assert firsts == [date(2026, 3, 2).toordinal(), date(2026, 2, 3).toordinal()]


@pytest.mark.parametrize(
    "header", ["Create Date", "Creato il", "Opprettet", "Дата создания", "تاریخ ایجاد", "Closed on"]
)
def test_the_column_is_found_in_five_languages(header: str) -> None:
    outcomes = Outcomes(OutcomeRule("End", "yes"), 0, bytes([1, 0]))
    when = arrivals(["End", header], {0: ["yes", "no"], 1: ["2026-01-01", "2026-02-01"]}, Reader(), outcomes)
    assert when is not None
    assert when.header == header


def test_when_a_lead_came_in_goes_before_when_it_ended() -> None:
    outcomes = Outcomes(OutcomeRule("End", "yes"), 0, bytes([1, 0]))
    cells = ["2026-01-01", "2026-02-01"]
    when = arrivals(["End", "Closed", "Created"], {0: ["yes", "no"], 1: cells, 2: cells}, Reader(), outcomes)
    assert when is not None
    assert when.header == "Created"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("Craeted", "Did you mean 'Created'"), ("Zzz", "no column 'Zzz'"), ("", "no column ''"), ("End", "no two days")],
)
def test_a_column_that_says_no_days_is_one_sentence(wanted: str, said: str) -> None:
    with pytest.raises(SheetqualError, match=said):
        times_of(TEN, DAYS, wanted)
