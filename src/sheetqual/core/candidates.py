"""Which columns of a list look like qualities of a lead, and so like criteria of a profile."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from sheetqual.core.overrides import override_headers
from sheetqual.core.profile import OverrideColumns
from sheetqual.core.reading import WHITE, State, cell_text
from sheetqual.core.words import fold_header, fold_word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sheetqual.core.identity import LeadPlaces
    from sheetqual.core.numbers import Interval
    from sheetqual.core.reading import Reader
    from sheetqual.core.values import Cell
    from sheetqual.core.words import Word

__all__ = ["Candidate", "CandidateKind", "candidates"]

_EVERY_LEAD: Final = 0.95
_FEWEST_LEADS: Final = 4
_LEAST_FILLED: Final = 0.3
_LEAST_WORDS: Final = 0.9
_LEAST_READABLE: Final = 0.8
_MOST_CHOICES: Final = 12
_LONGEST_CHOICE: Final = 40
"""Texts that are longer than this on average were written, not chosen."""
_FEWEST_NUMBERS: Final = 6
_SAMPLE: Final = 500
"""Of a column with more different cells, those that stand often are read, and as many of the others."""


class CandidateKind(StrEnum):
    """What the answers in a column are, and so which condition fits it."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that looks like a criterion.

    Attributes:
        place: Its position in the list.
        header: Its header.
        kind: What its answers are.
        filled: The share of leads that have an answer there, 0 to 1; unknown words are none.
        values: For a choice: each text as it is most commonly written and the number of its leads,
            the commonest first; else empty.
        cut: For numbers: a round number near the middle of those above zero, for ``at_least``; None
            where none is above zero.
    """

    place: int
    header: str
    kind: CandidateKind
    filled: float
    values: tuple[tuple[str, int], ...] = ()
    cut: float | None = None

    @property
    def tells_leads_apart(self) -> bool:
        """Whether having an answer is a quality: a date that every lead has, such as its record's, is none."""
        return self.kind is not CandidateKind.DATE or self.filled < _EVERY_LEAD


def candidates(
    headers: Sequence[str],
    columns: Mapping[int, Sequence[Cell]],
    *,
    reader: Reader,
    lead: LeadPlaces,
    taken: Collection[int] = (),
) -> list[Candidate]:
    """Find the columns that look like criteria.

    Columns that say who a lead is, what a person decided about it or how to reach it are none, nor
    are notes, columns with a single answer and those that few leads have an answer in.

    Args:
        headers: The list's headers, by position.
        columns: Position -> cells.
        reader: How cells are read.
        lead: The columns that say who a lead is; of these only the country may be a choice.
        taken: Positions to leave out, such as those that a profile reads already.

    Returns:
        The candidates, in the order of the list's columns.
    """
    who = (lead.id, lead.name, lead.company, lead.phone, lead.email, lead.owner, lead.first, lead.last)
    passed_over = {*taken, *(place for places in who for place in places)}
    decided = set(map(fold_header, override_headers(OverrideColumns())))
    found = []
    for place, cells in sorted(columns.items()):
        header = headers[place]
        if place in passed_over or not header.strip(WHITE) or fold_header(header) in decided:
            continue
        one = _Column(cells, reader).candidate(place, header, only_choice=place in lead.country)
        if one is not None:
            found.append(one)
    return found


class _Column:
    """The answers of one column: each different one once, with the number of leads it stands for."""

    def __init__(self, cells: Sequence[Cell], reader: Reader) -> None:
        self._leads = len(cells)
        self._counts = Counter(cells)
        read = [(reader.read(cell), weight) for cell, weight in _sample(self._counts, len(cells))]
        self._read = [(reading, weight) for reading, weight in read if reading.state is State.VALUE]
        self._answered = len(cells) - sum(weight for reading, weight in read if reading.state is not State.VALUE)

    def candidate(self, place: int, header: str, *, only_choice: bool) -> Candidate | None:
        """Return the candidate that the column is, or None."""
        if self._leads < _FEWEST_LEADS or self._answered < _LEAST_FILLED * self._leads:
            return None
        filled = self._answered / self._leads
        if not only_choice:
            if self._is_yes_no():
                return Candidate(place, header, CandidateKind.YES_NO, filled)
            if _says_who(header):
                return None
            if self._is_date():
                return Candidate(place, header, CandidateKind.DATE, filled)
            numbers = self._numbers()
            if len(numbers) >= _FEWEST_NUMBERS:
                if self._are_ids(numbers):
                    return None
                return Candidate(place, header, CandidateKind.NUMBER, filled, cut=_cut(numbers))
        values = self._choices()
        return Candidate(place, header, CandidateKind.CHOICE, filled, values) if values else None

    def _share(self, weights: Iterable[float]) -> float:
        return sum(weights) / self._answered

    def _is_yes_no(self) -> bool:
        said = [(reading, weight) for reading, weight in self._read if reading.word is not None]
        if self._share(weight for _, weight in said) < _LEAST_WORDS or len({one.word for one, _ in said}) < 2:  # noqa: PLR2004 - yes and no
            return False
        # Children, say: 0 and 1 are no and yes only where nobody has 2.
        counted = all(one.is_truth() for one, _ in said)
        return not (counted and any(one.word is None and one.number() for one, _ in self._read))

    def _is_date(self) -> bool:
        days = []
        for reading, weight in self._read:
            bare = isinstance(reading.cell, (int, float)) or reading.number() is not None
            if not bare and (day := reading.day()) is not None:
                days.append((day, weight))
        return self._share(weight for _, weight in days) >= _LEAST_READABLE and len({day for day, _ in days}) > 1

    def _numbers(self) -> dict[Interval, float]:
        """Return the different numbers with their leads, as they come; empty where most cells are none."""
        numbers: dict[Interval, float] = {}
        for reading, weight in self._read:
            read = reading.number()
            if read is not None:
                numbers[read.interval] = numbers.get(read.interval, 0) + weight
        return numbers if self._share(numbers.values()) >= _LEAST_READABLE else {}

    def _are_ids(self, numbers: Mapping[Interval, float]) -> bool:
        """Tell whether numbers name leads, or are codes with digits that must not get lost.

        Amounts may all be different, too, but people round them, or they differ in size; ids go
        up or down with the list, lie close together or are of one length.
        """
        texts = [reading.cell for reading, _ in self._read if isinstance(reading.cell, str)]
        if sum(map(bool, map(_CODE.match, texts))) * 2 > len(self._read):
            return True
        if any(self._counts[reading.cell] > 1 for reading, _ in self._read):
            return False
        whole = [int(one.low) for one in numbers if one.low is not None and one.low == one.high == int(one.low)]
        if len(whole) < len(self._read) or sum(not one % 10 for one in whole) * 2 >= len(whole):
            return False
        steps = {after > before for before, after in pairwise(whole)}
        lengths = Counter(len(str(one)) for one in whole)
        length, leads = lengths.most_common(1)[0]
        dense = max(whole) - min(whole) < _DENSE * self._answered
        return len(steps) == 1 or dense or (length >= _LEAST_DIGITS and leads >= _LEAST_WORDS * len(whole))

    def _choices(self) -> tuple[tuple[str, int], ...]:
        """Return the texts that people choose from, with their leads; none where they write freely."""
        if len(self._counts) > _SAMPLE:
            return ()
        spellings: dict[Word | str, Counter[str]] = {}
        for reading, _ in self._read:
            text = cell_text(reading.cell).strip(WHITE)
            # A tick and a yes are one answer, so a column of the two has nothing to choose from.
            spellings.setdefault(reading.word or reading.text, Counter())[text] += self._counts[reading.cell]
        if not 2 <= len(spellings) <= _MOST_CHOICES or len(spellings) * 2 >= self._answered:  # noqa: PLR2004 - a choice is among two
            return ()
        values = [(texts.most_common(1)[0][0], texts.total()) for texts in spellings.values()]
        reachable = sum(bool(_CONTACT.search(text)) for text, _ in values)
        if reachable * 2 > len(values) or sum(len(text) for text, _ in values) > _LONGEST_CHOICE * len(values):
            return ()
        return tuple(sorted(values, key=lambda value: -value[1]))


def _sample(counts: Mapping[Cell, int], leads: int) -> list[tuple[Cell, float]]:
    """Return different cells with the number of leads each stands for: all, or of very many a part."""
    if len(counts) <= _SAMPLE:
        return list(counts.items())
    often = leads // _SAMPLE
    common: list[tuple[Cell, float]] = [(cell, count) for cell, count in counts.items() if count > often]
    rest = [(cell, count) for cell, count in counts.items() if count <= often]
    picked = rest[:: len(rest) // _SAMPLE + 1]
    scale = sum(count for _, count in rest) / (sum(count for _, count in picked) or 1)
    return [*common, *((cell, count * scale) for cell, count in picked)]


_CODE: Final = re.compile(r"\s*(?:[0۰٠]\d|\+\d{6})")
_LEAST_DIGITS: Final = 4
_DENSE: Final = 1.25
_CONTACT: Final = re.compile(r"\S@\S+\.\S|https?://|\bwww\.")

_LAST: Final = frozenset(
    (
        *("id", "ids", "uuid", "guid", "no", "nr", "number", "phone", "telephone", "mobile", "cell", "cellphone"),
        *("fax", "tel", "mail", "email", "url", "link", "website", "web", "linkedin", "zip", "zipcode", "postcode"),
        *("address", "street", "notes", "note", "comment", "comments", "remarks", "description"),
        *("telefono", "cellulare", "indirizzo", "via", "cap", "sito", "commento", "commenti", "osservazioni", "codice"),
        *("telefon", "mobil", "tlf", "epost", "adresse", "gate", "nettside", "hjemmeside"),
        *("notat", "notater", "merknad", "merknader", "kommentar", "kommentarer", "beskrivelse"),
        *("телефон", "мобильный", "факс", "почта", "адрес", "улица", "индекс", "сайт", "ссылка", "номер", "ид", "инн"),
        *("примечание", "примечания", "комментарий", "комментарии", "заметка", "заметки", "описание"),
        *("شناسه", "شماره", "تلفن", "موبایل", "همراه", "فکس", "ایمیل", "آدرس", "نشانی", "خیابان", "سایت"),
        *("یادداشت", "توضیحات", "کد"),
    ),
)
"""Words that end the header of an id, of a way to reach somebody, or of notes."""
_FIRST: Final = frozenset(
    (
        *("id", "telefono", "cellulare", "indirizzo", "codice", "cap", "note", "telefon", "tlf", "mobil", "adresse"),
        *("телефон", "адрес", "индекс", "номер", "комментарий", "примечание"),
        *("شناسه", "شماره", "تلفن", "آدرس", "نشانی", "کد"),
    ),
)
"""Words that begin one, in languages that put the noun first."""
_COMPOUNDS: Final = ("nr", "nummer", "adresse")
_JOINED: Final = {
    "e mail": "email",
    "e post": "epost",
    "post code": "postcode",
    "postal code": "postcode",
    "zip code": "zipcode",
}
_WORDS: Final = re.compile(r"[^\W\d_]+")


def _says_who(header: str) -> bool:
    """Tell whether a header is that of an id, of a way to reach somebody, or of notes."""
    folded = fold_header(fold_word(header))
    for apart, joined in _JOINED.items():
        folded = folded.replace(apart, joined)
    words = _WORDS.findall(folded)
    if not words or "№" in header:
        return bool(words)
    return words[-1] in _LAST or words[0] in _FIRST or words[-1].endswith(_COMPOUNDS)


def _cut(numbers: Mapping[Interval, float]) -> float | None:
    """Return a round number near the median of those above zero that parts the leads, if one does."""
    values = sorted((one.low if one.low is not None else one.high or 0, weight) for one, weight in numbers.items())
    positive = [(value, weight) for value, weight in values if value > 0]
    if not positive:
        return None
    sums = list(accumulate(weight for _, weight in positive))
    median = positive[bisect_left(sums, sums[-1] / 2)][0]
    size = math.floor(math.log10(median))
    rounds = [float(f"{digit}e{size + shift}") for shift in (-1, 0, 1) for digit in (1, 2, 5)]
    rounds = [one for one in (*rounds, 25.0) if 0 < one < math.inf]
    parting = [one for one in rounds if values[0][0] < one <= values[-1][0]]
    cut = min(parting or rounds, key=lambda one: abs(math.log(one / median)))
    return int(cut) if cut.is_integer() else cut
