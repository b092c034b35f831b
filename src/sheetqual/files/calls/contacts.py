"""Contacts for the phone: a vCard for every lead to call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetqual.core.identity import lead_text
from sheetqual.files.atomic import replacing
from sheetqual.files.calls.content_lines import content_lines, escaped, lead_uids, reasons_and_questions
from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from sheetqual.files.calls.phones import Phone
    from sheetqual.files.calls.session import Call, CallSession
    from sheetqual.files.calls.words import CallWords

__all__ = ["write_contacts"]

_STEP: Final = 64
"""Contacts between two reports of progress, each of which may stop the work."""


def write_contacts(
    session: CallSession,
    calls: Sequence[Call],
    path: str | os.PathLike[str],
    words: CallWords,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Write the leads of some calls as contacts (vCard 3.0, RFC 2426, which phones read).

    All of them are of one category, the session's, so that they can be removed together. The same
    lead of the same list has the same id each time.

    Args:
        session: The session.
        calls: Its calls.
        path: The file; one that is there is replaced as a whole.
        words: The words to write it in.
        progress: Called with contacts written and their total, the last time right before the file
            takes its place; what it raises stops the work, and the old file stays.

    Raises:
        OutputError: The file can't be written.
    """
    uids = lead_uids(session, calls)
    with replacing(path) as stream:
        for count, call in enumerate(calls, start=1):
            stream.write(content_lines(_card(session, call, words, uids[call.lead])))
            if progress and count % _STEP == 0:
                progress(count, len(calls))
        if progress:
            progress(len(calls), len(calls))


def _card(session: CallSession, call: Call, words: CallWords, uid: str) -> Iterator[str]:
    company = session.scored.company(call.lead)
    yield from ("BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}")
    yield f"FN:{_value(session.scored.label(call.lead))}"
    yield f"N:{';'.join(_value(part) for part in _name_parts(session, call))}"
    if company:
        yield f"ORG:{_value(company)}"
    for place, phone in enumerate(call.phones):
        yield f"TEL;TYPE=VOICE{'' if place else ',PREF'}:{_value(_dialled(phone))}"
    for email in call.emails:
        yield f"EMAIL;TYPE=INTERNET:{_value(email)}"
    yield f"NOTE:{escaped(reasons_and_questions(call, words))}"
    yield f"CATEGORIES:{_value(_category(session, words))}"
    yield "END:VCARD"


def _name_parts(session: CallSession, call: Call) -> tuple[str, str, str, str, str]:
    """Return family name, given name, more given names, title and suffix.

    Which part of a whole name is which depends on where somebody comes from; it is kept whole, as
    the given name, which is what phones show first.
    """
    scored = session.scored
    columns, places = scored.table.columns, scored.places
    first, last = (lead_text(columns, part, call.lead) for part in (places.first, places.last))
    if first and last:
        return last, first, "", "", ""
    return "", scored.label(call.lead), "", "", ""


def _dialled(phone: Phone) -> str:
    # Phones take a comma for a pause, and no other sign of an extension.
    return f"{phone.e164},{phone.extension}" if phone.extension else phone.e164


def _category(session: CallSession, words: CallWords) -> str:
    title = f"{words.title} {session.scored.table.source} {session.when.date()}"
    return title.replace(",", " ")  # Many programs take what is behind a comma for another category.


def _value(text: str) -> str:
    return escaped(for_terminal(text))
