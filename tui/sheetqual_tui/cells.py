"""Text for a screen of cells: harmless, of known width, cut with an ellipsis."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len, set_cell_size

from sheetqual.files.safe_text import for_terminal

__all__ = ["bar", "fit", "points_text", "safe"]

# Joined emoji and variation selectors are as wide as each terminal likes; apart, their parts have
# the same width in all of them.
_UNSURE: Final = str.maketrans("", "", "\u200d\ufe0e\ufe0f")


def safe(text: str) -> str:
    """Return a text on one line that a terminal neither obeys nor measures differently."""
    shown = for_terminal(text)
    return shown if shown.isascii() else shown.translate(_UNSURE)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return a safe text in exactly `width` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    length = cell_len(text)
    if length > width:
        cut = set_cell_size(text, width - 1).rstrip()
        text = f"{cut}…"
        length = cell_len(text)
    pad = " " * (width - length)
    return pad + text if right else text + pad


def points_text(thousandths: int) -> str:
    """Return thousandths of a point as points, with as many decimals as there are."""
    return f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".")


def bar(share: float, width: int) -> int:
    """Return how many of `width` cells a share fills; something small still fills one."""
    return 0 if share <= 0 else max(1, min(width, round(share * width)))
