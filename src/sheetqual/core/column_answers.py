"""What the cells of one column are: yes and no, choices, numbers, days, ids or people's own words."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import WHITE, State, cell_text
from sheetqual.core.words import fold_header, fold_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.numbers import Interval
    from sheetqual.core.reading import Reader
    from sheetqual.core.values import Cell
    from sheetqual.core.words import Word

__all__ = ["ColumnAnswers", "says_who"]

_LEAST_WORDS: Final = 0.9
_LEAST_READABLE: Final = 0.8
_LONGEST_CHOICE: Final = 40
"""Texts that are longer than this on average were written, not chosen."""
_SAMPLE: Final = 500
"""Of a column with more different cells, those that stand often are read, and as many of the others."""


class ColumnAnswers:
    """The answers of one column: each different one once, with the number of leads it stands for.

    All but `leads` and `answered` need a column with at least one answer.

    Attributes:
        leads: The number of leads.
        answered: How many of them have an answer; about so many, where only a part was read.
    """

    def __init__(self, cells: Sequence[Cell], reader: Reader) -> None:
        """Read a column.

        Args:
            cells: Its cells, one a lead.
            reader: How they are read.
        """
        self.leads = len(cells)
        self._counts = Counter(cells)
        read = [(reader.read(cell), weight) for cell, weight in _sample(self._counts, len(cells))]
        self._read = [(reading, weight) for reading, weight in read if reading.state is State.VALUE]
        self.answered: float = len(cells) - sum(weight for reading, weight in read if reading.state is not State.VALUE)

    def _share(self, weights: Iterable[float]) -> float:
        return sum(weights) / self.answered

    def is_yes_no(self) -> bool:
        """Tell whether the answers are yes and no, both of them."""
        said = [(reading, weight) for reading, weight in self._read if reading.word is not None]
        if self._share(weight for _, weight in said) < _LEAST_WORDS or len({one.word for one, _ in said}) < 2:  # noqa: PLR2004 - yes and no
            return False
        # Children, say: 0 and 1 are no and yes only where nobody has 2.
        counted = all(one.is_truth() for one, _ in said)
        return not (counted and any(one.word is None and one.number() for one, _ in self._read))

    def is_date(self) -> bool:
        """Tell whether most answers are days, and not all of them the same."""
        days = []
        for reading, weight in self._read:
            bare = isinstance(reading.cell, (int, float)) or reading.number() is not None
            if not bare and (day := reading.day()) is not None:
                days.append((day, weight))
        return self._share(weight for _, weight in days) >= _LEAST_READABLE and len({day for day, _ in days}) > 1

    def numbers(self) -> dict[Interval, float]:
        """Return the different numbers with their leads, as they come; empty where most cells are none."""
        numbers: dict[Interval, float] = {}
        for reading, weight in self._read:
            read = reading.number()
            if read is not None:
                numbers[read.interval] = numbers.get(read.interval, 0) + weight
        return numbers if self._share(numbers.values()) >= _LEAST_READABLE else {}

    def are_ids(self, numbers: Mapping[Interval, float]) -> bool:
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
        dense = max(whole) - min(whole) < _DENSE * self.answered
        return len(steps) == 1 or dense or (length >= _LEAST_DIGITS and leads >= _LEAST_WORDS * len(whole))

    def texts(self) -> dict[Word | str, float]:
        """Return the different answers, folded, with their leads; a known word is one answer however it is written."""
        texts: dict[Word | str, float] = {}
        for reading, weight in self._read:
            key = reading.word or reading.text
            texts[key] = texts.get(key, 0) + weight
        return texts

    def choices(self, most: int) -> tuple[tuple[str, int], ...]:
        """Return the texts that people choose from, with their leads; none where they write freely.

        Args:
            most: So many different texts are choices at most.
        """
        if len(self._counts) > _SAMPLE:
            return ()
        spellings: dict[Word | str, Counter[str]] = {}
        for reading, _ in self._read:
            text = cell_text(reading.cell).strip(WHITE)
            # A tick and a yes are one answer, so a column of the two has nothing to choose from.
            spellings.setdefault(reading.word or reading.text, Counter())[text] += self._counts[reading.cell]
        if not 2 <= len(spellings) <= most or len(spellings) * 2 >= self.answered:  # noqa: PLR2004 - a choice is among two
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


def says_who(header: str) -> bool:
    """Tell whether a header is that of an id, of a way to reach somebody, or of notes."""
    folded = fold_header(fold_word(header))
    for apart, joined in _JOINED.items():
        folded = folded.replace(apart, joined)
    words = _WORDS.findall(folded)
    if not words or "№" in header:
        return bool(words)
    return words[-1] in _LAST or words[0] in _FIRST or words[-1].endswith(_COMPOUNDS)
