"""Whether Excel's Python starts, how long it takes, and whether it has what the functions need.

Python is started once, and asked everything; the checks read its answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sheetqual._version import __version__
from sheetqual.excel.checks.answers import Found, ok, problem, warning
from sheetqual.excel.checks.interpreter import AGAIN, NEW_ENVIRONMENT

if TYPE_CHECKING:
    from sheetqual.excel.checks.case import Case

__all__ = ["LIMIT", "PROBE", "Answer", "functions", "packages", "python", "read_answer", "windows_library"]

LIMIT: Final = 40.0
"""Seconds until a Python that does not answer is given up. Excel itself gives up after one to two minutes."""
_SLOW: Final = 6.0
_OLDEST: Final = (3, 11)
_HEAVY: Final = ("numpy", "pandas", "polars", "matplotlib")

PROBE: Final = f"""\
import json, site, sys
sys.path[:] = [one for one in sys.path if one]
for folder in filter(None, sys.argv[1:]):
    site.addsitedir(folder)
told = {{"version": sys.version_info[:2], "bits": 64 if sys.maxsize > 2**32 else 32, "faults": {{}}}}
def attempt(name, statement):
    try:
        exec(statement, {{}})
    except BaseException as error:
        told["faults"][name] = type(error).__name__ + ": " + str(error)
attempt("com", "import pythoncom, pywintypes, win32api, win32com.client, win32event")
attempt("udfs", "import xlwings, sheetqual.excel.udfs")
told["heavy"] = [name for name in {_HEAVY!r} if name in sys.modules]
told["xlwings"] = getattr(sys.modules.get("xlwings"), "__version__", None)
told["sheetqual"] = getattr(sys.modules.get("sheetqual._version"), "__version__", None)
print("sheetqual:" + json.dumps(told))
"""
"""What Excel's Python is asked: one line of JSON about itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Excel's Python said about itself.

    Attributes:
        seconds: How long it took; the limit where it was given up.
        is_late: Whether it was given up.
        is_refused: Whether Windows did not start it at all.
        text: What it wrote, where that is no answer.
        version: Its version, (0, 0) where unknown.
        bits: 32 or 64.
        faults: What could not be imported, and why: `com` for Windows' own parts, `udfs` for ours.
        heavy: Large packages that were loaded although the functions need none of them.
        xlwings: The version of xlwings there, or None.
        sheetqual: The version of sheetqual there, or None.
    """

    seconds: float
    is_late: bool = False
    is_refused: bool = False
    text: str = ""
    version: tuple[int, int] = (0, 0)
    bits: int = 0
    faults: dict[str, str] | None = None
    heavy: tuple[str, ...] = ()
    xlwings: str | None = None
    sheetqual: str | None = None


def read_answer(output: str, seconds: float) -> Answer:
    """Return what Python wrote as an answer."""
    line = next((one for one in output.splitlines() if one.startswith("sheetqual:{")), None)
    try:
        told: dict[str, Any] = json.loads((line or "").removeprefix("sheetqual:"))
        return Answer(
            seconds,
            version=(told["version"][0], told["version"][1]),
            bits=told["bits"],
            faults=told["faults"],
            heavy=tuple(told["heavy"]),
            xlwings=told["xlwings"],
            sheetqual=told["sheetqual"],
        )
    except (ValueError, LookupError, TypeError):
        return Answer(seconds, text=_last_line(output))


def python(case: Case) -> Found | None:
    """Look whether Python starts at all, and is new enough."""
    answer = case.answer
    if answer is None:
        return None
    if answer.is_late:
        return problem(
            f"Python did not answer within {answer.seconds:.0f} seconds",
            f"A virus scanner may hold it: allow {case.interpreter} there. Then try again.",
        )
    if answer.is_refused:
        return problem(
            f"Windows does not start Python: {answer.text}",
            f"Ask your IT, or your virus scanner, to let {case.interpreter} run.",
        )
    if not answer.version[0]:
        said = f": {answer.text}" if answer.text else ""
        return problem(
            f"Python does not start properly{said}",
            NEW_ENVIRONMENT,
        )
    words = f"Python {answer.version[0]}.{answer.version[1]}"
    if answer.version < _OLDEST:
        return problem(
            f"{words} is too old; sheetqual needs {_OLDEST[0]}.{_OLDEST[1]}",
            f"Install a newer Python from python.org and sheetqual with it as docs/install.md says, then {AGAIN}.",
        )
    # They are separate programs, so a Python of 64 bits serves an Excel of 32, and the other way round.
    return ok(f"{words}, {answer.bits}-bit (it need not match Excel's)")


def packages(case: Case) -> Found | None:
    """Look whether sheetqual and xlwings are there, in the versions that belong together."""
    answer = case.answer
    if answer is None or answer.faults is None:
        return None
    fault = answer.faults.get("udfs")
    install = f"Install sheetqual again as docs/install.md says, then {AGAIN}."
    if fault and "com" not in answer.faults:
        return problem(f"Excel's Python can't load the functions: {fault}", install)
    if answer.xlwings not in {None, case.pinned_xlwings}:
        return problem(
            f"xlwings is of version {answer.xlwings}, and the add-in needs {case.pinned_xlwings}",
            f'Run: "{case.interpreter}" -m pip install xlwings=={case.pinned_xlwings}',
        )
    if answer.sheetqual not in {None, __version__}:
        return warning(f"Excel's sheetqual is {answer.sheetqual}, this one is {__version__}", install)
    return ok(f"sheetqual {answer.sheetqual} and xlwings {answer.xlwings} load")


def windows_library(case: Case) -> Found | None:
    """Look whether Python can serve Excel through COM."""
    answer = case.answer
    if answer is None or answer.faults is None:
        return None
    fault = answer.faults.get("com")
    if not fault:
        return ok("Python can answer Excel (pywin32)")
    older = r"; an older pywin32 may stand in the way: pythoncom*.dll and pywintypes*.dll in C:\Windows\System32"
    advice = (
        f"{'Your IT can delete them. Or run' if 'DLL load failed' in fault else 'Run'}: "
        f'"{case.interpreter}" -m pip install --force-reinstall pywin32'
    )
    fault += older if "DLL load failed" in fault else ""
    return problem(f"Python can't answer Excel: {fault}", advice)


def functions(case: Case) -> Found | None:
    """Look how long the first formula of a day waits for Python."""
    answer = case.answer
    if answer is None or answer.faults is None:
        return None
    if answer.seconds < _SLOW:
        return ok(f"the functions are ready in {answer.seconds:.1f} seconds")
    if answer.heavy:
        return warning(
            f"the first formula waits {answer.seconds:.0f} seconds; {', '.join(answer.heavy)} "
            f"{'is' if len(answer.heavy) == 1 else 'are'} loaded, and sheetqual needs none of it",
            f"Give sheetqual an environment of its own as docs/install.md says, then {AGAIN}.",
        )
    return warning(
        f"the first formula waits {answer.seconds:.0f} seconds for Python",
        f"Often it is a virus scanner: ask for an exception for {case.interpreter.parent}. "
        "The next start may be faster.",
    )


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""
