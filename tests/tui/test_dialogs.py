"""What dialogs ask, and what they make of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App
from textual.widgets import Input, TextArea

from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.prompt import Prompt
from tests.tui.helpers import choices, dialog_says, drawn, lines, type_text, widths

if TYPE_CHECKING:
    from textual.pilot import Pilot
    from textual.screen import Screen

MANY = [Choice(name.casefold(), name, f"{place} leads") for place, name in enumerate("Abcdefghijkl")]
WORDS = [Choice(name, name) for name in ("referral", "web form", "trade fair", "cold call")] + [
    Choice(str(number), f"other {number}") for number in range(20)
]


class Plain(App[None]):
    """Shows one dialog."""

    def __init__(self, dialog: Screen[Any]) -> None:
        super().__init__()
        self.dialog = dialog
        self.given: list[object] = []

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.given.append)


async def found(pilot: Pilot[None], text: str) -> list[str]:
    """Search, and return what is found."""
    pilot.app.screen.query_one("#search").focus()
    pilot.app.screen.query_one("#search", Input).value = text
    await pilot.pause()
    return list(choices(pilot.app))


async def test_one_is_chosen_with_the_arrows_and_enter() -> None:
    app = Plain(Choose("Which?", MANY[:5], ("c",)))
    async with app.run_test() as pilot:
        await pilot.press("down", "enter")
        await pilot.pause()
    assert app.given == [("d",)]


async def test_escape_gives_nothing() -> None:
    app = Plain(Choose("Which?", MANY, ("c",), several=True))
    async with app.run_test() as pilot:
        await pilot.press("space", "escape")
        await pilot.pause()
    assert app.given == [None]


async def test_what_is_typed_finds_choices_and_enter_takes_the_first() -> None:
    app = Plain(Choose("Which?", WORDS, free="Another one"))
    async with app.run_test() as pilot:
        assert await found(pilot, "FORM") == ["web form", "FORM"]
        await pilot.press("enter")
        await pilot.pause()
    assert app.given == [("web form",)]


async def test_enter_takes_the_first_that_is_found_wherever_the_cursor_was_before() -> None:
    app = Plain(Choose("Which?", WORDS, ("5",), free="Another one"))
    async with app.run_test() as pilot:
        assert await found(pilot, "form") == ["web form", "form"]
        await pilot.press("enter")
        await pilot.pause()
    assert app.given == [("web form",)]


async def test_something_else_can_be_typed_where_that_is_allowed() -> None:
    app = Plain(Choose("Which?", WORDS, free="Another one"))
    async with app.run_test() as pilot:
        assert await found(pilot, "  door to door ") == ["door to door"]
        await pilot.press("enter")
        await pilot.pause()
    assert app.given == [("door to door",)]


async def test_nothing_else_can_be_typed_where_it_must_be_one_of_them() -> None:
    app = Plain(Choose("Which?", WORDS))
    async with app.run_test() as pilot:
        assert await found(pilot, "zzz") == []
        await pilot.press("enter")
        await pilot.pause()
    assert app.given in ([None], [])


async def test_a_choice_that_is_spelled_out_is_not_offered_twice() -> None:
    app = Plain(Choose("Which?", WORDS, free="Another one"))
    async with app.run_test() as pilot:
        assert await found(pilot, "Referral") == ["referral"]


async def test_several_are_taken_and_given_in_the_order_of_taking() -> None:
    app = Plain(Choose("Which?", MANY[:5], several=True, ordered=True))
    async with app.run_test() as pilot:
        await pilot.press("end", "space", "home", "down", "space")
        assert list(choices(app))[:2] == ["e", "A"] or len(choices(app)) == 5
        await pilot.press("enter")
        await pilot.pause()
    assert len(app.given) == 1
    assert isinstance(app.given[0], tuple)
    assert app.given[0][0] == "e"
    assert len(app.given[0]) == 2


async def test_at_least_one_must_be_taken_unless_none_means_something() -> None:
    app = Plain(Choose("Which?", MANY[:5], ("a",), several=True))
    async with app.run_test() as pilot:
        await pilot.press("space", "enter")
        assert "Take at least one with Space." in dialog_says_plain(app)
        assert app.given == []
        await pilot.press("escape")
    app = Plain(Choose("Which?", MANY[:5], ("a",), several=True, none="None: all of them"))
    async with app.run_test() as pilot:
        await pilot.press("space")
        assert "None: all of them" in dialog_says_plain(app)
        await pilot.press("enter")
        await pilot.pause()
    assert app.given == [()]


def dialog_says_plain(app: Plain) -> str:
    return dialog_says(app)  # type: ignore[arg-type]


async def test_keys_taken_before_that_are_no_choice_any_more_stay_taken() -> None:
    app = Plain(Choose("Which?", MANY[:3], ("gone", "a"), several=True, ordered=True))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
    assert app.given == [("gone", "a")]


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (140, 40)])
async def test_long_choices_are_cut_and_the_lines_stay_aligned(size: tuple[int, int]) -> None:
    long = [
        Choice(str(at), f"{name} {'very ' * 30}long", "10,000 leads")
        for at, name in enumerate(("株式会社", "بازرگانی", "❤️👨‍👩‍👧", "[b]Bo", "plain\nnext"))
    ]
    app = Plain(Choose("[b]Which?[/b] " * 20, long * 1, ("1",), several=True, doc="بله " * 40))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert widths(lines(app)) == {size[0]}
        listed = app.screen.query_one("#choices")
        assert len(widths(drawn(listed))) == 1


async def test_a_text_is_checked_before_the_dialog_closes() -> None:
    app = Plain(Prompt("What?", "old", check=lambda text: None if text == "fine" else "Write fine [b]please[/b]."))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "Write fine [b]please[/b]." in dialog_says_plain(app)
        app.screen.query_one("#text", Input).value = ""
        await type_text(pilot, "fine")
        await pilot.press("enter")
        await pilot.pause()
    assert app.given == ["fine"]


async def test_several_lines_are_accepted_with_ctrl_s() -> None:
    app = Plain(Prompt("What?", "one", lines=True))
    async with app.run_test() as pilot:
        await pilot.press("enter", "t", "w", "o")
        assert app.screen.query_one("#text", TextArea).text == "one\ntwo"
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert app.given == ["one\ntwo"]


async def test_a_question_is_answered_by_key_by_button_and_by_escape() -> None:
    for keys, answer in ((("s",), "save"), (("down", "enter"), "drop"), (("escape",), None)):
        app = Plain(Ask("Well?", (("save", "s", "Save"), ("drop", "d", "Drop")), stay="Stay"))
        async with app.run_test() as pilot:
            await pilot.press(*keys)
            await pilot.pause()
        assert app.given == [answer]
