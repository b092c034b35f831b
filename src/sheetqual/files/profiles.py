"""Profiles in files: read one, and save it with its criteria in another order.

Saving keeps the file as its owner wrote it: comments, blank lines and formatting stay, and a
criterion takes the comments above it along.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.parse import parse_profile
from sheetqual.core.profile import Weighting
from sheetqual.errors import Fault, OutputError, ProfileError, SheetqualError
from sheetqual.files.atomic import creating, put_aside, write_text
from sheetqual.files.safe_writing import locked

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from sheetqual.core.profile import Criterion, Profile

__all__ = [
    "Merge",
    "ProfileChangedError",
    "ProfileFile",
    "has_moved",
    "merge_order",
    "profile_from_text",
    "read_profile",
    "reordered_text",
    "restore_text",
    "save_order",
    "with_order",
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
    """A profile was changed by another program since it was read; `merge_order` may help."""


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


def save_order(file: ProfileFile, profile: Profile) -> ProfileFile:
    """Save the order, ties and points of a profile's criteria into its file, raising its version.

    Args:
        file: The file as it was read.
        profile: Its profile with the criteria in another order.

    Returns:
        The file as it is now.

    Raises:
        ProfileChangedError: The file has been changed by another program since it was read. It is
            untouched then.
        OutputError: It is gone, or can't be written. It is untouched then.
    """
    path = _path_of(file)
    new = reordered_text(file.text, profile, path.name)
    with locked(path):
        _check_unchanged(file, path)
        return _written(path, file.text, new, "")


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
    import tomlkit  # noqa: PLC0415 - 60 ms that only saving needs
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    path = _path_of(file)
    if dict(file.profile.pool) == dict(shares):
        return file
    newline = "\r\n" if "\r\n" in file.text else "\n"
    try:
        document: Any = tomlkit.parse(file.text.replace("\r\n", "\n"))
        document["pool"] = dict(shares)
        text = _with_version(tomlkit.dumps(document), file.profile.version + 1, path.name)
    except TOMLKitError:
        text = ""
    wanted = replace(file.profile, version=file.profile.version + 1, pool=MappingProxyType(dict(shares)))
    if not _says(text, wanted, path.name):
        message = f"{path.name} is written in a way that its [pool] can't be set; write it by hand."
        raise OutputError(message)
    with locked(path):
        _check_unchanged(file, path)
        return _written(path, file.text, text.replace("\n", newline), note)


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
    target = Path(path)
    profile_from_text(text, target.name)
    with locked(target):
        try:
            file = read_profile(target) if target.exists() else None
        except ProfileError:
            file = None
            put_aside(target, "broken")
        version = max(least, file.profile.version if file else 0) + 1
        new = _with_version(text, version, target.name)
        if file is not None:
            _check_unchanged(file, target)
        return _written(target, file.text if file else None, new, note)


def _with_version(text: str, version: int, source: str) -> str:
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - 60 ms that only saving needs

    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    head, _ = _parts(plain)
    try:
        new = _with_value(head, "version", version, in_criterion=False) + plain[len(head) :]
    except TOMLKitError:
        message = f"{source} is written in a way that its version can't be raised; copy the text by hand."
        raise OutputError(message) from None
    return new.replace("\n", newline)


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
    from sheetqual.files.history import record  # noqa: PLC0415 - only saving needs it

    saved = profile_from_text(text, path.name, path)
    if before is None:
        with creating(path) as stream:
            stream.write(text.encode())
    else:
        write_text(path, text)
    record(path, before, text, note)
    return saved


@dataclass(frozen=True, slots=True)
class Merge:
    """An order of criteria, and the profile that somebody else has changed meanwhile.

    Attributes:
        theirs: The profile's file as it is now.
        profile: What it says, with its criteria in our order.
        moved: Whether they changed the order, too.
        changes: What they changed, a short sentence a difference.
        who: Who saved it; empty where its history does not know.
        when: When, as ISO 8601 with its time zone; empty where its history does not know.
    """

    theirs: ProfileFile
    profile: Profile
    moved: bool
    changes: tuple[str, ...]
    who: str
    when: str


def merge_order(file: ProfileFile, profile: Profile) -> Merge:
    """Merge an order into the profile that somebody else has changed since it was read.

    Nothing is written: `save_order` saves the merged profile into their file.

    Args:
        file: The file as it was read.
        profile: Its profile with the criteria in another order.

    Returns:
        Their profile, and what becomes of it in our order.

    Raises:
        OutputError: The file is gone, can't be read, or is no sound profile any more.
    """
    from sheetqual.core.changes import profile_changes  # noqa: PLC0415 - only merging needs it

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
    who, when = _saved_by(theirs, path)
    return Merge(
        theirs,
        with_order(theirs.profile, profile),
        has_moved(file.profile, theirs.profile),
        tuple(profile_changes(file.profile, theirs.profile)) or ("only its notes changed",),
        who,
        when,
    )


def _saved_by(file: ProfileFile, path: Path) -> tuple[str, str]:
    """Return who saved a file and when, as far as its history knows."""
    from sheetqual.files.history import read_history  # noqa: PLC0415 - only merging needs it

    try:
        last = read_history(path)[-1]
    except (SheetqualError, IndexError):
        return "", ""
    return (last.who, last.when) if last.text == file.text else ("", "")


def has_moved(before: Profile, after: Profile) -> bool:
    """Tell whether criteria have another order or other ties among those that both profiles have.

    Args:
        before: A profile.
        after: The profile after changes of any kind.

    Returns:
        Whether moving or tying criteria was among the changes.
    """
    common = {one.id for one in before.criteria} & {one.id for one in after.criteria}
    if _groups(before, common) != _groups(after, common):
        return True
    # A new criterion may be tied to one that was there, but not the other way round.
    return any(not common.isdisjoint(group) and group[0] not in common for group in _groups(after))


def with_order(theirs: Profile, ours: Profile) -> Profile:
    """Return a profile with its criteria in the order and with the ties of another one.

    A criterion that only `theirs` has stays behind the one that it follows there. The points of a
    team's own stay at their places, as when criteria are moved.

    Args:
        theirs: What all else is taken from.
        ours: What the order is taken from; of its criteria, some may be missing in the other.

    Returns:
        The same criteria as in `theirs`, in the order of `ours`.
    """
    own = {one.id: one for one in theirs.criteria}
    known = {one.id for one in ours.criteria}
    groups = _groups(ours, own)
    above = ""
    for one in theirs.criteria:
        if one.id not in known:
            _put_behind(groups, above, one)
        above = one.id
    criteria = [replace(own[one], tied_with_previous=place > 0) for group in groups for place, one in enumerate(group)]
    if theirs.score.weights is Weighting.POINTS:
        criteria = [replace(one, points=was.points) for one, was in zip(criteria, theirs.criteria, strict=True)]
    return replace(theirs, criteria=tuple(criteria))


def _put_behind(groups: list[list[str]], above: str, one: Criterion) -> None:
    """Put a criterion behind another one: into its group if it is tied, else behind that group."""
    place = next((place for place, group in enumerate(groups) if above in group), None)
    if place is not None and one.tied_with_previous:
        group = groups[place]
        group.insert(group.index(above) + 1, one.id)
    else:
        groups.insert(0 if place is None else place + 1, [one.id])


def _groups(profile: Profile, among: Container[str] | None = None) -> list[list[str]]:
    """Return the ids of criteria in their order, those that are tied together."""
    groups: list[list[str]] = []
    for one in profile.criteria:
        if not groups or not one.tied_with_previous:
            groups.append([])
        if among is None or one.id in among:
            groups[-1].append(one.id)
    return [group for group in groups if group]


_CRITERION_NAME: Final = r"""(?:criterion|"criterion"|'criterion')"""
_CRITERION: Final = re.compile(rf"[ \t]*\[\[[ \t]*{_CRITERION_NAME}[ \t]*\]\]")
_OF_CRITERION: Final = re.compile(rf"[ \t]*\[\[?[ \t]*{_CRITERION_NAME}[ \t]*\.")
_COMMENT_LAST: Final = re.compile(r"\n[ \t]*#[^\n]*\Z")
_TOKEN: Final = re.compile(
    r'"{3}(?:\\.|[^\\])*?"{3,5}'
    r"|'{3}.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<header>^[ \t]*\[)",
    re.DOTALL | re.MULTILINE,
)
"""Tells headers and comments from texts that look like them.

A line that begins with a bracket is a header, since no list in a sound profile holds a list.
"""


def reordered_text(text: str, profile: Profile, source: str = "profile.toml") -> str:
    """Return a profile's text with its criteria in the order of `profile`, and its version raised.

    Args:
        text: The text as its owner wrote it.
        profile: The same criteria in another order, with the ties and points of that order.
        source: The name of the file, for errors.

    Raises:
        OutputError: The text can't be put in that order without changing what it says or losing a
            comment.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    before = parse_profile(plain, source)
    head, parts = _parts(plain)
    if sum(part.is_criterion for part in parts) != len(before.criteria):
        message = (
            f"{source} writes its criteria in a way that can't be reordered; give each a [[criterion]] of its own."
        )
        raise OutputError(message)
    new = _edited(head, parts, before, profile)
    wanted = replace(profile, version=before.version + 1)
    if new is None or not _says(new, wanted, source) or _comments(plain) != _comments(new):
        message = f"{source} can't be reordered safely; move the [[criterion]] tables by hand."
        raise OutputError(message)
    return new.replace("\n", newline)


def _says(text: str, profile: Profile, source: str) -> bool:
    try:
        return parse_profile(text, source) == profile
    except ProfileError:
        return False


def _comments(text: str) -> Counter[str]:
    return Counter(token["comment"] for token in _TOKEN.finditer(text) if token["comment"])


@dataclass(frozen=True, slots=True)
class _Part:
    """A criterion with all its tables, or another table, with the comments right above it.

    Attributes:
        text: Its text, without the line ends it closes with.
        ending: Those line ends.
        is_criterion: Whether it is a criterion.
    """

    text: str
    ending: str
    is_criterion: bool


def _parts(text: str) -> tuple[str, list[_Part]]:
    """Cut a text into what stands before the first criterion, and the tables from there on."""
    starts = [
        (start, _CRITERION.match(text, header) is not None)
        for start, header in _headers(text)
        if not _OF_CRITERION.match(text, header)
    ]
    starts = list(dropwhile(lambda start: not start[1], starts))
    if not starts:
        return text, []
    parts = []
    for (start, is_criterion), (end, _) in pairwise([*starts, (len(text), False)]):
        bare = text[start:end].rstrip("\n")
        parts.append(_Part(bare, text[start + len(bare) : end], is_criterion))
    return text[: starts[0][0]], parts


def _headers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the comments right above a header begin, and where its line does."""
    begin_of: dict[int, int] = {}
    for begin, end in _comment_lines(text):
        begin_of[end] = begin_of.pop(begin, begin)
    for token in _TOKEN.finditer(text):
        if token["header"]:
            yield begin_of.get(token.start(), token.start()), token.start()


def _comment_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line that is nothing but a comment begins, and where the next line does."""
    for token in _TOKEN.finditer(text):
        begin = text.rfind("\n", 0, token.start()) + 1
        if token["comment"] and not text[begin : token.start()].strip():
            yield begin, token.end() + 1


def _edited(head: str, parts: Sequence[_Part], before: Profile, after: Profile) -> str | None:
    """Return the text in its new order, with the version raised, and ties and points as they are then.

    The blank lines stay where they are, so that moving back gives the same text. None where the
    text is too odd to be edited.
    """
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - 60 ms that only saving needs

    own = [part.text for part in parts if part.is_criterion]
    was = {criterion.id: (criterion, text) for criterion, text in zip(before.criteria, own, strict=True)}
    try:
        moved = iter([_moved(*was[criterion.id], criterion, after) for criterion in after.criteria])
        texts = [next(moved) if part.is_criterion else part.text for part in parts]
        head = _with_value(head, "version", before.version + 1, in_criterion=False)
    except TOMLKitError:
        return None
    endings = [part.ending for part in parts]
    for place, text in enumerate(texts[:-1]):
        if _COMMENT_LAST.search(text):
            # Without a blank line, the comment would belong to what follows.
            endings[place] = max(endings[place], "\n\n")
    return head + "".join(text + ending for text, ending in zip(texts, endings, strict=True))


def _moved(was: Criterion, text: str, now: Criterion, profile: Profile) -> str:
    """Return a criterion's text with its tie and points as they are in its new place."""
    if now.tied_with_previous != was.tied_with_previous:
        text = _with_value(text, "tied_with_previous", now.tied_with_previous, in_criterion=True)
    if profile.score.weights is Weighting.POINTS and now.points != was.points:
        text = _with_value(text, "points", _number(now), in_criterion=True)
    return text


def _with_value(text: str, key: str, value: float, *, in_criterion: bool) -> str:
    """Return a criterion's text, or the text before all of them, with a key of its own set."""
    import tomlkit  # noqa: PLC0415

    document: Any = tomlkit.parse(text)
    table = document["criterion"][0] if in_criterion else document
    if key not in table:
        # tomlkit would put it after the comments above the next table.
        return _with_line(text, f"{key} = {tomlkit.item(value).as_string()}", in_criterion=in_criterion)
    table[key] = value
    return tomlkit.dumps(document)


def _with_line(text: str, line: str, *, in_criterion: bool) -> str:
    """Return a text with a line after the last key of its first table, or of no table."""
    comments = {start for start, _ in _comment_lines(text)}
    headers = list(_headers(text))[in_criterion:]
    stop = place = headers[0][0] if headers else len(text)
    while place:
        start = text.rfind("\n", 0, place - 1) + 1
        last = text[start:place].removesuffix("\n")
        if start not in comments and last.strip():
            indent = last[: -len(last.lstrip())]
            end = start + len(last)
            return f"{text[:end]}\n{indent}{line}{text[end:]}"
        place = start
    # Nothing stands there yet: the line goes below the title.
    ends = dict(_comment_lines(text))
    while place < stop and place in ends:
        place = ends[place]
    gap = "" if text[place : place + 1] == "\n" else "\n"
    return f"{text[:place]}{line}\n{gap}{text[place:]}"


def _number(criterion: Criterion) -> int | float:
    points = criterion.points or 0
    return int(points) if points == int(points) else float(points)
