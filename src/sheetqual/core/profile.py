"""What a team looks for in a lead: the profile and its parts, as frozen values.

`sheetqual.core.parse.parse_profile` makes them from TOML text and refuses what makes no sense, so
a profile that exists is sound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.conditions import Condition
    from sheetqual.core.dates import DateOrder
    from sheetqual.core.numbers import DecimalMark
    from sheetqual.core.words import Word

__all__ = [
    "Assume",
    "Criterion",
    "Decay",
    "Grade",
    "Horizon",
    "Kind",
    "LeadColumns",
    "Level",
    "OnFail",
    "OverrideColumns",
    "Penalty",
    "Product",
    "Profile",
    "Question",
    "Score",
    "Suppress",
    "Temperature",
    "Weighting",
]


class Level(StrEnum):
    """The three levels of qualification, in the order in which a lead climbs them."""

    ORGANISATION = "organisation"
    OPPORTUNITY = "opportunity"
    STAKEHOLDER = "stakeholder"


class Kind(StrEnum):
    """Whether a criterion speaks of the lead's fit or of its interest."""

    FIT = "fit"
    INTEREST = "interest"


class OnFail(StrEnum):
    """The queue of a lead that fails a required criterion."""

    NURTURE = "nurture"
    LOST = "lost"
    DROPPED = "dropped"
    REFER = "refer"


class Assume(StrEnum):
    """What a blank answer means."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class Weighting(StrEnum):
    """How points come from the priority order."""

    RANK = "rank"
    RANK_SUM = "rank_sum"
    EQUAL = "equal"
    POINTS = "points"


class Temperature(StrEnum):
    """The band a score falls into; a lead that is out has none and says so."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that finds out about a criterion.

    Attributes:
        ask: Its words.
        stage: The stage it is asked at: ``cold_call``, ``discovery`` or ``presentation``.
        cost: What asking costs, against 1 for a simple question.
    """

    ask: str
    stage: str = "cold_call"
    cost: float = 1


@dataclass(frozen=True, slots=True)
class Grade:
    """A step of a graded criterion: what holds, and its value in hundredths (0 to 100)."""

    when: Condition
    value: int


@dataclass(frozen=True, slots=True)
class Decay:
    """How an answer loses value with age: by half every so many days."""

    half_life_days: float


@dataclass(frozen=True, slots=True)
class Criterion:
    """One quality of a good lead. Its place among the profile's criteria is its priority.

    Attributes:
        id: A short name for programs.
        name: Its name for people.
        columns: The headers it reads, tried in turn.
        want: The condition worth 1 when it holds; None for a graded criterion.
        grades: The steps of a graded criterion, the first that holds wins; else empty.
        level: The level of qualification it belongs to.
        kind: Fit or interest.
        required: Whether failing it ends qualification.
        on_fail: The queue of a lead that fails it, if required.
        assume: What a blank means.
        tied_with_previous: Whether it shares the rank of the criterion above.
        points: The team's own points, for ``weights = "points"``.
        decay: How it loses value with age, or None.
        questions: What to ask about it.
    """

    id: str
    name: str
    columns: tuple[str, ...] = ()
    want: Condition | None = None
    grades: tuple[Grade, ...] = ()
    level: Level = Level.OPPORTUNITY
    kind: Kind = Kind.FIT
    required: bool = False
    on_fail: OnFail = OnFail.NURTURE
    assume: Assume = Assume.UNKNOWN
    tied_with_previous: bool = False
    points: Fraction | None = None
    decay: Decay | None = None
    questions: tuple[Question, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What it asks: its one condition, or that of each grade, in their order."""
        return (self.want,) if self.want is not None else tuple(grade.when for grade in self.grades)


@dataclass(frozen=True, slots=True)
class Penalty:
    """An obstacle: points off, in thousandths of a point, when its condition holds."""

    id: str
    name: str
    columns: tuple[str, ...]
    when: Condition
    thousandths: int


@dataclass(frozen=True, slots=True)
class Horizon:
    """When a lead buys too late to be called now."""

    columns: tuple[str, ...]
    lost_when: Condition


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its own order of criteria, by id."""

    name: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suppress:
    """Who is never called: columns that say so, and files for exports."""

    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeadColumns:
    """Headers that say who a lead is; an empty one is found by common names."""

    id: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverrideColumns:
    """Headers of what a person decided about a lead; an empty one is found by common names."""

    value: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    until: tuple[str, ...] = ()


def _labels() -> Mapping[Temperature, str]:
    return MappingProxyType({temperature: temperature.value for temperature in Temperature})


@dataclass(frozen=True, slots=True)
class Score:
    """How answers become a score and a temperature.

    Attributes:
        weights: How points come from the order.
        hot: The least score of a hot lead, in thousandths of a point.
        warm: The least score of a warm lead, in thousandths of a point.
        labels: The team's words for the temperatures.
    """

    weights: Weighting = Weighting.RANK
    hot: int = 70_000
    warm: int = 40_000
    labels: Mapping[Temperature, str] = field(default_factory=_labels)

    def band(self, thousandths: int) -> Temperature:
        """Return the temperature of a score in thousandths of a point."""
        if thousandths >= self.hot:
            return Temperature.HOT
        return Temperature.WARM if thousandths >= self.warm else Temperature.COLD


@dataclass(frozen=True, slots=True)
class Profile:
    """A team's profile.

    Attributes:
        name: Its name for people.
        version: Raised by one at each save.
        region: The default region for phone numbers, as ISO 3166 letters, or None.
        decimal: The decimal mark of numbers in text, or ``auto``.
        dates: The order of day, month and year in text.
        encoding: The encoding of CSV files that are not UTF-8, or None.
        score: Weights, thresholds and labels.
        lead: Headers that say who a lead is.
        override: Headers of what a person decided about a lead.
        criteria: The qualities of a good lead, most important first.
        penalties: Obstacles.
        horizon: When a lead buys too late, or None.
        products: Products with orders of their own.
        types: Conditions of the lead types PQL and CQL.
        suppress: Who is never called.
        refusal: Whether a refusal of any criterion drops a lead, or only of a required one.
        depth: The most questions to ask at each stage.
        words: Words added to the built-in ones.
        pool: How often each criterion holds, by id.
        scripts: What to say: opening, complaint, account review.
    """

    name: str
    criteria: tuple[Criterion, ...]
    version: int = 1
    region: str | None = None
    decimal: DecimalMark = "auto"
    dates: DateOrder = "dmy"
    encoding: str | None = None
    score: Score = field(default_factory=Score)
    lead: LeadColumns = field(default_factory=LeadColumns)
    override: OverrideColumns = field(default_factory=OverrideColumns)
    penalties: tuple[Penalty, ...] = ()
    horizon: Horizon | None = None
    products: tuple[Product, ...] = ()
    types: Mapping[str, Condition] = field(default_factory=lambda: MappingProxyType({}))
    suppress: Suppress = field(default_factory=Suppress)
    refusal: str = "any"
    depth: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    words: Mapping[Word, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    pool: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    scripts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion of that id.

        Raises:
            KeyError: There is none.
        """
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)
