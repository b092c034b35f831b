"""Learning from customers: what they share, what that suggests, and the keys that take it into the profile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Container
from textual.widgets import Footer, Static
from textual.worker import get_current_worker

from sheetqual.core.profile import Weighting
from sheetqual.errors import ProfileError, SheetqualError
from sheetqual_tui.cells import safe, shown
from sheetqual_tui.failures import saying
from sheetqual_tui.learning import (
    Whom,
    added,
    answers_in,
    draft_path,
    in_proposed_order,
    learn,
    learn_anew,
    write_draft,
)
from sheetqual_tui.messages import AnswersFound, Drafted, Learned, NotLearned, Progressed
from sheetqual_tui.paths import LISTS
from sheetqual_tui.ranking import Stopped
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.dialog import Page
from sheetqual_tui.screens.help import HelpScreen
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.session import stamp
from sheetqual_tui.widgets.lessons import (
    LessonRow,
    Lessons,
    Proposed,
    draft_rows,
    lesson_rows,
    place_name,
    verdict_in_words,
)
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.worker import Worker

    from sheetqual.core.learning.qualities import Quality
    from sheetqual.core.profile import Profile
    from sheetqual_tui.learning import Learnt
    from sheetqual_tui.outcome_columns import Answers
    from sheetqual_tui.screens.proving import Proving

__all__ = ["LearnScreen"]

_NOTHING = "Nothing is learned yet. w chooses whom to learn from."
_WHOM = (
    Choice("list", "This list: a column says who became a customer"),
    Choice("past", "Another file of past leads: a column says so"),
    Choice("customers", "A file of your best customers, against this list"),
)


class LearnScreen(Page[None]):
    """Shows what customers share and others don't; nothing of it gets into the profile without a key."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]  # noqa: RUF012 - no ClassVar in Textual
    AUTO_FOCUS = "#lessons"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "whom", "Whom", tooltip="Choose whom to learn from", id="learn_whom"),
        Binding("o", "order", "Take order", tooltip="Take the proposed order into the profile", id="learn_order"),
        Binding("a", "add", "Add", tooltip="Add what the line says as a criterion", id="learn_add"),
        Binding(
            "x", "leave_out", "Leave out", tooltip="Leave the column out, or look at it all the same", id="learn_out"
        ),
        Binding("d", "draft", "Draft", tooltip="Write a draft profile of it to a file", id="learn_draft"),
        Binding("u,ctrl+z", "undo", "Undo", key_display="u", tooltip="Take the last change back", id="learn_undo"),
        Binding("U,ctrl+y", "redo", "Redo", tooltip="Make an undone change again", show=False, id="learn_redo"),
        Binding(
            "tab",
            "app.focus_next",
            "Other part",
            key_display="Tab",
            tooltip="Go to the other part",
            show=False,
            id="learn_part",
        ),
        Binding("question_mark,f1", "help", "Help", key_display="?", tooltip="Show every key", show=False),
        Binding("escape,q", "leave", "Back", key_display="Esc", tooltip="Stop learning; go back to the list"),
    ]

    def __init__(self, desk: Proving) -> None:
        """Take the desk, whose list and profile it is for."""
        super().__init__()
        self.desk = desk
        self.learnt: Learnt | None = None
        self._draft: list[LessonRow] = []
        self._turn = 0
        self._doing = ""
        self._worker: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Show what was learned beside or above the order."""
        yield Static("", id="heading", markup=False)
        yield Static("", id="summary", markup=False)
        with Container(id="learned"):
            yield Lessons(id="lessons")
            yield Proposed(id="proposed")
        yield Static("", id="doc", markup=False)
        yield Static("", id="said", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def fill(self) -> None:
        """Learn from whom one learned before, or ask."""
        self.query_one(Lessons).border_title = "What customers share"
        self.query_one(Proposed).border_title = "Proposed order"
        self._show()
        choice = self.desk.past_choice
        if choice is not None:
            self._learn_from(Whom(choice.outcome, None if choice.file is None else Path(choice.file)))
        else:
            self.call_after_refresh(self.action_whom)

    # What is shown

    def _show(self) -> None:
        learnt = self.learnt
        heading, summary = self.query_one("#heading", Static), self.query_one("#summary", Static)
        if learnt is None:
            heading.update("Learn from customers: what do they share that other leads don't?")
            summary.update("")
            rows = [LessonRow(_NOTHING, "quiet")]
        else:
            heading.update(shown(learnt.heading))
            summary.update(shown(learnt.study.summary))
            rows = [*self._draft, *lesson_rows(learnt)]
        self.query_one(Lessons).set_rows(rows)
        self.query_one(Proposed).set_order(() if learnt is None else learnt.study.order)
        self.query_one(Proposed).display = learnt is not None
        self._show_doc()
        self.refresh_bindings()

    @on(LineList.Selected)
    def _selected(self) -> None:
        self._show_doc()

    def on_descendant_focus(self) -> None:
        """Say what the line means that has the cursor now."""
        self._show_doc()

    def _show_doc(self) -> None:
        if isinstance(self.focused, Proposed):
            said = self._place_doc()
        else:
            row = self.query_one(Lessons).row
            said = "" if row is None else row.doc
        self.query_one("#doc", Static).update(shown(said))

    def _place_doc(self) -> str:
        place = self.query_one(Proposed).place
        if place is None:
            return ""
        mine, theirs = place.customers, place.others
        keys = "a adds it to your profile." if place.was is None else "o takes the whole order."
        # A sentence that began with a Persian name would run from right to left as a whole.
        return (
            f"{mine.count:,} of {mine.total:,} customers and {theirs.count:,} of {theirs.total:,} others: "
            f"{place_name(place)} ({verdict_in_words(place)}); {keys}"
        )

    def _say(self, text: str, *, bad: bool = False) -> None:
        line = self.query_one("#said", Static)
        line.update(shown(text))
        line.set_class(bad, "-bad")

    # Work aside

    def _begin(self, doing: str) -> int:
        """Note that work begins; return which one it is, so that what comes of other work is passed over."""
        self._stop()
        self._doing = doing
        self._say(f"{doing} … Esc stops.")
        return self._turn

    def _stop(self) -> None:
        self._turn += 1
        self._doing = ""
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    @property
    def _is_ready(self) -> bool:
        """Whether something is learned and nothing is being worked on; else that is said."""
        if self._doing:
            self._say(f"{self._doing} …, press the key again then. Esc stops.")
        elif self.learnt is None:
            self._say(_NOTHING)
        return self.learnt is not None and not self._doing

    def _is_now(self, turn: int) -> bool:
        """Tell whether work is the one that is waited for; if so, that is over."""
        if turn != self._turn:
            return False
        self._doing = ""
        self._worker = None
        return True

    @work(thread=True, group="learn", description="learning")
    def _work(self, turn: int, job: Callable[[Callable[[int, int | None], None]], Learned | AnswersFound]) -> None:
        worker = get_current_worker()

        def progress(done: int, total: int | None) -> None:
            if worker.is_cancelled:
                raise Stopped
            self.post_message(Progressed(done, total))

        with saying(lambda text: self.post_message(NotLearned(turn, text))):
            self.post_message(job(progress))

    @on(Progressed)
    def _progressed(self, message: Progressed) -> None:
        if self._doing:
            share = f"{message.done / message.total:.0%}" if message.total else f"{message.done:,} rows"
            # What follows the last row is not counted.
            said = share if message.done != message.total else "nearly done"
            self._say(f"{self._doing} … {said}. Esc stops.")

    @on(NotLearned)
    def _not_learned(self, message: NotLearned) -> None:
        if self._is_now(message.turn):
            self._say(message.text, bad=True)

    # Whom to learn from

    def action_whom(self) -> None:
        """Choose whom to learn from."""

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is None:
                if self.learnt is None and not self._doing:
                    self._say(_NOTHING)
            elif keys[0] == "list":
                self._look_for_answers(None)
            else:
                self._ask_file(keys[0])

        doc = "sheetqual then shows what customers share and others don't, and which order of priorities that suggests."
        self.app.push_screen(Choose("Whom to learn from?", _WHOM, ("list",), doc=doc), chosen)

    def _ask_file(self, kind: str) -> None:
        folder = self.desk.opening.leads.parent
        text = "" if folder == Path() else f"{folder}/"

        def check(typed: str) -> str | None:
            path = self._path(typed)
            if path is None:
                return "Give the file, such as outcomes.csv." if kind == "past" else "Give the file: customers.csv."
            return None if path.is_file() else f"{path.name} can't be found; check its name and its folder."

        def named(typed: str | None) -> None:
            path = None if typed is None else self._path(typed)
            if path is None:
                return
            if kind == "past":
                self._look_for_answers(path)
            else:
                self._learn_from(Whom(None, path))

        title = "Which file holds past leads?" if kind == "past" else "Which file holds your customers?"
        doc = ".xlsx, .xlsm, .xlsb, .xls, .ods or .csv"
        self.app.push_screen(Prompt(title, text, check=check, doc=doc, placeholder="file.csv", paths=LISTS), named)

    def _path(self, typed: str) -> Path | None:
        """Return the file that a name means, beside the list where there is none elsewhere; None for no name."""
        if not typed.strip():
            return None
        try:
            path = Path(typed.strip()).expanduser()
            near = self.desk.opening.leads.parent / path
            return near if not path.is_file() and near.is_file() else path
        except (OSError, RuntimeError, ValueError):  # A home that is none; a name that no file can have.
            return Path("That name")

    def _look_for_answers(self, file: Path | None) -> None:
        """Find the columns that may say how leads ended, and ask which one does."""
        ranking = self.desk.ranking
        if ranking is None:
            self._say("The list is being read; try again once it is there.", bad=True)
            return
        opening, scored = self.desk.opening, ranking.scored
        turn = self._begin(f"Reading {(file or opening.leads).name}")
        self._worker = self._work(
            turn, lambda progress: AnswersFound(turn, file, answers_in(file, opening, scored, progress))
        )

    @on(AnswersFound)
    def _answers_found(self, message: AnswersFound) -> None:
        if not self._is_now(message.turn):
            return
        self._say("")
        answers = message.answers
        if not answers:
            self._say("That list has no column with answers.", bad=True)
        elif self.is_open:
            self._ask_column(message.file, answers)

    def _ask_column(self, file: Path | None, answers: Sequence[Answers]) -> None:
        choices = [Choice(str(at), one.header, one.words) for at, one in enumerate(answers)]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._ask_value(file, answers[int(keys[0])])

        title = "Which column says how leads ended?"
        self.app.push_screen(Choose(title, choices, ("0",) if answers[0].is_likely else ()), chosen)

    def _ask_value(self, file: Path | None, answers: Answers) -> None:
        choices = [
            Choice(text, text, f"{count:,} {'lead' if count == 1 else 'leads'}") for text, count in answers.counts
        ]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._learn_from(Whom(f"{answers.header}={keys[0]}", file))

        doc = "Leads with another answer became none; blank ones are still open."
        self.app.push_screen(Choose(f"{answers.header}: which answer means a customer?", choices, doc=doc), chosen)

    # Learning

    def _learn_from(self, whom: Whom) -> None:
        opening, profile = self.desk.opening, self.desk.draft.now
        turn = self._begin(f"Learning from {(whom.file or opening.leads).name}")
        self._worker = self._work(turn, lambda progress: Learned(turn, learn(whom, opening, profile, progress)))

    def _learn_again(self, ignored: frozenset[int], kept: frozenset[int]) -> None:
        """Learn from the same leads, for the profile as it is now."""
        learnt = self.learnt
        if learnt is not None:
            profile, today = self.desk.draft.now, self.desk.opening.today
            turn = self._begin("Learning again")
            self._worker = self._work(
                turn, lambda _progress: Learned(turn, learn_anew(learnt, profile, today, ignored, kept))
            )

    @on(Learned)
    def _learned(self, message: Learned) -> None:
        if isinstance(message, Drafted) or not self._is_now(message.turn):
            return
        before, self.learnt = self.learnt, message.learnt
        if before is None or before.whom != message.learnt.whom:
            self._draft = []
            self._say("")
            if message.learnt.whom.choice is not None:
                self.desk.use_past(message.learnt.whom.choice)
        else:
            self._say(self._after)
        self._after = ""
        self._show()

    _after = ""
    """What to say once it is learned again."""

    def action_leave_out(self) -> None:
        """Leave the column under the cursor out, or look at it all the same."""
        learnt, place, code = self.learnt, *self._column()
        if not self._is_ready or learnt is None:
            return
        if place is None:
            self._say("That line is about no column of the list.", bad=True)
            return
        header = learnt.past.table.headers[place]
        ignored, kept = learnt.ignored, learnt.kept
        if place in ignored:
            ignored, self._after = ignored - {place}, f"Compared again: {header}."
        elif code == "leak":
            kept, self._after = kept | {place}, f"Looked at all the same: {header}. x leaves it out."
        elif place in kept:
            kept, self._after = kept - {place}, f"Judged as other columns are: {header}."
        elif code:
            self._say(f"It can't be compared: {header}.", bad=True)
            return
        else:
            ignored, self._after = ignored | {place}, f"Left out: {header}. x on it, at the end, takes it in again."
        self._learn_again(ignored, kept)

    def _column(self) -> tuple[int | None, str]:
        """Return the position of the column that the line under the cursor is about, and why it is set aside."""
        if isinstance(self.focused, Proposed):
            place = self.focused.place
            return (place.qualities[0].place if place is not None and place.qualities else None), ""
        row = self.query_one(Lessons).row
        return (None, "") if row is None else (row.place, row.code)

    # Into the profile

    def _change(self, profile: Profile, what: str, said: str) -> None:
        """Make a change of the profile, and hold the order against it."""
        learnt = self.learnt
        self.desk.change(self.desk.draft.changed(profile, what))
        self._after = said
        if learnt is not None:
            self._learn_again(learnt.ignored, learnt.kept)
        self._say(said)

    def action_order(self) -> None:
        """Take the proposed order into the profile."""
        if not self._is_ready or self.learnt is None:
            return
        now = self.desk.draft.now
        profile = in_proposed_order(now, self.learnt.study.order)
        before, after = ([one.id for one in one_of.criteria] for one_of in (now, profile))
        if before == after:
            self._say("Your criteria stand in the proposed order already.")
            return
        moved = sum(one != other for one, other in zip(before, after, strict=True))
        equal = " All are worth the same, so that changes no score." if now.score.weights is Weighting.EQUAL else ""
        said = f"Proposed order taken: {moved} of {len(after)} criteria stand elsewhere.{equal} u takes it back."
        self._change(profile, "Proposed order taken", said)

    def action_add(self) -> None:
        """Add what the line under the cursor says as a criterion."""
        learnt = self.learnt
        if not self._is_ready or learnt is None:
            return
        qualities = self._qualities()
        if not qualities:
            said = "That is in your profile already." if isinstance(self.focused, Proposed) else "That is no quality."
            self._say(f"{said} Choose a line with counts, then press a.", bad=True)
            return
        try:
            profile, place = added(self.desk.draft.now, learnt.study, qualities)
        except ProfileError as error:
            self._say(error.faults[0].text if error.faults else "That can't be a criterion.", bad=True)
            return
        name = profile.criteria[place].name
        self._change(profile, f"{name} added", f"Added as criterion {place + 1}: {name}. u takes it out again.")
        self.desk.select_criterion(place)

    def _qualities(self) -> tuple[Quality, ...]:
        """Return the qualities under the cursor; none where the line is about something else."""
        if isinstance(self.focused, Proposed):
            place = self.focused.place
            return () if place is None else place.qualities
        row = self.query_one(Lessons).row
        return () if row is None or row.quality is None else (row.quality,)

    def action_undo(self) -> None:
        """Take the last change back."""
        self._retrace(self.desk.action_undo, "There is nothing to take back.")

    def action_redo(self) -> None:
        """Make an undone change again."""
        self._retrace(self.desk.action_redo, "There is nothing to make again.")

    def _retrace(self, step: Callable[[], None], none: str) -> None:
        before = self.desk.draft
        step()
        if self.desk.draft is before:
            self._say(none)
        elif self.learnt is not None:
            self._learn_again(self.learnt.ignored, self.learnt.kept)

    # Drafts

    def action_draft(self) -> None:
        """Write a draft profile of what was learned to a file."""
        if not self._is_ready:
            return
        opening, file = self.desk.opening, self.desk.draft.file
        folder = (file.path or opening.leads).absolute().parent

        def check(name: str) -> str | None:
            try:
                draft_path(opening, file, name)
            except SheetqualError as error:
                return str(error)
            return None

        def named(name: str | None) -> None:
            if name is not None:
                self._ask_to_replace(draft_path(opening, file, name))

        proposed = "draft.toml"
        number = 1
        while (folder / proposed).exists():
            number += 1
            proposed = f"draft-{number}.toml"
        doc = f"Folder: {folder}. Your own profile stays as it is."
        self.app.push_screen(Prompt("Write a draft profile to", proposed, check=check, doc=doc), named)

    def _ask_to_replace(self, path: Path) -> None:
        if stamp(path) is None:
            self._write(path)
            return

        def answered(answer: str | None) -> None:
            if answer == "replace":
                self._write(path)

        answers = (("replace", "r", f"Replace {safe(path.name)}"),)
        self.app.push_screen(Ask(f"{safe(path.name)} exists already.", answers, stay="Write nothing"), answered)

    def _write(self, path: Path) -> None:
        learnt = self.learnt
        if learnt is None:
            return
        today = self.desk.opening.today
        turn = self._begin("Trying the draft on leads held back")

        def job(progress: Callable[[int, int | None], None]) -> Learned:
            return Drafted(turn, write_draft(learnt, path, today, progress, lambda: turn != self._turn), path)

        self._worker = self._work(turn, job)

    @on(Drafted)
    def _drafted(self, message: Drafted) -> None:
        if not self._is_now(message.turn):
            return
        self.learnt = message.learnt
        self._draft = draft_rows(message.learnt.study, message.path.name)
        self._say(f"Draft written to {message.path.name} in {message.path.parent}.")
        self._show()

    # Leaving

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen())

    def action_leave(self) -> None:
        """Stop what is being worked on; else go back to the list."""
        if self._doing:
            self._stop()
            self._say(_NOTHING if self.learnt is None else "Stopped.")
        else:
            self.dismiss(None)
