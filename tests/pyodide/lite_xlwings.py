"""Stands in for the xlwings of xlwings Lite, inside Pyodide: what `main.py` uses of it, and no more.

What it does with cells is what xlwings' documentation and the behaviour of its Lite edition say: Office
hands over matrices; a blank cell in one is JavaScript's null, an error an object with its name under
``basicValue``; an argument that is one cell counts as that cell, and as left out when the cell is blank.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]


def func(function: Function) -> Function:
    """Mark a function as a worksheet function."""
    _notes(function)["is_function"] = True
    return function


def arg(name: str, *, ndim: int, err_to_str: bool, doc: str) -> Callable[[Function], Function]:
    """Note how an argument's cells arrive."""

    def noted(function: Function) -> Function:
        if name not in inspect.signature(function).parameters:
            raise ValueError(name)
        _notes(function)[name] = {"ndim": ndim, "err_to_str": err_to_str, "doc": doc}
        return function

    return noted


def registered(module: Any) -> str:
    """Return the worksheet functions that a module itself defines, with their help texts, as JSON."""
    found = {
        name: {"doc": inspect.getdoc(member), "arguments": _help(member)}
        for name, member in inspect.getmembers(module, inspect.isfunction)
        if member.__module__ == module.__name__ and _notes(member).get("is_function")
    }
    return json.dumps(found)


def called(function: Function, matrices: list[Any]) -> str:
    """Call a function with what Office hands over, and return what it answers as JSON."""
    parameters = list(inspect.signature(function).parameters.values())
    given: list[Any] = []
    for parameter, matrix in zip(parameters, matrices, strict=False):
        one = matrix[0][0] if matrix and len(matrix) == 1 and len(matrix[0]) == 1 else matrix
        if _is_nothing(one):
            given.append(None)
            continue
        options = _notes(function)[parameter.name]
        if options["ndim"] != 2:
            raise ValueError(options)
        rows = one if isinstance(one, list) else [[one]]
        given.append([[_cell(cell, err_to_str=options["err_to_str"]) for cell in row] for row in rows])
    return json.dumps(function(*given))


def _cell(cell: Any, *, err_to_str: bool) -> Any:
    if _is_nothing(cell) or (isinstance(cell, str) and not cell):
        return None
    if isinstance(cell, dict):
        return cell["basicValue"] if err_to_str or cell["type"] != "Error" else None
    return cell


def _is_nothing(value: Any) -> bool:
    """Tell whether a value is None or JavaScript's null, which newer Pyodides keep apart."""
    return value is None or type(value).__name__ == "JsNull"


def _help(function: Function) -> dict[str, str]:
    return {name: note["doc"] for name, note in _notes(function).items() if name != "is_function"}


def _notes(function: Function) -> dict[str, Any]:
    notes: dict[str, Any] = function.__dict__.setdefault("__xlfunc__", {})
    return notes
