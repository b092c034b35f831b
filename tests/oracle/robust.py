"""Section 7: what every set of weights consistent with the order says; exact, and not by the method's recurrence.

The share is the mean of a step function over a simplex. By Hermite and Genocchi that is a divided difference
of a truncated power (a B-spline's tail), so nothing of Varsi's recurrence is used here.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb


def tie_groups(values: list[Fraction], ties: list[bool]) -> list[list[Fraction]]:
    """Put the values of criteria that are tied with the one before into one group with it."""
    groups: list[list[Fraction]] = []
    for value, tie in zip(values, ties, strict=True):
        if tie and groups:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def running_means(values: list[Fraction]) -> list[Fraction]:
    """Section 7: "running means a_k = (v_1 + … + v_k)/k"."""
    return [sum(values[:k], Fraction(0)) / k for k in range(1, len(values) + 1)]


def lowest_mean(values: list[Fraction], ties: list[bool]) -> Fraction:
    """Section 7: "min a_k"; "undecided ties: sort within the tie ascending for the min"."""
    groups = tie_groups(values, ties)
    return min(running_means([v for group in groups for v in sorted(group)]))


def highest_mean(values: list[Fraction], ties: list[bool]) -> Fraction:
    """Section 7: "max a_k"; undecided ties: "descending for the max"."""
    groups = tie_groups(values, ties)
    return max(running_means([v for group in groups for v in sorted(group, reverse=True)]))


def vertex_means(values: list[Fraction], ties: list[bool]) -> list[Fraction]:
    """Section 7: "With ties (and for `equal`, one tie) the vertices are the ends of the tie groups"."""
    means = running_means(values)
    ends = [len(group) for group in tie_groups(values, ties)]
    return [means[sum(ends[: place + 1]) - 1] for place in range(len(ends))]


def share_at_least(values: list[Fraction], ties: list[bool], threshold: Fraction) -> Fraction:
    """Section 7: "share of weights for which the score >= t, exactly, no sampling".

    The weighted sum is linear on the simplex, so it is the mean of its values at the vertices with weights
    spread evenly over a simplex; the mean of the step at ``threshold`` over those is the divided difference
    of x -> max(x - threshold, 0)^(J - 1) at the J vertex values.
    """
    return divided_difference(sorted(vertex_means(values, ties)), threshold)


def divided_difference(knots: list[Fraction], threshold: Fraction) -> Fraction:
    """Difference x -> max(x - threshold, 0)^(J - 1) over J sorted knots; equal knots take its derivatives."""
    power = len(knots) - 1
    column = [truncated_power(x, threshold, power) for x in knots]
    for order in range(1, len(knots)):
        nexts = []
        for i in range(len(knots) - order):
            left, right = knots[i], knots[i + order]
            if left == right:  # the order-th derivative, divided by order!
                nexts.append(comb(power, order) * truncated_power(left, threshold, power - order))
            else:
                nexts.append((column[i + 1] - column[i]) / (right - left))
        column = nexts
    return column[0]


def truncated_power(x: Fraction, threshold: Fraction, power: int) -> Fraction:
    """Raise what is above the threshold to a power; the power 0 is the step that is 1 from the threshold on."""
    return (x - threshold) ** power if x >= threshold else Fraction(0)
