"""A profile as lines that can be changed: every key of its tables, named and said in sales words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.parse import build_profile
from sheetqual.core.phrases import condition_in_words
from sheetqual.core.profile import Weighting
from sheetqual.core.profile_edits import value_at
from sheetqual.core.schema import TABLES, TOP, Key
from sheetqual.errors import ProfileError
from sheetqual_tui.widgets.sheet import SheetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheetqual.core.conditions import Condition
    from sheetqual.core.profile import Profile
    from sheetqual.core.toml_lines import Path

__all__ = [
    "STAGE_NAMES",
    "Field",
    "choice_in_words",
    "criterion_fields",
    "entry_in_words",
    "profile_fields",
    "table_fields",
]

STAGE_NAMES: Final = {"cold_call": "cold call", "discovery": "discovery", "presentation": "presentation"}
_LABELS: Final[Mapping[str, str]] = {
    "name": "Name",
    "id": "Id",
    "columns": "Columns",
    "level": "Level",
    "kind": "Kind",
    "want": "Wants",
    "grades": "Steps",
    "required": "Required",
    "on_fail": "If it fails",
    "assume": "A blank means",
    "tied_with_previous": "Same rank as above",
    "points": "Points",
    "half_life_days": "Loses half after (days)",
    "questions": "Questions",
    "when": "When",
    "value": "Worth",
    "ask": "Question",
    "stage": "Stage",
    "cost": "Cost of asking",
    "region": "Region of phone numbers",
    "weights": "Points come from",
    "hot": "Hot from",
    "warm": "Warm from",
    "penalty": "Penalties",
    "lost_when": "Lost when",
    "product": "Products",
    "order": "Order of criteria",
    "PQL": "PQL when",
    "CQL": "CQL when",
    "files": "Files",
    "refusal": "A refusal drops a lead",
    "cold_call": "Cold call, at most",
    "discovery": "Discovery, at most",
    "presentation": "Presentation, at most",
    "opening": "Opening",
    "complaint": "To a complaint",
    "account_review": "Account review",
    "refer": "Who decides",
    "decimal": "Decimal mark",
    "dates": "Dates",
    "encoding": "Encoding of CSV files",
    "company": "Company",
    "phone": "Phone",
    "email": "E-mail",
    "country": "Country",
    "owner": "Owner",
    "reason": "Reason",
    "author": "Author",
    "date": "Day",
    "until": "Until",
}
_CHOICES: Final[Mapping[str, str]] = {
    "rank": "the order (rank-order centroid)",
    "rank_sum": "the order (rank sum, more even)",
    "equal": "all the same",
    "points": "points of your own",
    "any": "whatever was asked",
    "required": "only where it is required",
    "dmy": "day, month, year",
    "mdy": "month, day, year",
    "ymd": "year, month, day",
    "auto": "found out",
    ".": "a point",
    ",": "a comma",
    **STAGE_NAMES,
}
_SECTIONS: Final = (
    ("Points and temperatures", "score"),
    ("Words for the temperatures", "labels"),
    ("", ""),
    ("Buys too late", "horizon"),
    ("Lead types", "types"),
    ("Who is never called", "suppress"),
    ("Refusals", "routing"),
    ("Questions a stage", "depth"),
    ("What to say", "scripts"),
    ("Which columns say who a lead is", "lead"),
    ("Which columns hold what a person decided", "override"),
    ("How cells are read", "reading"),
    ("Words of your own for", "words"),
)
_ORDER: Final = (
    *("name", "columns", "want", "grades", "required", "on_fail", "assume", "points", "tied_with_previous"),
    *("half_life_days", "questions", "level", "kind"),
)
"""A criterion's values, those that are changed most first."""
_WITHIN: Final[Mapping[str, Path]] = {"labels": ("score", "labels")}
_PERCENT: Final = 100
_DIGITS: Final = 6
_MOST_WHOLE: Final = 10**15
_HYPHEN: Final = re.compile(r"([0-9][0-9.,\s]*)[-–]([0-9][0-9.,\s]*)")
"""A range such as 10-50, which no date is."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a profile that can be changed.

    Attributes:
        path: The way to it in the profile's tables.
        key: What the schema says of it.
        label: Its name for people.
        said: Its value in words.
        is_set: Whether the profile says it, rather than the schema's default.
        value: The value as TOML has it; the default where it is not set, None without one.
    """

    path: Path
    key: Key
    label: str
    said: str
    is_set: bool
    value: Any

    def row(self) -> SheetRow:
        """Return the line that shows it."""
        return SheetRow("/".join(map(str, self.path)), self.label, self.said, self.doc, quiet=not self.is_set)

    @property
    def is_percent(self) -> bool:
        """Whether people see per cent where the profile has a share of 1."""
        return self.path[-1] == "value" and "grades" in self.path

    @property
    def doc(self) -> str:
        """What it means, in a sentence."""
        return "What it is worth, from 0 to 100 % of the points." if self.is_percent else self.key.doc

    def typed(self, value: Any) -> str:
        """Return a value as somebody would type it."""
        return number_in_words(round(value * _PERCENT, _DIGITS) if self.is_percent else value)

    def meant(self, text: str) -> Any:
        """Return what somebody typed as TOML has it; the text itself where it can't be one."""
        value = toml_value(self.key, text.strip().removesuffix("%") if self.is_percent else text)
        is_number = isinstance(value, (int, float)) and self.is_percent
        return round(value / _PERCENT, _DIGITS) if is_number else value


def criterion_fields(profile: Profile, place: int) -> list[Field]:
    """Return the values of one criterion, by its place from 0; those that play no part are left out."""
    one = profile.criteria[place]
    left_out = {"id", "grades" if one.want is not None else "want", "decay"}
    if not one.required:
        left_out.add("on_fail")
    if profile.score.weights is not Weighting.POINTS:
        left_out.add("points")
    if place == 0:
        left_out.add("tied_with_previous")
    fields = table_fields(profile, "criterion", ("criterion", place), left_out)
    if one.columns:
        fields += table_fields(profile, "decay", ("criterion", place, "decay"))
    return sorted(fields, key=lambda field: _ORDER.index(str(field.path[-1])))


def table_fields(profile: Profile, table: str, path: Path, left_out: Iterable[str] = ()) -> list[Field]:
    """Return the values of one table.

    Args:
        profile: The profile.
        table: The table's name in the schema.
        path: The way to it in the profile.
        left_out: Keys that are not shown.
    """
    data = value_at(profile, path) or {}
    return [_field(profile, name, key, data, path) for name, key in TABLES[table].items() if name not in left_out]


def profile_fields(profile: Profile) -> list[tuple[str, list[Field]]]:
    """Return everything of a profile but its criteria, in sections with a title."""
    top = value_at(profile, ())
    sections = [("The profile", [_field(profile, name, TOP[name], top, ()) for name in ("name", "region")])]
    for title, table in _SECTIONS:
        if not table:
            several = [_field(profile, name, TOP[name], top, ()) for name in ("penalty", "product")]
            sections.append(("Penalties and products", several))
            continue
        path = _WITHIN.get(table, (table,))
        sections.append((title, table_fields(profile, table, path, ("labels",))))
    return sections


def _field(profile: Profile, name: str, key: Key, data: Mapping[str, Any], path: Path) -> Field:
    value = data.get(name, key.default)
    label = _LABELS.get(name, name[0].upper() + name[1:])
    if path[:1] == ("words",) or path[:2] == ("score", "labels"):
        label = name
    said = _said(profile, key, value, (*path, name))
    field = Field((*path, name), key, label, said, name in data, value)
    return replace(field, said=f"{value * _PERCENT:.10g} %") if field.is_percent and value is not None else field


def _said(profile: Profile, key: Key, value: Any, path: Path) -> str:
    match key.shape:
        case "condition":
            return "not set" if value is None else condition_in_words(condition_at(profile, path, value))
        case "tables":
            return _entries(profile, key, value or [], path)
        case "flag":
            return "yes" if value else "no"
        case "choice":
            return choice_in_words(str(value))
        case "texts":
            return ", ".join(value) if value else "none"
    if value is None or value == "":
        return "not set"
    return " ".join(number_in_words(value).split())


def number_in_words(value: object) -> str:
    """Return a number with all its digits, whole where it is whole; anything else as it stands."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _MOST_WHOLE else repr(value)
    return str(value)


def choice_in_words(word: str) -> str:
    """Return one of the schema's choices in sales words."""
    return _CHOICES.get(word, word)


def _entries(profile: Profile, key: Key, value: Sequence[Mapping[str, Any]], path: Path) -> str:
    if not value:
        return "none"
    said = [entry_in_words(profile, key.table, one, (*path, place)) for place, one in enumerate(value)]
    return said[0] if len(said) == 1 else f"{len(said)}: {'; '.join(said)}"


def entry_in_words(profile: Profile, table: str, entry: Mapping[str, Any], path: Path) -> str:
    """Return one of several tables of a kind in a few words: a step, a question, a penalty, a product."""
    match table:
        case "grade":
            when = condition_in_words(condition_at(profile, (*path, "when"), entry["when"]))
            return f"{entry['value'] * _PERCENT:g} %: {when}"
        case "question":
            return str(entry["ask"])
        case "penalty":
            when = condition_in_words(condition_at(profile, (*path, "when"), entry["when"]))
            return f"{entry.get('name') or entry['id']}: {number_in_words(entry['points'])} points off when {when}"
        case _:
            return str(entry.get("name", ""))


def anchored(profile: Profile, path: Path) -> Path:
    """Return a path that leads to the same criterion when criteria move: with its id for its place."""
    if path[:1] == ("criterion",) and isinstance(path[1], int):
        return ("criterion", profile.criteria[path[1]].id, *path[2:])
    return path


def resolved(profile: Profile, path: Path) -> Path | None:
    """Return an anchored path as it leads through a profile now; None where its criterion is gone."""
    if path[:1] != ("criterion",) or isinstance(path[1], int):
        return path
    places = [place for place, one in enumerate(profile.criteria) if one.id == path[1]]
    return ("criterion", places[0], *path[2:]) if places else None


def condition_at(profile: Profile, path: Path, table: Mapping[str, Any]) -> Condition:
    """Return the condition of a table, as the profile reads it at a path."""
    return read_condition(table, columns_at(profile, path))


def columns_at(profile: Profile, path: Path) -> tuple[str, ...]:
    """Return the columns that a condition at a path reads unless it names its own."""
    for end in range(len(path) - 1, 0, -1):
        around = value_at(profile, path[:end])
        if isinstance(around, dict) and "columns" in around:
            return tuple(around["columns"])
    return ()


def read_condition(table: Mapping[str, Any], columns: Sequence[str]) -> Condition:
    """Return the condition that a table says.

    Args:
        table: The table as TOML has it.
        columns: The columns of the table around it.

    Raises:
        ProfileError: It is no sound condition.
    """
    criterion = {"id": "it", "want": dict(table)} | ({"columns": list(columns)} if columns else {})
    condition = build_profile({"criterion": [criterion]}, "the condition").criteria[0].want
    if condition is None:
        raise ProfileError("the condition", [])
    return condition


def toml_value(key: Key, text: str) -> Any:
    """Return what somebody typed as TOML has it; None for nothing.

    Args:
        key: What the schema says of the value.
        text: What was typed.

    Returns:
        The value; the text itself where it can't be one, for the schema to complain about.
    """
    text = text.strip()
    if not text:
        return None
    match key.shape:
        case "number" | "whole":
            return _number(text)
        case "texts":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "day":
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text
    return text


def _number(text: str) -> int | float | str:
    plain = "".join(text.split()).replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() and abs(number) < _MOST_WHOLE else number


def range_value(text: str) -> list[Any]:
    """Return the two ends of a range as somebody writes it: numbers where they are, else as they stand."""
    for mark in (" to ", "…", "..", " and ", ";", " - ", " – "):
        if mark in text:
            return [_number(part.strip()) for part in text.split(mark, 1)]
    if found := _HYPHEN.fullmatch(text.strip()):
        return [_number(part) for part in found.groups()]
    return [_number(part) for part in (text.split() if len(text.split()) == 2 else [text.strip()])]  # noqa: PLR2004
