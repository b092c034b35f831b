"""The words people answer with, in English, Italian, Norwegian, Russian and Persian.

The lists hold whole answers, not parts of sentences: an answer that only contains one of these
words is ordinary text. A profile adds its own under ``[words]``, and what it adds wins.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BUILT_IN", "ERROR_NAMES", "Word", "fold", "fold_header", "fold_word", "vocabulary"]


class Word(Enum):
    """What an answer that is one of the known words means."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    COMPLAINED = "complained"


def fold(text: str) -> str:
    """Return the text as comparisons see it: NFKC, case-folded, trimmed, white space folded.

    Folding a folded text changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    # Case folding can undo a normal form (U+0345 is one), so the form is made last.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


_SEPARATORS: Final = str.maketrans("_-", "  ")


def fold_header(text: str) -> str:
    """Return a header as the search for columns sees it: as `fold`, with ``_`` and ``-`` as blanks."""
    return " ".join(fold(text).translate(_SEPARATORS).split())


_SPELLINGS: Final = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "\u064a": "\u06cc",  # Arabic and Persian keyboards give different letters for one sound.
        "\u0649": "\u06cc",
        "\u0643": "\u06a9",
        "\u200c": "",
        "\u200d": "",
        "\u200e": "",
        "\u200f": "",
        "\u0640": "",
        "ё": "е",
        **{chr(zero + digit): str(digit) for zero in (0x06F0, 0x0660) for digit in range(10)},
    },
)


def fold_word(text: str) -> str:
    """Return an answer as the word lists see it: as `fold`, with spelling variants joined."""
    folded = fold(text)
    if not folded.isascii():
        folded = folded.translate(_SPELLINGS)
    return folded.rstrip(" .!") or folded


BUILT_IN: Final[Mapping[Word, tuple[str, ...]]] = {
    Word.YES: (
        *("yes", "y", "yep", "yeah", "true", "1", "1.0", "x", "✓", "✔", "☑", "✅"),
        *("sì", "si", "s", "vero", "certo"),
        *("ja", "j", "sant", "jo"),
        *("да", "д", "истина", "ага"),
        *("بله", "بلی", "آری", "اری", "آره", "درست"),
    ),
    Word.NO: (
        *("no", "n", "nope", "false", "0", "0.0", "✗", "✘", "☐", "❌"),
        *("falso",),
        *("nei", "usann"),
        *("нет", "н", "ложь"),
        *("خیر", "نه", "نخیر", "نادرست"),
    ),
    Word.PARTLY: (
        *("partly", "partially", "partial", "in part", "somewhat", "to some extent"),
        *("in parte", "parzialmente", "parziale"),
        *("delvis", "til dels", "dels"),
        *("частично", "отчасти", "частичный"),
        *("تا حدی", "تاحدی", "تا حدودی", "نسبتا", "بخشی"),
    ),
    Word.UNKNOWN: (
        *("?", "??", "???", "-", "--", "---", "–", "—", "n/a", "n.a", "-none-", "null", "(blank)", "(empty)"),
        *("select", "select...", "select…", "please select", "-select-", "- select -", "--select--", "choose"),
        *("unknown", "don't know", "dont know", "do not know", "not known", "not sure", "unsure", "maybe"),
        *("tbd", "tba", "tbc", "unspecified", "not specified", "not available", "not provided", "not asked"),
        *("sconosciuto", "sconosciuta", "non so", "non lo so", "non sa", "ignoto", "forse", "n/d", "n.d"),
        *("da definire", "non disponibile", "non specificato", "non noto", "seleziona"),
        *("ukjent", "vet ikke", "veit ikke", "ikke kjent", "ikke oppgitt", "usikker", "kanskje", "velg"),
        *("неизвестно", "не знаю", "не знает", "не известно", "н/д", "нет данных", "не указано", "не указан"),
        *("возможно", "может быть", "выберите"),
        *("نامشخص", "نمی\u200cدانم", "نمی دانم", "نمی\u200cداند", "نمی داند", "نامعلوم", "ناشناخته", "شاید"),
        *("معلوم نیست", "انتخاب کنید"),
    ),
    Word.REFUSED: (
        *("refused", "refuses", "refused to answer", "refuses to answer", "refusal", "won't say", "wont say"),
        *("declined", "declined to answer", "declines", "prefer not to say", "won't answer", "no comment"),
        *("rifiuta", "rifiuto", "rifiutato", "rifiutata", "ha rifiutato", "si rifiuta", "si è rifiutato"),
        *("si è rifiutata", "non vuole rispondere", "non vuole dirlo"),
        *("nekter", "nektet", "nektet å svare", "nekter å svare", "avslår", "avslo", "avslått"),
        *("vil ikke svare", "vil ikke si", "ville ikke svare", "ville ikke si"),
        *("отказ", "отказался", "отказалась", "отказывается", "отказался отвечать", "отказалась отвечать"),
        *("отказывается отвечать", "не хочет отвечать", "не захотел отвечать"),
        *("امتناع", "امتناع کرد", "خودداری", "خودداری کرد", "از پاسخ خودداری کرد", "جواب نمی\u200cدهد"),
        *("جواب نمی دهد", "پاسخ نمی\u200cدهد", "پاسخ نمی دهد", "رد کرد"),
    ),
    Word.COMPLAINED: (
        *("complained", "complains", "complaint", "complaining"),
        *("si lamenta", "si è lamentato", "si è lamentata", "lamentela", "reclamo", "ha reclamato"),
        *("klaget", "klager", "klage"),
        *("жалоба", "жалуется", "пожаловался", "пожаловалась", "жаловался"),
        *("شکایت", "شکایت کرد", "شاکی", "گلایه", "گلایه کرد"),
    ),
}
"""The built-in words; blanks are unknown too and need no word."""


def vocabulary(added: Mapping[Word, tuple[str, ...]]) -> dict[str, Word]:
    """Return every known answer, folded by `fold_word`, with what it means.

    Args:
        added: A profile's own words, which win over the built-in ones.
    """
    known: dict[str, Word] = {}
    for words in (BUILT_IN, added):
        for word, spellings in words.items():
            for spelling in spellings:
                known[fold_word(spelling)] = word
    return known


ERROR_NAMES: Final = frozenset(
    name.casefold()
    for name in (
        *("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"),
        *("#GETTING_DATA", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#PYTHON!", "#EXTERNAL!"),
        # Excel exports errors to CSV in the language of the PC.
        *("#N/D", "#RIF!", "#VALORE!", "#NOME?", "#NULLO!"),
        *("#I/T", "#VERDI!", "#NAVN?", "#NULL!"),
        *("#Н/Д", "#ССЫЛКА!", "#ЗНАЧ!", "#ИМЯ?", "#ДЕЛ/0!", "#ЧИСЛО!", "#ПУСТО!"),
    )
)
"""Names of error cells, case-folded; LibreOffice's ``Err:504`` is known by its shape."""
