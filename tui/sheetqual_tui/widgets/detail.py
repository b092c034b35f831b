"""One lead in full: points, what is unknown, how far it can rise and fall, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
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
    why_above,
)
from sheetqual.core.judge import FULL
from sheetqual.core.overrides import override_in_words
from sheetqual.core.profile import Temperature, Weighting
from sheetqual.core.report import finding_lines
from sheetqual_tui.cells import bar, fit, mark, points_text, safe, shown, shown_lines
from sheetqual_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from rich.style import Style

    from sheetqual.core.board import Board
    from sheetqual.core.explain import Line
    from sheetqual.core.judge import Verdict
    from sheetqual.files.lists import ScoredList

__all__ = ["Detail"]


class Detail(TextPane):
    """The selected lead."""

    def __init__(self, *, with_cells: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty.

        Args:
            with_cells: Whether to show the cells of the list, too.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._with_cells = with_cells
        self._what: tuple[ScoredList, int, int | None] | None = None
        self._question: str | None = ""

    def show(self, scored: ScoredList | None, lead: int | None, below: int | None = None) -> None:
        """Show a lead.

        Args:
            scored: The list under the profile shown; None while there is none.
            lead: The lead's place in the list, or None for none.
            below: The place of the lead that stands right below it, or None.
        """
        before = self._what
        self._what = None if scored is None or lead is None else (scored, lead, below)
        self.border_title = "Lead" if scored is None or lead is None else f"Lead in row {scored.table.rows[lead]:,}"
        if before is None or self._what is None or before[1] != lead:
            self.scroll_to(y=0, animate=False, immediate=True)
        self._question = ""
        self.draw()

    def set_question(self, lead: int, question: str | None) -> None:
        """Say what to ask the lead shown next, once that is known; None when all is decided."""
        if self._what is not None and self._what[1] == lead and self._question != question:
            self._question = question
            if question:
                self.draw()

    def make_lines(self, width: int) -> list[Text]:
        """Return the lines of the lead."""
        if self._what is None:
            return []
        scored, lead, below = self._what
        return _Lines(self, scored, lead, width).all(self._question, below, with_cells=self._with_cells)


class _Lines:
    """Puts the lines of one lead together."""

    def __init__(self, detail: Detail, scored: ScoredList, lead: int, width: int) -> None:
        self._detail = detail
        self._scored = scored
        self._board: Board = scored.board
        self._lead = lead
        self._width = width
        self._verdict: Verdict = scored.board.verdict(lead)

    def _style(self, name: str) -> Style:
        return self._detail.style(name)

    def all(self, question: str | None, below: int | None, *, with_cells: bool) -> list[Text]:
        """Return all lines.

        Args:
            question: What to ask next; empty while that is not known yet, None when all is decided.
            below: The lead that stands right below, or None.
            with_cells: Whether to show the cells of the list, too.
        """
        lines = [*self._head(), Text(), *self._criteria(), *self._penalties()]
        if not self._verdict.out:
            lines += [Text(), *self._range()]
        lines += [Text(), *self._next(question), Text(), *self._reasons()]
        if below is not None:
            lines += [Text(), *self._above(below)]
        return [*lines, Text(), *self._cells()] if with_cells else lines

    def _head(self) -> list[Text]:
        scored, lead = self._scored, self._lead
        label, company = scored.label(lead), scored.company(lead)
        title = Text.assemble((shown(label), self._style("title")))
        if company and company != label:
            title.append(f"  {shown(company)}", style=self._style("quiet"))
        verdict = self._verdict
        said = shown(summary(self._board.judge, verdict))
        label = shown(self._board.profile.score.labels[verdict.temperature])
        line = Text(said)
        line.stylize(self._style(verdict.temperature.value), 0, len(label))
        return [title, line]

    def _criteria(self) -> list[Text]:
        lines = criterion_lines(self._board.judge, self._verdict)
        most = max(1, *(line.worth for line in lines))
        worths = max(len(_earned(line)) for line in lines)
        bars = max(6, min(24, self._width // 5))
        longest = max(cell_len(safe(line.criterion.name)) for line in lines) + 1
        room = max(6, min(longest, self._width - 2 - 1 - worths - 1 - bars))
        texts = []
        for line in lines:
            text = self._criterion(line, room, worths, bars, most)
            note = "" if line.note == "required" else line.note
            if note:
                style = self._style("unknown" if "find out" in note or note == "complained" else "bad")
                inline = self._width - text.cell_len - 1 >= cell_len(note)
                if inline:
                    text.append(f" {note}", style=style)
                else:
                    texts.append(text)
                    text = Text(f"  {note}", style=style)
            elif line.earned is None and self._width - text.cell_len > len(" not known"):
                text.append(" not known", style=self._style("unknown"))
            texts.append(text)
        if any(line.criterion.required for line in lines):
            texts.append(Text("  * required", style=self._style("quiet")))
        return texts

    def _criterion(self, line: Line, room: int, worths: int, bars: int, most: int) -> Text:
        mark, state = _state(line)
        style = self._style(state)
        name = fit(safe(line.criterion.name), room - 1).rstrip()
        whole = bar(line.worth / most, bars)
        filled = bar((line.earned or 0) / most, bars)
        text = Text.assemble((f"{mark} ", style))
        text.append(name)
        text.append("*" if line.criterion.required else " ", style=self._style("good"))
        text.append(" " * (room - 1 - cell_len(name) + 1))
        text.append(fit(_earned(line), worths, right=True), style=style if line.earned is None else "")
        text.append(" ")
        if line.earned is None:
            text.append("╌" * whole, style=style)
        else:
            text.append("━" * filled, style=self._style("good"))
            text.append("─" * max(0, whole - filled), style=self._style("quiet"))
        text.append(" " * (bars - max(whole, filled)))
        return text

    def _penalties(self) -> list[Text]:
        names = {penalty.id: penalty for penalty in self._board.profile.penalties}
        lines = [
            Text(f"− {shown(names[one].name)}: {points_text(off)} points off", style=self._style("bad"))
            for one, off in self._verdict.penalties.items()
        ]
        return lines + [
            Text(
                f"? {shown(names[one].name)}: not known, may take {points_text(names[one].thousandths)} points off",
                style=self._style("unknown"),
            )
            for one in self._verdict.open_penalties
        ]

    def _range(self) -> list[Text]:
        """Return the bar from the lowest to the highest score, with the marks of warm and hot."""
        verdict, score = self._verdict, self._board.profile.score
        width = max(20, min(60, self._width - 8))

        def place(thousandths: int) -> int:
            return min(width, round(thousandths / FULL * width))

        sure, now, most = place(verdict.floor), place(verdict.score), place(verdict.ceiling)
        line = Text.assemble(("  0 ", self._style("quiet")))
        good, unknown, quiet = self._style("good"), self._style("unknown"), self._style("quiet")
        for cell in range(width):
            mark = cell in (place(score.warm), place(score.hot))
            if cell < now:
                line.append("┿" if mark else "━", style=good if cell < sure else unknown)
            elif cell < most:
                line.append("┼" if mark else "╌", style=unknown)
            else:
                line.append("┼" if mark else "─", style=quiet)
        line.append(" 100", style=quiet)
        labels = score.labels
        marks = [" "] * (width + 16)
        at = 4 + place(score.warm)
        for thousandths, temperature in ((score.warm, Temperature.WARM), (score.hot, Temperature.HOT)):
            at = max(at, 4 + place(thousandths))
            text = f"{shown(labels[temperature])} {points_text(thousandths)}"
            marks[at : at + len(text)] = list(text)
            at += len(text) + 1
        below = Text("".join(marks).rstrip(), style=quiet)
        now_text = f"Now {points_text(verdict.score)}"
        if verdict.floor == verdict.ceiling:
            says = f"{now_text}; everything is known."
        else:
            says = f"{now_text}; at least {points_text(verdict.floor)}, at most {points_text(verdict.ceiling)}."
        lines = [Text("Range", style=self._style("heading")), line, below, Text(shown(says))]
        if score.weights is not Weighting.EQUAL:
            robust = self._board.robustness(self._board.matches.pattern_of[self._lead])
            lines.append(Text(shown(robustness_in_words(robust, labels))))
        return lines

    def _next(self, question: str | None) -> list[Text]:
        line = Text.assemble(("Next  ", self._style("heading")))
        line.append(next_step(self._verdict), style=self._style("title"))
        lines = [line, Text(shown(path_to_hot(self._board.judge, self._verdict)))]
        if question:
            ask = Text.assemble(("Ask   ", self._style("heading")))
            ask.append(shown(question), style=self._style("title"))
            lines.append(ask)
        judge, verdict = self._board.judge, self._verdict
        said = (levels_in_words(judge, verdict), kinds_in_words(judge, verdict), products_in_words(verdict))
        return lines + [Text(shown(f"{one[0].upper()}{one[1:]}.")) for one in said if one]

    def _above(self, below: int) -> list[Text]:
        """Say why the lead stands above the one that follows."""
        other = self._scored.company(below) or self._scored.label(below)
        heading = Text(f"Above {shown(other)}", style=self._style("heading"))
        return [heading, *(Text(f"• {shown(line)}") for line in why_above(self._board, self._lead, below))]

    def _reasons(self) -> list[Text]:
        lines = [
            Text("Why", style=self._style("heading")),
            *(Text(f"• {shown(reason.text)}") for reason in self._verdict.reasons),
        ]
        if override := self._scored.overrides.by_lead.get(self._lead):
            said = override_in_words(override, self._board.profile.score.labels)
            lines[1:1] = [Text(f"• By hand: {shown(said)}", style=self._style("title"))]
        findings = finding_lines([*self._scored.findings_of(self._lead), *self._board.plan.findings])
        if findings:
            lines += [Text(), Text("Look at", style=self._style("heading"))]
            lines += [Text(f"• {shown(line)}") for line in findings]
        return lines

    def _cells(self) -> list[Text]:
        cells = [(safe(header), safe(text)) for header, text in self._scored.cells(self._lead)]
        room = max([4, *(min(28, cell_len(header)) for header, _ in cells)])
        quiet = self._style("quiet")
        lines = [Text("In the list", style=self._style("heading"))]
        for header, text in cells:
            for place, part in enumerate(shown_lines(text, max(8, self._width - room - 2)) or [""]):
                lines.append(Text.assemble((fit(header if place == 0 else "", room), quiet), f"  {part}"))
        return lines


def _state(line: Line) -> tuple[str, str]:
    """Return the mark of a criterion and the name of its style."""
    said = mark(line.earned, line.worth)
    return said, {"?": "unknown", "✗": "bad" if line.note else "quiet"}.get(said, "good")


def _earned(line: Line) -> str:
    earned = "?" if line.earned is None else points_text(line.earned)
    return f"{earned}/{points_text(line.worth)}"
