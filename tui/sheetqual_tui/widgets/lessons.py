"""What customers share, line by line, and the order of priorities that it suggests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment

from sheetqual.core.backtest_words import range_in_words
from sheetqual.core.learning.asking import question_for
from sheetqual.core.learning.qualities import Verdict
from sheetqual_tui.cells import fit, safe, shown_lines
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from sheetqual.core.evidence import Share
    from sheetqual.core.learning.priorities import Place
    from sheetqual.core.learning.qualities import Quality
    from sheetqual.core.learning.study import Study
    from sheetqual.core.values import Finding
    from sheetqual_tui.learning import Learnt

__all__ = ["LessonRow", "Lessons", "Proposed", "draft_rows", "lesson_rows", "place_name", "verdict_in_words"]

_MOST: Final = {Verdict.SUPPORTED: 50, Verdict.HINT: 20, Verdict.NOT_ENOUGH: 10}
_TITLES: Final = {
    Verdict.SUPPORTED: "Supported: more often than others, beyond chance",
    Verdict.HINT: "Hints: worth a question, no more",
    Verdict.NOT_ENOUGH: "Not enough evidence, the nearest of them",
}
_STYLES: Final = {Verdict.SUPPORTED: "good", Verdict.HINT: "hint", Verdict.NOT_ENOUGH: "quiet"}
_LEAST: Final = 0.001
_ONE_DIGIT: Final = 0.1
_ROOMY: Final = 70
"""With so many cells, shares have room for their interval."""
_LEAST_NAME: Final = 12
_EASY_NAME: Final = 20


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A line of what was learned.

    Attributes:
        text: Its words.
        style: How it is drawn: ``heading``, ``good``, ``hint``, ``warning``, ``quiet`` or ``plain``.
        doc: What there is to know about it, and which keys do something with it.
        quality: The quality that it shows, with its counts; None for other lines.
        place: The position of the column that it is about; None for no column.
        code: Why the column is set aside, as `SetAside` has it; empty where it is not.
    """

    text: str
    style: str = "plain"
    doc: str = ""
    quality: Quality | None = None
    place: int | None = None
    code: str = ""


def lesson_rows(learnt: Learnt) -> list[LessonRow]:
    """Return what was learned, line by line."""
    study = learnt.study
    rows = _warnings(study, learnt.past.findings)
    for verdict in Verdict:
        rows += _quality_rows(study, verdict)
    asked = {one.place: one for one in reversed(study.lessons.with_verdict(Verdict.SUPPORTED))}
    if asked:
        rows.append(LessonRow("Questions that find out", "heading"))
        rows += [
            LessonRow(question_for(one, study.profile))
            for one in study.lessons.with_verdict(Verdict.SUPPORTED)
            if asked[one.place] is one
        ]
    if study.copies:
        rows.append(LessonRow("Not in the proposed order, being near copies", "heading"))
        rows += [LessonRow(f"{copy} says nearly the same as {other}", "quiet") for copy, other in study.copies]
    return [*rows, *_aside_rows(study)]


def draft_rows(study: Study, name: str) -> list[LessonRow]:
    """Return what there is to say of a draft that was written, line by line.

    Args:
        study: What was learned, with the draft.
        name: The draft's file.
    """
    if study.draft is None:
        return []
    criteria = study.draft.profile.criteria
    count = f"{len(criteria)} {'criterion' if len(criteria) == 1 else 'criteria'}"
    points = [f"{int(one.points):3d} points  {one.name}" if one.points else one.name for one in criteria]
    style = "warning" if study.is_too_good else "plain"
    return [
        LessonRow(f"Draft in {name}: {count}", "heading"),
        *(LessonRow(line, style) for line in study.performance_lines),
        *(LessonRow(line, "quiet") for line in points),
    ]


def _quality_rows(study: Study, verdict: Verdict) -> list[LessonRow]:
    found = study.lessons.with_verdict(verdict)
    if not found:
        return []
    rows = [LessonRow(_TITLES[verdict], "heading")]
    for one in found[: _MOST[verdict]]:
        share = range_in_words(*one.customers.interval)
        # A sentence that began with a Persian name would run from right to left as a whole.
        doc = f"{one.counts}; 95 % range {share}: {one.name}. a adds it as a criterion, x leaves the column out."
        rows.append(LessonRow(one.name, _STYLES[verdict], doc, one, one.place))
    if len(found) > _MOST[verdict]:
        rows.append(LessonRow(f"… and {len(found) - _MOST[verdict]:,} more", "quiet"))
    return rows


_ABOUT_ENDS: Final = ("open", "repeated")


def _warnings(study: Study, findings: Sequence[Finding]) -> list[LessonRow]:
    """Return the columns that give the end away, or may, and what is doubtful about the ends."""
    places = {column.header: column.place for column in study.lessons.columns}
    rows = [
        LessonRow(
            f"Left out: {leak.header} {leak.why}.", "warning", _leak_doc(leak.header), None, leak.place, leak.code
        )
        for leak in study.lessons.aside
        if leak.code == "leak"
    ]
    for one in study.lessons.suspicions:
        said = (
            f"Is it known before the call? {one.header} alone tells customers from others in {one.pairs} of 100 pairs."
        )
        rows.append(
            LessonRow(said, "warning", f"If not, press x to leave {one.header} out.", None, places.get(one.header))
        )
    # What to type on a command line is of no use here.
    doubts = [finding.text.split("; if so")[0] for finding in findings if finding.code in _ABOUT_ENDS]
    rows += [LessonRow(f"{doubt[:1].upper()}{doubt[1:]}.", "warning") for doubt in doubts]
    return [LessonRow("Look at this first", "heading"), *rows] if rows else []


def _leak_doc(header: str) -> str:
    return f"It was probably filled in once leads had become customers. x looks at {header} all the same."


def _aside_rows(study: Study) -> list[LessonRow]:
    rows = [
        LessonRow(f"{one.header}: {one.why}", "quiet", "", None, one.place, one.code)
        for one in study.lessons.aside
        if one.code != "leak"
    ]
    return [LessonRow("Not compared", "heading"), *rows] if rows else []


def chance(q: float) -> str:
    """Return how likely chance is, in per cent."""
    if q < _LEAST:
        return f"<{_LEAST * 100:g}%"
    return f"{q * 100:.1f}%" if q < _ONE_DIGIT else f"{q * 100:.0f}%"


def _plain(share: Share) -> str:
    return f"{share.count:,} of {share.total:,} {share.value * 100:3.0f}%"


def _ranged(share: Share) -> str:
    low, high = share.interval
    return f"{_plain(share)} {f'({low * 100:.0f}-{high * 100:.0f})':>8}"


class ShareTable(LineList):
    """Lines with names and shares."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lessons--heading",
        "lessons--good",
        "lessons--hint",
        "lessons--warning",
        "lessons--bad",
        "lessons--quiet",
        "lessons--plain",
    }
    DEFAULT_CSS = """
    ShareTable {
        & > .lessons--heading { color: $text-accent; text-style: bold; }
        & > .lessons--good { color: $text-success; }
        & > .lessons--hint { color: $foreground; }
        & > .lessons--warning { color: $text-warning; }
        & > .lessons--bad { color: $text-error; }
        & > .lessons--quiet { color: $foreground 72%; }
        & > .lessons--plain { color: $foreground; }
    }
    """

    def _drawn(self, parts: Sequence[tuple[str, str]], *, cursor: bool) -> list[Segment]:
        whole = self.style_of("lines--cursor") if cursor else None
        return [Segment(text, whole or self.style_of(f"lessons--{style}")) for text, style in parts]

    def on_click(self, event: events.Click) -> None:
        """Add what is clicked twice."""
        if event.chain == 2 and self.row_at(event) == self.cursor:  # noqa: PLR2004 - a double click
            self.screen.action_add()  # type: ignore[attr-defined]


class Lessons(ShareTable):
    """What was learned; lines that are too long for the list go on below."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(header=True, id=id)
        self._rows: tuple[LessonRow, ...] = ()
        self._lines: list[tuple[int, str]] = []
        self._shares: dict[int, tuple[str, str, str]] = {}
        self._widths = (0, 0, 0)

    @property
    def rows(self) -> tuple[LessonRow, ...]:
        """What is shown."""
        return self._rows

    @property
    def row(self) -> LessonRow | None:
        """What is under the cursor."""
        return self._rows[self._lines[self.cursor][0]] if self._lines else None

    def set_rows(self, rows: Sequence[LessonRow]) -> None:
        """Show other lines; the cursor goes to the first one that says something."""
        self._rows = tuple(rows)
        self._wrap()
        with self.prevent(self.Selected):
            self.cursor = next((at for at, (row, _) in enumerate(self._lines) if rows[row].style != "heading"), 0)
        self.jump(0)

    def select(self, row: int) -> None:
        """Put the cursor on a line, by its place among the rows."""
        self.cursor = next(at for at, (one, _) in enumerate(self._lines) if one == row)

    def action_cursor(self, by: int) -> None:
        """Move the cursor; what goes on below counts as one line."""
        at = self.cursor
        row = self._row_at(at)
        while 0 <= at + by < len(self._lines) and self._row_at(at) == row:
            at += by
        row = self._row_at(at)
        while at and self._row_at(at - 1) == row:
            at -= 1
        self.cursor = at

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint every line of the rows concerned."""
        super().watch_cursor(old, new)
        concerned = {self._row_at(at) for at in (old, new)}
        for at, (row, _) in enumerate(self._lines):
            if row in concerned:
                self.refresh_line(at + self._header)

    def _row_at(self, line: int) -> int | None:
        return self._lines[line][0] if 0 <= line < len(self._lines) else None

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        row = self._lines[self.cursor][0] if self._lines else 0
        self._wrap()
        if self._lines:
            self.select(row)
        super().on_resize()

    def _wrap(self) -> None:
        width = self.scrollable_content_region.width
        shares = _ranged if width >= _ROOMY else _plain
        self._shares = {
            at: (shares(one.quality.customers), _plain(one.quality.others), chance(one.quality.q))
            for at, one in enumerate(self._rows)
            if one.quality is not None
        }
        titles = ("Customers", "Others", "Chance")
        self._widths = tuple(max(map(len, column)) for column in zip(titles, *self._shares.values(), strict=True))  # type: ignore[assignment]
        self._lines = []
        for at, one in enumerate(self._rows):
            if one.quality is not None or not width:
                self._lines.append((at, one.text))
            else:
                indent = 1 if one.style == "heading" else 2
                self._lines += [(at, f"{' ' * indent}{line}") for line in shown_lines(one.text, width - indent - 1)]
        self.set_count(len(self._lines))
        self.refresh()

    def _name_width(self, width: int) -> int:
        return max(_LEAST_NAME, width - sum(self._widths) - 2 * len(self._widths) - 3)

    def header_segments(self, width: int) -> list[Segment]:
        """Return the line above the shares."""
        style = self.style_of("lines--header")
        if not self._shares:
            return [Segment(" " * width, style)]
        said = "  ".join(
            f"{title:>{room}}" for title, room in zip(("Customers", "Others", "Chance"), self._widths, strict=True)
        )
        return [Segment(f"  {'Quality':<{self._name_width(width)}}  {said}"[:width], style)]

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return one line: a quality with its shares, or a text."""
        at, text = self._lines[row]
        one = self._rows[at]
        if one.quality is None:
            cursor = at == self._row_at(self.cursor)
            room = max(0, width - cell_len(text))
            return self._drawn([(f"{text}{' ' * room}", one.style)], cursor=cursor)
        name = fit(safe(text), self._name_width(width))
        customers, others, q = (f"{said:>{room}}" for said, room in zip(self._shares[at], self._widths, strict=True))
        parts = [(f"  {name}  ", one.style), (customers, "plain"), (f"  {others}", "quiet"), (f"  {q}", "quiet")]
        return self._drawn(parts, cursor=cursor)


class Proposed(ShareTable):
    """The order that is proposed, against the one there is."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(id=id)
        self._places: tuple[Place, ...] = ()

    @property
    def place(self) -> Place | None:
        """What is under the cursor."""
        return self._places[self.cursor] if self._places else None

    @property
    def places(self) -> tuple[Place, ...]:
        """The order."""
        return self._places

    def set_order(self, order: Sequence[Place]) -> None:
        """Show another order."""
        self._places = tuple(order)
        self.set_count(len(order))
        with self.prevent(self.Selected):
            self.cursor = min(self.cursor, max(0, len(order) - 1))
        self.refresh()

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return one place: where it was, what it is, and how many customers have it."""
        one = self._places[row]
        rank = len(str(len(self._places)))
        was, style = _was(one, row + 1)
        says = max(len(_says(place)) for place in self._places)
        room = width - rank - 12 - says - 2
        counts = self._counts(one, _plain, "  ")
        if room - len(counts) < _EASY_NAME:
            counts = self._counts(one, _share, " v. ")
        return self._drawn(
            [
                (f" {row + 1:>{rank}}. ", "quiet"),
                (f"{was:>4}  ", style),
                (fit(safe(place_name(one)), max(_LEAST_NAME, room - len(counts))), "plain"),
                (f"  {counts}", "quiet"),
                (f"  {_says(one)}", "bad" if one.is_contrary else _STYLES[one.verdict]),
            ],
            cursor=cursor,
        )

    def _counts(self, place: Place, words: Callable[[Share], str], between: str) -> str:
        """Return how many customers and how many others have what stands at a place, below those of the others."""
        mine = max(len(words(one.customers)) for one in self._places)
        theirs = max(len(words(one.others)) for one in self._places)
        return f"{words(place.customers):>{mine}}{between}{words(place.others):>{theirs}}"


def _share(share: Share) -> str:
    return f"{share.value * 100:.0f}%"


def _says(place: Place) -> str:
    """Return what the counts allow to say of a place of the order, in a word or three."""
    if place.is_contrary:
        return "fewer have it"
    return "" if place.verdict is Verdict.NOT_ENOUGH else str(place.verdict)


def verdict_in_words(place: Place) -> str:
    """Return what the counts allow to say of a place of the order."""
    return "fewer customers have it" if place.is_contrary else str(place.verdict)


def _was(place: Place, now: int) -> tuple[str, str]:
    if place.was is None:
        return "new", "good"
    if place.was == now:
        return f"{now}  ", "quiet"
    return (f"{place.was} ↑", "good") if now < place.was else (f"{place.was} ↓", "warning")


def place_name(place: Place) -> str:
    """Return what stands at a place of the order."""
    first = next(iter(place.qualities), None)
    if first is None:
        return place.name
    return " or ".join([first.name, *(one.name.removeprefix(f"{one.column}: ") for one in place.qualities[1:])])
