"""Two people change one profile, and both find their changes in it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.parse import build_profile, parse_profile
from sheetqual.core.profile import Criterion, Profile
from sheetqual.core.profile_merge import has_moved, merged_profile, with_order
from sheetqual.core.profile_tables import criterion_table, profile_table
from sheetqual.errors import ProfileError

from .helpers import THREE, profile
from .random_edits import Edits
from .test_profile_tables import PROFILES

SEEDS = st.integers(0, 10**9)
READY = [parse_profile(path.read_text(encoding="utf-8"), path.name) for path in PROFILES]
PENALTIES = (
    '[[penalty]]\nid = "p"\nname = "Tied"\nwhen = { column = "P", yes = true }\npoints = 5\n'
    '[[penalty]]\nid = "q"\nwhen = { column = "Q", yes = true }\npoints = 6\n'
    '[[penalty]]\nid = "r"\nwhen = { column = "R", yes = true }\npoints = 7\n'
)
PRODUCTS = '[[product]]\nname = "Saver"\norder = ["a", "b"]\n[[product]]\nname = "Plan"\norder = ["c"]\n'


def merged(base: str, ours: str, theirs: str) -> tuple[Profile, tuple[str, ...]]:
    return merged_profile(profile(base), profile(ours), profile(theirs))


def order(shown: Profile) -> str:
    return "".join(("=" if one.tied_with_previous else "") + one.id for one in shown.criteria)


def of(*ids: str, points: tuple[float, ...] = (), head: str = "") -> str:
    """Return the text of criteria, ``=`` before the id of one that is tied with the one above."""
    text = f'[score]\nweights = "points"\n{head}' if points else head
    for place, one in enumerate(ids):
        name = one.removeprefix("=")
        own = f"points = {points[place]}\n" if points else ""
        tie = "tied_with_previous = true\n" if one != name else ""
        text += f'[[criterion]]\nid = "{name}"\ncolumns = ["{name}"]\nwant = {{ yes = true }}\n{own}{tie}'
    return text


def points_of(shown: Profile) -> dict[str, Fraction | None]:
    return {one.id: one.points for one in shown.criteria}


def bare(one: Criterion) -> Criterion:
    return replace(one, tied_with_previous=False, points=None)


def test_what_only_one_changed_is_taken_from_there() -> None:
    ours = THREE.replace('name = "Need"', 'name = "Pain"').replace('columns = ["B"]', 'columns = ["B", "B2"]')
    theirs = THREE.replace("at_least = 50", "at_least = 60").replace('name = "Need"', 'name = "Need"\nrequired = true')
    theirs = 'version = 7\nregion = "NO"\n' + theirs + "[reading]\ndecimal = ','\n[scripts]\nopening = 'Hi'\n"
    both, conflicts = merged(THREE, ours + "[reading]\ndates = 'mdy'\n", theirs)
    said = [criterion_table(one) for one in both.criteria]
    assert (said[0]["name"], said[0]["required"]) == ("Pain", True)
    assert (said[1]["columns"], said[1]["want"]) == (["B", "B2"], {"at_least": 60})
    assert (both.version, both.region, both.decimal, both.dates, dict(both.scripts)) == (
        7, "NO", ",", "mdy", {"opening": "Hi"}
    )  # fmt: skip
    assert conflicts == ()


@pytest.mark.parametrize(
    ("old", "mine", "other", "said"),
    [
        ("at_least = 50", "at_least = 60", "at_least = 70", "Budget: what it wants"),
        ("want = { at_least = 50 }", "want = { yes = true }", "grades = [{ when = { yes = true }, value = 1 }]",
         "Budget: what it wants"),
        ('columns = ["B"]', 'columns = ["X"]', 'columns = ["Y"]', "Budget: its columns"),
        ('id = "b"', 'id = "b"\npoints = 1', 'id = "b"\npoints = 2', "Budget: its points"),
        ("hot = 70", "hot = 80", "hot = 90", "'hot'"),
        ('cold = "c"', 'cold = "d"', 'cold = "e"', "the words for the temperatures"),
        ('opening = "a"', 'opening = "b"', 'opening = "c"', "the scripts"),
        ('PQL = { column = "P", at_least = 1 }', 'PQL = { column = "P", at_least = 2 }',
         'PQL = { column = "P", at_most = 1 }', "the lead types"),
        ('name = "n"', 'name = "m"', 'name = "o"', "the profile's name"),
        ("points = 5", "points = 4", "points = 3", "Tied: its points"),
        ('name = "Saver"\norder = ["a", "b"]', 'name = "Saver"\norder = ["b", "a"]', 'name = "Saver"\norder = ["a"]',
         "Saver: its order of criteria"),
    ],
)  # fmt: skip
def test_what_both_changed_differently_stays_ours_and_is_named(old: str, mine: str, other: str, said: str) -> None:
    text = (
        'name = "n"\n' + THREE + PENALTIES + PRODUCTS
        + '[score]\nhot = 70\nlabels = { cold = "c" }\n[scripts]\nopening = "a"\n'
        '[types]\nPQL = { column = "P", at_least = 1 }\n'
    )  # fmt: skip
    assert text.count(old) == 1
    if "points" in mine and "id" in mine:
        text = text.replace("columns", "points = 9\ncolumns").replace(f"{old}\nname", f"{old}\nname")
        texts = [text, *(text.replace('Budget"\npoints = 9', f'Budget"\npoints = {one}') for one in "12")]
    else:
        texts = [text, text.replace(old, mine), text.replace(old, other)]
    both, conflicts = merged(*texts)
    assert conflicts == (said,)
    assert both == replace(profile(texts[1]), version=1)


def test_what_both_changed_alike_is_no_conflict() -> None:
    same = THREE.replace('"Need"', '"Pain"') + PENALTIES
    both, conflicts = merged(THREE, same, 'region = "IT"\n' + same)
    assert (both, conflicts) == (profile('region = "IT"\n' + same), ())


def test_what_one_removed_and_the_other_left_alone_is_gone_with_all_that_names_it() -> None:
    base = of("a", "b", "c") + PRODUCTS + PENALTIES + "[pool]\na = 0.5\nc = 0.2\n"
    ours = of("a", "b") + PRODUCTS[: PRODUCTS.index("[[", 5)] + "[pool]\na = 0.5\n"
    theirs = base.replace('order = ["a", "b"]', 'order = ["c", "a", "b"]').replace("c = 0.2", "c = 0.3")
    both, conflicts = merged(base, ours, theirs)
    assert order(both) == "ab"
    assert [one.order for one in both.products] == [("a", "b")]
    assert (dict(both.pool), both.penalties) == ({"a": 0.5}, ())
    assert conflicts == ("the shares for the call plan",)


def test_a_product_of_criteria_that_are_gone_is_gone() -> None:
    base = of("a", "b", "c")
    both, conflicts = merged(base, of("a", "b"), base + PRODUCTS)
    assert [one.name for one in both.products] == ["Saver"]
    assert conflicts == ()


@pytest.mark.parametrize("swapped", [False, True])
def test_what_one_removed_and_the_other_changed_stays_and_is_named(*, swapped: bool) -> None:
    fewer, changed = THREE[: THREE.index("[[criterion]]", 150)], THREE.replace("SaaS", "Banks")
    sides = (changed, fewer) if swapped else (fewer, changed)
    both, conflicts = merged(THREE, *sides)
    assert both == profile(changed)
    assert conflicts == ("Industry: removed by one and changed by the other, so it stays",)


def test_a_penalty_whose_points_the_other_changed_stays_where_points_are_the_teams_own() -> None:
    base = of("a", "b", points=(9, 8))
    both, conflicts = merged(base + PENALTIES, base, base + PENALTIES.replace("points = 5", "points = 4"))
    assert [one.id for one in both.penalties] == ["p"]
    assert conflicts == ("Tied: removed by one and changed by the other, so it stays",)


def test_criteria_that_both_add_stand_behind_what_they_followed() -> None:
    both, conflicts = merged(of("a", "b"), of("a", "m", "b"), of("n", "a", "b", "o"))
    assert (order(both), conflicts) == ("nambo", ())


def test_a_criterion_that_both_add_under_one_id_is_one() -> None:
    theirs = of("a", "n").replace('columns = ["n"]', 'columns = ["other"]\nrequired = true')
    both, conflicts = merged(of("a"), of("a", "n"), theirs)
    assert criterion_table(both.criteria[1]) == {"id": "n", "columns": ["n"], "want": {"yes": True}, "required": True}
    assert conflicts == ("n: its columns",)


@pytest.mark.parametrize(
    ("ours", "theirs", "both", "conflicts"),
    [
        ("c a b", "a b c", "cab", ()),
        ("a b c", "c a b", "cab", ()),
        ("c a b", "c a b", "cab", ()),
        ("c a b", "b a c", "cab", ("the order of the criteria",)),
        ("a =b c", "c a b", "a=bc", ("the order of the criteria",)),
        ("a b c n", "c a b", "cnab", ()),
        ("a c", "c b a", "ca", ()),
        ("c a b", "a n b c", "canb", ()),
        ("a c", "a b n c", "anc", ()),
    ],
)
def test_an_order_is_ours_unless_only_they_moved_criteria(
    ours: str, theirs: str, both: str, conflicts: tuple[str, ...]
) -> None:
    texts = (of("a", "b", "c"), of(*ours.split(), head='region = "NO"\n'), of(*theirs.split(), head="version = 2\n"))
    result, said = merged(*texts)
    assert (order(result), said) == (both, conflicts)


def penalties(ids: str, extra: str = "") -> str:
    parts = {one[18]: one for one in (f"[[penalty]]{part}" for part in PENALTIES.split("[[penalty]]")[1:])}
    parts["n"] = parts["p"].replace('"p"', '"n"')
    return of("a") + "".join(parts[one] for one in ids) + extra


@pytest.mark.parametrize(
    ("ours", "theirs", "both", "conflicts"),
    [
        ("rpq", "pqr", "rpq", ()),
        ("pqr", "rpq", "rpq", ()),
        ("rpq", "qrp", "rpq", ("the order of the penalties",)),
        ("pqnr", "rpq", "rpqn", ()),
        ("qr", "pnqr", "nqr", ()),
        ("rpq", "rpqn", "rpqn", ()),
    ],
)
def test_penalties_keep_an_order_as_criteria_do(ours: str, theirs: str, both: str, conflicts: tuple[str, ...]) -> None:
    result, said = merged(penalties("pqr"), penalties(ours, "[depth]\ncold_call = 1\n"), penalties(theirs))
    assert ("".join(one.id for one in result.penalties), said) == (both, conflicts)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "both", "conflicts"),
    [
        # Points belong to places: who moves criteria leaves them there.
        (("a 9", "b 8", "c 7"), ("c 9", "a 8", "b 7"), ("a 10", "b 8", "c 7"), "c 10 a 8 b 7", ()),
        (("a 9", "b 8", "c 7"), ("a 10", "b 8", "c 7"), ("c 9", "a 8", "b 7"), "c 10 a 8 b 7", ()),
        (("a 9", "b 8", "c 7"), ("c 10", "a 8", "b 7"), ("a 9", "b 8", "c 6"), "c 10 a 8 b 6", ()),
        (("a 9", "b 8"), ("a 10", "b 8"), ("a 11", "b 8"), "a 10 b 8", ("the points",)),
        (("a 9", "b 5"), ("a 9", "b 8"), ("a 7", "b 5"), "a 9 b 8", ("the points",)),
        (("a 9", "b 8"), ("b 9", "a 8"), ("a 9", "n 8", "b 7"), "b 9 a 8 n 7", ()),
        (("a 9", "b 8"), ("a 9", "n 8", "b 7"), ("a 9", "b 8"), "a 9 n 8 b 7", ()),
        (("a 9", "b 8"), ("a 9", "n 8.5", "b 8"), ("a 10", "b 8", "o 3"), "a 10 n 8.5 b 8 o 3", ()),
        (("a 9", "b 8"), ("a 10", "n 8.5", "b 8"), ("a 11", "b 8", "o 3"), "a 10 n 8.5 b 8 o 3", ("a: its points",)),
    ],
)
def test_points_of_a_teams_own_are_merged_by_place(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...], both: str, conflicts: tuple[str, ...]
) -> None:
    def text(ones: tuple[str, ...], head: str = "") -> str:
        ids, points = zip(*(one.split() for one in ones), strict=True)
        return of(*ids, points=tuple(map(float, points)), head=head)

    result, said = merged(text(base), text(ours), text(theirs, "hot = 80\n"))
    shown = " ".join(f"{one.id} {float(one.points or 0):g}" for one in result.criteria)
    assert (shown, said) == (both, conflicts)


def test_a_criterion_that_lacks_points_gets_those_of_the_one_above_it() -> None:
    result, conflicts = merged(of("a", "b"), of("a", "b", points=(9, 8)), of("n", "a", "m", "b"))
    assert points_of(result) == {"n": 9, "a": 9, "m": 9, "b": 8}
    assert conflicts == ()


def test_thresholds_that_would_cross_stay_ours() -> None:
    base = THREE + "[score]\nhot = 70\nwarm = 40\n"
    both, conflicts = merged(base, base.replace("40", "65"), base.replace("70", "60"))
    assert (both.score.hot, both.score.warm) == (70_000, 65_000)
    assert conflicts == ("'hot' and 'warm'",)


def test_a_word_that_cannot_mean_two_things_means_what_we_said() -> None:
    both, conflicts = merged(THREE, THREE + '[words]\nyes = ["ok"]\n', THREE + '[words]\nno = ["ok"]\n')
    assert list(both.words.values()) == [("ok",)]
    assert conflicts == ("the words",)


def test_a_horizon_that_one_removed_and_the_other_changed_is_ours() -> None:
    base = THREE + '[horizon]\ncolumns = ["H"]\nlost_when = { later_than_days = 9 }\n'
    longer = base.replace("9", "99")
    both, conflicts = merged(base, longer, THREE)
    assert both == profile(longer)
    assert conflicts == ("the horizon",)
    assert merged(base, THREE, longer)[0].horizon is None


def test_changes_of_one_criterion_that_do_not_go_together_leave_it_as_we_have_it() -> None:
    ours = THREE.replace('columns = ["B"]\nwant = { at_least = 50 }', 'want = { column = "B", at_least = 50 }')
    theirs = THREE.replace('columns = ["B"]', 'columns = ["B"]\ndecay = { half_life_days = 3 }')
    both, conflicts = merged(THREE, ours, theirs)
    assert both == profile(ours)
    assert conflicts == ("Budget: all of it, since the changes do not go together",)


def test_a_penalty_whose_changes_do_not_go_together_stays_as_we_have_it() -> None:
    base = THREE + '[[penalty]]\nid = "p"\ncolumns = ["P"]\nwhen = { yes = true }\npoints = 5\n'
    ours = base.replace('columns = ["P"]\nwhen = { ', 'when = { column = "P", ')
    theirs = base.replace("when = { yes = true }", "when = { no = true }")
    both, conflicts = merged(base, ours, theirs)
    assert (both, conflicts) == (profile(ours), ("p: when it counts",))
    theirs = base.replace("points = 5", "points = 4")
    assert merged(base, ours, theirs)[0].penalties[0].thousandths == 4000


def test_profiles_that_do_not_go_together_at_all_are_refused() -> None:
    many = [f"c{place}" for place in range(25)]
    more = [f"d{place}" for place in range(25)]
    with pytest.raises(ProfileError, match="at most 40"):
        merged(of("a"), of("a", *many), of("a", *more))


@given(st.sampled_from(READY), SEEDS, SEEDS, st.integers(1, 12))
def test_two_people_find_their_changes_in_any_profile(base: Profile, mine: int, other: int, count: int) -> None:
    ours = Edits(mine).changed(base, count)
    theirs = replace(Edits(other).changed(base, count), version=base.version + 1)
    both, conflicts = merged_profile(base, ours, theirs)
    assert build_profile(profile_table(both)) == both
    assert both.version == theirs.version
    names = {field: getattr(both, field) for field in ("region", "refusal", "decimal", "dates", "encoding")}
    for field, value in names.items():
        changed = getattr(ours, field) != getattr(base, field)
        assert value == getattr(ours if changed else theirs, field)
    if not conflicts:
        turned, again = merged_profile(base, theirs, ours)
        assert again == ()
        key = {one.id: bare(one) for one in both.criteria}
        assert {one.id: bare(one) for one in turned.criteria} == key


@given(st.sampled_from(READY), SEEDS, st.integers(0, 12))
def test_what_one_alone_changed_is_the_merged_profile(base: Profile, seed: int, count: int) -> None:
    changed = Edits(seed).changed(base, count)
    newer = replace(base, version=base.version + 1)
    assert merged_profile(base, changed, newer) == (replace(changed, version=newer.version), ())
    assert merged_profile(base, changed, base) == (replace(changed, version=base.version), ())
    assert merged_profile(newer, base, changed) == (changed, ())
    assert merged_profile(base, base, changed) == (changed, ())
    assert merged_profile(base, newer, changed) == (changed, ())


def test_an_order_is_put_on_other_criteria_without_their_changes_getting_lost() -> None:
    theirs, ours = profile(of("a", "n", "=m", "b", points=(9, 8, 7, 6))), profile(of("b", "x", "=a", points=(9, 8, 7)))
    both = with_order(theirs, ours)
    assert order(both) == "ban=m"
    assert list(points_of(both).values()) == [9, 8, 7, 6]
    assert order(with_order(profile(of("n", "=a", "b")), profile(of("a", "=b")))) == "na=b"
    assert order(with_order(profile(of("a", "=n", "b")), profile(of("a", "=b")))) == "a=n=b"


def test_moving_is_told_from_adding() -> None:
    base = profile(of("a", "b"))
    assert not has_moved(base, profile(of("a", "n", "b")))
    assert has_moved(base, profile(of("b", "a")))
    assert has_moved(base, profile(of("n", "=a", "b")))
