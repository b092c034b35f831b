"""Writes a calling session for the people who call: call sheets, cards, files for diallers and phones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from sheetqual.errors import OutputError
from sheetqual.files.calls.receipts import receipt, write_receipt, write_receipt_page, write_rejects
from sheetqual.files.calls.words import CALL_WORDS
from sheetqual.files.exports import check_target, is_same_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sheetqual.files.calls.session import Call, CallSession

__all__ = ["FORMATS", "Exported", "Target", "export_calls", "targets_of"]

Progress: TypeAlias = Callable[[int, int | None], None]

FORMATS: Final = ("xlsx", "csv", "html", "ics", "vcf")
"""What an export's name may end in."""
_NO_NAME: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Target:
    """Where an export goes.

    Attributes:
        path: The file; where each caller gets one, their names are added to it.
        receipt: The receipt; the page stands beside it.
        rejects: The list of everybody who is left out.
        is_split: Whether each caller gets a file.
    """

    path: Path
    receipt: Path
    rejects: Path
    is_split: bool = False

    @property
    def page(self) -> Path:
        """The receipt as a page."""
        page = self.receipt.with_suffix(".html")
        return page if page != self.path else page.with_name(f"{page.stem}.receipt.html")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        files: The files for the callers.
        target: Where the rest is.
    """

    files: tuple[Path, ...]
    target: Target


def targets_of(path: Path, receipt_path: Path | None = None, *, is_split: bool = False) -> Target:
    """Return where an export goes: the receipt and the rejects stand beside it.

    Args:
        path: The file for the callers.
        receipt_path: The receipt, where it is to stand elsewhere.
        is_split: Whether each caller gets a file.
    """
    own = path.with_name(f"{path.stem}.receipt.json")
    return Target(path, receipt_path or own, path.with_name(f"{path.stem}.rejects.csv"), is_split)


def export_calls(
    session: CallSession,
    target: Target,
    *,
    now: datetime,
    language: str = "en",
    progress: Progress | None = None,
) -> Exported:
    """Write a session: what the callers get, then who is left out, then the receipt.

    Args:
        session: The session.
        target: Where it goes; the ending of its path says what it is.
        now: When it is written.
        language: The language of what callers read: ``en``, ``it``, ``nb``, ``ru`` or ``fa``.
        progress: Called with calls written and their total.

    Raises:
        OutputError: A file can't be written, or holds answers that would be lost.
    """
    parts = _parts(session, target)
    _check_places([*parts, target.rejects, target.receipt, target.page], session)
    for path in parts:
        _check_answers(path)
    for path, calls in parts.items():
        _write(session, calls, path, language, now, progress)
    write_rejects(session, target.rejects)
    said = receipt(session, files=list(parts), rejects=target.rejects, when=now)
    write_receipt(said, target.receipt)
    write_receipt_page(said, target.page)
    return Exported(tuple(parts), target)


def _parts(session: CallSession, target: Target) -> dict[Path, Sequence[Call]]:
    if not target.is_split:
        return {target.path: session.calls}
    names = _file_names(session.callers)
    return {
        target.path.with_stem(f"{target.path.stem}-{name}"): [call for call in session.calls if call.caller == caller]
        for caller, name in names.items()
    }


def _file_names(callers: Sequence[str]) -> dict[str, str]:
    """Return a part of a file name for each caller, none like another."""
    names: dict[str, str] = {}
    for caller in callers:
        plain = _NO_NAME.sub(" ", caller).strip(" .")[:_LONGEST].strip() or "nobody"
        name, number = plain, 2
        while name.casefold() in {one.casefold() for one in names.values()}:
            name, number = f"{plain}-{number}", number + 1
        names[caller] = name
    return names


def _check_places(places: Sequence[Path], session: CallSession) -> None:
    """Check, before anything is written, that no file takes the place of one that the session was made of.

    Raises:
        OutputError: One would, two would be the same file, or one can't be written.
    """
    for number, path in enumerate(places):
        check_target(path, path.parent, (path.suffix.casefold().removeprefix("."),))
        if any(is_same_file(path, one) for one in session.inputs):
            message = (
                f"{path.name} holds what the calls are made of; choose another name, so that nothing in it is lost."
            )
            raise OutputError(message)
        if path in places[:number]:
            message = f"{path.name} would be written twice; choose another name."
            raise OutputError(message)


def _check_answers(path: Path) -> None:
    """Refuse to write over a call sheet that somebody has filled in.

    Raises:
        OutputError: Somebody has.
    """
    if path.suffix.casefold() != ".xlsx" or not path.is_file():
        return
    from sheetqual.files.calls.returned_sheet import holds_answers  # noqa: PLC0415 - only what is there may hold some

    if holds_answers(path):
        message = (
            f"{path.name} is a call sheet with answers in it; bring them into your list first (sheetqual merge "
            f"{path.name} LEADS), or choose another name."
        )
        raise OutputError(message)


def _write(  # noqa: PLR0913, PLR0917 - see export_calls
    session: CallSession,
    calls: Sequence[Call],
    path: Path,
    language: str,
    now: datetime,
    progress: Progress | None,
) -> None:
    words = CALL_WORDS[language]
    # Each format has libraries of its own, which the others need not wait for.
    match path.suffix.casefold():
        case ".xlsx":
            from sheetqual.files.calls.call_sheet import write_call_sheet  # noqa: PLC0415

            callers = list(dict.fromkeys(call.caller for call in calls)) or [""]
            if len(calls) == len(session.calls):
                callers = session.callers
            sheets = {caller or words.title: [call for call in calls if call.caller == caller] for caller in callers}
            write_call_sheet(session, sheets, path, words, language, progress=progress)
        case ".csv":
            from sheetqual.files.calls.dialler import write_dialler_csv  # noqa: PLC0415

            write_dialler_csv(session, calls, path, progress=progress)
        case ".html":
            from sheetqual.files.calls.cards import write_cards  # noqa: PLC0415

            write_cards(session, calls, path, words, language, progress=progress)
        case ".ics":
            from sheetqual.files.calls.calendar_file import write_callbacks  # noqa: PLC0415

            write_callbacks(session, calls, path, words, now=now, progress=progress)
        case ".vcf":
            from sheetqual.files.calls.contacts import write_contacts  # noqa: PLC0415

            write_contacts(session, calls, path, words, progress=progress)
        case other:
            message = f"'{path.name}' ends in '{other}'; choose .xlsx, .csv, .html, .ics or .vcf."
            raise OutputError(message)
