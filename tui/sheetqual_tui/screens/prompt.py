"""A dialog that asks for a text, a number or a few lines, and checks them before it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static, TextArea

from sheetqual_tui.cells import safe, shown
from sheetqual_tui.paths import Paths, complete
from sheetqual_tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["Prompt"]


class Prompt(Dialog[str | None]):
    """Asks for a text; gives it, or None when nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", key_display="Esc", tooltip="Change nothing"),
        Binding("ctrl+s,ctrl+enter", "accept", "Accept", key_display="Ctrl+S", tooltip="Take the text"),
        Binding("tab", "complete", "Next part", tooltip="Complete a path, or go to the next part", show=False),
    ]

    def __init__(  # noqa: PLR0913 - what a question may need
        self,
        title: str,
        text: str = "",
        *,
        check: Callable[[str], str | None] = lambda _: None,
        doc: str = "",
        placeholder: str = "",
        lines: bool = False,
        live: Callable[[str], str] | None = None,
        paths: Sequence[str] = (),
    ) -> None:
        """Take the question.

        Args:
            title: The question.
            text: The text as it is now.
            check: Says what is wrong with a text, or None.
            doc: What there is to know.
            placeholder: What an empty line shows.
            lines: Whether the text may have several lines.
            live: Says what a text would do, while it is written.
            paths: What the names of files end in, where the text is a file's path: Tab completes it.
        """
        super().__init__()
        self._title = title
        self._text = "\n".join(map(safe, text.splitlines())) if lines else safe(text)
        self._check = check
        self._doc = doc
        self._placeholder = placeholder
        self._lines = lines
        self._live = live
        self._paths = paths

    def compose(self) -> ComposeResult:
        """Show the question above a line to write on."""
        with Vertical(classes="dialog"):
            yield Static(shown(self._title), markup=False, classes="question")
            if self._lines:
                yield TextArea(self._text, id="text", compact=True, tab_behavior="focus")
            else:
                suggester = Paths(self._paths) if self._paths else None
                yield Input(
                    self._text,
                    placeholder=self._placeholder,
                    id="text",
                    compact=True,
                    suggester=suggester,
                    select_on_focus=not self._paths,
                )
            yield Static(shown(self._doc), id="said", markup=False)

    def fill(self) -> None:
        """Say which keys close the dialog."""
        accepts = "Ctrl+S accepts" if self._lines else "Enter accepts"
        completes = "Tab completes  " if self._paths else ""
        self.query_one(".dialog").border_subtitle = f"{completes}{accepts}  Esc cancels"
        if self._lines:
            area = self.query_one("#text", TextArea)
            area.move_cursor(area.document.end)

    @property
    def _written(self) -> str:
        return self.query_one("#text", TextArea).text if self._lines else self.query_one("#text", Input).value

    @on(Input.Changed, "#text")
    def _changed(self) -> None:
        if self._live is not None:
            line = self.query_one("#said", Static)
            line.remove_class("-bad")
            line.update(shown(f"{self._doc} {self._live(self._written)}"))

    @on(Input.Submitted, "#text")
    def _submitted(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        """Give the text, unless something is wrong with it."""
        if not self.is_open:
            return
        said = self._check(self._written)
        if said is None:
            self.dismiss(self._written)
            return
        line = self.query_one("#said", Static)
        line.update(shown(said))
        line.add_class("-bad")

    def action_complete(self) -> None:
        """Complete the path that is typed; go on where nothing is to complete."""
        if not complete(self.focused):
            self.focus_next()

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
