"""What was decided when the add-in was installed, kept where every Python of this user finds it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

__all__ = ["default_profile"]


def default_profile() -> Path | None:
    """Return the profile to use where a formula names none, or None.

    A formula may ask for each lead: the file is read again only when it has changed.
    """
    path = _conf_path()
    try:
        stat = path.stat()
    except OSError:
        return None
    return _profile(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1)
def _conf_path() -> Path:
    from sheetqual.excel.machine import this_machine  # noqa: PLC0415 - most sheets carry their profile

    return this_machine().conf_path


@lru_cache(maxsize=4)
def _profile(path: Path, _modified: int, _size: int) -> Path | None:
    from sheetqual.excel.configuration import read_configuration  # noqa: PLC0415

    said = read_configuration(path)
    return Path(said.profile) if said and said.profile else None
