"""How past leads ended: which of them became customers, as a column of their list says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import State, cell_text, is_blank
from sheetqual.core.values import Finding
from sheetqual.core.words import WHITE, fold_header
from sheetqual.errors import SheetqualError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.reading import Reader, Reading
    from sheetqual.core.values import Cell

__all__ = [
    "LOST",
    "OPEN",
    "WON",
    "OutcomeRule",
    "Outcomes",
    "open_finding",
    "others_in_words",
    "parse_outcome",
    "read_outcomes",
]

LOST: Final = 0
WON: Final = 1
OPEN: Final = 2
"""Nobody knows yet, or nobody has noted, how it ended."""
_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """Which column says how a lead ended, and what it says of those who became customers.

    Attributes:
        column: The column's header.
        value: What stands there for customers, compared as ``is`` compares.
        open: What stands there for leads whose end is not known yet, beside blanks and unknown words.
    """

    column: str
    value: str
    open: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as the command line takes it."""
        return f"{self.column}={self.value}"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How the leads of a list ended.

    Attributes:
        rule: What was asked for.
        place: The position of its column in the list.
        ends: `WON`, `LOST` or `OPEN` for each lead, by its place in the list.
        others: What stands there for those who did not become customers, with their leads, the commonest first.
    """

    rule: OutcomeRule
    place: int
    ends: bytes
    others: tuple[tuple[str, int], ...] = ()

    @property
    def won(self) -> int:
        """How many became customers."""
        return self.ends.count(WON)

    @property
    def lost(self) -> int:
        """How many did not."""
        return self.ends.count(LOST)

    @property
    def open(self) -> int:
        """How many have no outcome yet."""
        return self.ends.count(OPEN)


def parse_outcome(text: str, headers: Sequence[str], still_open: Sequence[str] = ()) -> tuple[OutcomeRule, int]:
    """Read an outcome as the command line takes it, ``COLUMN=VALUE``, against a list's headers.

    A header may have an equals sign of its own: the longest header that is there counts.

    Args:
        text: The text, such as ``Stage=Won``.
        headers: The list's headers, by position.
        still_open: What stands in the column for leads whose end is not known yet.

    Returns:
        The rule, and the position of its column.

    Raises:
        SheetqualError: It is no such text, or the list has no such column.
    """
    signs = [place for place, letter in enumerate(text) if letter == "="]
    if not signs or not text[: signs[0]].strip(WHITE) or not text[signs[0] + 1 :].strip(WHITE):
        message = f"'{text}' does not say which leads became customers; write COLUMN=VALUE, such as Outcome=Won."
        raise SheetqualError(message)
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        places.setdefault(fold_header(header), place)
    for sign in reversed(signs):
        place_of = places.get(fold_header(text[:sign]))
        if place_of is not None and text[sign + 1 :].strip(WHITE):
            return OutcomeRule(headers[place_of], text[sign + 1 :].strip(WHITE), tuple(still_open)), place_of
    column = text[: signs[0]].strip(WHITE)
    near = get_close_matches(fold_header(column), places, n=1)
    hint = f" Did you mean '{headers[places[near[0]]]}'?" if near else f" It has {_some(headers)}."
    message = f"The list has no column '{column}'.{hint}"
    raise SheetqualError(message)


def _some(texts: Sequence[str]) -> str:
    shown = [f"'{text}'" for text in texts if text.strip(WHITE)]
    return f"{', '.join(shown[:_SHOWN])}{' …' if len(shown) > _SHOWN else ''}"


def read_outcomes(rule: OutcomeRule, place: int, cells: Sequence[Cell], reader: Reader) -> Outcomes:
    """Read how each lead of a list ended.

    Whoever has the rule's value became a customer; whoever has another one did not. Blanks and
    unknown words are leads that are still open, unless the column has nothing but them and the
    value: then they are those who did not.

    Args:
        rule: What to look for.
        place: The position of its column.
        cells: The column's cells, one a lead.
        reader: How cells are read.

    Raises:
        SheetqualError: No lead has the value, or every lead that has an answer has it and none is blank.
    """
    counts = Counter(cells)
    wanted = reader.read(rule.value)
    still = [reader.read(value) for value in rule.open]
    ends = {cell: _end(reader.read(cell), wanted, still) for cell in counts}
    if LOST not in ends.values():
        ends = {cell: LOST if end == OPEN else end for cell, end in ends.items()}
    others: Counter[str] = Counter()
    for cell, count in counts.items():
        if ends[cell] == LOST:
            others[cell_text(cell).strip(WHITE) or "blank"] += count
    outcomes = Outcomes(rule, place, bytes(map(ends.__getitem__, cells)), tuple(others.most_common()))
    if not outcomes.won:
        said = [cell_text(cell).strip(WHITE) for cell, _ in counts.most_common() if not is_blank(cell)]
        there = f" There it says {_some(said)}." if said else " It is empty."
        message = f"No lead has '{rule.value}' in the column '{rule.column}'.{there}"
        raise SheetqualError(message)
    if not outcomes.lost:
        message = (
            f"Every lead has '{rule.value}' in the column '{rule.column}', so there is nobody to compare them with; "
            "give a list that also has leads that did not become customers."
        )
        raise SheetqualError(message)
    return outcomes


def _end(said: Reading, wanted: Reading, still: Sequence[Reading]) -> int:
    if _is_the_same(said, wanted):
        return WON
    # "Refused" is how a lead ended; "don't know" is not.
    is_open = said.state in (State.BLANK, State.UNKNOWN, State.ERROR) or any(_is_the_same(said, one) for one in still)
    return OPEN if is_open else LOST


def _is_the_same(said: Reading, wanted: Reading) -> bool:
    if said.state is wanted.state is State.VALUE and said.word is wanted.word is not None:
        return True
    if said.text == wanted.text:
        return True
    both = said.number(), wanted.number()
    return both[0] is not None and both[1] is not None and both[0].interval == both[1].interval


_OPEN_WORDS: Final = frozenset(
    (
        *(
            "open",
            "new",
            "in progress",
            "in process",
            "working",
            "negotiation",
            "in negotiation",
            "contacted",
            "pending",
        ),
        *("proposal sent", "quote sent", "follow up", "ongoing", "on hold", "opportunity", "active"),
        *("aperto", "aperta", "nuovo", "nuova", "in corso", "in trattativa", "trattativa", "contattato", "in attesa"),
        *("åpen", "ny", "pågår", "under arbeid", "i dialog", "tilbud sendt", "kontaktet", "venter", "forhandling"),
        *("открыт", "открыта", "новый", "новая", "в работе", "в процессе", "переговоры", "ожидание", "на рассмотрении"),
        *("باز", "جدید", "در حال انجام", "در جریان", "مذاکره", "در انتظار"),
    ),
)


def open_finding(outcomes: Outcomes) -> Finding | None:
    """Return what a person should know where others read like leads whose end is not known yet."""
    still = [text for text, _ in outcomes.others if fold_header(text) in _OPEN_WORDS]
    if not still:
        return None
    named = ", ".join(f"'{text}'" for text in still)
    options = " ".join(f'--open "{text}"' for text in still)
    said = f"{named} may be leads whose end is not known yet, and count as others; if so, leave them out"
    return Finding("open", f"{said}: {options}", column=outcomes.rule.column)


def others_in_words(outcomes: Outcomes) -> str:
    """Return what the others are: ``Lost 137, Open 36``."""
    shown = [f"{text} {count:,}" for text, count in outcomes.others[:_SHOWN]]
    more = len(outcomes.others) - len(shown)
    return f"{', '.join(shown)}{f' and {more:,} more kinds' if more > 0 else ''}"
