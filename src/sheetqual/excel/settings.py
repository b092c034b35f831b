"""What was decided when the add-in was installed, kept where every Python of this user finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["default_profile"]


def default_profile() -> Path | None:
    """Return the profile to use where a formula names none, or None."""
    return None
