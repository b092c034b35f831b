"""Columns by their letters, as workbooks name them, and by their places."""

from __future__ import annotations

__all__ = ["cell_name", "column_letters", "column_number"]


def column_letters(place: int) -> bytes:
    """Return a column's letters from its place: 0 is A, 26 is AA."""
    letters = b""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters


def column_number(letters: bytes) -> int:
    """Return a column's place from its letters: A is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def cell_name(place: int, row: int) -> str:
    """Return a cell's name, such as ``B7``."""
    return f"{column_letters(place).decode()}{row}"
