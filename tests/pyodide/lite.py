"""Pyodide under Node, with what a user of xlwings Lite puts there."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.wine.store import kept, pip, store, told

HERE = Path(__file__).resolve().parent
STAND_IN = HERE / "lite_xlwings.py"
PYODIDES = {"26": "~0.26.4", "29": "~0.29.4", "314": "^314.0.4"}
"""Lines of Pyodide, oldest to newest (Python 3.12, 3.13, 3.14): nobody says which one xlwings Lite runs today."""
MICROPIP = ("micropip>=0.11,<0.12", "packaging>=24,<27")
"""Pyodide's pip, from where everyone can get it; the npm package has none."""


@dataclass(frozen=True, slots=True)
class Files:
    """What a user puts into xlwings Lite.

    Attributes:
        main: The workbook's main.py.
        wheel: The wheel.
    """

    main: Path
    wheel: Path


def lite_files(folder: Path) -> Files:
    """Write the files, as a user does."""
    subprocess.run([sys.executable, "-m", "sheetqual", "excel", "lite", folder], check=True, capture_output=True)
    return Files(folder / "main.py", next(folder.glob("*.whl")))


def missing() -> str:
    """Return what is missing to start at once, or an empty text."""
    if not shutil.which("node"):
        return "Node is not installed"
    if not all((store() / _name(line)).is_dir() for line in PYODIDES):
        return "Pyodide has not been installed"
    return ""


def pyodide(line: str) -> Path:
    """Return the folder of a Pyodide; install it where it is not there.

    Raises:
        RuntimeError: It can't be installed; the text says what npm or pip said.
    """

    def install(folder: Path) -> None:
        (folder / "package.json").write_text("{}", encoding="utf-8")
        npm = shutil.which("npm")
        if not npm:
            raise RuntimeError("npm is not installed: apt-get install --no-install-recommends npm")
        told([npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", f"pyodide@{PYODIDES[line]}"], folder)
        newest = ("--python-version", "3.14", "--only-binary", ":all:")
        pip("download", "--no-deps", *newest, "--dest", folder / "wheels", *MICROPIP)

    return kept(_name(line), install)


def run(
    line: str,
    files: Files,
    calls: Sequence[Sequence[Any]],
    shared: Mapping[str, Any] | None = None,
    *,
    by_micropip: bool = False,
) -> Any:
    """Run main.py in a Pyodide and return what `score.mjs` tells.

    Args:
        line: Which Pyodide.
        files: The files.
        calls: What to call with what, see `score.mjs`.
        shared: Matrices for several calls.
        by_micropip: Whether a line in requirements.txt names the wheel; else main.py finds it.
    """
    folder = pyodide(line)
    there = f"/{'upload' if by_micropip else 'data'}/{files.wheel.name}"
    stand_in = {"/stand-in/xlwings.py": str(STAND_IN)}
    request = {
        "files": {"/workbook/main.py": str(files.main), there: str(files.wheel), **stand_in},
        "load": [str(path) for path in folder.glob("wheels/*.whl")] if by_micropip else [],
        "install": [f"emfs:{there}"] if by_micropip else [],
        "shared": shared or {},
        "calls": calls,
    }
    return _answer(["node", HERE / "score.mjs", folder], request)


def run_here(files: Files, calls: Sequence[Sequence[Any]], shared: Mapping[str, Any] | None = None) -> Any:
    """Run main.py in this Python without any installed package, and return what `score.py` tells."""
    request = {
        "main": str(files.main),
        "wheel": str(files.wheel),
        "stand_in": str(STAND_IN),
        "shared": shared or {},
        "calls": calls,
    }
    return _answer([sys.executable, "-I", "-S", HERE / "score.py"], request)


def _answer(program: list[str | Path], request: dict[str, Any]) -> Any:
    with TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "request.json", Path(folder) / "answer.json"
        asked.write_text(json.dumps(request), encoding="utf-8")
        told([*program, asked, answered])
        return json.loads(answered.read_text(encoding="utf-8"))


def _name(line: str) -> str:
    return f"pyodide-{line}-{hashlib.sha256(json.dumps([PYODIDES[line], MICROPIP]).encode()).hexdigest()[:12]}"
