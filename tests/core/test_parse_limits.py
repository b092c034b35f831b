"""Profiles that no team writes are refused in a sentence, before they take time or memory."""

from __future__ import annotations

import pytest

from .helpers import THREE, faults, profile

SOUND = '[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = { yes = true }\n'
ENDLESS = "a key in this line has far more parts than any key of a profile"


def dotted(part: str, parts: int) -> str:
    return ".".join([part] * parts)


@pytest.mark.parametrize(
    "line",
    [
        f"{dotted('a', 21)} = 1",
        f"  {dotted('a', 10_000)} = 1",
        f"[{dotted('a', 10_000)}]",
        f"[[ {dotted('a', 10_000)} ]]",
        f"{' . '.join(['a'] * 500)} = 1",
        dotted('"\\""', 500) + " = 1",
        dotted("'b'", 500) + " = 1",
        f"x = {{ {dotted('a', 10_000)} = 1 }}",
    ],
)
def test_a_key_of_very_many_parts_is_refused_at_its_line(line: str) -> None:
    """Of 10,000 parts, in 20 kB of text, the standard library makes 0.8 GB before it says anything."""
    assert faults(f"{SOUND}{line}\n") == [f"5: {ENDLESS}"]


@pytest.mark.parametrize(
    "text",
    [
        SOUND + '[scripts]\nopening = """\n' + "No. " * 30 + '\n"""\n',
        SOUND + '[scripts]\nopening = "' + "Well. " * 1_500 + '"\n',
        SOUND.replace('"A"', '"' + dotted("A", 30) + '"'),
        SOUND.replace("yes = true", f"one_of = [{', '.join(['1.5'] * 500)}]"),
    ],
)
def test_full_stops_in_texts_and_numbers_make_no_key(text: str) -> None:
    assert faults(text) == []


def test_a_key_of_twenty_parts_is_a_key_like_any_other() -> None:
    assert faults(f"{SOUND}{dotted('aa', 20)} = 1\n") == ["5: unknown key 'aa'"]


def test_at_most_two_hundred_faults_are_told_and_that_there_are_more() -> None:
    unknown = [f"k{place} = 1\n" for place in range(50_000)]
    assert len(faults("".join(unknown[:200]) + SOUND)) == 200
    told = faults("".join(unknown[:201]) + SOUND)
    assert told[-1] == " there are more faults than these; mend these first"
    assert len(told) == 201
    assert faults("".join(unknown) + SOUND) == told


def test_the_first_faults_come_from_tables_and_the_rest_from_what_they_say() -> None:
    orders = "".join(f'[[product]]\nname = "p{place}"\norder = ["q"]\n' for place in range(300))
    told = faults(f"{SOUND}{orders}nam = 1\n")
    assert "unknown key 'nam'" in told[-2]
    assert told[-1] == " there are more faults than these; mend these first"


def test_the_text_of_a_fault_is_cut_where_nobody_would_read_on() -> None:
    (told,) = faults(SOUND.replace('"a"', f'"{"n " * 200_000}"'))
    assert 900 < len(told) < 1_100
    assert told.endswith("…")


def test_more_tables_than_anybody_writes_are_one_fault() -> None:
    assert faults(SOUND * 1_001) == ["4001: 'criterion' takes at most 1,000 tables, not 1,001"]
    assert any("at most 40 make sense" in told for told in faults(SOUND * 41))


@pytest.mark.parametrize("number", ["0x" + "F" * 5_000, "-1" + "0" * 400, "inf", "nan"])
@pytest.mark.parametrize("key", ["is = {}", "one_of = [1, {}]"])
def test_a_number_out_of_reach_is_no_value(number: str, key: str) -> None:
    told = faults(SOUND.replace("yes = true", key.format(number)))
    assert told == [f"4: '{key.split(maxsplit=1)[0]}' takes a text, a number, a date, true or false"]


@pytest.mark.parametrize("text", ["\\u200b", "\\u3000\\ufeff", "\\u00ad"])
def test_a_text_that_shows_nothing_is_no_text(text: str) -> None:
    assert faults(SOUND.replace('"A"', f'"{text}"'))[0].startswith("3: 'columns' takes a list of texts")
    assert faults(SOUND.replace("yes = true", f'contains = "{text}"')) == ["4: 'contains' takes a text in quotes"]


def test_a_syntax_fault_has_its_line_whatever_its_text_holds() -> None:
    blanks = " " * 300_000
    assert faults(f'["{blanks}"]\n["{blanks}"]\n')[0].startswith("2: this is not valid TOML: a key or table stands")
    fooled = '["x (at line 7, column 3)"]\n["x (at line 7, column 3)"]\n'
    assert faults(fooled)[0].startswith("2: this is not valid TOML: a key or table stands")


def test_a_sound_profile_of_many_lines_is_still_read() -> None:
    texts = "".join(f'    "word number {place}",\n' for place in range(5_000))
    assert len(profile(SOUND + f"[words]\nyes = [\n{texts}]\n").words) == 1


def test_nobody_looks_for_the_nearest_word_of_a_book() -> None:
    long = "x" * 200_000
    (said,) = faults(f"{THREE}\n[{long}]\n")
    assert "did you mean" not in said
    text = f'{THREE}\n[[product]]\nname = "P"\norder = ["{long}"]\n'
    (said,) = faults(text)
    assert "did you mean" not in said
