"""What to ask somebody whose changes can't be saved, because somebody else has changed the profile."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from sheetqual_tui.cells import safe
from sheetqual_tui.screens.ask import Ask

if TYPE_CHECKING:
    from sheetqual.core.profile import Profile
    from sheetqual.files.profiles import Merge

__all__ = ["meeting"]


def meeting(merge: Merge) -> Ask:
    """Return the question what becomes of changes.

    Args:
        merge: The changes, and the profile that somebody else has changed.

    Returns:
        A dialog that gives ``mine``, ``theirs``, or None when nothing is to be changed.
    """
    version = merge.theirs.profile.version + 1
    if merge.moved:
        mine = "Keep my order, not theirs"
    elif merge.conflicts:
        mine = "Keep my changes, and theirs elsewhere"
    else:
        mine = "Keep my changes and theirs"
    return Ask(
        _question(merge),
        (("mine", "m", f"{mine} (version {version})"), ("theirs", "t", "Take theirs; drop my changes")),
        stay="Save nothing now",
        details=_details(merge),
    )


def _question(merge: Merge) -> str:
    name = safe(merge.theirs.profile.name)
    if not merge.who:
        return f"{name} was changed in another program meanwhile."
    return f"{safe(merge.who)} saved version {merge.theirs.profile.version} of {name}{_when(merge.when)}."


def _when(when: str) -> str:
    with suppress(ValueError, OverflowError, OSError):  # Whoever edits a history may write anything there.
        return f"{datetime.fromisoformat(when).astimezone():, on %d %B %Y at %H:%M}"
    return ""


def _details(merge: Merge) -> str:
    said = []
    if merge.moved:
        said += [
            "You both moved criteria; what else they changed stays.",
            f"Their order: {_order(merge.theirs.profile)}",
            f"Your order: {_order(merge.profile)}",
        ]
    if merge.conflicts:
        said += ["You both changed, and yours would count:", *(f"- {safe(one)}" for one in merge.conflicts)]
    if not said:
        said = ["Your changes and theirs do not touch each other."]
    return "\n".join([*said, "", "What they changed:", *(f"- {safe(one)}" for one in merge.changes)])


def _order(profile: Profile) -> str:
    """Return the names of the criteria in their order, with those that are tied joined."""
    parts: list[str] = []
    for one in profile.criteria:
        parts.append(f"{' = ' if one.tied_with_previous else ', ' if parts else ''}{safe(one.name)}")
    return "".join(parts)
