"""A draft profile as text: what a person reads first is where each criterion comes from."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import plain_points
from sheetqual.core.learning.drafting import LEAST_GAIN
from sheetqual.core.learning.qualities import Verdict
from sheetqual.core.profile_tables import criterion_table, profile_table
from sheetqual.files._toml_text import key_text, value_lines
from sheetqual.files.atomic import write_text
from sheetqual.files.profiles import profile_from_text
from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from datetime import date

    from sheetqual.core.learning.draft import Draft
    from sheetqual.core.learning.study import Study

__all__ = ["draft_text", "write_draft"]

_LINE: Final = 105
_MOST_NAMED: Final = 6
_AHEAD: Final = ("schema", "name", "version", "region")
_LATER: Final = ("criterion", "score", *_AHEAD)


def draft_text(study: Study, draft: Draft, today: date, source: str) -> str:
    """Return the text of a draft profile.

    Args:
        study: What it was learned from.
        draft: The draft.
        today: The day it is made.
        source: What it was learned from, in words, such as ``leads.csv, Outcome=Won``.
    """
    profile = draft.profile
    table = profile_table(profile)
    parts = ["#:schema ./profile.schema.json\n", _notes(_head(study, draft, today, source)), "\n"]
    parts += [_lines({key: table[key] for key in _AHEAD if key in table})]
    parts += [_table(key, table[key]) for key in table if key == "reading"]
    parts.append(_table("score", {"weights": str(profile.score.weights)} | _score(draft) | _labels(table)))
    for criterion, qualities, learned in zip(profile.criteria, draft.qualities, draft.learned, strict=True):
        why = [f"{one.name}: {one.counts}" for one in qualities[:_MOST_NAMED]]
        if len(qualities) > _MOST_NAMED:
            why.append(f"and {len(qualities) - _MOST_NAMED} more")
        if learned.gain is not None:
            why.append(f"adds {learned.gain:,.0f} on leads held back, where {LEAST_GAIN:.0f} is the least that counts")
        parts.append(f"\n{_notes(why)}[[criterion]]\n{_lines(criterion_table(criterion))}")
    parts += [_table(key, table[key]) for key in table if key not in (*_LATER, "reading")]
    return "".join(parts)


def write_draft(study: Study, draft: Draft, path: str | os.PathLike[str], today: date, source: str) -> None:
    """Write a draft profile; arguments as for `draft_text`, and the file.

    Raises:
        OutputError: The file can't be written.
    """
    text = draft_text(study, draft, today, source)
    profile_from_text(text, str(path))
    write_text(path, text)


def _head(study: Study, draft: Draft, today: date, source: str) -> list[str]:
    how = (
        "Criteria and points were chosen by how they do on leads held back."
        if draft.by_folds
        else "With so few customers, the supported qualities stand in the order of their evidence."
    )
    advice = (
        "What it says was true of the past. Knockouts, obstacles and who must decide are for you to add; take out "
        "what you would not ask, and put the questions into words of your own."
    )
    learned = f"A draft, learned on {today.isoformat()} from {source}: {study.counted}."
    lines = [learned, how, *study.performance_lines, advice]
    lines += [f"Left out, since it says the same as “{other}”: “{copy}”." for copy, other in draft.copies]
    hints = [one.name for one in study.lessons.with_verdict(Verdict.HINT)]
    if hints:
        more = f" and {len(hints) - _MOST_NAMED} more" if len(hints) > _MOST_NAMED else ""
        lines.append(f"Hints only, not in here: {'; '.join(hints[:_MOST_NAMED])}{more}.")
    return lines


def _score(draft: Draft) -> dict[str, float]:
    score = draft.profile.score
    return {"hot": plain_points(score.hot), "warm": plain_points(score.warm)}


def _labels(table: dict[str, dict[str, object]]) -> dict[str, object]:
    labels = table.get("score", {}).get("labels")
    return {"labels": labels} if labels else {}


def _notes(lines: Iterable[str]) -> str:
    """Return lines of notes; what a list says can't end one early."""
    wrapped = (
        textwrap.fill(
            " ".join(for_terminal(line).split()),
            _LINE,
            initial_indent="# ",
            subsequent_indent="#   ",
            break_on_hyphens=False,
        )
        for line in lines
    )
    return "".join(f"{line}\n" for line in wrapped)


def _table(name: str, table: object) -> str:
    if isinstance(table, list):
        return "".join(f"\n[[{name}]]\n{_lines(one)}" for one in table)
    return f"\n[{name}]\n{_lines(table)}" if isinstance(table, dict) else ""


def _lines(table: dict[str, object]) -> str:
    return "".join(f"{key_text(key)} = {value_lines(value, len(key) + 3)}\n" for key, value in table.items())
