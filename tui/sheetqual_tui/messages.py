"""What workers say to the screens when they are done; they never touch a widget themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    from sheetqual.core.board import Board
    from sheetqual.files.profiles import Merge, ProfileFile
    from sheetqual_tui.ranking import Ranking, View

__all__ = ["Exported", "Failed", "ListRead", "Looked", "Met", "NotLooked", "Progressed", "Reopened", "Saved"]


class ListRead(Message):
    """A list has been read and scored."""

    def __init__(self, ranking: Ranking) -> None:
        """Carry the list."""
        self.ranking = ranking
        super().__init__()


class Looked(Message):
    """A view is ready; None when it was given up for another one."""

    def __init__(self, view: View | None) -> None:
        """Carry the view."""
        self.view = view
        super().__init__()


class Saved(Message):
    """The order of priorities has been saved."""

    def __init__(self, file: ProfileFile, board: Board | None) -> None:
        """Carry the profile's file as it is now, and its board; None where the list must be read again."""
        self.file = file
        self.board = board
        super().__init__()


class Met(Message):
    """The order could not be saved, because somebody else has changed the profile."""

    def __init__(self, merge: Merge, board: Board | None) -> None:
        """Carry what could be saved, and the board of their profile; None where the list must be read again."""
        self.merge = merge
        self.board = board
        super().__init__()


class Reopened(Message):
    """The list is to be read again, under a profile that reads it differently."""

    def __init__(self, file: ProfileFile) -> None:
        """Carry the profile."""
        self.file = file
        super().__init__()


class Exported(Message):
    """Leads have been written."""

    def __init__(self, path: Path, leads: int) -> None:
        """Carry the file and the number of leads."""
        self.path = path
        self.leads = leads
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


class NotLooked(Message):
    """A view could not be made; the text says why."""

    def __init__(self, text: str) -> None:
        """Carry the sentence."""
        self.text = text
        super().__init__()
