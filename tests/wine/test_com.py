"""The real DLL of xlwings starts the real COM server under Wine, and a real COM client calls the functions."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

import pytest

from sheetqual.core.worksheet import FUNCTIONS, Shown
from sheetqual.excel.configuration import Configuration, read_configuration
from tests.wine.cases import ERRORS, MADE_UP, TEAMS, Case, Held, made_up, sample
from tests.wine.windows import Windows, windows_path

UDFS = "sheetqual.excel.udfs"
MISSING = {"missing": True}
PROFILE = ["[[criterion]]", 'id = "need"', 'columns = ["Need"]', "want = { yes = true }"]
PUBLISHED = [[line] for line in PROFILE]


def started_by(configuration: Configuration) -> str:
    """Return the command line with which the add-in starts the server: Python itself, no cmd.exe around it."""
    return f'"{configuration.interpreter}" {configuration.arguments}'


def server(windows: Windows) -> str:
    return started_by(Configuration(windows_path(windows.python)))


def through_cmd(python: str) -> str:
    """Return the command line that xlwings' own add-in uses."""
    return f'cmd.exe  /K ""{python}" -B -c "import xlwings; xlwings.serve(\'$(CLSID)\')""'


def value2(cell: Held) -> Any:
    """Return a cell as a step of the client names it."""
    return {"error": ERRORS[cell]} if isinstance(cell, str) and cell in ERRORS else cell


def block(case: Case) -> list[list[Any]]:
    return [[value2(cell) for cell in row] for row in case.rows]


def sheet(case: Case) -> dict[str, Any]:
    """Return what every formula of a sheet passes besides the lead."""
    return {
        "leads": block(case),
        "headers": [list(case.headers)],
        "profile": [[line] for line in case.profile.splitlines()],
        "today": case.serial,
    }


def formula(function: str, leads: Any) -> list[Any]:
    return ["call", UDFS, function, [leads, {"shared": "headers"}, {"shared": "profile"}, {"shared": "today"}]]


def column(answer: Any) -> list[Shown]:
    """Return what a block's cells show: one value stands alone, several are a column."""
    return [one for (one,) in answer] if isinstance(answer, list) else [answer]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print something that a person should see, in a run that passes too."""

    def said(text: str) -> None:
        with capsys.disabled():
            print(f"\n    {text}")

    return said


@pytest.mark.parametrize("team", TEAMS)
def test_every_function_says_of_a_sample_what_the_core_says(windows: Windows, team: str) -> None:
    case = sample(team)
    steps = [formula(function, {"shared": "leads"}) for function in FUNCTIONS]
    started, *results = windows.excel([["activate", server(windows)], *steps], sheet(case))
    assert started.failed is None
    for function, result in zip(FUNCTIONS, results, strict=True):
        assert result.failed is None
        assert column(result.answer) == case.expected(function), function


@pytest.mark.parametrize("team", TEAMS)
def test_one_call_a_lead_says_what_a_block_says(windows: Windows, team: str) -> None:
    case = sample(team)
    calls = [(function, lead) for function in FUNCTIONS for lead in range(len(case.rows))]
    leads = block(case)
    steps = [formula(function, [leads[lead]]) for function, lead in calls]
    started, *results = windows.excel([["activate", server(windows)], *steps], sheet(case), seconds=240)
    assert started.failed is None
    expected = {function: case.expected(function) for function in FUNCTIONS}
    wrong = [
        (function, lead, result, expected[function][lead])
        for (function, lead), result in zip(calls, results, strict=True)
        if result.answer != expected[function][lead]
    ]
    assert not wrong


def test_lists_with_everything_that_goes_wrong_say_what_the_core_says(windows: Windows) -> None:
    cases = [made_up(seed) for seed in MADE_UP]
    shared: dict[str, Any] = {}
    steps, expected = [], []
    for number, case in enumerate(cases):
        named = {f"{name} {number}": value for name, value in sheet(case).items()}
        shared |= named
        for function in FUNCTIONS:
            steps.append(["call", UDFS, function, [{"shared": name} for name in named]])
            expected.append((case.name, function, case.expected(function)))
    started, *results = windows.excel([["activate", server(windows)], *steps], shared)
    assert started.failed is None
    for result, (name, function, shown) in zip(results, expected, strict=True):
        assert column(result.answer) == shown, (name, function, result.failed)


def test_cells_on_their_own_are_taken_like_ranges(windows: Windows) -> None:
    calls: list[tuple[str, list[Any], Shown]] = [
        ("LEADSCORE", ["yes", "Need", PUBLISHED, MISSING], 100),
        ("LEADSCORE", [True, "Need", PUBLISHED, 46_347.0], 100),
        ("LEADSCORE", [{"error": 2042}, "Need", PUBLISHED, MISSING], 0),
        ("LEADSCORE", [None, "Need", PUBLISHED, MISSING], ""),
        ("LEADTEMP", [75.0, MISSING, PUBLISHED, MISSING], "hot"),
        ("LEADTEMP", [39.999, PUBLISHED, MISSING, MISSING], "cold"),
        ("LEADSCORE", ["no", "Need", "\n".join(PROFILE), MISSING], 0),
    ]
    steps = [["call", UDFS, name, arguments] for name, arguments, _ in calls]
    _, *results = windows.excel([["activate", server(windows)], *steps])
    assert [result.answer for result in results] == [shown for *_, shown in calls]


def test_what_goes_wrong_is_a_short_text_in_the_cell(windows: Windows) -> None:
    need = [["yes"]]
    calls = [
        ([need, [["Need"]], MISSING, MISSING], "no profile"),
        ([need, MISSING, PUBLISHED, MISSING], "no headers"),
        ([need, [["Need", "Budget"]], PUBLISHED, MISSING], "2 headers over 1 columns"),
        ([need, [["Need"]], "C:\\no\\such.toml", MISSING], "there is no profile at"),
        ([need, [["Need"]], [["name = "]], MISSING], "profile line 1"),
        ([need, [["Need"]], PUBLISHED, "some day"], "should be a day"),
    ]
    steps = [["call", UDFS, "LEADSCORE", arguments] for arguments, _ in calls]
    _, *results = windows.excel([["activate", server(windows)], *steps])
    for result, (_, said) in zip(results, calls, strict=True):
        assert result.answer.startswith("sheetqual: ")
        assert said in result.answer
        assert "\n" not in result.answer


CALL = ["call", UDFS, "LEADSCORE", [[["yes"], ["no"]], [["Need"]], PUBLISHED, MISSING]]
ANSWER = [[100], [0]]


def scored_by(windows: Windows, *steps: list[Any]) -> Any:
    """Return what the last of some steps and a call answer, or what failed."""
    results = windows.excel([*steps, CALL], seconds=60)
    return next((result.failed for result in results if result.failed), results[-1].answer)


@contextmanager
def python_in(windows: Windows, name: str) -> Iterator[str]:
    """Let the Python be in a folder of this name, too."""
    folder = windows.folder / name
    folder.unlink(missing_ok=True)
    folder.symlink_to(windows.python.parent)
    try:
        yield windows_path(folder)
    finally:
        folder.unlink()


@pytest.mark.parametrize("name", ["with a space", "R&D (new)", "it's 100%", "Zoë"])
def test_the_interpreter_may_lie_in_any_folder(windows: Windows, name: str) -> None:
    with python_in(windows, name) as folder:
        command = started_by(Configuration(f"{folder}\\python.exe"))
        assert scored_by(windows, ["activate", command]) == ANSWER


def test_where_the_code_page_lacks_a_letter_python_is_started_from_its_folder(windows: Windows) -> None:
    with python_in(windows, "Ирина") as folder:
        command = started_by(Configuration(".\\python.exe"))
        assert scored_by(windows, ["change_folder", folder], ["activate", command]) == ANSWER


def test_packages_may_lie_in_any_folder(windows: Windows) -> None:
    folder = windows.folder / "Ирина O'Neill $(CLSID) 100%"
    folder.mkdir(exist_ok=True)
    shutil.copy(windows.site / "nothing.py", folder / "elsewhere.py")
    try:
        command = started_by(Configuration(windows_path(windows.python), packages=windows_path(folder)))
        results = windows.excel([["activate", command], ["call", "elsewhere", "nothing", [[["yes"]]]], CALL])
        assert [result.failed for result in results] == [None, None, None]
        assert [result.answer for result in results] == [None, 0.0, ANSWER]
    finally:
        shutil.rmtree(folder)


def test_xlwings_own_command_line_works_too(windows: Windows) -> None:
    assert scored_by(windows, ["activate", through_cmd(windows_path(windows.python))]) == ANSWER


def test_a_wrong_interpreter_is_told_at_once(windows: Windows, say: Callable[[str], None]) -> None:
    wrong = {
        "no such file": started_by(Configuration("C:\\no\\such\\python.exe")),
        "no Python": started_by(Configuration("C:\\windows\\system32\\hostname.exe")),
        "without xlwings": server(windows).replace("import xlwings", "import no_xlwings"),
    }
    results = windows.excel([["activate", command] for command in wrong.values()], seconds=30)
    for name, result in zip(wrong, results, strict=True):
        assert result.failed
        first = result.failed.splitlines()[0]
        assert first.startswith(("Could not create Python process", "Python process exited before")), first
        say(f"{name}: after {result.seconds:.2f} s: {first}")


def test_through_cmd_a_wrong_interpreter_keeps_excel_waiting(windows: Windows) -> None:
    """This is why the add-in starts Python itself; xlwings' DLL gives up after two minutes."""
    with pytest.raises(subprocess.TimeoutExpired):
        windows.excel([["activate", through_cmd("C:\\no\\such\\python.exe")]], seconds=15)


def test_a_server_that_died_is_started_anew(windows: Windows) -> None:
    activate = ["activate", server(windows)]
    results = windows.excel([activate, CALL, ["crash"], CALL, activate, CALL], seconds=60)
    assert [result.answer for result in results[:2]] == [None, ANSWER]
    assert "-2147023174" in (results[3].failed or "")  # The add-in knows this error for a lost server.
    assert [result.failed for result in results[4:]] == [None, None]
    assert results[5].answer == ANSWER


def test_a_server_that_runs_is_used_again(windows: Windows) -> None:
    activate = ["activate", server(windows)]
    first, again, ended = windows.excel([activate, activate, ["end", server(windows)]], seconds=60)
    assert (first.failed, again.failed, ended.answer) == (None, None, 0)
    assert again.seconds < first.seconds


def test_install_writes_what_starts_the_server_and_uninstall_removes_it(windows: Windows) -> None:
    def sheetqual(*arguments: str) -> str:
        return windows.run(windows.python, "-m", "sheetqual", "excel", *arguments)

    sheetqual("install")
    written = [windows.roaming / "sheetqual" / "excel.conf"]
    written.append(windows.roaming / "Microsoft" / "Excel" / "XLSTART" / "sheetqual.xlam")
    assert [path.is_file() for path in written] == [True, True]
    configuration = read_configuration(written[0])
    assert configuration is not None
    assert configuration.interpreter == windows_path(windows.python)
    assert scored_by(windows, ["activate", started_by(configuration)]) == ANSWER
    sheetqual("uninstall")
    assert [path.exists() for path in written] == [False, False]


def test_the_doctor_finds_a_python_that_answers_and_no_excel(windows: Windows) -> None:
    with pytest.raises(RuntimeError, match="no Excel is installed on this PC") as told:
        windows.run(windows.python, "-m", "sheetqual", "excel", "doctor", seconds=90)
    assert "Python 3.13" in str(told.value)
    assert "Traceback" not in str(told.value)


def test_how_long_it_takes(windows: Windows, say: Callable[[str], None]) -> None:
    case = sample("software")
    long = [row for _ in range(16) for row in block(case)][:5000]
    shared = sheet(case) | {"long": long}

    def timed(module: str, name: str, leads: Any, times: int) -> Sequence[list[Any]]:
        rest = [{"shared": "headers"}, {"shared": "profile"}, {"shared": "today"}]
        return [["call", module, name, [leads, *rest]]] * times

    steps = [
        *timed("nothing", "nothing", [long[0]], 201),
        *timed(UDFS, "LEADSCORE", [long[0]], 201),
        *timed("nothing", "nothing", {"shared": "long"}, 4),
        *timed(UDFS, "LEADSCORE", {"shared": "long"}, 4),
    ]
    started, *results = windows.excel([["activate", server(windows)], *steps], shared)
    assert not any(result.failed for result in results)
    parts = iter(results)
    measured = [[next(parts).seconds * 1000 for _ in range(times)][1:] for times in (201, 201, 4, 4)]
    empty, call, empty_block, block_call = map(median, measured)
    say(f"start of the server: {started.seconds:.2f} s")
    say(f"a call: {call:.2f} ms, of an empty function {empty:.2f} ms")
    say(f"{len(long)} leads in one call: {block_call:.0f} ms, of an empty function {empty_block:.0f} ms")
