"""What a merge or an update did, and what it left for a person: for programs, and for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.reading import cell_text, is_blank
from sheetqual.files.merging.matching import How
from sheetqual.files.merging.plan import Kind
from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sheetqual.core.values import Cell
    from sheetqual.files.merging.plan import Command, Decision, MergePlan

__all__ = ["receipt_json", "receipt_lines"]

_LISTS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "taken": (Kind.TAKEN, Kind.FILLED),
    "conflicts": (Kind.CONFLICT,),
    "kept": (Kind.KEPT,),
    "unmatched": (Kind.UNMATCHED, Kind.NAMELESS),
    "ambiguous": (Kind.AMBIGUOUS, Kind.DOUBTFUL),
    "maybe": (Kind.MAYBE,),
    "added": (Kind.ADDED,),
    "joined": (Kind.JOINED, Kind.DIFFERENT),
    "missing": (Kind.MISSING,),
    "ids": (Kind.ID_MADE, Kind.REPEATED_ID, Kind.NO_ID),
    "columns": (Kind.COLUMN_ADDED, Kind.COLUMN_LEFT, Kind.COLUMN_KEPT),
}
_LONGEST: Final = 60


def receipt_json(plan: MergePlan, *, when: datetime, master: str, other: str) -> dict[str, Any]:
    """Return a receipt as an object for JSON.

    Its keys: `command` (merge or update), `when` (ISO 8601), `master` and `other` (the two files),
    `counts` (by kind of decision, and `known`: the rows of the other list that were found), and a
    list of decisions each for `taken`, `conflicts`, `kept`, `unmatched`, `ambiguous`, `maybe`,
    `added`, `joined`, `missing`, `ids` and `columns`. A decision has its `kind` and `lead`, and
    where they say something `row` (in the master), `other_row`, `column`, `mine`, `theirs` (as
    text), `how` and `rows` (of other leads that it is about).

    Args:
        plan: What was planned, and done.
        when: When it was done.
        master: The name of the master's file.
        other: The name of the other list's file.
    """
    counts = {"known": plan.known} | {kind.value: count for kind, count in plan.counts.items()}
    name_of = {kind: name for name, kinds in _LISTS.items() for kind in kinds}
    lists: dict[str, list[dict[str, Any]]] = {name: [] for name in _LISTS}
    for decision in plan.decisions:
        lists[name_of[decision.kind]].append(_entry(decision))
    head = {"command": plan.command, "when": when.isoformat(timespec="seconds"), "master": master, "other": other}
    return {**head, "counts": counts, **lists}


def _entry(decision: Decision) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": decision.kind.value, "lead": decision.lead}
    more = {
        "row": decision.row,
        "other_row": decision.other,
        "column": decision.column,
        "mine": _text(decision.mine),
        "theirs": _text(decision.theirs),
        "how": decision.how and decision.how.value,
        "rows": list(decision.rows) or None,
    }
    return entry | {key: value for key, value in more.items() if value is not None}


def _text(cell: Cell) -> str | None:
    return None if is_blank(cell) else cell_text(cell)


def receipt_lines(plan: MergePlan, most: int = 10) -> list[str]:
    """Return a receipt as lines for the terminal: the counts, then what a person has to decide.

    Args:
        plan: What was planned.
        most: How many cases of each sort are shown; the rest is counted.
    """
    lines = _found(plan)
    for kind, (what, happened) in _COUNTED[plan.command].items():
        if count := plan.counts.get(kind):
            lines.append(f"{_many(count, what)} {happened}")
    if plan.changes_nothing:
        lines.append("Nothing changes in your list.")
    for kind in _SHOWN:
        cases = [decision for decision in plan.decisions if decision.kind is kind]
        lines += [for_terminal(_case(plan.command, decision)) for decision in cases[:most]]
        if len(cases) > most:
            lines.append(f"... and {len(cases) - most:,} more of these; the receipt names them all")
    return lines


def _found(plan: MergePlan) -> list[str]:
    """Return how many rows were found.

    Of an export the first line counts all rows, and the lines about rows and new leads add up to it.
    """
    source = _SOURCE[plan.command]
    if plan.command == "merge":
        return [f"{_many(plan.known, 'row|rows')} of the {source} found in your list"]
    joined = [decision.row is not None for decision in plan.decisions if decision.kind is Kind.JOINED]
    left = sum(plan.counts.get(kind, 0) for kind in (Kind.ADDED, Kind.AMBIGUOUS, Kind.NAMELESS, Kind.DOUBTFUL))
    found = plan.known - sum(joined)
    total = found + len(joined) + left
    return [f"{_many(total, 'row|rows')} in the {source}, of these:", f"{_many(found, 'row|rows')} found in your list"]


_SOURCE: Final[Mapping[Command, str]] = {"merge": "returned list", "update": "export"}
_JOINED: Final = ("further row|further rows", "of a lead, joined")
_NAMELESS: Final = ("row|rows", "left out: nothing says who it is")
_BOTH: Final = {
    Kind.CONFLICT: ("conflict|conflicts", "to decide; yours stays until then"),
    Kind.DIFFERENT: ("cell|cells", "different in rows of one lead"),
    Kind.KEPT: ("cell|cells", "kept, though the other side says otherwise"),
    Kind.ID_MADE: ("id|ids", "made"),
    Kind.REPEATED_ID: ("id|ids", "of several leads each, so nobody is found by them"),
    Kind.NO_ID: ("lead|leads", "of your list without an id"),
    Kind.COLUMN_ADDED: ("column|columns", "added"),
    Kind.COLUMN_LEFT: ("column|columns", "without a header left out"),
    Kind.COLUMN_KEPT: ("column|columns", "of yours not touched"),
}
_COUNTED: Final[Mapping[Command, Mapping[Kind, tuple[str, str]]]] = {
    "merge": {
        Kind.TAKEN: ("answer|answers", "taken over"),
        Kind.FILLED: ("blank cell|blank cells", "filled"),
        Kind.JOINED: _JOINED,
        Kind.UNMATCHED: ("row|rows", "in the returned list, but not in yours"),
        Kind.AMBIGUOUS: ("row|rows", "left out: more than one lead or row fits"),
        Kind.MAYBE: ("row|rows", "left out: by the name or the id it is somebody else"),
        Kind.NAMELESS: _NAMELESS,
        **_BOTH,
    },
    "update": {
        Kind.ADDED: ("new lead|new leads", "added"),
        Kind.JOINED: _JOINED,
        Kind.AMBIGUOUS: ("row|rows", "left out: more than one lead fits"),
        Kind.DOUBTFUL: ("row|rows", "left out: of several leads of the export"),
        Kind.NAMELESS: _NAMELESS,
        Kind.MAYBE: ("of the new leads|of the new leads", "perhaps in your list already"),
        Kind.TAKEN: ("cell|cells", "brought up to date"),
        Kind.FILLED: ("blank cell|blank cells", "filled"),
        **_BOTH,
        Kind.MISSING: ("lead|leads", "of your list not in the export; they stay"),
    },
}
_SHOWN: Final = (
    *(Kind.CONFLICT, Kind.AMBIGUOUS, Kind.MAYBE, Kind.UNMATCHED, Kind.NAMELESS, Kind.DOUBTFUL, Kind.DIFFERENT),
    *(Kind.REPEATED_ID, Kind.COLUMN_LEFT, Kind.COLUMN_KEPT),
)


def _many(count: int, what: str) -> str:
    one, many = what.split("|")
    return f"{count:,} {one if count == 1 else many}"


def _case(command: Command, decision: Decision) -> str:
    """Return one case that a person should look at, as a line."""
    source = _SOURCE[command]
    there = f"row {decision.other} of the {source}, {_short(decision.lead)}"
    rows = _rows(decision.rows)
    match decision.kind:
        case Kind.CONFLICT:
            return (
                f"row {decision.row}, {_short(decision.lead)}: {_short(decision.column or '')}: "
                f"yours {_quoted(decision.mine)}, {_CALLED[command]} {_quoted(decision.theirs)}; left as it was"
            )
        case Kind.AMBIGUOUS | Kind.MAYBE if decision.how is not None:
            return f"{there}: {_id_case(decision)}; left out"
        case Kind.AMBIGUOUS:
            return f"{there}: fits {rows} of your list equally well; left out"
        case Kind.MAYBE:
            done = "added" if command == "update" else "left out"
            return f"{there}: may be {rows} of your list after all; {done}"
        case Kind.UNMATCHED:
            return f"{there}: in the {source}, but not in your list"
        case Kind.NAMELESS:
            return f"row {decision.other} of the {source}: nothing says who it is; left out"
        case Kind.DOUBTFUL:
            return f"{there}: may be any of {rows} of the {source}; left out"
        case Kind.DIFFERENT:
            return (
                f"{there}: {_short(decision.column or '')}: {_quoted(decision.theirs)} here, "
                f"{_quoted(decision.mine)} in {rows}; {_quoted(decision.mine)} counts"
            )
        case Kind.REPEATED_ID:
            return f"the id {_quoted(decision.mine)} stands in {rows} of your list; give each lead its own"
    return _column_case(source, decision)


def _column_case(source: str, decision: Decision) -> str:
    if decision.kind is Kind.COLUMN_KEPT:
        return f"{_short(decision.column or '')}: filled by formulas in your list, so theirs is left out"
    return f"column {decision.column} of the {source} has no header; left out"


def _id_case(decision: Decision) -> str:
    """Return why a row was left out that has another id than the lead it looks like."""
    first, *more = decision.rows
    if decision.how is not How.ID:
        return f"looks like row {first} of your list, but has another id"
    who = f"looks like {_rows(more)}" if more else "names somebody else"
    rival = "; another row fits that id" if decision.kind is Kind.AMBIGUOUS else ""
    return f"has the id of row {first} of your list, but {who}{rival}"


_CALLED: Final[Mapping[Command, str]] = {"merge": "returned", "update": "export"}


def _rows(rows: Sequence[int]) -> str:
    *others, last = map(str, rows or ("",))
    return f"rows {', '.join(others)} and {last}" if others else f"row {last}"


def _quoted(cell: Cell) -> str:
    return f'"{_short(cell_text(cell))}"'


def _short(text: str) -> str:
    """Return a text cut to a readable length, on one line."""
    line = " ".join(text.split())
    return f"{line[: _LONGEST - 1]}…" if len(line) > _LONGEST else line
