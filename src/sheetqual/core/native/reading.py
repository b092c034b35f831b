"""How formulas read a cell: the same answers as `sheetqual.core.reading`, or an open "can't read that".

A reading is a short text: a letter for what the cell is, then its folded text. What these formulas
don't read exactly as the core does (a sign outside of the `ALPHABET`, ``approx. 40``) is ``!``, which
becomes a message in the cell, never another number.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from sheetqual.core.native.formula import lambda_, let, quoted
from sheetqual.core.words import ERROR_NAMES, WHITE, Word, has_false_digits, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheetqual.core.profile import Profile

__all__ = ["ALPHABET", "LONGEST_CELL", "MARK", "TEXT_NAMES", "helpers", "is_readable", "texts"]

LONGEST_CELL: Final = 32_767
"""The most characters in a cell."""
TEXT_NAMES: Final = (
    *("sheetqual.alphabet", "sheetqual.letters", "sheetqual.errors"),
    *(f"sheetqual.words_{word.value}" for word in Word),
)
"""The names of the texts that formulas look things up in."""
MARK: Final = "\u241f"
"""Stands between the words of a list; no cell that is read holds it."""
_JOINER: Final = "\u200c"
_MOST_GROUPS: Final = 3
_SPACES: Final = "\t\n\r\u00a0"
_RANGES: Final = ((0x20, 0x17F), (0x218, 0x21C), (0x400, 0x460), (0x490, 0x4FA), (0x600, 0x700), (0x2010, 0x2028))
_SIGNS: Final = "€₽₹₴₸₺≈≤≥✓✔✗✘☐☑✅❌؟﷼"


_SPELLED_OUT: Final = {"ß": "ss", "№": "no", "…": "...", "™": "tm"}
"""Signs that folding spells out."""


def _is_safe(char: str) -> bool:
    """Tell whether every program folds a sign alike, whatever stands beside it."""
    lower = char.lower()
    stays = all(unicodedata.normalize("NFKC", one) == one for one in (char, lower))
    return (
        stays
        and len(lower) == 1
        and char.casefold() == lower
        and not unicodedata.combining(char)
        and unicodedata.category(char)[0] != "C"
        and char not in WHITE
        and not has_false_digits(char)
    )


ALPHABET: Final = "".join(
    char
    for char in (
        *(chr(code) for low, high in _RANGES for code in range(low, high)),
        *_SIGNS,
    )
    if _is_safe(char)
) + (" " + _SPACES + _JOINER + "".join(_SPELLED_OUT))
"""The signs that are read; a text with any other is not."""
_ALPHABET: Final = frozenset(ALPHABET)

_SPELLINGS: Final = {
    "’": "'",
    "‘": "'",
    "`": "'",
    "\u064a": "\u06cc",
    "\u0649": "\u06cc",
    "\u0643": "\u06a9",
    "\u0640": "",
    _JOINER: "",
    "ё": "е",
}
"""As in `sheetqual.core.words`, for the signs of the `ALPHABET`."""
_DIGITS: Final = {chr(zero + digit): str(digit) for zero in (0x06F0, 0x0660) for digit in range(10)}


def is_readable(text: str) -> bool:
    """Tell whether formulas read a text as the core does."""
    return _ALPHABET.issuperset(text) and not text.strip(" ").startswith(_JOINER) and not text.endswith(_JOINER)


def texts(profile: Profile) -> Mapping[str, str]:
    """Return what formulas look things up in: name -> a text for a cell."""
    words = vocabulary(profile.words)
    lists = [_listed(spelled for spelled, meaning in words.items() if meaning is word) for word in Word]
    letters = "".join(sorted({char.lower() for char in ALPHABET if char.isalpha()}))
    return dict(zip(TEXT_NAMES, (ALPHABET, letters, _listed(ERROR_NAMES), *lists), strict=True))


def _listed(words: Iterable[str]) -> str:
    return MARK + MARK.join(sorted(filter(is_readable, words))) + MARK


def _replaced(text: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        text = f'SUBSTITUTE({text},"{old}","{new}")'
    return text


def _has(key: str, where: str) -> str:
    return f"ISNUMBER(FIND({key},sheetqual.{where}))"


def _state() -> str:
    listed = "".join(
        f'IF({_has("$key", f"words_{word.value}")},"{letter}"{text},'
        for word, letter, text in (
            (Word.YES, "Y", "&$text"),
            (Word.NO, "N", "&$text"),
            (Word.PARTLY, "P", "&$text"),
            (Word.UNKNOWN, "U", ""),
            (Word.REFUSED, "R", ""),
            (Word.COMPLAINED, "C", ""),
        )
    )
    return f'{listed}"V"&$text{")" * 6}'


def _plain_number(decimal: str) -> str:
    """Return the formula for the number that a text of digits and marks states, ``"?"`` or ``"!"``."""
    apart = ",".join(
        f"AND($groups>{group},sheetqual.digits(MID($whole,MAX(1,LEN($whole)-{4 * group + 3}),1)))"
        for group in range(_MOST_GROUPS)
    )
    value = let(
        (
            ("mark", _mark(decimal)),
            ("at", "IF(LEN($mark)=1,FIND($mark,$body),LEN($body)+1)"),
            ("whole", "LEFT($body,$at-1)"),
            ("fraction", "MID($body,$at+1,99)"),
            ("groups", 'LEN($whole)-LEN(SUBSTITUTE(SUBSTITUTE($whole,".",""),",",""))'),
        ),
        f'IF(OR($mark="!",$groups>{_MOST_GROUPS},LEN($whole)<4*$groups+IF($groups>0,1,0),{apart}),"!",'
        "$sign*VALUE($digits)/10^LEN($fraction))",
    )
    return let(
        (
            ("sign", 'IF(LEFT($text,1)="-",-1,1)'),
            ("body", "IF($sign<0,MID($text,2,99),$text)"),
            ("digits", 'SUBSTITUTE(SUBSTITUTE($body,".",""),",","")'),
            ("points", 'LEN($body)-LEN(SUBSTITUTE($body,".",""))'),
            ("commas", 'LEN($body)-LEN(SUBSTITUTE($body,",",""))'),
        ),
        'IF(NOT(sheetqual.digits($body)),"?",IF(OR(LEN($digits)>15,ISERROR(FIND(RIGHT($body,1),"0123456789")),'
        f'LEN(sheetqual.without_digits($digits))>0),"!",{value}))',
    )


def _mark(decimal: str) -> str:
    """Return the formula for the decimal mark of a number: a sign, ``""`` for none, or ``"!"``."""
    if decimal != "auto":
        count, other = ("$points", ",") if decimal == "." else ("$commas", ".")
        behind = f'MID($body,FIND("{decimal}",$body)+1,99)'
        return f'IF({count}=0,"",IF({count}>1,"!",IF(ISNUMBER(FIND("{other}",{behind})),"!","{decimal}")))'
    single = 'IF($points=1,".",",")'
    behind = f"MID($body,FIND({single},$body)+1,99)"
    before = f"0&LEFT($body,FIND({single},$body)-1)"
    last = (
        'IF(AND($commas=1,ISERROR(FIND(".",MID($body,IFERROR(FIND(",",$body),0)+1,99)))),",",'
        'IF(AND($points=1,ISERROR(FIND(",",MID($body,IFERROR(FIND(".",$body),0)+1,99)))),".","!"))'
    )
    one = f'IF(AND(LEN({behind})=3,VALUE({before})<>0),"",{single})'
    return f'IF($points*$commas>0,{last},IF($points+$commas=1,{one},""))'


_CURRENCIES: Final = (
    *("$", "€", "£", "₽", "¥", "₹", "kr", "us$", "usd", "eur", "gbp", "rub", "nok", "sek", "dkk", "chf", "pln", "jpy"),
)
"""The currencies that amounts are read with; the core knows more."""


def _amount() -> str:
    """Return the formula for the number that a text states with a currency, groups of digits or k and m beside it."""
    listed = quoted(MARK + MARK.join(_CURRENCIES) + MARK)
    key = f'"{MARK}"&%s($text,%d)&"{MARK}"'

    def width(side: str) -> str:
        found = "".join(f"IF(ISNUMBER(FIND({key % (side, size)},{listed})),{size}," for size in (3, 2, 1))
        return f"{found}0)))"

    def without(side: str) -> str:
        rest = "MID($text,$wide+1,99)" if side == "LEFT" else "LEFT($text,LEN($text)-$wide)"
        return let((("wide", width(side)),), f"IF($wide>0,TRIM({rest}),$text)")

    apart = ",".join(
        f'AND($gaps>{gap},MID($body,MAX(1,LEN($body)-{4 * gap + 3}),1)<>" ")' for gap in range(_MOST_GROUPS)
    )
    grouped = (
        f"IF(OR($gaps>{_MOST_GROUPS},LEN($body)<4*$gaps+1,LEN($body)>4*$gaps+3,LEN($digits)<>LEN($body)-$gaps,"
        f'LEN(sheetqual.without_digits($digits))>0,{apart}),"!",VALUE($digits))'
    )
    scaled = (
        'IF(OR(LEN($start)=0,LEN($start)>9,LEN(sheetqual.without_digits($start))>0),"!",'
        'VALUE($start)*IF(RIGHT($body,1)="k",1000,1000000))'
    )
    return let(
        (
            ("front", let((("text", "$text"),), without("LEFT"))),
            ("body", let((("text", "$front"),), without("RIGHT"))),
            ("digits", 'SUBSTITUTE($body," ","")'),
            ("gaps", "LEN($body)-LEN($digits)"),
            ("start", "TRIM(LEFT($body,MAX(0,LEN($body)-1)))"),
        ),
        'IF(NOT(sheetqual.digits($text)),"?",IF(OR(RIGHT($body,1)="k",RIGHT($body,1)="m"),'
        f"{scaled},IF($gaps>0,{grouped},sheetqual.plain_number($body))))",
    )


def _written_day(order: str) -> str:
    """Return the formula for the day that a text states: ISO, with a time or without, a serial, or 24.12.2026."""
    iso = "sheetqual.date(VALUE(LEFT($text,4)),VALUE(MID($text,6,2)),VALUE(MID($text,9,2)))"
    is_iso = 'AND(LEN($signs)=2,MID($text,5,1)="-",MID($text,8,1)="-")'
    is_timed = (
        'AND(LEN($text)=IF($colons=1,16,19),OR(MID($text,11,1)=" ",MID($text,11,1)="t"),MID($text,14,1)=":",'
        'OR($colons=1,MID($text,17,1)=":"),MID($text,5,1)="-",MID($text,8,1)="-",LEN($signs)=3+$colons)'
    )
    parts = ["VALUE(LEFT($text,2))", "VALUE(MID($text,4,2))"]
    day, month = parts if order == "dmy" else parts[::-1]
    last = f"sheetqual.date(VALUE(RIGHT($text,4)),{month},{day})"
    is_last = 'AND(LEN($signs)=2,MID($text,3,1)=MID($text,6,1),ISNUMBER(FIND(MID($text,3,1),"./-")))'
    year_last = f'IF({is_last},{last},"!")' if order != "ymd" else '"!"'
    return let(
        (
            ("signs", "sheetqual.without_digits($text)"),
            ("colons", 'LEN($text)-LEN(SUBSTITUTE($text,":",""))'),
        ),
        'IF(LEN($signs)=LEN($text),"?",'
        "IF(LEN($signs)=0,IF(LEN($text)<=8,IF(LEN($text)=8,IF(VALUE($text)<19000000,"
        f'"?",sheetqual.numbered_day(VALUE($text))),sheetqual.numbered_day(VALUE($text))),"!"),'
        f'IF(LEN($text)=10,IF({is_iso},{iso},{year_last}),IF({is_timed},{iso},"!"))))',
    )


def helpers(profile: Profile) -> Mapping[str, str]:
    """Return the formulas that read cells, by name; some refer to others."""
    spaced = "$cell"
    for code in map(ord, _SPACES):
        spaced = f'SUBSTITUTE({spaced},UNICHAR({code})," ")'
    dotted = f'SUBSTITUTE({spaced},"I","i")'  # In Turkish, the small letter of I is another one.
    without = _replaced("$text", dict.fromkeys("0123456789", ""))
    return {
        "sheetqual.is_odd": lambda_(
            ("text",),
            "SUM(MAP(SEQUENCE(LEN($text)),LAMBDA($place,"
            "IF(ISERROR(FIND(MID($text,$place,1),sheetqual.alphabet)),1,0))))>0",
        ),
        "sheetqual.folded": lambda_(
            ("cell",),
            let(
                (("text", f"TRIM({_replaced(f'LOWER({dotted})', _SPELLED_OUT)})"),),
                f'IF($text="","",IF(OR(LEFT($text,1)="{_JOINER}",RIGHT($text,1)="{_JOINER}",'
                'sheetqual.is_odd($cell&"")),"!",$text))',
            ),
        ),
        "sheetqual.header": lambda_(
            ("cell",),
            let(
                (("text", 'sheetqual.folded(IF(ISERROR($cell),"",$cell))'),),
                'IF($text="!","!",TRIM(SUBSTITUTE(SUBSTITUTE($text,"_"," "),"-"," ")))',
            ),
        ),
        "sheetqual.western": lambda_(("text",), _replaced("$text", _DIGITS)),
        "sheetqual.without_digits": lambda_(("text",), without),
        "sheetqual.digits": lambda_(("text",), "LEN(sheetqual.without_digits($text))<LEN($text)"),
        "sheetqual.cut": lambda_(
            ("text",),
            'IF($text="","",IF(ISERROR(FIND(RIGHT($text,1)," .!")),$text,LEFT($text,LEN($text)-1)))',
        ),
        "sheetqual.word": lambda_(
            ("text",),
            let(
                (
                    ("spelled", _replaced("sheetqual.western($text)", _SPELLINGS)),
                    ("short", "sheetqual.cut(sheetqual.cut(sheetqual.cut(sheetqual.cut($spelled))))"),
                    ("key", f'"{MARK}"&IF($short="",$spelled,$short)&"{MARK}"'),
                ),
                f'IF(AND($short<>"",sheetqual.cut($short)<>$short),"!",{_state()})',
            ),
        ),
        "sheetqual.read": lambda_(
            ("cell",),
            'IF(ISERROR($cell),"E",IF(ISLOGICAL($cell),IF($cell,sheetqual.word("true"),sheetqual.word("false")),'
            'IF(ISNUMBER($cell),IF(sheetqual.side($cell,1)=0,"Y1",IF(sheetqual.side($cell,0)=0,"N0","V"&$cell)),'
            + let(
                (("text", "sheetqual.folded($cell)"),),
                'IF($text="","B",IF(OR($text="!",LEFT($text,4)="err:"),"!",'
                f'IF({_has(f"{chr(34)}{MARK}{chr(34)}&$text&{chr(34)}{MARK}{chr(34)}", "errors")},"E",'
                "sheetqual.word($text))))",
            )
            + ")))",
        ),
        # Excel takes two numbers for one that differ behind the fifteenth digit; times something, they do not.
        "sheetqual.side": lambda_(
            ("number", "bound"),
            "IF($number=$bound,($number-$bound)*10^100,IF($number>$bound,1,-1))",
        ),
        "sheetqual.state": lambda_(
            ("reading",),
            let(
                (("letter", "LEFT($reading,1)"),),
                'IF($letter="B",3,IF(OR($letter="U",$letter="E",$letter="M"),4,'
                'IF($letter="C",5,IF($letter="R",6,IF($letter="!",9,0)))))',
            ),
        ),
        "sheetqual.said": lambda_(
            ("cell", "reading"),
            'IF(ISNUMBER($cell),IF(OR(sheetqual.side($cell,INT($cell))<>0,ABS($cell)>=10^15),"!",MID($reading,2,99)),'
            "MID($reading,2,32767))",
        ),
        "sheetqual.amount": lambda_(("text",), _amount()),
        "sheetqual.plain_number": lambda_(("text",), _plain_number(profile.decimal)),
        "sheetqual.number": lambda_(
            ("cell", "reading"),
            'IF(ISNUMBER($cell),$cell,IF(ISLOGICAL($cell),"?",'
            "sheetqual.amount(sheetqual.western(MID($reading,2,32767)))))",
        ),
        "sheetqual.real_day": lambda_(("serial",), 'IF($serial=60,"?",IF($serial<60,$serial+1,$serial))'),
        "sheetqual.date": lambda_(
            ("year", "month", "dom"),
            "IF($year<1900,"
            '"?",'
            + let(
                (("serial", "DATE($year,$month,$dom)"),),
                'IF(OR(MONTH($serial)<>$month,DAY($serial)<>$dom),"?",sheetqual.real_day($serial))',
            )
            + ")",
        ),
        "sheetqual.written_day": lambda_(("text",), _written_day(profile.dates)),
        "sheetqual.numbered_day": lambda_(
            ("serial",),
            "IF(AND($serial>=1,$serial<2958466),sheetqual.real_day(INT($serial)),"
            "IF(AND($serial=INT($serial),$serial>=19000101,$serial<=99991231),"
            "sheetqual.date(INT($serial/10000),MOD(INT($serial/100),100),MOD($serial,100)),"
            '"?"))',
        ),
        "sheetqual.day": lambda_(
            ("cell", "reading"),
            'IF(ISLOGICAL($cell),"?",IF(ISNUMBER($cell),sheetqual.numbered_day($cell),'
            "sheetqual.written_day(sheetqual.western(MID($reading,2,32767)))))",
        ),
        "sheetqual.sure": lambda_(("truth",), "IF($truth=1,4,$truth)"),
    }
