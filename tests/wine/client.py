"""A COM client in place of Excel: runs in a Windows Python, loads xlwings' DLL and does what it is told.

    python client.py STEPS.json RESULTS.json

It hands cells over as VBA does with `.Value2`: two-dimensional arrays of variants counted from 1, errors
as errors, blanks as nothing. pywin32 can't (every error would become a missing argument), so the few
structures of COM that this takes are written down here; nothing but the standard library is needed.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

NOTHING, I4, R8, BSTR, DISPATCH, ERROR, BOOL, VARIANTS = 0, 3, 5, 8, 9, 10, 11, 0x200C
"""Kinds of variant."""
ERROR_BASE = -2_146_828_288
"""Excel's error 2042 is this plus 2042."""
MISSING = -2_147_352_572
"""What VBA passes for an optional argument that a formula leaves out."""
METHOD, EXCEPTION = 1, -2_147_352_567
GET_IDS_OF_NAMES, INVOKE, RELEASE = 5, 6, 2
"""Places in the table of IDispatch."""

system: Any = ctypes
automation, ole = system.WinDLL("oleaut32"), system.WinDLL("ole32")
automation.SysAllocString.restype = ctypes.c_void_p
automation.SafeArrayCreate.restype = ctypes.c_void_p


class Content(ctypes.Union):
    """What a variant holds."""

    _fields_ = (
        ("whole", ctypes.c_int32),
        ("number", ctypes.c_double),
        ("truth", ctypes.c_short),
        ("pointer", ctypes.c_void_p),
        ("room", ctypes.c_char * 16),
    )


class Variant(ctypes.Structure):
    """A VARIANT."""

    _fields_ = (("kind", ctypes.c_ushort), ("reserved", ctypes.c_ushort * 3), ("content", Content))


class Bound(ctypes.Structure):
    """A dimension of an array."""

    _fields_ = (("count", ctypes.c_uint32), ("first", ctypes.c_int32))


class Parameters(ctypes.Structure):
    """What a method is called with, last argument first."""

    _fields_ = (
        ("arguments", ctypes.POINTER(Variant)),
        ("names", ctypes.c_void_p),
        ("count", ctypes.c_uint32),
        ("named", ctypes.c_uint32),
    )


class Failure(ctypes.Structure):
    """What a method says of an exception."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort),
        ("source", ctypes.c_void_p),
        ("description", ctypes.c_void_p),
        ("help", ctypes.c_void_p),
        ("context", ctypes.c_uint32),
        ("more", ctypes.c_void_p),
        ("later", ctypes.c_void_p),
        ("result", ctypes.c_int32),
    )


def variant(value: Any) -> Variant:
    """Return a value as a variant: a scalar, {"error": 2042}, {"missing": true} or rows of these."""
    made = Variant()
    content = made.content
    if isinstance(value, list):
        made.kind, content.pointer = VARIANTS, array(value)
    elif isinstance(value, dict):
        made.kind, content.whole = ERROR, MISSING if "missing" in value else ERROR_BASE + value["error"]
    elif isinstance(value, bool):
        made.kind, content.truth = BOOL, -value
    elif isinstance(value, (int, float)):
        made.kind, content.number = R8, value
    elif isinstance(value, str):
        made.kind, content.pointer = BSTR, automation.SysAllocString(ctypes.c_wchar_p(value))
    return made


def array(rows: Sequence[Sequence[Any]]) -> int:
    """Return rows as a range's array: counted from 1, stored column by column."""
    bounds = (Bound * 2)(Bound(len(rows), 1), Bound(len(rows[0]), 1))
    return filled(bounds, [variant(row[place]) for place in range(len(rows[0])) for row in rows])


def filled(bounds: ctypes.Array[Bound], content: Sequence[Variant]) -> int:
    """Return an array of variants with this content."""
    made: int = automation.SafeArrayCreate(12, len(bounds), bounds)
    ctypes.memmove(_data(made), (Variant * len(content))(*content), ctypes.sizeof(Variant) * len(content))
    return made


def value_of(given: Variant) -> Any:
    """Return what a variant holds; an array as a list of rows, one of a single dimension as one row."""
    content = given.content
    if given.kind == VARIANTS:
        return _rows(content.pointer)
    readers: dict[int, Callable[[], Any]] = {
        NOTHING: lambda: None,
        I4: lambda: content.whole,
        R8: lambda: content.number,
        BSTR: lambda: ctypes.wstring_at(content.pointer) if content.pointer else "",
        BOOL: lambda: bool(content.truth),
    }
    return readers.get(given.kind, lambda: f"a variant of kind {given.kind}")()


def _rows(pointer: int) -> list[Any]:
    handle = ctypes.c_void_p(pointer)
    low, high, counts = ctypes.c_int32(), ctypes.c_int32(), []
    for dimension in range(1, automation.SafeArrayGetDim(handle) + 1):
        automation.SafeArrayGetLBound(handle, dimension, ctypes.byref(low))
        automation.SafeArrayGetUBound(handle, dimension, ctypes.byref(high))
        counts.append(high.value - low.value + 1)
    rows, columns = counts if len(counts) == 2 else (1, *counts)
    cells = ctypes.cast(_data(pointer), ctypes.POINTER(Variant))
    return [[value_of(cells[row + rows * column]) for column in range(columns)] for row in range(rows)]


def _data(pointer: int) -> int:
    data = ctypes.c_void_p()
    automation.SafeArrayAccessData(ctypes.c_void_p(pointer), ctypes.byref(data))
    automation.SafeArrayUnaccessData(ctypes.c_void_p(pointer))
    return data.value or 0


class Excel:
    """Does what the add-in's VBA does: activates the server through the DLL and calls functions.

    Attributes:
        waited: How long the last call took, in seconds, without what was made ready for it.
    """

    def __init__(self, shared: dict[str, Any]) -> None:
        """Load the DLL that lies beside this Python."""
        (path,) = Path(sys.prefix).glob("xlwings64-*.dll")
        self._dll = system.WinDLL(str(path))
        self._shared = {name: variant(value) for name, value in shared.items()}
        self._server = 0
        self.waited = 0.0

    def activate(self, command: str) -> None:
        """Start the server with a command line, unless it runs already."""
        self._release()
        result = Variant()
        started = time.perf_counter()
        failed = self._dll.XLPyDLLActivateAuto(ctypes.byref(result), command.encode("mbcs"), 1)
        self.waited = time.perf_counter() - started
        if failed or result.kind != DISPATCH:
            raise OSError(value_of(result))
        self._server = result.content.pointer

    def change_folder(self, folder: str) -> None:
        """Start from another folder, as the add-in does where a code page lacks the letters of a path."""
        os.chdir(folder)

    def end(self, command: str) -> int:
        """End the server of a command line, as xlwings' KillPy does."""
        self._release()
        return int(self._dll.XLPyDLLActivateAuto(ctypes.byref(Variant()), command.encode("mbcs"), -1))

    def call(self, module: str, function: str, arguments: list[Any]) -> Any:
        """Call a function as a formula does; an argument is a cell, rows of cells or {"shared": name}."""
        given = [
            self._shared[one["shared"]] if isinstance(one, dict) and "shared" in one else variant(one)
            for one in arguments
        ]
        passed = Variant()
        passed.kind, passed.content.pointer = VARIANTS, filled((Bound * 1)(Bound(len(given), 0)), given)
        return self._invoke("CallUDF", variant(module), variant(function), passed)

    def crash(self) -> None:
        """Let the server's process die, as an antivirus program or the task manager may."""
        self._invoke("Exec", variant("import os; os._exit(1)"))

    def _invoke(self, name: str, *arguments: Variant) -> Any:
        number, nameless = ctypes.c_int32(), ctypes.create_string_buffer(16)
        names = (ctypes.c_wchar_p * 1)(name)
        found = self._method(GET_IDS_OF_NAMES)(self._server, nameless, names, 1, 0, ctypes.byref(number))
        if found:
            raise OSError(f"no {name}: {found}")
        parameters = Parameters((Variant * len(arguments))(*reversed(arguments)), None, len(arguments), 0)
        result, failure = Variant(), Failure()
        started = time.perf_counter()
        failed = self._method(INVOKE)(
            *(self._server, number.value, nameless, 0, METHOD, ctypes.byref(parameters)),
            *(ctypes.byref(result), ctypes.byref(failure), None),
        )
        self.waited = time.perf_counter() - started
        if failed:
            told = ctypes.wstring_at(failure.description) if failure.description else ""
            raise OSError(told if failed == EXCEPTION else f"the call failed with {failed}")
        answer = value_of(result)
        automation.VariantClear(ctypes.byref(result))
        return answer

    def _method(self, place: int) -> Callable[..., int]:
        """Return one of the server's own functions, by its place in the table."""
        table = ctypes.cast(self._server, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
        kinds: list[Any] = {
            RELEASE: [],
            GET_IDS_OF_NAMES: [ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_uint32] * 2, ctypes.c_void_p],
            INVOKE: [ctypes.c_int32, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_ushort, *[ctypes.c_void_p] * 4],
        }[place]
        function: Callable[..., int] = system.WINFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, *kinds)(table[place])
        return function

    def _release(self) -> None:
        if self._server:
            self._method(RELEASE)(self._server)
            self._server = 0


def main() -> None:
    """Take the steps; note what came of each, and how long it took."""
    steps, results = map(Path, sys.argv[1:])
    told = json.loads(steps.read_text(encoding="utf-8"))
    ole.CoInitialize(None)
    excel = Excel(told["shared"])
    noted = []
    for name, *arguments in told["steps"]:
        answer, failed = None, None
        try:
            answer = getattr(excel, name)(*arguments)
        except Exception as error:  # noqa: BLE001 - what goes wrong is a result too
            failed = str(error)
        noted.append({"answer": answer, "failed": failed, "seconds": excel.waited})
    results.write_text(json.dumps(noted), encoding="utf-8")


if __name__ == "__main__":
    main()
