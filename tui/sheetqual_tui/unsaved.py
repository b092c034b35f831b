"""Changes that nobody could save, since the screen was ended from outside: kept until the profile is opened again."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sheetqual.core.parse import parse_profile
from sheetqual.errors import SheetqualError
from sheetqual_tui.settings import settings_path, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from sheetqual.core.profile import Profile
    from sheetqual_tui.draft import Draft

__all__ = ["Unsaved", "find_unsaved", "forget_unsaved", "keep_unsaved"]


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Changes that were not saved.

    Attributes:
        base: The profile that was changed.
        profile: The profile with the changes.
        when: When they were kept.
    """

    base: Profile
    profile: Profile
    when: datetime

    def onto(self, theirs: Profile) -> tuple[Profile, tuple[str, ...]]:
        """Return the changes on top of a profile that somebody may have changed since, and what both changed.

        Raises:
            ProfileError: They no longer fit together.
        """
        from sheetqual.core.profile_merge import merged_profile  # noqa: PLC0415 - most sessions end in another way

        return merged_profile(self.base, self.profile, theirs)


def _path(profile: Path) -> Path:
    """Return where the changes of a profile are kept: in the owner's settings, by its own path."""
    name = hashlib.sha256(str(profile.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return settings_path().with_name(f"unsaved-{name}.json")


def keep_unsaved(draft: Draft) -> None:
    """Keep a draft's changes; where that fails, they are lost, as they would have been."""
    if draft.file.path is None or not draft.unsaved:
        return
    with suppress(SheetqualError, OSError, ValueError):
        from sheetqual.files.profiles import draft_text  # noqa: PLC0415 - most sessions end in another way

        path = _path(draft.file.path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        data = {"base": draft.file.text, "changed": draft_text(draft.file, draft.now)}
        write_private(path, json.dumps(data, ensure_ascii=False, indent=1))


def find_unsaved(profile: Path) -> Unsaved | None:
    """Return the changes of a profile that were kept, or None."""
    path = _path(profile)
    try:
        when = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        data = json.loads(path.read_text(encoding="utf-8"))
        base, changed = (
            parse_profile(str(data[part]).replace("\r\n", "\n"), profile.name) for part in ("base", "changed")
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError, SheetqualError):
        return None
    return Unsaved(base, changed, when)


def forget_unsaved(profile: Path) -> None:
    """Forget the changes of a profile that were kept."""
    with suppress(OSError):
        _path(profile).unlink(missing_ok=True)
