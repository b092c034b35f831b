"""Benchmarks: ratios measured in one run, each against a bare yardstick on the same data.

    python -m tests.bench.run [core] [method] [files] [workbooks] [functions] [calls] [learning] [start]
        [screen]

Nothing here is a test: timings depend on the computer, the ratios much less.
"""

from __future__ import annotations

import gc
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from sheetqual.core.board import Board
from sheetqual.core.match import Matches, match
from sheetqual.core.parse import parse_profile
from sheetqual.core.plan import Plan, compile_plan
from sheetqual.core.values import Cell
from sheetqual.excel.udfs import LEADSCORE
from tests.bench import lists
from tests.excel.harness import call_udf

ANSWERS = ("yes", "no", "", "n/a")


def timed(work: Callable[[], object], times: int = 3) -> float:
    """Return the least of some times that work takes, in seconds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def line(name: str, seconds: float, against: float | None = None, bound: float | None = None) -> None:
    """Print one figure, and its ratio."""
    ratio = "" if against is None else f"{seconds / against:7.2f} x"
    wanted = "" if bound is None else f"  (wanted: at most {bound:g})"
    print(f"{name:<62}{seconds:8.3f} s{ratio}{wanted}", flush=True)


def core(leads: int = 1_000_000, criteria: int = 12) -> None:
    """A million leads in memory: match and number once, then move a criterion."""
    rnd = random.Random(1)
    text = "".join(
        f'[[criterion]]\nid = "c{place}"\ncolumns = ["C{place}"]\nwant = {{ yes = true }}\n'
        f"required = {'true' if place in (2, 5) else 'false'}\n"
        for place in range(criteria)
    )
    columns: dict[int, list[Cell]] = {
        place: rnd.choices(ANSWERS, (4, 4, 1, 1) if place < 6 else (1, 1, 0, 0), k=leads) for place in range(criteria)
    }
    codes: dict[Cell, int] = {"yes": 100, "no": 0, "": 203, "n/a": 203}
    bare = timed(lambda: [bytes(map(codes.__getitem__, column)) for column in columns.values()])
    plan = compile_plan(parse_profile(text), [f"C{place}" for place in range(criteria)], today=date(2026, 11, 21))
    gc.disable()
    matched = timed(lambda: match(plan, columns, range(leads)))
    gc.enable()
    matches = match(plan, columns, range(leads))
    board = Board(plan, matches)
    assert len(board.order) == leads
    moves = iter([(0, 5), (3, 7), (11, 0), (1, 2), (5, 0)])
    moved = timed(lambda: board.moved(*next(moves)).order, times=5)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{leads:,} leads x {criteria} criteria: {len(matches.patterns):,} patterns, peak {memory:,.0f} MB")
    line("one bare pass over the columns", bare)
    line("match and number", matched, bare, 3)
    line("re-score and re-order after a move", moved, matched, 0.2)


def functions() -> None:
    """A worksheet function through xlwings' own `CallUDF`, against an empty one there; and our part alone."""
    from tests.wine import nothing

    names, leads = lists.as_value2()
    headers = (tuple(names),)
    published = tuple((one or None,) for one in (lists.SOFTWARE / "profile.toml").read_text("utf-8").splitlines())
    day = 46347.0
    for count in (1_000, 10_000, 100_000):
        block = tuple(leads[place % len(leads)] for place in range(count))
        cells: list[tuple[object, ...]] = [((row,), headers, published, day) for row in block[:1_000]]

        def each(module: str, function: str, calls: list[tuple[object, ...]] = cells) -> None:
            for call in calls:
                call_udf(module, function, *call)

        if count == 1_000:
            empty = timed(partial(each, nothing.__name__, "nothing"))
            ours = timed(partial(each, "sheetqual.excel.udfs", "LEADSCORE"))
            line("1,000 calls of an empty function, a lead each", empty)
            line("1,000 calls of LEADSCORE, a lead each", ours, empty)
            alone = timed(lambda: [LEADSCORE(*call) for call in cells])  # noqa: B023 - called at once
            print(f"  our part: {alone / len(cells) * 1e6:.1f} us a lead  (wanted: at most 25)")
        empty = timed(partial(call_udf, nothing.__name__, "nothing", block, headers, published, day))
        ours = timed(partial(call_udf, "sheetqual.excel.udfs", "LEADSCORE", block, headers, published, day))
        alone = timed(partial(LEADSCORE, block, headers, published, day))
        line(f"a block of {count:,} leads, an empty function", empty)
        line(f"a block of {count:,} leads, LEADSCORE", ours, empty)
        print(f"  our part: {alone / count * 1e6:.2f} us a lead  (wanted: at most 5)")


def method(leads: int = 100_000) -> None:
    """Judging, robustness and the next question of every pattern, against matching; the longest order."""
    profile = parse_profile((lists.SOFTWARE / "profile.toml").read_text(encoding="utf-8"))
    for kind, like_samples in (("answers like the samples'", True), ("random answers", False)):
        headers, rows = lists.long_rows(leads, like_samples=like_samples)
        plan = compile_plan(profile, headers, today=lists.TODAY)
        columns = {place: [row[place] for row in rows] for place in plan.wanted_places()}
        matched = timed(partial(match, plan, columns, range(leads)))
        matches = match(plan, columns, range(leads))
        judged = timed(partial(_judge_everything, plan, matches), 1)
        print(f"{leads:,} leads, {kind}: {len(matches.patterns):,} patterns")
        line("  match and number", matched)
        line("  judge, robustness and next question of every pattern", judged, matched)
    text = "".join(
        f'[[criterion]]\nid = "c{place}"\ncolumns = ["C{place}"]\nwant = {{ yes = true }}\n' for place in range(12)
    )
    plan = compile_plan(parse_profile(text), [f"C{place}" for place in range(12)], today=lists.TODAY)
    unknown = match(plan, {place: ["?"] for place in range(12)}, [2])
    order = timed(lambda: Board(plan, unknown).next_question(0), 1)
    line("exact order of 12 unknown criteria (wanted: at most 2 s)", order)


def _judge_everything(plan: Plan, matches: Matches) -> None:
    board = Board(plan, matches)
    for pattern in range(len(matches.patterns)):
        board.robustness(pattern)
        board.next_question(pattern)


def files(leads: int = 100_000) -> None:
    """Lists of 100,000 x 12, from the command line to JSON, against reading the file alone."""
    profile = lists.SOFTWARE / "profile.toml"
    with tempfile.TemporaryDirectory() as folder:
        for kind, like_samples in (("answers like the samples'", True), ("random answers", False)):
            headers, rows = lists.long_rows(leads, like_samples=like_samples)
            path = Path(folder, "leads")
            lists.write_csv(path.with_suffix(".csv"), headers, rows)
            lists.write_xlsx(path.with_suffix(".xlsx"), headers, rows)
            for suffix, alone, bound in (
                (".xlsx", _CALAMINE, 2.5 if like_samples else 4),
                (".csv", _CSV, 5),
            ):
                file = path.with_suffix(suffix)
                seconds = min(_inside(alone, file) for _ in range(3))
                scored = timed(partial(_score, file, profile), 3)
                print(f"{leads:,} leads, {kind}, {suffix}")
                line("  reading it alone", seconds)
                line("  score to JSON, the whole command", scored, seconds, bound)


_CALAMINE = """
from python_calamine import CalamineWorkbook
start = time.perf_counter()
rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
"""
_CSV = """
import csv
start = time.perf_counter()
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for row in csv.reader(file):
        pass
"""


def _inside(program: str, path: Path) -> float:
    """Return the seconds that a program says it took, without the start of Python."""
    text = f"import sys, time\n{program}\nprint(time.perf_counter() - start)"
    done = subprocess.run([sys.executable, "-c", text, path], capture_output=True, check=True, encoding="utf-8")
    return float(done.stdout)


def _score(path: Path, profile: Path, *how: str) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "sheetqual", "score", path, "--profile", profile),
            *(how or ("--format", "json")),
            *("--as-of", lists.TODAY.isoformat()),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def workbooks(leads: int = 100_000) -> None:
    """Writing into a workbook of 100,000 x 15, against reading it alone; openpyxl does the same beside it."""
    profile = lists.SOFTWARE / "profile.toml"
    with tempfile.TemporaryDirectory() as folder:
        headers, rows = lists.long_rows(leads, like_samples=True)
        more = [f"Extra {place}" for place in range(15 - len(headers))]
        path = Path(folder, "leads.xlsx")
        lists.write_xlsx(path, headers + more, [[*row, *(7 for _ in more)] for row in rows])
        alone = min(_inside(_CALAMINE, path) for _ in range(3))
        print(f"{leads:,} x {len(headers) + len(more)}, .xlsx")
        line("  reading it alone", alone)
        spliced, memory = min(_inside_with_memory(_SPLICE, path) for _ in range(3))
        line(f"  two columns spliced in, peak {memory:.0f} MB (wanted: 150)", spliced, alone, 1.5)
        in_place = timed(partial(_score, path, profile, "--in-place"), 3)
        line("  score --in-place, the whole command", in_place, alone, 4)
        others, memory = _inside_with_memory(_OPENPYXL, path)
        line(f"  openpyxl: load, two columns, save, peak {memory:.0f} MB", others, alone)


_SPLICE = """
import zipfile, io
from sheetqual.files._package import Package, rewrite
from sheetqual.files._sheet_change import Outcome, SheetChange
from sheetqual.files._sheet_splice import splice
from sheetqual.files._styles import NoStyles
part = "xl/worksheets/sheet1.xml"
rows = {1: ["Score", "Temperature"], **{row: [row / 8, "warm"] for row in range(2, 100_002)}}
change = SheetChange([40, 41], rows, 1, NoStyles(), fresh=frozenset((40, 41)))
start = time.perf_counter()
with zipfile.ZipFile(sys.argv[1]) as archive, open(sys.argv[1] + ".new", "wb") as out:
    package = Package(archive)
    rewrite(package, out, {part: lambda: splice(package.open(part), change, Outcome())})
"""
_OPENPYXL = """
import openpyxl
start = time.perf_counter()
book = openpyxl.load_workbook(sys.argv[1])
for row in range(1, 100_002):
    book.worksheets[0].cell(row, 41, row / 8)
    book.worksheets[0].cell(row, 42, "warm")
book.save(sys.argv[1] + ".other")
"""


def _inside_with_memory(program: str, path: Path) -> tuple[float, float]:
    """Return the seconds that a program says it took, and the most megabytes its process held."""
    peak = "__import__('resource').getrusage(__import__('resource').RUSAGE_SELF).ru_maxrss"
    text = f"import sys, time\n{program}\nprint(time.perf_counter() - start, {peak})"
    done = subprocess.run([sys.executable, "-c", text, path], capture_output=True, check=True, encoding="utf-8")
    seconds, kilobytes = done.stdout.split()
    return float(seconds), int(kilobytes) / 1024


def calls() -> None:
    """Exporting the best 500 of 100,000 leads, with duplicates and a do-not-call list of 50,000 numbers."""
    from tests.bench import calls as bench  # Only this needs phone numbers

    bench.calls(line)


def start() -> None:
    """Answering --version, against starting Python alone."""
    script = Path(sys.executable).with_name("sheetqual")
    bare = timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 15)
    ours = timed(lambda: subprocess.run([script, "--version"], check=True, stdout=subprocess.DEVNULL), 15)
    line("python -c pass", bare)
    line("sheetqual --version", ours, bare, 3)


def screen() -> None:
    """Keys into the screen in a pseudo-terminal; BENCH_LEADS=100000 in the environment is quicker."""
    from tests.bench import screen as bench  # Windows has no pseudo-terminals to measure in

    bench.screen()


def learning() -> None:
    """Learning from the bank's calls, and a draft with its folds; python -m tests.bench.learning has more."""
    from tests.bench import learning as bench  # Only this needs the shared list

    bench.speed()


ALL = ["core", "method", "files", "workbooks", "functions", "calls", "learning", "start", "screen"]

if __name__ == "__main__":
    for chosen in sys.argv[1:] or ALL:
        {
            "core": core,
            "method": method,
            "files": files,
            "workbooks": workbooks,
            "functions": functions,
            "calls": calls,
            "learning": learning,
            "start": start,
            "screen": screen,
        }[chosen]()
