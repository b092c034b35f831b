"""A list that has been read, under another profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sheetqual.core.parse import parse_profile
from sheetqual.core.profile import Temperature
from sheetqual.files.lists import ScoredList, rescored, score_list
from sheetqual.files.profiles import ProfileFile
from tests.core.helpers import THREE

TODAY = date(2026, 3, 1)
LEADS = """Name,A,B,C,D,Override,Override reason,Override by
Ann,yes,60,SaaS,yes,caldo,friend,Bo
Ben,no,70,Retail,no,,,
Cid,?,1,SaaS,yes,hot,friend,Bo
"""
OTHER = THREE.replace("at_least = 50", "at_least = 65")


def scored_list(folder: Path, *, keep_all: bool = False) -> ScoredList:
    path = folder / "leads.csv"
    path.write_text(LEADS, encoding="utf-8")
    return score_list(path, ProfileFile(None, THREE, parse_profile(THREE)), today=TODAY, keep_all=keep_all)


def scores(scored: ScoredList | None) -> list[int]:
    assert scored is not None
    return [scored.board.verdict(lead).score for lead in range(len(scored.board))]


def test_a_profile_that_reads_alike_takes_the_patterns_over(tmp_path: Path) -> None:
    scored = scored_list(tmp_path)
    again = rescored(scored, replace(scored.file.profile, criteria=scored.file.profile.criteria[::-1]))
    assert again is not None
    assert again.board.matches is scored.board.matches
    assert again.overrides is scored.overrides
    assert again.file is scored.file
    assert scores(again) == [100_000, 89_000, 61_000]


def test_overrides_in_the_teams_words_are_read_anew_with_other_words(tmp_path: Path) -> None:
    scored = scored_list(tmp_path)
    assert list(scored.overrides.by_lead) == [2]
    labels = {**scored.file.profile.score.labels, Temperature.HOT: "Caldo"}
    named = replace(scored.file.profile, score=replace(scored.file.profile.score, labels=labels))
    again = rescored(scored, named)
    assert again is not None
    assert again.board.matches is scored.board.matches
    assert list(again.overrides.by_lead) == [0, 2]
    back = rescored(again, scored.file.profile)
    assert back is not None
    assert list(back.overrides.by_lead) == [2]


def test_a_profile_that_reads_otherwise_is_matched_anew_on_the_same_day(tmp_path: Path) -> None:
    scored = scored_list(tmp_path)
    again = rescored(scored, parse_profile(OTHER))
    assert again is not None
    assert again.board.plan.today == TODAY
    assert again.file is scored.file
    assert scores(again) == [72_000, 39_000, 11_000]
    assert [again.label(lead) for lead in range(3)] == ["Ann", "Ben", "Cid"]
    assert scores(rescored(again, scored.file.profile)) == scores(scored)


def test_a_column_that_was_not_kept_means_reading_the_file_again(tmp_path: Path) -> None:
    wants_d = parse_profile(THREE.replace('["C"]', '["D"]').replace('one_of = ["SaaS", "Retail"]', "yes = true"))
    assert rescored(scored_list(tmp_path), wants_d) is None
    assert scores(rescored(scored_list(tmp_path, keep_all=True), wants_d)) == [100_000, 28_000, 11_000]


@pytest.mark.parametrize("keep_all", [False, True])
def test_under_a_profile_with_none_of_the_columns_all_is_unknown(tmp_path: Path, *, keep_all: bool) -> None:
    text = THREE
    for column in "ABC":
        text = text.replace(f'["{column}"]', f'["{column} elsewhere"]')
    again = rescored(scored_list(tmp_path, keep_all=keep_all), parse_profile(text))
    assert scores(again) == [0, 0, 0]
    assert again is not None
    assert again.board.completeness == [0]
    assert len(again.findings) >= 3
