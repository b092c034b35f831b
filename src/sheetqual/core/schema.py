"""Every key of a profile, once: the reader, the JSON Schema and the guide are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from sheetqual.core.profile import Assume, Kind, Level, OnFail, Temperature, Weighting
from sheetqual.core.words import Word

__all__ = ["CONDITION", "MOST_CRITERIA", "STAGES", "TABLES", "TOP", "Key", "json_schema"]

Shape = Literal[
    "text",
    "texts",
    "number",
    "whole",
    "flag",
    "choice",
    "wanted",
    "many_wanted",
    "pair",
    "day",
    "condition",
    "conditions",
    "table",
    "tables",
    "shares",
]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table.

    Attributes:
        shape: What its value looks like.
        doc: What it means, in a sentence.
        default: What it is when left out; None where there is no default.
        required: Whether it must be there.
        choices: The words allowed, for ``choice``.
        table: The name of the table in `TABLES`, for ``table`` and ``tables``.
        low: The least number allowed.
        high: The greatest number allowed.
    """

    shape: Shape
    doc: str
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    table: str = ""
    low: float | None = None
    high: float | None = None


STAGES: Final = ("cold_call", "discovery", "presentation")
MOST_CRITERIA: Final = 40
_MOST_DAYS: Final = 200_000

TOP: Final[dict[str, Key]] = {
    "schema": Key("whole", "The version of this format.", default=1, low=1),
    "name": Key("text", "The profile's name.", default=""),
    "version": Key("whole", "The profile's version, raised by one at each save.", default=1, low=0),
    "region": Key("text", 'Where phone numbers without a country code belong, such as "NO".'),
    "reading": Key("table", "How numbers, dates and CSV files are read.", table="reading"),
    "score": Key("table", "Weights, thresholds and words for the temperatures.", table="score"),
    "lead": Key("table", "Which columns say who a lead is; common names are found without it.", table="lead"),
    "override": Key(
        "table",
        "Which columns hold what a person decided about a lead; common names are found without it.",
        table="override",
    ),
    "criterion": Key(
        "tables",
        "One quality of a good lead; the order of these tables is the priority order.",
        required=True,
        table="criterion",
    ),
    "penalty": Key("tables", "An obstacle: points off when its condition holds.", table="penalty"),
    "horizon": Key("table", "When a lead buys too late to be called now.", table="horizon"),
    "product": Key("tables", "A product with an order of its own.", table="product"),
    "types": Key("table", "Lead types that a condition decides.", table="types"),
    "suppress": Key("table", "Who is never called.", table="suppress"),
    "routing": Key("table", "Where leads go.", table="routing"),
    "depth": Key("table", "The most questions to ask at each stage.", table="depth"),
    "words": Key("table", "Words added to the built-in ones.", table="words"),
    "pool": Key("shares", "How often each criterion holds, by id; written by publishing.", low=0, high=1),
    "scripts": Key("table", "What to say.", table="scripts"),
}

CONDITION: Final[dict[str, Key]] = {
    "is": Key("wanted", "The answer is this text, number or yes/no."),
    "one_of": Key("many_wanted", "The answer is one of these."),
    "not_one_of": Key("many_wanted", "The answer is none of these."),
    "contains": Key("text", "The answer contains this text."),
    "like": Key("text", "The answer matches this pattern: * stands for any text, ? for one character."),
    "at_least": Key("number", "The number is this or more."),
    "at_most": Key("number", "The number is this or less."),
    "between": Key("pair", "The number or date lies between these two, both included."),
    "yes": Key("flag", "The answer is yes."),
    "no": Key("flag", "The answer is no."),
    "known": Key("flag", "There is an answer; a blank or unknown one counts as no."),
    "before": Key("day", "The date is before this day."),
    "after": Key("day", "The date is after this day."),
    "within_days": Key("number", "The date is at most so many days away, past or future.", low=0, high=_MOST_DAYS),
    "older_than_days": Key("number", "The date is more than so many days ago.", low=0, high=_MOST_DAYS),
    "later_than_days": Key("number", "The date is more than so many days ahead.", low=0, high=_MOST_DAYS),
    "all": Key("conditions", "All of these conditions hold."),
    "any": Key("conditions", "Any of these conditions holds."),
    "not": Key("condition", "This condition does not hold."),
    "column": Key("text", "The column this condition reads, instead of the table's own columns."),
}

_COLUMNS: Final = "The headers to read, tried in turn: the first that exists and is not blank."

TABLES: Final[dict[str, dict[str, Key]]] = {
    "reading": {
        "decimal": Key("choice", "The decimal mark in text.", default="auto", choices=("auto", ".", ",")),
        "dates": Key("choice", "The order of dates in text.", default="dmy", choices=("dmy", "mdy", "ymd")),
        "encoding": Key("text", 'The encoding of CSV files that are not UTF-8, such as "cp1251".'),
    },
    "score": {
        "weights": Key(
            "choice",
            "How points come from the order: rank-order centroid, rank sum, all equal, or the team's own points.",
            default="rank",
            choices=tuple(Weighting),
        ),
        "hot": Key("number", "The least score of a hot lead.", default=70, low=0, high=100),
        "warm": Key("number", "The least score of a warm lead.", default=40, low=0, high=100),
        "labels": Key("table", "The team's words for the temperatures.", table="labels"),
    },
    "labels": {
        temperature.value: Key("text", f"The word for {temperature.value} leads.", default=temperature.value)
        for temperature in Temperature
    },
    "lead": {
        "id": Key("texts", "The headers of a lead's stable id."),
        "name": Key("texts", "The headers of a person's name."),
        "company": Key("texts", "The headers of the company's name."),
        "phone": Key("texts", "The headers of phone numbers."),
        "email": Key("texts", "The headers of e-mail addresses."),
        "country": Key("texts", "The headers of the country."),
        "owner": Key("texts", "The headers of the lead's owner in the team."),
    },
    "override": {
        "value": Key("texts", "The headers of the temperature or queue that a person decided on."),
        "reason": Key("texts", "The headers of the reason."),
        "author": Key("texts", "The headers of who decided."),
        "date": Key("texts", "The headers of the day it was decided."),
        "until": Key("texts", "The headers of the last day on which it counts."),
    },
    "criterion": {
        "id": Key("text", "A short name for programs: letters, digits, _ and -.", required=True),
        "name": Key("text", "The name that people see; the id when left out."),
        "columns": Key("texts", _COLUMNS),
        "level": Key("choice", "The level it belongs to.", default="opportunity", choices=tuple(Level)),
        "kind": Key("choice", "Fit of the lead, or its interest.", default="fit", choices=tuple(Kind)),
        "want": Key("condition", "The condition that is worth all the points when it holds."),
        "grades": Key("tables", "Steps worth part of the points: the first that holds wins.", table="grade"),
        "required": Key("flag", "A knockout: failing it ends qualification.", default=False),
        "on_fail": Key("choice", "Where a lead goes that fails it.", default="nurture", choices=tuple(OnFail)),
        "assume": Key("choice", "What a blank means.", default="unknown", choices=tuple(Assume)),
        "tied_with_previous": Key("flag", "Shares the rank of the criterion above.", default=False),
        "points": Key("number", 'The team\'s own points, for weights = "points".', low=0, high=1_000_000),
        "decay": Key("table", "The answer loses value with age.", table="decay"),
        "questions": Key("tables", "What to ask to find out.", table="question"),
    },
    "grade": {
        "when": Key("condition", "What must hold.", required=True),
        "value": Key("number", "What it is worth, from 0 to 1 in steps of 0.01.", required=True, low=0, high=1),
    },
    "decay": {
        "half_life_days": Key("number", "After so many days half is left.", required=True, low=0.01, high=_MOST_DAYS),
    },
    "question": {
        "ask": Key("text", "The question, an open one.", required=True),
        "stage": Key("choice", "When to ask it.", default="cold_call", choices=STAGES),
        "cost": Key("number", "What asking costs, against 1 for a simple question.", default=1, low=0.01, high=1000),
    },
    "penalty": {
        "id": Key("text", "A short name for programs.", required=True),
        "name": Key("text", "The name that people see; the id when left out."),
        "columns": Key("texts", _COLUMNS),
        "when": Key("condition", "When the points are taken off.", required=True),
        "points": Key("number", "The points taken off.", required=True, low=0, high=100),
    },
    "horizon": {
        "columns": Key("texts", _COLUMNS),
        "lost_when": Key("condition", "When the lead goes to the lost queue, to be looked at again.", required=True),
    },
    "product": {
        "name": Key("text", "The product's name.", required=True),
        "order": Key("texts", "Ids of criteria, most important first; others don't count for it.", required=True),
    },
    "types": {
        "PQL": Key("condition", "Product-qualified: uses the product already, on trial say."),
        "CQL": Key("condition", "Conversation-qualified: asked to be contacted."),
    },
    "suppress": {
        "columns": Key("texts", "Columns that say a lead must not be called."),
        "files": Key("texts", "Files with numbers and addresses that exports leave out."),
    },
    "routing": {
        "refusal": Key(
            "choice",
            "Whether refusing any criterion drops a lead, or only a required one.",
            default="any",
            choices=("any", "required"),
        ),
    },
    "depth": {
        stage: Key("whole", f"The most questions in a {stage.replace('_', ' ')}.", low=0, high=100) for stage in STAGES
    },
    "words": {
        word.value: Key("texts", f"More words that mean {word.value}.") for word in Word
    },
    "scripts": {
        "opening": Key("text", "How a call begins."),
        "complaint": Key("text", "What to say to a complaint, which is no refusal."),
        "account_review": Key("text", "How to offer an account review."),
        "refer": Key("text", "How to ask who decides instead."),
    },
}  # fmt: skip


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of profiles, for editors that complete and check TOML."""
    definitions = {name: _object(keys) for name, keys in TABLES.items()}
    definitions["condition"] = _object(CONDITION, least=1)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sheetqual profile",
        "description": "What a team looks for in a lead.",
        **_object(TOP),
        "$defs": definitions,
    }


def _object(keys: dict[str, Key], least: int = 0) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _value(key) for name, key in keys.items()},
        "additionalProperties": False,
    }
    if required := [name for name, key in keys.items() if key.required]:
        schema["required"] = required
    if least:
        schema["minProperties"] = least
    return schema


_SCALAR: Final = {"type": ["string", "number", "boolean"]}
_CONDITION_REF: Final = {"$ref": "#/$defs/condition"}


def _value(key: Key) -> dict[str, Any]:
    bounds = {name: bound for name, bound in (("minimum", key.low), ("maximum", key.high)) if bound is not None}
    number = {"type": "number", **bounds}
    shapes: dict[str, dict[str, Any]] = {
        "text": {"type": "string"},
        "texts": {"type": "array", "items": {"type": "string"}},
        "number": number,
        "whole": {"type": "integer", **bounds},
        "flag": {"type": "boolean"},
        "choice": {"enum": list(map(str, key.choices))},
        "wanted": _SCALAR,
        "many_wanted": {"type": "array", "items": _SCALAR, "minItems": 1},
        "pair": {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 2, "maxItems": 2},
        "day": {"type": "string", "format": "date"},
        "condition": _CONDITION_REF,
        "conditions": {"type": "array", "items": _CONDITION_REF, "minItems": 1},
        "table": {"$ref": f"#/$defs/{key.table}"},
        "tables": {"type": "array", "items": {"$ref": f"#/$defs/{key.table}"}, "minItems": 1},
        "shares": {"type": "object", "additionalProperties": number},
    }
    schema = {"description": key.doc, **shapes[key.shape]}
    if key.default is not None:
        schema["default"] = key.default
    return schema
