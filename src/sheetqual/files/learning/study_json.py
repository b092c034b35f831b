"""What was learned from past leads, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sheetqual.core.judge import plain_points
from sheetqual.core.learning.asking import question_for
from sheetqual.core.profile_tables import condition_table

if TYPE_CHECKING:
    from sheetqual.core.evidence import Auc, Share
    from sheetqual.core.learning.draft import Draft
    from sheetqual.core.learning.priorities import Place
    from sheetqual.core.learning.qualities import Quality
    from sheetqual.core.learning.study import Study
    from sheetqual.files.learning.past_leads import PastLeads
    from sheetqual.files.profiles import ProfileFile

__all__ = ["study_json"]


def study_json(past: PastLeads, study: Study, file: ProfileFile | None) -> dict[str, Any]:
    """Return what was learned, for other programs.

    Args:
        past: The leads it was learned from.
        study: What was learned.
        file: The present profile's file, or None.
    """
    cases, lessons = study.cases, study.lessons
    return {
        "leads": len(past.table.rows),
        "customers": cases.won,
        "others": cases.lost,
        "open": past.open,
        "found": past.found if past.customers else None,
        "outcome": str(past.outcomes.rule) if past.outcomes else None,
        "other_ends": dict(past.outcomes.others) if past.outcomes else None,
        "summary": study.summary,
        "qualities": [_quality(quality, study) for quality in lessons.qualities],
        "set_aside": [{"column": one.header, "reason": one.code, "text": one.why} for one in lessons.aside],
        "suspicions": [{"column": one.header, "pairs": one.pairs} for one in lessons.suspicions],
        "order": [_place(place) for place in study.order],
        "near_copies": [{"column": copy, "of": other} for copy, other in study.copies],
        "draft": _draft(study, study.draft) if study.draft else None,
        "profile": None
        if file is None
        else {"name": file.profile.name, "version": file.profile.version, "sha256": file.sha256},
        "findings": [asdict(finding) for finding in past.findings],
    }


def _share(share: Share) -> dict[str, float]:
    low, high = share.interval
    return {"count": share.count, "total": share.total, "share": share.value, "low": low, "high": high}


def _quality(quality: Quality, study: Study) -> dict[str, Any]:
    return {
        "column": quality.column,
        "condition": condition_table(quality.test, (quality.column,)),
        "name": quality.name,
        "text": quality.counts,
        "customers": _share(quality.customers),
        "others": _share(quality.others),
        "known": {"customers": quality.known[0], "others": quality.known[1], "counts": not study.cases.one_list},
        "p": quality.p,
        "q": quality.q,
        "verdict": quality.verdict,
        "question": question_for(quality, study.profile),
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "criterion": place.criterion,
        "was": place.was,
        "customers": _share(place.customers),
        "others": _share(place.others),
        "p": place.p,
        "verdict": place.verdict,
        "contrary": place.is_contrary,
        "qualities": [quality.name for quality in place.qualities],
    }


def _draft(study: Study, draft: Draft) -> dict[str, Any]:
    return {
        "name": draft.profile.name,
        "hot": plain_points(draft.profile.score.hot),
        "warm": plain_points(draft.profile.score.warm),
        "criteria": [
            {
                "id": criterion.id,
                "name": criterion.name,
                "points": None if criterion.points is None else int(criterion.points),
                "gain": learned.gain,
            }
            for criterion, learned in zip(draft.profile.criteria, draft.learned, strict=True)
        ],
        "near_copies": [{"column": copy, "of": other} for copy, other in draft.copies],
        "held_out": _auc(study.folds),
        "newest": _auc(study.newest),
        "too_good": study.is_too_good,
        "left_out": list(study.doubted),
    }


def _auc(found: Auc | None) -> dict[str, float | None] | None:
    if found is None:
        return None
    low, high = found.interval
    return {"auc": found.value, "error": found.error, "low": low, "high": high}
