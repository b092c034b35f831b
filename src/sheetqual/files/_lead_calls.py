"""The calls of sheetqual's functions in a workbook's formulas: found, counted, and stored either way.

Excel stores a call of an add-in's function as a plain formula, and one of a name that holds a LAMBDA
as a dynamic array formula: ``cm`` on the cell, ``t="array"`` on the formula.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final

from sheetqual.core.worksheet import FUNCTIONS
from sheetqual.files._formulas import FormulaColumn, with_whole_cells
from sheetqual.files._markup import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Call", "calls_in", "has_call", "is_lone_call", "is_stored_anew", "lead_calls", "stored_calls", "with_value"]

_NAMES: Final = "|".join(FUNCTIONS)
_CALL: Final = re.compile(rf"(?<![\w.])(?:{_NAMES})\s*\(".encode(), re.IGNORECASE)
_CELL: Final = re.compile(
    rb"<(?P<p>(?:[^<>\s/!?:]+:)?)c\s(?P<cell>[^<>]*)>(?P<gap>\s*)<(?P=p)f(?P<said>\s[^<>]*?)?"
    rb"(?:/>|>(?P<text>[^<]*)</(?P=p)f\s*>)"
)
_AT: Final = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*([A-Za-z]{1,3}\d{1,7})\s*["']""")
_META: Final = re.compile(rb"""\s*\bcm\s*=\s*["'][^"']*["']""")
_KIND: Final = re.compile(rb"""\st\s*=\s*["']([^"']*)["']""")
_INDEX: Final = re.compile(rb"""\ssi\s*=\s*["'](\d{1,9})["']""")
_REF: Final = re.compile(rb"""\sref\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of sheetqual's functions.

    Attributes:
        function: The function's name.
        arguments: How many arguments it gets.
        cell: The cell that it stands in.
    """

    function: str
    arguments: int
    cell: str


def has_call(formula: bytes) -> bool:
    """Tell whether a formula calls one of the functions."""
    return _CALL.search(formula) is not None


@dataclass(slots=True)
class _Open:
    """A bracket that is not closed yet: the function before it, its arguments so far, what the first is made of."""

    name: str
    arguments: int
    first: list[str]


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The calls in a formula.

    Attributes:
        calls: Each function, with the number of its arguments.
        is_simple: Whether no block of cells stands around them.
        is_of_rows: Whether each is for a single lead, too.
    """

    calls: tuple[tuple[str, int], ...] = ()
    is_simple: bool = False
    is_of_rows: bool = False


@lru_cache(maxsize=1024)
def _parsed(formula: str) -> _Parsed:  # noqa: C901 - one branch a kind of token
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError  # noqa: PLC0415 - 100 ms that few need

    open_: list[_Open] = []
    calls: list[tuple[str, int]] = []
    simple = of_rows = True
    try:
        tokens = Tokenizer(f"={formula}").items
    except (TokenizerError, IndexError):
        return _Parsed()
    for place, token in enumerate(tokens):
        ours = next((one for one in open_ if one.name in FUNCTIONS), None)
        if token.subtype == Token.OPEN:
            if ours and ours.arguments == 1:
                ours.first.append(token.value)
            is_empty = place + 1 < len(tokens) and tokens[place + 1].subtype == Token.CLOSE
            open_.append(_Open(token.value.rstrip("( ").upper(), 0 if is_empty else 1, []))
        elif token.type == Token.SEP and token.subtype == Token.ARG and open_:
            open_[-1].arguments += 1
        elif token.subtype == Token.CLOSE and open_:
            done = open_.pop()
            if done.name in FUNCTIONS:
                calls.append((done.name, done.arguments))
                of_rows = of_rows and len(done.first) == 1 and _is_row(done.first[0])
        elif token.type == Token.OPERAND:
            if ours and ours.arguments == 1:
                ours.first.append(token.value)
            elif not ours and token.subtype == Token.RANGE:
                simple = simple and _is_row(token.value)
    return _Parsed(tuple(calls), is_simple=bool(calls) and simple, is_of_rows=bool(calls) and simple and of_rows)


_ROW_OF_TABLE: Final = re.compile(r"\[\[?(?:#This Row|@)[^!]*\]")
_BLOCK: Final = re.compile(r"\$?[A-Za-z]{1,3}\$?(\d+)(?::\$?[A-Za-z]{1,3}\$?(\d+))?")


def _is_row(operand: str) -> bool:
    """Tell whether an operand is a value, a cell, a name, or cells of one row."""
    if _ROW_OF_TABLE.search(operand):
        return True
    cells = _BLOCK.fullmatch(operand.rpartition("!")[2])
    if cells:
        return cells[2] in (None, cells[1])
    return ":" not in operand and "[" not in operand


def _in_any_row(formula: str, row: str) -> str:
    """Return a formula as it would stand in one and the same row, so that alike ones are looked into once."""
    return re.sub(rf"(?<=[A-Za-z$]){row}(?!\d)", "1000000", formula) if row else formula


def calls_in(formula: str) -> tuple[tuple[str, int], ...]:
    """Return the functions that a formula calls, each with the number of arguments it gets there."""
    return _parsed(formula).calls


def is_stored_anew(formula: str, *, dynamic: bool, row: str = "") -> bool:
    """Tell whether a formula is to be stored as a dynamic array, or plainly, where it is not.

    Names that hold a LAMBDA are called by dynamic arrays, but what stands around must not become one: a
    block of cells there means one of them. Plainly stored, a call for many leads would show the first.

    Args:
        formula: The formula.
        dynamic: Which of the two.
        row: The row that it stands in.
    """
    parsed = _parsed(_in_any_row(formula, row))
    return parsed.is_simple if dynamic else parsed.is_of_rows


def lead_calls(pieces: Iterable[bytes]) -> Iterator[Call]:
    """Yield the calls in a sheet's formulas.

    Args:
        pieces: The sheet's part.
    """
    for text in with_whole_cells(pieces):
        if not _CALL.search(text):
            continue
        for cell in _CELL.finditer(text):
            formula = cell["text"]
            at = _AT.search(cell["cell"])
            if formula and at and _CALL.search(formula):
                name = at[1].decode()
                for function, count in calls_in(_in_any_row(_readable(formula), _row_of(name))):
                    yield Call(function, count, name)


def is_lone_call(cell: bytes, function: str) -> bool:
    """Tell whether a cell's formula is a call of a function, and nothing but that."""
    found = _CELL.match(cell)
    formula = _readable(found["text"] or b"").strip() if found else ""
    return formula.upper().startswith(f"{function}(") and _ends_with_its_call(formula)


@lru_cache(maxsize=256)
def _ends_with_its_call(formula: str) -> bool:
    """Tell whether the first bracket of a formula is closed by its last sign."""
    depth, quote = 0, ""
    for place, sign in enumerate(formula):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if not depth:
                return place == len(formula) - 1
    return False


def stored_calls(pieces: Iterable[bytes], dynamic: int | None) -> Iterator[bytes]:
    """Yield a sheet's part with every formula that calls one of the functions stored one way.

    Args:
        pieces: The part.
        dynamic: The number of the cell metadata that makes a formula a dynamic array; None to store
            them as plain formulas.
    """
    shared: dict[bytes, FormulaColumn] = {}

    def stored(cell: re.Match[bytes]) -> bytes:
        at = _AT.search(cell["cell"])
        formula = _own_formula(cell, at[1].decode(), shared, dynamic=dynamic is not None) if at else None
        if at is None or formula is None:
            return cell[0]
        prefix, tag = cell["p"], _META.sub(b"", cell["cell"]).rstrip()
        if dynamic is None:
            return b"<%sc %s>%s<%sf>%s</%sf>" % (prefix, tag, cell["gap"], prefix, formula, prefix)
        return b'<%sc %s cm="%d">%s<%sf t="array" ref="%s">%s</%sf>' % (
            *(prefix, tag, dynamic, cell["gap"], prefix),
            *(at[1], formula, prefix),
        )

    for text in with_whole_cells(pieces):
        yield _CELL.sub(stored, text) if shared or _CALL.search(text) else text


def _own_formula(cell: re.Match[bytes], at: str, shared: dict[bytes, FormulaColumn], *, dynamic: bool) -> bytes | None:
    """Return a cell's formula if it is to be stored anew, as it is for that cell alone; else None."""
    said, formula = cell["said"] or b"", cell["text"] or b""
    kind, index = _KIND.search(said), _INDEX.search(said)

    def anew(text: bytes) -> bool:
        return is_stored_anew(_readable(text), dynamic=dynamic, row=_row_of(at))

    if kind and kind[1] == b"shared" and index:
        if formula and _CALL.search(formula) and anew(formula):
            shared[index[1]] = FormulaColumn(_readable(formula), at)
        own = shared[index[1]].at(at) if index[1] in shared else None
        return text_of(own).encode() if own is not None else None
    if not _CALL.search(formula) or not anew(formula):
        return None
    ref = _REF.search(said)
    is_block = kind and kind[1] == b"array" and (ref is None or ref[1].decode() != at)
    return None if is_block else formula


def _row_of(cell: str) -> str:
    return cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


_VALUE: Final = re.compile(rb"<((?:[^<>\s/!?:]+:)?)v\s*(?:/>|>[^<]*</\1v\s*>)")
_TYPED: Final = re.compile(rb"""\s+(?:t|vm)\s*=\s*["'][^"']*["']""")


def with_value(cell: bytes, value: str | float) -> bytes:
    """Return a cell that holds a formula with another result kept beside the formula.

    Args:
        cell: The cell, from its tag to its end.
        value: What the formula gives.
    """
    found = _CELL.match(cell)
    if found is None:
        return cell
    opening, _, formula = cell[: found.end()].partition(b">")
    typed = _TYPED.sub(b"", opening) + (b' t="str"' if isinstance(value, str) else b"")
    shown = text_of(value).encode() if isinstance(value, str) else f"{value!r}".encode()
    tag = found["p"] + b"v"
    return b"%s>%s<%s>%s</%s>%s" % (typed, formula, tag, shown, tag, _VALUE.sub(b"", cell[found.end() :]))


def _readable(text: bytes) -> str:
    return unescape(text.decode("utf-8", "replace"))
