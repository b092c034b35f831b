"""A profile made of past leads: what gets in, what it is worth, and how well it does."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetqual.core.evidence import auc
from sheetqual.core.learning.asking import question_for
from sheetqual.core.learning.cases import Cases
from sheetqual.core.learning.coding import Sums
from sheetqual.core.learning.draft import Draft, draft_of, ends_by_score, held_out
from sheetqual.core.learning.lessons import lessons_of
from sheetqual.core.learning.study import Study, draft_name, study_of, with_draft
from sheetqual.core.parse import build_profile
from sheetqual.core.profile import Profile, Weighting
from sheetqual.core.profile_tables import profile_table
from tests.core.helpers import profile

from .made import cases, noise, shared

TODAY = dt.date(2026, 11, 22)

OWN = """
name = "Ours"
region = "IT"
[score]
hot = 80
labels = { hot = "caldo" }
[lead]
name = ["Who"]
[[criterion]]
id = "both"
name = "Two columns"
columns = ["Need"]
want = { all = [ { column = "Need", yes = true }, { column = "Size", at_least = 3 } ] }
[[criterion]]
id = "pain"
name = "It hurts"
columns = ["Pain", "Need"]
level = "organisation"
want = { yes = true }
required = true
questions = [ { ask = "What does it cost you?" } ]
[[criterion]]
id = "fair"
name = "Met at a fair"
columns = ["Source"]
want = { is = "fair" }
[words]
yes = ["aye"]
"""


def many(seed: int = 1, leads: int = 1500) -> Cases:
    """Past leads that need, size and source tell something about; the copy says what need says, and noise nothing."""
    rnd = random.Random(seed)
    rows = []
    for _ in range(leads):
        need, size = rnd.random() < 0.4, rnd.choice((2, 8, 30, 120, 600))
        source = rnd.choice(("fair", "web", "call", "mail"))
        visit = "03.03.2026" if rnd.random() < 0.3 else None
        chance = (
            0.03
            + 0.1 * bool(visit)
            + 0.22 * need
            + 0.12 * (size >= 120)
            + 0.15 * (source == "fair")
            + 0.08 * (source == "web")
        )
        copy = need if rnd.random() < 0.97 else not need
        rows.append(
            (rnd.random() < chance, need, copy, size, source, rnd.choice("abcd"), rnd.choice((1, 2, 3, 4)), visit)
        )
    rows.sort(key=lambda row: not row[0])
    words = {True: "yes", False: "no"}
    return cases(
        sum(row[0] for row in rows),
        {
            "Need": [words[row[1]] for row in rows],
            "Says need": [words[row[2]] for row in rows],
            "Size": [row[3] for row in rows],
            "Source": [row[4] if place % 9 else None for place, row in enumerate(rows)],
            "Letter": [row[5] for row in rows],
            "Digit": [row[6] for row in rows],
            "Visit": [row[7] and f"{place % 28 + 1:02}.03.2026" for place, row in enumerate(rows)],
        },
    )


def drafted(leads: Cases, base: Profile | None = None) -> Draft:
    found = draft_of(leads, lessons_of(leads), "Draft", base)
    assert found is not None
    return found


MANY = many()


def test_what_tells_something_gets_in_and_a_near_copy_or_noise_does_not() -> None:
    found = drafted(MANY)
    assert found.by_folds
    assert {one.name for one in found.profile.criteria} == {"Need", "Size", "Source", "Visit"}
    assert all((one.gain or 0) > 1 for one in found.learned)


def test_its_points_are_whole_descending_and_sum_to_100() -> None:
    points = [int(one.points or 0) for one in drafted(MANY).profile.criteria]
    assert sum(points) == 100
    assert points == sorted(points, reverse=True)
    assert min(points) > 0


def test_a_draft_is_a_sound_profile_with_bands_that_part_customers() -> None:
    found = drafted(MANY).profile
    assert build_profile(profile_table(found), "Draft") == found
    assert found.score.weights is Weighting.POINTS
    assert 0 < found.score.warm < found.score.hot <= 100_000
    size = next(one for one in found.criteria if one.name == "Size")
    assert size.want is not None or max(grade.value for grade in size.grades) == 100


def test_it_does_nearly_as_well_on_leads_it_has_not_seen() -> None:
    found, unseen = drafted(MANY), many(2)
    seen_area, area = (auc(ends_by_score(found.profile, leads)) for leads in (MANY, unseen))
    assert seen_area is not None
    assert area is not None
    assert area.value > 0.65
    assert area.value > seen_area.value - 0.07
    claimed = held_out(MANY, lambda leads: draft_of(leads, lessons_of(leads), "Draft"))
    assert claimed is not None
    assert claimed.value == pytest.approx(area.value, abs=0.05)


def test_learning_is_the_same_each_time() -> None:
    assert drafted(MANY).profile == drafted(many()).profile


def test_of_few_customers_the_supported_qualities_stand_in_the_order_of_their_evidence() -> None:
    leads = cases(
        8,
        {
            "Source": ["fair"] * 7 + ["web"] * 193 + ["fair"] * 8,
            "Need": shared(8, 8, 40, 200),
            "Pain": shared(8, 8, 42, 200),
            "Hall": shared(8, 8, 5, 200, "A", None),
        },
    )
    found = drafted(leads)
    assert not found.by_folds
    assert [one.name for one in found.profile.criteria] == ["Hall", "Source", "Need"]
    assert found.copies == (("Pain", "Need"),)
    assert found.profile.score.weights is Weighting.RANK
    assert [one.name for one in found.qualities[1]] == ["Source: fair"]


def test_several_choices_of_one_column_are_one_criterion() -> None:
    source = ["fair"] * 10 + ["friend"] * 10 + ["web", "call", "mail", "fair", "friend", "ad", "ad", "ad", "ad"] * 30
    found = drafted(cases(20, {"Source": source}))
    (one,) = found.profile.criteria
    assert sorted(grade.when.wanted for grade in one.grades) == ["fair", "friend"] or one.want is not None  # type: ignore[union-attr]
    assert [quality.name for quality in found.qualities[0]] == ["Source: fair", "Source: friend"]


def test_without_evidence_there_is_no_draft() -> None:
    leads = cases(6, {"Letter": noise(1, 100, "a", "b", "c"), "Digit": noise(2, 100, 1, 2, 3)})
    study = with_draft(study_of(leads, None, TODAY), "Draft")
    assert study.draft is None
    assert study.order == ()
    assert "ot enough evidence" in study.summary


def test_a_draft_reads_as_the_present_profile_does_and_takes_over_its_questions() -> None:
    base = profile(OWN)
    found = drafted(MANY, base).profile
    assert (found.region, found.score.labels, found.lead, found.words) == (
        "IT",
        base.score.labels,
        base.lead,
        base.words,
    )
    need = next(one for one in found.criteria if one.id == "pain")
    assert (need.name, need.columns, need.level) == ("It hurts", ("Pain", "Need"), "organisation")
    assert need.questions == base.criteria[1].questions
    assert not need.required
    assert {"fair", "size"} <= {one.id for one in found.criteria}
    assert build_profile(profile_table(found), "Draft") == found


def test_the_teams_own_question_is_asked_where_it_has_one() -> None:
    qualities = {one.name: one for one in lessons_of(MANY).qualities}
    assert question_for(qualities["Need: yes"], profile(OWN)) == "What does it cost you?"
    assert question_for(qualities["Source: fair"], profile(OWN)) == "What can you tell me about “Source”?"
    assert question_for(qualities["Visit: filled in"], None).startswith("What date should I note for “Visit”")


def test_the_score_of_a_draft_is_that_of_the_board() -> None:
    found = drafted(MANY).profile
    ends = ends_by_score(found, MANY)
    assert sum(map(sum, ends.values())) == len(MANY.ends)
    assert sum(won for won, _ in ends.values()) == MANY.won


def test_what_a_study_says_of_itself() -> None:
    is_older = [place % 3 > 0 for place in range(len(MANY.ends))]
    done: list[tuple[int, int | None]] = []
    study = with_draft(study_of(MANY, None, TODAY), "Draft", is_older, lambda at, of: done.append((at, of)))
    assert study.counted == f"{MANY.won} customers and {MANY.lost:,} others"
    assert done == [(fold, 5) for fold in range(1, 6)]
    assert study.folds is not None
    assert study.newest is not None
    assert not study.is_too_good
    held, newer = study.performance_lines
    assert held.startswith("On leads held back, a customer scores higher than another lead in ")
    assert "AUC ." in held
    assert "±" in held
    assert newer.startswith("Learned from the older leads alone")
    assert "supported" in study.summary


def test_a_study_of_few_says_that_there_are_too_few() -> None:
    study = with_draft(study_of(cases(6, {"Need": shared(6, 6, 10, 100)}), None, TODAY), "Draft")
    assert study.performance_lines == ["There are too few customers to say how it does on leads that it has not seen."]
    hint = study_of(cases(6, {"Need": shared(5, 6, 40, 100), "Source": noise(5, 106, *"abcdefgh")}), None, TODAY)
    assert hint.summary.endswith("Not enough evidence: chance alone makes hints of about 1 in so many.")
    one = study_of(cases(1, {"Need": shared(1, 1, 0, 1)}), None, TODAY)
    assert one.counted == "1 customer and 1 other"
    assert one.summary == "No column has enough answers to compare."
    assert one.performance_lines == []


def test_a_draft_that_is_too_good_to_be_true_says_so() -> None:
    rnd = random.Random(3)
    columns: dict[str, list[object]] = {}
    for place in range(6):
        # None of them gives the end away alone.
        columns[f"C{place}"] = [rnd.random() < (0.82 if won else 0.18) for won in [1] * 300 + [0] * 700]
    study = with_draft(study_of(cases(300, columns), None, TODAY), "Draft")
    assert study.is_too_good
    assert study.performance_lines[-1].startswith("That is too good to be true")
    assert study.doubted == ()
    honest = {"Need": shared(180, 300, 210, 700)}
    study = with_draft(study_of(cases(300, columns | honest), None, TODAY), "Draft")
    assert study.doubted == tuple(sorted(columns))
    assert study.draft is not None
    assert [one.name for one in study.draft.profile.criteria] == ["Need"]
    assert not study.is_too_good
    assert study.performance_lines[-1].startswith("Left out of it: “C0”, “C1”")
    # Who knows better, keeps them.
    kept = cases(300, columns | honest, kept=frozenset(range(6)))
    assert with_draft(study_of(kept, None, TODAY), "Draft").is_too_good


def test_the_newer_leads_must_have_customers_to_say_anything() -> None:
    study = with_draft(study_of(MANY, None, TODAY), "Draft", [place >= MANY.won for place in range(len(MANY.ends))])
    assert study.newest is None


def test_a_part_in_which_nothing_is_learned_counts_as_chance() -> None:
    found = held_out(MANY, lambda _: None)
    assert found is not None
    assert found.value == 0.5
    assert held_out(cases(6, {"Need": shared(6, 6, 10, 100)}), lambda _: None) is None


def test_order_puts_what_is_supported_first_and_leaves_the_rest_as_it_stood() -> None:
    base = profile(OWN.replace("required = true\n", ""))
    study = study_of(MANY, base, TODAY)
    assert [(place.name, place.was) for place in study.order] == [
        ("It hurts", 2),
        ("Two columns", 1),
        ("Visit", None),
        ("Met at a fair", 3),
    ]
    assert {place.verdict for place in study.order} == {"supported"}
    assert study.copies == (("Says need", "It hurts"),)
    alone = study_of(MANY, None, TODAY)
    assert {place.name for place in alone.order} == {"Need", "Source", "Size", "Visit"}
    assert alone.copies == (("Says need", "Need"),)
    assert all(place.qualities for place in alone.order)


CONTRARY = """
[[criterion]]
id = "a"
name = "Letters"
columns = ["Letter"]
want = { is = "a" }
[[criterion]]
id = "n"
name = "No need"
columns = ["Need"]
want = { no = true }
[[criterion]]
id = "gone"
name = "Gone"
columns = ["Gone"]
want = { yes = true }
"""


def test_a_criterion_that_customers_meet_less_often_is_said_to_be() -> None:
    order = study_of(MANY, profile(CONTRARY), TODAY).order
    by_id = {place.criterion: place for place in order if place.criterion}
    assert by_id["n"].is_contrary
    assert not by_id["a"].is_contrary
    assert [place.criterion for place in order][-3:] == ["a", "n", "gone"]
    assert [place.was for place in order][-3:] == [1, 2, 3]
    assert by_id["gone"].customers.count == 0


def test_a_hint_in_the_order_is_a_hint_and_what_is_better_known_is_none() -> None:
    leads = cases(6, {"Need": shared(5, 6, 40, 100), "Pain": shared(2, 6, 30, 100), "Size": noise(1, 106, 1, 2, 3)})
    text = "".join(
        f'[[criterion]]\nid = "c{place}"\nname = "C{place}"\ncolumns = ["{header}"]\nwant = {{ yes = true }}\n'
        for place, header in enumerate(("Need", "Pain", "Other"))
    )
    order = study_of(leads, profile(text), TODAY).order
    assert {place.criterion: str(place.verdict) for place in order}["c0"] == "hint"
    known = [*["yes", "no"] * 20, *["yes", "no"] * 50, *[None] * 300]
    apart = cases(40, {"Need": known}, one_list=False)
    assert str(study_of(apart, profile(text), TODAY).order[0].verdict) == "not enough evidence"


def test_bands_fall_back_to_few_hot_leads_where_nothing_parts_customers() -> None:
    """Some thirty customers among thirty-odd others: enough to choose by, too few to draw lines from."""
    study: Study = with_draft(study_of(cases(40, {"Need": shared(32, 40, 12, 40)}), None, TODAY), "Draft")
    assert study.draft is not None
    score = study.draft.profile.score
    assert 0 < score.warm < score.hot <= 100_000


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_sums_are_those_of_a_plain_loop(data: st.DataObject) -> None:
    leads = data.draw(st.integers(1, 30))
    codes = bytes(data.draw(st.lists(st.integers(0, 3), min_size=leads, max_size=leads)))
    folds = data.draw(st.lists(st.integers(0, 2), min_size=leads, max_size=leads))
    values = data.draw(st.lists(st.integers(-9, 9), min_size=leads, max_size=leads))
    plain = [[0] * 4 for _ in range(3)]
    for code, fold, value in zip(codes, folds, values, strict=True):
        plain[fold][code] += value
    assert Sums(codes, 4, folds, 3).of(values) == plain


def test_of_two_lists_blanks_say_nothing_and_nobody_claims_how_well_it_does() -> None:
    """All is known of customers and half of others: a draft must not give points for being known."""
    rnd = random.Random(4)
    won = [True] * 80 + [False] * 800
    columns: dict[str, list[object]] = {
        "Need": [("yes" if rnd.random() < (0.75 if one else 0.3) else "no") for one in won],
        "Sector": [rnd.choice("abc") for _ in won],
        "Trial": ["x" for _ in won],
    }
    filled = {
        header: [cell if one or rnd.random() < 0.5 else None for cell, one in zip(cells, won, strict=True)]
        for header, cells in columns.items()
    }
    leads = cases(80, filled, one_list=False)
    study = with_draft(study_of(leads, None, TODAY), draft_name("customers.csv"))
    assert study.draft is not None
    assert study.draft.profile.name == "Draft from customers.csv"
    assert [one.name for one in study.draft.profile.criteria] == ["Need"]
    assert study.folds is None
    assert study.performance_lines[0].startswith("How well it does can't be said from a list of customers")
    trial = next(one for one in study.lessons.qualities if one.column == "Trial")
    assert trial.q < 0.01
    assert str(trial.verdict) == "hint"
    known = profile('[[criterion]]\nid = "t"\nname = "T"\ncolumns = ["Trial"]\nwant = { known = true }\n')
    assert str(study_of(leads, known, TODAY).order[-1].verdict) == "hint"


def test_a_choice_that_is_also_a_word_is_counted_as_scoring_reads_it() -> None:
    source = ["fair"] * 10 + ["yes"] * 10 + ["fair", "yes", "sì", "other", "none of them"] * 20
    found = {one.name: one for one in lessons_of(cases(20, {"Source": source})).qualities}
    assert found["Source: yes"].others.count == 20
