"""The ids of a team's leads: those they have, and those we make."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from sheetqual.core.words import fold_header
from sheetqual.files.merging.column_pairs import has_own_ids, holds_something
from sheetqual.files.merging.lead_keys import ID_LETTERS, id_text, is_own_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetqual.files.merging.column_pairs import ColumnPairs
    from sheetqual.files.merging.identities import LeadList

__all__ = ["ID_HEADER", "LeadIds"]

ID_HEADER: Final = "Lead ID"
"""The header of the column of ids that we make."""
_ID_LENGTH: Final = 6


class LeadIds:
    """The ids of the master's leads: those it has, and those we make.

    Attributes:
        own: Position of the master's column for ids that we make, or None.
        theirs: Position of the other list's column of ids that we made and the master lacks, or None.
        makes_column: Whether the master gets a column of ids that we make.
        is_ours: Whether it has or gets one.
    """

    def __init__(self, other: LeadList, master: LeadList, columns: ColumnPairs) -> None:
        """Find the columns of ids.

        Args:
            other: The other list.
            master: The team's list.
            columns: Which of their columns hold the same.
        """
        self._master, self._other = master, other
        holding = [place for place in other.places.id if place in columns.added and holds_something(other, place)]
        self.own: int | None = next((place for place in master.places.id if has_own_ids(master, place)), None)
        paired = {mine: theirs for mine, theirs in columns.pairs if holds_something(other, theirs)}
        if self.own is None and not any(holds_something(master, place) for place in master.places.id):
            headers = master.table.headers
            empty = (place for place in master.places.id if fold_header(headers[place]) == fold_header(ID_HEADER))
            self.own = next((place for place in empty if place not in paired), None)
        self.theirs: int | None = next((place for place in holding if has_own_ids(other, place)), None)
        self.makes_column = self.own is None and not master.places.id and (not holding or self.theirs is not None)
        self.is_ours = self.own is not None or self.makes_column
        self._given = set(_all_ids(master)) if self.is_ours else set()
        self._taken = self._given.union(_all_ids(other)) if self.is_ours else set()
        self._source = self.theirs if self.own is None else dict(columns.pairs).get(self.own)

    def existing(self, lead: int) -> list[str]:
        """Return the ids that a lead of the master has, our own first."""
        columns = self._master.table.columns
        texts = [text for place in self._master.places.id if (text := id_text(columns[place][lead]))]
        return sorted(texts, key=lambda text: not is_own_id(text))

    def shared(self) -> set[str]:
        """Return the ids that more than one lead of the master has, whatever the column."""
        owners: dict[str, int] = {}
        for place in self._master.places.id:
            for lead, cell in enumerate(self._master.table.columns[place]):
                if (text := id_text(cell)) and owners.setdefault(text, lead) != lead:
                    owners[text] = -1
        return {text for text, lead in owners.items() if lead < 0}

    def next(self, lead: int | None) -> str:
        """Return an id for a lead: the one we made that the other list has for it, else a new one.

        Args:
            lead: The lead's place in the other list, or None where it is not there.
        """
        text = None
        if self._source is not None and lead is not None:
            text = id_text(self._other.table.columns[self._source][lead])
        if text is None or text in self._given or not is_own_id(text):
            text = self._made()
        self._given.add(text)
        return text

    def _made(self) -> str:
        while True:
            made = "L-" + "".join(secrets.choice(ID_LETTERS) for _ in range(_ID_LENGTH))
            if made not in self._taken:
                self._taken.add(made)
                return made


def _all_ids(leads: LeadList) -> Iterator[str]:
    for place in leads.places.id:
        for cell in leads.table.columns[place]:
            if text := id_text(cell):
                yield text
