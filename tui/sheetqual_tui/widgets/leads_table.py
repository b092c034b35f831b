"""The ranked leads, as a table of any length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.message import Message

from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual_tui.cells import fit, safe
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from sheetqual.files.lists import ScoredList
    from sheetqual_tui.ranking import Ranking, View

__all__ = ["LeadsTable", "row_texts"]

_HEADERS: Final = ("#", "Move", "Score", "Temp.", "Queue", "Name", "Company", "Why")
_RIGHT: Final = frozenset({"#", "Move", "Score"})
_SAMPLE: Final = 400
_ROOMY: Final = 100
_MIDDLING: Final = 82
_MANY: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as it is shown: its header and its width in cells."""

    header: str
    width: int


def row_texts(scored: ScoredList, view: View, row: int) -> tuple[str, ...]:
    """Return what a row of the table says: rank, score, temperature, queue, name, company, reason."""
    lead = view.leads[row]
    verdict = view.board.verdict(lead)
    return (
        str(view.ranks[row]),
        f"{verdict.score / 1000:.{view.decimals}f}" + (" " if verdict.settled else "?"),
        view.board.profile.score.labels[verdict.temperature],
        verdict.queue.value,
        scored.name(lead) or "",
        scored.company(lead) or "",
        scored.reason_of(lead, verdict),
    )


class LeadsTable(LineList):
    """The leads of a view, best first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"leads--{temperature}" for temperature in Temperature),
        "leads--quiet",
        "leads--up",
        "leads--down",
        "leads--name",
    }
    DEFAULT_CSS = """
    LeadsTable {
        & > .leads--hot { color: $text-error; text-style: bold; }
        & > .leads--warm { color: $text-warning; }
        & > .leads--cold { color: $text-primary; }
        & > .leads--out { color: $foreground 60%; }
        & > .leads--quiet { color: $foreground 60%; }
        & > .leads--up { color: $text-success; }
        & > .leads--down { color: $text-error; }
        & > .leads--name { color: $foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open lead", tooltip="Everything about the lead, on the whole screen", show=False),
    ]

    class Opened(Message):
        """A lead is to be shown on the whole screen."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(header=True, id=id)
        self._ranking: Ranking | None = None
        self._view: View | None = None
        self._natural = (12, 0)
        self._columns: tuple[_Column, ...] = ()
        self._laid_out: tuple[int, bool] | None = None
        self._follow: int | None = None

    @property
    def lead(self) -> int | None:
        """The selected lead's place in the list, or None when none is shown."""
        if self._view is None or not self._view.leads:
            return None
        return self._view.leads[self.cursor]

    def set_list(self, ranking: Ranking) -> None:
        """Say which list is shown; the view follows."""
        self._ranking = ranking
        self._natural = _natural_widths(ranking.scored)
        self._laid_out = None

    def set_view(self, view: View) -> None:
        """Show a view. The selected lead stays selected, and stays where it is on the screen."""
        follow = self._follow if self._follow is not None else self.lead
        offset = self.cursor - self.scroll_offset.y
        self._view = view
        self._laid_out = None
        self.set_count(len(view.leads))
        row = _row_of(view, follow)
        if row is None:
            self._follow = follow
            row = 0
        else:
            self._follow = None
        with self.prevent(self.Selected):
            self.cursor = row
        self.jump(row - min(max(offset, 0), self.page - 1))
        self.refresh()

    def on_line_list_selected(self) -> None:
        """Forget the lead that was hidden: a person has chosen another one."""
        self._follow = None

    def action_open(self) -> None:
        """Show the lead on the whole screen."""
        if self.lead is not None:
            self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """Open a lead that is clicked twice."""
        if event.chain == 2 and 0 <= self.row_at(event) < self.count:  # noqa: PLR2004 - a double click
            self.action_open()

    def _layout(self, width: int) -> tuple[_Column, ...]:
        view = self._view
        if view is None:
            return ()
        moving = view.change is not None
        if self._laid_out != (width, moving):
            self._columns = self._fitted(width, view, moving=moving)
            self._laid_out = (width, moving)
        return self._columns

    def _fitted(self, width: int, view: View, *, moving: bool) -> tuple[_Column, ...]:
        labels = view.board.profile.score.labels.values()
        gap = self._gap(width)
        queues = max((len(queue) for queue in Queue if view.counts.queues.get(queue)), default=7)
        fixed = [
            _Column("#", max(2, len(str(len(view.board))))),
            *([_Column("Move", 5)] if moving else []),
            _Column("Score", 5 + view.decimals if view.decimals else 5),
            _Column("Temp.", max(5, *(min(12, cell_len(safe(label))) for label in labels))),
            _Column("Queue", min(queues, 10 if width >= _MIDDLING else 8)),
        ]
        left = width - 2 - sum(column.width + gap for column in fixed)
        name, company = self._natural
        least_reason = min(30, max(12, left // 4))
        room = max(10, left - least_reason - gap * (2 if company else 1))
        if name + company > room:
            share = name / (name + company)
            name = max(min(name, 8), min(name, round(room * max(0.35, min(0.65, share)))))
            company = max(0, min(company, room - name)) if company else 0
        columns = [*fixed, _Column("Name", name)]
        left -= name + gap
        if company:
            columns.append(_Column("Company", company))
            left -= company + gap
        if left > 0:
            columns.append(_Column("Why", left))
        return tuple(columns)

    @staticmethod
    def _gap(width: int) -> int:
        return 2 if width >= _ROOMY else 1

    def header_segments(self, width: int) -> list[Segment]:
        """Return the headers."""
        style = self.style_of("lines--header")
        gap = " " * self._gap(width)
        texts = [fit(column.header, column.width, right=column.header in _RIGHT) for column in self._layout(width)]
        return [Segment(" " + gap.join(texts), style)]

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return the line of one lead."""
        view, ranking = self._view, self._ranking
        if view is None or ranking is None:
            return []
        lead = view.leads[row]
        temperature = view.board.summaries.temperatures[view.board.matches.pattern_of[lead]]
        rank, score, label, queue, name, company, reason = row_texts(ranking.scored, view, row)
        move, moved = ("", "leads--quiet") if view.change is None else _move(ranking.saved_ranks[lead], view.ranks[row])
        texts = {
            "#": (rank, "leads--quiet"),
            "Move": (move, moved),
            "Score": (score, f"leads--{temperature}"),
            "Temp.": (label, f"leads--{temperature}"),
            "Queue": (queue, "leads--name" if queue == Queue.CALL else "leads--quiet"),
            "Name": (name, "leads--name"),
            "Company": (company, "leads--name"),
            "Why": (reason, "leads--quiet"),
        }
        whole = self.style_of("lines--cursor") if cursor else None
        gap = " " * self._gap(width)
        line = [Segment(" ", whole or self.style_of())]
        for column in self._layout(width):
            text, style = texts[column.header]
            shown = fit(safe(text), column.width, right=column.header in _RIGHT)
            line.append(Segment(shown + gap, whole or self.style_of(style)))
        return line


def _row_of(view: View, lead: int | None) -> int | None:
    if lead is None:
        return None
    try:
        return view.leads.index(lead)
    except ValueError:
        return None


def _move(before: int, now: int) -> tuple[str, str]:
    """Return by how many places a lead has moved, and the style for it."""
    if before == now:
        return "", "leads--quiet"
    places = abs(before - now)
    text = str(places) if places < _MANY else f"{places // 1000}k"
    return (f"▲{text}", "leads--up") if now < before else (f"▼{text}", "leads--down")


def _natural_widths(scored: ScoredList) -> tuple[int, int]:
    """Return how wide names and companies usually are, in cells, from leads across the list."""
    step = max(1, len(scored.board) // _SAMPLE)
    sample = range(0, len(scored.board), step)

    def usual(texts: list[str | None], least: int) -> int:
        widths = sorted(cell_len(safe(text)) for text in texts if text)
        return max(least, widths[(len(widths) - 1) * 97 // 100]) if widths else 0

    return (
        max(8, min(36, usual([scored.name(lead) for lead in sample], 8))),
        min(40, usual([scored.company(lead) for lead in sample], 8)),
    )
