"""The add-in is put where Excel loads it, whole or not at all, and taken away without a trace."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from sheetqual.errors import SheetqualError
from sheetqual.excel import install as installing
from sheetqual.excel.addin import build_addin
from sheetqual.excel.configuration import configuration_of, read_configuration
from sheetqual.excel.install import install, uninstall

from .windows_pc import PYTHON, WindowsPC

PROFILE = 'name = "T"\n[[criterion]]\nid = "need"\ncolumns = ["Need"]\nwant = { yes = true }\n'
EXCEL_RUNS = frozenset({"excel.exe"})


@pytest.fixture
def pc(tmp_path: Path) -> WindowsPC:
    return WindowsPC(home=tmp_path / "AppData" / "Жанна Müller")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "Teamprofil für Köln.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_excel_finds_the_add_in_and_its_settings(pc: WindowsPC) -> None:
    done = install(pc)
    assert files(pc.home) == ["Microsoft/Excel/XLSTART/sheetqual.xlam", "sheetqual/excel.conf"]
    assert done.addin.read_bytes() == build_addin(configuration_of(pc))
    said = read_configuration(done.conf)
    assert said is not None
    assert (said.interpreter, said.dll_folder, said.profile) == (PYTHON, pc.dlls, "")
    assert not done.was_there


def test_the_settings_are_ascii_whatever_the_paths_are(pc: WindowsPC, profile: Path) -> None:
    install(pc, profile)
    assert pc.conf_path.read_bytes().isascii()
    said = read_configuration(pc.conf_path)
    assert said is not None
    assert said.profile == str(profile)


def test_installing_again_keeps_the_profile_and_brings_the_rest_up_to_date(pc: WindowsPC, profile: Path) -> None:
    install(pc, profile)
    pc.addin_path.write_bytes(b"an older one")
    moved = replace(pc, executable="D:\\new\\python.exe")
    done = install(moved)
    assert done.was_there
    assert done.profile == profile
    said = read_configuration(pc.conf_path)
    assert said is not None
    assert (said.interpreter, said.profile) == ("D:\\new\\python.exe", str(profile))
    assert pc.addin_path.read_bytes() == build_addin(configuration_of(moved, str(profile)))
    assert len(files(pc.home)) == 2


def test_uninstalling_leaves_nothing_of_ours_and_all_that_is_not(pc: WindowsPC) -> None:
    others = [pc.startup_folder / "personal.xlsb", pc.conf_path.parent / "mine.txt"]
    install(pc)
    for other in others:
        other.write_bytes(b"theirs")
    assert uninstall(pc) == [pc.addin_path, pc.conf_path]
    assert files(pc.home) == ["Microsoft/Excel/XLSTART/personal.xlsb", "sheetqual/mine.txt"]
    others[1].unlink()
    install(pc)
    uninstall(pc)
    assert not pc.conf_path.parent.exists()
    assert pc.startup_folder.is_dir()
    assert uninstall(pc) == []


def refused(pc: WindowsPC, profile: Path | None = None) -> str:
    before = {path: (pc.home / path).read_bytes() for path in files(pc.home)} if pc.home.exists() else {}
    with pytest.raises(SheetqualError) as caught:
        install(pc, profile)
    after = {path: (pc.home / path).read_bytes() for path in files(pc.home)} if pc.home.exists() else {}
    assert after == before
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_other_systems_are_told_what_they_can_do(pc: WindowsPC) -> None:
    said = refused(replace(pc, is_windows=False))
    assert "sheetqual excel build -o" in said
    assert "sheetqual calc install" in said


@pytest.mark.parametrize(
    "fault",
    [
        {"executable": "C:\\Users\\Ada\\AppData\\Local\\Microsoft\\WindowsApps\\python.exe"},
        {"base_prefix": "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.13_3.13.1"},
    ],
)
def test_a_python_from_the_store_is_refused(pc: WindowsPC, fault: dict[str, str]) -> None:
    said = refused(WindowsPC(**{**vars(pc), **fault}))
    assert "Microsoft Store" in said
    assert "python.org" in said


def test_a_missing_dll_is_refused(pc: WindowsPC) -> None:
    assert "DLL of xlwings is missing" in refused(replace(pc, dlls=""))


def test_a_path_too_long_for_excel_is_refused(pc: WindowsPC) -> None:
    said = refused(replace(pc, executable="C:\\" + "x" * 1900 + "\\python.exe"))
    assert "too long for Excel" in said


def test_a_profile_that_is_missing_or_wrong_is_refused(pc: WindowsPC, tmp_path: Path) -> None:
    assert "nowhere.toml" in refused(pc, tmp_path / "nowhere.toml")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('nmae = "x"\n', encoding="utf-8")
    with pytest.raises(SheetqualError, match="unknown key 'nmae'"):
        install(pc, wrong)
    assert not pc.home.exists()


def test_an_add_in_that_excel_holds_is_neither_replaced_nor_removed(pc: WindowsPC) -> None:
    install(pc)
    moved = replace(pc, executable="D:\\new\\python.exe", runs=EXCEL_RUNS)
    assert "close all windows of Excel" in refused(moved)
    with pytest.raises(SheetqualError, match="can't be removed; close all windows of Excel"):
        uninstall(moved)
    assert len(files(pc.home)) == 2


def test_while_excel_runs_the_first_installation_and_an_unchanged_one_go_through(pc: WindowsPC) -> None:
    running = replace(pc, runs=EXCEL_RUNS)
    assert install(running).excel_runs
    assert install(running).was_there


def test_a_folder_that_takes_no_files_is_named(pc: WindowsPC) -> None:
    pc.home.mkdir(parents=True)
    (pc.home / "Microsoft").write_bytes(b"a file where a folder should be")
    assert "can't be made" in refused(pc)


@pytest.mark.parametrize("is_first", [True, False])
def test_when_the_settings_cant_be_written_the_add_in_is_as_it_was(pc: WindowsPC, *, is_first: bool) -> None:
    if is_first:
        pc.conf_path.mkdir(parents=True)
    else:
        install(pc)
        pc.conf_path.unlink()
        pc.conf_path.mkdir()
    said = refused(replace(pc, executable="D:\\new\\python.exe"))
    assert "excel.conf is a folder" in said


def test_nothing_half_written_is_left_when_the_disk_is_full(pc: WindowsPC, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "the disk is full" in refused(pc)
    assert files(pc.home) == []


def test_the_windows_look_for_excel_ignores_the_case(pc: WindowsPC, monkeypatch: pytest.MonkeyPatch) -> None:
    from sheetqual.excel.machine import Machine, Ran

    listed = '"System Idle Process","0","Services","0","8 K"\r\n"EXCEL.EXE","4711","Console","1","99 K"\r\n'
    monkeypatch.setattr(Machine, "run", lambda *_args, **_kwargs: Ran(0, listed))
    assert installing.EXCEL in Machine(is_windows=True).processes()
    assert Machine(is_windows=False).processes() == frozenset()
