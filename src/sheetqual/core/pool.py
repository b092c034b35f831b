"""How often each quality holds in a list: what the call plan reckons with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.match import Matches
    from sheetqual.core.plan import Layout

__all__ = ["pool_shares"]

_FULL: Final = 100
_DIGITS: Final = 4


def pool_shares(layout: Layout, matches: Matches) -> Mapping[str, float]:
    """Return the mean value of each criterion among the leads whose answer is known.

    It is smoothed, (sum + 1) / (count + 2), so that a few answers do not settle it, and rounded to
    four digits.

    Args:
        layout: Where the criteria stand in a pattern.
        matches: The leads of the list.

    Returns:
        Criterion -> mean, from 0 to 1.
    """
    leads = Counter(matches.pattern_of)
    shares = {}
    for criterion, place in layout.criteria.items():
        total, known = 1.0, 2
        for pattern, count in leads.items():
            value = VALUES[matches.patterns.rows[pattern][place]]
            if value is not None:
                total += count * value / _FULL
                known += count
        shares[criterion] = round(total / known, _DIGITS)
    return shares
