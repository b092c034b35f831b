"""Into LibreOffice and out again: on simulated systems, and with LibreOffice's own program."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner

from sheetqual.calc import office
from sheetqual.calc.command import calc
from sheetqual.calc.describe import IDENTIFIER
from sheetqual.calc.install import install, uninstall
from sheetqual.calc.office import Computer, Ran
from sheetqual.errors import ProfileError, SheetqualError

NOBODY = 65534


@dataclass(frozen=True)
class Simulated(Computer):
    """A computer whose programs only note what they were asked."""

    answers: Mapping[str, Ran] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)

    def run(self, program: Path, arguments: Sequence[str]) -> Ran:
        assert program == self.unopkg()
        if arguments[0] == "add":
            assert Path(arguments[-1]).read_bytes().startswith(b"PK")
        self.asked.append(list(arguments))
        return self.answers.get(arguments[0], Ran(0, ""))


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def linux(tmp_path: Path, answers: Mapping[str, Ran] | None = None) -> Simulated:
    program(tmp_path / "usr/lib/libreoffice/program/unopkg")
    return Simulated("linux", {}, tmp_path / "home", tmp_path, is_administrator=False, answers=answers or {})


@pytest.mark.parametrize(
    ("platform", "place", "variable"),
    [
        ("linux", "usr/lib/libreoffice/program/unopkg", ""),
        ("linux", "opt/libreoffice25.2/program/unopkg", ""),
        ("darwin", "Applications/LibreOffice.app/Contents/MacOS/unopkg", ""),
        ("darwin", "home/Applications/LibreOffice.app/Contents/MacOS/unopkg", ""),
        ("win32", "Programs/LibreOffice/program/unopkg.com", "ProgramW6432"),
        ("win32", "Programs/LibreOffice/program/unopkg.com", "ProgramFiles"),
    ],
)
def test_libreoffice_is_found_where_it_usually_is(tmp_path: Path, platform: str, place: str, variable: str) -> None:
    env = {variable: str(tmp_path / "Programs")} if variable else {}
    computer = Computer(platform, env, tmp_path / "home", tmp_path, is_administrator=False)
    assert computer.unopkg() is None
    there = program(tmp_path / place)
    assert computer.unopkg() == there


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_libreoffice_is_found_through_the_path(tmp_path: Path) -> None:
    there = program(tmp_path / "somewhere/program/unopkg")
    soffice = program(tmp_path / "other/soffice")
    soffice.unlink()
    program(tmp_path / "far/program/soffice").with_name("unopkg").write_text("", encoding="utf-8")
    soffice.symlink_to(tmp_path / "far/program/soffice")
    computer = Computer("linux", {"PATH": str(there.parent)}, tmp_path, tmp_path, is_administrator=False)
    assert computer.unopkg() == there
    computer = Computer("linux", {"PATH": str(soffice.parent)}, tmp_path, tmp_path, is_administrator=False)
    assert computer.unopkg() == tmp_path / "far/program/unopkg"


@pytest.mark.parametrize(
    ("platform", "env", "settings"),
    [
        ("linux", {}, "home/.config/libreoffice/4"),
        ("linux", {"XDG_CONFIG_HOME": "CONFIG"}, "CONFIG/libreoffice/4"),
        ("darwin", {}, "home/Library/Application Support/LibreOffice/4"),
        ("win32", {"APPDATA": "Roaming"}, "Roaming/LibreOffice/4"),
        ("win32", {}, "home/AppData/Roaming/LibreOffice/4"),
    ],
)
def test_a_libreoffice_that_runs_is_seen(tmp_path: Path, platform: str, env: dict[str, str], settings: str) -> None:
    paths = {name: str(tmp_path / folder) for name, folder in env.items()}
    computer = Computer(platform, paths, tmp_path / "home", tmp_path, is_administrator=False)
    assert not computer.is_running()
    folder = tmp_path / settings
    folder.mkdir(parents=True)
    (folder / ".lock").touch()
    assert computer.is_running()


def test_install_hands_the_file_over_and_cleans_up(tmp_path: Path) -> None:
    computer = linux(tmp_path)
    install(computer)
    ((*words, file),) = computer.asked
    assert words == ["add", "--force", "--suppress-license"]
    assert not Path(file).parent.exists()


def test_a_profile_is_checked_before_anything_is_done(tmp_path: Path) -> None:
    computer = linux(tmp_path)
    with pytest.raises(SheetqualError, match="There is no file"):
        install(computer, str(tmp_path / "none.toml"))
    (tmp_path / "bad.toml").write_text("nmae = 1", encoding="utf-8")
    with pytest.raises(ProfileError):
        install(computer, str(tmp_path / "bad.toml"))
    assert not computer.asked


def test_root_is_told_who_should_do_it(tmp_path: Path) -> None:
    computer = Simulated("linux", {}, tmp_path, tmp_path, is_administrator=True)
    for do in (install, uninstall):
        with pytest.raises(SheetqualError, match="as the user who works with LibreOffice"):
            do(computer)


def test_without_libreoffice_the_way_by_hand_is_told(tmp_path: Path) -> None:
    computer = Simulated("linux", {}, tmp_path, tmp_path, is_administrator=False)
    with pytest.raises(SheetqualError, match=r"can't be found .* double-click that file"):
        install(computer)


def test_a_running_libreoffice_is_left_alone(tmp_path: Path) -> None:
    computer = linux(tmp_path)
    lock = tmp_path / "home/.config/libreoffice/4/.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    for do in (install, uninstall):
        with pytest.raises(SheetqualError, match="close all its windows"):
            do(computer)
    assert not computer.asked


@pytest.mark.parametrize(
    ("ran", "said"),
    [
        (Ran(1, "Warning: javaldx\nERROR: Exception occurred: unsatisfied dependencies\n"), "unsatisfied dependencies"),
        (Ran(None, "it took too long"), "it took too long"),
        (Ran(1, ""), "no reason given"),
    ],
)
def test_what_libreoffice_says_is_passed_on(tmp_path: Path, ran: Ran, said: str) -> None:
    with pytest.raises(SheetqualError, match=rf"\({said}\); it needs LibreOffice 25.2 or newer"):
        install(linux(tmp_path, {"add": ran}))
    with pytest.raises(SheetqualError, match="under Tools, Extensions"):
        uninstall(linux(tmp_path / "other", {"remove": ran}))


def test_uninstall_says_when_there_was_nothing(tmp_path: Path) -> None:
    computer = linux(tmp_path, {"list": Ran(1, "")})
    assert not uninstall(computer)
    assert computer.asked == [["list", IDENTIFIER]]


def test_the_commands_say_what_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computer = linux(tmp_path)
    monkeypatch.setattr(office, "this_computer", lambda: computer)
    profile = tmp_path / "team.toml"
    profile.write_text(
        'name = "T"\n[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = { yes = true }\n', encoding="utf-8"
    )
    done = CliRunner().invoke(calc, ["install", "-p", str(profile)])
    assert "Open LibreOffice Calc" in done.output
    assert f"Profile where a formula names none: {profile}" in done.output
    assert "#NAME?" in CliRunner().invoke(calc, ["uninstall"]).output
    monkeypatch.setattr(office, "this_computer", lambda: linux(tmp_path / "other", {"list": Ran(1, "")}))
    assert "Nothing to remove" in CliRunner().invoke(calc, ["uninstall"]).output


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_LONGEST", 0.2)
    script = tmp_path / "unopkg"
    script.write_text("#!/bin/sh\nsleep 600\n", encoding="utf-8")
    script.chmod(0o755)
    assert Computer().run(script, []) == Ran(None, "it took too long")
    assert Computer().run(tmp_path / "none", []).code is None


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_libreoffice_does_not_see_our_python(tmp_path: Path) -> None:
    script = tmp_path / "unopkg"
    script.write_text('#!/bin/sh\necho "$PATH|$PYTHONPATH|$HOME"\n', encoding="utf-8")
    script.chmod(0o755)
    computer = Computer(sys.platform, {"PATH": "/venv/bin", "PYTHONPATH": "/x", "HOME": "/home/ada"})
    assert computer.run(script, []).output == f"{os.defpath}||/home/ada\n"


@dataclass(frozen=True)
class AsAnother(Computer):
    """This computer as a user other than root sees it: unopkg refuses root."""

    def run(self, program: Path, arguments: Sequence[str]) -> Ran:
        if self.is_administrator or os.geteuid() != 0:
            return super().run(program, arguments)
        file = Path(arguments[-1])
        if file.exists():
            file.parent.chmod(0o755)
        words = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", str(program), *arguments]
        return super().run(Path("/usr/bin/setpriv"), words)


@pytest.fixture
def home() -> Iterator[Path]:
    with TemporaryDirectory(prefix="home-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.mark.usefixtures("able_soffice")
def test_the_real_libreoffice_takes_it_in_and_gives_it_back(home: Path) -> None:
    env = {"HOME": str(home), "PATH": os.environ["PATH"]}
    computer = AsAnother(env=env, home=home, is_administrator=False)
    unopkg = computer.unopkg()
    assert unopkg is not None
    assert not uninstall(computer)
    install(computer)
    install(computer)
    listed = computer.run(unopkg, ["list", IDENTIFIER])
    assert listed.output.count("is registered: yes") == 4
    assert uninstall(computer)
    assert not uninstall(computer)
