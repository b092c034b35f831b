"""Several processes write one file at once: one of them wins, and the others are told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from sheetqual.files.history import read_history
from sheetqual.files.profiles import read_profile
from sheetqual.files.safe_writing import look, rewriting
from tests.files.test_safe_writing import folder_of, left_by_a_killed_process

Process = subprocess.Popen[str]


@contextmanager
def processes(program: str, *arguments: Sequence[object]) -> Iterator[list[Process]]:
    """Start a process for each set of arguments; give them once all of them are ready."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", program, *map(str, some)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                )
            )
            for some in arguments
        ]
        for one in started:
            assert said(one) == "ready"
        yield started
        for one in started:
            assert one.stdin is not None
            one.stdin.close()
        assert [one.wait() for one in started] == [0] * len(started)


def said(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(started: Sequence[Process], word: str = "go") -> None:
    for one in started:
        assert one.stdin is not None
        one.stdin.write(f"{word}\n")
        one.stdin.flush()


ADDING = """
import sys
from sheetqual.errors import OutputError
from sheetqual.files.history import read_history
from sheetqual.files.profiles import read_profile
from sheetqual.files.safe_writing import look, rewriting
path, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for time in range(times):
    mine = f"{name}-{time}"
    try:
        seen = look(path)
        text = seen.path.read_bytes()
        with rewriting(seen) as stream:
            stream.write(text + mine.encode() + b"\\n")
        print("won", mine, flush=True)
    except OutputError as error:
        print("lost", mine, error, flush=True)
print("done", flush=True)
"""


@pytest.mark.parametrize(("count", "times"), [(2, 40), (8, 12)])
def test_each_adds_a_line_and_no_line_is_lost(tmp_path: Path, count: int, times: int) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(b"")
    won: list[str] = []
    lost: list[str] = []
    with processes(ADDING, *[(path, name, times) for name in range(count)]) as started:
        go(started)
        for process in started:
            while (line := said(process)) != "done":
                word, _, rest = line.partition(" ")
                (won if word == "won" else lost).append(rest)
    lines = path.read_text(encoding="utf-8").split()
    assert sorted(lines) == sorted(won)
    assert len(won) + len(lost) == count * times
    assert won
    for one in lost:
        assert "was changed by another program since it was read; nothing was written" in one
    assert sorted(folder_of(path)) == ["leads.csv", "leads.csv.bak"]


HOLDING = """
import os, sys
from sheetqual.files.safe_writing import locked
path = sys.argv[1]
print("ready", flush=True)
while sys.stdin.readline():
    with locked(path):
        try:
            os.close(os.open(path + ".held", os.O_CREAT | os.O_EXCL))
            os.stat(path)
            os.unlink(path + ".held")
            alone = "alone"
        except FileExistsError:
            alone = "not alone"
    print(alone, flush=True)
"""


def test_several_that_find_a_lock_left_behind_hold_it_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    path.write_bytes(b"precious")
    lock = left_by_a_killed_process(path)
    left = lock.read_bytes()
    with processes(HOLDING, *[[path]] * 6) as started:
        for number in range(40):
            # Each was held by a process that is gone, and is another one.
            lock.write_bytes(left + b"%d" % number)
            go(started)
            assert [said(one) for one in started] == ["alone"] * 6
            assert folder_of(path) == {"leads.xlsx": b"precious"}


def test_one_that_looked_before_the_others_were_done_is_told(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(b"")
    seen = look(path)
    with processes(ADDING, (path, "other", 1)) as started:
        go(started)
        assert said(started[0]) == "won other-0"
        assert said(started[0]) == "done"
    with pytest.raises(Exception, match="was changed by another program"), rewriting(seen) as stream:
        stream.write(b"mine\n")
    assert path.read_bytes() == b"other-0\n"


SAVING = """
import sys
from sheetqual.core.board import moved_criteria
from sheetqual.errors import OutputError
from sheetqual.files.profiles import ProfileChangedError, read_profile, save_profile
path = sys.argv[1]
print("ready", flush=True)
while sys.stdin.readline():
    file = read_profile(path)
    try:
        print("saved", save_profile(file, moved_criteria(file.profile, 0, 1)).profile.version, flush=True)
    except ProfileChangedError as error:
        print(error, flush=True)
"""


@pytest.mark.parametrize("count", [2, 5])
def test_of_saves_at_one_instant_each_is_in_the_history_or_told(tmp_path: Path, count: int) -> None:
    path = tmp_path / "profile.toml"
    criterion = '[[criterion]]\nid = "{0}"\ncolumns = ["{0}"]\nwant = {{ yes = true }}\n'
    path.write_text(f"version = 1\n{criterion.format('a')}{criterion.format('b')}", encoding="utf-8")
    saved = 0
    with processes(SAVING, *[[path]] * count) as started:
        for _ in range(12):
            go(started)
            told = [said(one) for one in started]
            versions = [one for one in told if one.startswith("saved")]
            assert versions
            assert len(set(versions)) == len(versions)
            assert set(told) - set(versions) <= {
                "profile.toml was changed by another program; open it again before saving."
            }
            saved += len(versions)
    states = read_history(path)
    assert [one.version for one in states] == list(range(1, saved + 2))
    assert states[-1].text == read_profile(path).text
    assert sorted(folder_of(path)) == ["profile.history.json", "profile.toml"]


BEGINNING = """
import sys
from pathlib import Path
from sheetqual.errors import OutputError
from sheetqual.files.workspaces import write_new
print("ready", flush=True)
while number := sys.stdin.readline().strip():
    try:
        write_new(Path(sys.argv[1], number), {name: sys.argv[2].encode() for name in ("a", "b", "c")})
        print("made", flush=True)
    except OutputError as error:
        print(error, flush=True)
"""


def test_of_two_that_begin_a_workspace_in_one_folder_one_makes_it_and_the_other_is_told(tmp_path: Path) -> None:
    with processes(BEGINNING, (tmp_path, "one"), (tmp_path, "other")) as started:
        for number in range(20):
            go(started, str(number))
            told = [said(one) for one in started]
            assert told.count("made") == 1
            assert all(one == "made" or "is there already and stays as it is" in one for one in told)
            folder = tmp_path / str(number)
            mine = b"one" if told[0] == "made" else b"other"
            assert {one.name: one.read_bytes() for one in folder.iterdir()} == dict.fromkeys("abc", mine)
