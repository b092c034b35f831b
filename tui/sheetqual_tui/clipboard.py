"""A file beside the clipboard, for terminals that keep none; it goes when the screen is left."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["copy_path", "keep_copy", "take_copy_away"]


def copy_path() -> Path:
    """Return the file that holds what was copied last in this session."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - asks the system, which takes a while

    return user_cache_path("sheetqual", appauthor=False) / f"copied-{os.getpid()}.txt"


def keep_copy(text: str) -> Path | None:
    """Write a text into the file, readable by its owner alone; return it, or None where that fails."""
    path = copy_path()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except (OSError, UnicodeError):
        return None
    return path


def take_copy_away() -> None:
    """Remove the file."""
    with suppress(OSError):
        copy_path().unlink(missing_ok=True)
