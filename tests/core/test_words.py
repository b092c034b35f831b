"""The words people answer with, and how texts are made comparable."""

from __future__ import annotations

import itertools

import pytest

from sheetqual.core.words import (
    BUILT_IN,
    ERROR_NAMES,
    WHITE,
    Word,
    fold,
    fold_header,
    fold_word,
    has_false_digits,
    vocabulary,
)

KNOWN = vocabulary({})

IN_FIVE_LANGUAGES = [
    (Word.YES, ["yes", "sì", "ja", "да", "بله"]),
    (Word.NO, ["no", "falso", "nei", "нет", "خیر"]),
    (Word.PARTLY, ["partly", "in parte", "delvis", "частично", "تا حدی"]),
    (Word.UNKNOWN, ["don't know", "non so", "vet ikke", "не знаю", "نمی\u200cدانم"]),
    (Word.REFUSED, ["refused", "rifiutato", "nektet", "отказался", "امتناع کرد"]),
    (Word.COMPLAINED, ["complained", "si è lamentato", "klaget", "пожаловался", "شکایت کرد"]),
]


@pytest.mark.parametrize(("word", "spellings"), IN_FIVE_LANGUAGES)
def test_each_word_is_understood_in_all_five_languages(word: Word, spellings: list[str]) -> None:
    """Method.md section 3: English, Italian, Norwegian, Russian and Persian."""
    assert [KNOWN[fold_word(spelling)] for spelling in spellings] == [word] * 5


@pytest.mark.parametrize("text", ["?", "-", "n/a", "-None-", "Select", "unknown", "don't know"])
def test_the_unknown_words_of_the_method_are_known(text: str) -> None:
    """Method.md section 3, in its words: unknown (blank, ``?``, ``-``, ``n/a`` ...)."""
    assert KNOWN[fold_word(text)] is Word.UNKNOWN


def test_no_built_in_word_means_two_things() -> None:
    meanings: dict[str, Word] = {}
    for word, spellings in BUILT_IN.items():
        for spelling in spellings:
            assert meanings.setdefault(fold_word(spelling), word) is word, spelling
    assert meanings == KNOWN


def test_a_profiles_own_word_wins_over_a_built_in_one() -> None:
    words = vocabulary({Word.YES: ("Aye!",), Word.REFUSED: ("No",)})
    assert words["aye"] is Word.YES
    assert words["no"] is Word.REFUSED
    assert words["nei"] is Word.NO


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Public   Sector\t", "public sector"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ｆｉｎｔｅｃｈ", "fintech"),
        ("Cafe\u0301", "café"),
        ("a\u00a0 b", "a b"),
        ("НЕФТЬ", "нефть"),
        ("\ufeffCompany\u200b \u3000", "company"),
        ("\u2028", ""),
        ("\u00ad \u200b", ""),
        ("", ""),
    ],
)
def test_texts_compare_by_form_case_and_white_space(text: str, folded: str) -> None:
    """Method.md section 2: NFKC, case-folding, trimming and folding of inner white space."""
    assert fold(text) == folded


def test_a_normal_form_undone_by_case_is_made_again() -> None:
    """Case folding splits the sharp s, and its second half then joins with the accent after it."""
    assert fold("\u00df\u0301") == "s\u015b"


@pytest.mark.parametrize("header", ["Do not call", " DO_NOT-call ", "do  not__call", "Do-Not Call"])
def test_headers_compare_without_case_underscores_and_hyphens(header: str) -> None:
    """Method.md section 3: inner white space, ``_`` and ``-`` folded to one blank."""
    assert fold_header(header) == "do not call"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("don’t know", "don't know"),
        ("نمي‌دانم", "نمی‌دانم"),
        ("شكايت", "شکایت"),
        ("۱", "1"),
        ("٠", "0"),
        ("ещё", "еще"),
        ("yes\u200b", "yes"),
        ("\ufeffyes", "yes"),
        ("yes\u3000", "yes"),
        ("y\u00ades", "yes"),
        ("✔\ufe0f", "✔"),
        ("Yes!", "yes"),
        ("no .", "no"),
    ],
)
def test_spelling_variants_of_an_answer_are_one_word(one: str, other: str) -> None:
    assert fold_word(one) == fold_word(other)


def test_an_answer_of_full_stops_alone_stays_what_it_is() -> None:
    assert fold_word(" ... ") == "..."


def test_error_names_are_case_folded_and_hold_those_of_every_excel() -> None:
    assert {"#n/a", "#ref!", "#rif!", "#navn?", "#ссылка!"} <= ERROR_NAMES
    assert all(name == name.casefold() and name.startswith("#") for name in ERROR_NAMES)


def test_no_error_name_is_an_answer() -> None:
    assert not [name for name, word in itertools.product(ERROR_NAMES, KNOWN) if name == word]


def test_white_space_of_every_width_is_white() -> None:
    """The separators of commas' kind (U+001C to U+001F) are no white space anybody types."""
    wide = {chr(code) for code in range(0x110000) if chr(code).isspace()} - set("\x1c\x1d\x1e\x1f")
    assert wide < set(WHITE)
    assert not any(map(str.isalnum, set(WHITE) - set("\u115f\u1160\u3164\uffa0")))


@pytest.mark.parametrize(
    ("text", "said"),
    [("1²", True), ("①", True), ("½", True), ("㏠", True), ("12", False), ("１۲", False), ("㎡", False), ("Ⅳ", False)],
)
def test_digits_that_only_the_normal_form_has_are_told(text: str, *, said: bool) -> None:
    assert has_false_digits(text) is said
