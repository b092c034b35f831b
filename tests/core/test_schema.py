"""The table of keys, and the JSON Schema that is made from it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from sheetqual.core.parse import parse_profile
from sheetqual.core.schema import CONDITION, MOST_CRITERIA, TABLES, TOP, Key, json_schema
from sheetqual.errors import ProfileError

from .test_parse import FULL

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted([*(ROOT / "samples").glob("*/profile.toml"), *(ROOT / "templates" / "profiles").glob("*.toml")])
KEYS = [
    (table, name, key)
    for table, keys in (("", TOP), ("condition", CONDITION), *TABLES.items())
    for name, key in keys.items()
]


@pytest.mark.parametrize(("table", "name", "key"), KEYS, ids=[f"{table}.{name}" for table, name, _ in KEYS])
def test_every_key_has_a_doc_and_holds_together(table: str, name: str, key: Key) -> None:
    assert re.fullmatch(r"[A-Z].+\.", key.doc), f"{table}.{name}"
    assert (key.shape in ("table", "tables")) == bool(key.table)
    assert not key.table or key.table in TABLES
    assert (key.shape == "choice") == bool(key.choices)
    assert not (key.required and key.default is not None)
    if key.shape == "choice" and key.default is not None:
        assert key.default in key.choices


def test_every_table_is_reached_from_the_top() -> None:
    reached = {key.table for keys in (TOP, *TABLES.values()) for key in keys.values() if key.table}
    assert reached == set(TABLES)


def test_the_schema_is_plain_json_with_a_description_for_every_key() -> None:
    schema = json_schema()
    assert json.loads(json.dumps(schema)) == schema
    for table in (schema, *schema["$defs"].values()):
        assert table["additionalProperties"] is False
        assert all(value["description"] for value in table["properties"].values())
    assert schema["required"] == ["criterion"]
    assert schema["$defs"]["condition"]["minProperties"] == 1
    assert schema["$defs"]["score"]["properties"]["hot"] == {
        "description": "The least score of a hot lead.",
        "type": "number",
        "minimum": 0,
        "maximum": 100,
        "default": 70,
    }


def test_every_default_is_that_of_the_method() -> None:
    """The defaults of method.md section 2."""
    defaults = {f"{table}.{name}": key.default for table, name, key in KEYS if key.default is not None}
    assert defaults == {
        ".schema": 1,
        ".name": "",
        ".version": 1,
        "reading.decimal": "auto",
        "reading.dates": "dmy",
        "score.weights": "rank",
        "score.hot": 70,
        "score.warm": 40,
        "labels.hot": "hot",
        "labels.warm": "warm",
        "labels.cold": "cold",
        "labels.out": "out",
        "criterion.level": "opportunity",
        "criterion.kind": "fit",
        "criterion.required": False,
        "criterion.on_fail": "nurture",
        "criterion.assume": "unknown",
        "criterion.tied_with_previous": False,
        "question.stage": "cold_call",
        "question.cost": 1,
        "routing.refusal": "any",
    }
    assert MOST_CRITERIA == 40


def test_the_schema_is_valid_and_passes_sound_profiles_only() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    texts = [FULL, *(path.read_text(encoding="utf-8") for path in SHIPPED)]
    for text in texts:
        parse_profile(text)
        data = json.loads(json.dumps(tomllib.loads(text), default=str))
        assert [error.message for error in validator.iter_errors(data)] == []
    for poor in ("", "name = 5", '[[criterion]]\nid = "a"\nwant = { }', '[[criterion]]\nid = "a"\nwieght = 1'):
        with pytest.raises(ProfileError):
            parse_profile(poor)
        assert list(validator.iter_errors(tomllib.loads(poor)))
