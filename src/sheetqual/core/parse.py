"""A profile's text or tables -> a `Profile`, or every fault at once."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.conditions import All, Any_, Condition, Not, Test, Wanted
from sheetqual.core.profile import (
    Assume,
    Criterion,
    Decay,
    Grade,
    Horizon,
    Kind,
    LeadColumns,
    Level,
    OnFail,
    OverrideColumns,
    Penalty,
    Product,
    Profile,
    Question,
    Score,
    Suppress,
    Temperature,
    Weighting,
)
from sheetqual.core.reading import WHITE, is_finite
from sheetqual.core.schema import CONDITION, MOST_CRITERIA, TABLES, TOP, Key
from sheetqual.core.toml_lines import Path, TomlLines, endless_key, lines_of
from sheetqual.core.words import Word, fold_word
from sheetqual.errors import Fault, ProfileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["build_profile", "parse_profile"]

Table = dict[str, Any]

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")
_AT: Final = re.compile(r" \(at line (\d+), column \d+\)\Z")
_DEEPEST: Final = 12
_LONGEST: Final = 1_000_000
_LONGEST_WORD: Final = 100
_MOST_FAULTS: Final = 200
_LONGEST_FAULT: Final = 1_000
_MOST_TABLES: Final = 1_000


def parse_profile(text: str, source: str = "profile.toml") -> Profile:
    """Read a profile from TOML text.

    Args:
        text: The text; a byte-order mark at its start is skipped.
        source: The file's name, for faults and as the name of a profile that has none.

    Returns:
        The profile.

    Raises:
        ProfileError: Something is wrong with it. The error holds every fault, each with its line;
            a TOML syntax error stands alone, since nothing after it can be trusted.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > _LONGEST:
        raise ProfileError(source, [Fault("the file is too long for a profile; is it the right one?")])
    if (line := endless_key(text)) is not None:
        raise ProfileError(source, [Fault("a key in this line has far more parts than any key of a profile", line)])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(source, [_syntax_fault(str(error), text)]) from None
    except (RecursionError, ValueError):
        raise ProfileError(source, [Fault("the file is nested too deeply or holds an impossible number")]) from None
    return _checked(data, TomlLines(text), source)


def build_profile(table: Mapping[str, Any], source: str = "profile.toml") -> Profile:
    """Make a profile from its tables.

    Args:
        table: The tables as `tomllib` gives them: dicts, lists, texts, numbers, truth values and days.
        source: The file's name, for faults and as the name of a profile that has none.

    Returns:
        The profile.

    Raises:
        ProfileError: Something is wrong with it. The error holds every fault, none with a line.
    """
    return _checked(table, TomlLines(""), source)


def _checked(table: Mapping[str, Any], lines: TomlLines, source: str) -> Profile:
    checker = _Checker(lines)
    profile = None
    with suppress(_TooManyFaultsError):
        profile = _build(checker.table(table, TOP, ()), checker, source)
    if checker.faults or profile is None:
        raise ProfileError(source, checker.faults)
    return profile


def _syntax_fault(message: str, text: str) -> Fault:
    match = _AT.search(message)
    line = int(match[1]) if match else len(lines_of(text))
    plain = _AT.sub("", message).replace(" (at end of document)", " at the end of the file")
    if "verwrite" in plain or "twice" in plain or "Cannot mutate" in plain:
        return Fault("this is not valid TOML: a key or table stands here a second time; keep one of them", line)
    hint = "a text needs quotes, a list needs brackets"
    return Fault(f"this is not valid TOML: {plain[:1].lower()}{plain[1:]} ({hint})", line)


class _TooManyFaultsError(Exception):
    """So many faults were found that nobody would mend them all at once."""


class _Checker:
    """Walks the tables of a profile by the schema and collects faults."""

    def __init__(self, lines: TomlLines) -> None:
        self.lines = lines
        self.faults: list[Fault] = []
        self._faulty: set[Path] = set()

    def is_faulty(self, path: Path) -> bool:
        """Tell whether a fault has been found at a path or below it."""
        return path in self._faulty

    def fault(self, path: Path, text: str) -> None:
        """Keep a fault.

        Raises:
            _TooManyFaultsError: There are too many.
        """
        if len(self.faults) == _MOST_FAULTS:
            self.faults.append(Fault("there are more faults than these; mend these first"))
            raise _TooManyFaultsError
        self._faulty.update(path[:size] for size in range(len(path) + 1))
        short = text if len(text) <= _LONGEST_FAULT else f"{text[: _LONGEST_FAULT - 1]}…"
        self.faults.append(Fault(short, self.lines.line(path)))

    def table(self, data: Mapping[str, Any], keys: Mapping[str, Key], path: Path) -> Table:
        """Return the valid keys of a table, with their defaults; the others become faults."""
        for name in data:
            if name not in keys:
                self.fault((*path, name), f"unknown key '{name}'{_meant(name, keys) or _elsewhere(name)}")
        valid: Table = {}
        for name, key in keys.items():
            if name in data:
                value = self.value(data[name], key, (*path, name))
                if value is not None:
                    valid[name] = value
            elif key.required:
                self.fault(path, _missing(name, path))
            elif key.default is not None:
                valid[name] = key.default
        return valid

    def value(self, value: Any, key: Key, path: Path) -> Any:
        """Return a valid value, or None after a fault."""
        return getattr(self, f"_{key.shape}")(value, key, path)

    def _wrong(self, path: Path, wants: str) -> None:
        self.fault(path, f"'{path[-1] if isinstance(path[-1], str) else path[-2]}' takes {wants}")

    def _text(self, value: object, _key: Key, path: Path) -> str | None:
        if isinstance(value, str) and value.strip(WHITE):
            return value
        self._wrong(path, "a text in quotes")
        return None

    def _texts(self, value: object, _key: Key, path: Path) -> tuple[str, ...] | None:
        if isinstance(value, list) and all(isinstance(one, str) and one.strip(WHITE) for one in value):
            return tuple(value)
        self._wrong(path, 'a list of texts, such as ["Budget", "Estimated budget"]')
        return None

    def _number(self, value: object, key: Key, path: Path) -> int | float | None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not is_finite(value):
            self._wrong(path, "a number")
            return None
        if (key.low is not None and value < key.low) or (key.high is not None and value > key.high):
            bounds = f"from {key.low:g}" if key.high is None else f"from {key.low or 0:g} to {key.high:g}"
            self._wrong(path, f"a number {bounds}, not {value}")
            return None
        return value

    def _whole(self, value: object, key: Key, path: Path) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool):
            number = self._number(value, key, path)
            return None if number is None else int(number)
        self._wrong(path, "a whole number")
        return None

    def _flag(self, value: object, _key: Key, path: Path) -> bool | None:
        if isinstance(value, bool):
            return value
        self._wrong(path, "true or false")
        return None

    def _choice(self, value: object, key: Key, path: Path) -> str | None:
        if isinstance(value, str) and value in key.choices:
            return value
        said = f", not '{value}'{_meant(value, key.choices)}" if isinstance(value, str) else ""
        self._wrong(path, f"one of {_list(key.choices)}{said}")
        return None

    def _wanted(self, value: object, _key: Key, path: Path) -> Wanted | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, (str, date)) or (isinstance(value, (int, float)) and is_finite(value)):
            return value
        self._wrong(path, "a text, a number, a date, true or false")
        return None

    def _many_wanted(self, value: object, key: Key, path: Path) -> tuple[Wanted, ...] | None:
        if not isinstance(value, list) or not value:
            self._wrong(path, "a list with at least one value")
            return None
        wanted = [self._wanted(one, key, path) for one in value]
        return None if None in wanted else tuple(one for one in wanted if one is not None)

    def _pair(self, value: object, key: Key, path: Path) -> tuple[Wanted, ...] | None:
        if isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - a pair
            low, high = (self._as_day(one) if isinstance(one, (str, date)) else one for one in value)
            if isinstance(low, date) and isinstance(high, date):
                if low <= high:
                    return low, high
                self.fault(path, f"'between' needs the earlier date first, not {low} and {high}")
                return None
            ends = [self._number(one, key, path) for one in (low, high)] if (low and high) or 0 in (low, high) else []
            if len(ends) == 2 and ends[0] is not None and ends[1] is not None:  # noqa: PLR2004
                if ends[0] <= ends[1]:
                    return ends[0], ends[1]
                self.fault(path, f"'between' needs the smaller number first, not {ends[0]} and {ends[1]}")
                return None
            if ends:
                return None
        self._wrong(path, "two numbers or two dates, such as [10, 50]")
        return None

    @staticmethod
    def _as_day(value: object) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError:
            return None

    def _day(self, value: object, _key: Key, path: Path) -> date | None:
        day = self._as_day(value) if isinstance(value, (str, date)) else None
        if day is None:
            self._wrong(path, "a date such as 2027-01-31")
        return day

    def _condition(self, value: object, _key: Key, path: Path) -> Table | None:
        if not isinstance(value, dict):
            self._wrong(path, "a condition such as { at_least = 100 }")
            return None
        if len(path) > _DEEPEST * 2:
            self.fault(path, "this condition is nested too deeply")
            return None
        before = len(self.faults)
        table = self.table(value, CONDITION, path)
        if not set(table) - {"column"} and len(self.faults) == before:
            self.fault(path, f"this condition is empty; it needs one of {_list(sorted(set(CONDITION) - {'column'}))}")
            return None
        return table

    def _conditions(self, value: object, key: Key, path: Path) -> list[Table] | None:
        if not isinstance(value, list) or not value:
            self._wrong(path, "a list with at least one condition")
            return None
        tables = [self._condition(one, key, (*path, place)) for place, one in enumerate(value)]
        return [table for table in tables if table is not None]

    def _table(self, value: object, key: Key, path: Path) -> Table | None:
        if isinstance(value, dict):
            return self.table(value, TABLES[key.table], path)
        self._wrong(path, f"a table, [{path[-1]}]")
        return None

    def _tables(self, value: object, key: Key, path: Path) -> list[Table] | None:
        if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
            self._wrong(path, f"tables, [[{path[-1]}]]" if len(path) == 1 else "a list of tables, [ { … } ]")
            return None
        if len(value) > _MOST_TABLES:
            self._wrong((*path, _MOST_TABLES), f"at most {_MOST_TABLES:,} tables, not {len(value):,}")
            return None
        return [self.table(one, TABLES[key.table], (*path, place)) for place, one in enumerate(value)]

    def _shares(self, value: object, key: Key, path: Path) -> dict[str, float] | None:
        if not isinstance(value, dict):
            self._wrong(path, "a table of numbers")
            return None
        shares = {name: self._number(share, key, (*path, name)) for name, share in value.items()}
        return {name: float(share) for name, share in shares.items() if share is not None}


def _meant(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean …?" with the nearest known word, or nothing."""
    import difflib  # noqa: PLC0415 - only faults need it

    if len(word) > _LONGEST_WORD:
        return ""
    by_fold = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.55)
    return f"; did you mean '{by_fold[near[0]]}'?" if near else ""


def _elsewhere(word: str) -> str:
    """Return where the nearest key of another table belongs, or nothing."""
    import difflib  # noqa: PLC0415 - only faults need it

    if len(word) > _LONGEST_WORD:
        return ""
    homes = {key: table for table, keys in reversed(TABLES.items()) for key in keys}
    near = difflib.get_close_matches(word.casefold(), homes, n=1, cutoff=0.7)
    return f"; did you mean '{near[0]}', which belongs to {homes[near[0]]}?" if near else ""


def _list(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in map(str, words))


def _missing(name: str, path: Path) -> str:
    if not path:
        return "there is no [[criterion]]; a profile needs at least one"
    return f"'{name}' is missing here"


def _thousandths(number: float) -> int | None:
    """Return a number of points in thousandths, or None where it has more than three decimals."""
    exact = Decimal(str(number)) * 1000
    return int(exact) if exact == exact.to_integral_value() else None


def _build(table: Table, checker: _Checker, source: str) -> Profile | None:
    """Make the profile from checked tables, checking what concerns several keys at once."""
    if table.get("schema", 1) != 1:
        checker.fault(("schema",), "this profile needs a newer sheetqual; update sheetqual")
    criteria = _criteria(table.get("criterion", []), checker)
    penalties = _penalties(table.get("penalty", []), checker)
    score = _score(table.get("score", {}), checker)
    ids = [criterion.id for criterion in criteria]
    _check_points(criteria, score, checker)
    reading = table.get("reading", {})
    if (encoding := reading.get("encoding")) is not None and not _is_codec(encoding):
        checker.fault(("reading", "encoding"), f'no encoding is called "{encoding}"; try "cp1252" or "cp1251"')
    for share in table.get("pool", {}):
        if share not in ids:
            checker.fault(("pool", share), f"[pool] names '{share}', which is no criterion{_meant(share, ids)}")
    horizon = _horizon(table.get("horizon"), checker)
    types = {
        name: condition
        for name, one in table.get("types", {}).items()
        if (condition := _condition(one, (), ("types", name), checker)) is not None
    }
    products = _products(table.get("product", []), ids, checker)
    if not criteria or score is None:
        return None
    defaults = {name: key.default for name, key in TOP.items()}
    return Profile(
        name=table.get("name") or source.rpartition("/")[2].removesuffix(".toml"),
        criteria=tuple(criteria),
        version=table.get("version", defaults["version"]),
        region=table.get("region"),
        decimal=reading.get("decimal", "auto"),
        dates=reading.get("dates", "dmy"),
        encoding=encoding,
        score=score,
        lead=LeadColumns(**table.get("lead", {})),
        override=OverrideColumns(**table.get("override", {})),
        penalties=tuple(penalties),
        horizon=horizon,
        products=tuple(products),
        types=MappingProxyType(types),
        suppress=Suppress(**table.get("suppress", {})),
        refusal=table.get("routing", {}).get("refusal", "any"),
        depth=MappingProxyType(table.get("depth", {})),
        words=_words(table.get("words", {}), checker),
        pool=MappingProxyType(table.get("pool", {})),
        scripts=MappingProxyType(table.get("scripts", {})),
    )


def _is_codec(name: str) -> bool:
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _criteria(tables: list[Table], checker: _Checker) -> list[Criterion]:
    if len(tables) > MOST_CRITERIA:
        checker.fault(
            ("criterion", MOST_CRITERIA),
            f"there are {len(tables)} criteria; at most {MOST_CRITERIA} make sense",
        )
    _check_ids("criterion", tables, checker)
    criteria = [_criterion(table, ("criterion", place), checker) for place, table in enumerate(tables)]
    return [criterion for criterion in criteria if criterion is not None]


def _check_ids(kind: str, tables: list[Table], checker: _Checker) -> None:
    seen: dict[str, int] = {}
    for place, table in enumerate(tables):
        name = table.get("id")
        if name is None:
            continue
        path = (kind, place, "id")
        if not _ID.match(name):
            checker.fault(path, f"the id '{name}' may hold only letters a-z, digits, _ and -")
        elif name in seen:
            first = checker.lines.line((kind, seen[name]))
            owner = f"another {kind}" if first is None else f"the {kind} in line {first}"
            checker.fault(path, f"the id '{name}' is taken by {owner}; each needs its own")
        else:
            seen[name] = place


def _criterion(table: Table, path: Path, checker: _Checker) -> Criterion | None:
    columns = _columns(table, path, checker)
    want = table.get("want")
    grades = table.get("grades")
    name = table.get("name") or table.get("id", "")
    if (want is None) == (grades is None) and not any(checker.is_faulty((*path, key)) for key in ("want", "grades")):
        says = "both 'want' and" if want else "neither 'want' nor"
        checker.fault(path, f"the criterion '{name}' has {says} 'grades'; it needs one of them")
    condition = None if want is None else _condition(want, columns, (*path, "want"), checker)
    steps = [_grade(grade, columns, (*path, "grades", place), checker) for place, grade in enumerate(grades or [])]
    if path[1] == 0 and table.get("tied_with_previous"):
        checker.fault((*path, "tied_with_previous"), "the first criterion has none above it to be tied with")
    if "decay" in table and not columns:
        checker.fault(
            (*path, "decay"), f"the criterion '{name}' needs 'columns' with the date that its decay counts from"
        )
    if not table.get("id"):
        return None
    decay = table.get("decay", {}).get("half_life_days")
    return Criterion(
        id=table["id"],
        name=name,
        columns=columns,
        want=condition,
        grades=tuple(step for step in steps if step is not None),
        level=Level(table.get("level", "opportunity")),
        kind=Kind(table.get("kind", "fit")),
        required=table.get("required", False),
        on_fail=OnFail(table.get("on_fail", "nurture")),
        assume=Assume(table.get("assume", "unknown")),
        tied_with_previous=table.get("tied_with_previous", False),
        points=None if "points" not in table else Fraction(Decimal(str(table["points"]))),
        decay=None if decay is None else Decay(decay),
        questions=tuple(Question(**question) for question in table.get("questions", []) if "ask" in question),
    )


def _columns(table: Table, path: Path, checker: _Checker) -> tuple[str, ...]:
    """Return the columns of a table; one that has a fault already causes no second fault."""
    stand_in = ("",) if checker.is_faulty((*path, "columns")) else ()
    return table.get("columns", stand_in) or stand_in


def _grade(table: Table, columns: tuple[str, ...], path: Path, checker: _Checker) -> Grade | None:
    when = table.get("when")
    condition = None if when is None else _condition(when, columns, (*path, "when"), checker)
    value = table.get("value")
    if value is None:
        return None
    hundredths = Decimal(str(value)) * 100
    if hundredths != hundredths.to_integral_value():
        checker.fault((*path, "value"), f"a grade's value is a multiple of 0.01, not {value}")
        return None
    return None if condition is None else Grade(condition, int(hundredths))


def _penalties(tables: list[Table], checker: _Checker) -> list[Penalty]:
    _check_ids("penalty", tables, checker)
    penalties = []
    for place, table in enumerate(tables):
        path: Path = ("penalty", place)
        columns = _columns(table, path, checker)
        when = table.get("when")
        condition = None if when is None else _condition(when, columns, (*path, "when"), checker)
        points = table.get("points")
        thousandths = None if points is None else _thousandths(points)
        if points is not None and thousandths is None:
            checker.fault((*path, "points"), f"points have at most three decimals, not {points}")
        if condition is None or thousandths is None or "id" not in table:
            continue
        name = table.get("name") or table["id"]
        penalties.append(Penalty(table["id"], name, columns, condition, thousandths))
    return penalties


def _horizon(table: Table | None, checker: _Checker) -> Horizon | None:
    if not table or "lost_when" not in table:
        return None
    columns = _columns(table, ("horizon",), checker)
    condition = _condition(table["lost_when"], columns, ("horizon", "lost_when"), checker)
    return None if condition is None else Horizon(columns, condition)


def _products(tables: list[Table], ids: list[str], checker: _Checker) -> list[Product]:
    products = []
    names: set[str] = set()
    for place, table in enumerate(tables):
        path: Path = ("product", place, "order")
        order = table.get("order", ())
        name = table.get("name", "")
        for one in order:
            if one not in ids:
                checker.fault(path, f"the product '{name}' names '{one}', which is no criterion{_meant(one, ids)}")
        if len(set(order)) < len(order):
            checker.fault(path, f"the product '{name}' names a criterion twice")
        if "order" in table and not order:
            checker.fault(path, f"the product '{name}' needs at least one criterion in its order")
        if name in names:
            checker.fault(("product", place, "name"), f"two products are called '{name}'")
        names.add(name)
        products.append(Product(name, order))
    return products


def _score(table: Table, checker: _Checker) -> Score | None:
    bounds: dict[str, int] = {}
    for name in ("hot", "warm"):
        number = table.get(name, TABLES["score"][name].default)
        thousandths = _thousandths(number)
        if thousandths is None:
            checker.fault(("score", name), f"'{name}' has at most three decimals, not {number}")
        else:
            bounds[name] = thousandths
    if len(bounds) < 2:  # noqa: PLR2004 - hot and warm
        return None
    if bounds["warm"] > bounds["hot"]:
        checker.fault(
            ("score", "warm"),
            f"'warm' ({bounds['warm'] / 1000:g}) lies above 'hot' ({bounds['hot'] / 1000:g}); swap them",
        )
    words = table.get("labels", {})
    labels = {temperature: words.get(temperature.value, temperature.value) for temperature in Temperature}
    return Score(
        weights=Weighting(table.get("weights", "rank")),
        hot=bounds["hot"],
        warm=bounds["warm"],
        labels=MappingProxyType(labels),
    )


def _check_points(criteria: list[Criterion], score: Score | None, checker: _Checker) -> None:
    """Check that points stand beside all criteria or none, and go down with the order."""
    by_points = score is not None and score.weights is Weighting.POINTS
    without = [criterion for criterion in criteria if criterion.points is None]
    if without and (by_points or len(without) < len(criteria)):
        place = criteria.index(without[0])
        checker.fault(
            ("criterion", place),
            f"the criterion '{without[0].name}' has no 'points'; give them to all criteria or to none",
        )
        return
    if not by_points or not criteria:
        return
    for place, (above, below) in enumerate(pairwise(criteria), start=1):
        if (above.points or 0) < (below.points or 0):
            checker.fault(
                ("criterion", place, "points"),
                f"'{below.name}' has more points than '{above.name}' above it; move it up or change the points",
            )
    if not any(criterion.points for criterion in criteria):
        checker.fault(("criterion", 0, "points"), "all points are 0; give the first criterion the most")


def _words(table: Table, checker: _Checker) -> Mapping[Word, tuple[str, ...]]:
    meaning: dict[str, str] = {}
    for kind, words in table.items():
        for word in words:
            other = meaning.setdefault(fold_word(word), kind)
            if other != kind:
                checker.fault(("words", kind), f"'{word}' can't mean both {other} and {kind}")
    return MappingProxyType({Word(kind): words for kind, words in table.items()})


def _condition(table: Table, columns: tuple[str, ...], path: Path, checker: _Checker) -> Condition | None:
    """Turn a checked condition table into a condition that knows its columns."""
    own = (table["column"],) if "column" in table else columns
    parts: list[Condition] = []
    for key, value in table.items():
        if key == "column":
            continue
        part: Condition | None
        if key in ("all", "any"):
            inner = [_condition(one, own, (*path, key, place), checker) for place, one in enumerate(value)]
            sound = tuple(one for one in inner if one is not None)
            part = (All if key == "all" else Any_)(sound) if sound else None
        elif key == "not":
            inside = _condition(value, own, (*path, key), checker)
            part = None if inside is None else Not(inside)
        elif not own:
            checker.fault(path, f"'{key}' has no column to read; add columns = [\"…\"]")
            return None
        else:
            part = Test(key, value, own)
        if part is not None:
            parts.append(part)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else All(tuple(parts))
