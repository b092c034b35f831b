"""A backtest in words: what a sales manager should know about it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final

from sheetqual.core.conditions import tests_of
from sheetqual.core.judge import plain_points
from sheetqual.core.outcome import open_finding
from sheetqual.core.profile import Temperature
from sheetqual.core.thresholds import Proposal
from sheetqual.core.values import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sheetqual.core.backtest import Backtest, Pair, Reach, Record
    from sheetqual.core.board import Board
    from sheetqual.core.capacity import Cut
    from sheetqual.core.evidence import Auc, Share
    from sheetqual.core.profile import Profile

__all__ = [
    "auc_in_words",
    "cut_in_words",
    "cut_lines",
    "ends_in_words",
    "findings_of",
    "number",
    "of",
    "pair_in_words",
    "percent",
    "period_in_words",
    "proposal_in_words",
    "range_in_words",
    "reach_in_words",
    "threshold_lines",
]

_TEN_PER_CENT: Final = 0.1
_TENTH_OF_PER_CENT: Final = 0.001
_VERY_FEW: Final = 10
_FEW: Final = 30
_CHANCE: Final = 0.5
_STALE: Final = 60
"""So many days after the newest lead, what is "soon" or "lately" has another meaning."""
_DAY_OPERATORS: Final = ("within_days", "older_than_days", "later_than_days")


def percent(share: float) -> str:
    """Return a share, 0 to 1, in per cent: with as many places as a small one needs."""
    places = 0 if not 0 < share < _TEN_PER_CENT else 1 if share >= _TENTH_OF_PER_CENT else 2
    return f"{share * 100:.{places}f} %"


def range_in_words(low: float, high: float) -> str:
    """Return an interval of shares, 0 to 1, as ``25 - 58 %``."""
    return f"{percent(low).removesuffix(' %')} - {percent(high)}"


def number(count: float) -> str:
    """Return a number of customers, which may be a part where a tie is cut."""
    return f"{count:,.0f}" if count == int(count) else f"{count:,.1f}"


def of(share: Share) -> str:
    """Return a share as ``12 of 30``."""
    return f"{share.count:,} of {share.total:,}"


def _leads(count: int) -> str:
    return f"{count:,} {'lead' if count == 1 else 'leads'}"


def ends_in_words(test: Backtest) -> str:
    """Say how many leads there were, and how they ended."""
    share, still_open = test.record.share, test.outcomes.open
    left_out = f" {_leads(still_open)} still open, left out." if still_open else ""
    said = f"{_leads(share.total)} with a known outcome: {share.count:,} became customers ({percent(share.value)})."
    return f"{said}{left_out}"


def _pairs(value: float) -> str:
    return f"{value * 100:.0f}"


def auc_in_words(auc: Auc) -> tuple[str, str]:
    """Say how well a score parts customers from others, and how sure that is: a sentence each."""
    said = f"A customer scores higher than another lead in {_pairs(auc.value)} of 100 pairs (50 is chance)."
    if not auc.error:  # Too few, or no two pairs that contradict each other.
        return said, f"How far that is chance can't be said; AUC {auc.value:.3f}."
    low, high = auc.interval
    return (
        said,
        f"95 % range {_pairs(low)} to {_pairs(high)} pairs; AUC {auc.value:.3f}, standard error {auc.error:.3f}.",
    )


def period_in_words(test: Backtest) -> tuple[str, str]:
    """Return what to call the older leads and the newer ones; both empty where the order in time is not known."""
    if test.arrivals is None:
        return "", ""
    arrivals = test.arrivals
    before = date.fromordinal(arrivals.border.toordinal() - 1)
    return f"Older: {arrivals.first} to {before}", f"Newer: {arrivals.border} to {arrivals.last}"


def cut_lines(cut: Cut, profile: Profile) -> dict[str, int] | None:
    """Return the thresholds that make hot what the calls reach, by their keys in a profile; None where none can.

    Args:
        cut: Where the calls end.
        profile: The profile; its ``warm`` stays unless it would lie above ``hot``.

    Returns:
        Key -> thousandths of a point.
    """
    if cut.threshold is None:
        return None
    return {"hot": cut.threshold, "warm": min(profile.score.warm, cut.threshold)}


def threshold_lines(found: Cut | Proposal | str, profile: Profile) -> tuple[str, ...]:
    """Return the lines to put under ``[score]`` in a profile.

    There are none where nothing is proposed, and where newer leads don't bear a proposal out.
    """
    if isinstance(found, str) or (isinstance(found, Proposal) and found.holds is False):
        return ()
    if isinstance(found, Proposal):
        return f"hot = {found.hot}", f"warm = {found.warm}"
    return tuple(f"{key} = {plain_points(points):g}" for key, points in (cut_lines(found, profile) or {}).items())


def reach_in_words(reach: Reach) -> str:
    """Say what so many calls would have reached."""
    said = cut_in_words(reach.cut)
    return f"{said} {of(reach.share)} of them became customers." if reach.share.total else said


def cut_in_words(cut: Cut) -> str:
    """Say where so many calls end among the leads to call, and why calls are left over."""
    calls, reach = (f"{cut.calls:,} calls", "reach") if cut.calls != 1 else ("1 call", "reaches")
    if not cut.leads:
        return "There is no lead to call."
    if cut.score is None:
        return f"All of the best {cut.tied:,} leads to call score {_points(cut.below)}: {calls} can't tell them apart."
    if cut.below is None:
        left = f", and {cut.left_over:,} are left over" if cut.left_over else ""
        leads = "the one lead to call" if cut.leads == 1 else f"all {cut.leads:,} leads to call"
        return f"{calls} {reach} {leads}{left}."
    who = f"the {cut.taken:,} leads to call that score" if cut.taken != 1 else "the one lead to call that scores"
    said = f"{calls} {reach} {who} {_points(cut.score)} or more"
    if not cut.tied:
        return f"{said}; the next scores {_points(cut.below)}."
    return (
        f"{said}. The next {cut.tied:,} all score {_points(cut.below)} and don't all fit, so the cut is above them; "
        f"calls left over: {cut.left_over:,}."
    )


def _points(thousandths: int | None) -> str:
    return f"{plain_points(thousandths or 0):g}"


def proposal_in_words(test: Backtest, board: Board) -> tuple[str, ...]:
    """Say what the thresholds that fit the outcomes do, or why there are none: some sentences."""
    proposal = test.proposal
    if isinstance(proposal, str):
        return (f"No thresholds are proposed from the outcomes: {proposal}.",)
    labels = list(board.profile.score.labels.values())

    def said(bands: tuple[Share, Share, Share]) -> str:
        return ", ".join(
            f"{label} {of(share)} ({percent(share.value)})" for label, share in zip(labels, bands, strict=False)
        )

    start = "These thresholds part the outcomes best:"
    if proposal.checked is None:
        return start, f"{said(proposal.bands)}.", "They could not be checked with newer leads."
    verdict = {
        True: "So the order holds there, too.",
        False: "So the order does not hold there: don't rely on them.",
        None: "Those are too few to see whether the order holds.",
    }[proposal.holds]
    return (
        start,
        f"older leads: {said(proposal.bands)};",
        f"newer leads, as a check: {said(proposal.checked)}.",
        verdict,
    )


def findings_of(test: Backtest, board: Board) -> list[Finding]:
    """Return what a person should know before believing a backtest, the gravest first."""
    labels = board.profile.score.labels
    return [
        *(finding for finding in board.plan.findings if finding.column not in board.profile.suppress.columns),
        *_unread(board),
        *_leaks(test),
        *_all_out(test, labels),
        *filter(None, [open_finding(test.outcomes)]),
        *_few(test),
        *_no_better(test.record.auc),
        *_bands(test.record, labels),
        *_lately(test, labels),
        *_in_time(test, board),
    ]


def _unread(board: Board) -> Iterator[Finding]:
    findings = board.matches.findings
    about_columns = sum(1 for _ in takewhile(lambda finding: finding.row is None, findings))
    if count := len(findings) - about_columns:
        cells = "1 cell" if count == 1 else f"{count:,} cells"
        said = f"{cells} that the profile needs can't be read, so those answers are unknown"
        yield Finding("unreadable", f"{said}; 'sheetqual check' names them")


def _leaks(test: Backtest) -> Iterator[Finding]:
    for leak in test.leaks:
        if leak.reads_outcome:
            said = f"{leak.name} reads '{test.outcomes.rule.column}', which says how leads ended"
            yield Finding("leak_column", f"{said}; the results can't be trusted: take it out and look again")
        else:
            held = f"{of(leak.customers)} customers have it, and {of(leak.others)} others"
            said = f"{leak.name} all but gives the outcome away ({held}), as if it was filled in afterwards"
            yield Finding("leak", f"{said}; the results can't be trusted: take it out and look again")


def _all_out(test: Backtest, labels: Mapping[Temperature, str]) -> Iterator[Finding]:
    out = next((band for band in test.record.bands if band.temperature is Temperature.OUT), None)
    if out is not None and out.share.total == test.record.share.total:
        said = f"every lead is {labels[Temperature.OUT]}, so nothing is told apart"
        yield Finding("all_out", f"{said}; look at the profile's requirements with 'sheetqual check'")


def _few(test: Backtest) -> Iterator[Finding]:
    won, lost = test.outcomes.won, test.outcomes.lost
    count, did = (won, "became") if won <= lost else (lost, "did not become")
    said = f"only {count} {did} {'customers' if count != 1 else 'a customer'}"
    if count < _VERY_FEW:
        yield Finding("few", f"{said}: far too few, so all of this may be chance")
    elif count < _FEW:
        yield Finding("few", f"{said}: take the shares as rough, and look at their ranges")


def _no_better(auc: Auc | None) -> Iterator[Finding]:
    if auc is None or auc.error is None:
        return
    low, high = auc.interval
    if high < _CHANCE:
        yield Finding("wrong_way", "customers score lower than other leads: the profile ranks the wrong way round")
    elif low <= _CHANCE:
        yield Finding("chance", "as far as can be seen, the score tells customers from others no better than chance")


def _bands(record: Record, labels: Mapping[Temperature, str]) -> Iterator[Finding]:
    for upper, lower in pairwise(band for band in record.bands if band.share.total):
        high, low = labels[upper.temperature], labels[lower.temperature]
        if lower.share.value > upper.share.value:
            unsure = ", though that may be chance" if upper.overlaps_next else ""
            said = f"{low} leads buy more often than {high} ones: {of(lower.share)} against {of(upper.share)}{unsure}"
            yield Finding("upside_down", said)
        elif upper.overlaps_next:
            said = f"{high} and {low} can't be told apart yet: {of(upper.share)} against {of(lower.share)}"
            yield Finding("overlap", said)


def _lately(test: Backtest, labels: Mapping[Temperature, str]) -> Iterator[Finding]:
    if test.older is None or test.newer is None:
        return
    before, now = test.older.auc, test.newer.auc
    # An area without an error looks surer than it is.
    if before is not None and before.error and now is not None and now.interval[1] < before.interval[0]:
        said = f"a customer scores higher in {_pairs(now.value)} of 100 pairs there, in {_pairs(before.value)} before"
        yield Finding("worse_lately", f"the score does clearly worse on newer leads: {said}")
    for old, new in zip(test.older.bands, test.newer.bands, strict=True):
        if old.temperature is Temperature.HOT and new.share.interval[1] < old.share.interval[0]:
            said = f"{of(new.share)} became customers, {of(old.share)} before"
            yield Finding("worse_lately", f"newer {labels[new.temperature]} leads buy clearly less often: {said}")


def _in_time(test: Backtest, board: Board) -> Iterator[Finding]:
    arrivals = test.arrivals
    if arrivals is None:
        said = "when these leads came in isn't known, so nobody sees whether the profile still works"
        yield Finding("no_dates", f"{said}; name the column that says so with --date")
        return
    if arrivals.undated:
        said = f"{_leads(arrivals.undated)} without a day that can be read"
        yield Finding("undated", f"{said}, so neither among the older nor the newer", column=arrivals.header)
    if (board.plan.today - arrivals.last).days > _STALE and _looks_at_today(board.profile):
        said = (
            f"the newest of these leads is of {arrivals.last}, but the profile looks at them as of {board.plan.today}"
        )
        yield Finding("as_of", f"{said}: what was soon then is long past now; give --as-of with a day of back then")


def _looks_at_today(profile: Profile) -> bool:
    """Tell whether the day of scoring plays a part in a profile's scores."""
    conditions = [condition for one in profile.criteria for condition in one.conditions]
    conditions += [penalty.when for penalty in profile.penalties]
    if any(one.decay for one in profile.criteria):
        return True
    return any(test.operator in _DAY_OPERATORS for condition in conditions for test in tests_of(condition))


def pair_in_words(pair: Pair) -> str:
    """Say whether a new profile does better than an old one on the same leads, and by more than chance."""
    difference = pair.difference
    if difference is None or difference.chance is None:
        return "How far the difference between the two profiles is chance can't be said of these leads."
    if not difference.value and not difference.error:
        return "Both profiles tell customers from others equally well."
    low, high = (f"{bound * 100:+.1f}" for bound in difference.interval)
    size = f"{difference.value * 100:+.1f} of 100 pairs, 95 % range {low} to {high}"
    proof = f"both on the same leads, DeLong's test, p = {difference.chance:.2g}"
    if not difference.is_more_than_chance:
        return f"The difference may be chance: {size} ({proof})."
    which = "better" if difference.value > 0 else "worse"
    return f"The new profile tells customers from others {which}, by more than chance: {size} ({proof})."
