"""How past leads ended against what their profile says: a list tested, and the result for other programs."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.arrival import arrivals
from sheetqual.core.backtest import backtest, backtest_pair
from sheetqual.core.backtest_words import cut_lines, findings_of, pair_in_words
from sheetqual.core.capacity import capacity
from sheetqual.core.judge import plain_points
from sheetqual.core.learning.study import draft_name
from sheetqual.core.outcome import parse_outcome, read_outcomes
from sheetqual.core.profile import Temperature
from sheetqual.core.values import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheetqual.core.backtest import Backtest, Band, Pair, Record
    from sheetqual.core.capacity import Capacity, Cut
    from sheetqual.core.evidence import Auc
    from sheetqual.core.outcome import Outcomes
    from sheetqual.files.lists import ScoredList

__all__ = [
    "ListCapacity",
    "ListTest",
    "backtest_json",
    "capacity_json",
    "capacity_of",
    "json_text",
    "outcomes_of",
    "pair_findings",
    "pair_json",
    "run_backtest",
    "run_pair",
]

_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class ListTest:
    """A list of past leads, tested.

    Attributes:
        scored: The list under its profile.
        test: How its leads ended, against what their score says.
        findings: What a person should know before believing that, the gravest first.
    """

    scored: ScoredList
    test: Backtest
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class ListCapacity:
    """A list, and how far a team's calls reach in it."""

    scored: ScoredList
    capacity: Capacity


def outcomes_of(scored: ScoredList, outcome: str, still_open: Sequence[str] = ()) -> Outcomes:
    """Read how the leads of a list ended.

    Args:
        scored: The list, read with all its columns.
        outcome: ``COLUMN=VALUE``, as the command line takes it.
        still_open: What stands in that column for leads whose end is not known yet.

    Raises:
        SheetqualError: There is no such column, or nobody or everybody in it became a customer.
    """
    rule, place = parse_outcome(outcome, scored.table.headers, still_open)
    return read_outcomes(rule, place, scored.table.columns[place], scored.board.plan.reader)


def run_backtest(
    scored: ScoredList,
    outcome: str,
    *,
    still_open: Sequence[str] = (),
    day: str | None = None,
    calls: int | None = None,
) -> ListTest:
    """Test a list of past leads.

    Args:
        scored: The list, read with all its columns.
        outcome: ``COLUMN=VALUE``, as the command line takes it.
        still_open: What stands in that column for leads whose end is not known yet.
        day: The header of the column that says when leads came in; found when None.
        calls: How many calls the team can make; None where that does not matter.

    Raises:
        SheetqualError: The outcome or the days can't be read.
    """
    table, reader = scored.table, scored.board.plan.reader
    outcomes = outcomes_of(scored, outcome, still_open)
    when = arrivals(table.headers, table.columns, reader, outcomes, day)
    test = backtest(scored.board, outcomes, when, calls)
    return ListTest(scored, test, [*_learned_here(scored), *findings_of(test, scored.board)])


def _learned_here(scored: ScoredList) -> Iterator[Finding]:
    """Say so where a draft is held against the leads it was made from: it can't but look good there."""
    if scored.board.profile.name == draft_name(scored.table.source):
        yield Finding(
            "learned_here",
            "this profile was learned from these very leads, so it looks better here than it is; what it says of leads "
            "it has not seen stands at its head, and newer leads will tell",
        )


def run_pair(lists: Sequence[ScoredList], outcome: str, calls: int, still_open: Sequence[str] = ()) -> Pair:
    """Test two profiles on the same past leads.

    Args:
        lists: The leads under the old profile and the new one, read with all their columns.
        outcome: ``COLUMN=VALUE``, as the command line takes it.
        calls: How many leads a calling session takes.
        still_open: What stands in that column for leads whose end is not known yet.

    Raises:
        SheetqualError: The outcome can't be read.
    """
    old, new = lists
    return backtest_pair(old.board, new.board, outcomes_of(new, outcome, still_open), calls)


def capacity_of(scored: ScoredList, per_day: int, days: int) -> ListCapacity:
    """Find how far a team's calls reach in a list, for so many calls a day and so many days."""
    return ListCapacity(scored, capacity(scored.board, per_day, days))


def json_text(said: Mapping[str, Any]) -> str:
    """Return JSON as text that people can read, too."""
    return f"{json.dumps(said, ensure_ascii=False, indent=1)}\n"


def backtest_json(tested: ListTest) -> dict[str, Any]:
    """Return a tested list as JSON."""
    scored, test = tested.scored, tested.test
    labels, proposal = scored.board.profile.score.labels, test.proposal
    outcomes: dict[str, Any] | None = None
    if not isinstance(proposal, str):
        outcomes = {
            "hot": proposal.hot,
            "warm": proposal.warm,
            "bands": [{"leads": one.total, "customers": one.count, "rate": one.value} for one in proposal.bands],
            "checked": proposal.checked
            and [{"leads": one.total, "customers": one.count, "rate": one.value} for one in proposal.checked],
            "holds": proposal.holds,
        }
    reach = test.reach
    return {
        "profile": _profile(scored),
        "outcome": {"column": test.outcomes.rule.column, "value": test.outcomes.rule.value},
        "date": test.arrivals and test.arrivals.header,
        **_record(test.record, labels),
        "open": test.outcomes.open,
        "top": [
            {
                "calls": one.calls,
                "score": plain_points(one.score),
                "customers": one.customers,
                "capture": one.capture,
                "rate": one.rate,
                "lift": one.lift,
            }
            for one in test.top
        ],
        "gains": [[round(share, _DIGITS), round(reached, _DIGITS)] for share, reached in test.gains],
        "thresholds": {
            "capacity": None
            if reach is None
            else {
                **_cut(reach.cut),
                **_lines(reach.cut, scored),
                "customers": reach.share.count,
                "rate": reach.share.value if reach.share.total else None,
            },
            "outcomes": outcomes,
        },
        "periods": _periods(test, labels),
        "findings": [_finding(one) for one in tested.findings],
    }


def _profile(scored: ScoredList) -> dict[str, Any]:
    profile = scored.file.profile
    return {"name": profile.name, "version": profile.version, "sha256": scored.file.sha256}


def _record(record: Record, labels: Mapping[Temperature, str]) -> dict[str, Any]:
    share = record.share
    return {
        "leads": share.total,
        "customers": share.count,
        "others": share.total - share.count,
        "rate": share.value,
        "bands": [_band(band, labels) for band in record.bands],
        "auc": _auc(record.auc),
    }


def _band(band: Band, labels: Mapping[Temperature, str]) -> dict[str, Any]:
    low, high = band.share.interval
    return {
        "band": band.temperature,
        "label": labels[band.temperature],
        "leads": band.share.total,
        "customers": band.share.count,
        "rate": band.share.value if band.share.total else None,
        "low": low,
        "high": high,
        "lift": band.lift,
        "capture": band.capture,
        "overlaps_next": band.overlaps_next,
    }


def _auc(auc: Auc | None) -> dict[str, Any] | None:
    if auc is None:
        return None
    low, high = auc.interval
    return {"value": auc.value, "error": auc.error, "low": low, "high": high}


def _cut(cut: Cut) -> dict[str, Any]:
    return {
        "calls": cut.calls,
        "leads": cut.leads,
        "cutoff": None if cut.score is None else plain_points(cut.score),
        "taken": cut.taken,
        "left_over": cut.left_over,
        "tied": cut.tied,
        "next_score": None if cut.below is None else plain_points(cut.below),
    }


def _lines(cut: Cut, scored: ScoredList) -> dict[str, Any]:
    lines = cut_lines(cut, scored.board.profile)
    return dict.fromkeys(("hot", "warm")) if lines is None else {name: plain_points(one) for name, one in lines.items()}


def _periods(test: Backtest, labels: Mapping[Temperature, str]) -> list[dict[str, Any]]:
    when = test.arrivals
    if when is None or test.older is None or test.newer is None:
        return []
    return [
        {"period": "older", "from": str(when.first), "before": str(when.border), **_record(test.older, labels)},
        {"period": "newer", "from": str(when.border), "to": str(when.last), **_record(test.newer, labels)},
    ]


def _finding(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "text": finding.text, "row": None, "column": finding.column, "value": None}


def capacity_json(found: ListCapacity) -> dict[str, Any]:
    """Return how far a team's calls reach in a list as JSON."""
    scored, said = found.scored, found.capacity
    labels = scored.board.profile.score.labels
    bands = [band for band in Temperature if band is not Temperature.OUT]
    return {
        "profile": _profile(scored),
        "calls_a_day": said.per_day,
        "days": said.days,
        **_cut(said.cut),
        "bands": [
            {"band": band, "label": labels[band], "in": said.inside[band], "left_out": said.outside[band]}
            for band in bands
        ],
        "last_in": [_lead(scored, lead) for lead in said.above],
        "first_out": [_lead(scored, lead) for lead in said.below],
        "days_for_hot": said.days_for(Temperature.HOT),
        "days_for_hot_and_warm": said.days_for(Temperature.HOT, Temperature.WARM),
        "thresholds": _lines(said.cut, scored),
    }


def _lead(scored: ScoredList, lead: int) -> dict[str, Any]:
    verdict = scored.board.verdict(lead)
    return {
        "row": scored.table.rows[lead],
        "id": scored.id(lead),
        "name": scored.name(lead),
        "company": scored.company(lead),
        "score": plain_points(verdict.score),
        "temperature": verdict.temperature,
    }


_GRAVE: Final = ("leak_column", "leak", "open")
"""What makes a comparison worthless, if it is so."""


def pair_findings(pair: Pair, lists: Sequence[ScoredList]) -> list[Finding]:
    """Return what a person should know before believing a comparison of two profiles.

    Args:
        pair: The result.
        lists: The leads under the old profile and the new one.
    """
    found: dict[str, Finding] = {}
    for test, scored in zip((pair.old, pair.new), lists, strict=True):
        board = scored.board
        grave = (one for one in findings_of(test, board) if one.code in _GRAVE)
        for one in (*_learned_here(scored), *grave):
            text = one.text if one.code == "open" else f"{board.profile.name}: {one.text}"
            found.setdefault(text, replace(one, text=text))
    return list(found.values())


def pair_json(pair: Pair, lists: Sequence[ScoredList]) -> dict[str, Any]:
    """Return two profiles on the same past leads as JSON.

    Args:
        pair: The result.
        lists: The leads under the old profile and the new one.
    """
    old, new = (
        {**_record(test.record, scored.board.profile.score.labels), "open": test.outcomes.open}
        for test, scored in zip((pair.old, pair.new), lists, strict=True)
    )
    difference = pair.difference
    low, high = (None, None) if difference is None else difference.interval
    return {
        "old": old,
        "new": new,
        "top": {"calls": pair.calls, "old": pair.reached[0], "new": pair.reached[1]},
        "difference": difference
        and {
            "auc": difference.value,
            "error": difference.error,
            "low": low,
            "high": high,
            "p": difference.chance,
            "more_than_chance": difference.is_more_than_chance,
        },
        "said": pair_in_words(pair),
        "findings": [_finding(one) for one in pair_findings(pair, lists)],
    }
