"""A condition as lines that are added, changed, grouped and turned round."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from sheetqual.core.condition_edits import Node, added, added_path, grouped, negated, nodes, removed, replaced
from sheetqual.core.conditions import All, Any_, Condition, Not, Test
from sheetqual.core.phrases import condition_in_words
from sheetqual.core.profile_tables import condition_table
from sheetqual.core.schema import CONDITION
from sheetqual.errors import ProfileError
from sheetqual_tui.cells import fit, safe, shown
from sheetqual_tui.fields import number_in_words, range_value, read_condition, toml_value
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual_tui.screens.editing import Editing

__all__ = ["OPERATORS", "ConditionScreen"]

OPERATORS: Final = {
    "is": "is",
    "one_of": "is one of",
    "not_one_of": "is none of",
    "yes": "is yes",
    "no": "is no",
    "known": "is filled in",
    "at_least": "is at least",
    "at_most": "is at most",
    "between": "lies between",
    "contains": "contains",
    "like": "looks like (* and ?)",
    "within_days": "is a day at most … days away",
    "older_than_days": "is a day more than … days ago",
    "later_than_days": "is a day more than … days ahead",
    "before": "is a day before",
    "after": "is a day after",
}
_PICKED: Final = ("is", "one_of", "not_one_of")
_FLAGS: Final = ("yes", "no", "known")


class Conditions(LineList):
    """The lines of a condition."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"conditions--group", "conditions--test"}
    DEFAULT_CSS = """
    Conditions {
        height: auto;
        min-height: 3;
        max-height: 14;
        & > .conditions--group { color: $text-accent; text-style: bold; }
        & > .conditions--test { color: $foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tell('edit')", "Change", key_display="Space", tooltip="Change the line", id="line_change"),
        Binding("a", "tell('add')", "And", tooltip="Add a condition that must hold, too", id="line_and"),
        Binding("o", "tell('or')", "Or", tooltip="Add a condition that may hold instead", id="line_or"),
        Binding("n", "tell('not')", "Not", tooltip="Turn the line round", id="line_not"),
        Binding("d,delete", "tell('remove')", "Remove", key_display="d", tooltip="Take the line out", id="line_remove"),
    ]

    class Told(Message):
        """Something is to be done with a line."""

        def __init__(self, what: str) -> None:
            """Carry what."""
            self.what = what
            super().__init__()

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="conditions")
        self.nodes: list[Node] = []

    @property
    def node(self) -> Node | None:
        """The line under the cursor."""
        return self.nodes[self.cursor] if self.nodes else None

    def set_nodes(self, found: list[Node], path: tuple[int, ...] | None) -> None:
        """Show lines, with the cursor on the one of that path."""
        self.nodes = found
        self.set_count(len(found))
        self.styles.height = max(3, len(found))
        places = [place for place, node in enumerate(found) if node.path == path]
        self.cursor = places[0] if places else min(self.cursor, max(0, len(found) - 1))
        self.refresh()

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return one line, indented by its depth."""
        node = self.nodes[row]
        is_test = isinstance(node.condition, Test)
        style = self.style_of("lines--cursor" if cursor else "conditions--test" if is_test else "conditions--group")
        indent = "  " * node.depth
        return [Segment(f" {indent}{fit(safe(_said(node)), max(0, width - 1 - len(indent)))}", style)]

    def action_tell(self, what: str) -> None:
        """Ask for something to be done."""
        self.post_message(self.Told(what))


def _as_it_is(condition: Condition) -> Condition:
    return condition


def _said(node: Node) -> str:
    turned = "not: " if node.negated else ""
    if isinstance(node.condition, Test):
        return f"{turned}{condition_in_words(node.condition)}"
    return f"{turned}{'any of these' if isinstance(node.condition, Any_) else 'all of these'}"


class ConditionScreen(ModalScreen[Condition | None]):
    """Shows a condition; gives the changed one, or None when nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Accept", key_display="Enter", tooltip="Take the condition"),
        Binding("escape,q", "leave", "Cancel", key_display="Esc", tooltip="Change nothing"),
    ]

    def __init__(self, desk: Editing, title: str, condition: Condition | None, columns: tuple[str, ...]) -> None:
        """Take a condition.

        Args:
            desk: The desk, whose list has the values to choose from.
            title: What the condition decides.
            condition: The condition; None to begin with nothing.
            columns: The columns that it reads unless it says others.
        """
        super().__init__()
        self.desk = desk
        self._title = title
        self._condition = condition
        self._columns = columns

    def compose(self) -> ComposeResult:
        """Show the lines above how often they hold."""
        with Vertical(classes="dialog wide") as dialog:
            dialog.border_title = safe(self._title)
            dialog.border_subtitle = "Space changes  a and  o or  n not  d takes out  Enter accepts"
            yield Conditions()
            yield Static("", id="said", markup=False, classes="quiet")

    def on_mount(self) -> None:
        """Show the condition; where there is none yet, ask for its first line."""
        self._show(())
        if self._condition is None:
            self._ask_test(None, self._begin)

    def _show(self, path: tuple[int, ...] | None) -> None:
        self.query_one(Conditions).set_nodes([] if self._condition is None else nodes(self._condition), path)
        said = "Nothing yet; press a to add a line." if self._condition is None else self.desk.holds(self._condition)
        self.query_one("#said", Static).update(shown(said))

    def _begin(self, test: Condition) -> None:
        self._condition = test
        self._show(())

    @on(Conditions.Told)
    def _told(self, message: Conditions.Told) -> None:
        node, now = self.query_one(Conditions).node, self._condition
        if node is None or now is None:
            self._ask_test(None, self._begin)
            return
        path = node.path
        match message.what:
            case "edit" if isinstance(node.condition, Test):
                turn = Not if node.negated else _as_it_is
                self._ask_test(node.condition, lambda test: self._use(replaced(now, path, turn(test)), path))
            case "edit":
                self._use(grouped(now, path, "all" if isinstance(node.condition, Any_) else "any"), path)
            case "add":
                self._ask_test(None, lambda test: self._join(now, node, test, All))
            case "or":
                self._ask_test(None, lambda test: self._join(now, node, test, Any_))
            case "not":
                self._use(negated(now, path), path)
            case _:
                self._use(removed(now, path), path)

    def _join(self, now: Condition, node: Node, test: Condition, kind: type[All | Any_]) -> None:
        """Add a line, joined to that of a node by *and* or *or*."""
        path = node.path
        around = next((one for one in nodes(now) if one.path == path[:-1]), None) if path else None
        if isinstance(node.condition, kind) and not node.negated:
            last = (*path, len(node.condition.parts) - 1)
            self._use(added(now, last, test), added_path(now, last))
        elif around is not None and isinstance(around.condition, kind):
            self._use(added(now, path, test), added_path(now, path))
        else:
            self._use(replaced(now, path, kind((node.whole, test))), (*path, 1))

    def _use(self, condition: Condition | None, path: tuple[int, ...]) -> None:
        self._condition = condition
        self._show(path)

    # One line

    def _ask_test(self, test: Test | None, then: Callable[[Condition], None]) -> None:
        """Ask for a column, a comparison and a value, one after the other."""
        own = " or ".join(self._columns)
        choices = [Choice("", own, "the criterion's own")] if own else []
        choices += [Choice(header, header, said) for header, said in self.desk.headers() if (header,) != self._columns]
        now = "" if test is None or test.columns == self._columns else test.columns[0]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._ask_operator(test, (keys[0],) if keys[0] else self._columns, then)

        if test is not None and not self.desk.headers():
            self._ask_operator(test, test.columns, then)
            return
        free = "Type to find, or a header that other lists have"
        self.app.push_screen(Choose("Which column?", choices, (now,) if choices else (), free=free), chosen)

    def _ask_operator(self, test: Test | None, columns: tuple[str, ...], then: Callable[[Condition], None]) -> None:
        choices = [Choice(name, said) for name, said in OPERATORS.items()]
        now = (test.operator,) if test is not None else (self.desk.likely_operator(columns),)

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._ask_wanted(test, columns, keys[0], then)

        self.app.push_screen(Choose(f"{columns[0]} …", choices, now), chosen)

    def _ask_wanted(
        self, test: Test | None, columns: tuple[str, ...], operator: str, then: Callable[[Condition], None]
    ) -> None:
        is_same = test is not None and test.operator == operator
        now = condition_table(test, test.columns)[operator] if test is not None and is_same else None
        title, doc = f"{columns[0]} {OPERATORS[operator]}", CONDITION[operator].doc

        def made(value: Any) -> None:
            self._read(columns, {operator: value}, then)

        if operator in _FLAGS:
            made(True)  # noqa: FBT003 - as TOML has it
        elif operator in _PICKED:
            self._pick(title, columns, now, several=operator != "is", then=made)
        else:
            self._type(title, doc, operator, now, then=made)

    def _pick(
        self, title: str, columns: tuple[str, ...], now: Any, *, several: bool, then: Callable[[Any], None]
    ) -> None:
        """Choose among the values that the column has."""
        choices = [Choice(value, value, said) for value, said in self.desk.values(columns)]
        taken = [] if now is None else [str(one) for one in now] if isinstance(now, list) else [str(now)]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                then(list(keys) if several else keys[0])

        dialog = Choose(title, choices, taken, several=several, free="Type to find, or another value")
        self.app.push_screen(dialog, chosen)

    def _type(self, title: str, doc: str, operator: str, now: Any, then: Callable[[Any], None]) -> None:
        key = CONDITION[operator]
        is_pair = key.shape == "pair"

        def value(text: str) -> Any:
            if is_pair:
                return range_value(text)
            return toml_value(key, text)

        def check(text: str) -> str | None:
            try:
                read_condition({operator: value(text)}, ("it",))
            except ProfileError as error:
                return error.faults[0].text if error.faults else "This can't be read."
            return None

        def typed(text: str | None) -> None:
            if text is not None:
                then(value(text))

        text = (
            ""
            if now is None
            else " to ".join(map(number_in_words, now))
            if isinstance(now, list)
            else number_in_words(now)
        )
        hint = {"pair": "10 to 50", "day": "2026-12-31", "number": "a number"}.get(key.shape, "")
        self.app.push_screen(Prompt(title, text, check=check, doc=doc, placeholder=hint), typed)

    def _read(self, columns: tuple[str, ...], table: dict[str, Any], then: Callable[[Condition], None]) -> None:
        try:
            then(read_condition(table, columns))
        except ProfileError as error:
            self.desk.warn(error.faults[0].text if error.faults else "This is no condition.")

    def action_accept(self) -> None:
        """Give the condition."""
        if self._condition is None:
            self.dismiss(None)
        else:
            self.dismiss(self._condition)

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
