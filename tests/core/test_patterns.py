"""Distinct patterns are numbered and packed, and come back as they were."""

from __future__ import annotations

import random

import pytest

from sheetqual.core.judge import Judge
from sheetqual.core.patterns import Patterns, number_patterns

from .helpers import board_of


def rows_of(columns: list[bytes], leads: int) -> list[bytes]:
    return [bytes(column[lead] for column in columns) for lead in range(leads)]


def assert_round_trip(columns: list[bytes], leads: int) -> Patterns:
    """Check that every lead's pattern is what its columns say, in the rows and in the planes."""
    patterns, pattern_of = number_patterns(columns, leads)
    rows = rows_of(columns, leads)
    assert [patterns.rows[number] for number in pattern_of] == rows
    assert list(patterns.rows) == list(dict.fromkeys(rows))
    assert len(patterns) == len(set(rows))
    for number, row in enumerate(patterns.rows):
        again = bytearray(len(columns))
        for plane in patterns.planes:
            for place, code in zip(plane.places, plane.codes[plane.column[number]], strict=True):
                again[place] = code
        assert bytes(again) == row
    return patterns


def random_columns(seed: int, widths: list[int], leads: int) -> list[bytes]:
    draw = random.Random(seed)
    return [bytes(draw.randrange(width) for _ in range(leads)) for width in widths]


def test_few_codes_share_a_plane() -> None:
    patterns = assert_round_trip(random_columns(1, [3, 3, 3, 2, 2], 200), 200)
    assert [plane.places for plane in patterns.planes] == [(0, 1, 2, 3, 4)]


def test_a_plane_is_filled_to_the_brim_and_no_further() -> None:
    columns = [bytes(range(16)) * 16, b"".join(bytes([high]) * 16 for high in range(16)), bytes([7]) * 256]
    patterns = assert_round_trip(columns, 256)
    assert [plane.places for plane in patterns.planes] == [(0, 1, 2)]
    columns.append(bytes([0, 1]) * 128)
    assert [plane.places for plane in assert_round_trip(columns, 256).planes] == [(0, 1, 2), (3,)]


@pytest.mark.parametrize("planes", [1, 2, 3, 4, 5, 8, 9, 12])
def test_any_number_of_planes_works_also_more_than_eight(planes: int) -> None:
    """Up to 8 planes are compared as one integer, more as bytes."""
    columns = random_columns(planes, [200] * planes, 300)
    columns = [bytes(range(20, 40)) + column[20:] for column in columns]
    assert len(assert_round_trip([column * 2 for column in columns], 600).planes) == planes


def test_a_column_may_hold_all_256_codes() -> None:
    assert_round_trip([bytes(range(256)), bytes(reversed(range(256)))], 256)


def test_an_empty_list_has_no_patterns() -> None:
    patterns = assert_round_trip([b"", b""], 0)
    assert len(patterns) == 0


def test_a_profile_of_forty_decayed_criteria_is_judged_plane_by_plane() -> None:
    criterion = (
        '[[criterion]]\nid = "c{0}"\ncolumns = ["C{0}"]\nwant = {{ known = true }}\n'
        "decay = {{ half_life_days = {1} }}\n"
    )
    text = "".join(criterion.format(number, 20 + number) for number in range(40))
    draw = random.Random(5)
    rows = [[46082 - draw.randrange(200) for _ in range(40)] for _ in range(120)]
    board = board_of(text, [f"C{number}" for number in range(40)], rows)
    assert len(board.matches.patterns.planes) > 8
    judge = Judge(board.profile, board.plan.layout)
    for lead, pattern in enumerate(board.matches.pattern_of):
        assert board.summaries.scores[pattern] == judge.verdict(board.matches.patterns.rows[pattern]).score
        assert board.verdict(lead).score > 0
