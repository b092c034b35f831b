"""A profile's history: every saved state with who, when and what changed, in a file beside it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.changes import profile_changes
from sheetqual.core.parse import parse_profile
from sheetqual.errors import ProfileError, SheetqualError
from sheetqual.files.atomic import put_aside, write_text

if TYPE_CHECKING:
    from sheetqual.core.profile import Profile

__all__ = ["Entry", "history_path", "read_history", "record"]

_FORMAT: Final = 1
_LARGEST: Final = 100_000_000
_MOST: Final = 1000
"""So many states are kept; the oldest go first."""
_MOST_TEXT: Final = 20_000_000
"""So many characters of profiles are kept."""
_FOUND: Final = "as it was found"
_OUTSIDE: Final = "changed outside sheetqual"


@dataclass(frozen=True, slots=True)
class Entry:
    """One state of a profile.

    Attributes:
        version: The profile's version.
        when: When it was recorded, as ISO 8601 with its time zone.
        who: The name of the account that saved it.
        changes: What changed since the state before, a short sentence a difference.
        text: The profile's text.
    """

    version: int
    when: str
    who: str
    changes: tuple[str, ...]
    text: str


def history_path(profile: str | os.PathLike[str]) -> Path:
    """Return where a profile's history stands: ``profile.history.json`` beside ``profile.toml``."""
    path = Path(os.path.realpath(profile))
    return path.with_name(f"{path.stem if path.suffix.casefold() == '.toml' else path.name}.history.json")


class _DamagedError(SheetqualError):
    """What stands there is no history."""


def read_history(profile: str | os.PathLike[str]) -> list[Entry]:
    """Return a profile's states, the oldest first; none where nothing was recorded yet.

    Raises:
        SheetqualError: The history can't be read, or is none.
    """
    path = history_path(profile)
    try:
        if path.stat().st_size > _LARGEST:
            raise _damaged(path)
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data, dict) and data.get("format", _FORMAT) != _FORMAT:
            message = f"{path.name} was written by a newer sheetqual; update sheetqual."
            raise SheetqualError(message)
        entries = [_read(one) for one in data["entries"]]
    except FileNotFoundError:
        return []
    except OSError as error:
        message = f"{path.name} can't be opened ({error.strerror or error}); check that you may read it."
        raise SheetqualError(message) from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _damaged(path) from None
    return entries


def _read(one: dict[str, Any]) -> Entry:
    entry = Entry(**{**one, "changes": tuple(map(str, one["changes"]))})
    if isinstance(one["changes"], str) or isinstance(entry.version, bool):
        raise TypeError
    if not isinstance(entry.version, int) or not all(
        isinstance(part, str) for part in (entry.when, entry.who, entry.text)
    ):
        raise TypeError
    return entry


def _damaged(path: Path) -> SheetqualError:
    return _DamagedError(f"{path.name} is no history of a profile; the next save puts it aside and begins a new one.")


def record(profile: str | os.PathLike[str], before: str | None, after: str, note: str = "") -> None:
    """Add a state to a profile's history; one that nobody recorded before it comes first.

    A history that can't be written stays as it is: the profile itself is what must not be lost, and
    the next save records what is missing. What is no history is put aside. The profile must be
    locked, or a state that somebody else records at the same time is lost.

    Args:
        profile: The profile's file.
        before: Its text before the change; None where it was gone or broken.
        after: Its text now.
        note: What to say of the change besides what differs.
    """
    with suppress(SheetqualError, OSError, ValueError):
        try:
            entries = read_history(profile)
        except _DamagedError:
            entries = []
            put_aside(history_path(profile), "damaged")
        if before is not None and (not entries or entries[-1].text != before):
            entries.append(_entry(entries[-1].text if entries else None, before, _OUTSIDE if entries else _FOUND))
        entries.append(_entry(entries[-1].text if entries else None, after, note))
        data = {"format": _FORMAT, "entries": [asdict(one) for one in _kept(entries)]}
        write_text(history_path(profile), json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        # Whoever may not read the profile may not read what it was, either.
        history_path(profile).chmod(Path(profile).stat().st_mode & 0o777)


def _kept(entries: list[Entry]) -> list[Entry]:
    """Return the latest states, as many as a history holds."""
    sizes = accumulate(len(one.text) for one in reversed(entries))
    count = sum(size <= _MOST_TEXT for size in islice(sizes, _MOST))
    return entries[-max(count, 1) :]


def _entry(before: str | None, after: str, note: str) -> Entry:
    profile = parse_profile(after)
    changes = [] if before is None else _changes(before, profile)
    return Entry(
        version=profile.version,
        when=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        who=_who(),
        changes=(*([note] if note else []), *changes),
        text=after,
    )


def _changes(before: str, after: Profile) -> list[str]:
    try:
        return profile_changes(parse_profile(before), after) or ["only its notes changed"]
    except ProfileError:
        return []


def _who() -> str:
    import getpass  # noqa: PLC0415 - only saving needs it

    try:
        return getpass.getuser().encode("utf-8", "replace").decode("utf-8", "replace")
    except (OSError, KeyError, ImportError):
        return "somebody"
