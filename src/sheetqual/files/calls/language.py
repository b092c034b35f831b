"""The language that a team writes its answers in."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from sheetqual.core.words import fold_word
from sheetqual.files.resources import templates_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetqual.files.lists import ScoredList

__all__ = ["answer_words", "language_of"]

_ANSWERS: Final = ("yes", "no", "partly", "unknown", "refused", "complained")
_SAMPLE: Final = 2_000
"""So many leads tell the language."""


def answer_words(language: str) -> Mapping[str, str]:
    """Return the words that answers are written in: yes, no, partly, unknown, refused and complained.

    Args:
        language: ``en``, ``it``, ``nb``, ``ru`` or ``fa``.

    Raises:
        KeyError: There is no such language.
    """
    return _all_words()[language]


@cache
def _all_words() -> Mapping[str, Mapping[str, str]]:
    text = (templates_folder() / "languages.toml").read_text(encoding="utf-8")
    return {language: {name: said[name] for name in _ANSWERS} for language, said in tomllib.loads(text).items()}


@cache
def _language_of_word() -> Mapping[str, str]:
    """Return the words that only one language has, with the language."""
    said = [(fold_word(word), language) for language, words in _all_words().items() for word in words.values()]
    counts = Counter(word for word, _ in said)
    return {word: language for word, language in said if counts[word] == 1}


def language_of(scored: ScoredList) -> str:
    """Return the language that the answers of a list are written in; English where they do not tell.

    Where there are none yet, the script of the profile's questions tells Russian and Persian.
    """
    known, plan = _language_of_word(), scored.board.plan
    counts: Counter[str] = Counter()
    for place in plan.wanted_places():
        cells = scored.table.columns.get(place, ())
        texts = (fold_word(cell) for cell in islice(cells, _SAMPLE) if isinstance(cell, str) and cell)
        counts.update(known[text] for text in texts if text in known)
    if counts:
        return counts.most_common(1)[0][0]
    questions = "".join(question.ask for one in scored.board.profile.criteria for question in one.questions)
    letters = Counter(_script(char) for char in questions if char.isalpha())
    return letters.most_common(1)[0][0] if letters else "en"


def _script(letter: str) -> str:
    if "\u0400" <= letter <= "\u04ff":
        return "ru"
    return "fa" if "\u0600" <= letter <= "\u06ff" else "en"
