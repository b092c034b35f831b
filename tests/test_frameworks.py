"""The shipped frameworks: each is complete, asks open questions and scores as it says it does."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from sheetqual.core import conditions
from sheetqual.core.judge import Queue, Status, Verdict
from sheetqual.core.profile import Criterion, Kind, Level, OnFail, Profile, Temperature
from sheetqual.core.schema import STAGES
from sheetqual.core.weights import criterion_points
from sheetqual.core.words import fold_header
from sheetqual.files.profiles import read_profile

from .core.helpers import TODAY, board_of, one_board

Cells = dict[str, object]

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
PROFILES = sorted((TEMPLATES / "profiles").glob("*.toml"))
FRAMEWORKS = [path for path in PROFILES if "." not in path.stem]
TRANSLATIONS = [path for path in PROFILES if "." in path.stem]
SPIN = TEMPLATES / "questions" / "spin.toml"
KINDS = ("situation", "problem", "implication", "need_payoff")

SHIPPED = {
    *("bant", "bats_desire_trust", "ziglar", "three_levels", "hot_warm_cold", "points", "meddic", "meddpicc"),
    *("champ", "anum", "faint", "gpctba_ci", "neat", "scotsman"),
}
WIDTH = 26
"""So many characters of a criterion's name are shown."""

CLOSED = re.compile(
    r"(do|does|did|is|are|am|was|were|have|has|had|can|could|will|would|should|shall|may|might|must|don't|isn't|aren't)"
    r"\b",
    re.IGNORECASE,
)
ASKS_TO_BUY = re.compile(
    r"\b(want|like|going|ready) to buy\b|\bwill you buy\b|\bbuy (it|this|one|from us)\b",
    re.IGNORECASE,
)
POINTS_IN_COMMENT = re.compile(r"from the order: ([\d, ]+) and (\d+) of 100")
EACH_IN_COMMENT = re.compile(r"\b(\d+) points each")

every_framework = pytest.mark.parametrize("path", FRAMEWORKS, ids=lambda path: path.stem)
every_profile = pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
every_translation = pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)


@cache
def profile_in(path: Path) -> Profile:
    """Return the profile of a file."""
    return read_profile(path).profile


def head_of(path: Path) -> str:
    """Return the comment that a file begins with."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(lines[: next(number for number, line in enumerate(lines) if not line.startswith("#"))])


def questions_of(profile: Profile) -> list[str]:
    """Return the words of every question."""
    return [question.ask for criterion in profile.criteria for question in criterion.questions]


def closed_parts(ask: str) -> list[str]:
    """Return the sentences of a question that yes or no would answer; all of it where it asks nothing."""
    if not ask.endswith("?"):
        return [ask]
    sentences = re.split(r"(?<=[.?!:])\s+", ask)
    return [sentence for sentence in sentences if sentence.endswith("?") and CLOSED.match(sentence)]


def first_headers(profile: Profile) -> list[str]:
    """Return the headers of an empty workbook that is made from a profile."""
    lead = profile.lead
    identity = (lead.id, lead.name, lead.company, lead.phone, lead.email, lead.country, lead.owner)
    asked = (*(one.columns for one in profile.criteria), *(one.columns for one in profile.penalties))
    columns = [*identity, *asked, profile.suppress.columns]
    return [fold_header(headers[0]) for headers in columns]


def answers_to(test: conditions.Test) -> Iterator[object]:
    """Yield cells on both sides of a comparison."""
    wanted: Any = test.wanted
    match test.operator:
        case "yes" | "no":
            yield from ("yes", "no")
        case "known":
            yield from (TODAY, "another word")
        case "one_of" | "not_one_of":
            yield from (*wanted, "another word")
        case "is" | "contains" | "like":
            yield from (str(wanted).replace("*", ""), "another word")
        case "at_least" | "at_most":
            yield from (wanted, wanted - 1, wanted + 1)
        case "between":
            low, high = wanted
            step = timedelta(1) if isinstance(low, date) else 1
            yield from (low, high, low - step, high + step)
        case "before" | "after":
            yield from (wanted, wanted - timedelta(1), wanted + timedelta(1))
        case "within_days" | "older_than_days" | "later_than_days":
            yield from (TODAY + timedelta(days) for days in (0, wanted, -wanted, wanted + 1, -wanted - 1))
        case _:
            pytest.fail(f"no answers are known to '{test.operator}'")


@cache
def answers(path: Path, criterion_id: str) -> list[tuple[int, Cells]]:
    """Return what each answer to a criterion earns, the best first; of equals, the first that was tried."""
    profile = profile_in(path)
    by_header: dict[str, list[object]] = {}
    for condition in _conditions(profile.criterion(criterion_id)):
        for test in conditions.tests_of(condition):
            by_header.setdefault(test.columns[0], []).extend(answers_to(test))
    rows = list(product(*by_header.values()))
    board = board_of(profile, list(by_header), rows)
    earned = [board.verdict(lead).points[criterion_id] for lead in range(len(rows))]
    known = [(points, dict(zip(by_header, row, strict=True))) for points, row in zip(earned, rows, strict=True)]
    return sorted(
        [(points, cells) for points, cells in known if points is not None],
        key=lambda answer: -answer[0],
    )


def _conditions(criterion: Criterion) -> list[conditions.Condition]:
    return [criterion.want] if criterion.want is not None else [grade.when for grade in criterion.grades]


def best_lead(path: Path) -> Cells:
    """Return a lead with the best answer to every criterion."""
    cells: Cells = {}
    for criterion in profile_in(path).criteria:
        cells |= answers(path, criterion.id)[0][1]
    return cells


def verdict_on(path: Path, cells: Cells) -> Verdict:
    """Return the verdict on one lead; columns that are not named are blank."""
    profile = profile_in(path)
    blank = {header: None for criterion in profile.criteria for header in criterion.columns[:1]}
    return one_board(profile, blank | cells).verdict(0)


def test_every_framework_is_there() -> None:
    assert {path.stem for path in FRAMEWORKS} == SHIPPED


@every_profile
def test_a_profile_begins_with_its_schema_and_names_its_source(path: Path) -> None:
    assert profile_in(path).name
    assert path.read_text(encoding="utf-8").startswith("#:schema ./profile.schema.json\n# ")
    assert re.search(r"^# Source: \S", head_of(path), re.MULTILINE)


def test_a_name_that_belongs_to_somebody_is_used_with_care() -> None:
    head = head_of(TEMPLATES / "profiles" / "scotsman.toml").replace("\n# ", " ")
    assert "SCOTSMAN is a registered trade mark of its owner" in head
    assert "independent description" in head
    assert "not endorsed by" in head


@every_framework
def test_the_points_in_the_comments_are_those_of_the_order(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    points = [tenths / 10 for tenths in criterion_points(profile_in(path))]
    if match := POINTS_IN_COMMENT.search(text):
        assert [float(one) for one in (*match[1].split(","), match[2])] == points
    elif match := EACH_IN_COMMENT.search(text):
        assert {float(match[1])} == set(points)
    else:
        assert [float(criterion.points or 0) for criterion in profile_in(path).criteria] == points


@every_framework
def test_every_criterion_has_a_few_questions_and_a_name_that_fits(path: Path) -> None:
    for criterion in profile_in(path).criteria:
        assert 1 <= len(criterion.questions) <= 3, criterion.id
        assert len(criterion.name) <= WIDTH, criterion.name


@every_framework
def test_no_question_is_closed_or_asks_to_buy(path: Path) -> None:
    asked = questions_of(profile_in(path))
    assert {ask: parts for ask in asked if (parts := closed_parts(ask))} == {}
    assert [ask for ask in asked if ASKS_TO_BUY.search(ask)] == []
    assert [ask for ask, times in Counter(asked).items() if times > 1] == []


@pytest.mark.parametrize(
    ("ask", "closed"),
    [
        ("What do you use? Since when?", False),
        ("Suppose it were yours: what would you do?", False),
        ("What do you use? Do you like it?", True),
        ("So: is it good?", True),
        ("Don't you like it?", True),
        ("Tell me about it.", True),
    ],
)
def test_a_closed_question_is_known_by_how_its_sentences_begin(ask: str, closed: bool) -> None:  # noqa: FBT001
    assert bool(closed_parts(ask)) is closed


@every_framework
def test_a_cold_call_has_two_or_three_easy_questions(path: Path) -> None:
    profile = profile_in(path)
    cold = [one for criterion in profile.criteria for one in criterion.questions if one.stage == "cold_call"]
    assert 2 <= len(cold) <= 3
    assert all(question.cost <= 1 for question in cold)
    assert len(cold) <= profile.depth["cold_call"]


@every_profile
def test_a_new_workbook_has_no_header_twice(path: Path) -> None:
    assert [header for header, times in Counter(first_headers(profile_in(path))).items() if times > 1] == []


@every_profile
def test_no_column_answers_two_criteria_or_says_who_a_lead_is_as_well(path: Path) -> None:
    profile = profile_in(path)
    lead = profile.lead
    identity = (lead.id, lead.name, lead.company, lead.phone, lead.email, lead.country, lead.owner)
    readers = Counter(
        header
        for columns in [*(criterion.columns for criterion in profile.criteria), *identity]
        for header in {fold_header(header) for header in columns}
    )
    assert [header for header, times in readers.items() if times > 1] == []


@every_framework
def test_the_first_headers_of_a_lead_are_the_plain_ones(path: Path) -> None:
    lead = profile_in(path).lead
    assert [one[0] for one in (lead.name, lead.company, lead.phone, lead.email)] == [
        *("Name", "Company", "Phone", "E-mail"),
    ]


@every_profile
def test_the_best_answers_make_a_hundred_points_and_a_hot_lead(path: Path) -> None:
    verdict = verdict_on(path, best_lead(path))
    assert verdict.score == 100_000
    assert (verdict.temperature, verdict.status, verdict.queue) == (Temperature.HOT, Status.QUALIFIED, Queue.CALL)


@every_profile
def test_an_empty_row_is_not_out(path: Path) -> None:
    verdict = verdict_on(path, {})
    assert not verdict.out
    assert verdict.status is Status.OPEN


@every_profile
def test_a_wrong_contact_is_referred_and_gates_are_few(path: Path) -> None:
    required = [criterion for criterion in profile_in(path).criteria if criterion.required]
    assert 2 <= len(required) <= 3
    assert OnFail.REFER in {criterion.on_fail for criterion in required}


@every_profile
def test_the_worst_answer_to_a_required_criterion_puts_the_lead_out(path: Path) -> None:
    for criterion in profile_in(path).criteria:
        if criterion.required:
            earned, worst = answers(path, criterion.id)[-1]
            verdict = verdict_on(path, best_lead(path) | worst)
            assert earned == 0
            assert (verdict.temperature, verdict.score) == (Temperature.OUT, 0)
            assert (verdict.status, verdict.level) == (Status.DISQUALIFIED, criterion.level)
            assert verdict.queue.value == criterion.on_fail.value
            assert verdict.reasons[0].code == f"failed:{criterion.id}"


@every_framework
def test_interest_opens_no_gate(path: Path) -> None:
    interest = [criterion for criterion in profile_in(path).criteria if criterion.kind is Kind.INTEREST]
    assert not any(criterion.required for criterion in interest)


def test_three_levels_has_a_gate_on_each_level_and_stops_at_the_first() -> None:
    path = TEMPLATES / "profiles" / "three_levels.toml"
    profile = profile_in(path)
    required = {criterion.level: criterion.id for criterion in profile.criteria if criterion.required}
    assert set(required) == set(Level)
    failing: Cells = {}
    for criterion_id in required.values():
        failing |= answers(path, criterion_id)[-1][1]
    verdict = verdict_on(path, best_lead(path) | failing)
    assert verdict.level is Level.ORGANISATION
    assert verdict.queue is Queue.LOST


@every_framework
def test_a_day_long_gone_is_worth_less_than_one_that_is_near(path: Path) -> None:
    for criterion in profile_in(path).criteria:
        tests = [test for condition in _conditions(criterion) for test in conditions.tests_of(condition)]
        if "later_than_days" in {test.operator for test in tests}:
            header = criterion.columns[0]
            days = (verdict_on(path, {header: TODAY + timedelta(ahead)}) for ahead in (-90, 30))
            gone, near = (verdict.points[criterion.id] or 0 for verdict in days)
            assert 0 < gone < near


@every_framework
def test_one_mark_of_five_is_no_desire_though_elsewhere_it_means_yes(path: Path) -> None:
    for criterion in profile_in(path).criteria:
        if criterion.kind is Kind.INTEREST and criterion.grades:
            header, full = criterion.columns[0], answers(path, criterion.id)[0][0]
            earned = [
                verdict_on(path, {header: cell}).points[criterion.id]
                for cell in (1, "1", 2, "low", "no", 3, "medium", 5, "5", "yes", "High")
            ]
            assert earned == [0] * 5 + [full / 2] * 2 + [full] * 4


@every_translation
def test_a_translation_decides_as_its_original_does(path: Path) -> None:
    original = profile_in(path.with_name(path.name.split(".")[0] + ".toml"))
    translated = profile_in(path)

    def shape(profile: Profile) -> list[tuple[object, ...]]:
        return [
            (one.id, one.level, one.kind, one.required, one.on_fail, one.assume, one.tied_with_previous)
            for one in profile.criteria
        ]

    assert shape(translated) == shape(original)
    assert translated.score.weights is original.score.weights
    assert criterion_points(translated) == criterion_points(original)
    assert (translated.score.hot, translated.score.warm) == (original.score.hot, original.score.warm)
    assert translated.refusal == original.refusal


def test_the_bank_holds_questions_of_all_four_kinds_for_criteria_that_exist() -> None:
    bank = tomllib.loads(SPIN.read_text(encoding="utf-8"))
    assert re.search(r"^# Source: \S", head_of(SPIN), re.MULTILINE)
    assert set(bank) == {"name", "source", "question"}
    assert "Rackham" in bank["source"]
    questions = bank["question"]
    assert 18 <= len(questions) <= 24
    known = {criterion.id for path in FRAMEWORKS for criterion in profile_in(path).criteria}
    for question in questions:
        assert set(question) == {"spin", "ask", "stage", "cost", "suits"}
        assert question["stage"] in STAGES
        assert 0 < question["cost"] <= 2
        assert question["suits"]
        assert len(set(question["suits"])) == len(question["suits"])
        assert set(question["suits"]) <= known, question["ask"]
    order = [KINDS.index(question["spin"]) for question in questions]
    assert order == sorted(order)
    assert min(Counter(order).values()) >= 4
    assert set(order) == set(range(len(KINDS)))


def test_the_bank_asks_open_questions_each_of_them_once() -> None:
    asked = [question["ask"] for question in tomllib.loads(SPIN.read_text(encoding="utf-8"))["question"]]
    assert {ask: parts for ask in asked if (parts := closed_parts(ask))} == {}
    assert [ask for ask in asked if ASKS_TO_BUY.search(ask)] == []
    in_frameworks = {ask for path in FRAMEWORKS for ask in questions_of(profile_in(path))}
    assert len(set(asked)) == len(asked)
    assert not set(asked) & in_frameworks
