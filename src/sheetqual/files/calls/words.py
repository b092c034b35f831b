"""The words on call sheets and call cards, in the languages that people call in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from sheetqual.core.words import fold_header

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CALL_WORDS", "CallWords", "call_headers"]


@dataclass(frozen=True, slots=True)
class CallWords:
    """The words of one language. Those up to `referred_by` are headers of columns, too.

    Attributes:
        title: What a sheet of calls is called.
        number: The place in the session.
        caller: Who calls.
        score: The score.
        temperature: The temperature.
        call: The number to call.
        more_numbers: Further numbers.
        time_there: The local time of the lead.
        why: Why this lead.
        ask: What to ask.
        disposition: How the call ended.
        callback: When to call again.
        notes: What else was said.
        attempts: How often it was called.
        last_call: When it was called last.
        call_log: Every call, a line each.
        referred_by: Who named this person as the one who decides.
        product: The product that fits best.
        opening: What to say first.
        complaint: What to say after a complaint.
        account_review: What to offer to who has something already.
        refer: What to say to who does not decide.
        answer: Room for an answer.
        sample: The mark of a random lead below the cut.
        unknown: A time that nobody knows.
        nothing: Nothing to ask.
        of: The words between a card's number and their total.
    """

    title: str = "Calls"
    number: str = "No."
    caller: str = "Caller"
    score: str = "Score"
    temperature: str = "Temperature"
    call: str = "Call"
    more_numbers: str = "More numbers"
    time_there: str = "Time there"
    why: str = "Why call"
    ask: str = "What to ask"
    disposition: str = "Disposition"
    callback: str = "Call back at"
    notes: str = "Call notes"
    attempts: str = "Attempts"
    last_call: str = "Last call"
    call_log: str = "Call log"
    referred_by: str = "Referred by"
    product: str = "Product"
    opening: str = "To open"
    complaint: str = "If they complain"
    account_review: str = "If they have one already"
    refer: str = "If somebody else decides"
    answer: str = "Answer"
    sample: str = "sample"
    unknown: str = "not known"
    nothing: str = "Nothing more to ask."
    of: str = "of"


CALL_WORDS: Final[Mapping[str, CallWords]] = {
    "en": CallWords(),
    "it": CallWords(
        title="Chiamate",
        number="N.",
        caller="Chi chiama",
        score="Punteggio",
        temperature="Temperatura",
        call="Chiamare",
        more_numbers="Altri numeri",
        time_there="Ora locale",
        why="Perché chiamare",
        ask="Che cosa chiedere",
        disposition="Esito",
        callback="Richiamare il",
        notes="Note della chiamata",
        attempts="Tentativi",
        last_call="Ultima chiamata",
        call_log="Registro chiamate",
        referred_by="Indicato da",
        product="Prodotto",
        opening="Per cominciare",
        complaint="Se si lamenta",
        account_review="Se ha già qualcosa",
        refer="Se decide un altro",
        answer="Risposta",
        sample="campione",
        unknown="non nota",
        nothing="Non c'è altro da chiedere.",
        of="di",
    ),
    "nb": CallWords(
        title="Samtaler",
        number="Nr.",
        caller="Ringer",
        score="Poeng",
        temperature="Temperatur",
        call="Ring",
        more_numbers="Flere numre",
        time_there="Klokka der",
        why="Hvorfor ringe",
        ask="Hva du spør om",
        disposition="Utfall",
        callback="Ring tilbake",
        notes="Samtalenotat",
        attempts="Forsøk",
        last_call="Siste samtale",
        call_log="Samtalelogg",
        referred_by="Henvist av",
        product="Produkt",
        opening="For å begynne",
        complaint="Hvis de klager",
        account_review="Hvis de har noe fra før",
        refer="Hvis en annen bestemmer",
        answer="Svar",
        sample="stikkprøve",
        unknown="ukjent",
        nothing="Ikke mer å spørre om.",
        of="av",
    ),
    "ru": CallWords(
        title="Звонки",
        number="№",
        caller="Кто звонит",
        score="Баллы",
        temperature="Температура",
        call="Звонить",
        more_numbers="Другие номера",
        time_there="Местное время",
        why="Почему звонить",
        ask="О чём спросить",
        disposition="Итог звонка",
        callback="Перезвонить",
        notes="Заметки о звонке",
        attempts="Попытки",
        last_call="Последний звонок",
        call_log="Журнал звонков",
        referred_by="Кто направил",
        product="Продукт",
        opening="С чего начать",
        complaint="Если жалуются",
        account_review="Если что-то уже есть",
        refer="Если решает другой",
        answer="Ответ",
        sample="выборка",
        unknown="неизвестно",
        nothing="Больше не о чем спрашивать.",
        of="из",
    ),
    "fa": CallWords(
        title="تماس‌ها",
        number="ردیف",
        caller="تماس‌گیرنده",
        score="امتیاز",
        temperature="دما",
        call="شمارهٔ تماس",
        more_numbers="شماره‌های دیگر",
        time_there="ساعت آنجا",
        why="چرا تماس",
        ask="چه بپرسیم",
        disposition="نتیجهٔ تماس",
        callback="تماس دوباره در",
        notes="یادداشت تماس",
        attempts="تلاش‌ها",
        last_call="آخرین تماس",
        call_log="گزارش تماس‌ها",
        referred_by="معرف",
        product="محصول",
        opening="برای شروع",
        complaint="اگر گلایه کرد",
        account_review="اگر چیزی دارد",
        refer="اگر کس دیگری تصمیم می‌گیرد",
        answer="پاسخ",
        sample="نمونه",
        unknown="نامعلوم",
        nothing="سؤال دیگری نیست.",
        of="از",
    ),
}


def call_headers(part: str) -> list[str]:
    """Return the headers that a column of a call sheet may have, folded, in every language.

    Args:
        part: The name of one of the fields of `CallWords`.

    Raises:
        KeyError: There is no such field.
    """
    if part not in {one.name for one in fields(CallWords)}:
        raise KeyError(part)
    return [fold_header(getattr(words, part)) for words in CALL_WORDS.values()]
