"""Plans a calling session: who is called, on which number, in which order; and why everybody else is not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

from sheetqual.core.calling import CHOSEN, REASONS, SUPPRESSED, TEMPERATURE_ASIDE, sift
from sheetqual.core.dispositions import Disposition
from sheetqual.core.identity import column_texts, lead_text
from sheetqual.core.judge import Queue, plain_points
from sheetqual.core.words import fold, fold_header
from sheetqual.files.calls.facts import NO_FACTS, CallFacts, call_facts
from sheetqual.files.calls.moments import moment_text
from sheetqual.files.calls.phones import Phone, PhoneFault, PhoneReader, local_time, zone_at
from sheetqual.files.calls.session import Ask, Call, CallSession, Reject
from sheetqual.files.calls.silence import Contacts, marked_leads, overlooked_places, silent_leads
from sheetqual.files.merging.duplicates import find_groups
from sheetqual.files.merging.identities import LeadList, people
from sheetqual.files.merging.lead_keys import email_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.profile import Criterion
    from sheetqual.files.calls.countries import CountryReader
    from sheetqual.files.calls.do_not_call import NoCalls
    from sheetqual.files.calls.session import Hours, SessionSettings
    from sheetqual.files.lists import ScoredList

__all__ = ["plan_session"]

Progress: TypeAlias = Callable[[int, int | None], None]

_SAID: Final = {
    "suppressed": "asked not to be called",
    "suppressed:file": "on a do-not-call list",
    "suppressed:shared": "shares a number, an address or the name with somebody who asked not to be called",
    "called:do_not_call": "asked in a call not to be called again",
    "called:not_interested": "said in a call that they are not interested",
    "called:reached": "reached already",
    "called:later": "to be called back later",
    "no_callback": "no call back agreed",
    "duplicate": "the same lead stands in the list again, and is called there",
    "no_phone": "no usable phone number",
    "hours": "outside calling hours there",
    "top": "beyond the number of calls",
}
"""Why leads are left out, besides `sheetqual.core.calling.REASONS`."""
_REASONS: Final = dict(REASONS.values()) | _SAID
_ORDER: Final = (
    *("suppressed", "suppressed:file", "suppressed:shared", "called:do_not_call"),
    *(code for code, _ in REASONS.values() if code != "suppressed"),
    *("called:not_interested", "called:reached", "called:later", "no_callback", "duplicate", "no_phone"),
    *("hours", "top"),
)


def plan_session(  # noqa: PLR0913 - everything that decides who is called
    scored: ScoredList,
    settings: SessionSettings,
    *,
    when: datetime,
    no_calls: NoCalls,
    phones: PhoneReader,
    countries: CountryReader,
    pending: Mapping[int, CallFacts] | None = None,
    silent: frozenset[str] = frozenset(),
    warnings: Sequence[str] = (),
    progress: Progress | None = None,
) -> CallSession:
    """Plan a calling session.

    Every lead of the list is either called or left out for the first reason that applies. Nobody is called who
    asked not to be: by a column of their own, by a file, or through another row with their number or address.

    Args:
        scored: The list, read with all its columns.
        settings: What the session is to be.
        when: When it begins, with its time zone.
        no_calls: Who must not be called.
        phones: Reads phone numbers.
        countries: Reads countries.
        pending: What is known of calls, but not in the list yet: a lead's place in the list -> that.
        silent: Numbers (as `PhoneReader.keys` has them) and addresses of others who must not be called.
        warnings: What a person should know, found before.
        progress: Called with leads done and their total.
    """
    planning = _Planning(scored, settings, when, no_calls, phones, countries, pending or {}, silent, progress)
    return planning.session(warnings)


@dataclass(frozen=True, slots=True)
class _Reach:
    """How a lead can be reached."""

    phones: tuple[Phone, ...]
    faults: tuple[PhoneFault, ...]


class _Planning:
    """The steps of a plan, one after the other."""

    def __init__(  # noqa: PLR0913, PLR0917 - see plan_session
        self,
        scored: ScoredList,
        settings: SessionSettings,
        when: datetime,
        no_calls: NoCalls,
        phones: PhoneReader,
        countries: CountryReader,
        pending: Mapping[int, CallFacts],
        silent: frozenset[str],
        progress: Progress | None,
    ) -> None:
        self._scored, self._settings, self._when = scored, settings, when
        self._no_calls, self._phones, self._countries = no_calls, phones, countries
        self._progress = progress
        self._silent = silent
        self._facts = {**call_facts(scored), **pending}
        self._columns = scored.table.columns
        self._count = len(scored.board)
        self._why: dict[int, tuple[str, str]] = {}
        self._reach: dict[int, _Reach] = {}
        self._order = scored.board.call_order
        countries_there = column_texts(self._columns, scored.places.country, self._count)
        self._regions = {text: countries.read(text) for text in set(countries_there) if text}
        self._country = countries_there

    def session(self, warnings: Sequence[str]) -> CallSession:
        """Return the session."""
        codes = sift(self._scored.board, self._settings.wanted, self._owners(), self._scored.overrides.by_lead)
        self._leave_out_silent(codes)
        self._leave_out_called()
        cut = self._leave_out_unwanted(codes)
        self._leave_out_duplicates()
        chosen = [lead for lead in self._order if lead not in self._why]
        chosen.sort(key=self._callback_first)
        sharing = _Sharing(self._settings, self._scored)
        calls = self._chosen(chosen, sharing)
        sample = self._sample(cut)
        calls += [(lead, sharing.take(sharing.caller(lead))) for lead in sample]
        for lead in sample:
            del self._why[lead]
        return CallSession(
            self._scored,
            self._settings,
            self._when,
            tuple(self._call(number, *one, is_sample=one[0] in sample) for number, one in enumerate(calls, 1)),
            tuple(self._reject(lead) for lead in sorted(self._why)),
            self._counts(),
            self._no_calls.sources,
            (*warnings, *self._warnings(calls)),
        )

    def _leave_out(self, lead: int, code: str, detail: str = "") -> None:
        self._why.setdefault(lead, (code, detail))

    def _owners(self) -> Sequence[str | None] | None:
        places = self._scored.places.owner
        if not places:
            return None
        return [text or "" for text in column_texts(self._columns, places, self._count)]

    # Who must not be called

    def _leave_out_silent(self, codes: bytes) -> None:
        """Leave out who asked not to be called, and whoever is the same person or has the same number."""
        asked = {lead: "suppressed" for lead, code in enumerate(codes) if code == SUPPRESSED}
        asked |= dict.fromkeys(marked_leads(self._scored, overlooked_places(self._scored)), "suppressed")
        for lead, facts in self._facts.items():
            if facts.disposition is Disposition.DO_NOT_CALL:
                asked.setdefault(lead, "called:do_not_call")
        contacts = Contacts(self._scored, self._phones, self._region, self._progress)
        everybody = people(LeadList(self._scored.table, self._scored.places))
        self._groups = find_groups(everybody)
        found = silent_leads(contacts, asked, self._no_calls, self._silent, everybody, self._groups.same)
        for lead, (code, detail) in found.items():
            self._leave_out(lead, code, detail)

    def _region(self, lead: int) -> str | None:
        text = self._country[lead]
        return self._regions.get(text) if text else None

    # Who was called before, who is not wanted, who stands there twice

    def _fact(self, lead: int) -> CallFacts:
        return self._facts.get(lead, NO_FACTS)

    def _leave_out_called(self) -> None:
        is_cold_call = self._settings.stage == "cold_call"
        for lead, facts in self._facts.items():
            match facts.disposition:
                case Disposition.NOT_INTERESTED:
                    self._leave_out(lead, "called:not_interested")
                case Disposition.REACHED if is_cold_call:
                    self._leave_out(lead, "called:reached")
            if facts.callback is None or self._settings.is_calendar:
                continue
            if self._callback(facts).date() > self._when.date():
                self._leave_out(lead, "called:later", moment_text(facts.callback))
        for group in self._groups.same:
            told = next((lead for lead in group if self._why.get(lead, ("",))[0].startswith("called:")), None)
            for lead in group if told is not None else ():
                self._leave_out(lead, self._why[told or 0][0], self._name(told or 0))

    def _callback(self, facts: CallFacts) -> datetime:
        """Return when to call again as a moment of the caller's own; a day without a time begins it."""
        callback = facts.callback
        if isinstance(callback, datetime):
            own = self._when.tzinfo
            return callback.replace(tzinfo=own) if callback.tzinfo is None else callback.astimezone(own)
        return datetime.combine(callback or self._when.date(), time.min, self._when.tzinfo)

    def _leave_out_unwanted(self, codes: bytes) -> list[int]:
        """Leave out who is not wanted; return those whom only their score keeps out, for the sample."""
        cold = []
        for lead, code in enumerate(codes):
            if code == CHOSEN or (code == TEMPERATURE_ASIDE and self._fact(lead).callback is not None):
                is_for_callbacks = self._settings.only_callbacks or self._settings.is_calendar
                if is_for_callbacks and self._fact(lead).callback is None:
                    self._leave_out(lead, "no_callback")
                continue
            if lead not in self._why and self._is_below_the_cut(lead, code):
                cold.append(lead)
            self._leave_out(lead, REASONS[code][0])
        return cold

    def _is_below_the_cut(self, lead: int, code: int) -> bool:
        """Tell whether only its score keeps a lead from being called."""
        if code == TEMPERATURE_ASIDE:
            return True
        reasons = self._scored.board.verdict(lead).reasons
        return REASONS[code][0] == f"queue:{Queue.NURTURE}" and reasons[0].code == "cannot_become_warm"

    def _leave_out_duplicates(self) -> None:
        """Leave out every row of a lead but the best one that can be called."""
        place = {lead: at for at, lead in enumerate(self._order)}
        for group in self._groups.same:
            rows = sorted((lead for lead in group if lead not in self._why), key=place.__getitem__)
            if len(rows) > 1:
                best = next((lead for lead in rows if self._phones_of(lead).phones), rows[0])
                for lead in rows:
                    if lead != best:
                        self._leave_out(lead, "duplicate", f"row {self._row(best)}, {self._name(best)}")

    # How to reach them

    def _phones_of(self, lead: int) -> _Reach:
        found = self._reach.get(lead)
        if found is None:
            region = self._region(lead)
            read = list(
                chain.from_iterable(
                    self._phones.read(self._columns[place][lead], region)
                    for place in self._scored.places.phone
                    if place in self._columns
                )
            )
            wrong = self._fact(lead).wrong_numbers
            if self._fact(lead).disposition is Disposition.WRONG_NUMBER and not wrong:
                # Nobody has noted which one: with a single number it was that.
                numbers = {one.e164 for one in read if isinstance(one, Phone)}
                wrong = frozenset(numbers if len(numbers) == 1 else ())
            distinct = {one.e164: one for one in reversed(read) if isinstance(one, Phone) and one.e164 not in wrong}
            faults = [one for one in read if isinstance(one, PhoneFault)]
            faults += [PhoneFault(one.text, "a wrong number, said a caller") for one in read if _is_one_of(one, wrong)]
            found = self._reach[lead] = _Reach(tuple(reversed(distinct.values())), tuple(faults))
        return found

    def _is_in_reach(self, lead: int) -> bool:
        """Tell whether a lead can be called now; leave it out if not."""
        reach = self._phones_of(lead)
        if not reach.phones:
            self._leave_out(lead, "no_phone", "; ".join(f"{one.text}: {one.why}" for one in reach.faults))
            return False
        hours = self._settings.hours
        if hours is not None and self._fact(lead).callback is None:
            zones = [self._zone(phone) for phone in reach.phones]
            if zones and not any(self._is_day(zone, hours) for zone in zones):
                there = self._there(zones[0])
                self._leave_out(lead, "hours", f"{there:%H:%M} there" if there else "")
                return False
        return True

    def _zone(self, phone: Phone) -> str | None:
        return zone_at(phone, self._when)

    def _there(self, zone: str | None) -> datetime | None:
        return local_time(zone, self._when)

    def _is_day(self, zone: str | None, hours: Hours) -> bool:
        there = self._there(zone)
        return there is None or hours.first <= there.hour + there.minute / 60 < hours.last

    # Who calls whom

    def _callback_first(self, lead: int) -> tuple[bool, float]:
        """Return what puts those first who agreed to be called again, the earliest first."""
        facts = self._fact(lead)
        return (True, 0.0) if facts.callback is None else (False, self._callback(facts).timestamp())

    def _chosen(self, leads: Iterable[int], sharing: _Sharing) -> list[tuple[int, str]]:
        """Return as many calls as there is room for, with who makes them; leave out the others.

        Numbers are read in the order of the calls, and no further than there is room: that takes longest.
        """
        top, board = self._settings.top, self._scored.board
        taken: Counter[str | None] = Counter()
        calls = []
        for lead in leads:
            caller = sharing.caller(lead)
            of = {"caller": caller, "product": board.verdict(lead).product}.get(self._settings.top_of, "")
            if top is not None and taken[of] >= top:
                self._leave_out(lead, "top")
            elif self._is_in_reach(lead):
                taken[of] += 1
                calls.append((lead, sharing.take(caller)))
        return calls

    def _sample(self, cold: Iterable[int]) -> list[int]:
        """Return some random leads below the cut; the same ones all day long."""
        if not self._settings.sample:
            return []
        group_of = {lead: number for number, group in enumerate(self._groups.same) for lead in group}
        taken = {group_of[lead] for lead in group_of if lead not in self._why}
        below = sorted({*cold, *(lead for lead, (code, _) in self._why.items() if code == "top")})
        seed = f"{self._scored.file.sha256} {self._scored.table.source} {self._when.date()}"
        random.Random(seed).shuffle(below)  # noqa: S311 - no secret
        sample: list[int] = []
        for lead in below:
            if len(sample) == self._settings.sample:
                break
            if group_of.get(lead) not in taken and self._phones_of(lead).phones:
                sample.append(lead)
                if lead in group_of:
                    taken.add(group_of[lead])
        return sample

    # The result

    def _call(self, number: int, lead: int, caller: str, *, is_sample: bool) -> Call:
        facts, scored = self._fact(lead), self._scored
        verdict = scored.board.verdict(lead)
        label = scored.board.profile.score.labels[verdict.temperature]
        said = [f"{label}, {plain_points(verdict.score):g} points: {scored.reason(lead)}"]
        if facts.callback is not None:
            said.insert(0, f"to be called back: {moment_text(facts.callback)}")
        if facts.attempts:
            how = f", last: {facts.disposition}" if facts.disposition else ""
            said.append(f"called {facts.attempts} {'time' if facts.attempts == 1 else 'times'} before{how}")
        emails = dict.fromkeys(
            chain.from_iterable(
                sorted(email_keys(self._columns[place][lead]))
                for place in scored.places.email
                if place in self._columns
            )
        )
        return Call(
            lead,
            number,
            self._phones_of(lead).phones,
            "; ".join(said),
            self._asks(lead),
            tuple(emails),
            caller,
            facts.callback,
            facts.attempts,
            is_sample,
        )

    def _asks(self, lead: int) -> tuple[Ask, ...]:
        for stage in self._scored.board.call_plan(lead, self._settings.stage).stages:
            if stage.name == self._settings.stage:
                return tuple(
                    Ask(one.criterion, one.ask, one.others, self._column(one.criterion)) for one in stage.steps
                )
        return ()

    def _column(self, criterion: Criterion) -> str:
        """Return the header that answers about a criterion go under: one that the list has, if any."""
        from sheetqual.core.call_answers import answer_columns  # noqa: PLC0415

        wanted = answer_columns(criterion)
        there = {fold_header(header): header for header in self._scored.table.headers}
        return next((there[folded] for one in wanted if (folded := fold_header(one)) in there), wanted[0])

    def _reject(self, lead: int) -> Reject:
        code, detail = self._why[lead]
        return Reject(lead, code, _words(code), detail)

    def _counts(self) -> tuple[tuple[str, str, int], ...]:
        counts = Counter(code for code, _ in self._why.values())
        return tuple((code, _words(code), counts[code]) for code in _ORDER if counts[code])

    def _warnings(self, calls: Sequence[tuple[int, str]]) -> list[str]:
        said = [
            f"{source.name} is of {source.day.isoformat()}; fetch a newer one before calling."
            for source in self._no_calls.sources
            if source.is_old
        ]
        said += [
            f"{source.name}: {source.unread:,} {'row names' if source.unread == 1 else 'rows name'} neither a phone "
            "number nor an e-mail address that can be read; nobody is found by them."
            for source in self._no_calls.sources
            if source.unread
        ]
        if self._settings.hours is not None:
            unknown = sum(all(self._zone(phone) is None for phone in self._phones_of(lead).phones) for lead, _ in calls)
            if unknown:
                said.append(f"{unknown:,} of those to call: nobody can tell what time it is there.")
        return said

    def _name(self, lead: int) -> str:
        return self._scored.label(lead)

    def _row(self, lead: int) -> int:
        return self._scored.table.rows[lead]


class _Sharing:
    """Says who calls whom, one lead after the other."""

    def __init__(self, settings: SessionSettings, scored: ScoredList) -> None:
        self._settings, self._scored = settings, scored
        self._callers = settings.callers
        self._by_owner = {fold(caller): caller for caller in settings.callers}
        self._turn = 0
        self._is_turn = settings.share == "evenly"
        names = [product.name for product in scored.board.profile.products]
        callers = self._callers
        self._by_product = {name: callers[at % len(callers)] if callers else name for at, name in enumerate(names)}

    def caller(self, lead: int) -> str:
        """Return who would call a lead; empty where the session is not shared out."""
        match self._settings.share:
            case "owner":
                owner = lead_text(self._scored.table.columns, self._scored.places.owner, lead) or ""
                self._is_turn = bool(self._callers) and fold(owner) not in self._by_owner
                return self._in_turn() if self._is_turn else self._by_owner.setdefault(fold(owner), owner)
            case "product":
                return self._by_product[self._scored.board.verdict(lead).product or next(iter(self._by_product))]
            case "evenly":
                return self._in_turn()
        return self._callers[0] if self._callers else ""

    def _in_turn(self) -> str:
        return self._callers[self._turn % len(self._callers)]

    def take(self, caller: str) -> str:
        """Give the lead that was asked about last to its caller; the next one in turn is another's."""
        self._turn += self._is_turn
        return caller


def _words(code: str) -> str:
    return _REASONS[code]


def _is_one_of(one: Phone | PhoneFault, numbers: frozenset[str]) -> bool:
    return isinstance(one, Phone) and one.e164 in numbers
