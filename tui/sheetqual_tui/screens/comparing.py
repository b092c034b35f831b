"""One comparison, asked for part by part: which column, how, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.conditions import Test
from sheetqual.core.profile_tables import condition_table
from sheetqual.core.schema import CONDITION
from sheetqual.errors import ProfileError
from sheetqual_tui.fields import number_in_words, range_value, read_condition, toml_value
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

    from sheetqual.core.conditions import Condition
    from sheetqual_tui.screens.editing import Editing

    Then = Callable[[Condition], None]

__all__ = ["OPERATORS", "Comparing"]

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
_HINTS: Final = {"pair": "10 to 50", "day": "2026-12-31", "number": "a number"}
_FREE_COLUMN: Final = "Type to find, or a header that other lists have"


class Comparing:
    """Asks for a comparison, dialog by dialog; one that is given up changes nothing."""

    def __init__(self, app: App[None], desk: Editing, columns: tuple[str, ...], title: str = "") -> None:
        """Take where to ask.

        Args:
            app: The app, which shows the dialogs.
            desk: The desk, whose list has columns and values to choose from.
            columns: The columns that are compared unless others are chosen.
            title: What the comparison decides; empty where that is said already.
        """
        self._app = app
        self._desk = desk
        self._columns = columns
        self._title = title

    def ask(self, test: Test | None, then: Then, what: str = "column") -> None:
        """Ask for a comparison, or for another part of one.

        Args:
            test: The comparison to change, or None for a new one.
            then: Called with what was asked for.
            what: The first part to ask for: ``column``, ``operator`` or ``value``; what follows from it
                is asked for, too.
        """
        if test is None or what == "column":
            self._ask_column(test, then)
        elif what == "operator" or test.operator in _FLAGS:
            self._ask_operator(test, test.columns, then)
        else:
            self._ask_wanted(test, test.columns, test.operator, then)

    def _ask_column(self, test: Test | None, then: Then) -> None:
        own = " or ".join(self._columns)
        headers = self._desk.headers()
        choices = [Choice("", own, "the criterion's own")] if own else []
        choices += [Choice(header, header, said) for header, said in headers if (header,) != self._columns]
        now = "" if test is None or test.columns == self._columns else test.columns[0]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is None:
                return
            columns = (keys[0],) if keys[0] else self._columns
            if test is not None and keys[0] == now:
                columns = test.columns
            if test is None:
                self._ask_operator(None, columns, then)
            else:
                then(Test(test.operator, test.wanted, columns))

        dialog = Choose("Which column?", choices, (now,) if choices else (), free=_FREE_COLUMN, doc=self._title)
        self._app.push_screen(dialog, chosen)

    def _ask_operator(self, test: Test | None, columns: tuple[str, ...], then: Then) -> None:
        choices = [Choice(name, said) for name, said in OPERATORS.items()]
        now = test.operator if test is not None else self._desk.likely_operator(columns)

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._ask_wanted(test, columns, keys[0], then)

        self._app.push_screen(Choose(f"{columns[0]} …", choices, (now,)), chosen)

    def _ask_wanted(self, test: Test | None, columns: tuple[str, ...], operator: str, then: Then) -> None:
        is_same = test is not None and test.operator == operator
        now = condition_table(test, test.columns)[operator] if test is not None and is_same else None

        def made(value: Any) -> None:
            self._read(columns, {operator: value}, then)

        if operator in _FLAGS:
            made(True)  # noqa: FBT003 - as TOML has it
        elif operator in _PICKED:
            self._pick(columns, operator, now, made)
        else:
            self._type(columns, operator, now, made)

    def _pick(self, columns: tuple[str, ...], operator: str, now: Any, then: Callable[[Any], None]) -> None:
        """Choose among the values that the column has."""
        several = operator != "is"
        choices = [Choice(value, value, said) for value, said in self._desk.values(columns)]
        taken = [] if now is None else [str(one) for one in now] if isinstance(now, list) else [str(now)]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                then(list(keys) if several else keys[0])

        title = f"{columns[0]} {OPERATORS[operator]}"
        dialog = Choose(title, choices, taken, several=several, free="Type to find, or another value")
        self._app.push_screen(dialog, chosen)

    def _type(self, columns: tuple[str, ...], operator: str, now: Any, then: Callable[[Any], None]) -> None:
        key = CONDITION[operator]

        def value(text: str) -> Any:
            return range_value(text) if key.shape == "pair" else toml_value(key, text)

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
            if key.shape == "pair"
            else number_in_words(now)
        )
        title = f"{columns[0]} {OPERATORS[operator]}"
        dialog = Prompt(title, text, check=check, doc=key.doc, placeholder=_HINTS.get(key.shape, ""))
        self._app.push_screen(dialog, typed)

    def _read(self, columns: tuple[str, ...], table: dict[str, Any], then: Then) -> None:
        try:
            condition = read_condition(table, columns)
        except ProfileError as error:
            self._desk.warn(error.faults[0].text if error.faults else "This is no condition.")
        else:
            then(condition)
