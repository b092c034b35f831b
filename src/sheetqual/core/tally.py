"""How often a condition holds in a list: what a person wants to know while writing one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from sheetqual.core.answers import VALUES
from sheetqual.core.match import match
from sheetqual.core.plan import compile_plan
from sheetqual.core.profile import Criterion, Suppress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.conditions import Condition
    from sheetqual.core.plan import Plan
    from sheetqual.core.values import Cell

__all__ = ["Tally", "tally"]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a condition says of a list's leads.

    Attributes:
        holds: The leads for which it holds.
        fails: The leads for which it does not.
        unknown: The leads for which nobody knows, those who refused among them.
    """

    holds: int
    fails: int
    unknown: int


def tally(plan: Plan, condition: Condition, columns: Mapping[int, Sequence[Cell]], leads: int) -> Tally | None:
    """Count for how many leads of a list a condition holds.

    Args:
        plan: The plan that the list is read by.
        condition: The condition.
        columns: Position -> cells, one a lead.
        leads: The number of leads.

    Returns:
        The counts; None where a column that it reads is not among those given.
    """
    profile = replace(
        plan.profile,
        criteria=(Criterion("it", "it", want=condition),),
        penalties=(),
        horizon=None,
        products=(),
        types=MappingProxyType({}),
        suppress=Suppress(),
    )
    alone = compile_plan(profile, plan.headers, today=plan.today, epoch_1904=plan.reader.epoch_1904)
    if not alone.wanted_places() <= set(columns):
        return None
    matches = match(alone, columns, range(leads))
    values = [VALUES[pattern[0]] for pattern in matches.patterns.rows]
    counts = Counter(values[pattern] for pattern in matches.pattern_of)
    unknown = counts[None]
    fails = counts[0]
    return Tally(leads - unknown - fails, fails, unknown)
