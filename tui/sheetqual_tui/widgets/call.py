"""What a caller sees of a call: whom to call, what to ask, the answers as keys, the score, what was said so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final, cast

from rich.cells import cell_len
from rich.text import Text
from textual.containers import Container
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from sheetqual.core.judge import FULL
from sheetqual.core.profile import Temperature
from sheetqual.files.calls.phones import in_words, local_time, zone_at
from sheetqual.files.safe_text import runs_right_to_left
from sheetqual_tui.cells import fit, points_text, safe, shown, shown_lines
from sheetqual_tui.screens.callback import moment_in_words
from sheetqual_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual.core.call_answers import AnswerChoice
    from sheetqual.core.profile import Profile
    from sheetqual.files.calls.calling import CallState
    from sheetqual.files.calls.journal import Entry
    from sheetqual.files.calls.session import Ask, Hours
    from sheetqual.files.lists import ScoredList

__all__ = ["CallBoard", "CallLine", "CallView", "Notice", "entry_in_words", "shares"]

_BESIDE: Final = 110
"""From this width on, the lead stands beside the question."""
_BESIDE_HIGH: Final = 20
_SIDE: Final = 50
"""The most cells for the lead beside the question."""
_ROOMY: Final = 34
"""From this height on, there is room for blank lines."""
_MOST_SAID: Final = 3
_READABLE: Final = 66
"""The most cells of a line that is read aloud."""
_WAKING: Final = (8.0, 21.0)
"""The hours in which people may be called where the session names none."""


@dataclass(frozen=True, slots=True)
class CallView:
    """What is shown of a call.

    Attributes:
        scored: The list.
        state: Where the call stands.
        now: What time it is here, with the time zone.
        me: The caller.
        hours: Between which hours of their day people are called; None where nobody said.
        phone: Which of the lead's numbers is called, from 0.
        ask: The question shown, or None.
        choices: The answers to it that are a key away.
        worth: What it is worth, in thousandths of a point.
        columns: How many columns answers to it go under.
        hints: Keys that are good to know now: a key, and what it does.
        is_busy: Whether the next question is still being worked out.
        pressed: The key of the answer that is being noted, or empty.
    """

    scored: ScoredList
    state: CallState
    now: datetime
    me: str
    hours: Hours | None = None
    phone: int = 0
    ask: Ask | None = None
    choices: tuple[AnswerChoice, ...] = ()
    worth: int = 0
    columns: int = 1
    hints: tuple[tuple[str, str], ...] = ()
    is_busy: bool = False
    pressed: str = ""

    @property
    def profile(self) -> Profile:
        """The profile."""
        return self.scored.board.profile


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands in the place of the question.

    Attributes:
        title: The title of the frame.
        text: The text, in lines.
        keys: What can be pressed now: a key, and what it does.
        look: The frame's: ``stop``, ``script``, or ``plain``.
        style: The name of the text's style.
    """

    title: str
    text: str
    keys: tuple[tuple[str, str], ...] = ()
    look: str = "plain"
    style: str = "title"


def entry_in_words(entry: Entry, profile: Profile) -> str:
    """Return what was noted, in a few words, made safe."""
    match entry.kind:
        case "answer":
            name = next((one.name for one in profile.criteria if one.id == entry.criterion), entry.column)
            return safe(f"{name}: {entry.cell}")
        case "outcome":
            again = entry.call_again
            return safe(f"{entry.disposition}, {_day_and_time(again)}" if again else f"{entry.disposition}")
        case "refer" if (one := entry.referral) is not None:
            return safe(f"decides: {', '.join(part for part in (one.name, one.company, one.phone, one.email) if part)}")
        case _:
            return safe(f"{entry.kind}: {entry.text}")


def shares(room: int, wanted: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Share out lines among parts.

    Args:
        room: How many lines there are.
        wanted: A part, and how many lines more it would like; the most important first.

    Returns:
        A part -> its lines. All of them together are at most the room.
    """
    given: Counter[str] = Counter()
    for name, lines in wanted:
        some = max(0, min(lines, room))
        given[name] += some
        room -= some
    return given


def _day_and_time(moment: datetime | date) -> str:
    """Return a moment in words, in the time of this place."""
    if isinstance(moment, datetime) and moment.tzinfo:
        moment = moment.astimezone().replace(tzinfo=None)
    return moment_in_words(moment)


def _clock(moment: datetime, now: datetime) -> str:
    """Return when something was: the time where it was today, else the day, too."""
    own = moment.astimezone(now.tzinfo)
    return f"{own:%H:%M}" if own.date() == now.date() else moment_in_words(own.replace(tzinfo=None))


def _flow(pieces: Iterable[Text], width: int, between: str) -> list[Text]:
    """Return pieces side by side, as many to a line as fit."""
    lines: list[Text] = []
    for piece in pieces:
        if lines and lines[-1].cell_len + len(between) + piece.cell_len <= width:
            lines[-1].append(between).append_text(piece)
        else:
            # A line of its own, or the piece's style would be that of all that follows.
            lines.append(Text().append_text(piece))
    return lines


class CallPane(TextPane, can_focus=False, inherit_bindings=False):
    """A part of the board."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--number", "text--edge", "text--key", "text--chosen", "text--dim"}
    DEFAULT_CSS = """
    CallPane {
        position: absolute;
        & > .text--number { color: $text-accent; background: $panel; text-style: bold; }
        & > .text--edge { color: $panel; background: $panel; }
        & > .text--key { color: $text-accent; background: $panel; text-style: bold; }
        & > .text--chosen { color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold; }
        & > .text--dim { color: $foreground 60%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = []
    SIDES: ClassVar[int] = 3
    """The cells of a line that no text goes to: the padding, the frame, the place of the scroll bar."""

    view: CallView | None = None

    def lines_in(self, width: int) -> int:
        """Return how many lines there are in a width of the whole pane."""
        return len(self.make_lines(max(1, min(self.WIDEST, width - self.SIDES))))

    def make_lines(self, width: int) -> list[Text]:
        """Return the lines of the call, none wider than the width."""
        return [] if self.view is None else self.lines_of(self.view, width)

    def lines_of(self, view: CallView, width: int) -> list[Text]:
        """Return the lines of a call; to be overridden."""
        raise NotImplementedError

    def wrapped(self, text: str, width: int, style: str = "") -> list[Text]:
        """Return any text as lines in a style."""
        return [Text(line, style=self.style(style)) for line in shown_lines(text, width)]

    def rows(self, parts: Iterable[tuple[str, str]], width: int) -> list[Text]:
        """Return texts, each with the name of its style, below each other."""
        return [line for said, style in parts for line in self.wrapped(said, width, style)]

    def flowing(self, parts: Iterable[tuple[str, str]], width: int, between: str = " · ") -> list[Text]:
        """Return texts, each with the name of its style, side by side as far as they fit; cut where they don't."""
        return _flow((self.piece(said, width, style) for said, style in parts), width, between)

    def piece(self, text: str, width: int, style: str = "") -> Text:
        """Return any text in a style, cut where it is too long."""
        said = safe(text)
        return Text(shown(said) if cell_len(said) <= width else fit(said, width), style=self.style(style))


class LeadPane(CallPane):
    """Whom to call."""

    is_roomy = False
    """Whether there is room for blank lines, and a line for each thing."""

    def lines_of(self, view: CallView, width: int) -> list[Text]:
        """Return who it is, the number, and what there is to know before calling."""
        facts, known = [*self._there(view), *self._more(view)], list(self._known(view))
        why = self.wrapped(view.state.call.why, width)
        number = [Text(" "), *self._number(view, width), Text(" ")] if self.is_roomy else self._number(view, width)
        # The first two lines are seen in the smallest windows: the name and the number.
        who, *where = self._who(view, width)
        if not self.is_roomy:
            return [who, *number, *where, *self.flowing(facts, width), *why, *self.flowing(known, width)]
        blank = [Text()]
        lines = [who, *where, *number, *self.rows(facts, width), *blank, *why]
        return [*lines, *blank, *self.rows(known, width)] if known else lines

    def _who(self, view: CallView, width: int) -> list[Text]:
        lead = view.state.call.lead
        label, company = view.scored.label(lead), view.scored.company(lead)
        parts = [(label, "title"), *([(company, "quiet")] if company and company != label else [])]
        if self.is_roomy:
            return [self.piece(said, width, style) for said, style in parts]
        return self.flowing(parts, width, "  ")

    def _number(self, view: CallView, width: int) -> list[Text]:
        phones = view.state.call.phones
        if not phones:
            return self.wrapped("no number that can be called", width, "bad")
        number = self.piece(in_words(phones[view.phone]), max(1, width - 4), "number")
        # Blanks at the end of a line are cut off; what can't be seen is not.
        edge = self.style("edge")
        return [Text.assemble(("▌ ", edge), number, (" ▐", edge))]

    @staticmethod
    def _there(view: CallView) -> Iterator[tuple[str, str]]:
        phones = view.state.call.phones
        there = local_time(zone_at(phones[view.phone] if phones else None, view.now), view.now)
        if there is None:
            yield "time there not known", "quiet"
            return
        first, last = (view.hours.first, view.hours.last) if view.hours else _WAKING
        is_fine = first <= there.hour + there.minute / 60 < last
        yield _time_there(there, view.now), "" if is_fine else "unknown"

    @staticmethod
    def _more(view: CallView) -> Iterator[tuple[str, str]]:
        call = view.state.call
        for place, phone in enumerate(call.phones):
            if place != view.phone:
                yield f"or {in_words(phone)}", "quiet"
        for email in call.emails:
            yield email, "quiet"

    @staticmethod
    def _known(view: CallView) -> Iterator[tuple[str, str]]:
        """Yield what came before this call."""
        state, call = view.state, view.state.call
        if call.is_sample:
            yield "a random lead from below the cut", "quiet"
        if call.attempts:
            yield f"called {_times(call.attempts)} before", ""
        if call.callback is not None:
            yield f"agreed: {_day_and_time(call.callback)}", "title"
        if (one := state.elsewhere) is not None:
            when = _clock(one.at, view.now)
            did = f"called them at {when}: {one.ended}" if one.ended else f"began to call them at {when}"
            yield f"{one.by} {did}", "unknown"
        # What others did stands in the line above, and when to call again among what was said so far.
        if (end := state.outcome) is not None and end.by == view.me:
            yield f"ended: {entry_in_words(end, view.profile)}", "title"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _time_there(there: datetime, now: datetime) -> str:
    """Return a time elsewhere, and how far off that is: ``15:40 there (+1 h)``."""
    minutes = round((there.replace(tzinfo=None) - now.replace(tzinfo=None)).total_seconds() / 60)
    if not minutes:
        return f"{there:%H:%M} there, as here"
    day = "" if there.date() == now.date() else " tomorrow" if minutes > 0 else " yesterday"
    hours, rest = divmod(abs(minutes), 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return f"{there:%H:%M}{day} there ({'+' if minutes > 0 else '−'}{' '.join(parts)})"


class QuestionPane(CallPane):
    """What to say now, large: the question, or what stands in its place."""

    SIDES: ClassVar[int] = 9
    WIDEST: ClassVar[int] = 200
    blank = 0
    """The blank lines above the text."""
    notice: Notice | None = None

    def make_lines(self, width: int) -> list[Text]:
        """Return the lines of the text, with blank ones above."""
        return [Text()] * self.blank + self._text_lines(width)

    def _text_lines(self, width: int) -> list[Text]:
        notice, view = self.notice, self.view
        if notice is not None:
            return [line for part in notice.text.splitlines() for line in self._large(part, width, notice.style)]
        if view is None or view.ask is None:
            return []
        return self._large(view.ask.ask, width, "dim" if view.is_busy else "title")

    def _large(self, text: str, width: int, style: str) -> list[Text]:
        """Return a text as lines in the middle; what runs from right to left begins on the right."""
        lines = shown_lines(text, min(width, _READABLE))
        longest = max(map(cell_len, lines))
        if runs_right_to_left(text):
            lines = [" " * (longest - cell_len(line)) + line for line in lines]
        left = " " * ((width - longest) // 2)
        return [Text(left + line, style=self.style(style)) for line in lines]

    def name_frame(self) -> None:
        """Say in the frame what the question is about, and what it is worth."""
        notice, view = self.notice, self.view
        for look in ("stop", "script", "plain"):
            self.set_class(notice is not None and notice.look == look, f"-{look}")
        parts = [notice.title] if notice is not None else _about(view, view.ask) if view and view.ask else []
        # A name that runs from right to left must not turn the others round.
        self.border_title = cast("str", Content(" · ".join(map(shown, parts))))
        self.border_subtitle = _count(view) if notice is None and view is not None else ""


def _about(view: CallView, ask: Ask) -> list[str]:
    """Return what a question is about, and what it is worth."""
    points = points_text(view.worth)
    parts = [ask.criterion.name, f"{points} {'point' if points == '1' else 'points'}"]
    if ask.criterion.required:
        parts.append("required")
    if view.columns > 1:
        parts.append(ask.column)
    return parts


def _count(view: CallView) -> str:
    asked, most = view.state.asked, view.state.most
    return "" if most is None or asked >= most else f"question {asked + 1} of at most {most}"


class OthersPane(CallPane):
    """Other words for the question; and why it need not be asked, where that is so."""

    SIDES: ClassVar[int] = 5

    def lines_of(self, view: CallView, width: int) -> list[Text]:
        """Return a line or more for each."""
        if view.ask is None:
            return []
        stop = view.state.stop
        lines = self.wrapped(sentence_case(stop), width, "unknown") if stop else []
        return lines + self.rows(((f"or: {one}", "quiet") for one in view.ask.others), width)


def sentence_case(said: str) -> str:
    """Return some words as a sentence."""
    return f"{said[:1].upper()}{said[1:]}."


class KeysPane(CallPane):
    """What can be pressed now: the answers, above all."""

    keys: Sequence[tuple[str, str]] = ()
    pressed = ""

    def make_lines(self, width: int) -> list[Text]:
        """Return the keys side by side."""
        return _flow((self._chip(key, label, width) for key, label in self.keys), width, "   ")

    def _chip(self, key: str, label: str, width: int) -> Text:
        is_pressed = key == self.pressed
        chip = Text().append(f" {key} ", style=self.style("chosen" if is_pressed else "key")).append(" ")
        style = "dim" if self.pressed and not is_pressed else ""
        return chip.append_text(self.piece(label, max(1, width - chip.cell_len), style))


class HintsPane(CallPane):
    """Keys that are good to know, where there is room for them."""

    def lines_of(self, view: CallView, width: int) -> list[Text]:
        """Return them on as many lines as they take."""
        return self.flowing(((f"{key} {does}", "quiet") for key, does in view.hints), width)


class RangePane(CallPane):
    """The score, as far as it is certain and as far as it can still go."""

    DEFAULT_CSS = """
    RangePane { overflow-y: hidden; }
    """

    WIDEST: ClassVar[int] = 72

    def lines_of(self, view: CallView, width: int) -> list[Text]:
        """Return the range in words, as a bar, and what the marks of the bar mean."""
        verdict, labels = view.state.verdict, view.profile.score.labels
        low, high = points_text(verdict.floor), points_text(verdict.ceiling)
        words = [
            ("out" if verdict.out else low if low == high else f"{low} to {high}", "title"),
            (labels[verdict.temperature], verdict.temperature.value),
            ("settled" if verdict.settled else "so far", "quiet"),
        ]
        lines = self.flowing(words[verdict.out :], width, "  ")[:1]
        return lines if verdict.out else [*lines, self._bar(view, width), self._marks(view, width)]

    def _bar(self, view: CallView, width: int) -> Text:
        """Return the bar: heavy as far as the score is certain, dashed as far as it can go."""
        verdict, score = view.state.verdict, view.profile.score
        sure, most = (_place(one, width) for one in (verdict.floor, verdict.ceiling))
        # However little is open, it is seen.
        most = max(most, sure + (verdict.ceiling > verdict.floor))
        marks = {_place(score.warm, width), _place(score.hot, width)}
        line = Text()
        for cell in range(width):
            band = score.band((2 * cell + 1) * FULL // (2 * width)).value
            look = ("┿", "━") if cell < sure else ("┼", "╌") if cell < most else ("┼", "─")
            line.append(look[cell not in marks], style=self.style(band if cell < most else "quiet"))
        return line

    def _marks(self, view: CallView, width: int) -> Text:
        """Return the words below the marks, each where its mark is, or as near as they fit."""
        score = view.profile.score
        line = Text()
        for thousandths, temperature in ((score.warm, Temperature.WARM), (score.hot, Temperature.HOT)):
            said = self.piece(f"{score.labels[temperature]} {points_text(thousandths)}", width // 2 - 1, temperature)
            at = min(max(_place(thousandths, width), line.cell_len + bool(line)), width - said.cell_len)
            line.append(" " * (at - line.cell_len)).append_text(said)
        line.truncate(width)
        return line


def _place(thousandths: int, width: int) -> int:
    """Return the cell of a bar at which some points begin."""
    return min(width, round(thousandths / FULL * width))


class SoFarPane(CallPane):
    """What was said in the call, the last first."""

    def lines_of(self, view: CallView, width: int) -> list[Text]:
        """Return a line for each thing noted; a note may take more."""
        state = view.state
        end = [state.outcome] if state.outcome is not None else []
        entries = sorted([*state.answers, *state.notes, *state.referred, *end], key=lambda one: one.when)
        return [line for entry in reversed(entries) for line in self._entry(entry, view, width)]

    def _entry(self, entry: Entry, view: CallView, width: int) -> list[Text]:
        clock = f"{_clock(entry.when, view.now)}  "
        by = "" if entry.by == view.me else f" ({entry.by})"
        lines = shown_lines(f"{entry_in_words(entry, view.profile)}{by}", max(2, width - len(clock)))
        rest = " " * len(clock)
        return [
            Text.assemble((rest if place else clock, self.style("quiet")), (line, self.style()))
            for place, line in enumerate(lines)
        ]


class SaidPane(CallPane):
    """What became of the last key; and what is wrong with the journal, as long as it is."""

    said = ""
    fault = ""

    def make_lines(self, width: int) -> list[Text]:
        """Return the fault first."""
        fault = self.wrapped(self.fault, width, "bad") if self.fault else []
        return [*fault, *([self.piece(self.said, width, "good")] if self.said else [])]


class CallLine(Widget):
    """The line at the top: which call, who calls, how far the session has come, what time it is."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--title", "line--quiet"}
    DEFAULT_CSS = """
    CallLine {
        height: 1;
        padding: 0 1;
        background: $panel;
        & > .line--title { text-style: bold; }
        & > .line--quiet { color: $foreground 76%; }
    }
    """

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._parts: tuple[str, ...] = ("",)
        self._clock = ""

    def show(self, parts: Sequence[str], clock: str) -> None:
        """Show what there is to say, the most important first, and the time."""
        self._parts, self._clock = tuple(map(safe, parts)), clock
        self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is one
        """Draw the line: parts that don't fit are left out."""
        width = self.content_region.width
        room = width - len(self._clock) - 2
        title, quiet = self.get_component_rich_style("line--title"), self.get_component_rich_style("line--quiet")
        text = Text(fit(self._parts[0], min(cell_len(self._parts[0]), max(0, room))), style=title)
        line = Text().append_text(text)
        for part in self._parts[1:]:
            if line.cell_len + 3 + cell_len(part) <= room:
                line.append(" · ", style=quiet).append(shown(part), style=quiet)
        line.append(" " * max(1, width - line.cell_len - len(self._clock))).append(self._clock, style=title)
        line.truncate(width)
        base = self.rich_style
        return Strip(line.render(self.app.console)).apply_style(base).adjust_cell_length(width, base)


class CallBoard(Container):
    """Everything about one call; what matters most has room first."""

    DEFAULT_CSS = """
    CallBoard { height: 1fr; }
    """

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="board")
        self._lead = LeadPane(id="call-lead")
        self._question = QuestionPane(id="question")
        self._keys = KeysPane(id="answers")
        self._said = SaidPane(id="call-said")
        others, score = OthersPane(id="others"), RangePane(id="range")
        so_far, hints = SoFarPane(id="so-far"), HintsPane(id="hints")
        panes = (self._lead, self._question, others, self._keys, score, so_far, hints, self._said)
        self._subject: object = None
        self._panes: dict[str, CallPane] = {pane.id or "": pane for pane in panes}

    def compose(self) -> ComposeResult:
        """Show the parts; where they stand is worked out when their texts are known."""
        yield from self._panes.values()

    def show(self, view: CallView | None, notice: Notice | None, said: str = "", fault: str = "") -> None:
        """Show a call.

        Args:
            view: The call, or None for none.
            notice: What stands in the place of the question, if anything.
            said: What became of the last key.
            fault: What is wrong with the journal.
        """
        subject = (view and view.state.place, view and view.ask and view.ask.ask, notice and notice.text)
        for pane in self._panes.values():
            pane.view = view
            if subject != self._subject:
                pane.action_scroll_home()
        self._subject = subject
        self._question.notice = notice
        self._question.name_frame()
        self._keys.keys = _keys(view, notice)
        self._keys.pressed = view.pressed if view is not None and notice is None else ""
        self._said.said, self._said.fault = said, fault
        self._arrange()

    def scroll_all(self, by: int) -> None:
        """Scroll the parts that have more to show than room for it."""
        for pane in self._panes.values():
            pane.action_scroll(by)

    def on_resize(self) -> None:
        """Make the best of another size."""
        self._arrange()

    def _arrange(self) -> None:
        """Give every part its place, and let it draw its lines there."""
        width, height = self.size
        if not width or not height:
            return
        is_beside = width >= _BESIDE and height >= _BESIDE_HIGH
        side = min(_SIDE, width * 36 // 100) if is_beside else 0
        columns = ((0, side, _LEFT), (side, width - side, _RIGHT)) if is_beside else ((0, width, _ALL),)
        self._lead.is_roomy = is_beside or height >= _ROOMY
        self._question.blank = 0
        said = min(self._said.lines_in(width), _MOST_SAID)
        self._put("call-said", 0, height - said, width, said)
        for left, across, order in columns:
            wanted = {name: self._panes[name].lines_in(across) for name in order if name in self._panes}
            given = dict(shares(height - said, (one for one in _steps(wanted, height - said) if one[0] in order)))
            if given.get("hints", 0) < wanted.get("hints", 0):
                given["hints"] = 0
            top = 0
            for name in order:
                if name in self._panes:
                    self._put(name, left, top, across, given.get(name, 0))
                top += given.get(name, 0)
            if "question" in wanted:
                self._question.blank = max(0, given["question"] - _FRAME - wanted["question"]) // 2
        for pane in self._panes.values():
            pane.draw()

    def _put(self, name: str, left: int, top: int, width: int, height: int) -> None:
        pane = self._panes[name]
        pane.display = height > 0
        pane.styles.offset = (left, top)
        pane.styles.width, pane.styles.height = width, height


_ALL: Final = (
    *("top", "call-lead", "gap-0", "question", "gap-1", "others", "gap-2", "answers"),
    *("gap-3", "range", "gap-4", "so-far", "gap-5", "hints"),
)
"""The parts and the blank lines between them, from the top down."""
_LEFT: Final = ("top", "call-lead", "gap-4", "so-far")
_RIGHT: Final = ("top", "question", "gap-1", "others", "gap-2", "answers", "gap-3", "range", "gap-5", "hints")
_FRAME: Final = 2


def _steps(wanted: Mapping[str, int], room: int) -> Iterator[tuple[str, int]]:
    """Yield which part gets how many lines more, the most important first."""
    lead, question, answers, said = (wanted.get(name, 0) for name in ("call-lead", "question", "answers", "so-far"))
    asks, keys = min(question + _FRAME, max(3, room // 2)), min(answers, max(1, room // 3))
    yield "question", asks
    yield "answers", keys
    yield "call-lead", min(2, lead)
    yield "range", min(1, wanted.get("range", 0))
    yield "call-lead", min(6, lead - 2)
    yield "question", 2
    yield "range", wanted.get("range", 0) - 1
    yield "others", wanted.get("others", 0)
    yield "gap-3", 1
    yield "so-far", min(2, said)
    yield from ((gap, 1) for gap in ("gap-0", "gap-4", "gap-1"))
    yield "call-lead", lead - 8
    yield "so-far", said - 2
    yield "answers", answers - keys
    yield "question", question + _FRAME - asks
    yield "top", 1
    yield "gap-2", min(1, wanted.get("others", 0))
    if room > wanted.get("hints", 0):
        yield "gap-5", 1
        yield "hints", wanted.get("hints", 0)
    yield "question", min(2 + room // 8, 6)


def _keys(view: CallView | None, notice: Notice | None) -> Sequence[tuple[str, str]]:
    if notice is not None:
        return notice.keys
    if view is None or view.ask is None:
        return ()
    return [*((one.key, one.label) for one in view.choices), ("=", "type it")]
