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

__all__ = ["CHOSEN", "REASONS", "SUPPRESSED", "TEMPERATURE_ASIDE", "CallFilter", "CallList", "call_list", "sift"]


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
        leads: The leads' places in the list, in the order to call them.
        left_out: Why leads are left out, in plain words, and how many; in the order in which the
            reasons are tried. A lead counts under the first that applies.
    """

    leads: array[int]
    left_out: tuple[tuple[str, int], ...]


SUPPRESSED: Final = 0
"""The code of leads that asked not to be called, in their own columns."""
CHOSEN: Final = 255
"""The code of leads that are wanted."""
_TEMPERATURE, _LEVEL, _PRODUCT, _OWNER = 20, 21, 22, 23
_QUEUES: Final = {
    queue: place for place, queue in enumerate((one for one in Queue if one is not Queue.SUPPRESSED), start=1)
}
REASONS: Final[Mapping[int, tuple[str, str]]] = {
    SUPPRESSED: ("suppressed", "asked not to be called"),
    **{code: (f"queue:{queue}", f"another queue: {queue}") for queue, code in _QUEUES.items()},
    _TEMPERATURE: ("temperature", "another temperature"),
    _LEVEL: ("level", "another level"),
    _PRODUCT: ("product", "another product"),
    _OWNER: ("owner", "another owner"),
}
"""Why leads are not wanted: code -> the same for programs, and in words; in the order they are tried."""
TEMPERATURE_ASIDE: Final = _TEMPERATURE
"""The code of leads that only their temperature keeps from being called."""


def sift(
    board: Board,
    wanted: CallFilter,
    owners: Sequence[str | None] | None,
    by_hand: Mapping[int, Override] = MappingProxyType({}),
) -> bytes:
    """Tell of every lead whether it is wanted, whatever the capacity.

    What a person decided about a lead counts for its temperature and queue instead of what is
    computed, but who asked not to be called stays out.

    Args:
        board: The leads.
        wanted: Which of them to call.
        owners: Each lead's owner, by its place in the list; None where there is no such column, so
            that nobody has the owner wanted.
        by_hand: A lead's place in the list -> what a person decided about it; only what is active
            counts.

    Returns:
        By each lead's place in the list, `CHOSEN` or the first of `REASONS` that applies.
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
    if wanted.owner is None:
        return bytes(codes)
    return _of_owner(bytes(codes), wanted.owner, owners)


def call_list(
    board: Board,
    wanted: CallFilter,
    owners: Sequence[str | None] | None,
    by_hand: Mapping[int, Override] = MappingProxyType({}),
) -> CallList:
    """Choose whom to call: those of whom most is to be expected first; arguments as for `sift`.

    What a person decided about a lead moves it into a queue or temperature, but not in the order.
    """
    codes = sift(board, wanted, owners, by_hand)
    is_chosen = codes.translate(bytes(CHOSEN) + b"\1")
    leads = array("I", compress(board.call_order, map(is_chosen.__getitem__, board.call_order)))
    left_out = [(said, count) for code, (_, said) in REASONS.items() if (count := codes.count(code))]
    if wanted.capacity is not None and len(leads) > wanted.capacity:
        left_out.append((f"beyond the capacity of {wanted.capacity}", len(leads) - wanted.capacity))
        leads = leads[: wanted.capacity]
    return CallList(leads, tuple(left_out))


def _code(wanted: CallFilter, queue: Queue, temperature: Temperature, level: Level | None, product: str | None) -> int:
    """Return the first reason why a lead is not to be called, or that it is."""
    if queue is Queue.SUPPRESSED:
        return SUPPRESSED
    if queue not in wanted.queues:
        return _QUEUES[queue]
    if temperature not in wanted.temperatures:
        return _TEMPERATURE
    if wanted.levels is not None and level not in wanted.levels:
        return _LEVEL
    return CHOSEN if wanted.product in (None, product) else _PRODUCT


def _of_owner(codes: bytes, owner: str, owners: Sequence[str | None] | None) -> bytes:
    """Return the codes of leads, where those chosen that have another owner than the one wanted say so."""
    if owners is None:
        return codes.translate(bytes(range(CHOSEN)) + bytes((_OWNER,)))
    looked_for = fold(owner)
    known = {one: 0 if one is not None and fold(one) == looked_for else CHOSEN - _OWNER for one in set(owners)}
    # As long numbers: that is far quicker than lead by lead.
    is_chosen = int.from_bytes(codes.translate(bytes(CHOSEN) + bytes((CHOSEN,))))
    off = int.from_bytes(map(known.__getitem__, owners)) & is_chosen
    return (int.from_bytes(codes) - off).to_bytes(len(codes))
