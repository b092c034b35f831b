"""Changing the profile: every change is a step that can be undone, and shows at once what it does."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.candidates import CandidateKind, candidates
from sheetqual.core.judge import Queue
from sheetqual.core.profile import Criterion, Temperature, Weighting
from sheetqual.core.profile_edits import (
    free_id,
    with_criterion,
    with_points,
    with_tie,
    with_value,
    without_criterion,
)
from sheetqual.core.reading import cell_text, is_blank
from sheetqual.core.tally import tally
from sheetqual.core.words import fold, fold_header
from sheetqual.errors import ProfileError
from sheetqual_tui.cells import safe
from sheetqual_tui.fields import read_condition
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.saving import Saving
from sheetqual_tui.screens.sheets import CriterionScreen, FieldsScreen, ProfileScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from sheetqual.core.candidates import Candidate
    from sheetqual.core.conditions import Condition
    from sheetqual.core.profile import Profile
    from sheetqual.core.toml_lines import Path
    from sheetqual.core.values import Cell
    from sheetqual_tui.draft import Draft

__all__ = ["Editing"]

_MOST_VALUES: Final = 300
_ENOUGH: Final = 100_000
_KINDS: Final = {
    CandidateKind.YES_NO: "yes or no",
    CandidateKind.CHOICE: "a choice",
    CandidateKind.NUMBER: "numbers",
    CandidateKind.DATE: "days",
}
_LIKELY: Final = {
    CandidateKind.YES_NO: "yes",
    CandidateKind.CHOICE: "one_of",
    CandidateKind.NUMBER: "at_least",
    CandidateKind.DATE: "within_days",
}
_WARMTH: Final = {Temperature.HOT: 3, Temperature.WARM: 2, Temperature.COLD: 1, Temperature.OUT: 0}


class Editing(Saving):
    """The desk, with what changes a profile."""

    # Any value

    def edit(self, path: Path, value: Any, said: str) -> str | None:
        """Change a value of the profile.

        Args:
            path: The way to it in the profile's tables.
            value: The value as TOML has it; None to take it out.
            said: What is changed, in a few words.

        Returns:
            What is wrong with it, in a sentence; None when it is changed.
        """
        return self._try(lambda: with_value(self.draft.now, path, value), said)

    def edit_points(self, place: int, points: Fraction) -> str | None:
        """Give a criterion other points of its own; return what is wrong with them, or None."""
        name = self.draft.now.criteria[place].name
        return self._try(lambda: with_points(self.draft.now, place, points), f"{name}: Points")

    def fault(self, path: Path, value: Any) -> str | None:
        """Return what would be wrong with a value, in a sentence, or None."""
        return _fault_of(lambda: with_value(self.draft.now, path, value))

    def points_fault(self, place: int, points: Fraction) -> str | None:
        """Return what would be wrong with other points of a criterion, in a sentence, or None."""
        return _fault_of(lambda: with_points(self.draft.now, place, points))

    def _try(self, make: Callable[[], Profile], said: str) -> str | None:
        try:
            profile = make()
        except ProfileError as error:
            return _first(error)
        self.change(self.draft.changed(profile, said))
        return None

    # What the list has to choose from

    def _found(self) -> Mapping[str, Candidate]:
        """Return the columns of the list that may be criteria, by their folded headers."""
        if self.ranking is None:
            return {}
        table, plan = self.ranking.scored.table, self.ranking.saved.plan
        key = id(table)
        if self._candidates[0] != key:
            found = candidates(table.headers, table.columns, reader=plan.reader, lead=plan.lead)
            self._candidates = (key, {fold_header(one.header): one for one in found})
        return self._candidates[1]

    _candidates: tuple[int, Mapping[str, Candidate]] = (0, {})

    def headers(self) -> list[tuple[str, str]]:
        """Return the list's headers, each with what its column holds, in words."""
        if self.ranking is None:
            return []
        found = self._found()
        said = []
        for header in dict.fromkeys(one for one in self.ranking.scored.table.headers if one.strip()):
            one = found.get(fold_header(header))
            said.append((header, "" if one is None else f"{_KINDS[one.kind]}, {one.filled:.0%} filled"))
        return said

    def likely_operator(self, columns: Sequence[str]) -> str:
        """Return the comparison that most people will want of a column."""
        one = self._found().get(fold_header(columns[0])) if columns else None
        return "known" if one is None else _LIKELY[one.kind]

    def values(self, columns: Sequence[str]) -> list[tuple[str, str]]:
        """Return the values that a column has, the commonest first, with the number of their leads in words."""
        if self.ranking is None:
            return []
        table = self.ranking.scored.table
        wanted = set(map(fold_header, columns))
        counts: Counter[Cell] = Counter()
        # Of very long lists a part will do: nobody waits for exact numbers while choosing.
        step = max(1, len(self.ranking) // _ENOUGH)
        for place, header in enumerate(table.headers):
            if fold_header(header) in wanted and place in table.columns:
                counts.update(table.columns[place][::step])
        spelled: dict[str, str] = {}
        leads: Counter[str] = Counter()
        for cell, count in counts.most_common():
            text = cell_text(cell).strip()
            if text and not is_blank(cell):
                # What compares as equal is one value, in its commonest spelling.
                spelled.setdefault(fold(text), text)
                leads[fold(text)] += count
        found = leads.most_common(_MOST_VALUES)
        about = "about " if step > 1 else ""
        return [
            (spelled[text], f"{about}{count * step:,} {'lead' if count == 1 else 'leads'}") for text, count in found
        ]

    def holds(self, condition: Condition) -> str:
        """Return for how many leads a condition holds, in words."""
        if self.ranking is None:
            return "How often it holds shows once the list is read."
        table = self.ranking.scored.table
        counted = tally(self.ranking.saved.plan, condition, table.columns, len(self.ranking))
        if counted is None:
            return "How often it holds shows once it is accepted."
        unknown = f", {counted.unknown:,} not known" if counted.unknown else ""
        return f"Holds for {counted.holds:,} of {len(self.ranking):,} leads{unknown}."

    def reaching(self, points: object) -> str:
        """Return how many leads reach some points, in words; nothing where that is no number."""
        view = self.view
        if view is None or not isinstance(points, (int, float)):
            return ""
        board = view.board
        kinds = zip(
            board.summaries.scores, board.summaries.temperatures, board.summaries.queues, board.sizes, strict=True
        )
        found = [(queue, size) for score, warmth, queue, size in kinds if score >= points * 1000 and warmth != "out"]
        to_call = sum(size for queue, size in found if queue is Queue.CALL)
        leads = sum(size for _, size in found)
        return f"{leads:,} {'lead reaches' if leads == 1 else 'leads reach'} that, {to_call:,} of them to call."

    def change_sentence(self) -> str:
        """Return what the profile changes against the saved one, in a line."""
        view = self.view
        if self.is_looking:
            return "Ranking …"
        if not self.draft.unsaved:
            return "Nothing changed since it was saved."
        if view is None or view.shift is None:
            return "Not saved."
        labels = view.board.profile.score.labels
        cooled = 0
        risen: Counter[Temperature] = Counter()
        for (was, now), leads in view.shift.counts.items():
            if _WARMTH[now] > _WARMTH[was]:
                risen[now] += leads
            else:
                cooled += leads
        parts = [
            f"{risen[one]:,} {'becomes' if risen[one] == 1 else 'become'} {labels[one]}"
            for one in Temperature
            if risen[one]
        ]
        if cooled:
            parts.append(f"{cooled:,} {'cools' if cooled == 1 else 'cool'} down")
        if called := view.shift.called:
            parts.append(f"{abs(called):,} {'more' if called > 0 else 'fewer'} to call")
        return f"Not saved: {', '.join(parts) or 'no lead changes its temperature'}."

    # Criteria

    def selected_place(self) -> int:
        """Return the place of the criterion that is selected."""
        return 0

    def select_criterion(self, place: int) -> None:
        """Select a criterion."""

    def move(self, place: int, to: int, grip: int = 0) -> None:
        """Move a criterion; places from 0."""
        before = self.draft
        if before.now.score.weights is Weighting.EQUAL and not self._knows_equal and not grip:
            self._ask_about_equal(place, to)
            return
        self.change(before.moved(place, to, grip))
        if self.draft is not before:
            self.select_criterion(to)

    _knows_equal = False

    def _ask_about_equal(self, place: int, to: int) -> None:
        """Ask, once, whether points are to follow the order where a move would change nothing."""
        self._knows_equal = True

        def answered(answer: str | None) -> None:
            if answer == "rank":
                self.edit(("score", "weights"), str(Weighting.RANK), "Points follow the order")
            if answer is not None:
                self.move(place, to)

        self.app.push_screen(
            Ask(
                "All criteria are worth the same, so their order changes nothing.",
                (("rank", "y", "Let points follow the order"), ("move", "m", "Move it all the same")),
                stay="Leave it",
            ),
            answered,
        )

    def action_add(self) -> None:
        """Add a criterion below the selected one, from a column of the list."""
        found = self._found()
        read = {fold_header(one) for criterion in self.draft.now.criteria for one in criterion.columns}
        choices = [
            Choice(header, header, f"{said}{', read already' if fold_header(header) in read else ''}")
            for header, said in self.headers()
        ]
        choices.sort(key=lambda one: (fold_header(one.key) in read, fold_header(one.key) not in found))

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._add(keys[0], found.get(fold_header(keys[0])))

        doc = "Which column tells? What it should say comes next."
        free = "Type to find, or a header that is not in this list"
        self.app.push_screen(Choose("Add a criterion", choices, free=free, doc=doc), chosen)

    def _add(self, header: str, candidate: Candidate | None) -> None:
        taken = [one.id for one in self.draft.now.criteria]
        place = min(self.selected_place() + 1, len(taken))

        def make() -> Profile:
            return with_criterion(self.draft.now, _criterion(header, candidate, taken, self._leads), place)

        said = self._try(make, f"{header} added")
        if said is not None:
            self.warn(said)
            return
        self.select_criterion(place)
        self.app.push_screen(CriterionScreen(self, self.draft.now.criteria[place].id))

    @property
    def _leads(self) -> int:
        return 0 if self.ranking is None else len(self.ranking)

    def action_remove(self) -> None:
        """Take the selected criterion out."""
        place = self.selected_place()
        name = self.draft.now.criteria[place].name
        said = self._try(lambda: without_criterion(self.draft.now, place), f"{name} removed")
        if said is not None:
            self.warn("A profile needs at least one criterion." if len(self.draft.now.criteria) == 1 else said)
            return
        self.select_criterion(min(place, len(self.draft.now.criteria) - 1))
        self.notify(safe(f"{name} removed; u brings it back."), timeout=4, markup=False)

    def action_tie(self) -> None:
        """Give the selected criterion the rank of the one above it, or one of its own again."""
        place = self.selected_place()
        name = self.draft.now.criteria[place].name
        said = self._try(lambda: with_tie(self.draft.now, place), f"{name}: same rank as above")
        if said is not None:
            self.warn("The first criterion has none above it to share a rank with." if place == 0 else said)

    def action_edit_criterion(self) -> None:
        """Change everything about the selected criterion."""
        self.app.push_screen(CriterionScreen(self, self.draft.now.criteria[self.selected_place()].id))

    def action_edit_profile(self) -> None:
        """Change weights, thresholds, penalties, products and all else."""
        self.app.push_screen(ProfileScreen(self))

    # Undo and redo

    def _retrace(self, draft: Draft, said: str) -> None:
        """Take another state from the past or future; the same criterion stays selected."""
        if draft is self.draft:
            return
        place = self.selected_place()
        selected = self.draft.now.criteria[place].id
        self.change(draft)
        ids = [criterion.id for criterion in draft.now.criteria]
        self.select_criterion(ids.index(selected) if selected in ids else min(place, len(ids) - 1))
        self.app.clear_notifications()
        self.notify(safe(said), timeout=2, markup=False)

    def action_undo(self) -> None:
        """Take the last change back."""
        if self.draft.past:
            self._retrace(self.draft.undone(), f"Undone: {self.draft.past[-1].said}.")

    def action_redo(self) -> None:
        """Make a change again."""
        if self.draft.future:
            self._retrace(self.draft.redone(), f"Done again: {self.draft.future[-1].said}.")

    def action_reset(self) -> None:
        """Go back to the saved profile."""
        self._retrace(self.draft.reset(), "Back to the saved profile; u undoes this.")

    def show_sheets(self) -> None:
        """Show in the sheets that are open what the view has become."""
        for screen in self.app.screen_stack:
            if isinstance(screen, FieldsScreen) and screen.is_mounted:
                screen.show_change()


def _fault_of(make: Callable[[], Profile]) -> str | None:
    try:
        make()
    except ProfileError as error:
        return _first(error)
    return None


def _first(error: ProfileError) -> str:
    said = error.faults[0].text if error.faults else "That can't be."
    return f"{said[:1].upper()}{said[1:]}."


def _criterion(header: str, candidate: Candidate | None, taken: Sequence[str], leads: int) -> Criterion:
    """Return the criterion that a column may be, to begin with."""
    if candidate is not None:
        from sheetqual.files.proposals import proposed_criterion  # noqa: PLC0415 - brings half of files along

        return proposed_criterion(candidate, taken, leads)
    return Criterion(
        id=free_id(header, taken), name=header, columns=(header,), want=read_condition({"known": True}, (header,))
    )
