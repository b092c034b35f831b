"""Every key there is, with what it does: the help, the guide's test and the changing of keys are made from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.keys import format_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.binding import BindingType

__all__ = ["Action", "actions", "groups", "keys_in_words"]

_NAMES = {
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "ctrl": "Ctrl",
    "shift": "Shift",
    "alt": "Alt",
    "space": "Space",
    "enter": "Enter",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "delete": "Del",
    "backspace": "Backspace",
    "equals_sign": "=",
    "comma": ",",
    "greater_than_sign": ">",
    "less_than_sign": "<",
}
_FUNCTION = re.compile(r"f\d+")
_DOUBLES = ("shift+j", "shift+k")
"""What a kitty keyboard calls a capital letter, which is said already."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that keys do.

    Attributes:
        id: The binding's id.
        keys: Its keys, joined by commas, as Textual has them.
        does: What they do.
        is_own: Whether somebody has changed the keys.
    """

    id: str
    keys: str
    does: str
    is_own: bool


def groups() -> list[tuple[str, list[Binding]]]:
    """Return every binding in groups with a title, the most important first."""
    from sheetqual_tui.app import SheetqualApp  # noqa: PLC0415 - these import this module
    from sheetqual_tui.panes.priorities import PrioritiesPane  # noqa: PLC0415
    from sheetqual_tui.screens.calling import CallScreen  # noqa: PLC0415
    from sheetqual_tui.screens.choose import Choices  # noqa: PLC0415
    from sheetqual_tui.screens.condition import Conditions  # noqa: PLC0415
    from sheetqual_tui.screens.help import HelpScreen  # noqa: PLC0415
    from sheetqual_tui.screens.history import HistoryScreen  # noqa: PLC0415
    from sheetqual_tui.screens.keys import KeysScreen  # noqa: PLC0415
    from sheetqual_tui.screens.lead import LeadScreen  # noqa: PLC0415
    from sheetqual_tui.screens.learning import LearnScreen  # noqa: PLC0415
    from sheetqual_tui.screens.main import MainScreen  # noqa: PLC0415
    from sheetqual_tui.screens.open import OpenScreen, Recents  # noqa: PLC0415
    from sheetqual_tui.screens.prompt import Prompt  # noqa: PLC0415
    from sheetqual_tui.screens.sheets import Entries  # noqa: PLC0415
    from sheetqual_tui.widgets.leads_table import LeadsTable  # noqa: PLC0415
    from sheetqual_tui.widgets.line_list import LineList  # noqa: PLC0415
    from sheetqual_tui.widgets.priorities import Priorities  # noqa: PLC0415
    from sheetqual_tui.widgets.sheet import Sheet  # noqa: PLC0415
    from sheetqual_tui.widgets.text_pane import TextPane  # noqa: PLC0415

    return [
        ("Everywhere", _bindings((*MainScreen.BINDINGS, *SheetqualApp.BINDINGS))),
        ("In the leads", _bindings(LeadsTable.BINDINGS)),
        ("In the priorities", _bindings((*PrioritiesPane.BINDINGS, *Priorities.BINDINGS))),
        ("In lists of lines", _bindings(LineList.BINDINGS)),
        ("In panes of text", _bindings(TextPane.BINDINGS)),
        ("In sheets of values", _bindings(Sheet.BINDINGS)),
        ("In lists of steps, questions, penalties and products", _bindings(Entries.BINDINGS)),
        ("In a condition", _bindings(Conditions.BINDINGS)),
        ("Among choices", _bindings(Choices.BINDINGS)),
        ("On a lead's own screen", _bindings(LeadScreen.BINDINGS)),
        ("While learning from customers", _bindings(LearnScreen.BINDINGS)),
        ("While calling", _bindings(CallScreen.BINDINGS)),
        ("Where a text is asked for", _bindings(Prompt.BINDINGS)),
        ("Where a list is opened", _bindings((*Recents.BINDINGS, *OpenScreen.BINDINGS))),
        ("Among the saved versions", _bindings(HistoryScreen.BINDINGS)),
        ("On this page of keys", _bindings((*HelpScreen.BINDINGS, *KeysScreen.BINDINGS))),
    ]


def _bindings(bindings: Iterable[BindingType]) -> list[Binding]:
    return [one for one in bindings if isinstance(one, Binding)]


def actions(own: Mapping[str, str]) -> list[Action]:
    """Return everything whose keys can be changed.

    Args:
        own: The keys that somebody has changed, by the binding's id.
    """
    found = [one for _, bindings in groups() for one in bindings if one.id]
    return [
        Action(one.id or "", own.get(one.id or "", one.key), one.tooltip or one.description, (one.id or "") in own)
        for one in found
    ]


def keys_in_words(keys: str) -> str:
    """Return keys as they stand on a keyboard."""
    return "  ".join(_named(key) for key in keys.split(",") if key not in _DOUBLES)


def _named(key: str) -> str:
    *held, last = key.split("+")
    named = _NAMES.get(last) or format_key(last)
    # With another key held, or with a number, a letter stands for its key.
    named = named.upper() if (held and len(named) == 1) or _FUNCTION.fullmatch(last) else named
    return "+".join([*(_NAMES[part] for part in held), named])
