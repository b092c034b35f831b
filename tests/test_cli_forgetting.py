"""Forgetting a person, as one runs it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from .test_cli import ESCAPE, in_terminal, sheetqual

EMAIL = "anna@acme.example"
HEADERS = ("Record ID", "Name", "Company", "E-mail", "Phone")
ANNA = ("51001", "Anna Berg", "Acme", EMAIL, "+47 99 88 77 66")
BO = ("51002", "Bo Dahl", "Bolt", "bo@bolt.example", "+47 22 33 44 55")
PLAN = "export.csv: row 2 removed"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a list, and an export."""
    book = openpyxl.Workbook()
    for row in (HEADERS, ANNA, BO):
        book.worksheets[0].append(list(row))
    book.save(tmp_path / "leads.xlsx")
    lines = "\n".join(map(",".join, (HEADERS, ANNA, BO)))
    (tmp_path / "export.csv").write_text(f"{lines}\n", encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names(folder: Path) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(folder / "leads.xlsx").worksheets[0]["B"]]


def test_a_person_is_removed_and_it_is_said_where(folder: Path) -> None:
    done = sheetqual("forget", EMAIL, folder, "--yes")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Anna Berg (Acme): removed" in done.stderr
    assert PLAN in done.stderr
    assert "leads.xlsx: row 2 of sheet Sheet emptied" in done.stderr
    assert "right-click its number to delete it" in done.stderr
    assert "add them to do-not-call.csv" in done.stderr
    assert names(folder) == ["Name", None, "Bo Dahl"]
    assert sorted(contents(folder)) == ["export.csv", "leads.xlsx"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [(("--dry-run",), 0, "leave out --dry-run to do it"), ((), 2, "nobody could be asked; add --yes to do it")],
)
def test_nothing_is_written_unasked(options: tuple[str, ...], code: int, said: str, folder: Path) -> None:
    before = contents(folder)
    done = sheetqual("forget", "Anna Berg", folder, *options)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Anna Berg (Acme): to be removed" in done.stderr
    assert PLAN in done.stderr
    assert said in done.stderr
    assert contents(folder) == before


@pytest.mark.parametrize(("keys", "is_done"), [(b"y\r", True), (b"n\r", False)])
def test_at_a_terminal_it_asks_first(keys: bytes, folder: Path, *, is_done: bool) -> None:
    before = contents(folder)
    code, shown = in_terminal("forget", "51001", ".", cwd=folder, keys=keys)
    assert code == 0
    assert shown.index("to be removed") < shown.index("Remove all of this for good, now?")
    assert ("Anna Berg (Acme): removed" in shown) is is_done
    assert ("Nothing was removed." in shown) is not is_done
    assert (contents(folder) != before) is is_done


def test_who_is_meant_must_be_clear(folder: Path) -> None:
    with (folder / "export.csv").open("a", encoding="utf-8") as stream:
        stream.write("51003,Anna Berg,Zeta,anna@zeta.example,\n")
    before = contents(folder)
    done = sheetqual("forget", "anna berg", folder, "--yes")
    assert done.returncode == 2
    assert "Anna Berg (Acme): export.csv, row 2 and 1 more" in done.stderr
    assert "Anna Berg (Zeta): export.csv, row 4" in done.stderr
    assert 'Error: "anna berg" fits 2 different people, so nothing was removed; give what only one' in done.stderr
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("who", "where", "said"),
    [
        ("Nobody Atall", ".", 'Nobody fits "Nobody Atall" in .; check the spelling'),
        (EMAIL, "gone", "gone can't be found; check its name."),
        (EMAIL, "leads.xlsx", "leads.xlsx is no folder; give the folder of the workspace."),
        ("", ".", 'Nobody fits ""'),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(who: str, where: str, said: str, folder: Path) -> None:
    before = contents(folder)
    done = sheetqual("forget", who, where, "--yes", cwd=folder)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(folder) == before


def test_a_workbook_that_is_open_is_left_for_the_next_time(folder: Path) -> None:
    mark = folder / "~$leads.xlsx"
    mark.write_bytes(b"\x03Ola")
    before = (folder / "leads.xlsx").read_bytes()
    done = sheetqual("forget", EMAIL, folder, "--yes")
    assert done.returncode == 2
    assert PLAN in done.stderr
    assert "leads.xlsx is open in Excel (Ola); close it there" in done.stderr
    assert "run the same command again" in done.stderr
    assert (folder / "leads.xlsx").read_bytes() == before
    assert EMAIL not in (folder / "export.csv").read_text(encoding="utf-8")
    mark.unlink()
    assert sheetqual("forget", EMAIL, folder, "--yes").returncode == 0
    assert names(folder) == ["Name", None, "Bo Dahl"]


def test_names_that_would_steer_a_terminal_are_made_harmless(folder: Path) -> None:
    with (folder / "export.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"51009,Eve {ESCAPE}[31mRed,Zeta,eve@zeta.example,\n")
    done = sheetqual("forget", "eve@zeta.example", folder, "--yes")
    assert done.returncode == 0
    assert ESCAPE not in done.stderr
    assert "Eve" in done.stderr
