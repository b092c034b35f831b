"""Texts that give a person away: by an address, a number, an id, or a name."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, Final

from sheetqual.files.forgetting.people import is_telling
from sheetqual.files.merging.name_words import company_words, name_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sheetqual.files.forgetting.people import Person
    from sheetqual.files.merging.name_words import Words

__all__ = ["OVERLAP", "Traces", "markup_text", "with_overlap"]

OVERLAP: Final = 4096
"""So many characters of one piece of a long text are looked at again with the next one."""
_GAP: Final = r"[ \t().\-/\u2010-\u2015]{0,3}"
_COMPARED: Final = 9
_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_NO_DIGIT: Final = re.compile(r"\D+")
_LINES: Final = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029\x00\ufffd]+")
_TAG: Final = re.compile(r"<(?P<name>[/?!]?[\w:.-]*)(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
_VALUE: Final = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
_INLINE: Final = frozenset(("r", "t", "b", "i", "u", "s", "a", "em", "strong", "span", "small", "mark", "bdi", "bdo"))
"""Elements that part no words."""
_LOOKS: Final = frozenset(
    (
        *("rpr", "rfont", "sz", "color", "family", "scheme", "charset", "vertalign", "strike", "outline", "shadow"),
        *("condense", "extend", "latin", "ea", "cs", "solidfill", "schemeclr", "srgbclr"),
    )
)
"""Elements that say how the next run of a text looks."""
_SPELLED: Final = ("o", "ae", "oe", "l", "d", "d", "i", "\u06cc", "\u06cc", "\u06a9", "", "", "")
_LETTERS: Final = str.maketrans(
    {
        **dict(zip("øæœłđðı\u064a\u0649\u0643\u0640\u200c\u200d", _SPELLED, strict=True)),
        **dict.fromkeys(map(chr, (*range(0x300, 0x370), *range(0x64B, 0x656), 0x670)), ""),
    }
)
"""What `name_words` does to letters, as far as a fast look needs it."""


class Traces:
    """Finds a person in texts."""

    def __init__(self, person: Person) -> None:
        """Make ready what is looked for."""
        self._emails = sorted(person.emails)
        # Every number that ends in a longer one's last digits is found by these.
        self._phones = [
            one for one in person.phones if not any(one != two and one.endswith(two) for two in person.phones)
        ]
        self._ids = [one.casefold() for one in sorted(person.ids) if is_telling(one)]
        self._names = sorted(person.names, key=lambda name: name.joined)
        self._companies = sorted(person.companies, key=lambda company: company.joined)
        self._is_unique = not person.has_namesake
        patterns = [
            *(rf"(?<![\w.+-]){re.escape(one)}(?![\w-]|\.\w)" for one in self._emails),
            *(rf"(?<![\w-]){re.escape(one)}(?![\w-])" for one in self._ids),
            *map(_number_pattern, sorted(self._phones)),
        ]
        self._keys = re.compile("|".join(patterns)) if patterns else None

    def are_in(self, text: str) -> bool:
        """Tell whether a text gives the person away, in any of its lines."""
        plain = _plain(text)
        if self._has_key(plain):
            return True
        return self._may_name(plain) and any(map(self._names_them, _LINES.split(text)))

    def are_in_markup(self, text: str) -> bool:
        """Tell whether XML or HTML gives the person away: in what stands between its tags, and in attributes."""
        plain = _plain(unescape(text) if "&" in text else text)
        if not (self._may_have_key(plain) or self._may_name(plain)):
            return False
        return self.are_in(markup_text(text))

    def are_in_record(self, texts: Iterable[str]) -> bool:
        """Tell whether texts that belong together give the person away.

        Name and company may stand in two of them.
        """
        some = list(texts)
        if any(map(self._has_key, map(_plain, some))) or any(map(self._names_them, some)):
            return True
        return any(self._has_name(text, alone=True) for text in some) and any(map(self._has_company, some))

    def is_about(self, heading: str, text: str) -> bool:
        """Tell whether a card or an entry with a heading is about the person, and not only mentions them.

        Args:
            heading: Its heading, which names whom it is about; empty where it has none.
            text: All of it.
        """
        said = set(name_words(heading).sorted)
        if said and self._names and not any(said.issuperset(name.sorted) for name in self._names):
            return False
        # Events begin with what to do: Call Anna (Acme).
        return self._is_label(heading.partition(" ")[2]) or self.are_in_record(_LINES.split(text))

    def _has_key(self, plain: str) -> bool:
        return self._may_have_key(plain) and self._keys is not None and self._keys.search(plain) is not None

    def _may_have_key(self, plain: str) -> bool:
        """Tell fast that a text has none of the keys."""
        if any(one in plain for one in chain(self._emails, self._ids)):
            return True
        if not self._phones:
            return False
        digits = _NO_DIGIT.sub("", plain)
        return any(one in digits for one in self._phones)

    def _may_name(self, plain: str) -> bool:
        """Tell fast that a text does not name the person."""
        if not plain.isascii():
            plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS)).translate(_LETTERS)
        return any(all(word in plain for word in name.sorted) for name in self._names)

    def _names_them(self, line: str) -> bool:
        if not line or line.isspace():
            return False
        if self._has_name(line) and (self._is_unique or self._has_company(line)):
            return True
        return self._is_label(line)

    def _has_name(self, line: str, *, alone: bool = False) -> bool:
        """Tell whether a line has the whole name; one of a single word counts only where it stands alone."""
        if not line or line.isspace():
            return False
        said = name_words(line)
        return any(
            _is_in(name, said) if len(name.sorted) > 1 else alone and name.sorted == said.sorted for name in self._names
        )

    def _is_label(self, line: str) -> bool:
        """Tell whether a line is nothing but a name of a single word and the company, as lists call a lead."""
        said = name_words(line).sorted
        return any(
            name.sorted[0] in said and company_words(" ".join(_without(said, name.sorted[0]))).sorted == company.sorted
            for name in self._names
            for company in self._companies
            if len(name.sorted) == 1
        )

    def _has_company(self, line: str) -> bool:
        said = company_words(line)
        words = set(said.sorted)
        return any(company.joined == said.joined or words.issuperset(company.sorted) for company in self._companies)


def _without(words: Iterable[str], gone: str) -> list[str]:
    return [word for word in words if word != gone]


def _is_in(name: Words, said: Words) -> bool:
    """Tell whether a name of several words stands among others, as it is or with the last word first."""
    if not set(said.sorted).issuperset(name.sorted):
        return name.joined == said.joined
    *others, last = sorted(name.sorted, key=name.joined.find)
    return name.joined in said.joined or "".join((last, *others)) in said.joined


def _number_pattern(key: str) -> str:
    """Return a pattern for all spellings of a phone number.

    `phone_keys` takes two numbers for one where their last nine digits are; a shorter key is a number
    that has zeros in front, or only a country code.
    """
    whole = _GAP.join(key)
    if len(key) >= _COMPARED:
        return rf"(?<!\d)(?:\d{_GAP}){{0,5}}{whole}(?!\d)"
    zeros = rf"(?:\d{_GAP}){{0,5}}(?:0{_GAP}){{{_COMPARED - len(key)}}}"
    country = rf"|(?:0{_GAP}0{_GAP})?4{_GAP}[57]{_GAP}" if len(key) == _COMPARED - 1 else ""
    return rf"(?<!\d)(?:{zeros}|(?:0{_GAP}){{0,3}}{country}){whole}(?!\d)"


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold().translate(_DIGITS)


def markup_text(text: str) -> str:
    """Return the text of XML or HTML: what stands between tags and in attributes, a line each."""
    return unescape(_TAG.sub(_said_in, text))


def _said_in(tag: re.Match[str]) -> str:
    if tag["name"].startswith("!"):  # A comment.
        return f"\n{tag[0][1:-1]}\n"
    name = tag["name"].removeprefix("/").rpartition(":")[2].casefold()
    if name in _LOOKS:
        return ""
    values = "\n".join(one or two for one, two in _VALUE.findall(tag["rest"])) if "=" in tag["rest"] else ""
    if name in _INLINE and values in ("", "preserve"):
        return ""
    return f"\n{values}\n"


def with_overlap(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of a text, each with the end of the one before."""
    before = ""
    for piece in pieces:
        yield before + piece
        before = (before + piece)[-OVERLAP:]
