"""Text for a screen of cells: harmless, of known width, cut with an ellipsis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from rich.cells import cell_len, chop_cells, set_cell_size
from textual.content import Content

from sheetqual.files.safe_text import for_terminal, runs_right_to_left
from sheetqual_tui.bidi import visual

if TYPE_CHECKING:
    from textual.widget import Widget

__all__ = ["bar", "fit", "frame", "mark", "plain", "points_text", "safe", "shown", "shown_lines"]

# Joined emoji and variation selectors are as wide as each terminal likes; apart, their parts have
# the same width in all of them.
_UNSURE: Final = str.maketrans("", "", "\u200d\ufe0e\ufe0f")


def safe(text: str) -> str:
    """Return a text on one line that a terminal neither obeys nor measures differently.

    It is in reading order still: for measuring, cutting, comparing and copying. Before it is drawn it
    goes through `fit` where it has a place of a certain width, else through `shown` or `shown_lines`.
    """
    harmless = for_terminal(text)
    return harmless if harmless.isascii() else harmless.translate(_UNSURE)


def shown(text: str) -> str:
    """Return any text as it is drawn where nothing cuts or wraps it: safe, and in visual order.

    Give it names one by one, not the sentence they stand in: a sentence that begins with a Persian
    name would run from right to left as a whole. Never give the result to `fit`, `safe` or `shown`.
    """
    return visual(safe(text))


def plain(text: str) -> Content:
    """Return any text for where Textual would take brackets for markup: titles of frames, and buttons."""
    return Content(shown(text))


def frame(widget: Widget, title: str) -> None:
    """Give a widget's frame a title that may hold anything."""
    # It takes such text, too, and shows it as it is.
    widget.border_title = cast("str", plain(title))


def shown_lines(text: str, width: int) -> list[str]:
    """Return any text as it is drawn in lines of at most `width` cells, two or more.

    Wrapping has to come before the order: what runs from right to left would else begin on the last
    line.
    """
    text, width = safe(text), max(2, width)
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines += chop_cells(word, width)
    is_reversed = runs_right_to_left(text)
    return [visual(line, right_to_left=is_reversed) for line in lines if line] or [""]


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return a safe text in exactly `width` cells: padded, or cut with an ellipsis; in visual order.

    What runs from right to left keeps its beginning, with the ellipsis on its left; it stands on the
    same side of its cells as other texts. Give it text in reading order, from `safe`.
    """
    if width <= 0:
        return ""
    drawn = visual(text)
    length = cell_len(drawn)
    if length > width:
        drawn = visual(f"{set_cell_size(text, width - 1).rstrip()}…")
        length = cell_len(drawn)
    pad = " " * (width - length)
    return pad + drawn if right else drawn + pad


def points_text(thousandths: int) -> str:
    """Return thousandths of a point as points, with as many decimals as there are."""
    return f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".")


def mark(earned: int | None, worth: int) -> str:
    """Return a mark for the points that a lead has of those that a criterion is worth: ``✓``, ``~``, ``✗`` or ``?``."""
    if earned is None:
        return "?"
    return "✗" if earned == 0 else "✓" if earned >= worth else "~"


def bar(share: float, width: int) -> int:
    """Return how many of `width` cells a share fills; something small still fills one."""
    return 0 if share <= 0 else max(1, min(width, round(share * width)))
