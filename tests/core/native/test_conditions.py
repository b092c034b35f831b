"""Each condition as a formula gives the answer of the core, for every kind of cell, or says that it can't."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from sheetqual.core.native.formula import number
from sheetqual.core.native.functions import native_functions, uses_dates
from sheetqual.core.plan import compile_plan
from sheetqual.core.worksheet import LeadSheet, compiled_profile
from sheetqual.errors import SheetqualError

from .sheet import Value, evaluated

TODAY: Final = date(2026, 11, 21)
SERIAL: Final = (TODAY - date(1899, 12, 30)).days

WANTS: Final = [
    "{ yes = true }",
    "{ no = true }",
    "{ known = true }",
    "{ known = false }",
    "{ at_least = 1000 }",
    "{ at_most = 0.5 }",
    "{ between = [10, 1250] }",
    "{ at_least = -3, at_most = 12.5 }",
    '{ is = "Web form" }',
    '{ is = "yes" }',
    '{ is = "1" }',
    '{ is = "ja" }',
    "{ is = true }",
    "{ is = 1 }",
    "{ is = 12 }",
    '{ is = "0" }',
    "{ is = 12.5 }",
    "{ is = 2026-12-24 }",
    '{ one_of = ["SaaS", "Web form", "Нефть"] }',
    '{ one_of = ["SaaS", 12, true] }',
    "{ one_of = [0, 12] }",
    '{ not_one_of = ["SaaS", "web  FORM"] }',
    '{ not_one_of = ["0", "12"] }',
    '{ contains = "form" }',
    '{ like = "web*" }',
    '{ is = "S" }',
    '{ like = "w*fo*m" }',
    '{ like = "*b f*" }',
    '{ like = "saas" }',
    '{ contains = "ss" }',
    "{ before = 2026-12-24 }",
    "{ after = 2026-11-21 }",
    "{ between = [2026-01-01, 2026-12-31] }",
    "{ within_days = 33 }",
    "{ older_than_days = 30 }",
    "{ later_than_days = 30 }",
    '{ any = [{ yes = true }, { contains = "aa" }] }',
    "{ all = [{ known = true }, { not = { no = true } }] }",
    "{ not = { at_least = 12 } }",
    '{ any = [{ at_least = 1000 }, { all = [{ known = true }, { like = "w*" }] }] }',
]
CELLS: Final[list[Value]] = [
    *(
        None,
        "",
        "  ",
        "\u00a0",
        True,
        False,
        0,
        1,
        12,
        12.5,
        1000,
        1250,
        -3,
        1e16,
        0.5,
        46380,
        46347,
        20261224,
        60,
        5e7,
    ),
    *("yes", "Yes ", "NO", "x", "s", "S", "sì", "Да", "ja", "partly", "delvis", "✓", "1", "0", "True", "yes!", "no..."),
    *("?", "-", "n/a", "unknown", "don’t know", "не знаю", "refused", "rifiutato", "complained", "жалоба"),
    *(
        "SaaS",
        " web   form",
        "WEB FORM\n",
        "Web\tform",
        "нефть",
        "webform",
        "wfom",
        "form",
        "12",
        "12,5",
        "12.5",
        "1,250",
    ),
    *("1.250", "1,250.50", "1.250,5", "-3", "1000000", "12,34", "1 000", "approx. 40", "11-50", "€ 12", "k", "12k"),
    *("1,2,3", ".5", "5.", "1.000.000", "1,000,000", "0.125", "2026-12-24", "2026-12-24 10:30", "24.12.2026"),
    *("24/12/26", "2026-02-30", "46380", "soon", "#N/A", "#REF!", "no. #n/a", "Err:504", "ﬁne", "naïve", "½", "🙂"),
    *("Straße", "№ 7", "no…", "wait…", "SaaS™", "web\u2026form"),
    *("نمی\u200cدانم", "بله", "۱۲", "\u200cx", "ё", "!", "a!b", "“quoted”", 'say "hi"', "a|b", "12345678901234567"),
]
NEVER_READ: Final = frozenset({"ﬁne", "½", "🙂", "Err:504", "\u200cx"})
"""Cells that no formula reads: signs of many forms, or the name of an error that is none here."""


def profile_of(wants: list[str], *, decimal: str = "auto", dates: str = "dmy") -> str:
    criteria = "".join(
        f'[[criterion]]\nid = "c{place}"\ncolumns = ["X"]\nwant = {want}\n' for place, want in enumerate(wants)
    )
    return f'[reading]\ndecimal = "{decimal}"\ndates = "{dates}"\n[score]\nweights = "equal"\n{criteria}'


def as_core(cell: Value) -> str | float | None:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return float(cell) if isinstance(cell, int) else cell


def answers(text: str, cells: list[Value], path: Path) -> dict[tuple[int, int], tuple[int, str]]:
    """Return criterion and cell -> the core's answer, and the formula's."""
    profile = compiled_profile(text)
    functions = native_functions(profile, has_day=True)
    sheet = LeadSheet(profile, compile_plan(profile, ["X", "Other"], today=TODAY))
    rows: list[list[Value]] = [["X", "Other"], *([cell, "so that no row is blank"] for cell in cells)]
    heads = "_xlfn.MAP(A1:B1,_xlfn.LAMBDA(_xlpm.h,sheetqual.header(_xlpm.h)))"
    asked = [(place, row) for place in range(len(profile.criteria)) for row in range(len(cells))]
    formulas = [f"sheetqual.criterion_{place + 1:02}(A{row + 2}:B{row + 2},{heads},{SERIAL})" for place, row in asked]
    said = evaluated(path, functions.names, functions.texts, rows, formulas)
    patterns = [sheet.pattern([as_core(cell), "so that no row is blank"], None) or b"" for cell in cells]
    return {(place, row): (patterns[row][place], one) for (place, row), one in zip(asked, said, strict=True)}


@pytest.mark.parametrize(("decimal", "dates"), [("auto", "dmy"), (".", "mdy"), (",", "ymd")])
def test_each_condition_answers_as_the_core_does_or_not_at_all(decimal: str, dates: str, tmp_path: Path) -> None:
    told = answers(profile_of(WANTS, decimal=decimal, dates=dates), CELLS, tmp_path / "book.xlsx")
    wrong = {
        (WANTS[place], CELLS[row]): (code, said)
        for (place, row), (code, said) in told.items()
        if said != f"{code:03}" and not said.startswith("!sheetqual: X: write it plainly")
    }
    assert wrong == {}
    silent = [said for said in told.values() if said[1].startswith("!")]
    assert 0.05 < len(silent) / len(told) < 0.25


def test_plain_cells_are_always_read(tmp_path: Path) -> None:
    plain: list[Value] = [
        *(True, False, 0, 1, 12, 1000, 46380, "yes", "NO", "partly", "?", "n/a", "refused", "SaaS", " web   form"),
        *("12", "1,250", "1.250", "-3", "1,250.50", "1000000", "2026-12-24", "24.12.2026", "2026-12-24 10:30", "#N/A"),
    ]
    wants = [want for want in WANTS if want != "{ is = 12.5 }"]
    told = answers(profile_of(wants), plain, tmp_path / "book.xlsx")
    # A day is no plain number, and an amount is no plain day; the core knows that, formulas only ask back.
    days = {"2026-12-24", "24.12.2026", "2026-12-24 10:30"}
    amounts = {"1,250", "1.250", "-3", "1,250.50"}
    unread = [(wants[place], plain[row]) for (place, row), (_, said) in told.items() if said.startswith("!")]
    asks_for_a_day = {want for want in wants if "2026" in want or "_days" in want}
    assert [(want, cell) for want, cell in unread if cell not in (amounts if want in asks_for_a_day else days)] == []


def test_cells_of_odd_signs_are_never_read(tmp_path: Path) -> None:
    told = answers(profile_of(["{ yes = true }", '{ is = "fine" }']), [*sorted(NEVER_READ)], tmp_path / "book.xlsx")
    assert all(said.startswith("!sheetqual: X:") for _, said in told.values())


@pytest.mark.parametrize(
    ("want", "said"),
    [
        ('{ like = "web?form" }', "use a pattern with * alone, at its ends, or `contains`"),
        ('{ like = "a*b*c*d" }', "use a pattern with * alone, at its ends, or `contains`"),
        ('{ is = "½" }', "formulas don't read '⁄'; use another spelling"),
        (f'{{ contains = "{"long " * 60}" }}', "at most 255 characters fit a formula; shorten it"),
        (f'{{ one_of = ["a", "{"x" * 254}"] }}', "is too long for a formula; shorten it"),
        ("{ at_least = 1234567890123456789 }", "Excel keeps 15 digits of a number; give it with fewer"),
    ],
)
def test_what_can_not_be_asked_exactly_is_refused_by_name(want: str, said: str) -> None:
    profile = compiled_profile(profile_of(["{ known = true }", want]).replace('id = "c1"', 'id = "c1"\nname = "Size"'))
    with pytest.raises(SheetqualError) as refused:
        native_functions(profile, has_day=False)
    assert str(refused.value).startswith("this profile can't become Excel formulas. Size, X: ")
    assert str(refused.value).endswith(said)


def test_every_fault_is_told_at_once() -> None:
    profile = compiled_profile(profile_of(['{ like = "a?" }', '{ like = "b?" }', "{ yes = true }"]))
    with pytest.raises(SheetqualError) as refused:
        native_functions(profile, has_day=False)
    assert str(refused.value).count("use a pattern") == 2


def test_amounts_are_read_with_their_currency(tmp_path: Path) -> None:
    wants = ["{ at_least = 1000 }", "{ is = 12500 }", "{ at_most = 0 }", "{ between = [999.5, 12000000] }"]
    cells: list[Value] = [
        *("€ 1.250", "€12.500", "12,500 USD", "12 500 kr", "NOK 12 000 000", "$10k", "10K €", "£2m", "2 m", "12500eur"),
        *("-$5", "€ -12", "kr 500", "us$ 12500", "1 000", "10 k kr", "$1,000.50", "₽ 999,5", "$", "usd", "5 kroner"),
        *("1234 567", "12 50", "1 000,5", "1.5k", "k", "12500 $ €", "chf", "kr", "m", "12 000k", "okr 5", "5 okr"),
    ]
    told = answers(profile_of(wants), cells, tmp_path / "book.xlsx")
    wrong = [
        (wants[place], cells[row], code, said)
        for (place, row), (code, said) in told.items()
        if said != f"{code:03}" and not said.startswith("!")
    ]
    assert wrong == []
    silent = {cells[row] for (_, row), (_, said) in told.items() if said.startswith("!")}
    assert silent == {
        "-$5",
        "5 kroner",
        "1234 567",
        "12 50",
        "1 000,5",
        "1.5k",
        "12500 $ €",
        "12 000k",
        "okr 5",
        "5 okr",
    }


def test_numbers_are_compared_to_their_last_digit(tmp_path: Path) -> None:
    """Excel takes numbers for equal that differ behind the fifteenth digit; the core does not."""
    wants = ["{ at_least = 10000 }", "{ at_most = 0.3 }", "{ is = 0.3 }", "{ yes = true }", "{ between = [1, 2] }"]
    cells: list[Value] = [9999.999999999998, 10000, 0.1 + 0.2, 0.3, 0.9999999999999999, 1.0000000000000002, 2, 1e-17]
    told = answers(profile_of(wants), cells, tmp_path / "book.xlsx")
    assert [(wants[place], cells[row]) for (place, row), (code, said) in told.items() if said != f"{code:03}"] == []


def test_a_profiles_own_words_may_be_numbers(tmp_path: Path) -> None:
    wants = ["{ is = 3 }", "{ is = 2 }", "{ one_of = [3, 7] }", "{ yes = true }", "{ not_one_of = [2] }"]
    text = '[words]\nyes = ["3"]\nno = ["2"]\n' + profile_of(wants)
    cells: list[Value] = [1, 0, True, False, 2, 3, "2", "3", "yes", "no", 7]
    told = answers(text, cells, tmp_path / "book.xlsx")
    assert [(wants[place], cells[row]) for (place, row), (code, said) in told.items() if said != f"{code:03}"] == []


def test_long_lists_of_words_are_spread_over_several_texts(tmp_path: Path) -> None:
    words = [f"industry number {number}" for number in range(40)]
    listed = ", ".join(f'"{word}"' for word in words)
    wants = [f"{{ one_of = [{listed}] }}", f"{{ not_one_of = [{listed}] }}"]
    cells: list[Value] = ["Industry Number 0", "industry number 39", "industry number 40", "industry number"]
    told = answers(profile_of(wants), cells, tmp_path / "book.xlsx")
    assert [said for _, said in told.values()] == ["100", "100", "000", "000", "000", "000", "100", "100"]


def test_numbers_with_more_digits_than_excel_keeps_have_no_formula() -> None:
    assert number(0.1) == "0.1"
    assert number(1e-05) == "1E-05"
    assert number(12.0) == "12"
    assert number(0.1 + 0.2) is None


@pytest.mark.parametrize(
    ("want", "uses"),
    [
        ("{ at_least = 3 }", False),
        ("{ within_days = 3 }", True),
        ("{ is = 2026-12-24 }", True),
        ("{ between = [2026-01-01, 2026-12-24] }", True),
        ("{ any = [{ yes = true }, { not = { after = 2026-01-01 } }] }", True),
    ],
)
def test_a_profile_that_compares_days_says_so(want: str, uses: bool) -> None:  # noqa: FBT001
    assert uses_dates(compiled_profile(profile_of([want]))) is uses


def test_the_vocabulary_is_covered() -> None:
    from sheetqual.core.conditions import tests_of
    from sheetqual.core.native.conditions import _COMPARISONS

    criteria = [criterion for want in WANTS for criterion in compiled_profile(profile_of([want])).criteria]
    tested = {test.operator for one in criteria if one.want is not None for test in tests_of(one.want)}
    assert tested == {*_COMPARISONS, "yes", "no", "known"}
