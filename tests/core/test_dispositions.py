"""How a call ended, in whatever words and language somebody wrote it."""

from __future__ import annotations

import pytest

from sheetqual.core.dispositions import DISPOSITIONS, Disposition, disposition_of, weight_of


@pytest.mark.parametrize("language", DISPOSITIONS)
def test_every_word_that_a_drop_down_offers_is_understood(language: str) -> None:
    words = DISPOSITIONS[language]
    assert list(words) == list(Disposition)
    for disposition, word in words.items():
        assert disposition_of(word) is disposition
        assert disposition_of(f"  {word.upper()}! ") is disposition


@pytest.mark.parametrize(
    ("text", "disposition"),
    [
        ("voicemail", Disposition.MESSAGE),
        ("busy", Disposition.NO_ANSWER),
        ("call-back", Disposition.CALL_BACK),
        ("Wrong  number.", Disposition.WRONG_NUMBER),
        ("don't call", Disposition.DO_NOT_CALL),
        ("asked to opt out by mail", Disposition.DO_NOT_CALL),
        ("DO_NOT_CALL", Disposition.DO_NOT_CALL),
        ("больше не звоните нам", Disposition.DO_NOT_CALL),
        ("", None),
        ("sang along", None),
        ("redundnc", None),
    ],
)
def test_other_words_are_understood_too(text: str, disposition: Disposition | None) -> None:
    assert disposition_of(text) is disposition


def test_what_binds_most_weighs_most() -> None:
    in_order = sorted(Disposition, key=weight_of)
    assert in_order[0] is Disposition.NO_ANSWER
    assert in_order[-3:] == [Disposition.CALL_BACK, Disposition.NOT_INTERESTED, Disposition.DO_NOT_CALL]
    assert len(set(map(weight_of, Disposition))) == len(Disposition)
