"""What ``sheetqual excel doctor`` finds, says and returns."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sheetqual._version import __version__
from sheetqual.excel import doctor as room
from sheetqual.excel.checks.answers import State
from sheetqual.excel.checks.case import Case
from sheetqual.excel.checks.registry import WindowsRegistry
from sheetqual.excel.checks.start import LIMIT, PROBE, read_answer
from sheetqual.excel.machine import Machine, Ran
from tests.test_import_hygiene import loaded

from .doctor_pc import (
    APP_PATH,
    CHILDREN,
    CLICK_TO_RUN,
    GUARD,
    OFFICE,
    PC,
    RULES,
    SECURITY_CENTER,
    XLWINGS,
    addin_file,
    lose_excel,
    slow,
    told,
    uninstalled,
)

WARNING, PROBLEM = State.WARNING, State.PROBLEM


@pytest.fixture
def pc(tmp_path: Path) -> PC:
    return PC(tmp_path)


def test_elsewhere_than_on_windows_one_line_says_all(pc: PC) -> None:
    pc.is_windows = False
    assert pc.not_ok() == {"Windows": PROBLEM}
    assert len(pc.examine()) == 1
    assert "calc install" in pc.examine()["Windows"].advice


def test_before_an_installation_the_python_that_would_be_set_is_looked_at(pc: PC) -> None:
    uninstalled(pc)
    told(version=[3, 9])(pc)
    assert pc.not_ok() == {"Add-in file": PROBLEM, "Python starts": PROBLEM}


def test_a_missing_add_in_that_was_installed_once_points_to_the_virus_scanner(pc: PC) -> None:
    pc.addin.unlink()
    assert "Protection history" in pc.examine()["Add-in file"].advice
    pc.machine.conf_path.unlink()
    assert "sheetqual excel install" in pc.examine()["Add-in file"].advice


@pytest.mark.parametrize(
    "key",
    [
        RULES,
        rf"HKLM\SOFTWARE\Microsoft\{GUARD}\Controlled Folder Access",
        rf"{OFFICE}\Resiliency\DisabledItems",
        CLICK_TO_RUN,
        rf"{OFFICE}\Options",
    ],
)
def test_what_may_not_be_read_is_said_and_hides_nothing_else(pc: PC, key: str) -> None:
    pc.refused.add(key)
    pc.addin.unlink()
    bad = pc.not_ok()
    assert bad.pop("Add-in file") is PROBLEM
    assert bad
    assert set(bad.values()) == {State.UNSEEN}
    unseen = [found for found in pc.examine().values() if found.state is State.UNSEEN]
    assert all("Access is denied" in found.found and found.advice for found in unseen)


def test_windows_that_lists_no_programs_is_no_problem(pc: PC) -> None:
    pc.listed = Ran(None, "", timed_out=True)
    for programs in ({"excel.exe"}, set()):
        pc.programs = programs
        assert pc.not_ok() == {"Running now": State.UNSEEN}


def test_python_is_started_once_as_excel_starts_it_and_with_a_limit(pc: PC) -> None:
    pc.configure(replace(pc.configuration, packages="C:\\Users\\Zoë\\packages"))
    pc.examine()
    assert [one[0] for one in pc.commands] == [str(pc.python)]
    assert pc.commands[0][1] == "-E"
    assert pc.commands[0][-1] == "C:\\Users\\Zoë\\packages"


def test_it_is_named_what_slows_the_start_down(pc: PC) -> None:
    slow(9, "numpy", "pandas")(pc)
    found = pc.examine()["Waiting time"]
    assert "numpy, pandas are loaded" in found.found
    assert "environment of its own" in found.advice
    slow(9)(pc)
    assert "virus scanner" in pc.examine()["Waiting time"].advice


def test_exceptions_for_our_python_turn_a_defender_rule_into_a_warning(pc: PC) -> None:
    pc.set(RULES, CHILDREN, "1")
    pc.set(RULES.replace("Rules", "ASROnlyExclusions"), str(pc.environment), "0")
    assert pc.not_ok() == {"Defender rules": WARNING}


def test_a_defender_rule_names_what_it_has_to_be_asked_for(pc: PC) -> None:
    pc.set(RULES, CHILDREN, "1")
    advice = pc.examine()["Defender rules"].advice
    assert advice.startswith("Ask your IT")
    assert CHILDREN in advice
    assert str(pc.python) in advice


@pytest.mark.parametrize("interpreter", [r"\\server\share\env\python.exe", r"Z:\env\python.exe"])
def test_a_python_on_the_network_is_warned_about(pc: PC, interpreter: str) -> None:
    pc.set(r"HKCU\Network\Z", "RemotePath", r"\\server\share")
    pc.configure(replace(pc.configuration, interpreter=interpreter))
    found = pc.examine()["Python's place"]
    assert found.state is WARNING
    assert r"\\server\share" in found.found


def test_a_python_on_a_drive_of_this_pc_is_not(pc: PC) -> None:
    pc.set(r"HKCU\Network\Z", "RemotePath", r"\\server\share")
    pc.configure(replace(pc.configuration, interpreter=r"D:\env\python.exe"))
    assert pc.examine()["Python's place"].state is State.OK


def test_other_virus_protection_is_named_with_what_to_allow(pc: PC) -> None:
    pc.keys[rf"{SECURITY_CENTER}\{{2}}"] = {"DISPLAYNAME": "Norton 360"}
    found = pc.examine()["Virus protection"]
    assert found.state is State.OK
    assert found.found == "Norton 360"
    assert str(pc.addin) in found.advice
    assert str(pc.python) in found.advice


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({CLICK_TO_RUN: {"VersionToReport": "16.0.1", "Platform": "x86"}}, "Excel 16.0.1, 32-bit (Click-to-Run)"),
        (
            {r"HKLM\SOFTWARE\Microsoft\Office\16.0\Excel\InstallRoot": {"Path": "C:\\x"}},
            "Excel 16.0, 64-bit (classic installation)",
        ),
        (
            {r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\15.0\Excel\InstallRoot": {"Path": "C:\\x"}},
            "Excel 15.0, 32-bit (classic installation)",
        ),
        ({APP_PATH: {"": r"C:\Program Files (x86)\Office\EXCEL.EXE"}}, "Excel, 32-bit (unknown installation)"),
    ],
)
def test_excel_is_found_however_it_was_installed(pc: PC, keys: dict[str, dict[str, object]], words: str) -> None:
    lose_excel(pc)
    pc.keys.update(keys)
    assert pc.examine()["Excel"].found == words


def test_the_dll_that_is_looked_for_is_that_of_excels_kind(pc: PC) -> None:
    pc.set(CLICK_TO_RUN, "Platform", "x86")
    (pc.environment / f"xlwings32-{XLWINGS}.dll").unlink()
    found = pc.examine()["Excel's DLL"]
    assert found.state is PROBLEM
    assert f"xlwings32-{XLWINGS}.dll" in found.found


def run(pc: PC, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(room, "_this_case", lambda: Case(pc.machine, pc, pc.run, lambda: pc.now))
    code: int = room.doctor.main(list(arguments), standalone_mode=False)
    return code


def test_the_report_has_a_line_a_check_a_line_an_advice_and_a_sum(
    pc: PC, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pc.addin.unlink()
    pc.set(RULES, CHILDREN, "2")
    assert run(pc, monkeypatch) == 1
    lines = capsys.readouterr().out.splitlines()
    marked = [line for line in lines if line.startswith(tuple(State))]
    assert len(marked) == len(pc.examine())
    assert marked[2].startswith("problem         Add-in file       the add-in has disappeared")
    assert [line.lstrip()[:2] for line in lines if line.startswith(" ")] == ["->", "->"]
    assert lines[-1].startswith("1 problem, 1 warning. Begin with the first problem")


def test_warnings_and_what_can_not_be_seen_leave_the_exit_code_at_0(
    pc: PC, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pc.set(RULES, CHILDREN, "2")
    pc.refused.add(rf"{OFFICE}\Options")
    assert run(pc, monkeypatch) == 0
    assert capsys.readouterr().out.endswith("1 warning, 1 could not be looked at. The functions should work.\n")


def test_a_sound_pc_is_told_so(pc: PC, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(pc, monkeypatch) == 0
    assert "All is well." in capsys.readouterr().out


def test_json_says_the_same(pc: PC, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pc.python.unlink()
    assert run(pc, monkeypatch, "--format", "json") == 1
    report = json.loads(capsys.readouterr().out)
    assert [list(one) for one in report] == [["check", "state", "found", "advice"]] * len(report)
    said = {one["check"]: (one["state"], one["found"], one["advice"]) for one in report}
    assert said == {name: (one.state.value, one.found, one.advice) for name, one in pc.examine().items()}


def test_what_the_registry_holds_can_not_command_the_terminal(
    pc: PC, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pc.keys[rf"{SECURITY_CENTER}\{{2}}"] = {"DISPLAYNAME": "Evil\x1b[2J\nproblem"}
    run(pc, monkeypatch)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\nproblem" not in out


@pytest.mark.parametrize(("wish", "coloured"), [("", True), ("1", False)])
def test_colour_is_for_terminals_whose_user_wants_it(
    pc: PC,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    wish: str,
    coloured: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("NO_COLOR", wish)
    monkeypatch.setenv("COLUMNS", "70")
    pc.addin.unlink()
    run(pc, monkeypatch)
    out = capsys.readouterr().out
    assert ("\x1b[" in out) is coloured
    assert max(len(line) for line in out.splitlines() if str(pc.root) not in line) < 90


def test_a_real_python_answers_all_that_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xlwings.py").write_text("raise SystemError")  # A folder that somebody works in is none of ours.
    monkeypatch.chdir(tmp_path)
    ran = Machine().run([sys.executable, "-E", "-B", "-c", PROBE, str(tmp_path / "packages")], LIMIT)
    answer = read_answer(ran.output, 1.0)
    assert answer.version == sys.version_info[:2]
    assert answer.bits == 64
    assert answer.sheetqual == __version__
    assert answer.xlwings == XLWINGS
    assert answer.faults is not None
    assert set(answer.faults) == ({"com"} if sys.platform != "win32" else set())


@pytest.mark.parametrize(
    "output",
    ["", "sheetqual:{", "sheetqual:{}", 'sheetqual:{"version": []}', "sheetqual:[1]", "Traceback\nImportError: no"],
)
def test_an_answer_that_is_none_is_shown_as_it_is(output: str) -> None:
    answer = read_answer(output, 1.0)
    assert answer.version == (0, 0)
    assert answer.text == (output.splitlines() or [""])[-1]


def test_the_real_machine_without_windows_gives_one_problem_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    if sys.platform == "win32":
        pytest.skip("a Windows PC has its own state")
    assert WindowsRegistry().values(RULES) == {}
    assert WindowsRegistry().subkeys(RULES) == []
    assert room.doctor.main([], standalone_mode=False) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("problem")
    assert second.strip().startswith("->")


def test_nothing_is_changed(pc: PC) -> None:
    addin_file("Roaming/Microsoft/Excel/XLSTART", "old.xlam", "LEADSCORE")(pc)

    def everything() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in pc.root.rglob("*")}

    before = everything()
    pc.examine()
    assert everything() == before


def test_a_program_that_leaves_another_one_behind_is_not_waited_for() -> None:
    leaves = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(20)']); print(1)"
    assert Machine().run([sys.executable, "-c", leaves], 15) == Ran(0, f"1{os.linesep}")


def test_a_program_that_does_not_end_is_ended() -> None:
    ran = Machine().run([sys.executable, "-c", "import time; print(1, flush=True); time.sleep(60)"], 2)
    assert ran == Ran(None, f"1{os.linesep}", timed_out=True)


def test_a_program_that_is_none_is_not_started(tmp_path: Path) -> None:
    ran = Machine().run([str(tmp_path / "python.exe")], 2)
    assert ran.code is None
    assert not ran.timed_out
    assert ran.output


def test_help_and_a_look_at_a_pc_load_none_of_the_heavy_libraries() -> None:
    statement = "from sheetqual.excel.doctor import doctor; doctor.main(sys.argv[1:], standalone_mode=False)"
    assert loaded(statement, "--help") == {"click"}
    assert loaded(statement) == {"click"}
