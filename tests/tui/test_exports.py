"""Where an export may go, how it is stopped, and what a spreadsheet makes of its texts."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl
import pytest

from sheetqual.errors import OutputError
from sheetqual.files.exports import check_target, export
from sheetqual.files.profiles import read_profile
from sheetqual_tui.ranking import Stopped
from sheetqual_tui.session import Opening, export_leads, export_path
from tests.tui.conftest import DAY

if TYPE_CHECKING:
    from pathlib import Path


# Where it may go


@pytest.mark.parametrize("name", ["calls.csv", "CALLS.CSV", "old.csv"])
def test_a_target_is_known_by_its_ending(software: Opening, name: str) -> None:
    folder = software.leads.parent
    (folder / "old.csv").write_text("old", encoding="utf-8")
    assert check_target(folder / name, software.leads, ("json", "csv", "xlsx")) == "csv"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("calls.doc", "'calls.doc' should end in .json, .csv or .xlsx; choose one of them."),
        ("calls", "'calls' should end in .json, .csv or .xlsx; choose one of them."),
        ("folder.csv", "is a folder; give a file name."),
        ("nowhere/calls.csv", "nowhere does not exist; make it first, or choose another one."),
        ("leads.xlsx", "leads.xlsx is your list itself; choose another name, so that nothing in it is lost."),
        ("link.xlsx", "link.xlsx is your list itself; choose another name, so that nothing in it is lost."),
        (f"{'x' * 300}.csv", "That name can't be used; give a shorter, plain one."),
        ("\0.csv", "That name can't be used; give a shorter, plain one."),
    ],
)
def test_a_target_that_cannot_be_written_is_refused_with_a_sentence(software: Opening, name: str, said: str) -> None:
    folder = software.leads.parent
    (folder / "folder.csv").mkdir()
    (folder / "link.xlsx").symlink_to(software.leads)
    with pytest.raises(OutputError) as caught:
        check_target(folder / name, software.leads, ("json", "csv", "xlsx"))
    assert str(caught.value).endswith(said)


def test_one_ending_alone_is_named_alone(software: Opening) -> None:
    with pytest.raises(OutputError, match=r"^'calls\.csv' should end in \.json\.$"):
        check_target("calls.csv", software.leads, ("json",))


def test_an_export_knows_the_same_endings(software: Opening) -> None:
    with pytest.raises(OutputError, match=r"should end in \.csv or \.xlsx"):
        export(software.read(), software.leads.parent / "calls.doc")


def test_the_profile_is_never_written_over(software: Opening) -> None:
    assert software.file.path is not None
    (software.leads.parent / "link.csv").symlink_to(software.file.path)
    with pytest.raises(OutputError, match="the profile itself"):
        export_path(software, "link.csv")


# How it is stopped


@pytest.mark.parametrize("name", ["calls.csv", "calls.xlsx"])
@pytest.mark.parametrize("count", [1, 321])
def test_an_export_that_is_cancelled_is_not_written_however_few_leads_there_are(
    software: Opening, name: str, count: int
) -> None:
    scored = software.read()
    path = software.leads.parent / name
    path.write_text("old", encoding="utf-8")
    before = set(path.parent.iterdir())

    def cancelled(_done: int, _total: int | None) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        export_leads(software, scored, path, scored.board.order[:count], cancelled)
    assert path.read_text(encoding="utf-8") == "old"
    assert set(path.parent.iterdir()) == before


@pytest.mark.parametrize("name", ["calls.csv", "calls.xlsx"])
def test_an_export_asks_whether_to_go_on_every_few_hundred_leads_and_right_before_it_is_put_in_place(
    software: Opening, name: str
) -> None:
    scored = software.read()
    path = software.leads.parent / name
    asked: list[tuple[int, int | None, bool]] = []
    leads = [*scored.board.order] * 3
    export(scored, path, leads, progress=lambda done, total: asked.append((done, total, path.exists())))
    assert asked == [(done, len(leads), False) for done in (256, 512, 768, len(leads))]


# Reading again


def right_of_column_a(folder: Path) -> Opening:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (("Name", "Need", "Notes"), ("Ann", "yes", "kept"), ("Bo", "no", "kept")):
        sheet.append([None, None, *line])
    book.save(folder / "right.xlsx")
    return Opening(folder / "right.xlsx", read_profile(folder / "profile.toml"), DAY)


def test_a_list_that_begins_right_of_column_a_is_not_read_again_for_its_export(
    hostile: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = right_of_column_a(hostile.leads.parent)
    scored = opening.read()
    monkeypatch.setattr("sheetqual_tui.session.score_list", lambda *_args, **_options: pytest.fail("read again"))
    path = opening.leads.parent / "calls.csv"
    export_leads(opening, scored, path, [0, 1], lambda _done, _total: None)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert [row[-1] for row in csv.reader(stream)] == ["Notes", "kept", "kept"]


def test_a_large_list_that_begins_right_of_column_a_is_read_again_with_all_its_columns(
    hostile: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetqual_tui.session._KEPT_WHOLE", 0)
    opening = right_of_column_a(hostile.leads.parent)
    path = opening.leads.parent / "calls.csv"
    export_leads(opening, opening.read(), path, [0, 1], lambda _done, _total: None)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert [row[-1] for row in csv.reader(stream)] == ["Notes", "kept", "kept"]
