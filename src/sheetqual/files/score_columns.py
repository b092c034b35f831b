"""The columns in which people see a lead's score: what stands in them, and where they are in a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from sheetqual.core.judge import Queue, plain_points
from sheetqual.core.profile import Temperature

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheetqual.core.judge import Verdict
    from sheetqual.core.profile import Profile
    from sheetqual.files.lists import ScoredList

__all__ = [
    "COLOURS",
    "FUNCTION_OF",
    "LONGEST_LABEL",
    "OWN_MARK",
    "PRODUCT",
    "ROW",
    "SCORE_HEADERS",
    "WIDTHS",
    "ScoreValue",
    "Scores",
    "own_places",
    "score_headers",
    "score_places",
    "workbook_headers",
]

ScoreValue: TypeAlias = str | float | None
"""What a score column may hold."""

WIDTHS: Final[Mapping[str, float]] = {
    "Score": 7,
    "Temperature": 12,
    "Queue": 11,
    "Reason": 42,
    "Lowest": 8,
    "Highest": 8,
    "Status": 13,
    "Level": 13,
    "Settled": 8,
    "Type": 12,
    "Next question": 42,
    "Best product": 16,
}
"""The width of each score column, in characters."""
ROW: Final = "Row"
PRODUCT: Final = "Best product"
SCORE_HEADERS: Final = tuple(header for header in WIDTHS if header != PRODUCT)
"""The headers of the columns that stand beside the leads' own in a new file."""
_IN_WORKBOOKS: Final = 6
"""The first of them are enough in a workbook in which people work."""
FUNCTION_OF: Final[Mapping[str, str]] = {"Score": "LEADSCORE", "Temperature": "LEADTEMP"}
"""The columns that worksheet functions can fill."""
OWN_MARK: Final = " (sheetqual)"
"""Tells our column from one that has its name already."""
_MARK: Final = re.compile(r" \(sheetqual(?: \d+)?\)\Z")
_ENOUGH: Final = 4
"""So many of them side by side are ours, though somebody has deleted the others."""
LONGEST_LABEL: Final = 255
"""Excel takes no longer text in the formula of a colour."""
COLOURS: Final[Mapping[Temperature, str]] = {
    Temperature.HOT: "F4B6B0",
    Temperature.WARM: "FBE3A6",
    Temperature.COLD: "CFE2F3",
    Temperature.OUT: "E3E3E3",
}
"""The colour behind each temperature, as RRGGBB."""


def score_headers(profile: Profile) -> tuple[str, ...]:
    """Return the headers of all score columns."""
    return (*SCORE_HEADERS, PRODUCT) if profile.products else SCORE_HEADERS


def workbook_headers(profile: Profile) -> tuple[str, ...]:
    """Return the headers of the score columns that are written into a workbook."""
    few = SCORE_HEADERS[:_IN_WORKBOOKS]
    return (*few, PRODUCT) if profile.products else few


def score_places(headers: Sequence[str]) -> dict[str, int]:
    """Return where the score columns stand in a list that was scored before; nothing where it was not.

    A person's own column "Score" is none of them: they are known by standing together, by our mark, or
    by being all there.

    Args:
        headers: The headers of the list, by position.

    Returns:
        Score header -> position: those of a workbook, or all of those of a new file.
    """
    few = SCORE_HEADERS[:_IN_WORKBOOKS]
    bare = [_MARK.sub("", header) for header in headers]
    for start, header in enumerate(bare):
        if header == ROW and bare[start + 1 : start + 1 + len(SCORE_HEADERS)] == list(SCORE_HEADERS):
            places = {one: start + at for at, one in enumerate(SCORE_HEADERS, start=1)}
            return places | _product(headers, start + len(SCORE_HEADERS) + 1)
    runs = [_run(bare, start, few) for start, header in enumerate(bare) if header in few]
    best = max(runs, key=len, default={})
    if len(best) < len(few):
        alone = _alone(headers, few)
        best = alone if len(alone) == len(few) else best
    if len(best) < _ENOUGH:
        return {}
    return best | _product(headers, max(best.values()) + 1)


def _run(headers: Sequence[str], start: int, wanted: Sequence[str]) -> dict[str, int]:
    """Return the headers that follow one another from a place on, in their order; some may have been deleted."""
    run: dict[str, int] = {}
    left = list(wanted)
    for place in range(start, len(headers)):
        if headers[place] not in left:
            break
        run[headers[place]] = place
        left = left[left.index(headers[place]) + 1 :]
    return run


def _alone(headers: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Return where headers stand with our mark, the last of them, else where they stand once without it."""
    places = {}
    for header in wanted:
        marked = [place for place, one in enumerate(headers) if one != header and _MARK.sub("", one) == header]
        if marked:
            places[header] = marked[-1]
        elif headers.count(header) == 1:
            places[header] = headers.index(header)
    return places


def _product(headers: Sequence[str], behind: int) -> dict[str, int]:
    """Return where our column of the best product stands: right behind the others, or with our mark."""
    if tuple(headers[behind : behind + 1]) == (PRODUCT,):
        return {PRODUCT: behind}
    found = _alone(headers, (PRODUCT,))
    return {} if not found or headers[found[PRODUCT]] == PRODUCT else found


def own_places(headers: Sequence[str]) -> list[int]:
    """Return the positions of the columns that sheetqual wrote into a list."""
    places = sorted(score_places(headers).values())
    if places and places[0] and headers[places[0] - 1] == ROW:
        places.insert(0, places[0] - 1)
    return places


class Scores:
    """What the score columns say of each lead; what leads of one pattern share is made once.

    Args:
        scored: The list.
        headers: The headers of the columns that are wanted.
    """

    def __init__(self, scored: ScoredList, headers: Sequence[str]) -> None:
        """Begin with none."""
        self._scored = scored
        self._makers = [_MAKERS[header] for header in headers]
        self._reason = headers.index("Reason") if "Reason" in headers else None
        self._by_pattern: dict[int, list[ScoreValue]] = {}

    def of(self, lead: int) -> list[ScoreValue]:
        """Return what the columns say of the lead at that place of the list."""
        pattern = self._scored.board.matches.pattern_of[lead]
        said = self._by_pattern.get(pattern)
        if said is None:
            verdict = self._scored.board.pattern_verdict(pattern)
            said = self._by_pattern[pattern] = [make(self._scored, pattern, verdict) for make in self._makers]
        if self._reason is None or lead not in self._scored.overrides.by_lead:
            return said
        said = list(said)
        said[self._reason] = self._scored.reason(lead)
        return said


def _question(scored: ScoredList, pattern: int, verdict: Verdict) -> str | None:
    if verdict.queue is Queue.SUPPRESSED:
        return None
    question = scored.board.next_question(pattern)
    return question.ask if question else None


_MAKERS: Final[Mapping[str, Callable[[ScoredList, int, Verdict], ScoreValue]]] = {
    "Score": lambda _scored, _pattern, verdict: plain_points(verdict.score),
    "Temperature": lambda scored, _pattern, verdict: scored.board.profile.score.labels[verdict.temperature],
    "Queue": lambda _scored, _pattern, verdict: verdict.queue.value,
    "Reason": lambda _scored, _pattern, verdict: verdict.reasons[0].text,
    "Lowest": lambda _scored, _pattern, verdict: plain_points(verdict.floor),
    "Highest": lambda _scored, _pattern, verdict: plain_points(verdict.ceiling),
    "Status": lambda _scored, _pattern, verdict: verdict.status.value,
    "Level": lambda _scored, _pattern, verdict: verdict.level.value if verdict.level else None,
    "Settled": lambda _scored, _pattern, verdict: "yes" if verdict.settled else "no",
    "Type": lambda _scored, _pattern, verdict: verdict.type,
    "Next question": _question,
    PRODUCT: lambda _scored, _pattern, verdict: verdict.product,
}
