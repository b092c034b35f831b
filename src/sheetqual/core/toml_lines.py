"""Where in a profile's text a key stands: a light scan, so that faults can name a line.

The scan knows table headers and keys at the start of a line, and looks for keys of inline tables
in the lines of the key they belong to. It never reads a value: `tomllib` does that.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

__all__ = ["Path", "TomlLines", "fence_after", "lines_of"]

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys and, in lists of tables, places from 0."""

_BARE: Final = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED: Final = rf"{_BARE}(?:\s*\.\s*{_BARE})*"
_HEADER: Final = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY: Final = re.compile(rf"\s*({_DOTTED})\s*=")
_PART: Final = re.compile(_BARE)
_TEXT: Final = re.compile(r'''"""|\'{3}|"(?:\\.|[^"\\])*"|'[^']*'|#.*''')


def fence_after(line: str, fence: str) -> str:
    """Return the quotes of the long text that a line leaves open, or nothing.

    Args:
        line: The line.
        fence: The quotes of the long text that is open before it, or nothing.
    """
    at = 0
    while True:
        if fence:
            end = line.find(fence, at)
            if end < 0:
                return fence
            at, fence = end + len(fence), ""
        token = _TEXT.search(line, at)
        if token is None:
            return ""
        at = token.end()
        if token[0] in ('"""', "'''"):
            fence = token[0]


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
                position = self._element(position, self._ends[head], part) or position
            else:
                position = self._after_key(position, self._ends[head], part) or position
        return position[0]

    def _after_key(self, position: tuple[int, int], end: int, key: str) -> tuple[int, int] | None:
        pattern = re.compile(rf"""(?<![\w-])["']?{re.escape(key)}["']?\s*=""")
        number, column = position
        while number <= end:
            if match := pattern.search(self._text[number - 1], column):
                return number, match.end()
            number, column = number + 1, 0
        return None

    def _element(  # noqa: C901 - a scanner of characters
        self, position: tuple[int, int], end: int, place: int
    ) -> tuple[int, int] | None:
        """Return where the table at a place of an inline list begins."""
        depth, seen = 0, -1
        number, column = position
        quote = ""
        while number <= end:
            text = self._text[number - 1]
            while column < len(text):
                char = text[column]
                column += 1
                if quote:
                    quote = "" if char == quote else quote
                elif char in "\"'":
                    quote = char
                elif char == "#":
                    break
                elif char in "{[":
                    depth += 1
                    if char == "{" and depth == 2:  # noqa: PLR2004 - a table directly inside the list
                        seen += 1
                        if seen == place:
                            return number, column
                elif char in "}]":
                    depth -= 1
                    if depth <= 0:
                        return None
            number, column = number + 1, 0
        return None

    def _scan(self) -> None:
        table: Path = ()
        counts: dict[Path, int] = {}
        last: Path | None = None
        fence = ""
        for number, line in enumerate(self._text, start=1):
            if fence:
                fence = fence_after(line, fence)
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
            fence = fence_after(line, "")

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
    return [part.strip("\"'") for part in _PART.findall(dotted)]
