"""One lead in full: points, what is unknown, how far it can rise and fall, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sheetqual.core.explain import criterion_lines, next_step, path_to_hot, summary
from sheetqual.core.judge import FULL
from sheetqual.core.overrides import override_in_words
from sheetqual.core.profile import Temperature
from sheetqual.core.report import finding_lines
from sheetqual_tui.cells import bar, fit, points_text, safe

if TYPE_CHECKING:
    from textual.binding import BindingType

    from sheetqual.core.board import Board
    from sheetqual.core.explain import Line
    from sheetqual.core.judge import Verdict
    from sheetqual.files.lists import ScoredList

__all__ = ["Detail"]

_WIDEST: Final = 100


class Detail(ScrollView, can_focus=True, inherit_bindings=False):
    """The selected lead."""

    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"detail--{temperature}" for temperature in Temperature),
        "detail--title",
        "detail--quiet",
        "detail--good",
        "detail--bad",
        "detail--unknown",
        "detail--heading",
    }
    DEFAULT_CSS = """
    Detail {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        padding: 0 1;
        & > .detail--title { text-style: bold; }
        & > .detail--heading { color: $text-accent; text-style: bold; }
        & > .detail--quiet { color: $foreground 60%; }
        & > .detail--good { color: $text-success; }
        & > .detail--bad { color: $text-error; }
        & > .detail--unknown { color: $text-warning; }
        & > .detail--hot { color: $text-error; text-style: bold; }
        & > .detail--warm { color: $text-warning; text-style: bold; }
        & > .detail--cold { color: $text-primary; text-style: bold; }
        & > .detail--out { color: $foreground 60%; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("pagedown,ctrl+f,space", "scroll_page(1)", "Next page", show=False),
        Binding("pageup,ctrl+b", "scroll_page(-1)", "Previous page", show=False),
        Binding("home,g", "scroll_home", "Top", show=False),
        Binding("end,G", "scroll_end", "Bottom", show=False),
    ]

    def __init__(self, *, with_cells: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty.

        Args:
            with_cells: Whether to show the cells of the list, too.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._with_cells = with_cells
        self._what: tuple[ScoredList, Board, int] | None = None
        self._lines: list[Strip] = []
        self._width = 0
        self._base = Style.null()

    def show(self, scored: ScoredList, board: Board, lead: int | None) -> None:
        """Show a lead of a list under a board; None for none."""
        before = self._what
        self._what = None if lead is None else (scored, board, lead)
        self.border_title = "Lead" if lead is None else f"Lead in row {scored.table.rows[lead]:,}"
        if before is None or self._what is None or before[2] != lead:
            self.scroll_to(y=0, animate=False, immediate=True)
        self._draw()

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        if self.scrollable_content_region.width != self._width:
            self._draw()

    def notify_style_update(self) -> None:
        """Draw anew in another theme."""
        super().notify_style_update()
        if self.is_mounted:
            self.call_later(self._draw)

    def _draw(self) -> None:
        self._width = self.scrollable_content_region.width
        self._lines = self._strips(self._width) if self._what and self._width > 0 else []
        self.virtual_size = Size(0, len(self._lines))
        self.refresh()

    def _strips(self, width: int) -> list[Strip]:
        if self._what is None:
            return []
        scored, board, lead = self._what
        width = min(width, _WIDEST)
        base = self.rich_style
        self._base = base
        lines = _Lines(self, scored, board, lead, width).all(with_cells=self._with_cells)
        console = self.app.console
        strips = []
        for line in lines:
            for part in line.wrap(console, width) if line.plain else [line]:
                part.rstrip()
                # Rich leaves out the style of a text without spans.
                part.stylize_before(part.style)
                strips.append(Strip(part.render(console)).apply_style(base).adjust_cell_length(self._width, base))
        return strips

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        return self._lines[row] if row < len(self._lines) else Strip.blank(width, self._base)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + by, animate=False, immediate=True)

    def action_scroll_page(self, by: int) -> None:
        """Scroll by a page."""
        self.action_scroll(by * max(1, self.scrollable_content_region.height - 1))

    def action_scroll_home(self) -> None:
        """Scroll to the top."""
        self.scroll_to(y=0, animate=False, immediate=True)

    def action_scroll_end(self) -> None:
        """Scroll to the end."""
        self.scroll_to(y=len(self._lines), animate=False, immediate=True)

    def text(self) -> str:
        """Return what is shown, as plain text."""
        return "\n".join(line.text.rstrip() for line in self._lines)


class _Lines:
    """Puts the lines of one lead together."""

    def __init__(self, detail: Detail, scored: ScoredList, board: Board, lead: int, width: int) -> None:
        self._detail = detail
        self._scored = scored
        self._board = board
        self._lead = lead
        self._width = width
        self._verdict: Verdict = board.verdict(lead)

    def _style(self, name: str) -> Style:
        return self._detail.get_component_rich_style(f"detail--{name}")

    def all(self, *, with_cells: bool) -> list[Text]:
        """Return all lines."""
        lines = [*self._head(), Text(), *self._criteria(), *self._penalties()]
        if not self._verdict.out:
            lines += [Text(), *self._range()]
        lines += [Text(), *self._next(), Text(), *self._reasons()]
        return [*lines, Text(), *self._cells()] if with_cells else lines

    def _head(self) -> list[Text]:
        scored, lead = self._scored, self._lead
        label, company = scored.label(lead), scored.company(lead)
        title = Text(safe(label), style=self._style("title"))
        if company and company != label:
            title.append(f"  {safe(company)}", style=self._style("quiet"))
        verdict = self._verdict
        said = safe(summary(self._board.judge, verdict))
        label = safe(self._board.profile.score.labels[verdict.temperature])
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
        text = Text(f"{mark} ", style=style)
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
            Text(f"− {safe(names[one].name)}: {points_text(off)} points off", style=self._style("bad"))
            for one, off in self._verdict.penalties.items()
        ]
        return lines + [
            Text(
                f"? {safe(names[one].name)}: not known, may take {points_text(names[one].thousandths)} points off",
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
        line = Text("  0 ", style=self._style("quiet"))
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
            text = f"{safe(labels[temperature])} {points_text(thousandths)}"
            marks[at : at + len(text)] = list(text)
            at += len(text) + 1
        below = Text("".join(marks).rstrip(), style=quiet)
        now_text = f"Now {points_text(verdict.score)}"
        if verdict.floor == verdict.ceiling:
            says = f"{now_text}; everything is known."
        else:
            says = f"{now_text}; at least {points_text(verdict.floor)}, at most {points_text(verdict.ceiling)}."
        return [Text("Range", style=self._style("heading")), line, below, Text(safe(says))]

    def _next(self) -> list[Text]:
        line = Text("Next  ", style=self._style("heading"))
        line.append(next_step(self._verdict), style=self._style("title"))
        return [line, Text(safe(path_to_hot(self._board.judge, self._verdict)))]

    def _reasons(self) -> list[Text]:
        lines = [
            Text("Why", style=self._style("heading")),
            *(Text(f"• {safe(reason.text)}") for reason in self._verdict.reasons),
        ]
        if override := self._scored.overrides.by_lead.get(self._lead):
            said = override_in_words(override, self._board.profile.score.labels)
            lines[1:1] = [Text(f"• By hand: {safe(said)}", style=self._style("title"))]
        findings = finding_lines([*self._scored.findings_of(self._lead), *self._board.plan.findings])
        if findings:
            lines += [Text(), Text("Look at", style=self._style("heading"))]
            lines += [Text(f"• {safe(line)}") for line in findings]
        return lines

    def _cells(self) -> list[Text]:
        cells = [(safe(header), safe(text)) for header, text in self._scored.cells(self._lead)]
        room = max([4, *(min(28, cell_len(header)) for header, _ in cells)])
        lines = [Text("In the list", style=self._style("heading"))]
        for header, text in cells:
            line = Text(fit(header, room), style=self._style("quiet"))
            line.append(f"  {text}", style=self._detail.rich_style)
            lines.append(line)
        return lines


def _state(line: Line) -> tuple[str, str]:
    """Return the mark of a criterion and the name of its style."""
    if line.earned is None:
        return "?", "unknown"
    if line.earned == 0:
        return "✗", "bad" if line.note else "quiet"
    return ("✓", "good") if line.earned >= line.worth else ("~", "good")


def _earned(line: Line) -> str:
    earned = "?" if line.earned is None else points_text(line.earned)
    return f"{earned}/{points_text(line.worth)}"
