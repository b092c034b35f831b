"""What nobody expected ends no work but its own, and is said in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from sheetqual.errors import OutputError
from sheetqual_tui.app import SheetqualApp
from sheetqual_tui.failures import saying, sentence
from sheetqual_tui.ranking import Ranking, Stopped
from tests.tui.conftest import START
from tests.tui.helpers import SMALL, change, is_exporting, main, said, settle, view

if TYPE_CHECKING:
    from sheetqual_tui.session import Opening
    from tests.tui.helpers import MakeApp


def fail(error: object = None, *_arguments: object, **_options: object) -> None:
    raise error if isinstance(error, Exception) else ZeroDivisionError("by [b]zero")


@pytest.fixture(autouse=True)
def without_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the screen say its sentences, as it does for everybody."""
    monkeypatch.delenv("SHEETQUAL_DEBUG")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OutputError("The disk is full."), "The disk is full."),
        (MemoryError(), "too little memory"),
        (KeyError("x"), "unexpected went wrong (KeyError: 'x')"),
        (ValueError(), "unexpected went wrong (ValueError)"),
    ],
)
def test_every_failure_is_a_sentence(error: Exception, words: str) -> None:
    told: list[str] = []
    with saying(told.append):
        fail(error)
    assert words in told[0]
    assert told[0].endswith(".")


def test_work_that_is_given_up_says_nothing() -> None:
    told: list[str] = []
    with saying(told.append):
        fail(Stopped())
    assert told == []


def test_the_details_are_shown_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETQUAL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError), saying(lambda _text: None):
        fail()
    told: list[str] = []
    with saying(told.append):
        fail(OutputError("The disk is full."))
    assert told == ["The disk is full."]


async def test_a_save_that_fails_unexpectedly_leaves_the_screen_and_the_order(
    software: Opening, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetqual_tui.screens.saving.save_profile", fail)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("2", "J", "s")
        await settle(pilot)
        assert sentence(ZeroDivisionError("by [b]zero")) in said(shown)
        assert main(shown).unsaved
        monkeypatch.undo()
        await pilot.press("s")
        await settle(pilot)
        assert not main(shown).unsaved


@pytest.mark.parametrize("quick", [0, 1_000_000])
async def test_a_ranking_that_fails_unexpectedly_can_be_tried_again(
    software: Opening, app: MakeApp, monkeypatch: pytest.MonkeyPatch, quick: int
) -> None:
    monkeypatch.setattr("sheetqual_tui.ranking._QUICK", quick)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        with monkeypatch.context() as broken:
            broken.setattr(Ranking, "look", fail)
            await pilot.press("t")
            await settle(pilot)
        assert "ZeroDivisionError" in said(shown)
        assert "Ranking" not in change(shown)
        await pilot.press("t")
        for _ in range(3):
            await settle(pilot)
        assert view(shown).filters.active


async def test_an_export_that_fails_unexpectedly_says_so_in_its_dialog(
    software: Opening, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetqual_tui.exporting.export_leads", fail)
    shown = app(software)
    async with shown.run_test(size=SMALL) as pilot:
        await pilot.press("e", "enter")
        await settle(pilot)
        assert is_exporting(shown)
        assert "ZeroDivisionError: by [b]zero" in str(shown.screen.query_one("#said", Static).render())
        assert not shown.screen.query_one("#name", Input).disabled
        await pilot.press("escape")
        assert not is_exporting(shown)


async def test_a_list_whose_reading_fails_unexpectedly_gets_a_sentence_and_exit_code_2(
    software: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetqual_tui.session.score_list", fail)
    shown = SheetqualApp(START, software)
    async with shown.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "ZeroDivisionError" in str(main(shown).query_one("#nothing-said", Static).render())
        await pilot.press("q")
        await pilot.pause()
    assert shown.return_code == 2


async def end_unexpectedly(shown: SheetqualApp) -> None:
    async def run() -> None:
        async with shown.run_test(size=SMALL) as pilot:
            shown.call_next(fail)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await run()


async def test_a_screen_that_ends_unexpectedly_says_so_without_a_traceback(
    software: Opening, app: MakeApp, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = app(software)
    await end_unexpectedly(shown)
    told = " ".join(capsys.readouterr().err.split())
    assert told == sentence(ZeroDivisionError("by [b]zero"))
    assert shown.return_code == 2


async def test_a_screen_that_ends_unexpectedly_shows_the_details_when_they_are_asked_for(
    software: Opening, app: MakeApp, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETQUAL_DEBUG", "1")
    await end_unexpectedly(app(software))
    assert "Traceback" in capsys.readouterr().err
