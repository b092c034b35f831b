"""The criteria in their order, with the points they are worth; here they are moved."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.message import Message

from sheetqual.core.weights import criterion_points, tie_groups
from sheetqual_tui.cells import bar, fit, points_text, safe
from sheetqual_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from sheetqual.core.profile import Profile

__all__ = ["Priorities"]


class Priorities(LineList):
    """The criteria, most important first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "priorities--name",
        "priorities--quiet",
        "priorities--bar",
        "priorities--held",
        "priorities--up",
        "priorities--down",
    }
    DEFAULT_CSS = """
    Priorities {
        & > .priorities--name { color: $foreground; }
        & > .priorities--quiet { color: $foreground 72%; }
        & > .priorities--bar { color: $text-primary; }
        & > .priorities--up { color: $text-success; }
        & > .priorities--down { color: $text-error; }
        & > .priorities--held { color: $background; background: $warning; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space",
            "grab",
            "Grab",
            key_display="Space",
            tooltip="Grab the criterion: arrows move it, Space drops it",
            id="grab",
        ),
        Binding(
            "enter", "edit", "Edit", tooltip="Change everything about the criterion; drop one that is held", id="edit"
        ),
        Binding(
            "escape",
            "put_back",
            "Put back",
            tooltip="Put a grabbed criterion back where it was",
            show=False,
            id="put_back",
        ),
    ]

    class Edited(Message):
        """Everything about the selected criterion is to be changed."""

    class Moved(Message):
        """A criterion is to move."""

        def __init__(self, place: int, to: int, grip: int) -> None:
            """Carry its place, its new one, and the drag or grab that moves it (0 for none)."""
            self.place = place
            self.to = to
            self.grip = grip
            super().__init__()

    class PutBack(Message):
        """A drag or grab was given up."""

        def __init__(self, grip: int, home: int) -> None:
            """Carry the drag or grab, and the place it began at."""
            self.grip = grip
            self.home = home
            super().__init__()

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(id=id)
        self._profile: Profile | None = None
        self._saved: dict[str, int] = {}
        self._points: list[int] = []
        self._ranks: list[str] = []
        self._grips = count(1)
        self._grip = 0
        self._home = 0
        self._dragging = False
        self._title = self.border_title = "Priorities"

    @property
    def is_held(self) -> bool:
        """Whether a criterion is grabbed or dragged."""
        return bool(self._grip)

    def set_profile(self, profile: Profile, saved: Profile) -> None:
        """Show a profile's criteria.

        Args:
            profile: The profile in the order to show.
            saved: The profile in its saved order, to mark what has moved.
        """
        self._profile = profile
        self._saved = {criterion.id: place for place, criterion in enumerate(saved.criteria)}
        self._points = [tenths * 100 for tenths in criterion_points(profile)]
        self._ranks = []
        for group in tie_groups([criterion.tied_with_previous for criterion in profile.criteria]):
            self._ranks += [f"{group.start + 1}{'=' if len(group) > 1 else ' '}"] * len(group)
        self.set_count(len(profile.criteria))
        with self.prevent(self.Selected):
            self.cursor = min(self.cursor, len(profile.criteria) - 1)
        self.refresh()

    def select(self, place: int) -> None:
        """Put the cursor on a criterion."""
        self.cursor = place
        self.refresh()

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return the line of one criterion: rank, name, points, bar."""
        if self._profile is None:
            return []
        criterion = self._profile.criteria[row]
        points = self._points[row]
        was = self._saved.get(criterion.id)
        arrow, moved = _arrow(was, row)
        held = cursor and self.is_held
        whole = self.style_of("priorities--held" if held else "lines--cursor") if cursor else None
        bars = max(5, min(20, width // 6))
        worth = max(2, *(len(points_text(one)) for one in self._points))
        star = "*" if criterion.required else " "
        name = safe(criterion.name)
        room = width - 1 - 3 - 1 - worth - 1 - bars - 1
        name = fit(name, min(cell_len(name), room - 2))
        parts = [
            ("↕" if held else arrow, moved),
            (fit(self._ranks[row], 3, right=True), "quiet"),
            (" ", "name"),
            (name, "name"),
            (star, "up"),
            (" " * (room - cell_len(name) - 1), "name"),
            (fit(points_text(points), worth, right=True), "name"),
            (" ", "name"),
            (fit("━" * bar(points / max(1, *self._points), bars), bars + 1), "bar"),
        ]
        return [Segment(text, whole or self.style_of(f"priorities--{style}")) for text, style in parts]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Escape to the screen while nothing is held."""
        if action == "put_back":
            return self.is_held
        return super().check_action(action, parameters)

    def action_cursor(self, by: int) -> None:
        """Move the cursor, or the criterion that is held."""
        if self.is_held:
            self.move_by(by)
        else:
            super().action_cursor(by)

    def action_page(self, by: int) -> None:
        """Move by a page, unless a criterion is held."""
        if self.is_held:
            self.move_by(by * self.count)
        else:
            super().action_page(by)

    def action_first(self) -> None:
        """Go to the top, with the criterion that is held."""
        self.move_by(-self.count) if self.is_held else super().action_first()

    def action_last(self) -> None:
        """Go to the bottom, with the criterion that is held."""
        self.move_by(self.count) if self.is_held else super().action_last()

    def move_by(self, by: int) -> None:
        """Ask for the criterion under the cursor to be moved."""
        to = max(0, min(self.cursor + by, self.count - 1))
        if to != self.cursor:
            self.tell(self.Moved(self.cursor, to, self._grip))

    def action_grab(self) -> None:
        """Grab the criterion under the cursor, or drop it."""
        if self.is_held:
            self.drop()
        elif self.count:
            self._take()

    def action_edit(self) -> None:
        """Ask for the criterion to be changed, or drop it where it is held."""
        if self.is_held:
            self.drop()
        elif self.count:
            self.tell(self.Edited())

    def on_click(self, event: events.Click) -> None:
        """Change a criterion that is clicked twice."""
        if event.chain == 2 and self.row_at(event) == self.cursor:  # noqa: PLR2004 - a double click
            self.action_edit()

    def action_put_back(self) -> None:
        """Put the criterion back where it was grabbed."""
        grip = self._grip
        self.drop()
        self.tell(self.PutBack(grip, self._home))

    def _take(self) -> None:
        self._grip = next(self._grips)
        self._home = self.cursor
        self.border_title = "Moving: Space drops, Esc puts back"
        self.refresh()

    def drop(self) -> None:
        """Let go of what is held, where it is."""
        self._grip = 0
        self._dragging = False
        self.border_title = self._title
        self.release_mouse()
        self.refresh()

    def on_blur(self) -> None:
        """Let go when another part of the screen is used."""
        if self.is_held:
            self.drop()
        super().on_blur()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Select the criterion under the mouse; it can be dragged from there."""
        super().on_mouse_down(event)
        if event.button == 1 and self.row_at(event) == self.cursor:
            self._dragging = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the criterion to where the mouse is."""
        if not self._dragging:
            return
        to = max(0, min(self.row_at(event), self.count - 1))
        if to != self.cursor:
            if not self.is_held:
                self._take()
            self.tell(self.Moved(self.cursor, to, self._grip))

    def on_mouse_up(self) -> None:
        """Drop what was dragged."""
        if self._dragging:
            self.drop()


def _arrow(was: int | None, now: int) -> tuple[str, str]:
    """Return the mark of a criterion that has moved or is new, and the style for it."""
    if was is None:
        return "+", "up"
    return ("▲", "up") if now < was else ("▼", "down") if now > was else (" ", "quiet")
