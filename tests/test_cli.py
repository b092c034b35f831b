"""The command line, as a person runs it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from sheetqual import __version__

TODAY = "2026-11-21"
ESCAPE = "\x1b"


def sheetqual(*arguments: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run sheetqual with no terminal anywhere."""
    return subprocess.run(
        [sys.executable, "-m", "sheetqual", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def in_terminal(*arguments: object, cwd: Path, keys: bytes = b"", columns: int = 100) -> tuple[int, str]:
    """Run sheetqual on a terminal of its own; return its exit code and what it showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.environ.update(TERM="xterm-256color", COLUMNS=str(columns), LINES="30")
        os.execv(sys.executable, [sys.executable, "-m", "sheetqual", *map(str, arguments)])
    shown = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                part = os.read(terminal, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
            if keys and b"now?" in shown:
                os.write(terminal, keys)
                keys = b""
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo workspace."""
    folder = tmp_path_factory.mktemp("team")
    assert sheetqual("demo", "--as-of", TODAY, folder).returncode == 0
    return folder


PROFILE = """\
name = "Small"
[[criterion]]
id = "need"
name = "Need"
columns = ["Need"]
want = { yes = true }
required = true
[[criterion]]
id = "budget"
name = "Budget"
columns = ["Budget"]
want = { at_least = 1000 }
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a small profile and list."""
    (tmp_path / "profile.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "leads.csv").write_text(
        "Name,Need,Budget\nAnna,yes,5000\nBo,no,5000\nCarl,,ask him\n",
        encoding="utf-8",
    )
    return tmp_path


def test_the_version_is_answered() -> None:
    assert sheetqual("--version").stdout == f"sheetqual {__version__}\n"


def test_the_demo_makes_a_workspace_and_shows_a_ranked_list(tmp_path: Path) -> None:
    done = sheetqual("demo", "--as-of", TODAY, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "sheetqual-demo").iterdir()} == {
        *("leads.xlsx", "customers.csv", "outcomes.csv"),
        *("profile.schema.json", "profile.toml"),
    }
    assert "hot" in done.stdout
    assert "Try next:" in done.stdout
    assert ESCAPE not in done.stdout
    scores = [float(found) for found in re.findall(r"^\d+ +\d+ +([\d.]+)", done.stdout, re.MULTILINE)]
    assert len(scores) == 15
    assert scores == sorted(scores, reverse=True)


def test_the_demo_leaves_files_alone_that_are_there(tmp_path: Path) -> None:
    sheetqual("demo", tmp_path)
    profile = tmp_path / "profile.toml"
    profile.write_text(PROFILE.replace("Small", "Mine").replace('"Need"]', '"Company"]'), encoding="utf-8")
    done = sheetqual("demo", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Mine" in profile.read_text(encoding="utf-8")


def test_every_command_that_the_demo_proposes_works(tmp_path: Path) -> None:
    shown = sheetqual("demo", "team folder", cwd=tmp_path).stdout
    commands = re.findall(r"^  (\S+ -m sheetqual .*)$", shown, re.MULTILINE)
    assert len(commands) == 7
    for command in commands:
        if " tui " not in command:
            done = subprocess.run(command, check=False, cwd=tmp_path, shell=True, capture_output=True)  # noqa: S602
            assert done.returncode == 0, done.stderr


def test_the_demo_on_a_terminal_offers_the_screen_and_takes_no(tmp_path: Path) -> None:
    code, shown = in_terminal("demo", cwd=tmp_path, keys=b"n\r")
    assert code == 0
    assert "Open the list on the screen now?" in shown
    assert "\x1b[1;31m" in shown


@pytest.mark.parametrize("team_name", ["software", "savings", "solar"])
def test_json_has_every_lead_of_the_samples(samples: Path, team_name: str) -> None:
    folder = samples / team_name
    leads = next(folder.glob("leads.*"))
    done = sheetqual("score", leads, "--profile", folder / "profile.toml", "--format", "json", "--as-of", TODAY)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["profile"]["name"]
    assert len(result["profile"]["sha256"]) == 64
    assert len(result["leads"]) == {"software": 321, "savings": 280, "solar": 240}[team_name]
    keys = (
        "row id name company revisit override score floor ceiling settled temperature status level queue reasons "
        "type completeness points penalties fit interest product products always_hot hot_share warm_share order_range "
        "next_question"
    )
    for lead in result["leads"]:
        assert list(lead) == keys.split()
        assert 0 <= lead["floor"] <= lead["score"] <= lead["ceiling"] <= 100
        assert lead["reasons"]
        assert 0 <= lead["hot_share"] <= lead["warm_share"] <= 1
        assert lead["next_question"] is None or set(lead["next_question"]) == {"criterion", "ask"}
        assert lead["next_question"] is None or not lead["settled"]
        assert lead["revisit"] is None or (lead["queue"] == "lost" and lead["revisit"] > TODAY)
    assert all(set(finding) == {"code", "text", "row", "column", "value"} for finding in result["findings"])


def test_table_json_csv_and_xlsx_tell_the_same(small: Path) -> None:
    leads, profile = small / "leads.csv", small / "profile.toml"
    result = json.loads(sheetqual("score", leads, "-p", profile, "--format", "json").stdout)["leads"]
    told = [(lead["name"], lead["score"], lead["temperature"], lead["queue"], lead["row"]) for lead in result]
    assert told == [("Anna", 100, "hot", "call", 2), ("Carl", 0, "cold", "call", 4), ("Bo", 0, "out", "nurture", 3)]

    text = sheetqual("score", leads, "-p", profile, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [
        (row["Name"], float(row["Score"]), row["Temperature"], row["Queue"], int(row["Row"])) for row in rows
    ] == told

    assert sheetqual("score", leads, "-p", profile, "-o", small / "out.xlsx").returncode == 0
    sheet = openpyxl.load_workbook(small / "out.xlsx").active
    assert sheet is not None
    headers, *cells = sheet.iter_rows(values_only=True)
    table = [dict(zip(headers, row, strict=True)) for row in cells]
    assert [(row["Name"], row["Score"], row["Temperature"], row["Queue"], row["Row"]) for row in table] == told

    shown = sheetqual("score", leads, "-p", profile).stdout
    assert re.findall(r"^\d +\d +(\S+) +(\S+) +(\S+) +(\S+)", shown, re.MULTILINE) == [
        ("100", "hot", "call", "Anna"),
        ("0?", "cold", "call", "Carl"),
        ("0", "out", "nurture", "Bo"),
    ]


def test_json_to_a_file_is_the_json_of_the_screen(small: Path) -> None:
    leads, profile = small / "leads.csv", small / "profile.toml"
    shown = sheetqual("score", leads, "-p", profile, "--format", "json").stdout
    done = sheetqual("score", leads, "-p", profile, "-o", small / "out.json")
    assert (small / "out.json").read_text(encoding="utf-8") == shown
    assert "Wrote 3 leads" in done.stderr


def test_findings_make_a_strict_run_exit_with_one(small: Path) -> None:
    arguments = ("score", small / "leads.csv", "-p", small / "profile.toml", "--format", "json")
    assert sheetqual(*arguments).returncode == 0
    done = sheetqual(*arguments, "--strict")
    assert done.returncode == 1
    assert json.loads(done.stdout)["findings"] == [
        {
            "code": "unreadable",
            "text": "this can't be read as a number, so the answer is unknown",
            "row": 4,
            "column": "Budget",
            "value": "ask him",
        },
    ]


def test_explain_tells_points_unknowns_and_what_would_make_it_hot(small: Path) -> None:
    done = sheetqual("explain", small / "leads.csv", "-p", small / "profile.toml", "--row", 4)
    assert done.returncode == 0
    assert "Carl (row 4)" in done.stdout
    assert "still to find out: Need (required)" in done.stdout
    assert "It becomes hot if it turns out well on Need." in done.stdout
    assert "Budget: 'ask him'" in done.stdout


def test_explain_names_the_rows_there_are(small: Path) -> None:
    done = sheetqual("explain", small / "leads.csv", "-p", small / "profile.toml", "--row", 9)
    assert done.returncode == 2
    assert "rows 2 to 4" in done.stderr


def test_check_says_what_is_sound_and_what_could_not_be_read(small: Path) -> None:
    done = sheetqual("check", small / "profile.toml", small / "leads.csv")
    assert done.returncode == 0
    assert "profile.toml is sound: 2 criteria." in done.stdout
    assert "Budget: 'ask him'" in done.stdout
    assert sheetqual("check", small / "profile.toml", small / "leads.csv", "--strict").returncode == 1


def test_check_says_every_fault_of_a_profile_at_once(small: Path) -> None:
    bad = small / "bad.toml"
    bad.write_text(PROFILE.replace("want", "wnat").replace("required = true", 'required = "yes"'), encoding="utf-8")
    done = sheetqual("check", bad)
    assert done.returncode == 2
    assert "bad.toml:6: unknown key 'wnat'; did you mean 'want'?" in done.stderr
    assert "bad.toml:7: 'required' takes true or false" in done.stderr
    assert "bad.toml:12: unknown key 'wnat'" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("score", "nowhere.xlsx", "-p", "profile.toml"), "nowhere.xlsx"),
        (("score", "leads.csv", "-p", "nowhere.toml"), "There is no file nowhere.toml"),
        (("score", "leads.csv", "-p", "."), "is a folder"),
        (("score", ".", "-p", "profile.toml"), "folder"),
        (("score", "leads.csv", "-p", "profile.toml", "-o", "out.pdf"), "should end in .json, .csv, .xlsx or .xlsm"),
        (("score", "leads.csv", "-p", "profile.toml", "-o", "leads.csv"), "is your list itself"),
        (("score", "leads.csv", "-p", "profile.toml", "-o", "no/where/out.csv"), "does not exist"),
        (("score", "leads.csv", "-p", "profile.toml", "--as-of", "soon"), "is not a date"),
        (("score", "leads.csv", "-p", "profile.toml", "--encoding", "klingon"), "klingon"),
        (("score", "leads.csv", "-p", "profile.toml", "--header-row", "99"), "99"),
        (("score", "profile.toml", "-p", "profile.toml"), "did you swap the two?"),
        (("score", "leads.csv", "-p", "leads.csv"), "did you swap the two?"),
        (("score", "leads.csv", "-p", "profile.toml", "-o", ""), "should end in"),
        (("scroe", "leads.csv"), "No such command 'scroe'"),
        (("demo", "leads.csv"), "is a file"),
    ],
)
def test_bad_input_gets_a_sentence_and_exit_code_two(small: Path, arguments: tuple[str, ...], said: str) -> None:
    before = {path.name: path.read_bytes() for path in small.iterdir()}
    done = sheetqual(*arguments, cwd=small)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert {path.name: path.read_bytes() for path in small.iterdir()} == before


def test_a_hostile_cell_is_shown_harmless(small: Path) -> None:
    (small / "leads.csv").write_text(
        'Name,Need,Budget\n"\x1b[31mEvil\x07",yes,5000\n[bold]Bob[/bold],yes,5000\n"two\nlines",no,1\n',
        encoding="utf-8",
    )
    for arguments in (("score",), ("explain", "--row", "2"), ("explain", "--row", "3")):
        done = sheetqual(arguments[0], small / "leads.csv", "-p", small / "profile.toml", *arguments[1:])
        assert done.returncode == 0, done.stderr
        assert ESCAPE not in done.stdout
        assert "\x07" not in done.stdout
    assert "[bold]Bob[/bold]" in sheetqual("score", small / "leads.csv", "-p", small / "profile.toml").stdout
    code, shown = in_terminal("score", "leads.csv", "-p", "profile.toml", cwd=small)
    assert code == 0
    assert "\x1b[31mEvil" not in shown
    assert "\x07" not in shown
    assert "[bold]Bob[/bold]" in shown


def test_formulas_in_cells_are_neutralised_and_phones_survive(small: Path) -> None:
    (small / "leads.csv").write_text(
        "Name,Need,Budget,Phone,-Note\n=1+1,yes,5000,+47 22 33 44 55,-\n@SUM(A1),yes,5000,-5,\"=cmd|'/c calc'!A1\"\n",
        encoding="utf-8",
    )
    text = sheetqual("score", small / "leads.csv", "-p", small / "profile.toml", "--format", "csv").stdout
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][-1] == "'-Note"
    assert rows[1][-5:] == ["'=1+1", "yes", "5000", "+47 22 33 44 55", "-"]
    assert rows[2][-5:] == ["'@SUM(A1)", "yes", "5000", "-5", "'=cmd|'/c calc'!A1"]
    sheetqual("score", small / "leads.csv", "-p", small / "profile.toml", "-o", small / "out.xlsx")
    sheet = openpyxl.load_workbook(small / "out.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][-5:] == ["=1+1", "yes", "5000", "+47 22 33 44 55", "-"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_an_exported_workbook_runs_no_formula_in_libreoffice(small: Path, soffice: str) -> None:
    (small / "leads.csv").write_text("Name,Need,Budget\n=1+1,yes,5000\n+47 22 33 44 55,yes,1\n", encoding="utf-8")
    for name in ("out.xlsx", "out.csv"):
        sheetqual("score", small / "leads.csv", "-p", small / "profile.toml", "-o", small / name)
        target = small / f"from-{name}"
        subprocess.run(
            [
                *(soffice, f"-env:UserInstallation={(small / 'office').as_uri()}", "--headless"),
                *("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", target, small / name),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        rows = list(csv.reader(io.StringIO((target / "out.csv").read_text(encoding="utf-8-sig"))))
        assert [row[rows[0].index("Name")].lstrip("'") for row in rows[1:]] == ["=1+1", "+47 22 33 44 55"]


def test_ctrl_c_stops_with_a_sentence_and_leaves_nothing(small: Path) -> None:
    with (small / "leads.csv").open("w", encoding="utf-8") as file:
        file.write("Name,Need,Budget\n")
        file.writelines(f"Lead {number},yes,{number}\n" for number in range(800_000))
    process = subprocess.Popen(
        [sys.executable, "-m", "sheetqual", "score", "leads.csv", "-p", "profile.toml", "-o", "out.xlsx"],
        cwd=small,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip() == "Stopped; nothing was left half done."
    assert {path.name for path in small.iterdir()} == {"leads.csv", "profile.toml"}


def test_a_reader_that_has_seen_enough_is_no_fault(small: Path) -> None:
    with (small / "leads.csv").open("w", encoding="utf-8") as file:
        file.write("Name,Need,Budget\n")
        file.writelines(f"Lead {number},yes,{number}\n" for number in range(20_000))
    command = f"{sys.executable} -m sheetqual score leads.csv -p profile.toml --format json | head -c 100"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=small,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_an_unexpected_fault_is_a_sentence_too(
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from sheetqual import cli

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("sheetqual.files.profiles.read_profile", broken)
    monkeypatch.setattr(sys, "argv", ["sheetqual", "check", str(small / "profile.toml")])
    with pytest.raises(SystemExit) as stopped:
        cli.run()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "something unexpected went wrong (ZeroDivisionError: oh)" in said
    assert "Traceback" not in said


def test_every_command_and_option_has_a_help_text() -> None:
    from sheetqual.cli import main

    context = main.make_context("sheetqual", [], resilient_parsing=True)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert command.help, name
        for option in command.params:
            if option.param_type_name == "option":
                assert getattr(option, "help", None), f"{name} {option.opts}"


def test_a_narrow_terminal_and_no_colour_are_fine(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, shown = in_terminal("score", "leads.csv", "-p", "profile.toml", cwd=small, columns=40)
    assert code == 0
    assert "Anna" in shown
    monkeypatch.setenv("NO_COLOR", "1")
    code, shown = in_terminal("score", "leads.csv", "-p", "profile.toml", cwd=small)
    assert code == 0
    assert "\x1b[1;31m" not in shown


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_killed_export_leaves_nothing_behind(small: Path, number: signal.Signals) -> None:
    with (small / "leads.csv").open("w", encoding="utf-8") as file:
        file.write("Name,Need,Budget\n")
        file.writelines(f"Lead {line},yes,{line}\n" for line in range(300_000))
    (small / "tmp").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "sheetqual", "score", "leads.csv", "-p", "profile.toml", "-o", "out.xlsx"],
        cwd=small,
        env={**os.environ, "TMPDIR": str(small / "tmp")},
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # Under nohup, hanging up would be ignored, and rightly so.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    deadline = time.monotonic() + 60
    while not list(small.glob(".out.xlsx*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert said == ""
    assert {path.name for path in small.iterdir()} == {"leads.csv", "profile.toml", "tmp"}
    assert not list((small / "tmp").iterdir())


def test_a_closed_or_full_output_is_no_traceback(small: Path) -> None:
    command = f"{sys.executable} -m sheetqual score leads.csv -p profile.toml"
    for redirection, code in (
        ("-o a.csv >&-", 0),
        ("-o b.csv 2>&-", 0),
        ("--format json >&-", 0),
        (">&-", 0),
        ("<&-", 0),
        (">/dev/full", 2),
        ("--format json >/dev/full", 2),
        ("-o c.csv 2>/dev/full", 0),
    ):
        done = subprocess.run(
            ["bash", "-c", f"{command} {redirection}"],
            cwd=small,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == code, (redirection, done.stderr)
        assert "Traceback" not in done.stderr
        assert "unexpected" not in done.stderr
    assert (small / "a.csv").read_bytes() == (small / "b.csv").read_bytes() == (small / "c.csv").read_bytes()


def test_findings_are_told_beside_every_output(small: Path) -> None:
    arguments = ("score", small / "leads.csv", "-p", small / "profile.toml")
    for more in ((), ("--format", "csv"), ("-o", small / "out.csv")):
        assert "Budget: 'ask him': this can't be read as a number" in sheetqual(*arguments, *more).stderr


def test_control_characters_anywhere_do_not_stop_an_export(small: Path) -> None:
    (small / "leads.csv").write_text("Name,Need,Budget,No\x01te\nAn\x02na,yes,5000,\x03\n", encoding="utf-8")
    profile = PROFILE.replace('name = "Need"', 'name = "Ne\\u0007ed"')
    profile += '[score]\nlabels = { hot = "h\\u0007ot" }\n'
    (small / "profile.toml").write_text(profile, encoding="utf-8")
    done = sheetqual("score", small / "leads.csv", "-p", small / "profile.toml", "-o", small / "out.xlsx")
    assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(small / "out.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][2] == "hot"


def test_a_list_without_any_of_the_profiles_columns_is_refused(small: Path) -> None:
    (small / "leads.csv").write_text("Name,Other\nAnna,1\n", encoding="utf-8")
    done = sheetqual("score", small / "leads.csv", "-p", small / "profile.toml")
    assert done.returncode == 2
    assert "none of the profile's columns ('Need', 'Budget'" in done.stderr
