"""What xlwings Lite runs, in Pyodide under Node: the same leads get the same answers there."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from sheetqual.core.worksheet import FUNCTIONS, PARAMETERS
from tests.pyodide.lite import PYODIDES, Files, run, run_here
from tests.wine.cases import ERRORS, MADE_UP, TEAMS, Case, Held, made_up, sample

PROFILE = [["[[criterion]]"], ['id = "need"'], ['columns = ["Need"]'], ["want = { yes = true }"]]
NEED = [["Need"]]


def office(cell: Held) -> Any:
    """Return a cell as Office hands it over: an error as an object, a blank as null."""
    return {"type": "Error", "basicValue": cell} if isinstance(cell, str) and cell in ERRORS else cell


def block(case: Case) -> list[list[Any]]:
    return [[office(cell) for cell in row] for row in case.rows]


def sheet(case: Case) -> dict[str, Any]:
    """Return what a sheet's formulas pass, by the list's name."""
    return {
        f"{case.name}: leads": block(case),
        f"{case.name}: headers": [list(case.headers)],
        f"{case.name}: profile": [[line] for line in case.profile.splitlines()],
        f"{case.name}: today": [[case.serial]],
    }


def formula(function: str, case: Case) -> list[Any]:
    return [function, [{"shared": name} for name in sheet(case)]]


def column(answer: Any) -> list[Any]:
    """Return what a block's cells show: one value stands alone, several are a column."""
    return [one for (one,) in answer] if isinstance(answer, list) else [answer]


@pytest.fixture(scope="module")
def lists() -> list[Case]:
    return [*map(sample, TEAMS), *map(made_up, MADE_UP)]


class Calls:
    """Every function over every list as a block, and over the first list's first leads one by one."""

    def __init__(self, lists: list[Case]) -> None:
        self.shared = {name: matrix for case in lists for name, matrix in sheet(case).items()}
        self.first = lists[0]
        self.blocks = [(case, function) for case in lists for function in FUNCTIONS]
        self.rows = [(function, lead) for function in FUNCTIONS for lead in range(60)]
        leads, rest = block(self.first), [{"shared": name} for name in list(sheet(self.first))[1:]]
        self.calls = [formula(function, case) for case, function in self.blocks]
        self.calls += [[function, [[leads[lead]], *rest]] for function, lead in self.rows]

    def check(self, results: list[Any]) -> None:
        """Compare the answers with the core's."""
        blocks, rows = results[: len(self.blocks)], results[len(self.blocks) :]
        for (case, function), result in zip(self.blocks, blocks, strict=True):
            assert column(result["answer"]) == case.expected(function), (case.name, function)
        expected = {function: self.first.expected(function) for function in FUNCTIONS}
        for (function, lead), result in zip(self.rows, rows, strict=True):
            assert result["answer"] == expected[function][lead], (function, lead)


def test_every_function_says_what_the_core_says(files: Files, lists: list[Case]) -> None:
    calls = Calls(lists)
    calls.check(run_here(files, calls.calls, calls.shared)["results"])


@pytest.mark.parametrize("line", PYODIDES)
def test_every_function_says_in_pyodide_what_the_core_says(
    in_pyodide: Files, lists: list[Case], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = Calls(lists)
    told = run(line, in_pyodide, calls.calls, calls.shared)
    calls.check(told["results"])
    times = [result["seconds"] * 1000 for result in told["results"]]
    with capsys.disabled():
        start, load = told["seconds"]["start"], told["seconds"]["import"]
        print(f"\n    Python {told['python']}: start {start:.1f} s, import {load:.1f} s;", end=" ")
        print(f"{len(calls.first.rows)} leads in one call {times[0]:.0f} ms, one lead {median(times[-60:]):.2f} ms")


NOTHING: list[Any] = [[None]]
YES = [["yes"]]
DONE: list[tuple[str, list[Any], Any]] = [
    ("LEADSCORE", [YES, NEED, PROFILE], 100),
    ("LEADSCORE", [[[True], [1], [0], [None], [""], ["?"]], NEED, PROFILE], [[100], [100], [0], [""], [""], [0]]),
    ("LEADSCORE", [NOTHING, NEED, PROFILE], ""),
    ("LEADTEMP", [[[75]], NOTHING, PROFILE], "hot"),
    ("LEADTEMP", [[[75], [None], [39.999]], PROFILE], [["hot"], [""], ["cold"]]),
    ("LEADSCORE", [YES, NEED], "sheetqual: no profile"),
    ("LEADSCORE", [YES, NEED, [["team.toml"]]], "sheetqual: no profile"),
    ("LEADSCORE", [YES, NOTHING, PROFILE], "sheetqual: no headers"),
    ("LEADSCORE", [YES, [["Need", "Budget"]], PROFILE], "sheetqual: 2 headers over 1 columns"),
    ("LEADSCORE", [YES, NEED, [["name = "]]], "sheetqual: profile line 1"),
    ("LEADSCORE", [YES, NEED, PROFILE, [["some day"]]], "sheetqual: the last argument should be a day"),
]
"""What people do: a function, its arguments, and what the cell shows or how the text in it begins."""


def check_done(results: list[Any]) -> None:
    for result, (name, matrices, shown) in zip(results, DONE, strict=True):
        answer = result["answer"]
        said = isinstance(shown, str) and shown.startswith("sheetqual: ")
        assert answer.startswith(shown) if said else answer == shown, (name, matrices, answer)


def test_what_people_do_is_answered_in_the_cell(files: Files) -> None:
    check_done(run_here(files, [[name, matrices] for name, matrices, _ in DONE])["results"])


def test_main_registers_every_function_with_its_help(files: Files) -> None:
    told = run_here(files, [])
    helps = {parameter.name: parameter.doc for parameter in PARAMETERS}
    expected = {name: {"doc": function.summary, "arguments": helps} for name, function in FUNCTIONS.items()}
    assert told["functions"] == expected


def test_main_finds_the_wheel_among_the_imported_files(in_pyodide: Files) -> None:
    told = run("314", in_pyodide, [[name, matrices] for name, matrices, _ in DONE])
    assert told["where"].startswith("/data/sheetqual_lite-")
    check_done(told["results"])


def test_micropip_installs_the_wheel_without_asking_anyone(in_pyodide: Files) -> None:
    told = run("314", in_pyodide, [["LEADSCORE", [YES, NEED, PROFILE]]], by_micropip=True)
    assert told["results"][0]["answer"] == 100
    assert "site-packages" in told["where"]


def test_pip_takes_the_wheel(files: Files, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--target", tmp_path, files.wheel], check=True
    )
    assert (tmp_path / "sheetqual" / "core" / "worksheet.py").is_file()


def test_the_wheel_needs_nothing_but_the_standard_library(files: Files) -> None:
    wanted = set()
    with zipfile.ZipFile(files.wheel) as wheel:
        for name in wheel.namelist():
            if name.endswith(".py"):
                wanted |= {module.split(".")[0] for module in imported(wheel.read(name).decode("utf-8"))}
            assert "Requires-Dist" not in wheel.read(name).decode("utf-8")
    assert wanted - sys.stdlib_module_names == {"sheetqual"}


def imported(text: str) -> list[str]:
    """Return the modules that a text of Python imports."""
    nodes = list(ast.walk(ast.parse(text)))
    plain = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    return plain + [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
