"""Callbacks for the calendar: an appointment for every lead that somebody agreed to call again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from sheetqual.files.atomic import replacing
from sheetqual.files.calls.content_lines import content_lines, escaped, lead_uids, reasons_and_questions
from sheetqual.files.calls.phones import EXTENSION
from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from datetime import date

    from sheetqual.files.calls.session import Call, CallSession
    from sheetqual.files.calls.words import CallWords

__all__ = ["write_callbacks"]

_MAKER: Final = "-//sheetqual//calls//EN"
_LENGTH: Final = timedelta(minutes=15)
_STEP: Final = 64
"""Events between two reports of progress, each of which may stop the work."""


def write_callbacks(  # noqa: PLR0913 - what to write, where and in which words
    session: CallSession,
    calls: Sequence[Call],
    path: str | os.PathLike[str],
    words: CallWords,
    *,
    now: datetime,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Write the callbacks among some calls as a calendar (iCalendar, RFC 5545).

    A callback at a time takes a quarter of an hour and reminds ten minutes before; one for a day is
    an event of the whole day and reminds at nine. The same lead of the same list has the same event
    each time, so that reading the file again moves it instead of adding another.

    Args:
        session: The session.
        calls: Its calls; those without a callback are passed over.
        path: The file; one that is there is replaced as a whole.
        words: The words to write it in.
        now: When the file is made, with its time zone.
        progress: Called with events written and their total, the last time right before the file takes
            its place; what it raises stops the work, and the old file stays.

    Raises:
        OutputError: The file can't be written.
    """
    agreed = [(call, call.callback) for call in calls if call.callback is not None]
    uids = lead_uids(session, calls)
    with replacing(path) as stream:
        stream.write(content_lines(["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_MAKER}"]))
        for count, (call, callback) in enumerate(agreed, start=1):
            title = escaped(_summary(session, call, words))
            event = [
                "BEGIN:VEVENT",
                f"UID:{uids[call.lead]}",
                f"DTSTAMP:{_utc_text(now.astimezone(UTC))}",
                # Who is called once more has been called in between: a later callback is a newer event.
                f"SEQUENCE:{call.attempts}",
                f"SUMMARY:{title}",
                f"DESCRIPTION:{escaped(_description(call, words))}",
                "CLASS:PRIVATE",
                *_when(callback, session.when, title),
                "END:VEVENT",
            ]
            stream.write(content_lines(event))
            if progress and count % _STEP == 0:
                progress(count, len(agreed))
        stream.write(content_lines(["END:VCALENDAR"]))
        if progress:
            progress(len(agreed), len(agreed))


def _summary(session: CallSession, call: Call, words: CallWords) -> str:
    label, company = session.scored.label(call.lead), session.scored.company(call.lead)
    firm = f" ({company})" if company and company != label else ""
    return for_terminal(f"{words.call} {label}{firm}")


def _description(call: Call, words: CallWords) -> str:
    numbers = [
        f"{phone.e164} {EXTENSION} {phone.extension}" if phone.extension else phone.e164 for phone in call.phones
    ]
    dialled = f"{words.call}: {for_terminal(', '.join(numbers))}\n" if numbers else ""
    return f"{dialled}{reasons_and_questions(call, words)}"


def _when(callback: datetime | date, session_starts: datetime, title: str) -> list[str]:
    """Return the lines that say when an event of an escaped title is, and when it reminds."""
    if isinstance(callback, datetime):
        try:
            start = _in_utc(callback, session_starts)
            end = start + _LENGTH
        except OverflowError:  # The last day that there is.
            callback = callback.date()
        else:
            times = [f"DTSTART:{_utc_text(start)}", f"DTEND:{_utc_text(end)}"]
            return [*times, *_alarm("-PT10M", title)]
    # Without an end it is that day; and ten minutes before midnight nobody calls.
    day = callback.isoformat().replace("-", "")
    return [f"DTSTART;VALUE=DATE:{day}", "TRANSP:TRANSPARENT", *_alarm("PT9H", title)]


def _alarm(trigger: str, title: str) -> list[str]:
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", f"TRIGGER:{trigger}", "END:VALARM"]


def _in_utc(callback: datetime, session_starts: datetime) -> datetime:
    """Return a time that people agreed on as UTC.

    Clocks may change before that day. What the session begins with is often no more than today's
    distance from UTC; where that is this machine's, so are the rules for other days.

    Raises:
        OverflowError: There is no such time in UTC.
    """
    if callback.tzinfo is not None:
        return callback.astimezone(UTC)
    zone = session_starts.tzinfo
    local = session_starts.replace(tzinfo=None).astimezone()
    if isinstance(zone, timezone) and local.utcoffset() == session_starts.utcoffset():
        return callback.astimezone(UTC)
    return callback.replace(tzinfo=zone).astimezone(UTC)


def _utc_text(moment: datetime) -> str:
    text = moment.replace(tzinfo=None).isoformat(timespec="seconds")
    return f"{text.replace('-', '').replace(':', '')}Z"
