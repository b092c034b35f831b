"""What the screen remembers, whatever became of its file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.files.safe_writing import locked
from sheetqual_tui.settings import (
    PastChoice,
    Recent,
    Settings,
    change_settings,
    read_settings,
    settings_path,
    with_columns,
    with_keys,
    with_past,
    with_recent,
    without_recent,
)

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows knows no such files")
NO_ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do everything")
EVERYTHING = Settings(
    theme="nord",
    mouse=False,
    bidi="off",
    keys={"save": "ctrl+s,s", "leads.sort": "o"},
    columns={"/a.b/leads.xlsx": ("Name", "Company"), 'C:\\x "y"\\لیست.csv': ("شرکت",)},
    recent=(
        Recent("/a/leads.xlsx", "/a/profile.toml", "Leads", 3, None, "2026-10-01"),
        Recent("/b/leads.csv", encoding="cp1251"),
    ),
    past={"/b/leads.csv": PastChoice("Stage=Won = paid", "/b/былое.csv"), "/a.b/leads.xlsx": PastChoice("نتیجه=مشتری")},
)


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that the tests remember in."""
    monkeypatch.setenv("SHEETQUAL_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "config" / "screen.toml"


def wrote(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def names(file: Path) -> set[str]:
    return {one.name for one in file.parent.iterdir()}


def test_without_a_file_everything_is_as_it_comes(file: Path) -> None:
    assert read_settings() == (Settings(), None)
    assert not file.parent.exists()


def test_the_file_is_in_the_folder_of_the_system_unless_another_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETQUAL_CONFIG_DIR", "")
    assert settings_path().name == "screen.toml"
    assert "sheetqual" in settings_path().parts


def test_everything_is_read_as_it_was_written(file: Path) -> None:
    assert change_settings(lambda _: EVERYTHING) is None
    assert read_settings() == (EVERYTHING, None)
    assert names(file) == {"screen.toml"}


@POSIX
def test_nobody_else_may_read_the_file_or_its_folder(file: Path) -> None:
    assert change_settings(lambda _: EVERYTHING) is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.chmod(0o644)
    assert change_settings(lambda settings: replace(settings, theme="gruvbox")) is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_change_writes_nothing(file: Path) -> None:
    assert change_settings(lambda settings: settings) is None
    assert not file.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"theme = ",
        b"\x00\x01\xff\xfe",
        b"theme = 'a'\ntheme = 'b'\n",
        b"x = 1\n" * 100_000,
        b"a = " + b"[" * 100_000,
        b"a = " + b"{a = " * 40_000,
        b"a = " + b"1" * 200_000,
        b"a." * 120_000 + b"a = 1",
        b'"\\"".' * 40_000 + b"a = 1",
    ],
)
def test_a_damaged_file_gives_defaults_and_a_sentence_at_once(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    begin = time.monotonic()
    settings, fault = read_settings()
    assert time.monotonic() - begin < 1
    assert settings == Settings()
    assert fault is not None
    assert "screen.toml can't be read" in fault


def test_a_long_key_that_is_read_is_read_quickly(file: Path) -> None:
    wrote(file, "\n".join("a." * 990 + f"b{number} = 1" for number in range(130)))
    begin = time.monotonic()
    assert read_settings() == (Settings(), None)
    assert time.monotonic() - begin < 3


def test_a_damaged_file_is_put_aside_by_the_next_change(file: Path) -> None:
    wrote(file, "theme = ")
    assert change_settings(lambda settings: replace(settings, theme="nord")) is None
    assert file.with_name("screen.damaged-1.toml").read_text("utf-8") == "theme = "
    wrote(file, "[[[")
    assert change_settings(lambda settings: replace(settings, theme="dracula")) is None
    assert file.with_name("screen.damaged-2.toml").read_text("utf-8") == "[[["
    assert read_settings() == (Settings(theme="dracula"), None)


@POSIX
@pytest.mark.parametrize("kind", ["loop", "pipe", "zeros", "folder"])
def test_what_is_no_ordinary_file_is_not_waited_for(file: Path, kind: str) -> None:
    file.parent.mkdir()
    if kind == "loop":
        file.symlink_to(file)
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "zeros":
        file.symlink_to("/dev/zero")
    else:
        file.mkdir()
    settings, fault = read_settings()
    assert settings == Settings()
    assert fault is not None
    assert change_settings(lambda settings: replace(settings, mouse=False)) is None
    assert read_settings() == (Settings(mouse=False), None)


@POSIX
def test_a_link_to_a_file_elsewhere_stays_a_link(file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.write_text("theme = 'nord'\n", "utf-8")
    file.parent.mkdir()
    file.symlink_to(elsewhere)
    assert change_settings(lambda settings: replace(settings, mouse=False)) is None
    assert file.is_symlink()
    assert tomllib.loads(elsewhere.read_text("utf-8")) == {"theme": "nord", "mouse": False}


def test_a_setting_that_makes_no_sense_harms_no_other(file: Path) -> None:
    wrote(
        file,
        """
theme = 3
mouse = "no"
bidi = "sideways"
columns = { "/a" = ["Name"], "/b" = "Name", "/c" = [1], "/d" = [] }
recent = [
    { leads = "/a", header_row = true, profile = 1, sheet = "S" }, { leads = 1 }, 7, { profile = "/p" },
    { leads = "/b", header_row = 0, when = 2026-10-01, encoding = "utf-8" },
]
[keys]
save = "s"
quit = ["q"]
""",
    )
    assert read_settings() == (
        Settings(
            keys={"save": "s"},
            columns={"/a": ("Name",)},
            recent=(Recent("/a", sheet="S"), Recent("/b", encoding="utf-8")),
        ),
        None,
    )


@pytest.mark.parametrize("text", ["keys = 1\ncolumns = [1]\nrecent = 'x'\nmouse = false", "\ufeffmouse = false\r\n"])
def test_the_rest_is_read(file: Path, text: str) -> None:
    wrote(file, text)
    assert read_settings() == (Settings(mouse=False), None)
    assert change_settings(lambda _: EVERYTHING) is None
    assert read_settings() == (EVERYTHING, None)


def test_what_a_newer_version_wrote_stays(file: Path) -> None:
    wrote(
        file,
        """
bidi = "per-column"
zoom = 2
since = 2026-10-01
[layout]
left = [{ id = 1 }, 2]
[keys]
save = "s"
chord = ["g", "g"]
[[recent]]
leads = "/a"
pinned = true
""",
    )

    def change(settings: Settings) -> Settings:
        return with_keys(with_recent(settings, Recent("/a", when="2026-10-02")), {"save": "x", "quit": "q"})

    before = tomllib.loads(file.read_text("utf-8"))
    assert change_settings(change) is None
    assert tomllib.loads(file.read_text("utf-8")) == before | {
        "keys": {"chord": ["g", "g"], "save": "x", "quit": "q"},
        "recent": [{"leads": "/a", "pinned": True, "when": "2026-10-02"}],
    }


def test_what_is_taken_back_is_gone_from_the_file(file: Path) -> None:
    assert change_settings(lambda _: EVERYTHING) is None
    assert change_settings(lambda _: Settings()) is None
    assert read_settings() == (Settings(), None)
    assert "theme" not in file.read_text("utf-8")


def test_two_sessions_keep_each_others_changes(file: Path) -> None:
    code = """
import sys
from sheetqual_tui.settings import change_settings, with_columns
for number in range(5):
    said = change_settings(lambda settings: with_columns(settings, f"{sys.argv[1]}-{number}", ["Name"]))
    assert said is None, said
"""
    sessions = [subprocess.Popen([sys.executable, "-c", code, str(one)]) for one in range(3)]
    assert [one.wait(60) for one in sessions] == [0, 0, 0]
    assert set(read_settings()[0].columns) == {f"{one}-{number}" for one in range(3) for number in range(5)}


def test_a_session_that_keeps_writing_is_not_waited_for_long(file: Path) -> None:
    wrote(file, "theme = 'nord'\n")
    with locked(file):
        begin = time.monotonic()
        said = change_settings(lambda settings: replace(settings, theme="dracula"))
        assert 0.9 < time.monotonic() - begin < 2
    assert said is not None
    assert "Another sheetqual is saving" in said
    assert read_settings()[0].theme == "nord"
    for thread in threading.enumerate():
        if thread.name == "settings-lock":
            thread.join(5)
            assert not thread.is_alive()
    assert change_settings(lambda settings: replace(settings, theme="dracula")) is None
    assert names(file) == {"screen.toml"}


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("SHEETQUAL_CONFIG_DIR", str(tmp_path / "file" / "config"))
    said = change_settings(lambda _: EVERYTHING)
    assert said is not None
    assert said.startswith("Your settings were not kept. The folder ")


def test_a_full_disk_is_said_and_the_old_file_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote(file, "theme = 'nord'\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    said = change_settings(lambda settings: replace(settings, theme="dracula"))
    assert said is not None
    assert "because the disk is full" in said
    assert read_settings() == (Settings(theme="nord"), None)


def test_a_read_only_file_stays_as_it_is(file: Path) -> None:
    wrote(file, "theme = 'nord'\n").chmod(0o400)
    said = change_settings(lambda settings: replace(settings, theme="dracula"))
    assert said is not None
    assert "read-only" in said
    assert read_settings()[0].theme == "nord"


@POSIX
@NO_ROOT
def test_a_read_only_home_is_said(file: Path) -> None:
    wrote(file, "theme = 'nord'\n").parent.chmod(0o500)
    said = change_settings(lambda settings: replace(settings, theme="dracula"))
    file.parent.chmod(0o700)
    assert said is not None
    assert "can't be written" in said


def test_too_much_to_remember_is_said(file: Path) -> None:
    said = change_settings(lambda settings: with_columns(settings, "/a", ["x" * 300_000]))
    assert said is not None
    assert "too much to remember" in said
    assert not file.exists()


def test_the_list_opened_last_comes_first_and_once() -> None:
    first, second = Recent("/a", "/p", "S", when="2026-10-01"), Recent("/a", "/p", "T")
    again = replace(first, when="2026-10-02", header_row=4)
    settings = with_recent(with_recent(with_recent(Settings(), first), second), again)
    assert settings.recent == (again, second)
    assert without_recent(settings, first).recent == (second,)


def test_only_the_last_lists_are_remembered() -> None:
    settings = Settings()
    for number in range(60):
        settings = with_recent(settings, Recent(f"/{number}"))
        settings = with_columns(settings, f"/{number}", ["Name"])
    settings = with_columns(settings, "/10", ["Company"])
    assert [one.leads for one in settings.recent] == [f"/{number}" for number in range(59, 39, -1)]
    assert list(settings.columns) == [*(f"/{number}" for number in range(11, 60)), "/10"]
    assert "/11" not in with_columns(settings, "/11", []).columns


def test_past_leads_chosen_last_are_kept_and_forgotten_when_they_are_gone(file: Path) -> None:
    settings = Settings()
    for number in range(60):
        settings = with_past(settings, f"/{number}", PastChoice("Outcome=Won"))
    settings = with_past(settings, "/10", PastChoice("Stage=Won", "/past.csv"))
    assert list(settings.past) == [*(f"/{number}" for number in range(11, 60)), "/10"]
    assert "/11" not in with_past(settings, "/11", None).past
    assert with_past(Settings(), "/a", PastChoice("Outcome=caf\udce9")) == Settings()
    wrote(file, "[past.'/a']\noutcome = 'Won=1'\n[past.'/b']\nfile = 'x'\n")
    assert read_settings()[0].past == {"/a": PastChoice("Won=1")}
    assert change_settings(lambda settings: with_past(settings, "/a", None)) is None
    assert tomllib.loads(file.read_text("utf-8"))["past"] == {"/b": {"file": "x"}}


def test_columns_chosen_again_outlive_those_chosen_before() -> None:
    for path in ("/a", "/b", "/a"):
        assert change_settings(lambda settings, path=path: with_columns(settings, path, ["Name"])) is None  # type: ignore[misc]
    assert list(read_settings()[0].columns) == ["/b", "/a"]


def test_a_binding_gets_back_the_keys_it_comes_with() -> None:
    settings = with_keys(Settings(), {"save": "s", "quit": "q"})
    assert with_keys(settings, {"save": None, "sort": "o"}).keys == {"quit": "q", "sort": "o"}


def test_a_path_that_is_no_text_is_not_remembered() -> None:
    assert with_recent(Settings(), Recent("/caf\udce9.csv")) == Settings()
    assert with_columns(Settings(), "/caf\udce9.csv", ["Name"]) == Settings()


def test_no_textual_and_no_writer_is_loaded_for_reading(file: Path) -> None:
    wrote(file, "theme = 'nord'\n")
    code = (
        "import sys; from sheetqual_tui.settings import read_settings; print(read_settings()[0].theme); "
        "sys.exit(any(name in sys.modules for name in ('textual', 'tomlkit', 'platformdirs')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "nord\n")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(
    keys=st.dictionaries(TEXTS, TEXTS, max_size=3),
    columns=st.dictionaries(TEXTS, st.lists(TEXTS, min_size=1, max_size=3).map(tuple), max_size=3),
    recent=st.lists(
        st.builds(Recent, TEXTS, st.none() | TEXTS, st.none() | TEXTS, st.none() | st.integers(1, 99)),
        max_size=3,
        unique_by=lambda one: (one.leads, one.profile, one.sheet),
    ),
    theme=st.none() | TEXTS,
)
def test_any_text_is_read_as_it_was_written(
    keys: dict[str, str], columns: dict[str, tuple[str, ...]], recent: list[Recent], theme: str | None
) -> None:
    settings = Settings(theme=theme, keys=keys, columns=columns, recent=tuple(recent))
    assert change_settings(lambda _: settings) is None
    assert read_settings() == (settings, None)
