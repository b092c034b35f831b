"""Call mode: lead by lead, the best next question large on the screen, a key an answer, all of it written at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Footer

from sheetqual.core.dispositions import Disposition
from sheetqual.core.words import fold_header
from sheetqual.errors import SheetqualError
from sheetqual.files.calls.phones import Phone, PhoneReader, in_words, zone_at
from sheetqual.files.calls.session import Ask as Question
from sheetqual_tui.cells import safe, shown
from sheetqual_tui.failures import saying
from sheetqual_tui.messages import Told
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.callback import ReferralDialog, callback_prompt, read_moment
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.dialog import Page
from sheetqual_tui.screens.help import HelpScreen
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.sitting import CallsMade, Found, Job, Sitting
from sheetqual_tui.widgets.call import CallBoard, CallLine, CallView, Notice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual.core.call_answers import AnswerChoice
    from sheetqual.files.calls.calling import Calling, CallState, Progress
    from sheetqual.files.calls.journal import Referral
    from sheetqual_tui.app import SheetqualApp

__all__ = ["CallScreen", "CallsMade"]

_AT_ONCE: Final = 0.04
"""Seconds that a key may take before the screen says that it is still at work."""
_STAYS: Final = 2.0
"""Seconds after which a lead that was looked at is taken for one that is called."""
_LOOKS: Final = 10
"""Seconds between two looks at what others have noted."""
_MOST_WARNINGS: Final = 3
_OUTCOMES: Final = {
    "r": Disposition.REACHED,
    "n": Disposition.NO_ANSWER,
    "m": Disposition.MESSAGE,
    "b": Disposition.CALL_BACK,
    "w": Disposition.WRONG_NUMBER,
    "i": Disposition.NOT_INTERESTED,
    "x": Disposition.DO_NOT_CALL,
}
_SCRIPTS: Final = {
    "opening": "To open",
    "complaint": "If they complain",
    "account_review": "If they have one already",
    "refer": "If somebody else decides",
}
_SCRIPT_KEYS: Final = {"b": "opening", "x": "complaint", "v": "account_review", "f": "refer"}
_STOP: Final = "stop here: "


class CallScreen(Page[CallsMade]):
    """Shows one lead to call after the other, and notes what they say; gives what came of it."""

    app: SheetqualApp

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('y')", "Yes", tooltip="Answer yes", show=False),
        Binding("n", "answer('n')", "No", tooltip="Answer no", show=False),
        Binding("p", "answer('p')", "Partly", tooltip="Answer partly", show=False),
        Binding("d", "answer('d')", "Don't know", tooltip="They don't know", show=False),
        Binding("r", "answer('r')", "Refused", tooltip="They refused to answer", show=False),
        Binding("c", "answer('c')", "Complained", tooltip="They complained; shows what to say then", show=False),
        Binding("1,2,3,4,5,6,7,8,9", "value", "Value", tooltip="Answer with the value of that number", show=False),
        Binding("equals_sign,enter", "type", "Type", tooltip="Type an answer", show=False),
        Binding("o", "outcome", "Ended", tooltip="Say how the call ended; the next one comes up"),
        Binding("s", "skip", "Skip", tooltip="Another question first"),
        Binding("a", "ask", "Ask about", tooltip="Ask on, or about something else"),
        Binding("u", "undo", "Undo", tooltip="Take back what was noted last"),
        Binding("t", "note", "Note", tooltip="Write a note"),
        Binding("w", "refer", "Who", tooltip="Note who decides instead"),
        Binding("b", "script('opening')", "Opening", tooltip="Show what to say first", show=False),
        Binding(
            "x",
            "script('complaint')",
            "Complaint",
            tooltip="Show what to say when they complain",
            show=False,
        ),
        Binding(
            "v",
            "script('account_review')",
            "Review",
            tooltip="Show what to say when they have one already",
            show=False,
        ),
        Binding(
            "f",
            "script('refer')",
            "Somebody else",
            tooltip="Show what to say when somebody else decides",
            show=False,
        ),
        Binding(
            "right,right_square_bracket,pagedown",
            "step(1)",
            "Next",
            tooltip="The next lead",
            show=False,
        ),
        Binding(
            "left,left_square_bracket,pageup",
            "step(-1)",
            "Previous",
            tooltip="The lead before",
            show=False,
        ),
        Binding("g", "go", "Go to", tooltip="Go to another call"),
        Binding("m", "number", "Number", tooltip="Call another of their numbers", show=False),
        Binding("Y", "copy", "Copy", tooltip="Copy the number to call", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("question_mark,f1", "help", "Help", key_display="?", tooltip="Show every key"),
        Binding("escape,q", "leave", "Leave", key_display="Esc", tooltip="Leave; everything is written already"),
    ]

    def __init__(self, calling: Calling, clock: Callable[[], datetime] = lambda: datetime.now().astimezone()) -> None:
        """Take the calls.

        Args:
            calling: The calls, and what has been noted of them.
            clock: What time it is here, with the time zone.
        """
        super().__init__()
        self._calling = calling
        self._sitting = Sitting(calling)
        self._clock = clock
        self._found = Found(None, None, calling.progress())
        self._is_busy = False
        self._pressed = ""
        self._jobs = 0
        self._waiting: list[Job] = []
        self._asks_on = False
        self._chosen: Question | None = None
        self._passed: list[str] = []
        self._script: tuple[str, str] | None = None
        self._phones: dict[int, int] = {}
        self._seconds = 0
        self._minute = ""
        self._key = ""

    class Ready(Message):
        """What a key asked for is done."""

        def __init__(self, job: int, found: Found) -> None:
            """Carry the number of the job, and what came of it."""
            self.job = job
            self.found = found
            super().__init__()

    class Looked(Message):
        """It is known what others have noted."""

        def __init__(self, found: Found) -> None:
            """Carry where things stand."""
            self.found = found
            super().__init__()

    class Listed(Message):
        """The calls to go to are known."""

        def __init__(self, choices: Sequence[Choice]) -> None:
            """Carry them."""
            self.choices = choices
            super().__init__()

    class Left(Message):
        """Everything is written that can be."""

        def __init__(self, made: CallsMade, fault: str) -> None:
            """Carry what came of the sitting, and what could not be written."""
            self.made = made
            self.fault = fault
            super().__init__()

    def compose(self) -> ComposeResult:
        """Show a line above the call, and the keys below."""
        yield CallLine()
        yield CallBoard()
        yield Footer(show_command_palette=False, compact=True)

    def fill(self) -> None:
        """Begin where the caller left off."""
        self.set_interval(1, self._tick)
        if warnings := [*self._calling.warnings, *self._calling.session.warnings][:_MOST_WARNINGS]:
            self.notify("\n".join(map(safe, warnings)), severity="warning", timeout=10, markup=False)
        self.call_later(self._do, self._sitting.first)

    def on_unmount(self) -> None:
        """Leave the lead to others, however the screen is left."""
        self._sitting.leave()

    # What takes a while

    async def _do(self, job: Job) -> None:
        """Do something with the calls aside, and wait for a moment: then the next key meets what comes of it."""
        if self._is_left:
            return
        if self._is_busy:
            self._waiting.append(job)
            return
        self._is_busy = True
        self._jobs += 1
        number, loop, done = self._jobs, asyncio.get_running_loop(), asyncio.Event()
        found: list[Found] = []

        def work() -> None:
            with saying(lambda text: self.post_message(Told(text))):
                found.append(job())
                self.post_message(self.Ready(number, found[0]))
            with suppress(RuntimeError):  # The screen may be gone meanwhile.
                loop.call_soon_threadsafe(done.set)

        self.run_worker(work, thread=True, group="calls", description="noting")
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _AT_ONCE)
        if found:
            self._take(number, found[0])
        else:
            self._show()

    @on(Ready)
    def _ready(self, message: Ready) -> None:
        self._take(message.job, message.found)

    def _take(self, job: int, found: Found) -> None:
        """Show what came of a key, once."""
        if not self._is_busy or job != self._jobs or self._is_left:
            return
        self._is_busy, self._pressed = False, ""
        self._chosen = None
        if (place := found.place) != self._found.place:
            self._asks_on = False
            self._passed.clear()
            if place is not None:
                self.set_timer(_STAYS, lambda: self._claim(place))
        self._found = found
        if found.refused:
            self.notify(safe(found.refused), severity="warning", timeout=6, markup=False)
        self._show()
        self._go_on()

    def _go_on(self) -> None:
        """Do what was asked for meanwhile."""
        if self._waiting:
            self.call_later(self._do, self._waiting.pop(0))

    @on(Told)
    def _told(self, message: Told) -> None:
        self._is_busy, self._pressed = False, ""
        self._found = replace(self._found, fault=message.text)
        self._show()
        self._go_on()

    def _tick(self) -> None:
        """Keep the clock right, and look now and then at what others have noted."""
        self._seconds += 1
        if self._seconds % _LOOKS == 0:
            self.look_again()
        if f"{self._clock():%H:%M}" != self._minute:
            self._show()

    @work(thread=True, group="look", exclusive=True, description="looking")
    def look_again(self) -> None:
        """Look at what others have noted; where nobody was left to call, the next call comes up."""
        with saying(lambda text: self.post_message(Told(text))):
            self.post_message(self.Looked(self._sitting.look_again()))

    @work(thread=True, group="claim", exclusive=True, description="beginning")
    def _claim(self, place: int) -> None:
        """Begin a call that somebody has looked at for a while."""
        with saying(lambda text: self.post_message(Told(text))):
            self.post_message(self.Looked(self._sitting.stay(place)))

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        found, before = message.found, self._found
        if self._is_busy or self._is_left or before.place not in (None, found.place):
            return
        self._found = replace(found, said=before.said)
        if self._found != before:
            self._show()

    # What is shown

    @property
    def _state(self) -> CallState | None:
        return self._found.state

    def _left(self) -> list[Question]:
        """Return what could still be asked, although it decides nothing, those passed over last."""
        state = self._state
        if state is None:
            return []
        answered = {one.criterion for one in state.answers}
        criteria = [*(one.criterion for one in state.call.asks), *self._calling.session.scored.board.profile.criteria]
        ids = [one for one in dict.fromkeys(one.id for one in criteria) if one not in self._passed]
        open_ = (one for one in (*ids, *self._passed) if state.verdict.points[one] is None and one not in answered)
        return [self._question(one) for one in open_]

    def _question(self, criterion_id: str) -> Question:
        """Return how to ask about a criterion, and the column that the answer goes under."""
        state = self._state
        answered = {fold_header(one.column or "") for one in state.answers} if state else set()
        columns = self._calling.columns(criterion_id)
        column = next((one for one in columns if fold_header(one) not in answered), columns[0])
        for one in state.call.asks if state else ():
            if one.criterion.id == criterion_id:
                return replace(one, column=column)
        criterion = self._calling.session.scored.board.profile.criterion(criterion_id)
        words = [one.ask for one in criterion.questions] or [f"Ask about {criterion.name}."]
        return Question(criterion, words[0], tuple(words[1:]), column)

    def _ask(self) -> Question | None:
        """Return the question shown."""
        state = self._state
        if state is None or self._chosen is not None:
            return self._chosen
        if state.next is None and self._asks_on:
            return next(iter(self._left()), None)
        return state.next

    def _choices(self) -> tuple[AnswerChoice, ...]:
        """Return the answers that are a key away."""
        state, ask = self._state, self._ask()
        if state is None or ask is None:
            return ()
        if ask is state.next:
            return state.choices
        return self._calling.choices(ask.criterion.id, ask.column)

    def _show(self) -> None:
        """Show where things stand."""
        if not self.children or self._is_left:
            return
        now = self._clock()
        self._minute = f"{now:%H:%M}"
        found = self._found
        self.query_one(CallLine).show(self._progress_parts(), self._minute)
        said = "Writing …" if self._is_busy and found.state is not None else found.said
        self.query_one(CallBoard).show(self._view(now), self._notice(), said, found.fault)

    def _view(self, now: datetime) -> CallView | None:
        state, ask = self._state, self._ask()
        if state is None:
            return None
        session = self._calling.session
        view = CallView(session.scored, state, now, self._calling.journal.person, session.settings.hours, self._phone)
        view = replace(view, is_busy=self._is_busy, pressed=self._pressed, hints=self._hints(state))
        if ask is None:
            return view
        worth = session.scored.board.judge.points[ask.criterion.id]
        columns = len(self._calling.columns(ask.criterion.id))
        return replace(view, ask=ask, choices=self._choices(), worth=worth, columns=columns)

    def _hints(self, state: CallState) -> tuple[tuple[str, str], ...]:
        """Return keys that are good to know now."""
        scripts = self._calling.session.scored.board.profile.scripts
        known = [(key, _SCRIPTS[name].lower()) for key, name in _SCRIPT_KEYS.items() if scripts.get(name, "").strip()]
        known += [("m", "another number")] if len(state.call.phones) > 1 else []
        return (*known, ("Y", "copies the number"))

    def _progress_parts(self) -> list[str]:
        found, calling = self._found, self._calling
        count = len(calling.calls)
        first = f"Call {found.place + 1:,} of {count:,}" if found.place is not None else "Calls"
        ended = ", ".join(f"{number:,} {one}" for one, number in _in_order(found.progress))
        return [part for part in (first, calling.journal.person, ended, f"{found.progress.left:,} to go") if part]

    def _notice(self) -> Notice | None:
        if self._script is not None:
            return Notice(*self._script, keys=(("any key", "goes back"),), look="script")
        state = self._state
        if state is None:
            return self._nobody() if self._jobs and not self._is_busy else Notice("", "")
        if self._ask() is not None:
            return None
        # In this order it is a sentence from left to right, whatever the words of the profile are.
        text = f"Stop here: {(state.stop or 'nothing more to ask').removeprefix(_STOP)}"
        keys = [("o", "how it ended"), *([("a", "ask on")] if self._left() else [])]
        style = state.verdict.temperature.value
        title = {0: "Nothing asked yet", 1: "1 question asked"}.get(state.asked, f"{state.asked} questions asked")
        return Notice(title, text, tuple(keys), "stop", style)

    def _nobody(self) -> Notice:
        """Return what there is to say when nobody is to be called now."""
        progress = self._found.progress
        if not progress.calls:
            return Notice("", "There is nobody to call.", (("Esc", "leaves"),))
        ended = [f"{number:,} {one}" for one, number in _in_order(progress)]
        if progress.left:
            are = "1 is" if progress.left == 1 else f"{progress.left:,} are"
            title = f"Nobody is left to call now; {are} being called by somebody else."
        else:
            title = f"All {progress.calls:,} are called." if progress.calls > 1 else "The call is made."
        return Notice("", "\n".join([title, *ended]), (("Esc", "leaves"), ("g", "looks at them again")))

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Let the next key put away what to say; and keep the number that a value is chosen by."""
        self._key = event.key
        if self._script is not None and self.is_open and event.key not in ("up", "down"):
            event.stop()
            event.prevent_default()
            self._script = None
            self._show()

    async def action_answer(self, key: str) -> None:
        """Note an answer."""
        state, ask = self._state, self._ask()
        choice = next((one for one in self._choices() if one.key == key), None)
        if state is None or ask is None or choice is None or self._is_busy:
            return
        self._pressed = key
        if choice.means == "complained":
            self._put_script("complaint")
        await self._do_answer(state.place, ask, choice)

    async def action_value(self) -> None:
        """Note the value that the number pressed stands for."""
        await self.action_answer(self._key)

    async def _do_answer(self, place: int, ask: Question, said: AnswerChoice | str) -> None:
        calling, criterion, column = self._calling, ask.criterion.id, ask.column
        await self._do(lambda: self._sitting.note(place, lambda: calling.answer(place, criterion, said, column=column)))

    def action_type(self) -> None:
        """Ask for an answer in words or figures."""
        state, ask = self._state, self._ask()
        if state is None or ask is None or self._is_busy:
            return
        calling, criterion, column = self._calling, ask.criterion, ask.column
        place, worth = state.place, calling.session.scored.board.judge.points[criterion.id]

        def check(text: str) -> str | None:
            read = calling.check(criterion.id, text, column)
            return None if read.is_read else f"{read.trouble[:1].upper()}{read.trouble[1:]}; t writes it as a note."

        def live(text: str) -> str:
            read = calling.check(criterion.id, text, column)
            if not read.is_read:
                return f"can't be read yet: {read.trouble}."
            if read.value is None:
                return "can be read."
            return f"counts {read.value * worth / 100_000:g} of {worth / 1000:g} points."

        async def typed(text: str | None) -> None:
            if text is not None:
                await self._do_answer(place, ask, text)

        self.app.push_screen(Prompt(ask.ask, check=check, live=live, doc=f"{safe(criterion.name)}:"), typed)

    async def action_skip(self) -> None:
        """Ask something else first."""
        state, ask = self._state, self._ask()
        if state is None or ask is None or self._is_busy:
            return
        place, criterion = state.place, ask.criterion.id
        if state.next is not None:
            await self._do(lambda: self._sitting.skip(place, criterion))
        else:
            self._passed = [*(one for one in self._passed if one != criterion), criterion]
            self._chosen = None
            self._show()

    async def action_ask(self) -> None:
        """Ask on although nothing more is decided by it; or choose what to ask about."""
        state = self._state
        if state is None or self._is_busy:
            return
        if self._ask() is None and self._left():
            self._asks_on = True
            self._show()
            return
        profile = self._calling.session.scored.board.profile
        said = {one.criterion: one.cell or "" for one in state.answers}
        choices = [Choice(one.id, one.name, said.get(one.id) or self._known(state, one.id)) for one in profile.criteria]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None and self._state is not None and self._state.place == state.place:
                self._chosen = self._question(keys[0])
                self._show()

        self.app.push_screen(Choose("Ask about what?", choices), chosen)

    def _known(self, state: CallState, criterion_id: str) -> str:
        """Return what the list knows of a criterion, in points."""
        points = state.verdict.points[criterion_id]
        worth = self._calling.session.scored.board.judge.points[criterion_id]
        return "not known" if points is None else f"{points / 1000:g} of {worth / 1000:g} points"

    async def action_undo(self) -> None:
        """Take back what was noted last."""
        await self._do(self._sitting.take_back)

    def action_outcome(self) -> None:
        """Ask how the call ended."""
        state = self._state
        if state is None or self._is_busy:
            return
        answers = tuple((one.name.lower(), key, one.value) for key, one in _OUTCOMES.items())

        async def ended(name: str | None) -> None:
            if name is not None:
                await self._ended(state, Disposition[name.upper()])

        self.app.push_screen(Ask(f"How did the call to {self._whom(state)} end?", answers, stay="it goes on"), ended)

    async def _ended(self, state: CallState, disposition: Disposition) -> None:
        if disposition is Disposition.CALL_BACK:
            self._ask_when(state)
        elif disposition is Disposition.DO_NOT_CALL:
            self._ask_whether(state)
        else:
            await self._end(state, disposition)

    def _ask_when(self, state: CallState) -> None:
        """Ask when to call back."""
        dates = self._calling.session.scored.board.profile.dates
        phone = self._number(state)
        zone = zone_at(phone, self._clock())

        def here() -> datetime:
            return self._clock().replace(tzinfo=None)

        async def said(text: str | None) -> None:
            if text is None:
                return
            try:
                moment = read_moment(text, here(), dates, zone)
            except SheetqualError as error:  # It has passed just now.
                self.notify(safe(str(error)), severity="warning", markup=False)
                return
            await self._end(state, Disposition.CALL_BACK, moment)

        self.app.push_screen(callback_prompt(self._label(state), here, dates, zone), said)

    def _ask_whether(self, state: CallState) -> None:
        """Ask once whether somebody is never to be called again."""

        async def said(answer: str | None) -> None:
            if answer is not None:
                await self._end(state, Disposition.DO_NOT_CALL)

        question = f"Did {self._whom(state)} ask not to be called again?"
        details = "Nobody will be given this number again, not even after the list is exported anew."
        never = (("never", "y", "Yes: never call again"),)
        self.app.push_screen(Ask(question, never, stay="No, something else", details=details), said)

    async def _end(self, state: CallState, disposition: Disposition, callback: datetime | date | None = None) -> None:
        calling, place, number = self._calling, state.place, self._number(state)
        phone = number.e164 if number is not None else None
        await self._do(
            lambda: self._sitting.end(place, lambda: calling.outcome(place, disposition, callback, phone=phone))
        )

    def action_note(self) -> None:
        """Ask for a note."""
        state = self._state
        if state is None or self._is_busy:
            return
        calling, place = self._calling, state.place

        async def written(text: str | None) -> None:
            if text is not None and text.strip():
                await self._do(lambda: self._sitting.note(place, lambda: calling.note(place, text)))

        self.app.push_screen(Prompt(f"Note about {safe(self._label(state))}", lines=True), written)

    def action_refer(self) -> None:
        """Ask who decides instead."""
        state = self._state
        if state is None or self._is_busy:
            return
        calling, place, scored = self._calling, state.place, self._calling.session.scored
        number = self._number(state)
        reader = PhoneReader(calling.session.settings.region or scored.board.profile.region)

        def read_phone(text: str) -> str:
            found = next(iter(reader.read(text, number.region if number is not None else None)), None)
            if found is None:
                return ""
            return f"The number: {in_words(found)}." if isinstance(found, Phone) else f"The number: {found.why}."

        async def named(who: Referral | None) -> None:
            if who is not None:
                await self._do(
                    lambda: self._sitting.note(
                        place, lambda: calling.refer(place, who.name, who.company, who.phone, who.email)
                    )
                )

        company = scored.company(state.call.lead) or ""
        self.app.push_screen(ReferralDialog(self._label(state), company, read_phone), named)

    def action_script(self, name: str) -> None:
        """Show what to say, until the next key."""
        if not self._put_script(name):
            said = _SCRIPTS[name].casefold()
            self.notify(f"The profile does not say what to say {said}; it stands under [scripts] there.", timeout=5)

    def _put_script(self, name: str) -> bool:
        text = self._calling.session.scored.board.profile.scripts.get(name, "").strip()
        if text:
            self._script = (_SCRIPTS[name], text)
            self._show()
        return bool(text)

    async def action_step(self, by: int) -> None:
        """Show the next call, or the one before."""
        await self._do(lambda: self._sitting.step(by))

    @work(thread=True, group="list", exclusive=True, description="listing")
    def action_go(self) -> None:
        """Choose a call to go to."""
        with saying(lambda text: self.post_message(Told(text))):
            self.post_message(self.Listed(self._sitting.listed()))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        if not self.is_open or not message.choices:
            return

        async def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                await self._do(lambda: self._sitting.go(int(keys[0])))

        place = self._found.place
        self.app.push_screen(
            Choose("Which call?", message.choices, () if place is None else (str(place),)),
            chosen,
        )

    def action_number(self) -> None:
        """Call another of the lead's numbers."""
        state = self._state
        if state is not None and len(state.call.phones) > 1:
            self._phones[state.place] = (self._phone + 1) % len(state.call.phones)
            self._show()

    def action_copy(self) -> None:
        """Copy the number to call."""
        number = self._number(self._state) if self._state is not None else None
        if number is not None:
            self.app.copy(number.e164)

    def action_scroll(self, by: int) -> None:
        """Show more of what has no room."""
        self.query_one(CallBoard).scroll_all(by)

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen())

    def action_leave(self) -> None:
        """Leave, when everything is written."""
        self._leave()

    @work(thread=True, group="leave", exclusive=True, description="leaving")
    def _leave(self) -> None:
        with saying(lambda text: self.post_message(Told(text))):
            self.post_message(self.Left(*self._sitting.leave()))

    @on(Left)
    def _left_all(self, message: Left) -> None:
        if not self.is_open:
            return
        if not message.fault:
            self._finish(message.made)
            return

        def said(answer: str | None) -> None:
            if answer is not None:
                self.call_later(self._finish, message.made)

        lose = (("lose", "l", "Leave, and lose what is not written"),)
        self.app.push_screen(
            Ask("Not everything is written yet.", lose, stay="Stay", details=shown(message.fault)), said
        )

    def _finish(self, made: CallsMade) -> None:
        self.app.notify(safe(made.words), timeout=8, markup=False)
        self.dismiss(made)

    @property
    def _phone(self) -> int:
        return self._phones.get(self._found.place or 0, 0)

    def _number(self, state: CallState) -> Phone | None:
        """Return the number that is called."""
        phones = state.call.phones
        return phones[self._phones.get(state.place, 0)] if phones else None

    def _label(self, state: CallState) -> str:
        return self._calling.session.scored.label(state.call.lead)

    def _whom(self, state: CallState) -> str:
        return shown(self._label(state))


def _in_order(progress: Progress) -> list[tuple[Disposition, int]]:
    """Return how calls ended and how many did, in the order in which it is asked."""
    return [(one, progress.ended[one]) for one in Disposition if progress.ended.get(one)]
