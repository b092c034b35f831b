"""Past leads whose end is known, held against every profile that is tried on the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.backtest import backtest, backtest_pair
from sheetqual.core.backtest_words import findings_of, number, pair_in_words
from sheetqual.core.plan import reads_alike
from sheetqual.errors import SheetqualError
from sheetqual.files.backtests import outcomes_of
from sheetqual.files.lists import rescored, score_list
from sheetqual_tui.session import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetqual.core.backtest import Backtest, Pair
    from sheetqual.core.board import Board
    from sheetqual.core.outcome import Outcomes
    from sheetqual.core.profile import Profile
    from sheetqual.files.lists import ScoredList
    from sheetqual.files.tables import LeadTable
    from sheetqual_tui.session import Opening, Progress
    from sheetqual_tui.settings import PastChoice

__all__ = ["Past", "Trial", "Wording", "read_past", "trial_words"]

_QUICK: Final = 3_000
"""So many answer patterns and fifths of leads are counted before anybody notices."""
_METHOD: Final = re.compile(r" \([^()]*\)\.$")
_GRAVE: Final = ("leak_column", "leak", "few", "wrong_way")
"""What a person should know before believing any of it."""
_MOST_KNOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """How a profile does on past leads.

    Attributes:
        top: How many leads a calling session takes.
        now: How it does.
        pair: How it does against the saved profile; None while it is the saved one.
        finding: What to know before believing that, in a sentence; empty for nothing.
    """

    top: int
    now: Backtest
    pair: Pair | None
    finding: str


class Past:
    """Past leads: those of the list that is open, or of a file of their own.

    Attributes:
        choice: Where it says how they ended.
        outcomes: How each of them ended.
        table: The list whose leads they are, as it was read.
    """

    def __init__(self, choice: PastChoice, outcomes: Outcomes, scored: ScoredList, *, is_own: bool) -> None:
        """Take the leads.

        Args:
            choice: Where it says how they ended.
            outcomes: How each of them ended.
            scored: The leads under a profile.
            is_own: Whether they are of a file of their own, and not the leads that are shown.
        """
        self.choice = choice
        self.outcomes = outcomes
        self.table: LeadTable = scored.table
        self._is_own = is_own
        self._known = [scored] if is_own else []

    def is_of(self, scored: ScoredList) -> bool:
        """Tell whether they can be held beside a list: any but leads of the list as it was read before."""
        return self._is_own or self.table is scored.table

    def is_quick(self, shown: Board) -> bool:
        """Tell whether a trial takes no longer than a person notices."""
        board = self._known[0].board if self._is_own else shown
        return len(board.matches.patterns) + len(board) // 5 <= _QUICK

    def trial(self, saved: Board, shown: Board, top: int) -> Trial:
        """Hold a profile against how the leads ended.

        Args:
            saved: The list under the saved profile.
            shown: The same list under the profile that is tried.
            top: How many leads a calling session takes.
        """
        old, new = (self._under(board) for board in (saved, shown))
        if saved.profile == shown.profile:
            pair = None
            now = backtest(new, self.outcomes, calls=top)
        else:
            pair = backtest_pair(old, new, self.outcomes, top)
            now = pair.new
        said = next((one.text for one in findings_of(now, new) if one.code in _GRAVE), "")
        return Trial(top, now, pair, f"{said[:1].upper()}{said[1:]}." if said else "")

    def _under(self, board: Board) -> Board:
        """Return the leads under the profile of a board of the list that is shown."""
        return self._scored(board.profile).board if self._is_own else board

    def _scored(self, profile: Profile) -> ScoredList:
        """Return the leads of a file under a profile, matched anew only where it reads them differently."""
        found = next((one for one in self._known if one.board.profile == profile), None)
        if found is None:
            near = next((one for one in self._known if reads_alike(one.board.plan.profile, profile)), self._known[-1])
            # Every column was kept, so that none can be missing.
            found = rescored(near, profile) or near
        self._known = [found, *(one for one in self._known if one is not found)][:_MOST_KNOWN]
        return found


def read_past(choice: PastChoice, opening: Opening, scored: ScoredList, progress: Progress) -> Past:
    """Read how past leads ended.

    Args:
        choice: Where it says so.
        opening: How the list that is open was opened.
        scored: That list.
        progress: Called with rows read and their total, where known.

    Raises:
        SheetqualError: There is no such file, column or value.
    """
    if choice.file is not None:
        path = Path(choice.file)
        if not path.is_file():
            message = f"{path.name} can't be found."
            raise SheetqualError(message)
        past = score_list(path, opening.file, today=opening.today, keep_all=True, progress=progress)
        return Past(choice, outcomes_of(past, choice.outcome), past, is_own=True)
    outcomes = outcomes_of(whole(opening, scored, progress), choice.outcome)
    return Past(choice, outcomes, scored, is_own=False)


@dataclass(frozen=True, slots=True)
class Wording:
    """A trial in words.

    Attributes:
        title: What it is held against.
        lines: How the profile does.
        verdict: Whether that is more than chance; empty without a change.
        is_better: Whether the change is better, or worse, by more than chance; None for neither.
        warning: What to know before believing that; empty for nothing.
        short: All of it in two lines, for little room.
    """

    title: str
    lines: tuple[str, ...]
    verdict: str
    is_better: bool | None
    warning: str
    short: tuple[str, ...]


def trial_words(trial: Trial) -> Wording:
    """Say how a profile does on past leads, and what a change of it does there."""
    share = trial.now.record.share
    title = f"Past leads ({share.count:,} of {share.total:,} became customers)"
    top = min(trial.top, share.total)
    pair = trial.pair
    if pair is None:
        reached = next(one.customers for one in trial.now.top if one.calls == top)
        said = f"The best {top:,} hold {number(reached)} of them; a customer scores higher in {_pairs(trial.now)}."
        return Wording(title, (said,), "", None, trial.finding, (title, said))
    was, now = pair.reached
    lines = (
        f"Top {top:,} hold {_change(was, now, number)} of them",
        f"A customer scores higher in {_change(_area(pair.old), _area(pair.new), _hundreds)} of 100 pairs",
    )
    difference = pair.difference
    is_sure = difference is not None and difference.is_more_than_chance
    is_better = difference.value > 0 if difference is not None and is_sure else None
    proof = "may be chance" if is_better is None else f"{'better' if is_better else 'worse'}, by more than chance"
    if difference is not None and not difference.value and not difference.error:
        proof = "no difference"
    short = (
        f"Customers in top {top:,}: {_change(was, now, number)} of {share.count:,}",
        f"{_change(_area(pair.old), _area(pair.new), _hundreds)} of 100 pairs right; {proof}",
    )
    return Wording(title, lines, _METHOD.sub(".", pair_in_words(pair)), is_better, trial.finding, short)


def _change(was: float, now: float, words: Callable[[float], str]) -> str:
    return f"{words(was)} → {words(now)}"


def _area(test: Backtest) -> float:
    return 0.5 if test.record.auc is None else test.record.auc.value


def _hundreds(area: float) -> str:
    return f"{area * 100:.0f}"


def _pairs(test: Backtest) -> str:
    return f"{_hundreds(_area(test))} of 100 pairs (50 is chance)"
