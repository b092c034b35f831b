"""Formula text as Excel stores it, from text that can be read.

Formulas are written here with ``$name`` for a parameter or a local name, and with the newer functions
under their plain names; `stored` puts in the prefixes that a file needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["LONGEST", "LONGEST_TEXT", "lambda_", "let", "number", "quoted", "stored"]

LONGEST: Final = 8_192
"""The most characters in a formula, and so in a name."""
LONGEST_TEXT: Final = 255
"""The most characters in a text within a formula."""
_DIGITS: Final = 15
"""Excel keeps so many digits of a number in a formula."""
_NEWER: Final = re.compile(r"(?<![\w.])(BYROW|LAMBDA|LET|MAP|SEQUENCE|UNICHAR)\(")
_LOCAL: Final = re.compile(r"\$([a-z][a-z_0-9]*)")
_TEXT: Final = re.compile(r'("(?:[^"]|"")*")')


def stored(formula: str) -> str:
    """Return a formula as a file holds it: prefixes before newer functions and before local names.

    Local names get a letter of ours as well, since ``month`` would stand for the function.
    """
    parts = _TEXT.split(formula)
    parts[::2] = [_LOCAL.sub(r"_xlpm.q_\1", _NEWER.sub(r"_xlfn.\1(", part)) for part in parts[::2]]
    return "".join(parts)


def quoted(text: str) -> str:
    """Return a text of at most `LONGEST_TEXT` characters as it stands in a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def number(value: float) -> str | None:
    """Return a number as it stands in a formula; None where Excel would not keep all its digits."""
    if float(f"{value:.{_DIGITS}g}") != value:
        return None
    text = repr(value).upper()
    return text.removesuffix(".0")


def let(pairs: Iterable[tuple[str, str]], result: str) -> str:
    """Return a ``LET``: local names and what they stand for, then the result."""
    named = "".join(f"${name},{meaning}," for name, meaning in pairs)
    return f"LET({named}{result})" if named else result


def lambda_(parameters: Sequence[str], result: str) -> str:
    """Return a ``LAMBDA``."""
    return f"LAMBDA({''.join(f'${name},' for name in parameters)}{result})"
