"""Small stand-ins for pywin32, so that the real xlwings can be imported on Linux as on Windows.

xlwings turns ``@xw.func`` and its kin into no-ops where pywin32 is absent, so on Linux nothing of
what Excel would meet is exercised. `WindowsXlwings` imports a second copy of xlwings against these
stand-ins. The copy's modules stand in `sys.modules` only while `WindowsXlwings.active` lasts: a plain
``import xlwings`` elsewhere in the same process is never touched. Nothing here knows Excel; the
objects behind a `PyIDispatch` come from `fake_excel`.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator

__all__ = ["CDispatch", "ComError", "ComObject", "PyIDispatch", "TimeType", "WindowsXlwings", "standins"]

RANGE_IID = "{00020846-0000-0000-C000-000000000046}"
IDISPATCH_IID = "{00020400-0000-0000-C000-000000000046}"
PRELOADED = ("xlwings", "asyncio", "concurrent.futures.thread", "shlex", "tempfile")
"""What must be loaded before ``sys.platform`` says win32, so that only xlwings' own code sees that."""


class ComError(Exception):
    """Stands for pywintypes.com_error, which xlwings catches around calls into Excel."""


class TimeType(datetime):
    """Stands for pywintypes.TimeType: how a date cell arrives through ``Range.Value``, in UTC."""


class ComObject:
    """The base of what lives in Excel's process; `PyIDispatch` is the only way to it."""

    com_name = "Object"
    com_iid = IDISPATCH_IID


class PyIDispatch:
    """Stands for pywin32's raw interface pointer: the form in which the COM server gets objects."""

    def __init__(self, target: ComObject) -> None:
        """Point to an object of the fake Excel."""
        self.target = target

    def GetTypeInfo(self) -> SimpleNamespace:  # noqa: N802 - COM's own name
        """Tell the class and its interface id, by which xlwings recognises a Range."""
        return SimpleNamespace(
            GetDocumentation=lambda _member: (self.target.com_name, None, 0, None),
            GetTypeAttr=lambda: SimpleNamespace(iid=self.target.com_iid),
        )


class CDispatch:
    """Stands for win32com's late-bound proxy: members are looked up by name, at every use."""

    def __init__(self, oleobj: PyIDispatch) -> None:
        """Wrap an interface pointer."""
        self._oleobj_ = oleobj

    def __getattr__(self, name: str) -> Any:
        """Read a property, or fail as win32com does."""
        try:
            return _proxied(getattr(self._oleobj_.target, name))
        except AttributeError:
            raise AttributeError(f"{self._oleobj_.target.com_name}.{name}") from None

    def __iter__(self) -> Iterator[Any]:
        """Go through a collection."""
        members: Any = self._oleobj_.target
        return map(_proxied, members)


def _proxied(value: Any) -> Any:
    return CDispatch(PyIDispatch(value)) if isinstance(value, ComObject) else value


def _dispatch(obj: PyIDispatch | CDispatch, userName: str | None = None) -> CDispatch:  # noqa: N803
    return obj if isinstance(obj, CDispatch) else CDispatch(obj)


def _unwrap(obj: object) -> Any:
    raise ComError(f"not a Python object behind a COM gateway: {obj!r}")


def _nothing(*_args: object, **_kwargs: object) -> None:
    """Stand for a call into Windows whose result nobody needs."""


def _module(name: str, doc: str, **members: object) -> ModuleType:
    module = ModuleType(name, doc)
    vars(module).update(members)
    return module


def standins() -> dict[str, ModuleType]:
    """Return fresh stand-in modules by name, each with the reason for its being in its docstring."""
    modules = [
        _module(
            "pywintypes",
            "Errors and dates; IID compares interface ids.",
            com_error=ComError,
            error=OSError,
            TimeType=TimeType,
            IID=str.upper,
        ),
        _module(
            "pythoncom",
            "com_server asks for the type of interface pointers, threads for CoInitialize.",
            com_error=ComError,
            ole_error=ComError,
            CoInitialize=_nothing,
            CoUninitialize=_nothing,
            IID_IDispatch=IDISPATCH_IID,
            IID_IEnumVARIANT="{00020404-0000-0000-C000-000000000046}",
            TypeIIDs={IDISPATCH_IID: PyIDispatch},
            __file__="pythoncom",
        ),
        _module("win32api", "Imported so that pywin32's DLLs are found; never called here."),
        _module("win32con", "Constants of functions that are never called here."),
        _module("win32event", "com_server.serve waits with it; the harness calls CallUDF itself."),
        _module("win32gui", "Finds Excel's windows; there are none."),
        _module(
            "win32process",
            "App asks for the id of the process that owns Excel's window.",
            GetWindowThreadProcessId=lambda hwnd: (0, hwnd),
        ),
        _module(
            "win32timezone",
            "Dates on their way to Excel are marked as UTC.",
            TimeZoneInfo=SimpleNamespace(utc=lambda: UTC),
        ),
        _module("win32com", "The package.", __path__=[]),
        _module(
            "win32com.client",
            "Proxies around interface pointers; no gencache, which xlwings does without.",
            CDispatch=CDispatch,
            CoClassBaseClass=type("CoClassBaseClass", (), {}),
            DispatchBaseClass=type("DispatchBaseClass", (), {}),
            Dispatch=_dispatch,
            DispatchEx=_nothing,
        ),
        _module("win32com.server", "The package.", __path__=[]),
        _module("win32com.server.dispatcher", "Imported by com_server, not used."),
        _module("win32com.server.exception", "For enumerators.", COMException=ComError),
        _module("win32com.server.policy", "com_server.serve extends it.", DefaultPolicy=object),
        _module("win32com.server.util", "Arguments are never Python objects of ours.", unwrap=_unwrap),
    ]
    by_name = {module.__name__: module for module in modules}
    for name, module in by_name.items():
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(by_name[parent], child, module)
    return by_name


class _Library:
    """Stands for a Windows DLL under ctypes: every function is there and does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        def function(*_args: object) -> None:
            """Do nothing; ctypes functions carry a restype, so this is an object with a dict."""

        function.__name__ = name
        return function


class _Libraries:
    """Stands for ctypes.windll and ctypes.oledll."""

    def __getattr__(self, name: str) -> _Library:
        return _Library()


class WindowsXlwings:
    """The real xlwings, imported as on Windows, kept out of everyone else's sight.

    Attributes:
        xlwings: That copy of xlwings; its ``func``, ``arg`` and ``ret`` are the real decorators.
    """

    def __init__(self) -> None:
        """Import the copy and start the event loop that ``xlwings.serve`` would start."""
        for name in PRELOADED:
            importlib.import_module(name)
        self._modules = standins()
        self._packages = {name.partition(".")[0] for name in self._modules} | {"xlwings"}
        self._under_test: set[str] = set()
        self._depth = 0
        libraries: dict[str, Any] = {
            "windll": _Libraries(),
            "oledll": _Libraries(),
            "PyDLL": lambda _path: _Library(),
        }
        with (
            self.active(),
            mock.patch.object(sys, "platform", "win32"),
            mock.patch.multiple(ctypes, create=True, **libraries),
        ):
            self.xlwings: Any = importlib.import_module("xlwings")
        atexit.unregister(self.xlwings._xlwindows.cleanup)
        self._server: Any = self.xlwings.com_server
        self._loop: asyncio.AbstractEventLoop = self._server.loop
        self._thread = threading.Thread(target=self._server._start_background_loop, daemon=True)
        self._thread.start()

    @contextmanager
    def active(self) -> Iterator[None]:
        """Let the copy, the stand-ins and the modules under test be what ``import`` finds."""
        if self._depth:
            yield
            return
        self._depth += 1
        elsewhere = self._swap(self._modules)
        try:
            yield
        finally:
            self._modules = self._swap(elsewhere)
            self._depth -= 1

    def module(self, name: str) -> Any:
        """Return a module as imported with the real decorators.

        It is imported plainly first, so what it imports itself is shared with the other tests; only
        the module itself exists twice.
        """
        if name not in self._under_test:
            if self._depth:
                raise RuntimeError("a module under test can't be added from within a call")
            importlib.import_module(name)
            self._under_test.add(name)
        with self.active():
            return importlib.import_module(name)

    def call(self, module: str, function: str, args: tuple[object, ...], *objects: object) -> Any:
        """Call ``XLPython.CallUDF``; its exceptions are the caller's to translate."""
        self.module(module)
        with self.active():
            return self._server.XLPython().CallUDF(module, function, args, *objects)

    def close(self) -> None:
        """Stop the event loop and the pool."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.xlwings.udfs.com_executor.shutdown(wait=False)

    def _swap(self, incoming: dict[str, ModuleType]) -> dict[str, ModuleType]:
        """Take our names out of `sys.modules`, put others in, and return what was taken out."""
        outgoing = {name: sys.modules.pop(name) for name in list(sys.modules) if self._is_ours(name)}
        sys.modules.update(incoming)
        for name in self._under_test:
            parent, _, child = name.rpartition(".")
            if parent and name in incoming:
                setattr(sys.modules[parent], child, incoming[name])
            elif parent:
                vars(sys.modules[parent]).pop(child, None)
        return outgoing

    def _is_ours(self, name: str) -> bool:
        return name.partition(".")[0] in self._packages or name in self._under_test
