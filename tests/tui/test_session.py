"""Orders, views and exports, without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sheetqual.core.profile import Temperature
from sheetqual.errors import LeadsFileError
from sheetqual_tui.cells import fit, points_text, safe
from sheetqual_tui.ranking import Change, Filters, Ranking, Stopped
from sheetqual_tui.session import Orders, export_leads

if TYPE_CHECKING:
    from sheetqual_tui.session import Opening


def test_undo_and_redo_go_back_and_forth(software: Opening) -> None:
    start = Orders.of(software.file)
    moved = start.moved(0, 2).moved(3, 0)
    assert moved.undone().undone().now == start.now
    assert moved.undone().redone().now == moved.now
    assert moved.undone().moved(1, 0).future == ()
    assert start.undone() is start
    assert start.redone() is start
    assert start.moved(2, 2) is start


def test_the_moves_of_one_grab_are_one_step(software: Opening) -> None:
    start = Orders.of(software.file)
    held = start.moved(0, 1, grip=7).moved(1, 2, grip=7)
    assert held.undone().now == start.now
    assert held.put_back(7).now == start.now
    assert held.put_back(8) is held


def test_a_change_counts_every_lead_whose_temperature_differs(software: Opening) -> None:
    scored = software.read()
    ranking = Ranking(scored)
    view = ranking.look(Orders.of(software.file).moved(0, 2).profile, Filters())
    pairs = [(scored.board.verdict(lead).temperature, view.board.verdict(lead).temperature) for lead in view.leads]
    warmth = [Temperature.OUT, Temperature.COLD, Temperature.WARM, Temperature.HOT]
    assert view.change is not None
    assert sum(view.change.risen.values()) == sum(warmth.index(new) > warmth.index(old) for old, new in pairs)
    assert view.change.cooled == sum(warmth.index(new) < warmth.index(old) for old, new in pairs)
    assert view.change.risen[Temperature.HOT] == sum(new is Temperature.HOT and old is not new for old, new in pairs)


def test_counts_agree_with_the_board(software: Opening) -> None:
    scored = software.read()
    temperatures, queues = scored.board.counts()
    counts = Ranking(scored).first.counts
    assert dict(counts.temperatures) == dict(temperatures)
    assert dict(counts.queues) == dict(queues)


def test_ranks_in_a_filtered_view_are_those_of_the_whole_list(software: Opening) -> None:
    scored = software.read()
    ranking = Ranking(scored)
    whole = ranking.first
    cold = ranking.look(scored.file.profile, Filters(temperatures=frozenset({Temperature.COLD})), whole)
    assert [whole.leads[rank - 1] for rank in cold.ranks] == list(cold.leads)


def test_a_longer_search_looks_only_among_what_was_found(software: Opening) -> None:
    scored = software.read()
    ranking = Ranking(scored)
    some = ranking.look(scored.file.profile, Filters("li"), ranking.first)
    more = ranking.look(scored.file.profile, Filters("lifts"), some)
    afresh = ranking.look(scored.file.profile, Filters("lifts"))
    assert list(more.leads) == list(afresh.leads)
    assert set(more.leads) < set(some.leads)


def test_work_that_nobody_wants_any_more_stops(software: Opening) -> None:
    ranking = Ranking(software.read())
    with pytest.raises(Stopped):
        ranking.look(ranking.saved.profile, Filters("a"), stop=lambda: True)


def test_a_change_reads_as_a_sentence() -> None:
    labels = {Temperature.HOT: "caldo", Temperature.WARM: "tiepido"}
    assert Change({Temperature.HOT: 3, Temperature.WARM: 1}, 2, -1).sentence(labels) == (
        "3 become caldo, 1 becomes tiepido, 2 cool down, 1 fewer to call"
    )
    assert Change().sentence(labels) == "no lead changes its temperature"


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
