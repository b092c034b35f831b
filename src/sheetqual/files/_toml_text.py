"""TOML text in pieces: where its tables, keys and values stand, and how a value is written.

Values are changed inside: what stays the same in a list or an inline table keeps its text and its
comments.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.profile_tables import same_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = [
    "Block",
    "OddTextError",
    "Path",
    "Statement",
    "blocks_of",
    "comments_of",
    "edited_value",
    "key_text",
    "sources_of",
    "value_lines",
]

Path = tuple[str | int, ...]
"""The way to a value: keys and, in lists of tables, places from 0."""

_WIDEST: Final = 110
_INDENT: Final = "  "
_TEXT: Final = r'"{3}(?:\\.|[^\\])*?"{3,5}|\'{3}.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
_TOKEN: Final = re.compile(rf"{_TEXT}|(?P<comment>\#[^\n]*)|(?P<bracket>[][{{}}])", re.DOTALL)
_STRING: Final = re.compile(_TEXT, re.DOTALL)
_SCALAR: Final = re.compile(r"[^\n,#\]}]+")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+\Z")
_PART: Final = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_DOTTED: Final = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER: Final = re.compile(rf"[ \t]*(?P<open>\[\[?)[ \t]*(?P<names>{_DOTTED})[ \t]*\]\]?[^\n]*")
_KEY: Final = re.compile(rf"[ \t]*(?P<names>{_DOTTED})[ \t]*=[ \t]*")
_SPACE: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_COMMENT_BESIDE: Final = re.compile(r"[ \t]*#[^\n]*")
_COMMENT_LINE: Final = re.compile(r"[ \t]*#[^\n]*\n?")


class OddTextError(Exception):
    """A text is written in a way that can't be changed piece by piece."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A key with its value.

    Attributes:
        names: The parts of the key.
        start: Where its line begins.
        value: Where its value begins.
        end: Where its value ends.
        stop: Where the line ends that its value ends in, with the comment beside it.
    """

    names: tuple[str, ...]
    start: int
    value: int
    end: int
    stop: int


@dataclass(slots=True)
class Block:
    """A table's header with the keys below it; the first block of a text has none.

    Attributes:
        path: The way to the table.
        begin: Where the comments right above the header begin.
        start: Where the header's line begins.
        stop: Where the header's line ends.
        statements: Its keys.
        end: Where the next block begins.
        body_end: Where the last line ends that belongs to it: a key's, or that of a comment right
            below one. Comments after a blank line are free.
    """

    path: Path
    begin: int = 0
    start: int = 0
    stop: int = 0
    statements: list[Statement] = field(default_factory=list)
    end: int = 0
    body_end: int = 0


def blocks_of(text: str) -> list[Block]:
    """Cut a sound TOML text into its tables.

    Args:
        text: The text, with line feeds alone at the ends of lines.

    Returns:
        The blocks in their order; the first holds the keys above all headers.
    """
    blocks = [Block(())]
    counts: dict[Path, int] = {}
    comments: int | None = None
    at = 0
    while at < len(text):
        if match := _COMMENT_LINE.match(text, at):
            comments = at if comments is None else comments
            at = match.end()
            continue
        if match := _HEADER.match(text, at):
            path = _resolved(_names(match["names"]), counts)
            if match["open"] == "[[":
                counts[path] = counts.get(path, -1) + 1
                path = (*path, counts[path])
            begin = at if comments is None else comments
            blocks[-1].end = begin
            blocks.append(Block(path, begin, at, match.end()))
            at = match.end() + 1
        elif match := _KEY.match(text, at):
            end = _value_end(text, match.end())
            stop = _line_end(text, end)
            blocks[-1].statements.append(Statement(_names(match["names"]), at, match.end(), end, stop))
            at = stop + 1
        else:
            at = _line_end(text, at) + 1
        comments = None
    blocks[-1].end = len(text)
    for block in blocks:
        block.body_end = _body_end(text, block)
    return blocks


def _body_end(text: str, block: Block) -> int:
    last = block.statements[-1].stop if block.statements else block.stop
    while last + 1 < block.end and (match := _COMMENT_LINE.match(text, last + 1)):
        last = match.end() - match[0].endswith("\n")
    return min(last, block.end)


def _resolved(names: tuple[str, ...], counts: Mapping[Path, int]) -> Path:
    """Put the place of the newest table of each list of tables on the way."""
    path: Path = ()
    for place, name in enumerate(names, start=1):
        path = (*path, name)
        if path in counts and place < len(names):
            path = (*path, counts[path])
    return path


def _names(dotted: str) -> tuple[str, ...]:
    names = []
    inside: Any = tomllib.loads(f"{dotted} = 0")
    while isinstance(inside, dict):
        ((name, inside),) = inside.items()
        names.append(name)
    return tuple(names)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _value_end(text: str, at: int) -> int:
    if text[at] not in "[{":
        match = _STRING.match(text, at) or _SCALAR.match(text, at)
        if match is None:
            raise OddTextError
        return at + len(match[0].rstrip())
    depth = 0
    for token in _TOKEN.finditer(text, at):
        if bracket := token["bracket"]:
            depth += 1 if bracket in "[{" else -1
            if not depth:
                return token.end()
    raise OddTextError


def comments_of(text: str) -> Counter[str]:
    """Return the comments of a TOML text, or of a piece of one, with how often each stands there."""
    return Counter(token["comment"] for token in _TOKEN.finditer(text) if token["comment"])


# How values are written


def key_text(name: str) -> str:
    """Return a key as TOML."""
    return name if _BARE.match(name) else _string(name)


def value_lines(value: Any, column: int = 0) -> str:
    """Return a value as a person would write it beside its key.

    Args:
        value: A value as `tomllib` gives it.
        column: How many characters stand before it in its line.

    Returns:
        TOML: tables of a list in a line each, and what is too long for a line in several.
    """
    inline = _inline(value)
    if isinstance(value, str) and "\n" in value.strip("\n"):
        return _paragraphs(value)
    if not isinstance(value, list) or not value:
        return inline
    if isinstance(value[0], dict) and (len(value) > 1 or column + len(inline) > _WIDEST):
        return "[\n" + "".join(f"{_INDENT}{_inline(one)},\n" for one in value) + "]"
    return inline if column + len(inline) <= _WIDEST else _filled([_inline(one) for one in value])


def _filled(items: Sequence[str]) -> str:
    lines = [_INDENT]
    for item in items:
        if lines[-1].strip() and len(lines[-1]) + len(item) > _WIDEST:
            lines.append(_INDENT)
        lines[-1] += f" {item}," if lines[-1].strip() else f"{item},"
    return "\n".join(["[", *lines, "]"])


def _paragraphs(text: str) -> str:
    """Return a text of several lines as such; its other control characters are escaped."""
    lines = [json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f") for line in text.split("\n")]
    return '"""\n' + "\n".join(lines) + '"""'


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _inline(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value)
        case date():
            return value.isoformat()
        case list():
            items = ", ".join(map(_inline, value))
            return f"[ {items} ]" if value and isinstance(value[0], dict) else f"[{items}]"
        case dict():
            keys = sorted(value, key=lambda key: key != "column")
            return "{ " + ", ".join(f"{key_text(key)} = {_inline(value[key])}" for key in keys) + " }"
    return repr(value)


# How values are changed


def edited_value(text: str, old: Any, new: Any, dropped: Counter[str], column: int | None = None) -> str:
    """Return a value's text changed so that it says another value.

    Args:
        text: The text.
        old: What it says, without keys that equal their defaults.
        new: What it is to say, likewise.
        dropped: The comments that went with what is gone are added here.
        column: How many characters stand before it in its line; None inside another value.

    Returns:
        The new text; what stays the same keeps its text and comments.

    Raises:
        OddTextError: The text is not written as `old` is.
    """
    if same_value(old, new):
        return text
    if text.startswith("[") and isinstance(new, list) and (old or not new):
        return _edited_list(text, old or [], new, dropped, in_lines=column is not None)
    if text.startswith("{") and isinstance(new, dict) and (old is None or isinstance(old, dict)):
        return _edited_table(text, *_alike(text, old or {}, new), dropped)
    dropped += comments_of(text)
    return _inline(new) if column is None else value_lines(new, column)


def _alike(text: str, old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return conditions with `all` where they stand so in the text, though a table of keys would do."""
    if [names for names, *_ in _entries(text) if names != ("column",)] != [("all",)]:
        return old, new
    return _with_all(old), _with_all(new)


def _with_all(condition: dict[str, Any]) -> dict[str, Any]:
    keys = [key for key in condition if key != "column"]
    if len(keys) < 2:  # noqa: PLR2004 - one comparison needs no list, and a list is one key
        return condition
    home = {"column": condition["column"]} if "column" in condition else {}
    return {"all": [{key: condition[key]} for key in keys], **home}


def _entries(text: str) -> Iterator[tuple[tuple[str, ...], int, int, int]]:
    """Yield the names of each key of an inline table, and where the key and its value begin and end."""
    at = 1
    while match := _KEY.match(text, at):
        end = _value_end(text, match.end())
        yield _names(match["names"]), match.start("names"), match.end(), end
        space = _SPACE.match(text, end)
        at = (space.end() if space else end) + 1


def _edited_table(text: str, old: dict[str, Any], new: dict[str, Any], dropped: Counter[str]) -> str:
    texts = {}
    spliced, last = "", 0
    for names, start, value, end in _entries(text):
        if len(names) > 1:
            raise OddTextError
        key = names[0]
        if key not in new and key in old:
            dropped += comments_of(text[start:end])
            continue
        same = same_value(old.get(key), new.get(key))
        edited = text[value:end] if same else edited_value(text[value:end], old.get(key), new[key], dropped)
        texts[key] = text[start:value] + edited
        spliced, last = spliced + text[last:value] + edited, end
    added = [key for key in new if key not in texts and not same_value(old.get(key), new[key])]
    if not added and len(texts) == len(list(_entries(text))):
        return spliced + text[last:]
    for key in added:
        texts = _with_key(texts, key, _inline(new[key]), list(new))
    return "{ " + ", ".join(texts.values()) + " }" if texts else "{}"


def _with_key(texts: dict[str, str], key: str, value: str, order: Sequence[str]) -> dict[str, str]:
    """Put a key of an inline table behind those that stand before it in the new table; a column comes first."""
    before = set() if key == "column" else {*order[: order.index(key)], "column"}
    place = max((place for place, one in enumerate(texts, start=1) if one in before), default=0)
    entries = list(texts.items())
    return dict([*entries[:place], (key, f"{key_text(key)} = {value}"), *entries[place:]])


@dataclass(slots=True)
class _Item:
    """An item of a list.

    Attributes:
        lead: What stands before it: blanks, and comments above it.
        text: Its value.
        tail: The comments beside it, without the comma.
    """

    lead: str
    text: str
    tail: str


def _cut(text: str) -> tuple[str, list[_Item], str, bool]:
    """Cut a list into its bracket with the comment beside it, its items, its end, and whether that follows a comma."""
    head = _COMMENT_BESIDE.match(text, 1)
    begin = head.end() if head else 1
    opening, comma = text[:begin], False
    items: list[_Item] = []
    while True:
        start = _after_space(text, begin)
        if text[start] == "]":
            return opening, items, text[begin:], comma
        end = _value_end(text, start)
        place = _after_space(text, end)
        comma = text[place] == ","
        stop = place + 1 if comma else end
        beside = _COMMENT_BESIDE.match(text, stop)
        following = beside.end() if beside else stop
        tail = (text[end:place].rstrip() if comma else "") + text[stop:following]
        items.append(_Item(text[begin:start], text[start:end], tail))
        begin = following


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _edited_list(text: str, old: Sequence[Any], new: Sequence[Any], dropped: Counter[str], *, in_lines: bool) -> str:
    opening, items, closing, comma = _cut(text)
    if len(items) != len(old):
        raise OddTextError
    if not new:
        dropped += comments_of(text)
        return "[]"
    sources = sources_of(old, new)
    for place in set(range(len(old))) - set(sources):
        dropped += comments_of(f"{items[place].lead}{items[place].text} {items[place].tail}")
    edited = [
        _Item("", _inline(value), "")
        if source is None
        else replace(items[source], text=edited_value(items[source].text, old[source], value, dropped))
        for source, value in zip(sources, new, strict=True)
    ]
    if sources != list(range(len(old))):
        is_flat = "\n" not in "".join((*(one.lead for one in items), closing))
        if in_lines and is_flat and isinstance(new[0], dict) and len(new) > 1:
            return "[\n" + "".join(f"{_INDENT}{item.text},\n" for item in edited) + "]"
        _set_leads(edited, items, closing)
    written = opening
    for place, item in enumerate(edited, start=1):
        after = edited[place].lead if place < len(edited) else closing
        gap = "\n" if "#" in item.tail and "\n" not in after else ""
        ends = "," if comma or place < len(edited) else ""
        written += f"{item.lead}{item.text}{ends}{item.tail}{gap}"
    return written + closing


def _set_leads(edited: Sequence[_Item], items: Sequence[_Item], closing: str) -> None:
    """Give items the blanks of their new places; what has comments above it keeps them."""
    wide = [item.lead for item in items if "\n" in item.lead]
    indent = "\n" + (wide[0].rpartition("\n")[2] if wide else _INDENT)
    several_a_line = not wide or any("\n" not in item.lead for item in items[1:])
    for place, item in enumerate(edited):
        if "#" in item.lead:
            continue
        if place < len(items) and "#" not in items[place].lead:
            item.lead = items[place].lead
        elif place:
            item.lead = " " if several_a_line else indent
        else:
            item.lead = indent if wide or "\n" in closing else ""


def sources_of(old: Sequence[Any], new: Sequence[Any], identity: str | None = None) -> list[int | None]:
    """Return for each new item which old one it is, or None for one that is new.

    Args:
        old: The items of a list.
        new: The items of the list after changes.
        identity: The key that tells tables apart, if they have one.

    Returns:
        Places in `old`, each at most once.
    """
    sources: list[int | None] = [None] * len(new)
    left = dict.fromkeys(range(len(old)))

    def pair(is_same: Callable[[Any, Any], bool]) -> None:
        for place, one in enumerate(new):
            if sources[place] is None:
                found = next((other for other in left if is_same(old[other], one)), None)
                if found is not None:
                    sources[place] = found
                    del left[found]

    if identity is None:
        pair(same_value)
    else:
        pair(lambda was, now: was[identity] == now[identity])
    pair(lambda was, now: isinstance(was, dict) and isinstance(now, dict) and _is_like(was, now, identity))
    if identity is None and len(left) == sources.count(None):
        pair(lambda was, now: isinstance(was, dict) is isinstance(now, dict))
    return sources


def _is_like(was: Mapping[str, Any], now: Mapping[str, Any], identity: str | None) -> bool:
    """Tell whether a table looks like another one that was changed, or got another id."""
    same = sum(key != identity and key in was and same_value(was[key], value) for key, value in now.items())
    return same * 2 >= max(len(was), len(now)) - 1 if identity else same > 0
