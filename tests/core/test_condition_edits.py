"""Conditions as lines of a screen, and edits of one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetqual.core.condition_edits import (
    Node,
    Path,
    added,
    added_path,
    at,
    grouped,
    negated,
    nodes,
    removed,
    replaced,
)
from sheetqual.core.conditions import All, Any_, Condition, Not
from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.conditions import tests_of as comparisons_of


def comparison(name: str) -> Comparison:
    return Comparison("yes", True, (name,))


A, B, C, D = map(comparison, "ABCD")
TESTS = st.sampled_from([A, B, C, D])
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    TESTS,
    lambda parts: (
        parts.map(Not)
        | st.lists(parts, min_size=1, max_size=4).map(lambda some: All(tuple(some)))
        | st.lists(parts, min_size=1, max_size=4).map(lambda some: Any_(tuple(some)))
    ),
    max_leaves=12,
)


@st.composite
def with_path(draw: st.DrawFn) -> tuple[Condition, Path]:
    """Draw a condition and the path of one of its lines."""
    condition = draw(CONDITIONS)
    return condition, draw(st.sampled_from(nodes(condition))).path


def plain(condition: Condition) -> Condition:
    """Return a condition without double negation and without groups of one, slowly."""
    match condition:
        case Comparison():
            return condition
        case Not():
            inner = plain(condition.part)
            return inner.part if isinstance(inner, Not) else Not(inner)
        case _:
            parts = tuple(map(plain, condition.parts))
            return parts[0] if len(parts) == 1 else type(condition)(parts)


def lines_of(condition: Condition) -> list[tuple[Path, Condition]]:
    """Return what stands where, whatever its double negations."""
    return [(line.path, plain(line.whole)) for line in nodes(condition)]


def holds(condition: Condition, true: set[str]) -> bool:
    """Tell whether a condition holds where these comparisons do."""
    match condition:
        case Comparison():
            return condition.columns[0] in true
        case Not():
            return not holds(condition.part, true)
        case _:
            said = [holds(part, true) for part in condition.parts]
            return all(said) if isinstance(condition, All) else any(said)


def shown(condition: Condition | None) -> str:
    """Return a condition in short: ``all(A, !B)``."""
    match condition:
        case None:
            return "nothing"
        case Comparison():
            return condition.columns[0]
        case Not():
            return f"!{shown(condition.part)}"
        case _:
            kind = "all" if isinstance(condition, All) else "any"
            return f"{kind}({', '.join(map(shown, condition.parts))})"


def test_a_condition_is_shown_from_top_to_bottom() -> None:
    condition = All((A, Not(Any_((B, Not(Not(C)), Not(D))))))
    assert [(node.path, node.depth, node.negated) for node in nodes(condition)] == [
        ((), 0, False),
        ((0,), 1, False),
        ((1,), 1, True),
        ((1, 0), 2, False),
        ((1, 1), 2, False),
        ((1, 2), 2, True),
    ]
    assert nodes(A) == [Node((), 0, A, negated=False)]
    assert nodes(Not(A))[0].whole == Not(A)


@given(CONDITIONS)
def test_the_lines_hold_every_comparison_in_its_order(condition: Condition) -> None:
    lines = nodes(condition)
    assert [line.condition for line in lines if isinstance(line.condition, Comparison)] == list(
        comparisons_of(condition)
    )
    assert [line.path for line in lines] == sorted({line.path for line in lines})
    assert all(line.depth == len(line.path) for line in lines)


@given(CONDITIONS)
def test_each_line_is_what_stands_at_its_path(condition: Condition) -> None:
    for line in nodes(condition):
        assert at(condition, line.path) == line.whole
        assert lines_of(replaced(condition, line.path, line.whole)) == lines_of(condition)


@given(with_path(), CONDITIONS)
def test_what_replaces_a_line_stands_there_and_the_others_stay(drawn: tuple[Condition, Path], new: Condition) -> None:
    condition, path = drawn
    other = replaced(condition, path, new)
    assert plain(at(other, path)) == plain(new)
    size = len(path)
    apart = [line for line in nodes(condition) if line.path[:size] != path and line.path != path[: line.depth]]
    assert apart == [line for line in nodes(other) if line.path[:size] != path and line.path != path[: line.depth]]


@given(with_path(), CONDITIONS)
def test_removing_what_was_added_gives_the_condition_back(drawn: tuple[Condition, Path], new: Condition) -> None:
    condition, path = drawn
    longer, place = added(condition, path, new), added_path(condition, path)
    assert plain(at(longer, place)) == plain(new)
    back = removed(longer, place)
    assert back is not None
    assert plain(back) == plain(condition)


@given(with_path(), st.sets(st.sampled_from("ABCD")))
def test_a_negated_line_turns_round_and_back(drawn: tuple[Condition, Path], true: set[str]) -> None:
    condition, path = drawn
    other = negated(condition, path)
    assert holds(at(other, path), true) is not holds(at(condition, path), true)
    assert lines_of(negated(other, path)) == lines_of(condition)


@given(with_path(), st.sampled_from(["all", "any"]), st.sets(st.sampled_from("ABCD")))
def test_a_line_that_is_grouped_keeps_its_parts(
    drawn: tuple[Condition, Path], kind: Literal["all", "any"], true: set[str]
) -> None:
    condition, path = drawn
    other = grouped(condition, path, kind)
    line = next(line for line in nodes(other) if line.path == path)
    assert isinstance(line.condition, All if kind == "all" else Any_)
    assert list(comparisons_of(other)) == list(comparisons_of(condition))
    was = at(condition, path)
    if isinstance(was, Comparison) or (isinstance(was, Not) and isinstance(was.part, Comparison)):
        assert holds(other, true) is holds(condition, true)
        assert at(other, (*path, 0)) == was
    else:
        assert line.negated is isinstance(was, Not)


@given(with_path(), st.sets(st.sampled_from("ABCD")))
def test_what_is_left_says_what_it_said_without_the_line(drawn: tuple[Condition, Path], true: set[str]) -> None:
    """A part that changes nothing says the same as none: what holds in an `All`, what does not in an `Any_`."""
    condition, path = drawn
    left = removed(condition, path)
    kept = [line for line in nodes(condition) if line.path[: len(path)] != path]
    comparisons = [line.condition for line in kept if isinstance(line.condition, Comparison)]
    assert (left is None) is (not comparisons)
    if left is not None:
        assert list(comparisons_of(left)) == comparisons
        while not comparisons_below(kept, path[:-1]):
            path = path[:-1]
        parent = at(condition, path[:-1])
        bare = parent.part if isinstance(parent, Not) else parent
        neutral: Condition = All(()) if isinstance(bare, All) else Any_(())
        assert holds(left, true) is holds(replaced(condition, path, neutral), true)


def comparisons_below(lines: list[Node], path: Path) -> bool:
    return any(isinstance(line.condition, Comparison) and line.path[: len(path)] == path for line in lines)


@pytest.mark.parametrize(
    ("condition", "path", "left"),
    [
        (A, (), "nothing"),
        (All((A, B, C)), (1,), "all(A, C)"),
        (All((A, B)), (0,), "B"),
        (Not(All((A, B))), (0,), "!B"),
        (Not(All((A, Not(B)))), (0,), "B"),
        (All((A, Any_((B, C)))), (1, 0), "all(A, C)"),
        (All((A, Any_((B,)))), (1, 0), "A"),
        (Any_((All((A,)),)), (0, 0), "nothing"),
        (All((A, Any_((B, All((C, D)))))), (1, 0), "all(A, all(C, D))"),
    ],
)
def test_groups_left_with_one_part_are_that_part(condition: Condition, path: Path, left: str) -> None:
    assert shown(removed(condition, path)) == left


@pytest.mark.parametrize(
    ("condition", "path", "longer"),
    [
        (None, (), "D"),
        (A, (), "all(A, D)"),
        (Not(A), (), "all(!A, D)"),
        (Any_((A, B)), (), "any(A, B, D)"),
        (Not(Any_((A, B))), (), "!any(A, B, D)"),
        (Any_((A, B)), (0,), "any(A, D, B)"),
        (All((A, Not(Any_((B, C))))), (1,), "all(A, !any(B, C), D)"),
        (All((A, Not(Any_((B, C))))), (1, 1), "all(A, !any(B, C, D))"),
    ],
)
def test_what_is_added_stands_after_the_line(condition: Condition | None, path: Path, longer: str) -> None:
    other = added(condition, path, D)
    assert shown(other) == longer
    assert at(other, added_path(condition, path)) == D


def test_grouping_wraps_a_comparison_and_turns_a_group() -> None:
    assert shown(grouped(Not(A), (), "any")) == "any(!A)"
    assert shown(grouped(All((A, Not(All((B, C))))), (1,), "any")) == "all(A, !any(B, C))"
    assert shown(grouped(Any_((A, B)), (), "all")) == "all(A, B)"


def test_a_double_negation_is_none() -> None:
    assert shown(negated(Not(A), ())) == "A"
    assert shown(replaced(All((A, B)), (0,), Not(Not(C)))) == "all(C, B)"


def another(condition: Condition, path: Path) -> Condition:
    return replaced(condition, path, D)


def one_more(condition: Condition, path: Path) -> Condition:
    return added(condition, path, D)


def a_group(condition: Condition, path: Path) -> Condition:
    return grouped(condition, path, "all")


@pytest.mark.parametrize("edit", [at, another, removed, one_more, a_group, negated])
@pytest.mark.parametrize("path", [(2,), (-1,), (0, 0), (1, 2), (1, 0, 0)])
def test_nothing_stands_at_other_paths(edit: Callable[[Condition, Path], object], path: Path) -> None:
    with pytest.raises(IndexError, match="nothing stands"):
        edit(All((A, Not(Any_((B, C))))), path)
