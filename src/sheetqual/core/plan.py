"""A profile meets the headers of a list: everything about reading its leads, decided once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import (
    BLANK,
    COMPLAINED,
    COMPLAINED_ANSWER,
    GATES,
    HELD_AT_ZERO,
    NO,
    PARTLY,
    REFUSED,
    REFUSED_ANSWER,
    UNDATED_ANSWER,
    UNKNOWN,
    UNKNOWN_ANSWER,
    VALUES,
    YES,
    Gate,
    any_of,
    open_value,
)
from sheetqual.core.conditions import Ask, Compiled, Condition, Test, compile_condition, compile_test, tests_of
from sheetqual.core.identity import LeadPlaces, identity_headers, lead_places
from sheetqual.core.overrides import override_headers
from sheetqual.core.profile import Assume, Criterion
from sheetqual.core.reading import Reader, State, is_blank
from sheetqual.core.values import Finding
from sheetqual.core.words import fold_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sheetqual.core.profile import Profile
    from sheetqual.core.reading import Reading
    from sheetqual.core.values import Cell

__all__ = [
    "Column",
    "Grader",
    "Layout",
    "Plan",
    "all_headers",
    "column_groups",
    "compile_plan",
    "horizon_days",
    "profile_headers",
    "reads_alike",
]

Signature = tuple[int, ...]
"""What a column says of a lead: whether the cell is blank, the truth of each comparison with it,
and, last, its age in days where an answer decays (`NO_AGE` where it is no date)."""

NO_AGE: Final = -1


class Column:
    """A column, or several tried in turn, with the comparisons that a predicate makes with it.

    Attributes:
        header: Its header as the profile has it.
        places: Its positions in the list, those to try first first; empty where it is missing.
        trouble: What could not be read: cell -> as what.
        currencies: The currencies met in cells that were read as numbers.
    """

    __slots__ = ("_asks", "_decays", "_reader", "_today", "currencies", "header", "places", "trouble")

    def __init__(self, header: str, places: tuple[int, ...], reader: Reader, today: date) -> None:
        """Begin with no comparisons."""
        self.header = header
        self.places = places
        self.trouble: dict[Cell, str] = {}
        self.currencies: set[str] = set()
        self._reader = reader
        self._today = today
        self._asks: list[Ask] = []
        self._decays = False

    def add(self, test: Test) -> None:
        """Add a comparison, which comes after those added before."""
        self._asks.append(compile_test(test, self._today))

    def add_age(self) -> None:
        """Have the signature end with the cell's age."""
        self._decays = True

    def read(self, cell: Cell) -> Reading:
        """Read a cell as this column is read."""
        return self._reader.read(cell)

    def signature(self, cell: Cell) -> Signature:
        """Return what a cell says."""
        if not self.places:
            return (NO, *(UNKNOWN for _ in self._asks), NO_AGE)
        reading = self._reader.read(cell)
        truths: list[int] = []
        for ask in self._asks:
            said = ask(reading)
            if isinstance(said, str):
                self.trouble[cell] = said
                said = UNKNOWN
            truths.append(said)
        self.currencies.update(reading.currencies)
        if reading.state is State.ERROR:
            self.trouble[cell] = "error"
        age = self._age(reading, cell) if self._decays and reading.state is State.VALUE else NO_AGE
        return (YES if reading.state is State.BLANK else NO, *truths, age)

    def _age(self, reading: Reading, cell: Cell) -> int:
        day = reading.day()
        if day is None:
            self.trouble[cell] = "a date"
            return NO_AGE
        return max(0, (self._today - day).days)


class Grader:
    """One predicate of a profile, ready for many leads: a criterion, a penalty, the horizon ...

    Attributes:
        name: What people call it.
        columns: The columns it reads.
    """

    __slots__ = ("_combine", "columns", "name")

    def __init__(self, name: str, columns: tuple[Column, ...], combine: Callable[[Sequence[Signature]], int]) -> None:
        """Keep what the columns say together with what that makes."""
        self.name = name
        self.columns = columns
        self._combine = combine

    def code(self, signatures: Sequence[Signature]) -> int:
        """Return the code that a lead's signatures, one a column, make."""
        return self._combine(signatures)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in a pattern each predicate's byte stands.

    Attributes:
        criteria: Criterion id -> place.
        penalties: Penalty id -> place.
        horizon: The place of the horizon, or None.
        suppressed: The place of suppression, or None.
        types: Lead type -> place.
        size: The length of a pattern.
    """

    criteria: Mapping[str, int]
    penalties: Mapping[str, int]
    horizon: int | None
    suppressed: int | None
    types: Mapping[str, int]
    size: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A profile, ready for the leads of a list.

    Attributes:
        profile: The profile.
        headers: The list's headers, by position.
        today: The day of scoring.
        reader: How cells are read.
        graders: The predicates, in the order of a pattern's bytes.
        layout: Where in a pattern each of them stands.
        lead: The columns that say who a lead is.
        findings: Columns that the profile names and the list has not.
    """

    profile: Profile
    headers: tuple[str, ...]
    today: date
    reader: Reader
    graders: tuple[Grader, ...]
    layout: Layout
    lead: LeadPlaces
    findings: tuple[Finding, ...]

    def wanted_places(self) -> set[int]:
        """Return the positions of every column that matching reads."""
        return {place for grader in self.graders for column in grader.columns for place in column.places}


def profile_headers(profile: Profile) -> list[str]:
    """Return every header that a profile names, the most important criterion's first."""
    headers: list[str] = []
    for condition, columns in _conditions(profile):
        headers += [header for test in tests_of(condition) for header in test.columns]
        headers += columns
    return list(dict.fromkeys([*headers, *profile.suppress.columns]))


def column_groups(profile: Profile) -> list[tuple[str, ...]]:
    """Return the headers that stand in for each other in conditions, in the order in which they are tried."""
    tests = (test.columns for condition, _ in _conditions(profile) for test in tests_of(condition))
    return list(dict.fromkeys([*tests, profile.suppress.columns]))


def all_headers(profile: Profile) -> list[str]:
    """Return every header that a profile may read; who a lead is and what a person decided come last."""
    who = (*identity_headers(profile.lead), *override_headers(profile.override))
    return list(dict.fromkeys([*profile_headers(profile), *who]))


def _conditions(profile: Profile) -> Iterator[tuple[Condition, tuple[str, ...]]]:
    for criterion in profile.criteria:
        for condition in criterion.conditions:
            yield condition, criterion.columns if criterion.decay else ()
    for penalty in profile.penalties:
        yield penalty.when, ()
    if profile.horizon:
        yield profile.horizon.lost_when, ()
    for condition in profile.types.values():
        yield condition, ()


def compile_plan(profile: Profile, headers: Sequence[str], *, today: date, epoch_1904: bool = False) -> Plan:
    """Prepare a profile for a list.

    Args:
        profile: The profile.
        headers: The list's headers, by position.
        today: The day of scoring.
        epoch_1904: Whether the workbook's serial days count from 1904.
    """
    compiler = _Compiler(profile, headers, today, epoch_1904=epoch_1904)
    graders: list[Grader] = [compiler.criterion(criterion) for criterion in profile.criteria]
    graders += [compiler.predicate(penalty.name, penalty.when) for penalty in profile.penalties]
    at = len(graders)
    horizon = suppressed = None
    if profile.horizon:
        horizon = at
        graders.append(compiler.predicate("horizon", profile.horizon.lost_when))
    if profile.suppress.columns:
        suppressed = len(graders)
        graders.append(compiler.suppression(profile.suppress.columns))
    types = {name: len(graders) + place for place, name in enumerate(profile.types)}
    graders += [compiler.predicate(name, condition) for name, condition in profile.types.items()]
    layout = Layout(
        criteria={criterion.id: place for place, criterion in enumerate(profile.criteria)},
        penalties={penalty.id: len(profile.criteria) + place for place, penalty in enumerate(profile.penalties)},
        horizon=horizon,
        suppressed=suppressed,
        types=types,
        size=len(graders),
    )
    answers = {place for grader in graders for column in grader.columns for place in column.places}
    return Plan(
        profile=profile,
        headers=tuple(headers),
        today=today,
        reader=compiler.reader,
        graders=tuple(graders),
        layout=layout,
        lead=lead_places(profile.lead, compiler.places, answers),
        findings=tuple(compiler.findings),
    )


def reads_alike(plan_profile: Profile, other: Profile) -> bool:
    """Tell whether another profile reads any leads into the same patterns, under the same layout.

    If so, `Board.with_profile` is enough to see the leads under it: what may differ is the order,
    the names, points, requirements, products, questions and thresholds. If not, the patterns may
    still be the same, so that matching anew is never wrong.

    Args:
        plan_profile: The profile that the leads were matched with.
        other: The other profile.
    """
    return _reading(plan_profile) == _reading(other)


def _reading(profile: Profile) -> tuple[object, ...]:
    """Return what patterns depend on, as something to compare.

    Conditions are compared as texts: `True == 1`, but a comparison with a truth is none with a number.
    """
    return (
        {
            one.id: (
                repr((one.want, one.grades)),
                one.decay and (one.decay, one.columns),
                one.assume,
            )
            for one in profile.criteria
        },
        {penalty.id: repr(penalty.when) for penalty in profile.penalties},
        profile.horizon and repr(profile.horizon.lost_when),
        profile.suppress.columns,
        {name: repr(condition) for name, condition in profile.types.items()},
        profile.decimal,
        profile.dates,
        profile.words,
        profile.lead,
        profile.override,
    )


def horizon_days(
    plan: Plan,
    columns: Mapping[int, Sequence[Cell]],
    leads: Iterable[int],
) -> dict[int, date]:
    """Return the day that each lead's horizon holds: when it means to buy.

    Args:
        plan: The plan.
        columns: Position -> cells.
        leads: The leads' places in the columns.

    Returns:
        Lead -> day; leads whose horizon does not hold or has no date are left out.
    """
    if plan.layout.horizon is None:
        return {}
    grader = plan.graders[plan.layout.horizon]
    known: dict[tuple[Cell, ...], date | None] = {}
    days: dict[int, date] = {}
    for lead in leads:
        cells = tuple(columns[place][lead] for column in grader.columns for place in column.places)
        if cells not in known:
            known[cells] = _horizon_day(grader, columns, lead, plan.today)
        if (day := known[cells]) is not None:
            days[lead] = day
    return days


def _horizon_day(
    grader: Grader,
    columns: Mapping[int, Sequence[Cell]],
    lead: int,
    today: date,
) -> date | None:
    read: list[Reading] = []
    for column in grader.columns:
        cells = [columns[place][lead] for place in column.places]
        read.append(column.read(next((cell for cell in cells if not is_blank(cell)), None)))
    signatures = [column.signature(reading.cell) for column, reading in zip(grader.columns, read, strict=True)]
    if grader.code(signatures) != YES:
        return None
    days = [reading.day() for reading in read if reading.state is State.VALUE]
    # A horizon need not be about dates: what is no day ahead is none to look again on.
    return next((day for day in days if day is not None and day > today), None)


class _Compiler:
    """Makes the graders of a plan."""

    def __init__(self, profile: Profile, headers: Sequence[str], today: date, *, epoch_1904: bool) -> None:
        self.reader = Reader(
            decimal=profile.decimal,
            dates=profile.dates,
            words=profile.words,
            epoch_1904=epoch_1904,
        )
        self.today = today
        self.places: dict[str, list[int]] = {}
        for place, header in enumerate(headers):
            if folded := fold_header(header):
                self.places.setdefault(folded, []).append(place)
        self.findings: list[Finding] = []
        self._missing: set[tuple[str, tuple[str, ...]]] = set()

    def column(self, headers: tuple[str, ...], name: str) -> Column:
        """Find a column by its headers; a missing one becomes a finding."""
        found = [(header, place) for header in headers for place in self.places.get(fold_header(header), ())]
        places = tuple(dict.fromkeys(place for _, place in found))
        if not places and (name, headers) not in self._missing:
            self._missing.add((name, headers))
            named = " or ".join(f"'{header}'" for header in headers)
            self.findings.append(
                Finding("missing_column", f"no column is called {named}, so {name} is unknown", column=headers[0]),
            )
        return Column(found[0][0] if found else headers[0], places, self.reader, self.today)

    def conditions(
        self,
        conditions: Sequence[Condition],
        name: str,
    ) -> tuple[dict[tuple[str, ...], Column], list[Compiled]]:
        """Compile conditions that are decided together; return their columns and themselves.

        The compiled conditions take the truths of all columns, one column after the other.
        """
        columns: dict[tuple[str, ...], Column] = {}
        tests = [test for condition in conditions for test in tests_of(condition)]
        for test in tests:
            if test.columns not in columns:
                columns[test.columns] = self.column(test.columns, name)
            columns[test.columns].add(test)
        grouped = [test for headers in columns for test in tests if test.columns == headers]
        place = {id(test): at for at, test in enumerate(grouped)}
        return columns, [compile_condition(condition, lambda test: place[id(test)]) for condition in conditions]

    def predicate(self, name: str, condition: Condition) -> Grader:
        """Compile a condition that is no criterion: its code is its truth, or unknown."""
        columns, (holds,) = self.conditions([condition], name)

        def combine(signatures: Sequence[Signature]) -> int:
            truth = holds(_truths(signatures))
            return truth if truth in (YES, NO) else UNKNOWN

        return Grader(name, tuple(columns.values()), combine)

    def suppression(self, headers: tuple[str, ...]) -> Grader:
        """Compile suppression: any of the columns holding anything but no or an unknown word.

        A profile names such a column in several ways, so it is missing only when none of them is there.
        """
        there = [header for header in headers if fold_header(header) in self.places]
        columns = [self.column((header,), "do not call") for header in there]
        columns = columns or [self.column(headers, "do not call")]
        for column in columns:
            column.add(Test("suppresses", "", (column.header,)))
        return Grader(
            "do not call",
            tuple(columns),
            lambda signatures: YES if any_of([truths[1] for truths in signatures]) == YES else NO,
        )

    def criterion(self, criterion: Criterion) -> Grader:
        """Compile a criterion: its code is an answer."""
        conditions = criterion.conditions
        columns, compiled = self.conditions(conditions, criterion.name)
        if criterion.decay:
            if criterion.columns not in columns:
                columns[criterion.columns] = self.column(criterion.columns, criterion.name)
            columns[criterion.columns].add_age()
        aged = list(columns).index(criterion.columns) if criterion.decay else None
        values = [grade.value for grade in criterion.grades] or [100]
        assumed = {Assume.YES: 100, Assume.NO: 0}.get(criterion.assume)
        half_life = criterion.decay.half_life_days if criterion.decay else 1.0

        def combine(signatures: Sequence[Signature]) -> int:
            if assumed is not None and all(signature[0] == YES for signature in signatures):
                return assumed
            answer = _answer(compiled, values, _truths(signatures), assumed)
            if aged is None or VALUES[answer] is None:
                return answer
            return _decayed(answer, signatures[aged][-1], half_life)

        return Grader(criterion.name, tuple(columns.values()), combine)


def _truths(signatures: Sequence[Signature]) -> list[int]:
    if len(signatures) == 1:
        return list(signatures[0][1:-1])
    return [truth for signature in signatures for truth in signature[1:-1]]


def _answer(conditions: list[Compiled], values: list[int], truths: list[int], assumed: int | None) -> int:
    """Return the answer of a criterion: the value of the first condition that is not false."""
    for condition, value in zip(conditions, values, strict=True):
        truth = condition(truths)
        if truth == YES:
            return value
        if truth == PARTLY:
            return open_value((value + 1) // 2)
        if truth == BLANK and assumed is not None:
            return assumed
        if truth != NO:
            return {COMPLAINED: COMPLAINED_ANSWER, REFUSED: REFUSED_ANSWER}.get(truth, UNKNOWN_ANSWER)
    return 0


def _decayed(answer: int, age: int, half_life: float) -> int:
    """Return an answer that has lost value with age, rounded half up to hundredths."""
    value = VALUES[answer] or 0
    if age == NO_AGE and value:
        return UNDATED_ANSWER if GATES[answer] is Gate.HOLDS else UNKNOWN_ANSWER
    left = int(value * 0.5 ** (age / half_life) + 0.5)
    if GATES[answer] is Gate.OPEN:
        return open_value(left)
    return left if left or not value else HELD_AT_ZERO
