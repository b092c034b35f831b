"""Profiles in files: read one, and save it with its criteria in another order.

Saving keeps the file as its owner wrote it: comments, blank lines and formatting stay, and a
criterion takes the comments above it along.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.parse import parse_profile
from sheetqual.core.profile import Weighting
from sheetqual.core.toml_lines import fence_after
from sheetqual.errors import Fault, OutputError, ProfileError, SheetqualError
from sheetqual.files.atomic import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetqual.core.profile import Criterion, Profile

__all__ = ["ProfileFile", "profile_from_text", "read_profile", "reordered_text", "save_order"]

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
        message = f"There is no file {file}; check the name, or make one with 'sheetqual demo'."
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
        OutputError: The file has been changed by another program since it was read, or can't be
            written. It is untouched then.
    """
    if file.path is None:
        message = "This profile did not come from a file, so there is none to save it to."
        raise OutputError(message)
    try:
        raw = file.path.read_bytes()
    except FileNotFoundError:
        raw = None
    except OSError as error:
        message = f"{file.path.name} can't be read again ({error.strerror or error}); nothing was saved."
        raise OutputError(message) from None
    if raw is not None and raw.removeprefix(b"\xef\xbb\xbf") != file.text.encode():
        message = f"{file.path.name} was changed by another program; open it again before saving."
        raise OutputError(message)
    text = reordered_text(file.text, profile, file.path.name)
    write_text(file.path, text)
    return profile_from_text(text, file.path.name, file.path)


_HEADER: Final = re.compile(r"\s*\[")
_CRITERION: Final = re.compile(r"\s*\[\[\s*(?:criterion|\"criterion\"|'criterion')\s*\]\]")
_OF_CRITERION: Final = re.compile(r"\s*\[\[?\s*criterion\s*\.")


def reordered_text(text: str, profile: Profile, source: str = "profile.toml") -> str:
    """Return a profile's text with its criteria in the order of `profile`, and its version raised.

    Args:
        text: The text as its owner wrote it.
        profile: The same criteria in another order, with the ties and points of that order.
        source: The name of the file, for errors.

    Raises:
        OutputError: The text can't be put in that order without changing what it says.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    before = parse_profile(plain, source)
    head, blocks, tail = _blocks(plain)
    if len(blocks) != len(before.criteria):
        message = (
            f"{source} writes its criteria in a way that can't be reordered; give each a [[criterion]] of its own."
        )
        raise OutputError(message)
    by_id = {criterion.id: block for criterion, block in zip(before.criteria, blocks, strict=True)}
    moved = _joined([head, *_spaced([by_id[criterion.id] for criterion in profile.criteria]), tail])
    new = _edited(moved, before, profile)
    if new is None or not _says(new, replace(profile, version=before.version + 1), source):
        message = f"{source} can't be reordered safely; move the [[criterion]] tables by hand."
        raise OutputError(message)
    return new.replace("\n", newline)


def _says(text: str, profile: Profile, source: str) -> bool:
    try:
        return parse_profile(text, source) == profile
    except ProfileError:
        return False


def _blocks(text: str) -> tuple[str, list[str], str]:
    """Cut a text into what stands before the criteria, one block a criterion, and what follows.

    A block has the comments right above its header. Tables between criteria move to the end.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    starts: list[tuple[int, str]] = []
    fence = ""
    for number, line in enumerate(lines):
        if not fence and _HEADER.match(line) and not _is_inside_list(lines, number):
            kind = "criterion" if _CRITERION.match(line) else "part" if _OF_CRITERION.match(line) else "other"
            if kind != "part":
                starts.append((_with_comments(lines, number), kind))
        fence = fence_after(line.rstrip("\n"), fence)
    first = next((start for start, kind in starts if kind == "criterion"), len(lines))
    if first == len(lines):
        return text, [], ""
    head = "".join(lines[:first])
    blocks: list[str] = []
    rest: list[str] = []
    later = [(start, kind) for start, kind in starts if start >= first]
    for (start, kind), (end, _) in zip(later, [*later[1:], (len(lines), "")], strict=True):
        (blocks if kind == "criterion" else rest).append("".join(lines[start:end]))
    return head, blocks, "".join(rest)


def _is_inside_list(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line that begins with a bracket continues a list of the lines above."""
    depth = 0
    for line in reversed(lines[:number]):
        bare = re.sub(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*", "", line)
        if _HEADER.match(bare) and re.match(r"\s*\[\[?[^\[\]=]+\]\]?\s*$", bare):
            break
        depth += bare.count("[") - bare.count("]")
    return depth > 0


def _with_comments(lines: Sequence[str], number: int) -> int:
    while number > 0 and lines[number - 1].lstrip().startswith("#"):
        number -= 1
    return number


def _spaced(blocks: Sequence[str]) -> list[str]:
    """Give every block the blank lines that most of them end with."""
    endings = [len(block) - len(block.rstrip("\n")) for block in blocks]
    usual = max(set(endings), key=endings.count)
    return [block.rstrip("\n") + "\n" * max(1, usual) for block in blocks]


def _joined(parts: Sequence[str]) -> str:
    return "".join(parts).rstrip("\n") + "\n"


def _edited(text: str, before: Profile, after: Profile) -> str | None:
    """Return the text with the version raised, and ties and points as they are after the move.

    None where the text is no TOML any more.
    """
    import tomlkit  # noqa: PLC0415 - 60 ms that only saving needs
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        document = tomlkit.parse(text)
    except TOMLKitError:
        return None
    document["version"] = before.version + 1
    tables: Any = document["criterion"]
    was = {criterion.id: criterion for criterion in before.criteria}
    for table, criterion in zip(tables, after.criteria, strict=True):
        if criterion.tied_with_previous != was[criterion.id].tied_with_previous:
            if criterion.tied_with_previous:
                table["tied_with_previous"] = True
            else:
                table.remove("tied_with_previous")
        if after.score.weights is Weighting.POINTS and criterion.points != was[criterion.id].points:
            table["points"] = _number(criterion)
    return tomlkit.dumps(document)


def _number(criterion: Criterion) -> int | float:
    points = criterion.points or 0
    return int(points) if points == int(points) else float(points)
