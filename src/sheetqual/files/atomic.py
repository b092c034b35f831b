"""Writing a file so that a crash, a full disk or Ctrl-C leaves the old one whole."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeVar

from sheetqual.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "beside",
    "check_writable",
    "creating",
    "free_path",
    "hidden",
    "new_beside",
    "patiently",
    "put_aside",
    "put_in_place",
    "replacing",
    "worded",
    "write_text",
]

Result = TypeVar("Result")

_SHARED: Final = 0o666
_OWN: Final = 0o600
_ANY_WRITER: Final = 0o222
_NAME: Final = 48
"""So many characters of a name, of four bytes each, leave room for what makes it another one."""
_TRIES: Final = 40 if os.name == "nt" else 0
_PAUSE: Final = 0.025
_NO_ROOM: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a new file beside `path` that takes its place once all of it is on disk.

    The file keeps the permissions of the one it replaces. A link is followed: what it points to
    is replaced.

    Raises:
        OutputError: The file can't be written; the old one is untouched.
    """
    target = Path(os.path.realpath(path))
    with worded(target):
        if target.exists():
            check_writable(target)
    with beside(target, lambda new: put_in_place(new, target)) as stream:
        yield stream


@contextmanager
def creating(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a new file that gets its name once all of it is on disk.

    What has that name by then stays.

    Raises:
        OutputError: The file can't be written, or is there already.
    """
    target = Path(os.path.realpath(path))
    with beside(target, lambda new: _put_new(new, target)) as stream:
        yield stream


def _put_new(new: Path, target: Path) -> None:
    """Give a file a name that no other one has.

    Raises:
        OutputError: Another one has it.
        OSError: It can't be renamed.
    """
    try:
        has_two_names = _take_name(new, target)
    except FileExistsError:
        message = f"{target} is there already and stays as it is; choose another place."
        raise OutputError(message) from None
    try:
        if has_two_names:
            patiently(new.unlink)
            _sync_folder(target.parent)
        else:
            put_in_place(new, target)
    except BaseException:
        with suppress(OSError):
            target.unlink()
        raise


def _take_name(new: Path, target: Path) -> bool:
    """Give a file a second name, and say so; where the drive knows no such thing, keep the name for it."""
    try:
        os.link(new, target)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN))
        return False
    return True


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


def free_path(wanted: Path) -> Path:
    """Return a path that no file has: the one wanted, else one with a number."""
    path, number = wanted, 2
    while path.exists():
        path, number = wanted.with_stem(f"{wanted.stem}-{number}"), number + 1
    return path


def check_writable(target: Path) -> None:
    """Check, before any work is done, that a file that is there may be replaced.

    Raises:
        OutputError: It is a folder, or read-only.
        OSError: The system says no.
    """
    mode = target.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    if not stat.S_ISREG(mode):
        message = f"{target} is no ordinary file; give a file name."
        raise OutputError(message)
    if not mode & _ANY_WRITER:
        # Renaming another file over it would work, and so would root's writing.
        message = f"{target.name} is read-only; allow changes in its properties, then try again."
        raise OutputError(message)
    # Windows tells only those who open a file whether they may change it.
    target.open("r+b").close()


@contextmanager
def beside(target: Path, put: Callable[[Path], None]) -> Iterator[IO[bytes]]:
    """Open a new file beside another one, with its permissions, owner and attributes.

    Args:
        target: The other file; it may be missing.
        put: Called with the new file once all of it is on disk, to put it in its place.

    Raises:
        OutputError: The file can't be written; it is gone again.
    """
    with worded(target):
        old = target.stat() if target.exists() else None
        new, handle = new_beside(target, _SHARED if old is None else _OWN)
    try:
        with worded(target):
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                if old is not None:
                    _make_like(new, target, old)
                os.fsync(stream.fileno())
            put(new)
    except BaseException:
        with suppress(OSError):
            patiently(new.unlink)
        raise


def new_beside(target: Path, mode: int = _OWN) -> tuple[Path, int]:
    """Open a new file beside another.

    The system takes from its permissions what new files shall not have. Asking it what that is
    would change it for a moment, and for every thread.

    Args:
        target: The other file.
        mode: The permissions.

    Returns:
        The new file, and its handle.

    Raises:
        OSError: It can't be made.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        new = hidden(target, f"{os.urandom(4).hex()}.tmp")
        with suppress(FileExistsError):
            return new, os.open(new, flags, mode)


def hidden(target: Path, ending: str) -> Path:
    """Return the name of a hidden file beside another, as no third one has it.

    Args:
        target: The other file.
        ending: What the name ends in, without the dot.

    Returns:
        The hidden file's path.
    """
    name = target.name
    if len(name) > _NAME:
        name = f"{name[:_NAME]}-{zlib.crc32(os.fsencode(name)):08x}"
    return target.with_name(f".{name}.{ending}")


def put_in_place(new: Path, target: Path) -> None:
    """Rename a file over another, and wait until the folder says so on disk.

    Raises:
        OSError: It can't be renamed.
    """
    patiently(lambda: new.replace(target))
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Wait until a folder says on disk what it says; some drives can't."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def patiently(do: Callable[[], Result]) -> Result:
    """Do what Windows refuses for a moment while a virus scanner or OneDrive reads the file.

    Args:
        do: What to do.

    Returns:
        What that returns.

    Raises:
        OSError: It can't be done.
    """
    for _ in range(_TRIES):
        with suppress(PermissionError):
            return do()
        time.sleep(_PAUSE)
    return do()


def _make_like(new: Path, target: Path, old: os.stat_result) -> None:
    """Give a new file what the old one has; some drives know none of it."""
    if sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(new, name, os.getxattr(target, name))
    if sys.platform != "win32":
        for owner in (old.st_uid, -1):
            with suppress(OSError):
                os.chown(new, owner, old.st_gid)
                break
    with suppress(OSError):
        new.chmod(stat.S_IMODE(old.st_mode))


@contextmanager
def worded(target: Path) -> Iterator[None]:
    """Turn what the system says into a sentence.

    Args:
        target: The file that is being written.

    Raises:
        OutputError: The system said no.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(_sentence(target, error)) from None


def _sentence(target: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and not target.parent.is_dir():
        return f"The folder {target.parent} does not exist; make it first, or choose another one."
    if isinstance(error, IsADirectoryError):
        return f"{target} is a folder; give a file name."
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return f"{target.name} can't be written; close it in other programs, and check that you may change it."
    if error.errno in _NO_ROOM:
        return f"{target.name} could not be written, because the disk is full; make room and try again."
    return f"{target.name} could not be written ({error.strerror or error}); nothing was changed."
