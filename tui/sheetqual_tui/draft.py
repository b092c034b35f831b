"""The profile as it is being changed: what it is now, what it was before, and what was taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sheetqual.core.board import moved_criteria

if TYPE_CHECKING:
    from sheetqual.core.profile import Profile
    from sheetqual.files.profiles import ProfileFile

__all__ = ["Draft", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """A state of the profile, and what changed it.

    Attributes:
        profile: The profile.
        said: What led away from it, such as ``Budget moved``.
    """

    profile: Profile
    said: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A profile that is being changed. Drafts are values: each change gives another.

    Attributes:
        file: The profile as saved.
        now: The profile as it stands.
        past: The states before, oldest first, each with what led away from it.
        future: The states taken back, the next one last, each with what leads to it again.
        grip: Which drag or grab made the last step; 0 for anything else.
        waiting: What could be made again when that drag or grab began.
    """

    file: ProfileFile
    now: Profile
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()
    grip: int = 0
    waiting: tuple[Step, ...] = ()

    @classmethod
    def of(cls, file: ProfileFile) -> Draft:
        """Return a draft of a profile's file that changes nothing yet."""
        return cls(file, file.profile)

    @property
    def unsaved(self) -> bool:
        """Whether the profile differs from the file's."""
        return self.now != self.file.profile

    def changed(self, profile: Profile, said: str, grip: int = 0) -> Draft:
        """Return the draft after a change.

        Args:
            profile: The profile as it is then; its version is that of the file, whatever it says.
            said: What has changed, in a few words.
            grip: The drag or grab it belongs to; all steps of one are taken back together.
        """
        now = replace(profile, version=self.file.profile.version)
        if now == self.now:
            return self
        if grip and grip == self.grip:
            return Draft(self.file, now, self.past, (), grip, self.waiting)
        waiting = self.future if grip else ()
        return Draft(self.file, now, (*self.past, Step(self.now, said)), (), grip, waiting)

    def moved(self, place: int, to: int, grip: int = 0) -> Draft:
        """Return the draft after one criterion has moved; places from 0."""
        name = self.now.criteria[place].name
        return self.changed(moved_criteria(self.now, place, to), f"{name} moved", grip)

    def undone(self) -> Draft:
        """Return the draft with the last step taken back."""
        if not self.past:
            return self
        *past, last = self.past
        return Draft(self.file, last.profile, tuple(past), (*self.future, Step(self.now, last.said)))

    def redone(self) -> Draft:
        """Return the draft with the step last taken back made again."""
        if not self.future:
            return self
        *future, last = self.future
        return Draft(self.file, last.profile, (*self.past, Step(self.now, last.said)), tuple(future))

    def put_back(self, grip: int) -> Draft:
        """Return the draft as it was before a drag or grab, as if it had not been."""
        if grip != self.grip or not self.past:
            return self
        return Draft(self.file, self.past[-1].profile, self.past[:-1], self.waiting)

    def reset(self) -> Draft:
        """Return to the profile of the file; that, too, can be undone."""
        return self.changed(self.file.profile, "Back to the saved profile")

    def saved(self, file: ProfileFile) -> Draft:
        """Return the same draft after its profile has been written to a file."""
        version = file.profile.version
        past = tuple(replace(one, profile=replace(one.profile, version=version)) for one in self.past)
        future = tuple(replace(one, profile=replace(one.profile, version=version)) for one in self.future)
        return Draft(file, replace(self.now, version=version), past, future)
