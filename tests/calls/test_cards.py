"""Call cards: everything is there, in order, as text; nothing runs, nothing is fetched; paper and Persian are right."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetqual.core.dispositions import DISPOSITIONS
from sheetqual.errors import OutputError
from sheetqual.files.calls.cards import write_cards
from sheetqual.files.calls.session import Ask, Call, CallSession
from sheetqual.files.calls.words import CALL_WORDS
from sheetqual.files.profiles import profile_from_text
from sheetqual.files.safe_text import for_terminal
from tests.calls.sessions import (
    HOSTILE,
    MOBILE,
    PERSIAN_PROFILE,
    PROFILE,
    WHEN,
    Lead,
    rich_session,
    scored_leads,
    session_of,
)
from tests.conftest import program

VOID = {"meta", "br"}
ATTRIBUTES = {"class", "id", "dir", "lang", "href", "title", "charset", "name", "content", "http-equiv"}
TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "li",
        "section",
        "main",
    ),
    *("article", "div", "p", "span", "a", "dl", "dt", "dd", "time", "br", "details", "summary"),
}


@dataclass
class Node:
    """An element: its tag, its attributes and what is in it."""

    tag: str
    attributes: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    def all(self, tag: str = "", kind: str = "") -> Iterator[Node]:
        """Yield the elements in it of a tag and a class, in order."""
        for one in self.inside:
            if isinstance(one, Node):
                if tag in ("", one.tag) and (not kind or kind in one.attributes.get("class", "").split()):
                    yield one
                yield from one.all(tag, kind)

    def texts(self, tag: str = "", kind: str = "") -> list[str]:
        return [one.text for one in self.all(tag, kind)]


class Page(HTMLParser):
    """A page as a browser's parser sees it; fails where tags don't match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]
        self.feed(text)
        self.close()
        assert len(self.open) == 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        assert len(node.attributes) == len(attrs)
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def page_of(session: CallSession, path: Path, language: str = "en", calls: list[Call] | None = None) -> Node:
    write_cards(session, session.calls if calls is None else calls, path, CALL_WORDS[language], language)
    return Page(path.read_text(encoding="utf-8")).open[0]


def about(card: Node) -> dict[str, str]:
    """Return what a card says before the call, by its titles."""
    (facts,) = card.all("dl")
    return dict(zip(facts.texts("dt"), facts.texts("dd"), strict=True))


def shown(text: str) -> str:
    return "\n".join(map(for_terminal, text.splitlines()))


def one_call(folder: Path, **changes: object) -> CallSession:
    return session_of(scored_leads(folder, [Lead("Maisie Eastlake", "Ravensworth Lifts Ltd", "A1")]), {0: changes})


def test_every_call_has_a_card_in_order(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    page = page_of(session, tmp_path / "calls.html")
    cards = list(page.all("article"))
    assert [card.attributes["id"] for card in cards] == [f"call-{number}" for number in range(1, 6)]
    assert [card.texts(kind="place") for card in cards] == [[f"{number} of 5"] for number in range(1, 6)]
    assert page.texts("h2") == [session.scored.name(call.lead) for call in session.calls]
    assert page.texts(kind="company") == [session.scored.company(call.lead) for call in session.calls]
    assert page.texts(kind="score") == ["89", "72", "28", "30.5", "100"]
    assert page.texts(kind="chip") == ["hot", "hot", "cold", "cold", "hot"]
    assert [card.texts(kind="sample") for card in cards] == [[], [], ["sample"], [], []]


def test_a_card_says_all_there_is_to_say(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    card = next(page_of(session, tmp_path / "calls.html").all("article"))
    assert card.texts(kind="dial") == ["+44 20 7946 0018 ext. 12"]
    assert [one.attributes["href"] for one in card.all("a")] == ["tel:+442079460018", "tel:+447700900198"]
    assert card.texts(kind="mail") == ["maisie@ravensworth.example.com", "office@ravensworth.example.com"]
    assert about(card) == {
        "Why call": session.calls[0].why,
        "Call back at": "2026-11-24 14:15",
        "Attempts": "2",
        "Time there": "08:30 (Europe/London)",
        "More numbers": "+44 7700 900198",
    }
    assert card.texts(kind="question") == ["How many people do you send out on a normal day?"]
    assert card.texts(kind="ruled")[:3] == ["Answer", "Call back at", "Call notes"]
    assert card.texts("h3") == ["What to ask", "Disposition"]


def test_questions_come_in_order_with_room_for_each_answer(tmp_path: Path) -> None:
    session = one_call(tmp_path)
    (card,) = page_of(session, tmp_path / "calls.html").all("article")
    (asks,) = card.all("ol")
    assert asks.texts(kind="question") == [ask.ask for ask in session.calls[0].asks]
    assert asks.texts(kind="others") == ["What happens when somebody falls ill?"]
    assert [[one.tag, *one.texts(kind="others")] for one in asks.inside if isinstance(one, Node)] == [
        ["li", "What happens when somebody falls ill?"],
        ["li"],
        ["li"],
    ]
    assert asks.texts(kind="ruled") == ["Answer"] * len(session.calls[0].asks)


def test_nothing_to_ask_is_said(tmp_path: Path) -> None:
    (card,) = page_of(one_call(tmp_path, asks=()), tmp_path / "calls.html").all("article")
    assert "Nothing more to ask." in card.texts("p")
    assert not list(card.all("ol"))


@pytest.mark.parametrize("language", CALL_WORDS)
def test_each_language_has_its_words_and_its_direction(tmp_path: Path, language: str) -> None:
    session = rich_session(tmp_path)
    page = page_of(session, tmp_path / "calls.html", language)
    (html,) = page.all("html")
    assert html.attributes == {"lang": language, "dir": "rtl" if language == "fa" else "ltr"}
    words = CALL_WORDS[language]
    for card in page.all("article"):
        (boxes,) = card.all(kind="boxes")
        assert boxes.texts("li") == [f"☐ {word}" for word in DISPOSITIONS[language].values()]
        assert {words.callback, words.notes} <= set(card.texts(kind="ruled"))
    assert page.texts("h1") == [f"{words.title}: 5"]


def test_texts_of_users_have_their_own_direction(tmp_path: Path) -> None:
    page = page_of(rich_session(tmp_path, PERSIAN_PROFILE), tmp_path / "calls.html", "fa")
    for kind in ("company", "question", "chip", "mail"):
        for one in page.all(kind=kind):
            assert [inner.attributes for inner in one.all()] == [{"dir": "auto"}]
    assert all(one.attributes["dir"] == "ltr" for one in page.all("time"))


def test_the_scripts_stand_on_top_and_on_every_card(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    page = page_of(session, tmp_path / "calls.html")
    scripts = session.scored.file.profile.scripts
    titles = ["To open", "If they complain", "If they have one already", "If somebody else decides"]
    told = [scripts[name] for name in ("opening", "complaint", "account_review", "refer")]
    (top,) = page.all("section")
    assert (top.texts("h3"), top.texts("p")) == (titles, told)
    for card in page.all("article"):
        assert (card.texts("summary"), [one.text for hint in card.all("details") for one in hint.all("p")]) == (
            titles,
            told,
        )
        assert all("open" not in hint.attributes for hint in card.all("details"))


def test_a_profile_without_scripts_leaves_no_empty_boxes(tmp_path: Path) -> None:
    session = session_of(scored_leads(tmp_path, profile=PROFILE.split("[scripts]")[0]))
    page = page_of(session, tmp_path / "calls.html")
    assert not [*page.all("section"), *page.all("details"), *page.all(kind="hints")]


def test_the_top_says_which_list_profile_and_caller(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    mine = [replace(call, caller="Ingrid Østerlid") for call in session.calls if call.number in (2, 4)]
    page = page_of(session, tmp_path / "calls.html", calls=mine)
    (facts,) = page.all(kind="facts")
    assert facts.texts("li") == [
        "leads.csv",
        "Made-up outbound v7",
        "2026-11-23 09:30",
        "Caller: Ingrid Østerlid",
    ]
    assert page.texts(kind="place") == ["1 of 2 · No. 2", "2 of 2 · No. 4"]
    assert all("Caller" not in about(card) for card in page.all("article"))


def test_cards_of_several_callers_name_theirs(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    shared = [replace(call, caller=f"Caller {call.number % 2}") for call in session.calls]
    page = page_of(session, tmp_path / "calls.html", calls=shared)
    assert [about(card)["Caller"] for card in page.all("article")] == [call.caller for call in shared]


def test_the_product_that_fits_best_is_named(tmp_path: Path) -> None:
    products = '[[product]]\nname = "Saver"\norder = ["need"]\n[[product]]\nname = "Pro"\norder = ["size"]\n\n[scripts]'
    session = session_of(scored_leads(tmp_path, profile=PROFILE.replace("[scripts]", products)))
    cards = page_of(session, tmp_path / "calls.html").all("article")
    assert [about(card)["Product"] for card in cards][:3] == ["Saver", "Saver", "Saver"]


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (None, "not known"),
        ("Europe/Oslo", "09:30 (Europe/Oslo)"),
        ("Asia/Tehran", "12:00 (Asia/Tehran)"),
        ("Pacific/Kiritimati", "22:30 (Pacific/Kiritimati)"),
        ("America/Los_Angeles", "00:30 (America/Los_Angeles)"),
        ("Pacific/Honolulu", "2026-11-22 22:30 (Pacific/Honolulu)"),
        ("Atlantis/Capital", "not known"),
        ("../../etc/passwd", "not known"),
    ],
)
def test_the_time_there(tmp_path: Path, zone: str | None, said: str) -> None:
    session = one_call(tmp_path, phones=(replace(MOBILE, zone=zone),))
    (card,) = page_of(session, tmp_path / "calls.html").all("article")
    assert about(card)["Time there"] == said


@pytest.mark.parametrize(
    ("agreed", "said"),
    [
        (datetime(2026, 11, 24, 14, 15, tzinfo=ZoneInfo("Asia/Tehran")), "2026-11-24 11:45"),
        (datetime(2026, 11, 24, 14, 15), "2026-11-24 14:15"),  # noqa: DTZ001 - in the caller's own time
        (date(2026, 11, 24), "2026-11-24"),
        (datetime.max.replace(tzinfo=UTC), "9999-12-31 23:59"),
    ],
)
def test_a_callback_is_told_in_the_caller_s_time(tmp_path: Path, agreed: datetime | date, said: str) -> None:
    (card,) = page_of(one_call(tmp_path, callback=agreed), tmp_path / "calls.html").all("article")
    assert about(card)["Call back at"] == said


def test_a_lead_without_a_phone_has_a_card_too(tmp_path: Path) -> None:
    page = page_of(one_call(tmp_path, phones=(), emails=()), tmp_path / "calls.html")
    assert not list(page.all("a"))
    assert page.texts("h2") == ["Maisie Eastlake"]


def test_a_company_alone_is_named_once(tmp_path: Path) -> None:
    page = page_of(session_of(scored_leads(tmp_path, [Lead("", "Heis Vest AS", "A1")])), tmp_path / "calls.html")
    assert (page.texts("h2"), page.texts(kind="company")) == (["Heis Vest AS"], [])


def check_harmless(page: Node) -> None:
    for one in page.all():
        assert one.tag in TAGS
        assert set(one.attributes) <= ATTRIBUTES
        assert re.fullmatch(r"tel:\+\d{5,15}", one.attributes.get("href", "tel:+12345"))
        assert re.fullmatch(r"call-\d+", one.attributes.get("id", "call-1"))
    for tag in ("style", "title", "main"):
        assert len(list(page.all(tag))) == 1


def test_hostile_texts_stay_texts_wherever_they_stand(tmp_path: Path) -> None:
    leads = [
        Lead(one, other, str(row))
        for row, (one, other) in enumerate(zip(HOSTILE, HOSTILE[1:] + HOSTILE[:1], strict=True))
    ]
    scored = scored_leads(tmp_path, leads)
    session = session_of(scored)
    criterion = scored.board.profile.criteria[0]
    calls = [
        replace(
            call,
            why=text,
            asks=(Ask(criterion, text, (text, text), text),),
            emails=(text,),
            caller=text,
            phones=(replace(MOBILE, extension=text), replace(MOBILE, zone=text)),
        )
        for call, text in zip(session.calls, HOSTILE, strict=True)
    ]
    page = page_of(session, tmp_path / "calls.html", calls=calls)
    check_harmless(page)
    assert page.texts("h2") == [shown(scored.label(call.lead)) for call in calls]
    assert page.texts(kind="company") == [shown(scored.company(call.lead) or "") for call in calls]
    for card, text in zip(page.all("article"), HOSTILE, strict=True):
        assert card.texts(kind="question") == [shown(text)]
        (others,) = card.all(kind="others")
        assert others.texts("li") == [shown(text)] * 2
        assert card.texts(kind="mail") == [shown(text)]
        assert (about(card)["Why call"], about(card)["Caller"]) == (shown(text), shown(text))
        assert card.texts(kind="extension") == [f"ext. {shown(text)}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_of_profiles_and_lists_stay_texts(tmp_path: Path, text: str) -> None:
    session = one_call(tmp_path)
    file = session.scored.file
    profile = replace(file.profile, name=text, scripts=dict.fromkeys(("opening", "complaint"), text))
    table = replace(session.scored.table, source=text, sheet=text)
    scored = replace(session.scored, table=table, file=replace(file, profile=profile))
    page = page_of(replace(session, scored=scored), tmp_path / "calls.html")
    check_harmless(page)
    (facts,) = page.all(kind="facts")
    assert facts.texts("li")[:2] == [shown(f"{text} ({text})"), f"{shown(text)} v7"]
    assert page.texts("title") == [shown(f"Calls: 1 – {text}")]
    (top,) = page.all("section")
    assert top.texts("p") == [shown(text)] * 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60) | st.text("<>&\"'/=abc!-[]", max_size=30))
def test_any_text_is_read_back_as_it_is_shown(tmp_path: Path, text: str) -> None:
    session = one_call(tmp_path, why=text, emails=(text,))
    page = page_of(session, tmp_path / "calls.html")
    check_harmless(page)
    (card,) = page.all("article")
    assert (about(card)["Why call"], card.texts(kind="mail")) == (shown(text), [shown(text)])


def test_nothing_runs_and_nothing_is_fetched(tmp_path: Path) -> None:
    path = tmp_path / "calls.html"
    page = page_of(rich_session(tmp_path), path)
    check_harmless(page)
    policy = next(one for one in page.all("meta") if "http-equiv" in one.attributes)
    assert policy.attributes == {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    }
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?:|//|<script|javascript:|url\(|@import|\bon\w+=", text)
    assert text.startswith("<!doctype html>\n")


def test_the_expected_value_is_not_told(tmp_path: Path) -> None:
    leads = [Lead("Maisie Eastlake", "Ravensworth Lifts Ltd", "A1", need="yes")]
    page = page_of(session_of(scored_leads(tmp_path, leads)), tmp_path / "calls.html")
    (standing,) = page.all(kind="standing")
    assert standing.text == "warm61"


def test_progress_ends_before_the_file_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "calls.html"
    leads = [Lead(f"Lead {row}", "", str(row)) for row in range(150)]
    session = session_of(scored_leads(tmp_path, leads))
    seen: list[tuple[int, int | None]] = []

    def watch(done: int, total: int | None) -> None:
        assert not path.exists()
        seen.append((done, total))

    write_cards(session, session.calls, path, CALL_WORDS["en"], "en", progress=watch)
    assert path.exists()
    assert seen[-1] == (150, 150)
    assert all(one[0] < other[0] for one, other in pairwise(seen))


def test_what_stops_the_work_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "calls.html"
    path.write_text("old", encoding="utf-8")
    session = rich_session(tmp_path)

    def stop(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_cards(session, session.calls, path, CALL_WORDS["en"], "en", progress=stop)
    assert path.read_text(encoding="utf-8") == "old"
    with pytest.raises(OutputError, match="does not exist"):
        write_cards(session, session.calls, tmp_path / "no" / "calls.html", CALL_WORDS["en"], "en")


def test_a_session_without_calls_is_a_page_without_cards(tmp_path: Path) -> None:
    page = page_of(rich_session(tmp_path), tmp_path / "calls.html", calls=[])
    assert (page.texts("h1"), list(page.all("article"))) == (["Calls: 0"], [])


@pytest.mark.parametrize("profile", [PROFILE, PERSIAN_PROFILE])
def test_chromium_prints_two_cards_a_page(tmp_path: Path, profile: str) -> None:
    chromium = program("chromium", "chromium-browser", "google-chrome")
    leads = [Lead(f"Lead {row}", "Ravensworth Lifts Ltd", str(row)) for row in range(9)]
    session = session_of(scored_leads(tmp_path, leads, profile))
    language = "en" if profile == PROFILE else "fa"
    page_of(session, tmp_path / "calls.html", language)
    printed = tmp_path / "calls.pdf"
    subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'browser'}"),
            *("--no-pdf-header-footer", f"--print-to-pdf={printed}", (tmp_path / "calls.html").as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    pages = re.findall(rb"/Type\s*/Page\b", printed.read_bytes())
    assert 5 <= len(pages) <= 6  # The scripts and one card, then two a page; other fonts may need one more.


def test_the_profile_on_file_is_the_one_named(tmp_path: Path) -> None:
    session = one_call(tmp_path)
    other = profile_from_text(PROFILE.replace("version = 7", "version = 8"), "profile.toml")
    session = replace(session, scored=replace(session.scored, file=other))
    (facts,) = page_of(session, tmp_path / "calls.html").all(kind="facts")
    assert "Made-up outbound v8" in facts.texts("li")


def test_the_day_is_the_session_s_own(tmp_path: Path) -> None:
    session = replace(one_call(tmp_path), when=WHEN.astimezone(ZoneInfo("Pacific/Auckland")))
    (facts,) = page_of(session, tmp_path / "calls.html").all(kind="facts")
    assert "2026-11-23 21:30" in facts.texts("li")
