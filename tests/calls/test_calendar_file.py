"""Callbacks as another program's library reads them: when, whom, why; whatever stands in the texts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetqual.errors import OutputError
from sheetqual.files.calls.calendar_file import write_callbacks
from sheetqual.files.calls.content_lines import lead_uids
from sheetqual.files.calls.session import Ask, Call, CallSession
from sheetqual.files.calls.words import CALL_WORDS
from sheetqual.files.safe_text import for_terminal
from tests.calls.sessions import HOSTILE, WHEN, Lead, rich_session, scored_leads, session_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Oslo"))
AGREED = datetime(2026, 11, 24, 14, 15)  # noqa: DTZ001 - in the caller's own time


def events(session: CallSession, path: Path, calls: list[Call] | None = None, language: str = "en") -> list[Any]:
    """Write callbacks and read them back with vobject."""
    write_callbacks(session, session.calls if calls is None else calls, path, CALL_WORDS[language], now=NOW)
    raw = path.read_bytes()
    assert raw.endswith(b"\r\n")
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    (calendar,) = vobject.readComponents(raw.decode())
    assert calendar.version.value == "2.0"
    assert calendar.prodid.value
    return list(calendar.contents.get("vevent", []))


def one_callback(folder: Path, callback: datetime | date, when: datetime = WHEN, **changes: object) -> CallSession:
    scored = scored_leads(folder, [Lead("Maisie Eastlake", "Ravensworth Lifts Ltd", "A1")])
    return session_of(scored, {0: {"callback": callback, **changes}}, when)


def test_who_agreed_to_a_time_has_a_quarter_of_an_hour_then(tmp_path: Path) -> None:
    event, _other = events(rich_session(tmp_path), tmp_path / "calls.ics")
    assert event.dtstart.value == datetime(2026, 11, 24, 13, 15, tzinfo=UTC)
    assert event.dtend.value == datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert event.dtstamp.value == NOW
    assert event.sequence.value == "2"
    assert event.summary.value == "Call Maisie Eastlake (Ravensworth Lifts Ltd)"
    assert event.description.value == (
        "Call: +442079460018 ext. 12, +447700900198\n"
        "Why call: has Need, Decision maker\n"
        "What to ask:\n"
        "1. How many people do you send out on a normal day?"
    )
    assert event.contents["class"][0].value == "PRIVATE"
    assert (event.valarm.action.value, event.valarm.trigger.value) == ("DISPLAY", timedelta(minutes=-10))
    assert event.valarm.description.value == event.summary.value


def test_who_agreed_to_a_day_has_all_of_it(tmp_path: Path) -> None:
    _other, event = events(rich_session(tmp_path), tmp_path / "calls.ics")
    assert (event.dtstart.value, type(event.dtstart.value)) == (date(2026, 11, 26), date)
    assert "dtend" not in event.contents
    assert event.transp.value == "TRANSPARENT"
    assert event.valarm.trigger.value == timedelta(hours=9)
    assert event.summary.value == "Call سارا رضایی (شرکت آسانسور البرز)"


def test_who_agreed_to_nothing_is_not_in_it(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    found = events(session, tmp_path / "calls.ics")
    assert len(found) == sum(call.callback is not None for call in session.calls) == 2
    assert events(session, tmp_path / "none.ics", calls=list(session.calls[2:])) == []


@pytest.mark.parametrize(
    ("zone", "agreed", "utc"),
    [
        ("Europe/Oslo", datetime(2026, 10, 23, 9, 0), datetime(2026, 10, 23, 7, 0)),  # noqa: DTZ001
        ("Europe/Oslo", datetime(2026, 10, 26, 9, 0), datetime(2026, 10, 26, 8, 0)),  # noqa: DTZ001
        ("Asia/Tehran", datetime(2026, 10, 26, 9, 0), datetime(2026, 10, 26, 5, 30)),  # noqa: DTZ001
        ("America/New_York", datetime(2026, 10, 26, 21, 0), datetime(2026, 10, 27, 1, 0)),  # noqa: DTZ001
        ("America/New_York", datetime(2026, 11, 2, 21, 0), datetime(2026, 11, 3, 2, 0)),  # noqa: DTZ001
    ],
)
def test_clocks_may_change_before_the_callback(tmp_path: Path, zone: str, agreed: datetime, utc: datetime) -> None:
    begins = datetime(2026, 10, 20, 9, 0, tzinfo=ZoneInfo(zone))
    (event,) = events(one_callback(tmp_path, agreed, begins), tmp_path / "calls.ics")
    assert event.dtstart.value == utc.replace(tzinfo=UTC)


@pytest.fixture
def in_oslo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run on a machine whose clock is Oslo's."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system's time zone can't be set for one program")
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_oslo")
@pytest.mark.parametrize(("hours_east", "utc_hour"), [(2, 8), (3, 6)])
def test_a_distance_from_utc_is_this_machine_s_zone_if_it_can_be(
    tmp_path: Path, hours_east: int, utc_hour: int
) -> None:
    begins = datetime(2026, 10, 20, 9, 0, tzinfo=timezone(timedelta(hours=hours_east)))
    agreed = datetime(2026, 10, 26, 9, 0)  # noqa: DTZ001 - in the caller's own time
    (event,) = events(one_callback(tmp_path, agreed, begins), tmp_path / "calls.ics")
    assert event.dtstart.value == datetime(2026, 10, 26, utc_hour, tzinfo=UTC)


def test_a_callback_may_say_its_own_zone(tmp_path: Path) -> None:
    agreed = datetime(2026, 11, 24, 14, 15, tzinfo=ZoneInfo("Asia/Tehran"))
    (event,) = events(one_callback(tmp_path, agreed), tmp_path / "calls.ics")
    assert event.dtstart.value == agreed


@pytest.mark.parametrize(
    "never",
    [datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=timezone(timedelta(hours=-8))), date.max],
)
def test_a_callback_at_the_end_of_time_is_a_day(tmp_path: Path, never: datetime | date) -> None:
    (event,) = events(one_callback(tmp_path, never), tmp_path / "calls.ics")
    assert event.dtstart.value == date.max


def test_early_years_keep_their_four_digits(tmp_path: Path) -> None:
    (event,) = events(one_callback(tmp_path, date(26, 11, 24)), tmp_path / "calls.ics")
    assert event.dtstart.value == date(26, 11, 24)


@pytest.mark.parametrize("language", CALL_WORDS)
def test_each_language_has_its_words(tmp_path: Path, language: str) -> None:
    words = CALL_WORDS[language]
    (event,) = events(one_callback(tmp_path, AGREED, asks=()), tmp_path / "calls.ics", language=language)
    assert event.summary.value == f"{words.call} Maisie Eastlake (Ravensworth Lifts Ltd)"
    assert event.description.value.startswith(f"{words.call}: +442079460018 ext. 12\n{words.why}: ")


def test_a_lead_without_a_phone_or_name_can_have_agreed(tmp_path: Path) -> None:
    scored = scored_leads(tmp_path, [Lead("", "Heis Vest AS", "A1")])
    session = session_of(scored, {0: {"callback": AGREED, "phones": (), "asks": ()}})
    (event,) = events(session, tmp_path / "calls.ics")
    assert event.summary.value == "Call Heis Vest AS"
    assert event.description.value == f"Why call: {session.calls[0].why}"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(tmp_path: Path, text: str) -> None:
    scored = scored_leads(tmp_path, [Lead(text, "Ravensworth Lifts Ltd", "A1"), Lead("Maisie", text, "A2")])
    ask = Ask(scored.board.profile.criteria[0], text, (), "Need")
    changes = {"callback": AGREED, "why": text, "asks": (ask, ask), "phones": ()}
    first, second = events(session_of(scored, {0: changes, 1: changes}), tmp_path / "calls.ics")
    shown = for_terminal(text)
    assert first.summary.value == for_terminal(f"Call {scored.label(0)} (Ravensworth Lifts Ltd)")
    assert second.summary.value == for_terminal(f"Call Maisie ({scored.company(1)})")
    for event in (first, second):
        assert event.description.value == f"Why call: {shown}\nWhat to ask:\n1. {shown}\n2. {shown}"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200) | st.text("\\nN,;:\r\n \t\"'^", max_size=100))
def test_any_text_is_read_back(tmp_path: Path, text: str) -> None:
    (event,) = events(one_callback(tmp_path, AGREED, why=f"- {text} -", asks=(), phones=()), tmp_path / "calls.ics")
    assert event.description.value == f"Why call: {for_terminal(f'- {text} -')}"


def test_an_event_stays_the_same_whatever_else_changes(tmp_path: Path) -> None:
    (event,) = events(one_callback(tmp_path, AGREED), tmp_path / "calls.ics")
    later = one_callback(tmp_path, AGREED + timedelta(days=3), attempts=3, number=17, caller="Ingrid Østerlid")
    (moved,) = events(later, tmp_path / "later.ics")
    assert moved.uid.value == event.uid.value
    assert int(moved.sequence.value) > int(event.sequence.value)


def test_leads_and_lists_have_ids_of_their_own_that_tell_nothing(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    uids = lead_uids(session, session.calls)
    assert sorted(uids) == [0, 1, 2, 3, 4]
    assert len(set(uids.values())) == 5
    assert all(len(uid) == len("0" * 32 + "@sheetqual") for uid in uids.values())
    table = session.scored.table
    for other in (replace(table, source="other.csv"), replace(table, sheet="Leads")):
        elsewhere = replace(session, scored=replace(session.scored, table=other))
        assert not set(lead_uids(elsewhere, session.calls).values()) & set(uids.values())


def test_a_lead_s_own_id_follows_it_to_another_row(tmp_path: Path) -> None:
    leads = [Lead("Maisie", "", "A1"), Lead("Sara", "", ""), Lead("Ivan", "", "A3")]
    session = session_of(scored_leads(tmp_path, leads))
    moved = session_of(scored_leads(tmp_path, leads[::-1]))
    before, after = (lead_uids(one, one.calls) for one in (session, moved))
    assert (after[2], after[1], after[0]) == (before[0], before[1], before[2])


def test_leads_that_share_an_id_do_not_share_an_event(tmp_path: Path) -> None:
    session = session_of(scored_leads(tmp_path, [Lead("Maisie", "", "A1"), Lead("Sara", "", "A1")]))
    both = lead_uids(session, session.calls)
    assert both[0] != both[1]
    assert lead_uids(session, session.calls[1:]) == {1: both[1]}


def test_progress_ends_before_the_file_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "calls.ics"
    leads = [Lead(f"Lead {row}", "", str(row)) for row in range(150)]
    session = session_of(scored_leads(tmp_path, leads), {row: {"callback": AGREED} for row in range(0, 150, 2)})
    seen: list[tuple[int, int | None]] = []

    def watch(done: int, total: int | None) -> None:
        assert not path.exists()
        seen.append((done, total))

    write_callbacks(session, session.calls, path, CALL_WORDS["en"], now=NOW, progress=watch)
    assert path.exists()
    assert seen[-1] == (75, 75)
    assert all(one[0] < other[0] for one, other in pairwise(seen))


def test_a_file_that_can_t_be_written_is_said(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    with pytest.raises(OutputError, match="does not exist"):
        write_callbacks(session, session.calls, tmp_path / "no" / "calls.ics", CALL_WORDS["en"], now=NOW)
    with pytest.raises(OutputError, match="is a folder"):
        write_callbacks(session, session.calls, tmp_path, CALL_WORDS["en"], now=NOW)
