"""The dialog that writes the leads shown to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, ProgressBar, Static
from textual.worker import get_current_worker

from sheetqual.errors import SheetqualError
from sheetqual_tui.cells import safe
from sheetqual_tui.failures import saying
from sheetqual_tui.messages import Exported, Failed, Progressed
from sheetqual_tui.ranking import Stopped
from sheetqual_tui.screens.dialog import Dialog
from sheetqual_tui.session import export_path, proposed_export, stamp

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.worker import Worker

    from sheetqual_tui.exporting import Export

__all__ = ["ExportDialog"]


class ExportDialog(Dialog[Exported | None]):
    """Asks for a file name and writes the leads; gives what was written, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", tooltip="Stop, and write nothing"),
    ]

    def __init__(self, export: Export) -> None:
        """Take what is to be written."""
        super().__init__()
        self._export = export
        self._opening = export.opening
        self._replace: Path | None = None
        self._worker: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Show the name and two buttons."""
        folder = self._opening.leads.absolute().parent
        with Vertical(classes="dialog"):
            yield Static(safe(self._export.title), markup=False, classes="question")
            yield Static(safe(f"Folder: {folder}"), markup=False, classes="quiet")
            yield Input(
                proposed_export(self._opening.leads, self._export.words),
                id="name",
                compact=True,
                select_on_focus=False,
            )
            yield Static(self._export.HINT, id="said", markup=False)
            yield ProgressBar(id="progress", show_eta=False)
            with Horizontal(classes="buttons"):
                yield Button("Export", id="go", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    @on(Input.Changed)
    def _name_changed(self) -> None:
        self._replace = None
        self.query_one("#go", Button).label = "Export"

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        if self._worker is not None or not self.is_open:
            return
        try:
            path = export_path(self._opening, self.query_one("#name", Input).value, self._export.ENDINGS)
        except SheetqualError as error:
            self._say(str(error), bad=True)
            return
        if stamp(path) is not None and path != self._replace:
            self._replace = path
            self.query_one("#go", Button).label = "Replace"
            self._say(f"{path.name} exists already. Press Enter again to replace it, or change the name.", bad=True)
            return
        self._say(f"Writing {path.name} …")
        self.add_class("-writing")
        self.query_one("#name", Input).disabled = True
        self.query_one("#cancel", Button).focus()
        self._worker = self._write(path)

    @work(thread=True, exclusive=True, group="export", description="exporting")
    def _write(self, path: Path) -> None:
        worker = get_current_worker()

        def progress(done: int, total: int | None) -> None:
            if worker.is_cancelled:
                raise Stopped
            self.post_message(Progressed(done, total))

        with saying(lambda text: self.post_message(Failed(text))):
            self.post_message(Exported(self._export.write(path, progress)))

    @on(Progressed)
    def _progressed(self, message: Progressed) -> None:
        self.query_one(ProgressBar).update(total=message.total, progress=message.done)

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self._worker = None
        self.remove_class("-writing")
        name = self.query_one("#name", Input)
        name.disabled = False
        name.focus()
        self._say(message.text, bad=True)

    @on(Exported)
    def _done(self, message: Exported) -> None:
        self.dismiss(message)

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_cancel()

    def action_cancel(self) -> None:
        """Stop; a file that is being written never takes the place of the old one."""
        if self._worker is not None:
            self._worker.cancel()
        self.dismiss(None)

    def _say(self, text: str, *, bad: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.update(safe(text))
        said.set_class(bad, "-bad")
