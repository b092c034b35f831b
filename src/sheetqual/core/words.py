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

__all__ = [
    "BUILT_IN",
    "ERROR_NAMES",
    "WHITE",
    "Word",
    "fold",
    "fold_header",
    "fold_word",
    "has_false_digits",
    "vocabulary",
]

_INVISIBLE: Final = (
    "\0\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u2800\u3164\ufeff\uffa0"
)
WHITE: Final = (
    " \t\r\n\v\f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    f"\u2028\u2029\u202f\u205f\u3000{_INVISIBLE}"
)
"""What shows nothing in a cell: white space of every width, and signs that have no width at all."""


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
        return " ".join(text.lower().split()).strip(WHITE)
    # Case folding can undo a normal form (U+0345 is one), so the form is made last.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split()).strip(WHITE)


_SEPARATORS: Final = str.maketrans("_-", "  ")


def fold_header(text: str) -> str:
    """Return a header as the search for columns sees it: as `fold`, with ``_`` and ``-`` as blanks."""
    return " ".join(fold(text).translate(_SEPARATORS).split()).strip(WHITE)


_SPELLINGS: Final = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "\u064a": "\u06cc",  # Arabic and Persian keyboards give different letters for one sound.
        "\u0649": "\u06cc",
        "\u0643": "\u06a9",
        "\u0640": "",
        **dict.fromkeys(f"{_INVISIBLE}\ufe0e\ufe0f", ""),
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


def has_false_digits(text: str) -> bool:
    """Tell whether the normal form (NFKC) would make digits of signs that are none: of ``1²`` 12, of ``①`` 1."""
    return not text.isascii() and any(map(_is_false_digit, text))


def _is_false_digit(char: str) -> bool:
    if char.isascii() or char.isdecimal():
        return False
    form = unicodedata.normalize("NFKC", char)
    # The sign for square metres becomes "m2", where the digit belongs to the unit.
    return char.isdigit() or (not form[0].isalpha() and any(map(str.isdecimal, form)))


BUILT_IN: Final[Mapping[Word, tuple[str, ...]]] = {
    Word.YES: (
        *("yes", "y", "yep", "yeah", "true", "1", "1.0", "x", "✓", "✔", "☑", "✅"),
        *("sì", "si", "s", "vero", "certo", "certamente", "sì, certo", "confermato"),
        *("ja", "j", "sant", "jo", "jepp", "ja da", "stemmer"),
        *("да", "д", "истина", "ага", "угу", "есть", "имеется", "конечно", "верно", "+"),
        *("بله", "بلی", "آری", "اری", "آره", "اره", "درست", "صحیح", "دارد", "هست", "البته", "حتما"),
    ),
    Word.NO: (
        *("no", "n", "nope", "false", "0", "0.0", "✗", "✘", "☐", "❌"),
        *("falso", "assolutamente no", "non ancora"),
        *("nei", "usann", "usant", "nei takk", "nei da", "ikke ennå"),
        *("нет", "н", "ложь", "нету", "неа", "не имеется", "отсутствует", "пока нет", "еще нет"),
        *("خیر", "نه", "نخیر", "نه خیر", "نادرست", "ندارد", "نیست", "هنوز نه", "فعلا نه"),
    ),
    Word.PARTLY: (
        *("partly", "partially", "partial", "in part", "somewhat", "to some extent"),
        *("in parte", "solo in parte", "parzialmente", "parziale", "più o meno", "abbastanza", "sì e no"),
        *("delvis", "til dels", "dels", "i noen grad", "til en viss grad", "både og", "ja og nei", "litt"),
        *("частично", "отчасти", "частичный", "не полностью", "не совсем", "более-менее", "и да и нет"),
        *("تا حدی", "تاحدی", "تا حدودی", "تاحدودی", "نسبتا", "بخشی", "کمی", "تقریبا", "کم و بیش"),
    ),
    Word.UNKNOWN: (
        *("?", "??", "???", "-", "--", "---", "–", "—", "n/a", "n.a", "-none-", "null", "(blank)", "(empty)"),
        *("select", "select...", "select…", "please select", "-select-", "- select -", "--select--", "choose"),
        *("unknown", "don't know", "dont know", "do not know", "not known", "not sure", "unsure", "maybe"),
        *("tbd", "tba", "tbc", "unspecified", "not specified", "not available", "not provided", "not asked"),
        *("sconosciuto", "sconosciuta", "non so", "non lo so", "non sa", "ignoto", "forse", "n/d", "n.d"),
        *("da definire", "non disponibile", "non specificato", "non noto", "seleziona", "boh", "non si sa"),
        *("non saprei", "da verificare", "da chiarire", "incerto", "nd", "n.p", "non indicato"),
        *("ukjent", "vet ikke", "veit ikke", "ikke kjent", "ikke oppgitt", "usikker", "kanskje", "velg"),
        *("uavklart", "ikke avklart", "uklart", "uvisst", "ikke sikker", "aner ikke", "ikke spurt", "må sjekkes"),
        *("неизвестно", "не знаю", "не знает", "не известно", "н/д", "нет данных", "не указано", "не указан"),
        *("возможно", "может быть", "выберите", "не указана", "неясно", "не ясно", "непонятно", "не уточнено"),
        *("уточнить", "уточняется", "не определено", "не знаем", "затрудняюсь ответить", "нет информации"),
        *("не уверен", "не уверена", "нд", "н.д"),
        *("نامشخص", "نمی\u200cدانم", "نمی دانم", "نمی\u200cداند", "نمی داند", "نامعلوم", "ناشناخته", "شاید"),
        *("معلوم نیست", "انتخاب کنید", "؟", "؟؟", "مشخص نیست", "مشخص نشده", "نمی\u200cدونم", "نمیدونم"),
        *("مطمئن نیستم", "مطمئن نیست", "پرسیده نشده", "ثبت نشده"),
    ),
    Word.REFUSED: (
        *("refused", "refuses", "refused to answer", "refuses to answer", "refusal", "won't say", "wont say"),
        *("declined", "declined to answer", "declines", "prefer not to say", "won't answer", "no comment"),
        *("rifiuta", "rifiuto", "rifiutato", "rifiutata", "ha rifiutato", "si rifiuta", "si è rifiutato"),
        *("si è rifiutata", "non vuole rispondere", "non vuole dirlo", "non ha voluto rispondere"),
        *("preferisce non rispondere", "ha rifiutato di rispondere", "si è rifiutato di rispondere"),
        *("nekter", "nektet", "nektet å svare", "nekter å svare", "avslår", "avslo", "avslått"),
        *("vil ikke svare", "vil ikke si", "ville ikke svare", "ville ikke si", "ønsker ikke å svare"),
        *("ønsket ikke å svare", "vil ikke oppgi", "nektet svar", "ingen kommentar"),
        *("отказ", "отказался", "отказалась", "отказывается", "отказался отвечать", "отказалась отвечать"),
        *("отказывается отвечать", "не хочет отвечать", "не захотел отвечать", "не захотела отвечать"),
        *("отказались", "отказ отвечать", "отказ от ответа", "не хочет говорить", "без комментариев"),
        *("امتناع", "امتناع کرد", "خودداری", "خودداری کرد", "از پاسخ خودداری کرد", "جواب نمی\u200cدهد"),
        *("جواب نمی دهد", "پاسخ نمی\u200cدهد", "پاسخ نمی دهد", "رد کرد", "جواب نداد", "پاسخ نداد", "نخواست بگوید"),
        *("مایل به پاسخ نیست", "مایل به پاسخ نبود"),
    ),
    Word.COMPLAINED: (
        *("complained", "complains", "complaint", "complaining"),
        *(
            "si lamenta",
            "si è lamentato",
            "si è lamentata",
            "lamentela",
            "lamentele",
            "reclamo",
            "reclama",
            "ha reclamato",
        ),
        *("klaget", "klager", "klage", "har klaget", "klaga", "beklaget seg"),
        *("жалоба", "жалуется", "пожаловался", "пожаловалась", "жаловался", "жаловалась", "жалуются", "жалобы"),
        *("недоволен", "недовольна", "претензия"),
        *(
            "شکایت",
            "شکایت کرد",
            "شکایت دارد",
            "شاکی",
            "گلایه",
            "گلایه کرد",
            "گله",
            "گله کرد",
            "اعتراض",
            "معترض",
            "ناراضی",
        ),
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
