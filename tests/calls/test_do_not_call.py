"""Whoever asked not to be called is found in every spelling, in files of every shape; what people wrote stays."""

from __future__ import annotations

import codecs
import csv
import io
import os
import random
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetqual.errors import LeadsFileError, OutputError
from sheetqual.files.calls import no_call_files, own_no_calls
from sheetqual.files.calls.addresses import address_keys
from sheetqual.files.calls.do_not_call import (
    OWN_LIST,
    NoCalls,
    read_no_calls,
)
from sheetqual.files.calls.own_no_calls import NoCallEntry, add_to_own_list, own_list_near
from sheetqual.files.calls.phones import PhoneReader
from sheetqual.files.calls.session import SourceOfNo
from sheetqual.files.safe_writing import look
from tests.files.hostile import write_ods

TODAY = date(2026, 11, 22)
NORWAY, BRITAIN, AMERICA, NOWHERE = PhoneReader("NO"), PhoneReader("GB"), PhoneReader("US"), PhoneReader(None)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, reader: PhoneReader = NORWAY, **options: Any) -> NoCalls:
    return read_no_calls([path], reader, today=TODAY, **options)


def source(path: Path, reader: PhoneReader = NORWAY) -> SourceOfNo:
    (one,) = read(path, reader).sources
    return one


def finds(found: NoCalls, number: str, reader: PhoneReader = NORWAY) -> bool:
    return found.why(reader.keys(number), ()) is not None


def numbers(found: NoCalls) -> set[str]:
    """Return what is found of some numbers that stand in the files of these tests."""
    return {last for last in (f"{one:02}" for one in range(100)) if finds(found, f"+472233 44{last}")}


# Files of every shape


@pytest.mark.parametrize(
    ("name", "content", "last_digits", "unread"),
    [
        ("a line each.txt", "+47 22 33 44 55\n22334456\n\n0047 22 33 44 57\n", "55 56 57", 0),
        ("old line ends.txt", b"22334455\r22334456\r", "55 56", 0),
        ("semicolons.csv", "Telefon;Navn\n22 33 44 55;Ola\n;Kari\n", "55", 1),
        ("tabs.tsv", "name\ttlf\nOla\t22 33 44 55\n", "55", 0),
        ("bars.txt", "Ola|22334455|asked\nKari|22334456|asked\n", "55 56", 0),
        ("told separator.csv", "sep=;\nNavn;Tlf\nNordmann, Ola;22334455\n", "55", 0),
        ("two separators.csv", "Nordmann, Ola;22334455\nNordmann, Kari;22334456\n", "55 56", 0),
        ("quoted.csv", '"Name","Phone"\n"Nordmann, Ola","+47 22 33 44 55"\n', "55", 0),
        ("mark.csv", codecs.BOM_UTF8 + b"Phone\n+4722334455\n", "55", 0),
        ("mark and no header.csv", codecs.BOM_UTF8 + b"+4722334455\n22334456\n", "55 56", 0),
        ("western.csv", "Navn;Mobil\nKåre;22334455\n".encode("cp1252"), "55", 0),
        ("wide.csv", "Navn\tMobil\nKåre\t22334455\n".encode("utf-16"), "55", 0),
        ("only blanks.csv", "\n  \n;;\n", "", 0),
        ("nothing.csv", "", "", 0),
        ("comments.txt", "# asked in 2026-10-01\n22334455\n// more\n# 22 33 44 56\n#N/A\n", "55 56", 1),
        ("lines.txt", "Register\n--------\n22334455\n========\n", "55", 0),
        ("title.csv", "Do not call\nas of 2026-10-01\n\nNo;Mobil\n1;22334455\n", "55", 0),
        ("unknown header.csv", "Opt-outs\n22334455\n22334456\n", "55 56", 0),
        ("unknown headers.csv", "A;B\nx;22334455\ny;22334456\n", "55 56", 0),
        ("spoiled first line.txt", "4,72233E+10\n22334455\n", "55", 1),
        ("spoiled.csv", "Phone\n4.72233E+10\n22334455\n", "55", 1),
        ("spoiled above the header.csv", "4.72233E+10\nPhone\n22334455\n", "55", 1),
        ("spoiled, but whole.txt", "4.722334455E+9\n4,722334456E9\nx 4.7223344E+9\n", "55 56", 1),
        ("of floats.csv", "Phone;Name\n4722334455.0;Ola\n22334456.0;Kari\n", "55 56", 0),
        ("of floats without header.csv", "4722334455.0;Ola\n22334456.0;Kari\n", "55 56", 0),
        ("labels.txt", "tel:+4722334455\nMob. 22334456\nTlf: 22334457 x12\n", "55 56 57", 0),
        ("words around.txt", "22334455 Ola Nordmann\nKari 22 33 44 56 (2019-05-05)\nPer Hansen\n", "55 56", 1),
        ("several.csv", 'Phone,Name\n22334455 / 22334456,Ola\n"22334457, 22334458",Kari\n', "55 56 57 58", 0),
        ("several, unknown.csv", "A;B\nx;22334455 / 22334456\ny;22334457, 22334458\n", "55 56 57 58", 0),
        ("more cells than headers.csv", "Name\nOla;22334455\nKari;22334456\n", "55 56", 0),
        ("columns.csv", "Name;Mobile;Landline;Date\nOla;22334455;22334456;15.01.2026\n", "55 56", 0),
        ("two files in one.csv", "ID;Phone\n7;22334455\nPhone;ID\n22334456;7\n", "55 56", 0),
        ("no header, then one.csv", "22334455;Ola\nPhone;Name\n22334456;Kari\n", "55 56", 0),
        ("numbered.csv", "#;Phone\n1;22334455\n2;22334456\n", "55 56", 0),
        ("russian.csv", "Номер;Имя\n22334455;Оля\n", "55", 0),
        ("no letters.txt", "\u200e۲۲۳۳۴۴۵۵\n２２３３４４５６\n22\u201133\u00a044\u200b57\n", "55 56 57", 0),
        ("excel's mark.csv", "'+4722334455;Ola\n'22334456;Kari\n", "55 56", 0),
    ],
)
def test_a_file_of_any_shape_is_read(tmp_path: Path, name: str, content: str, last_digits: str, unread: int) -> None:
    found = read(write(tmp_path / name, content))
    assert numbers(found) == set(last_digits.split())
    assert (found.sources[0].phones, found.sources[0].unread) == (len(last_digits.split()), unread)


def test_amounts_ids_and_days_are_no_numbers(tmp_path: Path) -> None:
    file = write(
        tmp_path / "no.csv",
        "Record ID;Phone;Created;Amount;Anything;Somewhen\n"
        "22334401;22334455;20260115;22334402;2026-01-15;20260115\n"
        "22334403;22334456;20260116;22334404;15.01.2026 10:20;20260116\n",
    )
    assert numbers(read(file)) == {"55", "56"}
    assert source(file).phones == 2


def test_a_number_with_a_plus_is_one_in_any_column(tmp_path: Path) -> None:
    file = write(tmp_path / "no.csv", "ID;Phone;Date\n+4722334455;;\n;;+47 22 33 44 56\n22334457;;22334458\n")
    assert numbers(read(file)) == {"55", "56"}


def test_a_day_beside_a_number_does_not_hide_it(tmp_path: Path) -> None:
    lines = ["2026-01-15 22334455", "x", "22334456, 15.01.2026", "2026-01-15;22334457", "15.01.2026 10.20"]
    found = read(write(tmp_path / "no.csv", "A\tB\n" + "".join(f"-\t{line}\n" for line in lines)))
    assert numbers(found) == {"55", "56", "57"}
    assert found.sources[0].phones == 3


def test_days_are_numbers_where_nothing_else_is(tmp_path: Path) -> None:
    # Danish numbers may begin with 20.
    file = write(tmp_path / "no.txt", "20260115\n20231224\n")
    assert source(file, PhoneReader("DK")).phones == 2
    write(file, "20260115;22334455\n")
    assert source(file, PhoneReader("DK")).phones == 2


@pytest.mark.parametrize(
    "title", ["Opt-outs, date 2026", "IDs;dates;amounts", "Date", "ID", "Phone ID", "Dates of phone calls"]
)
def test_no_title_hides_numbers(tmp_path: Path, title: str) -> None:
    assert numbers(read(write(tmp_path / "no.csv", f"{title}\n22334455\n22334456\n"))) == {"55", "56"}


def test_short_numbers_count_where_the_header_says_what_they_are(tmp_path: Path) -> None:
    found = read(write(tmp_path / "no.csv", "Phone;Floor\n51234;51235\n"))
    assert finds(found, "51234")
    assert not finds(found, "51235")


def test_a_number_among_other_things_counts_where_a_row_has_no_other(tmp_path: Path) -> None:
    found = read(write(tmp_path / "no.csv", "Phone;Note\n22334455;order 22334456 of 2026\n;order 22334457\n"))
    assert numbers(found) == {"55", "57"}
    assert found.sources[0].unread == 0


def test_the_area_code_may_stand_in_a_cell_of_its_own(tmp_path: Path) -> None:
    found = read(write(tmp_path / "register.txt", "212,5550123\n212,5550124\n"), AMERICA)
    assert finds(found, "(212) 555-0123", AMERICA)
    assert finds(found, "+1 212 555 0124", AMERICA)
    assert not finds(found, "+1 212 555 0125", AMERICA)
    assert found.sources[0].phones == 2


def test_numbers_are_of_the_country_beside_them(tmp_path: Path) -> None:
    found = read(write(tmp_path / "no.csv", "Phone;Country\n8 (495) 123-45-67;Russia\n22334455;\n"))
    assert finds(found, "+7 495 123 45 67", NOWHERE)
    assert numbers(found) == {"55"}


def test_one_number_in_two_spellings_is_counted_once(tmp_path: Path) -> None:
    lines = ["+47 22 33 44 55", "22334455", "0047 22334455", "22334456"]
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        assert source(write(tmp_path / "no.txt", "\n".join(lines)), NOWHERE).phones == 2


def test_the_encoding_given_is_only_a_hint(tmp_path: Path) -> None:
    file = write(tmp_path / "no.csv", "Mobil;Navn\n22334455;Kåre\n".encode("cp1252"))
    assert numbers(read(file, encoding="ascii")) == {"55"}
    assert numbers(read(file, encoding="cp1252")) == {"55"}


def rows_of_a_workbook() -> Iterator[tuple[str, str, Sequence[Sequence[object]]]]:
    yield (
        "Mobile",
        "visible",
        [
            [],
            ["Register"],
            ["ID", "Mobil", "Dato", "Anything"],
            [22334401, 4722334455.0, date(2026, 1, 15), None],
            [22334402, "22 33 44 56", 46000, 22334457],
            [22334403, None, date(2026, 1, 15), 1.5],
        ],
    )
    yield "Numbers", "visible", [[22334458], ["22334459"]]
    yield "Empty", "visible", []
    yield "Older", "hidden", [[None, "+4722334460"]]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, state, rows in rows_of_a_workbook():
        page = book.create_sheet(name)
        page.sheet_state = state
        for row in rows:
            page.append(row)
    path = tmp_path_factory.mktemp("books") / "no.xlsx"
    book.save(path)
    return path


def test_every_sheet_of_a_workbook_is_read_from_its_first_row(workbook: Path) -> None:
    assert numbers(read(workbook)) == {"55", "56", "57", "58", "59", "60"}
    assert (source(workbook).phones, source(workbook).unread) == (6, 1)


def test_what_only_programs_see_is_not_read(tmp_path: Path, workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Older"].sheet_state = "veryHidden"
    book.save(tmp_path / "no.xlsx")
    assert numbers(read(tmp_path / "no.xlsx")) == {"55", "56", "57", "58", "59"}


def test_a_workbook_of_another_program_is_read_alike(soffice: str, tmp_path: Path, workbook: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xls", "--outdir", str(tmp_path), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    made = tmp_path / "no.xls"
    assert numbers(read(made)) == numbers(read(workbook))
    assert (source(made).phones, source(made).unread) == (6, 1)


def test_an_open_document_is_read_from_its_first_row(tmp_path: Path) -> None:
    tables = "".join(
        f'<table:table table:name="{name}"><table:table-row/><table:table-row><table:table-cell '
        f'office:value-type="float" office:value="{number}"/></table:table-row></table:table>'
        for name, number in (("a", 22334455), ("b", 22334456))
    )
    assert numbers(read(write_ods(tmp_path / "no.ods", tables))) == {"55", "56"}


def test_an_empty_workbook_names_nobody(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "no.xlsx")
    assert source(tmp_path / "no.xlsx").phones == 0


def test_a_sheet_far_below_is_refused_rather_than_overlooked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A60"] = "+4722334455"
    book.save(tmp_path / "no.xlsx")
    assert refusal(tmp_path / "no.xlsx").startswith("no.xlsx has nothing in its first rows, and calling without")


def test_progress_is_told_in_rows(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    lines = "".join(f"2233{number:04}\n" for number in range(2_500))
    read(write(tmp_path / "no.txt", lines), progress=lambda *said: told.append(said))
    assert told == [(0, None), (2_000, None), (2_500, 2_500)]


# Addresses


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("Ola@Example.NO", "ola@example.no"),
        ("  ola@example.no. ", "ola@example.no"),
        ("\u200eola@ex\u200bample.no", "ola@example.no"),
        ("ola＠example．no", "ola@example.no"),
        ("mailto:ola@example.no?cc=x", "ola@example.no"),
        ("mailto:ola@example.no?cc=kari@example.no", "ola@example.no cc=kari@example.no"),
        ("Ola Nordmann <ola@example.no>", "ola@example.no"),
        ("ola@example.no, kari@example.no;per@example.no", "ola@example.no kari@example.no per@example.no"),
        ("x@MÜNCHEN.de", "x@münchen.de"),
        ("x@mu\u0308nchen.de", "x@münchen.de"),
        ("x@xn--mnchen-3ya.de", "x@münchen.de"),
        ("x@sub.XN--MNCHEN-3YA.de", "x@sub.münchen.de"),
        ("x@straße.de", "x@strasse.de"),
        ("x@xn--strae-oqa.de", "x@strasse.de"),
        ("x@xn--p1ai.xn--p1ai", "x@рф.рф"),
        ("x@xn--\u00fc.de", "x@xn--ü.de"),
        ("x@xn--99999999999.de", "x@xn--99999999999.de"),
        ("@acme.example", "@acme.example"),
        ("*@ACME.example", "@acme.example"),
        ("'@acme.example", "@acme.example"),
        ("@ola_nordmann", ""),
        ("a@", ""),
        ("@", ""),
        ("nobody", ""),
        (22334455, ""),
        (None, ""),
    ],
)
def test_addresses_compare_in_every_spelling(cell: Any, keys: str) -> None:
    assert address_keys(cell) == set(keys.split())


@given(st.text(st.sampled_from("aBüßЯ@.-_*<>;,: \u200b．＠xn1"), max_size=30) | st.text(max_size=30))
def test_what_is_compared_compares_as_itself(text: str) -> None:
    for key in address_keys(text):
        assert address_keys(key) == {key}


def test_addresses_are_found_in_any_column_and_domains_mean_all_but_subdomains(tmp_path: Path) -> None:
    lines = ["ola@example.no;22334455", "Kari <kari@example.no>;", "@acme.example;", ";*@münchen.de"]
    found = read(write(tmp_path / "no.csv", "\n".join(lines)))
    assert found.sources[0].emails == 4
    assert found.why((), ["OLA@example.no"]) == "no.csv"
    assert found.why((), ["per@example.no", "kari@example.no"]) == "no.csv"
    assert found.why((), ["anybody@acme.example"]) == "no.csv"
    assert found.why((), ["anybody@xn--mnchen-3ya.de"]) == "no.csv"
    assert found.why((), ["anybody@sub.acme.example", "per@example.no", "acme.example", ""]) is None


def test_long_texts_without_an_end_take_no_time(tmp_path: Path) -> None:
    cell = "a@b " + "a" * 500_000 + " tel" + " " * 300_000 + "x1234567"
    assert source(write(tmp_path / "no.csv", f"Name;Note\nOla;{cell}\n")).emails == 1


# Laws


def spellings(area: str, rest: str) -> st.SearchStrategy[str]:
    """Return ways in which people write a British number."""
    spaced = f"{rest[:4]} {rest[4:]}"
    plain = [
        *(f"+44{area}{rest}", f"+44 {area} {spaced}", f"+44 (0){area} {spaced}", f"0044 {area} {rest}"),
        *(f"0{area} {spaced}", f"(0{area}) {spaced}", f"0{area}-{rest[:4]}-{rest[4:]}", f"0{area}{rest}"),
        *(f"44{area}{rest}", f"0{area}.{rest[:4]}.{rest[4:]}", f"tel:+44{area}{rest}", f"\u200e+44 {area} {rest}"),
        *(f"0{area}\u00a0{rest}", f"+44\u2011{area}\u2011{rest}", f"+44 {area} {spaced} x12"),
    ]
    other_digits = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return st.sampled_from([*plain, plain[4].translate(other_digits), plain[0].translate(wide)])


@st.composite
def numbers_in_two_spellings(draw: st.DrawFn) -> list[tuple[str, str]]:
    # London's and the mobile numbers that are kept for films.
    rests = draw(st.lists(st.integers(0, 999), min_size=1, max_size=6, unique=True))
    both = []
    for rest in rests:
        area, whole = draw(st.sampled_from([("20", f"79460{rest:03}"), ("7700", f"900{rest:03}")]))
        ways = spellings(area, whole)
        both.append((draw(ways), draw(ways)))
    return both


def in_a_file(rows: Sequence[Sequence[str]], separator: str, encoding: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(rows)
    return buffer.getvalue().encode(encoding)


def read_content(content: bytes, reader: PhoneReader) -> NoCalls:
    with tempfile.TemporaryDirectory() as folder:
        return read(write(Path(folder, "no-2026-11-01.csv"), content), reader)


@settings(max_examples=60, deadline=None)
@given(
    both=numbers_in_two_spellings(),
    place=st.integers(0, 2),
    header=st.sampled_from([None, ("Phone", "Name", "Since"), ("Name", "Mobile", "Date"), ("x", "y", "z")]),
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    order=st.randoms(use_true_random=False),
)
def test_whatever_spelling_stands_in_a_file_any_other_finds_it(  # noqa: PLR0913, PLR0917 - what a file may be
    both: list[tuple[str, str]],
    place: int,
    header: tuple[str, ...] | None,
    separator: str,
    encoding: str,
    order: random.Random,
) -> None:
    rows = [["Ola", "", ""] for _ in both]
    place = {"Phone": 0, "Name": 1}.get(header[0], place) if header else place
    for row, (listed, _) in zip(rows, both, strict=True):
        row[place] = listed
    top = [header] if header else []
    found = read_content(in_a_file([*top, *rows], separator, encoding), BRITAIN)
    for listed, called in both:
        assert finds(found, called, BRITAIN), (listed, called)
    assert found.sources[0].unread == 0

    order.shuffle(rows)
    again = read_content(in_a_file([*top, *rows], separator, encoding), BRITAIN)
    assert (again.phones, again.sources) == (found.phones, found.sources)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_read_or_refused_in_a_sentence(content: bytes) -> None:
    said = "Read."
    try:
        read_content(content, NOWHERE)
    except LeadsFileError as error:
        said = one_sentence(error)
    assert said


# Files that can't be read


def one_sentence(error: BaseException) -> str:
    said = str(error)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def refusal(path: Path) -> str:
    with pytest.raises(LeadsFileError) as caught:
        read(path)
    return one_sentence(caught.value)


def test_calling_without_a_file_is_said_to_be_unsafe(tmp_path: Path) -> None:
    said = refusal(tmp_path / "dnc.csv")
    assert said == (
        f"dnc.csv can't be found in {tmp_path}, and calling without it would be unsafe; put it there, or take it out "
        "of files under [suppress] in the profile."
    )


def test_the_own_list_is_in_no_profile(tmp_path: Path) -> None:
    file = write(tmp_path / OWN_LIST, 'Phone\n"22334455\n22334456\n')
    assert refusal(file).endswith("calling without it would be unsafe; put one there that can be read.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dnc.pdf", b"%PDF-1.7 secret"),
        ("dnc.xlsx", b"PK\x03\x04 secret"),
        ("dnc.xls", b"<html><td>secret"),
        ("dnc.csv", b'Phone;secret\n"22334455\n22334456\n'),
        ("dnc.txt", b"22334455;secret" * 1_000_000),
    ],
)
def test_a_file_that_is_no_list_is_refused_without_its_content(tmp_path: Path, name: str, content: bytes) -> None:
    said = refusal(write(tmp_path / name, content))
    assert said.startswith(f"{name} ")
    assert "unsafe" in said
    assert "[suppress]" in said
    assert "secret" not in said
    assert "2233" not in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none")
def test_a_pipe_is_refused_as_it_can_be_read_only_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "no.csv")
    assert refusal(tmp_path / "no.csv").startswith("no.csv is no ordinary file, and calling without")


def test_a_folder_and_an_unknown_encoding_are_refused(tmp_path: Path) -> None:
    assert "unsafe" in refusal(tmp_path)
    file = write(tmp_path / "no.csv", "Kåre".encode("cp1252"))
    with pytest.raises(LeadsFileError, match="is not an encoding"):
        read(file, encoding="klingon")


@pytest.mark.skipif(os.name == "nt", reason="such a file can't be made there")
def test_a_file_that_must_not_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(no_call_files, "kind_of", forbidden)
    assert refusal(write(tmp_path / "no.csv", "22334455")).startswith("no.csv can't be opened")


# Sources


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("dnc-2026-10-01.csv", date(2026, 10, 1)),
        ("dnc_20261001.csv", date(2026, 10, 1)),
        ("20261001101500 export.csv", date(2026, 10, 1)),
        ("01.10.2026 dnc.csv", date(2026, 10, 1)),
        ("dnc 1-10-2026.csv", date(2026, 10, 1)),
        ("dnc 2026-01-01 to 2026-10-01.csv", date(2026, 10, 1)),
        ("dnc-2026-10-01 for 2027-01-01.csv", date(2026, 10, 1)),
        ("dnc-2027-01-01.csv", date(2026, 11, 20)),
        ("dnc-2026-13-45.csv", date(2026, 11, 20)),
        ("dnc-2026123456.csv", date(2026, 11, 20)),
        ("dnc.csv", date(2026, 11, 20)),
    ],
)
def test_a_file_is_of_the_day_in_its_name_else_of_its_last_change(tmp_path: Path, name: str, day: date) -> None:
    file = write(tmp_path / name, "22334455\n")
    changed_on(file, date(2026, 11, 20))
    assert source(file).day == day


def changed_on(file: Path, day: date) -> None:
    moment = datetime(day.year, day.month, day.day, 12).astimezone().timestamp()
    os.utime(file, (moment, moment))


def test_a_file_from_tomorrow_is_of_today(tmp_path: Path) -> None:
    file = write(tmp_path / "dnc.csv", "22334455\n")
    changed_on(file, TODAY + timedelta(days=3))
    assert source(file).day == TODAY


@pytest.mark.parametrize(
    ("name", "age", "is_old"), [("dnc.csv", 30, False), ("dnc.csv", 31, True), (OWN_LIST, 400, False)]
)
def test_files_are_old_after_a_month_but_the_own_list_never_is(
    tmp_path: Path, name: str, age: int, *, is_old: bool
) -> None:
    file = write(tmp_path / name, "22334455\n")
    changed_on(file, TODAY - timedelta(days=age))
    assert source(file).is_old is is_old


def test_the_first_file_that_names_somebody_is_the_reason(tmp_path: Path) -> None:
    files = [write(tmp_path / "a.csv", "22334455\n"), write(tmp_path / "b.csv", "22334455\n22334456\nx@example.no\n")]
    found = read_no_calls([*files, tmp_path / "." / "a.csv"], NORWAY, today=TODAY)
    assert [(one.name, one.phones, one.emails) for one in found.sources] == [("a.csv", 1, 0), ("b.csv", 2, 1)]
    assert found.why(NORWAY.keys("+4722334455"), ()) == "a.csv"
    assert found.why(NORWAY.keys("+4722334456"), ()) == "b.csv"
    assert found.why(NORWAY.keys("+4722334457"), ["x@example.no"]) == "b.csv"
    assert found.why(NORWAY.keys("+4722334457"), ["y@example.no"]) is None
    assert NoCalls().why(NORWAY.keys("+4722334455"), ["x@example.no"]) is None


# The team's own list


def entry(*phones: str, emails: Sequence[str] = (), name: str = "Ola Nordmann", source: str = "calls") -> NoCallEntry:
    return NoCallEntry(phones, tuple(emails), name, TODAY, source)


def add(folder: Path, *entries: NoCallEntry) -> int:
    return add_to_own_list(folder, entries, today=TODAY)


def test_a_new_list_is_begun_as_spreadsheets_read_it(tmp_path: Path) -> None:
    assert add(tmp_path, entry("+4722334455", "+4722334456", emails=["ola@example.no"], name="Kåre")) == 1
    assert (tmp_path / OWN_LIST).read_bytes() == (
        codecs.BOM_UTF8
        + "Phone,E-mail,Name,Since,Source\r\n"
        "+4722334455,ola@example.no,Kåre,2026-11-22,calls\r\n"
        "+4722334456,,Kåre,2026-11-22,calls\r\n".encode()
    )
    found = read(tmp_path / OWN_LIST)
    assert numbers(found) == {"55", "56"}
    assert found.why((), ["OLA@example.no"]) == OWN_LIST
    assert (found.sources[0].phones, found.sources[0].emails, found.sources[0].unread) == (2, 1, 0)


def test_who_is_on_the_list_is_not_added_again(tmp_path: Path) -> None:
    write(tmp_path / OWN_LIST, "22 33 44 55\n@acme.example\n")
    before = (tmp_path / OWN_LIST).read_bytes()
    assert add(tmp_path, entry("+4722334455"), entry(emails=["x@acme.example"])) == 0
    assert (tmp_path / OWN_LIST).read_bytes() == before


def test_of_somebody_known_only_what_is_new_is_added(tmp_path: Path) -> None:
    add(tmp_path, entry("+4722334455"))
    assert add(tmp_path, entry("+4722334455", "+4722334456", emails=["a@example.no", "A@example.no"])) == 1
    assert source(tmp_path / OWN_LIST).phones == 2
    assert (tmp_path / OWN_LIST).read_bytes().count(b"\n") == 3


def test_one_person_given_twice_is_added_once(tmp_path: Path) -> None:
    assert add(tmp_path, entry("+4722334455"), entry("+47 22 33 44 55"), entry("+4722334456")) == 2


def test_a_number_of_another_country_is_another_one(tmp_path: Path) -> None:
    assert add(tmp_path, entry("+4722334455")) == 1
    assert add(tmp_path, entry("+4522334455"), entry("+4722334455")) == 1
    assert add(tmp_path, entry("+4522334455"), entry("+4722334455")) == 0


def test_nobody_makes_no_list(tmp_path: Path) -> None:
    assert add(tmp_path) == 0
    assert add(tmp_path, entry(), entry("12"), entry(emails=["nowhere"])) == 0
    assert not (tmp_path / OWN_LIST).exists()


@pytest.mark.parametrize(
    "hand_made",
    [
        "Navn;Telefonnr\nKåre;22 33 44 55\n".encode("cp1252"),
        "Navn;Telefonnr\r\nKåre;22 33 44 55".encode("cp1252"),
        "ID;Telefon;Navn\n00812345;22 33 44 55;Kåre\n".encode(),
        b"22334455",
        b"Phone\n22334455\n\n\n",
        b"# ours\n22334455\r\n",
        b"22334455;Ola\r22334457;Kari\r",
        b'sep=|\nName|Phone|E-mail\n"Nordmann| Ola"|22334455|\n',
        codecs.BOM_UTF8 + b"E-mail,Phone,Since\nx@example.no,22334455,2020-01-01\n",
        "Navn\tMobil\nKåre\t22334455\n".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Navn\tMobil\r\nKåre\t22334455".encode("utf-16-be"),
        "Navn;Mobil\nKåre;22334455\n".encode("utf-32"),
        codecs.BOM_UTF8,
        b"",
        b"\n",
    ],
)
def test_what_people_wrote_stays_byte_for_byte_and_who_is_added_is_found(tmp_path: Path, hand_made: bytes) -> None:
    file = write(tmp_path / OWN_LIST, hand_made)
    before = numbers(read(file))
    somebody = entry("+4722334490", "+4722334491", emails=["ny@example.no"], name="Nordmann, Kåre; jr.")
    assert add(tmp_path, somebody, entry(emails=["to@example.no"])) == 2
    assert file.read_bytes().startswith(hand_made)
    found = read(file)
    assert numbers(found) == {*before, "90", "91"}
    assert found.why((), ["ny@example.no"]) == found.why((), ["to@example.no"]) == OWN_LIST
    assert found.sources[0].unread == 0
    assert add(tmp_path, somebody) == 0
    assert [one.name for one in tmp_path.iterdir()] == [OWN_LIST]


def test_new_lines_go_under_the_headers_there_are(tmp_path: Path) -> None:
    file = write(tmp_path / OWN_LIST, "Source;Name;Mobile;Reason\nshop;Kari;22334455;-\n")
    add(tmp_path, entry("+4722334456", emails=["ola@example.no"]))
    assert file.read_text().splitlines()[-1] == "calls;Ola Nordmann;+4722334456;;ola@example.no;2026-11-22"


cells = st.sampled_from(["22334455", "Ola", "", "x@example.no", "2026-01-15", "20260115", "Phone", "ID", "12", "# 1"])


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.lists(cells, min_size=1, max_size=4), max_size=5),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["", "\n", "\r\n"]),
)
def test_below_anything_at_all_who_is_added_is_found(rows: list[list[str]], separator: str, end: str) -> None:
    hand_made = ("\n".join(separator.join(row) for row in rows) + end).encode()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = write(folder / OWN_LIST, hand_made)
        before = numbers(read(file))
        assert add(folder, entry("+4722334490", emails=["ny@example.no"])) == 1
        assert file.read_bytes().startswith(hand_made)
        assert numbers(read(file)) == {*before, "90"}
        assert read(file).why((), ["ny@example.no"]) == OWN_LIST


@pytest.mark.parametrize("separator", [",", ";"])
def test_no_spreadsheet_runs_what_somebody_is_called(tmp_path: Path, separator: str) -> None:
    write(tmp_path / OWN_LIST, separator.join(["Phone", "E-mail", "Name", "Since", "Source"]) + "\n")
    payloads = ['=HYPERLINK("http://example.no")', "@SUM(1)", "\tx;=1+1", "Ola\r\n=1+1", "-2+3", "Ola\x1b[31m\u202e"]
    for last, payload in enumerate(payloads, start=60):
        add(tmp_path, entry(f"+47223344{last}", emails=[f"+{last}@example.no"], name=payload, source=payload))
    lines = (tmp_path / OWN_LIST).read_text().splitlines()
    assert len(lines) == 1 + len(payloads)
    for last, record in enumerate(csv.reader(lines[1:], delimiter=separator), start=60):
        assert record[0] == f"+47223344{last}"
        assert record[1] == f"'+{last}@example.no"
        for text in (record[2], record[4]):
            assert not text.startswith(("=", "+", "-", "@", "\t"))
            assert ";=" not in text
            assert "\x1b" not in text
            assert "\u202e" not in text
    found = read(tmp_path / OWN_LIST)
    assert all(found.why((), [f"+{60 + at}@example.no"]) for at in range(len(payloads)))


def test_letters_that_the_list_can_not_hold_may_suffer_in_names_only(tmp_path: Path) -> None:
    file = write(tmp_path / OWN_LIST, "Navn;Telefon\nKåre;22334455\n".encode("cp1252"))
    assert add(tmp_path, entry("+4722334456", name="Оля")) == 1
    before = file.read_bytes()
    with pytest.raises(OutputError, match="CSV UTF-8"):
        add(tmp_path, entry(emails=["оля@example.no"]))
    assert file.read_bytes() == before


def test_several_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    together = threading.Barrier(4)
    added: list[int] = []

    def work(mine: int) -> None:
        together.wait()
        added.extend(add(tmp_path, entry(f"+47223344{mine}{time}"), entry("+4722334499")) for time in range(3))

    threads = [threading.Thread(target=work, args=(mine,)) for mine in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read(tmp_path / OWN_LIST)
    assert numbers(found) == {f"{mine}{time}" for mine in range(4) for time in range(3)} | {"99"}
    assert sum(added) == found.sources[0].phones == 13
    assert (tmp_path / OWN_LIST).read_bytes().count(b"\n") == 14
    assert [one.name for one in tmp_path.iterdir()] == [OWN_LIST]


def test_what_another_program_saves_meanwhile_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / OWN_LIST, "22334455\n")

    def overtaken(path: Path) -> Any:
        seen = look(path)
        monkeypatch.setattr(own_no_calls, "look", look)
        write(file, "22334455\n22334457\n")
        return seen

    monkeypatch.setattr(own_no_calls, "look", overtaken)
    assert add(tmp_path, entry("+4722334456"), entry("+4722334457")) == 1
    assert numbers(read(file)) == {"55", "56", "57"}


def test_a_list_that_never_stands_still_is_said_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / OWN_LIST, "22334455\n")

    def overtaken(path: Path) -> Any:
        seen = look(path)
        file.write_bytes(file.read_bytes() + b"\n")
        return seen

    monkeypatch.setattr(own_no_calls, "look", overtaken)
    monkeypatch.setattr(own_no_calls, "_TRIES", 3)
    with pytest.raises(OutputError) as caught:
        add(tmp_path, entry("+4722334456"))
    assert "by other programs" in one_sentence(caught.value)


def test_a_list_that_may_not_be_changed_is_not(tmp_path: Path) -> None:
    file = write(tmp_path / OWN_LIST, "22334455\n")
    file.chmod(0o444)
    with pytest.raises(OutputError) as caught:
        add(tmp_path, entry("+4722334456"))
    assert "read-only" in one_sentence(caught.value)
    assert file.read_bytes() == b"22334455\n"


def test_a_list_that_is_open_in_excel_is_not_changed(tmp_path: Path) -> None:
    file = write(tmp_path / OWN_LIST, "22334455\n")
    write(tmp_path / f"~${OWN_LIST}", b"\x03Ola")
    with pytest.raises(OutputError, match="is open in Excel"):
        add(tmp_path, entry("+4722334456"))
    assert file.read_bytes() == b"22334455\n"


def test_a_workbook_under_the_lists_name_is_not_changed(tmp_path: Path, workbook: Path) -> None:
    file = tmp_path / OWN_LIST
    shutil.copyfile(workbook, file)
    with pytest.raises(OutputError, match="is no text file"):
        add(tmp_path, entry("+4722334490"))
    assert file.read_bytes() == workbook.read_bytes()


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        add(tmp_path / "none", entry("+4722334455"))


def test_the_own_lists_stand_beside_the_leads_and_the_profile(tmp_path: Path) -> None:
    for name in ("leads", "profile"):
        (tmp_path / name).mkdir()
    leads, profile = tmp_path / "leads" / "leads.xlsx", tmp_path / "profile" / "team.toml"
    assert own_list_near(leads, profile) == []
    beside_profile = write(profile.parent / OWN_LIST, "")
    assert own_list_near(leads, None) == []
    assert own_list_near(leads, profile) == [beside_profile]
    beside_leads = write(leads.parent / OWN_LIST, "")
    assert own_list_near(leads, profile) == [beside_leads, beside_profile]
    assert own_list_near(leads, leads.parent / "." / "team.toml") == [beside_leads]


@pytest.mark.parametrize(
    "text",
    [
        "Contact\nAnna +47 22 33 44 55 anna@old.example.com\n",
        '[{"phone":"+4722334455","email":"ben@b.example.com"}]\n',
        "Name,Remark\nAnna,called from +47 22 33 44 55 (mobile) on Monday\n",
    ],
)
def test_a_number_with_a_plus_counts_whatever_stands_around_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "dnc.csv"
    path.write_text(text, encoding="utf-8")
    reader = PhoneReader("NO")
    found = read_no_calls([path], reader, today=date(2026, 11, 22))
    assert found.why(reader.keys("22 33 44 55"), ()) == "dnc.csv"
