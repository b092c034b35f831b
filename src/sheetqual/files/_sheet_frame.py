"""What stands before and after the rows of a sheet: widths, filter, merged cells, colours."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sheetqual.files._markup import Edits, Element, attribute_text, parse, text_of
from sheetqual.files._refusals import Refused, unusual
from sheetqual.files._sheet_change import Occupied
from sheetqual.files._sheet_tables import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.files._sheet_change import Outcome, Rule, SheetChange

__all__ = ["column_styles", "new_head", "new_tail"]

_BEFORE_FORMATS: Final = frozenset(
    (
        *("sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
        *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    ),
)
"""What stands before a sheet's conditional formats, by the schema."""


def new_head(head: bytes, root: Element, change: SheetChange) -> bytes:
    """Return the text before the rows with the sheet's extent and column widths brought up to date."""
    edits = Edits(head)
    dimension = root.first("dimension")
    if dimension is not None and (used := Box.of(dimension.attributes.get("ref", ""))):
        rows = change.rows.keys()
        wider = Box(
            min(used.left, change.places[0]),
            min(used.top, *rows),
            max(used.right, change.places[-1]),
            max(used.bottom, *rows),
        )
        if wider != used:
            edits.set(dimension, ref=str(wider))
    _set_widths(edits, root, change)
    return edits.result()


def _set_widths(edits: Edits, root: Element, change: SheetChange) -> None:
    """Give new columns a width, and show them where they would be hidden."""
    cols, prefix = root.first("cols"), root.prefix
    spans = [_span(one) for one in cols.all("col")] if cols else []
    for first, last, one in spans:
        ours = [place for place in change.widths if place in change.fresh and first <= place <= last]
        if ours and one.attributes.get("hidden", "0") not in ("0", "false"):
            edits.replace(one.start, one.end, _shown(one, first, last, ours, change.widths))
    new: dict[int, str] = {}
    for place, width in change.widths.items():
        if not any(first <= place <= last for first, last, _ in spans):
            new[place] = f'<{prefix}col min="{place + 1}" max="{place + 1}" width="{width:g}" customWidth="1"/>'
    for place, text in sorted(new.items()):
        after = next((one for first, _, one in spans if first > place), None)
        if after is not None:
            edits.insert(after.start, text)
        elif cols is not None:
            edits.append(cols, text) if not cols.closes_itself else None
    if cols is None and new:
        text = "".join(new[place] for place in sorted(new))
        for data in root.all("sheetData"):
            edits.insert(data.start, f"<{prefix}cols>{text}</{prefix}cols>")


def column_styles(root: Element, places: Iterable[int]) -> dict[int, int]:
    """Return the styles of columns as a whole, which cells that are not there yet have."""
    cols = root.first("cols")
    spans = [_span(one) for one in cols.all("col")] if cols else []
    return {
        place: int(one.attributes["style"])
        for place in places
        for first, last, one in spans
        if first <= place <= last and one.attributes.get("style", "").isdigit()
    }


def _span(one: Element) -> tuple[int, int, Element]:
    """Return the first and last column that an element is about."""
    first, last = one.attributes.get("min", "").strip(), one.attributes.get("max", "").strip()
    if not (first.isdigit() and last.isdigit()):
        raise unusual()
    return int(first) - 1, int(last) - 1, one


def _shown(one: Element, first: int, last: int, ours: Sequence[int], widths: Mapping[int, float]) -> str:
    """Return a run of hidden columns with ours among them shown."""
    others = {name: value for name, value in one.attributes.items() if name not in ("min", "max")}
    shown = {name: value for name, value in others.items() if name not in ("hidden", "width", "customWidth")}
    spans: list[tuple[int, int, dict[str, str]]] = []
    start = first
    for place in sorted(ours):
        if start < place:
            spans.append((start, place - 1, others))
        spans.append((place, place, shown | {"width": f"{widths[place]:g}", "customWidth": "1"}))
        start = place + 1
    if start <= last:
        spans.append((start, last, others))
    return "".join(
        f'<{one.prefix}col min="{left + 1}" max="{right + 1}"'
        + "".join(f" {name}={attribute_text(value)}" for name, value in said.items())
        + "/>"
        for left, right, said in spans
    )


def new_tail(tail: bytes, head: bytes, root: Element, change: SheetChange, outcome: Outcome) -> bytes:
    """Return the text after the rows with its filter and its conditional formats brought up to date.

    Raises:
        Refused: Cells are merged where new ones go, or the sheet is protected.
    """
    whole = head[: root.inside] + f"<{root.prefix}sheetData>".encode() + tail
    shift = len(whole) - len(tail)
    children = parse(whole).children
    _refuse_merged(children, change)
    edits = Edits(whole)
    if change.grown:
        _let_grow(edits, children, *change.grown)
    for child in children:
        if child.name == "sheetProtection" and child.attributes.get("sheet", "0") in _TRUE:
            raise Refused("has a protected sheet; in Excel, choose Review, Unprotect Sheet, save, and try again.")
        if child.name == "autoFilter" and (old := Box.of(child.attributes.get("ref", ""))):
            new = change.filtered(old)
            if new is not None and new != old:
                edits.set(child, ref=str(new))
                outcome.filtered = old, new
    _set_colours(edits, whole, children, root.prefix, change)
    return edits.result()[shift:]


def _let_grow(edits: Edits, children: Iterable[Element], old: int, new: int) -> None:
    """Let what colours or checks cells down to the last lead reach down to the new ones."""
    for child in children:
        for one in (child, *child.children):
            if one.name not in ("conditionalFormatting", "dataValidation"):
                continue
            refs = one.attributes.get("sqref", "").split()
            boxes = [Box.of(ref) for ref in refs]
            if any(box and box.top < box.bottom == old for box in boxes):
                grown = [
                    str(replace(box, bottom=new)) if box and box.top < box.bottom == old else ref
                    for box, ref in zip(boxes, refs, strict=True)
                ]
                edits.set(one, sqref=" ".join(grown))


def _refuse_merged(children: Iterable[Element], change: SheetChange) -> None:
    merged = [
        child.attributes.get("ref", "") for some in children if some.name == "mergeCells" for child in some.children
    ]
    if not merged or not change.fresh:
        return
    ours = Box(min(change.fresh), min(change.rows), max(change.fresh), max(change.rows))
    for ref in merged:
        box = Box.of(ref)
        if box and box.meets(ours):
            raise Occupied(f"has merged cells ({ref}) where new columns go; unmerge them in Excel first.", box.right)


def _set_colours(edits: Edits, whole: bytes, children: Sequence[Element], prefix: str, change: SheetChange) -> None:
    """Colour a column by its texts, unless it has colours: then they reach down to the last row."""
    rows = [row for row in change.rows if row != change.header_row]
    if change.coloured is None or not change.rules or not rows:
        return
    wanted = Box(change.coloured, change.header_row + 1, change.coloured, max(rows))
    there = False
    for one in children:
        boxes = [Box.of(ref) for ref in one.attributes.get("sqref", "").split()]
        if one.name != "conditionalFormatting" or not any(box and box.meets(wanted) for box in boxes):
            continue
        there = True
        _reword(edits, one, change.rules)
        if len(boxes) == 1 and (box := boxes[0]) and box.left == box.right and box.bottom < wanted.bottom:
            edits.set(one, sqref=str(Box(box.left, box.top, box.right, wanted.bottom)))
    newer = (Box.of(ref) for refs in _NEWER_FORMATS.findall(whole) for ref in refs.decode("utf-8", "replace").split())
    if there or any(box and box.meets(wanted) for box in newer):
        return
    last = max((int(number) for number in _PRIORITY.findall(whole)), default=0)
    rules = "".join(
        f'<{prefix}cfRule type="cellIs" dxfId="{rule.format()}" priority="{last + place}" operator="equal">'
        f"<{prefix}formula>{text_of(_quoted(rule.text))}</{prefix}formula></{prefix}cfRule>"
        for place, rule in enumerate(change.rules, start=1)
    )
    before = [child.end for child in children if child.name in _BEFORE_FORMATS]
    tag = f"{prefix}conditionalFormatting"
    edits.insert(before[-1], f'<{tag} sqref="{wanted}">{rules}</{tag}>')


def _reword(edits: Edits, formats: Element, rules: Sequence[Rule]) -> None:
    """Let colours of ours follow the words that a team has changed."""
    there = list(formats.all("cfRule"))
    formulas = [one.first("formula") for one in there]
    if len(there) != len(rules) or any(one.attributes.get("operator") != "equal" for one in there):
        return
    for formula, rule in zip(formulas, rules, strict=True):
        wanted = _quoted(rule.text)
        if (
            formula is not None
            and not formula.closes_itself
            and formula.text != wanted
            and _TEXT.fullmatch(formula.text)
        ):
            edits.replace(formula.inside, formula.close, text_of(wanted))


_TEXT: Final = re.compile(r'"(?:[^"]|"")*"')


def _quoted(text: str) -> str:
    """Return a text as a formula holds it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


_TRUE: Final = ("1", "true", "on")
_NEWER_FORMATS: Final = re.compile(rb"<(?:[^<>\s/!?:]+:)?sqref>([^<]*)<")
_PRIORITY: Final = re.compile(rb"""\spriority\s*=\s*["']\s*(\d{1,9})\s*["']""")
