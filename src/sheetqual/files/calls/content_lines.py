"""What calendars and contacts have in common: ids of leads, what to say of a call, and content lines."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Final

from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sheetqual.files.calls.session import Call, CallSession
    from sheetqual.files.calls.words import CallWords

__all__ = ["content_lines", "escaped", "lead_uids", "reasons_and_questions"]

_ESCAPES: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_UID: Final = 32


def lead_uids(session: CallSession, calls: Iterable[Call]) -> Mapping[int, str]:
    """Return an id for each lead that is the same each time its list is exported.

    Nobody learns from it who the lead is. It is made of the list's name and the lead's own id, or
    its row where it has none or shares it with another.

    Args:
        session: The session.
        calls: The calls whose leads are wanted.

    Returns:
        A lead's place in the list -> its id.
    """
    table = session.scored.table
    ids, _names, _companies = session.scored.identities()
    leads_of = Counter(ids)

    def key(lead: int) -> str:
        own = ids[lead]
        return f"id {own}" if own is not None and leads_of[own] == 1 else f"row {table.rows[lead]}"

    def uid(lead: int) -> str:
        text = "\n".join((table.source, table.sheet or "", key(lead)))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_UID]

    return {call.lead: f"{uid(call.lead)}@sheetqual" for call in calls}


def reasons_and_questions(call: Call, words: CallWords) -> str:
    """Return why to call and what to ask, a line each, without controls.

    Args:
        call: The call.
        words: The words for the two.
    """
    return "\n".join(map(for_terminal, _notes(call, words)))


def _notes(call: Call, words: CallWords) -> Iterator[str]:
    yield f"{words.why}: {call.why}"
    if call.asks:
        yield f"{words.ask}:"
    for place, ask in enumerate(call.asks, start=1):
        yield f"{place}. {ask.ask}"


def escaped(text: str) -> str:
    """Return a text as one value of a content line; commas, semicolons and line ends in it stay text."""
    # The library's own escaping takes "\\N" in a text for a line end.
    return text.translate(_ESCAPES)


def content_lines(lines: Iterable[str]) -> bytes:
    """Return lines as calendars and contacts have them: in UTF-8, folded at 75 bytes.

    Args:
        lines: The lines, their values escaped.
    """
    from icalendar.parser import Contentline  # noqa: PLC0415 - 120 ms that only callbacks and contacts need

    folded = (Contentline(line).to_ical() for line in lines)  # type: ignore[no-untyped-call]
    return b"".join(line + b"\r\n" for line in folded)
