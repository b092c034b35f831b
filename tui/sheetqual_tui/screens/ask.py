"""A question with a few answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Button, Static

from sheetqual_tui.cells import plain
from sheetqual_tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["Ask"]


class Ask(Dialog[str | None]):
    """Asks; gives the id of the answer, or None when the user stays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stay", "Stay", tooltip="Close the question and change nothing"),
        Binding("down,j,right,l", "app.focus_next", "Next answer", show=False),
        Binding("up,k,left,h", "app.focus_previous", "Previous answer", show=False),
        Binding("pagedown,space", "roll(4)", "More", show=False),
        Binding("pageup", "roll(-4)", "Less", show=False),
    ]

    def __init__(self, question: str, answers: tuple[tuple[str, str, str], ...], stay: str, details: str = "") -> None:
        """Take a question.

        Args:
            question: Its words.
            answers: The id, key and words of each answer.
            stay: The words for changing nothing.
            details: What there is to know before answering.
        """
        super().__init__()
        self._question = question
        self._details = details
        self._answers = answers
        self._stay = stay

    def compose(self) -> ComposeResult:
        """Show the question above its answers."""
        with Vertical(classes="dialog"):
            yield Static(self._question, markup=False, classes="question")
            if self._details:
                with VerticalScroll(can_focus=False, classes="details"):
                    yield Static(self._details, markup=False)
            for answer, key, words in self._answers:
                yield Button(plain(f"{key}  {words}"), id=answer, compact=True)
            yield Button(plain(f"Esc  {self._stay}"), id="stay", compact=True)

    def fill(self) -> None:
        """Say so when there are more details than fit."""
        self.call_after_refresh(self._say_more)

    def _say_more(self) -> None:
        for details in self.query(VerticalScroll):
            if details.max_scroll_y:
                self.query_one(".dialog").border_subtitle = "PgDn shows more"

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Give the answer."""
        self.dismiss(None if event.button.id == "stay" else event.button.id)

    def on_key(self, event: events.Key) -> None:
        """Give the answer whose key is pressed."""
        for answer, key, _ in self._answers:
            if event.key == key:
                event.stop()
                self.dismiss(answer)

    def action_roll(self, by: int) -> None:
        """Scroll the details."""
        for details in self.query(VerticalScroll):
            details.scroll_relative(y=by, animate=False)

    def action_stay(self) -> None:
        """Change nothing."""
        self.dismiss(None)
