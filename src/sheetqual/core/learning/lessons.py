"""What past leads teach, all of it: qualities with their verdicts, columns set aside, columns to think about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetqual.core.learning.columns import columns_of
from sheetqual.core.learning.leaks import leaks_of
from sheetqual.core.learning.qualities import Verdict, qualities_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.columns import Column, SetAside
    from sheetqual.core.learning.leaks import Suspicion
    from sheetqual.core.learning.qualities import Quality

__all__ = ["Lessons", "lessons_of"]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What past leads teach.

    Attributes:
        qualities: Every quality that was tried, those that are least likely chance first.
        columns: The columns they come from.
        aside: The columns that were not learned from, in the order of the list.
        suspicions: Columns that part customers from others unusually well.
    """

    qualities: tuple[Quality, ...]
    columns: tuple[Column, ...]
    aside: tuple[SetAside, ...]
    suspicions: tuple[Suspicion, ...]

    def with_verdict(self, verdict: Verdict) -> list[Quality]:
        """Return the qualities of one verdict."""
        return [quality for quality in self.qualities if quality.verdict is verdict]


def lessons_of(cases: Cases, progress: Callable[[int, int | None], None] | None = None) -> Lessons:
    """Learn what past customers share and others don't.

    Args:
        cases: Past leads.
        progress: Called with the steps done and their number.
    """
    done = progress or (lambda _at, _all: None)
    columns, aside = columns_of(cases)
    done(1, 3)
    clean, leaks, suspicions = leaks_of(cases, columns)
    done(2, 3)
    aside = sorted([*aside, *leaks], key=lambda one: one.place)
    qualities = qualities_of(cases, clean)
    done(3, 3)
    return Lessons(tuple(qualities), tuple(clean), tuple(aside), tuple(suspicions))
