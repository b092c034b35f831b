"""A calling session: whom to call, in which order, on which number, with which questions; and who stays out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from sheetqual.core.calling import CallFilter
    from sheetqual.core.profile import Criterion
    from sheetqual.files.calls.phones import Phone
    from sheetqual.files.lists import ScoredList

__all__ = ["Ask", "Call", "CallSession", "Hours", "Reject", "SessionSettings", "SourceOfNo"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for a lead.

    Attributes:
        criterion: The criterion that it finds out about.
        ask: Its words.
        others: Other questions about the same, if the first does not get there.
        column: The header that the answer goes under.
    """

    criterion: Criterion
    ask: str
    others: tuple[str, ...]
    column: str


@dataclass(frozen=True, slots=True)
class Call:
    """One lead to call.

    Attributes:
        lead: Its place in the list.
        number: Its place in the session, from 1, over all callers.
        phones: Its usable numbers, the one to call first.
        why: Why it is on the list, in one line.
        asks: What to ask at this stage, in the best order.
        emails: Its e-mail addresses.
        caller: Who calls it; empty where the session is not shared out.
        callback: When somebody agreed to call it again, in the caller's own time; or None.
        attempts: How often it has been called before.
        is_sample: Whether it is one of the few random ones below the cut.
    """

    lead: int
    number: int
    phones: tuple[Phone, ...]
    why: str
    asks: tuple[Ask, ...]
    emails: tuple[str, ...] = ()
    caller: str = ""
    callback: datetime | date | None = None
    attempts: int = 0
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Reject:
    """A lead that is not called.

    Attributes:
        lead: Its place in the list.
        code: Why, for programs: ``suppressed``, ``duplicate``, ``no_phone`` ...
        reason: Why, for people, the same for all of the code.
        detail: More about this lead: which duplicate is called instead, what is wrong with the number; or empty.
    """

    lead: int
    code: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Between which hours of their own day people are called: from the first, before the last."""

    first: float
    last: float


@dataclass(frozen=True, slots=True)
class SourceOfNo:
    """A file that says who must not be called.

    Attributes:
        name: The file's name.
        day: The day it is of: the one in its name, else that of its last change.
        phones: How many phone numbers it names.
        emails: How many e-mail addresses (and domains) it names.
        unread: How many rows name neither.
        is_old: Whether it should be fetched anew.
    """

    name: str
    day: date
    phones: int
    emails: int
    unread: int
    is_old: bool


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """What a session is to be.

    Attributes:
        wanted: Which leads; its capacity plays no part.
        top: How many leads: the day's calls; None for all.
        top_of: Of what so many: ``all``, each ``caller`` or each ``product``.
        callers: Who calls; empty where the session is not shared out by name.
        share: How leads are shared out: by their ``owner``, by ``product``, ``evenly``; None for not at all.
        stage: Which questions: ``cold_call``, ``discovery`` or ``presentation``.
        region: Where phone numbers without a country code belong, as ISO 3166 letters; the profile's when None.
        hours: Between which hours of their day people are called; None for any.
        sample: How many random leads below the cut are called, too, to learn whether the profile is right.
        only_callbacks: Whether only leads are taken that somebody agreed to call back by now.
        is_calendar: Whether all of these are, those to be called back later, too, and nobody else.
    """

    wanted: CallFilter
    top: int | None = None
    top_of: str = "all"
    callers: tuple[str, ...] = ()
    share: str | None = None
    stage: str = "cold_call"
    region: str | None = None
    hours: Hours | None = None
    sample: int = 0
    only_callbacks: bool = False
    is_calendar: bool = False


@dataclass(frozen=True, slots=True)
class CallSession:
    """A calling session.

    Attributes:
        scored: The list.
        settings: What the session was to be.
        when: When it begins, with its time zone: the caller's own.
        calls: Whom to call, in order.
        rejects: Everybody else, in the order of the list.
        counts: How many are left out for each reason, as code, words and number; in the order the reasons are tried.
        sources: The files that said who must not be called.
        warnings: What a person should know before calling.
        inputs: The files that it was made of, which no output may take the place of.
    """

    scored: ScoredList
    settings: SessionSettings
    when: datetime
    calls: Sequence[Call]
    rejects: Sequence[Reject]
    counts: Sequence[tuple[str, str, int]]
    sources: Sequence[SourceOfNo] = ()
    warnings: Sequence[str] = ()
    inputs: Sequence[Path] = ()

    @property
    def callers(self) -> list[str]:
        """Who calls, those named first, also where nobody is left for them; one empty name where nobody is named."""
        return list(dict.fromkeys([*self.settings.callers, *(call.caller for call in self.calls)])) or [""]
