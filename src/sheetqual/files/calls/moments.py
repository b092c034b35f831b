"""Moments of calls, as texts that sort by time and as the clock of who calls shows them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

__all__ = ["in_own_time", "moment_from_text", "moment_text", "own_time_text"]


def moment_text(moment: datetime | date) -> str:
    """Return a moment as text, without its time zone: ``2026-11-24 14:30``, or the day alone."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    return moment.isoformat()


def moment_from_text(text: str) -> datetime | date:
    """Return the day or the moment that an ISO text names.

    Raises:
        ValueError: It names none.
    """
    with suppress(ValueError):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text)


def in_own_time(callback: datetime | date, when: datetime) -> datetime | date:
    """Return when to call again in the time of a session, without a time zone; a day without a time stays one.

    Args:
        callback: When to call again; where it has no time zone, it is the session's own time already.
        when: When the session begins, with its time zone.
    """
    if not isinstance(callback, datetime):
        return callback
    if callback.tzinfo is not None:
        with suppress(OverflowError):  # The last day that there is stays as it was said.
            callback = callback.astimezone(when.tzinfo)
    return callback.replace(tzinfo=None)


def own_time_text(callback: datetime | date, when: datetime) -> str:
    """Return when to call again as text, in the time of a session.

    Args:
        callback: When to call again.
        when: When the session begins, with its time zone.
    """
    return moment_text(in_own_time(callback, when))
