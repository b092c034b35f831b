"""The whole list in pictures: scores, temperatures, queues, levels, what is known, what to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.text import Text

from sheetqual.core.judge import FULL, Queue
from sheetqual.core.profile import Temperature
from sheetqual.core.report import finding_lines
from sheetqual_tui.cells import bar, fit, points_text, safe, shown
from sheetqual_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.overview import Overview as Numbers
    from sheetqual.core.overview import QuestionWorth
    from sheetqual_tui.ranking import View

__all__ = ["Overview"]

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_BIN: Final = FULL // 20
_ROOMY: Final = 110
_GAP: Final = 4
_WIDE_BARS: Final = 70
_MOST_FINDINGS: Final = 20


class Overview(TextPane):
    """Pictures of a whole list."""

    WIDEST: ClassVar[int] = 160

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(id=id)
        self._view: View | None = None
        self._numbers: Numbers | None = None
        self._worth: QuestionWorth | None = None
        self.border_title = "The whole list"

    def show(self, view: View | None, numbers: Numbers | None, worth: QuestionWorth | None) -> None:
        """Show a list.

        Args:
            view: The list under the profile shown; None while there is none.
            numbers: What is counted in it, as soon as that is known.
            worth: Which questions are worth most, as soon as that is known.
        """
        self._view = view
        self._numbers = numbers
        self._worth = worth
        self.draw()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been counted yet."""
        return self._numbers is None

    def make_lines(self, width: int) -> list[Text]:
        """Return the pictures: side by side where there is room."""
        if self._view is None or self._numbers is None:
            return [Text("Counting …" if self._view else "The list is being read.", style=self.style("quiet"))]
        if width < _ROOMY:
            half = (width - _GAP) // 2
            return [
                *self._histogram(width, 5),
                Text(),
                *self._beside(self._temperatures(half), self._queues(half), half),
                Text(),
                *self._beside(self._funnel(half), self._known(half), half),
                Text(),
                *self._questions(width),
                *self._findings(),
            ]
        third = (width - 2 * _GAP) // 3
        half = (width - _GAP) // 2
        wide = max(half, width * 11 // 20)
        rest = width - wide - _GAP
        counts = [*self._temperatures(rest), Text(), *self._queues(rest)]
        upper = self._beside(self._histogram(wide, 9), counts, wide)
        left = self._beside(self._funnel(third), self._known(third), third)
        return [*upper, Text(), *left, Text(), *self._questions(width), *self._findings()]

    def _beside(self, left: Sequence[Text], right: Sequence[Text], width: int) -> list[Text]:
        """Return two pictures side by side, the left one in `width` cells."""
        lines = []
        for at in range(max(len(left), len(right))):
            line = left[at].copy() if at < len(left) else Text()
            if at < len(right):
                line.append(" " * max(1, width + _GAP - line.cell_len))
                line.append_text(right[at])
            lines.append(line)
        return lines

    def _heading(self, text: str, note: str = "") -> Text:
        return Text.assemble((text, self.style("heading")), (f"  {note}" if note else "", self.style("quiet")))

    def _histogram(self, width: int, height: int) -> list[Text]:
        """Return the scores as columns of blocks, coloured by temperature, above a line of marks."""
        view, numbers = self._view, self._numbers
        if view is None or numbers is None:
            return []
        score = view.board.profile.score
        bins = numbers.histogram
        most = max(1, *bins)
        digits = len(f"{most:,}") + 1
        wide = max(1, min(6, (width - digits - 2) // len(bins)))
        bands = [score.band(place * _BIN + _BIN // 2) for place in range(len(bins))]
        lines = [self._heading("Scores", f"{sum(bins):,} leads, {numbers.out:,} more are out")]
        for row in range(height, 0, -1):
            mark = f"{most:,}" if row == height else "0" if row == 1 else ""
            line = Text(f"{mark:>{digits}} ", style=self.style("quiet"))
            for place, count in enumerate(bins):
                eighths = 0 if not count else max(1, round(count / most * height * 8))
                level = max(0, min(8, eighths - (row - 1) * 8))
                gap = " " if wide > 1 else ""
                line.append(_EIGHTHS[level] * (wide - len(gap)) + gap, style=self.style(bands[place].value))
            lines.append(line)
        return [*lines, *self._axis(wide, len(bins), digits)]

    def _axis(self, wide: int, count: int, digits: int) -> list[Text]:
        """Return the line below the scores: where warm and hot begin."""
        view = self._view
        if view is None:
            return []
        score = view.board.profile.score
        cells = ["─"] * (wide * count + 1)
        words = [" "] * (wide * count + 24)
        words[:1] = ["0"]
        at = 2
        for thousandths, temperature in ((score.warm, Temperature.WARM), (score.hot, Temperature.HOT)):
            place = round(thousandths / FULL * wide * count)
            cells[min(place, len(cells) - 1)] = "┴"
            label = safe(score.labels[temperature])
            text = f"{fit(label, min(10, cell_len(label))).rstrip()} {points_text(thousandths)}"
            start = max(at, place)
            words[start : start + cell_len(text)] = [text, *[""] * (cell_len(text) - 1)]
            at = start + cell_len(text) + 1
        if at + 3 < wide * count:
            words[wide * count - 3 : wide * count] = list("100")
        quiet = self.style("quiet")
        indent = " " * (digits + 1)
        return [Text(f"{indent}{''.join(cells)}", style=quiet), Text(f"{indent}{''.join(words)}".rstrip(), style=quiet)]

    def _bars(self, rows: Sequence[tuple[str, int, str]], width: int, whole: int) -> list[Text]:
        """Return a bar a row: label, number and share, the bar in a style."""
        if not rows:
            return [Text("none", style=self.style("quiet"))]
        named = min(18 if width < _WIDE_BARS else 28, max(cell_len(label) for label, _, _ in rows))
        digits = max(len(f"{count:,}") for _, count, _ in rows)
        room = max(4, width - named - digits - 9)
        most = max(1, *(count for _, count, _ in rows))
        lines = []
        for label, count, style in rows:
            line = Text(f"{fit(label, named)} {count:>{digits},} ")
            line.append(f"{_percent(count, whole):>5}  ", style=self.style("quiet"))
            line.append("━" * bar(count / most, room), style=self.style(style))
            lines.append(line)
        return lines

    def _temperatures(self, width: int) -> list[Text]:
        view, numbers = self._view, self._numbers
        if view is None or numbers is None:
            return []
        labels = view.board.profile.score.labels
        rows = [(safe(labels[one]), numbers.temperatures.get(one, 0), one.value) for one in Temperature]
        return [self._heading("Temperatures"), *self._bars(rows, width, len(view.board))]

    def _queues(self, width: int) -> list[Text]:
        view, numbers = self._view, self._numbers
        if view is None or numbers is None:
            return []
        rows = [
            (one.value, numbers.queues[one], "good" if one is Queue.CALL else "bar")
            for one in Queue
            if numbers.queues.get(one)
        ]
        return [self._heading("Queues"), *self._bars(rows, width, len(view.board))]

    def _funnel(self, width: int) -> list[Text]:
        view, numbers = self._view, self._numbers
        if view is None or numbers is None:
            return []
        rows = [(name, count, "bar") for name, count in numbers.funnel]
        return [self._heading("How far they have come"), *self._bars(rows, width, len(view.board))]

    def _known(self, width: int) -> list[Text]:
        view, numbers = self._view, self._numbers
        if view is None or numbers is None:
            return []
        bins = numbers.completeness
        thirds = (
            ("all", numbers.complete, "good"),
            ("over half", sum(bins[5:]) - numbers.complete, "bar"),
            ("less", sum(bins[:5]), "unknown"),
        )
        return [self._heading("Points whose answer is known"), *self._bars(thirds, width, len(view.board))]

    def _questions(self, width: int) -> list[Text]:
        """Return what to ask: the questions that come first for most of the leads to call."""
        view, numbers, worth = self._view, self._numbers, self._worth
        if view is None or numbers is None:
            return []
        names = {one.id: safe(one.name) for one in view.board.profile.criteria}
        to_call = numbers.queues.get(Queue.CALL, 0)
        settled = f"{numbers.settled:,} of {to_call:,} leads to call are settled already"
        lines = [self._heading("The question worth most", settled)]
        if worth is None:
            return [*lines, Text("Working it out …", style=self.style("quiet"))]
        if not worth.by_criterion:
            return [*lines, Text("Nothing is left to ask: every lead to call is settled.")]
        asks = {one.id: one.questions[0].ask if one.questions else "" for one in view.board.profile.criteria}
        best, leads = worth.by_criterion[0]
        first = Text.assemble(
            (names[best], self.style("title")),
            f": ask {leads:,} leads first. ",
            (shown(asks[best]), self.style("quiet")),
        )
        rows = [(names[one], count, "bar") for one, count in worth.by_criterion]
        lines += [first, *self._bars(rows, min(width, 90), worth.asked)]
        if worth.asked < worth.of:
            said = f"Worked out for {worth.asked:,} of {worth.of:,} leads, those with the commonest answers."
            lines.append(Text(said, style=self.style("quiet")))
        return lines

    def _findings(self) -> list[Text]:
        """Return what a person should look at in the list."""
        view = self._view
        findings = [] if view is None else view.scored.findings
        if view is None or not findings:
            return []
        lines = finding_lines(findings)
        said = [Text(f"• {shown(line)}") for line in lines[:_MOST_FINDINGS]]
        if len(lines) > _MOST_FINDINGS:
            said.append(Text(f"and {len(lines) - _MOST_FINDINGS:,} more kinds", style=self.style("quiet")))
        return [Text(), self._heading("To look at", f"{len(findings):,} in the list"), *said]


def _percent(count: int, whole: int) -> str:
    return f"{count / whole:.0%}" if whole and (count == 0 or count / whole >= 0.01) else "<1%" if count else "0%"  # noqa: PLR2004
