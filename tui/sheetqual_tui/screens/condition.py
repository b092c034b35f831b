"""A condition as lines that are added, changed, grouped and turned round."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from sheetqual.core.condition_edits import Node, added, added_path, grouped, negated, nodes, removed, replaced
from sheetqual.core.conditions import All, Any_, Condition, Not, Test
from sheetqual.core.phrases import condition_in_words
from sheetqual_tui.cells import fit, frame, safe, shown
from sheetqual_tui.screens.comparing import Comparing
from sheetqual_tui.screens.dialog import Dialog
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual_tui.screens.editing import Editing

__all__ = ["ConditionScreen"]


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
        Binding(
            "enter,space", "tell('value')", "Value", key_display="Enter", tooltip="Change the value", id="line_value"
        ),
        Binding("c", "tell('column')", "Column", tooltip="Compare another column", id="line_column"),
        Binding("v", "tell('operator')", "Comparison", tooltip="Compare it differently", id="line_comparison"),
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
        self.tell(self.Told(what))


def _as_it_is(condition: Condition) -> Condition:
    return condition


def _said(node: Node) -> str:
    turned = "not: " if node.negated else ""
    if isinstance(node.condition, Test):
        return f"{turned}{condition_in_words(node.condition)}"
    return f"{turned}{'any of these' if isinstance(node.condition, Any_) else 'all of these'}"


class ConditionScreen(Dialog[None]):
    """Shows a condition; each change counts at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Close", key_display="Esc", tooltip="Close; what was changed stays changed"),
    ]

    def __init__(
        self,
        desk: Editing,
        title: str,
        condition: Condition | None,
        columns: tuple[str, ...],
        use: Callable[[Condition], bool],
    ) -> None:
        """Take a condition.

        Args:
            desk: The desk, whose list has the values to choose from.
            title: What the condition decides.
            condition: The condition; None to begin with nothing.
            columns: The columns that it reads unless it says others.
            use: Takes each changed condition; tells whether it could be used.
        """
        super().__init__()
        self.desk = desk
        self._title = title
        self._condition = condition
        self._columns = columns
        self._take = use

    def compose(self) -> ComposeResult:
        """Show the lines above how often they hold."""
        with Vertical(classes="dialog wide") as dialog:
            frame(dialog, self._title)
            dialog.border_subtitle = "Enter value  c column  v comparison  a and  o or  n not  d out  Esc"
            yield Conditions()
            yield Static("", id="said", markup=False, classes="quiet")

    def fill(self) -> None:
        """Show the condition; where there is none yet, ask for its first line."""
        self._show(())
        if self._condition is None:
            self._ask(None, self._begin)

    def _show(self, path: tuple[int, ...] | None) -> None:
        self.query_one(Conditions).set_nodes([] if self._condition is None else nodes(self._condition), path)
        said = "Nothing yet; press a to add a line." if self._condition is None else self.desk.holds(self._condition)
        self.query_one("#said", Static).update(shown(said))

    def _ask(self, test: Test | None, then: Callable[[Condition], None], what: str = "column") -> None:
        Comparing(self.app, self.desk, self._columns).ask(test, then, what)

    def _begin(self, test: Condition) -> None:
        self._use(test, ())

    def hear(self, message: Message) -> bool:
        """Do what a key on a line asks for."""
        if isinstance(message, Conditions.Told):
            self._told(message.what)
            return True
        return False

    def _told(self, what: str) -> None:
        node, now = self.query_one(Conditions).node, self._condition
        if node is None or now is None:
            self._ask(None, self._begin)
            return
        path = node.path
        match what:
            case "value" | "column" | "operator" if isinstance(node.condition, Test):
                turn = Not if node.negated else _as_it_is
                self._ask(node.condition, lambda test: self._use(replaced(now, path, turn(test)), path), what)
            case "value" | "column" | "operator":
                self._use(grouped(now, path, "all" if isinstance(node.condition, Any_) else "any"), path)
            case "add":
                self._ask(None, lambda test: self._join(now, node, test, All))
            case "or":
                self._ask(None, lambda test: self._join(now, node, test, Any_))
            case "not":
                self._use(negated(now, path), path)
            case _:
                self._remove(now, path)

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

    def _remove(self, now: Condition, path: tuple[int, ...]) -> None:
        left = removed(now, path)
        if left is None:
            self.desk.warn("A condition needs at least one line; change this one instead.")
        else:
            self._use(left, path)

    def _use(self, condition: Condition, path: tuple[int, ...]) -> None:
        if self._take(condition):
            self._condition = condition
            self._show(path)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
