"""What Calc hands over, one kind of cell after another, without LibreOffice."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sheetqual.calc import answers
from sheetqual.calc.answers import answer

PROFILE = """\
name = "Test"
[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
[[criterion]]
id = "size"
columns = ["Size"]
want = { at_least = 1 }
"""
HEADERS = (("Need", "Size"),)
PUBLISHED = tuple((line,) for line in PROFILE.splitlines())
NUMBER, LOGICAL = 16, 1024
BOTH, NEED, SIZE = 100, 75, 25


@dataclass
class Document:
    """A document that asks for nothing but its epoch."""

    year: int = 1899

    def getPropertyValue(self, name: str) -> Any:  # noqa: N802
        assert name == "NullDate"
        return SimpleNamespace(Year=self.year)

    def getNumberFormats(self) -> Any:  # noqa: N802
        return SimpleNamespace(getByKey=lambda key: SimpleNamespace(Type=key))


@dataclass
class Range:
    """A range of cells at the top of a sheet that is used so far down."""

    rows: tuple[tuple[Any, ...], ...]
    used: int = 10
    shown: str = "1"
    formula: str = "1"
    format: int = NUMBER
    days: list[tuple[int, int]] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)

    def getRangeAddress(self) -> Any:  # noqa: N802
        return self._address(len(self.rows) - 1)

    def _address(self, last: int) -> Any:
        return SimpleNamespace(StartRow=0, EndRow=last, StartColumn=0, EndColumn=len(self.rows[0]) - 1)

    def getDataArray(self) -> Any:  # noqa: N802
        self.asked.append(len(self.rows))
        return self.rows

    def getSpreadsheet(self) -> Any:  # noqa: N802
        cursor = SimpleNamespace(gotoEndOfUsedArea=lambda _: None, getRangeAddress=lambda: self._address(self.used))
        return SimpleNamespace(createCursor=lambda: cursor)

    def getCellRangeByPosition(self, left: int, top: int, _right: int, bottom: int) -> Range:  # noqa: N802
        assert (left, top) == (0, 0)
        return Range(self.rows[: bottom + 1], asked=self.asked)

    def getCellByPosition(self, _column: int, _row: int) -> Any:  # noqa: N802
        return SimpleNamespace(
            getString=lambda: self.shown, getFormula=lambda: self.formula, getPropertyValue=lambda _: self.format
        )

    def queryContentCells(self, kind: int) -> Any:  # noqa: N802
        assert kind == 2
        found = [
            SimpleNamespace(StartRow=row, EndRow=row, StartColumn=column, EndColumn=column) for row, column in self.days
        ]
        return SimpleNamespace(getRangeAddresses=lambda: found)


def score(leads: Range, headers: Any = HEADERS, profile: Any = PUBLISHED, today: Any = None) -> Any:
    ((shown,),) = answer("LEADSCORE", Document(), leads, headers, profile, today)
    return shown


def test_numbers_and_texts() -> None:
    assert score(Range((("yes", 5.0),))) == BOTH
    assert score(Range((("no", 5.0),))) == SIZE
    assert score(Range((("", ""),))) == ""


def test_an_error_cell_is_unknown() -> None:
    assert score(Range(((None, 5.0),))) == SIZE
    assert score(Range(((None, None),))) == 0


@pytest.mark.parametrize(
    ("shown", "formula", "kind", "expected"),
    [
        ("1", "1", NUMBER, BOTH),  # the number 1, which also means yes
        ("TRUE", "1", LOGICAL, NEED),  # typed in
        ("VERO", "=A1>2", LOGICAL, NEED),  # worked out, on an Italian screen
        ("1", "=TRUE()", NUMBER, NEED),  # from an .xlsx file, in a column with a format of its own
        ("one", "1", NUMBER, BOTH),  # a number whose format shows a word
    ],
)
def test_a_truth_value_is_no_number(shown: str, formula: str, kind: int, expected: float) -> None:
    assert score(Range(((1.0, 1.0),), shown=shown, formula=formula, format=kind)) == expected


def test_a_day_in_a_column_of_numbers_is_no_number() -> None:
    assert score(Range((("yes", 46000.0),))) == BOTH
    assert score(Range((("yes", 46000.0),), days=[(0, 1)])) == NEED
    assert score(Range((("yes", 46000.25),), days=[(0, 1)])) == NEED


def test_of_whole_columns_only_the_used_part_is_read() -> None:
    leads = Range((("yes", 5.0),) * 5000, used=7)
    assert answer("LEADSCORE", Document(), leads, HEADERS, PUBLISHED, None) == ((BOTH,),) * 8
    assert leads.asked == [8]


def test_of_whole_rows_only_the_columns_with_headers_are_read() -> None:
    wide = 400
    leads = Range((("yes", 5.0, *[""] * (wide - 2)),))
    assert score(leads, ((*HEADERS[0], *[""] * (wide - 2)),)) == BOTH


@pytest.mark.parametrize("today", [None, 0.0, "", 46348.0, ((46348.0,),), "22.11.2026"])
def test_a_day_in_every_form(today: Any) -> None:
    assert score(Range((("yes", 5.0),)), today=today) == BOTH


@pytest.mark.parametrize("profile", [None, 0.0, "", (("",), ("",))])
def test_without_a_profile_the_cell_says_so(profile: Any) -> None:
    assert score(Range((("yes", 5.0),)), profile=profile).startswith("sheetqual: no profile; give the published cells")


def test_a_path_is_read_and_read_again_when_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "team.toml"
    path.write_text(PROFILE, encoding="utf-8-sig")
    assert score(Range((("no", 5.0),)), profile=str(path)) == SIZE
    path.write_text(PROFILE.replace("at_least = 1 ", "at_least = 100 "), encoding="utf-8")
    assert score(Range((("no", 5.0),)), profile=((str(path),),)) == 0


def test_a_file_that_is_no_profile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "film.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in score(Range((("no", 5.0),)), profile=str(path))
    assert "there is no profile at" in score(Range((("no", 5.0),)), profile=str(folder(tmp_path)))


def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder.toml"
    made.mkdir()
    return made


def test_the_profile_set_at_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = tmp_path / "team.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    (tmp_path / answers.DEFAULT_PROFILE).write_text(f"{profile}\n", encoding="utf-8")
    monkeypatch.setattr(answers, "__file__", str(tmp_path / "answers.py"))
    answers._default_profile.cache_clear()
    try:
        assert score(Range((("no", 5.0),)), profile=None) == SIZE
        profile.unlink()
        assert "there is no profile at" in score(Range((("no", 5.0),)), profile=None)
    finally:
        answers._default_profile.cache_clear()


def test_a_document_that_counts_from_another_year_is_refused() -> None:
    ((said,),) = answer("LEADSCORE", Document(1904), Range((("yes", 5.0),)), HEADERS, PUBLISHED, None)
    assert "counts its days from another year" in said


def test_what_nobody_expected_is_a_short_text_too() -> None:
    assert score("no range") == "sheetqual: something unexpected went wrong (AttributeError)"  # type: ignore[arg-type]
