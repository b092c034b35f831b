"""Past leads, what they teach, the order they suggest and the draft they make: all that a front end shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sheetqual.core.learning.draft import draft_of, held_out, is_too_good, newest_held_out
from sheetqual.core.learning.lessons import lessons_of
from sheetqual.core.learning.priorities import order_of
from sheetqual.core.learning.qualities import HINT, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sheetqual.core.evidence import Auc
    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.draft import Draft
    from sheetqual.core.learning.lessons import Lessons
    from sheetqual.core.learning.priorities import Place
    from sheetqual.core.profile import Profile

__all__ = ["Study", "draft_name", "study_of", "with_draft"]


@dataclass(frozen=True, slots=True)
class Study:
    """What was learned from past leads.

    Attributes:
        cases: The leads.
        lessons: What they teach.
        order: The order of priorities that they suggest.
        copies: Columns that are supported and not in that order, since they say nearly the same as another:
            header -> what it copies.
        profile: The present profile, or None.
        draft: The draft, where one was asked for and something is supported; else None.
        folds: How well drafts do on leads held back; None without a draft or with too few leads.
        newest: How well a draft from the older leads does on the newer ones; None where that can't be said.
        doubted: Columns that do unusually well and were left out of the draft, which was too good to be true
            with them.
    """

    cases: Cases
    lessons: Lessons
    order: tuple[Place, ...]
    copies: tuple[tuple[str, str], ...]
    profile: Profile | None
    draft: Draft | None = None
    folds: Auc | None = None
    newest: Auc | None = None
    doubted: tuple[str, ...] = ()

    @property
    def counted(self) -> str:
        """The leads in words: ``6 customers and 100 others``."""
        customers = "1 customer" if self.cases.won == 1 else f"{self.cases.won:,} customers"
        return f"{customers} and {self.cases.lost:,} {'other' if self.cases.lost == 1 else 'others'}"

    @property
    def is_too_good(self) -> bool:
        """Whether the draft does so well that a column must give the end away."""
        return is_too_good(self.folds) or is_too_good(self.newest)

    @property
    def performance_lines(self) -> list[str]:
        """How well the draft does on leads that it has not seen, in sentences."""
        lines = []
        if self.folds is not None:
            lines.append(
                "On leads held back, a customer scores higher than another lead in "
                f"{self.folds.value * 100:.0f} of 100 pairs (AUC {auc_in_words(self.folds)}; 50 is chance)."
            )
        elif self.draft is not None and self.cases.one_list:
            lines.append("There are too few customers to say how it does on leads that it has not seen.")
        elif self.draft is not None:
            lines.append(
                "How well it does can't be said from a list of customers and one of leads; hold it against leads whose "
                "end you know: sheetqual backtest."
            )
        if self.newest is not None:
            lines.append(
                "Learned from the older leads alone, it does so in "
                f"{self.newest.value * 100:.0f} of 100 pairs of the newer ones (AUC {auc_in_words(self.newest)})."
            )
        if self.doubted:
            named = ", ".join(f"“{header}”" for header in self.doubted)
            those = "it" if len(self.doubted) == 1 else "them"
            lines.append(
                f"Left out of it: {named}. With {those} the draft was too good to be true, as if filled in "
                "only once leads had become customers."
            )
        if self.is_too_good:
            lines.append(
                "That is too good to be true: some column was probably filled in only once leads had become "
                "customers. Leave that one out."
            )
        return lines

    @property
    def summary(self) -> str:
        """What was found, in one sentence."""
        counts = [len(self.lessons.with_verdict(verdict)) for verdict in (Verdict.SUPPORTED, Verdict.HINT)]
        tried = len(self.lessons.qualities)
        if not tried:
            return "No column has enough answers to compare."
        if not any(counts):
            return f"Not enough evidence: of {tried:,} qualities tried, none is more than chance."
        found = f"{counts[0]:,} supported" if counts[0] else "none supported"
        hints = f"{counts[1]:,} {'hint' if counts[1] == 1 else 'hints'}"
        said = f"{tried:,} qualities tried: {found}, {hints}."
        if counts[0]:
            return said
        return (
            f"{said} Not enough evidence: chance alone makes hints of about {max(1, round(tried * HINT)):,} in so many."
        )


def auc_in_words(found: Auc) -> str:
    """Return an area with its error, such as ``.753 ± .004``."""
    error = "" if found.error is None else f" ± {_three(found.error)}"
    return f"{_three(found.value)}{error}"


def _three(number: float) -> str:
    return f"{number:.3f}".removeprefix("0")


def draft_name(source: str) -> str:
    """Return what to call a draft, so that it is known again where it is held against the leads it was made from.

    Args:
        source: The name of the file that it was learned from.
    """
    return f"Draft from {source}"


def study_of(
    cases: Cases,
    profile: Profile | None,
    today: date,
    progress: Callable[[int, int | None], None] | None = None,
) -> Study:
    """Learn from past leads.

    Args:
        cases: The leads.
        profile: The present profile; None where there is none.
        today: The day of scoring.
        progress: Called with the steps done and their number.
    """
    lessons = lessons_of(cases, progress)
    order, copies = order_of(cases, lessons, profile, today)
    return Study(cases, lessons, tuple(order), tuple(copies), profile)


def with_draft(
    study: Study,
    name: str,
    is_older: Sequence[bool] = (),
    progress: Callable[[int, int | None], None] | None = None,
) -> Study:
    """Add a draft to what was learned, and how well it does on leads that it has not seen.

    Where it does better than honest columns can, it is made anew without those that do unusually well.

    Args:
        study: What was learned.
        name: What to call the draft.
        is_older: Whether each lead is among the older ones; empty where the order is not known.
        progress: Called with the folds done and their number.
    """
    made = _drafted(study, name, is_older, progress)
    doubted = {one.header for one in study.lessons.suspicions}
    if not made.is_too_good or not doubted:
        return made
    # Each of them might be honest; together they do what no honest columns do.
    places = {column.place for column in study.lessons.columns if column.header in doubted}
    cases = replace(study.cases, aside={**study.cases.aside, **dict.fromkeys(places, "too good to be true")})
    again = _drafted(replace(study, cases=cases, lessons=lessons_of(cases)), name, is_older, progress)
    if again.draft is None:
        return made
    return replace(made, draft=again.draft, folds=again.folds, newest=again.newest, doubted=tuple(sorted(doubted)))


def _drafted(
    study: Study, name: str, is_older: Sequence[bool], progress: Callable[[int, int | None], None] | None
) -> Study:
    draft = draft_of(study.cases, study.lessons, name, study.profile)
    if draft is None:
        return study

    def learn(cases: Cases) -> Draft | None:
        return draft_of(cases, lessons_of(cases), name, study.profile)

    folds = held_out(study.cases, learn, progress) if draft.by_folds else None
    newest = newest_held_out(study.cases, is_older, learn) if draft.by_folds and is_older else None
    return replace(study, draft=draft, folds=folds, newest=newest)
