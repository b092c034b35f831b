"""Gathers what a calling session depends on besides the list: do-not-call lists, and calls that were just made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sheetqual.core.dispositions import Disposition
from sheetqual.errors import LeadsFileError
from sheetqual.files.calls.countries import CountryReader
from sheetqual.files.calls.do_not_call import read_no_calls
from sheetqual.files.calls.facts import NO_FACTS, CallFacts, call_facts, unread_facts
from sheetqual.files.calls.journal import LeadIndex, LeadKey, effective, journals_beside, read_journal
from sheetqual.files.calls.own_no_calls import own_list_near
from sheetqual.files.calls.phones import PhoneReader
from sheetqual.files.calls.planning import plan_session
from sheetqual.files.calls.reports import journal_reports, latest
from sheetqual.files.calls.silence import marked_leads, overlooked_places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sheetqual.files.calls.journal import Entry
    from sheetqual.files.calls.reports import Report
    from sheetqual.files.calls.session import CallSession, SessionSettings
    from sheetqual.files.lists import ScoredList

__all__ = ["prepare_session"]


def prepare_session(  # noqa: PLR0913 - what decides who is called
    scored: ScoredList,
    settings: SessionSettings,
    leads: Path,
    *,
    when: datetime,
    suppress: Sequence[Path] = (),
    since: datetime | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> CallSession:
    """Plan a calling session for a list, with everything that stands beside it.

    Do-not-call lists are those of the profile, the team's own beside the list or the profile, and those given.
    Journals of call mode that have not been merged yet count, too.

    Args:
        scored: The list, read with all its columns.
        settings: What the session is to be.
        leads: The list's file.
        when: When the session begins, with its time zone.
        suppress: Further do-not-call lists.
        since: Calls noted in journals from then on belong to this session, and leave nobody out but those who asked
            not to be called; None where it begins anew.
        progress: Called with leads done and their total.

    Raises:
        LeadsFileError: A do-not-call list can't be read, so that calling would not be safe.
    """
    profile = scored.board.profile
    phones = PhoneReader(settings.region or profile.region)
    own = own_list_near(leads, scored.file.path)
    files = list(dict.fromkeys([*_named(scored, leads), *suppress, *own]))
    no_calls = read_no_calls(files, phones, today=when.date(), encoding=profile.encoding, progress=progress)
    journals = journals_beside(leads)
    entries, warnings = _read(journals)
    reports = journal_reports(effective(entries), "journals")
    before = [one for one in entries if since is None or one.when < since]
    pending = _pending(journal_reports(effective(before), "journals"), scored)
    session = plan_session(
        scored,
        settings,
        when=when,
        no_calls=no_calls,
        phones=phones,
        countries=CountryReader(),
        pending=pending,
        silent=_silent(reports, phones),
        warnings=[*warnings, *unread_facts(scored), *_overlooked(scored)],
        progress=progress,
    )
    profiles = [scored.file.path] if scored.file.path is not None else []
    return replace(session, inputs=(leads, *profiles, *files, *journals))


def _overlooked(scored: ScoredList) -> list[str]:
    """Return the columns that say who must not be called, but are no part of the profile, as sentences."""
    return [
        f"The column '{scored.table.headers[place]}' says who must not be called, and counts; name it in the profile, "
        "under [suppress] columns, so that it counts everywhere."
        for place in overlooked_places(scored)
        if marked_leads(scored, [place])
    ]


def _named(scored: ScoredList, leads: Path) -> list[Path]:
    """Return the do-not-call lists that the profile names: beside it, or beside the list.

    Raises:
        LeadsFileError: One stands nowhere.
    """
    profile = scored.file.path
    folders = [*([profile.absolute().parent] if profile is not None else []), leads.absolute().parent]
    found = []
    for name in scored.board.profile.suppress.files:
        there = next((path for folder in folders if (path := folder / name).exists()), None)
        if there is None:
            message = (
                f"{name}, the do-not-call list that the profile names, can't be found; put it beside the profile, or "
                "take it out of [suppress] files. Nobody should be called without it."
            )
            raise LeadsFileError(message)
        found.append(there)
    return found


def _read(journals: Iterable[Path]) -> tuple[list[Entry], list[str]]:
    """Return what journals say, and what a person should know of them."""
    warnings: list[str] = []
    entries: list[Entry] = []
    for path in journals:
        journal = read_journal(path)
        entries += journal.entries
        warnings += journal.warnings
    return entries, warnings


def _silent(reports: Iterable[Report], phones: PhoneReader) -> frozenset[str]:
    """Return the numbers and addresses of those who asked in a call not to be called again."""
    said: set[str] = set()
    for report in reports:
        if any(one.disposition is Disposition.DO_NOT_CALL for one in report.heard):
            said.update(report.whom.emails)
            for number in report.whom.phones:
                said |= phones.keys(number)
    return frozenset(said)


def _pending(reports: Sequence[Report], scored: ScoredList) -> Mapping[int, CallFacts]:
    """Return what journals know of calls that the list does not, by a lead's place in it."""
    if not reports:
        return {}
    known = call_facts(scored)
    ids, names, companies = scored.identities()
    index = LeadIndex(list(map(LeadKey, scored.table.rows, ids, names, companies)))
    found: dict[int, CallFacts] = {}
    for report in reports:
        last, lead = latest(report.heard), index.find(report.whom)
        if last is None or lead is None:
            continue
        facts = known.get(lead, NO_FACTS)
        fresh = [one for one in report.heard if one.disposition is not None and one.moment > facts.last_call]
        if any(one.disposition is Disposition.DO_NOT_CALL for one in fresh):
            found[lead] = replace(facts, disposition=Disposition.DO_NOT_CALL)
        elif fresh:
            wrong = {one.phone for one in fresh if one.disposition is Disposition.WRONG_NUMBER}
            attempts = facts.attempts + len(fresh)
            found[lead] = CallFacts(last.disposition, last.callback, attempts, facts.wrong_numbers | wrong, last.moment)
    return found
