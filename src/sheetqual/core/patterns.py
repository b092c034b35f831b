"""The distinct answer patterns of a list, packed so that one look-up reads several answers at once.

A pattern is one byte a predicate, but most predicates take only a few codes in a list. So several
of them are written as the digits of one byte, a **plane**; numbering leads by pattern then compares
small integers, and judging adds up one table a plane instead of one a predicate.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain
from struct import iter_unpack
from typing import TYPE_CHECKING, Final, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Patterns", "Plane", "number_patterns"]

_Key = TypeVar("_Key", int, bytes)

_CAST: Final[dict[int, Literal["B", "H", "I", "Q"]]] = {1: "B", 2: "H", 4: "I", 8: "Q"}
_RADIX: Final = 256


@dataclass(frozen=True, slots=True)
class Plane:
    """Some predicates as the digits of one byte.

    Attributes:
        places: The places of the predicates in a pattern.
        codes: Byte -> the code of each of those predicates; bytes that never occur are left out.
        column: The byte of each distinct pattern, by the pattern's number.
    """

    places: tuple[int, ...]
    codes: tuple[tuple[int, ...], ...]
    column: bytes


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct patterns of a list, in the order of their first lead.

    Attributes:
        rows: The patterns, by number.
        planes: The same patterns as planes.
    """

    rows: tuple[bytes, ...]
    planes: tuple[Plane, ...]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class _Packing:
    """How some columns go into one byte: their digits, the first column's the lowest."""

    places: tuple[int, ...]
    alphabets: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """How many different bytes there may be."""
        size = 1
        for alphabet in self.alphabets:
            size *= len(alphabet)
        return size

    def pack(self, columns: Sequence[bytes], leads: int) -> bytes:
        """Return the byte of each lead."""
        packed, radix = 0, 1
        for place, alphabet in zip(self.places, self.alphabets, strict=True):
            digits = columns[place].translate(bytes(max(0, alphabet.find(code)) for code in range(_RADIX)))
            # As one long number: no byte of it can carry into the next, since the plane fits.
            packed += int.from_bytes(digits) * radix
            radix *= len(alphabet)
        return packed.to_bytes(leads)

    def codes(self) -> tuple[tuple[int, ...], ...]:
        """Return the codes that each byte stands for."""
        table = []
        for byte in range(self.size):
            rest, codes = byte, []
            for alphabet in self.alphabets:
                rest, digit = divmod(rest, len(alphabet))
                codes.append(alphabet[digit])
            table.append(tuple(codes))
        return tuple(table)


class _Numbers(dict[_Key, int]):
    """Numbers what it meets, from 0."""

    def __missing__(self, key: _Key) -> int:
        self[key] = number = len(self)
        return number


def number_patterns(columns: Sequence[bytes], leads: int) -> tuple[Patterns, array[int]]:
    """Number the distinct patterns of some leads.

    Args:
        columns: For each predicate, its code for every lead.
        leads: The number of leads.

    Returns:
        The patterns, and for each lead the number of its pattern.
    """
    packings = _packings(columns)
    planes = [packing.pack(columns, leads) for packing in packings]
    width = next((width for width in _CAST if width >= len(planes)), len(planes))
    packed = bytearray(width * leads)
    for at, plane in enumerate(planes):
        packed[at::width] = plane
    if width in _CAST:
        narrow: _Numbers[int] = _Numbers()
        pattern_of = array("I", map(narrow.__getitem__, memoryview(packed).cast(_CAST[width])))
        distinct = array(_CAST[width], narrow).tobytes()
    else:
        wide: _Numbers[bytes] = _Numbers()
        pattern_of = array("I", map(wide.__getitem__, chain.from_iterable(iter_unpack(f"{width}s", packed))))
        distinct = b"".join(wide)
    return _unpacked(packings, distinct, width, len(columns)), pattern_of


def _packings(columns: Sequence[bytes]) -> list[_Packing]:
    """Share the columns out among as few planes as they fit into, in their order."""
    packings: list[_Packing] = []
    for place, column in enumerate(columns):
        alphabet = bytes(sorted(set(column)))
        if packings and packings[-1].size * len(alphabet) <= _RADIX:
            last = packings[-1]
            packings[-1] = _Packing((*last.places, place), (*last.alphabets, alphabet))
        else:
            packings.append(_Packing((place,), (alphabet,)))
    return packings


def _unpacked(packings: Sequence[_Packing], distinct: bytes, width: int, size: int) -> Patterns:
    """Turn the distinct packed patterns back into one byte a predicate."""
    count = len(distinct) // width
    rows = bytearray(size * count)
    planes = []
    for at, packing in enumerate(packings):
        column = distinct[at::width]
        codes = packing.codes()
        for digit, place in enumerate(packing.places):
            table = bytes(code[digit] for code in codes).ljust(_RADIX, b"\0")
            rows[place::size] = column.translate(table)
        planes.append(Plane(packing.places, codes, column))
    whole = bytes(rows)
    return Patterns(
        rows=tuple(whole[start : start + size] for start in range(0, size * count, size)),
        planes=tuple(planes),
    )
