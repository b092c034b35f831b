"""Writing a file so that a crash, a full disk or Ctrl-C leaves the old one whole."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sheetqual.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["replacing", "write_text"]


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a new file beside `path` that takes its place once all of it is on disk.

    The file keeps the permissions of the one it replaces. A link is followed: what it points to
    is replaced.

    Raises:
        OutputError: The file can't be written; the old one is untouched.
    """
    target = Path(os.path.realpath(path))
    import tempfile  # noqa: PLC0415 - only writing needs it

    with _worded(target):
        if target.is_dir():
            raise IsADirectoryError
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError
        handle, beside = tempfile.mkstemp(prefix=f".{target.name[:60]}.", suffix=".tmp", dir=target.parent)
    new = Path(beside)
    try:
        with _worded(target):
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(OSError):  # Some network drives know no permissions.
                new.chmod(_mode(target))
            new.replace(target)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text as UTF-8, replacing the file as a whole.

    Raises:
        OutputError: The file can't be written; the old one is untouched.
    """
    with replacing(path) as stream:
        stream.write(text.encode())


def _mode(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def _worded(target: Path) -> Iterator[None]:
    """Turn what the system says into a sentence."""
    try:
        yield
    except FileNotFoundError:
        message = f"The folder {target.parent} does not exist; make it first, or choose another one."
        raise OutputError(message) from None
    except IsADirectoryError:
        message = f"{target} is a folder; give a file name."
        raise OutputError(message) from None
    except PermissionError:
        message = f"{target.name} can't be written; close it in other programs, and check that you may change it."
        raise OutputError(message) from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            message = f"{target.name} could not be written, because the disk is full; make room and try again."
            raise OutputError(message) from None
        message = f"{target.name} could not be written ({error.strerror or error}); nothing was changed."
        raise OutputError(message) from None
