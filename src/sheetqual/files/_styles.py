"""The styles of a workbook: those that are there stay, and what new cells need comes behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sheetqual.files._markup import Edits, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.files._markup import Element

__all__ = ["Look", "NoStyles", "Styles"]

_ORDER: Final = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles"),
    *("colors", "extLst"),
)
"""The sections of a styles part, as the schema orders them."""
_LEAST: Final = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',),
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
}
_PARTS: Final = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_DAY: Final = 14
_DAY_AND_TIME: Final = 22
_DATES: Final = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
"""The built-in number formats that show days or times."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell of a sheet of ours looks like.

    Attributes:
        font: The inside of a font element.
        fill: The colour behind it, as RRGGBB; empty for none.
        line: The colour of the line below it, as RRGGBB; empty for none.
        alignment: The attributes of its alignment.
    """

    font: str = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    fill: str = ""
    line: str = ""
    alignment: str = 'vertical="top"'


class Styles:
    """A styles part to which styles are added.

    A style is an index, as cells have it. What is there already is not added again.
    """

    def __init__(self, text: bytes) -> None:
        """Take a styles part apart.

        Raises:
            Refused: It is damaged.
        """
        self._text = text
        self._root = parse(text)
        self._prefix = self._root.prefix
        self._sections = {child.name: _Section(text, child, self._least(child.name)) for child in self._root.children}
        self._general: dict[int, int] = {}
        self._days: dict[tuple[int, bool], int] = {}
        self._date_formats: frozenset[int] | None = None

    @property
    def is_used(self) -> bool:
        """Whether there is any style that a cell may have."""
        return bool(self._section("cellXfs").there)

    def plain(self, base: int) -> int:
        """Return a style like another one that shows numbers as they are, and is no link."""
        known = self._general.get(base)
        if known is None:
            changes = {"numFmtId": "0"}
            if self._is_underlined(base):
                changes |= {"fontId": "0", "xfId": "0"}
            known = self._general[base] = self._like(base, changes)
        return known

    def day(self, base: int, *, with_time: bool) -> int:
        """Return a style like another one that shows a day; the same one if it does."""
        known = self._days.get((base, with_time))
        if known is None:
            known = base
            if self._number_format(base) not in self._formats_of_dates():
                number = str(_DAY_AND_TIME if with_time else _DAY)
                known = self._like(base, {"numFmtId": number, "applyNumberFormat": "1"})
            self._days[base, with_time] = known
        return known

    def fill_format(self, colour: str) -> int:
        """Return the index of a conditional format that colours a cell; its text stays black.

        Args:
            colour: As RRGGBB.
        """
        p = self._prefix
        return self._section("dxfs").add(
            f'<{p}dxf><{p}font><{p}color rgb="FF000000"/></{p}font>'
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{colour}"/><{p}bgColor rgb="FF{colour}"/>'
            f"</{p}patternFill></{p}fill></{p}dxf>",
        )

    def of(self, look: Look) -> int:
        """Return the style of a look."""
        p = self._prefix
        font = self._section("fonts").add(f"<{p}font>{look.font.replace('<', f'<{p}')}</{p}font>")
        fill = border = 0
        if look.fill:
            fill = self._section("fills").add(
                f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{look.fill}"/>'
                f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>',
            )
        if look.line:
            border = self._section("borders").add(
                f'<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom style="thin"><{p}color rgb="FF{look.line}"/>'
                f"</{p}bottom><{p}diagonal/></{p}border>",
            )
        return self._section("cellXfs").add(
            f'<{p}xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" '
            f'applyFill="1" applyBorder="1" applyAlignment="1"><{p}alignment {look.alignment}/></{p}xf>',
        )

    def result(self) -> bytes:
        """Return the part with what was added."""
        edits = Edits(self._text)
        for section in self._sections.values():
            section.save(edits)
        missing = [(name, self._sections[name]) for name in _ORDER if name in self._sections]
        made = [
            (name, section.made(f"{self._prefix}{name}"))
            for name, section in missing
            if section.element is None and section.added
        ]
        if self._root.closes_itself:
            edits.append(self._root, "".join(text for _, text in made))
            return edits.result()
        for name, text in made:
            before = [child.end for child in self._root.children if _place(child) < _ORDER.index(name)]
            edits.insert(max(before, default=self._root.inside), text)
        return edits.result()

    def _section(self, name: str) -> _Section:
        if name not in self._sections:
            self._sections[name] = _Section(self._text, None, self._least(name))
        return self._sections[name]

    def _least(self, name: str) -> Sequence[str]:
        """Return what a section begins with in every workbook, since styles count on it."""
        return [re.sub("<(/?)", rf"<\1{self._prefix}", one) for one in _LEAST.get(name, ())]

    def _like(self, base: int, changes: dict[str, str]) -> int:
        """Return a style like another one with some attributes changed; styles nobody knows are the first."""
        section = self._section("cellXfs")
        if not 0 <= base < len(section.there):
            return 0
        xf = section.there[base]
        changes = {name: value for name, value in changes.items() if xf.attributes.get(name, "0") != value}
        if "quotePrefix" in xf.attributes:
            changes["quotePrefix"] = "0"
        if not changes:
            return base
        for what, section_name in _PARTS.items():
            if _number(xf.attributes.get(what)) >= len(self._section(section_name).there):
                changes.setdefault(what, "0")
        own = self._text[xf.start : xf.end]
        edits = Edits(own)
        edits.set(parse(own), **changes)
        return section.add(edits.result().decode())

    def _is_underlined(self, base: int) -> bool:
        """Tell whether a style looks like a link."""
        xfs, fonts = self._section("cellXfs").there, self._section("fonts").there
        if not 0 <= base < len(xfs):
            return False
        font = _number(xfs[base].attributes.get("fontId"))
        return 0 <= font < len(fonts) and fonts[font].first("u") is not None

    def _number_format(self, base: int) -> int:
        xfs = self._section("cellXfs").there
        return _number(xfs[base].attributes.get("numFmtId")) if 0 <= base < len(xfs) else 0

    def _formats_of_dates(self) -> frozenset[int]:
        if self._date_formats is None:
            own = {
                _number(one.attributes.get("numFmtId"))
                for one in self._section("numFmts").there
                if _shows_days(one.attributes.get("formatCode", ""))
            }
            self._date_formats = _DATES | own
        return self._date_formats


def _shows_days(code: str) -> bool:
    """Tell whether a number format shows a day, by its letters outside of quotes and brackets."""
    bare, quote, bracket = [], False, False
    for sign in code:
        if sign == '"':
            quote = not quote
        elif not quote and sign in "[]":
            bracket = sign == "["
        elif not quote and not bracket:
            bare.append(sign.casefold())
    return not {"d", "y"}.isdisjoint(bare)


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdigit() else 0


def _place(element: Element) -> int:
    return _ORDER.index(element.name) if element.name in _ORDER else len(_ORDER)


class NoStyles:
    """Stands in for the styles of a workbook that has none."""

    @staticmethod
    def plain(base: int) -> int:
        """Return the same style."""
        return base

    @staticmethod
    def day(base: int, *, with_time: bool) -> int:  # noqa: ARG004 - as Styles.day takes it
        """Return the same style."""
        return base


@dataclass(slots=True)
class _Section:
    """One list of a styles part.

    Attributes:
        text: The part.
        element: The list's element, or None where the part has none.
        least: What it begins with, if it is too short.
        there: What it holds.
        added: The texts that come behind.
    """

    text: bytes
    element: Element | None
    least: Sequence[str] = ()
    there: Sequence[Element] = ()
    added: list[str] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.element is not None:
            self.there = self.element.children
            for place, one in enumerate(self.there):
                self._places.setdefault(self.text[one.start : one.end].decode("utf-8", "replace"), place)

    def add(self, text: str) -> int:
        """Return the place of an element, which is added unless it is there."""
        place = self._places.get(text)
        if place is None:
            self.added += self.least[len(self.there) + len(self.added) :]
            place = self._places[text] = len(self.there) + len(self.added)
            self.added.append(text)
        return place

    def save(self, edits: Edits) -> None:
        """Add what is new to a list that is there."""
        if self.element is not None and self.added:
            edits.set(self.element, count=str(len(self.there) + len(self.added)))
            edits.append(self.element, "".join(self.added))

    def made(self, tag: str) -> str:
        """Return a list that was not there."""
        return f'<{tag} count="{len(self.added)}">{"".join(self.added)}</{tag}>'
