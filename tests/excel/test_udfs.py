"""The worksheet functions, driven through xlwings' own converters and `CallUDF`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sheetqual.core.worksheet import FUNCTIONS
from sheetqual.excel.udfs import LEADSCORE, LEADTEMP

from .fake_excel import CellError, block, cell, column, row, value2
from .harness import call_udf, vba_wrapper

PROFILE = """\
name = "Test"
[score]
hot = 70
warm = 40
labels = { hot = "caldo" }
[[criterion]]
id = "need"
columns = ["Need"]
want = { yes = true }
required = true
[[criterion]]
id = "budget"
columns = ["Budget"]
want = { at_least = 1000 }
[[criterion]]
id = "due"
columns = ["Due"]
want = { later_than_days = 10 }
"""
PUBLISHED = column(*PROFILE.splitlines())
HEADERS = row("Need", "Budget", "Due")
TODAY = date(2026, 11, 21)


def udf(name: str, *arguments: Any) -> Any:
    return call_udf("sheetqual.excel.udfs", name, *arguments)


def test_one_lead_gets_one_score() -> None:
    assert udf("LEADSCORE", row("yes", 2000.0, None), HEADERS, PUBLISHED) == 89


def test_a_block_of_leads_gets_a_column_of_scores() -> None:
    leads = block(["yes", 2000.0, None], ["no", 2000.0, None], [None, None, None])
    assert udf("LEADSCORE", leads, HEADERS, PUBLISHED) == ((89,), (0,), ("",))


def test_temperatures_are_in_the_teams_words() -> None:
    leads = block(["yes", 2000.0, None], ["yes", None, None], ["no", 5.0, None])
    assert udf("LEADTEMP", leads, HEADERS, PUBLISHED) == (("caldo",), ("warm",), ("out",))


def test_a_score_alone_has_a_temperature_too() -> None:
    assert udf("LEADTEMP", cell(70.0), row(None), PUBLISHED) == "caldo"
    assert udf("LEADTEMP", cell(39.999), PUBLISHED) == "cold"
    assert udf("LEADTEMP", column(80.0, None, 40.0), row(None), PUBLISHED) == (("caldo",), ("",), ("warm",))


@pytest.mark.parametrize("due", [date(2026, 12, 24), 46380.0, "24.12.2026", "2026-12-24"])
def test_dates_score_alike_as_dates_serials_and_text(due: date | float | str) -> None:
    lead = row("no", 1.0, due)
    profile = column(*PROFILE.replace("required = true", "").splitlines())
    assert udf("LEADSCORE", lead, HEADERS, profile, cell(TODAY)) == 11


def test_values_score_like_ranges() -> None:
    lead, headers, profile = (value2(one) for one in (row(True, 2000.0, None), HEADERS, PUBLISHED))
    assert udf("LEADSCORE", lead, headers, profile) == 89


@pytest.mark.parametrize("error", [CellError.NA, CellError.REF, CellError.SPILL])
def test_an_error_cell_is_unknown_not_zero(error: CellError) -> None:
    lead = row(error, 2000.0, None)
    assert udf("LEADSCORE", lead, HEADERS, PUBLISHED) == 28
    assert udf("LEADTEMP", lead, HEADERS, PUBLISHED) == "cold"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((row("yes"), row("Need")), "no profile"),
        ((row("yes"), row("Need", "Budget"), PUBLISHED), "2 headers over 1 columns"),
        ((row("yes"), row("Nonsense"), PUBLISHED), "none of the profile's columns"),
        ((row("yes"), row("Need"), column("name = ")), "profile line 1: this is not valid TOML"),
        ((row("yes"), row("Need"), column('nmae = "x"')), "unknown key 'nmae'"),
        ((row("yes"), row("Need"), cell("C:\\no\\such.toml")), "there is no profile at"),
        ((row("yes"), row("Need"), PUBLISHED, cell("some day")), "should be a day"),
    ],
)
def test_what_goes_wrong_is_a_short_text_in_the_cell(arguments: tuple[Any, ...], said: str) -> None:
    for name in ("LEADSCORE", "LEADTEMP"):
        answer = udf(name, *arguments)
        assert isinstance(answer, str)
        assert answer.startswith("sheetqual: ")
        assert said in answer
        assert "\n" not in answer
        assert "Traceback" not in answer


def test_a_path_is_read_and_read_again_when_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "team.toml"
    path.write_text(PROFILE, encoding="utf-8")
    assert udf("LEADSCORE", row("yes", 1.0, None), HEADERS, cell(str(path))) == 61
    path.write_text(PROFILE + "# changed\n[[penalty]]\nid='p'\ncolumns=['Need']\nwhen={yes=true}\npoints=1\n", "utf-8")
    assert udf("LEADSCORE", row("yes", 1.0, None), HEADERS, cell(str(path))) == 60


def test_the_functions_are_plain_functions_too() -> None:
    assert LEADSCORE([["yes", 2000.0, None]], [["Need", "Budget", "Due"]], PROFILE) == 89
    assert LEADTEMP(((75.0,),), None, PROFILE) == "caldo"


def test_vba_wrappers_are_made_for_exactly_these_functions() -> None:
    text = vba_wrapper("sheetqual.excel.udfs")
    assert "Function LEADSCORE(" in text
    assert "Function LEADTEMP(" in text
    assert text.count("End Function") == len(FUNCTIONS)
