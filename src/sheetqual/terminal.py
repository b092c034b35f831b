"""What the command line shows: tables, colours, progress. Loaded only when something is shown."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Self

from rich.cells import set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sheetqual.core.explain import criterion_lines, next_step, path_to_hot, summary
from sheetqual.core.judge import Queue, plain_points
from sheetqual.core.profile import Temperature
from sheetqual.core.report import finding_lines
from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.judge import Judge, Verdict
    from sheetqual.core.values import Finding
    from sheetqual.files.lists import ScoredList

__all__ = ["LateProgress", "Screen"]

_STYLES: Final = {
    Temperature.HOT: "bold red",
    Temperature.WARM: "yellow",
    Temperature.COLD: "blue",
    Temperature.OUT: "dim",
}
_PLAIN_WIDTHS: Final = (6, 7, 11, 11, 26, 28)
_BAR: Final = 20
_BARS_FROM: Final = 64
_COLUMNS_SHOWN: Final = ((72, 2), (58, 1), (0, 0))
"""At least so many characters of width: so many columns beside the name."""
_MOST_FINDINGS: Final = 12


class Screen:
    """Shows results on standard output, in colour on a terminal and plain when piped."""

    def __init__(self) -> None:
        """Look at what standard output is."""
        self._console = Console(highlight=False, soft_wrap=False)
        if self._console.width < 1:
            self._console.width = 80

    @property
    def is_terminal(self) -> bool:
        """Whether a person is looking."""
        return self._console.is_terminal

    def line(self, text: str = "", style: str = "") -> None:
        """Show one line."""
        self._console.print(Text(for_terminal(text), style=style), soft_wrap=True)

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
        verdict = board.verdict(lead)
        company = scored.company(lead)
        title = scored.label(lead) + (f", {company}" if company and company != scored.label(lead) else "")
        self.line(f"{title} (row {scored.table.rows[lead]})", "bold")
        self.line(summary(board.judge, verdict), _STYLES[verdict.temperature])
        self.line()
        self._points(board.judge, verdict)
        self.line()
        for reason in verdict.reasons:
            self.line(f"- {reason.text}")
        self.line()
        if verdict.queue in (Queue.CALL, Queue.NURTURE):
            self.line(path_to_hot(board.judge, verdict))
        day = scored.revisits([lead]).get(lead)
        when = f", around {day.isoformat()}" if day else ""
        self.line(f"Next: {next_step(verdict)}{when}.", "bold")

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


def _cells(scored: ScoredList, lead: int, verdict: Verdict) -> tuple[str, str, str, str, str, str]:
    """Return what the ranked list shows of a lead: score, temperature, queue, name, company, reason."""
    return (
        f"{plain_points(verdict.score):g}" + ("" if verdict.settled else "?"),
        scored.board.profile.score.labels[verdict.temperature],
        verdict.queue.value,
        scored.name(lead) or "",
        scored.company(lead) or "",
        verdict.reasons[0].text,
    )


def _plain_lines(scored: ScoredList, leads: Sequence[int]) -> Iterator[str]:
    headers = ("#", "Score", "Temperature", "Queue", "Name", "Company", "Why")
    yield _plain_line(headers)
    for rank, lead in enumerate(leads, start=1):
        yield _plain_line((str(rank), *_cells(scored, lead, scored.board.verdict(lead))))


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
