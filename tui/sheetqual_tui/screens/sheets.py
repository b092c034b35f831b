"""Changing a profile in place: sheets of its values, and lists of its tables."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.segment import Segment
from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from sheetqual.core.profile_edits import free_id, value_at
from sheetqual.core.profile_tables import condition_table
from sheetqual.core.schema import TABLES
from sheetqual_tui.cells import fit, frame, safe, shown
from sheetqual_tui.fields import (
    Field,
    anchored,
    choice_in_words,
    columns_at,
    condition_at,
    criterion_fields,
    entry_in_words,
    profile_fields,
    resolved,
    table_fields,
)
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.comparing import Comparing
from sheetqual_tui.screens.condition import ConditionScreen
from sheetqual_tui.screens.dialog import Dialog
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.widgets.line_list import LineList
from sheetqual_tui.widgets.sheet import Sheet, SheetRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual.core.conditions import Condition
    from sheetqual.core.profile import Profile
    from sheetqual.core.toml_lines import Path
    from sheetqual_tui.screens.editing import Editing

__all__ = ["CriterionScreen", "EntriesScreen", "EntryScreen", "ProfileScreen"]

_STEPS: Final = "steps"
_ANSWERS: Final = ("all or nothing", "in steps")
_HALF: Final = 0.5


class FieldsScreen(Dialog[None]):
    """A sheet of values; each change counts at once, and can be undone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Close", key_display="Esc", tooltip="Close; what was changed stays changed"),
        Binding("u,ctrl+z", "undo", "Undo", key_display="u", tooltip="Take the last change back"),
        Binding("U,ctrl+y", "redo", "Redo", tooltip="Make an undone change again", show=False),
    ]

    def __init__(self, desk: Editing) -> None:
        """Take the desk on which the profile lies."""
        super().__init__()
        self.desk = desk
        self._fields: dict[str, Field] = {}

    # To be said by heirs

    def title_now(self) -> str:
        """Return what stands above the sheet."""
        raise NotImplementedError

    def sections(self, profile: Profile) -> list[tuple[str, list[Field]]]:
        """Return the values to show, in sections with a title."""
        raise NotImplementedError

    def more_rows(self, profile: Profile) -> list[SheetRow]:  # noqa: ARG002 - heirs look at it
        """Return lines that are no values of the schema, to stand at the top."""
        return []

    def edit_more(self, key: str) -> bool:  # noqa: ARG002 - heirs look at it
        """Change a line of `more_rows`; tell whether it was one."""
        return False

    @property
    def is_there(self) -> bool:
        """Whether what is shown still exists: an undone step may have taken it away."""
        return True

    # The sheet

    def compose(self) -> ComposeResult:
        """Show the sheet above what its line means."""
        with Vertical(classes="dialog side"):
            yield Sheet(id="sheet")
            yield Static("", id="doc", markup=False)
            yield Static("", id="change", markup=False)

    def fill(self) -> None:
        """Fill the sheet."""
        self.query_one(".dialog").border_subtitle = "Enter changes  Del clears  u undoes  Esc closes"
        self.show()

    def show(self) -> None:
        """Show the values as they are now."""
        if not self.is_there:
            self.dismiss(None)
            return
        profile = self.desk.draft.now
        frame(self.query_one(".dialog"), self.title_now())
        rows = self.more_rows(profile)
        self._fields = {}
        for title, fields in self.sections(profile):
            if title and (rows or len(fields) > 0):
                rows.append(SheetRow("", title))
            for field in fields:
                row = field.row()
                self._fields[row.key] = field
                rows.append(row)
        self.query_one(Sheet).set_rows(rows)
        self._say()
        self.show_change()

    def show_change(self) -> None:
        """Show what the profile changes in the list."""
        line = self.query_one("#change", Static)
        line.update(shown(self.desk.change_sentence()))
        line.set_class(self.desk.unsaved, "-unsaved")

    @on(LineList.Selected)
    def _selected(self) -> None:
        self._say()

    def _say(self) -> None:
        row = self.query_one(Sheet).row
        self.query_one("#doc", Static).update(shown(row.doc) if row is not None else "")

    def hear(self, message: Message) -> bool:
        """Change a value, or set it back."""
        if not isinstance(message, Sheet.Edit):
            return False
        field = self._fields.get(message.key)
        if isinstance(message, Sheet.Clear):
            if field is not None:
                self.set(field, None)
        elif field is None:
            self.edit_more(message.key)
        else:
            self.edit_field(field)
        return True

    def fault(self, field: Field, value: Any) -> str | None:
        """Return what would be wrong with a value, or None."""
        return self.desk.fault(field.path, value)

    def set(self, field: Field, value: Any) -> str | None:
        """Change a value; return what is wrong with it, or None."""
        said = self.desk.edit(field.path, value, f"{self.title_now()}: {field.label}")
        if said is not None:
            self.desk.warn(said)
        self.show()
        return said

    def edit_field(self, field: Field) -> None:
        """Ask for another value, as its kind wants it."""
        match field.key.shape:
            case "flag":
                self.set(field, not field.value)
            case "choice":
                self._ask_choice(field)
            case "condition":
                self._ask_condition(field)
            case "tables":
                self.app.push_screen(EntriesScreen(self.desk, field.path, field.key.table, field.label), self._back)
            case "texts" if field.path[-1] == "columns" or field.path[0] in ("lead", "override"):
                self._ask_columns(field)
            case "texts" if field.path[-1] == "order":
                self._ask_order(field)
            case _:
                self._ask_text(field)

    def _back(self, _: object = None) -> None:
        self.show()

    def _ask_choice(self, field: Field) -> None:
        choices = [Choice(str(one), choice_in_words(str(one))) for one in field.key.choices]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self.set(field, keys[0])

        self.app.push_screen(Choose(field.label, choices, (str(field.value),), doc=field.doc), chosen)

    def _ask_text(self, field: Field) -> None:
        is_list = field.key.shape == "texts"
        is_long = is_list or field.path[0] == "scripts"
        value = field.value if field.is_set or _is_number(field.value) else None
        text = "" if value is None else "\n".join(value) if is_list else field.typed(value)

        def check(typed: str) -> str | None:
            return self.fault(field, field.meant(typed))

        def typed(text: str | None) -> None:
            if text is not None:
                self.set(field, field.meant(text))

        doc = f"{field.doc} One a line." if is_list else field.doc
        live = self._live(field)
        self.app.push_screen(Prompt(field.label, text, check=check, doc=doc, lines=is_long, live=live), typed)

    def _live(self, field: Field) -> Callable[[str], str] | None:
        """Return what says how many leads a threshold takes in, or None for other values."""
        if field.path not in (("score", "hot"), ("score", "warm")):
            return None

        def said(text: str) -> str:
            return self.desk.reaching(field.meant(text))

        return said

    def _ask_columns(self, field: Field) -> None:
        choices = [Choice(header, header, said) for header, said in self.desk.headers()]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self.set(field, list(keys) or None)

        dialog = Choose(
            field.label,
            choices,
            tuple(field.value or ()),
            several=True,
            ordered=True,
            free="Type to find, or a header that other lists have",
            doc=field.doc,
            none="None: found by common names" if field.path[0] in ("lead", "override") else "None",
        )
        self.app.push_screen(dialog, chosen)

    def _ask_order(self, field: Field) -> None:
        choices = [Choice(one.id, one.name) for one in self.desk.draft.now.criteria]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self.set(field, list(keys))

        dialog = Choose(field.label, choices, tuple(field.value or ()), several=True, ordered=True, doc=field.doc)
        self.app.push_screen(dialog, chosen)

    def _ask_condition(self, field: Field) -> None:
        profile = self.desk.draft.now
        columns = columns_at(profile, field.path)
        now = None if field.value is None else condition_at(profile, field.path, field.value)

        def use(condition: Condition) -> bool:
            return self.set(field, condition_table(condition, columns)) is None

        self.app.push_screen(ConditionScreen(self.desk, field.label, now, columns, use))

    def action_undo(self) -> None:
        """Take the last change back."""
        self.desk.action_undo()
        self.show()

    def action_redo(self) -> None:
        """Make an undone change again."""
        self.desk.action_redo()
        self.show()

    def action_leave(self) -> None:
        """Close the sheet."""
        self.dismiss(None)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


class CriterionScreen(FieldsScreen):
    """The values of one criterion."""

    def __init__(self, desk: Editing, criterion_id: str) -> None:
        """Take the criterion by its id, since it may move."""
        super().__init__(desk)
        self._criterion = criterion_id
        self._before: dict[str, Any] = {}

    @property
    def _place(self) -> int:
        return [one.id for one in self.desk.draft.now.criteria].index(self._criterion)

    @property
    def is_there(self) -> bool:
        """Whether the criterion still exists."""
        return any(one.id == self._criterion for one in self.desk.draft.now.criteria)

    def title_now(self) -> str:
        """Return the criterion's name."""
        return self.desk.draft.now.criteria[self._place].name

    def sections(self, profile: Profile) -> list[tuple[str, list[Field]]]:
        """Return its values."""
        return [("", criterion_fields(profile, self._place))]

    def fill(self) -> None:
        """Put the cursor on what the criterion wants."""
        super().fill()
        for key in ("want", "grades"):
            self.query_one(Sheet).select(f"criterion/{self._place}/{key}")

    def more_rows(self, profile: Profile) -> list[SheetRow]:
        """Say whether it is all or nothing, or in steps."""
        in_steps = profile.criteria[self._place].want is None
        doc = "One condition is worth all the points; steps are worth a part of them each, the first that holds counts."
        return [SheetRow(_STEPS, "Worth", _ANSWERS[in_steps], doc)]

    def edit_more(self, key: str) -> bool:
        """Ask whether it is all or nothing, or in steps."""
        if key != _STEPS:
            return False
        in_steps = self.desk.draft.now.criteria[self._place].want is None

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None and keys[0] != _ANSWERS[in_steps]:
                self._turn()

        choices = [Choice(one, one) for one in _ANSWERS]
        self.app.push_screen(Choose("What is it worth?", choices, (_ANSWERS[in_steps],)), chosen)
        return True

    def _turn(self) -> None:
        """Turn a condition into steps, or steps into a condition; what was there before comes back."""
        one = value_at(self.desk.draft.now, ("criterion", self._place))
        was, now = ("want", "grades") if "want" in one else ("grades", "want")
        value = one.pop(was)
        plain = [{"when": value, "value": 1}] if was == "want" else value[0]["when"]
        one[now] = self._before.get(now, plain)
        self._before = {was: value}
        said = self.desk.edit(("criterion", self._place), one, f"{self.title_now()}: Worth")
        if said is not None:
            self.desk.warn(said)
        self.show()

    def fault(self, field: Field, value: Any) -> str | None:
        """Return what would be wrong with a value, or None; points of one's own may change the order."""
        if field.path[-1] == "points" and _is_number(value):
            return self.desk.points_fault(self._place, Fraction(str(value)))
        return super().fault(field, value)

    def set(self, field: Field, value: Any) -> str | None:
        """Change a value; points of one's own take the criterion to where they belong."""
        if field.path[-1] == "points" and _is_number(value):
            said = self.desk.edit_points(self._place, Fraction(str(value)))
            if said is not None:
                self.desk.warn(said)
            else:
                self.desk.select_criterion(self._place)
            self.show()
            return said
        return super().set(field, value)


class ProfileScreen(FieldsScreen):
    """Everything of a profile but its criteria."""

    def title_now(self) -> str:
        """Return what it is."""
        return "Profile"

    def sections(self, profile: Profile) -> list[tuple[str, list[Field]]]:
        """Return its values."""
        return profile_fields(profile)


class _Anchored:
    """Finds its table again when criteria move: by the criterion's id instead of its place."""

    desk: Editing
    _anchor: Path

    @property
    def _path(self) -> Path:
        return resolved(self.desk.draft.now, self._anchor) or self._anchor


class EntryScreen(FieldsScreen, _Anchored):
    """The values of one of several tables: a step, a question, a penalty, a product."""

    def __init__(self, desk: Editing, path: Path, table: str, title: str) -> None:
        """Take the way to it.

        Args:
            desk: The desk.
            path: The way to the table, with its place at the end.
            table: Its name in the schema.
            title: What it is.
        """
        super().__init__(desk)
        self._anchor = anchored(desk.draft.now, path)
        self._table = table
        self._title = title

    @property
    def is_there(self) -> bool:
        """Whether the table still exists."""
        path = resolved(self.desk.draft.now, self._anchor)
        return path is not None and value_at(self.desk.draft.now, path) is not None

    def title_now(self) -> str:
        """Return what it is."""
        return self._title

    def sections(self, profile: Profile) -> list[tuple[str, list[Field]]]:
        """Return its values."""
        return [("", table_fields(profile, self._table, self._path, ("id",)))]


class Entries(LineList):
    """Tables of a kind, one a line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"entries--text"}
    DEFAULT_CSS = """
    Entries { height: auto; min-height: 3; max-height: 18; & > .entries--text { color: $foreground; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "tell('edit')", "Change", key_display="Enter", tooltip="Change it", id="entry_change"),
        Binding("a", "tell('add')", "Add", tooltip="Add one", id="entry_add"),
        Binding("d,delete", "tell('remove')", "Remove", key_display="d", tooltip="Take it out", id="entry_remove"),
        Binding("J,shift+down", "tell('down')", "Move", key_display="J/K", tooltip="Move it down", id="entry_down"),
        Binding("K,shift+up", "tell('up')", "Move up", tooltip="Move it up", show=False, id="entry_up"),
    ]

    class Told(Message):
        """Something is to be done with a line."""

        def __init__(self, what: str) -> None:
            """Carry what."""
            self.what = what
            super().__init__()

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="entries")
        self._texts: Sequence[str] = ()

    def set_texts(self, texts: Sequence[str]) -> None:
        """Show lines."""
        self._texts = texts
        self.set_count(len(texts))
        self.styles.height = max(3, len(texts))
        self.cursor = min(self.cursor, max(0, len(texts) - 1))
        self.refresh()

    def segments(self, row: int, width: int, *, cursor: bool) -> list[Segment]:
        """Return one line."""
        style = self.style_of("lines--cursor" if cursor else "entries--text")
        return [Segment(f" {fit(safe(self._texts[row]), max(0, width - 1))}", style)]

    def action_tell(self, what: str) -> None:
        """Ask for something to be done."""
        self.tell(self.Told(what))


class EntriesScreen(Dialog[None], _Anchored):
    """Tables of a kind: steps, questions, penalties, products; add, change, move and remove them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Close", key_display="Esc", tooltip="Close; what was changed stays changed"),
        Binding("u,ctrl+z", "undo", "Undo", key_display="u", tooltip="Take the last change back"),
    ]

    def __init__(self, desk: Editing, path: Path, table: str, title: str) -> None:
        """Take the way to the tables, their name in the schema, and what they are."""
        super().__init__()
        self.desk = desk
        self._anchor = anchored(desk.draft.now, path)
        self._table = table
        self._title = title

    def compose(self) -> ComposeResult:
        """Show the tables."""
        with Vertical(classes="dialog wide") as dialog:
            frame(dialog, self._title)
            dialog.border_subtitle = "Enter changes  a adds  d removes  J and K move  Esc closes"
            yield Entries()
            yield Static("", id="said", markup=False, classes="quiet")

    def fill(self) -> None:
        """Fill the list."""
        self.show()

    @property
    def _entries(self) -> list[dict[str, Any]]:
        return value_at(self.desk.draft.now, self._path) or []

    def show(self) -> None:
        """Show the tables as they are now."""
        profile = self.desk.draft.now
        path = resolved(profile, self._anchor)
        if path is None or (len(path) > 1 and value_at(profile, path[:-1]) is None):
            self.dismiss(None)
            return
        entries = self._entries
        self.query_one(Entries).set_texts(
            [entry_in_words(profile, self._table, one, (*self._path, place)) for place, one in enumerate(entries)]
        )
        self.query_one("#said", Static).update("" if entries else "None yet; press a to add one.")

    def _set(self, entries: Sequence[dict[str, Any]], what: str) -> bool:
        said = self.desk.edit(self._path, list(entries) or None, f"{self._title} {what}")
        if said is not None:
            self.desk.warn(said)
        self.show()
        return said is None

    def hear(self, message: Message) -> bool:
        """Add, change, move or remove a table."""
        if isinstance(message, Entries.Told):
            self._told(message)
            return True
        return False

    def _told(self, message: Entries.Told) -> None:
        entries, place = self._entries, self.query_one(Entries).cursor
        if message.what == "add":
            self._add(entries)
        elif not entries:
            return
        elif message.what == "edit":
            self._open(place)
        elif message.what == "remove":
            del entries[place]
            self._set(entries, "removed")
        else:
            to = place + (1 if message.what == "down" else -1)
            if 0 <= to < len(entries):
                entries.insert(to, entries.pop(place))
                if self._set(entries, "moved"):
                    self.query_one(Entries).cursor = to

    def _open(self, place: int) -> None:
        path = (*self._path, place)
        self.app.push_screen(EntryScreen(self.desk, path, self._table, self._title), lambda _: self.show())

    def _add(self, entries: list[dict[str, Any]]) -> None:
        """Add a table that is sound from the start, and open it."""

        def add(entry: dict[str, Any]) -> None:
            if self._set([*entries, entry], "added"):
                self.query_one(Entries).cursor = len(entries)
                self._open(len(entries))

        match self._table:
            case "question":
                self._ask_for("The question, an open one", lambda text: add({"ask": text}))
            case "product":
                order = [one.id for one in self.desk.draft.now.criteria]
                self._ask_for("The product's name", lambda text: add({"name": text, "order": order}))
            case "penalty":
                taken = [one["id"] for one in entries]
                self._ask_for("What is in the way? Its name", lambda name: self._add_penalty(name, taken, add))
            case _:
                columns = columns_at(self.desk.draft.now, (*self._path, 0, "when"))
                self._ask_condition("When", columns, lambda table: add({"when": table, "value": _HALF}))

    def _add_penalty(self, name: str, taken: Sequence[str], add: Callable[[dict[str, Any]], None]) -> None:
        def made(table: dict[str, Any]) -> None:
            add({"id": free_id(name, taken), "name": name, "when": table, "points": 10})

        self._ask_condition(f"{name}: points off when", (), made)

    def _ask_for(self, title: str, then: Callable[[str], None]) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                then(text.strip())

        def check(text: str) -> str | None:
            return None if text.strip() else "Write something, or press Esc."

        self.app.push_screen(Prompt(title, check=check, doc=self._doc()), typed)

    def _doc(self) -> str:
        first = {"question": "ask", "product": "order", "penalty": "when"}[self._table]
        return TABLES[self._table][first].doc

    def _ask_condition(self, title: str, columns: tuple[str, ...], then: Callable[[dict[str, Any]], None]) -> None:
        """Ask for the first line of a condition, and go on with it."""

        def made(condition: Condition) -> None:
            then(condition_table(condition, columns))

        Comparing(self.app, self.desk, columns, title).ask(None, made)

    def action_undo(self) -> None:
        """Take the last change back."""
        self.desk.action_undo()
        self.show()

    def action_leave(self) -> None:
        """Close the list."""
        self.dismiss(None)
