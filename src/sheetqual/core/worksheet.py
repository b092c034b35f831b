"""Leads as a worksheet function gets them: cells, headers and a profile, straight to what cells show.

Every add-in calls `lead_values` and `score_temperatures`; it adds nothing but its own way of handing
cells over. A sheet calls with the same profile, headers and answers again and again, so all that has
been worked out is kept between calls, by content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from math import floor
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sheetqual.core.dates import day_of, from_serial, read_date
from sheetqual.core.explain import points_in_words, range_in_words, status_in_words
from sheetqual.core.judge import Judge, Verdict, plain_points
from sheetqual.core.parse import parse_profile
from sheetqual.core.plan import compile_plan, profile_headers
from sheetqual.core.questions import Planner
from sheetqual.core.reading import cell_text, is_blank
from sheetqual.core.words import fold_header
from sheetqual.errors import ProfileError, SheetqualError

if TYPE_CHECKING:
    from sheetqual.core.plan import Grader, Plan
    from sheetqual.core.profile import Profile
    from sheetqual.core.values import Cell

__all__ = [
    "FUNCTIONS",
    "PARAMETERS",
    "Convert",
    "Function",
    "Parameter",
    "Rows",
    "Shown",
    "answers",
    "compiled_profile",
    "lead_values",
    "published_text",
    "said_in_cell",
    "score_temperatures",
    "scores_alone",
    "scoring_day",
]

Rows: TypeAlias = "Sequence[Sequence[Cell]]"
"""A block of cells, row by row."""
Shown: TypeAlias = str | float
"""What a cell shows."""
Convert: TypeAlias = "Callable[[object], Cell]"
"""From a cell as a spreadsheet program hands it over to one as the core reads it."""

_PLAIN: Final = frozenset((str, float, type(None)))
"""The types that every program hands over as the core reads them."""
_MOST_REMEMBERED: Final = 20_000
"""So many different cells and answers are remembered for a sheet; then it begins anew."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the worksheet functions.

    Attributes:
        name: Its name.
        doc: What to give, in one sentence.
    """

    name: str
    doc: str


PARAMETERS: Final = (
    Parameter("leads", "One lead's cells, or a block of leads."),
    Parameter("headers", "The headers over these cells."),
    Parameter("profile", "The published profile (LeadProfile), or a profile file's path."),
    Parameter("today", "The day of scoring, such as TODAY(); today when left out."),
)
"""The parameters of every function, in order; all but the first may be left out."""


@dataclass(frozen=True, slots=True)
class Function:
    """A worksheet function.

    Attributes:
        name: Its name in a formula.
        summary: What it returns, in one sentence.
        show: From a lead's sheet, answers and verdict to what its cell shows.
    """

    name: str
    summary: str
    show: Callable[[LeadSheet, bytes, Verdict], Shown]


class _Memo(dict[object, int]):
    """What one predicate makes of the cells it reads."""

    def __init__(self, grader: Grader) -> None:
        super().__init__()
        self._grader = grader
        self.places = tuple(place for column in grader.columns for place in column.places)

    def __missing__(self, key: object) -> int:
        cells: Iterator[Any] = iter(key if isinstance(key, tuple) else (key,))
        signatures = []
        for column in self._grader.columns:
            there: list[Cell] = [next(cells) for _ in column.places]
            signatures.append(column.signature(next((cell for cell in there if not is_blank(cell)), None)))
            column.trouble.clear()
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        self[key] = code = self._grader.code(signatures)
        return code


def _key(places: Sequence[int]) -> Callable[[tuple[object, ...]], object]:
    """Return what takes the cells of a predicate out of a row's: one alone, or several together."""
    return itemgetter(*places) if places else lambda _: ()


class LeadSheet:
    """A profile over a header row, ready for leads one by one.

    Attributes:
        profile: The profile.
        judge: Its weights and rules.
    """

    def __init__(self, profile: Profile, plan: Plan) -> None:
        """Prepare what is read of each lead."""
        self.profile = profile
        self.judge = Judge(profile, plan.layout)
        memos = [_Memo(grader) for grader in plan.graders]
        wanted = sorted({place for memo in memos for place in memo.places})
        # The first column twice, so that what is picked is a tuple however few are wanted.
        self._pick: Callable[[Sequence[object]], tuple[object, ...]] = itemgetter(*[*wanted, 0, 0])
        self._readers = [(memo, _key([wanted.index(place) for place in memo.places])) for memo in memos]
        self._verdicts: dict[bytes, Verdict] = {}
        self._shown: dict[tuple[str, bytes], Shown] = {}
        self._planner: Planner | None = None

    @property
    def planner(self) -> Planner:
        """The order of the profile's questions."""
        self._planner = self._planner or Planner(self.judge)
        return self._planner

    def pattern(self, row: Sequence[object], convert: Convert | None) -> bytes | None:
        """Return a lead's answers; None for a row that is wholly blank.

        Args:
            row: The lead's cells.
            convert: How the program's cells become the core's; None where they are already.
        """
        for cell in row:
            if cell is not None and cell != "" and not is_blank(cell):  # type: ignore[arg-type]
                break
        else:
            return None
        picked = self._pick(row)
        if convert is not None and not _PLAIN.issuperset(map(type, picked)):
            picked = tuple([cell if type(cell) in _PLAIN else convert(cell) for cell in picked])
        return bytes([memo[key(picked)] for memo, key in self._readers])

    def verdict(self, pattern: bytes) -> Verdict:
        """Judge a lead's answers."""
        verdict = self._verdicts.get(pattern)
        if verdict is None:
            if len(self._verdicts) > _MOST_REMEMBERED:
                self._verdicts.clear()
            verdict = self._verdicts[pattern] = self.judge.verdict(pattern)
        return verdict

    def shown(self, function: Function, pattern: bytes) -> Shown:
        """Return what a function shows of a lead's answers."""
        key = (function.name, pattern)
        shown = self._shown.get(key)
        if shown is None:
            if len(self._shown) > _MOST_REMEMBERED:
                self._shown.clear()
            shown = self._shown[key] = function.show(self, pattern, self.verdict(pattern))
        return shown


def _score(_sheet: LeadSheet, _pattern: bytes, verdict: Verdict) -> Shown:
    return plain_points(verdict.score)


def _temperature(sheet: LeadSheet, _pattern: bytes, verdict: Verdict) -> Shown:
    return sheet.profile.score.labels[verdict.temperature]


def _status(sheet: LeadSheet, _pattern: bytes, verdict: Verdict) -> Shown:
    return status_in_words(sheet.judge, verdict)


def _why(sheet: LeadSheet, _pattern: bytes, verdict: Verdict) -> Shown:
    return points_in_words(sheet.judge, verdict)


def _ask(sheet: LeadSheet, pattern: bytes, verdict: Verdict) -> Shown:
    question = sheet.planner.next_question(pattern, verdict)
    return question.ask if question else ""


def _range(_sheet: LeadSheet, _pattern: bytes, verdict: Verdict) -> Shown:
    return range_in_words(verdict)


def _product(_sheet: LeadSheet, _pattern: bytes, verdict: Verdict) -> Shown:
    return verdict.product or ""


FUNCTIONS: Final[Mapping[str, Function]] = {
    function.name: function
    for function in (
        Function("LEADSCORE", "A lead's score, 0 to 100: the points earned so far; 0 when it is out.", _score),
        Function(
            "LEADTEMP",
            "A lead's temperature in your profile's words; also that of a score.",
            _temperature,
        ),
        Function("LEADSTATUS", "The queue that a lead goes to, and why.", _status),
        Function("LEADWHY", "The points that a lead has on each criterion, in words.", _why),
        Function("LEADASK", "The question to ask a lead next; empty when its temperature is settled.", _ask),
        Function("LEADRANGE", "The lowest and the highest score a lead can still get.", _range),
        Function("LEADPRODUCT", "The product that fits a lead best; empty when the profile has none.", _product),
    )
}
"""The worksheet functions, by name; each takes `PARAMETERS`."""


@lru_cache(maxsize=16)
def compiled_profile(text: str) -> Profile:
    """Return the profile of a text.

    Raises:
        ProfileError: The text is refused.
    """
    return parse_profile(text, "profile")


@lru_cache(maxsize=64)
def _lead_sheet(text: str, cells: tuple[Cell, ...], today: date) -> LeadSheet:
    profile = compiled_profile(text)
    headers = tuple(map(cell_text, cells))
    wanted = {fold_header(header) for header in profile_headers(profile)}
    if wanted.isdisjoint(map(fold_header, headers)):
        message = "none of the profile's columns is among the headers; choose the header row as second argument"
        raise SheetqualError(message)
    return LeadSheet(profile, compile_plan(profile, headers, today=today))


def _fitting_sheet(leads: Sequence[Sequence[object]], headers: Sequence[Cell], text: str, today: date) -> LeadSheet:
    if leads and len(leads[0]) != len(headers):
        message = f"{len(headers)} headers over {len(leads[0])} columns of leads; choose ranges of one width"
        raise SheetqualError(message)
    return _lead_sheet(text, tuple(headers), today)


def lead_values(  # noqa: PLR0913, PLR0917 - a formula's arguments, and how to read them
    function: str,
    leads: Sequence[Sequence[object]],
    headers: Sequence[Cell],
    text: str,
    today: date,
    convert: Convert | None = None,
) -> list[Shown]:
    """Return what a worksheet function shows of leads.

    Args:
        function: A name among `FUNCTIONS`.
        leads: One row a lead, cells as the program hands them over.
        headers: The headers over the leads' cells.
        text: The profile, as TOML.
        today: The day of scoring.
        convert: How the program's cells become the core's; texts, floats and None are taken as they
            are. None where all are.

    Returns:
        A value a row; an empty text for a row that is wholly blank.

    Raises:
        ProfileError: The profile is refused.
        SheetqualError: The headers do not fit the leads, or name none of the profile's columns.
    """
    shows = FUNCTIONS[function]
    sheet = _fitting_sheet(leads, headers, text, today)
    values: list[Shown] = []
    for row in leads:
        pattern = sheet.pattern(row, convert)
        values.append("" if pattern is None else sheet.shown(shows, pattern))
    return values


def answers(  # noqa: PLR0913, PLR0917 - a formula's arguments, and how to read them
    function: str,
    leads: Sequence[Sequence[object]],
    headers: Sequence[Sequence[object]] | None,
    profile: Sequence[Sequence[object]] | None,
    today: Cell,
    text_of: Callable[[Sequence[Sequence[object]] | None], str],
    convert: Convert,
) -> list[Shown]:
    """Return what a worksheet function shows, from its arguments as a program hands them over.

    Args:
        function: A name among `FUNCTIONS`.
        leads: Rows of cells.
        headers: Rows of cells; None when left out.
        profile: Rows of cells; None when left out.
        today: The day of scoring; None for today.
        text_of: From the profile argument to a profile's text.
        convert: From the program's cells to the core's.

    Raises:
        ProfileError: The profile is refused.
        SheetqualError: An argument is missing or makes no sense.
    """
    names = [one if type(one) in _PLAIN else convert(one) for row in headers or () for one in row]
    has_names = any(not is_blank(name) for name in names)  # type: ignore[arg-type]
    if function == "LEADTEMP" and (profile is None or not has_names):
        cells = [[convert(cell) for cell in row] for row in leads]
        scores = scores_alone(cells)
        if scores is not None:
            return score_temperatures(scores, text_of(headers if profile is None else profile))
        if all(is_blank(cell) for row in cells for cell in row):
            return [""] * len(cells)  # A score that is not there yet has no temperature.
    text = text_of(profile)
    if not has_names:
        message = "no headers; choose the header row over these leads as second argument"
        raise SheetqualError(message)
    return lead_values(function, leads, names, text, scoring_day(today), convert)  # type: ignore[arg-type]


def scores_alone(leads: Rows) -> list[float | None] | None:
    """Return the scores of a column of numbers and blanks, or None where it is none."""
    scores: list[float | None] = []
    for row in leads:
        if len(row) != 1 or not (is_blank(row[0]) or isinstance(row[0], (int, float))):
            return None
        scores.append(row[0] if isinstance(row[0], (int, float)) else None)
    return scores if any(score is not None for score in scores) else None


def score_temperatures(scores: Sequence[float | None], text: str) -> list[Shown]:
    """Return the profile's words for the temperatures of scores of 0 to 100; an empty text for None.

    Raises:
        ProfileError: The profile is refused.
    """
    bands = compiled_profile(text).score
    return ["" if score is None else bands.labels[bands.band(floor(score * 1000 + 0.5))] for score in scores]


def published_text(rows: Sequence[Sequence[object]]) -> str | None:
    """Return a profile's text from published cells, one line a row; None where there is none."""
    try:
        # One long text is found again faster than its lines.
        text = "\n".join(["" if row[0] is None else row[0] for row in rows])  # type: ignore[misc]
    except (TypeError, IndexError):
        text = "\n".join([cell_text(row[0]) if row else "" for row in rows])  # type: ignore[arg-type]
    return _without_ends(text)


@lru_cache(maxsize=16)
def _without_ends(text: str) -> str | None:
    return f"{text.strip()}\n" if text.strip() else None


def scoring_day(cell: Cell, today: date | None = None) -> date:
    """Return the day of scoring that a function's last argument names.

    Args:
        cell: The argument; a blank is today.
        today: The day it is; None for what the clock of this computer says.

    Raises:
        SheetqualError: The argument is no day.
    """
    if is_blank(cell):
        return today or datetime.now().astimezone().date()
    found: date | None = None
    if isinstance(cell, date):
        found = day_of(cell)
    elif isinstance(cell, (int, float)):
        found = from_serial(cell)
    elif isinstance(cell, str):
        found = read_date(cell, "dmy")
    if found is None:
        message = "the last argument should be a day, such as TODAY()"
        raise SheetqualError(message)
    return found


def said_in_cell(error: Exception) -> str:
    """Return what went wrong as a short text for a cell, never a traceback."""
    if isinstance(error, ProfileError):
        first, more = error.faults[0], len(error.faults) - 1
        where = f" line {first.line}" if first.line else ""
        others = f" (and {more} more)" if more else ""
        return f"sheetqual: profile{where}: {first.text}{others}"
    if isinstance(error, SheetqualError):
        return f"sheetqual: {error}"
    return f"sheetqual: something unexpected went wrong ({type(error).__name__})"
