"""What workers say to the screens when they are done; they never touch a widget themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    from sheetqual.core.overview import Overview, QuestionWorth
    from sheetqual.core.profile import Profile
    from sheetqual.files.calls.calling import Calling
    from sheetqual.files.profiles import Merge, ProfileFile
    from sheetqual_tui.learning import Learnt
    from sheetqual_tui.outcome_columns import Answers
    from sheetqual_tui.past import Past
    from sheetqual_tui.ranking import Ranking, View
    from sheetqual_tui.session import Opening
    from sheetqual_tui.settings import PastChoice

__all__ = [
    "AnswersFound",
    "Asked",
    "CallsFailed",
    "CallsKept",
    "CallsReady",
    "Changed",
    "Drafted",
    "Exported",
    "Failed",
    "Learned",
    "ListRead",
    "Looked",
    "Met",
    "NotLearned",
    "NotLooked",
    "NotRead",
    "PastLost",
    "PastRead",
    "Progressed",
    "Published",
    "Rebased",
    "Saved",
    "Seen",
    "Told",
    "Tried",
]


class ListRead(Message):
    """A list has been read and scored."""

    def __init__(self, opening: Opening, ranking: Ranking, marks: bytearray) -> None:
        """Carry how it was opened, the list, and which of its leads were marked before."""
        self.opening = opening
        self.ranking = ranking
        self.marks = marks
        super().__init__()


class NotRead(Message):
    """A list could not be read; the text says why."""

    def __init__(self, text: str) -> None:
        """Carry the sentence."""
        self.text = text
        super().__init__()


class Looked(Message):
    """A view is ready; None when it was given up, or when the list must be read again for it."""

    def __init__(self, view: View | None, *, needs_reading: bool = False) -> None:
        """Carry the view."""
        self.view = view
        self.needs_reading = needs_reading
        super().__init__()


class NotLooked(Message):
    """A view could not be made; the text says why."""

    def __init__(self, text: str) -> None:
        """Carry the sentence."""
        self.text = text
        super().__init__()


class Asked(Message):
    """It is known what to ask a lead next."""

    def __init__(self, view: View, lead: int, question: str | None) -> None:
        """Carry the view, the lead's place in the list and the question; None when all is decided."""
        self.view = view
        self.lead = lead
        self.question = question
        super().__init__()


class Seen(Message):
    """The pictures of a whole list are ready; which question is worth most may still follow."""

    def __init__(self, view: View, overview: Overview, worth: QuestionWorth | None) -> None:
        """Carry the view that they are of."""
        self.view = view
        self.overview = overview
        self.worth = worth
        super().__init__()


class Changed(Message):
    """Files that are open have been changed by another program, or are as they were again."""

    def __init__(self, *, leads: bool, profile: bool, gone: bool = False) -> None:
        """Carry which ones, and whether those are gone."""
        self.leads = leads
        self.profile = profile
        self.gone = gone
        super().__init__()


class Saved(Message):
    """The profile has been saved."""

    def __init__(self, file: ProfileFile, ranking: Ranking | None, before: Ranking | None) -> None:
        """Carry the profile's file as it is now, the list under it (None where it must be read again), and before."""
        self.file = file
        self.ranking = ranking
        self.before = before
        super().__init__()


class Rebased(Message):
    """A list has been matched anew for another state of the saved profile."""

    def __init__(self, file: ProfileFile, ranking: Ranking | None, before: Ranking) -> None:
        """Carry the profile's file, the list under it (None where it must be read again), and before."""
        self.file = file
        self.ranking = ranking
        self.before = before
        super().__init__()


class Met(Message):
    """The profile could not be saved, because somebody else has changed it."""

    def __init__(self, merge: Merge, profile: Profile) -> None:
        """Carry what could be saved, and the profile that was to be saved."""
        self.merge = merge
        self.profile = profile
        super().__init__()


class Published(Message):
    """The profile has been put into a workbook."""

    def __init__(self, path: Path, text: str) -> None:
        """Carry the workbook and what was done, in words."""
        self.path = path
        self.text = text
        super().__init__()


class Exported(Message):
    """Leads have been written."""

    def __init__(self, said: str) -> None:
        """Carry what was written, in words."""
        self.said = said
        super().__init__()


class CallsReady(Message):
    """A calling session can begin."""

    def __init__(self, calling: Calling) -> None:
        """Carry it."""
        self.calling = calling
        super().__init__()


class CallsFailed(Message):
    """A calling session can't begin, or its calls can't be brought into the list."""

    def __init__(self, text: str) -> None:
        """Carry the sentence."""
        self.text = text
        super().__init__()


class CallsKept(Message):
    """Calls are in the list now."""

    def __init__(self, text: str) -> None:
        """Carry the sentence."""
        self.text = text
        super().__init__()


class Progressed(Message):
    """Long work has come further."""

    def __init__(self, done: int, total: int | None) -> None:
        """Carry what is done, and the total where it is known."""
        self.done = done
        self.total = total
        super().__init__()


class Failed(Message):
    """Work could not be done; the text says why."""

    def __init__(self, text: str) -> None:
        """Carry the sentence."""
        self.text = text
        super().__init__()


class Told(Message):
    """Work that nothing waits for could not be done; the text says why."""

    def __init__(self, text: str) -> None:
        """Carry the sentence."""
        self.text = text
        super().__init__()


class PastRead(Message):
    """It is known how past leads ended."""

    def __init__(self, past: Past) -> None:
        """Carry them."""
        self.past = past
        super().__init__()


class PastLost(Message):
    """It can't be read how past leads ended; the text says why."""

    def __init__(self, choice: PastChoice, text: str) -> None:
        """Carry where it should have said so, and the sentence."""
        self.choice = choice
        self.text = text
        super().__init__()


class Tried(Message):
    """It is known how a view's profile does on past leads."""

    def __init__(self, view: View, past: Past) -> None:
        """Carry the view with the trial, and the past leads."""
        self.view = view
        self.past = past
        super().__init__()


class AnswersFound(Message):
    """It is known which columns may say how leads ended."""

    def __init__(self, turn: int, file: Path | None, answers: list[Answers]) -> None:
        """Carry which work it was, the file (None for the list that is open), and the columns."""
        self.turn = turn
        self.file = file
        self.answers = answers
        super().__init__()


class Learned(Message):
    """Something was learned from past leads."""

    def __init__(self, turn: int, learnt: Learnt) -> None:
        """Carry which work it was, and what was learned."""
        self.turn = turn
        self.learnt = learnt
        super().__init__()


class Drafted(Learned):
    """A draft of what was learned was written."""

    def __init__(self, turn: int, learnt: Learnt, path: Path) -> None:
        """Carry its file, too."""
        self.path = path
        super().__init__(turn, learnt)


class NotLearned(Message):
    """Nothing could be learned or drafted; the text says why."""

    def __init__(self, turn: int, text: str) -> None:
        """Carry which work it was, and the sentence."""
        self.turn = turn
        self.text = text
        super().__init__()
