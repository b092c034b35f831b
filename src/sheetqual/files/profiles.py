"""Profiles in files: read one, and save it with changes.

Saving keeps the file as its owner wrote it: comments, blank lines and formatting stay, and a
criterion takes the comments above it along.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sheetqual.core.parse import parse_profile
from sheetqual.errors import Fault, OutputError, ProfileError, SheetqualError
from sheetqual.files.atomic import creating, put_aside, write_text
from sheetqual.files.safe_writing import locked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.core.profile import Profile

__all__ = [
    "Merge",
    "ProfileChangedError",
    "ProfileFile",
    "draft_text",
    "edited_text",
    "merge_profile",
    "profile_from_text",
    "read_profile",
    "restore_text",
    "save_pool",
    "save_profile",
    "save_profile_as",
]

_LARGEST: Final = 4_000_000
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LISTS: Final = (".csv", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A profile with the text it was read from.

    Attributes:
        path: The file, or None for a profile that came as text.
        text: Its text.
        profile: What it says.
    """

    path: Path | None
    text: str
    profile: Profile

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text as UTF-8, in hexadecimal."""
        import hashlib  # noqa: PLC0415 - OpenSSL is slow to load

        return hashlib.sha256(self.text.encode()).hexdigest()


class ProfileChangedError(OutputError):
    """A profile was changed by another program since it was read; `merge_profile` may help."""


def read_profile(path: str | os.PathLike[str]) -> ProfileFile:
    """Read a profile from a TOML file.

    Raises:
        SheetqualError: There is no such file, or it can't be opened.
        ProfileError: Its text is refused; the error holds every fault.
    """
    file = Path(path)
    try:
        if file.is_dir():
            message = f"{file} is a folder; give the profile's file, such as {file / 'profile.toml'}."
            raise SheetqualError(message)
        with file.open("rb") as stream:
            raw = stream.read(_LARGEST)
    except FileNotFoundError:
        message = f"There is no file {file}; check the name, or make one with 'sheetqual new'."
        raise SheetqualError(message) from None
    except OSError as error:
        message = f"{file.name} can't be opened ({error.strerror or error})."
        raise SheetqualError(message) from None
    if raw.startswith(_WORKBOOKS) or file.suffix.casefold() in _LISTS:
        message = f"{file.name} is a list of leads, not a profile; did you swap the two?"
        raise SheetqualError(message)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        fault = Fault("this is not UTF-8 text; save the file as UTF-8 in your editor", line)
        raise ProfileError(file.name, [fault]) from None
    return profile_from_text(text, file.name, file)


def profile_from_text(text: str, source: str, path: Path | None = None) -> ProfileFile:
    """Read a profile from text.

    Args:
        text: TOML.
        source: The name to call it in faults.
        path: The file it came from, if any.

    Raises:
        ProfileError: The text is refused; the error holds every fault.
    """
    return ProfileFile(path, text, parse_profile(text.replace("\r\n", "\n"), source))


def edited_text(text: str, profile: Profile, source: str = "profile.toml") -> str:
    """Return a profile's text changed so that it says `profile`, with its version raised by one.

    Comments, blank lines and formatting stay wherever the thing they belong to is still there. A
    criterion takes the comments right above it along, and away with it when it is removed. Criteria
    and penalties are known by their ids, products by their names.

    Args:
        text: The text as its owner wrote it.
        profile: What it is to say; its version is of no matter.
        source: The name of the file, for errors.

    Returns:
        The new text, with the line ends of the old one.

    Raises:
        ProfileError: The text is refused, or the profile is not sound.
        OutputError: The text can't be changed without changing more of what it says or losing a
            comment.
    """
    from sheetqual.files._profile_text import versioned_text  # noqa: PLC0415 - only saving needs it

    return versioned_text(text, profile, None, source)


def draft_text(file: ProfileFile, profile: Profile) -> str:
    """Return the text of a profile with changes that are not saved yet.

    Args:
        file: The file as it was read.
        profile: The profile after changes of any kind.

    Returns:
        What its text would be; the version is that of `profile`.

    Raises:
        ProfileError: The profile is not sound.
        OutputError: The text can't be changed without losing something.
    """
    from sheetqual.files._profile_text import versioned_text  # noqa: PLC0415 - only saving needs it

    source = "profile.toml" if file.path is None else file.path.name
    return versioned_text(file.text, profile, profile.version, source)


def save_profile(file: ProfileFile, profile: Profile, note: str = "") -> ProfileFile:
    """Save a changed profile into its file, raising its version.

    Args:
        file: The file as it was read.
        profile: Its profile after changes of any kind.
        note: What its history is to say of it besides what differs.

    Returns:
        The file as it is now.

    Raises:
        ProfileChangedError: The file has been changed by another program since it was read. It is
            untouched then.
        ProfileError: The profile is not sound. The file is untouched then.
        OutputError: The file is gone, or can't be written. It is untouched then.
    """
    path = _path_of(file)
    new = edited_text(file.text, profile, path.name)
    with locked(path):
        _check_unchanged(file, path)
        return _written(path, file.text, new, note)


def save_profile_as(
    file: ProfileFile, profile: Profile, path: str | os.PathLike[str], *, replace: bool = False
) -> ProfileFile:
    """Save a changed profile into another file; its own one stays as it is.

    Args:
        file: The file as it was read, or a profile that came as text.
        profile: Its profile after changes of any kind; its version is kept.
        path: The other file, which must end in ``.toml``.
        replace: Whether to replace what stands there.

    Returns:
        The new file.

    Raises:
        ProfileChangedError: The other file is the profile's own one, and has been changed by another
            program since it was read.
        ProfileError: The profile is not sound.
        OutputError: The name does not end in ``.toml``, something stands there already, or the file
            can't be written. What stood there is untouched.
    """
    from sheetqual.files._profile_text import versioned_text  # noqa: PLC0415 - only saving needs it

    target = Path(path)
    if target.suffix.casefold() != ".toml":
        message = f"{target.name} is no name for a profile; end it with .toml."
        raise OutputError(message)
    text = versioned_text(file.text, profile, profile.version, target.name)
    with locked(target):
        before = None
        if replace and target.exists():
            if file.path is not None and target.samefile(file.path):
                _check_unchanged(file, target)
            with suppress(SheetqualError):
                before = read_profile(target).text
            write_text(target, text)
        else:
            with creating(target) as stream:
                stream.write(text.encode())
        return _recorded(target, before, text, "")


def save_pool(file: ProfileFile, shares: Mapping[str, float], note: str) -> ProfileFile:
    """Save how often each criterion holds into a profile's ``[pool]``, raising its version.

    Args:
        file: The file as it was read.
        shares: Criterion -> share, from 0 to 1.
        note: What its history is to say of it.

    Returns:
        The file as it is now; the same one if it said so already.

    Raises:
        ProfileChangedError: The file has been changed by another program since it was read.
        OutputError: It is gone, or can't be written or changed.
    """
    if dict(file.profile.pool) == dict(shares):
        return file
    return save_profile(file, replace(file.profile, pool=MappingProxyType(dict(shares))), note)


def _path_of(file: ProfileFile) -> Path:
    if file.path is None:
        message = "This profile did not come from a file, so there is none to save it to."
        raise OutputError(message)
    return file.path


def restore_text(path: str | os.PathLike[str], text: str, *, least: int, note: str) -> ProfileFile:
    """Make an earlier text the profile again, as a version above all others.

    A profile that was broken meanwhile is kept beside it, as ``profile.broken-1.toml``.

    Args:
        path: The profile's file; it may be gone.
        text: The earlier text.
        least: The highest version there was.
        note: What its history is to say of it.

    Returns:
        The file as it is now.

    Raises:
        OutputError: The file has been changed by another program meanwhile, or can't be written.
        ProfileError: The earlier text is refused.
    """
    from sheetqual.files._profile_text import versioned_text  # noqa: PLC0415 - only saving needs it

    target = Path(path)
    earlier = profile_from_text(text, target.name).profile
    with locked(target):
        try:
            file = read_profile(target) if target.exists() else None
        except ProfileError:
            file = None
            put_aside(target, "broken")
        version = max(least, file.profile.version if file else 0) + 1
        new = versioned_text(text, earlier, version, target.name)
        if file is not None:
            _check_unchanged(file, target)
        return _written(target, file.text if file else None, new, note)


def _check_unchanged(file: ProfileFile, path: Path) -> None:
    """Check that nobody else has changed a profile since it was read."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise _gone(path) from None
    except OSError as error:
        message = f"{path.name} can't be read again ({error.strerror or error}); nothing was saved."
        raise OutputError(message) from None
    if raw.removeprefix(b"\xef\xbb\xbf") != file.text.encode():
        message = f"{path.name} was changed by another program; open it again before saving."
        raise ProfileChangedError(message)


def _gone(path: Path) -> OutputError:
    return OutputError(f"{path.name} is gone; nothing was saved. Put it back, then save again.")


def _written(path: Path, before: str | None, text: str, note: str) -> ProfileFile:
    """Write a profile, and add it to its history; to be called while it is locked."""
    if before is None:
        with creating(path) as stream:
            stream.write(text.encode())
    else:
        write_text(path, text)
    return _recorded(path, before, text, note)


def _recorded(path: Path, before: str | None, text: str, note: str) -> ProfileFile:
    from sheetqual.files.history import record  # noqa: PLC0415 - only saving needs it

    record(path, before, text, note)
    return profile_from_text(text, path.name, path)


@dataclass(frozen=True, slots=True)
class Merge:
    """A changed profile, and what somebody else has made of its file meanwhile.

    Attributes:
        theirs: The profile's file as it is now.
        profile: What it says with our changes.
        moved: Whether they changed the order of the criteria.
        changes: What they changed, a short sentence a difference.
        who: Who saved it; empty where its history does not know.
        when: When, as ISO 8601 with its time zone; empty where its history does not know.
        conflicts: What both changed differently, a short sentence each; ours is kept.
    """

    theirs: ProfileFile
    profile: Profile
    moved: bool
    changes: tuple[str, ...]
    who: str
    when: str
    conflicts: tuple[str, ...] = ()


def merge_profile(file: ProfileFile, profile: Profile) -> Merge:
    """Merge our changes into the profile that somebody else has changed since it was read.

    Nothing is written: `save_profile` saves the merged profile into their file.

    Args:
        file: The file as it was read.
        profile: Its profile after changes of any kind.

    Returns:
        Their profile, and what becomes of it with our changes.

    Raises:
        OutputError: The file is gone, can't be read, is no sound profile any more, or their changes
            and ours do not go together.
    """
    from sheetqual.core.changes import profile_changes  # noqa: PLC0415 - only merging needs it
    from sheetqual.core.profile_merge import has_moved, merged_profile  # noqa: PLC0415

    path = _path_of(file)
    try:
        theirs = read_profile(path)
    except ProfileError as error:
        message = (
            f"{path.name} was changed by another program and is no sound profile now ({error.lines()[0]}); "
            "nothing was saved. Mend it, then save again."
        )
        raise OutputError(message) from None
    except SheetqualError as error:
        raise OutputError(str(error)) if path.exists() else _gone(path) from None
    try:
        merged, conflicts = merged_profile(file.profile, profile, theirs.profile)
    except ProfileError as error:
        message = (
            f"{path.name} was changed by another program, and your changes do not go together with that "
            f"({error.faults[0].text}); nothing was saved. Save yours as another file."
        )
        raise OutputError(message) from None
    who, when = _saved_by(theirs, path)
    return Merge(
        theirs,
        merged,
        has_moved(file.profile, theirs.profile),
        tuple(profile_changes(file.profile, theirs.profile)) or ("only its notes changed",),
        who,
        when,
        conflicts,
    )


def _saved_by(file: ProfileFile, path: Path) -> tuple[str, str]:
    """Return who saved a file and when, as far as its history knows."""
    from sheetqual.files.history import read_history  # noqa: PLC0415 - only merging needs it

    try:
        last = read_history(path)[-1]
    except (SheetqualError, IndexError):
        return "", ""
    return (last.who, last.when) if last.text == file.text else ("", "")
