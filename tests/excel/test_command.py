"""``sheetqual excel``, as a person calls it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetqual.errors import SheetqualError
from sheetqual.excel import machine
from sheetqual.excel.command import excel

from .vba_pc import modules_of
from .windows_pc import PYTHON, WindowsPC


@pytest.fixture
def pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WindowsPC:
    made = WindowsPC(home=tmp_path / "appdata")
    monkeypatch.setattr(machine, "this_machine", lambda: made)
    return made


def said(*arguments: str) -> str:
    done = CliRunner().invoke(excel, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_install_says_what_it_did_and_what_comes_next(pc: WindowsPC, tmp_path: Path) -> None:
    first = said("install")
    assert f"Installed: {pc.addin_path}" in first
    assert f"Settings: {pc.conf_path}" in first
    assert f"Python: {PYTHON}" in first
    assert "Open Excel" in first
    assert "Brought up to date" in said("install")


def test_install_takes_a_default_profile(pc: WindowsPC, tmp_path: Path) -> None:
    profile = tmp_path / "team.toml"
    profile.write_text(
        'name = "T"\n[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = { yes = true }\n', encoding="utf-8"
    )
    assert str(profile) in said("install", "--profile", str(profile))


def test_uninstall_names_what_is_gone(pc: WindowsPC) -> None:
    said("install")
    gone = said("uninstall")
    assert f"Removed: {pc.addin_path}" in gone
    assert f"Removed: {pc.conf_path}" in gone
    assert "Nothing to remove" in said("uninstall")


def test_build_writes_the_add_in_for_another_pc(tmp_path: Path) -> None:
    target = tmp_path / "für Anna.xlam"
    text = said("build", "-o", str(target), "--python", "D:\\Werkzeuge\\Müller\\python.exe", "--dll", "D:\\dll")
    assert "D:\\Werkzeuge\\Müller\\python.exe" in text
    bridge = modules_of(target.read_bytes(), tmp_path)["SheetqualBridge"]
    assert "interpreter=D:\\Werkzeuge\\M%u00FCller\\python.exe" in bridge
    assert "dll_folder=D:\\dll" in bridge


def test_build_of_this_python_says_when_no_windows_pc_has_it(
    tmp_path: Path, pc: WindowsPC, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = str(tmp_path / "a.xlam")
    assert "--python" not in said("build", "-o", target)
    linux = WindowsPC(home=tmp_path, is_windows=False, executable="/usr/bin/python3")
    monkeypatch.setattr(machine, "this_machine", lambda: linux)
    assert "--python PATH" in said("build", "-o", target)


def test_build_refuses_other_kinds_of_file_and_folders(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a"):
        done = CliRunner().invoke(excel, ["build", "-o", str(tmp_path / name)])
        assert done.exit_code == 2
        assert ".xlam" in done.output
    with pytest.raises(SheetqualError, match="does not exist"):
        CliRunner().invoke(excel, ["build", "-o", str(tmp_path / "no" / "a.xlam")], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_a_sentence_on_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sheetqual", "excel", "install"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Error: Only Excel on Windows can load the add-in.")
    assert "Traceback" not in done.stderr


def test_help_loads_neither_xlwings_nor_what_builds_the_add_in() -> None:
    program = (
        "import sys\nfrom sheetqual.excel.command import excel\n"
        "try:\n    excel(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'xlwings', 'pyopenvba', 'platformdirs'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for name in ("build", "install", "uninstall"):
        assert f"  {name} " in done.stdout


def test_a_folder_of_the_dll_counts_without_a_python_too_and_a_python_is_a_program(tmp_path: Path) -> None:
    done = CliRunner().invoke(excel, ["build", "-o", str(tmp_path / "a.xlam"), "--dll", "D:\\own dlls"])
    assert done.exit_code == 0, done.output
    assert "D:\\own dlls" in "".join(modules_of((tmp_path / "a.xlam").read_bytes(), tmp_path).values())
    done = CliRunner().invoke(excel, ["build", "-o", str(tmp_path / "b.xlam"), "--python", "C:\\sheetqual"])
    assert done.exit_code == 2
    assert "--python takes the path of a Windows PC's python.exe, not C:\\sheetqual." in done.output
