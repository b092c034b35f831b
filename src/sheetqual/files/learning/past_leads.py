"""Past leads from files: one list that says how each lead ended, or a list of leads and one of customers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from difflib import get_close_matches
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.arrival import arrivals
from sheetqual.core.learning.cases import Cases
from sheetqual.core.outcome import LOST, OPEN, WON, open_finding, parse_outcome, read_outcomes
from sheetqual.core.plan import all_headers, column_groups, compile_plan
from sheetqual.core.reading import Reader, State, is_blank
from sheetqual.core.values import Finding
from sheetqual.core.words import WHITE, fold_header
from sheetqual.errors import SheetqualError
from sheetqual.files.lists import no_pauses
from sheetqual.files.merging.identities import LeadList, identities
from sheetqual.files.merging.lead_keys import email_keys, id_text
from sheetqual.files.score_columns import own_places
from sheetqual.files.unknown_lists import lead_places_of, read_unknown_list

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from sheetqual.core.arrival import Arrivals
    from sheetqual.core.identity import LeadPlaces
    from sheetqual.core.outcome import Outcomes
    from sheetqual.core.profile import Profile
    from sheetqual.core.values import Cell
    from sheetqual.files.merging.identities import Who
    from sheetqual.files.tables import LeadTable

__all__ = ["ListOptions", "PastLeads", "Wish", "read_customers", "read_past_leads"]


@dataclass(frozen=True, slots=True)
class ListOptions:
    """How a list of leads is to be read.

    Attributes:
        sheet: The sheet's name; the best one when None.
        header_row: The header's row, from 1; found when None.
        encoding: The encoding of a CSV file that is not UTF-8.
    """

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants learned from.

    Attributes:
        profile: The team's present profile, whose way of reading counts; None where there is none.
        today: The day of scoring.
        ignore: Headers of columns to leave out.
        keep: Headers of columns to learn from even if they seem to give the end away.
        date: The header of the column that says when leads came in; found when None.
        open: What stands in the outcome's column for leads whose end is not known yet.
    """

    profile: Profile | None
    today: date
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    date: str | None = None
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastLeads:
    """Past leads, read.

    Attributes:
        table: The list of leads.
        cases: The leads whose end is known.
        outcomes: How the list's leads ended, where a column of it says so.
        customers: The name of the file of customers, where there is one.
        found: How many of its customers stand in the list, too.
        open: How many leads have no outcome yet, and were left out.
        arrivals: In which order the leads came in, where the list says so.
        is_older: Whether each of the cases is among the older ones; empty where the order is not known.
        findings: What a person should look at.
    """

    table: LeadTable
    cases: Cases
    outcomes: Outcomes | None
    customers: str | None
    found: int
    open: int
    arrivals: Arrivals | None
    is_older: tuple[bool, ...]
    findings: tuple[Finding, ...]

    @property
    def file(self) -> str:
        """The name of the file that says who became a customer."""
        return self.customers or self.table.source

    @property
    def source(self) -> str:
        """From whom it is learned, in words, such as ``leads.csv, Outcome=Won``."""
        return f"{self.file}, {self.outcomes.rule}" if self.outcomes else self.file


def read_past_leads(
    path: str | os.PathLike[str],
    outcome: str,
    wish: Wish,
    options: ListOptions,
    progress: Callable[[int, int | None], None] | None = None,
) -> PastLeads:
    """Read a list whose leads' ends are known.

    Args:
        path: The list.
        outcome: Which leads became customers, as ``COLUMN=VALUE``.
        wish: What to learn from.
        options: How the list is read.
        progress: Called with rows read and their total, where known.

    Raises:
        LeadsFileError: The list can't be read.
        SheetqualError: It has no such column, nobody has that value, or a column named is not there.
    """
    with no_pauses():
        signs = [place for place, letter in enumerate(outcome) if letter == "="]
        table = _read(path, wish, options, [outcome[:place] for place in signs], progress)
        rule, place = parse_outcome(outcome, table.headers, wish.open)
        reader, lead = _reading(table, wish)
        outcomes = read_outcomes(rule, place, table.columns[place], reader)
        aside = _aside(table, wish) | {place: "says how the lead ended"}
        kept = _named(table, wish.keep, "--keep")
        cases = Cases(table.headers, _joined(table), outcomes.ends, reader, lead, aside, kept)
        order = arrivals(table.headers, table.columns, reader, outcomes, wish.date)
        border = order.border.toordinal() if order else 0
        older = [day is not None and day < border for day in order.days] if order else []
        once = _last_rows(table, lead, outcomes)
        counted = [end != OPEN and is_last for end, is_last in zip(outcomes.ends, once, strict=True)]
        again = sum(end != OPEN for end in outcomes.ends) - sum(counted)
        if not all(counted):
            cases = cases.part(counted)
        return PastLeads(
            table,
            cases,
            outcomes,
            None,
            0,
            outcomes.open,
            order,
            tuple(compress(older, counted)),
            (*_about(outcomes, again), *table.findings),
        )


def _joined(table: LeadTable) -> dict[int, Sequence[Cell]]:
    """Return the columns as scoring reads them: of several under one header, the first cell that is not blank."""
    places: dict[str, list[int]] = {}
    for place in sorted(table.columns):
        places.setdefault(fold_header(table.headers[place]) or f"{place}", []).append(place)
    joined: dict[int, Sequence[Cell]] = {}
    for first, *others in places.values():
        cells: Sequence[Cell] = table.columns[first]
        for other in others:
            pairs = zip(cells, table.columns[other], strict=True)
            cells = [mine if not is_blank(mine) else theirs for mine, theirs in pairs]
        joined[first] = cells
    return joined


_MOST_SHARING: Final = 3
"""A number or address that more leads have is a switchboard's, or nobody's."""
_MOST_ROWS: Final = 10
"""An id that more rows have names something else than a lead."""


def _last_rows(table: LeadTable, lead: LeadPlaces, outcomes: Outcomes) -> list[bool]:
    """Tell of each row whether it is the last one of its lead that has an end; ids say who is who, else addresses."""
    ids = [table.columns[place] for place in lead.id if place in table.columns]
    emails = [table.columns[place] for place in lead.email if place in table.columns]
    keys: list[list[tuple[str, ...]]] = []
    for row in range(len(table.rows)):
        own: list[tuple[str, ...]] = [("id", one) for cells in ids if (one := id_text(cells[row]))]
        keys.append(own + [("email", *sorted(found)) for cells in emails if (found := email_keys(cells[row]))])
    rows = Counter(key for own in keys for key in own)
    most = {"id": _MOST_ROWS, "email": _MOST_SHARING}
    last: dict[object, int] = {}
    names: list[object] = []
    for row, own in enumerate(keys):
        name: object = next((key for key in own if rows[key] <= most[key[0]]), row)
        names.append(name)
        if outcomes.ends[row] != OPEN:
            last[name] = row
    return [last.get(name, row) == row for row, name in enumerate(names)]


def _about(outcomes: Outcomes, again: int) -> list[Finding]:
    """Return what a person should know about the ends before believing what they teach."""
    still = open_finding(outcomes)
    findings = [still] if still else []
    if again:
        rows = "1 row is" if again == 1 else f"{again:,} rows are"
        findings.append(Finding("repeated", f"{rows} of leads that stand there again further down; each counts once"))
    return findings


def read_customers(
    path: str | os.PathLike[str],
    customers: str | os.PathLike[str],
    wish: Wish,
    options: ListOptions,
    progress: Callable[[int, int | None], None] | None = None,
) -> PastLeads:
    """Read a list of leads and one of customers; customers that stand in both count once, as customers.

    What the file of customers does not say of one of them is taken from the list of leads.

    Args:
        path: The list of leads.
        customers: The list of customers.
        wish: What to learn from.
        options: How the list of leads is read.
        progress: Called with rows read and their total, where known.

    Raises:
        LeadsFileError: One of the lists can't be read.
        SheetqualError: They have nothing in common, nobody else is left, or a column named is not there.
    """
    with no_pauses():
        table = _read(path, wish, options, (), progress)
        encoding = options.encoding if table.sheet is None else None
        best = read_unknown_list(customers, also=table.headers, encoding=encoding)
        reader, lead = _reading(table, wish)
        theirs, _ = _reading(best, wish)
        whos, ours = identities(LeadList(best, lead_places_of(best, theirs)), LeadList(table, lead))
        same = _same_leads(whos, ours)
        pairs = _pairs(best.headers, table.headers, wish.profile)
        once = _once(same, whos, best, pairs, theirs)
        gone = {one for who in same for one in who}
        who_places = {place for part in fields(lead) for place in getattr(lead, part.name)} - set(lead.country)
        _check_comparable(table, best, gone, set(pairs) - who_places)
        stays = [lead_ not in gone for lead_ in range(len(table.rows))]
        own = {place: [best.columns[one] for one in pairs.get(place, ())] for place in table.columns}
        columns: dict[int, Sequence[Cell]] = {}
        for place, cells in _joined(table).items():
            columns[place] = [*(_cell(own[place], cells, who, same[who]) for who in once), *compress(cells, stays)]
        ends = bytes([WON] * len(once) + [LOST] * sum(stays))
        aside = _aside(table, wish)
        if not gone:
            aside |= {
                place: f"not in {best.source}" for place in table.columns if place not in pairs and place not in aside
            }
        # Where the file only names customers, all that is known of them and of others stands in one list.
        only_names = all(map(same.__getitem__, once)) and not set(pairs) - who_places
        kept = _named(table, wish.keep, "--keep")
        return PastLeads(
            table,
            Cases(table.headers, columns, ends, reader, lead, aside, kept, one_list=only_names),
            None,
            best.source,
            sum(bool(same[who]) for who in once),
            0,
            None,
            (),
            (*table.findings, *best.findings),
        )


def _read(
    path: str | os.PathLike[str],
    wish: Wish,
    options: ListOptions,
    also: Iterable[str],
    progress: Callable[[int, int | None], None] | None,
) -> LeadTable:
    if Path(path).suffix.casefold() == ".toml":
        message = f"{Path(path).name} looks like a profile, not a list; did you swap the two?"
        raise SheetqualError(message)
    return read_unknown_list(
        path,
        also=[*also, *(all_headers(wish.profile) if wish.profile else ())],
        sheet=options.sheet,
        header_row=options.header_row,
        encoding=options.encoding or (wish.profile.encoding if wish.profile else None),
        progress=progress,
    )


def _reading(table: LeadTable, wish: Wish) -> tuple[Reader, LeadPlaces]:
    """Return how the cells of a list are read, and which of its columns say who a lead is."""
    if wish.profile is not None:
        plan = compile_plan(wish.profile, table.headers, today=wish.today, epoch_1904=table.epoch_1904)
        return plan.reader, plan.lead
    reader = Reader(epoch_1904=table.epoch_1904)
    return reader, lead_places_of(table, reader)


def _aside(table: LeadTable, wish: Wish) -> dict[int, str]:
    aside = dict.fromkeys(own_places(table.headers), "a score or reason that sheetqual wrote")
    if wish.profile is not None:
        suppress = set(map(fold_header, wish.profile.suppress.columns))
        for place, header in enumerate(table.headers):
            if fold_header(header) in suppress:
                aside[place] = "says who must not be called"
    return aside | dict.fromkeys(_named(table, wish.ignore, "--ignore"), "left out, as asked")


def _named(table: LeadTable, headers: Iterable[str], option: str) -> frozenset[int]:
    """Return the positions of the columns that a person named.

    Raises:
        SheetqualError: One of them is not there.
    """
    folded = [fold_header(header) for header in table.headers]
    places: set[int] = set()
    for header in headers:
        name = fold_header(header)
        if not name or name not in folded:
            near = get_close_matches(name, filter(None, folded), n=1)
            hint = f" Did you mean '{table.headers[folded.index(near[0])]}'?" if near else ""
            message = f"{table.source} has no column '{header.strip(WHITE)}' for {option}.{hint}"
            raise SheetqualError(message)
        places |= {place for place, one in enumerate(folded) if one == name}
    return frozenset(places)


def _pairs(theirs: Sequence[str], ours: Sequence[str], profile: Profile | None) -> Mapping[int, list[int]]:
    """Return, for each column of the list of leads, the columns of the list of customers that mean the same."""
    groups = [set(map(fold_header, group)) for group in column_groups(profile)] if profile else []
    folded = [fold_header(header) for header in theirs]
    pairs: dict[int, list[int]] = {}
    for place, header in enumerate(ours):
        name = fold_header(header)
        if not name:
            continue
        same = {name}.union(*(group for group in groups if name in group))
        found = [one for one, other in enumerate(folded) if other == name]
        found += [one for one, other in enumerate(folded) if other in same and one not in found]
        if found:
            pairs[place] = found
    return pairs


def _check_comparable(table: LeadTable, best: LeadTable, gone: Collection[int], common: Collection[int]) -> None:
    """Check that there is something to compare.

    Raises:
        SheetqualError: There is not.
    """
    if len(gone) == len(table.rows):
        message = (
            f"Every lead of {table.source} is among the customers of {best.source}, so there is nobody to compare "
            "them with; give a list that also has other leads."
        )
        raise SheetqualError(message)
    if not common and not gone:
        message = (
            f"No customer of {best.source} is found in {table.source}, and the two have no columns in common; give "
            "customers with the headers of your leads, or with the ids, e-mail addresses, phone numbers or firms that "
            "stand there."
        )
        raise SheetqualError(message)


def _same_leads(theirs: Sequence[Who], ours: Sequence[Who]) -> list[list[int]]:
    """Return, for each customer, the places of the leads that are the same one.

    An id decides where the two lists share ids. Else an address or number that few leads have does, a name
    with its firm, a firm where no person is named, and a name alone where a single lead has it.
    """
    by_key: dict[object, list[int]] = {}
    for place, who in enumerate(ours):
        name, company = who.name.sorted, who.company.sorted
        names = [("name", name)] if name else []
        firms = [("firm", company), ("both", name, company)] if company else []
        for key in (*_sure(who), *_reach(who), *names, *firms):
            by_key.setdefault(key, []).append(place)
    has_ids = any(key in by_key for who in theirs for key in _sure(who))
    found = []
    for who in theirs:
        places = {place for key in _sure(who) for place in by_key.get(key, ())}
        if not places:
            others = {place for key in _loosely(who, by_key) for place in by_key.get(key, ())}
            differs = has_ids and bool(_sure(who))
            places = {place for place in others if not (differs and _sure(ours[place]))}
        found.append(sorted(places))
    return found


def _sure(who: Who) -> list[object]:
    return [("id", place, one) for place, one in enumerate(who.ids) if one]


def _reach(who: Who) -> list[object]:
    return [*(("email", one) for one in who.emails), *(("phone", one) for one in who.phones)]


def _loosely(who: Who, by_key: Mapping[object, Sequence[int]]) -> list[object]:
    """Return what else a customer may be known by."""
    keys = [key for key in _reach(who) if len(by_key.get(key, ())) <= _MOST_SHARING]
    name, company = who.name.sorted, who.company.sorted
    if name and company:
        return [*keys, ("both", name, company)]
    if company:
        return [*keys, ("firm", company)]
    if name and not who.emails and not who.phones and len(by_key.get(("name", name), ())) == 1:
        return [*keys, ("name", name)]
    return keys


def _once(
    same: Sequence[Sequence[int]],
    whos: Sequence[Who],
    best: LeadTable,
    pairs: Mapping[int, Iterable[int]],
    reader: Reader,
) -> list[int]:
    """Return the customers, each once: a second row of the same one is no second customer, and an empty row none."""
    seen: set[object] = set()
    once = []
    columns = [best.columns[place] for places in pairs.values() for place in places]
    for place, (who, leads) in enumerate(zip(whos, same, strict=True)):
        if (
            columns
            and who.is_nobody
            and not leads
            and all(reader.read(cells[place]).state is not State.VALUE for cells in columns)
        ):
            continue
        keys: list[object] = [("lead", lead) for lead in leads] or ([] if who.is_nobody else [(who.ids, who.whole)])
        if seen.isdisjoint(keys):
            once.append(place)
        seen.update(keys)
    return once


def _cell(own: Iterable[Sequence[Cell]], cells: Sequence[Cell], who: int, leads: Collection[int]) -> Cell:
    for column in own:
        if not is_blank(column[who]):
            return column[who]
    return next((cells[lead] for lead in leads if not is_blank(cells[lead])), None)
