"""Random changes of any part of a profile, as a person might make them."""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections.abc import Callable
from typing import Any, Final

from sheetqual.core.parse import build_profile
from sheetqual.core.profile import Profile
from sheetqual.core.profile_tables import profile_table
from sheetqual.errors import ProfileError

Table = dict[str, Any]

TEXTS: Final = [
    "Budget",
    'Say "yes"',
    "a\\b # no comment",
    "[[criterion]]",
    "line\nline # two\n",
    "Può così? — «да»",
    "it's\ttabbed \x7f",
    "'''\"\"\"",
    " } ] , = ",
]
SIMPLE: Final[dict[str, list[Any]]] = {
    "level": ["organisation", "opportunity", "stakeholder"],
    "kind": ["fit", "interest"],
    "on_fail": ["nurture", "lost", "dropped", "refer"],
    "assume": ["unknown", "yes", "no"],
    "required": [True, False],
    "tied_with_previous": [True, False],
    "decay": [{"half_life_days": days} for days in (7, 30.5, 90)],
}
CONDITIONS: Final[list[Table]] = [
    {"yes": True},
    {"known": False},
    {"at_least": 40},
    {"at_least": 0.5, "at_most": 70},
    {"is": 1},
    {"is": True},
    {"one_of": ["a", 2, True, "c # d"]},
    {"between": [1, 2.5]},
    {"before": dt.date(2026, 1, 2)},
    {"not": {"yes": True}},
    {"all": [{"known": True}, {"yes": True, "column": "Elsewhere"}]},
    {"any": [{"contains": "x"}, {"not": {"like": "y*", "column": "Z"}}]},
    {"yes": True, "column": "Another"},
    {"known": True, "any": [{"no": True}], "column": "Third"},
]


class Edits:
    """Changes of one profile, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        """Start the stream of choices."""
        self._random = random.Random(seed)

    def changed(self, profile: Profile, count: int) -> Profile:
        """Return a sound profile that some changes were made to."""
        table = profile_table(profile)
        for _ in range(count):
            draft = copy.deepcopy(table)
            self._pick([self._criterion, self._criterion, self._list, self._penalty, self._section, self._head])(draft)
            try:
                profile = build_profile({key: value for key, value in draft.items() if value not in ({}, [])})
            except ProfileError:
                continue
            table = profile_table(profile)
        return profile

    def _pick(self, options: Any) -> Any:
        return self._random.choice(list(options))

    def _head(self, table: Table) -> None:
        key = self._pick(["name", "region"])
        table[key] = self._pick(TEXTS)
        if key == "region" and self._random.random() < 0.5:
            del table[key]

    def _texts(self) -> list[str]:
        return [self._pick(TEXTS) for _ in range(self._random.randint(1, 12))]

    def _columns(self, old: list[str]) -> list[str]:
        return self._shuffled([*old], lambda: self._pick(TEXTS), lambda one: one + "!")

    def _shuffled(self, items: list[Any], new: Callable[[], Any], edit: Callable[[Any], Any]) -> list[Any]:
        place = self._random.randrange(len(items)) if items else 0
        match self._random.randrange(4):
            case 0:
                items.insert(place, new())
            case 1 if items:
                del items[place]
            case 2 if items:
                items[place] = edit(items[place])
            case _ if items:
                items.insert(self._random.randint(0, len(items) - 1), items.pop(place))
            case _:
                items.append(new())
        return items

    def _condition(self, old: Table | None = None) -> Table:
        if old and self._random.random() < 0.6:
            edited = copy.deepcopy(old)
            for key, value in edited.items():
                if isinstance(value, bool):
                    edited[key] = not value
                elif isinstance(value, (int, float)):
                    edited[key] = value + 1
                elif isinstance(value, list) and all(isinstance(one, str) for one in value):
                    edited[key] = self._columns(value) or value
                elif isinstance(value, list) and isinstance(value[0], dict):
                    value[0] = self._condition(value[0])
            return edited
        return copy.deepcopy(self._pick(CONDITIONS))

    def _criterion(self, table: Table) -> None:
        one: Table = self._pick(table["criterion"])
        key = self._pick([*one, *one, "level", "kind", "want", "grades", "required", "on_fail", "assume", "questions"])
        if self._random.random() < 0.15 and key != "id":
            one.pop(key, None)
            return
        match key:
            case "id":
                one["id"] = f"new-{self._random.randrange(100)}"
            case "name":
                one["name"] = self._pick(TEXTS)
            case "columns":
                one["columns"] = self._columns(one["columns"])
            case "want":
                one["want"] = self._condition(one.get("want"))
                one.pop("grades", None)
            case "grades":
                one["grades"] = self._shuffled(one.get("grades", []), self._grade, self._grade)
                one.pop("want", None)
            case "points":
                one["points"] = one["points"] + self._pick([-1, 0.5, 1])
            case _ if key in SIMPLE:
                one[key] = self._pick(SIMPLE[key])
            case _:
                one["questions"] = self._shuffled(one.get("questions", []), self._question, self._question)

    def _grade(self, old: Table | None = None) -> Table:
        if old and self._random.random() < 0.5:
            return old | {"value": self._pick([0, 0.25, 0.9, 1])}
        return {"when": self._condition((old or {}).get("when")), "value": (old or {"value": 0.5})["value"]}

    def _question(self, old: Table | None = None) -> Table:
        if old and self._random.random() < 0.5:
            return old | {"cost": self._pick([1, 2, 0.5])}
        return {"ask": self._pick(TEXTS), "stage": self._pick(["cold_call", "discovery"])}

    def _new_criterion(self) -> Table:
        one: Table = {
            "id": f"added-{self._random.randrange(1000)}",
            "name": self._pick(TEXTS),
            "columns": self._texts(),
        }
        if self._random.random() < 0.5:
            one["want"] = self._condition()
        else:
            one["grades"] = [self._grade() for _ in range(self._random.randint(1, 3))]
        if self._random.random() < 0.5:
            one["questions"] = [self._question() for _ in range(self._random.randint(1, 3))]
        return one

    def _list(self, table: Table) -> None:
        criteria = table["criterion"]
        points = sorted((one["points"] for one in criteria if "points" in one), reverse=True)

        def new() -> Table:
            points.append(min(points, default=0))
            return self._new_criterion()

        self._shuffled(criteria, new, lambda one: one | {"tied_with_previous": not one.get("tied_with_previous")})
        if criteria:
            criteria[0].pop("tied_with_previous", None)
        if "points" in str(table.get("score")) or any("points" in one for one in criteria):
            for one, its in zip(criteria, points, strict=False):
                one["points"] = its
        ids = {one["id"] for one in criteria}
        table["pool"] = {name: share for name, share in table.get("pool", {}).items() if name in ids}
        products = [one | {"order": [name for name in one["order"] if name in ids]} for one in table.get("product", [])]
        table["product"] = [one for one in products if one["order"]]

    def _penalty(self, table: Table) -> None:
        def new() -> Table:
            name = f"p-{self._random.randrange(1000)}"
            return {"id": name, "name": self._pick(TEXTS), "columns": ["P"], "when": self._condition(), "points": 3}

        def edit(one: Table) -> Table:
            if self._random.random() < 0.5:
                return one | {"points": self._pick([1, 2.5])}
            return one | {"when": self._condition(one["when"]), "name": self._pick(TEXTS)}

        table["penalty"] = self._shuffled(table.get("penalty", []), new, edit)

    def _section(self, table: Table) -> None:
        ids = [one["id"] for one in table["criterion"]]
        some = ids[: self._random.randint(1, len(ids))]

        def product() -> Table:
            return {"name": f"{self._pick(TEXTS)} {self._random.random()}", "order": some}

        choices: dict[str, list[tuple[str, Any]]] = {
            "reading": [("decimal", ","), ("dates", "mdy"), ("encoding", "cp1252"), ("decimal", "auto")],
            "score": [
                ("hot", 81.5),
                ("warm", 12),
                ("hot", 70),
                ("warm", 40),
                ("weights", "equal"),
                ("labels", {"hot": self._pick(TEXTS)}),
            ],
            "lead": [("name", self._texts()), ("owner", ["Owner"]), ("id", [])],
            "override": [("value", ["Override"]), ("until", self._texts())],
            "horizon": [("lost_when", self._condition()), ("columns", ["When"])],
            "types": [("PQL", {"column": "T", "yes": True}), ("CQL", {"any": [{"column": "T", "no": True}]})],
            "suppress": [("columns", self._texts()), ("files", ["dnc.csv"])],
            "routing": [("refusal", "required"), ("refusal", "any")],
            "depth": [("cold_call", 4), ("presentation", 0)],
            "words": [("yes", ["aye aye"]), ("unknown", ["who knows", "#?"])],
            "pool": [(self._pick(ids), 0.25), (self._pick(ids), 1)],
            "scripts": [("opening", self._pick(TEXTS)), ("refer", self._pick(TEXTS))],
        }
        name = self._pick([*choices, "product"])
        if name == "product":
            table[name] = self._shuffled(table.get(name, []), product, lambda one: one | {"order": some})
        elif self._random.random() < 0.15:
            table.pop(name, None)
        else:
            key, value = self._pick(choices[name])
            section = table.setdefault(name, {})
            if self._random.random() < 0.2:
                section.pop(key, None)
            else:
                section[key] = value
