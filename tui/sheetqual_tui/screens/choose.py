"""A dialog to choose one or several of some things, found as one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from sheetqual_tui.cells import fit, safe, shown
from sheetqual_tui.screens.dialog import Dialog
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["Choice", "Choose"]

_FEW: Final = 9
"""So many choices are taken in at a glance."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose.

    Attributes:
        key: What it is known by.
        label: Its words.
        said: What else there is to say of it, such as a number of leads.
    """

    key: str
    label: str
    said: str = ""


class Choices(LineList):
    """The choices, with a mark beside those that are taken."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--mark", "choices--label", "choices--quiet"}
    DEFAULT_CSS = """
    Choices {
        height: auto;
        max-height: 16;
        & > .choices--mark { color: $text-accent; text-style: bold; }
        & > .choices--label { color: $foreground; }
        & > .choices--quiet { color: $foreground 72%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "take", "Take", tooltip="Take it, or leave it", id="take"),
        Binding("J,shift+down,ctrl+down,alt+down", "shift(1)", "Move down", key_display="J/K", id="choice_down"),
        Binding("K,shift+up,ctrl+up,alt+up", "shift(-1)", "Move up", show=False, id="choice_up"),
    ]

    class Taken(Message):
        """A choice is taken or left."""

        def __init__(self, key: str) -> None:
            """Carry its key."""
            self.key = key
            super().__init__()

    class Shifted(Message):
        """A choice that is taken is to come earlier or later."""

        def __init__(self, key: str, by: int) -> None:
            """Carry its key and by how much."""
            self.key = key
            self.by = by
            super().__init__()

    def __init__(self, *, several: bool, ordered: bool, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty.

        Args:
            several: Whether more than one can be taken.
            ordered: Whether the order of those taken matters.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._several = several
        self._ordered = ordered
        self._choices: tuple[Choice, ...] = ()
        self._taken: Collection[str] = ()

    @property
    def choice(self) -> Choice | None:
        """The choice under the cursor."""
        return self._choices[self.cursor] if self._choices else None

    def set_choices(self, choices: Sequence[Choice], taken: Collection[str], key: str | None = None) -> None:
        """Show choices, and which of them are taken; the cursor goes to that of a key, or stays where it was."""
        wanted = key if key is not None else self.choice.key if self.choice else None
        self._choices = tuple(choices)
        self._taken = taken
        self.set_count(len(choices))
        places = [place for place, choice in enumerate(choices) if choice.key == wanted]
        self.cursor = places[0] if places else min(self.cursor, max(0, len(choices) - 1))
        self.styles.height = max(1, len(choices))
        self.refresh()

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return the line of one choice."""
        one = self._choices[row]
        whole = self.style_of("lines--cursor") if cursor else None
        is_taken = one.key in self._taken
        mark = ("[x] " if is_taken else "[ ] ") if self._several else ("● " if is_taken else "  ")
        room = max(0, width - len(mark) - 1)
        label, said = safe(one.label), safe(one.said)
        named = min(cell_len(label), room if not said else max(room * 3 // 5, room - cell_len(said) - 2))
        return [
            Segment(f" {mark}", whole or self.style_of("choices--mark")),
            Segment(fit(label, named), whole or self.style_of("choices--label")),
            Segment(f"  {fit(said, max(0, room - named - 3), right=True)} ", whole or self.style_of("choices--quiet")),
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take only where several can be, and to move only where the order matters."""
        if action == "take":
            return self._several
        if action == "shift":
            return self._ordered
        return super().check_action(action, parameters)

    def action_take(self) -> None:
        """Take the choice, or leave it."""
        if self.choice is not None:
            self.tell(self.Taken(self.choice.key))

    def action_shift(self, by: int) -> None:
        """Put the choice earlier or later."""
        if self.choice is not None:
            self.tell(self.Shifted(self.choice.key, by))

    def on_click(self, event: events.Click) -> None:
        """Take what is clicked where several can be taken; else what is clicked twice."""
        if self.row_at(event) != self.cursor:
            return
        if self._several:
            self.action_take()
        elif event.chain == 2 and self.choice is not None:  # noqa: PLR2004 - a double click
            self.screen.action_accept()  # type: ignore[attr-defined]


class Search(Input):
    """The line that choices are searched by."""

    def on_key(self, event: events.Key) -> None:
        """Give a blank to the choices where it is none of a word."""
        if event.key == "space" and isinstance(self.screen, Choose) and self.screen.takes_blank():
            event.stop()
            event.prevent_default()


class Choose(Dialog[tuple[str, ...] | None]):
    """Asks for one or several of some things; gives their keys, or None when nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Accept", key_display="Enter", tooltip="Take what is chosen"),
        Binding("escape", "leave", "Cancel", key_display="Esc", tooltip="Change nothing"),
        Binding("tab,shift+tab", "app.focus_next", "Search or list", show=False),
    ]

    def __init__(  # noqa: PLR0913 - what a choice may need
        self,
        title: str,
        choices: Sequence[Choice],
        taken: Sequence[str] = (),
        *,
        several: bool = False,
        ordered: bool = False,
        free: str = "",
        doc: str = "",
        none: str = "",
    ) -> None:
        """Take what there is to choose.

        Args:
            title: The question.
            choices: The choices.
            taken: The keys of those taken now.
            several: Whether more than one can be taken.
            ordered: Whether the order of those taken matters; they come first then, in that order.
            free: How to call something that is typed and not among the choices; empty where it must be.
            doc: What there is to know.
            none: What it means to take none of several; empty where at least one must be taken.
        """
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._taken = list(taken)
        self._several = several
        self._ordered = ordered
        self._free = free
        self._doc = doc
        self._none = none
        self._goes_on = False
        known = {choice.key for choice in choices}
        self._choices += [Choice(key, key) for key in taken if key not in known]

    def compose(self) -> ComposeResult:
        """Show a search line above the choices."""
        with Vertical(classes="dialog"):
            yield Static(shown(self._title), markup=False, classes="question")
            if self._doc:
                yield Static(shown(self._doc), markup=False, classes="quiet doc")
            yield Search(placeholder=self._free or "Type to find", compact=True, id="search")
            yield Choices(several=self._several, ordered=self._ordered, id="choices")
            yield Static("", id="said", markup=False, classes="quiet")

    def fill(self) -> None:
        """Show the choices; few of them need no search."""
        search = self.query_one("#search", Input)
        search.display = bool(self._free) or len(self._choices) > _FEW
        self._list.set_choices(self._found(""), self._taken, self._taken[0] if self._taken else None)
        (search if self._free and len(self._choices) > _FEW else self._list).focus()
        keys = ["Space takes", "Enter accepts"] if self._several else ["Enter chooses"]
        keys += ["J and K move"] if self._ordered else []
        self.query_one(".dialog").border_subtitle = "  ".join([*keys, "Esc cancels"])
        self._say()

    @property
    def _list(self) -> Choices:
        return self.query_one(Choices)

    def _found(self, text: str) -> list[Choice]:
        needle = text.strip().casefold()
        found = [one for one in self._choices if needle in one.label.casefold()]
        if self._ordered:
            place = {key: at for at, key in enumerate(self._taken)}
            found.sort(key=lambda one: place.get(one.key, len(place)))
        if needle and self._free and all(one.label.casefold() != needle for one in self._choices):
            found.append(Choice(text.strip(), text.strip(), "as typed"))
        return found

    def _show(self, key: str | None = None) -> None:
        self._list.set_choices(self._found(self.query_one("#search", Input).value), self._taken, key)
        self._say()

    def _say(self) -> None:
        said = self._none if self._several and not self._taken and self._none else ""
        self.query_one("#said", Static).update(said)

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        self._goes_on = False
        found = self._found(event.value)
        self._show(found[0].key if found and event.value.strip() else None)

    def hear(self, message: Message) -> bool:
        """Take or move a choice."""
        match message:
            case Choices.Taken():
                self._took(message)
            case Choices.Shifted():
                self._shifted(message)
            case _:
                return False
        return True

    def _took(self, message: Choices.Taken) -> None:
        if message.key in self._taken:
            self._taken.remove(message.key)
        else:
            self._taken.append(message.key)
            if all(one.key != message.key for one in self._choices):
                self._choices.append(Choice(message.key, message.key))
        self._show(message.key)

    def _shifted(self, message: Choices.Shifted) -> None:
        if message.key not in self._taken:
            return
        at = self._taken.index(message.key)
        to = max(0, min(at + message.by, len(self._taken) - 1))
        self._taken.insert(to, self._taken.pop(at))
        self._show(message.key)

    @on(Input.Submitted, "#search")
    def _entered(self) -> None:
        if self.is_open and self._several:
            choice = self._list.choice
            if choice is not None and choice.key not in self._taken:
                self._list.action_take()
            with self.prevent(Input.Changed):
                self.query_one("#search", Input).value = ""
            self._list.focus()
        else:
            self.action_accept()

    def on_key(self, event: events.Key) -> None:
        """Let the arrows reach the choices from the search line; letters typed on them search."""
        search = self.query_one("#search", Input)
        letter = event.character if event.is_printable else None
        if search.display and not search.has_focus and letter and letter not in self._own_letters:
            event.stop()
            event.prevent_default()
            search.focus()
            search.insert_text_at_cursor(letter)
        if search.has_focus and event.key in ("down", "up", "pagedown", "pageup"):
            event.stop()
            event.prevent_default()
            self._goes_on = True
            if event.key in ("down", "up"):
                self._list.action_cursor(1 if event.key == "down" else -1)
            else:
                self._list.action_page(1 if event.key == "pagedown" else -1)

    def takes_blank(self) -> bool:
        """Take the choice under the cursor where a blank is none of a word; tell whether it was taken."""
        if self._several and (self._goes_on or not self.query_one("#search", Input).value):
            self._list.action_take()
            return True
        return False

    @property
    def _own_letters(self) -> str:
        """The letters that do something on the choices themselves."""
        return " JK" if self._ordered else " "

    def action_accept(self) -> None:
        """Give what is chosen."""
        if not self.is_open:
            return
        if not self._several:
            choice = self._list.choice
            self.dismiss(None if choice is None else (choice.key,))
        elif self._taken or self._none:
            self.dismiss(tuple(self._taken))
        else:
            self.query_one("#said", Static).update("Take at least one with Space.")

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
