"""Reads .xls, .xlsb and .ods in a process of its own, with little memory and little time.

How large a sheet of these formats is shows only when calamine reads it, and calamine ends the
whole process when it asks for more memory than there is. So a child does it: `read_limited`
starts ``python -m sheetqual.files._limited``, which reads a pickled question from its standard
input and writes a pickled answer to its standard output, plain values both ways.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sheetqual.errors import LeadsFileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetqual.files._grid import Gathered, Request
    from sheetqual.files._sniff import Kind

__all__ = ["main", "read_limited"]

MEMORY_BYTES = 1_500_000_000
SECONDS = 60


def read_limited(
    path: Path, kind: Kind, source: str, request: Request, progress: Callable[[int, int | None], None] | None
) -> Gathered:
    """Read a workbook in a child process.

    Raises:
        LeadsFileError: It can't be read, has no leads, or needs too much memory or time.
    """
    from sheetqual.files._sheets import too_large  # noqa: PLC0415 - that module imports what this one need not

    folders = [folder for folder in sys.path if folder]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, folders))}
    # -P: a file called pickle.py beside the user's leads must not be taken for Python's own.
    command = [sys.executable, "-P", "-m", "sheetqual.files._limited"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        try:
            question = pickle.dumps((str(path.absolute()), kind, source, request))
            answer, _ = child.communicate(question, SECONDS)
        except subprocess.TimeoutExpired:
            raise too_large(source) from None
        finally:
            # Also when Ctrl-C ends the waiting: no child is left behind.
            child.kill()
    if child.returncode != 0 or not answer:
        raise too_large(source)
    outcome, result = pickle.loads(answer)  # noqa: S301 - written by our own child
    if outcome == "error":
        raise LeadsFileError(result)
    gathered: Gathered = result
    if progress:
        progress(len(gathered.rows), len(gathered.rows))
    return gathered


def main() -> None:
    """Answer one question, as the child."""
    _limit()
    # Whatever else writes to standard output must not end up in the answer.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    path, kind, source, request = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    answer: tuple[str, Gathered | str]
    try:
        answer = ("leads", _read(Path(path), kind, source, request))
    except LeadsFileError as error:
        answer = ("error", str(error))
    with out:
        pickle.dump(answer, out, protocol=pickle.HIGHEST_PROTOCOL)


def _limit() -> None:
    """Bound this process's memory and time where the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - only there on POSIX

    for resource_kind, limit in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, SECONDS)):
        _, hard = resource.getrlimit(resource_kind)
        if hard == resource.RLIM_INFINITY or hard > limit:
            try:
                resource.setrlimit(resource_kind, (limit, hard))
            except (OSError, ValueError):
                continue  # macOS has the first limit in name only.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(path: Path, kind: Kind, source: str, request: Request) -> Gathered:
    from sheetqual.files._other_errors import look_through  # noqa: PLC0415 - needed by the child alone
    from sheetqual.files._sheets import read_sheets, too_large  # noqa: PLC0415 - needed by the child alone

    try:
        seen = look_through(path)
        gathered = read_sheets(path, kind, source, request, seen.scan, None)
    except MemoryError:
        raise too_large(source) from None
    gathered.epoch_1904 = seen.epoch_1904
    return gathered


if __name__ == "__main__":
    main()
