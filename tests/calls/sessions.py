"""Small calling sessions of made-up leads, for tests of what is written for callers."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sheetqual.core.calling import CallFilter
from sheetqual.files.calls.phones import Phone
from sheetqual.files.calls.session import Ask, Call, CallSession, SessionSettings
from sheetqual.files.lists import ScoredList, score_list
from sheetqual.files.profiles import profile_from_text

WHEN: Final = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Oslo"))
"""When every session begins."""

HOSTILE: Final = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "</title></style><svg/onload=alert(1)>",
    "&lt;b&gt; &amp; {0} %s {name}",
    "Line one\r\nBEGIN:VCARD\nEND:VCARD",
    "END:VEVENT\r\nBEGIN:VEVENT",
    "Comma, semicolon; colon: backslash\\ and C:\\New\\nothing",
    "Bell\x07 escape\x1b[31m null\x00 del\x7f",
    "\u202egnp.exe \u2066hidden\u2069 \u200f",
    "👩‍👩‍👧‍👦 😀 naïve café",
    "کتاب‌فروشی، سارا؛ رضایی",
    "A" * 1000,
    "ض" * 1000,
    '=HYPERLINK("x")',
    "tab\tvertical\x0btab next\x85line separator\u2028end",
    ",",
    ";",
    "\\",
    "\\,\\;\\\\",
)
"""Texts that do harm where they are not taken for text."""

PROFILE: Final = '''
schema = 1
name = "Made-up outbound"
version = 7
region = "GB"

[[criterion]]
id = "need"
name = "Need"
columns = ["Need"]
want = { yes = true }
questions = [
  { ask = "How do you plan your crews' days now? Since when?", stage = "cold_call" },
  { ask = "What happens when somebody falls ill?", stage = "cold_call" },
]

[[criterion]]
id = "authority"
name = "Decision maker"
columns = ["Decision maker"]
want = { yes = true }
questions = [ { ask = "Who besides you has a say in this, and who signs?", stage = "cold_call" } ]

[[criterion]]
id = "size"
name = "Company size"
columns = ["Employees"]
want = { at_least = 50 }
questions = [ { ask = "How many people do you send out on a normal day?", stage = "cold_call" } ]

[scripts]
opening = """Hello, this is Rotaline.
Three short questions?"""
complaint = "I understand. I ask because I don't want to show you things you have no use for. May I go on?"
account_review = "Shall we look through what you have together for half an hour?"
refer = "Who decides about this, and how do I best reach them?"
'''

PERSIAN_PROFILE: Final = """
schema = 1
name = "فروش تلفنی"
version = 2
region = "IR"

[score]
labels = { hot = "داغ", warm = "گرم", cold = "سرد", out = "رد شده" }

[[criterion]]
id = "need"
name = "نیاز"
columns = ["Need"]
want = { yes = true }
questions = [
  { ask = "الان برنامهٔ روزانهٔ تیم‌ها را چطور می‌چینید؟ از چه زمانی؟", stage = "cold_call" },
  { ask = "وقتی کسی مریض می‌شود چه می‌کنید؟", stage = "cold_call" },
]

[[criterion]]
id = "authority"
name = "تصمیم‌گیرنده"
columns = ["Decision maker"]
want = { yes = true }
questions = [ { ask = "جز شما چه کسی در این باره تصمیم می‌گیرد؟", stage = "cold_call" } ]

[[criterion]]
id = "size"
name = "اندازهٔ شرکت"
columns = ["Employees"]
want = { at_least = 50 }
questions = [ { ask = "در یک روز عادی چند نفر را اعزام می‌کنید؟", stage = "cold_call" } ]

[scripts]
opening = "سلام، وقتتان بخیر. من از روتالاین زنگ می‌زنم. سه سؤال کوتاه دارم."
complaint = "متوجه هستم. علت سؤالم این است که نمی‌خواهم وقت شما را بگیرم. اجازه می‌دهید ادامه بدهم؟"
account_review = "موافقید با هم مرور کنیم چه چیزی خوب کار می‌کند و چه هزینه‌ای برایتان دارد؟"
refer = "چه کسی در این باره تصمیم می‌گیرد و بهترین راه تماس با او چیست؟"
"""


@dataclass(frozen=True)
class Lead:
    """A row of a made-up list."""

    name: str
    company: str
    id: str = ""
    need: str = ""
    authority: str = ""
    employees: str = ""


LEADS: Final = (
    Lead("Maisie Eastlake", "Ravensworth Lifts Ltd", "A1", "yes", "yes", ""),
    Lead("سارا رضایی", "شرکت آسانسور البرز", "A2", "yes", "", "120"),
    Lead("Иван Петрович Сидоров", "ООО «Лифт-Сервис»", "A3", "", "yes", "40"),
    Lead("Nicolò D'Angelo", "Ascensori Fratelli D'Angelo & C. S.r.l.", "A4", "partly", "no", ""),
    Lead("Åse Øvstebø", "Heis Vest AS", "A5", "yes", "yes", "300"),
)

PHONES: Final = (
    Phone("+442079460018", "12", "GB", "Europe/London", "020 7946 0018 x12"),
    Phone("+982188000000", "", "IR", "Asia/Tehran", "۰۲۱ ۸۸۰۰ ۰۰۰۰"),
    Phone("+74990000000", "", "RU", "Europe/Moscow", "8 499 000-00-00"),
    Phone("+390600000000", "304", "IT", "Europe/Rome", "06 0000 0000 int. 304"),
    Phone("+4722000000", "", "NO", "Europe/Oslo", "22 00 00 00"),
)
MOBILE: Final = Phone("+447700900198", "", "GB", None, "07700 900198")


def scored_leads(folder: Path, leads: Sequence[Lead] = LEADS, profile: str = PROFILE) -> ScoredList:
    """Write leads to a list and score it."""
    path = folder / "leads.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(["Record ID", "Name", "Company", "Need", "Decision maker", "Employees"])
        writer.writerows([one.id, one.name, one.company, one.need, one.authority, one.employees] for one in leads)
    return score_list(path, profile_from_text(profile, "profile.toml"), today=date(2026, 11, 23), keep_all=True)


def call_of(scored: ScoredList, lead: int, number: int) -> Call:
    """Return a plain call of a lead: one phone, the questions of what is open."""
    verdict = scored.board.verdict(lead)
    asks = [
        Ask(one, one.questions[0].ask, tuple(question.ask for question in one.questions[1:]), one.columns[0])
        for one in scored.board.profile.criteria
        if verdict.points[one.id] is None
    ]
    return Call(
        lead=lead,
        number=number,
        phones=(PHONES[lead % len(PHONES)],),
        why=scored.reason(lead),
        asks=tuple(asks),
        emails=(f"lead{lead}@firm.example.com",),
    )


def session_of(
    scored: ScoredList,
    changes: Mapping[int, Mapping[str, object]] | None = None,
    when: datetime = WHEN,
) -> CallSession:
    """Return a session that calls every lead of a list, in its order.

    Args:
        scored: The list.
        changes: A lead's place in the list -> what is different in its call.
        when: When it begins.
    """
    calls = [
        replace(call_of(scored, lead, lead + 1), **(changes or {}).get(lead, {}))  # type: ignore[arg-type]
        for lead in range(len(scored.board))
    ]
    return CallSession(scored, SessionSettings(CallFilter()), when, calls, [], [])


def rich_session(folder: Path, profile: str = PROFILE) -> CallSession:
    """Return a session in which every part of a call occurs."""
    return session_of(
        scored_leads(folder, profile=profile),
        {
            0: {
                "phones": (PHONES[0], MOBILE),
                "callback": datetime(2026, 11, 24, 14, 15),  # noqa: DTZ001 - in the caller's own time
                "attempts": 2,
                "emails": ("maisie@ravensworth.example.com", "office@ravensworth.example.com"),
            },
            1: {"callback": date(2026, 11, 26)},
            2: {"is_sample": True},
            3: {"phones": (PHONES[3], PHONES[2])},
            4: {"phones": (MOBILE,), "emails": ()},
        },
    )
