"""A question with a few answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["Ask"]


class Ask(ModalScreen[str | None]):
    """Asks; gives the id of the answer, or None when the user stays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stay", "Stay", tooltip="Close the question and change nothing"),
        Binding("down,j,right,l", "app.focus_next", "Next answer", show=False),
        Binding("up,k,left,h", "app.focus_previous", "Previous answer", show=False),
    ]

    def __init__(self, question: str, answers: tuple[tuple[str, str, str], ...], stay: str) -> None:
        """Take a question.

        Args:
            question: Its words.
            answers: The id, key and words of each answer.
            stay: The words for changing nothing.
        """
        super().__init__()
        self._question = question
        self._answers = answers
        self._stay = stay

    def compose(self) -> ComposeResult:
        """Show the question above its answers."""
        with Vertical(classes="dialog"):
            yield Static(self._question, markup=False, classes="question")
            for answer, key, words in self._answers:
                yield Button(f"{key}  {words}", id=answer, compact=True)
            yield Button(f"Esc  {self._stay}", id="stay", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Give the answer."""
        self.dismiss(None if event.button.id == "stay" else event.button.id)

    def on_key(self, event: events.Key) -> None:
        """Give the answer whose key is pressed."""
        for answer, key, _ in self._answers:
            if event.key == key:
                event.stop()
                self.dismiss(answer)

    def action_stay(self) -> None:
        """Change nothing."""
        self.dismiss(None)
