"""When to call again, as the clock of who calls shows it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

__all__ = ["in_own_time", "own_time_text"]


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
    """Return the same as text: ``2026-11-24 14:30``, or the day alone.

    Args:
        callback: When to call again.
        when: When the session begins, with its time zone.
    """
    own = in_own_time(callback, when)
    return own.isoformat(sep=" ", timespec="minutes") if isinstance(own, datetime) else own.isoformat()
