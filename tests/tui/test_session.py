"""Drafts, views and exports, without a screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sheetqual.core.impact import impact
from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual.errors import LeadsFileError
from sheetqual.files.profiles import save_profile
from sheetqual_tui.cells import fit, points_text, safe
from sheetqual_tui.draft import Draft
from sheetqual_tui.ranking import Filters, Ranking, Stopped, Wanted
from sheetqual_tui.session import export_leads

if TYPE_CHECKING:
    from sheetqual_tui.session import Opening


def test_undo_and_redo_go_back_and_forth(software: Opening) -> None:
    start = Draft.of(software.file)
    moved = start.moved(0, 2).moved(3, 0)
    assert moved.undone().undone().now == start.now
    assert moved.undone().redone().now == moved.now
    assert moved.undone().moved(1, 0).future == ()
    assert start.undone() is start
    assert start.redone() is start
    assert start.moved(2, 2) is start


def test_the_moves_of_one_grab_are_one_step(software: Opening) -> None:
    start = Draft.of(software.file)
    held = start.moved(0, 1, grip=7).moved(1, 2, grip=7)
    assert held.undone().now == start.now
    assert held.put_back(7).now == start.now
    assert held.put_back(8) is held


def test_a_drag_that_is_put_back_leaves_what_was_undone_before(software: Opening) -> None:
    undone = Draft.of(software.file).moved(0, 2).undone()
    assert undone.moved(1, 2, grip=3).put_back(3).now == undone.now
    assert undone.moved(1, 2, grip=3).moved(2, 1, grip=3).now == undone.now


def test_after_saving_the_steps_before_it_can_still_be_taken_back(software: Opening) -> None:
    moved = Draft.of(software.file).moved(0, 2).moved(1, 0)
    file = save_profile(software.file, moved.now)
    saved = moved.saved(file)
    assert not saved.unsaved
    assert saved.undone().unsaved
    assert saved.undone().now.version == file.profile.version
    assert not saved.undone().redone().unsaved
    assert saved.undone().undone().now == replace(software.file.profile, version=file.profile.version)


def test_going_back_to_the_saved_profile_can_itself_be_undone(software: Opening) -> None:
    moved = Draft.of(software.file).moved(0, 2)
    assert not moved.reset().unsaved
    assert moved.reset().undone().now == moved.now
    assert Draft.of(software.file).reset().past == ()


def test_a_change_is_measured_against_the_saved_profile(software: Opening) -> None:
    scored = software.read()
    ranking = Ranking(scored)
    view = ranking.look(Wanted(Draft.of(software.file).moved(0, 2).now, top=40))
    whole = impact(scored.board, view.board, 40)
    assert view.shift is not None
    assert view.shift.counts == whole.counts()
    assert (view.shift.entered, view.shift.left) == (whole.entered, whole.left)
    assert view.shift.called == view.queues[Queue.CALL] - ranking.first.queues[Queue.CALL]
    assert ranking.look(Wanted(software.file.profile), view).shift is None


def test_another_length_of_the_session_is_measured_anew(software: Opening) -> None:
    ranking = Ranking(software.read())
    moved = Draft.of(software.file).moved(0, 2).now
    some = ranking.look(Wanted(moved, top=10))
    more = ranking.look(Wanted(moved, top=60), some)
    assert some.shift is not None
    assert more.shift is not None
    assert (some.shift.top, more.shift.top) == (10, 60)


def test_counts_agree_with_the_board(software: Opening) -> None:
    scored = software.read()
    temperatures, queues = scored.board.counts()
    first = Ranking(scored).first
    assert dict(first.temperatures) == dict(temperatures)
    assert dict(first.queues) == dict(queues)


def test_ranks_in_a_filtered_view_are_those_of_the_whole_list(software: Opening) -> None:
    scored = software.read()
    ranking = Ranking(scored)
    whole = ranking.first
    cold = ranking.look(Wanted(scored.file.profile, Filters(temperature=frozenset({Temperature.COLD}))), whole)
    assert [whole.leads[rank - 1] for rank in cold.ranks] == list(cold.leads)


def test_a_longer_search_looks_only_among_what_was_found(software: Opening) -> None:
    scored = software.read()
    ranking = Ranking(scored)
    some = ranking.look(Wanted(scored.file.profile, Filters("li")), ranking.first)
    more = ranking.look(Wanted(scored.file.profile, Filters("lifts")), some)
    afresh = ranking.look(Wanted(scored.file.profile, Filters("lifts")))
    assert list(more.leads) == list(afresh.leads)
    assert set(more.leads) < set(some.leads)


def test_work_that_nobody_wants_any_more_stops(software: Opening) -> None:
    ranking = Ranking(software.read())
    with pytest.raises(Stopped):
        ranking.look(Wanted(ranking.saved.profile, Filters("a")), stop=lambda: True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Ann", "Ann   "), ("Annabel", "Annab…"), ("東京都庁", "東京… "), ("e\u0301e\u0301", "e\u0301e\u0301    ")],
)
def test_text_fits_its_cells(text: str, shown: str) -> None:
    assert fit(safe(text), 6) == shown


@pytest.mark.parametrize(("thousandths", "text"), [(93000, "93"), (92750, "92.75"), (100, "0.1"), (0, "0")])
def test_points_have_the_decimals_they_need(thousandths: int, text: str) -> None:
    assert points_text(thousandths) == text


def test_a_list_not_kept_whole_is_read_again_for_its_export(software: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetqual_tui.session._KEPT_WHOLE", 0)
    scored = software.read()
    path = software.leads.parent / "out.csv"
    export_leads(software, scored, path, scored.board.order[:3], lambda _done, _total: None)
    assert "E-mail" in path.read_text("utf-8-sig").splitlines()[0]


def test_a_list_that_changed_meanwhile_is_not_exported_with_old_scores(
    hostile: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetqual_tui.session._KEPT_WHOLE", 0)
    scored = hostile.read()
    hostile.leads.write_text("Name,Company,Need,Size,Phone\nBo,X,no,1,\n", "utf-8")
    with pytest.raises(LeadsFileError, match="has changed"):
        export_leads(hostile, scored, hostile.leads.parent / "out.csv", [0], lambda _done, _total: None)
