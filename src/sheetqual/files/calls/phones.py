"""Phone numbers as people and spreadsheets leave them: read, mended where that is certain, compared."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Phone"]


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that can be called.

    Attributes:
        e164: The number with its country code, such as ``+4722334455``.
        extension: What to dial in the house, or empty.
        region: The country as ISO 3166 letters; None where the number belongs to none.
        zone: The time zone, such as ``Europe/Oslo``, where there is only one; else None.
        text: The number as it stands in the list.
    """

    e164: str
    extension: str
    region: str | None
    zone: str | None
    text: str
