"""What is shown while a long list is read, and when it can't be."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Footer, ProgressBar, Static
from textual.worker import get_current_worker

from sheetqual_tui.cells import safe
from sheetqual_tui.failures import saying
from sheetqual_tui.messages import Failed, ListRead, Progressed
from sheetqual_tui.ranking import Ranking, Stopped

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual_tui.session import Opening

__all__ = ["LoadingScreen"]


class LoadingScreen(Screen[Ranking | None]):
    """Reads a list; gives it, or None when the user leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "leave", "Quit", key_display="q")]

    def __init__(self, opening: Opening) -> None:
        """Take what is to be read."""
        super().__init__()
        self._opening = opening
        self._failed = False

    def compose(self) -> ComposeResult:
        """Show a sentence and a bar."""
        with Vertical(id="loading"):
            yield Static(safe(f"Reading {self._opening.leads.name} …"), id="said", markup=False)
            yield ProgressBar(id="progress", show_eta=False)
            yield Static("", id="rows", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin to read."""
        self._read()

    @work(thread=True, group="read", description="reading")
    def _read(self) -> None:
        worker = get_current_worker()

        def progress(done: int, total: int | None) -> None:
            if worker.is_cancelled:
                raise Stopped
            self.post_message(Progressed(done, total))

        with saying(lambda text: self.post_message(Failed(text))):
            self.post_message(ListRead(Ranking.prepared(self._opening.read(progress))))

    @on(Progressed)
    def _progressed(self, message: Progressed) -> None:
        self.query_one(ProgressBar).update(total=message.total, progress=message.done)
        self.query_one("#rows", Static).update(f"{message.done:,} rows")

    @on(ListRead)
    def _read_it(self, message: ListRead) -> None:
        self.dismiss(message.ranking)

    @on(Failed)
    def _cannot(self, message: Failed) -> None:
        self._failed = True
        self.add_class("-failed")
        self.query_one("#said", Static).update(f"{safe(message.text)}\n\nPress q to quit.")

    def action_leave(self) -> None:
        """Leave, with the exit code that says whether reading failed."""
        self.workers.cancel_all()
        self.app.exit(return_code=2 if self._failed else 0)
