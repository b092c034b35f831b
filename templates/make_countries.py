"""Write countries.toml: the names of the countries, from Babel's copy of the Unicode CLDR.

``python templates/make_countries.py`` rewrites it, ``--check`` tells (exit code 1) whether the file
still holds what this script writes. Babel is needed for this alone, never when sheetqual runs.
"""

# ruff: noqa: INP001 - a folder of files that come with sheetqual, no package

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Final

import babel
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from sheetqual.files.calls.countries import fold_country

HERE: Final = Path(__file__).parent
FILE: Final = HERE / "countries.toml"
LICENCE: Final = Path(babel.__file__).parent / "locale-data" / "LICENSE.unicode"
LANGUAGES: Final = ("en", "it", "nb", "ru", "fa")
NO_COUNTRIES: Final = frozenset(["CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "UN", "XA", "XB", "ZZ"])
"""What CLDR names beside countries: unions, tests, parts that dial as their country does."""
FORMER: Final = frozenset(["BUR", "DDR", "FXX", "TMP", "YMD", "ZAR", "XKK"])
"""Three letters that meant a country once, or mean it in CLDR alone."""
NATIVE: Final = 3
"""In how many of its own languages a country is named, at most."""
SPELLED_OUT: Final = {"о-ва": "острова", "St. ": "Saint "}

MORE: Final = {
    "AE": "UAE; Emirates; Emirati Arabi; ОАЭ; امارات",
    "AG": "Antigua",
    "BA": "Bosnia; Bosnia Herzegovina; Босния; بوسنی",
    "BN": "Brunei Darussalam",
    "BO": "Plurinational State of Bolivia; Bolivia, Plurinational State of",
    "BR": "Федеративная Республика Бразилия",
    "BY": "Белоруссия; Hviterussland; Byelorussia; Bielorussia; روسیه سفید",
    "CD": "DR Congo; DRC; Congo DR; Democratic Republic of the Congo; Congo, Democratic Republic of the; Zaire; ДРК;"
    "Repubblica Democratica del Congo; Den demokratiske republikken Kongo; Congo (Kinshasa)",
    "CG": "Republic of the Congo; Congo, Republic of the; Congo (Brazzaville)",
    "CH": "Swiss; Swiss Confederation; Confederazione Svizzera; Швейцарская Конфедерация",
    "CI": "Ivory Coast; Elfenbeinküste",
    "CN": "PRC; People's Republic of China; P.R. China; Mainland China; КНР; Kina",
    "CV": "Cape Verde",
    "CZ": "Czech Republic; Repubblica Ceca; Den tsjekkiske republikk; Чешская Республика; جمهوری چک",
    "DE": "Federal Republic of Germany; BRD; ФРГ; Allemagne",
    "DO": "Dominican Rep.",
    "ES": "Kingdom of Spain; Spagna",
    "FK": "Falklands; Falkland Islands (Malvinas); Malvinas",
    "FM": "Federated States of Micronesia; Micronesia, Federated States of",
    "FR": "French Republic; Frankreich",
    "GB": "UK; U.K.; Great Britain; Britain; England; Scotland; Wales; Northern Ireland; Gran Bretagna; Inghilterra;"
    "Scozia; Galles; Irlanda del Nord; England & Wales; UK (England); Skottland; Nord-Irland; Англия; Шотландия; Уэльс;"
    "Северная Ирландия; Соединенное Королевство; انگلستان; انگلیس; اسکاتلند; ولز; ایرلند شمالی; پادشاهی متحد;"
    "United Kingdom of Great Britain and Northern Ireland; Ireland, Northern; Det forente kongerike",
    "GR": "Hellas; Hellenic Republic; EL",
    "HK": "Hong Kong; Hong Kong SAR; Hongkong; Гонконг; هنگ کنگ; 香港",
    "HR": "Republic of Croatia",
    "IE": "Republic of Ireland; Eire; Repubblica d'Irlanda; Republikken Irland; Республика Ирландия",
    "IN": "Republic of India; Bharat",
    "IR": "Islamic Republic of Iran; Iran, Islamic Republic of; Iran, Islamic Rep.; Persia; جمهوری اسلامی ایران;"
    "Исламская Республика Иран",
    "IT": "Italian Republic; Repubblica Italiana; Italien; Italie",
    "KG": "Kyrgyz Republic; Киргизстан; Кыргызстан",
    "KP": "Democratic People's Republic of Korea; Korea, Democratic People's Republic of; DPRK; КНДР; Северная Корея;"
    "Korea, North; North Korea",
    "KR": "Republic of Korea; Korea, Republic of; Korea, South; Korea (South); S. Korea; Южная Корея; کره جنوبی",
    "LA": "Lao People's Democratic Republic; Lao PDR",
    "LK": "Ceylon",
    "MD": "Republic of Moldova; Moldova, Republic of; Молдавия; Молдова",
    "MK": "Macedonia; FYROM; Republic of Macedonia; Македония; Makedonia; مقدونیه; Nord Makedonia",
    "MM": "Burma; Birmania; Бирма; برمه",
    "MO": "Macao; Macau; Макао; ماکائو; 澳门",
    "NL": "Holland; The Netherlands; Kingdom of the Netherlands; Olanda; Голландия; Nederland; هلند; Pays-Bas;"
    "Niederlande",
    "NO": "Kingdom of Norway; Kongeriket Norge; Королевство Норвегия; Norwegen; Norvège",
    "PS": "Palestine; State of Palestine; Palestine, State of; Palestina; Палестина; فلسطین",
    "RE": "Reunion Island",
    "RU": "Russian Federation; Российская Федерация; РФ; Federazione Russa; Den russiske føderasjon; فدراسیون روسیه;"
    "Rossiya; Rossija",
    "SA": "KSA; Kingdom of Saudi Arabia; Saudi; عربستان; Саудовская Аравия",
    "SE": "Kingdom of Sweden; Schweden; Suède",
    "SK": "Slovak Republic; Словацкая Республика",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland; Свазиленд",
    "TL": "East Timor; Восточный Тимор",
    "TR": "Turkey; Republic of Turkey; Турецкая Республика",
    "TT": "Trinidad",
    "TW": "Taiwan, Province of China; Republic of China; ROC; Taiwan, ROC",
    "TZ": "United Republic of Tanzania; Tanzania, United Republic of",
    "US": "EE. UU.; United States of America; America; Stati Uniti d'America; Stati Uniti; De forente"
    " stater; Amerika; США; Соединенные Штаты Америки; Америка; آمریکا; امریکا; ایالات متحده آمریکا; "
    "ایالات متحده امریکا; Estados Unidos; États-Unis; Vereinigte Staaten",
    "UA": "Ukrayina; Ukraina",
    "VA": "Holy See; Vatican; Vaticano; Vatikanet; Ватикан; واتیکان",
    "VE": "Bolivarian Republic of Venezuela; Venezuela, Bolivarian Republic of",
    "VG": "British Virgin Islands; Virgin Islands, British; BVI",
    "VI": "US Virgin Islands; Virgin Islands, U.S.",
    "VN": "Viet Nam",
    "XK": "XKX; Republic of Kosovo",
    "ZA": "RSA; Republic of South Africa; ЮАР; Южная Африка",
}
"""What people write besides, by hand."""


def everything() -> str:
    """Return what the file holds.

    Raises:
        ValueError: One name would stand for two countries.
    """
    licence = "\n".join(f"# {line}".rstrip() for line in LICENCE.read_text(encoding="utf-8").strip().splitlines())
    lines = [f"{letters} = {json.dumps(found, ensure_ascii=False)}\n" for letters, found in countries().items()]
    return f"""\
# Countries: their letters, and the names by which cells name them. Written by make_countries.py.
#
# ISO 3166 alpha-2 letters = alpha-3 letters, the English name, other names: in Italian, Norwegian,
# Russian, Persian, in the country's own languages, and what people write besides.
#
# The names come from the Unicode Common Locale Data Repository (CLDR), under this licence:
#
{licence}

{"".join(lines)}"""


def countries() -> dict[str, list[str]]:
    """Return alpha-2 letters -> alpha-3 letters, English name, other names that are spelled differently."""
    english = map(str, Locale.parse("en").territories)
    found = sorted(letters for letters in english if len(letters) == len("NO") and letters not in NO_COUNTRIES)
    three = {new[0]: old for old, new in get_global("territory_aliases").items() if is_alpha_3(old, new)}
    owners: dict[str, str] = {letters.lower(): letters for letters in found}
    named: dict[str, list[str]] = {}
    for letters in found:
        named[letters] = []
        for name in (three.get(letters, "XKX"), *names(letters)):
            owner = owners.setdefault(fold_country(name), letters)
            if owner != letters:
                raise ValueError(f"{name!r} would be both {owner} and {letters}")
            if fold_country(name) not in map(fold_country, named[letters]):
                named[letters].append(name)
    return named


def is_alpha_3(old: str, new: list[str]) -> bool:
    """Tell whether one of CLDR's old codes is what ISO has as three letters."""
    return len(old) == len("NOR") and old.isalpha() and len(new) == 1 and old not in FORMER


def names(letters: str) -> list[str]:
    """Return every name of a country, the English one first."""
    found = [name for language in (*LANGUAGES, *own_languages(letters)) if (name := name_in(language, letters))]
    found += [name.replace(short, long) for short, long in SPELLED_OUT.items() for name in found if short in name]
    return [*found, *(name.strip() for name in MORE.get(letters, "").split(";") if name.strip())]


def own_languages(letters: str) -> tuple[str, ...]:
    """Return the languages of a country that most of its people speak."""
    return get_official_languages(letters, de_facto=True)[:NATIVE]


def name_in(language: str, letters: str) -> str | None:
    """Return a country's name in a language; None where CLDR has none."""
    try:
        return Locale.parse(language).territories.get(letters)
    except UnknownLocaleError:
        return None


def main() -> int:
    """Write the file, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file differs")
    wanted = everything()
    if not parser.parse_args().check:
        FILE.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write(f"{FILE.name} differs from what make_countries.py writes\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
