"""Conditions as the indented lines of a screen: what stands on each line, and changes of one of them.

A line is named by its **path**: the places of the parts to go into, from the whole condition on,
which has the empty path. A `Not` is no line of its own, it negates the one below; two of them say
nothing and are dropped wherever an edit comes across them. Nothing here changes a condition: every
edit gives another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sheetqual.core.conditions import All, Any_, Condition, Not, Test

__all__ = ["Node", "Path", "added", "added_path", "at", "grouped", "negated", "nodes", "removed", "replaced"]

Path: TypeAlias = tuple[int, ...]
_Edit: TypeAlias = Callable[[Condition], tuple[Condition, ...]]


@dataclass(frozen=True, slots=True)
class Node:
    """One line of a condition.

    Attributes:
        path: Where it stands.
        depth: How many groups it stands in.
        condition: A comparison or a group, without the `Not` before it.
        negated: Whether there is one.
    """

    path: Path
    depth: int
    condition: Test | All | Any_
    negated: bool

    @property
    def whole(self) -> Condition:
        """The condition with its `Not`, as `at` gives it and `replaced` takes it."""
        return _signed(self.condition, negative=self.negated)


def nodes(condition: Condition) -> list[Node]:
    """Return the lines of a condition from top to bottom: a group, then its parts."""
    return list(_nodes(condition, ()))


def _nodes(condition: Condition, path: Path) -> Iterator[Node]:
    bare, negative = _bare(condition)
    yield Node(path, len(path), bare, negative)
    if not isinstance(bare, Test):
        for place, part in enumerate(bare.parts):
            yield from _nodes(part, (*path, place))


def at(condition: Condition, path: Path) -> Condition:
    """Return what stands at a path, with its `Not` where it is negated.

    Raises:
        IndexError: Nothing stands there.
    """
    for place in path:
        condition = _group(condition, place).parts[place]
    bare, negative = _bare(condition)
    return _signed(bare, negative=negative)


def replaced(condition: Condition, path: Path, new: Condition) -> Condition:
    """Return the condition with another one at a path; a `Not` there goes with what it negated.

    Raises:
        IndexError: Nothing stands there.
    """
    return _spliced(condition, path, lambda _: (new,))[0]


def removed(condition: Condition, path: Path) -> Condition | None:
    """Return the condition without what stands at a path; None when nothing is left.

    A group that is left with one part becomes that part, and one without any is removed, too.

    Raises:
        IndexError: Nothing stands there.
    """
    left = _spliced(condition, path, lambda _: ())
    return left[0] if left else None


def added(condition: Condition | None, path: Path, new: Condition) -> Condition:
    """Return the condition with another one after what stands at a path, in the same group.

    The whole condition has no group around it: if it is a group, the new one becomes its last part,
    and if it is a comparison, both have to hold.

    Args:
        condition: The condition; None for none yet, to which the new one is all there is.
        path: After what to add it.
        new: What to add.

    Raises:
        IndexError: Nothing stands there.
    """
    if condition is None:
        return new
    bare, negative = _bare(condition)
    if not path and not isinstance(bare, Test):
        return _signed(type(bare)((*bare.parts, new)), negative=negative)
    found = _spliced(condition, path, lambda one: (one, new))
    return found[0] if len(found) == 1 else All(found)


def added_path(condition: Condition | None, path: Path) -> Path:
    """Return where `added` puts what it adds: where a screen's cursor goes."""
    if condition is None:
        return ()
    if path:
        return (*path[:-1], path[-1] + 1)
    bare, _ = _bare(condition)
    return (1,) if isinstance(bare, Test) else (len(bare.parts),)


def grouped(condition: Condition, path: Path, kind: Literal["all", "any"]) -> Condition:
    """Return the condition with a group at a path: a comparison is put into one, a group changes its kind.

    A negated comparison stays negated inside its group; a negated group stays negated as a whole.

    Args:
        condition: The condition.
        path: What to put into a group, or the group.
        kind: Whether ``all`` parts have to hold, or ``any``.

    Raises:
        IndexError: Nothing stands there.
    """
    group = All if kind == "all" else Any_

    def edit(one: Condition) -> tuple[Condition, ...]:
        bare, negative = _bare(one)
        return (group((one,)) if isinstance(bare, Test) else _signed(group(bare.parts), negative=negative),)

    return _spliced(condition, path, edit)[0]


def negated(condition: Condition, path: Path) -> Condition:
    """Return the condition with what stands at a path turned into its opposite.

    Raises:
        IndexError: Nothing stands there.
    """
    return _spliced(condition, path, lambda one: (Not(one),))[0]


def _bare(condition: Condition) -> tuple[Test | All | Any_, bool]:
    """Return a condition without the `Not`s before it, and whether they negate it."""
    negative = False
    while isinstance(condition, Not):
        condition, negative = condition.part, not negative
    return condition, negative


def _signed(condition: Condition, *, negative: bool) -> Condition:
    """Return a condition or its opposite, with one `Not` before it at most."""
    bare, own = _bare(condition)
    return Not(bare) if own is not negative else bare


def _group(condition: Condition, place: int) -> All | Any_:
    """Return a condition as the group that it is, provided that it has a part at a place."""
    bare, _ = _bare(condition)
    if isinstance(bare, Test) or not 0 <= place < len(bare.parts):
        message = "nothing stands at that path of the condition"
        raise IndexError(message)
    return bare


def _spliced(condition: Condition, path: Path, edit: _Edit) -> tuple[Condition, ...]:
    """Return what is left of a condition when others take the place of one in it: none, one or several."""
    bare, negative = _bare(condition)
    if not path:
        return tuple(_signed(one, negative=False) for one in edit(_signed(bare, negative=negative)))
    place, *rest = path
    group = _group(condition, place)
    instead = _spliced(group.parts[place], tuple(rest), edit)
    parts = (*group.parts[:place], *instead, *group.parts[place + 1 :])
    if not instead and len(parts) <= 1:
        return tuple(_signed(one, negative=negative) for one in parts)
    return (_signed(type(group)(parts), negative=negative),)
