"""What calling needs besides its screen: a session to begin with, and the way of its answers into the list."""

from __future__ import annotations

import getpass
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from sheetqual.errors import SheetqualError
from sheetqual_tui.exporting import prepared

if TYPE_CHECKING:
    from pathlib import Path

    from sheetqual.files.calls.calling import Calling
    from sheetqual.files.calls.session import SessionSettings
    from sheetqual.files.lists import ScoredList
    from sheetqual_tui.exporting import Progress
    from sheetqual_tui.session import Opening

__all__ = ["begin_calling", "bring_in", "proposed_caller"]


def proposed_caller(remembered: str | None) -> str:
    """Return who probably calls: who called last, else who this computer's account belongs to."""
    if remembered:
        return remembered
    with suppress(Exception):  # There is no account, or it has no name: every system says that in its own way.
        return getpass.getuser()
    return ""


def begin_calling(
    opening: Opening, scored: ScoredList, settings: SessionSettings, caller: str, progress: Progress
) -> Calling:
    """Return a calling session, where its caller left it today.

    Args:
        opening: How the list was opened.
        scored: The list.
        settings: What the session is to be.
        caller: Who calls.
        progress: Called with leads done and their total.

    Raises:
        SheetqualError: A do-not-call list can't be read, or the journal can't be written.
    """
    from sheetqual.files.calls.calling import Calling  # noqa: PLC0415 - only calling needs it
    from sheetqual.files.calls.journal import Journal  # noqa: PLC0415
    from sheetqual.files.calls.language import answer_words, language_of  # noqa: PLC0415

    session = prepared(opening, scored, settings, progress, is_resumed=True)
    return Calling(session, Journal(opening.leads, caller), words=answer_words(language_of(scored)))


def bring_in(opening: Opening, journal: Path, progress: Progress) -> str:
    """Bring what a journal says into the list; return what was done, in words.

    Raises:
        SheetqualError: The list can't be changed now; it is as it was then.
    """
    from sheetqual.files.calls.coming_back import keep_silent, read_calls  # noqa: PLC0415 - only merging needs it
    from sheetqual.files.list_changes import ListFile, changing_by_calls, write_change, write_receipt  # noqa: PLC0415
    from sheetqual.files.merging.plan import Kind  # noqa: PLC0415

    came_back = read_calls([journal])
    if came_back is None:
        message = f"{journal.name} is no journal of calls."
        raise SheetqualError(message)
    now = datetime.now().astimezone()
    master = ListFile(opening.leads, opening.sheet, opening.header_row, opening.encoding)
    # Before anything else, so that nobody who asked not to be called is, whatever becomes of the list.
    keep_silent(came_back.reports, [opening.leads.absolute().parent], now.date())
    with changing_by_calls(came_back.reports, master, profile=opening.file.profile, progress=progress) as (
        change,
        back,
    ):
        if change.is_none:
            return f"{change.written.name} has all of it already."
        write_change(change, progress=progress)
        receipt = write_receipt(change, None, when=now, master=opening.leads.name, other=journal.name)
    conflicts = change.plan.counts.get(Kind.CONFLICT, 0)
    left = f" {conflicts:,} answers that differ are left for you." if conflicts else ""
    calls = "1 call is" if back.calls == 1 else f"{back.calls:,} calls are"
    is_new = change.written.suffix.casefold() != opening.leads.suffix.casefold()
    instead = f" {opening.leads.name} can't be changed; open {change.written.name} from now on." if is_new else ""
    return f"{calls} in {change.written.name} now; the receipt is {receipt.name}.{left}{instead}"
