"""A long list with numbers, duplicates and a long do-not-call list: what an export of calls costs."""

from __future__ import annotations

import csv
import random
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import phonenumbers

from sheetqual.core.calling import CallFilter
from sheetqual.core.reading import cell_text
from sheetqual.files.calls.exporting import export_calls, targets_of
from sheetqual.files.calls.preparing import prepare_session
from sheetqual.files.calls.session import SessionSettings
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile
from tests.bench import lists

FIRST = ("Anna", "Ben", "Carla", "Dmitri", "Eva", "Farid", "Greta", "Hans", "Ida", "Jon", "Kari", "Lars", "Mina")
LAST = ("Berg", "Dahl", "Eriksen", "Foss", "Gran", "Haugen", "Iversen", "Krog", "Lie", "Moe", "Nilsen", "Ruud", "Vik")


def made_number(rnd: random.Random) -> str:
    """Return a Norwegian mobile number in one of four spellings."""
    series = ("40", "41", "45", "46", "47", "90", "91", "92", "93", "95", "97")
    number = f"{rnd.choice(series)}{rnd.randrange(10**6):06}"
    pairs = " ".join(number[at : at + 2] for at in range(0, 8, 2))
    return rnd.choice((f"+47{number}", pairs, f"0047 {number}", number))


def write_lists(folder: Path, leads: int) -> list[str]:
    """Write a list with a duplicate in fifty, and a do-not-call list of half as many numbers; return the numbers."""
    rnd = random.Random(3)
    headers, rows = lists.long_rows(leads, like_samples=True)
    for row in rows:
        name = f"{rnd.choice(FIRST)} {rnd.choice(LAST)}"
        row[1] = name
        row += [made_number(rnd), f"{name.replace(' ', '.').lower()}{rnd.randrange(10**6)}@firm.example.com"]
    for _ in range(leads // 50):
        rows[rnd.randrange(leads)] = [f"X{rnd.randrange(10**7)}", *rnd.choice(rows)[1:]]
    with (folder / "leads.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow([*headers, "Phone", "E-mail"])
        writer.writerows([cell_text(cell) for cell in row] for row in rows)
    silent = [made_number(rnd) for _ in range(leads // 2)]
    (folder / "dnc.csv").write_text("Phone\n" + "\n".join(silent) + "\n", encoding="utf-8")
    return [*silent, *(cell_text(row[-2]) for row in rows)]


def calls(line: Callable[..., None], leads: int = 100_000, top: int = 500) -> None:
    """Export the best leads of a long list, against reading it and against libphonenumber alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        numbers = write_lists(folder, leads)
        start = time.perf_counter()
        for number in set(numbers):
            phonenumbers.is_valid_number(phonenumbers.parse(number, "NO"))
        bare = time.perf_counter() - start
        file = read_profile(lists.SOFTWARE / "profile.toml")
        start = time.perf_counter()
        scored = score_list(folder / "leads.csv", file, today=lists.TODAY, keep_all=True)
        read = time.perf_counter() - start
        when = datetime.combine(lists.TODAY, datetime.min.time()).astimezone()
        settings = SessionSettings(CallFilter(), top=top, region="NO")
        start = time.perf_counter()
        session = prepare_session(scored, settings, folder / "leads.csv", when=when, suppress=[folder / "dnc.csv"])
        prepared = time.perf_counter() - start
        start = time.perf_counter()
        export_calls(session, targets_of(folder / "calls.xlsx"), now=when)
        written = time.perf_counter() - start
    print(f"{leads:,} leads, {leads // 2:,} not to be called, {len(set(numbers)):,} distinct numbers; {top} called")
    line("read and score the list", read)
    line("libphonenumber alone: parse and check every distinct number", bare)
    line("numbers, duplicates, do-not-call list, order, questions", prepared, bare)
    line("write the call sheet, the rejects and the receipt", written, bare)
    line("everything (wanted: at most 15 s)", read + prepared + written, bare)
