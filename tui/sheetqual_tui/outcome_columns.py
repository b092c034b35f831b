"""Which columns of a list may say how its leads ended, and what stands there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.reading import cell_text, is_blank
from sheetqual.core.words import WHITE, fold, fold_header

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.values import Cell

__all__ = ["Answers", "answers_of", "outcome_columns"]

_NAMES: Final = frozenset(
    (
        *("outcome", "status", "stage", "result", "won", "closed", "converted", "customer", "disposition"),
        *("esito", "stato", "fase", "risultato", "cliente", "vinto"),
        *("utfall", "resultat", "kunde", "vunnet"),
        *("итог", "исход", "статус", "этап", "стадия", "результат", "клиент"),
        *("نتیجه", "وضعیت", "مرحله", "مشتری"),
    ),
)
_CUSTOMERS: Final = frozenset(
    (
        *("won", "closed won", "customer", "converted", "success", "yes", "true", "1"),
        *("vinto", "vinta", "cliente", "sì", "si"),
        *("vunnet", "kunde", "ja"),
        *("выиграно", "выиграна", "успешно", "клиент", "продано", "да"),
        *("برنده", "موفق", "مشتری", "فروخته شد", "بله"),
    ),
)
_FEW: Final = 12
_ENOUGH: Final = 100_000
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Answers:
    """What stands in a column.

    Attributes:
        header: Its header.
        counts: Its different answers, those that may mean a customer first, then the commonest; with
            how many leads have each.
        is_likely: Whether it looks like the end of leads.
    """

    header: str
    counts: tuple[tuple[str, int], ...]
    is_likely: bool

    @property
    def words(self) -> str:
        """What stands there, in a few words."""
        shown = [text for text, _ in self.counts[:_SHOWN]]
        return f"{', '.join(shown)}{' …' if len(self.counts) > _SHOWN else ''}"


def outcome_columns(headers: Sequence[str], columns: Mapping[int, Sequence[Cell]]) -> list[Answers]:
    """Return the columns of a list with their answers, those first that look like the end of leads.

    Args:
        headers: The list's headers, by position.
        columns: Position -> cells, one a lead.
    """
    seen: set[str] = set()
    found: list[tuple[tuple[bool, bool, int], Answers]] = []
    for place, header in enumerate(headers):
        name = fold_header(header)
        if not name or name in seen or place not in columns:
            continue
        seen.add(name)
        one = answers_of(header, columns[place])
        if one.counts:
            found.append(((not one.is_likely, len(one.counts) > _FEW, place), one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def answers_of(header: str, cells: Sequence[Cell]) -> Answers:
    """Count the answers of a column; of very long ones a part."""
    step = max(1, len(cells) // _ENOUGH)
    spelled: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for cell, count in Counter(cells[::step]).most_common():
        text = cell_text(cell).strip(WHITE)
        if text and not is_blank(cell):
            spelled.setdefault(fold(text), text)
            counts[fold(text)] += count * step
    ordered = sorted(counts.items(), key=lambda pair: (pair[0] not in _CUSTOMERS, -pair[1]))
    words = set(fold_header(header).replace("_", " ").split())
    is_likely = bool(words & _NAMES) and 1 <= len(ordered) <= _FEW
    return Answers(header.strip(WHITE), tuple((spelled[text], count) for text, count in ordered), is_likely)
