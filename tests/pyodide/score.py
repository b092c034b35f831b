"""Runs a workbook's main.py in a plain Python and calls its functions: what `score.mjs` does in Pyodide.

python -I -S score.py REQUEST.json ANSWER.json

It can't tell how Pyodide converts cells, but it takes no time, and needs no Pyodide.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any


def load(name: str, path: str) -> Any:
    """Import a file as a module of this name."""
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Call the functions and write down what they answer."""
    asked, answered = map(Path, sys.argv[1:])
    request = json.loads(asked.read_text(encoding="utf-8"))
    sys.path.insert(0, request["wheel"])
    xlwings, workbook = load("xlwings", request["stand_in"]), load("main", request["main"])
    results = []
    for name, matrices in request["calls"]:
        given = [one if isinstance(one, list) else request["shared"][one["shared"]] for one in matrices]
        results.append({"answer": json.loads(xlwings.called(getattr(workbook, name), given))})
    told = {
        "where": import_module("sheetqual").__file__,
        "functions": json.loads(xlwings.registered(workbook)),
        "results": results,
    }
    answered.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
