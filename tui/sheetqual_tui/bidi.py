"""Text that runs from right to left, in the order that a terminal shows it.

Most terminals put each letter to the right of the one before it, and join none: Persian comes out
reversed and in pieces. Some put letters in order themselves, and most of those leave it to a program
that says so. So the text is put in order here, unless the terminal would do it a second time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from sheetqual.files.safe_text import runs_right_to_left

__all__ = ["EXPLICIT", "IMPLICIT", "is_reordering", "set_mode", "visual"]

EXPLICIT: Final = "\x1b[8l"
"""Tells the terminal to leave the order of letters to us; write it at the start if `is_reordering`."""
IMPLICIT: Final = "\x1b[8h"
"""Gives the order of letters back to the terminal; write it at the end."""

_ANYTHING: Final = ".+"
_REORDERING: Final = (
    ("KONSOLE_VERSION", _ANYTHING, "orders each line, and can't be told not to"),
    ("TERM_PROGRAM", "Apple_Terminal", "orders each line, and can't be told not to"),
    ("MLTERM", _ANYTHING, "orders each line; only its own command line turns that off"),
    ("TERM", "mlterm.*", "the same, over ssh"),
    ("TERM", "putty.*", "orders each line; only its settings turn that off"),
    ("KITTY_WINDOW_ID", _ANYTHING, "draws each run of Arabic or Hebrew letters from right to left"),
    ("TERM", "xterm-kitty", "the same, over ssh"),
)
"""Terminals that would reverse what we put in order: how to know them, and why.

VTE from 0.58 on (GNOME Terminal and its kin) and mintty order lines as well, but obey `EXPLICIT`. The
others that are known (xterm, Windows Terminal, Alacritty, foot, WezTerm and iTerm2 as they come,
xterm.js) order nothing.
"""
_BETWEEN: Final = ("TMUX", "STY")
"""Set by tmux and screen, which keep `EXPLICIT` from the terminal around them."""
_VTE: Final = re.compile("5[89][0-9]{2}|[6-9][0-9]{3}|[0-9]{5,}")

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ENDS: Final = "\u034f"
"""An invisible mark that counts as the letter before it. It ends each letter with its marks; where it
comes out in front of them, they run from right to left."""
_UNENDED: Final = frozenset({"WS", "S", "B", "BN", "CS", "ES"})
"""Blanks turn like what is around them, and a comma in ``12,500`` must stay alone between digits."""
_LAM_ALEF: Final = {
    f"{lam}{alef}": chr(both + is_joined)
    for alef, both in (("\ufe82", 0xFEF5), ("\ufe84", 0xFEF7), ("\ufe88", 0xFEF9), ("\ufe8e", 0xFEFB))
    for is_joined, lam in enumerate(("\ufedf", "\ufee0"))
}
_LAM_ALEF_PAIR: Final = re.compile("|".join(_LAM_ALEF))
_NON_JOINER: Final = "\u200c"
_UNSEEN: Final = str.maketrans("", "", f"{_ENDS}{_NON_JOINER}")


class _Mode:
    """Whether text is put in order; one for the whole process, as there is one terminal."""

    is_reordering = False


def set_mode(mode: str, environ: Mapping[str, str]) -> None:
    """Decide whether text is put in order here.

    Args:
        mode: "on", "off", or "auto": on, except where the terminal would do it a second time.
        environ: The environment, which tells the terminal.
    """
    _Mode.is_reordering = mode == "on" or (mode != "off" and not _reorders(environ))


def is_reordering() -> bool:
    """Tell whether text is put in order here; nothing is until `set_mode` says so."""
    return _Mode.is_reordering


def _reorders(environ: Mapping[str, str]) -> bool:
    """Tell whether a terminal would put in order what is in order already."""
    if any(re.fullmatch(pattern, environ.get(variable, "")) for variable, pattern, _ in _REORDERING):
        return True
    is_between = any(environ.get(variable) for variable in _BETWEEN)
    return is_between and bool(_VTE.fullmatch(environ.get("VTE_VERSION", "")))


def visual(text: str, *, right_to_left: bool | None = None) -> str:
    """Return a text as a terminal shall get it, from the left cell to the right one.

    Do this last, once, and to one piece at a time: what is cut afterwards loses its beginning, and
    what is put in order twice is reversed again. Each line of the text is a piece. The result takes
    as many cells as the text, or fewer: lam and alef share one.

    Args:
        text: The text in reading order, made safe.
        right_to_left: Whether it is part of one that runs from right to left; None to go by its
            first letter.

    Returns:
        Its letters joined and in order; the same text where none runs from right to left.
    """
    if not _Mode.is_reordering or text.isascii() or not _RIGHT_TO_LEFT.search(text):
        return text
    if "\n" in text:
        return "\n".join(visual(line, right_to_left=right_to_left) for line in text.split("\n"))
    return _ordered(text, runs_right_to_left(text) if right_to_left is None else right_to_left)


@lru_cache(maxsize=4096)
def _ordered(text: str, right_to_left: bool) -> str:  # noqa: FBT001 - a cache is quicker without names
    order, mirrored = _library()
    ended = "".join(_ended(_joined(text.replace(_ENDS, ""))))
    return _put_right(order(ended, base_dir="R" if right_to_left else "L"), mirrored)


def _joined(text: str) -> str:
    """Return a text with each Arabic letter in the form that its neighbours ask for."""
    shaped = _reshaper()(text)
    return _LAM_ALEF_PAIR.sub(lambda pair: _LAM_ALEF[pair[0]], shaped).translate(_UNSEEN)


def _ended(text: str) -> list[str]:
    """Return the characters of a text, each with its marks and what ends them."""
    parts: list[str] = []
    is_open = False
    for char in text:
        if not _is_mark(char):
            if is_open:
                parts.append(_ENDS)
            is_open = unicodedata.bidirectional(char) not in _UNENDED
        elif not is_open:
            continue  # It would stand on the cell before the text, or on a blank.
        parts.append(char)
    return [*parts, _ENDS] if is_open else parts


def _put_right(ordered: str, mirrored: Mapping[str, str]) -> str:
    """Turn what the order alone leaves wrong: brackets, and marks in front of their letter."""
    shown: list[str] = []
    marks: list[str] | None = None
    is_open = False
    for char in ordered:
        if char == _ENDS:
            marks, is_open = (None if is_open else []), False
        elif marks is None:
            shown.append(char)
            is_open = is_open or unicodedata.bidirectional(char) not in _UNENDED
        elif _is_mark(char):
            marks.append(char)
        else:
            shown += [mirrored.get(char, char), *reversed(marks)]
            marks = None
    return "".join(shown + (marks or []))


def _is_mark(char: str) -> bool:
    return unicodedata.bidirectional(char) == "NSM"


@cache
def _library() -> tuple[Callable[..., Any], Mapping[str, str]]:
    """Return what puts text in order, and the brackets by the ones they turn into."""
    from bidi import get_display  # noqa: PLC0415 - most lists never need it
    from bidi.mirror import MIRRORED  # noqa: PLC0415

    return get_display, MIRRORED


@cache
def _reshaper() -> Callable[[str], str]:
    """Return what joins Arabic letters.

    Its ligatures would merge letters into ones that terminals cut off, lose the marks between lam and
    alef, and trip over joiners.
    """
    from arabic_reshaper import ArabicReshaper  # noqa: PLC0415 - most lists never need it

    wanted = {"delete_harakat": False, "support_ligatures": False, "support_zwj": True}
    reshape: Callable[[str], str] = ArabicReshaper(configuration=wanted).reshape
    return reshape
