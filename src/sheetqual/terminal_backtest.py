"""What the command line shows of past leads: conversion by band, what the best ones hold, where calls end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from sheetqual.core.backtest import gains_at
from sheetqual.core.backtest_words import (
    auc_in_words,
    cut_in_words,
    ends_in_words,
    number,
    of,
    pair_in_words,
    percent,
    period_in_words,
    proposal_in_words,
    range_in_words,
    reach_in_words,
    threshold_lines,
)
from sheetqual.core.judge import plain_points
from sheetqual.core.profile import Temperature
from sheetqual.core.report import finding_lines
from sheetqual.files.backtests import pair_findings
from sheetqual.files.safe_text import for_terminal
from sheetqual.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.backtest import Backtest, Band, Pair, Record
    from sheetqual.files.backtests import ListCapacity, ListTest
    from sheetqual.files.lists import ScoredList

__all__ = ["BacktestScreen"]

_BAR: Final = 50
"""So many characters are all customers."""
_STEPS: Final = 10
_MARK: Final = "│"
_NONE: Final = "-"


class BacktestScreen(Screen):
    """Shows how past leads ended, and how far calls reach."""

    def backtest(self, tested: ListTest) -> None:
        """Show a tested list."""
        board, test = tested.scored.board, tested.test
        labels = board.profile.score.labels
        self.line(ends_in_words(test), "bold")
        self.line(f"Scored by {board.profile.name}, version {board.profile.version}, as of {board.plan.today}.", "dim")
        if tested.findings:
            self.line()
            self.line("Before you believe it:", "bold yellow")
        for line in finding_lines(tested.findings):
            self.line(f"- {line}")
        self.line()
        self._bands(test.record, labels)
        self.line()
        if test.record.auc is not None:
            said, sure = auc_in_words(test.record.auc)
            self.line(said, "bold")
            self.line(sure)
            self.line()
        self._tops(test)
        self.line()
        self._gains(test)
        if test.older is not None and test.newer is not None:
            self.line()
            self._side_by_side(period_in_words(test), (test.older, test.newer), (labels, labels))
        self.line()
        self._thresholds(tested)

    def _bands(self, record: Record, labels: Mapping[Temperature, str]) -> None:
        table = _columns("Band", "Leads", "Customers", "Rate", "95 % range", "Lift", "Of all customers")
        for band in record.bands:
            share = band.share
            table.add_row(
                Text(for_terminal(labels[band.temperature]), style="bold"),
                f"{share.total:,}",
                f"{share.count:,}",
                *(
                    (percent(share.value), range_in_words(*share.interval), _times(band.lift))
                    if share.total
                    else (_NONE, _NONE, _NONE)
                ),
                percent(band.capture),
            )
        self._console.print(table)

    def _tops(self, test: Backtest) -> None:
        table = _columns("Call the best", "Down to score", "Customers", "Rate", "Lift", "Of all customers")
        leads = test.record.share.total
        for top in test.top:
            table.add_row(
                f"{top.calls:,} ({percent(top.calls / leads)})",
                f"{plain_points(top.score):g}",
                number(top.customers),
                percent(top.rate),
                _times(top.lift),
                percent(top.capture),
            )
        self._console.print(table)

    def _gains(self, test: Backtest) -> None:
        """Draw the share of customers reached by each tenth of the leads called, with what chance would reach."""
        self.line(f"Customers reached, best leads first ({_MARK} is calling in any order)", "bold")
        for step in range(1, _STEPS + 1):
            share = step / _STEPS
            reached = gains_at(test.gains, share)
            bar = ("█" * round(reached * _BAR)).ljust(_BAR)
            mark = round(share * _BAR) - 1
            self.line(f"{percent(share):>6} of leads {bar[:mark]}{_MARK}{bar[mark + 1 :]} {percent(reached):>6}")

    def _side_by_side(
        self,
        titles: Sequence[str],
        records: tuple[Record, Record],
        labels: tuple[Mapping[Temperature, str], Mapping[Temperature, str]],
    ) -> None:
        """Show conversion by band and the parting of customers from others of two records."""
        table = _columns("Band", *titles)
        for first, second in zip(records[0].bands, records[1].bands, strict=True):
            names = dict.fromkeys(one[first.temperature] for one in labels)
            name = Text(for_terminal(" -> ".join(names)), style="bold")
            table.add_row(name, _converted(first), _converted(second))
        table.add_row("all", *(f"{percent(one.share.value)}  {of(one.share)}" for one in records))
        areas = [one.auc for one in records]
        table.add_row(
            "right pairs",
            *(_NONE if one is None else f"{one.value * 100:.0f} of 100  ({_pairs(one.interval)})" for one in areas),
        )
        self._console.print(table)

    def _thresholds(self, tested: ListTest) -> None:
        test, board = tested.test, tested.scored.board
        if test.reach is not None:
            self.line(reach_in_words(test.reach))
            self._lines(threshold_lines(test.reach.cut, board.profile))
            self.line()
        for line in proposal_in_words(test, board):
            self.line(line)
        self._lines(threshold_lines(test.proposal, board.profile))

    def _lines(self, lines: Sequence[str]) -> None:
        """Show lines to put into a profile."""
        if lines:
            self.line("To have it so, put under [score] in the profile (nothing was changed):", "dim")
        for line in lines:
            self.line(f"  {line}", "bold")

    def capacity(self, found: ListCapacity) -> None:
        """Show how far a team's calls reach in a list."""
        scored, said = found.scored, found.capacity
        labels = scored.board.profile.score.labels
        self.line(cut_in_words(said.cut), "bold")
        if not said.cut.leads:
            return
        self.line()
        table = _columns("Band", "In", "Left out")
        for band in Temperature:
            if band is not Temperature.OUT:
                name = Text(for_terminal(labels[band]), style="bold")
                table.add_row(name, f"{said.inside[band]:,}", f"{said.outside[band]:,}")
        self._console.print(table)
        self.line()
        for title, leads in (("Last ones in:", said.above), ("First ones left out:", said.below)):
            if leads:
                self.line(title, "bold")
            for lead in leads:
                points = plain_points(scored.board.verdict(lead).score)
                self.line(f"  {points:>6g}  {_who(scored, lead)}")
        self.line()
        hot, warm = labels[Temperature.HOT], labels[Temperature.WARM]
        days = said.days_for(Temperature.HOT), said.days_for(Temperature.HOT, Temperature.WARM)
        self.line(
            f"At {said.per_day:,} a day, all {hot} leads take {_days(days[0])}, {hot} and {warm} {_days(days[1])}."
        )
        self._lines(threshold_lines(said.cut, scored.board.profile))

    def pair(self, pair: Pair, lists: Sequence[ScoredList]) -> None:
        """Show two profiles on the same past leads."""
        old, new = (one.board.profile.score.labels for one in lists)
        self.line()
        self.line(ends_in_words(pair.new), "bold")
        self._side_by_side(("Old", "New"), (pair.old.record, pair.new.record), (old, new))
        best = min(pair.calls, pair.new.record.share.total)
        self.line(f"Customers among the best {best:,}: {number(pair.reached[0])} -> {number(pair.reached[1])}.")
        self.line(pair_in_words(pair), "bold")
        for line in finding_lines(pair_findings(pair, lists)):
            self.line(f"Before you believe it: {line}", "yellow")


def _columns(first: str, *headers: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for header in headers:
        table.add_column(header, justify="right")
    return table


def _times(lift: float | None) -> str:
    return _NONE if lift is None else f"{lift:.1f}x"


def _converted(band: Band) -> str:
    share = band.share
    if not share.total:
        return _NONE
    return f"{percent(share.value)}  {of(share)}  ({range_in_words(*share.interval)})"


def _pairs(interval: tuple[float, float]) -> str:
    return " - ".join(f"{bound * 100:.0f}" for bound in interval)


def _days(days: int) -> str:
    return f"{days:,} {'day' if days == 1 else 'days'}"


def _who(scored: ScoredList, lead: int) -> str:
    label, company, row = scored.label(lead), scored.company(lead), f"row {scored.table.rows[lead]}"
    if label == row:
        return row
    return f"{label}, {company} ({row})" if company and company != label else f"{label} ({row})"
