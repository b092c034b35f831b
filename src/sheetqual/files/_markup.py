"""XML whose text stays as it is written but for the places that are changed.

A part is parsed only to find where its elements begin and end; a change is a piece of text put in
one of those places. So what nobody meant to change is the same byte for byte: name-space prefixes,
the order of attributes, quotes, white space, unknown elements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from sheetqual.files._refusals import damaged, unusual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["CONTROL", "Edits", "Element", "attribute_text", "parse", "text_of"]


_ENCODING: Final = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s[^<>]*?\bencoding\s*=\s*["']([^"']*)["']""")
_PLAIN: Final = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


@dataclass(slots=True)
class Element:
    """An element and where it stands in the text, in bytes.

    Attributes:
        name: Its local name.
        prefix: Its name-space prefix with the colon, or nothing.
        attributes: Its attributes by their local names.
        start: Where its start tag begins.
        inside: Where its start tag ends.
        close: Where its end tag begins; the same as `inside` for a tag that closes itself.
        end: Where it ends.
        children: The elements in it.
        text: The text right in it.
    """

    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    inside: int = 0
    close: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> Iterator[Element]:
        """Yield the children of a local name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Element | None:
        """Return the first child of a local name, or None."""
        return next(self.all(name), None)

    @property
    def closes_itself(self) -> bool:
        """Whether it has no end tag."""
        return self.inside == self.end


def parse(text: bytes) -> Element:
    """Return the root element of a part.

    Args:
        text: XML in UTF-8.

    Raises:
        Refused: It is no such XML, or has a document type.
    """
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise unusual()
    encoding = _ENCODING.match(text)
    if encoding and encoding[1].lower() not in _PLAIN:
        raise unusual()
    builder = _Builder(text)
    try:
        builder.parser.Parse(text, True)  # noqa: FBT003 - expat knows no other way
    except expat.ExpatError:
        raise damaged() from None
    if builder.root is None:
        raise damaged()
    return builder.root


class _Builder:
    """Makes elements of what expat finds."""

    def __init__(self, text: bytes) -> None:
        self.root: Element | None = None
        self._text = text
        self._open: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_: object) -> None:
        raise unusual()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        prefix, colon, local = name.rpartition(":")
        at = self.parser.CurrentByteIndex
        local_names = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        # An attribute without a prefix is the element's own, whatever others are called alike.
        local_names |= {key: value for key, value in attributes.items() if ":" not in key}
        element = Element(local, prefix + colon, local_names, at, inside=_tag_end(self._text, at))
        if self._open:
            self._open[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        at = self.parser.CurrentByteIndex
        if self._text[element.inside - 2 : element.inside] == b"/>":
            element.close = element.end = element.inside
        else:
            element.close, element.end = at, _tag_end(self._text, at)

    def _data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data


def _tag_end(text: bytes, start: int) -> int:
    """Return where a tag ends; a quoted value may hold the sign that ends tags."""
    at = start
    while True:
        end = text.index(b">", at) + 1
        tag = text[start:end]
        double = tag.find(b'"')
        single = tag.find(b"'")
        if double < 0 and single < 0:
            return end
        if _is_balanced(tag):
            return end
        at = end


def _is_balanced(tag: bytes) -> bool:
    quote = 0
    for sign in tag:
        if quote:
            quote = 0 if sign == quote else quote
        elif sign in (34, 39):
            quote = sign
    return not quote


class Edits:
    """Changes to a text, made all at once."""

    def __init__(self, text: bytes) -> None:
        """Begin with none."""
        self._text = text
        self._changes: list[tuple[int, int, int, bytes]] = []

    def replace(self, start: int, end: int, new: str | bytes) -> None:
        """Put a text in the place of what stands between two positions."""
        raw = new.encode() if isinstance(new, str) else new
        self._changes.append((start, end, len(self._changes), raw))

    def insert(self, at: int, new: str | bytes) -> None:
        """Put a text in at a position, after what was put in there before."""
        self.replace(at, at, new)

    def set(self, element: Element, **attributes: str) -> None:
        """Set attributes of an element; one that is there keeps its place."""
        tag = self._text[element.start : element.inside]
        for name, value in attributes.items():
            found = _attribute(tag, name)
            if found:
                start, end = found
                self.replace(element.start + start, element.start + end, attribute_text(value))
            else:
                end = element.inside - (2 if tag.endswith(b"/>") else 1)
                self.insert(end, f" {name}={attribute_text(value)}")

    def append(self, element: Element, inner: str) -> None:
        """Put elements in as an element's last children."""
        if not element.closes_itself:
            self.insert(element.close, inner)
            return
        tag = f"{element.prefix}{element.name}"
        self.replace(element.inside - 2, element.inside, f">{inner}</{tag}>")

    def result(self) -> bytes:
        """Return the changed text."""
        parts: list[bytes] = []
        done = 0
        # What is put in at a position comes before what is put in the place of what stands there.
        for start, end, _, new in sorted(self._changes, key=lambda change: change[:3]):
            parts += [self._text[done:start], new]
            done = end
        return b"".join([*parts, self._text[done:]])


def _attribute(tag: bytes, name: str) -> tuple[int, int] | None:
    """Return where the quoted value of an attribute without a prefix stands in a tag."""
    at = 0
    wanted = name.encode()
    while True:
        equals = tag.find(b"=", at)
        if equals < 0:
            return None
        key = tag[at:equals].split()
        start = equals + 1
        while tag[start : start + 1].isspace():
            start += 1
        end = tag.index(tag[start : start + 1], start + 1) + 1
        if key and key[-1] == wanted:
            return start, end
        at = end


CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""The signs that XML can't hold."""


def text_of(value: str) -> str:
    """Return a text as XML holds it between tags, without the signs that it can't."""
    return escape(CONTROL.sub("", value), quote=False)


def attribute_text(value: str) -> str:
    """Return a text as XML holds it in an attribute, with its quotes, without the signs that it can't."""
    return f'"{escape(CONTROL.sub("", value)).translate(_WHITE)}"'


_WHITE: Final = {ord(sign): f"&#{ord(sign)};" for sign in "\t\n\r"}
"""A reader would make blanks of these."""
