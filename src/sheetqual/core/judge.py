"""A pattern meets the weights: score, temperature, status, level, queue and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import add
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetqual.core.answers import COMPLAINED_ANSWER, GATES, REFUSED_ANSWER, UNKNOWN, VALUES, YES, Gate
from sheetqual.core.profile import Kind, Level, OnFail, Temperature
from sheetqual.core.weights import criterion_points, product_points

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheetqual.core.patterns import Patterns
    from sheetqual.core.plan import Layout
    from sheetqual.core.profile import Criterion, Profile

__all__ = ["FULL", "OWN_TYPES", "Judge", "Queue", "Reason", "Status", "Summaries", "Verdict", "plain_points", "sayings"]

FULL: Final = 100_000
"""The highest score, in thousandths of a point."""

OWN_TYPES: Final = ("PQL", "CQL")
"""The lead types that have conditions of their own, the one that wins first."""


class Status(StrEnum):
    """How far qualification has come."""

    QUALIFIED = "qualified"
    OPEN = "open"
    DISQUALIFIED = "disqualified"


class Queue(StrEnum):
    """Where a lead goes next."""

    CALL = "call"
    NURTURE = "nurture"
    LOST = "lost"
    REFER = "refer"
    DROPPED = "dropped"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a lead stands where it stands.

    Attributes:
        code: For programs: ``failed:budget``, ``refused:budget``, ``suppressed`` ...
        text: For people, short.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a pattern gets. Scores and points are whole thousandths of a point.

    Attributes:
        score: Points earned so far, 0 to 100,000; 0 when out.
        floor: The score if everything unknown turned out badly.
        ceiling: The score if everything unknown turned out well.
        temperature: The band of the score, or out.
        settled: Whether no answer can change the temperature any more.
        status: How far qualification has come.
        level: The level of the first failed requirement, or the first level not yet passed; None
            when all are passed.
        queue: Where the lead goes.
        reasons: Why, the decisive one first.
        type: The lead type.
        completeness: The share of points whose answers are known, in thousandths.
        points: Criterion id -> points earned, also when out; None where unknown.
        penalties: Penalty id -> points taken off.
        open_penalties: Ids of penalties that may still be taken off.
        may_lose: The points that those would take.
        refused: Ids of criteria that the person refused to speak of, whether that drops the lead
            or not.
        fit: Points earned by criteria of that kind, before penalties, also when out.
        interest: Points earned by criteria of that kind, before penalties, also when out.
        products: Each product's score, the best-fit one first; also when out.
    """

    score: int
    floor: int
    ceiling: int
    temperature: Temperature
    settled: bool
    status: Status
    level: Level | None
    queue: Queue
    reasons: tuple[Reason, ...]
    type: str
    completeness: int
    points: Mapping[str, int | None]
    penalties: Mapping[str, int]
    open_penalties: tuple[str, ...]
    may_lose: int
    refused: tuple[str, ...]
    fit: int
    interest: int
    products: tuple[tuple[str, int], ...]

    @property
    def earned(self) -> int:
        """The points earned less the penalties taken, before they are clamped; also when out."""
        return sum(filter(None, self.points.values())) - sum(self.penalties.values())

    @property
    def product(self) -> str | None:
        """The name of the best-fit product, or None where the profile has no products."""
        return self.products[0][0] if self.products else None

    @property
    def out(self) -> bool:
        """Whether the lead is out: a requirement failed, or it was dropped."""
        return self.temperature is Temperature.OUT


@dataclass(frozen=True, slots=True)
class Summaries:
    """What a list shows of many patterns, by pattern number; scores in thousandths of a point."""

    scores: list[int]
    floors: list[int]
    ceilings: list[int]
    temperatures: list[Temperature]
    queues: list[Queue]


def plain_points(thousandths: int) -> float:
    """Return thousandths of a point as a number of points, whole where it is whole."""
    whole, rest = divmod(thousandths, 1000)
    return thousandths / 1000 if rest else whole


_LEVELS: Final = tuple(Level)
_NEARLY_ALL: Final = 2
"""So few qualities missing are named rather than those that are there."""
_ON_FAIL: Final = {
    OnFail.NURTURE: Queue.NURTURE,
    OnFail.LOST: Queue.LOST,
    OnFail.DROPPED: Queue.DROPPED,
    OnFail.REFER: Queue.REFER,
}
_FAILS, _REFUSED, _SUPPRESSED, _HORIZON, _OPEN_GATE = 1, 2, 4, 8, 16


@dataclass(frozen=True, slots=True)
class _Slot:
    """A criterion with its place in the pattern and its points in tenths."""

    criterion: Criterion
    place: int
    tenths: int


@dataclass(frozen=True, slots=True)
class _Gates:
    """What a pattern's answers say to the gates."""

    failed: tuple[Criterion, ...]
    open: tuple[Criterion, ...]
    refused: tuple[Criterion, ...]
    suppressed: bool
    too_late: bool


class Judge:
    """A profile's weights and rules, ready for patterns.

    Attributes:
        profile: The profile; its criteria may stand in another order than when the patterns were
            made, but must be the same ones.
        points: Criterion id -> points in thousandths.
        kind_points: Kind -> the points that its criteria are worth together, in thousandths.
    """

    def __init__(self, profile: Profile, layout: Layout) -> None:
        """Decide the points, and which requirement comes first.

        Args:
            profile: The profile.
            layout: Where in a pattern its predicates stand.
        """
        self.profile = profile
        self.layout = layout
        self._slots = tuple(
            _Slot(criterion, layout.criteria[criterion.id], tenths)
            for criterion, tenths in zip(profile.criteria, criterion_points(profile), strict=True)
        )
        self.points = {slot.criterion.id: slot.tenths * 100 for slot in self._slots}
        self.kind_points = dict.fromkeys(Kind, 0)
        for slot in self._slots:
            self.kind_points[slot.criterion.kind] += slot.tenths * 100
        self._required = tuple(
            sorted(
                (slot for slot in self._slots if slot.criterion.required),
                key=lambda slot: _LEVELS.index(slot.criterion.level),
            ),
        )
        self._products = tuple(
            (
                product.name,
                [
                    (layout.criteria[one], tenths)
                    for one, tenths in zip(product.order, product_points(profile, product), strict=True)
                ],
            )
            for product in profile.products
        )
        self._refusable = tuple(slot for slot in self._slots if profile.refusal == "any" or slot.criterion.required)

        self._interests = tuple(one.id for one in profile.criteria if one.kind is Kind.INTEREST)
        self._names = {criterion.id: criterion.name for criterion in profile.criteria}
        self._obstacles = {penalty.id: penalty.name for penalty in profile.penalties}
        self._said = sayings(profile)

    def verdict(self, pattern: bytes) -> Verdict:
        """Judge one pattern."""
        gates = self._gates(pattern)
        points = {slot.criterion.id: _earned(pattern, slot) for slot in self._slots}
        taken, may_take = self._penalties(pattern)
        all_earned = sum(filter(None, points.values()))
        earned = all_earned - sum(taken.values())
        interest = sum(points[one] or 0 for one in self._interests)
        unknown = sum(slot.tenths * 100 for slot in self._slots if points[slot.criterion.id] is None)
        out = bool(gates.failed or gates.refused)
        score, floor, ceiling = (
            (0, 0, 0) if out else (_clamp(earned), _clamp(earned - sum(may_take.values())), _clamp(earned + unknown))
        )
        band = self.profile.score.band
        temperature = Temperature.OUT if out else band(score)
        status, level = self._status(gates)
        queue = self._queue(gates, ceiling)
        return Verdict(
            score=score,
            floor=floor,
            ceiling=ceiling,
            temperature=temperature,
            settled=out or (band(floor) is band(ceiling) and not gates.open),
            status=status,
            level=level,
            queue=queue,
            reasons=self._reasons(pattern, gates, queue, ceiling, points, taken, may_take),
            type=self._type(pattern, status, temperature),
            completeness=1000 - unknown // 100,
            points=points,
            penalties=taken,
            open_penalties=tuple(may_take),
            may_lose=sum(may_take.values()),
            refused=self._refused(pattern),
            fit=all_earned - interest,
            interest=interest,
            products=self._product_scores(pattern, taken),
        )

    def _gates(self, pattern: bytes) -> _Gates:
        def at(place: int | None) -> bool:
            return place is not None and pattern[place] == YES

        required = [(slot.criterion, GATES[pattern[slot.place]]) for slot in self._required]
        return _Gates(
            failed=tuple(criterion for criterion, gate in required if gate is Gate.FAILS),
            open=tuple(criterion for criterion, gate in required if gate is Gate.OPEN),
            refused=tuple(slot.criterion for slot in self._refusable if pattern[slot.place] == REFUSED_ANSWER),
            suppressed=at(self.layout.suppressed),
            too_late=at(self.layout.horizon),
        )

    def _penalties(self, pattern: bytes) -> tuple[dict[str, int], dict[str, int]]:
        """Return the penalties that are taken off, and those that may be."""
        taken: dict[str, int] = {}
        may_take: dict[str, int] = {}
        for penalty in self.profile.penalties:
            truth = pattern[self.layout.penalties[penalty.id]]
            if truth == YES:
                taken[penalty.id] = penalty.thousandths
            elif truth == UNKNOWN:
                may_take[penalty.id] = penalty.thousandths
        return taken, may_take

    def _product_scores(self, pattern: bytes, taken: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        if not self._products:
            return ()
        off = sum(taken.values())
        scores = [
            (name, _clamp(sum(tenths * (VALUES[pattern[place]] or 0) for place, tenths in shares) - off))
            for name, shares in self._products
        ]
        return tuple(sorted(scores, key=lambda one: -one[1]))

    def _refused(self, pattern: bytes) -> tuple[str, ...]:
        if REFUSED_ANSWER not in pattern:
            return ()
        return tuple(slot.criterion.id for slot in self._slots if pattern[slot.place] == REFUSED_ANSWER)

    @staticmethod
    def _status(gates: _Gates) -> tuple[Status, Level | None]:
        if gates.failed:
            return Status.DISQUALIFIED, gates.failed[0].level
        if gates.open:
            return Status.OPEN, gates.open[0].level
        return Status.QUALIFIED, None

    def _queue(self, gates: _Gates, ceiling: int) -> Queue:
        if gates.suppressed:
            return Queue.SUPPRESSED
        if gates.refused:
            return Queue.DROPPED
        if gates.failed:
            return _ON_FAIL[gates.failed[0].on_fail]
        if gates.too_late:
            return Queue.LOST
        return Queue.NURTURE if ceiling < self.profile.score.warm else Queue.CALL

    def _type(self, pattern: bytes, status: Status, temperature: Temperature) -> str:
        places = self.layout.types
        held = (name for name in OWN_TYPES if name in places and pattern[places[name]] == YES)
        return self.lead_type(next(held, None), status, temperature)

    def lead_type(self, own: str | None, status: Status, temperature: Temperature) -> str:
        """Return the type of a lead.

        Args:
            own: The first of `OWN_TYPES` whose condition holds, or None.
            status: How far its qualification has come.
            temperature: Its temperature.
        """
        if temperature is Temperature.OUT:
            return "Unqualified"
        if own is not None:
            return own
        if status is Status.QUALIFIED and (self._required or temperature is Temperature.HOT):
            return "SQL"
        return "Unqualified" if temperature is Temperature.COLD else "MQL"

    def _reasons(  # noqa: PLR0913, PLR0917 - everything that was found out speaks here
        self,
        pattern: bytes,
        gates: _Gates,
        queue: Queue,
        ceiling: int,
        points: Mapping[str, int | None],
        taken: Mapping[str, int],
        may_take: Mapping[str, int],
    ) -> tuple[Reason, ...]:
        said = self._said
        reasons: list[Reason] = []
        if gates.suppressed:
            reasons.append(Reason("suppressed", "asked not to be called"))
        reasons += [said["refused", one.id] for one in gates.refused]
        reasons += [said["failed", one.id] for one in gates.failed]
        if gates.too_late:
            reasons.append(Reason("horizon", "buys too late to call now"))
        if queue is Queue.NURTURE and not gates.failed:
            most = f"{plain_points(ceiling):g}"
            reasons.append(Reason("cannot_become_warm", f"cannot become warm: {most} points at most"))
        if any(points.values()):
            reasons.append(_earning(tuple((self._names[one], _share(points[one], self.points[one])) for one in points)))
        reasons += [said["penalty", one] for one in taken]
        reasons += [said["open", one.id] for one in gates.open]
        routed = {one.id for one in gates.refused}
        reasons += [said["refused", one] for one in self._refused(pattern) if one not in routed]
        required = {one.id for one in gates.open}
        required.update(self._refused(pattern))
        unknown = [self._names[one] for one, earned in points.items() if earned is None and one not in required]
        unknown += [self._obstacles[one] for one in may_take]
        if unknown:
            reasons.append(_listed("unknown", "not known:", tuple(unknown)))
        if not reasons:
            reasons.append(Reason("nothing", "has none of the qualities"))
        if COMPLAINED_ANSWER in pattern:
            reasons += [
                said["complained", slot.criterion.id]
                for slot in self._slots
                if pattern[slot.place] == COMPLAINED_ANSWER
            ]
        return tuple(reasons)

    def summaries(self, patterns: Patterns) -> Summaries:
        """Judge many patterns at once, as far as a ranked list needs.

        The result is what `verdict` says of each, found plane by plane, which is far faster.
        """
        effects = self._effects()
        count = len(patterns)
        flags = 0
        earned: list[int] = [0] * count
        hoped: list[int] = [0] * count
        feared: list[int] = [0] * count
        for plane in patterns.planes:
            joined = [
                [effects[place][code] for place, code in zip(plane.places, codes, strict=True)] for codes in plane.codes
            ]
            column = plane.column
            flags |= int.from_bytes(column.translate(bytes(map(_all_flags, joined)).ljust(256, b"\0")))
            earned = _added(earned, column, [sum(effect.earned for effect in one) for one in joined])
            hoped = _added(hoped, column, [sum(effect.hoped for effect in one) for one in joined])
            if self.profile.penalties:
                feared = _added(feared, column, [sum(effect.feared for effect in one) for one in joined])
        if self.profile.penalties:
            earned, feared, hoped = (list(map(_clamp, sums)) for sums in (earned, feared, hoped))
        else:
            feared = earned.copy()
        return self._summed_up(patterns.rows, flags.to_bytes(count), earned, feared, hoped)

    def _effects(self) -> list[list[_Effect]]:
        """Return, for each place of a pattern, what each code there does."""
        effects = [[_NOTHING] * 256 for _ in range(self.layout.size)]
        for slot in self._slots:
            tenths = slot.tenths
            flags = _GATE_FLAGS if slot.criterion.required else _NO_FLAGS
            sums = zip(flags, _SURE, _BEST, strict=True)
            table = [_Effect(flag, tenths * sure, tenths * sure, tenths * best) for flag, sure, best in sums]
            if slot in self._refusable:
                refused = table[REFUSED_ANSWER]
                table[REFUSED_ANSWER] = refused._replace(flags=refused.flags | _REFUSED)
            effects[slot.place] = table
        for penalty in self.profile.penalties:
            off = -penalty.thousandths
            place = self.layout.penalties[penalty.id]
            effects[place][YES] = _Effect(0, off, off, off)
            effects[place][UNKNOWN] = _Effect(0, 0, off, 0)
        for at, flag in ((self.layout.suppressed, _SUPPRESSED), (self.layout.horizon, _HORIZON)):
            if at is not None:
                effects[at][YES] = _Effect(flag, 0, 0, 0)
        return effects

    def _summed_up(
        self,
        patterns: Sequence[bytes],
        flags: bytes,
        scores: list[int],
        floors: list[int],
        ceilings: list[int],
    ) -> Summaries:
        warm = self.profile.score.warm
        temperatures = list(map(_Bands(self.profile.score.band).__getitem__, scores))
        queues = [Queue.NURTURE if ceiling < warm else Queue.CALL for ceiling in ceilings]
        for at, flag in enumerate(flags):
            if not flag & ~_OPEN_GATE:
                continue
            if flag & (_FAILS | _REFUSED):
                scores[at] = floors[at] = ceilings[at] = 0
                temperatures[at] = Temperature.OUT
            if flag & _SUPPRESSED:
                queues[at] = Queue.SUPPRESSED
            elif flag & _REFUSED:
                queues[at] = Queue.DROPPED
            elif flag & _FAILS:
                pattern = patterns[at]
                first = next(slot for slot in self._required if pattern[slot.place] == 0)
                queues[at] = _ON_FAIL[first.criterion.on_fail]
            else:
                queues[at] = Queue.LOST
        return Summaries(scores, floors, ceilings, temperatures, queues)


class _Effect(NamedTuple):
    """What one code at one place does to a lead; points in thousandths."""

    flags: int
    earned: int
    feared: int
    hoped: int


_NOTHING: Final = _Effect(0, 0, 0, 0)
_GATE_FLAGS: Final = tuple({Gate.FAILS: _FAILS, Gate.OPEN: _OPEN_GATE, Gate.HOLDS: 0}[gate] for gate in GATES)
_NO_FLAGS: Final = (0,) * len(GATES)
_SURE: Final = tuple(value or 0 for value in VALUES)
_BEST: Final = tuple(100 if value is None else value for value in VALUES)
"""What each code is worth for sure, and at best, in hundredths."""


def _all_flags(effects: Sequence[_Effect]) -> int:
    flags = 0
    for effect in effects:
        flags |= effect.flags
    return flags


def _added(sums: list[int], column: bytes, table: Sequence[int]) -> list[int]:
    if not any(table):
        return sums
    return list(map(add, sums, map(table.__getitem__, column)))


class _Bands(dict[int, Temperature]):
    """Remembers the band of every score met."""

    def __init__(self, band: Callable[[int], Temperature]) -> None:
        super().__init__()
        self._band = band

    def __missing__(self, score: int) -> Temperature:
        self[score] = temperature = self._band(score)
        return temperature


def _earned(pattern: bytes, slot: _Slot) -> int | None:
    value = VALUES[pattern[slot.place]]
    return None if value is None else slot.tenths * value


def _clamp(thousandths: int) -> int:
    return 0 if thousandths < 0 else FULL if thousandths > FULL else thousandths


def sayings(profile: Profile) -> dict[tuple[str, str], Reason]:
    """Return the reasons that speak of one criterion or penalty, by their kind and its id."""
    said: dict[tuple[str, str], Reason] = {}
    for one in profile.criteria:
        no = "no; ask who decides" if one.on_fail is OnFail.REFER else "no, and it is required"
        for kind, text in (
            ("refused", f"refused to answer: {one.name}"),
            ("failed", f"{one.name}: {no}"),
            ("open", f"still to find out: {one.name} (required)"),
            ("complained", f"complained about {one.name}, which is no refusal: explain and go on"),
        ):
            said[kind, one.id] = Reason(f"{kind}:{one.id}", text)
    for penalty in profile.penalties:
        text = f"{penalty.name}: {plain_points(penalty.thousandths):g} points off"
        said["penalty", penalty.id] = Reason(f"penalty:{penalty.id}", text)
    return said


def _share(earned: int | None, worth: int) -> str:
    """Return how much of a criterion's points has been earned, in a word."""
    if not earned:
        return "none"
    return "all" if earned == worth else "part"


@lru_cache(maxsize=4096)
def _earning(shares: tuple[tuple[str, str], ...]) -> Reason:
    """Say what a lead has; where that is nearly everything, what it has not.

    Args:
        shares: Each criterion's name, and whether ``all``, ``part`` or ``none`` of its points has
            been earned.
    """
    has = tuple(name for name, share in shares if share == "all")
    part = tuple(name for name, share in shares if share == "part")
    if len(has) == len(shares) > 1:
        return Reason("earned", f"has all {len(has)} qualities")
    if len(shares) - len(has) <= _NEARLY_ALL < len(has):
        rest = [f"{name} (in part)" if share == "part" else name for name, share in shares if share != "all"]
        return Reason("earned", f"has all but {' and '.join(rest)}")
    said = [f"has {_some(has)}"] if has else []
    said += [f"in part: {_some(part)}"] if part else []
    return Reason("earned", "; ".join(said))


@lru_cache(maxsize=4096)
def _listed(code: str, start: str, names: tuple[str, ...]) -> Reason:
    return Reason(code, f"{start} {_some(names)}")


def _some(names: Sequence[str]) -> str:
    most = 4
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
