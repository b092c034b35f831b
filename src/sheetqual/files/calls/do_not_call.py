"""Who must not be called: what suppression files in whatever shape say, the team's own list among them.

Whoever is called against their will is wronged; whoever is left out in error is one call less. So every cell of
every row is read, and what may well be a number or an address counts as one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.errors import LeadsFileError
from sheetqual.files._sniff import NotLeads
from sheetqual.files.calls.addresses import address_keys, host_of
from sheetqual.files.calls.no_call_files import sheets_of
from sheetqual.files.calls.no_call_rows import PeopleNamed
from sheetqual.files.calls.session import SourceOfNo

if TYPE_CHECKING:
    from sheetqual.files.calls.phones import PhoneReader

__all__ = ["OWN_LIST", "NoCalls", "read_no_calls"]

OWN_LIST: Final = "do-not-call.csv"
"""The name of the list of those who asked the team itself not to be called."""
_FRESH: Final = timedelta(days=30)
"""So long a file is good: registers of people who object ask callers to check every month or so."""


@dataclass(frozen=True, slots=True)
class NoCalls:
    """Who must not be called.

    Attributes:
        sources: The files that say so.
        phones: A key of a number, as `PhoneReader.keys` gives them -> the name of the first file that has it.
        emails: An address, as `address_keys` gives them -> the same.
        domains: What stands behind the @ of addresses all of which are meant -> the same; subdomains are not meant.
    """

    sources: tuple[SourceOfNo, ...] = ()
    phones: Mapping[str, str] = field(default_factory=dict)
    emails: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)

    def why(self, phone_keys: Iterable[str], emails: Iterable[str]) -> str | None:
        """Return the name of a file that names a person; None where none does.

        Args:
            phone_keys: The keys of all numbers of the person, as `PhoneReader.keys` gives them.
            emails: All addresses of the person, in any spelling.
        """
        for key in phone_keys:
            if key in self.phones:
                return self.phones[key]
        for address in chain.from_iterable(map(address_keys, emails)):
            named = self.emails.get(address) or self.domains.get(host_of(address))
            if named is not None:
                return named
        return None


def read_no_calls(
    files: Sequence[Path],
    reader: PhoneReader,
    *,
    today: date,
    encoding: str | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> NoCalls:
    """Read who must not be called: numbers, addresses and domains in files of any shape, with or without a header.

    Args:
        files: The files; one that is given twice is read once.
        reader: Reads phone numbers; those without a country code belong to its region.
        today: The day of calling.
        encoding: The encoding of text files that are not UTF-8.
        progress: Called with the rows done.

    Raises:
        LeadsFileError: A file is missing or can't be read, so calling would be unsafe.
    """
    distinct: dict[str, Path] = {}
    for path in files:
        distinct.setdefault(os.path.realpath(path), path)
    sources: list[SourceOfNo] = []
    phones: dict[str, str] = {}
    emails: dict[str, str] = {}
    domains: dict[str, str] = {}
    done = 0
    for path in distinct.values():
        named = PeopleNamed(reader)
        with _worded(path):
            sheets, day = sheets_of(path, encoding), _day_of(path, today)
        for rows in sheets:
            named.read(rows, progress, done)
            done += len(rows)
        for key in chain.from_iterable(named.numbers):
            phones.setdefault(key, path.name)
        for address in named.addresses:
            if address.startswith("@"):
                domains.setdefault(host_of(address), path.name)
            else:
                emails.setdefault(address, path.name)
        sources.append(_source(path.name, named, day, today))
    if progress:
        progress(done, done)
    return NoCalls(tuple(sources), phones, emails, domains)


def _source(name: str, named: PeopleNamed, day: date, today: date) -> SourceOfNo:
    is_old = name.casefold() != OWN_LIST and day < today - _FRESH
    return SourceOfNo(name, day, _count_distinct(named.numbers), len(named.addresses), named.unread, is_old)


def _count_distinct(numbers: Iterable[frozenset[str]]) -> int:
    """Count numbers, where those that share a key are one."""
    above: dict[str, str] = {}

    def top(key: str) -> str:
        while above.setdefault(key, key) != key:
            above[key] = key = above[above[key]]
        return key

    for keys in numbers:
        first, *others = keys
        for other in others:
            above[top(other)] = top(first)
        top(first)
    return sum(key == higher for key, higher in above.items())


_YEAR_FIRST: Final = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(\d\d)[-_. ]?(\d\d)(?:\d{4}|\d{6})?(?!\d)")
_YEAR_LAST: Final = re.compile(r"(?<!\d)(\d{1,2})[-_. ](\d{1,2})[-_. ](20\d\d)(?!\d)")


def _day_of(path: Path, today: date) -> date:
    """Return the day a file is of: the last one in its name that has come, else that of its last change."""
    named = [(year, month, day) for year, month, day in _YEAR_FIRST.findall(path.name)]
    named += [(year, month, day) for day, month, year in _YEAR_LAST.findall(path.name)]
    days = [day for parts in named if (day := _valid(*map(int, parts))) and day <= today]
    if days:
        return max(days)
    return min(datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date(), today)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    """Say of a file that can't be read why it is needed.

    Raises:
        LeadsFileError: It can't be read.
    """
    try:
        yield
    except FileNotFoundError:
        raise _unsafe(path, f"can't be found in {path.parent.absolute()}", "put it there") from None
    except OSError as error:
        raise _unsafe(path, f"can't be opened ({error.strerror or type(error).__name__})") from None
    except NotLeads as other:
        raise _unsafe(path, _clause(str(other))) from None
    except LeadsFileError as error:
        said = str(error)
        is_named = said.startswith(path.name)
        why = _clause(said.removeprefix(path.name)) if is_named else f"can't be read ({_clause(said)})"
        raise _unsafe(path, why) from None


def _clause(sentence: str) -> str:
    """Return what a sentence says is wrong, without what it says to do."""
    return sentence.partition(";")[0].strip(" .")


def _unsafe(path: Path, why: str, remedy: str = "put one there that can be read") -> LeadsFileError:
    if path.name.casefold() != OWN_LIST:
        remedy += ", or take it out of files under [suppress] in the profile"
    return LeadsFileError(f"{path.name} {why}, and calling without it would be unsafe; {remedy}.")
