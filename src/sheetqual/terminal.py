"""What the command line shows: tables, colours, progress. Loaded only when something is shown."""

from __future__ import annotations

import sys
import time
from textwrap import shorten
from typing import TYPE_CHECKING, Final, Self

from rich.cells import set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sheetqual.core.explain import (
    criterion_lines,
    kinds_in_words,
    levels_in_words,
    next_step,
    path_to_hot,
    products_in_words,
    robustness_in_words,
    summary,
)
from sheetqual.core.judge import Queue, plain_points
from sheetqual.core.overrides import override_in_words
from sheetqual.core.profile import Temperature
from sheetqual.core.report import finding_lines
from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.impact import Impact
    from sheetqual.core.judge import Judge, Verdict
    from sheetqual.core.lint import Advice
    from sheetqual.core.profile import Profile
    from sheetqual.core.questions import CallPlan
    from sheetqual.core.values import Finding
    from sheetqual.files.comparison import Comparison, PointsRow
    from sheetqual.files.history import Entry
    from sheetqual.files.lists import ScoredList

__all__ = ["LateProgress", "Screen"]

_STYLES: Final = {
    Temperature.HOT: "bold red",
    Temperature.WARM: "yellow",
    Temperature.COLD: "blue",
    Temperature.OUT: "dim",
}
_PLAIN_WIDTHS: Final = (6, 7, 7, 11, 11, 26, 28)
_BAR: Final = 20
_BARS_FROM: Final = 64
_COLUMNS_SHOWN: Final = ((72, 2), (58, 1), (0, 0))
"""At least so many characters of width: so many columns beside the name."""
_LONGEST_TITLE: Final = 160
_MOST_FINDINGS: Final = 12
_MOST_NAMED: Final = 25
"""So many leads of a change are named."""


class _Console(Console):
    """A console that lets the command line decide what happens when nobody reads on."""

    def on_broken_pipe(self) -> None:
        """Leave it to the guard around all commands."""
        raise BrokenPipeError


class Screen:
    """Shows results on standard output, in colour on a terminal and plain when piped."""

    def __init__(self) -> None:
        """Look at what standard output is."""
        self._console = _Console(highlight=False, soft_wrap=False)
        if self._console.width < 1:
            self._console.width = 80

    @property
    def is_terminal(self) -> bool:
        """Whether a person is looking."""
        return self._console.is_terminal

    def line(self, text: str = "", style: str = "") -> None:
        """Show one line."""
        self._console.print(Text(for_terminal(text), style=style), soft_wrap=not self.is_terminal)

    def ranked(self, scored: ScoredList, top: int | None, *, hint: str = "") -> None:
        """Show the ranked list.

        Args:
            scored: The list.
            top: How many leads to show; all when None.
            hint: How to see the rest.
        """
        leads = scored.board.order if top is None else scored.board.order[:top]
        if self.is_terminal:
            self._table(scored, leads)
        else:
            for line in _plain_lines(scored, leads):
                self._console.file.write(line)
        rest = len(scored.board) - len(leads)
        if rest:
            self.line(f"… and {rest:,} more{hint}", "dim")

    def _table(self, scored: ScoredList, leads: Sequence[int]) -> None:
        table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
        shown = next(count for width, count in _COLUMNS_SHOWN if self._console.width >= width)
        table.add_column("#", justify="right", style="dim", no_wrap=True)
        table.add_column("Row", justify="right", style="dim", no_wrap=True)
        table.add_column("Score", justify="right", no_wrap=True)
        table.add_column("Temp.", no_wrap=True)
        table.add_column("Queue", no_wrap=True)
        table.add_column("Name", no_wrap=True, overflow="ellipsis", ratio=3, min_width=10)
        for header, ratio in (("Company", 3), ("Why", 5))[:shown]:
            table.add_column(header, no_wrap=True, overflow="ellipsis", ratio=ratio, min_width=8)
        for rank, lead in enumerate(leads, start=1):
            verdict = scored.board.verdict(lead)
            cells = _cells(scored, lead, verdict)
            style = _STYLES[verdict.temperature]
            table.add_row(
                str(rank),
                str(scored.table.rows[lead]),
                Text(cells[0], style=style),
                Text(for_terminal(cells[1]), style=style),
                Text(cells[2], style="" if verdict.queue is Queue.CALL else "dim"),
                *(Text(for_terminal(cell)) for cell in cells[3 : 4 + shown]),
            )
        self._console.print(table)

    def counts(self, board: Board) -> None:
        """Show how many leads there are by temperature and by queue."""
        temperatures, queues = board.counts()
        labels = board.profile.score.labels
        text = Text(f"{len(board):,} {'lead' if len(board) == 1 else 'leads'}: ")
        parts = [Text(f"{temperatures[one]:,} {for_terminal(labels[one])}", style=_STYLES[one]) for one in Temperature]
        text.append_text(Text(", ").join(parts))
        text.append(" | queues: ")
        text.append(", ".join(f"{queues[queue]:,} {queue}" for queue in Queue if queues[queue]))
        self._console.print(text, soft_wrap=True)

    def findings(self, findings: Sequence[Finding]) -> None:
        """Show what a person should look at in the list."""
        lines = finding_lines(findings)
        if not lines:
            return
        self.line(f"Look at ({len(findings):,} {'finding' if len(findings) == 1 else 'findings'}):", "bold")
        for line in lines[:_MOST_FINDINGS]:
            self.line(f"  {line}")
        if len(lines) > _MOST_FINDINGS:
            self.line(f"  … and {len(lines) - _MOST_FINDINGS} more kinds; --format json lists all")

    def explanation(self, scored: ScoredList, lead: int) -> None:
        """Show one lead's points, what is unknown, and what would make it hot."""
        board = scored.board
        verdict, pattern = board.verdict(lead), board.matches.pattern_of[lead]
        title = shorten(_title(scored, lead), _LONGEST_TITLE, placeholder=" …")
        self.line(f"{title} (row {scored.table.rows[lead]})", "bold")
        self.line(summary(board.judge, verdict), _STYLES[verdict.temperature])
        if override := scored.overrides.by_lead.get(lead):
            self.line(f"By hand: {override_in_words(override, board.profile.score.labels)}", "bold magenta")
        for name, said in (
            ("Levels", levels_in_words(board.judge, verdict)),
            ("Kinds", kinds_in_words(board.judge, verdict)),
            ("Product", products_in_words(verdict)),
            ("Lead type", verdict.type),
        ):
            if said:
                self.line(f"{name}: {said}", "dim")
        self.line()
        self._points(board.judge, verdict)
        self.line()
        for reason in verdict.reasons:
            self.line(f"- {reason.text}")
        self.line()
        if verdict.queue in (Queue.CALL, Queue.NURTURE):
            self.line(path_to_hot(board.judge, verdict))
        if not verdict.out:
            self.line(robustness_in_words(board.robustness(pattern), board.profile.score.labels))
        day = scored.revisits([lead]).get(lead)
        when = f", around {day.isoformat()}" if day else ""
        self.line(f"Next: {next_step(verdict)}{when}.", "bold")
        if verdict.queue is not Queue.SUPPRESSED:
            self._call_plan(board.profile, verdict, board.call_plan(lead))

    def _call_plan(self, profile: Profile, verdict: Verdict, plan: CallPlan) -> None:
        """Show what to ask, stage by stage, and what to say around it."""
        scripts = profile.scripts
        if verdict.queue is Queue.REFER and "refer" in scripts:
            self.line(f"Say: {scripts['refer']}")
        if not plan.stages:
            return
        self.line()
        self.line("Call plan", "bold")
        if "opening" in scripts:
            self.line(f"  Open with: {scripts['opening']}", "dim")
        labels = profile.score.labels
        for stage in plan.stages:
            most = f", {stage.most} at most" if stage.most is not None else ""
            self.line(f"  {stage.name.replace('_', ' ').capitalize()}{most}:")
            for number, step in enumerate(stage.steps, start=1):
                self.line(f"    {number}. {step.ask}")
                for other in step.others:
                    self.line(f"       or: {other}", "dim")
                decides = [
                    f"{answer}: {labels[then]}" for answer, then in (("yes", step.if_yes), ("no", step.if_no)) if then
                ]
                ends = f" ({'; '.join(decides)}, and you can stop)" if decides else ""
                again = ", answered by half so far: ask again" if step.again else ""
                self.line(f"       {step.criterion.name}{again}{ends}", "dim")
        if plan.next and plan.next.cost is not None and len(plan.stages) == 1:
            self.line(f"  About as much as {plan.next.cost:.1f} simple questions, on average.", "dim")
        self.line("  Stop as soon as the temperature is settled: score again after each answer.", "dim")
        if "complaint" in scripts:
            self.line(f"  If they complain: {scripts['complaint']}", "dim")

    def _points(self, judge: Judge, verdict: Verdict) -> None:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("Points", justify="right", no_wrap=True)
        table.add_column("of", justify="right", no_wrap=True, style="dim")
        wide = self._console.width >= _BARS_FROM
        table.add_column("", no_wrap=True)
        table.add_column("Criterion", min_width=12)
        table.add_column("")
        for line in criterion_lines(judge, verdict):
            filled = 0 if line.earned is None else round(line.earned / max(judge.points.values()) * _BAR)
            whole = round(line.worth / max(judge.points.values()) * _BAR)
            bar = Text("█" * filled, style="green") + Text("░" * max(0, whole - filled), style="dim")
            earned = "?" if line.earned is None else f"{plain_points(line.earned):g}"
            note = line.note or ("not known" if line.earned is None else "")
            table.add_row(
                Text(earned, style="yellow" if line.earned is None else ""),
                f"{plain_points(line.worth):g}",
                bar if wide else "",
                Text(for_terminal(line.criterion.name)),
                Text(note, style="yellow" if line.earned is None else "dim"),
            )
        names = {penalty.id: penalty for penalty in judge.profile.penalties}
        for penalty, off in verdict.penalties.items():
            table.add_row(f"-{plain_points(off):g}", "", "", Text(for_terminal(names[penalty].name)), "obstacle")
        for penalty in verdict.open_penalties:
            worth = f"-{plain_points(names[penalty].thousandths):g}"
            table.add_row(Text("?", style="yellow"), worth, "", Text(for_terminal(names[penalty].name)), "obstacle?")
        self._console.print(table)

    def advice(self, advice: Sequence[Advice], source: str) -> None:
        """Show what could be better, with the lines it is about."""
        if not advice:
            return
        self.line(f"Could be better ({len(advice)}):", "bold")
        for one in advice:
            self.line(f"  {source}:{one.line}: {one.text}" if one.line else f"  {one.text}")

    def comparison(self, comparison: Comparison) -> None:
        """Show what differs between two profiles, and what that does to a list."""
        if not comparison.changes:
            self.line("The two profiles say the same.", "bold")
        for change in comparison.changes:
            self.line(f"- {change}")
        if any(row.old != row.new for row in comparison.points):
            self.line()
            self._both_points(comparison.points)
        if comparison.impact is None:
            return
        self.line()
        self._impact(comparison, comparison.impact)

    def _both_points(self, rows: Sequence[PointsRow]) -> None:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for header in ("Old", "New", ""):
            table.add_column(header, justify="right", no_wrap=True)
        table.add_column("Criterion")
        for row in rows:
            old, new = ("-" if points is None else f"{points:g}" for points in (row.old, row.new))
            arrow = "" if row.old == row.new else "▲" if (row.new or 0) > (row.old or 0) else "▼"
            table.add_row(old, new, arrow, Text(for_terminal(row.name)))
        self._console.print(table)

    def _impact(self, comparison: Comparison, impact: Impact) -> None:
        labels = comparison.lists[1].board.profile.score.labels
        before = comparison.lists[0].board.profile.score.labels
        leads = len(comparison.lists[0].board)
        said = [
            f"{count:,} from {before[was]} to {labels[now]}"
            for (was, now), count in sorted(impact.counts().items(), key=lambda one: -one[1])
        ]
        self.line(
            f"{len(impact.turns):,} of {leads:,} leads change temperature{': ' if said else ''}{', '.join(said)}.",
            "bold",
        )
        self._changed(comparison, [turn.lead for turn in impact.turns])
        for what, places in (("enter", impact.entered), ("leave", impact.left)):
            if places:
                self.line(f"{len(places):,} {what} the top {impact.top}:", "bold")
                self._changed(comparison, places)
        if not impact.entered:
            self.line(f"The top {impact.top} stay the same leads.")
        alike = f"rank-biased overlap {impact.overlap:.2f}"
        tau = "" if impact.tau is None else f"Kendall tau-b {impact.tau:.2f}, "
        self.line(f"How alike the two rankings are (1 is the same): {tau}{alike}, which weighs the top most.", "dim")

    def _changed(self, comparison: Comparison, leads: Sequence[int]) -> None:
        old, new = comparison.lists
        shown = leads[:_MOST_NAMED] if self.is_terminal else leads
        for lead in shown:
            was, now = (one.board.verdict(lead) for one in (old, new))
            text = Text(f"  {plain_points(was.score):>6g} -> {plain_points(now.score):<6g}  ")
            text.append(f"{for_terminal(old.board.profile.score.labels[was.temperature])}", _STYLES[was.temperature])
            text.append(" -> ")
            text.append(f"{for_terminal(new.board.profile.score.labels[now.temperature])}", _STYLES[now.temperature])
            text.append(f"  {for_terminal(_title(new, lead))} (row {new.table.rows[lead]})")
            if self.is_terminal:
                self._console.print(text)
            else:  # Plain, for there may be hundreds of thousands.
                self._console.file.write(f"{text.plain}\n")
        if len(shown) < len(leads):
            self.line(f"  … and {len(leads) - len(shown):,} more; --format json names all", "dim")

    def history(self, entries: Sequence[Entry]) -> None:
        """Show a profile's states, the latest first."""
        for number, entry in reversed(list(enumerate(entries, start=1))):
            when = entry.when[:16].replace("T", " ")
            self.line(f"{number:>4}  {when}  version {entry.version}, {entry.who}")
            for change in entry.changes:
                self.line(f"      - {change}", "dim")

    def priorities(self, judge: Judge) -> None:
        """Show the criteria in their order, with their points."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("#", justify="right", style="dim")
        table.add_column("Points", justify="right")
        table.add_column("Criterion")
        table.add_column("")
        for rank, criterion in enumerate(judge.profile.criteria, start=1):
            note = f"required ({criterion.level}), else {criterion.on_fail}" if criterion.required else ""
            points = f"{plain_points(judge.points[criterion.id]):g}"
            table.add_row(str(rank), points, Text(for_terminal(criterion.name)), Text(note, style="dim"))
        self._console.print(table)


def _title(scored: ScoredList, lead: int) -> str:
    """Return what to call a lead, with its company."""
    label, company = scored.label(lead), scored.company(lead)
    return f"{label}, {company}" if company and company != label else label


def _cells(scored: ScoredList, lead: int, verdict: Verdict) -> tuple[str, str, str, str, str, str]:
    """Return what the ranked list shows of a lead: score, temperature, queue, name, company, reason."""
    return (
        f"{plain_points(verdict.score):g}" + ("" if verdict.settled else "?"),
        scored.board.profile.score.labels[verdict.temperature],
        verdict.queue.value,
        scored.name(lead) or "",
        scored.company(lead) or "",
        scored.reason(lead),
    )


def _plain_lines(scored: ScoredList, leads: Sequence[int]) -> Iterator[str]:
    headers = ("#", "Row", "Score", "Temperature", "Queue", "Name", "Company", "Why")
    yield _plain_line(headers)
    for rank, lead in enumerate(leads, start=1):
        row = str(scored.table.rows[lead])
        yield _plain_line((str(rank), row, *_cells(scored, lead, scored.board.verdict(lead))))


def _plain_line(cells: Sequence[str]) -> str:
    sized = [set_cell_size(for_terminal(cell), width) for cell, width in zip(cells, _PLAIN_WIDTHS, strict=False)]
    return f"{'  '.join((*sized, for_terminal(cells[-1]))).rstrip()}\n"


class LateProgress:
    """A progress bar on standard error that appears only when work takes a while.

    Call it with what is done and the total, where known; use it as a context manager.
    """

    _DELAY: Final = 0.6

    def __init__(self, title: str, *, at_once: bool = False) -> None:
        """Begin to wait.

        Args:
            title: What is being done.
            at_once: Whether to show it at once, for work that can't report before it is long done.
        """
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn  # noqa: PLC0415

        self._console = Console(stderr=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task(title, total=None)
        self._started = time.monotonic()
        self._shown = False
        self._at_once = at_once

    def __enter__(self) -> Self:
        """Show the bar, if it is to be shown at once."""
        if self._at_once:
            self._show()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._shown:
            self._progress.stop()

    def __call__(self, done: int, total: int | None = None) -> None:
        """Report progress."""
        if not self._shown and time.monotonic() - self._started > self._DELAY:
            self._show()
        if self._shown:
            self._progress.update(self._task, completed=done, total=total)

    def _show(self) -> None:
        if self._console.is_terminal and sys.stderr.isatty():
            self._shown = True
            self._progress.start()
