"""Persian, Arabic and Hebrew as they are read, in the cells of a terminal."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from sheetqual_tui import bidi
from sheetqual_tui.bidi import is_reordering, set_mode, visual
from sheetqual_tui.cells import fit, safe, shown, shown_lines

SALAM = "\u0633\u0644\u0627\u0645"
SALAM_DRAWN = "\ufee1\ufefc\ufeb3"
SHERKAT = "\u0634\u0631\u06a9\u062a"
SHERKAT_DRAWN = "\ufe96\ufb90\ufeae\ufeb7"
LETTERS = "aZжЁ سلامآأإٱگیکهةرودשלוםפ東京アकࠀ𐤀𞤀ﷲﻻـ"
OTHERS = "09٠٩۴۵ .,;:%+-$()[]<>«»…/👍🏽👨🇮🇷❤\n\t\x1b\u2028\U000e0001"
MARKS = "\u064b\u0651\u0670\u05b8\u05c1\u0301\u20e3\u034f\u093f"
UNSEEN = "\u200c\u200d\u200e\u200f\u202e\u2067\u2069\ufe0f\ufeff"
NASTY = st.text(st.sampled_from(LETTERS + OTHERS + MARKS + UNSEEN), max_size=14)


@pytest.fixture(autouse=True)
def _ordering() -> Iterator[None]:
    """Put text in order during a test, and leave it alone in others."""
    set_mode("on", {})
    yield
    set_mode("off", {})


def left_to_right(*pieces: str) -> str:
    """Put together what stands from the left cell to the right one, as editors would not show it."""
    return "".join(pieces)


def test_persian_letters_are_joined_and_begin_at_the_right() -> None:
    assert visual(SALAM) == SALAM_DRAWN
    assert visual(SHERKAT) == SHERKAT_DRAWN


def test_hebrew_letters_begin_at_the_right() -> None:
    assert visual("שלום") == left_to_right("ם", "ו", "ל", "ש")


def test_numbers_and_latin_words_keep_their_order() -> None:
    assert visual(f"{SHERKAT} 12,500") == left_to_right("12,500", " ", SHERKAT_DRAWN)
    assert visual(f"{SHERKAT} ۱۲") == left_to_right("۱۲", " ", SHERKAT_DRAWN)
    assert visual(f"{SHERKAT} Acme 12") == left_to_right("Acme 12", " ", SHERKAT_DRAWN)
    assert visual(f"Acme {SHERKAT} 12") == left_to_right("Acme ", "12", " ", SHERKAT_DRAWN)
    assert visual(f"12 {SHERKAT}") == left_to_right(SHERKAT_DRAWN, " ", "12")


def test_brackets_stay_around_what_they_enclose() -> None:
    assert visual(f"{SHERKAT} (Acme)") == left_to_right("(Acme)", " ", SHERKAT_DRAWN)
    assert visual(f"{SHERKAT} Acme (Iran)") == left_to_right("Acme (Iran)", " ", SHERKAT_DRAWN)
    assert visual(f"Acme ({SHERKAT})") == left_to_right("Acme (", SHERKAT_DRAWN, ")")
    assert visual(f"«{SALAM}» [{SHERKAT}]") == left_to_right("[", SHERKAT_DRAWN, "]", " ", "«", SALAM_DRAWN, "»")


def test_letters_are_not_joined_across_a_non_joiner_and_it_takes_no_cell() -> None:
    drawn = visual("می\u200cروم")
    assert drawn == "\ufee1\ufeed\ufead\ufbfd\ufee3"
    assert cell_len(drawn) == len(drawn) == 5
    assert visual("میروم") != drawn


def test_lam_and_alef_share_a_cell_unless_a_mark_is_between_them() -> None:
    assert [visual(f"\u0644{alef}") for alef in "اأإآ"] == ["\ufefb", "\ufef7", "\ufef9", "\ufef5"]
    assert visual("بلا") == "\ufefc\ufe91"
    assert visual("ل\u0651ا") == "\ufe8e\ufedf\u0651"


def test_marks_follow_their_letter() -> None:
    assert visual("معل\u0651م") == "\ufee2\ufee0\u0651\ufecc\ufee3"
    assert visual("ש\u05b8\u05c1ל") == "לש\u05b8\u05c1"
    assert visual("e\u0301 ש\u05b8") == "e\u0301 ש\u05b8"
    assert visual("ש e\u0301") == "e\u0301 ש"


def test_what_has_no_right_to_left_letter_is_returned_as_it_is() -> None:
    for text in ("Acme", "Жанна", "東京 👍🏽", "e\u0301\u200c", ""):
        assert visual(text) is text


def test_each_line_is_in_order_for_itself() -> None:
    assert visual(f"{SALAM}\nAcme\n{SHERKAT} 1") == f"{SALAM_DRAWN}\nAcme\n1 {SHERKAT_DRAWN}"


def test_emoji_and_wide_letters_keep_their_parts() -> None:
    assert visual(f"東京 {SALAM} 👍") == f"東京 {SALAM_DRAWN} 👍"
    assert visual(f"{SALAM} 東京 👍") == f"👍 東京 {SALAM_DRAWN}"
    assert shown("שלום ❤️") == "❤ םולש"


def test_what_is_too_long_keeps_its_beginning_with_the_ellipsis_at_the_left() -> None:
    assert fit(SHERKAT, 3) == "…\ufeae\ufeb7"
    assert fit(SHERKAT, 4) == SHERKAT_DRAWN
    assert fit(SALAM, 3) == SALAM_DRAWN
    assert fit(f"{SHERKAT} Acme", 8) == left_to_right("Ac…", " ", SHERKAT_DRAWN).replace("Ac…", "…Ac")
    assert fit(f"Acme {SHERKAT}", 7) == "Acme \ufeb5…"
    assert fit(SHERKAT, 1) == "…"
    assert fit(SHERKAT, 0) == ""


def test_text_stays_on_the_side_of_its_column() -> None:
    assert fit(SALAM, 6) == f"{SALAM_DRAWN}   "
    assert fit(SALAM, 6, right=True) == f"   {SALAM_DRAWN}"


def test_wrapped_text_begins_on_the_first_line() -> None:
    assert shown_lines(f"{SALAM} {SHERKAT} Acme 12", 9) == [f"{SHERKAT_DRAWN} {SALAM_DRAWN}", "Acme 12"]
    assert shown_lines(f"{SALAM} Acme ({SHERKAT})", 9) == [f"Acme {SALAM_DRAWN}", f"({SHERKAT_DRAWN})"]
    assert shown_lines("one  two\nthree, abcdefghij", 7) == ["one two", "three,", "abcdefg", "hij"]
    assert shown_lines("", 7) == [""]


def test_what_comes_from_a_list_is_made_safe() -> None:
    assert shown(f"\x1b[2J\u202e{SALAM}\n") == visual(f"\ufffd[2J{SALAM} ")


def test_off_leaves_text_as_it_is() -> None:
    set_mode("off", {})
    assert visual(SALAM) is SALAM
    assert fit(SHERKAT, 6) == f"{SHERKAT}  "
    assert fit(SHERKAT, 3) == f"{SHERKAT[:2]}…"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"TERM": "xterm-256color"}, True),
        ({"WT_SESSION": "1"}, True),
        ({"TERM": "alacritty"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "mintty"}, True),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "5202", "TMUX": "tmux,1,0"}, True),
        ({"VTE_VERSION": "5800", "TMUX": "tmux,1,0"}, False),
        ({"VTE_VERSION": "10000", "STY": "1.pts"}, False),
        ({"VTE_VERSION": "x", "TMUX": ""}, True),
        ({"TMUX": "tmux,1,0", "TERM": "tmux-256color"}, True),
        ({"KONSOLE_VERSION": "230804"}, False),
        ({"KONSOLE_VERSION": "230804", "TMUX": "tmux,1,0"}, False),
        ({"KONSOLE_VERSION": ""}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"MLTERM": "3.9.3"}, False),
        ({"TERM": "putty-256color"}, False),
        ({"TERM": "xterm-kitty"}, False),
        ({"KITTY_WINDOW_ID": "1", "TERM": "tmux"}, False),
    ],
)
def test_auto_leaves_the_order_to_terminals_that_insist_on_it(environ: dict[str, str], *, expected: bool) -> None:
    set_mode("auto", environ)
    assert is_reordering() is expected
    set_mode("on", environ)
    assert is_reordering()
    set_mode("off", environ)
    assert not is_reordering()


def test_the_same_text_is_put_in_order_once() -> None:
    bidi._ordered.cache_clear()
    assert visual(SALAM) is visual(SALAM)
    assert bidi._ordered.cache_info().misses == 1


def test_the_libraries_are_loaded_only_for_text_that_needs_them() -> None:
    code = """
import sys
from sheetqual_tui.bidi import set_mode
from sheetqual_tui.cells import fit, shown
set_mode("on", {})
fit(shown("Жанна 東京"), 9)
assert not {"bidi", "arabic_reshaper"} & set(sys.modules)
shown("سلام")
assert {"bidi", "arabic_reshaper"} <= set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@given(NASTY, st.integers(0, 12), st.booleans())
@example("سلام\u200d👨", 3, False)
def test_whatever_is_fitted_fills_its_cells(text: str, width: int, right: bool) -> None:  # noqa: FBT001
    set_mode("on", {})
    fitted = fit(safe(text), width, right=right)
    assert cell_len(fitted) == width
    assert cell_len(shown(text)) <= cell_len(safe(text))
    assert all(cell_len(line) <= max(2, width) for line in shown_lines(text, width))


@given(NASTY)
def test_nothing_is_lost_but_what_takes_no_cell(text: str) -> None:
    set_mode("on", {})
    plain = safe(text)

    def letters(of: str) -> list[str]:
        folded = unicodedata.normalize("NFKD", of)
        marks = "".join(char for char in folded if cell_len(char) and not unicodedata.combining(char))
        return sorted(bidi._library()[1].get(char, char) if char in ")]>»" else char for char in marks)

    assert letters(visual(plain)) == letters(plain)


@given(NASTY)
def test_brackets_and_marks_leave_the_order_of_letters_as_the_standard_has_it(text: str) -> None:
    set_mode("on", {})
    plain = "".join(char for char in safe(text) if not bidi._is_mark(char) and char not in "\u200c\u034f")
    shaped = bidi._joined(plain)
    if not bidi._RIGHT_TO_LEFT.search(plain):
        return
    order, mirrored = bidi._library()
    for right_to_left in (False, True):
        expected = order(shaped, base_dir="R" if right_to_left else "L")
        drawn = visual(plain, right_to_left=right_to_left)
        assert len(drawn) == len(expected)
        assert all(got in (want, mirrored.get(want)) for got, want in zip(drawn, expected, strict=True))


@given(st.text(st.sampled_from([*"ab10 ,.;+-$<»אבגד"]), max_size=12))
def test_another_way_to_the_order_leads_to_the_same(text: str) -> None:
    from bidi.algorithm import get_display

    set_mode("on", {})
    text = f"א{text}"
    for right_to_left in (False, True):
        assert visual(text, right_to_left=right_to_left) == get_display(text, base_dir="R" if right_to_left else "L")
