"""A `Profile` -> the tables that a profile's text holds: the inverse of `sheetqual.core.parse`."""

from __future__ import annotations

from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.conditions import All, Any_, Condition, Not, Test, tests_of
from sheetqual.core.judge import plain_points
from sheetqual.core.reading import WHITE
from sheetqual.core.schema import CONDITION, TABLES, TOP
from sheetqual.core.words import Word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.conditions import Wanted
    from sheetqual.core.profile import Criterion, Grade, Penalty, Profile, Question, Score
    from sheetqual.core.schema import Key

__all__ = ["condition_table", "criterion_table", "profile_table", "same_value"]

Table = dict[str, Any]

_PLACES: Final = {key: place for place, key in enumerate(CONDITION)}
_MOST_WHOLE: Final = 10**15
"""A float this large may stand for other whole numbers, too; it stays as it is."""


def profile_table(profile: Profile) -> Table:
    """Return the tables of a profile as `tomllib` would give them.

    Args:
        profile: A profile as `parse_profile` makes them.

    Returns:
        Dicts, lists, texts, numbers, truth values and days, with the keys in the order of
        `sheetqual.core.schema`. What equals its default is left out, but for ``schema``, ``name``
        and ``version``. `build_profile` makes the same profile of it.

    Raises:
        ValueError: A condition reads several columns that are not those of its table, which no
            text can say.
    """
    whole: Table = {
        "schema": 1,
        "name": profile.name if profile.name.strip(WHITE) else None,
        "version": profile.version,
        "region": profile.region,
        "reading": _without_defaults(
            {"decimal": profile.decimal, "dates": profile.dates, "encoding": profile.encoding}, TABLES["reading"]
        ),
        "score": _score_table(profile.score),
        "lead": {key: list(headers) for key, headers in asdict(profile.lead).items() if headers},
        "override": {key: list(headers) for key, headers in asdict(profile.override).items() if headers},
        "criterion": [criterion_table(criterion) for criterion in profile.criteria],
        "penalty": [_penalty_table(penalty) for penalty in profile.penalties],
        "horizon": {},
        "product": [{"name": product.name, "order": list(product.order)} for product in profile.products],
        "types": {name: condition_table(condition, ()) for name, condition in _sorted(profile.types, "types")},
        "suppress": {key: list(values) for key, values in asdict(profile.suppress).items() if values},
        "routing": _without_defaults({"refusal": profile.refusal}, TABLES["routing"]),
        "depth": dict(_sorted(profile.depth, "depth")),
        "words": {word.value: list(profile.words[word]) for word in Word if word in profile.words},
        "pool": {name: _plain(share) for name, share in profile.pool.items()},
        "scripts": dict(_sorted(profile.scripts, "scripts")),
    }
    if (horizon := profile.horizon) is not None:
        whole["horizon"] = {
            **_columns(horizon.columns),
            "lost_when": condition_table(horizon.lost_when, horizon.columns),
        }
    always = ("schema", "name", "version")
    return {key: value for key in TOP if (value := whole[key]) or (key in always and value is not None)}


def criterion_table(criterion: Criterion) -> Table:
    """Return one criterion as `profile_table` does.

    Args:
        criterion: The criterion.

    Returns:
        Its ``[[criterion]]`` table; without ``name`` where that is the id.

    Raises:
        ValueError: A condition of it reads several columns that are not the criterion's.
    """
    columns, decay = criterion.columns, criterion.decay
    table = {
        "id": criterion.id,
        "name": None if criterion.name == criterion.id else criterion.name,
        **_columns(columns),
        "level": criterion.level.value,
        "kind": criterion.kind.value,
        "want": None if criterion.want is None else condition_table(criterion.want, columns),
        "grades": [_grade_table(grade, columns) for grade in criterion.grades] or None,
        "required": criterion.required,
        "on_fail": criterion.on_fail.value,
        "assume": criterion.assume.value,
        "tied_with_previous": criterion.tied_with_previous,
        "points": None if criterion.points is None else _plain(float(criterion.points)),
        "decay": None if decay is None else {"half_life_days": _plain(decay.half_life_days)},
        "questions": [_question_table(question) for question in criterion.questions] or None,
    }
    return _without_defaults(table, TABLES["criterion"])


def condition_table(condition: Condition, columns: tuple[str, ...]) -> Table:
    """Return a condition as `profile_table` does.

    Args:
        condition: The condition.
        columns: The columns of the table that it stands in.

    Returns:
        Its inline table; with ``column`` where it reads another column than those.

    Raises:
        ValueError: It reads several columns that are not those.
    """
    own = _own_columns(condition, columns)
    keys: Table
    match condition:
        case Test():
            keys = {condition.operator: _toml(condition.wanted)}
        case Not():
            keys = {"not": condition_table(condition.part, own)}
        case Any_():
            keys = {"any": [condition_table(part, own) for part in condition.parts]}
        case _:
            keys = _all_keys(condition, own)
    if own == columns:
        return keys
    if len(own) != 1:
        message = f"a condition reads {list(own)}, which are not the columns of its table"
        raise ValueError(message)
    return {**keys, "column": own[0]}


def same_value(one: object, other: object) -> bool:
    """Tell whether two values of tables say the same: 1 and 1.0 do, 1 and true do not.

    Args:
        one: A value as `tomllib` gives it.
        other: Another one.

    Returns:
        Whether a text may have either; the order of keys is no matter.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_value, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _all_keys(condition: All, columns: tuple[str, ...]) -> Table:
    """Return the parts as keys of one table, if reading that gives them in their order, else as a list."""
    keys = [_key_of(part) for part in condition.parts]
    in_order = all(_PLACES[above] < _PLACES[below] for above, below in pairwise(keys))
    at_home = all(part.columns == columns for part in condition.parts if isinstance(part, Test))
    if len(keys) > 1 and in_order and at_home:
        return {key: _bare(part, columns)[key] for key, part in zip(keys, condition.parts, strict=True)}
    return {"all": [condition_table(part, columns) for part in condition.parts]}


def _bare(part: Condition, columns: tuple[str, ...]) -> Table:
    """Return a part without a ``column`` of its own, which its neighbours would read, too."""
    match part:
        case Test():
            return {part.operator: _toml(part.wanted)}
        case Not():
            return {"not": condition_table(part.part, columns)}
        case _:
            return {_key_of(part): [condition_table(one, columns) for one in part.parts]}


def _key_of(condition: Condition) -> str:
    match condition:
        case Test():
            return condition.operator
        case Not():
            return "not"
        case Any_():
            return "any"
        case _:
            return "all"


def _own_columns(condition: Condition, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that a condition's own table had better name, once for all its parts.

    Tests side by side share theirs, as they do where they are keys of one table: a list would nest
    the condition deeper than its owner wrote it, and depth is limited.
    """
    homes = {test.columns for test in tests_of(condition)}
    if len(homes) == 1:
        return homes.pop()
    parts = condition.parts if isinstance(condition, All) else ()
    direct = {part.columns for part in parts if isinstance(part, Test)}
    if len(direct) == 1 and all(len(home) == 1 for home in homes):
        return direct.pop()
    return columns


def _toml(wanted: Wanted) -> Any:
    if isinstance(wanted, tuple):
        return [_toml(one) for one in wanted]
    return _plain(wanted) if isinstance(wanted, float) else wanted


def _plain(number: float) -> int | float:
    return int(number) if number == number // 1 and abs(number) < _MOST_WHOLE else number


def _columns(columns: tuple[str, ...]) -> Table:
    return {"columns": list(columns)} if columns else {}


def _without_defaults(table: Table, keys: dict[str, Key]) -> Table:
    return {name: value for name, value in table.items() if value is not None and value != keys[name].default}


def _score_table(score: Score) -> Table:
    labels = {temperature.value: word for temperature, word in score.labels.items()}
    table = {
        "weights": score.weights.value,
        "hot": plain_points(score.hot),
        "warm": plain_points(score.warm),
        "labels": _without_defaults(labels, TABLES["labels"]) or None,
    }
    return _without_defaults(table, TABLES["score"])


def _grade_table(grade: Grade, columns: tuple[str, ...]) -> Table:
    return {"when": condition_table(grade.when, columns), "value": _plain(grade.value / 100)}


def _question_table(question: Question) -> Table:
    table = {"ask": question.ask, "stage": question.stage, "cost": _plain(question.cost)}
    return _without_defaults(table, TABLES["question"])


def _penalty_table(penalty: Penalty) -> Table:
    table = {
        "id": penalty.id,
        "name": None if penalty.name == penalty.id else penalty.name,
        **_columns(penalty.columns),
        "when": condition_table(penalty.when, penalty.columns),
        "points": plain_points(penalty.thousandths),
    }
    return _without_defaults(table, TABLES["penalty"])


def _sorted(values: Mapping[str, Any], table: str) -> list[tuple[str, Any]]:
    return [(name, values[name]) for name in TABLES[table] if name in values]
