"""Names as they sound, whatever the script they are written in: Иванов and Ivanov, Müller and Mueller."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sheetqual.files.merging.name_words import Words

__all__ = ["sound_of"]

_LATIN: Final = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufie", strict=True))
    | {"ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ъ": "", "ь": ""}
    | {"y": "i", "j": "i", "w": "v", "ß": "ss", "ø": "o", "å": "a", "æ": "a"}
)
_ONE_SOUND: Final = (("kh", "h"), ("ie", "e"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ks", "x"), ("ph", "f"))
_REPEATED: Final = re.compile(r"(.)\1+")


def sound_of(words: Words) -> tuple[str, ...]:
    """Return the words of a name as they sound, in the order of the alphabet.

    Names that sound alike may be two people's; so this only serves to leave somebody alone.
    """
    return tuple(sorted(map(_sound, words.sorted)))


def _sound(word: str) -> str:
    latin = word.translate(_LATIN)
    for spelled, sounds in _ONE_SOUND:
        latin = latin.replace(spelled, sounds)
    return _REPEATED.sub(r"\1", latin)
