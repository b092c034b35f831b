"""The leads as a table of any length: columns chosen by the user, sortable, with marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive

from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual_tui.cells import fit, safe
from sheetqual_tui.columns import DEFAULT, Column, column
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

    from sheetqual.core.judge import Verdict
    from sheetqual_tui.ranking import Ranking, View

__all__ = ["LeadsTable"]

_SAMPLE: Final = 200
_ROOMY: Final = 100
_MANY: Final = 10_000
_WIDEST: Final = 36
_LEAST: Final = 8
_NARROWEST: Final = 4
_LEAST_WHY: Final = 8
_USUAL_WHY: Final = 34
_MARKS: Final = {"✓": "leads--up", "~": "leads--warm", "✗": "leads--down", "?": "leads--quiet"}
_MOVE: Final = Column("move", "Move", "", lambda _view, _row, _lead, _verdict: "", right=True, width=5)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column as it is shown: which of the chosen ones, and its width in cells."""

    place: int
    column: Column
    width: int


class LeadsTable(LineList):
    """The leads of a view, in its order."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"leads--{temperature}" for temperature in Temperature),
        "leads--quiet",
        "leads--up",
        "leads--down",
        "leads--name",
        "leads--mark",
        "leads--column",
    }
    DEFAULT_CSS = """
    LeadsTable {
        & > .leads--hot { color: $text-error; text-style: bold; }
        & > .leads--warm { color: $text-warning; }
        & > .leads--cold { color: $text-primary; }
        & > .leads--out { color: $foreground 72%; }
        & > .leads--quiet { color: $foreground 72%; }
        & > .leads--up { color: $text-success; }
        & > .leads--down { color: $text-error; }
        & > .leads--name { color: $foreground; }
        & > .leads--mark { color: $text-accent; text-style: bold; }
        & > .leads--column { color: $text-accent; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", tooltip="Everything about the lead, on the whole screen", id="open"),
        Binding("space,m", "mark", "Mark", key_display="Space", tooltip="Mark the lead, or unmark it", id="mark"),
        Binding("M", "mark_all", "Mark all", tooltip="Mark all leads shown, or unmark them", show=False, id="mark_all"),
        Binding("right,l", "column(1)", "Next column", tooltip="Go to the next column", show=False, id="column_next"),
        Binding(
            "left,h", "column(-1)", "Column before", tooltip="Go to the column before", show=False, id="column_back"
        ),
        Binding(
            "v",
            "same",
            "Same value",
            tooltip="Show only leads with the same value in the column; again, all",
            show=False,
            id="same",
        ),
        Binding("greater_than_sign", "widen(4)", "Wider", tooltip="Make the column wider", show=False, id="wider"),
        Binding(
            "less_than_sign", "widen(-4)", "Narrower", tooltip="Make the column narrower", show=False, id="narrower"
        ),
        Binding("o", "sort", "Sort", tooltip="Sort by the column: up, down, then by rank again", id="sort"),
    ]

    column: reactive[int] = reactive(0, repaint=False)
    """The column the cursor is on, from 0 among those chosen."""

    class Opened(Message):
        """A lead is to be shown on the whole screen."""

    class Marked(Message):
        """Leads are to be marked or unmarked; None stands for all that are shown."""

        def __init__(self, lead: int | None) -> None:
            """Carry the lead's place in the list."""
            self.lead = lead
            super().__init__()

    class Same(Message):
        """Only leads with a certain value in a column are to be shown."""

        def __init__(self, key: str, text: str) -> None:
            """Carry the column's key, and the value as it is shown."""
            self.key = key
            self.text = text
            super().__init__()

    class Sorted(Message):
        """The leads are to be sorted by a column."""

        def __init__(self, key: str) -> None:
            """Carry the column's key."""
            self.key = key
            super().__init__()

    def __init__(self, *, follows: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty.

        Args:
            follows: Whether the cursor stays on its lead when the order changes, rather than on its row.
            id: The widget's id.
        """
        super().__init__(header=True, id=id)
        self._follows = follows
        self._ranking: Ranking | None = None
        self._view: View | None = None
        self._chosen: tuple[Column, ...] = tuple(map(column, DEFAULT))
        self._natural: dict[str, int] = {}
        self._widths: dict[str, int] = {}
        self._first = 0
        self._laid_out: tuple[int, bool] | None = None
        self._columns: tuple[_Shown, ...] = ()
        self._follow: int | None = None
        self._begins_anew = False
        self.marks = bytearray()

    @property
    def lead(self) -> int | None:
        """The selected lead's place in the list, or None when none is shown."""
        if self._view is None or not self._view.leads:
            return None
        return self._view.leads[self.cursor]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of the columns, in their order."""
        return tuple(one.key for one in self._chosen)

    def copied_row(self) -> list[str]:
        """Return what the selected row says, column by column, harmless and in reading order."""
        view = self._view
        if view is None or self.lead is None:
            return []
        return [safe(self._text(one, view, self.cursor).strip()) for one in self._chosen]

    def copied_cell(self) -> tuple[str, str]:
        """Return the header of the cursor's column, and what the selected cell there says."""
        row = self.copied_row()
        return (self._chosen[self.column].header, row[self.column]) if row else ("", "")

    def set_list(self, ranking: Ranking, marks: bytearray) -> None:
        """Say which list is shown, and which of its leads are marked; the view follows."""
        if self._ranking is None or self._ranking.scored.table is not ranking.scored.table:
            # Rows of another list stand for other leads.
            self._view = self._follow = None
            self.set_count(0)
        self._ranking = ranking
        self.marks = marks
        self._natural.clear()
        self._laid_out = None

    def set_columns(self, keys: Sequence[str]) -> None:
        """Say which columns are shown, by their keys."""
        self._chosen = tuple(map(column, keys))
        self._laid_out = None
        self._first = 0
        self.column = self.column
        self.refresh()

    def set_view(self, view: View) -> None:
        """Show a view. The selected lead stays selected, and stays where it is on the screen."""
        follow = self._follow if self._follow is not None else self.lead
        if self._begins_anew:
            follow = self._follow = None
            self._begins_anew = False
        offset = self.cursor - self.scroll_offset.y
        self._view = view
        self._laid_out = None
        self.set_count(len(view.leads))
        row = _row_of(view, follow) if self._follows else min(self.cursor, max(0, len(view.leads) - 1))
        if row is None:
            self._follow = follow
            row = 0
        else:
            self._follow = None
        with self.prevent(self.Selected):
            self.cursor = row
        if row < self.page:
            self.jump(0)
        elif self.size.height:
            self.jump(row - min(max(offset, 0), self.page - 1))
        self.refresh()

    def begin_anew(self) -> None:
        """Select the first lead of the next view, whatever is selected now."""
        self._begins_anew = True

    def follow(self, lead: int) -> None:
        """Select a lead, now or as soon as it is shown."""
        row = None if self._view is None else _row_of(self._view, lead)
        if row is None:
            self._follow = lead
        else:
            self.cursor = row

    def on_line_list_selected(self) -> None:
        """Forget the lead that was hidden: a person has chosen another one."""
        self._follow = None

    def action_open(self) -> None:
        """Show the lead on the whole screen."""
        if self.lead is not None:
            self.tell(self.Opened())

    def action_mark(self) -> None:
        """Mark the lead or unmark it, and go to the next one."""
        if self.lead is not None:
            self.tell(self.Marked(self.lead))
            self.action_cursor(1)

    def action_mark_all(self) -> None:
        """Mark all leads shown, or unmark them."""
        if self.lead is not None:
            self.tell(self.Marked(None))

    def action_column(self, by: int) -> None:
        """Go to another column."""
        self.column += by

    def action_widen(self, by: int) -> None:
        """Make the column wider or narrower, until the list is opened anew."""
        one = self._chosen[self.column]
        shown = next((shown.width for shown in self._columns if shown.place == self.column), _LEAST)
        self._widths[one.key] = max(_NARROWEST, min(_WIDEST * 3, shown + by))
        self._laid_out = None
        self.refresh()

    def action_same(self) -> None:
        """Show only leads with the selected cell's value."""
        if self._view is not None and self.lead is not None:
            one = self._chosen[self.column]
            self.tell(self.Same(one.key, self._text(one, self._view, self.cursor).strip()))

    def action_sort(self) -> None:
        """Sort by the column."""
        self.tell(self.Sorted(self._chosen[self.column].key))

    def validate_column(self, place: int) -> int:
        """Keep to the columns there are."""
        return max(0, min(place, len(self._chosen) - 1))

    def watch_column(self) -> None:
        """Bring the column into sight."""
        self._laid_out = None
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Open a lead that is clicked twice; sort by a header that is clicked."""
        place = self._column_at(event.x - self.gutter.left)
        on_header = event.y - self.gutter.top == 0
        if place is not None:
            self.column = place
            if on_header:
                self.action_sort()
        if not on_header and event.chain == 2 and 0 <= self.row_at(event) < self.count:  # noqa: PLR2004 - a double click
            self.action_open()

    def _column_at(self, x: int) -> int | None:
        width = self.scrollable_content_region.width
        at = 1
        for shown in self._layout(width):
            if at <= x < at + shown.width + self._gap(width):
                return shown.place if shown.column is not _MOVE else None
            at += shown.width + self._gap(width)
        return None

    def _layout(self, width: int) -> tuple[_Shown, ...]:
        moving = self._view is not None and self._view.shift is not None
        if self._laid_out != (width, moving):
            self._columns = self._fitted(width, moving=moving)
            self._laid_out = (width, moving)
        return self._columns

    def _fitted(self, width: int, *, moving: bool) -> tuple[_Shown, ...]:
        """Give the columns their widths; where not all have room, those from the cursor's on."""
        gap = self._gap(width)
        places = list(range(len(self._chosen)))
        columns = list(self._chosen)
        if moving:
            after = columns.index(next((one for one in columns if one.key == "rank"), columns[0])) + 1
            columns.insert(after if columns[0].key == "rank" else 0, _MOVE)
            places.insert(after if columns[0].key == "rank" else 0, -1)
        naturals = [self._natural_width(one) for one in columns]
        leasts = [
            self._widths.get(one.key) or _least(one, natural) for one, natural in zip(columns, naturals, strict=True)
        ]
        room = width - 1 - gap * len(columns)
        if sum(leasts) > room:
            return self._window(places, columns, naturals, width - 1, gap)
        wished = [
            max(0, min(natural, _USUAL_WHY) - least) if one.key == "why" else natural - least
            for one, natural, least in zip(columns, naturals, leasts, strict=True)
        ]
        left = room - sum(leasts)
        share = min(1.0, left / sum(wished)) if sum(wished) else 0.0
        widths = [least + int(wish * share) for least, wish in zip(leasts, wished, strict=True)]
        for at, one in enumerate(columns):
            if one.key == "why" and one.key not in self._widths:
                widths[at] += room - sum(widths)
        self._first = 0
        return tuple(map(_Shown, places, columns, widths))

    def _window(
        self, places: list[int], columns: list[Column], widths: list[int], width: int, gap: int
    ) -> tuple[_Shown, ...]:
        """Return the columns that fit, scrolled so far that the cursor's is among them."""
        at = places.index(self.column)
        frozen = 1 if columns[0].key == "rank" else 0
        fixed = sum(widths[:frozen]) + gap * frozen
        self._first = max(frozen, min(self._first, at))

        def ends(first: int) -> int:
            return fixed + sum(widths[first : at + 1]) + gap * (at + 1 - first)

        while self._first < at and ends(self._first) > width:
            self._first += 1
        shown = [_Shown(places[place], columns[place], widths[place]) for place in range(frozen)]
        left = width - fixed
        for place in range(self._first, len(columns)):
            if left <= _LEAST // 2:
                break
            shown.append(_Shown(places[place], columns[place], min(widths[place], left)))
            left -= widths[place] + gap
        return tuple(shown)

    def _natural_width(self, one: Column) -> int:
        """Return how wide a column's texts usually are, in cells, from leads across the list."""
        width = self._widths.get(one.key) or self._natural.get(one.key)
        if width is None:
            width = self._natural[one.key] = self._measured(one)
        return width

    def _measured(self, one: Column) -> int:
        header = cell_len(safe(one.header))
        if one.width:
            return max(one.width, header)
        if self._ranking is None:
            return header
        view = self._ranking.first
        if one.key == "rank":
            return max(2, len(str(len(view.board))))
        if one.key == "answers":
            return max(4, len(view.board.profile.criteria))
        if one.key == "score":
            return max(5 + view.decimals if view.decimals else 5, header)
        step = max(1, len(view.leads) // _SAMPLE)
        texts = [self._text(one, view, row) for row in range(0, len(view.leads), step)]
        widths = sorted(cell_len(safe(text)) for text in texts if text) or [0]
        return max(min(header, _LEAST), min(_WIDEST, widths[(len(widths) - 1) * 97 // 100]))

    @staticmethod
    def _text(one: Column, view: View, row: int) -> str:
        lead = view.leads[row]
        return one.text(view, row, lead, view.board.verdict(lead))

    @staticmethod
    def _gap(width: int) -> int:
        return 2 if width >= _ROOMY else 1

    def header_segments(self, width: int) -> list[Segment]:
        """Return the headers; the sorted one has an arrow."""
        plain, current = self.style_of("lines--header"), self.style_of("leads--column")
        sort = self._view.wanted.sort if self._view is not None else None
        gap = " " * self._gap(width)
        line = [Segment("‹" if self._first > 1 else " ", plain)]
        for shown in self._layout(width):
            header = safe(shown.column.header)
            if sort is not None and sort.key == shown.column.key:
                header = f"{fit(header, min(cell_len(header), shown.width - 1))}{'▼' if sort.down else '▲'}"
            is_current = shown.place == self.column and self.has_focus
            text = fit(header, shown.width, right=shown.column.right)
            line += [Segment(text, current if is_current else plain), Segment(gap, plain)]
        return line

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return the line of one lead."""
        view, ranking = self._view, self._ranking
        if view is None or ranking is None:
            return []
        lead = view.leads[row]
        verdict = view.board.verdict(lead)
        whole = self.style_of("lines--cursor") if cursor else None
        gap = " " * self._gap(width)
        marked = bool(self.marks) and self.marks[lead]
        line = [Segment("●" if marked else " ", whole or self.style_of("leads--mark"))]
        for shown in self._layout(width):
            one = shown.column
            if one is _MOVE:
                text, style = _move(ranking.saved_ranks[lead], view.ranks[row])
            else:
                text = one.text(view, row, lead, verdict)
                style = _style(one, verdict)
            part = fit(safe(text), shown.width, right=one.right) + gap
            if one.key == "answers" and whole is None:
                line += [Segment(mark, self.style_of(_MARKS.get(mark, "leads--quiet"))) for mark in part]
            else:
                line.append(Segment(part, whole or self.style_of(f"leads--{style}")))
        return line


def _style(one: Column, verdict: Verdict) -> str:
    if one.style == "queue":
        return "name" if verdict.queue is Queue.CALL else "quiet"
    return one.style or verdict.temperature.value


def _least(one: Column, natural: int) -> int:
    """Return the least width a column can do with."""
    if one.key == "why":
        return _LEAST_WHY
    if one.width or one.right or one.key in ("temperature", "answers"):
        return natural
    return min(natural, 8 if one.key == "queue" else _LEAST)


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
        return "", "quiet"
    places = abs(before - now)
    text = str(places) if places < _MANY else f"{places // 1000}k"
    return (f"▲{text}", "up") if now < before else (f"▼{text}", "down")
