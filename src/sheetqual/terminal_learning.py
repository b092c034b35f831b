"""What the command line shows of what was learned from past leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from sheetqual.core.learning.asking import question_for
from sheetqual.core.learning.qualities import Verdict
from sheetqual.core.outcome import others_in_words
from sheetqual.files.safe_text import for_terminal
from sheetqual.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.evidence import Share
    from sheetqual.core.learning.draft import Draft
    from sheetqual.core.learning.qualities import Quality
    from sheetqual.core.learning.study import Study
    from sheetqual.files.learning.past_leads import PastLeads
    from sheetqual.files.profiles import ProfileFile

__all__ = ["LearningScreen"]

_MOST: Final = {Verdict.SUPPORTED: 25, Verdict.HINT: 10, Verdict.NOT_ENOUGH: 5}
_TITLES: Final = {
    Verdict.SUPPORTED: "Supported: customers have it more often than others, beyond chance",
    Verdict.HINT: "Hints: worth a question, no more",
    Verdict.NOT_ENOUGH: "Not enough evidence, the nearest of them",
}
_STYLES: Final = {Verdict.SUPPORTED: "bold green", Verdict.HINT: "yellow", Verdict.NOT_ENOUGH: "dim"}
_LEAST: Final = 0.001


class LearningScreen(Screen):
    """Shows what customers share, the order that suggests, and a draft."""

    def study(self, past: PastLeads, study: Study, file: ProfileFile | None) -> None:
        """Show what was learned.

        Args:
            past: The leads it was learned from.
            study: What was learned.
            file: The present profile's file, or None.
        """
        self.line(_heading(past, study), "bold")
        if past.outcomes:
            self.line(f"The others: {others_in_words(past.outcomes)}.", "dim")
        if past.open:
            self.line(f"{past.open:,} leads have no outcome yet and were left out.", "dim")
        self.line(study.summary)
        for verdict in Verdict:
            self._qualities(verdict, study.lessons.with_verdict(verdict))
        if past.customers is not None and study.lessons.qualities:
            self.line(
                "Chance compares leads with an answer there only: more is known of customers than of others.", "dim"
            )
        self._questions(study)
        self._aside(study)
        self.findings(past.findings)
        self._order(study, file)

    def _qualities(self, verdict: Verdict, qualities: Sequence[Quality]) -> None:
        if not qualities:
            return
        self.line()
        self.line(_TITLES[verdict], _STYLES[verdict])
        table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
        table.add_column("Quality", overflow="fold", min_width=16, ratio=1)
        for header in ("Customers", "Others", "Chance"):
            table.add_column(header, justify="right", no_wrap=True)
        shown = qualities[: _MOST[verdict]]
        for one in shown:
            table.add_row(
                Text(for_terminal(one.name)), _with_interval(one.customers), _plain(one.others), _chance(one.q)
            )
        self._console.print(table)
        if len(qualities) > len(shown):
            self.line(f"… and {len(qualities) - len(shown):,} more (--format json lists all)", "dim")

    def _questions(self, study: Study) -> None:
        qualities = study.lessons.with_verdict(Verdict.SUPPORTED)
        asked = {one.place: one for one in reversed(qualities)}
        if asked:
            self.line()
            self.line("Questions that find out", "bold")
        for one in sorted(asked.values(), key=qualities.index):
            self.line(f"  {one.column}: {question_for(one, study.profile)}")

    def _aside(self, study: Study) -> None:
        leaks = [one for one in study.lessons.aside if one.code == "leak"]
        rest = [one for one in study.lessons.aside if one.code != "leak"]
        if leaks or study.lessons.suspicions:
            self.line()
        for leak in leaks:
            self.line(f"Set aside: “{leak.header}” {leak.why}. Use it all the same: --keep “{leak.header}”", "yellow")
        for strong in study.lessons.suspicions:
            self.line(
                f"Is it known before the call? “{strong.header}” alone tells customers from others in {strong.pairs} "
                f"of 100 pairs. If not, leave it out: --ignore “{strong.header}”",
                "yellow",
            )
        if rest:
            self.line()
            self.line("Not compared", "bold")
            reasons: dict[str, list[str]] = {}
            for one in rest:
                reasons.setdefault(one.why, []).append(one.header)
            for why, headers in reasons.items():
                self.line(f"  {', '.join(headers)}: {why}", "dim")

    def _order(self, study: Study, file: ProfileFile | None) -> None:
        if not study.order:
            return
        self.line()
        against = f", against {file.profile.name}" if file else ""
        self.line(f"Proposed order{against} (a proposal: nothing is changed)", "bold")
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("", justify="right", style="dim", no_wrap=True)
        if file:
            table.add_column("Was", justify="right", no_wrap=True)
        table.add_column("Criterion", overflow="fold", min_width=16, ratio=1)
        table.add_column("Customers", justify="right", no_wrap=True)
        table.add_column("Others", justify="right", no_wrap=True)
        table.add_column("Says", no_wrap=True)
        for number, place in enumerate(study.order, start=1):
            was = [Text("new", style="green") if place.was is None else _moved(place.was, number)] if file else []
            name = " or ".join(quality.name for quality in place.qualities) or place.name
            says = "fewer customers have it" if place.is_contrary else str(place.verdict)
            table.add_row(
                f"{number}.",
                *was,
                Text(for_terminal(name)),
                _plain(place.customers),
                _plain(place.others),
                Text(says, style="red" if place.is_contrary else _STYLES[place.verdict]),
            )
        self._console.print(table)
        for copy, other in study.copies:
            self.line(f"“{copy}” says nearly the same as “{other}”, and is not in it.", "dim")

    def draft(self, study: Study, draft: Draft, path: str) -> None:
        """Show a draft that was written.

        Args:
            study: What it was learned from.
            draft: The draft.
            path: The file it was written to.
        """
        self.line()
        count = len(draft.profile.criteria)
        self.line(f"Draft: {count} {'criterion' if count == 1 else 'criteria'} in {path}", "bold")
        if draft.by_folds:
            for criterion in draft.profile.criteria:
                self.line(f"  {int(criterion.points or 0):3d} points  {criterion.name}")
        else:
            for number, criterion in enumerate(draft.profile.criteria, start=1):
                self.line(f"  {number}. {criterion.name}")
        for copy, other in draft.copies:
            self.line(f"  “{copy}” says the same as “{other}” and was left out.", "dim")
        for line in study.performance_lines:
            self.line(line, "yellow" if study.is_too_good or study.doubted else "")


def _heading(past: PastLeads, study: Study) -> str:
    if past.customers is None:
        return f"{past.table.source}: {study.counted}"
    found = f" ({past.found:,} of them found there, too)" if past.found else ""
    return f"{study.counted}: {past.customers}{found} against {past.table.source}"


def _moved(was: int, now: int) -> Text:
    if was == now:
        return Text(str(was), style="dim")
    return Text(f"{was} {'↑' if now < was else '↓'}", style="green" if now < was else "yellow")


def _plain(share: Share) -> Text:
    text = Text(f"{share.count:,} of {share.total:,}")
    text.append(f" {share.value * 100:3.0f}%", "bold")
    return text


def _with_interval(share: Share) -> Text:
    text = _plain(share)
    low, high = share.interval
    text.append(f" ({low * 100:.0f}-{high * 100:.0f})", "dim")
    return text


def _chance(q: float) -> str:
    return f"<{_LEAST * 100:g}%" if q < _LEAST else f"{q * 100:.1f}%" if q < 0.1 else f"{q * 100:.0f}%"  # noqa: PLR2004 - one digit is enough above
