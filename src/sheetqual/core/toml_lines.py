"""Where in a profile's text a key stands: a light scan, so that faults can name a line.

The scan knows table headers and keys at the start of a line, and looks for keys of inline tables
in the lines of the key they belong to. It never reads a value: `tomllib` does that.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Path", "TomlLines", "endless_key", "lines_of"]

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys and, in lists of tables, places from 0."""

_BARE: Final = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED: Final = rf"{_BARE}(?:\s*\.\s*{_BARE})*"
_HEADER: Final = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY: Final = re.compile(rf"\s*({_DOTTED})\s*=")
_PART: Final = re.compile(_BARE)
_TOKEN: Final = re.compile(r'''"""|\'{3}|"(?:\\.|[^"\\])*+"|'[^']*'|#.*|[][{}]''')
_FENCE_ENDS: Final = {
    '"""': re.compile(r'(?:\\(?:.|$)|[^"\\]|"{1,2}(?!"))*+"{3,5}'),
    "'''": re.compile(r"(?:[^']|'{1,2}(?!'))*+'{3,5}"),
}
_MOST_PARTS: Final = 20
_MOST_STOPS: Final = 2_000
_PART_OF_KEY: Final = r"""(?:[\w-]++|"(?:\\.|[^"\\])*+"|'[^']*+')"""
_LONG_KEY: Final = re.compile(rf"\s*\[{{0,2}}\s*(?:{_PART_OF_KEY}\s*\.\s*){{{_MOST_PARTS},}}+{_PART_OF_KEY}\s*[]=]")
_LONGEST_KEY: Final = 200
_FAR: Final = 20_000
"""Characters that an inline table's key is looked for in: a longer way would be slow where many keys have faults."""


def endless_key(text: str) -> int | None:
    """Return the first line with a key of so many parts that reading it would take all memory, or None.

    Reading a key takes the square of its parts, in tables of its own several times as much. A text
    with that many full stops in one line is taken for one, too.
    """
    for number, line in enumerate(lines_of(text), start=1):
        stops = line.count(".")
        if stops > _MOST_STOPS or (stops >= _MOST_PARTS and _LONG_KEY.match(line)):
            return number
    return None


def _next_token(line: str, at: int, fence: str) -> re.Match[str] | None:
    """Return the next text, comment or bracket of a line, or the end of the long text that is open."""
    return _FENCE_ENDS[fence].match(line, at) if fence else _TOKEN.search(line, at)


def _fence_after(line: str, fence: str) -> str:
    """Return the quotes of the long text that a line leaves open, or nothing.

    Args:
        line: The line.
        fence: The quotes of the long text that is open before it, or nothing.
    """
    at = 0
    while token := _next_token(line, at, fence):
        at = token.end()
        fence = "" if fence else _fence_of(token)
    return fence


def _fence_of(token: re.Match[str]) -> str:
    return token[0] if token[0] in _FENCE_ENDS else ""


def lines_of(text: str) -> list[str]:
    """Return the lines of a TOML text, which end at line feeds alone."""
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


class TomlLines:
    """The lines of a TOML text, by path."""

    def __init__(self, text: str) -> None:
        """Scan the text."""
        self._text = lines_of(text)
        self._found: dict[Path, int] = {}
        self._ends: dict[Path, int] = {}
        self._lists: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._scan()

    def line(self, path: Path) -> int | None:
        """Return the 1-based line of the key at a path, or of the nearest table around it."""
        for size in range(len(path), 0, -1):
            head, rest = path[:size], path[size:]
            if head in self._found:
                return self._inside(head, rest)
        return None

    def _inside(self, head: Path, rest: Path) -> int:
        """Return the line of a key of an inline table or a list that starts at `head`."""
        first = self._found[head]
        position = (first, 0)
        opened = re.search(r"=", self._text[first - 1])
        if rest and opened and not _HEADER.match(self._text[first - 1]):
            position = (first, opened.end())
        for part in rest:
            if isinstance(part, int):
                elements = self._elements(position, self._ends[head])
                position = elements[part] if part < len(elements) else position
            else:
                position = self._after_key(position, self._ends[head], part) or position
        return position[0]

    def _after_key(self, position: tuple[int, int], end: int, key: str) -> tuple[int, int] | None:
        if len(key) > _LONGEST_KEY:
            return None
        pattern = re.compile(rf"""(?<![\w-])["']?{re.escape(key)}["']?\s*=""")
        number, column = position
        left = _FAR
        while number <= end and left > 0:
            text = self._text[number - 1]
            if match := pattern.search(text, column, column + left):
                return number, match.end()
            left -= len(text) - column + 1
            number, column = number + 1, 0
        return None

    def _elements(self, position: tuple[int, int], end: int) -> list[tuple[int, int]]:
        """Return where the tables of an inline list begin; no list is looked through twice."""
        if position not in self._lists:
            self._lists[position] = list(self._tables(position, end))
        return self._lists[position]

    def _tables(self, position: tuple[int, int], end: int) -> Iterator[tuple[int, int]]:
        number, column = position
        depth, fence = 0, ""
        while number <= end:
            text = self._text[number - 1]
            while token := _next_token(text, column, fence):
                column = token.end()
                mark, fence = token[0], "" if fence else _fence_of(token)
                if mark in {"{", "["}:
                    depth += 1
                    if mark == "{" and depth == 2:  # noqa: PLR2004 - a table directly inside the list
                        yield number, column
                elif mark in {"}", "]"}:
                    depth -= 1
                    if depth <= 0:
                        return
            number, column = number + 1, 0

    def _scan(self) -> None:
        table: Path = ()
        counts: dict[Path, int] = {}
        last: Path | None = None
        fence = ""
        for number, line in enumerate(self._text, start=1):
            if fence:
                fence = _fence_after(line, fence)
                continue
            if match := _HEADER.match(line):
                path = self._resolve(tuple(_names(match[2])), counts)
                if match[1] == "[[":
                    counts[path] = counts.get(path, -1) + 1
                    path = (*path, counts[path])
                table = last = path
                self._found.setdefault(path, number)
            elif match := _KEY.match(line):
                last = table
                for name in _names(match[1]):
                    last = (*last, name)
                    self._found.setdefault(last, number)
            if last is not None:
                for size in range(1, len(last) + 1):
                    self._ends[last[:size]] = number
            fence = _fence_after(line, "")

    @staticmethod
    def _resolve(names: tuple[str, ...], counts: dict[Path, int]) -> Path:
        """Put the place of the newest table of each list of tables on the way."""
        path: Path = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if path in counts and position < len(names) - 1:
                path = (*path, counts[path])
        return path


def _names(dotted: str) -> list[str]:
    return [part[0].strip("\"'") for part in islice(_PART.finditer(dotted), _MOST_PARTS)]
