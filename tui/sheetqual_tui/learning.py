"""What the screen of learning does: reads past leads, learns from them, and makes of it what a profile can take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sheetqual.core.board import moved_criteria
from sheetqual.core.learning.columns import ColumnKind
from sheetqual.core.learning.draft import criterion_of
from sheetqual.core.learning.drafting import Learned
from sheetqual.core.learning.study import draft_name, study_of, with_draft
from sheetqual.core.profile_edits import free_id, with_criterion
from sheetqual.errors import OutputError, SheetqualError
from sheetqual.files.exports import check_target, is_same_file
from sheetqual_tui.outcome_columns import outcome_columns
from sheetqual_tui.ranking import Stopped
from sheetqual_tui.session import beside, whole
from sheetqual_tui.settings import PastChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from sheetqual.core.learning.priorities import Place
    from sheetqual.core.learning.qualities import Quality
    from sheetqual.core.learning.study import Study
    from sheetqual.core.profile import Criterion, Profile
    from sheetqual.files.learning.past_leads import PastLeads
    from sheetqual.files.lists import ScoredList
    from sheetqual.files.profiles import ProfileFile
    from sheetqual_tui.outcome_columns import Answers
    from sheetqual_tui.session import Opening, Progress

__all__ = [
    "Learnt",
    "Whom",
    "added",
    "answers_in",
    "draft_path",
    "in_proposed_order",
    "learn",
    "learn_anew",
    "write_draft",
]

_FULL = 100


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom to learn from.

    Attributes:
        outcome: Which leads became customers, as ``COLUMN=VALUE``; None where a file holds customers.
        file: A file of past leads, or of customers; None for the list that is open.
    """

    outcome: str | None
    file: Path | None = None

    @property
    def choice(self) -> PastChoice | None:
        """What is remembered of it; None for a file of customers."""
        if self.outcome is None:
            return None
        return PastChoice(self.outcome, None if self.file is None else str(self.file.absolute()))


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learned.

    Attributes:
        whom: From whom.
        past: Their leads.
        study: What they teach.
        ignored: Columns that were left out, by position.
        kept: Columns that are looked at even if they seem to give the end away, by position.
    """

    whom: Whom
    past: PastLeads
    study: Study
    ignored: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()

    @property
    def heading(self) -> str:
        """From whom it was learned, in words."""
        past = self.past
        still_open = f" ({past.open:,} without an outcome left out)" if past.open else ""
        if past.customers is None:
            rule = "" if past.outcomes is None else f", {past.outcomes.rule}"
            return f"From {past.table.source}{rule}: {self.study.counted}{still_open}"
        found = f" ({past.found:,} found there, too)" if past.found else ""
        return f"{self.study.counted}: {past.customers}{found} against {past.table.source}"


def answers_in(file: Path | None, opening: Opening, scored: ScoredList, progress: Progress) -> list[Answers]:
    """Return the columns that may say how leads ended, the likely ones first.

    Args:
        file: A file of past leads; None for the list that is open.
        opening: How that list was opened.
        scored: That list.
        progress: Called with rows read and their total, where known.

    Raises:
        SheetqualError: The file can't be read.
    """
    if file is None:
        table = whole(opening, scored, progress).table
    else:
        from sheetqual.files.unknown_lists import read_unknown_list  # noqa: PLC0415 - only other files need it

        table = read_unknown_list(file, progress=progress)
    return outcome_columns(table.headers, table.columns)


def learn(whom: Whom, opening: Opening, profile: Profile, progress: Progress) -> Learnt:
    """Learn from past leads.

    Args:
        whom: From whom.
        opening: How the list was opened that is on the screen.
        profile: The profile as it is being changed.
        progress: Called with rows read and their total, where known; may stop the work.

    Raises:
        SheetqualError: A file can't be read, or says nothing of how leads ended.
    """
    from sheetqual.files.learning.past_leads import (  # noqa: PLC0415 - only learning needs it
        ListOptions,
        Wish,
        read_customers,
        read_past_leads,
    )

    wish = Wish(profile, opening.today)
    own = ListOptions(opening.sheet, opening.header_row, opening.encoding)
    if whom.file is not None and whom.outcome is None:
        past = read_customers(opening.leads, whom.file, wish, own, progress)
    elif whom.file is not None:
        past = read_past_leads(whom.file, whom.outcome or "", wish, ListOptions(), progress)
    else:
        past = read_past_leads(opening.leads, whom.outcome or "", wish, own, progress)
    leads = len(past.cases.ends)
    progress(leads, leads)
    return Learnt(whom, past, study_of(past.cases, profile, opening.today))


def learn_anew(learnt: Learnt, profile: Profile, today: date, ignored: frozenset[int], kept: frozenset[int]) -> Learnt:
    """Learn from the same leads for another profile, or with other columns left out or looked at all the same."""
    cases = replace(
        learnt.past.cases,
        aside={**learnt.past.cases.aside, **dict.fromkeys(ignored, "left out, as asked")},
        kept=kept,
    )
    return replace(learnt, study=study_of(cases, profile, today), ignored=ignored, kept=kept)


# What a profile can take


def in_proposed_order(profile: Profile, order: Sequence[Place]) -> Profile:
    """Return a profile with its criteria in a proposed order; what it has not is not added.

    Points of the team's own stay at their places, as they do when a person moves a criterion.
    """
    ids = [one.criterion for one in order if one.criterion is not None]
    now = profile
    there = [one for one in ids if any(one == criterion.id for criterion in profile.criteria)]
    for place, wanted in enumerate(there):
        at = next(at for at, criterion in enumerate(now.criteria) if criterion.id == wanted)
        now = moved_criteria(now, at, place)
    return now


def added(profile: Profile, study: Study, qualities: Sequence[Quality]) -> tuple[Profile, int]:
    """Return a profile with a criterion more, and its place, from 0: where the proposed order has it, or the last.

    Args:
        profile: The profile.
        study: What was learned.
        qualities: What the criterion asks for, all of one column; any of them is enough.
    """
    criterion = _criterion(profile, study, qualities)
    ends = [at for at, one in enumerate(study.order) if one.qualities and one.qualities[0].place == qualities[0].place]
    place = min([*ends, len(profile.criteria)])
    while place < len(profile.criteria) and profile.criteria[place].tied_with_previous:
        place += 1
    return with_criterion(profile, criterion, place), place


def _criterion(profile: Profile, study: Study, qualities: Sequence[Quality]) -> Criterion:
    first = qualities[0]
    column = next(one for one in study.lessons.columns if one.place == first.place)
    taken = qualities if column.kind is ColumnKind.CHOICE else qualities[:1]
    steps = tuple(((one.operator, one.wanted), _FULL) for one in taken)
    ids = {one.id for one in profile.criteria}
    criterion = criterion_of(Learned(column, steps, 1.0, None), ids)
    name = " or ".join(one.name if one is first else one.name.removeprefix(f"{one.column}: ") for one in taken)
    return replace(criterion, id=free_id(name, ids), name=name)


# Drafts


def draft_path(opening: Opening, file: ProfileFile, name: str) -> Path:
    """Return the file that a draft's name means: beside the profile, unless it says another folder.

    Raises:
        OutputError: It can't be written there, or is the profile itself.
    """
    path = beside(file.path or opening.leads, name, "toml", "draft.toml")
    check_target(path, opening.leads, ("toml",))
    if file.path is not None and is_same_file(path, file.path):
        raise OutputError("That is your present profile; give the draft another name, and compare the two.")
    return path


def write_draft(
    learnt: Learnt, path: Path, today: date, progress: Progress, is_stopped: Callable[[], bool] = lambda: False
) -> Learnt:
    """Make a draft profile of what was learned, and write it; return it with how it does on leads held back.

    Raises:
        SheetqualError: Nothing is supported, or the file can't be written.
        Stopped: Nobody wants it any more.
    """
    from sheetqual.files.learning import draft_text  # noqa: PLC0415 - only drafts need it

    past = learnt.past
    study = with_draft(learnt.study, draft_name(past.file), past.is_older, progress)
    if study.draft is None:
        message = (
            "No draft was written: no quality is supported. More customers, or more columns that say what they are "
            "like, would help."
        )
        raise SheetqualError(message)
    if is_stopped():
        raise Stopped
    draft_text.write_draft(study, study.draft, path, today, past.source)
    return replace(learnt, study=study)
