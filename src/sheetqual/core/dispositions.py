"""How a call ended, and the words for it in the languages that sheetqual understands."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sheetqual.core.words import fold_word

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DISPOSITIONS", "Disposition", "disposition_of", "weight_of"]


class Disposition(StrEnum):
    """How a call ended."""

    REACHED = "reached"
    NO_ANSWER = "no answer"
    MESSAGE = "left a message"
    CALL_BACK = "call back"
    WRONG_NUMBER = "wrong number"
    NOT_INTERESTED = "not interested"
    DO_NOT_CALL = "do not call"


DISPOSITIONS: Final[Mapping[str, Mapping[Disposition, str]]] = {
    "en": {one: one.value for one in Disposition},
    "it": {
        Disposition.REACHED: "raggiunto",
        Disposition.NO_ANSWER: "non risponde",
        Disposition.MESSAGE: "lasciato messaggio",
        Disposition.CALL_BACK: "richiamare",
        Disposition.WRONG_NUMBER: "numero sbagliato",
        Disposition.NOT_INTERESTED: "non interessato",
        Disposition.DO_NOT_CALL: "non chiamare",
    },
    "nb": {
        Disposition.REACHED: "fikk svar",
        Disposition.NO_ANSWER: "ikke svar",
        Disposition.MESSAGE: "la igjen beskjed",
        Disposition.CALL_BACK: "ring tilbake",
        Disposition.WRONG_NUMBER: "feil nummer",
        Disposition.NOT_INTERESTED: "ikke interessert",
        Disposition.DO_NOT_CALL: "ikke ring",
    },
    "ru": {
        Disposition.REACHED: "дозвонились",
        Disposition.NO_ANSWER: "нет ответа",
        Disposition.MESSAGE: "оставили сообщение",
        Disposition.CALL_BACK: "перезвонить",
        Disposition.WRONG_NUMBER: "неверный номер",
        Disposition.NOT_INTERESTED: "не интересно",
        Disposition.DO_NOT_CALL: "не звонить",
    },
    "fa": {
        Disposition.REACHED: "پاسخ داد",
        Disposition.NO_ANSWER: "بدون پاسخ",
        Disposition.MESSAGE: "پیام گذاشته شد",
        Disposition.CALL_BACK: "تماس دوباره",
        Disposition.WRONG_NUMBER: "شماره اشتباه",
        Disposition.NOT_INTERESTED: "علاقه‌مند نیست",
        Disposition.DO_NOT_CALL: "تماس نگیرید",
    },
}
"""The words of each language, as drop-downs offer them."""
_MORE: Final[Mapping[Disposition, tuple[str, ...]]] = {
    Disposition.REACHED: ("talked", "spoke", "answered", "connected", "risposto"),
    Disposition.NO_ANSWER: ("no reply", "not reached", "busy", "occupato", "opptatt", "не отвечает", "занято", "مشغول"),
    Disposition.MESSAGE: ("voicemail", "message", "segreteria", "telefonsvarer", "автоответчик", "پیغام گذاشته شد"),
    Disposition.CALL_BACK: ("callback", "call again", "call later", "richiamami", "ring igjen"),
    Disposition.WRONG_NUMBER: ("bad number", "invalid number", "numero errato", "не тот номер"),
    Disposition.NOT_INTERESTED: ("no interest", "non interessata", "не интересует"),
    Disposition.DO_NOT_CALL: ("dnc", "don't call", "opt out", "stop calling", "ikke kontakt", "больше не звонить"),
}


_NEVER: Final = (
    *("do not call", "donotcall", "dont call", "do not contact", "do not phone", "never call", "stop calling", "dnc"),
    *("opt out", "opted out", "optout", "unsubscribe", "remove from list", "removed from list", "robinson"),
    *("non chiamare", "non contattare", "non telefonare", "non richiamare", "registro opposizioni"),
    *("ikke ring", "ikke kontakt", "reservert"),
    *("не звон", "не беспок"),
    *("تماس نگیر", "زنگ نزن"),
    *("nicht anrufen", "kein anruf", "no llamar", "ne pas appeler", "niet bellen", "ring inte", "não ligar"),
)
"""A text with one of these in it says that somebody must not be called; one call too few is the lesser evil."""
_SIGNS: Final = re.compile(r"[^\w\s]|_")


def _known() -> dict[str, Disposition]:
    said = [*(words.items() for words in DISPOSITIONS.values())]
    known = {_plain(word): one for words in said for one, word in words}
    return known | {_plain(word): one for one, words in _MORE.items() for word in words}


def _plain(text: str) -> str:
    """Return a text without signs: "do-not-call" and "Do not call!" are one."""
    folded = fold_word(text).replace("'", "")
    return " ".join(_SIGNS.sub(" ", folded).split())


_KNOWN: Final = _known()


def disposition_of(text: str) -> Disposition | None:
    """Return what a text says of how a call ended, in any of the languages; None where it says something else.

    Whatever speaks of not being called again says so.
    """
    plain = _plain(text)
    found = _KNOWN.get(plain)
    if found is None and any(f" {phrase}" in f" {plain}" for phrase in _NEVER):
        return Disposition.DO_NOT_CALL
    return found


_WEIGHTS: Final = {
    disposition: weight
    for weight, disposition in enumerate(
        (
            Disposition.NO_ANSWER,
            Disposition.MESSAGE,
            Disposition.WRONG_NUMBER,
            Disposition.REACHED,
            Disposition.CALL_BACK,
            Disposition.NOT_INTERESTED,
            Disposition.DO_NOT_CALL,
        )
    )
}


def weight_of(disposition: Disposition) -> int:
    """Return how much the end of a call binds, where nobody noted which one came last: the most the highest."""
    return _WEIGHTS[disposition]
