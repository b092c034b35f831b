"""Whom to call: the leads of a board that a person chose, best first, and why the others are left out."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import compress
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sheetqual.core.judge import Queue
from sheetqual.core.profile import Level, Temperature
from sheetqual.core.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.overrides import Override

__all__ = ["CallFilter", "CallList", "call_list"]


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which leads to call.

    Attributes:
        temperatures: The temperatures wanted.
        queues: The queues wanted. Nobody who asked not to be called is let through, whatever
            stands here.
        product: The product that must fit best, or None for any.
        owner: Whose leads to call, spelled in any case; None for everybody's.
        levels: The levels of qualification wanted, as in `Verdict.level` (None among them: all
            passed); None for any.
        capacity: The most leads to call, at least 0; None for no limit.
    """

    temperatures: frozenset[Temperature] = frozenset(Temperature)
    queues: frozenset[Queue] = frozenset({Queue.CALL})
    product: str | None = None
    owner: str | None = None
    levels: frozenset[Level | None] | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class CallList:
    """Whom to call, and who is left out.

    Attributes:
        leads: The leads' places in the list, best first.
        left_out: Why leads are left out, in plain words, and how many; in the order in which the
            reasons are tried. A lead counts under the first that applies.
    """

    leads: array[int]
    left_out: tuple[tuple[str, int], ...]


_SUPPRESSED, _TEMPERATURE, _LEVEL, _PRODUCT, _CHOSEN = 0, 20, 21, 22, 255
"""Codes of reasons, in the order in which they are tried; the queues come after the first."""
_QUEUES: Final = {
    queue: place for place, queue in enumerate((one for one in Queue if one is not Queue.SUPPRESSED), start=1)
}
_SAID: Final = {
    _SUPPRESSED: "asked not to be called",
    **{code: f"another queue: {queue}" for queue, code in _QUEUES.items()},
    _TEMPERATURE: "another temperature",
    _LEVEL: "another level",
    _PRODUCT: "another product",
}


def call_list(
    board: Board,
    wanted: CallFilter,
    owners: Sequence[str | None] | None,
    by_hand: Mapping[int, Override] = MappingProxyType({}),
) -> CallList:
    """Choose whom to call.

    What a person decided about a lead counts for its temperature and queue instead of what is
    computed, but its place in the order stays that of its score, and who asked not to be called
    stays out.

    Args:
        board: The leads.
        wanted: Which of them to call.
        owners: Each lead's owner, by its place in the list; None where there is no such column, so
            that nobody has the owner wanted.
        by_hand: A lead's place in the list -> what a person decided about it; only what is active
            counts.
    """
    summaries, levels, products = board.summaries, board.levels, board.products
    facts = list(zip(summaries.queues, summaries.temperatures, levels, products, strict=True))
    known = {one: _code(wanted, *one) for one in set(facts)}
    of_pattern = bytes(map(known.__getitem__, facts))
    pattern_of = board.matches.pattern_of
    codes = bytearray(map(of_pattern.__getitem__, pattern_of))
    for lead, override in by_hand.items():
        if override.active:
            queue, temperature, level, product = facts[pattern_of[lead]]
            if queue is not Queue.SUPPRESSED:
                queue = override.queue or queue
            codes[lead] = _code(wanted, queue, override.temperature or temperature, level, product)
    is_chosen = bytes(codes).translate(bytes(_CHOSEN) + b"\1")
    if wanted.owner is not None:
        is_chosen = _of_owner(is_chosen, wanted.owner, owners)
    leads = array("I", compress(board.order, map(is_chosen.__getitem__, board.order)))
    left_out = [(said, count) for code, said in _SAID.items() if (count := codes.count(code))]
    if others := codes.count(_CHOSEN) - len(leads):
        left_out.append(("another owner", others))
    if wanted.capacity is not None and len(leads) > wanted.capacity:
        left_out.append((f"beyond the capacity of {wanted.capacity}", len(leads) - wanted.capacity))
        leads = leads[: wanted.capacity]
    return CallList(leads, tuple(left_out))


def _code(wanted: CallFilter, queue: Queue, temperature: Temperature, level: Level | None, product: str | None) -> int:
    """Return the first reason why a lead is not to be called, or that it is."""
    if queue is Queue.SUPPRESSED:
        return _SUPPRESSED
    if queue not in wanted.queues:
        return _QUEUES[queue]
    if temperature not in wanted.temperatures:
        return _TEMPERATURE
    if wanted.levels is not None and level not in wanted.levels:
        return _LEVEL
    return _CHOSEN if wanted.product in (None, product) else _PRODUCT


def _of_owner(is_chosen: bytes, owner: str, owners: Sequence[str | None] | None) -> bytes:
    """Return which of the leads chosen have the owner wanted, as 1 and 0 by their places in the list."""
    if owners is None:
        return bytes(len(is_chosen))
    looked_for = fold(owner)
    known = {one: one is not None and fold(one) == looked_for for one in set(owners)}
    # As long numbers: that is far quicker than lead by lead.
    is_theirs = int.from_bytes(map(known.__getitem__, owners))
    return (int.from_bytes(is_chosen) & is_theirs).to_bytes(len(is_chosen))
