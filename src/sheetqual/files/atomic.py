"""Writing a file so that a crash, a full disk or Ctrl-C leaves the old one whole."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from sheetqual.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["put_aside", "replacing", "write_text"]

_SHARED: Final = 0o666
_OWN: Final = 0o600
_NAME: Final = 60
"""So many characters of a name, of four bytes each, leave room for what makes it another one."""


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a new file beside `path` that takes its place once all of it is on disk.

    The file keeps the permissions of the one it replaces. A link is followed: what it points to
    is replaced.

    Raises:
        OutputError: The file can't be written; the old one is untouched.
    """
    target = Path(os.path.realpath(path))
    with _worded(target):
        if target.is_dir():
            raise IsADirectoryError
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        if mode is not None and not os.access(target, os.W_OK):
            raise PermissionError
        new, handle = _beside(target, _SHARED if mode is None else _OWN)
    try:
        with _worded(target):
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            if mode is not None:
                with suppress(OSError):  # Some network drives know no permissions.
                    new.chmod(mode)
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


def put_aside(path: Path, word: str) -> None:
    """Rename a file that nobody can read, so that nothing in it is lost: ``name.word-1.suffix``.

    Raises:
        OutputError: It can't be renamed.
    """
    number = 1
    while (aside := path.with_name(f"{path.stem}.{word}-{number}{path.suffix}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        message = f"{path.name} can't be put aside ({error.strerror or error}); nothing was changed."
        raise OutputError(message) from None


def _beside(target: Path, mode: int) -> tuple[Path, int]:
    """Open a new file beside another.

    The system takes from its permissions what new files shall not have. Asking it what that is
    would change it for a moment, and for every thread.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        new = target.with_name(f".{target.name[:_NAME]}.{os.urandom(4).hex()}.tmp")
        with suppress(FileExistsError):
            return new, os.open(new, flags, mode)


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
