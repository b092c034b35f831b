"""Keeping the profile: save it, save it under another name, meet others' changes, go back, publish it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work

from sheetqual.errors import SheetqualError
from sheetqual.files.history import read_history
from sheetqual.files.profiles import ProfileChangedError, merge_profile, read_profile, save_profile, save_profile_as
from sheetqual_tui.cells import safe
from sheetqual_tui.draft import Draft
from sheetqual_tui.failures import saying
from sheetqual_tui.meeting import meeting
from sheetqual_tui.messages import Failed, Met, Published, Rebased, Saved, Told
from sheetqual_tui.publishing import default_workbook, publish_into, workbook_path
from sheetqual_tui.ranking import NeedsReading, Ranking, Wanted
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.desk import Desk
from sheetqual_tui.screens.history import HistoryScreen
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.session import beside
from sheetqual_tui.unsaved import find_unsaved, forget_unsaved

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetqual.core.profile import Profile
    from sheetqual.files.profiles import Merge, ProfileFile
    from sheetqual_tui.ranking import View
    from sheetqual_tui.session import Opening

__all__ = ["Saving"]


class Saving(Desk):
    """The desk, with what keeps a profile."""

    def __init__(self, opening: Opening, ranking: Ranking | None) -> None:
        """Take a list; arguments as for `Desk`."""
        super().__init__(opening, ranking)
        self._is_saving = False
        self._then: Callable[[], object] | None = None

    # Saving

    def action_save(self) -> None:
        """Save the profile into its file; one that has none asks for a name."""
        if self._is_saving:
            # What is to follow does so once the save that runs is done.
            return
        if self.draft.file.path is None:
            self.action_save_as()
        else:
            self._begin_to_save(self.draft.file, self.draft.now)

    def save_and(self, then: Callable[[], object]) -> None:
        """Save, and go on with something else if that works."""
        self._then = then
        self.action_save()

    def action_save_as(self) -> None:
        """Save the profile under another name, and go on with that file."""
        path = self.draft.file.path
        proposed = "profile.toml" if path is None else f"{path.stem}-2.toml"

        def check(name: str) -> str | None:
            try:
                target = self._target(name)
            except SheetqualError as error:
                return str(error)
            return f"{target.name} exists already; choose another name." if target.exists() else None

        def named(name: str | None) -> None:
            if name is None:
                self._then = None
            else:
                self._is_saving = True
                self._save_as(self.draft.file, self.draft.now, self._target(name))

        folder = self.opening.leads.absolute().parent
        self.app.push_screen(
            Prompt("Save the profile as", proposed, check=check, doc=f"Folder: {folder}"),
            named,
        )

    def _target(self, name: str) -> Path:
        return beside(self.opening.leads, name, "toml", "profile.toml")

    def _begin_to_save(self, file: ProfileFile, profile: Profile) -> None:
        self._is_saving = True
        self._save(file, profile, self.ranking, self.view)

    @work(thread=True, group="save", description="saving")
    def _save(self, file: ProfileFile, profile: Profile, ranking: Ranking | None, view: View | None) -> None:
        with saying(lambda text: self.post_message(Failed(text))):
            try:
                saved = save_profile(file, profile)
            except ProfileChangedError:
                self.post_message(Met(merge_profile(file, profile), profile))
            else:
                self.post_message(Saved(saved, _under(saved, ranking, view), ranking))

    @work(thread=True, group="save", description="saving")
    def _save_as(self, file: ProfileFile, profile: Profile, path: Path) -> None:
        ranking, view = self.ranking, self.view
        with saying(lambda text: self.post_message(Failed(text))):
            saved = save_profile_as(file, profile, path)
            self.post_message(Saved(saved, _under(saved, ranking, view), ranking))

    @on(Saved)
    def _saved(self, message: Saved) -> None:
        self._is_saving = False
        file = message.file
        if file.path is not None:
            forget_unsaved(file.path)
        name = file.path.name if file.path is not None else file.profile.name
        self.notify(safe(f"Saved {name} as version {file.profile.version}."), timeout=5, markup=False)
        # A list that was read again meanwhile is not the one that the worker had.
        self.use(file, self.draft.saved(file), message.ranking if message.before is self.ranking else None)
        if self._then is None:
            return
        if self.draft.unsaved:
            # What was changed while the file was written is saved, too, before going on.
            self._begin_to_save(file, self.draft.now)
        else:
            then, self._then = self._then, None
            then()

    def use(self, file: ProfileFile, draft: Draft, ranking: Ranking | None) -> None:
        """Go on with another state of the profile's file.

        Args:
            file: The file.
            draft: What becomes of the profile that is being changed.
            ranking: The list under the file's profile; None where it must be matched or read for it.
        """
        self.opening = replace(self.opening, file=file)
        self.draft = draft
        self.note_profile()
        self.show_draft()
        self.remember()
        if ranking is not None:
            self.adopt(ranking)
        elif self.ranking is None:
            self.begin_reading()
        elif self.ranking.is_quick:
            with saying(self.warn):
                self._rebase(_under(file, self.ranking, self.view))
        else:
            self._rebase_aside(file, self.ranking, self.view)

    def _rebase(self, ranking: Ranking | None) -> None:
        """Show the list under the saved profile, read again where that takes it."""
        if ranking is None:
            self.begin_reading()
        else:
            self.adopt(ranking)

    @work(thread=True, group="rebase", exclusive=True, description="matching")
    def _rebase_aside(self, file: ProfileFile, ranking: Ranking, view: View | None) -> None:
        with saying(lambda text: self.post_message(Told(text))):
            self.post_message(Rebased(file, _under(file, ranking, view), ranking))

    @on(Rebased)
    def _rebased(self, message: Rebased) -> None:
        if message.file is self.draft.file and message.before is self.ranking:
            self._rebase(message.ranking)

    def remember(self) -> None:
        """Keep in mind what is open."""

    @on(Failed)
    def _failed_to(self, message: Failed) -> None:
        elsewhere = " S saves it under another name." if self._is_saving else ""
        self._is_saving = False
        self._then = None
        self.warn(f"{message.text}{elsewhere}")

    def take_up_unsaved(self) -> None:
        """Offer the changes that were not saved when the screen was ended from outside."""
        path = self.draft.file.path
        unsaved = None if path is None else find_unsaved(path)
        if path is None or unsaved is None:
            return
        try:
            profile, conflicts = unsaved.onto(self.draft.file.profile)
        except SheetqualError as error:
            self.warn(f"Changes that were not saved no longer fit the profile: {error}")
            return
        if not self.draft.changed(profile, "").unsaved:
            forget_unsaved(path)
            return

        def answered(answer: str | None) -> None:
            if answer is not None:
                forget_unsaved(path)
            if answer == "take":
                self.change(self.draft.changed(profile, "Changes from before"))

        both = "\n".join(["Somebody else changed since, and yours would count:", *map(safe, conflicts)])
        self.app.push_screen(
            Ask(
                f"Changes from {unsaved.when:%d %B, %H:%M} were not saved when the screen was closed.",
                (("take", "t", "Take them up again"), ("drop", "d", "Drop them")),
                stay="Ask again next time",
                details=both if conflicts else "",
            ),
            answered,
        )

    # Others' changes

    @on(Met)
    def _met(self, message: Met) -> None:
        """Ask what becomes of the changes when somebody else has changed the profile."""
        self._is_saving = False
        then, self._then = self._then, None
        merge: Merge | None = message.merge
        if self.draft.now != message.profile:
            # What was changed while the file was met counts, too.
            merge = self._merged()
        if merge is None:
            return

        def answered(answer: str | None) -> None:
            if answer == "mine":
                self._then = then
                self._keep(merge)
            elif answer == "theirs":
                self._take_theirs(merge, then)

        if merge.profile == merge.theirs.profile:
            self._take_theirs(merge, then)
            self.notify("The same is saved already.", title=safe(merge.profile.name), markup=False)
        else:
            self.app.push_screen(meeting(merge), answered)

    def _merged(self) -> Merge | None:
        """Return the changes joined with the profile as it is on disk; None, after a sentence, where that fails."""
        try:
            return merge_profile(self.draft.file, self.draft.now)
        except SheetqualError as error:
            self.warn(str(error))
            return None

    def _keep(self, merge: Merge) -> None:
        """Save our changes into their profile."""
        self.use(merge.theirs, Draft.of(merge.theirs).changed(merge.profile, "Your changes"), None)
        self._begin_to_save(merge.theirs, self.draft.now)

    def _take_theirs(self, merge: Merge, then: Callable[[], object] | None) -> None:
        """Show their profile, without our changes, or go on with something else."""
        self.use(merge.theirs, Draft.of(merge.theirs), None)
        if then is not None:
            then()

    def action_reload(self) -> None:
        """Read again what another program has changed; unsaved changes and marks stay."""
        self.look_at_files_now()
        path = self.draft.file.path if self.changed.profile else None
        if path is not None and not self._reload_profile(path):
            return
        if self.changed.leads or self.ranking is None or not self.changed.profile:
            self.begin_reading()

    def _reload_profile(self, path: Path) -> bool:
        """Take the profile as it is on disk; changes of one's own are joined with it."""
        try:
            if self.draft.unsaved:
                merge = merge_profile(self.draft.file, self.draft.now)
                draft = Draft.of(merge.theirs).changed(merge.profile, "Your changes")
                said = "; ".join(merge.conflicts)
                kept = f" You both changed: {said}; yours is shown." if said else ""
                self.notify(safe(f"Your changes are kept on top of theirs.{kept}"), timeout=8, markup=False)
            else:
                draft = Draft.of(read_profile(path))
        except SheetqualError as error:
            self.warn(str(error))
            return False
        self.use(draft.file, draft, None)
        return True

    # History

    def action_history(self) -> None:
        """Show what the profile was before; one of its states can be taken back."""
        path = self.draft.file.path
        if path is None:
            self.warn("This profile came with a workbook and has no history; save it with S first.")
            return
        try:
            entries = read_history(path)
        except SheetqualError as error:
            self.warn(str(error))
            return

        def chosen(profile: Profile | None) -> None:
            if profile is not None:
                self.change(self.draft.changed(profile, f"Back to version {profile.version}"))
                self.notify(f"As in version {profile.version}; s saves it, u undoes it.", timeout=5)

        self.app.push_screen(HistoryScreen(entries, self.draft.now), chosen)

    # Publishing

    def action_publish(self) -> None:
        """Put the profile into a workbook, for the functions there."""
        if self.draft.unsaved or self.draft.file.path is None:
            self.warn("Save the profile first (s); what is published is the saved one.")
            return

        def check(name: str) -> str | None:
            try:
                workbook_path(self.opening.leads, name)
            except SheetqualError as error:
                return str(error)
            return None

        def named(name: str | None) -> None:
            if name is not None:
                self._choose_functions(workbook_path(self.opening.leads, name))

        doc = "An .xlsx or .xlsm workbook. It gets the sheet Priorities; nothing else in it changes."
        self.app.push_screen(
            Prompt("Publish to the workbook", default_workbook(self.opening.leads), check=check, doc=doc), named
        )

    def _choose_functions(self, path: Path) -> None:
        choices = [
            Choice("same", "Leave that as it is there"),
            Choice("native", "The workbook itself", "Excel 365 and 2024, nothing to install"),
            Choice("addin", "The sheetqual add-in", "on each PC"),
        ]

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                native = {"same": None, "native": True, "addin": False}[keys[0]]
                self._publish(self.draft.file, path, native)

        self.app.push_screen(Choose("What works out the scores in that workbook?", choices, ("same",)), chosen)

    @work(thread=True, group="publish", description="publishing")
    def _publish(self, file: ProfileFile, path: Path, native: bool | None) -> None:  # noqa: FBT001 - three states
        with saying(lambda text: self.post_message(Failed(text))):
            self.post_message(Published(path, publish_into(file, path, datetime.now().astimezone(), native)))

    @on(Published)
    def _published(self, message: Published) -> None:
        if message.path == self.opening.leads.absolute():
            self.note_leads()
            self.show_state()
        self.notify(safe(message.text), title="Published", timeout=8, markup=False)

    def ask_to_quit(self) -> None:
        """Ask what becomes of changes that are not saved."""
        self.ask_about_changes(self.app.exit, "Leave without saving")

    def ask_about_changes(self, then: Callable[[], object], without: str) -> None:
        """Ask what becomes of changes that are not saved, before going on; what was to follow a save before is not.

        Args:
            then: Called to go on.
            without: What going on without them is called.
        """
        self._then = None

        def answered(answer: str | None) -> None:
            if answer == "save":
                self.save_and(then)
            elif answer == "discard":
                then()

        version = self.draft.file.profile.version + 1
        name = safe(self.draft.file.profile.name)
        self.app.push_screen(
            Ask(
                f"Your changes of {name} are not saved.",
                (("save", "s", f"Save as version {version}"), ("discard", "d", without)),
                stay="Stay here",
            ),
            answered,
        )


def _under(file: ProfileFile, ranking: Ranking | None, view: View | None) -> Ranking | None:
    """Return a list under the profile of another file; None where it must be read for it."""
    if ranking is None:
        return None
    try:
        scored = ranking.look(Wanted(file.profile), view).scored
    except NeedsReading:
        return None
    return Ranking.prepared(replace(scored, file=file))
