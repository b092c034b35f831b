"""Who is called, who is left out and why: whatever stands in a list, and whoever asked not to be called."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetqual.core.calling import CallFilter
from sheetqual.core.judge import Queue
from sheetqual.core.profile import Temperature
from sheetqual.errors import LeadsFileError
from sheetqual.files.calls.exporting import export_calls, targets_of
from sheetqual.files.calls.preparing import prepare_session
from sheetqual.files.calls.session import CallSession, Hours, SessionSettings
from sheetqual.files.lists import ScoredList, score_list
from sheetqual.files.profiles import read_profile

from .sessions import WHEN

PROFILE: Final = """
name = "Made up"
region = "NO"
[lead]
id = ["Lead ID"]
[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
questions = [ { ask = "What do you do now?" } ]
[[criterion]]
id = "budget"
columns = ["Budget"]
want = { at_least = 1000 }
questions = [ { ask = "What have you set aside?" }, { ask = "And next year?", stage = "discovery" } ]
[[criterion]]
id = "decides"
columns = ["Decides"]
want = { yes = true }
required = true
on_fail = "refer"
questions = [ { ask = "Who signs?" } ]
[suppress]
columns = ["Do not call"]
"""
HEADERS: Final = (
    *("Lead ID", "Name", "Company", "Phone", "Mobile", "E-mail", "Country", "Owner"),
    *("Need", "Budget", "Decides", "Do not call"),
)
WANTED: Final = SessionSettings(CallFilter(temperatures=frozenset(Temperature) - {Temperature.OUT}))


def scored_of(folder: Path, rows: list[dict[str, str]], profile: str = PROFILE) -> ScoredList:
    """Write rows to a list, with their further columns, and score it."""
    headers = list(dict.fromkeys([*HEADERS, *(header for row in rows for header in row)]))
    with (folder / "leads.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, headers, restval="")
        writer.writeheader()
        writer.writerows(rows)
    (folder / "profile.toml").write_text(profile, encoding="utf-8")
    file = read_profile(folder / "profile.toml")
    return score_list(folder / "leads.csv", file, today=WHEN.date(), keep_all=True)


def planned(
    folder: Path,
    rows: list[dict[str, str]],
    settings: SessionSettings = WANTED,
    profile: str = PROFILE,
    when: datetime = WHEN,
) -> CallSession:
    """Return the session of some rows."""
    return prepare_session(scored_of(folder, rows, profile), settings, folder / "leads.csv", when=when)


def lead(number: int, **cells: str) -> dict[str, str]:
    """Return a row that is to be called, with a number and an address of its own."""
    return {
        "Lead ID": f"A{number}",
        "Name": f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}",
        "Company": f"Firm {number}",
        "Phone": f"+47 22 {number // 100:02} {number % 100:02} 10",
        "E-mail": f"person{number}@firm{number}.example.com",
        "Need": "yes",
        "Decides": "yes",
    } | cells


FIRST: Final = ("Anna", "Bjarne", "Carla", "Dmitri", "Eva", "Farid", "Greta", "Henrik")
LAST: Final = ("Berg", "Dahl", "Eriksen", "Foss", "Granli", "Haugen", "Iversen", "Kvamme")


def called(session: CallSession) -> list[str]:
    """Return the ids of those who are called, in order."""
    return [session.scored.id(call.lead) or "" for call in session.calls]


def why(session: CallSession) -> dict[str, tuple[str, str]]:
    """Return why the others are not: id -> code and detail."""
    return {session.scored.id(one.lead) or "": (one.code, one.detail) for one in session.rejects}


# Everybody is somewhere


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[dict[str, str]], set[int], list[str]]:
    """Return the rows of some people, several each; who asked not to be called; and what a file says of them."""
    rnd = random.Random(draw(st.integers(0, 10**6)))
    people = rnd.randrange(3, 25)
    silent = {one for one in range(people) if rnd.random() < 0.3}
    rows, named = [], []
    for person in range(people):
        own = [lead(person) for _ in range(rnd.choice((1, 1, 1, 2, 3)))]
        for number, row in enumerate(own):
            row["Lead ID"] = f"P{person}R{number}"
            row["Need"], row["Decides"] = rnd.choice(("yes", "no", "")), rnd.choice(("yes", "", "no"))
            row["Budget"] = rnd.choice(("", "500", "2000", "?"))
            row["Phone"] = spelled(f"4722{person // 100:02}{person % 100:02}10", rnd)
        if person in silent:
            match rnd.randrange(3):
                case 0:
                    rnd.choice(own)["Do not call"] = "yes"
                case 1:
                    named.append(spelled(f"4722{person // 100:02}{person % 100:02}10", rnd))
                case _:
                    named.append(own[0]["E-mail"].upper())
        rows += own
    rnd.shuffle(rows)
    return rows, silent, named


def spelled(digits: str, rnd: random.Random) -> str:
    """Return a Norwegian number in one of the ways that people write it."""
    own = digits.removeprefix("47")
    pairs = " ".join(own[at : at + 2] for at in range(0, 8, 2))
    return rnd.choice((f"+{digits}", f"+47 {pairs}", f"0047{own}", own, pairs, f"(+47) {own[:3]} {own[3:5]} {own[5:]}"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists(), st.integers(1, 12) | st.none(), st.integers(0, 3))
def test_everybody_is_called_or_left_out_and_nobody_who_asked_not_to_be_is_in_any_output(
    tmp_path: Path, made: tuple[list[dict[str, str]], set[int], list[str]], top: int | None, sample: int
) -> None:
    rows, silent, named = made
    (tmp_path / "dnc.csv").write_text("Contact\n" + "\n".join(named) + "\n", encoding="utf-8")
    profile = PROFILE + 'files = ["dnc.csv"]\n'
    session = planned(tmp_path, rows, replace(WANTED, top=top, sample=sample), profile)
    chosen = [call.lead for call in session.calls]
    assert sorted([*chosen, *(one.lead for one in session.rejects)]) == list(range(len(rows)))
    assert sum(count for _, _, count in session.counts) == len(session.rejects)
    assert [call.number for call in session.calls] == list(range(1, len(chosen) + 1))
    people = [rows[one]["Lead ID"].partition("R")[0] for one in chosen]
    assert len(set(people)) == len(people)
    assert not {f"P{one}" for one in silent} & set(people)
    assert top is None or len(chosen) <= top + sample
    for ending in ("csv", "html", "vcf", "ics"):
        path = tmp_path / f"calls.{ending}"
        export_calls(session, targets_of(path), now=WHEN)
        text = path.read_text(encoding="utf-8-sig")
        for person in silent:
            assert f"person{person}@" not in text
            assert f"4722{person // 100:02}{person % 100:02}10" not in text


# Who must not be called


@pytest.mark.parametrize(
    "cells",
    [
        {"Phone": "22 00 07 10"},
        {"Phone": "", "Mobile": "004722000710"},
        {"E-mail": "PERSON7@firm7.example.com"},
        {"E-mail": "Person Seven <person7@firm7.example.com>"},
        {"Fax number": "x", "Other phone": "+47 220 00 710"},
    ],
)
def test_who_shares_a_number_or_an_address_with_somebody_who_asked_not_to_be_called_is_not_called(
    tmp_path: Path, cells: dict[str, str]
) -> None:
    asked = lead(7, **{"Do not call": "yes", "Name": "Nobody Else"})
    session = planned(tmp_path, [lead(1), asked, lead(2, **cells)])
    assert called(session) == ["A1"]
    assert why(session) == {"A7": ("suppressed", ""), "A2": ("suppressed:shared", "")}


def test_another_row_of_somebody_who_asked_not_to_be_called_is_not_called(tmp_path: Path) -> None:
    again = {"Name": "Henrik Berg", "Company": "Firm 7 AS", "Phone": "+47 90 00 00 00", "E-mail": ""}
    session = planned(tmp_path, [lead(7, **{"Do not call": "x"}), lead(2, **again)])
    assert why(session)["A2"] == ("suppressed:shared", "Henrik Berg")


@pytest.mark.parametrize(
    ("asked", "again"),
    [
        ({"Name": "Иван Петров", "Company": "Firma"}, {"Name": "Ivan Petrov", "Company": "Firma"}),
        ({"Name": "Сергей Юрьев", "Company": "Firma"}, {"Name": "Sergey Yuryev", "Company": "FIRMA"}),
        ({"Name": "Joerg Mueller", "Company": "Mueller GmbH"}, {"Name": "Jörg Müller", "Company": "Müller GmbH"}),
        ({"Name": "Bjorn Odegaard", "Company": "Fjord AS"}, {"Name": "Bjørn Ødegård", "Company": "Fjord"}),
    ],
)
def test_a_name_in_other_letters_is_the_same_person_who_asked(
    tmp_path: Path, asked: dict[str, str], again: dict[str, str]
) -> None:
    (tmp_path / "dnc.csv").write_text("Phone\n+4722000710\n", encoding="utf-8")
    rows = [lead(7, **asked), lead(2, **again), lead(3, Company=again["Company"])]
    session = planned(tmp_path, rows, profile=PROFILE + 'files = ["dnc.csv"]\n')
    assert called(session) == ["A3"]


@pytest.mark.parametrize("header", ["Tel 2", "WhatsApp", "Mob.", "Work direct", "Второй телефон", "Backup"])
def test_numbers_in_whatever_column_are_looked_for(tmp_path: Path, header: str) -> None:
    (tmp_path / "dnc.csv").write_text("Phone\n+4722990710\n", encoding="utf-8")
    rows = [lead(1, **{header: "22 99 07 10"}), lead(2, **{header: "22 99 07 11"})]
    session = planned(tmp_path, rows, profile=PROFILE + 'files = ["dnc.csv"]\n')
    assert called(session) == ["A2"]


def test_an_address_with_a_tag_is_the_one_without(tmp_path: Path) -> None:
    (tmp_path / "dnc.csv").write_text("anna@a.example.com\nben+list@b.example.com\n", encoding="utf-8")
    rows = [lead(1, **{"E-mail": "anna+crm@a.example.com"}), lead(2, **{"E-mail": "ben@b.example.com"}), lead(3)]
    session = planned(tmp_path, rows, profile=PROFILE + 'files = ["dnc.csv"]\n')
    assert called(session) == ["A3"]


def test_addresses_in_whatever_column_are_looked_for(tmp_path: Path) -> None:
    (tmp_path / "dnc.csv").write_text("ANNA@pec.example.com\n", encoding="utf-8")
    rows = [lead(1, PEC="anna@pec.example.com"), lead(2, Kontakt="anna@pec.example.com"), lead(3)]
    session = planned(tmp_path, rows, profile=PROFILE + 'files = ["dnc.csv"]\n')
    assert called(session) == ["A3"]


def test_who_shares_a_number_with_somebody_on_a_do_not_call_list_is_not_called(tmp_path: Path) -> None:
    (tmp_path / "dnc.csv").write_text("ole@sol.example.com\n", encoding="utf-8")
    rows = [lead(1), lead(2, **{"Name": "", "Phone": lead(1)["Phone"], "E-mail": "ole@sol.example.com"}), lead(3)]
    session = planned(tmp_path, rows, profile=PROFILE + 'files = ["dnc.csv"]\n')
    assert called(session) == ["A3"]
    assert {one: code for one, (code, _) in why(session).items()} == {
        "A1": "suppressed:shared",
        "A2": "suppressed:file",
    }


def test_do_not_call_lists_of_the_profile_those_given_and_the_teams_own_count(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("22 00 01 10\n", encoding="utf-8")
    (tmp_path / "do-not-call.csv").write_text("Phone,E-mail\r\n,person2@firm2.example.com\r\n", encoding="utf-8")
    (tmp_path / "more.txt").write_text("+4722000310\n", encoding="utf-8")
    scored = scored_of(tmp_path, [lead(one) for one in (1, 2, 3, 4)], PROFILE + 'files = ["own.csv"]\n')
    session = prepare_session(scored, WANTED, tmp_path / "leads.csv", when=WHEN, suppress=[tmp_path / "more.txt"])
    assert called(session) == ["A4"]
    assert {code for code, _ in why(session).values()} == {"suppressed:file"}
    assert [why(session)[f"A{one}"][1] for one in (1, 2, 3)] == ["own.csv", "do-not-call.csv", "more.txt"]
    assert {source.name for source in session.sources} == {"own.csv", "do-not-call.csv", "more.txt"}


def test_without_a_do_not_call_list_that_the_profile_names_nobody_is_called(tmp_path: Path) -> None:
    with pytest.raises(LeadsFileError, match=r"^lost\.csv, the do-not-call list that the profile names"):
        planned(tmp_path, [lead(1)], profile=PROFILE + 'files = ["lost.csv"]\n')


def test_an_old_do_not_call_list_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "dnc-2026-09-01.csv").write_text("22000110\nnobody\n", encoding="utf-8")
    session = planned(tmp_path, [lead(1)], profile=PROFILE + 'files = ["dnc-2026-09-01.csv"]\n')
    assert "dnc-2026-09-01.csv is of 2026-09-01; fetch a newer one before calling." in session.warnings


# Who stands there twice


def test_of_several_rows_of_one_lead_the_best_one_that_can_be_called_is(tmp_path: Path) -> None:
    rows = [
        lead(1, **{"Lead ID": "weak", "Need": ""}),
        lead(1, **{"Lead ID": "best", "Budget": "5000", "Phone": "12"}),
        lead(1, **{"Lead ID": "good"}),
        lead(2),
    ]
    rows[1]["E-mail"] = rows[0]["E-mail"]
    session = planned(tmp_path, rows)
    assert called(session) == ["good", "A2"]
    assert why(session) == {
        "weak": ("duplicate", "row 4, Bjarne Berg"),
        "best": ("duplicate", "row 4, Bjarne Berg"),
    }


def test_two_people_at_one_number_are_two(tmp_path: Path) -> None:
    session = planned(tmp_path, [lead(1), lead(2, Phone=lead(1)["Phone"])])
    assert sorted(called(session)) == ["A1", "A2"]


# Numbers


def test_who_has_no_usable_number_is_left_out_with_what_is_wrong(tmp_path: Path) -> None:
    session = planned(tmp_path, [lead(1, Phone="123"), lead(2, Phone=""), lead(3, Phone="", Mobile="400 00 003")])
    assert called(session) == ["A3"]
    assert {code for code, _ in why(session).values()} == {"no_phone"}
    assert why(session)["A1"][1].startswith("123: ")
    assert not why(session)["A2"][1]


def test_the_country_of_a_lead_and_the_region_of_the_session_say_where_numbers_belong(tmp_path: Path) -> None:
    rows = [lead(1, Phone="06 6982 0001", Country="Italia"), lead(2, Phone="020 7946 0018")]
    session = planned(tmp_path, rows, replace(WANTED, region="GB"))
    assert {session.scored.id(call.lead): call.phones[0].e164 for call in session.calls} == {
        "A1": "+390669820001",
        "A2": "+442079460018",
    }


def test_people_are_called_in_their_own_daytime(tmp_path: Path) -> None:
    rows = [lead(1), lead(2, Phone="+1 212 555 0142"), lead(3, Phone="+81 3 0000 0000")]
    session = planned(tmp_path, rows, replace(WANTED, hours=Hours(9, 20)))
    assert "A1" in called(session)
    assert why(session)["A2"] == ("hours", "03:30 there")


# Earlier calls


def outcome(number: int, disposition: str, **cells: str) -> dict[str, str]:
    return lead(number, Disposition=disposition, **cells)


def test_what_the_list_says_of_earlier_calls_counts(tmp_path: Path) -> None:
    tomorrow = (WHEN + timedelta(days=1)).date().isoformat()
    rows = [
        outcome(1, "no answer", Attempts="2"),
        outcome(2, "reached"),
        outcome(3, "non interessato"),
        outcome(4, "ikke ring"),
        outcome(5, "call back", **{"Call back at": tomorrow}),
        outcome(6, "call back", **{"Call back at": f"{WHEN.date().isoformat()} 14:30"}),
        outcome(7, "call back", **{"Call back at": f"{WHEN.date().isoformat()} 08:30"}),
    ]
    session = planned(tmp_path, rows)
    assert called(session) == ["A7", "A6", "A1"]
    assert [(call.callback is not None, call.attempts) for call in session.calls] == [(True, 0), (True, 0), (False, 2)]
    assert {one: code for one, (code, _) in why(session).items()} == {
        "A2": "called:reached",
        "A3": "called:not_interested",
        "A4": "called:do_not_call",
        "A5": "called:later",
    }
    assert why(session)["A5"][1] == tomorrow


def test_another_row_of_somebody_who_said_no_is_not_called_either(tmp_path: Path) -> None:
    rows = [lead(1, **{"Lead ID": "again"}), outcome(1, "not interested"), outcome(2, "reached"), lead(3)]
    session = planned(tmp_path, rows)
    assert called(session) == ["A3"]
    assert why(session)["again"] == ("called:not_interested", "Bjarne Berg")


def test_who_was_reached_is_asked_more_at_the_next_stage(tmp_path: Path) -> None:
    session = planned(tmp_path, [outcome(2, "reached", Decides="")], replace(WANTED, stage="discovery"))
    assert [ask.ask for ask in session.calls[0].asks] == ["Who signs?"]


@pytest.mark.parametrize(
    "said",
    [
        *(
            "DO NOT CALL AGAIN",
            "do-not-call",
            "Do not call;",
            "do not call / moved",
            "Do Not Call - angry",
            "donotcall",
        ),
        *("Do not contact", "Opt-out", "opted out", "unsubscribed", "non chiamare più", "ikke ring igjen"),
        *("больше не звоните", "تماس نگیر", "nicht anrufen", "no llamar", "ne pas appeler"),
    ],
)
@pytest.mark.parametrize("header", ["Disposition", "Esito", "Call outcome"])
def test_whoever_asked_not_to_be_called_in_whatever_words_is_not(tmp_path: Path, said: str, header: str) -> None:
    session = planned(tmp_path, [lead(1, **{header: said}), lead(2, **{header: "called, nobody there"})])
    assert called(session) == ["A2"]


def test_of_several_dispositions_the_one_that_binds_most_counts(tmp_path: Path) -> None:
    session = planned(tmp_path, [lead(1, Disposition="no answer", Utfall="ikke ring"), lead(2, Disposition="reached")])
    assert why(session) == {"A1": ("called:do_not_call", ""), "A2": ("called:reached", "")}


def test_the_log_says_how_calls_ended_where_nothing_else_does(tmp_path: Path) -> None:
    rows = [
        lead(1, **{"Call log": "2026-11-20 10:00 Anna: no answer\n2026-11-21: not interested +4722000110"}),
        lead(2, **{"Disposition": "no answer", "Call log": "2026-11-20 Anna: do not call"}),
        lead(3, **{"Disposition": "no answer", "Call log": "2026-11-20 Anna: not interested"}),
        lead(4, **{"Call log": "asked for Siv"}),
    ]
    session = planned(tmp_path, rows)
    assert sorted(called(session)) == ["A3", "A4"]
    assert {one: code for one, (code, _) in why(session).items()} == {
        "A1": "called:not_interested",
        "A2": "called:do_not_call",
    }


def test_what_is_not_understood_of_earlier_calls_is_pointed_out(tmp_path: Path) -> None:
    rows = [
        lead(1, Disposition="sang along"),
        lead(2, Disposition="call back", **{"Call back at": "one of these days"}),
        lead(3, **{"Do Not Contact": "yes"}),
    ]
    session = planned(
        tmp_path, rows, profile=PROFILE.replace("[suppress]", "").replace('columns = ["Do not call"]', "")
    )
    assert any("sang along" in warning for warning in session.warnings)
    assert any("one of these days" in warning for warning in session.warnings)
    assert any("'Do Not Contact' says who must not be called" in warning for warning in session.warnings)
    assert "A2" in called(session)
    assert why(session)["A3"][0] == "suppressed"


def test_a_number_that_was_wrong_is_not_called_again(tmp_path: Path) -> None:
    log = "2026-11-20 10:00 Anna: wrong number +4722000110"
    rows = [
        outcome(1, "wrong number", **{"Call log": log, "Mobile": "400 00 001"}),
        outcome(2, "wrong number", **{"Call log": log.replace("0110", "0210")}),
    ]
    session = planned(tmp_path, rows)
    assert [call.phones[0].e164 for call in session.calls] == ["+4740000001"]
    assert why(session)["A2"] == ("no_phone", "+47 22 00 02 10: a wrong number, said a caller")


def test_a_single_number_that_somebody_called_wrong_is_not_called_again(tmp_path: Path) -> None:
    line = "2026-11-20 Anna: Ben: wrong number +4722000310"
    rows = [
        outcome(1, "wrong number"),
        outcome(2, "wrong number", Mobile="400 00 002"),
        outcome(3, "wrong number", **{"Call log": line.replace("Anna: Ben", "Anna Ben"), "Mobile": "400 00 003"}),
    ]
    session = planned(tmp_path, rows)
    numbers = {session.scored.id(call.lead): [phone.e164 for phone in call.phones] for call in session.calls}
    assert numbers == {"A2": ["+4722000210", "+4740000002"], "A3": ["+4740000003"]}
    assert why(session)["A1"][0] == "no_phone"


def test_only_those_who_agreed_are_called_back(tmp_path: Path) -> None:
    rows = [lead(1), outcome(6, "call back", **{"Call back at": WHEN.date().isoformat()})]
    session = planned(tmp_path, rows, replace(WANTED, only_callbacks=True))
    assert called(session) == ["A6"]
    assert why(session) == {"A1": ("no_callback", "")}


def test_a_calendar_has_every_call_back_and_nobody_else(tmp_path: Path) -> None:
    later = (WHEN + timedelta(days=9)).date().isoformat()
    rows = [
        lead(1),
        outcome(5, "call back", **{"Call back at": later}),
        outcome(6, "call back", **{"Call back at": WHEN.date().isoformat()}),
        outcome(7, "do not call", **{"Call back at": later}),
    ]
    session = planned(tmp_path, rows, replace(WANTED, is_calendar=True))
    assert called(session) == ["A6", "A5"]
    assert {one: code for one, (code, _) in why(session).items()} == {"A1": "no_callback", "A7": "called:do_not_call"}


# Sharing out


def test_leads_are_shared_out_evenly_best_first(tmp_path: Path) -> None:
    rows = [lead(one, Budget=str(one * 300)) for one in range(1, 8)]
    session = planned(tmp_path, rows, replace(WANTED, callers=("Anna", "Ben"), share="evenly", top=2, top_of="caller"))
    assert [call.caller for call in session.calls] == ["Anna", "Ben", "Anna", "Ben"]
    assert session.callers == ["Anna", "Ben"]
    assert {code for code, _ in why(session).values()} == {"top"}


def test_leads_are_shared_out_by_owner_in_any_spelling(tmp_path: Path) -> None:
    rows = [lead(1, Owner="Anna"), lead(2, Owner=" ANNA "), lead(3, Owner="Ben"), lead(4)]
    session = planned(tmp_path, rows, replace(WANTED, share="owner"))
    assert {session.scored.id(call.lead): call.caller for call in session.calls} == {
        "A1": "Anna",
        "A2": "Anna",
        "A3": "Ben",
        "A4": "",
    }
    named = planned(tmp_path, rows, replace(WANTED, share="owner", callers=("anna", "Carl")))
    assert {session.scored.id(call.lead): call.caller for call in named.calls} == {
        "A1": "anna",
        "A2": "anna",
        "A3": "anna",
        "A4": "Carl",
    }


PRODUCTS: Final = """
[[product]]
name = "Small"
order = ["need", "decides"]
[[product]]
name = "Large"
order = ["budget", "need"]
"""


def test_leads_are_shared_out_by_product_and_capped_for_each(tmp_path: Path) -> None:
    rows = [lead(one, Budget="" if one % 2 else "5000", Need="yes" if one % 2 else "") for one in range(1, 7)]
    session = planned(tmp_path, rows, replace(WANTED, share="product", top=2, top_of="product"), PROFILE + PRODUCTS)
    assert sorted(call.caller for call in session.calls) == ["Large", "Large", "Small", "Small"]


# The sample below the cut


def test_a_few_random_leads_below_the_cut_are_called_and_marked(tmp_path: Path) -> None:
    rows = [lead(one, Budget="2000") for one in range(1, 6)]
    rows += [lead(one, Need="no", Budget="10") for one in range(6, 30)]
    hot = replace(WANTED, wanted=CallFilter(temperatures=frozenset({Temperature.HOT})), top=4, sample=3)
    session = planned(tmp_path, rows, hot)
    assert [call.is_sample for call in session.calls] == [False] * 4 + [True] * 3
    again = planned(tmp_path, rows, hot)
    assert called(again) == called(session)
    other = planned(tmp_path, rows, hot, when=WHEN + timedelta(days=1))
    assert called(other) != called(session)


def test_nobody_else_is_in_the_sample(tmp_path: Path) -> None:
    rows = [lead(1), lead(2, Decides="no"), lead(3, **{"Do not call": "yes"}), lead(4, Phone="")]
    session = planned(tmp_path, rows, replace(WANTED, sample=10))
    assert called(session) == ["A1"]


# Other queues, the order, what stands beside a call


def test_other_queues_are_called_when_they_are_wanted(tmp_path: Path) -> None:
    refer = replace(WANTED, wanted=CallFilter(queues=frozenset({Queue.REFER})))
    session = planned(tmp_path, [lead(1), lead(2, Decides="no")], refer)
    assert called(session) == ["A2"]
    assert why(session) == {"A1": ("queue:call", "")}


def test_those_come_first_of_whom_most_is_to_be_expected(tmp_path: Path) -> None:
    rows = [lead(one, Need=rnd, Budget=budget) for one, rnd, budget in ((1, "", ""), (2, "yes", "10"), (3, "yes", ""))]
    session = planned(tmp_path, rows)
    board = session.scored.board
    expected = [board.expected[board.matches.pattern_of[call.lead]] for call in session.calls]
    assert expected == sorted(expected, reverse=True)
    assert called(session)[0] == "A3"


def test_a_call_says_why_and_what_to_ask(tmp_path: Path) -> None:
    session = planned(tmp_path, [outcome(1, "no answer", Attempts="2", Need="")])
    (call,) = session.calls
    assert "called 2 times before, last: no answer" in call.why
    assert [(ask.column, ask.ask, ask.criterion.id) for ask in call.asks] == [("Need", "What do you do now?", "need")]
    assert call.emails == ("person1@firm1.example.com",)


def test_the_day_decides_not_the_time_zone_of_the_computer(tmp_path: Path) -> None:
    session = planned(tmp_path, [outcome(1, "call back", **{"Call back at": date(2026, 11, 24).isoformat()})])
    assert why(session)["A1"] == ("called:later", "2026-11-24")
