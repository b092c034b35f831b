"""Writing into a file that others work with too, so that nobody's work is lost.

A file is looked at before it is read, and written only if it is still the same. Between the last
look and the new file there is a lock, so that two at once can't both find it unchanged.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from sheetqual.errors import LeadsFileError, OutputError
from sheetqual.files.atomic import beside, check_writable, hidden, new_beside, patiently, put_in_place, worded
from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Seen", "changed", "check_free", "is_unchanged", "locked", "look", "rewriting"]

_PATIENCE: Final = 10.0
"""So many seconds a lock is waited for."""
_PAUSE: Final = 0.01
_STALE: Final = 120 * 10**9
"""A lock is held for milliseconds. One as old as this, in nanoseconds, was left behind."""
_STALE_BLANK: Final = 3 * 10**9
"""What a lock says is written at once. One that says nothing for so long will never say it."""
_BLANK: Final = "?"


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when it was read.

    Attributes:
        path: Where it really is; links are followed.
        sha256: The SHA-256 of its content, in hexadecimal.
    """

    path: Path
    sha256: str


def look(path: str | os.PathLike[str]) -> Seen:
    """Look at a file before reading it, so that `rewriting` can tell whether it is still the same.

    Args:
        path: The file.

    Returns:
        Where it really is, and what is in it.

    Raises:
        LeadsFileError: It can't be opened.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        kind = "a folder" if target.is_dir() else "no ordinary file"
        raise LeadsFileError(f"{target.name} is {kind}; give the file with the leads in it.")
    try:
        return Seen(target, _sha256(target))
    except FileNotFoundError:
        message = f"{target.name} can't be found; check its name and its folder."
    except OSError:
        message = f"{target.name} can't be opened; close it in other programs, and check that you may read it."
    raise LeadsFileError(message)


def changed(path: Path) -> OutputError:
    """Return the error for a file that somebody else changed since it was read."""
    return OutputError(
        f"{path.name} was changed by another program since it was read; nothing was written. Run the command again."
    )


def is_unchanged(seen: Seen) -> bool:
    """Tell whether a file is still what it was; one that can't be opened is not.

    Args:
        seen: The file as it was.

    Returns:
        Whether every byte is the same.
    """
    try:
        return _sha256(seen.path) == seen.sha256
    except OSError:
        return False


def _sha256(path: Path) -> str:
    import hashlib  # noqa: PLC0415 - OpenSSL is slow to load

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_free(path: str | os.PathLike[str]) -> None:
    """Check, before any work is done, that a file could be written now.

    Args:
        path: The file.

    Raises:
        OutputError: It is open in Excel or LibreOffice, is missing, or can't be changed.
    """
    target = Path(os.path.realpath(path))
    with worded(target):
        try:
            check_writable(target)
        except FileNotFoundError:
            message = f"{target.name} can't be found; check its name and its folder."
            raise OutputError(message) from None
        if not os.access(target.parent, os.W_OK | os.X_OK):
            message = f"The folder {target.parent} takes no new files; copy {target.name} to a folder that does."
            raise OutputError(message)
    for program, mark, user in (
        ("Excel", target.with_name(f"~${target.name}"), _excel_user),
        ("LibreOffice", target.with_name(f".~lock.{target.name}#"), _libreoffice_user),
    ):
        if os.path.lexists(mark):
            name = user(_beginning(mark))
            message = (
                f"{target.name} is open in {program}{f' ({name})' if name else ''}; close it there, then try again. "
                f"If nobody has it open, delete the hidden file {mark.name}."
            )
            raise OutputError(message)


_WHOLE_MARK: Final = 165
_WIDE_PART: Final = 55
_LONGEST_USER: Final = 54
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _beginning(mark: Path) -> bytes:
    try:
        with mark.open("rb") as stream:
            return stream.read(1000)
    except OSError:
        return b""


def _excel_user(mark: bytes) -> str:
    """Return who opened a workbook: the name stands there in the system's own letters, then in UTF-16."""
    if len(mark) >= _WHOLE_MARK:
        begin = _WIDE_PART + 2
        name = mark[begin : begin + 2 * min(mark[_WIDE_PART], _LONGEST_USER)].decode("utf-16-le", "replace")
    else:
        name = mark[1 : 1 + min(mark[0], _LONGEST_USER)].decode("ascii", "replace") if mark else ""
    return _plain(name)


def _libreoffice_user(mark: bytes) -> str:
    """Return who opened a workbook: the name in LibreOffice's own settings, else that of the account."""
    fields = [re.sub(r"\\(.)", r"\1", one) for one in re.split(r"(?<!\\),", mark.decode(errors="replace"))]
    return next((name for name in map(_plain, fields[:2]) if name), "")


def _plain(name: str) -> str:
    """Return a name on one line, or nothing where it can't be read."""
    name = " ".join(for_terminal(_CONTROL.sub("", name)).split())[:_LONGEST_USER]
    return "" if "\ufffd" in name else name


@contextmanager
def rewriting(seen: Seen, *, backup: bool = True) -> Iterator[IO[bytes]]:
    """Open a new file that takes the place of one that was read, if nobody changed that meanwhile.

    It keeps the permissions, and where the system lets it, the owner and the attributes. What
    stood there is kept as ``leads.xlsx.bak``.

    Args:
        seen: The file as it was before it was read.
        backup: Whether to keep what stood there.

    Yields:
        Where to write the new content.

    Raises:
        OutputError: The file was changed since it was read, is open in another program, or can't
            be written. It is untouched then.
    """
    target = seen.path

    def put(new: Path) -> None:
        with locked(target):
            check_free(target)
            if not is_unchanged(seen):
                raise changed(target)
            if backup:
                _back_up(target)
            put_in_place(new, target)

    check_free(target)
    with beside(target, put) as stream:
        yield stream


def _back_up(target: Path) -> None:
    """Keep a file under the name of its backup, which is never half there."""
    kept = target.with_name(f"{target.name}.bak")
    second = hidden(target, f"{os.urandom(4).hex()}.tmp")
    with worded(kept):
        try:
            os.link(target, second)
        except OSError:  # The drive knows no second names.
            with target.open("rb") as old, beside(target, lambda copy: put_in_place(copy, kept)) as copy:
                shutil.copyfileobj(old, copy)
            return
        try:
            put_in_place(second, kept)
        finally:
            # Renaming one name of a file to another one of it leaves both.
            with suppress(OSError):
                patiently(second.unlink)


@contextmanager
def locked(path: str | os.PathLike[str]) -> Iterator[None]:
    """Keep every other sheetqual from writing a file; meant for milliseconds.

    What killed processes left beside the file is cleared away.

    Args:
        path: The file; it may be missing.

    Raises:
        OutputError: Another one is still writing it after some seconds, or the folder takes no
            new files.
    """
    target = Path(os.path.realpath(path))
    lock = hidden(target, "sheetqual-lock")
    mark = _mark()
    try:
        with worded(target):
            _take(lock, mark, target.name)
        _clear_leftovers(target, lock)
        yield
    finally:
        _release(lock, mark)


def _mark() -> str:
    """Return what to write into a lock: who holds it, as no other lock says it."""
    return f"{_host()} {os.getpid()} {os.urandom(8).hex()}"


def _host() -> str:
    import platform  # noqa: PLC0415 - only writing needs it

    # Windows and the Linux inside it share a name, but know nothing of each other's processes.
    return f"{os.name}:{'-'.join(ascii(platform.node()).split())}"


def _take(lock: Path, mark: str, name: str) -> None:
    """Make a lock, once nobody else has it.

    Raises:
        OutputError: Somebody still has it after some seconds.
        OSError: It can't be made.
    """
    end = time.monotonic() + _PATIENCE
    ahead = 0
    while not _is_made(lock, mark):
        if time.monotonic() > end:
            message = f"Another sheetqual is saving {name} just now; try again in a moment."
            raise OutputError(message)
        ahead = ahead or _clock(lock) - time.monotonic_ns()
        held = _read(lock)
        if held is not None and _is_left_behind(lock, held, ahead + time.monotonic_ns()):
            with suppress(OSError):
                _take_away(lock, held)
        time.sleep(_PAUSE)


def _release(lock: Path, mark: str) -> None:
    """Give up a lock, if it is still ours."""
    try:
        _take_away(lock, mark)
    except OSError:  # There is no room for a claim.
        if _read(lock) == mark:
            with suppress(OSError):
                patiently(lock.unlink)


def _take_away(lock: Path, held: str) -> None:
    """Take a lock away if it is still the one that said this.

    Only who holds a claim to it may. Two that find a lock left behind could else take away each
    other's new ones. A claim is a lock itself, and may be left behind as well.
    """
    claim = lock.with_name(f"{lock.name.removesuffix('.tmp')}.{zlib.crc32(held.encode()):08x}.tmp")
    if _is_made(claim, _mark()):
        try:
            if _read(lock) == held:
                patiently(lock.unlink)
        finally:
            with suppress(OSError):
                patiently(claim.unlink)
        return
    left = _read(claim)
    if left is not None and _is_left_behind(claim, left, _clock(lock)):
        _take_away(claim, left)


def _is_made(lock: Path, mark: str) -> bool:
    """Make a lock; tell whether there was none."""
    made = False

    def make() -> None:
        nonlocal made
        with suppress(FileExistsError):
            handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            made = True
            try:
                os.write(handle, mark.encode())
            finally:
                os.close(handle)

    try:
        patiently(make)
    except BaseException:
        if made:
            with suppress(OSError):
                lock.unlink()
        raise
    return made


def _read(lock: Path) -> str | None:
    """Return what a lock says, or where it says nothing, when it was made; None where there is none."""
    said = ""
    with suppress(OSError):
        said = patiently(lock.read_bytes)[:1000].decode(errors="replace")
    try:
        return said or f"{_BLANK} {lock.stat().st_mtime_ns}"
    except OSError:
        return None


def _is_left_behind(lock: Path, held: str, now: int) -> bool:
    """Tell whether the process that made a lock is gone."""
    host, _, rest = held.partition(" ")
    process = rest.partition(" ")[0]
    # On Windows, asking would end the process.
    if os.name == "posix" and host == _host() and process.isdecimal():
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            pass
    try:
        return now - lock.stat().st_mtime_ns > (_STALE_BLANK if host == _BLANK else _STALE)
    except OSError:
        return False


def _clock(lock: Path) -> int:
    """Return the time in nanoseconds as the drive has it; this computer may be minutes off."""
    probe, handle = new_beside(lock.with_name(lock.name[1:]))
    os.close(handle)
    try:
        return probe.stat().st_mtime_ns
    finally:
        with suppress(OSError):
            patiently(probe.unlink)


def _clear_leftovers(target: Path, lock: Path) -> None:
    """Remove what writers of a file left behind that were killed."""
    name = re.escape(hidden(target, "").name)
    ours = re.compile(rf"{name}(sheetqual-lock\.)?([0-9a-f]{{8}}\.)+tmp")
    with suppress(OSError):
        now = lock.stat().st_mtime_ns
        with os.scandir(target.parent) as found:
            left = [Path(one.path) for one in found if ours.fullmatch(one.name)]
        for one in left:
            with suppress(OSError):
                if now - one.lstat().st_mtime_ns > _STALE:
                    one.unlink()
