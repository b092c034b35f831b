"""Country columns: letters, names in five languages and in their own, dialling codes."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.files.calls.countries import CountryReader, country_name, fold_country
from sheetqual.files.resources import templates_folder

FILE = templates_folder() / "countries.toml"
NAMES: dict[str, list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
READER = CountryReader()


@pytest.mark.parametrize(
    ("cell", "letters"),
    [
        *[("NO", "NO"), ("no", "NO"), (" No ", "NO"), ("NOR", "NO"), ("Norway", "NO"), ("NORGE", "NO")],
        *[("Norvegia", "NO"), ("Норвегия", "NO"), ("نروژ", "NO"), ("Norge\u200e", "NO"), ("Noreg", "NO")],
        *[("USA", "US"), ("U.S.", "US"), ("u.s.a.", "US"), ("the United States", "US"), ("Stati Uniti", "US")],
        *[("США", "US"), ("آمریکا", "US"), ("امریکا", "US"), ("America", "US"), ("De forente stater", "US")],
        *[("UK", "GB"), ("U.K.", "GB"), ("England", "GB"), ("Scotland", "GB"), ("Wales", "GB"), ("انگلیس", "GB")],
        *[("Great Britain", "GB"), ("Northern Ireland", "GB"), ("Англия", "GB"), ("Storbritannia", "GB")],
        *[("Holland", "NL"), ("The Netherlands", "NL"), ("Paesi Bassi", "NL"), ("Нидерланды", "NL")],
        *[("Россия", "RU"), ("россия", "RU"), ("РФ", "RU"), ("Russian Federation", "RU"), ("Russland", "RU")],
        *[("Iran, Islamic Republic of", "IR"), ("ایران", "IR"), ("ايران", "IR"), ("جمهوری اسلامی ایران", "IR")],
        *[("Deutschland", "DE"), ("Tyskland", "DE"), ("Германия", "DE"), ("Österreich", "AT"), ("España", "ES")],
        *[("Espana", "ES"), ("Polska", "PL"), ("Україна", "UA"), ("Türkiye", "TR"), ("Turkey", "TR")],
        *[("日本", "JP"), ("中国", "CN"), ("대한민국", "KR"), ("भारत", "IN"), ("Ελλάδα", "GR"), ("مصر", "EG")],
        *[("Cote d'Ivoire", "CI"), ("Côte d’Ivoire", "CI"), ("Ivory Coast", "CI"), ("Viet Nam", "VN")],
        *[("Trinidad and Tobago", "TT"), ("Trinidad & Tobago", "TT"), ("Saint Lucia", "LC"), ("St Lucia", "LC")],
        *[("South Korea", "KR"), ("Korea, Republic of", "KR"), ("Северная Корея", "KP"), ("Czech Republic", "CZ")],
        *[("+47", "NO"), ("0047", "NO"), ("(+39)", "IT"), ("+1", "US"), ("+7", "RU"), ("+98", "IR")],
        *[("Norway (NO)", "NO"), ("NO - Norge", "NO"), ("Norway +47", "NO"), ("NO (+47)", "NO")],
        *[("Italia / Italy", "IT"), ("Oslo, Norway", "NO"), ("UK (England)", "GB"), ("South Sudan", "SS")],
    ],
)
def test_a_country_is_known_by_its_letters_names_and_code(cell: str, letters: str) -> None:
    assert READER.read(cell) == letters


@pytest.mark.parametrize(
    "cell",
    [
        *[
            "",
            " ",
            None,
            "?",
            "n/a",
            "n.a.",
            "n.p.",
            "-",
            "unknown",
            "неизвестно",
            "Atlantis",
            "47",
            47,
            4.7,
            "+999",
            "+800",
        ],
        *["+47 22 33 44 55", "Los Angeles, CA", "Atlanta, GA", "Portland - ME", "(+47) SE / DK"],
        *["Germany/France", "Norway (SE)", "Sudan (South)", "Guinea (Equatorial)", "Georgia, USA", "Norway " * 99],
    ],
)
def test_what_names_no_country_or_several_is_none(cell: str | float | None) -> None:
    assert READER.read(cell) is None


def test_every_name_in_the_file_is_read_as_its_country() -> None:
    for letters, names in NAMES.items():
        for name in (letters, letters.lower(), *names, *(name.upper() for name in names)):
            assert READER.read(name) == letters


def test_every_country_has_three_letters_and_a_name_in_each_language() -> None:
    known = {"IT": ["Italy", "Italia", "Италия", "ایتالیا"], "SE": ["Sweden", "Svezia", "Sverige", "Швеция", "سوئد"]}
    for letters, names in known.items():
        assert set(names) <= set(NAMES[letters])
    assert all(len(names[0]) == 3 and names[0].isupper() for names in NAMES.values())
    assert len({names[0] for names in NAMES.values()}) == len(NAMES)


def test_every_country_with_phones_is_known() -> None:
    assert set(phonenumbers.SUPPORTED_REGIONS) <= set(NAMES)
    assert all(country_name(region) != region for region in phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        *[("NO", "Norway"), ("US", "the United States"), ("NL", "the Netherlands"), ("CH", "Switzerland")],
        *[("KY", "the Cayman Islands"), ("XX", "XX")],
    ],
)
def test_a_country_is_named_as_in_a_sentence(letters: str, said: str) -> None:
    assert country_name(letters) == said


@given(st.text())
def test_folding_a_folded_name_changes_nothing(text: str) -> None:
    folded = fold_country(text)
    # "The the" has lost one article only.
    assert folded.startswith("the ") or fold_country(folded) == folded


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.dates()))
def test_any_cell_can_be_read(cell: str | float | None) -> None:
    assert READER.read(cell) in {None, *NAMES}


def test_the_file_is_small_and_names_the_licence_of_its_data() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert len(text.encode()) < 60_000
    assert "UNICODE LICENSE V3" in text
    assert "THE DATA FILES AND SOFTWARE ARE PROVIDED" in text


def test_the_file_holds_what_its_script_writes() -> None:
    pytest.importorskip("babel")
    script = Path(__file__).resolve().parents[2] / "templates" / "make_countries.py"
    run = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_names_are_read_only_when_a_country_is_asked_for() -> None:
    code = (
        "import sys; from sheetqual.files.calls import countries, phones; countries.CountryReader(); "
        "phones.PhoneReader('NO'); print(countries._names.cache_info().currsize, "
        "sorted({'phonenumbers', 'babel', 'zoneinfo'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", "[]"]
