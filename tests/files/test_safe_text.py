"""What a spreadsheet makes of our texts."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetqual.files.safe_text import for_csv, is_formula_like


@pytest.mark.parametrize(
    "text",
    [
        "+47 22 33 44 55",
        " +47 22 33 44 55",
        "-",
        "--",
        "-5",
        "-2,5",
        "Ann; Bo",
        "Tel.; +47 22 33 44 55; ask for Ann",
        "Ann, -, Oslo",
        "a;-5",
        "ann@example.com, bo@example.com",
        "1+1=2",
    ],
)
def test_texts_that_no_spreadsheet_runs_stay_as_they_are(text: str) -> None:
    assert for_csv(text) == text


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("=1+1", "'=1+1"),
        ('foo;=HYPERLINK("http://x")', 'foo;\'=HYPERLINK("http://x")'),
        ("foo; @SUM(1)", "foo; '@SUM(1)"),
        ('foo;"=1+1', "foo;\"'=1+1"),
        ("foo\t=1+1", "foo\t'=1+1"),
        ("foo\r\n=1+1\n+1+a", "foo\r\n'=1+1\n'+1+a"),
        ("- one\n- two", "'- one\n'- two"),
        ("a;+1,cmd|' /C calc'!A0", "a;'+1,cmd|' /C calc'!A0"),
        ("a\n+1;cmd", "a\n'+1;cmd"),
        ("a；=1;＝1", "a；=1;'＝1"),
    ],
)
def test_a_piece_that_a_spreadsheet_might_run_gets_an_apostrophe(text: str, harmless: str) -> None:
    assert for_csv(text) == harmless


SEPARATORS = ["".join(some) for count in range(1, 3) for some in combinations(";\t", count)]
"""What may cut a cell for somebody, besides the commas that every CSV quotes; a line end ends a row for all."""


@given(st.text(st.sampled_from(list("=+-@＝＋,;\t\r\n\"'1a%(.x \u00a0|!")), max_size=24))
@example('+1;-1,=1\t@\n"-x')
def test_no_piece_of_a_text_is_like_a_formula_however_it_is_cut(text: str) -> None:
    safe = for_csv(text)
    assert safe.replace("'", "") == text.replace("'", "")
    for separators in SEPARATORS:
        first, *others = re.split(f"[{separators}\r\n]", safe)
        assert not is_formula_like(first)
        for piece in others:
            # Excel takes two quotes, as CSV doubles them, for an empty text before the rest.
            assert not is_formula_like(piece.lstrip('" \u00a0\t'))


@pytest.mark.parametrize("text", ["+1" + " " * 200_000 + "z", ";+1" * 70_000, "-" * 200_000 + "z", "; " * 100_000])
def test_long_texts_are_looked_at_once(text: str) -> None:
    assert for_csv(text).replace("'", "") == text
