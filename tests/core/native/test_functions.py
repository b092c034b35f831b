"""The worksheet functions as formulas show what the core shows, lead by lead."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Final

import pytest

from sheetqual.core.native.formula import LONGEST, stored
from sheetqual.core.native.functions import FUNCTION_NAMES, NativeFunctions, native_functions, uses_dates
from sheetqual.core.worksheet import compiled_profile, lead_values, score_temperatures
from sheetqual.errors import SheetqualError

from .sheet import Value, evaluated
from .test_conditions import SERIAL, TODAY, as_core

TEAM: Final = """
[score]
weights = "points"
labels = { hot = "caldo", warm = "tiepido", cold = "freddo", out = "fuori" }
[words]
yes = ["aye"]
refused = ["mind your business"]
[[criterion]]
id = "need"
name = "Need"
columns = ["Need", "Wants it"]
want = { yes = true }
level = "opportunity"
required = true
points = 30
[[criterion]]
id = "decides"
name = 'Decides, "really"'
columns = ["Decides"]
want = { yes = true }
level = "organisation"
required = true
on_fail = "refer"
assume = "yes"
points = 25
[[criterion]]
id = "budget"
name = "Budget"
columns = ["Budget", "Estimated budget", "budget_2"]
grades = [{ when = { at_least = 10000 }, value = 1 }, { when = { at_least = 2500 }, value = 0.35 }]
assume = "no"
points = 20.5
[[criterion]]
id = "visit"
name = "Visit"
kind = "interest"
columns = ["Last visit"]
want = { known = true }
decay = { half_life_days = 30 }
points = 14.5
[[criterion]]
id = "form"
name = "Form"
kind = "interest"
grades = [
  { when = { column = "Source", is = "form" }, value = 0.77 },
  { when = { any = [{ column = "Staff", at_least = 50 }, { column = "Need", no = true }] }, value = 0.5 },
]
columns = ["Last visit"]
decay = { half_life_days = 12.5 }
points = 10
[[penalty]]
id = "tied"
name = "Tied"
columns = ["Contract ends"]
when = { later_than_days = 365 }
points = 12.5
[[penalty]]
id = "small"
name = "Small"
columns = ["Staff"]
when = { at_most = 3 }
points = 40
[horizon]
columns = ["Timeline"]
lost_when = { later_than_days = 365 }
[suppress]
columns = ["Do not call", "Opted out"]
[types]
PQL = { column = "Trial", yes = true }
"""
HEADERS: Final = [
    *("Company", "Need", "wants-it", "Decides", "Budget", "Estimated  budget", "Budget 2", "Last visit", "Source"),
    *("Staff", "Contract ends", "Timeline", "Do not call", "Opted out"),
]
CHOICES: Final[list[list[Value]]] = [
    ["Acme", None],
    ["yes", "aye", "no", "partly", None, "?", True, False, "refused", "complained", "mind your business", "yes"],
    [None, None, "yes", "no"],
    ["yes", None, "no", "partly", "yes", "yes", "refused"],
    [None, 12000, 2500, 100, "?", "refused", "#N/A", "9,999", "3000"],
    [None, None, 50000.0, "none at all"],
    [None, None, "2500"],
    [46347, 46317, 46000, 46400, "2026-11-01", None, "long ago", "?", "#REF!", 40000],
    ["form", "Form ", "web", None, "?"],
    [2, 60, None, "100", "?", "3.5"],
    [None, 46380, 46800, "2030-01-01", "?", "never"],
    [None, 46380, 46800, "2030-01-01", "?"],
    [None, None, None, "no", "yes", "asked us", "#N/A"],
    [None, None, None, None, 0, 1, True, False],
]


def leads(count: int) -> list[list[Value]]:
    draw = random.Random(7)
    blank: list[Value] = [None, "", " ", *([None] * (len(HEADERS) - 3))]
    return [[draw.choice(some) for some in CHOICES] for _ in range(count)] + [blank]


def shown(value: str | float) -> str:
    return f"{value:.10g}" if isinstance(value, float | int) else value


def run(
    functions: NativeFunctions,
    rows: list[list[Value]],
    formulas: list[str],
    path: Path,
    headers: list[str] | None = None,
) -> list[str]:
    return evaluated(path, functions.names, functions.texts, [list(headers or HEADERS), *rows], formulas)


def test_every_function_shows_what_the_core_shows(tmp_path: Path) -> None:
    rows = leads(150)
    functions = native_functions(compiled_profile(TEAM), has_day=True)
    formulas = [f"{name}(A{row}:N{row},A1:N1,0,{SERIAL})" for row in range(2, len(rows) + 2) for name in FUNCTION_NAMES]
    said = run(functions, rows, formulas, tmp_path / "book.xlsx")
    cells = [[as_core(cell) for cell in row] for row in rows]
    expected = [
        shown(value)
        for row in cells
        for name in FUNCTION_NAMES
        for value in lead_values(name, [row], HEADERS, TEAM, TODAY)
    ]
    wrong = [
        (formula, want, got)
        for formula, want, got in zip(formulas, expected, said, strict=True)
        if want != got and not got.startswith("sheetqual: ")
    ]
    assert wrong == []
    assert sum(one.startswith("sheetqual: ") for one in said) < len(said) / 4
    kinds = {one.partition(":")[0] for one in said[2::4]}
    assert kinds >= {"call", "nurture", "refer", "dropped", "lost", "suppressed", ""}


def test_a_block_of_leads_gives_the_values_of_its_rows(tmp_path: Path) -> None:
    rows = leads(12)
    functions = native_functions(compiled_profile(TEAM), has_day=True)
    block = f"LEADSCORE(A2:N{len(rows) + 1},A1:N1,0,{SERIAL})"
    formulas = [f"LEADSCORE(A{row}:N{row},A1:N1,0,{SERIAL})" for row in range(2, len(rows) + 2)]
    formulas += [f'IFERROR(INDEX({block},{place},1)&"","#")' for place in range(1, len(rows) + 1)]
    said = run(functions, rows, formulas, tmp_path / "book.xlsx")
    assert said[: len(rows)] == said[len(rows) :]


def test_a_score_alone_has_a_temperature(tmp_path: Path) -> None:
    functions = native_functions(compiled_profile(TEAM), has_day=False)
    scores = [70.0, 69.999, 40, 39.9994, 39.9995, 0]
    rows: list[list[Value]] = [[score] for score in [*scores, None, "x"]]
    for headers in ('""', "", "Z1"):
        formulas = [f"LEADTEMP(A{row},{headers},0)" for row in range(2, len(rows) + 2)]
        said = run(functions, rows, formulas, tmp_path / "book.xlsx", ["Score"])
        assert said == [*score_temperatures(scores, TEAM), "", "sheetqual: choose two columns or more"]
    said = run(functions, rows, ["LEADTEMP(A2,A1,0)"], tmp_path / "book.xlsx", ["Budget"])
    assert said == ["sheetqual: choose two columns or more"]


def test_without_a_day_the_day_is_today(tmp_path: Path) -> None:
    text = '[[criterion]]\nid="a"\ncolumns=["A"]\nwant={ within_days = 1 }\n'
    functions = native_functions(compiled_profile(text), has_day=False)
    cells = ["LEADSCORE(A2:B2,A1:B1,0)", "LEADSCORE(A3:B3,A1:B1,0)"]
    path = tmp_path / "book.xlsx"
    rows: list[list[Value]] = [["2001-01-01", 1], ["x", 1]]
    assert run(functions, rows, cells, path, ["A", "B"]) == ["0", "0"]
    assert "TODAY()" in functions.names["sheetqual.row"]
    days = native_functions(compiled_profile(text), has_day=True)
    given = [f"LEADSCORE(A2:B2,A1:B1,0,{day})" for day in ("DATE(2001,1,2)", '""', "36893.7")]
    assert run(days, rows, given, path, ["A", "B"]) == ["100", "0", "100"]
    wrong = [f"LEADSCORE(A2:B2,A1:B1,0,{day})" for day in ('"soon"', "60", "0.5", "2958466", "-3")]
    said = run(days, rows, wrong, path, ["A", "B"])
    assert said == ["sheetqual: the last argument should be a day, such as TODAY()"] * 5


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("LEADSCORE(A2:C2,A1:B1,0)", "sheetqual: 2 headers over 3 columns of leads; choose ranges of one width"),
        (
            "LEADSCORE(B2:C2,B1:C1,0)",
            "sheetqual: none of the profile's columns is among the headers; choose the header row as second argument",
        ),
        ("LEADSCORE(A2:A2,A1:A1,0)", "sheetqual: choose two columns or more"),
        ("LEADSCORE(A2:C2,A1:C1,0)", "100"),
        ("LEADSCORE(A2:B2,A1:A2,0)", "sheetqual: choose one row of headers"),
        ("LEADSCORE(A5:C5,A1:C1,0)", "sheetqual: write this lead plainly, in letters and digits"),
        ("LEADSCORE(A3:C3,A1:C1,0)", "sheetqual: A: write it plainly, such as 12000, yes or 2026-12-31"),
        ("LEADSCORE(A4:C4,A1:C1,0)", ""),
        ("LEADSCORE(A2:D2,A1:D1,0)", "sheetqual: A: write it plainly, such as 12000, yes or 2026-12-31"),
        ("LEADSCORE(D2:E2,E1:F1,0)", "sheetqual: A: write it plainly, such as 12000, yes or 2026-12-31"),
    ],
)
def test_what_goes_wrong_is_said_in_the_cell(formula: str, said: str, tmp_path: Path) -> None:
    text = '[[criterion]]\nid="a"\ncolumns=["A"]\nwant={ at_least = 5 }\n'
    functions = native_functions(compiled_profile(text), has_day=False)
    rows: list[list[Value]] = [["1,000", "x", "y", 3, 5], ["about 40", "x", "y", 3, 5], [None, " ", None, None, None]]
    rows.append([None, "\u2003", "\u200b", None, None])
    # A second column of that name, and a header whose signs nobody reads: no formula can tell which counts.
    headers = ["A", "B", "C", " a ", "Ａ", "D"]
    assert run(functions, rows, [formula], tmp_path / "book.xlsx", headers) == [said]


def test_forty_criteria_and_many_words_fit_into_names() -> None:
    criteria = "".join(
        f'[[criterion]]\nid = "c{place}"\nname = "{"A rather long name " * 4}{place}"\ncolumns = ["Column {place}"]\n'
        f"want = {{ one_of = [{', '.join(f'{chr(34)}word number {word}{chr(34)}' for word in range(30))}] }}\n"
        "required = true\n"
        for place in range(40)
    )
    functions = native_functions(compiled_profile(criteria), has_day=True)
    assert max(map(len, functions.names.values())) <= LONGEST
    assert {"sheetqual.answers_4", "sheetqual.failed_4", "sheetqual.criterion_40"} <= functions.names.keys()


def test_no_name_looks_like_a_cell_and_no_local_name_like_a_function() -> None:
    functions = native_functions(compiled_profile(TEAM), has_day=True)
    for name, formula in functions.names.items():
        assert name in FUNCTION_NAMES or name.startswith("sheetqual.")
        assert not formula.startswith("=")
        assert "$" not in re.sub('"[^"]*"', "", formula)
        assert formula.count("_xlpm.") == formula.count("_xlpm.q_")
        assert formula.startswith("_xlfn.LAMBDA(")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"Budget"', '"Bud½get"'), "column 'Bud½get': formulas don't read this header; use a plain one"),
        (('hot = "caldo"', 'hot = "cal\\u0001do"'), r"'cal\\x01do': a formula can't hold signs that nobody sees"),
        (('hot = "caldo"', f'hot = "{"x" * 300}"'), "at most 255 characters fit a formula; shorten it"),
        (('name = "Need"', f'name = "{"x" * 240}"'), "at most 255 characters fit a formula; shorten it"),
        (("later_than_days = 365 }\npoints", "later_than_days = 0.12345678901234567 }\npoints"), "15 digits"),
    ],
)
def test_what_no_formula_can_hold_is_refused(change: tuple[str, str], said: str) -> None:
    with pytest.raises(SheetqualError, match=said):
        native_functions(compiled_profile(TEAM.replace(*change)), has_day=True)


def test_more_words_than_a_cell_holds_are_refused() -> None:
    words = ", ".join(f'"word number {word}"' for word in range(3000))
    with pytest.raises(SheetqualError, match="more words than a cell can hold; leave out those that nobody uses"):
        native_functions(compiled_profile(TEAM.replace('yes = ["aye"]', f"yes = [{words}]")), has_day=True)


def test_what_is_assumed_keeps_its_worth(tmp_path: Path) -> None:
    text = (
        '[[criterion]]\nid = "a"\ncolumns = ["A"]\nassume = "yes"\nwant = { known = true }\n'
        "decay = { half_life_days = 90 }\n"
    )
    functions = native_functions(compiled_profile(text), has_day=False)
    rows: list[list[Value]] = [[None, "x"]]
    assert run(functions, rows, ["LEADRANGE(A2:B2,A1:B1,0)"], tmp_path / "book.xlsx", ["A", "B"]) == ["100"]


def test_a_criterion_too_long_for_one_formula_is_refused_by_its_name() -> None:
    words = ", ".join(f'"word number {word}"' for word in range(700))
    text = f'[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = {{ one_of = [{words}] }}\n'
    with pytest.raises(SheetqualError, match="criterion_01: too much for one formula of Excel"):
        native_functions(compiled_profile(text), has_day=False)


def test_a_profile_uses_dates_wherever_it_compares_days() -> None:
    without = TEAM.replace("later_than_days = 365", "yes = true").replace("decay = { half_life_days", "# {")
    assert not uses_dates(compiled_profile(without.replace("decay", "#")))
    for part in ("[horizon]", "[[penalty]]"):
        head, mark, rest = without.partition(part)
        assert uses_dates(compiled_profile(head + mark + rest.replace("yes = true", "after = 2026-01-01", 1)))


def test_prefixes_stay_out_of_texts() -> None:
    assert stored('LET($a,"LET($a)",$a&"say ""LET(""")') == '_xlfn.LET(_xlpm.q_a,"LET($a)",_xlpm.q_a&"say ""LET(""")'
