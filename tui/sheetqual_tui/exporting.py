"""What the export dialog can write: leads with their scores, or a calling session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final

from sheetqual.files.calls.exporting import FORMATS, export_calls, targets_of
from sheetqual.files.calls.language import language_of
from sheetqual_tui.session import export_leads, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sheetqual.files.calls.session import CallSession, SessionSettings
    from sheetqual.files.lists import ScoredList
    from sheetqual_tui.session import Opening

    Progress = Callable[[int, int | None], None]

__all__ = ["CallsExport", "Export", "LeadsExport", "begun", "leads_in_words", "prepared"]

_UNSAVED: Final = "The profile has changes that are not saved; the version named here is the saved one."


@dataclass(frozen=True, slots=True)
class Export:
    """Something that can be written to a file.

    Attributes:
        opening: How the list was opened.
        scored: The list.
        title: What is written, in words.
        words: Which leads, for the file's name; or the name itself.
    """

    ENDINGS: ClassVar[tuple[str, ...]] = ()
    HINT: ClassVar[str] = ""

    opening: Opening
    scored: ScoredList
    title: str
    words: str

    def write(self, path: Path, progress: Progress) -> str:
        """Write it; return what was written, in words.

        Raises:
            SheetqualError: It can't be written.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class LeadsExport(Export):
    """Leads with their scores, in the order shown.

    Attributes:
        leads: The leads' places in the list.
    """

    ENDINGS: ClassVar[tuple[str, ...]] = ("xlsx", "csv")
    HINT: ClassVar[str] = "The name's ending decides: .xlsx for Excel, .csv for text."

    leads: Sequence[int]

    def write(self, path: Path, progress: Progress) -> str:
        """Write the leads; see `Export`."""
        export_leads(self.opening, self.scored, path, self.leads, progress)
        return f"{leads_in_words(len(self.leads))} in {path}"


@dataclass(frozen=True, slots=True)
class CallsExport(Export):
    """A calling session.

    Attributes:
        settings: What it is to be.
        is_saved: Whether the profile is as it is on disk.
    """

    ENDINGS: ClassVar[tuple[str, ...]] = FORMATS
    HINT: ClassVar[str] = (
        "The name's ending decides: .xlsx call sheet, .html cards to print, .csv for diallers, .ics call backs, "
        ".vcf for phones. Duplicates and who must not be called are left out."
    )

    settings: SessionSettings
    is_saved: bool = True

    def write(self, path: Path, progress: Progress) -> str:
        """Write the session, its receipt and who is left out; see `Export`."""
        settings = replace(self.settings, is_calendar=path.suffix.casefold() == ".ics")
        session = prepared(self.opening, self.scored, settings, progress)
        if not self.is_saved:
            session = replace(session, warnings=(*session.warnings, _UNSAVED))
        language, now = language_of(self.scored), datetime.now().astimezone()
        done = export_calls(session, targets_of(path), now=now, language=language, progress=progress)
        warned = f" Look at: {session.warnings[0]}" if session.warnings else ""
        return (
            f"{leads_in_words(len(session.calls))} to call in {path}. "
            f"Who is left out stands in {done.target.rejects.name}, the reasons in {done.target.page.name}.{warned}"
        )


def prepared(
    opening: Opening, scored: ScoredList, settings: SessionSettings, progress: Progress, *, is_resumed: bool = False
) -> CallSession:
    """Return a calling session for a list that is open.

    Args:
        opening: How the list was opened.
        scored: The list.
        settings: What the session is to be.
        progress: Called with leads done and their total.
        is_resumed: Whether today's calls are part of it, instead of being over.

    Raises:
        SheetqualError: A do-not-call list can't be read, or the list has changed.
    """
    from sheetqual.files.calls.preparing import prepare_session  # noqa: PLC0415 - phone numbers take a while to load

    every = whole(opening, scored, progress)
    when = begun(opening)
    since = when.replace(hour=0, minute=0, second=0, microsecond=0) if is_resumed else None
    return prepare_session(every, settings, opening.leads, when=when, since=since, progress=progress)


def begun(opening: Opening) -> datetime:
    """Return when a session begins: now, or in the morning of another day that leads are scored for."""
    now = datetime.now().astimezone()
    if opening.today == now.date():
        return now
    return datetime(opening.today.year, opening.today.month, opening.today.day, 9).astimezone()


def leads_in_words(count: int) -> str:
    """Return a number of leads in words."""
    return "1 lead" if count == 1 else f"{count:,} leads"
