"""Call mode, key by key: what a caller sees, what is written, and what goes wrong."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App
from textual.widgets import Input, TextArea

import sheetqual_tui
from sheetqual.core.dispositions import Disposition
from sheetqual.errors import OutputError, SheetqualError
from sheetqual.files.calls import journal as journal_module
from sheetqual.files.calls.calling import Calling
from sheetqual.files.calls.journal import Entry, Journal, read_journal
from sheetqual_tui.bidi import set_mode
from sheetqual_tui.legible import legible
from sheetqual_tui.screens import calling as module
from sheetqual_tui.screens.ask import Ask
from sheetqual_tui.screens.callback import moment_in_words, read_moment
from sheetqual_tui.screens.calling import CallScreen
from sheetqual_tui.screens.choose import Choose
from sheetqual_tui.screens.prompt import Prompt
from sheetqual_tui.sitting import CallsMade
from sheetqual_tui.widgets.call import QuestionPane, shares
from tests.calls.sessions import HOSTILE, MOBILE, PHONES, Lead, scored_leads, session_of
from tests.tui.helpers import choices, lines, settle, type_text, widths
from tests.tui.test_looks import LEAST, contrast

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from sheetqual.files.calls.session import CallSession
    from sheetqual_tui.session import Opening
    from tests.tui.helpers import MakeApp

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=ZoneInfo("Europe/Oslo"))

PROFILE = '''
schema = 1
name = "Made-up outbound"
version = 1
region = "GB"

[score]
labels = { hot = "blazing", warm = "mild", cold = "chilly", out = "gone" }

[[criterion]]
id = "need"
name = "Need"
columns = ["Need"]
want = { yes = true }
required = true
questions = [
  { ask = "How do you plan your crews' days now?", stage = "cold_call" },
  { ask = "What happens when somebody falls ill?", stage = "cold_call" },
]

[[criterion]]
id = "size"
name = "Company size"
columns = ["Employees"]
want = { at_least = 50 }
questions = [ { ask = "How many people do you send out?", stage = "cold_call" } ]

[[criterion]]
id = "authority"
name = "Decision maker"
columns = ["Decision maker"]
grades = [ { when = { is = "alone" }, value = 1 }, { when = { is = "together" }, value = 0.5 } ]
questions = [ { ask = "Who has a say in this?", stage = "cold_call" } ]

[scripts]
opening = """Hello, this is Rotaline.
Three short questions?"""
complaint = "I understand. May I go on?"
refer = "Who decides about this?"
'''
BLANK = [Lead("Maisie Eastlake", "Ravensworth Lifts", "A1"), Lead("Bo", "Lifts", "A2"), Lead("Åse", "Heis", "A3")]


class Host(App[None]):
    """Shows the screen alone, in the colours of the whole one."""

    CSS_PATH: ClassVar[str] = str(Path(sheetqual_tui.__file__).with_name("app.tcss"))

    def __init__(self, screen: CallScreen) -> None:
        super().__init__()
        self.calls = screen
        self.given: list[CallsMade | None] = []
        self.copied: list[str] = []

    def on_mount(self) -> None:
        self.push_screen(self.calls, self.given.append)

    def copy(self, text: str) -> None:
        self.copied.append(text)

    def get_css_variables(self) -> dict[str, str]:
        return legible(super().get_css_variables())

    def text(self) -> str:
        return "\n".join(lines(self))

    @property
    def told(self) -> str:
        return "\n".join(one.message for one in self._notifications)


def name_of(entry: Entry) -> str | None:
    """Return whose call an entry is about."""
    return entry.lead.name if entry.lead is not None else None


class Desk:
    """A list, and the journal of whoever calls its leads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = self.of(BLANK)

    def of(self, leads: list[Lead], changes: dict[int, dict[str, object]] | None = None, **parts: str) -> CallSession:
        """Take other leads."""
        scored = scored_leads(self.folder, leads, parts.get("profile", PROFILE))
        self.session = session_of(scored, changes, NOW.replace(hour=9))
        return self.session

    def calling(self, who: str = "Anna") -> Calling:
        """Return the session as somebody resumes it."""
        return Calling(self.session, Journal(self.folder / "leads.csv", who), clock=lambda: NOW)

    def host(self, calling: Calling | None = None) -> Host:
        """Return an app that shows it."""
        return Host(CallScreen(calling or self.calling(), lambda: NOW))

    def entries(self, *kinds: str, who: str = "Anna") -> list[Entry]:
        """Return what is written, of some kinds."""
        read = read_journal(Journal(self.folder / "leads.csv", who).path)
        assert not read.unread
        return [one for one in read.entries if one.kind in kinds]

    def said(self) -> list[tuple[str | None, str | None]]:
        """Return the answers that are written: the criterion and the cell."""
        return [(one.criterion, one.cell) for one in self.entries("answer")]

    def ended(self) -> list[tuple[str | None, str | None]]:
        """Return how calls ended, as it is written: whose, and how."""
        return [(name_of(one), one.disposition) for one in self.entries("outcome")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return three leads of whom nothing is known."""
    return Desk(tmp_path)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait each time until what they ask for is done."""
    for key in keys:
        await pilot.press(key)
        if not all(worker.is_finished for worker in pilot.app.workers):
            await settle(pilot)
    await pilot.pause()


async def write(pilot: Pilot[None], text: str, key: str = "enter") -> None:
    """Write a text into the dialog on top, and accept it."""
    field = pilot.app.screen.query_one("#text")
    assert isinstance(field, (Input, TextArea))
    if isinstance(field, Input):
        field.value = text
    else:
        field.text = text
    await press(pilot, key)


# What is seen


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_lead_the_question_the_keys_and_the_range_are_seen(desk: Desk, size: tuple[int, int]) -> None:
    changes = {0: {"phones": (PHONES[0], MOBILE), "attempts": 2, "callback": datetime(2026, 11, 23, 14)}}  # noqa: DTZ001
    desk.of(BLANK, changes)
    app = desk.host()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        text = app.text()
        for part in ("Call 1 of 3", "Anna", "3 to go", "14:05", "Maisie Eastlake", "Ravensworth Lifts"):
            assert part in text
        for part in ("+44 20 7946 0018 ext. 12", "13:05 there (−1 h)", "or +44 7700 900198", "lead0@firm.example.com"):
            assert part in text
        for part in ("called twice before", "agreed: Mon 23 Nov 2026, 14:00"):
            assert part in text
        for part in ("Need · 61 points · required", "How do you plan your crews' days now?", "or: What happens when"):
            assert part in text
        for part in (" y  yes", " n  no", " p  partly", " d  don't know", " r  refused", " c  complained", " =  "):
            assert part in text
        for part in ("0 to 100  chilly  so far", "mild 40", "blazing 70"):
            assert part in text
        number = next(line for line in lines(app) if "7946" in line)
        assert "Maisie" not in number
        assert widths(lines(app)) == {size[0]}


async def test_the_time_there_is_said_to_be_unknown_where_it_is_and_marked_at_night(desk: Desk) -> None:
    desk.of(BLANK, {0: {"phones": (MOBILE,)}, 1: {"phones": (replace(PHONES[0], zone="Asia/Tokyo"),)}})
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "time there not known" in app.text()
        await press(pilot, "right")
        assert "22:05 there (+8 h)" in app.text()


async def test_the_range_narrows_with_each_answer_until_there_is_nothing_to_ask(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "y")
        assert "61 to 100  mild  so far" in app.text()
        assert "Company size · 28 points" in app.text()
        assert "Need: yes" in app.text()
        await press(pilot, "y")
        assert "89 to 100  blazing  settled" in app.text()
        assert "Stop here: blazing whatever else comes" in app.text()
        assert "2 questions asked" in app.text()
        shown = lines(app)
        assert [line.split("  ")[1] for line in shown if line.startswith(" 14:05")] == [
            "Company size: 50+",
            "Need: yes",
        ]


async def test_a_no_to_what_is_required_says_so_in_a_frame(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "n")
        assert "Stop here: gone: Need: no, and it is required" in app.text()
        assert app.screen.query_one(QuestionPane).has_class("-stop")


async def test_who_was_called_by_somebody_else_is_said(desk: Desk) -> None:
    ben = desk.calling("Ben")
    ben.outcome(0, Disposition.NO_ANSWER)
    ben.start(1)
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "Call 3 of 3" in app.text()  # The others are no business of Anna's now.
        await press(pilot, "right")
        assert "Ben called them at 14:05: no answer" in app.text()
        await press(pilot, "right")
        assert "Ben began to call them at 14:05" in app.text()


async def test_what_others_note_meanwhile_is_seen_without_a_key(desk: Desk) -> None:
    ben = desk.calling("Ben")
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        ben.outcome(0, Disposition.REACHED)
        app.calls.look_again()
        await settle(pilot)
        assert "Ben called them at 14:05: reached" in app.text()


async def test_texts_that_would_harm_a_terminal_are_only_texts(desk: Desk) -> None:
    names, companies = HOSTILE[::2], (*HOSTILE[1::2], "")
    leads = [Lead(f"[red]{name}", company, name) for name, company in zip(names, companies, strict=True)]
    profile = PROFILE.replace('"Need"\ncolumns', '"[b]Need\\u202e[/b]"\ncolumns')
    profile = profile.replace("How do you plan your crews' days now?", "\\u001b[31m[bold]Plan[/] \\u0007?")
    desk.of(leads, profile=profile)
    app = desk.host()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for _ in leads:
            text = app.text()
            assert not {char for char in text if char < " " or char in "\u202e\u2066\x7f\x9b"} - {"\n"}
            assert widths(lines(app)) == {80}
            assert "[b]Need[/b]" in text
            assert "[bold]Plan[/]" in text
            await press(pilot, "right")
        await press(pilot, "y", "o", "n")
        assert len(desk.ended()) == 1


async def test_in_any_window_the_question_and_the_keys_come_first(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test(size=(30, 8)) as pilot:
        for size in ((30, 8), (40, 12), (60, 16), (300, 9), (200, 80)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert "How do you plan" in app.text()
            assert " y  yes" in app.text()
            assert "Maisie Eastlake" in app.text()
            assert widths(lines(app)) == {size[0]}
        for size in ((12, 4), (1, 1)):
            await pilot.resize_terminal(*size)
            await press(pilot, "down", "up", "right", "left")
        await press(pilot, "y")
        assert desk.said() == [("need", "yes")]
        await pilot.resize_terminal(140, 40)
        await settle(pilot)
        assert "Company size · 28 points" in app.text()


@given(st.integers(0, 60), st.lists(st.tuples(st.sampled_from("abc"), st.integers(-3, 20)), max_size=12))
def test_lines_are_shared_out_in_order_and_never_more_than_there_are(room: int, wanted: list[tuple[str, int]]) -> None:
    given_ = shares(room, wanted)
    assert sum(given_.values()) == min(room, sum(max(0, lines) for _, lines in wanted))
    if wanted:
        name, first = wanted[0]
        assert given_[name] >= min(room, max(0, first))


async def test_what_runs_from_right_to_left_begins_on_the_right_of_its_lines(desk: Desk) -> None:
    ask = "الان برنامهٔ روزانهٔ تیم‌ها را چطور می‌چینید و از چه زمانی این طور کار می‌کنید؟ چه چیزی خوب است؟"
    desk.of(
        [Lead("سارا رضایی", "شرکت آسانسور البرز", "A2")],
        profile=PROFILE.replace("How do you plan your crews' days now?", ask),
    )
    set_mode("on", {})
    try:
        app = desk.host()
        async with app.run_test() as pilot:
            await settle(pilot)
            asked = [line.strip("│ ") for line in lines(app) if line.startswith("│") and line.strip("│ ")]
            ends = [line.rstrip("│ ") for line in lines(app) if line.startswith("│") and line.strip("│ ")]
            assert len(asked) == 2
            assert cell_len(asked[0]) > cell_len(asked[1])
            assert len(widths(ends)) == 1
            assert widths(lines(app)) == {80}
    finally:
        set_mode("off", {})


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "gruvbox"])
async def test_everything_can_be_read_on_dark_and_on_light(desk: Desk, theme: str) -> None:
    app = desk.host()
    app.theme = theme
    async with app.run_test(size=(140, 40), notifications=False) as pilot:
        await settle(pilot)
        for keys in ((), ("y",), ("b",), ("escape", "y"), ("a",), ("2", "o")):
            await press(pilot, *keys)
            strips = app.screen._compositor.render_strips()
            dialog = next(iter(app.screen.query(".dialog")), None)
            if dialog is not None:
                area = dialog.region
                strips = [strip.crop(area.x, area.right) for strip in strips[area.y : area.bottom]]
            parts = (part for line in strips for part in line if any(letter.isalnum() for letter in part.text))
            assert {part.text for part in parts if contrast(part) < LEAST} == set()


# Answers


async def test_each_answer_is_one_key_and_one_line_of_the_journal(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        cells = {"y": "yes", "n": "no", "p": "partly", "d": "don't know", "r": "refused"}
        for count, (key, cell) in enumerate(cells.items(), start=1):
            await press(pilot, key)
            assert desk.said()[count - 1 :] == [("need", cell)]
            assert f"Need: {cell}" in app.text()
            await press(pilot, "u")


async def test_named_values_have_numbers_and_other_keys_do_nothing(desk: Desk) -> None:
    desk.of([Lead("Bo", "Lifts", "A1", need="yes", employees="20")])
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert " 1  alone" in app.text()
        assert " 2  together" in app.text()
        await press(pilot, "9", "p", "y", "z")
        assert desk.said() == []
        await press(pilot, "2")
        assert desk.said() == [("authority", "together")]


async def test_an_answer_is_typed_and_said_to_be_readable_or_not_while_it_is(desk: Desk) -> None:
    desk.of([Lead("Bo", "Lifts", "A1", need="yes")])
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "equals_sign")
        assert isinstance(app.screen, Prompt)
        app.screen.query_one("#text", Input).value = "many"
        await pilot.pause()
        assert "can't be read yet: that is no number" in app.text()
        await press(pilot, "enter")
        assert "That is no number" in app.text()
        assert desk.said() == []
        app.screen.query_one("#text", Input).value = "120"
        await pilot.pause()
        assert "Company size: counts 28 of 28 points" in app.text()
        await press(pilot, "enter")
        assert desk.said() == [("size", "120")]
        await press(pilot, "u", "enter", "escape")
        assert desk.said() == [("size", "120")]
        assert len(desk.entries("undo")) == 1


async def test_a_complaint_shows_what_to_say_at_once_until_the_next_key(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "c")
        assert "I understand. May I go on?" in app.text()
        assert "If they complain" in app.text()
        assert desk.said() == [("need", "complained")]
        await press(pilot, "y")
        assert "I understand" not in app.text()
        assert desk.said() == [("need", "complained")]


async def test_scripts_stand_over_the_question_until_the_next_key(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        for key, title, text in (
            ("b", "To open", "Three short questions?"),
            ("x", "If they complain", "May I go on?"),
            ("f", "If somebody else decides", "Who decides about this?"),
        ):
            await press(pilot, key)
            assert title in app.text()
            assert text in app.text()
            assert "How do you plan" not in app.text()
            await press(pilot, "escape")
            assert "How do you plan" in app.text()
        await press(pilot, "v")
        assert "does not say what to say if they have one already" in app.told
        assert "How do you plan" in app.text()


async def test_another_question_comes_first_and_the_one_passed_over_later(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "s")
        assert "How many people do you send out?" in app.text()
        await press(pilot, "s", "s")
        assert "How do you plan your crews' days now?" in app.text()
        assert desk.said() == []


async def test_asking_goes_on_after_the_stop_and_whatever_is_chosen_is_asked(desk: Desk) -> None:
    desk.of([Lead("Bo", "Lifts", "A1", need="yes", employees="80")])
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert " a  ask on" in app.text()
        await press(pilot, "y")
        assert desk.said() == []
        await press(pilot, "a")
        assert "Who has a say in this?" in app.text()
        assert "Stop here: blazing whatever else comes." in app.text()
        await press(pilot, "1")
        assert desk.said() == [("authority", "alone")]
        assert "ask on" not in app.text()
        await press(pilot, "a")
        assert isinstance(app.screen, Choose)
        assert choices(app)["Decision maker"] == "alone"
        assert choices(app)["Company size"] == "28 of 28 points"
        await press(pilot, "down", "enter")
        assert "How many people do you send out?" in app.text()
        await press(pilot, "n")
        assert desk.said() == [("authority", "alone"), ("size", "<50")]


# Taking back


async def test_undo_takes_back_the_last_thing_and_the_question_comes_again(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "y", "n")
        assert "61 to 72" in app.text()
        await press(pilot, "u")
        assert "Taken back: Company size: <50" in app.text()
        assert "How many people do you send out?" in app.text()
        await press(pilot, "u", "u")
        assert "0 to 100" in app.text()
        assert "There is nothing to take back about this lead." in app.told
        assert len(desk.entries("undo")) == 2


async def test_undo_right_after_the_end_of_a_call_goes_back_to_it(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "o", "w")
        assert "Call 2 of 3" in app.text()
        await press(pilot, "u")
        assert "Call 1 of 3" in app.text()
        assert "Taken back: wrong number" in app.text()
        assert "3 to go" in app.text()
        await press(pilot, "right", "u")
        assert "Call 2 of 3" in app.text()


# How calls end


async def test_how_a_call_ended_is_one_key_and_the_next_one_comes_up(desk: Desk) -> None:
    ends = {"r": "reached", "n": "no answer", "m": "left a message", "w": "wrong number", "i": "not interested"}
    desk.of([Lead(f"Lead {key}", "Lifts", f"L{key}") for key in [*ends, "z"]])
    app = desk.host()
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        for count, (key, disposition) in enumerate(ends.items(), start=1):
            await press(pilot, "o")
            assert isinstance(app.screen, Ask)
            assert all(one in app.text() for one in (*ends.values(), "call back", "do not call"))
            await press(pilot, key)
            assert desk.ended()[-1] == (f"Lead {key}", disposition)
            assert f"Call {count + 1} of 6" in app.text()
            assert f"{disposition}: Lead {key}" in app.text()
        assert "1 reached, 1 no answer, 1 left a message, 1 wrong number, 1 not interested · 1 to go" in app.text()


async def test_a_call_that_goes_on_has_not_ended(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "o", "escape", "o", "b", "escape", "o", "x", "escape")
        assert desk.ended() == []
        assert "Call 1 of 3" in app.text()


async def test_the_number_that_was_called_is_noted(desk: Desk) -> None:
    desk.of(BLANK, {0: {"phones": (PHONES[0], MOBILE)}})
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "Y", "m", "Y")
        assert app.copied == [PHONES[0].e164, MOBILE.e164]
        assert "or +44 20 7946 0018 ext. 12" in app.text()
        await press(pilot, "o", "w")
        assert [one.phone for one in desk.entries("outcome")] == [MOBILE.e164]


async def test_a_call_back_asks_when_and_refuses_what_is_not_clear(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "o", "b")
        assert "Call Maisie Eastlake back when?" in app.text()
        await write(pilot, "some day soon")
        assert "'some day soon' is not clear" in app.text()
        app.screen.query_one("#text", Input).value = "tomorrow 9"
        await pilot.pause()
        assert "Tue 24 Nov 2026, 09:00" in app.text()
        await press(pilot, "enter")
        (entry,) = desk.entries("outcome")
        assert entry.call_again == datetime(2026, 11, 24, 9)  # noqa: DTZ001 - the caller's own
        assert "Call 2 of 3" in app.text()
        await press(pilot, "left")
        assert "ended: call back, Tue 24 Nov 2026, 09:00" in app.text()


async def test_never_to_call_again_is_asked_once_more(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "o", "x")
        assert "Did Maisie Eastlake ask not to be called again?" in app.text()
        assert desk.ended() == []
        await press(pilot, "y")
        assert desk.ended() == [("Maisie Eastlake", "do not call")]
        await press(pilot, "left")
        assert "asked not to be called" in app.text()
        await press(pilot, "o", "r")
        assert "They asked not to be called, and that stays so" in app.told
        assert desk.ended() == [("Maisie Eastlake", "do not call")]
        assert "Call 1 of 3" in app.text()


async def test_when_all_are_called_that_is_said_and_they_can_be_looked_at(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "o", "r", "o", "n", "o", "n")
        assert "All 3 are called." in app.text()
        assert "2 no answer" in app.text()
        await press(pilot, "y", "o", "t", "s", "a", "equals_sign", "Y", "m")
        assert app.screen is app.calls
        await press(pilot, "left")
        assert "Call 3 of 3" in app.text()
        await press(pilot, "g", "home", "enter")
        assert "ended: reached" in app.text()
        await press(pilot, "escape")
        assert app.given == [CallsMade(3, 0, 0, desk.folder.resolve() / "leads.calls-anna.jsonl")]


async def test_the_last_end_is_taken_back_from_the_page_that_says_so(desk: Desk) -> None:
    desk.of(BLANK[:1])
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "o", "r")
        assert "The call is made." in app.text()
        await press(pilot, "u")
        assert "Call 1 of 1" in app.text()


async def test_what_a_person_should_know_before_calling_is_said(desk: Desk) -> None:
    desk.session = replace(
        desk.session, warnings=["dnc.csv is 60 days old; [b]fetch[/b] it anew.", "Second.", *"34567"]
    )
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app.told == "dnc.csv is 60 days old; [b]fetch[/b] it anew.\nSecond.\n3"


async def test_nobody_to_call_is_a_sentence(desk: Desk) -> None:
    desk.session = replace(desk.session, calls=[])
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "There is nobody to call." in app.text()
        await press(pilot, "y", "o", "right", "left", "u", "g", "t", "w", "escape")
        assert app.given == [CallsMade(0, 0, 0, desk.folder.resolve() / "leads.calls-anna.jsonl")]


async def test_where_others_call_the_rest_the_next_one_comes_up_when_they_leave_it(desk: Desk) -> None:
    desk.of(BLANK[:1])
    ben = desk.calling("Ben")
    ben.start(0)
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "Nobody is left to call now; 1 is being called by somebody else." in app.text()
        ben.leave(0)
        app.calls.look_again()
        await settle(pilot)
        assert "Call 1 of 1" in app.text()


async def test_what_has_no_room_is_scrolled_to_and_the_next_lead_begins_at_the_top(desk: Desk) -> None:
    desk.of(BLANK, profile=PROFILE.replace("How do you plan your crews' days now?", f"First{' and so on' * 90} last?"))
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "First and so on" in app.text()
        assert "last?" not in app.text()
        await press(pilot, *["down"] * 15)
        assert "First and so on" not in app.text()
        assert "last?" in app.text()
        await press(pilot, "right")
        assert "First and so on" in app.text()


# Notes and referrals


async def test_a_note_of_several_lines_is_kept(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "t")
        await write(pilot, "Has a dog.\nLikes lifts.", "ctrl+s")
        assert [one.text for one in desk.entries("note")] == ["Has a dog.\nLikes lifts."]
        assert "note: Has a dog. Likes lifts." in app.text()
        await press(pilot, "t", "ctrl+s", "escape")
        assert len(desk.entries("note")) == 1


async def test_who_decides_instead_is_noted_with_what_is_known(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "w", "ctrl+s")
        assert "Write a name, a number or an address." in app.text()
        await type_text(pilot, "Ola")
        await press(pilot, "enter")
        app.screen.query_one("#phone", Input).value = "02079460018"
        await pilot.pause()
        assert "The number: +44 20 7946 0018." in app.text()
        await press(pilot, "enter", "enter", "enter")
        (entry,) = desk.entries("refer")
        assert entry.referral is not None
        assert (entry.referral.name, entry.referral.phone) == ("Ola", "02079460018")
        assert entry.referral.company == "Ravensworth Lifts"
        assert "decides: Ola, Ravensworth Lifts, 02079460018" in app.text()
        await press(pilot, "w", "escape")
        assert len(desk.entries("refer")) == 1


# From call to call


async def test_arrows_go_round_and_leave_no_trace_of_leads_only_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_STAYS", 3600)
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "right", "pagedown", "right_square_bracket")
        assert "Call 1 of 3" in app.text()
        await press(pilot, "left", "pageup", "left_square_bracket")
        assert "Call 1 of 3" in app.text()
        assert [name_of(one) for one in desk.entries("start")] == ["Maisie Eastlake"]
        assert [name_of(one) for one in desk.entries("leave")] == ["Maisie Eastlake"]


async def test_a_lead_that_is_looked_at_for_a_while_is_begun(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        monkeypatch.setattr(module, "_STAYS", 0.01)
        await press(pilot, "right")
        for _ in range(100):
            await pilot.pause(0.02)
            if len(desk.entries("start")) > 1:
                break
        assert [name_of(one) for one in desk.entries("start")] == ["Maisie Eastlake", "Bo"]


async def test_a_lead_is_begun_before_anything_is_noted_about_it(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "right", "y")
        kinds = [(one.kind, name_of(one)) for one in desk.entries("start", "answer", "leave")]
        assert kinds[-2:] == [("start", "Bo"), ("answer", "Bo")]


async def test_any_call_can_be_gone_to(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "o", "n", "y", "g")
        assert isinstance(app.screen, Choose)
        assert choices(app) == {
            "1  Maisie Eastlake, Ravensworth Lifts": "no answer",
            "2  Bo, Lifts": "1 answer",
            "3  Åse, Heis": "",
        }
        await press(pilot, "down", "enter")
        assert "Call 3 of 3" in app.text()


async def test_an_app_that_was_dropped_is_resumed_where_it_was(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "o", "r", "y")
    assert app.given == []
    again = desk.host()
    async with again.run_test() as pilot:
        await settle(pilot)
        assert "Call 2 of 3" in again.text()
        assert "1 reached · 2 to go" in again.text()
        assert "Need: yes" in again.text()
        assert "How many people do you send out?" in again.text()
        await press(pilot, "u")
        assert "How do you plan" in again.text()


async def test_a_call_that_was_broken_off_comes_up_first(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "right", "right", "y")
    again = desk.host()
    async with again.run_test() as pilot:
        await settle(pilot)
        assert "Call 3 of 3" in again.text()
        await press(pilot, "o", "r")
        assert "Call 1 of 3" in again.text()


async def test_leaving_says_what_was_written_and_where(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "y", "n", "u", "t")
        await write(pilot, "Later.", "ctrl+s")
        await press(pilot, "o", "r", "q")
        assert app.told == "Noted in leads.calls-anna.jsonl: 1 call, 1 answer, 1 note."
        (made,) = app.given
        assert made == CallsMade(1, 1, 1, desk.folder.resolve() / "leads.calls-anna.jsonl")
    assert [name_of(one) for one in desk.entries("leave")] == ["Bo"]


async def test_the_help_lists_the_keys_of_a_call(software: Opening, app: MakeApp, tmp_path: Path) -> None:
    shutil.copy(software.leads, tmp_path / "leads.xlsx")
    desk = Desk(tmp_path)
    shown = app(software)
    async with shown.run_test() as pilot:
        await settle(pilot)
        shown.push_screen(CallScreen(desk.calling(), lambda: NOW))
        await settle(pilot, 2)
        await press(pilot, "question_mark")
        assert "Keys" in "\n".join(lines(shown))
        await press(pilot, "escape", "y", "escape")
        assert shown.screen is shown.main_screen
    assert desk.said() == [("need", "yes")]


# What goes wrong


async def test_a_journal_that_cannot_be_written_is_said_until_it_can(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)
        add = journal_module._add

        def full(_path: Path, _data: bytes) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(journal_module, "_add", full)
        await press(pilot, "y")
        assert "1 entry is kept here, and written as soon as that works." in app.text()
        assert "How many people do you send out?" in app.text()
        await press(pilot, "y", "right")
        assert "2 entries are kept here" in app.text()
        assert desk.said() == []
        await press(pilot, "escape")
        assert "Not everything is written yet." in app.text()
        await press(pilot, "escape", "left")
        monkeypatch.setattr(journal_module, "_add", add)
        await press(pilot, "t")
        await write(pilot, "Again.", "ctrl+s")
        assert "kept here" not in app.text()
        assert desk.said() == [("need", "yes"), ("size", "50+")]
        await press(pilot, "escape")
        assert len(app.given) == 1


async def test_what_cannot_be_written_is_lost_only_where_the_caller_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await settle(pilot)

        def gone(_entry: Entry) -> Entry:
            message = "The folder is gone."
            raise OutputError(message)

        monkeypatch.setattr(app.calls._calling.journal, "append", gone)
        monkeypatch.setattr(app.calls._calling.journal, "_waiting", [desk.entries("start")[0]])
        monkeypatch.setattr(app.calls._calling.journal, "flush", lambda: gone(desk.entries("start")[0]))
        await press(pilot, "y")
        assert "The folder is gone." in app.text()
        await press(pilot, "escape", "l")
        assert len(app.given) == 1


async def test_a_key_that_takes_long_is_seen_at_once_and_others_wait_or_are_passed_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    calling = desk.calling()
    app = desk.host(calling)
    async with app.run_test() as pilot:
        await settle(pilot)
        answer, held = calling.answer, threading.Event()

        def slow(*what: object, **how: object) -> object:
            held.wait(20)
            return answer(*what, **how)  # type: ignore[arg-type]

        monkeypatch.setattr(calling, "answer", slow)
        await pilot.press("y")
        await pilot.pause()
        assert "Writing …" in app.text()
        assert "How do you plan" in app.text()
        await pilot.press("n", "s", "o", "t", "right")
        held.set()
        await settle(pilot, 3)
        assert desk.said() == [("need", "yes")]
        assert "Call 2 of 3" in app.text()


async def test_what_nobody_expected_is_a_sentence_and_calling_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHEETQUAL_DEBUG")
    calling = desk.calling()
    app = desk.host(calling)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        skip = calling.skip
        monkeypatch.setattr(calling, "skip", lambda *_: 1 / 0)
        await press(pilot, "s")
        assert "Something unexpected went wrong" in app.text()
        monkeypatch.setattr(calling, "skip", skip)
        await press(pilot, "s")
        assert "How many people do you send out?" in app.text()


async def test_keys_pressed_in_haste_harm_nothing(desk: Desk) -> None:
    app = desk.host()
    async with app.run_test() as pilot:
        await pilot.press("o", "n", "y", "u", "escape", "q", "y", "escape", "escape")
        await settle(pilot, 3)
    for entry in desk.entries("answer", "outcome", "undo"):
        assert entry.lead is not None


# When to call back


CLOCK = datetime(2026, 11, 23, 15, 10, 20)  # noqa: DTZ001 - the caller's own


def when(text: str, dates: str = "dmy", zone: str | None = None) -> datetime | date:
    """Return what a text means on a Monday afternoon."""
    return read_moment(text, CLOCK, dates, zone)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("16:00", "2026-11-23T16:00"),
        ("at 4", "2026-11-23T16:00"),
        ("4pm", "2026-11-23T16:00"),
        ("kl. 16.30", "2026-11-23T16:30"),
        ("17 o'clock", "2026-11-23T17:00"),
        ("tomorrow 9", "2026-11-24T09:00"),
        ("9.30 tomorrow", "2026-11-24T09:30"),
        ("Tomorrow, at noon", "2026-11-24T12:00"),
        ("day after tomorrow 14h30", "2026-11-25T14:30"),
        ("2026-11-24 14:30", "2026-11-24T14:30"),
        ("2026-11-24T14:30", "2026-11-24T14:30"),
        ("24.11. 14:30", "2026-11-24T14:30"),
        ("24/11 8", "2026-11-24T08:00"),
        ("24.11.26 9", "2026-11-24T09:00"),
        ("24th of November 10 am", "2026-11-24T10:00"),
        ("Nov 24 9am", "2026-11-24T09:00"),
        ("24 nov 9", "2026-11-24T09:00"),
        ("9.12 10", "2026-12-09T10:00"),
        ("Friday 4pm", "2026-11-27T16:00"),
        ("next Mon 9", "2026-11-30T09:00"),
        ("in 2 weeks at 9", "2026-12-07T09:00"),
        ("in 2 hours", "2026-11-23T17:10"),
        ("in half an hour", "2026-11-23T15:40"),
        ("5 min", "2026-11-23T15:15"),
        ("domani alle 9", "2026-11-24T09:00"),
        ("i morgen kl 9", "2026-11-24T09:00"),
        ("завтра в 9", "2026-11-24T09:00"),
        ("فردا ۹", "2026-11-24T09:00"),
        ("۲۴/۱۱ ۱۴:۳۰", "2026-11-24T14:30"),
    ],
)
def test_moments_are_read_as_people_write_them(text: str, moment: str) -> None:
    assert when(text) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", "2026-11-24"),
        ("24.11.", "2026-11-24"),
        ("2026-11-24", "2026-11-24"),
        ("monday", "2026-11-30"),
        ("in a week", "2026-11-30"),
        ("3 March", "2027-03-03"),
        ("9.12.", "2026-12-09"),
    ],
)
def test_a_day_without_a_time_is_a_day(text: str, day: str) -> None:
    moment = when(text)
    assert not isinstance(moment, datetime)
    assert moment == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write when to call back"),
        ("soon", "is not clear"),
        ("next week", "is not clear"),
        ("16", "is not clear"),
        ("25:00", "is not clear"),
        ("13pm", "is not clear"),
        ("31.11.", "is not clear"),
        ("monday 24 nov 2026 9", "is not clear"),
        ("46350", "is not clear"),
        ("x" * 500, "Write when to call back"),
        ("\x1b[31m\u202e", "is not clear"),
        ("14:30", "has passed"),
        ("22.11.", "has passed"),
        ("2025-01-01 9", "has passed"),
        ("today", "Say at what time today"),
        ("tomorrow 3", "may be Tue 24 Nov 2026, 03:00 or Tue 24 Nov 2026, 15:00"),
        ("2040-01-01", "more than two years away"),
        ("in 999 weeks", "more than two years away"),
        ("9 there", "Nobody knows what time it is there"),
    ],
)
def test_what_is_not_clear_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(SheetqualError) as error:
        when(text)
    assert said in str(error.value)
    assert str(error.value).isprintable()


def test_a_time_that_may_be_a_day_is_refused_while_both_are_to_come() -> None:
    with pytest.raises(SheetqualError, match=r"'9.12' may be .* 9 Dec .* or .* 23 Nov 2026, 09:12"):
        read_moment("9.12", CLOCK.replace(hour=8))


def test_the_order_of_day_and_month_is_the_profiles() -> None:
    assert when("12/9") == date(2026, 9, 12) or isinstance(when("12/9/2027"), date)
    assert when("9/12/2027 9", "dmy") == datetime(2027, 12, 9, 9)  # noqa: DTZ001
    assert when("9/12/2027 9", "mdy") == datetime(2027, 9, 12, 9)  # noqa: DTZ001
    assert when("12-09 9", "ymd") == datetime(2026, 12, 9, 9)  # noqa: DTZ001


def test_their_time_is_turned_into_ours() -> None:
    there = ZoneInfo("Asia/Tokyo")
    moment = when("25.11. 9 their time", zone="Asia/Tokyo")
    assert isinstance(moment, datetime)
    assert moment.astimezone(there).replace(tzinfo=None) == datetime(2026, 11, 25, 9)  # noqa: DTZ001


moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)).map(lambda one: one.replace(second=0, microsecond=0))  # noqa: DTZ001


@given(moments, st.integers(1, 1_000_000), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_what_is_understood_reads_back_as_itself(now: datetime, minutes: int, dates: str) -> None:
    moment = now + timedelta(minutes=minutes)
    for text in (moment_in_words(moment), f"{moment:%Y-%m-%d %H:%M}", moment.isoformat(timespec="minutes")):
        assert read_moment(text, now, dates) == moment  # type: ignore[arg-type]
    if moment.date() > now.date():
        assert read_moment(moment_in_words(moment.date()), now, dates) == moment.date()  # type: ignore[arg-type]


pieces = st.sampled_from(
    ["tomorrow", "9", "at", "in", "2", "hours", "24.11", "24.11.", "14:30", "mon", "3", "pm", "nov", "there", "."]
)


@given(st.one_of(st.text(max_size=80), st.lists(pieces, max_size=6).map(" ".join)), moments)
def test_any_text_means_one_moment_to_come_or_is_refused(text: str, now: datetime) -> None:
    try:
        moment = read_moment(text, now)
    except SheetqualError as error:
        assert str(error).isprintable()  # noqa: PT017 - either is fine
        return
    later = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, 23, 59)  # noqa: DTZ001
    assert later > now
    assert read_moment(moment_in_words(moment), now) == moment
