"""Contacts as another program's library reads them: every field, whatever stands in it."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetqual.errors import OutputError
from sheetqual.files.calls.contacts import write_contacts
from sheetqual.files.calls.content_lines import lead_uids
from sheetqual.files.calls.session import Ask, Call, CallSession
from sheetqual.files.calls.words import CALL_WORDS
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import profile_from_text
from sheetqual.files.safe_text import for_terminal
from tests.calls.sessions import HOSTILE, PROFILE, Lead, rich_session, scored_leads, session_of


def contacts(session: CallSession, path: Path, calls: list[Call] | None = None, language: str = "en") -> list[Any]:
    """Write contacts and read them back with vobject."""
    write_contacts(session, session.calls if calls is None else calls, path, CALL_WORDS[language])
    raw = path.read_bytes()
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    found = list(vobject.readComponents(raw.decode()))
    assert all((one.name, one.version.value) == ("VCARD", "3.0") for one in found)
    return found


def values(card: Any, name: str) -> list[Any]:
    return [one.value for one in card.contents.get(name, [])]


def test_every_lead_is_a_contact_with_all_it_needs(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    found = contacts(session, tmp_path / "calls.vcf")
    assert [one.fn.value for one in found] == [session.scored.name(call.lead) for call in session.calls]
    assert [one.org.value for one in found] == [[session.scored.company(call.lead)] for call in session.calls]
    assert [one.uid.value for one in found] == list(lead_uids(session, session.calls).values())
    first = found[0]
    assert values(first, "tel") == ["+442079460018,12", "+447700900198"]
    assert [one.params["TYPE"] for one in first.contents["tel"]] == [["VOICE", "PREF"], ["VOICE"]]
    assert values(first, "email") == ["maisie@ravensworth.example.com", "office@ravensworth.example.com"]
    assert first.note.value == (
        "Why call: has Need, Decision maker\nWhat to ask:\n1. How many people do you send out on a normal day?"
    )
    assert found[4].note.value == "Why call: has all 3 qualities"
    assert (values(found[4], "email"), values(found[1], "tel")) == ([], ["+982188000000"])


@pytest.mark.parametrize("language", CALL_WORDS)
def test_the_session_is_one_category(tmp_path: Path, language: str) -> None:
    found = contacts(rich_session(tmp_path), tmp_path / "calls.vcf", language=language)
    title = f"{CALL_WORDS[language].title} leads.csv 2026-11-23"
    assert [one.categories.value for one in found] == [[title]] * 5


def test_a_comma_in_the_list_s_name_makes_no_second_category(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    table = replace(session.scored.table, source="leads, new; old.csv")
    found = contacts(replace(session, scored=replace(session.scored, table=table)), tmp_path / "calls.vcf")
    assert found[0].categories.value == ["Calls leads  new; old.csv 2026-11-23"]


def test_a_whole_name_is_not_taken_apart(tmp_path: Path) -> None:
    found = contacts(rich_session(tmp_path), tmp_path / "calls.vcf")
    assert [(one.n.value.family, one.n.value.given) for one in found] == [("", one.fn.value) for one in found]


def test_names_in_two_columns_stay_two(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [["First name", "Last name", "Need"], ["Nicolò", "D'Angelo", ""], ["Sara", "", ""]]
        )
    scored = score_list(path, profile_from_text(PROFILE, "profile.toml"), today=date(2026, 11, 23), keep_all=True)
    both, one = contacts(session_of(scored), tmp_path / "calls.vcf")
    assert (both.fn.value, both.n.value.family, both.n.value.given) == ("Nicolò D'Angelo", "D'Angelo", "Nicolò")
    assert (one.fn.value, one.n.value.family, one.n.value.given) == ("Sara", "", "Sara")


def test_a_lead_without_name_company_or_phone_is_a_contact_too(tmp_path: Path) -> None:
    scored = scored_leads(tmp_path, [Lead("", "Heis Vest AS"), Lead("", "", "A7"), Lead("", "", "", need="yes")])
    session = session_of(scored, {2: {"phones": (), "emails": ()}})
    firm, numbered, nobody = contacts(session, tmp_path / "calls.vcf")
    assert (firm.fn.value, firm.n.value.given, firm.org.value) == ("Heis Vest AS", "Heis Vest AS", ["Heis Vest AS"])
    assert (numbered.fn.value, "org" in numbered.contents) == ("A7", False)
    assert (nobody.fn.value, values(nobody, "tel"), values(nobody, "email")) == ("row 4", [], [])


def test_hostile_texts_stay_texts_in_every_field(tmp_path: Path) -> None:
    leads = [
        Lead(one, other, str(row))
        for row, (one, other) in enumerate(zip(HOSTILE, HOSTILE[1:] + HOSTILE[:1], strict=True))
    ]
    scored = scored_leads(tmp_path, leads)
    session = session_of(scored)
    criterion = scored.board.profile.criteria[0]
    calls = [
        replace(call, why=text, asks=(Ask(criterion, text, (), "Need"),), emails=(f"{text}@example.com",))
        for call, text in zip(session.calls, HOSTILE, strict=True)
    ]
    found = contacts(session, tmp_path / "calls.vcf", calls)
    for one, call, text in zip(found, calls, HOSTILE, strict=True):
        shown = for_terminal(text)
        assert one.fn.value == for_terminal(scored.label(call.lead))
        assert (one.n.value.family, one.n.value.given) == ("", for_terminal(scored.label(call.lead)))
        assert one.org.value == [for_terminal(scored.company(call.lead) or "")]
        assert values(one, "email") == [f"{shown}@example.com"]
        assert one.note.value == f"Why call: {shown}\nWhat to ask:\n1. {shown}"
        assert set(one.contents) == {"version", "uid", "fn", "n", "org", "tel", "email", "note", "categories"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200) | st.text("\\nN,;:\r\n \t\"'^", max_size=100))
def test_any_text_is_read_back(tmp_path: Path, text: str) -> None:
    session = session_of(
        scored_leads(tmp_path, [Lead("Maisie", "", "A1")]),
        {0: {"why": f"- {text} -", "asks": (), "emails": (f"a{text}b",)}},
    )
    (card,) = contacts(session, tmp_path / "calls.vcf")
    assert card.note.value == f"Why call: {for_terminal(f'- {text} -')}"
    assert values(card, "email") == [for_terminal(f"a{text}b")]


def test_progress_ends_before_the_file_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "calls.vcf"
    session = session_of(scored_leads(tmp_path, [Lead(f"Lead {row}", "", str(row)) for row in range(150)]))
    seen: list[tuple[int, int | None]] = []

    def watch(done: int, total: int | None) -> None:
        assert not path.exists()
        seen.append((done, total))

    write_contacts(session, session.calls, path, CALL_WORDS["en"], progress=watch)
    assert path.exists()
    assert seen[-1] == (150, 150)
    assert all(one[0] < other[0] for one, other in pairwise(seen))


def test_a_file_that_can_t_be_written_is_said(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    with pytest.raises(OutputError, match="does not exist"):
        write_contacts(session, session.calls, tmp_path / "no" / "calls.vcf", CALL_WORDS["en"])
