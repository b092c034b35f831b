"""A profile's text, changed so that it says another profile, with everything else its owner wrote.

The text is changed piece by piece: a value, a line, a table. Comments stay with the thing they
belong to, and what comes out is read again before anybody gets it.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.parse import build_profile, parse_profile
from sheetqual.core.profile_tables import profile_table, same_value
from sheetqual.core.schema import CONDITION, TABLES, TOP
from sheetqual.errors import OutputError, ProfileError
from sheetqual.files._toml_text import (
    Block,
    OddTextError,
    Path,
    Statement,
    blocks_of,
    comments_of,
    edited_value,
    key_text,
    sources_of,
    value_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sheetqual.core.profile import Criterion, Profile
    from sheetqual.core.schema import Key

__all__ = ["versioned_text"]

Table = dict[str, Any]

_IDENTITY: Final = {"criterion": "id", "penalty": "id", "product": "name"}
_CONDITIONS: Final = ("want", "grades", "when", "lost_when")
_NEXT: Final = "\n\n"
_COMMENT_LAST: Final = re.compile(r"(?:\n|\A)[ \t]*#[^\n]*\Z")
_COMMENT_LINES: Final = re.compile(r"(?:[ \t]*#[^\n]*(?:\n|\Z))+")


def versioned_text(text: str, profile: Profile, version: int | None, source: str) -> str:
    """Return a profile's text changed so that it says `profile`.

    Args:
        text: The text as its owner wrote it.
        profile: What it is to say, but for the version.
        version: The version it is to have; None for one more than it has.
        source: The name of the file, for errors.

    Returns:
        The new text, with the line ends of the old one.

    Raises:
        ProfileError: The text is refused, or the profile is not sound.
        OutputError: The text can't be changed without changing more of what it says or losing a
            comment.
    """
    plain = _plain(text)
    before = parse_profile(plain, source)
    version = before.version + 1 if version is None else version
    wanted = build_profile(profile_table(replace(profile, version=version)), source)
    old, new = profile_table(before), profile_table(wanted)
    ids = [[one["id"] for one in table["criterion"]] for table in (old, new)]
    if ids[0] != ids[1] and not any(block.path[:1] == ("criterion",) for block in blocks_of(plain)):
        message = (
            f"{source} writes its criteria in a way that can't be reordered; give each a [[criterion]] of its own."
        )
        raise OutputError(message)
    for rewrites in (False, True):
        editor = _Editor(plain, rewrites=rewrites)
        with suppress(OddTextError):
            editor.table((), old, new)
            if _says(editor.text, new, source) and comments_of(plain) == comments_of(editor.text) + editor.dropped:
                return editor.text.replace("\n", "\r\n") if "\r\n" in text else editor.text
    message = f"{source} is written in a way that can't be changed safely from here; change it in a text editor."
    if _without_places(before) == _without_places(wanted):
        message = f"{source} can't be reordered safely; move the [[criterion]] tables by hand."
    raise OutputError(message)


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _says(text: str, table: Table, source: str) -> bool:
    try:
        return same_value(profile_table(parse_profile(text, source)), table)
    except ProfileError:
        return False


def _without_places(profile: Profile) -> tuple[Profile, list[Criterion]]:
    """Return all of a profile but what moving its criteria changes."""
    criteria = [replace(one, tied_with_previous=False, points=None) for one in profile.criteria]
    return replace(profile, criteria=(), version=0), sorted(criteria, key=lambda one: one.id)


def _keys_of(path: Path) -> Mapping[str, Key]:
    """Return the keys that the schema knows in the table at a path."""
    keys: Mapping[str, Key] = TOP
    for name in path:
        if isinstance(name, str):
            key = keys.get(name)
            keys = {} if key is None else CONDITION if key.shape.startswith("condition") else TABLES.get(key.table, {})
    return keys


def _places_of(keys: Iterable[str]) -> dict[str, int]:
    return {key: place for place, key in enumerate(keys)}


def _lines(table: Table) -> str:
    return "\n".join(f"{key_text(key)} = {value_lines(value, len(key) + 3)}" for key, value in table.items())


class _Editor:
    """A text on its way to another one.

    Attributes:
        text: The text so far.
        dropped: The comments that went with what is gone.
    """

    def __init__(self, text: str, *, rewrites: bool) -> None:
        """Take the text.

        Args:
            text: The text.
            rewrites: Whether to write lists and inline tables anew instead of changing them inside;
                comments in them go above their key then.
        """
        self.text = text
        self.dropped: Counter[str] = Counter()
        self._rewrites = rewrites
        self._scanned: tuple[str, list[Block]] = ("", [])

    @property
    def _blocks(self) -> list[Block]:
        if self._scanned[0] is not self.text:
            self._scanned = (self.text, blocks_of(self.text))
        return self._scanned[1]

    def table(self, path: Path, old: Table, new: Table) -> None:
        """Change the keys of the table at a path.

        Args:
            path: The way to the table.
            old: What it says, without keys that equal their defaults.
            new: What it is to say, likewise.

        Raises:
            OddTextError: The text is not written in a way that allows it.
        """
        changed = {key for key in {*old, *new} if not same_value(old.get(key), new.get(key))}
        if changed and self._rewrites:
            # A condition may name the columns that its table names, too; it has to say now what it reads.
            changed |= {key for key in _CONDITIONS if key in new}
        places = _places_of([*_keys_of(path), *new])
        # What goes comes last: until then, what is new may stand beside it.
        for key in sorted(changed, key=lambda one: (one not in new, places.get(one, -1), one)):
            self._key((*path, key), old.get(key), new.get(key))

    def _key(self, full: Path, old: Any, new: Any) -> None:
        statement = next((one for path, one in self._statements(full) if path == full), None)
        held = any(block.path[: len(full)] == full for block in self._blocks) or any(self._statements(full))
        is_condition = full[-1] in _CONDITIONS or full[0] == "types"
        if statement is not None and new is not None:
            self._set(statement, old, new)
        elif statement is not None:
            self._drop(statement, _keys_of(full[:-1]).get(str(full[-1])))
        elif not held or (self._rewrites and is_condition):
            self._drop_all(full)
            if new is not None:
                self._add(full, new)
        elif isinstance(old if new is None else new, list):
            self._tables(full, old or [], new or [])
        else:
            self.table(full, old or {}, new or {})
            if new is None:
                self._drop_empty(full)

    def _statements(self, under: Path) -> Iterator[tuple[Path, Statement]]:
        """Yield the statements at a path and below it, with their own paths."""
        for block in self._blocks:
            for statement in block.statements:
                path = (*block.path, *statement.names)
                if path[: len(under)] == under:
                    yield path, statement

    def _splice(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]

    def _set(self, statement: Statement, old: Any, new: Any) -> None:
        value = self.text[statement.value : statement.end]
        column = statement.value - statement.start
        if not self._rewrites or not isinstance(new, (dict, list)):
            edited = edited_value(value, old, new, self.dropped, column)
            self._splice(statement.value, statement.end, edited)
            return
        line = self.text[statement.start : statement.value]
        indent = line[: len(line) - len(line.lstrip())]
        above = "".join(f"{indent}{comment}\n" for comment in comments_of(value).elements())
        self._splice(statement.start, statement.end, above + line + value_lines(new, column))

    def _drop(self, statement: Statement, key: Key | None) -> None:
        """Take out a key; one with a comment beside it is set to its default instead, and keeps the comment."""
        default = None if key is None or key.table else key.default
        if default is not None and comments_of(self.text[statement.end : statement.stop]):
            self._splice(statement.value, statement.end, value_lines(default))
            return
        self.dropped += comments_of(self.text[statement.start : statement.stop])
        self._splice(statement.start, statement.stop + 1, "")

    def _drop_all(self, full: Path) -> None:
        """Take out whatever says something of a path."""
        while one := next(self._statements(full), None):
            self._drop(one[1], None)
        self._drop_empty(full)

    def _drop_empty(self, full: Path) -> None:
        """Take out the headers at a path and below it that no key is left under."""
        for block in reversed(self._blocks):
            beyond = [one for one in self._blocks if one.path[: len(block.path)] == block.path]
            if block.path[: len(full)] == full and not any(one.statements for one in beyond):
                self._take_out(block.begin, block.body_end, block.end)

    def _add(self, full: Path, value: Any) -> None:
        path, key = full[:-1], str(full[-1])
        if path:
            self._add_key(path, key, value)
        elif isinstance(value, dict):
            self._add_block(key, f"[{key}]\n{_lines(value)}")
        elif TOP[key].shape == "tables":
            self._add_block(key, "\n\n".join(f"[[{key}]]\n{_lines(one)}" for one in value))
        else:
            self._add_key(path, key, value)

    def _add_block(self, key: str, text: str) -> None:
        """Put a new table behind those that stand before it in the schema."""
        places = _places_of(TOP)
        above = [block for block in self._blocks[1:] if places[str(block.path[0])] < places[key]]
        if above:
            self._put_behind(above[-1].body_end, text)
        else:
            begin = self._blocks[1].begin
            self._splice(begin, begin, text + _NEXT)

    def _put_behind(self, at: int, text: str) -> None:
        rest = self.text[at:].lstrip("\n")
        gap = self.text[at : len(self.text) - len(rest)]
        self._splice(at, at + len(gap), f"{_NEXT}{text}{max(gap, _NEXT) if rest else gap}")

    def _add_key(self, path: Path, key: str, value: Any) -> None:
        """Put a new key behind the one of its table that stands before it in the schema."""
        places = _places_of(_keys_of(path))
        beside = [(one[-1], statement) for one, statement in self._statements(path) if len(one) == len(path) + 1]
        before = [(name, one) for name, one in beside if places.get(str(name), 0) < places.get(key, len(places))]
        block = next((block for block in self._blocks if block.path == path), None)
        if before or beside:
            _, anchor = max(before, key=lambda one: places.get(str(one[0]), 0)) if before else beside[-1]
            self._put_line(anchor, (*anchor.names[:-1], key), value)
        elif not path:
            self._put_below_title(_lines({key: value}))
        elif block is not None:
            self._splice(block.stop, block.stop, "\n" + _lines({key: value}))
        else:
            self._add_above(path, key, value)

    def _add_above(self, path: Path, key: str, value: Any) -> None:
        """Put a key into a table that the text only names on the way to tables inside it."""
        for block in self._blocks:
            if block.path[: len(path)] == path:
                names = ".".join(key_text(name) for name in path if isinstance(name, str))
                self._splice(block.begin, block.begin, f"[{names}]\n{_lines({key: value})}\n\n")
                return
            for statement in block.statements:
                way = (*block.path, *statement.names)[: len(path)]
                if way == path:
                    self._put_line(statement, (*statement.names[: len(path) - len(block.path)], key), value)
                    return

    def _put_below_title(self, line: str) -> None:
        title = _COMMENT_LINES.match(self.text, 0, self._blocks[0].end)
        at = title.end() if title else 0
        gap = "" if self.text[at : at + 1] == "\n" else "\n"
        self._splice(at, at, f"{line}\n{gap}")

    def _put_line(self, anchor: Statement, names: Sequence[str], value: Any) -> None:
        line = self.text[anchor.start : anchor.value]
        start = line[: len(line) - len(line.lstrip())] + ".".join(map(key_text, names)) + " = "
        self._splice(anchor.stop, anchor.stop, f"\n{start}{value_lines(value, len(start))}")

    def _tables(self, full: Path, old: Sequence[Table], new: Sequence[Table]) -> None:
        """Change a list of tables with headers of their own."""
        places = {block.path[len(full)] for block in self._blocks if block.path[: len(full)] == full != block.path}
        if len(places) != len(old):
            raise OddTextError
        sources = sources_of(old, new, _IDENTITY[str(full[0])] if len(full) == 1 else None)
        for source, one in zip(sources, new, strict=True):
            if source is not None:
                self.table((*full, source), old[source], one)
        if sources != list(range(len(old))):
            self._arrange(full, sources, len(old), new)

    def _arrange(self, full: Path, sources: Sequence[int | None], count: int, new: Sequence[Table]) -> None:
        """Take tables out of a list, put those that stay into their order, and new ones at their places."""
        kept = [source for source in sources if source is not None]
        gone = [place for place in range(count) if place not in kept]
        if new and not kept:
            self._put_tables(full, count, new)
        for place in reversed(gone):
            blocks = self._parts(full)[place]
            self._take_out(blocks[0].begin, blocks[-1].body_end, blocks[-1].end)
        if kept:
            self._permute(full, [sorted(kept).index(source) for source in kept])
            for place, (source, one) in enumerate(zip(sources, new, strict=True)):
                if source is None:
                    self._put_tables(full, place, [one])

    def _parts(self, full: Path) -> list[list[Block]]:
        """Return the blocks of each table of a list.

        Raises:
            OddTextError: Some stand apart from their table.
        """
        parts: list[list[Block]] = []
        last = -1
        for place, block in enumerate(self._blocks):
            if block.path[: len(full)] == full and len(block.path) > len(full):
                if block.path[len(full)] == len(parts):
                    parts.append([])
                elif place != last + 1:
                    raise OddTextError
                parts[-1].append(block)
                last = place
        return parts

    def _put_tables(self, full: Path, place: int, tables: Sequence[Table]) -> None:
        """Put new tables into a list, from a place on."""
        names = ".".join(key_text(name) for name in full if isinstance(name, str))
        text = _NEXT.join(f"[[{names}]]\n{_lines(table)}" for table in tables)
        parts = self._parts(full)
        if place:
            self._put_behind(parts[place - 1][-1].body_end, text)
        else:
            self._splice(parts[0][0].begin, parts[0][0].begin, text + _NEXT)

    def _permute(self, full: Path, order: Sequence[int]) -> None:
        """Put the tables of a list into another order; blank lines stay where they are.

        Moving back gives the same text, therefore.
        """
        if order == sorted(order):
            return
        spans = [(blocks[0].begin, blocks[-1].end) for blocks in self._parts(full)]
        bare = [self.text[begin:end].rstrip("\n") for begin, end in spans]
        text = self.text[: spans[0][0]]
        for place, (source, (begin, end)) in enumerate(zip(order, spans, strict=True)):
            ending = self.text[begin + len(bare[place]) : end]
            if _COMMENT_LAST.search(bare[source]) and end < len(self.text):
                # Without a blank line, the comment would belong to what follows.
                ending = max(ending, _NEXT)
            following = spans[place + 1][0] if place + 1 < len(spans) else len(self.text)
            text += bare[source] + ending + self.text[end:following]
        self.text = text

    def _take_out(self, begin: int, body_end: int, end: int) -> None:
        """Take out a table with the comments right above it; comments after a blank line stay."""
        self.dropped += comments_of(self.text[begin:body_end])
        head, rest, tail = self.text[:begin].rstrip("\n"), self.text[body_end:end], self.text[end:]
        gap = self.text[len(head) : begin]
        if rest.strip():
            rest = max(gap, _NEXT) + rest.lstrip("\n")
        elif tail:
            rest = max(gap, rest, _NEXT if _COMMENT_LAST.search(head) else "")
        self.text = head + rest + tail if head else rest.lstrip("\n") + tail
