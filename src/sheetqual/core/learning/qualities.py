"""What customers share and others don't: each quality with its counts, and how far it may be chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import YES
from sheetqual.core.conditions import Test, compile_test
from sheetqual.core.evidence import Share, benjamini_hochberg, fisher_greater
from sheetqual.core.learning.columns import ColumnKind
from sheetqual.core.learning.cuts import round_cuts
from sheetqual.core.reading import WHITE, cell_text
from sheetqual.core.words import Word, fold

if TYPE_CHECKING:
    from sheetqual.core.conditions import Wanted
    from sheetqual.core.learning.cases import Cases
    from sheetqual.core.learning.columns import Column
    from sheetqual.core.reading import Reading

__all__ = ["HINT", "SUPPORTED", "Quality", "Verdict", "holds", "in_words", "qualities_of", "verdict_of"]

SUPPORTED: Final = 0.10
"""The greatest q of a quality that counts as supported."""
HINT: Final = 0.05
"""The greatest p of one that counts as a hint."""
_ANY_DAY: Final = date(2000, 1, 1)


class Verdict(StrEnum):
    """What the counts allow to say of a quality."""

    SUPPORTED = "supported"
    HINT = "hint"
    NOT_ENOUGH = "not enough evidence"


def verdict_of(p: float, q: float, *, is_unsure: bool = False) -> Verdict:
    """Return what chances allow to say.

    Args:
        p: How likely chance alone explains the counts.
        q: The same, with all that was tried taken into account.
        is_unsure: Whether the counts may only say who filled in the lists: then it is a hint at most.
    """
    if q <= SUPPORTED and not is_unsure:
        return Verdict.SUPPORTED
    return Verdict.HINT if p <= HINT else Verdict.NOT_ENOUGH


@dataclass(frozen=True, slots=True)
class Quality:
    """Something that may mark good leads, held against past ones.

    Attributes:
        place: The position of its column.
        column: The column's header.
        kind: What the column's answers are.
        operator: The condition's key, such as ``at_least``.
        wanted: What it compares with.
        customers: How many of the customers have it.
        others: How many of the others have it.
        known: How many customers and how many others have an answer in that column.
        p: How likely chance alone makes as many customers have it; for numbers, times the cuts tried.
        q: The same, with all qualities that were tried taken into account.
        is_unsure: Whether it may only say who filled in the lists: a tick or a date of two lists that were not
            filled in alike. It is a hint at most.
    """

    place: int
    column: str
    kind: ColumnKind
    operator: str
    wanted: Wanted
    customers: Share
    others: Share
    known: tuple[int, int]
    p: float
    q: float = 1.0
    is_unsure: bool = False

    @property
    def verdict(self) -> Verdict:
        """What the counts allow to say."""
        return verdict_of(self.p, self.q, is_unsure=self.is_unsure)

    @property
    def difference(self) -> float:
        """How much more customers have it, as a difference of shares, -1 to 1."""
        return self.customers.value - self.others.value

    @property
    def counts(self) -> str:
        """Its plain counts: ``6 of 6 customers, 40 of 100 others``."""
        mine, theirs = self.customers, self.others
        return f"{mine.count:,} of {mine.total:,} customers, {theirs.count:,} of {theirs.total:,} others"

    @property
    def test(self) -> Test:
        """Its condition."""
        return Test(self.operator, self.wanted, (self.column,))

    @property
    def name(self) -> str:
        """What to call it: its column and what stands there."""
        return f"{self.column}: {in_words(self.operator, self.wanted, is_dated=self.operator == 'known')}"


def in_words(operator: str, wanted: Wanted, *, is_dated: bool = False) -> str:
    """Return a condition in words, without its column."""
    match operator:
        case "at_least":
            return f"{_number(wanted)} or more"
        case "at_most":
            return f"{_number(wanted)} or less"
        case "yes" | "no":
            return operator
        case "known":
            return "filled in" if is_dated else "given"
        case "one_of" if isinstance(wanted, tuple):
            return " or ".join(map(str, wanted))
        case _:
            return str(wanted)


def _number(wanted: Wanted) -> str:
    return f"{wanted:,}" if isinstance(wanted, (int, float)) else str(wanted)


def holds(operator: str, wanted: Wanted) -> Callable[[Reading], bool]:
    """Return what tells whether a condition holds for an answer, as scoring sees it."""
    ask = compile_test(Test(operator, wanted, ()), _ANY_DAY)
    return lambda reading: ask(reading) == YES


def qualities_of(cases: Cases, columns: Iterable[Column]) -> list[Quality]:
    """Hold every quality that the columns offer against past leads.

    Of each column of choices every value is tried, of yes and no both, of numbers "so much or more" and
    "so much or less" at round cuts near the quartiles (the best of the cuts counts, its p times their
    number), of marks and days whether there is one. Values that so few leads have that they could prove
    nothing are not tried.

    Args:
        cases: Past leads.
        columns: Their columns that can teach something.

    Returns:
        The qualities, those that are least likely chance first.

    Source: R. A. Fisher's exact test for each; Y. Benjamini and Y. Hochberg's rate of false
    discoveries over all.
    """
    found = [quality for column in columns for quality in _of_column(cases, column)]
    found = [replace(one, q=q) for one, q in zip(found, benjamini_hochberg([one.p for one in found]), strict=True)]
    return sorted(found, key=lambda one: (one.p, -one.difference, one.place))


def _of_column(cases: Cases, column: Column) -> Iterator[Quality]:
    match column.kind:
        case ColumnKind.YES_NO:
            yield from _some(_tried(cases, column, [(word, True)]) for word in ("yes", "no"))
        case ColumnKind.MARK:
            yield from _some([_tried(cases, column, [mark_of(column)])])
        case ColumnKind.CHOICE:
            yield from _choices(cases, column)
        case _:
            numbers = column.numbers
            mirrored = {-number: leads for number, leads in numbers.items()}
            yield from _some(
                [
                    _tried(cases, column, [("at_least", cut) for cut in round_cuts(numbers)]),
                    _tried(cases, column, [("at_most", -cut) for cut in round_cuts(mirrored)]),
                ]
            )


def _choices(cases: Cases, column: Column) -> Iterator[Quality]:
    """Yield the qualities of a column of choices: a text is compared with its own spellings, and with known words."""
    spellings: dict[str, list[tuple[Reading, tuple[int, int]]]] = {}
    words = [answer for answer in column.answers if answer[0].word is not None]
    for answer in column.answers:
        if answer[0].word is None:
            spellings.setdefault(answer[0].text, []).append(answer)
    for text in texts_of(column):
        own = [*spellings.get(fold(text), ()), *words]
        yield from _some([_tried(cases, column, [("is", text)], own)])


def _some(found: Iterable[Quality | None]) -> Iterator[Quality]:
    return (one for one in found if one is not None)


def mark_of(column: Column) -> tuple[str, Wanted]:
    words = {reading.word for reading, _ in column.answers}
    return ("yes", True) if words == {Word.YES} else ("known", True)


def texts_of(column: Column) -> list[str]:
    """Return the texts of a column of choices, each as it is most commonly written."""
    spellings: dict[Word | str, Counter[str]] = {}
    for reading, counts in column.answers:
        text = cell_text(reading.cell).strip(WHITE)
        spellings.setdefault(reading.word or reading.text, Counter())[text] += sum(counts)
    return [texts.most_common(1)[0][0] for texts in spellings.values()]


def _tried(
    cases: Cases,
    column: Column,
    conditions: Sequence[tuple[str, Wanted]],
    among: Sequence[tuple[Reading, tuple[int, int]]] | None = None,
) -> Quality | None:
    """Return the quality of a column that is least likely chance; None where none could prove anything.

    Args:
        cases: Past leads.
        column: The column.
        conditions: What to try; the p of the best one is times their number.
        among: The answers for which one of them may hold; all where None.
    """
    best: Quality | None = None
    answers = column.answers if among is None else among
    for operator, wanted in conditions:
        has = holds(operator, wanted)
        pairs = [counts for reading, counts in answers if has(reading)]
        won, lost = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        if not _could_prove(won + lost, cases):
            continue
        customers, others = Share(won, cases.won), Share(lost, cases.lost)
        p = fisher_greater(customers, others)
        if not cases.one_list and column.kind is not ColumnKind.MARK:
            # More is known of customers than of others, which is no quality of theirs.
            p = max(
                p, fisher_greater(*(Share(n, known) for n, known in zip((won, lost), column.answered, strict=True)))
            )
        quality = Quality(
            column.place,
            column.header,
            column.kind,
            operator,
            wanted,
            customers,
            others,
            column.answered,
            min(1.0, p * len(conditions)),
            is_unsure=not cases.one_list and column.kind is ColumnKind.MARK,
        )
        if best is None or (quality.p, -quality.difference) < (best.p, -best.difference):
            best = quality
    return best


def _could_prove(holders: int, cases: Cases) -> bool:
    """Tell whether a quality of so many leads could be a hint at all, if as many customers as can be had it."""
    won = min(holders, cases.won)
    return fisher_greater(Share(won, cases.won), Share(holders - won, cases.lost)) <= HINT
